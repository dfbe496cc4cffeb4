/* SPDX-License-Identifier: Apache-2.0
 *
 * A short paper that the house makes of its own record (a letter, the proceedings of a meeting), in any of the formats of documents. Its lines are whole already, in the reader's language.
 */
#include "service/report.h"
#include "service/text_internal.h"

static Status fill(Text *text, const PaperLine *lines, size_t count, Problem *problem)
{
    static const ParagraphKind kinds[] = {[PAPER_TITLE] = KIND_TITLE, [PAPER_HEADING] = KIND_HEADING, [PAPER_LINE] = KIND_PLAIN};

    for (size_t i = 0; i < count; i++) {
        Status status = text_add(text, &(Paragraph){.kind = kinds[lines[i].rank], .text = lines[i].words, .table = NO_TABLE}, NULL);

        if (status != OK)
            return problem_set(problem, status, status_face(status)->message, NULL);
    }
    return OK;
}

static Status give(void *context, size_t part, Text **out, Problem *problem)
{
    Status status = text_copy(context, out);

    (void)part;
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

Status service_paper(const PaperLine *lines, size_t count, const char *language, const char *format, Buffer *out, Problem *problem)
{
    const DocumentFormat *as = document_format_find(slice_from(format));
    bool                  titled = count != 0 && lines[0].rank == PAPER_TITLE;
    const OfficialPart    part = {.has_text = true};
    OfficialSink          sink = official_to_buffer(out);
    Text                 *text = text_new(language);
    Status                status = text == NULL ? text_no_memory(problem) : as == NULL ? problem_set(problem, ERR_NOT_FOUND, MSG("document.format"), NULL) : fill(text, lines + titled, count - titled, problem);

    if (status == OK)
        status = as->write(&(Official){.kind = OFFICIAL_LETTER, .language = language, .title = titled ? lines[0].words : (Slice){NULL, 0}, .parts = &part, .part_count = 1, .text = give, .context = text}, &sink, problem);
    text_free(text);
    return status == OK ? out->status : status;
}
