/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts of parties. Every revision is a row that is never changed; the draft says which is the newest, and moves on only from the one that a writer names, so that nobody's words are written over.
 */
#include "store/account_internal.h"

static void draft_read(sqlite3_stmt *row, StoredDraft *out)
{
    int state = sqlite3_column_int(row, 4);

    *out = (StoredDraft){.place = sqlite3_column_int64(row, 0), .state = state > DRAFT_OPEN && state < DRAFT_STATES ? (DraftState)state : DRAFT_OPEN, .revision = sqlite3_column_int64(row, 5),
                         .created = sqlite3_column_int64(row, 6), .changed = sqlite3_column_int64(row, 7), .cleared = sqlite3_column_int64(row, 8), .cleared_at = sqlite3_column_int64(row, 10),
                         .ended = sqlite3_column_int64(row, 12)};
    account_text(row, 1, out->id, sizeof out->id);
    account_text(row, 2, out->party, sizeof out->party);
    account_text(row, 3, out->process, sizeof out->process);
    account_text(row, 9, out->cleared_by, sizeof out->cleared_by);
    account_text(row, 11, out->act, sizeof out->act);
}

static void revision_read(sqlite3_stmt *row, DraftRevision *out)
{
    int step = sqlite3_column_int(row, 3);

    *out = (DraftRevision){.draft = sqlite3_column_int64(row, 0), .number = sqlite3_column_int64(row, 1), .base = sqlite3_column_int64(row, 2), .made = sqlite3_column_int64(row, 6),
                           .step = step > DRAFT_BEGUN && step < DRAFT_STEPS ? (DraftStep)step : DRAFT_BEGUN};
    account_text(row, 4, out->account, sizeof out->account);
    account_text(row, 5, out->name, sizeof out->name);
}

Status draft_store_put(AccountStore *store, const StoredDraft *draft, Problem *problem)
{
    return account_run(store, DRAFT_PUT, problem, "ttti", slice_from(draft->id), slice_from(draft->party), slice_from(draft->process), draft->created);
}

Status draft_store_get(AccountStore *store, Slice party, Slice id, StoredDraft *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, DRAFT_GET, &row, problem, "tt", id, party));
    draft_read(row, out);
    database_done(&store->database, row);
    return OK;
}

typedef struct DraftVisit {
    Status (*visit)(void *context, const StoredDraft *draft, Problem *problem);
    void   *context;
} DraftVisit;

static Status visit_draft(void *context, sqlite3_stmt *row, Problem *problem)
{
    const DraftVisit *visiting = context;
    StoredDraft       draft;

    draft_read(row, &draft);
    return visiting->visit(visiting->context, &draft, problem);
}

Status draft_store_each(AccountStore *store, Slice party, Slice process, Status (*visit)(void *context, const StoredDraft *draft, Problem *problem), void *context, Problem *problem)
{
    DraftVisit    visiting = {visit, context};
    sqlite3_stmt *row = NULL;
    Status        status = account_ask(store, DRAFT_EACH, &row, problem, "tti", party, process, (int64_t)DRAFT_LIST_MAX);

    return account_rows(store, status, row, visit_draft, &visiting, problem);
}

static Status as_conflict(Status status)
{
    return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

static Status step_locked(AccountStore *store, const StoredDraft *draft, const DraftRevision *revision, Slice content, Problem *problem)
{
    TRY(account_run_once(store, DRAFT_STEP, problem, "iii", draft->place, draft->revision, revision->made));
    return account_run(store, DRAFT_REVISION_PUT, problem, "iiiittit", draft->place, draft->revision + 1, revision->base, (int64_t)revision->step, slice_from(revision->account),
                       slice_from(revision->name), revision->made, content);
}

Status draft_store_step(AccountStore *store, const StoredDraft *draft, const DraftRevision *revision, Slice content, Problem *problem)
{
    Status status;

    REQUIRE(content.size <= DRAFT_BYTES_MAX);
    TRY(account_store_begin(store, problem));
    status = step_locked(store, draft, revision, content, problem);
    if (status == OK)
        status = account_store_commit(store, problem);
    account_store_cancel(store);
    return as_conflict(status);
}

Status draft_store_clear(AccountStore *store, const StoredDraft *draft, Slice by, int64_t now, Problem *problem)
{
    return as_conflict(account_run_once(store, DRAFT_CLEAR, problem, "iiti", draft->place, draft->revision, by, now));
}

Status draft_store_end(AccountStore *store, const StoredDraft *draft, DraftState state, int64_t now, Problem *problem)
{
    REQUIRE(state != DRAFT_OPEN);
    return as_conflict(account_run_once(store, DRAFT_END, problem, "iiii", draft->place, draft->revision, (int64_t)state, now));
}

Status draft_store_reopen(AccountStore *store, const StoredDraft *draft, Problem *problem)
{
    return as_conflict(account_run_once(store, DRAFT_REOPEN, problem, "i", draft->place));
}

Status draft_store_note_act(AccountStore *store, const StoredDraft *draft, Slice act, Problem *problem)
{
    return account_run(store, DRAFT_ACT, problem, "it", draft->place, act);
}

Status draft_store_sizes(AccountStore *store, Slice party, int64_t *open, int64_t *bytes, Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, DRAFT_SIZES, &row, problem, "t", party));
    *open = sqlite3_column_int64(row, 0);
    *bytes = sqlite3_column_int64(row, 1);
    database_done(&store->database, row);
    return OK;
}

Status draft_store_revision(AccountStore *store, const StoredDraft *draft, int64_t number, DraftRevision *out, Buffer *content, Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, DRAFT_REVISION_GET, &row, problem, "ii", draft->place, number));
    revision_read(row, out);
    buffer_add(content, database_column(row, 7));
    database_done(&store->database, row);
    return content->status == OK ? OK : problem_set(problem, content->status, status_face(content->status)->message, NULL);
}

typedef struct RevisionVisit {
    Status (*visit)(void *context, const DraftRevision *revision, Problem *problem);
    void   *context;
} RevisionVisit;

static Status visit_revision(void *context, sqlite3_stmt *row, Problem *problem)
{
    const RevisionVisit *visiting = context;
    DraftRevision        revision;

    revision_read(row, &revision);
    return visiting->visit(visiting->context, &revision, problem);
}

Status draft_store_revisions(AccountStore *store, const StoredDraft *draft, Status (*visit)(void *context, const DraftRevision *revision, Problem *problem), void *context, Problem *problem)
{
    RevisionVisit visiting = {visit, context};
    sqlite3_stmt *row = NULL;
    Status        status = account_ask(store, DRAFT_REVISION_EACH, &row, problem, "ii", draft->place, (int64_t)DRAFT_LIST_MAX);

    return account_rows(store, status, row, visit_revision, &visiting, problem);
}

Status party_rule_put(AccountStore *store, Slice party, bool clearing, Problem *problem)
{
    return account_run(store, PARTY_RULE_PUT, problem, "ti", party, (int64_t)clearing);
}

Status party_rule_get(AccountStore *store, Slice party, bool *clearing, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    Status        status = account_ask_one(store, PARTY_RULE_GET, &row, problem, "t", party);

    *clearing = false;
    if (status == ERR_NOT_FOUND)
        return OK;
    TRY(status);
    *clearing = sqlite3_column_int(row, 0) != 0;
    database_done(&store->database, row);
    return OK;
}
