/* SPDX-License-Identifier: Apache-2.0
 *
 * Names in several languages, parsed once. The same few hundred stand in row after row of answer after answer, and parsing them was a third of what an answer took. They are kept by the bytes that
 * were stored, so nothing is ever out of date; what is not there is parsed and takes the place of another.
 */
#include "process/process_internal.h"

#include <pthread.h>

enum { PLACES = 1024 /* parties, bodies, sessions and texts of a house */, NAMES_SIZE_MAX = 2048 /* longer ones are seldom: they are parsed each time */ };

typedef struct Place {
    json_t *names;
    Buffer  stored;
} Place;

static struct {
    pthread_mutex_t lock;
    Place           places[PLACES];
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static Place *place_of(Slice stored)
{
    return &kept.places[hash_fast(stored, 0) % PLACES];
}

static json_t *find(Slice stored)
{
    Place  *place = place_of(stored);
    json_t *names = NULL;

    (void)pthread_mutex_lock(&kept.lock);
    if (slice_equal(buffer_slice(&place->stored), stored))
        names = json_incref(place->names);
    (void)pthread_mutex_unlock(&kept.lock);
    return names;
}

static void keep(Slice stored, json_t *names)
{
    Place  *place = place_of(stored);
    json_t *before;
    Buffer  copy;

    buffer_init(&copy, NAMES_SIZE_MAX);
    buffer_add(&copy, stored);
    if (copy.status != OK) {
        buffer_clear(&copy);
        return;
    }
    (void)pthread_mutex_lock(&kept.lock);
    before = place->names;
    place->names = json_incref(names);
    buffer_clear(&place->stored);
    place->stored = copy;
    (void)pthread_mutex_unlock(&kept.lock);
    json_decref(before);
}

json_t *names_parsed(Slice stored)
{
    json_t *names;

    if (stored.size == 0)
        return NULL;
    names = find(stored);
    if (names != NULL)
        return names;
    names = json_kept(stored);
    if (names != NULL && stored.size <= NAMES_SIZE_MAX)
        keep(stored, names);
    return names;
}
