/* SPDX-License-Identifier: Apache-2.0
 *
 * What the page of a comparison adds to its two texts: what changed between them, or (in different languages) both beside one another.
 *
 * Comparing costs up to a second, so it is done by the house's own threads and kept by the names of the two texts, for every reader, language and state of the record.
 */
#include "service/comparison.h"
#include "web/pages_internal.h"

#include <jansson.h>

enum { PAIR_SIZE = 2 * (2 * HASH_SIZE + 1) + 8, KEPT_STATE = 1 /* texts do not change */ };

static Slice blob_of(const json_t *answer, const char *side)
{
    return json_slice(json_object_get(json_object_get(answer, side), "text"));
}

/* As it was compared before, or now. New. */
static Status compared(Web *web, const WebAsker *asker, Slice old, Slice new, json_t **out, Problem *problem)
{
    Asker  asking = web_asker_for_service(asker);
    char   pair[PAIR_SIZE];
    Slice  key = {pair, (size_t)snprintf(pair, sizeof pair, "%.*s %.*s", (int)old.size, old.data, (int)new.size, new.data)};
    Hash   old_name, new_name;
    Buffer kept;
    Status status = OK;

    if (hash_parse_hex(old, &old_name) != OK || hash_parse_hex(new, &new_name) != OK)
        return ERR_NOT_FOUND;
    buffer_init(&kept, WEB_PAGE_MAX);
    if (page_cache_get(web->house->comparisons, key, KEPT_STATE, &kept))
        *out = json_kept(buffer_slice(&kept));
    if (*out == NULL) {
        buffer_reset(&kept);
        status = service_compare(web->service, &old_name, &new_name, &asking, out, problem);
        if (status == OK)
            json_print(*out, &kept);
        if (status == OK && kept.status == OK)
            page_cache_put(web->house->comparisons, key, KEPT_STATE, buffer_slice(&kept));
    }
    buffer_clear(&kept);
    return status;
}

/* Two languages: each text as it stands. */
static void set_beside(Web *web, const WebAsker *asker, json_t *answer)
{
    static const char *const sides[][2] = {{"old", "left"}, {"new", "right"}};

    (void)json_object_set_new(answer, "two_languages", json_true());
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        json_t *words = NULL;

        if (document_words(web, asker, blob_of(answer, sides[i][0]), NULL, &words) == OK)
            (void)json_object_set_new(answer, sides[i][1], words);
    }
}

Status compare_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const json_t *old = json_object_get(answer, "old"), *new = json_object_get(answer, "new");
    json_t       *comparison = NULL;
    Status        status;

    (void)exchange;
    if (old == NULL || new == NULL)
        return OK;
    if (blob_of(answer, "old").size == 0 || blob_of(answer, "new").size == 0)
        return json_object_set_new(answer, "no_words", json_true()) == 0 ? OK : ERR_MEMORY;
    if (!slice_equal(json_slice(json_object_get(old, "language")), json_slice(json_object_get(new, "language")))) {
        set_beside(web, asker, answer);
        return OK;
    }
    status = compared(web, asker, blob_of(answer, "old"), blob_of(answer, "new"), &comparison, problem);
    if (status == ERR_NOT_FOUND)
        return json_object_set_new(answer, "no_words", json_true()) == 0 ? OK : ERR_MEMORY;
    TRY(status);
    if (json_object_size(json_object_get(comparison, "counts")) == 0)
        (void)json_object_set_new(answer, "same", json_true());
    return json_object_set_new(answer, "comparison", comparison) == 0 ? OK : ERR_MEMORY;
}
