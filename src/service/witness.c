/* SPDX-License-Identifier: Apache-2.0
 *
 * The role of a witness (C2SP tlog-witness): it cosigns a log's checkpoint when it extends the last one that it cosigned, and never two that do not belong to one history. All that it
 * promises hangs on one step: comparing with what it holds and storing the new one is atomic, and durable before anybody has the cosignature.
 *
 * The checks stand in the order of the statuses, docs/formats/record.md, "Witnesses". What is kept as evidence is a checkpoint that the log signed and that cannot be; an `old` that is merely out of
 * date is no evidence, and would fill the file.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "service/service_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WATCHED_MAX = 4096,                               /* logs of one witness: a few for every body there is */
    WATCHED_BYTES_MAX = WATCHED_MAX * (VKEY_MAX + 1),
    PROOF_LINES_MAX = 63                              /* tlog-witness */
};
#define PLAIN "text/plain; charset=utf-8"
#define SIZE_TYPE "text/x.tlog.size"

typedef struct Watched {
    Key  key;
    char origin_hash[2 * HASH_SIZE + 1];
} Watched;

struct Witness {
    KeySecret       secret;
    NodeStore      *node;
    pthread_mutex_t lock;                             /* of node: a handle is for one thread at a time */
    Watched        *watched;
    size_t          count, capacity;
};

typedef struct WitnessPath {
    char text[SERVICE_PATH_MAX + 32];
} WitnessPath;

static Status path_in(const char *folder, const char *name, WitnessPath *out, Problem *problem)
{
    if (strlen(folder) >= SERVICE_PATH_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("witness.folder"), "folder", folder, "what", strerror(ENAMETOOLONG), NULL);
    (void)snprintf(out->text, sizeof out->text, "%s/%s", folder, name);
    return OK;
}

static Status file_failed(const char *folder, Problem *problem)
{
    return problem_set(problem, ERR_STORAGE, MSG("witness.folder"), "folder", folder, "what", strerror(errno), NULL);
}

/* ---- the folder ---- */

Status witness_setup(const char *folder, const char *name, Problem *problem)
{
    WitnessPath path;
    KeySecret   secret;
    NodeStore  *node = NULL;
    uint8_t     seed[SEED_SIZE];
    Status      status;

    TRY(path_in(folder, "witness.key", &path, problem));
    randombytes_buf(seed, sizeof seed);
    status = key_secret_from_seed(slice_from(name), KEY_COSIGNER, seed, &secret, problem);
    sodium_memzero(seed, sizeof seed);
    TRY(status);
    if (mkdir(folder, 0700) != 0)
        status = errno == EEXIST ? problem_set(problem, ERR_CONFLICT, MSG("service.folder_taken"), "folder", folder, NULL) : file_failed(folder, problem);
    if (status == OK)
        status = key_file_write(path.text, &secret, (Slice){NULL, 0}, problem);
    key_secret_wipe(&secret);
    TRY(status);
    TRY(path_in(folder, "node.sqlite", &path, problem));
    TRY(node_open(path.text, &node, problem));
    node_close(node);
    return OK;
}

/* The whole file; none is an empty one. */
static Status read_watched(const char *folder, Buffer *out, Problem *problem)
{
    WitnessPath path;
    char        part[4096];
    ssize_t     got = 1;
    int         file;

    TRY(path_in(folder, "watched", &path, problem));
    file = open(path.text, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? OK : file_failed(folder, problem);
    while (got > 0 || (got < 0 && errno == EINTR)) {
        got = read(file, part, sizeof part);
        if (got > 0)
            buffer_add(out, (Slice){part, (size_t)got});
    }
    (void)close(file);
    if (got < 0)
        return file_failed(folder, problem);
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

static bool next_line(Slice *rest, Slice *line)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL;

    if (end == NULL)
        return false;
    *line = slice_part(*rest, 0, (size_t)(end - rest->data));
    *rest = slice_part(*rest, line->size + 1, rest->size);
    return true;
}

static Status watch_key(Witness *witness, Slice vkey, Problem *problem)
{
    void    *block = witness->watched;
    Watched *watched;
    Hash     hash;
    Status   status;

    if (witness->count == WATCHED_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("witness.too_many"), NULL);
    status = memory_reserve(&block, &witness->capacity, witness->count + 1, sizeof *watched);
    witness->watched = block;
    if (status != OK)
        return problem_set(problem, status, MSG("status.memory"), NULL);
    watched = &witness->watched[witness->count];
    TRY(key_parse(vkey, &watched->key, problem));
    if (watched->key.type == KEY_PASSKEY)
        return problem_set(problem, ERR_SYNTAX, MSG("witness.key_type"), "name", watched->key.name, NULL);
    hash_of(slice_from(watched->key.name), &hash);
    hash_print_hex(&hash, watched->origin_hash);
    witness->count++;
    return OK;
}

static Status watch_all(Witness *witness, const char *folder, Problem *problem)
{
    Buffer text;
    Slice  rest, line;
    Status status;

    buffer_init(&text, WATCHED_BYTES_MAX);
    status = read_watched(folder, &text, problem);
    for (rest = buffer_slice(&text); status == OK && next_line(&rest, &line);)
        if (line.size != 0)
            status = watch_key(witness, line, problem);
    if (status == OK && rest.size != 0)
        status = problem_set(problem, ERR_SYNTAX, MSG("witness.watched_cut"), NULL);
    buffer_clear(&text);
    return status == OK ? OK : problem_at(problem, status, "watched");
}

static Status append_line(const char *path, const char *folder, Slice line, Problem *problem)
{
    int  file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    bool good = file >= 0 && write(file, line.data, line.size) == (ssize_t)line.size && fsync(file) == 0;

    if (!good)
        (void)file_failed(folder, problem);
    if (file >= 0)
        (void)close(file);
    return good ? OK : ERR_STORAGE;
}

Status witness_watch(const char *folder, Slice vkey, Problem *problem)
{
    Witness     scratch = {0};
    WitnessPath path;
    Buffer      line;
    Status      status;

    buffer_init(&line, VKEY_MAX + 1);
    TRY_OR(done, path_in(folder, "watched", &path, problem));
    TRY_OR(done, watch_all(&scratch, folder, problem));
    TRY_OR(done, watch_key(&scratch, vkey, problem));
    for (size_t i = 0; i + 1 < scratch.count; i++)
        if (key_equal(&scratch.watched[i].key, &scratch.watched[scratch.count - 1].key))
            goto done; /* it is watched already */
    buffer_add(&line, vkey);
    buffer_add_byte(&line, '\n');
    status = line.status == OK ? append_line(path.text, folder, buffer_slice(&line), problem) : problem_set(problem, line.status, MSG("status.memory"), NULL);
done:
    buffer_clear(&line);
    memory_free(scratch.watched);
    return status;
}

Status witness_open(const char *folder, Witness **out, Problem *problem)
{
    Witness    *witness = memory_new_zeroed(1, sizeof *witness);
    WitnessPath path;
    Status      status;

    REQUIRE(out != NULL && *out == NULL);
    if (witness == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)pthread_mutex_init(&witness->lock, NULL);
    TRY_OR(failed, path_in(folder, "witness.key", &path, problem));
    TRY_OR(failed, key_file_read(path.text, (Slice){NULL, 0}, &witness->secret, problem));
    if (witness->secret.key.type != KEY_COSIGNER)
        TRY_OR(failed, problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("witness.own_key"), NULL), path.text));
    TRY_OR(failed, watch_all(witness, folder, problem));
    TRY_OR(failed, path_in(folder, "node.sqlite", &path, problem));
    TRY_OR(failed, node_open(path.text, &witness->node, problem));
    *out = witness;
    return OK;
failed:
    witness_close(witness);
    return status;
}

void witness_close(Witness *witness)
{
    if (witness == NULL)
        return;
    node_close(witness->node);
    key_secret_wipe(&witness->secret);
    (void)pthread_mutex_destroy(&witness->lock);
    memory_free(witness->watched);
    memory_free(witness);
}

const Key *witness_key(const Witness *witness)
{
    return &witness->secret.key;
}

/* ---- a request ---- */

typedef struct Request {
    Slice      head, note;    /* before and after the first empty line */
    Checkpoint checkpoint;
    Slice      origin;
    uint64_t   old;
    Proof      proof;
    Slice      log_lines[NOTE_SIGNATURES_MAX];
    size_t     log_line_count;
} Request;

static int refuse(Buffer *out, int status, const char *message)
{
    buffer_reset(out);
    message_print(out, message, NULL);
    buffer_add_byte(out, '\n');
    return status;
}

static bool cut_request(Slice body, Request *out)
{
    for (size_t i = 1; i < body.size; i++)
        if (body.data[i] == '\n' && body.data[i - 1] == '\n') {
            Slice rest = slice_part(body, i + 1, body.size);

            out->head = slice_part(body, 0, i);
            out->note = rest;
            return next_line(&rest, &out->origin);
        }
    return false;
}

static bool is_watched(const Witness *witness, Slice origin)
{
    for (size_t i = 0; i < witness->count; i++)
        if (slice_is(origin, witness->watched[i].key.name))
            return true;
    return false;
}

/* Every line by a key of this log is good, and there is one. A note that cannot be read for its lines has none. */
static bool signed_by_log(const Witness *witness, Request *request)
{
    Note *note = &request->checkpoint.note;

    if (note_parse(request->note, NOTE_SIGNATURES_MAX, note, NULL) != OK)
        return false;
    for (size_t i = 0; i < note->count; i++)
        for (size_t j = 0; j < witness->count; j++) {
            const Key *key = &witness->watched[j].key;

            if (!slice_is(request->origin, key->name) || !note_line_by(&note->lines[i], key))
                continue;
            if (note_line_check(&note->lines[i], note->text, key, NULL, NULL, NULL) != OK)
                return false;
            request->log_lines[request->log_line_count++] = note->lines[i].line;
            break;
        }
    return request->log_line_count != 0;
}

static bool parse_number(Slice text, uint64_t *out)
{
    *out = 0;
    if (text.size == 0 || text.size > 19 || (text.size > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(text.data[i] - '0');
    }
    return true;
}

static bool parse_head(Request *request)
{
    Slice rest = request->head, line;

    if (!next_line(&rest, &line) || !slice_starts(line, "old ") || !parse_number(slice_part(line, 4, line.size), &request->old))
        return false;
    while (next_line(&rest, &line))
        if (request->proof.count == PROOF_LINES_MAX || hash_parse_base64(line, &request->proof.hashes[request->proof.count++]) != OK)
            return false;
    return rest.size == 0;
}

/* ---- the answer ---- */

/* What was cosigned last: size 0 and the empty root when nothing was. */
static Status load_held(Witness *witness, Slice origin, uint64_t *size, Hash *root)
{
    Buffer     bytes;
    Checkpoint held;
    Status     status;

    *size = 0;
    hash_of((Slice){NULL, 0}, root);
    buffer_init(&bytes, NOTE_MAX);
    status = node_witness_checkpoint(witness->node, origin, &bytes, NULL);
    if (status == OK && (status = checkpoint_parse(buffer_slice(&bytes), &held, NULL)) == OK) {
        *size = held.size;
        *root = held.root;
    }
    buffer_clear(&bytes);
    return status == ERR_NOT_FOUND ? OK : status;
}

static int answer_size(Buffer *out, uint64_t size, const char **content_type)
{
    buffer_reset(out);
    buffer_add_number(out, (int64_t)size);
    buffer_add_byte(out, '\n');
    *content_type = SIZE_TYPE;
    return 409;
}

/* Why the checkpoint cannot follow what is held; NULL: it can. */
static const char *why_not(const Request *request, const Hash *held_root)
{
    const Checkpoint *checkpoint = &request->checkpoint;
    Hash              empty;

    hash_of((Slice){NULL, 0}, &empty);
    if (checkpoint->size == 0 && !hash_equal(&checkpoint->root, &empty))
        return MSG("witness.empty_root");
    if (request->old == 0 && request->proof.count != 0)
        return MSG("witness.proof_from_nothing");
    if (request->old == checkpoint->size && !hash_equal(&checkpoint->root, held_root))
        return MSG("witness.other_root");
    return proof_consistent(request->old, checkpoint->size, held_root, &checkpoint->root, &request->proof) ? NULL : MSG("witness.proof");
}

static void keep_evidence(Witness *witness, const Request *request)
{
    if (node_evidence_add(witness->node, "checkpoint", request->note, NULL) != OK) /* a full file keeps what it has; the refusal stands */
        fprintf(stderr, "rapporteur: a refused checkpoint could not be kept as evidence\n");
}

static int cosign(Witness *witness, const Request *request, int64_t now, Buffer *out, const char **content_type)
{
    const Checkpoint *checkpoint = &request->checkpoint;
    uint64_t          held;
    Buffer            kept;
    Status            status;

    buffer_init(&kept, NOTE_MAX);
    buffer_reset(out);
    key_secret_sign(&witness->secret, checkpoint->note.text, (uint64_t)now, out);
    buffer_add(&kept, checkpoint->note.text);
    buffer_add_byte(&kept, '\n');
    for (size_t i = 0; i < request->log_line_count; i++)
        buffer_add(&kept, request->log_lines[i]);
    buffer_add(&kept, buffer_slice(out));
    status = kept.status != OK ? kept.status : out->status;
    if (status == OK)
        status = node_witness_advance(witness->node, checkpoint->origin, request->old, checkpoint->size, buffer_slice(&kept), &held, NULL);
    buffer_clear(&kept);
    if (status == OK)
        return 200;
    if (status == ERR_CONFLICT) /* another process with the same file was faster */
        return answer_size(out, held, content_type);
    return refuse(out, 503, status_face(status)->message);
}

static int judge(Witness *witness, const Request *request, int64_t now, Buffer *out, const char **content_type)
{
    const Checkpoint *checkpoint = &request->checkpoint;
    uint64_t          held;
    Hash              root;
    const char       *message;

    if (load_held(witness, checkpoint->origin, &held, &root) != OK)
        return refuse(out, 503, MSG("status.storage"));
    if (request->old != held) {
        if (checkpoint->size == held && !hash_equal(&checkpoint->root, &root))
            keep_evidence(witness, request);
        return answer_size(out, held, content_type);
    }
    message = why_not(request, &root);
    if (message != NULL) {
        keep_evidence(witness, request);
        return refuse(out, 422, message);
    }
    return cosign(witness, request, now, out, content_type);
}

int witness_add_checkpoint(Witness *witness, Slice body, int64_t now, Buffer *out, const char **content_type)
{
    Request *request = memory_new_zeroed(1, sizeof *request);
    int      status;

    REQUIRE(now > 0);
    *content_type = PLAIN;
    if (request == NULL)
        return refuse(out, 503, MSG("status.memory"));
    if (body.size > WITNESS_BODY_MAX)
        status = refuse(out, 413, MSG("status.limit"));
    else if (!cut_request(body, request))
        status = refuse(out, 400, MSG("witness.malformed"));
    else if (!is_watched(witness, request->origin))
        status = refuse(out, 404, MSG("witness.unknown_origin"));
    else if (!signed_by_log(witness, request))
        status = refuse(out, 403, MSG("witness.unsigned"));
    else if (checkpoint_parse(request->note, &request->checkpoint, NULL) != OK || !parse_head(request) || request->old > request->checkpoint.size)
        status = refuse(out, 400, MSG("witness.malformed"));
    else {
        (void)pthread_mutex_lock(&witness->lock);
        status = judge(witness, request, now, out, content_type);
        (void)pthread_mutex_unlock(&witness->lock);
    }
    memory_free(request);
    return status;
}

int witness_checkpoint(Witness *witness, Slice origin_hash, Buffer *out)
{
    Status status = ERR_NOT_FOUND;

    for (size_t i = 0; i < witness->count && status == ERR_NOT_FOUND; i++)
        if (slice_is(origin_hash, witness->watched[i].origin_hash)) {
            (void)pthread_mutex_lock(&witness->lock);
            status = node_witness_checkpoint(witness->node, slice_from(witness->watched[i].key.name), out, NULL);
            (void)pthread_mutex_unlock(&witness->lock);
        }
    if (status == OK && out->status == OK)
        return 200;
    return status == ERR_NOT_FOUND ? refuse(out, 404, MSG("witness.nothing_yet")) : refuse(out, 503, MSG("status.storage"));
}
