/* SPDX-License-Identifier: Apache-2.0
 *
 * Key files: four lines of text, docs/formats/key.md. The passphrase makes a key (Argon2id) that seals the seed (XChaCha20-Poly1305) with the lines before it, so
 * that no byte of the file can be changed unnoticed; in a plain file the seed itself vouches for the public half above it.
 *
 * Every copy of a seed, a passphrase's key or a file's text is wiped on every way out.
 */
#include <sodium.h>

#include "signer/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT "rapporteur/key/v1"

enum {
    SALT = crypto_pwhash_SALTBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEALED = NONCE + SEED_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    OPERATIONS_MAX = 16,                 /* a file that asks for more is there to keep us busy */
    PASSPHRASE_MAX = 1024,               /* characters enough for anyone's sentence */
    COST_LINE_MAX = 100
};
#define MEMORY_COST_MAX ((size_t)1 << 30) /* likewise */

const KeyCost key_cost_default = {crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE};

/* A key file taken apart; borrows its bytes. */
typedef struct KeyText {
    Key     key;
    bool    is_sealed;
    KeyCost cost;
    uint8_t salt[SALT];
    uint8_t payload[SEALED]; /* the seed, or nonce and sealed seed */
    Slice   head;            /* the first three lines: what is sealed besides */
} KeyText;

static Status damaged(int line, Problem *problem)
{
    char number[DECIMAL_MAX];

    return problem_set(problem, ERR_SYNTAX, MSG("key.damaged"), "line", decimal(number, line), NULL);
}

/* ---- writing ---- */

static bool derive(Slice passphrase, const KeyCost *cost, const uint8_t salt[SALT], uint8_t out[crypto_aead_xchacha20poly1305_ietf_KEYBYTES])
{
    return crypto_pwhash(out, crypto_aead_xchacha20poly1305_ietf_KEYBYTES, passphrase.data, passphrase.size, salt, cost->operations, cost->memory,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* head: the three lines. payload: nonce and sealed seed. */
static bool seal(const uint8_t seed[SEED_SIZE], Slice passphrase, const KeyCost *cost, const uint8_t salt[SALT], Slice head, uint8_t payload[SEALED])
{
    uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    bool    done = derive(passphrase, cost, salt, key);

    randombytes_buf(payload, NONCE);
    done = done && crypto_aead_xchacha20poly1305_ietf_encrypt(payload + NONCE, NULL, seed, SEED_SIZE, (const uint8_t *)head.data, head.size, NULL, payload, key) == 0;
    sodium_memzero(key, sizeof key);
    return done;
}

/* Makes room for the last line at once, so that no outgrown block with a secret in it goes back unwiped. */
static void make_room(Buffer *out)
{
    static const char none[SEALED * 2];
    size_t            size = out->size;

    buffer_add(out, (Slice){none, sizeof none});
    if (out->status == OK)
        out->size = size;
}

Status key_file_encode(const KeySecret *secret, Slice passphrase, const KeyCost *cost, Buffer *out, Problem *problem)
{
    uint8_t seed[SEED_SIZE], salt[SALT], payload[SEALED];
    Status  status = OK;

    if (passphrase.size > PASSPHRASE_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("key.passphrase_long"), NULL);
    if (sodium_init() < 0 || crypto_sign_ed25519_sk_to_seed(seed, secret->secret) != 0)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    buffer_reset(out);
    buffer_add_string(out, FORMAT "\n");
    key_print(&secret->key, out);
    if (passphrase.size == 0) {
        buffer_add_string(out, "\nplain\n");
        make_room(out);
        base64_print((Slice){(const char *)seed, SEED_SIZE}, out);
    } else {
        randombytes_buf(salt, SALT);
        buffer_add_format(out, "\nargon2id %llu %zu ", (unsigned long long)cost->operations, cost->memory);
        base64_print((Slice){(const char *)salt, SALT}, out);
        buffer_add_byte(out, '\n');
        if (out->status != OK || !seal(seed, passphrase, cost, salt, buffer_slice(out), payload))
            status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
        else
            base64_print((Slice){(const char *)payload, SEALED}, out);
    }
    buffer_add_byte(out, '\n');
    sodium_memzero(seed, sizeof seed);
    if (status == OK && out->status != OK)
        status = problem_set(problem, out->status, MSG("status.memory"), NULL);
    return status;
}

/* ---- reading ---- */

/* The line before the next LF of *rest, which moves behind it. False without one. */
static bool next_line(Slice *rest, Slice *out)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL;

    if (end == NULL)
        return false;
    *out = slice_part(*rest, 0, (size_t)(end - rest->data));
    *rest = slice_part(*rest, out->size + 1, rest->size);
    return true;
}

/* A number and the space after it, as it is printed. */
static bool take_number(Slice *rest, uint64_t max, uint64_t *out)
{
    const char *space = rest->size != 0 ? memchr(rest->data, ' ', rest->size) : NULL;
    size_t      size = space != NULL ? (size_t)(space - rest->data) : 0;

    if (size == 0 || size > 12 || rest->data[0] == '0')
        return false;
    *out = 0;
    for (size_t i = 0; i < size; i++) {
        if (rest->data[i] < '0' || rest->data[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(rest->data[i] - '0');
    }
    *rest = slice_part(*rest, size + 1, rest->size);
    return *out <= max;
}

static bool parse_cost(Slice line, KeyText *out)
{
    uint64_t memory = 0;
    size_t   size = 0;

    if (slice_is(line, "plain"))
        return true;
    if (!slice_starts(line, "argon2id "))
        return false;
    out->is_sealed = true;
    line = slice_part(line, sizeof "argon2id " - 1, line.size);
    if (!take_number(&line, OPERATIONS_MAX, &out->cost.operations) || !take_number(&line, MEMORY_COST_MAX, &memory))
        return false;
    out->cost.memory = (size_t)memory;
    return memory >= crypto_pwhash_MEMLIMIT_MIN && base64_parse(line, out->salt, SALT, &size) && size == SALT;
}

static Status parse(Slice text, KeyText *out, Problem *problem)
{
    Slice  rest = text, line;
    size_t size = 0;

    *out = (KeyText){.is_sealed = false};
    if (text.size > KEY_FILE_MAX || !next_line(&rest, &line) || !slice_is(line, FORMAT))
        return damaged(1, problem);
    if (!next_line(&rest, &line) || key_parse(line, &out->key, NULL) != OK || out->key.type == KEY_PASSKEY)
        return damaged(2, problem);
    if (!next_line(&rest, &line) || !parse_cost(line, out))
        return damaged(3, problem);
    out->head = slice_part(text, 0, text.size - rest.size);
    if (!next_line(&rest, &line) || rest.size != 0 || !base64_parse(line, out->payload, sizeof out->payload, &size) || size != (out->is_sealed ? SEALED : SEED_SIZE))
        return damaged(4, problem);
    return OK;
}

static Status unseal(const KeyText *text, Slice passphrase, uint8_t seed[SEED_SIZE], Problem *problem)
{
    uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    bool    opened;

    if (passphrase.size == 0)
        return problem_set(problem, ERR_FORBIDDEN, MSG("key.passphrase_needed"), NULL);
    if (passphrase.size > PASSPHRASE_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("key.passphrase_long"), NULL);
    if (!derive(passphrase, &text->cost, text->salt, key))
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    opened = crypto_aead_xchacha20poly1305_ietf_decrypt(seed, NULL, NULL, text->payload + NONCE, SEALED - NONCE, (const uint8_t *)text->head.data, text->head.size,
                                                        text->payload, key) == 0;
    sodium_memzero(key, sizeof key);
    return opened ? OK : problem_set(problem, ERR_FORBIDDEN, MSG("key.passphrase"), NULL);
}

static Status from_seed(const KeyText *text, const uint8_t seed[SEED_SIZE], KeySecret *out, Problem *problem)
{
    TRY(key_secret_from_seed(slice_from(text->key.name), text->key.type, seed, out, problem));
    if (key_equal(&out->key, &text->key))
        return OK;
    key_secret_wipe(out);
    return problem_set(problem, ERR_SIGNATURE, MSG("key.other_half"), NULL);
}

Status key_file_decode(Slice bytes, Slice passphrase, KeySecret *out, Problem *problem)
{
    KeyText text;
    uint8_t seed[SEED_SIZE] = {0};
    Status  status;

    if (sodium_init() < 0)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY_OR(done, parse(bytes, &text, problem));
    if (text.is_sealed)
        TRY_OR(done, unseal(&text, passphrase, seed, problem));
    else
        memcpy(seed, text.payload, SEED_SIZE);
    TRY_OR(done, from_seed(&text, seed, out, problem));
done:
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(&text, sizeof text);
    return status;
}

/* ---- files ---- */

static Status unreadable(const char *path, Problem *problem)
{
    int error = errno;

    if (error == ENOENT || error == ENOTDIR)
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("file.not_found"), NULL), path);
    return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("key.unreadable"), "why", strerror(error), NULL), path);
}

/* Judged by the open file, not by its name, which may lead elsewhere a moment later. */
static Status judge(int file, Problem *problem)
{
    struct stat now;

    if (fstat(file, &now) != 0 || !S_ISREG(now.st_mode))
        return damaged(1, problem);
    if (now.st_uid != geteuid())
        return problem_set(problem, ERR_FORBIDDEN, MSG("key.not_yours"), NULL);
    if ((now.st_mode & 077) != 0)
        return problem_set(problem, ERR_FORBIDDEN, MSG("key.open_to_others"), NULL);
    return OK;
}

static Status read_text(const char *path, char text[KEY_FILE_MAX + 1], size_t *size, Problem *problem)
{
    int     file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    ssize_t got = 1;
    Status  status;

    *size = 0;
    if (file < 0)
        return unreadable(path, problem);
    status = judge(file, problem);
    while (status == OK && got > 0 && *size <= KEY_FILE_MAX) {
        got = read(file, text + *size, KEY_FILE_MAX + 1 - *size);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            status = unreadable(path, problem);
        else
            *size += (size_t)got;
    }
    close(file);
    return status == OK ? OK : problem_at(problem, status, path);
}

Status key_file_read(const char *path, Slice passphrase, KeySecret *out, Problem *problem)
{
    char   text[KEY_FILE_MAX + 1];
    size_t size;
    Status status;

    TRY_OR(done, read_text(path, text, &size, problem));
    TRY_OR(done, key_file_decode((Slice){text, size}, passphrase, out, problem));
done:
    sodium_memzero(text, sizeof text);
    return status == OK ? OK : problem_at(problem, status, path);
}

Status key_file_public(const char *path, Key *out, Problem *problem)
{
    char    text[KEY_FILE_MAX + 1];
    KeyText parts;
    size_t  size;
    Status  status;

    TRY_OR(done, read_text(path, text, &size, problem));
    TRY_OR(done, parse((Slice){text, size}, &parts, problem));
    *out = parts.key;
done:
    sodium_memzero(text, sizeof text);
    sodium_memzero(&parts, sizeof parts);
    return status == OK ? OK : problem_at(problem, status, path);
}

static bool write_all(int file, Slice bytes)
{
    while (bytes.size != 0) {
        ssize_t size = write(file, bytes.data, bytes.size);

        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return false;
        bytes = slice_part(bytes, (size_t)size, bytes.size);
    }
    return true;
}

/* The name itself reaches the disk with its folder. */
static bool flush_folder(const char *path)
{
    char        folder[4096];
    const char *slash = strrchr(path, '/');
    int         file;
    bool        done;

    if (snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".") >= (int)sizeof folder)
        return false;
    file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    done = file >= 0 && (fsync(file) == 0 || errno == EINVAL); /* some file systems cannot flush a folder */
    if (file >= 0)
        close(file);
    return done;
}

static Status write_text(const char *path, Slice text, Problem *problem)
{
    int  file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), error;
    bool done;

    if (file < 0 && errno == EEXIST)
        return problem_at(problem, problem_set(problem, ERR_CONFLICT, MSG("key.exists"), NULL), path);
    if (file < 0)
        return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("key.unwritable"), "why", strerror(errno), NULL), path);
    done = fchmod(file, 0600) == 0 && write_all(file, text) && fsync(file) == 0;
    error = errno;
    if (close(file) != 0 && done) {
        error = errno;
        done = false;
    }
    if (done && flush_folder(path))
        return OK;
    if (done)
        error = errno;
    (void)unlink(path);
    return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("key.unwritable"), "why", strerror(error), NULL), path);
}

Status key_file_write(const char *path, const KeySecret *secret, Slice passphrase, Problem *problem)
{
    Buffer text;
    Status status;

    buffer_init(&text, KEY_FILE_MAX);
    TRY_OR(done, key_file_encode(secret, passphrase, &key_cost_default, &text, problem));
    TRY_OR(done, write_text(path, buffer_slice(&text), problem));
done:
    if (text.data != NULL)
        sodium_memzero(text.data, text.capacity);
    buffer_clear(&text);
    return status;
}
