/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the server share. An exchange has up to two holders: the connection that it came by, from the head of the request until the answer is sent
 * or the line is gone, and the handler's side, from the handler's call until http_reply. The last one frees it.
 *
 * The state says who answers:
 *
 *      RUNNING ── http_reply ──────────────────────▶ ANSWERED   the connection's thread sends it
 *      RUNNING ── handler returned ──▶ DEFERRED ───▶ ANSWERED   http_reply resumes the suspended connection
 *                                      DEFERRED ───▶ ABORTED    http_server_close resumes it; its thread says 503
 */
#ifndef HTTP_SERVER_INTERNAL_H
#define HTTP_SERVER_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/http.h"

typedef enum Phase { PHASE_WAITING, PHASE_RECEIVING, PHASE_ANSWERING } Phase;

/* One accepted connection, for the time-outs that inactivity alone does not catch. */
typedef struct Connection {
    struct Connection *previous, *next;
    int                socket;
    _Atomic int        phase;
    _Atomic int64_t    since_ms;
    _Atomic uint64_t   received; /* bytes of the body */
} Connection;

typedef enum State { STATE_RUNNING, STATE_DEFERRED, STATE_ANSWERED, STATE_ABORTED } State;

struct HttpExchange {
    HttpServer            *server;
    struct MHD_Connection *line;
    Connection            *connection;
    const HttpRoute       *route;    /* NULL: refused before any handler */
    int                    refusal;  /* then its status: 400, 404, 405, 413, 503 */
    unsigned               allowed;  /* of a 405: a bit for each method */
    bool                   called;   /* the handler was */
    _Atomic int            state, holders;
    HttpExchange          *previous, *next; /* among the deferred */
    Buffer                 body;
    struct MHD_Response   *response;
    HttpKept              *kept;     /* owns `response`, where there is one */
    int                    status, sent; /* sent: what the line was given, after If-None-Match; 0: nothing */
    uint64_t               size;         /* of the answer's body */
    HttpMethod             method;       /* as asked for; HTTP_METHODS: none of ours */
    int64_t                began_ms;
    _Atomic(const char *)  noted_route, noted_asker;
    char                   etag[HTTP_ETAG_MAX + 3]; /* with its quotes */
    Slice                  wilds[HTTP_WILDS_MAX];
    size_t                 path_size;
    char                   path[]; /* followed by a zero byte */
};

struct HttpKept {
    struct MHD_Response *response;
    int                  status;
    uint64_t             size;
    char                 etag[HTTP_ETAG_MAX + 3];   /* with its quotes; "" : none */
    _Atomic int          holders;
};

struct HttpServer {
    HttpServerOptions  options;
    char               prefix[HTTP_PREFIX_MAX + 1];
    struct MHD_Daemon *daemon;
    uint16_t           port;
    _Atomic bool       closing;    /* new requests get a 503 */
    _Atomic uint64_t   active;     /* exchanges that a connection holds */
    pthread_mutex_t    lock;       /* of what follows */
    HttpExchange      *deferred;
    bool               aborting;   /* nothing may be deferred any more */
    pthread_mutex_t    connections_lock;
    Connection        *connections;
    pthread_t          watch;
    pthread_mutex_t    watch_lock;
    pthread_cond_t     watch_wake;
    bool               watch_end, watch_runs;
};

/* ---- listen.c: a bound socket that listens ---- */
Status listen_open(const char *address, int *socket_out, uint16_t *port, Problem *problem) MUST_USE;

/* ---- route.c ---- */
typedef struct Match {
    const HttpRoute *route;   /* NULL: no row has this path and method */
    unsigned         allowed; /* methods of rows that have this path */
    Slice            wilds[HTTP_WILDS_MAX];
} Match;
void   route_find(const HttpRoute *routes, size_t count, HttpMethod method, Slice path, Match *out);
Status route_check(const HttpRoute *routes, size_t count) MUST_USE; /* ERR_REFUSED: a row that cannot be meant */

/* ---- exchange.c: libmicrohttpd's callbacks ---- */
enum MHD_Result exchange_step(void *context, struct MHD_Connection *line, const char *url, const char *method, const char *version, const char *data,
                              size_t *size, void **own);
/* UTF-8 without empty segments (but the last), "." and "..". */
bool   exchange_plain_path(Slice path);
void   exchange_completed(void *context, struct MHD_Connection *line, void **own, enum MHD_RequestTerminationCode why);
size_t exchange_unescape(void *context, struct MHD_Connection *line, char *text);
void   exchange_release(HttpExchange *exchange);
/* Under no lock. Answers what is deferred with 503; true when nothing is deferred any more. */
bool   exchange_abort_all(HttpServer *server);

/* ---- reply.c ---- */
/* NULL without memory. *status may become 500. */
struct MHD_Response *reply_make(const HttpReply *reply, int *status);
/* One plain sentence for a status of the server's own; closes the connection when told to. */
struct MHD_Response *reply_refusal(int status, unsigned allowed, bool close_after);
void   reply_refusal_raw(int socket, int status);
bool   reply_etag_matches(const char *if_none_match, const char *etag);

/* Adds the headers of `reply` to a response with a body of its own. *status may become 500; the response given is then destroyed. NULL gives the refusal of reply->status. */
struct MHD_Response *reply_dress(struct MHD_Response *response, const HttpReply *reply, int *status);
/* As http_reply, with a response that is made already. */
void                 http_reply_stream(HttpExchange *exchange, const HttpReply *reply, struct MHD_Response *response);

/* ---- watch.c ---- */
int64_t watch_now_ms(void);
void    watch_phase(Connection *connection, Phase phase);
void    watch_notify(void *context, struct MHD_Connection *line, void **own, enum MHD_ConnectionNotificationCode code);
Status  watch_start(HttpServer *server, Problem *problem) MUST_USE;
void    watch_stop(HttpServer *server);

#endif
