/* SPDX-License-Identifier: Apache-2.0
 *
 * Time zones by their IANA names, from ICU's own tables: what the machine has installed, and where it stands, never shows.
 */
#include "base/base.h"

#include <pthread.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONE_MAX = 64 /* "America/Argentina/ComodRivadavia" has 32 */ };

/* A calendar costs as much to open as a page to print some dates; a house has a handful of zones. One thread at a time asks them. */
enum { KEPT = 8 };

static struct {
    pthread_mutex_t lock;
    struct {
        char       zone[ZONE_MAX];
        UCalendar *calendar;
    } kept[KEPT];
    size_t next; /* to be given up for another zone */
} calendars = {.lock = PTHREAD_MUTEX_INITIALIZER};

static UCalendar *calendar_open(const char *zone)
{
    UChar      name[ZONE_MAX], canonical[ZONE_MAX];
    UErrorCode error = U_ZERO_ERROR;
    UBool      is_system = false;
    size_t     size = strlen(zone);
    UCalendar *calendar;

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

static UCalendar *calendar_kept(const char *zone)
{
    UCalendar *opened;
    size_t     slot = calendars.next;

    if (zone[0] == '\0' || strlen(zone) >= ZONE_MAX)
        return NULL;
    for (size_t i = 0; i < KEPT; i++)
        if (strcmp(calendars.kept[i].zone, zone) == 0)
            return calendars.kept[i].calendar;
    opened = calendar_open(zone);
    if (opened == NULL) /* no zone takes the place of one that there is */
        return NULL;
    if (calendars.kept[slot].calendar != NULL)
        ucal_close(calendars.kept[slot].calendar);
    calendars.kept[slot].calendar = opened;
    (void)snprintf(calendars.kept[slot].zone, ZONE_MAX, "%s", zone);
    calendars.next = (slot + 1) % KEPT;
    return opened;
}

/* With the lock until calendar_give(), also when the answer is NULL: there is no such zone. */
static UCalendar *calendar_take(const char *zone)
{
    (void)pthread_mutex_lock(&calendars.lock);
    return calendar_kept(zone);
}

static void calendar_give(void)
{
    (void)pthread_mutex_unlock(&calendars.lock);
}

bool zone_valid(const char *zone)
{
    bool there = calendar_take(zone) != NULL;

    calendar_give();
    return there;
}

/* Minutes to add to UTC. */
static bool offset_at(UCalendar *calendar, int64_t seconds, int32_t *out)
{
    UErrorCode error = U_ZERO_ERROR;

    if (calendar == NULL)
        return false;
    ucal_setMillis(calendar, (UDate)seconds * 1000, &error);
    *out = (ucal_get(calendar, UCAL_ZONE_OFFSET, &error) + ucal_get(calendar, UCAL_DST_OFFSET, &error)) / 60000;
    return U_SUCCESS(error);
}

bool zone_moment(const char *zone, int64_t seconds, Moment *out, int *offset_minutes)
{
    int32_t offset = 0;
    bool    known = offset_at(calendar_take(zone), seconds, &offset);

    calendar_give();
    if (!known)
        return false;
    moment_from(seconds + (int64_t)offset * 60, out);
    if (offset_minutes != NULL)
        *offset_minutes = offset;
    return true;
}

static bool millis_at(UCalendar *calendar, const Moment *local, UDate *out)
{
    UErrorCode error = U_ZERO_ERROR;

    if (calendar == NULL)
        return false;
    ucal_clear(calendar);
    ucal_setDateTime(calendar, local->year, local->month - 1, local->day, local->hour, local->minute, local->second, &error);
    *out = ucal_getMillis(calendar, &error);
    return U_SUCCESS(error);
}

bool zone_seconds(const char *zone, const Moment *local, int64_t *out)
{
    UDate millis = 0;
    bool  known;

    if (!moment_valid(local))
        return false;
    known = millis_at(calendar_take(zone), local, &millis);
    calendar_give();
    if (known)
        *out = (int64_t)(millis / 1000);
    return known;
}
