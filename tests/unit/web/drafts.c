/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts of a party over HTTP: two people write in one and lose nothing, the head clears it, it is recorded as any proposal is; for another party, the secretariat and strangers there is no draft.
 */
#include "web/site.h"

#include "compare/compare.h"
#include "format/docx/docx_write.h"
#include "service/private_draft.h"

#define TEXT "en/texts/organization-of-work"

static char id[DRAFT_ID_SIZE + 1], first[20], second[20], third[20]; /* the draft at work; three of its paragraphs */
static char recorded[2 * HASH_SIZE + 1];                             /* the act that a draft became */

static void path_of(const char *after, char *out, size_t size)
{
    (void)snprintf(out, size, TEXT "/drafts/%s%s", id, after);
}

static int look(const char *after)
{
    char path[200];

    path_of(after, path, sizeof path);
    return site_get(path);
}

static int post_to(const char *path, const char *typed)
{
    char body[4000];

    (void)snprintf(body, sizeof body, "form=%s&%s", site.form_token, typed);
    return site_ask("POST", path, SITE_ORIGIN, SITE_FORM, body);
}

static int post(const char *typed)
{
    char path[200];

    path_of("", path, sizeof path);
    return post_to(path, typed);
}

/* One box filled, made of a revision. */
static int save(int revision, const char *box, const char *words)
{
    char typed[1000];

    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&%s=%s", revision, box, words);
    return post(typed);
}

static json_t *answer(void)
{
    json_t *json = NULL;

    assert_number(look("?as=json"), 200);
    assert_ok(json_read(slice_from(strstr(site.answer.data, "\r\n\r\n") + 4), &json, NULL));
    return json;
}

static json_int_t revision_now(void)
{
    json_t    *json = answer();
    json_int_t revision = json_integer_value(json_object_get(json, "revision"));

    json_decref(json);
    return revision;
}

static long number_of(const char *digits)
{
    return *digits != '\0' ? strtol(digits, NULL, 10) : 1;
}

/* "new2": the second new paragraph. */
static const json_t *box_of(const json_t *json, const char *box)
{
    const json_t *row, *list = json_object_get(json, "paragraphs");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, row) if (slice_is(json_slice(json_object_get(row, "id")), box)) return row;
    list = json_object_get(json, "added");
    json_array_foreach((json_t *)(uintptr_t)list, i, row) if (slice_is(json_slice(json_object_get(row, "id")), box) || (strncmp(box, "new", 3) == 0 && (size_t)number_of(box + 3) == i + 1)) return row;
    return json_object_get(json, box);
}

static void assert_box(const char *box, const char *words)
{
    json_t *json = answer();

    ROW(box);
    assert_slice(json_slice(json_object_get(box_of(json, box), "words")), words);
    assert_null(json_object_get(box_of(json, box), "competing"));
    json_decref(json);
}

static void assert_both(const char *box, const char *one, const char *two)
{
    json_t *json = answer(), *wordings = json_object_get(box_of(json, box), "wordings");

    ROW(box);
    assert_number(json_array_size(wordings), 2);
    assert_slice(json_slice(json_object_get(json_array_get(wordings, 0), "words")), one);
    assert_slice(json_slice(json_object_get(json_array_get(wordings, 1), "words")), two);
    assert_non_null(json_object_get(json, "unsettled"));
    json_decref(json);
}

static void take_id(void)
{
    site_cut("/drafts/", "\r?", id, sizeof id);
    assert_number(strlen(id), DRAFT_ID_SIZE);
}

static void begin(const char *mail)
{
    json_t *json;

    site_sign_in(mail);
    assert_number(post_to(TEXT "/drafts", "action=begin"), 303);
    take_id();
    json = answer();
    (void)snprintf(first, sizeof first, "%s", json_string_value(json_object_get(json_array_get(json_object_get(json, "paragraphs"), 3), "id")));
    (void)snprintf(second, sizeof second, "%s", json_string_value(json_object_get(json_array_get(json_object_get(json, "paragraphs"), 4), "id")));
    (void)snprintf(third, sizeof third, "%s", json_string_value(json_object_get(json_array_get(json_object_get(json, "paragraphs"), 5), "id")));
    json_decref(json);
}

static void assert_sentence(const char *message)
{
    const char *sentence = message_text_in("en", message);

    if (!site_says(sentence))
        fail_msg("no \"%s\" in %s", sentence, site.answer.data);
}

/* ---- */

static void two_people_write_and_lose_nothing(void **state)
{
    (void)state;
    begin("one@x.example");
    assert_number(save(1, first, "One+wrote+this."), 303);
    site_sign_in("two@x.example");
    assert_number(save(1, second, "Two+wrote+this."), 303); /* of the revision before one's */
    assert_true(site_says("?merged=1"));
    assert_box(first, "One wrote this.");
    assert_box(second, "Two wrote this.");
    assert_number(revision_now(), 3);
    assert_number(save(3, first, "Two+says+so."), 303);
    site_sign_in("one@x.example");
    assert_number(save(3, first, "One+says+otherwise."), 303);
    assert_both(first, "Two says so.", "One says otherwise.");
    assert_number(look(""), 200);
    assert_true(site_says("Two says so.") && site_says("One says otherwise."));
    assert_number(post("action=send&revision=5"), 422);
    assert_sentence("draft.unsettled");
}

static void somebody_settles_it_and_what_was_is_kept(void **state)
{
    char typed[200];

    (void)state;
    site_sign_in("two@x.example");
    (void)snprintf(typed, sizeof typed, "action=save&revision=5&%s=Two+says+so.&pick.%s=1", first, first);
    assert_number(post(typed), 303);
    assert_box(first, "One says otherwise.");
    assert_number(look("?revision=4&as=json"), 200);
    assert_true(site_says("Two says so.") && !site_says("One says otherwise."));
    assert_number(look("?revision=99"), 404);
    assert_number(post("action=restore&revision=3"), 303);
    assert_box(first, "One wrote this.");
    assert_box(second, "Two wrote this.");
    assert_number(revision_now(), 7);
    (void)snprintf(typed, sizeof typed, "action=save&revision=7&%s=", third);
    assert_number(post(typed), 303); /* an emptied box takes the paragraph out */
    assert_box(third, "");
    assert_number(look(""), 200);
    assert_true(site_says(message_text_in("en", "text.whole_deletion")));
}

/* The bytes of an answer but for its date. */
static void keep_answer(char *out, size_t size)
{
    char *date = strstr(site.answer.data, "Date: ");

    assert_true(strlen(site.answer.data) < size);
    if (date != NULL)
        memset(date, '-', strcspn(date, "\r"));
    (void)snprintf(out, size, "%s", site.answer.data);
}

static void assert_no_draft_for(const char *mail, int status)
{
    static char there[200000], absent[200000];
    char        path[200];

    ROW(mail);
    site_sign_in(mail);
    assert_number(look(""), status);
    keep_answer(there, sizeof there);
    (void)snprintf(path, sizeof path, TEXT "/drafts/%s", "aaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_number(site_get(path), status);
    keep_answer(absent, sizeof absent);
    assert_string_equal(there, absent);
    assert_number(look("?as=json"), status);
    if (status == 404)
        assert_number(save(1, "new", "Words"), 404);
    assert_false(site_says("wrote this"));
}

static void for_others_there_is_none(void **state)
{
    (void)state;
    assert_no_draft_for("other@x.example", 404);
    assert_no_draft_for("secretariat@x.example", 404);
    assert_number(site_get("en/drafts"), 404);
    assert_number(site_get(TEXT "/drafts"), 404);
    assert_no_draft_for("", 303);
    site_sign_in("other@x.example");
    assert_number(site_get("en/drafts"), 200);
    assert_false(site_says(id));
    assert_number(site_get("en/texts/no-such-text/drafts"), 404);
    site_sign_in("outside@x.example");
    assert_number(look(""), 403); /* of the party, but limited to other bodies */
}

static void the_head_clears_and_then_it_is_recorded(void **state)
{
    char act[2 * HASH_SIZE + 1], path[200];

    (void)state;
    site_sign_in("one@x.example");
    assert_number(post_to("en/drafts", "action=rule&clearing=1"), 403);
    assert_number(post("action=clear&revision=8"), 403);
    assert_sentence("draft.head_only");
    site_sign_in("head@x.example");
    assert_number(post_to("en/drafts", "action=rule&clearing=1"), 303);
    site_sign_in("one@x.example");
    assert_number(post("action=send&revision=8"), 422);
    assert_sentence("draft.not_cleared");
    site_sign_in("head@x.example");
    assert_number(post("action=clear&revision=7"), 409); /* not what stands there now */
    assert_number(post("action=clear&revision=8"), 303);
    site_sign_in("one@x.example");
    assert_number(save(8, "rationale", "For+a+reason."), 303); /* what is cleared is a revision */
    assert_number(post("action=send&revision=9"), 422);
    site_sign_in("head@x.example");
    assert_number(post("action=clear&revision=9"), 303);
    site_sign_in("one@x.example");
    assert_number(post("action=send&revision=9"), 201);
    site_cut("/en/acts/", "\"", act, sizeof act);
    (void)snprintf(recorded, sizeof recorded, "%s", act);
    assert_number(post("action=send&revision=9"), 409);
    assert_number(look(""), 200);
    assert_true(site_says(act));
    site_sign_in("secretariat@x.example");
    (void)snprintf(path, sizeof path, "en/acts/%s?as=json", act);
    assert_number(site_get(path), 200);
    assert_true(site_says("For a reason.") && site_says("One wrote this.") && site_says("delegation-01"));
}

static void what_is_discarded_comes_back(void **state)
{
    (void)state;
    begin("one@x.example");
    assert_number(save(1, "new", "A+new+paragraph."), 303);
    assert_number(post("action=discard&revision=1"), 409);
    assert_number(post("action=discard&revision=2"), 303);
    assert_number(save(2, "new", "Too+late."), 409);
    assert_number(post("action=reopen"), 303);
    assert_box("new", "A new paragraph.");
    assert_number(post("action=dance&revision=2"), 400);
}

/* The words of the new paragraphs that stand, in order, with bars between; of what will be on record too. */
static void assert_new(const char *words)
{
    json_t *json = answer(), *row;
    Buffer  said;
    size_t  i;

    buffer_init(&said, 4000);
    json_array_foreach(json_object_get(json, "added"), i, row)
    {
        buffer_add_string(&said, i == 0 ? "" : "|");
        buffer_add(&said, json_slice(json_object_get(row, "words")));
    }
    buffer_add_byte(&said, '\0');
    assert_string_equal(said.data, words);
    buffer_clear(&said);
    json_decref(json);
}

static void named(int number, char *out, size_t size)
{
    char    box[10];
    json_t *json = answer();

    (void)snprintf(box, sizeof box, "new%d", number);
    (void)snprintf(out, size, "%s", json_string_value(json_object_get(box_of(json, box), "named")));
    json_decref(json);
}

/* Several after one paragraph, in an order that can be changed, and taken out again; two people lose nothing of it. */
static void several_new_paragraphs_stand_where_they_are_put(void **state)
{
    char typed[600], one[24], two[24];

    (void)state;
    begin("one@x.example");
    (void)snprintf(typed, sizeof typed, "action=save&revision=1&new=A+first.%%0D%%0A%%0D%%0AA+second.&after=%s", first);
    assert_number(post(typed), 303);
    assert_true(site_says("#added"));
    assert_number(post(typed), 303); /* the same form once more adds nothing */
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&new=A+third.&after=%s", (int)revision_now(), first);
    assert_number(post(typed), 303);
    assert_number(save((int)revision_now(), "new", "At+the+end."), 303);
    assert_new("A first.|A second.|A third.|At the end.");
    named(3, one, sizeof one);
    named(4, two, sizeof two);
    (void)snprintf(typed, sizeof typed, "move=up.%s&revision=%d&new.%s=The+third.", one, (int)revision_now(), one);
    assert_number(post(typed), 303);
    assert_new("A first.|The third.|A second.|At the end.");
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&place.%s=%s", (int)revision_now(), two, second);
    assert_number(post(typed), 303);
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&new.%s=", (int)revision_now(), one);
    assert_number(post(typed), 303);
    assert_new("A first.|A second.|At the end.");
    assert_number(look(""), 200);
    assert_true(site_says("A first.") && !site_says("The third."));
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&place.%s=p-nowhere", (int)revision_now(), two);
    assert_number(post(typed), 400);
    (void)snprintf(typed, sizeof typed, "move=up.nobody&revision=%d", (int)revision_now());
    assert_number(post(typed), 400);
}

/* One moves what another writes in; two who move the same paragraph settle it. */
static void moving_and_writing_are_merged(void **state)
{
    char    typed[300], one[24], two[24];
    int     revision;
    json_t *json;

    (void)state;
    named(1, one, sizeof one);
    named(2, two, sizeof two);
    revision = (int)revision_now();
    site_sign_in("two@x.example");
    (void)snprintf(typed, sizeof typed, "move=down.%s&revision=%d", one, revision);
    assert_number(post(typed), 303);
    site_sign_in("one@x.example");
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&new.%s=A+first+one.", revision, one);
    assert_number(post(typed), 303);
    assert_new("A second.|A first one.|At the end.");
    revision = (int)revision_now();
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&place.%s=%s", revision, one, second);
    assert_number(post(typed), 303);
    site_sign_in("two@x.example");
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&place.%s=", revision, one);
    assert_number(post(typed), 303);
    json = answer();
    assert_non_null(json_object_get(json, "unsettled"));
    json_decref(json);
    assert_number(look(""), 200);
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&pick.place.%s=1&place.%s=%s", (int)revision_now(), one, one, second);
    assert_number(post(typed), 303);
    json = answer();
    assert_null(json_object_get(json, "unsettled"));
    json_decref(json);
    assert_new("A second.|At the end.|A first one.");
    (void)snprintf(typed, sizeof typed, "action=save&revision=%d&%s=", (int)revision_now(), first); /* the paragraph before goes: what is new behind it stays */
    assert_number(post(typed), 303);
    assert_number(look(""), 200);
    assert_true(site_says(message_text_in("en", "text.whole_deletion")) && site_says("A second."));
}

static void a_program_of_a_person_reads_it(void **state)
{
    Person person = {0};
    char   bearer[80];

    (void)state;
    begin("one@x.example");
    assert_ok(accounts_who(site.accounts, slice_from(site.cookie), &person));
    assert_ok(accounts_new_token(site.accounts, &person, SLICE("a program"), 30, bearer, NULL));
    site_sign_in("");
    (void)snprintf(site.bearer, sizeof site.bearer, "%s", bearer);
    assert_number(site_get("en/drafts?as=json"), 200);
    assert_true(site_says(id));
    assert_number(save(1, "new", "By+a+program."), 303);
    assert_box("new", "By a program.");
    assert_number(site_get(TEXT "/drafts?as=json"), 200);
    site.bearer[0] = '\0';
}

static void a_draft_is_of_its_text(void **state)
{
    char path[200];

    (void)state;
    site_sign_in("one@x.example");
    (void)snprintf(path, sizeof path, "en/texts/no-such-text/drafts/%s", id);
    assert_number(site_get(path), 404);
}

static const json_t *outcome_of(const json_t *json, const char *outcome)
{
    const json_t *row, *list = json_object_get(json, "outcomes");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, row) if (slice_is(json_slice(json_object_get(row, "outcome")), outcome)) return row;
    return NULL;
}

/* The Chair issues a version with what was recorded in it: a draft on the one before is carried, and says what became of each change. */
static void a_draft_is_carried_onto_a_new_version(void **state)
{
    char    typed[300];
    json_t *json;

    (void)state;
    begin("one@x.example");
    (void)snprintf(typed, sizeof typed, "action=save&revision=1&%s=One+wrote+this.&new=A+paragraph+of+ours.%%0AAnd+another.&after=%s", first, second);
    assert_number(post(typed), 303);
    site_sign_in("chair@x.example");
    (void)snprintf(typed, sizeof typed, "name=Rev.1&take=%s", recorded);
    assert_number(post_to("en/issue/organization-of-work", typed), 201);
    site_sign_in("head@x.example");
    assert_number(look(""), 200);
    assert_sentence("draft.version_moved");
    assert_number(post("action=send&revision=2"), 409);
    assert_number(post("action=carry&revision=1"), 409);
    assert_number(post("action=carry&revision=2"), 303);
    json = answer();
    assert_null(json_object_get(json, "moved"));
    assert_non_null(outcome_of(json, "taken_up"));
    assert_non_null(outcome_of(json, "carried"));
    assert_non_null(json_object_get(json, "preview"));
    assert_null(json_object_get(json_object_get(json, "file"), "there")); /* new paragraphs are carried as such, and can be moved as before */
    json_decref(json);
    assert_new("A paragraph of ours.|And another.");
    assert_number(look(""), 200);
    assert_true(site_says("A paragraph of ours.") && site_says(message_text_in("en", "draft.outcome.taken_up")));
    assert_number(post("action=clear&revision=3"), 303);
    assert_number(post("action=send&revision=3"), 201);
}

/* A Word file that tracks one change and hides another: made of a text in which the hidden one was there already. */
static void write_file(const json_t *version, Buffer *out)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED};
    DocxLimits   limits = docx_limits_default;
    Text        *hidden = text_new("en"), *base = NULL, *revised = NULL;
    Docx        *docx = NULL;
    Comparer    *comparer;
    Amendment   *amendment = NULL;
    Compilation *compilation = NULL;
    Submission   submission = {.name = SLICE("Delegation 01")};
    Buffer       plain;
    json_t      *row;
    size_t       i;

    buffer_init(&plain, BLOB_MAX);
    limits.keep_parts = true;
    json_array_foreach(json_object_get(version, "paragraphs"), i, row)
        assert_ok(text_add(hidden, &(Paragraph){.kind = KIND_PLAIN, .text = i == 12 ? SLICE("Noting quietly something that nobody tracks,") : json_slice(json_object_get(row, "text")), .table = NO_TABLE}, NULL));
    assert_ok(docx_write_base(hidden, &plain, NULL));
    assert_ok(docx_read(buffer_slice(&plain), &limits, &docx, NULL));
    assert_ok(docx_text(docx, &accepted, &base, NULL));
    assert_ok(text_copy(base, &revised));
    revised->paragraphs[5].text = SLICE("Noting openly something that is tracked,");
    comparer = comparer_new(base);
    assert_ok(amendment_between(comparer, revised, &amendment, NULL));
    submission.amendment = amendment;
    assert_ok(compilation_make(base, &submission, 1, &compilation, NULL));
    assert_ok(docx_write(docx, base, compilation, &(DocxWriteOptions){.marks = DOCX_TRACKED, .view = &accepted}, out, NULL));
    compilation_free(compilation);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(hidden);
    text_free(base);
    text_free(revised);
    docx_free(docx);
    buffer_clear(&plain);
}

static void a_file_tells_what_it_does_not_track(void **state)
{
    Asker   asker = {.party = SLICE("delegation-01"), .standing = STANDING_DELEGATE, .account = SLICE("")};
    Slice   process = SLICE("organization-of-work");
    json_t *version = NULL, *object = NULL, *preview = NULL, *silent, *file = NULL;
    Buffer  bytes, printed;

    (void)state;
    buffer_init(&bytes, BLOB_MAX);
    buffer_init(&printed, BLOB_MAX);
    assert_ok(service_query(site.service, "text.show", &process, 1, &asker, SITE_NOW, &version, NULL));
    write_file(version, &bytes);
    assert_ok(service_text_amend_file(site.service, process, &(TextFile){SLICE("ours.docx"), buffer_slice(&bytes)}, &asker, SITE_NOW, &object, &preview, NULL));
    silent = json_object_get(preview, "silent");
    json_print(silent, &printed);
    assert_true(memmem(printed.data, printed.size, "quietly", 7) != NULL && memmem(printed.data, printed.size, "openly", 6) == NULL);
    buffer_reset(&printed);
    json_print(object, &printed); /* both are proposed; the record does not say how a file came about */
    assert_true(memmem(printed.data, printed.size, "quietly", 7) != NULL && memmem(printed.data, printed.size, "openly", 6) != NULL && memmem(printed.data, printed.size, "silent", 6) == NULL);
    assert_ok(service_draft_file(site.service, json_object_get(version, "sha256"), SLICE("ours.docx"), buffer_slice(&bytes), &file, NULL));
    assert_true(json_equal(json_object_get(file, "silent"), silent) && json_equal(json_object_get(file, "changes"), json_object_get(object, "changes")));
    json_decref(file);
    json_decref(version);
    json_decref(object);
    json_decref(preview);
    buffer_clear(&bytes);
    buffer_clear(&printed);
}

static int group_setup(void **state)
{
    (void)state;
    site_open(AUDIENCE_PUBLIC);
    site_invite("one@x.example", "delegation-01", "", ROLE_DELEGATE);
    site_invite("two@x.example", "delegation-01", "", ROLE_DELEGATE);
    site_invite("outside@x.example", "delegation-01", "demonstration-subgroup", ROLE_DELEGATE);
    site_invite("head@x.example", "delegation-01", "", ROLE_HEAD);
    site_invite("chair@x.example", "delegation-16", "", ROLE_CHAIR);
    site_invite("other@x.example", "delegation-02", "", ROLE_HEAD);
    site_invite("secretariat@x.example", "", "", ROLE_SECRETARIAT);
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
        cmocka_unit_test(two_people_write_and_lose_nothing), cmocka_unit_test(somebody_settles_it_and_what_was_is_kept), cmocka_unit_test(for_others_there_is_none),
        cmocka_unit_test(the_head_clears_and_then_it_is_recorded), cmocka_unit_test(what_is_discarded_comes_back), cmocka_unit_test(several_new_paragraphs_stand_where_they_are_put),
        cmocka_unit_test(moving_and_writing_are_merged), cmocka_unit_test(a_program_of_a_person_reads_it), cmocka_unit_test(a_draft_is_of_its_text),
        cmocka_unit_test(a_draft_is_carried_onto_a_new_version),
        cmocka_unit_test(a_file_tells_what_it_does_not_track),
    };

    return cmocka_run_group_tests_name("web drafts", tests, group_setup, group_teardown);
}
