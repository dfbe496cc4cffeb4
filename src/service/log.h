/* SPDX-License-Identifier: Apache-2.0
 *
 * log: one line of JSON for each thing that happened, for whoever runs the house: started and stopped, requests, acts recorded and refused, sign-ins that failed.
 *
 * Not here: what was typed, sent or asked for. A value is a number, a word of the program (a kind, a pattern, a message's id) or an act's id; there is no way to log a text from outside, so that no
 * token, cookie, query, form, name or address of a person can get into a log.
 *
 * {"time":"2027-03-09T20:42:00.123Z","event":"request","method":"GET","route":"acts","status":200,"ms":3,"bytes":12345,"asker":"stranger"}
 */
#ifndef SERVICE_LOG_H
#define SERVICE_LOG_H

#include "base/base.h"

typedef enum LogLevel { LOG_QUIET, LOG_EVENTS, LOG_REQUESTS, LOG_LEVELS } LogLevel; /* each says what the one before says, and more */
extern const char *const log_level_names[LOG_LEVELS];                /* "quiet", "events", "requests": of the option --log */

typedef struct Log {
    int      file;                   /* where lines go: each by one write, so that lines of threads and processes do not mix */
    LogLevel level;
} Log;

enum { LOG_LINE_MAX = 1000 };
typedef struct LogField {
    const char *name;                /* static */
    const char *word;                /* NULL: the number. What is no printable ASCII, a quote or a backslash becomes "?" */
    int64_t     number;
} LogField;

LogField log_word(const char *name, const char *word);
LogField log_number(const char *name, int64_t number);
#define LOG_FIELDS(...) (const LogField[]){__VA_ARGS__}, sizeof((const LogField[]){__VA_ARGS__}) / sizeof(LogField)
/* Any thread; a NULL log, and what is above its level, is nothing. A line that cannot be written is lost: a full disk must not stop the record. */
void log_event(const Log *log, LogLevel level, const char *event, const LogField *fields, size_t count);

#endif
