/* SPDX-License-Identifier: Apache-2.0
 *
 * The index of quotations that a service keeps.
 */
#ifndef SERVICE_QUOTE_INTERNAL_H
#define SERVICE_QUOTE_INTERNAL_H

#include "process/quote.h"
#include "service/quote_ask.h"
#include "service/service_internal.h"

typedef struct QuoteKeep QuoteKeep;

/* Opens nothing yet. */
Status quote_keep_new(QuoteKeep **out, Problem *problem) MUST_USE;
/* Writes what was not written. */
void   quote_keep_free(QuoteKeep *keep);
/* Brings it up to the record; *stop ends it early (ERR_BUSY), and may be NULL. */
Status quote_keep_up(Service *service, const _Atomic bool *stop, Problem *problem);
/* The answer of the named query `quote`. */
Status quote_show(Service *service, const Question *question, struct json_t **out, Problem *problem) MUST_USE;
void  *quotes_run(void *service);

#endif
