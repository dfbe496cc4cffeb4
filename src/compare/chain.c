/* SPDX-License-Identifier: Apache-2.0
 *
 * A paragraph over several documents: forwards to what became of it, back to what it came from. The paragraphs that belong to it are followed as a set, text by text; where a text has none, the last one
 * that has is asked again for the next, and then more must be alike. Nothing is decided here about which documents follow one another: the caller says.
 */
#include "compare/chain_internal.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

struct Chainer {
    Arena             *arena;
    const Text *const *texts;
    size_t             count;
    Vocabulary        *vocabulary;
    Passages          *passages;
    ChainPair        **pairs;      /* [earlier * count + later], made when first asked for */
};

const char *chain_state_name(ChainState state)
{
    static const char *const names[CHAIN_STATES] = {"absent", "first", "same", "reworded", "split", "merged", "dropped"};

    REQUIRE(state < CHAIN_STATES);
    return names[state];
}

/* A text with operative or preambular paragraphs is followed by them; what else it has is its masthead. */
static bool has_provisions(const Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].kind == KIND_OPERATIVE || text->paragraphs[i].kind == KIND_PREAMBULAR)
            return true;
    return false;
}

bool chain_follows(const Text *text, size_t paragraph)
{
    const Paragraph *asked = &text->paragraphs[paragraph];
    bool             plain = (asked->kind == KIND_PLAIN || asked->kind == KIND_CELL) && !has_provisions(text);

    return asked->story == 0 && asked->text.size > paragraph_label_size(asked) && (asked->kind == KIND_PREAMBULAR || asked->kind == KIND_OPERATIVE || asked->kind == KIND_SUB || plain);
}

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status read_texts(Chainer *chainer, Problem *problem)
{
    for (size_t i = 0; i < chainer->count; i++) {
        if (chain_passages(chainer->texts[i], chainer->vocabulary, chainer->arena, &chainer->passages[i]) != OK)
            return no_memory(problem);
        if (chainer->passages[i].count > CHAIN_PARAGRAPHS_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("chain.too_long"), NULL);
    }
    return OK;
}

Status chainer_new(const Text *const *texts, size_t count, Chainer **out, Problem *problem)
{
    Chainer *chainer;
    Status   status;

    if (count > CHAIN_TEXTS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("chain.too_many"), NULL);
    chainer = memory_new_zeroed(1, sizeof *chainer);
    if (chainer == NULL)
        return no_memory(problem);
    *chainer = (Chainer){.arena = arena_new(ARENA_BYTES_MAX), .texts = texts, .count = count, .vocabulary = vocabulary_new()};
    if (chainer->arena != NULL) {
        chainer->passages = arena_take_zeroed(chainer->arena, count + 1, sizeof *chainer->passages);
        chainer->pairs = arena_take_zeroed(chainer->arena, count * count + 1, sizeof(ChainPair *)); /* pointers */
    }
    status = chainer->passages != NULL && chainer->pairs != NULL && chainer->vocabulary != NULL ? read_texts(chainer, problem) : no_memory(problem);
    if (status == OK)
        *out = chainer;
    else
        chainer_free(chainer);
    return status;
}

void chainer_free(Chainer *chainer)
{
    if (chainer == NULL)
        return;
    vocabulary_free(chainer->vocabulary);
    arena_free(chainer->arena);
    memory_free(chainer);
}

static Status pair_of(Chainer *chainer, size_t earlier, size_t later, const ChainPair **out, Problem *problem)
{
    ChainPair **kept = &chainer->pairs[earlier * chainer->count + later];

    if (*kept == NULL) {
        ChainPair *made = arena_take_zeroed(chainer->arena, 1, sizeof *made);

        if (made == NULL || chain_pair(&chainer->passages[earlier], &chainer->passages[later], vocabulary_size(chainer->vocabulary), chainer->arena, made) != OK)
            return no_memory(problem);
        *kept = made;
    }
    *out = *kept;
    return OK;
}

/* ---- following ---- */

typedef struct Follow {
    Chainer *chainer;
    bool   **in;                   /* of each text: which of its passages belong to it */
    size_t   from;                 /* the text that was asked about */
} Follow;

/* Those of `to` that are tied to what belongs to it in `from`; how many. */
static Status step(Follow *follow, size_t from, size_t to, bool far, size_t *found, Problem *problem)
{
    bool             forwards = to > from;
    const ChainPair *pair;

    *found = 0;
    TRY(pair_of(follow->chainer, forwards ? from : to, forwards ? to : from, &pair, problem));
    for (size_t i = 0; i < pair->count; i++) {
        const ChainTie *tie = &pair->ties[i];
        uint32_t        here = forwards ? tie->a : tie->b, there = forwards ? tie->b : tie->a;

        if (!follow->in[from][here] || (far && (tie->part || tie->slight || tie->alike < ALIKE_FAR)) || follow->in[to][there])
            continue;
        follow->in[to][there] = true;
        (*found)++;
    }
    return OK;
}

static Status walk(Follow *follow, bool forwards, Problem *problem)
{
    size_t last = follow->from, found;

    for (size_t i = 1; forwards ? follow->from + i < follow->chainer->count : i <= follow->from; i++) {
        size_t to = forwards ? follow->from + i : follow->from - i, apart = to > last ? to - last : last - to;

        TRY(step(follow, last, to, apart > 1, &found, problem));
        last = found != 0 ? to : last;
    }
    return OK;
}

/* ---- what is said of each text ---- */

static Status list_paragraphs(const Follow *follow, size_t text, ChainLink *link, Problem *problem)
{
    const Passages *passages = &follow->chainer->passages[text];

    link->paragraphs = arena_take(follow->chainer->arena, (passages->count + 1) * sizeof *link->paragraphs);
    if (link->paragraphs == NULL)
        return no_memory(problem);
    for (size_t i = 0; i < passages->count; i++)
        if (follow->in[text][i])
            link->paragraphs[link->count++] = passages->list[i].paragraph;
    return OK;
}

static Status compare_sets(const Follow *follow, size_t before, size_t text, const ChainLink *old, ChainLink *link, Problem *problem)
{
    const ChainPair *pair;
    uint32_t         same = 0, tied = 0; /* of the paragraphs before: one that has nobody here is in no split or merger */
    int64_t          last = -1;

    TRY(pair_of(follow->chainer, before, text, &pair, problem));
    for (size_t i = 0; i < pair->count; i++) {
        const ChainTie *tie = &pair->ties[i];

        if (!follow->in[before][tie->a] || !follow->in[text][tie->b])
            continue;
        same += tie->same;
        tied += tie->a != last; /* ties stand in the order of a */
        last = tie->a;
        link->moved = link->moved || tie->moved;
    }
    if (link->count != tied)
        link->state = link->count > tied ? CHAIN_SPLIT : CHAIN_MERGED;
    else
        link->state = same == link->count && tied == old->count ? CHAIN_SAME : CHAIN_REWORDED;
    return OK;
}

static Status judge(const Follow *follow, ChainLink *links, Problem *problem)
{
    int32_t last = -1;

    for (size_t i = 0; i < follow->chainer->count; i++) {
        links[i] = (ChainLink){.before = last};
        TRY(list_paragraphs(follow, i, &links[i], problem));
        if (links[i].count == 0) {
            links[i].state = last < 0 ? CHAIN_ABSENT : CHAIN_DROPPED;
            continue;
        }
        links[i].state = CHAIN_FIRST;
        links[i].again = last >= 0 && (size_t)last + 1 < i;
        if (last >= 0)
            TRY(compare_sets(follow, (size_t)last, i, &links[last], &links[i], problem));
        last = (int32_t)i;
    }
    return OK;
}

static bool begin(Follow *follow, uint32_t paragraph)
{
    const Passages *passages = &follow->chainer->passages[follow->from];

    for (size_t i = 0; i < passages->count; i++)
        if (passages->list[i].paragraph == paragraph) {
            follow->in[follow->from][i] = true;
            return true;
        }
    return false;
}

Status chainer_follow(Chainer *chainer, size_t text, uint32_t paragraph, ChainLink *links, Problem *problem)
{
    Follow follow = {.chainer = chainer, .from = text};

    REQUIRE(text < chainer->count && chain_follows(chainer->texts[text], paragraph));
    follow.in = arena_take_zeroed(chainer->arena, chainer->count + 1, sizeof(bool *)); /* pointers */
    if (follow.in == NULL)
        return no_memory(problem);
    for (size_t i = 0; i < chainer->count; i++)
        if ((follow.in[i] = arena_take_zeroed(chainer->arena, chainer->passages[i].count + 1, sizeof(bool))) == NULL)
            return no_memory(problem);
    REQUIRE(begin(&follow, paragraph));
    TRY(walk(&follow, true, problem));
    TRY(walk(&follow, false, problem));
    return judge(&follow, links, problem);
}
