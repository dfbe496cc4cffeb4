/* SPDX-License-Identifier: Apache-2.0
 *
 * web: what stands at which address. The pages of the house, the record's own paths, and a witness's two, as tables of routes over http; each handler asks service and says it in HTTP: status,
 * type, caching.
 *
 * Not here: sockets, rules, SQL, what a token means.
 *
 * Invariants
 * - Who may read what is decided by service alone. What is withheld is answered with the same bytes as what does not exist.
 * - What depends on who asks is never cacheable.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "http/http.h"
#include "service/account.h"
#include "service/service.h"

typedef struct Web Web;

typedef struct WebOptions {
    const char *listen;          /* as http_server_open has it */
    const char *prefix;          /* "" or "/rapporteur": the path of the record's origin */
    Service    *service;         /* of web_record_open and web_house_open */
    Witness    *witness;         /* of web_witness_open */
    unsigned    threads;         /* 0: one a processor */
    unsigned    connections_max; /* 0: http's default */
    Accounts   *accounts;        /* of web_house_open; NULL: nobody can sign in. It must outlive the web */
    const Log  *log;             /* borrowed; NULL: none. Requests */
    int64_t   (*now)(void);      /* of web_house_open; NULL: the machine's clock, POSIX seconds */
    bool        pseudo_language; /* tests: serves `qps` too, in which every text of lang/ stands in ⟦ ⟧ */
} WebOptions;

/* Serves the paths of the record, docs/formats/record.md, "Paths". The service must outlive it. Errors as http_server_open. */
Status   web_record_open(const WebOptions *options, Web **out, Problem *problem) MUST_USE;
/* Serves the pages of the house (docs/decisions/0007-the-house.md, "Addresses") and the paths of the record beside them. */
Status   web_house_open(const WebOptions *options, Web **out, Problem *problem) MUST_USE;
/* Serves add-checkpoint and <origin hash>/checkpoint. The witness must outlive it. */
Status   web_witness_open(const WebOptions *options, Web **out, Problem *problem) MUST_USE;
uint16_t web_port(const Web *web);
/* Waits for answers that are under way. Close the service after it. NULL is fine. */
void     web_close(Web *web);

#endif
