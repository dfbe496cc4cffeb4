/* SPDX-License-Identifier: Apache-2.0
 *
 * What the suites of the store share: a folder that goes away, rows that need no signatures, stores that are filled, tiles computed the slow way.
 */
#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include "unit/suite.h"

#include "store/driver.h"

enum { FIXTURE_PATH = 512, FIXTURE_ENTRY = 100 };

/* A fresh folder; fixture_path gives a path in it (four at a time). */
void        fixture_folder(void);
void        fixture_folder_remove(void);
const char *fixture_path(const char *name);

/* Row n of every test: bytes of FIXTURE_ENTRY, and its leaf. The bytes live in `bytes`. */
StoreRow fixture_row(uint64_t n, char bytes[FIXTURE_ENTRY]);
/* Appends rows until the store has this size, in batches of at most `batch`. */
void     fixture_fill(Store *store, uint64_t size, size_t batch);
Store   *fixture_open(const StoreDriver *driver, const char *where, StoreMode mode);

/* Hash `index` of a tile level, by the definition of RFC 6962 over the rows. */
void fixture_hash(int level, uint64_t index, Hash *out);
void fixture_root(uint64_t from, uint64_t size, Hash *out);
/* Every tile of every level at this size equals the slow one. */
void fixture_check_tiles(Store *store, uint64_t size);

void fixture_write(const char *path, Slice bytes);
void fixture_read(const char *path, Buffer *out);
/* Changes one byte. */
void fixture_flip(const char *path, size_t at);

#endif
