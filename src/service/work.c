/* SPDX-License-Identifier: Apache-2.0
 *
 * A short queue with a few threads behind it.
 */
#include "service/account.h"

#include <pthread.h>

typedef struct Item {
    void (*run)(void *context);
    void *context;
} Item;

struct Work {
    pthread_mutex_t lock;
    pthread_cond_t  ready;
    Item            items[WORK_WAITING_MAX];
    size_t          first, count;
    bool            closing;
    pthread_t       threads[WORK_THREADS];
    unsigned        thread_count;
};

static void *run(void *context)
{
    Work *work = context;

    (void)pthread_mutex_lock(&work->lock);
    for (;;) {
        Item item;

        while (work->count == 0 && !work->closing)
            (void)pthread_cond_wait(&work->ready, &work->lock);
        if (work->count == 0)
            break;
        item = work->items[work->first];
        work->first = (work->first + 1) % WORK_WAITING_MAX;
        work->count--;
        (void)pthread_mutex_unlock(&work->lock);
        item.run(item.context);
        (void)pthread_mutex_lock(&work->lock);
    }
    (void)pthread_mutex_unlock(&work->lock);
    return NULL;
}

Work *work_open(void)
{
    Work *work = memory_new_zeroed(1, sizeof *work);

    if (work == NULL)
        return NULL;
    (void)pthread_mutex_init(&work->lock, NULL);
    (void)pthread_cond_init(&work->ready, NULL);
    while (work->thread_count < WORK_THREADS && pthread_create(&work->threads[work->thread_count], NULL, run, work) == 0)
        work->thread_count++;
    if (work->thread_count != 0)
        return work;
    work_close(work);
    return NULL;
}

void work_end(Work *work)
{
    (void)pthread_mutex_lock(&work->lock);
    work->closing = true;
    (void)pthread_cond_broadcast(&work->ready);
    (void)pthread_mutex_unlock(&work->lock);
    for (unsigned i = 0; i < work->thread_count; i++)
        (void)pthread_join(work->threads[i], NULL);
    work->thread_count = 0;
}

void work_close(Work *work)
{
    if (work == NULL)
        return;
    work_end(work);
    (void)pthread_cond_destroy(&work->ready);
    (void)pthread_mutex_destroy(&work->lock);
    memory_free(work);
}

Status work_add(Work *work, void (*run_item)(void *context), void *context, Problem *problem)
{
    Status status = ERR_BUSY;

    (void)pthread_mutex_lock(&work->lock);
    if (!work->closing && work->count < WORK_WAITING_MAX) {
        work->items[(work->first + work->count) % WORK_WAITING_MAX] = (Item){run_item, context};
        work->count++;
        (void)pthread_cond_signal(&work->ready);
        status = OK;
    }
    (void)pthread_mutex_unlock(&work->lock);
    return status == OK ? OK : problem_set(problem, ERR_BUSY, MSG("work.full"), NULL);
}
