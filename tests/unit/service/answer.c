/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers to the questions of a call: what is typed becomes a text with marks; headings of a file are matched to questions in six languages by their words or their letter, and nothing that is no heading
 * is. What is typed and what is read back are the same words.
 */
#include "service/answer_text.h"
#include "suite.h"

#include <jansson.h>

static json_t *questions;

static int setup(void **state)
{
    (void)state;
    questions = json_loads("[{\"letter\":\"a\",\"words\":{\"en\":\"Efforts taken at the national level to strengthen information security\","
                           "\"fr\":\"Efforts engagés au niveau national pour renforcer la sécurité de l’information\",\"es\":\"Esfuerzos realizados a nivel nacional para reforzar la seguridad de la información\","
                           "\"ru\":\"Усилия, предпринятые на национальном уровне для укрепления информационной безопасности\",\"ar\":\"الجهود المبذولة على المستوى الوطني لتعزيز أمن المعلومات\","
                           "\"zh\":\"国家一级为加强信息安全所作的努力\"}},"
                           "{\"letter\":\"b\",\"words\":{\"en\":\"The content of the concepts mentioned in the reports\",\"fr\":\"La teneur des principes visés dans les rapports\",\"es\":\"El contenido de los conceptos mencionados en los informes\","
                           "\"ru\":\"Содержание концепций, упомянутых в докладах\",\"ar\":\"مضمون المفاهيم المذكورة في التقارير\",\"zh\":\"各报告所提概念的内容\"}}]",
                           0, NULL);
    assert_non_null(questions);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    json_decref(questions);
    return 0;
}

/* ---- what is typed ---- */

static void what_is_typed_is_read_back(void **state)
{
    const AnswerPart parts[] = {{.words = SLICE("We thank.\r\n\r\n")}, {SLICE("a"), SLICE("Efforts"), SLICE("One.\n\n  Two.  \nThree.")}, {SLICE("b"), SLICE("Concepts"), SLICE(" \n ")}};
    Text            *text = NULL;
    json_t          *answers = NULL;
    Buffer           words;
    size_t           count;

    (void)state;
    buffer_init(&words, 10000);
    assert_ok(service_answer_text(parts, COUNT(parts), "en", &text, &answers, NULL));
    assert_number(text->count, 5); /* an answer without words has no heading either */
    assert_number(json_array_size(answers), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(answers, 0), "from")), text->paragraphs[1].id);
    assert_string_equal(json_string_value(json_object_get(json_array_get(answers, 0), "until")), text->paragraphs[4].id);
    assert_number(text->paragraphs[1].kind, KIND_HEADING);
    assert_slices(text->paragraphs[1].label, SLICE("(a)"));
    service_answer_words(text, answers, SLICE("a"), &words);
    assert_slices(buffer_slice(&words), SLICE("One.\n\nTwo.\n\nThree."));
    buffer_reset(&words);
    service_answer_words(text, answers, SLICE(""), &words);
    assert_slices(buffer_slice(&words), SLICE("We thank."));
    buffer_reset(&words);
    service_answer_words(text, answers, SLICE("b"), &words);
    assert_number(words.size, 0);
    assert_ok(service_answer_count(text, &count, NULL));
    assert_number(count, 6); /* two, the heading, three */
    buffer_clear(&words);
    json_decref(answers);
    text_free(text);
}

static void nothing_typed_is_no_text(void **state)
{
    const AnswerPart parts[] = {{.words = SLICE("")}, {SLICE("a"), SLICE("Efforts"), SLICE("\n")}};
    Text            *text = NULL;
    json_t          *answers = NULL;

    (void)state;
    assert_ok(service_answer_text(parts, COUNT(parts), "en", &text, &answers, NULL));
    assert_number(text->count, 0);
    assert_number(json_array_size(answers), 0);
    json_decref(answers);
    text_free(text);
}

/* ---- headings of a file ---- */

/* Paragraphs between "|"; one that begins with "#" is a heading. What each question is matched to, as "a:1-2 b:3-3". */
static void match(const char *language, const char *lines, char out[200])
{
    Text   *text = text_new(language);
    json_t *answers = NULL, *answer;
    Slice   rest = slice_from(lines);
    size_t  i, used = 0;

    while (rest.size != 0) {
        const char *bar = memchr(rest.data, '|', rest.size);
        size_t      size = bar != NULL ? (size_t)(bar - rest.data) : rest.size;
        bool        heading = rest.data[0] == '#';
        Slice       line = slice_part(rest, heading ? 1 : 0, size);

        assert_ok(text_add(text, &(Paragraph){.kind = heading ? KIND_HEADING : KIND_PLAIN, .level = heading ? 1 : 0, .text = line, .table = NO_TABLE}, NULL));
        rest = slice_part(rest, bar != NULL ? size + 1 : size, rest.size);
    }
    assert_ok(text_identify(text));
    assert_ok(service_answer_match(text, questions, &answers, NULL));
    out[0] = '\0';
    json_array_foreach(answers, i, answer)
        used += (size_t)snprintf(out + used, 200 - used, "%s%s:%ld-%ld", used != 0 ? " " : "", json_string_value(json_object_get(answer, "question")),
                                 text_find(text, slice_from(json_string_value(json_object_get(answer, "from")))), text_find(text, slice_from(json_string_value(json_object_get(answer, "until")))));
    json_decref(answers);
    text_free(text);
}

static void headings_are_matched_in_six_languages(void **state)
{
    static const struct {
        const char *language, *lines, *want;
    } rows[] = {
        {"en", "We thank.|(a) Efforts taken at the national level to strengthen information security|One.|Two.|(b) The content of the concepts mentioned in the reports|Three.", "a:1-3 b:4-5"},
        {"en", "EFFORTS TAKEN AT THE NATIONAL LEVEL TO STRENGTHEN INFORMATION SECURITY:|One.", "a:0-1"},
        {"en", "#(a)|One.|#(b)|Two.", "a:0-1 b:2-3"},
        {"en", "#b. What we mean|Two.|#a. What we do|One.", "b:0-1 a:2-3"},
        {"en", "#(a) What we do|(a) a list item;|(b) another;|#(b) What we mean|Two.", "a:0-2 b:3-4"}, /* items of a list are no headings */
        {"en", "(a) a list item;|(b) another.", ""},
        {"en", "#1. Introduction|One.|#2. Measures|Two.", ""}, /* numbers are no letters */
        {"en", "As for the content of the concepts mentioned in the reports, we said in many words that nothing is to be added to what has been said before.|One.", ""}, /* a sentence that has the words */
        {"fr", "a) Efforts engagés au niveau national pour renforcer la sécurité de l'information|Un.|b) La teneur des principes visés dans les rapports|Deux.", "a:0-1 b:2-3"},
        {"es", "Esfuerzos realizados a nivel nacional para reforzar la seguridad de la información|Uno.", "a:0-1"},
        {"ru", "а) Усилия, предпринятые на национальном уровне для укрепления информационной безопасности|Раз.|#б) О концепциях|Два.", "a:0-1 b:2-3"},
        {"ar", "#(أ)|واحد.|(ب) مضمون المفاهيم المذكورة في التقارير|اثنان.", "a:0-1 b:2-3"},
        {"zh", "（一）国家一级为加强信息安全所作的努力|一。|（二）各报告所提概念的内容|二。", "a:0-1 b:2-3"},
        {"fr", "Efforts taken at the national level to strengthen information security|Un.", "a:0-1"}, /* the question left in English */
        {"en", "#(a)|One.|#(a)|Again.", "a:0-3"},                                                       /* the first stands */
        {"en", "", ""},
    };
    char got[200];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].lines);
        match(rows[i].language, rows[i].lines, got);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: \"%s\", wanted \"%s\"", rows[i].lines, got, rows[i].want);
    }
}

/* ---- what stays as a file has it ---- */

static const char reply[] =
    "{\"format\":\"rapporteur/text/v1\",\"language\":\"en\",\"paragraphs\":["
    "{\"id\":\"p-aaaaaaaaaa\",\"kind\":\"title\",\"label\":\"\",\"level\":0,\"text\":\"Reply\xEF\xBF\xBC\",\"notes\":[{\"at\":5,\"text\":\"Fictional.\"}]},"
    "{\"id\":\"p-bbbbbbbbbb\",\"kind\":\"heading\",\"label\":\"\",\"level\":1,\"text\":\"(a) What we do\"},"
    "{\"id\":\"p-cccccccccc\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":\"Very much.\xEF\xBF\xBC\xEF\xBF\xBC\",\"marks\":[[0,4,\"bold\"]],\"notes\":[{\"at\":10,\"text\":\"See below.\"},{\"at\":11,\"again\":0}]},"
    "{\"id\":\"p-dddddddddd\",\"kind\":\"cell\",\"label\":\"\",\"level\":0,\"text\":\"Year\",\"cell\":[4,0,0]},"
    "{\"id\":\"p-eeeeeeeeee\",\"kind\":\"cell\",\"label\":\"\",\"level\":0,\"text\":\"2019\",\"cell\":[4,0,1]},"
    "{\"id\":\"p-ffffffffff\",\"kind\":\"heading\",\"label\":\"\",\"level\":1,\"text\":\"(b) What we mean\"},"
    "{\"id\":\"p-gggggggggg\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":\"Words.\xEF\xBF\xBC\",\"notes\":[{\"at\":6,\"again\":1}]}]}";

typedef struct Joined {
    Text   *file, *text;
    json_t *file_answers, *answers;
} Joined;

/* As somebody leaves the boxes: NULL, untouched. */
static void join_boxes(const char *opening, const char *a, const char *b, Joined *out)
{
    const char *typed[] = {opening, a, b};
    Buffer      words[3];
    AnswerPart  parts[] = {{.question = {NULL, 0}}, {SLICE("a"), SLICE("Efforts"), {NULL, 0}}, {SLICE("b"), SLICE("Concepts"), {NULL, 0}}};

    *out = (Joined){0};
    assert_ok(text_decode(slice_from(reply), &out->file, NULL));
    assert_ok(service_answer_match(out->file, questions, &out->file_answers, NULL));
    for (size_t i = 0; i < COUNT(parts); i++) {
        buffer_init(&words[i], 10000);
        service_answer_words(out->file, out->file_answers, parts[i].question, &words[i]);
        parts[i].words = typed[i] != NULL ? slice_from(typed[i]) : buffer_slice(&words[i]);
    }
    assert_ok(service_answer_joined(parts, COUNT(parts), &(AnswerFile){out->file, out->file_answers}, 1, "en", &out->text, &out->answers, NULL));
    for (size_t i = 0; i < COUNT(parts); i++)
        buffer_clear(&words[i]);
}

static void joined_clear(Joined *joined)
{
    text_free(joined->file);
    text_free(joined->text);
    json_decref(joined->file_answers);
    json_decref(joined->answers);
}

static void assert_plain(const Text *text, const char *want)
{
    Buffer plain;

    buffer_init(&plain, 10000);
    text_print_plain(text, &plain);
    assert_slices(buffer_slice(&plain), slice_from(want));
    buffer_clear(&plain);
}

static void what_is_not_changed_stays_as_the_file_has_it(void **state)
{
    Joined joined;

    (void)state;
    join_boxes(NULL, NULL, NULL, &joined);
    assert_plain(joined.text, "Reply\n(a) What we do\nVery much.\nYear\n2019\n(b) What we mean\nWords.\nFictional.\nSee below.\n");
    assert_number(joined.text->paragraphs[2].span_count, 1);
    assert_number(joined.text->paragraphs[2].anchors[1].story, joined.text->paragraphs[0].anchors[0].story); /* marked again */
    assert_number(joined.text->paragraphs[6].anchors[0].story, joined.text->paragraphs[2].anchors[0].story);
    assert_number(joined.text->paragraphs[4].table, 0);
    assert_number(joined.text->paragraphs[4].column, 1);
    assert_number(json_array_size(joined.answers), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(joined.answers, 0), "from")), joined.text->paragraphs[1].id);
    assert_string_equal(json_string_value(json_object_get(json_array_get(joined.answers, 0), "until")), joined.text->paragraphs[4].id);
    joined_clear(&joined);
}

/* A note that stood first in words that are gone stands first where it was marked again. */
static void what_is_changed_is_typed(void **state)
{
    Joined joined;

    (void)state;
    join_boxes("We thank.", "Little.", NULL, &joined);
    assert_plain(joined.text, "We thank.\nEfforts\nLittle.\n(b) What we mean\nWords.\nSee below.\n");
    assert_number(joined.text->paragraphs[4].anchor_count, 1);
    assert_number(json_array_size(joined.answers), 2);
    joined_clear(&joined);
    join_boxes("", NULL, "", &joined);
    assert_plain(joined.text, "(a) What we do\nVery much.\nYear\n2019\nSee below.\nFictional.\n");
    assert_number(json_array_size(joined.answers), 1);
    joined_clear(&joined);
    join_boxes("", "", "", &joined);
    assert_number(joined.text->count, 0);
    joined_clear(&joined);
}

/* ---- a file, through the sandbox ---- */

static void a_file_is_taken_apart(void **state)
{
    static const char page[] = "# Reply of Delegation 01 (fictional)\n\nWe thank.\n\n## (a) Efforts taken at the national level to strengthen information security\n\nWe did *much*.\n\nAnd more.\n";
    json_t           *out = NULL;

    (void)state;
    assert_ok(service_answer_file(SLICE("reply.md"), slice_from(page), questions, &out, NULL));
    assert_string_equal(json_string_value(json_object_get(json_object_get(out, "parts"), "a")), "We did much.\n\nAnd more.");
    assert_string_equal(json_string_value(json_object_get(json_object_get(out, "parts"), "")), "Reply of Delegation 01 (fictional)\n\nWe thank.");
    assert_number(json_array_size(json_object_get(out, "found")), 1);
    assert_number(json_array_size(json_object_get(out, "missing")), 1);
    assert_true(json_is_true(json_object_get(out, "more"))); /* much */
    assert_false(json_is_true(json_object_get(out, "images")));
    assert_true(json_is_string(json_object_get(out, "text")));
    json_decref(out);
    out = NULL;
    assert_int_not_equal(service_answer_file(SLICE("reply.pdf"), SLICE("%PDF-1.7\n"), questions, &out, NULL), OK);
    assert_null(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_is_read_back), cmocka_unit_test(nothing_typed_is_no_text), cmocka_unit_test(headings_are_matched_in_six_languages), cmocka_unit_test(what_is_not_changed_stays_as_the_file_has_it),
        cmocka_unit_test(what_is_changed_is_typed), cmocka_unit_test(a_file_is_taken_apart),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("service answer", tests, setup, teardown);
}
