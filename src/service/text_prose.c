/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes as delegations write them in a letter: insert "regional" before "organizations" in paragraphs 7, 13 and 27. In the six languages, for the forms that are in use: each instruction is cut into
 * signs (a verb, a relation, quoted words, places), and the order of the signs is looked up in a table.
 *
 * Nothing is guessed: a word that is in no table is refused by name, and so are words that do not stand in the paragraph, or stand there more than once where nobody said "wherever".
 */
#include "service/text_internal.h"
#include "service/text_making.h"

#include <unicode/uchar.h>

enum { SIGNS_MAX = 12, QUOTES_MAX = 4, PLACES_MAX = 200, PROSE_BYTES_MAX = 64 * 1024, WORD_RUNES_MAX = 20 };

/* ---- the words of instructions ---- */

/* I insert, R replace, D delete, B before, A after, W with, T to (between places: a range; else as W), E wherever it stands, p of the preamble, F says nothing. */
static const struct {
    const char *word;
    char        sign;
} word_rows[] = {
    {"insert", 'I'}, {"add", 'I'}, {"replace", 'R'}, {"change", 'R'}, {"delete", 'D'}, {"remove", 'D'}, {"strike", 'D'}, {"before", 'B'}, {"after", 'A'}, {"with", 'W'}, {"by", 'W'}, {"to", 'T'},
    {"each", 'E'}, {"throughout", 'E'}, {"wherever", 'E'}, {"everywhere", 'E'}, {"preambular", 'p'}, {"preamble", 'p'}, {"the", 'F'}, {"a", 'F'}, {"word", 'F'}, {"words", 'F'}, {"phrase", 'F'},
    {"in", 'F'}, {"of", 'F'}, {"at", 'F'}, {"it", 'F'}, {"stands", 'F'}, {"out", 'F'}, {"from", 'F'}, {"paragraph", 'F'}, {"paragraphs", 'F'}, {"para", 'F'}, {"paras", 'F'}, {"operative", 'F'}, {"new", 'F'}, {"and", 'F'},
    {"following", 'F'}, {"reading", 'F'}, {"as", 'F'}, {"follows", 'F'}, {"text", 'F'},
    {"insérer", 'I'}, {"ajouter", 'I'}, {"remplacer", 'R'}, {"supprimer", 'D'}, {"biffer", 'D'}, {"avant", 'B'}, {"après", 'A'}, {"par", 'W'}, {"à", 'T'}, {"partout", 'E'}, {"chaque", 'E'},
    {"préambule", 'p'}, {"le", 'F'}, {"la", 'F'}, {"les", 'F'}, {"l’", 'F'}, {"l'", 'F'}, {"un", 'F'}, {"une", 'F'}, {"mot", 'F'}, {"mots", 'F'}, {"de", 'F'}, {"du", 'F'}, {"des", 'F'}, {"dans", 'F'},
    {"au", 'F'}, {"aux", 'F'}, {"paragraphe", 'F'}, {"paragraphes", 'F'}, {"alinéa", 'F'}, {"alinéas", 'F'}, {"et", 'F'}, {"nouveau", 'F'}, {"dispositif", 'F'},
    {"insertar", 'I'}, {"añadir", 'I'}, {"agregar", 'I'}, {"reemplazar", 'R'}, {"sustituir", 'R'}, {"suprimir", 'D'}, {"eliminar", 'D'}, {"antes", 'B'}, {"después", 'A'}, {"tras", 'A'}, {"por", 'W'},
    {"cada", 'E'}, {"preámbulo", 'p'}, {"el", 'F'}, {"los", 'F'}, {"las", 'F'}, {"palabra", 'F'}, {"palabras", 'F'}, {"en", 'F'}, {"del", 'F'}, {"párrafo", 'F'}, {"párrafos", 'F'}, {"y", 'F'},
    {"nuevo", 'F'},
    {"вставить", 'I'}, {"добавить", 'I'},
    {"заменить", 'R'}, {"исключить", 'D'},
    {"удалить", 'D'}, {"перед", 'B'}, {"после", 'A'},
    {"на", 'W'}, {"словом", 'W'}, {"словами", 'W'},
    {"по", 'T'}, {"везде", 'E'}, {"преамбулы", 'p'},
    {"слово", 'F'}, {"слова", 'F'}, {"в", 'F'}, {"и", 'F'},
    {"пункт", 'F'}, {"пункте", 'F'}, {"пункта", 'F'},
    {"пункты", 'F'}, {"пунктах", 'F'}, {"новый", 'F'},
    {"إدراج", 'I'}, {"إضافة", 'I'}, {"الاستعاضة عن", 'R'},
    {"حذف", 'D'}, {"قبل", 'B'}, {"بعد", 'A'}, {"بـ", 'W'}, {"ب", 'W'}, {"إلى", 'T'},
    {"حيثما", 'E'}, {"الديباجة", 'p'}, {"كلمة", 'F'},
    {"عبارة", 'F'}, {"في", 'F'}, {"من", 'F'}, {"الفقرة", 'F'},
    {"الفقرات", 'F'}, {"فقرة", 'F'}, {"جديدة", 'F'}, {"و", 'F'},
    {"插入", 'I'}, {"加入", 'I'}, {"替换为", 'W'}, {"改为", 'W'}, {"删除", 'D'},
    {"删去", 'D'}, {"之前", 'B'}, {"前", 'B'}, {"之后", 'A'}, {"后", 'A'}, {"至", 'T'},
    {"各处", 'E'}, {"序言", 'p'}, {"在", 'F'}, {"将", 'F'}, {"第", 'F'}, {"段", 'F'},
    {"和", 'F'}, {"中", 'F'}, {"的", 'F'}, {"一", 'F'}, {"词", 'F'}, {"新", 'F'}, {"，", 'F'}, {"、", 'F'},
};

/* ---- the forms of an instruction ---- */

typedef enum ProseOp { INSERT_BEFORE, INSERT_AFTER, REPLACE_WORDS, DELETE_WORDS, DELETE_PLACES, NEW_AFTER } ProseOp;

/* In the order of signs: which quotation is the words that stand, and which the new ones. */
static const struct {
    const char *signs;
    ProseOp     op;
    int         old, new;
} form_rows[] = {
    {"IQBQP", INSERT_BEFORE, 1, 0}, {"PIQBQ", INSERT_BEFORE, 1, 0}, {"PBQIQ", INSERT_BEFORE, 0, 1}, {"BQPIQ", INSERT_BEFORE, 0, 1}, {"PQBIQ", INSERT_BEFORE, 0, 1},
    {"IQAQP", INSERT_AFTER, 1, 0},  {"PIQAQ", INSERT_AFTER, 1, 0},  {"PAQIQ", INSERT_AFTER, 0, 1},  {"AQPIQ", INSERT_AFTER, 0, 1},  {"PQAIQ", INSERT_AFTER, 0, 1},
    {"RQWQP", REPLACE_WORDS, 0, 1}, {"PRQWQ", REPLACE_WORDS, 0, 1}, {"RPQWQ", REPLACE_WORDS, 0, 1}, {"PQWQ", REPLACE_WORDS, 0, 1},  {"RQPWQ", REPLACE_WORDS, 0, 1},
    {"DQP", DELETE_WORDS, 0, 0},    {"PDQ", DELETE_WORDS, 0, 0},    {"DPQ", DELETE_WORDS, 0, 0},    {"DP", DELETE_PLACES, 0, 0},
    {"APIQ", NEW_AFTER, 0, 0},      {"IAPQ", NEW_AFTER, 0, 0},      {"IQAP", NEW_AFTER, 0, 0},      {"PAIQ", NEW_AFTER, 0, 0},
};

/* ---- reading ---- */

typedef struct Instruction {
    char   signs[SIGNS_MAX + 1];
    size_t sign_count, quote_count, place_count;
    Slice  quotes[QUOTES_MAX], places[PLACES_MAX]; /* places as they are written */
    bool   range_to[PLACES_MAX];                   /* from the place before up to this one */
    bool   wherever, preamble;
} Instruction;

typedef struct Reading {
    Slice   prose;
    size_t  at;
    Arena  *arena;
    Problem *problem;
} Reading;

static Status refuse(Reading *reading, const char *message, Slice said)
{
    char value[PROBLEM_VALUE_MAX];

    (void)snprintf(value, sizeof value, "%.*s", (int)utf8_offset(said, 40), said.data != NULL ? said.data : "");
    return problem_set(reading->problem, ERR_SYNTAX, message, "words", value, NULL);
}

static Slice rest_of(const Reading *reading)
{
    return slice_part(reading->prose, reading->at, reading->prose.size);
}

static const struct {
    const char *open, *close;
} quote_rows[] = {{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"‘", "’"}, {"'", "'"}, {"「", "」"}};

static bool letter_at(Slice text, size_t at)
{
    return at < text.size && rune_is_letter(utf8_next(text, &at));
}

/* The words in quotation marks, without white space around them (French sets it inside). An apostrophe inside a word does not close. */
static Status read_quote(Reading *reading, bool *found, Slice *out)
{
    Slice rest = rest_of(reading);

    *found = false;
    for (size_t i = 0; i < sizeof quote_rows / sizeof *quote_rows; i++) {
        size_t open = strlen(quote_rows[i].open), close = strlen(quote_rows[i].close);

        if (!slice_starts(rest, quote_rows[i].open))
            continue;
        for (size_t end = open; end + close <= rest.size; end++) {
            if (memcmp(rest.data + end, quote_rows[i].close, close) != 0 || ((close == 1 || i == 4) && letter_at(rest, end + close)))
                continue;
            reading->at += end + close;
            *found = true;
            return text_squeeze(reading->arena, slice_part(rest, open, end), out);
        }
        return refuse(reading, MSG("text.prose_quote"), rest);
    }
    return OK;
}

static bool is_han(uint32_t rune)
{
    return rune >= 0x2E80 && rune < 0xFB00;
}

/* A small letter in place of a capital, where it has as many bytes. */
static void small_letters(Slice text, char *out)
{
    for (size_t at = 0; at < text.size;) {
        size_t start = at, size;
        char   small[4];

        size = utf8_put((uint32_t)u_tolower((UChar32)utf8_next(text, &at)), small);
        memcpy(out + start, size == at - start ? small : text.data + start, at - start);
    }
}

/* The longest word of the table that stands here, whole. 0: none. */
static char read_word(Reading *reading)
{
    Slice  rest = rest_of(reading), folded;
    char   sign = 0;
    size_t best = 0, cut = utf8_offset(rest, WORD_RUNES_MAX);
    char   small[4 * WORD_RUNES_MAX];

    small_letters(slice_part(rest, 0, cut), small);
    folded = (Slice){small, cut};
    for (size_t i = 0; i < sizeof word_rows / sizeof *word_rows; i++) {
        size_t   size = strlen(word_rows[i].word), last = 0;
        uint32_t rune = 0;
        Slice    word = {word_rows[i].word, size};

        if (size <= best || size > folded.size || memcmp(folded.data, word.data, size) != 0)
            continue;
        while (last < size)
            rune = utf8_next(word, &last);
        if (rune_is_letter(rune) && !is_han(rune) && letter_at(rest, size))
            continue;
        best = size;
        sign = word_rows[i].sign;
    }
    reading->at += best;
    return sign;
}

/* "7", "7 (a)", "(a)", "OP7", "3 bis", with digits of any script. */
static bool read_place(Reading *reading, Slice *out)
{
    Slice  rest = rest_of(reading);
    size_t at = 0, end = 0;

    if (slice_starts(rest, "OP") || slice_starts(rest, "PP"))
        at = 2;
    while (at < rest.size) {
        size_t   next = at;
        uint32_t rune = utf8_next(rest, &next);

        if (u_charDigitValue((UChar32)rune) < 0)
            break;
        at = end = next;
    }
    for (size_t space = end; end != 0 && space + 4 <= rest.size && rest.data[space] == ' '; space++)
        if (memcmp(rest.data + space + 1, "bis", 3) == 0 || memcmp(rest.data + space + 1, "ter", 3) == 0)
            end = space + 4;
    at = end;
    while (at < rest.size && rest.data[at] == ' ')
        at++;
    if (at + 2 < rest.size && rest.data[at] == '(') {
        const char *close = memchr(rest.data + at, ')', rest.size - at);

        if (close != NULL && close - (rest.data + at) <= 8)
            end = (size_t)(close - rest.data) + 1;
    }
    *out = slice_part(rest, 0, end);
    reading->at += end;
    return end != 0;
}

static bool is_range_mark(Reading *reading)
{
    static const char *const marks[] = {"-", "–", "‑"};
    Slice rest = rest_of(reading);

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_starts(rest, marks[i])) {
            reading->at += strlen(marks[i]);
            return true;
        }
    return false;
}

static Status add_sign(Reading *reading, Instruction *out, char sign)
{
    if (sign == 'P' && out->sign_count != 0 && out->signs[out->sign_count - 1] == 'P')
        return OK;
    if (out->sign_count == SIGNS_MAX)
        return refuse(reading, MSG("text.prose_form"), reading->prose);
    out->signs[out->sign_count++] = sign;
    return OK;
}

static Status take_word(Reading *reading, Instruction *out, char sign, bool *range)
{
    size_t was = reading->at;
    Slice  ahead;

    if (sign == 'T' && out->sign_count != 0 && out->signs[out->sign_count - 1] == 'P') {
        while (reading->at < reading->prose.size && reading->prose.data[reading->at] == ' ')
            reading->at++;
        was = reading->at;
        *range = read_place(reading, &ahead);
        reading->at = was;
        if (*range)
            return OK;
    }
    out->wherever |= sign == 'E';
    out->preamble |= sign == 'p';
    return strchr("EpF", sign) != NULL ? OK : add_sign(reading, out, sign == 'T' ? 'W' : sign);
}

static Status read_sign(Reading *reading, Instruction *out, bool *range)
{
    Slice quote, place;
    bool  quoted;
    char  sign;

    TRY(read_quote(reading, &quoted, &quote));
    if (quoted) {
        if (out->quote_count == QUOTES_MAX)
            return refuse(reading, MSG("text.prose_form"), reading->prose);
        out->quotes[out->quote_count++] = quote;
        return add_sign(reading, out, 'Q');
    }
    if (is_range_mark(reading)) {
        *range = true;
        return OK;
    }
    if (read_place(reading, &place)) {
        if (out->place_count == PLACES_MAX)
            return refuse(reading, MSG("text.prose_form"), reading->prose);
        out->range_to[out->place_count] = *range;
        out->places[out->place_count++] = place;
        *range = false;
        return add_sign(reading, out, 'P');
    }
    sign = read_word(reading);
    return sign != 0 ? take_word(reading, out, sign, range) : refuse(reading, MSG("text.prose_word"), rest_of(reading));
}

/* One instruction, up to a semicolon, a line's end or a full stop. `range`: a dash or "to" was just read. */
static Status read_instruction(Reading *reading, Instruction *out)
{
    bool range = false;

    *out = (Instruction){0};
    while (reading->at < reading->prose.size) {
        size_t   next = reading->at;
        uint32_t rune = utf8_next(reading->prose, &next);

        if (rune == '\n' || rune == ';' || rune == '.' || rune == 0x3002 || rune == 0xFF1B || rune == 0x061B) {
            reading->at = next;
            if (out->sign_count != 0)
                return OK;
        } else if (rune_is_space(rune) || rune == ',' || rune == ':' || rune == 0x060C || rune == 0xFF1A) {
            reading->at = next;
        } else {
            TRY(read_sign(reading, out, &range));
        }
    }
    return OK;
}

/* ---- making ---- */

typedef struct Making {
    const Text *base;
    Reading    *reading;
    Slice      *words;   /* of each paragraph, behind its label, as they become */
    bool       *changed, *gone;
    TextEdit   *edits;
    size_t      count;
} Making;

static Status place_refused(Making *work, const char *message, Slice words, Slice place, size_t count)
{
    char said[PROBLEM_VALUE_MAX], where[PROBLEM_VALUE_MAX], number[DECIMAL_MAX];

    (void)snprintf(said, sizeof said, "%.*s", (int)utf8_offset(words, 40), words.data != NULL ? words.data : "");
    (void)snprintf(where, sizeof where, "%.*s", (int)utf8_offset(place, 40), place.data);
    return problem_set(work->reading->problem, ERR_CONFLICT, message, "words", said, "place", where, "count", decimal(number, (int64_t)count), NULL);
}

static Status find_place(Making *work, const Instruction *said, Slice place, size_t *out)
{
    char named[80];
    long found;

    (void)snprintf(named, sizeof named, "%s%.*s", said->preamble ? "PP" : "", (int)(place.size < 40 ? place.size : 40), place.data);
    found = text_named(work->base, slice_from(named));
    if (found < 0)
        return place_refused(work, MSG("text.prose_place"), SLICE(""), place, 0);
    *out = (size_t)found;
    return OK;
}

/* Whole words: where the wanted ones begin or end with a letter, no other letter is beside it. Scripts without spaces have no such edge. */
static bool whole_at(Slice text, size_t at, Slice wanted)
{
    size_t   first = 0, last = 0, before = at;
    uint32_t rune, start = utf8_next(wanted, &first), end = start, beside = 0;

    while (last < wanted.size)
        end = utf8_next(wanted, &last);
    while (before > 0 && ((unsigned char)text.data[--before] & 0xC0) == 0x80)
        continue;
    rune = at != 0 ? utf8_next(text, &before) : 0;
    if (at + wanted.size < text.size) {
        size_t next = at + wanted.size;

        beside = utf8_next(text, &next);
    }
    return !(rune_is_letter(start) && !is_han(start) && rune_is_letter(rune)) && !(rune_is_letter(end) && !is_han(end) && rune_is_letter(beside));
}

static size_t next_found(Slice text, size_t from, Slice wanted)
{
    for (; wanted.size != 0 && from + wanted.size <= text.size; from++)
        if (memcmp(text.data + from, wanted.data, wanted.size) == 0 && whole_at(text, from, wanted))
            return from;
    return text.size;
}

/* A space between two words, none before a mark that closes up, none in scripts that set none. */
static void join(Buffer *out, Slice words)
{
    size_t   at = 0, last = out->size;
    uint32_t rune, before;

    if (words.size == 0)
        return;
    rune = utf8_next(words, &at);
    while (last > 0 && ((unsigned char)out->data[--last] & 0xC0) == 0x80)
        continue;
    before = out->size != 0 ? utf8_next(buffer_slice(out), &last) : ' ';
    if (!rune_is_space(before) && !rune_is_space(rune) && strchr(",.;:)", rune < 0x80 ? (int)rune : 'x') == NULL && before != '(' && !is_han(before) && !is_han(rune) && rune != 0x060C)
        buffer_add_byte(out, ' ');
    buffer_add(out, words);
}

/* The words around [at, end) with `middle` between them. */
static Status splice(Making *work, size_t paragraph, size_t at, size_t end, Slice middle, size_t *resume)
{
    Slice  words = work->words[paragraph], before = slice_part(words, 0, at), after = slice_part(words, end, words.size);
    Buffer out;
    Status status;

    buffer_init(&out, BLOB_MAX);
    if (middle.size == 0 && slice_starts(after, " ") && (before.size == 0 || slice_ends(before, " ")))
        after = slice_part(after, 1, after.size);
    else if (middle.size == 0 && slice_ends(before, " ") && (after.size == 0 || strchr(" ,.;:)", after.data[0]) != NULL))
        before.size--;
    buffer_add(&out, before);
    if (middle.size != 0)
        join(&out, middle);
    *resume = out.size;
    if (middle.size != 0)
        join(&out, after);
    else
        buffer_add(&out, after);
    status = out.status == OK ? slice_copy(work->reading->arena, buffer_slice(&out), &work->words[paragraph]) : out.status;
    work->changed[paragraph] = true;
    buffer_clear(&out);
    return status == OK ? OK : problem_set(work->reading->problem, status, status_face(status)->message, NULL);
}

static Status change_at(Making *work, ProseOp op, size_t paragraph, size_t at, Slice old, Slice new, size_t *resume)
{
    Status status;

    switch (op) {
    case INSERT_BEFORE:
        status = splice(work, paragraph, at, at, new, resume);
        *resume += old.size + 1; /* behind the words that stood there, and the space before them */
        return status;
    case INSERT_AFTER: return splice(work, paragraph, at + old.size, at + old.size, new, resume);
    default: return splice(work, paragraph, at, at + old.size, op == REPLACE_WORDS ? new : (Slice){NULL, 0}, resume);
    }
}

static Status change_words(Making *work, const Instruction *said, ProseOp op, size_t paragraph, Slice place, Slice old, Slice new)
{
    size_t count = 0, at = 0;

    for (size_t from = 0; (from = next_found(work->words[paragraph], from, old)) < work->words[paragraph].size; from += old.size)
        count++;
    if (count == 0)
        return place_refused(work, MSG("text.prose_missing"), old, place, 0);
    if (count > 1 && !said->wherever)
        return place_refused(work, MSG("text.prose_often"), old, place, count);
    while (count-- > 0) {
        at = next_found(work->words[paragraph], at, old);
        TRY(change_at(work, op, paragraph, at, old, new, &at));
    }
    return OK;
}

static Status at_paragraph(Making *work, const Instruction *said, size_t form, size_t paragraph, Slice place)
{
    Slice new = said->quotes[form_rows[form].new];

    switch (form_rows[form].op) {
    case DELETE_PLACES:
        work->gone[paragraph] = true;
        return OK;
    case NEW_AFTER:
        work->edits[work->count++] = (TextEdit){.words = new, .after = slice_from(work->base->paragraphs[paragraph].id)};
        return OK;
    default: return change_words(work, said, form_rows[form].op, paragraph, place, said->quotes[form_rows[form].old], new);
    }
}

/* Every paragraph of the same kind between the two. */
static Status make_range(Making *work, const Instruction *said, size_t form, size_t i, size_t first, size_t last)
{
    for (size_t k = first + 1; k < last; k++)
        if (work->base->paragraphs[k].kind == work->base->paragraphs[first].kind)
            TRY(at_paragraph(work, said, form, k, work->base->paragraphs[k].label.size != 0 ? work->base->paragraphs[k].label : said->places[i]));
    return OK;
}

static Status make_instruction(Making *work, const Instruction *said)
{
    size_t form = 0, forms = sizeof form_rows / sizeof *form_rows, before = 0, paragraph = 0;

    while (form < forms && strcmp(form_rows[form].signs, said->signs) != 0)
        form++;
    if (form == forms)
        return refuse(work->reading, MSG("text.prose_form"), work->reading->prose);
    for (size_t i = 0; i < said->place_count; i++, before = paragraph) {
        TRY(find_place(work, said, said->places[i], &paragraph));
        if (said->range_to[i] && i != 0)
            TRY(make_range(work, said, form, i, before, paragraph));
        TRY(at_paragraph(work, said, form, paragraph, said->places[i]));
    }
    return OK;
}

static Status prepare(Making *work, const Text *base, Arena *arena)
{
    work->words = arena_take_zeroed(arena, base->count, sizeof *work->words);
    work->changed = arena_take_zeroed(arena, base->count, sizeof *work->changed);
    work->gone = arena_take_zeroed(arena, base->count, sizeof *work->gone);
    work->edits = arena_take_zeroed(arena, base->count + PLACES_MAX * 64, sizeof *work->edits);
    if (work->words == NULL || work->changed == NULL || work->gone == NULL || work->edits == NULL)
        return text_no_memory(work->reading->problem);
    for (size_t i = 0; i < base->count; i++)
        work->words[i] = slice_part(base->paragraphs[i].text, paragraph_label_size(&base->paragraphs[i]), base->paragraphs[i].text.size);
    return OK;
}

Status text_prose(const Text *base, Slice prose, Arena *arena, TextEdit **edits, size_t *count, Problem *problem)
{
    Reading     reading = {.prose = prose, .arena = arena, .problem = problem};
    Making      work = {.base = base, .reading = &reading};
    Instruction said;

    if (prose.size > PROSE_BYTES_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("text.prose_long"), NULL);
    TRY(prepare(&work, base, arena));
    for (size_t instructions = 0; reading.at < prose.size && instructions < 64; instructions++) {
        TRY(read_instruction(&reading, &said));
        if (said.sign_count != 0)
            TRY(make_instruction(&work, &said));
    }
    if (reading.at < prose.size)
        return problem_set(problem, ERR_LIMIT, MSG("text.prose_long"), NULL);
    for (size_t i = 0; i < base->count; i++)
        if (work.changed[i] || work.gone[i])
            work.edits[work.count++] = (TextEdit){.paragraph = slice_from(base->paragraphs[i].id), .words = work.gone[i] ? (Slice){NULL, 0} : work.words[i]};
    *edits = work.edits;
    *count = work.count;
    return OK;
}
