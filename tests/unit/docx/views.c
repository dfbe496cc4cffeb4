/* SPDX-License-Identifier: Apache-2.0
 *
 * The views of real documents: accepted and rejected against the files that others made, the delegations' files against what each of them
 * wants, and every document of the set read through to a whole skeleton.
 */
#include "unit/suite.h"

#include "unit/docx/files.h"

#include <libxml/parser.h>

enum { LIMIT = 256 * 1024 * 1024 };

static void view_of(const char *name, DocxViewMode mode, Buffer *out)
{
    Buffer file;

    buffer_init(&file, LIMIT);
    buffer_reset(out);
    if (!files_case(name, &file))
        fail_msg("cannot read %s", name);
    files_view(buffer_slice(&file), mode, out);
    buffer_clear(&file);
}

static void assert_views_equal(const char *tracked, DocxViewMode mode, const char *expected)
{
    Buffer got, want;

    buffer_init(&got, LIMIT);
    buffer_init(&want, LIMIT);
    view_of(tracked, mode, &got);
    view_of(expected, VIEW_ACCEPTED, &want);
    ROW(tracked);
    assert_slices(buffer_slice(&got), buffer_slice(&want));
    buffer_clear(&got);
    buffer_clear(&want);
}

static void accepted_and_rejected_views_are_paragraph_exact(void **state)
{
    Buffer table;
    int    expectations = 0;
    char  *line, *rest;

    (void)state;
    buffer_init(&table, LIMIT);
    assert_true(files_case("rp_expected.tsv", &table));
    buffer_add_byte(&table, '\0');
    rest = strchr(table.data, '\n');
    assert_non_null(rest);
    rest++;
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        char *tracked = strsep(&line, "\t"), *accepted = strsep(&line, "\t"), *rejected = strsep(&line, "\t");

        if (accepted != NULL && *accepted != '\0') {
            assert_views_equal(tracked, VIEW_ACCEPTED, accepted);
            expectations++;
        }
        if (rejected != NULL && *rejected != '\0') {
            assert_views_equal(tracked, VIEW_REJECTED, rejected);
            expectations++;
        }
    }
    assert_int_equal(expectations, 38);
    buffer_clear(&table);
}

static bool same_as_file(const char *docx, DocxViewMode mode, const char *text)
{
    Buffer got, want;
    bool   same;

    buffer_init(&got, LIMIT);
    buffer_init(&want, LIMIT);
    view_of(docx, mode, &got);
    assert_true(files_case(text, &want));
    same = slice_equal(buffer_slice(&got), buffer_slice(&want));
    buffer_clear(&got);
    buffer_clear(&want);
    return same;
}

static void each_delegation_gets_what_it_wants(void **state)
{
    (void)state;
    for (int number = 1; number <= 20; number++) {
        char docx[64], text[64];
        bool silent = number == 7 || number == 17; /* edits.tsv: two unmarked changes each */

        (void)snprintf(docx, sizeof docx, "delegations/delegation-%02d.docx", number);
        (void)snprintf(text, sizeof text, "delegations/delegation-%02d.txt", number);
        ROW(docx);
        assert_number(same_as_file(docx, VIEW_ACCEPTED, text), true);
        if (number % 2 != 0)
            assert_number(same_as_file(docx, VIEW_REJECTED, "delegations/base.txt"), !silent);
    }
    assert_true(same_as_file("delegations/base.docx", VIEW_ACCEPTED, "delegations/base.txt"));
}

static bool accepts_capital(const void *context, Slice author)
{
    return slice_ends(author, context);
}

static void a_view_of_one_author_leaves_the_other_out(void **state)
{
    DocxView view = {.mode = VIEW_AUTHORS, .accepts = accepts_capital, .context = "(capital)"};
    Buffer   file, capital, both;
    Docx    *docx = NULL;
    Text    *text = NULL;

    (void)state;
    buffer_init(&file, LIMIT);
    buffer_init(&capital, LIMIT);
    buffer_init(&both, LIMIT);
    assert_true(files_case("delegations/delegation-03.docx", &file));
    assert_ok(docx_read(buffer_slice(&file), &docx_limits_default, &docx, NULL));
    assert_ok(docx_text(docx, &view, &text, NULL));
    text_print_plain(text, &capital);
    text_free(text);
    text = NULL;
    view.context = ""; /* ends every name */
    assert_ok(docx_text(docx, &view, &text, NULL));
    text_print_plain(text, &both);
    text_free(text);
    assert_false(slice_equal(buffer_slice(&capital), buffer_slice(&both)));
    view_of("delegations/delegation-03.docx", VIEW_ACCEPTED, &capital);
    assert_slices(buffer_slice(&both), buffer_slice(&capital));
    docx_free(docx);
    buffer_clear(&file);
    buffer_clear(&capital);
    buffer_clear(&both);
}

/* ---- every document ---- */

/* Tags by which a skeleton can be put together well enough to be parsed. */
static const char *const tags[NODE_TYPE_COUNT] = {
    [NODE_PARAGRAPH] = "<w:p>", [NODE_PARAGRAPH_END] = "</w:p>", [NODE_TABLE] = "<w:tbl>", [NODE_TABLE_END] = "</w:tbl>",
    [NODE_ROW] = "<w:tr>",      [NODE_ROW_END] = "</w:tr>",      [NODE_CELL] = "<w:tc>",   [NODE_CELL_END] = "</w:tc>",
    [NODE_STORY] = "<note>",    [NODE_STORY_END] = "</note>",    [NODE_TEXT] = "<w:r>",    [NODE_OBJECT] = "<w:r>",
    [NODE_OBJECT_BOXES] = "<w:r>",
};

static bool in_object(const Docx *docx, size_t next)
{
    return next < docx->node_count && (docx->nodes[next].type == NODE_BOX || docx->nodes[next].type == NODE_BOX_ECHO);
}

static void print_node(const Docx *docx, size_t index, Buffer *out)
{
    const DocxNode *node = &docx->nodes[index];
    bool            run = node->type == NODE_TEXT || node->type == NODE_OBJECT;

    if (tags[node->type] != NULL)
        buffer_add_string(out, tags[node->type]);
    buffer_add_string(out, "<props>");
    buffer_add(out, docx_slice(docx, node->props));
    buffer_add_string(out, "</props>");
    if (node->type == NODE_PARAGRAPH) {
        buffer_add(out, docx_slice(docx, docx->paragraphs[node->link].properties));
        buffer_add(out, docx_slice(docx, docx->paragraphs[node->link].mark));
        buffer_add(out, docx_slice(docx, docx->paragraphs[node->link].section));
    }
    buffer_add_xml(out, docx_slice(docx, node->text));
    buffer_add(out, docx_slice(docx, node->xml));
    if (run || ((node->type == NODE_BOX_END || node->type == NODE_BOX_ECHO) && !in_object(docx, index + 1)))
        buffer_add_string(out, "</w:r>");
}

/* Inside what is raw, an end tag comes before <props> and an open one after: so props go around the XML the right way. */
static void print_close(const Docx *docx, size_t index, Buffer *out)
{
    const DocxNode *node = &docx->nodes[index];

    buffer_add(out, docx_slice(docx, node->xml));
    if (tags[node->type] != NULL)
        buffer_add_string(out, tags[node->type]);
    if ((node->type == NODE_BOX_END || node->type == NODE_BOX_ECHO) && !in_object(docx, index + 1))
        buffer_add_string(out, "</w:r>");
}

static bool is_close(uint32_t type)
{
    return type == NODE_CLOSE || type == NODE_PARAGRAPH_END || type == NODE_BOX_END || type == NODE_BOX_ECHO || type == NODE_TABLE_END ||
           type == NODE_ROW_END || type == NODE_CELL_END || type == NODE_STORY_END || type == NODE_BLOCK_CLOSE;
}

static void assert_skeleton_is_well_formed(const char *name, const Docx *docx)
{
    Buffer    whole;
    xmlDocPtr parsed;

    buffer_init(&whole, 4 * (size_t)LIMIT);
    buffer_add(&whole, docx_slice(docx, docx->main_root));
    for (size_t i = 0; i < docx->node_count; i++)
        (is_close(docx->nodes[i].type) ? print_close : print_node)(docx, i, &whole);
    buffer_add_string(&whole, "</w:document>");
    assert_int_equal(whole.status, OK);
    parsed = xmlReadMemory(whole.data, (int)whole.size, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    ROW(name);
    assert_number(parsed != NULL, true);
    xmlFreeDoc(parsed);
    buffer_clear(&whole);
}

typedef struct Tour {
    int read, refused;
} Tour;

static void visit(const char *name, void *context)
{
    DocxView accepted = {.mode = VIEW_ACCEPTED};
    Tour    *tour = context;
    Buffer   file, encoded;
    Docx    *docx = NULL, *decoded = NULL;
    Text    *text = NULL;
    Problem  problem = {.status = OK};

    buffer_init(&file, LIMIT);
    buffer_init(&encoded, LIMIT);
    assert_true(files_case(name, &file));
    if (docx_read(buffer_slice(&file), &docx_limits_default, &docx, &problem) != OK) {
        assert_non_null(problem.message);
        tour->refused++;
    } else {
        ROW(name);
        docx_encode(docx, &encoded);
        assert_ok(docx_decode(buffer_slice(&encoded), &decoded, NULL));
        assert_ok(docx_text(decoded, &accepted, &text, NULL));
        assert_skeleton_is_well_formed(name, docx);
        tour->read++;
    }
    text_free(text);
    docx_free(docx);
    docx_free(decoded);
    buffer_clear(&file);
    buffer_clear(&encoded);
}

static void every_document_is_read_or_plainly_refused(void **state)
{
    Tour   tour = {0, 0};
    size_t count = files_each_docx(visit, &tour);

    (void)state;
    assert_int_equal(count, 210);
    assert_int_equal(tour.refused, 1); /* the one with a password */
    assert_int_equal(tour.read, 209);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted_and_rejected_views_are_paragraph_exact),
        cmocka_unit_test(each_delegation_gets_what_it_wants),
        cmocka_unit_test(a_view_of_one_author_leaves_the_other_out),
        cmocka_unit_test(every_document_is_read_or_plainly_refused),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
