/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers to attested acts: the party for which the Secretariat acted confirms or disavows, once.
 */
#include "process/process_internal.h"

static const ActMember answer_members[] = {{"act", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, 4000}, {0}};

static Status find_attested(const Act *act, ActRow *out, Problem *problem)
{
    Hash   name;
    Status status;

    (void)act_hash(act, "act", &name);
    status = act_row_by_id(act->view, &name, out, problem);
    return status == ERR_NOT_FOUND ? act_refuse(problem, ERR_NOT_FOUND, MSG("answer.unknown")) : status;
}

static Status answer_check(Act *act, Problem *problem)
{
    ActRow row;

    TRY(find_attested(act, &row, problem));
    if (!row.on_behalf)
        return act_refuse(problem, ERR_REFUSED, MSG("answer.not_attested"));
    if (!slice_is(act->party, row.party))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("answer.other_party"));
    return row.answer == ANSWER_NONE ? OK : act_refuse(problem, ERR_CONFLICT, MSG("answer.given"));
}

static Status answer_apply(Act *act, Problem *problem)
{
    ActRow row;
    Answer answer = act->kind == &record_confirm_kind ? ANSWER_CONFIRMED : ANSWER_DISAVOWED;

    TRY(find_attested(act, &row, problem));
    TRY(view_run(act->view, "UPDATE act SET answer = ? WHERE idx = ?", problem, VIEW_VALUES(view_integer((int64_t)answer), view_number(row.index))));
    return view_run(act->view, "INSERT INTO search_answer (act, answered, reason) VALUES (?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_number(row.index), view_text(act_text(act, "reason"))));
}

const ActKind record_confirm_kind = {"record.confirm", BY_PARTY, AUDIENCE_FOLLOWS, GRADE_PASSKEY, answer_members, NULL, answer_check, answer_apply};
const ActKind record_disavow_kind = {"record.disavow", BY_PARTY, AUDIENCE_FOLLOWS, GRADE_PASSKEY, answer_members, NULL, answer_check, answer_apply};
