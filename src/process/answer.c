/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of queries as JSON: one table of columns for each question, so that a question is its SQL and its names. What is empty is left out; programs and pages see the same object.
 */
#include "process/process_internal.h"

Status answer_no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

void answer_time(int64_t seconds, char out[32])
{
    Moment moment;

    moment_from(seconds, &moment);
    (void)snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second);
}

void question_today(const Question *question, char out[12])
{
    char now[32];

    answer_time(question->now, now);
    (void)snprintf(out, 12, "%.10s", now);
}

int64_t question_number(const Question *question, size_t argument, int64_t otherwise)
{
    Slice   text = question->arguments[argument];
    char    digits[DECIMAL_MAX], *end;
    int64_t number;

    if (text.size == 0 || text.size >= sizeof digits)
        return otherwise;
    (void)snprintf(digits, sizeof digits, "%.*s", (int)text.size, text.data);
    number = strtoll(digits, &end, 10);
    return *end == '\0' && number >= 0 ? number : otherwise;
}

ViewValue question_text(const Question *question, size_t argument)
{
    return question->arguments[argument].size != 0 ? view_text(question->arguments[argument]) : view_null();
}

/* ---- parties ---- */

Status answer_party(View *view, Slice party, json_t **out, Problem *problem)
{
    ViewQuery query;
    Status    status;
    json_t   *names = NULL;

    TRY(view_query(view, "SELECT f.names, p.name FROM party p LEFT JOIN party_fact f ON f.party = p.party WHERE p.party = ?", &query, problem, VIEW_VALUES(view_text(party))));
    status = view_next(&query, problem);
    if (status == OK && query.row && !view_column_null(&query, 0)) {
        Slice stored = view_column_slice(&query, 0);

        names = names_parsed(stored);
    } else if (status == OK) {
        Slice name = query.row ? view_column_slice(&query, 1) : party;

        names = json_pack("{s:s%}", "en", name.data, name.size);
    }
    view_end(&query);
    TRY(status);
    *out = json_pack("{s:s%, s:o}", "party", party.data, party.size, "names", names);
    return *out != NULL ? OK : answer_no_memory(problem);
}

/* ---- columns ---- */

static json_t *hash_text(const ViewQuery *query, int column)
{
    Hash hash;
    char hex[2 * HASH_SIZE + 1];

    if (!view_column_hash(query, column, &hash))
        return NULL;
    hash_print_hex(&hash, hex);
    return json_string(hex);
}

/* What the rows of one question share. */
typedef struct Rows {
    View         *view;
    const Column *columns;
    json_t       *parties; /* by name, as they are in answers: the same few stand in row after row */
} Rows;

static Status known_party(const Rows *rows, Slice party, json_t **out, Problem *problem)
{
    json_t *known = json_object_getn(rows->parties, party.data, party.size);

    if (known == NULL) {
        TRY(answer_party(rows->view, party, &known, problem));
        if (json_object_setn_new(rows->parties, party.data, party.size, known) != 0)
            return answer_no_memory(problem);
    }
    *out = json_incref(known);
    return OK;
}

static Status known_parties(const Rows *rows, Slice list, json_t **out, Problem *problem)
{
    json_t *names = json_kept(list), *parties = json_array(), *name;
    size_t  i;
    Status  status = names != NULL && parties != NULL ? OK : answer_no_memory(problem);

    json_array_foreach(names, i, name)
    {
        json_t *party = NULL;

        if (status == OK)
            status = known_party(rows, json_slice(name), &party, problem);
        if (status == OK && json_array_append_new(parties, party) != 0)
            status = answer_no_memory(problem);
    }
    json_decref(names);
    if (status == OK)
        *out = parties;
    else
        json_decref(parties);
    return status;
}

/* *out stays NULL where the column is left out. */
static Status column_value(const Rows *rows, const ViewQuery *query, int column, json_t **out, Problem *problem)
{
    Slice text = view_column_slice(query, column);

    switch (rows->columns[column].as) {
    case AS_TEXT: *out = text.size != 0 ? json_stringn(text.data, text.size) : NULL; return OK;
    case AS_JSON: *out = text.size != 0 ? json_kept(text) : NULL; return OK;
    case AS_NAMES: *out = names_parsed(text); return OK;
    case AS_NUMBER: *out = !view_column_null(query, column) ? json_integer(view_column_integer(query, column)) : NULL; return OK;
    case AS_FLAG: *out = view_column_integer(query, column) != 0 ? json_true() : NULL; return OK;
    case AS_HASH: *out = hash_text(query, column); return OK;
    case AS_PARTY: return text.size != 0 ? known_party(rows, text, out, problem) : OK;
    case AS_PARTIES: return text.size != 0 ? known_parties(rows, text, out, problem) : OK;
    }
    return OK;
}

static Status row_object(const Rows *rows, const ViewQuery *query, json_t **out, Problem *problem)
{
    json_t *object = json_object();
    Status  status = OK;

    if (object == NULL)
        return answer_no_memory(problem);
    for (int i = 0; rows->columns[i].name != NULL && status == OK; i++) {
        json_t *value = NULL;

        status = column_value(rows, query, i, &value, problem);
        if (status == OK && value != NULL && json_object_set_new(object, rows->columns[i].name, value) != 0)
            status = answer_no_memory(problem);
    }
    if (status == OK)
        *out = object;
    else
        json_decref(object);
    return status;
}

Status answer_rows(View *view, const char *sql, const ViewValue *values, size_t count, const Column *columns, size_t most, json_t *array, bool *more, Problem *problem)
{
    Rows      rows = {view, columns, json_object()};
    ViewQuery query;
    Status    status;

    if (more != NULL)
        *more = false;
    if (rows.parties == NULL)
        return answer_no_memory(problem);
    TRY_OR(done, view_query(view, sql, &query, problem, values, count));
    for (size_t taken = 0; (status = view_next(&query, problem)) == OK && query.row; taken++) {
        json_t *row = NULL;

        if (taken == most) {
            if (more != NULL)
                *more = true;
            break;
        }
        status = row_object(&rows, &query, &row, problem);
        if (status == OK && json_array_append_new(array, row) != 0)
            status = answer_no_memory(problem);
        if (status != OK)
            break;
    }
    view_end(&query);
done:
    json_decref(rows.parties);
    return status;
}

Status answer_row(View *view, const char *sql, const ViewValue *values, size_t count, const Column *columns, json_t **out, Problem *problem)
{
    Rows      rows = {view, columns, json_object()};
    ViewQuery query;
    Status    status;

    if (rows.parties == NULL)
        return answer_no_memory(problem);
    TRY_OR(done, view_query(view, sql, &query, problem, values, count));
    status = view_next(&query, problem);
    if (status == OK)
        status = query.row ? row_object(&rows, &query, out, problem) : ERR_NOT_FOUND;
    view_end(&query);
done:
    json_decref(rows.parties);
    return status;
}

static Status add_list(View *view, json_t *object, const char *member, const char *sql, const ViewValue *values, size_t count, const Column *columns, size_t most, bool *more, Problem *problem)
{
    json_t *list = json_array();
    Status  status = list != NULL ? answer_rows(view, sql, values, count, columns, most, list, more, problem) : answer_no_memory(problem);

    if (status == OK && json_object_set(object, member, list) != 0)
        status = answer_no_memory(problem);
    json_decref(list);
    return status;
}

Status answer_list(View *view, json_t *object, const char *member, const char *sql, const ViewValue *values, size_t count, const Column *columns, Problem *problem)
{
    return add_list(view, object, member, sql, values, count, columns, LIST_MAX * 10, NULL, problem);
}

Status answer_whole(View *view, json_t *object, const char *member, const char *sql, const ViewValue *values, size_t count, const Column *columns, Problem *problem)
{
    bool more;

    TRY(add_list(view, object, member, sql, values, count, columns, WHOLE_LIST_MAX, &more, problem));
    return more ? problem_set(problem, ERR_LIMIT, status_face(ERR_LIMIT)->message, NULL) : OK;
}
