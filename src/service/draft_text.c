/* SPDX-License-Identifier: Apache-2.0
 *
 * A private draft with the text that it is about: what it asks for, what a file changes. The changes of a file are made first, then the words that were written in the page.
 */
#include "service/draft_internal.h"

#include "service/text_making.h"

#include <stdlib.h>
#include <string.h>

Status draft_text_show(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return service_query_view(service, "text.show", (const Slice[]){process, SLICE("")}, 2, asker, now, out, problem);
}

Status draft_text_with_file(const Text *base, const json_t *content, Text **out, Problem *problem)
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
    return !draft_paragraphs_is(key) && !draft_paragraphs_is_place(key) && strcmp(key, DRAFT_RATIONALE) != 0 && strcmp(key, DRAFT_FILE) != 0;
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

/* ---- new paragraphs ---- */

/* Behind what a new paragraph may stand: not within a table, nor behind the closing line. */
static bool is_place(const Paragraph *paragraph)
{
    return paragraph->story == 0 && paragraph->table == NO_TABLE && paragraph->kind != KIND_CLOSING;
}

bool draft_text_has_place(const Text *text, Slice after)
{
    long index = after.size != 0 ? text_find(text, after) : -1;

    return index >= 0 && is_place(&text->paragraphs[index]);
}

static Slice words_of(const Paragraph *paragraph)
{
    return slice_part(paragraph->text, paragraph_label_size(paragraph), paragraph->text.size);
}

static json_t *places_of(const Text *text)
{
    json_t *list = json_array();

    for (size_t i = 0; list != NULL && i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (is_place(paragraph) && paragraph->text.size != 0)
            (void)json_array_append_new(list, json_pack("{s:s, s:s%, s:o}", "id", paragraph->id, "label", paragraph->label.data != NULL ? paragraph->label.data : "", paragraph->label.size, "text",
                                                        text_words(words_of(paragraph))));
    }
    return list;
}

/* Where it stands in the text; what has no place there stands at the end. */
static size_t rank_of(const Text *text, const DraftParagraph *row)
{
    return draft_text_has_place(text, row->place.after) ? (size_t)text_find(text, row->place.after) : text->count;
}

typedef struct Ranked {
    size_t         rank;
    int            given; /* as they were listed: the order of those at one place */
    DraftParagraph row;
} Ranked;

static int compare_ranked(const void *a, const void *b)
{
    const Ranked *one = a, *two = b;

    if (one->rank != two->rank)
        return one->rank < two->rank ? -1 : 1;
    return one->given - two->given;
}

/* In the order of the text. The caller frees *out. */
static Status ranked(const Text *text, const json_t *content, Ranked **out, size_t *count, Problem *problem)
{
    DraftParagraph *list;

    *count = draft_paragraphs_count(content);
    list = memory_new_zeroed(*count + 1, sizeof *list);
    *out = memory_new_zeroed(*count + 1, sizeof **out);
    if (list == NULL || *out == NULL) {
        memory_free(list);
        memory_free(*out);
        return text_no_memory(problem);
    }
    draft_paragraphs_list(content, list);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (Ranked){rank_of(text, &list[i]), (int)i, list[i]};
    memory_free(list);
    qsort(*out, *count, sizeof **out, compare_ranked);
    return OK;
}

static Status added_of(const Text *text, const json_t *content, json_t **out, Problem *problem)
{
    Ranked *rows = NULL;
    size_t  count;

    TRY(ranked(text, content, &rows, &count, problem));
    *out = json_array();
    for (size_t i = 0; i < count; i++) {
        Slice   after = rows[i].row.place.after;
        json_t *row = json_pack("{s:s, s:s%}", "key", rows[i].row.key, "after", after.size != 0 ? after.data : "", after.size);

        if (i == 0 || !slice_equal(rows[i - 1].row.place.after, after))
            (void)json_object_set_new(row, "first", json_true());
        if (i + 1 == count || !slice_equal(rows[i + 1].row.place.after, after))
            (void)json_object_set_new(row, "last", json_true());
        if (after.size != 0 && !draft_text_has_place(text, after))
            (void)json_object_set_new(row, "gone", json_true());
        (void)json_array_append_new(*out, row);
    }
    memory_free(rows);
    return *out != NULL ? OK : text_no_memory(problem);
}

/* ---- what it asks for ---- */

/* The words that stand, as edits; those whose paragraph is not there (or not to be written in) are put aside. */
static size_t edits_of(const Text *text, const json_t *content, TextEdit *edits, json_t *aside)
{
    const char   *key;
    const json_t *list;
    size_t        count = 0;

    json_object_foreach(json_object_get(content, "entries"), key, list)
    {
        const json_t *words = private_draft_standing(content, key);
        long          index = is_paragraph_key(key) ? text_find(text, slice_from(key)) : -1;

        if (words == NULL || !is_paragraph_key(key))
            continue;
        if (index >= 0 && can_edit(&text->paragraphs[index]))
            edits[count++] = (TextEdit){.paragraph = slice_from(key), .words = json_slice(words)};
        else
            (void)json_array_append_new(aside, json_pack("{s:s, s:O}", "key", key, "words", words));
    }
    return count;
}

static Status add_new(const Text *text, const json_t *content, TextEdit *edits, size_t *count, Problem *problem)
{
    Ranked *rows = NULL;
    size_t  new_count;

    TRY(ranked(text, content, &rows, &new_count, problem));
    for (size_t i = 0; i < new_count; i++) {
        Slice words = json_slice(private_draft_standing(content, rows[i].row.key)), after = rows[i].row.place.after;

        if (words.size != 0)
            edits[(*count)++] = (TextEdit){.after = draft_text_has_place(text, after) ? after : (Slice){NULL, 0}, .words = words};
    }
    memory_free(rows);
    return OK;
}

Status draft_text_written(const Text *filed, const json_t *content, json_t *aside, Text **out, Problem *problem)
{
    TextEdit *edits = memory_new_zeroed(json_object_size(json_object_get(content, "entries")) + 1, sizeof *edits);
    size_t    count = 0;
    Status    status = edits != NULL ? OK : text_no_memory(problem);

    if (status == OK) {
        count = edits_of(filed, content, edits, aside);
        status = add_new(filed, content, edits, &count, problem);
    }
    if (status == OK)
        status = text_edited(filed, edits, count, out, problem);
    memory_free(edits);
    return status;
}

Status draft_text_wanted(const Text *base, const json_t *content, Text **filed, Text **out, json_t *aside, Problem *problem)
{
    TRY(draft_text_with_file(base, content, filed, problem));
    return draft_text_written(*filed, content, aside, out, problem);
}

Status draft_text_compare(const Text *base, const Text *wanted, Amendment **out, Problem *problem)
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
    TRY_OR(done, draft_text_wanted(base, content, &filed, &wanted, out->aside, problem));
    out->paragraphs = paragraphs_of(filed);
    out->places = places_of(filed);
    TRY_OR(done, added_of(filed, content, &out->added, problem));
    if (out->moved)
        goto done;
    TRY_OR(done, draft_text_compare(base, wanted, &amendment, problem));
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
    TRY(draft_text_show(service, process, asker, now, &answer, problem));
    status = look_at(service, answer, content, asker, out, problem);
    json_decref(answer);
    if (status != OK)
        service_draft_look_clear(out);
    return status;
}

void service_draft_look_clear(DraftLook *look)
{
    json_decref(look->paragraphs);
    json_decref(look->places);
    json_decref(look->added);
    json_decref(look->object);
    json_decref(look->preview);
    json_decref(look->aside);
    *look = (DraftLook){0};
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

    TRY_OR(done, draft_text_show(service, process, asker, now, &answer, problem));
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
