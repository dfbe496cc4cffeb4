/* SPDX-License-Identifier: Apache-2.0
 *
 * The compilation as a Word file, as `compile` writes them: the version in force with every open proposal in it.
 */
#include "format/docx/docx_write.h"
#include "service/text_making.h"
#include "service/text_internal.h"

static const DocxView accepted = {.mode = VIEW_ACCEPTED};

/* Names in the file: the party's, in the text's language; a party's further amendments with a number. */
static Status name_submissions(const json_t *answer, const Text *base, Arena *arena, Submission *submissions, Amendment **amendments, size_t *count, Problem *problem)
{
    const json_t *row, *list = json_object_get(answer, "amendments");
    size_t        i;
    Status        status;

    json_array_foreach((json_t *)(uintptr_t)list, i, row)
    {
        const json_t *names = json_object_get(json_object_get(row, "party"), "names");
        const char   *name = json_string_value(json_object_get(names, json_string_value(json_object_get(answer, "language"))));
        unsigned      number = 1;
        char          written[512];
        Problem       unread = {0};

        if (json_array_size(json_object_get(row, "changes")) == 0 ||
            text_amendment_of(base, json_object_get(row, "changes"), &amendments[*count], &unread) != OK)
            continue;
        name = name != NULL ? name : json_string_value(json_object_get(names, "en"));
        name = name != NULL ? name : json_string_value(json_object_get(json_object_get(row, "party"), "party"));
        (void)snprintf(written, sizeof written, "%s", name);
        for (size_t j = 0; j < *count; j++)
            if (slice_is(submissions[j].name, written)) {
                (void)snprintf(written, sizeof written, "%s (%u)", name, ++number);
                j = (size_t)-1;
            }
        status = slice_copy(arena, slice_from(written), &submissions[*count].name);
        if (status != OK)
            return problem_set(problem, status, status_face(status)->message, NULL);
        submissions[*count].amendment = amendments[*count];
        (*count)++;
    }
    return OK;
}

Status text_compiled(const Text *base, const json_t *answer, TextCompiled *out, Problem *problem)
{
    size_t total = json_array_size(json_object_get(answer, "amendments"));

    *out = (TextCompiled){.arena = arena_new(BLOB_MAX), .submissions = memory_new_zeroed(total + 1, sizeof *out->submissions), .amendments = memory_new_zeroed(total + 1, sizeof *out->amendments)};
    if (out->arena == NULL || out->submissions == NULL || out->amendments == NULL)
        return text_no_memory(problem);
    TRY(name_submissions(answer, base, out->arena, out->submissions, out->amendments, &out->count, problem));
    return compilation_make(base, out->submissions, out->count, &out->compilation, problem);
}

void text_compiled_clear(TextCompiled *compiled)
{
    compilation_free(compiled->compilation);
    for (size_t i = 0; i < compiled->count; i++)
        amendment_free(compiled->amendments[i]);
    memory_free(compiled->amendments);
    memory_free(compiled->submissions);
    arena_free(compiled->arena);
    *compiled = (TextCompiled){0};
}

/* A text as the Word file of its words: that file, and the text that it is read as. */
static Status word_file(const Text *stored, Docx **docx, Text **base, Problem *problem)
{
    DocxLimits limits = docx_limits_default;
    Buffer     plain;
    Status     status;

    buffer_init(&plain, BLOB_MAX);
    limits.keep_parts = true;
    TRY_OR(done, docx_write_base(stored, &plain, problem));
    TRY_OR(done, docx_read(buffer_slice(&plain), &limits, docx, problem));
    TRY_OR(done, docx_text(*docx, &accepted, base, problem));
    status = text_identify(*base);
done:
    buffer_clear(&plain);
    return status;
}

Status text_as_docx(const Text *stored, const json_t *answer, bool brackets, Buffer *out, Problem *problem)
{
    Docx        *docx = NULL;
    Text        *base = NULL;
    TextCompiled compiled = {0};
    Status       status;

    TRY_OR(done, word_file(stored, &docx, &base, problem));
    TRY_OR(done, text_compiled(base, answer, &compiled, problem));
    status = docx_write(docx, base, compiled.compilation,
                        &(DocxWriteOptions){.marks = brackets ? DOCX_BRACKETS : DOCX_TRACKED, .view = &accepted, .custom = !brackets && compiled.count != 0}, out, problem);
done:
    text_compiled_clear(&compiled);
    text_free(base);
    docx_free(docx);
    return status;
}

/* The version in force, with what parties said about the text behind it, and the answer that names it. Both are the caller's, also after a failure. */
static Status ask_with_annex(Service *service, Slice process, const Asker *asker, int64_t now, json_t **answer, Text **base, Problem *problem)
{
    TRY(text_ask(service, process, asker, now, answer, problem));
    if (json_object_get(*answer, "sha256") == NULL)
        return ERR_NOT_FOUND;
    TRY(text_of_version(service, json_object_get(*answer, "sha256"), base, problem));
    return text_annex_add(*base, *answer, problem);
}

Status service_text_file(Service *service, Slice process, bool brackets, const Asker *asker, int64_t now, Buffer *out, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL;
    Status  status = ask_with_annex(service, process, asker, now, &answer, &base, problem);

    if (status == OK)
        status = text_as_docx(base, answer, brackets, out, problem);
    text_free(base);
    json_decref(answer);
    return status;
}

Status service_text_plain(Service *service, Slice process, const Asker *asker, int64_t now, Buffer *out, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL;
    Status  status = ask_with_annex(service, process, asker, now, &answer, &base, problem);

    if (status == OK)
        text_print_plain(base, out);
    text_free(base);
    json_decref(answer);
    return status == OK ? out->status : status;
}
