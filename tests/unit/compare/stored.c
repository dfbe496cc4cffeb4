/* SPDX-License-Identifier: Apache-2.0
 *
 * The stored forms of texts, amendments and compilations: what is written is read back as the same, and what is damaged is refused with a sentence.
 */
#include "unit/suite.h"

#include "unit/compare/cases.h"

enum { SHOWN_MAX = 1024 * 1024 };

static const char base_lines[] = "1. States shall report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n";

static Text *make_base(void)
{
    CompareCase one = {.language = "en"};

    return cases_text(&one, SLICE(base_lines));
}

/* {"changes":[…],"version":"…"} with $1, $2, $3 for the ids of the base's paragraphs. */
static void print_amendment(const Text *base, const char *changes, Buffer *out)
{
    char version[SHA256_HEX_SIZE];

    assert_ok(text_digest(base, version, NULL));
    buffer_add_string(out, "{\"changes\":");
    for (; *changes != '\0'; changes++) {
        if (*changes == '$')
            buffer_add_string(out, base->paragraphs[*++changes - '1'].id);
        else
            buffer_add_byte(out, *changes);
    }
    buffer_add_format(out, ",\"version\":\"%s\"}", version);
}

/* ---- amendments ---- */

#define REPLACE_SHALL "{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":10,\"end\":15,\"was\":\"shall\",\"now\":\"should\"}"
#define REPLACE_CHAIR "{\"op\":\"replace\",\"paragraph\":\"$2\",\"start\":7,\"end\":12,\"was\":\"Chair\",\"now\":\"Secretary\"}"
#define DELETE_TWO "{\"op\":\"delete_paragraph\",\"paragraph\":\"$2\",\"was\":\"2. The Chair shall convene the group.\"}"
#define MOVE_TWO(key) "{\"op\":\"move_paragraph\",\"paragraph\":\"$2\",\"was\":\"2. The Chair shall convene the group.\",\"after\":\"$3\",\"key\":\"" key "\"}"
#define FORMAT_TWO "{\"op\":\"format\",\"paragraph\":\"$2\",\"start\":0,\"end\":2,\"marks\":[[0,2,\"bold\"]]}"

static const struct {
    const char *name, *changes, *want;
} good[] = {
    {"a replacement", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":10,\"end\":15,\"was\":\"shall\",\"now\":\"should\"}]",
     "1. States should report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n"},
    {"positions are code points", "[{\"op\":\"replace\",\"paragraph\":\"$3\",\"start\":7,\"end\":9,\"was\":\"la\",\"now\":\"une\"}]",
     "1. States shall report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide une suite.\n"},
    {"two insertions at one place keep the order of the array",
     "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":3,\"end\":3,\"was\":\"\",\"now\":\"All \"},"
     "{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":3,\"end\":3,\"was\":\"\",\"now\":\"interested \"}]",
     "1. All interested States shall report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n"},
    {"a mark splits", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":9,\"end\":10,\"was\":\" \",\"now\":\"\xE2\x80\xA9\"}]",
     "1. States\nshall report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n"},
    {"length + 1 joins", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":33,\"end\":34,\"was\":\"\xE2\x80\xA9\",\"now\":\" \"}]",
     "1. States shall report each year. 2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n"},
    {"a new paragraph behind a new one",
     "[{\"op\":\"insert_paragraph\",\"after\":\"$1\",\"key\":\"a\",\"kind\":\"plain\",\"level\":0,\"now\":\"One.\"},"
     "{\"op\":\"insert_paragraph\",\"after\":\"a\",\"key\":\"b\",\"kind\":\"plain\",\"level\":0,\"now\":\"Two.\"}]",
     "1. States shall report each year.\nOne.\nTwo.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n"},
    {"before the first", "[{\"op\":\"insert_paragraph\",\"after\":\"\",\"key\":\"a\",\"kind\":\"plain\",\"level\":0,\"now\":\"Zero.\"}]",
     "Zero.\n1. States shall report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n"},
    {"a deletion", "[{\"op\":\"delete_paragraph\",\"paragraph\":\"$2\",\"was\":\"2. The Chair shall convene the group.\"}]",
     "1. States shall report each year.\nD\xC3\xA9" "cide la suite.\n"},
    {"a move", "[{\"op\":\"move_paragraph\",\"paragraph\":\"$1\",\"was\":\"1. States shall report each year.\",\"after\":\"$3\",\"key\":\"a\"}]",
     "2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\n1. States shall report each year.\n"},
    {"moved with other words",
     "[{\"op\":\"move_paragraph\",\"paragraph\":\"$1\",\"was\":\"1. States shall report each year.\",\"after\":\"$3\",\"key\":\"a\",\"kind\":\"plain\",\"level\":0,\"now\":\"States report each year.\"}]",
     "2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\nStates report each year.\n"},
    {"moved, and others deleted and changed", "[" REPLACE_SHALL "," MOVE_TWO("a") ",{\"op\":\"delete_paragraph\",\"paragraph\":\"$3\",\"was\":\"D\xC3\xA9" "cide la suite.\"}]",
     "1. States should report each year.\n2. The Chair shall convene the group.\n"},
    {"words that are named out of order",
     "[{\"op\":\"replace\",\"paragraph\":\"$3\",\"start\":10,\"end\":15,\"was\":\"suite\",\"now\":\"fin\"},{\"op\":\"replace\",\"paragraph\":\"$3\",\"start\":7,\"end\":9,\"was\":\"la\",\"now\":\"une\"},"
     "{\"op\":\"replace\",\"paragraph\":\"$3\",\"start\":0,\"end\":6,\"was\":\"D\xC3\xA9" "cide\",\"now\":\"Note\"}]",
     "1. States shall report each year.\n2. The Chair shall convene the group.\nNote une fin.\n"},
    {"units of one gap, named through keys and without",
     "[{\"op\":\"insert_paragraph\",\"after\":\"$3\",\"key\":\"a\",\"kind\":\"plain\",\"level\":0,\"now\":\"A\"},{\"op\":\"insert_paragraph\",\"after\":\"$3\",\"key\":\"b\",\"kind\":\"plain\",\"level\":0,\"now\":\"B\"},"
     "{\"op\":\"insert_paragraph\",\"after\":\"a\",\"key\":\"c\",\"kind\":\"plain\",\"level\":0,\"now\":\"C\"}]",
     "1. States shall report each year.\n2. The Chair shall convene the group.\nD\xC3\xA9" "cide la suite.\nA\nB\nC\n"},
};

static void a_stored_amendment_makes_its_text(void **state)
{
    Text *base = make_base();

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        Amendment *amendment = NULL, *again = NULL;
        Text      *text = NULL;
        Buffer     json, shown, encoded, twice;

        ROW(good[i].name);
        buffer_init(&json, SHOWN_MAX);
        buffer_init(&shown, SHOWN_MAX);
        buffer_init(&encoded, SHOWN_MAX);
        buffer_init(&twice, SHOWN_MAX);
        print_amendment(base, good[i].changes, &json);
        assert_ok(amendment_decode(base, buffer_slice(&json), &amendment, NULL));
        assert_ok(amendment_apply(base, amendment, &text, NULL));
        text_print_plain(text, &shown);
        assert_slice(buffer_slice(&shown), good[i].want);
        assert_ok(amendment_encode(base, amendment, &encoded, NULL));
        assert_ok(amendment_decode(base, buffer_slice(&encoded), &again, NULL));
        assert_ok(amendment_encode(base, again, &twice, NULL));
        assert_slices(buffer_slice(&twice), buffer_slice(&encoded));
        amendment_free(amendment);
        amendment_free(again);
        text_free(text);
        buffer_clear(&json);
        buffer_clear(&shown);
        buffer_clear(&encoded);
        buffer_clear(&twice);
    }
    text_free(base);
}

static const struct {
    const char *name, *changes;
    Status      status;
    const char *message;
} bad[] = {
    {"other words stand there", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":10,\"end\":15,\"was\":\"may\",\"now\":\"should\"}]", ERR_CONFLICT,
     "amendment.other_base"},
    {"the deleted paragraph has other words", "[{\"op\":\"delete_paragraph\",\"paragraph\":\"$2\",\"was\":\"2.\"}]", ERR_CONFLICT, "amendment.other_base"},
    {"the moved paragraph has other words", "[{\"op\":\"move_paragraph\",\"paragraph\":\"$1\",\"was\":\"1.\",\"after\":\"$3\",\"key\":\"a\"}]", ERR_CONFLICT,
     "amendment.other_base"},
    {"past the end", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":99,\"end\":100,\"was\":\"x\",\"now\":\"y\"}]", ERR_SYNTAX, "amendment.damaged"},
    {"the end before the start", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":5,\"end\":4,\"was\":\"\",\"now\":\"y\"}]", ERR_SYNTAX, "amendment.damaged"},
    {"a negative start", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":-1,\"end\":4,\"was\":\"\",\"now\":\"y\"}]", ERR_SYNTAX, "amendment.damaged"},
    {"a paragraph that there is not", "[{\"op\":\"delete_paragraph\",\"paragraph\":\"p-aaaaaaaaaa\",\"was\":\"\"}]", ERR_SYNTAX, "amendment.damaged"},
    {"an unknown op", "[{\"op\":\"rewrite\",\"paragraph\":\"$1\"}]", ERR_SYNTAX, "amendment.damaged"},
    {"no op", "[{}]", ERR_SYNTAX, "amendment.damaged"},
    {"no list", "7", ERR_SYNTAX, "amendment.damaged"},
    {"behind a key that there is not", "[{\"op\":\"insert_paragraph\",\"after\":\"z\",\"key\":\"a\",\"kind\":\"plain\",\"level\":0,\"now\":\"x\"}]", ERR_SYNTAX,
     "amendment.damaged"},
    {"an unknown kind", "[{\"op\":\"insert_paragraph\",\"after\":\"\",\"key\":\"a\",\"kind\":\"ornament\",\"level\":0,\"now\":\"x\"}]", ERR_SYNTAX,
     "amendment.damaged"},
    {"two changes of the same words",
     "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":10,\"end\":15,\"was\":\"shall\",\"now\":\"should\"},"
     "{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":12,\"end\":15,\"was\":\"all\",\"now\":\"ow\"}]",
     ERR_SYNTAX, "amendment.meet"},
    {"the same words twice, with others between", "[" REPLACE_SHALL "," REPLACE_CHAIR "," REPLACE_SHALL "]", ERR_SYNTAX, "amendment.meet"},
    {"deleted twice", "[" DELETE_TWO "," DELETE_TWO "]", ERR_SYNTAX, "amendment.meet"},
    {"deleted and moved", "[" DELETE_TWO "," MOVE_TWO("a") "]", ERR_SYNTAX, "amendment.meet"},
    {"moved and deleted", "[" MOVE_TWO("a") "," DELETE_TWO "]", ERR_SYNTAX, "amendment.meet"},
    {"moved twice", "[" MOVE_TWO("a") "," MOVE_TWO("b") "]", ERR_SYNTAX, "amendment.meet"},
    {"words of a deleted paragraph", "[" REPLACE_CHAIR "," DELETE_TWO "]", ERR_SYNTAX, "amendment.meet"},
    {"words of a moved paragraph", "[" MOVE_TWO("a") "," REPLACE_CHAIR "]", ERR_SYNTAX, "amendment.meet"},
    {"styles of a deleted paragraph", "[" DELETE_TWO "," FORMAT_TWO "]", ERR_SYNTAX, "amendment.meet"},
    {"styles of a moved paragraph", "[" FORMAT_TWO "," MOVE_TWO("a") "]", ERR_SYNTAX, "amendment.meet"},
    {"styles of what is not there", "[{\"op\":\"format\",\"paragraph\":\"$2\",\"start\":900,\"end\":901,\"marks\":[]}]", ERR_SYNTAX, "amendment.damaged"},
    {"marks that go back", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":0,\"end\":0,\"was\":\"\",\"now\":\"abcd\",\"marks\":[[2,3,\"bold\"],[0,1,\"bold\"]]}]", ERR_SYNTAX, "amendment.damaged"},
    {"marks past the end", "[{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":0,\"end\":0,\"was\":\"\",\"now\":\"abcd\",\"marks\":[[2,5,\"bold\"]]}]", ERR_SYNTAX, "amendment.damaged"},
    {"a note that there is not", "[{\"op\":\"replace_note\",\"paragraph\":\"$1\",\"note\":0,\"start\":0,\"end\":0,\"was\":\"\",\"now\":\"x\"}]", ERR_SYNTAX,
     "amendment.damaged"},
};

static void a_damaged_amendment_is_refused_with_a_sentence(void **state)
{
    Text *base = make_base();

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        Amendment *amendment = NULL;
        Problem    problem = {.status = OK};
        Buffer     json, sentence;

        ROW(bad[i].name);
        buffer_init(&json, SHOWN_MAX);
        buffer_init(&sentence, SHOWN_MAX);
        print_amendment(base, bad[i].changes, &json);
        assert_number(amendment_decode(base, buffer_slice(&json), &amendment, &problem), bad[i].status);
        assert_null(amendment);
        assert_slice(slice_from(problem.message), bad[i].message);
        problem_print(&problem, &sentence);
        assert_true(sentence.size > 20 && sentence.data[sentence.size - 1] == '.');
        buffer_clear(&json);
        buffer_clear(&sentence);
    }
    text_free(base);
}

/* What is said of a change names it as the array counts, and what was joined is known. */
static void changes_keep_their_place_in_the_array(void **state)
{
    Text      *base = make_base();
    Amendment *amendment = NULL;
    Problem    problem = {.status = OK};
    Buffer     json;

    (void)state;
    buffer_init(&json, SHOWN_MAX);
    print_amendment(base, "[" DELETE_TWO ",{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":3,\"end\":3,\"was\":\"\",\"now\":\"All \"}," REPLACE_SHALL
                          ",{\"op\":\"replace\",\"paragraph\":\"$1\",\"start\":3,\"end\":3,\"was\":\"\",\"now\":\"the \"}]", &json);
    assert_ok(amendment_decode(base, buffer_slice(&json), &amendment, NULL));
    assert_number(amendment->count, 3);
    assert_number(amendment->item_count, 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_number(amendment->joined[i], i == 3 ? 1 : i);
    assert_number(amendment->changes[0].item, 1);
    assert_slice(amendment->changes[0].now, "All the ");
    assert_number(amendment->changes[1].item, 2);
    assert_number(amendment->changes[2].item, 0);
    amendment_free(amendment);
    amendment = NULL;
    buffer_reset(&json);
    print_amendment(base, "[" DELETE_TWO "," REPLACE_SHALL "," REPLACE_CHAIR "]", &json);
    assert_number(amendment_decode(base, buffer_slice(&json), &amendment, &problem), ERR_SYNTAX);
    assert_string_equal(problem.values[0], "3");
    buffer_clear(&json);
    text_free(base);
}

static void an_amendment_of_another_version_is_refused(void **state)
{
    Text      *base = make_base();
    Amendment *amendment = NULL;
    Problem    problem = {.status = OK};

    (void)state;
    assert_number(amendment_decode(base, SLICE("{\"changes\":[],\"version\":\"0000\"}"), &amendment, &problem), ERR_CONFLICT);
    assert_string_equal(problem.message, "amendment.other_version");
    text_free(base);
}

/* Every cut and every changed byte of a stored amendment, text and compilation: refused, or read as something that stands by itself. */
static void read_whatever(const Text *base, Slice bytes)
{
    Amendment         *amendment = NULL;
    Text              *text = NULL, *made = NULL;
    StoredCompilation *stored = NULL;
    Problem            problem = {.status = OK};

    if (amendment_decode(base, bytes, &amendment, &problem) == OK)
        assert_ok(amendment_apply(base, amendment, &made, NULL));
    else
        assert_non_null(problem.message);
    problem = (Problem){.status = OK};
    if (text_decode(bytes, &text, &problem) != OK)
        assert_non_null(problem.message);
    problem = (Problem){.status = OK};
    if (compilation_decode(bytes, &stored, &problem) != OK)
        assert_non_null(problem.message);
    amendment_free(amendment);
    text_free(text);
    text_free(made);
    stored_compilation_free(stored);
}

static void damage(const Text *base, const Buffer *bytes)
{
    char *copy = memory_new(bytes->size);

    assert_non_null(copy);
    for (size_t i = 0; i < bytes->size; i++) {
        memcpy(copy, bytes->data, bytes->size);
        read_whatever(base, (Slice){copy, i});
        copy[i] = (char)(copy[i] ^ (1 << i % 7));
        read_whatever(base, (Slice){copy, bytes->size});
    }
    memory_free(copy);
}

static void every_damaged_byte_is_survived(void **state)
{
    Text        *base = make_base();
    Amendment   *amendment = NULL;
    Compilation *compilation = NULL;
    Submission   submission = {.name = SLICE("A")};
    Buffer       bytes;

    (void)state;
    buffer_init(&bytes, SHOWN_MAX);
    print_amendment(base, good[5].changes, &bytes);
    assert_ok(amendment_decode(base, buffer_slice(&bytes), &amendment, NULL));
    damage(base, &bytes);
    submission.amendment = amendment;
    assert_ok(compilation_make(base, &submission, 1, &compilation, NULL));
    buffer_reset(&bytes);
    assert_ok(compilation_encode(compilation, &bytes, NULL));
    damage(base, &bytes);
    buffer_reset(&bytes);
    assert_ok(text_encode(base, &bytes, NULL));
    damage(base, &bytes);
    buffer_clear(&bytes);
    compilation_free(compilation);
    amendment_free(amendment);
    text_free(base);
}

/* ---- texts and frames ---- */

/* A frame's words are looked at eight bytes at a time. */
static void no_control_passes_in_a_frame(void **state)
{
    static const char words[] = "Decides to meet in May.";
    Text             *text = text_new("en"), *again = NULL;
    Buffer            frame;
    char             *place;

    (void)state;
    assert_non_null(text);
    assert_ok(text_add(text, &(Paragraph){.kind = KIND_PLAIN, .table = NO_TABLE, .text = slice_from(words)}, NULL));
    buffer_init(&frame, SHOWN_MAX);
    text_pack(text, &frame);
    place = memmem(frame.data, frame.size, words, sizeof words - 1);
    assert_non_null(place);
    for (size_t at = 0; at < sizeof words - 1; at++) {
        for (int byte = 0; byte < 0x100; byte++) {
            bool passes = (byte >= 0x20 && byte < 0x80) || byte == '\n' || byte == '\t';

            place[at] = (char)byte;
            assert_number(text_unpack(buffer_slice(&frame), &again, NULL), passes ? OK : ERR_SYNTAX);
            if (passes)
                text_free(again);
            again = NULL;
        }
        place[at] = words[at];
    }
    buffer_clear(&frame);
    text_free(text);
}

static void every_damaged_frame_is_survived(void **state)
{
    Text  *base = make_base(), *text = NULL;
    Buffer frame;
    char  *copy;

    (void)state;
    buffer_init(&frame, SHOWN_MAX);
    text_pack(base, &frame);
    copy = memory_new(frame.size);
    assert_non_null(copy);
    for (size_t i = 0; i < frame.size; i++) {
        assert_number(text_unpack((Slice){frame.data, i}, &text, NULL), ERR_SYNTAX); /* cut */
        memcpy(copy, frame.data, frame.size);
        copy[i] = (char)(copy[i] ^ (1 << i % 8));
        if (text_unpack((Slice){copy, frame.size}, &text, NULL) == OK)
            text_free(text);
        text = NULL;
    }
    memory_free(copy);
    buffer_clear(&frame);
    text_free(base);
}

static void a_compilation_comes_back_with_names_and_changes(void **state)
{
    Text              *base = make_base();
    Amendment         *amendment = NULL;
    Compilation       *compilation = NULL, *again = NULL;
    StoredCompilation *stored = NULL;
    Submission         submissions[2] = {{.name = SLICE("Zed; and others")}, {.name = SLICE("C\xC3\xB4te <&\">")}};
    Buffer             bytes, twice;

    (void)state;
    buffer_init(&bytes, SHOWN_MAX);
    buffer_init(&twice, SHOWN_MAX);
    print_amendment(base, good[3].changes, &bytes);
    assert_ok(amendment_decode(base, buffer_slice(&bytes), &amendment, NULL));
    submissions[0].amendment = submissions[1].amendment = amendment;
    assert_ok(compilation_make(base, submissions, 2, &compilation, NULL));
    buffer_reset(&bytes);
    assert_ok(compilation_encode(compilation, &bytes, NULL));
    assert_ok(compilation_decode(buffer_slice(&bytes), &stored, NULL));
    assert_number(stored->count, 2);
    for (size_t i = 0; i < 2; i++)
        submissions[1 - i] = (Submission){stored->names[i], stored->amendments[i]};
    assert_ok(compilation_make(stored->base, submissions, 2, &again, NULL));
    assert_slices(again->parties[0].name, SLICE("C\xC3\xB4te <&\">"));
    assert_ok(compilation_encode(again, &twice, NULL));
    assert_slices(buffer_slice(&twice), buffer_slice(&bytes));
    compilation_free(again);
    stored_compilation_free(stored);
    compilation_free(compilation);
    amendment_free(amendment);
    buffer_clear(&bytes);
    buffer_clear(&twice);
    text_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stored_amendment_makes_its_text),
        cmocka_unit_test(a_damaged_amendment_is_refused_with_a_sentence),
        cmocka_unit_test(changes_keep_their_place_in_the_array),
        cmocka_unit_test(an_amendment_of_another_version_is_refused),
        cmocka_unit_test(every_damaged_byte_is_survived),
        cmocka_unit_test(no_control_passes_in_a_frame),
        cmocka_unit_test(every_damaged_frame_is_survived),
        cmocka_unit_test(a_compilation_comes_back_with_names_and_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
