/* SPDX-License-Identifier: Apache-2.0
 *
 * The record itself: its beginning, the host's keys, the policy, its end.
 */
#include "process/process_internal.h"

enum { TITLE_MAX = 400, SHORT_MAX = 100, HOST_KEYS_MAX = 8, DAYS_MAX = 3660, BATCH_MAX = 256, MINUTES_MAX = 1440, STATEMENTS_MAX = 4 };

static const char clock_suffix[] = "/clock";

/* ---- keys of the host ---- */

/* host is of type 01 under the name of the origin, clock of type 04 under <origin>/clock. */
static Status check_host_keys(Slice origin, Slice host_text, Slice clock_text, Key *host, Problem *problem)
{
    Key    clock;
    size_t size;

    TRY(key_parse(host_text, host, problem));
    TRY(key_parse(clock_text, &clock, problem));
    size = strlen(clock.name);
    if (host->type != KEY_ED25519 || !slice_is(origin, host->name))
        return act_refuse(problem, ERR_SYNTAX, MSG("origin.host_key"));
    if (clock.type != KEY_COSIGNER || size != origin.size + strlen(clock_suffix) || !slice_ends(slice_from(clock.name), clock_suffix) ||
        memcmp(clock.name, origin.data, origin.size) != 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("origin.clock_key"));
    return OK;
}

static Status put_fact(const Act *act, const char *name, Slice value, Problem *problem)
{
    act->process->stale = true;
    return view_run(act->view, "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", problem, VIEW_VALUES(view_text(slice_from(name)), view_text(value)));
}

static Status put_number(const Act *act, const char *name, int64_t value, Problem *problem)
{
    char text[DECIMAL_MAX];

    return put_fact(act, name, slice_from(decimal(text, value)), problem);
}

static Status put_host(const Act *act, Problem *problem)
{
    TRY(put_fact(act, "host", act_text(act, "host"), problem));
    TRY(put_fact(act, "clock_key", act_text(act, "clock"), problem));
    return view_run(act->view, "INSERT INTO host (idx, host, clock) VALUES (?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "host")), view_text(act_text(act, "clock"))));
}

static Status check_policy_text(Slice text, Problem *problem)
{
    Policy *policy = NULL;
    Status  status = policy_parse(text, &policy, problem);

    policy_free(policy);
    return status;
}

/* ---- record.origin ---- */

static const ActMember origin_members[] = {{"host", MEMBER_VKEY, true, 0},
                                           {"clock", MEMBER_VKEY, true, 0},
                                           {"keys", MEMBER_OBJECTS, true, HOST_KEYS_MAX},
                                           {"policy", MEMBER_TEXT, true, POLICY_TEXT_MAX},
                                           {"rules", MEMBER_LINE, true, SHORT_MAX},
                                           {"title", MEMBER_LINE, true, TITLE_MAX},
                                           {"retention", MEMBER_LINE, true, SHORT_MAX},
                                           {"audience", MEMBER_LINE, true, SHORT_MAX},
                                           {"open_kinds", MEMBER_PATTERNS, true, 64},
                                           {"settings", MEMBER_OBJECT, true, 0},
                                           {"previous", MEMBER_TEXT, false, NOTE_MAX},
                                           {0}};
static const ActMember host_key_members[] = {{"name", MEMBER_KEY_NAME, true, 0}, {"use", MEMBER_LINE, true, SHORT_MAX}, {"vkey", MEMBER_VKEY, true, 0}, {0}};
static const ActMember setting_members[] = {{"admit_days", MEMBER_COUNT, false, DAYS_MAX},
                                            {"veto_days", MEMBER_COUNT, false, DAYS_MAX},
                                            {"challenge_hours", MEMBER_COUNT, false, DAYS_MAX * 24},
                                            {"seal_batch_size", MEMBER_COUNT, false, BATCH_MAX},
                                            {"seal_batch_minutes", MEMBER_COUNT, false, MINUTES_MAX},
                                            {0}};
static const struct {
    const char *name;
    int64_t     otherwise;
} settings[] = {{"admit_days", 7}, {"veto_days", 14}, {"challenge_hours", 72}, {"seal_batch_size", 16}, {"seal_batch_minutes", 60}};

static bool host_key_use(const json_t *item, KeyUse *out)
{
    Slice use = json_slice(json_object_get(item, "use"));

    *out = slice_is(use, use_names[USE_ATTEST]) ? USE_ATTEST : USE_ADMIT;
    return slice_is(use, use_names[*out]);
}

static Status origin_brings(Act *act, Problem *problem)
{
    const json_t *keys = json_object_get(act->object, "keys");

    for (size_t i = 0; i < json_array_size(keys); i++) {
        const json_t *item = json_array_get(keys, i);

        TRY(members_check(item, host_key_members, false, problem));
        TRY(act_bring(act, json_slice(json_object_get(item, "vkey")), problem));
    }
    return OK;
}

/* All keys named are of type 01 and named as their vkeys say; the author's attests, and one that admits co-signs. */
static Status check_keys(const Act *act, Problem *problem)
{
    const json_t *keys = json_object_get(act->object, "keys");
    bool          attested = false, admitted = false;

    for (size_t i = 0; i < json_array_size(keys); i++) {
        const json_t *item = json_array_get(keys, i);
        KeyUse        use;

        if (!host_key_use(item, &use) || act->brought[i].type != KEY_ED25519 || !slice_is(json_slice(json_object_get(item, "name")), act->brought[i].name))
            return act_refuse(problem, ERR_SYNTAX, MSG("origin.keys"));
        for (size_t j = 0; j < i; j++)
            if (strcmp(act->brought[i].name, act->brought[j].name) == 0)
                return act_refuse(problem, ERR_SYNTAX, MSG("origin.keys"));
        attested = attested || (use == USE_ATTEST && slice_is(act->entry->by, act->brought[i].name));
        admitted = admitted || (use == USE_ADMIT && act_signed_by(act, &act->brought[i]));
    }
    return attested && admitted ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("origin.signed_by"));
}

static Status check_previous(const Act *act, Problem *problem)
{
    Slice      text = act_text(act, "previous");
    Checkpoint previous;

    return json_object_get(act->object, "previous") == NULL ? OK : checkpoint_parse(text, &previous, problem);
}

static Status origin_check(Act *act, Problem *problem)
{
    Slice audience = act_text(act, "audience");
    Key   host;

    if (act->entry->seen_size != 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("origin.seen"));
    if (!slice_is(audience, audience_names[AUDIENCE_PUBLIC]) && !slice_is(audience, audience_names[AUDIENCE_PARTIES]))
        return act_refuse(problem, ERR_SYNTAX, MSG("origin.audience"));
    TRY(check_host_keys(act->entry->origin, act_text(act, "host"), act_text(act, "clock"), &host, problem));
    TRY(members_check(json_object_get(act->object, "settings"), setting_members, false, problem));
    TRY(check_policy_text(act_text(act, "policy"), problem));
    TRY(check_previous(act, problem));
    return check_keys(act, problem);
}

static Status put_settings(const Act *act, Problem *problem)
{
    const json_t *given = json_object_get(act->object, "settings");

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const json_t *value = json_object_get(given, settings[i].name);

        TRY(put_number(act, settings[i].name, value != NULL ? json_integer_value(value) : settings[i].otherwise, problem));
    }
    return OK;
}

static Status origin_apply(Act *act, Problem *problem)
{
    static const char *const texts[] = {"policy", "rules", "title", "retention", "audience"};
    const json_t            *keys = json_object_get(act->object, "keys");
    Buffer                   open;
    Status                   status;

    buffer_init(&open, BODY_MAX);
    lines_join(json_object_get(act->object, "open_kinds"), &open);
    status = open.status == OK ? put_fact(act, "open_kinds", buffer_slice(&open), problem) : open.status;
    buffer_clear(&open);
    TRY(status);
    TRY(put_fact(act, "origin", act->entry->origin, problem));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        TRY(put_fact(act, texts[i], act_text(act, texts[i]), problem));
    TRY(put_settings(act, problem));
    TRY(put_host(act, problem));
    for (size_t i = 0; i < json_array_size(keys); i++) {
        KeyUse use;

        (void)host_key_use(json_array_get(keys, i), &use);
        TRY(key_insert(act, &act->brought[i], act_key_party(slice_from(act->brought[i].name)), use, problem));
    }
    return OK;
}

const ActKind record_origin_kind = {"record.origin", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, origin_members, origin_brings, origin_check, origin_apply};

/* ---- record.host.rotate ---- */

static const ActMember rotate_members[] = {{"host", MEMBER_VKEY, true, 0}, {"clock", MEMBER_VKEY, true, 0}, {"statements", MEMBER_TEXTS, true, STATEMENTS_MAX}, {0}};

/* A statement is a note over the two new vkeys, one a line. */
static bool statement_signed(const json_t *statements, Slice text, const Key *key)
{
    for (size_t i = 0; i < json_array_size(statements); i++) {
        Note note;

        if (note_parse(json_slice(json_array_get(statements, i)), NOTE_SIGNATURES_MAX, &note, NULL) != OK || !slice_equal(note.text, text))
            continue;
        for (size_t j = 0; j < note.count; j++)
            if (note_line_by(&note.lines[j], key) && note_line_check(&note.lines[j], note.text, key, NULL, NULL, NULL) == OK)
                return true;
    }
    return false;
}

static Status rotate_check(Act *act, Problem *problem)
{
    const json_t *statements = json_object_get(act->object, "statements");
    Buffer        text;
    Key           host;
    bool          both;

    TRY(check_host_keys(act->entry->origin, act_text(act, "host"), act_text(act, "clock"), &host, problem));
    buffer_init(&text, 2 * VKEY_MAX);
    buffer_add(&text, act_text(act, "host"));
    buffer_add_byte(&text, '\n');
    buffer_add(&text, act_text(act, "clock"));
    buffer_add_byte(&text, '\n');
    both = text.status == OK && statement_signed(statements, buffer_slice(&text), &act->facts->host) && statement_signed(statements, buffer_slice(&text), &host);
    buffer_clear(&text);
    return both ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("origin.rotate_statements"));
}

static Status rotate_apply(Act *act, Problem *problem)
{
    return put_host(act, problem);
}

const ActKind record_host_rotate_kind = {"record.host.rotate", BY_ADMIT, AUDIENCE_PUBLIC, GRADE_OWN_KEY, rotate_members, NULL, rotate_check, rotate_apply};

/* ---- record.policy ---- */

static const ActMember policy_members[] = {{"policy", MEMBER_TEXT, true, POLICY_TEXT_MAX}, {0}};

static Status policy_check(Act *act, Problem *problem)
{
    return check_policy_text(act_text(act, "policy"), problem);
}

static Status policy_apply(Act *act, Problem *problem)
{
    return put_fact(act, "policy", act_text(act, "policy"), problem);
}

const ActKind record_policy_kind = {"record.policy", BY_ADMIT, AUDIENCE_PUBLIC, GRADE_OWN_KEY, policy_members, NULL, policy_check, policy_apply};

/* ---- record.end ---- */

static const ActMember end_members[] = {{"successor", MEMBER_LINE, false, ORIGIN_MAX}, {"reason", MEMBER_TEXT, true, 4000}, {0}};

static Status end_check(Act *act, Problem *problem)
{
    Slice successor = act_text(act, "successor");

    return successor.size == 0 || origin_valid(successor) ? OK : problem_set(problem, ERR_SYNTAX, MSG("act.member_wrong"), "member", "successor", NULL);
}

static Status end_apply(Act *act, Problem *problem)
{
    TRY(put_fact(act, "successor", act_text(act, "successor"), problem));
    return put_number(act, "ended", (int64_t)act->index, problem);
}

const ActKind record_end_kind = {"record.end", BY_ADMIT, AUDIENCE_PUBLIC, GRADE_OWN_KEY, end_members, NULL, end_check, end_apply};
