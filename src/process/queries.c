/* SPDX-License-Identifier: Apache-2.0
 *
 * Named queries over the record's own tables.
 */
#include "process/process_internal.h"

/* ---- facts ---- */

static Status take_key(Slice text, Key *out, Problem *problem)
{
    return key_parse(text, out, problem);
}

static Status take_policy(RecordFacts *facts, Slice text, Problem *problem)
{
    buffer_add(&facts->policy_text, text);
    TRY(facts->policy_text.status);
    return policy_parse(text, &facts->policy, problem);
}

static void take_text(char *out, size_t room, Slice text)
{
    (void)snprintf(out, room, "%.*s", (int)text.size, text.size != 0 ? text.data : "");
}

static bool take_number(RecordFacts *facts, Slice name, Slice value)
{
    const struct {
        const char *name;
        int64_t    *out;
    } numbers[] = {{"admit_days", &facts->admit_days},           {"veto_days", &facts->veto_days},
                   {"challenge_hours", &facts->challenge_hours}, {"seal_batch_size", &facts->seal_batch_size},
                   {"seal_batch_minutes", &facts->seal_batch_minutes}, {"clock", &facts->clock}};
    char text[DECIMAL_MAX];

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (slice_is(name, numbers[i].name)) {
            take_text(text, sizeof text, value);
            *numbers[i].out = strtoll(text, NULL, 10);
            return true;
        }
    return false;
}

static Status take_fact(RecordFacts *facts, Slice name, Slice value, Problem *problem)
{
    if (take_number(facts, name, value))
        return OK;
    if (slice_is(name, "origin"))
        take_text(facts->origin, sizeof facts->origin, value);
    else if (slice_is(name, "title"))
        take_text(facts->title, sizeof facts->title, value);
    else if (slice_is(name, "audience"))
        facts->audience = slice_is(value, audience_names[AUDIENCE_PUBLIC]) ? AUDIENCE_PUBLIC : AUDIENCE_PARTIES;
    else if (slice_is(name, "clock_alone"))
        facts->clock_alone = slice_is(value, "1");
    else if (slice_is(name, "ended"))
        facts->ended = true;
    else if (slice_is(name, "open_kinds"))
        buffer_add(&facts->open_kinds, value);
    else if (slice_is(name, "host"))
        return take_key(value, &facts->host, problem);
    else if (slice_is(name, "clock_key"))
        return take_key(value, &facts->clock_key, problem);
    else if (slice_is(name, "policy"))
        return take_policy(facts, value, problem);
    return facts->open_kinds.status;
}

Status record_facts_load(View *view, RecordFacts *out, Problem *problem)
{
    ViewQuery query;
    Status    status;

    *out = (RecordFacts){0};
    buffer_init(&out->policy_text, POLICY_TEXT_MAX);
    buffer_init(&out->open_kinds, BODY_MAX);
    TRY(view_query(view, "SELECT name, value FROM fact ORDER BY name", &query, problem, NULL, 0));
    while ((status = view_next(&query, problem)) == OK && query.row) {
        status = take_fact(out, view_column_slice(&query, 0), view_column_slice(&query, 1), problem);
        if (status != OK)
            break;
    }
    view_end(&query);
    return problem_plain(problem, status);
}

void record_facts_clear(RecordFacts *facts)
{
    policy_free(facts->policy);
    buffer_clear(&facts->policy_text);
    buffer_clear(&facts->open_kinds);
    *facts = (RecordFacts){0};
}

bool record_facts_demonstration(const RecordFacts *facts)
{
    return facts->admit_days == 0 || facts->veto_days == 0 || facts->challenge_hours == 0;
}

/* ---- keys ---- */

static Status take_key_row(const ViewQuery *query, KeyRecord *out, Problem *problem)
{
    Slice party = view_column_slice(query, 1), rp_id = view_column_slice(query, 5), issuer = view_column_slice(query, 7);

    TRY(key_parse(view_column_slice(query, 0), &out->key, problem));
    take_text(out->party, sizeof out->party, party);
    out->use = (KeyUse)view_column_integer(query, 2);
    buffer_add(&out->kinds, view_column_slice(query, 3));
    out->until = view_column_integer(query, 4);
    take_text(out->rp_id, sizeof out->rp_id, rp_id);
    buffer_add(&out->origins, view_column_slice(query, 6));
    take_text(out->issuer, sizeof out->issuer, issuer);
    out->enrolled = (uint64_t)view_column_integer(query, 8);
    out->revoked = !view_column_null(query, 9);
    out->revoked_at = (uint64_t)view_column_integer(query, 9);
    return out->kinds.status != OK ? out->kinds.status : out->origins.status;
}

Status key_record_load(View *view, Slice name, KeyRecord *out, Problem *problem)
{
    ViewQuery query;
    Status    status;

    *out = (KeyRecord){0};
    buffer_init(&out->kinds, BODY_MAX);
    buffer_init(&out->origins, BODY_MAX);
    TRY(view_query(view, "SELECT vkey, party, use, kinds, until, rp_id, origins, issuer, enrolled, revoked FROM key WHERE name = ?", &query, problem, VIEW_VALUES(view_text(name))));
    status = view_next(&query, problem);
    if (status == OK)
        status = query.row ? take_key_row(&query, out, problem) : ERR_NOT_FOUND;
    view_end(&query);
    return status;
}

Status key_rows(View *view, Status (*visit)(void *context, const Key *key, Problem *problem), void *context, Problem *problem)
{
    ViewQuery query;
    Status    status;
    Key       key;

    TRY(view_query(view, "SELECT vkey FROM key ORDER BY enrolled, name", &query, problem, NULL, 0));
    while ((status = view_next(&query, problem)) == OK && query.row) {
        status = key_parse(view_column_slice(&query, 0), &key, problem);
        if (status == OK)
            status = visit(context, &key, problem);
        if (status != OK)
            break;
    }
    view_end(&query);
    return status;
}

Status host_keys_at(View *view, uint64_t size, Key *host, Key *clock, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, "SELECT host, clock FROM host WHERE idx < ? ORDER BY idx DESC LIMIT 1", &query, problem, VIEW_VALUES(view_number(size))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = ERR_NOT_FOUND;
    if (status == OK)
        status = key_parse(view_column_slice(&query, 0), host, problem);
    if (status == OK)
        status = key_parse(view_column_slice(&query, 1), clock, problem);
    view_end(&query);
    return status;
}

void key_record_clear(KeyRecord *record)
{
    buffer_clear(&record->kinds);
    buffer_clear(&record->origins);
}

/* ---- acts ---- */

#define ACT_COLUMNS "idx, id, leaf, kind, author, party, grade, audience, interpreted, on_behalf, backed_up, contested, answer, clock"

static void take_act(const ViewQuery *query, ActRow *out)
{
    *out = (ActRow){.index = (uint64_t)view_column_integer(query, 0)};
    (void)view_column_hash(query, 1, &out->act);
    (void)view_column_hash(query, 2, &out->leaf);
    take_text(out->kind, sizeof out->kind, view_column_slice(query, 3));
    take_text(out->author, sizeof out->author, view_column_slice(query, 4));
    take_text(out->party, sizeof out->party, view_column_slice(query, 5));
    out->grade = (Grade)view_column_integer(query, 6);
    out->audience = (Audience)view_column_integer(query, 7);
    out->interpreted = view_column_integer(query, 8) != 0;
    out->on_behalf = view_column_integer(query, 9) != 0;
    out->backed_up = view_column_integer(query, 10) != 0;
    out->contested = view_column_integer(query, 11) != 0;
    out->answer = (Answer)view_column_integer(query, 12);
    out->clock = view_column_integer(query, 13);
}

static Status act_row(View *view, const char *sql, ViewValue value, ActRow *out, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, sql, &query, problem, &value, 1));
    status = view_next(&query, problem);
    if (status == OK && query.row)
        take_act(&query, out);
    else if (status == OK)
        status = ERR_NOT_FOUND;
    view_end(&query);
    return status;
}

Status act_row_by_id(View *view, const Hash *act, ActRow *out, Problem *problem)
{
    Status status = act_row(view, "SELECT " ACT_COLUMNS " FROM act WHERE " ACT_IS("id", "?1"), view_hash(act), out, problem);

    if (status != ERR_NOT_FOUND)
        return status;
    return act_row(view, "SELECT " ACT_COLUMNS " FROM act WHERE audience > 0 AND " ACT_IS("leaf", "?1"), view_hash(act), out, problem);
}

Status act_row_at(View *view, uint64_t index, ActRow *out, Problem *problem)
{
    return act_row(view, "SELECT " ACT_COLUMNS " FROM act WHERE idx = ?", view_number(index), out, problem);
}

/* ---- counts ---- */

Status record_counts(View *view, RecordCounts *out, Problem *problem)
{
    const struct {
        const char *sql;
        uint64_t   *out;
    } counts[] = {
        {"SELECT count(*) FROM act", &out->acts},
        {"SELECT count(*) FROM act WHERE interpreted = 1", &out->interpreted},
        {"SELECT count(*) FROM act WHERE grade = 0", &out->grades[GRADE_ATTESTED]},
        {"SELECT count(*) FROM act WHERE grade = 1", &out->grades[GRADE_PASSKEY]},
        {"SELECT count(*) FROM act WHERE grade = 2", &out->grades[GRADE_OWN_KEY]},
        {"SELECT count(*) FROM act WHERE on_behalf = 1 AND answer = 1", &out->confirmed},
        {"SELECT count(*) FROM act WHERE on_behalf = 1 AND answer = 2", &out->disavowed},
        {"SELECT count(*) FROM act WHERE on_behalf = 1 AND answer = 0", &out->unanswered},
        {"SELECT count(*) FROM act WHERE contested = 1", &out->contested},
        {"SELECT count(*) FROM seal", &out->sealed},
        {"SELECT count(*) FROM seal WHERE state = 1", &out->opened},
        {"SELECT count(*) FROM seal WHERE state = 2", &out->erased},
        {"SELECT count(*) FROM deadline WHERE size IS NOT NULL AND alone = 0", &out->deadlines_quorum},
        {"SELECT count(*) FROM deadline WHERE size IS NOT NULL AND alone = 1", &out->deadlines_host},
        {"SELECT count(*) FROM deadline WHERE size IS NOT NULL AND until > (SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'clock')", &out->deadlines_challenge},
        {"SELECT count(*) FROM deadline WHERE size IS NULL", &out->deadlines_open},
    };

    *out = (RecordCounts){0};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        int64_t count;

        TRY(view_one(view, counts[i].sql, 0, &count, problem, NULL, 0));
        *counts[i].out = (uint64_t)count;
    }
    return OK;
}
