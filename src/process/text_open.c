/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts under negotiation: opening one, issuing its versions, closing and reopening paragraphs, ending without a result.
 *
 * A version is a stored text (docs/formats/text.md) that the act names; its paragraphs keep their ids from version to version. With every version but the first comes the outcome of each open
 * amendment, computed by whoever issues it and kept as a blob: a replay compares nothing, it checks that the numbers add up (compilation.md, section 6).
 *
 * A closed paragraph is reopened by an act or stays as it is: a version that changes its words is refused.
 */
#include "process/text_internal.h"

const char *const text_tables[] = {
    "CREATE TABLE negotiation (process TEXT PRIMARY KEY, body TEXT NOT NULL, names TEXT NOT NULL, form TEXT NOT NULL, language TEXT NOT NULL, session TEXT NOT NULL, item TEXT NOT NULL, "
    "basis INTEGER NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, manner TEXT NOT NULL, symbol TEXT NOT NULL, adopted INTEGER, outcome TEXT NOT NULL, "
    "act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX negotiation_body ON negotiation (body)",
    "CREATE TABLE version (process TEXT NOT NULL, ordinal INTEGER NOT NULL, name TEXT NOT NULL, sha256 BLOB NOT NULL, symbol TEXT NOT NULL, note TEXT NOT NULL, reasons TEXT NOT NULL, "
    "act INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (process, ordinal)) WITHOUT ROWID",
    "CREATE TABLE version_paragraph (process TEXT NOT NULL, version INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, level INTEGER NOT NULL, "
    "label TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (process, version, ordinal)) WITHOUT ROWID",
    "CREATE INDEX version_paragraph_id ON version_paragraph (process, id, version)",
    "CREATE TABLE closed_paragraph (process TEXT NOT NULL, paragraph TEXT NOT NULL, level TEXT NOT NULL, note TEXT NOT NULL, act INTEGER NOT NULL, PRIMARY KEY (process, paragraph)) WITHOUT ROWID",
    "CREATE TABLE paragraph_step (act INTEGER PRIMARY KEY, process TEXT NOT NULL, paragraph TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX paragraph_step_paragraph ON paragraph_step (process, paragraph)",
    NULL};

static const char *const text_forms[] = {"resolution", "decision", "progress_report", "final_report", "other", NULL};
static const char *const levels[] = {"ad_referendum", "agreed", NULL};

/* ---- what the kinds of this family share ---- */

Status text_find_process(const Act *act, Slice process, TextState *out, Problem *problem)
{
    ViewQuery query;
    Status    status;

    *out = (TextState){.process = process};
    TRY(view_query(act->view, "SELECT n.state, n.version, v.sha256, n.body, n.language FROM negotiation n LEFT JOIN version v ON v.process = n.process AND v.ordinal = n.version WHERE n.process = ?",
                   &query, problem, VIEW_VALUES(view_text(process))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.unknown"));
    if (status == OK) {
        (void)snprintf(out->state, sizeof out->state, "%.*s", (int)view_column_slice(&query, 0).size, view_column_slice(&query, 0).data);
        out->version = view_column_integer(&query, 1);
        (void)view_column_hash(&query, 2, &out->sha256);
        (void)snprintf(out->body, sizeof out->body, "%.*s", (int)view_column_slice(&query, 3).size, view_column_slice(&query, 3).data);
        (void)snprintf(out->language, sizeof out->language, "%.*s", (int)view_column_slice(&query, 4).size, view_column_slice(&query, 4).data);
    }
    view_end(&query);
    return status;
}

Status text_must_be_open(const TextState *state, Problem *problem)
{
    if (strcmp(state->state, "open") == 0)
        return OK;
    return act_refuse(problem, ERR_REFUSED, strcmp(state->state, "silence") == 0 ? MSG("negotiation.in_silence") : MSG("negotiation.over"));
}

Status text_at_version(const Act *act, TextState *out, Problem *problem)
{
    Hash version;

    TRY(text_find_process(act, act_text(act, "process"), out, problem));
    if (out->version == 0)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.no_version"));
    (void)act_hash(act, "version", &version);
    return hash_equal(&version, &out->sha256) ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.version_old"));
}

Status text_has_paragraph(const Act *act, const TextState *state, Slice paragraph, Problem *problem)
{
    int64_t there;

    TRY(act_count(act, "SELECT count(*) FROM version_paragraph WHERE process = ? AND version = ? AND id = ?",
                  VIEW_VALUES(view_text(state->process), view_integer(state->version), view_text(paragraph)), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"));
}

Status text_has_meeting(const Act *act, Problem *problem)
{
    int64_t there;

    if (!act_has(act, "meeting"))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM meeting WHERE session = ? AND meeting = ?", VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "meeting"))), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("house.meeting_unknown"));
}

/* ---- text.open ---- */

static const ActMember open_members[] = {{"process", MEMBER_SLUG, true, 0},     {"body", MEMBER_SLUG, true, 0},     {"names", MEMBER_WORDS, true, NAMES_MAX}, {"form", MEMBER_CHOICE, true, 0, text_forms},
                                         {"language", MEMBER_LANGUAGE, true, 0}, {"session", MEMBER_SLUG, false, 0}, {"item", MEMBER_LINE, false, 20},         {"basis", MEMBER_COUNT, false, 1},
                                         {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status open_check(Act *act, Problem *problem)
{
    int64_t there;

    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ?", MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ? AND opened IS NOT NULL", MSG("house.body_closed"), problem));
    TRY(chair_check(act, CHAIR_OF_BODY, act_text(act, "body"), problem));
    TRY(act_must_exist(act, "session", "SELECT count(*) FROM session WHERE session = ?", MSG("house.session_unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM negotiation WHERE process = ?", VIEW_VALUES(view_text(act_text(act, "process"))), &there, problem));
    return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.there"));
}

/* Of the competing drafts of one body, session and item one is the basis. */
static Status open_apply(Act *act, Problem *problem)
{
    if (act_integer(act, "basis", 0) != 0)
        TRY(view_run(act->view, "UPDATE negotiation SET basis = 0 WHERE body = ? AND session = ? AND item = ?", problem,
                     VIEW_VALUES(view_text(act_text(act, "body")), view_text(act_text(act, "session")), view_text(act_text(act, "item")))));
    return view_run(act->view,
                    "INSERT INTO negotiation (process, body, names, form, language, session, item, basis, note, state, version, manner, symbol, adopted, outcome, act) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 0, '', '', NULL, '', ?)",
                    problem,
                    VIEW_VALUES(view_text(act_text(act, "process")), view_text(act_text(act, "body")), view_text(act_stored(act, "names")), view_text(act_text(act, "form")),
                                view_text(act_text(act, "language")), view_text(act_text(act, "session")), view_text(act_text(act, "item")), view_integer(act_integer(act, "basis", 0)),
                                view_text(act_text(act, "note")), view_number(act->index)));
}

const ActKind text_open_kind = {"text.open", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, open_members, NULL, open_check, open_apply, 0};

/* ---- text.version.issue ---- */

static const ActMember issue_members[] = {{"process", MEMBER_SLUG, true, 0},   {"name", MEMBER_LINE, false, 60},               {"version", MEMBER_HASH, true, 0},          {"symbol", MEMBER_SYMBOL, false, 0},
                                          {"outcomes", MEMBER_HASH, false, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {"reasons", MEMBER_OBJECTS, false, 500}, {0}};
static const ActMember reason_members[] = {{"paragraph", MEMBER_LINE, true, 20}, {"note", MEMBER_TEXT, true, NOTE_BYTES_MAX}, {0}};

Slice text_words_of(const Paragraph *paragraph)
{
    return slice_part(paragraph->text, paragraph_label_size(paragraph), paragraph->text.size);
}

/* What is closed keeps its words; its number may be another. */
static Status check_closed(const Act *act, const TextState *state, const Text *text, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(act->view, "SELECT c.paragraph, p.text, p.label FROM closed_paragraph c JOIN version_paragraph p ON p.process = c.process AND p.id = c.paragraph AND p.version = ?2 WHERE c.process = ?1",
                   &query, problem, VIEW_VALUES(view_text(state->process), view_integer(state->version))));
    while ((status = view_next(&query, problem)) == OK && query.row) {
        long at = text_find(text, view_column_slice(&query, 0));

        if (at >= 0 && slice_equal(text_words_of(&text->paragraphs[at]), view_column_slice(&query, 1)))
            continue;
        status = act_refuse(problem, ERR_CONFLICT, MSG("negotiation.closed_changed"));
        break;
    }
    view_end(&query);
    return status;
}

static Status check_reasons(const json_t *reasons, Problem *problem)
{
    for (size_t i = 0; i < json_array_size(reasons); i++)
        TRY(members_check(json_array_get(reasons, i), reason_members, false, problem));
    return OK;
}

/* A first version may come without text.open, of no body: then the secretariat issues it, and every State may object (record.md, section 1, has such a text). */
static Status find_or_begin(const Act *act, TextState *out, Problem *problem)
{
    int64_t there;

    TRY(act_count(act, "SELECT count(*) FROM negotiation WHERE process = ?", VIEW_VALUES(view_text(act_text(act, "process"))), &there, problem));
    if (there != 0)
        return text_find_process(act, act_text(act, "process"), out, problem);
    *out = (TextState){.process = act_text(act, "process"), .state = "open"};
    return OK;
}

static Status begin(const Act *act, const Text *text, Problem *problem)
{
    return view_run(act->view,
                    "INSERT OR IGNORE INTO negotiation (process, body, names, form, language, session, item, basis, note, state, version, manner, symbol, adopted, outcome, act) "
                    "VALUES (?, '', '', 'other', ?, '', '', 0, '', 'open', 0, '', '', NULL, '', ?)",
                    problem, VIEW_VALUES(view_text(act_text(act, "process")), view_text(slice_from(text->language)), view_number(act->index)));
}

/* One thread judges all acts: what is submitted meets this before it is taken apart. A record that has a larger one is judged as it always was. */
static Status check_bytes(const Act *act, const Hash *name, Problem *problem)
{
    Slice bytes;

    if (act->mode != PROCESS_SUBMIT)
        return OK;
    TRY(act_blob(act, name, &bytes, problem));
    return bytes.size <= VERSION_BYTES_MAX ? OK : act_refuse(problem, ERR_LIMIT, MSG("negotiation.version_large"));
}

static Status issue_check(Act *act, Problem *problem)
{
    TextState   state;
    const Text *text;
    Hash        name;

    TRY(find_or_begin(act, &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    TRY(check_reasons(json_object_get(act->object, "reasons"), problem));
    (void)act_hash(act, "version", &name);
    TRY(check_bytes(act, &name, problem));
    TRY(text_of_blob(act, &name, &text, problem));
    if (state.version != 0 && hash_equal(&name, &state.sha256))
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.version_same"));
    if (text->count > VERSION_PARAGRAPHS_MAX)
        return act_refuse(problem, ERR_LIMIT, MSG("negotiation.version_large"));
    TRY(check_closed(act, &state, text, problem));
    return outcomes_check(act, &state, text, problem);
}

static Status put_paragraphs(const Act *act, const TextState *state, const Text *text, Problem *problem)
{
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        TRY(view_run(act->view, "INSERT INTO version_paragraph (process, version, ordinal, id, kind, level, label, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", problem,
                     VIEW_VALUES(view_text(state->process), view_integer(state->version + 1), view_number(i), view_text(slice_from(paragraph->id)),
                                 view_text(slice_from(paragraph_kind_name(paragraph->kind))), view_integer(paragraph->level), view_text(paragraph->label), view_text(text_words_of(paragraph)))));
    }
    return OK;
}

static Status issue_apply(Act *act, Problem *problem)
{
    TextState   state;
    const Text *text;
    Hash        name;

    TRY(find_or_begin(act, &state, problem));
    (void)act_hash(act, "version", &name);
    TRY(text_of_blob(act, &name, &text, problem));
    if (state.version == 0)
        TRY(begin(act, text, problem));
    TRY(act_blob_insert_json(act, "version", problem));
    TRY(view_run(act->view, "INSERT INTO version (process, ordinal, name, sha256, symbol, note, reasons, act, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_text(state.process), view_integer(state.version + 1), view_text(act_text(act, "name")), view_hash(&name), view_text(act_text(act, "symbol")),
                             view_text(act_text(act, "note")), view_text(act_stored(act, "reasons")), view_number(act->index), view_hash(&act->entry->act))));
    TRY(put_paragraphs(act, &state, text, problem));
    TRY(outcomes_apply(act, &state, problem));
    return view_run(act->view, "UPDATE negotiation SET version = ? WHERE process = ?", problem, VIEW_VALUES(view_integer(state.version + 1), view_text(state.process)));
}

const ActKind text_version_issue_kind = {"text.version.issue", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, issue_members, NULL, issue_check, issue_apply, 0};

/* ---- text.paragraph.close, text.paragraph.reopen ---- */

static const ActMember close_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"paragraph", MEMBER_LINE, true, 20}, {"level", MEMBER_CHOICE, true, 0, levels},
                                          {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status close_check(Act *act, Problem *problem)
{
    TextState state;
    int64_t   same;

    TRY(text_at_version(act, &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    TRY(text_has_paragraph(act, &state, act_text(act, "paragraph"), problem));
    TRY(act_count(act, "SELECT count(*) FROM closed_paragraph WHERE process = ? AND paragraph = ? AND (level = ? OR level = 'agreed')",
                  VIEW_VALUES(view_text(state.process), view_text(act_text(act, "paragraph")), view_text(act_text(act, "level"))), &same, problem));
    return same == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.closed_already"));
}

static Status add_paragraph_step(const Act *act, Slice what, Slice note, Problem *problem)
{
    return view_run(act->view, "INSERT INTO paragraph_step (act, process, paragraph, what, note) VALUES (?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "process")), view_text(act_text(act, "paragraph")), view_text(what), view_text(note)));
}

static Status close_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view, "INSERT OR REPLACE INTO closed_paragraph (process, paragraph, level, note, act) VALUES (?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_text(act_text(act, "process")), view_text(act_text(act, "paragraph")), view_text(act_text(act, "level")), view_text(act_text(act, "note")), view_number(act->index))));
    return add_paragraph_step(act, act_text(act, "level"), act_text(act, "note"), problem);
}

const ActKind text_paragraph_close_kind = {"text.paragraph.close", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, close_members, NULL, close_check, close_apply, 0};

static const ActMember reopen_members[] = {{"process", MEMBER_SLUG, true, 0}, {"paragraph", MEMBER_LINE, true, 20}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status reopen_check(Act *act, Problem *problem)
{
    TextState state;
    int64_t   closed;

    TRY(text_find_process(act, act_text(act, "process"), &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    TRY(act_count(act, "SELECT count(*) FROM closed_paragraph WHERE process = ? AND paragraph = ?", VIEW_VALUES(view_text(state.process), view_text(act_text(act, "paragraph"))), &closed, problem));
    return closed != 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.not_closed"));
}

static Status reopen_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view, "DELETE FROM closed_paragraph WHERE process = ? AND paragraph = ?", problem, VIEW_VALUES(view_text(act_text(act, "process")), view_text(act_text(act, "paragraph")))));
    return add_paragraph_step(act, SLICE("reopened"), act_text(act, "reason"), problem);
}

const ActKind text_paragraph_reopen_kind = {"text.paragraph.reopen", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, reopen_members, NULL, reopen_check, reopen_apply, 0};

/* ---- text.end ---- */

static const ActMember end_members[] = {{"process", MEMBER_SLUG, true, 0}, {"reason", MEMBER_TEXT, true, NOTE_BYTES_MAX}, {0}};

static Status end_check(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_find_process(act, act_text(act, "process"), &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    return text_must_be_open(&state, problem);
}

static Status end_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "UPDATE negotiation SET state = 'ended', outcome = ? WHERE process = ?", problem, VIEW_VALUES(view_text(act_text(act, "reason")), view_text(act_text(act, "process"))));
}

const ActKind text_end_kind = {"text.end", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, end_members, NULL, end_check, end_apply, 0};
