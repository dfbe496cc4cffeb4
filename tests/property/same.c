/* SPDX-License-Identifier: Apache-2.0
 *
 * When two texts say the same. Kinds, labels, styles and ids are left out: they follow from the words, or never make a change.
 */
#include "property/laws.h"

static void show(Buffer *why, const char *what, size_t at, Slice got, Slice want)
{
    buffer_add_format(why, "paragraph %zu: %s: got \"", at, what);
    buffer_add(why, got);
    buffer_add_string(why, "\", want \"");
    buffer_add(why, want);
    buffer_add_string(why, "\"");
}

static bool same_anchor(const Text *a, const Anchor *x, const Text *b, const Anchor *y)
{
    bool note = x->kind == ANCHOR_FOOTNOTE || x->kind == ANCHOR_ENDNOTE;

    if (x->at != y->at || x->kind != y->kind || (x->story == 0) != (y->story == 0))
        return false;
    if (x->story != 0 && a->stories[x->story].kind != b->stories[y->story].kind)
        return false;
    return note || memcmp(x->sha256, y->sha256, SHA256_SIZE) == 0;
}

static bool same_paragraph(const Text *a, const Text *b, size_t at, Buffer *why)
{
    const Paragraph *x = &a->paragraphs[at], *y = &b->paragraphs[at];

    if (!slice_equal(x->text, y->text)) {
        show(why, "words", at, x->text, y->text);
        return false;
    }
    if (x->table != y->table || (x->table != NO_TABLE && (x->row != y->row || x->column != y->column))) {
        buffer_add_format(why, "paragraph %zu: cell: got %d %u %u, want %d %u %u", at, x->table, x->row, x->column, y->table, y->row, y->column);
        return false;
    }
    if ((x->story == 0) != (y->story == 0) || x->anchor_count != y->anchor_count) {
        buffer_add_format(why, "paragraph %zu: story %u with %u objects, want %u with %u", at, x->story, x->anchor_count, y->story, y->anchor_count);
        return false;
    }
    for (uint32_t i = 0; i < x->anchor_count; i++) {
        if (same_anchor(a, &x->anchors[i], b, &y->anchors[i]))
            continue;
        buffer_add_format(why, "paragraph %zu: object %u is not the same", at, i);
        return false;
    }
    return true;
}

bool text_same(const Text *got, const Text *want, Buffer *why)
{
    size_t least = got->count < want->count ? got->count : want->count;

    for (size_t i = 0; i < least; i++)
        if (!same_paragraph(got, want, i, why))
            return false;
    if (got->count == want->count)
        return true;
    show(why, "one more or less", least, got->count > least ? got->paragraphs[least].text : SLICE("(end)"),
         want->count > least ? want->paragraphs[least].text : SLICE("(end)"));
    return false;
}

bool amendment_same(const Amendment *a, const Amendment *b)
{
    size_t i = 0, j = 0;

    for (;; i++, j++) {
        while (i < a->count && a->changes[i].op == CHANGE_FORMAT)
            i++;
        while (j < b->count && b->changes[j].op == CHANGE_FORMAT)
            j++;
        if (i == a->count || j == b->count)
            return i == a->count && j == b->count;
        if (a->changes[i].op != b->changes[j].op || a->changes[i].paragraph != b->changes[j].paragraph || a->changes[i].start != b->changes[j].start ||
            a->changes[i].end != b->changes[j].end || a->changes[i].after != b->changes[j].after || !slice_equal(a->changes[i].now, b->changes[j].now))
            return false;
    }
}

bool law_broken(Buffer *why, const char *what, Status status, const Problem *problem)
{
    buffer_add_format(why, "%s: %s ", what, status_face(status)->name);
    if (problem != NULL && problem->message != NULL)
        problem_print(problem, why);
    return false;
}
