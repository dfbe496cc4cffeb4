/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur: the table of commands, and main.
 */
#include "cli/cli.h"

/* record.md, section 10 */
enum { VERDICT_FAILED = 1, VERDICT_USAGE = 2, VERDICT_INCOMPLETE = 3 };

static const OptionRow read_options[] = {
    {"--view", 0, true, false, "clean|base|marks"}, {"--as", 0, true, false, "plain|json|html|docx|akn"}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow compare_options[] = {{"--as", 0, true, false, "plain|json|html|docx|akn"}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow compile_options[] = {{"--marks", 0, true, false, "tracked|brackets"},
                                            {"--report", 0, true, false, NULL},
                                            {"--as", 0, true, false, "plain|json|html|docx|akn"},
                                            {"--output", 'o', true, false, NULL},
                                            {0}};
static const OptionRow extract_options[] = {{"--accept", 0, true, true, NULL},
                                            {"--base", 0, false, false, NULL},
                                            {"--as", 0, true, false, "plain|json|html|docx|akn"},
                                            {"--output", 'o', true, false, NULL},
                                            {0}};
static const OptionRow cite_options[] = {{"--as", 0, true, false, "plain|json|dot|svg"}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow no_options[] = {{0}};

static const Command read_command = {"read", "FILE [--view clean|base|marks] [--as plain|json|html|docx|akn] [-o FILE]", MSG("help.read.summary"),
                                     MSG("help.read"), read_options, 1, 1, command_read_run};
static const Command compare_command = {"compare", "OLD NEW [--as plain|json|html|docx|akn] [-o FILE]", MSG("help.compare.summary"), MSG("help.compare"),
                                        compare_options, 2, 2, command_compare_run};
static const Command compile_command = {"compile", "BASE SUBMISSION… [--as plain|json|html|docx|akn] [-o FILE] [--marks tracked|brackets] [--report FILE]", MSG("help.compile.summary"),
                                        MSG("help.compile"), compile_options, 2, COMMAND_MANY, command_compile_run};
static const Command extract_command = {"extract", "COMPILATION (--accept NAME… | --base) [--as plain|json|html|docx|akn] [-o FILE]",
                                        MSG("help.extract.summary"), MSG("help.extract"), extract_options, 1, 1, command_extract_run};
static const Command cite_command = {"cite", "FILE… [--as plain|json|dot|svg] [-o FILE]", MSG("help.cite.summary"), MSG("help.cite"), cite_options, 1, COMMAND_MANY,
                                     command_cite_run};
static const Command help_command = {"help", "[COMMAND]", MSG("help.help.summary"), MSG("help.help"), no_options, 0, 2, command_help_run};
static const Command version_command = {"version", "", MSG("help.version.summary"), MSG("help.version"), no_options, 0, 0, command_version_run};

const Command *const commands[] = {&read_command,          &compare_command,       &compile_command,      &extract_command,       &cite_command,         &chain_command,        &quote_command,         &setup_command,         &serve_command,
                                   &record_init_command,   &record_admit_command,  &record_serve_command, &record_token_command,  &record_verify_command,
                                   &record_prove_command,  &record_check_command,  &record_mirror_command, &record_witness_command, &record_export_command,
                                   &record_import_command, &key_new_command,       &key_show_command,     &key_enrol_command,     &key_rotate_command,
                                   &key_revoke_command,    &act_sign_command,      &act_submit_command,   &act_show_command,
                                   &text_commands[TEXT_LIST], &text_commands[TEXT_SHOW], &text_commands[TEXT_MAP], &text_commands[TEXT_OPEN], &text_commands[TEXT_ISSUE],
                                   &text_commands[TEXT_PROPOSE], &text_commands[TEXT_BRIDGE], &text_commands[TEXT_WITHDRAW], &text_commands[TEXT_SPONSOR],
                                   &text_commands[TEXT_POSITION], &text_commands[TEXT_RETRACT], &text_commands[TEXT_OPT_OUT], &text_commands[TEXT_CLOSE],
                                   &text_commands[TEXT_REOPEN], &text_commands[TEXT_SILENCE], &text_commands[TEXT_BREAK], &text_commands[TEXT_EXTEND],
                                   &text_commands[TEXT_CALL_OFF], &text_commands[TEXT_CONCLUDE], &text_commands[TEXT_CHALLENGE], &text_commands[TEXT_ASK], &text_commands[TEXT_OBJECT], &text_commands[TEXT_ADOPT],
                                   &text_commands[TEXT_EXPLAIN], &text_commands[TEXT_READ], &text_commands[TEXT_SUSPEND], &text_commands[TEXT_RESUME], &text_commands[TEXT_FINISH], &text_commands[TEXT_COMMENT],
                                   &text_commands[TEXT_UNCOMMENT], &text_commands[TEXT_END],
                                   &call_commands[CALL_LIST], &call_commands[CALL_SHOW], &call_commands[CALL_ISSUE], &call_commands[CALL_EXTEND], &call_commands[CALL_WITHDRAW], &call_note_command,
                                   &call_commands[SUBMISSION_SHOW], &call_commands[SUBMISSION_SEND], &call_commands[SUBMISSION_CORRECT], &call_commands[SUBMISSION_RESERVE],
                                   &call_commands[SUBMISSION_TRANSLATE], &call_commands[SUBMISSION_WITHDRAW], &call_commands[REPORT_ISSUE],
                                   &document_write_command, &document_editions_command, &import_command,
                                   &help_command,
                                   &version_command,       NULL};

const CommandGroup command_groups[] = {{"record", MSG("help.record.summary"), MSG("help.record")},
                                       {"key", MSG("help.key.summary"), MSG("help.key")},
                                       {"act", MSG("help.act.summary"), MSG("help.act")},
                                       {"text", MSG("help.text.summary"), MSG("help.text")},
                                       {"call", MSG("help.call.summary"), MSG("help.call")},
                                       {"submission", MSG("help.submission.summary"), MSG("help.submission")},
                                       {"report", MSG("help.report.summary"), MSG("help.report")},
                                       {"document", MSG("help.document.summary"), MSG("help.document")},
                                       {0}};

bool command_in_group(const Command *command, const CommandGroup *group)
{
    size_t size = strlen(group->name);

    return strncmp(command->name, group->name, size) == 0 && command->name[size] == ' ';
}

const CommandGroup *command_group_find(const char *name)
{
    for (const CommandGroup *group = command_groups; group->name != NULL; group++)
        if (strcmp(group->name, name) == 0)
            return group;
    return NULL;
}

const Command *command_find(const char *first, const char *second, int *words)
{
    static const char *const other[][2] = {{"--help", "help"}, {"-h", "help"}, {"--version", "version"}, {"-V", "version"}};
    size_t size;

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (strcmp(first, other[i][0]) == 0)
            first = other[i][1];
    size = strlen(first);
    for (size_t i = 0; commands[i] != NULL; i++) {
        const char *name = commands[i]->name;

        *words = strchr(name, ' ') != NULL ? 2 : 1;
        if (*words == 1 ? strcmp(name, first) == 0 : second != NULL && strncmp(name, first, size) == 0 && name[size] == ' ' && strcmp(name + size + 1, second) == 0)
            return commands[i];
    }
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
    return command != NULL && command->exits == EXITS_BY_VERDICT ? VERDICT_USAGE : EXIT_USAGE;
}

/* What these say is about how the command was called, not about a file. */
static const char *const of_use[] = {MSG("extract.accept_or_base"), MSG("output.unknown_ending"), MSG("compile.name_path"), MSG("compile.marks_in_docx"), MSG("compile.report_ending")};

static bool is_of_use(const Problem *problem)
{
    for (size_t i = 0; i < sizeof of_use / sizeof *of_use; i++)
        if (problem->message != NULL && strcmp(problem->message, of_use[i]) == 0)
            return true;
    return false;
}

static int exit_code(const Command *command, Status status)
{
    if (command->exits == EXITS_BY_STATUS || status == OK)
        return status_face(status)->exit_code;
    switch (status) {
    case ERR_NOT_FOUND:
    case ERR_FORBIDDEN: /* withheld from this reader */
    case ERR_BUSY:
    case ERR_MEMORY:
    case ERR_STORAGE: return VERDICT_INCOMPLETE;
    case ERR_REFUSED: return VERDICT_USAGE;
    default: return VERDICT_FAILED;
    }
}

static int print_help(const Command *command, const CommandGroup *group)
{
    Problem problem = {0};
    Buffer  out;
    Status  status;

    buffer_init(&out, 1 << 20);
    if (command != NULL)
        command_print_help(command, &out);
    else
        command_group_print_help(group, &out);
    status = file_write("-", buffer_slice(&out), &problem);
    buffer_clear(&out);
    if (status != OK)
        say_problem(&problem);
    return status_face(status)->exit_code;
}

static int run_command(const Command *command, int argc, char **argv)
{
    Arena    *arena = arena_new(16 * 1024 * 1024);
    OptionSet options = {0};
    Problem   problem = {0};
    Status    status = arena != NULL ? OK : ERR_MEMORY;
    int       code = status_face(ERR_MEMORY)->exit_code;

    if (asks_for_help(argc, argv)) {
        arena_free(arena);
        return print_help(command, NULL);
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
        code = status == ERR_REFUSED && command->exits == EXITS_BY_STATUS && is_of_use(&problem) ? EXIT_USAGE : exit_code(command, status);
    }
    arena_free(arena);
    return code;
}

/* Neither a command nor the first word of one, or the second word is missing or wrong. */
static int run_group(const CommandGroup *group, int argc, char **argv)
{
    char    name[80];
    Problem problem = {0};

    if (argc == 0 || asks_for_help(argc, argv))
        return print_help(NULL, group);
    (void)snprintf(name, sizeof name, "%s %.60s", group->name, argv[0]);
    (void)problem_set(&problem, ERR_REFUSED, MSG("cli.no_subcommand"), "command", name, "group", group->name, NULL);
    return wrong_use(NULL, &problem);
}

/* The first of these that says something decides: our own variables with a language, the system's with a locale such as
   "fr_FR.UTF-8". What is none of our languages ("C", "tr_TR") leaves English. */
static void take_language(void)
{
    static const char *const variables[] = {"RAPPORTEUR_LANGUAGE", "RAPPORTEUR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        char        language[4];
        size_t      size = value != NULL ? strcspn(value, "_.@-") : 0;

        if (value == NULL || value[0] == '\0')
            continue;
        if (size < sizeof language) {
            memcpy(language, value, size);
            language[size] = '\0';
            message_language(language);
        }
        return;
    }
}

int main(int argc, char **argv)
{
    const Command      *command;
    const CommandGroup *group;
    Problem             problem = {0};
    int                 words = 0;

    memory_adopt_libraries();
    memory_widen();
    take_language();
    command = argc > 1 ? command_find(argv[1], argc > 2 ? argv[2] : NULL, &words) : &help_command;
    if (command != NULL)
        return run_command(command, argc > 1 ? argc - 1 - words : 0, argv + 1 + words);
    group = command_group_find(argv[1]);
    if (group != NULL)
        return run_group(group, argc - 2, argv + 2);
    (void)problem_set(&problem, ERR_REFUSED, MSG("cli.no_command"), "command", argv[1], NULL);
    return wrong_use(NULL, &problem);
}
