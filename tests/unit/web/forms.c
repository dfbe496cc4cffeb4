/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms: their rows against the rules' kinds, what becomes of what was typed, and the forms of a demonstration over HTTP: what they offer, what the address chooses, a text that was typed.
 */
#include "web/site.h"

/* ---- rows and kinds ---- */

/* Acts of keys, policies and the record itself: made by commands and by the house, by nobody in a form. */
static const char *const without_form[] = {
    "record.origin",  "record.host.rotate", "record.policy",     "record.end",  "record.party.admit", "record.party.leave", "record.key.enrol", "record.key.rotate", "record.key.revoke",
    "record.blob",    "record.seal",        "record.seal_batch", "record.open", "record.erase",       "record.checkpoint",  "record.confirm",   "record.disavow",
    "text.version.issue", "submission.send", "submission.correct", "text.amendment.propose", "text.bridge.propose", /* pages of their own: what is compared and shown first */
};

static bool is_without_form(const char *kind)
{
    for (size_t i = 0; i < COUNT(without_form); i++)
        if (strcmp(without_form[i], kind) == 0)
            return true;
    return false;
}

/* What becomes of a file. */
static bool is_of_file(const char *member)
{
    static const char *const names[] = {"blob", "size", "media", "text"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], member) == 0)
            return true;
    return false;
}

static const FormField *field_of(const FormRow *row, const char *member)
{
    const FormField *file = NULL;

    for (size_t i = 0; i < FORM_ROW_FIELDS_MAX && row->fields[i].member != NULL; i++) {
        if (strcmp(row->fields[i].member, member) == 0)
            return &row->fields[i];
        if (row->fields[i].widget == ASK_FILE || row->fields[i].widget == ASK_PAPER)
            file = &row->fields[i];
        if (row->fields[i].widget == ASK_ZONED_TIME && strcmp(member, "zone") == 0)
            return &row->fields[i];
    }
    return is_of_file(member) ? file : NULL;
}

static void assert_choices(const FormField *field, const char *const *choices)
{
    char joined[400] = "";

    for (; *choices != NULL; choices++) {
        (void)strncat(joined, joined[0] != '\0' ? " " : "", sizeof joined - strlen(joined) - 1);
        (void)strncat(joined, *choices, sizeof joined - strlen(joined) - 1);
    }
    assert_int_equal(field->widget, ASK_CHOICE);
    assert_string_equal(field->choices, joined);
}

static void assert_field(const FormRow *row, const MemberFacts *member)
{
    const FormField *field = field_of(row, member->name);
    bool             of_file;

    if (field == NULL)
        fail_msg("%s has no field for its member %s", row->kind, member->name);
    of_file = strcmp(field->member, member->name) != 0;
    assert_number(field->required, member->required || of_file);
    if (member->choices != NULL)
        assert_choices(field, member->choices);
    if (!of_file)
        assert_number(field->widget == ASK_NUMBER || field->widget == ASK_CHECK || (field->widget == ASK_CHOICE && (strcmp(field->choices, "1 0") == 0 || strstr(field->choices, "=1 ") != NULL)), member->number);
}

static bool kind_has(const ActKind *kind, const char *member)
{
    MemberFacts facts;

    for (size_t i = 0; act_kind_member(kind, i, &facts); i++)
        if (strcmp(facts.name, member) == 0)
            return true;
    return false;
}

static void every_kind_has_a_form_with_its_members_or_is_named(void **state)
{
    size_t rows = 0;

    (void)state;
    for (size_t i = 0; act_kinds[i] != NULL; i++) {
        const FormRow *row = form_row_find(slice_from(act_kinds[i]->name));
        MemberFacts    member;

        ROW(act_kinds[i]->name);
        assert_number(row == NULL, is_without_form(act_kinds[i]->name));
        if (row == NULL)
            continue;
        rows++;
        for (size_t at = 0; act_kind_member(act_kinds[i], at, &member); at++)
            assert_field(row, &member);
        for (size_t at = 0; at < FORM_ROW_FIELDS_MAX && row->fields[at].member != NULL; at++)
            if (row->fields[at].widget != ASK_FILE && row->fields[at].widget != ASK_PAPER)
                assert_true(kind_has(act_kinds[i], row->fields[at].member));
    }
    for (const FormRow *row = form_rows; row->kind != NULL; row++)
        rows--;
    assert_number(rows, 0); /* and no row is of another kind */
}

/* ---- what becomes of what was typed ---- */

static const WebLanguage *language_of(const char *code)
{
    for (const WebLanguage *language = web_languages; language->code != NULL; language++)
        if (strcmp(language->code, code) == 0)
            return language;
    return NULL;
}

/* `message`: NULL: the object must be `object`; else the fault of `member` says it. */
static void assert_taken(const char *kind, const char *typed, const char *object, const char *member, const char *message)
{
    const FormRow *row = form_row_find(slice_from(kind));
    HttpForm      *form = NULL;
    json_t        *taken = json_object(), *faults = json_object(), *want = object != NULL ? json_loads(object, 0, NULL) : NULL;

    assert_non_null(row);
    assert_ok(http_form_read(SLICE(SITE_FORM), slice_from(typed), &form, NULL));
    for (size_t i = 0; i < FORM_ROW_FIELDS_MAX && row->fields[i].member != NULL; i++)
        form_take(form, &row->fields[i], language_of("en"), taken, faults);
    if (message != NULL) {
        assert_slice(json_slice(json_object_get(faults, member)), message_text_in("en", message));
    } else {
        assert_number(json_object_size(faults), 0);
        assert_true(json_equal(taken, want));
    }
    http_form_free(form);
    json_decref(taken);
    json_decref(faults);
    json_decref(want);
}

#define STATE "meeting.state"
#define DELIVER "statement.deliver"
#define DELIVERED "body=b&language=en&how=written&file.typed=Words"
#define DELIVERED_AS "\"body\":\"b\",\"language\":\"en\",\"how\":\"written\""

static void what_was_chosen_becomes_members(void **state)
{
    static const struct {
        const char *kind, *typed, *object, *member, *message;
    } rows[] = {
        {STATE, "session=s-1&meeting=m2&state=open", "{\"session\":\"s-1\",\"meeting\":\"m2\",\"state\":\"open\"}", NULL, NULL},
        {STATE, "session=s-1&meeting=s-1%7Cm2&state=open", "{\"session\":\"s-1\",\"meeting\":\"m2\",\"state\":\"open\"}", NULL, NULL},
        {STATE, "session=&meeting=s-1%7Cm2&state=open", "{\"session\":\"s-1\",\"meeting\":\"m2\",\"state\":\"open\"}", NULL, NULL},
        {STATE, "session=s-2&meeting=s-1%7Cm2&state=open", NULL, "meeting", "form.other_session"},
        {STATE, "session=s-1&meeting=&state=open", NULL, "meeting", "form.required"},
        {STATE, "session=&meeting=m2&state=open", NULL, "session", "form.required"},
        {"body.decide", "body=b&names.en=Decided&meeting=s-1%7Cm2", "{\"body\":\"b\",\"names\":{\"en\":\"Decided\"},\"meeting\":{\"session\":\"s-1\",\"meeting\":\"m2\"}}", NULL, NULL},
        {"body.decide", "body=b&names.en=Decided&meeting=m2", NULL, "meeting", "form.choice"},
        {"meeting.plan", "form=token&session=s-1&meeting=m1&form.of=informal&begin=2027-03-08T15:00&end=2027-03-08T18:00&items=s-1%7C1&items=s-1%7C2",
         "{\"session\":\"s-1\",\"meeting\":\"m1\",\"form\":\"informal\",\"begin\":\"2027-03-08T15:00:00Z\",\"end\":\"2027-03-08T18:00:00Z\",\"items\":[\"1\",\"2\"]}", NULL, NULL},
        {"meeting.plan", "session=s-1&meeting=m1&form.of=formal&begin=2027-03-08T15:00&end=2027-03-08T18:00&items=s-1%7C1&items=s-2%7C2", NULL, "items", "form.other_session"},
        {"body.modality", "body=b&number=4+bis&names.en=Modality", "{\"body\":\"b\",\"number\":\"4 bis\",\"names\":{\"en\":\"Modality\"}}", NULL, NULL},
        {"initiative.sponsor", "initiative=i&joins=1&note=With+thanks", "{\"initiative\":\"i\",\"joins\":1,\"note\":\"With thanks\"}", NULL, NULL},
        {DELIVER, DELIVERED "&item=s-1%7C5", "{" DELIVERED_AS ",\"session\":\"s-1\",\"item\":\"5\"}", NULL, NULL},
        {DELIVER, DELIVERED "&names.fr=Titre", "{" DELIVERED_AS ",\"names\":{\"fr\":\"Titre\"}}", NULL, NULL},
        {DELIVER, "body=b&language=en&how=written&file.typed=+%0A", NULL, "file", "form.file_or_text"},
        {"document.file", "names.en=Paper&language=en", NULL, "file", "form.file_or_text"},
        {"document.language", "symbol=A/1&language=en&file.typed=Words", NULL, "file", "form.required"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].typed);
        assert_taken(rows[i].kind, rows[i].typed, rows[i].object, rows[i].member, rows[i].message);
    }
}

/* ---- a demonstration over HTTP ---- */

static int group_setup(void **state)
{
    (void)state;
    site_open(AUDIENCE_PUBLIC);
    site_invite("secretariat@x.example", "", "", ROLE_SECRETARIAT);
    site_invite("head@x.example", "delegation-01", "", ROLE_HEAD);
    site_invite("limited@x.example", "delegation-02", "demonstration-subgroup", ROLE_DELEGATE);
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    site_close();
    return 0;
}

static void a_form_offers_what_there_is_and_the_address_chooses(void **state)
{
    static const struct {
        const char *mail, *path, *text;
        bool        there;
    } rows[] = {
        {"head@x.example", "en/do/statement.deliver?body=demonstration-group", "<option value=\"demonstration-group\" dir=\"auto\" selected>Open-ended working group (fictional", true},
        {"head@x.example", "fr/do/statement.deliver", "<option value=\"oewg-2021-2025\" dir=\"auto\">Groupe de travail", true},
        {"head@x.example", "en/do/statement.deliver?session=demonstration-session-3", "<option value=\"demonstration-session-3\" dir=\"auto\" selected>Third session</option>", true},
        {"head@x.example", "en/do/statement.deliver?session=demonstration-session-3&meeting=m2", "<option value=\"demonstration-session-3|m2\" dir=\"auto\" selected>Meeting 2: Threats \xC2\xB7 2 March 2026<", true},
        {"head@x.example", "en/do/statement.deliver?session=demonstration-session-3&meeting=m2", "<option value=\"demonstration-session-2|m2\" dir=\"auto\">", true},
        {"head@x.example", "en/do/statement.deliver?session=demonstration-session-3&item=2", "<option value=\"demonstration-session-3|2\" dir=\"auto\" selected>2. Adoption of the agenda</option>", true},
        {"head@x.example", "en/do/statement.deliver?body=no-such-body", "<option value=\"no-such-body\" dir=\"auto\" selected>no-such-body</option>", true},
        {"head@x.example", "en/do/statement.deliver", "<option value=\"african-states\">African States</option>", true},
        {"head@x.example", "en/do/statement.deliver", "<option value=\"delegation-02\">", false}, /* a State is no group */
        {"head@x.example", "en/do/statement.withdraw", "Third session", true},
        {"head@x.example", "en/do/initiative.sponsor", "<select id=\"f-initiative\" name=\"initiative\" required><option value=\"\">Choose</option><option value=\"", true},
        {"limited@x.example", "en/do/statement.deliver", "<option value=\"demonstration-subgroup\"", true},
        {"limited@x.example", "en/do/statement.deliver", "<option value=\"demonstration-group\"", false},
        {"head@x.example", "en/do/body.nominate", "An act for fewer readers than the record's must be sealed", true}, /* this record is public: said before it is typed */
        {"secretariat@x.example", "en/do/body.member", "<option value=\"delegation-02\">", true},
        {"secretariat@x.example", "en/do/document.language", "<datalist id=\"l-symbol\"><option value=\"", true},
        {"secretariat@x.example", "en/do/document.issue", "<select id=\"f-parties\" name=\"parties\" multiple size=\"8\">", true},
        {"head@x.example", "ar/do/document.file", "<input id=\"f-names.ar\" name=\"names.ar\" lang=\"ar\" dir=\"rtl\" value=\"\" maxlength=\"1000\" required>", true},
        {"head@x.example", "ar/do/document.file", "<details><summary>", true},
        {"head@x.example", "ar/do/document.file?names.fr=Titre", "<details open><summary>", true},
        {"head@x.example", "ar/do/document.file?names.ar=Titre", "<details open><summary>", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        site_sign_in(rows[i].mail);
        assert_number(site_get(rows[i].path), 200);
        assert_number(site_says(rows[i].text), rows[i].there);
    }
}

static void pages_lead_to_the_forms_of_their_readers(void **state)
{
    static const struct {
        const char *path, *party, *secretariat;
    } rows[] = {
        {"en/sessions/demonstration-session-3/m2", "/en/do/statement.deliver?body=demonstration-group&amp;session=demonstration-session-3&amp;meeting=m2\"",
         "/en/do/meeting.state?body=demonstration-group&amp;session=demonstration-session-3&amp;meeting=m2\""},
        {"en/initiatives/directory-of-contacts", "/en/do/initiative.sponsor?initiative=directory-of-contacts\"", "/en/do/initiative.status?initiative=directory-of-contacts\""},
        {"en/bodies/demonstration-group", "/en/do/document.file?body=demonstration-group&amp;session=", "/en/do/session.create?body=demonstration-group\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        site_sign_in("head@x.example");
        assert_number(site_get(rows[i].path), 200);
        assert_true(site_says(rows[i].party) && !site_says(rows[i].secretariat));
        site_sign_in("secretariat@x.example");
        assert_number(site_get(rows[i].path), 200);
        assert_true(!site_says(rows[i].party) && site_says(rows[i].secretariat));
        site_sign_in("");
        assert_number(site_get(rows[i].path), 200);
        assert_true(!site_says("/en/do/"));
    }
}

/* What delegation-01 sent, whose head is signed in here. */
static void find_sent(char out[2 * HASH_SIZE + 1])
{
    Slice   call = SLICE("views-current");
    json_t *answer = NULL;

    assert_ok(service_query(site.service, "submission.list", (Slice[]){call, SLICE("delegation-01")}, 2, &(Asker){.standing = STANDING_STRANGER}, SITE_NOW, &answer, NULL));
    (void)snprintf(out, 2 * HASH_SIZE + 1, "%s", json_string_value(json_object_get(json_array_get(json_object_get(answer, "submissions"), 0), "act")));
    json_decref(answer);
}

/* The page of a submission leads whoever may translate it to the form, which takes it; others are led nowhere. */
static void a_translation_is_added_from_the_page_of_a_submission(void **state)
{
    static const struct {
        const char *mail;
        bool        led;
    } rows[] = {{"head@x.example", true}, {"secretariat@x.example", true}, {"limited@x.example", false}, {"", false}};
    char sent[2 * HASH_SIZE + 1], page[120], link[300], path[160], typed[300];

    (void)state;
    find_sent(sent);
    (void)snprintf(page, sizeof page, "en/submissions/%s", sent);
    (void)snprintf(path, sizeof path, "en/do/submission.translate?submission=%s", sent);
    (void)snprintf(link, sizeof link, "href=\"/%s\">%s</a>", path, message_text_in("en", "views.translate"));
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].mail);
        site_sign_in(rows[i].mail);
        assert_number(site_get(page), 200);
        assert_number(site_says(link), rows[i].led);
    }
    site_sign_in("secretariat@x.example");
    assert_number(site_get(path), 200);
    (void)snprintf(typed, sizeof typed, "<input type=\"hidden\" name=\"submission\" value=\"%s\">", sent);
    assert_true(site_says(typed));
    (void)snprintf(typed, sizeof typed, "submission=%s&language=ru&file.typed=%%D0%%A1%%D0%%BB%%D0%%BE%%D0%%B2%%D0%%B0&summary=Line+one%%0ALine+two", sent);
    assert_number(site_post("submission.translate", typed), 201);
    (void)snprintf(page, sizeof page, "en/submissions/%s?language=ru", sent);
    assert_number(site_get(page), 200);
    assert_true(site_says("<p id=\"summary-2\" lang=\"ru\" dir=\"ltr\">Line two</p>"));
}

/* The button beside a passage is its tagger's alone; it leads to a page that says what is taken back, and that page takes it back. */
static void a_tag_is_taken_back_from_the_page_of_its_concept(void **state)
{
    static const char page[] = "en/concepts/buttons";
    char              tag[2 * HASH_SIZE + 1], button[400], path[160], typed[160];

    (void)state;
    site_sign_in("secretariat@x.example");
    assert_number(site_post("concept.define", "concept=buttons&names.en=Buttons"), 201);
    site_sign_in("head@x.example");
    assert_number(site_post("concept.tag", "owner=A/RES/74/28&language=en&paragraph=p-lgt4cxe2tc&concept=buttons"), 201);
    site_cut("/en/acts/", "\"", tag, sizeof tag);
    (void)snprintf(button, sizeof button, "<form class=\"inline\" method=\"get\" action=\"/en/do/concept.untag\"><input type=\"hidden\" name=\"tag\" value=\"%s\"><button type=\"submit\">", tag);
    for (size_t i = 0; i < 3; i++) {
        site_sign_in((const char *[]){"", "secretariat@x.example", "limited@x.example"}[i]);
        assert_number(site_get(page), 200);
        assert_true(site_says(tag) && !site_says("/en/do/concept.untag"));
    }
    site_sign_in("head@x.example");
    assert_number(site_get(page), 200);
    assert_true(site_says(button));
    (void)snprintf(path, sizeof path, "en/do/concept.untag?tag=%s", tag);
    assert_number(site_get(path), 200);
    assert_true(site_says("<a href=\"/en/concepts/buttons\">Buttons</a>") && site_says("<blockquote lang=\"en\" dir=\"auto\">") && !site_says("/en/desk\">Leave"));
    (void)snprintf(typed, sizeof typed, "tag=%s", tag);
    assert_number(site_post("concept.untag", typed), 201);
    assert_number(site_get(page), 200);
    assert_true(!site_says(tag));
}

/* ---- papers ---- */

static void a_typed_text_is_filed_as_plain_text(void **state)
{
    static const char *const texts[] = {"Thank+you%2C+Chair.%0D%0A%0D%0AWe+support+it.", "%3Chtml%3E+is+how+a+page+begins.", "%25PDF-+is+how+another+begins."};
    char                     typed[400], act[80], path[120];

    (void)state;
    site_sign_in("head@x.example");
    for (size_t i = 0; i < COUNT(texts); i++) {
        ROW(texts[i]);
        (void)snprintf(typed, sizeof typed, "meeting=demonstration-session-3%%7Cm2&body=demonstration-group&language=en&how=written&file.typed=%s", texts[i]);
        assert_number(site_post("statement.deliver", typed), 201);
        site_cut("/en/acts/", "\"", act, sizeof act);
        (void)snprintf(path, sizeof path, "en/acts/%s?as=json", act);
        assert_number(site_get(path), 200);
        assert_true(site_says("\"media\": \"text/plain\"") && site_says("\"session\": \"demonstration-session-3\"") && site_says("\"text\": \""));
        (void)snprintf(path, sizeof path, "en/statements/%s", act);
        assert_number(site_get(path), 200);
        assert_true(site_says(i == 0 ? "We support it." : i == 1 ? "&lt;html&gt; is how" : "%PDF- is how"));
    }
}

static void a_paper_is_a_file_or_a_text(void **state)
{
    static const char with_both[] = "--b\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"names.en\"\r\n\r\nPaper\r\n"
                                    "--b\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nen\r\n--b\r\nContent-Disposition: form-data; name=\"file.typed\"\r\n\r\n%s\r\n"
                                    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n%s\r\n--b--\r\n";
    static const struct {
        const char *typed, *file;
        int         status;
    } rows[] = {{"Typed words", "Words of a file", 422}, {"", "", 422}, {"Typed words", "", 201}, {"", "Words of a file", 201}};
    char body[2000];

    (void)state;
    site_sign_in("head@x.example");
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].typed);
        (void)snprintf(body, sizeof body, with_both, site.form_token, rows[i].typed, rows[i].file);
        assert_number(site_ask("POST", "en/do/document.file", SITE_ORIGIN, "multipart/form-data; boundary=b", body), rows[i].status);
        assert_number(site_says(message_text_in("en", "form.file_or_text")), rows[i].status == 422);
        if (rows[i].status == 422 && rows[i].typed[0] != '\0')
            assert_true(site_says(">Typed words</textarea>")); /* nothing typed is lost */
    }
}

static void a_meeting_is_planned_in_its_form(void **state)
{
    (void)state;
    site_sign_in("secretariat@x.example");
    assert_number(site_get("en/do/meeting.plan?session=demonstration-session-3"), 200);
    assert_true(site_says("<select id=\"f-form.of\" name=\"form.of\" required>"));
    assert_number(site_post("meeting.plan", "session=demonstration-session-3&meeting=m90&form.of=informal&begin=2026-03-04T15:00&end=2026-03-04T18:00&items=demonstration-session-3%7C5"), 201);
    assert_number(site_get("en/sessions/demonstration-session-3/m90"), 200);
    assert_number(site_post("meeting.plan", "session=demonstration-session-3&meeting=m91&form.of=&begin=2026-03-04T15:00&end=2026-03-04T18:00"), 422);
    assert_true(site_says("href=\"#f-form.of\""));
}

/* As a browser sends it, whose Origin is "null" under our Referrer-Policy; and as other sites would. */
static void a_form_is_taken_from_our_own_pages_alone(void **state)
{
    static const struct {
        const char *headers;
        int         status;
    } rows[] = {
        {"Origin: null\r\nSec-Fetch-Site: same-origin\r\n", 201}, {"Sec-Fetch-Site: same-origin\r\n", 201}, {"Origin: null\r\n", 403}, {"Origin: null\r\nSec-Fetch-Site: cross-site\r\n", 403},
        {"Origin: null\r\nSec-Fetch-Site: same-site\r\n", 403}, {"Origin: https://evil.example\r\nSec-Fetch-Site: same-origin\r\n", 403},
    };
    char body[400];

    (void)state;
    site_sign_in("head@x.example");
    (void)snprintf(body, sizeof body, "form=%s&names.en=Paper&language=en&file.typed=Words", site.form_token);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].headers);
        assert_number(site_ask("POST", "en/do/document.file", rows[i].headers, SITE_FORM, body), rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_form_with_its_members_or_is_named),
        cmocka_unit_test(what_was_chosen_becomes_members),
        cmocka_unit_test(a_form_offers_what_there_is_and_the_address_chooses),
        cmocka_unit_test(pages_lead_to_the_forms_of_their_readers),
        cmocka_unit_test(a_translation_is_added_from_the_page_of_a_submission),
        cmocka_unit_test(a_tag_is_taken_back_from_the_page_of_its_concept),
        cmocka_unit_test(a_typed_text_is_filed_as_plain_text),
        cmocka_unit_test(a_paper_is_a_file_or_a_text),
        cmocka_unit_test(a_meeting_is_planned_in_its_form),
        cmocka_unit_test(a_form_is_taken_from_our_own_pages_alone),
    };

    return cmocka_run_group_tests_name("web forms", tests, group_setup, group_teardown);
}
