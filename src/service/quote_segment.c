/* SPDX-License-Identifier: Apache-2.0
 *
 * Segments of the index of quotations: reading keys, block by block, and writing one or two as a new one. What is read is bytes from a disk: everything is checked before it is used.
 */
#include "service/quote_index_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAGIC_SIZE = 8, TRAILER_SIZE = 8 + SHA256_SIZE + MAGIC_SIZE, NAME_BYTES_MAX = 400, PATH_BYTES_MAX = 1200, QUOTIENT_MAX = 64, PAGE_BITS_MAX = 31, OUT_BYTES = 1 << 16 };
static const char magic[MAGIC_SIZE + 1] = "RAPPQIX1";

static Status damaged(const char *name, Problem *problem)
{
    return problem_set(problem, ERR_STORAGE, MSG("quote.index_damaged"), "name", name, NULL);
}

/* ---- tables ---- */

void segment_clear(Segment *segment)
{
    if (segment->map != NULL)
        (void)munmap((void *)(uintptr_t)segment->map, segment->map_size);
    buffer_clear(&segment->names);
    memory_free(segment->name_ends);
    memory_free(segment->pages);
    memory_free(segment->blocks);
    *segment = (Segment){.map = NULL};
}

Slice segment_text(const Segment *segment, uint32_t text)
{
    return slice_part(buffer_slice(&segment->names), text == 0 ? 0 : segment->name_ends[text - 1], segment->name_ends[text]);
}

Status segment_add_text(Segment *segment, Slice name, uint32_t *out)
{
    void  *ends = segment->name_ends;
    Status status = memory_reserve(&ends, &segment->text_capacity, segment->text_count + 1, sizeof *segment->name_ends);

    segment->name_ends = ends;
    TRY(status);
    if (segment->names.limit == 0)
        buffer_init(&segment->names, UINT32_MAX);
    buffer_add(&segment->names, name);
    TRY(segment->names.status);
    segment->name_ends[segment->text_count] = (uint32_t)segment->names.size;
    *out = (uint32_t)segment->text_count++;
    return OK;
}

Status segment_add_page(Segment *segment, Page page, uint32_t *out)
{
    void  *pages = segment->pages;
    Status status = memory_reserve(&pages, &segment->page_capacity, segment->page_count + 1, sizeof *segment->pages);

    segment->pages = pages;
    TRY(status);
    segment->pages[segment->page_count] = page;
    *out = (uint32_t)segment->page_count++;
    return OK;
}

/* ---- opening ---- */

static bool read_texts(Reader *in, Segment *segment, Status *status)
{
    uint32_t count = reader_u32(in), at;

    for (uint32_t i = 0; i < count && *status == OK && !reader_failed(in); i++)
        *status = segment_add_text(segment, reader_sized(in, NAME_BYTES_MAX), &at);
    return !reader_failed(in);
}

static bool read_pages(Reader *in, Segment *segment, Status *status)
{
    uint32_t count = reader_u32(in), at;

    for (uint32_t i = 0; i < count && *status == OK && !reader_failed(in); i++) {
        Page page = {.text = reader_u32(in)};

        page.first = reader_u32(in);
        page.count = reader_u32(in);
        if (page.text >= segment->text_count)
            return false;
        *status = segment_add_page(segment, page, &at);
    }
    return !reader_failed(in);
}

static bool read_blocks(Reader *in, Segment *segment, Status *status)
{
    segment->page_bits = reader_u8(in);
    segment->keys = reader_u64(in);
    segment->block_count = reader_u32(in);
    if (reader_failed(in) || segment->page_bits > PAGE_BITS_MAX || segment->block_count != (segment->keys + BLOCK_KEYS - 1) / BLOCK_KEYS || segment->block_count > in->size / 8)
        return false;
    segment->blocks = memory_new_zeroed(segment->block_count + 1, sizeof *segment->blocks);
    if (segment->blocks == NULL) {
        *status = ERR_MEMORY;
        return true;
    }
    for (size_t i = 0; i < segment->block_count; i++) {
        Block *block = &segment->blocks[i];

        block->first = reader_u64(in);
        block->offset = reader_u64(in);
        block->rice = reader_u8(in);
        block->check = reader_u32(in);
        if (block->rice > 60 || block->offset < MAGIC_SIZE || block->offset > segment->data_end || (i != 0 && (block->offset < block[-1].offset || block->first < block[-1].first)))
            return false;
    }
    return reader_done(in);
}

static Status read_segment(const char *name, Segment *segment, Problem *problem)
{
    Slice   file = {segment->map, segment->map_size};
    Reader  trailer, in;
    Slice   sum, tables;
    uint8_t found[SHA256_SIZE];
    Status  status = OK;

    if (file.size < MAGIC_SIZE + TRAILER_SIZE || memcmp(file.data, magic, MAGIC_SIZE) != 0)
        return damaged(name, problem);
    trailer = reader_from(slice_part(file, file.size - TRAILER_SIZE, file.size));
    segment->data_end = reader_u64(&trailer);
    sum = reader_take(&trailer, SHA256_SIZE);
    if (memcmp(reader_take(&trailer, MAGIC_SIZE).data, magic, MAGIC_SIZE) != 0 || segment->data_end < MAGIC_SIZE || segment->data_end > file.size - TRAILER_SIZE)
        return damaged(name, problem);
    tables = slice_part(file, segment->data_end, file.size - TRAILER_SIZE);
    TRY(sha256(tables, found));
    if (memcmp(found, sum.data, SHA256_SIZE) != 0)
        return damaged(name, problem);
    in = reader_from(tables);
    if (!(read_texts(&in, segment, &status) && (status != OK || read_pages(&in, segment, &status)) && (status != OK || read_blocks(&in, segment, &status))))
        return damaged(name, problem);
    return status == OK ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

Status segment_open(const char *folder, const char *name, Segment *out, Problem *problem)
{
    char        path[PATH_BYTES_MAX];
    struct stat facts;
    int         file;
    void       *map = MAP_FAILED;
    Status      status;

    *out = (Segment){.map = NULL};
    (void)snprintf(out->name, sizeof out->name, "%s", name);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &facts) == 0 && facts.st_size > 0)
        map = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    if (map == MAP_FAILED)
        return damaged(name, problem);
    out->map = map;
    out->map_size = (size_t)facts.st_size;
    status = read_segment(name, out, problem);
    if (status != OK)
        segment_clear(out);
    return status;
}

/* ---- reading keys ---- */

static bool read_bit(const Segment *segment, uint64_t *bit)
{
    uint64_t at = (*bit)++;

    return at / 8 < segment->data_end && ((unsigned char)segment->map[at / 8] >> (at % 8) & 1) != 0;
}

static uint64_t read_bits(const Segment *segment, uint64_t *bit, unsigned count)
{
    uint64_t value = 0;

    for (unsigned done = 0; done < count;) {
        uint64_t at = *bit;
        unsigned take = 8 - at % 8 < count - done ? (unsigned)(8 - at % 8) : count - done;

        if (at / 8 < segment->data_end)
            value |= (uint64_t)((unsigned char)segment->map[at / 8] >> (at % 8) & ((1U << take) - 1)) << done;
        *bit += take;
        done += take;
    }
    return value;
}

static Status check_block(Segment *segment, size_t at, Problem *problem)
{
    Block  *block = &segment->blocks[at];
    size_t  end = at + 1 < segment->block_count ? segment->blocks[at + 1].offset : segment->data_end;
    uint8_t sum[SHA256_SIZE];

    if (block->checked)
        return OK;
    TRY(sha256((Slice){segment->map + block->offset, end - block->offset}, sum));
    if (memcmp(sum, &block->check, sizeof block->check) != 0)
        return damaged(segment->name, problem);
    block->checked = true;
    return OK;
}

static Status take_key(KeyReader *reader, uint64_t key, Problem *problem)
{
    reader->key = key;
    reader->gram = (uint32_t)(key >> reader->segment->page_bits);
    reader->page = (uint32_t)(key & ((UINT64_C(1) << reader->segment->page_bits) - 1));
    reader->there = true;
    return reader->page < reader->segment->page_count ? OK : damaged(reader->segment->name, problem);
}

static Status start_block(KeyReader *reader, size_t block, Problem *problem)
{
    Segment *segment = reader->segment;
    uint64_t before = (uint64_t)block * BLOCK_KEYS;

    reader->there = false;
    if (block >= segment->block_count)
        return OK;
    TRY(check_block(segment, block, problem));
    reader->block = block + 1;
    reader->left = segment->keys - before - 1;
    reader->in_block = (size_t)(segment->keys - before < BLOCK_KEYS ? segment->keys - before : BLOCK_KEYS) - 1;
    reader->bit = segment->blocks[block].offset * 8;
    return take_key(reader, segment->blocks[block].first, problem);
}

static void step_in_memory(KeyReader *reader)
{
    reader->there = reader->left != 0;
    if (!reader->there)
        return;
    reader->gram = (uint32_t)(*reader->memory >> 32);
    reader->page = (uint32_t)*reader->memory++;
    reader->left--;
}

Status key_reader_next(KeyReader *reader, Problem *problem)
{
    unsigned rice;
    uint64_t quotient = 0;

    if (reader->segment == NULL) {
        step_in_memory(reader);
        return OK;
    }
    if (reader->in_block == 0)
        return start_block(reader, reader->block, problem);
    rice = reader->segment->blocks[reader->block - 1].rice;
    while (quotient < QUOTIENT_MAX && read_bit(reader->segment, &reader->bit))
        quotient++;
    reader->in_block--;
    reader->left--;
    return take_key(reader, reader->key + (quotient == QUOTIENT_MAX ? read_bits(reader->segment, &reader->bit, 64) : (quotient << rice) + read_bits(reader->segment, &reader->bit, rice)), problem);
}

Status key_reader_start(Segment *segment, KeyReader *out, Problem *problem)
{
    *out = (KeyReader){.segment = segment};
    return start_block(out, 0, problem);
}

Status key_reader_at(Segment *segment, uint32_t gram, KeyReader *out, Problem *problem)
{
    uint64_t wanted = (uint64_t)gram << segment->page_bits;
    size_t   low = 0, high = segment->block_count;

    *out = (KeyReader){.segment = segment};
    while (low < high) { /* the first block that begins at or behind what is wanted */
        size_t middle = low + (high - low) / 2;

        if (segment->blocks[middle].first < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    TRY(start_block(out, low == 0 ? 0 : low - 1, problem));
    while (out->there && out->key < wanted)
        TRY(key_reader_next(out, problem));
    return OK;
}

void key_reader_memory(const uint64_t *keys, uint64_t count, KeyReader *out)
{
    *out = (KeyReader){.memory = keys, .left = count};
    step_in_memory(out);
}

/* ---- writing ---- */

typedef struct Writing {
    int      file;
    Buffer   block, tables, out;
    uint64_t offset, keys;
    uint64_t held[BLOCK_KEYS];
    size_t   count;
    uint32_t blocks;
    Buffer   block_table;
    Status   status;
} Writing;

static void put(Writing *writing, Slice bytes, bool now)
{
    buffer_add(&writing->out, bytes);
    writing->offset += bytes.size;
    if (writing->status == OK)
        writing->status = writing->out.status;
    if (writing->out.size < OUT_BYTES && !now)
        return;
    for (size_t done = 0; done < writing->out.size && writing->status == OK;) {
        ssize_t written = write(writing->file, writing->out.data + done, writing->out.size - done);

        if (written < 0 && errno != EINTR)
            writing->status = ERR_STORAGE;
        done += written > 0 ? (size_t)written : 0;
    }
    buffer_reset(&writing->out);
}

typedef struct Bits {
    Buffer  *out;
    uint64_t held;
    unsigned count;
} Bits;

static void put_bits(Bits *bits, uint64_t value, unsigned count)
{
    while (count != 0) {
        unsigned take = count < 8 - bits->count ? count : 8 - bits->count;

        bits->held |= (value & ((1U << take) - 1)) << bits->count;
        bits->count += take;
        value >>= take;
        count -= take;
        if (bits->count == 8) {
            buffer_add_byte(bits->out, (char)bits->held);
            bits->held = 0;
            bits->count = 0;
        }
    }
}

static unsigned rice_of(const uint64_t *keys, size_t count)
{
    uint64_t mean = count > 1 ? (keys[count - 1] - keys[0]) / (count - 1) : 0;
    unsigned rice = 0;

    while (rice < 60 && (UINT64_C(1) << (rice + 1)) <= mean)
        rice++;
    return rice;
}

static void end_block(Writing *writing)
{
    unsigned rice = rice_of(writing->held, writing->count);
    Bits     bits = {.out = &writing->block};
    uint8_t  sum[SHA256_SIZE] = {0};
    uint32_t check;

    if (writing->count == 0)
        return;
    buffer_reset(&writing->block);
    for (size_t i = 1; i < writing->count; i++) {
        uint64_t difference = writing->held[i] - writing->held[i - 1], quotient = difference >> rice;

        for (uint64_t q = 0; q < (quotient < QUOTIENT_MAX ? quotient : QUOTIENT_MAX); q++)
            put_bits(&bits, 1, 1);
        if (quotient < QUOTIENT_MAX)
            put_bits(&bits, 0, 1);
        put_bits(&bits, difference, quotient < QUOTIENT_MAX ? rice : 64);
    }
    if (bits.count != 0)
        put_bits(&bits, 0, 8 - bits.count);
    if (sha256(buffer_slice(&writing->block), sum) != OK)
        writing->status = ERR_MEMORY;
    memcpy(&check, sum, sizeof check);
    buffer_add_u64(&writing->block_table, writing->held[0]);
    buffer_add_u64(&writing->block_table, writing->offset);
    buffer_add_u8(&writing->block_table, (uint8_t)rice);
    buffer_add_u32(&writing->block_table, check);
    writing->blocks++;
    put(writing, buffer_slice(&writing->block), false);
    writing->count = 0;
}

static void put_key(Writing *writing, uint64_t key)
{
    writing->held[writing->count++] = key;
    writing->keys++;
    if (writing->count == BLOCK_KEYS)
        end_block(writing);
}

/* One sorted list of two; the pages of the second stand behind those of the first. */
static Status merge(Writing *writing, KeyReader *a, KeyReader *b, uint32_t behind, unsigned page_bits, Problem *problem)
{
    uint64_t last = UINT64_MAX;

    while ((a->there || (b != NULL && b->there)) && writing->status == OK) {
        bool      first = a->there && (b == NULL || !b->there || a->gram <= b->gram);
        KeyReader *from = first ? a : b;
        uint64_t  key = (uint64_t)from->gram << page_bits | (from->page + (first ? 0 : behind));

        if (key != last)
            put_key(writing, key);
        last = key;
        TRY(key_reader_next(from, problem));
    }
    end_block(writing);
    return OK;
}

static void put_tables(Writing *writing, const Segment *a, const Segment *b, unsigned page_bits)
{
    uint64_t at = writing->offset;
    uint8_t  sum[SHA256_SIZE] = {0};
    Buffer  *tables = &writing->tables;

    buffer_add_u32(tables, (uint32_t)(a->text_count + (b != NULL ? b->text_count : 0)));
    for (size_t i = 0; i < a->text_count; i++)
        buffer_add_sized(tables, segment_text(a, (uint32_t)i));
    for (size_t i = 0; b != NULL && i < b->text_count; i++)
        buffer_add_sized(tables, segment_text(b, (uint32_t)i));
    buffer_add_u32(tables, (uint32_t)(a->page_count + (b != NULL ? b->page_count : 0)));
    for (int second = 0; second < (b != NULL ? 2 : 1); second++)
        for (size_t i = 0; i < (second ? b : a)->page_count; i++) {
            Page page = (second ? b : a)->pages[i];

            buffer_add_u32(tables, page.text + (second ? (uint32_t)a->text_count : 0));
            buffer_add_u32(tables, page.first);
            buffer_add_u32(tables, page.count);
        }
    buffer_add_u8(tables, (uint8_t)page_bits);
    buffer_add_u64(tables, writing->keys);
    buffer_add_u32(tables, writing->blocks);
    buffer_add(tables, buffer_slice(&writing->block_table));
    if (tables->status != OK || writing->block_table.status != OK || sha256(buffer_slice(tables), sum) != OK)
        writing->status = ERR_MEMORY;
    put(writing, buffer_slice(tables), false);
    buffer_reset(tables);
    buffer_add_u64(tables, at);
    buffer_add(tables, (Slice){(const char *)sum, sizeof sum});
    buffer_add_string(tables, magic);
    put(writing, buffer_slice(tables), true);
}

static Status write_to(const char *path, const char *final, Segment *a, KeyReader *from_a, Segment *b, KeyReader *from_b, Problem *problem)
{
    Writing  writing = {.file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    size_t   pages = a->page_count + (b != NULL ? b->page_count : 0);
    unsigned page_bits = 1;
    Status   status = OK;

    if (writing.file < 0)
        return problem_set(problem, ERR_STORAGE, MSG("quote.index_unwritten"), NULL);
    while (page_bits < PAGE_BITS_MAX && (UINT64_C(1) << page_bits) < pages)
        page_bits++;
    buffer_init(&writing.block, OUT_BYTES);
    buffer_init(&writing.tables, UINT32_MAX);
    buffer_init(&writing.block_table, UINT32_MAX);
    buffer_init(&writing.out, SIZE_MAX);
    put(&writing, (Slice){magic, MAGIC_SIZE}, false);
    status = merge(&writing, from_a, from_b, (uint32_t)a->page_count, page_bits, problem);
    put_tables(&writing, a, b, page_bits);
    if (status == OK && (writing.status != OK || fsync(writing.file) != 0))
        status = problem_set(problem, writing.status == ERR_MEMORY ? ERR_MEMORY : ERR_STORAGE, writing.status == ERR_MEMORY ? MSG("status.memory") : MSG("quote.index_unwritten"), NULL);
    if (close(writing.file) != 0 && status == OK)
        status = problem_set(problem, ERR_STORAGE, MSG("quote.index_unwritten"), NULL);
    if (status == OK && rename(path, final) != 0)
        status = problem_set(problem, ERR_STORAGE, MSG("quote.index_unwritten"), NULL);
    if (status != OK)
        (void)unlink(path);
    buffer_clear(&writing.block);
    buffer_clear(&writing.tables);
    buffer_clear(&writing.block_table);
    buffer_clear(&writing.out);
    return status;
}

Status segment_write(const char *folder, const char *name, Segment *a, KeyReader *from_a, Segment *b, KeyReader *from_b, Problem *problem)
{
    char path[PATH_BYTES_MAX], final[PATH_BYTES_MAX];

    (void)snprintf(path, sizeof path, "%s/%s.new", folder, name);
    (void)snprintf(final, sizeof final, "%s/%s", folder, name);
    return write_to(path, final, a, from_a, b, from_b, problem);
}
