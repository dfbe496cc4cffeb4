/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may do what, and who may see what: two tables, a row each for an act kind and for what can be read, a column each for what somebody stands as. They are in rights.c and are meant to be read by people who
 * have read nothing else; docs/guide/rights.md shows them, and a test walks every cell over HTTP.
 *
 * These tables are about persons, who act through the host. What a key may sign, wherever the act comes from, is the rules' business (process/kinds.c) and is asked again at every replay: a row here can
 * only narrow it. What a row allows is one's own party's alone; nothing here lets anybody act for another one.
 */
#ifndef SERVICE_RIGHTS_H
#define SERVICE_RIGHTS_H

#include "service/service.h"

typedef enum MayDo {
    DOES_NOT,
    FOR_ITS_PARTY, /* filed for the party of the account, attested; within the bodies that the account is limited to */
    FOR_THE_HOUSE  /* filed as the secretariat's own act */
} MayDo;
typedef struct DoRow {
    const char *kind;
    MayDo       by[STANDING_COUNT];
} DoRow;
extern const DoRow do_rows[];                                        /* every kind of act_kinds; a NULL kind ends the list */
MayDo  rights_do(Slice kind, Standing standing);                     /* DOES_NOT for a kind that is not there */
/* ERR_FORBIDDEN with one sentence. */
Status rights_do_check(Slice kind, Standing standing, Problem *problem) MUST_USE;

typedef enum MaySee {
    SEES_NOTHING, /* answered as what does not exist */
    SEES_PUBLIC,  /* what is public in it */
    SEES_PARTIES, /* what is for parties in it, too */
    SEES_OWN      /* what is the person's own, or (people) of those whom the person invites */
} MaySee;
typedef struct SeeRow {
    const char *what;                                                /* a named query; "blob"; "room:desk": a page of signed-in people */
    MaySee      by[STANDING_COUNT];
} SeeRow;
extern const SeeRow see_rows[];                                      /* every row of named_queries; a NULL name ends the list */
MaySee rights_see(const char *what, Standing standing);              /* SEES_NOTHING for what is not there */

#endif
