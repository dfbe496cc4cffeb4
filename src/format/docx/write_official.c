/* SPDX-License-Identifier: Apache-2.0
 *
 * An official document as a Word file. The package is written from its start to its end: the body while texts come by one at a time, then they come by once more for their notes. So what is in
 * memory is one text and its own pages.
 */
#include "format/docx/write_official_internal.h"

enum { PAPER_BYTES_MAX = 1024 * 1024 * 1024 };

static Status flush(Paper *paper, ZipStream *zip)
{
    Status status = paper->out.status == OK ? zip_stream_add(zip, buffer_slice(&paper->out)) : problem_set(paper->problem, paper->out.status, status_face(paper->out.status)->message, NULL);

    buffer_reset(&paper->out);
    return status;
}

/* ---- the body ---- */

static void add_heading(Paper *paper, size_t index)
{
    const OfficialPart *part = &paper->official->parts[index];
    const char         *before = part->new_page ? "<w:pageBreakBefore/>" : "";
    char                style[24] = "OfficialPart";
    Buffer              id;

    if (part->heading.size == 0) {
        if (part->new_page)
            buffer_add_string(&paper->out, "<w:p><w:pPr><w:pStyle w:val=\"OfficialAfterTable\"/><w:pageBreakBefore/></w:pPr></w:p>");
        return;
    }
    if (part->listed || !paper->official->contents)
        (void)snprintf(style, sizeof style, "Heading%u", part->level < 2 ? 1U : part->level > 3 ? 3U : part->level);
    buffer_init(&id, PAPER_BYTES_MAX);
    official_part_id(paper->official, index, &id);
    paper_open(paper, style, before);
    paper->marks += 2;
    buffer_add_format(&paper->out, "<w:bookmarkStart w:id=\"%u\" w:name=\"_Part_%zu\"/><w:bookmarkStart w:id=\"%u\" w:name=\"", paper->marks - 1, index + 1, paper->marks);
    buffer_add_xml(&paper->out, slice_part(buffer_slice(&id), 0, id.size < 40 ? id.size : 40));
    buffer_add_string(&paper->out, "\"/>");
    paper_run(paper, part->heading, 0, "");
    buffer_add_format(&paper->out, "<w:bookmarkEnd w:id=\"%u\"/><w:bookmarkEnd w:id=\"%u\"/>", paper->marks, paper->marks - 1);
    paper_close(paper);
    buffer_clear(&id);
}

static Status add_part(Paper *paper, size_t index, bool notes)
{
    const OfficialPart *part = &paper->official->parts[index];
    Text               *text = NULL;
    Status              status;

    if (!notes) {
        add_heading(paper, index);
        for (Slice rest = part->lines, line; slice_line(&rest, &line);)
            paper_line(paper, "OfficialPartLine", line);
    }
    if (!part->has_text)
        return OK;
    TRY(paper->official->text(paper->official->context, index, &text, paper->problem));
    status = notes ? paper_text_notes(paper, text) : paper_text_body(paper, text);
    text_free(text);
    return status;
}

static Status write_parts(Paper *paper, ZipStream *zip, bool notes)
{
    paper->notes = 0;
    for (size_t i = 0; i < paper->official->part_count; i++) {
        TRY(add_part(paper, i, notes));
        TRY(flush(paper, zip));
    }
    return OK;
}

static Status write_document(Paper *paper, ZipStream *zip)
{
    TRY(zip_stream_begin(zip, "word/document.xml"));
    buffer_add_string(&paper->out, PAPER_XML "<w:document " PAPER_WORD "><w:body>\n");
    TRY(paper_front_body(paper));
    TRY(flush(paper, zip));
    TRY(write_parts(paper, zip, false));
    buffer_add_format(&paper->out, "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"first\" r:id=\"rId6\"/>"
                                   "<w:footnotePr><w:numRestart w:val=\"continuous\"/></w:footnotePr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"680\" "
                                   "w:footer=\"567\" w:gutter=\"0\"/><w:titlePg/>%s</w:sectPr></w:body></w:document>", paper->edition.right_to_left ? "<w:bidi/>" : "");
    TRY(flush(paper, zip));
    return zip_stream_end(zip);
}

static Status write_notes(Paper *paper, ZipStream *zip)
{
    TRY(zip_stream_begin(zip, "word/footnotes.xml"));
    buffer_add_string(&paper->out, PAPER_XML "<w:footnotes " PAPER_WORD "><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
                                                "<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>\n");
    paper_front_note(paper);
    TRY(write_parts(paper, zip, true));
    buffer_add_string(&paper->out, "</w:footnotes>");
    TRY(flush(paper, zip));
    return zip_stream_end(zip);
}

/* ---- the rest ---- */

static void add_core(Paper *paper)
{
    const Official *official = paper->official;

    buffer_add_string(&paper->out, PAPER_XML "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    buffer_add_xml(&paper->out, official->title.size != 0 ? official->title : official->symbol);
    buffer_add_string(&paper->out, "</dc:title><dc:subject>");
    buffer_add_xml(&paper->out, official->symbol);
    buffer_add_string(&paper->out, "</dc:subject><dc:creator>");
    buffer_add_xml(&paper->out, official->organ);
    buffer_add_format(&paper->out, "</dc:creator><dc:language>%s</dc:language></cp:coreProperties>", official->language);
}

static Status put(Paper *paper, ZipStream *zip, const char *name)
{
    TRY(zip_stream_begin(zip, name));
    TRY(flush(paper, zip));
    return zip_stream_end(zip);
}

static Status write_rest(Paper *paper, ZipStream *zip)
{
    paper_styles(paper, &paper->out);
    TRY(put(paper, zip, "word/styles.xml"));
    paper_settings(&paper->out);
    TRY(put(paper, zip, "word/settings.xml"));
    paper_header(paper);
    TRY(put(paper, zip, "word/header1.xml"));
    paper_footer(paper, false);
    TRY(put(paper, zip, "word/footer1.xml"));
    paper_footer(paper, true);
    TRY(put(paper, zip, "word/footer2.xml"));
    add_core(paper);
    return put(paper, zip, "docProps/core.xml");
}

static Status write_package(Paper *paper, ZipStream *zip)
{
    TRY(zip_stream_part(zip, "[Content_Types].xml", slice_from(paper_types)));
    TRY(zip_stream_part(zip, "_rels/.rels", slice_from(paper_root_relations)));
    TRY(zip_stream_part(zip, "word/_rels/document.xml.rels", slice_from(paper_relations)));
    TRY(write_document(paper, zip));
    TRY(write_notes(paper, zip));
    TRY(write_rest(paper, zip));
    return zip_stream_finish(zip);
}

Status docx_write_official(const Official *official, const OfficialSink *sink, Problem *problem)
{
    Paper paper = {.official = official, .problem = problem};
    ZipStream    *zip = memory_new(sizeof *zip);
    Status        status;

    if (zip == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    buffer_init(&paper.out, PAPER_BYTES_MAX);
    paper.edition = paper_tongue(&paper, official->language, strcmp(official->language, "ar") == 0);
    paper.here = paper.edition;
    paper.deeper = official->contents ? 3 : 0;
    zip_stream_init(zip, sink, problem);
    status = write_package(&paper, zip);
    zip_stream_clear(zip);
    buffer_clear(&paper.out);
    memory_free(zip);
    return status == OK ? OK : problem_at(problem, status, NULL);
}
