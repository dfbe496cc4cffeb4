/* SPDX-License-Identifier: Apache-2.0
 *
 * The allocator: counts, can be told to fail (tests), and an arena with a ceiling on top of it. Libraries that
 * let us choose their allocator are put on this one, so that a test which fails each allocation in turn reaches
 * theirs too.
 */
#define BASE_IS_ALLOCATOR
#include "base/base.h"

#include <jansson.h>
#include <libxml/xmlmemory.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unicode/uclean.h>
#include <unistd.h>

static _Atomic uint64_t asked;
static _Atomic uint64_t fail_at;
static _Atomic bool     fail_lasting;
static _Atomic uint64_t failures;
static _Atomic bool     watched; /* since memory_fail_at was called first: threads that share a counter wait for one another, and only tests ask for it */

static bool must_fail(void)
{
    uint64_t count, at;

    if (!atomic_load_explicit(&watched, memory_order_relaxed))
        return false;
    count = atomic_fetch_add(&asked, 1) + 1;
    at = atomic_load(&fail_at);
    return at != 0 && (count == at || (count > at && atomic_load(&fail_lasting)));
}

void memory_fail_at(uint64_t n, bool lasting)
{
    atomic_store(&asked, 0);
    atomic_store(&fail_lasting, lasting);
    atomic_store(&fail_at, n);
    atomic_store(&watched, true);
}

uint64_t memory_asked(void)
{
    return atomic_load(&asked);
}

uint64_t memory_failures(void)
{
    return atomic_load(&failures);
}

static void *counted(void *block)
{
    if (block == NULL)
        atomic_fetch_add(&failures, 1);
    return block;
}

void *memory_new(size_t size)
{
    return counted(must_fail() ? NULL : malloc(size != 0 ? size : 1));
}

void *memory_new_zeroed(size_t count, size_t size)
{
    return counted(must_fail() ? NULL : calloc(count != 0 ? count : 1, size != 0 ? size : 1));
}

void *memory_resize(void *block, size_t size)
{
    return counted(must_fail() ? NULL : realloc(block, size != 0 ? size : 1));
}

void memory_free(void *block)
{
    free(block);
}

static char *copy_string(const char *string)
{
    size_t size = strlen(string) + 1;
    char  *copy = memory_new(size);

    if (copy != NULL)
        memcpy(copy, string, size);
    return copy;
}

static void *icu_new(const void *context, size_t size)
{
    (void)context;
    return memory_new(size);
}

static void *icu_resize(const void *context, void *block, size_t size)
{
    (void)context;
    return memory_resize(block, size);
}

static void icu_free(const void *context, void *block)
{
    (void)context;
    memory_free(block);
}

void memory_adopt_libraries(void)
{
    UErrorCode error = U_ZERO_ERROR;

    xmlMemSetup(memory_free, memory_new, memory_resize, copy_string);
    json_set_alloc_funcs(memory_new, memory_free);
    u_setMemoryFunctions(NULL, icu_new, icu_resize, icu_free, &error);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* its sums stand behind a lock that all threads wait for, and nobody asks for them */
}

/* The first touch of a page costs more than all that is written there, and in a virtual machine many times more. So what is freed is used again, and the first part of a heap lies in large pages where
   the kernel has them for the asking. Room is taken for once and given back: it stays on top of the heap, and untouched it is no memory. Threads that work at the same time wait for one another where they share a
   heap, so there is one for each processor; those of the threads grow by a page and a system call at a time unless room was taken. All of this is advice: what is refused changes nothing. */
enum { HEAP_ROOM = 32 * 1024 * 1024 /* the most that M_MMAP_THRESHOLD takes */, HEAP_STEP = 4 * 1024 * 1024, LARGE_PAGE = 2 * 1024 * 1024, HEAPS_MAX = 64 };

static bool               wide; /* set before there are threads */
static _Thread_local bool thread_wide;

static int heaps(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors < 1 ? 1 : processors < HEAPS_MAX ? (int)processors : HEAPS_MAX;
}

static size_t to_large_page(const char *place)
{
    return LARGE_PAGE - (uintptr_t)place % LARGE_PAGE;
}

static void take_room(void)
{
    char *room = memory_new(HEAP_ROOM - LARGE_PAGE);

    if (room != NULL)
        (void)madvise(room + to_large_page(room), HEAP_ROOM - 2 * LARGE_PAGE, MADV_HUGEPAGE);
    memory_free(room);
}

void memory_widen(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, HEAP_ROOM);
    (void)mallopt(M_TRIM_THRESHOLD, 2 * HEAP_ROOM);
    (void)mallopt(M_TOP_PAD, HEAP_STEP);
    (void)mallopt(M_ARENA_MAX, heaps());
    take_room();
    wide = true;
    thread_wide = true;
}

void memory_widen_thread(void)
{
    if (!wide || thread_wide)
        return;
    thread_wide = true;
    take_room();
}

/* The block grows on top of the heap, and not quite up to the large page: in that, neither the allocator's mark behind the block nor what the caller takes
   before it forks may stand. */
void *memory_apart(size_t left)
{
    char *room = memory_new(left);
    void *grown = room != NULL ? memory_resize(room, left + to_large_page(room + 2 * left)) : NULL;

    return grown != NULL ? grown : room;
}

typedef struct Pages {
    char  *first;
    size_t count, size;
} Pages;

/* Those that lie in the block whole. */
static Pages pages_of(char *block, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (page - (uintptr_t)block % page) % page;

    if (block == NULL)
        return (Pages){0};
    return (Pages){block + before, size > before ? (size - before) / page : 0, page};
}

void memory_touch(void *block, size_t size)
{
    Pages pages = pages_of(block, size);

    if (pages.count != 0)
        (void)madvise(pages.first, pages.count * pages.size, MADV_POPULATE_WRITE);
}

/* The first write after a fork takes a large page apart, and then each small page of it costs a fault: those that are there are made this process's own, a run by one call. Others stay untouched. */
void memory_apart_end(void *apart)
{
    unsigned char there[2 * LARGE_PAGE / 4096];
    Pages         pages = pages_of(apart, malloc_usable_size(apart));

    if (pages.count != 0 && pages.count <= sizeof there && mincore(pages.first, pages.count * pages.size, there) == 0)
        for (size_t at = 0, from; at < pages.count; at++) {
            for (from = at; at < pages.count && (there[at] & 1) != 0; at++)
                continue;
            memory_touch(pages.first + from * pages.size, (at - from) * pages.size);
        }
    memory_free(apart);
}

Status memory_reserve(void **block, size_t *capacity, size_t wanted, size_t size)
{
    size_t next = *capacity < 8 ? 8 : *capacity;
    void  *grown;

    if (wanted <= *capacity)
        return OK;
    while (next < wanted) {
        if (next > SIZE_MAX / 2)
            return ERR_MEMORY;
        next *= 2;
    }
    if (size != 0 && next > SIZE_MAX / size)
        return ERR_MEMORY;
    grown = memory_resize(*block, next * size);
    if (grown == NULL)
        return ERR_MEMORY;
    *block = grown;
    *capacity = next;
    return OK;
}

/* ---- arena ---- */

enum { ARENA_BLOCK_FIRST = 8 * 1024, ARENA_BLOCK_MAX = 1024 * 1024 };

typedef struct Block {
    struct Block *next;
    size_t        size, used;
    max_align_t   data[];
} Block;

struct Arena {
    Block *blocks;
    size_t ceiling, taken, next_size;
};

Arena *arena_new(size_t ceiling)
{
    Arena *arena = memory_new_zeroed(1, sizeof *arena);

    if (arena != NULL) {
        arena->ceiling = ceiling;
        arena->next_size = ARENA_BLOCK_FIRST;
    }
    return arena;
}

void arena_free(Arena *arena)
{
    Block *next;

    if (arena == NULL)
        return;
    for (Block *block = arena->blocks; block != NULL; block = next) {
        next = block->next;
        memory_free(block);
    }
    memory_free(arena);
}

static Block *add_block(Arena *arena, size_t size)
{
    size_t room = size > arena->next_size ? size : arena->next_size;
    Block *block;

    if (size > arena->ceiling || arena->taken > arena->ceiling - size)
        return NULL;
    if (room > arena->ceiling - arena->taken)
        room = size;
    block = memory_new(sizeof *block + room);
    if (block == NULL)
        return NULL;
    *block = (Block){.next = arena->blocks, .size = room};
    arena->blocks = block;
    arena->taken += room;
    if (arena->next_size < ARENA_BLOCK_MAX)
        arena->next_size *= 2;
    return block;
}

void *arena_take(Arena *arena, size_t size)
{
    size_t rounded = (size + 7) & ~(size_t)7;
    Block *block = arena->blocks;
    void  *out;

    if (rounded < size)
        return NULL;
    if (rounded == 0)
        rounded = 8;
    if (block == NULL || block->size - block->used < rounded) {
        block = add_block(arena, rounded);
        if (block == NULL)
            return NULL;
    }
    out = (char *)block->data + block->used;
    block->used += rounded;
    return out;
}

void *arena_take_zeroed(Arena *arena, size_t count, size_t size)
{
    void *out;

    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    out = arena_take(arena, count * size);
    if (out != NULL)
        memset(out, 0, count * size);
    return out;
}

size_t arena_used(const Arena *arena)
{
    return arena->taken;
}
