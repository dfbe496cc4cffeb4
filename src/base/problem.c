/* SPDX-License-Identifier: Apache-2.0
 *
 * Status and Problem: the one table of what each status means to a shell, a browser and a person.
 */
#include "base/base.h"

static const StatusFace faces[STATUS_COUNT] = {
    [OK] = {OK, "OK", 0, 200, MSG("status.ok")},
    [ERR_SYNTAX] = {ERR_SYNTAX, "SYNTAX", 65, 400, MSG("status.syntax")},
    [ERR_SIGNATURE] = {ERR_SIGNATURE, "SIGNATURE", 76, 403, MSG("status.signature")},
    [ERR_CONFLICT] = {ERR_CONFLICT, "CONFLICT", 3, 409, MSG("status.conflict")},
    [ERR_FORBIDDEN] = {ERR_FORBIDDEN, "FORBIDDEN", 77, 403, MSG("status.forbidden")},
    [ERR_NOT_FOUND] = {ERR_NOT_FOUND, "NOT_FOUND", 66, 404, MSG("status.not_found")},
    [ERR_REFUSED] = {ERR_REFUSED, "REFUSED", 65, 422, MSG("status.refused")},
    [ERR_LIMIT] = {ERR_LIMIT, "LIMIT", 65, 413, MSG("status.limit")},
    [ERR_BUSY] = {ERR_BUSY, "BUSY", 75, 503, MSG("status.busy")},
    [ERR_MEMORY] = {ERR_MEMORY, "MEMORY", 71, 503, MSG("status.memory")},
    [ERR_STORAGE] = {ERR_STORAGE, "STORAGE", 74, 503, MSG("status.storage")},
};

const StatusFace *status_face(Status status)
{
    REQUIRE((int)status >= 0 && status < STATUS_COUNT);
    return &faces[status];
}

void base_broken_promise(const char *condition, const char *file, int line)
{
    fprintf(stderr, "rapporteur: a promise of the program is broken: %s (%s:%d). Nothing more is written.\n", condition, file,
            line);
    abort();
}

/* Copies as much of a C string as fits, never cutting inside a character. */
static void copy_cut(char *to, size_t room, const char *from)
{
    size_t size = strlen(from);

    if (size >= room) {
        size = room - 1;
        while (size > 0 && ((unsigned char)from[size] & 0xC0) == 0x80)
            size--;
    }
    memcpy(to, from, size);
    to[size] = '\0';
}

Status problem_set(Problem *problem, Status status, const char *message, ...)
{
    va_list     pairs;
    const char *name;

    if (problem == NULL)
        return status;
    problem->status = status;
    problem->message = message;
    problem->arguments = 0;
    va_start(pairs, message);
    while ((name = va_arg(pairs, const char *)) != NULL) {
        const char *value = va_arg(pairs, const char *);

        REQUIRE(problem->arguments < PROBLEM_ARGUMENTS_MAX);
        problem->names[problem->arguments] = name;
        copy_cut(problem->values[problem->arguments], PROBLEM_VALUE_MAX, value != NULL ? value : "");
        problem->arguments++;
    }
    va_end(pairs);
    return status;
}

Status problem_at(Problem *problem, Status status, const char *place)
{
    if (problem == NULL)
        return status;
    if (problem->status == OK) {
        problem->status = status;
        problem->message = NULL;
    }
    if (problem->place[0] == '\0' && place != NULL)
        copy_cut(problem->place, sizeof problem->place, place);
    return status;
}

Status problem_plain(Problem *problem, Status status)
{
    if (status != OK && problem != NULL && problem->message == NULL)
        return problem_set(problem, status, status_face(status)->message, NULL);
    return status;
}

/* `language` NULL: the one in use. */
static void print(const Problem *problem, const char *language, Buffer *out)
{
    const char *names[PROBLEM_ARGUMENTS_MAX];
    const char *values[PROBLEM_ARGUMENTS_MAX];
    const char *id = problem->message != NULL ? problem->message : status_face(problem->status)->message;

    for (int i = 0; i < problem->arguments; i++) {
        names[i] = problem->names[i];
        values[i] = problem->values[i];
    }
    if (problem->place[0] != '\0') {
        buffer_add_string(out, problem->place);
        buffer_add_string(out, ": ");
    }
    if (language == NULL)
        message_print_arguments(out, id, problem->arguments, names, values);
    else
        message_print_arguments_in(out, language, id, problem->arguments, names, values);
}

void problem_print(const Problem *problem, Buffer *out)
{
    print(problem, NULL, out);
}

void problem_print_in(const Problem *problem, const char *language, Buffer *out)
{
    print(problem, language, out);
}
