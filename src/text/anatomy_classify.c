/* SPDX-License-Identifier: Apache-2.0
 *
 * What the paragraphs of a text are: title, organ, preambular, operative, sub-paragraph, heading, closing, plain.
 *
 * In a resolution, form decides and not meaning: after the organ's line unnumbered paragraphs are preambular until the first numbered one;
 * "(a)" is a sub-paragraph; the meeting and its date close. A single operative paragraph stands unnumbered; what it adopts (a declaration)
 * has numbers of its own and is plain. In any other document there are headings, numbered paragraphs and the rest.
 *
 * No text is changed. It works without italics; where a format has them they mark the opening words.
 */
#include "text/anatomy_internal.h"

enum {
    HEADING_MAX = 200,     /* columns of a heading that only its look betrays */
    OPENING_MAX = 80,      /* bytes of opening words in italics */
    EVIDENCE_WITHIN = 4,   /* paragraphs behind the organ in which an opening word makes a resolution */
    ORGAN_MAX = 200,       /* bytes of the line of an organ that is in no list */
    LEVELS = 4
};

typedef enum Part { PART_HEAD, PART_PREAMBLE, PART_OPERATIVE, PART_AFTER } Part;

typedef struct Classifier {
    Text  *text;
    Part   part;
    long   organ;           /* row of words_organ */
    bool   after_agenda;    /* in the masthead: what has no role is the item's title */
    bool   closing;         /* the paragraph before is the meeting */
    bool   has_headings;    /* the format has headings: none are guessed */
    bool   has_title;
    bool   preamble;        /* under a heading "Preamble" */
    Label  last[LEVELS + 1]; /* by level */
    size_t organ_at;
} Classifier;

static bool is_body(const Paragraph *paragraph)
{
    return paragraph->story == 0 && paragraph->table == NO_TABLE && paragraph->kind != KIND_CELL && paragraph->kind != KIND_FOOTNOTE;
}

static const char *language_of(const Classifier *classifier)
{
    return classifier->text->language;
}

/* ---- labels ---- */

/* The label of a paragraph: the one the format computed, or the one its text begins with (which is then taken over). */
static bool find_label(Paragraph *paragraph, Label *label)
{
    if (paragraph->label.size != 0 && !paragraph->label_in_text)
        return shape_label(paragraph->label, label) && label->size == paragraph->label.size;
    return shape_label(paragraph->text, label);
}

static void take_label(Paragraph *paragraph, const Label *label)
{
    if (paragraph->label.size != 0 && !paragraph->label_in_text)
        return;
    paragraph->label = slice_part(paragraph->text, 0, label->size);
    paragraph->label_in_text = true;
}

/* Where the words begin, behind a label in the text. */
static size_t words_at(const Paragraph *paragraph)
{
    size_t at = paragraph->label_in_text ? paragraph->label.size : 0;

    while (at < paragraph->text.size && (paragraph->text.data[at] == ' ' || paragraph->text.data[at] == '\t' || paragraph->text.data[at] == '\n'))
        at++;
    return at;
}

static unsigned dots(Slice label)
{
    unsigned count = 0;

    for (size_t i = 0; i + 1 < label.size; i++)
        count += label.data[i] == '.';
    return count;
}

/* The level of a sub-paragraph by the shape of its label: (a), (i), a., i. One small letter may be roman: its neighbours tell. */
static uint8_t level_of(Classifier *classifier, const Label *label, Slice written)
{
    uint8_t letter = label->form == LABEL_LETTER_DOT || label->form == LABEL_ROMAN_DOT ? 3 : 1;
    uint8_t level = letter;

    switch (label->form) {
    case LABEL_ROMAN:
    case LABEL_ROMAN_DOT: level = letter + 1; break;
    case LABEL_LETTER:
    case LABEL_LETTER_DOT:
        if (label->roman != 0 && !shape_follows(&classifier->last[letter], label)) {
            bool first = label->roman == 1 && classifier->last[letter].form != LABEL_NONE;
            bool next = classifier->last[letter + 1].form != LABEL_NONE && label->roman == classifier->last[letter + 1].number + 1;

            level = first || next || (label->roman == 1 && label->form == LABEL_LETTER_DOT) ? letter + 1 : letter;
        }
        break;
    case LABEL_DOTTED: level = (uint8_t)(dots(written) < LEVELS ? dots(written) : LEVELS); break;
    default: level = 1; break;
    }
    classifier->last[level] = *label;
    if (level == letter + 1)
        classifier->last[level].number = label->roman;
    for (uint8_t below = level + 1; below <= LEVELS; below++)
        classifier->last[below] = (Label){.form = LABEL_NONE};
    return level;
}

static void forget_levels(Classifier *classifier)
{
    memset(classifier->last, 0, sizeof classifier->last);
}

static bool is_sub(const Label *label)
{
    return label->form == LABEL_LETTER || label->form == LABEL_ROMAN || label->form == LABEL_LETTER_DOT || label->form == LABEL_ROMAN_DOT ||
           label->form == LABEL_DOTTED;
}

/* ---- opening words ---- */

/* Italics at the start of the words, when they are no longer than opening words are. */
static size_t italics(const Paragraph *paragraph, size_t at)
{
    size_t end = at;

    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        const Span *span = &paragraph->spans[i];

        if ((span->styles & STYLE_ITALIC) == 0 || span->end <= at)
            continue;
        if (span->start > end + 1)
            break;
        end = span->end;
    }
    while (end > at && strchr(" ,;:", paragraph->text.data[end - 1]) != NULL)
        end--;
    return end - at <= OPENING_MAX && end < paragraph->text.size ? end - at : 0;
}

static size_t opening_at(const Classifier *classifier, const Paragraph *paragraph, size_t at, OpeningForm *form)
{
    Slice words = slice_part(paragraph->text, at, paragraph->text.size);

    return words_open(words, language_of(classifier), form);
}

static void take_opening(const Classifier *classifier, Paragraph *paragraph)
{
    size_t      at = words_at(paragraph), size = italics(paragraph, at);
    OpeningForm form;
    bool        english = language_of(classifier)[0] == '\0' || strncmp(language_of(classifier), "en", 2) == 0;

    if (size == 0)
        size = opening_at(classifier, paragraph, at, &form);
    if (size == 0 && english && paragraph->kind == KIND_PREAMBULAR)
        size = words_open_participle(slice_part(paragraph->text, at, paragraph->text.size));
    if (size == 0)
        return;
    paragraph->opening_start = (uint32_t)at;
    paragraph->opening_end = (uint32_t)(at + size);
}

/* ---- headings ---- */

static bool is_format_heading(const Paragraph *paragraph)
{
    return paragraph->kind == KIND_HEADING || paragraph->kind == KIND_TITLE;
}

/* Short, and open at its end, as headings are. */
static bool looks_like_heading(const Classifier *classifier, size_t index)
{
    const Paragraph *paragraph = &classifier->text->paragraphs[index];
    Slice            text = paragraph->text;

    if (classifier->has_headings && classifier->part == PART_HEAD)
        return false;
    return text.size != 0 && text.size <= 3 * HEADING_MAX && text.data[0] != '[' && !shape_ends(text) && shape_width(text) <= HEADING_MAX &&
           index + 1 < classifier->text->count && is_body(&classifier->text->paragraphs[index + 1]) && !shape_starts_small(text) &&
           memchr(text.data, '|', text.size) == NULL;
}

static bool is_annex(const Paragraph *paragraph)
{
    Slice words = {NULL, 0};

    if (paragraph->text.size > 60 || !words_masthead_has("annex", paragraph->text, WORDS_START, &words))
        return false;
    return words.size == paragraph->text.size || (paragraph->text.data[words.size] == ' ' && !shape_ends(paragraph->text) && paragraph->text.size <= words.size + 6) ||
           paragraph->text.data[words.size] == '\n';
}

static void make_heading(Paragraph *paragraph, const Label *label)
{
    if (!is_format_heading(paragraph)) {
        paragraph->kind = KIND_HEADING;
        paragraph->level = label->form == LABEL_UPPER ? 2 : label->form == LABEL_NUMBER || label->form == LABEL_DOTTED ? 3 : 1;
    }
    if (label->form != LABEL_NONE)
        take_label(paragraph, label);
}

/* ---- the masthead ---- */

/* The parts of a paragraph between its line breaks. */
static bool next_line(Slice text, size_t *at, Slice *line)
{
    size_t start = *at, end;

    if (start >= text.size)
        return false;
    for (end = start; end < text.size && text.data[end] != '\n'; end++)
        ;
    *line = slice_trim(slice_part(text, start, end));
    *at = end + 1;
    return true;
}

static Status note_lines(Classifier *classifier, Paragraph *paragraph)
{
    Instrument *instrument = &classifier->text->instrument;
    Arena      *arena = classifier->text->arena;
    Slice       line;

    /* A title, a source line or the line of adoption may run over line breaks of its own. */
    for (size_t at = 0; next_line(paragraph->text, &at, &line);) {
        MastheadRole role = anatomy_masthead_role(line);
        Slice        rest = slice_part(paragraph->text, (size_t)(line.data - paragraph->text.data), paragraph->text.size);

        if (role == MASTHEAD_TITLE || role == MASTHEAD_SOURCE || role == MASTHEAD_ADOPTED) {
            TRY(anatomy_masthead_note(arena, role, rest, instrument));
            if (role == MASTHEAD_TITLE)
                TRY(anatomy_masthead_symbol(arena, rest, classifier->organ, instrument));
            return OK;
        }
        TRY(anatomy_masthead_note(arena, role, line, instrument));
    }
    return OK;
}

/* The role of the paragraph as a whole is that of its first line that has one. */
static MastheadRole role_of(const Paragraph *paragraph)
{
    Slice line;

    for (size_t at = 0; next_line(paragraph->text, &at, &line);) {
        MastheadRole role = anatomy_masthead_role(line);

        if (line.size != 0)
            return role;
    }
    return MASTHEAD_DROPPED;
}

static Status classify_head(Classifier *classifier, size_t index)
{
    Paragraph   *paragraph = &classifier->text->paragraphs[index];
    Instrument  *instrument = &classifier->text->instrument;
    MastheadRole role = role_of(paragraph);
    Label        label;

    TRY(note_lines(classifier, paragraph));
    if (!is_body(paragraph))
        return OK;
    switch (role) {
    case MASTHEAD_TITLE:
        paragraph->kind = KIND_TITLE;
        paragraph->level = 0;
        if (shape_label(paragraph->text, &label))
            take_label(paragraph, &label);
        classifier->has_title = true;
        break;
    case MASTHEAD_ADOPTED: make_heading(paragraph, &(Label){.form = LABEL_NONE}); break;
    case MASTHEAD_NONE:
        if (classifier->after_agenda && instrument->agenda_title.size == 0 && instrument->adopted.size == 0) {
            TRY(text_squeeze(classifier->text->arena, paragraph->text, &instrument->agenda_title));
            make_heading(paragraph, &(Label){.form = LABEL_NONE});
        } else if (looks_like_heading(classifier, index)) {
            make_heading(paragraph, &(Label){.form = LABEL_NONE});
        }
        break;
    default: break;
    }
    classifier->after_agenda = role == MASTHEAD_AGENDA || (classifier->after_agenda && role == MASTHEAD_NONE);
    return OK;
}

/* ---- the body of a resolution ---- */

static void become(Paragraph *paragraph, ParagraphKind kind, uint8_t level, const Label *label)
{
    paragraph->kind = kind;
    paragraph->level = level;
    if (label->form != LABEL_NONE)
        take_label(paragraph, label);
}

static bool ends_in_colon(Slice text)
{
    return slice_ends(slice_trim(text), ":");
}

static void classify_numbered(Classifier *classifier, Paragraph *paragraph, const Label *label)
{
    if (label->form == LABEL_HANDLE) {
        bool preambular = paragraph->text.size != 0 && (paragraph->label.size != 0 ? paragraph->label.data[0] : paragraph->text.data[0]) == 'P';

        become(paragraph, preambular ? KIND_PREAMBULAR : KIND_OPERATIVE, 0, label);
        classifier->part = preambular ? PART_PREAMBLE : PART_OPERATIVE;
    } else if (is_sub(label)) {
        become(paragraph, KIND_SUB, 0, label);
        paragraph->level = level_of(classifier, label, paragraph->label);
        return;
    } else if (classifier->part == PART_AFTER) {
        become(paragraph, KIND_PLAIN, 0, label);
        forget_levels(classifier);
        return;
    } else {
        become(paragraph, KIND_OPERATIVE, 0, label);
        classifier->part = PART_OPERATIVE;
    }
    forget_levels(classifier);
    take_opening(classifier, paragraph);
}

static void classify_unnumbered(Classifier *classifier, size_t index)
{
    Paragraph  *paragraph = &classifier->text->paragraphs[index];
    OpeningForm form = OPENING_NONE;
    size_t      opening = opening_at(classifier, paragraph, 0, &form);
    Label       none = {.form = LABEL_NONE};

    if (classifier->part == PART_AFTER || (opening == 0 && italics(paragraph, 0) == 0 && looks_like_heading(classifier, index))) {
        if (looks_like_heading(classifier, index) || is_format_heading(paragraph))
            make_heading(paragraph, &none);
        else
            become(paragraph, KIND_PLAIN, 0, &none);
        return;
    }
    if (classifier->part == PART_OPERATIVE && !(opening != 0 && form == OPENING_OPERATIVE && classifier->last[0].form == LABEL_NONE)) {
        become(paragraph, KIND_PLAIN, 0, &none);
        return;
    }
    if (opening != 0 && form == OPENING_OPERATIVE && !slice_ends(slice_trim(paragraph->text), ",")) {
        become(paragraph, KIND_OPERATIVE, 0, &none);
        /* A single one ends the resolution; what it introduces has numbers of its own. */
        classifier->part = ends_in_colon(paragraph->text) || shape_ends_sentence(paragraph->text) ? PART_AFTER : PART_OPERATIVE;
    } else {
        become(paragraph, KIND_PREAMBULAR, 0, &none);
    }
    forget_levels(classifier);
    take_opening(classifier, paragraph);
}

static bool classify_closing(Classifier *classifier, Paragraph *paragraph)
{
    char  iso[ISO_DATE_SIZE];
    Slice first;
    size_t at = 0;
    Label none = {.form = LABEL_NONE};

    if (!next_line(paragraph->text, &at, &first) || first.size == 0)
        return false;
    if (!shape_meeting(first) && !(classifier->closing && shape_date_only(first, iso)))
        return false;
    classifier->closing = true;
    classifier->part = PART_AFTER;
    become(paragraph, KIND_CLOSING, 0, &none);
    return true;
}

static bool numbers_paragraphs(const Label *label)
{
    return label->form == LABEL_NUMBER || label->form == LABEL_HANDLE || is_sub(label);
}

static void classify_paragraph(Classifier *classifier, size_t index)
{
    Paragraph *paragraph = &classifier->text->paragraphs[index];
    Label      label;
    long       organ = words_organ_formula(paragraph->text);

    if (!is_body(paragraph) || classify_closing(classifier, paragraph))
        return;
    classifier->closing = false;
    if (!find_label(paragraph, &label))
        label.form = LABEL_NONE;
    if (organ >= 0 || index == classifier->organ_at) {
        become(paragraph, KIND_ORGAN, 0, &(Label){.form = LABEL_NONE});
        classifier->part = PART_PREAMBLE;
    } else if (is_annex(paragraph)) {
        make_heading(paragraph, &label);
        classifier->part = PART_AFTER;
    } else if (numbers_paragraphs(&label) && !(is_format_heading(paragraph) && !shape_ends(paragraph->text))) {
        classify_numbered(classifier, paragraph, &label);
    } else if ((label.form == LABEL_UPPER || label.form == LABEL_UPPER_ROMAN || is_format_heading(paragraph)) && !shape_ends(paragraph->text)) {
        make_heading(paragraph, &label);
    } else {
        classify_unnumbered(classifier, index);
    }
}

/* ---- other documents ---- */

static bool is_preamble_heading(const Paragraph *paragraph)
{
    return paragraph->text.size <= 40 && words_masthead_has("preamble", slice_trim(paragraph->text), WORDS_WHOLE, NULL);
}

static void classify_other(Classifier *classifier, size_t index)
{
    Paragraph  *paragraph = &classifier->text->paragraphs[index];
    OpeningForm form;
    Label       label;

    if (!is_body(paragraph))
        return;
    if (!find_label(paragraph, &label))
        label.form = LABEL_NONE;
    if (is_format_heading(paragraph) || (!is_sub(&label) && label.form != LABEL_BULLET && looks_like_heading(classifier, index))) {
        bool title = index == 0 && label.form == LABEL_NONE && !is_format_heading(paragraph) && !classifier->has_title;

        make_heading(paragraph, &label);
        if (title)
            become(paragraph, KIND_TITLE, 0, &label);
        classifier->preamble = is_preamble_heading(paragraph);
        forget_levels(classifier);
    } else if (is_sub(&label)) {
        become(paragraph, KIND_SUB, 0, &label);
        paragraph->level = level_of(classifier, &label, paragraph->label);
    } else if (classifier->preamble && words_organ_formula(paragraph->text) >= 0) {
        become(paragraph, KIND_ORGAN, 0, &(Label){.form = LABEL_NONE});
    } else if (label.form == LABEL_NONE && classifier->preamble &&
               (opening_at(classifier, paragraph, 0, &form) != 0 || slice_ends(slice_trim(paragraph->text), ","))) {
        bool operative = form == OPENING_OPERATIVE && !slice_ends(slice_trim(paragraph->text), ",");

        become(paragraph, operative ? KIND_OPERATIVE : KIND_PREAMBULAR, 0, &label);
        take_opening(classifier, paragraph);
    } else if (label.form == LABEL_HANDLE) {
        classify_numbered(classifier, paragraph, &label);
    } else {
        become(paragraph, KIND_PLAIN, 0, &label);
        if (label.form == LABEL_NUMBER)
            forget_levels(classifier);
    }
}

/* ---- is it a resolution? ---- */

static bool opens_like_resolution(const Classifier *classifier, size_t index)
{
    Paragraph  *paragraph = &classifier->text->paragraphs[index];
    OpeningForm form = OPENING_NONE;
    Label       label;
    bool        numbered;

    if (!find_label(paragraph, &label))
        label = (Label){.form = LABEL_NONE};
    numbered = label.form == LABEL_NUMBER || label.form == LABEL_HANDLE;
    if (opening_at(classifier, paragraph, 0, &form) != 0)
        return form == OPENING_PREAMBULAR;
    if (!numbered || paragraph->label.size != 0)
        return numbered && opening_at(classifier, paragraph, 0, &form) != 0;
    for (size_t at = label.size; at < paragraph->text.size; at++)
        if (paragraph->text.data[at] != ' ' && paragraph->text.data[at] != '\t')
            return opening_at(classifier, paragraph, at, &form) != 0;
    return false;
}

/* A short line that ends in a comma, opens with no opening word itself, and before two paragraphs of a preamble (or one and a numbered operative
   one): a group that is in no list speaks, as in a draft decision of a working group. */
static bool is_unknown_organ(const Classifier *classifier, size_t index)
{
    const Text      *text = classifier->text;
    const Paragraph *line = &text->paragraphs[index];
    OpeningForm      form;
    Label            label;

    if (!is_body(line) || line->text.size > ORGAN_MAX || !slice_ends(slice_trim(line->text), ",") || index + 2 >= text->count ||
        find_label(&classifier->text->paragraphs[index], &label) || opening_at(classifier, line, 0, &form) != 0)
        return false;
    for (size_t next = index + 1; next <= index + 2; next++) {
        const Paragraph *paragraph = &text->paragraphs[next];

        if (!is_body(paragraph) || !opens_like_resolution(classifier, next))
            return false;
        if (next == index + 1 && !slice_ends(slice_trim(paragraph->text), ","))
            return false;
    }
    return true;
}

/* The organ's line, when there is one and something beside it that only a resolution has. */
static bool find_organ(Classifier *classifier)
{
    const Text *text = classifier->text;
    bool        said = text->instrument.symbol.size != 0 || text->instrument.distribution.size != 0;

    for (size_t i = 0; i < text->count; i++) {
        Slice        line = text->paragraphs[i].text;
        MastheadRole role = line.size <= 400 ? role_of(&text->paragraphs[i]) : MASTHEAD_NONE;

        if (is_body(&text->paragraphs[i]) && role != MASTHEAD_DROPPED && words_organ_formula(line) >= 0) {
            classifier->organ = words_organ_formula(line);
            classifier->organ_at = i;
            for (size_t next = i + 1; !said && next < text->count && next <= i + EVIDENCE_WITHIN; next++)
                said = opens_like_resolution(classifier, next);
            return said;
        }
        if (is_unknown_organ(classifier, i)) {
            classifier->organ_at = i;
            return true;
        }
        said = said || role == MASTHEAD_ADOPTED || role == MASTHEAD_TITLE;
        if (i > 400 && !said)
            return false; /* an organ named deep inside a long document is none that speaks in it */
    }
    return false;
}

static void look_for_headings(Classifier *classifier)
{
    for (size_t i = 0; i < classifier->text->count; i++) {
        classifier->has_title = classifier->has_title || classifier->text->paragraphs[i].kind == KIND_TITLE;
        classifier->has_headings = classifier->has_headings || is_format_heading(&classifier->text->paragraphs[i]);
    }
}

static void take_title(Text *text)
{
    for (size_t i = 0; i < text->count && text->instrument.title.size == 0; i++)
        if (text->paragraphs[i].kind == KIND_TITLE)
            text->instrument.title = text->paragraphs[i].text;
}

Status anatomy_classify(Text *text, Problem *problem)
{
    Classifier classifier = {.text = text, .organ = -1};
    Status     status = OK;

    text_detect_language(text);
    look_for_headings(&classifier);
    text->instrument.is_resolution = find_organ(&classifier);
    for (size_t i = 0; i < text->count && status == OK; i++) {
        if (!text->instrument.is_resolution) {
            classify_other(&classifier, i);
            continue;
        }
        if (i == classifier.organ_at)
            classifier.part = PART_PREAMBLE;
        if (i < classifier.organ_at)
            status = classify_head(&classifier, i);
        else
            classify_paragraph(&classifier, i);
    }
    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    take_title(text);
    return OK;
}
