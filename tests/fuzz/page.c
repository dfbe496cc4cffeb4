/* SPDX-License-Identifier: Apache-2.0
 *
 * html_write_compilation and html_extract, which reads our own page back. The bytes are those of the target `compilation`, or a page: every party's
 * text comes out of the page as it was sent; a spoilt page is refused or gives a good text.
 */
#include "format/html/html.h"
#include "round.h"

static Status extract(const void *from, const Slice *names, size_t count, Text **out)
{
    return html_extract(*(const Slice *)from, names, count, out, NULL, NULL);
}

static void check_any(Slice page)
{
    const Slice name = SLICE("Delegation 02");
    Text       *text = NULL;

    (void)html_page_recognize(page);
    if (extract(&page, &name, 1, &text) == OK)
        fuzz_check_text(text);
    text_free(text);
    text = NULL;
    if (extract(&page, NULL, 0, &text) == OK)
        fuzz_check_text(text);
    text_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice  rest = {(const char *)data, size}, written;
    Round  round;
    Buffer page;

    check_any(rest);
    buffer_init(&page, FUZZ_BUFFER_MAX);
    if (round_init(&round, &rest)) {
        REQUIRE(html_write_compilation(round.compilation, NULL, &page, NULL) == OK);
        written = buffer_slice(&page);
        round_check_extracts(&round, extract, &written);
        fuzz_spoil(page.data, page.size, rest);
        check_any(written);
    }
    buffer_clear(&page);
    round_clear(&round);
    return 0;
}
