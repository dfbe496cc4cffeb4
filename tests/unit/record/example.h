/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of tests/vectors/record for the suites of this folder: whole files, rows of tables, keys by name.
 */
#ifndef TESTS_UNIT_RECORD_EXAMPLE_H
#define TESTS_UNIT_RECORD_EXAMPLE_H

#include "suite.h"

#include "record/record.h"

enum { EXAMPLE_FILE_MAX = 4 * 1024 * 1024 };

/* The bytes of tests/vectors/record/<name>; buffer_clear when done. */
static inline Buffer example_read(const char *name)
{
    const char *root = getenv("RAPPORTEUR_SOURCE");
    char        path[1024], block[65536];
    FILE       *file;
    size_t      size;
    Buffer      out;

    buffer_init(&out, EXAMPLE_FILE_MAX);
    (void)snprintf(path, sizeof path, "%s/tests/vectors/record/%s", root != NULL ? root : ".", name);
    file = fopen(path, "rb");
    if (file == NULL)
        print_error("%s cannot be opened\n", path);
    assert_non_null(file);
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(&out, (Slice){block, size});
    (void)fclose(file);
    assert_number(out.status, OK);
    return out;
}

/* The part of *rest up to `separator` (left out); *rest goes on after it. */
static inline Slice example_part(Slice *rest, char separator)
{
    const char *end = rest->size != 0 ? memchr(rest->data, separator, rest->size) : NULL;
    size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size;
    Slice       part = slice_part(*rest, 0, size);

    *rest = slice_part(*rest, size + (end != NULL), rest->size);
    return part;
}

/* The next row of a table: its fields, tabs between them. False at the end. The heading, which begins with "#", is passed over. */
static inline bool example_row(Slice *rest, Slice *fields, size_t count)
{
    Slice line = example_part(rest, '\n');

    if (slice_starts(line, "#"))
        line = example_part(rest, '\n');
    for (size_t i = 0; i < count; i++)
        fields[i] = example_part(&line, '\t');
    return fields[0].size != 0;
}

/* The key of this name in example-record/vkeys. */
static inline Key example_key(Slice name)
{
    Buffer file = example_read("example-record/vkeys");
    Slice  rest = buffer_slice(&file);
    Key    key = {0};
    bool   found = false;

    while (rest.size != 0 && !found) {
        assert_ok(key_parse(example_part(&rest, '\n'), &key, NULL));
        found = slice_is(name, key.name);
    }
    if (!found)
        print_error("there is no key of %.*s\n", (int)name.size, name.data);
    assert_true(found);
    buffer_clear(&file);
    return key;
}

#endif
