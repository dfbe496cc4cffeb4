/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts under negotiation as people meet them: where a text stands and which acts are offered to whom; explanations behind the words of files, which do not come back; conditions; a proposal on a
 * proposal; the map as it stood; the papers that are made of the acts.
 */
#include "web/site.h"

#include <unistd.h>

#include <stdlib.h>

#define GROUP "demonstration-group"
#define CHANGES "step=record&version=%s&changes=[{\"end\":5,\"now\":\"Terms\",\"op\":\"replace\",\"paragraph\":\"%s\",\"start\":0,\"was\":\"Words\"}]"

typedef char Hex[2 * HASH_SIZE + 1];
static unsigned number;
static Hex      version, act;
static char     paragraph[24], typed[1800], path[200];

/* Makes the path or the form of this try. */
__attribute__((format(printf, 1, 2))) static const char *of(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    assert_true(vsnprintf(path, sizeof path, format, arguments) < (int)sizeof path);
    va_end(arguments);
    return path;
}

static void files(const char *mail, const char *kind, const char *fields)
{
    site_sign_in(mail);
    (void)snprintf(typed, sizeof typed, "%s", fields);
    if (site_post(kind, typed) != 201)
        fail_msg("%s by %s: %s", kind, mail, site.answer.data);
    site_cut("/en/acts/", "\"", act, sizeof act);
}

static char fields[1800];

__attribute__((format(printf, 1, 2))) static const char *with(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    assert_true(vsnprintf(fields, sizeof fields, format, arguments) < (int)sizeof fields);
    va_end(arguments);
    return fields;
}

/* A text of one paragraph, "Words of the text", that has neither number nor name, in its first version. */
static void open_text(void)
{
    number++;
    files("secretariat@x.example", "text.open", with("process=x-%u&body=" GROUP "&names.en=Text+%u&form.of=other&language=en&session=demonstration-session-3", number, number));
    assert_number(site_post_at(of("en/issue/x-%u", number), "name=Rev.1&file=@Words of the text"), 201);
    assert_number(site_get(of("en/texts/x-%u?as=json", number)), 200);
    site_cut("\"sha256\": \"", "\"", version, sizeof version);
    site_cut("\"id\": \"", "\"", paragraph, sizeof paragraph);
}

static int show(const char *mail)
{
    site_sign_in(mail);
    return site_get(of("en/texts/x-%u", number));
}

static void assert_offers(const char *mail, const char *kind, bool offered)
{
    char link[80];

    assert_number(show(mail), 200);
    (void)snprintf(link, sizeof link, "/en/do/%s?", kind);
    if (site_says(link) != offered)
        fail_msg("%s to \"%s\": %s", kind, mail, offered ? "not offered" : "offered");
}

/* ---- where it stands ---- */

static void an_open_text_offers_what_each_may_file(void **state)
{
    static const struct {
        const char *kind;
        bool        head, chair, secretariat;
    } rows[] = {{"text.position.declare", true, true, false}, {"text.silence.open", false, true, true}, {"text.adoption.ask", false, true, true}, {"text.end", false, true, true},
                {"text.paragraph.close", false, true, true},  {"text.silence.break", false, false, false}, {"text.adoption.object", false, false, false}, {"text.explain", true, true, false}};

    (void)state;
    open_text();
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].kind);
        assert_offers("", rows[i].kind, false);
        assert_offers("head@x.example", rows[i].kind, rows[i].head);
        assert_offers("chair@x.example", rows[i].kind, rows[i].chair);
        assert_offers("secretariat@x.example", rows[i].kind, rows[i].secretariat);
    }
}

static void a_silence_shows_its_deadline_and_is_broken_from_the_page(void **state)
{
    (void)state;
    open_text();
    files("secretariat@x.example", "text.silence.open", with("process=x-%u&version=%s&deadline=2099-03-06T15:00&deadline.zone=America/New_York", number, version));
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("2099-03-06T20:00:00Z") && site_says("text.silence.break?opened=") && !site_says("text.silence.open?") && !site_says("text.silence.close?"));
    assert_offers("chair@x.example", "text.silence.extend", true);
    files("head@x.example", "text.silence.break", with("opened=%s&reason=Not+yet", act));
    assert_number(show("chair@x.example"), 200);
    assert_true(site_says("Not yet") && site_says("objected in time"));
}

static void a_question_offers_adoption_only_while_no_objection_stands(void **state)
{
    Hex asked;

    (void)state;
    open_text();
    files("chair@x.example", "text.adoption.ask", with("process=x-%u&version=%s", number, version));
    memcpy(asked, act, sizeof asked);
    assert_number(show("chair@x.example"), 200);
    assert_true(site_says("manner=without_vote"));
    files("head@x.example", "text.adoption.object", with("asked=%s&objects=1&reason=Too+far", asked));
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("objects=0") && !site_says("objects=1") && site_says("Too far"));
    assert_number(show("chair@x.example"), 200);
    assert_true(!site_says("manner=without_vote"));
    files("head@x.example", "text.adoption.object", with("asked=%s&objects=0", asked));
    files("chair@x.example", "text.adopt", with("process=x-%u&version=%s&manner=without_vote&asked=%s&symbol=EX/1", number, version, asked));
    assert_offers("head@x.example", "text.explain", true);
    assert_offers("chair@x.example", "text.adoption.ask", false);
    assert_true(site_says("adopted without a vote") && site_says("EX/1"));
}

/* From the page alone: the checkpoint that closes the deadline stands in the address that is offered. Before the suite's other silences: the record's clock is now from here on. */
static void a_kept_silence_is_closed_from_the_page_and_adoption_offered(void **state)
{
    char close[400];

    (void)state;
    open_text();
    files("secretariat@x.example", "text.silence.open", with("process=x-%u&version=%s&deadline=2026-03-05T15:00", number, version));
    assert_number(show("chair@x.example"), 200);
    assert_true(site_says("The deadline has passed.") && !site_says("text.silence.close?"));
    assert_ok(service_duties(site.service, (int64_t)time(NULL), NULL));
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("nothing was lodged in time") && site_says("An earlier checkpoint may be filed until") && !site_says("text.silence.close?"));
    assert_number(show("chair@x.example"), 200);
    site_cut("/en/do/text.silence.close?", "\"", close, sizeof close);
    for (char *at = strstr(close, "amp;"); at != NULL; at = strstr(close, "amp;"))
        memmove(at, at + 4, strlen(at + 4) + 1);
    files("chair@x.example", "text.silence.close", close);
    assert_number(show("chair@x.example"), 200);
    assert_true(site_says("The silence was kept.") && site_says("manner=without_vote&amp;silence="));
}

/* As a form sends it, with the ends of lines that forms have. */
static void as_form(Slice text, char *out, size_t size)
{
    Buffer sent;

    buffer_init(&sent, 16000);
    for (size_t i = 0; i < text.size; i++)
        buffer_add_format(&sent, text.data[i] == '\n' ? "%%0D%%%02X" : (text.data[i] | 32) >= 'a' && (text.data[i] | 32) <= 'z' ? "%c" : "%%%02X", (unsigned char)text.data[i]);
    (void)snprintf(out, size, "%.*s", (int)sent.size, sent.data);
    buffer_clear(&sent);
}

/* A checkpoint as somebody keeps it. */
static void keep_checkpoint(char *out, size_t size)
{
    Buffer note;

    buffer_init(&note, 8000);
    assert_ok(service_checkpoint(site.service, &note, NULL));
    as_form(buffer_slice(&note), out, size);
    buffer_clear(&note);
}

/* A silence of a second, which is over when this returns. */
static void open_short_silence(void)
{
    Asker        asker = {.standing = STANDING_SECRETARIAT};
    SubmitAnswer answer;
    char         until[ACT_TIME_SIZE + 1];
    json_t      *object;

    act_time_print((int64_t)time(NULL) + 1, until);
    object = json_pack("{s:s, s:s, s:s}", "process", of("x-%u", number), "version", version, "deadline", until);
    assert_ok(service_file_act(site.service, "text.silence.open", object, &asker, &answer, NULL, NULL));
    hash_print_hex(&answer.act, act);
    json_decref(object);
    (void)sleep(2);
}

static int challenges(const char *mail, const char *step, const char *proof)
{
    static char brought[20000];

    site_sign_in(mail);
    (void)snprintf(brought, sizeof brought, "form=%s&step=%s&proof=%s", site.form_token, step, proof);
    return site_ask("POST", of("en/texts/x-%u/challenge", number), SITE_ORIGIN, SITE_FORM, brought);
}

/* The host closed with a later checkpoint than it needed, so an objection that came after the deadline counted: who kept the earlier one brings it. */
static void a_closing_is_challenged_from_the_page(void **state)
{
    static char early[16000], late[16000], before[16000];
    char        opened[2 * HASH_SIZE + 1];

    (void)state;
    open_text();
    keep_checkpoint(before, sizeof before);
    site_sign_in("head@x.example");
    assert_number(site_get(of("en/texts/x-%u/challenge", number)), 200);
    assert_true(site_says("No silence on this text is closed"));
    assert_number(challenges("head@x.example", "look", before), 422);
    open_short_silence();
    (void)snprintf(opened, sizeof opened, "%s", act);
    files("head@x.example", "text.position.declare", with("process=x-%u&version=%s&position=support", number, version));
    keep_checkpoint(early, sizeof early); /* after the deadline, before the objection */
    (void)sleep(1);                       /* the page tells the closings apart by their times */
    files("other@x.example", "text.silence.break", with("opened=%s&reason=Too+late+by+the+clock", opened));
    assert_ok(service_duties(site.service, (int64_t)time(NULL), NULL));
    keep_checkpoint(late, sizeof late);
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("an objection was lodged in time") && site_says("/challenge\""));
    assert_number(challenges("head@x.example", "look", ""), 422);
    assert_true(site_says("Choose a file, or paste the text"));
    assert_number(challenges("head@x.example", "look", "no+checkpoint"), 400);
    assert_true(site_says("neither a receipt nor a checkpoint"));
    assert_number(challenges("head@x.example", "look", "another.example%2Frecord%0A5%0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D%0A%0A%E2%80%94+another.example%2Frecord+AAAAAAAAAAAAAAAAAAAA%0A"), 422);
    assert_true(site_says("of another record"));
    assert_number(challenges("head@x.example", "look", before), 422);
    assert_true(site_says("from before the deadline"));
    assert_number(challenges("head@x.example", "look", late), 409);
    assert_true(site_says("later than the one that the silence is closed with"));
    assert_number(challenges("secretariat@x.example", "look", early), 200);
    assert_number(challenges("head@x.example", "look", early), 200);
    assert_true(site_says("Objections that come too late by it") && site_says("Too late by the clock") && site_says("value=\"record\""));
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("an objection was lodged in time")); /* looking records nothing */
    assert_number(challenges("head@x.example", "record", early), 201);
    assert_true(site_says("The silence is now closed by this checkpoint."));
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("nothing was lodged in time") && site_says("An earlier checkpoint was brought"));
    assert_number(challenges("head@x.example", "record", early), 409);
    assert_true(site_says("the checkpoint that the silence is closed with"));
    site_sign_in("");
    assert_number(site_get(of("en/texts/x-%u/challenge", number)), 303);
}

/* A receipt says where its act stands, also when it challenges nothing. */
static void a_receipt_says_on_which_side_its_act_is(void **state)
{
    static char kept[16000];
    char        opened[2 * HASH_SIZE + 1];

    (void)state;
    open_text();
    open_short_silence();
    (void)snprintf(opened, sizeof opened, "%s", act);
    files("other@x.example", "text.silence.break", with("opened=%s", opened));
    (void)snprintf(path, sizeof path, "act/%s/receipt", act);
    assert_ok(service_duties(site.service, (int64_t)time(NULL), NULL));
    site_sign_in("head@x.example");
    assert_number(site_get(path), 200);
    as_form(slice_from(strstr(site.answer.data, "\r\n\r\n") + 4), kept, sizeof kept);
    assert_number(challenges("other@x.example", "look", kept), 409);
    assert_true(site_says("The receipt is of act") && site_says("this act came in time"));
}

/* ---- what is said ---- */

static void an_explanation_travels_and_does_not_come_back(void **state)
{
    char plain[600];

    (void)state;
    open_text();
    files("head@x.example", "text.explain", with("process=x-%u&type=before&paragraphs=%s&text=We+explain.&language=en", number, paragraph));
    assert_number(site_get(of("texts/x-%u/text.txt", number)), 200);
    assert_true(site_says("Words of the text\nExplanations of position (not part of the text)\nDelegation 01 (explanation before adoption") && site_says("We explain."));
    (void)snprintf(plain, sizeof plain, "step=look&file=@%s", strstr(site.answer.data, "Words of the text"));
    assert_number(site_post_at(of("en/propose/x-%u", number), plain), 422);
    assert_true(site_says("Nothing is changed"));
    assert_number(site_get(of("texts/x-%u/tracked.docx", number)), 200);
    assert_number(site_get(of("texts/x-%u/brackets.docx", number)), 200);
}

/* A wrong word, or none, is answered with those that there are, in the reader's language. */
static void a_position_is_one_of_four(void **state)
{
    (void)state;
    open_text();
    site_sign_in("head@x.example");
    assert_number(site_post("text.position.declare", with("process=x-%u&version=%s&position=agree", number, version)), 422);
    assert_true(site_says("Choose one of these: support, can live with it, reserve, object."));
    assert_number(site_post_at("fr/do/text.position.declare", with("process=x-%u&version=%s", number, version)), 422);
    assert_true(site_says("Choisissez l’un de ces éléments : "));
}

/* Positions on the whole text have a part of their own, behind the words, and a line in the contents. */
static void positions_on_the_whole_text_stand_apart(void **state)
{
    (void)state;
    open_text();
    files("head@x.example", "text.position.declare", with("process=x-%u&version=%s&position=reserve", number, version));
    assert_number(show("head@x.example"), 200);
    assert_true(site_says("href=\"#whole\"") && site_says("id=\"whole\""));
    assert_true(strstr(site.answer.data, "id=\"whole\"") > strstr(site.answer.data, "Words of the text"));
}

static void a_condition_stands_at_the_paragraph_and_on_the_map(void **state)
{
    (void)state;
    open_text();
    files("head@x.example", "text.position.declare",
          with("process=x-%u&version=%s&paragraph=%s&position=can_live_with&conditions.1.paragraph=%s&conditions.1.note=if+that+stays", number, version, paragraph, paragraph));
    assert_number(site_get(of("en/texts/x-%u/map?as=json", number)), 200);
    assert_true(site_says("\"conditional\"") && site_says("if that stays"));
    assert_number(site_get(of("en/texts/x-%u/map", number)), 200);
    assert_true(site_says("if that stays"));
    site_sign_in("head@x.example");
    (void)with("process=x-%u&version=%s&paragraph=%s&position=support&conditions.2.note=alone", number, version, paragraph);
    assert_number(site_post("text.position.declare", fields), 422); /* a condition without its paragraph */
    assert_true(site_says("Each condition names a paragraph."));
}

static void a_proposal_on_a_proposal_begins_with_its_words(void **state)
{
    Hex amended;

    (void)state;
    open_text();
    site_sign_in("other@x.example");
    assert_number(site_post_at(of("en/propose/x-%u", number), with(CHANGES, version, paragraph)), 201);
    site_cut("/en/acts/", "\"", amended, sizeof amended);
    site_sign_in("head@x.example");
    assert_number(site_get(of("en/propose/x-%u?for=party&amends=%s", number, amended)), 200);
    assert_true(site_says(">Terms of the text</textarea>") && site_says("Delegation 02"));
    assert_number(site_post_at(of("en/propose/x-%u?for=party&amends=%s", number, amended), with(CHANGES, version, paragraph)), 201);
    site_cut("/en/acts/", "\"", act, sizeof act);
    assert_number(site_get(of("en/acts/%s?as=json", act)), 200);
    assert_true(site_says("\"amends\""));
}

static void words_are_edited_in_the_page_or_told_in_prose(void **state)
{
    char where[80];

    (void)state;
    open_text();
    site_sign_in("head@x.example");
    (void)snprintf(where, sizeof where, "en/propose/x-%u", number);
    assert_number(site_post_at(where, with("step=look&version=%s&%s=Other+words+of+the+text", version, paragraph)), 200);
    assert_true(site_says("Other") && site_says("replace") && !site_says("delete_paragraph"));
    assert_number(site_post_at(where, with("step=look&version=%s&%s=Words+of+the+text&new=One+more.", version, paragraph)), 200);
    assert_true(site_says("insert_paragraph") && site_says("One more."));
    /* Several, at places of their own and in an order; each line is one. What is typed stays when another box is asked for or one moves. */
    assert_number(site_post_at(where, with("step=more&%s=Typed+words&new=Second.&after=%s&new=First.&after=%s&prose=Told.", paragraph, paragraph, paragraph)), 200);
    assert_true(site_says("Typed words</textarea>") && site_says(">Second.</textarea>") && site_says(">First.</textarea>") && site_says("Told.</textarea>") && site_says("id=\"new-3\""));
    assert_number(site_post_at(where, with("move=up.2&new=Second.&after=%s&new=First.&after=%s", paragraph, paragraph)), 200);
    assert_true(strstr(site.answer.data, ">First.</textarea>") < strstr(site.answer.data, ">Second.</textarea>"));
    assert_number(site_post_at(where, with("step=look&version=%s&new=First.&after=%s&new=Second.%%0D%%0AThird.&after=%s", version, paragraph, paragraph)), 200);
    assert_true(strstr(site.answer.data, "First.") < strstr(site.answer.data, "Second.") && strstr(site.answer.data, "Second.") < strstr(site.answer.data, "Third."));
    assert_number(site_post_at(where, with("step=look&version=%s&new=Nowhere.&after=p-nowhere", version)), 404);
    number++;
    files("secretariat@x.example", "text.open", with("process=x-%u&body=" GROUP "&names.en=Text+%u&form.of=other&language=en&session=demonstration-session-3", number, number));
    assert_number(site_post_at(of("en/issue/x-%u", number), "name=Rev.1&file=@The group,\n\n1. Invites delegations to meet.\n"), 201);
    assert_number(site_get(of("en/texts/x-%u?as=json", number)), 200);
    site_cut("\"sha256\": \"", "\"", version, sizeof version);
    site_sign_in("head@x.example");
    (void)snprintf(where, sizeof where, "en/propose/x-%u", number);
    assert_number(site_post_at(where, with("step=look&version=%s&prose=insert+%%22all%%22+before+%%22delegations%%22+in+paragraph+1", version)), 200);
    assert_true(site_says("all ") && site_says("name=\"changes\""));
    assert_number(site_post_at(where, with("step=look&version=%s&prose=insert+%%22all%%22+before+%%22States%%22+in+paragraph+1", version)), 409);
    assert_true(site_says("does not stand in paragraph 1") && site_says("before &quot;States&quot;")); /* and what was typed is there still */
}

static void the_house_withdraws_the_wording_that_it_put(void **state)
{
    Hex wording;

    (void)state;
    open_text();
    site_sign_in("secretariat@x.example");
    assert_number(site_post_at(of("en/propose/x-%u", number), with(CHANGES, version, paragraph)), 201);
    site_cut("/en/acts/", "\"", wording, sizeof wording);
    assert_offers("secretariat@x.example", "text.amendment.withdraw", true);
    assert_offers("chair@x.example", "text.amendment.withdraw", false);
    files("secretariat@x.example", "text.amendment.withdraw", with("amendment=%s", wording));
    assert_true(site_says(of("/en/texts/x-%u\"", number))); /* the way back */
}

/* ---- as it stood ---- */

static void the_map_is_what_it_was_with_an_entry(void **state)
{
    uint64_t size;
    Hash     root;

    (void)state;
    open_text();
    service_seen(site.service, &size, &root);
    files("head@x.example", "text.position.declare", with("process=x-%u&version=%s&paragraph=%s&position=object&text=Against", number, version, paragraph));
    files("secretariat@x.example", "text.paragraph.close", with("process=x-%u&version=%s&paragraph=%s&level=agreed", number, version, paragraph));
    assert_number(site_get(of("en/texts/x-%u/map?as=json&at=%llu", number, (unsigned long long)size - 1)), 200);
    assert_true(!site_says("Against") && !site_says("\"state\": \"agreed\""));
    assert_number(site_get(of("en/texts/x-%u/map?as=json&at=%llu", number, (unsigned long long)size)), 200);
    assert_true(site_says("Against") && !site_says("\"state\": \"agreed\""));
    assert_number(site_get(of("en/texts/x-%u/map?as=json", number)), 200);
    assert_true(site_says("Against"));
    assert_number(site_get(of("en/texts/x-%u/map.svg?at=%llu", number, (unsigned long long)size)), 200);
    assert_true(site_says("image/svg+xml") && site_says("</svg>"));
}

/* Carried onto a new version, a proposal is on the old map what it was there. */
static void the_map_of_an_earlier_version_has_its_own_changes(void **state)
{
    uint64_t size;
    Hash     root;

    (void)state;
    open_text();
    site_sign_in("other@x.example");
    assert_number(site_post_at(of("en/propose/x-%u", number), with(CHANGES, version, paragraph)), 201);
    service_seen(site.service, &size, &root);
    site_sign_in("secretariat@x.example");
    assert_number(site_post_at(of("en/issue/x-%u", number), "name=Rev.2&file=@Words of the whole text"), 201);
    site_sign_in("head@x.example");
    assert_number(site_get(of("en/texts/x-%u?as=json", number)), 200);
    assert_true(site_says("\"now\": \"Terms\""));
    assert_number(site_get(of("en/texts/x-%u/map?as=json&at=%llu", number, (unsigned long long)size - 1)), 200);
    assert_true(site_says("\"shown\": 1") && site_says("\"changed\""));
}

/* ---- papers ---- */

static void the_proceedings_say_what_a_meeting_did(void **state)
{
    (void)state;
    open_text();
    files("secretariat@x.example", "meeting.plan", "session=demonstration-session-3&meeting=papers&form.of=informal&begin=2026-03-04T15:00&end=2026-03-04T18:00");
    files("secretariat@x.example", "meeting.state", "session=demonstration-session-3&meeting=papers&state=open");
    files("head@x.example", "text.position.declare", with("process=x-%u&version=%s&position=reserve", number, version));
    files("secretariat@x.example", "text.paragraph.close", with("process=x-%u&version=%s&paragraph=%s&level=agreed", number, version, paragraph));
    files("secretariat@x.example", "body.decide", "body=" GROUP "&names.en=To+go+on&meeting=demonstration-session-3|papers");
    files("secretariat@x.example", "meeting.state", "session=demonstration-session-3&meeting=papers&state=closed");
    files("secretariat@x.example", "text.paragraph.reopen", with("process=x-%u&paragraph=%s", number, paragraph)); /* after it */
    assert_number(site_get("en/sessions/demonstration-session-3/papers/proceedings"), 200);
    assert_true(site_says("The meeting was opened.") && site_says(": agreed.") && site_says("It was so decided: To go on") && site_says("The meeting was closed.") && !site_says("reopened."));
    assert_number(site_get("en/sessions/demonstration-session-3/papers/proceedings.txt"), 200);
    assert_true(site_says("1. The meeting was opened.") && !site_says("reopened."));
    assert_number(site_get("ar/sessions/demonstration-session-3/papers/proceedings.docx"), 200);
    assert_number(site_get("en/sessions/demonstration-session-3/none/proceedings.txt"), 404);
}

static void the_letter_says_what_a_silence_means(void **state)
{
    (void)state;
    open_text();
    assert_number(site_get(of("en/texts/x-%u/letter", number)), 404);
    files("secretariat@x.example", "text.silence.open", with("process=x-%u&version=%s&deadline=2099-03-06T15:00&note=As+it+stands", number, version));
    assert_number(site_get(of("en/texts/x-%u/letter.txt", number)), 200);
    assert_true(site_says("6 March 2099 at 15:00 UTC") && site_says("One objection breaks the silence") && site_says("As it stands") && site_says(act));
    assert_number(site_get(of("fr/texts/x-%u/letter?silence=%s", number, act)), 200);
    assert_true(site_says("Une seule objection rompt le silence"));
    assert_number(site_get(of("zh/texts/x-%u/letter.docx", number)), 200);
}

static int group_setup(void **state)
{
    (void)state;
    site_open(AUDIENCE_PUBLIC);
    site_invite("secretariat@x.example", "", "", ROLE_SECRETARIAT);
    site_invite("head@x.example", "delegation-01", "", ROLE_HEAD);
    site_invite("other@x.example", "delegation-02", "", ROLE_HEAD);
    site_invite("chair@x.example", "delegation-16", "", ROLE_CHAIR);
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    site_close();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_text_offers_what_each_may_file),
        cmocka_unit_test(a_kept_silence_is_closed_from_the_page_and_adoption_offered),
        cmocka_unit_test(a_closing_is_challenged_from_the_page),
        cmocka_unit_test(a_receipt_says_on_which_side_its_act_is),
        cmocka_unit_test(a_silence_shows_its_deadline_and_is_broken_from_the_page),
        cmocka_unit_test(a_question_offers_adoption_only_while_no_objection_stands),
        cmocka_unit_test(an_explanation_travels_and_does_not_come_back),
        cmocka_unit_test(a_position_is_one_of_four),
        cmocka_unit_test(positions_on_the_whole_text_stand_apart),
        cmocka_unit_test(a_condition_stands_at_the_paragraph_and_on_the_map),
        cmocka_unit_test(a_proposal_on_a_proposal_begins_with_its_words),
        cmocka_unit_test(words_are_edited_in_the_page_or_told_in_prose),
        cmocka_unit_test(the_house_withdraws_the_wording_that_it_put),
        cmocka_unit_test(the_map_is_what_it_was_with_an_entry),
        cmocka_unit_test(the_map_of_an_earlier_version_has_its_own_changes),
        cmocka_unit_test(the_proceedings_say_what_a_meeting_did),
        cmocka_unit_test(the_letter_says_what_a_silence_means),
    };

    return cmocka_run_group_tests_name("web texts", tests, group_setup, group_teardown);
}
