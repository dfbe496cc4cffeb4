/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of an answer as CSV (RFC 4180, UTF-8): a column for each member that any of its items has, in the order in which they first appear. Objects are flattened ("names.en"), so words stand in a column
 * for each language; lists are their parts with "; " between. A cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { COLUMNS_MAX = 120, COLUMN_SIZE = 80, FLAT_DEPTH_MAX = 4 };

typedef struct Columns {
    char   names[COLUMNS_MAX][COLUMN_SIZE];
    size_t count;
} Columns;

static bool is_leaf(const json_t *value, int depth)
{
    return !json_is_object(value) || depth == FLAT_DEPTH_MAX;
}

static void note_column(Columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (strcmp(columns->names[i], name) == 0)
            return;
    if (columns->count < COLUMNS_MAX)
        (void)snprintf(columns->names[columns->count++], COLUMN_SIZE, "%s", name);
}

/* Recursion is bounded by FLAT_DEPTH_MAX. */
static void note_columns(Columns *columns, const json_t *item, const char *before, int depth)
{
    const char *name;
    json_t     *value;

    json_object_foreach((json_t *)(uintptr_t)item, name, value) {
        char whole[COLUMN_SIZE];

        if (snprintf(whole, sizeof whole, "%s%s%s", before, before[0] != '\0' ? "." : "", name) >= (int)sizeof whole)
            continue;
        if (is_leaf(value, depth))
            note_column(columns, whole);
        else
            note_columns(columns, value, whole, depth + 1);
    }
}

static const json_t *value_at(const json_t *item, const char *name)
{
    Slice rest = slice_from(name);

    while (item != NULL && rest.size != 0) {
        const char *dot = memchr(rest.data, '.', rest.size);
        Slice       part = dot != NULL ? (Slice){rest.data, (size_t)(dot - rest.data)} : rest;

        item = json_is_object(item) ? json_object_getn(item, part.data, part.size) : NULL;
        rest = dot != NULL ? slice_part(rest, part.size + 1, rest.size) : (Slice){NULL, 0};
    }
    return item;
}

static void add_plain(const json_t *value, Buffer *out)
{
    if (json_is_string(value))
        buffer_add(out, json_slice(value));
    else if (json_is_integer(value))
        buffer_add_number(out, json_integer_value(value));
    else if (json_is_true(value))
        buffer_add_byte(out, '1');
    else if (json_is_object(value))
        json_print(value, out);
}

static void add_cell(const json_t *value, Buffer *out)
{
    Buffer text;
    Slice  bytes;

    buffer_init(&text, WEB_PAGE_MAX);
    if (json_is_array(value))
        for (size_t i = 0; i < json_array_size(value); i++) {
            buffer_add_string(&text, i != 0 ? "; " : "");
            add_plain(json_array_get(value, i), &text);
        }
    else
        add_plain(value, &text);
    bytes = buffer_slice(&text);
    buffer_add_byte(out, '"');
    if (bytes.size != 0 && json_is_string(value) && strchr("=+-@\t\r", bytes.data[0]) != NULL)
        buffer_add_byte(out, '\'');
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.data[i] == '"')
            buffer_add_byte(out, '"');
        buffer_add_byte(out, bytes.data[i]);
    }
    buffer_add_byte(out, '"');
    if (text.status != OK)
        out->status = text.status;
    buffer_clear(&text);
}

Status csv_print(const json_t *list, Buffer *out)
{
    Columns *columns = memory_new_zeroed(1, sizeof *columns);

    if (columns == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < json_array_size(list); i++)
        note_columns(columns, json_array_get(list, i), "", 0);
    for (size_t i = 0; i < columns->count; i++)
        buffer_add_format(out, "%s%s", i != 0 ? "," : "", columns->names[i]);
    buffer_add_string(out, "\r\n");
    for (size_t i = 0; i < json_array_size(list); i++) {
        for (size_t column = 0; column < columns->count; column++) {
            buffer_add_string(out, column != 0 ? "," : "");
            add_cell(value_at(json_array_get(list, i), columns->names[column]), out);
        }
        buffer_add_string(out, "\r\n");
    }
    memory_free(columns);
    return out->status;
}
