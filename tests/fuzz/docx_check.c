/* SPDX-License-Identifier: Apache-2.0 */
#include "docx_check.h"

#include "format/docx/docx_write.h"

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

/* Is `old` written with these changes; does it read again? What is refused is no matter. */
static bool reads_back(const Docx *docx, const Text *old, const Submission *sent, size_t count)
{
    static const DocxView rejected = {.mode = VIEW_REJECTED};
    DocxWriteOptions      options = {.view = &rejected, .custom = true};
    Compilation          *compilation = NULL;
    Docx                 *again = NULL;
    Buffer                out;
    bool                  reads = true;

    buffer_init(&out, FUZZ_BUFFER_MAX);
    if (compilation_make(old, sent, count, &compilation, NULL) == OK && docx_write(docx, old, compilation, &options, &out, NULL) == OK)
        reads = docx_read(buffer_slice(&out), &docx_limits_default, &again, NULL) == OK;
    docx_free(again);
    buffer_clear(&out);
    compilation_free(compilation);
    return reads;
}

/* What its revisions ask for is written as one party's changes, or that is refused. A child that lies may hand over parts of a package that nobody can read: then nothing that is written with them can be read either. */
static void check_written(const Docx *docx, bool honest)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED}, rejected = {.mode = VIEW_REJECTED};
    Submission            sent = {.name = SLICE("Delegation 01")};
    Text                 *old = NULL, *new = NULL;
    Comparer             *comparer = NULL;
    Amendment            *amendment = NULL;

    if (docx->part_count != 0 && docx_text(docx, &rejected, &old, NULL) == OK && docx_text(docx, &accepted, &new, NULL) == OK &&
        (comparer = comparer_new(old)) != NULL && amendment_between(comparer, new, &amendment, NULL) == OK) {
        sent.amendment = amendment;
        REQUIRE(reads_back(docx, old, &sent, 1) || (!honest && !reads_back(docx, old, NULL, 0)));
    }
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(old);
    text_free(new);
}

/* A file differs from itself in nothing. */
static void check_differences(const Docx *docx)
{
    REQUIRE(docx_other_running(docx, docx) == 0);
    REQUIRE(!docx_other_pages(docx, docx));
    (void)docx_other_comments(docx, docx);
}

void fuzz_check_docx(Slice file)
{
    DocxLimits limits = docx_limits_default;
    Docx      *docx = NULL;
    Problem    problem = {0};

    limits.keep_parts = true;
    if (docx_read(file, &limits, &docx, &problem) == OK) {
        check_model(docx);
        check_views(docx);
        check_written(docx, true);
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
        check_written(docx, false);
        check_differences(docx);
    }
    docx_free(docx);
}
