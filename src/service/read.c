/* SPDX-License-Identifier: Apache-2.0
 *
 * The road out: the record's paths (record.md, section 3) under the asker's rights. A table of paths; what is withheld is answered like what is absent.
 */
#include "service/service_internal.h"

enum { YEAR_S = 31536000, CHECKPOINT_AGE_S = 5 };

typedef struct Asked {
    Service   *service;
    Handle    *handle;
    Slice      rest;      /* of the path, behind the row's prefix */
    Slice      party;     /* empty: a stranger */
    uint64_t   published;
    Buffer    *out;
    FileFacts *facts;
} Asked;

typedef struct PathRow {
    const char *prefix, *suffix;
    bool        immutable;
    int         max_age_s;
    const char *content_type;
    Status (*answer)(Asked *asked, Problem *problem);
} PathRow;

static Status buffer_done(const Buffer *out, Problem *problem)
{
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

/* Whether the asker may have what is for this audience: everybody what is public; parties, and their mirrors, everything. */
static bool may_have(const Asked *asked, Audience audience)
{
    return audience == AUDIENCE_PUBLIC || asked->party.size != 0;
}

static Status record_audience(const Asked *asked, Audience *out, Problem *problem)
{
    RecordFacts facts = {0};
    Status      status = record_facts_load(asked->handle->view, &facts, problem);

    *out = facts.audience;
    record_facts_clear(&facts);
    return status;
}

/* ---- rows ---- */

static Status answer_checkpoint(Asked *asked, Problem *problem)
{
    return service_checkpoint(asked->service, asked->out, problem);
}

static Status parse_number(Slice text, uint64_t *out)
{
    *out = 0;
    if (text.size == 0 || text.size > 18 || (text.size > 1 && text.data[0] == '0'))
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return ERR_NOT_FOUND;
        *out = *out * 10 + (uint64_t)(text.data[i] - '0');
    }
    return OK;
}

static Status answer_cosignatures(Asked *asked, Problem *problem)
{
    uint64_t size;

    TRY(parse_number(asked->rest, &size));
    return store_cosignatures(asked->handle->store, size, asked->out, problem);
}

static Status add_entry(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    (void)index;
    (void)problem;
    bundle_add(context, bytes);
    return OK;
}

static Status answer_bundle(Asked *asked, const TileId *tile, Problem *problem)
{
    Audience audience;

    TRY(record_audience(asked, &audience, problem));
    asked->facts->is_private = audience != AUDIENCE_PUBLIC;
    if (!may_have(asked, audience))
        return problem_set(problem, ERR_FORBIDDEN, MSG("service.bundles_for_parties"), NULL);
    TRY(store_entries(asked->handle->store, tile->index * TILE_WIDTH, (uint64_t)tile->width, add_entry, asked->out, problem));
    return buffer_done(asked->out, problem);
}

/* Tiles and bundles of every published size: nothing of a size that no checkpoint stands for. */
static Status answer_tile(Asked *asked, Problem *problem)
{
    uint8_t hashes[TILE_WIDTH * HASH_SIZE];
    char    path[TILE_PATH_MAX + 8];
    TileId  tile;

    if (asked->rest.size >= TILE_PATH_MAX)
        return ERR_NOT_FOUND;
    (void)snprintf(path, sizeof path, "tile/%.*s", (int)asked->rest.size, asked->rest.data);
    TRY(tile_path_parse(slice_from(path), &tile));
    if (tile.width > tile_width(tile.level == TILE_ENTRIES ? 0 : tile.level, tile.index, asked->published))
        return ERR_NOT_FOUND;
    if (tile.level == TILE_ENTRIES)
        return answer_bundle(asked, &tile, problem);
    TRY(store_tile(asked->handle->store, &tile, hashes, problem));
    buffer_add(asked->out, (Slice){(const char *)hashes, (size_t)tile.width * HASH_SIZE});
    return buffer_done(asked->out, problem);
}

static Status make_receipt(Asked *asked, uint64_t index, Problem *problem)
{
    Buffer     note;
    Checkpoint checkpoint;
    Status     status;

    buffer_init(&note, CHECKPOINT_MAX);
    TRY_OR(done, service_checkpoint(asked->service, &note, problem));
    TRY_OR(done, checkpoint_parse(buffer_slice(&note), &checkpoint, problem));
    if (index >= checkpoint.size)
        TRY_OR(done, ERR_NOT_FOUND);
    tile_cache_size(asked->handle->tiles, asked->published);
    status = receipt_make(asked->handle->tiles, index, checkpoint.size, buffer_slice(&note), asked->out, problem);
done:
    buffer_clear(&note);
    return status;
}

static Status answer_receipt(Asked *asked, Problem *problem)
{
    uint64_t index;

    TRY(parse_number(asked->rest, &index));
    return make_receipt(asked, index, problem);
}

/* The same look-ups for what is absent and for what is withheld. */
static Status find_act(Asked *asked, ActRow *row, Problem *problem)
{
    Hash   id;
    Status status;

    if (hash_parse_hex(asked->rest, &id) != OK)
        return ERR_NOT_FOUND;
    status = act_row_by_id(asked->handle->view, &id, row, problem);
    if (status == OK && (!may_have(asked, row->audience) || row->index >= asked->published)) /* the look-up by leaf hash that an absent one has had */
        status = act_row_by_id(asked->handle->view, &(Hash){{0}}, row, problem);
    asked->facts->is_private = asked->party.size != 0;
    return status;
}

static Status add_bytes(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    (void)index;
    (void)problem;
    buffer_add(context, bytes);
    return OK;
}

static Status answer_act(Asked *asked, Problem *problem)
{
    ActRow row;

    TRY(find_act(asked, &row, problem));
    TRY(store_entries(asked->handle->store, row.index, 1, add_bytes, asked->out, problem));
    return buffer_done(asked->out, problem);
}

static Status answer_act_receipt(Asked *asked, Problem *problem)
{
    ActRow row;

    TRY(find_act(asked, &row, problem));
    return make_receipt(asked, row.index, problem);
}

static Status answer_blob(Asked *asked, Problem *problem)
{
    Audience audience;
    uint64_t size;
    Hash     name;

    if (hash_parse_hex(asked->rest, &name) != OK)
        return ERR_NOT_FOUND;
    TRY(blob_row_audience(asked->handle->view, &name, &audience, &size, problem));
    if (!may_have(asked, audience))
        return ERR_NOT_FOUND;
    asked->facts->is_private = audience != AUDIENCE_PUBLIC;
    return blobs_get(asked->service->blobs, &name, asked->out, problem);
}

/* Salt and payload for entitled readers: the party that sealed, and the readers that it named. {"class":…,"payload":base64,"salt":hex}. */
static Status print_payload(const SealedPayload *sealed, Buffer *out)
{
    char salt[2 * SALT_SIZE + 1];

    hex_print(sealed->salt, SALT_SIZE, salt);
    buffer_add_string(out, "{\"class\":\"");
    buffer_add(out, sealed->class);
    buffer_add_string(out, "\",\"payload\":\"");
    base64_print(sealed->payload, out);
    buffer_add_string(out, "\",\"salt\":\"");
    buffer_add_string(out, salt);
    buffer_add_string(out, "\"}");
    return out->status;
}

static Status answer_sealed(Asked *asked, Problem *problem)
{
    SealRow       row = {0};
    SealedPayload sealed;
    Buffer        bytes;
    Hash          commit;
    Status        status;

    if (hash_parse_hex(asked->rest, &commit) != OK || asked->service->secret == NULL)
        return ERR_NOT_FOUND;
    buffer_init(&bytes, SEAL_PAYLOAD_MAX + SEAL_CLASS_MAX);
    asked->facts->is_private = true;
    TRY_OR(done, seal_row_load(asked->handle->view, &commit, &row, problem));
    if (!seal_row_readable(&row, asked->party))
        TRY_OR(done, ERR_NOT_FOUND);
    (void)pthread_mutex_lock(&asked->service->secret_lock);
    status = private_seal_get(asked->service->secret, &commit, &sealed, &bytes, problem);
    (void)pthread_mutex_unlock(&asked->service->secret_lock);
    if (status == OK)
        status = print_payload(&sealed, asked->out);
done:
    buffer_clear(&row.readers);
    buffer_clear(&bytes);
    return status;
}

static Status add_evidence(void *context, Slice what, Slice bytes, Problem *problem)
{
    Buffer *out = context;

    (void)problem;
    buffer_add(out, what);
    buffer_add_byte(out, ' ');
    buffer_add_number(out, (int64_t)bytes.size);
    buffer_add_byte(out, '\n');
    buffer_add(out, bytes);
    buffer_add_byte(out, '\n');
    return out->status;
}

static Status answer_evidence(Asked *asked, Problem *problem)
{
    NodeStore *node = NULL;
    char       path[SERVICE_PATH_MAX + 16];
    Status     status;

    (void)snprintf(path, sizeof path, "%s/node.sqlite", asked->service->folder);
    TRY(node_open(path, &node, problem));
    status = node_evidence_each(node, add_evidence, asked->out, problem);
    node_close(node);
    return status;
}

static Status answer_receipts_key(Asked *asked, Problem *problem)
{
    return receipts_key_print(asked->service, asked->out, problem);
}

#define BINARY "application/octet-stream"
#define TEXT "text/plain; charset=utf-8"

/* The first row that fits answers. */
static const PathRow rows[] = {
    {"checkpoint", NULL, false, CHECKPOINT_AGE_S, TEXT, answer_checkpoint},
    {"cosignatures/", NULL, false, CHECKPOINT_AGE_S, TEXT, answer_cosignatures},
    {"tile/", NULL, true, YEAR_S, BINARY, answer_tile},
    {"receipt/", NULL, false, CHECKPOINT_AGE_S, TEXT, answer_receipt},
    {"act/", "/receipt", false, CHECKPOINT_AGE_S, TEXT, answer_act_receipt},
    {"act/", NULL, true, YEAR_S, BINARY, answer_act},
    {"blob/", NULL, true, YEAR_S, BINARY, answer_blob},
    {"sealed/", NULL, false, 0, "application/json", answer_sealed},
    {"evidence", NULL, false, CHECKPOINT_AGE_S, TEXT, answer_evidence},
    {"receipts.pub", NULL, false, CHECKPOINT_AGE_S, TEXT, answer_receipts_key},
};

static bool row_fits(const PathRow *row, Slice path, Slice *rest)
{
    size_t prefix = strlen(row->prefix), suffix = row->suffix != NULL ? strlen(row->suffix) : 0;

    if (!slice_starts(path, row->prefix) || path.size < prefix + suffix || (suffix != 0 && !slice_ends(path, row->suffix)))
        return false;
    *rest = slice_part(path, prefix, path.size - suffix);
    return (row->prefix[prefix - 1] == '/') == (rest->size != 0);
}

/* A reading copy is filled by another process, `record mirror`: what that has published since is shown too. */
static Status follow_storage(Service *service, Handle *handle, Problem *problem)
{
    Published *published = &service->published;
    Checkpoint newest;
    Buffer     note;
    Status     status;

    buffer_init(&note, CHECKPOINT_MAX);
    TRY_OR(done, store_checkpoint(handle->store, STORE_NEWEST, &note, problem));
    TRY_OR(done, checkpoint_parse(buffer_slice(&note), &newest, problem));
    (void)pthread_rwlock_wrlock(&published->lock);
    if (newest.size >= published->size) {
        Buffer before = published->checkpoint;

        published->checkpoint = note;
        published->size = newest.size;
        published->root = newest.root;
        note = before;
    }
    (void)pthread_rwlock_unlock(&published->lock);
done:
    buffer_clear(&note);
    return status == ERR_NOT_FOUND ? OK : status;
}

static Status answer_row(Asked *asked, const PathRow *row, Problem *problem)
{
    Hash root;

    if (asked->service->options.read_only)
        TRY(follow_storage(asked->service, asked->handle, problem));
    service_seen(asked->service, &asked->published, &root);
    return row->answer(asked, problem);
}

Status service_file(Service *service, Slice path, Slice party, Buffer *out, FileFacts *facts, Problem *problem)
{
    Asked  asked = {.service = service, .party = party, .out = out, .facts = facts};
    Status status = ERR_NOT_FOUND;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!row_fits(&rows[i], path, &asked.rest))
            continue;
        *facts = (FileFacts){rows[i].content_type, rows[i].immutable, false, rows[i].max_age_s};
        TRY(handle_take(service, &asked.handle, problem));
        status = answer_row(&asked, &rows[i], problem);
        handle_give(service, asked.handle);
        break;
    }
    return status;
}

/* ---- the rest of the road out ---- */

Status service_receipt(Service *service, uint64_t index, Buffer *out, Problem *problem)
{
    FileFacts facts;
    char      path[DECIMAL_MAX + 16], number[DECIMAL_MAX];

    (void)snprintf(path, sizeof path, "receipt/%s", decimal(number, (int64_t)index));
    return service_file(service, slice_from(path), (Slice){NULL, 0}, out, &facts, problem);
}

Status service_act(Service *service, const Hash *act, ActRow *row, Buffer *bytes, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = act_row_by_id(handle->view, act, row, problem);
    if (status == OK)
        status = store_entries(handle->store, row->index, 1, add_bytes, bytes, problem);
    handle_give(service, handle);
    return status;
}

Status service_facts(Service *service, RecordFacts *out, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = record_facts_load(handle->view, out, problem);
    handle_give(service, handle);
    return status;
}

Status service_party_of_token(Service *service, Slice token, Buffer *out, Problem *problem)
{
    Status status;

    if (service->secret == NULL)
        return problem_set(problem, ERR_FORBIDDEN, MSG("service.token_unknown"), NULL);
    (void)pthread_mutex_lock(&service->secret_lock);
    status = private_token_party(service->secret, token, out, problem);
    (void)pthread_mutex_unlock(&service->secret_lock);
    return status;
}

Status service_token_new(Service *service, Slice party, char out[TOKEN_SIZE + 1], Problem *problem)
{
    Status  status;
    Handle *handle;
    int64_t there = 0;

    if (service->secret == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("service.no_private_store"), NULL);
    TRY(handle_take(service, &handle, problem));
    status = view_one(handle->view, "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL", 0, &there, problem, VIEW_VALUES(view_text(party)));
    handle_give(service, handle);
    TRY(status);
    if (there == 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("act.party_unknown"), NULL);
    (void)pthread_mutex_lock(&service->secret_lock);
    status = private_token_new(service->secret, party, out, problem);
    (void)pthread_mutex_unlock(&service->secret_lock);
    return status;
}
