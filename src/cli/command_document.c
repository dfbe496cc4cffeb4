/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur document …, call note, report publish: documents of a record in their official layout. Of an installation they are made here, several at once on all processors; of an address they are fetched.
 */
#include "cli/text_internal.h"
#include "service/report.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAX = 64, PATH_BYTES_MAX = 4096, FILE_BYTES_MAX_FETCH = 256 * 1024 * 1024 };

static const char *const languages[] = {"ar", "zh", "en", "fr", "ru", "es", NULL};

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

typedef Status Lay(const LayoutAsk *ask, Slice name, ServiceLayout **out, Problem *problem);

/* ---- one file ---- */

typedef struct Edition {
    Reach                *reach;
    Service              *service;  /* NULL: of an address */
    const char           *name, *language, *where; /* of the document or call; where on the server */
    const DocumentFormat *format;
    Lay                  *lay;
} Edition;

static Status put(void *context, Slice bytes, Problem *problem)
{
    return file_put(context, bytes, problem);
}

static Status make(const Edition *edition, FileOut *out, Problem *problem)
{
    const Asker        holder = {.standing = STANDING_SECRETARIAT};
    const LayoutAsk    ask = {edition->service, &holder, (int64_t)time(NULL), edition->language};
    const OfficialSink sink = {put, out};
    ServiceLayout     *layout = NULL;
    Status             status = edition->lay(&ask, slice_from(edition->name), &layout, problem);

    if (status == OK)
        status = service_layout_write(layout, edition->format, &sink, problem);
    service_layout_free(layout);
    return status == ERR_NOT_FOUND ? problem_set(problem, ERR_NOT_FOUND, MSG("document.unknown"), "name", edition->name, NULL) : status;
}

static Status fetch(const Edition *edition, FileOut *out, Problem *problem)
{
    char   path[STATE_PATH_MAX];
    Buffer body;
    int    http = 0;
    Status status;

    (void)snprintf(path, sizeof path, "%s/%s/%s/%s", edition->language, edition->where, edition->format->name, edition->name);
    buffer_init(&body, FILE_BYTES_MAX_FETCH);
    status = reach_fetch(edition->reach, path, &(HttpFetch){.method = "GET", .limit = FILE_BYTES_MAX_FETCH}, &body, &http, problem);
    if (status == OK && http == 404)
        status = problem_set(problem, ERR_NOT_FOUND, MSG("document.unknown"), "name", edition->name, NULL);
    else if (status == OK && http != 200)
        status = reach_refused(http, &body, problem);
    if (status == OK)
        status = file_put(out, buffer_slice(&body), problem);
    buffer_clear(&body);
    return status;
}

static Status fill(void *context, FileOut *out, Problem *problem)
{
    const Edition *edition = context;

    return edition->service != NULL ? make(edition, out, problem) : fetch(edition, out, problem);
}

/* By --as, else by the ending of -o, else plain text. */
static Status format_of(const OptionSet *options, const DocumentFormat **out, Problem *problem)
{
    const char *as = options_value(options, "--as"), *path = options_value(options, "--output"), *dot = path != NULL ? strrchr(path, '.') : NULL;

    *out = document_format_find(as != NULL ? slice_from(as) : dot != NULL ? slice_from(dot + 1) : SLICE("txt"));
    return *out != NULL ? OK : problem_set(problem, ERR_REFUSED, MSG("document.format"), NULL);
}

static Status write_run(const OptionSet *options, Lay *lay, const char *where, Problem *problem)
{
    const char *language = options_value(options, "--language");
    Reach       reach = {0};
    Edition     edition = {.reach = &reach, .name = options->operands[1], .language = language != NULL ? language : "en", .where = where, .lay = lay};
    Status      status;

    TRY(format_of(options, &edition.format, problem));
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    if (reach.is_installation)
        TRY_OR(done, reach_service(&reach, &edition.service, problem));
    status = file_fill(output_path(options), fill, &edition, problem);
done:
    reach_close(&reach);
    return status;
}

static Status document_write_run(const OptionSet *options, Problem *problem)
{
    return write_run(options, service_layout_document, "editions", problem);
}

static Status call_note_run(const OptionSet *options, Problem *problem)
{
    return write_run(options, service_layout_note, "notes", problem);
}

/* ---- all editions at once ---- */

typedef struct Task {
    Edition edition;
    char    path[PATH_BYTES_MAX];
    Status  status;
    Problem problem;
} Task;

typedef struct Tasks {
    Task         *rows;
    size_t        count;
    atomic_size_t next;
} Tasks;

static void *run_tasks(void *context)
{
    Tasks *tasks = context;
    size_t at;

    while ((at = atomic_fetch_add(&tasks->next, 1)) < tasks->count) {
        Task *task = &tasks->rows[at];

        task->status = file_fill(task->path, fill, &task->edition, &task->problem);
    }
    return NULL;
}

/* Files have an address of their own each: one connection at a time. */
static void run_all(Tasks *tasks, bool many)
{
    long      processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t    wanted = many && processors > 1 ? (size_t)processors : 1, started = 0;
    pthread_t threads[THREADS_MAX];

    while (started + 1 < wanted && started < THREADS_MAX && started + 1 < tasks->count && pthread_create(&threads[started], NULL, run_tasks, tasks) == 0)
        started++;
    (void)run_tasks(tasks);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
}

/* "A_77_100.fr.pdf" */
static void name_file(const char *folder, const Edition *edition, char out[PATH_BYTES_MAX])
{
    char   name[256];
    size_t at = 0;

    for (const char *c = edition->name; *c != '\0' && at + 1 < sizeof name; c++)
        name[at++] = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '.' || *c == '-' ? *c : '_';
    name[at] = '\0';
    (void)snprintf(out, PATH_BYTES_MAX, "%s/%s.%s.%s", folder, name, edition->language, edition->format->name);
}

static bool wanted(const OptionSet *options, const char *option, const char *value)
{
    const char *given[SIGNATORIES_MAX];
    size_t      count = options_all(options, option, given, SIGNATORIES_MAX);

    for (size_t i = 0; i < count; i++)
        if (strcmp(given[i], value) == 0)
            return true;
    return count == 0;
}

static void plan(const OptionSet *options, const Edition *of, const char *folder, Tasks *tasks)
{
    for (size_t f = 0; document_formats[f].name != NULL; f++)
        for (size_t l = 0; languages[l] != NULL; l++)
            if (wanted(options, "--as", document_formats[f].name) && wanted(options, "--language", languages[l])) {
                Task *task = &tasks->rows[tasks->count++];

                task->edition = *of;
                task->edition.language = languages[l];
                task->edition.format = &document_formats[f];
                name_file(folder, &task->edition, task->path);
            }
}

/* What could not be made is said, each once; the rest is there. */
static Status judge(const Tasks *tasks, Problem *problem)
{
    Status status = OK;

    for (size_t i = 0; i < tasks->count; i++) {
        if (tasks->rows[i].status == OK) {
            printf("%s\n", tasks->rows[i].path);
            continue;
        }
        if (status == OK && problem != NULL)
            *problem = tasks->rows[i].problem;
        status = status == OK ? tasks->rows[i].status : status;
    }
    return status;
}

static Status editions_run(const OptionSet *options, Problem *problem)
{
    Reach   reach = {0};
    Edition of = {.reach = &reach, .name = options->operands[1], .where = "editions", .lay = service_layout_document};
    Tasks   tasks = {.rows = NULL};
    size_t  formats = 0;
    Status  status;

    while (document_formats[formats].name != NULL)
        formats++;
    tasks.rows = memory_new_zeroed(formats * 6, sizeof *tasks.rows);
    if (tasks.rows == NULL)
        return no_memory(problem);
    if (!file_is_folder(options->operands[2]) && mkdir(options->operands[2], 0777) != 0)
        TRY_OR(done, problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("file.unwritable"), "why", strerror(errno), NULL), options->operands[2]));
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    if (reach.is_installation)
        TRY_OR(done, reach_service(&reach, &of.service, problem));
    plan(options, &of, options->operands[2], &tasks);
    run_all(&tasks, reach.is_installation);
    status = judge(&tasks, problem);
done:
    reach_close(&reach);
    memory_free(tasks.rows);
    return status;
}

/* ---- the commands ---- */

#define FORMATS "pdf|docx|html|akn|txt"
static const OptionRow write_options[] = {{"--language", 0, true, false, "ar|zh|en|fr|ru|es"}, {"--as", 0, true, false, FORMATS}, {"--token", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow editions_options[] = {{"--language", 0, true, true, "ar|zh|en|fr|ru|es"}, {"--as", 0, true, true, FORMATS}, {"--token", 0, true, false, NULL}, {0}};

const Command document_write_command = {"document write", "RECORD SYMBOL [--language LANGUAGE] [--as " FORMATS "] [-o FILE]", MSG("help.document.write.summary"), MSG("help.document.write"), write_options, 2, 2, document_write_run, EXITS_BY_STATUS};
const Command document_editions_command = {"document editions", "RECORD SYMBOL FOLDER [--language LANGUAGE…] [--as " FORMATS "…]", MSG("help.document.editions.summary"), MSG("help.document.write"), editions_options, 3, 3, editions_run, EXITS_BY_STATUS};
const Command call_note_command = {"call note", "RECORD CALL [--language LANGUAGE] [--as " FORMATS "] [-o FILE]", MSG("help.call.note.summary"), MSG("help.document.write"), write_options, 2, 2, call_note_run, EXITS_BY_STATUS};
