/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases drawn from a number: bases from the declaration in six languages, from resolutions, and with tables, notes and levels made of their words.
 */
#include "property/cases.h"

#include "format/html/html.h"
#include "format/plain/plain.h"

const char *const case_languages[LANGUAGE_COUNT] = {"ar", "en", "es", "fr", "ru", "zh"};
const char *const base_kind_names[BASE_KINDS] = {"declaration", "table", "levels", "resolution"};

/* ---- sources ---- */

static const char *const resolution_files[] = {"A_RES_73_27.en.txt", "A_RES_75_240.en.md"};
enum { RESOLUTIONS = sizeof resolution_files / sizeof *resolution_files, SOURCE_MAX = 4 * 1024 * 1024 };

static Text  *declarations[LANGUAGE_COUNT];
static Text  *resolutions[RESOLUTIONS];
static Buffer words[LANGUAGE_COUNT]; /* what new words are taken from */

static bool load(const char *folder, const char *name, const char *ending, Status (*read)(Slice, Text **, Problem *), Text **out)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");
    Problem     problem = {.status = OK};
    char        path[1024], *bytes = memory_new(SOURCE_MAX);
    FILE       *file;
    size_t      size = 0;

    (void)snprintf(path, sizeof path, "%s/tests/cases/%s/%s%s", source != NULL ? source : ".", folder, name, ending);
    file = fopen(path, "rb");
    if (file != NULL && bytes != NULL)
        size = fread(bytes, 1, SOURCE_MAX, file);
    if (file != NULL)
        fclose(file);
    if (size == 0 || read((Slice){bytes, size}, out, &problem) != OK)
        fprintf(stderr, "%s cannot be read %s\n", path, problem.message != NULL ? problem.message : "");
    memory_free(bytes);
    return *out != NULL;
}

bool sources_load(void)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (!load("udhr", case_languages[i], ".html", html_read, &declarations[i]))
            return false;
        buffer_init(&words[i], SOURCE_MAX);
        for (size_t k = 0; k < declarations[i]->count; k++) {
            buffer_add(&words[i], declarations[i]->paragraphs[k].text);
            buffer_add_byte(&words[i], ' ');
        }
    }
    for (int i = 0; i < RESOLUTIONS; i++)
        if (!load("texts", resolution_files[i], "", slice_ends(slice_from(resolution_files[i]), ".md") ? markdown_read : plain_read, &resolutions[i]))
            return false;
    return true;
}

void sources_free(void)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        text_free(declarations[i]);
        buffer_clear(&words[i]);
    }
    for (int i = 0; i < RESOLUTIONS; i++)
        text_free(resolutions[i]);
}

const Text *sources_declaration(uint32_t language)
{
    return declarations[language];
}

/* ---- drawing ---- */

static void draw_party(Random *random, const Edit *pool, uint32_t pool_count, CaseParty *out)
{
    uint32_t count = random_chance(random, 6) ? 0 : 1 + random_below(random, random_chance(random, 20) ? CASE_EDITS_MAX : 4);

    for (out->count = 0; out->count < count; out->count++)
        out->edits[out->count] = random_chance(random, 55) ? pool[random_below(random, pool_count)] : edit_draw(random);
}

void case_draw(uint64_t seed, uint32_t language, Case *out)
{
    static const BaseKind likely[] = {BASE_DECLARATION, BASE_DECLARATION, BASE_TABLE, BASE_TABLE, BASE_LEVELS, BASE_LEVELS, BASE_RESOLUTION};
    Random                random = {seed};
    Edit                  pool[6];

    *out = (Case){.seed = seed, .language = language};
    out->kind = likely[random_below(&random, sizeof likely / sizeof *likely - (language != 1))];
    out->from = random_below(&random, 1000000);
    out->paragraphs = random_chance(&random, 5) ? random_below(&random, 2) : 2 + random_below(&random, random_chance(&random, 15) ? CASE_PARAGRAPHS_MAX - 2 : 8);
    out->party_count = 1 + random_below(&random, random_chance(&random, 15) ? CASE_PARTIES_MAX : 4);
    for (size_t i = 0; i < sizeof pool / sizeof *pool; i++)
        pool[i] = edit_draw(&random);
    out->roughening.count = random_below(&random, 4);
    for (uint32_t i = 0; i < out->roughening.count; i++)
        out->roughening.edits[i] = edit_draw(&random);
    for (uint32_t i = 0; i < out->party_count; i++)
        draw_party(&random, pool, 1 + random_below(&random, sizeof pool / sizeof *pool), &out->parties[i]);
}

/* ---- making ---- */

static Slice source_words(uint32_t language, uint32_t number, uint32_t count)
{
    Slice  all = buffer_slice(&words[language]);
    size_t start = number % (all.size - 600), end;

    while (((unsigned char)all.data[start] & 0xC0) == 0x80)
        start++;
    end = start + count * 8;
    while (((unsigned char)all.data[end] & 0xC0) == 0x80)
        end++;
    return slice_trim(slice_part(all, start, end));
}

static void add_made(Draft *draft, const Case *one, uint32_t index, DraftParagraph paragraph)
{
    Random   random = {one->from + index};
    uint32_t start = random_below(&random, 1000000), count = 1 + random_below(&random, 20); /* in this order whatever the compiler */

    paragraph.text = random_chance(&random, 6) ? (Slice){NULL, 0} : source_words(one->language, start, count);
    paragraph.origin = DRAFT_NEW;
    draft_insert(draft, draft->count, &paragraph);
}

/* Paragraphs with tables between them: rows of one to three cells, some cells of two paragraphs. */
static void make_tables(Draft *draft, const Case *one)
{
    uint32_t columns = 1 + one->from % 3, per_table = columns * (1 + one->from / 3 % 3);

    for (uint32_t i = 0, cell = 0; i < one->paragraphs; i++) {
        DraftParagraph paragraph = {.kind = KIND_PLAIN, .table = NO_TABLE};

        if (i % (per_table + 2) > 1) {
            paragraph = (DraftParagraph){.kind = KIND_CELL, .table = (int32_t)(i / (per_table + 2)), .row = cell / columns, .column = cell % columns};
            cell = (cell + 1) % per_table;
            if (i % 5 == 0)
                add_made(draft, one, i + 1000, paragraph);
        } else {
            cell = 0;
        }
        add_made(draft, one, i, paragraph);
    }
}

static void make_levels(Draft *draft, const Case *one)
{
    static const char *const labels[] = {"1.", "(a)", "(i)", "2.", "I.", "(b)"};

    for (uint32_t i = 0; i < one->paragraphs; i++) {
        uint32_t       step = (one->from + i) % 6;
        DraftParagraph paragraph = {.kind = step % 3 == 0 ? KIND_OPERATIVE : KIND_SUB, .level = (uint8_t)(step % 3), .label = slice_from(labels[step]),
                                    .table = NO_TABLE};

        add_made(draft, one, i, paragraph);
    }
}

static void make_base(const Case *one, Draft *draft)
{
    const Text *source = one->kind == BASE_RESOLUTION ? resolutions[one->from % RESOLUTIONS] : declarations[one->language];
    size_t      from = source->count > one->paragraphs ? one->from / 2 % (source->count - one->paragraphs) : 0;

    if (one->kind == BASE_TABLE)
        make_tables(draft, one);
    else if (one->kind == BASE_LEVELS)
        make_levels(draft, one);
    else
        draft_take(draft, source, from, from + one->paragraphs);
    for (size_t i = draft->count; i-- > 0;)
        if (i < sizeof one->dropped && one->dropped[i])
            draft_remove(draft, i, 1);
    draft_settle(draft);
    for (uint32_t i = 0; i < one->roughening.count; i++)
        edit_make(&one->roughening.edits[i], draft, buffer_slice(&words[one->language]));
    draft_settle(draft);
}

void texts_make(const Case *one, Texts *out)
{
    Draft base;

    *out = (Texts){.arena = arena_new(64 * 1024 * 1024)};
    REQUIRE(out->arena != NULL);
    draft_init(&base, out->arena, case_languages[one->language]);
    make_base(one, &base);
    out->base = draft_text(&base);
    for (; out->count < one->party_count; out->count++) {
        const CaseParty *party = &one->parties[out->count];
        Draft            draft = draft_copy(&base);

        for (uint32_t i = 0; i < party->count; i++)
            edit_make(&party->edits[i], &draft, buffer_slice(&words[one->language]));
        out->revised[out->count] = draft_text(&draft);
    }
}

void texts_clear(Texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        text_free(texts->revised[i]);
    text_free(texts->base);
    arena_free(texts->arena);
    *texts = (Texts){0};
}

Slice texts_party_name(size_t party)
{
    static const char *const names[CASE_PARTIES_MAX] = {"Delegation 01", "Delegation 02", "C\xC3\xB4te <&\"> d'Or", "Delegation 10",
                                                        "\xD9\x88\xD9\x81\xD8\xAF", "\xE4\xBB\xA3\xE8\xA1\xA8\xE5\x9B\xA2", "Delegation 9", "Zz"};

    return slice_from(names[party]);
}
