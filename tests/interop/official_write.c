/* SPDX-License-Identifier: Apache-2.0
 *
 *   official_write FOLDER           each made document as NAME.docx, .html, .akn, and what must be read in it: NAME.body (everything but notes, a paragraph a line, with the numbers that
 *                                   stand beside the text and those of the notes' marks), NAME.notes (a note's paragraph a line), NAME.title
 *   official_write --weigh FORMAT REPLIES PARAGRAPHS
 *                                   writes a report of that size to nowhere, and prints the bytes and the most memory that the process had
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"
#include "interop/official_maker.h"

enum { PATH_LIMIT = 1024, TEXT_LIMIT = 256 * 1024 * 1024 };

static const struct {
    const char *name;
    Status (*write)(const Official *official, const OfficialSink *sink, Problem *problem);
} formats[] = {{"docx", docx_write_official}, {"html", html_write_official}, {"akn", akn_write_official}, {"plain", official_print_plain}};
enum { FORMATS = sizeof formats / sizeof *formats };

static Status to_file(void *context, Slice bytes, Problem *problem)
{
    (void)problem;
    return fwrite(bytes.data, 1, bytes.size, context) == bytes.size ? OK : ERR_STORAGE;
}

static FILE *open_in(const char *folder, const char *name, const char *ending)
{
    char  path[PATH_LIMIT];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    file = fopen(path, "wb");
    if (file == NULL)
        exit(1);
    return file;
}

static void say(FILE *file, Slice words)
{
    if (words.size != 0)
        (void)fprintf(file, "%.*s\n", (int)words.size, words.data);
}

/* With the numbers of notes, which run on through the document, where their marks stand. */
static void print_marked(const Paragraph *paragraph, uint32_t *numbers, uint32_t *count, Buffer *out)
{
    uint32_t from = 0;

    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];

        buffer_add(out, slice_part(paragraph->text, from, anchor->at));
        from = anchor->at + 3;
        if (anchor->kind != ANCHOR_FOOTNOTE && anchor->kind != ANCHOR_ENDNOTE) {
            buffer_add(out, anchor->alt);
            continue;
        }
        if (numbers[anchor->story] == 0)
            numbers[anchor->story] = ++*count;
        buffer_add_number(out, numbers[anchor->story]);
    }
    buffer_add(out, slice_part(paragraph->text, from, paragraph->text.size));
}

static void say_text(const Text *text, uint32_t *count, FILE *body, FILE *notes)
{
    uint32_t *numbers = memory_new_zeroed(text->story_count, sizeof *numbers);

    if (numbers == NULL)
        exit(1);
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];
        StoryKind        kind = text->stories[paragraph->story].kind;
        Buffer           line;

        buffer_init(&line, TEXT_LIMIT);
        if (paragraph->label.size != 0 && !paragraph->label_in_text && kind != STORY_FOOTNOTE && kind != STORY_ENDNOTE) { /* a note's number is the writers' own */
            buffer_add(&line, paragraph->label);
            buffer_add_byte(&line, ' ');
        }
        print_marked(paragraph, numbers, count, &line);
        say(kind == STORY_FOOTNOTE || kind == STORY_ENDNOTE ? notes : body, buffer_slice(&line));
        buffer_clear(&line);
    }
    memory_free(numbers);
}

static void say_all(const Official *official, const char *folder, const char *name)
{
    FILE         *body = open_in(folder, name, "body"), *notes = open_in(folder, name, "notes"), *title = open_in(folder, name, "title");
    Arena        *arena = arena_new(TEXT_LIMIT);
    OfficialLine *lines;
    size_t        count;
    uint32_t      noted = 0;

    if (official_front(official, arena, &lines, &count, NULL) != OK)
        exit(1);
    for (size_t i = 0; i < count; i++)
        say(lines[i].role == OFFICIAL_COVER_NOTE ? notes : body, lines[i].words);
    for (size_t i = 0; i < official->part_count; i++) {
        Text *text = NULL;

        say(body, official->parts[i].heading);
        say(body, official->parts[i].lines);
        if (!official->parts[i].has_text)
            continue;
        if (official->text(official->context, i, &text, NULL) != OK)
            exit(1);
        say_text(text, &noted, body, notes);
        text_free(text);
    }
    say(title, official->title);
    (void)fclose(title);
    arena_free(arena);
    (void)fclose(body);
    (void)fclose(notes);
}

static void write_one(const Official *official, const char *name, void *context)
{
    const char *folder = context;

    for (int i = 0; i < FORMATS; i++) {
        FILE        *file = open_in(folder, name, formats[i].name);
        OfficialSink sink = {to_file, file};
        Problem      problem = {.status = OK};

        if (formats[i].write(official, &sink, &problem) != OK) {
            (void)fprintf(stderr, "%s %s: %s\n", name, formats[i].name, problem.message != NULL ? problem.message : "refused");
            exit(1);
        }
        (void)fclose(file);
    }
    say_all(official, folder, name);
}

static Status to_nowhere(void *context, Slice bytes, Problem *problem)
{
    (void)problem;
    *(size_t *)context += bytes.size;
    return OK;
}

static int weigh(const char *source, const char *format, const char *replies, const char *paragraphs)
{
    MakerReport  *report = maker_report(source, "en", strtoul(replies, NULL, 10), strtoul(paragraphs, NULL, 10));
    size_t        bytes = 0;
    OfficialSink  sink = {to_nowhere, &bytes};
    struct rusage usage;
    Status        status = ERR_NOT_FOUND;

    for (int i = 0; i < FORMATS; i++)
        if (strcmp(formats[i].name, format) == 0)
            status = formats[i].write(maker_report_official(report), &sink, NULL);
    maker_report_free(report);
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("%zu %ld\n", bytes, usage.ru_maxrss);
    return status != OK;
}

int main(int count, char **arguments)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");

    source = source != NULL ? source : ".";
    if (count == 5 && strcmp(arguments[1], "--weigh") == 0)
        return weigh(source, arguments[2], arguments[3], arguments[4]);
    if (count != 2)
        return 64;
    return !maker_all(source, write_one, arguments[1]);
}
