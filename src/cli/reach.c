/* SPDX-License-Identifier: Apache-2.0
 *
 * Reaching a record: an installation's folder, a folder of plain files, or an address, behind the same paths; and what this user has seen of it, kept in the user's
 * state folder so that a record that shows another history the next time is found out before anything is signed.
 */
#include "cli/record_internal.h"

#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TILES_KEPT = 64 };

bool reach_is_url(const char *where)
{
    return strstr(where, "://") != NULL;
}

Status reach_open(const char *where, const OptionSet *options, Reach *out, Problem *problem)
{
    const char *token = options_value(options, "--token");
    char        path[STATE_PATH_MAX];
    Slice       line;

    *out = (Reach){.where = where};
    if (token != NULL) {
        TRY(line_read(token, options->arena, &line, problem));
        out->token = slice_string(options->arena, line);
        if (out->token == NULL)
            return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    if (reach_is_url(where) && strncmp(where, "http://", 7) != 0 && strncmp(where, "https://", 8) != 0)
        return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("http.url"), NULL), where);
    if (!reach_is_url(where) && !file_is_folder(where))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("reach.no_folder"), NULL), where);
    (void)snprintf(path, sizeof path, "%s/record.sqlite", where);
    out->is_installation = !reach_is_url(where) && file_is_there(path);
    (void)snprintf(path, sizeof path, "%s/checkpoint", where);
    if (!reach_is_url(where) && !out->is_installation && !file_is_there(path))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("reach.no_record"), NULL), where);
    return service_files(where, out->token, &out->files, problem);
}

Status reach_service(Reach *reach, Service **out, Problem *problem)
{
    if (reach->service == NULL)
        TRY(service_open(&(ServiceOptions){.folder = reach->where, .read_only = true, .no_duties = true}, &reach->service, problem));
    *out = reach->service;
    return OK;
}

void reach_close(Reach *reach)
{
    service_close(reach->service);
    service_files_close(&reach->files);
    *reach = (Reach){0};
}

Status reach_get(Reach *reach, const char *path, size_t limit, Buffer *out, Problem *problem)
{
    Status status = files_get(reach->files.files, path, limit, out, problem);

    return status != ERR_NOT_FOUND ? status : problem_set(problem, ERR_NOT_FOUND, MSG("reach.missing"), "where", reach->where, "path", path, NULL);
}

static Status read_tile(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    Reach *reach = context;
    Buffer bytes;
    char   path[TILE_PATH_MAX];
    Status status;

    buffer_init(&bytes, TILE_WIDTH * HASH_SIZE);
    status = files_tile(reach->files.files, tile, &bytes, problem);
    tile_path_print(tile, path);
    if (status == ERR_NOT_FOUND)
        (void)problem_set(problem, ERR_NOT_FOUND, MSG("reach.missing"), "where", reach->where, "path", path, NULL);
    if (status == OK)
        memcpy(out, bytes.data, (size_t)tile->width * HASH_SIZE);
    buffer_clear(&bytes);
    return status;
}

Status reach_tiles(Reach *reach, uint64_t size, TileSource *source, TileCache **tiles, Problem *problem)
{
    *source = (TileSource){read_tile, reach};
    *tiles = tile_cache_new(source, TILES_KEPT);
    if (*tiles == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    tile_cache_size(*tiles, size);
    return OK;
}

Status reach_entry(Reach *reach, uint64_t index, uint64_t size, Buffer *out, Problem *problem)
{
    TileId tile = {TILE_ENTRIES, index / TILE_WIDTH, tile_width(0, index / TILE_WIDTH, size)};
    char   path[TILE_PATH_MAX];
    Buffer bundle;
    Slice  rest, entry = {NULL, 0};
    bool   found = true;
    Status status;

    buffer_init(&bundle, BUNDLE_MAX);
    status = files_tile(reach->files.files, &tile, &bundle, problem);
    tile_path_print(&tile, path);
    if (status == ERR_NOT_FOUND)
        (void)problem_set(problem, ERR_NOT_FOUND, MSG("reach.missing"), "where", reach->where, "path", path, NULL);
    TRY_OR(done, status);
    rest = buffer_slice(&bundle);
    for (uint64_t i = 0; found && i <= index % TILE_WIDTH; i++)
        found = bundle_next(&rest, &entry);
    if (!found)
        TRY_OR(done, problem_set(problem, ERR_NOT_FOUND, MSG("reach.missing"), "where", reach->where, "path", path, NULL));
    buffer_add(out, entry);
    status = out->status;
done:
    buffer_clear(&bundle);
    return status;
}

/* ---- the state folder ---- */

/* <state>/<SHA-256 of the origin>/<name>; made when `make`. */
static Status state_path(const char *origin, const char *name, bool make, char out[STATE_PATH_MAX], Problem *problem)
{
    const char *own = getenv("RAPPORTEUR_STATE"), *shared = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char        hex[2 * HASH_SIZE + 1];
    Hash        hash;
    int         size;

    hash_of(slice_from(origin), &hash);
    hash_print_hex(&hash, hex);
    if (own != NULL && own[0] != '\0')
        size = snprintf(out, STATE_PATH_MAX, "%s/%s/%s", own, hex, name);
    else if (shared != NULL && shared[0] != '\0')
        size = snprintf(out, STATE_PATH_MAX, "%s/rapporteur/%s/%s", shared, hex, name);
    else
        size = snprintf(out, STATE_PATH_MAX, "%s/.local/state/rapporteur/%s/%s", home != NULL ? home : ".", hex, name);
    if (size >= STATE_PATH_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    for (char *slash = out + 1; make && (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        if (mkdir(out, 0700) != 0 && errno != EEXIST)
            return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("file.unwritable"), "why", strerror(errno), NULL), out);
        *slash = '/';
    }
    return OK;
}

/* Empty when nothing was kept. */
static Status state_read(const char *origin, const char *name, Arena *arena, Slice *out, Problem *problem)
{
    char path[STATE_PATH_MAX];

    *out = (Slice){NULL, 0};
    TRY(state_path(origin, name, false, path, problem));
    return access(path, F_OK) == 0 ? file_read(path, arena, out, problem) : OK;
}

static Status state_keep(const char *origin, const char *name, Slice bytes, Problem *problem)
{
    char path[STATE_PATH_MAX];

    TRY(state_path(origin, name, true, path, problem));
    return file_write(path, bytes, problem);
}

/* ---- the host's key ---- */

/* Entry 0 says it; that it is entry 0 is shown by its inclusion under the root that the key it names must then have signed. */
static Status host_of_origin(Reach *reach, const Checkpoint *checkpoint, Key *out, Problem *problem)
{
    TileSource source;
    TileCache *tiles = NULL;
    HashSource hashes;
    Proof      proof;
    Buffer     bytes;
    Entry      entry;
    json_t    *object = NULL;
    Status     status;

    buffer_init(&bytes, ENTRY_MAX);
    if (checkpoint->size == 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("mirror.empty"), "where", reach->where, NULL);
    status = reach_entry(reach, 0, checkpoint->size, &bytes, problem);
    if (status == ERR_FORBIDDEN) {
        *problem = (Problem){0};
        (void)problem_set(problem, ERR_FORBIDDEN, MSG("sight.host_unknown"), "where", reach->where, NULL);
    }
    TRY_OR(done, status);
    TRY_OR(done, entry_decode(buffer_slice(&bytes), &entry, problem));
    TRY_OR(done, reach_tiles(reach, checkpoint->size, &source, &tiles, problem));
    hashes = tile_cache_source(tiles);
    TRY_OR(done, proof_inclusion(&hashes, 0, checkpoint->size, &proof, problem));
    if (!proof_includes(0, checkpoint->size, &entry.leaf, &proof, &checkpoint->root))
        TRY_OR(done, problem_set(problem, ERR_CONFLICT, MSG("mirror.lie"), "where", reach->where, NULL));
    TRY_OR(done, entry_object(&entry, &object, problem));
    if (!slice_is(entry.kind, "record.origin") || !slice_equal(entry.origin, checkpoint->origin))
        TRY_OR(done, problem_set(problem, ERR_SYNTAX, MSG("mirror.no_origin"), NULL));
    status = key_parse(json_slice(json_object_get(object, "host")), out, problem);
done:
    json_decref(object);
    tile_cache_free(tiles);
    buffer_clear(&bytes);
    return status;
}

static Status host_of_service(Reach *reach, Key *out, Problem *problem)
{
    RecordFacts facts = {0};
    Service    *service;
    Status      status;

    TRY(reach_service(reach, &service, problem));
    status = service_facts(service, &facts, problem);
    *out = facts.host;
    record_facts_clear(&facts);
    return status;
}

static Status find_host(Reach *reach, const OptionSet *options, const Checkpoint *checkpoint, const char *origin, Key *out, Problem *problem)
{
    const char *given = options_value(options, "--host");
    Slice       kept;

    if (given != NULL)
        return key_argument(given, options->arena, out, problem);
    if (reach->is_installation)
        return host_of_service(reach, out, problem);
    TRY(state_read(origin, "host", options->arena, &kept, problem));
    if (kept.size != 0)
        return key_parse(slice_trim(kept), out, problem);
    return host_of_origin(reach, checkpoint, out, problem);
}

/* ---- the checkpoint ---- */

static Status refuse_fork(const char *message, Slice before, Slice now, const char *where, Problem *problem)
{
    fprintf(stderr, "%.*s\n%.*s", (int)before.size, before.data, (int)now.size, now.data);
    return problem_set(problem, ERR_CONFLICT, message, "where", where, NULL);
}

static Status check_extends(Reach *reach, const Checkpoint *now, Slice now_bytes, Slice kept_bytes, Problem *problem)
{
    Checkpoint kept;
    TileSource source;
    TileCache *tiles = NULL;
    HashSource hashes;
    Proof      proof;
    Status     status;

    TRY(checkpoint_parse(kept_bytes, &kept, problem));
    if (kept.size > now->size)
        return refuse_fork(MSG("sight.shorter"), kept_bytes, now_bytes, reach->where, problem);
    if (kept.size == 0)
        return OK;
    TRY_OR(done, reach_tiles(reach, now->size, &source, &tiles, problem));
    hashes = tile_cache_source(tiles);
    TRY_OR(done, proof_consistency(&hashes, kept.size, now->size, &proof, problem));
    if (!proof_consistent(kept.size, now->size, &kept.root, &now->root, &proof))
        status = refuse_fork(MSG("sight.fork"), kept_bytes, now_bytes, reach->where, problem);
done:
    tile_cache_free(tiles);
    return status;
}

static Status keep_sight(const Sight *sight, Problem *problem)
{
    Buffer vkey;
    Status status;

    buffer_init(&vkey, VKEY_MAX);
    key_print(&sight->host, &vkey);
    status = state_keep(sight->origin, "host", buffer_slice(&vkey), problem);
    buffer_clear(&vkey);
    return status == OK ? state_keep(sight->origin, "checkpoint", buffer_slice(&sight->note), problem) : status;
}

Status sight_take(Reach *reach, const OptionSet *options, Sight *out, Problem *problem)
{
    Checkpoint checkpoint;
    Judgement  judgement;
    Slice      kept;

    *out = (Sight){0};
    buffer_init(&out->note, NOTE_BYTES_MAX);
    TRY(reach_get(reach, "checkpoint", NOTE_BYTES_MAX, &out->note, problem));
    TRY(checkpoint_parse(buffer_slice(&out->note), &checkpoint, problem));
    if (!origin_valid(checkpoint.origin))
        return problem_set(problem, ERR_SYNTAX, MSG("mirror.no_origin"), NULL);
    (void)snprintf(out->origin, sizeof out->origin, "%.*s", (int)checkpoint.origin.size, checkpoint.origin.data);
    TRY(find_host(reach, options, &checkpoint, out->origin, &out->host, problem));
    if (strcmp(out->host.name, out->origin) != 0)
        return problem_set(problem, ERR_SIGNATURE, MSG("sight.other_host"), "origin", out->origin, "name", out->host.name, NULL);
    TRY(checkpoint_judge(&checkpoint, &out->host, NULL, NULL, (Slice){NULL, 0}, &judgement, problem));
    TRY(state_read(out->origin, "checkpoint", options->arena, &kept, problem));
    if (kept.size != 0)
        TRY(check_extends(reach, &checkpoint, buffer_slice(&out->note), kept, problem));
    out->size = checkpoint.size;
    out->root = checkpoint.root;
    return keep_sight(out, problem);
}

void sight_clear(Sight *sight)
{
    buffer_clear(&sight->note);
}
