/* SPDX-License-Identifier: Apache-2.0
 *
 * What values become: filters by table, in several languages; dates and ranges by ICU in the reader's language with Latin digits; the store of rendered pages; CSV, Atom and iCalendar.
 */
#include "suite.h"

#include <jansson.h>

#include "web/pages_internal.h"

enum { OUT_MAX = 1 << 16 };

static Formats *formats;

static const WebLanguage *language_of(const char *code)
{
    for (const WebLanguage *language = web_languages; language->code != NULL; language++)
        if (strcmp(language->code, code) == 0)
            return language;
    return NULL;
}

static const char *no_message(Slice id)
{
    (void)id;
    return NULL;
}

/* Prints a template over a value with the program's filters. */
static void print(const char *source, const char *json, const char *language, Buffer *out)
{
    static const TemplateNames names = {filter_find, no_message, false};
    const WebLanguage         *found = language_of(language);
    FilterContext              context = {found, formats, "/x/en"};
    TemplateSet               *set = NULL;
    json_t                    *value = json_loads(json, 0, NULL);

    assert_non_null(value);
    assert_ok(template_set_new(&names, &set, NULL));
    assert_ok(template_set_add(set, SLICE("test"), slice_from(source), NULL));
    assert_ok(template_set_link(set, NULL));
    buffer_init(out, OUT_MAX);
    assert_ok(template_render(template_set_find(set, SLICE("test")), value, &(RenderOptions){.language = found->code, .context = &context}, out));
    template_set_free(set);
    json_decref(value);
}

static void values_become_html(void **state)
{
    static const struct {
        const char *language, *source, *json, *want;
    } rows[] = {
        {"en", "{{n|words}}", "{\"n\":{\"en\":\"a<b\",\"fr\":\"c\"}}", "a&lt;b"},
        {"fr", "{{n|words}}", "{\"n\":{\"en\":\"a\",\"fr\":\"c\"}}", "c"},
        {"fr", "{{n|words}}", "{\"n\":{\"en\":\"a\"}}", "<span lang=\"en\" dir=\"ltr\">a</span>"},
        {"en", "{{n|words}}", "{\"n\":{\"ar\":\"a\"}}", "<span lang=\"ar\" dir=\"rtl\">a</span>"},
        {"ru", "{{n|words:plain}}", "{\"n\":{\"ar\":\"a\\\"\"}}", "a&quot;"},
        {"ru", "{{n|words}}", "{\"n\":{}}", ""},
        {"ru", "{{n|words}}", "{\"n\":\"x\"}", "<bdi>x</bdi>"},
        {"en", "{{n|name}}", "{\"n\":\"<x>\"}", "<bdi>&lt;x&gt;</bdi>"},
        {"en", "{{n|ltr}}", "{\"n\":\"A/RES/75/240\"}", "<bdi dir=\"ltr\">A/RES/75/240</bdi>"},
        {"en", "{{n|path}}", "{\"n\":\"A/RES/75/240 a?b#c\"}", "A/RES/75/240%20a%3Fb%23c"},
        {"en", "{{n|segment}}", "{\"n\":\"a/b\"}", "a%2Fb"},
        {"en", "{{n|path}}", "{\"n\":12}", "12"},
        {"en", "{{n|party}}", "{\"n\":\"delegation-01\"}", "<a href=\"/x/en/parties/delegation-01\"><bdi>delegation-01</bdi></a>"},
        {"en", "{{n|party}}", "{\"n\":{\"party\":\"d\",\"names\":{\"en\":\"D\"}}}", "<a href=\"/x/en/parties/d\">D</a>"},
        {"en", "{{n|party}}", "{\"n\":{}}", ""},
        {"en", "{{n|party}}", "{\"n\":{\"party\":\"d\",\"names\":{\"fr\":\"République du Congo 345678\"}}}", "<a class=\"long\" href=\"/x/en/parties/d\"><span lang=\"fr\" dir=\"ltr\">République du Congo 345678</span></a>"},
        {"en", "{{n|party}}", "{\"n\":{\"party\":\"d\",\"names\":{\"fr\":\"République du Congo 3456\"}}}", "<a href=\"/x/en/parties/d\"><span lang=\"fr\" dir=\"ltr\">République du Congo 3456</span></a>"},
        {"en", "{{n|chips}}", "{\"id\":\"p1\",\"n\":[{\"party\":\"a\",\"with\":[\"b\"]},{\"bridge\":true}]}",
         "<span class=\"one\"><a href=\"/x/en/parties/a\"><bdi>a</bdi></a> + <a href=\"/x/en/parties/b\"><bdi>b</bdi></a></span><span class=\"one\">Chair</span>"},
        {"en", "{{n|chips}}", "{\"id\":\"p1\",\"n\":[{\"party\":\"a\"},{\"party\":\"b\"},{\"party\":\"c\"},{\"party\":\"d\"}]}",
         "<span class=\"one\"><a href=\"/x/en/parties/a\"><bdi>a</bdi></a></span><span class=\"one\"><a href=\"/x/en/parties/b\"><bdi>b</bdi></a></span>"
         "<span class=\"one\"><a href=\"#all-p1\" aria-label=\"More names: 2; all of them stand beside the text\"><bdi dir=\"ltr\">+2</bdi></a></span>"},
        {"en", "{{n|chips}}", "{\"n\":[{\"party\":\"a\"},{\"party\":\"b\"},{\"party\":\"c\"},{\"party\":\"d\"}]}",
         "<span class=\"one\"><a href=\"/x/en/parties/a\"><bdi>a</bdi></a></span><span class=\"one\"><a href=\"/x/en/parties/b\"><bdi>b</bdi></a></span>"
         "<span class=\"one\"><a href=\"/x/en/parties/c\"><bdi>c</bdi></a></span><span class=\"one\"><a href=\"/x/en/parties/d\"><bdi>d</bdi></a></span>"},
        {"en", "{{n|act}}", "{\"n\":\"short\"}", "short"},
        {"en", "{{n|act}}", "{\"n\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}",
         "<a class=\"act\" href=\"/x/en/acts/00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"><bdi dir=\"ltr\">0011\xE2\x80\xA6" "eeff</bdi></a>"},
        {"en", "{{n|one_of:status}}", "{\"n\":\"ok\"}", "Done."},
        {"en", "{{n|one_of:status}}", "{\"n\":\"none<\"}", "<bdi>none&lt;</bdi>"},
        {"en", "{{n|runs}}", "{\"n\":[{\"text\":\"a<\",\"styles\":\"bi\"},{\"text\":\"b\"},{\"text\":\"A/1\",\"document\":\"A/1\"}]}", "<b><i>a&lt;</i></b>b<a href=\"/x/en/documents/A/1\">A/1</a>"},
        {"en", "{{n|found}}", "{\"n\":[{\"text\":\"a \"},{\"text\":\"b<\",\"hit\":true},{\"text\":\" c\"}]}", "a <mark>b&lt;</mark> c"},
        {"en", "{{n|number}}", "{\"n\":4812}", "<span class=\"num\" data-value>4,812</span>"},
        {"ar", "{{n|number}}", "{\"n\":4812}", "<span class=\"num\" data-value>4,812</span>"},
        {"ru", "{{n|number}}", "{\"n\":4812}", "<span class=\"num\" data-value>4\xC2\xA0" "812</span>"},
        {"en", "{{n|number}}", "{\"n\":\"many\"}", "many"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].json);
        print(rows[i].source, rows[i].json, rows[i].language, &out);
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
    }
}

static void times_are_the_readers(void **state)
{
    static const struct {
        const char *language, *source, *json, *want;
    } rows[] = {
        {"en", "{{n|date}}", "{\"n\":\"2027-03-08\"}", "<time datetime=\"2027-03-08\">8 March 2027</time>"},
        {"fr", "{{n|date}}", "{\"n\":\"2027-03-08\"}", "<time datetime=\"2027-03-08\">8 mars 2027</time>"},
        {"ar", "{{n|date}}", "{\"n\":\"2027-03-08\"}", "<time datetime=\"2027-03-08\">8 مارس 2027</time>"},
        {"zh", "{{n|date}}", "{\"n\":\"2027-03-08\"}", "<time datetime=\"2027-03-08\">2027年3月8日</time>"},
        {"en", "{{n|date}}", "{\"n\":\"2027-02-30\"}", "2027-02-30"},
        {"en", "{{n|date}}", "{\"n\":\"soon<\"}", "soon&lt;"},
        {"en", "{{n|clock}}", "{\"n\":\"2027-03-08T15:00:00Z\",\"zone\":\"America/New_York\"}", "<time datetime=\"2027-03-08T15:00:00Z\">10:00</time>"},
        {"en", "{{n|clock}}", "{\"n\":\"2027-03-15T14:00:00Z\",\"zone\":\"America/New_York\"}", "<time datetime=\"2027-03-15T14:00:00Z\">10:00</time>"},
        {"en", "{{n|clock}}", "{\"n\":\"2027-03-08T15:00:00Z\",\"zone\":\"Nowhere/None\"}", "<time datetime=\"2027-03-08T15:00:00Z\">15:00</time>"},
        {"en", "{{n|day}}", "{\"n\":\"2027-03-09T02:00:00Z\",\"zone\":\"America/New_York\"}", "<time datetime=\"2027-03-09T02:00:00Z\">Monday, 8 March</time>"},
        {"en", "{{n|offset}}", "{\"n\":\"2027-03-08T15:00:00Z\",\"zone\":\"America/New_York\"}", "<bdi dir=\"ltr\">UTC\xE2\x88\x92" "5</bdi>"},
        {"en", "{{n|offset}}", "{\"n\":\"2027-03-08T15:00:00Z\",\"zone\":\"Asia/Kolkata\"}", "<bdi dir=\"ltr\">UTC+5:30</bdi>"},
        {"en", "{{n|moment}}", "{\"n\":0}", "<time datetime=\"1970-01-01T00:00:00Z\">1 January 1970 at 00:00</time> <bdi dir=\"ltr\">UTC</bdi>"},
        {"en", "{{.|range}}", "{\"from\":\"2027-03-08\",\"until\":\"2027-03-12\"}", "<span class=\"num\" data-value>8\xE2\x80\x93" "12 March 2027</span>"},
        {"en", "{{.|range}}", "{\"from\":\"2027-03-08\"}", "<span class=\"num\" data-value>8 March 2027 \xE2\x80\x93</span>"},
        {"en", "{{.|range}}", "{}", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].json);
        print(rows[i].source, rows[i].json, rows[i].language, &out);
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
    }
}

static void only_real_dates_are_read(void **state)
{
    static const struct {
        const char *text;
        bool        good;
        int64_t     seconds;
    } rows[] = {
        {"1970-01-02", true, 86400},  {"1970-01-01T00:00:01Z", true, 1}, {"1970-13-01", false, 0}, {"1970-1-01", false, 0},          {"1970-01-01T00:00:01", false, 0},
        {"1970-01-01 00:00:01Z", false, 0}, {"", false, 0},              {"1970-01-01T24:00:00Z", false, 0}, {"1970-01-01T00:00:0xZ", false, 0}, {"+970-01-01", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t seconds = 0;

        ROW(rows[i].text);
        assert_number(formats_parse(slice_from(rows[i].text), &seconds), rows[i].good);
        assert_number(seconds, rows[i].seconds);
    }
}

/* ---- the store ---- */

static void a_page_is_given_for_its_state_alone(void **state)
{
    PageCache *cache = page_cache_new(4000);
    Buffer     out;
    char       key[20], large[2000];

    (void)state;
    buffer_init(&out, OUT_MAX);
    page_cache_put(cache, SLICE("en/"), 7, SLICE("page"));
    assert_true(page_cache_get(cache, SLICE("en/"), 7, &out));
    assert_slice(buffer_slice(&out), "page");
    assert_false(page_cache_get(cache, SLICE("en/"), 8, &out));
    assert_false(page_cache_get(cache, SLICE("fr/"), 7, &out));
    page_cache_put(cache, SLICE("en/"), 8, SLICE("newer"));
    assert_false(page_cache_get(cache, SLICE("en/"), 7, &out));
    memset(large, 'x', sizeof large);
    page_cache_put(cache, SLICE("large"), 8, (Slice){large, sizeof large}); /* more than its share: not kept */
    assert_false(page_cache_get(cache, SLICE("large"), 8, &out));
    for (int i = 0; i < 100; i++) { /* more than there is room for: the oldest go, the newest is there */
        (void)snprintf(key, sizeof key, "k%d", i);
        page_cache_put(cache, slice_from(key), 8, (Slice){large, 500});
        buffer_reset(&out);
        assert_true(page_cache_get(cache, slice_from(key), 8, &out));
        assert_number(out.size, 500);
    }
    assert_false(page_cache_get(cache, SLICE("k0"), 8, &out));
    buffer_clear(&out);
    page_cache_free(cache);
}

/* ---- for programs ---- */

static void lists_become_tables(void **state)
{
    static const struct {
        const char *json, *want;
    } rows[] = {
        {"[]", "\r\n"},
        {"[{\"a\":1,\"n\":{\"en\":\"x\",\"fr\":\"y\"}},{\"a\":2,\"b\":[\"p\",\"q\"]}]", "a,n.en,n.fr,b\r\n\"1\",\"x\",\"y\",\"\"\r\n\"2\",\"\",\"\",\"p; q\"\r\n"},
        {"[{\"a\":\"say \\\"hi\\\", all\"}]", "a\r\n\"say \"\"hi\"\", all\"\r\n"},
        {"[{\"a\":\"=1+1\"},{\"a\":\"-x\"},{\"a\":-5}]", "a\r\n\"'=1+1\"\r\n\"'-x\"\r\n\"-5\"\r\n"},
        {"[{\"a\":true,\"b\":null}]", "a,b\r\n\"1\",\"\"\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *list = json_loads(rows[i].json, 0, NULL);
        Buffer  out;

        ROW(rows[i].json);
        buffer_init(&out, OUT_MAX);
        assert_ok(csv_print(list, &out));
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
        json_decref(list);
    }
}

static void meetings_become_a_calendar(void **state)
{
    json_t *list = json_loads("[{\"session\":\"s-1\",\"meeting\":\"m1\",\"begin\":\"2027-03-08T15:00:00Z\",\"end\":\"2027-03-08T18:00:00Z\",\"state\":\"cancelled\","
                              "\"body_names\":{\"en\":\"Group, one; with a name that is so long that it does not fit on a line of seventy-five bytes\"},\"names\":{\"en\":\"Opening\"}},"
                              "{\"session\":\"s-1\",\"meeting\":\"m2\"}]",
                              0, NULL);
    Buffer  out;

    (void)state;
    buffer_init(&out, OUT_MAX);
    calendar_print(list, language_of("en"), "example.org/x", 0, &out);
    assert_slice(buffer_slice(&out), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rapporteur//Rapporteur " RAPPORTEUR_VERSION "//EN\r\nCALSCALE:GREGORIAN\r\n"
                                     "BEGIN:VEVENT\r\nUID:s-1.m1@example.org/x\r\nDTSTAMP:19700101T000000Z\r\nDTSTART:20270308T150000Z\r\nDTEND:20270308T180000Z\r\n"
                                     "SUMMARY:Group\\, one\\; with a name that is so long that it does not fit on a\r\n  line of seventy-five bytes: Opening\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
                                     "END:VCALENDAR\r\n");
    buffer_clear(&out);
    json_decref(list);
}

static void lists_become_feeds(void **state)
{
    json_t  *list = json_loads("[{\"symbol\":\"A/1 b\",\"names\":{\"en\":\"T<\"},\"date\":\"2027-03-08\"}]", 0, NULL);
    AtomFeed feed = {language_of("en"), "https://example.org/en", "example.org", "documents", "symbol", "symbol", "date", SLICE("Documents")};
    Buffer   out;

    (void)state;
    buffer_init(&out, OUT_MAX);
    atom_print(&feed, list, &out);
    assert_slice(buffer_slice(&out), "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n<title>Documents</title>\n"
                                     "<id>tag:example.org,2026:documents</id>\n<link href=\"https://example.org/en/documents\"/>\n<updated>2027-03-08T00:00:00Z</updated>\n"
                                     "<author><name>Rapporteur</name></author>\n<entry>\n<title>A/1 b: T&lt;</title>\n<id>tag:example.org,2026:documents/A/1%20b</id>\n"
                                     "<link href=\"https://example.org/en/documents/A/1%20b\"/>\n<updated>2027-03-08T00:00:00Z</updated>\n</entry>\n</feed>\n");
    buffer_clear(&out);
    json_decref(list);
}

/* ---- rows ---- */

static void paths_find_the_most_particular_row(void **state)
{
    static const struct {
        const char *path, *template, *first, *second;
    } rows[] = {
        {"", "front", "", ""},
        {"bodies/x", "body", "x", ""},
        {"bodies/x/about", "about", "x", ""},
        {"documents", "documents", "", ""},
        {"documents/A/RES/75/240", "document", "A/RES/75/240", ""},
        {"sessions/a/b", "meeting", "a", "b"},
        {"sessions/a", "session", "a", ""},
        {"none", NULL, "", ""},
        {"bodies", NULL, "", ""},
        {"record/x", NULL, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Slice          wilds[PAGE_WILDS_MAX] = {{NULL, 0}};
        const PageRow *row = page_find(slice_from(rows[i].path), wilds);

        ROW(rows[i].path);
        assert_slice(slice_from(row != NULL ? row->template : NULL), rows[i].template != NULL ? rows[i].template : "");
        assert_slice(wilds[0], rows[i].first);
        assert_slice(wilds[1], rows[i].second);
    }
}

static bool has_argument(const NamedQuery *query, const char *name)
{
    for (size_t i = 0; i < QUERY_ARGUMENTS_MAX && query->arguments[i] != NULL; i++)
        if (strcmp(query->arguments[i], name) == 0)
            return true;
    return false;
}

static void every_row_has_its_query_template_and_title(void **state)
{
    TemplateSet *own = NULL;

    (void)state;
    assert_ok(house_templates(&own, NULL));
    for (size_t i = 0; i < page_row_count; i++) {
        const PageRow    *row = &page_rows[i];
        const NamedQuery *query = named_query_find(row->query);
        size_t            wilds = 0;

        ROW(row->pattern);
        assert_non_null(query);
        assert_non_null(template_set_find(own, slice_from(row->template)));
        assert_non_null(message_text(row->title));
        for (const char *at = row->pattern; *at != '\0'; at++)
            wilds += *at == '*';
        for (size_t wild = 0; wild < PAGE_WILDS_MAX; wild++) {
            assert_number(row->wilds[wild] != NULL, wild < wilds);
            assert_true(row->wilds[wild] == NULL || has_argument(query, row->wilds[wild]));
        }
    }
    template_set_free(own);
}

/* "one_of:prefix" in a template is for messages: there is at least one that begins so. */
static void every_choice_has_messages(void **state)
{
    (void)state;
    for (const PageFile *file = page_files; file->name != NULL; file++)
        for (const char *at = file->source.data; (at = memmem(at, (size_t)(file->source.data + file->source.size - at), "one_of:", 7)) != NULL;) {
            char   prefix[60];
            size_t size = strcspn(at += 7, "}"), found = 0;

            (void)snprintf(prefix, sizeof prefix, "%.*s.", (int)size, at);
            ROW(prefix);
            for (size_t i = 0; i < message_count(); i++)
                found += slice_starts(slice_from(message_id(i)), prefix);
            assert_true(found > 1);
        }
}

static int setup(void **state)
{
    (void)state;
    formats = formats_new();
    return formats != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    formats_free(formats);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_become_html),
        cmocka_unit_test(times_are_the_readers),
        cmocka_unit_test(only_real_dates_are_read),
        cmocka_unit_test(a_page_is_given_for_its_state_alone),
        cmocka_unit_test(lists_become_tables),
        cmocka_unit_test(meetings_become_a_calendar),
        cmocka_unit_test(lists_become_feeds),
        cmocka_unit_test(paths_find_the_most_particular_row),
        cmocka_unit_test(every_row_has_its_query_template_and_title),
        cmocka_unit_test(every_choice_has_messages),
    };

    return cmocka_run_group_tests_name("web filters", tests, setup, teardown);
}
