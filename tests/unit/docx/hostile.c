/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that mean harm, or that came to it: each is refused with one clear sentence, in bounded memory and time. Then the bytes that come back from
 * the child: whatever happens to them, decoding refuses them or gives a Docx that is safe to use.
 */
#include "unit/suite.h"

#include "unit/docx/files.h"

enum { LIMIT = 256 * 1024 * 1024, MIB = 1024 * 1024 };

static void assert_refused(const char *name, Slice file, Status want, const char *words)
{
    Status status;
    Buffer said;

    buffer_init(&said, LIMIT);
    files_refusal(file, &status, &said);
    buffer_add_byte(&said, '\0');
    ROW(name);
    assert_number(status, want);
    if (strstr(said.data, words) == NULL)
        fail_msg("%s: \"%s\" does not say \"%s\"", name, said.data, words);
    buffer_clear(&said);
}

static void what_is_no_word_file_is_refused_plainly(void **state)
{
    static const struct {
        const char *name;
        Slice       file;
        Status      status;
        const char *words;
    } rows[] = {
        {"empty", {"", 0}, ERR_SYNTAX, "not a Word file"},
        {"text", {"Hello", 5}, ERR_SYNTAX, "not a Word file"},
        {"a compound file's first bytes and nothing more", {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, ERR_REFUSED, "an older Word (.doc)"},
        {"a ZIP's first bytes and nothing more", {"PK\x03\x04", 4}, ERR_SYNTAX, "damaged or cut short"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_refused(rows[i].name, rows[i].file, rows[i].status, rows[i].words);
}

enum { SECTOR = 512, COMPOUND = 4 * SECTOR };

static void put_u32(char *file, size_t at, uint32_t number)
{
    for (size_t i = 0; i < 4; i++)
        file[at + i] = (char)(number >> (8 * i) & 0xFF);
}

static void put_entry(char *file, size_t at, const char *name, char type)
{
    for (size_t i = 0; name[i] != '\0'; i++)
        file[at + 2 * i] = name[i];
    file[at + 64] = (char)(2 * (strlen(name) + 1));
    file[at + 66] = type;
}

/* A compound file: its chains in the first sector, its directory in two others, the stream's entry last. */
static void compound_make(const char *stream, char file[COMPOUND])
{
    memset(file, 0, COMPOUND);
    memcpy(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    file[30] = 9;
    put_u32(file, 44, 1);
    put_u32(file, 48, 1);
    put_u32(file, 68, 0xFFFFFFFE);
    for (size_t i = 1; i < 109; i++)
        put_u32(file, 76 + 4 * i, 0xFFFFFFFF);
    put_u32(file, SECTOR, 0xFFFFFFFD);
    put_u32(file, SECTOR + 4, 2);
    put_u32(file, SECTOR + 8, 0xFFFFFFFE);
    put_entry(file, (size_t)2 * SECTOR, "Root Entry", 5);
    put_entry(file, COMPOUND - 128, stream, 2);
}

#define OLD "This is a file of an older Word (.doc)"
#define LOCKED "This file is protected by a password. Please remove it and send the file again."

static void an_old_word_file_is_told_from_a_protected_one(void **state)
{
    char file[COMPOUND];

    (void)state;
    compound_make("WordDocument", file);
    assert_refused("old", (Slice){file, COMPOUND}, ERR_REFUSED, OLD);
    compound_make("EncryptedPackagf", file);
    assert_refused("another stream", (Slice){file, COMPOUND}, ERR_REFUSED, OLD);
    compound_make("EncryptedPackage", file);
    assert_refused("protected", (Slice){file, COMPOUND}, ERR_REFUSED, LOCKED);
    file[COMPOUND - 128 + 66] = 1;
    assert_refused("a folder of that name", (Slice){file, COMPOUND}, ERR_REFUSED, OLD);
}

static void spoiled_compound_files_are_refused(void **state)
{
    static const uint32_t numbers[] = {0, 1, 2, 3, 109, 128, 0x00FFFFFF, 0x7FFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF};
    char                  file[COMPOUND];

    (void)state;
    for (size_t size = 8; size < COMPOUND; size += 7) {
        compound_make("EncryptedPackage", file);
        assert_refused("cut", (Slice){file, size}, ERR_REFUSED, OLD);
    }
    for (size_t i = 0; i < COUNT(numbers); i++)
        for (size_t at = 28; at < SECTOR + 12; at += 4) {
            compound_make("EncryptedPackage", file);
            put_u32(file, at, numbers[i]);
            assert_refused("spoiled", (Slice){file, COMPOUND}, ERR_REFUSED, "This");
        }
}

static void a_file_cut_short_anywhere_is_refused(void **state)
{
    Buffer file;

    (void)state;
    buffer_init(&file, LIMIT);
    assert_true(files_case("delegations/delegation-01.docx", &file));
    for (size_t size = 4; size < file.size; size += 997)
        assert_refused("cut", (Slice){file.data, size}, ERR_SYNTAX, "damaged");
    buffer_clear(&file);
}

static void a_spoiled_byte_is_refused_or_harmless(void **state)
{
    Buffer file, view;

    (void)state;
    buffer_init(&file, LIMIT);
    buffer_init(&view, LIMIT);
    assert_true(files_case("docx4j/HelloWordOnline.docx", &file));
    for (size_t at = 0; at < file.size; at += 41) {
        char saved = file.data[at];

        file.data[at] = (char)(saved ^ 0x55);
        buffer_reset(&view);
        files_view(buffer_slice(&file), VIEW_ACCEPTED, &view);
        file.data[at] = saved;
    }
    buffer_clear(&file);
    buffer_clear(&view);
}

static void body_refused(const char *name, const char *body, Status status, const char *words)
{
    Buffer file;

    buffer_init(&file, LIMIT);
    files_docx(body, NULL, &file);
    assert_refused(name, buffer_slice(&file), status, words);
    buffer_clear(&file);
}

static void add_times(Buffer *out, const char *words, int times)
{
    for (int i = 0; i < times; i++)
        buffer_add_string(out, words);
}

static void nesting_is_bounded(void **state)
{
    static const struct {
        const char *name, *open, *close;
        int         times;
        const char *words;
    } rows[] = {
        {"10,000 content controls", "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 5000, "nested more than 512 levels"},
        {"10,000 unknown elements", "<w:x>", "</w:x>", 10000, "nested more than 512 levels"},
        {"tables in tables", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 3000, "nested more than 512 levels"},
        {"text boxes in text boxes", "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 65,
         "inside one another, more than 64 deep"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer body;

        buffer_init(&body, LIMIT);
        add_times(&body, rows[i].open, rows[i].times);
        add_times(&body, rows[i].close, rows[i].times);
        buffer_add_byte(&body, '\0');
        body_refused(rows[i].name, body.data, ERR_LIMIT, rows[i].words);
        buffer_clear(&body);
    }
}

static void as_deep_as_the_limit_is_read(void **state)
{
    Buffer body, file, view;

    (void)state;
    buffer_init(&body, LIMIT);
    buffer_init(&file, LIMIT);
    buffer_init(&view, LIMIT);
    add_times(&body, "<w:sdt><w:sdtContent>", 250);
    buffer_add_string(&body, "<w:p><w:r><w:t>deep</w:t></w:r></w:p>");
    add_times(&body, "</w:sdtContent></w:sdt>", 250);
    buffer_add_byte(&body, '\0');
    files_docx(body.data, NULL, &file);
    files_view(buffer_slice(&file), VIEW_ACCEPTED, &view);
    assert_slice(buffer_slice(&view), "deep\n");
    buffer_clear(&body);
    buffer_clear(&file);
    buffer_clear(&view);
}

static void document_is(const char *name, Slice document, Status status, const char *words)
{
    static const char rels[] =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" "
        "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"/word/document.xml\"/></Relationships>";
    PackagePart parts[] = {{"_rels/.rels", SLICE(rels)}, {"word/document.xml", document}};
    Buffer      file;

    buffer_init(&file, LIMIT);
    files_package(parts, COUNT(parts), &file);
    if (status != OK) {
        assert_refused(name, buffer_slice(&file), status, words);
    } else {
        Buffer view;

        buffer_init(&view, LIMIT);
        files_view(buffer_slice(&file), VIEW_ACCEPTED, &view);
        ROW(name);
        assert_slice(buffer_slice(&view), words);
        buffer_clear(&view);
    }
    buffer_clear(&file);
}

#define WORD(inside) "<w:document xmlns:w=\"" FILES_WORD "\"><w:body>" inside "</w:body></w:document>"
#define PARAGRAPH "<w:p><w:r><w:t>a</w:t></w:r></w:p>"

static void documents_that_are_not_what_they_should_be(void **state)
{
    static const char laughs[] =
        "<?xml version=\"1.0\"?><!-- --><!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>" WORD("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>");
    static const struct {
        const char *name;
        const char *document;
        Status      status;
        const char *words;
    } rows[] = {
        {"a document type declaration", laughs, ERR_REFUSED, "document.xml of the file has a document type declaration"},
        {"an undefined entity", WORD("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"), ERR_SYNTAX, "not well-formed XML"},
        {"an undefined entity in a value", WORD("<w:p w:rsidR=\"&x;\"/>"), ERR_SYNTAX, "not well-formed XML"},
        {"an end that is missing", "<w:document xmlns:w=\"" FILES_WORD "\"><w:body><w:p>", ERR_SYNTAX, "not well-formed XML"},
        {"its line", "<?xml version=\"1.0\"?>\n<!-- one -->\n<w:document xmlns:w=\"" FILES_WORD "\"><w:body>\n<w:p>\n</w:q></w:body></w:document>", ERR_SYNTAX, "(line 5)"},
        {"a prefix without a namespace", WORD("<x:p/>"), ERR_SYNTAX, "not well-formed XML"},
        {"bytes that are no UTF-8", WORD("<w:p><w:r><w:t>\xC3(</w:t></w:r></w:p>"), ERR_SYNTAX, "not well-formed XML"},
        {"nothing", "", ERR_SYNTAX, "not well-formed XML"},
        {"another root", "<html/>", ERR_SYNTAX, "no Word document in it"},
        {"no body", "<w:document xmlns:w=\"" FILES_WORD "\"/>", ERR_SYNTAX, "no Word document in it"},
        {"the prefix w for something else", "<q:document xmlns:q=\"" FILES_WORD "\" xmlns:w=\"urn:w\"><q:body/></q:document>",
         ERR_REFUSED, "the XML prefix w"},
        {"the strict namespace", "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body>" PARAGRAPH "</w:body></w:document>",
         OK, "a\n"},
        {"a byte order mark and CDATA", "\xEF\xBB\xBF<?xml version=\"1.0\"?>" WORD("<w:p><w:r><w:t><![CDATA[a<b]]></w:t></w:r></w:p>"), OK,
         "a<b\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        document_is(rows[i].name, slice_from(rows[i].document), rows[i].status, rows[i].words);
}

static void utf_16_is_read_in_both_orders(void **state)
{
    static const char document[] = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" WORD(PARAGRAPH);
    char              wide[2 * sizeof document];

    (void)state;
    for (size_t order = 0; order < 2; order++) {
        memset(wide, 0, sizeof wide);
        wide[order] = (char)0xFE;
        wide[1 - order] = (char)0xFF;
        for (size_t i = 0; i + 1 < sizeof document; i++)
            wide[2 + 2 * i + 1 - order] = document[i];
        document_is("UTF-16", (Slice){wide, sizeof wide}, OK, "a\n");
    }
}

static void bombs_are_seen_before_they_go_off(void **state)
{
    Buffer zeros;

    (void)state;
    buffer_init(&zeros, LIMIT);
    while (zeros.size < 65 * (size_t)MIB)
        add_times(&zeros, "                                                                ", 1024);
    document_is("a part of 65 MB", buffer_slice(&zeros), ERR_LIMIT, "larger than 64 MB");
    document_is("40 MB packed a thousand times", (Slice){zeros.data, 40 * (size_t)MIB}, ERR_LIMIT, "packed so tightly");
    buffer_clear(&zeros);
}

static void limits_are_those_given(void **state)
{
    static const char body[] = PARAGRAPH PARAGRAPH PARAGRAPH;
    DocxLimits        limits = docx_limits_default;
    Buffer            file;
    Docx             *docx = NULL;

    (void)state;
    buffer_init(&file, LIMIT);
    files_docx(body, NULL, &file);
    limits.nodes = 8;
    assert_number(docx_read(buffer_slice(&file), &limits, &docx, NULL), ERR_LIMIT);
    limits.nodes = 9;
    assert_ok(docx_read(buffer_slice(&file), &limits, &docx, NULL));
    docx_free(docx);
    docx = NULL;
    limits.entries = 2;
    assert_number(docx_read(buffer_slice(&file), &limits, &docx, NULL), ERR_LIMIT);
    limits = docx_limits_default;
    limits.total_size = 100;
    assert_number(docx_read(buffer_slice(&file), &limits, &docx, NULL), ERR_LIMIT);
    assert_null(docx);
    buffer_clear(&file);
}

/* ---- what comes back from the child ---- */

static void encode_case(const char *name, Buffer *out)
{
    Buffer file;
    Docx  *docx = NULL;

    buffer_init(&file, LIMIT);
    assert_true(files_case(name, &file));
    assert_ok(docx_read(buffer_slice(&file), &docx_limits_default, &docx, NULL));
    docx_encode(docx, out);
    docx_free(docx);
    buffer_clear(&file);
}

static void decoding_is_the_inverse_of_encoding(void **state)
{
    Buffer once, again;
    Docx  *docx = NULL;

    (void)state;
    buffer_init(&once, LIMIT);
    buffer_init(&again, LIMIT);
    encode_case("oxpt-RP/RP050-Deleted-Footnote.docx", &once);
    assert_ok(docx_decode(buffer_slice(&once), &docx, NULL));
    docx_encode(docx, &again);
    assert_slices(buffer_slice(&again), buffer_slice(&once));
    docx_free(docx);
    buffer_clear(&once);
    buffer_clear(&again);
}

static void use_when_valid(Slice bytes)
{
    DocxView view = {.mode = VIEW_REJECTED};
    Docx    *docx = NULL;
    Text    *text = NULL;

    if (docx_decode(bytes, &docx, NULL) == OK && docx_text(docx, &view, &text, NULL) == OK) {
        Buffer out;

        buffer_init(&out, LIMIT);
        text_print_plain(text, &out);
        buffer_clear(&out);
    }
    text_free(text);
    docx_free(docx);
}

static void damaged_bytes_are_refused_or_safe(void **state)
{
    Buffer   bytes;
    uint64_t random = 2026;

    (void)state;
    buffer_init(&bytes, LIMIT);
    encode_case("oxpt-RP/RP050-Deleted-Footnote.docx", &bytes);
    for (int round = 0; round < 4000; round++) {
        size_t at;
        char   saved;

        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        at = (size_t)(random >> 16) % bytes.size;
        saved = bytes.data[at];
        bytes.data[at] = (char)(saved ^ (char)(1U << (random >> 60 & 7)));
        use_when_valid(buffer_slice(&bytes));
        bytes.data[at] = saved;
    }
    for (size_t size = 0; size < bytes.size; size += 131)
        use_when_valid((Slice){bytes.data, size});
    buffer_clear(&bytes);
}

static void lie_about_kind(Docx *docx, DocxNode *node, uint32_t value)
{
    (void)docx;
    node->link = value;
}

static void lie_about_xml(Docx *docx, DocxNode *node, uint32_t value)
{
    (void)docx;
    node->xml.size = value;
}

static void lie_about_id(Docx *docx, DocxNode *node, uint32_t value)
{
    docx->notes[node->link].id = value;
}

static DocxNode *find_node(Docx *docx, DocxNodeType type)
{
    for (size_t i = 0; i < docx->node_count; i++)
        if (docx->nodes[i].type == type)
            return &docx->nodes[i];
    return NULL;
}

/* What the writer goes by is looked at when it comes over from the child. */
static void a_model_that_lies_is_refused(void **state)
{
    static const struct {
        const char  *name;
        DocxNodeType type;
        void       (*lie)(Docx *docx, DocxNode *node, uint32_t value);
        uint32_t     value;
        Status       status;
    } rows[] = {
        {"a separator of footnotes", NODE_NOTE_RAW, lie_about_kind, STORY_FOOTNOTE, OK},
        {"a separator of endnotes", NODE_NOTE_RAW, lie_about_kind, STORY_ENDNOTE, OK},
        {"a separator of no notes", NODE_NOTE_RAW, lie_about_kind, STORY_BODY, ERR_SYNTAX},
        {"a separator of what is none", NODE_NOTE_RAW, lie_about_kind, 1000, ERR_SYNTAX},
        {"a mark without its number", NODE_OBJECT, lie_about_xml, 3, ERR_SYNTAX},
        {"a mark without anything", NODE_OBJECT, lie_about_xml, 0, ERR_SYNTAX},
        {"a note's number as large as can be", NODE_STORY, lie_about_id, UINT32_MAX - 1, OK},
        {"a number that is none", NODE_STORY, lie_about_id, UINT32_MAX, ERR_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer    file, model;
        Docx     *docx = NULL, *again = NULL;
        DocxNode *node;

        ROW(rows[i].name);
        buffer_init(&file, LIMIT);
        buffer_init(&model, LIMIT);
        assert_true(files_case("oxpt-RP/RP050-Deleted-Footnote.docx", &file));
        assert_ok(docx_read(buffer_slice(&file), &docx_limits_default, &docx, NULL));
        node = find_node(docx, rows[i].type);
        assert_non_null(node);
        rows[i].lie(docx, node, rows[i].value);
        docx_encode(docx, &model);
        assert_int_equal(docx_decode(buffer_slice(&model), &again, NULL), rows[i].status);
        docx_free(again);
        docx_free(docx);
        buffer_clear(&model);
        buffer_clear(&file);
    }
}

/* ---- memory that fails ---- */

static Status read_and_print(Slice file, Buffer *out)
{
    DocxView view = {.mode = VIEW_ACCEPTED};
    Docx    *docx = NULL;
    Text    *text = NULL;
    Problem  problem = {.status = OK};
    Status   status;

    TRY_OR(done, docx_read(file, &docx_limits_default, &docx, &problem));
    docx_encode(docx, out);
    TRY_OR(done, out->status);
    TRY_OR(done, docx_text(docx, &view, &text, &problem));
done:
    text_free(text);
    docx_free(docx);
    return status;
}

/* Each allocation fails once, in turn: the answer is ERR_MEMORY, never a shorter document. */
static void no_failed_allocation_shortens_a_document(void **state)
{
    Buffer   file;
    uint64_t asked;

    (void)state;
    buffer_init(&file, LIMIT);
    assert_true(files_case("oxpt-RP/RP050-Deleted-Footnote.docx", &file));
    for (uint64_t position = 1;; position++) {
        Buffer out;
        Status status;

        buffer_init(&out, LIMIT);
        memory_fail_at(position, false);
        status = read_and_print(buffer_slice(&file), &out);
        asked = memory_asked();
        memory_fail_at(0, false);
        buffer_clear(&out);
        assert_number(status, asked < position ? OK : ERR_MEMORY);
        if (asked < position)
            break;
    }
    assert_true(asked > 500);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_word_file_is_refused_plainly),
        cmocka_unit_test(an_old_word_file_is_told_from_a_protected_one),
        cmocka_unit_test(spoiled_compound_files_are_refused),
        cmocka_unit_test(a_file_cut_short_anywhere_is_refused),
        cmocka_unit_test(a_spoiled_byte_is_refused_or_harmless),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(as_deep_as_the_limit_is_read),
        cmocka_unit_test(documents_that_are_not_what_they_should_be),
        cmocka_unit_test(utf_16_is_read_in_both_orders),
        cmocka_unit_test(bombs_are_seen_before_they_go_off),
        cmocka_unit_test(limits_are_those_given),
        cmocka_unit_test(decoding_is_the_inverse_of_encoding),
        cmocka_unit_test(a_model_that_lies_is_refused),
        cmocka_unit_test(damaged_bytes_are_refused_or_safe),
        cmocka_unit_test(no_failed_allocation_shortens_a_document),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
