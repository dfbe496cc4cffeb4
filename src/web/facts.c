/* SPDX-License-Identifier: Apache-2.0
 *
 * What every page knows beside its answer: the member `page` of what a template sees. Its parts:
 *
 * language, direction, base ("/en"), prefix, title, style, script; languages: [{code, name, href, current}]; at: {section: 1}; here (address with its query), json (address of the page's JSON);
 * record: {size, clock, origin, title}; demonstration; asker: {name, role, party}, absent for strangers; argument: {name: value}, choices: {name: [{value, selected}]}, next (address of the rest of a
 * list): added by pages with parameters.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { ADDRESS_MAX = 3 * HTTP_PATH_MAX };

void house_base(const Web *web, const WebLanguage *language, char out[BASE_SIZE])
{
    (void)snprintf(out, BASE_SIZE, "%s/%s", web->prefix, language->code);
}

static json_t *address_in(const Web *web, const WebLanguage *language, const PageAddress *address, const char *more)
{
    char   base[BASE_SIZE];
    Buffer text;
    json_t *made;

    house_base(web, language, base);
    buffer_init(&text, ADDRESS_MAX);
    buffer_add_string(&text, base);
    buffer_add_byte(&text, '/');
    buffer_add(&text, address->path);
    buffer_add(&text, address->query);
    if (more[0] != '\0') {
        buffer_add_byte(&text, address->query.size != 0 ? '&' : '?');
        buffer_add_string(&text, more);
    }
    made = text.status == OK ? json_from_slice(buffer_slice(&text)) : NULL;
    buffer_clear(&text);
    return made;
}

static json_t *languages_of(const Web *web, const WebLanguage *language, const PageAddress *address)
{
    json_t *list = json_array();

    for (size_t i = 0; i < WEB_LANGUAGES; i++) {
        const WebLanguage *other = &web_languages[i];
        json_t            *item = json_pack("{s:s, s:s, s:s, s:o*, s:b}", "code", other->code, "direction", other->direction, "name", other->name, "href", address_in(web, other, address, ""),
                                            "current", other == language);

        (void)json_array_append_new(list, item);
    }
    return list;
}

/* ---- the record ---- */

static void add_record(Web *web, json_t *page)
{
    RecordFacts facts = {0};
    uint64_t    size = 0;
    Hash        root;

    if (service_facts(web->service, &facts, NULL) == OK) {
        service_seen(web->service, &size, &root);
        (void)json_object_set_new(page, "record", json_pack("{s:I, s:s, s:s}", "size", (json_int_t)size, "origin", facts.origin, "title", facts.title));
        if (facts.clock != 0) /* as the record itself knows it: the same for every reader, at every mirror */
            (void)json_object_set_new(json_object_get(page, "record"), "clock", json_integer(facts.clock));
        if (record_facts_demonstration(&facts))
            (void)json_object_set_new(page, "demonstration", json_integer(1));
    }
    record_facts_clear(&facts);
}

/* ---- the whole ---- */

static void add_asker(json_t *page, const WebAsker *asker)
{
    if (asker->signed_in)
        (void)json_object_set_new(page, "asker", json_pack("{s:s, s:s, s:s, s:b, s:b}", "name", asker->name, "role", asker->role, "party", asker->party, "secretariat", asker->standing == STANDING_SECRETARIAT, "presides",
                                                                      asker->standing == STANDING_SECRETARIAT || asker->standing == STANDING_CHAIR));
}

json_t *house_facts(Web *web, const WebLanguage *language, const PageAddress *address, const char *section, Slice title, const WebAsker *asker)
{
    const House *house = web->house;
    char         base[BASE_SIZE];
    json_t      *page;

    house_base(web, language, base);
    page = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o*, s:o*, s:o*, s:o*}", "language", language->code, "direction", language->direction, "base", base, "prefix", web->prefix, "style",
                     house->style_name, "script", house->script_name, "title", json_from_slice(title), "languages", languages_of(web, language, address), "here",
                     address_in(web, language, address, ""), "json", address_in(web, language, address, "as=json"));
    if (page == NULL)
        return NULL;
    if (section != NULL) {
        (void)json_object_set_new(page, "at", json_pack("{s:i}", section, 1));
        (void)json_object_set_new(page, "section", json_string(section));
    }
    add_record(web, page);
    add_asker(page, asker);
    return page;
}
