/* SPDX-License-Identifier: Apache-2.0
 *
 * Myers' difference algorithm in linear space ("An O(ND) Difference Algorithm and Its Variations", 1986): find a point on a shortest path by
 * searching from both ends at once, and go on in the two halves. A search that costs too much stops at the farthest point reached: the script is then longer
 * than need be, never wrong.
 */
#include "compare/diff_internal.h"

enum {
    DIFF_COST_MAX = 2000,     /* edits searched from one end before a split is taken as good enough */
    DIFF_DEPTH_MAX = 200,     /* splits within splits; past it the rest is one hunk */
    DIFF_TOKENS_MAX = 1 << 28
};

typedef struct Search {
    const uint32_t *a, *b;
    bool           *a_changed, *b_changed;
    int32_t        *forward, *backward; /* by diagonal x - y, offset to be non-negative */
} Search;

typedef struct Box {
    int32_t a0, a1, b0, b1;
} Box;

typedef struct Point {
    int32_t x, y;
} Point;

void hunks_clear(Hunks *hunks)
{
    memory_free(hunks->list);
    *hunks = (Hunks){0};
}

/* One step of the search from the start: one more edit. Returns true when it meets the other search. */
static bool step_forward(const Search *search, const Box *box, int32_t low, int32_t high, const int32_t meet[2], Point *at)
{
    int32_t *reach = search->forward;

    for (int32_t d = high; d >= low; d -= 2) {
        int32_t x = reach[d - 1] < reach[d + 1] ? reach[d + 1] : reach[d - 1] + 1;
        int32_t y = x - d;

        while (x < box->a1 && y < box->b1 && search->a[x] == search->b[y])
            x++, y++;
        reach[d] = x;
        if (meet != NULL && d >= meet[0] && d <= meet[1] && search->backward[d] <= x) {
            *at = (Point){x, y};
            return true;
        }
    }
    return false;
}

/* The same from the end. */
static bool step_backward(const Search *search, const Box *box, int32_t low, int32_t high, const int32_t meet[2], Point *at)
{
    int32_t *reach = search->backward;

    for (int32_t d = high; d >= low; d -= 2) {
        int32_t x = reach[d - 1] < reach[d + 1] ? reach[d - 1] : reach[d + 1] - 1;
        int32_t y = x - d;

        while (x > box->a0 && y > box->b0 && search->a[x - 1] == search->b[y - 1])
            x--, y--;
        reach[d] = x;
        if (meet != NULL && d >= meet[0] && d <= meet[1] && x <= search->forward[d]) {
            *at = (Point){x, y};
            return true;
        }
    }
    return false;
}

/* The farthest point that the search from the start has reached within the box. */
static Point farthest(const Search *search, const Box *box, int32_t low, int32_t high)
{
    Point best = {box->a0, box->b0};

    for (int32_t d = high; d >= low; d -= 2) {
        int32_t x = search->forward[d] < box->a1 ? search->forward[d] : box->a1;
        int32_t y = x - d;

        if (y > box->b1) {
            y = box->b1;
            x = y + d;
        }
        if (x >= box->a0 && y >= box->b0 && x + y > best.x + best.y)
            best = (Point){x, y};
    }
    return best;
}

/* A point inside the box through which a shortest path goes. Both sides of the box differ at both its ends. */
static Point find_split(const Search *search, const Box *box)
{
    int32_t least = box->a0 - box->b1, most = box->a1 - box->b0;
    int32_t start = box->a0 - box->b0, end = box->a1 - box->b1;
    int32_t f[2] = {start, start}, b[2] = {end, end};
    bool    odd = ((start - end) & 1) != 0;
    Point   at;

    search->forward[start] = box->a0;
    search->backward[end] = box->a1;
    for (int32_t cost = 1;; cost++) {
        if (f[0] > least)
            search->forward[--f[0] - 1] = -1;
        else
            ++f[0];
        if (f[1] < most)
            search->forward[++f[1] + 1] = -1;
        else
            --f[1];
        if (step_forward(search, box, f[0], f[1], odd ? b : NULL, &at))
            return at;
        if (b[0] > least)
            search->backward[--b[0] - 1] = INT32_MAX;
        else
            ++b[0];
        if (b[1] < most)
            search->backward[++b[1] + 1] = INT32_MAX;
        else
            --b[1];
        if (step_backward(search, box, b[0], b[1], odd ? NULL : f, &at))
            return at;
        if (cost >= DIFF_COST_MAX)
            return farthest(search, box, f[0], f[1]);
    }
}

/* Recursion is bounded by DIFF_DEPTH_MAX; each split halves the edits, so it stays near their logarithm. */
static void mark_changes(const Search *search, Box box, int depth)
{
    Point at;

    while (box.a0 < box.a1 && box.b0 < box.b1 && search->a[box.a0] == search->b[box.b0])
        box.a0++, box.b0++;
    while (box.a0 < box.a1 && box.b0 < box.b1 && search->a[box.a1 - 1] == search->b[box.b1 - 1])
        box.a1--, box.b1--;
    if (box.a0 == box.a1 || box.b0 == box.b1 || depth > DIFF_DEPTH_MAX) {
        memset(search->a_changed + box.a0, true, (size_t)(box.a1 - box.a0));
        memset(search->b_changed + box.b0, true, (size_t)(box.b1 - box.b0));
        return;
    }
    at = find_split(search, &box);
    if ((at.x == box.a0 && at.y == box.b0) || (at.x == box.a1 && at.y == box.b1))
        depth = DIFF_DEPTH_MAX; /* no progress: what is left is one hunk at the next look */
    mark_changes(search, (Box){box.a0, at.x, box.b0, at.y}, depth + 1);
    mark_changes(search, (Box){at.x, box.a1, at.y, box.b1}, depth + 1);
}

static Status collect_hunks(const Search *search, size_t a_count, size_t b_count, Hunks *out)
{
    uint32_t i = 0, j = 0;

    while (i < a_count || j < b_count) {
        Hunk   hunk = {i, i, j, j};
        void  *block = out->list;
        Status status;

        while (hunk.a1 < a_count && search->a_changed[hunk.a1])
            hunk.a1++;
        while (hunk.b1 < b_count && search->b_changed[hunk.b1])
            hunk.b1++;
        if (hunk.a1 == i && hunk.b1 == j) {
            i++, j++;
            continue;
        }
        status = memory_reserve(&block, &out->capacity, out->count + 1, sizeof hunk);
        out->list = block;
        TRY(status);
        out->list[out->count++] = hunk;
        i = hunk.a1;
        j = hunk.b1;
    }
    return OK;
}

Status diff_words(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, Hunks *out)
{
    Search search = {.a = a, .b = b};
    size_t diagonals = a_count + b_count + 3;
    Status status = ERR_MEMORY;
    int32_t *room;
    bool    *flags;

    out->count = 0;
    if (a_count > DIFF_TOKENS_MAX || b_count > DIFF_TOKENS_MAX)
        return ERR_LIMIT;
    room = memory_new(2 * diagonals * sizeof *room);
    flags = memory_new_zeroed(a_count + b_count, sizeof *flags);
    if (room != NULL && flags != NULL) {
        search.forward = room + b_count + 1;
        search.backward = room + diagonals + b_count + 1;
        search.a_changed = flags;
        search.b_changed = flags + a_count;
        mark_changes(&search, (Box){0, (int32_t)a_count, 0, (int32_t)b_count}, 0);
        status = collect_hunks(&search, a_count, b_count, out);
    }
    memory_free(room);
    memory_free(flags);
    return status;
}
