/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur help [COMMAND], rapporteur version.
 */
#include "cli/cli.h"
#include "sandbox/sandbox.h"

static void print_options(const Command *command, Buffer *out)
{
    for (const OptionRow *row = command->options; row != NULL && row->name != NULL; row++) {
        char   id[80], left[64];
        size_t width;

        (void)snprintf(id, sizeof id, "option.%s.%s", command->name, row->name + 2);
        if (message_text(id) == NULL)
            (void)snprintf(id, sizeof id, "option.%s", row->name + 2);
        (void)snprintf(left, sizeof left, "  %c%c%s %s", row->letter != 0 ? '-' : ' ', row->letter != 0 ? row->letter : ' ',
                       row->letter != 0 ? "," : " ", row->name);
        buffer_add_string(out, left);
        width = strlen(left);
        for (; width < 20; width++)
            buffer_add_byte(out, ' ');
        buffer_add_string(out, "  ");
        message_print(out, id, NULL);
        buffer_add_byte(out, '\n');
    }
}

void command_print_help(const Command *command, Buffer *out)
{
    buffer_add_format(out, "rapporteur %s %s\n\n", command->name, command->synopsis);
    message_print(out, command->help, NULL);
    buffer_add_string(out, "\n");
    if (command->options != NULL && command->options->name != NULL) {
        buffer_add_byte(out, '\n');
        print_options(command, out);
    }
}

static void print_all(Buffer *out)
{
    message_print(out, MSG("help.head"), NULL);
    buffer_add_string(out, "\n\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        buffer_add_format(out, "  %-9s ", commands[i]->name);
        message_print(out, commands[i]->summary, NULL);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
    message_print(out, MSG("help.foot"), NULL);
    buffer_add_byte(out, '\n');
}

Status command_help_run(const OptionSet *options, Problem *problem)
{
    const Command *command = options->operand_count != 0 ? command_find(options->operands[0]) : NULL;
    Buffer         out;
    Status         status;

    if (options->operand_count != 0 && command == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("cli.no_command"), "command", options->operands[0], NULL);
    buffer_init(&out, 1 << 20);
    if (command != NULL)
        command_print_help(command, &out);
    else
        print_all(&out);
    status = file_write("-", buffer_slice(&out), problem);
    buffer_clear(&out);
    return status;
}

Status command_version_run(const OptionSet *options, Problem *problem)
{
    Buffer out;
    Status status;

    (void)options;
    buffer_init(&out, 65536);
    buffer_add_string(&out, "rapporteur " RAPPORTEUR_VERSION "\n");
    (void)sandbox_describe(&out);
    buffer_add_byte(&out, '\n');
    status = file_write("-", buffer_slice(&out), problem);
    buffer_clear(&out);
    return status;
}
