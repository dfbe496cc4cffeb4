/* SPDX-License-Identifier: Apache-2.0
 *
 * A proposal before it is filed: the changes between the version in force and what a delegation would have it read.
 */
#include "service/text_making.h"
#include "service/text_internal.h"

Status text_changes_object(const Text *base, const Amendment *amendment, const json_t *answer, json_t **out, Problem *problem)
{
    Buffer  printed;
    json_t *stored = NULL;
    Status  status;

    buffer_init(&printed, BLOB_MAX);
    TRY_OR(done, amendment_encode(base, amendment, &printed, problem));
    TRY_OR(done, json_read(buffer_slice(&printed), &stored, problem));
    *out = json_pack("{s:O, s:O, s:O}", "process", json_object_get(answer, "process"), "version", json_object_get(answer, "sha256"), "changes", json_object_get(stored, "changes"));
    status = *out != NULL ? OK : text_no_memory(problem);
done:
    json_decref(stored);
    buffer_clear(&printed);
    return status;
}

/* The answer with this one proposal in it, and only the paragraphs that it touches. */

Status text_proposal(const Text *base, const Text *revised, const json_t *answer, json_t **object, Problem *problem)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    Status     status;

    if (comparer == NULL)
        return text_no_memory(problem);
    TRY_OR(done, amendment_between(comparer, revised, &amendment, problem));
    status = amendment->count != 0 ? text_changes_object(base, amendment, answer, object, problem) : problem_set(problem, ERR_REFUSED, MSG("negotiation.no_changes"), NULL);
done:
    amendment_free(amendment);
    comparer_free(comparer);
    return status;
}

/* The answer with this one proposal in it, and only the paragraphs that it touches. */
Status text_preview_of(Service *service, json_t *answer, const json_t *object, const Asker *asker, json_t **out, Problem *problem)
{
    json_t *row = json_pack("{s:s, s:{s:s%}, s:O}", "act", "", "party", "party", asker->party.size != 0 ? asker->party.data : "", asker->party.size, "changes", json_object_get(object, "changes"));
    json_t *kept = json_array(), *paragraph;
    size_t  i;
    Status  status;

    (void)json_object_set_new(answer, "amendments", json_pack("[o]", row));
    status = text_compile(service, answer, problem);
    json_array_foreach(json_object_get(answer, "paragraphs"), i, paragraph) if (!slice_is(json_slice(json_object_get(paragraph, "proposed")), "untouched") || json_object_get(paragraph, "deletion") != NULL || json_object_get(paragraph, "move") != NULL)
        (void)json_array_append(kept, paragraph);
    if (status == OK)
        *out = json_pack("{s:O, s:O, s:O, s:O}", "process", json_object_get(answer, "process"), "language", json_object_get(answer, "language"), "names", json_object_get(answer, "names"), "paragraphs", kept);
    if (status == OK && json_object_get(answer, "before") != NULL)
        (void)json_object_set(*out, "before", json_object_get(answer, "before"));
    json_decref(kept);
    return status;
}

/* The version in force, and the answer that names it. */
static Status ask_base(Service *service, Slice process, const Asker *asker, int64_t now, json_t **answer, Text **base, Problem *problem)
{
    TRY(text_ask(service, process, asker, now, answer, problem));
    if (json_object_get(*answer, "sha256") == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.no_version"), NULL);
    return text_of_version(service, json_object_get(*answer, "sha256"), base, problem);
}

Status service_text_amend(Service *service, Slice process, const TextEdit *edits, size_t count, const Hash *sent, const Asker *asker, int64_t now, json_t **object, json_t **preview, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL, *revised = NULL;
    Status  status;

    TRY_OR(done, ask_base(service, process, asker, now, &answer, &base, problem));
    TRY_OR(done, sent != NULL ? text_sent(service, sent, &revised, problem) : text_edited(base, edits, count, &revised, problem));
    TRY_OR(done, text_proposal(base, revised, answer, object, problem));
    status = text_preview_of(service, answer, *object, asker, preview, problem);
done:
    text_free(revised);
    text_free(base);
    json_decref(answer);
    return status;
}

enum { PROSE_ARENA_MAX = 64 * 1024 * 1024 };

Status service_text_amend_prose(Service *service, Slice process, Slice prose, const Asker *asker, int64_t now, json_t **object, json_t **preview, Problem *problem)
{
    Arena    *arena = arena_new(PROSE_ARENA_MAX);
    json_t   *answer = NULL;
    Text     *base = NULL, *revised = NULL;
    TextEdit *edits;
    size_t    count;
    Status    status = arena != NULL ? OK : text_no_memory(problem);

    TRY_OR(done, status);
    TRY_OR(done, ask_base(service, process, asker, now, &answer, &base, problem));
    TRY_OR(done, text_prose(base, prose, arena, &edits, &count, problem));
    TRY_OR(done, text_edited(base, edits, count, &revised, problem));
    TRY_OR(done, text_proposal(base, revised, answer, object, problem));
    status = text_preview_of(service, answer, *object, asker, preview, problem);
done:
    text_free(revised);
    text_free(base);
    json_decref(answer);
    arena_free(arena);
    return status;
}
