/* SPDX-License-Identifier: Apache-2.0
 *
 * The target of a request: percent signs decoded, the path judged, a row found for it among all rows of the house, a page among all pages. What asterisks stand for lies within the path, one behind the other; no
 * path with a "." or ".." in it, or that is no UTF-8, comes through; and a path that we write ourselves comes back as it was.
 */
#include "fuzz.h"
#include "http/server_internal.h"
#include "web/pages_internal.h"
#include "web/people_internal.h"

static const WebRoutes *const tables[] = {&web_record_routes, &web_house_routes, &web_feed_routes, &web_live_routes, &web_sign_in_routes, &web_people_routes, &web_form_routes, &web_attested_routes};

static void check_wilds(Slice path, const Slice *wilds, size_t count)
{
    const char *at = path.data;

    for (size_t i = 0; i < count && wilds[i].data != NULL; i++) {
        REQUIRE(wilds[i].size != 0 && wilds[i].data >= at && wilds[i].data + wilds[i].size <= path.data + path.size);
        at = wilds[i].data + wilds[i].size;
    }
}

static void check_plain(Slice path)
{
    REQUIRE(utf8_valid(path));
    for (Slice rest = path; rest.size != 0;) {
        Slice segment = fuzz_part(&rest, '/');

        REQUIRE(!slice_is(segment, ".") && !slice_is(segment, ".."));
        REQUIRE(segment.size != 0);
    }
}

/* Escapes that are left, and control characters, are in no link of ours. */
static bool is_writable(Slice path)
{
    for (size_t i = 0; i < path.size; i++)
        if (path.data[i] == '%' || (unsigned char)path.data[i] < 0x20 || path.data[i] == 0x7F)
            return false;
    return true;
}

/* As a link of ours would have it. */
static void check_round(Slice path)
{
    Buffer written;

    buffer_init(&written, FUZZ_BUFFER_MAX);
    filter_path(path, true, &written);
    buffer_add_byte(&written, '\0');
    REQUIRE(written.status == OK);
    REQUIRE(exchange_unescape(NULL, NULL, written.data) == strlen(written.data));
    REQUIRE(slice_equal(slice_from(written.data), path));
    buffer_clear(&written);
}

static void check_routes(Slice path)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (HttpMethod method = HTTP_GET; method <= HTTP_METHODS; method++) {
            Match match;

            route_find(tables[i]->rows, tables[i]->count, method, path, &match);
            REQUIRE(match.route == NULL || (match.route->method == method && (match.allowed >> method & 1) != 0));
            check_wilds(path, match.wilds, HTTP_WILDS_MAX);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char  *text = memory_new(size + 1);
    Slice  path, wilds[PAGE_WILDS_MAX] = {{NULL, 0}};

    REQUIRE(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    path = (Slice){text, exchange_unescape(NULL, NULL, text)};
    REQUIRE(path.size <= size && strlen(text) == path.size);
    if (path.size <= HTTP_PATH_MAX && exchange_plain_path(path)) {
        check_plain(path);
        check_routes(path);
        if (page_find(path, wilds) != NULL)
            check_wilds(path, wilds, PAGE_WILDS_MAX);
        if (is_writable(path))
            check_round(path);
    }
    memory_free(text);
    return 0;
}
