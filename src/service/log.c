/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of the log.
 */
#include "service/log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

const char *const log_level_names[LOG_LEVELS] = {[LOG_QUIET] = "quiet", [LOG_EVENTS] = "events", [LOG_REQUESTS] = "requests"};

LogField log_word(const char *name, const char *word)
{
    return (LogField){.name = name, .word = word != NULL ? word : ""};
}

LogField log_number(const char *name, int64_t number)
{
    return (LogField){.name = name, .number = number};
}

static void add_word(Buffer *line, const char *word)
{
    buffer_add_byte(line, '"');
    for (const char *at = word; *at != '\0'; at++)
        buffer_add_byte(line, *at < ' ' || *at > '~' || *at == '"' || *at == '\\' ? '?' : *at);
    buffer_add_byte(line, '"');
}

static void add_time(Buffer *line)
{
    struct timespec now;
    struct tm       parts;
    char            text[40];

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &parts);
    (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    buffer_add_format(line, "\"%s.%03ldZ\"", text, now.tv_nsec / 1000000);
}

void log_event(const Log *log, LogLevel level, const char *event, const LogField *fields, size_t count)
{
    Buffer line;

    if (log == NULL || level > log->level)
        return;
    buffer_init(&line, LOG_LINE_MAX);
    buffer_add_string(&line, "{\"time\":");
    add_time(&line);
    buffer_add_string(&line, ",\"event\":");
    add_word(&line, event);
    for (size_t i = 0; i < count; i++) {
        buffer_add_format(&line, ",\"%s\":", fields[i].name);
        if (fields[i].word != NULL)
            add_word(&line, fields[i].word);
        else
            buffer_add_format(&line, "%lld", (long long)fields[i].number);
    }
    buffer_add_string(&line, "}\n");
    if (line.status == OK && write(log->file, line.data, line.size) < 0)
        line.status = ERR_STORAGE; /* nobody to tell */
    buffer_clear(&line);
}
