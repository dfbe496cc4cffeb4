/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys of parties: roots enrol a mission key, the mission key enrols delegates' keys; roots are changed by old and new together; a revocation works from its own place.
 * Every key that is enrolled co-signs, which proves its possession. The name of a key is used once, for ever.
 */
#include "process/process_internal.h"

enum {
    DAY_SECONDS = 86400,
    DELEGATE_DAYS_MAX = 90,
    MISSION_DAYS_MAX = 366,  /* one year, a leap year too */
    CLOCK_LATE_DAYS = 2,     /* the newest quorum time in the record may be so old: the host files one at least daily */
    KINDS_MAX = 64, RP_ID_MAX = 253, REASON_MAX = 4000
};

/* ---- record.key.enrol ---- */

static const ActMember enrol_members[] = {{"name", MEMBER_KEY_NAME, true, 0},        {"key", MEMBER_VKEY, true, 0},          {"use", MEMBER_LINE, true, 20},
                                          {"kinds", MEMBER_PATTERNS, false, KINDS_MAX}, {"until", MEMBER_TIME, true, 0},        {"rp_id", MEMBER_LINE, false, RP_ID_MAX},
                                          {"origins", MEMBER_LINES, false, PASSKEY_ORIGINS_MAX}, {0}};

static Status enrol_brings(Act *act, Problem *problem)
{
    return act_bring(act, act_text(act, "key"), problem);
}

/* Relative to the newest quorum time in the record; before the first one there is nothing to measure by. */
static Status check_until(const Act *act, KeyUse use, Problem *problem)
{
    int64_t days = (use == USE_MISSION ? MISSION_DAYS_MAX : DELEGATE_DAYS_MAX) + CLOCK_LATE_DAYS, until = 0;

    (void)act_time(act, "until", &until);
    if (act->facts->clock == 0)
        return OK;
    if (until <= act->facts->clock || until > act->facts->clock + days * DAY_SECONDS)
        return act_refuse(problem, ERR_REFUSED, use == USE_MISSION ? MSG("key.until_mission") : MSG("key.until_delegate"));
    return OK;
}

static Status check_passkey_members(const Act *act, const Key *key, Problem *problem)
{
    bool terms = json_object_get(act->object, "rp_id") != NULL && json_array_size(json_object_get(act->object, "origins")) != 0;

    if ((key->type == KEY_PASSKEY) != terms || (!terms && (json_object_get(act->object, "rp_id") != NULL || json_object_get(act->object, "origins") != NULL)))
        return act_refuse(problem, ERR_SYNTAX, MSG("key.passkey_terms"));
    return OK;
}

static Status check_enrolling(const Act *act, KeyUse use, Slice party, Problem *problem)
{
    const KeyRecord *author = act->signers[0].record;
    size_t           count, threshold;

    if (!slice_is(party, author->party))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("key.other_party"));
    if (use == USE_DELEGATE)
        return author->use == USE_MISSION ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("key.enrol_delegate"));
    TRY(party_roots_signed(act, party, &count, &threshold, problem));
    return threshold != 0 && count >= threshold ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("key.enrol_mission"));
}

/* A passkey's own assertion in its enrolment is judged by the terms that the act brings. */
static Status check_passkey_enrolled(const Act *act, const Key *key, Problem *problem)
{
    const json_t *origins = json_object_get(act->object, "origins");
    PasskeyTerms  asked = {.rp_id = act_text(act, "rp_id")};
    uint8_t       signature[SIGNATURE_MAX];
    size_t        size;

    if (key->type != KEY_PASSKEY)
        return OK;
    for (size_t i = 0; i < json_array_size(origins); i++)
        asked.origins[asked.origin_count++] = json_slice(json_array_get(origins, i));
    for (size_t i = 0; i < act->signer_count; i++) {
        if (!key_equal(act->signers[i].key, key))
            continue;
        TRY(note_line_signature(&act->entry->line[i], signature, &size, problem));
        TRY(passkey_terms_check((Slice){(const char *)signature, size}, &asked, problem));
    }
    return OK;
}

static bool enrol_use(const Act *act, KeyUse *out)
{
    Slice use = act_text(act, "use");

    *out = slice_is(use, use_names[USE_MISSION]) ? USE_MISSION : USE_DELEGATE;
    return slice_is(use, use_names[*out]);
}

static Status enrol_check(Act *act, Problem *problem)
{
    const Key       *key = &act->brought[0];
    const KeyRecord *known = NULL;
    Slice            name = act_text(act, "name");
    const json_t    *kinds = json_object_get(act->object, "kinds");
    KeyUse           use;

    if (!enrol_use(act, &use) || !slice_is(name, key->name) || key->type == KEY_COSIGNER || (use == USE_MISSION && key->type != KEY_ED25519))
        return act_refuse(problem, ERR_SYNTAX, MSG("key.enrol_form"));
    if (use == USE_DELEGATE ? json_array_size(kinds) == 0 : kinds != NULL)
        return act_refuse(problem, ERR_SYNTAX, MSG("key.enrol_kinds"));
    TRY(check_passkey_members(act, key, problem));
    TRY(process_key(act->process, name, &known, problem));
    if (known != NULL)
        return problem_set(problem, ERR_CONFLICT, MSG("key.name_taken"), "name", key->name, NULL);
    if (!act_signed_by(act, key))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("key.enrol_possession"));
    TRY(check_enrolling(act, use, act_key_party(name), problem));
    TRY(check_passkey_enrolled(act, key, problem));
    return check_until(act, use, problem);
}

static Status enrol_apply(Act *act, Problem *problem)
{
    KeyUse use;

    (void)enrol_use(act, &use);
    return key_insert(act, &act->brought[0], act_key_party(act_text(act, "name")), use, problem);
}

const ActKind record_key_enrol_kind = {"record.key.enrol", BY_ROOT | BY_MISSION, AUDIENCE_PUBLIC, GRADE_OWN_KEY, enrol_members, enrol_brings, enrol_check, enrol_apply};

/* ---- record.key.rotate ---- */

static const ActMember rotate_members[] = {{"party", MEMBER_PARTY, true, 0}, {"roots", MEMBER_VKEYS, true, ENTRY_SIGNATURES_MAX}, {"threshold", MEMBER_COUNT, true, ENTRY_SIGNATURES_MAX}, {0}};

static Status rotate_brings(Act *act, Problem *problem)
{
    const json_t *roots = json_object_get(act->object, "roots");

    for (size_t i = 0; i < json_array_size(roots); i++)
        TRY(act_bring(act, json_slice(json_array_get(roots, i)), problem));
    return OK;
}

/* A root of the new list: one of the old ones as it was, or a new name that nobody has had. */
static Status check_rotated_root(const Act *act, const Key *root, Slice party, Problem *problem)
{
    const KeyRecord *known = NULL;

    if (root->type != KEY_ED25519 || !act_key_name_valid(slice_from(root->name)) || !slice_equal(act_key_party(slice_from(root->name)), party))
        return problem_set(problem, ERR_SYNTAX, MSG("party.root_key"), "name", root->name, NULL);
    TRY(process_key(act->process, slice_from(root->name), &known, problem));
    if (known != NULL && (known->use != USE_ROOT || known->revoked || !key_equal(&known->key, root)))
        return problem_set(problem, ERR_CONFLICT, MSG("key.name_taken"), "name", root->name, NULL);
    return OK;
}

static Status rotate_check(Act *act, Problem *problem)
{
    Slice   party = act_text(act, "party");
    int64_t threshold = act_integer(act, "threshold", 0);
    size_t  old_count, old_threshold, new_count = 0;

    if (!slice_is(party, act->signers[0].record->party))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("key.other_party"));
    if (threshold < 1 || (size_t)threshold > act->brought_count)
        return act_refuse(problem, ERR_SYNTAX, MSG("party.threshold"));
    for (size_t i = 0; i < act->brought_count; i++) {
        for (size_t j = 0; j < i; j++)
            if (strcmp(act->brought[i].name, act->brought[j].name) == 0)
                return problem_set(problem, ERR_SYNTAX, MSG("party.root_key"), "name", act->brought[i].name, NULL);
        TRY(check_rotated_root(act, &act->brought[i], party, problem));
        new_count += act_signed_by(act, &act->brought[i]);
    }
    TRY(party_roots_signed(act, party, &old_count, &old_threshold, problem));
    if (old_threshold == 0 || old_count < old_threshold || new_count < (size_t)threshold)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("key.rotate_thresholds"));
    return OK;
}

static Status rotate_apply(Act *act, Problem *problem)
{
    Slice party = act_text(act, "party");

    act->process->stale = true;
    TRY(view_run(act->view, "UPDATE key SET revoked = ? WHERE party = ? AND use = ? AND revoked IS NULL", problem,
                 VIEW_VALUES(view_number(act->index), view_text(party), view_integer(USE_ROOT))));
    TRY(view_run(act->view, "UPDATE party SET threshold = ? WHERE party = ?", problem, VIEW_VALUES(view_integer(act_integer(act, "threshold", 0)), view_text(party))));
    for (size_t i = 0; i < act->brought_count; i++)
        TRY(key_insert(act, &act->brought[i], party, USE_ROOT, problem));
    return OK;
}

const ActKind record_key_rotate_kind = {"record.key.rotate", BY_ROOT, AUDIENCE_PUBLIC, GRADE_OWN_KEY, rotate_members, rotate_brings, rotate_check, rotate_apply};

/* ---- record.key.revoke ---- */

static const ActMember revoke_members[] = {{"name", MEMBER_KEY_NAME, true, 0}, {"reason", MEMBER_TEXT, true, REASON_MAX}, {"since", MEMBER_TIME, false, 0}, {0}};

/* The key itself, the key that enrolled it, or a root of its party; a key of the host's: the admitting key. */
static Status revoke_check(Act *act, Problem *problem)
{
    const KeyRecord *author = act->signers[0].record, *target = NULL;
    bool             may;

    TRY(process_key(act->process, act_text(act, "name"), &target, problem));
    if (target == NULL)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("key.unknown_target"));
    if (target->revoked)
        return act_refuse(problem, ERR_CONFLICT, MSG("key.revoked_already"));
    if (target->use <= USE_ADMIT)
        may = author->use == USE_ADMIT && target->use == USE_ATTEST;
    else
        may = strcmp(author->key.name, target->key.name) == 0 || strcmp(author->key.name, target->issuer) == 0 ||
              (author->use == USE_ROOT && strcmp(author->party, target->party) == 0);
    return may ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("key.revoke_by"));
}

/* `since` is a time; in the record, what is known to lie before it is what the largest checkpoint holds whose quorum time is not after it. Later acts by the key are contested. */
static Status contest(const Act *act, Slice name, int64_t since, Problem *problem)
{
    int64_t size;

    TRY(view_one(act->view, "SELECT max(size) FROM checkpoint WHERE time <= ?", 0, &size, problem, VIEW_VALUES(view_integer(since))));
    return view_run(act->view, "UPDATE act SET contested = 1 WHERE author = ? AND idx >= ? AND idx < ?", problem, VIEW_VALUES(view_text(name), view_integer(size), view_number(act->index)));
}

static Status revoke_apply(Act *act, Problem *problem)
{
    Slice   name = act_text(act, "name");
    int64_t since;

    act->process->stale = true;
    TRY(view_run(act->view, "UPDATE key SET revoked = ? WHERE name = ?", problem, VIEW_VALUES(view_number(act->index), view_text(name))));
    return act_time(act, "since", &since) ? contest(act, name, since, problem) : OK;
}

const ActKind record_key_revoke_kind = {"record.key.revoke", BY_ADMIT | BY_PARTY, AUDIENCE_PUBLIC, GRADE_OWN_KEY, revoke_members, NULL, revoke_check, revoke_apply};
