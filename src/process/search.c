/* SPDX-License-Identifier: Apache-2.0
 *
 * Searching everything that has words: paragraphs of documents, of statements and of submissions with their summaries. What is asked is cut and folded as what is stored (search_words), so languages and accents need no setting, and one form
 * of a word finds the others; words in double quotes are a phrase, as it is written; a word that ends in an asterisk is a beginning. Everything else that a query language might know is plain text here.
 *
 * The full-text index is asked for the stems of every language that the word could be of; what it finds is looked at in the paragraph's own language, and left out where nothing was found in that.
 *
 * Results stand by document and place, newest first: where something was said, never how well it fits.
 */
#include "process/process_internal.h"

enum { QUERY_BYTES_MAX = 400 /* a sentence */, SEARCH_WORDS_MAX = 40, RESULTS_MAX = 50, CONTEXT_WORDS = 14, ROUNDS_MAX = 20 /* of rows that leave again */, ARENA_MAX = 8 * 1024 * 1024 };

enum { ARGUMENT_WORDS, ARGUMENT_BODY, ARGUMENT_PARTY, ARGUMENT_LANGUAGE, ARGUMENT_KIND, ARGUMENT_FROM, ARGUMENT_UNTIL, ARGUMENT_BEFORE };

/* ---- what is asked, in FTS5's own language: quoted words only ---- */

/* A word, or the words of a phrase, of Asked.words. */
typedef struct Term {
    size_t first, count;
    bool   prefix;  /* the last one is a beginning */
    bool   literal; /* as it is written, and in no other form */
} Term;

typedef struct Asked {
    Arena *arena;
    Buffer match;                       /* "economic" "cyber" "points of contact" */
    const char *language;               /* that is asked for; "": any */
    SearchWord words[SEARCH_WORDS_MAX]; /* for marking */
    size_t count;
    Term   terms[SEARCH_WORDS_MAX];
    size_t term_count;
} Asked;

/* A folded word has no quote: they are no letters. */
static void add_quoted(Buffer *match, const char *before, Slice word)
{
    buffer_add_string(match, before);
    buffer_add_byte(match, '"');
    buffer_add(match, word);
    buffer_add_byte(match, '"');
}

/* A word by all that it may stand as. */
static void add_forms(Buffer *match, const SearchWord *word)
{
    add_quoted(match, match->size != 0 ? " AND {words stems} : (" : "{words stems} : (", word->folded);
    for (unsigned i = 0; i < word->stem_count; i++)
        add_quoted(match, " OR ", word->stems[i]);
    buffer_add_byte(match, ')');
}

static void add_phrase(Buffer *match, const SearchWord *words, size_t count, bool prefix)
{
    buffer_add_string(match, match->size != 0 ? " AND words : \"" : "words : \"");
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            buffer_add_byte(match, ' ');
        buffer_add(match, words[i].folded);
    }
    buffer_add_string(match, prefix ? "\" *" : "\"");
}

static void add_term(Asked *asked, const SearchWord *words, size_t count, bool literal, bool prefix)
{
    if (asked->count + count > SEARCH_WORDS_MAX)
        count = SEARCH_WORDS_MAX - asked->count;
    if (count == 0)
        return;
    asked->terms[asked->term_count++] = (Term){asked->count, count, prefix, literal};
    memcpy(&asked->words[asked->count], words, count * sizeof *words);
    asked->count += count;
    if (literal || prefix || count > 1)
        add_phrase(&asked->match, words, count, prefix);
    else
        add_forms(&asked->match, words);
}

static bool is_han(const SearchWord *word)
{
    size_t   at = 0;
    uint32_t rune = word->folded.size != 0 ? utf8_next(word->folded, &at) : 0;

    return rune >= 0x2E80 && at == word->folded.size;
}

static Status add_words(Asked *asked, Slice text, bool quoted, bool prefix)
{
    SearchWord *words;
    size_t      count;

    TRY(search_words(text, asked->language, asked->arena, &words, &count));
    if (quoted) {
        add_term(asked, words, count, true, prefix);
        return asked->match.status;
    }
    for (size_t i = 0; i < count; i++) {
        size_t first = i;

        while (i + 1 < count && is_han(&words[i]) && is_han(&words[i + 1])) /* what a reader means by a word */
            i++;
        if (!words[first].elided)
            add_term(asked, &words[first], i - first + 1, false, prefix && i + 1 == count);
    }
    return asked->match.status;
}

/* Parts between quotes are phrases; the others go word by word. */
static Status parse(Asked *asked, Slice text)
{
    bool   quoted = false;
    size_t start = 0;

    for (size_t at = 0; at <= text.size; at++) {
        Slice part;

        if (at < text.size && text.data[at] != '"' && (quoted || text.data[at] != ' '))
            continue;
        part = slice_part(text, start, at);
        if (part.size != 0)
            TRY(add_words(asked, part, quoted, !quoted && slice_ends(part, "*")));
        if (at < text.size && text.data[at] == '"')
            quoted = !quoted;
        start = at + 1;
    }
    return OK;
}

/* ---- words in context ---- */

static bool stands_here(const Asked *asked, const Term *term, const SearchWord *words, size_t left)
{
    if (term->count > left)
        return false;
    for (size_t i = 0; i < term->count; i++) {
        const SearchWord *wanted = &asked->words[term->first + i];
        Slice             form = wanted->folded, word = words[i].folded;

        if (term->prefix && i + 1 == term->count ? slice_compare(slice_part(word, 0, form.size < word.size ? form.size : word.size), form) != 0
            : term->literal || term->count > 1   ? !slice_equal(word, form)
                                                 : !search_word_is(&words[i], wanted))
            return false;
    }
    return true;
}

/* Which words belong to what was asked: a word of a phrase only where the whole phrase stands. Whether all that was asked for is there. */
static bool find_hits(const Asked *asked, const SearchWord *words, size_t count, bool *hits)
{
    bool all = true;

    for (size_t i = 0; i < asked->term_count; i++) {
        bool here = false;

        for (size_t at = 0; at < count; at++)
            if (stands_here(asked, &asked->terms[i], &words[at], count - at)) {
                memset(&hits[at], true, asked->terms[i].count * sizeof *hits);
                here = true;
            }
        all = all && here;
    }
    return all;
}

static void add_part(json_t *parts, Slice text, bool hit)
{
    if (text.size != 0)
        (void)json_array_append_new(parts, hit ? json_pack("{s:s%, s:b}", "text", text.data, text.size, "hit", 1) : json_pack("{s:s%}", "text", text.data, text.size));
}

/* From CONTEXT_WORDS before the first hit to twice as many after it, in whole words. */
static Status context_of(const Asked *asked, Slice text, const char *language, json_t **out, bool *all)
{
    Arena      *arena = arena_new(ARENA_MAX);
    SearchWord *words;
    size_t      count, first = 0, last, at;
    bool       *hits = NULL;
    json_t     *parts = json_array();
    Status      status = arena != NULL ? search_words(text, language, arena, &words, &count) : ERR_MEMORY;

    if (status == OK && count != 0 && (hits = arena_take_zeroed(arena, count, sizeof *hits)) == NULL)
        status = ERR_MEMORY;
    *all = status == OK && count != 0 && find_hits(asked, words, count, hits);
    while (status == OK && first < count && !hits[first])
        first++;
    if (status == OK && count != 0) {
        first = first == count ? 0 : first;
        last = first + 2 * CONTEXT_WORDS < count ? first + 2 * CONTEXT_WORDS : count;
        first = first > CONTEXT_WORDS ? first - CONTEXT_WORDS : 0;
        at = first == 0 ? 0 : words[first].start;
        add_part(parts, first == 0 ? (Slice){NULL, 0} : SLICE("… "), false);
        for (size_t i = first; i < last; i++)
            if (hits[i]) {
                add_part(parts, slice_part(text, at, words[i].start), false);
                add_part(parts, slice_part(text, words[i].start, words[i].end), true);
                at = words[i].end;
            }
        add_part(parts, slice_part(text, at, last == count ? text.size : words[last].start), false);
        add_part(parts, last == count ? (Slice){NULL, 0} : SLICE("…"), false);
    }
    arena_free(arena);
    *out = parts;
    return status;
}

/* ---- the query ---- */

static const Column result_columns[] = {{"symbol", AS_TEXT}, {"statement", AS_TEXT}, {"submission", AS_TEXT}, {"names", AS_NAMES}, {"nature", AS_TEXT}, {"party", AS_PARTY}, {"date", AS_TEXT}, {"body", AS_TEXT},
                                        {"session_names", AS_NAMES}, {"language", AS_TEXT}, {"paragraph", AS_TEXT}, {"label", AS_TEXT}, {"text", AS_TEXT}, {"fictional", AS_FLAG}, {"in_summary", AS_FLAG}, {"place", AS_NUMBER}, {0}};
/* A date of a statement is its session's last day at the latest: its meeting's day, where it has one. */
static const char search_sql[] =
    "SELECT d.symbol, CASE WHEN t.act IS NOT NULL THEN p.owner END, CASE WHEN v.act IS NOT NULL THEN lower(hex(v.id)) END, coalesce(d.names, t.names, c.names), "
    "coalesce(d.nature, CASE WHEN t.act IS NOT NULL THEN 'statement' WHEN v.act IS NOT NULL THEN 'submission' END) AS nature, coalesce(t.party, v.party), "
    "coalesce(d.date, substr(m.begin, 1, 10), s.since, CASE WHEN v.time > 0 THEN date(v.time, 'unixepoch') END) AS day, coalesce(d.body, t.body) AS of_body, s.names, p.language, p.id, p.label, p.text, "
    "coalesce(d.fictional, b.fictional, c.fictional), v.act IS NOT NULL AND p.kind = '" SUMMARY_KIND "', p.place "
    "FROM search_paragraph f JOIN paragraph p ON p.place = f.rowid LEFT JOIN document d ON d.symbol = p.owner LEFT JOIN statement t ON lower(hex(t.id)) = p.owner "
    "LEFT JOIN session s ON s.session = t.session LEFT JOIN meeting m ON m.session = t.session AND m.meeting = t.meeting LEFT JOIN body b ON b.body = t.body "
    "LEFT JOIN submission v ON lower(hex(v.id)) = " OWNER_ALONE("p.owner") " LEFT JOIN call c ON c.call = v.call "
    "WHERE f.search_paragraph MATCH ?1 AND (d.symbol IS NOT NULL OR t.act IS NOT NULL OR v.act IS NOT NULL) AND (?2 IS NULL OR of_body = ?2) AND (?3 IS NULL OR coalesce(t.party, v.party) = ?3 OR EXISTS (SELECT 1 FROM json_each(CASE coalesce(d.parties, '') WHEN '' THEN '[]' ELSE d.parties END) g WHERE g.value = ?3)) AND (?4 IS NULL OR p.language = ?4) "
    "AND (?5 IS NULL OR ?5 = nature) AND (?6 IS NULL OR day >= ?6) AND (?7 IS NULL OR day <= ?7) AND f.rowid < ?8 ORDER BY f.rowid DESC";

/* With the words in their context; those in whose language nothing was found leave. */
static Status add_contexts(const Asked *asked, json_t *rows, json_t *results, Problem *problem)
{
    size_t  i;
    json_t *row;

    json_array_foreach(rows, i, row) {
        json_t     *parts = NULL;
        const char *language = json_string_value(json_object_get(row, "language"));
        bool        all = false;
        Status      status = context_of(asked, json_slice(json_object_get(row, "text")), language != NULL ? language : "", &parts, &all);

        (void)json_object_del(row, "text");
        if (status != OK || json_object_set_new(row, "context", parts) != 0 || (all && json_array_append(results, row) != 0))
            return answer_no_memory(problem);
    }
    return OK;
}

/* One page of the index from `before` on; *before becomes the last row's place, 0: there are no more. */
static Status find_some(View *view, const Question *question, const Asked *asked, int64_t *before, json_t *results, Problem *problem)
{
    json_t *rows = json_array();
    bool    more = false;
    Status  status = answer_rows(view, search_sql,
                                 VIEW_VALUES(view_text(buffer_slice(&asked->match)), question_text(question, ARGUMENT_BODY), question_text(question, ARGUMENT_PARTY),
                                             question_text(question, ARGUMENT_LANGUAGE), question_text(question, ARGUMENT_KIND), question_text(question, ARGUMENT_FROM),
                                             question_text(question, ARGUMENT_UNTIL), view_integer(*before)),
                                 result_columns, RESULTS_MAX - json_array_size(results), rows, &more, problem);

    if (status == OK)
        status = add_contexts(asked, rows, results, problem);
    *before = more ? json_integer_value(json_object_get(json_array_get(rows, json_array_size(rows) - 1), "place")) : 0;
    json_decref(rows);
    return status;
}

static Status find(View *view, const Question *question, const Asked *asked, json_t *object, Problem *problem)
{
    json_t *results = json_array();
    int64_t before = question_number(question, ARGUMENT_BEFORE, INT64_MAX);
    Status  status = OK;

    for (int round = 0; status == OK && asked->term_count != 0 && before != 0 && json_array_size(results) < RESULTS_MAX && round < ROUNDS_MAX; round++)
        status = find_some(view, question, asked, &before, results, problem);
    if (status == OK && asked->term_count != 0 && before != 0)
        (void)json_object_set_new(object, "next", json_integer(before));
    if (status == OK && json_object_set(object, "results", results) != 0)
        status = answer_no_memory(problem);
    json_decref(results);
    return status;
}

static Status search_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    Slice  text = question->arguments[ARGUMENT_WORDS];
    Asked  asked = {.arena = arena_new(ARENA_MAX), .language = ""};
    Status status;
    size_t i = 0;

    buffer_init(&asked.match, 64 * QUERY_BYTES_MAX);
    while (languages_official[i] != NULL && !slice_is(question->arguments[ARGUMENT_LANGUAGE], languages_official[i]))
        i++;
    asked.language = languages_official[i] != NULL ? languages_official[i] : "";
    *out = json_object();
    if (text.size > QUERY_BYTES_MAX)
        TRY_OR(done, problem_set(problem, ERR_LIMIT, MSG("house.search_long"), NULL));
    if (asked.arena == NULL || *out == NULL)
        TRY_OR(done, answer_no_memory(problem));
    TRY_OR(done, parse(&asked, text));
    for (i = 0; search_query.arguments[i] != NULL && i < ARGUMENT_BEFORE; i++)
        if (question->arguments[i].size != 0)
            (void)json_object_set_new(*out, search_query.arguments[i], json_from_slice(question->arguments[i]));
    status = find(view, question, &asked, *out, problem);
done:
    buffer_clear(&asked.match);
    arena_free(asked.arena);
    return status;
}

const NamedQuery search_query = {"search", {"q", "body", "party", "language", "kind", "from", "until", "before"}, search_run};
