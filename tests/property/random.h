/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers drawn from a seed (splitmix64): the same seed gives the same cases on every machine.
 */
#ifndef TESTS_PROPERTY_RANDOM_H
#define TESTS_PROPERTY_RANDOM_H

#include "base/base.h"

typedef struct Random {
    uint64_t state;
} Random;

static inline uint64_t random_next(Random *random)
{
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* 0 to bound - 1; 0 when bound is 0. */
static inline uint32_t random_below(Random *random, size_t bound)
{
    return bound != 0 ? (uint32_t)(random_next(random) % bound) : 0;
}

static inline bool random_chance(Random *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

/* The seed of case `index` of a run. */
static inline uint64_t random_seed_of(uint64_t run, uint64_t index)
{
    Random random = {run ^ index * UINT64_C(0xD1342543DE82EF95)};

    return random_next(&random);
}

#endif
