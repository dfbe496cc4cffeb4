/* SPDX-License-Identifier: Apache-2.0
 *
 * A short paper that the house makes of its own record (a letter, the proceedings of a meeting), as a Word file or plain text. Its lines are whole already, in the reader's language.
 */
#include "format/docx/docx_write.h"
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

Status service_paper(const PaperLine *lines, size_t count, const char *language, bool word, Buffer *out, Problem *problem)
{
    Text  *text = text_new(language);
    Status status = text != NULL ? fill(text, lines, count, problem) : text_no_memory(problem);

    if (status == OK && word)
        status = docx_write_text(text, out, problem);
    else if (status == OK)
        text_print_plain(text, out);
    text_free(text);
    return status == OK ? out->status : status;
}
