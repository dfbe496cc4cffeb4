/* SPDX-License-Identifier: Apache-2.0
 *
 * Submissions: what a party answers to a call, for itself or for a group that it belongs to. One text with its answers marked by the question's letter; a summary; annexes. What comes after the
 * deadline is marked late by the record's clock and never refused. Until a report has it, its party may correct it; afterwards it may add to it. A party may also say that it answered and wants
 * nothing published. Only the party withdraws; the act stays.
 */
#include "process/process_internal.h"

const char *const submission_tables[] = {
    "CREATE TABLE submission (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, call TEXT NOT NULL, party TEXT NOT NULL, grp TEXT NOT NULL, language TEXT NOT NULL, summary TEXT NOT NULL, "
    "answers TEXT NOT NULL, annexes TEXT NOT NULL, text BLOB, blob BLOB, size INTEGER NOT NULL, media TEXT NOT NULL, adds BLOB, reserved INTEGER NOT NULL, note TEXT NOT NULL, time INTEGER NOT NULL, "
    "late INTEGER NOT NULL, corrected INTEGER, withdrawn INTEGER, reason TEXT NOT NULL, report TEXT NOT NULL)",
    "CREATE INDEX submission_owner ON submission (lower(hex(id)))", /* as paragraph and citation name it */
    "CREATE INDEX submission_call ON submission (call, party)",
    "CREATE INDEX submission_party ON submission (party)",
    "CREATE TABLE translation (id BLOB NOT NULL, language TEXT NOT NULL, text BLOB NOT NULL, summary TEXT NOT NULL, party TEXT NOT NULL, act INTEGER NOT NULL, PRIMARY KEY (id, language)) WITHOUT ROWID",
    NULL};

#define FILE_SIZE_MAX ((size_t)64 * 1024 * 1024)
enum { SUMMARY_OWNER_SIZE = 2 * HASH_SIZE + sizeof SUMMARY_OWNER, MEDIA_MAX = 120, ANSWERS_MAX = 64, ANNEXES_MAX = 20, PARAGRAPH_BYTES_MAX = 20 };

#define SUBMISSION_THERE "SELECT count(*) FROM submission WHERE id = ? AND withdrawn IS NULL"

static const ActMember answer_members[] = {{"question", MEMBER_LINE, true, 8}, {"from", MEMBER_LINE, true, PARAGRAPH_BYTES_MAX}, {"until", MEMBER_LINE, true, PARAGRAPH_BYTES_MAX}, {0}};
static const ActMember annex_members[] = {{"names", MEMBER_WORDS, true, NAMES_MAX}, {"language", MEMBER_LANGUAGE, true, 0}, {"blob", MEMBER_HASH, true, 0}, {"size", MEMBER_COUNT, true, FILE_SIZE_MAX},
                                          {"media", MEMBER_LINE, true, MEDIA_MAX}, {0}};

/* ---- what an act of content must be ---- */

/* From one paragraph of the text to another, not before it; of a question that the call asks. */
static Status check_answer(const Act *act, const Text *text, const json_t *answer, Slice call, Problem *problem)
{
    long    from, until;
    int64_t asked;

    TRY(members_check(answer, answer_members, false, problem));
    TRY(act_count(act, "SELECT count(*) FROM call c, json_each(c.questions) q WHERE c.call = ? AND q.value ->> '$.letter' = ?",
                  VIEW_VALUES(view_text(call), view_text(json_slice(json_object_get(answer, "question")))), &asked, problem));
    if (asked == 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("submission.question_unknown"), "letter", json_string_value(json_object_get(answer, "question")), NULL);
    from = text_find(text, json_slice(json_object_get(answer, "from")));
    until = text_find(text, json_slice(json_object_get(answer, "until")));
    return from >= 0 && until >= from ? OK : problem_set(problem, ERR_SYNTAX, MSG("submission.answer_place"), "letter", json_string_value(json_object_get(answer, "question")), NULL);
}

static Status check_answers(const Act *act, Slice call, Problem *problem)
{
    const json_t *answers = json_object_get(act->object, "answers");
    Text         *text = NULL;
    Slice         bytes;
    Hash          name;
    Status        status = OK;

    if (json_array_size(answers) == 0)
        return OK;
    if (!act_hash(act, "text", &name))
        return act_refuse(problem, ERR_SYNTAX, MSG("submission.answers_alone"));
    TRY(act_blob(act, &name, &bytes, problem));
    TRY(text_decode(bytes, &text, problem));
    for (size_t i = 0; status == OK && i < json_array_size(answers); i++)
        status = check_answer(act, text, json_array_get(answers, i), call, problem);
    text_free(text);
    return status;
}

static Status check_annexes(const Act *act, Problem *problem)
{
    const json_t *annexes = json_object_get(act->object, "annexes");

    for (size_t i = 0; i < json_array_size(annexes); i++)
        TRY(members_check(json_array_get(annexes, i), annex_members, false, problem));
    return OK;
}

static Status check_content(Act *act, Slice call, Problem *problem)
{
    int members = act_has(act, "blob") + act_has(act, "size") + act_has(act, "media");

    if (members != 0 && members != 3)
        return act_refuse(problem, ERR_SYNTAX, MSG("submission.file_facts"));
    if (!act_has(act, "text") && !act_has(act, "blob") && !act_has(act, "summary"))
        return act_refuse(problem, ERR_SYNTAX, MSG("submission.empty"));
    TRY(words_check(act, problem));
    TRY(check_answers(act, call, problem));
    return check_annexes(act, problem);
}

static Status add_annexes(const Act *act, Problem *problem)
{
    const json_t *annexes = json_object_get(act->object, "annexes");

    for (size_t i = 0; i < json_array_size(annexes); i++) {
        const json_t *annex = json_array_get(annexes, i);
        Hash          blob;

        TRY(hash_parse_hex(json_slice(json_object_get(annex, "blob")), &blob));
        TRY(view_run(act->view, "INSERT OR IGNORE INTO blob (sha256, act, size, media, language, title, audience) VALUES (?, ?, ?, ?, ?, '', ?)", problem,
                     VIEW_VALUES(view_hash(&blob), view_number(act->index), view_integer(json_integer_value(json_object_get(annex, "size"))), view_text(json_slice(json_object_get(annex, "media"))),
                                 view_text(json_slice(json_object_get(annex, "language"))), view_integer(act->audience))));
    }
    return OK;
}

static ViewValue hash_value(const Act *act, const char *member, Hash *room)
{
    return act_hash(act, member, room) ? view_hash(room) : view_null();
}

static ViewValue list_value(Act *act, const char *member)
{
    return view_text(act_has(act, member) ? act_stored(act, member) : SLICE("[]"));
}

/* The name under which the words of a submission's summary stand: beside its text, for searches and quotations alone. */
static Slice summary_owner(const Hash *submission, char out[SUMMARY_OWNER_SIZE])
{
    hash_print_hex(submission, out);
    memcpy(out + 2 * HASH_SIZE, SUMMARY_OWNER, sizeof SUMMARY_OWNER);
    return slice_from(out);
}

static Status apply_summary(Act *act, const Hash *submission, Slice language, Problem *problem)
{
    char owner[SUMMARY_OWNER_SIZE];

    return words_apply_lines(act, summary_owner(submission, owner), language, SUMMARY_KIND, act_text(act, "summary"), problem);
}

/* The words under the submission's own name, and its files. */
static Status apply_content(Act *act, const Hash *submission, Slice language, Problem *problem)
{
    char owner[2 * HASH_SIZE + 1];

    hash_print_hex(submission, owner);
    TRY(apply_summary(act, submission, language, problem));
    if (act_has(act, "blob"))
        TRY(act_blob_insert(act, "blob", act_integer(act, "size", 0), act_text(act, "media"), language, SLICE(""), problem));
    TRY(add_annexes(act, problem));
    return words_apply(act, slice_from(owner), language, problem);
}

/* ---- submission.send ---- */

static const ActMember send_members[] = {{"call", MEMBER_SLUG, true, 0},       {"group", MEMBER_PARTY, false, 0},           {"language", MEMBER_LANGUAGE, true, 0},
                                         {"text", MEMBER_HASH, false, 0},      {"summary", MEMBER_TEXT, false, TEXT_BYTES_MAX_ACT}, {"answers", MEMBER_OBJECTS, false, ANSWERS_MAX},
                                         {"annexes", MEMBER_OBJECTS, false, ANNEXES_MAX}, {"blob", MEMBER_HASH, false, 0},  {"size", MEMBER_COUNT, false, FILE_SIZE_MAX},
                                         {"media", MEMBER_LINE, false, MEDIA_MAX}, {"adds", MEMBER_HASH, false, 0},         {0}};

/* The call is there, was not withdrawn, and asks parties of this class. */
static Status check_call(Act *act, Problem *problem)
{
    static const char asks[] = "SELECT count(*) FROM call c, json_each(c.addressees) a JOIN party p ON p.class = a.value WHERE c.call = ? AND p.party = ?";
    Slice             call = act_text(act, "call");
    int64_t           withdrawn, asked;

    TRY(act_must_exist(act, "call", "SELECT count(*) FROM call WHERE call = ?", MSG("call.unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM call WHERE call = ? AND withdrawn IS NOT NULL", VIEW_VALUES(view_text(call)), &withdrawn, problem));
    if (withdrawn != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("call.withdrawn"));
    TRY(act_count(act, asks, VIEW_VALUES(view_text(call), view_text(act_has(act, "group") ? act_text(act, "group") : act->party)), &asked, problem));
    if (asked == 0 && act_has(act, "group"))
        TRY(act_count(act, asks, VIEW_VALUES(view_text(call), view_text(act->party)), &asked, problem));
    return asked != 0 ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("submission.not_asked"));
}

/* One answer of a party in a role; more is added to a published one, or corrects an unpublished one. */
static Status check_first(const Act *act, Problem *problem)
{
    static const char same[] = "SELECT count(*) FROM submission WHERE call = ?1 AND party = ?2 AND grp = ?3 AND withdrawn IS NULL AND adds IS NULL";
    static const char added[] = "SELECT count(*) FROM submission WHERE id = ?1 AND call = ?2 AND party = ?3 AND grp = ?4 AND withdrawn IS NULL";
    ViewValue         call = view_text(act_text(act, "call")), party = view_text(act->party), group = view_text(act_text(act, "group"));
    Hash              adds;
    int64_t           there;

    if (!act_hash(act, "adds", &adds)) {
        TRY(act_count(act, same, VIEW_VALUES(call, party, group), &there, problem));
        return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("submission.there"));
    }
    TRY(act_count(act, added, VIEW_VALUES(view_hash(&adds), call, party, group), &there, problem));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("submission.unknown"));
    TRY(act_count(act, SUBMISSION_THERE " AND report <> ''", VIEW_VALUES(view_hash(&adds)), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("submission.not_published"));
}

static Status send_check(Act *act, Problem *problem)
{
    TRY(check_call(act, problem));
    TRY(act_group_check(act, problem));
    TRY(check_first(act, problem));
    return check_content(act, act_text(act, "call"), problem);
}

/* Late by the record's clock before this act: nobody's own says it. */
static Status insert(Act *act, bool reserved, Problem *problem)
{
    Hash text, blob, adds;

    return view_run(act->view,
                    "INSERT INTO submission (act, id, call, party, grp, language, summary, answers, annexes, text, blob, size, media, adds, reserved, note, time, late, corrected, withdrawn, reason, report) "
                    "VALUES (?, ?, ?3, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?17, ?17 > (SELECT until FROM call WHERE call = ?3), NULL, NULL, '', '')",
                    problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act_text(act, "call")), view_text(act->party), view_text(act_text(act, "group")),
                                view_text(act_text(act, "language")), view_text(act_text(act, "summary")), list_value(act, "answers"), list_value(act, "annexes"), hash_value(act, "text", &text),
                                hash_value(act, "blob", &blob), view_integer(act_integer(act, "size", 0)), view_text(act_text(act, "media")), hash_value(act, "adds", &adds), view_integer(reserved),
                                view_text(act_text(act, "note")), view_integer(act->facts->clock)));
}

static Status send_apply(Act *act, Problem *problem)
{
    TRY(insert(act, false, problem));
    return apply_content(act, &act->entry->act, act_text(act, "language"), problem);
}

const ActKind submission_send_kind = {"submission.send", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, send_members, NULL, send_check, send_apply, OF_ANY};

/* ---- submission.reserve: answered, nothing to be published ---- */

static const ActMember reserve_members[] = {{"call", MEMBER_SLUG, true, 0}, {"group", MEMBER_PARTY, false, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status reserve_check(Act *act, Problem *problem)
{
    TRY(check_call(act, problem));
    TRY(act_group_check(act, problem));
    return check_first(act, problem);
}

static Status reserve_apply(Act *act, Problem *problem)
{
    return insert(act, true, problem);
}

const ActKind submission_reserve_kind = {"submission.reserve", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, reserve_members, NULL, reserve_check, reserve_apply, OF_ANY};

/* ---- submission.correct ---- */

static const ActMember correct_members[] = {{"submission", MEMBER_HASH, true, 0}, {"language", MEMBER_LANGUAGE, true, 0}, {"text", MEMBER_HASH, false, 0},
                                            {"summary", MEMBER_TEXT, false, TEXT_BYTES_MAX_ACT}, {"answers", MEMBER_OBJECTS, false, ANSWERS_MAX}, {"annexes", MEMBER_OBJECTS, false, ANNEXES_MAX},
                                            {"blob", MEMBER_HASH, false, 0},       {"size", MEMBER_COUNT, false, FILE_SIZE_MAX}, {"media", MEMBER_LINE, false, MEDIA_MAX},
                                            {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

/* The one that is named stands, and is this party's. */
static Status check_own(const Act *act, Problem *problem)
{
    Hash    submission;
    int64_t there;

    (void)act_hash(act, "submission", &submission);
    TRY(act_count(act, SUBMISSION_THERE, VIEW_VALUES(view_hash(&submission)), &there, problem));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("submission.unknown"));
    TRY(act_count(act, SUBMISSION_THERE " AND party = ?", VIEW_VALUES(view_hash(&submission), view_text(act->party)), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_yours"));
}

/* The call that a submission answers; lives as long as the row is not changed: copied to the act's own arena by its caller's use in one check. */
static Status call_of(const Act *act, const Hash *submission, char out[PARTY_NAME_MAX + 1], Problem *problem)
{
    ViewQuery query;
    Status    status;

    out[0] = '\0';
    TRY(view_query(act->view, "SELECT call FROM submission WHERE id = ?", &query, problem, VIEW_VALUES(view_hash(submission))));
    status = view_next(&query, problem);
    if (status == OK && query.row)
        (void)snprintf(out, PARTY_NAME_MAX + 1, "%.*s", (int)view_column_slice(&query, 0).size, view_column_slice(&query, 0).data);
    view_end(&query);
    return status;
}

static Status correct_check(Act *act, Problem *problem)
{
    char    call[PARTY_NAME_MAX + 1];
    Hash    submission;
    int64_t open;

    TRY(check_own(act, problem));
    (void)act_hash(act, "submission", &submission);
    TRY(act_count(act, SUBMISSION_THERE " AND report = ''", VIEW_VALUES(view_hash(&submission)), &open, problem));
    if (open == 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("submission.published"));
    TRY(call_of(act, &submission, call, problem));
    return check_content(act, slice_from(call), problem);
}

static Status forget_words(const Act *act, const Hash *submission, Problem *problem)
{
    char owner[2 * HASH_SIZE + 1], summary[SUMMARY_OWNER_SIZE];

    hash_print_hex(submission, owner);
    for (size_t i = 0; languages_official[i] != NULL; i++) {
        TRY(words_remove(act, slice_from(owner), slice_from(languages_official[i]), problem));
        TRY(words_remove(act, summary_owner(submission, summary), slice_from(languages_official[i]), problem));
    }
    return OK;
}

/* What was translated was the earlier one. */
static Status correct_apply(Act *act, Problem *problem)
{
    Hash submission, text, blob;

    (void)act_hash(act, "submission", &submission);
    TRY(view_run(act->view,
                 "UPDATE submission SET language = ?2, summary = ?3, answers = ?4, annexes = ?5, text = ?6, blob = ?7, size = ?8, media = ?9, reserved = 0, note = ?10, corrected = ?11 WHERE id = ?1", problem,
                 VIEW_VALUES(view_hash(&submission), view_text(act_text(act, "language")), view_text(act_text(act, "summary")), list_value(act, "answers"), list_value(act, "annexes"),
                             hash_value(act, "text", &text), hash_value(act, "blob", &blob), view_integer(act_integer(act, "size", 0)), view_text(act_text(act, "media")),
                             view_text(act_text(act, "note")), view_number(act->index))));
    TRY(view_run(act->view, "DELETE FROM translation WHERE id = ?", problem, VIEW_VALUES(view_hash(&submission))));
    TRY(forget_words(act, &submission, problem));
    return apply_content(act, &submission, act_text(act, "language"), problem);
}

const ActKind submission_correct_kind = {"submission.correct", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, correct_members, NULL, correct_check, correct_apply, OF_ANY};

/* ---- submission.translate ---- */

static const ActMember translate_members[] = {{"submission", MEMBER_HASH, true, 0}, {"language", MEMBER_LANGUAGE, true, 0}, {"text", MEMBER_HASH, true, 0},
                                              {"summary", MEMBER_TEXT, false, TEXT_BYTES_MAX_ACT}, {0}};

/* By its party, or by the Secretariat; not into the language in which it was sent. */
static Status translate_check(Act *act, Problem *problem)
{
    bool    party = act->on_behalf || act->signers[0].record == NULL || act->signers[0].record->use >= USE_ROOT;
    Hash    submission;
    int64_t there;

    (void)act_hash(act, "submission", &submission);
    TRY(act_count(act, SUBMISSION_THERE, VIEW_VALUES(view_hash(&submission)), &there, problem));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("submission.unknown"));
    if (party)
        TRY(check_own(act, problem));
    TRY(act_count(act, SUBMISSION_THERE " AND language = ?", VIEW_VALUES(view_hash(&submission), view_text(act_text(act, "language"))), &there, problem));
    if (there != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("submission.own_language"));
    return words_check(act, problem);
}

static Status translate_apply(Act *act, Problem *problem)
{
    Hash submission, text;
    char owner[2 * HASH_SIZE + 1];

    (void)act_hash(act, "submission", &submission);
    (void)act_hash(act, "text", &text);
    hash_print_hex(&submission, owner);
    TRY(view_run(act->view, "INSERT OR REPLACE INTO translation (id, language, text, summary, party, act) VALUES (?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_hash(&submission), view_text(act_text(act, "language")), view_hash(&text), view_text(act_text(act, "summary")), view_text(act->party), view_number(act->index))));
    TRY(apply_summary(act, &submission, act_text(act, "language"), problem));
    return words_apply(act, slice_from(owner), act_text(act, "language"), problem);
}

const ActKind submission_translate_kind = {"submission.translate", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, translate_members, NULL, translate_check, translate_apply, OF_ANY};

/* ---- submission.withdraw ---- */

static const ActMember withdraw_members[] = {{"submission", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status withdraw_check(Act *act, Problem *problem)
{
    return check_own(act, problem);
}

static Status withdraw_apply(Act *act, Problem *problem)
{
    Hash submission;

    (void)act_hash(act, "submission", &submission);
    TRY(view_run(act->view, "UPDATE submission SET withdrawn = ?, reason = ? WHERE id = ?", problem,
                 VIEW_VALUES(view_number(act->index), view_text(act_text(act, "reason")), view_hash(&submission))));
    return forget_words(act, &submission, problem);
}

const ActKind submission_withdraw_kind = {"submission.withdraw", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, withdraw_members, NULL, withdraw_check, withdraw_apply, OF_ANY};
