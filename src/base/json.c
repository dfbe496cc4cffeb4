/* SPDX-License-Identifier: Apache-2.0
 *
 * Canonical JSON on jansson: keys in code-point order, no spaces, integers within ±2^53, shortest escapes.
 * The profile is that of the record's acts, except that strings keep every code point but C0 controls other than
 * \n and \t, which are left out when printing (docs/formats/text.md).
 */
#include "base/base.h"

#include <jansson.h>

#define JSON_NUMBER_MAX INT64_C(9007199254740991) /* 2^53 - 1 */

static Status check_depth(Slice bytes, Problem *problem)
{
    int  depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < bytes.size; i++) {
        char c = bytes.data[i];

        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("json.too_deep"), NULL);
        else if (!quoted && (c == ']' || c == '}'))
            depth--;
    }
    return OK;
}

static bool is_plain_key(const char *key)
{
    for (; *key != '\0'; key++)
        if ((unsigned char)*key < 0x20)
            return false;
    return true;
}

/* Whole numbers within ±2^53 are the only ones that every reader of JSON takes for the same number. A key with a control character could
   not be printed canonically: without it, it might be equal to another. NULL when all is well, else the message. Recursion is bounded by check_depth. */
static const char *what_is_not_ours(const json_t *value)
{
    const char *key, *message = NULL;
    json_t     *member;

    if (json_is_real(value) ||
        (json_is_integer(value) && (json_integer_value(value) > JSON_NUMBER_MAX || json_integer_value(value) < -JSON_NUMBER_MAX)))
        return MSG("json.number");
    for (size_t i = 0; message == NULL && i < json_array_size(value); i++)
        message = what_is_not_ours(json_array_get(value, i));
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        if (message == NULL)
            message = is_plain_key(key) ? what_is_not_ours(member) : MSG("json.key");
    }
    return message;
}

/* For want of memory jansson calls a text wrong; or, worse, a string lacks a character and it says nothing (2.14: lex_save). NULL: nothing, and *error says why, or there was no memory. */
static json_t *load(Slice bytes, size_t flags, json_error_t *error, bool *starved)
{
    uint64_t failures = memory_failures();
    json_t  *value = json_loadb(bytes.data != NULL ? bytes.data : "", bytes.size, flags, error);

    *starved = memory_failures() != failures;
    if (!*starved)
        return value;
    json_decref(value);
    return NULL;
}

json_t *json_kept(Slice bytes)
{
    bool starved;

    return load(bytes, JSON_DECODE_ANY, NULL, &starved);
}

Status json_read(Slice bytes, json_t **out, Problem *problem)
{
    json_error_t error;
    char         line[DECIMAL_MAX];
    json_t      *value;
    const char  *foreign;
    bool         starved;

    TRY(check_depth(bytes, problem));
    value = load(bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error, &starved);
    if (starved)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (value == NULL)
        return problem_set(problem, ERR_SYNTAX, MSG("json.invalid"), "line", decimal(line, error.line), "what", error.text, NULL);
    foreign = what_is_not_ours(value);
    if (foreign != NULL) {
        json_decref(value);
        return problem_set(problem, ERR_SYNTAX, foreign, NULL);
    }
    *out = value;
    return OK;
}

json_t *json_from_slice(Slice text)
{
    Arena  *arena;
    Slice   clean;
    json_t *value = json_stringn(text.data != NULL ? text.data : "", text.size);

    if (value != NULL || utf8_valid(text))
        return value;
    arena = arena_new(text.size * 3 + 64);
    if (arena == NULL)
        return NULL;
    if (utf8_clean(arena, text, &clean) == OK)
        value = json_stringn(clean.data, clean.size);
    arena_free(arena);
    return value;
}

Slice json_slice(const json_t *value)
{
    return json_is_string(value) ? (Slice){json_string_value(value), json_string_length(value)} : (Slice){NULL, 0};
}

static void print_string(Slice text, Buffer *out)
{
    size_t from = 0;

    buffer_add_byte(out, '"');
    for (size_t at = 0; at < text.size; at++) {
        unsigned char c = (unsigned char)text.data[at];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buffer_add(out, slice_part(text, from, at));
        if (c == '"' || c == '\\') {
            buffer_add_byte(out, '\\');
            buffer_add_byte(out, (char)c);
        } else if (c == '\n' || c == '\t') {
            buffer_add_string(out, c == '\n' ? "\\n" : "\\t");
        }
        from = at + 1;
    }
    buffer_add(out, slice_part(text, from, text.size));
    buffer_add_byte(out, '"');
}

static int by_key(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef struct Printing {
    Buffer *out;
    bool    pretty;
} Printing;

static void print_value(Printing *printing, const json_t *value, int depth);

static void new_line(Printing *printing, int depth)
{
    if (!printing->pretty)
        return;
    buffer_add_byte(printing->out, '\n');
    for (int i = 0; i < depth; i++)
        buffer_add_string(printing->out, "  ");
}

static void print_object(Printing *printing, const json_t *object, int depth)
{
    size_t       count = json_object_size(object), at = 0;
    const char **keys = memory_new_zeroed(count, sizeof *keys);
    const char  *key;
    json_t      *value;

    if (keys == NULL) {
        printing->out->status = ERR_MEMORY;
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
        keys[at++] = key;
    if (!printing->pretty)
        qsort(keys, count, sizeof *keys, by_key);
    buffer_add_byte(printing->out, '{');
    for (at = 0; at < count; at++) {
        if (at != 0)
            buffer_add_byte(printing->out, ',');
        new_line(printing, depth + 1);
        print_string(slice_from(keys[at]), printing->out);
        buffer_add_string(printing->out, printing->pretty ? ": " : ":");
        print_value(printing, json_object_get(object, keys[at]), depth + 1);
    }
    if (count != 0)
        new_line(printing, depth);
    buffer_add_byte(printing->out, '}');
    memory_free(keys);
}

static void print_array(Printing *printing, const json_t *array, int depth)
{
    bool flat = !json_is_object(json_array_get(array, 0)) && !json_is_array(json_array_get(array, 0));

    buffer_add_byte(printing->out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i != 0)
            buffer_add_string(printing->out, printing->pretty && flat ? ", " : ",");
        if (!flat)
            new_line(printing, depth + 1);
        print_value(printing, json_array_get(array, i), depth + 1);
    }
    if (!flat)
        new_line(printing, depth);
    buffer_add_byte(printing->out, ']');
}

/* Recursion is bounded: json_read refuses what is deeper than JSON_DEPTH_MAX, and what we build is flat. */
static void print_value(Printing *printing, const json_t *value, int depth)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: print_object(printing, value, depth); break;
    case JSON_ARRAY: print_array(printing, value, depth); break;
    case JSON_STRING: print_string(json_slice(value), printing->out); break;
    case JSON_INTEGER: buffer_add_number(printing->out, json_integer_value(value)); break;
    case JSON_TRUE: buffer_add_string(printing->out, "true"); break;
    case JSON_FALSE: buffer_add_string(printing->out, "false"); break;
    default: buffer_add_string(printing->out, "null"); break;
    }
}

void json_print(const json_t *value, Buffer *out)
{
    print_value(&(Printing){.out = out, .pretty = false}, value, 0);
}

void json_print_pretty(const json_t *value, Buffer *out)
{
    print_value(&(Printing){.out = out, .pretty = true}, value, 0);
}

bool json_member_is(const json_t *object, const char *member, const char *text)
{
    return slice_is(json_slice(json_object_get(object, member)), text);
}

void json_set_flag(json_t *object, const char *member, bool holds)
{
    if (holds)
        (void)json_object_set_new(object, member, json_true());
}
