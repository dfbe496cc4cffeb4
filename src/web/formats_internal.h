/* SPDX-License-Identifier: Apache-2.0
 *
 * formats: dates, times, ranges and numbers in the reader's language, by ICU. Its formatters are dear to make and not for two threads, so each is made once and used under one lock.
 *
 * Times of meetings are shown in the zone of the place, named by its IANA name; ICU's own data say what the clock there shows. An unknown zone is UTC.
 */
#ifndef WEB_FORMATS_INTERNAL_H
#define WEB_FORMATS_INTERNAL_H

#include "base/base.h"

typedef enum FormatStyle {
    FORMAT_DATE,      /* 8 March 2027 */
    FORMAT_DAY,       /* Monday 8 March */
    FORMAT_CLOCK,     /* 15:00 */
    FORMAT_DATE_CLOCK,/* 8 March 2027, 15:00 */
    FORMAT_STYLES
} FormatStyle;

typedef struct Formats Formats;

Formats *formats_new(void) MUST_USE; /* NULL without memory */
void     formats_free(Formats *formats);

/* "2027-03-08" or "2027-03-08T15:00:00Z" as POSIX seconds; false when it is neither. */
bool formats_parse(Slice text, int64_t *seconds);
/* `zone`: IANA; empty: UTC. What fails prints ISO 8601. */
void formats_date(Formats *formats, const char *locale, FormatStyle style, int64_t seconds, Slice zone, Buffer *out);
/* "8–12 March 2027". */
void formats_range(Formats *formats, const char *locale, int64_t from, int64_t until, Buffer *out);
void formats_number(Formats *formats, const char *locale, int64_t number, Buffer *out);
/* "UTC−5", as the zone's clock is at that time; "UTC" where it is not. */
void formats_offset(Formats *formats, int64_t seconds, Slice zone, Buffer *out);

#endif
