/* SPDX-License-Identifier: Apache-2.0
 *
 * Answering a call with a file, over HTTP, in the demonstration: what is left as it stands in the boxes is sent as the file has it, and what is changed is sent as it was typed. Who corrects what was sent
 * begins with it, notes and all.
 */
#include "asking.h"

#include "compare/compare.h"
#include "format/akn/akn.h"
#include "format/docx/docx_write.h"

#include <jansson.h>

#define CALL     "en/calls/views-current/answer"
#define BOUNDARY "b"

static Asking asking;

/* ---- a Word file with a note, bold words and a table ---- */

static const char reply[] =
    "{\"format\":\"rapporteur/text/v1\",\"language\":\"en\",\"paragraphs\":["
    "{\"id\":\"p-aaaaaaaaaa\",\"kind\":\"heading\",\"label\":\"\",\"level\":1,\"text\":\"(a) What we do (fictional)\"},"
    "{\"id\":\"p-bbbbbbbbbb\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":\"We train every team.\xEF\xBF\xBC\",\"marks\":[[3,8,\"bold\"]],\"notes\":[{\"at\":20,\"text\":\"Since the beginning (fictional).\"}]},"
    "{\"id\":\"p-cccccccccc\",\"kind\":\"cell\",\"label\":\"\",\"level\":0,\"text\":\"Teams\",\"cell\":[0,0,0]},"
    "{\"id\":\"p-dddddddddd\",\"kind\":\"cell\",\"label\":\"\",\"level\":0,\"text\":\"Twelve\",\"cell\":[0,0,1]},"
    "{\"id\":\"p-eeeeeeeeee\",\"kind\":\"heading\",\"label\":\"\",\"level\":1,\"text\":\"(b) What we mean (fictional)\"},"
    "{\"id\":\"p-ffffffffff\",\"kind\":\"plain\",\"label\":\"\",\"level\":0,\"text\":\"A concept is what it says.\",\"marks\":[[2,9,\"bold\"]]}]}";

typedef Status Writer(const Text *text, Buffer *out, Problem *problem);

static void reply_file(Writer *write, Buffer *out)
{
    Text *text = NULL;

    assert_ok(text_decode(slice_from(reply), &text, NULL));
    assert_ok(write(text, out, NULL));
    text_free(text);
}

static void add_field(Buffer *body, const char *name, Slice value)
{
    buffer_add_format(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buffer_add(body, value);
    buffer_add_string(body, "\r\n");
}

static json_t *page(void)
{
    json_t *json = NULL;

    assert_number(asking_get(&asking, CALL "?as=json"), 200);
    assert_ok(json_read(slice_from(asking_body(&asking)), &json, NULL));
    return json;
}

/* As the form is, with the boxes as they stand but for `key`. */
static int post(const char *action, Writer *write, const char *key, const char *words)
{
    json_t *json = page(), *box;
    Buffer  body, file;
    char    revision[DECIMAL_MAX];
    size_t  i;
    int     status;

    buffer_init(&body, 1 << 20);
    buffer_init(&file, 1 << 20);
    add_field(&body, "form", slice_from(asking.form_token));
    add_field(&body, "revision", slice_from(decimal(revision, json_integer_value(json_object_get(json, "revision")))));
    add_field(&body, "action", slice_from(action));
    json_array_foreach(json_object_get(json, "boxes"), i, box)
    {
        const char *id = json_string_value(json_object_get(box, "id"));

        add_field(&body, id, key != NULL && strcmp(id, key) == 0 ? slice_from(words) : json_slice(json_object_get(box, "words")));
    }
    if (write != NULL) {
        reply_file(write, &file);
        buffer_add_string(&body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"reply\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        buffer_add(&body, buffer_slice(&file));
        buffer_add_string(&body, "\r\n");
    }
    buffer_add_string(&body, "--" BOUNDARY "--\r\n");
    status = asking_ask_bytes(&asking, "POST", CALL, "Sec-Fetch-Site: same-origin\r\n", "multipart/form-data; boundary=" BOUNDARY, buffer_slice(&body));
    buffer_clear(&body);
    buffer_clear(&file);
    json_decref(json);
    return status;
}

static void assert_says(const char *text)
{
    if (!asking_says(&asking, text))
        fail_msg("no \"%s\" in %s", text, strstr(asking_body(&asking), "<main") != NULL ? strstr(asking_body(&asking), "<main") : asking_body(&asking));
}

static void a_file_fills_the_boxes_and_stays(void **state)
{
    (void)state;
    asking_sign_in(&asking, "head@x.example");
    assert_number(post("save", docx_write_text, NULL, NULL), 200);
    assert_says("We train every team.");
    assert_says("Tables, notes and emphasis of the file stay");
    assert_false(asking_says(&asking, "pictures or other objects"));
    assert_number(post("look", NULL, NULL, NULL), 200);
    assert_says("<b>train</b>");
    assert_says("<table><tr><td><p class=\"k-cell\"");
    assert_says("</td></tr></table>");
    assert_says("Since the beginning (fictional).");
    assert_says("What we mean (fictional)");
}

static void akoma_ntoso_is_read_too(void **state)
{
    (void)state;
    assert_number(post("save", akn_write_text, NULL, NULL), 200);
    assert_says("We train every team.");
    assert_says("Tables, notes and emphasis of the file stay");
    assert_number(post("look", NULL, NULL, NULL), 200);
    assert_says("<b>train</b>");
    assert_says("Since the beginning (fictional).");
}

static void a_changed_box_is_typed_and_the_other_stays(void **state)
{
    (void)state;
    assert_number(post("look", NULL, "q.b", "A concept means something."), 200);
    assert_says("A concept means something.");
    assert_false(asking_says(&asking, "<b>concept</b>"));
    assert_says("<b>train</b>");
    assert_number(post("look", NULL, "q.b", "A concept is what it says."), 200); /* as the file has it, again */
    assert_says("<b>concept</b>");
}

static void what_is_sent_has_it_and_a_correction_begins_with_it(void **state)
{
    char    path[100];
    json_t *json;

    (void)state;
    assert_number(post("send", NULL, NULL, NULL), 201);
    json = page();
    (void)snprintf(path, sizeof path, "en/submissions/%s", json_string_value(json_object_get(json_object_get(json, "sent_before"), "act")));
    json_decref(json);
    assert_number(asking_get(&asking, path), 200);
    assert_says("<b>train</b>");
    assert_says("Since the beginning (fictional).");
    assert_number(post("look", NULL, "q.b", "Another meaning."), 200);
    assert_says("Another meaning.");
    assert_says("<b>train</b>");
    assert_says("Since the beginning (fictional).");
}

static int setup(void **state)
{
    (void)state;
    asking_open(&asking);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    asking_close(&asking);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_fills_the_boxes_and_stays),
        cmocka_unit_test(akoma_ntoso_is_read_too),
        cmocka_unit_test(a_changed_box_is_typed_and_the_other_stays),
        cmocka_unit_test(what_is_sent_has_it_and_a_correction_begins_with_it),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("web answering", tests, setup, teardown);
}
