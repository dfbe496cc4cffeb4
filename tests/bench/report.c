/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_report FOLDER [REPLIES [ROUNDS]]: a call with REPLIES (193) replies of about ten pages in the six languages, compiled into a report; FOLDER is made when it is not there. What one edition costs in each
 * format beside the bare pages, which pango and cairo draw from the same texts in the same run; six editions on all processors; and how memory grows with the number of replies (in processes of their own).
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h> /* before our own, which bans what it calls */

#include "format/html/html.h"
#include "service/account.h"
#include "service/report.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5, REPEATS = 3 /* of the text: ten pages */, LANGUAGES = 6, FORMATS_MAX = 8 };

static const char *const codes[LANGUAGES] = {"ar", "zh", "en", "fr", "ru", "es"};
#define SYMBOL "X/FICT/2026/1"
#define CALL "made-views"

static void must(Status status, const Problem *problem)
{
    Buffer words;

    if (status == OK)
        return;
    buffer_init(&words, 65536);
    problem_print(problem, &words);
    fprintf(stderr, "bench_report: %.*s\n", (int)words.size, words.data);
    exit(1);
}

static double seconds(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the house ---- */

static void act(Service *service, KeyUse by, const char *kind, json_t *object, char id[2 * HASH_SIZE + 1])
{
    SubmitAnswer answer = {0};
    Problem      problem = {0};
    Buffer       json;

    buffer_init(&json, BODY_MAX);
    json_print(object, &json);
    must(service_host_act(service, by, slice_from(kind), buffer_slice(&json), &answer, &problem), &problem);
    if (id != NULL)
        hash_print_hex(&answer.act, id);
    buffer_clear(&json);
    json_decref(object);
}

static void read_universal(const char *language, Text **out)
{
    char    path[4096];
    Problem problem = {0};
    Buffer  bytes;
    FILE   *file;
    char    block[65536];
    size_t  size;

    (void)snprintf(path, sizeof path, "%s/tests/cases/udhr/%s.html", getenv("RAPPORTEUR_SOURCE") != NULL ? getenv("RAPPORTEUR_SOURCE") : ".", language);
    file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "bench_report: %s: not there; set RAPPORTEUR_SOURCE\n", path);
        exit(1);
    }
    buffer_init(&bytes, 16 * 1024 * 1024);
    while ((size = fread(block, 1, sizeof block, file)) != 0)
        buffer_add(&bytes, (Slice){block, size});
    (void)fclose(file);
    must(html_read(buffer_slice(&bytes), out, &problem), &problem);
    buffer_clear(&bytes);
}

/* The declaration several times over, with the number of the reply in every paragraph: no two texts are the same. */
static void make_reply(Service *service, const Text *universal, const char *language, unsigned number, char hex[2 * HASH_SIZE + 1])
{
    Text   *text = text_new(language);
    Problem problem = {0};
    Buffer  stored, words;
    Hash    name;

    buffer_init(&stored, BLOB_MAX);
    buffer_init(&words, BLOB_MAX);
    for (unsigned round = 0; round < REPEATS; round++)
        for (size_t i = 0; i < universal->count; i++) {
            words.size = 0;
            paragraph_print_plain(&universal->paragraphs[i], &words);
            buffer_add_format(&words, " [%u.%u]", number, round);
            must(text_add(text, &(Paragraph){.kind = universal->paragraphs[i].kind == KIND_HEADING ? KIND_HEADING : KIND_PLAIN, .level = universal->paragraphs[i].kind == KIND_HEADING ? 2 : 0,
                                             .text = buffer_slice(&words), .table = NO_TABLE}, NULL), &problem);
        }
    must(text_identify(text), &problem);
    must(text_encode(text, &stored, &problem), &problem);
    must(service_keep_blob(service, buffer_slice(&stored), &name, &problem), &problem);
    hash_print_hex(&name, hex);
    buffer_clear(&stored);
    buffer_clear(&words);
    text_free(text);
}

static void make_replies(Service *service, unsigned replies, json_t *parts)
{
    Text *universal[LANGUAGES] = {0};

    for (size_t i = 0; i < LANGUAGES; i++)
        read_universal(codes[i], &universal[i]);
    for (unsigned i = 0; i < replies; i++) {
        char party[24], name[32], text[2 * HASH_SIZE + 1], id[2 * HASH_SIZE + 1];

        (void)snprintf(party, sizeof party, "delegation-%03u", i + 1);
        (void)snprintf(name, sizeof name, "Delegation %03u", i + 1);
        act(service, USE_ADMIT, "record.party.admit", json_pack("{s:s, s:s, s:s, s:i, s:[]}", "party", party, "name", name, "class", "state", "threshold", 0, "roots"), NULL);
        act(service, USE_ATTEST, "party.describe", json_pack("{s:s, s:{s:s}, s:i}", "party", party, "names", "en", name, "fictional", 1), NULL);
        make_reply(service, universal[i % LANGUAGES], codes[i % LANGUAGES], i + 1, text);
        act(service, USE_ATTEST, "submission.send", json_pack("{s:s, s:s, s:s, s:s, s:{s:s}}", "call", CALL, "language", codes[i % LANGUAGES], "text", text, "for", party, "evidence", "kind", "made"), id);
        (void)json_array_append_new(parts, json_string(id));
    }
    for (size_t i = 0; i < LANGUAGES; i++)
        text_free(universal[i]);
}

static void make_house(const char *folder, unsigned replies)
{
    Service *service = NULL;
    Problem  problem = {0};
    json_t  *parts = json_array();

    must(service_setup(&(ServiceSetup){.folder = folder, .origin = "made.example", .title = "A made call (fictional)", .audience = AUDIENCE_PUBLIC, .open_kinds = HOUSE_OPEN_KINDS, .demonstration = true}, &problem), &problem);
    must(service_open(&(ServiceOptions){.folder = folder, .no_duties = true}, &service, &problem), &problem);
    act(service, USE_ATTEST, "call.issue", json_pack("{s:s, s:s, s:{s:s}, s:{s:s}, s:s, s:s, s:i}", "call", CALL, "purpose", "views", "names", "en", "Views (fictional)", "wording", "en", "Made for measuring.", "until", "2099-01-01T00:00:00Z",
                                                     "zone", "UTC", "fictional", 1), NULL);
    make_replies(service, replies, parts);
    act(service, USE_ATTEST, "document.issue", json_pack("{s:s, s:{s:s}, s:s, s:s, s:s, s:i}", "symbol", SYMBOL, "names", "en", "Views (fictional)", "nature", "report", "distribution", "general", "date", "2026-07-20", "fictional", 1), NULL);
    act(service, USE_ATTEST, "report.issue", json_pack("{s:s, s:s, s:s, s:o}", "symbol", SYMBOL, "form", "report", "call", CALL, "parts", parts), NULL);
    service_close(service);
}

/* ---- one edition ---- */

static Status count_bytes(void *context, Slice bytes, Problem *problem)
{
    (void)problem;
    *(size_t *)context += bytes.size;
    return OK;
}

static size_t write_edition(Service *service, const char *language, const DocumentFormat *format)
{
    const Asker     asker = {.standing = STANDING_SECRETARIAT};
    const LayoutAsk ask = {service, &asker, 0, language};
    ServiceLayout  *layout = NULL;
    Problem         problem = {0};
    size_t          size = 0;

    must(service_layout_document(&ask, slice_from(SYMBOL), &layout, &problem), &problem);
    must(service_layout_write(layout, format, &(OfficialSink){count_bytes, &size}, &problem), &problem);
    service_layout_free(layout);
    return size;
}

/* ---- the bare pages: the same words in the same faces, line under line ---- */

static cairo_status_t ignore(void *context, const unsigned char *bytes, unsigned size)
{
    (void)bytes;
    *(size_t *)context += size;
    return CAIRO_STATUS_SUCCESS;
}

typedef struct Bare {
    cairo_t      *cairo;
    PangoContext *context;
    double        y;
    unsigned      pages;
} Bare;

enum { BARE_TOP = 82, BARE_BOTTOM = 768, BARE_START = 114, BARE_WIDTH = 366 };

static void bare_paragraph(Bare *bare, const PangoFontDescription *font, const Paragraph *paragraph)
{
    PangoLayout *layout = pango_layout_new(bare->context);
    Buffer       words;

    buffer_init(&words, BLOB_MAX);
    paragraph_print_plain(paragraph, &words);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, BARE_WIDTH * PANGO_SCALE);
    pango_layout_set_justify(layout, TRUE);
    pango_layout_set_text(layout, words.data, (int)words.size);
    for (int i = 0, count = pango_layout_get_line_count(layout); i < count; i++) {
        PangoLayoutLine *line = pango_layout_get_line(layout, i);
        PangoRectangle   logical;

        pango_layout_line_get_extents(line, NULL, &logical);
        if (bare->y > BARE_BOTTOM) {
            cairo_show_page(bare->cairo);
            bare->pages++;
            bare->y = BARE_TOP;
        }
        cairo_move_to(bare->cairo, BARE_START + (double)logical.x / PANGO_SCALE, bare->y);
        pango_cairo_show_layout_line(bare->cairo, line);
        bare->y += 12.6;
    }
    bare->y += 6;
    g_object_unref(layout);
    buffer_clear(&words);
}

static unsigned draw_bare(Service *service, const char *language)
{
    const Asker           asker = {.standing = STANDING_SECRETARIAT};
    const LayoutAsk       ask = {service, &asker, 0, language};
    ServiceLayout        *layout = NULL;
    const Official       *official;
    Problem               problem = {0};
    size_t                size = 0;
    cairo_surface_t      *surface = cairo_pdf_surface_create_for_stream(ignore, &size, 595.276, 841.89);
    PangoFontMap         *fonts = pango_cairo_font_map_new();
    PangoFontDescription *font = pango_font_description_new();
    cairo_font_options_t *options = cairo_font_options_create();
    Bare                  bare = {.cairo = cairo_create(surface), .y = BARE_TOP, .context = pango_font_map_create_context(fonts), .pages = 1};

    pango_font_description_set_family_static(font, "Noto Serif, Noto Naskh Arabic, Noto Serif CJK SC");
    pango_font_description_set_absolute_size(font, 10 * PANGO_SCALE);
    pango_context_set_round_glyph_positions(bare.context, FALSE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(bare.context, options);
    must(service_layout_document(&ask, slice_from(SYMBOL), &layout, &problem), &problem);
    official = service_layout_official(layout);
    for (size_t i = 0; i < official->part_count; i++) {
        Text *text = NULL;

        if (!official->parts[i].has_text)
            continue;
        must(official->text(official->context, i, &text, &problem), &problem);
        for (size_t j = 0; j < text->count; j++)
            bare_paragraph(&bare, font, &text->paragraphs[j]);
        text_free(text);
    }
    service_layout_free(layout);
    cairo_destroy(bare.cairo);
    cairo_surface_destroy(surface);
    cairo_font_options_destroy(options);
    pango_font_description_free(font);
    g_object_unref(bare.context);
    g_object_unref(fonts);
    return bare.pages;
}

/* ---- measuring ---- */

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

static double median(double *values, unsigned count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

typedef struct Share {
    Service    *service;
    const char *language;
} Share;

static void *edition_in_all(void *context)
{
    const Share *share = context;

    for (const DocumentFormat *format = document_formats; format->name != NULL; format++)
        if (strcmp(format->name, "txt") != 0)
            (void)write_edition(share->service, share->language, format);
    return NULL;
}

/* Six threads on as many processors as there are. */
static void six_editions(Service *service)
{
    pthread_t threads[LANGUAGES];
    Share     shares[LANGUAGES];
    double    wall = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);

    for (size_t i = 0; i < LANGUAGES; i++) {
        shares[i] = (Share){service, codes[i]};
        if (pthread_create(&threads[i], NULL, edition_in_all, &shares[i]) != 0)
            exit(1);
    }
    for (size_t i = 0; i < LANGUAGES; i++)
        (void)pthread_join(threads[i], NULL);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    used = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
    printf("  six editions in every format     %7.2f s by the clock, %.2f s of processors: %.2f of %ld processors used\n", wall, used, used / wall, sysconf(_SC_NPROCESSORS_ONLN));
}

/* Megabytes of a process that writes one edition. */
static double memory_of(const char *folder, const DocumentFormat *format)
{
    int           ends[2];
    struct rusage used;
    int           state;
    pid_t         child;

    if (pipe(ends) != 0)
        exit(1);
    child = fork();
    if (child == 0) {
        Service *service = NULL;
        Problem  problem = {0};

        must(service_open(&(ServiceOptions){.folder = folder, .read_only = true, .no_duties = true}, &service, &problem), &problem);
        (void)write_edition(service, "en", format);
        _exit(0);
    }
    (void)wait4(child, &state, 0, &used);
    close(ends[0]);
    close(ends[1]);
    return (double)used.ru_maxrss / 1024;
}

static void measure(Service *service, unsigned rounds)
{
    double   bare[ROUNDS * 4], format_times[FORMATS_MAX][ROUNDS * 4], sum = 0, bare_time;
    size_t   sizes[FORMATS_MAX] = {0}, formats = 0;
    unsigned pages = 0;

    for (unsigned round = 0; round < rounds; round++) {
        double begin = seconds(CLOCK_THREAD_CPUTIME_ID);

        pages = draw_bare(service, "en");
        bare[round] = seconds(CLOCK_THREAD_CPUTIME_ID) - begin;
        formats = 0;
        for (const DocumentFormat *format = document_formats; format->name != NULL; format++, formats++) {
            begin = seconds(CLOCK_THREAD_CPUTIME_ID);
            sizes[formats] = write_edition(service, "en", format);
            format_times[formats][round] = seconds(CLOCK_THREAD_CPUTIME_ID) - begin;
        }
    }
    bare_time = median(bare, rounds);
    printf("  bare pages by pango and cairo    %7.2f s, %u pages, %.2f ms each\n", bare_time, pages, 1000 * bare_time / pages);
    for (size_t i = 0; i < formats; i++) {
        double time = median(format_times[i], rounds);

        printf("  %-32s %7.2f s, %.1f MB, %.2f of the bare pages\n", document_formats[i].name, time, (double)sizes[i] / 1e6, time / bare_time);
        if (strcmp(document_formats[i].name, "txt") != 0)
            sum += time;
    }
    printf("  one edition, the four formats    %7.2f s: %.2f of the bare pages (bar 1.5)\n", sum, sum / bare_time);
}

int main(int argc, char **argv)
{
    unsigned    replies = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 193, rounds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : ROUNDS;
    struct stat about;
    Service    *service = NULL;
    Problem     problem = {0};

    if (argc < 2 || rounds == 0 || rounds > ROUNDS * 4) {
        fprintf(stderr, "usage: bench_report FOLDER [REPLIES [ROUNDS]]\n");
        return 1;
    }
    if (stat(argv[1], &about) != 0)
        make_house(argv[1], replies);
    printf("report of a made call in %s\n", argv[1]);
    for (const DocumentFormat *format = document_formats; format->name != NULL; format++)
        printf("  memory of a process, %-12s %7.0f MB\n", format->name, memory_of(argv[1], format));
    must(service_open(&(ServiceOptions){.folder = argv[1], .read_only = true, .no_duties = true}, &service, &problem), &problem);
    measure(service, rounds);
    six_editions(service);
    service_close(service);
    return 0;
}
