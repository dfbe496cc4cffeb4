/* SPDX-License-Identifier: Apache-2.0
 *
 * Mail: the words of an invitation in the language of who is invited, and the thread that sends what waits.
 *
 * A message is plain text in UTF-8, base64 (RFC 2045), its header in encoded words (RFC 2047). It leaves the outbox when the server took it. Nothing of it is logged: it holds a one-time link.
 */
#include <curl/curl.h>
#include <sodium.h>

#include "service/account_internal.h"

enum {
    MAIL_TRIES = 10, MAIL_FIRST_WAIT_S = 60, /* doubled each time: given up after some eight hours */
    MAIL_TIMEOUT_S = 30, MAIL_IDLE_S = 30, MAIL_BYTES_MAX = 32 * 1024, WORD_BYTES = 42, LINE_BYTES = 57
};

bool accounts_mail_is_set_up(const Accounts *accounts)
{
    return accounts->settings.mail_server[0] != '\0' && accounts->settings.mail_from[0] != '\0' && accounts->settings.address[0] != '\0';
}

/* ---- words ---- */

Status account_mail_invitation(Accounts *accounts, const Account *by, const Account *account, Slice secret, Problem *problem)
{
    Mail  *mail = memory_new_zeroed(1, sizeof *mail);
    Buffer subject, body;
    char   link[SETTING_MAX + LINK_SIZE + 20], days[DECIMAL_MAX];
    Status status = ERR_LIMIT;

    if (mail == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)snprintf(link, sizeof link, "%s/%s/invitation/%.*s", accounts->settings.address, account->language, (int)secret.size, secret.data);
    buffer_init(&subject, OUTBOX_SUBJECT_MAX);
    buffer_init(&body, OUTBOX_BODY_MAX);
    message_print_in(&subject, account->language, MSG("mail.invitation_subject"), "address", accounts->settings.address, NULL);
    message_print_in(&body, account->language, MSG("mail.invitation"), "name", account->name, "by", by->name, "address", accounts->settings.address, "link", link, "days",
                     decimal(days, INVITATION_LIFE_S / 86400), NULL);
    if (subject.status == OK && body.status == OK) {
        memcpy(mail->account, account->id, sizeof mail->account);
        memcpy(mail->address, account->mail, sizeof mail->address);
        memcpy(mail->subject, subject.data, subject.size);
        memcpy(mail->body, body.data, body.size);
        mail->made = mail->next = accounts_now(accounts);
        status = outbox_put(accounts->store, mail, problem);
    } else {
        (void)problem_set(problem, status, MSG("status.limit"), NULL);
    }
    sodium_memzero(mail, sizeof *mail);
    sodium_memzero(link, sizeof link);
    if (body.data != NULL)
        sodium_memzero(body.data, body.capacity);
    buffer_clear(&subject);
    buffer_clear(&body);
    memory_free(mail);
    return status;
}

/* ---- a message as it goes over the line ---- */

/* Encoded words of whole characters, each on a line of its own. */
static void print_words(Slice text, Buffer *out)
{
    for (size_t at = 0; at < text.size;) {
        size_t end = text.size - at > WORD_BYTES ? at + WORD_BYTES : text.size;

        while (end < text.size && ((unsigned char)text.data[end] & 0xC0) == 0x80)
            end--;
        buffer_add_string(out, at != 0 ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
        base64_print(slice_part(text, at, end), out);
        buffer_add_string(out, "?=");
        at = end;
    }
}

static void print_date(int64_t seconds, Buffer *out)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"},
                     *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Moment moment;

    moment_from(seconds, &moment);
    buffer_add_format(out, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[seconds / 86400 % 7], moment.day, months[moment.month - 1], moment.year, moment.hour, moment.minute, moment.second);
}

void mail_print(const char *from, const Mail *mail, Slice host, Buffer *out)
{
    Slice   body = slice_from(mail->body);
    uint8_t id[16];
    char    hex[2 * sizeof id + 1];

    randombytes_buf(id, sizeof id);
    hex_print(id, sizeof id, hex);
    buffer_add_format(out, "From: <%s>\r\nTo: <%s>\r\nSubject: ", from, mail->address);
    print_words(slice_from(mail->subject), out);
    buffer_add_string(out, "\r\nDate: ");
    print_date(mail->made, out);
    buffer_add_format(out, "\r\nMessage-ID: <%s@%.*s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", hex,
                      (int)host.size, host.data);
    for (size_t at = 0; at < body.size; at += LINE_BYTES) {
        base64_print(slice_part(body, at, at + LINE_BYTES < body.size ? at + LINE_BYTES : body.size), out);
        buffer_add_string(out, "\r\n");
    }
}

/* ---- sending ---- */

typedef struct Sending {
    Slice bytes;
} Sending;

static size_t give(char *to, size_t size, size_t count, void *context)
{
    Sending *sending = context;
    size_t   now = size * count < sending->bytes.size ? size * count : sending->bytes.size;

    if (now != 0)
        memcpy(to, sending->bytes.data, now);
    sending->bytes = slice_part(sending->bytes, now, sending->bytes.size);
    return now;
}

static void start_libcurl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool is_one_line(const char *text)
{
    return strpbrk(text, "\r\n") == NULL;
}

static bool send_bytes(const HouseSettings *settings, const Mail *mail, Slice bytes)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char                  url[SETTING_MAX + 10];
    Sending               sending = {bytes};
    CURL                 *curl;
    struct curl_slist    *to = NULL;
    bool                  sent = false;

    (void)pthread_once(&once, start_libcurl);
    curl = curl_easy_init();
    to = curl_slist_append(NULL, mail->address);
    (void)snprintf(url, sizeof url, "smtp://%s", settings->mail_server);
    if (curl != NULL && to != NULL && is_one_line(mail->address) && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp") == CURLE_OK) {
        (void)curl_easy_setopt(curl, CURLOPT_URL, url);
        (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_TIMEOUT_S);
        (void)curl_easy_setopt(curl, CURLOPT_USE_SSL, settings->mail_tls_required ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
        (void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, settings->mail_from);
        (void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
        (void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        (void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
        (void)curl_easy_setopt(curl, CURLOPT_READDATA, &sending);
        if (settings->mail_user[0] != '\0') {
            (void)curl_easy_setopt(curl, CURLOPT_USERNAME, settings->mail_user);
            (void)curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->mail_password);
            (void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL); /* a password never goes in clear */
        }
        sent = curl_easy_perform(curl) == CURLE_OK;
    }
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    return sent;
}

static bool send_one(const Accounts *accounts, const Mail *mail)
{
    char   host[RP_ID_MAX + 1];
    Buffer bytes;
    bool   sent = false;

    accounts_rp_id(accounts, host);
    buffer_init(&bytes, MAIL_BYTES_MAX);
    mail_print(accounts->settings.mail_from, mail, slice_from(host), &bytes);
    if (bytes.status == OK)
        sent = send_bytes(&accounts->settings, mail, buffer_slice(&bytes));
    if (bytes.data != NULL)
        sodium_memzero(bytes.data, bytes.capacity);
    buffer_clear(&bytes);
    return sent;
}

/* With the lock. */
static Status after(Accounts *accounts, const Mail *mail, bool sent, Problem *problem)
{
    int64_t wait = (int64_t)MAIL_FIRST_WAIT_S << (mail->tries < MAIL_TRIES ? mail->tries : MAIL_TRIES);

    if (sent)
        return outbox_remove(accounts->store, mail->place, problem);
    if (mail->tries + 1 >= MAIL_TRIES)
        return outbox_give_up(accounts->store, mail->place, problem);
    return outbox_again(accounts->store, mail->place, accounts_now(accounts) + wait, problem);
}

Status accounts_send_mail(Accounts *accounts, unsigned *sent, Problem *problem)
{
    Mail  *mail = memory_new(sizeof *mail);
    Status status = OK;

    *sent = 0;
    if (mail == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    while (status == OK && accounts_mail_is_set_up(accounts)) {
        bool done;

        lock_accounts(accounts);
        status = outbox_due(accounts->store, accounts_now(accounts), mail, problem);
        unlock_accounts(accounts);
        if (status != OK)
            break;
        done = send_one(accounts, mail);
        *sent += done;
        lock_accounts(accounts);
        status = after(accounts, mail, done, problem);
        unlock_accounts(accounts);
    }
    sodium_memzero(mail, sizeof *mail);
    memory_free(mail);
    return status == ERR_NOT_FOUND ? OK : status;
}

/* ---- the thread ---- */

static void *run(void *context)
{
    Accounts *accounts = context;

    (void)pthread_mutex_lock(&accounts->mail_lock);
    while (!accounts->ending) {
        struct timespec until;
        unsigned        sent;

        (void)pthread_mutex_unlock(&accounts->mail_lock);
        (void)!accounts_notice(accounts, NULL);
        (void)!accounts_call_notice(accounts, NULL);
        (void)!accounts_send_mail(accounts, &sent, NULL); /* the store fails: in half a minute again */
        if (accounts_now(accounts) - accounts->cleaned >= CLEAN_EVERY_S)
            (void)!accounts_clean(accounts, NULL); /* likewise, in an hour */
        (void)pthread_mutex_lock(&accounts->mail_lock);
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += MAIL_IDLE_S;
        if (!accounts->ending)
            (void)pthread_cond_timedwait(&accounts->mail_wake, &accounts->mail_lock, &until);
    }
    (void)pthread_mutex_unlock(&accounts->mail_lock);
    return NULL;
}

void mailer_start(Accounts *accounts)
{
    accounts->mailer_runs = pthread_create(&accounts->mailer, NULL, run, accounts) == 0;
}

void mailer_wake(Accounts *accounts)
{
    (void)pthread_mutex_lock(&accounts->mail_lock);
    (void)pthread_cond_signal(&accounts->mail_wake);
    (void)pthread_mutex_unlock(&accounts->mail_lock);
}

void mailer_end(Accounts *accounts)
{
    (void)pthread_mutex_lock(&accounts->mail_lock);
    accounts->ending = true;
    (void)pthread_cond_signal(&accounts->mail_wake);
    (void)pthread_mutex_unlock(&accounts->mail_lock);
    if (accounts->mailer_runs)
        (void)pthread_join(accounts->mailer, NULL);
    accounts->mailer_runs = false;
}
