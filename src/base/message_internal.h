/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded message tables, written by tools/embed-lang at build from lang/. English comes first.
 */
#ifndef BASE_MESSAGE_INTERNAL_H
#define BASE_MESSAGE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

typedef struct MessageRow {
    uint32_t id, text; /* where in the table's words; each ends with a zero byte */
} MessageRow;

typedef struct MessageTable {
    const char       *language; /* NULL ends the list */
    size_t            count;
    const MessageRow *rows; /* sorted by id */
    const char       *words;
} MessageTable;

extern const MessageTable message_tables[];

#endif
