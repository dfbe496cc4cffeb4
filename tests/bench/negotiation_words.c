/* SPDX-License-Identifier: Apache-2.0
 *
 * See negotiation_words.h. Every word is ASCII, so that bytes and code points are the same.
 */
#include "negotiation_words.h"

#include "record/record.h"

#include <jansson.h>

enum { SENTENCE_MAX = 4000, CLAUSES_LEAST = 2, CLAUSES_MORE = 3, WORDS_MAX = 200, SLOT_WORDS = 6, RANGE_WORDS = 3, WORDINGS = 4, UNITS = 3, TRIES = 50 };

static const char *const adjectives[] = {"blue", "quiet", "wooden", "round", "old", "painted", "small", "northern", "early", "broad", "copper", "patient", "shared", "folded", "distant", "bright"};
static const char *const nouns[] = {"lantern", "garden", "bench", "ledger", "ferry", "orchard", "bridge", "kettle", "fountain", "staircase", "almanac", "harbour",
                                    "meadow", "clock", "gate", "barrel", "terrace", "parcel", "windmill", "compass"};
static const char *const verbs[] = {"keeps", "counts", "paints", "opens", "repairs", "borrows", "names", "measures", "carries", "lights", "waters", "lists"};
static const char *const joins[] = {", and ", ", while ", ", so that ", ", before "};
static const char *const preambular[] = {"Noting that ", "Bearing in mind that ", "Aware that ", "Remembering that "};
static const char *const operative[] = {"Decides that ", "Requests that ", "Encourages that ", "Agrees that "};
static const char *const settled[] = {"shall", "should", "may", "will"};

#define PICK(random, list) ((list)[random_below(random, sizeof(list) / sizeof *(list))])

static void add_thing(Random *random, const char *article, Buffer *out)
{
    const char *adjective = PICK(random, adjectives), *noun = PICK(random, nouns);

    buffer_add_format(out, "%s %s %s", article, adjective, noun);
}

static void add_clause(Random *random, Buffer *out)
{
    const char *verb = PICK(random, verbs);

    add_thing(random, "the", out);
    buffer_add_string(out, " of ");
    add_thing(random, "the", out);
    buffer_add_format(out, " %s ", verb);
    add_thing(random, "each", out);
}

static void add_clauses(Random *random, size_t count, Buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            buffer_add_string(out, PICK(random, joins));
        add_clause(random, out);
    }
}

void negotiation_sentence(Random *random, Buffer *out)
{
    buffer_add_string(out, "A fictional delegation holds that ");
    add_clause(random, out);
    buffer_add_byte(out, '.');
}

/* ---- the text ---- */

static void write_paragraph(Random *random, ParagraphKind kind, Buffer *out)
{
    if (kind == KIND_TITLE) {
        buffer_add_string(out, "Draft decision on lanterns and gardens (fictional, made from a seed)");
        return;
    }
    buffer_add_string(out, kind == KIND_PREAMBULAR ? PICK(random, preambular) : PICK(random, operative));
    add_clauses(random, CLAUSES_LEAST + random_below(random, CLAUSES_MORE), out);
    buffer_add_byte(out, kind == KIND_PREAMBULAR ? ',' : ';');
}

static Status add_paragraph(Text *text, Random *random, ParagraphKind kind, size_t number)
{
    char   label[16] = "";
    Buffer words;
    Status status;

    buffer_init(&words, SENTENCE_MAX);
    write_paragraph(random, kind, &words);
    if (kind == KIND_OPERATIVE)
        (void)snprintf(label, sizeof label, "%zu.", number);
    status = words.status;
    if (status == OK)
        status = text_add(text, &(Paragraph){.kind = kind, .label = slice_from(label), .text = buffer_slice(&words), .table = NO_TABLE}, NULL);
    buffer_clear(&words);
    return status;
}

Status negotiation_text(uint64_t seed, size_t paragraphs, Text **out, Problem *problem)
{
    Random random = {random_seed_of(seed, 1)};
    Text  *text = text_new("en");
    size_t preamble = paragraphs / 3;
    Status status = text != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < paragraphs; i++)
        status = add_paragraph(text, &random, i == 0 ? KIND_TITLE : i <= preamble ? KIND_PREAMBULAR : KIND_OPERATIVE, i - preamble);
    if (status == OK)
        status = text_identify(text);
    if (status == OK)
        *out = text;
    else
        text_free(text);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

/* ---- changes ---- */

typedef struct Range {
    size_t start, end; /* bytes */
} Range;

static size_t split(Slice text, Range words[WORDS_MAX])
{
    size_t count = 0;

    for (size_t at = 0, start = 0; at <= text.size && count < WORDS_MAX; at++)
        if (at == text.size || text.data[at] == ' ') {
            if (at > start)
                words[count++] = (Range){start, at};
            start = at + 1;
        }
    return count;
}

/* The same for everyone who chooses this wording at this place. */
static Random wording_of(const NegotiationDraw *draw, size_t paragraph, size_t place, size_t wording)
{
    Hash     of;
    uint64_t id;

    hash_of(slice_from(draw->base->paragraphs[paragraph].id), &of);
    memcpy(&id, of.bytes, sizeof id);
    return (Random){random_seed_of(draw->seed ^ id, place * 64 + wording)};
}

static json_t *replace(const Paragraph *paragraph, Range range, Slice now)
{
    Slice was = slice_part(paragraph->text, range.start, range.end);

    return json_pack("{s:s, s:s, s:i, s:i, s:s%, s:s%}", "op", "replace", "paragraph", paragraph->id, "start", (int)range.start, "end", (int)range.end, "was", was.data != NULL ? was.data : "", was.size,
                     "now", now.data != NULL ? now.data : "", now.size);
}

/* Three words, sometimes two words further on, so that ranges overlap; sometimes nothing in their place. */
static json_t *change_words(const NegotiationDraw *draw, Random *random, size_t paragraph, const Range *words, size_t slots)
{
    size_t  slot = random_below(random, slots), first = 1 + slot * SLOT_WORDS + (random_chance(random, 15) ? 2 : 0), wording = random_below(random, WORDINGS);
    Range   range = {words[first].start, words[first + RANGE_WORDS - 1].end};
    Random  of = wording_of(draw, paragraph, first, wording);
    Buffer  now;
    json_t *out;

    buffer_init(&now, SENTENCE_MAX);
    if (wording == 0)
        buffer_add_format(&now, "%s ", PICK(&of, settled));
    if (!random_chance(random, 10))
        add_thing(&of, "the", &now);
    out = replace(&draw->base->paragraphs[paragraph], range, slice_trim(buffer_slice(&now)));
    buffer_clear(&now);
    return out;
}

static json_t *insert_words(const NegotiationDraw *draw, Random *random, size_t paragraph, const Range *words, size_t slots)
{
    size_t  slot = random_below(random, slots), at = words[slot * SLOT_WORDS + SLOT_WORDS].start;
    Random  of = wording_of(draw, paragraph, WORDS_MAX + slot, random_below(random, UNITS));
    Buffer  now;
    json_t *out;

    buffer_init(&now, SENTENCE_MAX);
    buffer_add_string(&now, "where ");
    add_clause(&of, &now);
    buffer_add_byte(&now, ' ');
    out = replace(&draw->base->paragraphs[paragraph], (Range){at, at}, buffer_slice(&now));
    buffer_clear(&now);
    return out;
}

static json_t *insert_paragraph(const NegotiationDraw *draw, Random *random, size_t paragraph)
{
    const Paragraph *after = &draw->base->paragraphs[paragraph];
    Random           of = wording_of(draw, paragraph, 2 * (size_t)WORDS_MAX, random_below(random, UNITS));
    ParagraphKind    kind = after->kind == KIND_TITLE ? KIND_PREAMBULAR : after->kind;
    Buffer           now;
    json_t          *out;

    buffer_init(&now, SENTENCE_MAX);
    write_paragraph(&of, kind, &now);
    out = json_pack("{s:s, s:s, s:s, s:s, s:i, s:s%}", "op", "insert_paragraph", "after", after->id, "key", "n", "kind", paragraph_kind_name(kind), "level", 0, "now", now.data, now.size);
    buffer_clear(&now);
    return out;
}

static json_t *delete_paragraph(const NegotiationDraw *draw, size_t paragraph)
{
    const Paragraph *one = &draw->base->paragraphs[paragraph];

    return json_pack("{s:s, s:s, s:s%}", "op", "delete_paragraph", "paragraph", one->id, "was", one->text.data, one->text.size);
}

static json_t *change_of(const NegotiationDraw *draw, Random *random, size_t paragraph)
{
    Range    words[WORDS_MAX];
    size_t   count = split(draw->base->paragraphs[paragraph].text, words), slots = count > SLOT_WORDS + 2 ? (count - 2) / SLOT_WORDS : 0;
    uint32_t chance = random_below(random, 100);

    if (chance < 15 || slots == 0)
        return insert_paragraph(draw, random, paragraph);
    if (chance < 20)
        return delete_paragraph(draw, paragraph);
    if (chance < 35)
        return insert_words(draw, random, paragraph, words, slots);
    return change_words(draw, random, paragraph, words, slots);
}

/* Behind the title; the nearer to the middle of the list, the more is said about it. False: all that were tried are closed or used. */
static bool choose(const NegotiationDraw *draw, Random *random, const size_t *used, size_t used_count, size_t *out)
{
    size_t count = draw->base->count - 1;

    for (size_t i = 0; i < TRIES; i++) {
        size_t paragraph = 1 + (random_below(random, count) + random_below(random, count)) / 2;
        bool   is_used = draw->closed[paragraph];

        for (size_t k = 0; k < used_count; k++)
            is_used = is_used || used[k] == paragraph;
        *out = paragraph;
        if (!is_used)
            return true;
    }
    return false;
}

json_t *negotiation_changes(const NegotiationDraw *draw, Random *random, size_t *paragraph)
{
    size_t  used[NEGOTIATION_CHANGES_MAX] = {0}, count = random_chance(random, 75) ? 1 : 2 + random_below(random, NEGOTIATION_CHANGES_MAX - 1);
    json_t *out = json_array();

    for (size_t i = 0; out != NULL && i < count && choose(draw, random, used, i, &used[i]); i++)
        if (json_array_append_new(out, change_of(draw, random, used[i])) != 0) {
            json_decref(out);
            out = NULL;
        }
    *paragraph = used[0];
    return out;
}
