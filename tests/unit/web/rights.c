/* SPDX-License-Identifier: Apache-2.0
 *
 * The two tables of rights, cell by cell, over HTTP, in a record of parties: everyone tries every kind of act, by sign-in and by token, and asks for everything that can be read. What is allowed is recorded
 * as the act of the own party; what is refused has its status and its sentence and leaves no act. A kind, a query or a page without a row or a trial fails here.
 */
#include "web/trials.h"

#include "service/rights.h"
#include "web/pages_internal.h"

#include <stdlib.h>

static uint64_t record_size(void)
{
    uint64_t size;
    Hash     root;

    service_seen(site.service, &size, &root);
    return size;
}

/* ---- what is wanted ---- */

typedef struct Want {
    int         status;
    const char *sentence; /* a message id; NULL: none */
} Want;

static bool is_of_presiding(const char *kind)
{
    static const char *const of_presiding[] = {"body.decide",         "session.programme",   "meeting.state",         "text.open",          "text.version.issue", "text.paragraph.close", "text.paragraph.reopen",
                                               "text.end",            "text.bridge.propose", "text.silence.open",     "text.silence.extend", "text.silence.withdraw", "text.silence.close", "text.adoption.ask",
                                               "text.adopt",          "text.reading.open",   "text.reading.suspend",  "text.reading.resume", "text.reading.close"};

    for (size_t i = 0; i < COUNT(of_presiding); i++)
        if (strcmp(kind, of_presiding[i]) == 0)
            return true;
    return false;
}

/* To bodies of which this act is not. */
static bool is_limited(const Somebody *body, const char *kind)
{
    return body->outside || (body->bodies[0] != '\0' && trial_is_of_no_body(kind));
}

static Want wanted(const Somebody *body, Means means, const char *kind)
{
    if (body->standing == STANDING_STRANGER)
        return means == BY_BEARER ? (Want){403, "store.token_unknown"} : (Want){303, NULL};
    if (body->standing == STANDING_PROGRAM)
        return (Want){403, "rights.program"};
    if (rights_do(slice_from(kind), body->standing) == DOES_NOT)
        return (Want){403, "rights.not_your_act"};
    if (is_limited(body, kind))
        return (Want){403, "form.not_your_body"};
    if (body->standing == STANDING_CHAIR && !body->presides && is_of_presiding(kind))
        return (Want){403, "house.not_chair"};
    return (Want){201, NULL};
}

static void assert_sentence(const char *message)
{
    if (message != NULL && !site_says(message_text_in("en", message)))
        fail_msg("no \"%s\" in %s", message_text_in("en", message), site.answer.data);
}

/* The act that was just filed, as the record has it. */
static void assert_filed_for(const char *kind, const Somebody *body)
{
    char act[2 * HASH_SIZE + 1], path[120], want[120];

    site_cut("/en/acts/", "\"", act, sizeof act);
    (void)snprintf(path, sizeof path, "en/acts/%s?as=json", act);
    assert_number(site_get(path), 200);
    (void)snprintf(want, sizeof want, "\"kind\": \"%s\"", kind);
    assert_true(site_says(want));
    assert_true(site_says("\"grade\": \"attested\"") || body->standing == STANDING_SECRETARIAT);
    assert_number(site_says("\"for\": true"), body->party[0] != '\0');
    (void)snprintf(want, sizeof want, "\"party\": {\n    \"party\": \"%s\"", body->party);
    if (body->party[0] != '\0' && !site_says(want))
        fail_msg("%s: not for \"%s\": %s", kind, body->party, site.answer.data);
}

static void try_form(const Somebody *body, Means means, const char *kind, size_t who)
{
    const Trial *trial = trial_find(kind);
    Want         want = wanted(body, means, kind);
    uint64_t     before;
    char         path[80];
    bool         opens;
    int          status;

    if (trial != NULL)
        trial_prepare(trial, body);
    before = record_size();
    trial_become(who, means);
    trial_page(kind, path);
    if (trial == NULL && body->standing > STANDING_PROGRAM)
        want = (Want){404, NULL}; /* acts of the record itself have no form */
    opens = trial != NULL && rights_do(slice_from(kind), body->standing) != DOES_NOT && !(is_limited(body, kind) && trial_has_page(kind));
    assert_number(site_get(path), opens ? 200 : want.status);
    status = trial_post(kind, trial != NULL ? trial->typed : "a=b");
    if (status != want.status)
        fail_msg("%s by %s: %d, wanted %d: %s", kind, body->mail, status, want.status, site.answer.data);
    assert_sentence(want.sentence);
    assert_number(record_size() - before, want.status == 201);
    if (want.status == 201)
        assert_filed_for(kind, body);
    trial_silences.closed += want.status == 201 && strcmp(kind, "text.silence.close") == 0;
}

static void everybody_tries_every_kind(void **state)
{
    (void)state;
    for (const DoRow *row = do_rows; row->kind != NULL; row++)
        for (size_t who = 0; who < PEOPLE; who++)
            for (Means means = BY_COOKIE; means < MEANS; means++) {
                bool only = trial_people[who].standing == STANDING_PROGRAM ? means == BY_COOKIE : trial_people[who].mail[0] == '\0' && means == BY_BEARER;

                ROW(row->kind);
                if (!only) /* a program has no cookie, a stranger no token */
                    try_form(&trial_people[who], means, row->kind, who);
            }
}

/* ---- the table and what stands beside it ---- */

static void every_kind_has_a_row_that_the_rules_allow(void **state)
{
    size_t rows = 0, kinds = 0;

    (void)state;
    for (; act_kinds[kinds] != NULL; kinds++) {
        bool anybody = false;

        ROW(act_kinds[kinds]->name);
        for (int i = 0; i < STANDING_COUNT; i++) {
            MayDo may = rights_do(slice_from(act_kinds[kinds]->name), (Standing)i);

            anybody = anybody || may != DOES_NOT;
            assert_true(may != FOR_ITS_PARTY || (act_kinds[kinds]->by & BY_ATTEST_FOR) != 0);
            assert_true(may != FOR_THE_HOUSE || ((act_kinds[kinds]->by & BY_ATTEST) != 0 && i == STANDING_SECRETARIAT));
            assert_true(may == DOES_NOT || i > STANDING_PROGRAM);
        }
        assert_number(anybody, trial_find(act_kinds[kinds]->name) != NULL);
        assert_number(anybody, form_row_find(slice_from(act_kinds[kinds]->name)) != NULL || trial_has_page(act_kinds[kinds]->name));
    }
    for (const DoRow *row = do_rows; row->kind != NULL; row++)
        rows++;
    assert_number(rows, kinds);
}

/* The guide has both tables, row by row, as they are in the code. */
static void the_guide_has_the_tables(void **state)
{
    static const char *const does[] = {[DOES_NOT] = "\xE2\x80\x93", [FOR_ITS_PARTY] = "own party", [FOR_THE_HOUSE] = "house"};
    static const char *const sees[] = {[SEES_NOTHING] = "\xE2\x80\x93", [SEES_PUBLIC] = "public", [SEES_PARTIES] = "parties", [SEES_OWN] = "own"};
    char                     path[500], line[300];
    Buffer                   guide;
    FILE                    *file;
    int                      byte;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/docs/guide/rights.md", getenv("RAPPORTEUR_SOURCE"));
    file = fopen(path, "r");
    assert_non_null(file);
    buffer_init(&guide, 100000);
    while ((byte = fgetc(file)) != EOF)
        buffer_add_byte(&guide, (char)byte);
    buffer_add_byte(&guide, '\0');
    (void)fclose(file);
    for (const DoRow *row = do_rows; row->kind != NULL; row++) {
        int at = snprintf(line, sizeof line, "| `%s` |", row->kind);

        for (int i = 0; i < STANDING_COUNT; i++)
            at += snprintf(line + at, sizeof line - (size_t)at, " %s |", does[row->by[i]]);
        ROW(line);
        assert_number(strstr(guide.data, line) != NULL, trial_find(row->kind) != NULL); /* the record's own kinds are in one sentence */
    }
    for (const SeeRow *row = see_rows; row->what != NULL; row++) {
        int at = snprintf(line, sizeof line, "| `%s` |", row->what);

        for (int i = 0; i < STANDING_COUNT; i++)
            at += snprintf(line + at, sizeof line - (size_t)at, " %s |", sees[row->by[i]]);
        ROW(line);
        assert_non_null(strstr(guide.data, line));
    }
    buffer_clear(&guide);
}

static void the_desk_has_the_forms_of_the_table(void **state)
{
    (void)state;
    for (size_t who = trial_person("delegate@x.example"); !trial_people[who].gone; who++) {
        trial_become(who, BY_COOKIE);
        assert_number(site_get("en/desk"), 200);
        for (const DoRow *row = do_rows; row->kind != NULL; row++) {
            const FormRow *form;
            char           link[80];

            (void)snprintf(link, sizeof link, "/en/do/%s\"", row->kind);
            ROW(row->kind);
            form = form_row_find(slice_from(row->kind));
            assert_number(site_says(link), rights_do(slice_from(row->kind), trial_people[who].standing) != DOES_NOT && form != NULL && form_row_on_desk(form));
        }
    }
}

/* ---- nothing for another party ---- */

static void a_party_names_no_other_in_a_form(void **state)
{
    size_t other = trial_person("other@x.example");

    (void)state;
    for (size_t i = 0; i < trial_count; i++) {
        char typed[1100];

        if (rights_do(slice_from(trial_rows[i].kind), STANDING_HEAD) == DOES_NOT)
            continue;
        ROW(trial_rows[i].kind);
        trial_prepare(&trial_rows[i], &trial_people[other]);
        trial_become(other, BY_COOKIE);
        (void)snprintf(typed, sizeof typed, "%s&for=delegation-01&party=delegation-01&account=x&evidence=x", trial_rows[i].typed);
        if (trial_post(trial_rows[i].kind, typed) != 201)
            fail_msg("%s: %s", trial_rows[i].kind, site.answer.data);
        assert_filed_for(trial_rows[i].kind, &trial_people[other]);
    }
}

/* What is another party's stays so, by its sentence. */
static void a_party_touches_nothing_of_another(void **state)
{
    static const struct {
        const char *kind, *sentence;
    } rows[] = {{"statement.withdraw", "house.not_yours"}, {"initiative.revise", "house.not_sponsor"}, {"initiative.status", "house.not_yours"}, {"text.amendment.withdraw", "negotiation.amendment_not_yours"},
                {"text.position.withdraw", "negotiation.position_not_yours"}, {"text.comment.withdraw", "negotiation.comment_not_yours"},
                {"submission.withdraw", "house.not_yours"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const Trial *trial = trial_find(rows[i].kind);
        uint64_t     before;

        ROW(rows[i].kind);
        trial_prepare(trial, &trial_people[trial_person("head@x.example")]);
        before = record_size();
        trial_become(trial_person("other@x.example"), BY_COOKIE);
        assert_number(trial_post(trial->kind, trial->typed), 403);
        assert_sentence(rows[i].sentence);
        assert_number(record_size(), before);
    }
}

static void the_service_takes_no_act_for_another(void **state)
{
    static const char *const members[] = {"for", "evidence"};

    (void)state;
    for (const DoRow *row = do_rows; row->kind != NULL; row++)
        for (int i = 0; i < STANDING_COUNT; i++)
            for (size_t member = 0; member < COUNT(members); member++) {
                Asker        asker = {.party = SLICE("delegation-02"), .standing = (Standing)i, .account = SLICE("x")};
                json_t      *object = json_pack("{s:s}", members[member], "delegation-01");
                SubmitAnswer answer;
                Problem      problem = {0};

                ROW(row->kind);
                assert_number(service_file_act(site.service, row->kind, object, &asker, &answer, NULL, &problem), ERR_FORBIDDEN);
                assert_string_equal(problem.message, row->by[i] == DOES_NOT ? "rights.not_your_act" : "rights.for_another");
                json_decref(object);
            }
}

/* ---- who may see what ---- */

/* An example of each page that has a query; `reaches`: parties see more in it than strangers. */
typedef struct Example {
    const char *pattern, *path, *argument; /* argument: of the query, after the first "/" of the pattern; for those without a page its own */
    bool        reaches;
} Example;
static const Example examples[] = {
    {"", "", NULL, false}, {"bodies/*", "bodies/" GROUP, GROUP, false}, {"bodies/*/about", "bodies/" GROUP "/about", GROUP, false},
    {"bodies/*/composition", "bodies/rights-experts/composition", "rights-experts", true}, {"sessions/*", "sessions/demonstration-session-3", "demonstration-session-3", false},
    {"sessions/*/*", "sessions/demonstration-session-3/m2", "demonstration-session-3", false},
    {"sessions/*/*/proceedings", "sessions/demonstration-session-3/m2/proceedings", "demonstration-session-3", false}, {"documents", "documents", NULL, false}, {"chain/*", "chain/A/RES/53/70?paragraph=OP1", "A/RES/53/70", false}, {"documents/*", "documents/A/RES/75/240", "A/RES/75/240", false},
    {"statements", "statements", NULL, false}, {"statements/*", "statements/$s", NULL, false}, {"parties", "parties", NULL, false}, {"parties/*", "parties/delegation-01", "delegation-01", false},
    {"initiatives", "initiatives", NULL, false}, {"initiatives/*", "initiatives/directory-of-contacts", "directory-of-contacts", false}, {"acts", "acts", NULL, true},
    {"acts/*", "acts/$w", NULL, true}, {"compare", "compare", NULL, false}, {"texts", "texts", NULL, false}, {"texts/*", "texts/organization-of-work", "organization-of-work", true},
    {"texts/*/map", "texts/organization-of-work/map", "organization-of-work", true}, {"texts/*/letter", "texts/arrangements-continued/letter", "arrangements-continued", false},
    {"texts/*/*", "texts/organization-of-work/p-zjdxmlomfi", "organization-of-work", true}, {"record", "record", NULL, false}, {"search", "search?q=group", NULL, false},
    {"calls", "calls", NULL, false}, {"calls/*", "calls/views-current", "views-current", false}, {"calls/*/across", "calls/views-current/across?question=a", "views-current", false},
    {"submissions/*", "submissions/$v", NULL, false}, {"concepts", "concepts", NULL, false}, {"concepts/*", "concepts/confidence-building", "confidence-building", false},
    {"quote", "quote?q=acting+on+a+consensus+basis,+to+continue", NULL, false},
};
static char withheld[2][2 * HASH_SIZE + 1], said[2 * HASH_SIZE + 1], viewed[2 * HASH_SIZE + 1]; /* a nomination: its act id, and its leaf; a statement; what was sent to a call */

static const Example *example_of(const char *pattern)
{
    for (size_t i = 0; i < COUNT(examples); i++)
        if (strcmp(examples[i].pattern, pattern) == 0)
            return &examples[i];
    fail_msg("no example of %s", pattern);
    return NULL;
}

static void path_of(const Example *example, const char *json, char *out, size_t size)
{
    const char *dollar = strchr(example->path, '$');
    int         before = dollar != NULL ? (int)(dollar - example->path) : (int)strlen(example->path);

    (void)snprintf(out, size, "en/%.*s%s%s%s", before, example->path, dollar == NULL ? "" : dollar[1] == 'w' ? withheld[0] : dollar[1] == 'v' ? viewed : said, strchr(example->path, '?') != NULL ? "&" : "?", json);
}

static char *kept_copy(const char *text)
{
    char *copy = memory_new(strlen(text) + 1);

    assert_non_null(copy);
    memcpy(copy, text, strlen(text) + 1);
    return copy;
}

/* What the answer has after its headers. */
static const char *body_of_answer(void)
{
    const char *body = strstr(site.answer.data, "\r\n\r\n");

    assert_non_null(body);
    return body;
}

static void assert_page_seen(const PageRow *page, size_t who, Means means, const char *strangers)
{
    const Example *example = example_of(page->pattern);
    MaySee         may = rights_see(page->query, trial_people[who].standing);
    bool           bad_token = trial_people[who].gone && means == BY_BEARER;
    bool           shown = may == SEES_PARTIES || (may == SEES_PUBLIC && strcmp(page->pattern, "acts/*") != 0);
    char           path[200];

    path_of(example, "as=json", path, sizeof path);
    trial_become(who, means);
    ROW(path);
    assert_number(site_get(path), bad_token ? 403 : shown ? 200 : 404);
    if (shown && !bad_token && (may == SEES_PUBLIC || !example->reaches) && strangers[0] != '\0')
        assert_string_equal(body_of_answer(), strangers);
    if (shown && !bad_token && may == SEES_PARTIES && example->reaches)
        assert_true(strcmp(body_of_answer(), strangers) != 0 && (site_says("Nominated Person") || site_says("body.nominate") || strncmp(page->pattern, "texts/", 6) == 0 /* proposals and positions */));
}

static void everybody_asks_for_every_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < page_row_count; i++) {
        char  path[200], *strangers;
        bool  open;

        if (page_rows[i].query == NULL)
            continue;
        path_of(example_of(page_rows[i].pattern), "as=json", path, sizeof path);
        trial_become(0, BY_COOKIE);
        open = site_get(path) == 200;
        strangers = kept_copy(open ? body_of_answer() : "");
        assert_true(!site_says("Nominated Person") && !site_says("body.nominate"));
        for (size_t who = 0; who < PEOPLE; who++)
            for (Means means = BY_COOKIE; means < MEANS; means++)
                if (!(trial_people[who].standing == STANDING_PROGRAM && means == BY_COOKIE) && !(trial_people[who].mail[0] == '\0' && means == BY_BEARER))
                    assert_page_seen(&page_rows[i], who, means, strangers);
        memory_free(strangers);
    }
}

static void every_query_has_a_row_and_is_asked_by_it(void **state)
{
    size_t rows = 0, queries = 0;

    (void)state;
    for (; named_queries[queries] != NULL; queries++)
        for (int i = 0; i < STANDING_COUNT; i++) {
            const char *name = named_queries[queries]->name;
            MaySee      may = rights_see(name, (Standing)i);
            Asker       asker = {.party = i > STANDING_STRANGER && i < STANDING_SECRETARIAT ? SLICE("delegation-01") : (Slice){NULL, 0}, .standing = (Standing)i};
            Slice       argument = strcmp(name, "body.composition") == 0 ? SLICE("rights-experts") : (Slice){NULL, 0};
            json_t     *out = NULL;
            Status      status = service_query(site.service, name, &argument, 1, &asker, SITE_NOW, &out, NULL);

            ROW(name);
            assert_true(may != SEES_OWN && (may != SEES_NOTHING || status == ERR_NOT_FOUND));
            assert_true(strcmp(name, "body.composition") != 0 || (status == OK) == (may == SEES_PARTIES));
            json_decref(out);
        }
    for (const SeeRow *row = see_rows; row->what != NULL; row++)
        rows += named_query_find(row->what) != NULL;
    assert_number(rows, queries);
}

static void rooms_are_for_whom_the_table_says(void **state)
{
    (void)state;
    for (const SeeRow *row = see_rows; row->what != NULL; row++)
        for (size_t who = 0; who < PEOPLE && strncmp(row->what, "room:", 5) == 0; who++)
            for (Means means = BY_COOKIE; means < MEANS; means++) {
                Standing standing = trial_people[who].standing;
                bool     nobody = standing <= STANDING_PROGRAM;
                char     path[60];

                if ((standing == STANDING_PROGRAM && means == BY_COOKIE) || (trial_people[who].mail[0] == '\0' && means == BY_BEARER))
                    continue;
                (void)snprintf(path, sizeof path, strcmp(row->what, "room:challenge") == 0 ? "en/texts/organization-of-work/%s" : "en/%s", row->what + 5);
                trial_become(who, means);
                ROW(path);
                assert_number(site_get(path), nobody ? (means == BY_BEARER ? 403 : 303) : row->by[standing] == SEES_OWN ? 200 : 404);
            }
}

/* ---- what one may not know of ---- */

/* The whole answer but its date, with the name that was asked for taken out. */
static char *answer_without(const char *name)
{
    char       *copy = kept_copy(site.answer.data), *at;
    const char *date = strstr(copy, "Date: ");

    if (date != NULL)
        memset(copy + (date - copy), '-', strcspn(date, "\r"));
    while ((at = strstr(copy, name)) != NULL)
        memset(at, '-', strlen(name));
    return copy;
}

typedef struct Address {
    const char *before, *after;
} Address;

static void assert_like_absent(const Address *address, const char *name)
{
    char  absent[200], path[300], *withheld_answer, *absent_answer;
    int   withheld_status;

    (void)snprintf(absent, sizeof absent, "%s", name);
    for (char *at = absent; *at != '\0'; at++)
        *at = *at >= '0' && *at <= '8' ? (char)(*at + 1) : *at; /* of the same length and grammar */
    (void)snprintf(path, sizeof path, "%s%s%s", address->before, name, address->after);
    ROW(path);
    withheld_status = site_get(path);
    withheld_answer = answer_without(name);
    (void)snprintf(path, sizeof path, "%s%s%s", address->before, absent, address->after);
    assert_number(site_get(path), 404);
    absent_answer = answer_without(absent);
    assert_number(withheld_status, 404);
    assert_string_equal(withheld_answer, absent_answer);
    memory_free(withheld_answer);
    memory_free(absent_answer);
}

static void withheld_is_answered_as_absent(void **state)
{
    static const Address addresses[] = {{"en/acts/", ""}, {"en/acts/", "?as=json"}, {"ar/acts/", ""}, {"act/", ""}, {"act/", "/receipt"}, {"blob/", ""}, {"sealed/", ""}, {"en/statements/", ""}};

    (void)state;
    trial_become(0, BY_COOKIE);
    for (size_t i = 0; i < COUNT(addresses); i++)
        for (size_t j = 0; j < COUNT(withheld); j++)
            assert_like_absent(&addresses[i], withheld[j]);
    for (size_t i = 0; i < page_row_count; i++) {
        const Example *example = example_of(page_rows[i].pattern);
        char           path[200], *first, *second;

        if (page_rows[i].wilds[0] == NULL)
            continue;
        ROW(page_rows[i].pattern);
        (void)snprintf(path, sizeof path, "en/%.*s", (int)strcspn(example->path, "/"), example->path);
        (void)snprintf(path + strlen(path), sizeof path - strlen(path), "/no-such-thing-1%s", strchr(strchr(page_rows[i].pattern, '*') + 1, '/') != NULL ? strchr(page_rows[i].pattern, '*') + 1 : "");
        assert_number(site_get(path), 404);
        first = answer_without("no-such-thing-1");
        *strstr(path, "thing-1") = 'T';
        assert_number(site_get(path), 404);
        second = answer_without("no-such-Thing-1");
        assert_string_equal(first, second);
        memory_free(first);
        memory_free(second);
    }
}

/* The composition of a group of experts that there is, and of one that there is not: the same bytes for a stranger. */
static void a_composition_is_not_there_for_strangers(void **state)
{
    char *there, *absent;

    (void)state;
    trial_become(0, BY_COOKIE);
    assert_number(site_get("en/bodies/rights-experts/composition"), 404);
    there = answer_without("rights-experts");
    assert_number(site_get("en/bodies/absent-experts/composition"), 404);
    absent = answer_without("absent-experts");
    assert_string_equal(there, absent);
    memory_free(there);
    memory_free(absent);
    trial_become(trial_person("delegate@x.example"), BY_COOKIE);
    assert_number(site_get("en/bodies/rights-experts/composition"), 200);
}

/* ---- what is withdrawn ---- */

static int file_something(void)
{
    trial_number++;
    return site_post("statement.deliver", trial_filled(trial_find("statement.deliver")->typed));
}

static void what_is_withdrawn_fails_from_the_next_act_on(void **state)
{
    static const Somebody temporary = {"temporary@x.example", "delegation-01", "", ROLE_DELEGATE, STANDING_DELEGATE, false, false, false};
    char                  bearer[80], cookie[200];
    Person                now = {0}, head = {0};
    uint64_t              before;

    (void)state;
    site_invite(temporary.mail, temporary.party, "", ROLE_DELEGATE);
    site_sign_in(temporary.mail);
    (void)snprintf(cookie, sizeof cookie, "%s", site.cookie);
    assert_ok(accounts_who(site.accounts, slice_from(cookie), &now));
    assert_ok(accounts_new_token(site.accounts, &now, SLICE("one"), 30, bearer, NULL));
    /* a sign-in */
    assert_number(file_something(), 201);
    assert_ok(accounts_end_sign_in(site.accounts, &now, now.sign_in, NULL));
    before = record_size();
    assert_number(file_something(), 303);
    /* a token, which outlives the sign-in, then not its account */
    (void)snprintf(site.bearer, sizeof site.bearer, "%s", bearer);
    assert_number(file_something(), 201);
    assert_number(record_size(), before + 1);
    assert_ok(accounts_who(site.accounts, slice_from(trial_keys[trial_person("head@x.example")].cookie), &head));
    assert_ok(accounts_withdraw(site.accounts, &head.account, slice_from(now.account.id), NULL));
    assert_number(file_something(), 403);
    assert_sentence("store.token_unknown");
    assert_number(record_size(), before + 1);
    /* a token alone */
    assert_ok(accounts_new_token(site.accounts, &head, SLICE("two"), 30, site.bearer, NULL));
    assert_number(file_something(), 201);
    {
        Person by_token = {0};

        assert_ok(accounts_who_token(site.accounts, slice_from(site.bearer), &by_token));
        for (int64_t place = 1; place < 100; place++)
            (void)!accounts_end_token(site.accounts, &by_token, place, NULL);
    }
    assert_number(file_something(), 403);
    assert_number(record_size(), before + 2);
}

/* ---- the house of the test ---- */

/* By its leaf, too, an act that is not public can be named. */
static void find_leaf(void)
{
    char  path[2 * HASH_SIZE + 10];
    Hash  leaf;
    Slice entry;

    (void)snprintf(path, sizeof path, "act/%s", withheld[0]);
    trial_become(trial_person("program"), BY_BEARER);
    assert_number(site_get(path), 200);
    entry = slice_from(body_of_answer() + strlen("\r\n\r\n"));
    hash_leaf(entry, &leaf);
    hash_print_hex(&leaf, withheld[1]);
}

static void find_viewed(void)
{
    Slice   call = SLICE("views-current");
    json_t *out = NULL;

    assert_ok(service_query(site.service, "submission.list", &call, 1, &(Asker){.party = SLICE("delegation-01"), .standing = STANDING_DELEGATE}, SITE_NOW, &out, NULL));
    (void)snprintf(viewed, sizeof viewed, "%s", json_string_value(json_object_get(json_array_get(json_object_get(out, "submissions"), 0), "act")));
    json_decref(out);
}

/* Silences whose deadlines are over, each closed by a checkpoint in the record: the first one moves the record's clock to now, so all are opened before. */
static void let_silences_end(void)
{
    static const Step steps[] = {TEXT, BY_HOUSE("text.silence.open", OF_TEXT "&deadline=2026-03-05T15:00")};
    unsigned          first = trial_number + 1;

    for (size_t i = 0; i < SILENCES; i++) {
        trial_number++;
        for (size_t j = 0; j < COUNT(steps); j++)
            trial_step(&steps[j], steps[j].by);
        memcpy(trial_silences.opened[i], trial_last_act, sizeof trial_last_act);
    }
    assert_ok(service_duties(site.service, (int64_t)time(NULL), NULL));
    for (size_t i = 0; i < SILENCES; i++) {
        char path[60];

        (void)snprintf(path, sizeof path, "en/texts/t-%zu?as=json", first + i);
        assert_number(site_get(path), 200);
        site_cut("\"closing\": \"", "\"", trial_silences.checkpoints[i], sizeof trial_silences.checkpoints[i]);
    }
}

/* Whoever tries to be spoken for no longer belongs to the group. */
static void join_group(void)
{
    static const char *const parties[] = {"delegation-01", "delegation-02", "delegation-07", "delegation-16", "delegation-03"};

    trial_become(trial_person("secretariat@x.example"), BY_COOKIE);
    for (size_t i = 0; i < COUNT(parties); i++) {
        char typed[100];

        (void)snprintf(typed, sizeof typed, "party=%s&group=group-a&from=2026-01-01", parties[i]);
        assert_number(site_post("party.group", typed), 201);
    }
}

static int group_setup(void **state)
{
    size_t gone = trial_person("gone@x.example");
    Person head;
    char   token[TOKEN_SIZE + 1];

    (void)state;
    site_open(AUDIENCE_PARTIES);
    for (size_t i = trial_person("delegate@x.example"); i < KEYS; i++)
        trial_sign_in(i);
    assert_ok(service_token_new(site.service, SLICE("delegation-01"), token, NULL));
    (void)snprintf(trial_keys[1].bearer, sizeof trial_keys->bearer, "%s", token);
    assert_ok(accounts_who(site.accounts, slice_from(trial_keys[trial_person("secretariat@x.example")].cookie), &head));
    assert_ok(accounts_withdraw(site.accounts, &head.account, slice_from(trial_keys[gone].id), NULL));
    trial_become(trial_person("secretariat@x.example"), BY_COOKIE);
    assert_number(site_post("body.create", "body=rights-experts&kind=expert&names.en=Experts&rule=consensus&objectors=members&members=listed"), 201);
    trial_become(trial_person("delegate@x.example"), BY_COOKIE);
    assert_number(site_post("body.nominate", "body=rights-experts&name=Nominated+Person"), 201);
    site_cut("/en/acts/", "\"", withheld[0], sizeof withheld[0]);
    assert_number(site_post("statement.deliver", "body=" GROUP "&language=en&how=written&file.typed=Words"), 201);
    site_cut("/en/acts/", "\"", said, sizeof said);
    find_leaf();
    find_viewed();
    join_group();
    let_silences_end();
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    site_close();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_row_that_the_rules_allow),
        cmocka_unit_test(every_query_has_a_row_and_is_asked_by_it),
        cmocka_unit_test(the_guide_has_the_tables),
        cmocka_unit_test(the_desk_has_the_forms_of_the_table),
        cmocka_unit_test(everybody_asks_for_every_page),
        cmocka_unit_test(rooms_are_for_whom_the_table_says),
        cmocka_unit_test(withheld_is_answered_as_absent),
        cmocka_unit_test(a_composition_is_not_there_for_strangers),
        cmocka_unit_test(everybody_tries_every_kind),
        cmocka_unit_test(a_party_names_no_other_in_a_form),
        cmocka_unit_test(a_party_touches_nothing_of_another),
        cmocka_unit_test(the_service_takes_no_act_for_another),
        cmocka_unit_test(what_is_withdrawn_fails_from_the_next_act_on),
    };

    return cmocka_run_group_tests_name("web rights", tests, group_setup, group_teardown);
}
