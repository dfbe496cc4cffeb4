/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding the marks of footnotes in the text.
 *
 * Marks of the format itself are as it says, and raised digits are certain. Extractions leave a bare digit, in a text full of other numbers: "Court, 2 which", "2010, 1 2013 2 and 2015 3
 * reports", "made,1". Each digit gets a weight by its surroundings. The first marks of the notes rise through the document and stand on the
 * page of their note: the heaviest rising chain of digits is taken for them. After that a digit is a repeated mark only when it is heavy by
 * itself: a text must not lose a number of its own.
 */
#include "text/anatomy_internal.h"

enum {
    GIVEN = 1000,        /* weights: the format says that it is a mark, and of which note */
    RAISED = 100,
    AFTER_PUNCTUATION = 80,
    STUCK = 90,
    AFTER_YEAR = 75,
    AFTER_NAME = 60,
    AFTER_NAME_BEFORE_NAME = 40,
    AFTER_WORD = 30,
    CHAIN_MIN = 20,
    REPEAT_MIN = 60,
    SAME_PAGE = 5,
    MARK_DIGITS_MAX = 3,
    STUCK_WORD_MIN = 4, /* bytes of a word that a mark is stuck to */
    NOTES_ANYWHERE_MAX = 2000, /* with more notes, raised marks too are looked for near their page */
    CANDIDATES_MAX = 1000000
};

typedef struct Candidate {
    Draft   *draft;
    uint32_t start, end;
    uint32_t number, page;
    int      weight;
    int32_t  note;   /* that it may be the first mark of; -1 */
    int64_t  best;   /* of the chain that ends here */
    int32_t  before; /* the candidate before it in that chain */
    bool     taken;
} Candidate;

typedef struct Marks {
    Rebuild   *rebuild;
    Candidate *items;
    size_t     count, capacity;
    uint32_t  *given; /* by the format's number of a note: its first in the list, + 1 */
    size_t     given_count;
} Marks;

/* ---- one digit and its surroundings ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char at_or_space(Slice text, size_t at)
{
    return at < text.size ? text.data[at] : ' ';
}

static bool is_one_of(Slice word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word.size == strlen(list[i]) && words_start(word, slice_from(list[i])))
            return true;
    return false;
}
#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof(list) / sizeof *(list))

/* What carries a number of its own. */
static const char *const numbered[] = {
    "article", "articles", "paragraph", "paragraphs", "para", "paras", "subparagraph", "chapter", "chapters", "chap", "section", "sections",
    "sect", "annex", "annexes", "appendix", "item", "items", "sub-item", "goal", "target", "targets", "indicator", "phase", "part", "parts",
    "volume", "vol", "no", "nos", "number", "page", "pages", "p", "pp", "figure", "table", "box", "resolution", "resolutions", "decision",
    "decisions", "rule", "rules", "regulation", "regulations", "principle", "step", "option", "level", "category", "class", "type", "group",
    "subgroup", "track", "pillar", "cluster", "tier", "zone", "question", "questions", "norm", "norms", "round", "stage", "day", "week",
    "protocol", "agenda", "committee", "supplement", "session", "add", "rev", "corr", "commitment", "action", "recommendation",
    "recommendations", "measure", "title", "form", "model", "version", "window", "component", "output", "outcome", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
/* What no note is marked behind. */
static const char *const small_words[] = {
    "of", "to", "and", "or", "in", "on", "at", "by", "from", "for", "with", "the", "a", "an", "between", "about", "over", "under", "until",
    "than", "least", "most", "only", "some", "every", "nearly", "almost", "all", "these", "those", "next", "first", "last", "past", "within",
    "another", "were", "was", "is", "are", "has", "have", "had", "be", "its", "their", "as", "into", "after", "before", "per", "approximately",
    "around", "up", "down", "other", "further", "additional", "total", "any", "each", "both", "which", "that", "some", "exceeding", "below",
    "above", "reaching", "including", "two", "three", "times", "age", "aged"};
/* What is counted by the number before it. */
static const char *const counted[] = {
    "per", "percent", "million", "billion", "thousand", "years", "year", "months", "month", "weeks", "days", "day", "hours", "hour", "minutes",
    "dollars", "euros", "states", "members", "countries", "meetings", "sessions", "times", "votes", "abstentions", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "participants", "persons", "people",
    "delegations", "experts", "km", "metres", "p.m", "a.m"};

static Slice word_before(Slice text, size_t end)
{
    size_t start = end;

    while (start > 0 && strchr(" ,;:.()[]\"", text.data[start - 1]) == NULL && (unsigned char)text.data[start - 1] != 0x9D)
        start--;
    return slice_part(text, start, end);
}

static Slice word_behind(Slice text, size_t start)
{
    size_t end = start;

    while (end < text.size && strchr(" ,;:()[]", text.data[end]) == NULL)
        end++;
    return slice_part(text, start, end);
}

static size_t trailing_digits(Slice word)
{
    size_t count = 0;

    while (count < word.size && is_digit(word.data[word.size - 1 - count]))
        count++;
    return count;
}

static bool is_year(Slice word)
{
    size_t digits = trailing_digits(word);

    return digits == 4 && (word.data[word.size - 4] == '1' || word.data[word.size - 4] == '2');
}

static size_t behind_spaces(Slice text, size_t at)
{
    while (at < text.size && text.data[at] == ' ')
        at++;
    return at;
}

/* "2 and 3", "2 to 5", "2, 3": one of several numbers, or a number of things. */
static bool is_counting(Slice text, size_t end)
{
    size_t at = behind_spaces(text, end);
    Slice  word = word_behind(text, at), next;

    if (at == end && (at_or_space(text, end) == ',' || at_or_space(text, end) == ';')) {
        at = behind_spaces(text, end + 1);
        next = word_behind(text, at);
        return next.size != 0 && next.size <= MARK_DIGITS_MAX && trailing_digits(next) == next.size;
    }
    if (IS_ONE_OF(word, counted))
        return true;
    if (!slice_is(word, "and") && !slice_is(word, "or") && !slice_is(word, "to"))
        return false;
    next = word_behind(text, behind_spaces(text, at + word.size));
    return next.size != 0 && next.size <= MARK_DIGITS_MAX && trailing_digits(next) == next.size;
}

/* May a mark stand right before what is at `end`: a space, punctuation or a closing quote, and no part of a longer number? */
static bool can_end(Slice text, size_t end)
{
    char c = at_or_space(text, end);

    if ((c == ',' || c == '.' || c == ':') && is_digit(at_or_space(text, end + 1)))
        return false;
    return c == ' ' || strchr(",;:.", c) != NULL || slice_starts(slice_part(text, end, text.size), "\xE2\x80\x9D") ||
           slice_starts(slice_part(text, end, text.size), "\xE2\x80\x99");
}

/* Behind punctuation: `before` is the place of the punctuation mark. */
static int weigh_after_punctuation(Slice text, size_t before, size_t end, bool spaced)
{
    Slice word = word_before(text, before);
    char  mark = text.data[before];

    if (IS_ONE_OF(word, numbered) && mark == '.')
        return 0;
    if (!spaced && before > 0 && is_digit(text.data[before - 1]) && strchr(",.:", mark) != NULL)
        return mark == ',' && end - before <= 3 && (end >= text.size || is_year(word)) ? AFTER_NAME : 0; /* "1,000", "3.5"; "2014,5 and" */
    if (mark == ',' && trailing_digits(word) == word.size && word.size != 0 && !is_year(word))
        return 0; /* "paragraphs 1, 2 and 3" */
    return spaced ? AFTER_PUNCTUATION : STUCK;
}

static bool is_punctuation(Slice text, size_t at)
{
    if (strchr(",;:.)!?", text.data[at]) != NULL)
        return true;
    return at >= 2 && (unsigned char)text.data[at] >= 0x99 && (unsigned char)text.data[at] <= 0x9D && (unsigned char)text.data[at - 1] == 0x80 &&
           (unsigned char)text.data[at - 2] == 0xE2; /* a closing quote */
}

static int weigh_after_word(Slice text, size_t end_of_word, size_t end)
{
    Slice word = word_before(text, end_of_word);
    Slice next = word_behind(text, behind_spaces(text, end));

    if (IS_ONE_OF(word, numbered) || IS_ONE_OF(word, small_words))
        return 0;
    if (is_year(word))
        return AFTER_YEAR;
    if (trailing_digits(word) == word.size)
        return 0;
    if (word.size != 0 && word.data[0] >= 'A' && word.data[0] <= 'Z')
        return shape_starts_capital(next) && at_or_space(text, end) == ' ' ? AFTER_NAME_BEFORE_NAME : AFTER_NAME;
    return AFTER_WORD;
}

/* "Goals2 for": stuck to a word of some length that ends in a small letter; "CO2" and "G20" are names. */
static int weigh_stuck(Slice text, size_t start)
{
    Slice word = word_before(text, start);

    if (word.size < STUCK_WORD_MIN || text.data[start - 1] < 'a' || text.data[start - 1] > 'z' || IS_ONE_OF(word, numbered))
        return 0;
    return AFTER_NAME;
}

/* How much speaks for the bare digits start to end being a mark. */
static int weigh(Slice text, size_t start, size_t end)
{
    bool   spaced = start > 0 && text.data[start - 1] == ' ';
    size_t before = spaced ? start - 2 : start - 1;

    if (start == 0 || (spaced && start < 2) || !can_end(text, end) || is_counting(text, end))
        return 0;
    if (is_punctuation(text, before))
        return weigh_after_punctuation(text, before, end, spaced);
    if (spaced)
        return weigh_after_word(text, start - 1, end);
    return weigh_stuck(text, start);
}

/* ---- all digits ---- */

static uint32_t page_at(const Draft *draft, uint32_t at)
{
    uint32_t page = 0;

    for (uint32_t i = 0; i < draft->piece_count && draft->pieces[i].at <= at; i++)
        page = draft->pieces[i].page;
    return page;
}

static Status add_candidate(Marks *marks, Candidate candidate)
{
    void  *block = marks->items;
    Status status;

    if (candidate.weight != GIVEN && (marks->count >= CANDIDATES_MAX || candidate.number == 0))
        return OK;
    status = memory_reserve(&block, &marks->capacity, marks->count + 1, sizeof *marks->items);
    marks->items = block;
    TRY(status);
    candidate.page = page_at(candidate.draft, candidate.start);
    if (candidate.weight != GIVEN)
        candidate.note = -1;
    candidate.before = -1;
    marks->items[marks->count++] = candidate;
    return OK;
}

static unsigned raised_value(uint32_t rune)
{
    switch (rune) {
    case 0xB9: return 1;
    case 0xB2: return 2;
    case 0xB3: return 3;
    default: return rune == 0x2070 || (rune >= 0x2074 && rune <= 0x2079) ? rune - 0x2070 : 10;
    }
}

/* km², m³: a unit, not a note. */
static bool is_unit(Slice text, size_t start)
{
    Slice word = word_before(text, start);

    return slice_is(word, "m") || slice_is(word, "km") || slice_is(word, "cm") || slice_is(word, "CO") || slice_is(word, "mm");
}

static Status add_raised(Marks *marks, Draft *draft, size_t start, size_t *at)
{
    uint32_t number = 0;
    size_t   end = start;

    while (end < draft->text.size && end - start < 12) {
        size_t   next = end;
        unsigned value = raised_value(utf8_next(draft->text, &next));

        if (value > 9)
            break;
        number = number * 10 + value;
        end = next;
    }
    *at = end;
    if (is_unit(draft->text, start))
        return OK;
    return add_candidate(marks, (Candidate){.draft = draft, .start = (uint32_t)start, .end = (uint32_t)end, .number = number, .weight = RAISED});
}

static bool in_raised_span(const Draft *draft, size_t at, uint32_t *hint)
{
    while (*hint < draft->span_count && draft->spans[*hint].end <= at)
        ++*hint;
    return *hint < draft->span_count && draft->spans[*hint].start <= at && (draft->spans[*hint].styles & STYLE_SUPERSCRIPT) != 0;
}

/* The digits start to end, all raised or none. */
static Status add_digits(Marks *marks, Draft *draft, size_t start, size_t end, bool raised)
{
    Slice    text = draft->text;
    uint32_t number = 0;
    int      weight;

    for (size_t at = start; at < end && end - start <= MARK_DIGITS_MAX; at++)
        number = number * 10 + (uint32_t)(text.data[at] - '0');
    if (end - start > MARK_DIGITS_MAX || number == 0 || (text.data[start] == '0'))
        return OK;
    weight = raised ? RAISED : weigh(text, start, end);
    if (weight == 0)
        return OK;
    return add_candidate(marks, (Candidate){.draft = draft, .start = (uint32_t)start, .end = (uint32_t)end, .number = number, .weight = weight});
}

/* A mark of the format whose note says nothing is none. */
static Status add_given(Marks *marks, Draft *draft, size_t start, uint32_t index)
{
    uint32_t given = index < draft->mark_count ? draft->marks[index] : 0;
    int32_t  note = given < marks->given_count ? (int32_t)marks->given[given] - 1 : -1;

    return add_candidate(marks, (Candidate){.draft = draft, .start = (uint32_t)start, .end = (uint32_t)start + 3, .weight = GIVEN, .note = note});
}

static Status scan_given(Marks *marks, Draft *draft)
{
    uint32_t given = 0;

    for (size_t at = 0; at < draft->text.size; at++)
        if (slice_starts(slice_part(draft->text, at, draft->text.size), "\xEF\xBF\xBC"))
            TRY(add_given(marks, draft, at, given++));
    return OK;
}

static Status scan(Marks *marks, Draft *draft)
{
    uint32_t hint = 0, given = 0;
    bool     bare = marks->rebuild->mode == REBUILD_WRAPPED; /* where raised digits cannot survive */

    for (size_t at = 0; at < draft->text.size;) {
        size_t   start = at;
        uint32_t rune = utf8_next(draft->text, &at);

        if (rune < 0x80 && is_digit((char)rune)) {
            bool raised = in_raised_span(draft, start, &hint);

            while (at < draft->text.size && is_digit(draft->text.data[at]) && in_raised_span(draft, at, &hint) == raised)
                at++;
            if (raised || bare)
                TRY(add_digits(marks, draft, start, at, raised));
        } else if (rune == 0xFFFC && marks->rebuild->marked) {
            TRY(add_given(marks, draft, start, given++));
        } else if (rune >= 0xB2 && raised_value(rune) <= 9) {
            TRY(add_raised(marks, draft, start, &at));
        }
    }
    return OK;
}

/* ---- first marks: the heaviest rising chain ---- */

typedef struct Best {
    int64_t value;
    int32_t candidate;
} Best;

/* The best chain that ends in a note before `note`: a Fenwick tree of maxima. */
static Best best_before(const Best *tree, int32_t note)
{
    Best best = {0, -1};

    for (int32_t i = note; i > 0; i -= i & -i)
        if (tree[i].value > best.value)
            best = tree[i];
    return best;
}

static void put_best(Best *tree, size_t size, int32_t note, Best best)
{
    for (size_t i = (size_t)note + 1; i <= size; i += i & (~i + 1))
        if (best.value > tree[i].value)
            tree[i] = best;
}

/* The note that a candidate may first mark: of its number and its page; raised digits may stand farther. */
static int32_t note_of(const Rebuild *rebuild, const Candidate *candidate, size_t *hint)
{
    bool anywhere = candidate->weight == RAISED && rebuild->note_count <= NOTES_ANYWHERE_MAX;

    while (*hint < rebuild->note_count && rebuild->notes[*hint].page + 1 < candidate->page)
        ++*hint;
    for (size_t i = anywhere ? 0 : *hint; i < rebuild->note_count; i++) {
        const Note *note = &rebuild->notes[i];

        if (!anywhere && note->page > candidate->page + 1)
            break;
        if (note->number == candidate->number && (note->page >= candidate->page || anywhere))
            return (int32_t)i;
    }
    return -1;
}

static Status choose_first(Marks *marks)
{
    Rebuild *rebuild = marks->rebuild;
    Best    *tree = arena_take_zeroed(rebuild->scratch, rebuild->note_count + 2, sizeof *tree);
    size_t   hint = 0;
    int32_t  at;

    if (tree == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < marks->count; i++) {
        Candidate *candidate = &marks->items[i];
        Best       before;

        if (candidate->weight == GIVEN)
            continue;
        candidate->note = candidate->weight >= CHAIN_MIN ? note_of(rebuild, candidate, &hint) : -1;
        if (candidate->note < 0)
            continue;
        before = best_before(tree, candidate->note);
        candidate->before = before.candidate;
        candidate->best = before.value + candidate->weight + (rebuild->notes[candidate->note].page == candidate->page ? SAME_PAGE : 0);
        put_best(tree, rebuild->note_count, candidate->note, (Best){candidate->best, (int32_t)i});
    }
    for (at = best_before(tree, (int32_t)rebuild->note_count).candidate; at >= 0; at = marks->items[at].before)
        marks->items[at].taken = true;
    return OK;
}

/* ---- the edits ---- */

static Status mark(Marks *marks, const Candidate *candidate, int32_t note)
{
    uint32_t start = candidate->start;
    Slice    text = candidate->draft->text;

    if (candidate->weight < RAISED && start > 0 && text.data[start - 1] == ' ')
        start--;
    return anatomy_repair_edit(marks->rebuild, candidate->draft, (Edit){start, candidate->end, note});
}

/* Its note's paragraphs become a story where none is yet. */
static Status choose_given(Marks *marks, const Candidate *candidate, uint32_t *stories)
{
    Rebuild *rebuild = marks->rebuild;
    Note    *note = candidate->note >= 0 ? &rebuild->notes[candidate->note] : NULL;

    if (note == NULL)
        return anatomy_repair_edit(rebuild, candidate->draft, (Edit){candidate->start, candidate->end, EDIT_TAKE_OUT});
    if (note->story == 0)
        for (uint32_t story = ++*stories; note < rebuild->notes + rebuild->note_count && note->given == rebuild->notes[candidate->note].given; note++)
            note->story = story;
    return mark(marks, candidate, candidate->note);
}

/* In order of place: first marks as chosen, and what marks a note again. Stories are numbered by first marks. */
static Status choose_all(Marks *marks)
{
    Rebuild *rebuild = marks->rebuild;
    uint32_t stories = 0;
    int32_t  latest[1000];

    memset(latest, -1, sizeof latest);
    for (size_t i = 0; i < marks->count; i++) {
        Candidate *candidate = &marks->items[i];
        int32_t    note = candidate->taken ? candidate->note : -1;

        if (candidate->weight == GIVEN)
            TRY(choose_given(marks, candidate, &stories));
        if (candidate->weight == GIVEN || candidate->number > 999)
            continue;
        if (candidate->taken) {
            rebuild->notes[note].story = ++stories;
            latest[candidate->number] = note;
        } else if (candidate->weight >= REPEAT_MIN) {
            note = latest[candidate->number];
        }
        if (note >= 0)
            TRY(mark(marks, candidate, note));
    }
    return OK;
}

static Status find_given(Marks *marks)
{
    const Rebuild *rebuild = marks->rebuild;

    for (size_t i = 0; i < rebuild->note_count; i++)
        if (rebuild->notes[i].given >= marks->given_count)
            marks->given_count = (size_t)rebuild->notes[i].given + 1;
    marks->given = arena_take_zeroed(rebuild->scratch, marks->given_count + 1, sizeof *marks->given);
    if (marks->given == NULL)
        return ERR_MEMORY;
    for (size_t i = rebuild->note_count; i > 0; i--)
        marks->given[rebuild->notes[i - 1].given] = rebuild->notes[i - 1].given != 0 ? (uint32_t)i : 0;
    return OK;
}

Status anatomy_marks(Rebuild *rebuild)
{
    Marks  marks = {.rebuild = rebuild};
    Status status = OK;

    if (rebuild->note_count == 0 && !rebuild->marked)
        return OK;
    TRY(find_given(&marks));
    for (size_t i = 0; i < rebuild->draft_count; i++) {
        if (!rebuild->drafts[i].head)
            TRY_OR(done, scan(&marks, &rebuild->drafts[i]));
        else if (rebuild->marked)
            TRY_OR(done, scan_given(&marks, &rebuild->drafts[i]));
    }
    TRY_OR(done, choose_first(&marks));
    status = choose_all(&marks);
done:
    memory_free(marks.items);
    return status;
}
