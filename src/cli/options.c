/* SPDX-License-Identifier: Apache-2.0
 *
 * Options by table: --name value, --name=value, -o value, -ovalue; operands anywhere; "--" ends options.
 */
#include "cli/cli.h"

static const OptionRow *find_row(const OptionRow *rows, Slice name)
{
    for (; rows != NULL && rows->name != NULL; rows++)
        if (slice_is(name, rows->name))
            return rows;
    return NULL;
}

static const OptionRow *find_letter(const OptionRow *rows, char letter)
{
    for (; rows != NULL && rows->name != NULL; rows++)
        if (rows->letter == letter)
            return rows;
    return NULL;
}

static bool is_allowed(const OptionRow *row, const char *value)
{
    Slice rest = slice_from(row->values);

    if (row->values == NULL)
        return true;
    for (;;) {
        const char *bar = memchr(rest.data, '|', rest.size);
        size_t      size = bar != NULL ? (size_t)(bar - rest.data) : rest.size;

        if (slice_is(slice_part(rest, 0, size), value))
            return true;
        if (bar == NULL)
            return false;
        rest = slice_part(rest, size + 1, rest.size);
    }
}

static Status take(OptionSet *out, const OptionRow *row, const char *value, Problem *problem)
{
    if (!row->may_repeat && options_has(out, row->name))
        return problem_set(problem, ERR_REFUSED, MSG("cli.option_twice"), "option", row->name, NULL);
    if (!is_allowed(row, value))
        return problem_set(problem, ERR_REFUSED, MSG("cli.option_value"), "option", row->name, "value", value, "allowed", row->values, NULL);
    out->names[out->count] = row->name;
    out->values[out->count++] = value;
    return OK;
}

/* One argument that begins with '-'; *next moves on when its value is the argument after it. */
static Status take_option(OptionSet *out, char **argv, int argc, int *next, Problem *problem)
{
    const char      *argument = argv[*next], *equals = strchr(argument, '='), *value = NULL;
    bool             is_long = argument[1] == '-';
    const OptionRow *row;

    if (is_long)
        row = find_row(out->rows, (Slice){argument, equals != NULL ? (size_t)(equals - argument) : strlen(argument)});
    else
        row = find_letter(out->rows, argument[1]);
    if (row == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("cli.option_unknown"), "option", argument, NULL);
    if (is_long && equals != NULL)
        value = equals + 1;
    else if (!is_long && argument[2] != '\0')
        value = argument + 2;
    if (!row->takes_value)
        return value == NULL ? take(out, row, "", problem) : problem_set(problem, ERR_REFUSED, MSG("cli.option_no_value"), "option", row->name, NULL);
    if (value == NULL) {
        if (*next + 1 >= argc)
            return problem_set(problem, ERR_REFUSED, MSG("cli.option_needs_value"), "option", row->name, NULL);
        value = argv[++*next];
    }
    return take(out, row, value, problem);
}

Status options_parse(int argc, char **argv, const OptionRow *rows, Arena *arena, OptionSet *out, Problem *problem)
{
    bool ended = false;

    *out = (OptionSet){.rows = rows, .arena = arena};
    out->names = arena_take_zeroed(arena, (size_t)argc + 1, sizeof *out->names);
    out->values = arena_take_zeroed(arena, (size_t)argc + 1, sizeof *out->values);
    out->operands = arena_take_zeroed(arena, (size_t)argc + 1, sizeof *out->operands);
    if (out->names == NULL || out->values == NULL || out->operands == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (int i = 0; i < argc; i++) {
        if (!ended && strcmp(argv[i], "--") == 0)
            ended = true;
        else if (!ended && argv[i][0] == '-' && argv[i][1] != '\0')
            TRY(take_option(out, argv, argc, &i, problem));
        else
            out->operands[out->operand_count++] = argv[i];
    }
    return OK;
}

const char *options_value(const OptionSet *options, const char *name)
{
    for (size_t i = options->count; i > 0; i--)
        if (strcmp(options->names[i - 1], name) == 0)
            return options->values[i - 1];
    return NULL;
}

bool options_has(const OptionSet *options, const char *name)
{
    return options_value(options, name) != NULL;
}
