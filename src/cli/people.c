/* SPDX-License-Identifier: Apache-2.0
 *
 * What people see on a terminal: problems and remarks on standard error, progress only where a person looks.
 */
#include <unistd.h>

#include "cli/cli.h"

static bool progress_shown;

static void print(const Buffer *text)
{
    if (text->size != 0)
        (void)fwrite(text->data, 1, text->size, stderr);
}

void say_problem(const Problem *problem)
{
    Buffer text;

    progress_end();
    buffer_init(&text, 65536);
    buffer_add_string(&text, "rapporteur: ");
    problem_print(problem, &text);
    buffer_add_byte(&text, '\n');
    print(&text);
    buffer_clear(&text);
}

void say(const char *message, ...)
{
    const char *names[PROBLEM_ARGUMENTS_MAX], *values[PROBLEM_ARGUMENTS_MAX], *name;
    int         count = 0;
    va_list     pairs;
    Buffer      text;

    va_start(pairs, message);
    while ((name = va_arg(pairs, const char *)) != NULL) {
        REQUIRE(count < PROBLEM_ARGUMENTS_MAX);
        names[count] = name;
        values[count++] = va_arg(pairs, const char *);
    }
    va_end(pairs);
    progress_end();
    buffer_init(&text, 65536);
    buffer_add_string(&text, "rapporteur: ");
    message_print_arguments(&text, message, count, names, values);
    buffer_add_byte(&text, '\n');
    print(&text);
    buffer_clear(&text);
}

void progress_show(void *context, size_t done, size_t count)
{
    char   a[DECIMAL_MAX], b[DECIMAL_MAX];
    Buffer text;

    (void)context;
    if (!isatty(STDERR_FILENO) || count < 2)
        return;
    buffer_init(&text, 4096);
    buffer_add_byte(&text, '\r');
    message_print(&text, MSG("cli.progress"), "done", decimal(a, (int64_t)done), "count", decimal(b, (int64_t)count), NULL);
    print(&text);
    buffer_clear(&text);
    progress_shown = true;
}

void progress_end(void)
{
    if (progress_shown)
        (void)fputs("\r\033[K", stderr);
    progress_shown = false;
}
