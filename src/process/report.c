/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports that are compiled from the record: of the replies to a call, of statements, of explanations of position; their addenda and corrigenda; and the report of an expert group, with its outcome as
 * the act says it. Which acts a report has is what this act names; its words are the document's editions.
 */
#include "process/process_internal.h"

const char *const report_tables[] = {
    "CREATE TABLE report (symbol TEXT PRIMARY KEY, form TEXT NOT NULL, call TEXT NOT NULL, body TEXT NOT NULL, main TEXT NOT NULL, languages TEXT NOT NULL, summary TEXT NOT NULL, outcome TEXT NOT NULL, "
    "letter BLOB, note TEXT NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX report_call ON report (call)",
    "CREATE INDEX report_body ON report (body)",
    "CREATE TABLE report_part (symbol TEXT NOT NULL, part BLOB NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (symbol, part)) WITHOUT ROWID",
    "CREATE INDEX report_part_part ON report_part (part)",
    NULL};

static const char *const forms[] = {"report", "addendum", "corrigendum", "compendium", "expert-group", "progress", "final", NULL};
static const char *const outcomes[] = {"consensus", "no-consensus", NULL};

enum { REPORT_PARTS_MAX = 1000 /* 193 States, each for itself and for groups, with additions */ };

/* ---- report.issue ---- */

static const ActMember issue_members[] = {{"symbol", MEMBER_SYMBOL, true, 0},      {"form", MEMBER_CHOICE, true, 0, forms}, {"call", MEMBER_SLUG, false, 0}, {"body", MEMBER_SLUG, false, 0},
                                          {"of", MEMBER_SYMBOL, false, 0},         {"parts", MEMBER_HASHES, false, REPORT_PARTS_MAX}, {"languages", MEMBER_LINES, false, 6},
                                          {"summary", MEMBER_WORDS, false, NOTE_BYTES_MAX}, {"outcome", MEMBER_CHOICE, false, 0, outcomes}, {"letter", MEMBER_HASH, false, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

/* Addenda and corrigenda belong to a report; others stand by themselves. */
static Status check_main(const Act *act, Problem *problem)
{
    Slice   form = act_text(act, "form");
    bool    follows = slice_is(form, "addendum") || slice_is(form, "corrigendum");
    int64_t there;

    if (follows != act_has(act, "of"))
        return act_refuse(problem, ERR_SYNTAX, MSG("report.of"));
    if (!follows)
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM report WHERE symbol = ? AND main = '' AND call = ?", VIEW_VALUES(view_text(act_text(act, "of")), view_text(act_text(act, "call"))), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("report.main_unknown"));
}

/* The kind of act under this id that reports are made of; empty: none stands. */
static Status part_kind(const Act *act, const Hash *part, Slice call, char out[20], Problem *problem)
{
    static const char sql[] = "SELECT CASE WHEN call = ?2 THEN 'submission' ELSE 'other' END FROM submission WHERE id = ?1 AND withdrawn IS NULL AND reserved = 0 "
                              "UNION ALL SELECT 'statement' FROM statement WHERE id = ?1 AND withdrawn IS NULL UNION ALL SELECT 'explanation' FROM act WHERE " ACT_IS("id", "?1") " AND kind = 'text.explain' "
                              "UNION ALL SELECT 'adoption' FROM act WHERE " ACT_IS("id", "?1") " AND kind = 'text.adopt'";
    ViewQuery         query;
    Status            status;

    out[0] = '\0';
    TRY(view_query(act->view, sql, &query, problem, VIEW_VALUES(view_hash(part), view_text(call))));
    status = view_next(&query, problem);
    if (status == OK && query.row)
        (void)snprintf(out, 20, "%.*s", (int)view_column_slice(&query, 0).size, view_column_slice(&query, 0).data);
    view_end(&query);
    return status;
}

static Status check_part(const Act *act, const Hash *part, Problem *problem)
{
    char    kind[20], id[2 * HASH_SIZE + 1];
    bool    of_call = act_has(act, "call");
    int64_t published;

    TRY(part_kind(act, part, act_text(act, "call"), kind, problem));
    hash_print_hex(part, id);
    if (kind[0] == '\0' || (of_call != (strcmp(kind, "submission") == 0)))
        return problem_set(problem, ERR_NOT_FOUND, MSG("report.part_unknown"), "act", id, NULL);
    if (!of_call || slice_is(act_text(act, "form"), "corrigendum"))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM submission WHERE id = ? AND report <> ''", VIEW_VALUES(view_hash(part)), &published, problem));
    return published == 0 ? OK : problem_set(problem, ERR_CONFLICT, MSG("report.part_published"), "act", id, NULL);
}

static Status check_parts(const Act *act, Problem *problem)
{
    const json_t *parts = json_object_get(act->object, "parts");

    for (size_t i = 0; i < json_array_size(parts); i++) {
        Hash part;

        TRY(hash_parse_hex(json_slice(json_array_get(parts, i)), &part));
        TRY(check_part(act, &part, problem));
    }
    return OK;
}

static bool compiled(Slice form)
{
    return slice_is(form, "report") || slice_is(form, "addendum") || slice_is(form, "corrigendum") || slice_is(form, "compendium");
}

/* The letter of transmittal, a stored text. */
static Status check_letter(const Act *act, Problem *problem)
{
    Text  *text = NULL;
    Slice  bytes;
    Hash   letter;
    Status status;

    if (!act_hash(act, "letter", &letter))
        return OK;
    TRY(act_blob(act, &letter, &bytes, problem));
    status = text_decode(bytes, &text, problem);
    text_free(text);
    return status == ERR_SYNTAX || status == ERR_LIMIT ? act_refuse(problem, ERR_SYNTAX, MSG("house.text_unreadable")) : status;
}

static Status issue_check(Act *act, Problem *problem)
{
    Slice   form = act_text(act, "form");
    int64_t there;

    TRY(act_must_exist(act, "symbol", "SELECT count(*) FROM document WHERE symbol = ?", MSG("house.document_unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM report WHERE symbol = ?", VIEW_VALUES(view_text(act_text(act, "symbol"))), &there, problem));
    if (there != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("report.there"));
    TRY(act_must_exist(act, "call", "SELECT count(*) FROM call WHERE call = ?", MSG("call.unknown"), problem));
    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ?", MSG("house.body_unknown"), problem));
    if (!compiled(form) && !act_has(act, "body"))
        return act_refuse(problem, ERR_SYNTAX, MSG("report.body"));
    if (slice_is(form, "expert-group") != act_has(act, "outcome"))
        return act_refuse(problem, ERR_SYNTAX, MSG("report.outcome"));
    if (compiled(form) && !slice_is(form, "corrigendum") && json_array_size(json_object_get(act->object, "parts")) == 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("report.empty"));
    TRY(check_main(act, problem));
    TRY(check_letter(act, problem));
    return check_parts(act, problem);
}

static Status add_part(const Act *act, Slice hex, Problem *problem)
{
    Hash part;
    char kind[20];

    TRY(hash_parse_hex(hex, &part));
    TRY(part_kind(act, &part, act_text(act, "call"), kind, problem));
    TRY(view_run(act->view, "INSERT OR IGNORE INTO report_part (symbol, part, kind) VALUES (?, ?, ?)", problem,
                 VIEW_VALUES(view_text(act_text(act, "symbol")), view_hash(&part), view_text(slice_from(kind)))));
    return view_run(act->view, "UPDATE submission SET report = ? WHERE id = ? AND report = ''", problem, VIEW_VALUES(view_text(act_text(act, "symbol")), view_hash(&part)));
}

static Status issue_apply(Act *act, Problem *problem)
{
    const json_t *parts = json_object_get(act->object, "parts");
    Hash          letter;
    bool          has_letter = act_hash(act, "letter", &letter);

    if (has_letter)
        TRY(act_blob_insert_json(act, "letter", problem));
    TRY(view_run(act->view, "INSERT INTO report (symbol, form, call, body, main, languages, summary, outcome, letter, note, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_text(act_text(act, "symbol")), view_text(act_text(act, "form")), view_text(act_text(act, "call")), view_text(act_text(act, "body")), view_text(act_text(act, "of")),
                             view_text(act_stored(act, "languages")), view_text(act_stored(act, "summary")), view_text(act_text(act, "outcome")), has_letter ? view_hash(&letter) : view_null(),
                             view_text(act_text(act, "note")),
                             view_number(act->index))));
    for (size_t i = 0; i < json_array_size(parts); i++)
        TRY(add_part(act, json_slice(json_array_get(parts, i)), problem));
    return OK;
}

const ActKind report_issue_kind = {"report.issue", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, issue_members, NULL, issue_check, issue_apply, 0};
