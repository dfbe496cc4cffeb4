/* SPDX-License-Identifier: Apache-2.0
 *
 * What parties said about a text travels with its files: explanations, reservations and dissociations, and comments, stand behind the words under headings that say they are no part of them, in the
 * text's own language. A file with such an annex that comes back is read without it: nobody proposes what others said.
 */
#include "service/text_making.h"
#include "service/text_internal.h"

static const char *const languages[] = {"ar", "zh", "en", "fr", "ru", "es"};

static size_t story_end(const Text *text)
{
    size_t end = text->count;

    while (end > 0 && text->paragraphs[end - 1].story != 0)
        end--;
    return end;
}

/* Behind the last paragraph of the body; notes and the like stay behind it. */
static Status add_paragraph(Text *text, ParagraphKind kind, Slice words, Problem *problem)
{
    Status status = text_insert(text, story_end(text), &(Paragraph){.kind = kind, .text = words, .table = NO_TABLE});

    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static void print_place(const json_t *place, const char *before, Buffer *out)
{
    Slice name = json_slice(json_object_get(place, "name"));

    if (name.size == 0)
        name = json_slice(json_object_get(place, "label"));
    if (name.size != 0)
        buffer_add_string(out, before);
    buffer_add(out, name);
}

/* "Delegation 01 (comment; Zero draft; OP2; the words have changed since): " */
static void print_comment_head(const json_t *row, const char *language, Buffer *out)
{
    Slice version = json_slice(json_object_get(row, "version_name"));

    buffer_add(out, text_party_name(json_object_get(row, "party"), language));
    buffer_add_format(out, " (%s", message_text_in(language, MSG("text.comment")));
    if (version.size != 0)
        buffer_add_string(out, "; ");
    buffer_add(out, version);
    print_place(json_object_get(row, "place"), "; ", out);
    if (json_object_get(row, "stale") != NULL)
        buffer_add_format(out, "; %s", message_text_in(language, json_object_get(row, "proposal_gone") != NULL ? MSG("text.comment.gone") : MSG("text.comment.stale")));
    buffer_add_string(out, "): ");
}

/* "Delegation 01 (dissociation; OP2, OP3): " */
static void print_head(const json_t *row, const char *language, Buffer *out)
{
    char          id[60];
    const json_t *place;
    size_t        i;

    if (json_object_get(row, "type") == NULL) {
        print_comment_head(row, language, out);
        return;
    }

    (void)snprintf(id, sizeof id, "text.explanation.%s", json_string_value(json_object_get(row, "type")));
    buffer_add(out, text_party_name(json_object_get(row, "party"), language));
    buffer_add_format(out, " (%s", message_text_in(language, id));
    json_array_foreach(json_object_get(row, "places"), i, place) print_place(place, i == 0 ? "; " : ", ", out);
    buffer_add_string(out, "): ");
}

/* Its lines are paragraphs of their own; the first one says whose they are. */
static Status add_said(Text *text, const json_t *row, const char *language, Problem *problem)
{
    Slice  rest = slice_trim(json_slice(json_object_get(row, "text")));
    Status status = OK;
    bool   first = true;

    while (status == OK && rest.size != 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        Slice       line = end != NULL ? (Slice){rest.data, (size_t)(end - rest.data)} : rest;
        Buffer      words;

        rest = slice_trim(slice_part(rest, line.size, rest.size));
        buffer_init(&words, BLOB_MAX);
        if (first)
            print_head(row, language, &words);
        buffer_add(&words, slice_trim(line));
        status = words.status == OK ? add_paragraph(text, KIND_PLAIN, buffer_slice(&words), problem) : text_no_memory(problem);
        buffer_clear(&words);
        first = false;
    }
    return status;
}

static Status add_list(Text *text, const json_t *list, const char *heading, const char *language, Problem *problem)
{
    const char *words = message_text_in(language, heading);
    json_t     *row;
    size_t      i;

    if (json_array_size(list) == 0)
        return OK;
    TRY(add_paragraph(text, KIND_HEADING, slice_from(words != NULL ? words : message_text(heading)), problem));
    json_array_foreach((json_t *)(uintptr_t)list, i, row) TRY(add_said(text, row, language, problem));
    return OK;
}

Status text_annex_add(Text *text, json_t *answer, Problem *problem)
{
    const char   *language = text->language[0] != '\0' ? text->language : "en";
    const json_t *explanations = json_object_get(answer, "explanations"), *comments = json_object_get(answer, "comments");

    if (json_array_size(explanations) + json_array_size(comments) == 0)
        return OK;
    TRY(text_standing(answer, problem)); /* the paragraphs by their names */
    TRY(add_list(text, explanations, MSG("text.annex"), language, problem));
    return add_list(text, comments, MSG("text.annex_comments"), language, problem);
}

static bool is_heading(Slice text)
{
    static const char *const headings[] = {MSG("text.annex"), MSG("text.annex_comments")};

    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        for (size_t k = 0; k < sizeof headings / sizeof headings[0]; k++)
            if (slice_is(slice_trim(text), message_text_in(languages[i], headings[k])))
                return true;
    return false;
}

void text_annex_drop(Text *text)
{
    size_t from = 0, end = story_end(text);

    while (from < end && !is_heading(text->paragraphs[from].text))
        from++;
    memmove(&text->paragraphs[from], &text->paragraphs[end], (text->count - end) * sizeof *text->paragraphs);
    text->count -= end - from;
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph >= end)
            text->stories[i].paragraph -= (uint32_t)(end - from);
}
