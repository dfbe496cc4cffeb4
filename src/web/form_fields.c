/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of forms: how each widget is shown, and what becomes of what was typed. Only the form of a value is looked at here; whether it may stand is for the rules to say.
 */
#include "web/people_internal.h"

#include <stdlib.h>

enum { NAME_SIZE = 80, ITEMS_MAX = 200 };

/* ---- showing ---- */

static const char *const widget_names[] = {[ASK_TEXT] = "text", [ASK_WORDS] = "words", [ASK_DATE] = "date", [ASK_TIME] = "time", [ASK_CHOICE] = "choice", [ASK_PARTY] = "text",
                                           [ASK_BODY] = "text", [ASK_SESSION] = "text", [ASK_NUMBER] = "number", [ASK_LONG] = "long", [ASK_FILE] = "file", [ASK_CHECK] = "check",
                                           [ASK_LINES] = "lines", [ASK_ITEMS] = "lines", [ASK_LINKS] = "lines", [ASK_MANDATE] = "mandate", [ASK_MEETING] = "meeting", [ASK_LANGUAGE] = "choice"};

/* What stands in the field: typed, or of the address. */
static Slice typed(const HttpExchange *exchange, const HttpForm *form, const char *name)
{
    Slice value;

    if (form != NULL)
        return http_form_value(form, name);
    return http_query(exchange, name, &value) ? value : (Slice){NULL, 0};
}

static const char *part_name(const FormField *field, const char *part, char out[NAME_SIZE])
{
    (void)snprintf(out, NAME_SIZE, "%s.%s", field->member, part);
    return out;
}

static json_t *choices_json(const FormField *field, Slice chosen)
{
    json_t *list = json_array();
    Slice   rest = slice_from(field->choices);

    while (rest.size != 0) {
        const char *blank = memchr(rest.data, ' ', rest.size);
        Slice       word = blank != NULL ? (Slice){rest.data, (size_t)(blank - rest.data)} : rest;
        json_t     *row = json_object();

        people_set(row, "value", word);
        if (slice_equal(word, chosen))
            (void)json_object_set_new(row, "selected", json_true());
        (void)json_array_append_new(list, row);
        rest = blank != NULL ? slice_part(rest, word.size + 1, rest.size) : (Slice){NULL, 0};
    }
    return list;
}

/* A row for each of the six languages, the reader's first. */
static json_t *words_json(const HttpExchange *exchange, const HttpForm *form, const FormField *field, const WebLanguage *reader)
{
    json_t *list = json_array();
    char    name[NAME_SIZE];

    for (int i = -1; i < WEB_LANGUAGES; i++) {
        const WebLanguage *language = i < 0 ? reader : &web_languages[i];
        json_t            *row;

        if ((i >= 0 && language == reader) || language >= web_languages + WEB_LANGUAGES)
            continue;
        row = json_pack("{s:s, s:s, s:s, s:s}", "id", part_name(field, language->code, name), "code", language->code, "dir", language->direction, "called", language->name);
        people_set(row, "value", typed(exchange, form, name));
        (void)json_array_append_new(list, row);
    }
    return list;
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
    static const char *const parts[] = {"document", "paragraphs", "session", "meeting", "zone"};
    char                     name[NAME_SIZE];

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        Slice value = typed(exchange, form, part_name(field, parts[i], name));
        char  shown[NAME_SIZE];

        (void)snprintf(shown, sizeof shown, "%s_typed", parts[i]);
        people_set(row, shown, value);
    }
}

json_t *form_field_json(const HttpExchange *exchange, const HttpForm *form, const FormField *field, const WebLanguage *language, const json_t *faults)
{
    json_t *row = json_pack("{s:s, s:s}", "id", field->member, "label", field->member);
    Slice   value = typed(exchange, form, field->member), fault = json_slice(json_object_get(faults, field->member));

    (void)json_object_set_new(row, widget_names[field->widget], json_true());
    people_set(row, "value", value);
    if (field->required)
        (void)json_object_set_new(row, "required", json_true());
    if (fault.size != 0)
        people_set(row, "fault", fault);
    if (field->widget == ASK_CHOICE)
        (void)json_object_set_new(row, "options", choices_json(field, value));
    if (field->widget == ASK_LANGUAGE)
        (void)json_object_set_new(row, "tongues", languages_json(value, language));
    if (field->widget == ASK_WORDS)
        (void)json_object_set_new(row, "languages", words_json(exchange, form, field, language));
    if (field->widget == ASK_CHECK && value.size != 0)
        (void)json_object_set_new(row, "checked", json_true());
    if (field->widget == ASK_ITEMS || field->widget == ASK_LINKS || field->widget == ASK_LINES || field->widget == ASK_BODY || field->widget == ASK_PARTY || field->widget == ASK_SESSION ||
        field->widget == ASK_FILE)
        people_set(row, "hint", slice_from(field->widget == ASK_ITEMS     ? "items"
                                           : field->widget == ASK_LINKS   ? "links"
                                           : field->widget == ASK_LINES   ? "lines"
                                           : field->widget == ASK_BODY    ? "body"
                                           : field->widget == ASK_PARTY   ? "party"
                                           : field->widget == ASK_SESSION ? "session"
                                                                          : "file"));
    set_parts(row, exchange, form, field);
    return row;
}

/* ---- taking ---- */

void form_fault(json_t *faults, const FormField *field, const WebLanguage *language, const char *message)
{
    Problem problem = {0};

    (void)problem_set(&problem, ERR_REFUSED, message, NULL);
    people_say(faults, field->member, language, &problem);
}

/* One line of words, without blanks at its ends. */
static bool one_line(Slice text)
{
    return text.size == 0 || memchr(text.data, '\n', text.size) == NULL;
}

static const char *take_words(const HttpForm *form, const FormField *field, json_t *object)
{
    json_t *words = json_object();
    char    name[NAME_SIZE];
    bool    good = true;

    for (int i = 0; i < WEB_LANGUAGES; i++) {
        Slice text = slice_trim(http_form_value(form, part_name(field, web_languages[i].code, name)));

        good = good && one_line(text);
        if (text.size != 0)
            people_set(words, web_languages[i].code, text);
    }
    if (json_object_size(words) != 0)
        (void)json_object_set(object, field->member, words);
    json_decref(words);
    return good ? NULL : MSG("form.one_line");
}

/* "2027-03-08T15:00" in a zone by its IANA name (UTC without one) as a time of the record. */
static const char *take_time(const HttpForm *form, const FormField *field, json_t *object)
{
    Slice   text = slice_trim(http_form_value(form, field->member)), zone;
    char    name[NAME_SIZE], local[20] = {0}, zone_name[64] = "UTC", printed[40];
    Moment  moment = {0};
    int64_t seconds;

    zone = slice_trim(http_form_value(form, part_name(field, "zone", name)));
    if (text.size == 0)
        return NULL;
    if (text.size != 16 || zone.size >= sizeof zone_name)
        return MSG("form.time");
    memcpy(local, text.data, text.size);
    if (zone.size != 0)
        (void)snprintf(zone_name, sizeof zone_name, "%.*s", (int)zone.size, zone.data);
    if (sscanf(local, "%4d-%2d-%2dT%2d:%2d", &moment.year, &moment.month, &moment.day, &moment.hour, &moment.minute) != 5 || !moment_valid(&moment))
        return MSG("form.time");
    if (!zone_valid(zone_name) || !zone_seconds(zone_name, &moment, &seconds))
        return MSG("form.zone");
    moment_from(seconds, &moment);
    (void)snprintf(printed, sizeof printed, "%04d-%02d-%02dT%02d:%02d:%02dZ", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second);
    people_set(object, field->member, slice_from(printed));
    return NULL;
}

static const char *take_number(Slice text, const FormField *field, json_t *object)
{
    char  digits[10] = {0}, *end;
    long  number;

    if (text.size == 0)
        return NULL;
    if (text.size >= sizeof digits)
        return MSG("form.number");
    memcpy(digits, text.data, text.size);
    number = strtol(digits, &end, 10);
    if (*end != '\0' || number < 0)
        return MSG("form.number");
    (void)json_object_set_new(object, field->member, json_integer(number));
    return NULL;
}

static bool next_line(Slice *rest, Slice *line)
{
    while (rest->size != 0) {
        const char *end = memchr(rest->data, '\n', rest->size);

        *line = slice_trim(end != NULL ? (Slice){rest->data, (size_t)(end - rest->data)} : *rest);
        *rest = end != NULL ? slice_part(*rest, (size_t)(end - rest->data) + 1, rest->size) : (Slice){NULL, 0};
        if (line->size != 0)
            return true;
    }
    return false;
}

/* A line of an agenda: "1. Title" becomes {item, names}; of links: "A/RES/75/240 OP3" becomes {document, paragraph}. What stands before the first blank is the label or the symbol. */
static json_t *line_json(const FormField *field, Slice line, const WebLanguage *language)
{
    const char *blank = memchr(line.data, ' ', line.size);
    Slice       first = blank != NULL ? (Slice){line.data, (size_t)(blank - line.data)} : line, rest = slice_trim(slice_part(line, first.size, line.size));
    json_t     *row, *words;

    if (field->widget == ASK_LINES)
        return json_from_slice(line);
    row = json_object();
    if (field->widget == ASK_LINKS) {
        people_set(row, "document", first);
        if (rest.size != 0)
            people_set(row, "paragraph", rest);
        return row;
    }
    words = json_object();
    people_set(row, "item", slice_ends(first, ".") ? slice_part(first, 0, first.size - 1) : first);
    people_set(words, language->code, rest.size != 0 ? rest : first);
    (void)json_object_set_new(row, "names", words);
    return row;
}

static const char *take_lines(Slice text, const FormField *field, const WebLanguage *language, json_t *object)
{
    json_t *list = json_array();
    Slice   rest = text, line;

    while (next_line(&rest, &line))
        (void)json_array_append_new(list, line_json(field, line, language));
    if (json_array_size(list) != 0)
        (void)json_object_set(object, field->member, list);
    if (json_array_size(list) > ITEMS_MAX) {
        json_decref(list);
        return MSG("form.lines");
    }
    json_decref(list);
    return NULL;
}

static const char *take_parts(const HttpForm *form, const FormField *field, json_t *object)
{
    static const char *const parts[2][2] = {{"document", "paragraphs"}, {"session", "meeting"}};
    bool                     mandate = field->widget == ASK_MANDATE;
    const char *const       *names = parts[mandate ? 0 : 1];
    char                     name[NAME_SIZE];
    Slice                    first = slice_trim(http_form_value(form, part_name(field, names[0], name))), second = slice_trim(http_form_value(form, part_name(field, names[1], name))), line;
    json_t                  *whole, *list;

    if (first.size == 0 && second.size == 0)
        return NULL;
    if (first.size == 0 || second.size == 0)
        return MSG("form.both");
    whole = json_object();
    people_set(whole, names[0], first);
    if (mandate) {
        list = json_array();
        while (next_line(&second, &line))
            (void)json_array_append_new(list, json_from_slice(line));
        (void)json_object_set_new(whole, names[1], list);
    } else {
        people_set(whole, names[1], second);
    }
    (void)json_object_set_new(object, field->member, whole);
    return NULL;
}

static const char *take_date(Slice text, const FormField *field, json_t *object)
{
    char   digits[11] = {0};
    Moment moment = {0};

    if (text.size == 0)
        return NULL;
    if (text.size != 10)
        return MSG("form.date");
    memcpy(digits, text.data, 10);
    if (sscanf(digits, "%4d-%2d-%2d", &moment.year, &moment.month, &moment.day) != 3 || !moment_valid(&moment))
        return MSG("form.date");
    people_set(object, field->member, text);
    return NULL;
}

static const char *take_choice(Slice text, const FormField *field, json_t *object)
{
    json_t *list = choices_json(field, text), *row;
    size_t  i;
    bool    known = false;

    json_array_foreach(list, i, row) known = known || json_object_get(row, "selected") != NULL;
    json_decref(list);
    if (text.size == 0)
        return NULL;
    if (!known)
        return MSG("form.choice");
    if (slice_is(text, "1") || slice_is(text, "0"))
        (void)json_object_set_new(object, field->member, json_integer(slice_is(text, "1")));
    else
        people_set(object, field->member, text);
    return NULL;
}

static const char *take(const HttpForm *form, const FormField *field, const WebLanguage *language, json_t *object)
{
    Slice text = slice_trim(http_form_value(form, field->member));

    switch (field->widget) {
    case ASK_WORDS: return take_words(form, field, object);
    case ASK_DATE: return take_date(text, field, object);
    case ASK_TIME: return take_time(form, field, object);
    case ASK_CHOICE: return take_choice(text, field, object);
    case ASK_NUMBER: return take_number(text, field, object);
    case ASK_LINES:
    case ASK_ITEMS:
    case ASK_LINKS: return take_lines(text, field, language, object);
    case ASK_MANDATE:
    case ASK_MEETING: return take_parts(form, field, object);
    case ASK_FILE: return NULL;
    case ASK_CHECK:
        if (text.size != 0)
            (void)json_object_set_new(object, field->member, json_integer(1));
        return NULL;
    default:
        if (field->widget != ASK_LONG && !one_line(text))
            return MSG("form.one_line");
        if (text.size != 0)
            people_set(object, field->member, text);
        return NULL;
    }
}

void form_field_take(const HttpForm *form, const FormField *field, const WebLanguage *language, json_t *object, json_t *faults)
{
    const char          *message = take(form, field, language, object);
    const HttpFormField *file = field->widget == ASK_FILE ? http_form_field(form, field->member) : NULL;
    bool                 there = field->widget == ASK_FILE ? file != NULL && file->is_file && file->value.size != 0 : json_object_get(object, field->member) != NULL;

    if (message == NULL && field->required && !there)
        message = MSG("form.required");
    if (message != NULL)
        form_fault(faults, field, language, message);
}
