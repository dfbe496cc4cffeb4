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
        for (char *space = id; *space != '\0'; space++) /* option.record.verify.from */
            *space = (char)(*space == ' ' ? '.' : *space);
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

static void print_row(const char *name, const char *summary, int width, Buffer *out)
{
    buffer_add_format(out, "  %-*s ", width, name);
    message_print(out, summary, NULL);
    buffer_add_byte(out, '\n');
}

void command_group_print_help(const CommandGroup *group, Buffer *out)
{
    message_print(out, group->help, NULL);
    buffer_add_string(out, "\n\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        if (command_in_group(commands[i], group))
            print_row(commands[i]->name, commands[i]->summary, 15, out);
    buffer_add_byte(out, '\n');
    message_print(out, MSG("help.group_foot"), "group", group->name, NULL);
    buffer_add_byte(out, '\n');
}

/* A group stands where its first command stands. */
static void print_all(Buffer *out)
{
    const CommandGroup *last = NULL;

    message_print(out, MSG("help.head"), NULL);
    buffer_add_string(out, "\n\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        const CommandGroup *group = command_groups;

        while (group->name != NULL && !command_in_group(commands[i], group))
            group++;
        if (group->name == NULL)
            print_row(commands[i]->name, commands[i]->summary, 9, out);
        else if (group != last)
            print_row(group->name, group->summary, 9, out);
        last = group;
    }
    buffer_add_byte(out, '\n');
    message_print(out, MSG("help.foot"), NULL);
    buffer_add_byte(out, '\n');
}

Status command_help_run(const OptionSet *options, Problem *problem)
{
    const char         *first = options->operand_count != 0 ? options->operands[0] : NULL, *second = options->operand_count > 1 ? options->operands[1] : NULL;
    int                 words = 0;
    const Command      *command = first != NULL ? command_find(first, second, &words) : NULL;
    const CommandGroup *group = command == NULL && first != NULL && second == NULL ? command_group_find(first) : NULL;
    char                name[80];
    Buffer              out;
    Status              status;

    if (first != NULL && group == NULL && (command == NULL || (second != NULL && words == 1))) {
        (void)snprintf(name, sizeof name, "%.38s%s%.38s", first, second != NULL ? " " : "", second != NULL ? second : "");
        return problem_set(problem, ERR_REFUSED, MSG("cli.no_command"), "command", name, NULL);
    }
    buffer_init(&out, 1 << 20);
    if (command != NULL)
        command_print_help(command, &out);
    else if (group != NULL)
        command_group_print_help(group, &out);
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
