/* SPDX-License-Identifier: Apache-2.0
 *
 * What another program made of a compilation when it saved it again, and what cannot have been so.
 *
 * Marks of paragraphs. LibreOffice makes one change of words put in at the end of a paragraph and words of the same author that begin the next one, and
 * writes the mark between them, which is the base's, as put in. Our hidden bookmarks name the paragraphs of the base, and two of them never were one: where all
 * marks between two named paragraphs are said to be put in, the base's mark is the one behind the last words of the base.
 *
 * Rows. LibreOffice takes a row for put in when all that stands in it is changed and it begins with words put in. But words taken out were there before:
 * a row that holds some was there as well.
 */
#include "format/docx/read_internal.h"

enum { ROWS_DEEP = 32 };

#define NO_PARAGRAPH UINT32_MAX

typedef struct Repair {
    Docx    *docx;
    uint8_t *named;             /* by paragraph: has one of our bookmarks */
    uint32_t paragraph;         /* the one being walked; NO_PARAGRAPH: not known */
    bool     has_base_words;    /* … so far */
    uint32_t behind_base;       /* the mark to repair: since a named paragraph all marks were put in; 0: there is none */
    uint32_t rows[ROWS_DEEP];   /* nodes of the rows that are open */
    size_t   depth;
} Repair;

static bool is_new(const Docx *docx, uint32_t revision)
{
    for (; revision != 0; revision = docx->revisions[revision].outer)
        if (docx->revisions[revision].kind == REVISION_INSERTED || docx->revisions[revision].kind == REVISION_MOVED_TO)
            return true;
    return false;
}

/* Put in, and nothing else. */
static bool only_inserted(const Docx *docx, uint32_t revision)
{
    return revision != 0 && docx->revisions[revision].kind == REVISION_INSERTED && docx->revisions[revision].outer == 0;
}

static void meet_words(Repair *repair, const DocxNode *node)
{
    if (is_new(repair->docx, node->revision))
        return;
    repair->has_base_words = true;
    if (node->revision == 0)
        return;
    for (size_t i = 0; i < repair->depth && i < ROWS_DEEP; i++) {
        DocxNode *row = &repair->docx->nodes[repair->rows[i]];

        if (only_inserted(repair->docx, row->revision))
            row->revision = 0;
    }
}

static void meet_mark(Repair *repair, uint32_t at)
{
    bool named = repair->paragraph != NO_PARAGRAPH && repair->named[repair->paragraph] != 0;

    if (named && repair->behind_base != 0)
        repair->docx->nodes[repair->behind_base].revision = 0;
    if (!only_inserted(repair->docx, repair->docx->nodes[at].revision))
        repair->behind_base = 0;
    else if (named || (repair->behind_base != 0 && repair->has_base_words))
        repair->behind_base = at;
    repair->paragraph = NO_PARAGRAPH;
}

static void meet_frame(Repair *repair, uint32_t at)
{
    uint32_t type = repair->docx->nodes[at].type;

    repair->behind_base = 0;
    repair->paragraph = NO_PARAGRAPH;
    if (type == NODE_ROW && repair->depth++ < ROWS_DEEP)
        repair->rows[repair->depth - 1] = at;
    else if (type == NODE_ROW_END)
        repair->depth--;
}

static void meet(Repair *repair, uint32_t at)
{
    const DocxNode *node = &repair->docx->nodes[at];

    switch (node->type) {
    case NODE_PARAGRAPH:
        repair->paragraph = node->link;
        repair->has_base_words = false;
        break;
    case NODE_TEXT:
    case NODE_OBJECT:
    case NODE_OBJECT_BOXES:
        meet_words(repair, node);
        break;
    case NODE_PARAGRAPH_END:
        meet_mark(repair, at);
        break;
    case NODE_RAW:
    case NODE_OPEN:
    case NODE_CLOSE:
    case NODE_BLOCK_OPEN:
    case NODE_BLOCK_CLOSE:
        break;
    default:
        meet_frame(repair, at);
        break;
    }
}

Status repair_all(Reading *reading)
{
    Repair repair = {.docx = reading->docx, .paragraph = NO_PARAGRAPH};

    repair.named = memory_new_zeroed(reading->docx->paragraph_count + 1, sizeof *repair.named);
    if (repair.named == NULL)
        return build_memory(reading->problem);
    for (size_t i = 0; i < reading->named_count; i++)
        repair.named[reading->named[i]] = 1;
    for (size_t i = 0; i < reading->docx->node_count; i++)
        meet(&repair, (uint32_t)i);
    memory_free(repair.named);
    return OK;
}
