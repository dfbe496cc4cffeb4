/* SPDX-License-Identifier: Apache-2.0
 *
 * Confidential payloads (record.md, section 9): the record holds a salted commitment. Sealing, the host's batches of commitments whose authors are secret, opening, erasing.
 */
#include "process/process_internal.h"

enum { READERS_MAX = 256, REASON_MAX = 4000, COMMITS_MAX = 256 };
static const char entry_class[] = "entry"; /* the payload is a whole signed entry */

static const ActMember seal_members[] = {{"class", MEMBER_LINE, true, SEAL_CLASS_MAX}, {"commit", MEMBER_HASH, true, 0}, {"size", MEMBER_COUNT, true, SEAL_PAYLOAD_MAX * 4},
                                         {"readers", MEMBER_PARTIES, true, READERS_MAX}, {0}};
static const ActMember batch_members[] = {{"commits", MEMBER_HASHES, true, COMMITS_MAX}, {0}};
static const ActMember open_members[] = {{"commit", MEMBER_HASH, true, 0}, {"salt", MEMBER_HASH, true, 0}, {"payload", MEMBER_TEXT, false, BODY_MAX}, {"blob", MEMBER_HASH, false, 0}, {0}};
static const ActMember erase_members[] = {{"commit", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, true, REASON_MAX}, {0}};

static Status seal_insert(const Act *act, const Hash *commit, Slice party, Slice class, int64_t size, Slice readers, Problem *problem)
{
    return view_run(act->view, "INSERT INTO seal (sha256, act, party, class, size, readers, state, changed) VALUES (?, ?, ?, ?, ?, ?, 0, NULL)", problem,
                    VIEW_VALUES(view_hash(commit), view_number(act->index), view_text(party), view_text(class), view_integer(size), view_text(readers)));
}

static Status check_unused(const Act *act, const Hash *commit, Problem *problem)
{
    int64_t there;

    TRY(view_one(act->view, "SELECT count(*) FROM seal WHERE sha256 = ?", 0, &there, problem, VIEW_VALUES(view_hash(commit))));
    return there == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("seal.there_already"));
}

/* ---- record.seal ---- */

static Status seal_check(Act *act, Problem *problem)
{
    int64_t size = act_integer(act, "size", 0);
    Hash    commit;

    (void)act_hash(act, "commit", &commit);
    if ((uint64_t)size != seal_padded_size((uint64_t)size))
        return act_refuse(problem, ERR_SYNTAX, MSG("seal.size"));
    if (slice_is(act_text(act, "class"), entry_class))
        return act_refuse(problem, ERR_SYNTAX, MSG("seal.class_entry"));
    return check_unused(act, &commit, problem);
}

static Status seal_apply(Act *act, Problem *problem)
{
    Hash   commit;
    Buffer readers;
    Status status;

    (void)act_hash(act, "commit", &commit);
    buffer_init(&readers, BODY_MAX);
    lines_join(json_object_get(act->object, "readers"), &readers);
    status = readers.status == OK ? seal_insert(act, &commit, act->party, act_text(act, "class"), act_integer(act, "size", 0), buffer_slice(&readers), problem) : readers.status;
    buffer_clear(&readers);
    return status;
}

const ActKind record_seal_kind = {"record.seal", BY_ANYONE | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, seal_members, NULL, seal_check, seal_apply};

/* ---- record.seal_batch ---- */

/* Exactly as many as the settings say, in order of value: neither number nor order tells anything. */
static Status batch_check(Act *act, Problem *problem)
{
    const json_t *commits = json_object_get(act->object, "commits");
    size_t        count = json_array_size(commits);

    if ((int64_t)count != act->facts->seal_batch_size || count == 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("seal.batch_size"));
    for (size_t i = 0; i < count; i++) {
        Slice text = json_slice(json_array_get(commits, i));
        Hash  commit;

        if (i > 0 && slice_compare(json_slice(json_array_get(commits, i - 1)), text) >= 0)
            return act_refuse(problem, ERR_SYNTAX, MSG("seal.batch_order"));
        TRY(hash_parse_hex(text, &commit));
        TRY(check_unused(act, &commit, problem));
    }
    return OK;
}

static Status batch_apply(Act *act, Problem *problem)
{
    const json_t *commits = json_object_get(act->object, "commits");

    for (size_t i = 0; i < json_array_size(commits); i++) {
        Hash commit;

        TRY(hash_parse_hex(json_slice(json_array_get(commits, i)), &commit));
        TRY(seal_insert(act, &commit, (Slice){NULL, 0}, SLICE("entry"), 0, (Slice){NULL, 0}, problem));
    }
    return OK;
}

const ActKind record_seal_batch_kind = {"record.seal_batch", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, batch_members, NULL, batch_check, batch_apply};

/* ---- record.open ---- */

static Status change_state(const Act *act, SealState state, Problem *problem)
{
    Hash commit;

    (void)act_hash(act, "commit", &commit);
    return view_run(act->view, "UPDATE seal SET state = ?, changed = ? WHERE sha256 = ?", problem, VIEW_VALUES(view_integer((int64_t)state), view_number(act->index), view_hash(&commit)));
}

static Status load_confidential(const Act *act, SealRow *row, Problem *problem)
{
    Hash   commit;
    Status status;

    (void)act_hash(act, "commit", &commit);
    status = seal_row_load(act->view, &commit, row, problem);
    if (status == ERR_NOT_FOUND)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("seal.unknown"));
    TRY(status);
    if (row->state != SEAL_CONFIDENTIAL)
        return act_refuse(problem, ERR_CONFLICT, row->state == SEAL_OPENED ? MSG("seal.opened_already") : MSG("seal.erased_already"));
    return OK;
}

static Status opened_payload(const Act *act, Slice *out, Problem *problem)
{
    Hash   name;
    Status status;

    *out = act_text(act, "payload");
    if ((json_object_get(act->object, "payload") != NULL) == (json_object_get(act->object, "blob") != NULL))
        return act_refuse(problem, ERR_SYNTAX, MSG("seal.open_one"));
    if (!act_hash(act, "blob", &name))
        return OK;
    status = act->process->support.blob != NULL ? act->process->support.blob(act->process->support.context, &name, out, problem) : ERR_NOT_FOUND;
    return status == ERR_NOT_FOUND ? act_refuse(problem, ERR_NOT_FOUND, MSG("act.blob_missing")) : status;
}

/* A payload of a batch is an entry: whoever wrote it may open it. One of record.seal: the party that sealed it. */
static Status check_opener(const Act *act, const SealRow *row, Slice payload, Problem *problem)
{
    Entry entry;
    Slice party = slice_from(row->party);

    if (strcmp(row->class, entry_class) == 0) {
        TRY(entry_decode(payload, &entry, problem));
        party = act_key_party(entry.by);
    }
    return slice_equal(party, act->party) ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("seal.open_by"));
}

static Status open_check(Act *act, Problem *problem)
{
    SealRow row = {0};
    Slice   payload;
    Hash    commit, salt, found;
    Status  status;

    TRY_OR(done, load_confidential(act, &row, problem));
    TRY_OR(done, opened_payload(act, &payload, problem));
    (void)act_hash(act, "commit", &commit);
    (void)act_hash(act, "salt", &salt);
    commitment_of(slice_from(row.class), salt.bytes, payload, &found);
    if (!hash_equal(&found, &commit))
        TRY_OR(done, act_refuse(problem, ERR_REFUSED, MSG("seal.open_mismatch")));
    status = check_opener(act, &row, payload, problem);
done:
    buffer_clear(&row.readers);
    return status;
}

static Status open_apply(Act *act, Problem *problem)
{
    return change_state(act, SEAL_OPENED, problem);
}

const ActKind record_open_kind = {"record.open", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, open_members, NULL, open_check, open_apply};

/* ---- record.erase ---- */

/* The party that sealed it, or the Secretariat, which is obliged to. */
static Status erase_check(Act *act, Problem *problem)
{
    SealRow row = {0};
    Status  status = load_confidential(act, &row, problem);

    if (status == OK && act->signers[0].record->use != USE_ATTEST && !slice_is(act->party, row.party))
        status = act_refuse(problem, ERR_FORBIDDEN, MSG("seal.erase_by"));
    buffer_clear(&row.readers);
    return status;
}

static Status erase_apply(Act *act, Problem *problem)
{
    return change_state(act, SEAL_ERASED, problem);
}

const ActKind record_erase_kind = {"record.erase", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, erase_members, NULL, erase_check, erase_apply};

/* ---- queries ---- */

Status seal_row_load(View *view, const Hash *commit, SealRow *out, Problem *problem)
{
    ViewQuery query;
    Status    status;

    buffer_init(&out->readers, BODY_MAX);
    TRY(view_query(view, "SELECT act, party, class, readers, state, changed FROM seal WHERE sha256 = ?", &query, problem, VIEW_VALUES(view_hash(commit))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = ERR_NOT_FOUND;
    if (status == OK) {
        Slice party = view_column_slice(&query, 1), class = view_column_slice(&query, 2);

        out->index = (uint64_t)view_column_integer(&query, 0);
        (void)snprintf(out->party, sizeof out->party, "%.*s", (int)party.size, party.size != 0 ? party.data : "");
        (void)snprintf(out->class, sizeof out->class, "%.*s", (int)class.size, class.size != 0 ? class.data : "");
        buffer_add(&out->readers, view_column_slice(&query, 3));
        out->state = (SealState)view_column_integer(&query, 4);
        out->changed = (uint64_t)view_column_integer(&query, 5);
        status = out->readers.status;
    }
    view_end(&query);
    return status;
}

bool seal_row_readable(const SealRow *row, Slice party)
{
    return party.size != 0 && (slice_is(party, row->party) || lines_have(buffer_slice(&row->readers), party));
}
