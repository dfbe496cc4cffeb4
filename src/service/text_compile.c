/* SPDX-License-Identifier: Apache-2.0
 *
 * A text under negotiation as pages and programs see it: the version in force with every open amendment compiled into it, paragraph by paragraph, who stands where, and what stands between the
 * text and consensus. Here both wings meet: the record says which amendments are open, compare says what they come to together.
 *
 * Nothing is dropped: an amendment that could not be shown in the text is listed as such. Nothing is counted as for or against; names stand in the order of the text's language.
 */
#include "compare/compare.h"
#include "service/text_making.h"
#include "service/text_internal.h"

#define MARK "\xE2\x80\xA9"
#define OBJECT "\xEF\xBF\xBC"

typedef struct Compiling {
    json_t            *answer;      /* of text.show; paragraphs are completed in place */
    json_t            *paragraphs;
    Text              *base;
    Amendment        **amendments;
    Submission        *submissions;
    size_t            *rows;        /* of each submission: its row in "amendments" */
    size_t             count;
    Compilation       *compilation;
    size_t            *of_party;    /* of each party of the compilation: its row in "amendments" */
    size_t            *rank;        /* of each row in "amendments": its place in the order of names */
} Compiling;

Status text_no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- amendments ---- */

Status text_amendment_of(const Text *base, const json_t *version, const json_t *changes, Amendment **out, Problem *problem)
{
    json_t *whole = json_pack("{s:O, s:O}", "version", version, "changes", changes);
    Buffer  printed;
    Status  status;

    if (whole == NULL)
        return text_no_memory(problem);
    buffer_init(&printed, BLOB_MAX);
    json_print(whole, &printed);
    status = printed.status != OK ? text_no_memory(problem) : amendment_decode(base, buffer_slice(&printed), out, problem);
    buffer_clear(&printed);
    json_decref(whole);
    return status;
}

/* The version shown: its own name among "versions". */
static const json_t *shown_version(const json_t *answer)
{
    const json_t *row, *list = json_object_get(answer, "versions");
    size_t        i;

    json_array_foreach(list, i, row) if (json_equal(json_object_get(row, "number"), json_object_get(answer, "shown"))) return json_object_get(row, "sha256");
    return NULL;
}

/* One that cannot be read stays in the list, and says so. */
static Status read_amendments(Compiling *work, Problem *problem)
{
    const json_t *version = shown_version(work->answer);
    json_t       *list = json_object_get(work->answer, "amendments"), *row;
    size_t        i, total = json_array_size(list);

    work->amendments = memory_new_zeroed(total + 1, sizeof *work->amendments);
    work->submissions = memory_new_zeroed(total + 1, sizeof *work->submissions);
    work->rows = memory_new_zeroed(total + 1, sizeof *work->rows);
    if (work->amendments == NULL || work->submissions == NULL || work->rows == NULL)
        return text_no_memory(problem);
    json_array_foreach(list, i, row)
    {
        Problem unread = {0};

        if (json_array_size(json_object_get(row, "changes")) == 0)
            continue;
        if (text_amendment_of(work->base, version, json_object_get(row, "changes"), &work->amendments[work->count], &unread) != OK) {
            (void)json_object_set_new(row, "not_shown", json_true());
            continue;
        }
        work->submissions[work->count] = (Submission){json_slice(json_object_get(row, "act")), work->amendments[work->count]};
        work->rows[work->count++] = i;
    }
    return OK;
}

/* ---- the order of names ---- */

typedef struct Named {
    Slice  name;
    size_t row;
} Named;

static int by_name(const void *a, const void *b, void *collator)
{
    const Named *left = a, *right = b;
    int          order = slice_equal(left->name, right->name) ? 0 : collator_compare(collator, left->name, right->name);

    return order != 0 ? order : left->row < right->row ? -1 : left->row > right->row;
}

Slice text_party_name(const json_t *party, const char *language)
{
    const json_t *names = json_object_get(party, "names");
    Slice         name = json_slice(json_object_get(names, language));

    if (name.size == 0)
        name = json_slice(json_object_get(names, "en"));
    return name.size != 0 ? name : json_slice(json_object_get(party, "party"));
}

static Status rank_rows(Compiling *work, Problem *problem)
{
    json_t   *list = json_object_get(work->answer, "amendments"), *row;
    size_t    total = json_array_size(list), i;
    Named    *named = memory_new_zeroed(total + 1, sizeof *named);
    Collator *collator = collator_new(work->base->language[0] != '\0' ? work->base->language : "en");

    work->rank = memory_new_zeroed(total + 1, sizeof *work->rank);
    if (named != NULL && collator != NULL && work->rank != NULL) {
        json_array_foreach(list, i, row) named[i] = (Named){text_party_name(json_object_get(row, "party"), work->base->language), i};
        qsort_r(named, total, sizeof *named, by_name, collator);
        for (i = 0; i < total; i++)
            work->rank[named[i].row] = i;
    }
    collator_free(collator);
    memory_free(named);
    return named != NULL && collator != NULL && work->rank != NULL ? OK : text_no_memory(problem);
}

static Status map_parties(Compiling *work, Problem *problem)
{
    const Compilation *compilation = work->compilation;

    work->of_party = memory_new_zeroed(compilation->party_count + 1, sizeof *work->of_party);
    if (work->of_party == NULL)
        return text_no_memory(problem);
    for (size_t i = 0; i < compilation->party_count; i++)
        for (size_t j = 0; j < work->count; j++)
            if (slice_equal(compilation->parties[i].name, work->submissions[j].name)) {
                work->of_party[i] = work->rows[j];
                break;
            }
    return OK;
}

/* ---- what pages are told ---- */

static int by_rank(const void *a, const void *b, void *context)
{
    const Compiling *work = context;
    size_t           left = work->rank[*(const size_t *)a], right = work->rank[*(const size_t *)b];

    return left < right ? -1 : left > right;
}

/* [{"act", "party", "names", "bridge"}] in the order of names. */
static json_t *by_whom(Compiling *work, PartySet set)
{
    json_t *out = json_array(), *list = json_object_get(work->answer, "amendments");
    size_t *rows = memory_new_zeroed(set.count + 1, sizeof *rows);

    for (uint32_t i = 0; rows != NULL && i < set.count; i++)
        rows[i] = work->of_party[set.parties[i]];
    if (rows != NULL)
        qsort_r(rows, set.count, sizeof *rows, by_rank, work);
    for (uint32_t i = 0; rows != NULL && i < set.count; i++) {
        const json_t *row = json_array_get(list, rows[i]), *with = json_object_get(row, "with");
        json_t       *who = json_copy(json_object_get(row, "party"));

        (void)json_object_set(who, "act", json_object_get(row, "act"));
        if (json_object_get(row, "bridge") != NULL)
            (void)json_object_set_new(who, "bridge", json_true());
        if (with != NULL)
            (void)json_object_set(who, "with", (json_t *)(uintptr_t)with);
        (void)json_array_append_new(out, who);
    }
    memory_free(rows);
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

static void add_place(Compiling *work, json_t *runs, const Place *place)
{
    json_t *run = json_object(), *variants = json_array(), *was = place_words(work->base, place);
    bool    in_line = is_short(was);

    for (uint32_t i = 0; i < place->variant_count; i++) {
        json_t *variant = json_pack("{s:o, s:o}", "now", text_words(place->variants[i].text), "by", by_whom(work, place->variants[i].by));

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

static void add_unit(Compiling *work, json_t *list, const PlacedUnit *unit)
{
    Buffer  text;
    json_t *item;

    buffer_init(&text, BLOB_MAX);
    for (uint32_t i = 0; i < unit->unit->paragraph_count; i++) {
        if (i != 0)
            buffer_add(&text, SLICE(MARK));
        buffer_add(&text, unit->unit->paragraphs[i].text);
    }
    item = json_pack("{s:o, s:o, s:s}", "text", text_words(buffer_slice(&text)), "by", by_whom(work, unit->by), "kind",
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

static json_t *paragraph_runs(Compiling *work, uint32_t index, size_t *next_place)
{
    const Compilation *compilation = work->compilation;
    const Paragraph   *paragraph = &work->base->paragraphs[index];
    json_t            *runs = json_array();
    size_t             at = paragraph_label_size(paragraph);

    if (*next_place > 0) { /* a place of a paragraph before reaches into this one */
        const Place *before = &compilation->places[*next_place - 1];

        if (before->paragraph < index && before->end_paragraph == index)
            at = before->end <= paragraph->text.size ? before->end : paragraph->text.size;
        else if (before->paragraph < index && before->end_paragraph > index)
            return runs;
    }
    for (; *next_place < compilation->place_count && compilation->places[*next_place].paragraph == index; (*next_place)++) {
        const Place *place = &compilation->places[*next_place];

        if (place->start > at)
            add_words(runs, slice_part(paragraph->text, at, place->start));
        add_place(work, runs, place);
        at = place->end_paragraph > index || place->end > paragraph->text.size ? paragraph->text.size : place->end > at ? place->end : at;
    }
    if (at < paragraph->text.size)
        add_words(runs, slice_part(paragraph->text, at, paragraph->text.size));
    return runs;
}

static void complete_paragraph(Compiling *work, uint32_t index, size_t *next_place, size_t *next_unit)
{
    const Compilation *compilation = work->compilation;
    json_t            *out = json_array_get(work->paragraphs, index), *units = json_array();
    bool               contested = false, touched = compilation_touches(compilation, index, &contested);
    const Layer       *layer = &compilation->layers[index];

    (void)json_object_set_new(out, "runs", paragraph_runs(work, index, next_place));
    if (work->base->paragraphs[index].table != NO_TABLE)
        (void)json_object_set_new(out, "cell", json_pack("{s:i, s:i, s:i}", "table", work->base->paragraphs[index].table, "row", (int)work->base->paragraphs[index].row, "column",
                                                         (int)work->base->paragraphs[index].column));
    if (layer->deleted_by.count > layer->moved_by.count)
        (void)json_object_set_new(out, "deletion", json_pack("{s:o}", "by", by_whom(work, layer->deleted_by)));
    if (layer->moved_by.count != 0)
        (void)json_object_set_new(out, "move", json_pack("{s:o}", "by", by_whom(work, layer->moved_by)));
    for (; *next_unit < compilation->unit_count && compilation->units[*next_unit].after <= (int32_t)index; (*next_unit)++) {
        add_unit(work, units, &compilation->units[*next_unit]);
        contested |= compilation->units[*next_unit].alternative != 0;
    }
    if (json_array_size(units) != 0)
        (void)json_object_set_new(out, "new", json_pack("{s:O}", "units", units));
    (void)json_object_set_new(out, "proposed", json_string(contested ? "contested" : touched || json_array_size(units) != 0 ? "changed" : "untouched"));
    json_decref(units);
    if (paragraph_label_size(&work->base->paragraphs[index]) != 0 || work->base->paragraphs[index].label.size != 0)
        (void)json_object_set_new(out, "label", json_from_slice(work->base->paragraphs[index].label));
}

static void complete_paragraphs(Compiling *work)
{
    size_t  place = 0, unit = 0;
    json_t *first = json_array();

    for (; unit < work->compilation->unit_count && work->compilation->units[unit].after == BEFORE_FIRST; unit++)
        add_unit(work, first, &work->compilation->units[unit]);
    if (json_array_size(first) != 0)
        (void)json_object_set_new(work->answer, "before", json_pack("{s:O}", "units", first));
    json_decref(first);
    for (uint32_t i = 0; i < work->base->count && i < json_array_size(work->paragraphs); i++)
        complete_paragraph(work, i, &place, &unit);
}

/* ---- in one piece ---- */

static void free_work(Compiling *work)
{
    compilation_free(work->compilation);
    for (size_t i = 0; i < work->count; i++)
        amendment_free(work->amendments[i]);
    memory_free(work->amendments);
    memory_free(work->submissions);
    memory_free(work->rows);
    memory_free(work->of_party);
    memory_free(work->rank);
    text_free(work->base);
}

Status text_of_version(Service *service, const json_t *hex, Text **out, Problem *problem)
{
    Hash   name;
    Buffer bytes;
    Status status;

    if (hash_parse_hex(json_slice(hex), &name) != OK)
        return ERR_NOT_FOUND;
    buffer_init(&bytes, BLOB_MAX);
    status = blobs_get(service->blobs, &name, &bytes, problem);
    if (status == OK)
        status = text_decode(buffer_slice(&bytes), out, problem);
    buffer_clear(&bytes);
    return status;
}

Status text_compile(Service *service, json_t *answer, Problem *problem)
{
    Compiling work = {.answer = answer, .paragraphs = json_object_get(answer, "paragraphs")};
    Status    status = OK;

    if (shown_version(answer) == NULL)
        return OK; /* nothing was issued yet */
    TRY_OR(done, text_of_version(service, shown_version(answer), &work.base, problem));
    if (json_object_get(answer, "past") == NULL)
        TRY_OR(done, read_amendments(&work, problem));
    TRY_OR(done, rank_rows(&work, problem));
    TRY_OR(done, compilation_make(work.base, work.submissions, work.count, &work.compilation, problem));
    TRY_OR(done, map_parties(&work, problem));
    complete_paragraphs(&work);
done:
    free_work(&work);
    return status;
}

Status text_ask(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return service_query_view(service, "text.show", (const Slice[]){process, SLICE("")}, 2, asker, now, out, problem);
}

Status text_sent(Service *service, const Hash *sent, Text **out, Problem *problem)
{
    char    hex[2 * HASH_SIZE + 1];
    json_t *name;
    Status  status;

    hash_print_hex(sent, hex);
    name = json_string(hex);
    status = text_of_version(service, name, out, problem);
    json_decref(name);
    if (status == OK)
        text_annex_drop(*out);
    return status;
}

Status text_complete(Service *service, json_t *answer, Problem *problem)
{
    TRY(text_compile(service, answer, problem));
    return text_standing(answer, problem);
}
