/* SPDX-License-Identifier: Apache-2.0
 *
 * Sign-ins and access tokens: found by the hash of a secret, which is compared once more without regard to where two hashes first differ.
 */
#include <sodium.h>

#include "store/account_internal.h"

static bool same_hash(sqlite3_stmt *row, int column, const Hash *hash)
{
    Slice kept = database_column(row, column);

    return kept.size == HASH_SIZE && sodium_memcmp(kept.data, hash->bytes, HASH_SIZE) == 0;
}

/* ---- sign-ins ---- */

static void sign_in_read(sqlite3_stmt *row, SignIn *out)
{
    *out = (SignIn){.place = sqlite3_column_int64(row, 0), .means = (SignInMeans)sqlite3_column_int(row, 2), .created = sqlite3_column_int64(row, 4),
                    .used = sqlite3_column_int64(row, 5), .ended = sqlite3_column_int64(row, 6)};
    account_text(row, 1, out->account, sizeof out->account);
    account_text(row, 3, out->family, sizeof out->family);
}

Status sign_in_put(AccountStore *store, const Hash *hash, const SignIn *sign_in, Problem *problem)
{
    return account_run(store, SIGN_IN_PUT, problem, "btitii", account_hash(hash), slice_from(sign_in->account), (int64_t)sign_in->means, slice_from(sign_in->family), sign_in->created,
                       sign_in->used);
}

Status sign_in_get(AccountStore *store, const Hash *hash, SignIn *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    bool          same;

    TRY(account_ask_one(store, SIGN_IN_GET, &row, problem, "b", account_hash(hash)));
    sign_in_read(row, out);
    same = same_hash(row, 7, hash);
    database_done(&store->database, row);
    return same ? OK : ERR_NOT_FOUND;
}

Status sign_in_touch(AccountStore *store, int64_t place, int64_t now, Problem *problem)
{
    return account_run(store, SIGN_IN_TOUCH, problem, "ii", place, now);
}

Status sign_in_end(AccountStore *store, Slice account, int64_t place, int64_t now, Problem *problem)
{
    return account_run_once(store, SIGN_IN_END, problem, "tii", account, place, now);
}

Status sign_in_end_all(AccountStore *store, Slice account, int64_t now, Problem *problem)
{
    return account_run(store, SIGN_IN_END_ALL, problem, "ti", account, now);
}

Status sign_in_bound(AccountStore *store, Slice account, int64_t most, Problem *problem)
{
    return account_run(store, SIGN_IN_BOUND, problem, "ti", account, most);
}

typedef struct SignInVisit {
    Status (*visit)(void *context, const SignIn *sign_in, Problem *problem);
    void   *context;
} SignInVisit;

static Status visit_sign_in(void *context, sqlite3_stmt *row, Problem *problem)
{
    const SignInVisit *visiting = context;
    SignIn             sign_in;

    sign_in_read(row, &sign_in);
    return visiting->visit(visiting->context, &sign_in, problem);
}

Status sign_in_each(AccountStore *store, Slice account, Status (*visit)(void *context, const SignIn *sign_in, Problem *problem), void *context, Problem *problem)
{
    SignInVisit   visiting = {visit, context};
    sqlite3_stmt *row = NULL;
    Status        status = account_ask(store, SIGN_IN_EACH, &row, problem, "ti", account, (int64_t)ACCOUNT_SHOWN_MAX);

    return account_rows(store, status, row, visit_sign_in, &visiting, problem);
}

/* ---- access tokens ---- */

static void access_read(sqlite3_stmt *row, AccessToken *out)
{
    *out = (AccessToken){.place = sqlite3_column_int64(row, 0), .created = sqlite3_column_int64(row, 3), .expires = sqlite3_column_int64(row, 4),
                         .used = sqlite3_column_int64(row, 5), .ended = sqlite3_column_int64(row, 6)};
    account_text(row, 1, out->account, sizeof out->account);
    account_text(row, 2, out->name, sizeof out->name);
}

Status access_put(AccountStore *store, const Hash *hash, const AccessToken *token, Problem *problem)
{
    return account_run(store, ACCESS_PUT, problem, "bttii", account_hash(hash), slice_from(token->account), slice_from(token->name), token->created, token->expires);
}

Status access_get(AccountStore *store, const Hash *hash, int64_t now, AccessToken *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    bool          same;

    TRY(account_ask_one(store, ACCESS_GET, &row, problem, "bi", account_hash(hash), now));
    access_read(row, out);
    same = same_hash(row, 7, hash);
    database_done(&store->database, row);
    return same ? OK : ERR_NOT_FOUND;
}

Status access_touch(AccountStore *store, int64_t place, int64_t now, Problem *problem)
{
    return account_run(store, ACCESS_TOUCH, problem, "ii", place, now);
}

Status access_end(AccountStore *store, Slice account, int64_t place, int64_t now, Problem *problem)
{
    return account_run_once(store, ACCESS_END, problem, "tii", account, place, now);
}

typedef struct TokenVisit {
    Status (*visit)(void *context, const AccessToken *token, Problem *problem);
    void   *context;
} TokenVisit;

static Status visit_token(void *context, sqlite3_stmt *row, Problem *problem)
{
    const TokenVisit *visiting = context;
    AccessToken       token;

    access_read(row, &token);
    return visiting->visit(visiting->context, &token, problem);
}

Status access_each(AccountStore *store, Slice account, Status (*visit)(void *context, const AccessToken *token, Problem *problem), void *context, Problem *problem)
{
    TokenVisit    visiting = {visit, context};
    sqlite3_stmt *row = NULL;
    Status        status = account_ask(store, ACCESS_EACH, &row, problem, "ti", account, (int64_t)ACCOUNT_SHOWN_MAX);

    return account_rows(store, status, row, visit_token, &visiting, problem);
}
