/* SPDX-License-Identifier: Apache-2.0
 *
 * The structure of a document: what comes before the organ is the preface, the organ and its recitals the preamble, the meeting and date at the end the conclusions. In the main body headings open
 * sections, numbered paragraphs are paragraph, what hangs below them are points of lists.
 */
#include "format/akn/akn_internal.h"

static bool in_table(const AknItem *item)
{
    return item->paragraph->table != NO_TABLE || (item->unit != NULL && item->unit->unit->kind == UNIT_TABLE);
}

static AknPlace place_here(const AknWriter *writer)
{
    return (AknPlace){.region = writer->region, .statement = writer->statement, .sections = writer->sections};
}

/* ---- eIds ---- */

static void add_clean(Buffer *out, Slice label)
{
    for (size_t i = 0; i < label.size; i++) {
        char sign = label.data[i];

        if ((sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9'))
            buffer_add_byte(out, sign);
        else if (sign >= 'A' && sign <= 'Z')
            buffer_add_byte(out, (char)(sign - 'A' + 'a'));
        else if (sign == ' ' || sign == '.')
            buffer_add_string(out, i + 1 < label.size ? "-" : "");
    }
}

/* "para_3", "para_3__point_a": the name of an element from what it is in and its number; without one, from how many there were. */
static void add_id(AknWriter *writer, Slice above, const char *name, Slice label, Slice *kept)
{
    Buffer id;
    size_t before;

    buffer_init(&id, AKN_PIECE_MAX);
    buffer_add(&id, above);
    buffer_add_string(&id, above.size != 0 ? "__" : "");
    buffer_add_format(&id, "%s_", name);
    before = id.size;
    add_clean(&id, slice_part(label, 0, label.size < 40 ? label.size : 40));
    if (id.size == before)
        buffer_add_format(&id, "n%u", ++writer->blocks);
    if (id.status == OK)
        akn_writer_id(writer, buffer_slice(&id), kept);
    else
        writer->status = id.status;
    buffer_clear(&id);
}

/* "sec_2": by count. */
static void add_counted_id(AknWriter *writer, const char *name, uint32_t number)
{
    char label[DECIMAL_MAX];

    add_id(writer, (Slice){NULL, 0}, name, slice_from(decimal(label, number)), NULL);
}

static Slice label_of(const AknItem *item)
{
    return item->unit != NULL ? item->label : item->paragraph->label;
}

/* ---- lists and sections ---- */

static void close_point(AknWriter *writer)
{
    writer->open--;
    buffer_add_string(writer->out, "</list></point>");
}

static void close_numbered(AknWriter *writer)
{
    while (writer->open != 0)
        close_point(writer);
    buffer_add_string(writer->out, writer->list ? "</list>\n" : "");
    buffer_add_string(writer->out, writer->paragraph ? "</paragraph>\n" : "");
    writer->list = writer->paragraph = false;
}

static void close_sections(AknWriter *writer, uint8_t down_to)
{
    close_numbered(writer);
    while (writer->sections > down_to) {
        writer->sections--;
        buffer_add_string(writer->out, "</section>\n");
    }
}

static void write_heading(AknWriter *writer, const AknItem *item, uint8_t kept)
{
    uint8_t  level = item->paragraph->level, down_to = writer->sections;
    AknPlace place;

    while (down_to > kept && writer->section_levels[down_to - 1] >= level)
        down_to--;
    close_sections(writer, down_to);
    if (writer->sections == AKN_LEVELS_MAX)
        close_sections(writer, AKN_LEVELS_MAX - 1);
    writer->section_levels[writer->sections++] = level;
    place = place_here(writer);
    place.tag = TAG_HEADING;
    buffer_add_string(writer->out, "<section");
    add_counted_id(writer, "sec", ++writer->sections_written);
    buffer_add_byte(writer->out, '>');
    akn_block_num(writer, item);
    akn_block(writer, item, &place);
    buffer_add_byte(writer->out, '\n');
}

/* Does what comes next hang below this one? */
static bool has_points(const AknItem *item, const AknItem *end, uint8_t level)
{
    const AknItem *next = item + 1;

    return next < end && !in_table(next) && next->paragraph->kind == KIND_SUB && next->paragraph->level > level;
}

static void write_first(AknWriter *writer, const AknItem *item, AknPlace place, bool points)
{
    akn_block_num(writer, item);
    buffer_add_string(writer->out, points ? "<intro>" : "<content>");
    akn_block(writer, item, &place);
    buffer_add_string(writer->out, points ? "</intro>" : "</content>");
}

static void write_numbered(AknWriter *writer, const AknItem *item, const AknItem *end)
{
    AknPlace place = place_here(writer);
    bool     points = has_points(item, end, 0);

    close_numbered(writer);
    place.holder = HOLDER_PARAGRAPH;
    buffer_add_string(writer->out, "<paragraph");
    add_id(writer, (Slice){NULL, 0}, "para", label_of(item), &writer->base_id[0]);
    buffer_add_byte(writer->out, '>');
    write_first(writer, item, place, points);
    if (!points) {
        buffer_add_string(writer->out, "</paragraph>\n");
        return;
    }
    writer->paragraph = writer->list = true;
    buffer_add_string(writer->out, "\n<list>");
}

static void write_point(AknWriter *writer, const AknItem *item, const AknItem *end)
{
    AknPlace place = place_here(writer);
    uint8_t  level = item->paragraph->level;
    bool     points = has_points(item, end, level);

    while (writer->open != 0 && writer->levels[writer->open - 1] >= level)
        close_point(writer);
    if (!writer->list) {
        writer->list = true;
        writer->base_id[0] = (Slice){NULL, 0};
        buffer_add_string(writer->out, "<list>");
    }
    place.holder = HOLDER_POINT;
    place.points = (uint8_t)(writer->open + 1);
    buffer_add_string(writer->out, "\n<point");
    add_id(writer, writer->base_id[writer->open], "point", label_of(item), &writer->base_id[writer->open + 1]);
    buffer_add_byte(writer->out, '>');
    write_first(writer, item, place, points);
    if (!points) {
        buffer_add_string(writer->out, "</point>");
        return;
    }
    writer->levels[writer->open++] = level;
    buffer_add_string(writer->out, "<list>");
}

/* ---- the main body ---- */

static bool is_numbered(const AknWriter *writer, const AknItem *item)
{
    ParagraphKind kind = item->paragraph->kind;

    (void)writer;
    return kind == KIND_OPERATIVE || (kind == KIND_PLAIN && item->paragraph->label.size != 0);
}

static size_t write_other(AknWriter *writer, const AknItem *items, size_t at, size_t count)
{
    AknPlace place = place_here(writer);
    bool     hier = writer->hier || writer->sections != 0;
    size_t   next = at + 1;

    close_numbered(writer);
    buffer_add_string(writer->out, hier ? "<alinea><content>" : "");
    if (in_table(&items[at]))
        next = akn_table(writer, items, at, count);
    else
        akn_block(writer, &items[at], &place);
    buffer_add_string(writer->out, hier ? "</content></alinea>\n" : "\n");
    return next;
}

static void write_body(AknWriter *writer, const AknItem *items, size_t count, uint8_t kept)
{
    for (size_t i = 0, next; i < count; i = next) {
        const AknItem *item = &items[i];

        next = i + 1;
        if (in_table(item))
            next = write_other(writer, items, i, count);
        else if (item->paragraph->kind == KIND_HEADING)
            write_heading(writer, item, kept);
        else if (item->paragraph->kind == KIND_SUB && item->paragraph->level != 0)
            write_point(writer, item, items + count);
        else if (is_numbered(writer, item))
            write_numbered(writer, item, items + count);
        else
            next = write_other(writer, items, i, count);
    }
    close_sections(writer, kept);
}

/* ---- before and after it ---- */

static void close_container(AknWriter *writer)
{
    buffer_add_string(writer->out, writer->container ? "</container>\n" : "");
    writer->container = false;
}

static void write_recital(AknWriter *writer, const AknItem *item)
{
    AknPlace place = place_here(writer);

    close_container(writer);
    place.holder = HOLDER_CONTAINER;
    buffer_add_string(writer->out, "<container name=\"preambular\"");
    add_counted_id(writer, "pre", ++writer->recitals);
    buffer_add_byte(writer->out, '>');
    akn_block(writer, item, &place);
    writer->container = true;
}

/* In an element of its own, which says what kind it is. */
static void write_wrapped(AknWriter *writer, const AknItem *item, AknTag tag, const char *open, const char *close)
{
    AknPlace place = place_here(writer);

    close_container(writer);
    place.tag = tag;
    buffer_add_string(writer->out, open);
    akn_block(writer, item, &place);
    buffer_add_string(writer->out, close);
}

static size_t write_around_one(AknWriter *writer, const AknItem *items, size_t at, size_t count)
{
    const AknItem *item = &items[at];
    AknPlace       place = place_here(writer);
    ParagraphKind  kind = item->paragraph->kind;

    if (in_table(item)) {
        close_container(writer);
        return akn_table(writer, items, at, count);
    }
    if (writer->region == REGION_PREAMBLE && kind == KIND_ORGAN) {
        write_wrapped(writer, item, TAG_FORMULA, "<formula name=\"organ\">", "</formula>\n");
    } else if (writer->region == REGION_PREFACE && kind == KIND_TITLE) {
        write_wrapped(writer, item, TAG_TITLE, "<longTitle>", "</longTitle>\n");
    } else if (writer->region == REGION_PREAMBLE && kind == KIND_PREAMBULAR) {
        write_recital(writer, item);
    } else {
        if (kind != KIND_SUB)
            close_container(writer);
        akn_block(writer, item, &place);
        buffer_add_byte(writer->out, '\n');
    }
    return at + 1;
}

static void write_around(AknWriter *writer, AknRegion region, const char *element, const AknItem *items, size_t count)
{
    if (count == 0)
        return;
    writer->region = region;
    buffer_add_format(writer->out, "<%s>\n", element);
    for (size_t i = 0; i < count;)
        i = write_around_one(writer, items, i, count);
    close_container(writer);
    buffer_add_format(writer->out, "</%s>\n", element);
}

/* ---- where each ends ---- */

typedef struct Bounds {
    size_t preface, preamble, body; /* the item after each */
} Bounds;

static bool is_kind(const AknItem *item, ParagraphKind kind)
{
    return !in_table(item) && item->paragraph->kind == kind;
}

static Bounds bounds_of(const AknWriter *writer, const AknItem *items, size_t count)
{
    Bounds bounds = {0, 0, count};
    size_t organ = 0, operative;

    while (bounds.body != 0 && is_kind(&items[bounds.body - 1], KIND_CLOSING))
        bounds.body--;
    while (organ < bounds.body && !is_kind(&items[organ], KIND_ORGAN) && !is_kind(&items[organ], KIND_OPERATIVE))
        organ++;
    if (!writer->statement || organ == bounds.body || !is_kind(&items[organ], KIND_ORGAN)) {
        while (bounds.preface < bounds.body && is_kind(&items[bounds.preface], KIND_TITLE))
            bounds.preface++;
        bounds.preamble = bounds.preface;
        return bounds;
    }
    bounds.preface = organ;
    for (operative = organ; operative < bounds.body && !is_kind(&items[operative], KIND_OPERATIVE); operative++)
        if (is_kind(&items[operative], KIND_PREAMBULAR) || is_kind(&items[operative], KIND_ORGAN))
            bounds.preamble = operative + 1;
    if (operative < bounds.body)
        bounds.preamble = operative;
    return bounds;
}

void akn_structure(AknWriter *writer, const AknItem *items, size_t count)
{
    Bounds bounds = bounds_of(writer, items, count);

    write_around(writer, REGION_PREFACE, "preface", items, bounds.preface);
    write_around(writer, REGION_PREAMBLE, "preamble", items + bounds.preface, bounds.preamble - bounds.preface);
    writer->region = REGION_BODY;
    buffer_add_string(writer->out, "<mainBody>\n");
    if (bounds.body == bounds.preamble)
        buffer_add_string(writer->out, "<p r:none=\"true\"/>\n");
    write_body(writer, items + bounds.preamble, bounds.body - bounds.preamble, 0);
    buffer_add_string(writer->out, "</mainBody>\n");
    write_around(writer, REGION_CONCLUSIONS, "conclusions", items + bounds.body, count - bounds.body);
}

void akn_structure_part(AknWriter *writer, const AknItem *items, size_t count, uint8_t sections)
{
    writer->region = REGION_BODY;
    writer->hier = true;
    writer->sections = sections;
    write_body(writer, items, count, sections);
}
