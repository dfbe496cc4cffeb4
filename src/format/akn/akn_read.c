/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a document: of ours to the stored form that it was written from; another's by its structure, with what the words themselves say (opening words, masthead) added by the anatomy.
 */
#include "format/akn/akn_read_internal.h"

static void clear(AknReading *reading)
{
    akn_line_clear(reading);
    akn_names_clear(&reading->notes);
    buffer_clear(&reading->capture);
    buffer_clear(&reading->json);
    memory_free(reading->waiting);
    memory_free(reading->loose);
    memory_free(reading->structural);
    text_free(reading->text);
    memory_free(reading);
}

static AknReading *reading_new(Problem *problem)
{
    AknReading *reading = memory_new_zeroed(1, sizeof *reading);

    if (reading == NULL)
        return NULL;
    reading->problem = problem;
    buffer_init(&reading->capture, AKN_BYTES_MAX);
    buffer_init(&reading->json, AKN_BYTES_MAX);
    buffer_init(&reading->lines[0].text, AKN_BYTES_MAX);
    reading->text = text_new("");
    if (reading->text == NULL) {
        clear(reading);
        return NULL;
    }
    return reading;
}

/* Kinds that the structure gave stay; what it could not know comes from the words. */
static Status classify(AknReading *reading)
{
    Text      *text = reading->text;
    Paragraph *kept = memory_new((text->count + 1) * sizeof *kept);
    Status     status = kept != NULL ? OK : ERR_MEMORY;

    if (text->language[0] == '\0')
        text_detect_language(text);
    if (status == OK && text->count != 0)
        memcpy(kept, text->paragraphs, text->count * sizeof *kept);
    if (status == OK)
        status = anatomy_classify(text, reading->problem);
    for (size_t i = 0; status == OK && i < text->count; i++) {
        Paragraph *paragraph = &text->paragraphs[i];

        if (!reading->structural[i])
            continue;
        paragraph->kind = kept[i].kind;
        paragraph->level = kept[i].level;
        paragraph->label = kept[i].label;
        paragraph->label_in_text = kept[i].label_in_text;
    }
    memory_free(kept);
    return status;
}

/* With its text, or refused. */
static Status read(Slice file, AknReading **out, Problem *problem)
{
    AknReading *reading = reading_new(problem);
    Status      status;

    if (reading == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = akn_xml_walk(file, reading);
    if (status == OK) {
        akn_line_number_alone(reading);
        akn_line_notes(reading);
        status = reading->status;
    }
    if (status == OK && !reading->seen)
        status = problem_set(problem, ERR_SYNTAX, MSG("akn.not_akn"), NULL);
    if (status == OK && !reading->own)
        status = classify(reading);
    if (status != OK) {
        clear(reading);
        return problem_at(problem, status, NULL);
    }
    *out = reading;
    return OK;
}

Status akn_read(Slice file, Text **out, Problem *problem)
{
    AknReading *reading = NULL;

    TRY(read(file, &reading, problem));
    *out = reading->text;
    reading->text = NULL;
    clear(reading);
    return OK;
}

/* ---- a compilation of ours ---- */

/* The words that the markup shows as the base's are those of the base that is carried along; else ERR_CONFLICT. */
static Status same_words(const Text *shown, const Text *base, Problem *problem)
{
    Buffer one, other;
    Status status;

    buffer_init(&one, TEXT_BYTES_MAX);
    buffer_init(&other, TEXT_BYTES_MAX);
    text_print_plain(shown, &one);
    text_print_plain(base, &other);
    status = one.status != OK ? one.status : other.status;
    if (status == OK && !slice_equal(buffer_slice(&one), buffer_slice(&other)))
        status = problem_set(problem, ERR_CONFLICT, MSG("akn.changed"), NULL);
    buffer_clear(&one);
    buffer_clear(&other);
    return problem_at(problem, status, NULL);
}

Status akn_read_compilation(Slice file, StoredCompilation **out, Problem *problem)
{
    AknReading        *reading = NULL;
    StoredCompilation *stored = NULL;
    uint64_t           failures = memory_failures();
    Status             status;

    TRY(read(file, &reading, problem));
    status = reading->marked ? problem_at(problem, reading->json.status, NULL) : problem_set(problem, ERR_SYNTAX, MSG("akn.not_compilation"), NULL);
    if (status == OK)
        status = compilation_decode(buffer_slice(&reading->json), &stored, problem);
    if (status == OK)
        status = same_words(reading->text, stored->base, problem);
    if (status != OK && memory_failures() != failures) /* what the parser of JSON leaves out for want of memory looks like another file */
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    clear(reading);
    if (status != OK)
        stored_compilation_free(stored);
    else
        *out = stored;
    return status;
}
