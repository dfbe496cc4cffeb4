/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking the witnesses of a policy for cosignatures of one checkpoint: all at once, each on a thread of its own, because a quorum must not wait for the slowest. A witness is asked first as if it
 * held our own size; one that holds another says which, and is asked once more with the proof from there.
 *
 * What a witness answers is bounded, and a line is used only when it is by that witness's key and good over these very bytes.
 */
#include "service/service_internal.h"

#include "http/http.h"

enum {
    WITNESS_URL_ROOM = 32,                 /* for "/add-checkpoint" */
    WITNESS_ANSWER_MAX = 16 * 1024,        /* a cosignature line has some 400 bytes; a witness may have a few keys */
    ASKING_MAX = POLICY_MAX,
    ASKING_STACK = 512 * 1024              /* TLS needs the most of it */
};

struct Round;

/* One witness, asked by one thread. */
typedef struct Asking {
    struct Round *round;
    const Key    *key;
    const char   *url;
    pthread_t     thread;
    bool          runs;
} Asking;

typedef struct Round {
    const WitnessAsk *ask;
    Checkpoint        checkpoint;
    int64_t           until_ms;
    pthread_mutex_t   lock;                /* of what is below, and of the source: it is for one thread at a time */
    Buffer           *lines;
    uint64_t          ahead;
} Round;

/* ---- one request ---- */

static Status print_request(Round *round, uint64_t old, Buffer *out)
{
    Proof  proof = {0};
    char   base64[45];
    Status status;

    (void)pthread_mutex_lock(&round->lock);
    status = proof_consistency(&round->ask->source, old, round->checkpoint.size, &proof, NULL);
    (void)pthread_mutex_unlock(&round->lock);
    TRY(status);
    buffer_add_string(out, "old ");
    buffer_add_number(out, (int64_t)old);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < proof.count; i++) {
        hash_print_base64(&proof.hashes[i], base64);
        buffer_add_string(out, base64);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
    buffer_add(out, round->ask->checkpoint);
    return out->status;
}

static Status post(Round *round, HttpClient *client, const char *url, uint64_t old, Buffer *body, HttpAnswer *answer)
{
    int64_t left = round->until_ms - service_now_ms();
    Buffer  request;
    Status  status;

    if (left <= 0)
        return ERR_BUSY;
    buffer_init(&request, WITNESS_BODY_MAX);
    status = print_request(round, old, &request);
    if (status == OK)
        status = http_fetch(client,
                            &(HttpFetch){.method = "POST", .url = url, .body = buffer_slice(&request), .content_type = "text/plain; charset=utf-8", .limit = WITNESS_ANSWER_MAX,
                                         .timeout_ms = (unsigned)left},
                            body, answer, NULL);
    buffer_clear(&request);
    return status;
}

/* ---- its answer ---- */

/* "<size>" LF of a 409. The type is looked at too: a proxy's 409 is no word of the witness. */
static bool read_size(Slice body, const HttpAnswer *answer, uint64_t *out)
{
    *out = 0;
    if (!slice_starts(slice_from(answer->content_type), "text/x.tlog.size") || body.size < 2 || body.size > 20 || body.data[body.size - 1] != '\n' ||
        (body.data[0] == '0' && body.size > 2))
        return false;
    for (size_t i = 0; i + 1 < body.size; i++) {
        if (body.data[i] < '0' || body.data[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(body.data[i] - '0');
    }
    return *out <= TREE_SIZE_MAX;
}

/* One line, read as the only one of a note. */
static bool line_is_good(const Round *round, Slice line, const Key *key)
{
    SignatureFacts facts;
    Buffer         text;
    Note           note;
    bool           good;

    buffer_init(&text, WITNESS_ANSWER_MAX + 3);
    buffer_add_string(&text, "-\n\n");
    buffer_add(&text, line);
    good = text.status == OK && note_parse(buffer_slice(&text), 1, &note, NULL) == OK && note_line_by(&note.lines[0], key) &&
           note_line_check(&note.lines[0], round->checkpoint.note.text, key, NULL, &facts, NULL) == OK && facts.time != 0 && facts.time < INT64_MAX;
    buffer_clear(&text);
    return good;
}

/* The first good line by this witness's key. */
static void take_lines(Round *round, const Key *key, Slice body)
{
    while (body.size != 0) {
        const char *end = memchr(body.data, '\n', body.size);
        Slice       line = slice_part(body, 0, end != NULL ? (size_t)(end - body.data) + 1 : 0);

        if (line.size == 0)
            return;
        body = slice_part(body, line.size, body.size);
        if (!line_is_good(round, line, key))
            continue;
        (void)pthread_mutex_lock(&round->lock);
        buffer_add(round->lines, line);
        (void)pthread_mutex_unlock(&round->lock);
        return;
    }
}

static void note_ahead(Round *round, uint64_t size)
{
    (void)pthread_mutex_lock(&round->lock);
    if (size > round->checkpoint.size && size > round->ahead)
        round->ahead = size;
    (void)pthread_mutex_unlock(&round->lock);
}

static void ask_one(Round *round, HttpClient *client, const char *url, const Key *key, Buffer *body)
{
    HttpAnswer answer;
    uint64_t   held;

    if (post(round, client, url, round->checkpoint.size, body, &answer) != OK)
        return;
    if (answer.status == 409 && read_size(buffer_slice(body), &answer, &held)) {
        note_ahead(round, held);
        if (held >= round->checkpoint.size || post(round, client, url, held, body, &answer) != OK)
            return;
        if (answer.status == 409 && read_size(buffer_slice(body), &answer, &held))
            note_ahead(round, held);
    }
    if (answer.status == 200)
        take_lines(round, key, buffer_slice(body));
}

static void *asking_run(void *context)
{
    Asking     *asking = context;
    HttpClient *client = http_client_new();
    char        url[HTTP_URL_MAX + WITNESS_URL_ROOM];
    size_t      size = strlen(asking->url);
    Buffer      body;

    buffer_init(&body, WITNESS_ANSWER_MAX);
    while (size != 0 && asking->url[size - 1] == '/')
        size--;
    if (client != NULL && size <= HTTP_URL_MAX) {
        (void)snprintf(url, sizeof url, "%.*s/add-checkpoint", (int)size, asking->url);
        ask_one(asking->round, client, url, asking->key, &body);
    }
    buffer_clear(&body);
    http_client_free(client);
    return NULL;
}

/* ---- all of them ---- */

static void start_all(Asking *askings, size_t count)
{
    pthread_attr_t attributes;
    bool           small = pthread_attr_init(&attributes) == 0;

    if (small)
        (void)pthread_attr_setstacksize(&attributes, ASKING_STACK);
    for (size_t i = 0; i < count; i++)
        askings[i].runs = pthread_create(&askings[i].thread, small ? &attributes : NULL, asking_run, &askings[i]) == 0;
    if (small)
        (void)pthread_attr_destroy(&attributes);
    for (size_t i = 0; i < count; i++) /* a system without threads to spare asks one after the other */
        if (!askings[i].runs)
            (void)asking_run(&askings[i]);
    for (size_t i = 0; i < count; i++)
        if (askings[i].runs)
            (void)pthread_join(askings[i].thread, NULL);
}

Status witnesses_ask(const WitnessAsk *ask, Buffer *lines, uint64_t *ahead, Problem *problem)
{
    Round   round = {.ask = ask, .lines = lines, .until_ms = service_now_ms() + (int64_t)ask->timeout_ms, .lock = PTHREAD_MUTEX_INITIALIZER};
    Asking *askings;
    size_t  count = 0;

    TRY(checkpoint_parse(ask->checkpoint, &round.checkpoint, problem));
    askings = memory_new_zeroed(ASKING_MAX, sizeof *askings);
    if (askings == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; i < policy_witness_count(ask->policy) && count < ASKING_MAX; i++)
        if (policy_witness_url(ask->policy, i)[0] != '\0')
            askings[count++] = (Asking){.round = &round, .key = policy_witness(ask->policy, i), .url = policy_witness_url(ask->policy, i)};
    start_all(askings, count);
    memory_free(askings);
    (void)pthread_mutex_destroy(&round.lock);
    *ahead = round.ahead;
    return lines->status == OK ? OK : problem_set(problem, lines->status, status_face(lines->status)->message, NULL);
}
