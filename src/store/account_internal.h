/* SPDX-License-Identifier: Apache-2.0
 *
 * The accounts' statements and how they are run: one call binds and steps what gives no row, one begins what gives rows.
 */
#ifndef STORE_ACCOUNT_INTERNAL_H
#define STORE_ACCOUNT_INTERNAL_H

#include "store/account.h"
#include "store/sqlite/sqlite.h"

struct AccountStore {
    Database database;
};

enum {
    ACCOUNT_PUT, ACCOUNT_GET, ACCOUNT_BY_MAIL, ACCOUNT_BODIES, ACCOUNT_JOINED, ACCOUNT_LANGUAGE, ACCOUNT_WITHDRAW, ACCOUNT_OF_PARTY, ACCOUNT_ALL,
    INVITATION_PUT, INVITATION_GET, INVITATION_USE, INVITATION_END,
    CREDENTIAL_PUT, CREDENTIAL_GET, CREDENTIAL_STEP, CREDENTIAL_END, RECOVERY_PUT, RECOVERY_USE, RECOVERY_COUNT, RECOVERY_END,
    PASSKEY_PUT, PASSKEY_BY_ID, PASSKEY_EACH, PASSKEY_USE, PASSKEY_REMOVE, PASSKEY_END,
    SIGNING_KEY_PUT, SIGNING_KEY_EACH, SIGNING_KEY_REMOVE, SIGNING_KEY_END,
    SIGN_IN_PUT, SIGN_IN_GET, SIGN_IN_TOUCH, SIGN_IN_END, SIGN_IN_END_ALL, SIGN_IN_EACH, SIGN_IN_BOUND,
    ACCESS_PUT, ACCESS_GET, ACCESS_TOUCH, ACCESS_END, ACCESS_END_ALL, ACCESS_EACH,
    OUTBOX_PUT, OUTBOX_DUE, OUTBOX_AGAIN, OUTBOX_REMOVE, OUTBOX_GIVE_UP, OUTBOX_STATE, OUTBOX_END, TOLD_GET, TOLD_PUT,
    SIGN_IN_CLEAN, INVITATION_CLEAN, ACCESS_CLEAN, OUTBOX_CLEAN,
    ACCOUNT_STATEMENTS
};

/* `types`: a letter for each parameter; t: Slice as TEXT, b: Slice as BLOB, i: int64_t. */
Status account_run(AccountStore *store, int number, Problem *problem, const char *types, ...) MUST_USE;
/* The same for what must change a row: ERR_NOT_FOUND, without writing to problem, when it changed none. */
Status account_run_once(AccountStore *store, int number, Problem *problem, const char *types, ...) MUST_USE;
/* The same for an insertion whose key may be there: ERR_CONFLICT without writing to problem. */
Status account_run_new(AccountStore *store, int number, Problem *problem, const char *types, ...) MUST_USE;
/* Begins; account_next steps and says whether there is a row; database_done ends. */
Status account_ask(AccountStore *store, int number, sqlite3_stmt **out, Problem *problem, const char *types, ...) MUST_USE;
/* One row or ERR_NOT_FOUND; on OK the caller reads it and calls database_done. */
Status account_ask_one(AccountStore *store, int number, sqlite3_stmt **out, Problem *problem, const char *types, ...) MUST_USE;
/* The rows of a list that account_ask began (`asked` is its status), one by one, and the end of it. */
Status account_rows(AccountStore *store, Status asked, sqlite3_stmt *row, Status (*take)(void *context, sqlite3_stmt *row, Problem *problem), void *context, Problem *problem) MUST_USE;
/* A hash as a parameter. */
static inline Slice account_hash(const Hash *hash)
{
    return (Slice){(const char *)hash->bytes, HASH_SIZE};
}
/* A column into an array of `size` bytes, zero-ended; what is longer is cut (it was bounded when it was written). */
void   account_text(sqlite3_stmt *statement, int column, char *out, size_t size);

#endif
