/* SPDX-License-Identifier: Apache-2.0
 *
 * Web pages: structure, lists, tables, notes, what is left out, and pages made to hurt.
 */
#include "file.h"

#include "format/html/html.h"

static Text *read_page(Slice page)
{
    Text   *text = NULL;
    Problem problem = {0};

    assert_ok(html_read(page, &text, &problem));
    return text;
}

static void check(const char *name, const char *page, const char *want)
{
    Text  *text = read_page(slice_from(page));
    Buffer out;

    ROW(name);
    buffer_init(&out, 1 << 20);
    text_show(text, &out);
    assert_slice(buffer_slice(&out), want);
    buffer_clear(&out);
    text_free(text);
}

static void blocks_are_paragraphs(void **state)
{
    (void)state;
    check("blocks", "<h1>Title</h1><p>One <b>two</b>\n  three.</p><div>Loose text.<p>Inner.</p>Loose again.</div><h3>Part</h3><blockquote>Quoted.</blockquote>",
          "title |Title\nplain |One two three.\nplain |Loose text.\nplain |Inner.\nplain |Loose again.\nheading3 |Part\nplain |Quoted.\n");
    check("breaks", "<p>One<br>two.<br><br>three.</p><pre>a\n b</pre>", "plain |One\ntwo.\nplain |three.\nplain |a\n b\n");
    check("unclosed", "<p>One.<p>Two<b>bold.<p>Three.", "plain |One.\nplain |Twobold.\nplain |Three.\n");
    check("entities", "<p>A &amp; B&nbsp;C &#8217; &lt;x&gt;</p>", "plain |A & B\xC2\xA0" "C \xE2\x80\x99 <x>\n");
    check("beyond Unicode", "<p>b&#811111111111111;c&#4294967393 d&#xFFFFFFFFFFFFF;&#xD800;e &#x110000; &#00000000000000065;&#x10FFFD;</p><p title='&#9999999999;'>f&#</p>",
          "plain |b\xEF\xBF\xBD" "c\xEF\xBF\xBD d\xEF\xBF\xBD\xEF\xBF\xBD" "e \xEF\xBF\xBD A\xF4\x8F\xBF\xBD\nplain |f&#\n");
}

static void marked_changes_are_taken_as_accepted(void **state)
{
    static const char page[] = "<p>In <del>2026</del><ins>2027</ins>, <ins><b>once</b> a year</ins>;</p><del><p>Gone<sup><a id=a href='#n'>1</a></sup>.</p></del>"
                               "<ins><p>New.</p></ins><p>Kept <s>struck</s>.<ins></ins></p><p hidden><del>No.</del></p><p id=n>A note. <a href='#a'>back</a></p>";
    Text             *text;

    (void)state;
    check("changes", page, "plain |In 2027, once a year;\nplain |New.\nplain |Kept struck.\n");
    text = read_page(slice_from(page));
    assert_number(text->taken_changes, 5);
    assert_number(text->paragraphs[0].span_count, 1);
    assert_number(text->paragraphs[0].spans[0].styles, STYLE_BOLD);
    text_free(text);
}

static void what_is_no_text_is_left_out(void **state)
{
    (void)state;
    check("left out",
          "<head><title>No</title><style>p{}</style></head><body><script>No</script><nav>No</nav><p hidden>No</p><p style='display: none'>No</p>"
          "<div role=navigation>No</div><p aria-hidden=true>No</p><noscript>No</noscript><button>No</button><p>Yes.</p><footer>No</footer></body>",
          "plain |Yes.\n");
    check("main", "<body><div>No</div><main><p>Yes.</p></main><div>No</div></body>", "plain |Yes.\n");
}

static void lists_have_the_labels_a_browser_shows(void **state)
{
    (void)state;
    check("lists",
          "<ol><li>One.<li value=5>Five.<li>Six.</ol><ol type=a start=26><li>z.<li>aa.</ol><ol type=I><li>I.<ol style='list-style-type: lower-roman'><li>"
          "i.<li>ii.</ol></ol><ul><li>Dot.<p>More.</ul><ol reversed><li>Two.<li>One.</ol>",
          "plain 1.|One.\nplain 5.|Five.\nplain 6.|Six.\nsub3 z.|z.\nsub3 aa.|aa.\nplain I.|I.\nsub4 i.|i.\nsub4 ii.|ii.\nplain \xE2\x80\xA2|Dot.\nplain |More.\n"
          "plain 2.|Two.\nplain 1.|One.\n");
}

/* Items that begin in one another before any word: the outer number is the label, the inner one is words; a bullet outside says nothing. */
static void a_number_without_words_is_not_lost(void **state)
{
    static const struct {
        const char *name, *page, *want;
    } rows[] = {
        {"two numbers", "<ol start=12><li><ol start=13><li>Welcomes;<li>Decides;</ol><li>Ends.</ol>", "plain 12.|13. Welcomes;\nplain 14.|Decides;\nplain 13.|Ends.\n"},
        {"three, in paragraphs", "<ol><li><ol type=a><li><ol type=i><li><p><b>Text</b></p><p>More</ol></ol></ol>", "plain 1.|a. i. Text\nplain |More\n"},
        {"bullets", "<ul><li><ol><li>One.</ol><li><ul><li>Dot.</ul></ul>", "plain 1.|One.\nplain \xE2\x80\xA2|Dot.\n"},
        {"a bullet inside", "<ol><li><ul><li>Dot</ul></ol>", "plain 1.|\xE2\x80\xA2 Dot\n"},
        {"words first", "<ol><li>Words.<ol><li>Inner.</ol></ol>", "plain 1.|Words.\nplain 1.|Inner.\n"},
        {"an item that shows none", "<ol><li style='list-style-type: none'><ol type=a><li>Text</ol><li style='list-style:none'>Bare.<li>Three.</ol>", "sub3 a.|Text\nplain |Bare.\nplain 3.|Three.\n"},
        {"nothing is carried on", "<ol><li><ol><li></ol></ol><p>Text</p>", "plain |Text\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check(rows[i].name, rows[i].page, rows[i].want);
}

static void tables_have_rows_and_columns(void **state)
{
    static const struct {
        const char *text;
        uint32_t    row, column;
    } want[] = {{"A", 0, 0}, {"B", 0, 2}, {"C", 1, 0}, {"D", 1, 1}, {"E", 1, 2}, {"F", 2, 1}, {"G", 2, 2}};
    Text *text = read_page(SLICE("<table><tr><th colspan=2>A<th>B<tr><td rowspan=2>C<td>D<td>E<tr><td>F<td>G</table>"
                                 "<table><tr><td><table><tr><td>x<td>y<tr><td>z<td>w</table></table>"));

    (void)state;
    assert_number(text->count, 11);
    for (size_t i = 0; i < COUNT(want); i++) {
        ROW(want[i].text);
        assert_slice(text->paragraphs[i].text, want[i].text);
        assert_number(text->paragraphs[i].kind, KIND_CELL);
        assert_number(text->paragraphs[i].table, 0);
        assert_number(text->paragraphs[i].row, want[i].row);
        assert_number(text->paragraphs[i].column, want[i].column);
    }
    /* The outer table only lays out. */
    assert_number(text->paragraphs[10].table, 1);
    assert_number(text->paragraphs[10].row, 1);
    text_free(text);
}

static void a_cell_without_words_is_a_cell(void **state)
{
    static const struct {
        const char *text;
        uint32_t    row, column;
    } want[] = {{"A", 0, 0}, {"", 0, 1}, {"", 1, 0}, {"B", 1, 1}, {"", 2, 0}, {"C", 2, 1}};
    Text *text = read_page(SLICE("<table><tr><td>A<td><tr><td><p>&nbsp;</p><td>B<tr><td> <p> </p><td>C</table><p>&nbsp;</p><table><tr><td><td>laid out</table>"));

    (void)state;
    assert_number(text->count, 7);
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_slice(text->paragraphs[i].text, want[i].text);
        assert_number(text->paragraphs[i].kind, KIND_CELL);
        assert_number(text->paragraphs[i].row, want[i].row);
        assert_number(text->paragraphs[i].column, want[i].column);
    }
    assert_slice(text->paragraphs[6].text, "laid out");
    text_free(text);
}

static void linked_notes_are_notes(void **state)
{
    (void)state;
    check("notes",
          "<p>One<sup id=r1><a href='#n1'>[1]</a></sup> two<sup><a href='#n1'>1</a></sup> and a <a href='#part'>link</a>.</p><h2 id=part>Part</h2>"
          "<ol><li id=n1><a href='#r1'>^</a> See A/70/174.</li></ol>",
          "plain |One^ two^ and a link.\nheading2 |Part\nfootnote 1|See A/70/174.\n");
    check("of Word",
          "<p>One<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>[1]</span></a>.</p>"
          "<div id=ftn1><p><a href='#_ftnref1' name='_ftn1'><span class=MsoFootnoteReference>[1]</span></a> A/68/98.</p></div>",
          "plain |One^.\nfootnote 1|A/68/98.\n");
    check("a link that nothing leads back from", "<p>One<sup><a href='#n1'>1</a></sup>.</p><p id=n1>Two.</p>", "plain |One1.\nplain |Two.\n");
}

/* A page made of several documents: each mark has the note that follows it, and where none does, the first one as in browsers. */
static void notes_of_one_id_are_told_apart(void **state)
{
#define MARK(words, label) "<p>" words "<sup><a id=r" label " href='#n" label "'>" label "</a></sup>.</p>"
#define NOTE(words, label) "<ol><li id=n" label "><p>" words " <a href='#r" label "'>back</a></p></li></ol>"
    (void)state;
    check("two documents", MARK("One", "1") NOTE("First.", "1") MARK("Two", "1") NOTE("Second.", "1"),
          "plain |One^.\nplain |Two^.\nfootnote 1|First.\nfootnote 1|Second.\n");
    check("each with two notes",
          MARK("One", "1") MARK("Two", "2") NOTE("First.", "1") NOTE("Second.", "2") MARK("Three", "2") MARK("Four", "1") NOTE("Third.", "1") NOTE("Fourth.", "2"),
          "plain |One^.\nplain |Two^.\nplain |Three^.\nplain |Four^.\nfootnote 1|First.\nfootnote 2|Second.\nfootnote 2|Fourth.\nfootnote 1|Third.\n");
    check("a mark without a note of its own", MARK("One", "1") NOTE("First.", "1") MARK("Two", "1"), "plain |One^.\nplain |Two^.\nfootnote 1|First.\n");
    check("what has the id and leads nowhere", MARK("One", "1") "<p id=n1>Aside.</p>" NOTE("First.", "1") MARK("Two", "1") NOTE("Second.", "1"),
          "plain |One^.\nplain |Aside.\nplain |Two^.\nfootnote 1|First.\nfootnote 1|Second.\n");
    check("a note before its mark", NOTE("First.", "1") MARK("One", "1"), "plain |One^.\nfootnote 1|First.\n");
#undef MARK
#undef NOTE
}

static void references_are_none_where_words_stand_as_written(void **state)
{
    static const struct {
        const char *name, *page, *want;
    } rows[] = {
        {"xmp", "<p>A word.</p><xmp>&#99999999;&amp;&#x110000;</xmp><p>&#99999999;</p>", "plain |A word.\nplain |&#99999999;&amp;&#x110000;\nplain |\xEF\xBF\xBD\n"},
        {"ends of lines", "<xmp>a\r\n&#99999999;\rb &#99999999;</xmp>", "plain |a &#99999999; b &#99999999;\n"},
        {"plaintext", "<p>A word.</p><plaintext>&#99999999;</p>", "plain |A word.\nplain |&#99999999;</p>\n"},
        {"a comment, a script", "<p>A word.<!--&#99999999;--><script>&#99999999;</script>&#99999999;</p>", "plain |A word.\xEF\xBF\xBD\n"},
        {"attributes", "<p>A word.<img alt='&#99999999;'>&#99999999;<xmp title='&#99999999;'>&#99999999;</xmp>", "title |A word.^\xEF\xBF\xBD\nplain |&#99999999;\n"},
        {"where the parser knows no xmp", "<select><xmp>&#99999999;</xmp></select><p>A word.</p>", "plain |A word.\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check(rows[i].name, rows[i].page, rows[i].want);
}

static void a_saved_resolution_is_classified(void **state)
{
    (void)state;
    check("resolution",
          "<html lang=en><h1>75/240. Tides</h1><p><i>The General Assembly,</i></p><p><em>Recalling</em> its resolution 53/70,</p><ol><li><em>Decides</em> to "
          "meet;<ol type=a><li>In spring;</ol><li><em>Requests</em> a report.</ol>",
          "title 75/240.|75/240. Tides\norgan |The General Assembly,\npreambular |Recalling its resolution 53/70,\noperative 1.|Decides to meet;\n"
          "sub3 a.|In spring;\noperative 2.|Requests a report.\n");
}

static void languages_and_encodings_of_pages(void **state)
{
    static const struct {
        const char *page, *language, *text;
    } rows[] = {
        {"<html lang='fr-CA'><p>x.</p>", "fr-CA", "x."},
        {"<html lang='AR' dir=rtl><p>x.</p>", "ar", "x."},
        {"<html lang='<script>'><p>x.</p>", "", "x."},
        {"<html lang='a-very-long-language-tag'><p>x.</p>", "", "x."},
        {"<meta charset=windows-1251><p>\xCF\xF0\xE8\xE2\xE5\xF2</p>", "", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
        {"<meta charset=nonsense><p>C\xF4te</p>", "", "C\xC3\xB4te"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text *text = read_page(slice_from(rows[i].page));

        ROW(rows[i].page);
        assert_slice(slice_from(text->language), rows[i].language);
        assert_slice(text->paragraphs[0].text, rows[i].text);
        text_free(text);
    }
}

/* The same declaration in six languages: the same headings and numbered items. */
static void one_text_in_six_languages_has_one_structure(void **state)
{
    static const char *const languages[] = {"ar", "en", "es", "fr", "ru", "zh"};

    (void)state;
    for (size_t i = 0; i < COUNT(languages); i++) {
        char   name[40];
        Buffer file;
        Text  *text;
        size_t articles = 0, titles = 0, preambular = 0;

        ROW(languages[i]);
        buffer_init(&file, 1 << 20);
        (void)snprintf(name, sizeof name, "udhr/%s.html", languages[i]);
        file_read(name, &file);
        text = read_page(buffer_slice(&file));
        assert_slice(slice_from(text->language), languages[i]);
        assert_number(text_is_right_to_left(text), i == 0);
        for (size_t j = 0; j < text->count; j++) {
            articles += text->paragraphs[j].kind == KIND_HEADING;
            titles += text->paragraphs[j].kind == KIND_TITLE;
            preambular += text->paragraphs[j].kind == KIND_PREAMBULAR;
        }
        assert_number(titles, 1);
        assert_number(articles, 31); /* the preamble and thirty articles */
        assert_number(preambular >= 6, true);
        text_free(text);
        buffer_clear(&file);
    }
}

static void repeat(Buffer *out, const char *piece, size_t times)
{
    while (times-- > 0)
        buffer_add_string(out, piece);
}

static void pages_made_to_hurt_are_refused_or_read(void **state)
{
    static const struct {
        const char *before, *piece, *after;
        size_t      times;
        Status      want;
    } rows[] = {
        {"", "<div>", "x", 10000, ERR_LIMIT},
        {"", "<b>", "x", 10000, ERR_LIMIT},
        {"", "<ul><li>", "x", 10000, ERR_LIMIT},
        {"<b a=1><b a=2><b a=3><i a=1><i a=2><i a=3><u a=1><u a=2><u a=3><s>", "<p>x", "", 200000, ERR_LIMIT},
        {"", "<div><!--</div>-->", "x", 10000, ERR_LIMIT},
        {"", "<p>", "x", 100000, OK},
        {"", "<table><tr><td>", "x", 400, OK},
        {"<table>", "<tr><td colspan=1000 rowspan=65535>x", "", 2000, OK},
        {"<p>", "<br>", "x", 100000, OK},
        {"<p>", "&amp;", "x", 100000, OK},
        {"", "<", "x", 100000, OK},
        {"<ol start=-999999999999>", "<li value=99999999999999999999>x", "", 1000, OK},
        {"<ol type=i start=3999>", "<li>x", "", 10, OK},
        {"<ol type=a start=999999>", "<li>x", "", 10, OK},
        {"", "<sup><a href='#x'>1</a></sup>", "<p id=x><a href='#x'>1</a></p>", 2000, OK},
        {"", "<sup><a href='#x'>1</a></sup><p id=x><a href='#y'>1</a></p>", "", 20000, OK},
        {"<xmp>", "&#99999999;", "</xmp>", 100000, OK},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer  page;
        Text   *text = NULL;
        Problem problem = {0};

        ROW(rows[i].piece);
        buffer_init(&page, 1 << 25);
        buffer_add_string(&page, rows[i].before);
        repeat(&page, rows[i].piece, rows[i].times);
        buffer_add_string(&page, rows[i].after);
        assert_number(html_read(buffer_slice(&page), &text, &problem), rows[i].want);
        text_free(text);
        buffer_clear(&page);
    }
}

static void binary_pages_are_refused(void **state)
{
    Text   *text = NULL;
    Problem problem = {0};

    (void)state;
    ROW("binary");
    assert_number(html_read((Slice){"<p>a\0b</p>", 10}, &text, &problem), ERR_SYNTAX);
    assert_null(text);
    assert_ok(html_read(SLICE(""), &text, &problem));
    assert_number(text->count, 0);
    text_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_paragraphs),
        cmocka_unit_test(marked_changes_are_taken_as_accepted),
        cmocka_unit_test(what_is_no_text_is_left_out),
        cmocka_unit_test(lists_have_the_labels_a_browser_shows),
        cmocka_unit_test(a_number_without_words_is_not_lost),
        cmocka_unit_test(tables_have_rows_and_columns),
        cmocka_unit_test(a_cell_without_words_is_a_cell),
        cmocka_unit_test(linked_notes_are_notes),
        cmocka_unit_test(notes_of_one_id_are_told_apart),
        cmocka_unit_test(references_are_none_where_words_stand_as_written),
        cmocka_unit_test(a_saved_resolution_is_classified),
        cmocka_unit_test(languages_and_encodings_of_pages),
        cmocka_unit_test(one_text_in_six_languages_has_one_structure),
        cmocka_unit_test(pages_made_to_hurt_are_refused_or_read),
        cmocka_unit_test(binary_pages_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
