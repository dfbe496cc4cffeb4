/* SPDX-License-Identifier: Apache-2.0
 *
 * Readings of a text, part by part, as the Chair and the secretariat hold them: a part is taken up, suspended, resumed, and its reading concluded, at a meeting or between meetings.
 *
 * A part is a section, named by its heading alone, or a run of paragraphs. What belongs to it is kept by the identities of its paragraphs, so a reading goes on over a new version of the text. Several
 * parts may be read at a time (subgroups do), never the same words twice.
 */
#include "process/text_internal.h"

const char *const text_reading_tables[] = {
    "CREATE TABLE text_reading (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process TEXT NOT NULL, version INTEGER NOT NULL, reading TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, "
    "state TEXT NOT NULL)",
    "CREATE INDEX text_reading_process ON text_reading (process, state)",
    "CREATE TABLE reading_paragraph (reading INTEGER NOT NULL, paragraph TEXT NOT NULL, PRIMARY KEY (reading, paragraph)) WITHOUT ROWID",
    "CREATE TABLE reading_step (act INTEGER PRIMARY KEY, reading INTEGER NOT NULL, what TEXT NOT NULL, session TEXT NOT NULL, meeting TEXT NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX reading_step_reading ON reading_step (reading)",
    "CREATE INDEX reading_step_meeting ON reading_step (session, meeting)",
    NULL};

static const char *const readings[] = {"first", "second", "third", NULL};

/* ---- the part ---- */

/* Ordinals in the version in force, both within. */
typedef struct Part {
    int64_t first, last;
} Part;

static Status find_place(const Act *act, const TextState *state, Slice paragraph, int64_t *out, Problem *problem)
{
    TRY(view_one(act->view, "SELECT ordinal FROM version_paragraph WHERE process = ? AND version = ? AND id = ? AND kind <> 'footnote'", -1, out, problem,
                 VIEW_VALUES(view_text(state->process), view_integer(state->version), view_text(paragraph))));
    return *out >= 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"));
}

/* A heading alone stands for its section: what comes before the next heading of its level or a higher one. Any other paragraph alone stands for itself. */
static Status find_section_end(const Act *act, const TextState *state, Part *part, Problem *problem)
{
    static const char sql[] = "SELECT coalesce((SELECT min(n.ordinal) - 1 FROM version_paragraph n WHERE n.process = h.process AND n.version = h.version AND n.ordinal > h.ordinal AND n.kind = 'heading' AND "
                              "n.level <= h.level), (SELECT max(n.ordinal) FROM version_paragraph n WHERE n.process = h.process AND n.version = h.version AND n.kind <> 'footnote')) FROM version_paragraph h "
                              "WHERE h.process = ? AND h.version = ? AND h.ordinal = ? AND h.kind = 'heading'";

    return view_one(act->view, sql, part->first, &part->last, problem, VIEW_VALUES(view_text(state->process), view_integer(state->version), view_integer(part->first)));
}

static Status find_part(const Act *act, const TextState *state, Part *out, Problem *problem)
{
    TRY(find_place(act, state, act_text(act, "first"), &out->first, problem));
    if (!act_has(act, "last"))
        return find_section_end(act, state, out, problem);
    TRY(find_place(act, state, act_text(act, "last"), &out->last, problem));
    return out->first <= out->last ? OK : act_refuse(problem, ERR_REFUSED, MSG("negotiation.part_backwards"));
}

static Status check_not_read(const Act *act, const TextState *state, const Part *part, Problem *problem)
{
    int64_t there;

    TRY(act_count(act,
                  "SELECT count(*) FROM text_reading r JOIN reading_paragraph p ON p.reading = r.act JOIN version_paragraph v ON v.process = r.process AND v.id = p.paragraph "
                  "WHERE r.process = ?1 AND r.state <> 'concluded' AND v.version = ?2 AND v.ordinal BETWEEN ?3 AND ?4",
                  VIEW_VALUES(view_text(state->process), view_integer(state->version), view_integer(part->first), view_integer(part->last)), &there, problem));
    return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.being_read"));
}

/* ---- text.reading.open ---- */

static const ActMember open_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"reading", MEMBER_CHOICE, true, 0, readings}, {"first", MEMBER_LINE, true, 20},
                                         {"last", MEMBER_LINE, false, 20},   {"session", MEMBER_SLUG, false, 0}, {"meeting", MEMBER_SLUG, false, 0},           {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status check_meeting(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "session", "SELECT count(*) FROM session WHERE session = ?", MSG("house.session_unknown"), problem));
    return text_has_meeting(act, problem);
}

static Status open_check(Act *act, Problem *problem)
{
    TextState state;
    Part      part;

    TRY(text_at_version(act, &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    TRY(find_part(act, &state, &part, problem));
    TRY(check_not_read(act, &state, &part, problem));
    return check_meeting(act, problem);
}

static Status add_step(const Act *act, int64_t reading, const char *what, Problem *problem)
{
    return view_run(act->view, "INSERT INTO reading_step (act, reading, what, session, meeting, note) VALUES (?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_integer(reading), view_text(slice_from(what)), view_text(act_text(act, "session")), view_text(act_text(act, "meeting")),
                                view_text(act_text(act, "note"))));
}

static Status open_apply(Act *act, Problem *problem)
{
    TextState state;
    Part      part;

    TRY(text_at_version(act, &state, problem));
    TRY(find_part(act, &state, &part, problem));
    TRY(view_run(act->view, "INSERT INTO text_reading (act, id, process, version, reading, first, last, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'running')", problem,
                 VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(state.process), view_integer(state.version), view_text(act_text(act, "reading")),
                             view_text(act_text(act, "first")), view_text(act_text(act, "last")))));
    TRY(view_run(act->view, "INSERT OR IGNORE INTO reading_paragraph (reading, paragraph) SELECT ?1, id FROM version_paragraph WHERE process = ?2 AND version = ?3 AND ordinal BETWEEN ?4 AND ?5", problem,
                 VIEW_VALUES(view_number(act->index), view_text(state.process), view_integer(state.version), view_integer(part.first), view_integer(part.last))));
    return add_step(act, (int64_t)act->index, "opened", problem);
}

const ActKind text_reading_open_kind = {"text.reading.open", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, open_members, NULL, open_check, open_apply, 0};

/* ---- text.reading.suspend, text.reading.resume, text.reading.close ---- */

static const ActMember step_members[] = {{"opened", MEMBER_HASH, true, 0}, {"session", MEMBER_SLUG, false, 0}, {"meeting", MEMBER_SLUG, false, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

typedef struct Reading {
    int64_t act;
    char    process[PARTY_NAME_MAX + 1], state[12];
} Reading;

static Status find_reading(const Act *act, Reading *out, Problem *problem)
{
    Hash      id;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, "opened", &id);
    *out = (Reading){0};
    TRY(view_query(act->view, "SELECT act, process, state FROM text_reading WHERE id = ?", &query, problem, VIEW_VALUES(view_hash(&id))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.reading_unknown"));
    if (status == OK) {
        out->act = view_column_integer(&query, 0);
        (void)snprintf(out->process, sizeof out->process, "%.*s", (int)view_column_slice(&query, 1).size, view_column_slice(&query, 1).data);
        (void)snprintf(out->state, sizeof out->state, "%.*s", (int)view_column_slice(&query, 2).size, view_column_slice(&query, 2).data);
    }
    view_end(&query);
    return status;
}

/* What the text has to be, and what the reading: resuming is a reading of an open text, the others end something and may wait for nothing. */
static Status check_step(Act *act, bool open_text, Reading *reading, Problem *problem)
{
    TextState state;

    TRY(find_reading(act, reading, problem));
    TRY(text_find_process(act, slice_from(reading->process), &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    if (open_text || strcmp(state.state, "silence") != 0)
        TRY(text_must_be_open(&state, problem));
    if (strcmp(reading->state, "concluded") == 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.reading_over"));
    return check_meeting(act, problem);
}

static Status suspend_check(Act *act, Problem *problem)
{
    Reading reading;

    TRY(check_step(act, false, &reading, problem));
    return strcmp(reading.state, "running") == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.reading_suspended"));
}

static Status resume_check(Act *act, Problem *problem)
{
    Reading reading;

    TRY(check_step(act, true, &reading, problem));
    return strcmp(reading.state, "suspended") == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.reading_runs"));
}

static Status close_check(Act *act, Problem *problem)
{
    Reading reading;

    return check_step(act, false, &reading, problem);
}

static Status set_state(Act *act, const char *state, const char *what, Problem *problem)
{
    Reading reading;

    TRY(find_reading(act, &reading, problem));
    TRY(view_run(act->view, "UPDATE text_reading SET state = ? WHERE act = ?", problem, VIEW_VALUES(view_text(slice_from(state)), view_integer(reading.act))));
    return add_step(act, reading.act, what, problem);
}

static Status suspend_apply(Act *act, Problem *problem)
{
    return set_state(act, "suspended", "suspended", problem);
}

static Status resume_apply(Act *act, Problem *problem)
{
    return set_state(act, "running", "resumed", problem);
}

static Status close_apply(Act *act, Problem *problem)
{
    return set_state(act, "concluded", "concluded", problem);
}

const ActKind text_reading_suspend_kind = {"text.reading.suspend", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, step_members, NULL, suspend_check, suspend_apply, 0};
const ActKind text_reading_resume_kind = {"text.reading.resume", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, step_members, NULL, resume_check, resume_apply, 0};
const ActKind text_reading_close_kind = {"text.reading.close", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, step_members, NULL, close_check, close_apply, 0};
