/* SPDX-License-Identifier: Apache-2.0
 *
 * Parties: admission with their roots, and leaving. The host is never the lone registrar: the roots of a party sign its admission themselves, and it takes effect `admit_days` after
 * the first quorum time that the record shows behind it. A party without roots has every act attested until a later admission brings them.
 */
#include "process/process_internal.h"

enum { ROOTS_MAX = ENTRY_SIGNATURES_MAX - 1, NAME_MAX_BYTES = 400, CLASS_MAX = 40 };

const char *const class_names[CLASS_COUNT] = {"state", "observer", "secretariat", "chair", "stakeholder", "group"};

static const ActMember admit_members[] = {{"party", MEMBER_PARTY, true, 0},  {"name", MEMBER_LINE, true, NAME_MAX_BYTES},   {"class", MEMBER_LINE, true, CLASS_MAX},
                                          {"roots", MEMBER_VKEYS, true, ROOTS_MAX}, {"threshold", MEMBER_COUNT, true, ROOTS_MAX}, {0}};

static bool is_class(Slice class)
{
    for (size_t i = 0; i < CLASS_COUNT; i++)
        if (slice_is(class, class_names[i]))
            return true;
    return false;
}

static Status admit_brings(Act *act, Problem *problem)
{
    const json_t *roots = json_object_get(act->object, "roots");

    for (size_t i = 0; i < json_array_size(roots); i++)
        TRY(act_bring(act, json_slice(json_array_get(roots, i)), problem));
    return OK;
}

/* New roots: Ed25519 under the party's name, none twice, none enrolled before, all signing. */
static Status check_new_roots(const Act *act, Slice party, Problem *problem)
{
    for (size_t i = 0; i < act->brought_count; i++) {
        const Key       *root = &act->brought[i];
        const KeyRecord *known = NULL;

        if (root->type != KEY_ED25519 || !act_key_name_valid(slice_from(root->name)) || !slice_equal(act_key_party(slice_from(root->name)), party))
            return problem_set(problem, ERR_SYNTAX, MSG("party.root_key"), "name", root->name, NULL);
        TRY(process_key(act->process, slice_from(root->name), &known, problem));
        if (known != NULL)
            return problem_set(problem, ERR_CONFLICT, MSG("key.name_taken"), "name", root->name, NULL);
        if (!act_signed_by(act, root))
            return problem_set(problem, ERR_FORBIDDEN, MSG("party.root_unsigned"), "name", root->name, NULL);
    }
    return OK;
}

static Status admit_check(Act *act, Problem *problem)
{
    Slice   party = act_text(act, "party");
    int64_t threshold = act_integer(act, "threshold", 0), there, roots;

    if (!is_class(act_text(act, "class")))
        return act_refuse(problem, ERR_SYNTAX, MSG("party.class"));
    if (act->brought_count == 0 ? threshold != 0 : threshold < 1 || (size_t)threshold > act->brought_count)
        return act_refuse(problem, ERR_SYNTAX, MSG("party.threshold"));
    TRY(view_one(act->view, "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL", 0, &there, problem, VIEW_VALUES(view_text(party))));
    TRY(view_one(act->view, "SELECT count(*) FROM key WHERE party = ? AND use = ? AND revoked IS NULL", 0, &roots, problem, VIEW_VALUES(view_text(party), view_integer(USE_ROOT))));
    if (there != 0 && (roots != 0 || act->brought_count == 0))
        return act_refuse(problem, ERR_CONFLICT, MSG("party.there_already"));
    return check_new_roots(act, party, problem);
}

static Status admit_apply(Act *act, Problem *problem)
{
    Slice party = act_text(act, "party");

    TRY(view_run(act->view, "INSERT OR REPLACE INTO party (party, name, class, threshold, admitted, admit_time, gone) VALUES (?, ?, ?, ?, ?, NULL, NULL)", problem,
                 VIEW_VALUES(view_text(party), view_text(act_text(act, "name")), view_text(act_text(act, "class")), view_integer(act_integer(act, "threshold", 0)),
                             view_number(act->index))));
    for (size_t i = 0; i < act->brought_count; i++)
        TRY(key_insert(act, &act->brought[i], party, USE_ROOT, problem));
    return OK;
}

const ActKind record_party_admit_kind = {"record.party.admit", BY_ADMIT, AUDIENCE_PUBLIC, GRADE_OWN_KEY, admit_members, admit_brings, admit_check, admit_apply};

/* ---- record.party.leave ---- */

static const ActMember leave_members[] = {{"party", MEMBER_PARTY, true, 0}, {"reason", MEMBER_TEXT, false, 4000}, {0}};

Status party_roots_signed(const Act *act, Slice party, size_t *count, size_t *threshold, Problem *problem)
{
    int64_t needed;

    *count = 0;
    TRY(view_one(act->view, "SELECT threshold FROM party WHERE party = ? AND gone IS NULL", 0, &needed, problem, VIEW_VALUES(view_text(party))));
    for (size_t i = 0; i < act->signer_count; i++) {
        const KeyRecord *record = act->signers[i].record;

        *count += record != NULL && record->use == USE_ROOT && slice_is(party, record->party);
    }
    *threshold = (size_t)needed;
    return OK;
}

/* By a threshold of its own roots, one of them the author; by the admitting key only where a party has none. */
static Status leave_check(Act *act, Problem *problem)
{
    const KeyRecord *author = act->signers[0].record;
    Slice            party = act_text(act, "party");
    size_t           count, threshold;
    int64_t          there;

    TRY(view_one(act->view, "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL", 0, &there, problem, VIEW_VALUES(view_text(party))));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("act.party_unknown"));
    if (author->use == USE_ROOT && !slice_is(party, author->party))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("key.other_party"));
    TRY(party_roots_signed(act, party, &count, &threshold, problem));
    if (author->use == USE_ADMIT ? threshold != 0 : threshold == 0 || count < threshold)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("party.roots_needed"));
    return OK;
}

static Status leave_apply(Act *act, Problem *problem)
{
    Slice party = act_text(act, "party");

    act->process->stale = true;
    TRY(view_run(act->view, "UPDATE key SET revoked = ? WHERE party = ? AND revoked IS NULL", problem, VIEW_VALUES(view_number(act->index), view_text(party))));
    return view_run(act->view, "UPDATE party SET gone = ? WHERE party = ?", problem, VIEW_VALUES(view_number(act->index), view_text(party)));
}

const ActKind record_party_leave_kind = {"record.party.leave", BY_ROOT | BY_ADMIT, AUDIENCE_PUBLIC, GRADE_OWN_KEY, leave_members, NULL, leave_check, leave_apply};

/* ---- queries ---- */

Status party_in_effect(View *view, Slice party, bool *out, Problem *problem)
{
    static const char sql[] = "SELECT p.admit_time + 86400 * CAST(days.value AS INTEGER) <= CAST(clock.value AS INTEGER) FROM party p, fact days, fact clock "
                              "WHERE p.party = ? AND p.gone IS NULL AND days.name = 'admit_days' AND clock.name = 'clock'";
    int64_t days, there, late;

    TRY(view_one(view, "SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'admit_days'", 0, &days, problem, NULL, 0));
    TRY(view_one(view, "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL", 0, &there, problem, VIEW_VALUES(view_text(party))));
    TRY(view_one(view, sql, 0, &late, problem, VIEW_VALUES(view_text(party))));
    *out = there != 0 && (days == 0 || late != 0);
    return OK;
}
