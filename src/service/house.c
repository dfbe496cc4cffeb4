/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages of the house need of the two roads: named queries under the asker's rights, acts filed for a person who is signed in, blobs that are kept before an act names them.
 *
 * A person without a key of its own acts through the attestation key: for a party with `for` and the evidence of an account, which the record shows to everyone as the grade "attested"; for the
 * secretariat as itself.
 */
#include "service/quote_internal.h"
#include "service/rights.h"
#include "service/text_internal.h"

/* ---- the road out ---- */

/* Answers that the view alone does not give: what needs comparing, or an index of its own, is added here, for pages and programs alike. */
static const struct {
    const char *name;
    Status (*run)(Service *service, const Question *question, json_t **out, Problem *problem);
} compared[] = {{"document.chain", document_chain}, {"quote", quote_show}, {"text.show", text_show}, {"text.map", text_map}, {"text.paragraph", text_paragraph_show}};

static Status run_in_view(Service *service, const NamedQuery *query, const Question *question, json_t **out, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = view_hold(handle->view, problem); /* an answer of several questions is of one moment */
    if (status == OK)
        status = query->run(handle->view, question, out, problem);
    view_release(handle->view);
    handle_give(service, handle);
    return status;
}

static Status run(Service *service, const NamedQuery *query, const Question *question, json_t **out, Problem *problem)
{
    for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++)
        if (strcmp(compared[i].name, query->name) == 0)
            return compared[i].run(service, question, out, problem);
    return run_in_view(service, query, question, out, problem);
}

typedef Status RunQuery(Service *service, const NamedQuery *query, const Question *question, json_t **out, Problem *problem);

static Status ask(Service *service, RunQuery *how, const char *name, const Slice *arguments, size_t count, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    const NamedQuery *query = named_query_find(name);
    MaySee            sees = rights_see(name, asker->standing);
    Question          question = {.party = asker->party, .reach = sees == SEES_PARTIES ? AUDIENCE_PARTIES : AUDIENCE_PUBLIC, .now = now};
    Status            status;

    REQUIRE(query != NULL && *out == NULL && count <= QUERY_ARGUMENTS_MAX);
    if (sees == SEES_NOTHING)
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < count; i++)
        question.arguments[i] = arguments[i];
    status = how(service, query, &question, out, problem);
    if (status == OK)
        return OK;
    json_decref(*out);
    *out = NULL;
    return status;
}

Status service_query(Service *service, const char *name, const Slice *arguments, size_t count, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return ask(service, run, name, arguments, count, asker, now, out, problem);
}

Status service_query_view(Service *service, const char *name, const Slice *arguments, size_t count, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return ask(service, run_in_view, name, arguments, count, asker, now, out, problem);
}

Status service_blob_bytes(Service *service, const Hash *name, const Asker *asker, Buffer *out, Problem *problem)
{
    Handle  *handle;
    Audience audience;
    uint64_t size;
    Status   status;

    TRY(handle_take(service, &handle, problem));
    status = blob_row_audience(handle->view, name, &audience, &size, problem);
    handle_give(service, handle);
    TRY(status);
    if (audience != AUDIENCE_PUBLIC && rights_see("blob", asker->standing) != SEES_PARTIES)
        return ERR_NOT_FOUND;
    return blobs_get(service->blobs, name, out, problem);
}

/* ---- the road in ---- */

Status service_keep_blob(Service *service, Slice bytes, Hash *name, Problem *problem)
{
    hash_of(bytes, name);
    return blobs_put(service->blobs, name, bytes, problem);
}

/* `for` and `evidence`: on whose word the host signs. */
static bool add_behalf(json_t *object, const Asker *asker)
{
    json_t *evidence = json_pack("{s:s, s:s%}", "kind", "login", "account", asker->account.data, asker->account.size);

    return json_object_set_new(object, "for", json_stringn(asker->party.data, asker->party.size)) == 0 && json_object_set_new(object, "evidence", evidence) == 0;
}

Status service_file_act(Service *service, const char *kind, const json_t *object, const Asker *asker, SubmitAnswer *answer, Buffer *receipt, Problem *problem)
{
    MayDo   does = rights_do(slice_from(kind), asker->standing);
    json_t *whole;
    Buffer  json;
    Status  status = OK;

    TRY(rights_do_check(slice_from(kind), asker->standing, problem));
    if (json_object_get(object, "for") != NULL || json_object_get(object, "evidence") != NULL)
        return problem_set(problem, ERR_FORBIDDEN, MSG("rights.for_another"), NULL);
    REQUIRE(does == FOR_THE_HOUSE || (asker->party.size != 0 && asker->account.size != 0));
    whole = json_copy((json_t *)(uintptr_t)object);
    buffer_init(&json, BODY_MAX);
    if (whole == NULL || (does == FOR_ITS_PARTY && !add_behalf(whole, asker)))
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    json_print(whole, &json);
    if (json.status != OK)
        TRY_OR(done, problem_set(problem, ERR_LIMIT, MSG("entry.too_large"), NULL));
    TRY_OR(done, service_host_act(service, USE_ATTEST, slice_from(kind), buffer_slice(&json), answer, problem));
    if (receipt != NULL)
        status = service_receipt(service, answer->index, receipt, problem);
done:
    buffer_clear(&json);
    json_decref(whole);
    return status;
}

/* ---- acts that a party's own key signs ---- */

Status service_draft_act(Service *service, const char *kind, const json_t *object, Slice by, Buffer *body, Problem *problem)
{
    EntryDraft draft = {.kind = slice_from(kind), .by = by, .at = service_now()};
    Buffer     json;
    Status     status;

    if (service->signer == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("service.read_only"), NULL);
    draft.origin = slice_from(signer_key(service->signer, SIGNER_LOG)->name);
    service_seen(service, &draft.seen_size, &draft.seen_root);
    buffer_init(&json, BODY_MAX);
    json_print(object, &json);
    draft.json = buffer_slice(&json);
    if (json.status == OK)
        entry_body_print(&draft, body);
    status = json.status != OK ? json.status : body->status;
    buffer_clear(&json);
    return status == OK ? OK : problem_set(problem, ERR_LIMIT, MSG("entry.too_large"), NULL);
}

Status service_key(Service *service, Slice name, KeyRecord *out, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = key_record_load(handle->view, name, out, problem);
    handle_give(service, handle);
    return status;
}

/* ---- answers to what was attested ---- */

static Status check_answer(const Hash *act, Slice bytes, Slice party, Buffer *kind, Problem *problem)
{
    Entry   entry;
    json_t *object = NULL;
    Hash    named;
    bool    same;

    TRY(entry_decode(bytes, &entry, problem));
    if (!slice_is(entry.kind, "record.confirm") && !slice_is(entry.kind, "record.disavow"))
        return problem_set(problem, ERR_REFUSED, MSG("attested.other_kind"), NULL);
    if (!slice_equal(act_key_party(entry.by), party))
        return problem_set(problem, ERR_FORBIDDEN, MSG("answer.other_party"), NULL);
    TRY(entry_object(&entry, &object, problem));
    same = hash_parse_hex(json_slice(json_object_get(object, "act")), &named) == OK && hash_equal(&named, act);
    json_decref(object);
    if (!same)
        return problem_set(problem, ERR_REFUSED, MSG("attested.other_act"), NULL);
    buffer_add(kind, entry.kind);
    return kind->status;
}

Status service_answer_attested(Service *service, const Hash *act, Slice entry, Slice party, Buffer *kind, SubmitAnswer *answer, Problem *problem)
{
    TRY(check_answer(act, entry, party, kind, problem));
    return service_submit_wait(service, entry, answer, NULL, problem);
}

/* ---- how it stands ---- */

void service_health(Service *service, ServiceHealth *out)
{
    *out = (ServiceHealth){.read_only = service->options.read_only};
    (void)pthread_rwlock_rdlock(&service->published.lock);
    out->size = service->published.size;
    out->cosigned_size = service->published.cosigned_size;
    if (service->published.signed_ms != 0)
        out->checkpoint_age_s = (uint64_t)(service_now_ms() - service->published.signed_ms) / 1000;
    (void)pthread_rwlock_unlock(&service->published.lock);
    (void)pthread_mutex_lock(&service->lock);
    out->stopped = service->stopped;
    out->waiting = service->incoming.count + service->in_work + service->checked.count + service->waiting.count;
    (void)pthread_mutex_unlock(&service->lock);
}
