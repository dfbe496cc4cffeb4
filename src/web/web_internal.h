/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tables of routes share.
 */
#ifndef WEB_WEB_INTERNAL_H
#define WEB_WEB_INTERNAL_H

#include "web/web.h"

struct Web {
    HttpServer *server;
    Service    *service;
    Witness    *witness;
};

Status web_open(const WebOptions *options, const HttpRoute *routes, size_t count, Web **out, Problem *problem) MUST_USE;

#endif
