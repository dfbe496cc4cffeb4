/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about acts and the record itself. To a stranger an act that is not public does not exist; to a party it does.
 */
#include "process/process_internal.h"

/* The widest audience that the asker belongs to. */
static int64_t widest(const Question *question)
{
    return question->reach;
}

static const Column act_columns[] = {{"index", AS_NUMBER}, {"act", AS_HASH}, {"kind", AS_TEXT}, {"author", AS_TEXT}, {"party", AS_PARTY}, {"for", AS_FLAG}, {"grade", AS_TEXT}, {"answer", AS_TEXT},
                                     {"contested", AS_FLAG}, {"audience", AS_TEXT}, {"interpreted", AS_FLAG}, {"synced", AS_FLAG}, {"clock", AS_NUMBER}, {0}};
/* The party of the host's own keys is no row of `party`: it is named by its key. */
#define ACT_SELECT                                                                                                                                                                              \
    "SELECT a.idx, a.id, a.kind, a.author, CASE WHEN EXISTS (SELECT 1 FROM party p WHERE p.party = a.party) THEN a.party END, a.on_behalf, " GRADE_WORDS ", " ANSWER_WORDS ", a.contested, "        \
    "CASE a.audience WHEN 0 THEN 'public' ELSE 'parties' END, a.interpreted, a.backed_up, a.clock FROM act a "

/* `clock` as a time: the newest that the record knew at the act's place. Left out before there was one. */
static void clock_as_time(json_t *object)
{
    char    time[32];
    int64_t clock = json_integer_value(json_object_get(object, "clock"));

    (void)json_object_del(object, "clock");
    if (clock <= 0)
        return;
    answer_time(clock, time);
    (void)json_object_set_new(object, "known_after", json_string(time));
}

/* Rows of ACT_SELECT under `acts`, the newest first, and `next`. */
static Status list_acts(View *view, const char *sql, const ViewValue *values, size_t count, json_t **out, Problem *problem)
{
    json_t *list = json_array(), *row;
    size_t  i;
    bool    more;
    Status  status = answer_rows(view, sql, values, count, act_columns, LIST_MAX, list, &more, problem);

    json_array_foreach(list, i, row)
        clock_as_time(row);
    if (status == OK)
        *out = json_pack("{s:O}", "acts", list);
    if (status == OK && *out == NULL)
        status = answer_no_memory(problem);
    if (status == OK && more)
        (void)json_object_set(*out, "next", json_object_get(json_array_get(list, json_array_size(list) - 1), "index"));
    json_decref(list);
    return status;
}

static Status list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char sql[] = ACT_SELECT "WHERE a.audience <= ?1 AND (?2 IS NULL OR a.party = ?2) AND (?3 IS NULL OR a.kind = ?3 OR a.kind LIKE ?3 || '.%') AND a.idx < ?4 ORDER BY a.idx DESC";

    return list_acts(view, sql, VIEW_VALUES(view_integer(widest(question)), question_text(question, 0), question_text(question, 1), view_integer(question_number(question, 2, INT64_MAX))), out, problem);
}

const NamedQuery act_list_query = {"act.list", {"party", "kind", "before"}, list_run};

/* What was attested for the asker's own party and is neither confirmed nor disavowed. */
static Status unanswered_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char sql[] = ACT_SELECT "WHERE a.party = ?1 AND a.on_behalf = 1 AND a.answer = 0 AND a.idx < ?2 ORDER BY a.idx DESC";

    return list_acts(view, sql, VIEW_VALUES(view_text(question->party), view_integer(question_number(question, 0, INT64_MAX))), out, problem);
}

const NamedQuery act_unanswered_query = {"act.unanswered", {"before"}, unanswered_run};

/* What the act made or changed, where a page shows it. */
static const struct {
    const char *member, *sql;
} subjects[] = {{"document", "SELECT symbol FROM document WHERE act = ?"},
                {"document", "SELECT symbol FROM edition WHERE act = ?"},
                {"statement", "SELECT lower(hex(id)) FROM statement WHERE act = ?"},
                {"initiative", "SELECT initiative FROM initiative_step WHERE act = ?"},
                {"body", "SELECT body FROM body WHERE act = ?"},
                {"body", "SELECT body FROM decision WHERE act = ?"},
                {"session", "SELECT session FROM session WHERE act = ?"},
                {"session", "SELECT session FROM meeting WHERE act = ?"},
                {"subject_party", "SELECT party FROM party WHERE admitted = ?"},
                {"subject_party", "SELECT party FROM party_name WHERE act = ?"}};

static Status add_subject(View *view, json_t *object, Problem *problem)
{
    int64_t index = json_integer_value(json_object_get(object, "index"));

    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        ViewQuery query;
        Status    status;

        TRY(view_query(view, subjects[i].sql, &query, problem, VIEW_VALUES(view_integer(index))));
        status = view_next(&query, problem);
        if (status == OK && query.row)
            (void)json_object_set_new(object, subjects[i].member, json_from_slice(view_column_slice(&query, 0)));
        view_end(&query);
        TRY(status);
    }
    return OK;
}

/* The members of an act of the house, without those that every act may have: whom it is for stands beside them. */
static Status add_object(View *view, json_t *object, Problem *problem)
{
    static const char *const common[] = {"with", "for", "evidence"};
    static const Column      columns[] = {{"object", AS_JSON}, {0}};
    json_t                  *row = NULL, *members;
    Status status = answer_row(view, "SELECT object FROM act_object WHERE act = ?", VIEW_VALUES(view_integer(json_integer_value(json_object_get(object, "index")))), columns, &row, problem);

    if (status == ERR_NOT_FOUND)
        return OK;
    TRY(status);
    members = json_object_get(row, "object");
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        (void)json_object_del(members, common[i]);
    if (json_object_set(object, "object", members) != 0)
        status = answer_no_memory(problem);
    json_decref(row);
    return status;
}

/* The text under negotiation that the act is on: it names it, or another act on it. */
static Status add_process(View *view, json_t *object, Problem *problem)
{
    static const char *const others[] = {"opened", "asked", "amendment", "declared", "comment"};
    static const Column      columns[] = {{"process", AS_TEXT}, {0}};
    const json_t            *members = json_object_get(object, "object"), *process = json_object_get(members, "process");
    json_t                  *row = NULL;
    Status                   status = OK;

    if (json_slice(process).size != 0)
        return json_object_set(object, "process", (json_t *)(uintptr_t)process) == 0 ? OK : answer_no_memory(problem);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Hash other;

        if (hash_parse_hex(json_slice(json_object_get(members, others[i])), &other) != OK)
            continue;
        status = answer_row(view, "SELECT coalesce(o.object ->> '$.process', '') FROM act a JOIN act_object o ON o.act = a.idx WHERE " ACT_IS("a.id", "?1"), VIEW_VALUES(view_hash(&other)), columns, &row, problem);
        if (status == OK && json_object_get(row, "process") != NULL)
            (void)json_object_set(object, "process", json_object_get(row, "process"));
        json_decref(row);
        break;
    }
    return status == ERR_NOT_FOUND ? OK : status;
}

/* `answered`: what the party answered with, {act, reason?, known_after?}; `answers`: the act that this one answers. */
static Status add_answer(View *view, json_t *object, Problem *problem)
{
    static const Column answered[] = {{"act", AS_HASH}, {"reason", AS_TEXT}, {"clock", AS_NUMBER}, {0}}, answers[] = {{"act", AS_HASH}, {"reason", AS_TEXT}, {0}};
    ViewValue           index = view_integer(json_integer_value(json_object_get(object, "index")));
    json_t             *row = NULL;
    Status status = answer_row(view, "SELECT a.id, s.reason, a.clock FROM search_answer s JOIN act a ON a.idx = s.act WHERE s.answered = ?", VIEW_VALUES(index), answered, &row, problem);

    if (status == OK) {
        clock_as_time(row);
        return json_object_set_new(object, "answered", row) == 0 ? OK : answer_no_memory(problem);
    }
    if (status == ERR_NOT_FOUND)
        status = answer_row(view, "SELECT a.id, s.reason FROM search_answer s JOIN act a ON a.idx = s.answered WHERE s.act = ?", VIEW_VALUES(index), answers, &row, problem);
    if (status == OK) {
        (void)json_object_set(object, "answers", json_object_get(row, "act"));
        if (json_object_get(row, "reason") != NULL)
            (void)json_object_set(object, "reason", json_object_get(row, "reason"));
        json_decref(row);
    }
    return status == ERR_NOT_FOUND ? OK : status;
}

static Status show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    Hash act;

    if (hash_parse_hex(question->arguments[0], &act) != OK)
        return ERR_NOT_FOUND;
    TRY(answer_row(view, ACT_SELECT "WHERE " ACT_IS("a.id", "?1") " AND a.audience <= ?2", VIEW_VALUES(view_hash(&act), view_integer(widest(question))), act_columns, out, problem));
    clock_as_time(*out);
    TRY(add_object(view, *out, problem));
    TRY(add_process(view, *out, problem));
    TRY(add_answer(view, *out, problem));
    return add_subject(view, *out, problem);
}

const NamedQuery act_show_query = {"act.show", {"act"}, show_run};

/* ---- the record ---- */

static Status record_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    RecordCounts counts;
    RecordFacts  facts = {0};
    Hash         root;
    uint64_t     size;
    char         hex[2 * HASH_SIZE + 1], time[32] = "";
    Status       status;

    (void)question;
    TRY(view_state(view, &size, &root, problem));
    TRY(record_counts(view, &counts, problem));
    TRY_OR(done, record_facts_load(view, &facts, problem));
    hash_print_hex(&root, hex);
    if (facts.clock != 0)
        answer_time(facts.clock, time);
    *out = json_pack("{s:s, s:s, s:s, s:I, s:s, s:{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}}", "origin", facts.origin, "title", facts.title, "audience", audience_names[facts.audience], "size",
                     (json_int_t)size, "root", hex, "counts", "acts", (json_int_t)counts.acts, "own_key", (json_int_t)counts.grades[GRADE_OWN_KEY], "passkey",
                     (json_int_t)counts.grades[GRADE_PASSKEY], "attested", (json_int_t)counts.grades[GRADE_ATTESTED], "confirmed", (json_int_t)counts.confirmed, "disavowed",
                     (json_int_t)counts.disavowed, "contested", (json_int_t)counts.contested, "sealed", (json_int_t)counts.sealed);
    status = *out != NULL ? OK : answer_no_memory(problem);
    if (status == OK && time[0] != '\0')
        (void)json_object_set_new(*out, "clock", json_string(time));
    if (status == OK && record_facts_demonstration(&facts))
        (void)json_object_set_new(*out, "demonstration", json_true());
done:
    record_facts_clear(&facts);
    return status;
}

const NamedQuery record_show_query = {"record.show", {0}, record_run};
