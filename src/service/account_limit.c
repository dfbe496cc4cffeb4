/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting failed attempts, per account and per address, in a table of fixed size. Keys are hashed under a seed of this process; a set of slots that is full forgets its oldest, so that the table
 * can be flooded but never grows. A restart forgets all: ten more attempts at a code of six digits that changes every half minute.
 */
#include "service/account_internal.h"

static uint64_t key_of(const Accounts *accounts, const char *what, Slice key)
{
    uint64_t hash = hash_fast(key, accounts->seed ^ hash_fast(slice_from(what), accounts->seed));

    return hash != 0 ? hash : 1;
}

static LimitSlot *slot_of(Accounts *accounts, uint64_t key, int64_t now)
{
    LimitSlot *set = &accounts->limits[key % (LIMIT_SLOTS / LIMIT_WAYS) * LIMIT_WAYS], *oldest = set;

    for (size_t i = 0; i < LIMIT_WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].key == 0 || (oldest->key != 0 && set[i].since < oldest->since))
            oldest = &set[i];
    }
    *oldest = (LimitSlot){.key = key, .since = now};
    return oldest;
}

bool limit_take(Accounts *accounts, const char *what, Slice key, unsigned limit, int64_t window_s)
{
    int64_t    now = accounts_now(accounts);
    LimitSlot *slot = slot_of(accounts, key_of(accounts, what, key), now);

    if (now - slot->since >= window_s) {
        slot->since = now;
        slot->count = 0;
    }
    if (slot->count >= limit)
        return false;
    slot->count++;
    return true;
}

void limit_forgive(Accounts *accounts, const char *what, Slice key)
{
    LimitSlot *slot = slot_of(accounts, key_of(accounts, what, key), accounts_now(accounts));

    slot->count = 0;
}
