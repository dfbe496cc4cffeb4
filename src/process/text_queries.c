/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about texts under negotiation. Acts that are for parties only (proposals, positions, unless the record opens them) are in the answer for who belongs to a party, and not there for a
 * stranger. Nothing is counted that could be read as a tally: what is listed is what stands in the way.
 */
#include "process/text_internal.h"

/* ---- text.list ---- */

static const Column list_columns[] = {{"process", AS_TEXT}, {"names", AS_NAMES}, {"form", AS_TEXT}, {"body", AS_TEXT}, {"body_names", AS_NAMES}, {"session", AS_TEXT}, {"item", AS_TEXT}, {"language", AS_TEXT},
                                      {"basis", AS_FLAG}, {"state", AS_TEXT}, {"version", AS_NUMBER}, {"version_name", AS_TEXT}, {"sha256", AS_HASH}, {"symbol", AS_TEXT}, {"manner", AS_TEXT},
                                      {"adopted_symbol", AS_TEXT}, {"outcome", AS_TEXT}, {"note", AS_TEXT}, {"fictional", AS_FLAG}, {0}};
#define TEXT_COLUMNS                                                                                                                                                                              \
    "SELECT n.process, n.names, n.form, n.body, b.names, n.session, n.item, n.language, n.basis, n.state, n.version, v.name, v.sha256, v.symbol, n.manner, n.symbol, n.outcome, n.note, b.fictional "
#define TEXT_FROM "FROM negotiation n LEFT JOIN body b ON b.body = n.body LEFT JOIN version v ON v.process = n.process AND v.ordinal = n.version "
#define TEXT_SELECT TEXT_COLUMNS TEXT_FROM
/* What a paragraph can be called where only the view is at hand: its label, else how it begins. */
#define PLACE_WORDS(process, version, id)                                                                                                                                                         \
    "coalesce((SELECT CASE WHEN w.label <> '' AND w.kind <> 'heading' THEN w.label WHEN length(w.text) > 60 THEN substr(w.text, 1, 60) || ' …' ELSE trim(w.label || ' ' || w.text) END FROM "      \
    "version_paragraph w WHERE w.process = " process " AND w.version = " version " AND w.id = " id "), '')"
/* The paragraph of the version at which a reading's part begins there now, or ends (`which`: min, max). */
#define PART_END(which, version) "(SELECT v.id FROM version_paragraph v WHERE v.process = r.process AND v.version = " version " AND v.ordinal = (SELECT " which "(w.ordinal) FROM reading_paragraph p JOIN version_paragraph w ON w.process = r.process AND w.version = " version " AND w.id = p.paragraph WHERE p.reading = r.act AND w.kind <> 'footnote'))"

/* The parts that are on the floor of texts that are negotiated, for the list of texts. */
static Status add_floors(View *view, const Question *question, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"process", AS_TEXT}, {"act", AS_HASH}, {"reading", AS_TEXT}, {"from", AS_TEXT}, {"first", AS_TEXT}, {"last", AS_TEXT}, {"section", AS_FLAG}, {0}};
    static const char   sql[] = "SELECT r.process, r.id, r.reading, r.first, " PLACE_WORDS("r.process", "n.version", PART_END("min", "n.version")) ", " PLACE_WORDS("r.process", "n.version", PART_END("max", "n.version"))
        ", r.last = '' FROM text_reading r JOIN negotiation n ON n.process = r.process WHERE r.state = 'running' AND n.state IN ('open', 'silence') AND (?1 IS NULL OR n.body = ?1) AND "
        "(?2 IS NULL OR n.process = ?2) ORDER BY r.process, r.act";

    return answer_whole(view, object, "floor", sql, VIEW_VALUES(question_text(question, 0), question_text(question, 1)), columns, problem);
}

static Status text_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    *out = json_object();
    TRY(answer_list(view, *out, "texts", TEXT_SELECT "WHERE (?1 IS NULL OR n.body = ?1) AND (?2 IS NULL OR n.process = ?2) ORDER BY n.state IN ('adopted', 'ended'), n.act DESC LIMIT 100",
                    VIEW_VALUES(question_text(question, 0), question_text(question, 1)), list_columns, problem));
    return add_floors(view, question, *out, problem);
}

const NamedQuery text_list_query = {"text.list", {"body", "process"}, text_list_run};

/* ---- text.silences: what became of silence procedures, act by act ---- */

static Status text_silences_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"index", AS_NUMBER}, {"act", AS_HASH}, {"what", AS_TEXT}, {"process", AS_TEXT}, {"names", AS_NAMES}, {"body", AS_TEXT}, {"version_name", AS_TEXT}, {"deadline", AS_NUMBER}, {0}};
    static const char   sql[] =
        "SELECT e.act, a.id, e.what, s.process, n.names, n.body, coalesce(v.name, ''), d.deadline FROM (SELECT act, act AS silence, 'opened' AS what FROM silence UNION ALL SELECT act, silence, what FROM silence_step "
        "WHERE what <> 'broken') e JOIN silence s ON s.act = e.silence JOIN act a ON a.idx = e.act JOIN negotiation n ON n.process = s.process LEFT JOIN version v ON v.process = s.process AND v.ordinal = s.version "
        "LEFT JOIN deadline d ON d.act = CASE e.what WHEN 'opened' THEN e.act WHEN 'extended' THEN e.act ELSE s.deadline_act END WHERE e.act >= ?1 ORDER BY e.act LIMIT 100";

    *out = json_object();
    return answer_list(view, *out, "silences", sql, VIEW_VALUES(view_integer(question_number(question, 0, 0))), columns, problem);
}

const NamedQuery text_silences_query = {"text.silences", {"from"}, text_silences_run};

/* ---- text.show ---- */

/* What a question on one text asks for. `at`: as it stood before this entry of the record. */
typedef struct Asked {
    Slice     process;
    ViewValue parties; /* whether what is for parties may be known */
    int64_t   version, at;
} Asked;

/* Rows of acts that the asker may know of. */
#define MAY_KNOW "AND (?2 OR a.audience = 0) "
#define ASKED(asked) view_text((asked)->process), (asked)->parties

#define WITH_PARTIES                                                                                                                                                                              \
    "coalesce((SELECT nullif(json_group_array(party), '[]') FROM (SELECT party FROM amendment_sponsor s WHERE s.amendment = m.act AND s.joined < ?3 AND (s.departed IS NULL OR s.departed >= ?3) "  \
    "ORDER BY party)), '')"
#define AMENDMENT_STATE "CASE WHEN m.ended IS NULL THEN m.state ELSE 'open' END"
#define OPEN_THEN "WHERE m.process = ?1 " MAY_KNOW "AND m.act < ?3 AND (m.state IN ('open', 'conflict') OR m.ended >= ?3) "
/* The changes on the version in force; of one that came before it those that were first proposed, and `carried_since`: what they were carried to meanwhile is in the versions' outcomes. */
#define AMENDMENT_SELECT                                                                                                                                                                          \
    "SELECT m.id, m.act, m.party, " AMENDMENT_STATE ", m.rationale, m.bridge, m.takes, m.amends, " GRADE_WORDS ", " WITH_PARTIES ", CASE WHEN m.version = ?4 THEN m.changes ELSE "                  \
    "coalesce(o.object -> '$.changes', '') END, m.version <> ?4, CASE WHEN m.version <> ?4 THEN coalesce(o.object ->> '$.blob', '') ELSE '' END, NOT EXISTS (SELECT 1 FROM party p WHERE p.party = m.party) FROM amendment m JOIN act a ON a.idx = m.act "       \
    "LEFT JOIN act_object o ON o.act = m.act " OPEN_THEN

static const Column amendment_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"party", AS_PARTY}, {"state", AS_TEXT}, {"rationale", AS_TEXT}, {"bridge", AS_FLAG}, {"takes", AS_JSON}, {"amends", AS_TEXT},
                                           {"grade", AS_TEXT}, {"with", AS_PARTIES}, {"changes", AS_JSON}, {"carried_since", AS_FLAG}, {"blob", AS_TEXT}, {"house", AS_FLAG}, {0}};

static Asked asked_of(const Question *question)
{
    return (Asked){question->arguments[0], view_integer(question->reach == AUDIENCE_PARTIES), -1, INT64_MAX};
}

static Status add_amendments(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    return answer_whole(view, object, "amendments", AMENDMENT_SELECT "ORDER BY m.act", VIEW_VALUES(ASKED(asked), view_integer(asked->at), view_integer(asked->version)), amendment_columns, problem);
}

Status text_show_amendments(View *view, const Question *question, json_t *object, Problem *problem)
{
    Asked asked = asked_of(question);

    asked.version = json_integer_value(json_object_get(object, "shown"));
    return add_amendments(view, object, &asked, problem);
}

Status text_show_amendment(View *view, const Question *question, int64_t index, json_t **out, Problem *problem)
{
    Asked asked = asked_of(question);

    TRY(view_one(view, "SELECT coalesce(max(version), 0) FROM negotiation WHERE process = ?", 0, &asked.version, problem, VIEW_VALUES(view_text(asked.process))));
    return answer_row(view, AMENDMENT_SELECT "AND m.act = ?5", VIEW_VALUES(ASKED(&asked), view_integer(asked.at), view_integer(asked.version), view_integer(index)), amendment_columns, out, problem);
}

Status text_show_names(View *view, int64_t *names, Problem *problem)
{
    return view_one(view, "SELECT coalesce((SELECT max(act) FROM party_name), 0) + coalesce((SELECT max(admitted) FROM party), 0)", 0, names, problem, NULL, 0);
}

Status text_show_open(View *view, const Question *question, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"index", AS_NUMBER}, {"state", AS_TEXT}, {"with", AS_PARTIES}, {0}};
    Asked               asked = asked_of(question);

    return answer_whole(view, object, "amendments", "SELECT m.act, " AMENDMENT_STATE ", " WITH_PARTIES " FROM amendment m JOIN act a ON a.idx = m.act " OPEN_THEN "ORDER BY m.act",
                        VIEW_VALUES(ASKED(&asked), view_integer(asked.at)), columns, problem);
}

/* A position is stale when its words are gone: the paragraph's text, or the amendment that it was stated on. (The plus lets SQLite use the index on that expression, which has no affinity.) */
#define STALE                                                                                                                                                                                     \
    "CASE WHEN p.paragraph = '' THEN p.version < ?4 ELSE NOT EXISTS (SELECT 1 FROM version_paragraph v WHERE v.process = p.process AND v.version = ?4 AND v.id = p.paragraph AND "                 \
    "v.text = p.words) OR (p.wording <> '' AND NOT EXISTS (SELECT 1 FROM amendment m WHERE lower(hex(m.id)) = +p.wording AND (m.state = 'open' OR m.ended >= ?3))) END"

static Status add_positions(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"class", AS_TEXT}, {"paragraph", AS_TEXT}, {"wording", AS_TEXT}, {"position", AS_TEXT}, {"text", AS_TEXT}, {"conditions", AS_JSON},
                                     {"stale", AS_FLAG}, {"version", AS_NUMBER}, {"grade", AS_TEXT}, {"opted_out", AS_PARTIES}, {0}};
    static const char   sql[] = "SELECT p.id, p.party, c.class, p.paragraph, p.wording, p.stance, p.reason, p.conditions, " STALE ", p.version, " GRADE_WORDS ", "
                                "coalesce((SELECT nullif(json_group_array(party), '[]') FROM (SELECT party FROM position_opt_out o WHERE o.position = p.act AND o.act < ?3 ORDER BY party)), '') FROM "
                                "text_position p JOIN act a ON a.idx = p.act JOIN party c ON c.party = p.party WHERE p.process = ?1 " MAY_KNOW
                                "AND p.act < ?3 AND (p.state = 'stands' OR p.ended >= ?3) ORDER BY p.paragraph, p.wording, p.party";

    return answer_whole(view, object, "positions", sql, VIEW_VALUES(ASKED(asked), view_integer(asked->at), view_integer(asked->version)), columns, problem);
}

static Status add_silences(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    static const Column silence_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"version", AS_NUMBER}, {"state", AS_TEXT}, {"note", AS_TEXT}, {"deadline", AS_NUMBER}, {"closed_size", AS_NUMBER}, {"closed_time", AS_NUMBER},
                                             {"closing", AS_HASH}, {"alone", AS_FLAG}, {"challenge_until", AS_NUMBER}, {"breaks_in_time", AS_NUMBER}, {"deadline_act", AS_HASH}, {"challenged", AS_FLAG}, {0}};
    static const char   silences[] =
        "SELECT s.id, s.act, s.version, s.state, s.note, d.deadline, d.size, d.time, c.id, d.alone, d.until, " BREAKS("s.act", "d.size") ", b.id, "
        "d.time + 3600 * (SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'challenge_hours') < d.until FROM silence s JOIN deadline d ON d.act = s.deadline_act JOIN act b ON b.idx = s.deadline_act LEFT JOIN act c ON c.idx = d.closed_by WHERE s.process = ?1 ORDER BY s.act DESC";
    static const Column step_columns[] = {{"silence", AS_HASH}, {"act", AS_HASH}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"reason", AS_TEXT}, {"in_time", AS_FLAG}, {0}};
    static const char   steps[] = "SELECT s.id, t.id, t.what, t.party, t.reason, d.size IS NULL OR t.act < d.size FROM silence_step t JOIN silence s ON s.act = t.silence JOIN deadline d ON d.act = s.deadline_act "
                                "JOIN act a ON a.idx = t.act WHERE s.process = ?1 " MAY_KNOW "ORDER BY t.act";

    TRY(answer_whole(view, object, "silences", silences, VIEW_VALUES(view_text(asked->process)), silence_columns, problem));
    return answer_whole(view, object, "silence_steps", steps, VIEW_VALUES(ASKED(asked)), step_columns, problem);
}

static Status add_room(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    static const Column question_columns[] = {{"act", AS_HASH}, {"version", AS_NUMBER}, {"session", AS_TEXT}, {"meeting", AS_TEXT}, {0}};
    static const Column objection_columns[] = {{"asked", AS_HASH}, {"act", AS_HASH}, {"party", AS_PARTY}, {"reason", AS_TEXT}, {"withdrawn", AS_FLAG}, {0}};
    static const Column explanation_columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"type", AS_TEXT}, {"paragraphs", AS_JSON}, {"text", AS_TEXT}, {"language", AS_TEXT}, {0}};
    const ViewValue     process = view_text(asked->process);

    TRY(answer_whole(view, object, "asked", "SELECT id, version, session, meeting FROM adoption_question WHERE process = ? ORDER BY act DESC", VIEW_VALUES(process), question_columns, problem));
    TRY(answer_whole(view, object, "room_objections",
                    "SELECT q.id, a.id, o.party, o.reason, o.withdrawn IS NOT NULL FROM room_objection o JOIN adoption_question q ON q.act = o.question JOIN act a ON a.idx = o.act WHERE q.process = ? "
                    "ORDER BY o.act",
                    VIEW_VALUES(process), objection_columns, problem));
    return answer_whole(view, object, "explanations", "SELECT id, party, type, paragraphs, text, language FROM explanation WHERE process = ? ORDER BY act", VIEW_VALUES(process), explanation_columns, problem);
}

/* ---- readings and comments ---- */

/* `first` and `last` as they were opened (without `last`: the section of a heading), `from` and `to` where the part stands in the version shown; neither when nothing of it is there. */
static Status add_readings(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    static const Column reading_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"version", AS_NUMBER}, {"reading", AS_TEXT}, {"state", AS_TEXT}, {"first", AS_TEXT}, {"last", AS_TEXT}, {"from", AS_TEXT}, {"to", AS_TEXT}, {0}};
    static const Column step_columns[] = {{"opened", AS_HASH}, {"act", AS_HASH}, {"index", AS_NUMBER}, {"what", AS_TEXT}, {"session", AS_TEXT}, {"meeting", AS_TEXT}, {"number", AS_NUMBER}, {"note", AS_TEXT}, {"clock", AS_NUMBER}, {0}};
    static const char   readings[] = "SELECT r.id, r.act, r.version, r.reading, r.state, r.first, r.last, " PART_END("min", "?2") ", " PART_END("max", "?2") " FROM text_reading r WHERE r.process = ?1 ORDER BY r.act";
    static const char   steps[] = "SELECT r.id, a.id, a.idx, s.what, s.session, s.meeting, m.number, s.note, nullif(a.clock, 0) FROM reading_step s JOIN text_reading r ON r.act = s.reading JOIN act a ON a.idx = s.act "
                                "LEFT JOIN meeting m ON m.session = s.session AND m.meeting = s.meeting WHERE r.process = ?1 ORDER BY s.act";

    TRY(answer_whole(view, object, "readings", readings, VIEW_VALUES(view_text(asked->process), view_integer(asked->version)), reading_columns, problem));
    return answer_whole(view, object, "reading_steps", steps, VIEW_VALUES(view_text(asked->process)), step_columns, problem);
}

/* Those that stand. `stale`: its words, or the proposal that it is on, are gone; `changed_in`: the first version in which the words were others. */
static Status add_comments(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"party", AS_PARTY}, {"paragraph", AS_TEXT}, {"amendment", AS_TEXT}, {"text", AS_TEXT}, {"language", AS_TEXT}, {"version", AS_NUMBER}, {"version_name", AS_TEXT},
                                     {"stale", AS_FLAG}, {"changed_in", AS_TEXT}, {"proposal_gone", AS_FLAG}, {"grade", AS_TEXT}, {"clock", AS_NUMBER}, {0}};
    static const char   sql[] =
        "WITH c AS (SELECT k.*, CASE WHEN k.paragraph = '' THEN k.amendment = '' AND k.version < ?3 ELSE NOT EXISTS (SELECT 1 FROM version_paragraph w WHERE w.process = k.process AND w.version = ?3 AND w.id = k.paragraph AND "
        "w.text = k.words) END AS other, k.amendment <> '' AND NOT EXISTS (SELECT 1 FROM amendment m WHERE lower(hex(m.id)) = +k.amendment AND m.state IN ('open', 'conflict')) AS gone FROM text_comment k "
        "WHERE k.process = ?1 AND k.withdrawn IS NULL AND k.version <= ?3) "
        "SELECT c.id, c.act, c.party, c.paragraph, c.amendment, c.text, c.language, c.version, v.name, c.other OR c.gone, CASE WHEN c.other THEN coalesce((SELECT n.name FROM version n WHERE n.process = c.process AND "
        "n.ordinal > c.version AND n.ordinal <= ?3 AND NOT EXISTS (SELECT 1 FROM version_paragraph w WHERE w.process = c.process AND w.version = n.ordinal AND w.id = c.paragraph AND w.text = c.words) "
        "ORDER BY n.ordinal LIMIT 1), '') ELSE '' END, c.gone, " GRADE_WORDS ", nullif(a.clock, 0) FROM c JOIN act a ON a.idx = c.act JOIN version v ON v.process = c.process AND v.ordinal = c.version WHERE 1 " MAY_KNOW
        "ORDER BY c.act";

    return answer_whole(view, object, "comments", sql, VIEW_VALUES(ASKED(asked), view_integer(asked->version)), columns, problem);
}

/* The versions before `at`, and of the one asked for (else the newest of them) the paragraphs; ERR_NOT_FOUND when there is none of that number. */
static Status add_version(View *view, json_t *object, Asked *asked, Problem *problem)
{
    static const Column version_columns[] = {{"number", AS_NUMBER}, {"name", AS_TEXT}, {"sha256", AS_HASH}, {"symbol", AS_TEXT}, {"note", AS_TEXT}, {"reasons", AS_JSON}, {"act", AS_HASH}, {"index", AS_NUMBER}, {"clock", AS_NUMBER}, {"outcomes", AS_TEXT}, {0}};
    static const Column paragraph_columns[] = {{"id", AS_TEXT}, {"kind", AS_TEXT}, {"level", AS_NUMBER}, {"label", AS_TEXT}, {"text", AS_TEXT}, {"closed", AS_TEXT}, {"closed_note", AS_TEXT}, {0}};
    static const char   paragraphs[] =
        "SELECT v.id, v.kind, v.level, v.label, v.text, coalesce(nullif(s.what, 'reopened'), ''), CASE WHEN s.what <> 'reopened' THEN s.note ELSE '' END FROM version_paragraph v LEFT JOIN paragraph_step s ON "
        "s.act = (SELECT max(act) FROM paragraph_step WHERE process = v.process AND paragraph = v.id AND act < ?3) WHERE v.process = ?1 AND v.version = ?2 ORDER BY v.ordinal";
    int64_t current;

    TRY(answer_whole(view, object, "versions",
                    "SELECT v.ordinal, v.name, v.sha256, v.symbol, v.note, v.reasons, v.id, v.act, a.clock, coalesce(o.object ->> '$.outcomes', '') FROM version v JOIN act a ON a.idx = v.act LEFT JOIN act_object o ON o.act = v.act WHERE v.process = ? AND v.act < ? ORDER BY v.ordinal",
                    VIEW_VALUES(view_text(asked->process), view_integer(asked->at)), version_columns, problem));
    current = (int64_t)json_array_size(json_object_get(object, "versions"));
    if (asked->version < 0)
        asked->version = current;
    if (asked->version > current || (asked->version == 0 && current != 0))
        return ERR_NOT_FOUND;
    if (json_object_set_new(object, "shown", json_integer(asked->version)) != 0 || (asked->version != current && json_object_set_new(object, "past", json_true()) != 0))
        return answer_no_memory(problem);
    return answer_whole(view, object, "paragraphs", paragraphs, VIEW_VALUES(view_text(asked->process), view_integer(asked->version), view_integer(asked->at)), paragraph_columns, problem);
}

/* What became of the amendments under the version shown. */
Status text_show_outcomes(View *view, const Question *question, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"carried", AS_NUMBER}, {"taken_up", AS_NUMBER}, {"overtaken", AS_NUMBER}, {"in_conflict", AS_NUMBER}, {"outcomes", AS_JSON}, {0}};
    Asked               asked = asked_of(question);

    return answer_whole(view, object, "outcomes",
                       "SELECT m.id, m.party, o.carried, o.taken_up, o.overtaken, o.in_conflict, o.outcomes FROM amendment_outcome o JOIN amendment m ON m.act = o.amendment JOIN act a ON a.idx = m.act "
                       "WHERE m.process = ?1 AND o.version = ?3 " MAY_KNOW "ORDER BY m.act",
                       VIEW_VALUES(ASKED(&asked), view_integer(json_integer_value(json_object_get(object, "shown")))), columns, problem);
}

/* How the text came to where it stands, act by act; what parties proposed stands at the paragraphs. An end without a result is no row of its own: its act is found by its kind. */
static Status add_history(View *view, json_t *object, const Asked *asked, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"note", AS_TEXT}, {"paragraph", AS_TEXT}, {"clock", AS_NUMBER}, {"reading", AS_TEXT}, {"opened", AS_HASH}, {0}};
    static const char   sql[] =
        "SELECT a.id, a.idx, s.what, s.party, s.note, s.paragraph, nullif(a.clock, 0), r.reading, r.id FROM ("
        "SELECT act, 'opened' AS what, '' AS party, note, '' AS paragraph FROM negotiation WHERE process = ?1 AND body <> '' "
        "UNION ALL SELECT act, 'issued', '', name, '' FROM version WHERE process = ?1 "
        "UNION ALL SELECT act, what, '', note, paragraph FROM paragraph_step WHERE process = ?1 "
        "UNION ALL SELECT act, 'silence_opened', '', note, '' FROM silence WHERE process = ?1 "
        "UNION ALL SELECT t.act, 'silence_' || t.what, CASE t.what WHEN 'broken' THEN t.party ELSE '' END, t.reason, '' FROM silence_step t JOIN silence s ON s.act = t.silence WHERE s.process = ?1 "
        "UNION ALL SELECT act, 'asked', '', '', '' FROM adoption_question WHERE process = ?1 "
        "UNION ALL SELECT o.act, 'objected', o.party, o.reason, '' FROM room_objection o JOIN adoption_question q ON q.act = o.question WHERE q.process = ?1 "
        "UNION ALL SELECT o.withdrawn, 'objection_withdrawn', o.party, '', '' FROM room_objection o JOIN adoption_question q ON q.act = o.question WHERE q.process = ?1 AND o.withdrawn IS NOT NULL "
        "UNION ALL SELECT adopted, 'adopted', '', outcome, '' FROM negotiation WHERE process = ?1 AND adopted IS NOT NULL "
        "UNION ALL SELECT act, type, party, '', '' FROM explanation WHERE process = ?1 "
        "UNION ALL SELECT o.act, 'ended', '', n.outcome, '' FROM negotiation n JOIN act e ON e.idx > n.act AND e.kind = 'text.end' JOIN act_object o ON o.act = e.idx WHERE n.process = ?1 AND n.state = 'ended' "
        "AND o.object ->> '$.process' = ?1 "
        "UNION ALL SELECT t.act, 'reading_' || t.what, '', t.note, '' FROM reading_step t JOIN text_reading q ON q.act = t.reading WHERE q.process = ?1) s JOIN act a ON a.idx = s.act "
        "LEFT JOIN reading_step e ON e.act = s.act LEFT JOIN text_reading r ON r.act = e.reading WHERE 1 " MAY_KNOW "ORDER BY a.idx";

    return answer_whole(view, object, "history", sql, VIEW_VALUES(ASKED(asked)), columns, problem);
}

static Status add_now(View *view, json_t *object, const Question *question, Problem *problem)
{
    static const Column columns[] = {{"zone", AS_TEXT}, {0}};
    char                now[32];
    json_t             *session = NULL;
    Status              status = answer_row(view, "SELECT zone FROM session WHERE session = ?", VIEW_VALUES(view_text(json_slice(json_object_get(object, "session")))), columns, &session, problem);

    answer_time(question->now, now);
    if (status == OK)
        (void)json_object_set(object, "zone", json_object_get(session, "zone"));
    json_decref(session);
    if (status != OK && status != ERR_NOT_FOUND)
        return status;
    return json_object_set_new(object, "now", json_string(now)) == 0 ? OK : answer_no_memory(problem);
}

/* Lists that are filled afterwards stand at their place already: the order of members is part of what programs see. */
static Status add_empty(json_t *object, const char *member, Problem *problem)
{
    return json_object_set_new(object, member, json_array()) == 0 ? OK : answer_no_memory(problem);
}

/* The text with all that stands on its words but the amendments, for which there is a place. */
static Status show(View *view, Asked *asked, json_t **out, Problem *problem)
{
    TRY(answer_row(view, TEXT_SELECT "WHERE n.process = ?", VIEW_VALUES(view_text(asked->process)), list_columns, out, problem));
    TRY(add_version(view, *out, asked, problem));
    TRY(add_empty(*out, "amendments", problem));
    TRY(add_positions(view, *out, asked, problem));
    return add_room(view, *out, asked, problem);
}

Status text_show_rest(View *view, const Question *question, json_t **out, Problem *problem)
{
    Asked asked = asked_of(question);

    asked.version = question_number(question, 1, -1);
    TRY(show(view, &asked, out, problem));
    TRY(add_empty(*out, "outcomes", problem));
    TRY(add_silences(view, *out, &asked, problem));
    TRY(add_readings(view, *out, &asked, problem));
    TRY(add_comments(view, *out, &asked, problem));
    TRY(add_history(view, *out, &asked, problem));
    return add_now(view, *out, question, problem);
}

static Status text_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    TRY(text_show_rest(view, question, out, problem));
    TRY(text_show_amendments(view, question, *out, problem));
    return text_show_outcomes(view, question, *out, problem);
}

const NamedQuery text_show_query = {"text.show", {"process", "version"}, text_show_run};

/* The same facts for who only wants to know what stands in the way, now or with an entry of the record as its last: the service makes the map of them (service/text_map.c). */
static Status text_map_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    Asked   asked = asked_of(question);
    int64_t at = question_number(question, 1, INT64_MAX);

    asked.at = at == INT64_MAX ? at : at + 1;
    TRY(show(view, &asked, out, problem));
    TRY(add_amendments(view, *out, &asked, problem));
    if (at != INT64_MAX && json_object_set_new(*out, "at", json_integer(at)) != 0)
        return answer_no_memory(problem);
    TRY(add_readings(view, *out, &asked, problem)); /* what the history names */
    return add_history(view, *out, &asked, problem);
}

const NamedQuery text_map_query = {"text.map", {"process", "at", "across"}, text_map_run};

/* ---- text.paragraph: the wordings of one paragraph and its history act by act; the service adds how it stands (service/text_map.c) ---- */

static Status text_paragraph_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column wording_columns[] = {{"version", AS_NUMBER}, {"name", AS_TEXT}, {"label", AS_TEXT}, {"text", AS_TEXT}, {0}};
    static const Column step_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"note", AS_TEXT}, {0}};
    static const char   steps[] =
        "SELECT a.id, a.idx, s.what, s.party, s.note FROM (SELECT act, what, '' AS party, note FROM paragraph_step WHERE process = ?1 AND paragraph = ?3 "
        "UNION ALL SELECT m.act, CASE m.bridge WHEN 1 THEN 'bridged' ELSE 'proposed' END, m.party, m.rationale FROM amendment_place g JOIN amendment m ON m.act = g.amendment WHERE g.process = ?1 AND g.paragraph = ?3 "
        "UNION ALL SELECT p.act, p.stance, p.party, p.reason FROM text_position p WHERE p.process = ?1 AND p.paragraph = ?3 "
        "UNION ALL SELECT c.act, 'commented', c.party, c.text FROM text_comment c WHERE c.process = ?1 AND c.paragraph = ?3 "
        "UNION ALL SELECT c.withdrawn, 'comment_withdrawn', c.party, c.reason FROM text_comment c WHERE c.process = ?1 AND c.paragraph = ?3 AND c.withdrawn IS NOT NULL) s JOIN act a ON a.idx = s.act WHERE 1 " MAY_KNOW "ORDER BY a.idx";
    Slice process = question->arguments[0], paragraph = question->arguments[1];

    TRY(answer_row(view, TEXT_SELECT "WHERE n.process = ?", VIEW_VALUES(view_text(process)), list_columns, out, problem));
    TRY(answer_whole(view, *out, "wordings",
                    "SELECT p.version, v.name, p.label, p.text FROM version_paragraph p JOIN version v ON v.process = p.process AND v.ordinal = p.version WHERE p.process = ? AND p.id = ? ORDER BY p.version DESC",
                    VIEW_VALUES(view_text(process), view_text(paragraph)), wording_columns, problem));
    if (json_array_size(json_object_get(*out, "wordings")) == 0)
        return ERR_NOT_FOUND;
    if (json_object_set_new(*out, "paragraph", json_from_slice(paragraph)) != 0)
        return answer_no_memory(problem);
    return answer_whole(view, *out, "history", steps, VIEW_VALUES(view_text(process), view_integer(question->reach == AUDIENCE_PARTIES), view_text(paragraph)), step_columns, problem);
}

const NamedQuery text_paragraph_query = {"text.paragraph", {"process", "paragraph"}, text_paragraph_run};

/* ---- text.silence: one silence, for the Chair's letter ---- */

static Status text_silence_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"version", AS_NUMBER}, {"version_name", AS_TEXT}, {"sha256", AS_HASH}, {"symbol", AS_TEXT}, {"state", AS_TEXT}, {"note", AS_TEXT},
                                     {"deadline", AS_NUMBER}, {"extended", AS_FLAG}, {0}};
    static const Column officer_columns[] = {{"name", AS_TEXT}, {"party", AS_PARTY}, {0}};
    static const char   silence[] = "SELECT s.id, s.act, s.version, v.name, v.sha256, v.symbol, s.state, s.note, d.deadline, s.deadline_act <> s.act FROM silence s JOIN deadline d ON d.act = s.deadline_act "
                                  "JOIN version v ON v.process = s.process AND v.ordinal = s.version WHERE s.process = ?1 AND (?2 IS NULL OR lower(hex(s.id)) = ?2) ORDER BY s.act DESC LIMIT 1";
    Slice   process = question->arguments[0];
    json_t *row = NULL, *chair = NULL;
    char    today[12];
    Status  status;

    question_today(question, today);
    TRY(answer_row(view, TEXT_SELECT "WHERE n.process = ?", VIEW_VALUES(view_text(process)), list_columns, out, problem));
    TRY(answer_row(view, silence, VIEW_VALUES(view_text(process), question_text(question, 1)), columns, &row, problem));
    if (json_object_set_new(*out, "silence", row) != 0)
        return answer_no_memory(problem);
    status = answer_row(view, "SELECT name, party FROM officer WHERE body = ?1 AND office = 'chair' AND " TERM_IS_ON("since", "until", "?2") " ORDER BY act DESC LIMIT 1",
                        VIEW_VALUES(view_text(json_slice(json_object_get(*out, "body"))), view_text(slice_from(today))), officer_columns, &chair, problem);
    if (status == OK && json_object_set_new(*out, "chair", chair) != 0)
        return answer_no_memory(problem);
    return status == OK || status == ERR_NOT_FOUND ? add_now(view, *out, question, problem) : status;
}

const NamedQuery text_silence_query = {"text.silence", {"process", "silence"}, text_silence_run};
