/* SPDX-License-Identifier: Apache-2.0
 *
 * A small log in memory for the tests: leaves, checkpoints signed by its key, a folder for a witness.
 */
#ifndef TESTS_UNIT_WITNESS_LOG_H
#define TESTS_UNIT_WITNESS_LOG_H

#include "suite.h"

#include "service/service.h"

#define LOG_ORIGIN "log.example.org/test"

typedef struct Folder {
    char path[64], inside[80]; /* inside: does not exist yet */
} Folder;
void folder_make(Folder *out);
void folder_remove(const Folder *folder);

void       log_key(KeySecret *out);
/* Of leaves "0", "1", …; `fork` makes other ones. */
void       log_checkpoint(uint64_t size, bool fork, Buffer *out);
HashSource log_source(void);
/* "old …" with its proof, and the checkpoint. */
void       log_request(uint64_t old, uint64_t size, bool fork, Buffer *out);
void       vkey_of(const Key *key, Buffer *out);

int client_tests(void);

#endif
