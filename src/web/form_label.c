/* SPDX-License-Identifier: Apache-2.0
 *
 * What a choice in a form is called, in the reader's language: by its own title, else by what tells it from others.
 */
#include "web/house_internal.h"
#include "web/people_internal.h"

enum { CHOICE_LABEL_MAX = 4000 };

#define BETWEEN " \xC2\xB7 " /* a middle dot, which no language writes otherwise */

/* The reader's words of what has `names` or `name`; else what it is called in addresses. */
Slice form_label_name(const FormChoices *choices, const json_t *named, const char *slug)
{
    Slice text = {NULL, 0};

    if (filter_words(choices->language, json_object_get(named, "names"), &text) == NULL)
        text = json_slice(json_object_get(named, "name"));
    return text.size != 0 ? text : json_slice(json_object_get(named, slug));
}

static json_t *taken(Buffer *label)
{
    json_t *text = json_from_slice(buffer_slice(label));

    buffer_clear(label);
    return text;
}

json_t *form_label_within(Slice outer, Slice inner)
{
    Buffer label;

    buffer_init(&label, CHOICE_LABEL_MAX);
    if (outer.size != 0) {
        buffer_add(&label, outer);
        buffer_add_string(&label, " \xE2\x80\xBA "); /* an angle, which bidi mirrors */
    }
    buffer_add(&label, inner);
    return taken(&label);
}

static void add_number(const FormChoices *choices, const json_t *number, Buffer *label)
{
    static const char *const names[] = {"number"};
    char                     digits[DECIMAL_MAX];
    const char              *values[] = {decimal(digits, json_integer_value(number))};

    message_print_arguments_in(label, choices->language->code, MSG("meeting.number"), 1, names, values);
}

/* "4th meeting: Exchange of views · 8 March 2027" */
json_t *form_label_meeting(const FormChoices *choices, const json_t *meeting)
{
    Buffer  label;
    Slice   named = {NULL, 0};
    int64_t begin;
    bool    formal = slice_is(json_slice(json_object_get(meeting, "form")), "formal");

    buffer_init(&label, CHOICE_LABEL_MAX);
    if (json_is_integer(json_object_get(meeting, "number")))
        add_number(choices, json_object_get(meeting, "number"), &label);
    else
        message_print_arguments_in(&label, choices->language->code, formal ? MSG("meeting.form.formal") : MSG("meeting.form.informal"), 0, NULL, NULL);
    if (filter_words(choices->language, json_object_get(meeting, "names"), &named) != NULL) {
        buffer_add_string(&label, ": ");
        buffer_add(&label, named);
    }
    if (formats_parse(json_slice(json_object_get(meeting, "begin")), &begin)) {
        buffer_add_string(&label, BETWEEN);
        formats_date(choices->web->house->formats, choices->language->locale, FORMAT_DATE, begin, json_slice(json_object_get(meeting, "zone")), &label);
    }
    return taken(&label);
}

json_t *form_label_item(const FormChoices *choices, const json_t *item)
{
    Buffer label;

    buffer_init(&label, CHOICE_LABEL_MAX);
    buffer_add(&label, json_slice(json_object_get(item, "item")));
    buffer_add_string(&label, ". ");
    buffer_add(&label, form_label_name(choices, item, "item"));
    return taken(&label);
}

/* Its own title; else its session and meeting; else its act. */
json_t *form_label_statement(const FormChoices *choices, const json_t *statement)
{
    Buffer label;
    Slice  words = {NULL, 0};

    buffer_init(&label, CHOICE_LABEL_MAX);
    if (filter_words(choices->language, json_object_get(statement, "names"), &words) == NULL && filter_words(choices->language, json_object_get(statement, "session_names"), &words) == NULL)
        words = json_slice(json_object_get(statement, "act"));
    buffer_add(&label, words);
    if (json_is_integer(json_object_get(statement, "meeting_number"))) {
        buffer_add_string(&label, BETWEEN);
        add_number(choices, json_object_get(statement, "meeting_number"), &label);
    }
    return taken(&label);
}
