/* SPDX-License-Identifier: Apache-2.0
 *
 * Which two texts a comparison is of. A text is a language version of a document: "A/RES/75/240@fr" is the one in force, "A/RES/75/240" the one that is shown when no language is asked for, and an act
 * (64 digits) is the text that this act brought, also when a reissue has taken its place since; so is one that sent views to a call or corrected them. The words themselves are blobs, which the view does not hold.
 */
#include "process/process_internal.h"

enum { TEXTS_MAX = 3 * LIST_MAX /* offered to choose from, newest documents first; any other can be typed */, NAMED_MAX = 4 * SYMBOL_BYTES_MAX };
#define LANGUAGE_MARK '@'

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- one text ---- */

static const Column text_columns[] = {{"symbol", AS_TEXT}, {"names", AS_NAMES}, {"date", AS_TEXT}, {"language", AS_TEXT}, {"blob", AS_TEXT}, {"text", AS_TEXT}, {"act", AS_HASH}, {"earlier", AS_FLAG}, {0}};

static Status by_act(View *view, const Hash *act, json_t **out, Problem *problem)
{
    static const char sql[] = "SELECT d.symbol, d.names, d.date, o.object ->> '$.language', o.object ->> '$.blob', o.object ->> '$.text', a.id, e.act <> a.idx FROM act a "
                              "JOIN act_object o ON o.act = a.idx JOIN document d ON d.symbol = o.object ->> '$.symbol' "
                              "JOIN edition e ON e.symbol = d.symbol AND e.language = o.object ->> '$.language' WHERE " ACT_IS("a.id", "?1") " AND a.kind = 'document.language'";

    return answer_row(view, sql, VIEW_VALUES(view_hash(act)), text_columns, out, problem);
}

/* What was sent to a call, or what it was corrected to; a withdrawn one is not there. `submission` in the place of a symbol. */
static Status by_submission(View *view, const Hash *act, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"submission", AS_HASH}, {"party", AS_PARTY}, {"names", AS_NAMES}, {"language", AS_TEXT}, {"text", AS_TEXT}, {"act", AS_HASH}, {"earlier", AS_FLAG}, {0}};
    static const char   sql[] = "SELECT s.id, s.party, c.names, o.object ->> '$.language', coalesce(o.object ->> '$.text', ''), a.id, coalesce(s.corrected, s.act) <> a.idx FROM act a "
                                "JOIN act_object o ON o.act = a.idx JOIN submission s ON s.act = a.idx OR lower(hex(s.id)) = o.object ->> '$.submission' JOIN call c ON c.call = s.call "
                                "WHERE " ACT_IS("a.id", "?1") " AND a.kind IN ('submission.send', 'submission.correct') AND s.withdrawn IS NULL";

    return answer_row(view, sql, VIEW_VALUES(view_hash(act)), columns, out, problem);
}

/* The version in this language; without a language the one that document.show shows. */
static Status by_symbol(View *view, Slice symbol, Slice language, json_t **out, Problem *problem)
{
    static const char sql[] = "SELECT d.symbol, d.names, d.date, e.language, lower(hex(e.blob)), CASE WHEN e.text IS NULL THEN '' ELSE lower(hex(e.text)) END, a.id, 0 FROM document d JOIN edition e ON e.symbol = d.symbol JOIN act a ON a.idx = e.act "
                              "WHERE d.key = ?1 AND (?2 IS NULL OR e.language = ?2) ORDER BY e.language = 'en' DESC, e.language LIMIT 1";
    Buffer            key;
    Status            status;

    buffer_init(&key, NAMED_MAX);
    symbol_key(symbol, &key);
    status = key.status != OK ? ERR_NOT_FOUND
                              : answer_row(view, sql, VIEW_VALUES(view_text(buffer_slice(&key)), language.size != 0 ? view_text(language) : view_null()), text_columns, out, problem);
    buffer_clear(&key);
    return status;
}

static Status find_text(View *view, Slice asked, json_t **out, Problem *problem)
{
    const char *mark = asked.size != 0 ? memrchr(asked.data, LANGUAGE_MARK, asked.size) : NULL;
    size_t      size = mark != NULL ? (size_t)(mark - asked.data) : asked.size;
    Hash        act;

    if (hash_parse_hex(asked, &act) == OK) {
        Status status = by_act(view, &act, out, problem);

        return status == ERR_NOT_FOUND ? by_submission(view, &act, out, problem) : status;
    }
    return by_symbol(view, slice_part(asked, 0, size), mark != NULL ? slice_part(asked, size + 1, asked.size) : (Slice){NULL, 0}, out, problem);
}

/* ---- what there is to choose from ---- */

/* `value` is what to ask for. Earlier texts stand beside those that took their place. */
static Status add_texts(View *view, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"value", AS_TEXT}, {"symbol", AS_TEXT}, {"names", AS_NAMES}, {"language", AS_TEXT}, {"earlier", AS_FLAG}, {0}};
    static const char   sql[] = "SELECT d.symbol || '@' || e.language, d.symbol, d.names, e.language, 0, d.act AS place, e.act AS version FROM edition e JOIN document d ON d.symbol = e.symbol "
                                "UNION ALL SELECT lower(hex(a.id)), d.symbol, d.names, e.language, 1, d.act, a.idx FROM edition e JOIN document d ON d.symbol = e.symbol "
                                "JOIN act_object o ON o.object ->> '$.symbol' = +d.symbol JOIN act a ON a.idx = o.act WHERE e.reissued = 1 AND a.kind = 'document.language' "
                                "AND o.object ->> '$.language' = e.language AND a.idx < e.act ORDER BY place DESC, 4, version DESC";
    json_t             *list = json_array();
    bool                more = false;
    Status              status = answer_rows(view, sql, NULL, 0, columns, TEXTS_MAX, list, &more, problem);

    if (status == OK && (json_object_set(object, "texts", list) != 0 || (more && json_object_set_new(object, "more", json_true()) != 0)))
        status = no_memory(problem);
    json_decref(list);
    return status;
}

static Status compare_show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char *const sides[] = {"old", "new"};
    size_t                   found = 0;

    *out = json_object();
    if (*out == NULL)
        return no_memory(problem);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        json_t *text = NULL;

        if (question->arguments[i].size == 0)
            continue;
        TRY(find_text(view, question->arguments[i], &text, problem));
        if (json_object_set_new(*out, sides[i], text) != 0)
            return no_memory(problem);
        found++;
    }
    return found == 2 ? OK : add_texts(view, *out, problem);
}

const NamedQuery compare_show_query = {"compare.show", {"old", "new"}, compare_show_run};

/* ---- for document.show ---- */

Status earlier_texts(View *view, json_t *object, Slice symbol, Problem *problem)
{
    static const Column columns[] = {{"language", AS_TEXT}, {"act", AS_HASH}, {0}};
    static const char   sql[] = "SELECT e.language, a.id FROM edition e JOIN act_object o ON o.object ->> '$.symbol' = +e.symbol JOIN act a ON a.idx = o.act WHERE e.symbol = ? AND e.reissued = 1 "
                                "AND a.kind = 'document.language' AND o.object ->> '$.language' = e.language AND a.idx < e.act ORDER BY e.language, a.idx DESC";
    json_t             *list = json_array();
    Status              status = answer_rows(view, sql, VIEW_VALUES(view_text(symbol)), columns, LIST_MAX, list, NULL, problem);

    if (status == OK && json_array_size(list) != 0 && json_object_set(object, "earlier", list) != 0)
        status = no_memory(problem);
    json_decref(list);
    return status;
}
