/* SPDX-License-Identifier: Apache-2.0
 *
 * The dialect of templates: the mustache specification's cases (tests/vectors/mustache), what is left out of it on purpose, messages, filters, limits; and a walk of the program's own templates.
 */
#include "suite.h"

#include <jansson.h>

#include "web/house_internal.h"

enum { OUT_MAX = 1 << 20 };

static TemplateSet *set;

static void print_bracketed(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)render;
    buffer_add_string(out, "<i>");
    render_scalar(value, out);
    buffer_add(out, argument);
    buffer_add_string(out, "</i>");
}

static const Filter *one_filter(Slice name)
{
    static const Filter filter = {"mark", print_bracketed};

    return slice_is(name, "mark") ? &filter : NULL;
}

static const char *one_message(Slice id)
{
    return slice_is(id, "json.invalid") ? "json.invalid" : NULL;
}

static const TemplateNames names = {one_filter, one_message, true};

/* Makes the set of one template and some partials; what went wrong first. */
static Status prepare(Slice source, const json_t *partials, Problem *problem)
{
    const char *name;
    json_t     *partial;
    Status      status;

    set = NULL;
    TRY(template_set_new(&names, &set, problem));
    status = template_set_add(set, SLICE("test"), source, problem);
    json_object_foreach((json_t *)(uintptr_t)partials, name, partial)
        if (status == OK)
            status = template_set_add(set, slice_from(name), json_slice(partial), problem);
    return status == OK ? template_set_link(set, problem) : status;
}

static void print(const json_t *value, Buffer *out)
{
    buffer_init(out, OUT_MAX);
    assert_ok(template_render(template_set_find(set, SLICE("test")), value, &(RenderOptions){.language = "en"}, out));
}

/* ---- the specification ---- */

static const struct {
    const char *module, *refused;    /* part of the names of the cases that the dialect refuses; "": all of them */
} modules[] = {
    {"comments", NULL}, {"delimiters", ""}, {"interpolation", "Triple Mustache|Ampersand"}, {"inverted", NULL}, {"partials", "Standalone Indentation|Standalone Indentation"}, {"sections", "Triple mustache|Ampersand"},
};

static bool is_refused(const char *listed, const char *name)
{
    char        words[100];
    const char *bar;

    if (listed == NULL || listed[0] == '\0')
        return listed != NULL;
    (void)snprintf(words, sizeof words, "%s", listed);
    bar = strchr(words, '|');
    words[bar - words] = '\0';
    return strstr(name, words) != NULL || strstr(name, bar + 1) != NULL;
}

static void case_of(const json_t *test, const char *listed)
{
    const char *name = json_string_value(json_object_get(test, "name"));
    Problem     problem = {0};
    Buffer      out;
    Status      status;

    ROW(name);
    status = prepare(json_slice(json_object_get(test, "template")), json_object_get(test, "partials"), &problem);
    if (is_refused(listed, name)) {
        assert_number(status, ERR_SYNTAX);
        assert_true(strcmp(problem.message, "template.unescaped") == 0 || strcmp(problem.message, "template.delimiters") == 0);
    } else {
        assert_ok(status);
        print(json_object_get(test, "data"), &out);
        assert_slices(buffer_slice(&out), json_slice(json_object_get(test, "expected")));
        buffer_clear(&out);
    }
    template_set_free(set);
}

static json_t *load(const char *module)
{
    const char  *source = getenv("RAPPORTEUR_SOURCE");
    char         path[300];
    json_error_t error;
    json_t      *made;

    (void)snprintf(path, sizeof path, "%s/tests/vectors/mustache/%s.json", source != NULL ? source : ".", module);
    made = json_load_file(path, 0, &error);
    assert_non_null(made);
    return made;
}

static void the_specifications_cases_print_as_expected_or_are_refused_by_name(void **state)
{
    size_t cases = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(modules); i++) {
        json_t *module = load(modules[i].module), *tests = json_object_get(module, "tests");

        assert_true(json_array_size(tests) > 0);
        for (size_t j = 0; j < json_array_size(tests); j++, cases++)
            case_of(json_array_get(tests, j), modules[i].refused);
        json_decref(module);
    }
    assert_true(cases > 130);
}

/* ---- the dialect ---- */

static void values_filters_and_messages(void **state)
{
    static const struct {
        const char *source, *json, *want;
    } rows[] = {
        {"{{a|mark}}", "{\"a\":\"<b>\"}", "<i>&lt;b&gt;</i>"},
        {"{{a|mark:no.1}}", "{\"a\":1}", "<i>1no.1</i>"},
        {"{{ a.b | mark }}", "{\"a\":{\"b\":2}}", "<i>2</i>"},
        {"{{missing|mark}}", "{}", ""},
        {"{{a}}", "{\"a\":{\"en\":\"x\"}}", ""},
        {"{{@json.invalid line=n what=w}}", "{\"n\":3,\"w\":\"<\"}", "Line 3 is not valid JSON: &lt;."},
        {"{{@json.invalid line=n|mark what=w|mark}}", "{\"n\":3,\"w\":\"<\"}", "Line <i>3</i> is not valid JSON: <i>&lt;</i>."},
        {"{{@json.invalid line=none what=w}}", "{\"w\":\"{line}\"}", "Line  is not valid JSON: {line}."},
        {"{{#a}}{{b}}{{.b}}{{.c.d}}{{/a}}", "{\"a\":{\"c\":{\"d\":2}},\"b\":1}", "12"},
        {"{{#a?}}<{{#a}}{{.}}{{/a}}>{{/a?}}", "{\"a\":[1,2]}", "<12>"},
        {"{{#a?}}<{{/a?}}", "{\"a\":[]}", ""},
        {"{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":0}", "no"},
        {"{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":\"\"}", "no"},
        {"{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":{}}", "no"},
        {"{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":1}", "yes"},
        {"<a title=\"{{a}}\">", "{\"a\":\"\\\"><script>\"}", "<a title=\"&quot;&gt;&lt;script&gt;\">"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = json_loads(rows[i].json, 0, NULL);
        Buffer  out;

        ROW(rows[i].source);
        assert_ok(prepare(slice_from(rows[i].source), NULL, NULL));
        print(value, &out);
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
        json_decref(value);
        template_set_free(set);
    }
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *source, *message;
    } rows[] = {
        {"{{{a}}}", "template.unescaped"},       {"{{&a}}", "template.unescaped"},        {"{{=<% %>=}}", "template.delimiters"}, {"{{a", "template.open"},
        {"{{}}", "template.path"},               {"{{a b}}", "template.path"},            {"{{#}}{{/}}", "template.path"},        {"{{a|none}}", "template.filter"},
        {"{{#a}}", "template.section_open"},     {"{{/a}}", "template.end"},              {"{{#a}}{{/b}}", "template.end"},       {"{{@none}}", "template.message"},
        {"{{@json.invalid x}}", "template.argument"}, {"{{@json.invalid x=y|z}}", "template.filter"}, {"{{@json.invalid =a}}", "template.argument"}, {"{{> }}", "template.path"},
        {"{{@json.invalid a=a b=a c=a d=a e=a f=a g=a}}", "template.argument"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].source);
        assert_number(prepare(slice_from(rows[i].source), NULL, &problem), ERR_SYNTAX);
        assert_string_equal(problem.message, rows[i].message);
        template_set_free(set);
    }
}

static void an_unknown_partial_does_not_link(void **state)
{
    static const TemplateNames strict = {one_filter, one_message, false};
    TemplateSet               *made = NULL;
    Problem                    problem = {0};

    (void)state;
    assert_ok(template_set_new(&strict, &made, NULL));
    assert_ok(template_set_add(made, SLICE("test"), SLICE("{{>content}}{{>none}}"), NULL));
    assert_number(template_set_link(made, &problem), ERR_NOT_FOUND);
    assert_string_equal(problem.message, "template.partial");
    template_set_free(made);
}

/* ---- limits ---- */

static void recursion_work_and_output_are_bounded(void **state)
{
    static const struct {
        const char *source;
        const char *json;
        size_t      room;
    } rows[] = {
        {"x{{>test}}", "{}", OUT_MAX},
        {"{{#a}}{{>test}}{{/a}}", "{\"a\":1}", OUT_MAX},
        {"{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{^a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}", "{\"a\":[1,1,1,1,1,1,1,1,1,1]}", OUT_MAX},
        {"{{a}}{{a}}{{a}}", "{\"a\":\"0123456789\"}", 20},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = json_loads(rows[i].json, 0, NULL);
        Buffer  out;

        ROW(rows[i].source);
        assert_ok(prepare(slice_from(rows[i].source), NULL, NULL));
        buffer_init(&out, rows[i].room);
        assert_number(template_render(template_set_find(set, SLICE("test")), value, &(RenderOptions){.language = "en"}, &out), ERR_LIMIT);
        buffer_clear(&out);
        json_decref(value);
        template_set_free(set);
    }
}

static void a_template_has_so_many_sections_and_nodes(void **state)
{
    Buffer  source;
    Problem problem = {0};

    (void)state;
    buffer_init(&source, OUT_MAX);
    for (int i = 0; i <= TEMPLATE_SECTIONS_MAX; i++)
        buffer_add_string(&source, "{{#a}}");
    assert_number(prepare(buffer_slice(&source), NULL, &problem), ERR_SYNTAX);
    assert_string_equal(problem.message, "template.depth");
    template_set_free(set);
    buffer_reset(&source);
    for (int i = 0; i <= TEMPLATE_NODES_MAX; i++)
        buffer_add_string(&source, "{{a}}");
    problem = (Problem){0};
    assert_number(prepare(buffer_slice(&source), NULL, &problem), ERR_SYNTAX);
    assert_string_equal(problem.message, "template.nodes");
    template_set_free(set);
    buffer_clear(&source);
}

/* ---- the program's own ---- */

static void every_template_of_the_program_is_whole(void **state)
{
    TemplateSet *own = NULL;
    Problem      problem = {0};
    Status       status = house_templates(&own, &problem);
    Buffer       sentence;

    (void)state;
    buffer_init(&sentence, 4000);
    if (status != OK)
        problem_print(&problem, &sentence);
    assert_slice(buffer_slice(&sentence), "");
    assert_non_null(template_set_find(own, SLICE("layout")));
    buffer_clear(&sentence);
    template_set_free(own);
}

/* An even number of quotes since the tag began: what stands at `at` is in no quoted attribute. */
static bool is_unquoted(Slice source, size_t at)
{
    size_t quotes = 0;

    while (at > 0 && source.data[at] != '<' && source.data[at] != '>')
        quotes += source.data[at--] == '"';
    return quotes % 2 == 0;
}

/* A value in an attribute without quotes, or as the start of an address that is not ours, would be escaped for the wrong place. */
static void values_stand_only_where_escaping_holds(void **state)
{
    static const char *const never[] = {"='", "<script>", "<style", " style=\"", " onclick", " onload", "javascript:"};

    (void)state;
    for (const PageFile *file = page_files; file->name != NULL; file++) {
        Slice source = file->source;

        for (size_t i = 0; i < COUNT(never); i++)
            if (memmem(source.data, source.size, never[i], strlen(never[i])) != NULL)
                fail_msg("%s holds %s", file->name, never[i]);
        for (size_t i = 0; i + 9 < source.size; i++) {
            Slice rest = slice_part(source, i, source.size);

            if (slice_starts(rest, "={{") && is_unquoted(source, i))
                fail_msg("%s: a value in no quotes at %.30s", file->name, rest.data);
            if ((slice_starts(rest, "href=\"{{") || slice_starts(rest, "action=\"{{")) && memmem(rest.data, 24, "{{page.", 7) == NULL && memmem(rest.data, 24, "{{href}}", 8) == NULL)
                fail_msg("%s: an address that begins with a value at %.30s", file->name, rest.data);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specifications_cases_print_as_expected_or_are_refused_by_name),
        cmocka_unit_test(values_filters_and_messages),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(an_unknown_partial_does_not_link),
        cmocka_unit_test(recursion_work_and_output_are_bounded),
        cmocka_unit_test(a_template_has_so_many_sections_and_nodes),
        cmocka_unit_test(every_template_of_the_program_is_whole),
        cmocka_unit_test(values_stand_only_where_escaping_holds),
    };

    return cmocka_run_group_tests_name("web template", tests, NULL, NULL);
}
