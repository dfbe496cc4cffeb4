/* SPDX-License-Identifier: Apache-2.0
 *
 * ICU's formatters, made when first used, kept by locale, used under a lock. A time in a zone is moved by the zone's offset and printed as if it were UTC, so that one formatter does for all zones.
 */
#include <pthread.h>

#include "web/formats_internal.h"

#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

enum { LOCALES_MAX = 8, LOCALE_SIZE = 32, PRINTED_MAX = 200, ZONE_MAX = 64, DATE_SIZE = 10, TIME_SIZE = 20 };

typedef struct LocaleFormats {
    char                 locale[LOCALE_SIZE];
    UDateFormat         *dates[FORMAT_STYLES];
    UDateIntervalFormat *range;
    UNumberFormat       *number;
} LocaleFormats;

struct Formats {
    pthread_mutex_t lock;
    LocaleFormats   locales[LOCALES_MAX];
    size_t          count;
};

static const char *const skeletons[FORMAT_STYLES] = {"yMMMMd", "EEEEMMMMd", "Hmm", "yMMMMdHmm"};
static const UChar       utc[] = {'U', 'T', 'C', 0};

Formats *formats_new(void)
{
    Formats *formats = memory_new_zeroed(1, sizeof *formats);

    if (formats != NULL && pthread_mutex_init(&formats->lock, NULL) != 0) {
        memory_free(formats);
        return NULL;
    }
    return formats;
}

void formats_free(Formats *formats)
{
    if (formats == NULL)
        return;
    for (size_t i = 0; i < formats->count; i++) {
        for (int style = 0; style < FORMAT_STYLES; style++)
            udat_close(formats->locales[i].dates[style]);
        if (formats->locales[i].range != NULL)
            udtitvfmt_close(formats->locales[i].range);
        unum_close(formats->locales[i].number);
    }
    (void)pthread_mutex_destroy(&formats->lock);
    memory_free(formats);
}

/* ---- under the lock ---- */

static LocaleFormats *locale_of(Formats *formats, const char *locale)
{
    LocaleFormats *made;

    for (size_t i = 0; i < formats->count; i++)
        if (strcmp(formats->locales[i].locale, locale) == 0)
            return &formats->locales[i];
    if (formats->count == LOCALES_MAX || strlen(locale) >= LOCALE_SIZE)
        return NULL;
    made = &formats->locales[formats->count++];
    (void)snprintf(made->locale, sizeof made->locale, "%s", locale);
    return made;
}

static UDateFormat *date_format(LocaleFormats *locale, FormatStyle style)
{
    UErrorCode              error = U_ZERO_ERROR;
    UDateTimePatternGenerator *generator;
    UChar                   skeleton[32], pattern[100];
    int32_t                 size;

    if (locale->dates[style] != NULL)
        return locale->dates[style];
    generator = udatpg_open(locale->locale, &error);
    u_uastrcpy(skeleton, skeletons[style]);
    size = udatpg_getBestPattern(generator, skeleton, -1, pattern, 100, &error);
    udatpg_close(generator);
    if (U_SUCCESS(error))
        locale->dates[style] = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale->locale, utc, -1, pattern, size, &error);
    if (U_FAILURE(error))
        locale->dates[style] = NULL;
    return locale->dates[style];
}

static UDateIntervalFormat *range_format(LocaleFormats *locale)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar      skeleton[32];

    if (locale->range != NULL)
        return locale->range;
    u_uastrcpy(skeleton, skeletons[FORMAT_DATE]);
    locale->range = udtitvfmt_open(locale->locale, skeleton, -1, utc, -1, &error);
    if (U_FAILURE(error))
        locale->range = NULL;
    return locale->range;
}

static UNumberFormat *number_format(LocaleFormats *locale)
{
    UErrorCode error = U_ZERO_ERROR;

    if (locale->number == NULL)
        locale->number = unum_open(UNUM_DECIMAL, NULL, 0, locale->locale, NULL, &error);
    if (U_FAILURE(error))
        locale->number = NULL;
    return locale->number;
}

static bool add_units(const UChar *units, int32_t size, UErrorCode error, Buffer *out)
{
    char    bytes[4 * PRINTED_MAX];
    int32_t written = 0;

    if (U_FAILURE(error) || size <= 0 || size > PRINTED_MAX)
        return false;
    u_strToUTF8(bytes, sizeof bytes, &written, units, size, &error);
    if (U_FAILURE(error))
        return false;
    buffer_add(out, (Slice){bytes, (size_t)written});
    return true;
}

/* ---- zones ---- */

/* Seconds to add to UTC; 0 for an unknown zone. */
static int64_t offset_of(Slice zone, int64_t seconds)
{
    char   name[ZONE_MAX];
    Moment local;
    int    minutes = 0;

    if (zone.size == 0 || zone.size >= ZONE_MAX)
        return 0;
    (void)snprintf(name, sizeof name, "%.*s", (int)zone.size, zone.data);
    return zone_moment(name, seconds, &local, &minutes) ? (int64_t)minutes * 60 : 0;
}

/* ---- for the rooms ---- */

/* "9999-99-99T99:99:99Z": 9 is a digit. */
static bool has_shape(Slice text)
{
    static const char shape[] = "9999-99-99T99:99:99Z";

    for (size_t i = 0; i < text.size; i++)
        if (shape[i] == '9' ? (text.data[i] < '0' || text.data[i] > '9') : text.data[i] != shape[i])
            return false;
    return true;
}

static int number_at(Slice text, size_t at, size_t digits)
{
    int number = 0;

    for (size_t i = at; i < at + digits && at + digits <= text.size; i++)
        number = number * 10 + (text.data[i] - '0');
    return number;
}

bool formats_parse(Slice text, int64_t *seconds)
{
    Moment moment;

    if ((text.size != DATE_SIZE && text.size != TIME_SIZE) || !has_shape(text))
        return false;
    moment = (Moment){number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2), number_at(text, 11, 2), number_at(text, 14, 2), number_at(text, 17, 2)};
    if (!moment_valid(&moment))
        return false;
    *seconds = moment_seconds(&moment);
    return true;
}

void formats_date(Formats *formats, const char *locale, FormatStyle style, int64_t seconds, Slice zone, Buffer *out)
{
    int64_t        shown = seconds + offset_of(zone, seconds);
    LocaleFormats *formatters;
    UDateFormat   *format;
    UErrorCode     error = U_ZERO_ERROR;
    UChar          units[PRINTED_MAX];
    int32_t        size = 0;
    Moment         moment;

    (void)pthread_mutex_lock(&formats->lock);
    formatters = locale_of(formats, locale);
    format = formatters != NULL ? date_format(formatters, style) : NULL;
    if (format != NULL)
        size = udat_format(format, (double)shown * 1000, units, PRINTED_MAX, NULL, &error);
    (void)pthread_mutex_unlock(&formats->lock);
    if (format != NULL && add_units(units, size, error, out))
        return;
    moment_from(shown, &moment);
    buffer_add_format(out, "%04d-%02d-%02d", moment.year, moment.month, moment.day);
}

void formats_range(Formats *formats, const char *locale, int64_t from, int64_t until, Buffer *out)
{
    LocaleFormats       *formatters;
    UDateIntervalFormat *format;
    UErrorCode           error = U_ZERO_ERROR;
    UChar                units[PRINTED_MAX];
    int32_t              size = 0;

    (void)pthread_mutex_lock(&formats->lock);
    formatters = locale_of(formats, locale);
    format = formatters != NULL ? range_format(formatters) : NULL;
    if (format != NULL)
        size = udtitvfmt_format(format, (double)from * 1000, (double)until * 1000, units, PRINTED_MAX, NULL, &error);
    (void)pthread_mutex_unlock(&formats->lock);
    if (format != NULL && add_units(units, size, error, out))
        return;
    formats_date(formats, locale, FORMAT_DATE, from, (Slice){NULL, 0}, out);
}

void formats_number(Formats *formats, const char *locale, int64_t number, Buffer *out)
{
    LocaleFormats *formatters;
    UNumberFormat *format;
    UErrorCode     error = U_ZERO_ERROR;
    UChar          units[PRINTED_MAX];
    int32_t        size = 0;

    (void)pthread_mutex_lock(&formats->lock);
    formatters = locale_of(formats, locale);
    format = formatters != NULL ? number_format(formatters) : NULL;
    if (format != NULL)
        size = unum_formatInt64(format, number, units, PRINTED_MAX, NULL, &error);
    (void)pthread_mutex_unlock(&formats->lock);
    if (format == NULL || !add_units(units, size, error, out))
        buffer_add_number(out, number);
}

void formats_offset(Formats *formats, int64_t seconds, Slice zone, Buffer *out)
{
    int64_t minutes = offset_of(zone, seconds) / 60, size = minutes < 0 ? -minutes : minutes;

    (void)formats;
    buffer_add_string(out, "UTC");
    if (minutes == 0)
        return;
    buffer_add_string(out, minutes < 0 ? "\xE2\x88\x92" : "+");
    buffer_add_number(out, size / 60);
    if (size % 60 != 0)
        buffer_add_format(out, ":%02d", (int)(size % 60));
}
