/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of pages.
 */
#ifndef WEB_PAGES_INTERNAL_H
#define WEB_PAGES_INTERNAL_H

#include "web/house_internal.h"

struct Text;

enum { PAGE_WILDS_MAX = 2, PAGE_SORTS_MAX = 2, PAGE_ALSO_MAX = 6 };

/* How long a stranger's page may be kept. */
typedef enum PageKeep {
    KEEP_RECORD, /* until the record grows */
    KEEP_MINUTE, /* or the minute is over: the page says what is on now */
    KEEP_NEVER   /* what is asked is nobody's to keep */
} PageKeep;

/* Adds to what a template sees (not to the JSON) what the view does not hold: the words of a stored text with their dress. */
typedef Status PageMore(Web *web, const HttpExchange *exchange, const WebAsker *asker, struct json_t *answer, Problem *problem);
/* document.c. The words of a stored text: {language, direction, paragraphs: [{id, kind, level?, label?, runs}]}. New. `blob`: its name in hexadecimal digits; `cites`: of the query, or NULL. ERR_NOT_FOUND:
   not at hand, or withheld. */
Status document_words(Web *web, const WebAsker *asker, Slice blob, const struct json_t *cites, struct json_t **out) MUST_USE;
struct json_t *document_text(const struct Text *text) MUST_USE; /* the same of a text at hand; NULL without memory */
/* text_parts.c. A long text in parts: what the request asks for, of an answer that text_more has dressed. ERR_NOT_FOUND: there is no such part. */
Status text_parts(const HttpExchange *exchange, struct json_t *answer) MUST_USE;
PageMore document_more, statement_more, compare_more, texts_more, text_more, paragraph_more, map_more, proceedings_more, letter_more, act_more, calls_more, call_more, across_more, submission_more, concept_more, quote_more, chain_more, front_more, party_more;
/* text_reading.c. The section that the page is asked for, or what is on the floor, which a hall sees without asking: its paragraphs have `in_part`. False: the page is of all parts. */
bool text_narrow_part(const HttpExchange *exchange, struct json_t *answer);
/* `under`: {"of": the list}, for what a template prints once around a list; nothing when it is empty (text.c). */
void text_list_under(struct json_t *object, struct json_t *list, const char *under);
/* `read_now`, `paused`, `contents`: readings and sections, with what may be done by who presides. */
void text_readings(struct json_t *answer, bool presides);
/* The comments of a paragraph, or of the answer's list, one's own with a way back; `commented` where they are shown. */
void text_dress_comments(struct json_t *object, const WebAsker *asker, bool acts, bool shown);

/* views.c. `calls`: the open calls that ask the asker's party, each with what it `answered`. */
void views_desk(Web *web, const WebAsker *asker, struct json_t *json);
/* text_where.c. `where`: the state of the text, its silence and question, and under `may` the acts that this asker is offered; `told`: its steps. */
void text_where(struct json_t *answer, int64_t now, const WebAsker *asker);

typedef struct PageRow {
    const char *pattern;         /* below the language: a path; an asterisk is one segment, the last one all that is left */
    const char *query;           /* a named query; NULL: only what every page knows */
    const char *wilds[PAGE_WILDS_MAX];   /* arguments of the query that the asterisks are; all others are parameters of the same name */
    const char *template;
    const char *title;           /* a message; it may use {name} */
    const char *name;            /* path in the answer of what the title calls {name}; NULL: none */
    const char *section;
    PageKeep    keep;
    const char *sorts[PAGE_SORTS_MAX];   /* lists in the answer that are put in the order of the reader's language, by `names` */
    PageMore   *more;            /* NULL: the query says all */
    const char *also[PAGE_ALSO_MAX];     /* parameters of the page alone, which change how it is shown and not what it says */
    bool        whole;           /* what `more` adds is part of the JSON too */
    const char *slow;            /* NULL, or: made by the house's own threads, as it takes longer than a thread that serves others may wait; the message that refuses what is too long */
} PageRow;
extern const PageRow page_rows[];
extern const size_t  page_row_count;
/* The row of a path below the language, with what its asterisks stand for; NULL: none. */
const PageRow *page_find(Slice path, Slice wilds[PAGE_WILDS_MAX]);

/* What an argument of the row's query is: an asterisk of the address, or a parameter of the same name. False: not given. */
bool page_argument(const PageRow *row, const Slice wilds[PAGE_WILDS_MAX], const HttpExchange *exchange, const char *name, Slice *value);

/* papers.c */
extern const WebRoutes web_paper_routes, web_map_routes, web_edition_routes, web_quote_routes; /* and map_svg.c, editions.c, quote.c */

/* ---- the same answers for programs ---- */

void   openapi_print(const char *prefix, Buffer *out);
Status csv_print(const struct json_t *list, Buffer *out) MUST_USE;
void   calendar_print(const struct json_t *meetings, const WebLanguage *language, const char *origin, int64_t now, Buffer *out);
typedef struct AtomFeed {
    const WebLanguage *language;
    const char        *base, *host, *room;                           /* "https://example.org/en", "example.org", "documents" */
    const char        *id, *before, *updated;                        /* members of an item: its id in addresses, what stands before its names, its date */
    Slice              title;
} AtomFeed;
void atom_print(const AtomFeed *feed, const struct json_t *list, Buffer *out);

/* The answer of a row's query for this request. ERR_NOT_FOUND alike for what is absent and what is withheld. */
Status page_answer(Web *web, const HttpExchange *exchange, const PageRow *row, const Slice wilds[PAGE_WILDS_MAX], const WebLanguage *language, const WebAsker *asker, struct json_t **out,
                   Problem *problem) MUST_USE;

#endif
