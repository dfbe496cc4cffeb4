/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents: a symbol, a title, one version in each language. A party's paper asks for a symbol; the secretariat issues it. How a text was adopted is what the act says, "not stated" when it says
 * nothing; it is never inferred. A reissue replaces a language version and shows that it does (the star of the display).
 */
#include "process/process_internal.h"

const char *const document_tables[] = {
    "CREATE TABLE document (symbol TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, names TEXT NOT NULL, nature TEXT NOT NULL, distribution TEXT NOT NULL, date TEXT NOT NULL, body TEXT NOT NULL, session TEXT NOT NULL, "
    "items TEXT NOT NULL, parties TEXT NOT NULL, original TEXT NOT NULL, replaces TEXT NOT NULL, source BLOB, adopted TEXT NOT NULL, manner TEXT NOT NULL, fictional INTEGER NOT NULL, "
    "source_note TEXT NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX document_body ON document (body, date)",
    "CREATE INDEX document_replaces ON document (replaces)",
    "CREATE TABLE edition (symbol TEXT NOT NULL, language TEXT NOT NULL, blob BLOB NOT NULL, size INTEGER NOT NULL, media TEXT NOT NULL, text BLOB, reissued INTEGER NOT NULL, act INTEGER NOT NULL, "
    "PRIMARY KEY (symbol, language)) WITHOUT ROWID",
    "CREATE TABLE paper (act INTEGER PRIMARY KEY, id BLOB NOT NULL, party TEXT NOT NULL, names TEXT NOT NULL, language TEXT NOT NULL, blob BLOB NOT NULL, size INTEGER NOT NULL, media TEXT NOT NULL, "
    "text BLOB, body TEXT NOT NULL, session TEXT NOT NULL, items TEXT NOT NULL, note TEXT NOT NULL, symbol TEXT NOT NULL)",
    NULL};

#define FILE_SIZE_MAX ((size_t)64 * 1024 * 1024) /* as the store's BLOB_MAX */
enum { MEDIA_MAX = 120, PARTIES_MAX = 250, KEY_BYTES_MAX = 2 * SYMBOL_BYTES_MAX /* it may have spaces that the symbol has not */ };

static const char *const natures[] = {"resolution", "decision", "report", "draft", "conference-room-paper", "working-paper", "note", "letter", "information", "programme", "other", NULL};
static const char *const distributions[] = {"general", "limited", NULL};
static const char *const manners[] = {"without-a-vote", "recorded-vote", "not-stated", NULL};

#define DOCUMENT_THERE "SELECT count(*) FROM document WHERE symbol = ?"

/* Where the session has an agenda, what stands under items stands under items of it. */
static Status check_items(const Act *act, Problem *problem)
{
    const json_t *items = json_object_get(act->object, "items");
    ViewValue     session = view_text(act_text(act, "session"));
    int64_t       count;

    TRY(act_count(act, "SELECT count(*) FROM agenda WHERE session = ?", VIEW_VALUES(session), &count, problem));
    for (size_t i = 0; count != 0 && i < json_array_size(items); i++) {
        int64_t there;

        TRY(act_count(act, "SELECT count(*) FROM agenda WHERE session = ? AND item = ?", VIEW_VALUES(session, view_text(json_slice(json_array_get(items, i)))), &there, problem));
        if (there == 0)
            return problem_set(problem, ERR_NOT_FOUND, MSG("house.item_unknown"), "item", json_string_value(json_array_get(items, i)), NULL);
    }
    return OK;
}

static Status check_place(Act *act, Problem *problem)
{
    int64_t there;

    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ?", MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "session", "SELECT count(*) FROM session WHERE session = ?", MSG("house.session_unknown"), problem));
    TRY(check_items(act, problem));
    if (!act_has(act, "session") || !act_has(act, "body"))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM session WHERE session = ? AND body = ?", VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "body"))), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("house.session_of_another"));
}

static ViewValue hash_value(const Act *act, const char *member, Hash *room)
{
    return act_hash(act, member, room) ? view_hash(room) : view_null();
}

/* ---- document.file ---- */

static const ActMember file_members[] = {{"names", MEMBER_WORDS, true, NAMES_MAX}, {"language", MEMBER_LANGUAGE, true, 0}, {"blob", MEMBER_HASH, true, 0}, {"size", MEMBER_COUNT, true, FILE_SIZE_MAX},
                                         {"media", MEMBER_LINE, true, MEDIA_MAX},  {"text", MEMBER_HASH, false, 0},        {"body", MEMBER_SLUG, false, 0}, {"session", MEMBER_SLUG, false, 0},
                                         {"items", MEMBER_LINES, false, LINES_MAX}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status file_check(Act *act, Problem *problem)
{
    TRY(check_place(act, problem));
    return words_check(act, problem);
}

static Status insert_blob(const Act *act, Problem *problem)
{
    return act_blob_insert(act, "blob", act_integer(act, "size", 0), act_text(act, "media"), act_text(act, "language"), SLICE(""), problem);
}

static Status file_apply(Act *act, Problem *problem)
{
    Hash blob, text;
    char owner[2 * HASH_SIZE + 1];

    TRY(insert_blob(act, problem));
    TRY(view_run(act->view, "INSERT INTO paper (act, id, party, names, language, blob, size, media, text, body, session, items, note, symbol) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
                 problem,
                 VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act->party), view_text(act_stored(act, "names")), view_text(act_text(act, "language")),
                             hash_value(act, "blob", &blob), view_integer(act_integer(act, "size", 0)), view_text(act_text(act, "media")), hash_value(act, "text", &text),
                             view_text(act_text(act, "body")), view_text(act_text(act, "session")), view_text(act_stored(act, "items")), view_text(act_text(act, "note")))));
    hash_print_hex(&act->entry->act, owner);
    return words_apply(act, slice_from(owner), act_text(act, "language"), problem);
}

const ActKind document_file_kind = {"document.file", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, file_members, NULL, file_check, file_apply, OF_ANY};

/* ---- document.issue ---- */

static const ActMember issue_members[] = {{"symbol", MEMBER_SYMBOL, true, 0},         {"names", MEMBER_WORDS, true, NAMES_MAX},      {"nature", MEMBER_CHOICE, true, 0, natures},
                                          {"distribution", MEMBER_CHOICE, true, 0, distributions}, {"date", MEMBER_DATE, true, 0},  {"body", MEMBER_SLUG, false, 0},
                                          {"session", MEMBER_SLUG, false, 0},         {"items", MEMBER_LINES, false, LINES_MAX},     {"parties", MEMBER_PARTIES, false, PARTIES_MAX},
                                          {"original", MEMBER_LANGUAGE, false, 0},    {"replaces", MEMBER_SYMBOL, false, 0},         {"source", MEMBER_HASH, false, 0},
                                          {"adopted", MEMBER_DATE, false, 0},         {"manner", MEMBER_CHOICE, false, 0, manners},  {"fictional", MEMBER_COUNT, false, 1},
                                          {"source_note", MEMBER_LINE, false, LINE_BYTES_MAX}, {0}};

/* The paper that asked for this symbol, once. */
static Status check_source(const Act *act, Problem *problem)
{
    Hash    source;
    int64_t waiting;

    if (!act_hash(act, "source", &source))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM paper WHERE id = ? AND symbol = ''", VIEW_VALUES(view_hash(&source)), &waiting, problem));
    return waiting != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("house.paper_unknown"));
}

static Status check_parties(const Act *act, Problem *problem)
{
    const json_t *parties = json_object_get(act->object, "parties");

    for (size_t i = 0; i < json_array_size(parties); i++) {
        Slice   party = json_slice(json_array_get(parties, i));
        int64_t there;

        TRY(act_count(act, "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL", VIEW_VALUES(view_text(party)), &there, problem));
        if (there == 0)
            return problem_set(problem, ERR_NOT_FOUND, MSG("house.party_unknown"), "name", json_string_value(json_array_get(parties, i)), NULL);
    }
    return OK;
}

/* A symbol names one document for ever, however it is written; its star is of the display. */
static Status check_symbol(const Act *act, Problem *problem)
{
    Buffer  key;
    int64_t there;
    Status  status;

    if (slice_ends(act_text(act, "symbol"), "*"))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.symbol_star"));
    buffer_init(&key, KEY_BYTES_MAX);
    symbol_key(act_text(act, "symbol"), &key);
    status = act_count(act, "SELECT count(*) FROM document WHERE key = ?", VIEW_VALUES(view_text(buffer_slice(&key))), &there, problem);
    buffer_clear(&key);
    TRY(status);
    return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("house.symbol_taken"));
}

/* A revision takes the place of the whole, once: the next one replaces the revision. */
static Status check_replaces(Act *act, Problem *problem)
{
    int64_t replaced;

    TRY(act_must_exist(act, "replaces", DOCUMENT_THERE, MSG("house.document_unknown"), problem));
    if (!act_has(act, "replaces"))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM document WHERE replaces = ?", VIEW_VALUES(view_text(act_text(act, "replaces"))), &replaced, problem));
    return replaced == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("house.replaced_already"));
}

static Status issue_check(Act *act, Problem *problem)
{
    TRY(check_symbol(act, problem));
    TRY(check_place(act, problem));
    TRY(check_replaces(act, problem));
    if (act_has(act, "manner") && !act_has(act, "adopted"))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.manner_alone"));
    TRY(check_parties(act, problem));
    return check_source(act, problem);
}

static Status insert_document(Act *act, Slice key, Problem *problem)
{
    Hash source;

    return view_run(act->view,
                    "INSERT INTO document (symbol, key, names, nature, distribution, date, body, session, items, parties, original, replaces, source, adopted, manner, fictional, source_note, act) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    problem,
                    VIEW_VALUES(view_text(act_text(act, "symbol")), view_text(key), view_text(act_stored(act, "names")), view_text(act_text(act, "nature")), view_text(act_text(act, "distribution")),
                                view_text(act_text(act, "date")), view_text(act_text(act, "body")), view_text(act_text(act, "session")), view_text(act_stored(act, "items")),
                                view_text(act_stored(act, "parties")), view_text(act_text(act, "original")), view_text(act_text(act, "replaces")), hash_value(act, "source", &source),
                                view_text(act_text(act, "adopted")), view_text(act_has(act, "adopted") && !act_has(act, "manner") ? SLICE("not-stated") : act_text(act, "manner")),
                                view_integer(act_integer(act, "fictional", 0)), view_text(act_text(act, "source_note")), view_number(act->index)));
}

static Status issue_apply(Act *act, Problem *problem)
{
    Hash   source;
    Buffer key;
    Status status;

    buffer_init(&key, KEY_BYTES_MAX);
    symbol_key(act_text(act, "symbol"), &key);
    status = insert_document(act, buffer_slice(&key), problem);
    buffer_clear(&key);
    TRY(status);
    if (!act_hash(act, "source", &source))
        return OK;
    return view_run(act->view, "UPDATE paper SET symbol = ? WHERE id = ?", problem, VIEW_VALUES(view_text(act_text(act, "symbol")), view_hash(&source)));
}

const ActKind document_issue_kind = {"document.issue", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, issue_members, NULL, issue_check, issue_apply, 0};

/* ---- document.language ---- */

static const ActMember language_members[] = {{"symbol", MEMBER_SYMBOL, true, 0}, {"language", MEMBER_LANGUAGE, true, 0}, {"blob", MEMBER_HASH, true, 0}, {"size", MEMBER_COUNT, true, FILE_SIZE_MAX},
                                             {"media", MEMBER_LINE, true, MEDIA_MAX}, {"text", MEMBER_HASH, false, 0}, {"reissued", MEMBER_COUNT, false, 1}, {0}};

static Status language_check(Act *act, Problem *problem)
{
    bool    reissued = act_integer(act, "reissued", 0) != 0;
    int64_t there;

    TRY(act_must_exist(act, "symbol", DOCUMENT_THERE, MSG("house.document_unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM edition WHERE symbol = ? AND language = ?", VIEW_VALUES(view_text(act_text(act, "symbol")), view_text(act_text(act, "language"))), &there, problem));
    if (there != 0 && !reissued)
        return act_refuse(problem, ERR_CONFLICT, MSG("house.language_there"));
    if (there == 0 && reissued)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("house.language_missing"));
    return words_check(act, problem);
}

static Status language_apply(Act *act, Problem *problem)
{
    Hash blob, text;

    TRY(insert_blob(act, problem));
    TRY(view_run(act->view, "INSERT OR REPLACE INTO edition (symbol, language, blob, size, media, text, reissued, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_text(act_text(act, "symbol")), view_text(act_text(act, "language")), hash_value(act, "blob", &blob), view_integer(act_integer(act, "size", 0)),
                             view_text(act_text(act, "media")), hash_value(act, "text", &text), view_integer(act_integer(act, "reissued", 0)), view_number(act->index))));
    return words_apply(act, act_text(act, "symbol"), act_text(act, "language"), problem);
}

const ActKind document_language_kind = {"document.language", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, language_members, NULL, language_check, language_apply, 0};
