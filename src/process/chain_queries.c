/* SPDX-License-Identifier: Apache-2.0
 *
 * Which documents a paragraph is followed through: those that are named, or the document's own chain of citations, of its nature and in its language; in the order of their dates. Their words are blobs,
 * which the view does not hold; service/chain.c compares them.
 */
#include "process/process_internal.h"

enum { ASKED_SYMBOL_MAX = 4 * SYMBOL_BYTES_MAX, ASKED_DOCUMENTS_MAX = 40, ASKED_LIST_MAX = ASKED_DOCUMENTS_MAX * SYMBOL_BYTES_MAX };

static bool parts(char byte)
{
    return byte == ',' || byte == ' ' || byte == ';' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* "A/RES/70/237, A/RES/73/27" as a JSON list of keys. */
static Status keys_of(Slice written, json_t **out, Problem *problem)
{
    *out = json_array();
    for (size_t at = 0; *out != NULL && at < written.size;) {
        size_t start = at;
        Buffer key;

        while (at < written.size && !parts(written.data[at]))
            at++;
        buffer_init(&key, ASKED_SYMBOL_MAX);
        if (at > start)
            symbol_key(slice_part(written, start, at), &key);
        if (key.status == OK && key.size != 0)
            (void)json_array_append_new(*out, json_from_slice(buffer_slice(&key)));
        buffer_clear(&key);
        at += at < written.size;
    }
    return *out != NULL ? OK : answer_no_memory(problem);
}

static const Column document_columns[] = {{"symbol", AS_TEXT}, {"names", AS_NAMES}, {"date", AS_TEXT}, {"act", AS_HASH}, {"text", AS_TEXT}, {"asked", AS_FLAG}, {0}};
static const char documents_sql[] =
    "SELECT d.symbol, d.names, d.date, a.id, lower(hex(e.text)), d.symbol = ?1 FROM document d JOIN edition e ON e.symbol = d.symbol AND e.language = ?2 JOIN act a ON a.idx = e.act "
    "WHERE e.text IS NOT NULL AND (d.symbol = ?1 OR d.key IN (SELECT value FROM json_each(?3)) OR (?3 = '[]' AND d.nature = (SELECT nature FROM document WHERE symbol = ?1) AND "
    "(d.key IN (SELECT symbol FROM citation WHERE owner = ?1) OR EXISTS (SELECT 1 FROM citation c WHERE c.owner = d.symbol AND c.symbol = (SELECT key FROM document WHERE symbol = ?1))))) "
    "ORDER BY d.date IS NULL, d.date, d.symbol";

static Status add_documents(View *view, json_t *answer, Slice symbol, Slice language, Slice with, Problem *problem)
{
    json_t *keys = NULL;
    Buffer  list;
    Status  status = keys_of(with, &keys, problem);

    buffer_init(&list, ASKED_LIST_MAX);
    if (status == OK)
        json_print(keys, &list);
    if (status == OK && list.status != OK)
        status = problem_set(problem, ERR_LIMIT, MSG("chain.too_many"), NULL);
    if (status == OK)
        status = answer_list(view, answer, "documents", documents_sql, VIEW_VALUES(view_text(symbol), view_text(language), view_text(buffer_slice(&list))), document_columns, problem);
    json_decref(keys);
    buffer_clear(&list);
    return status;
}

static Status document_chain_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"symbol", AS_TEXT}, {"names", AS_NAMES}, {"nature", AS_TEXT}, {"language", AS_TEXT}, {0}};
    static const char   sql[] = "SELECT d.symbol, d.names, d.nature, e.language FROM document d JOIN edition e ON e.symbol = d.symbol WHERE d.key = ?1 AND e.text IS NOT NULL "
                                "ORDER BY e.language = ?2 DESC, e.language = 'en' DESC, e.language LIMIT 1";
    Buffer key;
    Status status;

    buffer_init(&key, ASKED_SYMBOL_MAX);
    symbol_key(question->arguments[0], &key);
    status = key.status == OK ? answer_row(view, sql, VIEW_VALUES(view_text(buffer_slice(&key)), view_text(question->arguments[2])), columns, out, problem) : ERR_NOT_FOUND;
    buffer_clear(&key);
    TRY(status);
    return add_documents(view, *out, json_slice(json_object_get(*out, "symbol")), json_slice(json_object_get(*out, "language")), question->arguments[3], problem);
}

const NamedQuery document_chain_query = {"document.chain", {"symbol", "paragraph", "language", "with"}, document_chain_run};
