/* SPDX-License-Identifier: Apache-2.0
 *
 * Every document under tests/cases/texts has the paragraphs, notes and masthead that its .expected.tsv says.
 */
#include "file.h"

#include "format/plain/plain.h"

enum { FILE_MAX = 1 << 22, COLUMNS = 6 };
static const char ELLIPSIS[] = " \xE2\x80\xA6 ";

static const char *const documents[] = {
    "A_RES_70_237.en.md",     "A_RES_74_28.en.md",        "A_RES_75_240.en.md",       "A_RES_53_70.en.txt",
    "A_RES_73_266.en.txt",    "A_RES_73_27.en.txt",       "A_RES_76_19.en.txt",       "A_75_PV.48_extract.en.txt",
    "A_RES_73_3-EN.layout.txt", "A_RES_73_6-EN.layout.txt", "A_RES_73_7-EN.layout.txt",
};

static Slice next_part(Slice *rest, const char *separator)
{
    const char *found = rest->size != 0 ? memmem(rest->data, rest->size, separator, strlen(separator)) : NULL;
    size_t      end = found != NULL ? (size_t)(found - rest->data) : rest->size;
    Slice       part = slice_part(*rest, 0, end);

    *rest = found != NULL ? slice_part(*rest, end + strlen(separator), rest->size) : (Slice){NULL, 0};
    return part;
}

static Slice instrument_field(const Instrument *instrument, Slice name)
{
    const struct {
        const char *name;
        Slice       value;
    } fields[] = {{"symbol", instrument->symbol},         {"title", instrument->title},
                  {"session", instrument->session},       {"agenda_item", instrument->agenda_item},
                  {"agenda_title", instrument->agenda_title}, {"adopted", instrument->adopted},
                  {"source_line", instrument->source_line}, {"distribution", instrument->distribution},
                  {"issued", instrument->issued}};

    for (size_t i = 0; i < COUNT(fields); i++)
        if (slice_is(name, fields[i].name))
            return fields[i].value;
    fail_msg("no field %.*s", (int)name.size, name.data);
    return SLICE("");
}

/* The labels of the notes marked in a paragraph: "3,2". */
static void print_marks(const Text *text, const Paragraph *paragraph, Buffer *out)
{
    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        uint32_t story = paragraph->anchors[i].story;

        assert_true(story > 0 && story < text->story_count);
        if (i != 0)
            buffer_add_byte(out, ',');
        for (size_t j = 0; j < text->count; j++)
            if (text->paragraphs[j].story == story)
                buffer_add(out, text->paragraphs[j].label);
    }
}

/* The words with marks left out, as the document has them without its notes. */
static void print_words(Slice text, Buffer *out)
{
    for (size_t at = 0; at < text.size; at++) {
        if (slice_starts(slice_part(text, at, text.size), "\xEF\xBF\xBC"))
            at += 2;
        else
            buffer_add_byte(out, text.data[at]);
    }
}

/* The wanted pieces stand in this order, the first at the start and the last at the end. */
static void assert_words(Slice got, Slice wanted)
{
    Slice  rest = wanted;
    size_t at = 0;
    bool   first = true;

    while (rest.size != 0) {
        Slice       piece = next_part(&rest, ELLIPSIS);
        const char *found = memmem(got.data + at, got.size - at, piece.data, piece.size);
        bool        last = rest.size == 0;

        if (first && last) {
            assert_slices(got, piece);
        } else if (found == NULL || (first && found != got.data) || (last && memcmp(got.data + got.size - piece.size, piece.data, piece.size) != 0)) {
            print_error("%s: got \"%.*s\", want \"%.*s\"\n", suite_row, (int)got.size, got.data, (int)wanted.size, wanted.data);
            fail();
        } else {
            at = (size_t)(found - got.data) + piece.size;
        }
        first = false;
    }
}

static void check_paragraph(const Text *text, size_t index, Slice line)
{
    Slice            columns[COLUMNS], rest = line;
    const Paragraph *paragraph;
    Buffer           marks, words;

    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = next_part(&rest, "\t");
    suite_row = line.data;
    assert_true(index < text->count);
    paragraph = &text->paragraphs[index];
    buffer_init(&marks, 1000);
    buffer_init(&words, FILE_MAX);
    print_marks(text, paragraph, &marks);
    print_words(paragraph->text, &words);
    assert_words(buffer_slice(&words), columns[5]);
    assert_slices(slice_from(paragraph_kind_name(paragraph->kind)), columns[0]);
    assert_slices(paragraph->label, columns[1]);
    assert_number(paragraph->level, columns[2].data[0] - '0');
    assert_slices(slice_part(paragraph->text, paragraph->opening_start, paragraph->opening_end), columns[3]);
    assert_slices(buffer_slice(&marks), columns[4]);
    buffer_clear(&marks);
    buffer_clear(&words);
}

static void check_document(const char *name)
{
    char     path[256];
    Buffer   file, expected;
    Text    *text = NULL;
    Problem  problem = {0};
    Slice    rest;
    size_t   index = 0, length = strlen(name);
    bool     markdown = strcmp(name + length - 3, ".md") == 0;

    suite_row = name;
    buffer_init(&file, FILE_MAX);
    buffer_init(&expected, FILE_MAX);
    (void)snprintf(path, sizeof path, "texts/%s", name);
    file_read(path, &file);
    (void)snprintf(path, sizeof path, "texts/%.*s.expected.tsv", (int)(length - (markdown ? 3 : 4)), name);
    file_read(path, &expected);
    assert_ok((markdown ? markdown_read : plain_read)(buffer_slice(&file), &text, &problem));
    buffer_add_byte(&expected, '\0'); /* rows are shown as C strings when they fail */
    for (rest = slice_part(buffer_slice(&expected), 0, expected.size - 1); rest.size != 0;) {
        Slice line = next_part(&rest, "\n");

        if (line.size == 0 || line.data[0] == '#')
            continue;
        expected.data[line.data + line.size - expected.data] = '\0';
        if (line.data[0] == '=') {
            Slice value = slice_part(line, 1, line.size), field = next_part(&value, "\t");

            suite_row = line.data;
            assert_slices(instrument_field(&text->instrument, field), value);
        } else {
            check_paragraph(text, index++, line);
        }
    }
    suite_row = name;
    assert_number(text->count, index);
    text_free(text);
    buffer_clear(&file);
    buffer_clear(&expected);
}

static void documents_have_the_paragraphs_that_they_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(documents); i++)
        check_document(documents[i]);
}

/* No file of this folder may break a promise of text.h. */
static void anchors_and_stories_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(documents); i++) {
        Buffer  file;
        Text   *text = NULL;
        char    path[256];
        size_t  length = strlen(documents[i]);

        ROW(documents[i]);
        buffer_init(&file, FILE_MAX);
        (void)snprintf(path, sizeof path, "texts/%s", documents[i]);
        file_read(path, &file);
        assert_ok((strcmp(documents[i] + length - 3, ".md") == 0 ? markdown_read : plain_read)(buffer_slice(&file), &text, NULL));
        for (uint32_t story = 1; story < text->story_count; story++) {
            const Story *hung = &text->stories[story];

            assert_number(text->paragraphs[hung->paragraph].anchors[hung->anchor].story, story);
        }
        for (size_t j = 0; j < text->count; j++) {
            const Paragraph *paragraph = &text->paragraphs[j];

            assert_true(utf8_valid(paragraph->text));
            for (uint32_t k = 0; k < paragraph->anchor_count; k++)
                assert_true(slice_starts(slice_part(paragraph->text, paragraph->anchors[k].at, paragraph->text.size), "\xEF\xBF\xBC"));
            for (uint32_t k = 1; k < paragraph->span_count; k++)
                assert_true(paragraph->spans[k - 1].end <= paragraph->spans[k].start);
        }
        text_free(text);
        buffer_clear(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_have_the_paragraphs_that_they_have),
        cmocka_unit_test(anchors_and_stories_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
