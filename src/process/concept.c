/* SPDX-License-Identifier: Apache-2.0
 *
 * The content of concepts (70/237, paragraph 3 and question (c); 74/28, paragraph 2 (b)): passages that say what somebody means by a concept. Authors tag their own passages; what readers tag is kept
 * apart and shown as theirs. Nothing is ranked, and who tagged nothing said nothing.
 */
#include "process/process_internal.h"

const char *const concept_tables[] = {
    "CREATE TABLE concept (concept TEXT PRIMARY KEY, names TEXT NOT NULL, document TEXT NOT NULL, paragraph TEXT NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE passage (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, concept TEXT NOT NULL, owner TEXT NOT NULL, language TEXT NOT NULL, paragraph TEXT NOT NULL, party TEXT NOT NULL, "
    "own INTEGER NOT NULL, note TEXT NOT NULL, withdrawn INTEGER)",
    "CREATE INDEX passage_concept ON passage (concept, owner)",
    "CREATE INDEX passage_owner ON passage (owner)",
    NULL};

enum { OWNER_BYTES_MAX = SYMBOL_BYTES_MAX, PARAGRAPH_BYTES_MAX = 20 };

#define CONCEPT_THERE "SELECT count(*) FROM concept WHERE concept = ?"

/* ---- concept.define ---- */

static const ActMember define_members[] = {{"concept", MEMBER_SLUG, true, 0}, {"names", MEMBER_WORDS, true, NAMES_MAX}, {"document", MEMBER_SYMBOL, false, 0}, {"paragraph", MEMBER_LINE, false, 20}, {0}};

static Status define_check(Act *act, Problem *problem)
{
    int64_t there;

    TRY(act_count(act, CONCEPT_THERE, VIEW_VALUES(view_text(act_text(act, "concept"))), &there, problem));
    return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("concept.there"));
}

static Status define_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT INTO concept (concept, names, document, paragraph, act) VALUES (?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_text(act_text(act, "concept")), view_text(act_stored(act, "names")), view_text(act_text(act, "document")), view_text(act_text(act, "paragraph")),
                                view_number(act->index)));
}

const ActKind concept_define_kind = {"concept.define", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, define_members, NULL, define_check, define_apply, 0};

/* ---- concept.tag ---- */

/* owner: the act id of a submission or a statement, or a document's symbol. */
static const ActMember tag_members[] = {{"concept", MEMBER_SLUG, true, 0}, {"owner", MEMBER_LINE, true, OWNER_BYTES_MAX}, {"language", MEMBER_LANGUAGE, true, 0},
                                        {"paragraph", MEMBER_LINE, true, PARAGRAPH_BYTES_MAX}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status tag_check(Act *act, Problem *problem)
{
    int64_t there;

    TRY(act_must_exist(act, "concept", CONCEPT_THERE, MSG("concept.unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM paragraph WHERE owner = ? AND language = ? AND id = ? AND kind <> '" SUMMARY_KIND "'",
                  VIEW_VALUES(view_text(act_text(act, "owner")), view_text(act_text(act, "language")), view_text(act_text(act, "paragraph"))), &there, problem));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("concept.passage_unknown"));
    TRY(act_count(act, "SELECT count(*) FROM passage WHERE concept = ? AND owner = ? AND paragraph = ? AND party = ? AND withdrawn IS NULL",
                  VIEW_VALUES(view_text(act_text(act, "concept")), view_text(act_text(act, "owner")), view_text(act_text(act, "paragraph")), view_text(act->party)), &there, problem));
    return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("concept.tagged"));
}

static Status tag_apply(Act *act, Problem *problem)
{
    static const char sql[] =
        "INSERT INTO passage (act, id, concept, owner, language, paragraph, party, own, note, withdrawn) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
        "EXISTS (SELECT 1 FROM submission WHERE lower(hex(id)) = ?4 AND party = ?7) OR EXISTS (SELECT 1 FROM statement WHERE lower(hex(id)) = ?4 AND party = ?7), ?8, NULL)";

    return view_run(act->view, sql, problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act_text(act, "concept")), view_text(act_text(act, "owner")), view_text(act_text(act, "language")),
                                view_text(act_text(act, "paragraph")), view_text(act->party), view_text(act_text(act, "note"))));
}

const ActKind concept_tag_kind = {"concept.tag", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, tag_members, NULL, tag_check, tag_apply, OF_ANY};

/* ---- concept.untag ---- */

static const ActMember untag_members[] = {{"tag", MEMBER_HASH, true, 0}, {0}};

static Status untag_check(Act *act, Problem *problem)
{
    Hash    tag;
    int64_t own;

    (void)act_hash(act, "tag", &tag);
    TRY(act_count(act, "SELECT count(*) FROM passage WHERE id = ? AND party = ? AND withdrawn IS NULL", VIEW_VALUES(view_hash(&tag), view_text(act->party)), &own, problem));
    return own != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("concept.tag_unknown"));
}

static Status untag_apply(Act *act, Problem *problem)
{
    Hash tag;

    (void)act_hash(act, "tag", &tag);
    return view_run(act->view, "UPDATE passage SET withdrawn = ? WHERE id = ?", problem, VIEW_VALUES(view_number(act->index), view_hash(&tag)));
}

const ActKind concept_untag_kind = {"concept.untag", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, untag_members, NULL, untag_check, untag_apply, OF_ANY};
