/* SPDX-License-Identifier: Apache-2.0
 *
 * The traps of tracked changes, one row each: the body of a document, and its accepted and rejected views. Then what else a skeleton promises.
 */
#include "unit/suite.h"

#include "unit/docx/files.h"

enum { LIMIT = 16 * 1024 * 1024 };

#define T(text) "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define DT(text) "<w:r><w:delText xml:space=\"preserve\">" text "</w:delText></w:r>"
#define BY(who) " w:id=\"1\" w:author=\"" who "\" w:date=\"2026-01-01T00:00:00Z\""
#define INS(inside) "<w:ins" BY("A") ">" inside "</w:ins>"
#define DEL(inside) "<w:del" BY("B") ">" inside "</w:del>"
#define P(inside) "<w:p>" inside "</w:p>"
#define MARK(element) "<w:pPr><w:rPr><w:" element BY("A") "/></w:rPr></w:pPr>"
#define NAMED(name) "<w:bookmarkStart w:id=\"7\" w:name=\"_R_p-" name "\"/><w:bookmarkEnd w:id=\"7\"/>"
#define CELL(inside) "<w:tc><w:tcPr><w:tcW w:w=\"0\"/></w:tcPr>" inside "</w:tc>"
#define ROWS(inside) "<w:tbl><w:tblPr/><w:tblGrid/>" inside "</w:tbl>"

static const struct {
    const char *name, *body, *accepted, *rejected;
} views[] = {
    {"runs cut inside a word are one word", P(T("work") T("ing") T(" day")), "working day\n", "working day\n"},
    {"inserted and deleted runs", P(T("a ") DEL(DT("old")) INS(T("new")) T(" z")), "a new z\n", "a old z\n"},
    {"inserted, then deleted by another: in neither view", P(T("a") INS(DEL(DT("x"))) T("b")), "ab\n", "ab\n"},
    {"inside moveFrom Word writes w:t",
     P("<w:moveFrom" BY("A") ">" T("m") "</w:moveFrom>" T("a")) P(T("b") "<w:moveTo" BY("A") ">" T("m") "</w:moveTo>"), "a\nbm\n", "ma\nb\n"},
    {"a deleted mark joins with the next paragraph", P(MARK("del") T("one ")) P(T("two")), "one two\n", "one \ntwo\n"},
    {"an inserted mark does the same in the rejected view", P(MARK("ins") T("one ")) P(T("two")), "one \ntwo\n", "one two\n"},
    {"a deleted paragraph vanishes", P(T("a")) P(MARK("del") DEL(DT("gone"))) P(T("b")), "a\nb\n", "a\ngone\nb\n"},
    {"a mark inserted and deleted is in neither view",
     P("<w:pPr><w:rPr><w:ins" BY("A") "/><w:del" BY("B") "/></w:rPr></w:pPr>" T("a")) P(T("b")), "ab\n", "ab\n"},
    {"text left at the end of the body is a paragraph", P(MARK("del") T("rest")), "rest\n", "rest\n"},
    {"a deleted row takes its content with it",
     ROWS("<w:tr>" CELL(P(T("1"))) "</w:tr><w:tr><w:trPr><w:del" BY("A") "/></w:trPr>" CELL(P(T("2"))) "</w:tr>"), "1\n", "1\n2\n"},
    {"an inserted cell", ROWS("<w:tr>" CELL(P(T("1"))) "<w:tc><w:tcPr><w:cellIns" BY("A") "/></w:tcPr>" P(T("2")) "</w:tc></w:tr>"),
     "1\n2\n", "1\n"},
    {"a joined paragraph does not leave its cell", ROWS("<w:tr>" CELL(P(MARK("del") T("a"))) CELL(P(T("b"))) "</w:tr>"), "a\nb\n", "a\nb\n"},
    {"old properties are not text",
     P("<w:pPr><w:pPrChange" BY("A") "><w:pPr><w:jc w:val=\"left\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:rPr><w:b/><w:rPrChange" BY(
         "A") "><w:rPr/></w:rPrChange></w:rPr><w:t>t</w:t></w:r>"),
     "t\n", "t\n"},
    {"field codes are not text, the result is",
     P("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar "
       "w:fldCharType=\"separate\"/></w:r>" T("7") "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"),
     "7\n", "7\n"},
    {"deleted field codes neither", P(T("a") DEL("<w:r><w:delInstrText>X</w:delInstrText></w:r>" DT("7"))), "a\n", "a7\n"},
    {"breaks, tabs and hyphens", P("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"),
     "a b c\xE2\x80\x91" "d\n", "a b c\xE2\x80\x91" "d\n"},
    {"tab stops are not tabs", P("<w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"1\"/></w:tabs></w:pPr>" T("a")), "a\n", "a\n"},
    {"a page break is no text", P(T("a") "<w:r><w:br w:type=\"page\"/></w:r>" T("b")), "ab\n", "ab\n"},
    {"links, controls, tags and simple fields hold text",
     P("<w:hyperlink w:anchor=\"x\">" T("a") "</w:hyperlink><w:sdt><w:sdtPr/><w:sdtContent>" INS(T("b")) "</w:sdtContent></w:sdt>"
       "<w:fldSimple w:instr=\"PAGE\">" T("c") "</w:fldSimple><w:smartTag w:element=\"x\"><w:smartTagPr/>" T("d") "</w:smartTag>"),
     "abcd\n", "acd\n"},
    {"controls around blocks and rows",
     "<w:sdt><w:sdtPr/><w:sdtContent>" P(T("a")) "</w:sdtContent></w:sdt>" ROWS(
         "<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>" CELL(P(T("b"))) "</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"),
     "a\nb\n", "a\nb\n"},
    {"a phonetic guide is not text, its base is",
     P("<w:r><w:ruby><w:rubyPr/><w:rt>" T("over") "</w:rt><w:rubyBase>" T("base") "</w:rubyBase></w:ruby></w:r>"), "base\n", "base\n"},
    {"of alternate content the Choice is read",
     P(T("a") "<mc:AlternateContent><mc:Choice Requires=\"x\">" T("b") "</mc:Choice><mc:Fallback>" T("c") "</mc:Fallback></mc:AlternateContent>"),
     "ab\n", "ab\n"},
    {"a symbol is its character", P(T("a") "<w:r><w:sym w:font=\"Symbol\" w:char=\"F061\"/></w:r>"), "a\xCE\xB1\n", "a\xCE\xB1\n"},
    {"a formula with changes is exact in both views",
     P("<m:oMath><m:r><m:t>A=</m:t></m:r><w:ins" BY("A") "><m:r><m:t>2</m:t></m:r></w:ins><m:r><m:t>r</m:t></m:r></m:oMath>"), "A=2r\n",
     "A=r\n"},
    {"a formula without changes is its characters", P("<m:oMathPara><m:oMath><m:r><m:t>A=r</m:t></m:r></m:oMath></m:oMathPara>"), "A=r\n",
     "A=r\n"},
    {"what stands for an object is not believed in text", P(T("a\xEF\xBF\xBC" "b")), "a\xEF\xBF\xBD" "b\n", "a\xEF\xBF\xBD" "b\n"},
    {"saved by LibreOffice: two named paragraphs never were one, whatever the mark says",
     P(MARK("ins") NAMED("a") T("a") INS(T("1"))) P(NAMED("b") INS(T("2")) T("b")), "a1\n2b\n", "a\nb\n"},
    {"saved by LibreOffice: the base's mark is behind the last words of the base",
     P(MARK("ins") NAMED("a") T("a")) P(MARK("ins") T("b") INS(T("1"))) P(MARK("ins") INS(T("new"))) P(NAMED("c") T("c")),
     "a\nb1\nnew\nc\n", "ab\nc\n"},
    {"a paragraph put in between named ones stays so", P(NAMED("a") T("a")) P(MARK("ins") INS(T("new"))) P(NAMED("b") T("b")), "a\nnew\nb\n", "a\nb\n"},
    {"a named paragraph that was split stays so", P(MARK("ins") NAMED("a") T("a")) P(T("b")) P(NAMED("c") T("c")), "a\nb\nc\n", "ab\nc\n"},
    {"a row that holds words taken out was there before", ROWS("<w:tr><w:trPr><w:ins" BY("A") "/></w:trPr>" CELL(P(INS(T("n")) DEL(DT("o")))) "</w:tr>"),
     "n\n", "o\n"},
    {"a row put in, and words in it taken out again by another",
     P(T("a")) ROWS("<w:tr><w:trPr><w:ins" BY("A") "/></w:trPr>" CELL(P(INS(T("n") DEL(DT("o"))))) "</w:tr>"), "a\nn\n", "a\n"},
    {"a run among blocks gets a paragraph", P(T("a")) T("b"), "a\nb\n", "a\nb\n"},
};

static void both_views_of_every_trap(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(views); i++) {
        Buffer file, text;

        ROW(views[i].name);
        buffer_init(&file, LIMIT);
        buffer_init(&text, LIMIT);
        files_docx(views[i].body, NULL, &file);
        files_view(buffer_slice(&file), VIEW_ACCEPTED, &text);
        assert_slice(buffer_slice(&text), views[i].accepted);
        buffer_reset(&text);
        files_view(buffer_slice(&file), VIEW_REJECTED, &text);
        assert_slice(buffer_slice(&text), views[i].rejected);
        buffer_clear(&file);
        buffer_clear(&text);
    }
}

/* ---- the skeleton ---- */

static Docx *read_docx(const char *body, const PackagePart *beside)
{
    Buffer file;
    Docx  *docx = NULL;

    buffer_init(&file, LIMIT);
    files_docx(body, beside, &file);
    assert_ok(docx_read(buffer_slice(&file), &docx_limits_default, &docx, NULL));
    buffer_clear(&file);
    return docx;
}

static Text *text_of(const Docx *docx, DocxViewMode mode)
{
    DocxView view = {.mode = mode};
    Text    *text = NULL;

    assert_ok(docx_text(docx, &view, &text, NULL));
    return text;
}

static size_t count_nodes(const Docx *docx, DocxNodeType type)
{
    size_t count = 0;

    for (size_t i = 0; i < docx->node_count; i++)
        count += docx->nodes[i].type == type;
    return count;
}

static const DocxNode *nth_node(const Docx *docx, DocxNodeType type, size_t n)
{
    for (size_t i = 0; i < docx->node_count; i++)
        if (docx->nodes[i].type == type && n-- == 0)
            return &docx->nodes[i];
    fail_msg("there is no such node");
    return NULL;
}

static void equal_runs_and_revisions_are_one(void **state)
{
    Docx *docx = read_docx(P(INS(T("a") T("b")) INS(T("c")) "<w:proofErr w:type=\"spellStart\"/>" T("d") T("e")), NULL);

    (void)state;
    assert_number(count_nodes(docx, NODE_TEXT), 2);
    assert_number(docx->revision_count, 2);
    assert_slice(docx_slice(docx, nth_node(docx, NODE_TEXT, 0)->text), "abc");
    docx_free(docx);
}

static void raw_xml_keeps_what_is_not_understood(void **state)
{
    static const struct {
        const char *name, *body, *want;
    } rows[] = {
        {"a field character with its properties", P("<w:r w:rsidR=\"00AA\"><w:rPr><w:b/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r>"),
         "<w:r><w:rPr><w:b/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r>"},
        {"escapes", P("<w:bookmarkStart w:id=\"3\" w:name=\"a&amp;&quot;&#10;&lt;&amp;#38;&#38;\"/>"),
         "<w:bookmarkStart w:id=\"3\" w:name=\"a&amp;&quot;&#10;&lt;&amp;#38;&amp;\"/>"},
        {"a namespace from an ancestor that is not kept", "<w:p xmlns:x=\"urn:x\"><x:y x:z=\"1\"><x:q/></x:y></w:p>",
         "<x:y xmlns:x=\"urn:x\" x:z=\"1\"><x:q/></x:y>"},
        {"another prefix for Word's namespace", "<q:p xmlns:q=\"" FILES_WORD "\"><q:bookmarkEnd q:id=\"4\"/></q:p>",
         "<w:bookmarkEnd w:id=\"4\"/>"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Docx *docx = read_docx(rows[i].body, NULL);

        ROW(rows[i].name);
        assert_slice(docx_slice(docx, nth_node(docx, NODE_RAW, 0)->xml), rows[i].want);
        docx_free(docx);
    }
}

/* The parser gets a part in pieces of 16 KB: a comment before the paragraph puts every place of it at the seam. */
static void pieces_that_the_parser_is_given_leave_no_seam(void **state)
{
    static const char paragraph[] = P("<w:bookmarkStart w:id=\"3\" w:name=\"a&amp;b\"></w:bookmarkStart><w:r><w:t>a&lt;<!-- c -->\xC3\xA9 <![CDATA[d]]></w:t></w:r>");
    enum { PIECE = 16 * 1024 };
    char *body = memory_new(PIECE + sizeof paragraph);

    (void)state;
    assert_non_null(body);
    for (size_t before = PIECE - 600; before < PIECE; before++) {
        Docx *docx;

        memset(body, '-', before);
        memcpy(body, "<!--", 4);
        memset(body + 4, ' ', before - 7);
        memcpy(body + before - 3, "-->", 3);
        memcpy(body + before, paragraph, sizeof paragraph);
        docx = read_docx(body, NULL);
        assert_slice(docx_slice(docx, nth_node(docx, NODE_RAW, 0)->xml), "<w:bookmarkStart w:id=\"3\" w:name=\"a&amp;b\"/>");
        assert_slice(docx_slice(docx, nth_node(docx, NODE_TEXT, 0)->text), "a<\xC3\xA9 d");
        assert_number(count_nodes(docx, NODE_TEXT), 1);
        docx_free(docx);
    }
    memory_free(body);
}

static void properties_lose_their_revisions(void **state)
{
    Docx *docx = read_docx(P("<w:pPr><w:jc w:val=\"center\"/><w:rPr><w:i/><w:ins" BY("A") "/></w:rPr><w:pPrChange" BY(
                               "A") "><w:pPr/></w:pPrChange></w:pPr>" T("a")),
                           NULL);

    (void)state;
    assert_slice(docx_slice(docx, docx->paragraphs[0].properties), "<w:jc w:val=\"center\"/>");
    assert_slice(docx_slice(docx, docx->paragraphs[0].mark), "<w:i/>");
    assert_number(docx->format_changes, 1);
    assert_number(docx->revisions[nth_node(docx, NODE_PARAGRAPH_END, 0)->revision].kind, REVISION_INSERTED);
    docx_free(docx);
}

static void names_of_authors_are_cleaned(void **state)
{
    Docx *docx = read_docx(P("<w:ins w:id=\"1\" w:author=\"Del\xE2\x80\xAE" "egation&#10;01\">" T("a") "</w:ins>"), NULL);

    (void)state;
    assert_slice(docx_slice(docx, docx->revisions[1].author), "Delegation01");
    docx_free(docx);
}

#define BOX(inside) "<wp:inline><a:graphic><w:txbxContent>" inside "</w:txbxContent></a:graphic></wp:inline>"
#define VBOX(inside) "<v:shape><v:textbox><w:txbxContent>" inside "</w:txbxContent></v:textbox></v:shape>"

static void a_text_box_is_told_once_and_echoed(void **state)
{
    Docx *docx = read_docx(P(T("x") "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>" BOX(P(T("in"))) "</w:drawing></mc:Choice>"
                             "<mc:Fallback><w:pict>" VBOX(P(T("in"))) "</w:pict></mc:Fallback></mc:AlternateContent></w:r>" T("y")),
                           NULL);
    Text *text = text_of(docx, VIEW_ACCEPTED);

    (void)state;
    assert_number(count_nodes(docx, NODE_OBJECT_BOXES), 1);
    assert_number(count_nodes(docx, NODE_BOX), 1);
    assert_number(count_nodes(docx, NODE_BOX_ECHO), 1);
    assert_slice(docx_slice(docx, nth_node(docx, NODE_BOX_END, 0)->xml),
                 "</w:txbxContent></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>");
    assert_number(text->count, 2);
    assert_slice(text->paragraphs[0].text, "x\xEF\xBF\xBCy");
    assert_slice(text->paragraphs[1].text, "in");
    assert_number(text->stories[text->paragraphs[1].story].kind, STORY_BOX);
    assert_number(text->paragraphs[0].anchors[0].story, text->paragraphs[1].story);
    text_free(text);
    docx_free(docx);
}

static void editing_a_text_box_leaves_its_object_the_same(void **state)
{
    Docx *one = read_docx(P("<w:r><w:pict>" VBOX(P(T("one"))) "</w:pict></w:r>"), NULL);
    Docx *two = read_docx(P("<w:r><w:pict>" VBOX(P(T("two")) P(T("three"))) "</w:pict></w:r>"), NULL);
    Docx *other = read_docx(P("<w:r><w:pict><v:group>" VBOX(P(T("one"))) "</v:group></w:pict></w:r>"), NULL);

    (void)state;
    assert_memory_equal(one->objects[0].sha256, two->objects[0].sha256, SHA256_SIZE);
    assert_memory_not_equal(one->objects[0].sha256, other->objects[0].sha256, SHA256_SIZE);
    docx_free(one);
    docx_free(two);
    docx_free(other);
}

static void a_picture_is_its_bytes(void **state)
{
    static const char body[] = P("<w:r><w:drawing><wp:inline><a:blip r:embed=\"rId1\"/></wp:inline></w:drawing></w:r>");
    const PackagePart beside[] = {{"word/media/a.png", SLICE("PNG")}, {NULL, {NULL, 0}}};
    Docx             *docx = read_docx(body, beside);
    uint8_t           want[SHA256_SIZE];

    (void)state;
    assert_ok(sha256(SLICE("PNG"), want));
    assert_memory_equal(docx->objects[0].sha256, want, SHA256_SIZE);
    assert_number(docx->objects[0].kind, ANCHOR_IMAGE);
    assert_slice(docx_slice(docx, docx->objects[0].parts), "rId1 word/media/a.png\n");
    docx_free(docx);
}

#define NOTES(inside) "<w:footnotes xmlns:w=\"" FILES_WORD "\">" inside "</w:footnotes>"
#define NOTE(id, inside) "<w:footnote w:id=\"" id "\">" inside "</w:footnote>"
#define REFERENCE(id) "<w:r><w:footnoteReference w:id=\"" id "\"/></w:r>"

static void notes_come_at_the_end_in_order_of_their_anchors(void **state)
{
    static const char notes[] = NOTES("<w:footnote w:type=\"separator\" w:id=\"-1\">" P("") "</w:footnote>" NOTE("1", P(T("one"))) NOTE(
        "2", P(T("two"))) NOTE("3", P(T("nobody's"))));
    const PackagePart beside[] = {{"word/footnotes.xml", SLICE(notes)}, {NULL, {NULL, 0}}};
    Docx             *docx = read_docx(P(T("a") REFERENCE("2") DEL(REFERENCE("1"))) P(T("b") REFERENCE("2") REFERENCE("9")), beside);
    Text             *accepted = text_of(docx, VIEW_ACCEPTED), *rejected = text_of(docx, VIEW_REJECTED);

    (void)state;
    assert_number(docx->note_count, 3);
    assert_number(accepted->count, 3);
    assert_slice(accepted->paragraphs[2].text, "two");
    assert_number(accepted->paragraphs[2].kind, KIND_FOOTNOTE);
    assert_number(accepted->paragraphs[0].anchors[0].story, accepted->paragraphs[1].anchors[0].story);
    assert_number(accepted->paragraphs[1].anchors[1].kind, ANCHOR_OTHER);
    assert_number(rejected->count, 4);
    assert_slice(rejected->paragraphs[3].text, "one");
    text_free(accepted);
    text_free(rejected);
    docx_free(docx);
}

static const char styles_xml[] =
    "<w:styles xmlns:w=\"" FILES_WORD "\"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"fr-FR\"/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:name w:val=\"Normal\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"H\"><w:name w:val=\"Own heading\"/><w:basedOn w:val=\"H2\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"H2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"N\"/><w:pPr><w:numPr><w:numId w:val=\"2\"/>"
    "</w:numPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>"
    "<w:style w:type=\"character\" w:styleId=\"E\"><w:name w:val=\"Own\"/><w:basedOn w:val=\"E0\"/><w:rPr><w:b w:val=\"0\"/></w:rPr></w:style>"
    "<w:style w:type=\"character\" w:styleId=\"E0\"><w:rPr><w:b/><w:i/></w:rPr></w:style></w:styles>";

static const char numbering_xml[] =
    "<w:numbering xmlns:w=\"" FILES_WORD "\"><w:abstractNum w:abstractNumId=\"0\">"
    "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>"
    "<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"(%2)\"/></w:lvl>"
    "<w:lvl w:ilvl=\"2\"><w:start w:val=\"3\"/><w:numFmt w:val=\"lowerRoman\"/><w:lvlText w:val=\"%1.%2.%3\"/><w:isLgl/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"%2\"/>"
    "<w:pStyle w:val=\"H2\"/></w:lvl></w:abstractNum>"
    "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
    "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"7\"/></w:lvlOverride></w:num>"
    "</w:numbering>";

#define NUMBERED(id, level, text)                                                                                                       \
    P("<w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" id "\"/></w:numPr></w:pPr>" T(text))
#define STYLED(style, text) P("<w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr>" T(text))

static void numbers_are_labels_and_follow_the_lists(void **state)
{
    static const char  body[] = NUMBERED("1", "0", "a") NUMBERED("1", "1", "b") NUMBERED("1", "1", "c") NUMBERED("1", "2", "d")
        NUMBERED("1", "0", "e") NUMBERED("1", "1", "f") NUMBERED("3", "0", "g") NUMBERED("1", "0", "h") STYLED("H", "i") P(T("j"));
    static const char *labels[] = {"1.", "(a)", "(b)", "1.2.3", "2.", "(a)", "7.", "8.", "I", ""};
    const PackagePart  beside[] = {{"word/styles.xml", SLICE(styles_xml)}, {"word/numbering.xml", SLICE(numbering_xml)}, {NULL, {NULL, 0}}};
    Docx              *docx = read_docx(body, beside);
    Text              *text = text_of(docx, VIEW_ACCEPTED);

    (void)state;
    assert_number(text->count, COUNT(labels));
    for (size_t i = 0; i < COUNT(labels); i++) {
        ROW(labels[i]);
        assert_slice(text->paragraphs[i].label, labels[i]);
    }
    text_free(text);
    docx_free(docx);
}

static void outline_comes_through_the_chain_of_styles(void **state)
{
    static const char body[] = STYLED("T", "a") STYLED("H", "b") P(T("c")) P("<w:pPr><w:outlineLvl w:val=\"4\"/></w:pPr>" T("d"));
    const PackagePart beside[] = {{"word/styles.xml", SLICE(styles_xml)}, {NULL, {NULL, 0}}};
    Docx             *docx = read_docx(body, beside);

    (void)state;
    assert_number(docx->paragraphs[0].outline, 10);
    assert_number(docx->paragraphs[1].outline, 2);
    assert_number(docx->paragraphs[2].outline, 0);
    assert_number(docx->paragraphs[3].outline, 5);
    assert_slice(docx_slice(docx, docx->language), "fr-FR");
    docx_free(docx);
}

static void styles_of_runs_become_spans(void **state)
{
    static const char body[] = P(T("a") "<w:r><w:rPr><w:rStyle w:val=\"E\"/></w:rPr><w:t>bc</w:t></w:r><w:r><w:rPr><w:u w:val=\"single\"/>"
                                        "<w:strike w:val=\"0\"/></w:rPr><w:t>d</w:t></w:r>");
    const PackagePart beside[] = {{"word/styles.xml", SLICE(styles_xml)}, {NULL, {NULL, 0}}};
    Docx             *docx = read_docx(body, beside);
    Text             *text = text_of(docx, VIEW_ACCEPTED);
    const Span       *spans = text->paragraphs[0].spans;

    (void)state;
    assert_number(text->paragraphs[0].span_count, 2);
    assert_number(spans[0].start, 1);
    assert_number(spans[0].end, 3);
    assert_number(spans[0].styles, STYLE_ITALIC);
    assert_number(spans[1].styles, STYLE_UNDERLINE);
    text_free(text);
    docx_free(docx);
}

static void hints_give_ids_once(void **state)
{
#define HINT(number, id) "<w:bookmarkStart w:id=\"" number "\" w:name=\"_R_" id "\"/>" T("a") "<w:bookmarkEnd w:id=\"" number "\"/>"
    Docx *docx = read_docx(P(HINT("5", "p-abcdefghij")) P(HINT("6", "p-abcdefghij")) P(HINT("7", "p-ABC")), NULL);
    Text *text = text_of(docx, VIEW_ACCEPTED);

    (void)state;
    assert_number(count_nodes(docx, NODE_RAW), 0);
    assert_string_equal(text->paragraphs[0].id, "p-abcdefghij");
    assert_string_not_equal(text->paragraphs[1].id, "p-abcdefghij");
    assert_number(strlen(text->paragraphs[2].id), 12);
    text_free(text);
    docx_free(docx);
}

static void a_joined_paragraph_has_the_properties_of_the_last(void **state)
{
    Docx *docx = read_docx(P("<w:pPr><w:jc w:val=\"left\"/><w:rPr><w:del" BY("A") "/></w:rPr></w:pPr>" T("a")) P(
                               "<w:pPr><w:jc w:val=\"right\"/></w:pPr>" T("b")),
                           NULL);
    Text *text = text_of(docx, VIEW_ACCEPTED);

    (void)state;
    assert_number(text->count, 1);
    assert_number(text->paragraphs[0].source, 0);
    assert_slice(text->paragraphs[0].dress.paragraph, "<w:jc w:val=\"right\"/>");
    text_free(text);
    docx_free(docx);
}

static void what_stands_beside_the_body_is_noted(void **state)
{
    static const char comments[] = "<w:comments xmlns:w=\"" FILES_WORD "\"><w:comment w:id=\"0\" w:author=\"Del 01\">" P(T("one\ttwo")) P(
        T("three")) "</w:comment></w:comments>";
    static const char header[] = "<w:hdr xmlns:w=\"" FILES_WORD "\">" P(INS(T("h"))) "</w:hdr>";
    static const char own[] = "<r:compilation xmlns:r=\"" RAPPORTEUR_NAMESPACE "\">{}</r:compilation>";
    const PackagePart beside[] = {{"word/comments.xml", SLICE(comments)},
                                  {"word/header.xml", SLICE(header)},
                                  {"customXml/item1.xml", SLICE("<other/>")},
                                  {"customXml/item2.xml", SLICE(own)},
                                  {NULL, {NULL, 0}}};
    Docx             *docx = read_docx(P("<w:r><w:rPr><w:strike/></w:rPr><w:t>by hand</w:t></w:r>"), beside);

    (void)state;
    assert_slice(docx_slice(docx, docx->comments), "Del 01\tone two three\n");
    assert_number(docx->comments_count, 1);
    assert_number(docx->header_footer_changes, 1);
    assert_slice(docx_slice(docx, docx->custom_part), "customXml/item2.xml");
    assert_slice(docx_slice(docx, docx->custom_bytes), own);
    assert_number(docx->hand_marked, 1);
    docx_free(docx);
}

static void parts_are_kept_on_demand(void **state)
{
    DocxLimits limits = docx_limits_default;
    Buffer     file;
    Docx      *docx = NULL;

    (void)state;
    limits.keep_parts = true;
    buffer_init(&file, LIMIT);
    files_docx(P(T("a")), NULL, &file);
    assert_ok(docx_read(buffer_slice(&file), &limits, &docx, NULL));
    assert_number(docx->part_count, 3);
    assert_non_null(docx_part(docx, SLICE("word/document.xml")));
    assert_null(docx_part(docx, SLICE("word/missing.xml")));
    docx_free(docx);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_views_of_every_trap),
        cmocka_unit_test(equal_runs_and_revisions_are_one),
        cmocka_unit_test(raw_xml_keeps_what_is_not_understood),
        cmocka_unit_test(pieces_that_the_parser_is_given_leave_no_seam),
        cmocka_unit_test(properties_lose_their_revisions),
        cmocka_unit_test(names_of_authors_are_cleaned),
        cmocka_unit_test(a_text_box_is_told_once_and_echoed),
        cmocka_unit_test(editing_a_text_box_leaves_its_object_the_same),
        cmocka_unit_test(a_picture_is_its_bytes),
        cmocka_unit_test(notes_come_at_the_end_in_order_of_their_anchors),
        cmocka_unit_test(numbers_are_labels_and_follow_the_lists),
        cmocka_unit_test(outline_comes_through_the_chain_of_styles),
        cmocka_unit_test(styles_of_runs_become_spans),
        cmocka_unit_test(hints_give_ids_once),
        cmocka_unit_test(a_joined_paragraph_has_the_properties_of_the_last),
        cmocka_unit_test(what_stands_beside_the_body_is_noted),
        cmocka_unit_test(parts_are_kept_on_demand),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
