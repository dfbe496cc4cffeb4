/* SPDX-License-Identifier: Apache-2.0
 *
 * Blobs: larger things beside the record, named by their SHA-256.
 */
#include "process/process_internal.h"

#define BLOB_SIZE_MAX ((size_t)64 * 1024 * 1024) /* as the store's BLOB_MAX */
enum { MEDIA_MAX = 120, LANGUAGE_MAX = 20, TITLE_MAX = 400 };

static const ActMember blob_members[] = {{"sha256", MEMBER_HASH, true, 0},           {"size", MEMBER_COUNT, true, BLOB_SIZE_MAX},   {"media", MEMBER_LINE, true, MEDIA_MAX},
                                         {"language", MEMBER_LINE, false, LANGUAGE_MAX}, {"title", MEMBER_LINE, false, TITLE_MAX}, {0}};

static Status blob_check(Act *act, Problem *problem)
{
    (void)act;
    (void)problem;
    return OK;
}

Status act_blob_insert(const Act *act, const char *member, int64_t size, Slice media, Slice language, Slice title, Problem *problem)
{
    Hash name;

    if (!act_hash(act, member, &name))
        return OK;
    return view_run(act->view, "INSERT OR IGNORE INTO blob (sha256, act, size, media, language, title, audience) VALUES (?, ?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_hash(&name), view_number(act->index), view_integer(size), view_text(media), view_text(language), view_text(title), view_integer((int64_t)act->audience)));
}

Status act_blob(const Act *act, const Hash *name, Slice *out, Problem *problem)
{
    const ProcessSupport *support = &act->process->support;
    Status                status = support->blob != NULL ? support->blob(support->context, name, out, problem) : ERR_NOT_FOUND;

    return status == ERR_NOT_FOUND ? act_refuse(problem, ERR_NOT_FOUND, MSG("act.blob_missing")) : status;
}

Status act_blob_insert_json(const Act *act, const char *member, Problem *problem)
{
    Hash  name;
    Slice bytes;

    if (!act_hash(act, member, &name))
        return OK;
    TRY(act_blob(act, &name, &bytes, problem));
    return act_blob_insert(act, member, (int64_t)bytes.size, SLICE("application/json"), SLICE(""), SLICE(""), problem);
}

static Status blob_apply(Act *act, Problem *problem)
{
    return act_blob_insert(act, "sha256", act_integer(act, "size", 0), act_text(act, "media"), act_text(act, "language"), act_text(act, "title"), problem);
}

const ActKind record_blob_kind = {"record.blob", BY_ANYONE | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, blob_members, NULL, blob_check, blob_apply};

Status blob_rows(View *view, Status (*visit)(void *context, const Hash *name, uint64_t size, uint64_t act, Problem *problem), void *context, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, "SELECT sha256, size, act FROM blob ORDER BY sha256, act", &query, problem, NULL, 0));
    while ((status = view_next(&query, problem)) == OK && query.row) {
        Hash name;

        if (view_column_hash(&query, 0, &name))
            status = visit(context, &name, (uint64_t)view_column_integer(&query, 1), (uint64_t)view_column_integer(&query, 2), problem);
        if (status != OK)
            break;
    }
    view_end(&query);
    return status;
}

Status blob_row_audience(View *view, const Hash *name, Audience *out, uint64_t *size, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, "SELECT audience, size FROM blob WHERE sha256 = ? ORDER BY audience LIMIT 1", &query, problem, VIEW_VALUES(view_hash(name))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = ERR_NOT_FOUND;
    if (status == OK) {
        *out = (Audience)view_column_integer(&query, 0);
        *size = (uint64_t)view_column_integer(&query, 1);
    }
    view_end(&query);
    return status;
}
