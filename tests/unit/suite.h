/* SPDX-License-Identifier: Apache-2.0
 *
 * What every unit suite includes first: cmocka with what it needs, base, and asserts for slices and statuses.
 * A table test walks rows of {name, input, want}; ROW(name) before its asserts names the row when one fails.
 */
#ifndef TESTS_UNIT_SUITE_H
#define TESTS_UNIT_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/base.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0 /* what walks over thousands of places takes fewer under a sanitizer, where each costs many times more and says no more about the law */
#endif

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define ROW(name) suite_row = (name)

/* The row under test; shown when an assert fails. */
static const char *suite_row = "";

static inline void suite_assert_slice(Slice got, Slice want, const char *file, int line)
{
    if (slice_equal(got, want))
        return;
    print_error("row \"%s\": got \"%.*s\", want \"%.*s\"\n", suite_row, (int)got.size, got.data != NULL ? got.data : "",
                (int)want.size, want.data != NULL ? want.data : "");
    _fail(file, line);
}

static inline void suite_assert_number(long long got, long long want, const char *what, const char *file, int line)
{
    if (got == want)
        return;
    print_error("row \"%s\": %s is %lld, want %lld\n", suite_row, what, got, want);
    _fail(file, line);
}

#define assert_slice(got, want) suite_assert_slice((got), slice_from(want), __FILE__, __LINE__)
#define assert_slices(got, want) suite_assert_slice((got), (want), __FILE__, __LINE__)
#define assert_number(got, want) suite_assert_number((long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define assert_ok(call) suite_assert_number((call), OK, #call, __FILE__, __LINE__)

#endif
