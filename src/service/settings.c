/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings of an installation that are not the record's: where its pages stand, and through which server it sends mail.
 */
#include "service/account.h"

#include <errno.h>
#include <stdlib.h>

enum { LINE_MAX_SIZE = 400 };

static bool copy_to(char *out, size_t size, Slice value)
{
    if (value.size == 0 || value.size >= size || memchr(value.data, '\0', value.size) != NULL)
        return false;
    memcpy(out, value.data, value.size);
    out[value.size] = '\0';
    return true;
}

/* http or https, a host, no slash at the end. */
static bool is_address(Slice value)
{
    size_t scheme = slice_starts(value, "https://") ? 8 : slice_starts(value, "http://") ? 7 : 0;

    if (scheme == 0 || value.size == scheme || slice_ends(value, "/"))
        return false;
    for (size_t i = scheme; i < value.size; i++)
        if ((unsigned char)value.data[i] <= ' ' || strchr("\"'<>\\?#@", value.data[i]) != NULL)
            return false;
    return true;
}

/* Labels with dots between, as a browser writes a host. */
static bool is_domain(Slice value)
{
    for (size_t i = 0; i < value.size; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", value.data[i]) == NULL)
            return false;
    return value.size <= RP_ID_MAX && value.size != 0 && value.data[0] != '.' && !slice_ends(value, ".") && memchr(value.data, '.', value.size) != NULL;
}

/* Above the host of the address, and not that host itself: a sign-in's assertion must never be that of an act (record.md, section 5). */
static bool is_above(const HouseSettings *settings)
{
    Slice       host = slice_from(settings->address);
    size_t      domain = strlen(settings->signing_domain);
    const char *end;

    host = slice_part(host, slice_starts(host, "https://") ? 8 : 7, host.size);
    for (end = host.data; end < host.data + host.size && *end != ':' && *end != '/'; end++)
        continue;
    host.size = (size_t)(end - host.data);
    return host.size > domain + 1 && slice_ends(host, settings->signing_domain) && host.data[host.size - domain - 1] == '.';
}

static bool take_days(int *days, Slice value)
{
    char digits[4] = {0}, *end;
    long number;

    if (value.size == 0 || value.size >= sizeof digits)
        return false;
    memcpy(digits, value.data, value.size);
    number = strtol(digits, &end, 10);
    *days = (int)number;
    return *end == '\0' && number >= 0 && number <= CALL_REMINDER_DAYS_MAX;
}

static bool take(HouseSettings *settings, Slice name, Slice value)
{
    if (slice_is(name, "address"))
        return is_address(value) && copy_to(settings->address, sizeof settings->address, value);
    if (slice_is(name, "signing-domain"))
        return is_domain(value) && copy_to(settings->signing_domain, sizeof settings->signing_domain, value);
    if (slice_is(name, "mail-server"))
        return copy_to(settings->mail_server, sizeof settings->mail_server, value);
    if (slice_is(name, "mail-from"))
        return copy_to(settings->mail_from, sizeof settings->mail_from, value);
    if (slice_is(name, "mail-user"))
        return copy_to(settings->mail_user, sizeof settings->mail_user, value);
    if (slice_is(name, "mail-password"))
        return copy_to(settings->mail_password, sizeof settings->mail_password, value);
    if (slice_is(name, "call-reminder-days"))
        return take_days(&settings->call_reminder_days, value);
    settings->mail_tls_required = slice_is(value, "required");
    return slice_is(name, "mail-tls") && (slice_is(value, "required") || slice_is(value, "offered"));
}

static Status take_line(HouseSettings *settings, Slice line, int number, Problem *problem)
{
    const char *blank;
    char        digits[DECIMAL_MAX];

    line = slice_trim(line);
    if (line.size == 0 || line.data[0] == '#')
        return OK;
    blank = memchr(line.data, ' ', line.size);
    if (blank != NULL && take(settings, (Slice){line.data, (size_t)(blank - line.data)}, slice_trim(slice_part(line, (size_t)(blank - line.data), line.size))))
        return OK;
    return problem_set(problem, ERR_SYNTAX, MSG("settings.line"), "line", decimal(digits, number), NULL);
}

Status settings_read(const char *folder, HouseSettings *out, Problem *problem)
{
    char   path[1100], line[LINE_MAX_SIZE];
    FILE  *file;
    Status status = OK;

    *out = (HouseSettings){.call_reminder_days = CALL_REMINDER_DAYS};
    (void)snprintf(path, sizeof path, "%s/settings", folder);
    file = fopen(path, "re");
    if (file == NULL)
        return errno == ENOENT ? OK : problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", path, "what", strerror(errno), NULL);
    for (int number = 1; status == OK && fgets(line, sizeof line, file) != NULL; number++)
        status = take_line(out, slice_from(line), number, problem);
    (void)fclose(file);
    if (status == OK && out->signing_domain[0] != '\0' && (out->address[0] == '\0' || !is_above(out)))
        status = problem_set(problem, ERR_REFUSED, MSG("settings.signing"), "domain", out->signing_domain, NULL);
    return status == OK ? OK : problem_at(problem, status, path);
}
