/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms as browsers send them, and what is no form.
 */
#include "suite.h"

#include "http/http.h"

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=XX"
#define FIELD(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--XX--\r\n"

typedef struct Row {
    const char *name, *type, *body;
    const char *want; /* "name=value;…", a file as name@file-name:media=bytes; NULL: refused */
} Row;

static void print(const HttpForm *form, Buffer *out)
{
    for (size_t i = 0; i < http_form_count(form); i++) {
        const HttpFormField *field = http_form_at(form, i);

        buffer_add(out, field->name);
        if (field->is_file) {
            buffer_add_byte(out, '@');
            buffer_add(out, field->file_name);
            buffer_add_byte(out, ':');
            buffer_add(out, field->media);
        }
        buffer_add_byte(out, '=');
        buffer_add(out, field->value);
        buffer_add_byte(out, ';');
    }
}

static void what_browsers_send_is_read_and_nothing_else(void **state)
{
    static const Row rows[] = {
        {"pairs", URLENCODED, "a=1&b=two+words&c=%D0%96", "a=1;b=two words;c=\xD0\x96;"},
        {"charset behind the type", URLENCODED "; charset=utf-8", "a=1", "a=1;"},
        {"nothing", URLENCODED, "", ""},
        {"empty value, no value, empty pair", URLENCODED, "a=&b&&c=%26%3D", "a=;b=;c=&=;"},
        {"line ends become LF", URLENCODED, "a=x%0D%0Ay%0Az", "a=x\ny\nz;"},
        {"a name twice", URLENCODED, "a=1&a=2", "a=1;a=2;"},
        {"percent sign cut short", URLENCODED, "a=%4", NULL},
        {"percent sign without digits", URLENCODED, "a=%zz", NULL},
        {"zero byte", URLENCODED, "a=%00", NULL},
        {"no UTF-8", URLENCODED, "a=%FF", NULL},
        {"no name", URLENCODED, "=1", NULL},
        {"another type", "text/plain", "a=1", NULL},
        {"no type", "", "a=1", NULL},
        {"fields", MULTIPART, FIELD("a", "1") FIELD("b", "x\r\ny") END, "a=1;b=x\ny;"},
        {"without the last line end", MULTIPART, FIELD("a", "1") "--XX--", "a=1;"},
        {"quoted boundary", "multipart/form-data; boundary=\"XX\"", FIELD("a", "1") END, "a=1;"},
        {"a file keeps its bytes", MULTIPART,
         "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\dir\\paper.docx\"\r\nContent-Type: application/x\r\n\r\n\xFF\r\n\x01\r\n" END, "f@paper.docx:application/x=\xFF\r\n\x01;"},
        {"a semicolon within a name", MULTIPART, "--XX\r\nContent-Disposition: form-data; name=\"a;filename=b\"\r\n\r\n1\r\n" END, "a;filename=b=1;"},
        {"no file chosen", MULTIPART, "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n" END, "f@:application/octet-stream=;"},
        {"the boundary within a value's line", MULTIPART, FIELD("a", "x --XX y") END, "a=x --XX y;"},
        {"no parts", MULTIPART, END, ""},
        {"something before", MULTIPART, "x\r\n" FIELD("a", "1") END, NULL},
        {"something behind", MULTIPART, FIELD("a", "1") "--XX--\r\nx", NULL},
        {"cut short", MULTIPART, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", NULL},
        {"no disposition", MULTIPART, "--XX\r\nContent-Type: text/plain\r\n\r\n1\r\n" END, NULL},
        {"two dispositions", MULTIPART, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END, NULL},
        {"a name without its quote", MULTIPART, "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" END, NULL},
        {"a part without a head", MULTIPART, "--XX\r\n1\r\n" END, NULL},
        {"a boundary that cannot be", "multipart/form-data; boundary=\"X\"X", "", NULL},
        {"no boundary", "multipart/form-data", "", NULL},
        {"a boundary of 71", "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890", "--x", NULL},
        {"a control character in a value", MULTIPART, FIELD("a", "\x01") END, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        HttpForm *form = NULL;
        Problem   problem = {0};
        Buffer    got;
        Status    status = http_form_read(slice_from(rows[i].type), slice_from(rows[i].body), &form, &problem);

        ROW(rows[i].name);
        buffer_init(&got, 10000);
        assert_number(status, rows[i].want != NULL ? OK : ERR_SYNTAX);
        if (rows[i].want != NULL) {
            print(form, &got);
            assert_slice(buffer_slice(&got), rows[i].want);
        } else {
            assert_string_equal(problem.message, "http.form");
            assert_null(form);
        }
        http_form_free(form);
        buffer_clear(&got);
    }
}

static void limits_hold(void **state)
{
    HttpForm *form = NULL;
    Buffer    body;

    (void)state;
    buffer_init(&body, 4 * 1024 * 1024);
    for (int i = 0; i < HTTP_FORM_FIELDS_MAX; i++)
        buffer_add_string(&body, "a=1&");
    assert_ok(http_form_read(SLICE(URLENCODED), buffer_slice(&body), &form, NULL));
    assert_number(http_form_count(form), HTTP_FORM_FIELDS_MAX);
    assert_slice(http_form_value(form, "a"), "1");
    assert_slice(http_form_value(form, "b"), "");
    assert_null(http_form_at(form, HTTP_FORM_FIELDS_MAX));
    http_form_free(form);
    form = NULL;
    buffer_add_string(&body, "a=1");
    assert_number(http_form_read(SLICE(URLENCODED), buffer_slice(&body), &form, NULL), ERR_LIMIT);
    buffer_reset(&body);
    buffer_add_string(&body, "a=");
    for (int i = 0; i < HTTP_FORM_TEXT_MAX; i++)
        buffer_add_byte(&body, 'x');
    assert_number(http_form_read(SLICE(URLENCODED), buffer_slice(&body), &form, NULL), ERR_LIMIT);
    buffer_reset(&body);
    for (int i = 0; i <= HTTP_FORM_NAME_MAX; i++)
        buffer_add_byte(&body, 'n');
    assert_number(http_form_read(SLICE(URLENCODED), buffer_slice(&body), &form, NULL), ERR_SYNTAX);
    assert_null(form);
    buffer_clear(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_browsers_send_is_read_and_nothing_else), cmocka_unit_test(limits_hold)};

    return cmocka_run_group_tests_name("http form", tests, NULL, NULL);
}
