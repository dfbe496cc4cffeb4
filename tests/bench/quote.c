/* SPDX-License-Identifier: Apache-2.0
 *
 * quote FOLDER… [--made MEGABYTES]: how long a passage takes to be found, as the slowest of twenty (95th percentile), over the plain files of folders and over a made record of their sentences; how large
 * the index is beside the text, how long and how much memory it takes to make. The peers in the same run: memmem over the same bytes in memory (what grep -F does without reading files), and a phrase
 * query of SQLite's FTS5. Times are of the processor; ours by the clock too.
 *
 * A third of the passages stand as they are asked for, a third have a tenth of their words changed, a third stand nowhere; of 8 to 300 words.
 */
#include "service/quote_ask.h"

#include <dirent.h>
#include <jansson.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { QUESTIONS = 300, PEERS = 60, LINES_MAX = 400000, FILE_MAX = 1 << 20, TEXT_LINES = 60 };

static Slice   *lines;                 /* of all files */
static size_t   line_count;
static uint64_t seed = 88172645463325252u;

typedef struct Made {
    Slice    bytes;                    /* of all texts, one behind the other */
    size_t  *starts;                   /* of each paragraph in it */
    uint32_t *ends;                    /* of each text: its last paragraph + 1 */
    size_t   paragraphs, texts;
} Made;

static _Noreturn void stop(const char *what)
{
    (void)fprintf(stderr, "quote: %s\n", what);
    exit(1);
}

static uint64_t next(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static double at_clock(clockid_t clock)
{
    struct timespec time;

    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Of the processor: others on the machine disturb it less than the clock. */
static double now(void)
{
    return at_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* ---- texts ---- */

static void add(Made *made, Buffer *bytes, Slice paragraph)
{
    made->starts[made->paragraphs++] = bytes->size;
    buffer_add(bytes, paragraph);
    buffer_add_byte(bytes, '\n');
}

static void end_text(Made *made)
{
    if (made->texts == 0 || made->ends[made->texts - 1] != made->paragraphs)
        made->ends[made->texts++] = (uint32_t)made->paragraphs;
}

static void read_folder(const char *path, Made *made, Buffer *bytes)
{
    DIR           *folder = opendir(path);
    struct dirent *entry;
    char          *text = memory_new(FILE_MAX), name[1200];

    if (folder == NULL || text == NULL)
        stop("a folder cannot be read");
    while ((entry = readdir(folder)) != NULL) {
        FILE *file;
        Slice rest, line;

        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        file = strstr(name, ".txt") != NULL ? fopen(name, "rb") : NULL;
        if (file == NULL)
            continue;
        rest = (Slice){text, fread(text, 1, FILE_MAX, file)};
        (void)fclose(file);
        while (slice_line(&rest, &line))
            if (line.size != 0 && made->paragraphs < LINES_MAX)
                add(made, bytes, line);
        end_text(made);
    }
    closedir(folder);
    memory_free(text);
}

static Slice paragraph_of(const Made *made, size_t at)
{
    size_t end = at + 1 < made->paragraphs ? made->starts[at + 1] : made->bytes.size;

    return slice_part(made->bytes, made->starts[at], end - 1);
}

/* Paragraphs of the real ones, each with some words of others in it, so that no two are alike. */
static void make_large(size_t wanted, Made *made, Buffer *bytes)
{
    while (bytes->size < wanted) {
        Slice  line = lines[next(line_count)], other = lines[next(line_count)];
        size_t at = 0;

        made->starts[made->paragraphs++] = bytes->size;
        for (size_t end = 0; end <= line.size; end++) {
            if (end < line.size && line.data[end] != ' ')
                continue;
            if (next(6) == 0 && other.size > 40) { /* a word of the other in place of this one */
                size_t from = next(other.size - 20), until;

                while (from < other.size && other.data[from] != ' ')
                    from++;
                for (until = from + 1; until < other.size && other.data[until] != ' ';)
                    until++;
                buffer_add(bytes, slice_part(other, from < other.size ? from : 0, from < other.size ? until : 0));
            } else {
                buffer_add(bytes, slice_part(line, at, end));
            }
            at = end;
        }
        buffer_add_byte(bytes, '\n');
        if (next(TEXT_LINES) == 0)
            end_text(made);
    }
    end_text(made);
}

static void made_init(Made *made, size_t paragraphs)
{
    *made = (Made){.starts = memory_new(paragraphs * sizeof *made->starts), .ends = memory_new(paragraphs * sizeof *made->ends)};
    if (made->starts == NULL || made->ends == NULL)
        stop("no memory");
}

/* ---- as the index asks for them ---- */

static size_t number_of(Slice name)
{
    size_t number = 0;

    for (size_t i = 0; i < name.size; i++)
        number = number * 10 + (size_t)(name.data[i] - '0');
    return number;
}

static Status give(void *context, Slice name, uint32_t first, uint32_t last, Arena *arena, QuoteParagraph **out, size_t *count, Problem *problem)
{
    const Made *made = context;
    size_t      text = number_of(name), begin = text == 0 ? 0 : made->ends[text - 1], end = made->ends[text];

    (void)problem;
    first = first < end - begin ? first : (uint32_t)(end - begin);
    *count = last + 1 < end - begin ? last + 1 - first : end - begin - first;
    *out = arena_take_zeroed(arena, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (QuoteParagraph){.id = SLICE("p"), .text = paragraph_of(made, begin + first + i), .ordinal = first + (uint32_t)i};
    return OK;
}

static Status describe(void *context, Slice name, json_t **place, bool *attributed, Problem *problem)
{
    (void)context, (void)name, (void)problem;
    *attributed = false;
    *place = json_object();
    return OK;
}

static QuoteIndex *build(const Made *made, const char *folder)
{
    QuoteIndex     *index = NULL;
    QuoteIndexFacts facts;
    struct rusage   used;
    double          begun = now(), took;

    if (quote_index_open(folder, true, &index, NULL) != OK)
        stop("the index cannot be opened");
    for (size_t text = 0; text < made->texts; text++) {
        Arena          *arena = arena_new((size_t)1 << 30);
        QuoteParagraph *paragraphs;
        QuoteFlow       flow;
        size_t          count;
        char            name[24];

        (void)snprintf(name, sizeof name, "%zu", text);
        if (give((void *)(uintptr_t)made, slice_from(name), 0, UINT32_MAX - 1, arena, &paragraphs, &count, NULL) != OK || quote_flow(paragraphs, count, arena, &flow) != OK ||
            quote_index_add(index, slice_from(name), &flow, arena, NULL) != OK)
            stop("a text cannot be added");
        arena_free(arena);
    }
    if (quote_index_commit(index, 1, &(Hash){.bytes = {1}}, true, NULL) != OK)
        stop("the index cannot be written");
    took = now() - begun;
    quote_index_facts(index, &facts);
    (void)getrusage(RUSAGE_SELF, &used);
    printf("  %.1f MB in %zu texts; index made in %.1f s, %.1f MB: %.2f of the text; %zu segments; most memory with the texts %ld MB\n", (double)made->bytes.size / 1e6, made->texts, took,
           (double)facts.bytes / 1e6, (double)facts.bytes / (double)made->bytes.size, facts.segments, used.ru_maxrss / 1024);
    return index;
}

/* ---- passages ---- */

enum { AS_IT_STANDS, CHANGED, NOWHERE };

/* So many words from somewhere; of CHANGED a tenth are others. */
static void make_passage(const Made *made, int kind, size_t words, Buffer *out)
{
    size_t paragraph = next(made->paragraphs), at = made->starts[paragraph], taken = 0, limit = made->bytes.size;

    for (size_t i = 0; i < made->texts; i++)
        if (made->ends[i] > paragraph) { /* not beyond its text */
            limit = made->ends[i] < made->paragraphs ? made->starts[made->ends[i]] : limit;
            break;
        }
    buffer_reset(out);
    while (taken < words && at < limit) {
        size_t end = at;

        while (end < limit && made->bytes.data[end] != ' ' && made->bytes.data[end] != '\n')
            end++;
        if (kind == NOWHERE || (kind == CHANGED && taken % 10 == 7))
            buffer_add_format(out, "w%llu", (unsigned long long)next(1000000));
        else
            buffer_add(out, slice_part(made->bytes, at, end));
        buffer_add_byte(out, ' ');
        taken += end != at;
        at = end + 1;
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void print_times(const char *what, double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_size);
    printf("  %-44s median %8.2f ms, 95th %8.2f ms, most %8.2f ms\n", what, times[count / 2] * 1e3, times[count * 95 / 100] * 1e3, times[count - 1] * 1e3);
}

static void ask_all(const Made *made, QuoteIndex *index)
{
    static const char *const wanted[] = {"exact", "altered", "absent"};
    QuoteTexts texts = {give, describe, (void *)(uintptr_t)made};
    double     times[QUESTIONS], clock[QUESTIONS];
    size_t     right[3] = {0}, asked[3] = {0}, short_ones = 0;
    Buffer     passage;

    buffer_init(&passage, 1 << 20);
    for (size_t i = 0; i < QUESTIONS; i++) {
        size_t  words = i % 5 == 0 ? 300 : 10 + next(90);
        json_t *answer = NULL;
        double  begun;

        make_passage(made, (int)(i % 3), words, &passage);
        begun = now();
        clock[i] = at_clock(CLOCK_MONOTONIC);
        if (quote_ask(index, &texts, &(QuoteAsk){.text = slice_trim(buffer_slice(&passage))}, &answer, NULL) != OK)
            stop("a passage cannot be asked for");
        times[i] = now() - begun;
        clock[i] = at_clock(CLOCK_MONOTONIC) - clock[i];
        asked[i % 3]++;
        right[i % 3] += json_member_is(answer, "verdict", wanted[i % 3]) || (i % 3 == 0 && json_member_is(answer, "verdict", "normalised"));
        short_ones += json_member_is(answer, "verdict", "too-short");
        json_decref(answer);
    }
    print_times("ours", times, QUESTIONS);
    print_times("ours, by the clock", clock, QUESTIONS);
    printf("  found as they stand %zu of %zu, changed %zu of %zu, nowhere %zu of %zu; %zu ended with their text and were too short\n", right[0], asked[0], right[1], asked[1], right[2], asked[2], short_ones);
    buffer_clear(&passage);
}

static void ask_memmem(const Made *made)
{
    double times[PEERS];
    Buffer passage;

    buffer_init(&passage, 1 << 20);
    for (size_t i = 0; i < PEERS; i++) {
        double      begun;
        const void *found;

        make_passage(made, (int)(i % 3), 10 + next(90), &passage);
        begun = now();
        found = memmem(made->bytes.data, made->bytes.size, passage.data, passage.size > 1 ? passage.size - 1 : 1);
        times[i] = now() - begun + (found == passage.data ? 1 : 0);
    }
    print_times("memmem (exact only)", times, PEERS);
    buffer_clear(&passage);
}

static void run_sql(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        stop(sqlite3_errmsg(database));
}

static void fill_fts(const Made *made, sqlite3 *database)
{
    sqlite3_stmt *insert;

    run_sql(database, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'unicode61'); BEGIN");
    if (sqlite3_prepare_v2(database, "INSERT INTO words (rowid, text) VALUES (?, ?)", -1, &insert, NULL) != SQLITE_OK)
        stop("no FTS5");
    for (size_t i = 0; i < made->paragraphs; i++) {
        Slice paragraph = paragraph_of(made, i);

        (void)sqlite3_bind_int64(insert, 1, (sqlite3_int64)i + 1);
        (void)sqlite3_bind_text(insert, 2, paragraph.data, (int)paragraph.size, SQLITE_STATIC);
        (void)sqlite3_step(insert);
        (void)sqlite3_reset(insert);
    }
    (void)sqlite3_finalize(insert);
    run_sql(database, "COMMIT");
}

static void ask_fts(const Made *made, const char *path)
{
    sqlite3      *database;
    sqlite3_stmt *query;
    struct stat   facts;
    double        times[PEERS], begun = now();
    Buffer        passage, phrase;

    if (sqlite3_open(path, &database) != SQLITE_OK)
        stop("SQLite");
    fill_fts(made, database);
    (void)stat(path, &facts);
    printf("  FTS5 made in %.1f s, %.2f of the text\n", now() - begun, (double)facts.st_size / (double)made->bytes.size);
    if (sqlite3_prepare_v2(database, "SELECT rowid FROM words WHERE words MATCH ? LIMIT 50", -1, &query, NULL) != SQLITE_OK)
        stop("no FTS5");
    buffer_init(&passage, 1 << 20);
    buffer_init(&phrase, 1 << 20);
    for (size_t i = 0; i < PEERS; i++) {
        make_passage(made, (int)(i % 3), 10 + next(90), &passage);
        buffer_reset(&phrase);
        buffer_add_byte(&phrase, '"');
        for (size_t k = 0; k < passage.size; k++)
            buffer_add_byte(&phrase, passage.data[k] == '"' ? ' ' : passage.data[k]);
        buffer_add_byte(&phrase, '"');
        begun = now();
        (void)sqlite3_bind_text(query, 1, phrase.data, (int)phrase.size, SQLITE_STATIC);
        while (sqlite3_step(query) == SQLITE_ROW)
            continue;
        (void)sqlite3_reset(query);
        times[i] = now() - begun;
    }
    print_times("FTS5 phrase (exact within a paragraph only)", times, PEERS);
    buffer_clear(&passage);
    buffer_clear(&phrase);
    (void)sqlite3_finalize(query);
    (void)sqlite3_close(database);
    (void)unlink(path);
}

static void measure(const char *title, const Made *made, const char *folder)
{
    char        path[1200];
    QuoteIndex *index;

    printf("%s\n", title);
    (void)snprintf(path, sizeof path, "rm -rf '%s/index'", folder);
    if (system(path) != 0)
        stop("the folder cannot be emptied");
    (void)snprintf(path, sizeof path, "%s/index", folder);
    index = build(made, path);
    ask_all(made, index);
    quote_index_close(index);
    ask_memmem(made);
    (void)snprintf(path, sizeof path, "%s/fts.sqlite", folder);
    ask_fts(made, path);
}

int main(int count, char **arguments)
{
    Made   real, large;
    Buffer bytes, large_bytes;
    char   folder[] = "/tmp/rapporteur-bench-quote-XXXXXX";
    size_t megabytes = 200;

    buffer_init(&bytes, SIZE_MAX);
    buffer_init(&large_bytes, SIZE_MAX);
    made_init(&real, LINES_MAX);
    for (int i = 1; i < count; i++)
        if (strcmp(arguments[i], "--made") == 0 && i + 1 < count)
            megabytes = (size_t)strtoul(arguments[++i], NULL, 10);
        else
            read_folder(arguments[i], &real, &bytes);
    if (real.paragraphs == 0 || mkdtemp(folder) == NULL)
        stop("give folders with plain texts, a paragraph a line");
    real.bytes = buffer_slice(&bytes);
    measure("the files", &real, folder);
    line_count = real.paragraphs;
    lines = memory_new(line_count * sizeof *lines);
    if (lines == NULL)
        stop("no memory");
    for (size_t i = 0; i < line_count; i++)
        lines[i] = paragraph_of(&real, i);
    made_init(&large, megabytes * 20000);
    make_large(megabytes * 1000000, &large, &large_bytes);
    large.bytes = buffer_slice(&large_bytes);
    measure("a made record", &large, folder);
    buffer_clear(&bytes);
    buffer_clear(&large_bytes);
    memory_free(lines);
    memory_free(real.starts);
    memory_free(real.ends);
    memory_free(large.starts);
    memory_free(large.ends);
    return 0;
}
