/* SPDX-License-Identifier: Apache-2.0
 *
 * http: sockets, requests and their limits. A server (libmicrohttpd: epoll, a pool of threads) that hands complete, bounded requests to a table of
 * routes and takes the answers at once or later from any thread; and a client (libcurl) for other nodes, witnesses and mirrors.
 *
 * Not here: pages, rules, sign-in, what a token means; TLS and HTTP/2 of the server, which are the reverse proxy's.
 *
 * Invariants
 * - A handler sees a body only when all of it is there and it is within its route's limit.
 * - Every request that reached a handler is answered exactly once: by http_reply, or by the server when it closes.
 * - Nothing that is given to http_reply can add a header or end one.
 * - Nothing is logged here; `seen` is told numbers and the server's own words alone; no sentence of a Problem holds a token or a query.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/base.h"

enum {
    HTTP_PATH_MAX = 2048,             /* bytes of a path: the longest of ours, a tile's, has 64; pages have room */
    HTTP_PREFIX_MAX = 100,            /* bytes of a path prefix: it is part of an origin, which has 100 */
    HTTP_WILDS_MAX = 4,               /* wildcards of a pattern */
    HTTP_HEADERS_MAX = 12,            /* headers that a reply adds to those it names */
    HTTP_ETAG_MAX = 120,
    HTTP_THREADS_MAX = 64,
    HTTP_CONNECTIONS_DEFAULT = 4000,  /* a thousand live pages with four connections each; 32 KB each when busy */
    HTTP_REQUEST_MS_DEFAULT = 30000,  /* silence of a slow line */
    HTTP_CLOSE_MS_DEFAULT = 5000,     /* an answer may wait 2 s for a quorum of witnesses */
    HTTP_BODY_RATE_MIN = 4            /* bytes a millisecond of a body beyond the request's time-out: the slowest line that can send 1 MB in 4 minutes */
};

/* ---- server ---------------------------------------------------------------------------------------------- */

typedef struct HttpServer   HttpServer;
typedef struct HttpExchange HttpExchange;

typedef enum HttpMethod { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_METHODS } HttpMethod;

/* Answers by http_reply, now or later from any thread: it may hand the exchange on and return. It runs on a thread that serves other connections too, so it must not
   wait. When it returns without an answer, only http_body, http_path, http_wild and http_method may be used until http_reply; the other questions too by who ends its threads before
   http_server_close. */
typedef void HttpHandler(HttpExchange *exchange, void *context);

/* A pattern is a path without its first slash. A segment of one asterisk matches any one segment, and as the last one everything that is left (at least one byte); src/http/README.md
   has examples. Where several rows match, the one with most segments wins, then the one with fewest asterisks. HEAD goes to the row of GET. */
typedef struct HttpRoute {
    HttpMethod   method;
    const char  *pattern;  /* "checkpoint"; "" is the prefix itself */
    size_t       body_max; /* larger: 413 without reading on */
    HttpHandler *handler;
} HttpRoute;

/* What became of a request, for a log. */
typedef struct HttpSeen {
    HttpMethod  method;               /* HTTP_METHODS: none of ours */
    const char *route;                /* the pattern of its row, or what http_note_route said; "": refused before any row */
    const char *asker;                /* what http_note_asker said; "": nobody asked */
    int         status;               /* 0: the line was gone before there was an answer */
    uint64_t    bytes;                /* of the answer's body; 0 of a stream */
    int64_t     ms;                   /* from the head of the request to the end of its answer */
} HttpSeen;

typedef struct HttpServerOptions {
    const char      *listen;          /* "127.0.0.1:0", "[::1]:8080", "localhost:8080"; port 0: a free one */
    const char      *prefix;          /* "" or "/rapporteur": paths outside it are not found */
    const HttpRoute *routes;          /* must outlive the server */
    size_t           route_count;
    void            *context;         /* of every handler */
    unsigned         threads;         /* 0: one a processor */
    unsigned         connections_max; /* 0: HTTP_CONNECTIONS_DEFAULT */
    unsigned         request_ms;      /* 0: HTTP_REQUEST_MS_DEFAULT. So long may a line be silent, a head take, and a body take (longer at HTTP_BODY_RATE_MIN) */
    void           (*seen)(void *context, const HttpSeen *seen); /* called by the threads that serve, at the end of each request; NULL: nobody */
    unsigned         close_ms;        /* 0: HTTP_CLOSE_MS_DEFAULT. So long does http_server_close wait for answers */
} HttpServerOptions;

/* ERR_SYNTAX: no such form of address; ERR_NOT_FOUND: no such host; ERR_BUSY: the address is taken; ERR_FORBIDDEN: a port that this user may not have. */
Status   http_server_open(const HttpServerOptions *options, HttpServer **out, Problem *problem) MUST_USE;
uint16_t http_server_port(const HttpServer *server);
/* Takes no new connections, waits for open exchanges (close_ms), answers the rest with 503, ends the threads. What is still in someone's queue then must
   still be given to http_reply, once, which then only frees it. Not to be called by a handler. NULL is fine. */
void     http_server_close(HttpServer *server);

/* ---- the request ----------------------------------------------------------------------------------------- */

HttpMethod http_method(const HttpExchange *exchange);
Slice      http_path(const HttpExchange *exchange);               /* below the prefix, without its first "/", percent signs decoded (%00 to %1F and %7F never are) */
Slice      http_wild(const HttpExchange *exchange, size_t index); /* what the index-th asterisk stands for; empty when there is none */
Slice      http_body(const HttpExchange *exchange);
/* Decoded, the first of that name; false when there is none or it is no UTF-8. */
bool       http_query(const HttpExchange *exchange, const char *name, Slice *value);
Slice      http_header(const HttpExchange *exchange, const char *name); /* any case; empty when there is none */
Slice      http_bearer(const HttpExchange *exchange);             /* the token of "Authorization: Bearer …"; empty when there is none */

/* Where the request comes from: "127.0.0.1", "2001:db8::1". Of a connection from this machine, the last address that the reverse proxy wrote into X-Forwarded-For. "": not known. */
enum { HTTP_PEER_SIZE = 46 };
void       http_peer(const HttpExchange *exchange, char out[HTTP_PEER_SIZE]);

/* For HttpServerOptions.seen: a pattern more particular than the row's, and the class of who asks. Static words, before http_reply. */
void       http_note_route(const HttpExchange *exchange, const char *pattern);
void       http_note_asker(const HttpExchange *exchange, const char *class);

/* ---- forms ----------------------------------------------------------------------------------------------- */

enum {
    HTTP_FORM_FIELDS_MAX = 400,       /* an agenda of fifty items with six languages each */
    HTTP_FORM_NAME_MAX = 100,
    HTTP_FORM_TEXT_MAX = 1024 * 1024  /* all names and values that are no files */
};
typedef struct HttpForm HttpForm;
typedef struct HttpFormField {
    Slice name, value;                /* UTF-8 without control characters but LF and tab; of a file: its bytes, borrowed from the body */
    Slice file_name, media;           /* of a file, as the browser says: not to be believed */
    bool  is_file;
} HttpFormField;
/* application/x-www-form-urlencoded or multipart/form-data, which must be whole: ERR_SYNTAX otherwise; ERR_LIMIT beyond the limits above. `body` must outlive the form. */
Status               http_form_read(Slice content_type, Slice body, HttpForm **out, Problem *problem) MUST_USE;
void                 http_form_free(HttpForm *form);
size_t               http_form_count(const HttpForm *form);
const HttpFormField *http_form_at(const HttpForm *form, size_t index);
const HttpFormField *http_form_field(const HttpForm *form, const char *name); /* the first; NULL: none */
Slice                http_form_value(const HttpForm *form, const char *name); /* of the first; empty: none, or a file */

/* ---- the answer ------------------------------------------------------------------------------------------ */

typedef struct HttpHeader {
    const char *name, *value;
} HttpHeader;

typedef struct HttpReply {
    int               status;        /* 200 to 599 */
    const char       *content_type;  /* NULL: text/plain; charset=utf-8 */
    const char       *cache_control; /* NULL: no-store */
    const char       *etag;          /* without quotes; NULL: none. A 200 becomes a 304 where If-None-Match names it */
    const HttpHeader *headers;       /* at most HTTP_HEADERS_MAX more. X-Content-Type-Options, Referrer-Policy and (unless given here) Content-Security-Policy
                                        "default-src 'none'; frame-ancestors 'none'" are always there */
    size_t            header_count;
    Slice             body;          /* copied */
    Buffer           *give;          /* instead of body: its bytes are taken over without a copy and it is left empty */
} HttpReply;

/* Exactly once for each exchange, which is gone afterwards. Any thread. What cannot be an answer (a control character in a header, no memory) becomes a 500. */
void http_reply(HttpExchange *exchange, const HttpReply *reply);
/* The problem's sentence as text/plain, with the HTTP status of its Status. */
void http_reply_problem(HttpExchange *exchange, const Problem *problem);

/* An answer that is given many times, made once: nothing of it is copied for each exchange. Any thread. */
typedef struct HttpKept HttpKept;
HttpKept *http_kept_new(const HttpReply *reply) MUST_USE;                /* NULL without memory, or what cannot be an answer. `give` is taken over */
HttpKept *http_kept_hold(HttpKept *kept);                                /* one more holder; returns it */
void      http_kept_release(HttpKept *kept);                             /* the last holder frees it, when no exchange needs it any more. NULL is fine */
/* As http_reply. The caller stays its holder. */
void      http_reply_kept(HttpExchange *exchange, HttpKept *kept);

/* ---- channels: an answer without an end ------------------------------------------------------------------- */

/* Listeners to one changing message, as server-sent events. A message is a state: who is behind gets the newest only, and nobody more than five a second. */
typedef struct HttpChannel HttpChannel;

Status http_channel_open(HttpChannel **out, Problem *problem) MUST_USE;
/* Answers the exchange (as http_reply does: exactly once) with an endless text/event-stream, the newest message first. After http_channel_end: 503. */
void   http_channel_join(HttpChannel *channel, HttpExchange *exchange);
/* One line of text, copied; at most 16,000 bytes. Any thread. */
void   http_channel_say(HttpChannel *channel, Slice data);
size_t http_channel_count(HttpChannel *channel);                        /* listeners now */
/* Ends every listener's answer. Before http_server_close, which waits for them. */
void   http_channel_end(HttpChannel *channel);
/* After http_server_close. NULL is fine. */
void   http_channel_free(HttpChannel *channel);

/* ---- client ---------------------------------------------------------------------------------------------- */

/* Keeps connections open between fetches. For one thread at a time. */
typedef struct HttpClient HttpClient;

HttpClient *http_client_new(void) MUST_USE; /* NULL without memory */
void        http_client_free(HttpClient *client);

enum { HTTP_URL_MAX = 4000, HTTP_TIMEOUT_MS_DEFAULT = 10000 };

typedef struct HttpFetch {
    const char *method;        /* NULL: GET; GET, HEAD, POST, PUT, DELETE */
    const char *url;           /* http or https, without a name or password in it */
    Slice       body;          /* of POST and PUT */
    const char *content_type;  /* of the body; NULL: application/octet-stream */
    const char *bearer;        /* NULL: none */
    const char *if_none_match; /* an ETag as HttpAnswer has it; NULL: none */
    size_t      limit;         /* bytes of the answer's body */
    unsigned    timeout_ms;    /* of all; 0: HTTP_TIMEOUT_MS_DEFAULT */
} HttpFetch;

typedef struct HttpAnswer {
    int  status;
    char content_type[100]; /* "" when absent or too long */
    char etag[HTTP_ETAG_MAX + 5];
} HttpAnswer;

/* OK: there is an answer, whatever its status (redirects are answers; none is followed). `body` must be initialized; it is emptied first and never exceeds limit.
   ERR_SYNTAX: the URL; ERR_LIMIT: the answer is larger; ERR_BUSY: not reached, or too slow; ERR_SIGNATURE: its certificate is not trusted; ERR_STORAGE: broken off. */
Status http_fetch(HttpClient *client, const HttpFetch *fetch, Buffer *body, HttpAnswer *answer, Problem *problem) MUST_USE;

#endif
