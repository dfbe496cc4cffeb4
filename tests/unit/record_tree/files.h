/* SPDX-License-Identifier: Apache-2.0
 *
 * The published vectors and the example logs, read from tests/vectors/record; and a log's folder as a source of tiles.
 */
#ifndef TESTS_UNIT_RECORD_TREE_FILES_H
#define TESTS_UNIT_RECORD_TREE_FILES_H

#include "record/record.h"
#include "suite.h"

enum { FILES_MAX = 32 * 1024 * 1024, COLUMNS_MAX = 80 };

/* The bytes of a file of tests/vectors/record; the test fails when it is not there. The caller clears the buffer. */
void file_read(const char *path, Buffer *out);
bool file_exists(const char *path);
/* The next line of *rest that is no comment, cut at `separator`; false at the end. */
bool row_next(Slice *rest, char separator, Slice columns[COLUMNS_MAX], size_t *count);
uint64_t row_number(Slice text);

/* Tiles under a folder: "example-record". context is the folder's name. */
TileSource folder_tiles(const char *folder);
/* All entries of a bundle become leaves. */
void tree_of_bundle(Slice bundle, Tree *tree);

/* A tree held whole: hash [level][index], as far as complete. */
typedef struct Whole {
    uint64_t size;
    Hash    *levels[64];
} Whole;

void       whole_init(Whole *whole, const Hash *leaves, uint64_t size);
void       whole_clear(Whole *whole);
HashSource whole_source(Whole *whole);

#endif
