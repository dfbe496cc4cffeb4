/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of forms: how each widget is shown. What becomes of what was typed is in form_take.c.
 */
#include "web/people_internal.h"

/* How a template shows a widget, and the hint beside it. What is chosen of lists is shown by form_choices.c. */
static const struct {
    const char *shown, *hint;
} widgets[ASK_COUNT] = {
    [ASK_GIVEN] = {"given", NULL},
    [ASK_TEXT] = {"text", NULL},     [ASK_WORDS] = {"words", NULL},    [ASK_DATE] = {"date", NULL},      [ASK_TIME] = {"time", NULL},       [ASK_CHOICE] = {"choice", NULL},
    [ASK_NUMBER] = {"number", NULL}, [ASK_LONG] = {"long", NULL},      [ASK_CHECK] = {"check", NULL},    [ASK_LANGUAGE] = {"choice", NULL}, [ASK_FILE] = {"file", "file"},
    [ASK_PAPER] = {"paper", "file"}, [ASK_ITEMS] = {"lines", "items"}, [ASK_LINKS] = {"lines", "links"}, [ASK_MANDATE] = {"mandate", NULL},
    [ASK_PART] = {NULL, "part"},     [ASK_QUESTIONS] = {"lines", "questions"}, [ASK_ZONED_TIME] = {"time", NULL},
};

Slice form_typed(const HttpExchange *exchange, const HttpForm *form, const char *name)
{
    Slice value;

    if (form != NULL)
        return http_form_value(form, name);
    return http_query(exchange, name, &value) ? value : (Slice){NULL, 0};
}

const char *form_field_name(const FormField *field)
{
    return strcmp(field->member, "form") == 0 ? "form.of" : field->member;
}

const char *form_field_part(const FormField *field, const char *part, char out[FORM_NAME_SIZE])
{
    (void)snprintf(out, FORM_NAME_SIZE, "%s.%s", field->member, part);
    return out;
}

void form_condition_name(int number, const char *part, char out[FORM_NAME_SIZE])
{
    (void)snprintf(out, FORM_NAME_SIZE, "conditions.%d.%s", number, part);
}

json_t *form_field_choices(const FormField *field, Slice chosen)
{
    json_t *list = json_array();
    Slice   rest = slice_from(field->choices);

    while (rest.size != 0) {
        const char *blank = memchr(rest.data, ' ', rest.size);
        Slice       word = blank != NULL ? (Slice){rest.data, (size_t)(blank - rest.data)} : rest;
        const char *equals = memchr(word.data, '=', word.size);
        Slice       said = equals != NULL ? (Slice){word.data, (size_t)(equals - word.data)} : word, value = equals != NULL ? slice_part(word, said.size + 1, word.size) : word;
        json_t     *row = json_object();

        people_set(row, "said", said);
        people_set(row, "value", value);
        if (slice_equal(value, chosen))
            (void)json_object_set_new(row, "selected", json_true());
        (void)json_array_append_new(list, row);
        rest = blank != NULL ? slice_part(rest, word.size + 1, rest.size) : (Slice){NULL, 0};
    }
    return list;
}

static json_t *word_json(const HttpExchange *exchange, const HttpForm *form, const FormField *field, const WebLanguage *language)
{
    char    name[FORM_NAME_SIZE];
    json_t *row = json_pack("{s:s, s:s, s:s, s:s}", "id", form_field_part(field, language->code, name), "code", language->code, "dir", language->direction, "called", language->name);

    people_set(row, "value", form_typed(exchange, form, name));
    return row;
}

static bool is_own(const WebLanguage *language, const WebLanguage *reader)
{
    bool official = reader < web_languages + WEB_LANGUAGES;

    return official ? language == reader : strcmp(language->code, "en") == 0;
}

/* The reader's own language (English for a reader of none of the six), then the five others, which are folded until one of them is filled. */
static void set_words(json_t *row, const HttpExchange *exchange, const HttpForm *form, const FormField *field, const WebLanguage *reader)
{
    json_t *others = json_array();

    for (const WebLanguage *language = web_languages; language < web_languages + WEB_LANGUAGES; language++) {
        json_t *word = word_json(exchange, form, field, language);

        if (is_own(language, reader)) {
            (void)json_object_set_new(row, "own", word);
            continue;
        }
        if (json_string_length(json_object_get(word, "value")) != 0)
            (void)json_object_set_new(row, "unfolded", json_true());
        (void)json_array_append_new(others, word);
    }
    (void)json_object_set_new(row, "others", others);
}

static json_t *languages_json(Slice chosen, const WebLanguage *reader)
{
    json_t *list = json_array();

    for (int i = 0; i < WEB_LANGUAGES; i++) {
        json_t *row = json_pack("{s:s, s:s}", "value", web_languages[i].code, "called", web_languages[i].name);

        if (chosen.size != 0 ? slice_is(chosen, web_languages[i].code) : reader == &web_languages[i])
            (void)json_object_set_new(row, "selected", json_true());
        (void)json_array_append_new(list, row);
    }
    return list;
}

static void set_parts(json_t *row, const HttpExchange *exchange, const HttpForm *form, const FormField *field)
{
    static const char *const parts[] = {"document", "paragraphs", "zone", "typed"};
    char                     name[FORM_NAME_SIZE];

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        Slice value = form_typed(exchange, form, form_field_part(field, parts[i], name));
        char  shown[FORM_NAME_SIZE];

        (void)snprintf(shown, sizeof shown, "%s_typed", parts[i]);
        people_set(row, shown, value);
    }
}

/* What it is called: as its member, but the wording of a call is another thing than that of a position. */
static const char *label_of(const FormField *field)
{
    return field->widget == ASK_WORDS && strcmp(field->member, "wording") == 0 ? "invitation" : field->member;
}

json_t *form_field_json(const HttpExchange *exchange, const HttpForm *form, const FormField *field, const WebLanguage *language, const json_t *faults)
{
    json_t *row = json_pack("{s:s, s:s}", "id", form_field_name(field), "label", label_of(field));
    Slice   value = form_typed(exchange, form, form_field_name(field)), fault = json_slice(json_object_get(faults, field->member));

    if (widgets[field->widget].shown != NULL)
        (void)json_object_set_new(row, widgets[field->widget].shown, json_true());
    if (widgets[field->widget].hint != NULL)
        people_set(row, "hint", slice_from(widgets[field->widget].hint));
    people_set(row, "value", value);
    if (field->required)
        (void)json_object_set_new(row, "required", json_true());
    if (fault.size != 0)
        people_set(row, "fault", fault);
    if (field->widget == ASK_CHOICE)
        (void)json_object_set_new(row, "options", form_field_choices(field, value));
    if (field->widget == ASK_LANGUAGE)
        (void)json_object_set_new(row, "tongues", languages_json(value, language));
    if (field->widget == ASK_WORDS)
        set_words(row, exchange, form, field, language);
    if (field->widget == ASK_CHECK && value.size != 0)
        (void)json_object_set_new(row, "checked", json_true());
    set_parts(row, exchange, form, field);
    return row;
}
