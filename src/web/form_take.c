/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of what was typed in a form: members of the act, or a sentence beside the field. Only the form of a value is looked at here; whether it may stand is for the rules to say.
 */
#include "web/people_internal.h"

#include <stdlib.h>

enum { ITEMS_MAX = 200 };

void form_take_fault(json_t *faults, const FormField *field, const WebLanguage *language, const char *message)
{
    Problem problem = {0};

    (void)problem_set(&problem, ERR_REFUSED, message, NULL);
    people_say(faults, field->member, language, &problem);
}

/* "supports, can live with it, …", as the reader's list says it. */
static void print_choices(const FormField *field, const WebLanguage *language, Buffer *out)
{
    json_t *list = form_field_choices(field, (Slice){NULL, 0}), *row;
    size_t  i;

    json_array_foreach(list, i, row)
    {
        char        id[FORM_NAME_SIZE];
        const char *words;

        (void)snprintf(id, sizeof id, "choice.%s", json_string_value(json_object_get(row, "said")));
        words = message_text_in(language->code, id);
        buffer_add_string(out, i == 0 ? "" : strcmp(language->code, "ar") == 0 ? "، " : strcmp(language->code, "zh") == 0 ? "、" : ", ");
        buffer_add_string(out, words != NULL ? words : json_string_value(json_object_get(row, "said")));
    }
    json_decref(list);
}

/* Of a short list of words: which they are. */
static void choice_fault(json_t *faults, const FormField *field, const WebLanguage *language)
{
    Problem problem = {0};
    Buffer  words;
    char    said[PROBLEM_VALUE_MAX];

    buffer_init(&words, 4000);
    print_choices(field, language, &words);
    (void)snprintf(said, sizeof said, "%.*s", (int)words.size, words.size != 0 ? words.data : "");
    if (words.status == OK && words.size < sizeof said) {
        (void)problem_set(&problem, ERR_REFUSED, MSG("form.choice_of"), "choices", said, NULL);
        people_say(faults, field->member, language, &problem);
    } else {
        form_take_fault(faults, field, language, MSG("form.choice"));
    }
    buffer_clear(&words);
}

/* One line of words, without blanks at its ends. */
static bool one_line(Slice text)
{
    return text.size == 0 || memchr(text.data, '\n', text.size) == NULL;
}

static const char *take_words(const HttpForm *form, const FormField *field, json_t *object)
{
    json_t *words = json_object();
    char    name[FORM_NAME_SIZE];
    bool    good = true;

    for (int i = 0; i < WEB_LANGUAGES; i++) {
        Slice text = slice_trim(http_form_value(form, form_field_part(field, web_languages[i].code, name)));

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
    char    name[FORM_NAME_SIZE], local[20] = {0}, zone_name[64] = "UTC", printed[40];
    Moment  moment = {0};
    int64_t seconds;

    zone = slice_trim(http_form_value(form, form_field_part(field, "zone", name)));
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

/* The zone too, as the act says it by itself: UTC where none was typed. */
static const char *take_zoned_time(const HttpForm *form, const FormField *field, json_t *object)
{
    char  name[FORM_NAME_SIZE];
    Slice zone = slice_trim(http_form_value(form, form_field_part(field, "zone", name)));

    people_set(object, "zone", zone.size != 0 ? zone : SLICE("UTC"));
    return take_time(form, field, object);
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

/* "(a)", "a)" and "a." are the letter a. */
static Slice bare_letter(Slice written)
{
    while (written.size != 0 && written.data[0] == '(')
        written = slice_part(written, 1, written.size);
    while (written.size > 1 && strchr(").:", written.data[written.size - 1]) != NULL)
        written = slice_part(written, 0, written.size - 1);
    return written;
}

/* A line of an agenda: "1. Title" becomes {item, names}; of links: "A/RES/75/240 OP3" becomes {document, paragraph}. What stands before the first blank is the label or the symbol. */
static json_t *line_json(const FormField *field, Slice line, const WebLanguage *language)
{
    const char *blank = memchr(line.data, ' ', line.size);
    Slice       first = blank != NULL ? (Slice){line.data, (size_t)(blank - line.data)} : line, rest = slice_trim(slice_part(line, first.size, line.size));
    json_t     *row, *words;

    row = json_object();
    if (field->widget == ASK_QUESTIONS) {
        people_set(row, "letter", bare_letter(first));
        (void)json_object_set_new(row, "words", json_pack("{s:s%}", language->code, rest.data != NULL ? rest.data : "", rest.size));
        return row;
    }
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

/* A document with labels of its paragraphs. */
static const char *take_mandate(const HttpForm *form, const FormField *field, json_t *object)
{
    char    name[FORM_NAME_SIZE];
    Slice   document = slice_trim(http_form_value(form, form_field_part(field, "document", name))), labels = slice_trim(http_form_value(form, form_field_part(field, "paragraphs", name))), line;
    json_t *list;

    if (document.size == 0 && labels.size == 0)
        return NULL;
    if (document.size == 0 || labels.size == 0)
        return MSG("form.both");
    list = json_array();
    while (next_line(&labels, &line))
        (void)json_array_append_new(list, json_from_slice(line));
    (void)json_object_set_new(object, field->member, json_pack("{s:o, s:o}", "document", json_from_slice(document), "paragraphs", list));
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
    json_t *list = form_field_choices(field, text), *row;
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

/* ---- taking what is of a session ---- */

/* "session|meeting" apart; a plain name has no session. */
static void split(Slice value, Slice *session, Slice *own)
{
    const char *mark = value.size != 0 ? memchr(value.data, FORM_OF_SESSION, value.size) : NULL;
    Slice       before = mark != NULL ? (Slice){value.data, (size_t)(mark - value.data)} : (Slice){NULL, 0};

    *session = before.size != 0 && party_valid(before) ? before : (Slice){NULL, 0};
    *own = session->size != 0 ? slice_part(value, before.size + 1, value.size) : value;
}

/* A session that was not chosen is that of the meeting or item that was. */
static const char *take_session(const HttpForm *form, Slice text, const FormField *field, json_t *object)
{
    static const char *const members[] = {"meeting", "item", "items"};
    Slice                    own;

    for (size_t i = 0; text.size == 0 && i < sizeof members / sizeof members[0]; i++)
        split(slice_trim(http_form_value(form, members[i])), &text, &own);
    if (!one_line(text))
        return MSG("form.one_line");
    if (text.size != 0)
        people_set(object, field->member, text);
    return NULL;
}

/* What is left of a value within the session that the act names. */
static const char *of_session(Slice text, const json_t *object, Slice *own)
{
    Slice session;

    split(text, &session, own);
    if (!one_line(*own))
        return MSG("form.one_line");
    return session.size == 0 || slice_equal(session, json_slice(json_object_get(object, "session"))) ? NULL : MSG("form.other_session");
}

static const char *take_of_session(Slice text, const FormField *field, json_t *object)
{
    Slice       own;
    const char *message = of_session(text, object, &own);

    if (message == NULL && own.size != 0)
        people_set(object, field->member, own);
    return message;
}

static const char *take_meeting(Slice text, const FormField *field, json_t *object)
{
    Slice session, meeting;

    split(text, &session, &meeting);
    if (text.size == 0)
        return NULL;
    if (session.size == 0 || meeting.size == 0)
        return MSG("form.choice");
    (void)json_object_set_new(object, field->member, json_pack("{s:o, s:o}", "session", json_from_slice(session), "meeting", json_from_slice(meeting)));
    return NULL;
}

/* A part that says where it ends: unless another end was chosen. */
static const char *take_part(const HttpForm *form, Slice text, const FormField *field, json_t *object)
{
    const char *mark = text.size != 0 ? memchr(text.data, FORM_PART_TO, text.size) : NULL;
    Slice       from = mark != NULL ? (Slice){text.data, (size_t)(mark - text.data)} : text;

    if (!one_line(text))
        return MSG("form.one_line");
    if (from.size != 0)
        people_set(object, field->member, from);
    if (mark != NULL && slice_trim(http_form_value(form, "last")).size == 0)
        people_set(object, "last", slice_part(text, from.size + 1, text.size));
    return NULL;
}

/* All that is chosen in a list. */
static const char *take_some(const HttpForm *form, const FormField *field, json_t *object)
{
    json_t     *list = json_array();
    const char *message = NULL;

    for (size_t i = 0; message == NULL && i < http_form_count(form); i++) {
        const HttpFormField *chosen = http_form_at(form, i);
        Slice                own = slice_trim(chosen->value);

        if (!slice_is(chosen->name, field->member) || chosen->is_file || own.size == 0)
            continue;
        message = field->widget == ASK_ITEMS_OF ? of_session(own, object, &own) : one_line(own) ? NULL : MSG("form.one_line");
        (void)json_array_append_new(list, json_from_slice(own));
    }
    if (json_array_size(list) != 0)
        (void)json_object_set(object, field->member, list);
    json_decref(list);
    return message;
}

/* Each with a paragraph; a wording and a note may go with it. */
static const char *take_conditions(const HttpForm *form, const FormField *field, json_t *object)
{
    static const char *const parts[] = {"paragraph", "wording", "note"};
    json_t                  *list = json_array();
    const char              *message = NULL;

    for (int i = 1; i <= FORM_CONDITIONS; i++) {
        json_t *row = json_object();

        for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
            char  name[FORM_NAME_SIZE];
            Slice value;

            form_condition_name(i, parts[part], name);
            value = slice_trim(http_form_value(form, name));
            if (!one_line(value))
                message = MSG("form.one_line");
            if (value.size != 0)
                people_set(row, parts[part], value);
        }
        if (json_object_size(row) != 0) {
            if (json_object_get(row, "paragraph") == NULL)
                message = MSG("form.condition");
            (void)json_array_append(list, row);
        }
        json_decref(row);
    }
    if (json_array_size(list) != 0)
        (void)json_object_set(object, field->member, list);
    json_decref(list);
    return message;
}

static const char *take(const HttpForm *form, const FormField *field, const WebLanguage *language, json_t *object)
{
    Slice text = slice_trim(http_form_value(form, form_field_name(field)));

    switch (field->widget) {
    case ASK_WORDS: return take_words(form, field, object);
    case ASK_DATE: return take_date(text, field, object);
    case ASK_TIME: return take_time(form, field, object);
    case ASK_CHOICE: return take_choice(text, field, object);
    case ASK_NUMBER: return take_number(text, field, object);
    case ASK_ZONED_TIME: return take_zoned_time(form, field, object);
    case ASK_ITEMS:
    case ASK_QUESTIONS:
    case ASK_LINKS: return take_lines(text, field, language, object);
    case ASK_MANDATE: return take_mandate(form, field, object);
    case ASK_SESSION: return take_session(form, text, field, object);
    case ASK_MEETING: return take_meeting(text, field, object);
    case ASK_PART: return take_part(form, text, field, object);
    case ASK_MEETING_OF:
    case ASK_ITEM: return take_of_session(text, field, object);
    case ASK_ITEMS_OF:
    case ASK_PLACES:
    case ASK_SOME:
    case ASK_LANGUAGES:
    case ASK_SENT:
    case ASK_PARTIES: return take_some(form, field, object);
    case ASK_CONDITIONS: return take_conditions(form, field, object);
    case ASK_FILE:
    case ASK_PAPER: return NULL;
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

/* Of a paper, a file and typed text are one too many. */
static const char *take_file(const HttpForm *form, const FormField *field, bool *there)
{
    const HttpFormField *file = http_form_field(form, field->member);
    bool                 sent = file != NULL && file->is_file && file->value.size != 0;
    bool                 written = field->widget == ASK_PAPER && slice_trim(http_form_value(form, FORM_TYPED)).size != 0;

    *there = sent || written;
    return field->widget == ASK_PAPER && sent == written && (sent || field->required) ? MSG("form.file_or_text") : NULL;
}

void form_take(const HttpForm *form, const FormField *field, const WebLanguage *language, json_t *object, json_t *faults)
{
    const char *message = take(form, field, language, object);
    bool        there = json_object_get(object, field->member) != NULL;

    if (field->widget == ASK_FILE || field->widget == ASK_PAPER)
        message = take_file(form, field, &there);
    if (message == NULL && field->required && !there)
        message = MSG("form.required");
    if (message != NULL && field->widget == ASK_CHOICE)
        choice_fault(faults, field, language);
    else if (message != NULL)
        form_take_fault(faults, field, language, message);
}
