/* SPDX-License-Identifier: Apache-2.0
 *
 * The front of an official document: the masthead as a table without an emblem, the lines below it, the summary, the contents as a field whose entries are there already, the cover note as a note
 * with an asterisk.
 */
#include "format/docx/write_official_internal.h"

typedef struct Front {
    OfficialLine *lines;
    size_t        count;
} Front;

static const char *style_of(OfficialRole role)
{
    switch (role) {
    case OFFICIAL_ORGAN: return "OfficialOrgan";
    case OFFICIAL_SYMBOL: return "OfficialSymbol";
    case OFFICIAL_SESSION: return "OfficialSession";
    case OFFICIAL_AGENDA_TITLE: return "OfficialAgendaTitle";
    case OFFICIAL_ADOPTED: return "OfficialAdopted";
    case OFFICIAL_SOURCE: return "OfficialSource";
    case OFFICIAL_TITLE: return "OfficialTitle";
    case OFFICIAL_FICTIONAL: return "OfficialFictional";
    case OFFICIAL_SUMMARY_HEADING: return "OfficialSummaryHeading";
    case OFFICIAL_SUMMARY: return "OfficialSummary";
    case OFFICIAL_CONTENTS_HEADING: return "TOCHeading";
    default: return "OfficialMasthead";
    }
}

static bool in_masthead(OfficialRole role)
{
    return role <= OFFICIAL_ORIGINAL;
}

/* The note's mark stands with the title, or with the last line there is. */
static bool has_note_mark(const Front *front, size_t line)
{
    size_t bears = front->count;

    if (front->count == 0 || front->lines[front->count - 1].role != OFFICIAL_COVER_NOTE)
        return false;
    for (size_t i = 0; i + 1 < front->count; i++)
        if (front->lines[i].role == OFFICIAL_TITLE || bears == front->count || (front->lines[bears].role != OFFICIAL_TITLE && front->lines[i].role < OFFICIAL_SUMMARY_HEADING))
            bears = i;
    return line == bears;
}

static void add_line(Paper *paper, const Front *front, size_t index)
{
    paper_open(paper, style_of(front->lines[index].role), "");
    paper_run(paper, front->lines[index].words, 0, "");
    if (has_note_mark(front, index))
        buffer_add_format(&paper->out, "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"%d\"/><w:t>*</w:t></w:r>", PAPER_COVER_NOTE_ID);
    paper_close(paper);
}

static size_t add_masthead(Paper *paper, const Front *front)
{
    size_t at = 0;
    bool   organ = front->lines[0].role == OFFICIAL_ORGAN;

    buffer_add_format(&paper->out, "<w:tbl><w:tblPr>%s<w:tblW w:w=\"9638\" w:type=\"dxa\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"6\"/><w:bottom w:val=\"single\" w:sz=\"12\"/></w:tblBorders>"
                      "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"6238\"/><w:gridCol w:w=\"3400\"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val=\"1700\"/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"6238\" "
                      "w:type=\"dxa\"/></w:tcPr>", paper->here.right_to_left ? "<w:bidiVisual/>" : "");
    if (organ)
        add_line(paper, front, at++);
    else
        paper_line(paper, "OfficialOrgan", (Slice){NULL, 0});
    buffer_add_string(&paper->out, "</w:tc><w:tc><w:tcPr><w:tcW w:w=\"3400\" w:type=\"dxa\"/></w:tcPr>");
    if (at == front->count || !in_masthead(front->lines[at].role))
        paper_line(paper, "OfficialMasthead", (Slice){NULL, 0});
    for (; at < front->count && in_masthead(front->lines[at].role); at++)
        add_line(paper, front, at);
    buffer_add_string(&paper->out, "</w:tc></w:tr></w:tbl>\n");
    return at;
}

/* ---- contents ---- */

static void add_field(Paper *paper, const char *type)
{
    buffer_add_format(&paper->out, "<w:r><w:fldChar w:fldCharType=\"%s\"/></w:r>", type);
}

static void add_code(Paper *paper, const char *code)
{
    buffer_add_format(&paper->out, "<w:r><w:instrText xml:space=\"preserve\">%s</w:instrText></w:r>", code);
}

static void add_entry(Paper *paper, const OfficialLine *line, bool first, bool last)
{
    unsigned level = paper->official->parts[line->part].level;
    char     style[16], code[64];

    (void)snprintf(style, sizeof style, "TOC%u", level < 2 ? 1U : level > 3 ? 3U : level);
    (void)snprintf(code, sizeof code, " PAGEREF _Part_%zu \\h ", line->part + 1);
    paper_open(paper, style, "");
    if (first) {
        add_field(paper, "begin");
        add_code(paper, " TOC \\o &quot;1-3&quot; \\h \\z \\u ");
        add_field(paper, "separate");
    }
    buffer_add_format(&paper->out, "<w:hyperlink w:anchor=\"_Part_%zu\" w:history=\"1\">", line->part + 1);
    paper_run(paper, line->words, 0, "");
    buffer_add_string(&paper->out, "<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r>");
    add_code(paper, code);
    add_field(paper, "separate");
    add_field(paper, "end");
    buffer_add_string(&paper->out, "</w:hyperlink>");
    if (last)
        add_field(paper, "end");
    paper_close(paper);
}

static void add_lines(Paper *paper, const Front *front, size_t from)
{
    for (size_t i = from; i < front->count; i++) {
        const OfficialLine *line = &front->lines[i];

        if (line->role == OFFICIAL_COVER_NOTE)
            continue;
        if (line->role != OFFICIAL_CONTENTS_LINE) {
            add_line(paper, front, i);
            continue;
        }
        add_entry(paper, line, line[-1].role != OFFICIAL_CONTENTS_LINE, i + 1 == front->count || line[1].role != OFFICIAL_CONTENTS_LINE);
    }
}

Status paper_front_body(Paper *paper)
{
    Arena *arena = arena_new(TEXT_BYTES_MAX);
    Front  front = {NULL, 0};
    Status status = arena != NULL ? official_front(paper->official, arena, &front.lines, &front.count, paper->problem) : problem_set(paper->problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK && front.count != 0)
        add_lines(paper, &front, in_masthead(front.lines[0].role) ? add_masthead(paper, &front) : 0);
    arena_free(arena);
    return status;
}

void paper_front_note(Paper *paper)
{
    if (paper->official->cover_note.size == 0)
        return;
    buffer_add_format(&paper->out, "<w:footnote w:id=\"%d\">", PAPER_COVER_NOTE_ID);
    paper_open(paper, "FootnoteText", "");
    buffer_add_string(&paper->out, "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:t>*</w:t></w:r>");
    paper_run(paper, SLICE(" "), 0, "");
    paper_run(paper, paper->official->cover_note, 0, "");
    paper_close(paper);
    buffer_add_string(&paper->out, "</w:footnote>\n");
}
