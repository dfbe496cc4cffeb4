/* SPDX-License-Identifier: Apache-2.0
 *
 * Large stored forms. Each of these took minutes when a place was counted from the beginning of its text, or a list gone over for each of its members. Nothing is timed: who makes it quadratic again
 * will notice.
 */
#include "unit/suite.h"

#include <jansson.h>

#include "compare/compare.h"

enum { LARGE_MAX = 64 * 1024 * 1024, MANY = SANITIZED ? 10000 : 50000 };

#define ONE "p-aaaaaaaaaa"

/* `count` times `each`, where %d becomes its number times `step`, and then that and one more. */
static void print_list(Buffer *out, const char *each, int count, int step)
{
    buffer_add_byte(out, '[');
    for (int i = 0; i < count; i++) {
        if (i != 0)
            buffer_add_byte(out, ',');
        for (const char *at = each; *at != '\0'; at++) {
            if (*at == '#')
                buffer_add_format(out, "%d", i * step);
            else if (*at == '+')
                buffer_add_format(out, "%d", i * step + 1);
            else
                buffer_add_byte(out, *at);
        }
    }
    buffer_add_byte(out, ']');
}

static void print_words(Buffer *out, const char *word, int count)
{
    buffer_add_byte(out, '"');
    for (int i = 0; i < count; i++)
        buffer_add_string(out, word);
    buffer_add_byte(out, '"');
}

/* ---- texts ---- */

/* A text of one paragraph; or of `paragraphs` of them, with ids in letters and digits that base32 has. */
static const struct {
    const char *name;
    const char *word;       /* `words` times this is the paragraph's text */
    int         words;
    const char *list, *each; /* and this its list, of as many */
    int         count, step;
    int         paragraphs; /* 0: one, with that; else as many with one of it each */
    size_t      want;       /* paragraphs of the text that is read */
} texts[] = {
    {"marks of one paragraph", "a\xC3\xA9", MANY, "marks", "[#,+,\"bold\"]", MANY, 2, 0, 1},
    {"marks of a long paragraph", "abcdefghijklmnopqrstuvwxyzabcdefghijklmn", MANY, "marks", "[#,+,\"bold\"]", MANY, 40, 0, 1},
    {"one mark over and over", "abcdefghijklmnopqrstuvwxyzabcdefghijklmn", MANY, "marks", "[3999,4000,\"bold\"]", MANY, 0, 0, 1},
    {"notes of one paragraph", "a\xEF\xBF\xBC", MANY, "notes", "{\"at\":+,\"text\":\"n\"}", MANY, 2, 0, 1 + MANY},
    {"objects of one paragraph", "a\xEF\xBF\xBC", MANY, "objects", "{\"at\":+,\"kind\":\"box\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"text\":\"b\"}", MANY, 2, 0,
     1 + MANY},
    {"a note in each paragraph", "a\xEF\xBF\xBC", 1, "notes", "{\"at\":+,\"text\":\"n\"}", 1, 2, MANY, 2 * MANY},
    {"a box in each paragraph", "a\xEF\xBF\xBC", 1, "objects", "{\"at\":+,\"kind\":\"box\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"text\":\"b\"}", 1, 2, MANY,
     2 * MANY},
};

static void print_text(size_t row, Buffer *out)
{
    int paragraphs = texts[row].paragraphs != 0 ? texts[row].paragraphs : 1;

    buffer_add_string(out, "{\"format\":\"rapporteur/text/v1\",\"language\":\"en\",\"paragraphs\":[");
    for (int i = 0; i < paragraphs; i++) {
        char id[] = ONE;

        for (int k = 2, rest = i; rest != 0; rest /= 26)
            id[k++] = (char)('a' + rest % 26);
        buffer_add_format(out, "%s{\"id\":\"%s\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":", i == 0 ? "" : ",", id);
        print_words(out, texts[row].word, texts[row].words);
        buffer_add_format(out, ",\"%s\":", texts[row].list);
        print_list(out, texts[row].each, texts[row].count, texts[row].step);
        buffer_add_byte(out, '}');
    }
    buffer_add_string(out, "]}");
    assert_ok(out->status);
}

static void a_large_text_is_read_and_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        Text  *text = NULL, *again = NULL;
        Buffer stored, twice;

        ROW(texts[i].name);
        buffer_init(&stored, LARGE_MAX);
        buffer_init(&twice, LARGE_MAX);
        print_text(i, &stored);
        assert_ok(text_decode(buffer_slice(&stored), &text, NULL));
        assert_number(text->count, texts[i].want);
        buffer_reset(&stored);
        assert_ok(text_encode(text, &stored, NULL));
        assert_ok(text_decode(buffer_slice(&stored), &again, NULL));
        assert_ok(text_encode(again, &twice, NULL));
        assert_slices(buffer_slice(&twice), buffer_slice(&stored));
        text_free(text);
        text_free(again);
        buffer_clear(&stored);
        buffer_clear(&twice);
    }
}

/* Half of the notes are marked again, the last of them the more often. */
static void a_note_may_be_marked_again_often(void **state)
{
    Text  *text = NULL;
    Buffer stored;
    char   again[64];

    (void)state;
    buffer_init(&stored, LARGE_MAX);
    buffer_add_string(&stored, "{\"language\":\"en\",\"paragraphs\":[{\"id\":\"" ONE "\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":");
    print_words(&stored, "\xEF\xBF\xBC", MANY);
    buffer_add_string(&stored, ",\"notes\":");
    print_list(&stored, "{\"at\":#,\"text\":\"n\"}", MANY / 2, 1);
    stored.size--;
    for (int i = MANY / 2; i < MANY; i++) {
        (void)snprintf(again, sizeof again, ",{\"at\":%d,\"again\":%d}", i, MANY / 2 - 1);
        buffer_add_string(&stored, again);
    }
    buffer_add_string(&stored, "]}]}");
    assert_ok(stored.status);
    assert_ok(text_decode(buffer_slice(&stored), &text, NULL));
    assert_number(text->count, 1 + MANY / 2);
    assert_number(text->paragraphs[0].anchors[MANY - 1].story, text->paragraphs[0].anchors[MANY / 2 - 1].story);
    text_free(text);
    buffer_clear(&stored);
}

/* ---- amendments ---- */

static const struct {
    const char *name, *each;
    int         step;
    size_t      want;
} amendments[] = {
    {"words of one paragraph", "{\"op\":\"replace\",\"paragraph\":\"" ONE "\",\"start\":#,\"end\":+,\"was\":\"a\",\"now\":\"x\"}", 2, MANY},
    {"words of a note", "{\"op\":\"replace_note\",\"paragraph\":\"" ONE "\",\"note\":0,\"start\":#,\"end\":+,\"was\":\"a\",\"now\":\"x\"}", 2, MANY},
    {"styles of one paragraph", "{\"op\":\"format\",\"paragraph\":\"" ONE "\",\"start\":#,\"end\":+,\"marks\":[[0,1,\"bold\"]]}", 2, MANY},
    {"insertions at one place", "{\"op\":\"replace\",\"paragraph\":\"" ONE "\",\"start\":2,\"end\":2,\"was\":\"\",\"now\":\"a word more\"}", 0, 1},
    {"paragraphs at one place", "{\"op\":\"insert_paragraph\",\"after\":\"\",\"key\":\"#\",\"kind\":\"plain\",\"level\":0,\"now\":\"x\"}", 1, MANY},
};

static void print_amendment_base(Buffer *out)
{
    buffer_add_string(out, "{\"language\":\"en\",\"paragraphs\":[{\"id\":\"" ONE "\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":");
    print_words(out, "a\xC3\xA9", MANY);
    out->size--;
    buffer_add_format(out, "\xEF\xBF\xBC\",\"notes\":[{\"at\":%d,\"text\":", 2 * MANY);
    print_words(out, "a\xC3\xA9", MANY);
    buffer_add_string(out, "}]}]}");
    assert_ok(out->status);
}

static void a_large_amendment_is_read(void **state)
{
    AmendmentReader *reader;
    Text            *base = NULL;
    Buffer           stored;

    (void)state;
    buffer_init(&stored, LARGE_MAX);
    print_amendment_base(&stored);
    assert_ok(text_decode(buffer_slice(&stored), &base, NULL));
    reader = amendment_reader_new(base);
    assert_non_null(reader);
    for (size_t i = 0; i < COUNT(amendments); i++) {
        Amendment *amendment = NULL;
        json_t    *list = NULL;

        ROW(amendments[i].name);
        buffer_reset(&stored);
        print_list(&stored, amendments[i].each, MANY, amendments[i].step);
        assert_ok(json_read(buffer_slice(&stored), &list, NULL));
        assert_ok(amendment_reader_read(reader, list, &amendment, NULL));
        assert_number(amendment->count, amendments[i].want);
        assert_number(amendment->item_count, MANY);
        amendment_free(amendment);
        json_decref(list);
    }
    amendment_reader_free(reader);
    text_free(base);
    buffer_clear(&stored);
}

static void an_insertion_with_many_marks_is_read(void **state)
{
    Text      *base = NULL;
    Amendment *amendment = NULL;
    json_t    *list = NULL;
    Buffer     stored;

    (void)state;
    buffer_init(&stored, LARGE_MAX);
    print_amendment_base(&stored);
    assert_ok(text_decode(buffer_slice(&stored), &base, NULL));
    buffer_reset(&stored);
    buffer_add_string(&stored, "[{\"op\":\"replace\",\"paragraph\":\"" ONE "\",\"start\":0,\"end\":0,\"was\":\"\",\"now\":");
    print_words(&stored, "abcdefghijklmnopqrstuvwxyzabcdefghijklmn", MANY);
    buffer_add_string(&stored, ",\"marks\":");
    print_list(&stored, "[#,+,\"bold\"]", MANY, 40);
    buffer_add_string(&stored, "}]");
    assert_ok(json_read(buffer_slice(&stored), &list, NULL));
    for (int times = 0; times < 2; times++) {
        AmendmentReader *reader = amendment_reader_new(base);

        assert_non_null(reader);
        assert_ok(amendment_reader_read(reader, list, &amendment, NULL));
        assert_number(amendment->changes[0].span_count, MANY);
        buffer_reset(&stored);
        assert_ok(amendment_encode(base, amendment, &stored, NULL));
        amendment_free(amendment);
        amendment = NULL;
        amendment_reader_free(reader);
    }
    json_decref(list);
    text_free(base);
    buffer_clear(&stored);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_text_is_read_and_printed),
        cmocka_unit_test(a_note_may_be_marked_again_often),
        cmocka_unit_test(a_large_amendment_is_read),
        cmocka_unit_test(an_insertion_with_many_marks_is_read),
    };

    return cmocka_run_group_tests_name("compare stored_large", tests, NULL, NULL);
}
