/* SPDX-License-Identifier: Apache-2.0
 *
 * A compilation as pages and programs see it: for each paragraph its words with every open wording in them, who wants the whole of it deleted or moved, and the new paragraphs after it, each with its
 * parties. Here both wings meet: the record says which amendments are open, compare says what they come to together.
 *
 * Nothing is counted as for or against; names stand in the order in which the compilation has its parties, which is that of the text's language.
 */
#include "compare/compare.h"
#include "service/text_internal.h"

#define MARK "\xE2\x80\xA9"
#define OBJECT "\xEF\xBF\xBC"

typedef struct Telling {
    const Compilation *compilation;
    json_t *const     *who;         /* of each of its parties */
} Telling;

Status text_no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- amendments ---- */

Status text_amendment_of(const Text *base, const json_t *changes, Amendment **out, Problem *problem)
{
    AmendmentReader *reader = amendment_reader_new(base);
    Status           status = reader != NULL ? amendment_reader_read(reader, changes, out, problem) : text_no_memory(problem);

    amendment_reader_free(reader);
    return status;
}

Status service_changes(void *context, const Text *base, const json_t *changes, size_t *count, Problem *problem)
{
    Amendment *amendment = NULL;

    (void)context;
    TRY(text_amendment_of(base, changes, &amendment, problem));
    *count = amendment->count;
    amendment_free(amendment);
    return OK;
}

Slice text_party_name(const json_t *party, const char *language)
{
    const json_t *names = json_object_get(party, "names");
    Slice         name = json_slice(json_object_get(names, language));

    if (name.size == 0)
        name = json_slice(json_object_get(names, "en"));
    return name.size != 0 ? name : json_slice(json_object_get(party, "party"));
}

json_t *text_who(const json_t *row)
{
    json_t *who = json_copy(json_object_get(row, "party"));

    (void)json_object_set(who, "act", json_object_get(row, "act"));
    if (json_object_get(row, "bridge") != NULL)
        (void)json_object_set_new(who, "bridge", json_true());
    if (json_object_get(row, "with") != NULL)
        (void)json_object_set(who, "with", json_object_get(row, "with"));
    return who;
}

/* ---- what pages are told ---- */

static json_t *by_whom(const Telling *telling, PartySet set)
{
    json_t *out = json_array();

    for (uint32_t i = 0; i < set.count; i++)
        (void)json_array_append(out, telling->who[set.parties[i]]);
    return out;
}

/* For people: a paragraph mark inside words as the sign for one, objects left out. */
json_t *text_words(Slice text)
{
    Buffer  plain;
    json_t *out;

    buffer_init(&plain, BLOB_MAX);
    for (size_t i = 0; i < text.size;) {
        if (text.size - i >= 3 && memcmp(text.data + i, MARK, 3) == 0) {
            buffer_add(&plain, SLICE("\xC2\xB6 "));
            i += 3;
        } else if (text.size - i >= 3 && memcmp(text.data + i, OBJECT, 3) == 0) {
            i += 3;
        } else {
            buffer_add_byte(&plain, text.data[i++]);
        }
    }
    out = plain.status == OK ? json_from_slice(buffer_slice(&plain)) : NULL;
    buffer_clear(&plain);
    return out;
}

static void add_words(json_t *runs, Slice text)
{
    if (text.size != 0)
        (void)json_array_append_new(runs, json_pack("{s:o}", "text", text_words(text)));
}

static json_t *place_words(const Text *base, const Place *place)
{
    Buffer  was;
    json_t *out;

    buffer_init(&was, BLOB_MAX);
    for (uint32_t i = place->paragraph; i <= place->end_paragraph; i++) {
        Slice  text = base->paragraphs[i].text;
        size_t from = i == place->paragraph ? place->start : 0, to = i == place->end_paragraph && place->end <= text.size ? place->end : text.size;

        buffer_add(&was, slice_part(text, from, to));
        if (i < place->end_paragraph || place->end > text.size)
            buffer_add(&was, SLICE(MARK));
    }
    out = text_words(buffer_slice(&was));
    buffer_clear(&was);
    return out;
}

enum { SHORT_WORDS = 6 };

/* Short wordings stand in the line, longer ones as a list (ui.md, section 3). */
static bool is_short(const json_t *words)
{
    Slice  text = json_slice(words);
    size_t spaces = 0;

    for (size_t i = 0; i < text.size; i++)
        spaces += text.data[i] == ' ';
    return spaces <= SHORT_WORDS && text.size <= SHORT_WORDS * 16;
}

static void add_place(const Telling *telling, json_t *runs, const Place *place)
{
    json_t *run = json_object(), *variants = json_array(), *was = place_words(telling->compilation->base, place);
    bool    in_line = is_short(was);

    for (uint32_t i = 0; i < place->variant_count; i++) {
        json_t *variant = json_pack("{s:o, s:o}", "now", text_words(place->variants[i].text), "by", by_whom(telling, place->variants[i].by));

        if (place->variant_count > 1)
            (void)json_object_set_new(variant, "alternative", json_integer((json_int_t)i + 1));
        in_line = in_line && is_short(json_object_get(variant, "now"));
        (void)json_array_append_new(variants, variant);
    }
    if (json_slice(was).size != 0)
        (void)json_object_set(run, "was", was);
    json_decref(was);
    (void)json_object_set_new(run, place->variant_count == 1 ? "change" : in_line ? "competing" : "alternatives", json_pack("{s:o}", "of", variants));
    (void)json_array_append_new(runs, run);
}

static void add_unit(const Telling *telling, json_t *list, const PlacedUnit *unit)
{
    Buffer  text;
    json_t *item;

    buffer_init(&text, BLOB_MAX);
    for (uint32_t i = 0; i < unit->unit->paragraph_count; i++) {
        if (i != 0)
            buffer_add(&text, SLICE(MARK));
        buffer_add(&text, unit->unit->paragraphs[i].text);
    }
    item = json_pack("{s:o, s:o, s:s}", "text", text_words(buffer_slice(&text)), "by", by_whom(telling, unit->by), "kind",
                     paragraph_kind_name(unit->unit->paragraph_count != 0 ? unit->unit->paragraphs[0].kind : KIND_PLAIN));
    (void)json_object_set_new(item, "label", json_from_slice(unit->label));
    if (unit->alternative != 0)
        (void)json_object_set_new(item, "alternative", json_integer(unit->alternative));
    if (unit->moved_from >= 0)
        (void)json_object_set_new(item, "moved", json_true());
    (void)json_array_append_new(list, item);
    buffer_clear(&text);
}

/* ---- paragraphs ---- */

/* The first place of the paragraph, or where it would be. */
static size_t first_place(const Compilation *compilation, uint32_t index)
{
    size_t low = 0, high = compilation->place_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compilation->places[middle].paragraph < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t first_unit(const Compilation *compilation, int32_t after)
{
    size_t low = 0, high = compilation->unit_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compilation->units[middle].after < after)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static json_t *paragraph_runs(const Telling *telling, uint32_t index)
{
    const Compilation *compilation = telling->compilation;
    const Paragraph   *paragraph = &compilation->base->paragraphs[index];
    json_t            *runs = json_array();
    size_t             at = paragraph_label_size(paragraph), next = first_place(compilation, index);

    if (next > 0) { /* a place of a paragraph before reaches into this one */
        const Place *before = &compilation->places[next - 1];

        if (before->paragraph < index && before->end_paragraph == index)
            at = before->end <= paragraph->text.size ? before->end : paragraph->text.size;
        else if (before->paragraph < index && before->end_paragraph > index)
            return runs;
    }
    for (; next < compilation->place_count && compilation->places[next].paragraph == index; next++) {
        const Place *place = &compilation->places[next];

        if (place->start > at)
            add_words(runs, slice_part(paragraph->text, at, place->start));
        add_place(telling, runs, place);
        at = place->end_paragraph > index || place->end > paragraph->text.size ? paragraph->text.size : place->end > at ? place->end : at;
    }
    if (at < paragraph->text.size)
        add_words(runs, slice_part(paragraph->text, at, paragraph->text.size));
    return runs;
}

json_t *text_units(const Compilation *compilation, json_t *const *who, int32_t after, bool *contested)
{
    Telling telling = {compilation, who};
    json_t *units = json_array();

    for (size_t i = first_unit(compilation, after); i < compilation->unit_count && compilation->units[i].after == after; i++) {
        add_unit(&telling, units, &compilation->units[i]);
        *contested = *contested || compilation->units[i].alternative != 0;
    }
    return units;
}

json_t *text_paragraph(const Compilation *compilation, json_t *const *who, uint32_t index)
{
    Telling          telling = {compilation, who};
    const Paragraph *base = &compilation->base->paragraphs[index];
    const Layer     *layer = &compilation->layers[index];
    bool             contested = false, touched = compilation_touches(compilation, index, &contested);
    json_t          *out = json_pack("{s:o}", "runs", paragraph_runs(&telling, index)), *units = text_units(compilation, who, (int32_t)index, &contested);

    if (base->table != NO_TABLE)
        (void)json_object_set_new(out, "cell", json_pack("{s:i, s:i, s:i}", "table", base->table, "row", (int)base->row, "column", (int)base->column));
    if (layer->deleted_by.count > layer->moved_by.count)
        (void)json_object_set_new(out, "deletion", json_pack("{s:o}", "by", by_whom(&telling, layer->deleted_by)));
    if (layer->moved_by.count != 0)
        (void)json_object_set_new(out, "move", json_pack("{s:o}", "by", by_whom(&telling, layer->moved_by)));
    if (json_array_size(units) != 0)
        (void)json_object_set_new(out, "new", json_pack("{s:O}", "units", units));
    (void)json_object_set_new(out, "proposed", json_string(contested ? "contested" : touched || json_array_size(units) != 0 ? "changed" : "untouched"));
    json_decref(units);
    if (paragraph_label_size(base) != 0 || base->label.size != 0)
        (void)json_object_set_new(out, "label", json_from_slice(base->label));
    return out;
}
