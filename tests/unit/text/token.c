/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens: what a word is, what stands alone, what is never cut, and that the fast way for ASCII cuts as ICU does.
 */
#include "unit/suite.h"

#include "text/text.h"

typedef struct Cut {
    Vocabulary *vocabulary;
    Cutter     *cutter;
    Token      *tokens;
    size_t      count, capacity;
} Cut;

static int open_cut(void **state)
{
    static Cut cut;

    cut = (Cut){.vocabulary = vocabulary_new(), .cutter = cutter_new("en")};
    *state = &cut;
    return cut.vocabulary == NULL || cut.cutter == NULL;
}

static int close_cut(void **state)
{
    Cut *cut = *state;

    memory_free(cut->tokens);
    cutter_free(cut->cutter);
    vocabulary_free(cut->vocabulary);
    return 0;
}

/* The tokens divided by bars. */
static void cut_text(Cut *cut, Slice text, Buffer *out)
{
    cut->count = 0;
    assert_ok(cutter_cut(cut->cutter, cut->vocabulary, text, NULL, 0, &cut->tokens, &cut->count, &cut->capacity));
    for (size_t i = 0; i < cut->count; i++) {
        if (i != 0)
            buffer_add_byte(out, '|');
        buffer_add(out, slice_part(text, cut->tokens[i].start, cut->tokens[i].end));
    }
}

static void words_are_cut_where_a_reader_sees_them(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } rows[] = {
        {"words and marks", "States shall, not may.", "States| |shall|,| |not| |may|."},
        {"apostrophe inside", "the group's work", "the| |group's| |work"},
        {"numbers", "3.14 and 1,000;", "3.14| |and| |1,000|;"},
        {"symbol", "A/RES/75/240", "A|/|RES|/|75|/|240"},
        {"spaces together", "a  b", "a|  |b"},
        {"line break and tab alone", "a\n\tb", "a|\n|\t|b"},
        {"curly apostrophe", "group\xE2\x80\x99s work", "group\xE2\x80\x99s| |work"},
        {"accent stays with its letter", "cafe\xCC\x81 noir", "cafe\xCC\x81| |noir"},
        {"Han one by one", "会员国应当", "会|员|国|应|当"},
        {"Han and Latin", "第3段ICT", "第|3|段|ICT"},
        {"Cyrillic", "не должны", "не| |должны"},
        {"Arabic with marks and tatweel", "الدُّوَل يجـب", "الدُّوَل| |يجـب"},
        {"combining mark after Han", "国\xCC\x81家", "国\xCC\x81|家"},
        {"empty", "", ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].name);
        buffer_init(&out, 4096);
        cut_text(*state, slice_from(rows[i].text), &out);
        assert_slices(buffer_slice(&out), slice_from(rows[i].want));
        buffer_clear(&out);
    }
}

/* A text with a letter outside ASCII behind it takes the way over ICU; in front of that letter both must cut alike. */
static void ascii_is_cut_as_icu_cuts_it(void **state)
{
    static const char letters[] = "abcXYZ0123456789   .,;:'\"-()[]/%$+*&!?@#<>=\t\n.,'5a~^`{}|\\";
    Cut              *cut = *state;
    uint32_t          seed = 20261125;

    for (int round = 0; round < 50000; round++) {
        char   text[64], wide[64];
        size_t size = 0, ascii_count;
        Token  ascii[64];

        seed = seed * 1664525U + 1013904223U;
        for (size_t n = 1 + (seed >> 16) % 40; size < n; size++) {
            seed = seed * 1664525U + 1013904223U;
            text[size] = letters[(seed >> 12) % (sizeof letters - 1)];
        }
        text[size++] = '\n';
        memcpy(wide, text, size);
        memcpy(wide + size, "\xC3\xA9", 2);
        cut->count = 0;
        assert_ok(cutter_cut(cut->cutter, cut->vocabulary, (Slice){text, size}, NULL, 0, &cut->tokens, &cut->count, &cut->capacity));
        ascii_count = cut->count;
        assert_true(ascii_count <= 64);
        memcpy(ascii, cut->tokens, ascii_count * sizeof(Token));
        cut->count = 0;
        assert_ok(cutter_cut(cut->cutter, cut->vocabulary, (Slice){wide, size + 2}, NULL, 0, &cut->tokens, &cut->count, &cut->capacity));
        assert_number(cut->count, ascii_count + 1);
        assert_memory_equal(ascii, cut->tokens, ascii_count * sizeof(Token));
    }
}

static void objects_are_equal_by_content_and_notes_by_kind(void **state)
{
    Cut   *cut = *state;
    Anchor anchors[3] = {{.at = 0, .kind = ANCHOR_IMAGE, .sha256 = {1}}, {.at = 3, .kind = ANCHOR_IMAGE, .sha256 = {2}}, {.at = 6, .kind = ANCHOR_FOOTNOTE, .sha256 = {3}}};
    Anchor others[3] = {{.at = 0, .kind = ANCHOR_IMAGE, .sha256 = {1}}, {.at = 3, .kind = ANCHOR_FOOTNOTE, .sha256 = {9}}, {.at = 6, .kind = ANCHOR_ENDNOTE, .sha256 = {3}}};
    Slice  text = SLICE("\xEF\xBF\xBC\xEF\xBF\xBC\xEF\xBF\xBC");
    Token  first[3];

    cut->count = 0;
    assert_ok(cutter_cut(cut->cutter, cut->vocabulary, text, anchors, 3, &cut->tokens, &cut->count, &cut->capacity));
    assert_number(cut->count, 3);
    memcpy(first, cut->tokens, sizeof first);
    assert_true(first[0].word != first[1].word);
    cut->count = 0;
    assert_ok(cutter_cut(cut->cutter, cut->vocabulary, text, others, 3, &cut->tokens, &cut->count, &cut->capacity));
    assert_number(cut->tokens[0].word, first[0].word);
    assert_number(cut->tokens[1].word, first[2].word);
    assert_true(cut->tokens[2].word != first[2].word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_cut_where_a_reader_sees_them, open_cut, close_cut),
        cmocka_unit_test_setup_teardown(ascii_is_cut_as_icu_cuts_it, open_cut, close_cut),
        cmocka_unit_test_setup_teardown(objects_are_equal_by_content_and_notes_by_kind, open_cut, close_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
