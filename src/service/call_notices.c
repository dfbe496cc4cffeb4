/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices by mail about calls for views: that one was issued, that its deadline was moved, and once, some days before it, that it comes, to those who have not answered. To the heads of the delegations that the
 * call asks, in their language; only what everyone may read of the record is in them.
 *
 * Up to which entry people were told, and of which deadline they were reminded, is kept with the mail that waits, in one transaction: nothing is told twice, and nothing is left out over a stop.
 */
#include "service/account_internal.h"
#include "service/text_internal.h"

#include <jansson.h>

enum { DAY_SECONDS = 86400, TOLD_NAME_MAX = 80 };
#define TOLD_CALLS    "calls"
#define TOLD_REMINDED "reminded." /* and the call: the deadline that people were reminded of */

typedef enum CallNotice { CALL_ISSUED, CALL_EXTENDED, CALL_REMINDER } CallNotice;
static const struct {
    const char *subject, *words;
} notice_rows[] = {[CALL_ISSUED] = {MSG("mail.call_issued_subject"), MSG("mail.call_issued")},
                   [CALL_EXTENDED] = {MSG("mail.call_extended_subject"), MSG("mail.call_extended")},
                   [CALL_REMINDER] = {MSG("mail.call_reminder_subject"), MSG("mail.call_reminder")}};

typedef struct Telling {
    Accounts     *accounts;
    const json_t *call;      /* of call.show */
    CallNotice    what;
    Mail         *mail;
} Telling;

static Slice name_in(const json_t *names, const char *language)
{
    Slice name = json_slice(json_object_get(names, language));

    return name.size != 0 ? name : json_slice(json_object_get(names, "en"));
}

/* In the language of the account. */
static void write_words(const Telling *telling, const Account *account, Buffer *subject, Buffer *body)
{
    const char *address = telling->accounts->settings.address, *until = json_string_value(json_object_get(telling->call, "until"));
    char        call[400], deadline[ACT_TIME_SIZE + 1] = "", link[SETTING_MAX + 200];
    Slice       name = name_in(json_object_get(telling->call, "names"), account->language);
    Buffer      words;

    (void)snprintf(call, sizeof call, "%.*s", (int)utf8_offset(name, 90), name.data != NULL ? name.data : "");
    (void)snprintf(deadline, sizeof deadline, "%s", until != NULL ? until : "");
    (void)snprintf(link, sizeof link, "%s/%s/calls/%s", address, account->language, json_string_value(json_object_get(telling->call, "call")));
    buffer_init(&words, OUTBOX_BODY_MAX);
    message_print_in(&words, account->language, notice_rows[telling->what].words, "call", call, "deadline", deadline, NULL);
    buffer_add_byte(&words, '\0');
    message_print_in(subject, account->language, notice_rows[telling->what].subject, "call", call, "deadline", deadline, NULL);
    message_print_in(body, account->language, MSG("mail.notice"), "name", account->name, "words", words.status == OK ? words.data : "", "link", link, "party", account->party, "address", address, NULL);
    buffer_clear(&words);
}

/* Calls belong to no body: who is limited to some does not answer them. */
static Status tell_head(void *context, const Account *account, Problem *problem)
{
    Telling *telling = context;
    Buffer   subject, body;
    Status   status;

    if (account->role != ROLE_HEAD || account->withdrawn != 0 || account->joined == 0 || account->party[0] == '\0' || account->bodies[0] != '\0')
        return OK;
    buffer_init(&subject, OUTBOX_SUBJECT_MAX - 1);
    buffer_init(&body, OUTBOX_BODY_MAX - 1);
    write_words(telling, account, &subject, &body);
    status = notice_put(telling->accounts, telling->mail, account, &subject, &body, problem);
    buffer_clear(&subject);
    buffer_clear(&body);
    return status;
}

static bool is_before(const json_t *rows, size_t until, const json_t *party)
{
    for (size_t i = 0; i < until; i++)
        if (json_equal(json_object_get(json_object_get(json_array_get(rows, i), "party"), "party"), party))
            return true;
    return false;
}

/* Each party once, however much it sent. */
static Status tell_list(Telling *telling, const char *list, Problem *problem)
{
    const json_t *rows = json_object_get(telling->call, list);

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *named = json_object_get(json_object_get(json_array_get(rows, i), "party"), "party");
        Slice         party = json_slice(named);

        if (!is_before(rows, i, named))
            TRY(account_each(telling->accounts->store, &party, tell_head, telling, problem));
    }
    return OK;
}

static Status tell(Telling *telling, CallNotice what, Problem *problem)
{
    telling->what = what;
    TRY(tell_list(telling, "silent", problem));
    return what != CALL_REMINDER ? tell_list(telling, "sent", problem) : OK;
}

/* ---- what there is to tell of one call ---- */

typedef struct Round {
    Accounts *accounts;
    int64_t   from, size; /* entries that nobody was told of */
    int64_t   now;
    Mail     *mail;
} Round;

static int64_t reminder_seconds(const Accounts *accounts)
{
    return (int64_t)accounts->settings.call_reminder_days * DAY_SECONDS;
}

static void reminded_name(const json_t *call, char out[TOLD_NAME_MAX])
{
    (void)snprintf(out, TOLD_NAME_MAX, TOLD_REMINDED "%.60s", json_string_value(json_object_get(call, "call")));
}

/* Once for each deadline, within the last days before it. */
static Status remind(const Round *round, Telling *telling, int64_t until, Problem *problem)
{
    char    name[TOLD_NAME_MAX];
    int64_t told = 0;
    Status  status;

    if (round->accounts->settings.call_reminder_days == 0 || round->now >= until || round->now < until - reminder_seconds(round->accounts))
        return OK;
    reminded_name(telling->call, name);
    status = told_get(round->accounts->store, name, &told, problem);
    if (status != OK && status != ERR_NOT_FOUND)
        return status;
    if (status == OK && told == until)
        return OK;
    TRY(tell(telling, CALL_REMINDER, problem));
    return told_set(round->accounts->store, name, until, problem);
}

/* News of a deadline that is near is a reminder of it. */
static Status tell_news(const Round *round, Telling *telling, int64_t until, bool *told, Problem *problem)
{
    const json_t *deadlines = json_object_get(telling->call, "deadlines");
    char          name[TOLD_NAME_MAX];

    for (size_t i = json_array_size(deadlines); i-- != 0 && !*told;) { /* of several the last */
        int64_t index = json_integer_value(json_object_get(json_array_get(deadlines, i), "index"));

        if (index < round->from || index >= round->size)
            break;
        *told = true;
    }
    if (!*told)
        return OK;
    TRY(tell(telling, json_integer_value(json_object_get(telling->call, "index")) >= round->from ? CALL_ISSUED : CALL_EXTENDED, problem));
    if (round->now < until - reminder_seconds(round->accounts))
        return OK;
    reminded_name(telling->call, name);
    return told_set(round->accounts->store, name, until, problem);
}

static Status tell_call(const Round *round, const json_t *call, Problem *problem)
{
    Telling telling = {.accounts = round->accounts, .call = call, .mail = round->mail};
    int64_t until = 0;
    bool    told = false;

    if (json_object_get(call, "withdrawn") != NULL || !act_time_parse(json_slice(json_object_get(call, "until")), &until))
        return OK;
    TRY(tell_news(round, &telling, until, &told, problem));
    return told ? OK : remind(round, &telling, until, problem);
}

/* With the lock, in one transaction. */
static Status tell_all(const Round *round, const json_t *calls, Problem *problem)
{
    Status status = OK;

    TRY(account_store_begin(round->accounts->store, problem));
    for (size_t i = 0; status == OK && i < json_array_size(calls); i++)
        status = tell_call(round, json_array_get(calls, i), problem);
    if (status == OK)
        status = told_set(round->accounts->store, TOLD_CALLS, round->size, problem);
    if (status == OK)
        return account_store_commit(round->accounts->store, problem);
    account_store_cancel(round->accounts->store);
    return status;
}

/* Every call that is not over, as everybody may read it. */
static Status read_calls(const Round *round, json_t **out, Problem *problem)
{
    const Asker anyone = {.standing = STANDING_STRANGER};
    json_t     *list = NULL, *row;
    size_t      i;

    TRY(service_query_view(round->accounts->service, "call.list", NULL, 0, &anyone, round->now, &list, problem));
    *out = json_array();
    json_array_foreach(json_object_get(list, "calls"), i, row)
    {
        Slice   name = json_slice(json_object_get(row, "call"));
        json_t *call = NULL;

        if (json_object_get(row, "over") == NULL && service_query_view(round->accounts->service, "call.show", &name, 1, &anyone, round->now, &call, NULL) == OK)
            (void)json_array_append_new(*out, call);
    }
    json_decref(list);
    return OK;
}

static Status begin(Round *round, Problem *problem)
{
    Status status;

    lock_accounts(round->accounts);
    status = told_get(round->accounts->store, TOLD_CALLS, &round->from, problem);
    if (status == ERR_NOT_FOUND) /* what was before is known by other ways */
        status = told_set(round->accounts->store, TOLD_CALLS, round->from = round->size, problem);
    unlock_accounts(round->accounts);
    return status;
}

Status accounts_call_notice(Accounts *accounts, Problem *problem)
{
    ServiceHealth health;
    Round         round = {.accounts = accounts, .now = accounts_now(accounts)};
    json_t       *calls = NULL;
    Status        status;

    if (accounts->service == NULL || !accounts_mail_is_set_up(accounts))
        return OK;
    service_health(accounts->service, &health);
    round.size = (int64_t)health.size;
    TRY(begin(&round, problem));
    round.mail = memory_new_zeroed(1, sizeof *round.mail);
    if (round.mail == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = read_calls(&round, &calls, problem);
    lock_accounts(accounts);
    if (status == OK)
        status = tell_all(&round, calls, problem);
    unlock_accounts(accounts);
    json_decref(calls);
    memory_free(round.mail);
    return status;
}
