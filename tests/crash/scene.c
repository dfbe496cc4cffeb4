/* SPDX-License-Identifier: Apache-2.0
 *
 * See scene.h: making the installation, sending, and keeping the ledger.
 */
#include "scene.h"

#include "signer/signer.h"

#include <stdarg.h>
#include <unistd.h>

static char origin[] = "record.example.org/crash";

void scene_init(Scene *scene, const char *folder)
{
    memset(scene, 0, sizeof *scene);
    (void)pthread_mutex_init(&scene->lock, NULL);
    scene->sent = memory_new_zeroed(SCENE_ACTS_MAX, sizeof *scene->sent);
    scene->seen = memory_new_zeroed(SCENE_CHECKPOINTS_MAX, sizeof *scene->seen);
    REQUIRE(scene->sent != NULL && scene->seen != NULL);
    scene->own_folder = folder == NULL;
    if (folder != NULL) {
        (void)snprintf(scene->folder, sizeof scene->folder, "%s", folder);
        return;
    }
    (void)snprintf(scene->folder, sizeof scene->folder, "%s/rapporteur-crash-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    REQUIRE(mkdtemp(scene->folder) != NULL);
}

void scene_clear(Scene *scene)
{
    char command[400];

    scene_close(scene);
    for (size_t i = 0; i < scene->sent_count; i++)
        buffer_clear(&scene->sent[i].bytes);
    memory_free(scene->sent);
    memory_free(scene->seen);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", scene->folder);
    if (scene->own_folder && system(command) != 0)
        fprintf(stderr, "%s could not be removed\n", scene->folder);
    (void)pthread_mutex_destroy(&scene->lock);
}

__attribute__((format(printf, 2, 0))) static void complain(Scene *scene, const char *format, va_list arguments)
{
    scene->faults++;
    printf("FAULT  ");
    (void)vprintf(format, arguments);
    printf("\n");
    (void)fflush(stdout);
}

void scene_fault(Scene *scene, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    complain(scene, format, arguments);
    va_end(arguments);
}

void scene_print_problem(const Problem *problem, char *out, size_t size)
{
    Buffer sentence;

    buffer_init(&sentence, 4096);
    problem_print(problem, &sentence);
    (void)snprintf(out, size, "%.*s", (int)sentence.size, sentence.data != NULL ? sentence.data : "");
    buffer_clear(&sentence);
}

/* ---- the installation ---- */

Status scene_setup(Scene *scene, Problem *problem)
{
    ServiceSetup setup = {.folder = scene->folder, .origin = origin, .title = "Crashes", .audience = AUDIENCE_PUBLIC, .demonstration = true};

    return service_setup(&setup, problem);
}

Status scene_open(Scene *scene, Problem *problem)
{
    return service_open(&(ServiceOptions){.folder = scene->folder, .workers = 2, .no_duties = true}, &scene->service, problem);
}

void scene_close(Scene *scene)
{
    service_close(scene->service);
    scene->service = NULL;
}

/* ---- what is sent ---- */

static size_t sent_add(Scene *scene, const char *kind, const char *json, const KeySecret *const *keys, size_t key_count)
{
    EntryDraft draft = {.origin = slice_from(origin), .kind = slice_from(kind), .json = slice_from(json), .by = slice_from(keys[0]->key.name), .at = 1800000000};
    Buffer     body;
    Entry      entry;
    Problem    problem = {0};
    Sent       sent = {.state = SENT_NOT_YET};
    char       why[500] = "";
    size_t     at;

    draft.seen_size = scene->seen_size_known;
    draft.seen_root = scene->seen_root_known;
    if (scene->service != NULL)
        service_seen(scene->service, &draft.seen_size, &draft.seen_root);
    buffer_init(&body, BODY_MAX);
    buffer_init(&sent.bytes, ENTRY_MAX);
    entry_body_print(&draft, &body);
    buffer_add(&sent.bytes, buffer_slice(&body));
    buffer_add_byte(&sent.bytes, '\n');
    for (size_t i = 0; i < key_count; i++)
        key_secret_sign(keys[i], buffer_slice(&body), 0, &sent.bytes);
    buffer_clear(&body);
    if (entry_decode(buffer_slice(&sent.bytes), &entry, &problem) != OK) {
        scene_print_problem(&problem, why, sizeof why);
        scene_fault(scene, "the test wrote a bad entry: %s", why);
    }
    sent.act = entry.act;
    sent.leaf = entry.leaf;
    (void)pthread_mutex_lock(&scene->lock);
    REQUIRE(scene->sent_count < SCENE_ACTS_MAX);
    at = scene->sent_count++;
    scene->sent[at] = sent;
    (void)pthread_mutex_unlock(&scene->lock);
    return at;
}

static size_t new_blob(Scene *scene)
{
    const KeySecret *keys[] = {&scene->desk};
    char             json[400], hex[2 * HASH_SIZE + 1];
    uint64_t         number;
    Hash             name;

    (void)pthread_mutex_lock(&scene->lock);
    number = ++scene->blobs;
    (void)pthread_mutex_unlock(&scene->lock);
    hash_of((Slice){(const char *)&number, sizeof number}, &name);
    hash_print_hex(&name, hex);
    (void)snprintf(json, sizeof json, "{\"language\":\"en\",\"media\":\"text/plain\",\"sha256\":\"%s\",\"size\":%llu,\"title\":\"A document under load\"}", hex,
                   (unsigned long long)(number % 1000 + 1));
    return sent_add(scene, "record.blob", json, keys, 1);
}

/* ---- answers ---- */

/* One write, whole: whoever reads it may kill us at any time. */
static void announce(const char *what, uint64_t number, const Hash *hash)
{
    char line[160], hex[2 * HASH_SIZE + 1];
    int  size;

    hash_print_hex(hash, hex);
    size = snprintf(line, sizeof line, "%s %llu %s\n", what, (unsigned long long)number, hex);
    if (write(STDOUT_FILENO, line, (size_t)size) != size)
        exit(1);
}

static void keep_checkpoint(Scene *scene, uint64_t size, const Hash *root)
{
    for (size_t i = scene->seen_count; i > 0; i--)
        if (scene->seen[i - 1].size == size) {
            if (!hash_equal(&scene->seen[i - 1].root, root))
                scene_fault(scene, "two checkpoints of size %llu with different roots", (unsigned long long)size);
            return;
        }
    REQUIRE(scene->seen_count < SCENE_CHECKPOINTS_MAX);
    scene->seen[scene->seen_count++] = (SeenCheckpoint){size, *root};
    if (scene->announce)
        announce("checkpoint", size, root);
}

static void judge_receipt(Scene *scene, const Sent *sent, uint64_t index, Slice bytes)
{
    Receipt    receipt;
    Checkpoint checkpoint;

    if (receipt_parse(bytes, &receipt, NULL) != OK || checkpoint_parse(receipt.checkpoint, &checkpoint, NULL) != OK || receipt.index != index ||
        !proof_includes(index, checkpoint.size, &sent->leaf, &receipt.proof, &checkpoint.root)) {
        scene_fault(scene, "the receipt of entry %llu (%zu bytes) is not good", (unsigned long long)index, bytes.size);
        return;
    }
    keep_checkpoint(scene, checkpoint.size, &checkpoint.root);
}

static void note_answer(Scene *scene, Sent *sent, const SubmitAnswer *answer)
{
    char why[500] = "";

    if (answer->status == OK) {
        if (answer->http != 200 && answer->http != 201 && answer->http != 202)
            scene_fault(scene, "recorded, with HTTP status %d", answer->http);
        if (sent->state == SENT_RECORDED && sent->index != answer->index)
            scene_fault(scene, "an act at %llu is now said to be at %llu", (unsigned long long)sent->index, (unsigned long long)answer->index);
        sent->state = SENT_RECORDED;
        sent->index = answer->index;
        scene->answers_good++;
        if (scene->announce)
            announce("recorded", sent->index, &sent->act);
        judge_receipt(scene, sent, answer->index, answer->receipt);
        return;
    }
    scene_print_problem(answer->problem, why, sizeof why);
    if (answer->http != 503 && answer->http != 429)
        scene_fault(scene, "a good act was answered %d: %s", answer->http, why);
    if (answer->problem == NULL || answer->problem->message == NULL)
        scene_fault(scene, "an act was answered %d without a word", answer->http);
    if (sent->state == SENT_NOT_YET)
        sent->state = SENT_UNKNOWN;
    scene->answers_unknown++;
}

/* ---- sending ---- */

typedef struct Burst {
    Scene          *scene;
    pthread_mutex_t lock;
    pthread_cond_t  done;
    size_t          waits;
    bool            any;
} Burst;

typedef struct Call {
    Burst *burst;
    size_t sent;
} Call;

static void answered(void *context, const SubmitAnswer *answer)
{
    const Call *call = context;
    Burst      *burst = call->burst;

    (void)pthread_mutex_lock(&burst->scene->lock);
    note_answer(burst->scene, &burst->scene->sent[call->sent], answer);
    (void)pthread_mutex_unlock(&burst->scene->lock);
    (void)pthread_mutex_lock(&burst->lock);
    burst->waits--;
    burst->any = burst->any || answer->status == OK;
    (void)pthread_cond_signal(&burst->done);
    (void)pthread_mutex_unlock(&burst->lock);
}

static void send_call(Burst *burst, Call *call)
{
    Problem problem = {0};
    Status  status;

    (void)pthread_mutex_lock(&burst->lock);
    burst->waits++;
    (void)pthread_mutex_unlock(&burst->lock);
    status = service_submit(burst->scene->service, buffer_slice(&burst->scene->sent[call->sent].bytes), answered, call, &problem);
    if (status != OK)
        answered(call, &(SubmitAnswer){.status = status, .http = status_face(status)->http, .problem = &problem});
}

/* True when one at least was recorded. */
static bool send_all(Scene *scene, const size_t *sent, size_t count)
{
    Burst burst = {.scene = scene, .lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};
    Call  calls[SCENE_BURST + 1];

    REQUIRE(count <= SCENE_BURST + 1);
    for (size_t i = 0; i < count; i++) {
        calls[i] = (Call){&burst, sent[i]};
        send_call(&burst, &calls[i]);
    }
    (void)pthread_mutex_lock(&burst.lock);
    while (burst.waits != 0)
        (void)pthread_cond_wait(&burst.done, &burst.lock);
    (void)pthread_mutex_unlock(&burst.lock);
    (void)pthread_mutex_destroy(&burst.lock);
    (void)pthread_cond_destroy(&burst.done);
    return burst.any;
}

bool scene_burst(Scene *scene, size_t count)
{
    size_t sent[SCENE_BURST + 1];

    REQUIRE(count >= 1 && count <= SCENE_BURST);
    for (size_t i = 0; i < count; i++)
        sent[i] = new_blob(scene);
    sent[count] = sent[0];
    return send_all(scene, sent, sent[0] % 3 == 0 ? count + 1 : count);
}

void scene_write(Scene *scene, size_t *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = new_blob(scene);
}

bool scene_send_written(Scene *scene, const size_t *sent, size_t count)
{
    return send_all(scene, sent, count);
}

bool scene_send(Scene *scene, Slice bytes)
{
    Sent   sent = {.state = SENT_NOT_YET};
    Entry  entry;
    size_t at;

    buffer_init(&sent.bytes, ENTRY_MAX);
    buffer_add(&sent.bytes, bytes);
    if (entry_decode(buffer_slice(&sent.bytes), &entry, NULL) != OK)
        return false;
    sent.act = entry.act;
    sent.leaf = entry.leaf;
    (void)pthread_mutex_lock(&scene->lock);
    at = scene->sent_count++;
    scene->sent[at] = sent;
    (void)pthread_mutex_unlock(&scene->lock);
    return send_all(scene, &at, 1);
}

void scene_resend(Scene *scene)
{
    size_t last = scene->sent_count > 3 ? scene->sent_count - 3 : 0;

    for (size_t i = 0; i < scene->sent_count; i++)
        if (scene->sent[i].state != SENT_RECORDED || i >= last)
            if (!send_all(scene, &i, 1))
                scene_fault(scene, "act %zu, sent again after the restart, is not recorded", i);
}

static bool send_stubbornly(Scene *scene, size_t sent, int tries)
{
    for (int i = 0; i < tries; i++)
        if (send_all(scene, &sent, 1))
            return true;
    return false;
}

static char *vkey(const KeySecret *secret, char out[VKEY_MAX + 1])
{
    Buffer text;

    buffer_init(&text, VKEY_MAX);
    key_print(&secret->key, &text);
    (void)snprintf(out, VKEY_MAX + 1, "%.*s", (int)text.size, text.data);
    buffer_clear(&text);
    return out;
}

bool scene_keys(Scene *scene, KeySecret *admit)
{
    static const char *const names[] = {"delegation-01/root-1", "delegation-01/root-2", "delegation-01/root-3", "delegation-01/mission-1", "delegation-01/desk-1"};
    KeySecret *keys[] = {&scene->roots[0], &scene->roots[1], &scene->roots[2], &scene->mission, &scene->desk};
    char       path[400];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        uint8_t seed[SEED_SIZE];

        memset(seed, (int)(5 + i), sizeof seed);
        if (key_secret_from_seed(slice_from(names[i]), KEY_ED25519, seed, keys[i], NULL) != OK)
            return false;
    }
    (void)snprintf(path, sizeof path, "%s/keys/admit.key", scene->folder);
    return key_file_read(path, (Slice){NULL, 0}, admit, NULL) == OK;
}

bool scene_people(Scene *scene, int tries)
{
    KeySecret        admit;
    char             json[4000], one[VKEY_MAX + 1], two[VKEY_MAX + 1], three[VKEY_MAX + 1];
    const KeySecret *admitting[] = {&admit, &scene->roots[0], &scene->roots[1], &scene->roots[2]};
    const KeySecret *enrolling[] = {&scene->roots[0], &scene->roots[1], &scene->mission};
    const KeySecret *delegating[] = {&scene->mission, &scene->desk};
    const char      *until = "2028-03-01T00:00:00Z";

    if (!scene_keys(scene, &admit))
        return false;
    (void)snprintf(json, sizeof json,
                   "{\"class\":\"state\",\"name\":\"Delegation 01\",\"party\":\"delegation-01\",\"roots\":[\"%s\",\"%s\",\"%s\"],\"threshold\":2,\"with\":"
                   "[\"delegation-01/root-1\",\"delegation-01/root-2\",\"delegation-01/root-3\"]}",
                   vkey(&scene->roots[0], one), vkey(&scene->roots[1], two), vkey(&scene->roots[2], three));
    if (!send_stubbornly(scene, sent_add(scene, "record.party.admit", json, admitting, 4), tries))
        return false;
    (void)snprintf(json, sizeof json, "{\"key\":\"%s\",\"name\":\"%s\",\"until\":\"%s\",\"use\":\"mission\",\"with\":[\"delegation-01/root-2\",\"%s\"]}", vkey(&scene->mission, one),
                   scene->mission.key.name, until, scene->mission.key.name);
    if (!send_stubbornly(scene, sent_add(scene, "record.key.enrol", json, enrolling, 3), tries))
        return false;
    (void)snprintf(json, sizeof json, "{\"key\":\"%s\",\"kinds\":[\"record.*\"],\"name\":\"%s\",\"until\":\"%s\",\"use\":\"delegate\",\"with\":[\"%s\"]}", vkey(&scene->desk, one),
                   scene->desk.key.name, until, scene->desk.key.name);
    return send_stubbornly(scene, sent_add(scene, "record.key.enrol", json, delegating, 2), tries);
}

/* ---- reading ---- */

void scene_look(Scene *scene)
{
    Buffer     note, receipt;
    Checkpoint checkpoint;

    buffer_init(&note, NOTE_MAX);
    buffer_init(&receipt, NOTE_MAX * 2);
    if (service_checkpoint(scene->service, &note, NULL) == OK) {
        (void)pthread_mutex_lock(&scene->lock);
        if (checkpoint_parse(buffer_slice(&note), &checkpoint, NULL) != OK)
            scene_fault(scene, "a checkpoint that cannot be read");
        else
            keep_checkpoint(scene, checkpoint.size, &checkpoint.root);
        (void)pthread_mutex_unlock(&scene->lock);
        if (checkpoint.size != 0 && service_receipt(scene->service, checkpoint.size - 1, &receipt, NULL) == OK) {
            Receipt parsed;

            (void)pthread_mutex_lock(&scene->lock);
            if (receipt_parse(buffer_slice(&receipt), &parsed, NULL) != OK || checkpoint_parse(parsed.checkpoint, &checkpoint, NULL) != OK)
                scene_fault(scene, "a receipt that cannot be read");
            else
                keep_checkpoint(scene, checkpoint.size, &checkpoint.root);
            (void)pthread_mutex_unlock(&scene->lock);
        }
    }
    buffer_clear(&note);
    buffer_clear(&receipt);
}
