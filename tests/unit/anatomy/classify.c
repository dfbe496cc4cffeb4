/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds, levels, labels and opening words of paragraphs that come whole, as from a Word file. No text changes.
 */
#include "file.h"

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

static void check(const char *name, const char *language, const char *const *paragraphs, size_t count, const char *want)
{
    Text  *text = text_of(language, paragraphs, count);
    Buffer out;

    ROW(name);
    buffer_init(&out, 100000);
    assert_ok(anatomy_classify(text, NULL));
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        assert_slice(paragraph->text, paragraphs[i]);
        buffer_add_string(&out, paragraph_kind_name(paragraph->kind));
        if (paragraph->level != 0)
            buffer_add_format(&out, "%u", paragraph->level);
        buffer_add_format(&out, "[%.*s]%.*s\n", (int)paragraph->label.size, paragraph->label.data,
                          (int)(paragraph->opening_end - paragraph->opening_start), paragraph->text.data + paragraph->opening_start);
    }
    assert_slice(buffer_slice(&out), want);
    buffer_clear(&out);
    text_free(text);
}
#define CHECK(name, language, paragraphs, want) check(name, language, paragraphs, COUNT(paragraphs), want)

static void a_draft_without_a_masthead_is_a_resolution(void **state)
{
    static const char *const paragraphs[] = {"The General Assembly,",
                                             "Recalling its resolution 75/240,",
                                             "Noting with deep concern the delay,",
                                             "Deploring the loss of records,",
                                             "1. Also decides to meet;",
                                             "(a) In the morning;",
                                             "(i) At ten;",
                                             "(ii) At eleven;",
                                             "a. Sharp;",
                                             "i. Exactly;",
                                             "(b) In the afternoon;",
                                             "2 bis. Requests the Chair to report;",
                                             "3. Encourages further efforts."};

    (void)state;
    CHECK("draft", "en", paragraphs,
          "organ[]\npreambular[]Recalling\npreambular[]Noting with deep concern\npreambular[]Deploring\noperative[1.]Also decides\n"
          "sub1[(a)]\nsub2[(i)]\nsub2[(ii)]\nsub3[a.]\nsub4[i.]\nsub1[(b)]\noperative[2 bis.]Requests\noperative[3.]Encourages\n");
}

/* One small letter can be a roman number: its neighbours tell. */
static void letters_and_roman_numbers_are_told_apart(void **state)
{
    static const char *const paragraphs[] = {"The General Assembly,", "Recalling A/70/174,", "1. Decides:", "(g) One;", "(h) Two;", "(i) Three;",
                                             "(j) Four;", "2. Requests:", "(a) One;", "(i) Small;", "(ii) Smaller;", "(iii) Smallest;", "(b) Two;"};

    (void)state;
    CHECK("letters", "en", paragraphs,
          "organ[]\npreambular[]Recalling\noperative[1.]Decides\nsub1[(g)]\nsub1[(h)]\nsub1[(i)]\nsub1[(j)]\noperative[2.]Requests\nsub1[(a)]\n"
          "sub2[(i)]\nsub2[(ii)]\nsub2[(iii)]\nsub1[(b)]\n");
}

static void handles_say_what_a_paragraph_is(void **state)
{
    static const char *const paragraphs[] = {"The General Assembly,", "PP1 Recalling its resolution 75/240,", "PP2bis Noting the report,",
                                             "OP1 Decides to meet;", "OP3 alt Requests a report."};

    (void)state;
    CHECK("handles", "en", paragraphs, "organ[]\npreambular[PP1]Recalling\npreambular[PP2bis]Noting\noperative[OP1]Decides\noperative[OP3 alt]Requests\n");
}

static void sections_annexes_and_closing_lines(void **state)
{
    static const char *const paragraphs[] = {"Seventy-fifth session", "Agenda item 98", "Resolution adopted by the General Assembly on 31 December 2020",
                                             "75/240. Developments", "The General Assembly,", "Recalling the Charter,", "I. Procedure",
                                             "1. Decides to meet;", "II", "2. Requests a report.", "48th plenary meeting", "31 December 2020",
                                             "Annex", "Terms of reference", "1. The group meets in New York.", "(a) In spring;"};
    static const char        want[] = "plain[]\nplain[]\nheading1[]\ntitle[75/240.]\norgan[]\npreambular[]Recalling\nheading1[I.]\noperative[1.]Decides\n"
                                      "heading1[]\noperative[2.]Requests\nclosing[]\nclosing[]\nheading1[]\nheading1[]\nplain[1.]\nsub1[(a)]\n";

    (void)state;
    CHECK("sections", "en", paragraphs, want);
}

static void other_languages_have_their_own_words(void **state)
{
    static const char *const french[] = {"75/240. Progrès", "L’Assemblée générale,", "Rappelant également ses résolutions,",
                                         "1. Décide de se réunir ;", "a) Le matin ;", "i) À dix heures ;", "79e séance plénière", "4 décembre 1998"};
    static const char *const spanish[] = {"75/240. Avances", "La Asamblea General,", "Teniendo presente la Carta,", "1. Pide al Secretario General;"};
    static const char *const russian[] = {"75/240. Достижения", "Генеральная Ассамблея,", "ссылаясь на свою резолюцию 53/70,", "1. постановляет собраться;",
                                          "a) утром;"};
    static const char *const arabic[] = {"75/240 - التطورات", "إن الجمعية العامة،", "إذ تشير إلى قرارها 53/70،", "1 - تقرر أن تجتمع؛"};
    static const char *const chinese[] = {"75/240. 发展", "大会，", "回顾其决议，", "1. 决定开会；"};

    (void)state;
    CHECK("French", "fr", french,
          "title[75/240.]\norgan[]\npreambular[]Rappelant également\noperative[1.]Décide\nsub1[a)]\nsub2[i)]\nclosing[]\nclosing[]\n");
    CHECK("Spanish", "es", spanish, "title[75/240.]\norgan[]\npreambular[]Teniendo presente\noperative[1.]Pide\n");
    CHECK("Russian", "ru", russian, "title[75/240.]\norgan[]\npreambular[]ссылаясь\noperative[1.]постановляет\nsub1[a)]\n");
    CHECK("Arabic", "ar", arabic, "title[75/240 -]\norgan[]\npreambular[]إذ تشير\noperative[1 -]تقرر\n");
    CHECK("Chinese", "zh", chinese, "title[75/240.]\norgan[]\npreambular[]回顾\noperative[1.]决定\n");
}

static void other_documents_keep_headings_and_numbers(void **state)
{
    static const char *const paragraphs[] = {"Draft convention on shared archives", "Preamble", "Welcoming the loss of several archives,",
                                             "Article 1: Objective", "The panel may meet.", "1. It meets in spring.", "(a) In New York;", "Article 2: Scope",
                                             "It covers all."};

    (void)state;
    CHECK("convention", "en", paragraphs,
          "title[]\nheading1[]\npreambular[]Welcoming\nheading1[]\nplain[]\nplain[1.]\nsub1[(a)]\nheading1[]\nplain[]\n");
}

static void automatic_labels_count_as_written_ones(void **state)
{
    static const struct {
        const char *label, *text;
    } rows[] = {{"", "The General Assembly,"}, {"", "Recalling A/70/174,"}, {"1.", "Decides to meet;"}, {"(a)", "In spring;"}, {"2.", "Requests a report."}};
    Text *text = text_new("en");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Paragraph paragraph = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = slice_from(rows[i].text), .label = slice_from(rows[i].label)};

        assert_ok(text_add(text, &paragraph, NULL));
    }
    assert_ok(anatomy_classify(text, NULL));
    assert_number(text->paragraphs[2].kind, KIND_OPERATIVE);
    assert_slice(text->paragraphs[2].label, "1.");
    assert_false(text->paragraphs[2].label_in_text);
    assert_number(text->paragraphs[2].opening_end, 7);
    assert_number(text->paragraphs[3].kind, KIND_SUB);
    assert_number(text->paragraphs[3].level, 1);
    assert_number(text->paragraphs[4].kind, KIND_OPERATIVE);
    text_free(text);
}

static void italics_mark_opening_words_that_no_table_has(void **state)
{
    Span      italic = {.start = 3, .end = 23, .styles = STYLE_ITALIC};
    Paragraph organ = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = SLICE("The General Assembly,")};
    Paragraph recital = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = SLICE("Recalling A/70/174,")};
    Paragraph operative = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = SLICE("1. Ventures once more to meet;"), .spans = &italic, .span_count = 1};
    Text     *text = text_new("en");

    (void)state;
    assert_ok(text_add(text, &organ, NULL));
    assert_ok(text_add(text, &recital, NULL));
    assert_ok(text_add(text, &operative, NULL));
    assert_ok(anatomy_classify(text, NULL));
    assert_slice(slice_part(text->paragraphs[2].text, text->paragraphs[2].opening_start, text->paragraphs[2].opening_end), "Ventures once more t");
    text_free(text);
}

static void languages_are_told_by_letters_and_words(void **state)
{
    static const struct {
        const char *text, *language;
        bool        right_to_left;
    } rows[] = {
        {"The report of the Secretary-General on the work of the Organization and of its bodies", "en", false},
        {"Le rapport du Secrétaire général sur les travaux de l’Organisation et des organes dans le monde", "fr", false},
        {"El informe del Secretario General y los trabajos de la Organización con el apoyo de las comisiones en una reunión", "es", false},
        {"Доклад Генерального секретаря о работе Организации", "ru", false},
        {"تقرير الأمين العام عن أعمال المنظمة وهيئاتها", "ar", true},
        {"秘书长关于联合国工作的报告及其各机构今后的安排和计划说明", "zh", false},
        {"事務総長の報告についての討論をおこないます。そしてこれはにほんごです", "", false},
        {"Der Bericht des Generalsekretärs über die Tätigkeit der Vereinten Nationen", "", false},
        {"Доповідь Генерального секретаря про роботу Організації і її органів", "", false},
        {"דוח המזכיר הכללי על עבודת הארגון", "", true},
        {"1234 5678", "", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text *text = text_of("", &rows[i].text, 1);

        ROW(rows[i].text);
        text_detect_language(text);
        assert_slice(slice_from(text->language), rows[i].language);
        assert_number(text_is_right_to_left(text), rows[i].right_to_left);
        text_free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_without_a_masthead_is_a_resolution),
        cmocka_unit_test(letters_and_roman_numbers_are_told_apart),
        cmocka_unit_test(handles_say_what_a_paragraph_is),
        cmocka_unit_test(sections_annexes_and_closing_lines),
        cmocka_unit_test(other_languages_have_their_own_words),
        cmocka_unit_test(other_documents_keep_headings_and_numbers),
        cmocka_unit_test(automatic_labels_count_as_written_ones),
        cmocka_unit_test(italics_mark_opening_words_that_no_table_has),
        cmocka_unit_test(languages_are_told_by_letters_and_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
