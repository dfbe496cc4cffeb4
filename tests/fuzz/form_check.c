/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever was read of a form lies within its limits, texts are UTF-8 without control characters, and files lie within the body.
 */
#include "form_check.h"

static void check_text(Slice text)
{
    REQUIRE(utf8_valid(text));
    for (size_t i = 0; i < text.size; i++)
        REQUIRE((unsigned char)text.data[i] >= 0x20 || text.data[i] == '\n' || text.data[i] == '\t');
}

void form_check(Slice type, Slice body)
{
    HttpForm *form = NULL;
    Problem   problem = {0};

    if (http_form_read(type, body, &form, &problem) != OK) {
        REQUIRE(form == NULL && problem.message != NULL);
        return;
    }
    REQUIRE(http_form_count(form) <= HTTP_FORM_FIELDS_MAX);
    for (size_t i = 0; i < http_form_count(form); i++) {
        const HttpFormField *field = http_form_at(form, i);

        REQUIRE(field->name.size != 0 && field->name.size <= HTTP_FORM_NAME_MAX);
        check_text(field->name);
        check_text(field->file_name);
        if (field->is_file)
            REQUIRE(field->value.size == 0 || (field->value.data >= body.data && field->value.data + field->value.size <= body.data + body.size));
        else
            check_text(field->value);
    }
    http_form_free(form);
}
