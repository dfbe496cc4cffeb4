/* SPDX-License-Identifier: Apache-2.0
 *
 * Permanent ids of paragraphs: "p-" and the first ten characters of the base32 of SHA-256 over the paragraph's text (NFC, runs of white space as one
 * space, trimmed), a zero byte and a decimal count, raised from 0 until the id is unused (docs/formats/text.md).
 *
 * A table by text remembers the next count to try, so that a thousand empty paragraphs cost a thousand hashes.
 */
#include "text/text.h"

enum { ID_CHARACTERS = 10, SCRATCH = 256 * 1024 /* bytes of paragraphs looked at, until their room is given back */ };

typedef struct Slot {
    uint64_t key;   /* 0: free */
    uint64_t value;
} Slot;

typedef struct Table {
    Slot  *slots;
    size_t mask;
} Table;

typedef struct Identifying {
    Table  used;   /* hashes of ids in use */
    Table  counts; /* hash of a text → the next count */
    Arena *scratch;
    Buffer bytes;
} Identifying;

static Status table_init(Table *table, size_t rows)
{
    size_t size = 16;

    while (size < rows * 2)
        size *= 2;
    table->slots = memory_new_zeroed(size, sizeof(Slot));
    table->mask = size - 1;
    return table->slots != NULL ? OK : ERR_MEMORY;
}

static Slot *table_slot(const Table *table, uint64_t key)
{
    size_t at = (size_t)key & table->mask;

    key |= 1; /* 0 marks a free slot */
    while (table->slots[at].key != 0 && table->slots[at].key != key)
        at = (at + 1) & table->mask;
    return &table->slots[at];
}

static bool take_id(Table *used, const char *id)
{
    uint64_t key = hash_fast(slice_from(id), 1);
    Slot    *slot = table_slot(used, key);

    if (slot->key != 0)
        return false;
    slot->key = key | 1;
    return true;
}

bool paragraph_id_read(Slice id, char out[PARAGRAPH_ID_SIZE])
{
    if (id.size < 3 || id.size >= PARAGRAPH_ID_SIZE || !slice_starts(id, "p-"))
        return false;
    for (size_t i = 2; i < id.size; i++)
        if (!((id.data[i] >= 'a' && id.data[i] <= 'z') || (id.data[i] >= '2' && id.data[i] <= '7')))
            return false;
    memcpy(out, id.data, id.size);
    out[id.size] = '\0';
    return true;
}

static Status make_id(Identifying *work, Slice normal, uint64_t count, char id[PARAGRAPH_ID_SIZE])
{
    uint8_t digest[SHA256_SIZE];

    buffer_reset(&work->bytes);
    buffer_add(&work->bytes, normal);
    buffer_add_byte(&work->bytes, '\0');
    buffer_add_number(&work->bytes, (int64_t)count);
    TRY(work->bytes.status);
    TRY(sha256(buffer_slice(&work->bytes), digest));
    id[0] = 'p';
    id[1] = '-';
    base32_print(digest, sizeof digest, id + 2, ID_CHARACTERS);
    return OK;
}

static Status renew_scratch(Identifying *work)
{
    if (work->scratch != NULL && arena_used(work->scratch) <= SCRATCH)
        return OK;
    arena_free(work->scratch);
    work->scratch = arena_new(TEXT_BYTES_MAX + SCRATCH);
    return work->scratch != NULL ? OK : ERR_MEMORY;
}

static Status identify(Identifying *work, Paragraph *paragraph)
{
    Slice    normal;
    uint64_t key;
    Slot    *next;

    TRY(text_nfc(work->scratch, paragraph->text, &normal));
    TRY(text_squeeze(work->scratch, normal, &normal));
    key = hash_fast(normal, 2);
    next = table_slot(&work->counts, key);
    next->key = key | 1;
    do
        TRY(make_id(work, normal, next->value++, paragraph->id));
    while (!take_id(&work->used, paragraph->id));
    return OK;
}

Status text_identify(Text *text)
{
    Identifying work = {0};
    Status      status = OK;

    buffer_init(&work.bytes, TEXT_BYTES_MAX);
    TRY_OR(done, table_init(&work.used, text->count));
    TRY_OR(done, table_init(&work.counts, text->count));
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].id[0] != '\0' && !take_id(&work.used, text->paragraphs[i].id))
            text->paragraphs[i].id[0] = '\0'; /* a copied paragraph kept its bookmark: the first one owns the id */
    for (size_t i = 0; status == OK && i < text->count; i++) {
        if (text->paragraphs[i].id[0] != '\0')
            continue;
        status = renew_scratch(&work);
        if (status == OK)
            status = identify(&work, &text->paragraphs[i]);
    }
done:
    arena_free(work.scratch);
    memory_free(work.used.slots);
    memory_free(work.counts.slots);
    buffer_clear(&work.bytes);
    return status;
}
