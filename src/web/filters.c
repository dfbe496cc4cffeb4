/* SPDX-License-Identifier: Apache-2.0
 *
 * Filters of templates: what a value becomes in HTML. Each is a row; what it prints is whole HTML, escaped here.
 */
#include "web/house_internal.h"

#include <jansson.h>

enum { ACT_HEX = 2 * HASH_SIZE, ACT_SHOWN = 4, ID_MAX = 80 };

static const FilterContext *context_of(const Render *render)
{
    return render_options(render)->context;
}

/* ---- words by language ---- */

static const WebLanguage *language_of(const char *code)
{
    for (size_t i = 0; i < WEB_LANGUAGES; i++)
        if (strcmp(web_languages[i].code, code) == 0)
            return &web_languages[i];
    return NULL;
}

const WebLanguage *filter_words(const WebLanguage *language, const json_t *words, Slice *text)
{
    static const char *const order[] = {"en", "fr", "es", "ru", "zh", "ar"};
    const json_t            *own = json_object_get(words, language->code);

    if (json_is_string(own)) {
        *text = json_slice(own);
        return language;
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const json_t *other = json_object_get(words, order[i]);

        if (json_is_string(other)) {
            *text = json_slice(other);
            return language_of(order[i]);
        }
    }
    return NULL;
}

static void print_bdi(Slice text, Buffer *out)
{
    buffer_add_string(out, "<bdi>");
    buffer_add_xml(out, text);
    buffer_add_string(out, "</bdi>");
}

/* Words, a string, or what has them as `names` or `name`: a party, a body. "words:plain" is for attributes: no marks. */
static void print_words(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    const WebLanguage *reader = context_of(render)->language, *found;
    bool               plain = slice_is(argument, "plain");
    Slice              text;

    if (json_is_object(value) && (json_object_get(value, "names") != NULL || json_is_string(json_object_get(value, "name"))))
        value = json_object_get(value, "names") != NULL ? json_object_get(value, "names") : json_object_get(value, "name");
    if (json_is_string(value)) {
        if (plain)
            buffer_add_xml(out, json_slice(value));
        else
            print_bdi(json_slice(value), out);
        return;
    }
    found = filter_words(reader, value, &text);
    if (found == NULL)
        return;
    if (found != reader && !plain)
        buffer_add_format(out, "<span lang=\"%s\" dir=\"%s\">", found->code, found->direction);
    buffer_add_xml(out, text);
    if (found != reader && !plain)
        buffer_add_string(out, "</span>");
}

static void print_name(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    if (json_is_object(value))
        print_words(render, value, argument, out);
    else
        print_bdi(json_slice(value), out);
}

static void print_ltr(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)render, (void)argument;
    buffer_add_string(out, "<bdi dir=\"ltr\">");
    render_scalar(value, out);
    buffer_add_string(out, "</bdi>");
}

/* ---- times ---- */

static bool seconds_of(const json_t *value, int64_t *seconds)
{
    if (json_is_integer(value)) {
        *seconds = json_integer_value(value);
        return true;
    }
    return formats_parse(json_slice(value), seconds);
}

static void print_machine_time(int64_t seconds, bool with_time, Buffer *out)
{
    Moment moment;

    moment_from(seconds, &moment);
    buffer_add_format(out, "<time datetime=\"%04d-%02d-%02d", moment.year, moment.month, moment.day);
    if (with_time)
        buffer_add_format(out, "T%02d:%02d:%02dZ", moment.hour, moment.minute, moment.second);
    buffer_add_string(out, "\">");
}

static void print_time_as(Render *render, const json_t *value, FormatStyle style, Slice zone, bool with_time, Buffer *out)
{
    const FilterContext *context = context_of(render);
    Buffer               text;
    int64_t              seconds;

    if (!seconds_of(value, &seconds)) {
        render_scalar(value, out);
        return;
    }
    buffer_init(&text, 1000);
    formats_date(context->formats, context->language->locale, style, seconds, zone, &text);
    print_machine_time(seconds, with_time, out);
    buffer_add_xml(out, buffer_slice(&text));
    buffer_add_string(out, "</time>");
    buffer_clear(&text);
}

static Slice zone_of(const Render *render)
{
    return json_slice(render_find(render, SLICE("zone")));
}

static void print_date(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)argument;
    print_time_as(render, value, FORMAT_DATE, (Slice){NULL, 0}, false, out);
}

/* A time is a date of its place; a date is itself. */
static void print_day(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    bool is_date = json_slice(value).size == 10;

    (void)argument;
    print_time_as(render, value, FORMAT_DAY, is_date ? (Slice){NULL, 0} : zone_of(render), !is_date, out);
}

static void print_clock(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)argument;
    print_time_as(render, value, FORMAT_CLOCK, zone_of(render), true, out);
}

/* Date and clock in the zone of the enclosing object, and how far it is from UTC. */
static void print_time(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    const FilterContext *context = context_of(render);
    int64_t              seconds;

    (void)argument;
    print_time_as(render, value, FORMAT_DATE_CLOCK, zone_of(render), true, out);
    if (!seconds_of(value, &seconds))
        return;
    buffer_add_string(out, " <bdi dir=\"ltr\">");
    formats_offset(context->formats, seconds, zone_of(render), out);
    buffer_add_string(out, "</bdi>");
}

/* Always UTC: of the record's clock. */
static void print_moment(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)argument;
    print_time_as(render, value, FORMAT_DATE_CLOCK, (Slice){NULL, 0}, true, out);
    buffer_add_string(out, " <bdi dir=\"ltr\">UTC</bdi>");
}

static void print_offset(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    int64_t seconds;

    (void)argument;
    if (!seconds_of(value, &seconds))
        return;
    buffer_add_string(out, "<bdi dir=\"ltr\">");
    formats_offset(context_of(render)->formats, seconds, zone_of(render), out);
    buffer_add_string(out, "</bdi>");
}

/* Of an object with `from` and `until`; either may be missing. */
static void print_range(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    const FilterContext *context = context_of(render);
    int64_t              from = 0, until = 0;
    bool                 begins = seconds_of(json_object_get(value, "from"), &from), ends = seconds_of(json_object_get(value, "until"), &until);
    Buffer               text;

    (void)argument;
    if (!begins && !ends)
        return;
    buffer_init(&text, 1000);
    if (begins && ends)
        formats_range(context->formats, context->language->locale, from, until, &text);
    else
        formats_date(context->formats, context->language->locale, FORMAT_DATE, begins ? from : until, (Slice){NULL, 0}, &text);
    buffer_add_string(out, "<span class=\"num\" data-value>");
    if (!begins || !ends)
        buffer_add_string(out, begins ? "" : "\xE2\x80\x93 ");
    buffer_add_xml(out, buffer_slice(&text));
    if (begins && !ends)
        buffer_add_string(out, " \xE2\x80\x93");
    buffer_add_string(out, "</span>");
    buffer_clear(&text);
}

static void print_number(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    const FilterContext *context = context_of(render);

    (void)argument;
    if (!json_is_integer(value)) {
        render_scalar(value, out);
        return;
    }
    buffer_add_string(out, "<span class=\"num\" data-value>");
    formats_number(context->formats, context->language->locale, json_integer_value(value), out);
    buffer_add_string(out, "</span>");
}

/* ---- links ---- */

void filter_path(Slice path, bool whole, Buffer *out)
{
    static const char free_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (size_t i = 0; i < path.size; i++) {
        char c = path.data[i];

        if (c != '\0' && (strchr(free_bytes, c) != NULL || (whole && (c == '/' || c == '(' || c == ')'))))
            buffer_add_byte(out, c);
        else
            buffer_add_format(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static void print_path(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)render, (void)argument;
    if (json_is_integer(value))
        render_scalar(value, out);
    else
        filter_path(json_slice(value), true, out);
}

static void print_segment(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)render, (void)argument;
    filter_path(json_slice(value), false, out);
}

/* The first and last digits, linked to the act; whole for a reader by ear, who hears its title. */
static void print_act(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    Slice id = json_slice(value);

    (void)argument;
    if (id.size != ACT_HEX) {
        render_scalar(value, out);
        return;
    }
    buffer_add_format(out, "<a class=\"act\" href=\"%s/acts/", context_of(render)->base);
    filter_path(id, false, out);
    buffer_add_string(out, "\"><bdi dir=\"ltr\">");
    buffer_add_xml(out, slice_part(id, 0, ACT_SHOWN));
    buffer_add_string(out, "\xE2\x80\xA6");
    buffer_add_xml(out, slice_part(id, ACT_HEX - ACT_SHOWN, ACT_HEX));
    buffer_add_string(out, "</bdi></a>");
}

enum { NAME_UNBROKEN = 24 /* columns of a name that stays in one line beside words */ };

/* Without its tags. */
static size_t columns_of(Slice html)
{
    size_t columns = utf8_columns(html);
    bool   tag = false;

    for (size_t at = 0; at < html.size; at++) {
        tag |= html.data[at] == '<';
        columns -= tag;
        tag &= html.data[at] != '>';
    }
    return columns;
}

/* A party as its slug, or as an object {party, names or name}. */
static void print_party(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    Slice         slug = json_is_object(value) ? json_slice(json_object_get(value, "party")) : json_slice(value);
    bool          named = json_object_get(value, "names") != NULL || json_object_get(value, "name") != NULL;

    Buffer        name;

    if (slug.size == 0)
        return;
    buffer_init(&name, out->limit);
    if (named)
        print_words(render, value, argument, &name);
    else
        print_bdi(slug, &name);
    buffer_add_format(out, "<a%s href=\"%s/parties/", columns_of(buffer_slice(&name)) > NAME_UNBROKEN ? " class=\"long\"" : "", context_of(render)->base);
    filter_path(slug, false, out);
    buffer_add_string(out, "\">");
    buffer_add(out, buffer_slice(&name));
    buffer_add_string(out, "</a>");
    if (name.status != OK)
        out->status = name.status;
    buffer_clear(&name);
}

/* ---- who is behind a wording ---- */

enum { CHIP_WHOLE = 3 /* as many names stand in full */, CHIP_NAMES = 2 /* of more, so many */ };

static void print_behind(Render *render, const json_t *row, Buffer *out)
{
    const json_t *other;
    size_t        i;

    buffer_add_string(out, "<span class=\"one\">");
    if (json_object_get(row, "bridge") != NULL)
        message_print_arguments_in(out, context_of(render)->language->code, MSG("text.chair"), 0, NULL, NULL);
    else
        print_party(render, row, SLICE(""), out);
    json_array_foreach((json_t *)(uintptr_t)json_object_get(row, "with"), i, other)
    {
        buffer_add_string(out, " + ");
        print_party(render, other, SLICE(""), out);
    }
    buffer_add_string(out, "</span>");
}

/* "+16", which leads to all the names, beside the paragraph at hand. */
static void print_others(Render *render, size_t count, Slice paragraph, Buffer *out)
{
    static const char *const names[] = {"number"};
    char                     digits[DECIMAL_MAX];
    const char              *number = decimal(digits, (int64_t)count);
    Buffer                   label;

    buffer_init(&label, 4000);
    message_print_arguments_in(&label, context_of(render)->language->code, MSG("text.by_more"), 1, names, &number);
    buffer_add_string(out, "<span class=\"one\"><a href=\"#all-");
    buffer_add_xml(out, paragraph);
    buffer_add_string(out, "\" aria-label=\"");
    buffer_add_xml(out, buffer_slice(&label));
    buffer_add_string(out, "\"><bdi dir=\"ltr\">+");
    buffer_add_string(out, number);
    buffer_add_string(out, "</bdi></a></span>");
    buffer_clear(&label);
}

/* A list of {"party"} or {"bridge"}, with {"with"}; all names where the paragraph has none to lead to. */
static void print_chips(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    Slice  paragraph = json_slice(render_find(render, SLICE("id")));
    size_t count = json_array_size(value), shown = count > CHIP_WHOLE && paragraph.size != 0 ? CHIP_NAMES : count;

    (void)argument;
    for (size_t i = 0; i < shown; i++)
        print_behind(render, json_array_get(value, i), out);
    if (shown < count)
        print_others(render, count - shown, paragraph, out);
}

/* ---- choices ---- */

/* "one_of:document.nature": the message document.nature.<value>, "-" written "_"; a value without a message stands as it is. */
static void print_one_of(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    Slice  text = json_slice(value);
    char   id[ID_MAX], digits[DECIMAL_MAX];
    Buffer printed;

    if (json_is_integer(value))
        text = slice_from(decimal(digits, json_integer_value(value)));
    if (text.size == 0)
        return;
    (void)snprintf(id, sizeof id, "%.*s.%.*s", (int)argument.size, argument.data, (int)text.size, text.data);
    for (char *at = id; *at != '\0'; at++)
        if (*at == '-' || *at == ' ')
            *at = '_';
    if (message_text(id) == NULL) {
        print_bdi(text, out);
        return;
    }
    buffer_init(&printed, 4000);
    message_print_arguments_in(&printed, context_of(render)->language->code, id, 0, NULL, NULL);
    buffer_add_xml(out, buffer_slice(&printed));
    buffer_clear(&printed);
}

/* ---- the table ---- */

const Filter filters[] = {
    {"words", print_words},   {"name", print_name},   {"ltr", print_ltr},       {"date", print_date},       {"day", print_day},
    {"clock", print_clock},   {"time", print_time},   {"moment", print_moment}, {"offset", print_offset},   {"range", print_range},
    {"number", print_number}, {"path", print_path},   {"segment", print_segment}, {"act", print_act},       {"party", print_party},
    {"chips", print_chips},   {"one_of", print_one_of}, {"runs", filter_runs},  {"found", filter_found},   {NULL, NULL},
};

const Filter *filter_find(Slice name)
{
    for (const Filter *filter = filters; filter->name != NULL; filter++)
        if (slice_is(name, filter->name))
            return filter;
    return NULL;
}
