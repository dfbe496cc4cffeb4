/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur import: a folder of statements or documents into the registry of an installation, file by file in the order of their names. What cannot be taken is said, and the others go on.
 */
#include "cli/record_internal.h"
#include "service/import.h"

#include <dirent.h>

static const OptionRow import_options[] = {{"--statements", 0, false, false, NULL}, {"--documents", 0, false, false, NULL}, {"--body", 0, true, false, NULL}, {"--session", 0, true, false, NULL},
                                           {"--title", 0, true, false, NULL}, {"--language", 0, true, false, "ar|zh|en|fr|ru|es"}, {"--source", 0, true, false, NULL}, {"--date", 0, true, false, NULL},
                                           {"--fictional", 0, false, false, NULL}, {0}};

enum { NAMES_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct Names {
    char  **rows;
    size_t  count, capacity;
} Names;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Files that are not hidden; no folders. */
static Status list_folder(const char *folder, Arena *arena, Names *names, Problem *problem)
{
    DIR           *open = opendir(folder);
    struct dirent *entry;
    Status         status = OK;

    if (open == NULL)
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("import.no_folder"), NULL), folder);
    while (status == OK && (entry = readdir(open)) != NULL) {
        Slice kept;

        if (entry->d_name[0] == '.' || entry->d_type == DT_DIR)
            continue;
        status = slice_copy(arena, slice_from(entry->d_name), &kept);
        if (status == OK)
            status = memory_reserve((void **)&names->rows, &names->capacity, names->count + 1, sizeof *names->rows);
        if (status == OK)
            names->rows[names->count++] = (char *)(uintptr_t)kept.data;
    }
    closedir(open);
    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    if (names->count != 0)
        qsort(names->rows, names->count, sizeof *names->rows, by_name);
    return OK;
}

typedef struct Counts {
    size_t taken, there, refused;
} Counts;

static void import_one(Service *service, const ImportAsk *ask, const char *folder, const char *name, Counts *counts)
{
    char     path[STATE_PATH_MAX];
    Problem  problem = {0};
    Arena   *arena = arena_new(NAMES_BYTES_MAX);
    Slice    bytes;
    Imported how = IMPORT_TAKEN;
    Buffer   what, said;
    Status   status = arena != NULL ? OK : problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);

    buffer_init(&what, 4096);
    buffer_init(&said, 16384);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (status == OK)
        status = file_read(path, arena, &bytes, &problem);
    if (status == OK)
        status = service_import_file(service, ask, slice_from(name), bytes, &how, &what, &problem);
    counts->taken += status == OK && how == IMPORT_TAKEN;
    counts->there += status == OK && how == IMPORT_THERE;
    counts->refused += status != OK;
    if (status != OK) {
        problem_print(&problem, &said);
        fprintf(stderr, "%s: %.*s\n", name, (int)said.size, said.data);
    }
    buffer_clear(&what);
    buffer_clear(&said);
    arena_free(arena);
}

static Status import_run(const OptionSet *options, Problem *problem)
{
    const char *folder = options->operands[1], *language = options_value(options, "--language");
    ImportAsk   ask = {.documents = options_has(options, "--documents"), .body = slice_from(options_value(options, "--body")), .session = slice_from(options_value(options, "--session")),
                       .title = slice_from(options_value(options, "--title")), .language = language != NULL ? language : "en", .source = slice_from(options_value(options, "--source")),
                       .date = slice_from(options_value(options, "--date")), .fictional = options_has(options, "--fictional")};
    Service    *service = NULL;
    Names       names = {0};
    Counts      counts = {0};
    Buffer      said;
    char        numbers[3][DECIMAL_MAX];
    Status      status;

    if (ask.documents == options_has(options, "--statements"))
        return problem_set(problem, ERR_REFUSED, MSG("import.which"), NULL);
    if (ask.source.size == 0)
        return needs_option("--source", problem);
    if (!ask.documents && ask.body.size == 0)
        return needs_option("--body", problem);
    TRY(list_folder(folder, options->arena, &names, problem));
    buffer_init(&said, 4096);
    TRY_OR(done, service_open(&(ServiceOptions){.folder = options->operands[0], .no_duties = true}, &service, problem));
    for (size_t i = 0; i < names.count; i++)
        import_one(service, &ask, folder, names.rows[i], &counts);
    message_print(&said, MSG("import.done"), "taken", decimal(numbers[0], (int64_t)counts.taken), "there", decimal(numbers[1], (int64_t)counts.there), "refused",
                  decimal(numbers[2], (int64_t)counts.refused), NULL);
    buffer_add_byte(&said, '\n');
    status = file_write("-", buffer_slice(&said), problem);
    if (status == OK && counts.refused != 0)
        status = problem_set(problem, ERR_REFUSED, MSG("import.some_refused"), NULL);
done:
    service_close(service);
    buffer_clear(&said);
    memory_free(names.rows);
    return status;
}

const Command import_command = {"import", "HOUSE FOLDER (--statements --body BODY | --documents) --source WORDS [--session SESSION] [--language LANGUAGE] [--date DATE]", MSG("help.import.summary"), MSG("help.import"),
                                import_options, 2, 2, import_run, EXITS_BY_STATUS};
