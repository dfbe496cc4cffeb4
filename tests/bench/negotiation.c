/* SPDX-License-Identifier: Apache-2.0
 *
 * How long a large negotiation takes at each step of the way to a page: 193 delegations, 2,000 amendments to a text of 60 paragraphs, all of them on the version in force, or spread over three versions.
 *
 *   bench_negotiation [AMENDMENTS] [TURNS] [VERSIONS]
 *
 * Beside the figures stand limits that the machine sets, measured in the same run: parsing the JSON of the same amendments (nothing can be compiled that was not read), checking as many signatures.
 * Medians of TURNS, by the clock and of the processor. Pages, over HTTP and from the real program, are measured by tests/bench/negotiation_pages.
 */
#include <sodium.h>

#include "bench/negotiation_maker.h"
#include "service/text_internal.h"

#include <dirent.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { TURNS_MAX = 101, PATH_SIZE = 1024, NOW = 1798800000 };

/* Milliseconds by the clock, and of this thread on a processor: where others are at work on the machine only these say much. */
typedef struct Moments {
    double clock, busy;
} Moments;

static double milliseconds(clockid_t which)
{
    struct timespec time;

    (void)clock_gettime(which, &time);
    return 1000 * (double)time.tv_sec + (double)time.tv_nsec / 1e6;
}

static Moments now(void)
{
    return (Moments){milliseconds(CLOCK_MONOTONIC), milliseconds(CLOCK_THREAD_CPUTIME_ID)};
}

static Moments since(Moments began)
{
    Moments ended = now();

    return (Moments){ended.clock - began.clock, ended.busy - began.busy};
}

static void must(Status status, const Problem *problem, const char *what)
{
    Buffer text;

    if (status == OK)
        return;
    buffer_init(&text, 4096);
    problem_print(problem, &text);
    (void)fprintf(stderr, "bench_negotiation: %s: %.*s\n", what, (int)text.size, text.size != 0 ? text.data : "");
    exit(1);
}

/* ---- figures ---- */

typedef struct Figure {
    const char *name, *bar;
    double      clock[TURNS_MAX], busy[TURNS_MAX];
    size_t      count;
} Figure;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void add_took(Figure *figure, Moments took)
{
    if (figure->count == TURNS_MAX)
        return;
    figure->clock[figure->count] = took.clock;
    figure->busy[figure->count++] = took.busy;
}

static void add(Figure *figure, Moments began)
{
    add_took(figure, since(began));
}

static Moments middle(Figure *figure)
{
    qsort(figure->clock, figure->count, sizeof *figure->clock, by_size);
    qsort(figure->busy, figure->count, sizeof *figure->busy, by_size);
    return figure->count != 0 ? (Moments){figure->clock[figure->count / 2], figure->busy[figure->count / 2]} : (Moments){0};
}

/* As a multiple of the processor's time of another. */
static void print(Figure *figure, Figure *of)
{
    Moments took = middle(figure);

    (void)printf("  %-52s %9.2f ms %9.2f ms", figure->name, took.clock, took.busy);
    if (of != NULL)
        (void)printf("  %6.2f x %s", took.busy / middle(of).busy, of->name);
    (void)printf("%s%s\n", figure->bar != NULL ? "  bar: " : "", figure->bar != NULL ? figure->bar : "");
    (void)fflush(stdout);
}

/* ---- the scene ---- */

typedef struct Scene {
    char     top[PATH_SIZE], folder[PATH_SIZE];
    unsigned turns;
    Service *service;
    json_t  *answer;             /* of text.show, as the view gives it */
    Text    *base;
} Scene;

static void remove_tree(const char *path, int depth)
{
    DIR           *open = opendir(path);
    struct dirent *item;
    char           name[PATH_SIZE + 300];

    while (open != NULL && (item = readdir(open)) != NULL) {
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, item->d_name);
        if (unlink(name) != 0 && depth > 0)
            remove_tree(name, depth - 1);
    }
    if (open != NULL)
        (void)closedir(open);
    (void)rmdir(path);
}

static void open_service(Scene *scene)
{
    Problem problem = {0};

    must(service_open(&(ServiceOptions){.folder = scene->folder, .workers = 1, .read_only = true, .no_duties = true}, &scene->service, &problem), &problem, "opening");
}

static void ask_view(Scene *scene)
{
    static const Asker stranger = {.standing = STANDING_STRANGER};
    Problem            problem = {0};

    json_decref(scene->answer);
    scene->answer = NULL;
    must(service_query_view(scene->service, "text.show", (const Slice[]){SLICE(NEGOTIATION_PROCESS), SLICE("")}, 2, &stranger, NOW, &scene->answer, &problem), &problem, "text.show");
}

static Text *base_of(Scene *scene)
{
    Text   *base = NULL;
    Problem problem = {0};

    must(text_of_version(scene->service, json_object_get(scene->answer, "sha256"), &base, &problem), &problem, "the version");
    return base;
}

/* ---- reading and compiling ---- */

/* All changes as the view stores them. */
static size_t print_changes(const Scene *scene, Buffer *out, size_t *changes)
{
    const json_t *row;
    size_t        i;

    *changes = 0;
    json_array_foreach(json_object_get(scene->answer, "amendments"), i, row)
    {
        json_print(json_object_get(row, "changes"), out);
        buffer_add_byte(out, '\n');
        *changes += json_array_size(json_object_get(row, "changes"));
    }
    return i;
}

static void parse_all(Slice lines, Figure *figure)
{
    Moments began = now();

    while (lines.size != 0) {
        const char *end = memchr(lines.data, '\n', lines.size);

        json_decref(json_loadb(lines.data, (size_t)(end - lines.data), JSON_DECODE_ANY, NULL));
        lines = slice_part(lines, (size_t)(end - lines.data) + 1, lines.size);
    }
    add(figure, began);
}

static size_t read_all(const Scene *scene, Submission *submissions, Figure *figure)
{
    AmendmentReader *reader = amendment_reader_new(scene->base);
    const json_t    *row;
    size_t           i, count = 0;
    Moments          began = now();

    json_array_foreach(json_object_get(scene->answer, "amendments"), i, row)
    {
        Amendment *amendment = NULL;

        if (json_array_size(json_object_get(row, "changes")) != 0 && amendment_reader_read(reader, json_object_get(row, "changes"), &amendment, NULL) == OK)
            submissions[count++] = (Submission){json_slice(json_object_get(row, "act")), amendment};
    }
    add(figure, began);
    amendment_reader_free(reader);
    return count;
}

static void compile_all(Scene *scene, unsigned turns)
{
    size_t       total = json_array_size(json_object_get(scene->answer, "amendments")), count = 0, changes;
    Submission  *submissions = memory_new_zeroed(total + 1, sizeof *submissions);
    Compilation *compilation = NULL;
    Figure       parsed = {.name = "parsing"}, decoded = {.name = "amendments decoded, from parsed JSON"}, compiled = {.name = "compiled in one, amendments decoded", .bar = "50 ms"};
    Buffer       lines;
    Problem      problem = {0};

    REQUIRE(submissions != NULL);
    buffer_init(&lines, BLOB_MAX);
    (void)print_changes(scene, &lines, &changes);
    for (unsigned turn = 0; turn < turns; turn++) {
        Moments began;

        parse_all(buffer_slice(&lines), &parsed);
        count = read_all(scene, submissions, &decoded);
        began = now();
        must(compilation_make_ordered(scene->base, submissions, count, &compilation, &problem), &problem, "compiling");
        add(&compiled, began);
        if (turn == 0)
            (void)printf("%zu paragraphs, %zu open amendments with %zu changes (%zu bytes of JSON): %zu places, %zu new paragraphs\n", scene->base->count, count, changes, lines.size,
                         compilation->place_count, compilation->unit_count);
        compilation_free(compilation);
        compilation = NULL;
        for (size_t i = 0; i < count; i++)
            amendment_free((Amendment *)(uintptr_t)submissions[i].amendment);
    }
    print(&parsed, NULL);
    print(&decoded, &parsed);
    print(&compiled, &parsed);
    memory_free(submissions);
    buffer_clear(&lines);
}

/* From parsed rows to what pages are told, nothing kept; then one proposal taken away and put back, as by an act each. */
static void keep_all(Scene *scene, unsigned turns)
{
    json_t  *rows = json_object_get(scene->answer, "amendments"), *without = json_copy(rows);
    Figure   whole = {.name = "decoded, compiled and told, nothing kept", .bar = "50 ms"}, one = {.name = "the same after one act, all else kept", .bar = "5 ms"}, same = {.name = "after an act that is not about this text"};
    KeptText *kept = NULL;
    size_t    most = 0;
    Moments   began;
    Problem   problem = {0};

    for (unsigned turn = 0; turn < turns; turn++) {
        kept_text_free(kept);
        kept = NULL;
        began = now();
        kept = kept_text_new(base_of(scene), KEEP_PARAGRAPHS);
        must(kept_text_bring(kept, &(KeptRows){.list = rows}, &problem), &problem, "compiling");
        add(&whole, began);
    }
    for (unsigned turn = 0; turn < turns; turn++) {
        size_t at = (size_t)turn * 977 % json_array_size(rows);
        json_t *row = json_incref(json_array_get(rows, at));

        (void)json_array_remove(without, at);
        began = now();
        must(kept_text_bring(kept, &(KeptRows){.list = without}, &problem), &problem, "taking away");
        add(&one, began);
        most = kept_text_compiled(kept) > most ? kept_text_compiled(kept) : most;
        (void)json_array_insert_new(without, at, row);
        began = now();
        must(kept_text_bring(kept, &(KeptRows){.list = rows}, &problem), &problem, "putting back");
        add(&one, began);
        began = now();
        must(kept_text_bring(kept, &(KeptRows){.list = rows}, &problem), &problem, "nothing");
        add(&same, began);
    }
    print(&whole, NULL);
    print(&one, &whole);
    (void)printf("    (at most %zu parts compiled anew)\n", most);
    print(&same, &whole);
    kept_text_free(kept);
    json_decref(without);
}

/* ---- answers ---- */

static void ask(Scene *scene, Figure *figure)
{
    static const Asker stranger = {.standing = STANDING_STRANGER};
    json_t            *answer = NULL;
    Problem            problem = {0};
    Moments            began = now();

    must(service_query(scene->service, "text.show", (const Slice[]){SLICE(NEGOTIATION_PROCESS), SLICE("")}, 2, &stranger, NOW, &answer, &problem), &problem, "text.show");
    add(figure, began);
    json_decref(answer);
}

static void answer_all(Scene *scene, unsigned turns)
{
    Figure view = {.name = "text.show out of the view, as JSON"}, cold = {.name = "text.show whole, nothing kept"}, warm = {.name = "text.show whole, the compilation kept"};

    for (unsigned turn = 0; turn < turns; turn++) {
        Moments began;

        service_close(scene->service);
        scene->service = NULL;
        open_service(scene);
        ask_view(scene);
        began = now();
        ask_view(scene);
        add(&view, began);
        ask(scene, &cold);
        ask(scene, &warm);
    }
    print(&view, NULL);
    print(&cold, NULL);
    print(&warm, &cold);
}

/* ---- replay ---- */

static uint64_t size_of(Scene *scene)
{
    uint64_t size;
    Hash     root;

    service_seen(scene->service, &size, &root);
    return size;
}

static Moments open_to_read(Scene *scene)
{
    Service *service = NULL;
    Problem  problem = {0};
    Moments  began = now();

    must(service_open(&(ServiceOptions){.folder = scene->folder, .workers = 1, .read_only = true, .no_duties = true}, &service, &problem), &problem, "opening");
    began = since(began);
    service_close(service);
    return began;
}

static void lose_view(const Scene *scene)
{
    static const char *const files[] = {"view.sqlite", "view.sqlite-wal", "view.sqlite-shm"};
    char                     path[PATH_SIZE + 32];

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", scene->folder, files[i]);
        (void)unlink(path);
    }
}

/* Ed25519 over a body of the usual size, as many as there are acts. */
static void check_signatures(uint64_t count, Figure *figure)
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES], seed[crypto_sign_SEEDBYTES] = {1}, body[600] = {2};
    Moments       began;

    (void)crypto_sign_seed_keypair(public, secret, seed);
    (void)crypto_sign_detached(signature, NULL, body, sizeof body, secret);
    began = now();
    for (uint64_t i = 0; i < count; i++)
        REQUIRE(crypto_sign_verify_detached(signature, body, sizeof body, public) == 0);
    add(figure, began);
}

static void replay_all(Scene *scene, unsigned turns)
{
    uint64_t size = size_of(scene);
    Figure   replay = {.name = "the view lost and made anew"}, signatures = {.name = "checking as many signatures, one thread"};
    char     said[80];

    service_close(scene->service);
    scene->service = NULL;
    for (unsigned turn = 0; turn < turns; turn++) {
        Moments open = open_to_read(scene), whole;

        lose_view(scene);
        whole = open_to_read(scene);
        add_took(&replay, (Moments){whole.clock - open.clock, whole.busy - open.busy});
        check_signatures(size, &signatures);
    }
    (void)snprintf(said, sizeof said, "10,000 acts a second: %.0f ms; here %.0f a second", (double)size / 10, 1000 * (double)size / middle(&replay).busy);
    replay.bar = said;
    print(&replay, &signatures);
    print(&signatures, NULL);
}

int main(int argc, char **argv)
{
    Scene              scene = {.turns = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 7};
    NegotiationOptions options = {scene.folder, 1, NEGOTIATION_WHOLE};
    Problem            problem = {0};
    Moments            began = now();

    if (argc > 1)
        options.amendments = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 3)
        options.versions = (unsigned)strtoul(argv[3], NULL, 10);
    if (scene.turns < 1 || scene.turns > TURNS_MAX / 2 || options.amendments < 1 || options.amendments > NEGOTIATION_AMENDMENTS_MAX || options.versions < 1 || options.versions > NEGOTIATION_VERSIONS_MAX) {
        (void)fprintf(stderr, "usage: bench_negotiation [AMENDMENTS] [TURNS] [VERSIONS]\n");
        return 2;
    }
    (void)snprintf(scene.top, sizeof scene.top, "/tmp/rapporteur-bench-XXXXXX");
    REQUIRE(mkdtemp(scene.top) != NULL && sodium_init() >= 0);
    (void)snprintf(scene.folder, sizeof scene.folder, "%.*s/house", (int)sizeof scene.folder - 10, scene.top);
    must(negotiation_make(&options, &problem), &problem, "making");
    (void)printf("made in %.1f s: %u delegations, %u amendments, %u versions; medians of %u\n", since(began).clock / 1000, options.delegations, options.amendments, options.versions, scene.turns);
    open_service(&scene);
    ask_view(&scene);
    scene.base = base_of(&scene);
    compile_all(&scene, scene.turns);
    keep_all(&scene, scene.turns);
    answer_all(&scene, scene.turns);
    replay_all(&scene, scene.turns);
    json_decref(scene.answer);
    text_free(scene.base);
    service_close(scene.service);
    remove_tree(scene.top, 3);
    return 0;
}
