/* SPDX-License-Identifier: Apache-2.0
 *
 * A file in which somebody answers a call, read in a sandboxed child and taken apart question by question. The words go into the boxes of a private draft, and the
 * file's text beside them: what is not changed in a box is sent as the file has it.
 */
#include "service/answer_text.h"
#include "service/text_internal.h"

#include <jansson.h>

enum { PART_MAX = 4 * 1024 * 1024, STORED_MAX = 600 * 1024 /* what a draft has room for beside the words */ };

static json_t *part(const Text *text, const json_t *answers, Slice question)
{
    Buffer  words;
    json_t *made;

    buffer_init(&words, PART_MAX);
    service_answer_words(text, answers, question, &words);
    made = words.status == OK ? json_pack("s%", words.size != 0 ? words.data : "", words.size) : NULL;
    buffer_clear(&words);
    return made;
}

static bool is_found(const json_t *answers, const json_t *letter)
{
    json_t *answer;
    size_t  i;

    json_array_foreach((json_t *)(uintptr_t)answers, i, answer) if (json_equal(json_object_get(answer, "question"), letter)) return true;
    return false;
}

static bool is_note(const Anchor *anchor)
{
    return anchor->kind == ANCHOR_FOOTNOTE || anchor->kind == ANCHOR_ENDNOTE;
}

/* Notes, tables and emphasis, which a box of words does not show. */
static bool has_more(const Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].table != NO_TABLE || text->paragraphs[i].story != 0 || text->paragraphs[i].span_count != 0)
            return true;
    return false;
}

/* Whose words are their alternative text, or none. */
static bool has_images(const Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        for (uint32_t k = 0; k < text->paragraphs[i].anchor_count; k++)
            if (!is_note(&text->paragraphs[i].anchors[k]) && text->paragraphs[i].anchors[k].kind != ANCHOR_BOX)
                return true;
    return false;
}

static json_t *stored(const Text *text)
{
    Buffer  bytes;
    json_t *made = NULL;

    buffer_init(&bytes, STORED_MAX);
    if (text_encode(text, &bytes, NULL) == OK)
        made = json_from_slice(buffer_slice(&bytes));
    buffer_clear(&bytes);
    return made;
}

static Status take_apart(const Text *text, const json_t *questions, json_t **out, Problem *problem)
{
    json_t *answers = NULL, *parts = json_object(), *found = json_array(), *missing = json_array(), *question;
    size_t  i;
    Status  status = service_answer_match(text, questions, &answers, problem);

    if (status == OK)
        (void)json_object_set_new(parts, "", part(text, answers, SLICE("")));
    json_array_foreach((json_t *)(uintptr_t)questions, i, question)
    {
        json_t *letter = json_object_get(question, "letter");

        if (status == OK && is_found(answers, letter))
            (void)json_object_set_new(parts, json_string_value(letter), part(text, answers, json_slice(letter)));
        if (status == OK)
            (void)json_array_append(is_found(answers, letter) ? found : missing, question);
    }
    if (status == OK)
        *out = json_pack("{s:O, s:O, s:O, s:b, s:b, s:o?, s:s}", "parts", parts, "found", found, "missing", missing, "more", has_more(text), "images", has_images(text), "text", stored(text), "language",
                         text->language);
    json_decref(answers);
    json_decref(parts);
    json_decref(found);
    json_decref(missing);
    return status != OK || *out != NULL ? status : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

Status service_answer_file(Slice name, Slice bytes, const json_t *questions, json_t **out, Problem *problem)
{
    UploadText read = {0};
    Status     status = service_upload_text(name, bytes, (Slice){NULL, 0}, &read, problem);

    if (status == OK)
        status = take_apart(read.text, questions, out, problem);
    upload_text_clear(&read);
    return status;
}
