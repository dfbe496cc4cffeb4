/* SPDX-License-Identifier: Apache-2.0 */
#include "made.h"

void made_key(unsigned number, const char *name, KeyType type, KeySecret *out)
{
    uint8_t seed[SEED_SIZE] = {0};
    char    own[40];

    memcpy(seed, &number, sizeof number);
    (void)snprintf(own, sizeof own, "w%u.example", number);
    assert_ok(key_secret_from_seed(slice_from(name != NULL ? name : own), type, seed, out, NULL));
}

void made_policy_text(const char *pattern, Buffer *out)
{
    KeySecret secret;

    buffer_init(out, 1024 * 1024);
    for (const char *at = pattern; *at != '\0'; at++) {
        char    *end;
        unsigned number;

        if (*at != '{') {
            buffer_add_byte(out, *at);
            continue;
        }
        if (at[1] == 'l') {
            made_key(1, "log.example", KEY_ED25519, &secret);
            end = (char *)(uintptr_t)at + 2;
        } else {
            number = (unsigned)strtoul(at + 1, &end, 10);
            made_key(number, NULL, KEY_COSIGNER, &secret);
        }
        key_print(&secret.key, out);
        at = end;
        assert_int_equal(*at, '}');
    }
}

Policy *made_policy(const char *pattern)
{
    Buffer text;
    Policy *policy = NULL;

    made_policy_text(pattern, &text);
    assert_ok(policy_parse(buffer_slice(&text), &policy, NULL));
    buffer_clear(&text); /* a policy does not need its text */
    return policy;
}
