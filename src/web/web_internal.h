/* SPDX-License-Identifier: Apache-2.0
 *
 * What the rooms of the house share: the server and its tables of routes, who asks, and one way to answer with a page.
 *
 * A page is a template and a JSON object. `web_render` puts the object under the page's own facts (member `page`: language, title, sections, record …), prints it as HTML in the language of the
 * address, or as JSON where JSON was asked for, and says how it may be kept. Forms and sign-in use it as the public pages do.
 */
#ifndef WEB_WEB_INTERNAL_H
#define WEB_WEB_INTERNAL_H

#include "web/web.h"

struct json_t;

typedef struct House  House;  /* templates, assets, rendered pages: house.c */
typedef struct People People; /* accounts and sign-ins: sign_in.c */
typedef struct Live   Live;   /* what open pages hear of changes: live.c */

struct Web {
    HttpServer *server;
    Service    *service;
    Witness    *witness;
    House      *house;  /* NULL: only the record's own paths are served */
    People     *people; /* NULL: nobody can sign in here */
    Live       *live;   /* NULL with `house` */
    HttpRoute  *routes; /* all tables, one after the other */
    const Log  *log;    /* NULL: none */
    char       *prefix; /* "" or "/rapporteur" */
};

Web   *web_new(const WebOptions *options) MUST_USE;                  /* not yet listening; NULL without memory */
Status web_listen(Web *web, const WebOptions *options, const HttpRoute *routes, size_t count, Problem *problem) MUST_USE;
Status web_open(const WebOptions *options, const HttpRoute *routes, size_t count, Web **out, Problem *problem) MUST_USE;

/* A table of routes of one room; web_house_open serves them all on one server. */
typedef struct WebRoutes {
    const HttpRoute *rows;
    size_t           count;
} WebRoutes;
extern const WebRoutes web_record_routes, web_house_routes, web_feed_routes, web_live_routes;

/* live.c: before the server is opened; before it is closed; after that. */
Status live_open(Web *web, Problem *problem) MUST_USE;
void   live_end(Web *web);
void   live_free(Web *web);

/* ---- languages ---- */

enum { WEB_LANGUAGE_SIZE = 8 };
typedef struct WebLanguage {
    const char *code;      /* "ar": of addresses, messages, `lang` */
    const char *locale;    /* "ar@numbers=latn": of dates and numbers */
    const char *direction; /* "rtl" */
    const char *name;      /* "العربية": in itself */
} WebLanguage;
extern const WebLanguage web_languages[];                            /* six, in the order of their names in English; then the one of tests; a NULL code ends the list */
enum { WEB_LANGUAGES = 6 };
const WebLanguage *web_language_find(const Web *web, Slice code);    /* NULL: none that is served here */
bool               web_serves_pseudo(const Web *web);
/* Of the address; where it has none, of the cookie `language`, of Accept-Language, English. */
const WebLanguage *web_language(const Web *web, const HttpExchange *exchange);

/* ---- who asks ---- */

enum { WEB_ROLE_SIZE = 16, WEB_PERSON_SIZE = 204, WEB_ACCOUNT_SIZE = 68 };
typedef struct WebAsker {
    bool signed_in;
    Standing standing;
    char account[WEB_ACCOUNT_SIZE];                                  /* "" : a stranger, as everything below */
    char party[PARTY_NAME_MAX + 1];
    char name[WEB_PERSON_SIZE];                                      /* as the bar shows it */
    char role[WEB_ROLE_SIZE];                                        /* "secretariat", "chair", "head", "delegate" */
} WebAsker;
/* Who asks, by the sign-in's cookie or a bearer token. Without one: OK and a stranger. Not OK: the token is no good. */
Status web_asker(Web *web, const HttpExchange *exchange, WebAsker *out) MUST_USE;
Asker  web_asker_for_service(const WebAsker *asker);                 /* borrows from it */

/* ---- answers ---- */

enum { WEB_PAGE_MAX = 16 * 1024 * 1024 /* bytes of a page: a document of 300 pages with its marks has 2 MB, a text with 2,000 amendments as JSON 6 */, WEB_CSP_MAX = 300 };

typedef struct WebPage {
    const char       *template;  /* "people": web/pages/people.html */
    const char       *title;     /* a message id; NULL: member `title` of the object (a string, or words by language) */
    const char       *section;   /* the section of the bar that it belongs to, "documents"; NULL: none */
    int               status;    /* of HTTP; 0: 200 */
    const HttpHeader *headers;   /* more of them, such as Set-Cookie; at most HTTP_HEADERS_MAX - 3 */
    size_t            header_count;
} WebPage;

/* Answers the exchange. `json`: borrowed. A stranger's 200 is public with an ETag; everything else is never kept. */
void web_render(Web *web, HttpExchange *exchange, const WebPage *page, const struct json_t *json, const WebAsker *asker);
/* The page that says that there is no such thing: the same bytes for what is absent and for what is withheld. */
void web_not_found(Web *web, HttpExchange *exchange, const WebAsker *asker);
/* A page with the problem's sentence in the reader's language and the HTTP status of its Status; ERR_NOT_FOUND is web_not_found. */
void web_refuse(Web *web, HttpExchange *exchange, const WebAsker *asker, Status status, const Problem *problem);
/* 303 to a path below the prefix ("en/desk"); headers as of a page. */
void web_redirect(const Web *web, HttpExchange *exchange, Slice path, const HttpHeader *headers, size_t header_count);
/* The value of a cookie; empty when there is none. */
Slice web_cookie(const HttpExchange *exchange, const char *name);
Slice web_cookie_in(Slice header, const char *name);                 /* of a Cookie header */
/* The client asked for JSON: `Accept: application/json`, or ?as=json. */
bool  web_wants_json(const HttpExchange *exchange);

#endif
