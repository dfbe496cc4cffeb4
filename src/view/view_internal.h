/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of view share.
 */
#ifndef VIEW_VIEW_INTERNAL_H
#define VIEW_VIEW_INTERNAL_H

#include "view/view.h"

#include <sqlite3.h>

enum { VIEW_PATH_MAX = 1024 };

struct View {
    sqlite3          *db;
    const ViewSchema *schema;
    char              path[VIEW_PATH_MAX]; /* for people */
    sqlite3_stmt     *rollback;            /* ready from the start: a transaction must end also when there is no memory */
    bool              begun;               /* between view_begin and its end: SQLite may have rolled back by itself meanwhile */
    struct {
        const char   *sql;
        sqlite3_stmt *statement;
    } statements[VIEW_STATEMENTS_MAX];
};

/* The Problem of the last call on the handle. */
Status view_failed(const View *view, Problem *problem);

#endif
