/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of documents, statements and submissions: paragraphs, citations and search rows, out of the text blob that an act names, or out of lines that stand in the act itself (a summary). A text of another process of ours is still bytes from outside here: it is
 * taken apart by the reader of stored texts, which checks everything.
 */
#include "process/process_internal.h"

const char *const words_tables[] = {
    "CREATE TABLE paragraph (place INTEGER PRIMARY KEY, owner TEXT NOT NULL, language TEXT NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, "
    "level INTEGER NOT NULL, text TEXT NOT NULL, opening INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX paragraph_owner ON paragraph (owner, language, ordinal)",
    "CREATE TABLE citation (owner TEXT NOT NULL, language TEXT NOT NULL, ordinal INTEGER NOT NULL, paragraph TEXT NOT NULL, label TEXT NOT NULL, written TEXT NOT NULL, symbol TEXT NOT NULL, "
    "target TEXT NOT NULL, PRIMARY KEY (owner, language, ordinal)) WITHOUT ROWID",
    "CREATE INDEX citation_symbol ON citation (symbol, owner)",
    "CREATE VIRTUAL TABLE search_paragraph USING fts5 (words, stems, tokenize = \"unicode61 remove_diacritics 0\")",
    NULL};

enum { TEXT_ARENA_MAX = 64 * 1024 * 1024, WORDS_BYTES_MAX = 16 * 1024 * 1024, WORDS_PARAGRAPHS_MAX = 20000 /* the longest report has some hundreds; every one is a row and a search row */ };

/* Bytes meet their limit before they are taken apart: one thread judges all acts. */
static Status open_words(const Act *act, Text **out, size_t *size, Problem *problem)
{
    Hash   name;
    Slice  bytes;
    Status status;

    (void)act_hash(act, "text", &name);
    TRY(act_blob(act, &name, &bytes, problem));
    *size = bytes.size;
    if (bytes.size > WORDS_BYTES_MAX)
        return act_refuse(problem, ERR_LIMIT, MSG("house.text_large"));
    status = text_decode(bytes, out, problem);
    return status == ERR_SYNTAX || status == ERR_LIMIT ? act_refuse(problem, ERR_SYNTAX, MSG("house.text_unreadable")) : status;
}

Status words_check(Act *act, Problem *problem)
{
    Text  *text = NULL;
    size_t size = 0;
    Status status;

    if (!act_has(act, "text"))
        return OK;
    status = open_words(act, &text, &size, problem);
    if (status == OK && text->count > WORDS_PARAGRAPHS_MAX)
        status = act_refuse(problem, ERR_LIMIT, MSG("house.text_large"));
    if (status == OK && text->language[0] != '\0' && !slice_is(act_text(act, "language"), text->language))
        status = problem_set(problem, ERR_REFUSED, MSG("house.text_language"), "language", text->language, NULL);
    text_free(text);
    return status;
}

void symbol_key(Slice written, Buffer *out)
{
    Symbol symbol;

    if (symbol_parse(written, &symbol))
        symbol_print_key(&symbol, out);
    else
        buffer_add(out, written);
}

Status words_remove(const Act *act, Slice owner, Slice language, Problem *problem)
{
    TRY(view_run(act->view, "DELETE FROM search_paragraph WHERE rowid IN (SELECT place FROM paragraph WHERE owner = ? AND language = ?)", problem,
                 VIEW_VALUES(view_text(owner), view_text(language))));
    TRY(view_run(act->view, "DELETE FROM paragraph WHERE owner = ? AND language = ?", problem, VIEW_VALUES(view_text(owner), view_text(language))));
    return view_run(act->view, "DELETE FROM citation WHERE owner = ? AND language = ?", problem, VIEW_VALUES(view_text(owner), view_text(language)));
}

typedef struct Words {
    const Act *act;
    Text      *text;
    Slice      owner, language;
    Arena     *arena;
} Words;

static int by_bytes(const void *a, const void *b)
{
    return slice_compare(*(const Slice *)a, *(const Slice *)b);
}

/* The stems of all words, each once: where they stand is the words' business. */
static Status join_stems(const SearchWord *found, size_t count, Arena *arena, Buffer *out)
{
    Slice *stems = arena_take(arena, (count * SEARCH_STEMS_MAX + 1) * sizeof *stems);
    size_t stem_count = 0;

    if (stems == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < found[i].stem_count; k++)
            stems[stem_count++] = found[i].stems[k];
    if (stem_count > 1)
        qsort(stems, stem_count, sizeof *stems, by_bytes);
    for (size_t i = 0; i < stem_count; i++)
        if (i == 0 || !slice_equal(stems[i], stems[i - 1])) {
            buffer_add(out, stems[i]);
            buffer_add_byte(out, ' ');
        }
    return out->status;
}

static Status put_search(const Words *words, int64_t place, Slice plain, Problem *problem)
{
    SearchWord *found;
    size_t      count;
    char        language[12] = "";
    Buffer      joined, stems;
    Status      status;

    (void)snprintf(language, sizeof language, "%.*s", (int)(words->language.size < sizeof language ? words->language.size : 0), words->language.data);
    buffer_init(&joined, TEXT_ARENA_MAX);
    buffer_init(&stems, TEXT_ARENA_MAX);
    status = search_words(plain, language, words->arena, &found, &count);
    for (size_t i = 0; status == OK && i < count; i++) {
        buffer_add(&joined, found[i].folded);
        buffer_add_byte(&joined, ' ');
    }
    status = status != OK ? status : joined.status;
    if (status == OK)
        status = join_stems(found, count, words->arena, &stems);
    if (status == OK)
        status = view_run(words->act->view, "INSERT INTO search_paragraph (rowid, words, stems) VALUES (?, ?, ?)", problem,
                          VIEW_VALUES(view_integer(place), view_text(buffer_slice(&joined)), view_text(buffer_slice(&stems))));
    else
        status = problem_set(problem, status, status_face(status)->message, NULL);
    buffer_clear(&joined);
    buffer_clear(&stems);
    return status;
}

/* A paragraph of the view with its search row: `label` apart from `text`. */
typedef struct Row {
    Slice   id, label, kind, text;
    int64_t level, opening;
} Row;

static Status put_row(const Words *words, size_t ordinal, const Row *row, Problem *problem)
{
    int64_t place;

    TRY(view_one(words->act->view, "SELECT coalesce(max(place), 0) + 1 FROM paragraph", 1, &place, problem, NULL, 0));
    TRY(view_run(words->act->view, "INSERT INTO paragraph (place, owner, language, ordinal, id, label, kind, level, text, opening) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_integer(place), view_text(words->owner), view_text(words->language), view_number(ordinal), view_text(row->id), view_text(row->label), view_text(row->kind),
                             view_integer(row->level), view_text(row->text), view_integer(row->opening))));
    return put_search(words, place, row->text, problem);
}

static Status put_paragraph(const Words *words, size_t ordinal, Problem *problem)
{
    const Paragraph *paragraph = &words->text->paragraphs[ordinal];
    size_t           skip = paragraph_label_size(paragraph);
    Buffer           plain;
    Row              row = {.id = slice_from(paragraph->id), .label = paragraph->label, .kind = slice_from(paragraph_kind_name(paragraph->kind)), .level = paragraph->level};
    Status           status;

    buffer_init(&plain, TEXT_ARENA_MAX);
    paragraph_print_plain(paragraph, &plain);
    TRY_OR(done, plain.status);
    row.text = slice_part(buffer_slice(&plain), skip < plain.size ? skip : plain.size, plain.size);
    row.opening = paragraph->opening_start == skip && paragraph->opening_end > skip ? (int64_t)(paragraph->opening_end - skip) : 0;
    status = put_row(words, ordinal, &row, problem);
done:
    buffer_clear(&plain);
    return status;
}

static Status put_citation(const Words *words, const Citation *citation, size_t ordinal, Problem *problem)
{
    const Paragraph *paragraph = &words->text->paragraphs[citation->paragraph];
    Buffer           key;
    Status           status;

    buffer_init(&key, TEXT_ARENA_MAX);
    symbol_key(citation->symbol, &key);
    status = key.status != OK ? problem_set(problem, key.status, status_face(key.status)->message, NULL)
                              : view_run(words->act->view, "INSERT INTO citation (owner, language, ordinal, paragraph, label, written, symbol, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", problem,
                                         VIEW_VALUES(view_text(words->owner), view_text(words->language), view_number(ordinal), view_text(slice_from(paragraph->id)), view_text(paragraph->label),
                                                     view_text(citation->as_written), view_text(buffer_slice(&key)), view_text(citation->target_paragraph)));
    buffer_clear(&key);
    return status;
}

static Status put_citations(const Words *words, Problem *problem)
{
    Citation *citations;
    size_t    count, ordinal = 0;

    TRY(citations_find(words->text, words->arena, &citations, &count, problem));
    for (size_t i = 0; i < count; i++)
        if (citations[i].symbol.size != 0) /* else a paragraph of the same text */
            TRY(put_citation(words, &citations[i], ordinal++, problem));
    return OK;
}

Status words_apply(Act *act, Slice owner, Slice language, Problem *problem)
{
    Words  words = {.act = act, .owner = owner, .language = language};
    size_t size;
    Status status;

    TRY(words_remove(act, owner, language, problem));
    if (!act_has(act, "text"))
        return OK;
    TRY(open_words(act, &words.text, &size, problem));
    TRY_OR(done, act_blob_insert(act, "text", (int64_t)size, SLICE("application/json"), language, SLICE(""), problem));
    words.arena = arena_new(TEXT_ARENA_MAX * 4);
    if (words.arena == NULL)
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    for (size_t i = 0; i < words.text->count; i++)
        TRY_OR(done, put_paragraph(&words, i, problem));
    status = put_citations(&words, problem);
done:
    arena_free(words.arena);
    text_free(words.text);
    return status;
}

Status words_apply_lines(Act *act, Slice owner, Slice language, const char *kind, Slice text, Problem *problem)
{
    Words  words = {.act = act, .owner = owner, .language = language, .arena = arena_new(TEXT_ARENA_MAX * 4)};
    Status status = words.arena != NULL ? words_remove(act, owner, language, problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    Slice  line;

    for (size_t count = 0; status == OK && slice_line(&text, &line);) {
        char id[40];

        line = slice_trim(line);
        if (line.size == 0)
            continue;
        (void)snprintf(id, sizeof id, "%s-%zu", kind, count + 1);
        status = put_row(&words, count++, &(Row){.id = slice_from(id), .label = SLICE(""), .kind = slice_from(kind), .text = line}, problem);
    }
    arena_free(words.arena);
    return status;
}
