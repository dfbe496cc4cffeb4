/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions over a small house of which every date is known: terms that end later, what a search marks, which documents are one, what an act says, how far a composition stands from the shares.
 */
#include "unit/suite.h"

#include "text/text.h"
#include "unit/process/world.h"

#include <jansson.h>

#define NAMES "\"names\":{\"en\":\"A name\"}"
#define ADMIT "{\"class\":\"%s\",\"name\":\"%s\",\"party\":\"%s\",\"roots\":[],\"threshold\":0}"
#define FOR(party) "\"evidence\":{\"kind\":\"login\"},\"for\":\"" party "\""
#define MARCH_2027 INT64_C(1804590000) /* 9 March 2027 */
#define MARCH_2030 INT64_C(1899284400) /* 9 March 2030 */
enum { TOO_MANY_PARAGRAPHS = 20001 };

static World   world;
static json_t *answer;

#define file(kind, ...) assert_ok(world_act(&world, REGISTRY, kind, __VA_ARGS__))

static void admit(const char *party, const char *class)
{
    assert_ok(world_act(&world, PROTOCOL, "record.party.admit", ADMIT, class, party, party));
}

static int open_world(void **state)
{
    (void)state;
    world_open(&world, DEMO, "parties", "[]", ALONE);
    admit("one", "state");
    admit("two", "state");
    admit("north", "group");
    admit("south", "group");
    file("party.describe", "{\"kind\":\"regional\"," NAMES ",\"party\":\"north\"}");
    file("party.describe", "{\"kind\":\"regional\"," NAMES ",\"party\":\"south\"}");
    file("party.group", "{\"electoral\":1,\"group\":\"north\",\"party\":\"one\",\"until\":\"2029-12-31\"}");
    file("party.group", "{\"electoral\":1,\"group\":\"south\",\"party\":\"two\"}");
    file("body.create", "{\"body\":\"experts\",\"kind\":\"expert\",\"members\":\"listed\"," NAMES ",\"objectors\":\"members\",\"rule\":\"consensus\"}");
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    json_decref(answer);
    answer = NULL;
    world_close(&world);
    return 0;
}

/* Up to four arguments; the answer is this file's until the next question. */
static Status ask(const char *name, int64_t now, const char *a, const char *b, const char *c)
{
    Question question = {.arguments = {slice_from(a), slice_from(b), slice_from(c)}, .reach = AUDIENCE_PARTIES, .now = now};
    json_t  *out = NULL;
    Status   status = named_query_find(name)->run(world.view, &question, &out, NULL);

    json_decref(answer);
    answer = status == OK ? out : NULL;
    if (status != OK)
        json_decref(out);
    return status;
}

static size_t rows(const char *member)
{
    return json_array_size(json_object_get(answer, member));
}

static const json_t *row(const char *member, size_t at)
{
    return json_array_get(json_object_get(answer, member), at);
}

/* ---- terms ---- */

static void a_term_that_ends_later_is_on(void **state)
{
    (void)state;
    file("body.officer", "{\"body\":\"experts\",\"from\":\"2027-01-01\",\"name\":\"A. Person\",\"office\":\"chair\",\"until\":\"2029-12-31\"}");
    file("body.member", "{\"body\":\"experts\",\"party\":\"one\",\"until\":\"2029-12-31\"}");
    assert_ok(ask("body.show", MARCH_2027, "experts", "", ""));
    assert_int_equal(rows("officers"), 1);
    assert_ok(ask("party.list", MARCH_2027, "", "north", ""));
    assert_int_equal(rows("parties"), 1);
    assert_ok(ask("body.composition", MARCH_2027, "experts", "", ""));
    assert_int_equal(rows("listed"), 1);
    assert_int_equal(rows("groups"), 2);
}

static void a_term_that_ended_or_is_to_come_is_not(void **state)
{
    (void)state;
    file("body.officer", "{\"body\":\"experts\",\"from\":\"2028-01-01\",\"name\":\"A. Person\",\"office\":\"chair\",\"until\":\"2029-12-31\"}");
    file("body.member", "{\"body\":\"experts\",\"party\":\"one\",\"until\":\"2029-12-31\"}");
    assert_ok(ask("body.show", MARCH_2027, "experts", "", ""));
    assert_int_equal(rows("officers"), 0);
    assert_ok(ask("body.show", MARCH_2030, "experts", "", ""));
    assert_int_equal(rows("officers"), 0);
    assert_ok(ask("body.about", MARCH_2030, "experts", "", ""));
    assert_int_equal(rows("officers"), 1);
    assert_ok(ask("party.list", MARCH_2030, "", "north", ""));
    assert_int_equal(rows("parties"), 0);
    assert_ok(ask("body.composition", MARCH_2030, "experts", "", ""));
    assert_int_equal(rows("listed"), 0);
}

/* A rule knows no clock but the record's. */
static void who_speaks_for_a_group_belongs_to_it_by_the_records_clock(void **state)
{
    static const char statement[] = "{" BLOB_MEMBERS ",\"body\":\"experts\"," FOR("one") ",\"group\":\"north\",\"how\":\"written\",\"language\":\"en\"}";

    (void)state;
    assert_int_equal(world_act(&world, REGISTRY, "statement.deliver", statement), ERR_FORBIDDEN); /* no day is known yet */
    assert_string_equal(world_said(&world), "house.not_of_group");
    assert_ok(world_clock(&world, MARCH_2027));
    file("statement.deliver", statement);
    assert_ok(world_clock(&world, MARCH_2030));
    assert_int_equal(world_act(&world, REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"experts\"," FOR("one") ",\"group\":\"north\",\"how\":\"written\",\"language\":\"fr\"}"), ERR_FORBIDDEN);
    assert_string_equal(world_said(&world), "house.not_of_group");
}

static void the_composition_shows_how_far_it_is_from_the_shares(void **state)
{
    (void)state;
    file("body.member", "{\"body\":\"experts\",\"party\":\"one\"}");
    assert_ok(ask("body.composition", MARCH_2027, "experts", "", ""));
    for (size_t i = 0; i < 2; i++) { /* one seat, two groups of one State each: half a seat each */
        assert_int_equal(json_integer_value(json_object_get(row("groups", i), "share_permille")), 500);
        assert_int_equal(json_integer_value(json_object_get(row("groups", i), "share_tenths")), 5);
        assert_int_equal(json_integer_value(json_object_get(row("groups", i), "deviation_tenths")), i == 0 ? 5 : -5);
    }
}

/* ---- words ---- */

static void keep_text(const char *const *lines, size_t count, const char *language)
{
    Text  *text = text_new(language);
    Buffer stored;

    buffer_init(&stored, world.blob.limit);
    for (size_t i = 0; i < count; i++)
        assert_ok(text_add(text, &(Paragraph){.kind = KIND_PLAIN, .text = slice_from(lines[i]), .table = NO_TABLE}, NULL));
    assert_ok(text_identify(text));
    assert_ok(text_encode(text, &stored, NULL));
    text_free(text);
    buffer_reset(&world.blob);
    buffer_add(&world.blob, buffer_slice(&stored));
    assert_ok(world.blob.status);
    world.has_blob = true;
    buffer_clear(&stored);
}

static const char *kept(void)
{
    Hash name;

    hash_of(buffer_slice(&world.blob), &name);
    return world_hex(&name);
}

static void issue(const char *symbol, const char *const *lines, size_t count, const char *language)
{
    file("document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"%s\"}", symbol);
    keep_text(lines, count, language);
    file("document.language", "{" BLOB_MEMBERS ",\"language\":\"%s\",\"symbol\":\"%s\",\"text\":\"%s\"}", language, symbol, kept());
}

/* The marked words of the first result, each in brackets. */
static void marks(char *out, size_t room)
{
    size_t        i, at = 0;
    const json_t *part, *context = json_object_get(row("results", 0), "context");

    out[0] = '\0';
    json_array_foreach(context, i, part)
        if (json_is_true(json_object_get(part, "hit")))
            at += (size_t)snprintf(out + at, room - at, "[%s]", json_string_value(json_object_get(part, "text")));
}

static void a_search_finds_and_marks_what_was_asked(void **state)
{
    static const char *const english[] = {"Points of view, and a point; the points of contact of Côte d'Ivoire were NAMED."};
    static const char *const arabic[] = {"تدعو الدول إلى التعاون"};
    static const char *const chinese[] = {"人人有权享有安全。安人全。"};
    static const struct {
        const char *name, *asked;
        size_t      results;
        const char *marked;
    } cases[] = {
        {"a word, in any case", "named", 1, "[NAMED]"},
        {"accents and apostrophes do not matter", "cote dIvoire", 1, "[Côte][Ivoire]"},
        {"what is elided is found without it", "ivoire", 1, "[Ivoire]"},
        {"another form of the word", "contacts point", 1, "[Points][point][points][contact]"},
        {"a phrase is marked where it stands whole", "\"points of contact\"", 1, "[points][of][contact]"},
        {"words of a phrase elsewhere do not find it", "\"contact points\"", 0, ""},
        {"all words must be there", "points absent", 0, ""},
        {"a beginning", "conta*", 1, "[contact]"},
        {"a beginning marks every word that has it", "point*", 1, "[Points][point][points]"},
        {"Arabic without its article", "دول", 1, "[الدول]"},
        {"Han characters stand together", "安全", 1, "[安][全]"},
        {"operators are words", "points OR absent", 0, ""},
        {"a quote without its end", "\"named", 1, "[NAMED]"},
        {"nothing but signs", "* \" ( - :", 0, ""},
        {"nothing", "", 0, ""},
    };
    char marked[400];

    (void)state;
    issue("A/80/1", english, 1, "en");
    issue("A/80/2", arabic, 1, "ar");
    issue("A/80/3", chinese, 1, "zh");
    for (size_t i = 0; i < COUNT(cases); i++) {
        ROW(cases[i].name);
        assert_ok(ask("search", MARCH_2027, cases[i].asked, "", ""));
        assert_int_equal(rows("results"), cases[i].results);
        marks(marked, sizeof marked);
        assert_string_equal(marked, cases[i].marked);
    }
}

static void a_search_is_bounded(void **state)
{
    char long_words[500];

    (void)state;
    memset(long_words, 'a', sizeof long_words - 1);
    long_words[sizeof long_words - 1] = '\0';
    assert_int_equal(ask("search", MARCH_2027, long_words, "", ""), ERR_LIMIT);
    memset(long_words + 400, '\0', 1);
    for (size_t i = 1; i < 400; i += 2)
        long_words[i] = ' ';
    assert_ok(ask("search", MARCH_2027, long_words, "", "")); /* two hundred words: the first forty are asked for */
    assert_int_equal(rows("results"), 0);
}

static void a_text_without_end_is_refused(void **state)
{
    const char **lines = memory_new_zeroed(TOO_MANY_PARAGRAPHS, sizeof *lines);

    (void)state;
    for (size_t i = 0; i < TOO_MANY_PARAGRAPHS; i++)
        lines[i] = "x";
    buffer_clear(&world.blob);
    buffer_init(&world.blob, (size_t)8 << 20);
    keep_text(lines, TOO_MANY_PARAGRAPHS, "en");
    memory_free(lines);
    assert_int_equal(world_act(&world, REGISTRY, "document.file", "{" BLOB_MEMBERS "," FOR("one") ",\"language\":\"en\"," NAMES ",\"text\":\"%s\"}", kept()), ERR_LIMIT);
    assert_string_equal(world_said(&world), "house.text_large");
}

/* Its bytes meet their limit first: this is no JSON, and nobody looks. */
static void a_text_of_too_many_bytes_is_not_taken_apart(void **state)
{
    Buffer bytes;
    Hash   name;

    (void)state;
    buffer_init(&bytes, (size_t)32 << 20);
    for (size_t i = 0; i <= (size_t)16 << 20; i++)
        buffer_add_byte(&bytes, '[');
    name = world_keep(&world, buffer_slice(&bytes));
    buffer_clear(&bytes);
    assert_int_equal(world_act(&world, REGISTRY, "document.file", "{" BLOB_MEMBERS "," FOR("one") ",\"language\":\"en\"," NAMES ",\"text\":\"%s\"}", world_hex(&name)), ERR_LIMIT);
    assert_string_equal(world_said(&world), "house.text_large");
}

/* ---- documents and acts ---- */

static void documents_cite_one_another_however_symbols_are_written(void **state)
{
    static const char *const cited[] = {"Decides nothing."}, *const citing[] = {"Recalling its resolution 217 (III) of 10 December 1948,", "Recalling again resolution 217 (III),"},
                            *const unheld[] = {"Recalling Security Council resolution S/RES/1440 (2002) of 24 October 2002,"};

    (void)state;
    issue("A/RES/217(III)", cited, 1, "en");
    issue("A/80/1", citing, 2, "en");
    assert_ok(ask("document.show", MARCH_2027, "A/80/1", "en", ""));
    assert_int_equal(rows("cites"), 2);
    assert_string_equal(json_string_value(json_object_get(row("cites", 0), "symbol")), "A/RES/217(III)");
    assert_non_null(json_object_get(row("cites", 0), "names"));
    assert_ok(ask("document.show", MARCH_2027, "A/RES/217 (III)", "en", "")); /* another writing of the same */
    assert_string_equal(json_string_value(json_object_get(answer, "symbol")), "A/RES/217(III)");
    assert_int_equal(rows("cited_by"), 1);
    assert_string_equal(json_string_value(json_object_get(row("cited_by", 0), "symbol")), "A/80/1");
    assert_int_equal(ask("document.show", MARCH_2027, "A/80/9", "en", ""), ERR_NOT_FOUND);
    issue("A/80/2", unheld, 1, "en");
    assert_ok(ask("document.show", MARCH_2027, "S/RES/1440(2002)", "en", "")); /* cited, not held: a stub, under the normal form */
    assert_true(json_is_true(json_object_get(answer, "unheld")));
    assert_string_equal(json_string_value(json_object_get(answer, "symbol")), "S/RES/1440 (2002)");
    assert_int_equal(rows("cited_by"), 1);
}

static void an_act_shows_what_it_says(void **state)
{
    Question stranger = {.now = MARCH_2027};
    json_t  *out = NULL;
    char     act[2 * HASH_SIZE + 1];

    (void)state;
    file("body.nominate", "{\"body\":\"experts\"," FOR("one") ",\"name\":\"An Expert\"}");
    (void)snprintf(act, sizeof act, "%s", world_hex(&world.acts[world.tree.size - 1]));
    assert_ok(ask("act.show", MARCH_2027, act, "", ""));
    assert_string_equal(json_string_value(json_object_get(json_object_get(answer, "object"), "name")), "An Expert");
    assert_null(json_object_get(json_object_get(answer, "object"), "for"));
    assert_null(json_object_get(json_object_get(answer, "object"), "evidence"));
    assert_true(json_is_true(json_object_get(answer, "for")));
    stranger.arguments[0] = slice_from(act);
    assert_int_equal(named_query_find("act.show")->run(world.view, &stranger, &out, NULL), ERR_NOT_FOUND); /* a nomination is for parties */
    json_decref(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_term_that_ends_later_is_on, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_term_that_ended_or_is_to_come_is_not, open_world, close_world),
        cmocka_unit_test_setup_teardown(who_speaks_for_a_group_belongs_to_it_by_the_records_clock, open_world, close_world),
        cmocka_unit_test_setup_teardown(the_composition_shows_how_far_it_is_from_the_shares, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_search_finds_and_marks_what_was_asked, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_search_is_bounded, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_text_without_end_is_refused, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_text_of_too_many_bytes_is_not_taken_apart, open_world, close_world),
        cmocka_unit_test_setup_teardown(documents_cite_one_another_however_symbols_are_written, open_world, close_world),
        cmocka_unit_test_setup_teardown(an_act_shows_what_it_says, open_world, close_world),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("process questions", tests, NULL, NULL);
}
