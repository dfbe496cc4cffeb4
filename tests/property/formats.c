/* SPDX-License-Identifier: Apache-2.0
 *
 * The round through each format: every text of tests/cases, and generated ones, written and read back, has the stored form that it had; through plain text its words and their order stay. What is
 * Akoma Ntoso is valid by the OASIS schema, and a compilation comes back as it was.
 *
 *   formats [PART]     only the rounds and files whose name has PART in it
 */
#include <dirent.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/format.h"
#include "format/html/html.h"
#include "format/plain/plain.h"
#include "property/cases.h"

enum { FILE_LIMIT = 256 * 1024 * 1024, PATH_LIMIT = 1024, GENERATED = 300, SHOWN_MAX = 12, WINDOW = 160 };

static unsigned     passed, failed, shown, by_round[8][2];
static const char  *only, *root;
static xmlSchemaPtr schema;

/* ---- what is compared ---- */

static Status read_docx(Slice file, Text **out, Problem *problem)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED};
    DocxLimits            limits = docx_limits_default;
    Docx                 *docx = NULL;
    Status                status;

    TRY(docx_read(file, &limits, &docx, problem));
    status = docx_text(docx, &accepted, out, problem);
    docx_free(docx);
    if (status == OK)
        text_detect_language(*out);
    return status;
}

static Status write_html(const Text *text, Buffer *out, Problem *problem)
{
    return html_write_text(text, NULL, out, problem);
}

static Status read_page(Slice file, Text **out, Problem *problem)
{
    return html_extract(file, NULL, 0, out, NULL, problem);
}

static Status write_plain(const Text *text, Buffer *out, Problem *problem)
{
    (void)problem;
    text_print_plain(text, out);
    return out->status;
}

typedef struct Round {
    const char *name;
    Status (*write)(const Text *text, Buffer *out, Problem *problem);
    Status (*read)(Slice file, Text **out, Problem *problem);
    bool words, valid;   /* words alone are compared; it has a schema */
    bool documents;      /* exactly for whole documents; of others' Word files (whose objects it has not) and of scraps of text the words */
} Round;

static const Round rounds[] = {
    {"akn", akn_write_text, akn_read, .valid = true},
    {"docx", docx_write_text, read_docx, .documents = true},
    {"html", write_html, read_page, .words = false},
    {"plain", write_plain, plain_read, .words = true},
};

/* Files that are known not to come back, with the reason. */
static const struct {
    const char *round, *file, *why;
} exceptions[] = {
    {"html", "poi/bug65738.docx", "a table in a cell, after which the outer table goes on, is two tables on the page"},
    {"plain", "docx4j/ArialUnicodeMS.docx", "a list of all characters: reading plain text takes soft hyphens out"},
};

static bool is_exception(const Round *round, const char *name)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (strcmp(round->name, exceptions[i].round) == 0 && strstr(name, exceptions[i].file) != NULL)
            return true;
    return false;
}

static bool words_only(const Round *round, const char *name)
{
    return round->words || (round->documents && strncmp(name, "/tests/cases/texts", 18) != 0 && strncmp(name, "/tests/cases/udhr", 17) != 0);
}
enum { ROUNDS = sizeof rounds / sizeof *rounds };

static void show(const char *round, const char *name, Slice want, Slice got)
{
    size_t at = 0, from;

    while (at < want.size && at < got.size && want.data[at] == got.data[at])
        at++;
    from = at > WINDOW / 2 ? at - WINDOW / 2 : 0;
    if (shown++ < SHOWN_MAX)
        fprintf(stderr, "%s %s: from byte %zu\n  want …%.*s…\n  got  …%.*s…\n", round, name, at, (int)(want.size - from < WINDOW ? want.size - from : WINDOW), want.data + from,
                (int)(got.size - (from < got.size ? from : got.size) < WINDOW ? got.size - (from < got.size ? from : got.size) : WINDOW), got.data + (from < got.size ? from : got.size));
}

/* Words without white space: a plain file has no other way to say a line break in a paragraph. */
static void print_words(const Text *text, Buffer *out)
{
    Buffer plain;

    buffer_init(&plain, FILE_LIMIT);
    text_print_plain(text, &plain);
    for (size_t i = 0; i < plain.size;) {
        size_t   at = i;
        uint32_t rune = utf8_next(buffer_slice(&plain), &i);

        if (!rune_is_space(rune))
            buffer_add(out, slice_part(buffer_slice(&plain), at, i));
    }
    buffer_clear(&plain);
}

static bool valid(Slice file, const char *name)
{
    xmlDocPtr             document = xmlReadMemory(file.data, (int)file.size, name, "UTF-8", XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
    bool                  good = document != NULL && xmlSchemaValidateDoc(context, document) == 0;

    xmlSchemaFreeValidCtxt(context);
    xmlFreeDoc(document);
    return good;
}

static void count(bool good)
{
    passed += good;
    failed += !good;
}

static void check_round(const Round *round, const Text *text, const char *name)
{
    Problem problem = {.status = OK};
    Text   *back = NULL;
    Buffer  file, want, got;
    bool    good;

    buffer_init(&file, FILE_LIMIT);
    buffer_init(&want, FILE_LIMIT);
    buffer_init(&got, FILE_LIMIT);
    good = round->write(text, &file, &problem) == OK && round->read(buffer_slice(&file), &back, &problem) == OK;
    if (good && round->valid)
        good = valid(buffer_slice(&file), name);
    if (good && words_only(round, name)) {
        print_words(text, &want);
        print_words(back, &got);
    } else if (good) {
        good = text_encode(text, &want, &problem) == OK && text_identify(back) == OK && text_encode(back, &got, &problem) == OK;
    }
    if (!good) {
        problem_print(&problem, &want);
        if (shown++ < SHOWN_MAX)
            fprintf(stderr, "%s %s: refused: %.*s\n", round->name, name, (int)want.size, want.size != 0 ? want.data : "");
    } else if (!slice_equal(buffer_slice(&want), buffer_slice(&got))) {
        show(round->name, name, buffer_slice(&want), buffer_slice(&got));
        good = false;
    }
    count(good);
    by_round[round - rounds][good]++;
    text_free(back);
    buffer_clear(&file);
    buffer_clear(&want);
    buffer_clear(&got);
}

static void check_text(const Text *text, const char *name)
{
    for (size_t i = 0; i < ROUNDS; i++)
        if (!is_exception(&rounds[i], name) && (only == NULL || strstr(rounds[i].name, only) != NULL || strstr(name, only) != NULL))
            check_round(&rounds[i], text, name);
}

/* ---- files ---- */

static bool read_file(const char *path, Buffer *out)
{
    FILE  *file = fopen(path, "rb");
    char   chunk[64 * 1024];
    size_t size;

    if (file == NULL)
        return false;
    while ((size = fread(chunk, 1, sizeof chunk, file)) != 0)
        buffer_add(out, (Slice){chunk, size});
    (void)fclose(file);
    return out->status == OK;
}

static void check_file(const char *path)
{
    Buffer           bytes;
    Text            *text = NULL;
    const FormatRow *row;
    Status           status = ERR_NOT_FOUND;

    buffer_init(&bytes, FILE_LIMIT);
    if (!read_file(path, &bytes)) {
        count(false);
        buffer_clear(&bytes);
        return;
    }
    row = format_find(FORMAT_OF_COMMANDS, slice_from(path), buffer_slice(&bytes));
    if (row->kind == FILE_DOCX)
        status = read_docx(buffer_slice(&bytes), &text, NULL);
    else if (row->read != NULL)
        status = row->read(buffer_slice(&bytes), &text, NULL);
    if (status == OK && text_identify(text) == OK)
        check_text(text, path + strlen(root)); /* what cannot be read is the matter of other suites */
    text_free(text);
    buffer_clear(&bytes);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_folder(const char *folder, const char *const *endings)
{
    char          *names[4096];
    size_t         kept = 0;
    DIR           *listing = opendir(folder);
    struct dirent *entry;

    while (listing != NULL && kept < sizeof names / sizeof *names && (entry = readdir(listing)) != NULL)
        if (entry->d_name[0] != '.' && (names[kept] = memory_new(PATH_LIMIT)) != NULL)
            (void)snprintf(names[kept++], PATH_LIMIT, "%s/%s", folder, entry->d_name);
    if (listing != NULL)
        (void)closedir(listing);
    qsort(names, kept, sizeof *names, by_name);
    for (size_t i = 0; i < kept; i++) {
        if (strchr(strrchr(names[i], '/'), '.') == NULL)
            check_folder(names[i], endings);
        for (size_t k = 0; endings[k] != NULL; k++)
            if (slice_ends(slice_from(names[i]), endings[k]) && !slice_ends(slice_from(names[i]), "README.md"))
                check_file(names[i]);
        memory_free(names[i]);
    }
}

/* ---- generated ---- */

/* Where the words that the markup shows as the base's are others. */
static void show_base(const char *name, Slice file, const Text *base)
{
    Text  *back = NULL;
    Buffer want, got;

    buffer_init(&want, FILE_LIMIT);
    buffer_init(&got, FILE_LIMIT);
    if (file.size != 0 && akn_read(file, &back, NULL) == OK) {
        text_print_plain(base, &want);
        text_print_plain(back, &got);
        show("base of compilation", name, buffer_slice(&want), buffer_slice(&got));
    }
    text_free(back);
    buffer_clear(&want);
    buffer_clear(&got);
}

static void check_compilation(const Texts *texts, const char *name)
{
    Comparer          *comparer = comparer_new(texts->base);
    Amendment         *amendments[CASE_PARTIES_MAX] = {NULL};
    Submission         submissions[CASE_PARTIES_MAX], again[CASE_PARTIES_MAX];
    Compilation       *compilation = NULL, *second = NULL;
    StoredCompilation *stored = NULL;
    Problem            problem = {.status = OK};
    Buffer             file, want, got;
    bool               good = comparer != NULL;

    buffer_init(&file, FILE_LIMIT);
    buffer_init(&want, FILE_LIMIT);
    buffer_init(&got, FILE_LIMIT);
    for (size_t i = 0; good && i < texts->count; i++) {
        good = amendment_between(comparer, texts->revised[i], &amendments[i], &problem) == OK;
        submissions[i] = (Submission){texts_party_name(i), amendments[i]};
    }
    good = good && compilation_make(texts->base, submissions, texts->count, &compilation, &problem) == OK && compilation_encode(compilation, &want, &problem) == OK;
    good = good && akn_write_compilation(compilation, &file, &problem) == OK && valid(buffer_slice(&file), name) && akn_compilation_recognize(buffer_slice(&file)) &&
           akn_read_compilation(buffer_slice(&file), &stored, &problem) == OK;
    for (size_t i = 0; good && i < stored->count && i < CASE_PARTIES_MAX; i++)
        again[i] = (Submission){stored->names[i], stored->amendments[i]};
    good = good && compilation_make(stored->base, again, stored->count, &second, &problem) == OK && compilation_encode(second, &got, &problem) == OK;
    if (good && !slice_equal(buffer_slice(&want), buffer_slice(&got))) {
        show("compilation", name, buffer_slice(&want), buffer_slice(&got));
        good = false;
    } else if (!good && shown++ < SHOWN_MAX) {
        buffer_reset(&got);
        problem_print(&problem, &got);
        fprintf(stderr, "compilation %s: refused: %.*s\n", name, (int)got.size, got.size != 0 ? got.data : "");
        show_base(name, buffer_slice(&file), texts->base);
    }
    count(good);
    compilation_free(compilation);
    compilation_free(second);
    stored_compilation_free(stored);
    for (size_t i = 0; i < texts->count; i++)
        amendment_free(amendments[i]);
    comparer_free(comparer);
    buffer_clear(&file);
    buffer_clear(&want);
    buffer_clear(&got);
}

static void check_generated(uint64_t seed)
{
    for (uint64_t i = 0; i < GENERATED; i++) {
        Case  one;
        Texts texts;
        char  name[64];

        case_draw(random_seed_of(seed, i), (uint32_t)(i % LANGUAGE_COUNT), &one);
        texts_make(&one, &texts);
        (void)snprintf(name, sizeof name, "generated %llu/%llu", (unsigned long long)seed, (unsigned long long)i);
        if (text_identify(texts.base) == OK)
            check_text(texts.base, name);
        if (only == NULL || strstr("compilation", only) != NULL)
            check_compilation(&texts, name);
        texts_clear(&texts);
    }
}

static bool load_schema(const char *source)
{
    char                   path[PATH_LIMIT];
    xmlSchemaParserCtxtPtr parser;

    (void)snprintf(path, sizeof path, "%s/tests/cases/akn/akomantoso30.xsd", source);
    parser = xmlSchemaNewParserCtxt(path);
    schema = parser != NULL ? xmlSchemaParse(parser) : NULL;
    xmlSchemaFreeParserCtxt(parser);
    return schema != NULL;
}

int main(int argc, char **argv)
{
    static const char *const texts[] = {".txt", ".md", ".html", NULL}, *const words[] = {".docx", NULL}, *const akn[] = {".akn", ".xml", NULL};
    const char              *source = getenv("RAPPORTEUR_SOURCE"), *seed = getenv("RAPPORTEUR_SEED");
    char                     path[PATH_LIMIT];

    only = argc > 1 ? argv[1] : NULL;
    root = source = source != NULL ? source : ".";
    if (!load_schema(source) || !sources_load()) {
        printf("formats: 0 passed, 1 failed\n");
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/tests/cases/texts", source);
    check_folder(path, texts);
    (void)snprintf(path, sizeof path, "%s/tests/cases/udhr", source);
    check_folder(path, texts);
    (void)snprintf(path, sizeof path, "%s/tests/cases/docx", source);
    check_folder(path, words);
    (void)snprintf(path, sizeof path, "%s/tests/cases/akn", source);
    check_folder(path, akn);
    check_generated(seed != NULL ? strtoull(seed, NULL, 10) : 20260302);
    sources_free();
    xmlSchemaFree(schema);
    for (size_t i = 0; i < ROUNDS; i++)
        printf("  %s: %u texts came back, %u did not\n", rounds[i].name, by_round[i][true], by_round[i][false]);
    printf("formats: %u passed, %u failed\n", passed, failed);
    return failed != 0;
}
