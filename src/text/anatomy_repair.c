/* SPDX-License-Identifier: Apache-2.0
 *
 * What text extraction did to words, undone where it is certain, and the edits of drafts.
 *
 * "confidence -building" loses its space, "Women ’s" too. A word cut by a stray space ("techno logies") is joined only when the document
 * has the whole word elsewhere and neither half: anything else stays as it stands. Nothing is invented.
 */
#include "text/anatomy_internal.h"

enum { TABLE_MIN = 1024, HALF_MIN = 5 /* bytes of a joined word, at least */ };

typedef struct WordCount {
    uint64_t hash; /* 0: free */
    unsigned count;
} WordCount;

struct WordTable {
    WordCount *slots;
    size_t     size; /* a power of two */
};

/* ---- counting words ---- */

static uint64_t add_folded(uint64_t hash, Slice word)
{
    for (size_t i = 0; i < word.size; i++) {
        unsigned char c = (unsigned char)word.data[i];

        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c - 'A' + 'a');
        hash = (hash ^ c) * 0x100000001B3ULL;
    }
    return hash;
}

static uint64_t hash_parts(Slice left, const char *glue, Slice right)
{
    uint64_t hash = add_folded(add_folded(add_folded(0xCBF29CE484222325ULL, left), slice_from(glue)), right);

    hash ^= hash >> 29; /* the low bits choose the slot */
    return hash != 0 ? hash : 1;
}

static WordCount *slot_of(const WordTable *table, uint64_t hash)
{
    size_t at = (size_t)hash & (table->size - 1);

    while (table->slots[at].hash != 0 && table->slots[at].hash != hash)
        at = (at + 1) & (table->size - 1);
    return &table->slots[at];
}

unsigned anatomy_repair_seen(const WordTable *words, Slice left, const char *glue, Slice right)
{
    return slot_of(words, hash_parts(left, glue, right))->count;
}

static void count_word(WordTable *table, Slice word)
{
    WordCount *slot = slot_of(table, hash_parts(word, "", (Slice){NULL, 0}));

    slot->hash = hash_parts(word, "", (Slice){NULL, 0});
    slot->count++;
}

/* Ends of the word at `at`: letters; *compound goes on over hyphens. */
static size_t letters_end(Slice text, size_t at)
{
    while (at < text.size) {
        size_t next = at;

        if (!rune_is_letter(utf8_next(text, &next)))
            break;
        at = next;
    }
    return at;
}

static void count_line(WordTable *table, Slice text)
{
    for (size_t at = 0; at < text.size;) {
        size_t end = letters_end(text, at), compound = end;

        if (end == at) {
            (void)utf8_next(text, &at);
            continue;
        }
        count_word(table, slice_part(text, at, end));
        while (compound < text.size && text.data[compound] == '-' && letters_end(text, compound + 1) != compound + 1)
            compound = letters_end(text, compound + 1);
        if (compound != end)
            count_word(table, slice_part(text, at, compound));
        at = end;
    }
}

Status anatomy_repair_count_words(Rebuild *rebuild)
{
    WordTable *table = arena_take_zeroed(rebuild->scratch, 1, sizeof *table);
    size_t     letters = 0;

    if (table == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < rebuild->line_count; i++)
        letters += rebuild->lines[i].text.size;
    /* A word and its space take two bytes at least; every compound has a hyphen more. */
    for (table->size = TABLE_MIN; table->size < letters * 2 && table->size < ((size_t)1 << 24);)
        table->size *= 2;
    table->slots = arena_take_zeroed(rebuild->scratch, table->size, sizeof *table->slots);
    if (table->slots == NULL)
        return ERR_MEMORY;
    for (size_t i = 0, budget = table->size / 2; i < rebuild->line_count && rebuild->lines[i].text.size < budget; i++) {
        count_line(table, rebuild->lines[i].text);
        budget -= rebuild->lines[i].text.size;
    }
    rebuild->words = table;
    return OK;
}

/* ---- edits ---- */

static int by_place(const void *a, const void *b)
{
    const Edit *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

Status anatomy_repair_edit(Rebuild *rebuild, Draft *draft, Edit edit)
{
    uint32_t count = draft->edit_count;

    /* Room grows in powers of two; the arena keeps the old ones, which are never more than the last. */
    if ((count & (count - 1)) == 0) {
        Edit *edits = arena_take(rebuild->scratch, (size_t)(count == 0 ? 1 : 2 * count) * sizeof *edits);

        if (edits == NULL)
            return ERR_MEMORY;
        if (count != 0)
            memcpy(edits, draft->edits, count * sizeof *edits);
        draft->edits = edits;
    }
    draft->edits[draft->edit_count++] = edit;
    return OK;
}

/* ---- finding what to mend ---- */

static bool letter_before(Slice text, size_t at)
{
    size_t start = at, next;

    if (at == 0)
        return false;
    do
        start--;
    while (start > 0 && ((unsigned char)text.data[start] & 0xC0) == 0x80);
    next = start;
    return rune_is_letter(utf8_next(text, &next));
}

/* "confidence -building", "Women ’s" */
static bool is_stray_before(Slice text, size_t at)
{
    size_t next = at + 1;

    if (!letter_before(text, at) || next >= text.size)
        return false;
    if (text.data[next] == '-')
        return letters_end(text, next + 1) != next + 1;
    return slice_starts(slice_part(text, next, text.size), "\xE2\x80\x99s") && letters_end(text, next + 3) == next + 4;
}

static size_t letters_start(Slice text, size_t end)
{
    while (end > 0 && letter_before(text, end)) {
        do
            end--;
        while (end > 0 && ((unsigned char)text.data[end] & 0xC0) == 0x80);
    }
    return end;
}

/* "techno logies": the document has "technologies", and no other "techno" or "logies". */
static bool is_stray_inside(const Rebuild *rebuild, Slice text, size_t at)
{
    Slice  left = slice_part(text, letters_start(text, at), at);
    Slice  right = slice_part(text, at + 1, letters_end(text, at + 1));
    Slice  none = {NULL, 0};
    size_t size = left.size + right.size;

    return left.size != 0 && right.size != 0 && size >= HALF_MIN && anatomy_repair_seen(rebuild->words, left, "", right) != 0 &&
           anatomy_repair_seen(rebuild->words, left, "", none) == 1 && anatomy_repair_seen(rebuild->words, right, "", none) == 1;
}

static Status mend(Rebuild *rebuild, Draft *draft)
{
    const char *data = draft->text.data;

    for (const char *space = draft->text.size != 0 ? memchr(data, ' ', draft->text.size) : NULL; space != NULL;) {
        size_t at = (size_t)(space - data);

        if (is_stray_before(draft->text, at) || is_stray_inside(rebuild, draft->text, at))
            TRY(anatomy_repair_edit(rebuild, draft, (Edit){(uint32_t)at, (uint32_t)at + 1, EDIT_TAKE_OUT}));
        space = at + 1 < draft->text.size ? memchr(space + 1, ' ', draft->text.size - at - 1) : NULL;
    }
    return OK;
}

Status anatomy_repair(Rebuild *rebuild)
{
    for (size_t i = 0; i < rebuild->draft_count; i++)
        TRY(mend(rebuild, &rebuild->drafts[i]));
    for (size_t i = 0; i < rebuild->note_count; i++)
        TRY(mend(rebuild, &rebuild->notes[i].draft));
    return OK;
}

/* ---- doing them ---- */

/* Where byte `at` of the old text comes to stand: walks forward with the edits. */
typedef struct Shift {
    const Draft *draft;
    uint32_t     next; /* edit */
    int64_t      moved;
} Shift;

static uint32_t shifted(Shift *shift, uint32_t at)
{
    const Draft *draft = shift->draft;

    while (shift->next < draft->edit_count && draft->edits[shift->next].end <= at) {
        const Edit *edit = &draft->edits[shift->next++];

        shift->moved += (edit->note != EDIT_TAKE_OUT ? 3 : 0) - (int64_t)(edit->end - edit->start);
    }
    if (shift->next < draft->edit_count && draft->edits[shift->next].start < at)
        at = draft->edits[shift->next].start; /* inside what is taken out */
    return (uint32_t)(at + shift->moved);
}

static void drop_overlaps(Draft *draft)
{
    uint32_t kept = 0;

    if (draft->edit_count > 1)
        qsort(draft->edits, draft->edit_count, sizeof *draft->edits, by_place);
    for (uint32_t i = 0; i < draft->edit_count; i++)
        if (kept == 0 || draft->edits[i].start >= draft->edits[kept - 1].end)
            draft->edits[kept++] = draft->edits[i];
    draft->edit_count = kept;
}

static Status move_spans(Rebuild *rebuild, const Draft *draft, Paragraph *out)
{
    Shift shift = {.draft = draft};

    out->spans = arena_take(rebuild->scratch, (draft->span_count + 1) * sizeof *out->spans);
    if (out->spans == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < draft->span_count; i++) {
        Span span = draft->spans[i];

        span.start = shifted(&shift, span.start);
        span.end = shifted(&shift, span.end);
        if (span.start < span.end)
            out->spans[out->span_count++] = span;
    }
    return OK;
}

/* A raised digit that became a note's anchor leaves no raised span behind. */
static void drop_raised_anchors(Paragraph *paragraph)
{
    uint32_t kept = 0, next = 0; /* anchors and spans are in order */

    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        Span span = paragraph->spans[i];

        while (next < paragraph->anchor_count && paragraph->anchors[next].at <= span.start)
            next++;
        if (next == 0 || span.end > paragraph->anchors[next - 1].at + 3)
            paragraph->spans[kept++] = span;
    }
    paragraph->span_count = kept;
}

Status anatomy_repair_apply(Rebuild *rebuild, const Draft *source, Paragraph *out)
{
    Draft  draft = *source;
    char  *text = arena_take(rebuild->scratch, draft.text.size + 3 * (size_t)draft.edit_count + 1);
    size_t size = 0, from = 0;

    drop_overlaps(&draft);
    out->anchors = arena_take_zeroed(rebuild->scratch, draft.edit_count + 1, sizeof *out->anchors);
    if (text == NULL || out->anchors == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i <= draft.edit_count; i++) {
        size_t to = i < draft.edit_count ? draft.edits[i].start : draft.text.size;

        if (to > from)
            memcpy(text + size, draft.text.data + from, to - from);
        size += to - from;
        if (i == draft.edit_count)
            break;
        from = draft.edits[i].end;
        if (draft.edits[i].note == EDIT_TAKE_OUT)
            continue;
        out->anchors[out->anchor_count++] = (Anchor){.at = (uint32_t)size, .kind = ANCHOR_FOOTNOTE, .story = (uint32_t)draft.edits[i].note};
        memcpy(text + size, "\xEF\xBF\xBC", 3);
        size += 3;
    }
    out->text = (Slice){text, size};
    TRY(move_spans(rebuild, &draft, out));
    drop_raised_anchors(out);
    return OK;
}
