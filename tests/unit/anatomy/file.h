/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of tests/cases for the suites of this folder, and texts made of a few lines.
 */
#ifndef TESTS_UNIT_ANATOMY_FILE_H
#define TESTS_UNIT_ANATOMY_FILE_H

#include "suite.h"

#include "text/text.h"

/* Appends tests/cases/<name> to `out`. */
static inline void file_read(const char *name, Buffer *out)
{
    const char *root = getenv("RAPPORTEUR_SOURCE");
    char        path[1024], block[65536];
    FILE       *file;
    size_t      size;

    (void)snprintf(path, sizeof path, "%s/tests/cases/%s", root != NULL ? root : ".", name);
    file = fopen(path, "rb");
    if (file == NULL)
        print_error("%s cannot be opened\n", path);
    assert_non_null(file);
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(out, (Slice){block, size});
    (void)fclose(file);
    assert_number(out->status, OK);
}

/* "kind label|text" of a paragraph, its anchors as ^, for short asserts. */
static inline void paragraph_show(const Paragraph *paragraph, Buffer *out)
{
    buffer_add_string(out, paragraph_kind_name(paragraph->kind));
    if (paragraph->level != 0)
        buffer_add_format(out, "%u", paragraph->level);
    buffer_add_byte(out, ' ');
    buffer_add(out, paragraph->label);
    buffer_add_byte(out, '|');
    for (size_t at = 0; at < paragraph->text.size; at++) {
        if (slice_starts(slice_part(paragraph->text, at, paragraph->text.size), "\xEF\xBF\xBC")) {
            buffer_add_byte(out, '^');
            at += 2;
        } else {
            buffer_add_byte(out, paragraph->text.data[at]);
        }
    }
}

/* All paragraphs so, one a line. */
static inline void text_show(const Text *text, Buffer *out)
{
    for (size_t i = 0; i < text->count; i++) {
        paragraph_show(&text->paragraphs[i], out);
        buffer_add_byte(out, '\n');
    }
}

#endif
