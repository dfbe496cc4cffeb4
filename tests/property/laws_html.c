/* SPDX-License-Identifier: Apache-2.0
 *
 * The laws on the page: what is put on the screen can be taken apart again.
 */
#include "property/laws.h"

#include "format/html/html.h"

enum { PAGE_LIMIT = 64 * 1024 * 1024 };

static bool page_extracts(Slice page, const Slice *names, size_t count, const Text *want, Buffer *why)
{
    Problem problem = {.status = OK};
    Text   *got = NULL;
    Status  status = html_extract(page, names, count, &got, NULL, &problem);
    Buffer  x, y;
    bool    same;

    buffer_init(&x, PAGE_LIMIT);
    buffer_init(&y, PAGE_LIMIT);
    if (status == OK) {
        text_print_plain(got, &x);
        text_print_plain(want, &y);
    }
    same = status == OK ? slice_equal(buffer_slice(&x), buffer_slice(&y)) : law_broken(why, "extracting from the page", status, &problem);
    if (!same && status == OK && text_same(got, want, why))
        buffer_add_string(why, "another plain text");
    buffer_clear(&x);
    buffer_clear(&y);
    text_free(got);
    return same;
}

static bool page_gives_all(Work *work, Buffer *why)
{
    Problem problem = {.status = OK};
    Buffer  page;
    Status  status;
    bool    holds;

    buffer_init(&page, PAGE_LIMIT);
    status = html_write_compilation(work->compilation, NULL, &page, &problem);
    holds = status == OK && html_page_recognize(buffer_slice(&page)) ? page_extracts(buffer_slice(&page), NULL, 0, work->texts.base, why)
                                                                    : law_broken(why, "writing the page", status, &problem);
    for (size_t i = 0; holds && i < work->texts.count; i++)
        holds = page_extracts(buffer_slice(&page), &work->submissions[i].name, 1, work->texts.revised[i], why);
    buffer_clear(&page);
    return holds;
}

const Law laws_of_html[] = {
    {"P1 html", "accepting only S on the page gives what S sent, and nobody the base", page_gives_all},
    {NULL, NULL, NULL},
};
