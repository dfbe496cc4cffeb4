/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about documents, statements and initiatives. Lists go from the newest back; `next` is what to ask as `before` for the rest.
 */
#include "process/process_internal.h"

/* What a list was narrowed by, so that a page can say it and undo it. */
static void add_filters(const Question *question, const NamedQuery *query, json_t *object)
{
    json_t *filters = json_object();

    for (size_t i = 0; i < QUERY_ARGUMENTS_MAX && query->arguments[i] != NULL; i++)
        if (question->arguments[i].size != 0 && strcmp(query->arguments[i], "before") != 0)
            (void)json_object_set_new(filters, query->arguments[i], json_from_slice(question->arguments[i]));
    if (json_object_size(filters) != 0)
        (void)json_object_set(object, "filters", filters);
    json_decref(filters);
}

/* The rows, and `next` from the last one's `index` when there are more. */
static Status page_of(View *view, json_t *object, const char *member, const char *sql, const ViewValue *values, size_t count, const Column *columns, Problem *problem)
{
    json_t *list = json_array();
    bool    more;
    Status  status = answer_rows(view, sql, values, count, columns, LIST_MAX, list, &more, problem);

    if (status == OK && more)
        (void)json_object_set(object, "next", json_object_get(json_array_get(list, json_array_size(list) - 1), "index"));
    if (status == OK && json_object_set(object, member, list) != 0)
        status = answer_no_memory(problem);
    json_decref(list);
    return status;
}

/* ---- documents ---- */

#define LANGUAGES_OF "(SELECT json_group_array(e.language) FROM (SELECT language FROM edition WHERE symbol = d.symbol ORDER BY language) e)"

static Status document_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"symbol", AS_TEXT}, {"names", AS_NAMES}, {"nature", AS_TEXT}, {"distribution", AS_TEXT}, {"date", AS_TEXT}, {"body", AS_TEXT}, {"session", AS_TEXT},
                                     {"fictional", AS_FLAG}, {"languages", AS_JSON}, {"index", AS_NUMBER}, {0}};
    static const char   sql[] = "SELECT symbol, names, nature, distribution, date, body, session, fictional, " LANGUAGES_OF ", act FROM document d WHERE (?1 IS NULL OR body = ?1) "
                                "AND (?2 IS NULL OR nature = ?2) AND (?3 IS NULL OR EXISTS (SELECT 1 FROM edition e WHERE e.symbol = d.symbol AND e.language = ?3)) "
                                "AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(CASE d.parties WHEN '' THEN '[]' ELSE d.parties END) p WHERE p.value = ?4)) AND act < ?5 ORDER BY act DESC";

    *out = json_object();
    add_filters(question, &document_list_query, *out);
    return page_of(view, *out, "documents", sql,
                   VIEW_VALUES(question_text(question, 0), question_text(question, 1), question_text(question, 2), question_text(question, 3), view_integer(question_number(question, 4, INT64_MAX))),
                   columns, problem);
}

const NamedQuery document_list_query = {"document.list", {"body", "nature", "language", "party", "before"}, document_list_run};

static Status add_parties(View *view, json_t *object, Problem *problem)
{
    json_t *slugs = json_object_get(object, "parties"), *named = json_array();
    Status  status = OK;

    for (size_t i = 0; status == OK && i < json_array_size(slugs); i++) {
        json_t *party = NULL;

        status = answer_party(view, json_slice(json_array_get(slugs, i)), &party, problem);
        if (status == OK && json_array_append_new(named, party) != 0)
            status = answer_no_memory(problem);
    }
    if (status == OK && slugs != NULL && json_object_set(object, "parties", named) != 0)
        status = answer_no_memory(problem);
    json_decref(named);
    return status;
}

/* The language asked for where there is a version in it; else English, the original, any. */
static Status choose_language(View *view, Slice symbol, const Question *question, char out[8], Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, "SELECT language FROM edition WHERE symbol = ?1 ORDER BY language = ?2 DESC, language = 'en' DESC, language LIMIT 1", &query, problem,
                   VIEW_VALUES(view_text(symbol), view_text(question->arguments[1]))));
    status = view_next(&query, problem);
    if (status == OK && query.row)
        (void)snprintf(out, 8, "%.*s", (int)view_column_slice(&query, 0).size, view_column_slice(&query, 0).data);
    view_end(&query);
    return status;
}

static const Column paragraph_columns[] = {{"id", AS_TEXT}, {"label", AS_TEXT}, {"kind", AS_TEXT}, {"level", AS_NUMBER}, {"text", AS_TEXT}, {"opening", AS_NUMBER}, {0}};
#define PARAGRAPHS "SELECT id, label, kind, level, text, opening FROM paragraph WHERE owner = ? AND language = ? ORDER BY ordinal"

static Status add_paragraphs(View *view, json_t *object, Slice owner, Slice language, Problem *problem)
{
    json_t *list = json_array();
    Status  status = answer_rows(view, PARAGRAPHS, VIEW_VALUES(view_text(owner), view_text(language)), paragraph_columns, SIZE_MAX, list, NULL, problem);

    if (status == OK && json_object_set(object, "paragraphs", list) != 0)
        status = answer_no_memory(problem);
    json_decref(list);
    return status;
}

/* What it cites, with what is held of it; and what is held that cites it: a document's symbol, or a statement. */
static Status add_citations(View *view, json_t *object, Slice owner, Slice language, Problem *problem)
{
    static const Column cites_columns[] = {{"symbol", AS_TEXT}, {"written", AS_TEXT}, {"paragraph", AS_TEXT}, {"label", AS_TEXT}, {"target", AS_TEXT}, {"names", AS_NAMES}, {0}};
    static const char   cites[] = "SELECT coalesce(d.symbol, c.symbol), c.written, c.paragraph, c.label, c.target, d.names FROM citation c LEFT JOIN document d ON d.key = c.symbol WHERE c.owner = ? AND c.language = ? "
                                  "ORDER BY c.ordinal";
    static const Column cited_columns[] = {{"symbol", AS_TEXT}, {"statement", AS_TEXT}, {"names", AS_NAMES}, {"party", AS_PARTY}, {"paragraph", AS_TEXT}, {"label", AS_TEXT}, {"target", AS_TEXT},
                                           {"language", AS_TEXT}, {0}};
    static const char   cited[] = "SELECT d.symbol, CASE WHEN d.symbol IS NULL THEN c.owner END, coalesce(d.names, s.names), s.party, c.paragraph, c.label, c.target, c.language FROM citation c "
                                  "LEFT JOIN document d ON d.symbol = c.owner LEFT JOIN statement s ON lower(hex(s.id)) = c.owner WHERE c.symbol = coalesce((SELECT key FROM document WHERE symbol = ?1), ?1) AND c.owner <> ?1 "
                                  "AND (d.symbol IS NOT NULL OR s.act IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM citation o WHERE o.symbol = c.symbol AND o.owner = c.owner "
                                  "AND (o.language <> 'en', o.language, o.ordinal) < (c.language <> 'en', c.language, c.ordinal)) ORDER BY d.symbol IS NULL, c.owner";

    TRY(answer_list(view, object, "cites", cites, VIEW_VALUES(view_text(owner), view_text(language)), cites_columns, problem));
    return answer_list(view, object, "cited_by", cited, VIEW_VALUES(view_text(owner)), cited_columns, problem);
}

enum { ASKED_SYMBOL_MAX = 4 * SYMBOL_BYTES_MAX };

/* A document that is cited and not held: its symbol in the normal form, as citations have it, and who cites it. */
static Status stub(View *view, Slice symbol, json_t **out, Problem *problem)
{
    int64_t cited;

    TRY(view_one(view, "SELECT count(*) FROM citation WHERE symbol = ?", 0, &cited, problem, VIEW_VALUES(view_text(symbol))));
    if (cited == 0)
        return ERR_NOT_FOUND;
    *out = json_pack("{s:s%, s:b, s:[], s:[]}", "symbol", symbol.data, symbol.size, "unheld", 1, "languages", "paragraphs");
    return *out != NULL ? add_citations(view, *out, symbol, SLICE(""), problem) : answer_no_memory(problem);
}

/* Of a document that is made of acts: how it calls itself, of which call, and what it belongs to. */
static Status add_report(View *view, json_t *object, Slice symbol, Problem *problem)
{
    static const Column columns[] = {{"form", AS_TEXT}, {"call", AS_TEXT}, {"of", AS_TEXT}, {"outcome", AS_TEXT}, {"parts", AS_NUMBER}, {0}};
    json_t             *report = NULL;
    Status              status = answer_row(view, "SELECT form, call, main, outcome, (SELECT count(*) FROM report_part q WHERE q.symbol = r.symbol) FROM report r WHERE symbol = ?", VIEW_VALUES(view_text(symbol)), columns, &report, problem);

    if (status != OK)
        return status == ERR_NOT_FOUND ? OK : status;
    return json_object_set_new(object, "report", report) == 0 ? OK : answer_no_memory(problem);
}

static Status document_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"symbol", AS_TEXT},  {"names", AS_NAMES},    {"nature", AS_TEXT},    {"distribution", AS_TEXT}, {"date", AS_TEXT},    {"body", AS_TEXT},
                                     {"session", AS_TEXT}, {"items", AS_JSON},    {"parties", AS_JSON},   {"original", AS_TEXT},     {"replaces", AS_TEXT}, {"source", AS_HASH},
                                     {"adopted", AS_TEXT}, {"manner", AS_TEXT},   {"fictional", AS_FLAG}, {"source_note", AS_TEXT},  {"replaced_by", AS_TEXT}, {"body_names", AS_NAMES},
                                     {"session_names", AS_NAMES}, {"act", AS_HASH}, {"index", AS_NUMBER}, {0}};
    static const char   sql[] = "SELECT d.symbol, d.names, d.nature, d.distribution, d.date, d.body, d.session, d.items, d.parties, d.original, d.replaces, d.source, d.adopted, d.manner, d.fictional, "
                                "d.source_note, (SELECT r.symbol FROM document r WHERE r.replaces = d.symbol ORDER BY r.act LIMIT 1), b.names, s.names, a.id, d.act FROM document d "
                                "JOIN act a ON a.idx = d.act LEFT JOIN body b ON b.body = d.body LEFT JOIN session s ON s.session = d.session WHERE d.key = ?";
    static const Column edition_columns[] = {{"language", AS_TEXT}, {"blob", AS_HASH}, {"size", AS_NUMBER}, {"media", AS_TEXT}, {"text", AS_HASH}, {"reissued", AS_FLAG}, {"act", AS_HASH}, {0}};
    static const char   editions[] = "SELECT e.language, e.blob, e.size, e.media, e.text, e.reissued, a.id FROM edition e JOIN act a ON a.idx = e.act WHERE e.symbol = ? ORDER BY e.language";
    Slice               symbol;
    char                language[8] = "";
    Buffer              key;
    Status              status;

    buffer_init(&key, ASKED_SYMBOL_MAX);
    symbol_key(question->arguments[0], &key);
    status = key.status == OK ? answer_row(view, sql, VIEW_VALUES(view_text(buffer_slice(&key))), columns, out, problem) : ERR_NOT_FOUND;
    if (status == ERR_NOT_FOUND && key.status == OK) {
        status = stub(view, buffer_slice(&key), out, problem);
        buffer_clear(&key);
        return status;
    }
    buffer_clear(&key);
    TRY(status);
    symbol = json_slice(json_object_get(*out, "symbol")); /* as it was issued */
    TRY(add_parties(view, *out, problem));
    TRY(answer_list(view, *out, "languages", editions, VIEW_VALUES(view_text(symbol)), edition_columns, problem));
    TRY(earlier_texts(view, *out, symbol, problem));
    TRY(add_report(view, *out, symbol, problem));
    TRY(choose_language(view, symbol, question, language, problem));
    if (language[0] != '\0' && json_object_set_new(*out, "language", json_string(language)) != 0)
        return answer_no_memory(problem);
    TRY(add_paragraphs(view, *out, symbol, slice_from(language), problem));
    return add_citations(view, *out, symbol, slice_from(language), problem);
}

const NamedQuery document_show_query = {"document.show", {"symbol", "language"}, document_show_run};

/* ---- statements ---- */

static Status statement_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"group", AS_PARTY}, {"body", AS_TEXT}, {"session", AS_TEXT}, {"meeting", AS_TEXT}, {"item", AS_TEXT}, {"names", AS_NAMES},
                                     {"speaker", AS_TEXT}, {"language", AS_TEXT}, {"how", AS_TEXT}, {"withdrawn", AS_FLAG}, {"session_names", AS_NAMES}, {"meeting_number", AS_NUMBER},
                                     {"index", AS_NUMBER}, {0}};
    static const char   sql[] = "SELECT t.id, t.party, t.grp, t.body, t.session, t.meeting, t.item, t.names, t.speaker, t.language, t.how, t.withdrawn IS NOT NULL, s.names, m.number, t.act FROM statement t "
                                "LEFT JOIN session s ON s.session = t.session LEFT JOIN meeting m ON m.session = t.session AND m.meeting = t.meeting "
                                "WHERE (?1 IS NULL OR t.body = ?1) AND (?2 IS NULL OR t.session = ?2) AND (?3 IS NULL OR t.meeting = ?3) AND (?4 IS NULL OR t.party = ?4) AND t.act < ?5 ORDER BY t.act DESC";

    *out = json_object();
    add_filters(question, &statement_list_query, *out);
    return page_of(view, *out, "statements", sql,
                   VIEW_VALUES(question_text(question, 0), question_text(question, 1), question_text(question, 2), question_text(question, 3), view_integer(question_number(question, 4, INT64_MAX))),
                   columns, problem);
}

const NamedQuery statement_list_query = {"statement.list", {"body", "session", "meeting", "party", "before"}, statement_list_run};

static Status statement_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"group", AS_PARTY}, {"body", AS_TEXT}, {"session", AS_TEXT}, {"meeting", AS_TEXT}, {"item", AS_TEXT}, {"names", AS_NAMES},
                                     {"speaker", AS_TEXT}, {"language", AS_TEXT}, {"how", AS_TEXT}, {"blob", AS_HASH}, {"size", AS_NUMBER}, {"media", AS_TEXT}, {"withdrawn", AS_FLAG}, {"reason", AS_TEXT},
                                     {"body_names", AS_NAMES}, {"fictional", AS_FLAG}, {"session_names", AS_NAMES}, {"meeting_number", AS_NUMBER}, {"item_names", AS_NAMES}, {"grade", AS_TEXT},
                                     {"answer", AS_TEXT}, {"index", AS_NUMBER}, {0}};
    static const char   sql[] = "SELECT t.id, t.party, t.grp, t.body, t.session, t.meeting, t.item, t.names, t.speaker, t.language, t.how, t.blob, t.size, t.media, t.withdrawn IS NOT NULL, t.reason, b.names, "
                                "b.fictional, s.names, m.number, g.names, " GRADE_WORDS ", " ANSWER_WORDS ", t.act FROM statement t JOIN act a ON a.idx = t.act LEFT JOIN body b ON b.body = t.body "
                                "LEFT JOIN session s ON s.session = t.session LEFT JOIN meeting m ON m.session = t.session AND m.meeting = t.meeting "
                                "LEFT JOIN agenda g ON g.session = t.session AND g.item = t.item WHERE t.id = ?";
    Hash                act;
    Slice               owner = question->arguments[0];

    if (hash_parse_hex(owner, &act) != OK)
        return ERR_NOT_FOUND;
    TRY(answer_row(view, sql, VIEW_VALUES(view_hash(&act)), columns, out, problem));
    if (json_is_true(json_object_get(*out, "withdrawn"))) /* its words are no longer shown; the record keeps them */
        (void)json_object_del(*out, "blob");
    TRY(add_paragraphs(view, *out, owner, json_slice(json_object_get(*out, "language")), problem));
    return add_citations(view, *out, owner, json_slice(json_object_get(*out, "language")), problem);
}

const NamedQuery statement_show_query = {"statement.show", {"act"}, statement_show_run};

/* ---- initiatives ---- */

static Status initiative_list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"initiative", AS_TEXT}, {"names", AS_NAMES}, {"body", AS_TEXT}, {"body_names", AS_NAMES}, {"status", AS_TEXT}, {"tabled_by", AS_PARTY}, {"fictional", AS_FLAG},
                                     {"index", AS_NUMBER}, {0}};
    static const char   sql[] = "SELECT i.initiative, i.names, i.body, b.names, i.status, i.tabled_by, b.fictional, i.act FROM initiative i JOIN body b ON b.body = i.body "
                                "WHERE (?1 IS NULL OR i.body = ?1) AND i.act < ?2 ORDER BY i.act DESC";

    *out = json_object();
    add_filters(question, &initiative_list_query, *out);
    return page_of(view, *out, "initiatives", sql, VIEW_VALUES(question_text(question, 0), view_integer(question_number(question, 1, INT64_MAX))), columns, problem);
}

const NamedQuery initiative_list_query = {"initiative.list", {"body", "before"}, initiative_list_run};

static Status initiative_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"initiative", AS_TEXT}, {"names", AS_NAMES}, {"body", AS_TEXT}, {"body_names", AS_NAMES}, {"text", AS_TEXT}, {"language", AS_TEXT}, {"links", AS_JSON},
                                     {"status", AS_TEXT}, {"note", AS_TEXT}, {"document", AS_TEXT}, {"tabled_by", AS_PARTY}, {"fictional", AS_FLAG}, {0}};
    static const char   sql[] = "SELECT i.initiative, i.names, i.body, b.names, i.text, i.language, i.links, i.status, i.note, i.document, i.tabled_by, b.fictional FROM initiative i "
                                "JOIN body b ON b.body = i.body WHERE i.initiative = ?";
    static const Column sponsor_columns[] = {{"party", AS_PARTY}, {0}};
    static const Column step_columns[] = {{"act", AS_HASH}, {"what", AS_TEXT}, {"party", AS_PARTY}, {"note", AS_TEXT}, {"index", AS_NUMBER}, {0}};
    ViewValue           name = view_text(question->arguments[0]);

    TRY(answer_row(view, sql, VIEW_VALUES(name), columns, out, problem));
    TRY(answer_list(view, *out, "sponsors", "SELECT party FROM sponsor WHERE initiative = ? AND left_act IS NULL ORDER BY party", VIEW_VALUES(name), sponsor_columns, problem));
    TRY(answer_list(view, *out, "former_sponsors", "SELECT party FROM sponsor WHERE initiative = ? AND left_act IS NOT NULL ORDER BY party", VIEW_VALUES(name), sponsor_columns, problem));
    return answer_list(view, *out, "steps", "SELECT id, what, party, note, act FROM initiative_step WHERE initiative = ? ORDER BY act", VIEW_VALUES(name), step_columns, problem);
}

const NamedQuery initiative_show_query = {"initiative.show", {"initiative"}, initiative_show_run};
