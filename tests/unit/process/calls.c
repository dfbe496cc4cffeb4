/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of calls for views, submissions, compiled reports and concepts as one story: who files what, and whether it is accepted or by which sentence it is refused. Every kind is accepted and refused at
 * least once, every refusal of these families is met; what is late is so by the record's clock, and what stands afterwards is asked by the named queries.
 */
#include "unit/suite.h"

#include "text/text.h"
#include "unit/process/world.h"

#include <jansson.h>

#define EVIDENCE "\"evidence\":{\"kind\":\"login\"}"
#define NAMES "\"names\":{\"en\":\"A name\"}"
#define QUESTIONS "\"questions\":[{\"letter\":\"a\",\"words\":{\"en\":\"Efforts\"}},{\"letter\":\"b\",\"words\":{\"en\":\"Concepts\"}}]"
#define CALL "\"purpose\":\"views\"," NAMES ",\"until\":\"2027-03-09T12:00:00Z\",\"zone\":\"America/New_York\""
#define NOBODY "00000000000000000000000000000000000000000000000000000000000000bb"
#define ANSWER "\"answers\":[{\"question\":\"a\",\"from\":\"p-aaaaaaaaaa\",\"until\":\"p-bbbbbbbbbb\"}]"
#define FILE_OF "\"blob\":\"" NOBODY "\",\"media\":\"application/pdf\",\"size\":5"
#define PASSAGE "\"owner\":\"#sent\",\"language\":\"en\",\"paragraph\":\"p-bbbbbbbbbb\""
enum { NOON = 1804593600 /* 9 March 2027, 12:00: the deadline */, HOUR = 3600 };

static World world;
static char  text_sha[2 * HASH_SIZE + 1], french_sha[2 * HASH_SIZE + 1];
static struct {
    char name[16], act[2 * HASH_SIZE + 1];
} kept[32];
static size_t kept_count;
static char   accepted[4096], refused[8192];

/* "#NAME": the id of an act that a step kept; "$text", "$french": stored texts. `party` empty: the secretariat itself. */
typedef struct Step {
    const char *kind, *party, *json;
    const char *refused; /* the message id; NULL: accepted */
    const char *keep;
} Step;

#define REPORT(symbol) {"document.issue", "", "\"symbol\":\"" symbol "\"," NAMES ",\"nature\":\"report\",\"distribution\":\"general\",\"date\":\"2027-07-01\"", NULL, NULL}
static const Step story[] = {
    {"body.create", "", "\"body\":\"experts\",\"kind\":\"expert\"," NAMES ",\"rule\":\"consensus\",\"objectors\":\"members\",\"members\":\"listed\"", NULL, NULL},
    {"party.group", "", "\"party\":\"state\",\"group\":\"north\"", NULL, NULL},
    /* calls */
    {"call.issue", "", "\"call\":\"views\"," CALL, "call.no_paragraph", NULL},
    {"call.issue", "", "\"call\":\"views\",\"paragraph\":\"2\",\"wording\":{\"en\":\"Invites\"}," CALL, "call.no_paragraph", NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"},\"body\":\"nowhere\"," CALL, "house.body_unknown", NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"},\"body\":\"experts\"," CALL, "call.body", NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"},\"addressees\":[\"king\"]," CALL, "act.member_wrong", NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"},\"languages\":[\"de\"]," CALL, "act.member_wrong", NULL},
    {"call.issue", "", "\"call\":\"views\",\"purpose\":\"views\"," NAMES ",\"wording\":{\"en\":\"Invites\"},\"until\":\"2027-03-09T12:00:00Z\",\"zone\":\"New York\"", "house.zone", NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"},\"questions\":[{\"letter\":\"a\",\"words\":{\"en\":\"One\"}},{\"letter\":\"a\",\"words\":{\"en\":\"Two\"}}]," CALL, "call.letter_twice", NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"}," QUESTIONS "," CALL, NULL, NULL},
    {"call.issue", "", "\"call\":\"views\",\"wording\":{\"en\":\"Invites\"}," CALL, "call.there", NULL},
    {"call.issue", "", "\"call\":\"names\",\"purpose\":\"nominations\"," NAMES ",\"body\":\"experts\",\"wording\":{\"en\":\"Asks\"},\"until\":\"2027-03-09T12:00:00Z\",\"zone\":\"UTC\"", NULL, NULL},
    {"call.issue", "", "\"call\":\"other\",\"wording\":{\"en\":\"Invites\"}," QUESTIONS "," CALL, NULL, NULL},
    {"call.extend", "", "\"call\":\"nothing\",\"until\":\"2027-03-10T12:00:00Z\"", "call.unknown", NULL},
    {"call.extend", "", "\"call\":\"views\",\"until\":\"2027-03-09T12:00:00Z\"", "call.earlier", NULL},
    {"call.extend", "", "\"call\":\"other\",\"until\":\"2027-03-10T12:00:00Z\"", NULL, NULL},
    {"call.withdraw", "", "\"call\":\"nothing\"", "call.unknown", NULL},
    {"call.withdraw", "", "\"call\":\"names\",\"note\":\"Asked twice.\"", NULL, NULL},
    {"call.withdraw", "", "\"call\":\"names\"", "call.withdrawn", NULL},
    {"call.extend", "", "\"call\":\"names\",\"until\":\"2027-04-09T12:00:00Z\"", "call.withdrawn", NULL},
    /* what is sent */
    {"submission.send", "state", "\"call\":\"nothing\",\"language\":\"en\",\"summary\":\"S\"", "call.unknown", NULL},
    {"submission.send", "state", "\"call\":\"names\",\"language\":\"en\",\"summary\":\"S\"", "call.withdrawn", NULL},
    {"submission.send", "guest", "\"call\":\"views\",\"language\":\"en\",\"summary\":\"S\"", "submission.not_asked", NULL},
    {"submission.send", "other", "\"call\":\"views\",\"group\":\"north\",\"language\":\"en\",\"summary\":\"S\"", "house.not_of_group", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\"", "submission.empty", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\",\"blob\":\"" NOBODY "\"", "submission.file_facts", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\",\"summary\":\"S\"," ANSWER, "submission.answers_alone", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\",\"text\":\"$text\",\"answers\":[{\"question\":\"z\",\"from\":\"p-aaaaaaaaaa\",\"until\":\"p-bbbbbbbbbb\"}]", "submission.question_unknown", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\",\"text\":\"$text\",\"answers\":[{\"question\":\"a\",\"from\":\"p-bbbbbbbbbb\",\"until\":\"p-aaaaaaaaaa\"}]", "submission.answer_place", NULL},
    {"submission.send", "state", "\"adds\":\"" NOBODY "\",\"call\":\"views\",\"language\":\"en\",\"summary\":\"S\"", "submission.unknown", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\",\"summary\":\"S\",\"text\":\"$text\"," ANSWER ",\"annexes\":[{" NAMES ",\"language\":\"en\"," FILE_OF "}]", NULL, "sent"},
    {"submission.send", "state", "\"call\":\"views\",\"language\":\"en\",\"summary\":\"S\"", "submission.there", NULL},
    {"submission.send", "state", "\"call\":\"views\",\"group\":\"north\",\"language\":\"en\",\"summary\":\"S\"", NULL, "for-north"},
    {"submission.send", "state", "\"adds\":\"#sent\",\"call\":\"views\",\"language\":\"en\",\"summary\":\"More\"", "submission.not_published", NULL},
    {"submission.correct", "other", "\"submission\":\"#sent\",\"language\":\"en\",\"summary\":\"S\"", "house.not_yours", NULL},
    {"submission.correct", "state", "\"submission\":\"" NOBODY "\",\"language\":\"en\",\"summary\":\"S\"", "submission.unknown", NULL},
    {"submission.correct", "state", "\"submission\":\"#sent\",\"language\":\"en\"", "submission.empty", NULL},
    {"submission.translate", "", "\"submission\":\"#sent\",\"language\":\"en\",\"text\":\"$text\"", "submission.own_language", NULL},
    {"submission.translate", "other", "\"submission\":\"#sent\",\"language\":\"fr\",\"text\":\"$french\"", "house.not_yours", NULL},
    {"submission.translate", "", "\"submission\":\"" NOBODY "\",\"language\":\"fr\",\"text\":\"$french\"", "submission.unknown", NULL},
    {"submission.correct", "state", "\"submission\":\"#sent\",\"language\":\"en\",\"summary\":\"S2\",\"text\":\"$text\"," ANSWER, NULL, NULL},
    {"submission.translate", "", "\"submission\":\"#sent\",\"language\":\"fr\",\"text\":\"$french\"", NULL, NULL},
    {"submission.reserve", "other", "\"call\":\"nothing\"", "call.unknown", NULL},
    {"submission.reserve", "other", "\"call\":\"other\",\"note\":\"For you alone.\"", NULL, "reserved"},
    /* concepts */
    {"concept.define", "", "\"concept\":\"security\"," NAMES, NULL, NULL},
    {"concept.define", "", "\"concept\":\"security\"," NAMES, "concept.there", NULL},
    {"concept.tag", "state", "\"concept\":\"nothing\"," PASSAGE, "concept.unknown", NULL},
    {"concept.tag", "state", "\"concept\":\"security\",\"owner\":\"#sent\",\"language\":\"en\",\"paragraph\":\"p-zzzzzzzzzz\"", "concept.passage_unknown", NULL},
    {"concept.tag", "state", "\"concept\":\"security\"," PASSAGE, NULL, "own-tag"},
    {"concept.tag", "state", "\"concept\":\"security\"," PASSAGE, "concept.tagged", NULL},
    {"concept.tag", "other", "\"concept\":\"security\"," PASSAGE, NULL, "reader-tag"},
    {"concept.untag", "state", "\"tag\":\"#reader-tag\"", "concept.tag_unknown", NULL},
    /* reports */
    REPORT("A/72/1"),
    REPORT("A/72/1/Add.1"),
    REPORT("A/72/2"),
    {"report.issue", "", "\"symbol\":\"A/72/9\",\"form\":\"report\",\"call\":\"views\",\"parts\":[\"#sent\"]", "house.document_unknown", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"report\",\"call\":\"nothing\",\"parts\":[\"#sent\"]", "call.unknown", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"report\",\"call\":\"views\"", "report.empty", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"addendum\",\"call\":\"views\",\"parts\":[\"#sent\"]", "report.of", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"addendum\",\"of\":\"A/72/2\",\"call\":\"views\",\"parts\":[\"#sent\"]", "report.main_unknown", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"report\",\"call\":\"views\",\"parts\":[\"" NOBODY "\"]", "report.part_unknown", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"report\",\"call\":\"views\",\"parts\":[\"#reserved\"]", "report.part_unknown", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/2\",\"form\":\"expert-group\"", "report.body", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/2\",\"form\":\"expert-group\",\"body\":\"experts\"", "report.outcome", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/2\",\"form\":\"expert-group\",\"body\":\"experts\",\"outcome\":\"no-consensus\"", NULL, NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"report\",\"call\":\"views\",\"parts\":[\"#sent\"]", NULL, NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1\",\"form\":\"report\",\"call\":\"views\",\"parts\":[\"#for-north\"]", "report.there", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1/Add.1\",\"form\":\"addendum\",\"of\":\"A/72/1\",\"call\":\"views\",\"parts\":[\"#sent\"]", "report.part_published", NULL},
    {"report.issue", "", "\"symbol\":\"A/72/1/Add.1\",\"form\":\"addendum\",\"of\":\"A/72/1\",\"call\":\"views\",\"parts\":[\"#for-north\"]", NULL, NULL},
    /* after it */
    {"submission.correct", "state", "\"submission\":\"#sent\",\"language\":\"en\",\"summary\":\"S3\"", "submission.published", NULL},
    {"submission.send", "state", "\"adds\":\"#sent\",\"call\":\"views\",\"language\":\"en\",\"summary\":\"More\"", NULL, "added"},
    {"submission.withdraw", "other", "\"submission\":\"#added\"", "house.not_yours", NULL},
    {"submission.withdraw", "state", "\"submission\":\"#added\",\"reason\":\"Said already.\"", NULL, NULL},
    {"submission.withdraw", "state", "\"submission\":\"#added\"", "submission.unknown", NULL},
    {"concept.untag", "other", "\"tag\":\"#reader-tag\"", NULL, NULL},
    {"concept.untag", "other", "\"tag\":\"#reader-tag\"", "concept.tag_unknown", NULL},
};

static const char *act_of(Slice name)
{
    for (size_t i = 0; i < kept_count; i++)
        if (slice_is(name, kept[i].name))
            return kept[i].act;
    fail_msg("no act was kept as %.*s", (int)name.size, name.data);
    return "";
}

static void fill(const Step *step, Buffer *out)
{
    if (step->party[0] != '\0')
        buffer_add_format(out, "{" EVIDENCE ",\"for\":\"%s\",", step->party);
    else
        buffer_add_string(out, "{");
    for (const char *at = step->json; *at != '\0'; at++) {
        size_t size = strcspn(at + 1, "\"");

        if (*at == '#') {
            buffer_add_string(out, act_of((Slice){at + 1, size}));
            at += size;
        } else if (*at == '$') {
            buffer_add_string(out, at[1] == 't' ? text_sha : french_sha);
            at += size;
        } else {
            buffer_add_byte(out, *at);
        }
    }
    buffer_add_string(out, "}");
    buffer_add_byte(out, '\0');
}

static void note(char *list, size_t room, const char *what)
{
    (void)snprintf(list + strlen(list), room - strlen(list), " %s ", what);
}

static void play(const Step *step)
{
    Buffer  filled, json;
    json_t *object;
    Status  status;

    buffer_init(&filled, WORLD_JSON_MAX);
    buffer_init(&json, WORLD_JSON_MAX);
    fill(step, &filled);
    object = json_loads(filled.data, JSON_REJECT_DUPLICATES, NULL);
    if (object == NULL)
        fail_msg("no JSON: %s", filled.data);
    json_print(object, &json);
    buffer_add_byte(&json, '\0');
    status = world_act(&world, REGISTRY, step->kind, "%s", json.data);
    if ((status == OK) != (step->refused == NULL) || (step->refused != NULL && strcmp(world_said(&world), step->refused) != 0))
        fail_msg("%s %s: %s, wanted %s", step->kind, json.data, status == OK ? "accepted" : world_said(&world), step->refused != NULL ? step->refused : "accepted");
    if (status == OK)
        note(accepted, sizeof accepted, step->kind);
    else
        note(refused, sizeof refused, step->refused);
    if (step->keep != NULL) {
        (void)snprintf(kept[kept_count].name, sizeof kept->name, "%s", step->keep);
        (void)snprintf(kept[kept_count++].act, sizeof kept->act, "%s", world_hex(&world.acts[world.tree.size - 1]));
    }
    json_decref(object);
    buffer_clear(&filled);
    buffer_clear(&json);
}

static void keep_text(const char *language, const char *one, const char *two, char sha[2 * HASH_SIZE + 1])
{
    Text  *text = text_new(language);
    Buffer stored;
    Hash   name;

    buffer_init(&stored, 1 << 20);
    assert_ok(text_add(text, &(Paragraph){.id = "p-aaaaaaaaaa", .kind = KIND_HEADING, .level = 1, .label = SLICE("(a)"), .text = slice_from(one), .table = NO_TABLE}, NULL));
    assert_ok(text_add(text, &(Paragraph){.id = "p-bbbbbbbbbb", .kind = KIND_PLAIN, .text = slice_from(two), .table = NO_TABLE}, NULL));
    assert_ok(text_encode(text, &stored, NULL));
    name = world_keep(&world, buffer_slice(&stored));
    hash_print_hex(&name, sha);
    buffer_clear(&stored);
    text_free(text);
}

static int open_world(void **state)
{
    static const char *const parties[][2] = {{"state", "state"}, {"other", "state"}, {"guest", "stakeholder"}, {"north", "group"}};

    (void)state;
    kept_count = 0;
    world_open(&world, DEMO, "public", "[]", ALONE);
    for (size_t i = 0; i < COUNT(parties); i++)
        assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"%s\",\"name\":\"%s\",\"party\":\"%s\",\"roots\":[],\"threshold\":0}", parties[i][1], parties[i][0], parties[i][0]));
    keep_text("en", "Efforts", "We did what we could.", text_sha);
    keep_text("fr", "Efforts", "Nous avons fait ce que nous pouvions.", french_sha);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

static json_t *ask(const char *query, const char *first, const char *second)
{
    Question question = {.now = NOON, .arguments = {slice_from(first), slice_from(second)}};
    json_t  *out = NULL;

    assert_ok(named_query_find(query)->run(world.view, &question, &out, NULL));
    return out;
}

static void the_story_of_calls(void **state)
{
    json_t *answer;

    (void)state;
    for (size_t i = 0; i < COUNT(story); i++)
        play(&story[i]);
    answer = ask("submission.show", act_of(SLICE("sent")), "fr");
    assert_string_equal(json_string_value(json_object_get(answer, "shown")), "fr");
    assert_string_equal(json_string_value(json_object_get(answer, "report")), "A/72/1");
    assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(answer, "paragraphs"), 0), "question")), "a");
    json_decref(answer);
    answer = ask("call.across", "views", "a");
    assert_number(json_array_size(json_object_get(answer, "answers")), 2);
    json_decref(answer);
    answer = ask("concept.show", "security", "");
    assert_number(json_array_size(json_object_get(answer, "passages")), 1);
    assert_number(json_array_size(json_object_get(answer, "readers")), 0);
    json_decref(answer);
    answer = ask("call.show", "other", "");
    assert_number(json_array_size(json_object_get(answer, "deadlines")), 2);
    assert_number(json_array_size(json_object_get(answer, "silent")), 1);
    json_decref(answer);
}

static size_t lines_of(const char *act, const char *language)
{
    char    name[2 * HASH_SIZE + sizeof "#summary"];
    int64_t count;

    (void)snprintf(name, sizeof name, "%s#summary", act);
    assert_ok(view_one(world.view, "SELECT count(*) FROM paragraph p JOIN search_paragraph f ON f.rowid = p.place WHERE p.owner = ? AND p.language = ? AND p.kind = 'summary'", -1, &count, NULL,
                       VIEW_VALUES(view_text(slice_from(name)), view_text(slice_from(language)))));
    return (size_t)count;
}

/* Lines without words are none; a correction's stand instead of the first one's and of translations', and nothing stands of what was withdrawn. They are no passages that a concept is tagged with. */
static void a_summary_has_words_as_long_as_it_stands(void **state)
{
    char tag[400];

    (void)state;
    play(&(Step){"call.issue", "", "\"call\":\"lines\",\"wording\":{\"en\":\"Invites\"}," CALL, NULL, NULL});
    play(&(Step){"submission.send", "state", "\"call\":\"lines\",\"language\":\"en\",\"summary\":\"One\\n \\n\\nTwo\"", NULL, "lines"});
    assert_number(lines_of(act_of(SLICE("lines")), "en"), 2);
    play(&(Step){"concept.define", "", "\"concept\":\"lines\"," NAMES, NULL, NULL});
    (void)snprintf(tag, sizeof tag, "\"concept\":\"lines\",\"owner\":\"%s#summary\",\"language\":\"en\",\"paragraph\":\"summary-1\"", act_of(SLICE("lines")));
    assert_int_equal(world_act(&world, REGISTRY, "concept.tag", "{" EVIDENCE ",\"for\":\"state\",%s}", tag), ERR_NOT_FOUND);
    assert_string_equal(world_said(&world), "concept.passage_unknown");
    play(&(Step){"submission.translate", "", "\"submission\":\"#lines\",\"language\":\"fr\",\"summary\":\"Un\",\"text\":\"$french\"", NULL, NULL});
    assert_number(lines_of(act_of(SLICE("lines")), "fr"), 1);
    play(&(Step){"submission.correct", "state", "\"submission\":\"#lines\",\"language\":\"en\",\"summary\":\"Three\"", NULL, NULL});
    assert_number(lines_of(act_of(SLICE("lines")), "en"), 1);
    assert_number(lines_of(act_of(SLICE("lines")), "fr"), 0);
    play(&(Step){"submission.withdraw", "state", "\"submission\":\"#lines\"", NULL, NULL});
    assert_number(lines_of(act_of(SLICE("lines")), "en"), 0);
}

static bool is_of_these(const char *kind)
{
    return strncmp(kind, "call.", 5) == 0 || strncmp(kind, "submission.", 11) == 0 || strncmp(kind, "concept.", 8) == 0 || strncmp(kind, "report.", 7) == 0;
}

static void every_kind_is_accepted_and_refused(void **state)
{
    (void)state;
    for (size_t i = 0; act_kinds[i] != NULL; i++) {
        bool is_accepted = false, is_refused = false;

        if (!is_of_these(act_kinds[i]->name))
            continue;
        for (size_t j = 0; j < COUNT(story); j++)
            if (strcmp(story[j].kind, act_kinds[i]->name) == 0) {
                is_accepted = is_accepted || story[j].refused == NULL;
                is_refused = is_refused || story[j].refused != NULL;
            }
        ROW(act_kinds[i]->name);
        assert_true(is_accepted && is_refused);
    }
}

/* Of reports the rules' own: the others are of what came in to a compilation. */
static void every_refusal_is_met(void **state)
{
    static const char *const of_reports[] = {"report.body", "report.empty", "report.main_unknown", "report.of", "report.outcome", "report.part_published", "report.part_unknown", "report.there"};
    char                     word[80];

    (void)state;
    for (size_t i = 0; i < message_count(); i++) {
        const char *id = message_id(i);
        bool        wanted = is_of_these(id) && strncmp(id, "report.", 7) != 0;

        for (size_t j = 0; j < COUNT(of_reports); j++)
            wanted = wanted || strcmp(id, of_reports[j]) == 0;
        (void)snprintf(word, sizeof word, " %s ", id);
        ROW(id);
        assert_true(!wanted || strstr(refused, word) != NULL);
    }
}

/* By the record's clock at its place, whatever its author's said; a deadline that is moved later makes nobody timely who was late, and late is taken all the same. */
static void what_comes_after_the_deadline_is_late(void **state)
{
    static const struct {
        const char *party;
        int64_t     clock; /* 0: none */
        bool        late;
    } rows[] = {{"one", 0, false}, {"two", NOON - HOUR, false}, {"three", NOON, false}, {"four", NOON + 1, true}};
    json_t *answer;

    (void)state;
    play(&(Step){"call.issue", "", "\"call\":\"clock\",\"wording\":{\"en\":\"Invites\"}," CALL, NULL, NULL});
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].party);
        assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"%s\",\"party\":\"%s\",\"roots\":[],\"threshold\":0}", rows[i].party, rows[i].party));
        if (rows[i].clock != 0)
            assert_ok(world_clock(&world, rows[i].clock));
        play(&(Step){"submission.send", rows[i].party, "\"call\":\"clock\",\"language\":\"en\",\"summary\":\"S\"", NULL, NULL});
        answer = ask("submission.list", "clock", rows[i].party);
        assert_number(json_is_true(json_object_get(json_array_get(json_object_get(answer, "submissions"), 0), "late")), rows[i].late);
        json_decref(answer);
    }
    play(&(Step){"call.extend", "", "\"call\":\"clock\",\"until\":\"2027-04-09T12:00:00Z\"", NULL, NULL});
    answer = ask("submission.list", "clock", "four");
    assert_true(json_is_true(json_object_get(json_array_get(json_object_get(answer, "submissions"), 0), "late")));
    json_decref(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_story_of_calls, open_world, close_world),
        cmocka_unit_test(every_kind_is_accepted_and_refused),
        cmocka_unit_test(every_refusal_is_met),
        cmocka_unit_test_setup_teardown(a_summary_has_words_as_long_as_it_stands, open_world, close_world),
        cmocka_unit_test_setup_teardown(what_comes_after_the_deadline_is_late, open_world, close_world),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("process calls", tests, NULL, NULL);
}
