/* SPDX-License-Identifier: Apache-2.0
 *
 * A search, from what was typed to its results: up to the first line feed the words that are asked for, then the words of a paragraph. The full-text query that is made of them is always one that SQLite reads;
 * what comes back is the paragraph's own words, in their order.
 */
#include "fuzz.h"
#include "process/process.h"

#include <jansson.h>

enum { WORDS_MAX = 64 * 1024 };

static View *view;

/* One statement with one paragraph, whose words change. */
static void open_view(void)
{
    static const char *const rows[] = {
        "INSERT INTO document (symbol, key, names, nature, distribution, date, body, session, items, parties, original, replaces, source, adopted, manner, fictional, source_note, act) VALUES ('A/1', 'A/1', '{\"en\":\"A\"}', 'letter', 'general', '2027-03-08', '', '', '', '', '', '', NULL, '', '', 0, '', 1)",
        "INSERT INTO paragraph (place, owner, language, ordinal, id, label, kind, level, text, opening) VALUES (1, 'A/1', 'en', 0, 'p', '', 'plain', 0, '', 0)",
        "INSERT INTO search_paragraph (rowid, words, stems) VALUES (1, '', '')",
    };

    REQUIRE(view_open(NULL, &process_schema, &view, NULL) == OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        REQUIRE(view_run(view, rows[i], NULL, NULL, 0) == OK);
}

/* As the view keeps them: folded words with blanks between, beside the text. */
static void put_words(Slice text)
{
    Arena      *arena = arena_new(FUZZ_BUFFER_MAX);
    SearchWord *words;
    size_t      count;
    Buffer      folded, stems;

    REQUIRE(arena != NULL && search_words(text, "en", arena, &words, &count) == OK);
    buffer_init(&folded, FUZZ_BUFFER_MAX);
    buffer_init(&stems, FUZZ_BUFFER_MAX);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(words[i].start < words[i].end && words[i].end <= text.size && (i == 0 || words[i].start >= words[i - 1].end));
        buffer_add(&folded, words[i].folded);
        buffer_add_byte(&folded, ' ');
        for (unsigned k = 0; k < words[i].stem_count; k++) {
            buffer_add(&stems, words[i].stems[k]);
            buffer_add_byte(&stems, ' ');
        }
    }
    REQUIRE(view_run(view, "UPDATE paragraph SET text = ?", NULL, VIEW_VALUES(view_text(text))) == OK);
    REQUIRE(view_run(view, "UPDATE search_paragraph SET words = ?, stems = ? WHERE rowid = 1", NULL, VIEW_VALUES(view_text(buffer_slice(&folded)), view_text(buffer_slice(&stems)))) == OK);
    buffer_clear(&folded);
    buffer_clear(&stems);
    arena_free(arena);
}

static void check_context(const json_t *result, Slice text)
{
    const json_t *parts = json_object_get(result, "context");
    bool          hit = false;
    size_t        at = 0;

    for (size_t i = 0; i < json_array_size(parts); i++) {
        Slice       part = json_slice(json_object_get(json_array_get(parts, i), "text"));
        const char *found;

        hit = hit || json_is_true(json_object_get(json_array_get(parts, i), "hit"));
        if ((i == 0 || i + 1 == json_array_size(parts)) && (slice_is(part, "… ") || slice_is(part, "…")))
            continue; /* ours */
        found = part.size != 0 ? memmem(text.data + at, text.size - at, part.data, part.size) : text.data + at;
        REQUIRE(found != NULL);
        at = (size_t)(found - text.data) + part.size;
    }
    REQUIRE(hit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice    rest = {(const char *)data, size}, asked = fuzz_part(&rest, '\n');
    Question question = {.arguments = {asked}};
    json_t  *out = NULL, *results;
    Problem  problem = {0};
    Status   status;

    if (view == NULL)
        open_view();
    if (!utf8_valid(asked) || !utf8_valid(rest) || rest.size > WORDS_MAX)
        return 0;
    put_words(rest);
    status = named_query_find("search")->run(view, &question, &out, &problem);
    REQUIRE(status == OK || (status == ERR_LIMIT && problem.message != NULL));
    results = json_object_get(out, "results");
    for (size_t i = 0; i < json_array_size(results); i++)
        check_context(json_array_get(results, i), rest);
    json_decref(out);
    return 0;
}
