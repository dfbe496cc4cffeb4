/* SPDX-License-Identifier: Apache-2.0
 *
 * What programs follow: the interface's description; lists as CSV, Atom and iCalendar.
 */
#include "web/pages_internal.h"

#include <jansson.h>

static void get_openapi(HttpExchange *exchange, void *context)
{
    Web   *web = context;
    Buffer bytes;

    buffer_init(&bytes, WEB_PAGE_MAX);
    openapi_print(web->prefix, &bytes);
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = "application/json", .cache_control = "public, max-age=3600", .give = &bytes});
    buffer_clear(&bytes);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "openapi.json", 0, get_openapi},
};
const WebRoutes web_feed_routes = {routes, sizeof routes / sizeof routes[0]};
