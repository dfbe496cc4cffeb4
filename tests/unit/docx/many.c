/* SPDX-License-Identifier: Apache-2.0
 *
 * Word files with so many of one thing that work in proportion to their square would take minutes, or all memory.
 */
#include "unit/suite.h"

#include "format/docx/docx_write.h"
#include "unit/docx/files.h"

enum { LIMIT = 256 * 1024 * 1024, PICTURE_SIZE = 1024 * 1024, TEXT_MEMORY = 16 * 1024 * 1024 };

#define P(inside) "<w:p>" inside "</w:p>"
#define PICTURE(id) "<w:r><w:drawing><wp:inline><a:blip r:embed=\"" id "\"/></wp:inline></w:drawing></w:r>"
#define CHARACTER(type) "<w:r><w:fldChar w:fldCharType=\"" type "\"/></w:r>"

static const DocxView accepted = {.mode = VIEW_ACCEPTED};

/* A file as the commands have it: with its parts, its text dressed. */
typedef struct File {
    Docx *docx;
    Text *text;
} File;

static File read_file(Slice bytes)
{
    DocxLimits limits = docx_limits_default;
    File       file = {NULL, NULL};

    limits.keep_parts = true;
    assert_ok(docx_read(bytes, &limits, &file.docx, NULL));
    assert_ok(docx_text(file.docx, &accepted, &file.text, NULL));
    assert_ok(docx_dress_objects(file.docx, &accepted, file.text, NULL));
    return file;
}

static File make_file(const Buffer *body, const PackagePart *beside)
{
    Buffer bytes;
    File   file;

    assert_ok(body->status);
    buffer_init(&bytes, LIMIT);
    files_docx(body->data, beside, &bytes);
    file = read_file(buffer_slice(&bytes));
    buffer_clear(&bytes);
    return file;
}

static void clear_file(File *file)
{
    text_free(file->text);
    docx_free(file->docx);
}

/* `part`, so many times between two strings. */
static void make_body(const char *before, const char *part, size_t count, const char *after, Buffer *out)
{
    buffer_init(out, LIMIT);
    buffer_add_string(out, before);
    for (size_t i = 0; i < count; i++)
        buffer_add_string(out, part);
    buffer_add_string(out, after);
    buffer_add_byte(out, '\0');
}

static void write_changes(const File *base, const Amendment *amendment, Buffer *out)
{
    DocxWriteOptions options = {.marks = DOCX_TRACKED, .view = &accepted};
    Submission       submission = {.name = SLICE("A"), .amendment = amendment};
    Compilation     *compilation = NULL;

    buffer_init(out, LIMIT);
    assert_ok(compilation_make(base->text, &submission, 1, &compilation, NULL));
    assert_ok(docx_write(base->docx, base->text, compilation, &options, out, NULL));
    compilation_free(compilation);
}

static void write_redline(const File *base, const File *revised, Buffer *out)
{
    Comparer  *comparer = comparer_new(base->text);
    Amendment *amendment = NULL;

    assert_non_null(comparer);
    assert_ok(amendment_between(comparer, revised->text, &amendment, NULL));
    write_changes(base, amendment, out);
    amendment_free(amendment);
    comparer_free(comparer);
}

static size_t count_in(Slice bytes, const char *words)
{
    size_t count = 0, size = strlen(words);

    for (const char *at = bytes.data; (at = memmem(at, bytes.size - (size_t)(at - bytes.data), words, size)) != NULL; at += size)
        count++;
    return count;
}

static Slice document_of(const File *file)
{
    return docx_slice(file->docx, docx_part(file->docx, SLICE("word/document.xml"))->bytes);
}

/* ---- fields ---- */

static void many_fields_without_ends_are_written_in_time(void **state)
{
    size_t count = SANITIZED ? 5000 : 80000;
    Buffer body, other, bytes;
    File   base, revised, written;

    (void)state;
    make_body("<w:p><w:r><w:t>Words of the text</w:t></w:r>", CHARACTER("begin"), count, "<w:r><w:t xml:space=\"preserve\"> and more</w:t></w:r></w:p>", &body);
    make_body("<w:p><w:r><w:t>Words of the text</w:t></w:r>", CHARACTER("begin"), 1, "<w:r><w:t xml:space=\"preserve\"> and fewer</w:t></w:r></w:p>", &other);
    base = make_file(&body, NULL);
    revised = make_file(&other, NULL);
    write_redline(&base, &revised, &bytes);
    written = read_file(buffer_slice(&bytes));
    assert_slice(written.text->paragraphs[0].text, "Words of the text and fewer");
    assert_number(count_in(document_of(&written), "\"begin\""), count);
    clear_file(&base);
    clear_file(&revised);
    clear_file(&written);
    buffer_clear(&body);
    buffer_clear(&other);
    buffer_clear(&bytes);
}

/* Each field whose whole result is deleted goes with it, whatever is begun and not ended around it. */
static const struct {
    const char *name, *fields;
    size_t      deleted; /* of its field characters and codes */
} field_rows[] = {
    {"its result is deleted", CHARACTER("begin") "<w:r><w:instrText>A</w:instrText></w:r>" CHARACTER("separate") "<w:r><w:t>gone</w:t></w:r>" CHARACTER("end"), 4},
    {"a field in a field", CHARACTER("begin") CHARACTER("begin") CHARACTER("separate") "<w:r><w:t>gone</w:t></w:r>" CHARACTER("end") CHARACTER("end"), 5},
    {"an end before", CHARACTER("end") CHARACTER("begin") "<w:r><w:t>gone</w:t></w:r>" CHARACTER("end"), 2},
    {"a begin before, without an end", CHARACTER("begin") CHARACTER("begin") "<w:r><w:t>gone</w:t></w:r>" CHARACTER("end"), 2},
    {"without an end", CHARACTER("begin") "<w:r><w:t>gone</w:t></w:r>", 0},
    {"without a result", CHARACTER("begin") CHARACTER("end") "<w:r><w:t>gone</w:t></w:r>", 0},
    {"a simple field", "<w:fldSimple w:instr=\"A\"><w:r><w:t>gone</w:t></w:r></w:fldSimple>", 4},
    {"a simple field with a link in it", "<w:fldSimple w:instr=\"A\"><w:hyperlink w:anchor=\"x\"><w:r><w:t>gone</w:t></w:r></w:hyperlink></w:fldSimple>", 4},
};

/* Field characters and codes inside a w:del; a simple field is written as such in the long form. */
static size_t count_deleted(Slice document)
{
    size_t count = 0;

    for (size_t at = 0; at < document.size;) {
        const char *open = memmem(document.data + at, document.size - at, "<w:del ", 7);
        const char *close = open != NULL ? memmem(open, document.size - (size_t)(open - document.data), "</w:del>", 8) : NULL;
        Slice       inside;

        if (close == NULL)
            break;
        inside = (Slice){open, (size_t)(close - open)};
        count += count_in(inside, "<w:fldChar") + (count_in(inside, "<w:delInstrText") != 0);
        at = (size_t)(close - document.data);
    }
    return count;
}

static void fields_go_with_their_results(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(field_rows); i++) {
        Buffer body, other, bytes;
        File   base, revised, written;

        ROW(field_rows[i].name);
        make_body("<w:p><w:r><w:t xml:space=\"preserve\">Words of the text </w:t></w:r>", field_rows[i].fields, 1, "<w:r><w:t xml:space=\"preserve\"> and more</w:t></w:r></w:p>", &body);
        make_body(P("<w:r><w:t xml:space=\"preserve\">Words of the text  and more</w:t></w:r>"), "", 0, "", &other);
        base = make_file(&body, NULL);
        revised = make_file(&other, NULL);
        write_redline(&base, &revised, &bytes);
        written = read_file(buffer_slice(&bytes));
        assert_slice(written.text->paragraphs[0].text, "Words of the text  and more");
        assert_number(count_deleted(document_of(&written)), field_rows[i].deleted);
        clear_file(&base);
        clear_file(&revised);
        clear_file(&written);
        buffer_clear(&body);
        buffer_clear(&other);
        buffer_clear(&bytes);
    }
}

/* ---- changes of format ---- */

/* Every second letter of many paragraphs becomes bold. */
static void many_changes_of_format_are_written_in_time(void **state)
{
    enum { LETTERS = 40 };
    size_t    count = SANITIZED ? 100 : 6000, each = LETTERS / 2;
    Span      bold = {0, 1, STYLE_BOLD};
    Amendment amendment = {.changes = memory_new_zeroed(count * each, sizeof(Change)), .count = count * each};
    Buffer    body, bytes;
    File      base, written;

    (void)state;
    assert_non_null(amendment.changes);
    make_body("", P("<w:r><w:t>abcdefghijklmnopqrstabcdefghijklmnopqrst</w:t></w:r>"), count, "", &body);
    base = make_file(&body, NULL);
    for (size_t i = 0; i < count * each; i++)
        amendment.changes[i] = (Change){.op = CHANGE_FORMAT,
                                        .paragraph = (uint32_t)(i / each),
                                        .start = (uint32_t)(i % each * 2),
                                        .end = (uint32_t)(i % each * 2 + 1),
                                        .spans = &bold,
                                        .span_count = 1};
    write_changes(&base, &amendment, &bytes);
    written = read_file(buffer_slice(&bytes));
    assert_number(count_in(document_of(&written), "<w:rPrChange "), count * each);
    assert_number(written.text->paragraphs[count - 1].span_count, each);
    clear_file(&base);
    clear_file(&written);
    memory_free(amendment.changes);
    buffer_clear(&body);
    buffer_clear(&bytes);
}

/* ---- pictures ---- */

static void make_pictures(char **first, char **second)
{
    uint32_t seed = 7;

    *first = memory_new(PICTURE_SIZE);
    *second = memory_new(PICTURE_SIZE);
    assert_true(*first != NULL && *second != NULL);
    for (size_t i = 0; i < PICTURE_SIZE; i++) {
        seed = seed * 1664525U + 1013904223U;
        (*first)[i] = (char)(seed >> 24);
        (*second)[i] = (char)(seed >> 16);
    }
}

/* Is there a part beside the base's own with these bytes? */
static bool has_new_part(const Docx *docx, Slice bytes)
{
    for (size_t i = 0; i < docx->part_count; i++)
        if (slice_starts(docx_slice(docx, docx->parts[i].name), "word/media/rapporteur-") && slice_equal(docx_slice(docx, docx->parts[i].bytes), bytes))
            return true;
    return false;
}

/* Two thousand times a megabyte would be more than a text may have. */
static void a_picture_shown_often_is_in_memory_once(void **state)
{
    size_t count = 2000;
    char  *first, *second;
    Buffer body, other, bytes;
    File   base, revised, written;

    (void)state;
    make_pictures(&first, &second);
    make_body("", P("<w:r><w:t>Words</w:t></w:r>" PICTURE("rId1")), count, P("<w:r><w:t>The last words</w:t></w:r>"), &body);
    make_body("", P("<w:r><w:t>Words</w:t></w:r>" PICTURE("rId1")), count, P("<w:r><w:t>The last words</w:t></w:r>" PICTURE("rId2")), &other);
    base = make_file(&body, (const PackagePart[]){{"word/media/a.png", {first, PICTURE_SIZE}}, {NULL, {NULL, 0}}});
    revised = make_file(&other, (const PackagePart[]){{"word/media/a.png", {first, PICTURE_SIZE}}, {"word/media/b.png", {second, PICTURE_SIZE}}, {NULL, {NULL, 0}}});
    assert_true(arena_used(base.text->arena) < TEXT_MEMORY && arena_used(revised.text->arena) < TEXT_MEMORY);
    write_redline(&base, &revised, &bytes);
    written = read_file(buffer_slice(&bytes));
    assert_true(has_new_part(written.docx, (Slice){second, PICTURE_SIZE}));
    assert_false(has_new_part(written.docx, (Slice){first, PICTURE_SIZE}));
    assert_number(written.text->paragraphs[count].anchor_count, 1);
    assert_memory_equal(written.text->paragraphs[count].anchors[0].sha256, revised.text->paragraphs[count].anchors[0].sha256, SHA256_SIZE);
    clear_file(&base);
    clear_file(&revised);
    clear_file(&written);
    buffer_clear(&body);
    buffer_clear(&other);
    buffer_clear(&bytes);
    memory_free(first);
    memory_free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_fields_without_ends_are_written_in_time),
        cmocka_unit_test(fields_go_with_their_results),
        cmocka_unit_test(many_changes_of_format_are_written_in_time),
        cmocka_unit_test(a_picture_shown_often_is_in_memory_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
