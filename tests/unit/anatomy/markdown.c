/* SPDX-License-Identifier: Apache-2.0
 *
 * Markdown: blocks, styles, lists with the numbers that stand there, glued headings, notes of every writing.
 */
#include "file.h"

#include "format/plain/plain.h"

typedef struct Row {
    const char *name, *file, *want;
} Row;

static void check(const char *name, const char *file, const char *want)
{
    Text   *text = NULL;
    Problem problem = {0};
    Buffer  out;

    ROW(name);
    buffer_init(&out, 1 << 20);
    assert_ok(markdown_read(slice_from(file), &text, &problem));
    text_show(text, &out);
    assert_slice(buffer_slice(&out), want);
    buffer_clear(&out);
    text_free(text);
}

static void blocks_are_paragraphs(void **state)
{
    (void)state;
    check("blocks", "# Title\n\nOne *two*\nthree.\n\n## Part\n\n> Quoted text.\n\n    code (a) text.\n",
          "heading1 |Title\nplain |One two three.\nheading2 |Part\nplain |Quoted text.\nplain |code (a) text.\n");
    check("links and entities", "See [A/70/174](#) &amp; [53/70](http://x) \\*x\\* `y`.\n", "plain |See A/70/174 & 53/70 *x* y.\n");
    check("HTML", "<div>Block of <b>bold</b> text.</div>\n\nA<br>b <!-- not this --> c.\n", "plain |Block of bold text.\nplain |A b c.\n");
}

static void list_numbers_are_those_written(void **state)
{
    (void)state;
    check("numbers", "1. One.\n2. Two.\n4. Four.\n\n- Dash.\n- Dot.\n", "plain 1.|1. One.\nplain 2.|2. Two.\nplain 4.|4. Four.\nplain \xE2\x80\xA2|\xE2\x80\xA2 Dash.\nplain \xE2\x80\xA2|\xE2\x80\xA2 Dot.\n");
}

#define BULLET "\xE2\x80\xA2"

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(rows[i].name, rows[i].file, rows[i].want);
}

/* "3." alone in its line, as converters of printed pages set it, is a list's item without words. */
static void numbers_of_items_are_never_lost(void **state)
{
    static const Row rows[] = {
        {"two numbers", "12. 13. Welcomes the report;\n", "plain 12.|12. 13. Welcomes the report;\n"},
        {"on two lines", "12.\n    13. Welcomes.\n    14. Decides.\n", "plain 12.|12. 13. Welcomes.\nplain 14.|14. Decides.\n"},
        {"three", "1. 2) 3. Three.\n", "plain 1.|1. 2) 3. Three.\n"},
        {"a bullet before a number", "- 6. Six.\n", "plain 6.|6. Six.\n"},
        {"a number before a bullet", "1. - Dash.\n- + Dot.\n", "plain 1.|1. " BULLET " Dash.\nplain " BULLET "|" BULLET " Dot.\n"},
        {"alone before its paragraph", "3.\n\nDecides *to* meet;\n\nAfter.\n", "plain 3.|3. Decides to meet;\nplain |After.\n"},
        {"right above it", "3.\nDecides.\n\n4)\n\n\nEnds.\n", "plain 3.|3. Decides.\nplain 4)|4) Ends.\n"},
        {"two alone", "12. 13.\n\nWelcomes.\n", "plain 12.|12. 13.\nplain |Welcomes.\n"},
        {"alone in a bullet", "- 3.\n\nDecides.\n\n-\n\nText.\n", "plain 3.|3. Decides.\nplain |Text.\n"},
        {"alone before an item", "3.\n4.\n\n   Decides.\n\n5. Ends.\n", "plain 3.|3.\nplain 4.|4. Decides.\nplain 5.|5. Ends.\n"},
        {"alone before a heading", "3.\n\n# Part\n", "plain 3.|3.\nheading1 |Part\n"},
        {"alone before a page's end", "Text;\n\n4.\n\n---\n\nDecides.\n", "plain |Text;\nplain 4.|4. Decides.\n"},
        {"alone before a table", "3.\n\n| A |\n|---|\n| 1 |\n", "plain 3.|3.\ncell |A\ncell |1\n"},
        {"alone at the end", "Text.\n\n3.\n", "plain |Text.\nplain 3.|3.\n"},
        {"alone in a note", "Text.[^1]\n\n[^1]: 3.\n\n    Words.\n", "plain |Text.^\nfootnote 1|3.\nfootnote |Words.\n"},
        {"a year that ends a sentence", "It was in\n\n1985.\n\nThen it went on.\n", "title |It was in\nplain 1985.|1985. Then it went on.\n"},
        {"with a comment alone", "3. <!-- x -->\n\n4. <!-- y -->\n   Four.\n", "plain 3.|3.\nplain 4.|4. Four.\n"},
        {"before a block of HTML", "3. <p>Three.</p><p>More.</p>\n4. <table><tr><th>A<th>B</table>\n", "plain 3.|3. Three.\nplain |More.\nplain 4.|4.\ncell |A\ncell |B\n"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void blocks_of_html_are_read_as_pages(void **state)
{
    static const Row rows[] = {
        {"no tag", "<div>\nA rate < 5 per cent, <5 and > 3 & <\nshall be kept.\n</div>\n", "plain |A rate < 5 per cent, <5 and > 3 & < shall be kept.\n"},
        {"paragraphs and entities", "<p>First.</p><p>Second &amp; third&nbsp;&#8212; &lt;b&gt;</p>\n", "plain |First.\nplain |Second & third\xC2\xA0\xE2\x80\x94 <b>\n"},
        {"comments and instructions", "Text.\n\n<!-- a > b <b> words -->\n\n<div>B<!-- > -->C<!--->D.</div>\n\n<?php if (a > b) x ?>\n\nEnd.\n", "plain |Text.\nplain |BCD.\nplain |End.\n"},
        {"a comment without an end", "Text.\n\n<!-- words\n\nmore words\n", "plain |Text.\nplain |<!-- words more words\n"},
        {"a comment ends with its block", "<div>Text. <!-- words.\n\nmore -->\n", "plain |Text. <!-- words.\nplain |more -->\n"},
        {"what is no text", "<script>\nif (a < b)\n\n  c();\n</script>\n\n<style>p > a {}</style>\n\n<p>A<img alt=x src=y>B</p>\n", "plain |AB\n"},
        {"headings, breaks, rules", "<h2>Part</h2>\nText<br>more<hr>end\n\n<center>Text</center>\n\n<title>Name</title>\n\n<footer>Foot</footer>\n",
         "heading2 |Part\nplain |Text more\nplain |end\nplain |Text\nplain |Name\nplain |Foot\n"},
        {"lists", "<ol start=4><li>Four.<li><p>Five.</ol>\n<ul><li>Dot.</ul>\n", "plain 4.|4. Four.\nplain 5.|5. Five.\nplain " BULLET "|" BULLET " Dot.\n"},
        {"a table of one row", "<table><tr><td>One.</td><td>Two.</td></tr></table>\n", "plain |One.\nplain |Two.\n"},
        {"around Markdown", "<div align=center>\n\n*A* paragraph.\n\n<b>\n\nAnother.\n\n</b></div>\n\n1. Item.\n", "plain |A paragraph.\nplain |Another.\nplain 1.|1. Item.\n"},
        {"each block a paragraph", "<span>\none.\n</span>\n\n<span>\ntwo.\n</span>\n", "plain |one.\nplain |two.\n"},
        {"over several blocks", "<table>\n<tr><th>A</th>\n\n<th>B</th></tr>\n\n<tr><td>\n\n<p>C</p>\n\n</td>\n<td>D</td></tr>\n</table>\n", "cell |A\ncell |B\ncell |C\ncell |D\n"},
        {"the middle of a table", "<table><tr><td>\n\n*One.*\n\n</td><td>Two.</td>\n<td>Three.</td></tr>\n</table>\n\n<!-- x -->\n<td>Four.</td><td>Five.</td>\n", "plain |One.\nplain |Two.\nplain |Three.\nplain |Four.\nplain |Five.\n"},
        {"parts of no table", "<div><td class='a'>One.</td><th>Two.</th></div><td\nThree. <b>x</b>\n", "plain |One.\nplain |Two.\nplain |x\n"},
        {"notes", "<p>One[^1] and <b>two[^x]</b>.</p>\n\n<table><tr><th>A[^1]<td>B</table>\n\n[^1]: Note.\n[^x]: <p>Other</p> note.\n",
         "plain |One^ and two^.\ncell |A^\ncell |B\nfootnote 1|Note.\nfootnote 2|Other\nfootnote |note.\n"},
        {"a table of pipes in it", "<pre>\n\n| A | B |\n|---|---|\n| 1 | |\n\n</pre>\n", "plain |A B 1\n"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void tags_in_a_paragraph_glue_nothing(void **state)
{
    static const Row rows[] = {
        {"no tags", "If a < b and c > d, or a<5 and 7>c.\n", "plain |If a < b and c > d, or a<5 and 7>c.\n"},
        {"blocks", "Text <table><tr><td>One</td><td>Two</td></tr></table>end <p>and<h4>on</h4>.\n", "plain |Text One Two end and on .\n"},
        {"words", "A<b>B</b><br>C<br/>D <sup>e</sup><span>f</span>.\n", "plain |AB C D ef.\n"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void tables_of_both_writings_have_places_and_styles(void **state)
{
    static const struct {
        const char *text;
        int32_t     table;
        uint32_t    row, column, style;
    } want[] = {{"P", 0, 0, 0, 0}, {"A", 1, 0, 0, 0},           {"B", 1, 0, 1, 0}, {"C", 1, 1, 0, STYLE_BOLD}, {"", 1, 1, 1, 0},
                {"D", 1, 2, 1, 0}, {"E", 2, 0, 0, STYLE_STRIKE}, {"Q", 3, 0, 0, 0}, {"", 3, 1, 0, 0}};
    Text *text = NULL;

    (void)state;
    ROW("places");
    assert_ok(markdown_read(SLICE("|P|\n|-|\n\n<table><tr><th>A<th>B<tr><td rowspan=2><b>C</b><td><tr><td>D</table><table><tr><th><del>E</del></table>\n\n|Q|\n|-|\n||\n"), &text, NULL));
    assert_number(text->count, COUNT(want));
    assert_number(text->taken_changes, 0);
    for (size_t i = 0; i < COUNT(want); i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        assert_slice(paragraph->text, want[i].text);
        assert_number(paragraph->table, want[i].table);
        assert_number(paragraph->row, want[i].row);
        assert_number(paragraph->column, want[i].column);
        assert_number(paragraph->span_count != 0 ? paragraph->spans[0].styles : 0, want[i].style);
    }
    text_free(text);
}

static void glued_headings_come_apart(void **state)
{
    (void)state;
    check("glued",
          "Agenda item 98\n\n**Developments in the\nfield****Resolution adopted by the General Assembly\non 31 December 2020***[on the report (A/75/394)]***75/240. "
          "Tides  \nand waves***The General Assembly,*\n\n*Recalling* the Charter,\n\n1. *Decides* to meet.\n",
          "plain |Agenda item 98\nheading1 |Developments in the field\nheading1 |Resolution adopted by the General Assembly on 31 December 2020\n"
          "plain |[on the report (A/75/394)]\ntitle 75/240.|75/240. Tides and waves\norgan |The General Assembly,\npreambular |Recalling the Charter,\n"
          "operative 1.|1. Decides to meet.\n");
    check("emphasis in a sentence stays", "This is **bold****bolder** and ***both*** here.\n", "plain |This is bold****bolder and both here.\n");
}

static void notes_of_every_writing(void **state)
{
    (void)state;
    check("raised", "The report\xC2\xB9 of 2013<sup>2</sup> and that[^3] of the area of 5 m\xC2\xB2 too.\n\n\xC2\xB9 A/65/201.\n\n<sup>2</sup> A/68/98.\n\n[^3]: A/70/174.\n",
          "plain |The report^ of 2013^ and that^ of the area of 5 m\xC2\xB2 too.\nfootnote 1|A/65/201.\nfootnote 2|A/68/98.\nfootnote 3|A/70/174.\n");
    check("split by a note", "1. Decides that the working group on\xC2\xB9 \n\n---\n\n\xC2\xB9 A/65/201.\n\ninformation security shall meet;\n\n2. Requests a report.\n",
          "plain 1.|1. Decides that the working group on^ information security shall meet;\nplain 2.|2. Requests a report.\nfootnote 1|A/65/201.\n");
    check("marked twice", "One\xC2\xB9 and two.\xC2\xB9\n\n\xC2\xB9 A/65/201.\n", "plain |One^ and two.^\nfootnote 1|A/65/201.\n");
    check("no note, no mark", "Ten\xC2\xB2 words<sup>7</sup>.\n", "plain |Ten\xC2\xB2 words7.\n");
}

static void notes_have_any_name(void **state)
{
    (void)state;
    check("a name", "Decides to meet;[^1] and to report.[^a]\n\n[^1]: First note.\n\n[^a]: Second note.\n",
          "plain |Decides to meet;^ and to report.^\nfootnote 1|First note.\nfootnote 2|Second note.\n");
    check("by their marks", "One[^note-1] and two.[^b_c]\n\n[^b_c]: Second *note*.\n[^note-1]: First note.\n",
          "plain |One^ and two.^\nfootnote 1|First note.\nfootnote 2|Second note.\n");
    check("numbers as written", "One[^7] and two.[^3] And one.[^7]\n\n[^3]: Third.\n[^7]: Seventh,\nof two lines.\n",
          "plain |One^ and two.^ And one.^\nfootnote 7|Seventh, of two lines.\nfootnote 3|Third.\n");
    check("several paragraphs", "One.[^a]\n\n[^a]: A note.\n\n    Its second paragraph.\n\n\tIts third.\n\nThe body again.\n",
          "plain |One.^\nplain |The body again.\nfootnote 1|A note.\nfootnote |Its second paragraph.\nfootnote |Its third.\n");
    check("a heading ends it", "One.[^a]\n\n[^a]: A note.\n# Part\n", "plain |One.^\nheading1 |Part\nfootnote 1|A note.\n");
    check("words below the name", "One.[^a]\n\n[^a]:\n    A note.\n", "plain |One.^\nfootnote 1|A note.\n");
    check("a mark alone is text", "One[^x] and two.[^1]\n\n[^1]: Note.\n", "plain |One[^x] and two.^\nfootnote 1|Note.\n");
    check("a note alone", "One.\n\n[^1]: Note.\n\n[^x]: Other.\n", "plain |One.\nfootnote 1|Note.\nfootnote x|Other.\n");
    check("the first of a name", "One.[^a]\n\n[^a]: Note.\n[^a]: Again.\n", "plain |One.^\nfootnote 1|Note.\nfootnote a|Again.\n");
    check("a note that says nothing", "One.[^a]\n\n[^a]:\n", "title |One.[^a]\nplain |[^a]:\n");
    check("a note of a comment", "One.[^a]\n\n[^a]: <!-- later -->\n", "plain |One.^\nfootnote 1|<!-- later -->\n");
    check("code and escapes", "One `[^a]` and \\[^a] and <!-- [^a] --> ``x ` [^a]`` two.[^a]\n\n```\n[^a]: code\n```\n\n[^a]: Note.\n",
          "plain |One [^a] and [^a] and x ` [^a] two.^\nplain |[^a]: code\nfootnote 1|Note.\n");
    check("in code that stands in", "One.[^a]\n\n    code [^a] < x\n\n- [^a] `\n\n  ` [^a]\n\n[^a]: Note.\n",
          "plain |One.^\nplain |code [^a] < x\nplain \xE2\x80\xA2|\xE2\x80\xA2 ^ `\nplain |` ^\nfootnote 1|Note.\n");
    check("in emphasis, headings and items", "# Title[^t]\n\n1. *Decides[^a]* to meet;\n\n[^a]: Note.\n[^t]: Of the title.\n",
          "heading1 |Title^\nplain 1.|1. Decides^ to meet;\nfootnote 1|Of the title.\nfootnote 2|Note.\n");
    check("a raised number is none of them", "Ten<sup>1</sup> words.[^1]\n\n[^1]: Note.\n", "plain |Ten1 words.^\nfootnote 1|Note.\n");
}

/* A raised number at its beginning would make it a note. */
static void what_has_a_mark_is_no_note(void **state)
{
    (void)state;
    check("marked", "\xC2\xB9[^a]\n\n[^a]: Said.\n", "plain |\xC2\xB9^\nfootnote 1|Said.\n");
    check("marked, with words", "One word.\n\n<sup>1</sup> See A/70/174[^a].\n\n[^a]: Said.\n", "plain |One word.\nplain |1 See A/70/174^.\nfootnote 1|Said.\n");
}

static void a_blank_line_ends_a_paragraph(void **state)
{
    (void)state;
    check("behind a note", "A first paragraph, of which the author has written no stop at its very end\n\nA second paragraph[^1] of the same kind, which is as long and has no stop either\n\n[^1]: Note.\n\nthird paragraphs can begin so\n",
          "title |A first paragraph, of which the author has written no stop at its very end\nheading1 |A second paragraph^ of the same kind, which is as long and has no stop either\n"
          "plain |third paragraphs can begin so\nfootnote 1|Note.\n");
    check("before the organ", "A/AC.1/L.1\n\nAgenda item 5\n\nThe Chair says what follows\n\nand then says more\n\n90/1. Tides\nand waves\n\nA note to all\n\nThe General Assembly,\n\n1. Decides to meet.\n",
          "plain |Agenda item 5\nheading1 |The Chair says what follows\nplain |and then says more\ntitle 90/1.|90/1. Tides and waves\nheading1 |A note to all\norgan |The General Assembly,\n"
          "operative 1.|1. Decides to meet.\n");
    check("behind a rule", "1. Decides A;\n\n* * *\n\nclosing words here\n\n---\n\nand others\n",
          "plain 1.|1. Decides A;\nplain |closing words here\nplain |and others\n");
}

/* A page's end, in what was made of a printed resolution: the sentence goes on. Where the sentence had ended, the rule parts. */
static void a_rule_inside_a_sentence_of_a_resolution_is_a_page_end(void **state)
{
    (void)state;
    check("in a resolution", "The General Assembly,\n\n*Recalling* the work of the Group on Developments in the Field of Information and\n\n---\n\nTelecommunications,\n\n1. *Decides* to meet;\n\n---\n\n2. *Requests* a report.\n",
          "organ |The General Assembly,\npreambular |Recalling the work of the Group on Developments in the Field of Information and Telecommunications,\noperative 1.|1. Decides to meet;\n"
          "operative 2.|2. Requests a report.\n");
}

static void pipes_are_tables(void **state)
{
    (void)state;
    check("a table", "The Group decides:\n\n| Item | Amount |\n|:---|--:|\n| *Travel* | 100[^1] |\n| a \\| b | |\n\n1. Decides A;\n\n[^1]: Note.\n",
          "plain |The Group decides:\ncell |Item\ncell |Amount\ncell |Travel\ncell |100^\ncell |a | b\ncell |\nplain 1.|1. Decides A;\nfootnote 1|Note.\n");
    check("without outer pipes", "A | B\n--- | ---\n x | y\n| 1. x | # y |\n\nAfter.\n", "cell |A\ncell |B\ncell |x\ncell |y\ncell |1. x\ncell |# y\nplain |After.\n");
    check("rows too short and too long", "|A|B|\n|-|-|\n|1|\n|1|2|3|\n", "cell |A\ncell |B\ncell |1\ncell |\ncell |1\ncell |2\ncell |3\n");
    check("under a paragraph", "The costs:\n| A | B |\n|---|---|\n| 1 | 2 |\n> End.\n", "plain |The costs:\ncell |A\ncell |B\ncell |1\ncell |2\nplain |End.\n");
    check("no table", "One | two\n\n| A | B |\n|---|\n\n```\n| A |\n|---|\n```\n", "plain |One | two\nplain || A | B | |---|\nplain || A | |---|\n");
    check("paragraphs around it", "words that go on\n\n| A |\n|---|\n\nand on\n", "plain |words that go on\ncell |A\nplain |and on\n");
}

static void cells_have_their_places(void **state)
{
    static const uint32_t places[][3] = {{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}, {1, 0, 0}, {1, 1, 0}};
    Text                 *text = NULL;

    (void)state;
    ROW("places");
    assert_ok(markdown_read(SLICE("|A|**B**|\n|-|-|\n|1|\n\n|C|\n|-|\n|2|\n"), &text, NULL));
    assert_number(text->count, COUNT(places));
    for (size_t i = 0; i < COUNT(places); i++) {
        assert_number(text->paragraphs[i].kind, KIND_CELL);
        assert_number(text->paragraphs[i].table, places[i][0]);
        assert_number(text->paragraphs[i].row, places[i][1]);
        assert_number(text->paragraphs[i].column, places[i][2]);
    }
    assert_number(text->paragraphs[1].span_count, 1);
    assert_number(text->paragraphs[1].spans[0].styles, STYLE_BOLD);
    assert_number(text->paragraphs[3].text.size, 0);
    text_free(text);
}

static void a_rule_makes_no_heading(void **state)
{
    (void)state;
    check("rule", "The last words of a page that go on;\n---\n\nand the first of the next.\n", "plain |The last words of a page that go on; and the first of the next.\n");
}

static void styles_are_kept(void **state)
{
    Text *text = NULL;

    (void)state;
    ROW("styles");
    assert_ok(markdown_read(SLICE("A *b* **c *d*** e."), &text, NULL));
    assert_slice(text->paragraphs[0].text, "A b c d e.");
    assert_number(text->paragraphs[0].span_count, 3);
    assert_number(text->paragraphs[0].spans[0].styles, STYLE_ITALIC);
    assert_number(text->paragraphs[0].spans[1].styles, STYLE_BOLD);
    assert_number(text->paragraphs[0].spans[2].styles, STYLE_BOLD | STYLE_ITALIC);
    assert_number(text->paragraphs[0].spans[2].start, 6);
    text_free(text);
}

static void hostile_markdown_is_read_or_refused(void **state)
{
    static const char *const pieces[] = {"*", "[", "> ", "<sup>", "`", "**_", "1. ", "[^1]", "****a", "\n", "[^a]: x\n", "[^a]:\n\n", "|", "|a|\n|-|\n", "[^", "```\n", "<!--", "\\", "[^a]: x\n\n    y [^a]\n\nz[^a]\n\n",
                                       "1. 2. ", "3.\n", "3.\n\nx\n\n", "<div>\n\n", "<div>x</div>\n\ny\n\n", "<td>x\n\n", "<td", "<p>x[^a]\n\n", "<div><?", "<div><!--", "<table><td>", "</p>"};
    enum { REPEATED = 20000 };

    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        Buffer file;
        Text  *text = NULL;
        Status status;

        ROW(pieces[i]);
        buffer_init(&file, 1 << 22);
        for (int j = 0; j < REPEATED; j++)
            buffer_add_string(&file, pieces[i]);
        status = markdown_read(buffer_slice(&file), &text, NULL);
        assert_true(status == OK || status == ERR_LIMIT);
        text_free(text);
        buffer_clear(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_paragraphs),
        cmocka_unit_test(list_numbers_are_those_written),
        cmocka_unit_test(numbers_of_items_are_never_lost),
        cmocka_unit_test(blocks_of_html_are_read_as_pages),
        cmocka_unit_test(tags_in_a_paragraph_glue_nothing),
        cmocka_unit_test(tables_of_both_writings_have_places_and_styles),
        cmocka_unit_test(glued_headings_come_apart),
        cmocka_unit_test(notes_of_every_writing),
        cmocka_unit_test(notes_have_any_name),
        cmocka_unit_test(what_has_a_mark_is_no_note),
        cmocka_unit_test(a_blank_line_ends_a_paragraph),
        cmocka_unit_test(a_rule_inside_a_sentence_of_a_resolution_is_a_page_end),
        cmocka_unit_test(pipes_are_tables),
        cmocka_unit_test(cells_have_their_places),
        cmocka_unit_test(a_rule_makes_no_heading),
        cmocka_unit_test(styles_are_kept),
        cmocka_unit_test(hostile_markdown_is_read_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
