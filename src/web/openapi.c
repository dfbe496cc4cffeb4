/* SPDX-License-Identifier: Apache-2.0
 *
 * openapi.json, made of the rows of pages: every page is an operation whose answer is JSON when it is asked for.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { PATH_TEXT_MAX = 200 };

/* A pattern as "/{language}/bodies/{body}". */
static void path_of(const PageRow *row, char out[PATH_TEXT_MAX])
{
    size_t used = (size_t)snprintf(out, PATH_TEXT_MAX, "/{language}/"), wild = 0;

    for (const char *at = row->pattern; *at != '\0'; at++)
        if (*at == '*')
            used += (size_t)snprintf(out + used, PATH_TEXT_MAX - used, "{%s}", row->wilds[wild++]);
        else
            used += (size_t)snprintf(out + used, PATH_TEXT_MAX - used, "%c", *at);
}

static json_t *parameter(const char *name, const char *in, json_t *schema)
{
    return json_pack("{s:s, s:s, s:b, s:o}", "name", name, "in", in, "required", strcmp(in, "path") == 0, "schema", schema);
}

static json_t *language_schema(void)
{
    json_t *values = json_array();

    for (size_t i = 0; i < WEB_LANGUAGES; i++)
        (void)json_array_append_new(values, json_string(web_languages[i].code));
    return json_pack("{s:s, s:o}", "type", "string", "enum", values);
}

static json_t *text_schema(void)
{
    return json_pack("{s:s}", "type", "string");
}

static bool is_wild(const PageRow *row, const char *name)
{
    for (size_t i = 0; i < PAGE_WILDS_MAX && row->wilds[i] != NULL; i++)
        if (strcmp(row->wilds[i], name) == 0)
            return true;
    return false;
}

static json_t *parameters_of(const PageRow *row)
{
    json_t           *list = json_array();
    const NamedQuery *query = row->query != NULL ? named_query_find(row->query) : NULL;

    (void)json_array_append_new(list, parameter("language", "path", language_schema()));
    for (size_t i = 0; i < PAGE_WILDS_MAX && row->wilds[i] != NULL; i++)
        (void)json_array_append_new(list, parameter(row->wilds[i], "path", text_schema()));
    for (size_t i = 0; query != NULL && i < QUERY_ARGUMENTS_MAX && query->arguments[i] != NULL; i++)
        if (!is_wild(row, query->arguments[i]))
            (void)json_array_append_new(list, parameter(query->arguments[i], "query", text_schema()));
    return list;
}

static json_t *operation_of(const PageRow *row)
{
    Buffer  summary;
    json_t *made;

    buffer_init(&summary, 2000);
    message_print_in(&summary, "en", row->title, "name", "…", NULL);
    made = json_pack("{s:{s:o*, s:s, s:o, s:{s:{s:s, s:{s:{s:{s:s}}, s:{s:{s:s}}}}, s:{s:s}}}}", "get", "summary", json_from_slice(buffer_slice(&summary)), "operationId",
                     row->query != NULL ? row->query : row->template, "parameters", parameters_of(row), "responses", "200", "description", "The page, or its JSON.", "content", "application/json",
                     "schema", "type", "object", "text/html", "schema", "type", "string", "404", "description", "Absent, or withheld.");
    buffer_clear(&summary);
    return made;
}

void openapi_print(const char *prefix, Buffer *out)
{
    json_t *paths = json_object(), *whole;
    char    path[PATH_TEXT_MAX];

    for (size_t i = 0; i < page_row_count; i++) {
        path_of(&page_rows[i], path);
        (void)json_object_set_new(paths, path, operation_of(&page_rows[i]));
    }
    whole = json_pack("{s:s, s:{s:s, s:s}, s:[{s:s}], s:o}", "openapi", "3.1.0", "info", "title", "Rapporteur", "version", RAPPORTEUR_VERSION, "servers", "url", prefix[0] != '\0' ? prefix : "/", "paths",
                      paths);
    json_print_pretty(whole, out);
    buffer_add_byte(out, '\n');
    json_decref(whole);
}
