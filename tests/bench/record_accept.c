/* SPDX-License-Identifier: Apache-2.0
 *
 * How fast signed acts are accepted and records verified, beside the limit that the machine sets: libsodium's Ed25519 verification of the same bodies on all processors, measured in the same
 * run, in turns.
 *
 *   bench_record_accept [ACTS] [TURNS]
 *   bench_record_accept --limit         the limit alone: signatures a second
 *
 * Acts are accepted in one process (the road in, up to IN_FLIGHT at a time) and over HTTP (as many connections, one act at a time on each, the client on the same processors). A record of
 * that many entries is then verified without the rules, and with them. Memory is what the process held at most, by then.
 */
#include <sodium.h>

#include "bench/record_maker.h"
#include "web/web.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IN_FLIGHT = 2000, CONNECTIONS = 1000, TURNS_MAX = 15, THREADS_MAX = 64, FIRST = 16, ANSWER_MAX = 16384, JSON_MAX = 400 };

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void must(Status status, const Problem *problem, const char *what)
{
    Buffer text;

    if (status == OK)
        return;
    buffer_init(&text, 4096);
    problem_print(problem, &text);
    fprintf(stderr, "bench_record_accept: %s: %.*s\n", what, (int)text.size, text.data);
    exit(1);
}

/* Of this process, all threads; not of the signer. */
static double processor_time(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double memory_mb(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* ---- acts ---- */

typedef struct Acts {
    char  *bytes;
    Slice *entries;
    size_t count;
} Acts;

static void acts_make(Acts *acts, size_t count, uint64_t seed, uint64_t first, uint64_t seen_size, const Hash *seen_root)
{
    KeySecret              desk;
    const KeySecret *const keys[] = {&desk};
    Problem                problem = {0};
    Buffer                 all, one;

    must(maker_key(seed, "desk-1", &desk, &problem), &problem, "key");
    buffer_init(&all, (size_t)4 << 30);
    buffer_init(&one, ENTRY_MAX);
    acts->entries = memory_new_zeroed(count, sizeof *acts->entries);
    REQUIRE(acts->entries != NULL);
    for (size_t i = 0; i < count; i++) {
        char json[JSON_MAX];

        (void)snprintf(json, sizeof json, "{\"language\":\"en\",\"media\":\"application/pdf\",\"sha256\":\"%064llx\",\"size\":20480,\"title\":\"Working paper %llu (fictional)\"}",
                       (unsigned long long)(first + i), (unsigned long long)(first + i));
        buffer_reset(&one);
        must(maker_act(keys, 1, "record.blob", slice_from(json), seen_size, seen_root, 1800000000, &one, &problem), &problem, "act");
        acts->entries[i].size = one.size;
        buffer_add(&all, buffer_slice(&one));
    }
    REQUIRE(all.status == OK);
    acts->bytes = all.data;
    acts->count = count;
    for (size_t i = 0, at = 0; i < count; at += acts->entries[i++].size)
        acts->entries[i].data = acts->bytes + at;
    buffer_clear(&one);
}

static void acts_clear(Acts *acts)
{
    memory_free(acts->bytes);
    memory_free(acts->entries);
}

/* ---- the limit ---- */

typedef struct Limit {
    const Acts *acts;
    const Key  *key;
    size_t      from, to;
} Limit;

static void *limit_run(void *context)
{
    const Limit *limit = context;

    for (size_t i = limit->from; i < limit->to; i++) {
        Entry   entry;
        uint8_t signature[SIGNATURE_MAX];
        size_t  size;

        REQUIRE(entry_decode(limit->acts->entries[i], &entry, NULL) == OK && note_line_signature(&entry.line[0], signature, &size, NULL) == OK);
        REQUIRE(crypto_sign_verify_detached(signature, (const uint8_t *)entry.body.data, entry.body.size, limit->key->material) == 0);
    }
    return NULL;
}

/* Verifications a second of all processors together. Decoding, 1 µs of 70, is in it. */
static double limit_rate(const Acts *acts, const Key *key, size_t count)
{
    long      processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t    threads = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (size_t)processors;
    pthread_t ids[THREADS_MAX];
    Limit     limits[THREADS_MAX];
    double    began = now();

    for (size_t i = 0; i < threads; i++) {
        limits[i] = (Limit){acts, key, count * i / threads, count * (i + 1) / threads};
        REQUIRE(pthread_create(&ids[i], NULL, limit_run, &limits[i]) == 0);
    }
    for (size_t i = 0; i < threads; i++)
        (void)pthread_join(ids[i], NULL);
    return (double)count / (now() - began);
}

/* ---- in one process ---- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t  ready;
    size_t          in_flight, bad;
} process = {.lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER};

static void accepted(void *context, const SubmitAnswer *answer)
{
    (void)context;
    (void)pthread_mutex_lock(&process.lock);
    process.in_flight--;
    process.bad += answer->status != OK || answer->http != 201 || answer->receipt.size == 0;
    (void)pthread_cond_signal(&process.ready);
    (void)pthread_mutex_unlock(&process.lock);
}

static double in_process_rate(Service *service, const Acts *acts, size_t from, size_t to)
{
    double  began = now();
    Problem problem = {0};

    for (size_t i = from; i < to; i++) {
        (void)pthread_mutex_lock(&process.lock);
        while (process.in_flight >= IN_FLIGHT)
            (void)pthread_cond_wait(&process.ready, &process.lock);
        process.in_flight++;
        (void)pthread_mutex_unlock(&process.lock);
        must(service_submit(service, acts->entries[i], accepted, NULL, &problem), &problem, "submit");
    }
    (void)pthread_mutex_lock(&process.lock);
    while (process.in_flight != 0)
        (void)pthread_cond_wait(&process.ready, &process.lock);
    (void)pthread_mutex_unlock(&process.lock);
    REQUIRE(process.bad == 0);
    return (double)(to - from) / (now() - began);
}

/* ---- over HTTP ---- */

typedef struct Line {
    int    file;
    size_t got;  /* of an answer that comes in pieces, which are kept here */
    char  *kept;
} Line;

static int line_open(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                yes = 1, file = socket(AF_INET, SOCK_STREAM, 0);

    REQUIRE(file >= 0 && connect(file, (struct sockaddr *)&at, sizeof at) == 0);
    REQUIRE(setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0);
    return file;
}

static void line_send(const Line *line, Slice entry)
{
    char request[ENTRY_MAX + 300];
    int  head = snprintf(request, sizeof request, "POST /act HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: %zu\r\n\r\n", entry.size);

    memcpy(request + head, entry.data, entry.size);
    REQUIRE(send(line->file, request, (size_t)head + entry.size, 0) == (ssize_t)((size_t)head + entry.size));
}

static size_t answer_length(const char *answer)
{
    const char *length = strcasestr(answer, "Content-Length:");

    REQUIRE(memcmp(answer, "HTTP/1.1 201", 12) == 0 && length != NULL);
    return strtoul(length + 15, NULL, 10);
}

/* True when the whole answer is there. */
static bool line_take(Line *line)
{
    static char shared[ANSWER_MAX]; /* nearly all answers come whole: room of their own would be cold, and its cost not the server's */
    char       *answer = line->kept != NULL ? line->kept : shared;
    ssize_t     size = recv(line->file, answer + line->got, ANSWER_MAX - line->got - 1, 0);
    const char *end;
    bool        whole;

    REQUIRE(size > 0);
    line->got += (size_t)size;
    answer[line->got] = '\0';
    end = strstr(answer, "\r\n\r\n");
    whole = end != NULL && (size_t)(answer + line->got - end - 4) >= answer_length(answer);
    if (!whole && line->kept == NULL) {
        line->kept = memory_new(ANSWER_MAX);
        REQUIRE(line->kept != NULL);
        memcpy(line->kept, shared, line->got);
    }
    if (!whole)
        return false;
    memory_free(line->kept);
    line->kept = NULL;
    line->got = 0;
    return true;
}

/* Opened once, and kept for all turns. */
static Line *lines_open(uint16_t port, int poll)
{
    Line *lines = memory_new_zeroed(CONNECTIONS, sizeof *lines);

    REQUIRE(lines != NULL);
    for (size_t i = 0; i < CONNECTIONS; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};

        lines[i].file = line_open(port);
        REQUIRE(epoll_ctl(poll, EPOLL_CTL_ADD, lines[i].file, &event) == 0);
    }
    return lines;
}

static void lines_close(Line *lines, int poll)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        (void)close(lines[i].file);
    (void)close(poll);
    memory_free(lines);
}

static double http_rate(Line *lines, int poll, const Acts *acts, size_t from, size_t to)
{
    struct epoll_event events[CONNECTIONS];
    size_t             next = from, done = from;
    double             began = now();

    for (size_t i = 0; i < CONNECTIONS && next < to; i++)
        line_send(&lines[i], acts->entries[next++]);
    while (done < to) {
        int count = epoll_wait(poll, events, CONNECTIONS, 60000);

        REQUIRE(count > 0);
        for (int i = 0; i < count; i++) {
            Line *line = &lines[events[i].data.u64];

            if (!line_take(line))
                continue;
            done++;
            if (next < to)
                line_send(line, acts->entries[next++]);
        }
    }
    return (double)(to - from) / (now() - began);
}

/* ---- verifying ---- */

static double verify_rate(const char *folder, bool without_rules, uint64_t *size)
{
    VerifyOptions options = {.without_rules = without_rules};
    VerifyReport  report = {0};
    Problem       problem = {0};
    ServiceFiles  files;
    double        began = now();

    must(service_files(folder, NULL, &files, &problem), &problem, "open");
    must(service_verify(files.files, &options, &report, &problem), &problem, "verify");
    if (!report.verified)
        must(ERR_STORAGE, &problem, "not verified");
    began = (double)report.size / (now() - began);
    *size = report.size;
    service_files_close(&files);
    return began;
}

/* ---- the run ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

static void show(const char *what, double *rates, double *ratios, size_t turns, const char *bar)
{
    double ratio = median(ratios, turns);

    printf("%-44s %9.0f a second  %5.1f %% of the limit (%.1f to %.1f); bar %s\n", what, median(rates, turns), 100 * ratio, 100 * ratios[0], 100 * ratios[turns - 1], bar);
    (void)fflush(stdout);
}

/* From the times at which each part of a turn began (the limit, in process, over HTTP) to microseconds of processor an act. */
static void costs_an_act(double costs[3][TURNS_MAX], size_t turn, size_t in_process, size_t over_http)
{
    double end = processor_time();

    costs[2][turn] = (costs[0][turn] - costs[2][turn]) / (double)in_process * 1e6;
    costs[0][turn] = (costs[1][turn] - costs[0][turn]) / (double)in_process * 1e6;
    costs[1][turn] = (end - costs[1][turn]) / (double)over_http * 1e6;
}

/* For who measures something else against it. */
static int tell_limit(void)
{
    enum { COUNT = 40000 };
    Hash      root = {{0}};
    KeySecret desk;
    Problem   problem = {0};
    Acts      acts;

    must(maker_key(1, "desk-1", &desk, &problem), &problem, "key");
    acts_make(&acts, COUNT, 1, 1, 0, &root);
    printf("%.0f\n", limit_rate(&acts, &desk.key, COUNT));
    acts_clear(&acts);
    return 0;
}

int main(int count, char **arguments)
{
    size_t    acts_count = count > 1 ? strtoul(arguments[1], NULL, 10) : 20000, turns = count > 2 ? strtoul(arguments[2], NULL, 10) : 5;
    size_t    each = acts_count / 2;
    char      folder[] = "/tmp/rapporteur-bench-XXXXXX", path[64];
    double    limit[TURNS_MAX], rates[3][TURNS_MAX], ratios[3][TURNS_MAX], costs[3][TURNS_MAX];
    KeySecret desk;
    Service  *service = NULL;
    Web      *web = NULL;
    Problem   problem = {0};
    Hash      root;
    uint64_t  seen, size;
    Line     *lines;
    int       poll;

    memory_adopt_libraries();
    memory_widen(); /* as the program does */
    if (count > 1 && strcmp(arguments[1], "--limit") == 0)
        return sodium_init() >= 0 ? tell_limit() : 1;
    REQUIRE(sodium_init() >= 0 && turns >= 1 && turns <= TURNS_MAX && mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof path, "%s/record", folder);
    must(record_make(&(MakerOptions){.folder = path, .size = FIRST, .seed = 1}, &problem), &problem, "record");
    must(maker_key(1, "desk-1", &desk, &problem), &problem, "key");
    must(service_open(&(ServiceOptions){.folder = path, .no_duties = true}, &service, &problem), &problem, "open");
    must(web_record_open(&(WebOptions){.listen = "127.0.0.1:0", .prefix = "", .service = service}, &web, &problem), &problem, "listen");
    service_seen(service, &seen, &root);
    poll = epoll_create1(0);
    lines = lines_open(web_port(web), poll);
    for (size_t i = 0; i < turns; i++) {
        Acts acts;

        acts_make(&acts, acts_count, 1, 1000 + i * acts_count, seen, &root);
        costs[2][i] = processor_time();
        limit[i] = limit_rate(&acts, &desk.key, each);
        costs[0][i] = processor_time();
        rates[0][i] = in_process_rate(service, &acts, 0, each);
        costs[1][i] = processor_time();
        rates[1][i] = http_rate(lines, poll, &acts, each, acts_count);
        costs_an_act(costs, i, each, acts_count - each);
        ratios[0][i] = rates[0][i] / limit[i];
        ratios[1][i] = rates[1][i] / limit[i];
        acts_clear(&acts);
    }
    show("accepted in one process", rates[0], ratios[0], turns, "60 %");
    show("accepted over HTTP", rates[1], ratios[1], turns, "40 %");
    printf("%-44s %9.1f µs a signature alone, %.1f in one process, %.1f over HTTP with its client", "processor time an act", median(costs[2], turns), median(costs[0], turns), median(costs[1], turns));
    printf("; at least %.1f, %.1f, %.1f\n", costs[2][0], costs[0][0], costs[1][0]);
    printf("%-44s %9.0f MB at most so far\n", "memory", memory_mb());
    lines_close(lines, poll);
    web_close(web);
    service_close(service);
    for (size_t i = 0; i < turns; i++) {
        Acts acts;

        acts_make(&acts, each, 1, 1, seen, &root);
        limit[i] = limit_rate(&acts, &desk.key, each);
        acts_clear(&acts);
        rates[0][i] = verify_rate(path, true, &size);
        rates[1][i] = verify_rate(path, false, &size);
        ratios[0][i] = rates[0][i] / limit[i];
        ratios[1][i] = rates[1][i] / limit[i];
    }
    printf("a record of %llu entries:\n", (unsigned long long)size);
    show("verified: signatures and tree", rates[0], ratios[0], turns, "80 %");
    show("verified: with the rules", rates[1], ratios[1], turns, "none");
    printf("%-44s %9.0f MB at most so far\nThe record is in %s.\n", "memory", memory_mb(), path);
    return 0;
}
