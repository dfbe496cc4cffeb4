/* SPDX-License-Identifier: Apache-2.0
 *
 * Making an act on the command line: its body, and its signatures one after the other, perhaps on different machines. An act that still lacks signatures is judged as a whole all the same, with
 * empty ones in the place of those.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "cli/record_internal.h"

#include <jansson.h>
#include <time.h>

/* ---- an act that lacks signatures ---- */

/* The json line of a body, and the author's name. Empty where there is none: entry_decode says what is wrong. */
static void body_parts(Slice body, Slice *by, Slice *json)
{
    *by = *json = (Slice){NULL, 0};
    for (int line = 1; body.size != 0; line++) {
        const char *end = memchr(body.data, '\n', body.size);
        size_t      size = end != NULL ? (size_t)(end - body.data) : body.size;

        if (line == 4 && size > 3)
            *by = slice_part(body, 3, size);
        if (line == 7)
            *json = slice_part(body, 0, size);
        body = slice_part(body, end != NULL ? size + 1 : size, body.size);
    }
}

static Status read_with(Slice json, json_t **out, Problem *problem)
{
    Slice with = {NULL, 0};

    TRY(act_json_check(json, ACT_DEPTH_MAX, &with, problem));
    if (with.size != 0)
        TRY(json_read(with, out, problem));
    return OK;
}

/* The name that stands at this place of the signatures; NULL beyond the last. */
static const char *announced(const json_t *with, size_t place)
{
    return place == 0 ? NULL : json_string_value(json_array_get(with, place - 1));
}

static void add_empty_line(const char *name, Buffer *out)
{
    static const uint8_t no_id[4] = {0}, nothing[ED25519_SIZE] = {0};

    note_line_print(slice_from(name), no_id, (Slice){(const char *)nothing, sizeof nothing}, out);
}

/* A body with the author's and all announced signatures empty: for judging it before anything is signed. */
Status partial_open(Slice bytes, PartialAct *out, Problem *problem)
{
    Slice by, json;

    *out = (PartialAct){0};
    buffer_init(&out->completed, ENTRY_MAX);
    TRY(note_parse(bytes, ENTRY_SIGNATURES_MAX, &out->note, problem));
    body_parts(out->note.text, &by, &json);
    TRY(read_with(json, &out->with, problem));
    out->wanted = 1 + json_array_size(out->with);
    buffer_add(&out->completed, bytes);
    for (size_t i = out->note.count; i < out->wanted; i++) {
        const char *name = announced(out->with, i);

        if (name != NULL)
            add_empty_line(name, &out->completed);
    }
    if (out->completed.status != OK)
        return problem_set(problem, out->completed.status, MSG("entry.too_long"), NULL);
    return entry_decode(buffer_slice(&out->completed), &out->entry, problem);
}

void partial_clear(PartialAct *partial)
{
    json_decref(partial->with);
    buffer_clear(&partial->completed);
    *partial = (PartialAct){0};
}

const char *partial_next(const PartialAct *partial)
{
    return partial->note.count < partial->wanted ? announced(partial->with, partial->note.count) : NULL;
}

Status act_sign_next(const KeySecret *secret, Buffer *act, Problem *problem)
{
    PartialAct  partial;
    const char *next;
    Status      status;

    TRY_OR(done, partial_open(buffer_slice(act), &partial, problem));
    next = partial_next(&partial);
    if (next == NULL)
        TRY_OR(done, problem_set(problem, ERR_CONFLICT, MSG("act.complete"), NULL));
    if (strcmp(next, secret->key.name) != 0)
        TRY_OR(done, problem_set(problem, ERR_CONFLICT, MSG("act.other_next"), "next", next, "name", secret->key.name, NULL));
    if (secret->key.type != KEY_ED25519)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("act.key_type"), "name", secret->key.name, NULL));
    key_secret_sign(secret, partial.entry.body, 0, act);
    status = act->status == OK ? OK : problem_set(problem, act->status, MSG("entry.too_long"), NULL);
done:
    partial_clear(&partial);
    return status;
}

/* ---- composing ---- */

enum { COMPOSE_DEPTH_MAX = ACT_DEPTH_MAX + 1 };

/* Clients compose before they sign; the record takes strings as they are (record.md, section 1). */
static Status compose_strings(json_t *value, Arena *arena, int depth, Problem *problem)
{
    const char *name;
    json_t     *item;
    size_t      i;
    Slice       text;

    if (depth > COMPOSE_DEPTH_MAX)
        return OK; /* refused when the object is judged */
    if (json_is_string(value)) {
        TRY(text_nfc(arena, json_slice(value), &text));
        return json_string_setn(value, text.data != NULL ? text.data : "", text.size) == 0 ? OK : problem_set(problem, ERR_SYNTAX, MSG("act.text"), NULL);
    }
    if (json_is_array(value))
        json_array_foreach(value, i, item)
            TRY(compose_strings(item, arena, depth + 1, problem));
    if (json_is_object(value))
        json_object_foreach(value, name, item)
            TRY(compose_strings(item, arena, depth + 1, problem));
    return OK;
}

static Status announce(const ActPlan *plan, Problem *problem)
{
    size_t  first = plan->signer != NULL ? 0 : 1;
    json_t *with;

    if (plan->count <= first)
        return OK;
    with = json_array();
    for (size_t i = first; with != NULL && i < plan->count; i++)
        if (json_array_append_new(with, json_string(plan->signatories[i].key.name)) != 0)
            return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return json_object_set_new(plan->object, "with", with) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status print_body(const ActPlan *plan, const Sight *sight, Slice by, Arena *arena, Buffer *body, Problem *problem)
{
    EntryDraft draft = {.origin = slice_from(sight->origin), .kind = plan->kind, .by = by, .seen_size = sight->size, .seen_root = sight->root, .at = (int64_t)time(NULL)};
    Buffer     json;
    Status     status;

    buffer_init(&json, BODY_MAX);
    TRY_OR(done, announce(plan, problem));
    TRY_OR(done, compose_strings(plan->object, arena, 1, problem));
    json_print(plan->object, &json);
    draft.json = buffer_slice(&json);
    entry_body_print(&draft, body);
    status = json.status != OK ? json.status : body->status;
    if (status != OK)
        (void)problem_set(problem, status, MSG("entry.too_long"), NULL);
done:
    buffer_clear(&json);
    return status;
}

/* Before anybody types a passphrase: would these bytes be an act at all? */
static Status check_body(Slice body, const char *author, Problem *problem)
{
    PartialAct partial;
    Buffer     note;
    Status     status;

    buffer_init(&note, ENTRY_MAX);
    buffer_add(&note, body);
    buffer_add_byte(&note, '\n');
    add_empty_line(author, &note);
    status = note.status != OK ? problem_set(problem, note.status, MSG("entry.too_long"), NULL) : partial_open(buffer_slice(&note), &partial, problem);
    if (note.status == OK)
        partial_clear(&partial);
    buffer_clear(&note);
    return status;
}

static Status sign_by_host(const ActPlan *plan, Slice body, Buffer *out, Problem *problem)
{
    const Key *key = signer_key(plan->signer, plan->host_key);
    uint8_t    signature[ED25519_SIZE];

    TRY(signer_sign(plan->signer, plan->host_key, body, signature, problem));
    note_line_print(slice_from(key->name), key->id, (Slice){(const char *)signature, sizeof signature}, out);
    return out->status;
}

static Status sign_by_author(const ActPlan *plan, Slice body, const OptionSet *options, Buffer *out, Problem *problem)
{
    KeySecret secret;

    if (!plan->signatories[0].is_secret)
        return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("act.author_public"), NULL), plan->signatories[0].path);
    TRY(key_unlock(plan->signatories[0].path, options, &secret, problem));
    if (secret.key.type == KEY_ED25519)
        key_secret_sign(&secret, body, 0, out);
    key_secret_wipe(&secret);
    return plan->signatories[0].key.type == KEY_ED25519 ? out->status : problem_set(problem, ERR_REFUSED, MSG("act.key_type"), "name", plan->signatories[0].key.name, NULL);
}

static Status sign_others(const ActPlan *plan, const OptionSet *options, Buffer *out, Problem *problem)
{
    for (size_t i = plan->signer != NULL ? 0 : 1; i < plan->count && plan->signatories[i].is_secret; i++) {
        KeySecret secret;
        Status    status;

        TRY(key_unlock(plan->signatories[i].path, options, &secret, problem));
        status = act_sign_next(&secret, out, problem);
        key_secret_wipe(&secret);
        TRY(status);
    }
    return OK;
}

Status act_compose(const ActPlan *plan, const Sight *sight, const OptionSet *options, Buffer *out, Problem *problem)
{
    const Key *author = plan->signer != NULL ? signer_key(plan->signer, plan->host_key) : &plan->signatories[0].key;
    Buffer     body;
    Status     status;

    buffer_init(&body, BODY_MAX);
    TRY_OR(done, print_body(plan, sight, slice_from(author->name), options->arena, &body, problem));
    TRY_OR(done, check_body(buffer_slice(&body), author->name, problem));
    buffer_add(out, buffer_slice(&body));
    buffer_add_byte(out, '\n');
    TRY_OR(done, plan->signer != NULL ? sign_by_host(plan, buffer_slice(&body), out, problem) : sign_by_author(plan, buffer_slice(&body), options, out, problem));
    status = sign_others(plan, options, out, problem);
done:
    buffer_clear(&body);
    return status;
}
