/* SPDX-License-Identifier: Apache-2.0
 *
 * The index of quotations: whatever run of words is long enough is found on its page, before and after it was written, joined and opened again; a file that is cut short or changed anywhere is noticed, and
 * never read beyond; what a death left half written is swept away. And a text that is not for everybody changes no answer.
 */
#include "suite.h"

#include "process/quote.h"
#include "service/quote_ask.h"

#include <dirent.h>
#include <jansson.h>
#include <unistd.h>

enum { ARENA_MAX = 256 * 1024 * 1024, TEXTS = 600, PARAGRAPHS = 30, WORDS = 40, VOCABULARY = 3000, FILE_ROOM = 8 * 1024 * 1024 };

static char  folder[] = "/tmp/rapporteur-quote-XXXXXX";
static Slice made[TEXTS][PARAGRAPHS];
static Arena *arena;

static unsigned chance(unsigned below)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state % below);
}

static int make_texts(void **state)
{
    (void)state;
    arena = arena_new(ARENA_MAX);
    assert_non_null(arena);
    assert_non_null(mkdtemp(folder));
    for (size_t t = 0; t < TEXTS; t++)
        for (size_t p = 0; p < PARAGRAPHS; p++) {
            Buffer text;

            buffer_init(&text, 4096);
            for (size_t w = 0; w < WORDS; w++)
                buffer_add_format(&text, "w%u ", chance(VOCABULARY));
            assert_ok(slice_copy(arena, slice_trim(buffer_slice(&text)), &made[t][p]));
            buffer_clear(&text);
        }
    return 0;
}

static int remove_all(void **state)
{
    char command[200];

    (void)state;
    arena_free(arena);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static Status give(void *context, Slice name, uint32_t first, uint32_t last, Arena *on, QuoteParagraph **out, size_t *count, Problem *problem)
{
    size_t text = 0;

    (void)context, (void)problem;
    for (size_t i = 0; i < name.size; i++)
        text = text * 10 + (size_t)(name.data[i] - '0');
    *out = arena_take_zeroed(on, PARAGRAPHS, sizeof **out);
    *count = 0;
    for (uint32_t p = first; p < PARAGRAPHS && p <= last; p++)
        (*out)[(*count)++] = (QuoteParagraph){.text = made[text][p], .ordinal = p};
    return OK;
}

static Status describe(void *context, Slice name, json_t **place, bool *attributed, Problem *problem)
{
    (void)context, (void)problem;
    *attributed = false;
    *place = json_pack("{s:s%}", "symbol", name.data, name.size);
    return OK;
}

static void add_texts(QuoteIndex *index, size_t from, size_t until)
{
    for (size_t t = from; t < until; t++) {
        Arena          *on = arena_new(ARENA_MAX);
        QuoteParagraph *paragraphs;
        QuoteFlow       flow;
        size_t          count;
        char            name[24];

        (void)snprintf(name, sizeof name, "%zu", t);
        assert_ok(give(NULL, slice_from(name), 0, PARAGRAPHS, on, &paragraphs, &count, NULL));
        assert_ok(quote_flow(paragraphs, count, on, &flow));
        assert_ok(quote_index_add(index, slice_from(name), &flow, on, NULL));
        arena_free(on);
    }
}

/* A run of words from anywhere, over the end of a paragraph too, is found exactly there. */
static Status ask_runs(QuoteIndex *index, size_t until, size_t rounds)
{
    QuoteTexts texts = {give, describe, NULL};

    for (size_t i = 0; i < rounds; i++) {
        size_t  text = chance((unsigned)until), paragraph = chance(PARAGRAPHS - 1), start = chance(150);
        char    passage[1200], name[24];
        json_t *answer = NULL;
        Slice   cut;
        Status  status;
        int     size = snprintf(passage, sizeof passage, "%.*s\n%.*s", (int)made[text][paragraph].size, made[text][paragraph].data, (int)made[text][paragraph + 1].size, made[text][paragraph + 1].data);

        while (start != 0 && passage[start - 1] != ' ')
            start--;
        cut = (Slice){passage + start, 0};
        for (size_t words = 0; words < 5 || cut.size < 24; cut.size++)
            words += passage[start + cut.size + 1] == ' ' || passage[start + cut.size + 1] == '\n' || start + cut.size + 1 == (size_t)size;
        (void)snprintf(name, sizeof name, "%zu", text);
        status = quote_ask(index, &texts, &(QuoteAsk){.text = cut}, &answer, NULL);
        if (status != OK)
            return status;
        ROW(passage);
        assert_true(json_member_is(answer, "verdict", "exact"));
        assert_true(json_member_is(json_array_get(json_object_get(answer, "places"), 0), "symbol", name));
        json_decref(answer);
    }
    return OK;
}

static void path_of(const char *name, char out[200])
{
    (void)snprintf(out, 200, "%s/%s", folder, name);
}

static void what_was_added_is_found_before_and_after_it_is_written(void **state)
{
    QuoteIndex *index = NULL;
    QuoteIndexFacts facts;
    char        path[200];
    uint64_t    size;
    Hash        mark = {.bytes = {7}}, known;

    (void)state;
    path_of("index", path);
    assert_ok(quote_index_open(path, true, &index, NULL));
    for (size_t step = 0; step < TEXTS; step += TEXTS / 6) {
        add_texts(index, step, step + TEXTS / 6);
        assert_ok(ask_runs(index, step + TEXTS / 6, 40));
        assert_ok(quote_index_commit(index, step + TEXTS / 6, &mark, step % (TEXTS / 3) == 0, NULL));
        assert_ok(ask_runs(index, step + TEXTS / 6, 40));
    }
    assert_ok(quote_index_commit(index, TEXTS, &mark, true, NULL));
    quote_index_facts(index, &facts);
    assert_true(facts.segments >= 1 && facts.segments < 8 && facts.keys > TEXTS * PARAGRAPHS * (WORDS - 3));
    quote_index_close(index);
    index = NULL;
    assert_ok(quote_index_open(path, true, &index, NULL));
    quote_index_state(index, &size, &known);
    assert_number(size, TEXTS);
    assert_true(hash_equal(&mark, &known));
    assert_ok(ask_runs(index, TEXTS, 100));
    quote_index_close(index);
}

static Buffer read_file(const char *path)
{
    Buffer out;
    FILE  *file = fopen(path, "rb");
    char   bytes[4096];
    size_t size;

    assert_non_null(file);
    buffer_init(&out, FILE_ROOM);
    while ((size = fread(bytes, 1, sizeof bytes, file)) != 0)
        buffer_add(&out, (Slice){bytes, size});
    (void)fclose(file);
    return out;
}

static void write_file(const char *path, Slice bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_number(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_number(fclose(file), 0);
}

/* Either it is noticed at opening, and the index is empty; or when the block is read, and the answer is that it is damaged; never a wrong answer. */
static void ask_damaged(const char *path)
{
    QuoteIndex *index = NULL;
    uint64_t    size;
    Hash        known;
    Status      status;

    assert_ok(quote_index_open(path, true, &index, NULL));
    quote_index_state(index, &size, &known);
    if (size != 0) {
        status = ask_runs(index, TEXTS, 20);
        assert_true(status == OK || status == ERR_STORAGE);
    } else {
        QuoteIndexFacts facts;

        quote_index_facts(index, &facts);
        assert_number(facts.keys, 0);
    }
    quote_index_close(index);
}

static void files_cut_short_or_changed_are_noticed(void **state)
{
    char           path[200], name[600];
    DIR           *files;
    struct dirent *entry;

    (void)state;
    path_of("index", path);
    for (int round = 0; round < (SANITIZED ? 10 : 40); round++) {
        char backup[900];

        (void)snprintf(backup, sizeof backup, "rm -rf '%s.copy' && cp -r '%s' '%s.copy'", path, path, path);
        assert_number(system(backup), 0);
        (void)snprintf(name, sizeof name, "%s.copy", path);
        files = opendir(name);
        assert_non_null(files);
        while ((entry = readdir(files)) != NULL) {
            Buffer bytes;
            char   file[900];

            if (strncmp(entry->d_name, "segment-", 8) != 0 && (round % 5 != 0 || strcmp(entry->d_name, "list") != 0))
                continue;
            (void)snprintf(file, sizeof file, "%s/%s", name, entry->d_name);
            bytes = read_file(file);
            if (round % 2 == 0)
                bytes.size = chance((unsigned)bytes.size);
            else
                bytes.data[chance((unsigned)bytes.size)] ^= (char)(1 << chance(8));
            write_file(file, buffer_slice(&bytes));
            buffer_clear(&bytes);
        }
        closedir(files);
        ask_damaged(name);
    }
}

static void what_a_death_left_is_swept(void **state)
{
    QuoteIndex *index = NULL;
    char        path[200], half[300], stray[300];
    uint64_t    size;
    Hash        known;

    (void)state;
    path_of("index", path);
    (void)snprintf(half, sizeof half, "%s/segment-900.new", path);
    (void)snprintf(stray, sizeof stray, "%s/segment-901", path);
    write_file(half, SLICE("RAPPQIX1 half"));
    write_file(stray, SLICE("RAPPQIX1 written and not listed"));
    assert_ok(quote_index_open(path, true, &index, NULL));
    quote_index_state(index, &size, &known);
    assert_number(size, TEXTS);
    assert_true(access(half, F_OK) != 0 && access(stray, F_OK) != 0);
    assert_ok(ask_runs(index, TEXTS, 20));
    assert_ok(quote_index_clear(index, NULL));
    quote_index_state(index, &size, &known);
    assert_number(size, 0);
    quote_index_close(index);
}

/* ---- rights ---- */

static View *view;

static Status give_of_view(void *context, Slice name, uint32_t first, uint32_t last, Arena *on, QuoteParagraph **out, size_t *count, Problem *problem)
{
    (void)context;
    return quote_text_paragraphs(view, name, first, last, on, out, count, problem);
}

static Status describe_of_view(void *context, Slice name, json_t **place, bool *attributed, Problem *problem)
{
    return quote_text_describe(view, name, context, place, attributed, problem);
}

static void put_document(const char *symbol, int64_t act, int64_t audience, int64_t place, const char *words)
{
    uint8_t id[32] = {(uint8_t)act};
    Slice   name = slice_from(symbol), hash = {(const char *)id, sizeof id};

    assert_ok(view_run(view, "INSERT INTO act (idx, id, leaf, kind, author, party, on_behalf, grade, backed_up, audience, interpreted, clock) VALUES (?1, ?2, ?2, 'document.issue', '', '', 0, 0, 0, ?3, 1, 0)", NULL,
                       VIEW_VALUES(view_integer(act), view_bytes(hash), view_integer(audience))));
    assert_ok(view_run(view,
                       "INSERT INTO document (symbol, key, names, nature, distribution, date, body, session, items, parties, original, replaces, source, adopted, manner, fictional, source_note, act) "
                       "VALUES (?1, ?1, '{\"en\":\"A\"}', 'letter', 'general', '2027-03-08', '', '', '', '', '', '', NULL, '', '', 0, '', ?2)",
                       NULL, VIEW_VALUES(view_text(name), view_integer(act))));
    assert_ok(view_run(view, "INSERT INTO edition (symbol, language, blob, size, media, text, reissued, act) VALUES (?1, 'en', ?3, 0, '', ?3, 0, ?2)", NULL,
                       VIEW_VALUES(view_text(name), view_integer(act), view_bytes(hash))));
    assert_ok(view_run(view, "INSERT INTO paragraph (place, owner, language, ordinal, id, label, kind, level, text, opening) VALUES (?2, ?1, 'en', 0, 'p', '', 'plain', 0, ?3, 0)", NULL,
                       VIEW_VALUES(view_text(name), view_integer(place), view_text(slice_from(words)))));
}

static Status add_to(void *context, Slice name, Problem *problem)
{
    QuoteParagraph *paragraphs;
    QuoteFlow       flow;
    size_t          count;

    TRY(quote_text_paragraphs(view, name, 0, 1000, arena, &paragraphs, &count, problem));
    TRY(quote_flow(paragraphs, count, arena, &flow));
    return quote_index_add(context, name, &flow, arena, problem);
}

static char *answer_to(QuoteIndex *index, const char *text, const char *who)
{
    QuoteWho   attributed;
    QuoteTexts texts = {give_of_view, describe_of_view, &attributed};
    json_t    *answer = NULL;
    char      *printed;

    assert_ok(quote_who(view, slice_from(who), &attributed, NULL));
    assert_ok(quote_ask(index, &texts, &(QuoteAsk){slice_from(text), attributed.given}, &answer, NULL));
    printed = json_dumps(answer, JSON_SORT_KEYS);
    json_decref(answer);
    quote_who_clear(&attributed);
    return printed;
}

static void a_text_that_is_not_for_everybody_changes_no_answer(void **state)
{
    static const char *const asked[][2] = {{"the secret words of one party alone stand here", ""},     {"the secret words of one party alone stand here", "A/1"},
                                           {"the secret words of one party alone stand here", "A/2"},  {"the open words of every party together stand here", "A/1"},
                                           {"the open words of every party together stand there", ""}, {"the open words of every party together stand here", "A/2"}};
    char *before[COUNT(asked)];

    (void)state;
    assert_ok(view_open(NULL, &process_schema, &view, NULL));
    put_document("A/1", 1, AUDIENCE_PUBLIC, 1, "Here the open words of every party together stand here for all.");
    for (int restricted = 0; restricted < 2; restricted++) {
        QuoteIndex *index = NULL;

        if (restricted == 1)
            put_document("A/2", 2, AUDIENCE_PARTIES, 2, "Here the secret words of one party alone stand here; and the open words of every party together stand here.");
        assert_ok(quote_index_open(NULL, false, &index, NULL));
        assert_ok(quote_texts_since(view, 0, add_to, index, NULL));
        for (size_t i = 0; i < COUNT(asked); i++) {
            char *answer = answer_to(index, asked[i][0], asked[i][1]);

            ROW(asked[i][0]);
            if (restricted == 0) {
                before[i] = answer;
                continue;
            }
            assert_string_equal(answer, before[i]);
            memory_free(answer);
            memory_free(before[i]);
        }
        quote_index_close(index);
    }
    view_close(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_found_before_and_after_it_is_written),
        cmocka_unit_test(files_cut_short_or_changed_are_noticed),
        cmocka_unit_test(what_a_death_left_is_swept),
        cmocka_unit_test(a_text_that_is_not_for_everybody_changes_no_answer),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests(tests, make_texts, remove_all);
}
