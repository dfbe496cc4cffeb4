/* SPDX-License-Identifier: Apache-2.0
 *
 * Signers: validity by position (record.md, section 5). A signature at index i is good when its key was enrolled before i, not revoked before i, may sign this kind, and is not past its
 * end by the newest quorum time that the record holds before i; or when the act itself brings the key and the key co-signs, which proves its possession.
 */
#include "process/process_internal.h"

static size_t slot_of(Slice name)
{
    return hash_fast(name, 0) % KEY_CACHE_MAX;
}

static void free_record(KeyRecord *record)
{
    if (record != NULL)
        key_record_clear(record);
    memory_free(record);
}

void process_free_displaced(Process *process)
{
    for (size_t i = 0; i < process->displaced_count; i++)
        free_record(process->displaced[i]);
    process->displaced_count = 0;
}

void process_forget_keys(Process *process)
{
    process_free_displaced(process);
    for (size_t i = 0; i < KEY_CACHE_MAX; i++) {
        free_record(process->keys[i]);
        process->keys[i] = NULL;
    }
}

/* Names of keys are chosen by those who enrol them, so two keys of one act may have one place. */
static Status take_place(Process *process, KeyRecord **slot, KeyRecord *fresh)
{
    void  *block = process->displaced;
    Status status = OK;

    if (*slot != NULL) {
        status = memory_reserve(&block, &process->displaced_capacity, process->displaced_count + 1, sizeof(KeyRecord *));
        process->displaced = block;
        if (status == OK)
            process->displaced[process->displaced_count++] = *slot;
    }
    if (status == OK)
        *slot = fresh;
    return status;
}

Status process_key(Process *process, Slice name, const KeyRecord **out, Problem *problem)
{
    KeyRecord **slot = &process->keys[slot_of(name)];
    KeyRecord  *fresh;
    Status      status;

    *out = *slot;
    if (*slot != NULL && slice_is(name, (*slot)->key.name))
        return OK;
    *out = NULL;
    fresh = memory_new_zeroed(1, sizeof *fresh);
    if (fresh == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = key_record_load(process->view, name, fresh, problem);
    if (status == OK && take_place(process, slot, fresh) != OK)
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (status != OK) {
        free_record(fresh);
        return status == ERR_NOT_FOUND ? OK : status;
    }
    *out = fresh;
    return OK;
}

static Status refuse_line(const NoteLine *line, Status status, const char *message, Problem *problem)
{
    char name[KEY_NAME_MAX + 1];

    (void)snprintf(name, sizeof name, "%.*s", (int)line->name.size, line->name.data);
    return problem_set(problem, status, message, "name", name, NULL);
}

static Status check_enrolled(const Act *act, const NoteLine *line, const KeyRecord *record, Problem *problem)
{
    bool in_effect;

    if (record->revoked)
        return refuse_line(line, ERR_FORBIDDEN, MSG("key.revoked"), problem);
    if (record->until != 0 && act->facts->clock > record->until)
        return refuse_line(line, ERR_FORBIDDEN, MSG("key.expired"), problem);
    if (record->use == USE_DELEGATE && act->kind != &record_key_revoke_kind /* whoever holds a key may give it up */ && !kinds_match(buffer_slice(&record->kinds), act->entry->kind))
        return refuse_line(line, ERR_FORBIDDEN, MSG("key.kind_not_allowed"), problem);
    if (record->use <= USE_ADMIT || act->facts->admit_days == 0)
        return OK;
    TRY(party_in_effect(act->view, slice_from(record->party), &in_effect, problem));
    return in_effect ? OK : refuse_line(line, ERR_REFUSED, MSG("key.party_not_yet"), problem);
}

static Status passkey_terms(const KeyRecord *record, PasskeyTerms *out)
{
    Slice rest = buffer_slice(&record->origins), line;

    *out = (PasskeyTerms){.rp_id = slice_from(record->rp_id)};
    while (out->origin_count < PASSKEY_ORIGINS_MAX && lines_next(&rest, &line))
        out->origins[out->origin_count++] = line;
    return OK;
}

/* The signature itself: where a worker has checked it against the very same key, only a passkey's terms are left to judge. */
static Status check_signature(const Act *act, size_t at, Signer *signer, Problem *problem)
{
    const NoteLine    *line = &act->entry->line[at];
    const LineVerdict *verdict = act->verdicts != NULL ? &act->verdicts[at] : NULL;
    PasskeyTerms       terms, *asked = NULL;
    bool               known = verdict != NULL && verdict->key != NULL && key_equal(verdict->key, signer->key);
    uint8_t            signature[SIGNATURE_MAX];
    size_t             size;

    if (signer->key->type == KEY_PASSKEY && signer->record != NULL) {
        TRY(passkey_terms(signer->record, &terms));
        asked = &terms;
    }
    if (!known && act->mode == PROCESS_REBUILD && signer->key->type == KEY_ED25519)
        return OK;
    if (!known)
        return note_line_check(line, act->entry->body, signer->key, asked, &signer->facts, problem);
    signer->facts = verdict->facts;
    if (asked == NULL)
        return OK;
    TRY(note_line_signature(line, signature, &size, problem));
    return passkey_terms_check((Slice){(const char *)signature, size}, asked, problem);
}

static const Key *brought_key(const Act *act, const NoteLine *line)
{
    for (size_t i = 0; i < act->brought_count; i++)
        if (note_line_by(line, &act->brought[i]))
            return &act->brought[i];
    return NULL;
}

static Status check_line(Act *act, size_t at, Problem *problem)
{
    const NoteLine  *line = &act->entry->line[at];
    Signer          *signer = &act->signers[at];
    const KeyRecord *record = NULL;
    Status           status;

    TRY(process_key(act->process, line->name, &record, problem));
    if (record != NULL && note_line_by(line, &record->key)) {
        TRY(check_enrolled(act, line, record, problem));
        *signer = (Signer){.record = record, .key = &record->key};
    } else {
        *signer = (Signer){.key = brought_key(act, line)};
        if (signer->key == NULL)
            return refuse_line(line, ERR_FORBIDDEN, MSG("key.unknown"), problem);
    }
    status = check_signature(act, at, signer, problem);
    if (status == ERR_SIGNATURE)
        (void)problem_at(problem, status, signer->key->name);
    return status;
}

Status signers_check(Act *act, Problem *problem)
{
    for (size_t i = 0; i < act->entry->lines; i++) {
        for (size_t j = 0; j < i; j++)
            if (slice_equal(act->entry->line[i].name, act->entry->line[j].name))
                return refuse_line(&act->entry->line[i], ERR_SYNTAX, MSG("act.signed_twice"), problem);
        TRY(check_line(act, i, problem));
        act->signer_count = i + 1;
    }
    return OK;
}

bool act_signed_by(const Act *act, const Key *key)
{
    for (size_t i = 0; i < act->signer_count; i++)
        if (key_equal(act->signers[i].key, key))
            return true;
    return false;
}

Status act_bring(Act *act, Slice vkey, Problem *problem)
{
    REQUIRE(act->brought_count < BROUGHT_KEYS_MAX);
    TRY(key_parse(vkey, &act->brought[act->brought_count], problem));
    act->brought_count++;
    return OK;
}

Status key_insert(const Act *act, const Key *key, Slice party, KeyUse use, Problem *problem)
{
    Buffer  vkey, kinds, origins;
    int64_t until = 0;
    Status  status;

    buffer_init(&vkey, VKEY_MAX);
    buffer_init(&kinds, BODY_MAX);
    buffer_init(&origins, BODY_MAX);
    if (use == USE_MISSION || use == USE_DELEGATE) {
        lines_join(json_object_get(act->object, "kinds"), &kinds);
        lines_join(json_object_get(act->object, "origins"), &origins);
        (void)act_time(act, "until", &until);
    }
    key_print(key, &vkey);
    if (vkey.status != OK || kinds.status != OK || origins.status != OK)
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    status = view_run(act->view, "INSERT OR REPLACE INTO key (name, party, use, vkey, kinds, until, rp_id, origins, issuer, enrolled, revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                      problem,
                      VIEW_VALUES(view_text(slice_from(key->name)), view_text(party), view_integer((int64_t)use), view_text(buffer_slice(&vkey)), view_text(buffer_slice(&kinds)),
                                  view_integer(until), view_text(act_text(act, "rp_id")), view_text(buffer_slice(&origins)), view_text(act->entry->by), view_number(act->index)));
    act->process->stale = true;
done:
    buffer_clear(&vkey);
    buffer_clear(&kinds);
    buffer_clear(&origins);
    return status;
}
