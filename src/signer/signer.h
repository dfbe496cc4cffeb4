/* SPDX-License-Identifier: Apache-2.0
 *
 * signer: the small process that alone holds the host's keys, and the files that hold any key. The process is a child of the server: it reads its five key files, gives
 * up everything but one socket, and signs the bytes that it is given with the key that is named. A server that was taken over can have things signed, which the record
 * shows; it can never carry the keys away.
 *
 * Not here: what is signed and whether it should be. The child parses nothing but the frame of a request.
 *
 * Invariants
 * - No secret of the host is ever in the server's memory.
 * - A caller waits a bounded time, whatever the child does.
 * - A key file is never written over another, and never used when others can read it.
 */
#ifndef SIGNER_SIGNER_H
#define SIGNER_SIGNER_H

#include "record/record.h"

/* ---- the process ----------------------------------------------------------------------------------------- */

typedef struct Signer Signer;

/* In the folder: log.key, clock.key, attest.key, admit.key, receipts.key. The last signs receipts of quotations and nothing else, and no other key signs them (docs/decisions/0017). */
typedef enum SignerKey { SIGNER_LOG, SIGNER_CLOCK, SIGNER_ATTEST, SIGNER_ADMIT, SIGNER_RECEIPTS, SIGNER_KEYS } SignerKey;

enum {
    SIGNER_FRAME_MAX = 61440,                 /* bytes of a request with its length: an act's body has 60,000 */
    SIGNER_MESSAGE_MAX = SIGNER_FRAME_MAX - 3,
    SIGNER_WAIT_MS = 5000                     /* for an answer: a signature takes 25 microseconds, a machine under load some milliseconds */
};

const char *signer_key_file(SignerKey which); /* "log.key" */

/* Forks: call it before the process has other threads, and from a thread that lives as long as the signer (its end would end the child). The problem's
   place is the file or folder. ERR_FORBIDDEN: others can read it, or it is another user's; otherwise as key_file_read. */
Status signer_start(const char *folder, Signer **out, Problem *problem) MUST_USE;
/* The public half. */
const Key *signer_key(const Signer *signer, SignerKey which);
/* Any thread. `out` is an Ed25519 signature of the message as it stands (of a type 04 key, give it what cosignature_message made). ERR_LIMIT: empty or above
   SIGNER_MESSAGE_MAX; ERR_BUSY: the child is gone or does not answer, and will not be asked again. */
Status signer_sign(Signer *signer, SignerKey which, Slice message, uint8_t out[ED25519_SIZE], Problem *problem) MUST_USE;
/* Ends the child. No other call may be under way. NULL is fine. */
void   signer_stop(Signer *signer);

/* The child's decoder, pure. A request is u16be length || u8 key || bytes, length counting what follows it: 2 to SIGNER_FRAME_MAX - 2. */
typedef enum SignerFrame {
    SIGNER_FRAME_MORE,   /* not all of it is there */
    SIGNER_FRAME_READY,
    SIGNER_FRAME_REFUSED, /* whole, but of an unknown key */
    SIGNER_FRAME_BROKEN  /* its length is impossible: what follows cannot be told apart */
} SignerFrame;
SignerFrame signer_frame(Slice received, SignerKey *which, Slice *message, size_t *taken);

/* ---- key files ------------------------------------------------------------------------------------------- */

enum { KEY_FILE_MAX = VKEY_MAX + 512 }; /* bytes: the vkey and three short lines */

/* What guessing a passphrase costs (Argon2id). */
typedef struct KeyCost {
    uint64_t operations;
    size_t   memory; /* bytes */
} KeyCost;
extern const KeyCost key_cost_default; /* 256 MB, about half a second */

/* The text of a key file, docs/formats/key.md. An empty passphrase makes a plain one. `out` holds the secret: wipe it. */
Status key_file_encode(const KeySecret *secret, Slice passphrase, const KeyCost *cost, Buffer *out, Problem *problem) MUST_USE;
/* ERR_SYNTAX: no key file; ERR_SIGNATURE: the halves do not belong together; ERR_FORBIDDEN: wrong passphrase (or damage), or one is needed. */
Status key_file_decode(Slice text, Slice passphrase, KeySecret *out, Problem *problem) MUST_USE;

/* Mode 0600, never over another file (ERR_CONFLICT), on the disk when it returns, or not there at all. */
Status key_file_write(const char *path, const KeySecret *secret, Slice passphrase, Problem *problem) MUST_USE;
/* As key_file_decode; refuses (ERR_FORBIDDEN) a file that others can read or that another user owns. */
Status key_file_read(const char *path, Slice passphrase, KeySecret *out, Problem *problem) MUST_USE;
/* The public half, without the passphrase. */
Status key_file_public(const char *path, Key *out, Problem *problem) MUST_USE;

#endif
