/* SPDX-License-Identifier: Apache-2.0
 *
 * The child: honest work comes back whole; a crash, an endless loop, greed and every attempt to reach out end in one clear sentence.
 */
#include "unit/suite.h"

#include "sandbox/sandbox.h"
#include "sandbox/starter_internal.h"

#include <fcntl.h>
#include <signal.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT = 64 * 1024 * 1024, MIB = 1024 * 1024 };

/* Under a sanitizer seccomp and the limit on memory are off, see src/sandbox/confine.c. */

/* ---- works ---- */

static Status echo(const void *context, Buffer *result, Problem *problem)
{
    (void)problem;
    buffer_add_string(result, context);
    return OK;
}

static Status fail_with_a_problem(const void *context, Buffer *result, Problem *problem)
{
    buffer_add_string(result, "not to be seen");
    (void)snprintf(problem->place, sizeof problem->place, "%s", (const char *)context);
    return problem_set(problem, ERR_SYNTAX, MSG("json.invalid"), "line", "7", "what", "a\x1B[31mred", "unknown", "x", NULL);
}

static Status crash(const void *context, Buffer *result, Problem *problem)
{
    volatile char *volatile nowhere = (volatile char *)0x10;

    (void)context;
    (void)result;
    (void)problem;
    (void)signal(SIGSEGV, SIG_DFL); /* without a sanitizer's report of what is meant to happen */
    *nowhere = 1;
    return OK;
}

static Status loop(const void *context, Buffer *result, Problem *problem)
{
    (void)context;
    (void)result;
    (void)problem;
    for (volatile bool forever = true; forever;)
        continue;
    return OK;
}

static Status take_memory(const void *context, Buffer *result, Problem *problem)
{
    (void)context;
    (void)result;
    for (int i = 0; i < 4096; i++) {
        char *block = memory_new(MIB);

        if (block == NULL)
            return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
        memset(block, i, MIB);
    }
    return OK;
}

static Status talk_too_much(const void *context, Buffer *result, Problem *problem)
{
    (void)context;
    (void)problem;
    for (int i = 0; i < 64 * MIB && result->status == OK; i++)
        buffer_add_byte(result, 'x');
    return OK;
}

static Status lie(const void *context, Buffer *result, Problem *problem)
{
    static const char words[] = "PSER\xFF\xFF\xFF\xFF lies, lies, lies";

    (void)context;
    (void)result;
    (void)problem;
    while (write(3, words, sizeof words) < 0)
        continue;
    _exit(0);
}

static void say(const char *words, size_t size)
{
    while (write(3, words, size) < 0)
        continue;
    _exit(0);
}

/* A head of an answer whose result is long, and nothing of it. */
static Status promise_and_stop(const void *context, Buffer *result, Problem *problem)
{
    static const char words[] = "PSER\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\2\0\0\0\0";

    (void)context;
    (void)result;
    (void)problem;
    say(words, sizeof words - 1);
    return OK;
}

static Status promise_beyond_all(const void *context, Buffer *result, Problem *problem)
{
    static const char words[] = "PSER\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF" "x";

    (void)context;
    (void)result;
    (void)problem;
    say(words, sizeof words - 1);
    return OK;
}

static Status read_a_file(const void *context, Buffer *result, Problem *problem)
{
    int file = open(context, O_RDONLY);

    (void)problem;
    buffer_add_string(result, file >= 0 ? "opened" : "refused");
    return OK;
}

static Status write_a_file(const void *context, Buffer *result, Problem *problem)
{
    int file = open(context, O_WRONLY | O_CREAT, 0600);

    (void)problem;
    buffer_add_string(result, file >= 0 ? "opened" : "refused");
    return OK;
}

static Status open_a_socket(const void *context, Buffer *result, Problem *problem)
{
    (void)context;
    (void)problem;
    buffer_add_string(result, socket(AF_INET, SOCK_STREAM, 0) >= 0 ? "opened" : "refused");
    return OK;
}

static Status run_a_program(const void *context, Buffer *result, Problem *problem)
{
    (void)context;
    (void)problem;
    execl("/bin/true", "true", (char *)NULL);
    buffer_add_string(result, "refused");
    return OK;
}

static Status use_parents_files(const void *context, Buffer *result, Problem *problem)
{
    int open_files = 0;

    (void)context;
    (void)problem;
    for (int file = 0; file < 256; file++)
        open_files += file != 2 && file != 3 && fcntl(file, F_GETFD) >= 0;
    buffer_add_number(result, open_files);
    return OK;
}

/* In memory that test and children share: how often a work was begun. */
static volatile int *begun;

static Status think(const void *context, Buffer *result, Problem *problem)
{
    (void)problem;
    (*begun)++;
    buffer_add_string(result, context);
    return OK;
}

static Status ask(const void *context, Buffer *result, Problem *problem)
{
    (*begun)++;
    return getpid() > 0 ? echo(context, result, problem) : ERR_BUSY;
}

static Status take_much_memory(const void *context, Buffer *result, Problem *problem)
{
    char *block;

    (*begun)++;
    block = memory_new((size_t)40 * MIB);
    if (block == NULL)
        return ERR_MEMORY;
    memset(block, 1, (size_t)40 * MIB);
    memory_free(block);
    return echo(context, result, problem);
}

/* ---- tests ---- */

static Status run(SandboxWork work, const void *context, const SandboxLimits *limits, Buffer *out, Problem *problem)
{
    SandboxJob job = {work, context, limits};

    buffer_init(out, LIMIT);
    *problem = (Problem){.status = OK};
    return sandbox_run(&job, out, problem);
}

static void honest_work_comes_back_whole(void **state)
{
    Buffer  out;
    Problem problem;

    (void)state;
    assert_ok(run(echo, "a result", NULL, &out, &problem));
    assert_slice(buffer_slice(&out), "a result");
    buffer_clear(&out);
}

static void a_problem_crosses_with_its_words(void **state)
{
    Buffer  out, words;
    Problem problem;

    (void)state;
    buffer_init(&words, LIMIT);
    assert_number(run(fail_with_a_problem, "page 3\n", NULL, &out, &problem), ERR_SYNTAX);
    assert_number(out.size, 0);
    problem_print(&problem, &words);
    assert_slice(buffer_slice(&words), "page 3: Line 7 is not valid JSON: a[31mred.");
    assert_number(problem.arguments, 2);
    buffer_clear(&out);
    buffer_clear(&words);
}

/* Short of time alone; short of all but time, so that a machine with other work does not turn one breach into another. */
static const SandboxLimits hurried = {.memory = 64 * MIB, .result = MIB, .cpu_seconds = 1, .wall_ms = 1500};
static const SandboxLimits tight = {.memory = 64 * MIB, .result = MIB, .cpu_seconds = 30, .wall_ms = 60000};

/* One of several jobs, so that a starter starts it, and all of them quiet. */
static Status run_quiet(SandboxWork work, const void *context, const SandboxLimits *limits, Buffer *out, Problem *problem)
{
    SandboxJob jobs[] = {{work, context, limits, true, NULL}, {echo, "beside it", NULL, true, NULL}};
    Buffer     outs[2];
    Problem    problems[2];
    Status     statuses[2];

    for (size_t i = 0; i < 2; i++)
        buffer_init(&outs[i], LIMIT);
    assert_ok(sandbox_run_many(jobs, 2, 1, outs, problems, statuses, NULL, NULL));
    assert_ok(statuses[1]);
    assert_slice(buffer_slice(&outs[1]), "beside it");
    buffer_clear(&outs[1]);
    *out = outs[0];
    *problem = problems[0];
    return statuses[0];
}

static void every_breach_is_one_clear_sentence(void **state)
{
    static const struct {
        const char *name;
        SandboxWork work;
        Status      status;
        const char *message;
        bool        bare; /* only without a sanitizer */
    } rows[] = {
        {"crash", crash, ERR_SYNTAX, "sandbox.crashed", false},
        {"endless loop", loop, ERR_LIMIT, "sandbox.too_slow", false},
        {"memory", take_memory, ERR_LIMIT, "sandbox.memory", true},
        {"too long an answer", talk_too_much, ERR_LIMIT, "sandbox.too_large", false},
        {"a false answer", lie, ERR_SYNTAX, "sandbox.crashed", false},
        {"a promise not kept", promise_and_stop, ERR_SYNTAX, "sandbox.crashed", false},
        {"a promise beyond all", promise_beyond_all, ERR_SYNTAX, "sandbox.crashed", false},
        {"a socket", open_a_socket, ERR_REFUSED, "sandbox.refused", true},
        {"a program", run_a_program, ERR_REFUSED, "sandbox.refused", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer  out;
        Problem problem;

        if (rows[i].bare && SANITIZED)
            continue;
        for (int quiet = 0; quiet < 2; quiet++) {
            ROW(rows[i].name);
            assert_number((quiet ? run_quiet : run)(rows[i].work, NULL, rows[i].work == loop ? &hurried : &tight, &out, &problem), rows[i].status);
            assert_slice(slice_from(problem.message), rows[i].message);
            assert_number(out.size, 0);
            buffer_clear(&out);
        }
    }
}

static void no_file_can_be_reached(void **state)
{
    char    path[] = "sandbox-must-not-make-this";
    Buffer  out;
    Problem problem;
    Status  status;

    (void)state;
    assert_ok(run(read_a_file, "/etc/passwd", NULL, &out, &problem));
    assert_slice(buffer_slice(&out), "refused");
    buffer_clear(&out);
    status = run(write_a_file, path, NULL, &out, &problem);
    assert_true(status == ERR_REFUSED || slice_is(buffer_slice(&out), "refused"));
    assert_int_not_equal(access(path, F_OK), 0);
    buffer_clear(&out);
    assert_ok(run(use_parents_files, NULL, NULL, &out, &problem));
    assert_slice(buffer_slice(&out), "0");
    buffer_clear(&out);
}

/* A process that is under a filter already, as in many containers, has the list only. */
static bool can_be_strict(void)
{
    pid_t child = fork();
    int   how = 0;

    if (child == 0)
        _exit(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0) == 0); /* which kills it, if it could */
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFSIGNALED(how);
}

/* In strict mode what asks for nothing is begun once; what asks the kernel for anything is ended, and begun again under the list. */
static void quiet_work_is_begun_again_when_it_asks(void **state)
{
    static const struct {
        const char *name;
        SandboxWork work;
        bool        asks;
    } rows[] = {{"thinks", think, false}, {"asks", ask, true}, {"takes much memory", take_much_memory, true}};
    int again;

    (void)state;
    again = !SANITIZED && can_be_strict() ? 2 : 1;
    begun = mmap(NULL, sizeof *begun, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(begun, MAP_FAILED);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer  out;
        Problem problem;

        ROW(rows[i].name);
        *begun = 0;
        assert_ok(run_quiet(rows[i].work, "said", NULL, &out, &problem));
        assert_slice(buffer_slice(&out), "said");
        assert_int_equal(*begun, rows[i].asks ? again : 1);
        buffer_clear(&out);
        *begun = 0;
        assert_ok(run(rows[i].work, "said", NULL, &out, &problem));
        assert_int_equal(*begun, 1);
        buffer_clear(&out);
    }
    (void)munmap((void *)(uintptr_t)begun, sizeof *begun);
}

typedef struct Seen {
    size_t calls, last;
} Seen;

static void on_progress(void *context, size_t done, size_t count)
{
    Seen *seen = context;

    assert_true(done <= count);
    seen->calls++;
    seen->last = done;
}

enum { MANY = 193 };

static void many_jobs_keep_their_own_results(void **state)
{
    static SandboxJob jobs[MANY];
    static Buffer     outs[MANY];
    static Problem    problems[MANY];
    static Status     statuses[MANY];
    static char       words[MANY][16];
    Seen              seen = {0, 0};

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(words[i], sizeof words[i], "job %zu", i);
        jobs[i] = (SandboxJob){.work = i % 50 == 13 ? crash : echo, .context = words[i], .quiet = i % 3 == 0};
        buffer_init(&outs[i], LIMIT);
    }
    assert_ok(sandbox_run_many(jobs, MANY, 2, outs, problems, statuses, on_progress, &seen));
    for (size_t i = 0; i < MANY; i++) {
        ROW(words[i]);
        assert_number(statuses[i], i % 50 == 13 ? ERR_SYNTAX : OK);
        assert_slice(buffer_slice(&outs[i]), i % 50 == 13 ? "" : words[i]);
        buffer_clear(&outs[i]);
    }
    assert_int_equal(seen.calls, MANY);
    assert_int_equal(seen.last, MANY);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* every child is reaped */
}

static void say_and_stay(const void *context, const StarterQuestion *question, int pipe)
{
    (void)context;
    if (write(pipe, &question->job, sizeof question->job) == (ssize_t)sizeof question->job)
        for (;;)
            pause();
}

static size_t told_by(int pipe)
{
    size_t told = 0;

    return read(pipe, &told, sizeof told) == (ssize_t)sizeof told ? told : 0;
}

/* One child is ended by its starter; the starter is ended with the other, and the next question has the answer "no". */
static void a_starter_takes_its_children_with_it(void **state)
{
    Starter       starter;
    StarterAnswer answer;
    int           ends[2];

    (void)state;
    assert_true(starter_begin(&starter, NULL, say_and_stay, NULL));
    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_true(starter_ask(&starter, (StarterQuestion){.place = i, .start = true, .job = 41 + i}, ends[1]));
        assert_number(told_by(ends[0]), 41 + i);
    }
    assert_true(starter_ask(&starter, (StarterQuestion){.place = 0, .end = true, .start = true, .job = 43}, ends[1])); /* one for another */
    assert_true(starter_hear(&starter, &answer) && answer.ended && answer.place == 0);
    assert_true(WIFSIGNALED(answer.how) && WTERMSIG(answer.how) == SIGKILL);
    assert_number(told_by(ends[0]), 43);
    close(ends[1]);
    assert_true(starter_ask(&starter, (StarterQuestion){.place = 0, .end = true}, -1));
    assert_true(starter_hear(&starter, &answer) && answer.ended && answer.place == 0);
    assert_true(starter_ask(&starter, (StarterQuestion){.place = 0, .end = true}, -1));
    assert_true(starter_hear(&starter, &answer) && !answer.ended); /* there is none any more */
    assert_int_equal(kill(starter.pid, SIGKILL), 0);
    assert_number(told_by(ends[0]), 0); /* the pipe ends when nobody holds it */
    assert_false(starter_hear(&starter, &answer));
    assert_false(starter_ask(&starter, (StarterQuestion){.place = 1, .end = true}, -1));
    starter_end(&starter);
    close(ends[0]);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void a_long_result_passes_the_pipe(void **state)
{
    static char big[8 * MIB];
    Buffer      out;
    Problem     problem;

    (void)state;
    memset(big, 'y', sizeof big - 1);
    assert_ok(run(echo, big, NULL, &out, &problem));
    assert_int_equal(out.size, sizeof big - 1);
    buffer_clear(&out);
}

static void a_result_is_appended_within_the_limit(void **state)
{
    SandboxJob job = {echo, "and more", NULL};
    Buffer     out;

    (void)state;
    buffer_init(&out, 20);
    buffer_add_string(&out, "some ");
    assert_ok(sandbox_run(&job, &out, NULL));
    assert_slice(buffer_slice(&out), "some and more");
    assert_number(sandbox_run(&job, &out, NULL), ERR_LIMIT);
    buffer_clear(&out);
    buffer_init(&out, 4);
    assert_number(sandbox_run(&job, &out, NULL), ERR_LIMIT);
    buffer_clear(&out);
}

static void the_layers_are_described(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, LIMIT);
    (void)sandbox_describe(&out);
    assert_true(slice_starts(buffer_slice(&out), "Files are read in a process of its own"));
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_work_comes_back_whole),
        cmocka_unit_test(a_problem_crosses_with_its_words),
        cmocka_unit_test(every_breach_is_one_clear_sentence),
        cmocka_unit_test(no_file_can_be_reached),
        cmocka_unit_test(quiet_work_is_begun_again_when_it_asks),
        cmocka_unit_test(many_jobs_keep_their_own_results),
        cmocka_unit_test(a_starter_takes_its_children_with_it),
        cmocka_unit_test(a_long_result_passes_the_pipe),
        cmocka_unit_test(a_result_is_appended_within_the_limit),
        cmocka_unit_test(the_layers_are_described),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
