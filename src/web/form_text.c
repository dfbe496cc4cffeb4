/* SPDX-License-Identifier: Apache-2.0
 *
 * What forms on a text under negotiation offer: its paragraphs, the wordings that are proposed, and the conditions that tie a position to other wordings. By the query of the text, under the asker's
 * rights.
 */
#include "web/house_internal.h"
#include "web/people_internal.h"

enum { OPENING_BYTES = 60, SECTION_DEPTH_MAX = 6 };

/* text.show of the text that the form names; NULL: none. Read once for a form. */
static const json_t *text_of(FormChoices *choices, const HttpExchange *exchange, const HttpForm *form)
{
    Asker asker = web_asker_for_service(&choices->visitor->asker);
    Slice process = slice_trim(form_typed(exchange, form, "process"));

    if (choices->text == NULL && process.size != 0)
        (void)!service_query(choices->web->service, "text.show", &process, 1, &asker, accounts_now(choices->web->people->accounts), &choices->text, NULL);
    return choices->text;
}

static bool chosen(const HttpExchange *exchange, const HttpForm *form, const char *name, Slice value)
{
    if (form == NULL)
        return slice_equal(form_typed(exchange, NULL, name), value);
    for (size_t i = 0; i < http_form_count(form); i++)
        if (slice_is(http_form_at(form, i)->name, name) && slice_equal(slice_trim(http_form_at(form, i)->value), value))
            return true;
    return false;
}

/* `title`: stolen. */
static void add(json_t *list, Slice value, json_t *title, bool selected)
{
    json_t *row = json_pack("{s:o*}", "title", title);

    people_set(row, "value", value);
    if (selected)
        (void)json_object_set_new(row, "selected", json_true());
    (void)json_array_append_new(list, row);
}

/* "OP3: Decides that the open-ended …" */
static json_t *paragraph_title(const json_t *paragraph)
{
    Slice  text = json_slice(json_object_get(paragraph, "text"));
    size_t size = text.size;

    if (size > OPENING_BYTES)
        for (size = OPENING_BYTES; size != 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80; size--)
            continue;
    return json_sprintf("%s: %.*s%s", json_string_value(json_object_get(paragraph, "name")), (int)size, text.data, size < text.size ? " \xE2\x80\xA6" : "");
}

static json_t *paragraph_options(const json_t *text, const HttpExchange *exchange, const HttpForm *form, const char *name)
{
    json_t *list = json_array(), *row;
    size_t  i;

    json_array_foreach(json_object_get(text, "paragraphs"), i, row)
    {
        Slice id = json_slice(json_object_get(row, "id"));

        if (json_object_get(row, "name") != NULL)
            add(list, id, paragraph_title(row), chosen(exchange, form, name, id));
    }
    return list;
}

/* "II. Threats (12–30)"; what stands within another section stands further in. */
static json_t *section_title(const FormChoices *choices, const json_t *section)
{
    Slice  title = json_slice(json_object_get(section, "title")), first = json_slice(json_object_get(section, "first")), last = json_slice(json_object_get(section, "last"));
    char   id[40], depth[3 * SECTION_DEPTH_MAX + 1] = "";
    int    deep = (int)json_integer_value(json_object_get(section, "depth"));

    (void)snprintf(id, sizeof id, "text.part.%.20s", title.size == 0 ? json_string_value(json_object_get(section, "part")) : "");
    for (int i = 0; i < deep && i < SECTION_DEPTH_MAX; i++)
        memcpy(depth + 3 * (size_t)i, "\xE2\x80\x83", 3); /* a wide space */
    if (title.size == 0)
        title = slice_from(message_text_in(choices->language->code, id));
    return json_sprintf("%s%.*s%s%.*s%s%.*s%s", depth, (int)title.size, title.data, first.size != 0 ? " (" : "", (int)first.size, first.size != 0 ? first.data : "", last.size != 0 ? "\xE2\x80\x93" : "",
                        (int)last.size, last.size != 0 ? last.data : "", first.size != 0 ? ")" : "");
}

/* A heading alone is its section; another part says where it ends. */
static json_t *section_options(const FormChoices *choices, const json_t *text, const HttpExchange *exchange, const HttpForm *form, const char *name)
{
    json_t *list = json_array(), *row;
    size_t  i;

    json_array_foreach(json_object_get(text, "sections"), i, row)
    {
        Slice   from = json_slice(json_object_get(row, "from")), to = json_slice(json_object_get(row, "to"));
        json_t *value = json_object_get(row, "title") != NULL ? json_from_slice(from) : json_sprintf("%.*s%c%.*s", (int)from.size, from.data, FORM_PART_TO, (int)to.size, to.data);

        add(list, json_slice(value), section_title(choices, row), chosen(exchange, form, name, json_slice(value)));
        json_decref(value);
    }
    return list;
}

/* Sections, and under them single paragraphs. `options`: stolen. */
static void add_group(const FormChoices *choices, json_t *groups, const char *title, json_t *options)
{
    if (json_array_size(options) != 0)
        (void)json_array_append_new(groups, json_pack("{s:s, s:O}", "title", message_text_in(choices->language->code, title), "options", options));
    json_decref(options);
}

static json_t *part_groups(const FormChoices *choices, const json_t *text, const HttpExchange *exchange, const HttpForm *form, const char *name)
{
    json_t *groups = json_array();

    add_group(choices, groups, MSG("text.sections"), section_options(choices, text, exchange, form, name));
    add_group(choices, groups, MSG("text.paragraphs"), paragraph_options(text, exchange, form, name));
    return groups;
}

/* Of open proposals, by the name of who put them; a party's second one is told apart by the entry of its act. */
static json_t *wording_options(const FormChoices *choices, const json_t *text, const HttpExchange *exchange, const HttpForm *form, const char *name)
{
    json_t *list = json_array(), *row;
    size_t  i;

    json_array_foreach(json_object_get(text, "amendments"), i, row)
    {
        Slice act = json_slice(json_object_get(row, "act")), party = form_label_name(choices, json_object_get(row, "party"), "party");

        add(list, act, json_sprintf("%.*s (%" JSON_INTEGER_FORMAT ")", (int)party.size, party.data, json_integer_value(json_object_get(row, "index"))), chosen(exchange, form, name, act));
    }
    return list;
}

static json_t *conditions(const FormChoices *choices, const json_t *text, const HttpExchange *exchange, const HttpForm *form, bool *filled)
{
    json_t *list = json_array();

    for (int i = 1; i <= FORM_CONDITIONS; i++) {
        char    paragraph[FORM_NAME_SIZE], wording[FORM_NAME_SIZE], note[FORM_NAME_SIZE];
        json_t *row;

        form_condition_name(i, "paragraph", paragraph);
        form_condition_name(i, "wording", wording);
        form_condition_name(i, "note", note);
        row = json_pack("{s:i, s:s, s:s, s:s, s:o, s:o}", "number", i, "paragraph_id", paragraph, "wording_id", wording, "note_id", note, "paragraphs", paragraph_options(text, exchange, form, paragraph),
                        "wordings", wording_options(choices, text, exchange, form, wording));
        people_set(row, "typed", form_typed(exchange, form, note));
        *filled = *filled || slice_trim(form_typed(exchange, form, paragraph)).size != 0 || slice_trim(form_typed(exchange, form, note)).size != 0;
        (void)json_array_append_new(list, row);
    }
    return list;
}

void form_text_add(FormChoices *choices, const HttpExchange *exchange, const HttpForm *form, const FormField *field, json_t *shown)
{
    const json_t *text = text_of(choices, exchange, form);
    bool          filled = false;

    if (field->widget == ASK_PLACES)
        (void)json_object_set_new(shown, "pick", json_pack("{s:o, s:b}", "options", paragraph_options(text, exchange, form, field->member), "many", true));
    if (field->widget == ASK_PLACE)
        (void)json_object_set_new(shown, "pick", json_pack("{s:o}", "options", paragraph_options(text, exchange, form, field->member)));
    if (field->widget == ASK_PART)
        (void)json_object_set_new(shown, "pick", json_pack("{s:[], s:o}", "options", "groups", part_groups(choices, text, exchange, form, field->member)));
    if (field->widget == ASK_WORDING)
        (void)json_object_set_new(shown, "pick", json_pack("{s:o}", "options", wording_options(choices, text, exchange, form, field->member)));
    if (field->widget == ASK_CONDITIONS)
        (void)json_object_set_new(shown, "package", json_pack("{s:o}", "rows", conditions(choices, text, exchange, form, &filled)));
    if (filled)
        (void)json_object_set_new(shown, "unfolded", json_true());
}
