/* SPDX-License-Identifier: Apache-2.0
 *
 * The files of a record, from another node over HTTP, from a folder, or made from a store. Nothing here is trusted or judged but its length: who asks verifies.
 */
#include "store/store.h"

#include "http/http.h"
#include "store/disk_internal.h"

enum {
    FETCH_MS = 60000,             /* a full bundle has up to 16 MB and the line may be slow */
    ANSWER_KEPT_MAX = 1024 * 1024 /* memory that stays between fetches */
};

struct RecordFiles {
    Status (*get)(RecordFiles *files, const char *path, size_t limit, Buffer *out, Problem *problem);
    char       *where, *token;
    HttpClient *client;
    Buffer      answer;
    Store      *store; /* borrowed */
    Blobs      *blobs; /* borrowed; may be NULL */
};

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status too_large(const char *path, Problem *problem)
{
    return problem_at(problem, problem_set(problem, ERR_LIMIT, MSG("store.too_large"), NULL), path);
}

/* Only what could be a path of section 3: lower-case words, digits, "-" and "." between single slashes, no ".." */
static bool path_valid(const char *path)
{
    char before = '/';

    for (; *path != '\0'; path++) {
        bool word = (*path >= 'a' && *path <= 'z') || (*path >= '0' && *path <= '9') || *path == '-';

        if (!word && ((*path != '/' && *path != '.') || before == '/' || before == '.'))
            return false;
        before = *path;
    }
    return before != '/' && before != '.';
}

static Status add(Buffer *out, Slice bytes, Problem *problem)
{
    buffer_add(out, bytes);
    return out->status == OK ? OK : problem_set(problem, out->status, out->status == ERR_LIMIT ? MSG("status.limit") : MSG("status.memory"), NULL);
}

/* ---- over HTTP ---- */

static Status answer_judge(const RecordFiles *files, int status, const char *path, Problem *problem)
{
    char number[DECIMAL_MAX];

    if (status == 200)
        return OK;
    if (status == 404)
        return ERR_NOT_FOUND;
    if (status == 401 || status == 403)
        return problem_at(problem, problem_set(problem, ERR_FORBIDDEN, MSG("store.withheld"), "where", files->where, NULL), path);
    return problem_at(problem,
                      problem_set(problem, status == 429 || status == 503 ? ERR_BUSY : ERR_STORAGE, MSG("store.answer"), "where", files->where, "status",
                                  decimal(number, status), NULL),
                      path);
}

static Status http_get(RecordFiles *files, const char *path, size_t limit, Buffer *out, Problem *problem)
{
    char       url[HTTP_URL_MAX + 1];
    HttpFetch  fetch = {.url = url, .bearer = files->token, .limit = limit, .timeout_ms = FETCH_MS};
    HttpAnswer answer;
    Status     status;

    if (snprintf(url, sizeof url, "%s/%s", files->where, path) >= (int)sizeof url)
        return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    status = http_fetch(files->client, &fetch, &files->answer, &answer, problem);
    if (status == OK)
        status = answer_judge(files, answer.status, path, problem);
    if (status == OK)
        status = add(out, buffer_slice(&files->answer), problem);
    if (files->answer.capacity > ANSWER_KEPT_MAX) {
        buffer_clear(&files->answer);
        buffer_init(&files->answer, BLOB_MAX);
    }
    return status;
}

/* ---- a folder ---- */

/* A copied record has its blobs side by side; a node's own folder of blobs has them on shelves. */
static Status folder_get(RecordFiles *files, const char *path, size_t limit, Buffer *out, Problem *problem)
{
    static const char blob[] = "blob/";
    char              whole[DISK_PATH_MAX], shelved[DISK_PATH_MAX];
    Status            status;

    TRY(disk_path(files->where, path, whole, problem));
    status = disk_read(whole, limit, out, problem);
    if (status != ERR_NOT_FOUND || strncmp(path, blob, sizeof blob - 1) != 0 || strlen(path) < sizeof blob + 1)
        return status;
    if (snprintf(shelved, sizeof shelved, "%s/blob/%.2s/%s", files->where, path + sizeof blob - 1, path + sizeof blob - 1) >= (int)sizeof shelved)
        return ERR_NOT_FOUND;
    return disk_read(shelved, limit, out, problem);
}

/* ---- of a store ---- */

typedef struct Bundle {
    Buffer *out;
    size_t  end; /* out may not grow beyond */
} Bundle;

static Status bundle_visit(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    Bundle *bundle = context;

    (void)index;
    if (bundle->end - bundle->out->size < 2 + bytes.size)
        return too_large("tile/entries", problem);
    bundle_add(bundle->out, bytes);
    return add(bundle->out, (Slice){NULL, 0}, problem);
}

/* The store has a sentence for what is beyond its head; here that is no problem. */
static Status bundle_get(RecordFiles *files, const TileId *tile, size_t limit, Buffer *out, Problem *problem)
{
    Bundle  bundle = {out, out->size + limit};
    size_t  before = out->size;
    Problem met = {0};
    Status  status = store_entries(files->store, tile->index * TILE_WIDTH, (uint64_t)tile->width, bundle_visit, &bundle, &met);

    if (status != OK)
        out->size = before;
    if (status != OK && status != ERR_NOT_FOUND && problem != NULL)
        *problem = met;
    return status;
}

static Status hashes_get(RecordFiles *files, const TileId *tile, size_t limit, Buffer *out, Problem *problem)
{
    uint8_t hashes[TILE_WIDTH * HASH_SIZE];
    size_t  size = (size_t)tile->width * HASH_SIZE;

    TRY(store_tile(files->store, tile, hashes, problem));
    return size > limit ? too_large("tile", problem) : add(out, (Slice){(const char *)hashes, size}, problem);
}

static bool size_parse(const char *text, uint64_t *out)
{
    uint64_t value = 0;

    if (*text == '\0' || (*text == '0' && text[1] != '\0'))
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || value > TREE_SIZE_MAX / 10)
            return false;
        value = value * 10 + (uint64_t)(*text - '0');
    }
    *out = value;
    return value <= TREE_SIZE_MAX;
}

static Status blob_get(RecordFiles *files, Slice name, size_t limit, Buffer *out, Problem *problem)
{
    size_t before = out->size;
    Hash   hash;
    Status status;

    if (files->blobs == NULL || hash_parse_hex(name, &hash) != OK)
        return ERR_NOT_FOUND;
    status = blobs_get(files->blobs, &hash, out, problem);
    if (status == OK && out->size - before > limit) {
        out->size = before;
        return too_large("blob", problem);
    }
    return status;
}

static Status store_get(RecordFiles *files, const char *path, size_t limit, Buffer *out, Problem *problem)
{
    static const char cosignatures[] = "cosignatures/", blob[] = "blob/";
    size_t            before = out->size;
    uint64_t          size;
    Status            status = ERR_NOT_FOUND;
    TileId            tile;

    if (tile_path_parse(slice_from(path), &tile) == OK)
        return tile.level == TILE_ENTRIES ? bundle_get(files, &tile, limit, out, problem) : hashes_get(files, &tile, limit, out, problem);
    if (strncmp(path, blob, sizeof blob - 1) == 0)
        return blob_get(files, slice_from(path + sizeof blob - 1), limit, out, problem);
    if (strcmp(path, "checkpoint") == 0)
        status = store_checkpoint(files->store, STORE_NEWEST, out, problem);
    else if (strncmp(path, cosignatures, sizeof cosignatures - 1) == 0 && size_parse(path + sizeof cosignatures - 1, &size))
        status = store_cosignatures(files->store, size, out, problem);
    if (status == OK && out->size - before > limit) {
        out->size = before;
        return too_large(path, problem);
    }
    return status;
}

/* ---- all of them ---- */

static char *copy_string(const char *text)
{
    size_t size = strlen(text) + 1;
    char  *copy = memory_new(size);

    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

static RecordFiles *files_new(const char *where, const char *token)
{
    RecordFiles *files = memory_new_zeroed(1, sizeof *files);

    if (files == NULL)
        return NULL;
    buffer_init(&files->answer, BLOB_MAX);
    files->where = copy_string(where);
    files->token = token != NULL ? copy_string(token) : NULL;
    if (files->where != NULL && (token == NULL || files->token != NULL))
        return files;
    files_close(files);
    return NULL;
}

Status files_open(const char *where, const char *token, RecordFiles **out, Problem *problem)
{
    bool         http = strncmp(where, "http://", 7) == 0 || strncmp(where, "https://", 8) == 0;
    RecordFiles *files;
    size_t       size;

    REQUIRE(*out == NULL);
    if (http && strpbrk(where, "?#@") != NULL) /* it is shown to people, and paths are put behind it */
        return problem_set(problem, ERR_SYNTAX, MSG("store.url"), NULL);
    files = files_new(where, token);
    if (files == NULL)
        return no_memory(problem);
    for (size = strlen(files->where); size > 1 && files->where[size - 1] == '/'; size--)
        files->where[size - 1] = '\0';
    files->get = http ? http_get : folder_get;
    if (http && (files->client = http_client_new()) == NULL) {
        files_close(files);
        return no_memory(problem);
    }
    *out = files;
    return OK;
}

Status files_of_store(Store *store, RecordFiles **out, Problem *problem)
{
    RecordFiles *files = files_new("this record", NULL);

    REQUIRE(*out == NULL);
    if (files == NULL)
        return no_memory(problem);
    files->get = store_get;
    files->store = store;
    *out = files;
    return OK;
}

void files_use_blobs(RecordFiles *files, Blobs *blobs)
{
    files->blobs = blobs;
}

void files_close(RecordFiles *files)
{
    if (files == NULL)
        return;
    http_client_free(files->client);
    buffer_clear(&files->answer);
    memory_free(files->where);
    memory_free(files->token);
    memory_free(files);
}

const char *files_where(const RecordFiles *files)
{
    return files->where;
}

Status files_get(RecordFiles *files, const char *path, size_t limit, Buffer *out, Problem *problem)
{
    return path_valid(path) ? files->get(files, path, limit, out, problem) : ERR_NOT_FOUND;
}

/* ---- tiles ---- */

/* Cuts what was read, from `start` on, to the first `width` hashes or entries. `exact`: nothing more may stand there. */
static bool tile_cut(Buffer *out, size_t start, const TileId *tile, bool exact)
{
    Slice  all = slice_part(buffer_slice(out), start, out->size), rest = all, entry;
    size_t size = (size_t)tile->width * HASH_SIZE;

    if (tile->level == TILE_ENTRIES) {
        for (int i = 0; i < tile->width; i++)
            if (!bundle_next(&rest, &entry))
                return false;
        size = all.size - rest.size;
    }
    if (all.size < size || (exact && all.size != size))
        return false;
    out->size = start + size;
    return true;
}

Status files_tile(RecordFiles *files, const TileId *tile, Buffer *out, Problem *problem)
{
    TileId full = {tile->level, tile->index, TILE_WIDTH};
    size_t limit = tile->level == TILE_ENTRIES ? BUNDLE_MAX : TILE_WIDTH * HASH_SIZE, start = out->size;
    bool   exact = true;
    char   path[TILE_PATH_MAX];
    Status status;

    tile_path_print(tile, path);
    status = files_get(files, path, limit, out, problem);
    if (status == ERR_NOT_FOUND && tile->width < TILE_WIDTH) {
        exact = false;
        tile_path_print(&full, path);
        status = files_get(files, path, limit, out, problem);
    }
    if (status != OK || tile_cut(out, start, tile, exact))
        return status;
    out->size = start;
    return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("store.tile_size"), "where", files->where, NULL), path);
}
