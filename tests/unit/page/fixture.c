/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the lines of fixture.h and compiles them.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 4096, OBJECTS_MAX = 8 };

typedef struct Note {
    AnchorKind kind;
    uint32_t   story;
    char       words[512];
} Note;

typedef struct Writing {
    Text    *text;
    Note     notes[64];
    unsigned note_count;
} Writing;

typedef struct Line {
    Paragraph paragraph;
    char      label[64], words[WORDS_MAX];
    Span      spans[OBJECTS_MAX];
    Anchor    anchors[OBJECTS_MAX];
    size_t    size;
} Line;

static void must(Status status)
{
    if (status != OK)
        abort();
}

/* "^[words]", "{words}" or "<>": returns what follows. */
static const char *read_object(Writing *writing, Line *line, const char *at)
{
    bool        note = *at == '^', box = *at == '{';
    const char *words = at + (note ? 2 : 1), *end = strchr(words, note ? ']' : box ? '}' : '>');
    Anchor     *anchor = &line->anchors[line->paragraph.anchor_count];

    *anchor = (Anchor){.at = (uint32_t)line->size, .kind = note ? ANCHOR_FOOTNOTE : box ? ANCHOR_BOX : ANCHOR_IMAGE};
    anchor->sha256[0] = 7;
    if (note || box) {
        Note *kept = &writing->notes[writing->note_count++];
        Story story = {note ? STORY_FOOTNOTE : STORY_BOX, (uint32_t)writing->text->count, line->paragraph.anchor_count};

        kept->kind = anchor->kind;
        (void)snprintf(kept->words, sizeof kept->words, "%.*s", (int)(end - words), words);
        must(text_add_story(writing->text, &story, &kept->story));
        anchor->story = kept->story;
    }
    line->paragraph.anchor_count++;
    memcpy(line->words + line->size, "\xef\xbf\xbc", 3);
    line->size += 3;
    return end + 1;
}

static void read_words(Writing *writing, Line *line, const char *words)
{
    Paragraph *paragraph = &line->paragraph;
    bool       italic = false;

    while (*words != 0) {
        if ((words[0] == '^' && words[1] == '[') || *words == '{' || (words[0] == '<' && words[1] == '>')) {
            words = read_object(writing, line, words);
        } else if (*words == '*') {
            if (!italic)
                line->spans[paragraph->span_count] = (Span){(uint32_t)line->size, 0, STYLE_ITALIC};
            else
                line->spans[paragraph->span_count++].end = (uint32_t)line->size;
            italic = !italic;
            words++;
        } else {
            line->words[line->size++] = *words++;
        }
    }
    paragraph->text = (Slice){line->words, line->size};
    paragraph->spans = line->spans;
    paragraph->anchors = line->anchors;
    if (paragraph->span_count != 0 && (paragraph->kind == KIND_OPERATIVE || paragraph->kind == KIND_PREAMBULAR)) {
        paragraph->opening_start = line->spans[0].start;
        paragraph->opening_end = line->spans[0].end;
    }
}

static void add_line(Writing *writing, const char *source)
{
    Line        line = {.paragraph = {.table = NO_TABLE}};
    const char *label = strchr(source, '|') + 1, *words = strchr(label, '|') + 1;
    size_t      size = (size_t)(words - label) - 1;

    if (!paragraph_kind_parse((Slice){source, (size_t)(label - source) - 1}, &line.paragraph.kind))
        abort();
    if (line.paragraph.kind == KIND_CELL) {
        if (sscanf(label, "%d %u %u", &line.paragraph.table, &line.paragraph.row, &line.paragraph.column) != 3)
            abort();
    } else if (size != 0) {
        line.paragraph.label_in_text = label[size - 1] == '=';
        size -= line.paragraph.label_in_text;
        memcpy(line.label, label, size);
        line.paragraph.label = (Slice){line.label, size};
    }
    line.paragraph.level = line.paragraph.kind == KIND_SUB || line.paragraph.kind == KIND_HEADING ? 1 : 0;
    read_words(writing, &line, words);
    must(text_add(writing->text, &line.paragraph, NULL));
}

static void add_story(Writing *writing, const Note *note)
{
    Paragraph paragraph = {.table = NO_TABLE, .kind = note->kind == ANCHOR_BOX ? KIND_PLAIN : KIND_FOOTNOTE, .story = note->story};

    paragraph.text = slice_from(note->words);
    must(text_add(writing->text, &paragraph, NULL));
}

/* Boxes come right after the paragraph they hang on. */
static void add_with_boxes(Writing *writing, const char *source)
{
    unsigned first = writing->note_count;

    add_line(writing, source);
    for (unsigned i = first; i < writing->note_count; i++)
        if (writing->notes[i].kind == ANCHOR_BOX)
            add_story(writing, &writing->notes[i]);
}

static const Revision *next_revision(const Delegation *delegation, const Revision *last, int line)
{
    const Revision *revision = last == NULL ? delegation->revisions : last + 1;

    for (; revision < delegation->revisions + REVISIONS_MAX && revision->does != 0; revision++)
        if (revision->line == line)
            return revision;
    return NULL;
}

static void add_revised(Writing *writing, const Delegation *delegation, int line, const char *source)
{
    bool whole = line < 0;

    for (const Revision *revision = next_revision(delegation, NULL, line); revision != NULL; revision = next_revision(delegation, revision, line)) {
        if (revision->does != '+') {
            whole = true;
            if (revision->does == '=')
                add_with_boxes(writing, revision->words);
            continue;
        }
        if (!whole)
            add_with_boxes(writing, source);
        whole = true;
        add_with_boxes(writing, revision->words);
    }
    if (!whole)
        add_with_boxes(writing, source);
}

Text *fixture_text(const Sample *sample, const Delegation *delegation)
{
    static const Delegation nobody;
    Writing                 writing = {.text = text_new(sample->language)};

    if (writing.text == NULL)
        abort();
    delegation = delegation != NULL ? delegation : &nobody;
    add_revised(&writing, delegation, -1, NULL);
    for (int i = 0; sample->lines[i] != NULL; i++)
        add_revised(&writing, delegation, i, sample->lines[i]);
    for (unsigned i = 0; i < writing.note_count; i++)
        if (writing.notes[i].kind != ANCHOR_BOX)
            add_story(&writing, &writing.notes[i]);
    writing.text->instrument.is_resolution = true;
    must(text_identify(writing.text));
    return writing.text;
}

Status fixture_make(const Sample *sample, Made *out)
{
    *out = (Made){.base = fixture_text(sample, NULL)};
    out->comparer = comparer_new(out->base);
    if (out->comparer == NULL)
        return ERR_MEMORY;
    for (const Delegation *delegation = sample->delegations; delegation->name != NULL; delegation++, out->count++) {
        out->texts[out->count] = fixture_text(sample, delegation);
        TRY(amendment_between(out->comparer, out->texts[out->count], &out->amendments[out->count], NULL));
        out->submissions[out->count] = (Submission){slice_from(delegation->name), out->amendments[out->count]};
    }
    return compilation_make(out->base, out->submissions, out->count, &out->compilation, NULL);
}

void fixture_free(Made *made)
{
    compilation_free(made->compilation);
    for (size_t i = 0; i < made->count; i++) {
        amendment_free(made->amendments[i]);
        text_free(made->texts[i]);
    }
    comparer_free(made->comparer);
    text_free(made->base);
}
