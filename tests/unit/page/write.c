/* SPDX-License-Identifier: Apache-2.0
 *
 * write FOLDER: the pages that tests/browser opens: each sample as a compilation, a redline of its first delegation, and its base to read.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

static int write_file(const char *folder, const char *name, const char *kind, const Buffer *page)
{
    char  path[4096];
    FILE *file;
    bool  good;

    (void)snprintf(path, sizeof path, "%s/%s-%s.html", folder, name, kind);
    file = fopen(path, "wb");
    if (file == NULL)
        return 1;
    good = fwrite(page->data, 1, page->size, file) == page->size;
    return fclose(file) == 0 && good ? 0 : 1;
}

static Status write_redline(const Sample *sample, const Made *made, Buffer *out)
{
    HtmlOptions  options = {.kind = HTML_REDLINE, .old_name = "old.docx", .new_name = "new.docx"};
    Compilation *compilation = NULL;
    Status       status;

    (void)sample;
    TRY(compilation_make(made->base, made->submissions, 1, &compilation, NULL));
    status = html_write_compilation(compilation, &options, out, NULL);
    compilation_free(compilation);
    return status;
}

static int write_sample(const Sample *sample, const char *folder)
{
    Made   made;
    Buffer page;
    int    failed = 0;

    buffer_init(&page, 64 * 1024 * 1024);
    if (fixture_make(sample, &made) != OK || html_write_compilation(made.compilation, NULL, &page, NULL) != OK)
        return 1;
    failed += write_file(folder, sample->name, "compilation", &page);
    buffer_reset(&page);
    if (write_redline(sample, &made, &page) != OK)
        return 1;
    failed += write_file(folder, sample->name, "redline", &page);
    buffer_reset(&page);
    if (html_write_text(made.base, NULL, &page, NULL) != OK)
        return 1;
    failed += write_file(folder, sample->name, "text", &page);
    buffer_clear(&page);
    fixture_free(&made);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = argc != 2;

    for (size_t i = 0; failed == 0 && i < fixture_sample_count; i++)
        failed += write_sample(&fixture_samples[i], argv[1]);
    return failed != 0;
}
