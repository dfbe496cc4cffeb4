/* SPDX-License-Identifier: Apache-2.0
 *
 * The record of proceedings of a meeting: what was said, asked and decided, in the order of the acts. An act belongs to a meeting when it names it, or when it is on a text of the meeting's body and was
 * recorded while the meeting was open.
 */
#include "process/text_internal.h"

/* ?1 session, ?2 meeting, ?3 whether acts for parties may be known, ?4 body. While the meeting is open the span has no end. */
#define SPAN                                                                                                                                                                                      \
    "WITH span(f, l) AS (SELECT min(CASE state WHEN 'open' THEN act END), coalesce(max(CASE state WHEN 'closed' THEN act END), 9223372036854775807) FROM meeting_step WHERE session = ?1 AND " \
    "meeting = ?2), own(process) AS (SELECT process FROM negotiation WHERE body = ?4 AND body <> ''), "                                                                              \
    "called(process, id, words) AS (SELECT process, id, CASE WHEN label <> '' AND kind <> 'heading' THEN label WHEN length(text) > 60 THEN substr(text, 1, 60) || ' …' ELSE trim(label || ' ' || text) END FROM "  \
    "version_paragraph v WHERE version = (SELECT max(version) FROM version_paragraph w WHERE w.process = v.process AND w.id = v.id)) "
#define WITHIN(act, process) act " BETWEEN f AND l AND " process " IN own "
#define OF_MEETING "session = ?1 AND meeting = ?2 "

/* What a paragraph is called: its label, else how it begins. */
#define CALLED(id) "(SELECT words FROM called c WHERE c.process = s.process AND c.id = " id ")"

static const char entries_sql[] = SPAN
    "SELECT a.id, a.idx, s.what, s.party, s.process, n.names, s.paragraph, " CALLED("s.paragraph") ", "
    "s.note, s.item, s.names, s.document, nullif(a.clock, 0), r.reading, CASE WHEN r.last <> '' AND r.last <> r.first THEN " CALLED("r.last") " END FROM ("
    "SELECT act, 'meeting_' || state AS what, '' AS party, '' AS process, '' AS paragraph, note, '' AS item, '' AS names, '' AS document FROM meeting_step WHERE " OF_MEETING
    "UNION ALL SELECT act, 'statement', party, '', '', speaker, item, names, '' FROM statement WHERE " OF_MEETING "AND withdrawn IS NULL "
    "UNION ALL SELECT act, 'decided', '', '', '', '', '', names, document FROM decision WHERE " OF_MEETING
    "UNION ALL SELECT act, 'asked', '', process, '', '', '', '', '' FROM adoption_question WHERE " OF_MEETING
    "UNION ALL SELECT o.act, 'objected', o.party, q.process, '', o.reason, '', '', '' FROM room_objection o JOIN adoption_question q ON q.act = o.question WHERE q." OF_MEETING
    "UNION ALL SELECT o.withdrawn, 'objection_withdrawn', o.party, q.process, '', '', '', '', '' FROM room_objection o JOIN adoption_question q ON q.act = o.question WHERE o.withdrawn IS NOT NULL AND q." OF_MEETING
    "UNION ALL SELECT act, 'issued', '', process, '', name, '', '', symbol FROM version, span WHERE " WITHIN("act", "process")
    "UNION ALL SELECT act, what, '', process, paragraph, note, '', '', '' FROM paragraph_step, span WHERE " WITHIN("act", "process")
    "UNION ALL SELECT act, CASE bridge WHEN 1 THEN 'bridged' ELSE 'proposed' END, CASE bridge WHEN 1 THEN '' ELSE party END, process, '', rationale, '', '', '' FROM amendment, span WHERE " WITHIN("act", "process")
    "UNION ALL SELECT act, 'silence_opened', '', process, '', note, '', '', '' FROM silence, span WHERE " WITHIN("act", "process")
    "UNION ALL SELECT t.act, 'silence_' || t.what, CASE t.what WHEN 'broken' THEN t.party ELSE '' END, i.process, '', t.reason, '', '', '' FROM silence_step t JOIN silence i ON i.act = t.silence, span WHERE " WITHIN("t.act", "i.process")
    "UNION ALL SELECT adopted, 'adopted', '', process, '', manner, '', '', symbol FROM negotiation m, span WHERE adopted IS NOT NULL AND ((" WITHIN("adopted", "process")
    ") OR EXISTS (SELECT 1 FROM adoption_question q WHERE q.process = m.process AND q." OF_MEETING ")) "
    "UNION ALL SELECT act, type, party, process, '', text, '', '', '' FROM explanation, span WHERE " WITHIN("act", "process")
    "UNION ALL SELECT act, CASE paragraph WHEN '' THEN 'commented' ELSE 'commented_on' END, party, process, paragraph, text, '', '', '' FROM text_comment, span WHERE withdrawn IS NULL AND " WITHIN("act", "process")
    "UNION ALL SELECT t.act, 'reading_' || t.what, '', q.process, q.first, t.note, '', '', '' FROM reading_step t JOIN text_reading q ON q.act = t.reading, span WHERE (t.session = ?1 AND t.meeting = ?2) OR (t.meeting = '' AND "
    WITHIN("t.act", "q.process") ")"
    ") s JOIN act a ON a.idx = s.act LEFT JOIN negotiation n ON n.process = s.process AND s.process <> '' LEFT JOIN reading_step e ON e.act = s.act LEFT JOIN text_reading r ON r.act = e.reading WHERE ?3 OR a.audience = 0 ORDER BY a.idx";

static Status proceedings_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"index", AS_NUMBER}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"process", AS_TEXT}, {"text_names", AS_NAMES}, {"paragraph", AS_TEXT}, {"label", AS_TEXT},
                                     {"note", AS_TEXT}, {"item", AS_TEXT}, {"names", AS_NAMES}, {"document", AS_TEXT}, {"clock", AS_NUMBER}, {"reading", AS_TEXT}, {"until", AS_TEXT}, {0}};
    Slice               body;

    TRY(meeting_show_query.run(view, question, out, problem));
    (void)json_object_del(*out, "statements");
    (void)json_object_del(*out, "decisions");
    (void)json_object_del(*out, "now");
    body = json_slice(json_object_get(json_object_get(*out, "body"), "body"));
    return answer_list(view, *out, "entries", entries_sql,
                       VIEW_VALUES(view_text(question->arguments[0]), view_text(question->arguments[1]), view_integer(question->reach == AUDIENCE_PARTIES), view_text(body)), columns, problem);
}

const NamedQuery meeting_proceedings_query = {"meeting.proceedings", {"session", "meeting"}, proceedings_run};
