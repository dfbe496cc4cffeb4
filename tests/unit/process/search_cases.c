/* SPDX-License-Identifier: Apache-2.0
 *
 * Searching in six languages: tests/cases/search has forty questions of each, written by reading the Universal Declaration in tests/cases/udhr, with the articles that must be found and those that must
 * not. Every article is a document here, with its paragraphs; article 0 is what stands before the first. A found article has its words marked.
 */
#include "suite.h"

#include "process/process.h"
#include "text/text.h"

#include <jansson.h>
#include <stdlib.h>

enum { PAGE_MAX = 1 << 20, ARTICLES = 31, ROWS = 40 };

static View  *view;
static Arena *arena;
static int64_t place;

static Slice read_case(const char *folder, const char *language, const char *ending)
{
    char   path[1200];
    char  *bytes = arena_take(arena, PAGE_MAX);
    size_t size;
    FILE  *file;

    (void)snprintf(path, sizeof path, "%s/tests/cases/%s/%s.%s", getenv("RAPPORTEUR_SOURCE"), folder, language, ending);
    file = fopen(path, "rb");
    assert_non_null(file);
    size = fread(bytes, 1, PAGE_MAX, file);
    (void)fclose(file);
    return (Slice){bytes, size};
}

/* ---- articles ---- */

static void put(Slice owner, const char *language, Slice words)
{
    SearchWord *found;
    size_t      count;
    Buffer      forms, stems;

    assert_ok(search_words(words, language, arena, &found, &count));
    buffer_init(&forms, PAGE_MAX);
    buffer_init(&stems, PAGE_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&forms, found[i].folded);
        buffer_add_byte(&forms, ' ');
        for (unsigned k = 0; k < found[i].stem_count; k++) {
            buffer_add(&stems, found[i].stems[k]);
            buffer_add_byte(&stems, ' ');
        }
    }
    place++;
    assert_ok(view_run(view, "INSERT INTO paragraph (place, owner, language, ordinal, id, label, kind, level, text, opening) VALUES (?1, ?2, ?3, ?1, 'p', '', 'plain', 0, ?4, 0)", NULL,
                       VIEW_VALUES(view_integer(place), view_text(owner), view_text(slice_from(language)), view_text(words))));
    assert_ok(view_run(view, "INSERT INTO search_paragraph (rowid, words, stems) VALUES (?, ?, ?)", NULL,
                       VIEW_VALUES(view_integer(place), view_text(buffer_slice(&forms)), view_text(buffer_slice(&stems)))));
    buffer_clear(&forms);
    buffer_clear(&stems);
}

static void put_document(const char *language, int article, char owner[16])
{
    (void)snprintf(owner, 16, "%s/%d", language, article);
    assert_ok(view_run(view,
                       "INSERT INTO document (symbol, key, names, nature, distribution, date, body, session, items, parties, original, replaces, source, adopted, manner, fictional, source_note, act) "
                       "VALUES (?1, ?1, '{\"en\":\"A\"}', 'letter', 'general', '1948-12-10', '', '', '', '', '', '', NULL, '', '', 0, '', 1)",
                       NULL, VIEW_VALUES(view_text(slice_from(owner)))));
}

/* The words of <p> and <li>; each <h3>, or <h2> of an article, begins the next. */
static void put_articles(const char *language)
{
    Slice page = read_case("udhr", language, "html");
    int   article = -1;
    char  owner[16] = "";

    for (size_t at = 0; at + 4 < page.size; at++) {
        Slice  rest = slice_part(page, at, page.size);
        size_t end = 0;

        if (slice_starts(rest, "<h2") || slice_starts(rest, "<h3"))
            put_document(language, ++article, owner);
        if (!slice_starts(rest, "<p>") && !slice_starts(rest, "<li>"))
            continue;
        rest = slice_part(rest, rest.data[1] == 'p' ? 3 : 4, rest.size);
        while (end < rest.size && rest.data[end] != '<')
            end++;
        if (slice_trim(slice_part(rest, 0, end)).size != 0)
            put(slice_from(owner), language, slice_trim(slice_part(rest, 0, end)));
    }
    ROW(language);
    assert_number(article, ARTICLES - 1);
}

/* ---- questions ---- */

static uint32_t articles_of(Slice list)
{
    uint32_t articles = 0;
    int      number = -1;

    for (size_t i = 0; i <= list.size; i++)
        if (i < list.size && list.data[i] >= '0' && list.data[i] <= '9') {
            number = (number < 0 ? 0 : number * 10) + (list.data[i] - '0');
        } else if (number >= 0) {
            articles |= UINT32_C(1) << number;
            number = -1;
        }
    return articles;
}

static bool is_marked(const json_t *result)
{
    const json_t *part;
    size_t        i;

    json_array_foreach(json_object_get(result, "context"), i, part)
        if (json_is_true(json_object_get(part, "hit")))
            return true;
    return false;
}

/* `of`: the language asked for; empty: any, of which those of this one count. */
static uint32_t ask(Slice words, const char *language, Slice of)
{
    Question      question = {.arguments = {words, {NULL, 0}, {NULL, 0}, of}};
    json_t       *answer = NULL;
    const json_t *result;
    uint32_t      found = 0;
    size_t        i;
    char          copy[16];

    assert_ok(named_query_find("search")->run(view, &question, &answer, NULL));
    json_array_foreach(json_object_get(answer, "results"), i, result)
    {
        Slice symbol = json_slice(json_object_get(result, "symbol"));

        assert_true(is_marked(result));
        if (!slice_starts(symbol, language))
            continue;
        (void)snprintf(copy, sizeof copy, "%.*s", (int)symbol.size - 3, symbol.data + 3);
        found |= UINT32_C(1) << strtol(copy, NULL, 10);
    }
    json_decref(answer);
    return found;
}

static void print_articles(const char *what, uint32_t articles)
{
    print_error("  %s:", what);
    for (int i = 0; i < ARTICLES; i++)
        if ((articles >> i & 1) != 0)
            print_error(" %d", i);
    print_error("\n");
}

static unsigned wrong_of(Slice line, const char *language)
{
    Slice    columns[3] = {{NULL, 0}};
    size_t   column = 0, start = 0;
    uint32_t must, must_not, found;
    unsigned wrong = 0;

    for (size_t i = 0; i <= line.size && column < 3; i++)
        if (i == line.size || line.data[i] == '\t') {
            columns[column++] = slice_part(line, start, i);
            start = i + 1;
        }
    assert_number(column, 3);
    must = articles_of(columns[1]);
    must_not = slice_is(columns[2], "others") ? ~must & ((UINT32_C(1) << ARTICLES) - 1) : articles_of(columns[2]);
    for (int of = 0; of < 2; of++) {
        found = ask(columns[0], language, of == 1 ? slice_from(language) : (Slice){NULL, 0});
        if ((must & ~found) == 0 && (must_not & found) == 0)
            continue;
        print_error("%s: %.*s%s\n", language, (int)columns[0].size, columns[0].data, of == 1 ? " (in this language)" : "");
        print_articles("missing", must & ~found);
        print_articles("too many", must_not & found);
        wrong++;
    }
    return wrong;
}

static void every_question_is_answered_as_a_reader_would(void **state)
{
    static const char *const languages[] = {"ar", "zh", "en", "fr", "ru", "es"};
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(languages); i++)
        put_articles(languages[i]);
    for (size_t i = 0; i < COUNT(languages); i++) {
        Slice    rest = read_case("search", languages[i], "tsv"), line;
        unsigned rows = 0;

        while (slice_line(&rest, &line))
            if (line.size != 0 && line.data[0] != '#') {
                wrong += wrong_of(line, languages[i]);
                rows++;
            }
        ROW(languages[i]);
        assert_number(rows, ROWS);
    }
    assert_number(wrong, 0);
}

static int open_view(void **state)
{
    (void)state;
    arena = arena_new((size_t)256 * 1024 * 1024);
    return arena == NULL || view_open(NULL, &process_schema, &view, NULL) != OK;
}

static int close_view(void **state)
{
    (void)state;
    view_close(view);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_question_is_answered_as_a_reader_would)};

    return cmocka_run_group_tests(tests, open_view, close_view);
}
