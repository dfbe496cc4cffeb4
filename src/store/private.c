/* SPDX-License-Identifier: Apache-2.0
 *
 * The private store: tokens and sealed payloads in SQLite, the payloads' keys in a file of their own.
 *
 * A payload is encrypted (XChaCha20-Poly1305, the commitment as additional data) before anything of it reaches a file: whatever SQLite, its log or the disk keep of it
 * is of no use without the key. payload.keys holds one line of fixed length a key, "<commitment in hex> <key in base64>". A key is appended and flushed before its row
 * is committed; to destroy one, the file is rewritten without it, flushed and renamed, and only then does the row go. So a crash leaves at worst a key without a
 * row, or a row that nobody can read. The write lock of the database serializes changes of both files.
 */
#include <sodium.h>

#include "store/store.h"

#include "store/disk_internal.h"
#include "store/private_internal.h"
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_SIZE = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    HEX_SIZE = 2 * HASH_SIZE,
    KEY_LINE_SIZE = HEX_SIZE + 1 + 44 + 1,
    KEY_LINES_A_READ = 512,
    KEY_FILE_MAX = 256 * 1024 * 1024, /* 2.4 million payloads: it is rewritten in memory */
    PLAIN_MAX = 2 + SEAL_CLASS_MAX + SALT_SIZE + SEAL_PAYLOAD_MAX,
    FOLDER_MODE = 0700, FILE_MODE = 0600
};

const char *const private_steps[] = {
    "CREATE TABLE token(hash BLOB PRIMARY KEY, party TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX token_party ON token(party);"
    "CREATE TABLE sealed(place INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, nonce BLOB NOT NULL, box BLOB NOT NULL, waits INTEGER NOT NULL);"
    "CREATE INDEX sealed_waits ON sealed(place) WHERE waits = 1;",
    /* accounts: account.c, credential.c, sign_in.c, outbox.c */
    "CREATE TABLE account(id TEXT PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL COLLATE NOCASE, party TEXT NOT NULL, role INTEGER NOT NULL, bodies TEXT NOT NULL,"
    " language TEXT NOT NULL, created INTEGER NOT NULL, joined INTEGER NOT NULL, withdrawn INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX account_mail ON account(mail) WHERE withdrawn = 0;"
    "CREATE INDEX account_party ON account(party);"
    "CREATE TABLE invitation(hash BLOB PRIMARY KEY, account TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX invitation_account ON invitation(account);"
    "CREATE TABLE credential(account TEXT PRIMARY KEY, password TEXT NOT NULL, code BLOB NOT NULL, step INTEGER NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE recovery(account TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY(account, hash)) WITHOUT ROWID;"
    "CREATE TABLE passkey(place INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, account TEXT NOT NULL, name TEXT NOT NULL, cose BLOB NOT NULL, count INTEGER NOT NULL,"
    " backed_up INTEGER NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL);"
    "CREATE INDEX passkey_account ON passkey(account);"
    "CREATE TABLE sign_in(place INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, account TEXT NOT NULL, means INTEGER NOT NULL, family TEXT NOT NULL, created INTEGER NOT NULL,"
    " used INTEGER NOT NULL, ended INTEGER NOT NULL);"
    "CREATE INDEX sign_in_account ON sign_in(account);"
    "CREATE TABLE access(place INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, account TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,"
    " used INTEGER NOT NULL, ended INTEGER NOT NULL);"
    "CREATE INDEX access_account ON access(account);"
    "CREATE TABLE outbox(place INTEGER PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, made INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, next INTEGER NOT NULL, state INTEGER NOT NULL);"
    "CREATE INDEX outbox_next ON outbox(next) WHERE state = 0;",
    /* passkeys that sign acts: signing_key.c */
    "CREATE TABLE signing_key(place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, account TEXT NOT NULL, id BLOB NOT NULL UNIQUE, vkey TEXT NOT NULL, created INTEGER NOT NULL);"
    "CREATE INDEX signing_key_account ON signing_key(account);",
    /* up to which entry people were told by mail: outbox.c */
    "CREATE TABLE told(what TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;",
    NULL,
};

enum { TOKEN_PUT, TOKEN_GET, TOKEN_REVOKE, SEALED_PUT, SEALED_GET, SEALED_DELETE, SEALED_WAITING, SEALED_BATCHED };
static const char *const statements[] = {
    [TOKEN_PUT] = "INSERT INTO token(hash, party) VALUES(?1, ?2)",
    [TOKEN_GET] = "SELECT hash, party FROM token WHERE hash = ?1",
    [TOKEN_REVOKE] = "DELETE FROM token WHERE party = ?1",
    [SEALED_PUT] = "INSERT INTO sealed(name, nonce, box, waits) VALUES(?1, ?2, ?3, ?4)",
    [SEALED_GET] = "SELECT nonce, box FROM sealed WHERE name = ?1",
    [SEALED_DELETE] = "DELETE FROM sealed WHERE name = ?1",
    [SEALED_WAITING] = "SELECT name FROM sealed WHERE waits = 1 ORDER BY place LIMIT ?1",
    [SEALED_BATCHED] = "UPDATE sealed SET waits = 0 WHERE name = ?1",
};

static const DatabaseFormat format = {PRIVATE_APPLICATION_ID, private_steps, statements, true};

struct PrivateStore {
    Database database;
    char     keys[DISK_PATH_MAX], keys_new[DISK_PATH_MAX];
};

static Slice hash_slice(const Hash *hash)
{
    return (Slice){(const char *)hash->bytes, HASH_SIZE};
}

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- opening ---- */

static Status paths_and_database(PrivateStore *store, const char *folder, StoreMode mode, Problem *problem)
{
    static const DatabaseMode modes[] = {[STORE_READ] = DATABASE_READ, [STORE_WRITE] = DATABASE_WRITE, [STORE_CREATE] = DATABASE_CREATE};
    char                      path[DISK_PATH_MAX];

    TRY(disk_path(folder, "private.sqlite", path, problem));
    TRY(disk_path(folder, "payload.keys", store->keys, problem));
    TRY(disk_path(folder, "payload.keys.new", store->keys_new, problem));
    if (mode == STORE_CREATE)
        TRY(disk_make_folder(folder, FOLDER_MODE, problem));
    return database_open(&store->database, path, modes[mode], &format, problem);
}

Status private_open(const char *folder, StoreMode mode, PrivateStore **out, Problem *problem)
{
    PrivateStore *store = memory_new_zeroed(1, sizeof *store);
    Status        status;

    REQUIRE(*out == NULL);
    if (store == NULL || sodium_init() < 0) {
        memory_free(store);
        return no_memory(problem);
    }
    status = paths_and_database(store, folder, mode, problem);
    if (status == OK)
        *out = store;
    else
        memory_free(store);
    return status;
}

void private_close(PrivateStore *store)
{
    if (store == NULL)
        return;
    database_close(&store->database);
    memory_free(store);
}

/* ---- tokens ---- */

Status private_token_new(PrivateStore *store, Slice party, char out[TOKEN_SIZE + 1], Problem *problem)
{
    uint8_t       secret[32];
    Hash          hash;
    sqlite3_stmt *statement;

    randombytes_buf(secret, sizeof secret);
    out[0] = 'r';
    (void)sodium_bin2base64(out + 1, TOKEN_SIZE, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
    hash_of((Slice){out, TOKEN_SIZE}, &hash);
    TRY(database_statement(&store->database, TOKEN_PUT, &statement, problem));
    database_bind(statement, 1, hash_slice(&hash));
    database_bind_text(statement, 2, party);
    return database_finish(&store->database, statement, problem);
}

/* A token of another length is looked up all the same, so that every wrong one takes one hash and one look. */
Status private_token_party(PrivateStore *store, Slice token, Buffer *out, Problem *problem)
{
    char          text[TOKEN_SIZE] = {0};
    Hash          hash, kept = {{0}};
    sqlite3_stmt *statement;
    bool          row, good = false;
    Status        status;

    if (token.size == TOKEN_SIZE)
        memcpy(text, token.data, TOKEN_SIZE);
    hash_of((Slice){text, sizeof text}, &hash);
    TRY(database_statement(&store->database, TOKEN_GET, &statement, problem));
    database_bind(statement, 1, hash_slice(&hash));
    status = database_step(&store->database, statement, &row, problem);
    if (status == OK && row && database_column(statement, 0).size == HASH_SIZE)
        memcpy(kept.bytes, database_column(statement, 0).data, HASH_SIZE);
    good = sodium_memcmp(kept.bytes, hash.bytes, HASH_SIZE) == 0;
    if (status == OK)
        status = good ? database_copy(statement, 1, out, problem) : problem_set(problem, ERR_FORBIDDEN, MSG("store.token_unknown"), NULL);
    database_done(&store->database, statement);
    return status;
}

Status private_token_revoke(PrivateStore *store, Slice party, Problem *problem)
{
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, TOKEN_REVOKE, &statement, problem));
    database_bind_text(statement, 1, party);
    return database_finish(&store->database, statement, problem);
}

/* ---- keys ---- */

static Status keys_damaged(const PrivateStore *store, Problem *problem)
{
    return problem_set(problem, ERR_STORAGE, MSG("store.damaged"), "file", store->keys, NULL);
}

/* Room for a whole number of lines. A last line cut short belongs to an append that was never answered OK. */
static ssize_t lines_read(int file, char *block, size_t size)
{
    size_t have = 0;

    while (have < size) {
        ssize_t now = read(file, block + have, size - have);

        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            return -1;
        if (now == 0)
            break;
        have += (size_t)now;
    }
    return (ssize_t)(have / KEY_LINE_SIZE * KEY_LINE_SIZE);
}

/* The offset of the line of this commitment and its key; ERR_NOT_FOUND without a Problem. The newest line is the last. */
static Status key_find(const PrivateStore *store, const Hash *commit, uint8_t key[KEY_SIZE], Problem *problem)
{
    char    block[KEY_LINES_A_READ * KEY_LINE_SIZE], hex[HEX_SIZE + 1];
    int     file = open(store->keys, O_RDONLY | O_CLOEXEC);
    Status  status = ERR_NOT_FOUND;
    ssize_t size = 0;

    if (file < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : disk_problem(store->keys, problem);
    hash_print_hex(commit, hex);
    while ((size = lines_read(file, block, sizeof block)) > 0)
        for (char *line = block; line < block + size; line += KEY_LINE_SIZE) {
            size_t key_size;

            if (memcmp(line, hex, HEX_SIZE) != 0)
                continue;
            status = base64_parse((Slice){line + HEX_SIZE + 1, 44}, key, KEY_SIZE, &key_size) && key_size == KEY_SIZE ? OK : keys_damaged(store, problem);
        }
    if (size < 0)
        status = disk_problem(store->keys, problem);
    sodium_memzero(block, sizeof block);
    (void)close(file);
    return status;
}

static Status key_append_to(int file, const PrivateStore *store, Slice line, Problem *problem)
{
    struct stat now;

    if (fstat(file, &now) != 0 || ftruncate(file, now.st_size / KEY_LINE_SIZE * KEY_LINE_SIZE) != 0 || lseek(file, 0, SEEK_END) < 0 ||
        !disk_write_all(file, line) || fsync(file) != 0)
        return disk_problem(store->keys, problem);
    return now.st_size == 0 ? disk_flush_folder_of(store->keys, problem) : OK;
}

static Status key_append(const PrivateStore *store, const Hash *commit, const uint8_t key[KEY_SIZE], Problem *problem)
{
    char   hex[HEX_SIZE + 1], text[KEY_LINE_SIZE + 1];
    Buffer line;
    int    file;
    Status status;

    buffer_init(&line, KEY_LINE_SIZE);
    hash_print_hex(commit, hex);
    buffer_add_string(&line, hex);
    buffer_add_byte(&line, ' ');
    base64_print((Slice){(const char *)key, KEY_SIZE}, &line);
    buffer_add_byte(&line, '\n');
    if (line.status != OK || line.size != KEY_LINE_SIZE) {
        buffer_clear(&line);
        return no_memory(problem);
    }
    memcpy(text, line.data, KEY_LINE_SIZE);
    sodium_memzero(line.data, line.size);
    buffer_clear(&line);
    file = open(store->keys, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (file < 0)
        return disk_problem(store->keys, problem);
    status = key_append_to(file, store, (Slice){text, KEY_LINE_SIZE}, problem);
    (void)close(file);
    sodium_memzero(text, sizeof text);
    return status;
}

/* Overwrites what the file was before it was renamed over. The disk may have moved the bytes; where it has not, this takes them. */
static void old_overwrite(int file, size_t size)
{
    static const char zeros[4096];

    if (lseek(file, 0, SEEK_SET) != 0)
        return;
    while (size != 0) {
        size_t now = size < sizeof zeros ? size : sizeof zeros;

        if (!disk_write_all(file, (Slice){zeros, now}))
            return;
        size -= now;
    }
    (void)fsync(file);
}

/* Takes the lines of this commitment out of bytes; true when there was one. */
static bool lines_without(Buffer *bytes, const char *hex)
{
    size_t kept = 0, whole = bytes->size / KEY_LINE_SIZE * KEY_LINE_SIZE;
    bool   found = false;

    for (size_t at = 0; at < whole; at += KEY_LINE_SIZE) {
        if (memcmp(bytes->data + at, hex, HEX_SIZE) == 0) {
            found = true;
            continue;
        }
        memmove(bytes->data + kept, bytes->data + at, KEY_LINE_SIZE);
        kept += KEY_LINE_SIZE;
    }
    bytes->size = kept;
    return found;
}

static Status key_destroy(const PrivateStore *store, const Hash *commit, Problem *problem)
{
    char   hex[HEX_SIZE + 1];
    Buffer bytes;
    size_t before;
    int    old = open(store->keys, O_WRONLY | O_CLOEXEC);
    Status status;

    if (old < 0)
        return errno == ENOENT ? OK : disk_problem(store->keys, problem);
    hash_print_hex(commit, hex);
    buffer_init(&bytes, KEY_FILE_MAX);
    status = disk_read(store->keys, KEY_FILE_MAX, &bytes, problem);
    before = bytes.size;
    if (status == OK && lines_without(&bytes, hex)) {
        status = disk_write(store->keys, store->keys_new, buffer_slice(&bytes), FILE_MODE, problem);
        if (status == OK)
            old_overwrite(old, before);
    }
    if (bytes.data != NULL)
        sodium_memzero(bytes.data, bytes.capacity);
    buffer_clear(&bytes);
    (void)close(old);
    return status;
}

/* ---- sealed payloads ---- */

typedef struct Box {
    uint8_t nonce[NONCE_SIZE];
    uint8_t bytes[PLAIN_MAX + TAG_SIZE];
    size_t  size;
} Box;

/* u16be class length || class || salt || payload */
static void box_seal(const SealedPayload *sealed, const uint8_t key[KEY_SIZE], Box *box)
{
    uint8_t           *at = box->bytes;
    size_t             size = 2 + sealed->class.size + SALT_SIZE + sealed->payload.size;
    unsigned long long out_size;

    *at++ = (uint8_t)(sealed->class.size >> 8);
    *at++ = (uint8_t)sealed->class.size;
    if (sealed->class.size != 0)
        memcpy(at, sealed->class.data, sealed->class.size);
    at += sealed->class.size;
    memcpy(at, sealed->salt, SALT_SIZE);
    if (sealed->payload.size != 0)
        memcpy(at + SALT_SIZE, sealed->payload.data, sealed->payload.size);
    randombytes_buf(box->nonce, sizeof box->nonce);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(box->bytes, &out_size, box->bytes, size, sealed->commit.bytes, HASH_SIZE, NULL, box->nonce, key);
    box->size = (size_t)out_size;
}

static Status box_open(const Box *box, const Hash *commit, const uint8_t key[KEY_SIZE], SealedPayload *out, Buffer *bytes)
{
    uint8_t            plain[PLAIN_MAX];
    unsigned long long size;
    Status             status = ERR_STORAGE;
    Reader             in;
    size_t             before = bytes->size;

    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &size, NULL, box->bytes, box->size, commit->bytes, HASH_SIZE, box->nonce, key) != 0)
        return ERR_STORAGE;
    in = reader_from((Slice){(const char *)plain, (size_t)size});
    out->class = reader_take(&in, reader_u16be(&in));
    {
        Slice salt = reader_take(&in, SALT_SIZE);

        out->payload = reader_take(&in, in.size - in.at);
        if (!reader_failed(&in)) {
            memcpy(out->salt, salt.data, SALT_SIZE);
            out->commit = *commit;
            buffer_add(bytes, out->class);
            buffer_add(bytes, out->payload);
            status = bytes->status;
        }
    }
    if (status == OK) { /* what is given out lies in *bytes */
        out->class = slice_part(buffer_slice(bytes), before, before + out->class.size);
        out->payload = slice_part(buffer_slice(bytes), before + out->class.size, bytes->size);
    }
    sodium_memzero(plain, sizeof plain);
    return status;
}

static Status box_read(PrivateStore *store, const Hash *commit, Box *box, Problem *problem)
{
    sqlite3_stmt *statement;
    Slice         nonce, bytes;
    bool          row;
    Status        status;

    TRY(database_statement(&store->database, SEALED_GET, &statement, problem));
    database_bind(statement, 1, hash_slice(commit));
    TRY_OR(done, database_step(&store->database, statement, &row, problem));
    if (!row)
        TRY_OR(done, ERR_NOT_FOUND);
    nonce = database_column(statement, 0);
    bytes = database_column(statement, 1);
    if (nonce.size != NONCE_SIZE || bytes.size < TAG_SIZE || bytes.size > sizeof box->bytes)
        TRY_OR(done, database_damaged(&store->database, "sealed", problem));
    memcpy(box->nonce, nonce.data, nonce.size);
    memcpy(box->bytes, bytes.data, bytes.size);
    box->size = bytes.size;
done:
    database_done(&store->database, statement);
    return status;
}

Status private_seal_get(PrivateStore *store, const Hash *commit, SealedPayload *out, Buffer *bytes, Problem *problem)
{
    uint8_t key[KEY_SIZE];
    Box    *box = memory_new(sizeof *box);
    Status  status;

    if (box == NULL)
        return no_memory(problem);
    TRY_OR(done, box_read(store, commit, box, problem));
    TRY_OR(done, key_find(store, commit, key, problem));
    status = box_open(box, commit, key, out, bytes);
    sodium_memzero(key, sizeof key);
    if (status == ERR_STORAGE)
        status = database_damaged(&store->database, "sealed", problem);
    else if (status != OK)
        status = problem_set(problem, status, status == ERR_LIMIT ? MSG("status.limit") : MSG("status.memory"), NULL);
done:
    memory_free(box);
    return status;
}

static Status sealed_delete(PrivateStore *store, const Hash *commit, Problem *problem)
{
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, SEALED_DELETE, &statement, problem));
    database_bind(statement, 1, hash_slice(commit));
    return database_finish(&store->database, statement, problem);
}

/* A row whose key is gone is what a crash left of a payload that was being destroyed. */
static Status seal_put_locked(PrivateStore *store, const SealedPayload *sealed, bool waits, Box *box, Problem *problem)
{
    uint8_t       key[KEY_SIZE];
    sqlite3_stmt *statement;
    Status        status = box_read(store, &sealed->commit, box, problem);

    if (status == OK)
        status = key_find(store, &sealed->commit, key, problem);
    if (status != ERR_NOT_FOUND) {
        sodium_memzero(key, sizeof key);
        return status;
    }
    TRY(sealed_delete(store, &sealed->commit, problem));
    crypto_aead_xchacha20poly1305_ietf_keygen(key);
    box_seal(sealed, key, box);
    status = key_append(store, &sealed->commit, key, problem); /* should a key without a row stand there: the last line counts */
    sodium_memzero(key, sizeof key);
    TRY(status);
    TRY(database_statement(&store->database, SEALED_PUT, &statement, problem));
    database_bind(statement, 1, hash_slice(&sealed->commit));
    database_bind(statement, 2, (Slice){(const char *)box->nonce, NONCE_SIZE});
    database_bind(statement, 3, (Slice){(const char *)box->bytes, box->size});
    (void)sqlite3_bind_int(statement, 4, waits);
    return database_finish(&store->database, statement, problem);
}

Status private_seal_put(PrivateStore *store, const SealedPayload *sealed, bool waits, Problem *problem)
{
    Box   *box;
    Status status;

    if (sealed->class.size > SEAL_CLASS_MAX || sealed->payload.size > SEAL_PAYLOAD_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("status.limit"), NULL);
    box = memory_new(sizeof *box);
    if (box == NULL)
        return no_memory(problem);
    status = database_begin(&store->database, problem);
    if (status == OK)
        status = seal_put_locked(store, sealed, waits, box, problem);
    if (status == OK)
        status = database_commit(&store->database, problem);
    database_cancel(&store->database);
    sodium_memzero(box, sizeof *box);
    memory_free(box);
    return status;
}

Status private_seal_destroy(PrivateStore *store, const Hash *commit, Problem *problem)
{
    Status status;

    TRY(database_begin(&store->database, problem));
    status = key_destroy(store, commit, problem);
    if (status == OK)
        status = sealed_delete(store, commit, problem);
    if (status == OK)
        status = database_commit(&store->database, problem);
    database_cancel(&store->database);
    return status == OK ? database_truncate_log(&store->database, problem) : status;
}

Status private_seal_waiting(PrivateStore *store, Hash *out, size_t max, size_t *count, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status = OK;
    bool          row;

    *count = 0;
    TRY(database_statement(&store->database, SEALED_WAITING, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)max);
    while (*count < max) {
        Slice name;

        TRY_OR(done, database_step(&store->database, statement, &row, problem));
        if (!row)
            break;
        name = database_column(statement, 0);
        if (name.size != HASH_SIZE)
            TRY_OR(done, database_damaged(&store->database, "sealed", problem));
        memcpy(out[(*count)++].bytes, name.data, HASH_SIZE);
    }
done:
    database_done(&store->database, statement);
    return status;
}

Status private_seal_batched(PrivateStore *store, const Hash *commits, size_t count, Problem *problem)
{
    Status status = OK;

    TRY(database_begin(&store->database, problem));
    for (size_t i = 0; i < count && status == OK; i++) {
        sqlite3_stmt *statement;

        TRY_OR(done, database_statement(&store->database, SEALED_BATCHED, &statement, problem));
        database_bind(statement, 1, hash_slice(&commits[i]));
        status = database_finish(&store->database, statement, problem);
    }
    if (status == OK)
        status = database_commit(&store->database, problem);
done:
    database_cancel(&store->database);
    return status;
}
