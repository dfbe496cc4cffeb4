/* SPDX-License-Identifier: Apache-2.0 */
#include "docx_check.h"

static bool accepts_some(const void *context, Slice author)
{
    (void)context;
    return author.size % 2 == 1;
}

static void check_views(const Docx *docx)
{
    const DocxView views[] = {{.mode = VIEW_ACCEPTED}, {.mode = VIEW_REJECTED}, {.mode = VIEW_AUTHORS, .accepts = accepts_some}};

    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        Text   *text = NULL;
        Problem problem = {0};

        if (docx_text(docx, &views[i], &text, &problem) == OK)
            fuzz_check_text(text);
        else
            REQUIRE(problem.status != OK);
        text_free(text);
    }
}

static void check_model(const Docx *docx)
{
    Docx  *again = NULL;
    Buffer once, twice;

    buffer_init(&once, FUZZ_BUFFER_MAX);
    buffer_init(&twice, FUZZ_BUFFER_MAX);
    docx_encode(docx, &once);
    if (once.status == OK) {
        REQUIRE(docx_decode(buffer_slice(&once), &again, NULL) == OK);
        docx_encode(again, &twice);
        REQUIRE(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    }
    docx_free(again);
    buffer_clear(&once);
    buffer_clear(&twice);
}

/* A file differs from itself in nothing. */
static void check_differences(const Docx *docx)
{
    REQUIRE(docx_other_running(docx, docx) == 0);
    REQUIRE(!docx_other_pages(docx, docx));
}

void fuzz_check_docx(Slice file)
{
    Docx   *docx = NULL;
    Problem problem = {0};

    if (docx_read(file, &docx_limits_default, &docx, &problem) == OK) {
        check_model(docx);
        check_views(docx);
        check_differences(docx);
    } else {
        REQUIRE(problem.status != OK);
    }
    docx_free(docx);
}

void fuzz_check_docx_model(Slice bytes)
{
    Docx *docx = NULL;

    if (docx_decode(bytes, &docx, NULL) == OK) {
        check_model(docx);
        check_views(docx);
        check_differences(docx);
    }
    docx_free(docx);
}
