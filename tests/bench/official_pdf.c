/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_official_pdf [FOLDER [PAGES [TIMES]]]: how long a report of about PAGES (2,000) pages takes as PDF, against the same layouts drawn on bare pages by Pango and cairo alone; and one of
 * 100 pages against LibreOffice, which makes it of the same words in a Word file in FOLDER. The words are those of tests/cases/udhr/en.html. Medians of TIMES (3) runs in turns. Run from the source folder.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h> /* before our own, which bans what it calls */

#include "format/pdf/pdf_internal.h"

#include "format/docx/docx_write.h"
#include "format/html/html.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { FILE_MAX = 16 * 1024 * 1024, PARTS_MAX = 4096, TIMES_MAX = 15 };

static double now(void)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* Of the processors: what else is at work on the machine does not show. */
static double busy(void)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double middle(double *values, int count)
{
    for (int i = 1; i < count; i++)
        for (int j = i; j > 0 && values[j] < values[j - 1]; j--) {
            double kept = values[j];

            values[j] = values[j - 1];
            values[j - 1] = kept;
        }
    return values[count / 2];
}

static void need(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "bench_official_pdf: %s\n", what);
    exit(1);
}

static Text *read_words(void)
{
    FILE  *file = fopen("tests/cases/udhr/en.html", "rb");
    Buffer bytes;
    char   part[4096];
    size_t got;
    Text  *text = NULL;

    buffer_init(&bytes, FILE_MAX);
    need(file != NULL, "run it from the source folder");
    while ((got = fread(part, 1, sizeof part, file)) > 0)
        buffer_add(&bytes, (Slice){part, got});
    (void)fclose(file);
    need(html_read(buffer_slice(&bytes), &text, NULL) == OK, "the words cannot be read");
    buffer_clear(&bytes);
    return text;
}

/* ---- the two ways ---- */

static Status count_bytes(void *context, Slice bytes, Problem *problem)
{
    (void)problem;
    *(size_t *)context += bytes.size;
    return OK;
}

static Status give(void *context, size_t part, Text **out, Problem *problem)
{
    (void)part;
    (void)problem;
    return text_copy(context, out);
}

static Official report(Text *words, size_t count)
{
    static OfficialPart parts[PARTS_MAX];
    static char         names[PARTS_MAX][32];

    for (size_t i = 0; i < count; i++) {
        (void)snprintf(names[i], sizeof names[i], "Delegation %02zu", i + 1);
        parts[i] = (OfficialPart){.heading = slice_from(names[i]), .level = 1, .listed = true, .lines = SLICE("[Original: English]"), .has_text = true};
    }
    return (Official){.kind = OFFICIAL_REPORT, .language = "en", .fictional = true, .organ = SLICE("General Assembly"), .symbol = SLICE("A/99/100"), .title = SLICE("Exchange of views on the marking of paths"),
                      .issued = SLICE("2026-07-20"), .contents = true, .parts = parts, .part_count = count, .text = give, .context = words};
}

static double run_ours(const Official *official, size_t *size)
{
    double       began = now();
    OfficialSink sink = {count_bytes, size};

    *size = 0;
    need(pdf_write(official, &sink, NULL) == OK, "the PDF cannot be made");
    return now() - began;
}

static cairo_status_t to_file(void *context, const unsigned char *bytes, unsigned size)
{
    return fwrite(bytes, 1, size, context) == size ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

typedef struct Bare {
    PdfWriter        writer; /* of which only what lays words out is used */
    cairo_surface_t *surface;
    cairo_t         *cairo;
} Bare;

/* One paragraph, as pdf_body sets it, line below line. */
static void draw_bare(Bare *bare, const Paragraph *paragraph)
{
    PdfWriter *writer = &bare->writer;
    PdfSetting setting = {.style = paragraph->kind == KIND_HEADING || paragraph->kind == KIND_TITLE ? PDF_HEADING_3 : PDF_BODY, .width = BODY_WIDTH, .indent = STEP};

    pdf_words_reset(&writer->words);
    need(pdf_words_paragraph(writer, &writer->words, paragraph, 0, paragraph->text.size) == OK && pdf_type_set(writer, &writer->words, &setting, &writer->block) == OK, "no memory");
    for (size_t i = 0; i < writer->block.count; i++) {
        if (writer->y + writer->block.leading > BODY_BOTTOM) {
            cairo_show_page(bare->cairo);
            writer->page++;
            writer->y = BODY_TOP;
        }
        cairo_move_to(bare->cairo, writer->block.x + writer->block.lines[i].x, writer->y + writer->block.ascent);
        pango_cairo_show_layout_line(bare->cairo, writer->block.lines[i].line);
        writer->y += writer->block.leading;
    }
    writer->y += 6;
}

static void open_bare(Bare *bare, FILE *file)
{
    cairo_font_options_t *options = cairo_font_options_create();

    *bare = (Bare){.writer = {.y = BODY_TOP}};
    need(pdf_type_open(&bare->writer.type, pango_cairo_font_map_new(), "en", NULL) == OK, "no fonts");
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(bare->writer.type.languages[0].context, options);
    cairo_font_options_destroy(options);
    pdf_words_init(&bare->writer.words);
    bare->surface = cairo_pdf_surface_create_for_stream(to_file, file, PAGE_WIDTH, PAGE_HEIGHT);
    bare->cairo = cairo_create(bare->surface);
}

static double run_bare(Text *words, size_t parts, size_t *pages)
{
    double began = now();
    FILE  *file = tmpfile();
    Bare   bare;

    need(file != NULL, "no file");
    open_bare(&bare, file);
    for (size_t part = 0; part < parts; part++) {
        Text *text = NULL;

        need(text_copy(words, &text) == OK, "no memory");
        bare.writer.text = text;
        for (size_t i = 0; i < text->count; i++)
            draw_bare(&bare, &text->paragraphs[i]);
        text_free(text);
    }
    cairo_show_page(bare.cairo);
    cairo_destroy(bare.cairo);
    cairo_surface_finish(bare.surface);
    cairo_surface_destroy(bare.surface);
    pdf_type_free(&bare.writer.block);
    pdf_words_clear(&bare.writer.words);
    pdf_type_close(&bare.writer.type);
    (void)fclose(file);
    *pages = bare.writer.page + 1;
    return now() - began;
}

/* ---- LibreOffice ---- */

static void write_docx(const Text *words, size_t parts, const char *path)
{
    Text  *all = text_new("en");
    Buffer bytes;
    FILE  *file = fopen(path, "wb");

    need(all != NULL && file != NULL, path);
    for (size_t part = 0; part < parts; part++)
        for (size_t i = 0; i < words->count; i++)
            need(text_add(all, &words->paragraphs[i], NULL) == OK, "no memory");
    buffer_init(&bytes, (size_t)1 << 30);
    need(docx_write_text(all, &bytes, NULL) == OK && fwrite(bytes.data, 1, bytes.size, file) == bytes.size, path);
    (void)fclose(file);
    buffer_clear(&bytes);
    text_free(all);
}

static double run_office(const char *folder, const char *docx)
{
    double began = now();
    int    state = 0;
    pid_t  child = fork();

    if (child == 0) {
        int nothing = open("/dev/null", O_WRONLY);

        (void)dup2(nothing, 1);
        (void)dup2(nothing, 2);
        (void)execlp("soffice", "soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, docx, (char *)NULL);
        _exit(127);
    }
    need(child > 0 && waitpid(child, &state, 0) == child, "no child");
    return WIFEXITED(state) && WEXITSTATUS(state) == 0 ? now() - began : -1;
}

static void bench_office(Text *words, const char *folder, size_t parts, int times)
{
    char     docx[1024];
    Official official = report(words, parts);
    double   ours[TIMES_MAX], office[TIMES_MAX];
    size_t   size, pages;

    (void)snprintf(docx, sizeof docx, "%s/official.docx", folder);
    write_docx(words, parts, docx);
    (void)run_bare(words, parts, &pages);
    for (int i = 0; i < times; i++) {
        ours[i] = run_ours(&official, &size);
        office[i] = run_office(folder, docx);
        if (office[i] < 0) {
            (void)printf("  %-50s not here: install libreoffice-writer-nogui\n", "soffice --convert-to pdf");
            return;
        }
    }
    (void)printf("  %-50s %9.3f s\n", "ours, about 100 pages", middle(ours, times));
    (void)printf("  %-50s %9.3f s  %6.1f x\n", "soffice --convert-to pdf, of a Word file", middle(office, times), middle(office, times) / middle(ours, times));
}

int main(int argc, char **argv)
{
    const char   *folder = argc > 1 ? argv[1] : "/tmp";
    size_t        wanted = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 2000, pages, size = 0, once_pages;
    int           times = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 3;
    double        ours[TIMES_MAX], bare[TIMES_MAX], ratio[TIMES_MAX], ratio_busy[TIMES_MAX], began, between;
    Text         *words = read_words();
    Official      official;
    struct rusage used;

    memory_widen();
    times = times < 1 ? 1 : times > TIMES_MAX ? TIMES_MAX : times;
    (void)run_bare(words, 40, &once_pages);
    wanted = wanted * 40 / once_pages;
    wanted = wanted < 1 ? 1 : wanted < PARTS_MAX ? wanted : PARTS_MAX;
    official = report(words, wanted);
    for (int i = 0; i < times; i++) {
        began = busy();
        bare[i] = run_bare(words, wanted, &pages);
        between = busy();
        ours[i] = run_ours(&official, &size);
        ratio[i] = ours[i] / bare[i];
        ratio_busy[i] = (busy() - between) / (between - began);
    }
    (void)getrusage(RUSAGE_SELF, &used);
    (void)printf("a report of %zu parts as PDF, %zu pages, %.1f MB, medians of %d\n", wanted, pages, (double)size / 1e6, times);
    (void)printf("  %-50s %9.3f s\n", "the same layouts on bare pages, Pango and cairo", middle(bare, times));
    (void)printf("  %-50s %9.3f s  %6.2f x  %6.2f x of the processors, %.2f ms a page, %ld MB at most\n", "ours", middle(ours, times), middle(ratio, times), middle(ratio_busy, times), middle(ours, times) / (double)pages * 1000, used.ru_maxrss / 1024);
    (void)fflush(stdout);
    bench_office(words, folder, 100 * 40 / once_pages, times);
    text_free(words);
    return 0;
}
