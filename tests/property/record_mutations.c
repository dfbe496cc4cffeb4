/* SPDX-License-Identifier: Apache-2.0
 *
 * record_mutations FOLDER POLICY: examines a record's files once for each single-byte change that standard input lists, all in one process. tests/interop/record_go.py draws the changes, and
 * holds our verdicts against those of an independent verifier.
 *
 * A line is "PATH OFFSET BYTE": a path below FOLDER, a decimal offset, and the byte in hex that stands there instead; the file is changed on the disk and put back.
 * Answers: "refused WHY", "missing WHY", or "accepted N", N being the good lines of cosigners (the clock's with them).
 */
#include "service/service.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATH_SIZE = 1024, LINE_SIZE = 1024, FILE_MAX = 32 * 1024 * 1024 /* above a full bundle */ };

typedef struct Driver {
    const char *folder;
    Buffer      policy_text;
    Buffer      words;
} Driver;

static bool read_file(const char *path, Buffer *out)
{
    FILE *file = fopen(path, "rb");
    char  bytes[65536];
    size_t got;

    buffer_reset(out);
    if (file == NULL)
        return false;
    while ((got = fread(bytes, 1, sizeof bytes, file)) != 0)
        buffer_add(out, (Slice){bytes, got});
    (void)fclose(file);
    return out->status == OK;
}

static bool write_byte(const char *path, long offset, int byte)
{
    FILE *file = fopen(path, "r+b");
    bool  good = file != NULL && fseek(file, offset, SEEK_SET) == 0 && fputc(byte, file) == byte;

    if (file != NULL)
        good = fclose(file) == 0 && good;
    return good;
}

static Status examine_record(const Driver *driver, size_t *cosigners, Problem *problem)
{
    VerifyOptions options = {.policy = driver->policy_text.data, .workers = 1};
    VerifyReport  report = {0};
    ServiceFiles  files = {0};
    Status        status = service_files(driver->folder, NULL, &files, problem);

    if (status == OK)
        status = service_verify(files.files, &options, &report, problem);
    service_files_close(&files);
    *cosigners = report.judgement.cosigners + (report.judgement.clock ? 1 : 0);
    if (status == OK && !report.verified)
        status = report.incomplete ? ERR_NOT_FOUND : ERR_SIGNATURE;
    return status;
}

static void answer(Driver *driver, Status status, size_t cosigners, const Problem *problem)
{
    if (status == OK) {
        (void)printf("accepted %zu\n", cosigners);
        return;
    }
    buffer_reset(&driver->words);
    problem_print(problem, &driver->words);
    for (size_t i = 0; i < driver->words.size; i++)
        if (driver->words.data[i] == '\n')
            driver->words.data[i] = ' ';
    (void)printf("%s %.*s\n", status == ERR_NOT_FOUND ? "missing" : "refused", (int)driver->words.size, driver->words.size != 0 ? driver->words.data : "");
}

/* False: the line cannot be carried out. */
static bool change(Driver *driver, const char *line)
{
    char         name[PATH_SIZE / 2], path[PATH_SIZE], *end = NULL;
    size_t       length = strcspn(line, " "), cosigners = 0;
    unsigned long offset, byte;
    Problem      problem = {0};
    Buffer       whole;
    bool         good;
    int          old;
    Status       status;

    if (length == 0 || length >= sizeof name || line[length] != ' ')
        return false;
    (void)snprintf(name, sizeof name, "%.*s", (int)length, line);
    (void)snprintf(path, sizeof path, "%s/%s", driver->folder, name);
    offset = strtoul(line + length, &end, 10);
    byte = strtoul(end, NULL, 16);
    buffer_init(&whole, FILE_MAX);
    good = read_file(path, &whole) && offset < whole.size && byte < 256;
    old = good ? (unsigned char)whole.data[offset] : 0;
    good = good && write_byte(path, (long)offset, (int)byte);
    if (good) {
        status = examine_record(driver, &cosigners, &problem);
        answer(driver, status, cosigners, &problem);
        good = write_byte(path, (long)offset, old);
    }
    buffer_clear(&whole);
    return good;
}

int main(int argc, char **argv)
{
    Driver  driver = {.folder = argc == 3 ? argv[1] : NULL};
    char    line[LINE_SIZE];
    int     result = 0;

    if (argc != 3) {
        (void)fprintf(stderr, "usage: record_mutations FOLDER POLICY <CHANGES\n");
        return 2;
    }
    buffer_init(&driver.policy_text, FILE_MAX);
    buffer_init(&driver.words, 4000);
    if (!read_file(argv[2], &driver.policy_text))
        result = 2;
    buffer_add_byte(&driver.policy_text, '\0');
    while (result == 0 && fgets(line, sizeof line, stdin) != NULL)
        result = change(&driver, line) ? 0 : 2;
    buffer_clear(&driver.policy_text);
    buffer_clear(&driver.words);
    return result;
}
