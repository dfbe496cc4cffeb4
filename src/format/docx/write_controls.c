/* SPDX-License-Identifier: Apache-2.0
 *
 * Content controls around paragraphs, cells, rows and tables (w:sdt). LibreOffice (7.4) makes one around a run of them and drops the revisions inside, so that
 * who saved a compilation with it would lose what delegations ask for there; and it drops all words of a paragraph in one that has a note's mark. Where something
 * is asked for inside, or a note is marked, the control is left out; its words stay.
 */
#include "format/docx/write_internal.h"

/* A paragraph with its mark, which reaches to the next one: what is asked of it, or comes behind it, may stand on either side of a control's edge. */
static void mark_with_next(const Text *text, int32_t paragraph, bool *changed)
{
    if (paragraph >= 0)
        changed[paragraph] = true;
    if ((size_t)(paragraph + 1) < text->count)
        changed[paragraph + 1] = true;
}

static bool has_note(const Paragraph *paragraph)
{
    for (uint32_t i = 0; i < paragraph->anchor_count; i++)
        if (paragraph->anchors[i].kind == ANCHOR_FOOTNOTE || paragraph->anchors[i].kind == ANCHOR_ENDNOTE)
            return true;
    return false;
}

/* By paragraph of the text: would a control around it hide something? */
static void mark_changed(const Compilation *compilation, const Text *text, bool *changed)
{
    for (size_t i = 0; i < text->count; i++) {
        changed[i] = changed[i] || has_note(&text->paragraphs[i]);
        if (compilation->layers[i].deleted_by.count != 0)
            mark_with_next(text, (int32_t)i, changed);
    }
    for (size_t i = 0; i < compilation->place_count; i++) {
        const Place *place = &compilation->places[i];

        for (uint32_t paragraph = place->paragraph; paragraph <= place->end_paragraph && paragraph < text->count; paragraph++)
            changed[paragraph] = true;
        if (place->end > text->paragraphs[place->end_paragraph].text.size)
            mark_with_next(text, (int32_t)place->end_paragraph, changed);
    }
    for (size_t i = 0; i < compilation->unit_count; i++)
        mark_with_next(text, compilation->units[i].after, changed);
}

static bool is_control(const Docx *base, const DocxNode *node)
{
    return node->type == NODE_BLOCK_OPEN && slice_starts(docx_slice(base, node->xml), "<w:sdt");
}

/* `opened`: the wrappers that are open, the innermost last, and how many changed paragraphs had been met when each was opened. */
static void mark_left_out(Writer *writer, const bool *changed, uint32_t (*opened)[2])
{
    const Docx *base = writer->base;
    uint32_t    depth = 0, met = 0;

    for (uint32_t i = 0; i < base->node_count; i++) {
        uint32_t type = base->nodes[i].type;

        met += writer->paragraph_at[i] >= 0 && changed[writer->paragraph_at[i]];
        if (type == NODE_BLOCK_OPEN) {
            opened[depth][0] = i;
            opened[depth++][1] = met;
        } else if (type == NODE_BLOCK_CLOSE && depth != 0) {
            depth--;
            if (met != opened[depth][1] && is_control(base, &base->nodes[opened[depth][0]]))
                writer->left_out[opened[depth][0]] = writer->left_out[i] = true;
        }
    }
}

Status controls_choose(Writer *writer)
{
    size_t    nodes = writer->base->node_count + 1;
    bool     *changed = arena_take_zeroed(writer->arena, writer->text->count + 1, sizeof *changed);
    uint32_t (*opened)[2] = arena_take(writer->arena, nodes * sizeof *opened);

    writer->left_out = arena_take_zeroed(writer->arena, nodes, sizeof *writer->left_out);
    if (changed == NULL || opened == NULL || writer->left_out == NULL)
        return ERR_MEMORY;
    if (writer->options->marks != DOCX_TRACKED)
        return OK;
    mark_changed(writer->compilation, writer->text, changed);
    mark_left_out(writer, changed, opened);
    return OK;
}
