/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about texts under negotiation. Acts that are for parties only (proposals, positions, unless the record opens them) are in the answer for who belongs to a party, and not there for a
 * stranger. Nothing is counted that could be read as a tally: what is listed is what stands in the way.
 */
#include "process/text_internal.h"

/* ---- text.list ---- */

static const Column list_columns[] = {{"process", AS_TEXT}, {"names", AS_JSON}, {"form", AS_TEXT}, {"body", AS_TEXT}, {"body_names", AS_JSON}, {"session", AS_TEXT}, {"item", AS_TEXT}, {"language", AS_TEXT},
                                      {"basis", AS_FLAG}, {"state", AS_TEXT}, {"version", AS_NUMBER}, {"version_name", AS_TEXT}, {"sha256", AS_HASH}, {"symbol", AS_TEXT}, {"manner", AS_TEXT},
                                      {"adopted_symbol", AS_TEXT}, {"outcome", AS_TEXT}, {"note", AS_TEXT}, {"fictional", AS_FLAG}, {0}};
#define TEXT_SELECT                                                                                                                                                                               \
    "SELECT n.process, n.names, n.form, n.body, b.names, n.session, n.item, n.language, n.basis, n.state, n.version, v.name, v.sha256, v.symbol, n.manner, n.symbol, n.outcome, n.note, b.fictional " \
    "FROM negotiation n LEFT JOIN body b ON b.body = n.body LEFT JOIN version v ON v.process = n.process AND v.ordinal = n.version "

static Status text_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    *out = json_object();
    return answer_list(view, *out, "texts", TEXT_SELECT "WHERE (?1 IS NULL OR n.body = ?1) ORDER BY n.state IN ('adopted', 'ended'), n.act DESC LIMIT 100", VIEW_VALUES(question_text(question, 0)),
                       list_columns, problem);
}

const NamedQuery text_list_query = {"text.list", {"body"}, text_list_run};

/* ---- text.show ---- */

/* Rows of acts that the asker may know of. */
#define MAY_KNOW "AND (?2 OR a.audience = 0) "

#define OPEN_AMENDMENTS "FROM amendment m JOIN act a ON a.idx = m.act WHERE m.process = ?1 AND m.state IN ('open', 'conflict') " MAY_KNOW
#define WITH_PARTIES "coalesce((SELECT nullif(json_group_array(party), '[]') FROM (SELECT party FROM amendment_sponsor s WHERE s.amendment = m.act AND s.departed IS NULL ORDER BY party)), '')"
#define AMENDMENT_SELECT "SELECT m.id, m.act, m.party, m.state, m.rationale, m.bridge, m.takes, m.amends, " GRADE_WORDS ", " WITH_PARTIES ", m.changes " OPEN_AMENDMENTS

static const Column amendment_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"party", AS_PARTY}, {"state", AS_TEXT}, {"rationale", AS_TEXT}, {"bridge", AS_FLAG}, {"takes", AS_JSON}, {"amends", AS_TEXT},
                                           {"grade", AS_TEXT}, {"with", AS_JSON}, {"changes", AS_JSON}, {0}};

static bool of_parties(const Question *question)
{
    return question->reach == AUDIENCE_PARTIES;
}

Status text_show_amendments(View *view, const Question *question, json_t *object, Problem *problem)
{
    return answer_whole(view, object, "amendments", AMENDMENT_SELECT "ORDER BY m.act", VIEW_VALUES(view_text(question->arguments[0]), view_integer(of_parties(question))), amendment_columns, problem);
}

Status text_show_amendment(View *view, const Question *question, int64_t index, json_t **out, Problem *problem)
{
    return answer_row(view, AMENDMENT_SELECT "AND m.act = ?3", VIEW_VALUES(view_text(question->arguments[0]), view_integer(of_parties(question)), view_integer(index)), amendment_columns, out, problem);
}

Status text_show_names(View *view, int64_t *names, Problem *problem)
{
    return view_one(view, "SELECT coalesce((SELECT max(act) FROM party_name), 0) + coalesce((SELECT max(admitted) FROM party), 0)", 0, names, problem, NULL, 0);
}

Status text_show_open(View *view, const Question *question, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"index", AS_NUMBER}, {"state", AS_TEXT}, {"with", AS_JSON}, {0}};

    return answer_whole(view, object, "amendments", "SELECT m.act, m.state, " WITH_PARTIES " " OPEN_AMENDMENTS "ORDER BY m.act",
                        VIEW_VALUES(view_text(question->arguments[0]), view_integer(of_parties(question))), columns, problem);
}

/* A position is stale when its words are gone: the paragraph's text, or the amendment that it was stated on. (The plus lets SQLite use the index on that expression, which has no affinity.) */
#define STALE                                                                                                                                                                                     \
    "CASE WHEN p.paragraph = '' THEN p.version < n.version ELSE NOT EXISTS (SELECT 1 FROM version_paragraph v WHERE v.process = p.process AND v.version = n.version AND v.id = p.paragraph AND "   \
    "v.text = p.words) OR (p.wording <> '' AND NOT EXISTS (SELECT 1 FROM amendment m WHERE lower(hex(m.id)) = +p.wording AND m.state = 'open')) END"

static Status add_positions(View *view, json_t *object, const Question *question, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"class", AS_TEXT}, {"paragraph", AS_TEXT}, {"wording", AS_TEXT}, {"position", AS_TEXT}, {"text", AS_TEXT}, {"conditions", AS_JSON},
                                     {"stale", AS_FLAG}, {"version", AS_NUMBER}, {"grade", AS_TEXT}, {"opted_out", AS_JSON}, {0}};
    static const char   sql[] = "SELECT p.id, p.party, c.class, p.paragraph, p.wording, p.stance, p.reason, p.conditions, " STALE ", p.version, " GRADE_WORDS ", "
                                "coalesce((SELECT nullif(json_group_array(party), '[]') FROM (SELECT party FROM position_opt_out o WHERE o.position = p.act ORDER BY party)), '') FROM text_position p "
                                "JOIN act a ON a.idx = p.act JOIN negotiation n ON n.process = p.process JOIN party c ON c.party = p.party WHERE p.process = ?1 AND p.state = 'stands' " MAY_KNOW
                                "ORDER BY p.paragraph, p.wording, p.party";

    return answer_whole(view, object, "positions", sql, VIEW_VALUES(view_text(question->arguments[0]), view_integer(of_parties(question))), columns, problem);
}

static Status add_silences(View *view, json_t *object, const Question *question, Problem *problem)
{
    static const Column silence_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"version", AS_NUMBER}, {"state", AS_TEXT}, {"note", AS_TEXT}, {"deadline", AS_NUMBER}, {"closed_size", AS_NUMBER}, {"closed_time", AS_NUMBER},
                                             {"alone", AS_FLAG}, {"challenge_until", AS_NUMBER}, {"closed_by", AS_HASH}, {"breaks_in_time", AS_NUMBER}, {0}};
    static const char   silences[] =
        "SELECT s.id, s.act, s.version, s.state, s.note, d.deadline, d.size, d.time, d.alone, d.until, (SELECT k.id FROM act k WHERE k.idx = d.closed_by), " BREAKS("s.act", "d.size") " FROM silence s JOIN deadline d ON d.act = s.deadline_act WHERE s.process = ?1 ORDER BY s.act DESC";
    static const Column step_columns[] = {{"silence", AS_HASH}, {"act", AS_HASH}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"reason", AS_TEXT}, {"in_time", AS_FLAG}, {0}};
    static const char   steps[] = "SELECT s.id, t.id, t.what, t.party, t.reason, d.size IS NULL OR t.act < d.size FROM silence_step t JOIN silence s ON s.act = t.silence JOIN deadline d ON d.act = s.deadline_act "
                                "JOIN act a ON a.idx = t.act WHERE s.process = ?1 " MAY_KNOW "ORDER BY t.act";

    TRY(answer_whole(view, object, "silences", silences, VIEW_VALUES(view_text(question->arguments[0])), silence_columns, problem));
    return answer_whole(view, object, "silence_steps", steps, VIEW_VALUES(view_text(question->arguments[0]), view_integer(of_parties(question))), step_columns, problem);
}

static Status add_room(View *view, json_t *object, const Question *question, Problem *problem)
{
    static const Column question_columns[] = {{"act", AS_HASH}, {"version", AS_NUMBER}, {"session", AS_TEXT}, {"meeting", AS_TEXT}, {0}};
    static const Column objection_columns[] = {{"asked", AS_HASH}, {"party", AS_PARTY}, {"reason", AS_TEXT}, {"withdrawn", AS_FLAG}, {0}};
    static const Column explanation_columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"type", AS_TEXT}, {"paragraphs", AS_JSON}, {"text", AS_TEXT}, {"language", AS_TEXT}, {0}};
    Slice               process = question->arguments[0];

    TRY(answer_whole(view, object, "asked", "SELECT id, version, session, meeting FROM adoption_question WHERE process = ? ORDER BY act DESC", VIEW_VALUES(view_text(process)), question_columns, problem));
    TRY(answer_whole(view, object, "room_objections",
                    "SELECT q.id, o.party, o.reason, o.withdrawn IS NOT NULL FROM room_objection o JOIN adoption_question q ON q.act = o.question WHERE q.process = ? ORDER BY o.act", VIEW_VALUES(view_text(process)),
                    objection_columns, problem));
    return answer_whole(view, object, "explanations", "SELECT id, party, type, paragraphs, text, language FROM explanation WHERE process = ? ORDER BY act", VIEW_VALUES(view_text(process)),
                       explanation_columns, problem);
}

/* The version asked for by its number, else the one in force; ERR_NOT_FOUND when there is none of that number. */
static Status add_version(View *view, json_t *object, const Question *question, Problem *problem)
{
    static const Column version_columns[] = {{"number", AS_NUMBER}, {"name", AS_TEXT}, {"sha256", AS_HASH}, {"symbol", AS_TEXT}, {"note", AS_TEXT}, {"reasons", AS_JSON}, {"act", AS_HASH}, {"clock", AS_NUMBER}, {0}};
    static const Column paragraph_columns[] = {{"id", AS_TEXT}, {"kind", AS_TEXT}, {"level", AS_NUMBER}, {"label", AS_TEXT}, {"text", AS_TEXT}, {"closed", AS_TEXT}, {"closed_note", AS_TEXT}, {0}};
    int64_t             current = json_integer_value(json_object_get(object, "version")), asked = question_number(question, 1, current), there;
    Slice               process = question->arguments[0];

    TRY(answer_whole(view, object, "versions", "SELECT v.ordinal, v.name, v.sha256, v.symbol, v.note, v.reasons, v.id, a.clock FROM version v JOIN act a ON a.idx = v.act WHERE v.process = ? ORDER BY v.ordinal",
                    VIEW_VALUES(view_text(process)), version_columns, problem));
    TRY(view_one(view, "SELECT count(*) FROM version WHERE process = ? AND ordinal = ?", 0, &there, problem, VIEW_VALUES(view_text(process), view_integer(asked))));
    if (there == 0 && asked != current)
        return ERR_NOT_FOUND;
    if (json_object_set_new(object, "shown", json_integer(asked)) != 0 || (asked != current && json_object_set_new(object, "past", json_true()) != 0))
        return answer_no_memory(problem);
    return answer_whole(view, object, "paragraphs",
                        "SELECT v.id, v.kind, v.level, v.label, v.text, coalesce(c.level, ''), coalesce(c.note, '') FROM version_paragraph v LEFT JOIN closed_paragraph c ON c.process = v.process AND "
                        "c.paragraph = v.id WHERE v.process = ? AND v.version = ? ORDER BY v.ordinal",
                        VIEW_VALUES(view_text(process), view_integer(asked)), paragraph_columns, problem);
}

/* What became of the amendments under the version shown. */
Status text_show_outcomes(View *view, const Question *question, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"carried", AS_NUMBER}, {"taken_up", AS_NUMBER}, {"overtaken", AS_NUMBER}, {"in_conflict", AS_NUMBER}, {"outcomes", AS_JSON}, {0}};

    return answer_whole(view, object, "outcomes",
                        "SELECT m.id, m.party, o.carried, o.taken_up, o.overtaken, o.in_conflict, o.outcomes FROM amendment_outcome o JOIN amendment m ON m.act = o.amendment JOIN act a ON a.idx = m.act "
                        "WHERE m.process = ?1 AND o.version = ?3 " MAY_KNOW "ORDER BY m.act",
                        VIEW_VALUES(view_text(question->arguments[0]), view_integer(of_parties(question)), view_integer(json_integer_value(json_object_get(object, "shown")))), columns, problem);
}

/* Lists that are filled afterwards stand at their place already: the order of members is part of what programs see. */
static Status add_empty(json_t *object, const char *member, Problem *problem)
{
    return json_object_set_new(object, member, json_array()) == 0 ? OK : answer_no_memory(problem);
}

Status text_show_rest(View *view, const Question *question, json_t **out, Problem *problem)
{
    TRY(answer_row(view, TEXT_SELECT "WHERE n.process = ?", VIEW_VALUES(view_text(question->arguments[0])), list_columns, out, problem));
    TRY(add_version(view, *out, question, problem));
    TRY(add_empty(*out, "amendments", problem));
    TRY(add_positions(view, *out, question, problem));
    TRY(add_empty(*out, "outcomes", problem));
    TRY(add_silences(view, *out, question, problem));
    return add_room(view, *out, question, problem);
}

static Status text_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    TRY(text_show_rest(view, question, out, problem));
    TRY(text_show_amendments(view, question, *out, problem));
    return text_show_outcomes(view, question, *out, problem);
}

const NamedQuery text_show_query = {"text.show", {"process", "version"}, text_show_run};

/* The same facts for who only wants to know what stands in the way: the service makes the map of them (service/text_map.c). */
const NamedQuery text_map_query = {"text.map", {"process"}, text_show_run};

/* ---- text.paragraph: the history of one paragraph, act by act ---- */

static Status text_paragraph_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column wording_columns[] = {{"version", AS_NUMBER}, {"name", AS_TEXT}, {"label", AS_TEXT}, {"text", AS_TEXT}, {0}};
    static const Column step_columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"note", AS_TEXT}, {0}};
    static const char   steps[] =
        "SELECT a.id, a.idx, s.what, s.party, s.note FROM (SELECT act, what, '' AS party, note FROM paragraph_step WHERE process = ?1 AND paragraph = ?3 "
        "UNION ALL SELECT m.act, CASE m.bridge WHEN 1 THEN 'bridged' ELSE 'proposed' END, m.party, m.rationale FROM amendment_place g JOIN amendment m ON m.act = g.amendment WHERE g.process = ?1 AND g.paragraph = ?3 "
        "UNION ALL SELECT p.act, p.stance, p.party, p.reason FROM text_position p WHERE p.process = ?1 AND p.paragraph = ?3) s JOIN act a ON a.idx = s.act WHERE 1 " MAY_KNOW "ORDER BY a.idx";
    Slice process = question->arguments[0], paragraph = question->arguments[1];

    TRY(answer_row(view, TEXT_SELECT "WHERE n.process = ?", VIEW_VALUES(view_text(process)), list_columns, out, problem));
    TRY(answer_whole(view, *out, "wordings",
                    "SELECT p.version, v.name, p.label, p.text FROM version_paragraph p JOIN version v ON v.process = p.process AND v.ordinal = p.version WHERE p.process = ? AND p.id = ? ORDER BY p.version DESC",
                    VIEW_VALUES(view_text(process), view_text(paragraph)), wording_columns, problem));
    if (json_array_size(json_object_get(*out, "wordings")) == 0)
        return ERR_NOT_FOUND;
    if (json_object_set_new(*out, "paragraph", json_from_slice(paragraph)) != 0)
        return answer_no_memory(problem);
    return answer_whole(view, *out, "history", steps, VIEW_VALUES(view_text(process), view_integer(of_parties(question)), view_text(paragraph)), step_columns, problem);
}

const NamedQuery text_paragraph_query = {"text.paragraph", {"process", "paragraph"}, text_paragraph_run};
