/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded message tables, written by tools/embed-lang at build from lang/. English comes first.
 */
#ifndef BASE_MESSAGE_INTERNAL_H
#define BASE_MESSAGE_INTERNAL_H

#include <stddef.h>

typedef struct MessageRow {
    const char *id, *text;
} MessageRow;

typedef struct MessageTable {
    const char       *language; /* NULL ends the list */
    size_t            count;
    const MessageRow *rows; /* sorted by id */
} MessageTable;

extern const MessageTable message_tables[];

#endif
