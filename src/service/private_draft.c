/* SPDX-License-Identifier: Apache-2.0
 *
 * The contents of drafts, how two people's are merged, and who may do what with one.
 */
#include "service/private_draft.h"

#include "service/account_internal.h"

#include <jansson.h>

enum { SENDING_S = 600 };

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- contents ---- */

json_t *private_draft_content(Slice version)
{
    return json_pack("{s:s%, s:{}}", "version", version.data != NULL ? version.data : "", version.size, "entries");
}

/* Before there were several, "new" was the one new paragraph of a draft, at its end. */
static void read_only_new(json_t *entries)
{
    json_t *only = json_object_get(entries, "new");

    if (only != NULL && json_object_set(entries, DRAFT_NEW "first", only) == 0)
        (void)json_object_del(entries, "new");
}

Status private_draft_content_read(Slice text, json_t **out, Problem *problem)
{
    TRY(json_read(text, out, problem));
    if (json_is_string(json_object_get(*out, "version")) && json_is_object(json_object_get(*out, "entries"))) {
        read_only_new(json_object_get(*out, "entries"));
        return OK;
    }
    json_decref(*out);
    *out = NULL;
    return problem_set(problem, ERR_SYNTAX, MSG("draft.damaged"), NULL);
}

json_t *private_draft_wordings(const json_t *content, const char *key)
{
    return json_object_get(json_object_get(content, "entries"), key);
}

const json_t *private_draft_standing(const json_t *content, const char *key)
{
    const json_t *words = json_object_get(json_array_get(private_draft_wordings(content, key), 0), "words");

    return json_is_string(words) ? words : NULL;
}

static bool same_words(const json_t *a, const json_t *b)
{
    return json_equal(json_object_get(a, "words"), json_object_get(b, "words"));
}

static bool has_wording(const json_t *list, const json_t *wording)
{
    const json_t *item;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, item) if (same_words(item, wording)) return true;
    return false;
}

/* One entry's list as it counts: that of no entry is "as the version has it" alone. A new reference. */
static json_t *list_of(const json_t *content, const char *key)
{
    json_t *list = private_draft_wordings(content, key);

    return list != NULL ? json_incref(list) : json_pack("[{s:n, s:s}]", "words", "by", "");
}

static bool same_list(const json_t *a, const json_t *b)
{
    const json_t *item;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)a, i, item) if (!same_words(item, json_array_get(b, i))) return false;
    return json_array_size(a) == json_array_size(b);
}

/* Takes the list over. */
static int put_list(json_t *content, const char *key, json_t *list)
{
    json_t *entries = json_object_get(content, "entries");
    bool    none = json_array_size(list) == 1 && json_is_null(json_object_get(json_array_get(list, 0), "words"));

    if (!none)
        return json_object_set_new(entries, key, list);
    json_decref(list);
    (void)json_object_del(entries, key);
    return 0;
}

Status private_draft_type(json_t *content, const char *key, Slice words, Slice by, bool settles, Problem *problem)
{
    json_t *list = list_of(content, key), *typed = words.data != NULL ? json_pack("{s:s%, s:s%}", "words", words.data, words.size, "by", by.data != NULL ? by.data : "", by.size)
                                                                       : json_pack("{s:n, s:s%}", "words", "by", by.data != NULL ? by.data : "", by.size);
    json_t *made = json_array();
    size_t  i;
    json_t *item;

    if (list == NULL || typed == NULL || made == NULL) {
        json_decref(list);
        json_decref(typed);
        json_decref(made);
        return no_memory(problem);
    }
    if (same_words(typed, json_array_get(list, 0)) && (!settles || json_array_size(list) == 1)) {
        json_decref(typed);
        json_decref(made);
        json_decref(list);
        return OK;
    }
    (void)json_array_append(made, typed);
    json_array_foreach(list, i, item) if (i != 0 && !settles && !has_wording(made, item)) (void)json_array_append(made, item);
    json_decref(typed);
    json_decref(list);
    return put_list(content, key, made) == 0 ? OK : no_memory(problem);
}

/* Both wordings, those that were saved first before the others, each once. */
static json_t *both(const json_t *theirs, const json_t *mine)
{
    json_t *list = json_copy((json_t *)(uintptr_t)theirs), *item;
    size_t  i;

    json_array_foreach((json_t *)(uintptr_t)mine, i, item) if (list != NULL && !has_wording(list, item)) (void)json_array_append(list, item);
    return list;
}

static int merge_entry(const json_t *base, const json_t *mine, const json_t *theirs, const char *key, json_t *out)
{
    json_t *was = list_of(base, key), *my = list_of(mine, key), *their = list_of(theirs, key), *list = NULL;
    int     result = -1;

    if (was != NULL && my != NULL && their != NULL)
        list = same_list(my, was) || same_list(my, their) ? json_incref(their) : same_list(their, was) ? json_incref(my) : both(their, my);
    if (list != NULL)
        result = put_list(out, key, list);
    json_decref(was);
    json_decref(my);
    json_decref(their);
    return result;
}

json_t *private_draft_merge(const json_t *base, const json_t *mine, const json_t *theirs)
{
    json_t     *out = json_deep_copy(theirs), *item;
    const char *key;
    int         failed = out == NULL;

    json_object_foreach(json_object_get(mine, "entries"), key, item) failed |= !failed && merge_entry(base, mine, theirs, key, out) != 0;
    json_object_foreach(json_object_get(base, "entries"), key, item) if (!failed && private_draft_wordings(mine, key) == NULL) failed |= merge_entry(base, mine, theirs, key, out) != 0;
    if (!failed)
        return out;
    json_decref(out);
    return NULL;
}

/* The place of a new paragraph that somebody took out. */
static bool is_of_nothing(const json_t *content, const char *key)
{
    char words[DRAFT_KEY_MAX];

    if (!draft_paragraphs_is_place(key))
        return false;
    (void)snprintf(words, sizeof words, DRAFT_NEW "%.40s", key + strlen(DRAFT_PLACE));
    return private_draft_wordings(content, words) == NULL;
}

bool private_draft_unsettled(const json_t *content)
{
    const json_t *list;
    const char   *key;

    json_object_foreach(json_object_get(content, "entries"), key, list) if (json_array_size(list) > 1 && !is_of_nothing(content, key)) return true;
    return false;
}

/* ---- whose they are ---- */

bool private_draft_may(const Person *person)
{
    return person->account.role != ROLE_SECRETARIAT && person->account.party[0] != '\0';
}

static Status not_there(Problem *problem)
{
    return problem_set(problem, ERR_NOT_FOUND, MSG("draft.not_there"), NULL);
}

static Slice party_of(const Person *person)
{
    return slice_from(person->account.party);
}

/* With the lock, as all that end in _locked. */
static Status get_locked(Accounts *accounts, const Person *person, Slice id, StoredDraft *out, Problem *problem)
{
    Status status = private_draft_may(person) ? draft_store_get(accounts->store, party_of(person), id, out, problem) : ERR_NOT_FOUND;

    return status == ERR_NOT_FOUND ? not_there(problem) : status;
}

static Status read_locked(Accounts *accounts, const StoredDraft *draft, int64_t number, DraftRevision *revision, json_t **content, Problem *problem)
{
    Buffer text;
    Status status;

    buffer_init(&text, DRAFT_BYTES_MAX);
    status = draft_store_revision(accounts->store, draft, number, revision, &text, problem);
    if (status == OK)
        status = private_draft_content_read(buffer_slice(&text), content, problem);
    buffer_clear(&text);
    return status == ERR_NOT_FOUND ? not_there(problem) : status;
}

/* Somebody was quicker. */
static Status moved_on(Status status, Problem *problem)
{
    return status == ERR_CONFLICT ? problem_set(problem, status, MSG("draft.moved_on"), NULL) : status;
}

static Status head_only(const Person *person, Problem *problem)
{
    return person->account.role == ROLE_HEAD ? OK : problem_set(problem, ERR_FORBIDDEN, MSG("draft.head_only"), NULL);
}

Status private_draft_list(Accounts *accounts, const Person *person, Slice process, Status (*visit)(void *context, const StoredDraft *draft, Problem *problem), void *context, Problem *problem)
{
    Status status;

    if (!private_draft_may(person))
        return not_there(problem);
    lock_accounts(accounts);
    status = draft_store_each(accounts->store, party_of(person), process, visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_get(Accounts *accounts, const Person *person, Slice id, StoredDraft *out, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = get_locked(accounts, person, id, out, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_revision(Accounts *accounts, const Person *person, Slice id, int64_t number, StoredDraft *draft, DraftRevision *revision, json_t **content, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = get_locked(accounts, person, id, draft, problem);
    if (status == OK)
        status = read_locked(accounts, draft, number != 0 ? number : draft->revision, revision, content, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_history(Accounts *accounts, const Person *person, const StoredDraft *draft, Status (*visit)(void *context, const DraftRevision *revision, Problem *problem), void *context,
                             Problem *problem)
{
    Status status;

    if (strcmp(person->account.party, draft->party) != 0)
        return not_there(problem);
    lock_accounts(accounts);
    status = draft_store_revisions(accounts->store, draft, visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

/* ---- writing ---- */

static Status put_locked(Accounts *accounts, const Person *person, const StoredDraft *draft, const DraftSaving *saving, const json_t *content, Problem *problem)
{
    DraftRevision revision = {.base = saving->from, .step = saving->step, .made = accounts_now(accounts)};
    int64_t       open, bytes;
    Buffer        text;
    Status        status;

    (void)snprintf(revision.account, sizeof revision.account, "%s", person->account.id);
    (void)snprintf(revision.name, sizeof revision.name, "%s", person->account.name);
    buffer_init(&text, DRAFT_BYTES_MAX);
    json_print(content, &text);
    TRY_OR(done, text.status == ERR_LIMIT ? problem_set(problem, ERR_LIMIT, MSG("draft.large"), NULL) : text.status);
    TRY_OR(done, draft_store_sizes(accounts->store, slice_from(draft->party), &open, &bytes, problem));
    if (bytes + (int64_t)text.size > DRAFT_PARTY_BYTES_MAX)
        TRY_OR(done, problem_set(problem, ERR_LIMIT, MSG("draft.party_large"), NULL));
    status = moved_on(draft_store_step(accounts->store, draft, &revision, buffer_slice(&text), problem), problem);
done:
    buffer_clear(&text);
    return status;
}

static Status begin_locked(Accounts *accounts, const Person *person, const StoredDraft *draft, const json_t *content, Problem *problem)
{
    StoredDraft stored;
    int64_t     open, bytes;

    TRY(draft_store_sizes(accounts->store, party_of(person), &open, &bytes, problem));
    if (open >= DRAFTS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("draft.too_many"), NULL);
    TRY(draft_store_put(accounts->store, draft, problem));
    TRY(get_locked(accounts, person, slice_from(draft->id), &stored, problem));
    return put_locked(accounts, person, &stored, &(DraftSaving){.step = DRAFT_BEGUN}, content, problem);
}

Status private_draft_begin(Accounts *accounts, const Person *person, Slice process, Slice version, char id[DRAFT_ID_SIZE + 1], Problem *problem)
{
    StoredDraft draft = {.created = accounts_now(accounts)};
    json_t     *content;
    Status      status;

    if (!private_draft_may(person) || process.size > DRAFT_PROCESS_MAX)
        return not_there(problem);
    content = private_draft_content(version);
    if (content == NULL)
        return no_memory(problem);
    account_id_new(draft.id);
    (void)snprintf(draft.party, sizeof draft.party, "%s", person->account.party);
    (void)snprintf(draft.process, sizeof draft.process, "%.*s", (int)process.size, process.data);
    lock_accounts(accounts);
    status = begin_locked(accounts, person, &draft, content, problem);
    unlock_accounts(accounts);
    json_decref(content);
    memcpy(id, draft.id, DRAFT_ID_SIZE + 1);
    return status;
}

static Status merged_locked(Accounts *accounts, const StoredDraft *draft, int64_t from, const json_t *mine, json_t **out, Problem *problem)
{
    DraftRevision revision;
    json_t       *base = NULL, *theirs = NULL;
    Status        status;

    TRY_OR(done, read_locked(accounts, draft, from, &revision, &base, problem));
    TRY_OR(done, read_locked(accounts, draft, draft->revision, &revision, &theirs, problem));
    *out = private_draft_merge(base, mine, theirs);
    status = *out != NULL ? OK : no_memory(problem);
done:
    json_decref(base);
    json_decref(theirs);
    return status;
}

static Status save_locked(Accounts *accounts, const Person *person, const DraftSaving *saving, const json_t *content, bool *merged, Problem *problem)
{
    StoredDraft draft;
    json_t     *whole = NULL;
    DraftSaving step = *saving;
    Status      status;

    TRY(get_locked(accounts, person, saving->id, &draft, problem));
    if (draft.state != DRAFT_OPEN)
        return problem_set(problem, ERR_CONFLICT, MSG("draft.over"), NULL);
    *merged = saving->from != draft.revision;
    if (!*merged)
        return put_locked(accounts, person, &draft, saving, content, problem);
    step.step = DRAFT_MERGED;
    status = merged_locked(accounts, &draft, saving->from, content, &whole, problem);
    if (status == OK)
        status = put_locked(accounts, person, &draft, &step, whole, problem);
    json_decref(whole);
    return status;
}

Status private_draft_save(Accounts *accounts, const Person *person, const DraftSaving *saving, const json_t *content, bool *merged, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = save_locked(accounts, person, saving, content, merged, problem);
    unlock_accounts(accounts);
    return status;
}

/* ---- from one state to the next ---- */

/* The draft, open and at the revision that the person has seen. */
static Status seen_locked(Accounts *accounts, const Person *person, Slice id, int64_t revision, StoredDraft *out, Problem *problem)
{
    TRY(get_locked(accounts, person, id, out, problem));
    if (out->state != DRAFT_OPEN)
        return problem_set(problem, ERR_CONFLICT, MSG("draft.over"), NULL);
    return out->revision == revision ? OK : moved_on(ERR_CONFLICT, problem);
}

static Status settled_locked(Accounts *accounts, const StoredDraft *draft, Problem *problem)
{
    DraftRevision revision;
    json_t       *content = NULL;
    bool          settled;

    TRY(read_locked(accounts, draft, draft->revision, &revision, &content, problem));
    settled = !private_draft_unsettled(content);
    json_decref(content);
    return settled ? OK : problem_set(problem, ERR_REFUSED, MSG("draft.unsettled"), NULL);
}

Status private_draft_clear(Accounts *accounts, const Person *person, Slice id, int64_t revision, Problem *problem)
{
    StoredDraft draft;
    Status      status;

    lock_accounts(accounts);
    TRY_OR(done, seen_locked(accounts, person, id, revision, &draft, problem));
    TRY_OR(done, head_only(person, problem));
    TRY_OR(done, settled_locked(accounts, &draft, problem));
    status = moved_on(draft_store_clear(accounts->store, &draft, slice_from(person->account.name), accounts_now(accounts), problem), problem);
done:
    unlock_accounts(accounts);
    return status;
}

Status private_draft_discard(Accounts *accounts, const Person *person, Slice id, int64_t revision, Problem *problem)
{
    StoredDraft draft;
    Status      status;

    lock_accounts(accounts);
    status = seen_locked(accounts, person, id, revision, &draft, problem);
    if (status == OK)
        status = moved_on(draft_store_end(accounts->store, &draft, DRAFT_DISCARDED, accounts_now(accounts), problem), problem);
    unlock_accounts(accounts);
    return status;
}

/* What was discarded; and what was about to be sent when the program ended, once nobody can be at it any more. */
static bool may_reopen(const StoredDraft *draft, int64_t now)
{
    return draft->state == DRAFT_DISCARDED || (draft->state == DRAFT_SENT && draft->act[0] == '\0' && now - draft->ended > SENDING_S);
}

Status private_draft_reopen(Accounts *accounts, const Person *person, Slice id, Problem *problem)
{
    StoredDraft draft;
    Status      status;

    lock_accounts(accounts);
    status = get_locked(accounts, person, id, &draft, problem);
    if (status == OK && !may_reopen(&draft, accounts_now(accounts)))
        status = problem_set(problem, ERR_CONFLICT, MSG("draft.over"), NULL);
    if (status == OK)
        status = moved_on(draft_store_reopen(accounts->store, &draft, problem), problem);
    unlock_accounts(accounts);
    return status;
}

static Status may_send_locked(Accounts *accounts, const Person *person, Slice id, int64_t revision, StoredDraft *draft, Problem *problem)
{
    bool clearing;

    TRY(seen_locked(accounts, person, id, revision, draft, problem));
    TRY(settled_locked(accounts, draft, problem));
    TRY(party_rule_get(accounts->store, party_of(person), &clearing, problem));
    if (clearing && draft->cleared != draft->revision)
        return problem_set(problem, ERR_REFUSED, MSG("draft.not_cleared"), NULL);
    return OK;
}

static Status take_out_locked(Accounts *accounts, const Person *person, Slice id, int64_t revision, StoredDraft *draft, Problem *problem)
{
    TRY(may_send_locked(accounts, person, id, revision, draft, problem));
    return moved_on(draft_store_end(accounts->store, draft, DRAFT_SENT, accounts_now(accounts), problem), problem);
}

Status private_draft_may_send(Accounts *accounts, const Person *person, Slice id, int64_t revision, Problem *problem)
{
    StoredDraft draft;
    Status      status;

    lock_accounts(accounts);
    status = may_send_locked(accounts, person, id, revision, &draft, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_take_out(Accounts *accounts, const Person *person, Slice id, int64_t revision, StoredDraft *draft, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = take_out_locked(accounts, person, id, revision, draft, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_sent(Accounts *accounts, const StoredDraft *draft, Slice act, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = act.size != 0 ? draft_store_note_act(accounts->store, draft, act, problem) : draft_store_reopen(accounts->store, draft, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_rule(Accounts *accounts, const Person *person, bool *clearing, Problem *problem)
{
    Status status;

    if (!private_draft_may(person))
        return not_there(problem);
    lock_accounts(accounts);
    status = party_rule_get(accounts->store, party_of(person), clearing, problem);
    unlock_accounts(accounts);
    return status;
}

Status private_draft_set_rule(Accounts *accounts, const Person *person, bool clearing, Problem *problem)
{
    Status status;

    if (!private_draft_may(person))
        return not_there(problem);
    TRY(head_only(person, problem));
    lock_accounts(accounts);
    status = party_rule_put(accounts->store, party_of(person), clearing, problem);
    unlock_accounts(accounts);
    return status;
}
