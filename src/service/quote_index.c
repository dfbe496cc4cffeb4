/* SPDX-License-Identifier: Apache-2.0
 *
 * The index of quotations: what is in memory and the segments behind it as one; the list of segments, by which everything that was written and not listed is nothing.
 */
#include "service/quote_index_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEGMENTS_MAX = 48, LIST_BYTES_MAX = 16 * 1024, FOLDER_MAX = 1024, PATH_BYTES_MAX = 1200, TAIL_WITHOUT_DISK = 1 << 29 };
static const char list_head[] = "rapporteur index of quotations 2\n";

struct QuoteIndex {
    char      folder[FOLDER_MAX];      /* "": in memory alone */
    bool      writes;
    int       lock;
    uint64_t  size, next_name;
    Hash      root;
    Segment   segments[SEGMENTS_MAX];
    size_t    segment_count;
    Segment   tail;                    /* texts and pages of what is in memory */
    uint64_t *keys;                    /* gram << 32 | page of the tail; sorted up to `sorted` */
    size_t    key_count, key_capacity, sorted;
};

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- the list of segments ---- */

static void close_segments(QuoteIndex *index)
{
    for (size_t i = 0; i < index->segment_count; i++)
        segment_clear(&index->segments[i]);
    index->segment_count = 0;
}

static void forget(QuoteIndex *index)
{
    close_segments(index);
    segment_clear(&index->tail);
    index->key_count = index->sorted = 0;
    index->size = 0;
    memset(&index->root, 0, sizeof index->root);
}

static bool is_listed(const QuoteIndex *index, const char *name)
{
    for (size_t i = 0; i < index->segment_count; i++)
        if (strcmp(index->segments[i].name, name) == 0)
            return true;
    return strcmp(name, "list") == 0 || strcmp(name, "lock") == 0 || name[0] == '.';
}

/* What is in the folder and in no list: half written, or overtaken. */
static void sweep(const QuoteIndex *index)
{
    DIR           *folder = opendir(index->folder);
    struct dirent *entry;
    char           path[PATH_BYTES_MAX + 300];

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (!is_listed(index, entry->d_name)) {
            (void)snprintf(path, sizeof path, "%s/%s", index->folder, entry->d_name);
            (void)unlink(path);
        }
    if (folder != NULL)
        closedir(folder);
}

static bool write_list_file(const char *path, Slice bytes)
{
    int  file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0 && write(file, bytes.data, bytes.size) == (ssize_t)bytes.size && fsync(file) == 0;

    return file >= 0 && close(file) == 0 && good;
}

static Status write_list(const QuoteIndex *index, Problem *problem)
{
    char    path[PATH_BYTES_MAX], final[PATH_BYTES_MAX], hex[2 * HASH_SIZE + 1];
    uint8_t sum[SHA256_SIZE];
    Buffer  list;
    Status  status;
    int     folder;

    buffer_init(&list, LIST_BYTES_MAX);
    hash_print_hex(&index->root, hex);
    buffer_add_string(&list, list_head);
    buffer_add_format(&list, "size %llu\nroot %s\n", (unsigned long long)index->size, hex);
    for (size_t i = 0; i < index->segment_count; i++)
        buffer_add_format(&list, "segment %s\n", index->segments[i].name);
    status = list.status == OK ? sha256(buffer_slice(&list), sum) : list.status;
    hex_print(sum, sizeof sum, hex);
    buffer_add_format(&list, "end %s\n", hex);
    (void)snprintf(path, sizeof path, "%s/list.new", index->folder);
    (void)snprintf(final, sizeof final, "%s/list", index->folder);
    if (status == OK && (list.status != OK || !write_list_file(path, buffer_slice(&list)) || rename(path, final) != 0))
        status = problem_set(problem, ERR_STORAGE, MSG("quote.index_unwritten"), NULL);
    buffer_clear(&list);
    folder = status == OK ? open(index->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder >= 0) {
        (void)fsync(folder);
        close(folder);
    }
    return status;
}

static Slice read_list_file(const char *path, char *bytes, size_t room)
{
    int     file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, bytes, room) : -1;

    if (file >= 0)
        close(file);
    return (Slice){bytes, size > 0 ? (size_t)size : 0};
}

/* The list without its last line; empty when that does not hold. */
static Slice checked_list(Slice list)
{
    enum { LAST = 4 + 2 * SHA256_SIZE + 1 };
    char    hex[2 * SHA256_SIZE + 1];
    uint8_t sum[SHA256_SIZE];
    Slice   body, last;

    if (list.size < LAST + sizeof list_head || !slice_starts(list, list_head))
        return SLICE("");
    body = slice_part(list, 0, list.size - LAST);
    last = slice_part(list, list.size - LAST, list.size);
    if (sha256(body, sum) != OK)
        return SLICE("");
    hex_print(sum, sizeof sum, hex);
    return slice_starts(last, "end ") && slice_is(slice_part(last, 4, 4 + 2 * SHA256_SIZE), hex) ? body : SLICE("");
}

static uint64_t number_of(Slice digits)
{
    uint64_t number = 0;

    for (size_t i = 0; i < digits.size && digits.data[i] >= '0' && digits.data[i] <= '9'; i++)
        number = number * 10 + (uint64_t)(digits.data[i] - '0');
    return number;
}

static Status open_listed(QuoteIndex *index, Slice name, Problem *problem)
{
    char   text[SEGMENT_NAME_MAX];
    Status status;

    if (index->segment_count == SEGMENTS_MAX || name.size >= sizeof text || !slice_starts(name, "segment-"))
        return problem_set(problem, ERR_STORAGE, MSG("quote.index_damaged"), "name", "list", NULL);
    (void)snprintf(text, sizeof text, "%.*s", (int)name.size, name.data);
    status = segment_open(index->folder, text, &index->segments[index->segment_count], problem);
    index->segment_count += status == OK;
    if (number_of(slice_part(name, 8, name.size)) >= index->next_name)
        index->next_name = number_of(slice_part(name, 8, name.size)) + 1;
    return status;
}

/* ERR_STORAGE: there is none that could be used. */
static Status read_list(QuoteIndex *index, Problem *problem)
{
    char   path[PATH_BYTES_MAX], bytes[LIST_BYTES_MAX];
    Slice  rest, line;

    (void)snprintf(path, sizeof path, "%s/list", index->folder);
    rest = checked_list(read_list_file(path, bytes, sizeof bytes));
    if (rest.size == 0)
        return problem_set(problem, ERR_STORAGE, MSG("quote.index_damaged"), "name", "list", NULL);
    while (slice_line(&rest, &line)) {
        if (slice_starts(line, "size "))
            index->size = number_of(slice_part(line, 5, line.size));
        else if (slice_starts(line, "root "))
            TRY(hash_parse_hex(slice_part(line, 5, line.size), &index->root));
        else if (slice_starts(line, "segment "))
            TRY(open_listed(index, slice_part(line, 8, line.size), problem));
    }
    return OK;
}

/* ---- opening ---- */

static void take_lock(QuoteIndex *index)
{
    char path[PATH_BYTES_MAX];

    (void)snprintf(path, sizeof path, "%s/lock", index->folder);
    index->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    index->writes = index->lock >= 0 && flock(index->lock, LOCK_EX | LOCK_NB) == 0;
}

Status quote_index_open(const char *folder, bool writes, QuoteIndex **out, Problem *problem)
{
    QuoteIndex *index = memory_new_zeroed(1, sizeof *index);
    Status      status;

    REQUIRE(*out == NULL);
    if (index == NULL)
        return no_memory(problem);
    index->lock = -1;
    *out = index;
    if (folder == NULL)
        return OK;
    (void)snprintf(index->folder, sizeof index->folder, "%s", folder);
    if (writes && mkdir(folder, 0700) != 0 && errno != EEXIST)
        writes = false; /* a disk that takes nothing: the index lives in memory */
    if (writes)
        take_lock(index);
    status = read_list(index, NULL);
    if (status == ERR_MEMORY) {
        quote_index_close(index);
        *out = NULL;
        return no_memory(problem);
    }
    if (status != OK)
        forget(index);
    if (index->writes)
        sweep(index);
    return OK;
}

void quote_index_close(QuoteIndex *index)
{
    if (index == NULL)
        return;
    forget(index);
    memory_free(index->keys);
    if (index->lock >= 0)
        close(index->lock);
    memory_free(index);
}

void quote_index_state(const QuoteIndex *index, uint64_t *size, Hash *root)
{
    *size = index->size;
    *root = index->root;
}

Status quote_index_clear(QuoteIndex *index, Problem *problem)
{
    char path[PATH_BYTES_MAX];

    forget(index);
    if (!index->writes)
        return OK;
    (void)snprintf(path, sizeof path, "%s/list", index->folder);
    if (unlink(path) != 0 && errno != ENOENT)
        return problem_set(problem, ERR_STORAGE, MSG("quote.index_unwritten"), NULL);
    sweep(index);
    return OK;
}

/* ---- sorting ---- */

/* By bytes, least first; passes in which all are alike are left out. */
static Status sort_keys(uint64_t *keys, size_t count)
{
    uint64_t *room = count > 1 ? memory_new(count * sizeof *room) : NULL, *from = keys, *to = room;

    if (count < 2)
        return OK;
    if (room == NULL)
        return ERR_MEMORY;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t starts[257] = {0};
        bool   alike = false;

        for (size_t i = 0; i < count; i++)
            starts[(from[i] >> shift & 255) + 1]++;
        for (size_t i = 1; i < 257; i++)
            alike = alike || starts[i] == count;
        if (alike)
            continue;
        for (size_t i = 1; i < 257; i++)
            starts[i] += starts[i - 1];
        for (size_t i = 0; i < count; i++)
            to[starts[from[i] >> shift & 255]++] = from[i];
        from = to;
        to = from == room ? keys : room;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
    memory_free(room);
    return OK;
}

/* What was added is sorted, and joined with what was. */
static Status sort_tail(QuoteIndex *index)
{
    size_t    added = index->key_count - index->sorted, left = index->sorted, at = index->key_count;
    uint64_t *copy;

    if (added == 0)
        return OK;
    TRY(sort_keys(index->keys + index->sorted, added));
    if (left != 0) {
        copy = memory_new(added * sizeof *copy);
        if (copy == NULL)
            return ERR_MEMORY;
        memcpy(copy, index->keys + left, added * sizeof *copy);
        while (added != 0)
            index->keys[--at] = left != 0 && index->keys[left - 1] > copy[added - 1] ? index->keys[--left] : copy[--added];
        memory_free(copy);
    }
    index->sorted = index->key_count;
    return OK;
}

/* ---- segments out of memory, and out of segments ---- */

static Status write_and_open(QuoteIndex *index, Segment *a, KeyReader *from_a, Segment *b, KeyReader *from_b, Segment *out, Problem *problem)
{
    char name[SEGMENT_NAME_MAX];

    (void)snprintf(name, sizeof name, "segment-%llu", (unsigned long long)index->next_name++);
    TRY(segment_write(index->folder, name, a, from_a, b, from_b, problem));
    return segment_open(index->folder, name, out, problem);
}

/* The last two as one. Their files stay until the next list is written. */
static Status join_last(QuoteIndex *index, Problem *problem)
{
    Segment  *a = &index->segments[index->segment_count - 2], *b = a + 1, joined;
    KeyReader from_a, from_b;

    TRY(key_reader_start(a, &from_a, problem));
    TRY(key_reader_start(b, &from_b, problem));
    TRY(write_and_open(index, a, &from_a, b, &from_b, &joined, problem));
    segment_clear(a);
    segment_clear(b);
    *a = joined;
    index->segment_count--;
    return OK;
}

static Status flush_tail(QuoteIndex *index, Problem *problem)
{
    KeyReader reader;
    Segment   written;

    if (index->key_count == 0)
        return OK;
    if (sort_tail(index) != OK)
        return no_memory(problem);
    key_reader_memory(index->keys, index->key_count, &reader);
    if (index->segment_count == SEGMENTS_MAX)
        TRY(join_last(index, problem));
    TRY(write_and_open(index, &index->tail, &reader, NULL, NULL, &written, problem));
    index->segments[index->segment_count++] = written;
    segment_clear(&index->tail);
    index->key_count = index->sorted = 0;
    while (index->segment_count > 1 && index->segments[index->segment_count - 1].keys * 2 > index->segments[index->segment_count - 2].keys)
        TRY(join_last(index, problem));
    return OK;
}

Status quote_index_commit(QuoteIndex *index, uint64_t size, const Hash *root, bool flush, Problem *problem)
{
    index->size = size;
    index->root = *root;
    if (!index->writes || !flush)
        return OK;
    TRY(flush_tail(index, problem));
    TRY(write_list(index, problem));
    sweep(index);
    return OK;
}

/* ---- adding ---- */

typedef struct Adding {
    QuoteIndex       *index;
    const QuoteFlow  *flow;
    uint32_t         *pages; /* by paragraph of the flow */
    Status            status;
} Adding;

static void add_gram(void *context, uint32_t gram, size_t token)
{
    Adding     *adding = context;
    QuoteIndex *index = adding->index;
    void       *keys = index->keys;

    if (adding->status != OK)
        return;
    adding->status = index->key_count < TAIL_WITHOUT_DISK ? memory_reserve(&keys, &index->key_capacity, index->key_count + 1, sizeof *index->keys) : ERR_LIMIT;
    index->keys = keys;
    if (adding->status == OK)
        index->keys[index->key_count++] = (uint64_t)gram << 32 | adding->pages[adding->flow->tokens[token].paragraph];
}

/* Paragraphs until they have QUOTE_PAGE_WORDS words are a page. */
static Status cut_pages(QuoteIndex *index, Slice name, const QuoteFlow *flow, uint32_t *pages)
{
    uint32_t text, page = 0;
    size_t   words = QUOTE_PAGE_WORDS, token = 0;

    TRY(segment_add_text(&index->tail, name, &text));
    for (size_t i = 0; i < flow->paragraph_count; i++) {
        if (words >= QUOTE_PAGE_WORDS) {
            TRY(segment_add_page(&index->tail, (Page){text, flow->paragraphs[i].ordinal, 0}, &page));
            words = 0;
        }
        index->tail.pages[page].count = flow->paragraphs[i].ordinal - index->tail.pages[page].first + 1;
        pages[i] = page;
        for (; token < flow->count && flow->tokens[token].paragraph == i; token++)
            words += flow->tokens[token].kind != QUOTE_MARK;
    }
    return OK;
}

Status quote_index_add(QuoteIndex *index, Slice name, const QuoteFlow *flow, Arena *arena, Problem *problem)
{
    Adding adding = {.index = index, .flow = flow, .pages = arena_take(arena, (flow->paragraph_count + 1) * sizeof(uint32_t))};

    if (adding.pages == NULL || cut_pages(index, name, flow, adding.pages) != OK || quote_grams(flow, arena, add_gram, &adding) != OK || adding.status != OK)
        return no_memory(problem);
    return index->writes && index->key_count >= QUOTE_TAIL_KEYS ? flush_tail(index, problem) : OK;
}

/* ---- finding ---- */

typedef struct Vote {
    uint32_t segment, page, grams;
    bool     used;
} Vote;

typedef struct Votes {
    Arena *arena;
    Vote  *slots;
    size_t mask, count;
    uint64_t *pages; /* of the gram at hand: segment << 32 | page; room for QUOTE_POSTINGS_MAX / 2 + 1 */
} Votes;

static Status add_vote(Votes *votes, uint32_t segment, uint32_t page)
{
    uint64_t key = ((uint64_t)segment << 32 | page) * 0x9E3779B97F4A7C15U;
    size_t   at = (size_t)(key >> 32) & votes->mask;

    while (votes->slots[at].used && (votes->slots[at].segment != segment || votes->slots[at].page != page))
        at = (at + 1) & votes->mask;
    votes->count += !votes->slots[at].used;
    votes->slots[at] = (Vote){segment, page, votes->slots[at].grams + 1, true};
    if (votes->count * 2 > votes->mask) {
        Votes grown = {.arena = votes->arena, .slots = arena_take_zeroed(votes->arena, (votes->mask + 1) * 2, sizeof *votes->slots), .mask = votes->mask * 2 + 1};

        if (grown.slots == NULL)
            return ERR_MEMORY;
        for (size_t i = 0; i <= votes->mask; i++)
            if (votes->slots[i].used) {
                at = (size_t)((((uint64_t)votes->slots[i].segment << 32 | votes->slots[i].page) * 0x9E3779B97F4A7C15U) >> 32) & grown.mask;
                while (grown.slots[at].used)
                    at = (at + 1) & grown.mask;
                grown.slots[at] = votes->slots[i];
            }
        grown.count = votes->count;
        grown.pages = votes->pages;
        *votes = grown;
    }
    return OK;
}

/* The first key of this gram in what is in memory. */
static size_t memory_at(const QuoteIndex *index, uint32_t gram)
{
    size_t low = 0, high = index->key_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uint32_t)(index->keys[middle] >> 32) < gram)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Status reader_for(QuoteIndex *index, uint32_t segment, uint32_t gram, KeyReader *out, Problem *problem)
{
    if (segment != index->segment_count)
        return key_reader_at(&index->segments[segment], gram, out, problem);
    if (index->key_count == 0)
        key_reader_memory(NULL, 0, out);
    else
        key_reader_memory(index->keys + memory_at(index, gram), index->key_count - memory_at(index, gram), out);
    return OK;
}

/* How the pages of one gram count: *read more than `most`: none of them did. */
static Status vote_for(QuoteIndex *index, uint32_t gram, size_t most, bool all, Votes *votes, size_t *read, Problem *problem)
{
    uint64_t *pages = votes->pages;
    size_t    kept = 0;

    *read = 0;
    for (uint32_t s = 0; s <= index->segment_count && *read <= most; s++) {
        KeyReader reader;

        TRY(reader_for(index, s, gram, &reader, problem));
        for (; reader.there && reader.gram == gram && *read <= most; (*read)++) {
            uint64_t page = (uint64_t)s << 32 | reader.page;

            if (kept == 0 || pages[kept - 1] != page)
                pages[kept++] = page;
            TRY(key_reader_next(&reader, problem));
        }
    }
    for (size_t i = 0; i < kept && (all || *read <= most); i++)
        if (add_vote(votes, (uint32_t)(pages[i] >> 32), (uint32_t)pages[i]) != OK)
            return no_memory(problem);
    return OK;
}

static int most_first(const void *a, const void *b)
{
    const Vote *x = a, *y = b;

    if (x->grams != y->grams)
        return x->grams < y->grams ? 1 : -1;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return x->page < y->page ? -1 : x->page > y->page;
}

/* Rare grams tell where to look; common ones are read only where the rare ones do not: what is made of common words alone, and what was changed in it. */
static Status vote(QuoteIndex *index, const uint32_t *grams, size_t count, Votes *votes, Problem *problem)
{
    uint32_t *common = arena_take(votes->arena, (count + 1) * sizeof *common);
    size_t    common_count = 0, there = 0, best = 0, read = 0;

    if (common == NULL)
        return no_memory(problem);
    for (size_t i = 0; i < count; i++) {
        TRY(vote_for(index, grams[i], QUOTE_POSTINGS_RARE, false, votes, &read, problem));
        there += read != 0;
        if (read > QUOTE_POSTINGS_RARE)
            common[common_count++] = grams[i];
    }
    for (size_t i = 0; i <= votes->mask; i++)
        best = votes->slots[i].used && votes->slots[i].grams > best ? votes->slots[i].grams : best;
    if (best * 2 >= there)
        return OK;
    for (size_t i = 0, left = QUOTE_POSTINGS_MAX; i < common_count && left > QUOTE_POSTINGS_RARE; i++) {
        TRY(vote_for(index, common[i], left / 2, true, votes, &read, problem));
        left -= read < left ? read : left;
    }
    return OK;
}

Status quote_index_find(QuoteIndex *index, const uint32_t *grams, size_t count, size_t max, Arena *arena, QuotePage **out, size_t *found, Problem *problem)
{
    Votes  votes = {.arena = arena, .slots = arena_take_zeroed(arena, 1024, sizeof *votes.slots), .mask = 1023};
    size_t kept = 0;

    votes.pages = arena_take(arena, (QUOTE_POSTINGS_MAX / 2 + 1) * sizeof *votes.pages);
    if (votes.slots == NULL || votes.pages == NULL || sort_tail(index) != OK)
        return no_memory(problem);
    TRY(vote(index, grams, count, &votes, problem));
    for (size_t i = 0; i <= votes.mask; i++)
        if (votes.slots[i].used)
            votes.slots[kept++] = votes.slots[i];
    if (kept > 1)
        qsort(votes.slots, kept, sizeof *votes.slots, most_first);
    kept = kept < max ? kept : max;
    *out = arena_take(arena, (kept + 1) * sizeof **out);
    if (*out == NULL)
        return no_memory(problem);
    for (size_t i = 0; i < kept; i++) {
        const Segment *segment = votes.slots[i].segment == index->segment_count ? &index->tail : &index->segments[votes.slots[i].segment];
        Page           page = segment->pages[votes.slots[i].page];

        (*out)[i] = (QuotePage){segment_text(segment, page.text), page.first, page.count, votes.slots[i].grams};
    }
    *found = kept;
    return OK;
}

void quote_index_facts(const QuoteIndex *index, QuoteIndexFacts *out)
{
    *out = (QuoteIndexFacts){.keys = index->key_count, .pages = index->tail.page_count, .bytes = index->key_count * sizeof(uint64_t), .segments = index->segment_count};
    for (size_t i = 0; i < index->segment_count; i++) {
        out->keys += index->segments[i].keys;
        out->pages += index->segments[i].page_count;
        out->bytes += index->segments[i].map_size;
    }
}
