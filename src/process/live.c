/* SPDX-License-Identifier: Apache-2.0
 *
 * house.live: how far the record has come, and for each family of acts ("statement") the size of the record just after its newest act of public audience, among the entries from `from` on. What
 * open pages are told: a state that can be asked again, never a history.
 */
#include "process/process_internal.h"

enum { LIVE_LOOK_BACK = 1000 /* entries, where `from` is not given */ };

static Status add_families(View *view, int64_t from, json_t *newest, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, "SELECT substr(kind, 1, instr(kind, '.') - 1) AS family, max(idx) + 1 FROM act WHERE idx >= ? AND audience = 0 GROUP BY family ORDER BY family", &query, problem,
                   VIEW_VALUES(view_integer(from))));
    while ((status = view_next(&query, problem)) == OK && query.row) {
        Slice family = view_column_slice(&query, 0);
        char  name[KIND_MAX + 1];

        (void)snprintf(name, sizeof name, "%.*s", (int)family.size, family.data);
        if (json_object_set_new(newest, name, json_integer(view_column_integer(&query, 1))) != 0) {
            status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
            break;
        }
    }
    view_end(&query);
    return status;
}

static Status live_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    char     text[DECIMAL_MAX] = "";
    uint64_t size;
    int64_t  from;
    Hash     root;
    json_t  *newest = json_object();
    Status   status;

    TRY_OR(failed, view_state(view, &size, &root, problem));
    (void)snprintf(text, sizeof text, "%.*s", (int)(question->arguments[0].size < sizeof text ? question->arguments[0].size : 0), question->arguments[0].data);
    from = text[0] != '\0' ? strtoll(text, NULL, 10) : (int64_t)size - LIVE_LOOK_BACK;
    TRY_OR(failed, add_families(view, from, newest, problem));
    *out = json_pack("{s:I, s:O}", "size", (json_int_t)size, "newest", newest);
    status = *out != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
failed:
    json_decref(newest);
    return status;
}

const NamedQuery house_live_query = {"house.live", {"from"}, live_run};
