/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes of a page: a raised link "#…" to an element that links back. Both directions are asked for, so that a list of contents or a link
 * to another section is not taken for a note. A mark may stand many times; the note is one.
 *
 * A page made of several documents has several notes with one id: a mark's is the next one behind it. Browsers go to the first.
 */
#include "format/html/html_read_internal.h"

enum {
    LABEL_MAX = 12,
    NEAR = 3,             /* elements around a link that may carry its id or raise it */
    MARK_IDS_MAX = 8,
    EQUAL_IDS_MAX = 2,    /* elements of one id behind a mark that are asked whether they lead back to it */
    NOTE_NODES_MAX = 2000 /* of a note, looked at for the link that leads back */
};

typedef struct Target {
    Slice            id;
    size_t           place; /* among all nodes of the page */
    const GumboNode *node;
} Target;

/* A raised link, with all ids by which a link back may call it. */
typedef struct Mark {
    const GumboNode *link;
    size_t           place;
    Slice            ids[MARK_IDS_MAX];
    size_t           id_count;
} Mark;

typedef struct Targets {
    Target *items;
    size_t  count;
} Targets;

static int by_id(const void *a, const void *b)
{
    const Target *x = a, *y = b;

    return slice_equal(x->id, y->id) ? (x->place > y->place) - (x->place < y->place) : slice_compare(x->id, y->id);
}

static const char *id_of(const GumboNode *node)
{
    const char *id = html_tree_attribute(node, "id");

    return id == NULL && html_tree_is(node, GUMBO_TAG_A) ? html_tree_attribute(node, "name") : id;
}

/* "x" of href="#x" or href="page.html#x", or empty. */
static Slice fragment_of(const GumboNode *node)
{
    const char *href = html_tree_is(node, GUMBO_TAG_A) ? html_tree_attribute(node, "href") : NULL;
    const char *hash = href != NULL ? strchr(href, '#') : NULL;

    return hash != NULL && strstr(href, "://") == NULL ? slice_from(hash + 1) : (Slice){NULL, 0};
}

static Status find_targets(const GumboNode *root, Arena *arena, Targets *out, size_t *links)
{
    size_t count = 0, place = 0;

    for (const GumboNode *node = root; node != NULL; node = html_tree_next(node, root, true)) {
        count += id_of(node) != NULL;
        *links += fragment_of(node).size != 0;
    }
    out->items = arena_take(arena, (count + 1) * sizeof *out->items);
    if (out->items == NULL)
        return ERR_MEMORY;
    for (const GumboNode *node = root; node != NULL; node = html_tree_next(node, root, true), place++)
        if (id_of(node) != NULL)
            out->items[out->count++] = (Target){slice_from(id_of(node)), place, node};
    qsort(out->items, out->count, sizeof *out->items, by_id);
    return OK;
}

/* The first element of this id from a place on, and those behind it in order: up to the end of the targets, and NULL there. */
static const Target *target_from(const Targets *targets, Slice id, size_t place)
{
    const Target key = {.id = id, .place = place};
    size_t       low = 0, high = targets->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_id(&targets->items[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < targets->count && slice_equal(targets->items[low].id, id) ? &targets->items[low] : NULL;
}

/* ---- is this link a mark? ---- */

static bool raises(const GumboNode *node)
{
    const char *class_name = html_tree_attribute(node, "class"), *role = html_tree_attribute(node, "role");

    return (html_tree_styles(node) & STYLE_SUPERSCRIPT) != 0 || (role != NULL && strcmp(role, "doc-noteref") == 0) ||
           (class_name != NULL && (strcasestr(class_name, "footnoteref") != NULL || strcasestr(class_name, "footnote-ref") != NULL));
}

/* By an element close around it or by one inside. */
static bool is_raised(const GumboNode *link)
{
    const GumboNode *node = link;

    for (int i = 0; i < NEAR && node != NULL && node->type == GUMBO_NODE_ELEMENT; i++, node = node->parent)
        if (raises(node))
            return true;
    for (node = html_tree_next(link, link, true); node != NULL; node = html_tree_next(node, link, true))
        if (raises(node))
            return true;
    return false;
}

/* The words of a mark without its brackets: "1", "*", "a". Empty when it is longer than marks are. */
static Status label_of(const GumboNode *link, Arena *arena, Slice *out)
{
    char   text[LABEL_MAX + 4];
    size_t size = 0;
    Slice  label;

    *out = (Slice){NULL, 0};
    for (const GumboNode *node = html_tree_next(link, link, true); node != NULL; node = html_tree_next(node, link, true)) {
        size_t more = node->type == GUMBO_NODE_TEXT ? strlen(node->v.text.text) : 0;

        if (size + more > sizeof text)
            return OK;
        if (more != 0)
            memcpy(text + size, node->v.text.text, more);
        size += more;
    }
    label = slice_trim((Slice){text, size});
    if (label.size >= 2 && (label.data[0] == '[' || label.data[0] == '(') && (slice_ends(label, "]") || slice_ends(label, ")")))
        label = slice_part(label, 1, label.size - 1);
    return label.size != 0 && label.size <= LABEL_MAX ? slice_copy(arena, label, out) : OK;
}

/* ---- where is the note? ---- */

static bool is_holder(const GumboNode *node)
{
    static const GumboTag tags[] = {GUMBO_TAG_LI, GUMBO_TAG_P, GUMBO_TAG_DD, GUMBO_TAG_DIV, GUMBO_TAG_ASIDE, GUMBO_TAG_TD, GUMBO_TAG_SECTION};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (html_tree_is(node, tags[i]))
            return true;
    return false;
}

/* The block that holds the note: Word puts its paragraphs in a division with an id of its own. */
static const GumboNode *holder(const GumboNode *node)
{
    while (node != NULL && !is_holder(node))
        node = node->parent;
    if (html_tree_is(node, GUMBO_TAG_P) && html_tree_is(node->parent, GUMBO_TAG_DIV)) {
        const char *id = html_tree_attribute(node->parent, "id");

        if (id != NULL && (strncmp(id, "ftn", 3) == 0 || strncmp(id, "edn", 3) == 0))
            return node->parent;
    }
    return node;
}

static bool holds(const GumboNode *outer, const GumboNode *inner)
{
    while (inner != NULL && inner != outer)
        inner = inner->parent;
    return inner != NULL;
}

static void add_id(Mark *mark, const GumboNode *node)
{
    const char *id = id_of(node);

    if (id != NULL && id[0] != '\0' && mark->id_count < MARK_IDS_MAX)
        mark->ids[mark->id_count++] = slice_from(id);
}

/* Its own id, those of what is close around it, and of what stands inside: the id may be an empty element's right inside the mark. */
static Mark mark_of(const GumboNode *link, size_t place)
{
    Mark             mark = {.link = link, .place = place};
    const GumboNode *around = link;

    for (int i = 0; i < NEAR && around != NULL; i++, around = around->parent)
        if (!html_tree_is_block(around))
            add_id(&mark, around);
    for (const GumboNode *node = html_tree_next(link, link, true); node != NULL; node = html_tree_next(node, link, true))
        add_id(&mark, node);
    return mark;
}

/* Does a link in the note lead back to the mark, or to what is around it? */
static bool leads_back(const GumboNode *block, const Mark *mark)
{
    size_t looked = 0;

    for (const GumboNode *node = block; node != NULL && looked < NOTE_NODES_MAX; node = html_tree_next(node, block, true), looked++) {
        Slice back = fragment_of(node);

        for (size_t i = 0; back.size != 0 && i < mark->id_count; i++)
            if (slice_equal(back, mark->ids[i]))
                return true;
    }
    return false;
}

static bool says_note(const GumboNode *block)
{
    const char *role = html_tree_attribute(block, "role");

    return role != NULL && (strcmp(role, "doc-footnote") == 0 || strcmp(role, "doc-endnote") == 0);
}

/* The slot of the note that this element holds, or the free one where it belongs. */
static uint32_t *slot_of(const HtmlNotes *notes, const GumboNode *container)
{
    size_t at = (size_t)hash_fast((Slice){(const char *)&container, sizeof container}, 0) & (notes->slot_count - 1);

    while (notes->slots[at] != 0 && notes->notes[notes->slots[at] - 1].container != container)
        at = (at + 1) & (notes->slot_count - 1);
    return &notes->slots[at];
}

/* The block that this mark's target is in, where it is a note; else NULL. */
static const GumboNode *note_at(const HtmlNotes *notes, const GumboNode *target, const Mark *mark)
{
    const GumboNode *block = holder(target);

    return block != NULL && (html_notes_container(notes, block) >= 0 || says_note(block) || leads_back(block, mark)) ? block : NULL;
}

/* The mark's note: of those behind it with the id that it names the next that is one, else the first of all; NULL when that is none. */
static const GumboNode *note_of(const HtmlNotes *notes, const Targets *targets, const Mark *mark)
{
    Slice         id = fragment_of(mark->link);
    const Target *first = id.size != 0 ? target_from(targets, id, 0) : NULL, *end = targets->items + targets->count;
    const Target *behind = first != NULL ? target_from(targets, id, mark->place) : NULL;

    for (int i = 0; behind != NULL && i < EQUAL_IDS_MAX && behind + i < end && slice_equal(behind[i].id, id); i++) {
        const GumboNode *note = note_at(notes, behind[i].node, mark);

        if (note != NULL)
            return note;
    }
    return first != NULL && first != behind ? note_at(notes, first->node, mark) : NULL;
}

static Status add(HtmlNotes *out, const GumboNode *link, const GumboNode *block, Arena *arena)
{
    uint32_t *slot = slot_of(out, block);
    Slice     label;

    TRY(label_of(link, arena, &label));
    if (label.size == 0)
        return OK;
    if (*slot == 0) {
        out->notes[out->note_count++] = (HtmlNote){.mark = link, .container = block, .label = label};
        *slot = (uint32_t)out->note_count;
    }
    out->marks[out->mark_count++] = (HtmlMark){.link = link, .note = *slot - 1};
    return OK;
}

static int by_address(const void *a, const void *b)
{
    const HtmlMark *x = a, *y = b;

    return ((uintptr_t)x->link > (uintptr_t)y->link) - ((uintptr_t)x->link < (uintptr_t)y->link);
}

Status html_notes_find(const GumboNode *root, Arena *arena, HtmlNotes *out)
{
    Targets targets = {0};
    size_t  links = 0, place = 0;

    *out = (HtmlNotes){0};
    TRY(find_targets(root, arena, &targets, &links));
    out->notes = arena_take_zeroed(arena, links + 1, sizeof *out->notes);
    out->marks = arena_take_zeroed(arena, links + 1, sizeof *out->marks);
    for (out->slot_count = 16; out->slot_count < 2 * links;)
        out->slot_count *= 2;
    out->slots = arena_take_zeroed(arena, out->slot_count, sizeof *out->slots);
    if (out->notes == NULL || out->marks == NULL || out->slots == NULL)
        return ERR_MEMORY;
    for (const GumboNode *node = root; node != NULL; node = html_tree_next(node, root, true), place++) {
        const Mark       mark = fragment_of(node).size != 0 && is_raised(node) ? mark_of(node, place) : (Mark){NULL};
        const GumboNode *block = mark.link != NULL ? note_of(out, &targets, &mark) : NULL;

        /* The first mark must lie before its note: a note's link back is raised too, at times. */
        if (block != NULL && block != root && !holds(block, node) && !holds(block, root) && html_notes_container(out, holder(node)) < 0)
            TRY(add(out, node, block, arena));
    }
    qsort(out->marks, out->mark_count, sizeof *out->marks, by_address);
    return OK;
}

const HtmlMark *html_notes_mark(const HtmlNotes *notes, const GumboNode *link)
{
    HtmlMark key = {.link = link};

    return notes->mark_count != 0 ? bsearch(&key, notes->marks, notes->mark_count, sizeof key, by_address) : NULL;
}

long html_notes_container(const HtmlNotes *notes, const GumboNode *node)
{
    return notes->note_count != 0 && node != NULL ? (long)*slot_of(notes, node) - 1 : -1;
}
