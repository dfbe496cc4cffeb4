/* SPDX-License-Identifier: Apache-2.0
 *
 * An answer whose words came from a file and were not changed stays as the file has it: with its tables, notes and emphasis. Put together in the stored form, in which a paragraph has with it what hangs on
 * it.
 */
#include "service/answer_text.h"

#include <jansson.h>

enum { STORED_MAX = 64 * 1024 * 1024 };
#define NO_ID "p-aa" /* until the whole text is identified */

/* A file while parts of it are copied. */
typedef struct Copied {
    const AnswerFile *file;
    json_t           *root;    /* its stored form */
    json_t           *notes;   /* of it, in order; each with its "number" in the new text once it stands there */
    json_int_t        table;   /* of the last cell that was copied; -1: the last paragraph was none */
} Copied;

typedef struct Joining {
    const char *language;
    Copied      copied[ANSWER_FILES_MAX];
    size_t      count;
    json_t     *paragraphs;
    json_int_t  notes, tables; /* in the new text */
} Joining;

typedef struct PartPlace {
    Slice  question;
    size_t from, until; /* of the body's paragraphs */
} PartPlace;

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status stored_of(const Text *text, json_t **out, Problem *problem)
{
    Buffer stored;
    Status status;

    buffer_init(&stored, STORED_MAX);
    status = text_encode(text, &stored, problem);
    if (status == OK)
        status = json_read(buffer_slice(&stored), out, problem);
    buffer_clear(&stored);
    return status;
}

/* ---- what is copied ---- */

static Status open_file(const AnswerFile *file, Copied *out, Problem *problem)
{
    json_t *paragraph, *note;
    size_t  i, k;

    *out = (Copied){.file = file, .notes = json_array(), .table = -1};
    TRY(stored_of(file->text, &out->root, problem));
    json_array_foreach(json_object_get(out->root, "paragraphs"), i, paragraph) json_array_foreach(json_object_get(paragraph, "notes"), k, note) if (json_object_get(note, "again") == NULL)
        if (json_array_append(out->notes, note) != 0)
            return no_memory(problem);
    return OK;
}

/* The file's note, where it stands first in the new text; else that it is marked again. */
static json_t *new_note(Joining *work, const Copied *from, const json_t *note)
{
    const json_t *again = json_object_get(note, "again");
    json_t       *first = again != NULL ? json_array_get(from->notes, (size_t)json_integer_value(again)) : (json_t *)(uintptr_t)note;
    const json_t *number = json_object_get(first, "number");
    json_t       *made;

    if (number != NULL)
        return json_pack("{s:O, s:O}", "at", json_object_get(note, "at"), "again", number);
    made = json_copy(first);
    if (made == NULL || json_object_set(made, "at", json_object_get(note, "at")) != 0 || json_object_set_new(first, "number", json_integer(work->notes++)) != 0) {
        json_decref(made);
        return NULL;
    }
    return made;
}

static Status copy_paragraph(Joining *work, Copied *from, const json_t *paragraph, Problem *problem)
{
    json_t *made = json_copy((json_t *)(uintptr_t)paragraph), *cell = json_object_get(paragraph, "cell"), *notes = json_object_get(paragraph, "notes"), *fresh = notes != NULL ? json_array() : NULL, *note;
    size_t  i;
    bool    whole = made != NULL && (notes == NULL || fresh != NULL);

    json_array_foreach(notes, i, note) whole = whole && json_array_append_new(fresh, new_note(work, from, note)) == 0;
    if (whole && fresh != NULL)
        whole = json_object_set(made, "notes", fresh) == 0;
    if (cell != NULL) {
        json_int_t table = json_integer_value(json_array_get(cell, 0));

        work->tables += table != from->table;
        from->table = table;
        whole = whole && json_object_set_new(made, "cell", json_pack("[I, O, O]", work->tables - 1, json_array_get(cell, 1), json_array_get(cell, 2))) == 0;
    } else {
        from->table = -1;
    }
    whole = whole && json_array_append(work->paragraphs, made) == 0;
    json_decref(fresh);
    json_decref(made);
    return whole ? OK : no_memory(problem);
}

/* What is a file's title when it begins with an answer is that answer's heading. */
static Status name_heading(json_t *paragraph, Problem *problem)
{
    if (!slice_is(json_slice(json_object_get(paragraph, "kind")), "title"))
        return OK;
    return json_object_set_new(paragraph, "kind", json_string("heading")) == 0 && json_object_set_new(paragraph, "level", json_integer(1)) == 0 ? OK : no_memory(problem);
}

/* Paragraph `index` of the text among those of its body. */
static size_t body_place(const Text *text, long index)
{
    size_t place = 0;

    for (long i = 0; i < index; i++)
        place += text->paragraphs[i].story == 0;
    return place;
}

static Status copy_part(Joining *work, Copied *from, Slice question, Problem *problem)
{
    const Text *text = from->file->text;
    size_t      at = json_array_size(work->paragraphs);
    long        first, last;

    REQUIRE(service_answer_find(text, from->file->answers, question, &first, &last));
    from->table = -1;
    for (size_t i = body_place(text, question.size != 0 ? first - 1 : first), end = body_place(text, last + 1); i < end; i++) /* with its heading */
        TRY(copy_paragraph(work, from, json_array_get(json_object_get(from->root, "paragraphs"), i), problem));
    return question.size != 0 ? name_heading(json_array_get(work->paragraphs, at), problem) : OK;
}

static Status add_typed(Joining *work, const AnswerPart *part, Problem *problem)
{
    Text   *text = NULL;
    json_t *answers = NULL, *root = NULL;
    Status  status = service_answer_text(part, 1, work->language, &text, &answers, problem);

    if (status == OK)
        status = stored_of(text, &root, problem);
    if (status == OK && json_array_extend(work->paragraphs, json_object_get(root, "paragraphs")) != 0)
        status = no_memory(problem);
    json_decref(root);
    json_decref(answers);
    text_free(text);
    return status;
}

/* ---- which ---- */

/* The file whose words of this question are those of the part. NULL: none; they were typed. */
static Copied *came_from(Joining *work, const AnswerPart *part)
{
    Buffer  words;
    Copied *found = NULL;

    buffer_init(&words, TEXT_BYTES_MAX);
    for (size_t i = 0; i < work->count && found == NULL; i++) {
        buffer_reset(&words);
        service_answer_words(work->copied[i].file->text, work->copied[i].file->answers, part->question, &words);
        if (words.status == OK && words.size != 0 && slice_equal(slice_trim(buffer_slice(&words)), slice_trim(part->words)))
            found = &work->copied[i];
    }
    buffer_clear(&words);
    return found;
}

static Status join(Joining *work, const AnswerPart *parts, size_t count, PartPlace *places, size_t *placed, Problem *problem)
{
    for (size_t i = 0; i < count; i++) {
        size_t  before = json_array_size(work->paragraphs);
        Copied *from = came_from(work, &parts[i]);

        TRY(from != NULL ? copy_part(work, from, parts[i].question, problem) : add_typed(work, &parts[i], problem));
        if (json_array_size(work->paragraphs) != before)
            places[(*placed)++] = (PartPlace){parts[i].question, before, json_array_size(work->paragraphs) - 1};
    }
    return OK;
}

/* ---- the text ---- */

static Status text_from(const Joining *work, Text **out, Problem *problem)
{
    json_t *root, *paragraph;
    Buffer  stored;
    size_t  i;
    Status  status;

    json_array_foreach(work->paragraphs, i, paragraph) if (json_object_set_new(paragraph, "id", json_string(NO_ID)) != 0) return no_memory(problem);
    root = json_pack("{s:s, s:s, s:O}", "format", "rapporteur/text/v1", "language", work->language, "paragraphs", work->paragraphs);
    buffer_init(&stored, STORED_MAX);
    json_print(root, &stored);
    status = root == NULL ? no_memory(problem) : stored.status != OK ? problem_set(problem, stored.status, status_face(stored.status)->message, NULL) : text_decode(buffer_slice(&stored), out, problem);
    if (status == OK) {
        for (i = 0; i < (*out)->count; i++)
            (*out)->paragraphs[i].id[0] = '\0';
        status = text_identify(*out);
    }
    buffer_clear(&stored);
    json_decref(root);
    return status;
}

/* The id of paragraph `place` of the body. */
static const char *id_at(const Text *text, size_t place)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].story == 0 && place-- == 0)
            return text->paragraphs[i].id;
    return "";
}

static Status say_places(const Text *text, const PartPlace *places, size_t placed, json_t **out, Problem *problem)
{
    *out = json_array();
    for (size_t i = 0; i < placed; i++)
        if (places[i].question.size != 0 &&
            json_array_append_new(*out, json_pack("{s:s%, s:s, s:s}", "question", places[i].question.data, places[i].question.size, "from", id_at(text, places[i].from), "until", id_at(text, places[i].until))) != 0)
            return no_memory(problem);
    return *out != NULL ? OK : no_memory(problem);
}

static void joining_clear(Joining *work)
{
    for (size_t i = 0; i < work->count; i++) {
        json_decref(work->copied[i].root);
        json_decref(work->copied[i].notes);
    }
    json_decref(work->paragraphs);
}

Status service_answer_joined(const AnswerPart *parts, size_t count, const AnswerFile *files, size_t file_count, const char *language, Text **out, json_t **answers, Problem *problem)
{
    Joining    work = {.language = language, .paragraphs = json_array()};
    PartPlace *places = memory_new_zeroed(count + 1, sizeof *places);
    size_t     placed = 0;
    Status     status = work.paragraphs != NULL && places != NULL ? OK : no_memory(problem);

    REQUIRE(file_count <= ANSWER_FILES_MAX);
    for (size_t i = 0; status == OK && i < file_count; i++)
        status = open_file(&files[i], &work.copied[work.count++], problem);
    if (status == OK)
        status = join(&work, parts, count, places, &placed, problem);
    if (status == OK)
        status = text_from(&work, out, problem);
    if (status == OK)
        status = say_places(*out, places, placed, answers, problem);
    joining_clear(&work);
    memory_free(places);
    return status;
}
