/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates and times of day in UTC, computed here: the system's calls depend on zones and on the platform, and a replay must not.
 */
#include "base/base.h"

enum { DAY_SECONDS = 86400, ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH_DAYS = 719468 /* from 0000-03-01 to 1970-01-01 */ };
#define SECONDS_MIN INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define SECONDS_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool             leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

bool moment_valid(const Moment *moment)
{
    return moment->year >= 1 && moment->year <= 9999 && moment->month >= 1 && moment->month <= 12 && moment->day >= 1 &&
           moment->day <= days_in(moment->year, moment->month) && moment->hour >= 0 && moment->hour < 24 && moment->minute >= 0 && moment->minute < 60 &&
           moment->second >= 0 && moment->second < 60;
}

/* Years that begin in March make the leap day the last of its year. */
int64_t moment_seconds(const Moment *moment)
{
    int64_t year = moment->year - (moment->month <= 2);
    int64_t era = year / ERA_YEARS;
    int64_t of_era = year - era * ERA_YEARS;
    int64_t month = (moment->month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + moment->day - 1;
    int64_t days = era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - EPOCH_DAYS;

    REQUIRE(moment_valid(moment));
    return days * DAY_SECONDS + moment->hour * 3600 + moment->minute * 60 + moment->second;
}

void moment_from(int64_t seconds, Moment *out)
{
    int64_t days, era, day_of_era, year_of_era, day_of_year, month, rest;

    seconds = seconds < SECONDS_MIN ? SECONDS_MIN : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
    days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0) + EPOCH_DAYS;
    rest = seconds - (days - EPOCH_DAYS) * DAY_SECONDS;
    era = days / ERA_DAYS;
    day_of_era = days - era * ERA_DAYS;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month = (5 * day_of_year + 2) / 153;
    out->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = (int)(year_of_era + era * ERA_YEARS + (out->month <= 2));
    out->hour = (int)(rest / 3600);
    out->minute = (int)(rest / 60 % 60);
    out->second = (int)(rest % 60);
}
