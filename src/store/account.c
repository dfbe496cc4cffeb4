/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts and invitations in private.sqlite, and what the files of the accounts share: every statement of theirs, and running one.
 */
#include <sodium.h>

#include "store/account_internal.h"

#include "store/disk_internal.h"
#include "store/private_internal.h"

const char *const role_names[ROLE_COUNT] = {[ROLE_DELEGATE] = "delegate", [ROLE_HEAD] = "head", [ROLE_CHAIR] = "chair", [ROLE_SECRETARIAT] = "secretariat"};

#define ACCOUNT_COLUMNS "id, name, mail, party, role, bodies, language, created, joined, withdrawn"
#define PASSKEY_COLUMNS "place, id, account, name, cose, count, backed_up, created, used"
#define SIGN_IN_COLUMNS "place, account, means, family, created, used, ended"
#define ACCESS_COLUMNS "place, account, name, created, expires, used, ended"

static const char *const statements[ACCOUNT_STATEMENTS] = {
    [ACCOUNT_PUT] = "INSERT INTO account(" ACCOUNT_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [ACCOUNT_GET] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = ?1",
    [ACCOUNT_BY_MAIL] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE mail = ?1 AND withdrawn = 0",
    [ACCOUNT_BODIES] = "UPDATE account SET bodies = ?2 WHERE id = ?1 AND withdrawn = 0",
    [ACCOUNT_JOINED] = "UPDATE account SET joined = ?2 WHERE id = ?1 AND withdrawn = 0",
    [ACCOUNT_LANGUAGE] = "UPDATE account SET language = ?2 WHERE id = ?1 AND withdrawn = 0",
    [ACCOUNT_WITHDRAW] = "UPDATE account SET withdrawn = ?2 WHERE id = ?1 AND withdrawn = 0",
    [ACCOUNT_OF_PARTY] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE party = ?1 ORDER BY withdrawn <> 0, name, id LIMIT ?2",
    [ACCOUNT_ALL] = "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY withdrawn <> 0, party, name, id LIMIT ?1",
    [INVITATION_PUT] = "INSERT INTO invitation(hash, account, expires, used) VALUES(?1, ?2, ?3, 0)",
    [INVITATION_GET] = "SELECT account FROM invitation WHERE hash = ?1 AND used = 0 AND expires > ?2",
    [INVITATION_USE] = "UPDATE invitation SET used = ?2 WHERE hash = ?1 AND used = 0 AND expires > ?2",
    [INVITATION_END] = "DELETE FROM invitation WHERE account = ?1 AND used = 0",
    [CREDENTIAL_PUT] = "INSERT OR REPLACE INTO credential(account, password, code, step, changed) VALUES(?1, ?2, ?3, ?4, ?5)",
    [CREDENTIAL_GET] = "SELECT password, code, step, changed FROM credential WHERE account = ?1",
    [CREDENTIAL_STEP] = "UPDATE credential SET step = ?2 WHERE account = ?1 AND step < ?2",
    [CREDENTIAL_END] = "DELETE FROM credential WHERE account = ?1",
    [RECOVERY_PUT] = "INSERT INTO recovery(account, hash) VALUES(?1, ?2)",
    [RECOVERY_USE] = "DELETE FROM recovery WHERE account = ?1 AND hash = ?2",
    [RECOVERY_COUNT] = "SELECT count(*) FROM recovery WHERE account = ?1",
    [RECOVERY_END] = "DELETE FROM recovery WHERE account = ?1",
    [PASSKEY_PUT] = "INSERT INTO passkey(id, account, name, cose, count, backed_up, created, used) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [PASSKEY_BY_ID] = "SELECT " PASSKEY_COLUMNS " FROM passkey WHERE id = ?1",
    [PASSKEY_EACH] = "SELECT " PASSKEY_COLUMNS " FROM passkey WHERE account = ?1 ORDER BY place LIMIT ?2",
    [PASSKEY_USE] = "UPDATE passkey SET count = ?2, backed_up = ?3, used = ?4 WHERE place = ?1 AND (count < ?2 OR (count = 0 AND ?2 = 0))",
    [PASSKEY_REMOVE] = "DELETE FROM passkey WHERE account = ?1 AND place = ?2",
    [PASSKEY_END] = "DELETE FROM passkey WHERE account = ?1",
    [SIGNING_KEY_PUT] = "INSERT INTO signing_key(name, account, id, vkey, created) VALUES(?1, ?2, ?3, ?4, ?5)",
    [SIGNING_KEY_EACH] = "SELECT place, name, account, id, vkey, created FROM signing_key WHERE account = ?1 ORDER BY place DESC LIMIT ?2",
    [SIGNING_KEY_REMOVE] = "DELETE FROM signing_key WHERE account = ?1 AND place = ?2",
    [SIGNING_KEY_END] = "DELETE FROM signing_key WHERE account = ?1",
    [SIGN_IN_PUT] = "INSERT INTO sign_in(hash, account, means, family, created, used, ended) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 0)",
    [SIGN_IN_GET] = "SELECT " SIGN_IN_COLUMNS ", hash FROM sign_in WHERE hash = ?1 AND ended = 0",
    [SIGN_IN_TOUCH] = "UPDATE sign_in SET used = ?2 WHERE place = ?1",
    [SIGN_IN_END] = "UPDATE sign_in SET ended = ?3 WHERE account = ?1 AND place = ?2 AND ended = 0",
    [SIGN_IN_END_ALL] = "UPDATE sign_in SET ended = ?2 WHERE account = ?1 AND ended = 0",
    [SIGN_IN_EACH] = "SELECT " SIGN_IN_COLUMNS " FROM sign_in WHERE account = ?1 ORDER BY place DESC LIMIT ?2",
    [SIGN_IN_BOUND] = "DELETE FROM sign_in WHERE account = ?1 AND place <= (SELECT place FROM sign_in WHERE account = ?1 ORDER BY place DESC LIMIT 1 OFFSET ?2)",
    [ACCESS_PUT] = "INSERT INTO access(hash, account, name, created, expires, used, ended) VALUES(?1, ?2, ?3, ?4, ?5, 0, 0)",
    [ACCESS_GET] = "SELECT " ACCESS_COLUMNS ", hash FROM access WHERE hash = ?1 AND ended = 0 AND expires > ?2",
    [ACCESS_TOUCH] = "UPDATE access SET used = ?2 WHERE place = ?1",
    [ACCESS_END] = "UPDATE access SET ended = ?3 WHERE account = ?1 AND place = ?2 AND ended = 0",
    [ACCESS_END_ALL] = "UPDATE access SET ended = ?2 WHERE account = ?1 AND ended = 0",
    [ACCESS_EACH] = "SELECT " ACCESS_COLUMNS " FROM access WHERE account = ?1 ORDER BY place DESC LIMIT ?2",
    [OUTBOX_PUT] = "INSERT INTO outbox(account, address, subject, body, made, tries, next, state) VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6, 0)",
    [OUTBOX_DUE] = "SELECT place, account, address, subject, body, made, tries, next FROM outbox WHERE state = 0 AND next <= ?1 ORDER BY next, place LIMIT 1",
    [OUTBOX_AGAIN] = "UPDATE outbox SET tries = tries + 1, next = ?2 WHERE place = ?1",
    [OUTBOX_REMOVE] = "DELETE FROM outbox WHERE place = ?1",
    [OUTBOX_GIVE_UP] = "UPDATE outbox SET state = 1, subject = '', body = '' WHERE place = ?1",
    [OUTBOX_STATE] = "SELECT state FROM outbox WHERE account = ?1 ORDER BY place DESC LIMIT 1",
    [OUTBOX_END] = "DELETE FROM outbox WHERE account = ?1",
    [TOLD_GET] = "SELECT place FROM told WHERE what = ?1",
    [TOLD_PUT] = "INSERT OR REPLACE INTO told(what, place) VALUES(?1, ?2)",
    [SIGN_IN_CLEAN] = "DELETE FROM sign_in WHERE (ended = 0 AND (created <= ?1 OR used <= ?2)) OR (ended <> 0 AND ended <= ?3)",
    [INVITATION_CLEAN] = "DELETE FROM invitation WHERE used <> 0 OR expires <= ?1",
    [ACCESS_CLEAN] = "DELETE FROM access WHERE (ended <> 0 AND ended <= ?1) OR expires <= ?1",
    [OUTBOX_CLEAN] = "DELETE FROM outbox WHERE state = 1 AND made <= ?1",
};

static const DatabaseFormat format = {PRIVATE_APPLICATION_ID, private_steps, statements, true};

/* ---- opening ---- */

Status account_store_open(const char *folder, StoreMode mode, AccountStore **out, Problem *problem)
{
    AccountStore *store = memory_new_zeroed(1, sizeof *store);
    char          path[DISK_PATH_MAX];
    Status        status;

    REQUIRE(*out == NULL && mode != STORE_CREATE && (int)ACCOUNT_STATEMENTS <= (int)DATABASE_STATEMENTS_MAX);
    if (store == NULL || sodium_init() < 0) {
        memory_free(store);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    status = disk_path(folder, "private.sqlite", path, problem);
    if (status == OK)
        status = database_open(&store->database, path, mode == STORE_READ ? DATABASE_READ : DATABASE_WRITE, &format, problem);
    if (status == OK)
        *out = store;
    else
        memory_free(store);
    return status;
}

void account_store_close(AccountStore *store)
{
    if (store == NULL)
        return;
    database_close(&store->database);
    memory_free(store);
}

Status account_store_begin(AccountStore *store, Problem *problem)
{
    return database_begin(&store->database, problem);
}

Status account_store_commit(AccountStore *store, Problem *problem)
{
    return database_commit(&store->database, problem);
}

void account_store_cancel(AccountStore *store)
{
    database_cancel(&store->database);
}

/* ---- running a statement ---- */

static Status ask(AccountStore *store, int number, sqlite3_stmt **out, Problem *problem, const char *types, va_list arguments)
{
    TRY(database_statement(&store->database, number, out, problem));
    for (int i = 0; types[i] != '\0'; i++) {
        if (types[i] == 't')
            database_bind_text(*out, i + 1, va_arg(arguments, Slice));
        else if (types[i] == 'b')
            database_bind(*out, i + 1, va_arg(arguments, Slice));
        else
            (void)sqlite3_bind_int64(*out, i + 1, va_arg(arguments, int64_t));
    }
    return OK;
}

/* *changed: rows that it changed. */
static Status run(AccountStore *store, int number, int *changed, Problem *problem, const char *types, va_list arguments)
{
    sqlite3_stmt *statement;

    TRY(ask(store, number, &statement, problem, types, arguments));
    TRY(database_finish(&store->database, statement, problem));
    *changed = sqlite3_changes(store->database.handle);
    return OK;
}

Status account_run(AccountStore *store, int number, Problem *problem, const char *types, ...)
{
    va_list arguments;
    int     changed;
    Status  status;

    va_start(arguments, types);
    status = run(store, number, &changed, problem, types, arguments);
    va_end(arguments);
    return status;
}

Status account_run_once(AccountStore *store, int number, Problem *problem, const char *types, ...)
{
    va_list arguments;
    int     changed = 0;
    Status  status;

    va_start(arguments, types);
    status = run(store, number, &changed, problem, types, arguments);
    va_end(arguments);
    return status == OK && changed == 0 ? ERR_NOT_FOUND : status;
}

Status account_run_new(AccountStore *store, int number, Problem *problem, const char *types, ...)
{
    va_list arguments;
    int     changed;
    Problem found = {0};
    Status  status;

    va_start(arguments, types);
    status = run(store, number, &changed, &found, types, arguments);
    va_end(arguments);
    if (status != OK && (sqlite3_errcode(store->database.handle) & 0xFF) == SQLITE_CONSTRAINT)
        return ERR_CONFLICT;
    if (status != OK && problem != NULL)
        *problem = found;
    return status;
}

Status account_ask(AccountStore *store, int number, sqlite3_stmt **out, Problem *problem, const char *types, ...)
{
    va_list arguments;
    Status  status;

    va_start(arguments, types);
    status = ask(store, number, out, problem, types, arguments);
    va_end(arguments);
    return status;
}

Status account_ask_one(AccountStore *store, int number, sqlite3_stmt **out, Problem *problem, const char *types, ...)
{
    va_list arguments;
    bool    row = false;
    Status  status;

    va_start(arguments, types);
    status = ask(store, number, out, problem, types, arguments);
    va_end(arguments);
    TRY(status);
    status = database_step(&store->database, *out, &row, problem);
    if (status == OK && row)
        return OK;
    database_done(&store->database, *out);
    return status != OK ? status : ERR_NOT_FOUND;
}

Status account_rows(AccountStore *store, Status asked, sqlite3_stmt *row, Status (*take)(void *context, sqlite3_stmt *row, Problem *problem), void *context, Problem *problem)
{
    Status status = asked;
    bool   more = true;

    TRY(status);
    while (status == OK && more) {
        status = database_step(&store->database, row, &more, problem);
        if (status == OK && more)
            status = take(context, row, problem);
    }
    database_done(&store->database, row);
    return status;
}

void account_text(sqlite3_stmt *statement, int column, char *out, size_t size)
{
    Slice text = database_column(statement, column);
    size_t used = text.size < size ? text.size : size - 1;

    if (used != 0)
        memcpy(out, text.data, used);
    out[used] = '\0';
}

/* ---- cleaning ---- */

static Status clean(AccountStore *store, const AccountAges *ages, Problem *problem)
{
    TRY(account_run(store, SIGN_IN_CLEAN, problem, "iii", ages->begun, ages->used, ages->ended));
    TRY(account_run(store, INVITATION_CLEAN, problem, "i", ages->now));
    TRY(account_run(store, ACCESS_CLEAN, problem, "i", ages->ended));
    return account_run(store, OUTBOX_CLEAN, problem, "i", ages->ended);
}

Status account_store_clean(AccountStore *store, const AccountAges *ages, Problem *problem)
{
    Status status;

    TRY(account_store_begin(store, problem));
    status = clean(store, ages, problem);
    if (status == OK)
        status = account_store_commit(store, problem);
    account_store_cancel(store);
    return status;
}

/* ---- accounts ---- */

void account_id_new(char out[ACCOUNT_ID_SIZE + 1])
{
    uint8_t bytes[16];

    randombytes_buf(bytes, sizeof bytes);
    (void)base32_print(bytes, sizeof bytes, out, ACCOUNT_ID_SIZE + 1);
}

static void account_read(sqlite3_stmt *row, Account *out)
{
    int role = sqlite3_column_int(row, 4);

    *out = (Account){.role = role > ROLE_DELEGATE && role < ROLE_COUNT ? (Role)role : ROLE_DELEGATE};
    account_text(row, 0, out->id, sizeof out->id);
    account_text(row, 1, out->name, sizeof out->name);
    account_text(row, 2, out->mail, sizeof out->mail);
    account_text(row, 3, out->party, sizeof out->party);
    account_text(row, 5, out->bodies, sizeof out->bodies);
    account_text(row, 6, out->language, sizeof out->language);
    out->created = sqlite3_column_int64(row, 7);
    out->joined = sqlite3_column_int64(row, 8);
    out->withdrawn = sqlite3_column_int64(row, 9);
}

Status account_put(AccountStore *store, const Account *account, Problem *problem)
{
    return account_run_new(store, ACCOUNT_PUT, problem, "ttttittiii", slice_from(account->id), slice_from(account->name), slice_from(account->mail), slice_from(account->party),
                           (int64_t)account->role, slice_from(account->bodies), slice_from(account->language), account->created, account->joined, account->withdrawn);
}

static Status take_one(AccountStore *store, Status status, sqlite3_stmt *row, Account *out)
{
    TRY(status);
    account_read(row, out);
    database_done(&store->database, row);
    return OK;
}

Status account_get(AccountStore *store, Slice id, Account *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    Status        status = account_ask_one(store, ACCOUNT_GET, &row, problem, "t", id);

    return take_one(store, status, row, out);
}

Status account_by_mail(AccountStore *store, Slice mail, Account *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    Status        status = account_ask_one(store, ACCOUNT_BY_MAIL, &row, problem, "t", mail);

    return take_one(store, status, row, out);
}

Status account_set_bodies(AccountStore *store, Slice id, Slice bodies, Problem *problem)
{
    return account_run_once(store, ACCOUNT_BODIES, problem, "tt", id, bodies);
}

Status account_set_joined(AccountStore *store, Slice id, int64_t now, Problem *problem)
{
    return account_run_once(store, ACCOUNT_JOINED, problem, "ti", id, now);
}

Status account_set_language(AccountStore *store, Slice id, Slice language, Problem *problem)
{
    return account_run_once(store, ACCOUNT_LANGUAGE, problem, "tt", id, language);
}

static Status withdraw_locked(AccountStore *store, Slice id, int64_t now, Problem *problem)
{
    static const int gone[] = {INVITATION_END, CREDENTIAL_END, RECOVERY_END, PASSKEY_END, SIGNING_KEY_END, OUTBOX_END};

    TRY(account_run_once(store, ACCOUNT_WITHDRAW, problem, "ti", id, now));
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        TRY(account_run(store, gone[i], problem, "t", id));
    TRY(account_run(store, SIGN_IN_END_ALL, problem, "ti", id, now));
    return account_run(store, ACCESS_END_ALL, problem, "ti", id, now);
}

Status account_withdraw(AccountStore *store, Slice id, int64_t now, Problem *problem)
{
    Status status;

    TRY(account_store_begin(store, problem));
    status = withdraw_locked(store, id, now, problem);
    if (status == OK)
        status = account_store_commit(store, problem);
    account_store_cancel(store);
    return status;
}

typedef struct AccountVisit {
    Status (*visit)(void *context, const Account *account, Problem *problem);
    void   *context;
} AccountVisit;

static Status visit_account(void *context, sqlite3_stmt *row, Problem *problem)
{
    const AccountVisit *visiting = context;
    Account             account;

    account_read(row, &account);
    return visiting->visit(visiting->context, &account, problem);
}

Status account_each(AccountStore *store, const Slice *party, Status (*visit)(void *context, const Account *account, Problem *problem), void *context, Problem *problem)
{
    AccountVisit  visiting = {visit, context};
    sqlite3_stmt *row = NULL;
    Status        status = party != NULL ? account_ask(store, ACCOUNT_OF_PARTY, &row, problem, "ti", *party, (int64_t)ACCOUNT_LIST_MAX)
                                  : account_ask(store, ACCOUNT_ALL, &row, problem, "i", (int64_t)ACCOUNT_LIST_MAX);

    return account_rows(store, status, row, visit_account, &visiting, problem);
}

/* ---- invitations ---- */

Status invitation_put(AccountStore *store, const Hash *hash, Slice account, int64_t expires, Problem *problem)
{
    return account_run(store, INVITATION_PUT, problem, "bti", account_hash(hash), account, expires);
}

Status invitation_get(AccountStore *store, const Hash *hash, int64_t now, char account[ACCOUNT_ID_SIZE + 1], Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, INVITATION_GET, &row, problem, "bi", account_hash(hash), now));
    account_text(row, 0, account, ACCOUNT_ID_SIZE + 1);
    database_done(&store->database, row);
    return OK;
}

Status invitation_use(AccountStore *store, const Hash *hash, int64_t now, Problem *problem)
{
    char account[ACCOUNT_ID_SIZE + 1];

    TRY(invitation_get(store, hash, now, account, problem));
    TRY(account_run_once(store, INVITATION_USE, problem, "bi", account_hash(hash), now));
    return invitation_end(store, slice_from(account), problem);
}

Status invitation_end(AccountStore *store, Slice account, Problem *problem)
{
    return account_run(store, INVITATION_END, problem, "t", account);
}
