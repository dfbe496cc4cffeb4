/* SPDX-License-Identifier: Apache-2.0
 *
 * The demonstration of the house: it is made, verifies, answers every named query; a view made anew and a mirror give the same bytes; strangers do not see what is for parties.
 *
 * With RAPPORTEUR_SHOW=FILE the answers are written there, as docs/formats/queries.md shows them.
 */
#include "suite.h"

#include "process/process.h"
#include "service/service.h"
#include "records.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

enum { NOW = 1804624920 /* Tuesday, 9 March 2027, 15:42 in New York: the fourth meeting */, ANSWER_MAX = 8 * 1024 * 1024, SIZE_LEAST = 700 };

static char  folder[64], house[100], mirrored[100];
static Asker stranger, delegate = {.party = {"delegation-01", 13}, .standing = STANDING_DELEGATE, .account = {"a", 1}};

/* Every query, with arguments that find something. "$statement" and "$views" stand for acts of the demonstration. */
static const struct {
    const char *name, *arguments[QUERY_ARGUMENTS_MAX];
    const char *has;     /* a part of the answer */
    bool        parties; /* strangers are told that there is nothing */
} rows[] = {
    {"house.front", {0}, "\"demonstration-group\"", false},
    {"house.live", {0}, "\"newest\"", false},
    {"body.show", {"demonstration-group"}, "\"meeting_now\"", false},
    {"body.show", {"oewg-2021-2025"}, "Decides to convene", false},
    {"body.about", {"demonstration-group"}, "\"modalities\"", false},
    {"body.composition", {"gge-2019-2021"}, "\"share_tenths\"", true},
    {"session.show", {"demonstration-session-3"}, "\"informal\"", false},
    {"meeting.show", {"demonstration-session-3", "m2"}, "\"group-b\"", false},
    {"meeting.proceedings", {"demonstration-session-3", "m2"}, "\"statement\"", false},
    {"calendar", {0}, "America/New_York", false},
    {"compare.show", {"A/RES/73/266", "A/RES/74/28@en"}, "\"new\"", false},
    {"compare.show", {0}, "A/RES/75/240@en", false},
    {"document.chain", {"A/RES/53/70", "OP1"}, "\"split\"", false},
    {"document.chain", {"A/RES/53/70"}, "\"cells\"", false},
    {"document.chain", {"A/RES/53/70", "PP8", "en", "A/RES/75/240, A/RES/76/19"}, "\"same\"", false},
    {"document.list", {0}, "\"A/RES/75/240\"", false},
    {"document.list", {"demonstration-group", "working-paper", "en", "group-a"}, "EX/WG.1/2027/WP.1", false},
    {"document.show", {"A/RES/75/240", "en"}, "\"cites\"", false},
    {"document.show", {"A/RES/217(III)", "ar"}, "\"language\": \"ar\"", false},
    {"statement.list", {"demonstration-group"}, "\"delegation-06\"", false},
    {"call.list", {0}, "\"views-current\"", false},
    {"call.show", {"views-current"}, "\"silent\"", false},
    {"call.show", {"views-earlier"}, "\"EX/71/1/Add.1\"", false},
    {"call.across", {"views-current", "b"}, "\"heading\"", false},
    {"call.across", {"views-current", "a", "group-b"}, "\"group-b\"", false},
    {"submission.show", {"$views"}, "\"answers\"", false},
    {"submission.show", {"$views", "en"}, "\"shown\": \"en\"", false},
    {"submission.list", {"views-current"}, "\"delegation-10\"", false},
    {"submission.list", {"", "delegation-02"}, "\"views-earlier\"", false},
    {"concept.list", {0}, "\"security-of-systems\"", false},
    {"concept.show", {"confidence-building"}, "\"readers\"", false},
    {"report.show", {"EX/71/1"}, "\"parts\"", false},
    {"statement.show", {"$statement"}, "\"paragraphs\"", false},
    {"party.list", {"state"}, "\"Côte d'Ivoire\"", false},
    {"party.list", {"", "african-states"}, "\"Kenya\"", false},
    {"party.show", {"delegation-01"}, "\"group-a\"", false},
    {"initiative.list", {0}, "\"glossary-of-terms\"", false},
    {"initiative.show", {"directory-of-contacts"}, "\"delegation-11\"", false},
    {"act.list", {"", "statement"}, "\"attested\"", false},
    {"act.show", {"$statement"}, "\"statement.deliver\"", false},
    {"act.unanswered", {0}, "\"attested\"", true},
    {"record.show", {0}, "\"demonstration.example\"", false},
    {"text.list", {"demonstration-group"}, "\"organization-of-work\"", false},
    {"text.map", {"organization-of-work"}, "\"competing\"", false},
    {"text.map", {"organization-of-work", "", "groups"}, "\"across\": \"groups\"", false},
    {"text.map", {"organization-of-work", "", "groups"}, "\"of\": [", false},
    {"text.map", {"organization-of-work", "", "regions"}, "\"other\": true", false},
    {"text.paragraph", {"organization-of-work", "p-zjdxmlomfi"}, "\"wordings\"", false},
    {"text.silence", {"arrangements-continued"}, "\"deadline\"", false},
    {"text.show", {"organization-of-work"}, "\"competing\"", false},
    {"text.silences", {0}, "\"silences\"", false},
    {"quote", {"acting on a consensus basis, to continue, as a priority", "A/RES/75/240"}, "\"verdict\": \"exact\"", false},
    {"quote", {"acting on a majority basis, to continue, as a priority", "A/RES/75/240"}, "\"redline\"", false},
    {"quote", {"embedding harmful hidden functions in information and communications technologies", "A/RES/70/237"}, "\"misattributed\"", false},
    {"quote", {"all States shall disclose their offensive cyber capabilities"}, "\"absent\"", false},
    {"search", {"\"data security\""}, "\"hit\": true", false},
    {"search", {"председателя", "", "", "ru"}, "\"hit\": true", false},
    {"search", {"人人"}, "\"zh\"", false},
    {"search", {"الحرية"}, "\"ar\"", false},
    {"search", {"delegations", "demonstration-group", "", "", "statement"}, "\"statement\"", false},
};

static char statement[2 * HASH_SIZE + 1], views[2 * HASH_SIZE + 1] /* Delegation 02's, which has a translation */;

static Slice argument(const char *text)
{
    return text == NULL ? (Slice){NULL, 0} : slice_from(strcmp(text, "$statement") == 0 ? statement : strcmp(text, "$views") == 0 ? views : text);
}

static Status ask(Service *service, const char *name, const char *const *arguments, const Asker *asker, Buffer *out)
{
    Slice   given[QUERY_ARGUMENTS_MAX];
    json_t *answer = NULL;
    char   *text;
    Status  status;

    for (size_t i = 0; i < QUERY_ARGUMENTS_MAX; i++)
        given[i] = argument(arguments[i]);
    buffer_reset(out);
    status = service_query(service, name, given, QUERY_ARGUMENTS_MAX, asker, NOW, &answer, NULL);
    if (status != OK)
        return status;
    text = json_dumps(answer, JSON_INDENT(1) | JSON_SORT_KEYS);
    buffer_add_string(out, text);
    buffer_add_byte(out, '\0');
    memory_free(text);
    json_decref(answer);
    return out->status;
}

static Service *open_house(const char *where, bool read_only)
{
    Service *service = NULL;

    assert_ok(service_open(&(ServiceOptions){.folder = where, .workers = 1, .read_only = read_only, .no_duties = true}, &service, NULL));
    return service;
}

static void find_statement(Service *service)
{
    static const Slice none[QUERY_ARGUMENTS_MAX];
    const Slice        sent[] = {SLICE("views-current"), SLICE("delegation-02")};
    json_t            *answer = NULL;

    assert_ok(service_query(service, "submission.list", sent, 2, &stranger, NOW, &answer, NULL));
    (void)snprintf(views, sizeof views, "%s", json_string_value(json_object_get(json_array_get(json_object_get(answer, "submissions"), 0), "act")));
    json_decref(answer);
    answer = NULL;
    assert_ok(service_query(service, "statement.list", none, QUERY_ARGUMENTS_MAX, &stranger, NOW, &answer, NULL));
    (void)snprintf(statement, sizeof statement, "%s", json_string_value(json_object_get(json_array_get(json_object_get(answer, "statements"), 2), "act")));
    json_decref(answer);
}

static int found(void **state)
{
    ServiceSetup setup = {.folder = house, .origin = "demonstration.example", .title = "A demonstration (fictional)", .audience = AUDIENCE_PUBLIC, .open_kinds = HOUSE_OPEN_KINDS, .demonstration = true};

    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/rapporteur-house-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(house, sizeof house, "%s/house", folder);
    (void)snprintf(mirrored, sizeof mirrored, "%s/mirror", folder);
    assert_ok(service_setup(&setup, NULL));
    assert_ok(service_found(house, &(HouseFounding){.members = true, .demonstration = true, .now = NOW}, NULL));
    return 0;
}

static int gone(void **state)
{
    char command[100];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void every_query_has_a_row_here(void **state)
{
    (void)state;
    for (size_t i = 0; named_queries[i] != NULL; i++) {
        bool there = false;

        for (size_t j = 0; j < COUNT(rows); j++)
            there = there || strcmp(rows[j].name, named_queries[i]->name) == 0;
        ROW(named_queries[i]->name);
        assert_true(there);
    }
}

static void every_query_answers_whom_it_may(void **state)
{
    Service    *service = open_house(house, false);
    const char *show = getenv("RAPPORTEUR_SHOW");
    FILE       *out = show != NULL ? fopen(show, "w") : NULL;
    Buffer      text;

    (void)state;
    buffer_init(&text, ANSWER_MAX);
    find_statement(service);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_int_equal(ask(service, rows[i].name, rows[i].arguments, &stranger, &text), rows[i].parties ? ERR_NOT_FOUND : OK);
        assert_ok(ask(service, rows[i].name, rows[i].arguments, &delegate, &text));
        if (out != NULL)
            fprintf(out, "## %s %s %s\n%s\n", rows[i].name, rows[i].arguments[0] != NULL ? rows[i].arguments[0] : "", rows[i].arguments[1] != NULL ? rows[i].arguments[1] : "", text.data);
        if (strstr(text.data, rows[i].has) == NULL)
            fail_msg("%s lacks %s in %.3000s", rows[i].name, rows[i].has, text.data);
    }
    if (out != NULL)
        (void)fclose(out);
    buffer_clear(&text);
    service_close(service);
}

/* What every query answers, one after the other. */
static void all_answers(Service *service, Buffer *all)
{
    Buffer text;

    buffer_init(&text, ANSWER_MAX);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(ask(service, rows[i].name, rows[i].arguments, &delegate, &text));
        buffer_add(all, buffer_slice(&text));
    }
    assert_ok(all->status);
    buffer_clear(&text);
}

static void a_view_made_anew_and_a_mirror_answer_the_same(void **state)
{
    Service     *service = open_house(house, false);
    Buffer       before, after, there;
    char         path[120];

    (void)state;
    buffer_init(&before, 8 * ANSWER_MAX);
    buffer_init(&after, 8 * ANSWER_MAX);
    buffer_init(&there, 8 * ANSWER_MAX);
    find_statement(service);
    all_answers(service, &before);
    service_close(service);
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s/view.sqlite%s", house, (const char *const[]){"", "-wal", "-shm"}[i]);
        (void)unlink(path);
    }
    service = open_house(house, false);
    all_answers(service, &after);
    service_close(service);
    assert_slices(buffer_slice(&after), buffer_slice(&before));
    assert_ok(service_export(house, (snprintf(path, sizeof path, "%s/record.tar", folder), path), NULL));
    assert_ok(service_import(path, mirrored, &(VerifyReport){0}, NULL));
    service = open_house(mirrored, true);
    all_answers(service, &there);
    service_close(service);
    assert_slices(buffer_slice(&there), buffer_slice(&before));
    buffer_clear(&before);
    buffer_clear(&after);
    buffer_clear(&there);
}

/* The example of a query on the page: what stands between its heading and the next fence. */
static json_t *example_of(const char *page, const char *name)
{
    char        heading[80];
    const char *start, *end;

    (void)snprintf(heading, sizeof heading, "\n## %s\n", name);
    start = strstr(page, heading);
    start = start != NULL ? strstr(start, "```json\n") : NULL;
    end = start != NULL ? strstr(start + 8, "\n```") : NULL;
    return end != NULL ? json_loadb(start + 8, (size_t)(end - start) - 8, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* Members of the answer that the example has not, and the other way round, by their names. */
static void same_members(const char *name, const json_t *answered, const json_t *example)
{
    const char *member;
    json_t     *value;

    json_object_foreach((json_t *)(uintptr_t)answered, member, value)
        if (json_object_get(example, member) == NULL)
            fail_msg("docs/formats/queries.md does not show %s of %s", member, name);
    json_object_foreach((json_t *)(uintptr_t)example, member, value)
        if (json_object_get(answered, member) == NULL)
            fail_msg("docs/formats/queries.md shows %s of %s, which the answer has not", member, name);
}

static void the_page_shows_every_querys_members(void **state)
{
    Service *service = open_house(house, false);
    char     path[1024];
    Buffer   page, text;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/docs/formats/queries.md", getenv("RAPPORTEUR_SOURCE"));
    page = records_read(path);
    buffer_add_byte(&page, '\0');
    assert_ok(page.status);
    buffer_init(&text, ANSWER_MAX);
    find_statement(service);
    for (size_t i = 0; named_queries[i] != NULL; i++) {
        json_t *example = example_of(page.data, named_queries[i]->name), *answered;
        size_t  at = 0;

        while (strcmp(rows[at].name, named_queries[i]->name) != 0)
            at++;
        if (example == NULL)
            fail_msg("docs/formats/queries.md has no example of %s", named_queries[i]->name);
        assert_ok(ask(service, rows[at].name, rows[at].arguments, &delegate, &text));
        answered = json_loads(text.data, 0, NULL);
        same_members(rows[at].name, answered, example);
        json_decref(answered);
        json_decref(example);
    }
    buffer_clear(&text);
    buffer_clear(&page);
    service_close(service);
}

/* What was applied act by act has the digest of a replay. */
static void the_view_is_what_a_replay_gives(const Hash *replayed)
{
    View *view = NULL;
    Hash  digest;
    char  path[120];

    (void)snprintf(path, sizeof path, "%s/view.sqlite", house);
    assert_ok(view_open_reader(path, &process_schema, &view, NULL));
    assert_ok(view_digest(view, &digest, NULL));
    view_close(view);
    assert_true(hash_equal(&digest, replayed));
}

static void the_record_of_the_demonstration_verifies(void **state)
{
    ServiceFiles  files;
    VerifyOptions options = {0};
    VerifyReport  report = {0};

    (void)state;
    assert_ok(service_files(house, NULL, &files, NULL));
    assert_ok(service_verify(files.files, &options, &report, NULL));
    assert_true(report.verified && !report.incomplete);
    assert_int_equal(report.uninterpreted, 0);
    assert_int_equal(report.blobs_missing, 0);
    assert_true(report.size > SIZE_LEAST);
    the_view_is_what_a_replay_gives(&report.view);
    service_files_close(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_has_a_row_here),
        cmocka_unit_test(every_query_answers_whom_it_may),
        cmocka_unit_test(the_page_shows_every_querys_members),
        cmocka_unit_test(a_view_made_anew_and_a_mirror_answer_the_same),
        cmocka_unit_test(the_record_of_the_demonstration_verifies),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("service house", tests, found, gone);
}
