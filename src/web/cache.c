/* SPDX-License-Identifier: Apache-2.0
 *
 * Rendered pages of strangers, by address and language. Each is of one state of the record (its size; for some pages the minute too) and is not given for another. The store is bounded, and full it begins
 * anew: a page costs a few milliseconds, and a grown record makes all of them old anyway.
 */
#include <pthread.h>

#include "web/house_internal.h"

enum { SLOTS = 8192, PROBES_MAX = 16 };

typedef struct Slot {
    char    *bytes;      /* the key, then the page; NULL: free */
    size_t   key_size, size;
    uint64_t hash, state;
} Slot;

struct PageCache {
    pthread_mutex_t lock;
    size_t          bytes, bytes_max;
    Slot            slots[SLOTS];
};

PageCache *page_cache_new(size_t bytes_max)
{
    PageCache *cache = memory_new_zeroed(1, sizeof *cache);

    if (cache == NULL)
        return NULL;
    cache->bytes_max = bytes_max;
    if (pthread_mutex_init(&cache->lock, NULL) != 0) {
        memory_free(cache);
        return NULL;
    }
    return cache;
}

static void empty(PageCache *cache)
{
    for (size_t i = 0; i < SLOTS; i++) {
        memory_free(cache->slots[i].bytes);
        cache->slots[i] = (Slot){0};
    }
    cache->bytes = 0;
}

void page_cache_free(PageCache *cache)
{
    if (cache == NULL)
        return;
    empty(cache);
    (void)pthread_mutex_destroy(&cache->lock);
    memory_free(cache);
}

static void slot_free(PageCache *cache, Slot *slot)
{
    cache->bytes -= slot->bytes != NULL ? slot->key_size + slot->size : 0;
    memory_free(slot->bytes);
    *slot = (Slot){0};
}

/* The slot of the key, else a free one within its probes, else NULL. */
static Slot *find(PageCache *cache, Slice key, uint64_t hash)
{
    Slot *vacant = NULL;

    for (size_t i = 0; i < PROBES_MAX; i++) {
        Slot *slot = &cache->slots[(hash + i) % SLOTS];

        if (slot->bytes == NULL)
            vacant = vacant != NULL ? vacant : slot;
        else if (slot->hash == hash && slice_equal((Slice){slot->bytes, slot->key_size}, key))
            return slot;
    }
    return vacant;
}

bool page_cache_get(PageCache *cache, Slice key, uint64_t state, Buffer *out)
{
    uint64_t hash = hash_fast(key, 0);
    Slot    *slot;
    bool     there;

    (void)pthread_mutex_lock(&cache->lock);
    slot = find(cache, key, hash);
    there = slot != NULL && slot->bytes != NULL && slot->state == state;
    if (there)
        buffer_add(out, (Slice){slot->bytes + slot->key_size, slot->size});
    (void)pthread_mutex_unlock(&cache->lock);
    return there && out->status == OK;
}

void page_cache_put(PageCache *cache, Slice key, uint64_t state, Slice page)
{
    uint64_t hash = hash_fast(key, 0);
    char    *bytes;
    Slot    *slot;

    if (key.size + page.size > cache->bytes_max / 4 || (bytes = memory_new(key.size + page.size)) == NULL)
        return;
    memcpy(bytes, key.data, key.size);
    memcpy(bytes + key.size, page.data, page.size);
    (void)pthread_mutex_lock(&cache->lock);
    slot = find(cache, key, hash);
    if (slot == NULL || cache->bytes + key.size + page.size > cache->bytes_max) {
        empty(cache);
        slot = find(cache, key, hash);
    }
    slot_free(cache, slot);
    *slot = (Slot){bytes, key.size, page.size, hash, state};
    cache->bytes += key.size + page.size;
    (void)pthread_mutex_unlock(&cache->lock);
}
