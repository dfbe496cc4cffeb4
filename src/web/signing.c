/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts that a passkey signs (docs/decisions/0009-passkey-signatures.md). The page shows the act byte for byte, the browser asks the passkey over those bytes, the form brings back the assertion, and the
 * act goes the way of every signed act. Nothing is kept meanwhile: what is signed stands in the page.
 *
 * An act in the page is `begun`: its bytes as far as they go, in base64url, as forms change the ends of lines. Of a person's own act that is its body and an empty line; of an enrolment, which the mission
 * key of the party has signed first, also that key's signatures. The passkey's line is put behind it here.
 */
#include <sodium.h>

#include "web/people_internal.h"

enum { SIGNED_BODY_MAX = 2 * ENTRY_MAX + 16 * 1024, ENROLMENT_BODY_MAX = 2 * ENTRY_MAX };

static const char enrol_kind[] = "record.key.enrol";

/* ---- whose key, and whether it may ---- */

typedef struct Wanted {
    Web        *web;
    const char *kind;                  /* that it may sign now; NULL: any key of this name */
    Slice       name;                  /* with `kind` NULL */
    SigningKey *out;
    bool        found;
} Wanted;

static bool may_sign(const KeyRecord *record, const SigningKey *key, const char *kind, int64_t now)
{
    Buffer vkey;
    bool   same;

    buffer_init(&vkey, VKEY_MAX);
    key_print(&record->key, &vkey);
    same = slice_is(buffer_slice(&vkey), key->vkey);
    buffer_clear(&vkey);
    if (!same || record->revoked || (record->until != 0 && now > record->until))
        return false;
    for (Slice rest = buffer_slice(&record->kinds); rest.size != 0;) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t      size = end != NULL ? (size_t)(end - rest.data) : rest.size;

        if (kind_matches(slice_from(kind), slice_part(rest, 0, size)))
            return true;
        rest = slice_part(rest, end != NULL ? size + 1 : size, rest.size);
    }
    return false;
}

static Status look_at(void *context, const SigningKey *key, Problem *problem)
{
    Wanted   *wanted = context;
    KeyRecord record;
    bool      good;

    (void)problem;
    if (wanted->found)
        return OK;
    if (wanted->kind == NULL) {
        good = slice_is(wanted->name, key->name);
    } else {
        good = service_key(wanted->web->service, slice_from(key->name), &record, NULL) == OK && may_sign(&record, key, wanted->kind, accounts_now(wanted->web->people->accounts));
        key_record_clear(&record);
    }
    if (good)
        *wanted->out = *key;
    wanted->found = good;
    return OK;
}

static bool find_key(Wanted *wanted, const Visitor *visitor)
{
    Accounts *accounts = wanted->web->people->accounts;

    return visitor->asker.standing != STANDING_SECRETARIAT && accounts_signing_domain(accounts).size != 0 && accounts_signing_keys(accounts, &visitor->person, look_at, wanted, NULL) == OK && wanted->found;
}

bool signing_key_of(Web *web, const Visitor *visitor, const char *kind, SigningKey *out)
{
    return find_key(&(Wanted){.web = web, .kind = kind, .out = out}, visitor);
}

static bool key_of_name(Web *web, const Visitor *visitor, Slice name, SigningKey *out)
{
    return find_key(&(Wanted){.web = web, .name = name, .out = out}, visitor);
}

bool signing_comes_first(Web *web, const Visitor *visitor, const HttpForm *form, const char *kind, SigningKey *key)
{
    return !visitor->by_token && http_form_value(form, "begun").size == 0 && signing_key_of(web, visitor, kind, key);
}

/* ---- the page ---- */

/* What stands in the page, and goes through it. */
typedef struct Shown {
    Slice kind, body, begun;                       /* `begun`: as at the head */
    Slice to, draft;                               /* of SigningWay */
} Shown;

/* The revision of "<text>/<draft>/<revision>". */
static Slice revision_of(Slice draft)
{
    size_t at = draft.size;

    while (at != 0 && draft.data[at - 1] != '/')
        at--;
    return slice_part(draft, at, draft.size);
}

static void set_way(json_t *json, const Shown *shown)
{
    if (shown->to.size != 0)
        people_set(json, "to", shown->to);
    else if (!slice_is(shown->kind, enrol_kind))
        (void)json_object_set_new(json, "of_form", json_true());
    if (shown->draft.size == 0)
        return;
    people_set(json, "draft", shown->draft);
    people_set(json, "revision", revision_of(shown->draft));
}

static void set_base64(json_t *json, const char *member, Slice bytes)
{
    char  *text = memory_new_zeroed(1, sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING));

    if (text != NULL)
        (void)json_object_set_new(json, member,
                                  json_string(sodium_bin2base64(text, sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), (const unsigned char *)bytes.data, bytes.size,
                                                                sodium_base64_VARIANT_URLSAFE_NO_PADDING)));
    memory_free(text);
}

/* `refusal`: of an attempt; NULL: none. */
static void show(Web *web, HttpExchange *exchange, const Visitor *visitor, const SigningKey *key, const Shown *shown, const Problem *refusal)
{
    const WebLanguage *language = web_language_find(web, http_wild(exchange, 0));
    json_t            *json = json_object();

    people_set(json, "kind", shown->kind);
    people_set(json, "body", shown->body);
    set_base64(json, "begun", shown->begun);
    set_way(json, shown);
    set_base64(json, "credential", (Slice){(const char *)key->id, key->id_size});
    people_set(json, "key", slice_from(key->name));
    people_set(json, "domain", accounts_signing_domain(web->people->accounts));
    people_set(json, "for_party", slice_from(visitor->asker.party));
    people_set(json, "form", slice_from(visitor->form_token));
    if (!slice_is(shown->kind, enrol_kind))
        (void)json_object_set_new(json, "own", json_true());
    form_say_readers(web, json, json_string_value(json_object_get(json, "kind")));
    if (refusal != NULL)
        people_say(json, "refusal", language, refusal);
    web_render(web, exchange, &(WebPage){.template = "sign", .title = MSG("title.sign"), .section = "desk", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, json, &visitor->asker);
    json_decref(json);
}

Status signing_show_act(Web *web, HttpExchange *exchange, const Visitor *visitor, const SigningKey *key, const SigningWay *way, const json_t *object, Problem *problem)
{
    Buffer begun;
    Status status;

    buffer_init(&begun, ENTRY_MAX);
    status = service_draft_act(web->service, way->kind, object, slice_from(key->name), &begun, problem);
    if (status == OK) {
        size_t body = begun.size;

        buffer_add_byte(&begun, '\n');
        show(web, exchange, visitor, key, &(Shown){slice_from(way->kind), slice_part(buffer_slice(&begun), 0, body), buffer_slice(&begun), way->to, way->draft}, NULL);
    }
    buffer_clear(&begun);
    return status;
}

/* ---- what comes back ---- */

/* `begun` with this line behind it, taken apart. `line` empty: one that signs nothing, for looking at it. */
static Status complete(Slice begun, const Key *key, Slice signature, Buffer *out, Entry *entry, Problem *problem)
{
    buffer_add(out, begun);
    note_line_print(slice_from(key->name), key->id, signature, out);
    if (out->status != OK)
        return problem_set(problem, ERR_LIMIT, MSG("entry.too_long"), NULL);
    return entry_decode(buffer_slice(out), entry, problem);
}

static Status complete_empty(Slice begun, const SigningKey *kept, Buffer *out, Entry *entry, Problem *problem)
{
    static const char nothing[64];
    Key               key;

    TRY(key_parse(slice_from(kept->vkey), &key, problem));
    return complete(begun, &key, (Slice){nothing, sizeof nothing}, out, entry, problem);
}

/* The name of the first line that is still to come: the author's, or (behind others) the key that an enrolment brings. */
static Slice next_name(Slice begun)
{
    static const char by[] = "\nby ", member[] = "\"name\":\"", enrols[] = "\nrecord.key.enrol\n";
    bool              enrolment = begun.size != 0 && memmem(begun.data, begun.size, enrols, sizeof enrols - 1) != NULL;
    const char       *before = enrolment ? member : by;
    const char       *at = begun.size != 0 ? memmem(begun.data, begun.size, before, strlen(before)) : NULL;
    Slice             rest;
    size_t            size = 0;

    if (at == NULL)
        return (Slice){NULL, 0};
    rest = slice_part(begun, (size_t)(at - begun.data) + strlen(before), begun.size);
    while (size < rest.size && rest.data[size] != '\n' && rest.data[size] != '"')
        size++;
    return slice_part(rest, 0, size);
}

static Status take_object_of(Slice begun, const char *kind, json_t **out, Problem *problem)
{
    static const uint8_t no_id[4], nothing[64];
    Buffer               whole;
    Entry                entry;
    Status               status;

    buffer_init(&whole, ENTRY_MAX);
    buffer_add(&whole, begun);
    note_line_print(next_name(begun), no_id, (Slice){(const char *)nothing, sizeof nothing}, &whole);
    TRY_OR(done, whole.status != OK ? problem_set(problem, ERR_LIMIT, MSG("entry.too_long"), NULL) : entry_decode(buffer_slice(&whole), &entry, problem));
    TRY_OR(done, entry_object(&entry, out, problem));
    if (!slice_is(entry.kind, kind) || entry.lines != 1 || json_object_get(*out, "for") != NULL || json_object_get(*out, "evidence") != NULL) {
        json_decref(*out);
        *out = NULL;
        status = problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    }
done:
    buffer_clear(&whole);
    return status;
}

Status signing_take_object(const HttpForm *form, const char *kind, json_t **out, Problem *problem)
{
    Arena *arena = arena_new(2 * ENTRY_MAX);
    Status status = arena != NULL ? take_object_of(people_bytes(arena, http_form_value(form, "begun")), kind, out, problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);

    arena_free(arena);
    return status;
}

typedef struct Signed {
    Web          *web;
    HttpExchange *exchange;
    Visitor       visitor;
    HttpForm     *form;
    Arena        *arena;
    SigningKey    kept;
    Buffer        whole;               /* the entry */
    Entry         entry;               /* borrows from it */
    json_t       *object;
} Signed;

static void signed_free(Signed *act)
{
    http_form_free(act->form);
    json_decref(act->object);
    buffer_clear(&act->whole);
    arena_free(act->arena);
    memory_free(act);
}

static Slice value(const Signed *act, const char *name)
{
    return people_bytes(act->arena, http_form_value(act->form, name));
}

static void kind_of(const Signed *act, char out[KIND_MAX + 1])
{
    (void)snprintf(out, KIND_MAX + 1, "%.*s", (int)act->entry.kind.size, act->entry.kind.size != 0 ? act->entry.kind.data : "");
}

/* An enrolment is of this very key, for the domain and the address of this house; another act is by it, of a kind and in a body that the person may act in. */
static Status check_signed(const Signed *act, Problem *problem)
{
    char           kind[KIND_MAX + 1];
    bool           ours = false;
    size_t         at;
    json_t        *origin;

    if (!slice_is(act->entry.kind, enrol_kind)) {
        kind_of(act, kind);
        if (!form_row_files(act->entry.kind) || !form_is_for_party(&act->visitor, kind) || !slice_is(act->entry.by, act->kept.name))
            return problem_set(problem, ERR_FORBIDDEN, MSG("signing.not_yours"), NULL);
        return form_check_bodies(act->web, &act->visitor, kind, act->object, problem);
    }
    json_array_foreach(json_object_get(act->object, "origins"), at, origin)
        ours = ours || slice_equal(json_slice(origin), accounts_origin(act->web->people->accounts));
    if (!ours || !slice_equal(json_slice(json_object_get(act->object, "rp_id")), accounts_signing_domain(act->web->people->accounts)) ||
        !slice_is(json_slice(json_object_get(act->object, "key")), act->kept.vkey))
        return problem_set(problem, ERR_REFUSED, MSG("signing.other_enrolment"), NULL);
    return OK;
}

static Status assemble(Signed *act, Slice begun, Problem *problem)
{
    Buffer signature;
    Key    key;
    Status status;

    if (!key_of_name(act->web, &act->visitor, next_name(begun), &act->kept))
        return problem_set(problem, ERR_FORBIDDEN, MSG("signing.not_yours"), NULL);
    buffer_init(&signature, SIGNATURE_MAX);
    TRY_OR(done, key_parse(slice_from(act->kept.vkey), &key, problem));
    if (passkey_signature_print(value(act, "authenticator"), value(act, "client_data"), value(act, "signature"), &signature) != OK)
        TRY_OR(done, problem_set(problem, ERR_SIGNATURE, MSG("passkey.parts"), NULL));
    TRY_OR(done, complete(begun, &key, buffer_slice(&signature), &act->whole, &act->entry, problem));
    TRY_OR(done, entry_object(&act->entry, &act->object, problem));
    status = check_signed(act, problem);
done:
    buffer_clear(&signature);
    return status;
}

/* What a draft became is taken out of it first, so that nobody else sends it; an act that is refused puts it back. */
static Status submit(Signed *act, SubmitAnswer *answer, Problem *problem)
{
    Slice       of = http_form_value(act->form, "draft");
    StoredDraft draft;
    Status      status;

    if (of.size != 0)
        TRY(text_drafts_take_out(act->web, &act->visitor, of, act->entry.kind, act->object, &draft, problem));
    status = service_submit_wait(act->web->service, buffer_slice(&act->whole), answer, NULL, problem);
    if (of.size != 0)
        text_drafts_sent(act->web, &draft, status == OK ? answer : NULL);
    return status;
}

static void signed_later(void *context)
{
    Signed      *act = context;
    Slice        begun = value(act, "begun");
    SubmitAnswer answer = {0};
    Problem      problem = {0};
    char         kind[KIND_MAX + 1];
    Status       status = assemble(act, begun, &problem);

    if (status == OK)
        status = submit(act, &answer, &problem);
    kind_of(act, kind);
    if (status == OK)
        form_filed(act->web, act->exchange, &act->visitor, kind, &answer, GRADE_PASSKEY);
    else if (act->object != NULL)
        show(act->web, act->exchange, &act->visitor, &act->kept, &(Shown){act->entry.kind, act->entry.body, begun, http_form_value(act->form, "to"), http_form_value(act->form, "draft")}, &problem);
    else
        web_refuse(act->web, act->exchange, &act->visitor.asker, status, &problem);
    signed_free(act);
}

static void post_signed(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    Signed            *act = memory_new_zeroed(1, sizeof *act);
    const WebLanguage *language;
    WebAsker           stranger = {0};
    Problem            problem = {0};
    Status             status = ERR_MEMORY;

    if (act != NULL) {
        *act = (Signed){.web = web, .exchange = exchange, .arena = arena_new(2 * SIGNED_BODY_MAX)};
        buffer_init(&act->whole, ENTRY_MAX);
        if (!people_language(web, exchange, &language) || !people_need(web, exchange, &act->visitor) || !people_form(web, exchange, &act->visitor, &act->form)) {
            signed_free(act);
            return;
        }
        status = act->arena != NULL ? work_add(web->people->work, signed_later, act, &problem) : ERR_MEMORY;
    }
    if (status == OK)
        return;
    web_refuse(web, exchange, act != NULL ? &act->visitor.asker : &stranger, status, problem.message != NULL ? &problem : NULL);
    if (act != NULL)
        signed_free(act);
}

/* ---- becoming a key ---- */

static void post_new_key(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;
    Arena             *arena;
    json_t            *json = NULL;
    NewPasskey         given;
    Problem            problem = {0};

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor) || !people_take_json(web, exchange, language, &visitor, &json))
        return;
    arena = arena_new(2 * PEOPLE_BODY_MAX);
    given = arena == NULL ? (NewPasskey){0} : (NewPasskey){.client_data = people_bytes(arena, json_slice(json_object_get(json, "client_data"))), .attestation = people_bytes(arena, json_slice(json_object_get(json, "attestation"))),
                                                                         .ticket = people_bytes(arena, json_slice(json_object_get(json, "ticket")))};
    if ((arena != NULL ? accounts_add_signing_key(web->people->accounts, &visitor.person, &given, &problem) : problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL)) == OK)
        people_reply_to(web, exchange, language, "me", NULL);
    else
        people_reply_refused(exchange, language, &problem);
    arena_free(arena);
    json_decref(json);
}

/* The enrolment as the mission key has signed it: shown, to be co-signed. */
static Status show_enrolment(Web *web, HttpExchange *exchange, const Visitor *visitor, const HttpForm *form, Problem *problem)
{
    const HttpFormField *file = http_form_field(form, "enrolment");
    Signed               act = {.web = web, .visitor = *visitor};
    Slice                begun = file != NULL ? file->value : (Slice){NULL, 0};
    Status               status;

    buffer_init(&act.whole, ENTRY_MAX);
    if (begun.size == 0 || begun.size > ENTRY_MAX || !key_of_name(web, visitor, next_name(begun), &act.kept))
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("signing.other_enrolment"), NULL));
    TRY_OR(done, complete_empty(begun, &act.kept, &act.whole, &act.entry, problem));
    TRY_OR(done, entry_object(&act.entry, &act.object, problem));
    TRY_OR(done, slice_is(act.entry.kind, enrol_kind) ? check_signed(&act, problem) : problem_set(problem, ERR_REFUSED, MSG("signing.other_enrolment"), NULL));
    show(web, exchange, visitor, &act.kept, &(Shown){.kind = act.entry.kind, .body = act.entry.body, .begun = begun}, NULL);
done:
    json_decref(act.object);
    buffer_clear(&act.whole);
    return status;
}

static void post_enrolment(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;
    HttpForm          *form = NULL;
    Problem            problem = {0};
    Status             status;

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor) || !people_form(web, exchange, &visitor, &form))
        return;
    status = show_enrolment(web, exchange, &visitor, form, &problem);
    if (status != OK)
        web_refuse(web, exchange, &visitor.asker, status, &problem);
    http_form_free(form);
}

static const HttpRoute routes[] = {
    {HTTP_POST, "*/signed", SIGNED_BODY_MAX, post_signed},
    {HTTP_POST, "*/me/signing/passkey", PEOPLE_BODY_MAX, post_new_key},
    {HTTP_POST, "*/me/enrolment", ENROLMENT_BODY_MAX, post_enrolment},
};
const WebRoutes web_signing_routes = {routes, sizeof routes / sizeof routes[0]};
