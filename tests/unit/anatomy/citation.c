/* SPDX-License-Identifier: Apache-2.0
 *
 * What a text cites: one sentence a row, and the lists of the given resolutions.
 */
#include "file.h"

#include "format/plain/plain.h"

static Text *text_of(const char *language, const char *const *paragraphs, size_t count)
{
    Text *text = text_new(language);

    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        Paragraph paragraph = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = slice_from(paragraphs[i])};

        assert_ok(text_add(text, &paragraph, NULL));
    }
    return text;
}

/* "symbol:target; symbol; …", a paragraph of the same text as "#3". */
static void print_citations(const Text *text, Buffer *out)
{
    Arena    *arena = arena_new(1 << 24);
    Citation *citations = NULL;
    size_t    count = 0;

    assert_ok(citations_find(text, arena, &citations, &count, NULL));
    for (size_t i = 0; i < count; i++) {
        const Citation *citation = &citations[i];

        assert_slices(citation->as_written, slice_part(text->paragraphs[citation->paragraph].text, citation->start, citation->end));
        if (out->size != 0)
            buffer_add_string(out, "; ");
        buffer_add(out, citation->symbol);
        if (citation->target_paragraph.size != 0) {
            buffer_add_byte(out, citation->kind == CITES_PARAGRAPH ? '#' : ':');
            buffer_add(out, citation->target_paragraph);
        }
    }
    arena_free(arena);
}

typedef struct Row {
    const char *text, *want;
} Row;

static void check_rows(const char *language, const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Text  *text = text_of(language, &rows[i].text, 1);
        Buffer out;

        ROW(rows[i].text);
        buffer_init(&out, 10000);
        print_citations(text, &out);
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
        text_free(text);
    }
}

static void english_forms_are_found(void **state)
{
    static const Row rows[] = {
        {"Recalling its resolution 53/70 of 4 December 1998,", "A/RES/53/70"},
        {"resolutions 74/28 and 74/29 of 12 December 2019", "A/RES/74/28; A/RES/74/29"},
        {"its resolutions 36/103 of 9 December 1981, 43/78 H of 7 December 1988, and 53/70", "A/RES/36/103; A/RES/43/78 H; A/RES/53/70"},
        {"its resolutions 2453 A (XXIII) of 20 December 1968, 37/90 of 10 December 1982", "A/RES/2453 A (XXIII); A/RES/37/90"},
        {"as well as its decision 72/512 of 4 December 2017,", "A/DEC/72/512"},
        {"its decisions 72/512 of 4 December 2017 and 75/564 of 28 April 2021", "A/DEC/72/512; A/DEC/75/564"},
        {"resolution 2131 (XX) of 21 December 1965", "A/RES/2131 (XX)"},
        {"General Assembly resolution 1514 (XV), containing the Declaration", "A/RES/1514 (XV)"},
        {"Security Council resolution 1440 (2002)", "S/RES/1440 (2002)"},
        {"Council resolutions 1540 (2004) and 1673 (2006)", "S/RES/1540 (2004); S/RES/1673 (2006)"},
        {"Human Rights Council resolutions 20/8 of 5 July 2012 and 26/13 of 26 June 2014, as well as General Assembly resolutions 68/167 of 18 "
         "December 2013 and 69/166", "A/HRC/RES/20/8; A/HRC/RES/26/13; A/RES/68/167; A/RES/69/166"},
        {"take note of World Health Assembly resolution 69.2 of 28 May 2016", "WHA69.2"},
        {"resolution WHA67.1", "WHA67.1"},
        {"Economic and Social Council resolution 1996/31 of 25 July 1996", "E/RES/1996/31"},
        {"resolution 73/102 A-B", "A/RES/73/102 A-B"},
        {"resolution 73/102A-B", "A/RES/73/102 A-B"},
        {"resolution ES-11/1 of 2 March 2022", "A/RES/ES-11/1"},
        {"Resolution 69/313, annex.", "A/RES/69/313"},
        {"resolutions 71/3 of 5 October 2016, entitled \xE2\x80\x9CPolitical declaration\xE2\x80\x9D, and 72/139", "A/RES/71/3; A/RES/72/139"},
        {"resolution A/RES/53/70", "A/RES/53/70"},
        {"A/75/394, para. 17", "A/75/394:17"},
        {"A/70/174, paras. 13 (a)\xE2\x80\x93(k)", "A/70/174:13 (a)\xE2\x80\x93(k)"},
        {"A/70/174, annex, paras. 3 and 4", "A/70/174:3 and 4"},
        {"paragraph 13 (a) of A/70/174", "A/70/174:13 (a)"},
        {"pursuant to paragraphs 1 to 3 of resolutions 53/70 and 54/49", "A/RES/53/70:1 to 3; A/RES/54/49:1 to 3"},
        {"paragraph 4 of its resolution 68/243", "A/RES/68/243:4"},
        {"pursuant to resolution 73/266, whose mandate is set out in paragraph 3 of that resolution;", "A/RES/73/266; A/RES/73/266:3"},
        {"the concepts mentioned in paragraph 3 above;", "#3"},
        {"paragraphs 1 and 2 below and subparagraph (b) above", "#1 and 2; #(b)"},
        {"paragraph 3 of that resolution", ""},
        {"See A/51/261, annex.", "A/51/261"},
        {"S/PRST/2013/2; see", "S/PRST/2013/2"},
        {"A/55/140 and Corr.1 and Add.1, A/56/164 and Add.1", "A/55/140; A/55/140/Corr.1; A/55/140/Add.1; A/56/164; A/56/164/Add.1"},
        {"A/72/100 and Add.1\xE2\x80\x93" "3", "A/72/100; A/72/100/Add.1; A/72/100/Add.2; A/72/100/Add.3"},
        {"A/68/98* and A/68/156/ADD.1", "A/68/98; A/68/156/Add.1"},
        {"Official Records of the General Assembly, Sixty-seventh Session, Supplement No. 53 (A/67/53)", "A/67/53"},
        {"A/67/828-S/2013/210, annex", "A/67/828; S/2013/210"},
        {"FCCC/CP/2015/10/Add.1, decision 1/CP.21, annex", "FCCC/CP/2015/10/Add.1"},
        {"Draft resolution I was adopted (resolution 75/214).", "A/RES/75/214"},
        /* what cites nothing */
        {"its resolutions on the role of science and technology", ""},
        {"article 12, paragraph 3, of the Rome Statute", ""},
        {"HIV/AIDS and TCP/IP in 24/7 service", ""},
        {"Environment Assembly resolution 4/1", ""},
        {"Governing Council decision 25/9", ""},
        {"In 2019/20 the draft resolution was withdrawn", ""},
        {"operative paragraph 2 was retained", ""},
    };

    (void)state;
    check_rows("en", rows, COUNT(rows));
}

static void other_languages_are_read(void **state)
{
    static const Row french[] = {
        {"Rappelant ses résolutions 53/70 du 4 décembre 1998, 54/49 du 1er décembre 1999 et 55/28", "A/RES/53/70; A/RES/54/49; A/RES/55/28"},
        {"la résolution 20/8 du Conseil des droits de l’homme", "A/HRC/RES/20/8"},
        {"sa décision 72/512 du 4 décembre 2017", "A/DEC/72/512"},
        {"Voir A/70/174, par. 13", "A/70/174:13"},
        {"au paragraphe 3 ci-dessus", "#3"},
    };
    static const Row spanish[] = {
        {"Recordando sus resoluciones 53/70, de 4 de diciembre de 1998, y 54/49", "A/RES/53/70; A/RES/54/49"},
        {"la resolución 1440 (2002) del Consejo de Seguridad", "S/RES/1440 (2002)"},
        {"véase A/55/140 y Corr.1", "A/55/140; A/55/140/Corr.1"},
    };
    static const Row russian[] = {
        {"ссылаясь на свои резолюции 53/70 от 4 декабря 1998 года и 54/49 от 1 декабря 1999 года", "A/RES/53/70; A/RES/54/49"},
        {"резолюция 20/8 Совета по правам человека", "A/HRC/RES/20/8"},
    };
    static const Row arabic[] = {{"إذ تشير إلى قراريها 53/70 المؤرخ 4 كانون الأول/ديسمبر 1998 و 54/49", "A/RES/53/70; A/RES/54/49"},
                                 {"انظر A/70/174", "A/70/174"}};
    static const Row chinese[] = {{"回顾其1998年12月4日第53/70号和1999年12月1日第54/49号决议", "A/RES/53/70; A/RES/54/49"},
                                  {"人权理事会第20/8号决议", "A/HRC/RES/20/8"},
                                  {"第72/512号决定", "A/DEC/72/512"},
                                  {"见A/70/174和A/55/140", "A/70/174; A/55/140"}};

    (void)state;
    check_rows("fr", french, COUNT(french));
    check_rows("es", spanish, COUNT(spanish));
    check_rows("ru", russian, COUNT(russian));
    check_rows("ar", arabic, COUNT(arabic));
    check_rows("zh", chinese, COUNT(chinese));
}

static void a_text_does_not_cite_itself(void **state)
{
    const char *const paragraphs[] = {"A/RES/75/240", "See A/RES/75/240 and A/RES/74/28"};
    Text             *text = text_of("en", paragraphs, 2);
    Buffer            out;

    (void)state;
    ROW("own symbol");
    text->instrument.symbol = SLICE("A/RES/75/240");
    buffer_init(&out, 1000);
    print_citations(text, &out);
    assert_slice(buffer_slice(&out), "A/RES/74/28");
    buffer_clear(&out);
    text_free(text);
}

/* Footnote 2 of 70/237 names 16 base symbols and stands for 29 documents. */
static void the_list_of_reports_expands(void **state)
{
    Buffer    file;
    Text     *text = NULL;
    Arena    *arena = arena_new(1 << 24);
    Citation *citations = NULL;
    size_t    count = 0, in_note = 0, recalled = 0;

    (void)state;
    buffer_init(&file, 1 << 20);
    file_read("texts/A_RES_70_237.en.md", &file);
    assert_ok(markdown_read(buffer_slice(&file), &text, NULL));
    assert_ok(citations_find(text, arena, &citations, &count, NULL));
    for (size_t i = 0; i < count; i++) {
        const Paragraph *paragraph = &text->paragraphs[citations[i].paragraph];

        in_note += paragraph->kind == KIND_FOOTNOTE && slice_is(paragraph->label, "2");
        recalled += citations[i].paragraph == 6;
    }
    assert_number(in_note, 29);
    assert_number(recalled, 17);
    arena_free(arena);
    text_free(text);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_forms_are_found),
        cmocka_unit_test(other_languages_are_read),
        cmocka_unit_test(a_text_does_not_cite_itself),
        cmocka_unit_test(the_list_of_reports_expands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
