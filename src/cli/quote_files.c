/* SPDX-License-Identifier: Apache-2.0
 *
 * Files in which a passage is looked for: each is read in a child as every command reads, and stands twice in the index, as the text that it is (footnotes at its end, lines rejoined) and, where the file
 * is plain or Markdown, line by line as it lies there, with what a masthead says.
 */
#include "cli/quote_internal.h"

#include <dirent.h>
#include <jansson.h>

enum { FILES_AT_ONCE = 64, ARENA_BYTES_MAX = 512 * 1024 * 1024, NAME_BYTES = 16 };

/* ---- which files ---- */

static Status add_path(QuoteFiles *files, const char *path, Problem *problem)
{
    void  *sources = files->sources;
    Status status = memory_reserve(&sources, &files->capacity, files->count + 1, sizeof *files->sources);

    files->sources = sources;
    if (status != OK)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    files->sources[files->count++] = (Source){.path = path};
    return OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const Source *)a)->path, ((const Source *)b)->path);
}

/* The files of a folder, not those of folders in it. */
static Status add_folder(QuoteFiles *files, const char *path, Problem *problem)
{
    DIR           *folder = opendir(path);
    struct dirent *entry;
    size_t         first = files->count;
    Status         status = OK;

    if (folder == NULL)
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("file.not_found"), NULL), path);
    while (status == OK && (entry = readdir(folder)) != NULL) {
        size_t size = strlen(path) + strlen(entry->d_name) + 2;
        char  *whole = arena_take(files->arena, size);

        if (whole == NULL)
            status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
        else if (entry->d_name[0] != '.') {
            (void)snprintf(whole, size, "%s/%s", path, entry->d_name);
            status = file_is_folder(whole) ? OK : add_path(files, whole, problem);
        }
    }
    closedir(folder);
    if (files->count - first > 1)
        qsort(&files->sources[first], files->count - first, sizeof *files->sources, by_name);
    return status;
}

/* ---- their paragraphs ---- */

static size_t label_size(const Paragraph *paragraph)
{
    size_t size = paragraph_label_size(paragraph);

    return size < paragraph->text.size ? size : paragraph->text.size;
}

static Status text_paragraphs(const Text *text, Arena *arena, QuoteFile *out)
{
    out->paragraphs = arena_take_zeroed(arena, text->count + 1, sizeof *out->paragraphs);
    if (out->paragraphs == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        out->paragraphs[i] = (QuoteParagraph){slice_from(paragraph->id), paragraph->label, slice_part(paragraph->text, label_size(paragraph), paragraph->text.size), (uint32_t)i};
    }
    out->count = text->count;
    return OK;
}

/* Lines with words, called by their numbers. */
static Status line_paragraphs(Slice bytes, Arena *arena, QuoteFile *out)
{
    Slice    rest, line;
    size_t   lines = 1;
    unsigned number = 0;

    TRY(utf8_clean(arena, bytes, &rest));
    for (size_t i = 0; i < rest.size; i++)
        lines += rest.data[i] == '\n';
    out->paragraphs = arena_take_zeroed(arena, lines + 1, sizeof *out->paragraphs);
    if (out->paragraphs == NULL)
        return ERR_MEMORY;
    while (slice_line(&rest, &line)) {
        char   name[DECIMAL_MAX];
        Slice  id;

        number++;
        if (slice_trim(line).size == 0)
            continue;
        (void)snprintf(name, sizeof name, "%u", number);
        TRY(slice_copy(arena, slice_from(name), &id));
        out->paragraphs[out->count] = (QuoteParagraph){.id = id, .text = line, .ordinal = (uint32_t)out->count};
        out->count++;
    }
    return OK;
}

static Status add_file(QuoteFiles *files, const QuoteFile *file, Problem *problem)
{
    void     *kept = files->files;
    Arena    *arena = arena_new(ARENA_BYTES_MAX);
    QuoteFlow flow;
    char      name[NAME_BYTES];
    Status    status = memory_reserve(&kept, &files->file_capacity, files->file_count + 1, sizeof *files->files);

    files->files = kept;
    if (status == OK && arena != NULL)
        status = quote_flow(file->paragraphs, file->count, arena, &flow);
    if (status != OK || arena == NULL) {
        arena_free(arena);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    files->files[files->file_count] = *file;
    (void)snprintf(name, sizeof name, "%zu", files->file_count++);
    files->words += file->lines ? 0 : flow.words;
    status = quote_index_add(files->index, slice_from(name), &flow, arena, problem);
    arena_free(arena);
    return status;
}

static Status add_source(QuoteFiles *files, const Source *source, Problem *problem)
{
    QuoteFile file = {.source = source, .name = source->text->instrument.symbol};

    if (file.name.size == 0)
        file.name = file_stem(source->path);
    if (text_identify(source->text) != OK || text_paragraphs(source->text, files->arena, &file) != OK)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY(add_file(files, &file, problem));
    if (source->kind != FILE_PLAIN && source->kind != FILE_MARKDOWN)
        return OK;
    file.count = 0;
    file.lines = true;
    if (line_paragraphs(source->bytes, files->arena, &file) != OK)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return add_file(files, &file, problem);
}

/* ---- as the index asks for them ---- */

static const QuoteFile *file_of(const QuoteFiles *files, Slice name)
{
    size_t number = 0;

    for (size_t i = 0; i < name.size; i++)
        number = number * 10 + (size_t)(name.data[i] - '0');
    return &files->files[number];
}

static Status give_paragraphs(void *context, Slice name, uint32_t first, uint32_t last, Arena *arena, QuoteParagraph **out, size_t *count, Problem *problem)
{
    const QuoteFile *file = file_of(context, name);

    (void)arena;
    (void)problem;
    last = last < file->count ? last + 1 : (uint32_t)file->count;
    *out = &file->paragraphs[first < last ? first : last];
    *count = first < last ? last - first : 0;
    return OK;
}

static bool same_symbol(Slice a, Slice b)
{
    Symbol x, y;

    return slice_equal(a, b) || (symbol_parse(a, &x) && symbol_parse(b, &y) && symbol_compare(&x, &y) == 0);
}

/* Its symbol, the name of its file, or the beginning of it before a low line ("KEN" of KEN_76_2021.txt). */
static bool is_called(const QuoteFile *file, Slice who)
{
    Slice stem = file_stem(file->source->path);

    return same_symbol(file->name, who) || slice_equal(stem, who) || slice_is(who, file->source->path) ||
           (stem.size > who.size && who.size != 0 && slice_equal(slice_part(stem, 0, who.size), who) && (stem.data[who.size] == '_' || stem.data[who.size] == '.'));
}

static Status describe(void *context, Slice name, json_t **place, bool *attributed, Problem *problem)
{
    const QuoteFiles *files = context;
    const QuoteFile  *file = file_of(files, name);
    const Instrument *instrument = &file->source->text->instrument;

    *attributed = is_called(file, files->attributed_to);
    *place = json_pack("{s:o, s:s}", "symbol", json_from_slice(file->name), "file", file->source->path);
    if (*place == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (instrument->adopted.size != 0)
        (void)json_object_set_new(*place, "date", json_from_slice(instrument->adopted));
    if (file->source->text->language[0] != '\0')
        (void)json_object_set_new(*place, "language", json_string(file->source->text->language));
    json_set_flag(*place, "lines", file->lines);
    return OK;
}

Status quote_files_ask(QuoteFiles *files, Slice text, Slice attributed_to, json_t **out, Problem *problem)
{
    QuoteTexts texts = {give_paragraphs, describe, files};
    QuoteAsk   ask = {text, attributed_to.size != 0};

    files->attributed_to = attributed_to;
    TRY(quote_ask(files->index, &texts, &ask, out, problem));
    (void)json_object_set_new(*out, "record", json_pack("{s:I, s:I}", "texts", (json_int_t)files->count, "words", (json_int_t)files->words));
    return OK;
}

Status quote_files_open(const char *const *paths, size_t count, QuoteFiles *out, Problem *problem)
{
    *out = (QuoteFiles){.arena = arena_new(ARENA_BYTES_MAX)};
    if (out->arena == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; i < count; i++)
        TRY(file_is_folder(paths[i]) ? add_folder(out, paths[i], problem) : add_path(out, paths[i], problem));
    TRY(quote_index_open(NULL, false, &out->index, problem));
    if (out->count != 0)
        TRY(source_load_many(out->sources, out->count, &(SourceWatch){.progress = progress_show}, problem));
    progress_end();
    for (size_t i = 0; i < out->count; i++)
        if (out->sources[i].text != NULL)
            TRY(add_source(out, &out->sources[i], problem));
    return OK;
}

void quote_files_close(QuoteFiles *files)
{
    quote_index_close(files->index);
    for (size_t i = 0; i < files->count; i++)
        source_clear(&files->sources[i]);
    memory_free(files->sources);
    memory_free(files->files);
    arena_free(files->arena);
    *files = (QuoteFiles){0};
}
