/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements: what a party said at a meeting, or sent. A party may speak for a group that it belongs to. One that is withdrawn stays in the record and is shown as withdrawn, without its words.
 */
#include "process/process_internal.h"

const char *const statement_tables[] = {
    "CREATE TABLE statement (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, party TEXT NOT NULL, body TEXT NOT NULL, session TEXT NOT NULL, meeting TEXT NOT NULL, item TEXT NOT NULL, "
    "names TEXT NOT NULL, speaker TEXT NOT NULL, grp TEXT NOT NULL, language TEXT NOT NULL, how TEXT NOT NULL, blob BLOB NOT NULL, size INTEGER NOT NULL, media TEXT NOT NULL, text BLOB, "
    "withdrawn INTEGER, reason TEXT NOT NULL)",
    "CREATE INDEX statement_owner ON statement (lower(hex(id)))", /* as paragraph and citation name it */
    "CREATE INDEX statement_body ON statement (body, session, meeting)",
    "CREATE INDEX statement_party ON statement (party)",
    NULL};

#define FILE_SIZE_MAX ((size_t)64 * 1024 * 1024)
enum { MEDIA_MAX = 120, ITEM_BYTES_MAX = 20 };

static const char *const ways[] = {"delivered", "written", NULL};

/* ---- statement.deliver ---- */

static const ActMember deliver_members[] = {{"body", MEMBER_SLUG, true, 0},          {"session", MEMBER_SLUG, false, 0},        {"meeting", MEMBER_SLUG, false, 0},
                                            {"item", MEMBER_LINE, false, ITEM_BYTES_MAX}, {"names", MEMBER_WORDS, false, NAMES_MAX}, {"speaker", MEMBER_LINE, false, LINE_BYTES_MAX},
                                            {"group", MEMBER_PARTY, false, 0},       {"language", MEMBER_LANGUAGE, true, 0},    {"how", MEMBER_CHOICE, true, 0, ways},
                                            {"blob", MEMBER_HASH, true, 0},          {"size", MEMBER_COUNT, true, FILE_SIZE_MAX}, {"media", MEMBER_LINE, true, MEDIA_MAX},
                                            {"text", MEMBER_HASH, false, 0},         {0}};

static Status check_session(const Act *act, Problem *problem)
{
    int64_t there;

    if (!act_has(act, "session"))
        return act_has(act, "meeting") || act_has(act, "item") ? act_refuse(problem, ERR_SYNTAX, MSG("house.session_missing")) : OK;
    TRY(act_count(act, "SELECT count(*) FROM session WHERE session = ? AND body = ?", VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "body"))), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("house.session_of_another"));
}

static Status check_meeting(const Act *act, Problem *problem)
{
    int64_t there;

    if (!act_has(act, "meeting"))
        return slice_is(act_text(act, "how"), "delivered") ? act_refuse(problem, ERR_SYNTAX, MSG("house.delivered_where")) : OK;
    TRY(act_count(act, "SELECT count(*) FROM meeting WHERE session = ? AND meeting = ? AND state <> 'cancelled'",
                  VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "meeting"))), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("house.meeting_unknown"));
}

static Status check_item(const Act *act, Problem *problem)
{
    int64_t there;

    if (!act_has(act, "item"))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM agenda WHERE session = ? AND item = ?", VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "item"))), &there, problem));
    return there != 0 ? OK : problem_set(problem, ERR_NOT_FOUND, MSG("house.item_unknown"), "item", json_string_value(json_object_get(act->object, "item")), NULL);
}

static Status deliver_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ? AND opened IS NOT NULL", MSG("house.body_closed"), problem));
    TRY(check_session(act, problem));
    TRY(check_meeting(act, problem));
    TRY(check_item(act, problem));
    TRY(act_group_check(act, problem));
    return words_check(act, problem);
}

static Status deliver_apply(Act *act, Problem *problem)
{
    Hash  blob, text;
    bool  has_text = act_hash(act, "text", &text);
    char  owner[2 * HASH_SIZE + 1];
    Slice language = act_text(act, "language");

    (void)act_hash(act, "blob", &blob);
    TRY(act_blob_insert(act, "blob", act_integer(act, "size", 0), act_text(act, "media"), language, SLICE(""), problem));
    TRY(view_run(act->view,
                 "INSERT INTO statement (act, id, party, body, session, meeting, item, names, speaker, grp, language, how, blob, size, media, text, withdrawn, reason) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '')",
                 problem,
                 VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act->party), view_text(act_text(act, "body")), view_text(act_text(act, "session")),
                             view_text(act_text(act, "meeting")), view_text(act_text(act, "item")), view_text(act_stored(act, "names")), view_text(act_text(act, "speaker")),
                             view_text(act_text(act, "group")), view_text(language), view_text(act_text(act, "how")), view_hash(&blob), view_integer(act_integer(act, "size", 0)),
                             view_text(act_text(act, "media")), has_text ? view_hash(&text) : view_null())));
    hash_print_hex(&act->entry->act, owner);
    return words_apply(act, slice_from(owner), language, problem);
}

const ActKind statement_deliver_kind = {"statement.deliver", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, deliver_members, NULL, deliver_check, deliver_apply, OF_ANY};

/* ---- statement.withdraw ---- */

static const ActMember withdraw_members[] = {{"statement", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status withdraw_check(Act *act, Problem *problem)
{
    Hash    statement;
    int64_t own, there;

    (void)act_hash(act, "statement", &statement);
    TRY(act_count(act, "SELECT count(*) FROM statement WHERE id = ? AND withdrawn IS NULL", VIEW_VALUES(view_hash(&statement)), &there, problem));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("house.statement_unknown"));
    TRY(act_count(act, "SELECT count(*) FROM statement WHERE id = ? AND party = ?", VIEW_VALUES(view_hash(&statement), view_text(act->party)), &own, problem));
    return own != 0 ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_yours"));
}

static Status withdraw_apply(Act *act, Problem *problem)
{
    Hash statement;
    char owner[2 * HASH_SIZE + 1];

    (void)act_hash(act, "statement", &statement);
    hash_print_hex(&statement, owner);
    TRY(view_run(act->view, "UPDATE statement SET withdrawn = ?, reason = ? WHERE id = ?", problem,
                 VIEW_VALUES(view_number(act->index), view_text(act_text(act, "reason")), view_hash(&statement))));
    for (size_t i = 0; languages_official[i] != NULL; i++)
        TRY(words_remove(act, slice_from(owner), slice_from(languages_official[i]), problem));
    return OK;
}

const ActKind statement_withdraw_kind = {"statement.withdraw", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, withdraw_members, NULL, withdraw_check, withdraw_apply, OF_ANY};
