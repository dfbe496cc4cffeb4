/* SPDX-License-Identifier: Apache-2.0
 *
 * From a path to a row of the table of routes. Tables are short, so every row is looked at; the most particular one that matches wins, so that the order of
 * rows says nothing.
 */
#include "http/server_internal.h"

/* The segment before the next "/" of *rest, which moves behind it. False at the end. */
static bool next_segment(Slice *rest, Slice *out)
{
    const char *slash;
    size_t      size;

    if (rest->data == NULL)
        return false;
    slash = rest->size != 0 ? memchr(rest->data, '/', rest->size) : NULL;
    size = slash != NULL ? (size_t)(slash - rest->data) : rest->size;
    *out = (Slice){rest->data, size};
    *rest = slash != NULL ? slice_part(*rest, size + 1, rest->size) : (Slice){NULL, 0};
    return true;
}

/* How particular the row is: segments first, then those that are no asterisk. 0: it does not match. */
static unsigned match(const char *pattern, Slice path, Slice wilds[HTTP_WILDS_MAX])
{
    Slice    pattern_rest = slice_from(pattern), want, got, path_rest = path;
    size_t   wild = 0;
    unsigned segments = 0, exact = 0;

    while (next_segment(&pattern_rest, &want)) {
        const char *start = path_rest.data;

        if (!next_segment(&path_rest, &got))
            return 0;
        segments++;
        if (!slice_is(want, "*")) {
            if (!slice_equal(want, got))
                return 0;
            exact++;
            continue;
        }
        if (pattern_rest.data == NULL) { /* the last asterisk takes the rest */
            got = (Slice){start, (size_t)(path.data + path.size - start)};
            path_rest = (Slice){NULL, 0};
        }
        if (got.size == 0 || wild == HTTP_WILDS_MAX)
            return 0;
        wilds[wild++] = got;
    }
    return path_rest.data == NULL ? segments * 64 + exact + 1 : 0;
}

void route_find(const HttpRoute *routes, size_t count, HttpMethod method, Slice path, Match *out)
{
    unsigned best = 0;

    *out = (Match){.route = NULL};
    for (size_t i = 0; i < count; i++) {
        Slice    wilds[HTTP_WILDS_MAX] = {{NULL, 0}};
        unsigned score = match(routes[i].pattern, path, wilds);

        if (score == 0)
            continue;
        out->allowed |= 1U << routes[i].method;
        if (routes[i].method != method || score <= best)
            continue;
        best = score;
        out->route = &routes[i];
        memcpy(out->wilds, wilds, sizeof wilds);
    }
}

Status route_check(const HttpRoute *routes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Slice  rest = slice_from(routes[i].pattern), segment;
        size_t wilds = 0;

        if (routes[i].pattern == NULL || routes[i].handler == NULL || routes[i].method >= HTTP_METHODS || slice_starts(rest, "/"))
            return ERR_REFUSED;
        while (next_segment(&rest, &segment))
            wilds += slice_is(segment, "*");
        if (wilds > HTTP_WILDS_MAX)
            return ERR_REFUSED;
    }
    return OK;
}
