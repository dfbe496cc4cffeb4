/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

Slice fuzz_part(Slice *rest, char separator)
{
    const char *end = rest->size != 0 ? memchr(rest->data, separator, rest->size) : NULL;
    size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size;
    Slice       part = slice_part(*rest, 0, size);

    *rest = slice_part(*rest, size + (end != NULL), rest->size);
    return part;
}

Text *fuzz_text(Slice lines)
{
    Arena *arena = arena_new(lines.size * 4 + 64 * 1024);
    Text  *text = text_new("en");
    Status status = OK;

    while (lines.size != 0 && status == OK) {
        Slice clean, line = fuzz_part(&lines, '\n');

        status = utf8_clean(arena, line, &clean);
        for (size_t i = 0; status == OK && i + 2 < clean.size; i++)
            if (memcmp(clean.data + i, "\xEF\xBF\xBC", 3) == 0 || memcmp(clean.data + i, "\xE2\x80\xA9", 3) == 0)
                clean.size = i; /* no object without an anchor, and no paragraph mark, stands in a text */
        if (status == OK)
            status = text_add(text, &(Paragraph){.kind = KIND_PLAIN, .table = NO_TABLE, .text = clean}, NULL);
    }
    if (status == OK)
        status = text_identify(text);
    arena_free(arena);
    if (status != OK) {
        text_free(text);
        return NULL;
    }
    return text;
}

static void encode(const Text *text, Buffer *out)
{
    buffer_init(out, FUZZ_BUFFER_MAX);
    REQUIRE(text_encode(text, out, NULL) == OK);
}

/* Reads a stored form back; says why when that fails. */
static Text *decode(Slice stored)
{
    Text   *text = NULL;
    Problem problem = {0};
    Buffer  said;

    if (text_decode(stored, &text, &problem) == OK)
        return text;
    buffer_init(&said, FUZZ_BUFFER_MAX);
    problem_print(&problem, &said);
    fprintf(stderr, "%.*s\n%.*s\n", (int)said.size, said.data, (int)stored.size, stored.data);
    buffer_clear(&said);
    return NULL;
}

void fuzz_check_text(const Text *text)
{
    Buffer    once, twice, plain;
    Text     *again;
    Arena    *arena = arena_new(FUZZ_BUFFER_MAX);
    Citation *citations;
    size_t    count;

    for (size_t i = 0; i < text->count; i++)
        REQUIRE(utf8_valid(text->paragraphs[i].text) &&
                (text->paragraphs[i].text.size == 0 ||
                 memmem(text->paragraphs[i].text.data, text->paragraphs[i].text.size, "\xE2\x80\xA9", 3) == NULL));
    encode(text, &once);
    again = decode(buffer_slice(&once));
    REQUIRE(again != NULL);
    encode(again, &twice);
    REQUIRE(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    buffer_init(&plain, FUZZ_BUFFER_MAX);
    text_print_plain(text, &plain);
    REQUIRE(plain.status == OK && utf8_valid(buffer_slice(&plain)));
    REQUIRE(citations_find(text, arena, &citations, &count, NULL) == OK);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(citations[i].paragraph < text->count);
        REQUIRE(citations[i].start <= citations[i].end && citations[i].end <= text->paragraphs[citations[i].paragraph].text.size);
    }
    arena_free(arena);
    text_free(again);
    buffer_clear(&once);
    buffer_clear(&twice);
    buffer_clear(&plain);
}

bool fuzz_texts_equal(const Text *a, const Text *b)
{
    Buffer first, second;
    bool   equal;

    buffer_init(&first, FUZZ_BUFFER_MAX);
    buffer_init(&second, FUZZ_BUFFER_MAX);
    text_print_plain(a, &first);
    text_print_plain(b, &second);
    equal = slice_equal(buffer_slice(&first), buffer_slice(&second));
    buffer_clear(&first);
    buffer_clear(&second);
    return equal;
}

/* Three bytes of `how` make one change: where (two bytes), and what is added there. */
void fuzz_spoil(char *bytes, size_t size, Slice how)
{
    Reader in = reader_from(how);

    while (size != 0) {
        size_t  at = reader_u16(&in) % size;
        uint8_t by = reader_u8(&in);

        if (reader_failed(&in))
            return;
        bytes[at] = (char)((uint8_t)bytes[at] + by);
    }
}
