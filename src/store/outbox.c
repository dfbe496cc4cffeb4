/* SPDX-License-Identifier: Apache-2.0
 *
 * Mail that waits to be sent. A row goes when it was sent, and loses its words when nobody will try again.
 */
#include "store/account_internal.h"

Status outbox_put(AccountStore *store, const Mail *mail, Problem *problem)
{
    return account_run(store, OUTBOX_PUT, problem, "ttttii", slice_from(mail->account), slice_from(mail->address), slice_from(mail->subject), slice_from(mail->body), mail->made, mail->next);
}

Status outbox_due(AccountStore *store, int64_t now, Mail *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, OUTBOX_DUE, &row, problem, "i", now));
    *out = (Mail){.place = sqlite3_column_int64(row, 0), .made = sqlite3_column_int64(row, 5), .tries = sqlite3_column_int(row, 6), .next = sqlite3_column_int64(row, 7)};
    account_text(row, 1, out->account, sizeof out->account);
    account_text(row, 2, out->address, sizeof out->address);
    account_text(row, 3, out->subject, sizeof out->subject);
    account_text(row, 4, out->body, sizeof out->body);
    database_done(&store->database, row);
    return OK;
}

Status outbox_again(AccountStore *store, int64_t place, int64_t next, Problem *problem)
{
    return account_run(store, OUTBOX_AGAIN, problem, "ii", place, next);
}

Status outbox_remove(AccountStore *store, int64_t place, Problem *problem)
{
    return account_run(store, OUTBOX_REMOVE, problem, "i", place);
}

Status outbox_give_up(AccountStore *store, int64_t place, Problem *problem)
{
    return account_run(store, OUTBOX_GIVE_UP, problem, "i", place);
}

Status outbox_state(AccountStore *store, Slice account, MailState *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    Status        status = account_ask_one(store, OUTBOX_STATE, &row, problem, "t", account);

    *out = MAIL_NONE;
    if (status == ERR_NOT_FOUND)
        return OK;
    TRY(status);
    *out = sqlite3_column_int(row, 0) == 0 ? MAIL_WAITS : MAIL_GIVEN_UP;
    database_done(&store->database, row);
    return OK;
}

Status told_get(AccountStore *store, const char *what, int64_t *place, Problem *problem)
{
    sqlite3_stmt *row = NULL;

    TRY(account_ask_one(store, TOLD_GET, &row, problem, "t", slice_from(what)));
    *place = sqlite3_column_int64(row, 0);
    database_done(&store->database, row);
    return OK;
}

Status told_set(AccountStore *store, const char *what, int64_t place, Problem *problem)
{
    return account_run(store, TOLD_PUT, problem, "ti", slice_from(what), place);
}
