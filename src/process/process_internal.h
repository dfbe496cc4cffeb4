/* SPDX-License-Identifier: Apache-2.0
 *
 * What the families of acts share: the act at hand, its members, its signers.
 */
#ifndef PROCESS_PROCESS_INTERNAL_H
#define PROCESS_PROCESS_INTERNAL_H

#include "process/process.h"
#include "process/quote.h"
#include "text/text.h"

#include <jansson.h>

/* ---- members ---- */

enum { SYMBOL_BYTES_MAX = 120 /* the longest in use has under 40 */, NAMES_MAX = 400, LINE_BYTES_MAX = 400, NOTE_BYTES_MAX = 4000, LINES_MAX = 64, TEXT_BYTES_MAX_ACT = 20000 };
extern const char *const languages_official[]; /* ar zh en fr ru es; NULL ends them */

typedef enum MemberType {
    MEMBER_TEXT,      /* at most `max` bytes */
    MEMBER_LINE,      /* the same, without line feeds, not empty */
    MEMBER_HASH,      /* 64 lower-case hexadecimal digits: an act id, a leaf hash, a blob name, a commitment, a salt */
    MEMBER_KEY_NAME,
    MEMBER_PARTY,
    MEMBER_VKEY,
    MEMBER_TIME,
    MEMBER_COUNT,     /* an integer from 0 to `max` */
    MEMBER_OBJECT,
    MEMBER_WORDS,     /* an object of texts by language: at least one of the six, one line each, at most `max` bytes */
    MEMBER_SLUG,      /* the grammar of a party's name: of a body, a session, an initiative */
    MEMBER_DATE,      /* "2027-03-08", a real one */
    MEMBER_SYMBOL,    /* of a document */
    MEMBER_LANGUAGE,  /* one of the six */
    MEMBER_CHOICE,    /* one of `choices` */
    MEMBER_LINES,     /* arrays of at most `max` of these */
    MEMBER_TEXTS,
    MEMBER_HASHES,
    MEMBER_PARTIES,
    MEMBER_VKEYS,
    MEMBER_PATTERNS,  /* of kinds */
    MEMBER_OBJECTS
} MemberType;

typedef struct ActMember {
    const char *name; /* NULL ends the list */
    MemberType  type;
    bool        required;
    size_t      max;
    const char *const *choices; /* of MEMBER_CHOICE; NULL ends them */
} ActMember;

/* Every member there is in the list, is of its type, and none that is required is missing. */
Status members_check(const json_t *object, const ActMember *members, bool common, Problem *problem) MUST_USE;

/* ---- the act at hand ---- */

enum { BROUGHT_KEYS_MAX = 64 };

typedef struct Signer {
    const KeyRecord *record;  /* as enrolled before this act; NULL: the act itself brings the key */
    const Key       *key;
    SignatureFacts   facts;
} Signer;

typedef struct Act {
    Process       *process;
    View          *view;
    const Entry   *entry;
    json_t        *object;
    const ActKind *kind;      /* NULL: not interpreted */
    uint64_t       index;
    RecordFacts   *facts;     /* as they stand before this act */
    Slice          party;     /* whose act it is: the author's party, or the one that `for` names */
    bool           on_behalf;
    Signer         signers[ENTRY_SIGNATURES_MAX];
    size_t         signer_count;
    Key           *brought;   /* BROUGHT_KEYS_MAX of them */
    size_t         brought_count;
    Grade          grade;
    Audience       audience;
    bool           backed_up;
    const LineVerdict *verdicts;
    ProcessMode    mode;
    Arena         *arena;     /* of act_stored; NULL until it is needed */
} Act;

Slice act_text(const Act *act, const char *member);                  /* empty when absent */
bool  act_hash(const Act *act, const char *member, Hash *out);
bool  act_time(const Act *act, const char *member, int64_t *out);
int64_t act_integer(const Act *act, const char *member, int64_t otherwise);
bool  act_signed_by(const Act *act, const Key *key);                 /* one of its lines is by this key, and good */
/* How a table keeps a member that is no text: its canonical JSON; empty when it is absent. Lives as long as the act. */
Slice act_stored(Act *act, const char *member);
bool  act_has(const Act *act, const char *member);
/* `sql` counts rows for one text (the member's); none: ERR_NOT_FOUND with `message`. An absent member is fine. */
Status act_must_exist(Act *act, const char *member, const char *sql, const char *message, Problem *problem) MUST_USE;
/* `from` is not after `until`; a member that is absent counts as what `since` and `ends` say, which may be empty. */
Status act_dates_check(const Act *act, Slice since, Slice ends, Problem *problem) MUST_USE;
/* The day of the record's clock, as 2027-03-08; empty before there is one. No other clock is known to a rule. */
void   act_today(const Act *act, char out[12]);
/* The group that the act names, if it does, is one to which its party belongs on the day of the record's clock (party.c). */
Status act_group_check(const Act *act, Problem *problem) MUST_USE;
Status act_count(const Act *act, const char *sql, const ViewValue *values, size_t count, int64_t *out, Problem *problem) MUST_USE;
/* The blob that blob, size, media and language name, as a row; `title` may be empty. */
Status act_blob_insert(const Act *act, const char *member, int64_t size, Slice media, Slice language, Slice title, Problem *problem) MUST_USE;
/* The same for a blob of JSON, with its size as it is at hand. */
Status act_blob_insert_json(const Act *act, const char *member, Problem *problem) MUST_USE;
/* A blob that the act names. Borrowed until the next one is asked for; ERR_NOT_FOUND, with a sentence, when it is not at hand. */
Status act_blob(const Act *act, const Hash *name, Slice *out, Problem *problem) MUST_USE;
Status act_bring(Act *act, Slice vkey, Problem *problem) MUST_USE;   /* for `brings` */
Status act_refuse(Problem *problem, Status status, const char *message);
/* The form of a zone's name. Whether there is one of that name is a table of the machine's, which a rule may not ask. */
bool  zone_has_form(Slice zone);
/* "a\nb\n" of an array of strings. */
void  lines_join(const json_t *array, Buffer *out);
/* The next line of *rest, without its LF; false at the end. */
bool  lines_next(Slice *rest, Slice *line);
bool  lines_have(Slice lines, Slice line);
bool  kinds_match(Slice lines, Slice kind);

/* ---- the process ---- */

enum { KEY_CACHE_MAX = 1024 /* keys that are in use at a time, of a whole conference; about 2 KB each */ };

struct Process {
    View          *view;
    ProcessSupport support;
    RecordFacts    facts;
    bool           facts_known;
    bool           torn;                /* an act failed while it was applied: see process_torn */
    bool           stale;               /* an act changed facts or keys: they are read again before the next one */
    KeyRecord     *keys[KEY_CACHE_MAX]; /* by a hash of the name; a later one takes the place */
    KeyRecord    **displaced;           /* those whose place was taken since the act began that is judged: it may hold them */
    size_t         displaced_count, displaced_capacity;
    Key           *brought;
    Text          *base;                /* the stored text last asked for, and its name: acts on one version come in rows */
    Hash           base_name;
    json_t        *outcomes;            /* of the version that is being issued, between its check and its apply; and their name */
    Hash           outcomes_name;
};

/* The record of a key, from the cache or the view; borrowed until the act is judged, however many others are asked for. *out is NULL when there is none. */
Status process_key(Process *process, Slice name, const KeyRecord **out, Problem *problem) MUST_USE;
/* Before the next act, which holds none of them: frees the records whose place in the cache was taken. */
void   process_free_displaced(Process *process);
/* All of them. */
void   process_forget_keys(Process *process);
Status signers_check(Act *act, Problem *problem) MUST_USE;
/* One row of the view for each act, whatever its kind. */
Status act_row_insert(const Act *act, Problem *problem) MUST_USE;
Status deadline_insert(const Act *act, Problem *problem) MUST_USE;

/* How many of the live roots of a party signed; and how many it takes. */
Status party_roots_signed(const Act *act, Slice party, size_t *count, size_t *threshold, Problem *problem) MUST_USE;
Status key_insert(const Act *act, const Key *key, Slice party, KeyUse use, Problem *problem) MUST_USE;

/* ---- what presiding asks for (body_office.c) ---- */

#define CHAIR_OF_BODY "SELECT count(*) FROM officer WHERE office = 'chair' AND party = ?1 AND body = ?2 AND " TERM_IS_ON("since", "until", "?3")
#define CHAIR_OF_SESSION "SELECT count(*) FROM officer WHERE office = 'chair' AND party = ?1 AND body = (SELECT body FROM session WHERE session = ?2) AND " TERM_IS_ON("since", "until", "?3")
/* The host for itself, or the party that has the chair of the body on the day of the record's clock. `sql`: one of these two; `of`: the body, or the session. */
Status chair_check(const Act *act, const char *sql, Slice of, Problem *problem) MUST_USE;

/* ---- words of documents and statements (words.c) ---- */

/* The normal form of a symbol, by which documents are one or two: no star, case of suffixes folded. What is no symbol stays as it is. */
void   symbol_key(Slice written, Buffer *out);

/* The text blob that `text` names is at hand and can be read. Without the member: OK. */
Status words_check(Act *act, Problem *problem) MUST_USE;
/* Its paragraphs, citations and search rows, under `owner` (a symbol, or an act) in `language`, in place of those that stood there. */
Status words_apply(Act *act, Slice owner, Slice language, Problem *problem) MUST_USE;
Status words_remove(const Act *act, Slice owner, Slice language, Problem *problem) MUST_USE;

/* Lines of words that stand in the act itself, each as a paragraph KIND-1, KIND-2, … of `kind`; empty lines are none. */
Status words_apply_lines(Act *act, Slice owner, Slice language, const char *kind, Slice text, Problem *problem) MUST_USE;

/* A submission's summary is a text of its own, by the submission's act and this; no text has paragraphs of this kind. */
#define SUMMARY_OWNER "#summary"
#define SUMMARY_KIND "summary"
#define OWNER_ALONE(owner) "CASE WHEN substr(" owner ", 65) = '" SUMMARY_OWNER "' THEN substr(" owner ", 1, 64) ELSE " owner " END"

/* ---- answers (answer.c): rows of queries as JSON ---- */

typedef enum ColumnAs {
    AS_TEXT,   /* left out when empty */
    AS_JSON,   /* canonical JSON as it was stored; left out when empty */
    AS_NAMES,  /* the same of names in several languages, or of a place: shared with other answers, so nobody changes it */
    AS_NUMBER, /* left out when null */
    AS_FLAG,   /* true, or left out */
    AS_HASH,   /* in hexadecimal; left out when null */
    AS_PARTY,  /* {"party", "names"}; left out when empty */
    AS_PARTIES /* of a JSON array of parties: such objects; left out when empty */
} ColumnAs;
typedef struct Column {
    const char *name;
    ColumnAs    as;
} Column;
/* In SQL: on the day `today` a term that began `since` and ends with `until` (texts; empty: not said) is on. With an empty day only what has no end is. */
#define TERM_IS_ON(since, until, today) "((" today " = '' OR " since " <= " today ") AND (" until " = '' OR (" today " <> '' AND " until " >= " today ")))"
/* In SQL: a grade, and the answer of the party for which an act was attested, in the record's words. */
/* Acts by id or leaf hash, which are found by their first six bytes: the indexes `act_id` and `act_leaf`. `value`: a numbered parameter or a column, as it is named twice. */
#define ACT_IS(column, value) "substr(" column ", 1, 6) = substr(" value ", 1, 6) AND " column " = " value
#define GRADE_WORDS "CASE a.grade WHEN 0 THEN 'attested' WHEN 1 THEN 'passkey' ELSE 'own key' END"
#define ANSWER_WORDS "CASE a.answer WHEN 1 THEN 'confirmed' WHEN 2 THEN 'disavowed' ELSE '' END"
/* The columns of `sql` in their order; `columns` ends with a NULL name. Rows are appended to `array`. At most `most` rows; *more: there were more. `more` may be NULL. */
Status answer_rows(View *view, const char *sql, const ViewValue *values, size_t count, const Column *columns, size_t most, json_t *array, bool *more, Problem *problem) MUST_USE;
/* The only row; ERR_NOT_FOUND without writing to problem. */
Status answer_row(View *view, const char *sql, const ViewValue *values, size_t count, const Column *columns, json_t **out, Problem *problem) MUST_USE;
/* A list as a member of an object; nothing is added when it is empty and `always` is false. */
Status answer_list(View *view, json_t *object, const char *member, const char *sql, const ViewValue *values, size_t count, const Column *columns, Problem *problem) MUST_USE;
/* The same of a list in which nothing may be missing: more than WHOLE_LIST_MAX rows are ERR_LIMIT, not a part of them. */
enum { WHOLE_LIST_MAX = 100000 /* of one text: five hundred proposals of each of two hundred delegations */ };
Status answer_whole(View *view, json_t *object, const char *member, const char *sql, const ViewValue *values, size_t count, const Column *columns, Problem *problem) MUST_USE;
Status answer_party(View *view, Slice party, json_t **out, Problem *problem) MUST_USE; /* {"party", "names"}; a party that is not known has its own name */
/* Names in several languages as they are stored (names.c); the caller's reference to what all share: nobody changes it. NULL when it is empty, no JSON, or there is no memory. */
json_t *names_parsed(Slice stored);
Status answer_no_memory(Problem *problem);                           /* ERR_MEMORY, said */
/* POSIX seconds as "2027-03-08T15:00:00Z". */
void   answer_time(int64_t seconds, char out[32]);
/* The day of `now`, in UTC. */
void   question_today(const Question *question, char out[12]);
/* An argument as a number, `otherwise` when it is not given or none. */
int64_t question_number(const Question *question, size_t argument, int64_t otherwise);
/* Members that an act left out are not there; this keeps queries that filter short: NULL for an empty argument. */
ViewValue question_text(const Question *question, size_t argument);

/* Texts of a document that a reissue has taken the place of: `earlier`, [{language, act}], newest first; nothing where there are none (compare_queries.c). */
Status earlier_texts(View *view, json_t *object, Slice symbol, Problem *problem) MUST_USE;

/* ---- the families' rows ---- */

extern const ActKind record_origin_kind, record_host_rotate_kind, record_policy_kind, record_end_kind, record_party_admit_kind, record_party_leave_kind, record_key_enrol_kind,
    record_key_rotate_kind, record_key_revoke_kind, record_blob_kind, record_seal_kind, record_seal_batch_kind, record_open_kind, record_erase_kind, record_checkpoint_kind,
    record_confirm_kind, record_disavow_kind;
extern const ActKind party_describe_kind, party_group_kind;
extern const ActKind body_create_kind, body_change_kind, body_decide_kind, body_open_kind, body_officer_kind, body_member_kind, body_nominate_kind, body_modality_kind;
extern const ActKind session_create_kind, session_agenda_kind, session_programme_kind, meeting_plan_kind, meeting_state_kind;
extern const ActKind document_file_kind, document_issue_kind, document_language_kind, statement_deliver_kind, statement_withdraw_kind;
extern const ActKind initiative_table_kind, initiative_revise_kind, initiative_sponsor_kind, initiative_status_kind;
extern const ActKind text_open_kind, text_version_issue_kind, text_paragraph_close_kind, text_paragraph_reopen_kind, text_end_kind, text_amendment_propose_kind, text_amendment_withdraw_kind,
    text_amendment_sponsor_kind, text_bridge_propose_kind, text_position_declare_kind, text_position_withdraw_kind, text_position_opt_out_kind, text_silence_open_kind, text_silence_break_kind,
    text_silence_extend_kind, text_silence_withdraw_kind, text_silence_close_kind, text_adoption_ask_kind, text_adoption_object_kind, text_adopt_kind, text_explain_kind,
    text_reading_open_kind, text_reading_suspend_kind, text_reading_resume_kind, text_reading_close_kind, text_comment_kind, text_comment_withdraw_kind;
extern const ActKind call_issue_kind, call_extend_kind, call_withdraw_kind, submission_send_kind, submission_reserve_kind, submission_correct_kind, submission_translate_kind, submission_withdraw_kind,
    report_issue_kind, concept_define_kind, concept_tag_kind, concept_untag_kind;
extern const char *const house_tables[], *const party_tables[], *const body_tables[], *const session_tables[], *const document_tables[], *const words_tables[], *const statement_tables[], *const initiative_tables[],
    *const text_tables[], *const text_amendment_tables[], *const text_position_tables[], *const text_silence_tables[], *const text_reading_tables[], *const text_comment_tables[], *const call_tables[], *const submission_tables[], *const report_tables[], *const concept_tables[];

/* ---- the families' named queries ---- */

extern const NamedQuery house_live_query, house_front_query, party_list_query, party_show_query, body_show_query, body_about_query, body_composition_query, session_show_query, meeting_show_query,
    calendar_query, compare_show_query, document_chain_query, document_list_query, document_show_query, statement_list_query, statement_show_query, initiative_list_query, initiative_show_query, act_list_query, act_show_query,
    record_show_query, search_query, act_unanswered_query, text_list_query, text_show_query, text_map_query, text_paragraph_query, text_silence_query, text_silences_query, meeting_proceedings_query;
extern const NamedQuery call_list_query, call_show_query, call_across_query, submission_show_query, submission_list_query, concept_list_query, concept_show_query, report_show_query;

#endif
