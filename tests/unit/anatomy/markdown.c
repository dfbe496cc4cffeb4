/* SPDX-License-Identifier: Apache-2.0
 *
 * Markdown: blocks, styles, lists with the numbers that stand there, glued headings, notes of every writing.
 */
#include "file.h"

#include "format/plain/plain.h"

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
    static const char *const pieces[] = {"*", "[", "> ", "<sup>", "`", "**_", "1. ", "[^1]", "****a", "\n", "[^a]: x\n", "[^a]:\n\n", "|", "|a|\n|-|\n", "[^", "```\n", "<!--", "\\", "[^a]: x\n\n    y [^a]\n\nz[^a]\n\n"};
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
