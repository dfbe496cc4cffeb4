/* SPDX-License-Identifier: Apache-2.0
 *
 * What each element means to the reader. An element that is not in the table is passed through: its words count, itself says nothing.
 */
#include <stdlib.h>

#include "format/akn/akn_read_internal.h"

static const AknElement elements[] = { /* sorted by name */
    {"alinea", ROLE_PASS, 0},
    {"article", ROLE_SECTION, 0},
    {"authorialNote", ROLE_NOTE, 0},
    {"b", ROLE_STYLE, STYLE_BOLD},
    {"block", ROLE_BLOCK, 0},
    {"book", ROLE_SECTION, 0},
    {"br", ROLE_BREAK, 0},
    {"caption", ROLE_BLOCK, 0},
    {"chapter", ROLE_SECTION, 0},
    {"citation", ROLE_CONTAINER, 0},
    {"conclusions", ROLE_CONCLUSIONS, 0},
    {"container", ROLE_CONTAINER, 0},
    {"coverPage", ROLE_PREFACE, 0},
    {"crossHeading", ROLE_HEADING, 0},
    {"del", ROLE_DELETED, 0},
    {"division", ROLE_SECTION, 0},
    {"eol", ROLE_BREAK, 0},
    {"foreign", ROLE_SKIP, 0},
    {"formula", ROLE_FORMULA, 0},
    {"hcontainer", ROLE_SECTION, 0},
    {"heading", ROLE_HEADING, 0},
    {"i", ROLE_STYLE, STYLE_ITALIC},
    {"img", ROLE_IMAGE, 0},
    {"indent", ROLE_POINT, 0},
    {"inline", ROLE_INLINE, 0},
    {"ins", ROLE_INSERTED, 0},
    {"item", ROLE_POINT, 0},
    {"li", ROLE_BLOCK, 0},
    {"listIntroduction", ROLE_BLOCK, 0},
    {"listWrapUp", ROLE_BLOCK, 0},
    {"longTitle", ROLE_TITLE, 0},
    {"mainBody", ROLE_BODY, 0},
    {"meta", ROLE_META, 0},
    {"note", ROLE_NOTE, 0},
    {"noteRef", ROLE_NOTE_REF, 0},
    {"num", ROLE_NUM, 0},
    {"p", ROLE_BLOCK, 0},
    {"paragraph", ROLE_PARAGRAPH, 0},
    {"part", ROLE_SECTION, 0},
    {"point", ROLE_POINT, 0},
    {"preamble", ROLE_PREAMBLE, 0},
    {"preface", ROLE_PREFACE, 0},
    {"presentation", ROLE_SKIP, 0},
    {"recital", ROLE_CONTAINER, 0},
    {"section", ROLE_SECTION, 0},
    {"sub", ROLE_STYLE, STYLE_SUBSCRIPT},
    {"subFlow", ROLE_BOX, 0},
    {"subchapter", ROLE_SECTION, 0},
    {"subheading", ROLE_HEADING, 0},
    {"subparagraph", ROLE_POINT, 0},
    {"subpart", ROLE_SECTION, 0},
    {"subsection", ROLE_SECTION, 0},
    {"sup", ROLE_STYLE, STYLE_SUPERSCRIPT},
    {"table", ROLE_TABLE, 0},
    {"td", ROLE_CELL, 0},
    {"th", ROLE_CELL, 0},
    {"title", ROLE_SECTION, 0},
    {"toc", ROLE_SKIP, 0},
    {"tome", ROLE_SECTION, 0},
    {"tr", ROLE_ROW, 0},
    {"u", ROLE_STYLE, STYLE_UNDERLINE},
};

static int by_name(const void *name, const void *element)
{
    return strcmp(name, ((const AknElement *)element)->name);
}

const AknElement *akn_element_find(const char *name)
{
    return bsearch(name, elements, sizeof elements / sizeof *elements, sizeof *elements, by_name);
}

static AknFrame *top(AknReading *reading)
{
    return &reading->frames[reading->depth - 1];
}

/* ---- what is our own in the head ---- */

static void read_own_text(AknReading *reading, const xmlNode *node)
{
    Instrument *instrument = &reading->text->instrument;
    const struct {
        const char *name;
        Slice      *value;
    } rows[] = {
        {"symbol", &instrument->symbol},   {"title", &instrument->title},       {"session", &instrument->session},           {"agenda_item", &instrument->agenda_item},   {"agenda_title", &instrument->agenda_title},
        {"adopted", &instrument->adopted}, {"source_line", &instrument->source_line}, {"distribution", &instrument->distribution}, {"issued", &instrument->issued},
    };
    Slice language = akn_xml_attribute(node, "language");

    reading->own = true;
    instrument->is_resolution = slice_is(akn_xml_attribute(node, "resolution"), "true");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (slice_copy(reading->text->arena, akn_xml_attribute(node, rows[i].name), rows[i].value) != OK)
            akn_reading_fail(reading, ERR_MEMORY, NULL);
    memset(reading->text->language, 0, sizeof reading->text->language);
    if (language.size < sizeof reading->text->language && language.size != 0)
        memcpy(reading->text->language, language.data, language.size);
}

static void read_language(AknReading *reading, Slice three)
{
    static const char *const pairs[][2] = {{"ara", "ar"}, {"zho", "zh"}, {"chi", "zh"}, {"eng", "en"}, {"fra", "fr"}, {"fre", "fr"}, {"rus", "ru"}, {"spa", "es"}};

    for (size_t i = 0; !reading->own && i < sizeof pairs / sizeof *pairs; i++)
        if (slice_is(three, pairs[i][0]) || slice_is(three, pairs[i][1]))
            memcpy(reading->text->language, pairs[i][1], 3);
}

static void start_own(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    frame->role = ROLE_PASS;
    if (node->ns == NULL || strcmp((const char *)node->ns->href, AKN_OWN_NAMESPACE) != 0)
        return;
    if (strcmp((const char *)node->name, "piece") == 0)
        frame->role = ROLE_PIECE;
    else if (strcmp((const char *)node->name, "text") == 0 && slice_is(akn_xml_attribute(node, "version"), "1"))
        read_own_text(reading, node);
    else if (strcmp((const char *)node->name, "compilation") == 0)
        reading->marked = true;
}

/* ---- frames ---- */

static bool is_block(AknRole role)
{
    return role == ROLE_BLOCK || role == ROLE_HEADING;
}

static void start_region(AknReading *reading, AknFrame *frame)
{
    akn_line_number_alone(reading);
    frame->place.region = frame->role == ROLE_PREFACE ? REGION_PREFACE : frame->role == ROLE_PREAMBLE ? REGION_PREAMBLE : frame->role == ROLE_BODY ? REGION_BODY : REGION_CONCLUSIONS;
}

static void start_holder(AknReading *reading, AknFrame *frame, AknHolder holder)
{
    akn_line_number_alone(reading);
    frame->holder = reading->depth - 1;
    frame->fresh = true;
    frame->place.holder = holder;
    frame->place.points = (uint8_t)(frame->place.points + (holder == HOLDER_POINT && frame->place.points < AKN_LEVELS_MAX));
}

/* The first block of what holds it is of the holder's kind; those behind it are plain. */
static AknPlace place_of_block(AknReading *reading, const AknFrame *frame)
{
    AknPlace place = frame->place;
    bool     first = frame->holder != AKN_NONE && reading->frames[frame->holder].fresh;

    if (!first)
        place.holder = HOLDER_NONE;
    else
        reading->frames[frame->holder].fresh = false;
    return place;
}

static void read_label(AknReading *reading, const xmlNode *node, AknLine *line)
{
    Slice inside = akn_xml_own(node, "label"), beside = akn_xml_own(node, "number");

    if (inside.data == NULL && beside.data == NULL)
        return;
    line->apart = inside.data == NULL;
    if (slice_copy(reading->text->arena, line->apart ? beside : inside, &line->label) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
}

static void read_opening(const xmlNode *node, AknLine *line)
{
    Slice       value = akn_xml_own(node, "opening");
    const char *space = value.size != 0 ? memchr(value.data, ' ', value.size) : NULL;
    size_t      at = space != NULL ? (size_t)(space - value.data) : 0;

    if (space == NULL || !akn_xml_number(slice_part(value, 0, at), &line->opening[0]) || !akn_xml_number(slice_part(value, at + 1, value.size), &line->opening[1]))
        line->opening[0] = line->opening[1] = 0;
}

/* What our own attributes say. */
static void read_block(AknReading *reading, const xmlNode *node)
{
    AknLine      *line = akn_line(reading);
    Slice         name = akn_xml_attribute(node, "name");
    uint32_t      level;
    ParagraphKind kind;

    if (strcmp((const char *)node->name, "block") == 0 && paragraph_kind_parse(name, &kind)) {
        line->made.kind = kind;
        line->made.level = 0;
        line->named = true;
    }
    if (!reading->own)
        return;
    if (akn_xml_number(akn_xml_own(node, "level"), &level) && level <= AKN_LEVELS_MAX)
        line->made.level = (uint8_t)level;
    (void)paragraph_id_read(akn_xml_attribute(node, "wId"), line->made.id);
    read_label(reading, node, line);
    read_opening(node, line);
}

static void start_block(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    AknPlace place = place_of_block(reading, frame);

    if (reading->own && (slice_is(akn_xml_own(node, "none"), "true") || (reading->marked && slice_is(akn_xml_own(node, "new"), "true")))) {
        reading->num_waits = false;
        frame->gone = true;
        reading->skip = 1;
        return;
    }
    place.tag = frame->role == ROLE_HEADING ? TAG_HEADING : place.tag;
    akn_line_begin(reading, &place);
    if (frame->role != ROLE_HEADING && place.sections != 0 && place.holder == HOLDER_NONE && akn_line(reading)->label.size != 0 && !reading->own)
        akn_line(reading)->structural = false;
    if (strcmp((const char *)node->name, "p") != 0 && strcmp((const char *)node->name, "block") != 0)
        akn_line(reading)->structural = true; /* an introduction, a caption: no guess is needed */
    read_block(reading, node);
}

/* ---- words in words ---- */

/* Where words stand outside of any block, but in one that is around: after a quoted structure, say. */
static bool open_line(AknReading *reading)
{
    AknFrame *frame = top(reading);
    AknPlace  place = frame->place;

    if (akn_line(reading)->open)
        return true;
    for (int i = reading->depth; i-- > 0 && !reading->frames[i].pushed;)
        if (is_block(reading->frames[i].role)) {
            place.holder = HOLDER_NONE;
            akn_line_begin(reading, &place);
            return true;
        }
    return false;
}

static void capture(AknReading *reading, AknFrame *frame)
{
    buffer_reset(&reading->capture);
    reading->capturing = frame->captures = true;
}

static Status new_story(AknReading *reading, StoryKind kind, uint32_t *story)
{
    if (reading->text->story_count >= AKN_NOTES_MAX)
        return akn_reading_fail(reading, ERR_LIMIT, NULL);
    return text_add_story(reading->text, &(Story){kind, UINT32_MAX, 0}, story) == OK ? OK : akn_reading_fail(reading, ERR_MEMORY, NULL);
}

static void name_note(AknReading *reading, const xmlNode *node, uint32_t value)
{
    Slice id = akn_xml_attribute(node, "eId");
    bool  found;

    if (id.size != 0 && akn_names_add(&reading->notes, id, value, &found) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
}

/* A note of the head waits until somebody marks it. */
static void start_loose_note(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    void    *block = reading->loose;
    uint32_t number = (uint32_t)reading->loose_count;

    if (number >= AKN_NOTES_MAX || memory_reserve(&block, &reading->loose_capacity, reading->loose_count + 1, sizeof(uint32_t)) != OK) {
        akn_reading_fail(reading, number >= AKN_NOTES_MAX ? ERR_LIMIT : ERR_MEMORY, NULL);
        return;
    }
    reading->loose = block;
    reading->loose[reading->loose_count++] = 0;
    name_note(reading, node, AKN_LOOSE | number);
    frame->pushed = akn_line_push(reading, AKN_LOOSE | number, STORY_FOOTNOTE);
    frame->styles = 0;
}

static void start_note(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    bool     end = slice_is(akn_xml_attribute(node, "class"), "endnote"), box = frame->role == ROLE_BOX;
    Anchor   anchor = {.kind = box ? ANCHOR_BOX : end ? ANCHOR_ENDNOTE : ANCHOR_FOOTNOTE};
    StoryKind kind = box ? STORY_BOX : end ? STORY_ENDNOTE : STORY_FOOTNOTE;

    if (reading->capturing || !open_line(reading)) {
        reading->skip = 1;
        return;
    }
    if (box && !hex_parse(akn_xml_own(node, "sha256"), anchor.sha256, SHA256_SIZE))
        memset(anchor.sha256, 0, SHA256_SIZE);
    if (new_story(reading, kind, &anchor.story) != OK || slice_copy(reading->text->arena, akn_xml_own(node, "alt"), &anchor.alt) != OK) {
        akn_reading_fail(reading, ERR_MEMORY, NULL);
        return;
    }
    if (!box)
        name_note(reading, node, anchor.story);
    akn_line_object(reading, &anchor);
    frame->pushed = akn_line_push(reading, anchor.story, kind);
    frame->styles = 0;
}

static void start_note_ref(AknReading *reading, const xmlNode *node)
{
    Slice    href = akn_xml_attribute(node, "href");
    uint32_t story;

    if (reading->capturing || reading->line != 0 || href.size < 2 || href.data[0] != '#' || !akn_names_find(&reading->notes, slice_part(href, 1, href.size), &story) || !open_line(reading))
        return;
    if ((story & AKN_LOOSE) != 0) {
        uint32_t *known = &reading->loose[story & ~(uint32_t)AKN_LOOSE];

        if (*known == 0 && new_story(reading, STORY_FOOTNOTE, known) != OK)
            return;
        story = *known;
    }
    akn_line_object(reading, &(Anchor){.kind = reading->text->stories[story].kind == STORY_ENDNOTE ? ANCHOR_ENDNOTE : ANCHOR_FOOTNOTE, .story = story});
}

static void start_image(AknReading *reading, const xmlNode *node)
{
    Anchor anchor = {.kind = ANCHOR_IMAGE};
    Slice  source = akn_xml_attribute(node, "src");

    if (reading->capturing || !open_line(reading))
        return;
    if (!hex_parse(akn_xml_own(node, "sha256"), anchor.sha256, SHA256_SIZE))
        sha256_parts(&source, 1, anchor.sha256);
    if (slice_copy(reading->text->arena, akn_xml_attribute(node, "alt"), &anchor.alt) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    akn_line_object(reading, &anchor);
}

static uint32_t code_of(Slice hex)
{
    return slice_is(hex, "fffc") ? 0xFFFC : slice_is(hex, "fffe") ? 0xFFFE : slice_is(hex, "ffff") ? 0xFFFF : 0;
}

static void start_inline(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    Slice    name = akn_xml_attribute(node, "name"), hash = akn_xml_own(node, "sha256");
    uint32_t code = code_of(akn_xml_own(node, "code"));

    if (slice_is(name, "strike")) {
        frame->styles |= STYLE_STRIKE;
        akn_line(reading)->broken_span = true;
    } else if (code != 0 && (code != 0xFFFC || reading->line != 0) && reading->capturing) {
        buffer_add_rune(&reading->capture, code);
    } else if (code != 0 && (code != 0xFFFC || reading->line != 0)) {
        if (open_line(reading))
            akn_line_rune(reading, code);
    } else if (hash.data != NULL && !reading->capturing && anchor_kind_parse(name, &frame->anchor.kind) && hex_parse(hash, frame->anchor.sha256, SHA256_SIZE) &&
               frame->anchor.kind != ANCHOR_FOOTNOTE && frame->anchor.kind != ANCHOR_ENDNOTE && open_line(reading)) {
        capture(reading, frame);
    }
}

static void start_break(AknReading *reading)
{
    if (reading->capturing)
        buffer_add_byte(&reading->capture, '\n');
    else if (open_line(reading))
        akn_line_rune(reading, '\n');
}

/* ---- tables ---- */

static bool is_new(const AknReading *reading, const xmlNode *node)
{
    return reading->marked && slice_is(akn_xml_own(node, "new"), "true");
}

static void start_table(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    uint32_t number;

    if (is_new(reading, node) || reading->line != 0) {
        reading->skip = reading->line == 0;
        return;
    }
    if (akn_line(reading)->open)
        akn_line_end(reading);
    akn_line_number_alone(reading);
    reading->table = akn_xml_number(akn_xml_own(node, "table"), &number) && number <= PARAGRAPHS_MAX ? number : reading->tables;
    if (reading->table >= reading->tables)
        reading->tables = reading->table + 1;
    reading->row = UINT32_MAX;
    frame->holder = AKN_NONE;
}

static void start_row(AknReading *reading, const xmlNode *node)
{
    uint32_t number;

    if (is_new(reading, node)) {
        reading->skip = 1;
        return;
    }
    reading->row = akn_xml_number(akn_xml_own(node, "row"), &number) && number <= PARAGRAPHS_MAX ? number : reading->row + 1;
    reading->column = UINT32_MAX;
}

static void start_cell(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    uint32_t number;

    reading->column = akn_xml_number(akn_xml_own(node, "column"), &number) && number <= PARAGRAPHS_MAX ? number : reading->column + 1;
    frame->place.cell = reading->line == 0 && reading->tables != 0 && reading->row <= PARAGRAPHS_MAX && reading->column <= PARAGRAPHS_MAX;
}

/* ---- every element ---- */

static void start_structure(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    switch (frame->role) {
    case ROLE_PREFACE:
    case ROLE_PREAMBLE:
    case ROLE_BODY:
    case ROLE_CONCLUSIONS: start_region(reading, frame); return;
    case ROLE_SECTION:
        akn_line_number_alone(reading);
        frame->place.sections = (uint8_t)(frame->place.sections + (frame->place.sections < AKN_LEVELS_MAX));
        frame->holder = AKN_NONE;
        return;
    case ROLE_PARAGRAPH: start_holder(reading, frame, HOLDER_PARAGRAPH); return;
    case ROLE_POINT: start_holder(reading, frame, HOLDER_POINT); return;
    case ROLE_CONTAINER: start_holder(reading, frame, HOLDER_CONTAINER); return;
    case ROLE_FORMULA: frame->place.tag = TAG_FORMULA; return;
    case ROLE_TITLE: frame->place.tag = TAG_TITLE; return;
    case ROLE_TABLE: start_table(reading, frame, node); return;
    case ROLE_ROW: start_row(reading, node); return;
    default: start_cell(reading, frame, node); return;
    }
}

static void start_number(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    Slice gap = akn_xml_own(node, "gap");

    if (reading->capturing || reading->line != 0)
        return;
    akn_line_number_alone(reading);
    if (akn_line(reading)->open)
        akn_line_end(reading);
    reading->num_in = gap.data != NULL;
    if (slice_copy(reading->text->arena, gap, &reading->gap) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    capture(reading, frame);
}

static void start(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    switch (frame->role) {
    case ROLE_PASS:
    case ROLE_PIECE:
    case ROLE_META:
    case ROLE_DOCUMENT: return;
    case ROLE_SKIP: reading->skip = 1; return;
    case ROLE_BLOCK:
    case ROLE_HEADING: start_block(reading, frame, node); return;
    case ROLE_NUM: start_number(reading, frame, node); return;
    case ROLE_BREAK: start_break(reading); return;
    case ROLE_IMAGE: start_image(reading, node); return;
    case ROLE_INLINE: start_inline(reading, frame, node); return;
    case ROLE_NOTE:
    case ROLE_BOX: start_note(reading, frame, node); return;
    case ROLE_NOTE_REF: start_note_ref(reading, node); return;
    case ROLE_INSERTED: reading->skip = reading->marked; return;
    case ROLE_DELETED: reading->skip = !reading->own; return;
    default: start_structure(reading, frame, node); return;
    }
}

static bool is_document(const char *name)
{
    static const char *const names[] = {"statement", "doc", "act", "bill", "amendment", "amendmentList", "officialGazette", "documentCollection", "debate", "debateReport", "judgment", "portion"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void start_head(AknReading *reading, AknFrame *frame, const xmlNode *node)
{
    const char *name = (const char *)node->name;

    if (strcmp(name, "FRBRlanguage") == 0)
        read_language(reading, akn_xml_attribute(node, "language"));
    else if (strcmp(name, "note") == 0)
        start_loose_note(reading, frame, node);
}

void akn_element_start(AknReading *reading, const xmlNode *node)
{
    const char       *name = (const char *)node->name;
    bool              akn = node->ns != NULL && slice_starts(slice_from((const char *)node->ns->href), AKN_NAMESPACE_START);
    const AknElement *element = akn ? akn_element_find(name) : NULL;
    AknFrame         *frame = &reading->frames[reading->depth], none = {.holder = AKN_NONE, .place = {.region = REGION_BODY}};

    if (reading->skip != 0) {
        reading->skip++;
        return;
    }
    REQUIRE(reading->depth <= AKN_DEPTH_MAX);
    *frame = reading->depth != 0 ? *top(reading) : none;
    frame->fresh = frame->captures = frame->pushed = frame->gone = false;
    frame->anchor = (Anchor){.kind = ANCHOR_OTHER};
    reading->depth++;
    if (!akn) {
        start_own(reading, frame, node);
        return;
    }
    if (frame->role == ROLE_META) { /* of the head only what is named counts; but in its notes words are words */
        start_head(reading, frame, node);
        frame->role = frame->pushed ? ROLE_NOTE : ROLE_META;
        return;
    }
    frame->role = element != NULL ? element->role : ROLE_PASS;
    frame->styles |= element != NULL ? element->style : 0;
    if (frame->role == ROLE_STYLE) {
        akn_line(reading)->broken_span = true;
        return;
    }
    if (is_document(name)) {
        frame->place.statement = strcmp(name, "statement") == 0;
        reading->seen = true;
        return;
    }
    start(reading, frame, node);
}

static void end_number(AknReading *reading)
{
    Slice words = buffer_slice(&reading->capture);

    reading->capturing = false;
    if (!reading->own)
        words = slice_trim(words);
    if (slice_copy(reading->text->arena, words, &reading->num) != OK || reading->capture.status != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    reading->num_waits = words.size != 0;
}

static void end_object(AknReading *reading, AknFrame *frame)
{
    reading->capturing = false;
    if (slice_copy(reading->text->arena, buffer_slice(&reading->capture), &frame->anchor.alt) != OK || reading->capture.status != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    akn_line_object(reading, &frame->anchor);
}

void akn_element_end(AknReading *reading)
{
    AknFrame *frame;
    AknRole   role;

    if (reading->skip > 1) {
        reading->skip--;
        return;
    }
    reading->skip = 0;
    REQUIRE(reading->depth != 0);
    frame = top(reading);
    role = frame->role;
    if (frame->captures && role == ROLE_NUM)
        end_number(reading);
    else if (frame->captures)
        end_object(reading, frame);
    else if (frame->pushed)
        akn_line_pop(reading);
    else if (is_block(role) && !frame->gone)
        akn_line_end(reading);
    else if (role == ROLE_STYLE || role == ROLE_INLINE)
        akn_line(reading)->broken_span = true;
    if (role == ROLE_PARAGRAPH || role == ROLE_POINT || role == ROLE_CONTAINER || role == ROLE_SECTION)
        akn_line_number_alone(reading);
    reading->depth--;
}

void akn_element_text(AknReading *reading, Slice text)
{
    bool space = slice_trim(text).size == 0;

    if (reading->skip != 0 || reading->depth == 0)
        return;
    if (top(reading)->role == ROLE_PIECE)
        buffer_add(&reading->json, text);
    else if (reading->capturing)
        buffer_add(&reading->capture, text);
    else if (akn_line(reading)->open || (!space && open_line(reading)))
        akn_line_text(reading, text);
}
