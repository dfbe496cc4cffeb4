/* SPDX-License-Identifier: Apache-2.0
 *
 * Quotations in the record: the index beside the view is brought up to it, by acts; then the passage is looked for as over any texts. One thread at a time has the index.
 *
 * The index names the act up to which it goes. Where the record has another act there, or a block is damaged, it is made anew. A text that is said anew is added anew: pages of what it was lead to
 * words that are no more, and are passed over.
 */
#include "service/quote_internal.h"
#include "service/text_internal.h"

#include <jansson.h>

enum {
    NAMES_BYTES_MAX = 256 * 1024 * 1024,
    PIECE_PARAGRAPHS = 2000,           /* of a text at a time: a bound for memory */
    PIECE_ARENA_MAX = 512 * 1024 * 1024,
    HOLD_TEXTS = 64,                   /* for which the view is held: a writer's log must not grow for long */
    FLUSH_TEXTS = 256                  /* added since the last writing: then they are written */
};

struct QuoteKeep {
    pthread_mutex_t lock;
    QuoteIndex     *index;
    size_t          unwritten;         /* texts */
};

Status quote_keep_new(QuoteKeep **out, Problem *problem)
{
    QuoteKeep *keep = memory_new_zeroed(1, sizeof *keep);

    if (keep == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)pthread_mutex_init(&keep->lock, NULL);
    *out = keep;
    return OK;
}

void quote_keep_free(QuoteKeep *keep)
{
    uint64_t size;
    Hash     mark;

    if (keep == NULL)
        return;
    if (keep->index != NULL && keep->unwritten != 0) {
        quote_index_state(keep->index, &size, &mark);
        (void)quote_index_commit(keep->index, size, &mark, true, NULL); /* it would be made again */
    }
    quote_index_close(keep->index);
    (void)pthread_mutex_destroy(&keep->lock);
    memory_free(keep);
}

/* ---- up to the record ---- */

/* The last act that the index knows. */
static Status mark_at(View *view, uint64_t size, Hash *out, Problem *problem)
{
    ActRow row;

    memset(out, 0, sizeof *out);
    if (size == 0)
        return OK;
    TRY(act_row_at(view, size - 1, &row, problem));
    *out = row.act;
    return OK;
}

static Status add_name(void *context, Slice name, Problem *problem)
{
    Buffer *names = context;

    buffer_add(names, name);
    buffer_add_byte(names, '\n');
    return names->status == OK ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status add_text(QuoteIndex *index, View *view, Slice name, Problem *problem)
{
    QuoteParagraph *paragraphs = NULL;
    QuoteFlow       flow;
    size_t          count = PIECE_PARAGRAPHS;
    Status          status = OK;

    for (uint32_t first = 0; status == OK && count == PIECE_PARAGRAPHS; first += PIECE_PARAGRAPHS) {
        Arena *arena = arena_new(PIECE_ARENA_MAX);

        status = arena != NULL ? quote_text_paragraphs(view, name, first, first + PIECE_PARAGRAPHS - 1, arena, &paragraphs, &count, problem)
                               : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
        if (status == OK && count != 0 && quote_flow(paragraphs, count, arena, &flow) != OK)
            status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
        if (status == OK && count != 0)
            status = quote_index_add(index, name, &flow, arena, problem);
        arena_free(arena);
    }
    return status;
}

static Status add_texts(QuoteKeep *keep, View *view, Slice names, const _Atomic bool *stop, Problem *problem)
{
    Slice  name;
    size_t held = 0;

    while (slice_line(&names, &name)) {
        if (held++ % HOLD_TEXTS == 0) {
            view_release(view);
            TRY(view_hold(view, problem));
        }
        if (stop != NULL && *stop)
            return ERR_BUSY;
        TRY(add_text(keep->index, view, name, problem));
        keep->unwritten++;
    }
    return OK;
}

static Status open_index(QuoteKeep *keep, const Service *service, Problem *problem)
{
    char folder[SERVICE_PATH_MAX + 16];

    if (keep->index != NULL)
        return OK;
    (void)snprintf(folder, sizeof folder, "%s/quotations", service->folder);
    return quote_index_open(folder, true, &keep->index, problem);
}

/* The view is held, and is held still. */
static Status catch_up(QuoteKeep *keep, View *view, const _Atomic bool *stop, Problem *problem)
{
    uint64_t size, have;
    Hash     root, mark, known;
    Buffer   names;
    Status   status;

    TRY(view_state(view, &size, &root, problem));
    quote_index_state(keep->index, &have, &known);
    TRY(mark_at(view, have <= size ? have : 0, &mark, problem));
    if (have > size || !hash_equal(&mark, &known)) {
        TRY(quote_index_clear(keep->index, problem));
        keep->unwritten = 0;
        have = 0;
    }
    if (have == size)
        return OK;
    TRY(mark_at(view, size, &mark, problem));
    buffer_init(&names, NAMES_BYTES_MAX);
    status = quote_texts_since(view, have, add_name, &names, problem);
    if (status == OK)
        status = add_texts(keep, view, buffer_slice(&names), stop, problem);
    buffer_clear(&names);
    if (status != OK) {
        (void)quote_index_clear(keep->index, NULL); /* half a step is none */
        return status;
    }
    status = quote_index_commit(keep->index, size, &mark, keep->unwritten >= FLUSH_TEXTS, problem);
    keep->unwritten = keep->unwritten >= FLUSH_TEXTS ? 0 : keep->unwritten;
    return status;
}

Status quote_keep_up(Service *service, const _Atomic bool *stop, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    (void)pthread_mutex_lock(&service->quotes->lock);
    status = open_index(service->quotes, service, problem);
    if (status == OK)
        status = view_hold(handle->view, problem);
    if (status == OK)
        status = catch_up(service->quotes, handle->view, stop, problem);
    view_release(handle->view);
    (void)pthread_mutex_unlock(&service->quotes->lock);
    handle_give(service, handle);
    return status;
}

/* ---- asking ---- */

typedef struct Asking {
    View    *view;
    QuoteWho who;
} Asking;

static Status give_paragraphs(void *context, Slice name, uint32_t first, uint32_t last, Arena *arena, QuoteParagraph **out, size_t *count, Problem *problem)
{
    const Asking *asking = context;

    return quote_text_paragraphs(asking->view, name, first, last, arena, out, count, problem);
}

static Status describe(void *context, Slice name, json_t **place, bool *attributed, Problem *problem)
{
    const Asking *asking = context;

    return quote_text_describe(asking->view, name, &asking->who, place, attributed, problem);
}

static Status ask_index(QuoteKeep *keep, Asking *asking, const QuoteAsk *ask, json_t **out, Problem *problem)
{
    QuoteTexts texts = {give_paragraphs, describe, asking};
    Status     status;

    TRY(catch_up(keep, asking->view, NULL, problem));
    status = quote_ask(keep->index, &texts, ask, out, problem);
    if (status != ERR_STORAGE)
        return status;
    TRY(quote_index_clear(keep->index, problem)); /* a damaged block: once more, from the texts */
    TRY(catch_up(keep, asking->view, NULL, problem));
    return quote_ask(keep->index, &texts, ask, out, problem);
}

static Status answer(Service *service, View *view, const Question *question, json_t *object, Problem *problem)
{
    Asking   asking = {.view = view};
    QuoteAsk ask = {question->arguments[0], false};
    json_t  *found = NULL, *record = NULL;
    Status   status = quote_who(view, question->arguments[1], &asking.who, problem);

    ask.attributed = asking.who.given;
    (void)pthread_mutex_lock(&service->quotes->lock);
    if (status == OK)
        status = open_index(service->quotes, service, problem);
    if (status == OK)
        status = ask_index(service->quotes, &asking, &ask, &found, problem);
    (void)pthread_mutex_unlock(&service->quotes->lock);
    if (status == OK)
        status = quote_record(view, &record, problem);
    if (status == OK && (json_object_update(object, found) != 0 || json_object_set(object, "record", record) != 0))
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    json_decref(found);
    json_decref(record);
    quote_who_clear(&asking.who);
    return status;
}

Status quote_show(Service *service, const Question *question, json_t **out, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = view_hold(handle->view, problem);
    if (status == OK)
        status = quote_query.run(handle->view, question, out, problem);
    if (status == OK && question->arguments[0].size != 0)
        status = answer(service, handle->view, question, *out, problem);
    view_release(handle->view);
    handle_give(service, handle);
    return status;
}

/* ---- the thread that has it ready before anybody asks ---- */

void *quotes_run(void *context)
{
    enum { PAUSE_MS = 250, ROUNDS = 4 };
    Service *service = context;
    int      rounds = 0;

    while (!service->quotes_stop) {
        struct timespec pause = {.tv_nsec = (long)PAUSE_MS * 1000000};

        if (rounds++ % ROUNDS == 0)
            (void)quote_keep_up(service, &service->quotes_stop, NULL); /* who asks is told of what is wrong */
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}
