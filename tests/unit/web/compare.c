/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of a comparison, over HTTP: which texts can be named and how, what is absent, two languages, texts that a reissue has replaced, JSON, keeping, length.
 */
#include "asking.h"

#include <jansson.h>

static Asking asking;

static int group_setup(void **state)
{
    (void)state;
    asking_open(&asking);
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    asking_close(&asking);
    return 0;
}

static int get(const char *path)
{
    return asking_get(&asking, path);
}

static void two_texts_are_named_by_symbol_language_or_act(void **state)
{
    static const struct {
        const char *query;
        int         status;
        const char *says;
    } rows[] = {
        {"", 200, "<option value=\"A/RES/75/240@en\" dir=\"auto\" data-value>"},
        {"?old=A/RES/73/266", 200, "name=\"old\" dir=\"ltr\" list=\"l-texts\" autocomplete=\"off\" maxlength=\"200\" required aria-describedby=\"h-old\" value=\"A/RES/73/266\""},
        {"?old=A/RES/73/266@en&new=A/RES/74/28@en", 200, "</span> third<span class=\"vh\" lang=\"en\">, end delete</span></del><ins><span class=\"vh\" lang=\"en\">insert:</span> "},
        {"?old=A%2FRES%2F73%2F266&new=A/RES/74/28", 200, "class=\"k-title changed\""},
        {"?old=A/RES/73/266@en&new=A/RES/73/266@en", 200, "The words of the two texts are the same."},
        {"?old=A/RES/217(III)@en&new=A/RES/217(III)@ar", 200, "words of different languages are not compared"},
        {"?old=A/RES/217(III)@en&new=A/RES/217(III)@ar", 200, "<div class=\"text\" lang=\"ar\" dir=\"rtl\">"},
        {"?old=A/RES/1/1&new=A/RES/74/28", 404, "no such"},
        {"?old=A/RES/74/28@tlh&new=A/RES/74/28", 404, "no such"},
        {"?old=A/RES/74/28&new=@", 404, "no such"},
        {"?old=ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff&new=A/RES/74/28", 404, "no such"},
    };
    Buffer absent;
    char   path[400];

    (void)state;
    buffer_init(&absent, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].query);
        (void)snprintf(path, sizeof path, "en/compare%s", rows[i].query);
        assert_number(get(path), rows[i].status);
        if (rows[i].status == 200)
            assert_true(asking_says(&asking, rows[i].says));
        else if (absent.size == 0)
            buffer_add_string(&absent, asking_body(&asking));
        else
            assert_slices(slice_from(asking_body(&asking)), buffer_slice(&absent));
    }
    assert_number(get("en/compare/none"), 404);
    assert_slices(slice_from(asking_body(&asking)), buffer_slice(&absent));
    buffer_clear(&absent);
}

static void documents_lead_to_it(void **state)
{
    (void)state;
    assert_number(get("fr/documents"), 200);
    assert_true(asking_says(&asking, "href=\"/fr/compare\""));
    assert_number(get("en/documents/A/RES/75/240"), 200);
    assert_true(asking_says(&asking, "href=\"/en/compare?old=A%2FRES%2F75%2F240@en\""));
    assert_number(get("en/documents/EX/WG.1/2027/CRP.1/Rev.1"), 200);
    assert_true(asking_says(&asking, "href=\"/en/compare?old=EX%2FWG.1%2F2027%2FCRP.1@en&amp;new=EX%2FWG.1%2F2027%2FCRP.1%2FRev.1@en\""));
}

static void it_is_json_too_and_kept_for_strangers(void **state)
{
    json_t *answer;

    (void)state;
    assert_number(get("en/compare?old=A/RES/73/266&new=A/RES/74/28&as=json"), 200);
    answer = json_loads(asking_body(&asking), 0, NULL);
    assert_non_null(answer);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(json_object_get(answer, "comparison"), "counts"), "changed")), 9);
    assert_non_null(strstr(asking.answer.data, "ETag: "));
    json_decref(answer);
    assert_number(get("ru/compare?old=A/RES/73/266&new=A/RES/74/28"), 200); /* of the comparison that is kept */
    assert_true(asking_says(&asking, "9 изменённых пунктов"));
    asking_sign_in(&asking, "head@x.example");
    assert_number(get("en/compare?old=A/RES/73/266&new=A/RES/74/28"), 200);
    assert_non_null(strstr(asking.answer.data, "private, no-store"));
    asking_sign_in(&asking, "");
}

/* ---- texts that were replaced ---- */

static void reissue(const char *symbol, const char *words)
{
    Upload       upload;
    SubmitAnswer answer;
    char         blob[2 * HASH_SIZE + 1], text[2 * HASH_SIZE + 1];
    json_t      *object;

    assert_ok(service_upload_typed(asking.service, slice_from(words), SLICE("en"), &upload, NULL));
    hash_print_hex(&upload.blob, blob);
    hash_print_hex(&upload.text, text);
    object = json_pack("{s:s, s:s, s:s, s:I, s:s, s:s, s:i}", "symbol", symbol, "language", "en", "blob", blob, "size", (json_int_t)upload.size, "media", upload.media, "text", text, "reissued", 1);
    assert_ok(service_file_act(asking.service, "document.language", object, &(Asker){.standing = STANDING_SECRETARIAT}, &answer, NULL, NULL));
    json_decref(object);
}

static void a_text_that_a_reissue_replaced_is_compared_by_its_act(void **state)
{
    const char *at;
    char        path[400];

    (void)state;
    reissue("EX/WG.1/2027/WP.1", "1. Points of contact answer within a day.\n\n2. They meet in May.\n");
    assert_number(get("en/documents/EX/WG.1/2027/WP.1"), 200);
    assert_true(asking_says(&asking, "Earlier texts of this document"));
    at = strstr(asking_body(&asking), "/en/compare?old=");
    at = strstr(at + 1, "/en/compare?old="); /* the first begins with the text in force */
    assert_non_null(at);
    (void)snprintf(path, sizeof path, "en/compare?old=%.64s&new=EX/WG.1/2027/WP.1@en", at + strlen("/en/compare?old="));
    assert_number(get(path), 200);
    assert_true(asking_says(&asking, "replaced text"));
    assert_true(asking_says(&asking, "answer within a day"));
    assert_number(get("en/compare"), 200);
    (void)snprintf(path, sizeof path, "<option value=\"%.64s\" dir=", at + strlen("/en/compare?old="));
    assert_true(asking_says(&asking, "\xC2\xB7 replaced text \xC2\xB7"));
}

static void a_text_too_long_is_refused_in_a_sentence(void **state)
{
    Buffer words;

    (void)state;
    buffer_init(&words, 8 << 20);
    for (int i = 0; i < 60000; i++)
        buffer_add_format(&words, "%d. The experts meet in the year %d, and report.\n\n", i, i);
    buffer_add_byte(&words, '\0');
    assert_ok(words.status);
    reissue("EX/WG.1/2027/CRP.1", "1. One.\n");
    words.data[19 * 1000 * 50] = '\0'; /* what a text may have at most */
    reissue("EX/WG.1/2027/CRP.1", words.data);
    assert_number(get("en/compare?old=EX/WG.1/2027/CRP.1&new=A/RES/74/28"), 413);
    assert_true(asking_says(&asking, "too long to be compared in a page"));
    buffer_clear(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_texts_are_named_by_symbol_language_or_act), cmocka_unit_test(documents_lead_to_it),
        cmocka_unit_test(it_is_json_too_and_kept_for_strangers),         cmocka_unit_test(a_text_that_a_reissue_replaced_is_compared_by_its_act),
        cmocka_unit_test(a_text_too_long_is_refused_in_a_sentence),
    };

    return cmocka_run_group_tests_name("web compare", tests, group_setup, group_teardown);
}
