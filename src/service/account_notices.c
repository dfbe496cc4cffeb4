/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices by mail: a silence procedure was begun, extended, withdrawn or has ended, told to everyone who acts for a party, in their language. Only what everyone may read of the record is in them.
 *
 * Up to which entry people were told is kept with the mail that waits, in one transaction: nothing is told twice, and nothing is left out over a stop.
 */
#include "service/account_internal.h"
#include "service/text_internal.h"

static const struct {
    const char *what, *subject, *words;
} notice_rows[] = {{"opened", MSG("mail.silence_opened_subject"), MSG("mail.silence_opened")},
                   {"extended", MSG("mail.silence_extended_subject"), MSG("mail.silence_extended")},
                   {"withdrawn", MSG("mail.silence_withdrawn_subject"), MSG("mail.silence_withdrawn")},
                   {"closed", MSG("mail.silence_closed_subject"), MSG("mail.silence_closed")}};

typedef struct Telling {
    Accounts     *accounts;
    const json_t *event;
    size_t        row;      /* of notice_rows */
    Mail         *mail;
} Telling;

static Slice name_in(const json_t *names, const char *language)
{
    Slice name = json_slice(json_object_get(names, language));

    return name.size != 0 ? name : json_slice(json_object_get(names, "en"));
}

static bool is_limited_to_others(const Account *account, Slice body)
{
    Slice rest = slice_from(account->bodies);

    if (rest.size == 0)
        return false;
    while (rest.size != 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t      size = end != NULL ? (size_t)(end - rest.data) : rest.size;

        if (slice_equal(slice_part(rest, 0, size), body))
            return false;
        rest = slice_part(rest, end != NULL ? size + 1 : size, rest.size);
    }
    return true;
}

Status notice_put(Accounts *accounts, Mail *mail, const Account *account, const Buffer *subject, const Buffer *body, Problem *problem)
{
    if (subject->status != OK || body->status != OK)
        return problem_set(problem, ERR_LIMIT, MSG("status.limit"), NULL);
    *mail = (Mail){.made = accounts_now(accounts), .next = accounts_now(accounts)};
    memcpy(mail->account, account->id, sizeof mail->account);
    memcpy(mail->address, account->mail, sizeof mail->address);
    memcpy(mail->subject, subject->data, subject->size);
    memcpy(mail->body, body->data, body->size);
    return outbox_put(accounts->store, mail, problem);
}

/* In the language of the account. */
static void write_words(const Telling *telling, const Account *account, Buffer *subject, Buffer *body)
{
    const char *address = telling->accounts->settings.address;
    char        text[400], deadline[ACT_TIME_SIZE + 1] = "", link[SETTING_MAX + 200], version[128];
    Slice       name = name_in(json_object_get(telling->event, "names"), account->language);
    Buffer      words;

    (void)snprintf(text, sizeof text, "%.*s", (int)utf8_offset(name, 90), name.data != NULL ? name.data : "");
    (void)snprintf(version, sizeof version, "%.60s", json_string_value(json_object_get(telling->event, "version_name")) != NULL ? json_string_value(json_object_get(telling->event, "version_name")) : "");
    (void)snprintf(link, sizeof link, "%s/%s/texts/%s", address, account->language, json_string_value(json_object_get(telling->event, "process")));
    act_time_print(json_integer_value(json_object_get(telling->event, "deadline")), deadline);
    buffer_init(&words, OUTBOX_BODY_MAX);
    message_print_in(&words, account->language, notice_rows[telling->row].words, "text", text, "version", version, "deadline", deadline, NULL);
    buffer_add_byte(&words, '\0');
    message_print_in(subject, account->language, notice_rows[telling->row].subject, "text", text, "deadline", deadline, NULL);
    message_print_in(body, account->language, MSG("mail.notice"), "name", account->name, "words", words.status == OK ? words.data : "", "link", link, "party", account->party, "address", address, NULL);
    buffer_clear(&words);
}

static Status tell_account(void *context, const Account *account, Problem *problem)
{
    Telling *telling = context;
    Buffer   subject, body;
    Status   status;

    if (account->withdrawn != 0 || account->joined == 0 || account->party[0] == '\0' || is_limited_to_others(account, json_slice(json_object_get(telling->event, "body"))))
        return OK;
    buffer_init(&subject, OUTBOX_SUBJECT_MAX - 1);
    buffer_init(&body, OUTBOX_BODY_MAX - 1);
    write_words(telling, account, &subject, &body);
    status = notice_put(telling->accounts, telling->mail, account, &subject, &body, problem);
    buffer_clear(&subject);
    buffer_clear(&body);
    return status;
}

/* Party by party: a list of accounts has an end (ACCOUNT_LIST_MAX). */
static Status tell_parties(Telling *telling, const json_t *parties, Problem *problem)
{
    const json_t *row;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)parties, i, row)
    {
        Slice party = json_slice(json_object_get(row, "party"));

        TRY(account_each(telling->accounts->store, &party, tell_account, telling, problem));
    }
    return OK;
}

static Status tell(Accounts *accounts, const json_t *event, const json_t *parties, Problem *problem)
{
    Telling telling = {.accounts = accounts, .event = event};
    Status  status;

    while (telling.row < sizeof notice_rows / sizeof *notice_rows && !slice_is(json_slice(json_object_get(event, "what")), notice_rows[telling.row].what))
        telling.row++;
    if (telling.row == sizeof notice_rows / sizeof *notice_rows)
        return OK;
    telling.mail = memory_new_zeroed(1, sizeof *telling.mail);
    if (telling.mail == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = tell_parties(&telling, parties, problem);
    memory_free(telling.mail);
    return status;
}

/* With the lock, in one transaction. */
static Status tell_all(Accounts *accounts, const json_t *events, const json_t *parties, int64_t next, Problem *problem)
{
    const json_t *event;
    size_t        i;
    Status        status = OK;

    TRY(account_store_begin(accounts->store, problem));
    json_array_foreach((json_t *)(uintptr_t)events, i, event) if (status == OK) status = tell(accounts, event, parties, problem);
    if (status == OK)
        status = told_set(accounts->store, "silences", next, problem);
    if (status == OK)
        return account_store_commit(accounts->store, problem);
    account_store_cancel(accounts->store);
    return status;
}

/* Of a page of events the next begins behind the last of them; of none, at the size that the record had. */
static int64_t next_place(const json_t *events, int64_t size)
{
    const json_t *last = json_array_get(events, json_array_size(events) - 1);

    return last != NULL ? json_integer_value(json_object_get(last, "index")) + 1 : size;
}

static Status notice_from(Accounts *accounts, int64_t from, int64_t size, Problem *problem)
{
    const Asker anyone = {.standing = STANDING_STRANGER};
    char        number[DECIMAL_MAX];
    Slice       first[] = {slice_from(decimal(number, from))}, none[2] = {{NULL, 0}};
    json_t     *answer = NULL, *parties = NULL;
    Status      status;

    TRY_OR(done, service_query_view(accounts->service, "text.silences", first, 1, &anyone, accounts_now(accounts), &answer, problem));
    TRY_OR(done, service_query_view(accounts->service, "party.list", none, 2, &anyone, accounts_now(accounts), &parties, problem));
    lock_accounts(accounts);
    status = tell_all(accounts, json_object_get(answer, "silences"), json_object_get(parties, "parties"), next_place(json_object_get(answer, "silences"), size), problem);
    unlock_accounts(accounts);
done:
    json_decref(answer);
    json_decref(parties);
    return status;
}

Status accounts_notice(Accounts *accounts, Problem *problem)
{
    ServiceHealth health;
    int64_t       from = 0;
    Status        status;

    if (accounts->service == NULL || !accounts_mail_is_set_up(accounts))
        return OK;
    service_health(accounts->service, &health);
    lock_accounts(accounts);
    status = told_get(accounts->store, "silences", &from, problem);
    if (status == ERR_NOT_FOUND) /* what was before is known by other ways */
        status = told_set(accounts->store, "silences", from = (int64_t)health.size, problem);
    unlock_accounts(accounts);
    TRY(status);
    return from < (int64_t)health.size ? notice_from(accounts, from, (int64_t)health.size, problem) : OK;
}
