/* SPDX-License-Identifier: Apache-2.0
 *
 * Zones: local times and back, the days on which clocks change, names that are none.
 */
#include "suite.h"

static const struct {
    const char *zone;
    const char *utc, *local; /* the same moment */
    int         offset;
} moments[] = {
    {"UTC", "2027-03-08T15:00:00", "2027-03-08T15:00:00", 0},
    {"America/New_York", "2027-03-08T15:00:00", "2027-03-08T10:00:00", -300},
    {"America/New_York", "2027-07-08T14:00:00", "2027-07-08T10:00:00", -240},
    {"Europe/Geneva", NULL, NULL, 0},
    {"Europe/Zurich", "2027-12-31T23:30:00", "2028-01-01T00:30:00", 60},
    {"Asia/Kathmandu", "2027-03-08T04:15:00", "2027-03-08T10:00:00", 345},
    {"Mars/Base", NULL, NULL, 0},
    {"", NULL, NULL, 0},
    {"A very long name of a zone that no table has, with spaces in it, and more", NULL, NULL, 0},
};

static void parse(const char *text, Moment *out)
{
    assert_int_equal(sscanf(text, "%d-%d-%dT%d:%d:%d", &out->year, &out->month, &out->day, &out->hour, &out->minute, &out->second), 6);
}

static void local_times_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        Moment  utc, local, got;
        int64_t seconds;
        int     offset;

        assert_int_equal(zone_valid(moments[i].zone), moments[i].utc != NULL);
        if (moments[i].utc == NULL) {
            assert_false(zone_moment(moments[i].zone, 0, &got, NULL));
            continue;
        }
        parse(moments[i].utc, &utc);
        parse(moments[i].local, &local);
        assert_true(zone_moment(moments[i].zone, moment_seconds(&utc), &got, &offset));
        assert_memory_equal(&got, &local, sizeof got);
        assert_int_equal(offset, moments[i].offset);
        assert_true(zone_seconds(moments[i].zone, &local, &seconds));
        assert_int_equal(seconds, moment_seconds(&utc));
    }
}

/* 14 March 2027, 02:00 in New York: the clocks go to 03:00. */
static void a_time_that_the_clocks_skip(void **state)
{
    Moment  skipped = {2027, 3, 14, 2, 30, 0}, got;
    int64_t seconds;

    (void)state;
    assert_true(zone_seconds("America/New_York", &skipped, &seconds));
    assert_true(zone_moment("America/New_York", seconds, &got, NULL));
    assert_int_equal(got.hour, 3);
    assert_int_equal(got.minute, 30);
    skipped.month = 13;
    assert_false(zone_seconds("America/New_York", &skipped, &seconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(local_times_and_back), cmocka_unit_test(a_time_that_the_clocks_skip)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
