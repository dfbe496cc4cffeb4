/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of the package that hardly differ between documents: styles, settings, running head and foot. Measures are twentieths of a point; A4, as the official series is printed.
 */
#include "format/docx/write_official_internal.h"

#define WORDML "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const char paper_types[] =
    PAPER_XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                 "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"" WORDML "document.main+xml\"/>"
                 "<Override PartName=\"/word/styles.xml\" ContentType=\"" WORDML "styles+xml\"/><Override PartName=\"/word/settings.xml\" ContentType=\"" WORDML "settings+xml\"/>"
                 "<Override PartName=\"/word/footnotes.xml\" ContentType=\"" WORDML "footnotes+xml\"/><Override PartName=\"/word/header1.xml\" ContentType=\"" WORDML "header+xml\"/>"
                 "<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORDML "footer+xml\"/><Override PartName=\"/word/footer2.xml\" ContentType=\"" WORDML "footer+xml\"/>"
                 "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
const char paper_root_relations[] =
    PAPER_XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"word/document.xml\"/>"
                 "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
const char paper_relations[] =
    PAPER_XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/>"
                 "<Relationship Id=\"rId2\" Type=\"" OFFICE "settings\" Target=\"settings.xml\"/><Relationship Id=\"rId3\" Type=\"" OFFICE "footnotes\" Target=\"footnotes.xml\"/>"
                 "<Relationship Id=\"rId4\" Type=\"" OFFICE "header\" Target=\"header1.xml\"/><Relationship Id=\"rId5\" Type=\"" OFFICE "footer\" Target=\"footer1.xml\"/>"
                 "<Relationship Id=\"rId6\" Type=\"" OFFICE "footer\" Target=\"footer2.xml\"/></Relationships>";

/* ---- styles ---- */

typedef struct PaperStyle {
    const char *id, *name, *paragraph, *run;
    int         outline; /* -1: none */
} PaperStyle;

#define SIZE(half) "<w:sz w:val=\"" half "\"/><w:szCs w:val=\"" half "\"/>"
#define BOLD "<w:b/><w:bCs/>"
#define ITALIC "<w:i/><w:iCs/>"
#define MEASURE "<w:ind w:start=\"1134\" w:end=\"1134\"/>" /* the text stands in from the masthead on both sides */
#define KEEP "<w:keepNext/><w:keepLines/>"
#define BOX "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\"/><w:left w:val=\"single\" w:sz=\"4\" w:space=\"6\"/><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"4\"/><w:right w:val=\"single\" w:sz=\"4\" w:space=\"6\"/></w:pBdr>"

static const PaperStyle styles[] = {
    {"OfficialOrgan", "Official organ", "<w:spacing w:before=\"120\" w:after=\"0\"/><w:jc w:val=\"start\"/>", BOLD SIZE("40"), -1},
    {"OfficialSymbol", "Official symbol", "<w:spacing w:before=\"120\" w:after=\"160\"/><w:jc w:val=\"start\"/>", BOLD SIZE("26"), -1},
    {"OfficialMasthead", "Official masthead", "<w:spacing w:after=\"0\"/><w:jc w:val=\"start\"/>", "", -1},
    {"OfficialSession", "Official session", "<w:spacing w:before=\"80\" w:after=\"0\"/><w:jc w:val=\"start\"/>", BOLD, -1},
    {"OfficialAgendaTitle", "Official agenda title", "<w:spacing w:after=\"0\"/><w:jc w:val=\"start\"/>", BOLD, -1},
    {"OfficialAdopted", "Official adoption", KEEP "<w:spacing w:before=\"360\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("24"), -1},
    {"OfficialSource", "Official source", "<w:spacing w:before=\"120\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", "", -1},
    {"OfficialTitle", "Official title", KEEP "<w:spacing w:before=\"240\" w:after=\"240\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("28"), -1},
    {"OfficialFictional", "Official fictional", BOX "<w:spacing w:before=\"120\" w:after=\"240\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD, -1},
    {"OfficialSummaryHeading", "Official summary heading", KEEP "<w:spacing w:before=\"240\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"center\"/>", BOLD, -1},
    {"OfficialSummary", "Official summary", BOX "<w:spacing w:after=\"120\"/>" MEASURE, "", -1},
    {"OfficialPartLine", "Official part line", "<w:keepNext/><w:spacing w:after=\"120\"/>" MEASURE "<w:jc w:val=\"end\"/>", "", -1},
    {"OfficialPart", "Official part", KEEP "<w:spacing w:before=\"360\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("24"), -1},
    {"OfficialText", "Official text", "<w:spacing w:after=\"120\"/>" MEASURE, "", -1},
    {"OfficialOrganLine", "Official organ line", "<w:keepNext/><w:spacing w:after=\"120\"/><w:ind w:start=\"1134\" w:end=\"1134\" w:firstLine=\"567\"/>", "", -1},
    {"OfficialParagraph", "Official paragraph", "<w:spacing w:after=\"120\"/><w:ind w:start=\"1134\" w:end=\"1134\" w:firstLine=\"567\"/>", "", -1},
    {"OfficialSub1", "Official sub 1", "<w:spacing w:after=\"120\"/><w:ind w:start=\"1134\" w:end=\"1134\" w:firstLine=\"567\"/>", "", -1},
    {"OfficialSub2", "Official sub 2", "<w:spacing w:after=\"120\"/><w:ind w:start=\"2268\" w:end=\"1134\" w:hanging=\"567\"/>", "", -1},
    {"OfficialSub3", "Official sub 3", "<w:spacing w:after=\"120\"/><w:ind w:start=\"2835\" w:end=\"1134\" w:hanging=\"567\"/>", "", -1},
    {"OfficialSub4", "Official sub 4", "<w:spacing w:after=\"120\"/><w:ind w:start=\"3402\" w:end=\"1134\" w:hanging=\"567\"/>", "", -1},
    {"OfficialClosing", "Official closing", "<w:keepLines/><w:spacing w:before=\"60\" w:after=\"0\"/>" MEASURE "<w:jc w:val=\"end\"/>", ITALIC, -1},
    {"OfficialCell", "Official cell", "<w:spacing w:before=\"40\" w:after=\"40\"/><w:jc w:val=\"start\"/>", SIZE("18"), -1},
    {"OfficialAfterTable", "Official after table", "<w:spacing w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>", SIZE("8"), -1},
    {"OfficialBox", "Official box", BOX "<w:spacing w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", "", -1},
    {"Heading1", "heading 1", KEEP "<w:spacing w:before=\"360\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("28"), 0},
    {"Heading2", "heading 2", KEEP "<w:spacing w:before=\"320\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("24"), 1},
    {"Heading3", "heading 3", KEEP "<w:spacing w:before=\"240\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("22"), 2},
    {"Heading4", "heading 4", KEEP "<w:spacing w:before=\"240\" w:after=\"120\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD SIZE("22"), 3},
    {"Heading5", "heading 5", KEEP "<w:spacing w:before=\"180\" w:after=\"100\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD, 4},
    {"Heading6", "heading 6", KEEP "<w:spacing w:before=\"160\" w:after=\"80\"/>" MEASURE "<w:jc w:val=\"start\"/>", BOLD, 5},
    {"Heading7", "heading 7", KEEP "<w:spacing w:before=\"160\" w:after=\"80\"/>" MEASURE "<w:jc w:val=\"start\"/>", ITALIC, 6},
    {"Heading8", "heading 8", KEEP "<w:spacing w:before=\"160\" w:after=\"80\"/>" MEASURE "<w:jc w:val=\"start\"/>", ITALIC, 7},
    {"Heading9", "heading 9", KEEP "<w:spacing w:before=\"160\" w:after=\"80\"/>" MEASURE "<w:jc w:val=\"start\"/>", ITALIC, 8},
    {"TOCHeading", "TOC Heading", KEEP "<w:spacing w:before=\"360\" w:after=\"120\"/><w:jc w:val=\"start\"/>", BOLD SIZE("24"), -1},
    {"TOC1", "toc 1", "<w:tabs><w:tab w:val=\"end\" w:leader=\"dot\" w:pos=\"9638\"/></w:tabs><w:spacing w:before=\"80\" w:after=\"40\"/><w:ind w:end=\"567\"/><w:jc w:val=\"start\"/>", "", -1},
    {"TOC2", "toc 2", "<w:tabs><w:tab w:val=\"end\" w:leader=\"dot\" w:pos=\"9638\"/></w:tabs><w:spacing w:after=\"40\"/><w:ind w:start=\"567\" w:end=\"567\"/><w:jc w:val=\"start\"/>", "", -1},
    {"TOC3", "toc 3", "<w:tabs><w:tab w:val=\"end\" w:leader=\"dot\" w:pos=\"9638\"/></w:tabs><w:spacing w:after=\"40\"/><w:ind w:start=\"1134\" w:end=\"567\"/><w:jc w:val=\"start\"/>", "", -1},
    {"Header", "header", "<w:tabs><w:tab w:val=\"end\" w:pos=\"9638\"/></w:tabs><w:spacing w:after=\"0\"/><w:jc w:val=\"start\"/>", BOLD SIZE("17"), -1},
    {"Footer", "footer", "<w:tabs><w:tab w:val=\"end\" w:pos=\"9638\"/></w:tabs><w:spacing w:after=\"0\"/><w:jc w:val=\"start\"/>", SIZE("17"), -1},
    {"FootnoteText", "footnote text", "<w:spacing w:after=\"40\"/>" MEASURE "<w:jc w:val=\"start\"/>", SIZE("17"), -1},
};

/* The fonts and the language of the edition; everything is justified but where a style says otherwise. */
void paper_styles(const Paper *paper, Buffer *out)
{
    const char *language = paper->official->language;
    bool        chinese = strcmp(language, "zh") == 0;

    buffer_add_string(out, PAPER_XML "<w:styles " PAPER_WORD "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"SimSun\" w:cs=\"Times New Roman\"/>" SIZE("20"));
    buffer_add_format(out, "<w:lang w:val=\"%s\" w:eastAsia=\"zh-CN\" w:bidi=\"%s\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"250\" w:lineRule=\"auto\"/><w:jc w:val=\"both\"/></w:pPr></w:pPrDefault>"
                      "</w:docDefaults>", chinese || paper->edition.right_to_left ? "en-GB" : language, paper->edition.right_to_left ? language : "ar-SA");
    buffer_add_format(out, "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:pPr>%s</w:pPr></w:style>\n", paper->edition.right_to_left ? "<w:bidi/>" : "");
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        const PaperStyle *style = &styles[i];

        buffer_add_format(out, "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/><w:pPr>%s", style->id, style->name, style->paragraph);
        if (style->outline >= 0)
            buffer_add_format(out, "<w:outlineLvl w:val=\"%d\"/>", style->outline);
        buffer_add_format(out, "</w:pPr><w:rPr>%s</w:rPr></w:style>\n", style->run);
    }
    buffer_add_string(out, "<w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style></w:styles>");
}

void paper_settings(Buffer *out)
{
    buffer_add_string(out, PAPER_XML "<w:settings " PAPER_WORD "><w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr><w:compat><w:compatSetting w:name=\"compatibilityMode\" "
                                        "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>");
}

/* ---- head and foot ---- */

void paper_header(Paper *paper)
{
    const Official *official = paper->official;

    buffer_add_string(&paper->out, PAPER_XML "<w:hdr " PAPER_WORD ">");
    paper_open(paper, "Header", official->fictional ? "" : "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"4\"/></w:pBdr>");
    paper_run(paper, official->symbol, 0, "");
    buffer_add_string(&paper->out, "<w:r><w:tab/></w:r>");
    if (official->symbol.size == 0)
        paper_run(paper, official->title, 0, "");
    paper_close(paper);
    if (official->fictional) {
        paper_open(paper, "Header", "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"4\"/></w:pBdr>");
        paper_run(paper, slice_from(message_text_in(official->language, MSG("official.fictional"))), 0, "<w:b w:val=\"0\"/><w:bCs w:val=\"0\"/>");
        paper_close(paper);
    }
    paper_open(paper, "Header", "");
    paper_close(paper);
    buffer_add_string(&paper->out, "</w:hdr>");
}

static void add_field(Paper *paper, const char *code)
{
    buffer_add_format(&paper->out, "<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:instrText xml:space=\"preserve\"> %s </w:instrText></w:r><w:r><w:rPr><w:b/><w:bCs/>"
                      "</w:rPr><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>1</w:t></w:r><w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:fldChar w:fldCharType=\"end\"/></w:r>", code);
}

void paper_footer(Paper *paper, bool first)
{
    buffer_add_string(&paper->out, PAPER_XML "<w:ftr " PAPER_WORD ">");
    paper_open(paper, "Footer", "");
    paper_run(paper, paper->official->job, 0, "");
    if (!first) {
        buffer_add_string(&paper->out, "<w:r><w:tab/></w:r>");
        add_field(paper, "PAGE");
        buffer_add_string(&paper->out, "<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>/</w:t></w:r>");
        add_field(paper, "NUMPAGES");
    }
    paper_close(paper);
    buffer_add_string(&paper->out, "</w:ftr>");
}
