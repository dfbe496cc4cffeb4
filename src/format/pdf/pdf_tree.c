/* SPDX-License-Identifier: Apache-2.0
 *
 * The structure of a tagged PDF (ISO 32000-1, 14.7 and 14.8): a document, a section for each part, in it its paragraphs, headings, tables and notes in the order in which they are read.
 *
 * An element that goes on over a page has content on both. Elements are given to the file when the next section begins, so memory follows the largest section; only a note that goes on is kept longer.
 */
#include "format/pdf/pdf_internal.h"

static Status no_memory(PdfWriter *writer)
{
    pdf_file_fail(&writer->file, ERR_MEMORY);
    return ERR_MEMORY;
}

static PdfNode *node_of(PdfTree *tree, uint32_t element)
{
    return &tree->nodes[element - tree->first];
}

/* ---- elements ---- */

static uint32_t section_object(PdfWriter *writer)
{
    PdfSection *section = &writer->tree.sections[writer->section];

    if (section->object == 0)
        section->object = pdf_file_number(&writer->file);
    return section->object;
}

static Status add_node(PdfWriter *writer, const char *tag, size_t language, uint32_t parent, Buffer *kids)
{
    PdfTree *tree = &writer->tree;
    PdfNode *node;

    if (memory_reserve((void **)&tree->nodes, &tree->capacity, tree->count + 1, sizeof *tree->nodes) != OK)
        return no_memory(writer);
    node = &tree->nodes[tree->count];
    *node = (PdfNode){.object = pdf_file_number(&writer->file), .parent = parent, .section = writer->section, .language = (uint8_t)language};
    (void)snprintf(node->tag, sizeof node->tag, "%s", tag);
    buffer_init(&node->kids, PDF_WORDS_MAX);
    pdf_add_reference(kids, node->object);
    tree->open[tree->depth++] = (uint32_t)(tree->first + tree->count++);
    return OK;
}

Status pdf_tree_open(PdfWriter *writer, const char *tag, size_t language, uint32_t continues, uint32_t *element)
{
    PdfTree *tree = &writer->tree;
    uint32_t parent;

    if (writer->counting)
        return OK;
    REQUIRE(tree->depth == 0);
    if (continues != NO_ELEMENT) {
        tree->open[tree->depth++] = continues;
    } else {
        parent = section_object(writer);
        TRY(add_node(writer, tag, language, parent, &tree->sections[writer->section].kids));
    }
    if (element != NULL)
        *element = tree->open[0];
    return OK;
}

static void end_mark(PdfWriter *writer)
{
    if (!writer->tree.marked)
        return;
    pdf_ink_pause(writer);
    buffer_add(&writer->ink.content, SLICE("EMC\n"));
    writer->tree.marked = false;
}

void pdf_tree_begin(PdfWriter *writer, const char *tag)
{
    PdfTree *tree = &writer->tree;
    PdfNode *parent;
    uint32_t outer;
    Buffer   kids;

    if (writer->counting)
        return;
    REQUIRE(tree->depth > 0 && tree->depth < PDF_DEPTH_MAX);
    end_mark(writer);
    outer = tree->open[tree->depth - 1];
    parent = node_of(tree, outer);
    kids = parent->kids; /* the node moves when the table grows */
    if (add_node(writer, tag, parent->language, parent->object, &kids) != OK)
        tree->open[tree->depth++] = outer;
    node_of(tree, outer)->kids = kids;
}

void pdf_tree_close(PdfWriter *writer)
{
    if (writer->counting)
        return;
    end_mark(writer);
    REQUIRE(writer->tree.depth > 0);
    writer->tree.depth--;
}

void pdf_tree_mark(PdfWriter *writer)
{
    PdfTree *tree = &writer->tree;
    PdfNode *node;
    uint32_t page;

    if (tree->marked || tree->depth == 0)
        return;
    page = pdf_flow_page_object(writer);
    node = node_of(tree, tree->open[tree->depth - 1]);
    pdf_ink_pause(writer);
    buffer_add_format(&writer->ink.content, "/%s<</MCID %u>>BDC\n", node->tag, (unsigned)tree->marks);
    if (node->page == 0)
        node->page = page;
    if (node->page == page) {
        buffer_add_number(&node->kids, tree->marks);
        buffer_add_byte(&node->kids, ' ');
    } else {
        buffer_add_format(&node->kids, "<</Type/MCR/Pg %u 0 R/MCID %u>>", (unsigned)page, (unsigned)tree->marks);
    }
    pdf_add_reference(&tree->marked_by, node->object);
    tree->marks++;
    tree->marked = true;
}

/* ---- keys ---- */

uint32_t pdf_tree_key(PdfWriter *writer, uint32_t object)
{
    PdfTree *tree = &writer->tree;

    if (memory_reserve((void **)&tree->parents, &tree->parent_capacity, tree->parent_count + 1, sizeof *tree->parents) != OK) {
        pdf_file_fail(&writer->file, ERR_MEMORY);
        return 0;
    }
    tree->parents[tree->parent_count] = object;
    return (uint32_t)tree->parent_count++;
}

void pdf_tree_page(PdfWriter *writer, uint32_t key)
{
    PdfTree *tree = &writer->tree;
    Buffer   out;

    REQUIRE(tree->depth == 0);
    if (writer->file.status != OK)
        return;
    buffer_init(&out, PDF_WORDS_MAX);
    tree->parents[key] = pdf_file_number(&writer->file);
    buffer_add_byte(&out, '[');
    buffer_add(&out, buffer_slice(&tree->marked_by));
    buffer_add_byte(&out, ']');
    pdf_file_fail(&writer->file, tree->marked_by.status);
    pdf_file_object(&writer->file, tree->parents[key], &out);
    buffer_clear(&out);
    buffer_reset(&tree->marked_by);
    tree->marks = 0;
}

void pdf_tree_link(PdfWriter *writer, uint32_t object)
{
    PdfNode *node = node_of(&writer->tree, writer->tree.open[writer->tree.depth - 1]);

    if (node->page == 0)
        node->page = pdf_flow_page_object(writer);
    buffer_add_format(&node->kids, "<</Type/OBJR/Obj %u 0 R>>", (unsigned)object);
}

/* ---- giving ---- */

static void add_language(PdfWriter *writer, Buffer *out, size_t language)
{
    const char *tag = writer->type.languages[language].tag;

    if (tag[0] == '\0')
        return;
    buffer_add(out, SLICE("/Lang"));
    pdf_add_ascii(out, slice_from(tag));
}

static void give_node(PdfWriter *writer, PdfNode *node, Buffer *out)
{
    buffer_reset(out);
    buffer_add_format(out, "<</Type/StructElem/S/%s/P %u 0 R", node->tag, (unsigned)node->parent);
    if (node->page != 0)
        buffer_add_format(out, "/Pg %u 0 R", (unsigned)node->page);
    if (node->language != writer->tree.sections[node->section].language)
        add_language(writer, out, node->language);
    if (strcmp(node->tag, "TH") == 0)
        buffer_add(out, SLICE("/A<</O/Table/Scope/Column>>"));
    buffer_add(out, SLICE("/K["));
    buffer_add(out, buffer_slice(&node->kids));
    buffer_add(out, SLICE("]>>"));
    pdf_file_fail(&writer->file, node->kids.status);
    pdf_file_object(&writer->file, node->object, out);
    buffer_clear(&node->kids);
    node->given = true;
}

static void give_section(PdfWriter *writer, PdfSection *section, Buffer *out)
{
    if (section->object != 0) {
        buffer_reset(out);
        buffer_add_format(out, "<</Type/StructElem/S/Sect/P %u 0 R", (unsigned)writer->tree.document);
        if (section->language != 0)
            add_language(writer, out, section->language);
        buffer_add(out, SLICE("/K["));
        buffer_add(out, buffer_slice(&section->kids));
        buffer_add(out, SLICE("]>>"));
        pdf_file_fail(&writer->file, section->kids.status);
        pdf_file_object(&writer->file, section->object, out);
    }
    buffer_clear(&section->kids);
    section->given = true;
}

/* The first section into which something may still come. */
static size_t first_waited_for(const PdfWriter *writer)
{
    size_t first = writer->section;

    for (size_t i = 0; i < writer->note_count; i++)
        first = writer->notes[i].section < first ? writer->notes[i].section : first;
    for (size_t i = 0; i < writer->held_count; i++)
        first = writer->held_wish[i].section < first ? writer->held_wish[i].section : first;
    return first;
}

static void give_nodes(PdfWriter *writer, bool all, Buffer *out)
{
    PdfTree *tree = &writer->tree;
    uint32_t kept = all || writer->note_count == 0 ? NO_ELEMENT : writer->note_element;
    size_t   from;

    for (size_t i = 0; i < tree->count; i++)
        if (!tree->nodes[i].given && tree->first + i != kept)
            give_node(writer, &tree->nodes[i], out);
    from = kept != NO_ELEMENT && kept >= tree->first && kept < tree->first + tree->count ? kept - tree->first : tree->count;
    memmove(tree->nodes, tree->nodes + from, (tree->count - from) * sizeof *tree->nodes);
    tree->first += from;
    tree->count -= from;
}

static void give(PdfWriter *writer, bool all)
{
    PdfTree *tree = &writer->tree;
    size_t   end = all ? tree->section_count : first_waited_for(writer);
    Buffer   out;

    buffer_init(&out, PDF_WORDS_MAX);
    if (tree->count != 0)
        give_nodes(writer, all, &out);
    for (; tree->section_first < end; tree->section_first++)
        give_section(writer, &tree->sections[tree->section_first], &out);
    if (all)
        give_section(writer, &tree->sections[0], &out);
    buffer_clear(&out);
}

Status pdf_tree_section(PdfWriter *writer, size_t language)
{
    PdfTree *tree = &writer->tree;

    if (tree->section_count != 0)
        give(writer, false);
    if (memory_reserve((void **)&tree->sections, &tree->section_capacity, tree->section_count + 1, sizeof *tree->sections) != OK)
        return no_memory(writer);
    writer->section = (uint32_t)tree->section_count;
    tree->sections[tree->section_count] = (PdfSection){.language = (uint8_t)language};
    buffer_init(&tree->sections[tree->section_count++].kids, PDF_WORDS_MAX);
    tree->section_first = tree->section_first == 0 ? 1 : tree->section_first; /* the front is given last */
    return OK;
}

static void give_parents(PdfWriter *writer, uint32_t number)
{
    PdfTree *tree = &writer->tree;
    Buffer   out;

    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add(&out, SLICE("<</Nums["));
    for (size_t i = 0; i < tree->parent_count; i++) {
        buffer_add_number(&out, (int64_t)i);
        buffer_add_byte(&out, ' ');
        pdf_add_reference(&out, tree->parents[i]);
    }
    buffer_add(&out, SLICE("]>>"));
    pdf_file_object(&writer->file, number, &out);
    buffer_clear(&out);
}

void pdf_tree_end(PdfWriter *writer)
{
    PdfTree *tree = &writer->tree;
    uint32_t parents = pdf_file_number(&writer->file);
    Buffer   out;

    give(writer, true);
    give_parents(writer, parents);
    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add_format(&out, "<</Type/StructElem/S/Document/P %u 0 R/K[", (unsigned)tree->root);
    for (size_t i = 0; i < tree->section_count; i++)
        if (tree->sections[i].object != 0)
            pdf_add_reference(&out, tree->sections[i].object);
    buffer_add(&out, SLICE("]>>"));
    pdf_file_object(&writer->file, tree->document, &out);
    buffer_reset(&out);
    buffer_add_format(&out, "<</Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R/ParentTreeNextKey %zu>>", (unsigned)tree->document, (unsigned)parents, tree->parent_count);
    pdf_file_object(&writer->file, tree->root, &out);
    buffer_clear(&out);
}

void pdf_tree_free(PdfTree *tree)
{
    for (size_t i = 0; i < tree->count; i++)
        if (!tree->nodes[i].given)
            buffer_clear(&tree->nodes[i].kids);
    for (size_t i = 0; i < tree->section_count; i++)
        if (!tree->sections[i].given)
            buffer_clear(&tree->sections[i].kids);
    memory_free(tree->nodes);
    memory_free(tree->sections);
    memory_free(tree->parents);
    buffer_clear(&tree->marked_by);
}
