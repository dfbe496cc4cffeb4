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
        {"resolution 60/251 (para. 5), A/70/174 (paras. 13 (a) and 14) and A/75/816 (see para. 2)", "A/RES/60/251:5; A/70/174:13 (a) and 14; A/75/816"},
        {"A/70/174 (para. 3 of resolution 53/70)", "A/70/174; A/RES/53/70:3"},
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
        {"Habitat Assembly resolution 1/1 and AGUN resolution 53/70", ""},
        {"HIV/AIDS and TCP/IP in 24/7 service", ""},
        {"Environment Assembly resolution 4/1", ""},
        {"Governing Council decision 25/9", ""},
        {"In 2019/20 the draft resolution was withdrawn", ""},
        {"operative paragraph 2 was retained", ""},
    };

    (void)state;
    check_rows("en", rows, COUNT(rows));
}

/* Each of a range within one session; where sessions differ, what lies between is not said. */
static void ranges_are_read(void **state)
{
    static const Row english[] = {
        {"resolutions 73/27\xE2\x80\x93" "73/30", "A/RES/73/27; A/RES/73/28; A/RES/73/29; A/RES/73/30"},
        {"resolutions 73/27-73/29 of 5 December 2018 and 74/28", "A/RES/73/27; A/RES/73/28; A/RES/73/29; A/RES/74/28"},
        {"resolutions 73/27 to 73/29", "A/RES/73/27; A/RES/73/28; A/RES/73/29"},
        {"decisions 72/510\xE2\x80\x93" "512", "A/DEC/72/510; A/DEC/72/511; A/DEC/72/512"},
        {"paragraph 2 of resolutions 73/27\xE2\x80\x93" "73/28", "A/RES/73/27:2; A/RES/73/28:2"},
        {"resolutions 2019/1\xE2\x80\x93" "2019/2", "E/RES/2019/1; E/RES/2019/2"},
        /* ends alone */
        {"resolutions 73/266\xE2\x80\x93" "74/28", "A/RES/73/266; A/RES/74/28"},
        {"resolutions 53/1\xE2\x80\x93" "53/200", "A/RES/53/1; A/RES/53/200"},
        {"resolutions 2131 (XX)\xE2\x80\x93" "2133 (XX)", "A/RES/2131 (XX); A/RES/2133 (XX)"},
        {"from resolution 73/27 to 73/30", "A/RES/73/27; A/RES/73/30"},
        /* no ranges */
        {"resolution 73/27 to 75 States", "A/RES/73/27"},
        {"resolution 73/30\xE2\x80\x93" "73/27", "A/RES/73/30; A/RES/73/27"},
    };
    static const Row others[] = {{"第73/27至73/29号决议", "A/RES/73/27; A/RES/73/28; A/RES/73/29"},
                                 {"resoluciones 73/27 a 73/28", "A/RES/73/27; A/RES/73/28"},
                                 {"резолюции 73/27–73/28", "A/RES/73/27; A/RES/73/28"}};

    (void)state;
    check_rows("en", english, COUNT(english));
    check_rows("zh", others, COUNT(others));
}

/* An organ says whose a number is right beside it; one that the sentence names later says nothing. */
static void organs_count_beside_their_numbers(void **state)
{
    static const Row english[] = {
        {"resolution 47/23 of the Human Rights Council and General Assembly resolution 53/70", "A/HRC/RES/47/23; A/RES/53/70"},
        {"resolution 53/70 of 4 December 1998 of the United Nations General Assembly", "A/RES/53/70"},
        {"resolution 20/8 adopted by the Human Rights Council", "A/HRC/RES/20/8"},
        {"resolution 60/251 establishing the Human Rights Council", "A/RES/60/251"},
        {"resolution 60/251 and the Human Rights Council", "A/RES/60/251"},
        {"resolution 53/70 of the United Nations", "A/RES/53/70"},
        {"resolution 4/1 of the United Nations Environment Assembly", ""},
        {"UN resolution 53/70, United Nations resolution 1373 (2001), GA resolutions 54/49 and 55/28 and UNGA Res. 75/240",
         "A/RES/53/70; S/RES/1373 (2001); A/RES/54/49; A/RES/55/28; A/RES/75/240"},
        {"UNGA resolution 53/70, HRC resolution 5/1 and ECOSOC decision 2021/30", "A/RES/53/70; A/HRC/RES/5/1; E/DEC/2021/30"},
    };
    static const Row french[] = {
        {"Rappelant sa résolution 60/251 portant création du Conseil des droits de l’homme", "A/RES/60/251"},
        {"Rappelant sa résolution 75/240 et le rapport du Conseil de sécurité", "A/RES/75/240"},
        {"sa décision 75/564 et les résolutions 1540 (2004) et 2341 (2017) du Conseil de sécurité, paragraphe 3,",
         "A/DEC/75/564; S/RES/1540 (2004); S/RES/2341 (2017):3"},
        {"les résolutions 20/8 du 5 juillet 2012 et 26/13 du 26 juin 2014 du Conseil des droits de l'homme", "A/HRC/RES/20/8; A/HRC/RES/26/13"},
        {"les résolutions du Conseil des droits de l’homme 20/8 et 26/13", "A/HRC/RES/20/8; A/HRC/RES/26/13"},
        {"les résolutions 60/251 de l’Assemblée générale et 20/8 du Conseil des droits de l’homme", "A/RES/60/251; A/HRC/RES/20/8"},
        {"ses résolutions 60/251 et 20/8 du Conseil des droits de l’homme", "A/RES/60/251; A/HRC/RES/20/8"},
        {"la résolution 20/8 adoptée par le Conseil des droits de l’homme", "A/HRC/RES/20/8"},
        {"la résolution 20/8 de la Commission du développement", ""},
        {"la résolution 75/240 de l’ONU", "A/RES/75/240"},
        {"la résolution de l’ONU 75/240, paragraphe 3", "A/RES/75/240:3"},
    };
    static const Row spanish[] = {
        {"su resolución 60/251 que creó el Consejo de Derechos Humanos", "A/RES/60/251"},
        {"su decisión 75/564 y el informe del Consejo de Seguridad", "A/DEC/75/564"},
        {"las resoluciones 20/8, de 5 de julio de 2012, y 26/13 del Consejo de Derechos Humanos", "A/HRC/RES/20/8; A/HRC/RES/26/13"},
    };
    static const Row russian[] = {
        {"решение 75/564 и резолюцию Совета Безопасности 1540 (2004)", "A/DEC/75/564; S/RES/1540 (2004)"},
        {"резолюция 60/251 о создании Совета по правам человека", "A/RES/60/251"},
        {"свою резолюцию 75/240 и доклад Совета Безопасности", "A/RES/75/240"},
        {"резолюция ООН 53/70 и резолюция 75/240 ООН", "A/RES/53/70; A/RES/75/240"},
        {"резолюции 20/8 и 26/13 Совета по правам человека", "A/HRC/RES/20/8; A/HRC/RES/26/13"},
    };
    static const Row arabic[] = {
        {"مقررها 75/564 وقرار مجلس الأمن 1540 (2004)", "A/DEC/75/564; S/RES/1540 (2004)"},
        {"قرارها 60/251 بإنشاء مجلس حقوق الإنسان", "A/RES/60/251"},
        {"القرار 20/8 الصادر عن مجلس حقوق الإنسان", "A/HRC/RES/20/8"},
        {"القرار 20/8 لمجلس حقوق الإنسان والقرار 53/70 للجمعية العامة", "A/HRC/RES/20/8; A/RES/53/70"},
    };

    (void)state;
    check_rows("en", english, COUNT(english));
    check_rows("fr", french, COUNT(french));
    check_rows("es", spanish, COUNT(spanish));
    check_rows("ru", russian, COUNT(russian));
    check_rows("ar", arabic, COUNT(arabic));
}

static void paragraphs_stand_where_languages_set_them(void **state)
{
    static const Row english[] = {
        {"See resolution 60/251, para. 5.", "A/RES/60/251:5"},
        {"resolution 60/251 of 15 March 2006, paras. 5 and 6", "A/RES/60/251:5 and 6"},
        {"resolutions 53/70, para. 3, and 54/49, annex, paras. 1 and 2", "A/RES/53/70:3; A/RES/54/49:1 and 2"},
        {"resolution 60/251, paragraph 3 of resolution 53/70", "A/RES/60/251; A/RES/53/70:3"},
        {"resolution 60/251, paragraph 3 above", "A/RES/60/251; #3"},
        {"A/70/174, paragraph 3 of resolution 53/70", "A/70/174; A/RES/53/70:3"},
    };
    static const Row russian[] = {
        {"пункт 3 резолюции 76/19", "A/RES/76/19:3"},
        {"в пунктах 3 и 4 своей резолюции 76/19", "A/RES/76/19:3 и 4"},
        {"пункт 3 документа A/70/174", "A/70/174:3"},
        {"пункт 3 настоящей резолюции", "#3"},
        {"резолюция 60/251, п. 5", "A/RES/60/251:5"},
    };
    static const Row chinese[] = {
        {"第76/19号决议第3段", "A/RES/76/19:3"},
        {"第53/70号和第54/49号决议执行部分第3和第4段", "A/RES/53/70; A/RES/54/49:3和第4"},
        {"见第60/251号决议，第5段", "A/RES/60/251:5"},
        {"见A/70/174，第13段", "A/70/174:13"},
        {"第76/19号决议序言部分第3段", "A/RES/76/19"},
    };
    static const Row arabic[] = {
        {"والفقرة 3 من القرار 76/19", "A/RES/76/19:3"},
        {"القرار 60/251، الفقرة 5", "A/RES/60/251:5"},
    };

    (void)state;
    check_rows("en", english, COUNT(english));
    check_rows("ru", russian, COUNT(russian));
    check_rows("zh", chinese, COUNT(chinese));
    check_rows("ar", arabic, COUNT(arabic));
}

static void arabic_words_and_digits_are_read(void **state)
{
    static const Row rows[] = {
        {"قراراتها 73/27 وقرارها 74/29 وبقرارها 75/240", "A/RES/73/27; A/RES/74/29; A/RES/75/240"},
        {"للقرار 53/70 فالقرار 54/49 ولقرارها 55/28 أو 56/19", "A/RES/53/70; A/RES/54/49; A/RES/55/28; A/RES/56/19"},
        {"قرارها ٧٥/٢٤٠ المؤرخ ٣١ كانون الأول/ديسمبر ٢٠٢٠ و٧٤/٢٨", "A/RES/75/240; A/RES/74/28"},
        {"الفقرة ٣ من القرار ۷۶/۱۹", "A/RES/76/19:3"},
        {"قرار مجلس الأمن ١٥٤٠ (٢٠٠٤)", "S/RES/1540 (2004)"},
        {"第１５４０（２００４）号决议和第1673（2006）号决议", "S/RES/1540 (2004); S/RES/1673 (2006)"},
    };

    (void)state;
    check_rows("ar", rows, COUNT(rows));
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
        cmocka_unit_test(ranges_are_read),
        cmocka_unit_test(organs_count_beside_their_numbers),
        cmocka_unit_test(paragraphs_stand_where_languages_set_them),
        cmocka_unit_test(arabic_words_and_digits_are_read),
        cmocka_unit_test(other_languages_are_read),
        cmocka_unit_test(a_text_does_not_cite_itself),
        cmocka_unit_test(the_list_of_reports_expands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
