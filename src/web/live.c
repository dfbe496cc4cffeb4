/* SPDX-License-Identifier: Apache-2.0
 *
 * What is alive: the channel by which open pages hear that the record has grown, the health of the node, its figures for Prometheus.
 *
 * The message is a state, {"size": 4813, "newest": {"statement": 4811, …}}: for each family of acts the size of the record just after its newest act. A page knows the size that it was made at and
 * the families that it shows; so it can say "acts since you opened this page" although it may have missed messages. Only acts of public audience are in it.
 *
 * A thread looks at the published size; nothing of the writer waits for listeners.
 */
#include "web/web_internal.h"

#include <jansson.h>
#include <pthread.h>
#include <time.h>

enum { LOOK_MS = 50 /* a quarter of what a listener may wait */, MESSAGE_MAX = 8000, FIGURES_MAX = 64 * 1024 };

struct Live {
    Web            *web;
    HttpChannel    *channel;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    bool            ends;
    int64_t         began;  /* POSIX seconds */
    uint64_t        told;   /* size of the record that `newest` goes to */
    json_t         *newest; /* by family; the thread's own */
};

/* ---- the channel ---- */

/* What has come since is added to what is known. */
static Status look(Live *live, Problem *problem)
{
    static const Asker stranger;
    char               from[DECIMAL_MAX];
    Slice              argument = slice_from(decimal(from, (int64_t)live->told));
    json_t            *fresh = NULL;

    TRY(service_query(live->web->service, "house.live", &argument, live->told != 0 ? 1 : 0, &stranger, 0, &fresh, problem));
    (void)json_object_update(live->newest, json_object_get(fresh, "newest"));
    live->told = (uint64_t)json_integer_value(json_object_get(fresh, "size"));
    json_decref(fresh);
    return OK;
}

static void tell(Live *live)
{
    json_t *state = json_pack("{s:I, s:O}", "size", (json_int_t)live->told, "newest", live->newest);
    Buffer  text;

    buffer_init(&text, MESSAGE_MAX);
    json_print(state, &text);
    if (state != NULL && text.status == OK)
        http_channel_say(live->channel, buffer_slice(&text));
    buffer_clear(&text);
    json_decref(state);
}

static bool pause_ms(Live *live, int64_t ms)
{
    struct timespec until;
    bool            ends;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += (time_t)(ms / 1000) + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    (void)pthread_mutex_lock(&live->lock);
    if (!live->ends)
        (void)pthread_cond_timedwait(&live->wake, &live->lock, &until);
    ends = live->ends;
    (void)pthread_mutex_unlock(&live->lock);
    return !ends;
}

static void *live_run(void *context)
{
    Live    *live = context;
    uint64_t seen = UINT64_MAX, size;
    Hash     root;

    do {
        service_seen(live->web->service, &size, &root);
        if (size != seen && look(live, NULL) == OK) { /* a failure is tried again at the next look */
            seen = size;
            tell(live);
        }
    } while (pause_ms(live, LOOK_MS));
    return NULL;
}

static void get_live(HttpExchange *exchange, void *context)
{
    Web *web = context;

    http_channel_join(web->live->channel, exchange);
}

Status live_open(Web *web, Problem *problem)
{
    Live  *live = memory_new_zeroed(1, sizeof *live);
    Status status;

    if (live == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    live->web = web;
    live->began = (int64_t)time(NULL);
    live->newest = json_object();
    (void)pthread_mutex_init(&live->lock, NULL);
    (void)pthread_cond_init(&live->wake, NULL);
    status = http_channel_open(&live->channel, problem);
    if (status == OK && pthread_create(&live->thread, NULL, live_run, live) != 0) {
        http_channel_free(live->channel);
        status = problem_set(problem, ERR_BUSY, MSG("http.no_threads"), NULL);
    }
    if (status == OK)
        web->live = live;
    else
        memory_free(live);
    return status;
}

void live_end(Web *web)
{
    Live *live = web->live;

    if (live == NULL)
        return;
    (void)pthread_mutex_lock(&live->lock);
    live->ends = true;
    (void)pthread_cond_signal(&live->wake);
    (void)pthread_mutex_unlock(&live->lock);
    (void)pthread_join(live->thread, NULL);
    http_channel_end(live->channel);
}

void live_free(Web *web)
{
    Live *live = web->live;

    if (live == NULL)
        return;
    http_channel_free(live->channel);
    (void)pthread_mutex_destroy(&live->lock);
    (void)pthread_cond_destroy(&live->wake);
    json_decref(live->newest);
    memory_free(live);
    web->live = NULL;
}

/* ---- health and figures ---- */

/* 200 as long as acts are taken (or this is a mirror, which takes none); 503 and why otherwise. For the machine that watches, not for people. */
static void get_health(HttpExchange *exchange, void *context)
{
    Web          *web = context;
    ServiceHealth health;
    char          body[200];

    service_health(web->service, &health);
    (void)snprintf(body, sizeof body, "%s\nsize %llu\n", health.stopped ? "stopped" : health.read_only ? "reading" : "ok", (unsigned long long)health.size);
    http_reply(exchange, &(HttpReply){.status = health.stopped ? 503 : 200, .body = slice_from(body)});
}

static void figure(Buffer *out, const char *name, const char *type, const char *help, uint64_t value)
{
    buffer_add_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name, (unsigned long long)value);
}

static void get_metrics(HttpExchange *exchange, void *context)
{
    Web          *web = context;
    ServiceHealth health;
    Buffer        out;

    service_health(web->service, &health);
    buffer_init(&out, FIGURES_MAX);
    figure(&out, "rapporteur_record_size", "gauge", "Entries under the newest published checkpoint.", health.size);
    figure(&out, "rapporteur_record_cosigned_size", "gauge", "Entries under the newest checkpoint that a quorum of witnesses has cosigned.", health.cosigned_size);
    figure(&out, "rapporteur_checkpoint_age_seconds", "gauge", "Seconds since a checkpoint was signed.", health.checkpoint_age_s);
    figure(&out, "rapporteur_acts_waiting", "gauge", "Acts that wait to be checked, written or cosigned.", health.waiting);
    figure(&out, "rapporteur_stopped", "gauge", "1: nothing is accepted, the storage does not extend what was published.", health.stopped);
    figure(&out, "rapporteur_live_listeners", "gauge", "Open pages that hear of changes.", http_channel_count(web->live->channel));
    figure(&out, "rapporteur_start_time_seconds", "gauge", "When this process began to serve, POSIX seconds.", (uint64_t)web->live->began);
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = "text/plain; version=0.0.4; charset=utf-8", .give = &out});
    buffer_clear(&out);
}

static const HttpRoute rows[] = {{HTTP_GET, "live", 0, get_live}, {HTTP_GET, "health", 0, get_health}, {HTTP_GET, "metrics", 0, get_metrics}};
const WebRoutes        web_live_routes = {rows, sizeof rows / sizeof *rows};
