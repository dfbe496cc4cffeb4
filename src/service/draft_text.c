/* SPDX-License-Identifier: Apache-2.0
 *
 * A private draft with the text that it is about: what it asks for, what becomes of it when a new version is issued, what a file changes. The changes of a file are made first, then the words that were
 * written in the page.
 */
#include "service/private_draft.h"

#include "service/text_internal.h"
#include "service/text_making.h"

#include <string.h>

enum { EDITS_MAX = 2000 };

static Status show(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return service_query_view(service, "text.show", (const Slice[]){process, SLICE("")}, 2, asker, now, out, problem);
}

/* The version with the changes of the file in it. */
static Status with_file(const Text *base, const json_t *content, Text **out, Problem *problem)
{
    const json_t *words = private_draft_standing(content, DRAFT_FILE);
    json_t       *file = NULL;
    Amendment    *amendment = NULL;
    Status        status;

    if (words == NULL) {
        status = text_copy(base, out);
        return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
    }
    TRY(json_read(json_slice(words), &file, problem));
    TRY_OR(done, text_amendment_of(base, json_object_get(file, "changes"), &amendment, problem));
    TRY_OR(done, amendment_apply(base, amendment, out, problem));
    status = text_identify(*out);
done:
    amendment_free(amendment);
    json_decref(file);
    return status;
}

/* ---- paragraphs to write in ---- */

static bool is_paragraph_key(const char *key)
{
    return strcmp(key, DRAFT_NEW) != 0 && strcmp(key, DRAFT_RATIONALE) != 0 && strcmp(key, DRAFT_FILE) != 0;
}

/* A note or another object would be lost in a box of words. */
static bool can_edit(const Paragraph *paragraph)
{
    return paragraph->story == 0 && paragraph->table == NO_TABLE && paragraph->anchor_count == 0;
}

static json_t *paragraphs_of(const Text *text)
{
    static const char *const kinds[KIND_COUNT] = {[KIND_PREAMBULAR] = "preambular", [KIND_OPERATIVE] = "operative", [KIND_SUB] = "sub"};
    json_t                  *list = json_array();

    for (size_t i = 0; list != NULL && i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];
        size_t           keep = paragraph_label_size(paragraph);
        Slice            words = slice_part(paragraph->text, keep, paragraph->text.size);
        const char      *kind = kinds[paragraph->kind] != NULL ? kinds[paragraph->kind] : "plain";

        if (can_edit(paragraph))
            (void)json_array_append_new(list, json_pack("{s:s, s:s%, s:s%, s:s}", "id", paragraph->id, "label", paragraph->label.data != NULL ? paragraph->label.data : "", paragraph->label.size, "text",
                                                        words.data != NULL ? words.data : "", words.size, "kind", kind));
    }
    return list;
}

/* ---- what it asks for ---- */

/* The words that stand, as edits; those whose paragraph is not there (or not to be written in) are put aside. */
static size_t edits_of(const Text *text, const json_t *content, TextEdit edits[EDITS_MAX], json_t *aside)
{
    const char   *key;
    const json_t *list;
    size_t        count = 0;

    json_object_foreach(json_object_get(content, "entries"), key, list)
    {
        const json_t *words = private_draft_standing(content, key);
        long          index = is_paragraph_key(key) ? text_find(text, slice_from(key)) : -1;

        if (words == NULL || count == EDITS_MAX)
            continue;
        if (strcmp(key, DRAFT_NEW) == 0)
            edits[count++] = (TextEdit){.words = json_slice(words)};
        else if (index >= 0 && can_edit(&text->paragraphs[index]))
            edits[count++] = (TextEdit){.paragraph = slice_from(key), .words = json_slice(words)};
        else if (is_paragraph_key(key))
            (void)json_array_append_new(aside, json_pack("{s:s, s:O}", "key", key, "words", words));
    }
    return count;
}

/* The whole text that the draft wants; *filed: with the file's changes alone. */
static Status wanted_text(const Text *base, const json_t *content, Text **filed, Text **out, json_t *aside, Problem *problem)
{
    TextEdit *edits = memory_new(EDITS_MAX * sizeof *edits);
    Status    status = edits != NULL ? with_file(base, content, filed, problem) : text_no_memory(problem);

    if (status == OK)
        status = text_edited(*filed, edits, edits_of(*filed, content, edits, aside), out, problem);
    memory_free(edits);
    return status;
}

static Status compare(const Text *base, const Text *wanted, Amendment **out, Problem *problem)
{
    Comparer *comparer = comparer_new(base);
    Status    status = comparer != NULL ? amendment_between(comparer, wanted, out, problem) : text_no_memory(problem);

    comparer_free(comparer);
    return status;
}

static Status look_at(Service *service, json_t *answer, const json_t *content, const Asker *asker, DraftLook *out, Problem *problem)
{
    Text      *base = NULL, *filed = NULL, *wanted = NULL;
    Amendment *amendment = NULL;
    Status     status;

    out->moved = !json_equal(json_object_get(answer, "sha256"), json_object_get(content, "version"));
    out->aside = json_array();
    TRY_OR(done, text_of_version(service, json_object_get(content, "version"), &base, problem));
    TRY_OR(done, wanted_text(base, content, &filed, &wanted, out->aside, problem));
    out->paragraphs = paragraphs_of(filed);
    if (out->moved)
        goto done;
    TRY_OR(done, compare(base, wanted, &amendment, problem));
    if (amendment->count == 0)
        goto done;
    TRY_OR(done, text_changes_object(base, amendment, answer, &out->object, problem));
    status = text_preview_of(service, answer, out->object, asker, &out->preview, problem);
done:
    amendment_free(amendment);
    text_free(wanted);
    text_free(filed);
    text_free(base);
    return status;
}

Status service_draft_look(Service *service, Slice process, const json_t *content, const Asker *asker, int64_t now, DraftLook *out, Problem *problem)
{
    json_t *answer = NULL;
    Status  status;

    *out = (DraftLook){0};
    TRY(show(service, process, asker, now, &answer, problem));
    status = look_at(service, answer, content, asker, out, problem);
    json_decref(answer);
    if (status != OK)
        service_draft_look_clear(out);
    return status;
}

void service_draft_look_clear(DraftLook *look)
{
    json_decref(look->paragraphs);
    json_decref(look->object);
    json_decref(look->preview);
    json_decref(look->aside);
    *look = (DraftLook){0};
}

/* ---- a new version ---- */

static json_t *outcome_row(const Amendment *amendment, const Carried *carried)
{
    const Change *change = &amendment->changes[carried->change];
    Slice         now = change->op == CHANGE_INSERT || change->op == CHANGE_MOVE ? change->unit.paragraphs[0].text : change->now;
    json_t       *row = json_pack("{s:s}", "outcome", carry_outcome_name(carried->outcome));

    if (row == NULL)
        return NULL;
    if (change->was.size != 0)
        (void)json_object_set_new(row, "was", text_words(change->was));
    if (now.size != 0)
        (void)json_object_set_new(row, "now", text_words(now));
    if (carried->words_changed)
        (void)json_object_set_new(row, "words_changed", json_true());
    if (carried->outcome == IN_CONFLICT)
        (void)json_object_set_new(row, "new_words", text_words(carried->new_words));
    return row;
}

static Status carried_file(const Text *next, const CarryResult *result, json_t *content, Problem *problem)
{
    Buffer  printed;
    json_t *stored = NULL, *file = NULL;
    Status  status;

    buffer_init(&printed, BLOB_MAX);
    TRY_OR(done, amendment_encode(next, result->amendment, &printed, problem));
    TRY_OR(done, json_read(buffer_slice(&printed), &stored, problem));
    file = json_pack("{s:O}", "changes", json_object_get(stored, "changes"));
    buffer_reset(&printed);
    json_print(file, &printed);
    TRY_OR(done, printed.status == OK ? OK : text_no_memory(problem));
    status = private_draft_type(content, DRAFT_FILE, buffer_slice(&printed), (Slice){NULL, 0}, true, problem);
done:
    json_decref(file);
    json_decref(stored);
    buffer_clear(&printed);
    return status;
}

/* The draft's words become changes of the new version; what has no place there stays among the entries, aside. */
static Status carry_onto(const Text *base, const Text *next, const json_t *version, const json_t *content, json_t **out, Problem *problem)
{
    Text        *filed = NULL, *wanted = NULL;
    Amendment   *amendment = NULL;
    CarryResult *result = NULL;
    json_t      *aside = json_array(), *made = private_draft_content(json_slice(version)), *rows = json_array(), *row;
    size_t       i;
    Status       status = aside != NULL && made != NULL && rows != NULL ? OK : text_no_memory(problem);

    TRY_OR(done, status);
    TRY_OR(done, wanted_text(base, content, &filed, &wanted, aside, problem));
    TRY_OR(done, compare(base, wanted, &amendment, problem));
    TRY_OR(done, amendment_carry(base, amendment, next, &result, problem));
    for (size_t k = 0; k < result->count; k++)
        (void)json_array_append_new(rows, outcome_row(amendment, &result->changes[k]));
    if (result->amendment->count != 0)
        TRY_OR(done, carried_file(next, result, made, problem));
    if (private_draft_wordings(content, DRAFT_RATIONALE) != NULL)
        (void)json_object_set(json_object_get(made, "entries"), DRAFT_RATIONALE, private_draft_wordings(content, DRAFT_RATIONALE));
    json_array_foreach(aside, i, row)
        (void)json_object_set(json_object_get(made, "entries"), json_string_value(json_object_get(row, "key")), private_draft_wordings(content, json_string_value(json_object_get(row, "key"))));
    (void)json_object_set(made, "outcomes", rows);
    *out = json_incref(made);
done:
    json_decref(rows);
    json_decref(made);
    json_decref(aside);
    carry_result_free(result);
    amendment_free(amendment);
    text_free(wanted);
    text_free(filed);
    return status;
}

Status service_draft_carry(Service *service, Slice process, const json_t *content, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL, *next = NULL;
    Status  status;

    if (private_draft_unsettled(content))
        return problem_set(problem, ERR_REFUSED, MSG("draft.unsettled"), NULL);
    TRY(show(service, process, asker, now, &answer, problem));
    TRY_OR(done, text_of_version(service, json_object_get(content, "version"), &base, problem));
    TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &next, problem));
    status = carry_onto(base, next, json_object_get(answer, "sha256"), content, out, problem);
done:
    text_free(next);
    text_free(base);
    json_decref(answer);
    return status;
}

/* ---- a file ---- */

/* One change that the file's own tracking hides: what stood there, and what stands there now. */
static json_t *silent_row(const Text *base, const Change *change)
{
    Slice   now = change->op == CHANGE_INSERT || change->op == CHANGE_MOVE ? change->unit.paragraphs[0].text : change->now;
    json_t *row = json_object();

    if (change->was.size != 0)
        (void)json_object_set_new(row, "was", text_words(change->was));
    if (now.size != 0)
        (void)json_object_set_new(row, "now", text_words(now));
    if (change->op != CHANGE_INSERT && base->paragraphs[change->paragraph].label.size != 0)
        (void)json_object_set_new(row, "label", json_from_slice(base->paragraphs[change->paragraph].label));
    return row;
}

/* The file's changes, and as a list those of them that it does not track. */
static Status file_changes(const Text *base, const UploadText *read, Amendment **out, json_t *silent, Problem *problem)
{
    Comparer *comparer = comparer_new(base);
    size_t    differences;
    Status    status = comparer != NULL ? amendment_between(comparer, read->text, out, problem) : text_no_memory(problem);

    if (status == OK && read->rejected != NULL)
        status = amendment_mark_silent(comparer, *out, read->rejected, &differences, problem);
    for (size_t i = 0; status == OK && i < (*out)->count; i++) {
        if ((*out)->changes[i].silent)
            (void)json_array_append_new(silent, silent_row(base, &(*out)->changes[i]));
        (*out)->changes[i].silent = false; /* the record says what is proposed, not how a file came about */
    }
    comparer_free(comparer);
    return status;
}

static Status file_wording(const Text *base, const UploadText *read, Slice name, json_t **out, Problem *problem)
{
    Amendment *amendment = NULL;
    json_t    *stored = NULL, *silent = json_array();
    Buffer     printed;
    Status     status;

    buffer_init(&printed, BLOB_MAX);
    TRY_OR(done, file_changes(base, read, &amendment, silent, problem));
    TRY_OR(done, amendment_encode(base, amendment, &printed, problem));
    TRY_OR(done, json_read(buffer_slice(&printed), &stored, problem));
    *out = json_pack("{s:s%, s:O, s:O}", "name", name.data != NULL ? name.data : "", name.size, "changes", json_object_get(stored, "changes"), "silent", silent);
    status = *out != NULL ? OK : text_no_memory(problem);
done:
    amendment_free(amendment);
    json_decref(silent);
    json_decref(stored);
    buffer_clear(&printed);
    return status;
}

Status service_draft_file(Service *service, const json_t *version, Slice name, Slice bytes, json_t **out, Problem *problem)
{
    Text      *base = NULL;
    UploadText read = {0};
    Status     status;

    TRY(text_of_version(service, version, &base, problem));
    status = service_upload_text(name, bytes, slice_from(base->language), &read, problem);
    if (status == OK)
        status = file_wording(base, &read, name, out, problem);
    upload_text_clear(&read);
    text_free(base);
    return status;
}

Status service_text_amend_file(Service *service, Slice process, const TextFile *file, const Asker *asker, int64_t now, json_t **object, json_t **preview, Problem *problem)
{
    json_t    *answer = NULL, *silent = json_array();
    Text      *base = NULL;
    UploadText read = {0};
    Amendment *amendment = NULL;
    Status     status;

    TRY_OR(done, show(service, process, asker, now, &answer, problem));
    TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &base, problem));
    TRY_OR(done, service_upload_text(file->name, file->bytes, slice_from(base->language), &read, problem));
    TRY_OR(done, file_changes(base, &read, &amendment, silent, problem));
    if (amendment->count == 0)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("negotiation.no_changes"), NULL));
    TRY_OR(done, text_changes_object(base, amendment, answer, object, problem));
    TRY_OR(done, text_preview_of(service, answer, *object, asker, preview, problem));
    if (json_array_size(silent) != 0)
        (void)json_object_set(*preview, "silent", silent);
done:
    amendment_free(amendment);
    upload_text_clear(&read);
    text_free(base);
    json_decref(silent);
    json_decref(answer);
    return status;
}
