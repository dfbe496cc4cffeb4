/* SPDX-License-Identifier: Apache-2.0
 *
 * The people and the trials of trials.h.
 */
#include "web/trials.h"

/* ---- who there is ---- */

const Somebody trial_people[] = {
    {"", "", "", ROLE_DELEGATE, STANDING_STRANGER, false, false, false},
    {"program", "delegation-01", "", ROLE_DELEGATE, STANDING_PROGRAM, false, false, false},
    {"delegate@x.example", "delegation-01", "", ROLE_DELEGATE, STANDING_DELEGATE, false, false, false},
    {"inside@x.example", "delegation-01", OF_TRIALS, ROLE_DELEGATE, STANDING_DELEGATE, false, false, false},
    {"outside@x.example", "delegation-01", "demonstration-subgroup", ROLE_DELEGATE, STANDING_DELEGATE, true, false, false},
    {"head@x.example", "delegation-01", "", ROLE_HEAD, STANDING_HEAD, false, false, false},
    {"other@x.example", "delegation-02", "", ROLE_HEAD, STANDING_HEAD, false, false, false},
    {"third@x.example", "delegation-07", "", ROLE_HEAD, STANDING_HEAD, false, false, false},
    {"chair@x.example", "delegation-16", "", ROLE_CHAIR, STANDING_CHAIR, false, true, false},
    {"presides@x.example", "delegation-16", OF_TRIALS, ROLE_CHAIR, STANDING_CHAIR, false, true, false},
    {"elsewhere@x.example", "delegation-03", "", ROLE_CHAIR, STANDING_CHAIR, false, false, false}, /* the chair of no body here */
    {"secretariat@x.example", "", "", ROLE_SECRETARIAT, STANDING_SECRETARIAT, false, false, false},
    {"gone@x.example", "delegation-01", "", ROLE_HEAD, STANDING_STRANGER, false, false, true},
    {"group@x.example", "group-a", "", ROLE_HEAD, STANDING_HEAD, false, false, false}, /* prepares what others try */
};

TrialKey trial_keys[KEYS];

void trial_become(size_t who, Means means)
{
    memcpy(site.cookie, means == BY_COOKIE ? trial_keys[who].cookie : "", means == BY_COOKIE ? sizeof site.cookie : 1);
    memcpy(site.bearer, means == BY_BEARER ? trial_keys[who].bearer : "", means == BY_BEARER ? sizeof site.bearer : 1);
    memcpy(site.form_token, trial_keys[who].form_token, sizeof site.form_token);
}

size_t trial_person(const char *mail)
{
    for (size_t i = 0; i < KEYS; i++)
        if (strcmp(trial_people[i].mail, mail) == 0)
            return i;
    fail_msg("nobody is %s", mail);
    return 0;
}

void trial_sign_in(size_t who)
{
    Person person_now = {0};

    site_invite(trial_people[who].mail, trial_people[who].party, trial_people[who].bodies, trial_people[who].role);
    site_sign_in(trial_people[who].mail);
    memcpy(trial_keys[who].cookie, site.cookie, sizeof trial_keys->cookie);
    memcpy(trial_keys[who].form_token, site.form_token, sizeof trial_keys->form_token);
    assert_ok(accounts_who(site.accounts, slice_from(site.cookie), &person_now));
    memcpy(trial_keys[who].id, person_now.account.id, sizeof trial_keys->id);
    assert_ok(accounts_new_token(site.accounts, &person_now, SLICE("a program"), 30, trial_keys[who].bearer, NULL));
}

/* ---- what is tried ---- */

#define TABLE {"=", "initiative.table", "initiative=i-$n&body=" GROUP "&names.en=Idea&text=Words&language=en"}
#define PLAN "session=demonstration-session-3&meeting=m-$n&form.of=informal&begin=2026-03-04T15:00&end=2026-03-04T18:00"
#define ISSUE "symbol=A/AC.999/$n&names.en=Paper&nature=note&distribution=general&date=2026-03-01"
#define SESSION "session=s-$n&body=" GROUP "&number=9&names.en=Session&from=2027-01-04&until=2027-01-08&place.en=Here&zone=UTC&kind=substantive"
#define CHANGES "step=record&version=$v&changes=[{\"end\":5,\"now\":\"Terms\",\"op\":\"replace\",\"paragraph\":\"$p\",\"start\":0,\"was\":\"Words\"}]"
#define POSITION OF_TEXT "&paragraph=$p&position=reserve"
#define SILENCE BY_HOUSE("text.silence.open", OF_TEXT "&deadline=2099-03-04T15:00")
#define READING BY_HOUSE("text.reading.open", OF_TEXT "&first=$p&reading=first")
#define COMMENT OF_TEXT "&paragraph=$p&text=Words&language=en"
#define ASKED BY_HOUSE("text.adoption.ask", OF_TEXT)
#define CALL "call=c-$n&purpose=views&names.en=Call&wording.en=Views&until=2099-03-04T15:00&addressees=state"
#define ISSUED BY_HOUSE("call.issue", CALL)
#define ANSWERS "action=send&language=en&q=Words+$n"
#define SENT {"=", "submission.send", ANSWERS}
#define CONCEPT "concept=k-$n&names.en=Concept"
#define TAG "owner=A/RES/74/28&language=en&paragraph=p-lgt4cxe2tc&concept=k-$n"
const Trial trial_rows[] = {
    {"party.describe", "party=delegation-03&names.en=Name+$n", {{0}}},
    {"party.group", "party=delegation-03&group=african-states&from=2026-01-01", {{0}}},
    {"body.create", "body=b-$n&kind=committee&names.en=Body&rule=consensus&objectors=states&members=all-states", {{0}}},
    {"body.change", "body=" GROUP "&about.en=About+$n", {{0}}},
    {"body.decide", "body=" GROUP "&names.en=Decided+$n", {{0}}},
    {"body.open", "body=t-$n&decision=$a",
     {{"secretariat@x.example", "body.create", "body=t-$n&kind=thematic&names.en=Body&rule=consensus&objectors=states&members=all-states&parent=" GROUP},
      {"secretariat@x.example", "body.decide", "body=" GROUP "&names.en=Opens+$n"}}},
    {"body.officer", "body=" GROUP "&office=friend&name=Person+$n", {{0}}},
    {"body.member", "body=rights-experts&party=delegation-03", {{0}}},
    {"body.nominate", "body=rights-experts&name=Expert+$n", {{0}}},
    {"body.modality", "body=" GROUP "&number=$n&names.en=Modality", {{0}}},
    {"session.create", SESSION, {{0}}},
    {"session.agenda", "session=s-$n&status=provisional&items=1.+Opening", {{"secretariat@x.example", "session.create", SESSION}}},
    {"session.programme", "session=demonstration-session-3&status=proposed&note=Note+$n", {{0}}},
    {"meeting.plan", PLAN, {{0}}},
    {"meeting.state", "session=demonstration-session-3&meeting=m-$n&state=cancelled", {{"secretariat@x.example", "meeting.plan", PLAN}}},
    {"document.file", "body=" GROUP "&names.en=Paper&language=en&file.typed=Words+$n", {{0}}},
    {"document.issue", ISSUE, {{0}}},
    {"document.language", "symbol=A/AC.999/$n&language=en&file=@Words of $n", {{"secretariat@x.example", "document.issue", ISSUE}}},
    {"statement.deliver", "body=" GROUP "&language=en&how=written&file.typed=Words+$n", {{0}}},
    {"statement.withdraw", "statement=$a", {{"=", "statement.deliver", "body=" GROUP "&language=en&how=written&file.typed=Words+$n"}}},
    {"initiative.table", "initiative=i-$n&body=" GROUP "&names.en=Idea&text=Words&language=en", {{0}}},
    {"initiative.revise", "initiative=i-$n&text=Other+words&language=en", {TABLE}},
    {"initiative.sponsor", "initiative=i-$n&joins=1", {{"third@x.example", "initiative.table", "initiative=i-$n&body=" GROUP "&names.en=Idea&text=Words&language=en"}}},
    {"initiative.status", "initiative=i-$n&status=withdrawn", {TABLE}},
    {"text.open", OPEN, {{0}}},
    {"text.version.issue", FIRST, {BY_HOUSE("text.open", OPEN)}},
    {"text.paragraph.close", OF_TEXT "&paragraph=$p&level=agreed", {TEXT}},
    {"text.paragraph.reopen", "process=t-$n&paragraph=$p", {TEXT, BY_HOUSE("text.paragraph.close", OF_TEXT "&paragraph=$p&level=agreed")}},
    {"text.end", "process=t-$n&reason=No+result", {TEXT}},
    {"text.amendment.propose", CHANGES, {TEXT}},
    {"text.amendment.withdraw", "amendment=$a", {TEXT, {"=", "text.amendment.propose", CHANGES}}},
    {"text.amendment.sponsor", "amendment=$a&joins=1", {TEXT, {"third@x.example", "text.amendment.propose", CHANGES}}},
    {"text.bridge.propose", CHANGES, {TEXT}},
    {"text.position.declare", POSITION, {TEXT}},
    {"text.position.withdraw", "declared=$a", {TEXT, {"=", "text.position.declare", POSITION}}},
    {"text.position.opt_out", "declared=$a", {TEXT, {"group@x.example", "text.position.declare", POSITION}}},
    {"text.silence.open", OF_TEXT "&deadline=2099-03-04T15:00", {TEXT}},
    {"text.silence.break", "opened=$a", {TEXT, SILENCE}},
    {"text.silence.extend", "opened=$a&deadline=2099-03-05T15:00", {TEXT, SILENCE}},
    {"text.silence.withdraw", "opened=$a", {TEXT, SILENCE}},
    {"text.silence.close", "opened=$o&checkpoint=$c&outcome=kept", {{0}}},
    {"text.adoption.ask", OF_TEXT, {TEXT}},
    {"text.adoption.object", "asked=$a&objects=1", {TEXT, ASKED}},
    {"text.adopt", OF_TEXT "&manner=without_vote&asked=$a", {TEXT, ASKED}},
    {"text.reading.open", OF_TEXT "&first=$p&reading=first", {TEXT}},
    {"text.reading.suspend", "opened=$a", {TEXT, READING}},
    {"text.reading.resume", "opened=$r", {TEXT, READING, BY_HOUSE("text.reading.suspend", "opened=$a")}},
    {"text.reading.close", "opened=$a", {TEXT, READING}},
    {"text.comment", COMMENT, {TEXT}},
    {"text.comment.withdraw", "comment=$a", {TEXT, {"=", "text.comment", COMMENT}}},
    {"call.issue", CALL, {{0}}},
    {"call.extend", "call=c-$n&until=2099-04-04T15:00", {ISSUED}},
    {"call.withdraw", "call=c-$n&note=Asked+twice", {ISSUED}},
    {"submission.send", ANSWERS, {ISSUED}},
    {"submission.correct", "action=send&language=en&q=Other+words+$n", {ISSUED, SENT}},
    {"submission.reserve", "call=c-$n", {ISSUED}},
    {"submission.translate", "submission=$a&language=fr&file.typed=Mots+$n", {ISSUED, SENT}},
    {"submission.withdraw", "submission=$a&reason=Superseded", {ISSUED, SENT}},
    {"report.issue", "symbol=A/AC.999/$n&form.of=report&call=c-$n&parts=$a", {{"secretariat@x.example", "document.issue", ISSUE}, ISSUED, SENT}},
    {"concept.define", CONCEPT, {{0}}},
    {"concept.tag", TAG, {BY_HOUSE("concept.define", CONCEPT)}},
    {"concept.untag", "tag=$a", {BY_HOUSE("concept.define", CONCEPT), {"=", "concept.tag", TAG}}},
    {"text.explain", "process=t-$n&type=after&text=Words&language=en", {TEXT}},
};

const size_t  trial_count = COUNT(trial_rows);
unsigned      trial_number;
Hex           trial_last_act;
TrialSilences trial_silences;
static Hex    version, reading; /* reading: the last that was opened */
static char   paragraph[24];

const Trial *trial_find(const char *kind)
{
    for (size_t i = 0; i < COUNT(trial_rows); i++)
        if (strcmp(trial_rows[i].kind, kind) == 0)
            return &trial_rows[i];
    return NULL;
}

static const char *value_of(char letter)
{
    static char digits[12];

    switch (letter) {
    case 'n': (void)snprintf(digits, sizeof digits, "%u", trial_number); return digits;
    case 'v': return version;
    case 'p': return paragraph;
    case 'r': return reading;
    case 'o': return trial_silences.opened[trial_silences.closed];
    case 'c': return trial_silences.checkpoints[trial_silences.closed];
    default: return trial_last_act;
    }
}

const char *trial_filled(const char *typed)
{
    static char out[1000];
    size_t      at = 0;

    for (; *typed != '\0'; typed++) {
        if (typed[0] != '$')
            out[at++] = *typed;
        else
            at += (size_t)snprintf(out + at, sizeof out - at, "%s", value_of(*++typed));
        assert_true(at + 1 < sizeof out);
    }
    out[at] = '\0';
    return out;
}

/* What has no form among the others. */
static const struct {
    const char *kind, *path;
} own_pages[] = {{"text.version.issue", "en/issue/t-$n"}, {"text.amendment.propose", "en/propose/t-$n?for=party"}, {"text.bridge.propose", "en/propose/t-$n?for=chair"},
                 {"submission.send", "en/calls/c-$n/answer"}, {"submission.correct", "en/calls/c-$n/answer"}};

bool trial_has_page(const char *kind)
{
    for (size_t i = 0; i < COUNT(own_pages); i++)
        if (strcmp(kind, own_pages[i].kind) == 0)
            return true;
    return false;
}

void trial_page(const char *kind, char out[80])
{
    (void)snprintf(out, 80, "en/do/%s", kind);
    for (size_t i = 0; i < COUNT(own_pages); i++)
        if (strcmp(kind, own_pages[i].kind) == 0)
            (void)snprintf(out, 80, "%s", trial_filled(own_pages[i].path));
}

int trial_post(const char *kind, const char *typed)
{
    char path[80];

    trial_page(kind, path);
    return site_post_at(path, trial_filled(typed));
}

/* The version in force of the text of this try, and its paragraph. */
static void look_at_text(void)
{
    char path[60];

    (void)snprintf(path, sizeof path, "en/texts/t-%u?as=json", trial_number);
    assert_number(site_get(path), 200);
    site_cut("\"sha256\": \"", "\"", version, sizeof version);
    site_cut("\"id\": \"", "\"", paragraph, sizeof paragraph);
}

bool trial_is_of_no_body(const char *kind)
{
    return strncmp(kind, "submission.", 11) == 0 || strncmp(kind, "concept.", 8) == 0;
}

/* For steps that must be one's own party's: who of it may take them. */
static const char *who_prepares(const Somebody *body, const char *kind)
{
    bool may = !(trial_is_of_no_body(kind) && body->bodies[0] != '\0') && !body->gone && !body->outside && body->party[0] != '\0' && body->standing != STANDING_PROGRAM;

    return may ? body->mail : "delegate@x.example";
}

void trial_step(const Step *step, const char *by)
{
    trial_become(trial_person(by), BY_COOKIE);
    if (trial_post(step->kind, step->typed) != 201)
        fail_msg("%s by %s: %s", step->kind, by, site.answer.data);
    site_cut("/en/acts/", "\"", trial_last_act, sizeof trial_last_act);
    if (strcmp(step->kind, "text.reading.open") == 0)
        memcpy(reading, trial_last_act, sizeof reading);
    if (strcmp(step->kind, "text.version.issue") == 0)
        look_at_text();
}

void trial_prepare(const Trial *trial, const Somebody *body)
{
    static const Step wording = BY_HOUSE("text.bridge.propose", CHANGES);

    trial_number++;
    for (size_t i = 0; i < COUNT(trial->before) && trial->before[i].by != NULL; i++) {
        const Step *step = &trial->before[i];
        bool        own = strcmp(step->by, "=") == 0;
        const char *by = own ? who_prepares(body, step->kind) : step->by;

        if (!own && strcmp(by, body->mail) == 0 && strcmp(by, "third@x.example") == 0)
            by = "other@x.example"; /* who sponsors another's initiative, or proposal */
        if (own && body->standing == STANDING_SECRETARIAT && strcmp(step->kind, "text.amendment.propose") == 0) {
            step = &wording; /* what the house proposes is the Chair's */
            by = body->mail;
        }
        trial_step(step, by);
    }
}
