/* SPDX-License-Identifier: Apache-2.0
 *
 * How headings are matched: both sides are cut into words as searches cut them, so letter case, marks and punctuation do not count. A paragraph is the heading of a question if it has the
 * question's words in any of the call's languages, alone or behind its letter; or if it is a heading and begins with the letter. Letters are those of six languages: "(a)", "a)", "а)", "(أ)", "(一)".
 */
#include "service/answer_text.h"

#include <jansson.h>

enum { MATCH_ARENA = 64 * 1024 * 1024, HEADING_WORDS_MAX = 400 /* in words of a question: longer ones are no heading */, LETTER_PLACES = 26 };

/* ---- from parts to a text ---- */

static Status add_paragraph(Text *text, ParagraphKind kind, Slice label, Slice words, size_t *out)
{
    Paragraph made = {.kind = kind, .level = kind == KIND_HEADING ? 1 : 0, .label = label, .text = words, .table = NO_TABLE};

    *out = text->count;
    return text_add(text, &made, NULL);
}

/* The next line that has words, without white space at its ends. False: there is none. */
static bool next_line(Slice *rest, Slice *line)
{
    while (rest->size != 0) {
        const char *end = memchr(rest->data, '\n', rest->size);
        size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size;

        *line = slice_trim(slice_part(*rest, 0, size));
        *rest = slice_part(*rest, end != NULL ? size + 1 : size, rest->size);
        if (line->size != 0)
            return true;
    }
    return false;
}

typedef struct Place {
    size_t from, until; /* paragraphs */
    Slice  question;
} Place;

static Status add_part(Text *text, const AnswerPart *part, Place *place, Problem *problem)
{
    char   label[16];
    Slice  rest = part->words, line;
    Status status = OK;
    size_t at;

    *place = (Place){.from = text->count, .question = part->question};
    (void)snprintf(label, sizeof label, "(%.*s)", (int)(part->question.size < 8 ? part->question.size : 8), part->question.data != NULL ? part->question.data : "");
    if (part->question.size != 0)
        status = add_paragraph(text, KIND_HEADING, slice_from(label), part->heading, &at);
    while (status == OK && next_line(&rest, &line))
        status = add_paragraph(text, KIND_PLAIN, (Slice){NULL, 0}, line, &at);
    place->until = text->count - 1;
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static Status say_place(json_t *answers, const Text *text, const Place *place, Problem *problem)
{
    json_t *row = json_pack("{s:s%, s:s, s:s}", "question", place->question.data, place->question.size, "from", text->paragraphs[place->from].id, "until", text->paragraphs[place->until].id);

    return row != NULL && json_array_append_new(answers, row) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static bool has_words(Slice words)
{
    Slice line;

    return next_line(&words, &line);
}

Status service_answer_text(const AnswerPart *parts, size_t count, const char *language, Text **out, json_t **answers, Problem *problem)
{
    Text   *text = text_new(language);
    json_t *list = json_array();
    Place  *places = memory_new_zeroed(count + 1, sizeof *places);
    size_t  placed = 0;
    Status  status = OK;

    REQUIRE(out != NULL && answers != NULL);
    if (text == NULL || list == NULL || places == NULL)
        TRY_OR(failed, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    for (size_t i = 0; i < count; i++)
        if (has_words(parts[i].words))
            TRY_OR(failed, add_part(text, &parts[i], &places[placed++], problem));
    TRY_OR(failed, text_identify(text));
    for (size_t i = 0; i < placed; i++)
        if (places[i].question.size != 0)
            TRY_OR(failed, say_place(list, text, &places[i], problem));
    memory_free(places);
    *out = text;
    *answers = list;
    return OK;
failed:
    memory_free(places);
    text_free(text);
    json_decref(list);
    return status;
}

/* ---- headings of a text ---- */

/* The n-th letter of a list as each of the languages numbers it; what stands in resolutions of 26 questions at most. */
static const char *const letters[][LETTER_PLACES] = {
    {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"},
    {"а", "б", "в", "г", "д", "е", "ж", "з", "и", "к", "л", "м", "н", "о", "п", "р", "с", "т", "у", "ф", "х", "ц", "ч", "ш", "щ", "э"},
    {"أ", "ب", "ج", "د", "ه", "و", "ز", "ح", "ط", "ي", "ك", "ل", "م", "ن", "س", "ع", "ف", "ص", "ق", "ر", "ش", "ت", "ث", "خ", "ذ", "ض"},
    {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"},
};

typedef struct Words {
    SearchWord *words;
    size_t      count;
} Words;

typedef struct Question {
    Slice letter;
    Words said[6]; /* its words in each language that the call has */
    bool  found;
} Question;

typedef struct Matching {
    const Text *text;
    Question   *questions;
    size_t      count;
    Arena      *arena;
} Matching;

static Status cut(const Matching *matching, Slice text, const char *language, Words *out, Problem *problem)
{
    Status status = search_words(text, language, matching->arena, &out->words, &out->count);

    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static Status take_questions(Matching *matching, const json_t *questions, Problem *problem)
{
    for (size_t i = 0; i < matching->count; i++) {
        const json_t *asked = json_array_get(questions, i), *said;
        const char   *language;
        size_t        at = 0;

        matching->questions[i].letter = json_slice(json_object_get(asked, "letter"));
        json_object_foreach((json_t *)(uintptr_t)json_object_get(asked, "words"), language, said) if (at < 6)
            TRY(cut(matching, json_slice(said), language, &matching->questions[i].said[at++], problem));
    }
    return OK;
}

/* Do the words begin with those of the question, and have not much behind them? */
static bool says(const Words *words, size_t first, const Words *said)
{
    if (said->count == 0 || words->count < first + said->count || words->count > first + said->count + said->count / 4 + 1)
        return false;
    for (size_t i = 0; i < said->count; i++)
        if (!slice_equal(words->words[first + i].folded, said->words[i].folded))
            return false;
    return true;
}

/* Is it how this letter of a list is written, in any of the alphabets? */
static bool is_letter(Slice written, Slice letter)
{
    long place = -1;

    if (written.size == 0)
        return false;
    if (slice_equal(written, letter))
        return true;
    for (long i = 0; i < LETTER_PLACES && place < 0; i++)
        if (slice_is(letter, letters[0][i]))
            place = i;
    for (size_t i = 1; place >= 0 && i < sizeof letters / sizeof *letters; i++)
        if (letters[i][place] != NULL && slice_is(written, letters[i][place]))
            return true;
    return false;
}

static bool is_mark(const char *at, const char *const *marks, size_t *size)
{
    for (; *marks != NULL; marks++)
        if (strncmp(at, *marks, strlen(*marks)) == 0) {
            *size = strlen(*marks);
            return true;
        }
    return false;
}

/* "(a) Words", "а) …", "（一）…", "a. …": the letter; *behind: where the words begin. Empty: it begins with no letter of a list. */
static Slice leading_letter(const char *text, size_t *behind)
{
    static const char *const opens[] = {"(", "\xEF\xBC\x88", NULL}, *const closes[] = {")", "\xEF\xBC\x89", ".", ":", "\xE3\x80\x81", "-", NULL};
    size_t                   size = 0, at = 0, end;

    if (is_mark(text, opens, &size))
        at = size;
    for (end = at; text[end] != '\0' && text[end] != ' ' && end - at <= 8 && !is_mark(text + end, closes, &size); end++)
        ;
    if (end == at || !is_mark(text + end, closes, &size))
        return (Slice){NULL, 0};
    *behind = end + size;
    return (Slice){text + at, end - at};
}

/* The question whose heading this paragraph is; NULL: of none. `line`: its label and words, as people read them. */
static Status question_of(Matching *matching, const Paragraph *paragraph, const char *line, Question **out, Problem *problem)
{
    size_t behind = 0;
    Slice  letter = leading_letter(line, &behind);
    Words  whole, rest;

    *out = NULL;
    TRY(cut(matching, slice_from(line), matching->text->language, &whole, problem));
    if (whole.count == 0 || whole.count > HEADING_WORDS_MAX)
        return OK;
    TRY(cut(matching, slice_from(line + behind), matching->text->language, &rest, problem));
    for (size_t i = 0; i < matching->count; i++) {
        Question *question = &matching->questions[i];
        bool      by_letter = is_letter(letter, question->letter), by_words = false;

        for (size_t j = 0; j < 6; j++)
            by_words = by_words || says(&whole, 0, &question->said[j]) || (by_letter && says(&rest, 0, &question->said[j]));
        if (!question->found && (by_words || (by_letter && (paragraph->kind == KIND_HEADING || paragraph->kind == KIND_TITLE)))) {
            *out = question;
            return OK;
        }
    }
    return OK;
}

static void print_line(const Paragraph *paragraph, Buffer *line)
{
    buffer_reset(line);
    if (paragraph->label.size != 0 && !paragraph->label_in_text) {
        buffer_add(line, paragraph->label);
        buffer_add_byte(line, ' ');
    }
    paragraph_print_plain(paragraph, line);
    buffer_add_byte(line, '\0');
}

static bool is_body(const Text *text, size_t at)
{
    return text->paragraphs[at].story == 0 && text->paragraphs[at].text.size != 0;
}

static Status find_places(Matching *matching, Place *places, size_t *placed, Problem *problem)
{
    Buffer line;
    Status status = OK;

    buffer_init(&line, TEXT_BYTES_MAX);
    for (size_t i = 0; status == OK && i < matching->text->count; i++) {
        Question *question = NULL;

        if (!is_body(matching->text, i))
            continue;
        print_line(&matching->text->paragraphs[i], &line);
        status = line.status != OK ? problem_set(problem, line.status, MSG("status.limit"), NULL) : question_of(matching, &matching->text->paragraphs[i], line.data, &question, problem);
        if (status == OK && question != NULL) {
            question->found = true;
            places[(*placed)++] = (Place){i, i, question->letter};
        } else if (*placed != 0) {
            places[*placed - 1].until = i;
        }
    }
    buffer_clear(&line);
    return status;
}

Status service_answer_match(const Text *text, const json_t *questions, json_t **answers, Problem *problem)
{
    size_t   count = json_array_size(questions), placed = 0;
    Matching matching = {.text = text, .count = count, .questions = memory_new_zeroed(count + 1, sizeof(Question)), .arena = arena_new(MATCH_ARENA)};
    Place   *places = memory_new_zeroed(count + 1, sizeof *places);
    json_t  *list = json_array();
    Status   status = matching.questions != NULL && matching.arena != NULL && places != NULL && list != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK)
        status = take_questions(&matching, questions, problem);
    if (status == OK)
        status = find_places(&matching, places, &placed, problem);
    for (size_t i = 0; status == OK && i < placed; i++)
        status = say_place(list, text, &places[i], problem);
    if (status == OK)
        *answers = json_incref(list);
    json_decref(list);
    memory_free(places);
    memory_free(matching.questions);
    arena_free(matching.arena);
    return status;
}

/* ---- the words of one answer ---- */

/* Of the question "": what stands before the first answer. False: there is nothing. */
bool service_answer_find(const Text *text, const json_t *answers, Slice question, long *from, long *until)
{
    *from = 0;
    *until = (long)text->count - 1;
    for (size_t i = 0; i < json_array_size(answers); i++) {
        const json_t *answer = json_array_get(answers, i);
        long          begins = text_find(text, json_slice(json_object_get(answer, "from")));

        if (question.size == 0 && begins >= 0 && begins <= *until)
            *until = begins - 1;
        if (question.size == 0 || !slice_equal(json_slice(json_object_get(answer, "question")), question))
            continue;
        *from = begins + 1;
        *until = text_find(text, json_slice(json_object_get(answer, "until")));
        return true;
    }
    return question.size == 0;
}

void service_answer_words(const Text *text, const json_t *answers, Slice question, Buffer *out)
{
    long from, until;

    if (!service_answer_find(text, answers, question, &from, &until))
        return;
    for (long i = from; i <= until; i++) {
        if (!is_body(text, (size_t)i))
            continue;
        buffer_add_string(out, out->size != 0 ? "\n\n" : "");
        if (text->paragraphs[i].label.size != 0 && !text->paragraphs[i].label_in_text) {
            buffer_add(out, text->paragraphs[i].label);
            buffer_add_byte(out, ' ');
        }
        paragraph_print_plain(&text->paragraphs[i], out);
    }
}

Status service_answer_count(const Text *text, size_t *out, Problem *problem)
{
    Arena *arena = arena_new(MATCH_ARENA);
    Buffer line;
    Status status = arena != NULL ? OK : ERR_MEMORY;

    *out = 0;
    buffer_init(&line, TEXT_BYTES_MAX);
    for (size_t i = 0; status == OK && i < text->count; i++) {
        SearchWord *words;
        size_t      count = 0;

        buffer_reset(&line);
        paragraph_print_plain(&text->paragraphs[i], &line);
        status = line.status != OK ? line.status : search_words(buffer_slice(&line), text->language, arena, &words, &count);
        *out += count;
    }
    buffer_clear(&line);
    arena_free(arena);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}
