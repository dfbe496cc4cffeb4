/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts in the private store: a revision is never changed, a draft moves on only from the revision that is named, another party's is not there, what has ended is erased after its term.
 */
#include "unit/store/fixture.h"

#include "store/account.h"

static AccountStore *fresh(void)
{
    PrivateStore *private_store = NULL;
    AccountStore *store = NULL;

    fixture_folder();
    assert_ok(private_open(fixture_path("private"), STORE_CREATE, &private_store, NULL));
    private_close(private_store);
    assert_ok(account_store_open(fixture_path("private"), STORE_WRITE, &store, NULL));
    return store;
}

static void finish(AccountStore *store)
{
    account_store_close(store);
    fixture_folder_remove();
}

static StoredDraft get(AccountStore *store, const char *party, const char *id)
{
    StoredDraft draft;

    assert_ok(draft_store_get(store, slice_from(party), slice_from(id), &draft, NULL));
    return draft;
}

static StoredDraft begun(AccountStore *store, const char *party, const char *process)
{
    StoredDraft draft = {.created = 1000};

    account_id_new(draft.id);
    (void)snprintf(draft.party, sizeof draft.party, "%s", party);
    (void)snprintf(draft.process, sizeof draft.process, "%s", process);
    assert_ok(draft_store_put(store, &draft, NULL));
    return get(store, party, draft.id);
}

static Status step(AccountStore *store, const StoredDraft *draft, const char *content)
{
    DraftRevision revision = {.base = draft->revision, .step = DRAFT_SAVED, .made = 1100, .name = "A person"};

    return draft_store_step(store, draft, &revision, slice_from(content), NULL);
}

static void assert_content(AccountStore *store, const StoredDraft *draft, int64_t number, const char *want)
{
    DraftRevision revision;
    Buffer        content;

    buffer_init(&content, DRAFT_BYTES_MAX);
    assert_ok(draft_store_revision(store, draft, number, &revision, &content, NULL));
    assert_slice(buffer_slice(&content), want);
    assert_number(revision.number, number);
    assert_string_equal(revision.name, "A person");
    buffer_clear(&content);
}

static void it_moves_on_only_from_the_revision_that_is_named(void **state)
{
    AccountStore *store = fresh();
    StoredDraft   draft = begun(store, "delegation-01", "text"), stale = draft;
    DraftRevision revision;
    Buffer        none;

    (void)state;
    assert_number(draft.revision, 0);
    assert_ok(step(store, &draft, "one"));
    assert_number(step(store, &stale, "another"), ERR_CONFLICT);
    draft = get(store, "delegation-01", draft.id);
    assert_number(draft.revision, 1);
    assert_number(draft.changed, 1100);
    assert_ok(step(store, &draft, "two"));
    draft = get(store, "delegation-01", draft.id);
    assert_content(store, &draft, 1, "one");
    assert_content(store, &draft, 2, "two");
    buffer_init(&none, 10);
    assert_number(draft_store_revision(store, &draft, 3, &revision, &none, NULL), ERR_NOT_FOUND);
    buffer_clear(&none);
    finish(store);
}

static void what_is_cleared_is_one_revision(void **state)
{
    AccountStore *store = fresh();
    StoredDraft   draft = begun(store, "delegation-01", "text"), seen;

    (void)state;
    assert_ok(step(store, &draft, "one"));
    seen = get(store, "delegation-01", draft.id);
    assert_ok(draft_store_clear(store, &seen, SLICE("Head"), 1200, NULL));
    draft = get(store, "delegation-01", draft.id);
    assert_number(draft.cleared, 1);
    assert_string_equal(draft.cleared_by, "Head");
    assert_ok(step(store, &draft, "two"));
    assert_number(draft_store_clear(store, &seen, SLICE("Head"), 1200, NULL), ERR_CONFLICT);
    assert_number(draft_store_end(store, &seen, DRAFT_SENT, 1300, NULL), ERR_CONFLICT);
    draft = get(store, "delegation-01", draft.id);
    assert_number(draft.cleared, 0);
    assert_string_equal(draft.cleared_by, "");
    finish(store);
}

static void what_has_ended_takes_nothing_and_comes_back_only_without_an_act(void **state)
{
    AccountStore *store = fresh();
    StoredDraft   draft = begun(store, "delegation-01", "text");

    (void)state;
    assert_ok(draft_store_end(store, &draft, DRAFT_DISCARDED, 1300, NULL));
    assert_number(step(store, &draft, "late"), ERR_CONFLICT);
    assert_ok(draft_store_reopen(store, &draft, NULL));
    assert_ok(step(store, &draft, "one"));
    draft = get(store, "delegation-01", draft.id);
    assert_number(draft.ended, 0);
    assert_ok(draft_store_end(store, &draft, DRAFT_SENT, 1400, NULL));
    assert_number(draft_store_end(store, &draft, DRAFT_SENT, 1400, NULL), ERR_CONFLICT);
    assert_ok(draft_store_note_act(store, &draft, SLICE("ab"), NULL));
    assert_number(draft_store_reopen(store, &draft, NULL), ERR_CONFLICT);
    assert_string_equal(get(store, "delegation-01", draft.id).act, "ab");
    finish(store);
}

static Status count(void *context, const StoredDraft *draft, Problem *problem)
{
    (void)problem;
    assert_string_equal(draft->party, "delegation-01");
    (*(int *)context)++;
    return OK;
}

static Status count_revision(void *context, const DraftRevision *revision, Problem *problem)
{
    (void)problem;
    assert_number(revision->base + 1, revision->number);
    (*(int *)context)++;
    return OK;
}

static void another_partys_is_not_there(void **state)
{
    AccountStore *store = fresh();
    StoredDraft   own = begun(store, "delegation-01", "text"), other = begun(store, "delegation-02", "text"), found;
    int           counted = 0, revisions = 0;
    int64_t       open, bytes;

    (void)state;
    (void)begun(store, "delegation-01", "another");
    assert_ok(step(store, &own, "12345"));
    assert_ok(step(store, &other, "1234567"));
    assert_number(draft_store_get(store, SLICE("delegation-01"), slice_from(other.id), &found, NULL), ERR_NOT_FOUND);
    assert_ok(draft_store_each(store, SLICE("delegation-01"), SLICE(""), count, &counted, NULL));
    assert_number(counted, 2);
    assert_ok(draft_store_each(store, SLICE("delegation-01"), SLICE("text"), count, &counted, NULL));
    assert_number(counted, 3);
    assert_ok(draft_store_revisions(store, &own, count_revision, &revisions, NULL));
    assert_number(revisions, 1);
    assert_ok(draft_store_sizes(store, SLICE("delegation-01"), &open, &bytes, NULL));
    assert_number(open, 2);
    assert_number(bytes, 5);
    finish(store);
}

static void what_has_ended_is_erased_after_its_term(void **state)
{
    AccountStore *store = fresh();
    StoredDraft   sent = begun(store, "delegation-01", "text"), open = begun(store, "delegation-01", "text"), found;
    AccountAges   ages = {.now = 5000, .ended = 1399};
    int64_t       count_open, bytes;

    (void)state;
    assert_ok(step(store, &sent, "12345"));
    assert_ok(step(store, &open, "123"));
    sent = get(store, "delegation-01", sent.id);
    assert_ok(draft_store_end(store, &sent, DRAFT_SENT, 1400, NULL));
    assert_ok(account_store_clean(store, &ages, NULL));
    sent = get(store, "delegation-01", sent.id);
    assert_content(store, &sent, 1, "12345");
    ages.ended = 1400;
    assert_ok(account_store_clean(store, &ages, NULL));
    assert_number(draft_store_get(store, SLICE("delegation-01"), slice_from(sent.id), &found, NULL), ERR_NOT_FOUND);
    assert_ok(draft_store_sizes(store, SLICE("delegation-01"), &count_open, &bytes, NULL));
    assert_number(count_open, 1);
    assert_number(bytes, 3);
    finish(store);
}

static void a_party_has_its_rule(void **state)
{
    AccountStore *store = fresh();
    bool          clearing = true;

    (void)state;
    assert_ok(party_rule_get(store, SLICE("delegation-01"), &clearing, NULL));
    assert_false(clearing);
    assert_ok(party_rule_put(store, SLICE("delegation-01"), true, NULL));
    assert_ok(party_rule_put(store, SLICE("delegation-02"), false, NULL));
    assert_ok(party_rule_get(store, SLICE("delegation-01"), &clearing, NULL));
    assert_true(clearing);
    assert_ok(party_rule_get(store, SLICE("delegation-02"), &clearing, NULL));
    assert_false(clearing);
    finish(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_moves_on_only_from_the_revision_that_is_named),
        cmocka_unit_test(what_is_cleared_is_one_revision),
        cmocka_unit_test(what_has_ended_takes_nothing_and_comes_back_only_without_an_act),
        cmocka_unit_test(another_partys_is_not_there),
        cmocka_unit_test(what_has_ended_is_erased_after_its_term),
        cmocka_unit_test(a_party_has_its_rule),
    };

    return cmocka_run_group_tests_name("store drafts", tests, NULL, NULL);
}
