/* SPDX-License-Identifier: Apache-2.0
 *
 * The parent's side: starts children, reads their answers as they come, ends what is too slow or too large, reaps every one. One loop over poll()
 * keeps as many at work as asked for.
 */
#include "sandbox/answer_internal.h"
#include "sandbox/confine_internal.h"
#include "sandbox/starter_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1024 * 1024, AT_ONCE_MAX = STARTER_PLACES, NOT_CONFINED = 97, APART_LEFT = 64 * 1024 };
/* The answer about a common document goes into the pipe in one piece, and out of it in one. */
enum { IN_ONE_PIECE = 192 * 1024, PIPE_SIZE = 256 * 1024, CHUNK = 128 * 1024 };

const SandboxLimits sandbox_limits_default = {
    .memory = (size_t)1024 * MIB, /* the largest document within the reader's own limits, twice */
    .result = (size_t)768 * MIB,
    .cpu_seconds = 60,            /* real files take a twentieth of a second */
    .wall_ms = 120000,            /* on a machine that has other work */
};

typedef enum End { ENDED, TOO_SLOW, TOO_LARGE, NO_MEMORY, NO_CHILD } End;

typedef struct Child {
    pid_t   pid;       /* of a child of this process; those of the starter are known by their place */
    int     pipe;
    size_t  job;
    int64_t deadline_ms;
    Buffer  answer;
    End     end;
    bool    running, quiet;
} Child;

typedef struct Run {
    const SandboxJob *jobs;
    size_t            count, next, done;
    size_t           *again;                 /* jobs that are to be begun once more, under the list: they asked the kernel for something, or had no pipe */
    size_t            again_count;
    bool              first_done;
    Buffer           *outs;
    Problem          *problems;
    Status           *statuses;
    Child             children[AT_ONCE_MAX]; /* by place */
    Child             ending[AT_ONCE_MAX];   /* those whose end the starter was asked for: how it was is not known yet */
    unsigned          at_once;
    Starter           starter; /* of the children; none where all of them begin at once */
    SandboxProgress   progress;
    void             *context;
} Run;

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const SandboxLimits *limits_of(const SandboxJob *job)
{
    return job->limits != NULL ? job->limits : &sandbox_limits_default;
}

/* ---- in the child ---- */

static void write_all(Slice bytes)
{
    while (bytes.size != 0) {
        ssize_t written = write(CONFINE_PIPE, bytes.data, bytes.size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* the parent sees an answer cut short */
        bytes = slice_part(bytes, (size_t)written, bytes.size);
    }
}

/* The one way out that strict mode has; the child has no other thread. */
static _Noreturn void leave(void)
{
    for (;;)
        (void)syscall(SYS_exit, 0);
}

static _Noreturn void be_child(const SandboxJob *job, bool quiet, int pipe)
{
    const SandboxLimits *limits = limits_of(job);
    Problem              problem = {.status = OK};
    Buffer               result, head;
    Status               status;

    if (!confine_self(pipe, limits, quiet))
        _exit(NOT_CONFINED);
    buffer_init(&result, limits->result);
    status = job->work(job->context, &result, &problem);
    if (status == OK && result.status != OK)
        status = result.status;
    if (status != OK)
        buffer_reset(&result);
    buffer_init(&head, ANSWER_HEAD_MAX + IN_ONE_PIECE);
    answer_encode_head(status, &problem, result.size, &head);
    if (result.size <= IN_ONE_PIECE && head.status == OK) { /* the parent wakes up once for it */
        buffer_add(&head, buffer_slice(&result));
        buffer_reset(&result);
    }
    write_all(buffer_slice(&head));
    write_all(buffer_slice(&result));
    leave();
}

/* By the starter. */
static void be_child_of(const void *jobs, const StarterQuestion *question, int pipe)
{
    be_child(&((const SandboxJob *)jobs)[question->job], question->quiet, pipe);
}

/* ---- starting ---- */

static Problem *problem_of(const Run *run, size_t job)
{
    return run->problems != NULL ? &run->problems[job] : NULL;
}

/* The next job, and how it is to be run. False: there is none. */
static bool take_job(Run *run, StarterQuestion *question)
{
    bool again = run->again_count != 0;

    if (!again && (run->next == run->count || (run->jobs[0].first && !run->first_done && run->next >= run->at_once)))
        return false;
    question->start = true;
    question->job = again ? run->again[--run->again_count] : run->next++;
    question->quiet = !again && run->starter.pid != 0 && run->jobs[question->job].quiet;
    return true;
}

/* The job's child, but for itself. The end of its pipe that it writes to, or -1. */
static int prepare(const Run *run, const StarterQuestion *question, Child *child)
{
    const SandboxLimits *limits = limits_of(&run->jobs[question->job]);
    int                  ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    (void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE); /* fewer turns; where it is not granted, the default serves */
    *child = (Child){.pipe = ends[0], .job = question->job, .deadline_ms = now_ms() + limits->wall_ms, .running = true, .quiet = question->quiet};
    buffer_init(&child->answer, limits->result + ANSWER_HEAD_MAX);
    return ends[1];
}

static bool begin_child(const Run *run, const StarterQuestion *question, Child *child, int pipe)
{
    if (run->starter.pid != 0)
        return starter_ask(&run->starter, *question, pipe);
    child->pid = fork();
    if (child->pid == 0)
        be_child(&run->jobs[question->job], question->quiet, pipe);
    return child->pid > 0;
}

static Status start(Run *run, const StarterQuestion *question)
{
    Child *child = &run->children[question->place];
    int    pipe = prepare(run, question, child);
    bool   started = pipe >= 0 && begin_child(run, question, child, pipe);

    if (pipe >= 0)
        close(pipe);
    if (started)
        return OK;
    if (pipe >= 0)
        close(child->pipe);
    *child = (Child){0};
    return problem_set(problem_of(run, question->job), ERR_BUSY, MSG("sandbox.no_process"), NULL);
}

/* ---- ending ---- */

static Status say_slow(unsigned seconds, Problem *problem)
{
    char number[DECIMAL_MAX];

    return problem_set(problem, ERR_LIMIT, MSG("sandbox.too_slow"), "seconds", decimal(number, seconds != 0 ? seconds : 1), NULL);
}

static Status say_large(const SandboxLimits *limits, Problem *problem)
{
    char number[DECIMAL_MAX];

    return problem_set(problem, ERR_LIMIT, MSG("sandbox.too_large"), "megabytes", decimal(number, (int64_t)(limits->result / MIB)), NULL);
}

/* A child that did not answer: what its end means. */
static Status judge_end(const SandboxLimits *limits, int how, Problem *problem)
{
    if (WIFSIGNALED(how) && (WTERMSIG(how) == SIGXCPU || WTERMSIG(how) == SIGKILL))
        return WTERMSIG(how) == SIGXCPU ? say_slow(limits->cpu_seconds, problem)
                                        : problem_set(problem, ERR_LIMIT, MSG("sandbox.memory"), NULL);
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGSYS)
        return problem_set(problem, ERR_REFUSED, MSG("sandbox.refused"), NULL);
    if (WIFEXITED(how) && WEXITSTATUS(how) == NOT_CONFINED)
        return problem_set(problem, ERR_BUSY, MSG("sandbox.no_process"), NULL);
    return problem_set(problem, ERR_SYNTAX, MSG("sandbox.crashed"), NULL);
}

/* The result, which may be many megabytes, goes to its owner in the memory that it was read into. */
static void hand_over(Buffer *answer, Slice result, Buffer *out)
{
    if (out->size != 0 || result.size > out->limit) {
        buffer_add(out, result);
        return;
    }
    if (result.size != 0)
        memmove(answer->data, result.data, result.size);
    memory_free(out->data);
    *out = (Buffer){.data = answer->data, .size = result.size, .capacity = answer->capacity, .limit = out->limit};
    *answer = (Buffer){.limit = answer->limit};
}

static Status judge_answer(Child *child, const SandboxLimits *limits, int how, Buffer *out, Problem *problem)
{
    Problem said;
    Slice   result;
    Status  status;

    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
        return judge_end(limits, how, problem);
    if (!answer_decode(buffer_slice(&child->answer), &status, &said, &result))
        return problem_set(problem, ERR_SYNTAX, MSG("sandbox.crashed"), NULL);
    if (status == ERR_MEMORY)
        return problem_set(problem, ERR_LIMIT, MSG("sandbox.memory"), NULL);
    if (status == ERR_LIMIT && said.message == NULL)
        return say_large(limits, problem);
    if (status != OK) {
        if (problem != NULL)
            *problem = said;
        return status;
    }
    hand_over(&child->answer, result, out);
    if (out->status != OK)
        return out->status == ERR_LIMIT ? say_large(limits, problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return OK;
}

static void settle(Run *run, size_t job, Status status)
{
    run->statuses[job] = status;
    run->first_done = run->first_done || job == 0;
    run->done++;
}

/* Did a quiet child ask the kernel for something? It may have been killed for other reasons as well: under the list it will be seen. */
static bool was_quiet(const Child *child, int how)
{
    return child->quiet && child->end == ENDED && WIFSIGNALED(how) && (WTERMSIG(how) == SIGKILL || WTERMSIG(how) == SIGSEGV);
}

/* The child is gone, and this is how. */
static void finish(Run *run, Child *child, int how)
{
    size_t               job = child->job;
    const SandboxLimits *limits = limits_of(&run->jobs[job]);
    Problem             *problem = problem_of(run, job);
    Status               status;

    if (was_quiet(child, how)) {
        run->again[run->again_count++] = job;
        buffer_clear(&child->answer);
        *child = (Child){0};
        return;
    }
    if (child->end == NO_CHILD)
        status = problem_set(problem, ERR_BUSY, MSG("sandbox.no_process"), NULL);
    else if (child->end == TOO_SLOW)
        status = say_slow(limits->wall_ms / 1000, problem);
    else if (child->end == TOO_LARGE)
        status = say_large(limits, problem);
    else if (child->end == NO_MEMORY)
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    else
        status = judge_answer(child, limits, how, &run->outs[job], problem);
    buffer_clear(&child->answer);
    *child = (Child){0};
    settle(run, job, status);
    if (run->progress != NULL)
        run->progress(run->context, run->done, run->count);
}

/* It is tried again by itself, where it is seen why it cannot be. */
static void give_back(Run *run, StarterQuestion *question)
{
    question->start = false;
    run->again[run->again_count++] = question->job;
}

/* Asks the starter for the end of the child at this place, and for the next one in it: both in one question, for each costs two changes of process. */
static void end_by_starter(Run *run, unsigned place)
{
    StarterQuestion question = {.place = place, .end = true};
    int             pipe = -1;

    run->ending[place] = run->children[place];
    run->children[place] = (Child){0};
    if (take_job(run, &question) && (pipe = prepare(run, &question, &run->children[place])) < 0)
        give_back(run, &question);
    if (!starter_ask(&run->starter, question, pipe)) {
        run->ending[place].end = NO_CHILD; /* as the next one will be: nobody writes into its pipe */
        finish(run, &run->ending[place], 0);
    }
    if (pipe >= 0)
        close(pipe);
}

static void end_child(Run *run, unsigned place, End end)
{
    Child *child = &run->children[place];

    child->end = end;
    close(child->pipe);
    if (run->starter.pid == 0)
        finish(run, child, starter_reap(child->pid));
    else
        end_by_starter(run, place);
}

/* What the starter has to say, or, when it is gone, that the children went with it. */
static void hear_starter(Run *run)
{
    StarterAnswer answer;

    if (!starter_hear(&run->starter, &answer)) {
        for (unsigned i = 0; i < run->at_once; i++) {
            if (!run->ending[i].running)
                continue;
            run->ending[i].end = NO_CHILD;
            finish(run, &run->ending[i], 0);
        }
        return;
    }
    if (answer.place >= run->at_once || !run->ending[answer.place].running)
        return;
    if (!answer.ended)
        run->ending[answer.place].end = NO_CHILD;
    finish(run, &run->ending[answer.place], answer.how);
}

/* ---- the loop ---- */

/* Room for more of an answer: for all of it, once it has said how long it is. */
static bool make_room(Buffer *answer)
{
    size_t told = answer->size != 0 ? answer_size(buffer_slice(answer)) : 0, wanted = answer->size + CHUNK;
    void  *block = answer->data;
    Status status;

    if (answer->size < answer->capacity)
        return true;
    if (told > answer->size && told <= answer->limit)
        wanted = told + 1; /* one more, to meet its end without growing again */
    status = memory_reserve(&block, &answer->capacity, wanted, 1);
    answer->data = block;
    return status == OK;
}

/* Takes what lies in the pipe. */
static void read_some(Run *run, unsigned place)
{
    Child  *child = &run->children[place];
    Buffer *answer = &child->answer;
    ssize_t size;

    if (!make_room(answer)) {
        end_child(run, place, NO_MEMORY);
        return;
    }
    size = read(child->pipe, answer->data + answer->size, answer->capacity - answer->size);
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size <= 0) {
        end_child(run, place, ENDED);
        return;
    }
    answer->size += (size_t)size;
    if (answer->size > answer->limit)
        end_child(run, place, TOO_LARGE);
}

static void start_more(Run *run)
{
    for (unsigned i = 0; i < run->at_once; i++) {
        StarterQuestion question = {.place = i};
        Status          status;

        if (run->children[i].running || run->ending[i].running || !take_job(run, &question))
            continue;
        status = start(run, &question);
        if (status != OK) /* else it is written when the child has ended */
            settle(run, question.job, status);
    }
}

static int wait_ms(const Run *run, int64_t now)
{
    int64_t soonest = INT32_MAX;

    for (unsigned i = 0; i < run->at_once; i++)
        if (run->children[i].running && run->children[i].deadline_ms - now < soonest)
            soonest = run->children[i].deadline_ms - now;
    return soonest > 0 ? (int)soonest : 0;
}

/* A place where one child's end is not known yet is not looked at: the next one's answer waits in its pipe. */
static void turn(Run *run)
{
    struct pollfd pipes[AT_ONCE_MAX + 1];
    unsigned      places[AT_ONCE_MAX];
    nfds_t        count = 0;
    bool          starter = false;
    int64_t       now;

    for (unsigned i = 0; i < run->at_once; i++) {
        starter = starter || run->ending[i].running;
        if (!run->children[i].running || run->ending[i].running)
            continue;
        places[count] = i;
        pipes[count++] = (struct pollfd){.fd = run->children[i].pipe, .events = POLLIN};
    }
    if (count == 0 && !starter)
        return;
    pipes[count] = (struct pollfd){.fd = starter ? run->starter.line : -1, .events = POLLIN};
    if (poll(pipes, count + 1, wait_ms(run, now_ms())) < 0)
        for (nfds_t i = 0; i <= count; i++)
            pipes[i].revents = 0;
    now = now_ms();
    for (nfds_t i = 0; i < count; i++) {
        if (now >= run->children[places[i]].deadline_ms) /* first: one that drips words is too slow as well */
            end_child(run, places[i], TOO_SLOW);
        else if (pipes[i].revents != 0)
            read_some(run, places[i]);
    }
    if (pipes[count].revents != 0)
        hear_starter(run);
}

static unsigned processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count > 0 && count < AT_ONCE_MAX ? (unsigned)count : 1;
}

Status sandbox_run_many(const SandboxJob *jobs, size_t count, unsigned at_once, Buffer *outs, Problem *problems, Status *statuses,
                        SandboxProgress progress, void *context)
{
    Run  *run;
    void *apart;

    if (!confine_prepare())
        return ERR_BUSY;
    run = memory_new_zeroed(1, sizeof *run);
    if (run != NULL)
        run->again = memory_new_zeroed(count, sizeof *run->again);
    if (run == NULL || run->again == NULL) {
        memory_free(run);
        return ERR_MEMORY;
    }
    run->jobs = jobs;
    run->count = count;
    run->outs = outs;
    run->problems = problems;
    run->statuses = statuses;
    run->at_once = at_once == 0 ? processors() : at_once < AT_ONCE_MAX ? at_once : AT_ONCE_MAX;
    run->progress = progress;
    run->context = context;
    apart = memory_apart(APART_LEFT);
    if (count > run->at_once && !starter_begin(&run->starter, jobs[0].warm, be_child_of, jobs))
        run->starter = (Starter){0}; /* then this process starts them */
    while (run->done < count) {
        start_more(run);
        turn(run);
    }
    starter_end(&run->starter);
    memory_apart_end(apart);
    memory_free(run->again);
    memory_free(run);
    return OK;
}

Status sandbox_run(const SandboxJob *job, Buffer *out, Problem *problem)
{
    Status status = OK, tried = sandbox_run_many(job, 1, 1, out, problem, &status, NULL, NULL);

    if (tried == ERR_BUSY)
        return problem_set(problem, ERR_BUSY, MSG("sandbox.no_process"), NULL);
    if (tried != OK)
        return problem_set(problem, tried, status_face(tried)->message, NULL);
    return status;
}

/* ---- saying what there is ---- */

bool sandbox_describe(Buffer *out)
{
    bool seccomp = confine_has_seccomp(), landlock = confine_landlock_version() > 0;

    message_print(out, seccomp && landlock ? MSG("sandbox.layers_all")
                       : seccomp           ? MSG("sandbox.layers_no_landlock")
                       : landlock          ? MSG("sandbox.layers_no_seccomp")
                                           : MSG("sandbox.layers_limits"),
                  NULL);
    return seccomp && landlock;
}
