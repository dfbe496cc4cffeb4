/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of amendments that stand in a record, whatever they are: the blob that is computed here is always one that the rules take, so that no amendment stops a version. What cannot be read is
 * refused when it is submitted; a record may hold it all the same (a replay takes what an earlier program took).
 */
#include "unit/suite.h"

#include "service/text_making.h"
#include "unit/process/world.h"

#define ONE "p-aaaaaaaaaa"
#define TWO "p-bbbbbbbbbb"
#define PARAGRAPH(id, kind, label, text) "{\"id\":\"" id "\",\"kind\":\"" kind "\",\"label\":\"" label "\",\"level\":0,\"text\":\"" text "\""
#define VERSION(one, two) "{\"language\":\"en\",\"paragraphs\":[" PARAGRAPH(ONE, "preambular", "", one) "}," PARAGRAPH(TWO, "operative", "", two) ",\"notes\":[{\"at\":27,\"text\":\"First line.\\u2029Second line.\"}]}]}"
#define SECOND "Decides to meet in one room\\ufffc;"

static const char *const versions[] = {VERSION("Noting the first matter,", SECOND), VERSION("Recalling the first matter,", SECOND), VERSION("Recalling the second matter,", SECOND)};

#define REPLACE(paragraph, start, end, was, now) "{\"op\":\"replace\",\"paragraph\":\"" paragraph "\",\"start\":" #start ",\"end\":" #end ",\"was\":\"" was "\",\"now\":\"" now "\"}"
#define INSERT(after, now) "{\"op\":\"insert_paragraph\",\"after\":\"" after "\",\"key\":\"k\",\"kind\":\"plain\",\"level\":0,\"now\":\"" now "\"}"

/* $ in the changes is the id of the note's first paragraph. */
static const struct {
    const char *name, *changes, *refused; /* by which sentence when it is submitted; NULL: it is taken */
    const char *outcomes, *then;          /* under the second version, and of what is left under the third */
} rows[] = {
    {"two changes of the same words", REPLACE(TWO, 0, 7, "Decides", "Agrees") "," REPLACE(TWO, 0, 10, "Decides to", "Agrees to"), "amendment.meet", "in_conflict in_conflict", NULL},
    {"behind an id that is not there", INSERT("p-zzzzzzzzzz", "New."), "amendment.damaged", "in_conflict", NULL},
    {"styles outside the paragraph", "{\"op\":\"format\",\"paragraph\":\"" ONE "\",\"start\":900,\"end\":901,\"marks\":[]}", "amendment.damaged", "in_conflict", NULL},
    {"words of a paragraph that is deleted", REPLACE(TWO, 0, 7, "Decides", "Agrees") ",{\"op\":\"delete_paragraph\",\"paragraph\":\"" TWO "\",\"was\":\"" SECOND "\"}", "amendment.meet",
     "in_conflict in_conflict", NULL},
    {"two insertions at one place", REPLACE(TWO, 19, 19, "", "large ") "," REPLACE(TWO, 19, 19, "", "bright "), NULL, "carried carried", "carried"},
    {"two insertions at one place, and others before and behind", INSERT(TWO, "New.") "," REPLACE(TWO, 19, 19, "", "large ") "," REPLACE(ONE, 0, 6, "Noting", "Recalling") "," REPLACE(TWO, 19, 19, "", "bright "), NULL,
     "carried carried taken_up carried", "carried carried"},
    {"one change of two paragraphs of a note", "{\"op\":\"replace_note\",\"paragraph\":\"" TWO "\",\"note\":0,\"start\":11,\"end\":24,\"was\":\"\\u2029Second line.\",\"now\":\"\"}", NULL, "carried", "carried carried"},
    {"styles of a note, which are not stored", "{\"op\":\"format\",\"paragraph\":\"$\",\"start\":0,\"end\":1,\"marks\":[]}", NULL, "in_conflict", NULL},
    {"a word", REPLACE(ONE, 11, 16, "first", "third"), NULL, "carried", "in_conflict"},
};

static World world;
static char  acts[COUNT(rows)][2 * HASH_SIZE + 1], names[COUNT(versions)][2 * HASH_SIZE + 1];
static Text *texts[COUNT(versions)];

/* With its members in order. */
static Status file(const char *kind, const char *json)
{
    json_t *object = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
    Buffer  printed;
    Status  status;

    if (object == NULL)
        fail_msg("no JSON: %s", json);
    buffer_init(&printed, WORLD_JSON_MAX);
    json_print(object, &printed);
    buffer_add_byte(&printed, '\0');
    status = world_act(&world, REGISTRY, kind, "%s", printed.data);
    buffer_clear(&printed);
    json_decref(object);
    return status;
}

static int open_world(void **state)
{
    (void)state;
    world_open(&world, DEMO, "public", "[\"text.*\"]", ALONE);
    assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"S\",\"party\":\"one\",\"roots\":[],\"threshold\":0}"));
    for (size_t i = 0; i < COUNT(versions); i++) {
        Buffer stored;
        Hash   name;

        buffer_init(&stored, 1 << 20);
        assert_ok(text_decode(slice_from(versions[i]), &texts[i], NULL));
        assert_ok(text_encode(texts[i], &stored, NULL));
        name = world_keep(&world, buffer_slice(&stored));
        hash_print_hex(&name, names[i]);
        buffer_clear(&stored);
    }
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(versions); i++)
        text_free(texts[i]);
    world_close(&world);
    return 0;
}

static void propose(size_t row)
{
    char        json[4096], changes[2048];
    const char *mark = strchr(rows[row].changes, '$');

    (void)snprintf(changes, sizeof changes, "%s", rows[row].changes);
    if (mark != NULL)
        (void)snprintf(changes, sizeof changes, "%.*s%s%s", (int)(mark - rows[row].changes), rows[row].changes, texts[0]->paragraphs[2].id, mark + 1);
    (void)snprintf(json, sizeof json, "{\"evidence\":{\"kind\":\"login\"},\"for\":\"one\",\"process\":\"draft\",\"version\":\"%s\",\"changes\":[%s]}", names[0], changes);
    if (rows[row].refused != NULL) {
        assert_true(file("text.amendment.propose", json) != OK);
        assert_slice(slice_from(world_said(&world)), rows[row].refused);
        world.mode = PROCESS_REPLAY;
    }
    if (file("text.amendment.propose", json) != OK)
        fail_msg("%s: %s", rows[row].name, world_said(&world));
    world.mode = PROCESS_SUBMIT;
    (void)snprintf(acts[row], sizeof acts[row], "%s", world_hex(&world.acts[world.tree.size - 1]));
}

static json_t *show_draft(void)
{
    const NamedQuery *query = named_query_find("text.show");
    Question          question = {.arguments = {SLICE("draft")}, .reach = AUDIENCE_PARTIES};
    json_t           *answer = NULL;

    assert_ok(query->run(world.view, &question, &answer, NULL));
    return answer;
}

/* "carried in_conflict", in the order of the array; each says which change it is of. */
static void print_outcomes(Slice blob, const char *act, Buffer *out)
{
    json_t       *root = NULL;
    const json_t *item, *outcome;
    size_t        i, k;

    assert_ok(json_read(blob, &root, NULL));
    json_array_foreach(json_object_get(root, "amendments"), i, item)
    {
        if (!slice_is(json_slice(json_object_get(item, "act")), act))
            continue;
        json_array_foreach(json_object_get(item, "outcomes"), k, outcome)
        {
            assert_number(json_integer_value(json_object_get(outcome, "change")), k);
            buffer_add_format(out, "%s%s", k != 0 ? " " : "", json_string_value(json_object_get(outcome, "outcome")));
        }
    }
    json_decref(root);
}

/* The next version, with its outcomes, is one that the rules take. */
static void issue(size_t version)
{
    json_t *answer = show_draft();
    Buffer  outcomes;
    char    json[1024];
    Hash    name;

    buffer_init(&outcomes, 1 << 20);
    assert_ok(text_outcomes(texts[version - 1], texts[version], answer, &outcomes, NULL));
    json_decref(answer);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *want = version == 1 ? rows[i].outcomes : rows[i].then;
        Buffer      got;

        ROW(rows[i].name);
        buffer_init(&got, 1024);
        print_outcomes(buffer_slice(&outcomes), acts[i], &got);
        assert_slice(buffer_slice(&got), want != NULL ? want : "");
        buffer_clear(&got);
    }
    name = world_keep(&world, buffer_slice(&outcomes));
    (void)snprintf(json, sizeof json, "{\"process\":\"draft\",\"version\":\"%s\",\"name\":\"Next\",\"outcomes\":\"%s\"}", names[version], world_hex(&name));
    if (file("text.version.issue", json) != OK)
        fail_msg("version %zu: %s", version, world_said(&world));
    buffer_clear(&outcomes);
}

static void no_amendment_stops_a_version(void **state)
{
    char json[1024];

    (void)state;
    (void)snprintf(json, sizeof json, "{\"process\":\"draft\",\"version\":\"%s\",\"name\":\"Zero draft\"}", names[0]);
    assert_ok(file("text.version.issue", json));
    for (size_t i = 0; i < COUNT(rows); i++)
        propose(i);
    issue(1);
    issue(2);
    for (size_t i = 0; i < COUNT(rows); i++) { /* what is in conflict is its party's to drop */
        if (rows[i].refused == NULL)
            continue;
        (void)snprintf(json, sizeof json, "{\"evidence\":{\"kind\":\"login\"},\"for\":\"one\",\"amendment\":\"%s\"}", acts[i]);
        assert_ok(file("text.amendment.withdraw", json));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_amendment_stops_a_version, open_world, close_world),
    };

    return cmocka_run_group_tests_name("service outcomes", tests, NULL, NULL);
}
