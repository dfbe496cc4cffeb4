/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones by their IANA names, from ICU's own tables: what the machine has installed, and where it stands, never shows.
 */
#include "base/base.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONE_MAX = 64 /* "America/Argentina/ComodRivadavia" has 32 */ };

static UCalendar *calendar_open(const char *zone)
{
    UChar      name[ZONE_MAX], canonical[ZONE_MAX];
    UErrorCode error = U_ZERO_ERROR;
    UBool      is_system = false;
    size_t     size = strlen(zone);
    UCalendar *calendar;

    if (size == 0 || size >= ZONE_MAX)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)zone[i] > 126 || (unsigned char)zone[i] < 33)
            return NULL;
        name[i] = (UChar)zone[i];
    }
    name[size] = 0;
    if (ucal_getCanonicalTimeZoneID(name, (int32_t)size, canonical, ZONE_MAX, &is_system, &error) <= 0 || U_FAILURE(error) || !is_system)
        return NULL;
    calendar = ucal_open(name, (int32_t)size, "en", UCAL_GREGORIAN, &error);
    if (U_SUCCESS(error))
        return calendar;
    ucal_close(calendar);
    return NULL;
}

bool zone_valid(const char *zone)
{
    UCalendar *calendar = calendar_open(zone);

    if (calendar != NULL)
        ucal_close(calendar);
    return calendar != NULL;
}

bool zone_moment(const char *zone, int64_t seconds, Moment *out, int *offset_minutes)
{
    UCalendar *calendar = calendar_open(zone);
    UErrorCode error = U_ZERO_ERROR;
    int32_t    offset;

    if (calendar == NULL)
        return false;
    ucal_setMillis(calendar, (UDate)seconds * 1000, &error);
    offset = (ucal_get(calendar, UCAL_ZONE_OFFSET, &error) + ucal_get(calendar, UCAL_DST_OFFSET, &error)) / 60000;
    ucal_close(calendar);
    if (U_FAILURE(error))
        return false;
    moment_from(seconds + (int64_t)offset * 60, out);
    if (offset_minutes != NULL)
        *offset_minutes = offset;
    return true;
}

bool zone_seconds(const char *zone, const Moment *local, int64_t *out)
{
    UCalendar *calendar = moment_valid(local) ? calendar_open(zone) : NULL;
    UErrorCode error = U_ZERO_ERROR;
    UDate      millis;

    if (calendar == NULL)
        return false;
    ucal_clear(calendar);
    ucal_setDateTime(calendar, local->year, local->month - 1, local->day, local->hour, local->minute, local->second, &error);
    millis = ucal_getMillis(calendar, &error);
    ucal_close(calendar);
    if (U_FAILURE(error))
        return false;
    *out = (int64_t)(millis / 1000);
    return true;
}
