/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of act kinds, the tables of the view that they write, and the check of an object's members.
 */
#include "process/process_internal.h"

const char *const grade_names[GRADE_COUNT] = {"attested", "passkey", "own key"};
const char *const use_names[USE_COUNT] = {"attest", "admit", "root", "mission", "delegate"};
const char *const audience_names[AUDIENCE_COUNT] = {"public", "parties", "as what it names"};

/* A kind's name is permanent; a family adds its file and its rows. */
const ActKind *const act_kinds[] = {&record_origin_kind,     &record_host_rotate_kind, &record_policy_kind,     &record_end_kind,    &record_party_admit_kind, &record_party_leave_kind,
                                    &record_key_enrol_kind,  &record_key_rotate_kind,  &record_key_revoke_kind, &record_blob_kind,   &record_seal_kind,        &record_seal_batch_kind,
                                    &record_open_kind,       &record_erase_kind,       &record_checkpoint_kind, &record_confirm_kind, &record_disavow_kind,
                                    &party_describe_kind,    &party_group_kind,        &body_create_kind,       &body_change_kind,   &body_decide_kind,        &body_open_kind,
                                    &body_officer_kind,      &body_member_kind,        &body_nominate_kind,     &body_modality_kind, &session_create_kind,     &session_agenda_kind,
                                    &session_programme_kind, &meeting_plan_kind,       &meeting_state_kind,     &document_file_kind, &document_issue_kind,     &document_language_kind,
                                    &statement_deliver_kind, &statement_withdraw_kind, &initiative_table_kind,  &initiative_revise_kind, &initiative_sponsor_kind, &initiative_status_kind,
                                    &text_open_kind,         &text_version_issue_kind, &text_paragraph_close_kind, &text_paragraph_reopen_kind, &text_end_kind, &text_amendment_propose_kind,
                                    &text_amendment_withdraw_kind, &text_amendment_sponsor_kind, &text_bridge_propose_kind, &text_position_declare_kind, &text_position_withdraw_kind,
                                    &text_position_opt_out_kind, &text_silence_open_kind, &text_silence_break_kind, &text_silence_extend_kind, &text_silence_withdraw_kind,
                                    &text_silence_close_kind, &text_adoption_ask_kind, &text_adoption_object_kind, &text_adopt_kind, &text_explain_kind,
                                    &text_reading_open_kind, &text_reading_suspend_kind, &text_reading_resume_kind, &text_reading_close_kind, &text_comment_kind, &text_comment_withdraw_kind,
                                    &call_issue_kind,        &call_extend_kind,       &call_withdraw_kind,     &submission_send_kind, &submission_reserve_kind, &submission_correct_kind,
                                    &submission_translate_kind, &submission_withdraw_kind, &report_issue_kind,  &concept_define_kind, &concept_tag_kind,         &concept_untag_kind,
                                    NULL};

static const char *const record_tables[] = {
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE act (idx INTEGER PRIMARY KEY, id BLOB NOT NULL, leaf BLOB NOT NULL, kind TEXT NOT NULL, author TEXT NOT NULL, party TEXT NOT NULL, on_behalf INTEGER NOT NULL, "
    "grade INTEGER NOT NULL, backed_up INTEGER NOT NULL, audience INTEGER NOT NULL, interpreted INTEGER NOT NULL, clock INTEGER NOT NULL, answer INTEGER NOT NULL DEFAULT 0, "
    "contested INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX act_unanswered ON act (party, idx) WHERE on_behalf = 1 AND answer = 0",
    /* Of random values the first six bytes only: an index that is written all over shall be small. That an act is new is asked before it is put in. */
    "CREATE INDEX act_id ON act (substr(id, 1, 6))",
    "CREATE INDEX act_leaf ON act (substr(leaf, 1, 6)) WHERE audience > 0",
    "CREATE TABLE party (party TEXT PRIMARY KEY, name TEXT NOT NULL, class TEXT NOT NULL, threshold INTEGER NOT NULL, admitted INTEGER NOT NULL, admit_time INTEGER, gone INTEGER) WITHOUT ROWID",
    "CREATE TABLE key (name TEXT PRIMARY KEY, party TEXT NOT NULL, use INTEGER NOT NULL, vkey TEXT NOT NULL, kinds TEXT NOT NULL, until INTEGER NOT NULL, rp_id TEXT NOT NULL, "
    "origins TEXT NOT NULL, issuer TEXT NOT NULL, enrolled INTEGER NOT NULL, revoked INTEGER) WITHOUT ROWID",
    "CREATE INDEX key_party ON key (party, use)",
    "CREATE TABLE host (idx INTEGER PRIMARY KEY, host TEXT NOT NULL, clock TEXT NOT NULL)",
    "CREATE TABLE blob (sha256 BLOB NOT NULL, act INTEGER NOT NULL, size INTEGER NOT NULL, media TEXT NOT NULL, language TEXT NOT NULL, title TEXT NOT NULL, audience INTEGER NOT NULL, "
    "PRIMARY KEY (sha256, act)) WITHOUT ROWID",
    "CREATE TABLE seal (sha256 BLOB PRIMARY KEY, act INTEGER NOT NULL, party TEXT NOT NULL, class TEXT NOT NULL, size INTEGER NOT NULL, readers TEXT NOT NULL, state INTEGER NOT NULL, "
    "changed INTEGER) WITHOUT ROWID",
    "CREATE TABLE checkpoint (act INTEGER PRIMARY KEY, size INTEGER NOT NULL, time INTEGER NOT NULL, alone INTEGER NOT NULL)",
    /* Which act answered, and why: what the table of acts says, in more words. Like searches' tables it is no part of the digest. */
    "CREATE TABLE search_answer (act INTEGER PRIMARY KEY, answered INTEGER NOT NULL UNIQUE, reason TEXT NOT NULL)",
    "CREATE TABLE deadline (act INTEGER PRIMARY KEY, deadline INTEGER NOT NULL, closed_by INTEGER, size INTEGER, time INTEGER, alone INTEGER, until INTEGER)",
    NULL};

/* What the acts of the house say, member by member, as they were filed; those of the record itself are its bundles. */
const char *const house_tables[] = {"CREATE TABLE act_object (act INTEGER PRIMARY KEY, object TEXT NOT NULL)",
                                    /* the texts of a document, those that were replaced too */
                                    "CREATE INDEX act_object_symbol ON act_object (object ->> '$.symbol')", NULL};

/* In this order they are made; a later one may refer to an earlier one. */
static const char *const *const table_groups[] = {record_tables, house_tables, party_tables, body_tables, session_tables, words_tables, document_tables, statement_tables, initiative_tables, text_tables, text_amendment_tables,
                                                         text_position_tables, text_silence_tables, text_reading_tables, text_comment_tables, call_tables, submission_tables, report_tables, concept_tables, NULL};

const ViewSchema process_schema = {"rapporteur/1.11", table_groups};

const ActKind *act_kind_find(Slice name)
{
    for (size_t i = 0; act_kinds[i] != NULL; i++)
        if (slice_is(name, act_kinds[i]->name))
            return act_kinds[i];
    return NULL;
}

/* ---- members ---- */

static const ActMember common_members[] = {{"with", MEMBER_LINES, false, ENTRY_SIGNATURES_MAX}, {"for", MEMBER_PARTY, false, 0}, {"evidence", MEMBER_OBJECT, false, 0}, {0}};

/* A kind, or a prefix of kinds: "record.blob", "text.*". What stands before ".*" need only be one word, so it is judged with another word behind it. */
static bool is_pattern(Slice text)
{
    char kind[KIND_MAX + 1];

    if (!slice_ends(text, ".*"))
        return kind_valid(text);
    if (text.size > KIND_MAX)
        return false;
    memcpy(kind, text.data, text.size);
    kind[text.size - 1] = 'x';
    return kind_valid((Slice){kind, text.size});
}

const char *const languages_official[] = {"ar", "zh", "en", "fr", "ru", "es", NULL};

static bool one_of(Slice text, const char *const *choices)
{
    for (size_t i = 0; choices != NULL && choices[i] != NULL; i++)
        if (slice_is(text, choices[i]))
            return true;
    return false;
}

static bool is_date(Slice text)
{
    char time[32];
    int64_t seconds;

    if (text.size != 10)
        return false;
    (void)snprintf(time, sizeof time, "%.*sT00:00:00Z", (int)text.size, text.data);
    return act_time_parse(slice_from(time), &seconds);
}

static bool is_symbol(Slice text)
{
    Symbol symbol;

    return text.size <= SYMBOL_BYTES_MAX && symbol_parse(text, &symbol);
}

static bool is_words(const json_t *object, size_t max)
{
    const char *language;
    json_t     *text;

    if (!json_is_object(object) || json_object_size(object) == 0)
        return false;
    json_object_foreach((json_t *)(uintptr_t)object, language, text)
    {
        Slice line = json_slice(text);

        if (!one_of(slice_from(language), languages_official) || line.size == 0 || line.size > max || memchr(line.data, '\n', line.size) != NULL)
            return false;
    }
    return true;
}

static bool text_is(Slice text, MemberType type, size_t max)
{
    Hash    hash;
    Key     key;
    int64_t time;

    switch (type) {
    case MEMBER_TEXT: return text.size <= max;
    case MEMBER_TEXTS: return true; /* bounded by the body */
    case MEMBER_LINE:
    case MEMBER_LINES: return text.size > 0 && text.size <= (type == MEMBER_LINE ? max : KEY_NAME_MAX) && memchr(text.data, '\n', text.size) == NULL;
    case MEMBER_HASH:
    case MEMBER_HASHES: return hash_parse_hex(text, &hash) == OK;
    case MEMBER_KEY_NAME: return act_key_name_valid(text);
    case MEMBER_PARTY:
    case MEMBER_PARTIES: return party_valid(text);
    case MEMBER_VKEY:
    case MEMBER_VKEYS: return key_parse(text, &key, NULL) == OK;
    case MEMBER_TIME: return act_time_parse(text, &time);
    case MEMBER_SLUG: return party_valid(text);
    case MEMBER_DATE: return is_date(text);
    case MEMBER_SYMBOL: return is_symbol(text);
    case MEMBER_LANGUAGE: return one_of(text, languages_official);
    case MEMBER_PATTERNS: return is_pattern(text);
    default: return false;
    }
}

static bool array_is(const json_t *array, MemberType type, size_t max)
{
    if (!json_is_array(array) || json_array_size(array) > max)
        return false;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);

        if (type == MEMBER_OBJECTS ? !json_is_object(item) : !json_is_string(item) || !text_is(json_slice(item), type, max))
            return false;
    }
    return true;
}

static bool member_is(const json_t *value, const ActMember *member)
{
    if (member->type == MEMBER_COUNT)
        return json_is_integer(value) && json_integer_value(value) >= 0 && (uint64_t)json_integer_value(value) <= member->max;
    if (member->type == MEMBER_OBJECT)
        return json_is_object(value);
    if (member->type == MEMBER_WORDS)
        return is_words(value, member->max);
    if (member->type == MEMBER_CHOICE)
        return json_is_string(value) && one_of(json_slice(value), member->choices);
    if (member->type >= MEMBER_LINES)
        return array_is(value, member->type, member->max);
    return json_is_string(value) && text_is(json_slice(value), member->type, member->max);
}

/* "support, can_live_with, reserve, object"; a long list is cut. */
static void print_choices(const char *const *choices, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; choices[i] != NULL; i++) {
        const char *before = i == 0 ? "" : ", ";
        bool        fits = used + strlen(before) + strlen(choices[i]) + sizeof ", …" <= size;

        used += (size_t)snprintf(out + used, size - used, "%s%s", before, fits ? choices[i] : "…");
        if (!fits)
            return;
    }
}

static Status member_wrong(const ActMember *member, Problem *problem)
{
    char choices[PROBLEM_VALUE_MAX] = "";

    if (member->type != MEMBER_CHOICE)
        return problem_set(problem, ERR_SYNTAX, MSG("act.member_wrong"), "member", member->name, NULL);
    print_choices(member->choices, choices, sizeof choices);
    return problem_set(problem, ERR_SYNTAX, MSG("act.member_choice"), "member", member->name, "choices", choices, NULL);
}

static const ActMember *member_find(const ActMember *members, const char *name)
{
    for (; members->name != NULL; members++)
        if (strcmp(members->name, name) == 0)
            return members;
    return NULL;
}

Status members_check(const json_t *object, const ActMember *members, bool common, Problem *problem)
{
    const char *name;
    json_t     *value;

    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        const ActMember *member = member_find(members, name);

        if (member == NULL && common)
            member = member_find(common_members, name);
        if (member == NULL)
            return problem_set(problem, ERR_SYNTAX, MSG("act.member_unknown"), "member", name, NULL);
        if (!member_is(value, member))
            return member_wrong(member, problem);
    }
    for (; members->name != NULL; members++)
        if (members->required && json_object_get(object, members->name) == NULL)
            return problem_set(problem, ERR_SYNTAX, MSG("act.member_missing"), "member", members->name, NULL);
    return OK;
}

bool act_kind_member(const ActKind *kind, size_t index, MemberFacts *out)
{
    for (const ActMember *member = kind->members; member->name != NULL; member++, index--)
        if (index == 0) {
            *out = (MemberFacts){member->name, member->required, member->type == MEMBER_COUNT, member->type == MEMBER_CHOICE ? member->choices : NULL};
            return true;
        }
    return false;
}

/* ---- small readers ---- */

Slice act_text(const Act *act, const char *member)
{
    return json_slice(json_object_get(act->object, member));
}

bool act_hash(const Act *act, const char *member, Hash *out)
{
    return hash_parse_hex(act_text(act, member), out) == OK;
}

bool act_time(const Act *act, const char *member, int64_t *out)
{
    return act_time_parse(act_text(act, member), out);
}

int64_t act_integer(const Act *act, const char *member, int64_t otherwise)
{
    const json_t *value = json_object_get(act->object, member);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool act_has(const Act *act, const char *member)
{
    return json_object_get(act->object, member) != NULL;
}

Slice act_stored(Act *act, const char *member)
{
    const json_t *value = json_object_get(act->object, member);
    Buffer        text;
    char         *kept = NULL;
    size_t        size = 0;

    if (value == NULL)
        return (Slice){NULL, 0};
    buffer_init(&text, BODY_MAX);
    json_print(value, &text);
    if (act->arena == NULL)
        act->arena = arena_new(16 * BODY_MAX);
    if (text.status == OK && act->arena != NULL && (kept = arena_take(act->arena, text.size)) != NULL) {
        size = text.size;
        memcpy(kept, text.data, size);
    }
    buffer_clear(&text);
    return (Slice){kept, size};
}

Status act_dates_check(const Act *act, Slice since, Slice ends, Problem *problem)
{
    Slice from = act_has(act, "from") ? act_text(act, "from") : since, until = act_has(act, "until") ? act_text(act, "until") : ends;

    return from.size == 0 || until.size == 0 || slice_compare(from, until) <= 0 ? OK : act_refuse(problem, ERR_SYNTAX, MSG("house.dates"));
}

void act_today(const Act *act, char out[12])
{
    char time[32] = "";

    if (act->facts->clock != 0)
        answer_time(act->facts->clock, time);
    (void)snprintf(out, 12, "%.10s", time);
}

Status act_count(const Act *act, const char *sql, const ViewValue *values, size_t count, int64_t *out, Problem *problem)
{
    return view_one(act->view, sql, 0, out, problem, values, count);
}

Status act_must_exist(Act *act, const char *member, const char *sql, const char *message, Problem *problem)
{
    Slice   name = act_text(act, member);
    int64_t there;

    if (!act_has(act, member))
        return OK;
    TRY(act_count(act, sql, VIEW_VALUES(view_text(name)), &there, problem));
    if (there != 0)
        return OK;
    return problem_set(problem, ERR_NOT_FOUND, message, "name", json_string_value(json_object_get(act->object, member)), NULL);
}

Status act_refuse(Problem *problem, Status status, const char *message)
{
    return problem_set(problem, status, message, NULL);
}

void lines_join(const json_t *array, Buffer *out)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        buffer_add(out, json_slice(json_array_get(array, i)));
        buffer_add_byte(out, '\n');
    }
}

bool lines_next(Slice *rest, Slice *line)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size;

    if (rest->size == 0)
        return false;
    *line = slice_part(*rest, 0, size);
    *rest = slice_part(*rest, end != NULL ? size + 1 : size, rest->size);
    return true;
}

bool lines_have(Slice lines, Slice line)
{
    Slice each;

    while (lines_next(&lines, &each))
        if (slice_equal(each, line))
            return true;
    return false;
}

bool record_facts_opens(const RecordFacts *facts, Slice kind)
{
    return kinds_match(buffer_slice(&facts->open_kinds), kind);
}

bool kinds_match(Slice lines, Slice kind)
{
    Slice each;

    while (lines_next(&lines, &each))
        if (kind_matches(kind, each))
            return true;
    return false;
}
