/* SPDX-License-Identifier: Apache-2.0
 *
 * Words into runs. Runs of equal attribution stand in one w:ins or w:del.
 */
#include "format/docx/write_internal.h"

static const char mark_bytes[] = "\xE2\x80\xA9";
enum { LINE_BYTES_MAX = 256 * 1024 * 1024 };

Status line_init(Line *line, Writer *writer, Entries *entries)
{
    *line = (Line){.writer = writer, .entries = entries, .paragraph = -1};
    buffer_init(&line->runs, LINE_BYTES_MAX);
    return OK;
}

void line_clear(Line *line)
{
    buffer_clear(&line->runs);
}

/* ---- wrappers ---- */

Status line_wrap_none(Line *line)
{
    static const char *const ends[] = {[WRAP_NONE] = "", [WRAP_INSERTED] = "</w:ins>", [WRAP_DELETED] = "</w:del>"};

    buffer_add_string(&line->runs, ends[line->wrap]);
    line->wrap = WRAP_NONE;
    return line->runs.status;
}

static Status wrap(Line *line, int kind, PartySet by, const char *start)
{
    if ((int)line->wrap == kind && marks_equal(line->wrapped, by))
        return OK;
    TRY(line_wrap_none(line));
    buffer_add_string(&line->runs, start);
    TRY(marks_attributes(line->writer, by, &line->runs));
    buffer_add_byte(&line->runs, '>');
    line->wrap = kind;
    line->wrapped = by;
    return line->runs.status;
}

Status line_wrap_inserted(Line *line, PartySet by)
{
    return wrap(line, WRAP_INSERTED, by, "<w:ins");
}

Status line_wrap_deleted(Line *line, PartySet by)
{
    return wrap(line, WRAP_DELETED, by, "<w:del");
}

/* ---- runs ---- */

static void add_properties(Buffer *out, Slice properties)
{
    if (properties.size == 0)
        return;
    buffer_add_string(out, "<w:rPr>");
    buffer_add(out, properties);
    buffer_add_string(out, "</w:rPr>");
}

static void add_piece(Buffer *out, Slice text, bool deleted)
{
    if (text.size == 0)
        return;
    buffer_add_string(out, deleted ? "<w:delText xml:space=\"preserve\">" : "<w:t xml:space=\"preserve\">");
    buffer_add_xml(out, text);
    buffer_add_string(out, deleted ? "</w:delText>" : "</w:t>");
}

void runs_text(Line *line, Slice text, Slice properties, bool deleted)
{
    size_t from = 0;

    if (text.size == 0)
        return;
    buffer_add_string(&line->runs, "<w:r>");
    add_properties(&line->runs, properties);
    for (size_t at = 0; at < text.size; at++) {
        if (text.data[at] != '\t' && text.data[at] != '\n')
            continue;
        add_piece(&line->runs, slice_part(text, from, at), deleted);
        buffer_add_string(&line->runs, text.data[at] == '\t' ? "<w:tab/>" : "<w:br/>");
        from = at + 1;
    }
    add_piece(&line->runs, slice_part(text, from, text.size), deleted);
    buffer_add_string(&line->runs, "</w:r>");
}

void runs_object(Line *line, Slice xml, Slice properties, bool math_level)
{
    if (math_level) {
        buffer_add(&line->runs, xml);
        return;
    }
    buffer_add_string(&line->runs, "<w:r>");
    add_properties(&line->runs, properties);
    buffer_add(&line->runs, xml);
    buffer_add_string(&line->runs, "</w:r>");
}

/* ---- properties of inserted words ---- */

/* Elements of w:rPr that spans speak of, and what a neighbour's run must not hand on: its place as a note mark, its vanishing. */
static const char *const style_elements[] = {"w:b", "w:bCs", "w:i", "w:iCs", "w:u", "w:strike", "w:dstrike", "w:vertAlign", "w:vanish", "w:specVanish", "w:webHidden"};

static bool is_style_element(Slice name)
{
    for (size_t i = 0; i < sizeof style_elements / sizeof *style_elements; i++)
        if (slice_is(name, style_elements[i]))
            return true;
    return false;
}

/* Appends the top-level elements of our own serialization (tags closed, attribute values free of '<') but for those that spans speak of. */
static void add_without_styles(Buffer *out, Slice properties)
{
    size_t from = 0;
    int    depth = 0;
    bool   keep = true;

    for (size_t at = 0; at < properties.size;) {
        const char *close = memchr(properties.data + at, '>', properties.size - at);
        size_t      end = close != NULL ? (size_t)(close - properties.data) + 1 : properties.size, name = at + 1;
        bool        ends = at + 1 < properties.size && properties.data[at + 1] == '/';
        bool        empty = end >= 2 && properties.data[end - 2] == '/';

        while (name < end && properties.data[name] != ' ' && properties.data[name] != '/' && properties.data[name] != '>')
            name++;
        if (depth == 0) {
            from = at;
            keep = !is_style_element(slice_part(properties, at + 1 < name ? at + 1 : name, name));
        }
        depth += ends ? -1 : empty ? 0 : 1;
        if (depth <= 0 && keep)
            buffer_add(out, slice_part(properties, from, end));
        depth = depth < 0 ? 0 : depth;
        for (at = end; at < properties.size && properties.data[at] != '<'; at++)
            ;
    }
}

static void add_styles(Buffer *out, uint32_t styles)
{
    static const char *const elements[STYLE_COUNT] = {
        "<w:b/><w:bCs/>", "<w:i/><w:iCs/>", "<w:u w:val=\"single\"/>", "<w:strike/>", "<w:vertAlign w:val=\"superscript\"/>",
        "<w:vertAlign w:val=\"subscript\"/>"};

    for (int i = 0; i < STYLE_COUNT; i++)
        if (styles & 1u << i)
            buffer_add_string(out, elements[i]);
}

Status runs_properties(Writer *writer, Slice neighbour, uint32_t styles, Slice *out)
{
    Buffer properties;
    Status status;

    if (styles == 0 && neighbour.size == 0) {
        *out = neighbour;
        return OK;
    }
    buffer_init(&properties, 1 << 20);
    add_without_styles(&properties, neighbour);
    add_styles(&properties, styles);
    status = properties.status == OK ? slice_copy(writer->arena, buffer_slice(&properties), out) : properties.status;
    buffer_clear(&properties);
    return status;
}

/* ---- inserted words ---- */

Status runs_new_object(Line *line, const NewAnchor *anchor)
{
    Slice xml;
    bool  math_level;

    if (anchor->anchor.kind == ANCHOR_FOOTNOTE || anchor->anchor.kind == ANCHOR_ENDNOTE)
        return notes_reference(line, anchor);
    TRY(objects_bring(line->writer, anchor, &xml, &math_level));
    runs_object(line, xml, (Slice){NULL, 0}, math_level);
    return line->runs.status;
}

static uint32_t styles_at(const Variant *words, uint32_t at, uint32_t *until)
{
    *until = (uint32_t)words->text.size;
    for (uint32_t i = 0; i < words->span_count; i++) {
        if (at < words->spans[i].start) {
            *until = words->spans[i].start;
            return 0;
        }
        if (at < words->spans[i].end) {
            *until = words->spans[i].end;
            return words->spans[i].styles;
        }
    }
    return 0;
}

/* The paragraph that the mark within new words ends is inserted; it looks as its own dress says. */
static Status break_paragraph(Line *line, const Dress *dress, PartySet by)
{
    const Paragraph *like = line->paragraph >= 0 ? &line->writer->text->paragraphs[line->paragraph] : NULL;
    const Dress     *of = dress != NULL ? dress : like != NULL ? &like->dress : &(const Dress){0};

    return line_end(line, of->paragraph, of->mark, (Slice){NULL, 0}, (Slice){NULL, 0}, by, (PartySet){0});
}

Status runs_words(Line *line, const Variant *words, PartySet by)
{
    uint32_t anchor = 0, marks = 0;
    Slice    text = words->text, neighbour = line->neighbour;

    for (uint32_t at = 0; at < text.size;) {
        uint32_t    until, styles = styles_at(words, at, &until), stop = until;
        const char *mark = memmem(text.data + at, text.size - at, mark_bytes, MARK_SIZE);
        Slice       properties;

        if (mark != NULL && (size_t)(mark - text.data) < stop)
            stop = (uint32_t)(mark - text.data);
        if (anchor < words->anchor_count && words->anchors[anchor].anchor.at < stop)
            stop = words->anchors[anchor].anchor.at;
        if (stop > at) {
            TRY(line_wrap_inserted(line, by));
            TRY(runs_properties(line->writer, neighbour, styles, &properties));
            runs_text(line, slice_part(text, at, stop), properties, false);
            at = stop;
        } else if (anchor < words->anchor_count && words->anchors[anchor].anchor.at == at) {
            TRY(line_wrap_inserted(line, by));
            TRY(runs_new_object(line, &words->anchors[anchor++]));
            at += 3;
        } else {
            TRY(break_paragraph(line, words->dress != NULL ? &words->dress[marks++] : NULL, by));
            at += MARK_SIZE;
        }
    }
    return line->runs.status;
}
