/* SPDX-License-Identifier: Apache-2.0
 *
 * What people make of a text under negotiation: a proposal, from words edited in the page or from a file; a new version, with what becomes of every open amendment; the compilation as a Word file.
 * Everything here is computed before an act is filed, and the act says what came out: a replay compares nothing.
 */
#include "format/docx/docx_write.h"
#include "service/text_internal.h"

static Status ask(Service *service, Slice process, Slice version, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return service_query_view(service, "text.show", (const Slice[]){process, version}, 2, asker, now, out, problem);
}

/* ---- a revised text ---- */

/* The words that an edit gives in place of those behind the label. */
static Status edit_paragraph(Text *text, const TextEdit *edit, Paragraph *paragraph, Problem *problem)
{
    size_t keep = paragraph_label_size(paragraph);
    Buffer whole;
    Status status;

    if (slice_equal(slice_part(paragraph->text, keep, paragraph->text.size), edit->words))
        return OK;
    buffer_init(&whole, BLOB_MAX);
    buffer_add(&whole, slice_part(paragraph->text, 0, keep));
    buffer_add(&whole, edit->words);
    status = whole.status == OK ? slice_copy(text->arena, buffer_slice(&whole), &paragraph->text) : whole.status;
    paragraph->span_count = 0;
    paragraph->anchor_count = 0;
    paragraph->opening_start = paragraph->opening_end = 0;
    buffer_clear(&whole);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

/* The last paragraph of the body that is not its closing line. */
static size_t body_end(const Text *text)
{
    size_t end = text->count;

    while (end > 0 && (text->paragraphs[end - 1].story != 0 || text->paragraphs[end - 1].kind == KIND_CLOSING))
        end--;
    return end;
}

static Status append_paragraph(Text *text, Slice words, Problem *problem)
{
    size_t    at = body_end(text);
    Paragraph added, *last;
    Status    status = text_add(text, &(Paragraph){.kind = at != 0 ? text->paragraphs[at - 1].kind : KIND_OPERATIVE, .level = at != 0 ? text->paragraphs[at - 1].level : 0, .text = words, .table = NO_TABLE}, &last);

    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    added = *last;
    memmove(&text->paragraphs[at + 1], &text->paragraphs[at], (text->count - 1 - at) * sizeof *text->paragraphs);
    text->paragraphs[at] = added;
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph >= at)
            text->stories[i].paragraph++;
    return OK;
}

/* A paragraph leaves the text; what hangs on later ones hangs on them still. */
static void remove_paragraph(Text *text, size_t index)
{
    memmove(&text->paragraphs[index], &text->paragraphs[index + 1], (text->count - index - 1) * sizeof *text->paragraphs);
    text->count--;
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph > index)
            text->stories[i].paragraph--;
}

static Status edit(Text *text, const TextEdit *edit, Problem *problem)
{
    long index = text_find(text, edit->paragraph);

    if (index < 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"), NULL);
    if (text->paragraphs[index].anchor_count != 0) /* a note, or another object, would be lost here */
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.edit_objects"), NULL);
    if (edit->words.size != 0)
        return edit_paragraph(text, edit, &text->paragraphs[index], problem);
    remove_paragraph(text, (size_t)index);
    return OK;
}

/* The base with the edits made. A new paragraph stands behind the last of the body. */
static Status edited(const Text *base, const TextEdit *edits, size_t count, Text **out, Problem *problem)
{
    Text  *text = NULL;
    Status status = text_copy(base, &text);

    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    for (size_t i = 0; status == OK && i < count; i++)
        if (edits[i].paragraph.size != 0)
            status = edit(text, &edits[i], problem);
    for (size_t i = 0; status == OK && i < count; i++)
        if (edits[i].paragraph.size == 0 && edits[i].words.size != 0)
            status = append_paragraph(text, edits[i].words, problem);
    if (status == OK)
        *out = text;
    else
        text_free(text);
    return status;
}

static Status sent_text(Service *service, const Hash *sent, Text **out, Problem *problem)
{
    char    hex[2 * HASH_SIZE + 1];
    json_t *name;
    Status  status;

    hash_print_hex(sent, hex);
    name = json_string(hex);
    status = text_of_version(service, name, out, problem);
    json_decref(name);
    return status;
}

/* ---- a proposal ---- */

static Status changes_object(const Text *base, const Amendment *amendment, const json_t *answer, json_t **out, Problem *problem)
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
static Status preview_of(Service *service, json_t *answer, const json_t *object, const Asker *asker, json_t **out, Problem *problem)
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

Status service_text_amend(Service *service, Slice process, const TextEdit *edits, size_t count, const Hash *sent, const Asker *asker, int64_t now, json_t **object, json_t **preview, Problem *problem)
{
    json_t    *answer = NULL;
    Text      *base = NULL, *revised = NULL;
    Comparer  *comparer = NULL;
    Amendment *amendment = NULL;
    Status     status;

    TRY(ask(service, process, SLICE(""), asker, now, &answer, problem));
    TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &base, problem));
    TRY_OR(done, sent != NULL ? sent_text(service, sent, &revised, problem) : edited(base, edits, count, &revised, problem));
    comparer = comparer_new(base);
    if (comparer == NULL)
        TRY_OR(done, text_no_memory(problem));
    TRY_OR(done, amendment_between(comparer, revised, &amendment, problem));
    if (amendment->count == 0)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("negotiation.no_changes"), NULL));
    TRY_OR(done, changes_object(base, amendment, answer, object, problem));
    status = preview_of(service, answer, *object, asker, preview, problem);
done:
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(revised);
    text_free(base);
    json_decref(answer);
    return status;
}

/* ---- a new version ---- */

static bool is_taken(const json_t *takes, const json_t *row)
{
    const json_t *item;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)takes, i, item) if (json_equal(item, json_object_get(row, "act"))) return true;
    return false;
}

/* The first places at which amendments have other words, as many as a sentence holds. */
static Status say_places(Slice places, Problem *problem)
{
    char said[PROBLEM_VALUE_MAX] = "";

    while (places.size != 0) {
        const char *end = memchr(places.data, '\n', places.size);
        Slice       line = slice_part(places, 0, end != NULL ? (size_t)(end - places.data) : places.size);
        size_t      used = strlen(said);

        places = slice_part(places, end != NULL ? line.size + 1 : line.size, places.size);
        if (used + line.size + 8 > sizeof said) {
            (void)snprintf(said + used, sizeof said - used, " \xE2\x80\xA6");
            break;
        }
        (void)snprintf(said + used, sizeof said - used, "%s%.*s", used != 0 ? "; " : "", (int)line.size, line.data);
    }
    return problem_set(problem, ERR_CONFLICT, MSG("text.competing"), "places", said, NULL);
}

/* The version in force with the amendments of `takes` in it. Where two of them have other words for one place: the sentence has the places. */
static Status with_taken(const Text *base, const json_t *answer, const json_t *takes, Text **out, Problem *problem)
{
    const json_t *row, *list = json_object_get(answer, "amendments");
    size_t        i, count = 0, total = json_array_size(list);
    Amendment   **amendments = memory_new_zeroed(total + 1, sizeof *amendments);
    Submission   *submissions = memory_new_zeroed(total + 1, sizeof *submissions);
    Slice        *names = memory_new_zeroed(total + 1, sizeof *names);
    Compilation  *compilation = NULL;
    Buffer        places;
    Status        status = amendments != NULL && submissions != NULL && names != NULL ? OK : text_no_memory(problem);

    buffer_init(&places, BODY_MAX);
    json_array_foreach((json_t *)(uintptr_t)list, i, row)
    {
        if (status != OK || !is_taken(takes, row) || json_array_size(json_object_get(row, "changes")) == 0)
            continue;
        status = text_amendment_of(base, json_object_get(row, "changes"), &amendments[count], problem);
        if (status == OK) {
            names[count] = json_slice(json_object_get(row, "act"));
            submissions[count] = (Submission){names[count], amendments[count]};
            count++;
        }
    }
    if (status == OK && count != json_array_size(takes))
        status = problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"), NULL);
    if (status == OK)
        status = compilation_make(base, submissions, count, &compilation, problem);
    if (status == OK)
        status = compilation_extract(compilation, names, count, out, &places, problem);
    if (status == ERR_CONFLICT && places.size != 0)
        status = say_places(buffer_slice(&places), problem);
    compilation_free(compilation);
    for (i = 0; i < count; i++)
        amendment_free(amendments[i]);
    memory_free(amendments);
    memory_free(submissions);
    memory_free(names);
    buffer_clear(&places);
    return status;
}

/* A file that came back has its own ids, or none: what stands where the old version has a paragraph is that paragraph. */
static Status keep_ids(const Text *base, const Text *sent, Text **out, Problem *problem)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    Status     status;

    if (comparer == NULL)
        return text_no_memory(problem);
    status = amendment_between(comparer, sent, &amendment, problem);
    if (status == OK)
        status = amendment_apply(base, amendment, out, problem);
    amendment_free(amendment);
    comparer_free(comparer);
    return status;
}

static Status next_text(Service *service, const json_t *answer, const json_t *takes, const Hash *sent, const Text *base, Text **out, Problem *problem)
{
    Text  *file = NULL;
    Status status;

    if (sent == NULL)
        return base != NULL ? with_taken(base, answer, takes, out, problem) : problem_set(problem, ERR_REFUSED, MSG("negotiation.no_version"), NULL);
    TRY(sent_text(service, sent, &file, problem));
    if (base == NULL) {
        *out = file;
        return OK;
    }
    status = keep_ids(base, file, out, problem);
    text_free(file);
    return status;
}

static Status outcome_of(const AmendmentReader *reader, const Carrier *carrier, const Text *next, const json_t *row, json_t *list, Problem *problem)
{
    Amendment   *amendment = NULL;
    CarryResult *result = NULL;
    json_t      *outcomes = NULL, *changes = NULL;
    Status       status;

    TRY_OR(done, amendment_reader_read(reader, json_object_get(row, "changes"), &amendment, problem));
    TRY_OR(done, carrier_carry(carrier, amendment, &result, problem));
    TRY_OR(done, carry_result_lists(next, result, &outcomes, &changes, problem));
    status = json_array_append_new(list, json_pack("{s:O, s:O, s:O}", "act", json_object_get(row, "act"), "changes", changes, "outcomes", outcomes)) == 0 ? OK : text_no_memory(problem);
done:
    json_decref(outcomes);
    json_decref(changes);
    carry_result_free(result);
    amendment_free(amendment);
    return status;
}

static Status outcomes_of(const Text *base, const Text *next, const json_t *answer, json_t *list, Problem *problem)
{
    const json_t    *row, *amendments = json_object_get(answer, "amendments");
    AmendmentReader *reader = amendment_reader_new(base);
    Carrier         *carrier = NULL;
    size_t           i;
    Status           status = reader != NULL ? carrier_new(base, next, &carrier, problem) : text_no_memory(problem);

    json_array_foreach((json_t *)(uintptr_t)amendments, i, row) if (status == OK && slice_is(json_slice(json_object_get(row, "state")), "open"))
        status = outcome_of(reader, carrier, next, row, list, problem);
    carrier_free(carrier);
    amendment_reader_free(reader);
    return status;
}

static int by_act(const void *a, const void *b)
{
    return slice_compare(json_slice(json_object_get(*(json_t *const *)a, "act")), json_slice(json_object_get(*(json_t *const *)b, "act")));
}

/* In the order of act ids: of equal outcomes there is one blob. */
static json_t *sorted(json_t *list)
{
    size_t   count = json_array_size(list);
    json_t **items = memory_new_zeroed(count + 1, sizeof(json_t *)), *out = json_array();

    for (size_t i = 0; items != NULL && i < count; i++)
        items[i] = json_array_get(list, i);
    if (items != NULL)
        qsort(items, count, sizeof(json_t *), by_act);
    for (size_t i = 0; items != NULL && i < count; i++)
        (void)json_array_append(out, items[i]);
    memory_free(items);
    return out;
}

static Status keep_outcomes(Service *service, const Text *base, const Text *next, const json_t *answer, json_t *object, Problem *problem)
{
    json_t *list = json_array(), *root = NULL;
    char    version[SHA256_HEX_SIZE], hex[2 * HASH_SIZE + 1];
    Buffer  printed;
    Hash    name;
    Status  status;

    buffer_init(&printed, BLOB_MAX);
    TRY_OR(done, outcomes_of(base, next, answer, list, problem));
    if (json_array_size(list) == 0)
        goto done;
    TRY_OR(done, text_digest(next, version, problem));
    root = json_pack("{s:s, s:O, s:s, s:o}", "format", "rapporteur/outcomes/v1", "from", json_object_get(answer, "sha256"), "to", version, "amendments", sorted(list));
    json_print(root, &printed);
    TRY_OR(done, printed.status == OK ? OK : text_no_memory(problem));
    TRY_OR(done, service_keep_blob(service, buffer_slice(&printed), &name, problem));
    hash_print_hex(&name, hex);
    status = json_object_set_new(object, "outcomes", json_string(hex)) == 0 ? OK : text_no_memory(problem);
done:
    json_decref(root);
    json_decref(list);
    buffer_clear(&printed);
    return status;
}

static Status keep_version(Service *service, const Text *next, json_t *object, Problem *problem)
{
    Buffer stored;
    char   hex[2 * HASH_SIZE + 1];
    Hash   name;
    Status status;

    buffer_init(&stored, BLOB_MAX);
    TRY_OR(done, text_encode(next, &stored, problem));
    TRY_OR(done, service_keep_blob(service, buffer_slice(&stored), &name, problem));
    hash_print_hex(&name, hex);
    status = json_object_set_new(object, "version", json_string(hex)) == 0 ? OK : text_no_memory(problem);
done:
    buffer_clear(&stored);
    return status;
}

Status service_text_version(Service *service, Slice process, const json_t *takes, const Hash *sent, const Asker *asker, int64_t now, json_t **object, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL, *next = NULL;
    Status  status;

    TRY(ask(service, process, SLICE(""), asker, now, &answer, problem));
    if (json_object_get(answer, "sha256") != NULL)
        TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &base, problem));
    TRY_OR(done, next_text(service, answer, takes, sent, base, &next, problem));
    if (json_object_get(answer, "language") != NULL)
        (void)snprintf(next->language, sizeof next->language, "%s", json_string_value(json_object_get(answer, "language")));
    TRY_OR(done, text_identify(next));
    *object = json_pack("{s:O}", "process", json_object_get(answer, "process"));
    if (*object == NULL)
        TRY_OR(done, text_no_memory(problem));
    TRY_OR(done, keep_version(service, next, *object, problem));
    status = base != NULL ? keep_outcomes(service, base, next, answer, *object, problem) : OK;
done:
    text_free(next);
    text_free(base);
    json_decref(answer);
    return status;
}

/* ---- as a file ---- */

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

static Status write_file(const Text *stored, const json_t *answer, bool brackets, Buffer *out, Problem *problem)
{
    size_t       total = json_array_size(json_object_get(answer, "amendments")), count = 0;
    Arena       *arena = arena_new(BLOB_MAX);
    Submission  *submissions = memory_new_zeroed(total + 1, sizeof *submissions);
    Amendment  **amendments = memory_new_zeroed(total + 1, sizeof *amendments);
    DocxLimits   limits = docx_limits_default;
    DocxView     view = {.mode = VIEW_ACCEPTED};
    Docx        *docx = NULL;
    Text        *base = NULL;
    Compilation *compilation = NULL;
    Buffer       plain;
    Status       status = arena != NULL && submissions != NULL && amendments != NULL ? OK : text_no_memory(problem);

    buffer_init(&plain, BLOB_MAX);
    limits.keep_parts = true;
    TRY_OR(done, status);
    TRY_OR(done, docx_write_text(stored, &plain, problem));
    TRY_OR(done, docx_read(buffer_slice(&plain), &limits, &docx, problem));
    TRY_OR(done, docx_text(docx, &view, &base, problem));
    TRY_OR(done, text_identify(base));
    TRY_OR(done, name_submissions(answer, base, arena, submissions, amendments, &count, problem));
    TRY_OR(done, compilation_make(base, submissions, count, &compilation, problem));
    status = docx_write(docx, base, compilation, &(DocxWriteOptions){.marks = brackets ? DOCX_BRACKETS : DOCX_TRACKED, .view = &view, .custom = !brackets && count != 0}, out, problem);
done:
    compilation_free(compilation);
    for (size_t i = 0; i < count; i++)
        amendment_free(amendments[i]);
    text_free(base);
    docx_free(docx);
    buffer_clear(&plain);
    memory_free(amendments);
    memory_free(submissions);
    arena_free(arena);
    return status;
}

Status service_text_file(Service *service, Slice process, bool brackets, const Asker *asker, int64_t now, Buffer *out, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL;
    Status  status;

    TRY(ask(service, process, SLICE(""), asker, now, &answer, problem));
    status = json_object_get(answer, "sha256") != NULL ? text_of_version(service, json_object_get(answer, "sha256"), &base, problem) : ERR_NOT_FOUND;
    if (status == OK)
        status = write_file(base, answer, brackets, out, problem);
    text_free(base);
    json_decref(answer);
    return status;
}
