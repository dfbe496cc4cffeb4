/* SPDX-License-Identifier: Apache-2.0
 *
 * Redlines and compilations as a careful person writes them: the cases of tests/cases/compare.
 */
#include "unit/suite.h"

#include "unit/compare/cases.h"

enum { SHOWN_MAX = 1024 * 1024 };

static char name_of_row[128];
static int  differences;

/* All cases are looked at before the test fails. */
static void compare_shown(const Buffer *shown, Slice want)
{
    if (slice_equal(buffer_slice(shown), want))
        return;
    differences++;
    print_error("case \"%s\": got\n%.*swant\n%.*s", name_of_row, (int)shown->size, shown->data != NULL ? shown->data : "", (int)want.size,
                want.data != NULL ? want.data : "");
}

static void begin(const CompareCase *one)
{
    (void)snprintf(name_of_row, sizeof name_of_row, "%.*s", (int)one->name.size, one->name.data);
    ROW(name_of_row);
}

static Slice lines_of(const CompareCase *one, const char *title)
{
    const Section *section = cases_section(one, title);

    if (section == NULL)
        print_error("case \"%s\" has no section \"%s\"\n", name_of_row, title);
    assert_non_null(section);
    return section->lines;
}

static void check_redline(const CompareCase *one)
{
    Text      *base = cases_text(one, lines_of(one, "base")), *revised = cases_text(one, lines_of(one, "revised"));
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    Buffer     shown;

    begin(one);
    buffer_init(&shown, SHOWN_MAX);
    assert_non_null(comparer);
    assert_ok(amendment_between(comparer, revised, &amendment, NULL));
    print_redline(base, amendment, &shown);
    compare_shown(&shown, lines_of(one, "redline"));
    buffer_clear(&shown);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(base);
    text_free(revised);
}

static void redlines_read_as_a_careful_persons(void **state)
{
    static const char *const files[] = {"words.txt", "paragraphs.txt", "languages.txt"};

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        CompareFile file;

        assert_true(cases_load(files[i], &file));
        for (size_t k = 0; k < file.count; k++)
            check_redline(&file.cases[k]);
        assert_true(file.count > 5);
        buffer_clear(&file.bytes);
    }
    assert_int_equal(differences, 0);
}

/* ---- compilations ---- */

static bool is_party(Slice title)
{
    return !slice_is(title, "base") && !slice_is(title, "compiled") && !slice_starts(title, "extract ");
}

/* "extract A + B" */
static size_t cut_names(Slice title, Slice out[SECTIONS_MAX])
{
    Slice  rest = slice_part(title, strlen("extract "), title.size);
    size_t count = 0;

    for (;;) {
        const char *plus = memmem(rest.data, rest.size, " + ", 3);
        size_t      size = plus != NULL ? (size_t)(plus - rest.data) : rest.size;

        out[count++] = slice_part(rest, 0, size);
        if (plus == NULL)
            return count;
        rest = slice_part(rest, size + 3, rest.size);
    }
}

/* Either the text, or "refused" and the places. */
static void check_extract(const Compilation *compilation, const Section *section)
{
    Slice  names[SECTIONS_MAX];
    size_t count = cut_names(section->title, names);
    Text  *text = NULL;
    Buffer shown;
    Status status;

    buffer_init(&shown, SHOWN_MAX);
    if (slice_starts(section->lines, "refused\n"))
        buffer_add_string(&shown, "refused\n");
    status = compilation_extract(compilation, names, count, &text, &shown, NULL);
    if (slice_starts(section->lines, "refused\n"))
        differences += status != ERR_CONFLICT;
    else if (status == OK)
        text_print_plain(text, &shown);
    compare_shown(&shown, section->lines);
    buffer_clear(&shown);
    text_free(text);
}

static void check_compilation(const CompareCase *one)
{
    Text        *base = cases_text(one, lines_of(one, "base")), *texts[SECTIONS_MAX];
    Comparer    *comparer = comparer_new(base);
    Amendment   *amendments[SECTIONS_MAX] = {NULL};
    Submission   submissions[SECTIONS_MAX];
    Compilation *compilation = NULL;
    size_t       count = 0;
    Buffer       shown;

    begin(one);
    assert_non_null(comparer);
    for (size_t i = 0; i < one->count; i++) {
        if (!is_party(one->sections[i].title))
            continue;
        texts[count] = cases_text(one, one->sections[i].lines);
        assert_ok(amendment_between(comparer, texts[count], &amendments[count], NULL));
        submissions[count] = (Submission){one->sections[i].title, amendments[count]};
        count++;
    }
    assert_ok(compilation_make(base, submissions, count, &compilation, NULL));
    buffer_init(&shown, SHOWN_MAX);
    print_compiled(compilation, &shown);
    compare_shown(&shown, lines_of(one, "compiled"));
    for (size_t i = 0; i < one->count; i++)
        if (slice_starts(one->sections[i].title, "extract "))
            check_extract(compilation, &one->sections[i]);
    buffer_clear(&shown);
    compilation_free(compilation);
    for (size_t i = 0; i < count; i++) {
        amendment_free(amendments[i]);
        text_free(texts[i]);
    }
    comparer_free(comparer);
    text_free(base);
}

static void compilations_show_every_name_and_every_wording(void **state)
{
    CompareFile file;

    (void)state;
    differences = 0;
    assert_true(cases_load("compilations.txt", &file));
    for (size_t k = 0; k < file.count; k++)
        check_compilation(&file.cases[k]);
    assert_true(file.count > 5);
    buffer_clear(&file.bytes);
    assert_int_equal(differences, 0);
}

static void two_submissions_of_one_name_are_refused(void **state)
{
    CompareCase  one = {.language = "en"};
    Text        *base = cases_text(&one, SLICE("1. Decides to meet.\n"));
    Comparer    *comparer = comparer_new(base);
    Amendment   *amendment = NULL;
    Compilation *compilation = NULL;
    Problem      problem = {.status = OK};

    (void)state;
    assert_non_null(comparer);
    assert_ok(amendment_between(comparer, base, &amendment, NULL));
    assert_number(compilation_make(base, (Submission[]){{SLICE("A"), amendment}, {SLICE("A"), amendment}}, 2, &compilation, &problem), ERR_CONFLICT);
    assert_string_equal(problem.message, "compile.same_name");
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(base);
}

static void a_party_that_sent_nothing_is_not_known(void **state)
{
    CompareCase  one = {.language = "en"};
    Text        *base = cases_text(&one, SLICE("1. Decides to meet.\n")), *text = NULL;
    Compilation *compilation = NULL;
    Problem      problem = {.status = OK};

    (void)state;
    assert_ok(compilation_make(base, NULL, 0, &compilation, NULL));
    assert_number(compilation_extract(compilation, &SLICE("Nobody"), 1, &text, NULL, &problem), ERR_NOT_FOUND);
    assert_string_equal(problem.message, "extract.unknown_party");
    assert_string_equal(problem.values[0], "Nobody");
    compilation_free(compilation);
    text_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(redlines_read_as_a_careful_persons),
        cmocka_unit_test(compilations_show_every_name_and_every_wording),
        cmocka_unit_test(two_submissions_of_one_name_are_refused),
        cmocka_unit_test(a_party_that_sent_nothing_is_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
