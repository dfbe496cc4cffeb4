/* SPDX-License-Identifier: Apache-2.0
 *
 * Akoma Ntoso: others' documents read as they are meant, what is hostile is refused by name, a compilation that another program changed is not believed.
 */
#include "suite.h"

#include <stdlib.h>

#include "format/akn/akn.h"
#include "format/format.h"

enum { FILE_LIMIT = 16 * 1024 * 1024, PATH_LIMIT = 1024 };

#define HEAD "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><statement name=\"x\">"
#define TAIL "</statement></akomaNtoso>"
#define BODY(xml) HEAD "<mainBody>" xml "</mainBody>" TAIL

static void read_case(const char *name, Buffer *out)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");
    char        path[PATH_LIMIT], chunk[4096];
    size_t      size;
    FILE       *file;

    (void)snprintf(path, sizeof path, "%s/tests/cases/akn/%s", source != NULL ? source : ".", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    buffer_init(out, FILE_LIMIT);
    while ((size = fread(chunk, 1, sizeof chunk, file)) != 0)
        buffer_add(out, (Slice){chunk, size});
    (void)fclose(file);
}

/* A line a paragraph: kind, level, words. */
static void print_kinds(const Text *text, Buffer *out)
{
    for (size_t i = 0; i < text->count; i++) {
        buffer_add_string(out, paragraph_kind_name(text->paragraphs[i].kind));
        if (text->paragraphs[i].level != 0)
            buffer_add_format(out, " %u", text->paragraphs[i].level);
        buffer_add_byte(out, '\t');
        paragraph_print_plain(&text->paragraphs[i], out);
        while (out->size != 0 && out->data[out->size - 1] == ' ')
            out->size--;
        buffer_add_byte(out, '\n');
    }
}

static void others_documents_read_as_meant(void **state)
{
    static const char *const names[] = {"resolution", "report", "amended", "plain"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char   path[64];
        Buffer file, want, got;
        Text  *text = NULL;

        ROW(names[i]);
        (void)snprintf(path, sizeof path, "%s.akn", names[i]);
        read_case(path, &file);
        (void)snprintf(path, sizeof path, "%s.expected.txt", names[i]);
        read_case(path, &want);
        assert_number(format_find(FORMAT_OF_COMMANDS, SLICE("x.xml"), buffer_slice(&file))->kind, FILE_AKN);
        assert_ok(akn_read(buffer_slice(&file), &text, NULL));
        buffer_init(&got, FILE_LIMIT);
        print_kinds(text, &got);
        assert_slices(buffer_slice(&got), buffer_slice(&want));
        text_free(text);
        buffer_clear(&file);
        buffer_clear(&want);
        buffer_clear(&got);
    }
}

static void what_a_resolution_says_of_itself_is_found(void **state)
{
    Buffer file;
    Text  *text = NULL;

    (void)state;
    read_case("resolution.akn", &file);
    assert_ok(akn_read(buffer_slice(&file), &text, NULL));
    assert_slice(slice_from(text->language), "en");
    assert_true(text->instrument.is_resolution);
    assert_slice(text->instrument.session, "Eighty-fifth session");
    assert_number(text->story_count, 3);
    assert_slice(slice_part(text->paragraphs[5].text, text->paragraphs[5].opening_start, text->paragraphs[5].opening_end), "Decides");
    text_free(text);
    buffer_clear(&file);
}

static void hostile_files_are_refused(void **state)
{
    static const struct {
        const char *name, *file;
        Status      status;
        const char *message;
    } rows[] = {
        {"nothing", "", ERR_SYNTAX, "akn.not_akn"},
        {"another root", "<x/>", ERR_SYNTAX, "akn.not_akn"},
        {"no document in it", "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"/>", ERR_SYNTAX, "akn.not_akn"},
        {"a document type", "<!DOCTYPE a [<!ENTITY e \"e\">]>" BODY("<p>&e;</p>"), ERR_REFUSED, "akn.doctype"},
        {"a document type behind a comment", "<!-- x --><!DOCTYPE a SYSTEM \"file:///etc/passwd\">" BODY("<p/>"), ERR_REFUSED, "akn.doctype"},
        {"an entity of nobody", BODY("<p>&e;</p>"), ERR_SYNTAX, "akn.xml"},
        {"cut short", HEAD "<mainBody><p>a", ERR_SYNTAX, "akn.xml"},
        {"no UTF-8", BODY("<p>\xFF</p>"), ERR_SYNTAX, "akn.not_utf8"},
        {"an attribute twice", BODY("<p eId=\"a\" eId=\"b\">a</p>"), ERR_SYNTAX, "akn.xml"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text   *text = NULL;
        Problem problem = {.status = OK};

        ROW(rows[i].name);
        assert_number(akn_read(slice_from(rows[i].file), &text, &problem), rows[i].status);
        assert_null(text);
        assert_slice(slice_from(problem.message), rows[i].message);
    }
}

static void repeat(Buffer *out, const char *words, int times)
{
    for (int i = 0; i < times; i++)
        buffer_add_string(out, words);
}

static void limits_are_said(void **state)
{
    static const struct {
        const char *name, *before, *repeated, *after;
        int         times;
        const char *message;
    } rows[] = {
        {"depth", HEAD "<mainBody>", "<section>", "", 250, "akn.too_deep"},
        {"attributes", HEAD "<mainBody><p ", "a='' ", "/></mainBody>" TAIL, 200, "akn.attributes"},
        {"notes in notes", HEAD "<mainBody><p>", "a<authorialNote><p>", "", 9, "akn.nested_notes"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text   *text = NULL;
        Problem problem = {.status = OK};
        Buffer  file;

        ROW(rows[i].name);
        buffer_init(&file, FILE_LIMIT);
        buffer_add_string(&file, rows[i].before);
        repeat(&file, rows[i].repeated, rows[i].times);
        buffer_add_string(&file, rows[i].after);
        assert_number(akn_read(buffer_slice(&file), &text, &problem), ERR_LIMIT);
        assert_slice(slice_from(problem.message), rows[i].message);
        buffer_clear(&file);
    }
}

/* ---- a compilation ---- */

static Text *text_of(const char *words)
{
    Text     *text = text_new("en");
    Paragraph paragraph = {.kind = KIND_PLAIN, .text = slice_from(words), .table = NO_TABLE};

    assert_non_null(text);
    assert_ok(text_add(text, &paragraph, NULL));
    assert_ok(text_identify(text));
    return text;
}

static void a_changed_compilation_is_not_believed(void **state)
{
    Text              *base = text_of("The lamps shall be lit at dusk."), *revised = text_of("The lamps may be lit at dusk.");
    Comparer          *comparer = comparer_new(base);
    Amendment         *amendment = NULL;
    Compilation       *compilation = NULL;
    StoredCompilation *stored = NULL;
    Submission         submission;
    Buffer             file;
    Problem            problem = {.status = OK};
    char              *found;

    (void)state;
    assert_ok(amendment_between(comparer, revised, &amendment, NULL));
    submission = (Submission){SLICE("Delegation 01"), amendment};
    assert_ok(compilation_make(base, &submission, 1, &compilation, NULL));
    buffer_init(&file, FILE_LIMIT);
    assert_ok(akn_write_compilation(compilation, &file, NULL));
    assert_number(format_find(FORMAT_OF_COMMANDS, SLICE("x.akn"), buffer_slice(&file))->kind, FILE_COMPILATION_AKN);
    assert_ok(akn_read_compilation(buffer_slice(&file), &stored, NULL));
    assert_slices(stored->names[0], SLICE("Delegation 01"));
    stored_compilation_free(stored);
    stored = NULL;
    found = strstr(file.data, ">The lamps ");
    assert_non_null(found);
    found[1] = 't';
    assert_number(akn_read_compilation(buffer_slice(&file), &stored, &problem), ERR_CONFLICT);
    assert_slice(slice_from(problem.message), "akn.changed");
    assert_null(stored);
    buffer_clear(&file);
    compilation_free(compilation);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(base);
    text_free(revised);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_documents_read_as_meant),
        cmocka_unit_test(what_a_resolution_says_of_itself_is_found),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(limits_are_said),
        cmocka_unit_test(a_changed_compilation_is_not_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
