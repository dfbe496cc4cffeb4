/* SPDX-License-Identifier: Apache-2.0
 *
 * Long texts come in parts (docs/decisions/0011-long-texts.md). The address of the text always has every paragraph with the words of its version; the proposals, which are what makes it long, stand
 * at the paragraphs of one part. `part` chooses which: a number from 1, or `all`. Every paragraph has its anchor in each part.
 *
 * A short text has no parts. Programs get the whole at once: this is for pages alone.
 */
#include "web/pages_internal.h"

#include <jansson.h>

/* Estimates of what things take in the page, in bytes: a paragraph's frame, a wording's marks, a name with its link, a position. */
enum { PART_BYTES_MAX = 192 * 1024, FRAME_BYTES = 600, WORDING_BYTES = 160, NAME_BYTES = 110, POSITION_BYTES = 500 };

static size_t wording_bytes(const json_t *wording)
{
    return WORDING_BYTES + json_string_length(json_object_get(wording, "now")) + json_string_length(json_object_get(wording, "text")) + NAME_BYTES * json_array_size(json_object_get(wording, "by"));
}

static size_t wordings_bytes(const json_t *list)
{
    size_t bytes = 0;

    for (size_t i = 0; i < json_array_size(list); i++)
        bytes += wording_bytes(json_array_get(list, i));
    return bytes;
}

static size_t paragraph_bytes(const json_t *paragraph)
{
    static const char *const kinds[] = {"change", "competing", "alternatives"};
    const json_t *run, *runs = json_object_get(paragraph, "runs");
    size_t        i, bytes = FRAME_BYTES + json_string_length(json_object_get(paragraph, "text"));

    json_array_foreach((json_t *)(uintptr_t)runs, i, run)
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            bytes += wordings_bytes(json_object_get(json_object_get(run, kinds[k]), "of"));
    bytes += wordings_bytes(json_object_get(json_object_get(paragraph, "new"), "units"));
    bytes += wording_bytes(json_object_get(paragraph, "deletion")) + wording_bytes(json_object_get(paragraph, "move"));
    return bytes + POSITION_BYTES * (json_array_size(json_object_get(paragraph, "positions")) + json_array_size(json_object_get(paragraph, "proposals")) + json_array_size(json_object_get(paragraph, "comments")));
}

/* ---- cutting ---- */

static json_t *called(const json_t *paragraph)
{
    json_t *name = json_object_get(paragraph, "name");

    return name != NULL ? name : json_object_get(paragraph, "label");
}

/* What the part goes from and to, as paragraphs are called in the room. */
static void extend(json_t *part, const json_t *paragraph)
{
    json_t *name = called(paragraph);

    if (name == NULL)
        return;
    if (json_object_get(part, "first") == NULL)
        (void)json_object_set(part, "first", name);
    (void)json_object_set(part, "last", name);
}

/* The number of each paragraph's part is put into it, as `part`. */
static json_t *cut(json_t *paragraphs)
{
    json_t *parts = json_array(), *part = NULL, *paragraph;
    size_t  i, used = 0;

    json_array_foreach(paragraphs, i, paragraph)
    {
        size_t bytes = paragraph_bytes(paragraph);

        if (part == NULL || used + bytes > PART_BYTES_MAX) {
            part = json_pack("{s:i}", "number", (int)json_array_size(parts) + 1);
            (void)json_array_append_new(parts, part);
            used = 0;
        }
        used += bytes;
        extend(part, paragraph);
        (void)json_object_set(paragraph, "part", json_object_get(part, "number"));
    }
    return parts;
}

/* ---- choosing ---- */

/* Only the words of the version; where the proposals are is told. */
static void leave_words(json_t *paragraph)
{
    static const char *const left_out[] = {"new", "deletion", "move", "positions", "stated", "proposals", "put", "quiet", "comments", "commented"};
    Slice words = json_slice(json_object_get(paragraph, "text")), label = json_slice(json_object_get(paragraph, "label"));
    bool  has_more = !slice_is(json_slice(json_object_get(paragraph, "proposed")), "untouched") || json_array_size(json_object_get(paragraph, "positions")) + json_array_size(json_object_get(paragraph, "comments")) != 0;

    if (label.size != 0 && words.size > label.size && memcmp(words.data, label.data, label.size) == 0)
        words = slice_trim(slice_part(words, label.size, words.size));
    (void)json_object_set_new(paragraph, "runs", json_pack("[{s:o}]", "text", json_from_slice(words)));
    for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
        (void)json_object_del(paragraph, left_out[i]);
    if (has_more)
        (void)json_object_set(paragraph, "elsewhere", json_object_get(paragraph, "part"));
}

/* The number asked for, 1 when none is, 0 for all; false: there is no such part. */
static bool asked_part(const HttpExchange *exchange, bool narrowed, size_t count, size_t *out)
{
    Slice  asked;
    char   digits[DECIMAL_MAX], *end;
    size_t number;

    *out = narrowed ? 0 : 1; /* a reader who looks for something looks through all of it */
    if (!http_query(exchange, "part", &asked) || asked.size == 0)
        return true;
    *out = 0;
    if (slice_is(asked, "all"))
        return true;
    if (asked.size >= sizeof digits || asked.data[0] < '1' || asked.data[0] > '9')
        return false;
    (void)snprintf(digits, sizeof digits, "%.*s", (int)asked.size, asked.data);
    number = strtoul(digits, &end, 10);
    *out = number;
    return *end == '\0' && number <= count;
}

Status text_parts(const HttpExchange *exchange, json_t *answer)
{
    json_t *paragraph, *paragraphs = json_object_get(answer, "paragraphs"), *parts = cut(paragraphs);
    size_t  i, shown, count = json_array_size(parts);

    if (!asked_part(exchange, json_object_get(answer, "narrowed") != NULL, count, &shown)) {
        json_decref(parts);
        return ERR_NOT_FOUND;
    }
    if (count > 1) {
        json_array_foreach(paragraphs, i, paragraph) if (shown != 0 && (size_t)json_integer_value(json_object_get(paragraph, "part")) != shown) leave_words(paragraph);
        if (shown > 1)
            (void)json_object_del(answer, "before"); /* the place before the first paragraph goes with it */
        if (shown != 0)
            (void)json_object_set_new(json_array_get(parts, shown - 1), "current", json_true());
        else
            (void)json_object_set_new(answer, "all_parts", json_true());
        (void)json_object_set(answer, "parts", parts);
    }
    json_decref(parts);
    return OK;
}
