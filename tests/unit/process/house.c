/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of the house's acts as one story, step by step: who files what, and whether it is accepted or by which sentence it is refused. Every kind of the house is accepted at least once and
 * refused at least once; every refusal of these files is met; nobody but those whom the table of kinds names can file a kind at all.
 */
#include "unit/suite.h"

#include "text/text.h"
#include "unit/process/world.h"

#include <jansson.h>

#define EVIDENCE "\"evidence\":{\"kind\":\"login\"}"
#define NAMES "\"names\":{\"en\":\"A name\",\"fr\":\"Un nom\"}"
#define NO_BLOB "00000000000000000000000000000000000000000000000000000000000000bb"
#define BODY "\"kind\":\"open-ended\"," NAMES ",\"rule\":\"consensus\",\"objectors\":\"states\",\"members\":\"all-states\""

static World world;

/* "@state" in a JSON is `for` and evidence of the party "state", and so on. "#NAME" is the id of the act that a step kept under that name. */
typedef struct Step {
    const char *by, *kind, *json;
    const char *refused; /* the message id; NULL: accepted */
    const char *keep;    /* a name for its act */
} Step;

static const Step story[] = {
    /* parties */
    {PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"State\",\"party\":\"state\",\"roots\":[],\"threshold\":0}", NULL, NULL},
    {PROTOCOL, "record.party.admit", "{\"class\":\"state\",\"name\":\"Other\",\"party\":\"other\",\"roots\":[],\"threshold\":0}", NULL, NULL},
    {PROTOCOL, "record.party.admit", "{\"class\":\"stakeholder\",\"name\":\"Guest\",\"party\":\"guest\",\"roots\":[],\"threshold\":0}", NULL, NULL},
    {PROTOCOL, "record.party.admit", "{\"class\":\"group\",\"name\":\"North\",\"party\":\"north\",\"roots\":[],\"threshold\":0}", NULL, NULL},
    {PROTOCOL, "record.party.admit", "{\"class\":\"group\",\"name\":\"South\",\"party\":\"south\",\"roots\":[],\"threshold\":0}", NULL, NULL},
    {REGISTRY, "party.describe", "{" NAMES ",\"party\":\"nobody\"}", "house.party_unknown", NULL},
    {REGISTRY, "party.describe", "{" NAMES ",\"kind\":\"regional\",\"party\":\"state\"}", "house.kind_of_group", NULL},
    {REGISTRY, "party.describe", "{\"names\":{},\"party\":\"state\"}", "act.member_wrong", NULL},
    {REGISTRY, "party.describe", "{\"names\":{\"de\":\"Staat\"},\"party\":\"state\"}", "act.member_wrong", NULL},
    {REGISTRY, "party.describe", "{\"from\":\"2027-02-30\"," NAMES ",\"party\":\"state\"}", "act.member_wrong", NULL},
    {REGISTRY, "party.describe", "{\"from\":\"2027-02-28\"," NAMES ",\"party\":\"state\"}", NULL, NULL},
    {REGISTRY, "party.describe", "{\"kind\":\"regional\"," NAMES ",\"party\":\"north\"}", NULL, NULL},
    {REGISTRY, "party.describe", "{\"iso3\":\"xy\"," NAMES ",\"party\":\"state\"}", "house.iso3", NULL},
    {REGISTRY, "party.describe", "{\"iso3\":\"Xyz\"," NAMES ",\"party\":\"state\"}", "house.iso3", NULL},
    {REGISTRY, "party.describe", "{\"iso3\":\"XYZ\"," NAMES ",\"party\":\"state\"}", NULL, NULL},
    {REGISTRY, "party.group", "{\"electoral\":1,\"group\":\"south\",\"party\":\"state\"}", "house.electoral_regional", NULL},
    {REGISTRY, "party.group", "{\"electoral\":1,\"group\":\"north\",\"party\":\"guest\"}", "house.electoral_regional", NULL},
    {REGISTRY, "party.group", "{\"group\":\"north\",\"party\":\"north\"}", "house.group_itself", NULL},
    {REGISTRY, "party.describe", "{\"kind\":\"regional\"," NAMES ",\"party\":\"south\"}", NULL, NULL},
    {REGISTRY, "party.group", "{\"group\":\"state\",\"party\":\"other\"}", "house.group_unknown", NULL},
    {REGISTRY, "party.group", "{\"from\":\"2027-02-02\",\"group\":\"north\",\"party\":\"state\",\"until\":\"2027-02-01\"}", "house.dates", NULL},
    {REGISTRY, "party.group", "{\"electoral\":1,\"group\":\"north\",\"party\":\"state\"}", NULL, NULL},
    {REGISTRY, "party.group", "{\"electoral\":1,\"group\":\"south\",\"party\":\"state\"}", "house.electoral_twice", NULL},
    {REGISTRY, "party.group", "{\"electoral\":1,\"group\":\"north\",\"party\":\"state\",\"until\":\"2027-02-01\"}", NULL, NULL},
    {REGISTRY, "party.group", "{\"electoral\":1,\"group\":\"south\",\"party\":\"state\"}", NULL, NULL},
    /* bodies */
    {REGISTRY, "body.create", "{\"body\":\"group\"," BODY "}", NULL, NULL},
    {REGISTRY, "body.create", "{\"body\":\"group\"," BODY "}", "house.body_there", NULL},
    {REGISTRY, "body.create", "{\"body\":\"sub\"," BODY ",\"parent\":\"group\"}", "house.parent", NULL},
    {REGISTRY, "body.create", "{\"body\":\"sub\",\"kind\":\"thematic\"," NAMES ",\"members\":\"all-states\",\"objectors\":\"states\",\"rule\":\"consensus\"}", "house.parent", NULL},
    {REGISTRY, "body.create", "{\"body\":\"sub\",\"kind\":\"thematic\"," NAMES ",\"members\":\"all-states\",\"objectors\":\"states\",\"parent\":\"none\",\"rule\":\"consensus\"}", "house.body_unknown", NULL},
    {REGISTRY, "body.create", "{\"body\":\"sub\",\"kind\":\"thematic\"," NAMES ",\"members\":\"all-states\",\"objectors\":\"states\",\"parent\":\"group\",\"rule\":\"consensus\"}", NULL, NULL},
    {REGISTRY, "body.create", "{\"body\":\"late\"," BODY ",\"from\":\"2027-02-02\",\"until\":\"2027-02-01\"}", "house.dates", NULL},
    {REGISTRY, "body.create", "{\"body\":\"later\"," BODY ",\"predecessor\":\"none\"}", "house.body_unknown", NULL},
    {REGISTRY, "body.create", "{\"body\":\"other-rule\",\"kind\":\"open-ended\"," NAMES ",\"members\":\"all-states\",\"objectors\":\"states\",\"rule\":\"applause\"}", "act.member_choice", NULL},
    {REGISTRY, "body.create", "{\"body\":\"mandated\"," BODY ",\"mandate\":{\"resolution\":\"75/240\"}}", "act.member_unknown", NULL},
    {REGISTRY, "body.create", "{\"body\":\"experts\",\"kind\":\"expert\"," NAMES ",\"members\":\"listed\",\"objectors\":\"members\",\"rule\":\"consensus\"}", NULL, NULL},
    {REGISTRY, "body.change", "{\"body\":\"none\"," NAMES "}", "house.body_unknown", NULL},
    {REGISTRY, "body.change", "{\"body\":\"group\"}", "house.nothing_changes", NULL},
    {REGISTRY, "body.change", "{\"body\":\"group\",\"successor\":\"experts\"}", NULL, NULL},
    {REGISTRY, "body.change", "{\"body\":\"group\",\"successor\":\"group\"}", "house.body_itself", NULL},
    {REGISTRY, "body.change", "{\"body\":\"group\",\"from\":\"2027-01-01\"}", NULL, NULL},
    {REGISTRY, "body.change", "{\"body\":\"group\",\"until\":\"2026-12-31\"}", "house.dates", NULL},
    {REGISTRY, "body.change", "{\"body\":\"group\",\"until\":\"2027-12-31\"}", NULL, NULL},
    {REGISTRY, "body.decide", "{\"body\":\"sub\"," NAMES "}", "house.body_closed", NULL},
    {REGISTRY, "body.officer", "{\"body\":\"group\",\"name\":\"A. Person\",\"office\":\"emperor\"}", "act.member_choice", NULL},
    {REGISTRY, "body.officer", "{\"body\":\"group\",\"name\":\"A. Person\",\"office\":\"chair\",\"party\":\"nobody\"}", "house.party_unknown", NULL},
    {REGISTRY, "body.officer", "{\"body\":\"group\",\"name\":\"A. Person\",\"office\":\"chair\",\"party\":\"state\"}", NULL, NULL},
    {REGISTRY, "body.member", "{\"body\":\"group\",\"party\":\"state\"}", "house.open_to_all", NULL},
    {REGISTRY, "body.member", "{\"body\":\"experts\",\"party\":\"state\"}", NULL, NULL},
    {REGISTRY, "body.nominate", "{\"body\":\"experts\",\"name\":\"An Expert\"}", "act.author_use", NULL},
    {REGISTRY, "body.nominate", "{\"body\":\"group\",@state,\"name\":\"An Expert\"}", "house.not_expert", NULL},
    {REGISTRY, "body.nominate", "{\"body\":\"experts\",@guest,\"name\":\"An Expert\"}", "act.class", NULL},
    {REGISTRY, "body.nominate", "{\"body\":\"experts\",@state,\"name\":\"An Expert\"}", NULL, NULL},
    {REGISTRY, "body.modality", "{\"body\":\"group\",\"document\":\"A/RES/75/240\"," NAMES ",\"number\":\"1\"}", "house.document_unknown", NULL},
    {REGISTRY, "body.modality", "{\"body\":\"group\"," NAMES ",\"number\":\"1\"}", NULL, NULL},
    /* a subgroup is off until its parent decides */
    {REGISTRY, "session.create", "{\"body\":\"sub\",\"from\":\"2027-03-08\",\"kind\":\"substantive\"," NAMES ",\"number\":1,\"place\":{\"en\":\"New York\"},\"session\":\"sub-1\",\"until\":\"2027-03-12\",\"zone\":\"America/New_York\"}",
     "house.body_closed", NULL},
    {REGISTRY, "body.open", "{\"body\":\"sub\",\"decision\":\"" NO_BLOB "\"}", "house.no_decision", NULL},
    {REGISTRY, "body.decide", "{\"body\":\"none\"," NAMES "}", "house.body_unknown", NULL},
    {REGISTRY, "body.decide", "{\"body\":\"experts\"," NAMES "}", NULL, "elsewhere"},
    {REGISTRY, "body.open", "{\"body\":\"sub\",\"decision\":\"#elsewhere\"}", "house.no_decision", NULL},
    {REGISTRY, "body.decide", "{\"body\":\"group\"," NAMES "}", NULL, "decided"},
    {REGISTRY, "body.open", "{\"body\":\"sub\",\"decision\":\"#decided\"}", NULL, NULL},
    {REGISTRY, "body.open", "{\"body\":\"sub\",\"decision\":\"#decided\"}", "house.body_open", NULL},
    /* sessions and meetings */
    {REGISTRY, "session.create", "{\"body\":\"group\",\"from\":\"2027-03-12\",\"kind\":\"substantive\"," NAMES ",\"number\":1,\"place\":{\"en\":\"New York\"},\"session\":\"one\",\"until\":\"2027-03-08\",\"zone\":\"America/New_York\"}",
     "house.dates", NULL},
    {REGISTRY, "session.create", "{\"body\":\"group\",\"from\":\"2027-03-08\",\"kind\":\"substantive\"," NAMES ",\"number\":1,\"place\":{\"en\":\"New York\"},\"session\":\"one\",\"until\":\"2027-03-12\",\"zone\":\"New York\"}",
     "house.zone", NULL},
    {REGISTRY, "session.create", "{\"body\":\"group\",\"from\":\"2027-03-08\",\"kind\":\"substantive\"," NAMES ",\"number\":1,\"place\":{\"en\":\"New York\"},\"session\":\"one\",\"until\":\"2027-03-12\",\"zone\":\"America/New_York\"}",
     NULL, NULL},
    {REGISTRY, "session.create", "{\"body\":\"group\",\"from\":\"2027-03-08\",\"kind\":\"substantive\"," NAMES ",\"number\":1,\"place\":{\"en\":\"New York\"},\"session\":\"one\",\"until\":\"2027-03-12\",\"zone\":\"America/New_York\"}",
     "house.session_there", NULL},
    {REGISTRY, "session.agenda", "{\"items\":[],\"session\":\"none\",\"status\":\"adopted\"}", "house.session_unknown", NULL},
    {REGISTRY, "session.agenda", "{\"items\":[{\"item\":\"1\"," NAMES "},{\"item\":\"1\"," NAMES "}],\"session\":\"one\",\"status\":\"adopted\"}", "house.item_twice", NULL},
    {REGISTRY, "session.agenda", "{\"items\":[{\"item\":\"1\"," NAMES "},{\"item\":\"2\"," NAMES ",\"recurs\":1}],\"session\":\"one\",\"status\":\"adopted\"}", NULL, NULL},
    {REGISTRY, "session.agenda", "{\"items\":[{\"item\":\"1\"," NAMES "}],\"session\":\"one\",\"status\":\"provisional\"}", "house.agenda_adopted", NULL},
    {REGISTRY, "session.programme", "{\"session\":\"none\",\"status\":\"proposed\"}", "house.session_unknown", NULL},
    {REGISTRY, "session.programme", "{\"session\":\"one\",\"status\":\"proposed\"}", NULL, NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-08T18:00:00Z\",\"end\":\"2027-03-08T15:00:00Z\",\"form\":\"formal\",\"meeting\":\"m1\",\"session\":\"one\"}", "house.times", NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-08T15:00:00Z\",\"end\":\"2027-03-08T18:00:00Z\",\"form\":\"formal\",\"items\":[\"9\"],\"meeting\":\"m1\",\"session\":\"one\"}", "house.item_unknown", NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-08T15:00:00Z\",\"end\":\"2027-03-08T18:00:00Z\",\"form\":\"formal\",\"items\":[\"1\"],\"meeting\":\"m1\",\"session\":\"one\"}", NULL, NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-09T15:00:00Z\",\"end\":\"2027-03-09T18:00:00Z\",\"form\":\"informal\",\"meeting\":\"m2\",\"session\":\"one\"}", NULL, NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-06T15:00:00Z\",\"end\":\"2027-03-06T18:00:00Z\",\"form\":\"formal\",\"meeting\":\"m3\",\"session\":\"one\"}", "house.meeting_outside", NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-14T15:00:00Z\",\"end\":\"2027-03-14T18:00:00Z\",\"form\":\"formal\",\"meeting\":\"m3\",\"session\":\"one\"}", "house.meeting_outside", NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-13T01:00:00Z\",\"end\":\"2027-03-13T02:00:00Z\",\"form\":\"formal\",\"meeting\":\"m3\",\"session\":\"one\"}", NULL, NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m3\",\"session\":\"one\",\"state\":\"open\"}", NULL, NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m3\",\"session\":\"one\",\"state\":\"suspended\"}", NULL, NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-13T01:00:00Z\",\"end\":\"2027-03-13T02:00:00Z\",\"form\":\"formal\",\"meeting\":\"m3\",\"session\":\"one\"}", "house.meeting_begun", NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m9\",\"session\":\"one\",\"state\":\"open\"}", "house.meeting_unknown", NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m1\",\"session\":\"one\",\"state\":\"suspended\"}", "house.meeting_step", NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m1\",\"session\":\"one\",\"state\":\"open\"}", NULL, NULL},
    {REGISTRY, "meeting.plan", "{\"begin\":\"2027-03-08T15:00:00Z\",\"end\":\"2027-03-08T18:00:00Z\",\"form\":\"formal\",\"meeting\":\"m1\",\"session\":\"one\"}", "house.meeting_begun", NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m1\",\"session\":\"one\",\"state\":\"closed\"}", NULL, NULL},
    {REGISTRY, "meeting.state", "{\"meeting\":\"m2\",\"session\":\"one\",\"state\":\"cancelled\"}", NULL, NULL},
    {REGISTRY, "body.decide", "{\"body\":\"group\",\"meeting\":{\"meeting\":\"m7\",\"session\":\"one\"}," NAMES "}", "house.meeting_unknown", NULL},
    {REGISTRY, "body.decide", "{\"body\":\"group\",\"meeting\":{\"meeting\":\"m2\",\"session\":\"one\"}," NAMES "}", "house.meeting_unknown", NULL},
    {REGISTRY, "body.decide", "{\"body\":\"group\",\"meeting\":{\"meeting\":\"m1\",\"session\":\"one\"}," NAMES "}", NULL, NULL},
    /* what presiding asks for: the party that has the chair of the body, and no other */
    {REGISTRY, "body.decide", "{\"body\":\"group\",@other," NAMES "}", "house.not_chair", NULL},
    {REGISTRY, "body.decide", "{\"body\":\"group\",@state," NAMES "}", NULL, NULL},
    {REGISTRY, "body.decide", "{\"body\":\"experts\",@state," NAMES "}", "house.not_chair", NULL},
    {REGISTRY, "session.programme", "{@other,\"session\":\"one\",\"status\":\"proposed\"}", "house.not_chair", NULL},
    {REGISTRY, "session.programme", "{@state,\"session\":\"one\",\"status\":\"proposed\"}", NULL, NULL},
    {REGISTRY, "meeting.state", "{@other,\"meeting\":\"m3\",\"session\":\"one\",\"state\":\"closed\"}", "house.not_chair", NULL},
    {REGISTRY, "meeting.state", "{@state,\"meeting\":\"m3\",\"session\":\"one\",\"state\":\"closed\"}", NULL, NULL},
    /* documents */
    {REGISTRY, "document.file", "{" BLOB_MEMBERS ",\"language\":\"en\"," NAMES "}", "act.author_use", NULL},
    {REGISTRY, "document.file", "{" BLOB_MEMBERS ",\"body\":\"sub\",@state,\"language\":\"en\"," NAMES ",\"session\":\"one\"}", "house.session_of_another", NULL},
    {REGISTRY, "document.file", "{" BLOB_MEMBERS ",@state,\"language\":\"en\"," NAMES ",\"text\":\"" NO_BLOB "\"}", "act.blob_missing", NULL},
    {REGISTRY, "document.file", "{" BLOB_MEMBERS ",@state,\"language\":\"en\"," NAMES "}", NULL, "paper"},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"not a symbol\"}", "act.member_wrong", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\",\"manner\":\"without-a-vote\"," NAMES ",\"nature\":\"report\",\"symbol\":\"A/80/1\"}", "house.manner_alone", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"replaces\":\"A/80/0\",\"symbol\":\"A/80/1\"}", "house.document_unknown", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"parties\":[\"nobody\"],\"symbol\":\"A/80/1\"}", "house.party_unknown", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"source\":\"" NO_BLOB "\",\"symbol\":\"A/80/1\"}", "house.paper_unknown", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"working-paper\",\"parties\":[\"state\"],\"source\":\"#paper\",\"symbol\":\"A/80/1\"}", NULL, NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"working-paper\",\"source\":\"#paper\",\"symbol\":\"A/80/2\"}", "house.paper_unknown", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"A/80/1\"}", "house.symbol_taken", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"a/80/1\"}", "house.symbol_taken", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"A/80/1*\"}", "house.symbol_star", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"replaces\":\"A/80/1\",\"symbol\":\"A/80/1/Rev.1\"}", NULL, NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"A/80/1/REV.1\"}", "house.symbol_taken", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"replaces\":\"A/80/1\",\"symbol\":\"A/80/1/Rev.2\"}", "house.replaced_already", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"items\":[\"9\"],\"session\":\"one\",\"symbol\":\"A/80/3\"}", "house.item_unknown", NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"items\":[\"1\"],\"session\":\"one\",\"symbol\":\"A/80/3\"}", NULL, NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"S/RES/1440(2002)\"}", NULL, NULL},
    {REGISTRY, "document.issue", "{\"date\":\"2027-03-08\",\"distribution\":\"general\"," NAMES ",\"nature\":\"report\",\"symbol\":\"S/RES/1440 (2002)\"}", "house.symbol_taken", NULL},
    {REGISTRY, "document.language", "{" BLOB_MEMBERS ",\"language\":\"en\",\"symbol\":\"A/80/9\"}", "house.document_unknown", NULL},
    {REGISTRY, "document.language", "{" BLOB_MEMBERS ",\"language\":\"en\",\"reissued\":1,\"symbol\":\"A/80/1\"}", "house.language_missing", NULL},
    {REGISTRY, "document.language", "{" BLOB_MEMBERS ",\"language\":\"en\",\"symbol\":\"A/80/1\"}", NULL, NULL},
    {REGISTRY, "document.language", "{" BLOB_MEMBERS ",\"language\":\"en\",\"symbol\":\"A/80/1\"}", "house.language_there", NULL},
    {REGISTRY, "document.language", "{" BLOB_MEMBERS ",\"language\":\"en\",\"reissued\":1,\"symbol\":\"A/80/1\"}", NULL, NULL},
    {REGISTRY, "document.language", "{" BLOB_MEMBERS ",\"language\":\"de\",\"symbol\":\"A/80/1\"}", "act.member_wrong", NULL},
    /* statements */
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"none\",@state,\"how\":\"written\",\"language\":\"en\"}", "house.body_closed", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"delivered\",\"language\":\"en\",\"session\":\"one\"}", "house.delivered_where", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"written\",\"item\":\"1\",\"language\":\"en\"}", "house.session_missing", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"sub\",@state,\"how\":\"delivered\",\"language\":\"en\",\"meeting\":\"m1\",\"session\":\"one\"}", "house.session_of_another", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"delivered\",\"language\":\"en\",\"meeting\":\"m2\",\"session\":\"one\"}", "house.meeting_unknown", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"delivered\",\"item\":\"9\",\"language\":\"en\",\"meeting\":\"m1\",\"session\":\"one\"}", "house.item_unknown", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"group\":\"north\",\"how\":\"delivered\",\"language\":\"en\",\"meeting\":\"m1\",\"session\":\"one\"}", "house.not_of_group", NULL},
    {REGISTRY, "statement.deliver", "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"group\":\"south\",\"how\":\"delivered\",\"item\":\"1\",\"language\":\"en\",\"meeting\":\"m1\",\"session\":\"one\"}", NULL, "said"},
    {REGISTRY, "statement.withdraw", "{@state,\"statement\":\"" NO_BLOB "\"}", "house.statement_unknown", NULL},
    {REGISTRY, "statement.withdraw", "{@other,\"statement\":\"#said\"}", "house.not_yours", NULL},
    {REGISTRY, "statement.withdraw", "{@state,\"statement\":\"#said\"}", NULL, NULL},
    {REGISTRY, "statement.withdraw", "{@state,\"statement\":\"#said\"}", "house.statement_unknown", NULL},
    /* initiatives */
    {REGISTRY, "initiative.table", "{\"body\":\"none\",@state,\"initiative\":\"idea\",\"language\":\"en\"," NAMES ",\"text\":\"A text.\"}", "house.body_closed", NULL},
    {REGISTRY, "initiative.table", "{\"body\":\"group\",@guest,\"initiative\":\"idea\",\"language\":\"en\"," NAMES ",\"text\":\"A text.\"}", "act.class", NULL},
    {REGISTRY, "initiative.table", "{\"body\":\"group\",@state,\"initiative\":\"idea\",\"language\":\"en\",\"links\":[{\"url\":\"x\"}]," NAMES ",\"text\":\"A text.\"}", "act.member_unknown", NULL},
    {REGISTRY, "initiative.table", "{\"body\":\"group\",@state,\"initiative\":\"idea\",\"language\":\"en\"," NAMES ",\"text\":\"A text.\"}", NULL, NULL},
    {REGISTRY, "initiative.table", "{\"body\":\"group\",@other,\"initiative\":\"idea\",\"language\":\"en\"," NAMES ",\"text\":\"A text.\"}", "house.initiative_there", NULL},
    {REGISTRY, "initiative.revise", "{@other,\"initiative\":\"none\",\"text\":\"Another.\"}", "house.initiative_unknown", NULL},
    {REGISTRY, "initiative.revise", "{@other,\"initiative\":\"idea\",\"text\":\"Another.\"}", "house.not_sponsor", NULL},
    {REGISTRY, "initiative.revise", "{@state,\"initiative\":\"idea\",\"note\":\"why\"}", "house.nothing_changes", NULL},
    {REGISTRY, "initiative.revise", "{@state,\"initiative\":\"idea\",\"text\":\"Another.\"}", NULL, NULL},
    {REGISTRY, "initiative.sponsor", "{@other,\"initiative\":\"idea\",\"joins\":0}", "house.not_sponsor", NULL},
    {REGISTRY, "initiative.sponsor", "{@other,\"initiative\":\"idea\",\"joins\":1}", NULL, NULL},
    {REGISTRY, "initiative.sponsor", "{@other,\"initiative\":\"idea\",\"joins\":1}", "house.sponsor_already", NULL},
    {REGISTRY, "initiative.status", "{\"document\":\"A/1/1\",\"initiative\":\"idea\",\"status\":\"discussed\"}", "house.document_unknown", NULL},
    {REGISTRY, "initiative.status", "{\"initiative\":\"idea\",\"status\":\"discussed\"}", NULL, NULL},
    {REGISTRY, "initiative.status", "{@state,\"initiative\":\"idea\",\"status\":\"adopted\"}", "house.status_by_secretariat", NULL},
    {REGISTRY, "initiative.status", "{@other,\"initiative\":\"idea\",\"status\":\"withdrawn\"}", "house.not_yours", NULL},
    {REGISTRY, "initiative.status", "{@state,\"initiative\":\"idea\",\"status\":\"withdrawn\"}", NULL, NULL},
    {REGISTRY, "initiative.status", "{\"initiative\":\"idea\",\"status\":\"adopted\"}", "house.initiative_over", NULL},
    {REGISTRY, "initiative.sponsor", "{@north,\"initiative\":\"idea\",\"joins\":1}", "house.initiative_over", NULL},
};

static struct {
    const char *name;
    char        act[2 * HASH_SIZE + 1];
} kept[8];
static size_t kept_count;

static const char *kept_act(Slice name)
{
    for (size_t i = 0; i < kept_count; i++)
        if (slice_is(name, kept[i].name))
            return kept[i].act;
    fail_msg("no step kept %.*s", (int)name.size, name.data);
    return "";
}

static size_t word_size(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyz-");
}

/* "@" at the place of a member, "#" at the beginning of a text. Members stand sorted in the canonical form: @party comes where "evidence" and "for" belong. */
static void fill(const char *json, Buffer *out)
{
    for (const char *at = json; *at != '\0'; at++) {
        bool   member = *at == '@' && (at[-1] == ',' || at[-1] == '{');
        size_t size = word_size(at + 1);

        if (!member && !(*at == '#' && at[-1] == '"')) {
            buffer_add_byte(out, *at);
            continue;
        }
        if (member)
            buffer_add_format(out, EVIDENCE ",\"for\":\"%.*s\"", (int)size, at + 1);
        else
            buffer_add_string(out, kept_act((Slice){at + 1, size}));
        at += size;
    }
    buffer_add_byte(out, '\0');
}

/* Members in their order, as an act has them. */
static const char *canonical(const char *json, Buffer *out)
{
    json_t *object = NULL;
    Buffer  filled;

    buffer_init(&filled, WORLD_JSON_MAX);
    fill(json, &filled);
    object = json_loads(filled.data, JSON_REJECT_DUPLICATES, NULL);
    if (object == NULL)
        fail_msg("no JSON: %s", filled.data);
    buffer_reset(out);
    json_print(object, out);
    buffer_add_byte(out, '\0');
    json_decref(object);
    buffer_clear(&filled);
    return out->data;
}

static void play(const Step *step, Buffer *json)
{
    Status status = world_act(&world, step->by, step->kind, "%s", canonical(step->json, json));

    if ((status == OK) != (step->refused == NULL) || (step->refused != NULL && strcmp(world_said(&world), step->refused) != 0))
        fail_msg("%s %s: %s, wanted %s", step->kind, json->data, status == OK ? "accepted" : world_said(&world), step->refused != NULL ? step->refused : "accepted");
    if (step->keep != NULL && status == OK) {
        kept[kept_count].name = step->keep;
        (void)snprintf(kept[kept_count++].act, sizeof kept->act, "%s", world_hex(&world.acts[world.tree.size - 1]));
    }
}

static int open_world(void **state)
{
    (void)state;
    kept_count = 0;
    world_open(&world, DEMO, "parties", "[]", ALONE); /* a nomination is for parties: a public record would have it sealed */
    world_delegation(&world, "delegation-01");
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

static void the_story_of_a_house(void **state)
{
    Buffer json;

    (void)state;
    buffer_init(&json, WORLD_JSON_MAX);
    for (size_t i = 0; i < COUNT(story); i++)
        play(&story[i], &json);
    buffer_clear(&json);
}

static bool is_of_house(const ActKind *kind)
{
    static const char *const others[] = {"record.", "text.", "call.", "submission.", "report.", "concept."}; /* which have suites of their own */

    for (size_t i = 0; i < COUNT(others); i++)
        if (strncmp(kind->name, others[i], strlen(others[i])) == 0)
            return false;
    return true;
}

static void every_kind_is_accepted_and_refused(void **state)
{
    (void)state;
    for (size_t i = 0; act_kinds[i] != NULL; i++) {
        bool accepted = false, refused = false;

        if (!is_of_house(act_kinds[i]))
            continue;
        for (size_t j = 0; j < COUNT(story); j++)
            if (strcmp(story[j].kind, act_kinds[i]->name) == 0) {
                accepted = accepted || story[j].refused == NULL;
                refused = refused || story[j].refused != NULL;
            }
        ROW(act_kinds[i]->name);
        assert_true(accepted && refused);
    }
}

/* The refusals of these files, by the ids of their messages; those of a text that cannot be read are in the suite of documents. */
static void every_refusal_is_met(void **state)
{
    static const char *const elsewhere[] = {"house.text_unreadable", "house.text_language", "house.text_large", "house.search_long"};

    (void)state;
    for (size_t i = 0; i < message_count(); i++) {
        bool met = strncmp(message_id(i), "house.", 6) != 0;

        for (size_t j = 0; j < COUNT(elsewhere); j++)
            met = met || strcmp(message_id(i), elsewhere[j]) == 0;
        for (size_t j = 0; j < COUNT(story) && !met; j++)
            met = story[j].refused != NULL && strcmp(story[j].refused, message_id(i)) == 0;
        ROW(message_id(i));
        assert_true(met);
    }
}

/* Every kind, by every key of this world: whoever is not in its row is refused before anything else is looked at. */
static void nobody_files_what_the_table_does_not_name(void **state)
{
    static const struct {
        const char *key;
        int         by;
    } keys[] = {{REGISTRY, BY_ATTEST}, {PROTOCOL, BY_ADMIT}, {"delegation-01/desk-1", BY_DELEGATE}};
    Buffer json;

    (void)state;
    buffer_init(&json, WORLD_JSON_MAX);
    for (size_t i = 0; act_kinds[i] != NULL; i++) {
        const Step *step = NULL;

        for (size_t j = 0; j < COUNT(story) && step == NULL; j++)
            if (is_of_house(act_kinds[i]) && strcmp(story[j].kind, act_kinds[i]->name) == 0 && story[j].refused == NULL && strchr(story[j].json, '@') == NULL && strchr(story[j].json, '#') == NULL)
                step = &story[j];
        for (size_t j = 0; step != NULL && j < COUNT(keys); j++) {
            if ((act_kinds[i]->by & keys[j].by) != 0)
                continue;
            ROW(act_kinds[i]->name);
            assert_int_not_equal(world_act(&world, keys[j].key, act_kinds[i]->name, "%s", canonical(step->json, &json)), OK);
            assert_true(strcmp(world_said(&world), "act.author_use") == 0 || strcmp(world_said(&world), "key.kind_not_allowed") == 0 || strncmp(world_said(&world), "key.", 4) == 0);
        }
    }
    buffer_clear(&json);
}

/* A party's own key names no party but its own, whatever the kind. */
static void no_key_of_a_party_acts_for_another(void **state)
{
    Buffer json;
    size_t kinds = 0, tried = 0;

    (void)state;
    buffer_init(&json, WORLD_JSON_MAX);
    for (size_t i = 0; act_kinds[i] != NULL; i++) {
        bool done = !is_of_house(act_kinds[i]) || (act_kinds[i]->by & BY_ATTEST_FOR) == 0;

        kinds += !done;
        for (size_t j = 0; j < COUNT(story) && !done; j++)
            if (strcmp(story[j].kind, act_kinds[i]->name) == 0 && strchr(story[j].json, '@') != NULL && strstr(story[j].json, "\"#") == NULL &&
                (story[j].refused == NULL || strncmp(story[j].refused, "house.", 6) == 0)) {
                play(&(Step){"delegation-01/mission-1", story[j].kind, story[j].json, "act.for_attest_only", NULL}, &json);
                done = true;
                tried++;
            }
    }
    assert_number(tried, kinds);
    buffer_clear(&json);
}

/* Who is nominated is for parties: a record that everybody reads has it sealed, unless it opened the kind. */
static void open_world_for_everyone(const char *open_kinds)
{
    kept_count = 0;
    world_open(&world, DEMO, "public", open_kinds, ALONE);
}

static void a_nomination_stands_in_no_public_record(void **state)
{
    static const struct {
        const char *open_kinds, *refused;
    } rows[] = {{"[]", "act.must_be_sealed"}, {"[\"body.nominate\"]", NULL}};
    Buffer json;

    (void)state;
    buffer_init(&json, WORLD_JSON_MAX);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].open_kinds);
        open_world_for_everyone(rows[i].open_kinds);
        play(&story[0], &json); /* the party "state" */
        play(&(Step){REGISTRY, "body.create", "{\"body\":\"experts\",\"kind\":\"expert\"," NAMES ",\"members\":\"listed\",\"objectors\":\"members\",\"rule\":\"consensus\"}", NULL, NULL}, &json);
        play(&(Step){REGISTRY, "body.nominate", "{\"body\":\"experts\",@state,\"name\":\"An Expert\"}", rows[i].refused, NULL}, &json);
        world_close(&world);
    }
    buffer_clear(&json);
}

/* A text that is none is refused; one that is stays with the act, is found, and is gone when its statement is withdrawn. */
static void words_come_and_go_with_their_act(void **state)
{
    Buffer json, text;
    char   object[1000];
    Hash   name;
    Text  *words = text_new("en");

    (void)state;
    buffer_init(&json, WORLD_JSON_MAX);
    buffer_init(&text, WORLD_JSON_MAX);
    for (size_t i = 0; strcmp(story[i].kind, "document.file") != 0; i++) /* what a statement stands on */
        play(&story[i], &json);
    assert_ok(text_add(words, &(Paragraph){.kind = KIND_PLAIN, .text = SLICE("See resolution 75/240 of 31 December 2020, paragraph 4."), .table = NO_TABLE}, NULL));
    assert_ok(text_identify(words));
    assert_ok(text_encode(words, &text, NULL));
    text_free(words);
    buffer_reset(&world.blob);
    buffer_add_string(&world.blob, "{\"format\":\"rapporteur/text/v1\"");
    world.has_blob = true;
    hash_of(buffer_slice(&world.blob), &name);
    (void)snprintf(object, sizeof object, "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"written\",\"language\":\"en\",\"text\":\"%s\"}", world_hex(&name));
    play(&(Step){REGISTRY, "statement.deliver", object, "house.text_unreadable", NULL}, &json);
    buffer_reset(&world.blob);
    buffer_add(&world.blob, buffer_slice(&text));
    hash_of(buffer_slice(&world.blob), &name);
    (void)snprintf(object, sizeof object, "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"written\",\"language\":\"fr\",\"text\":\"%s\"}", world_hex(&name));
    play(&(Step){REGISTRY, "statement.deliver", object, "house.text_language", NULL}, &json);
    (void)snprintf(object, sizeof object, "{" BLOB_MEMBERS ",\"body\":\"group\",@state,\"how\":\"written\",\"language\":\"en\",\"text\":\"%s\"}", world_hex(&name));
    play(&(Step){REGISTRY, "statement.deliver", object, NULL, "said"}, &json);
    {
        Question question = {.arguments = {SLICE("\"75\" \"december\"")}};
        json_t  *found = NULL;
        int64_t  citations;

        assert_ok(named_query_find("search")->run(world.view, &question, &found, NULL));
        assert_int_equal(json_array_size(json_object_get(found, "results")), 1);
        json_decref(found);
        assert_ok(view_one(world.view, "SELECT count(*) FROM citation WHERE symbol = 'A/RES/75/240'", 0, &citations, NULL, NULL, 0));
        assert_int_equal(citations, 1);
        play(&(Step){REGISTRY, "statement.withdraw", "{@state,\"statement\":\"#said\"}", NULL, NULL}, &json);
        found = NULL;
        assert_ok(named_query_find("search")->run(world.view, &question, &found, NULL));
        assert_int_equal(json_array_size(json_object_get(found, "results")), 0);
        json_decref(found);
    }
    buffer_clear(&json);
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_story_of_a_house, open_world, close_world),
        cmocka_unit_test(every_kind_is_accepted_and_refused),
        cmocka_unit_test(every_refusal_is_met),
        cmocka_unit_test(a_nomination_stands_in_no_public_record),
        cmocka_unit_test_setup_teardown(no_key_of_a_party_acts_for_another, open_world, close_world),
        cmocka_unit_test_setup_teardown(nobody_files_what_the_table_does_not_name, open_world, close_world),
        cmocka_unit_test_setup_teardown(words_come_and_go_with_their_act, open_world, close_world),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("process house", tests, NULL, NULL);
}
