/* SPDX-License-Identifier: Apache-2.0
 *
 * The forms by which people act, a row for each kind of act. Who sees a form stands in service/rights.c.
 */
#include "web/people_internal.h"

#define NATURES "resolution decision report draft conference-room-paper working-paper note letter information programme other"

const FormRow form_rows[] = {
    {"initiative.table",
     {{"initiative", ASK_TEXT, true, NULL}, {"body", ASK_BODY, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"text", ASK_LONG, true, NULL}, {"language", ASK_LANGUAGE, true, NULL},
      {"links", ASK_LINKS, false, NULL}}},
    {"initiative.revise",
     {{"initiative", ASK_INITIATIVE, true, NULL}, {"names", ASK_WORDS, false, NULL}, {"text", ASK_LONG, false, NULL}, {"language", ASK_LANGUAGE, false, NULL}, {"links", ASK_LINKS, false, NULL},
      {"note", ASK_TEXT, false, NULL}}},
    {"initiative.sponsor", {{"initiative", ASK_INITIATIVE, true, NULL}, {"joins", ASK_CHOICE, true, "1 0"}, {"note", ASK_TEXT, false, NULL}}},
    {"initiative.status",
     {{"initiative", ASK_INITIATIVE, true, NULL}, {"status", ASK_CHOICE, true, "tabled discussed merged withdrawn adopted"}, {"note", ASK_TEXT, false, NULL}, {"document", ASK_SYMBOL, false, NULL}}},
    {"text.position.declare",
     {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"paragraph", ASK_GIVEN, false, NULL}, {"wording", ASK_WORDING, false, NULL},
      {"position", ASK_CHOICE, true, "support can_live_with reserve object"}, {"text", ASK_LONG, false, NULL}, {"conditions", ASK_CONDITIONS, false, NULL}}},
    {"text.position.withdraw", {{"declared", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.position.opt_out", {{"declared", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.amendment.withdraw", {{"amendment", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.amendment.sponsor", {{"amendment", ASK_GIVEN, true, NULL}, {"joins", ASK_CHOICE, true, "1 0"}}},
    {"text.silence.break", {{"opened", ASK_GIVEN, true, NULL}, {"reason", ASK_LONG, false, NULL}}},
    {"text.adoption.object", {{"asked", ASK_GIVEN, true, NULL}, {"objects", ASK_CHOICE, true, "object=1 withdraw_objection=0"}, {"reason", ASK_LONG, false, NULL}}},
    {"text.explain",
     {{"process", ASK_GIVEN, true, NULL}, {"type", ASK_CHOICE, true, "before after reservation dissociation right_of_reply"}, {"paragraphs", ASK_PLACES, false, NULL}, {"text", ASK_LONG, true, NULL}, {"language", ASK_LANGUAGE, true, NULL}}},
    {"text.open",
     {{"process", ASK_TEXT, true, NULL}, {"body", ASK_BODY, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"form", ASK_CHOICE, true, "resolution decision progress_report final_report other"},
      {"language", ASK_LANGUAGE, true, NULL}, {"session", ASK_SESSION, false, NULL}, {"item", ASK_ITEM, false, NULL}, {"basis", ASK_CHECK, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.paragraph.close",
     {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"paragraph", ASK_GIVEN, true, NULL}, {"level", ASK_CHOICE, true, "ad_referendum agreed"}, {"note", ASK_TEXT, false, NULL}}},
    {"text.paragraph.reopen", {{"process", ASK_GIVEN, true, NULL}, {"paragraph", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.silence.open", {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"deadline", ASK_TIME, true, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.silence.extend", {{"opened", ASK_GIVEN, true, NULL}, {"deadline", ASK_TIME, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.silence.withdraw", {{"opened", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.silence.close", {{"opened", ASK_GIVEN, true, NULL}, {"checkpoint", ASK_GIVEN, true, NULL}, {"outcome", ASK_CHOICE, true, "kept objection"}}},
    {"text.adoption.ask", {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"session", ASK_SESSION, false, NULL}, {"meeting", ASK_MEETING_OF, false, NULL}}},
    {"text.adopt",
     {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"manner", ASK_CHOICE, true, "without_vote vote_elsewhere not_stated"}, {"asked", ASK_GIVEN, false, NULL},
      {"silence", ASK_GIVEN, false, NULL}, {"symbol", ASK_TEXT, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.reading.open",
     {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"reading", ASK_CHOICE, true, "first second third"}, {"first", ASK_PART, true, NULL}, {"last", ASK_PLACE, false, NULL},
      {"session", ASK_SESSION, false, NULL}, {"meeting", ASK_MEETING_OF, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.reading.suspend", {{"opened", ASK_GIVEN, true, NULL}, {"session", ASK_SESSION, false, NULL}, {"meeting", ASK_MEETING_OF, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.reading.resume", {{"opened", ASK_GIVEN, true, NULL}, {"session", ASK_SESSION, false, NULL}, {"meeting", ASK_MEETING_OF, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.reading.close", {{"opened", ASK_GIVEN, true, NULL}, {"session", ASK_SESSION, false, NULL}, {"meeting", ASK_MEETING_OF, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"text.comment",
     {{"process", ASK_GIVEN, true, NULL}, {"version", ASK_GIVEN, true, NULL}, {"paragraph", ASK_GIVEN, false, NULL}, {"amendment", ASK_GIVEN, false, NULL}, {"text", ASK_LONG, true, NULL},
      {"language", ASK_LANGUAGE, true, NULL}}},
    {"text.comment.withdraw", {{"comment", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"text.end", {{"process", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, true, NULL}}},
    {"statement.deliver",
     {{"body", ASK_BODY, true, NULL}, {"session", ASK_SESSION, false, NULL}, {"meeting", ASK_MEETING_OF, false, NULL}, {"item", ASK_ITEM, false, NULL}, {"names", ASK_WORDS, false, NULL},
      {"speaker", ASK_TEXT, false, NULL}, {"group", ASK_GROUP, false, NULL}, {"language", ASK_LANGUAGE, true, NULL}, {"how", ASK_CHOICE, true, "delivered written"}, {"file", ASK_PAPER, true, NULL}}},
    {"statement.withdraw", {{"statement", ASK_STATEMENT, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"document.file",
     {{"names", ASK_WORDS, true, NULL}, {"language", ASK_LANGUAGE, true, NULL}, {"file", ASK_PAPER, true, NULL}, {"body", ASK_BODY, false, NULL}, {"session", ASK_SESSION, false, NULL},
      {"items", ASK_ITEMS_OF, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"body.nominate", {{"body", ASK_BODY, true, NULL}, {"name", ASK_TEXT, true, NULL}, {"post", ASK_TEXT, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"document.issue",
     {{"symbol", ASK_TEXT, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"nature", ASK_CHOICE, true, NATURES}, {"distribution", ASK_CHOICE, true, "general limited"}, {"date", ASK_DATE, true, NULL},
      {"body", ASK_BODY, false, NULL}, {"session", ASK_SESSION, false, NULL}, {"items", ASK_ITEMS_OF, false, NULL}, {"parties", ASK_PARTIES, false, NULL}, {"original", ASK_LANGUAGE, false, NULL},
      {"replaces", ASK_SYMBOL, false, NULL}, {"source", ASK_TEXT, false, NULL}, {"adopted", ASK_DATE, false, NULL}, {"manner", ASK_CHOICE, false, "without-a-vote recorded-vote not-stated"},
      {"fictional", ASK_CHECK, false, NULL}, {"source_note", ASK_TEXT, false, NULL}}},
    {"document.language", {{"symbol", ASK_SYMBOL, true, NULL}, {"language", ASK_LANGUAGE, true, NULL}, {"file", ASK_FILE, true, NULL}, {"reissued", ASK_CHECK, false, NULL}}},
    {"meeting.plan",
     {{"session", ASK_SESSION, true, NULL}, {"meeting", ASK_TEXT, true, NULL}, {"number", ASK_NUMBER, false, NULL}, {"form", ASK_CHOICE, true, "formal informal"}, {"begin", ASK_TIME, true, NULL},
      {"end", ASK_TIME, true, NULL}, {"items", ASK_ITEMS_OF, false, NULL}, {"names", ASK_WORDS, false, NULL}, {"place", ASK_WORDS, false, NULL}}},
    {"meeting.state",
     {{"session", ASK_SESSION, true, NULL}, {"meeting", ASK_MEETING_OF, true, NULL}, {"state", ASK_CHOICE, true, "open suspended closed cancelled"}, {"note", ASK_TEXT, false, NULL}}},
    {"session.create",
     {{"session", ASK_TEXT, true, NULL}, {"body", ASK_BODY, true, NULL}, {"number", ASK_NUMBER, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"from", ASK_DATE, true, NULL},
      {"until", ASK_DATE, true, NULL}, {"place", ASK_WORDS, true, NULL}, {"zone", ASK_TEXT, true, NULL}, {"kind", ASK_CHOICE, true, "organizational substantive resumed intersessional"}}},
    {"session.agenda", {{"session", ASK_SESSION, true, NULL}, {"status", ASK_CHOICE, true, "provisional adopted"}, {"items", ASK_ITEMS, true, NULL}}},
    {"session.programme", {{"session", ASK_SESSION, true, NULL}, {"status", ASK_CHOICE, true, "proposed adopted"}, {"note", ASK_TEXT, false, NULL}}},
    {"body.create",
     {{"body", ASK_TEXT, true, NULL}, {"kind", ASK_CHOICE, true, "open-ended expert thematic committee"}, {"names", ASK_WORDS, true, NULL}, {"mandate", ASK_MANDATE, false, NULL},
      {"rule", ASK_CHOICE, true, "consensus two-thirds majority none"}, {"objectors", ASK_CHOICE, true, "states members none"}, {"members", ASK_CHOICE, true, "all-states listed"},
      {"parent", ASK_BODY, false, NULL}, {"predecessor", ASK_BODY, false, NULL}, {"from", ASK_DATE, false, NULL}, {"until", ASK_DATE, false, NULL}, {"report_to", ASK_WORDS, false, NULL},
      {"about", ASK_WORDS, false, NULL}, {"fictional", ASK_CHECK, false, NULL}}},
    {"body.change",
     {{"body", ASK_BODY, true, NULL}, {"names", ASK_WORDS, false, NULL}, {"mandate", ASK_MANDATE, false, NULL}, {"rule", ASK_CHOICE, false, "consensus two-thirds majority none"},
      {"objectors", ASK_CHOICE, false, "states members none"}, {"members", ASK_CHOICE, false, "all-states listed"}, {"predecessor", ASK_BODY, false, NULL}, {"successor", ASK_BODY, false, NULL},
      {"from", ASK_DATE, false, NULL}, {"until", ASK_DATE, false, NULL}, {"report_to", ASK_WORDS, false, NULL}, {"about", ASK_WORDS, false, NULL}}},
    {"body.decide", {{"body", ASK_BODY, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"meeting", ASK_MEETING, false, NULL}, {"document", ASK_SYMBOL, false, NULL}}},
    {"body.open", {{"body", ASK_BODY, true, NULL}, {"decision", ASK_TEXT, true, NULL}}},
    {"body.officer",
     {{"body", ASK_BODY, true, NULL}, {"office", ASK_CHOICE, true, "chair vice-chair rapporteur facilitator friend"}, {"name", ASK_TEXT, true, NULL}, {"party", ASK_PARTY, false, NULL},
      {"from", ASK_DATE, false, NULL}, {"until", ASK_DATE, false, NULL}}},
    {"body.member", {{"body", ASK_BODY, true, NULL}, {"party", ASK_PARTY, true, NULL}, {"from", ASK_DATE, false, NULL}, {"until", ASK_DATE, false, NULL}}},
    {"body.modality", {{"body", ASK_BODY, true, NULL}, {"number", ASK_TEXT, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"document", ASK_SYMBOL, false, NULL}}},
    {"party.describe",
     {{"party", ASK_PARTY, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"formal", ASK_WORDS, false, NULL}, {"kind", ASK_CHOICE, false, "regional negotiating"}, {"iso3", ASK_TEXT, false, NULL},
      {"from", ASK_DATE, false, NULL}, {"fictional", ASK_CHECK, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"party.group",
     {{"party", ASK_PARTY, true, NULL}, {"group", ASK_GROUP, true, NULL}, {"electoral", ASK_CHECK, false, NULL}, {"from", ASK_DATE, false, NULL}, {"until", ASK_DATE, false, NULL}}},
    {"call.issue",
     {{"call", ASK_TEXT, true, NULL}, {"purpose", ASK_CHOICE, true, "views nominations"}, {"names", ASK_WORDS, true, NULL}, {"document", ASK_SYMBOL, false, NULL}, {"paragraph", ASK_TEXT, false, NULL},
      {"wording", ASK_WORDS, false, NULL}, {"questions", ASK_QUESTIONS, false, NULL}, {"noted", ASK_DATE, false, NULL}, {"until", ASK_ZONED_TIME, true, NULL}, {"words", ASK_NUMBER, false, NULL},
      {"summary_words", ASK_NUMBER, false, NULL}, {"addressees", ASK_SOME, false, "state observer group stakeholder"}, {"languages", ASK_LANGUAGES, false, NULL}, {"body", ASK_BODY, false, NULL},
      {"fictional", ASK_CHECK, false, NULL}}},
    {"call.extend", {{"call", ASK_CALL, true, NULL}, {"until", ASK_ZONED_TIME, true, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"call.withdraw", {{"call", ASK_CALL, true, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"submission.reserve", {{"call", ASK_CALL, true, NULL}, {"group", ASK_GROUP, false, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"submission.translate", {{"submission", ASK_GIVEN, true, NULL}, {"language", ASK_LANGUAGE, true, NULL}, {"file", ASK_PAPER, true, NULL}, {"summary", ASK_LONG, false, NULL}}},
    {"submission.withdraw", {{"submission", ASK_GIVEN, true, NULL}, {"reason", ASK_TEXT, false, NULL}}},
    {"report.issue",
     {{"symbol", ASK_SYMBOL, true, NULL}, {"form", ASK_CHOICE, true, "report addendum corrigendum compendium expert-group progress final"}, {"call", ASK_CALL, false, NULL}, {"parts", ASK_SENT, false, NULL},
      {"of", ASK_SYMBOL, false, NULL}, {"body", ASK_BODY, false, NULL}, {"languages", ASK_LANGUAGES, false, NULL}, {"summary", ASK_WORDS, false, NULL}, {"outcome", ASK_CHOICE, false, "consensus no-consensus"}, {"letter", ASK_PAPER, false, NULL},
      {"note", ASK_TEXT, false, NULL}}},
    {"concept.define", {{"concept", ASK_TEXT, true, NULL}, {"names", ASK_WORDS, true, NULL}, {"document", ASK_SYMBOL, false, NULL}, {"paragraph", ASK_TEXT, false, NULL}}},
    {"concept.tag",
     {{"owner", ASK_GIVEN, true, NULL}, {"language", ASK_GIVEN, true, NULL}, {"paragraph", ASK_GIVEN, true, NULL}, {"concept", ASK_CONCEPT, true, NULL}, {"note", ASK_TEXT, false, NULL}}},
    {"concept.untag", {{"tag", ASK_GIVEN, true, NULL}}},
    {NULL, {{NULL, ASK_TEXT, false, NULL}}},
};

const char *const form_row_others[] = {"text.amendment.propose", "text.bridge.propose", "text.version.issue", "submission.send", "submission.correct", NULL};

bool form_row_files(Slice kind)
{
    for (size_t i = 0; form_row_others[i] != NULL; i++)
        if (slice_is(kind, form_row_others[i]))
            return true;
    return form_row_find(kind) != NULL;
}

const FormRow *form_row_find(Slice kind)
{
    for (const FormRow *row = form_rows; row->kind != NULL; row++)
        if (slice_is(kind, row->kind))
            return row;
    return NULL;
}

/* What only a page can give (a text, its version, a paragraph) is not asked for on the desk. */
bool form_row_on_desk(const FormRow *row)
{
    for (size_t i = 0; i < FORM_ROW_FIELDS_MAX && row->fields[i].member != NULL; i++)
        if (row->fields[i].widget == ASK_GIVEN && row->fields[i].required)
            return false;
    return true;
}
