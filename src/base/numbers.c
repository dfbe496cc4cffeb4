/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers in order: bags of words are sorted for each paragraph, and a comparison by a call for each pair costs most of it. Quicksort in three parts, as bags hold the same number often; heaps where it
 * would run deep, so that no input takes more than n log n.
 */
#include "base/base.h"

enum { FEW = 24 };

static void insert(uint32_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t number = numbers[i];
        size_t   at = i;

        for (; at > 0 && numbers[at - 1] > number; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

static void sink(uint32_t *heap, size_t at, size_t count)
{
    uint32_t number = heap[at];

    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= number)
            break;
        heap[at] = heap[child];
    }
    heap[at] = number;
}

static void heap_sort(uint32_t *numbers, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sink(numbers, i, count);
    for (size_t i = count; i-- > 1;) {
        uint32_t most = numbers[0];

        numbers[0] = numbers[i];
        numbers[i] = most;
        sink(numbers, 0, i);
    }
}

static uint32_t middle_of(uint32_t a, uint32_t b, uint32_t c)
{
    if (a > b) {
        uint32_t greater = a;

        a = b;
        b = greater;
    }
    return c < a ? a : c > b ? b : c;
}

static void sort(uint32_t *numbers, size_t count, unsigned depth)
{
    while (count > FEW) {
        uint32_t pivot = middle_of(numbers[0], numbers[count / 2], numbers[count - 1]);
        size_t   less = 0, at = 0, more = count;

        if (depth-- == 0) {
            heap_sort(numbers, count);
            return;
        }
        while (at < more) {
            uint32_t number = numbers[at];

            if (number < pivot) {
                numbers[at++] = numbers[less];
                numbers[less++] = number;
            } else if (number > pivot) {
                numbers[at] = numbers[--more];
                numbers[more] = number;
            } else {
                at++;
            }
        }
        /* The smaller part by a call, the larger by the loop. */
        if (less < count - more) {
            sort(numbers, less, depth);
            numbers += more;
            count -= more;
        } else {
            sort(numbers + more, count - more, depth);
            count = less;
        }
    }
    insert(numbers, count);
}

void numbers_sort(uint32_t *numbers, size_t count)
{
    unsigned depth = 2;

    for (size_t rest = count; rest > 1; rest /= 2)
        depth += 2;
    sort(numbers, count, depth);
}
