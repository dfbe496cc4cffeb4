/* SPDX-License-Identifier: Apache-2.0
 *
 * Passkeys that sign acts: which account made which, under which name it asks to be a key in the record. Public keys alone; what they may do is for the record to say.
 */
#include "store/account_internal.h"

/* False when the row cannot be: it was bounded when it was written. */
static bool signing_key_read(sqlite3_stmt *row, SigningKey *out)
{
    Slice id = database_column(row, 3);

    *out = (SigningKey){.place = sqlite3_column_int64(row, 0), .created = sqlite3_column_int64(row, 5), .id_size = id.size};
    account_text(row, 1, out->name, sizeof out->name);
    account_text(row, 2, out->account, sizeof out->account);
    account_text(row, 4, out->vkey, sizeof out->vkey);
    if (id.size == 0 || id.size > sizeof out->id)
        return false;
    memcpy(out->id, id.data, id.size);
    return true;
}

Status signing_key_put(AccountStore *store, const SigningKey *key, Problem *problem)
{
    REQUIRE(key->id_size != 0 && key->id_size <= sizeof key->id);
    return account_run_new(store, SIGNING_KEY_PUT, problem, "ttbti", slice_from(key->name), slice_from(key->account), (Slice){(const char *)key->id, key->id_size}, slice_from(key->vkey),
                           key->created);
}

Status signing_key_each(AccountStore *store, Slice account, Status (*visit)(void *context, const SigningKey *key, Problem *problem), void *context, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    SigningKey    key;
    bool          more = true;
    Status        status;

    TRY(account_ask(store, SIGNING_KEY_EACH, &row, problem, "ti", account, (int64_t)ACCOUNT_LIST_MAX));
    do {
        status = database_step(&store->database, row, &more, problem);
        if (status == OK && more)
            status = signing_key_read(row, &key) ? visit(context, &key, problem) : database_damaged(&store->database, "signing_key", problem);
    } while (status == OK && more);
    database_done(&store->database, row);
    return status;
}

Status signing_key_remove(AccountStore *store, Slice account, int64_t place, Problem *problem)
{
    return account_run_once(store, SIGNING_KEY_REMOVE, problem, "ti", account, place);
}

Status signing_key_end(AccountStore *store, Slice account, Problem *problem)
{
    return account_run(store, SIGNING_KEY_END, problem, "t", account);
}
