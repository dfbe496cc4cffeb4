/* SPDX-License-Identifier: Apache-2.0
 *
 * The notation of tests/cases/compare.
 */
#include "unit/compare/cases.h"

enum { FILE_LIMIT = 1024 * 1024 };

/* ---- reading ---- */

static bool read_file(const char *name, Buffer *out)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");
    char        path[1024], chunk[4096];
    size_t      size;
    FILE       *file;

    buffer_init(out, FILE_LIMIT);
    (void)snprintf(path, sizeof path, "%s/tests/cases/compare/%s", source != NULL ? source : ".", name);
    file = fopen(path, "rb");
    while (file != NULL && (size = fread(chunk, 1, sizeof chunk, file)) != 0)
        buffer_add(out, (Slice){chunk, size});
    if (file != NULL)
        fclose(file);
    return out->size != 0 && out->status == OK;
}

static Slice next_line(Slice *rest)
{
    const char *end = memchr(rest->data, '\n', rest->size);
    size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size;
    Slice       line = slice_part(*rest, 0, size);

    *rest = slice_part(*rest, size + (end != NULL), rest->size);
    return line;
}

/* "== name (fr)" */
static void begin_case(CompareFile *file, Slice line)
{
    CompareCase *one = &file->cases[file->count++];

    REQUIRE(file->count < CASES_MAX);
    *one = (CompareCase){.name = slice_trim(slice_part(line, 2, line.size)), .language = "en"};
    if (one->name.size > 4 && one->name.data[one->name.size - 1] == ')' && one->name.data[one->name.size - 4] == '(') {
        memcpy(one->language, one->name.data + one->name.size - 3, 2);
        one->name = slice_trim(slice_part(one->name, 0, one->name.size - 4));
    }
}

bool cases_load(const char *name, CompareFile *out)
{
    Slice        rest;
    CompareCase *one;

    *out = (CompareFile){.count = 0};
    if (!read_file(name, &out->bytes))
        return false;
    rest = buffer_slice(&out->bytes);
    while (rest.size != 0) {
        Slice line = next_line(&rest);

        one = out->count != 0 ? &out->cases[out->count - 1] : NULL;
        if (slice_starts(line, "==")) {
            begin_case(out, line);
        } else if (one != NULL && slice_starts(line, "--")) {
            REQUIRE(one->count < SECTIONS_MAX);
            one->sections[one->count++] = (Section){slice_trim(slice_part(line, 2, line.size)), {rest.data, 0}};
        } else if (one != NULL && one->count != 0 && line.size != 0) {
            Section *section = &one->sections[one->count - 1];

            section->lines.size = (size_t)(line.data + line.size + 1 - section->lines.data);
        }
    }
    return true;
}

const Section *cases_section(const CompareCase *one, const char *title)
{
    for (size_t i = 0; i < one->count; i++)
        if (slice_is(one->sections[i].title, title))
            return &one->sections[i];
    return NULL;
}

static Slice words_of(Slice line)
{
    return slice_is(line, "(empty)") ? SLICE("") : line;
}

/* "| one | other": a row; rows one after the other are one table. */
static void add_row(Text *text, Slice line, int32_t table, uint32_t row)
{
    for (uint32_t column = 0; slice_starts(line, "| "); column++) {
        const char *next = memmem(line.data + 1, line.size - 1, " | ", 3);
        size_t      end = next != NULL ? (size_t)(next - line.data) : line.size;

        REQUIRE(text_add(text,
                         &(Paragraph){.kind = KIND_CELL, .text = words_of(slice_part(line, 2, end)), .table = table, .row = row, .column = column},
                         NULL) == OK);
        line = next != NULL ? slice_part(line, end + 1, line.size) : SLICE("");
    }
}

Text *cases_text(const CompareCase *one, Slice lines)
{
    Text    *text = text_new(one->language);
    int32_t  tables = 0;
    uint32_t rows = 0;

    REQUIRE(text != NULL);
    while (lines.size != 0) {
        Slice line = next_line(&lines);
        bool  row = slice_starts(line, "| ");

        if (row)
            add_row(text, line, tables, rows++);
        else if (line.size != 0)
            REQUIRE(text_add(text, &(Paragraph){.kind = KIND_PLAIN, .text = words_of(line), .table = NO_TABLE}, NULL) == OK);
        tables += !row && rows != 0;
        rows = row ? rows : 0;
    }
    REQUIRE(text_identify(text) == OK && anatomy_classify(text, NULL) == OK);
    return text;
}

/* ---- printing ---- */

void print_text(const Text *text, Buffer *out)
{
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i], *last = i != 0 ? &text->paragraphs[i - 1] : NULL;
        bool             cell = paragraph->table != NO_TABLE, row = cell && last != NULL && last->table == paragraph->table && last->row == paragraph->row;

        if (last != NULL)
            buffer_add_string(out, row ? " " : "\n");
        if (cell && last != NULL && last->table != NO_TABLE && last->table != paragraph->table)
            buffer_add_string(out, "another table\n");
        buffer_add_string(out, cell ? "| " : "");
        buffer_add(out, paragraph->text);
    }
    buffer_add_byte(out, '\n');
}

static void words(Slice text, Buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (i + 3 <= text.size && memcmp(text.data + i, "\xE2\x80\xA9", 3) == 0) {
            buffer_add_string(out, "\xC2\xB6");
            i += 2;
        } else {
            buffer_add_byte(out, text.data[i]);
        }
    }
}

static void marked(const char *open, Slice text, const char *close, Buffer *out)
{
    if (text.size == 0)
        return;
    buffer_add_string(out, open);
    words(text, out);
    buffer_add_string(out, close);
}

static void print_units(const Amendment *amendment, int32_t after, Buffer *out)
{
    for (size_t i = 0; i < amendment->count; i++) {
        const Change *change = &amendment->changes[i];

        if ((change->op != CHANGE_INSERT && change->op != CHANGE_MOVE) || change->after != after)
            continue;
        for (uint32_t k = 0; k < change->unit.paragraph_count; k++) {
            if (change->op == CHANGE_MOVE)
                buffer_add_string(out, "moved here: ");
            buffer_add_string(out, "{+");
            words(change->unit.paragraphs[k].text, out);
            buffer_add_string(out, "+}\n");
        }
    }
}

static void print_paragraph(const Text *base, const Amendment *amendment, uint32_t index, Buffer *out)
{
    Slice    text = base->paragraphs[index].text;
    uint32_t at = 0;

    for (size_t i = 0; i < amendment->count; i++) {
        const Change *change = &amendment->changes[i];
        uint32_t      end = change->end < text.size ? change->end : (uint32_t)text.size;

        if (change->op == CHANGE_INSERT || change->paragraph != index || change->op == CHANGE_FORMAT)
            continue;
        if (change->op == CHANGE_REPLACE) {
            buffer_add(out, slice_part(text, at, change->start));
            marked("[-", change->was, "-]", out);
            marked("{+", change->now, "+}", out);
            at = end;
        } else {
            buffer_add_string(out, change->op == CHANGE_MOVE ? "moved away: [-" : "[-");
            words(text, out);
            buffer_add_string(out, "-]");
            at = (uint32_t)text.size;
        }
    }
    buffer_add(out, slice_part(text, at, text.size));
    buffer_add_byte(out, '\n');
}

void print_redline(const Text *base, const Amendment *amendment, Buffer *out)
{
    print_units(amendment, BEFORE_FIRST, out);
    for (uint32_t i = 0; i < base->count; i++) {
        print_paragraph(base, amendment, i, out);
        print_units(amendment, (int32_t)i, out);
    }
}

static void names(const Compilation *compilation, PartySet by, Buffer *out)
{
    buffer_add_string(out, " (");
    party_set_print(compilation, by, "; ", 0, out);
    buffer_add_byte(out, ')');
}

static void base_words(const Compilation *compilation, const Place *place, Buffer *out)
{
    for (uint32_t p = place->paragraph; p <= place->end_paragraph; p++) {
        Slice  text = compilation->base->paragraphs[p].text;
        size_t start = p == place->paragraph ? place->start : 0, end = p == place->end_paragraph ? place->end : text.size + 1;

        words(slice_part(text, start, end < text.size ? end : text.size), out);
        if (end > text.size)
            buffer_add_string(out, "\xC2\xB6");
    }
}

static bool ends_in_space(Slice text)
{
    return text.size != 0 && text.data[text.size - 1] == ' ';
}

/* A space that ends all wordings is written behind the bracket. */
static void print_place(const Compilation *compilation, const Place *place, Buffer *out)
{
    size_t from = out->size;
    bool   empty, spaced;

    buffer_add_byte(out, '[');
    base_words(compilation, place, out);
    empty = out->size == from + 1;
    spaced = empty || ends_in_space(buffer_slice(out));
    for (uint32_t i = 0; i < place->variant_count; i++)
        spaced = spaced && (ends_in_space(place->variants[i].text) || (!empty && place->variants[i].text.size == 0));
    out->size -= spaced && !empty;
    for (uint32_t i = 0; i < place->variant_count; i++) {
        Slice text = place->variants[i].text;

        if (i != 0 || !empty)
            buffer_add_string(out, " / ");
        if (text.size == 0)
            buffer_add_string(out, "delete");
        words(slice_part(text, 0, text.size - (spaced && text.size != 0)), out);
        names(compilation, place->variants[i].by, out);
    }
    buffer_add_string(out, spaced ? "] " : "]");
}

static void print_placed(const Compilation *compilation, int32_t after, Buffer *out)
{
    for (size_t i = 0; i < compilation->unit_count; i++) {
        const PlacedUnit *unit = &compilation->units[i];

        if (unit->after != after)
            continue;
        for (uint32_t k = 0; k < unit->unit->paragraph_count; k++) {
            buffer_add(out, unit->label);
            buffer_add_string(out, unit->moved_from >= 0 ? ": moved here [" : ": [");
            words(unit->unit->paragraphs[k].text, out);
            buffer_add_byte(out, ']');
            names(compilation, unit->by, out);
            buffer_add_byte(out, '\n');
        }
    }
}

void print_compiled(const Compilation *compilation, Buffer *out)
{
    size_t place = 0;

    print_placed(compilation, BEFORE_FIRST, out);
    for (uint32_t i = 0; i < compilation->base->count; i++) {
        const Layer *layer = &compilation->layers[i];
        Slice        text = compilation->base->paragraphs[i].text;
        size_t       at = 0;

        if (layer->deleted_by.count != 0) {
            buffer_add_byte(out, '[');
            party_set_print(compilation, layer->deleted_by, "; ", 0, out);
            buffer_add_string(out, layer->moved_by.count == layer->deleted_by.count ? ": move] " : ": delete] ");
        }
        for (; place < compilation->place_count && compilation->places[place].paragraph == i; place++) {
            buffer_add(out, slice_part(text, at, compilation->places[place].start));
            print_place(compilation, &compilation->places[place], out);
            at = compilation->places[place].end_paragraph == i ? compilation->places[place].end : text.size;
        }
        buffer_add(out, slice_part(text, at < text.size ? at : text.size, text.size));
        buffer_add_byte(out, '\n');
        print_placed(compilation, (int32_t)i, out);
    }
}
