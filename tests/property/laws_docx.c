/* SPDX-License-Identifier: Apache-2.0
 *
 * The laws once more, through files: the base written as .docx and read, the compilation written into it as tracked changes, read back and extracted.
 */
#include "property/laws.h"

#include "format/docx/docx_write.h"

enum { FILE_LIMIT = 64 * 1024 * 1024 };

static Status read_kept(Slice bytes, Docx **out, Problem *problem)
{
    DocxLimits limits = docx_limits_default;

    limits.keep_parts = true;
    return docx_read(bytes, &limits, out, problem);
}

static Status write_into(const Work *files, const Compilation *compilation, DocxMarks marks, bool custom, Buffer *out, Problem *problem)
{
    DocxView         view = {.mode = VIEW_ACCEPTED};
    DocxWriteOptions options = {.marks = marks, .view = &view, .custom = custom};
    Docx            *base = NULL;
    Status           status = read_kept(buffer_slice(&files->docx), &base, problem);

    if (status == OK)
        status = docx_write(base, files->texts.base, compilation, &options, out, problem);
    docx_free(base);
    return status;
}

static bool docx_extracts(const Docx *docx, const DocxAuthors *authors, const Slice *names, size_t count, const Text *want, Buffer *why)
{
    Problem problem = {.status = OK};
    Text   *got = NULL;
    Status  status = docx_extract(docx, authors, names, count, &got, NULL, &problem);
    bool    same = status == OK ? text_same(got, want, why) : law_broken(why, "extracting from .docx", status, &problem);

    text_free(got);
    return same;
}

/* Every party and the base, from the bytes of a tracked file. */
static bool gives_all(const Work *files, Slice bytes, Buffer *why)
{
    Docx        *docx = NULL;
    DocxAuthors *authors = NULL;
    Problem      problem = {.status = OK};
    Status       status = docx_read(bytes, &docx_limits_default, &docx, &problem);
    bool         holds = false;

    if (status == OK)
        status = docx_authors_new(docx, &authors, &problem);
    holds = status == OK ? docx_extracts(docx, authors, NULL, 0, files->texts.base, why) : law_broken(why, "reading the compilation", status, &problem);
    for (size_t i = 0; holds && i < files->texts.count; i++) {
        size_t parties;

        /* A party without changes is nowhere in a file without our own part. */
        (void)docx_authors_parties(authors, &parties);
        if (files->amendments[i]->count == 0 && docx_authors_compilation(authors).size == 0)
            continue;
        holds = docx_extracts(docx, authors, &files->submissions[i].name, 1, files->texts.revised[i], why);
    }
    docx_authors_free(authors);
    docx_free(docx);
    return holds;
}

static bool only_formats(const Amendment *amendment)
{
    for (size_t i = 0; i < amendment->count; i++)
        if (amendment->changes[i].op != CHANGE_FORMAT)
            return false;
    return true;
}

static bool tracked_gives_all(Work *work, Buffer *why)
{
    Work   *files = work->files;
    Problem problem = {.status = OK};
    Status  status;

    if (files == NULL)
        return true;
    buffer_init(&files->tracked, FILE_LIMIT);
    status = write_into(files, files->compilation, DOCX_TRACKED, true, &files->tracked, &problem);
    return status == OK ? gives_all(files, buffer_slice(&files->tracked), why) : law_broken(why, "writing the compilation", status, &problem);
}

static bool stripped_gives_all(Work *work, Buffer *why)
{
    Work   *files = work->files;
    Problem problem = {.status = OK};
    Buffer  bytes;
    Status  status;
    bool    holds = true;

    if (files == NULL)
        return true;
    for (size_t i = 0; i < files->texts.count; i++)
        if (files->amendments[i]->count != 0 && only_formats(files->amendments[i]))
            return true; /* nothing in the file has its name */
    buffer_init(&bytes, FILE_LIMIT);
    status = write_into(files, files->compilation, DOCX_TRACKED, false, &bytes, &problem);
    holds = status == OK ? gives_all(files, buffer_slice(&bytes), why) : law_broken(why, "writing the compilation", status, &problem);
    buffer_clear(&bytes);
    return holds;
}

static bool same_labels(const Text *got, const Text *want, Buffer *why)
{
    for (size_t i = 0; i < got->count && i < want->count; i++) {
        if (slice_equal(got->paragraphs[i].label, want->paragraphs[i].label))
            continue;
        buffer_add_format(why, "paragraph %zu: the label has changed", i);
        return false;
    }
    return true;
}

static bool base_stands(Work *work, Buffer *why)
{
    DocxView rejected = {.mode = VIEW_REJECTED};
    Work    *files = work->files;
    Docx    *docx = NULL;
    Text    *text = NULL;
    Problem  problem = {.status = OK};
    Status   status;
    bool     holds;

    if (files == NULL || files->tracked.size == 0)
        return true;
    status = docx_read(buffer_slice(&files->tracked), &docx_limits_default, &docx, &problem);
    if (status == OK)
        status = docx_text(docx, &rejected, &text, &problem);
    holds = status == OK ? text_same(text, files->texts.base, why) && same_labels(text, files->texts.base, why)
                         : law_broken(why, "reading the compilation", status, &problem);
    text_free(text);
    docx_free(docx);
    return holds;
}

static bool order_does_not_show_in_files(Work *work, Buffer *why)
{
    Work        *files = work->files;
    Submission   turned[CASE_PARTIES_MAX];
    Compilation *compilation = NULL;
    Buffer       bytes;
    Status       status;
    bool         same;

    if (files == NULL || files->tracked.size == 0)
        return true;
    for (size_t i = 0; i < files->texts.count; i++)
        turned[i] = files->submissions[files->texts.count - 1 - i];
    buffer_init(&bytes, FILE_LIMIT);
    status = compilation_make(files->texts.base, turned, files->texts.count, &compilation, NULL);
    if (status == OK)
        status = write_into(files, compilation, DOCX_TRACKED, true, &bytes, NULL);
    same = status == OK && slice_equal(buffer_slice(&bytes), buffer_slice(&files->tracked));
    compilation_free(compilation);
    buffer_clear(&bytes);
    return same || law_broken(why, "the bytes of the file depend on the order", status, NULL);
}

static bool own_part_is_the_compilation(Work *work, Buffer *why)
{
    Work        *files = work->files;
    Docx        *docx = NULL;
    DocxAuthors *authors = NULL;
    Problem      problem = {.status = OK};
    Buffer       want;
    Status       status;
    bool         same;

    if (files == NULL || files->tracked.size == 0)
        return true;
    buffer_init(&want, FILE_LIMIT);
    status = docx_read(buffer_slice(&files->tracked), &docx_limits_default, &docx, &problem);
    if (status == OK)
        status = docx_authors_new(docx, &authors, &problem);
    if (status == OK)
        status = compilation_encode(files->compilation, &want, &problem);
    same = status == OK && slice_equal(docx_authors_compilation(authors), buffer_slice(&want));
    if (!same && status == OK) {
        buffer_add(why, docx_authors_compilation(authors));
        buffer_add_string(why, " instead of ");
        buffer_add(why, buffer_slice(&want));
        buffer_add_string(why, ": ");
    }
    docx_authors_free(authors);
    docx_free(docx);
    buffer_clear(&want);
    return same || law_broken(why, "the file's own part is not the compilation", status, &problem);
}

/* ---- one party's tracked file ---- */

static bool tracked_is_clean(const Work *files, size_t party, Buffer *why)
{
    static const DocxView views[] = {{.mode = VIEW_ACCEPTED}, {.mode = VIEW_REJECTED}};
    Compilation          *compilation = NULL;
    Amendment            *amendment = NULL;
    Docx                 *docx = NULL;
    Text                 *texts[2] = {NULL, NULL};
    Problem               problem = {.status = OK};
    Buffer                bytes;
    Status                status = compilation_make(files->texts.base, &files->submissions[party], 1, &compilation, &problem);
    bool                  holds;

    buffer_init(&bytes, FILE_LIMIT);
    if (status == OK)
        status = write_into(files, compilation, DOCX_TRACKED, false, &bytes, &problem);
    if (status == OK)
        status = docx_read(buffer_slice(&bytes), &docx_limits_default, &docx, &problem);
    for (int i = 0; status == OK && i < 2; i++)
        status = docx_text(docx, &views[i], &texts[i], &problem);
    if (status == OK)
        status = amendment_between(files->comparer, texts[0], &amendment, &problem);
    holds = status == OK ? text_same(texts[0], files->texts.revised[party], why) && text_same(texts[1], files->texts.base, why)
                         : law_broken(why, "one party's file", status, &problem);
    if (holds && !amendment_same(amendment, files->amendments[party])) {
        holds = law_broken(why, "other changes than from the clean file", OK, NULL);
        if (amendment_encode(files->texts.base, amendment, why, NULL) != OK || amendment_encode(files->texts.base, files->amendments[party], why, NULL) != OK)
            buffer_add_string(why, "(which cannot be stored)");
    }
    amendment_free(amendment);
    text_free(texts[0]);
    text_free(texts[1]);
    docx_free(docx);
    buffer_clear(&bytes);
    compilation_free(compilation);
    return holds;
}

static bool tracked_and_clean_agree(Work *work, Buffer *why)
{
    return work->files == NULL || tracked_is_clean(work->files, work->one->seed % work->files->texts.count, why);
}

/* Up to the first mark, object or break, without the spaces around. */
static Slice plain_start(Slice words)
{
    static const char *const stops[] = {"\xE2\x80\xA9", "\xEF\xBF\xBC", "\n", "\t"};

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        const char *stop = words.size != 0 ? memmem(words.data, words.size, stops[i], strlen(stops[i])) : NULL;

        words = stop != NULL ? slice_part(words, 0, (size_t)(stop - words.data)) : words;
    }
    return slice_trim(words);
}

/* In brackets every word of the base and of every wording stands there to be read. */
static bool brackets_show_all(Work *work, Buffer *why)
{
    DocxView accepted = {.mode = VIEW_ACCEPTED};
    Work    *files = work->files;
    Docx    *docx = NULL;
    Text    *text = NULL;
    Problem  problem = {.status = OK};
    Buffer   bytes, plain;
    Status   status;
    bool     holds;

    if (files == NULL)
        return true;
    buffer_init(&bytes, FILE_LIMIT);
    buffer_init(&plain, FILE_LIMIT);
    status = write_into(files, files->compilation, DOCX_BRACKETS, false, &bytes, &problem);
    if (status == OK)
        status = docx_read(buffer_slice(&bytes), &docx_limits_default, &docx, &problem);
    if (status == OK)
        status = docx_text(docx, &accepted, &text, &problem);
    if (status == OK)
        text_print_plain(text, &plain);
    holds = status == OK ? docx->revision_count <= 1 : law_broken(why, "the file in brackets", status, &problem);
    for (size_t i = 0; holds && i < files->compilation->place_count; i++)
        for (uint32_t k = 0; k < files->compilation->places[i].variant_count; k++) {
            Slice words = plain_start(files->compilation->places[i].variants[k].text);

            if (words.size != 0 && memmem(plain.data, plain.size, words.data, words.size) == NULL) {
                buffer_add_string(why, "not in brackets: ");
                buffer_add(why, words);
                holds = false;
            }
        }
    text_free(text);
    docx_free(docx);
    buffer_clear(&bytes);
    buffer_clear(&plain);
    return holds;
}

const Law laws_of_docx[] = {
    {"P1 docx", "accepting only S in Word gives what S sent, and nobody the base", tracked_gives_all},
    {"P1 docx bare", "the same by the authors' names alone", stripped_gives_all},
    {"P11", "rejecting all gives the base with its labels", base_stands},
    {"P3 docx", "the order of submissions does not show in the bytes of the file", order_does_not_show_in_files},
    {"P9 own", "the file's own part is the compilation", own_part_is_the_compilation},
    {"P10", "a tracked and a clean file of one edit give the same changes", tracked_and_clean_agree},
    {"B", "the file in brackets has every wording and no revision", brackets_show_all},
    {NULL, NULL, NULL},
};
