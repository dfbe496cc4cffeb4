/* SPDX-License-Identifier: Apache-2.0
 *
 * One case worked through: texts, amendments, compilation; and the same again with texts that have been written as .docx and read back.
 */
#include "property/laws.h"

#include "format/docx/docx_write.h"

enum { FILE_LIMIT = 64 * 1024 * 1024 };

bool work_compile(Work *out, Buffer *why)
{
    Problem problem = {.status = OK};
    Status  status;

    out->comparer = comparer_new(out->texts.base);
    REQUIRE(out->comparer != NULL);
    for (size_t i = 0; i < out->texts.count; i++) {
        status = amendment_between(out->comparer, out->texts.revised[i], &out->amendments[i], &problem);
        if (status != OK)
            return law_broken(why, "comparing", status, &problem);
        out->submissions[i] = (Submission){texts_party_name(i), out->amendments[i]};
    }
    status = compilation_make(out->texts.base, out->submissions, out->texts.count, &out->compilation, &problem);
    return status == OK || law_broken(why, "compiling", status, &problem);
}

static bool has_images(const Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        for (uint32_t k = 0; k < text->paragraphs[i].anchor_count; k++)
            if (text->paragraphs[i].anchors[k].story == 0)
                return true;
    return false;
}

/* Word wants a paragraph after a table that ends a text, and between two tables; ours are then written with one. */
static bool wants_paragraphs(const Text *text)
{
    const Paragraph *last = NULL;

    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (paragraph->story != 0)
            continue;
        if (last != NULL && last->table != NO_TABLE && paragraph->table != NO_TABLE && paragraph->table != last->table)
            return true;
        last = paragraph;
    }
    return last != NULL && last->table != NO_TABLE;
}

static bool through_docx(const Text *text, Buffer *bytes, Text **out, Buffer *why)
{
    DocxView   accepted = {.mode = VIEW_ACCEPTED};
    DocxLimits limits = docx_limits_default;
    Docx      *docx = NULL;
    Problem    problem = {.status = OK};
    Status     status;

    limits.keep_parts = true;
    buffer_init(bytes, FILE_LIMIT);
    status = docx_write_base(text, bytes, &problem);
    if (status != OK)
        return law_broken(why, "writing .docx", status, &problem);
    status = docx_read(buffer_slice(bytes), &limits, &docx, &problem);
    if (status == OK)
        status = docx_text(docx, &accepted, out, &problem);
    docx_free(docx);
    if (status != OK)
        return law_broken(why, "reading .docx", status, &problem);
    memcpy((*out)->language, text->language, sizeof text->language);
    return wants_paragraphs(text) || text_same(*out, text, why);
}

/* The texts as they come back from files of their own. */
static bool make_files(Work *work, Buffer *why)
{
    Work *files;

    if (has_images(work->texts.base))
        return true;
    for (size_t i = 0; i < work->texts.count; i++)
        if (has_images(work->texts.revised[i]))
            return true;
    files = work->files = memory_new_zeroed(1, sizeof *files);
    REQUIRE(files != NULL);
    files->one = work->one;
    if (!through_docx(work->texts.base, &files->docx, &files->texts.base, why))
        return false;
    for (; files->texts.count < work->texts.count; files->texts.count++) {
        Buffer bytes;
        bool   same = through_docx(work->texts.revised[files->texts.count], &bytes, &files->texts.revised[files->texts.count], why);

        buffer_clear(&bytes);
        if (!same) {
            files->texts.count += files->texts.revised[files->texts.count] != NULL;
            return false;
        }
    }
    return work_compile(files, why);
}

bool work_make(const Case *one, Work *out, Buffer *why)
{
    *out = (Work){.one = one};
    texts_make(one, &out->texts);
    return work_compile(out, why) && make_files(out, why);
}

void work_clear(Work *work)
{
    if (work->files != NULL) {
        work_clear(work->files);
        memory_free(work->files);
    }
    compilation_free(work->compilation);
    for (size_t i = 0; i < work->texts.count; i++)
        amendment_free(work->amendments[i]);
    comparer_free(work->comparer);
    texts_clear(&work->texts);
    buffer_clear(&work->docx);
    buffer_clear(&work->tracked);
    *work = (Work){0};
}
