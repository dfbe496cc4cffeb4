/* SPDX-License-Identifier: Apache-2.0
 *
 * Key files and vkeys on the command line, and their passphrases: from a file, or asked on the terminal without showing what is typed. Every copy is wiped.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "cli/record_internal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

Status line_read(const char *path, Arena *arena, Slice *out, Problem *problem)
{
    Slice       bytes;
    const char *end;

    TRY(file_read(path, arena, &bytes, problem));
    end = bytes.size != 0 ? memchr(bytes.data, '\n', bytes.size) : NULL;
    *out = slice_trim(slice_part(bytes, 0, end != NULL ? (size_t)(end - bytes.data) : bytes.size));
    return out->size != 0 ? OK : problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("file.empty"), NULL), path);
}

Status signatory_load(const char *path, Arena *arena, Signatory *out, Problem *problem)
{
    Slice  line;
    Status status;

    *out = (Signatory){.path = path};
    TRY(line_read(path, arena, &line, problem));
    out->is_secret = slice_starts(line, "rapporteur/key/");
    status = out->is_secret ? key_file_public(path, &out->key, problem) : key_parse(line, &out->key, problem);
    return status == OK ? OK : problem_at(problem, status, path);
}

Status key_argument(const char *argument, Arena *arena, Key *out, Problem *problem)
{
    Signatory signatory;

    if (key_parse(slice_from(argument), out, NULL) == OK)
        return OK;
    if (access(argument, F_OK) != 0)
        return key_parse(slice_from(argument), out, problem); /* says what is wrong with it */
    TRY(signatory_load(argument, arena, &signatory, problem));
    *out = signatory.key;
    return OK;
}

/* ---- passphrases ---- */

/* A passphrase that others can read protects nothing. */
static Status passphrase_from_file(const char *path, char out[PASSPHRASE_SIZE_MAX + 1], Problem *problem)
{
    int         file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat now;
    ssize_t     size = -1;
    Status      status = OK;

    if (file < 0)
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("file.not_found"), NULL), path);
    if (fstat(file, &now) != 0 || (S_ISREG(now.st_mode) && (now.st_mode & 077) != 0))
        status = problem_set(problem, ERR_FORBIDDEN, MSG("passphrase.open_to_others"), NULL);
    else if ((size = read(file, out, PASSPHRASE_SIZE_MAX + 1)) < 0 || size > PASSPHRASE_SIZE_MAX)
        status = problem_set(problem, ERR_LIMIT, MSG("key.passphrase_long"), NULL);
    close(file);
    if (status == OK) {
        out[size] = '\0';
        out[strcspn(out, "\r\n")] = '\0';
        if (out[0] == '\0')
            status = problem_set(problem, ERR_SYNTAX, MSG("file.empty"), NULL);
    }
    return status == OK ? OK : problem_at(problem, status, path);
}

static bool read_line(int terminal, char out[PASSPHRASE_SIZE_MAX + 1])
{
    size_t size = 0;
    char   byte;

    while (size < PASSPHRASE_SIZE_MAX && read(terminal, &byte, 1) == 1 && byte != '\n')
        out[size++] = byte;
    out[size] = '\0';
    return size != 0;
}

static Status ask(const char *message, const char *path, char out[PASSPHRASE_SIZE_MAX + 1], Problem *problem)
{
    int            terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    struct termios before, silent;
    Buffer         text;
    bool           given;

    if (terminal < 0 || tcgetattr(terminal, &before) != 0) {
        if (terminal >= 0)
            close(terminal);
        return problem_at(problem, problem_set(problem, ERR_FORBIDDEN, MSG("passphrase.no_terminal"), NULL), path);
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    buffer_init(&text, 4096);
    message_print(&text, message, "file", path, NULL);
    buffer_add_byte(&text, ' ');
    (void)tcsetattr(terminal, TCSAFLUSH, &silent);
    given = write(terminal, text.data, text.size) == (ssize_t)text.size && read_line(terminal, out);
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    given = write(terminal, "\n", 1) == 1 && given;
    buffer_clear(&text);
    close(terminal);
    return given ? OK : problem_at(problem, problem_set(problem, ERR_FORBIDDEN, MSG("passphrase.none"), NULL), path);
}

static bool is_message(const Problem *problem, const char *message)
{
    return problem->message != NULL && strcmp(problem->message, message) == 0;
}

Status key_unlock(const char *path, const OptionSet *options, KeySecret *out, Problem *problem)
{
    const char *files[SIGNATORIES_MAX];
    size_t      count = options_all(options, "--passphrase-file", files, SIGNATORIES_MAX);
    char        passphrase[PASSPHRASE_SIZE_MAX + 1] = "";
    Problem     plain = {0};
    Status      status = key_file_read(path, (Slice){NULL, 0}, out, &plain);

    if (status == OK || !is_message(&plain, MSG("key.passphrase_needed"))) {
        if (status != OK && problem != NULL)
            *problem = plain;
        return status;
    }
    for (size_t i = 0; status != OK && i < count; i++) {
        TRY_OR(done, passphrase_from_file(files[i], passphrase, problem));
        status = key_file_read(path, slice_from(passphrase), out, problem);
        if (status != ERR_FORBIDDEN)
            break;
    }
    if (count == 0) {
        TRY_OR(done, ask(MSG("passphrase.ask"), path, passphrase, problem));
        status = key_file_read(path, slice_from(passphrase), out, problem);
    }
done:
    sodium_memzero(passphrase, sizeof passphrase);
    return status;
}

Status passphrase_new(const OptionSet *options, char out[PASSPHRASE_SIZE_MAX + 1], Problem *problem)
{
    const char *file = options_value(options, "--passphrase-file"), *path = options_value(options, "--output");
    char        again[PASSPHRASE_SIZE_MAX + 1];
    Status      status;

    out[0] = '\0';
    if (file != NULL)
        return passphrase_from_file(file, out, problem);
    if (options_has(options, "--no-passphrase"))
        return OK;
    TRY(ask(MSG("passphrase.ask_new"), path != NULL ? path : options->operands[0], out, problem));
    status = ask(MSG("passphrase.ask_again"), path != NULL ? path : options->operands[0], again, problem);
    if (status == OK && strcmp(out, again) != 0)
        status = problem_set(problem, ERR_REFUSED, MSG("passphrase.differs"), NULL);
    sodium_memzero(again, sizeof again);
    return status;
}
