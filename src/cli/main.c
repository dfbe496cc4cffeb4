/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur: the table of commands, and main.
 */
#include "cli/cli.h"


static const OptionRow read_options[] = {
    {"--view", 0, true, false, "clean|base|marks"}, {"--as", 0, true, false, "plain|json|html|docx"}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow compare_options[] = {{"--as", 0, true, false, "plain|json|html|docx"}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow compile_options[] = {{"--marks", 0, true, false, "tracked|brackets"},
                                            {"--report", 0, true, false, NULL},
                                            {"--as", 0, true, false, "plain|json|html|docx"},
                                            {"--output", 'o', true, false, NULL},
                                            {0}};
static const OptionRow extract_options[] = {{"--accept", 0, true, true, NULL},
                                            {"--base", 0, false, false, NULL},
                                            {"--as", 0, true, false, "plain|json|html|docx"},
                                            {"--output", 'o', true, false, NULL},
                                            {0}};
static const OptionRow cite_options[] = {{"--as", 0, true, false, "plain|json|dot|svg"}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow no_options[] = {{0}};

enum { MANY = 1000000 };

static const Command read_command = {"read", "FILE [--view clean|base|marks] [--as plain|json|html|docx] [-o FILE]", MSG("help.read.summary"),
                                     MSG("help.read"), read_options, 1, 1, command_read_run};
static const Command compare_command = {"compare", "OLD NEW [--as plain|json|html|docx] [-o FILE]", MSG("help.compare.summary"), MSG("help.compare"),
                                        compare_options, 2, 2, command_compare_run};
static const Command compile_command = {"compile", "BASE SUBMISSION… [-o FILE] [--marks tracked|brackets] [--report FILE]", MSG("help.compile.summary"),
                                        MSG("help.compile"), compile_options, 2, MANY, command_compile_run};
static const Command extract_command = {"extract", "COMPILATION (--accept NAME… | --base) [--as plain|json|html|docx] [-o FILE]",
                                        MSG("help.extract.summary"), MSG("help.extract"), extract_options, 1, 1, command_extract_run};
static const Command cite_command = {"cite", "FILE… [--as plain|json|dot|svg] [-o FILE]", MSG("help.cite.summary"), MSG("help.cite"), cite_options, 1, MANY,
                                     command_cite_run};
static const Command help_command = {"help", "[COMMAND]", MSG("help.help.summary"), MSG("help.help"), no_options, 0, 1, command_help_run};
static const Command version_command = {"version", "", MSG("help.version.summary"), MSG("help.version"), no_options, 0, 0, command_version_run};

const Command *const commands[] = {&read_command, &compare_command, &compile_command, &extract_command, &cite_command, &help_command, &version_command, NULL};

const Command *command_find(const char *name)
{
    static const char *const other[][2] = {{"--help", "help"}, {"-h", "help"}, {"--version", "version"}, {"-V", "version"}};

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (strcmp(name, other[i][0]) == 0)
            name = other[i][1];
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return false;
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

static int wrong_use(const Command *command, const Problem *problem)
{
    say_problem(problem);
    if (command != NULL)
        fprintf(stderr, "usage: rapporteur %s %s\n", command->name, command->synopsis);
    return EXIT_USAGE;
}

static int run_command(const Command *command, int argc, char **argv)
{
    Arena    *arena = arena_new(16 * 1024 * 1024);
    OptionSet options = {0};
    Problem   problem = {0};
    Status    status = arena != NULL ? OK : ERR_MEMORY;
    int       code = status_face(ERR_MEMORY)->exit_code;

    if (asks_for_help(argc, argv)) {
        Buffer out;

        buffer_init(&out, 1 << 20);
        command_print_help(command, &out);
        status = file_write("-", buffer_slice(&out), &problem);
        buffer_clear(&out);
        arena_free(arena);
        return status_face(status)->exit_code;
    }
    if (status == OK && options_parse(argc, argv, command->options, arena, &options, &problem) != OK) {
        code = wrong_use(command, &problem);
    } else if (status == OK && (options.operand_count < command->operands_min || options.operand_count > command->operands_max)) {
        (void)problem_set(&problem, ERR_REFUSED,
                          options.operand_count < command->operands_min ? MSG("cli.too_few") : MSG("cli.too_many"), NULL);
        code = wrong_use(command, &problem);
    } else if (status == OK) {
        status = command->run(&options, &problem);
        if (status != OK) {
            problem.status = status;
            say_problem(&problem);
        }
        code = status_face(status)->exit_code;
    }
    arena_free(arena);
    return code;
}

int main(int argc, char **argv)
{
    const Command *command;
    const char    *language = getenv("RAPPORTEUR_LANGUAGE");
    Problem        problem = {0};

    memory_adopt_libraries();
    memory_widen();
    if (language != NULL)
        message_language(language);
    command = argc > 1 ? command_find(argv[1]) : &help_command;
    if (command != NULL)
        return run_command(command, argc > 1 ? argc - 2 : 0, argv + 2);
    (void)problem_set(&problem, ERR_REFUSED, MSG("cli.no_command"), "command", argv[1], NULL);
    return wrong_use(NULL, &problem);
}
