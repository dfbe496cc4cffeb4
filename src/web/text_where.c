/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a text under negotiation stands, and what may be done about it by who looks at it: the last silence with what is left of it, the question in the room with the objections that stand, how the
 * text ended. Which act is offered when is a table; who may file it is asked by the table of rights, and again by the rules.
 */
#include "service/rights.h"
#include "web/pages_internal.h"

#include <jansson.h>

enum { MINUTE_S = 60, HOUR_S = 60 * MINUTE_S, DAY_S = 24 * HOUR_S };

/* ---- what is left ---- */

/* The two largest units, as a message with its numbers. */
static json_t *time_left(int64_t seconds)
{
    json_int_t days = seconds / DAY_S, hours = seconds % DAY_S / HOUR_S, minutes = seconds % HOUR_S / MINUTE_S;

    if (days != 0)
        return json_pack("{s:{s:I, s:I}}", "in_days", "days", days, "hours", hours);
    return json_pack("{s:{s:I, s:I}}", "in_hours", "hours", hours, "minutes", minutes);
}

/* ---- the silence ---- */

static void say_closed(json_t *silence, int64_t now)
{
    int64_t until = json_integer_value(json_object_get(silence, "challenge_until"));

    (void)json_object_set_new(silence, json_integer_value(json_object_get(silence, "breaks_in_time")) == 0 ? "nothing_lodged" : "lodged", json_true());
    if (now < until)
        (void)json_object_set(silence, "challenge_open", json_object_get(silence, "challenge_until"));
}

/* Who broke it, as far as the asker may know. */
static void add_broken(json_t *silence, const json_t *answer)
{
    json_t *broken = json_array(), *row;
    size_t  i;

    json_array_foreach(json_object_get(answer, "silence_steps"), i, row)
        if (json_equal(json_object_get(row, "silence"), json_object_get(silence, "act")) && json_member_is(row, "what", "broken"))
            (void)json_array_append(broken, row);
    if (json_array_size(broken) != 0)
        (void)json_object_set_new(silence, "broken", json_pack("{s:O}", "of", broken));
    json_decref(broken);
}

static void say_silence(json_t *silence, int64_t now, const WebAsker *asker)
{
    int64_t deadline = json_integer_value(json_object_get(silence, "deadline"));
    bool    open = json_member_is(silence, "state", "open"), closed = json_object_get(silence, "closing") != NULL;

    json_set_flag(silence, "running", open && !closed && now < deadline);
    json_set_flag(silence, "waiting", open && !closed && now >= deadline);
    json_set_flag(silence, "to_close", open && closed);
    json_set_flag(silence, "was_closed", json_member_is(silence, "state", "closed"));
    json_set_flag(silence, "was_withdrawn", json_member_is(silence, "state", "withdrawn"));
    if (open && !closed && now < deadline)
        (void)json_object_set_new(silence, "left", time_left(deadline - now));
    if (closed)
        say_closed(silence, now);
    json_set_flag(silence, "may_challenge", rights_see("room:challenge", asker->standing) == SEES_OWN);
}

/* ---- the question in the room ---- */

static void say_asked(json_t *asked, const json_t *answer)
{
    json_t *objections = json_array(), *row;
    size_t  i;

    json_array_foreach(json_object_get(answer, "room_objections"), i, row)
        if (json_equal(json_object_get(row, "asked"), json_object_get(asked, "act")) && json_object_get(row, "withdrawn") == NULL)
            (void)json_array_append(objections, row);
    json_set_flag(asked, "none_stands", json_array_size(objections) == 0);
    if (json_array_size(objections) != 0)
        (void)json_object_set_new(asked, "stand", json_pack("{s:O}", "objections", objections));
    json_decref(objections);
}

/* The newest of a list, when it is about the version in force. */
static json_t *newest(const json_t *answer, const char *list)
{
    json_t *row = json_array_get(json_object_get(answer, list), 0);

    return row != NULL && json_equal(json_object_get(row, "version"), json_object_get(answer, "version")) ? row : NULL;
}

/* ---- what may be done ---- */

enum {
    OPEN = 1 << 1, IN_SILENCE = 1 << 2, SILENCE_RUNS = 1 << 3, SILENCE_CLOSED = 1 << 4, KEPT = 1 << 5, ASKED = 1 << 6, NONE_STANDS = 1 << 7, OURS_STANDS = 1 << 8, OURS_DOES_NOT = 1 << 9,
    ADOPTED = 1 << 10, OVER = 1 << 11
};

/* In `given`: members of the act that the page knows, and words that are chosen before. `say`: another message than that of the kind. The first that is offered is the main one. */
static const struct {
    const char *kind, *given, *say;
    unsigned    when; /* all of them */
} actions[] = {
    {"text.silence.break", "opened", NULL, IN_SILENCE},
    {"text.silence.close", "opened checkpoint outcome", NULL, IN_SILENCE | SILENCE_CLOSED},
    {"text.adopt", "process version manner=without_vote silence", "adopt_kept", OPEN | KEPT},
    {"text.adopt", "process version manner=without_vote asked", "adopt_asked", OPEN | ASKED | NONE_STANDS},
    {"text.adoption.object", "asked objects=1", "object", OPEN | ASKED | OURS_DOES_NOT},
    {"text.adoption.object", "asked objects=0", "withdraw_objection", OPEN | ASKED | OURS_STANDS},
    {"text.position.declare", "process version", "position", OPEN},
    {"text.position.declare", "process version", "position", IN_SILENCE},
    {"text.comment", "process version", "comment", OPEN},
    {"text.comment", "process version", "comment", IN_SILENCE},
    {"text.reading.open", "process version session", NULL, OPEN},
    {"text.silence.open", "process version", NULL, OPEN},
    {"text.adoption.ask", "process version session", NULL, OPEN},
    {"text.adopt", "process version manner=vote_elsewhere", "vote_elsewhere", OPEN},
    {"text.silence.extend", "opened", NULL, IN_SILENCE | SILENCE_RUNS},
    {"text.silence.withdraw", "opened", NULL, IN_SILENCE},
    {"text.explain", "process type=before", "explain_before", OPEN},
    {"text.explain", "process type=before", "explain_before", IN_SILENCE},
    {"text.explain", "process type=after", "explain_after", ADOPTED},
    {"text.explain", "process type=reservation", "reservation", ADOPTED},
    {"text.explain", "process type=dissociation", "dissociation", ADOPTED},
    {"text.end", "process", NULL, OPEN},
};

static unsigned state_of(const json_t *answer, const json_t *silence, const json_t *asked, const WebAsker *asker)
{
    unsigned state = 0;
    json_t  *row;
    size_t   i;

    state |= json_member_is(answer, "state", "open") ? OPEN : json_member_is(answer, "state", "silence") ? IN_SILENCE : json_member_is(answer, "state", "adopted") ? ADOPTED | OVER : OVER;
    if (silence != NULL)
        state |= (json_object_get(silence, "to_close") != NULL ? SILENCE_CLOSED : json_object_get(silence, "running") != NULL ? SILENCE_RUNS : 0) |
                 (json_object_get(silence, "was_closed") != NULL && json_object_get(silence, "nothing_lodged") != NULL ? KEPT : 0);
    if (asked == NULL)
        return state;
    state |= ASKED | OURS_DOES_NOT | (json_object_get(asked, "none_stands") != NULL ? NONE_STANDS : 0);
    json_array_foreach(json_object_get(json_object_get(asked, "stand"), "objections"), i, row)
        if (slice_is(json_slice(json_object_get(json_object_get(row, "party"), "party")), asker->party))
            state = (state | OURS_STANDS) & ~(unsigned)OURS_DOES_NOT;
    return state;
}

typedef struct Given {
    const json_t *answer, *silence, *asked;
} Given;

static Slice value_of(const Given *given, Slice member)
{
    static const struct {
        const char *member, *of;
    } others[] = {{"version", "sha256"}, {"process", "process"}, {"session", "session"}};

    if (slice_is(member, "opened") || slice_is(member, "silence"))
        return json_slice(json_object_get(given->silence, "act"));
    if (slice_is(member, "checkpoint"))
        return json_slice(json_object_get(given->silence, "closing"));
    if (slice_is(member, "outcome"))
        return json_object_get(given->silence, "nothing_lodged") != NULL ? SLICE("kept") : SLICE("objection");
    if (slice_is(member, "asked"))
        return json_slice(json_object_get(given->asked, "act"));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (slice_is(member, others[i].member))
            return json_slice(json_object_get(given->answer, others[i].of));
    return (Slice){NULL, 0};
}

/* "process version manner=vote_elsewhere" as the query of an address. */
static json_t *query_of(const Given *given, const char *words)
{
    Slice   rest = slice_from(words);
    Buffer  query;
    json_t *out;

    buffer_init(&query, HTTP_PATH_MAX);
    while (rest.size != 0) {
        const char *blank = memchr(rest.data, ' ', rest.size), *equals;
        Slice       word = blank != NULL ? (Slice){rest.data, (size_t)(blank - rest.data)} : rest, member, value;

        equals = memchr(word.data, '=', word.size);
        member = equals != NULL ? (Slice){word.data, (size_t)(equals - word.data)} : word;
        value = equals != NULL ? slice_part(word, member.size + 1, word.size) : value_of(given, member);
        rest = blank != NULL ? slice_part(rest, word.size + 1, rest.size) : (Slice){NULL, 0};
        if (value.size == 0)
            continue;
        buffer_add_byte(&query, query.size == 0 ? '?' : '&');
        buffer_add(&query, member);
        buffer_add_byte(&query, '=');
        filter_path(value, false, &query);
    }
    out = query.status == OK ? json_from_slice(buffer_slice(&query)) : NULL;
    buffer_clear(&query);
    return out;
}

static json_t *offered(const Given *given, unsigned state, const WebAsker *asker)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        MayDo   does = rights_do(slice_from(actions[i].kind), asker->standing);
        json_t *row;

        if (does == DOES_NOT || (state & actions[i].when) != actions[i].when)
            continue;
        row = json_pack("{s:s, s:o*}", "kind", actions[i].kind, "query", query_of(given, actions[i].given));
        if (actions[i].say != NULL)
            (void)json_object_set_new(row, "say", json_string(actions[i].say));
        json_set_flag(row, "first", json_array_size(list) == 0 && (state & OPEN) == 0); /* while it is open, the page's own main action is to propose */
        (void)json_array_append_new(list, row);
    }
    return list;
}

void text_where(json_t *answer, int64_t now, const WebAsker *asker)
{
    json_t *where = json_object(), *silence = newest(answer, "silences"), *asked = newest(answer, "asked"), *acts;
    bool    open = json_member_is(answer, "state", "open");

    if (silence != NULL) {
        say_silence(silence, now, asker);
        add_broken(silence, answer);
    }
    if (asked != NULL)
        say_asked(asked, answer);
    json_set_flag(where, "issued", json_integer_value(json_object_get(answer, "version")) != 0);
    json_set_flag(where, "open", open);
    json_set_flag(where, "adopted", json_member_is(answer, "state", "adopted"));
    json_set_flag(where, "ended", json_member_is(answer, "state", "ended"));
    if (silence != NULL && (open || json_member_is(answer, "state", "silence")))
        (void)json_object_set(where, "silence", silence);
    if (asked != NULL && open)
        (void)json_object_set(where, "asked", asked);
    json_set_flag(where, "quiet", open && silence == NULL && asked == NULL && json_array_size(json_object_get(answer, "floor")) == 0 && json_object_get(where, "issued") != NULL);
    if (asker->signed_in && json_object_get(answer, "past") == NULL && json_object_get(where, "issued") != NULL) {
        acts = offered(&(Given){answer, silence, asked}, state_of(answer, silence, asked, asker), asker);
        if (json_array_size(acts) != 0)
            (void)json_object_set_new(where, "may", json_pack("{s:O}", "acts", acts));
        json_decref(acts);
    }
    (void)json_object_set_new(answer, "where", where);
    if (json_array_size(json_object_get(answer, "history")) != 0)
        (void)json_object_set_new(answer, "told", json_pack("{s:O}", "steps", json_object_get(answer, "history")));
}
