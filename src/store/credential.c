/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials of accounts: password and one-time codes, recovery codes, passkeys. What may be used once is used by the statement that looks whether it may.
 */
#include "store/account_internal.h"

static Slice bytes_of(const void *data, size_t size)
{
    return (Slice){data, size};
}

/* ---- password and codes ---- */

Status credential_put(AccountStore *store, Slice account, const Credential *credential, Problem *problem)
{
    TRY(account_run(store, RECOVERY_END, problem, "t", account));
    return account_run(store, CREDENTIAL_PUT, problem, "ttbii", account, slice_from(credential->password), bytes_of(credential->code, sizeof credential->code), credential->step,
                       credential->changed);
}

Status credential_get(AccountStore *store, Slice account, Credential *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    Slice         code;
    Status        status = OK;

    *out = (Credential){0};
    TRY(account_ask_one(store, CREDENTIAL_GET, &row, problem, "t", account));
    account_text(row, 0, out->password, sizeof out->password);
    code = database_column(row, 1);
    if (code.size == sizeof out->code)
        memcpy(out->code, code.data, code.size);
    else
        status = database_damaged(&store->database, "credential", problem);
    out->step = sqlite3_column_int64(row, 2);
    out->changed = sqlite3_column_int64(row, 3);
    database_done(&store->database, row);
    return status;
}

Status credential_use_step(AccountStore *store, Slice account, int64_t step, Problem *problem)
{
    return account_run_once(store, CREDENTIAL_STEP, problem, "ti", account, step);
}

Status recovery_put(AccountStore *store, Slice account, const Hash *hash, Problem *problem)
{
    return account_run(store, RECOVERY_PUT, problem, "tb", account, bytes_of(hash->bytes, HASH_SIZE));
}

Status recovery_use(AccountStore *store, Slice account, const Hash *hash, Problem *problem)
{
    return account_run_once(store, RECOVERY_USE, problem, "tb", account, bytes_of(hash->bytes, HASH_SIZE));
}

Status recovery_count(AccountStore *store, Slice account, int64_t *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, RECOVERY_COUNT, &row, problem, "t", account));
    *out = sqlite3_column_int64(row, 0);
    database_done(&store->database, row);
    return OK;
}

/* ---- passkeys ---- */

/* False when the row cannot be: it was bounded when it was written. */
static bool passkey_read(sqlite3_stmt *row, Passkey *out)
{
    Slice id = database_column(row, 1), cose = database_column(row, 4);

    *out = (Passkey){.place = sqlite3_column_int64(row, 0), .count = (uint32_t)sqlite3_column_int64(row, 5), .backed_up = sqlite3_column_int(row, 6) != 0,
                     .created = sqlite3_column_int64(row, 7), .used = sqlite3_column_int64(row, 8)};
    account_text(row, 2, out->account, sizeof out->account);
    account_text(row, 3, out->name, sizeof out->name);
    if (id.size == 0 || id.size > sizeof out->id || cose.size == 0 || cose.size > sizeof out->cose)
        return false;
    memcpy(out->id, id.data, id.size);
    memcpy(out->cose, cose.data, cose.size);
    out->id_size = id.size;
    out->cose_size = cose.size;
    return true;
}

Status passkey_put(AccountStore *store, const Passkey *passkey, Problem *problem)
{
    REQUIRE(passkey->id_size != 0 && passkey->id_size <= sizeof passkey->id && passkey->cose_size != 0 && passkey->cose_size <= sizeof passkey->cose);
    return account_run_new(store, PASSKEY_PUT, problem, "bttbiiii", bytes_of(passkey->id, passkey->id_size), slice_from(passkey->account), slice_from(passkey->name),
                           bytes_of(passkey->cose, passkey->cose_size), (int64_t)passkey->count, (int64_t)passkey->backed_up, passkey->created, passkey->used);
}

Status passkey_by_id(AccountStore *store, Slice id, Passkey *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    bool          good;

    TRY(account_ask_one(store, PASSKEY_BY_ID, &row, problem, "b", id));
    good = passkey_read(row, out);
    database_done(&store->database, row);
    return good ? OK : database_damaged(&store->database, "passkey", problem);
}

typedef struct PasskeyVisit {
    Status (*visit)(void *context, const Passkey *passkey, Problem *problem);
    void     *context;
    Database *database;
} PasskeyVisit;

static Status visit_passkey(void *context, sqlite3_stmt *row, Problem *problem)
{
    const PasskeyVisit *visiting = context;
    Passkey             passkey;

    return passkey_read(row, &passkey) ? visiting->visit(visiting->context, &passkey, problem) : database_damaged(visiting->database, "passkey", problem);
}

Status passkey_each(AccountStore *store, Slice account, Status (*visit)(void *context, const Passkey *passkey, Problem *problem), void *context, Problem *problem)
{
    PasskeyVisit  visiting = {visit, context, &store->database};
    sqlite3_stmt *row = NULL;
    Status        status = account_ask(store, PASSKEY_EACH, &row, problem, "ti", account, (int64_t)ACCOUNT_LIST_MAX);

    return account_rows(store, status, row, visit_passkey, &visiting, problem);
}

Status passkey_use(AccountStore *store, const Passkey *passkey, uint32_t count, bool backed_up, int64_t now, Problem *problem)
{
    return account_run_once(store, PASSKEY_USE, problem, "iiii", passkey->place, (int64_t)count, (int64_t)backed_up, now);
}

Status passkey_remove(AccountStore *store, Slice account, int64_t place, Problem *problem)
{
    return account_run_once(store, PASSKEY_REMOVE, problem, "ti", account, place);
}

Status passkey_end(AccountStore *store, Slice account, Problem *problem)
{
    return account_run(store, PASSKEY_END, problem, "t", account);
}

Status credential_end(AccountStore *store, Slice account, Problem *problem)
{
    TRY(account_run(store, RECOVERY_END, problem, "t", account));
    return account_run(store, CREDENTIAL_END, problem, "t", account);
}
