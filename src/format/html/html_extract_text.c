/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk over our page: words of accepted parties in, words that they take out left out.
 *
 * Words gather until a paragraph mark that stays; the paragraph then takes the properties of that mark, as in the merge. While a
 * paragraph is open and has words, new units wait until it is closed. A box comes right after its paragraph, notes in the order of their marks.
 */
#include "format/html/html_extract_internal.h"

enum { BOXES_DEEP_MAX = 64, WORDS_MAX = 64 * 1024 * 1024, MANY = 2000000 };

typedef struct Pending {
    Anchor     anchor;
    StoryNode *story;
} Pending;

typedef struct Writer {
    Extraction *extraction;
    uint32_t    story;        /* of the text being made */
    Buffer      words;
    Span       *spans;
    Pending    *anchors;
    const GumboNode **held;
    size_t      span_count, span_capacity, anchor_count, anchor_capacity, held_count, held_capacity;
    uint32_t    opening_start, opening_end;
    bool        open;         /* the last mark was taken out */
    bool        mark_taken;   /* the mark of the paragraph being walked is */
    bool        late;         /* words of a place that began in an earlier paragraph: units wait past the marks in it */
    StoryNode **notes;        /* met, to be written at the end: shared by all writers */
    size_t     *note_count;
    const GumboNode *last;    /* paragraph walked last */
} Writer;

static Status walk_story(Writer *writer, const GumboNode *node);

/* ---- numbers ---- */

static long number_of(Slice digits)
{
    long number = 0;

    for (size_t i = 0; i < digits.size && digits.data[i] >= '0' && digits.data[i] <= '9' && number < MANY; i++)
        number = number * 10 + (digits.data[i] - '0');
    return number;
}

/* ---- what accepted parties chose ---- */

/* Says whether another wording of the same place (or text of the same group) was chosen before. */
static Status choose(Choices *choices, size_t at, uint32_t wanted, bool *competes)
{
    void  *block = choices->chosen;
    size_t had = choices->capacity;
    Status status;

    *competes = false;
    if (at > MANY)
        return OK;
    status = memory_reserve(&block, &choices->capacity, at + 1, sizeof *choices->chosen);
    choices->chosen = block;
    TRY(status);
    if (choices->capacity > had)
        memset(choices->chosen + had, 0, (choices->capacity - had) * sizeof *choices->chosen);
    *competes = choices->chosen[at] != 0 && choices->chosen[at] != wanted + 1;
    if (choices->chosen[at] == 0)
        choices->chosen[at] = wanted + 1;
    return OK;
}

static Slice text_of(const GumboNode *node, int depth)
{
    const GumboVector *children;

    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        return slice_from(node->v.text.text);
    if (node->type != GUMBO_NODE_ELEMENT || html_extract_has(node, "data-x") || depth == 0)
        return (Slice){0};
    children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        Slice found = text_of(children->data[i], depth - 1);

        if (slice_trim(found).size != 0)
            return slice_trim(found);
    }
    return (Slice){0};
}

static Slice name_of(const GumboNode *node)
{
    for (; node != NULL; node = node->parent)
        if (html_extract_has(node, "data-j"))
            return html_extract_attribute(node, "data-j");
    return (Slice){0};
}

static Status choose_wording(Writer *writer, const GumboNode *node)
{
    Extraction *extraction = writer->extraction;
    bool        competes;

    if (!html_extract_has(node, "data-v"))
        return OK;
    TRY(choose(&extraction->places, (size_t)number_of(html_extract_attribute(node, "data-v")), (uint32_t)number_of(html_extract_attribute(node, "data-a")),
               &competes));
    if (competes)
        html_extract_tell(extraction, name_of(node), text_of(node, 8));
    return OK;
}

static Status choose_unit(Writer *writer, const GumboNode *node)
{
    Extraction *extraction = writer->extraction;
    bool        competes;
    Slice       words = text_of(node, 16);

    if (!html_extract_has(node, "data-g"))
        return OK;
    TRY(choose(&extraction->groups, (size_t)number_of(html_extract_attribute(node, "data-g")), (uint32_t)number_of(html_extract_attribute(node, "data-a")),
               &competes));
    if (competes)
        html_extract_tell(extraction, html_extract_attribute(node, "data-j"), words);
    return OK;
}

/* ---- the paragraph being written ---- */

static StoryNode *find_story(const Extraction *extraction, Slice id)
{
    size_t low = 0, high = extraction->story_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = slice_compare(id, extraction->stories[middle].id);

        if (order == 0)
            return &extraction->stories[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static Status add_words(Writer *writer, Slice words, uint32_t styles)
{
    uint32_t start = (uint32_t)writer->words.size;
    Span    *last = writer->span_count != 0 ? &writer->spans[writer->span_count - 1] : NULL;
    void    *block = writer->spans;
    Status   status;

    buffer_add(&writer->words, words);
    TRY(writer->words.status);
    if (styles == 0 || words.size == 0)
        return OK;
    if (last != NULL && last->end == start && last->styles == styles) {
        last->end = (uint32_t)writer->words.size;
        return OK;
    }
    status = memory_reserve(&block, &writer->span_capacity, writer->span_count + 1, sizeof(Span));
    writer->spans = block;
    TRY(status);
    writer->spans[writer->span_count++] = (Span){start, (uint32_t)writer->words.size, styles};
    return OK;
}

static void take_hash(Slice digits, uint8_t out[SHA256_SIZE])
{
    for (size_t i = 0; i + 1 < digits.size && i / 2 < SHA256_SIZE; i += 2) {
        int high = digits.data[i], low = digits.data[i + 1];

        out[i / 2] = (uint8_t)((high <= '9' ? high - '0' : high - 'a' + 10) << 4 | (low <= '9' ? low - '0' : low - 'a' + 10));
    }
}

static Status add_object(Writer *writer, const GumboNode *node, uint32_t styles)
{
    Pending pending = {.anchor = {.at = (uint32_t)writer->words.size, .alt = html_extract_attribute(node, "data-alt")}};
    void   *block = writer->anchors;
    Status  status = memory_reserve(&block, &writer->anchor_capacity, writer->anchor_count + 1, sizeof pending);

    writer->anchors = block;
    TRY(status);
    if (!anchor_kind_parse(html_extract_attribute(node, "data-o"), &pending.anchor.kind))
        pending.anchor.kind = ANCHOR_OTHER;
    take_hash(html_extract_attribute(node, "data-h"), pending.anchor.sha256);
    pending.story = find_story(writer->extraction, html_extract_attribute(node, "data-s"));
    writer->anchors[writer->anchor_count++] = pending;
    return add_words(writer, SLICE("\xef\xbf\xbc"), styles);
}

/* The number of an anchor's story, which is begun when it is met for the first time. */
static Status place_story(Writer *writer, const Pending *pending, uint32_t index, uint32_t *out)
{
    Extraction *extraction = writer->extraction;
    AnchorKind  kind = pending->anchor.kind;
    Story       story = {.paragraph = (uint32_t)extraction->text->count, .anchor = index};

    *out = 0;
    if (pending->story == NULL)
        return OK;
    if (pending->story->number == 0) {
        story.kind = kind == ANCHOR_FOOTNOTE ? STORY_FOOTNOTE : kind == ANCHOR_ENDNOTE ? STORY_ENDNOTE : STORY_BOX;
        TRY(text_add_story(extraction->text, &story, &pending->story->number));
        if (story.kind != STORY_BOX)
            writer->notes[(*writer->note_count)++] = pending->story;
    }
    *out = pending->story->number;
    return OK;
}

static Status write_box(Writer *writer, StoryNode *story)
{
    Writer inner = {.extraction = writer->extraction, .story = story->number, .notes = writer->notes, .note_count = writer->note_count};
    Status status;

    if (++writer->extraction->boxes_deep > BOXES_DEEP_MAX)
        return ERR_LIMIT;
    status = walk_story(&inner, story->node);
    writer->extraction->boxes_deep--;
    return status;
}

static void take_cell(Slice cell, Paragraph *out)
{
    long   numbers[3] = {0};
    size_t at = 0;

    out->table = NO_TABLE;
    if (cell.size == 0)
        return;
    for (int i = 0; i < 3; i++) {
        numbers[i] = number_of(slice_part(cell, at, cell.size));
        while (at < cell.size && cell.data[at] != ' ')
            at++;
        at += at < cell.size;
    }
    out->table = (int32_t)numbers[0];
    out->row = (uint32_t)numbers[1];
    out->column = (uint32_t)numbers[2];
}

static Status head_of(const Writer *writer, const GumboNode *node, bool new, Paragraph *out)
{
    Slice id = html_extract_attribute(node, "data-i");

    *out = (Paragraph){.story = writer->story, .kind = KIND_PLAIN, .table = NO_TABLE};
    (void)paragraph_kind_parse(html_extract_attribute(node, "data-k"), &out->kind);
    out->level = (uint8_t)(number_of(html_extract_attribute(node, "data-l")) % 10);
    take_cell(html_extract_attribute(node, "data-c"), out);
    if (new)
        return OK;
    out->label = html_extract_attribute(node, "data-n");
    out->label_in_text = html_extract_has(node, "data-in");
    (void)paragraph_id_read(id, out->id); /* what is no id is none, and gets one */
    return OK;
}

static Status walk_unit(Writer *writer, const GumboNode *node);

static Status release_held(Writer *writer)
{
    size_t count = writer->held_count;

    writer->held_count = 0;
    for (size_t i = 0; i < count; i++)
        TRY(walk_unit(writer, writer->held[i]));
    return OK;
}

/* `new`: it ends at a mark that was put in, so it has no number or id of its own yet. */
static Status close_paragraph(Writer *writer, const GumboNode *node, bool new)
{
    Extraction *extraction = writer->extraction;
    Paragraph   paragraph;
    Anchor     *anchors;

    TRY(head_of(writer, node, new, &paragraph));
    paragraph.text = buffer_slice(&writer->words);
    paragraph.spans = writer->spans;
    paragraph.span_count = (uint32_t)writer->span_count;
    paragraph.opening_start = writer->opening_start;
    paragraph.opening_end = writer->opening_end;
    anchors = arena_take_zeroed(extraction->arena, writer->anchor_count + 1, sizeof *anchors);
    if (anchors == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < writer->anchor_count; i++) {
        anchors[i] = writer->anchors[i].anchor;
        TRY(place_story(writer, &writer->anchors[i], (uint32_t)i, &anchors[i].story));
    }
    paragraph.anchors = anchors;
    paragraph.anchor_count = (uint32_t)writer->anchor_count;
    TRY(text_add(extraction->text, &paragraph, NULL));
    buffer_reset(&writer->words);
    writer->span_count = 0;
    writer->opening_start = writer->opening_end = 0;
    writer->open = false;
    for (size_t i = 0, count = writer->anchor_count; i < count; i++) {
        const Story *story = anchors[i].story != 0 ? &extraction->text->stories[anchors[i].story] : NULL;

        if (story != NULL && story->kind == STORY_BOX && story->paragraph == extraction->text->count - 1 && story->anchor == i)
            anchors[i].at = UINT32_MAX; /* written below: the text grows while boxes are written */
    }
    for (size_t i = 0, count = writer->anchor_count; i < count; i++)
        if (anchors[i].at == UINT32_MAX)
            TRY(write_box(writer, writer->anchors[i].story));
    writer->anchor_count = 0;
    return writer->late ? OK : release_held(writer);
}

/* ---- words ---- */

static uint32_t style_of(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_B: return STYLE_BOLD;
    case GUMBO_TAG_I: return STYLE_ITALIC;
    case GUMBO_TAG_U: return STYLE_UNDERLINE;
    case GUMBO_TAG_S: return STYLE_STRIKE;
    case GUMBO_TAG_SUP: return STYLE_SUPERSCRIPT;
    case GUMBO_TAG_SUB: return STYLE_SUBSCRIPT;
    default: return 0;
    }
}

static Status walk_words(Writer *writer, const GumboNode *paragraph, const GumboNode *node, uint32_t styles);

static Status walk_children(Writer *writer, const GumboNode *paragraph, const GumboNode *node, uint32_t styles)
{
    const GumboVector *children = &node->v.element.children;

    for (unsigned i = 0; i < children->length; i++)
        TRY(walk_words(writer, paragraph, children->data[i], styles));
    return OK;
}

/* A character that stands as a number; one that would not be valid in a text is left out. */
static Status add_rune(Writer *writer, Slice digits, uint32_t styles)
{
    uint32_t rune = 0;
    char     bytes[4];

    for (size_t i = 0; i < digits.size && i < 6; i++) {
        char digit = digits.data[i];

        rune = rune << 4 | (uint32_t)(digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : digit >= '0' && digit <= '9' ? digit - '0' : 0);
    }
    if (rune < 0x7f || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
        return OK;
    return add_words(writer, (Slice){bytes, utf8_put(rune, bytes)}, styles);
}

static Status walk_inserted(Writer *writer, const GumboNode *paragraph, const GumboNode *node, uint32_t styles)
{
    Status status;

    if (!html_extract_accepts(writer->extraction, node, "data-by"))
        return OK;
    TRY(choose_wording(writer, node));
    writer->late = html_extract_has(node, "data-late");
    status = walk_children(writer, paragraph, node, styles);
    writer->late = false;
    return status;
}

static Status walk_opening(Writer *writer, const GumboNode *paragraph, const GumboNode *node, uint32_t styles)
{
    uint32_t start = (uint32_t)writer->words.size;

    TRY(walk_children(writer, paragraph, node, styles));
    if (writer->opening_end != start || writer->opening_end == 0)
        writer->opening_start = start;
    writer->opening_end = (uint32_t)writer->words.size;
    return OK;
}

static Status walk_words(Writer *writer, const GumboNode *paragraph, const GumboNode *node, uint32_t styles)
{
    GumboTag tag;

    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
        return add_words(writer, slice_from(node->v.text.text), styles);
    if (node->type != GUMBO_NODE_ELEMENT || html_extract_has(node, "data-x"))
        return OK;
    tag = node->v.element.tag;
    if (html_extract_has(node, "data-o"))
        return add_object(writer, node, styles);
    if (html_extract_has(node, "data-r"))
        return add_rune(writer, html_extract_attribute(node, "data-r"), styles);
    if (html_extract_has(node, "data-mark")) {
        if (tag != GUMBO_TAG_DEL)
            return close_paragraph(writer, paragraph, true);
        writer->mark_taken = writer->mark_taken || html_extract_accepts(writer->extraction, node, "data-by");
        return OK;
    }
    if (tag == GUMBO_TAG_BR)
        return add_words(writer, SLICE("\n"), styles);
    if (tag == GUMBO_TAG_DEL && html_extract_accepts(writer->extraction, node, "data-by"))
        return OK;
    if (tag == GUMBO_TAG_INS)
        return walk_inserted(writer, paragraph, node, styles);
    if (slice_is(html_extract_attribute(node, "class"), "op"))
        return walk_opening(writer, paragraph, node, styles);
    return walk_children(writer, paragraph, node, styles | style_of(tag));
}

/* ---- paragraphs ---- */

/* Finds a change of an accepted party in a paragraph that an accepted party deletes. */
static const GumboNode *change_inside(const Extraction *extraction, const GumboNode *node)
{
    const GumboVector *children;
    bool               mark = node->type == GUMBO_NODE_ELEMENT && (node->v.element.tag == GUMBO_TAG_DEL || node->v.element.tag == GUMBO_TAG_INS);

    if (node->type != GUMBO_NODE_ELEMENT || html_extract_has(node, "data-x"))
        return NULL;
    if (mark && !html_extract_has(node, "data-late") && html_extract_accepts(extraction, node, "data-by"))
        return node;
    children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *found = change_inside(extraction, children->data[i]);

        if (found != NULL)
            return found;
    }
    return NULL;
}

/* A paragraph that one accepted party deletes and another moves or changes is a competition. */
static void tell_deletion(Writer *writer, const GumboNode *node)
{
    Extraction      *extraction = writer->extraction;
    const GumboNode *change = change_inside(extraction, node);

    if (change != NULL)
        html_extract_tell(extraction, html_extract_attribute(node, "data-j"), text_of(change, 8));
    if (html_extract_accepts(extraction, node, "data-mv") && html_extract_accepts(extraction, node, "data-out"))
        html_extract_tell(extraction, html_extract_attribute(node, "data-j"), text_of(node, 8));
}

static Status walk_paragraph(Writer *writer, const GumboNode *node)
{
    if (html_extract_accepts(writer->extraction, node, "data-del")) {
        tell_deletion(writer, node);
        return OK;
    }
    writer->mark_taken = false;
    writer->last = node;
    TRY(walk_children(writer, node, node, 0));
    if (writer->mark_taken) {
        writer->open = true;
        return OK;
    }
    return close_paragraph(writer, node, false);
}

static Status walk_blocks(Writer *writer, const GumboNode *node)
{
    const GumboVector *children;

    if (node->type != GUMBO_NODE_ELEMENT || html_extract_has(node, "data-x") || html_extract_has(node, "data-story"))
        return OK;
    if (html_extract_has(node, "data-p"))
        return walk_paragraph(writer, node);
    if (html_extract_has(node, "data-u"))
        return walk_unit(writer, node);
    children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++)
        TRY(walk_blocks(writer, children->data[i]));
    return OK;
}

static Status walk_unit(Writer *writer, const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    void              *block = writer->held;
    Status             status;

    if (!html_extract_accepts(writer->extraction, node, "data-by"))
        return OK;
    if (writer->open && writer->words.size != 0) {
        status = memory_reserve(&block, &writer->held_capacity, writer->held_count + 1, sizeof *writer->held);
        writer->held = block;
        TRY(status);
        writer->held[writer->held_count++] = node;
        return OK;
    }
    TRY(choose_unit(writer, node));
    for (unsigned i = 0; i < children->length; i++)
        TRY(walk_blocks(writer, children->data[i]));
    return OK;
}

static Status walk_story(Writer *writer, const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    Status             status = OK;

    buffer_init(&writer->words, WORDS_MAX);
    for (unsigned i = 0; status == OK && i < children->length; i++)
        status = walk_blocks(writer, children->data[i]);
    if (status == OK && writer->open && writer->last != NULL && (writer->words.size != 0 || writer->held_count != 0))
        status = close_paragraph(writer, writer->last, false);
    buffer_clear(&writer->words);
    memory_free(writer->spans);
    memory_free(writer->anchors);
    memory_free(writer->held);
    return status;
}

/* ---- tables, numbered anew ---- */

/* Rows and tables of units carry the base's numbers or their own; here they get those of the text as it has become. */
static void number_tables(Text *text)
{
    int32_t  table = NO_TABLE, number = NO_TABLE;
    uint32_t row = 0, counted = 0;

    for (size_t i = 0; i < text->count; i++) {
        Paragraph *paragraph = &text->paragraphs[i];

        if (paragraph->table == NO_TABLE) {
            table = paragraph->story == 0 ? NO_TABLE : table;
            continue;
        }
        if (paragraph->table != table) {
            table = paragraph->table;
            row = paragraph->row;
            counted = 0;
            number++;
        } else if (paragraph->row != row || (i > 0 && paragraph->column < text->paragraphs[i - 1].column)) {
            row = paragraph->row;
            counted++;
        }
        paragraph->table = number;
        paragraph->row = counted;
    }
}

Status html_extract_text(Extraction *extraction)
{
    size_t     note_count = 0;
    StoryNode **notes = arena_take_zeroed(extraction->arena, extraction->story_count + 1, sizeof(StoryNode *));
    Writer     body = {.extraction = extraction, .notes = notes, .note_count = &note_count};

    if (notes == NULL)
        return ERR_MEMORY;
    TRY(walk_story(&body, extraction->body));
    for (size_t i = 0; i < note_count; i++) {
        Writer note = {.extraction = extraction, .story = notes[i]->number, .notes = notes, .note_count = &note_count};

        TRY(walk_story(&note, notes[i]->node));
    }
    number_tables(extraction->text);
    return OK;
}
