/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening the house: templates, styles, stores, and one server for the tables of routes of all rooms.
 */
#include "web/pages_internal.h"
#include "web/people_internal.h"

#include <jansson.h>

enum { ASSET_DIGITS = 16 };

static const char *known_message(Slice id)
{
    char        copy[100];
    const char *text;
    size_t      low = 0, high = message_count();

    if (id.size == 0 || id.size >= sizeof copy)
        return NULL;
    (void)snprintf(copy, sizeof copy, "%.*s", (int)id.size, id.data);
    text = message_text(copy);
    while (text != NULL && low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = strcmp(copy, message_id(middle));

        if (order == 0)
            return message_id(middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

Status house_templates(TemplateSet **out, Problem *problem)
{
    static const TemplateNames names = {.filter = filter_find, .message = known_message};
    Status                     status = template_set_new(&names, out, problem);

    for (const PageFile *file = page_files; status == OK && file->name != NULL; file++)
        status = template_set_add(*out, slice_from(file->name), file->source, problem);
    if (status == OK)
        status = template_set_link(*out, problem);
    if (status == OK)
        return OK;
    template_set_free(*out);
    *out = NULL;
    return status;
}

int64_t house_now(const House *house)
{
    return house->now != NULL ? house->now() : (int64_t)time(NULL);
}

/* ---- what pages are made of ---- */

static void asset_name(Slice bytes, const char *name, const char *ending, char out[ASSET_NAME_SIZE])
{
    uint8_t digest[SHA256_SIZE];
    char    hex[ASSET_DIGITS + 1];

    sha256_parts(&bytes, 1, digest);
    hex_print(digest, ASSET_DIGITS / 2, hex);
    (void)snprintf(out, ASSET_NAME_SIZE, "%s-%s.%s", name, hex, ending);
}

static void mix(uint8_t build[SHA256_SIZE], Slice bytes)
{
    Slice parts[] = {{(const char *)build, SHA256_SIZE}, bytes};

    sha256_parts(parts, 2, build);
}

static void build_digest(uint8_t build[SHA256_SIZE])
{
    mix(build, SLICE(RAPPORTEUR_VERSION));
    mix(build, house_style);
    mix(build, house_script);
    for (const PageFile *file = page_files; file->name != NULL; file++)
        mix(build, file->source);
    for (size_t i = 0; i < message_count(); i++)
        for (size_t language = 0; language < WEB_LANGUAGES; language++)
            mix(build, slice_from(message_text_in(web_languages[language].code, message_id(i))));
}

void house_close(House *house)
{
    if (house == NULL)
        return;
    template_set_free(house->templates);
    formats_free(house->formats);
    page_cache_free(house->cache);
    page_cache_free(house->comparisons);
    work_close(house->work);
    for (size_t i = 0; i <= WEB_LANGUAGES; i++)
        collator_free(house->collators[i]);
    memory_free(house);
}

void house_end(House *house)
{
    if (house != NULL)
        work_end(house->work);
}

Status house_open(const WebOptions *options, House **out, Problem *problem)
{
    House *house = memory_new_zeroed(1, sizeof *house);
    Status status = OK;

    REQUIRE(*out == NULL);
    if (house == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    house->pseudo_language = options->pseudo_language;
    house->now = options->now;
    house->formats = formats_new();
    house->cache = page_cache_new(PAGE_CACHE_BYTES_MAX);
    house->comparisons = page_cache_new(COMPARISONS_BYTES_MAX);
    house->work = work_open();
    for (size_t i = 0; i <= WEB_LANGUAGES; i++)
        house->collators[i] = collator_new(i < WEB_LANGUAGES ? web_languages[i].code : "en");
    for (size_t i = 0; i <= WEB_LANGUAGES; i++)
        status = house->collators[i] == NULL ? ERR_MEMORY : status;
    if (house->formats == NULL || house->cache == NULL || house->comparisons == NULL || house->work == NULL || status != OK)
        TRY_OR(failed, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    asset_name(house_style, "house", "css", house->style_name);
    asset_name(house_script, "house", "js", house->script_name);
    build_digest(house->build);
    TRY_OR(failed, house_templates(&house->templates, problem));
    *out = house;
    return OK;
failed:
    house_close(house);
    return status;
}

/* ---- order of lists ---- */

typedef struct SortItem {
    json_t *item;
    Slice   name;
    size_t  place;
} SortItem;

typedef struct SortBy {
    const Collator *collator;
} SortBy;

static int by_name(const void *a, const void *b, void *context)
{
    const SortItem *left = a, *right = b;
    const SortBy   *by = context;
    int             order = collator_compare(by->collator, left->name, right->name);

    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

void house_sort(const House *house, const WebLanguage *language, const char *list, json_t *answer)
{
    json_t   *items = json_object_get(answer, list), *sorted;
    size_t    count = json_array_size(items);
    SortItem *order = count > 1 ? memory_new_zeroed(count, sizeof *order) : NULL;
    SortBy    by = {house->collators[language - web_languages]};
    json_t   *named;

    if (order == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        order[i] = (SortItem){.item = json_array_get(items, i), .place = i};
        named = json_is_object(json_object_get(order[i].item, "party")) ? json_object_get(order[i].item, "party") : order[i].item;
        if (filter_words(language, json_object_get(named, "names"), &order[i].name) == NULL)
            order[i].name = json_slice(json_object_get(named, "name"));
    }
    qsort_r(order, count, sizeof *order, by_name, &by);
    sorted = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append(sorted, order[i].item);
    if (json_array_size(sorted) == count)
        (void)json_object_set(answer, list, sorted);
    json_decref(sorted);
    memory_free(order);
}

/* Language codes, or objects with a `language`, in the order of the bar: A C E F R S. */
static void order_languages(json_t *holder)
{
    json_t *list = json_object_get(holder, "languages"), *ordered;

    if (!json_is_array(list) || (ordered = json_array()) == NULL)
        return;
    for (size_t language = 0; language < WEB_LANGUAGES; language++)
        for (size_t i = 0; i < json_array_size(list); i++) {
            json_t *item = json_array_get(list, i);
            Slice   code = json_is_object(item) ? json_slice(json_object_get(item, "language")) : json_slice(item);

            if (slice_is(code, web_languages[language].code))
                (void)json_array_append(ordered, item);
        }
    if (json_array_size(ordered) == json_array_size(list))
        (void)json_object_set(holder, "languages", ordered);
    json_decref(ordered);
}

void house_order_languages(json_t *answer)
{
    json_t *documents = json_object_get(answer, "documents");

    order_languages(answer);
    for (size_t i = 0; i < json_array_size(documents); i++)
        order_languages(json_array_get(documents, i));
}

/* ---- the server ---- */

static const WebRoutes *const tables[] = {&web_record_routes, &web_house_routes, &web_feed_routes, &web_live_routes, &web_sign_in_routes, &web_people_routes, &web_form_routes, &web_signing_routes, &web_text_routes, &web_issue_routes, &web_challenge_routes, &web_paper_routes, &web_map_routes, &web_quote_routes, &web_draft_routes, &web_answer_routes, &web_attested_routes, &web_edition_routes};

static Status join_routes(Web *web, size_t *count)
{
    size_t at = 0;

    *count = 0;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        *count += tables[i]->count;
    web->routes = memory_new_zeroed(*count, sizeof *web->routes);
    if (web->routes == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        memcpy(web->routes + at, tables[i]->rows, tables[i]->count * sizeof *web->routes);
        at += tables[i]->count;
    }
    return OK;
}

Status web_house_open(const WebOptions *options, Web **out, Problem *problem)
{
    Web   *web;
    size_t count;
    Status status;

    REQUIRE(options->service != NULL && out != NULL && *out == NULL);
    web = web_new(options);
    if (web == NULL || join_routes(web, &count) != OK) {
        web_close(web);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    TRY_OR(failed, house_open(options, &web->house, problem));
    TRY_OR(failed, live_open(web, problem));
    TRY_OR(failed, people_open(web, options, problem));
    TRY_OR(failed, web_listen(web, options, web->routes, count, problem));
    *out = web;
    return OK;
failed:
    web_close(web);
    return status;
}
