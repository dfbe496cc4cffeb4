/* SPDX-License-Identifier: Apache-2.0
 *
 * Signatures in files of their own, as minisign makes and reads them. What is signed is always the BLAKE2b-512 of the file ("ED"): a signature over the file's own bytes ("Ed", minisign's older way) is
 * neither made nor taken, so that no file can be signed that is also a note, an act or a checkpoint.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "record/line_internal.h"

enum { ALGORITHM = 2, PUBLIC_BYTES = ALGORITHM + MINISIGN_ID + MINISIGN_PUBLIC, SIGNATURE_BYTES = ALGORITHM + MINISIGN_ID + ED25519_SIZE };

#define KEY_CONTEXT "rapporteur/minisign/v1\n"
#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "

/* The same key has the same number everywhere. */
void minisign_key_of(const uint8_t material[MINISIGN_PUBLIC], MinisignKey *out)
{
    uint8_t bytes[sizeof KEY_CONTEXT - 1 + MINISIGN_PUBLIC];
    Hash    hash;

    memcpy(bytes, KEY_CONTEXT, sizeof KEY_CONTEXT - 1);
    memcpy(bytes + sizeof KEY_CONTEXT - 1, material, MINISIGN_PUBLIC);
    hash_of((Slice){(const char *)bytes, sizeof bytes}, &hash);
    memcpy(out->id, hash.bytes, MINISIGN_ID);
    memcpy(out->material, material, MINISIGN_PUBLIC);
}

void minisign_key_print(const MinisignKey *key, Slice comment, Buffer *out)
{
    uint8_t bytes[PUBLIC_BYTES] = {'E', 'd'};

    memcpy(bytes + ALGORITHM, key->id, MINISIGN_ID);
    memcpy(bytes + ALGORITHM + MINISIGN_ID, key->material, MINISIGN_PUBLIC);
    buffer_add_string(out, UNTRUSTED);
    buffer_add(out, comment);
    buffer_add_byte(out, '\n');
    base64_print((Slice){(const char *)bytes, sizeof bytes}, out);
    buffer_add_byte(out, '\n');
}

/* The last line with words; lines before it are comments. */
Status minisign_key_parse(Slice text, MinisignKey *out, Problem *problem)
{
    uint8_t bytes[PUBLIC_BYTES];
    Slice   line, last = {NULL, 0};
    size_t  size;

    while (slice_line(&text, &line))
        if (slice_trim(line).size != 0)
            last = slice_trim(line);
    if (!base64_parse(last, bytes, sizeof bytes, &size) || size != sizeof bytes || bytes[0] != 'E' || bytes[1] != 'd')
        return problem_set(problem, ERR_SYNTAX, MSG("minisign.key"), NULL);
    memcpy(out->id, bytes + ALGORITHM, MINISIGN_ID);
    memcpy(out->material, bytes + ALGORITHM + MINISIGN_ID, MINISIGN_PUBLIC);
    return OK;
}

void minisign_digest(Slice file, uint8_t out[MINISIGN_DIGEST])
{
    (void)crypto_generichash(out, MINISIGN_DIGEST, (const uint8_t *)file.data, file.size, NULL, 0);
}

void minisign_comment_message(const uint8_t signature[ED25519_SIZE], Slice comment, Buffer *out)
{
    buffer_add(out, (Slice){(const char *)signature, ED25519_SIZE});
    buffer_add(out, comment);
}

void minisign_print(const MinisignKey *key, const uint8_t signature[ED25519_SIZE], Slice comment, const uint8_t comment_signature[ED25519_SIZE], Buffer *out)
{
    uint8_t bytes[SIGNATURE_BYTES] = {'E', 'D'};

    memcpy(bytes + ALGORITHM, key->id, MINISIGN_ID);
    memcpy(bytes + ALGORITHM + MINISIGN_ID, signature, ED25519_SIZE);
    buffer_add_string(out, UNTRUSTED "signature of a house of Rapporteur\n");
    base64_print((Slice){(const char *)bytes, sizeof bytes}, out);
    buffer_add_string(out, "\n" TRUSTED);
    buffer_add(out, comment);
    buffer_add_byte(out, '\n');
    base64_print((Slice){(const char *)comment_signature, ED25519_SIZE}, out);
    buffer_add_byte(out, '\n');
}

static bool take_signature(Slice *text, uint8_t *out, size_t want)
{
    Slice  line;
    size_t size;

    return slice_line(text, &line) && base64_parse(slice_trim(line), out, want, &size) && size == want;
}

static Status malformed(Problem *problem)
{
    return problem_set(problem, ERR_SYNTAX, MSG("minisign.form"), NULL);
}

Status minisign_check(Slice file, Slice text, const MinisignKey *key, Slice *comment, Problem *problem)
{
    uint8_t signature[SIGNATURE_BYTES], comment_signature[ED25519_SIZE], digest[MINISIGN_DIGEST], message[ED25519_SIZE + MINISIGN_COMMENT_MAX];
    Slice   line;

    if (!slice_line(&text, &line) || !slice_starts(line, UNTRUSTED) || !take_signature(&text, signature, sizeof signature) || signature[0] != 'E' || signature[1] != 'D')
        return malformed(problem);
    if (!slice_line(&text, &line) || !slice_starts(line, TRUSTED) || !take_signature(&text, comment_signature, sizeof comment_signature))
        return malformed(problem);
    *comment = slice_part(line, sizeof TRUSTED - 1, line.size);
    if (comment->size > 0 && comment->data[comment->size - 1] == '\r')
        comment->size--;
    if (comment->size > MINISIGN_COMMENT_MAX)
        return malformed(problem);
    if (memcmp(signature + ALGORITHM, key->id, MINISIGN_ID) != 0)
        return problem_set(problem, ERR_SIGNATURE, MSG("minisign.other_key"), NULL);
    minisign_digest(file, digest);
    memcpy(message, signature + ALGORITHM + MINISIGN_ID, ED25519_SIZE);
    memcpy(message + ED25519_SIZE, comment->data, comment->size);
    if (crypto_sign_verify_detached(signature + ALGORITHM + MINISIGN_ID, digest, sizeof digest, key->material) != 0 ||
        crypto_sign_verify_detached(comment_signature, message, ED25519_SIZE + comment->size, key->material) != 0)
        return problem_set(problem, ERR_SIGNATURE, MSG("minisign.bad"), NULL);
    return OK;
}
