/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about calls, what was sent, the reports made of it, and concepts: who has answered, all answers to one question side by side, one submission, what is said of a concept. Lists stand in the
 * order of the parties' names in the record; pages put them in the order of their language. Nothing is counted but who answered.
 */
#include "process/process_internal.h"

enum { CALLS_MAX = 200, BOARD_MAX = 1000, ACROSS_MAX = 4000 /* paragraphs */, PASSAGES_MAX = 2000 };

/* ---- call.list ---- */

static const Column call_columns[] = {{"call", AS_TEXT},     {"purpose", AS_TEXT},   {"names", AS_NAMES},  {"body", AS_TEXT},   {"document", AS_TEXT},    {"paragraph", AS_TEXT}, {"wording", AS_JSON},
                                      {"questions", AS_JSON}, {"addressees", AS_JSON}, {"languages", AS_JSON}, {"noted", AS_TEXT}, {"until", AS_TEXT},       {"zone", AS_TEXT},      {"words", AS_NUMBER},
                                      {"summary_words", AS_NUMBER}, {"fictional", AS_FLAG}, {"withdrawn", AS_FLAG}, {"reason", AS_TEXT}, {"over", AS_FLAG}, {"act", AS_HASH}, {"index", AS_NUMBER}, {0}};
#define CALL_SELECT                                                                                                                                                                                 \
    "SELECT c.call, c.purpose, c.names, c.body, c.document, c.paragraph, c.wording, c.questions, c.addressees, c.languages, c.noted, strftime('%Y-%m-%dT%H:%M:%SZ', c.until, 'unixepoch'), c.zone, "  \
    "nullif(c.words_most, 0), nullif(c.summary_most, 0), c.fictional, c.withdrawn IS NOT NULL, c.reason, c.until < ?1, a.id, c.act FROM call c JOIN act a ON a.idx = c.act "

static Status call_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    *out = json_object();
    if (*out == NULL)
        return answer_no_memory(problem);
    return answer_list(view, *out, "calls", CALL_SELECT "ORDER BY c.withdrawn IS NOT NULL, c.until DESC, c.call LIMIT 200", VIEW_VALUES(view_integer(question->now)), call_columns, problem);
}

const NamedQuery call_list_query = {"call.list", {NULL}, call_list_run};

/* ---- call.show ---- */

static const Column sent_columns[] = {{"party", AS_PARTY}, {"group", AS_PARTY}, {"region", AS_PARTY}, {"language", AS_TEXT}, {"reserved", AS_FLAG}, {"late", AS_FLAG}, {"corrected", AS_FLAG}, {"adds", AS_HASH},
                                      {"report", AS_TEXT}, {"time", AS_TEXT}, {"act", AS_HASH}, {"grade", AS_TEXT}, {0}};
#define REGION_OF "(SELECT g.grp FROM party_group g WHERE g.party = p.party AND g.electoral = 1 AND " TERM_IS_ON("g.since", "g.until", "?2") " LIMIT 1)"
#define SENT_TIME "CASE s.time WHEN 0 THEN '' ELSE strftime('%Y-%m-%dT%H:%M:%SZ', s.time, 'unixepoch') END"

/* The parties asked who have not answered. Of a fictional call only fictional ones: nobody else was asked anything. */
static Status add_silent(View *view, json_t *object, Slice call, const char *today, Problem *problem)
{
    static const Column columns[] = {{"party", AS_PARTY}, {"region", AS_PARTY}, {0}};
    static const char   sql[] = "SELECT p.party, " REGION_OF " FROM party p WHERE p.gone IS NULL AND p.class IN (SELECT a.value FROM call c, json_each(c.addressees) a WHERE c.call = ?1) "
                                "AND ((SELECT fictional FROM call WHERE call = ?1) = 0 OR EXISTS (SELECT 1 FROM party_fact f WHERE f.party = p.party AND f.fictional = 1)) "
                                "AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.call = ?1 AND s.party = p.party AND s.withdrawn IS NULL) ORDER BY p.party LIMIT 1000";

    return answer_list(view, object, "silent", sql, VIEW_VALUES(view_text(call), view_text(slice_from(today))), columns, problem);
}

static Status add_reports(View *view, json_t *object, Slice call, Problem *problem)
{
    static const Column columns[] = {{"symbol", AS_TEXT}, {"form", AS_TEXT}, {"of", AS_TEXT}, {"names", AS_NAMES}, {"date", AS_TEXT}, {"parts", AS_NUMBER}, {0}};

    return answer_list(view, object, "reports",
                       "SELECT r.symbol, r.form, r.main, d.names, d.date, (SELECT count(*) FROM report_part q WHERE q.symbol = r.symbol) FROM report r JOIN document d ON d.symbol = r.symbol "
                       "WHERE r.call = ? ORDER BY r.act",
                       VIEW_VALUES(view_text(call)), columns, problem);
}

/* The inviting paragraph with what is lettered under it, as the document has it, in every language in which it is held. */
static Status add_invitation(View *view, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"language", AS_TEXT}, {"id", AS_TEXT}, {"label", AS_TEXT}, {"kind", AS_TEXT}, {"text", AS_TEXT}, {0}};
    static const char   sql[] =
        "WITH lead AS (SELECT language, min(ordinal) AS first FROM paragraph WHERE owner = ?1 AND kind IN ('operative', 'sub', 'plain') AND rtrim(label, '.') = ?2 GROUP BY language) "
        "SELECT w.language, w.id, w.label, w.kind, w.text FROM lead l JOIN paragraph w ON w.owner = ?1 AND w.language = l.language AND w.ordinal >= l.first AND w.ordinal < "
        "coalesce((SELECT min(n.ordinal) FROM paragraph n WHERE n.owner = ?1 AND n.language = l.language AND n.ordinal > l.first AND n.kind <> 'sub'), 1 << 30) ORDER BY w.language, w.ordinal";
    Slice               document = json_slice(json_object_get(object, "document")), paragraph = json_slice(json_object_get(object, "paragraph"));

    return document.size == 0 || paragraph.size == 0 ? OK : answer_list(view, object, "invitation", sql, VIEW_VALUES(view_text(document), view_text(paragraph)), columns, problem);
}

static Status call_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column deadline_columns[] = {{"until", AS_TEXT}, {"zone", AS_TEXT}, {"note", AS_TEXT}, {"act", AS_HASH}, {"index", AS_NUMBER}, {0}};
    static const char   deadlines[] = "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', d.until, 'unixepoch'), d.zone, d.note, a.id, d.act FROM call_deadline d JOIN act a ON a.idx = d.act WHERE d.call = ? ORDER BY d.act";
    static const char   sent[] = "SELECT p.party, s.grp, " REGION_OF ", s.language, s.reserved, s.late, s.corrected IS NOT NULL, s.adds, s.report, " SENT_TIME ", s.id, " GRADE_WORDS
                                 " FROM submission s JOIN party p ON p.party = s.party JOIN act a ON a.idx = s.act WHERE s.call = ?1 AND s.withdrawn IS NULL ORDER BY p.party, s.act LIMIT 1000";
    Slice               call = question->arguments[0];
    char                today[12];

    question_today(question, today);
    TRY(answer_row(view, CALL_SELECT "WHERE c.call = ?2", VIEW_VALUES(view_integer(question->now), view_text(call)), call_columns, out, problem));
    TRY(answer_list(view, *out, "deadlines", deadlines, VIEW_VALUES(view_text(call)), deadline_columns, problem));
    TRY(add_invitation(view, *out, problem));
    TRY(answer_list(view, *out, "sent", sent, VIEW_VALUES(view_text(call), view_text(slice_from(today))), sent_columns, problem));
    TRY(add_silent(view, *out, call, today, problem));
    return add_reports(view, *out, call, problem);
}

const NamedQuery call_show_query = {"call.show", {"call"}, call_show_run};

/* ---- call.across: all answers to one question ---- */

/* The paragraphs of the answer, from the first to the last that its party named; of one without marks nothing is guessed. */
static Status across_rows(View *view, const Question *question, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"party", AS_PARTY}, {"group", AS_PARTY}, {"region", AS_PARTY}, {"act", AS_HASH}, {"language", AS_TEXT}, {"late", AS_FLAG}, {"paragraph", AS_TEXT}, {"kind", AS_TEXT},
                                     {"label", AS_TEXT}, {"text", AS_TEXT}, {0}};
    static const char   sql[] =
        "SELECT p.party, s.grp, " REGION_OF ", s.id, w.language, s.late, w.id, w.kind, w.label, w.text FROM submission s JOIN party p ON p.party = s.party JOIN json_each(s.answers) q "
        "JOIN paragraph f ON f.owner = lower(hex(s.id)) AND f.language = s.language AND f.id = q.value ->> '$.from' "
        "JOIN paragraph u ON u.owner = lower(hex(s.id)) AND u.language = s.language AND u.id = q.value ->> '$.until' "
        "JOIN paragraph w ON w.owner = lower(hex(s.id)) AND w.language = s.language AND w.ordinal BETWEEN f.ordinal AND u.ordinal "
        "WHERE s.call = ?1 AND s.withdrawn IS NULL AND q.value ->> '$.question' = ?3 AND (?4 IS NULL OR EXISTS (SELECT 1 FROM party_group g WHERE g.party = s.party AND g.grp = ?4 AND "
        TERM_IS_ON("g.since", "g.until", "?2") ")) ORDER BY p.party, s.act, w.ordinal LIMIT 4001";
    char today[12];

    question_today(question, today);
    return answer_list(view, object, "answers", sql,
                       VIEW_VALUES(view_text(question->arguments[0]), view_text(slice_from(today)), view_text(question->arguments[1]), question_text(question, 2)), columns, problem);
}

static Status call_across_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    size_t  i;
    json_t *asked, *questions;

    TRY(answer_row(view, CALL_SELECT "WHERE c.call = ?2", VIEW_VALUES(view_integer(question->now), view_text(question->arguments[0])), call_columns, out, problem));
    questions = json_object_get(*out, "questions");
    json_array_foreach(questions, i, asked) if (slice_equal(json_slice(json_object_get(asked, "letter")), question->arguments[1]))
        (void)json_object_set(*out, "question", asked);
    if (json_object_get(*out, "question") == NULL)
        return ERR_NOT_FOUND;
    return across_rows(view, question, *out, problem);
}

const NamedQuery call_across_query = {"call.across", {"call", "question", "group"}, call_across_run};

/* ---- submission.show ---- */

static const Column submission_columns[] = {{"act", AS_HASH},      {"call", AS_TEXT},     {"call_names", AS_NAMES}, {"questions", AS_JSON}, {"party", AS_PARTY},  {"group", AS_PARTY}, {"language", AS_TEXT},
                                            {"summary", AS_TEXT},  {"answers", AS_JSON},  {"annexes", AS_JSON},     {"text", AS_HASH},      {"blob", AS_HASH},    {"size", AS_NUMBER}, {"media", AS_TEXT},
                                            {"adds", AS_HASH},     {"reserved", AS_FLAG}, {"note", AS_TEXT},        {"time", AS_TEXT},      {"late", AS_FLAG},    {"corrected", AS_FLAG}, {"correction", AS_HASH}, {"withdrawn", AS_FLAG},
                                            {"reason", AS_TEXT},   {"report", AS_TEXT},   {"fictional", AS_FLAG},   {"grade", AS_TEXT},     {"answer", AS_TEXT},  {"words_most", AS_NUMBER}, {"summary_most", AS_NUMBER}, {"index", AS_NUMBER}, {0}};
#define SUBMISSION_SELECT                                                                                                                                                                           \
    "SELECT s.id, s.call, c.names, c.questions, s.party, s.grp, s.language, s.summary, s.answers, s.annexes, s.text, s.blob, nullif(s.size, 0), s.media, s.adds, s.reserved, s.note, " SENT_TIME       \
    ", s.late, s.corrected IS NOT NULL, (SELECT k.id FROM act k WHERE k.idx = s.corrected), s.withdrawn IS NOT NULL, s.reason, s.report, c.fictional, " GRADE_WORDS ", " ANSWER_WORDS                                                                    \
    ", nullif(c.words_most, 0), nullif(c.summary_most, 0), s.act FROM submission s JOIN call c ON c.call = s.call JOIN act a ON a.idx = s.act "

/* Every word as searches cut it: what the limit of a call is compared with. */
static Status count_words(const json_t *paragraphs, const char *language, int64_t *out, Problem *problem)
{
    Arena  *arena = arena_new((size_t)256 * 1024 * 1024);
    size_t  i, count;
    json_t *paragraph;
    Status  status = arena != NULL ? OK : ERR_MEMORY;

    *out = 0;
    json_array_foreach((json_t *)(uintptr_t)paragraphs, i, paragraph)
    {
        SearchWord *words;

        if (status == OK)
            status = search_words(json_slice(json_object_get(paragraph, "text")), language, arena, &words, &count);
        if (status == OK)
            *out += (int64_t)count;
    }
    arena_free(arena);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static Status add_words(View *view, json_t *object, Slice owner, const char *language, Problem *problem)
{
    static const Column columns[] = {{"id", AS_TEXT}, {"label", AS_TEXT}, {"kind", AS_TEXT}, {"level", AS_NUMBER}, {"text", AS_TEXT}, {"concepts", AS_JSON}, {0}};
    static const char   sql[] = "SELECT w.id, w.label, w.kind, w.level, w.text, (SELECT CASE count(*) WHEN 0 THEN '' ELSE json_group_array(json_object('concept', g.concept, 'own', g.own)) END FROM "
                                "(SELECT DISTINCT concept, own FROM passage WHERE owner = ?1 AND paragraph = w.id AND withdrawn IS NULL ORDER BY own DESC, concept) g) "
                                "FROM paragraph w WHERE w.owner = ?1 AND w.language = ?2 ORDER BY w.ordinal";
    json_t             *list = json_array();
    int64_t             words = 0;
    Status              status = list != NULL ? answer_rows(view, sql, VIEW_VALUES(view_text(owner), view_text(slice_from(language))), columns, SIZE_MAX, list, NULL, problem) : answer_no_memory(problem);

    if (status == OK)
        status = count_words(list, language, &words, problem);
    if (status == OK && (json_object_set(object, "paragraphs", list) != 0 || (words != 0 && json_object_set_new(object, "words", json_integer(words)) != 0)))
        status = answer_no_memory(problem);
    json_decref(list);
    return status;
}

/* The paragraph at which each answer begins says so. */
static void mark_answers(json_t *object)
{
    const json_t *answers = json_object_get(object, "answers"), *paragraphs = json_object_get(object, "paragraphs");

    for (size_t i = 0; i < json_array_size(answers); i++)
        for (size_t j = 0; j < json_array_size(paragraphs); j++) {
            json_t *paragraph = json_array_get(paragraphs, j);

            if (json_equal(json_object_get(paragraph, "id"), json_object_get(json_array_get(answers, i), "from")))
                (void)json_object_set(paragraph, "question", json_object_get(json_array_get(answers, i), "question"));
        }
}

/* What the same party sent to the call before this one, in the same role. */
static Status add_earlier(View *view, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"call", AS_TEXT}, {"call_names", AS_NAMES}, {"language", AS_TEXT}, {0}};
    static const char   sql[] = "SELECT e.id, e.call, c.names, e.language FROM submission s JOIN submission e ON e.party = s.party AND e.grp = s.grp AND e.act < s.act AND e.call <> s.call AND e.withdrawn IS NULL "
                                "AND e.reserved = 0 AND e.adds IS NULL JOIN call c ON c.call = e.call WHERE s.id = ? ORDER BY e.act DESC";
    Hash                id;

    if (hash_parse_hex(json_slice(json_object_get(object, "act")), &id) != OK)
        return OK;
    return answer_list(view, object, "earlier", sql, VIEW_VALUES(view_hash(&id)), columns, problem);
}

static Status add_translations(View *view, json_t *object, const Hash *id, Problem *problem)
{
    static const Column columns[] = {{"language", AS_TEXT}, {"text", AS_HASH}, {"summary", AS_TEXT}, {"party", AS_PARTY}, {"act", AS_HASH}, {0}};

    return answer_list(view, object, "translations", "SELECT t.language, t.text, t.summary, (SELECT p.party FROM party p WHERE p.party = t.party), a.id FROM translation t JOIN act a ON a.idx = t.act WHERE t.id = ? ORDER BY t.language",
                       VIEW_VALUES(view_hash(id)), columns, problem);
}

static bool translated(const json_t *object, Slice language)
{
    const json_t *translations = json_object_get(object, "translations");

    for (size_t i = 0; i < json_array_size(translations); i++)
        if (slice_equal(json_slice(json_object_get(json_array_get(translations, i), "language")), language))
            return true;
    return false;
}

static Status submission_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    char   language[12], owner[2 * HASH_SIZE + 1];
    Hash   id;
    Slice  own;

    if (hash_parse_hex(question->arguments[0], &id) != OK)
        return ERR_NOT_FOUND;
    TRY(answer_row(view, SUBMISSION_SELECT "WHERE s.id = ?", VIEW_VALUES(view_hash(&id)), submission_columns, out, problem));
    if (json_object_get(*out, "withdrawn") != NULL)
        return OK;
    hash_print_hex(&id, owner);
    TRY(add_translations(view, *out, &id, problem));
    own = json_slice(json_object_get(*out, "language"));
    if (translated(*out, question->arguments[1]))
        own = question->arguments[1];
    (void)snprintf(language, sizeof language, "%.*s", (int)own.size, own.data);
    (void)json_object_set_new(*out, "shown", json_string(language));
    TRY(add_words(view, *out, slice_from(owner), language, problem));
    mark_answers(*out);
    return add_earlier(view, *out, problem);
}

const NamedQuery submission_show_query = {"submission.show", {"act", "language"}, submission_show_run};

/* ---- submission.list: of a party, over the years ---- */

static Status submission_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char sql[] = SUBMISSION_SELECT "WHERE (?1 IS NULL OR s.call = ?1) AND (?2 IS NULL OR s.party = ?2) AND s.withdrawn IS NULL AND s.act < ?3 ORDER BY s.act DESC";
    json_t           *list = json_array();
    bool              more = false;
    Status            status;

    *out = json_object();
    status = answer_rows(view, sql, VIEW_VALUES(question_text(question, 0), question_text(question, 1), view_integer(question_number(question, 2, INT64_MAX))), submission_columns, LIST_MAX, list, &more, problem);
    if (status == OK && more)
        (void)json_object_set(*out, "next", json_object_get(json_array_get(list, json_array_size(list) - 1), "index"));
    if (status == OK && json_object_set(*out, "submissions", list) != 0)
        status = answer_no_memory(problem);
    json_decref(list);
    return status;
}

const NamedQuery submission_list_query = {"submission.list", {"call", "party", "before"}, submission_list_run};

/* ---- concept.list, concept.show ---- */

static const Column concept_columns[] = {{"concept", AS_TEXT}, {"names", AS_NAMES}, {"document", AS_TEXT}, {"paragraph", AS_TEXT}, {0}};

static Status concept_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    (void)question;
    *out = json_object();
    return answer_list(view, *out, "concepts", "SELECT concept, names, document, paragraph FROM concept ORDER BY concept", NULL, 0, concept_columns, problem);
}

const NamedQuery concept_list_query = {"concept.list", {NULL}, concept_list_run};

/* Authors' own passages, and what readers tagged apart from them. */
static Status add_passages(View *view, json_t *object, const char *member, Slice concept, bool own, Problem *problem)
{
    static const Column columns[] = {{"owner", AS_TEXT}, {"author", AS_PARTY}, {"tagged_by", AS_PARTY}, {"names", AS_NAMES}, {"language", AS_TEXT}, {"paragraph", AS_TEXT}, {"label", AS_TEXT},
                                     {"text", AS_TEXT}, {"note", AS_TEXT}, {"act", AS_HASH}, {"of", AS_TEXT}, {0}};
    static const char   sql[] =
        "SELECT g.owner, coalesce(s.party, t.party), g.party, coalesce(c.names, d.names, t.names), w.language, w.id, w.label, w.text, g.note, g.id, "
        "CASE WHEN s.act IS NOT NULL THEN 'submission' WHEN t.act IS NOT NULL THEN 'statement' ELSE 'document' END FROM passage g "
        "JOIN paragraph w ON w.owner = g.owner AND w.language = g.language AND w.id = g.paragraph LEFT JOIN submission s ON lower(hex(s.id)) = g.owner LEFT JOIN call c ON c.call = s.call "
        "LEFT JOIN statement t ON lower(hex(t.id)) = g.owner LEFT JOIN document d ON d.symbol = g.owner "
        "WHERE g.concept = ?1 AND g.own = ?2 AND g.withdrawn IS NULL ORDER BY coalesce(s.party, t.party, ''), g.owner, w.ordinal, g.act LIMIT 2000";

    return answer_list(view, object, member, sql, VIEW_VALUES(view_text(concept), view_integer(own)), columns, problem);
}

static Status concept_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    Slice concept = question->arguments[0];

    TRY(answer_row(view, "SELECT concept, names, document, paragraph FROM concept WHERE concept = ?", VIEW_VALUES(view_text(concept)), concept_columns, out, problem));
    TRY(add_passages(view, *out, "passages", concept, true, problem));
    return add_passages(view, *out, "readers", concept, false, problem);
}

const NamedQuery concept_show_query = {"concept.show", {"concept"}, concept_show_run};

/* ---- report.show: what is compiled, for who lays it out ---- */

/* How long each reply to a call with a limit is, as it was sent: `words_counted` beside `words_most`. */
static Status count_replies(View *view, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"text", AS_TEXT}, {0}};
    json_t             *part;
    int64_t             most, words;
    size_t              i;

    TRY(view_one(view, "SELECT words_most FROM call WHERE call = ?", 0, &most, problem, VIEW_VALUES(view_text(json_slice(json_object_get(object, "call"))))));
    json_array_foreach(json_object_get(object, "parts"), i, part)
    {
        Slice   act = json_slice(json_object_get(part, "act")), language = json_slice(json_object_get(part, "language"));
        json_t *list;
        Status  status;

        if (most == 0 || !json_member_is(part, "kind", "submission") || json_object_get(part, "text") == NULL)
            continue;
        list = json_array();
        status = list != NULL ? answer_rows(view, "SELECT text FROM paragraph WHERE owner = ? AND language = ? ORDER BY ordinal", VIEW_VALUES(view_text(act), view_text(language)), columns, SIZE_MAX, list, NULL, problem)
                              : answer_no_memory(problem);
        if (status == OK)
            status = count_words(list, json_string_value(json_object_get(part, "language")), &words, problem);
        json_decref(list);
        TRY(status);
        if (json_object_set_new(part, "words_counted", json_integer(words)) != 0 || json_object_set_new(part, "words_most", json_integer(most)) != 0)
            return answer_no_memory(problem);
    }
    return OK;
}

static Status report_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column report_columns[] = {{"symbol", AS_TEXT}, {"form", AS_TEXT}, {"call", AS_TEXT}, {"body", AS_TEXT}, {"of", AS_TEXT}, {"languages", AS_JSON}, {"summary", AS_JSON}, {"outcome", AS_TEXT},
                                            {"letter", AS_HASH}, {"note", AS_TEXT}, {"names", AS_NAMES}, {"date", AS_TEXT}, {"distribution", AS_TEXT}, {"session", AS_TEXT}, {"items", AS_JSON}, {"fictional", AS_FLAG},
                                            {"session_names", AS_NAMES}, {"body_names", AS_NAMES}, {0}};
    static const char   sql[] = "SELECT r.symbol, r.form, r.call, r.body, r.main, r.languages, r.summary, r.outcome, r.letter, r.note, d.names, d.date, d.distribution, d.session, d.items, d.fictional, s.names, b.names "
                                "FROM report r JOIN document d ON d.symbol = r.symbol LEFT JOIN session s ON s.session = d.session LEFT JOIN body b ON b.body = r.body WHERE r.symbol = ?";
    static const Column part_columns[] = {{"act", AS_HASH}, {"kind", AS_TEXT}, {"party", AS_PARTY}, {"class", AS_TEXT}, {"group", AS_PARTY}, {"language", AS_TEXT}, {"text", AS_TEXT}, {"words", AS_TEXT},
                                          {"summary", AS_TEXT}, {"translations", AS_JSON}, {"time", AS_TEXT}, {"late", AS_FLAG}, {"withdrawn", AS_FLAG}, {"process", AS_TEXT}, {"text_names", AS_NAMES}, {"manner", AS_TEXT},
                                          {"meeting", AS_TEXT}, {"session", AS_TEXT}, {"index", AS_NUMBER}, {0}};
    static const char   parts[] =
        "SELECT q.part, q.kind, coalesce(s.party, t.party, a.party) AS of_party, p.class, coalesce(s.grp, t.grp, ''), coalesce(s.language, t.language, o.object ->> '$.language', ''), "
        "CASE q.kind WHEN 'adoption' THEN o.object ->> '$.version' ELSE lower(hex(coalesce(s.text, t.text))) END, CASE q.kind WHEN 'explanation' THEN o.object ->> '$.text' ELSE '' END, s.summary, "
        "(SELECT CASE count(*) WHEN 0 THEN '' ELSE json_group_object(x.language, json_object('text', lower(hex(x.text)), 'summary', x.summary)) END FROM translation x WHERE x.id = q.part), "
        "CASE WHEN coalesce(s.time, a.clock) = 0 THEN '' ELSE strftime('%Y-%m-%d', coalesce(s.time, a.clock), 'unixepoch') END, s.late, coalesce(s.withdrawn, t.withdrawn) IS NOT NULL, "
        "coalesce(o.object ->> '$.process', '') AS of_text, n.names, CASE q.kind WHEN 'adoption' THEN o.object ->> '$.manner' ELSE '' END, t.meeting, t.session, a.idx "
        "FROM report_part q JOIN act a ON " ACT_IS("a.id", "q.part") " LEFT JOIN act_object o ON o.act = a.idx LEFT JOIN submission s ON s.id = q.part LEFT JOIN statement t ON t.id = q.part "
        "LEFT JOIN party p ON p.party = of_party LEFT JOIN negotiation n ON n.process = of_text AND of_text <> '' WHERE q.symbol = ? ORDER BY of_party, a.idx";

    TRY(answer_row(view, sql, VIEW_VALUES(view_text(question->arguments[0])), report_columns, out, problem));
    TRY(answer_whole(view, *out, "parts", parts, VIEW_VALUES(view_text(question->arguments[0])), part_columns, problem));
    return json_object_get(*out, "call") != NULL ? count_replies(view, *out, problem) : OK;
}

const NamedQuery report_show_query = {"report.show", {"symbol"}, report_show_run};
