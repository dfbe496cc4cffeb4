/* SPDX-License-Identifier: Apache-2.0
 *
 * The book of keys: what workers check signatures against before the rules have come to an act's place. Keys are added in the order of the record and never leave; a line is looked up by
 * name and key id. Nothing is decided here: a wrong or missing key costs time, not truth.
 */
#include "service/verify_internal.h"

#include <jansson.h>
#include <pthread.h>

enum { BOOK_BUCKETS = 16384, BOOK_KEYS_MAX = 32768 /* 30 MB; a conference of 200 parties uses some thousands in a decade */ };

typedef struct BookKey {
    struct BookKey *next;
    Key             key;
} BookKey;

struct KeyBook {
    pthread_rwlock_t lock;
    size_t           count;
    BookKey         *buckets[BOOK_BUCKETS];
};

KeyBook *key_book_new(void)
{
    KeyBook *book = memory_new_zeroed(1, sizeof *book);

    if (book != NULL)
        (void)pthread_rwlock_init(&book->lock, NULL);
    return book;
}

void key_book_free(KeyBook *book)
{
    if (book == NULL)
        return;
    for (size_t i = 0; i < BOOK_BUCKETS; i++)
        while (book->buckets[i] != NULL) {
            BookKey *next = book->buckets[i]->next;

            memory_free(book->buckets[i]);
            book->buckets[i] = next;
        }
    (void)pthread_rwlock_destroy(&book->lock);
    memory_free(book);
}

static BookKey **bucket_of(KeyBook *book, Slice name)
{
    return &book->buckets[hash_fast(name, 0) % BOOK_BUCKETS];
}

Status key_book_add(KeyBook *book, const Key *key)
{
    BookKey **bucket = bucket_of(book, slice_from(key->name)), *fresh = NULL;
    size_t    same = 0;
    Status    status = OK;

    (void)pthread_rwlock_wrlock(&book->lock);
    for (const BookKey *each = *bucket; each != NULL; each = each->next) {
        if (key_equal(&each->key, key))
            same = VERIFY_CANDIDATES_MAX;
        same += strcmp(each->key.name, key->name) == 0 && memcmp(each->key.id, key->id, sizeof key->id) == 0;
    }
    if (same < VERIFY_CANDIDATES_MAX && book->count < BOOK_KEYS_MAX) {
        fresh = memory_new(sizeof *fresh);
        if (fresh != NULL) {
            *fresh = (BookKey){*bucket, *key};
            *bucket = fresh;
            book->count++;
        } else {
            status = ERR_MEMORY;
        }
    }
    (void)pthread_rwlock_unlock(&book->lock);
    return status;
}

size_t key_book_find(KeyBook *book, const NoteLine *line, const Key *out[VERIFY_CANDIDATES_MAX])
{
    size_t count = 0;

    (void)pthread_rwlock_rdlock(&book->lock);
    for (const BookKey *each = *bucket_of(book, line->name); each != NULL && count < VERIFY_CANDIDATES_MAX; each = each->next)
        if (note_line_by(line, &each->key))
            out[count++] = &each->key;
    (void)pthread_rwlock_unlock(&book->lock);
    return count;
}

/* ---- what acts bring ---- */

static const struct {
    const char *kind, *member, *inner; /* inner: the member of each object in the array; NULL: the strings themselves */
} bringing[] = {{"record.origin", "keys", "vkey"}, {"record.party.admit", "roots", NULL}, {"record.key.enrol", "key", NULL}, {"record.key.rotate", "roots", NULL}};

static Status add_vkey(KeyList *list, const json_t *vkey)
{
    Key    key;
    Status status;

    if (key_parse(json_slice(vkey), &key, NULL) != OK)
        return OK;
    status = memory_reserve((void **)&list->keys, &list->capacity, list->count + 1, sizeof *list->keys);
    if (status == OK)
        list->keys[list->count++] = key;
    return status;
}

static Status add_member(KeyList *list, const json_t *value, const char *inner)
{
    if (!json_is_array(value))
        return add_vkey(list, value);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);

        TRY(add_vkey(list, inner != NULL ? json_object_get(item, inner) : item));
    }
    return OK;
}

Status key_list_collect(KeyList *list, const Entry *entry)
{
    json_t *object = NULL;
    Status  status = OK;

    for (size_t i = 0; i < sizeof bringing / sizeof *bringing; i++) {
        if (!slice_is(entry->kind, bringing[i].kind))
            continue;
        status = entry_object(entry, &object, NULL);
        if (status == OK)
            status = add_member(list, json_object_get(object, bringing[i].member), bringing[i].inner);
        json_decref(object);
        break;
    }
    return status;
}
