/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of the record's own acts: for each kind what is accepted and every way of being refused. Names say the promise.
 */
#include "unit/suite.h"

#include "process/process_internal.h"
#include "unit/process/world.h"

#include <jansson.h>

#define T0 INT64_C(1804590000) /* 2027-03-09, some time before noon */
#define DAY INT64_C(86400)
#define BLOB "{\"media\":\"text/plain\",\"sha256\":\"%s\",\"size\":5}"

static World world;

static const char *name_of(int n)
{
    static char text[2 * HASH_SIZE + 1];
    Hash        hash = {{0}};

    hash.bytes[0] = (uint8_t)n;
    hash_print_hex(&hash, text);
    return text;
}

static int open_demo(void **state)
{
    (void)state;
    world_open(&world, DEMO, "public", "[\"text.*\"]", ALONE);
    world_delegation(&world, "delegation-01");
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

#define assert_refused(call, status, message)                                                                                                                                           \
    do {                                                                                                                                                                                \
        assert_number((call), (status));                                                                                                                                                \
        assert_string_equal(world_said(&world), (message));                                                                                                                             \
    } while (0)

/* ---- what is asked of every act ---- */

static void an_enrolled_key_may_act(void **state)
{
    (void)state;
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    assert_number(world.outcome.grade, GRADE_OWN_KEY);
    assert_number(world.outcome.audience, AUDIENCE_PUBLIC);
    assert_true(world.outcome.interpreted);
}

static void unknown_keys_are_refused(void **state)
{
    (void)state;
    assert_refused(world_act(&world, "delegation-01/desk-2", "record.blob", BLOB, name_of(1)), ERR_FORBIDDEN, "key.unknown");
    assert_refused(world_act(&world, "delegation-09/desk-1", "record.blob", BLOB, name_of(1)), ERR_FORBIDDEN, "key.unknown");
}

static void a_changed_signature_is_refused(void **state)
{
    Entry      entry;
    ActOutcome outcome;
    Problem    problem = {0};
    size_t     at;

    (void)state;
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    at = world.entry.size - 20;
    world.entry.data[at] = world.entry.data[at] == 'A' ? 'B' : 'A';
    assert_ok(entry_decode(buffer_slice(&world.entry), &entry, &problem));
    assert_number(process_act(world.process, &entry, world.tree.size, NULL, PROCESS_SUBMIT, &outcome, &problem), ERR_SIGNATURE);
}

static void the_same_act_is_not_applied_twice(void **state)
{
    Entry      entry;
    ActOutcome outcome;
    Problem    problem = {0};

    (void)state;
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    assert_ok(entry_decode(buffer_slice(&world.entry), &entry, &problem));
    assert_number(process_act(world.process, &entry, world.tree.size, NULL, PROCESS_SUBMIT, &outcome, &problem), ERR_CONFLICT);
    assert_string_equal(problem.message, "act.there_already");
}

/* By the first bytes of the id, and never by looking through all acts; also where another act's id begins alike. */
static void an_act_is_found_by_its_id(void **state)
{
    Entry     entry;
    Hash      alike;
    ActRow    row;
    ViewQuery query;
    Slice     plan;

    (void)state;
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(2)));
    assert_ok(entry_decode(buffer_slice(&world.entry), &entry, NULL));
    alike = entry.act;
    alike.bytes[HASH_SIZE - 1] ^= 1;
    assert_number(act_row_by_id(world.view, &alike, &row, NULL), ERR_NOT_FOUND);
    assert_ok(view_run(world.view, "INSERT INTO act SELECT 1000000, ?, leaf, kind, author, party, on_behalf, grade, backed_up, audience, interpreted, clock, answer, contested FROM act WHERE idx = 0", NULL,
                       VIEW_VALUES(view_hash(&alike))));
    assert_ok(act_row_by_id(world.view, &alike, &row, NULL));
    assert_number(row.index, 1000000);
    assert_ok(act_row_by_id(world.view, &entry.act, &row, NULL));
    assert_number(row.index, world.tree.size - 1);
    assert_ok(view_query(world.view, "EXPLAIN QUERY PLAN SELECT idx FROM act WHERE " ACT_IS("id", "?1"), &query, NULL, VIEW_VALUES(view_hash(&alike))));
    assert_ok(view_next(&query, NULL));
    assert_true(query.row);
    plan = view_column_slice(&query, 3);
    assert_non_null(memmem(plan.data, plan.size, "act_id", 6));
    view_end(&query);
    assert_ok(view_run(world.view, "DELETE FROM act WHERE idx = 1000000", NULL, NULL, 0));
}

static void seen_must_be_of_this_record(void **state)
{
    Hash other = {{1, 2, 3}};

    (void)state;
    assert_refused(world_act_seen(&world, "delegation-01/desk-1", "record.blob", "{\"media\":\"a\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000001\",\"size\":1}", 3,
                                  &other),
                   ERR_CONFLICT, "act.seen_other_root");
    assert_refused(world_act_seen(&world, "delegation-01/desk-1", "record.blob", "{\"media\":\"a\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000001\",\"size\":1}", 99,
                                  &other),
                   ERR_CONFLICT, "act.seen_ahead");
    assert_ok(world_act_seen(&world, "delegation-01/desk-1", "record.blob", "{\"media\":\"a\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000001\",\"size\":1}", 2,
                             &world.roots[2]));
}

static void a_back_dated_act_is_judged_by_its_place(void **state)
{
    (void)state; /* `at` is the author's claim: world's acts say 2027-01-15, and nothing follows from it */
    assert_ok(world_clock(&world, T0 + 84 * DAY));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)), ERR_FORBIDDEN, "key.expired");
}

static void members_are_judged(void **state)
{
    static const struct {
        const char *name, *json, *want;
    } rows[] = {
        {"one is missing", "{\"media\":\"text/plain\",\"size\":5}", "act.member_missing"},
        {"one is unknown", "{\"colour\":1,\"media\":\"text/plain\",\"sha256\":\"00\",\"size\":5}", "act.member_unknown"},
        {"a hash in capitals", "{\"media\":\"a\",\"sha256\":\"AA00000000000000000000000000000000000000000000000000000000000001\",\"size\":5}", "act.member_wrong"},
        {"a negative size", "{\"media\":\"a\",\"sha256\":\"aa00000000000000000000000000000000000000000000000000000000000001\",\"size\":-5}", "act.member_wrong"},
        {"a size too large", "{\"media\":\"a\",\"sha256\":\"aa00000000000000000000000000000000000000000000000000000000000001\",\"size\":99999999999}", "act.member_wrong"},
        {"an empty line", "{\"media\":\"\",\"sha256\":\"aa00000000000000000000000000000000000000000000000000000000000001\",\"size\":5}", "act.member_wrong"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_refused(world_act(&world, "delegation-01/desk-1", "record.blob", "%s", rows[i].json), ERR_SYNTAX, rows[i].want);
    }
}

static void unknown_kinds_are_refused_when_submitted_and_counted_when_replayed(void **state)
{
    (void)state;
    assert_refused(world_act(&world, "delegation-01/desk-1", "text.future.declare", "{\"position\":\"object\"}"), ERR_REFUSED, "act.kind_unknown");
    world.mode = PROCESS_REPLAY;
    assert_ok(world_act(&world, "delegation-01/desk-1", "text.future.declare", "{\"position\":\"object\"}"));
    assert_false(world.outcome.interpreted);
    assert_number(world.outcome.audience, AUDIENCE_PUBLIC); /* open_kinds has text.* */
    assert_refused(world_act(&world, "delegation-01/desk-1", "other.kind", "{}"), ERR_FORBIDDEN, "key.kind_not_allowed");
}

static void acts_for_fewer_readers_than_the_record_are_sealed(void **state)
{
    (void)state;
    world.mode = PROCESS_REPLAY;
    assert_refused(world_act(&world, REGISTRY, "other.kind", "{}"), ERR_REFUSED, "act.must_be_sealed");
}

static void a_key_signs_only_its_kinds(void **state)
{
    (void)state;
    assert_ok(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol",
                        "{\"key\":\"%s\",\"kinds\":[\"record.blob\"],\"name\":\"delegation-01/desk-2\",\"until\":\"2027-05-31T00:00:00Z\",\"use\":\"delegate\"}", world_vkey("delegation-01/desk-2")));
    assert_ok(world_act(&world, "delegation-01/desk-2", "record.blob", BLOB, name_of(1)));
    assert_refused(world_act(&world, "delegation-01/desk-2", "record.seal", "{\"class\":\"note\",\"commit\":\"%s\",\"readers\":[],\"size\":256}", name_of(2)), ERR_FORBIDDEN, "key.kind_not_allowed");
}

static void only_whom_the_kind_names_may_sign_it(void **state)
{
    (void)state;
    assert_refused(world_act(&world, REGISTRY, "record.party.admit", "{\"class\":\"state\",\"name\":\"X\",\"party\":\"delegation-02\",\"roots\":[],\"threshold\":0}"), ERR_FORBIDDEN, "act.author_use");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.end", "{\"reason\":\"x\"}"), ERR_FORBIDDEN, "act.author_use");
    assert_refused(world_act(&world, "delegation-01/root-1", "record.seal_batch", "{\"commits\":[]}"), ERR_FORBIDDEN, "act.author_use");
}

static void a_record_begins_once(void **state)
{
    (void)state;
    assert_refused(world_act(&world, REGISTRY "," PROTOCOL, "record.origin", "{}"), ERR_REFUSED, "act.origin_again");
}

static void nothing_follows_the_end(void **state)
{
    (void)state;
    assert_ok(world_act(&world, PROTOCOL, "record.end", "{\"reason\":\"The work is done.\",\"successor\":\"record.example.org/next\"}"));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)), ERR_REFUSED, "act.record_ended");
}

/* ---- on behalf ---- */

static void the_secretariat_attests_for_an_admitted_party_with_evidence(void **state)
{
    ActRow row;

    (void)state;
    assert_ok(world_act(&world, REGISTRY, "record.blob", "{\"evidence\":{\"kind\":\"floor\",\"meeting\":\"3rd\"},\"for\":\"delegation-01\",\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(1)));
    assert_number(world.outcome.grade, GRADE_ATTESTED);
    assert_ok(act_row_at(world.view, world.tree.size - 1, &row, NULL));
    assert_string_equal(row.party, "delegation-01");
    assert_true(row.on_behalf);
    assert_refused(world_act(&world, REGISTRY, "record.blob", "{\"for\":\"delegation-01\",\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(2)), ERR_SYNTAX, "act.for_evidence");
    assert_refused(world_act(&world, REGISTRY, "record.blob", "{\"evidence\":{\"kind\":\"floor\"},\"for\":\"delegation-07\",\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(2)), ERR_NOT_FOUND,
                   "act.party_unknown");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.blob", "{\"evidence\":{\"kind\":\"floor\"},\"for\":\"delegation-01\",\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(2)),
                   ERR_FORBIDDEN, "act.for_attest_only");
    assert_refused(world_act(&world, REGISTRY, "record.blob", "{\"evidence\":{\"kind\":\"floor\"},\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(2)), ERR_SYNTAX, "act.evidence_alone");
}

/* A named query under a party's rights; new. */
static json_t *asked(const char *name, const char *argument, const char *party)
{
    Question question = {.arguments = {slice_from(argument)}, .party = slice_from(party)};
    json_t  *out = NULL;

    assert_ok(named_query_find(name)->run(world.view, &question, &out, NULL));
    return out;
}

static size_t waiting(const char *party)
{
    json_t *answer = asked("act.unanswered", "", party);
    size_t  count = json_array_size(json_object_get(answer, "acts"));

    json_decref(answer);
    return count;
}

static void an_answer_stands_beside_what_it_answers(void **state)
{
    json_t *answer;
    Hash    attested, given;
    char    hex[2 * HASH_SIZE + 1];

    (void)state;
    assert_ok(world_act(&world, REGISTRY, "record.blob", "{\"evidence\":{\"kind\":\"login\"},\"for\":\"delegation-01\",\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(1)));
    attested = world.acts[world.tree.size - 1];
    assert_number(waiting("delegation-01"), 1);
    assert_number(waiting("delegation-02"), 0);
    assert_number(waiting(""), 0);
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.disavow", "{\"act\":\"%s\",\"reason\":\"Not ours.\"}", world_hex(&attested)));
    given = world.acts[world.tree.size - 1];
    assert_number(waiting("delegation-01"), 0);
    hash_print_hex(&given, hex);
    answer = asked("act.show", world_hex(&attested), "");
    assert_string_equal(json_string_value(json_object_get(answer, "answer")), "disavowed");
    assert_string_equal(json_string_value(json_object_get(json_object_get(answer, "answered"), "act")), hex);
    assert_string_equal(json_string_value(json_object_get(json_object_get(answer, "answered"), "reason")), "Not ours.");
    json_decref(answer);
    answer = asked("act.show", hex, "");
    hash_print_hex(&attested, hex);
    assert_string_equal(json_string_value(json_object_get(answer, "answers")), hex);
    assert_string_equal(json_string_value(json_object_get(answer, "reason")), "Not ours.");
    json_decref(answer);
}

static void an_attested_act_is_answered_once_by_its_party(void **state)
{
    ActRow row;
    Hash   attested, own;

    (void)state;
    assert_ok(world_act(&world, REGISTRY, "record.blob", "{\"evidence\":{\"kind\":\"login\"},\"for\":\"delegation-01\",\"media\":\"a\",\"sha256\":\"%s\",\"size\":1}", name_of(1)));
    attested = world.acts[world.tree.size - 1];
    world_delegation(&world, "delegation-02");
    assert_refused(world_act(&world, "delegation-02/desk-1", "record.disavow", "{\"act\":\"%s\"}", world_hex(&attested)), ERR_FORBIDDEN, "answer.other_party");
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.disavow", "{\"act\":\"%s\",\"reason\":\"Not ours.\"}", world_hex(&attested)));
    assert_ok(act_row_by_id(world.view, &attested, &row, NULL));
    assert_number(row.answer, ANSWER_DISAVOWED);
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.confirm", "{\"act\":\"%s\"}", world_hex(&attested)), ERR_CONFLICT, "answer.given");
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(2)));
    own = world.acts[world.tree.size - 1];
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.confirm", "{\"act\":\"%s\"}", world_hex(&own)), ERR_REFUSED, "answer.not_attested");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.confirm", "{\"act\":\"%s\"}", name_of(7)), ERR_NOT_FOUND, "answer.unknown");
}

/* ---- parties ---- */

static void all_roots_sign_an_admission(void **state)
{
    (void)state;
    assert_refused(world_act(&world, PROTOCOL ",delegation-02/root-1", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\",\"%s\"],\"threshold\":1}",
                             world_vkey("delegation-02/root-1"), world_vkey("delegation-02/root-2")),
                   ERR_FORBIDDEN, "party.root_unsigned");
    assert_refused(world_act(&world, PROTOCOL ",delegation-03/root-1", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\"],\"threshold\":1}",
                             world_vkey("delegation-03/root-1")),
                   ERR_SYNTAX, "party.root_key");
    assert_refused(world_act(&world, PROTOCOL ",delegation-02/root-1", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\"],\"threshold\":2}",
                             world_vkey("delegation-02/root-1")),
                   ERR_SYNTAX, "party.threshold");
    assert_refused(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"kingdom\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[],\"threshold\":0}"), ERR_SYNTAX, "party.class");
}

static void a_party_without_roots_gets_them_later_and_once(void **state)
{
    (void)state;
    assert_ok(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[],\"threshold\":0}"));
    assert_refused(world_act(&world, PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"E\",\"party\":\"delegation-02\",\"roots\":[],\"threshold\":0}"), ERR_CONFLICT, "party.there_already");
    assert_ok(world_act(&world, PROTOCOL ",delegation-02/root-1", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\"],\"threshold\":1}",
                        world_vkey("delegation-02/root-1")));
    assert_refused(world_act(&world, PROTOCOL ",delegation-02/root-2", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\"],\"threshold\":1}",
                             world_vkey("delegation-02/root-2")),
                   ERR_CONFLICT, "party.there_already");
}

static void a_party_leaves_by_its_own_roots(void **state)
{
    (void)state;
    assert_refused(world_act(&world, PROTOCOL, "record.party.leave", "{\"party\":\"delegation-01\"}"), ERR_FORBIDDEN, "party.roots_needed");
    assert_refused(world_act(&world, "delegation-01/root-1", "record.party.leave", "{\"party\":\"delegation-01\"}"), ERR_FORBIDDEN, "party.roots_needed");
    world_delegation(&world, "delegation-02");
    assert_refused(world_act(&world, "delegation-02/root-1,delegation-01/root-1,delegation-01/root-3", "record.party.leave", "{\"party\":\"delegation-01\"}"), ERR_FORBIDDEN, "key.other_party");
    assert_ok(world_act(&world, "delegation-01/root-1,delegation-01/root-3", "record.party.leave", "{\"party\":\"delegation-01\",\"reason\":\"x\"}"));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)), ERR_FORBIDDEN, "key.revoked");
    assert_refused(world_act(&world, PROTOCOL, "record.party.leave", "{\"party\":\"delegation-01\"}"), ERR_NOT_FOUND, "act.party_unknown");
}

static void an_admission_takes_effect_after_its_delay(void **state)
{
    (void)state;
    world_close(&world);
    world_open(&world, "\"admit_days\":7", "public", "[]", ALONE);
    assert_ok(world_act(&world, PROTOCOL ",delegation-02/root-1", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\"],\"threshold\":1}",
                        world_vkey("delegation-02/root-1")));
    assert_refused(world_act(&world, "delegation-02/root-1", "record.blob", BLOB, name_of(1)), ERR_REFUSED, "key.party_not_yet");
    assert_ok(world_clock(&world, T0));
    assert_ok(world_clock(&world, T0 + 7 * DAY - 1));
    assert_refused(world_act(&world, "delegation-02/root-1", "record.blob", BLOB, name_of(1)), ERR_REFUSED, "key.party_not_yet");
    assert_ok(world_clock(&world, T0 + 7 * DAY));
    assert_ok(world_act(&world, "delegation-02/root-1", "record.blob", BLOB, name_of(1)));
}

static void an_old_checkpoint_filed_late_starts_no_delay(void **state)
{
    uint64_t before;

    (void)state;
    world_close(&world);
    world_open(&world, "\"admit_days\":7", "public", "[]", ALONE);
    assert_ok(world_clock(&world, T0));
    before = world.tree.size;
    assert_ok(world_act(&world, PROTOCOL ",delegation-02/root-1", "record.party.admit", "{\"class\":\"state\",\"name\":\"D\",\"party\":\"delegation-02\",\"roots\":[\"%s\"],\"threshold\":1}",
                        world_vkey("delegation-02/root-1")));
    assert_ok(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\"}", world_checkpoint(&world, before, T0 - 30 * DAY, NULL)));
    assert_ok(world_clock(&world, T0 + 1));
    assert_refused(world_act(&world, "delegation-02/root-1", "record.blob", BLOB, name_of(1)), ERR_REFUSED, "key.party_not_yet");
    assert_ok(world_clock(&world, T0 + 7 * DAY)); /* a second too early: the delay runs from T0 + 1 */
    assert_refused(world_act(&world, "delegation-02/root-1", "record.blob", BLOB, name_of(1)), ERR_REFUSED, "key.party_not_yet");
    assert_ok(world_clock(&world, T0 + 7 * DAY + 1));
    assert_ok(world_act(&world, "delegation-02/root-1", "record.blob", BLOB, name_of(1)));
}

/* ---- keys ---- */

#define ENROL_MISSION "{\"key\":\"%s\",\"name\":\"delegation-01/mission-2\",\"until\":\"2028-03-01T00:00:00Z\",\"use\":\"mission\"}"
#define ENROL_DESK(until) "{\"key\":\"%s\",\"kinds\":[\"record.*\"],\"name\":\"delegation-01/desk-2\",\"until\":\"" until "\",\"use\":\"delegate\"}"

static size_t place_of(const char *party, const char *key)
{
    char name[80];

    (void)snprintf(name, sizeof name, "%s/%s", party, key);
    return hash_fast(slice_from(name), 0) % KEY_CACHE_MAX;
}

/* A party whose keys of these names have one place in the cache. */
static void find_party(const char *key, const char *other, char out[40])
{
    unsigned number = 0;

    do
        (void)snprintf(out, 40, "delegation-%u", ++number);
    while (place_of(out, key) != place_of(out, other));
}

/* Each of them is as it was when the act is judged: two roots together, and who revokes beside what is revoked. */
static void keys_of_one_act_may_have_one_place_in_the_cache(void **state)
{
    char party[40], signers[200];

    (void)state;
    find_party("root-1", "root-2", party);
    world_delegation(&world, party);
    find_party("root-2", "mission-1", party);
    world_delegation(&world, party);
    (void)snprintf(signers, sizeof signers, "%s/root-2", party);
    assert_ok(world_act(&world, signers, "record.key.revoke", "{\"name\":\"%s/mission-1\",\"reason\":\"Lost\"}", party));
    find_party("root-1", "desk-1", party);
    world_delegation(&world, party);
    (void)snprintf(signers, sizeof signers, "%s/root-1", party);
    assert_ok(world_act(&world, signers, "record.key.revoke", "{\"name\":\"%s/desk-1\",\"reason\":\"Lost\"}", party));
    find_party("mission-1", "desk-1", party);
    world_delegation(&world, party);
    (void)snprintf(signers, sizeof signers, "%s/mission-1", party);
    assert_ok(world_act(&world, signers, "record.key.revoke", "{\"name\":\"%s/desk-1\",\"reason\":\"Lost\"}", party));
}

static void a_mission_key_needs_a_threshold_of_roots_and_itself(void **state)
{
    (void)state;
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/mission-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")), ERR_FORBIDDEN, "key.enrol_mission");
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/root-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")), ERR_FORBIDDEN, "key.enrol_possession");
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/root-1,delegation-01/mission-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")), ERR_SYNTAX,
                   "act.signed_twice");
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/root-2,delegation-01/mission-2", "record.key.enrol",
                             "{\"key\":\"%s\",\"kinds\":[],\"name\":\"delegation-01/mission-2\",\"until\":\"2028-03-01T00:00:00Z\",\"use\":\"mission\"}", world_vkey("delegation-01/mission-2")),
                   ERR_SYNTAX, "key.enrol_kinds");
    assert_ok(world_act(&world, "delegation-01/root-3,delegation-01/root-2,delegation-01/mission-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")));
    assert_refused(world_act(&world, "delegation-01/root-3,delegation-01/root-2,delegation-01/mission-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")), ERR_CONFLICT,
                   "key.name_taken");
}

static void a_delegates_key_is_enrolled_by_its_own_mission(void **state)
{
    (void)state;
    world_delegation(&world, "delegation-02");
    assert_refused(world_act(&world, "delegation-02/mission-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-05-31T00:00:00Z"), world_vkey("delegation-01/desk-2")), ERR_FORBIDDEN,
                   "key.other_party");
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-05-31T00:00:00Z"), world_vkey("delegation-01/desk-2")), ERR_FORBIDDEN,
                   "key.enrol_delegate");
    assert_refused(world_act(&world, "delegation-01/desk-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-05-31T00:00:00Z"), world_vkey("delegation-01/desk-2")), ERR_FORBIDDEN,
                   "act.author_use");
    assert_ok(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-05-31T00:00:00Z"), world_vkey("delegation-01/desk-2")));
}

static void a_delegates_key_ends_within_ninety_days(void **state)
{
    (void)state;
    assert_ok(world_clock(&world, T0));
    assert_refused(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-07-31T00:00:00Z"), world_vkey("delegation-01/desk-2")), ERR_REFUSED,
                   "key.until_delegate");
    assert_refused(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-01-31T00:00:00Z"), world_vkey("delegation-01/desk-2")), ERR_REFUSED,
                   "key.until_delegate");
    assert_ok(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol", ENROL_DESK("2027-06-05T00:00:00Z"), world_vkey("delegation-01/desk-2")));
}

static void a_passkey_needs_terms_and_other_keys_have_none(void **state)
{
    (void)state;
    assert_refused(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol",
                             "{\"key\":\"%s\",\"kinds\":[\"record.*\"],\"name\":\"delegation-01/desk-2\",\"origins\":[\"https://a.example.org\"],\"rp_id\":\"a.example.org\",\"until\":"
                             "\"2027-05-31T00:00:00Z\",\"use\":\"delegate\"}",
                             world_vkey("delegation-01/desk-2")),
                   ERR_SYNTAX, "key.passkey_terms");
}

#define ROTATE "{\"party\":\"delegation-01\",\"roots\":[\"%s\",\"%s\"],\"threshold\":2}"

static void roots_change_by_old_and_new_together(void **state)
{
    (void)state;
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/root-2,delegation-01/root-4", "record.key.rotate", ROTATE, world_vkey("delegation-01/root-4"),
                             world_vkey("delegation-01/root-5")),
                   ERR_FORBIDDEN, "key.rotate_thresholds");
    assert_refused(world_act(&world, "delegation-01/root-1,delegation-01/root-4,delegation-01/root-5", "record.key.rotate", ROTATE, world_vkey("delegation-01/root-4"),
                             world_vkey("delegation-01/root-5")),
                   ERR_FORBIDDEN, "key.rotate_thresholds");
    assert_ok(world_act(&world, "delegation-01/root-1,delegation-01/root-2,delegation-01/root-4", "record.key.rotate", ROTATE, world_vkey("delegation-01/root-4"),
                        world_vkey("delegation-01/root-1")));
    assert_refused(world_act(&world, "delegation-01/root-2,delegation-01/root-1,delegation-01/mission-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")), ERR_FORBIDDEN,
                   "key.revoked");
    assert_ok(world_act(&world, "delegation-01/root-4,delegation-01/root-1,delegation-01/mission-2", "record.key.enrol", ENROL_MISSION, world_vkey("delegation-01/mission-2")));
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1))); /* what roots enrolled stays */
}

static void a_stolen_key_is_revoked_from_its_place_on(void **state)
{
    ActRow before, after;

    (void)state;
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    assert_ok(world_clock(&world, T0));
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(2)));
    assert_ok(world_clock(&world, T0 + DAY));
    assert_refused(world_act(&world, "delegation-01/mission-1", "record.key.revoke", "{\"name\":\"delegation-01/root-1\",\"reason\":\"x\"}"), ERR_FORBIDDEN, "key.revoke_by");
    assert_refused(world_act(&world, "delegation-01/mission-1", "record.key.revoke", "{\"name\":\"delegation-01/desk-9\",\"reason\":\"x\"}"), ERR_NOT_FOUND, "key.unknown_target");
    assert_ok(world_act(&world, "delegation-01/mission-1", "record.key.revoke", "{\"name\":\"delegation-01/desk-1\",\"reason\":\"Lost.\",\"since\":\"2027-03-09T12:00:00Z\"}"));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(3)), ERR_FORBIDDEN, "key.revoked");
    assert_refused(world_act(&world, "delegation-01/mission-1", "record.key.revoke", "{\"name\":\"delegation-01/desk-1\",\"reason\":\"x\"}"), ERR_CONFLICT, "key.revoked_already");
    assert_ok(act_row_at(world.view, world.tree.size - 5, &before, NULL)); /* blob, clock, blob, clock, revoke */
    assert_ok(act_row_at(world.view, world.tree.size - 3, &after, NULL));
    assert_false(before.contested);
    assert_true(after.contested);
}

static void whoever_holds_a_key_may_give_it_up(void **state)
{
    (void)state;
    assert_ok(world_act(&world, "delegation-01/mission-1,delegation-01/desk-2", "record.key.enrol",
                        "{\"key\":\"%s\",\"kinds\":[\"record.blob\"],\"name\":\"delegation-01/desk-2\",\"until\":\"2027-05-31T00:00:00Z\",\"use\":\"delegate\"}", world_vkey("delegation-01/desk-2")));
    assert_ok(world_act(&world, "delegation-01/desk-2", "record.key.revoke", "{\"name\":\"delegation-01/desk-2\",\"reason\":\"Stolen.\"}"));
    assert_refused(world_act(&world, "delegation-01/desk-2", "record.blob", BLOB, name_of(1)), ERR_FORBIDDEN, "key.revoked");
}

/* ---- the host ---- */

static void new_host_keys_need_statements_by_old_and_new(void **state)
{
    (void)state;
    assert_refused(world_act(&world, PROTOCOL, "record.host.rotate", "{\"clock\":\"%s\",\"host\":\"%s\",\"statements\":[]}", world_vkey(WORLD_ORIGIN "/clock"), world_vkey(WORLD_ORIGIN)), ERR_FORBIDDEN,
                   "origin.rotate_statements");
    assert_refused(world_act(&world, PROTOCOL, "record.host.rotate", "{\"clock\":\"%s\",\"host\":\"%s\",\"statements\":[]}", world_vkey("record.example.org/other/clock"), world_vkey(WORLD_ORIGIN)),
                   ERR_SYNTAX, "origin.clock_key");
}

static void a_policy_is_changed_by_the_protocol_key_and_must_parse(void **state)
{
    (void)state;
    assert_number(world_act(&world, PROTOCOL, "record.policy", "{\"policy\":\"quorum g\\n\"}"), ERR_SYNTAX);
    assert_ok(world_act(&world, PROTOCOL, "record.policy", "{\"policy\":\"witness w1 %s\\nquorum w1\\n\"}", world_vkey("witness1.example.net/w")));
    assert_refused(world_clock(&world, T0), ERR_REFUSED, "checkpoint.no_quorum");
    assert_ok(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\"}", world_checkpoint(&world, world.tree.size, T0, "witness1.example.net/w")));
}

/* ---- sealing ---- */

static const char *commit_of(const char *class, const char *payload)
{
    uint8_t salt[SALT_SIZE] = {7};
    Hash    commit;

    commitment_of(slice_from(class), salt, slice_from(payload), &commit);
    return world_hex(&commit);
}

#define SALT "0700000000000000000000000000000000000000000000000000000000000000"

static void a_sealed_payload_is_opened_by_its_party_alone(void **state)
{
    const char *commit = commit_of("contact.phone", "+0 0555 0101");

    (void)state;
    world_delegation(&world, "delegation-02");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.seal", "{\"class\":\"contact.phone\",\"commit\":\"%s\",\"readers\":[],\"size\":300}", commit), ERR_SYNTAX, "seal.size");
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.seal", "{\"class\":\"contact.phone\",\"commit\":\"%s\",\"readers\":[\"secretariat\"],\"size\":256}", commit));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.seal", "{\"class\":\"contact.phone\",\"commit\":\"%s\",\"readers\":[],\"size\":256}", commit), ERR_CONFLICT, "seal.there_already");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.open", "{\"commit\":\"%s\",\"payload\":\"+0 0555 0102\",\"salt\":\"" SALT "\"}", commit), ERR_REFUSED, "seal.open_mismatch");
    assert_refused(world_act(&world, "delegation-02/desk-1", "record.open", "{\"commit\":\"%s\",\"payload\":\"+0 0555 0101\",\"salt\":\"" SALT "\"}", commit), ERR_FORBIDDEN, "seal.open_by");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.open", "{\"commit\":\"%s\",\"salt\":\"" SALT "\"}", commit), ERR_SYNTAX, "seal.open_one");
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.open", "{\"commit\":\"%s\",\"payload\":\"+0 0555 0101\",\"salt\":\"" SALT "\"}", commit));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.erase", "{\"commit\":\"%s\",\"reason\":\"x\"}", commit), ERR_CONFLICT, "seal.opened_already");
}

static void a_large_payload_is_opened_as_a_blob(void **state)
{
    const char *commit = commit_of("note", "a long payload");
    Hash        name;

    (void)state;
    hash_of(SLICE("a long payload"), &name);
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.seal", "{\"class\":\"note\",\"commit\":\"%s\",\"readers\":[],\"size\":256}", commit));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.open", "{\"blob\":\"%s\",\"commit\":\"%s\",\"salt\":\"" SALT "\"}", world_hex(&name), commit), ERR_NOT_FOUND, "act.blob_missing");
    buffer_add_string(&world.blob, "a long payload");
    world.has_blob = true;
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.open", "{\"blob\":\"%s\",\"commit\":\"%s\",\"salt\":\"" SALT "\"}", world_hex(&name), commit));
}

static void erasing_is_for_the_party_and_the_secretariat(void **state)
{
    const char *commit = commit_of("note", "one");

    (void)state;
    world_delegation(&world, "delegation-02");
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.seal", "{\"class\":\"note\",\"commit\":\"%s\",\"readers\":[],\"size\":256}", commit));
    assert_refused(world_act(&world, "delegation-02/desk-1", "record.erase", "{\"commit\":\"%s\",\"reason\":\"x\"}", commit), ERR_FORBIDDEN, "seal.erase_by");
    assert_ok(world_act(&world, REGISTRY, "record.erase", "{\"commit\":\"%s\",\"reason\":\"By request.\"}", commit));
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.open", "{\"commit\":\"%s\",\"payload\":\"one\",\"salt\":\"" SALT "\"}", commit), ERR_CONFLICT, "seal.erased_already");
    assert_refused(world_act(&world, "delegation-01/desk-1", "record.erase", "{\"commit\":\"%s\",\"reason\":\"x\"}", name_of(9)), ERR_NOT_FOUND, "seal.unknown");
}

static void a_batch_has_its_size_and_order(void **state)
{
    (void)state;
    assert_refused(world_act(&world, REGISTRY, "record.seal_batch", "{\"commits\":[\"%.64s\"]}", name_of(1)), ERR_SYNTAX, "seal.batch_size");
    assert_refused(world_act(&world, REGISTRY, "record.seal_batch",
                             "{\"commits\":[\"0300000000000000000000000000000000000000000000000000000000000000\",\"0200000000000000000000000000000000000000000000000000000000000000\","
                             "\"0400000000000000000000000000000000000000000000000000000000000000\",\"0500000000000000000000000000000000000000000000000000000000000000\"]}"),
                   ERR_SYNTAX, "seal.batch_order");
    assert_ok(world_act(&world, REGISTRY, "record.seal_batch",
                        "{\"commits\":[\"0200000000000000000000000000000000000000000000000000000000000000\",\"0300000000000000000000000000000000000000000000000000000000000000\","
                        "\"0400000000000000000000000000000000000000000000000000000000000000\",\"0500000000000000000000000000000000000000000000000000000000000000\"]}"));
}

/* ---- deadlines ---- */

static void open_deadline(Hash *act)
{
    world.mode = PROCESS_REPLAY; /* this kind is not known yet; its deadline is */
    assert_ok(world_act(&world, REGISTRY, "text.future.open", "{\"deadline\":\"2027-03-10T12:00:00Z\"}"));
    *act = world.acts[world.tree.size - 1];
}

#define NOON INT64_C(1804680000) /* 2027-03-10T12:00:00Z */

static void an_act_is_in_time_by_its_place(void **state)
{
    Hash     opened;
    uint64_t deadline, before;
    bool     in_time;

    (void)state;
    open_deadline(&opened);
    deadline = world.tree.size - 1;
    assert_refused(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, world.tree.size, NOON - 1, NULL), world_hex(&opened)),
                   ERR_REFUSED, "checkpoint.too_early");
    assert_number(deadline_in_time(world.view, deadline, 1, &in_time, NULL), ERR_NOT_FOUND);
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    before = world.tree.size - 1;
    assert_ok(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, world.tree.size, NOON, NULL), world_hex(&opened)));
    assert_ok(deadline_in_time(world.view, deadline, before, &in_time, NULL));
    assert_true(in_time);
    assert_ok(deadline_in_time(world.view, deadline, before + 1, &in_time, NULL));
    assert_false(in_time);
}

static void a_later_checkpoint_than_needed_is_challenged(void **state)
{
    Hash     opened;
    uint64_t deadline, early;
    bool     in_time;
    char     note[16384];

    (void)state;
    world_close(&world);
    world_open(&world, "\"admit_days\":0,\"challenge_hours\":24", "public", "[\"text.*\"]", ALONE);
    world_delegation(&world, "delegation-01");
    open_deadline(&opened);
    deadline = world.tree.size - 1;
    early = world.tree.size;
    (void)snprintf(note, sizeof note, "%s", world_checkpoint(&world, early, NOON + 1, NULL));
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    assert_ok(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, world.tree.size, NOON + 60, NULL), world_hex(&opened)));
    assert_ok(deadline_in_time(world.view, deadline, early, &in_time, NULL));
    assert_true(in_time);
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", note, world_hex(&opened)));
    assert_ok(deadline_in_time(world.view, deadline, early, &in_time, NULL));
    assert_false(in_time);
    assert_refused(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, world.tree.size, NOON + 70, NULL), world_hex(&opened)),
                   ERR_CONFLICT, "checkpoint.not_earlier");
    assert_ok(world_clock(&world, NOON + 60 + DAY + 1));
    assert_refused(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\",\"closes\":\"%s\"}", world_checkpoint(&world, early, NOON + 2, NULL), world_hex(&opened)), ERR_REFUSED,
                   "checkpoint.challenge_over");
}

static void the_clock_of_the_record_never_goes_back(void **state)
{
    RecordFacts facts;

    (void)state;
    assert_ok(world_clock(&world, T0 + DAY));
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.checkpoint", "{\"checkpoint\":\"%s\"}", world_checkpoint(&world, 2, T0, NULL)));
    assert_ok(record_facts_load(world.view, &facts, NULL));
    assert_number(facts.clock, T0 + DAY);
    record_facts_clear(&facts);
}

static void a_checkpoint_of_another_branch_is_refused(void **state)
{
    Hash kept;

    (void)state;
    kept = world.roots[2];
    world.roots[2].bytes[0] ^= 1;
    {
        char note[16384];

        (void)snprintf(note, sizeof note, "%s", world_checkpoint(&world, 2, T0, NULL));
        world.roots[2] = kept;
        assert_refused(world_act(&world, REGISTRY, "record.checkpoint", "{\"checkpoint\":\"%s\"}", note), ERR_CONFLICT, "checkpoint.fork");
    }
}

/* ---- replay ---- */

static void a_replay_gives_the_same_view(void **state)
{
    Hash first, again;

    (void)state;
    assert_ok(view_digest(world.view, &first, NULL));
    assert_ok(view_digest(world.view, &again, NULL));
    assert_memory_equal(&first, &again, sizeof first);
    assert_refused(world_act(&world, "delegation-01/desk-2", "record.blob", BLOB, name_of(1)), ERR_FORBIDDEN, "key.unknown");
    assert_ok(view_digest(world.view, &again, NULL));
    assert_memory_equal(&first, &again, sizeof first); /* a refusal leaves no trace */
    assert_ok(world_act(&world, "delegation-01/desk-1", "record.blob", BLOB, name_of(1)));
    assert_ok(view_digest(world.view, &again, NULL));
    assert_memory_not_equal(&first, &again, sizeof first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_demo, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_enrolled_key_may_act),
        TEST(unknown_keys_are_refused),
        TEST(a_changed_signature_is_refused),
        TEST(the_same_act_is_not_applied_twice),
        TEST(an_act_is_found_by_its_id),
        TEST(seen_must_be_of_this_record),
        TEST(a_back_dated_act_is_judged_by_its_place),
        TEST(members_are_judged),
        TEST(unknown_kinds_are_refused_when_submitted_and_counted_when_replayed),
        TEST(acts_for_fewer_readers_than_the_record_are_sealed),
        TEST(a_key_signs_only_its_kinds),
        TEST(only_whom_the_kind_names_may_sign_it),
        TEST(a_record_begins_once),
        TEST(nothing_follows_the_end),
        TEST(the_secretariat_attests_for_an_admitted_party_with_evidence),
        TEST(an_answer_stands_beside_what_it_answers),
        TEST(an_attested_act_is_answered_once_by_its_party),
        TEST(all_roots_sign_an_admission),
        TEST(a_party_without_roots_gets_them_later_and_once),
        TEST(a_party_leaves_by_its_own_roots),
        TEST(an_admission_takes_effect_after_its_delay),
        TEST(an_old_checkpoint_filed_late_starts_no_delay),
        TEST(keys_of_one_act_may_have_one_place_in_the_cache),
        TEST(a_mission_key_needs_a_threshold_of_roots_and_itself),
        TEST(a_delegates_key_is_enrolled_by_its_own_mission),
        TEST(a_delegates_key_ends_within_ninety_days),
        TEST(a_passkey_needs_terms_and_other_keys_have_none),
        TEST(roots_change_by_old_and_new_together),
        TEST(a_stolen_key_is_revoked_from_its_place_on),
        TEST(whoever_holds_a_key_may_give_it_up),
        TEST(new_host_keys_need_statements_by_old_and_new),
        TEST(a_policy_is_changed_by_the_protocol_key_and_must_parse),
        TEST(a_sealed_payload_is_opened_by_its_party_alone),
        TEST(a_large_payload_is_opened_as_a_blob),
        TEST(erasing_is_for_the_party_and_the_secretariat),
        TEST(a_batch_has_its_size_and_order),
        TEST(an_act_is_in_time_by_its_place),
        TEST(a_later_checkpoint_than_needed_is_challenged),
        TEST(the_clock_of_the_record_never_goes_back),
        TEST(a_checkpoint_of_another_branch_is_refused),
        TEST(a_replay_gives_the_same_view),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("process rules", tests, NULL, NULL);
}
