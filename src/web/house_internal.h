/* SPDX-License-Identifier: Apache-2.0
 *
 * house: the pages. What their parts share: the row of a page, what filters need, the store of rendered pages.
 */
#ifndef WEB_HOUSE_INTERNAL_H
#define WEB_HOUSE_INTERNAL_H

#include "web/formats_internal.h"
#include "web/template_internal.h"
#include "web/web_internal.h"

/* ---- embedded files (web/meson.build) ---- */

typedef struct PageFile {
    const char *name;            /* "body" of web/pages/body.html */
    Slice       source;
} PageFile;
extern const PageFile page_files[];                                  /* a NULL name ends the list */
extern const Slice    house_style, house_script;

/* ---- filters ---- */

typedef struct FilterContext {
    const WebLanguage *language;
    Formats           *formats;
    const char        *base;     /* "/rapporteur/en": the start of every address of a page */
} FilterContext;
const Filter *filter_find(Slice name);
extern const Filter filters[];                                       /* a NULL name ends the list */
void filter_runs(Render *render, const struct json_t *value, Slice argument, Buffer *out);  /* filter_runs.c */
void filter_found(Render *render, const struct json_t *value, Slice argument, Buffer *out);
const WebLanguage  *filter_words(const WebLanguage *language, const struct json_t *words, Slice *text); /* the reader's words, else others' with their language; NULL: there are none */
void filter_path(Slice path, bool whole, Buffer *out);               /* percent-encoded; `whole`: slashes stay */

/* ---- rendered pages ---- */

/* Bounded: what does not fit makes room by dropping all of it, as a grown record does. For any thread. */
typedef struct PageCache PageCache;
enum { PAGE_CACHE_BYTES_MAX = 48 * 1024 * 1024 /* two thousand pages of 20 KB */, COMPARISONS_BYTES_MAX = 16 * 1024 * 1024 };
PageCache *page_cache_new(size_t bytes_max) MUST_USE;                /* NULL without memory */
void       page_cache_free(PageCache *cache);
/* Appends the page; false when it is not there, or is of another state of the record. */
bool       page_cache_get(PageCache *cache, Slice key, uint64_t state, Buffer *out);
void       page_cache_put(PageCache *cache, Slice key, uint64_t state, Slice page);

/* ---- the house ---- */

enum { ASSET_NAME_SIZE = 48, BASE_SIZE = HTTP_PREFIX_MAX + WEB_LANGUAGE_SIZE + 2 };

struct House {
    TemplateSet *templates;
    Formats     *formats;
    PageCache   *cache;
    PageCache   *comparisons;        /* by the names of two texts: they never change */
    struct Work *work;               /* pages that take longer */
    Collator    *collators[WEB_LANGUAGES + 1];
    char         style_name[ASSET_NAME_SIZE], script_name[ASSET_NAME_SIZE];
    uint8_t      build[SHA256_SIZE]; /* of version, templates, styles and messages: what a page is made of beside the record */
    bool         pseudo_language;
    int64_t    (*now)(void);
};

Status house_open(const WebOptions *options, House **out, Problem *problem) MUST_USE;
void   house_close(House *house);
/* Answers the pages that are being made; later ones are refused. Before http_server_close. NULL is fine. */
void   house_end(House *house);
/* The templates of the program, linked. */
Status house_templates(TemplateSet **out, Problem *problem) MUST_USE;
/* Puts the named list of an answer in the order of the language, by the members' `names`. */
void   house_sort(const House *house, const WebLanguage *language, const char *list, struct json_t *answer);
/* Languages of a document, and of each of a list of documents, in the order of the bar. */
void   house_order_languages(struct json_t *answer);
/* What is known of the address at hand, for links to it in other languages and as JSON. */
typedef struct PageAddress {
    Slice path, query;           /* percent-encoded; path below the language; query with its "?", or empty */
} PageAddress;
/* Member `page` of what a template sees: language, addresses, sections, the record. New; NULL without memory. `title`: printed. */
struct json_t *house_facts(Web *web, const WebLanguage *language, const PageAddress *address, const char *section, Slice title, const WebAsker *asker);
/* A page as HTML. */
Status house_print(Web *web, const WebLanguage *language, const WebPage *page, const PageAddress *address, Slice title, const struct json_t *answer, const WebAsker *asker, Buffer *out, Problem *problem) MUST_USE;
/* Answers with a page's bytes: headers, policy, ETag. `state`: of what the page was made; 0: it is not to be kept. */
typedef struct PageReply {
    int               status;
    const char       *content_type;
    const char       *language;
    uint64_t          state;
    Slice             address;   /* with the language and the query: part of the ETag */
    const HttpHeader *headers;
    size_t            header_count;
} PageReply;
void   house_reply(const Web *web, HttpExchange *exchange, const PageReply *reply, Buffer *bytes);
int64_t house_now(const House *house);
void   house_base(const Web *web, const WebLanguage *language, char out[BASE_SIZE]);

#endif
