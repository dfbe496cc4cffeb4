/* SPDX-License-Identifier: Apache-2.0
 *
 * Challenges for passkeys. None is kept: a challenge comes with a ticket, which its browser hands back, and which holds when it ends and 16 random bytes under a key of this process. So whoever asks for any
 * number of them takes no memory and pushes out nobody else's. What is kept is which tickets were used, as each is good once: a passkey of this house is needed for that.
 *
 * The challenge of a sign-in is what record.h's verifier makes of a text, so that one verifier serves both: the text names this use, so that no assertion of one is one of the other.
 */
#include <sodium.h>

#include "service/account_internal.h"

#define SIGN_IN_TEXT "rapporteur/sign-in/v1\n"

/* A ticket: u64be end || nonce || the beginning of an HMAC-SHA-512/256 over both. */
enum { END_SIZE = 8, NONCE_SIZE = 16, SAID_SIZE = END_SIZE + NONCE_SIZE };
_Static_assert(SAID_SIZE + CHALLENGE_SEAL_SIZE == CHALLENGE_TICKET_SIZE, "a ticket is what it says and its seal");

static void seal_of(const Accounts *accounts, const uint8_t said[SAID_SIZE], uint8_t seal[CHALLENGE_SEAL_SIZE])
{
    uint8_t whole[crypto_auth_BYTES];

    crypto_auth(whole, said, SAID_SIZE, accounts->challenge_key);
    memcpy(seal, whole, CHALLENGE_SEAL_SIZE);
}

/* The text that is signed names the ticket; what goes to the browser is the text's hash. */
static void challenge_of(const uint8_t ticket[CHALLENGE_TICKET_SIZE], Buffer *text, char out[CHALLENGE_TEXT_SIZE + 1])
{
    char    hex[2 * CHALLENGE_TICKET_SIZE + 1];
    uint8_t digest[SHA256_SIZE];

    hex_print(ticket, CHALLENGE_TICKET_SIZE, hex);
    buffer_add_string(text, SIGN_IN_TEXT);
    buffer_add_string(text, hex);
    buffer_add_byte(text, '\n');
    sha256_parts((const Slice[]){SLICE("rapporteur/webauthn/v1\n"), buffer_slice(text)}, 2, digest);
    (void)sodium_bin2base64(out, CHALLENGE_TEXT_SIZE + 1, digest, sizeof digest, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Status accounts_challenge_new(Accounts *accounts, char out[CHALLENGE_TEXT_SIZE + 1], uint8_t ticket[CHALLENGE_TICKET_SIZE], Problem *problem)
{
    uint64_t end = (uint64_t)accounts_now(accounts) + CHALLENGE_LIFE_S;
    Buffer   text;
    Status   status;

    TRY(account_needs_address(accounts, problem));
    for (size_t i = 0; i < END_SIZE; i++)
        ticket[i] = (uint8_t)(end >> 8 * (END_SIZE - 1 - i));
    randombytes_buf(ticket + END_SIZE, NONCE_SIZE);
    seal_of(accounts, ticket, ticket + SAID_SIZE);
    buffer_init(&text, 1000);
    challenge_of(ticket, &text, out);
    status = text.status;
    buffer_clear(&text);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static int64_t end_of(const uint8_t *ticket)
{
    uint64_t end = 0;

    for (size_t i = 0; i < END_SIZE; i++)
        end = end << 8 | ticket[i];
    return (int64_t)end;
}

static bool is_used(const Accounts *accounts, const uint8_t *seal)
{
    for (size_t i = 0; i < CHALLENGES_USED_MAX; i++)
        if (accounts->used[i].end > accounts_now(accounts) && sodium_memcmp(accounts->used[i].seal, seal, CHALLENGE_SEAL_SIZE) == 0)
            return true;
    return false;
}

bool challenge_check(Accounts *accounts, Slice ticket, Slice client_data, Buffer *text)
{
    static const char before[] = "\"challenge\":\"";
    const char       *at = client_data.size != 0 ? memmem(client_data.data, client_data.size, before, sizeof before - 1) : NULL;
    const uint8_t    *bytes = (const uint8_t *)ticket.data;
    uint8_t           seal[CHALLENGE_SEAL_SIZE];
    char              made[CHALLENGE_TEXT_SIZE + 1];

    if (ticket.size != CHALLENGE_TICKET_SIZE || at == NULL || client_data.size - (size_t)(at - client_data.data) < sizeof before - 1 + CHALLENGE_TEXT_SIZE)
        return false;
    seal_of(accounts, bytes, seal);
    if (sodium_memcmp(seal, bytes + SAID_SIZE, CHALLENGE_SEAL_SIZE) != 0 || end_of(bytes) <= accounts_now(accounts) || is_used(accounts, seal))
        return false;
    challenge_of(bytes, text, made);
    return text->status == OK && sodium_memcmp(made, at + sizeof before - 1, CHALLENGE_TEXT_SIZE) == 0;
}

void challenge_use(Accounts *accounts, Slice ticket)
{
    UsedChallenge *used = &accounts->used[0];

    for (size_t i = 0; i < CHALLENGES_USED_MAX; i++) /* the one that ends first gives way: with so many sign-ins in five minutes one's own might be repeated */
        if (accounts->used[i].end < used->end)
            used = &accounts->used[i];
    used->end = end_of((const uint8_t *)ticket.data);
    memcpy(used->seal, ticket.data + SAID_SIZE, CHALLENGE_SEAL_SIZE);
}
