/* SPDX-License-Identifier: Apache-2.0
 *
 * What quotations are looked for in: the words of documents, statements and submissions, one text a language, as the view has them; a submission's summary is a text of its own; whose they are; and what
 * of them is new. Of acts that are for everybody alone: whoever asks is answered from public texts, so that no answer tells anything of the others.
 *
 * A text is called by its owner (a symbol, the act of a statement or submission, the latter with SUMMARY_OWNER behind it for its summary), a tab, and its language.
 */
#include "process/process_internal.h"

enum { CHUNK_PARAGRAPHS_MAX = 100000 };

/* ---- texts ---- */

static bool split(Slice name, Slice *owner, Slice *language)
{
    const char *tab = name.size != 0 ? memchr(name.data, '\t', name.size) : NULL;

    if (tab == NULL)
        return false;
    *owner = (Slice){name.data, (size_t)(tab - name.data)};
    *language = slice_part(name, owner->size + 1, name.size);
    return true;
}

static Status visit_rows(View *view, const char *sql, uint64_t from, QuoteTextVisit *visit, void *context, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, sql, &query, problem, VIEW_VALUES(view_number(from))));
    while ((status = view_next(&query, problem)) == OK && query.row && status == OK) {
        status = visit(context, view_column_slice(&query, 0), problem);
        if (status != OK)
            break;
    }
    view_end(&query);
    return status;
}

Status quote_texts_since(View *view, uint64_t from, QuoteTextVisit *visit, void *context, Problem *problem)
{
    int64_t editions;

    TRY(view_one(view, "SELECT 1 FROM act WHERE idx >= ? AND kind LIKE 'document.%' LIMIT 1", 0, &editions, problem, VIEW_VALUES(view_number(from))));
    if (editions != 0)
        TRY(visit_rows(view, "SELECT symbol || char(9) || language FROM edition WHERE act >= ? AND text IS NOT NULL", from, visit, context, problem));
    TRY(visit_rows(view, "SELECT lower(hex(id)) || char(9) || language FROM statement WHERE act >= ? AND text IS NOT NULL AND withdrawn IS NULL", from, visit, context, problem));
    TRY(visit_rows(view, "SELECT lower(hex(id)) || char(9) || language FROM submission WHERE coalesce(corrected, act) >= ? AND text IS NOT NULL AND withdrawn IS NULL", from, visit, context, problem));
    TRY(visit_rows(view, "SELECT lower(hex(id)) || '" SUMMARY_OWNER "' || char(9) || language FROM submission WHERE coalesce(corrected, act) >= ? AND summary <> '' AND withdrawn IS NULL", from, visit,
                   context, problem));
    TRY(visit_rows(view, "SELECT lower(hex(t.id)) || char(9) || t.language FROM translation t JOIN submission s ON s.id = t.id WHERE t.act >= ? AND s.withdrawn IS NULL", from, visit, context, problem));
    return visit_rows(view, "SELECT lower(hex(t.id)) || '" SUMMARY_OWNER "' || char(9) || t.language FROM translation t JOIN submission s ON s.id = t.id WHERE t.act >= ? AND t.summary <> '' AND s.withdrawn IS NULL",
                      from, visit, context, problem);
}

Status quote_text_paragraphs(View *view, Slice name, uint32_t first, uint32_t last, Arena *arena, QuoteParagraph **out, size_t *count, Problem *problem)
{
    ViewQuery query;
    Slice     owner, language;
    size_t    room = last - first < CHUNK_PARAGRAPHS_MAX ? last - first + 1 : CHUNK_PARAGRAPHS_MAX;
    int64_t   there;
    Status    status;

    *count = 0;
    *out = NULL;
    if (!split(name, &owner, &language))
        return OK;
    TRY(view_one(view, "SELECT max(ordinal) FROM paragraph WHERE owner = ? AND language = ?", -1, &there, problem, VIEW_VALUES(view_text(owner), view_text(language))));
    if (there < (int64_t)first)
        return OK;
    room = (uint64_t)there - first + 1 < room ? (size_t)(there - first) + 1 : room;
    *out = arena_take_zeroed(arena, room, sizeof **out);
    if (*out == NULL)
        return answer_no_memory(problem);
    TRY(view_query(view, "SELECT ordinal, id, label, text FROM paragraph WHERE owner = ? AND language = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal", &query, problem,
                   VIEW_VALUES(view_text(owner), view_text(language), view_integer(first), view_integer(last))));
    while ((status = view_next(&query, problem)) == OK && query.row && *count < room) {
        QuoteParagraph *paragraph = &(*out)[*count];

        paragraph->ordinal = (uint32_t)view_column_integer(&query, 0);
        if (slice_copy(arena, view_column_slice(&query, 1), &paragraph->id) != OK || slice_copy(arena, view_column_slice(&query, 2), &paragraph->label) != OK ||
            slice_copy(arena, view_column_slice(&query, 3), &paragraph->text) != OK) {
            status = answer_no_memory(problem);
            break;
        }
        (*count)++;
    }
    view_end(&query);
    return status;
}

/* ---- whose they are ---- */

Status quote_who(View *view, Slice written, QuoteWho *out, Problem *problem)
{
    ViewQuery query;
    Slice     party;
    Status    status;

    buffer_init(&out->key, 2 * SYMBOL_BYTES_MAX + 400);
    buffer_init(&out->party, PARTY_NAME_MAX);
    out->given = written.size != 0;
    if (!out->given)
        return OK;
    symbol_key(slice_trim(written), &out->key);
    TRY(view_query(view,
                   "SELECT p.party FROM party p LEFT JOIN party_fact f ON f.party = p.party WHERE p.party = ?1 OR (f.iso3 <> '' AND f.iso3 = ?1) OR p.name = ?1 COLLATE NOCASE "
                   "OR EXISTS (SELECT 1 FROM json_each(CASE coalesce(f.names, '') WHEN '' THEN '{}' ELSE f.names END) n WHERE n.value = ?1 COLLATE NOCASE) ORDER BY p.party = ?1 DESC, p.party LIMIT 1",
                   &query, problem, VIEW_VALUES(view_text(slice_trim(written)))));
    status = view_next(&query, problem);
    party = status == OK && query.row ? view_column_slice(&query, 0) : SLICE("");
    buffer_add(&out->party, party);
    view_end(&query);
    return status != OK ? status : out->key.status != OK || out->party.status == ERR_MEMORY ? answer_no_memory(problem) : OK;
}

void quote_who_clear(QuoteWho *who)
{
    buffer_clear(&who->key);
    buffer_clear(&who->party);
}

static const Column place_columns[] = {{"symbol", AS_TEXT}, {"statement", AS_TEXT}, {"submission", AS_TEXT}, {"names", AS_NAMES}, {"nature", AS_TEXT}, {"party", AS_PARTY}, {"date", AS_TEXT}, {"body", AS_TEXT},
                                       {"language", AS_TEXT}, {"grade", AS_TEXT}, {"act", AS_HASH}, {"leaf", AS_HASH}, {"index", AS_NUMBER}, {"fictional", AS_FLAG}, {"mine", AS_FLAG}, {"in_summary", AS_FLAG}, {0}};
#define IS_OF_PARTY "EXISTS (SELECT 1 FROM json_each(CASE d.parties WHEN '' THEN '[]' ELSE d.parties END) g WHERE g.value = ?4)"
static const char document_sql[] =
    "SELECT d.symbol, NULL, NULL, d.names, d.nature, NULL, d.date, d.body, e.language, " GRADE_WORDS ", a.id, a.leaf, a.idx, d.fictional, d.key = ?3 OR d.symbol = ?3 OR (?4 <> '' AND " IS_OF_PARTY "), 0 "
    "FROM document d JOIN edition e ON e.symbol = d.symbol AND e.language = ?2 JOIN act a ON a.idx = e.act WHERE d.symbol = ?1 AND a.audience = 0";
static const char statement_sql[] =
    "SELECT NULL, lower(hex(t.id)), NULL, t.names, 'statement', t.party, coalesce(substr(m.begin, 1, 10), s.since), t.body, t.language, " GRADE_WORDS ", a.id, a.leaf, a.idx, b.fictional, "
    "?3 = lower(hex(t.id)) OR (?4 <> '' AND (t.party = ?4 OR t.grp = ?4)), 0 FROM statement t JOIN act a ON a.idx = t.act LEFT JOIN session s ON s.session = t.session "
    "LEFT JOIN meeting m ON m.session = t.session AND m.meeting = t.meeting LEFT JOIN body b ON b.body = t.body WHERE lower(hex(t.id)) = ?1 AND t.language = ?2 AND t.withdrawn IS NULL AND a.audience = 0";
/* In the language in which it was sent, or a translation of it; its text or its summary. */
static const char submission_sql[] =
    "SELECT NULL, NULL, lower(hex(v.id)), c.names, 'submission', v.party, CASE WHEN v.time > 0 THEN date(v.time, 'unixepoch') END, c.body, ?2, " GRADE_WORDS ", a.id, a.leaf, a.idx, c.fictional, "
    "?3 = lower(hex(v.id)) OR (?4 <> '' AND (v.party = ?4 OR v.grp = ?4)), ?1 <> lower(hex(v.id)) FROM submission v JOIN call c ON c.call = v.call JOIN act a ON a.idx = coalesce(v.corrected, v.act) "
    "WHERE lower(hex(v.id)) = " OWNER_ALONE("?1") " AND v.withdrawn IS NULL AND a.audience = 0 AND (v.language = ?2 OR EXISTS (SELECT 1 FROM translation x WHERE x.id = v.id AND x.language = ?2))";

Status quote_text_describe(View *view, Slice name, const QuoteWho *who, json_t **place, bool *attributed, Problem *problem)
{
    Slice  owner, language;
    Status status;

    if (!split(name, &owner, &language))
        return ERR_NOT_FOUND;
    status = answer_row(view, document_sql, VIEW_VALUES(view_text(owner), view_text(language), view_text(buffer_slice(&who->key)), view_text(buffer_slice(&who->party))), place_columns, place, problem);
    if (status == ERR_NOT_FOUND)
        status = answer_row(view, statement_sql, VIEW_VALUES(view_text(owner), view_text(language), view_text(buffer_slice(&who->key)), view_text(buffer_slice(&who->party))), place_columns, place, problem);
    if (status == ERR_NOT_FOUND)
        status = answer_row(view, submission_sql, VIEW_VALUES(view_text(owner), view_text(language), view_text(buffer_slice(&who->key)), view_text(buffer_slice(&who->party))), place_columns, place, problem);
    if (status != OK)
        return status;
    *attributed = who->given && json_is_true(json_object_get(*place, "mine"));
    (void)json_object_del(*place, "mine");
    return OK;
}

/* ---- the record that was asked ---- */

Status quote_record(View *view, json_t **out, Problem *problem)
{
    RecordFacts facts = {0};
    int64_t     editions, statements, submissions;
    uint64_t    size;
    Hash        root;
    char        time[32] = "";

    TRY(view_state(view, &size, &root, problem));
    TRY(view_one(view, "SELECT count(*) FROM edition WHERE text IS NOT NULL", 0, &editions, problem, NULL, 0));
    TRY(view_one(view, "SELECT count(*) FROM statement WHERE text IS NOT NULL AND withdrawn IS NULL", 0, &statements, problem, NULL, 0));
    TRY(view_one(view, "SELECT coalesce((SELECT sum((text IS NOT NULL) + (summary <> '')) FROM submission WHERE withdrawn IS NULL), 0) + "
                       "coalesce((SELECT sum(1 + (t.summary <> '')) FROM translation t JOIN submission s ON s.id = t.id WHERE s.withdrawn IS NULL), 0)",
                  0, &submissions, problem, NULL, 0));
    TRY(record_facts_load(view, &facts, problem));
    if (facts.clock != 0)
        answer_time(facts.clock, time);
    record_facts_clear(&facts);
    *out = json_pack("{s:I, s:I}", "size", (json_int_t)size, "texts", (json_int_t)(editions + statements + submissions));
    if (*out != NULL && time[0] != '\0')
        (void)json_object_set_new(*out, "date", json_string(time));
    return *out != NULL ? OK : answer_no_memory(problem);
}

/* What was asked; service/quote_record.c, which has the index, answers. */
static Status quote_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    (void)view;
    *out = json_object();
    for (size_t i = 0; quote_query.arguments[i] != NULL; i++)
        if (question->arguments[i].size != 0)
            (void)json_object_set_new(*out, quote_query.arguments[i], json_from_slice(question->arguments[i]));
    return *out != NULL ? OK : answer_no_memory(problem);
}

const NamedQuery quote_query = {"quote", {"q", "attributed_to"}, quote_run};
