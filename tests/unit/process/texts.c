/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of texts under negotiation, as one story from the zero draft to what parties say after adoption: who files what, and whether it is accepted or by which sentence it is refused. Every kind
 * is accepted and refused at least once, and every refusal of these files is met. Silences are judged by the record's checkpoints, whatever clock their breakers had.
 */
#include "unit/suite.h"

#include "text/text.h"
#include "unit/process/world.h"

#include <jansson.h>

#define EVIDENCE "\"evidence\":{\"kind\":\"login\"}"
#define HOURS "\"admit_days\":0,\"challenge_hours\":1,\"seal_batch_size\":4,\"veto_days\":0"
#define BODY "\"kind\":\"open-ended\",\"names\":{\"en\":\"A\"},\"rule\":\"consensus\",\"members\":\"all-states\""
#define NAMES "\"names\":{\"en\":\"A draft\"}"
#define ONE "p-aaaaaaaaaa"
#define TWO "p-bbbbbbbbbb"
#define NOBODY "00000000000000000000000000000000000000000000000000000000000000bb"
enum { NOON = 1804593600 /* 9 March 2027, 12:00 */, HOUR = 3600 };

static World  world;
static char   first_sha[2 * HASH_SIZE + 1], second_sha[2 * HASH_SIZE + 1], third_sha[2 * HASH_SIZE + 1];
static struct {
    char name[16], act[2 * HASH_SIZE + 1];
} kept[32];
static size_t kept_count;
static char   accepted[4096], refused[8192]; /* the kinds, and the sentences, that were met */

/* ---- texts ---- */

static void text_of(const char *one, const char *two, char sha[2 * HASH_SIZE + 1])
{
    Text  *text = text_new("en");
    Buffer stored;
    Hash   name;

    buffer_init(&stored, 1 << 20);
    assert_ok(text_add(text, &(Paragraph){.id = ONE, .kind = KIND_PREAMBULAR, .text = slice_from(one), .table = NO_TABLE}, NULL));
    assert_ok(text_add(text, &(Paragraph){.id = TWO, .kind = KIND_OPERATIVE, .label = SLICE("1."), .text = slice_from(two), .table = NO_TABLE}, NULL));
    assert_ok(text_encode(text, &stored, NULL));
    name = world_keep(&world, buffer_slice(&stored));
    hash_print_hex(&name, sha);
    buffer_clear(&stored);
    text_free(text);
}

static const char *blob_of(const char *json)
{
    static char hex[2 * HASH_SIZE + 1];
    Hash        name = world_keep(&world, slice_from(json));

    hash_print_hex(&name, hex);
    return hex;
}

/* ---- acts ---- */

static const char *act_of(const char *name)
{
    for (size_t i = 0; i < kept_count; i++)
        if (strcmp(kept[i].name, name) == 0)
            return kept[i].act;
    fail_msg("no act was kept as %s", name);
    return "";
}

/* Members sorted; `party` empty: the secretariat itself. */
static Status file(const char *by, const char *kind, const char *party, const char *json)
{
    char    whole[WORLD_JSON_MAX];
    json_t *object;
    Buffer  printed;
    Status  status;

    (void)snprintf(whole, sizeof whole, "%s%s%s%s%s", party[0] != '\0' ? "{" EVIDENCE ",\"for\":\"" : "{", party, party[0] != '\0' ? "\"," : "", json, "}");
    object = json_loads(whole, JSON_REJECT_DUPLICATES, NULL);
    if (object == NULL)
        fail_msg("no JSON: %s", whole);
    buffer_init(&printed, WORLD_JSON_MAX);
    json_print(object, &printed);
    buffer_add_byte(&printed, '\0');
    status = world_act(&world, by, kind, "%s", printed.data);
    buffer_clear(&printed);
    json_decref(object);
    return status;
}

static void note(char *list, size_t room, const char *what)
{
    size_t used = strlen(list);

    (void)snprintf(list + used, room - used, " %s ", what);
}

/* The last act, under a name. */
static void keep(const char *name)
{
    (void)snprintf(kept[kept_count].name, sizeof kept->name, "%s", name);
    (void)snprintf(kept[kept_count++].act, sizeof kept->act, "%s", world_hex(&world.acts[world.tree.size - 1]));
}

static void does(const char *kind, const char *party, const char *name, const char *format, ...) __attribute__((format(printf, 4, 5)));
static void does(const char *kind, const char *party, const char *name, const char *format, ...)
{
    char    json[8192];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(json, sizeof json, format, arguments);
    va_end(arguments);
    if (file(REGISTRY, kind, party, json) != OK)
        fail_msg("%s %s %s: %s", kind, party, json, world_said(&world));
    note(accepted, sizeof accepted, kind);
    if (name != NULL)
        keep(name);
}

static void must_not(const char *kind, const char *party, const char *sentence, const char *format, ...) __attribute__((format(printf, 4, 5)));
static void must_not(const char *kind, const char *party, const char *sentence, const char *format, ...)
{
    char    json[8192];
    va_list arguments;
    Status  status;

    va_start(arguments, format);
    (void)vsnprintf(json, sizeof json, format, arguments);
    va_end(arguments);
    status = file(REGISTRY, kind, party, json);
    if (status == OK || strcmp(world_said(&world), sentence) != 0)
        fail_msg("%s %s %s: %s, wanted %s", kind, party, json, status == OK ? "accepted" : world_said(&world), sentence);
    note(refused, sizeof refused, sentence);
    note(refused, sizeof refused, kind);
}

#define REPLACE(paragraph, start, end, was, now) "\"changes\":[{\"end\":" #end ",\"now\":\"" now "\",\"op\":\"replace\",\"paragraph\":\"" paragraph "\",\"start\":" #start ",\"was\":\"" was "\"}]"
#define CLOSE(outcome) "\"checkpoint\":\"%s\",\"opened\":\"%s\",\"outcome\":\"" outcome "\""
#define AT "\"process\":\"draft\",\"version\":\"%s\""

/* ---- the world ---- */

static int open_world(void **state)
{
    static const char *const states[] = {"one", "two", "three"};

    (void)state;
    kept_count = 0;
    accepted[0] = refused[0] = '\0';
    world_open(&world, HOURS, "public", "[\"text.*\"]", "quorum none\\n");
    for (size_t i = 0; i < COUNT(states); i++)
        assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"S\",\"party\":\"%s\",\"roots\":[],\"threshold\":0}", states[i]));
    assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"group\",\"name\":\"G\",\"party\":\"group\",\"roots\":[],\"threshold\":0}"));
    assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"observer\",\"name\":\"O\",\"party\":\"guest\",\"roots\":[],\"threshold\":0}"));
    assert_ok(file(REGISTRY, "party.describe", "", "\"kind\":\"negotiating\",\"names\":{\"en\":\"G\"},\"party\":\"group\""));
    assert_ok(file(REGISTRY, "party.group", "", "\"group\":\"group\",\"party\":\"two\""));
    assert_ok(file(REGISTRY, "body.create", "", "\"body\":\"body\",\"objectors\":\"states\"," BODY));
    assert_ok(file(REGISTRY, "body.officer", "", "\"body\":\"body\",\"name\":\"A. Person\",\"office\":\"chair\",\"party\":\"three\""));
    assert_ok(world_clock(&world, NOON));
    text_of("Noting the first matter,", "Decides to meet in one room;", first_sha);
    text_of("Noting the first matter,", "Decides to meet in one large room;", second_sha);
    text_of("Noting another matter,", "Decides to meet in one large room;", third_sha);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

/* ---- the story ---- */

static void opens(void)
{
    must_not("text.open", "", "house.body_unknown", "\"body\":\"none\",\"form\":\"decision\",\"language\":\"en\"," NAMES ",\"process\":\"draft\"");
    must_not("text.open", "one", "house.not_chair", "\"body\":\"body\",\"form\":\"decision\",\"language\":\"en\"," NAMES ",\"process\":\"draft\"");
    does("text.open", "three", NULL, "\"basis\":1,\"body\":\"body\",\"form\":\"decision\",\"language\":\"en\"," NAMES ",\"process\":\"draft\"");
    must_not("text.open", "", "negotiation.there", "\"body\":\"body\",\"form\":\"decision\",\"language\":\"en\"," NAMES ",\"process\":\"draft\"");
    must_not("text.amendment.propose", "one", "negotiation.no_version", AT "," REPLACE(ONE, 0, 6, "Noting", "Recalling"), first_sha);
    must_not("text.explain", "one", "negotiation.no_version", "\"language\":\"en\",\"process\":\"draft\",\"text\":\"Why.\",\"type\":\"before\"");
    must_not("text.end", "", "negotiation.unknown", "\"process\":\"none\",\"reason\":\"No.\"");
    must_not("text.version.issue", "", "act.blob_missing", "\"name\":\"Zero draft\",\"process\":\"draft\",\"version\":\"" NOBODY "\"");
    does("text.version.issue", "", NULL, "\"name\":\"Zero draft\",\"process\":\"draft\",\"version\":\"%s\"", first_sha);
    must_not("text.version.issue", "", "negotiation.version_same", "\"name\":\"Again\",\"process\":\"draft\",\"version\":\"%s\"", first_sha);
}

static void proposes(void)
{
    must_not("text.amendment.propose", "one", "negotiation.version_old", AT "," REPLACE(ONE, 0, 6, "Noting", "Recalling"), second_sha);
    must_not("text.amendment.propose", "one", "negotiation.changes_or_blob", AT, first_sha);
    must_not("text.amendment.propose", "one", "negotiation.no_changes", AT ",\"changes\":[]", first_sha);
    must_not("text.amendment.propose", "one", "amendment.other_base", AT "," REPLACE(ONE, 0, 6, "Other.", "Recalling"), first_sha);
    must_not("text.amendment.propose", "one", "amendment.damaged", AT "," REPLACE(ONE, 6, 2, "", "Recalling"), first_sha);
    must_not("text.amendment.propose", "one", "amendment.damaged", AT "," REPLACE("p-cccccccccc", 0, 0, "", "Recalling"), first_sha);
    must_not("text.amendment.propose", "one", "amendment.damaged", AT ",\"changes\":[{\"op\":\"sing\"}]", first_sha);
    does("text.amendment.propose", "one", "large", AT "," REPLACE(TWO, 19, 19, "", "large "), first_sha);
    does("text.amendment.propose", "two", "small", AT "," REPLACE(TWO, 19, 19, "", "small ") ",\"rationale\":\"Rooms are dear.\"", first_sha);
    does("text.amendment.propose", "guest", "gone", AT ",\"changes\":[{\"op\":\"delete_paragraph\",\"paragraph\":\"" TWO "\",\"was\":\"Decides to meet in one room;\"}]", first_sha);
    does("text.amendment.propose", "two", "smaller", AT "," REPLACE(TWO, 19, 19, "", "smaller ") ",\"replaces\":\"%s\"", first_sha, act_of("small"));
    must_not("text.amendment.propose", "one", "negotiation.amendment_over", AT "," REPLACE(TWO, 19, 19, "", "dark ") ",\"replaces\":\"%s\"", first_sha, act_of("small"));
    must_not("text.amendment.propose", "one", "negotiation.amendment_not_yours", AT "," REPLACE(TWO, 19, 19, "", "dark ") ",\"replaces\":\"%s\"", first_sha, act_of("smaller"));
    must_not("text.amendment.sponsor", "one", "house.sponsor_already", "\"amendment\":\"%s\",\"joins\":1", act_of("large"));
    does("text.amendment.sponsor", "group", NULL, "\"amendment\":\"%s\",\"joins\":1", act_of("large"));
    does("text.amendment.sponsor", "group", NULL, "\"amendment\":\"%s\",\"joins\":0", act_of("large"));
    must_not("text.amendment.sponsor", "group", "house.not_sponsor", "\"amendment\":\"%s\",\"joins\":0", act_of("large"));
    must_not("text.amendment.withdraw", "one", "negotiation.amendment_not_yours", "\"amendment\":\"%s\"", act_of("gone"));
    must_not("text.amendment.withdraw", "one", "negotiation.amendment_unknown", "\"amendment\":\"" NOBODY "\"");
    does("text.amendment.withdraw", "guest", NULL, "\"amendment\":\"%s\",\"reason\":\"Kept.\"", act_of("gone"));
    must_not("text.bridge.propose", "one", "house.not_chair", AT "," REPLACE(TWO, 19, 19, "", "bright "), first_sha);
    does("text.bridge.propose", "three", "bright", AT "," REPLACE(TWO, 19, 19, "", "bright ") ",\"takes\":[\"%s\"]", first_sha, act_of("large"));
}

/* One change more than an act may have. */
static void proposes_too_much(void)
{
    Buffer json;

    buffer_init(&json, 1 << 20);
    buffer_add_format(&json, "{\"changes\":[");
    for (int i = 0; i <= 5000; i++)
        buffer_add_format(&json, "%s{\"op\":\"x\"}", i == 0 ? "" : ",");
    buffer_add_format(&json, "],\"version\":\"%s\"}", first_sha);
    buffer_add_byte(&json, '\0');
    must_not("text.amendment.propose", "one", "negotiation.too_many_changes", AT ",\"blob\":\"%s\"", first_sha, blob_of(json.data));
    buffer_clear(&json);
}

/* More paragraphs than a version may have; and more bytes, which are not taken apart when they come: a record that has them is judged as it was. */
static void issues_too_much(void)
{
    Buffer      json;
    const char *name;

    buffer_init(&json, 32 << 20);
    buffer_add_string(&json, "{\"language\":\"en\",\"paragraphs\":[");
    for (int i = 0; i <= 5000; i++)
        buffer_add_format(&json, "%s{\"id\":\"p-%c%c%c%c\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":\"x\"}", i == 0 ? "" : ",", 'a' + i / 2197 % 13, 'a' + i / 169 % 13, 'a' + i / 13 % 13, 'a' + i % 13);
    buffer_add_string(&json, "]}");
    buffer_add_byte(&json, '\0');
    must_not("text.version.issue", "", "negotiation.version_large", "\"name\":\"Long\",\"process\":\"draft\",\"version\":\"%s\"", blob_of(json.data));
    json.size = 0;
    for (int i = 0; i <= 16 << 20; i++)
        buffer_add_byte(&json, '[');
    buffer_add_byte(&json, '\0');
    name = blob_of(json.data);
    must_not("text.version.issue", "", "negotiation.version_large", "\"name\":\"Long\",\"process\":\"draft\",\"version\":\"%s\"", name);
    world.mode = PROCESS_REPLAY;
    must_not("text.version.issue", "", "house.text_unreadable", "\"name\":\"Long\",\"process\":\"draft\",\"version\":\"%s\"", name);
    world.mode = PROCESS_SUBMIT;
    buffer_clear(&json);
}

static void takes_positions(void)
{
    must_not("text.position.declare", "one", "negotiation.paragraph_unknown", AT ",\"paragraph\":\"p-cccccccccc\",\"position\":\"object\"", first_sha);
    must_not("text.position.declare", "one", "negotiation.amendment_unknown", AT ",\"paragraph\":\"" TWO "\",\"position\":\"object\",\"wording\":\"" NOBODY "\"", first_sha);
    must_not("text.position.declare", "guest", "negotiation.may_not_object", AT ",\"paragraph\":\"" TWO "\",\"position\":\"object\"", first_sha);
    does("text.position.declare", "one", "objects", AT ",\"conditions\":[{\"paragraph\":\"" ONE "\"}],\"paragraph\":\"" TWO "\",\"position\":\"object\"", first_sha);
    does("text.position.declare", "group", "speaks", AT ",\"paragraph\":\"" ONE "\",\"position\":\"support\"", first_sha);
    must_not("text.position.opt_out", "one", "house.not_of_group", "\"declared\":\"%s\"", act_of("speaks"));
    does("text.position.opt_out", "two", NULL, "\"declared\":\"%s\"", act_of("speaks"));
    must_not("text.position.opt_out", "two", "negotiation.opted_out", "\"declared\":\"%s\"", act_of("speaks"));
    must_not("text.position.withdraw", "one", "negotiation.position_not_yours", "\"declared\":\"%s\"", act_of("speaks"));
    does("text.position.withdraw", "group", NULL, "\"declared\":\"%s\"", act_of("speaks"));
    must_not("text.position.withdraw", "group", "negotiation.position_unknown", "\"declared\":\"%s\"", act_of("speaks"));
}

#define FIRST_READING ",\"reading\":\"first\""
static void reads(void)
{
    must_not("text.reading.open", "one", "house.not_chair", AT FIRST_READING ",\"first\":\"" ONE "\"", first_sha);
    must_not("text.reading.open", "", "negotiation.version_old", AT FIRST_READING ",\"first\":\"" ONE "\"", second_sha);
    must_not("text.reading.open", "", "negotiation.paragraph_unknown", AT FIRST_READING ",\"first\":\"p-cccccccccc\"", first_sha);
    must_not("text.reading.open", "", "negotiation.paragraph_unknown", AT FIRST_READING ",\"first\":\"" ONE "\",\"last\":\"p-cccccccccc\"", first_sha);
    must_not("text.reading.open", "", "negotiation.part_backwards", AT FIRST_READING ",\"first\":\"" TWO "\",\"last\":\"" ONE "\"", first_sha);
    must_not("text.reading.open", "", "house.session_unknown", AT FIRST_READING ",\"first\":\"" ONE "\",\"session\":\"none\"", first_sha);
    must_not("text.reading.open", "", "house.meeting_unknown", AT FIRST_READING ",\"first\":\"" ONE "\",\"meeting\":\"none\"", first_sha);
    does("text.reading.open", "three", "reading", AT FIRST_READING ",\"first\":\"" ONE "\",\"note\":\"From the beginning.\"", first_sha);
    must_not("text.reading.open", "", "negotiation.being_read", AT FIRST_READING ",\"first\":\"" ONE "\",\"last\":\"" TWO "\"", first_sha);
    does("text.reading.open", "", "beside", AT FIRST_READING ",\"first\":\"" TWO "\"", first_sha); /* a subgroup reads another part */
    must_not("text.reading.suspend", "", "negotiation.reading_unknown", "\"opened\":\"" NOBODY "\"");
    must_not("text.reading.resume", "", "negotiation.reading_runs", "\"opened\":\"%s\"", act_of("reading"));
    must_not("text.reading.suspend", "one", "house.not_chair", "\"opened\":\"%s\"", act_of("reading"));
    does("text.reading.suspend", "", NULL, "\"note\":\"Until after lunch.\",\"opened\":\"%s\"", act_of("reading"));
    must_not("text.reading.suspend", "", "negotiation.reading_suspended", "\"opened\":\"%s\"", act_of("reading"));
    must_not("text.reading.open", "", "negotiation.being_read", AT FIRST_READING ",\"first\":\"" ONE "\"", first_sha);
    does("text.reading.resume", "three", NULL, "\"opened\":\"%s\"", act_of("reading"));
    must_not("text.reading.close", "one", "house.not_chair", "\"opened\":\"%s\"", act_of("reading"));
    does("text.reading.close", "", NULL, "\"opened\":\"%s\"", act_of("reading"));
    must_not("text.reading.close", "", "negotiation.reading_over", "\"opened\":\"%s\"", act_of("reading"));
    does("text.reading.open", "", "again", AT ",\"first\":\"" ONE "\",\"reading\":\"second\"", first_sha);
    does("text.reading.suspend", "", NULL, "\"opened\":\"%s\"", act_of("again"));
}

static void comments(void)
{
    must_not("text.comment", "one", "negotiation.version_old", AT ",\"language\":\"en\",\"text\":\"Why?\"", second_sha);
    must_not("text.comment", "one", "negotiation.comment_empty", AT ",\"language\":\"en\",\"text\":\" \\n\"", first_sha);
    must_not("text.comment", "one", "negotiation.paragraph_unknown", AT ",\"language\":\"en\",\"paragraph\":\"p-cccccccccc\",\"text\":\"Why?\"", first_sha);
    must_not("text.comment", "one", "negotiation.amendment_unknown", AT ",\"amendment\":\"" NOBODY "\",\"language\":\"en\",\"text\":\"Why?\"", first_sha);
    does("text.comment", "guest", "asks", AT ",\"language\":\"en\",\"paragraph\":\"" TWO "\",\"text\":\"Which room?\"", first_sha);
    does("text.comment", "group", NULL, AT ",\"amendment\":\"%s\",\"language\":\"en\",\"text\":\"How large?\"", first_sha, act_of("large"));
    must_not("text.comment.withdraw", "one", "negotiation.comment_not_yours", "\"comment\":\"%s\"", act_of("asks"));
    must_not("text.comment.withdraw", "one", "negotiation.comment_unknown", "\"comment\":\"" NOBODY "\"");
    does("text.comment.withdraw", "guest", NULL, "\"comment\":\"%s\",\"reason\":\"Answered.\"", act_of("asks"));
    must_not("text.comment.withdraw", "guest", "negotiation.comment_unknown", "\"comment\":\"%s\"", act_of("asks"));
}

/* In silence nothing is taken up; what was may be concluded, and comments are taken. */
static void reads_in_silence(void)
{
    must_not("text.reading.open", "", "negotiation.in_silence", AT ",\"first\":\"" ONE "\",\"reading\":\"third\"", second_sha);
    must_not("text.reading.resume", "", "negotiation.in_silence", "\"opened\":\"%s\"", act_of("again"));
    does("text.reading.close", "", NULL, "\"opened\":\"%s\"", act_of("again"));
    does("text.comment", "two", NULL, AT ",\"language\":\"en\",\"text\":\"We are waiting for our capital.\"", second_sha);
}

static void closes_paragraphs(void)
{
    does("text.paragraph.close", "three", NULL, AT ",\"level\":\"ad_referendum\",\"paragraph\":\"" ONE "\"", first_sha);
    must_not("text.paragraph.close", "", "negotiation.closed_already", AT ",\"level\":\"ad_referendum\",\"paragraph\":\"" ONE "\"", first_sha);
    does("text.paragraph.close", "", NULL, AT ",\"level\":\"agreed\",\"paragraph\":\"" ONE "\"", first_sha);
    must_not("text.amendment.propose", "one", "negotiation.paragraph_closed", AT "," REPLACE(ONE, 0, 6, "Noting", "Recalling"), first_sha);
    must_not("text.version.issue", "", "negotiation.closed_changed", "\"name\":\"Rev.1\",\"process\":\"draft\",\"version\":\"%s\"", third_sha);
    must_not("text.paragraph.reopen", "one", "house.not_chair", "\"paragraph\":\"" ONE "\",\"process\":\"draft\"");
    does("text.paragraph.reopen", "", NULL, "\"paragraph\":\"" ONE "\",\"process\":\"draft\",\"reason\":\"New instructions.\"");
    must_not("text.paragraph.reopen", "", "negotiation.not_closed", "\"paragraph\":\"" ONE "\",\"process\":\"draft\"");
}

/* {"act", "changes", "outcomes"} for the three open amendments, in the order of their ids; the first of `words` is that of "large". */
static const char *outcomes(const char *large, size_t count)
{
    static char json[4096];
    const char *acts[3] = {act_of("large"), act_of("smaller"), act_of("bright")};
    size_t      used = (size_t)snprintf(json, sizeof json, "{\"amendments\":[");

    for (int i = 0; i < 2; i++) /* three of them: sorted by hand */
        for (int j = 0; j < 2; j++)
            if (strcmp(acts[j], acts[j + 1]) > 0) {
                const char *other = acts[j];

                acts[j] = acts[j + 1];
                acts[j + 1] = other;
            }
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(json + used, sizeof json - used, "%s{\"act\":\"%s\",\"changes\":[],\"outcomes\":[{\"change\":0,\"outcome\":\"%s\"}]}", i == 0 ? "" : ",", acts[i],
                                 strcmp(acts[i], act_of("large")) == 0 ? large : "in_conflict");
    (void)snprintf(json + used, sizeof json - used, "]}");
    return json;
}

static void issues_the_next(void)
{
    must_not("text.version.issue", "", "negotiation.outcomes_missing", "\"name\":\"Rev.1\",\"process\":\"draft\",\"version\":\"%s\"", second_sha);
    must_not("text.version.issue", "", "negotiation.outcomes_amendment", "\"name\":\"Rev.1\",\"outcomes\":\"%s\",\"process\":\"draft\",\"version\":\"%s\"", blob_of(outcomes("taken_up", 2)), second_sha);
    must_not("text.version.issue", "", "negotiation.outcomes_sum", "\"name\":\"Rev.1\",\"outcomes\":\"%s\",\"process\":\"draft\",\"version\":\"%s\"", blob_of(outcomes("carried", 3)), second_sha);
    must_not("text.version.issue", "one", "house.not_chair", "\"name\":\"Rev.1\",\"outcomes\":\"%s\",\"process\":\"draft\",\"version\":\"%s\"", NOBODY, second_sha);
    does("text.version.issue", "", NULL, "\"name\":\"Rev.1\",\"outcomes\":\"%s\",\"process\":\"draft\",\"reasons\":[{\"note\":\"As asked.\",\"paragraph\":\"" TWO "\"}],\"version\":\"%s\"",
         blob_of(outcomes("taken_up", 3)), second_sha);
    must_not("text.amendment.withdraw", "one", "negotiation.amendment_over", "\"amendment\":\"%s\"", act_of("large"));
    does("text.amendment.withdraw", "two", NULL, "\"amendment\":\"%s\"", act_of("smaller")); /* in conflict: only its owner says how it goes on */
}

static void close_deadline(const char *name, int64_t time)
{
    assert_ok(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, world.tree.size, time, NULL), act_of(name)));
    keep("closing");
}

static void keeps_silence(void)
{
    must_not("text.silence.open", "", "negotiation.deadline_past", AT ",\"deadline\":\"2027-03-09T11:00:00Z\"", second_sha);
    must_not("text.silence.open", "one", "house.not_chair", AT ",\"deadline\":\"2027-03-09T13:00:00Z\"", second_sha);
    does("text.silence.open", "", "silence", AT ",\"deadline\":\"2027-03-09T13:00:00Z\"", second_sha);
    must_not("text.amendment.propose", "one", "negotiation.in_silence", AT "," REPLACE(ONE, 0, 6, "Noting", "Recalling"), second_sha);
    reads_in_silence();
    must_not("text.silence.break", "one", "negotiation.silence_unknown", "\"opened\":\"" NOBODY "\"");
    must_not("text.silence.extend", "", "negotiation.deadline_past", "\"deadline\":\"2027-03-09T12:30:00Z\",\"opened\":\"%s\"", act_of("silence"));
    does("text.silence.extend", "three", "longer", "\"deadline\":\"2027-03-09T14:00:00Z\",\"opened\":\"%s\"", act_of("silence"));
    must_not("text.silence.close", "", "negotiation.silence_runs", "\"checkpoint\":\"" NOBODY "\",\"opened\":\"%s\",\"outcome\":\"kept\"", act_of("silence"));
    must_not("text.adopt", "", "negotiation.in_silence", AT ",\"manner\":\"without_vote\",\"silence\":\"%s\"", second_sha, act_of("silence"));
    does("text.silence.break", "one", NULL, "\"reason\":\"One room is not enough.\",\"opened\":\"%s\"", act_of("silence"));
    must_not("text.silence.break", "one", "negotiation.broken_already", "\"opened\":\"%s\"", act_of("silence"));
    close_deadline("longer", NOON + 2 * HOUR + 1);
    must_not("text.silence.extend", "", "negotiation.silence_over", "\"deadline\":\"2027-03-09T16:00:00Z\",\"opened\":\"%s\"", act_of("silence"));
    must_not("text.silence.close", "", "negotiation.outcome_other", CLOSE("kept"), act_of("closing"), act_of("silence"));
    does("text.silence.close", "", NULL, CLOSE("objection"), act_of("closing"), act_of("silence"));
    must_not("text.adopt", "", "negotiation.silence_broken", AT ",\"manner\":\"without_vote\",\"silence\":\"%s\"", second_sha, act_of("silence"));
    does("text.silence.open", "", "second", AT ",\"deadline\":\"2027-03-09T16:00:00Z\"", second_sha);
    must_not("text.silence.withdraw", "one", "house.not_chair", "\"opened\":\"%s\"", act_of("second"));
    does("text.silence.withdraw", "", NULL, "\"opened\":\"%s\"", act_of("second"));
    must_not("text.silence.withdraw", "", "negotiation.silence_over", "\"opened\":\"%s\"", act_of("second"));
    must_not("text.silence.close", "", "negotiation.silence_over", CLOSE("kept"), act_of("closing"), act_of("second"));
}

static void adopts(void)
{
    must_not("text.adoption.ask", "one", "house.not_chair", AT, second_sha);
    does("text.adoption.ask", "three", "asked", AT, second_sha);
    must_not("text.adoption.object", "one", "negotiation.question_unknown", "\"asked\":\"" NOBODY "\",\"objects\":1");
    must_not("text.adoption.object", "one", "negotiation.no_objection", "\"asked\":\"%s\",\"objects\":0", act_of("asked"));
    does("text.adoption.object", "one", NULL, "\"asked\":\"%s\",\"objects\":1", act_of("asked"));
    must_not("text.adoption.object", "one", "negotiation.objected_already", "\"asked\":\"%s\",\"objects\":1", act_of("asked"));
    must_not("text.adopt", "", "negotiation.objection_stands", AT ",\"asked\":\"%s\",\"manner\":\"without_vote\"", second_sha, act_of("asked"));
    does("text.adoption.object", "one", NULL, "\"asked\":\"%s\",\"objects\":0", act_of("asked"));
    must_not("text.adopt", "", "negotiation.not_asked", AT ",\"manner\":\"without_vote\"", second_sha);
    must_not("text.end", "one", "house.not_chair", "\"process\":\"draft\",\"reason\":\"No.\"");
    does("text.adopt", "", NULL, AT ",\"asked\":\"%s\",\"manner\":\"without_vote\",\"symbol\":\"A/EX/1\"", second_sha, act_of("asked"));
    must_not("text.adopt", "", "negotiation.over", AT ",\"asked\":\"%s\",\"manner\":\"without_vote\"", second_sha, act_of("asked"));
    must_not("text.comment", "one", "negotiation.over", AT ",\"language\":\"en\",\"text\":\"Late.\"", second_sha);
    must_not("text.reading.close", "", "negotiation.over", "\"opened\":\"%s\"", act_of("beside"));
    must_not("text.explain", "one", "negotiation.paragraph_unknown", "\"language\":\"en\",\"paragraphs\":[\"p-cccccccccc\"],\"process\":\"draft\",\"text\":\"Why.\",\"type\":\"dissociation\"");
    does("text.explain", "one", NULL, "\"language\":\"en\",\"paragraphs\":[\"" TWO "\"],\"process\":\"draft\",\"text\":\"We dissociate ourselves.\",\"type\":\"dissociation\"");
    does("text.open", "", NULL, "\"body\":\"body\",\"form\":\"decision\",\"language\":\"en\"," NAMES ",\"process\":\"other\"");
    does("text.end", "", NULL, "\"process\":\"other\",\"reason\":\"Nobody came.\"");
}

static void the_story_of_a_text(void **state)
{
    (void)state;
    opens();
    proposes();
    proposes_too_much();
    issues_too_much();
    takes_positions();
    reads();
    comments();
    closes_paragraphs();
    issues_the_next();
    keeps_silence();
    adopts();
    for (size_t i = 0; act_kinds[i] != NULL; i++) {
        char padded[KIND_MAX + 4];

        if (strncmp(act_kinds[i]->name, "text.", 5) != 0)
            continue;
        (void)snprintf(padded, sizeof padded, " %s ", act_kinds[i]->name);
        ROW(act_kinds[i]->name);
        assert_non_null(strstr(accepted, padded));
        assert_non_null(strstr(refused, padded));
    }
    for (size_t i = 0; i < message_count(); i++) {
        if (strncmp(message_id(i), "negotiation.", 12) != 0 || strcmp(message_id(i), "negotiation.edit_objects") == 0) /* said by the service */
            continue;
        ROW(message_id(i));
        assert_non_null(strstr(refused, message_id(i)));
    }
}

/* In time is what lies below the closing checkpoint: an act after it does not count, whatever its own clock says; and until the challenge is over an earlier checkpoint can be filed. */
static void silence_is_judged_by_checkpoints(void **state)
{
    uint64_t early;

    (void)state;
    opens();
    does("text.silence.open", "", "silence", AT ",\"deadline\":\"2027-03-09T13:00:00Z\"", first_sha);
    early = world.tree.size;
    does("text.silence.break", "one", NULL, "\"opened\":\"%s\"", act_of("silence")); /* after `early`, before the checkpoint that the host closes with */
    close_deadline("silence", NOON + HOUR + 30);
    does("text.silence.break", "two", NULL, "\"opened\":\"%s\"", act_of("silence")); /* too late: above it */
    does("text.silence.close", "", NULL, CLOSE("objection"), act_of("closing"), act_of("silence"));
    must_not("text.adopt", "", "negotiation.silence_broken", AT ",\"manner\":\"without_vote\",\"silence\":\"%s\"", first_sha, act_of("silence"));
    /* somebody has an earlier checkpoint of after the deadline: by that one nothing was lodged in time */
    assert_ok(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, early, NOON + HOUR + 2, NULL), act_of("silence")));
    does("text.adopt", "", NULL, AT ",\"manner\":\"without_vote\",\"silence\":\"%s\"", first_sha, act_of("silence"));
}

static int64_t rows(const char *sql)
{
    int64_t count = -1;

    assert_ok(view_one(world.view, sql, -1, &count, NULL, NULL, 0));
    return count;
}

/* A position goes stale when its words do, and a question says so; it is not rewritten. */
static void positions_go_stale(void **state)
{
    const NamedQuery *query = named_query_find("text.show");
    Question          question = {.arguments = {SLICE("draft")}, .reach = AUDIENCE_PARTIES};
    json_t           *answer = NULL;
    const json_t     *positions;

    (void)state;
    opens();
    does("text.position.declare", "one", NULL, AT ",\"paragraph\":\"" ONE "\",\"position\":\"object\"", first_sha);
    does("text.position.declare", "one", NULL, AT ",\"paragraph\":\"" TWO "\",\"position\":\"object\"", first_sha);
    does("text.position.declare", "two", NULL, AT ",\"position\":\"reserve\"", first_sha);
    does("text.version.issue", "", NULL, "\"name\":\"Rev.1\",\"process\":\"draft\",\"version\":\"%s\"", second_sha);
    assert_ok(query->run(world.view, &question, &answer, NULL));
    positions = json_object_get(answer, "positions");
    assert_number(json_array_size(positions), 3);
    assert_true(json_is_true(json_object_get(json_array_get(positions, 0), "stale")));  /* on the whole text */
    assert_false(json_is_true(json_object_get(json_array_get(positions, 1), "stale"))); /* the first paragraph reads as before */
    assert_true(json_is_true(json_object_get(json_array_get(positions, 2), "stale")));
    assert_number(rows("SELECT count(*) FROM text_position WHERE state = 'stands'"), 3);
    json_decref(answer);
}

/* "I", two paragraphs, "II", one; or with a third in the first section. */
static void headed_text(bool longer, char sha[2 * HASH_SIZE + 1])
{
    static const struct {
        const char   *id, *text;
        ParagraphKind kind;
        bool          in_longer_only;
    } paragraphs[] = {{"p-headingaaa", "I. Rooms", KIND_HEADING, false},      {ONE, "There is a room.", KIND_PLAIN, false}, {TWO, "It is large.", KIND_PLAIN, false},
                      {"p-threeeeeee", "It is light.", KIND_PLAIN, true},     {"p-headingbbb", "II. Hours", KIND_HEADING, false}, {"p-foureeeeee", "It opens at nine.", KIND_PLAIN, false},
                      {"p-noteeeeeee", "As the porter says.", KIND_FOOTNOTE, false}};
    Text  *text = text_new("en");
    Buffer stored;
    Hash   name;

    buffer_init(&stored, 1 << 20);
    for (size_t i = 0; i < COUNT(paragraphs); i++)
        if (longer || !paragraphs[i].in_longer_only)
            assert_ok(text_add(text, &(Paragraph){.id = {0}, .kind = paragraphs[i].kind, .text = slice_from(paragraphs[i].text), .table = NO_TABLE}, NULL));
    for (size_t i = 0, at = 0; i < COUNT(paragraphs); i++)
        if (longer || !paragraphs[i].in_longer_only)
            (void)snprintf(text->paragraphs[at++].id, sizeof text->paragraphs->id, "%s", paragraphs[i].id);
    assert_ok(text_encode(text, &stored, NULL));
    name = world_keep(&world, buffer_slice(&stored));
    hash_print_hex(&name, sha);
    buffer_clear(&stored);
    text_free(text);
}

static json_t *show_draft(void)
{
    const NamedQuery *query = named_query_find("text.show");
    Question          question = {.arguments = {SLICE("draft")}, .reach = AUDIENCE_PARTIES};
    json_t           *answer = NULL;

    assert_ok(query->run(world.view, &question, &answer, NULL));
    return answer;
}

static void assert_part(const char *from, const char *to)
{
    json_t       *answer = show_draft();
    const json_t *reading = json_array_get(json_object_get(answer, "readings"), 0);

    assert_string_equal(json_string_value(json_object_get(reading, "from")), from);
    assert_string_equal(json_string_value(json_object_get(reading, "to")), to);
    json_decref(answer);
}

/* A heading alone is its section, without the notes behind the text; the reading belongs to its paragraphs, whatever version they stand in. */
static void a_reading_is_of_paragraphs(void **state)
{
    static char headed[2 * HASH_SIZE + 1], longer[2 * HASH_SIZE + 1];

    (void)state;
    headed_text(false, headed);
    headed_text(true, longer);
    does("text.open", "", NULL, "\"body\":\"body\",\"form\":\"decision\",\"language\":\"en\"," NAMES ",\"process\":\"draft\"");
    does("text.version.issue", "", NULL, "\"name\":\"Zero draft\",\"process\":\"draft\",\"version\":\"%s\"", headed);
    must_not("text.reading.open", "", "negotiation.paragraph_unknown", AT FIRST_READING ",\"first\":\"p-noteeeeeee\"", headed);
    does("text.reading.open", "", "reading", AT FIRST_READING ",\"first\":\"p-headingaaa\"", headed);
    assert_part("p-headingaaa", TWO);
    must_not("text.reading.open", "", "negotiation.being_read", AT FIRST_READING ",\"first\":\"" TWO "\"", headed);
    does("text.reading.open", "", NULL, AT FIRST_READING ",\"first\":\"p-headingbbb\"", headed);
    assert_number(rows("SELECT count(*) FROM reading_paragraph"), 5);
    does("text.version.issue", "", NULL, "\"name\":\"Rev.1\",\"process\":\"draft\",\"version\":\"%s\"", longer);
    assert_part("p-headingaaa", TWO); /* that the section has grown is said by who knows sections */
    must_not("text.reading.open", "", "negotiation.being_read", AT FIRST_READING ",\"first\":\"" ONE "\"", longer);
    does("text.reading.close", "", NULL, "\"opened\":\"%s\"", act_of("reading"));
    does("text.reading.open", "", NULL, AT ",\"first\":\"" ONE "\",\"last\":\"p-threeeeeee\",\"reading\":\"second\"", longer);
}

/* What a comment was made on, and since when it reads otherwise. */
static void comments_go_stale(void **state)
{
    json_t       *answer;
    const json_t *list;

    (void)state;
    opens();
    does("text.comment", "one", NULL, AT ",\"language\":\"en\",\"paragraph\":\"" ONE "\",\"text\":\"On what stays.\"", first_sha);
    does("text.comment", "one", NULL, AT ",\"language\":\"en\",\"paragraph\":\"" TWO "\",\"text\":\"On what changes.\"", first_sha);
    does("text.comment", "two", "gone", AT ",\"language\":\"en\",\"paragraph\":\"" TWO "\",\"text\":\"Withdrawn.\"", first_sha);
    does("text.comment.withdraw", "two", NULL, "\"comment\":\"%s\"", act_of("gone"));
    does("text.version.issue", "", NULL, "\"name\":\"Rev.1\",\"process\":\"draft\",\"version\":\"%s\"", second_sha);
    answer = show_draft();
    list = json_object_get(answer, "comments");
    assert_number(json_array_size(list), 2);
    assert_null(json_object_get(json_array_get(list, 0), "stale"));
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "version_name")), "Zero draft");
    assert_true(json_is_true(json_object_get(json_array_get(list, 1), "stale")));
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "changed_in")), "Rev.1");
    json_decref(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_story_of_a_text, open_world, close_world),
        cmocka_unit_test_setup_teardown(silence_is_judged_by_checkpoints, open_world, close_world),
        cmocka_unit_test_setup_teardown(positions_go_stale, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_reading_is_of_paragraphs, open_world, close_world),
        cmocka_unit_test_setup_teardown(comments_go_stale, open_world, close_world),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
