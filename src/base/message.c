/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages: everything a person reads, by id, in the language in use.
 *
 * The texts are the files of lang/, one a language, embedded at build as sorted tables. They are written in ICU
 * MessageFormat with named arguments. ICU's own formatter takes no named arguments in C, so the small part that
 * our texts use ({name}, {name, plural, =0 {…} one {…} other {# …}}, and quoting by '') is done here; the plural rules are ICU's.
 * A text that is not well formed prints as far as it is; tests format every one of them.
 *
 * Commands speak one language, set once for the process. Servers name the language of each sentence: nothing but the plural rules, made once and never changed, is shared then.
 */
#include "base/base.h"
#include "base/message_internal.h"

#include <stdatomic.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

enum { PATTERN_DEPTH_MAX = 4, TABLES_MAX = 16 };

static const MessageTable *in_use = &message_tables[0];

/* Of message_tables, in its order; made when first asked for, never freed. */
static UPluralRules *_Atomic plural_rules[TABLES_MAX];

typedef struct Arguments {
    int                 count;
    const char *const  *names, *const *values;
    const MessageTable *table;
} Arguments;

void message_language(const char *language)
{
    for (const MessageTable *table = message_tables; table->language != NULL; table++)
        if (strcmp(table->language, language) == 0)
            in_use = table;
}

const char *message_language_in_use(void)
{
    return in_use->language;
}

static const char *find(const MessageTable *table, const char *id)
{
    size_t low = 0, high = table->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = strcmp(id, table->words + table->rows[middle].id);

        if (order == 0)
            return table->words + table->rows[middle].text;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const MessageTable *table_of(const char *language)
{
    for (const MessageTable *table = message_tables; table->language != NULL; table++)
        if (strcmp(table->language, language) == 0)
            return table;
    return &message_tables[0];
}

static const char *text_in(const MessageTable *table, const char *id)
{
    const char *text = find(table, id);

    return text != NULL ? text : find(&message_tables[0], id);
}

const char *message_text(const char *id)
{
    return text_in(in_use, id);
}

const char *message_text_in(const char *language, const char *id)
{
    return text_in(table_of(language), id);
}

size_t message_count(void)
{
    return message_tables[0].count;
}

const char *message_id(size_t index)
{
    REQUIRE(index < message_tables[0].count);
    return message_tables[0].words + message_tables[0].rows[index].id;
}

static const char *value_of(const Arguments *arguments, Slice name)
{
    for (int i = 0; i < arguments->count; i++)
        if (slice_is(name, arguments->names[i]))
            return arguments->values[i];
    return NULL;
}

/* The end of the {…} that opens at `at`: the place of its closing brace, or the pattern's size. */
static size_t closing(Slice pattern, size_t at)
{
    int depth = 0;

    for (; at < pattern.size; at++) {
        if (pattern.data[at] == '{')
            depth++;
        else if (pattern.data[at] == '}' && --depth == 0)
            return at;
    }
    return pattern.size;
}

/* NULL without memory. Two threads may both make them; one of the two is kept. */
static const UPluralRules *rules_of(const MessageTable *table)
{
    size_t        row = (size_t)(table - message_tables);
    UPluralRules *rules, *none = NULL;
    UErrorCode    error = U_ZERO_ERROR;

    REQUIRE(row < TABLES_MAX);
    rules = atomic_load(&plural_rules[row]);
    if (rules != NULL)
        return rules;
    rules = uplrules_open(table->language, &error);
    if (U_FAILURE(error))
        return NULL;
    if (atomic_compare_exchange_strong(&plural_rules[row], &none, rules))
        return rules;
    uplrules_close(rules);
    return none;
}

static Slice plural_category(const MessageTable *table, const char *value, char *room, size_t size)
{
    UErrorCode          error = U_ZERO_ERROR;
    const UPluralRules *rules = rules_of(table);
    UChar               keyword[32];
    int32_t             length = rules != NULL ? uplrules_select(rules, strtod(value, NULL), keyword, 32, &error) : 0;

    if (U_FAILURE(error) || length <= 0 || (size_t)length >= size)
        return SLICE("other");
    u_UCharsToChars(keyword, room, length);
    return (Slice){room, (size_t)length};
}

/* The branch of "=0 {…} one {…} other {…}" that fits the value: =n first, then the category, then other. */
static Slice plural_branch(const MessageTable *table, Slice branches, const char *value)
{
    char  room[32];
    Slice category = plural_category(table, value, room, sizeof room);
    Slice fallback = {NULL, 0}, fitting = {NULL, 0};

    for (size_t at = 0; at < branches.size;) {
        size_t open = at, close;
        Slice  key, body;

        while (open < branches.size && branches.data[open] != '{')
            open++;
        if (open == branches.size)
            break;
        close = closing(branches, open);
        key = slice_trim(slice_part(branches, at, open));
        body = slice_part(branches, open + 1, close);
        if (key.size > 1 && key.data[0] == '=' && slice_is(slice_part(key, 1, key.size), value))
            return body;
        if (slice_equal(key, category))
            fitting = body;
        if (slice_is(key, "other"))
            fallback = body;
        at = close < branches.size ? close + 1 : close;
    }
    return fitting.data != NULL ? fitting : fallback;
}

static void print_pattern(Buffer *out, Slice pattern, const Arguments *arguments, const char *number, int depth);

static void print_argument(Buffer *out, Slice inside, const Arguments *arguments, int depth)
{
    const char *comma = memchr(inside.data, ',', inside.size);
    size_t      name_end = comma != NULL ? (size_t)(comma - inside.data) : inside.size;
    Slice       name = slice_trim(slice_part(inside, 0, name_end));
    const char *value = value_of(arguments, name);
    Slice       rest;

    if (value == NULL || comma == NULL) {
        buffer_add(out, value != NULL ? slice_from(value) : inside);
        return;
    }
    rest = slice_part(inside, name_end + 1, inside.size);
    comma = memchr(rest.data, ',', rest.size);
    if (comma != NULL)
        print_pattern(out, plural_branch(arguments->table, slice_part(rest, (size_t)(comma - rest.data) + 1, rest.size), value), arguments, value,
                      depth + 1);
}

/* ICU's rule: '' is an apostrophe; one alone before { } # quotes up to the next one; anywhere else it stands for itself. */
static size_t print_apostrophe(Buffer *out, Slice pattern, size_t at)
{
    const char *end;

    if (at + 1 < pattern.size && pattern.data[at + 1] == '\'') {
        buffer_add_byte(out, '\'');
        return at + 2;
    }
    if (at + 1 >= pattern.size || strchr("{}#", pattern.data[at + 1]) == NULL) {
        buffer_add_byte(out, '\'');
        return at + 1;
    }
    end = memchr(pattern.data + at + 1, '\'', pattern.size - at - 1);
    if (end == NULL)
        end = pattern.data + pattern.size;
    buffer_add(out, (Slice){pattern.data + at + 1, (size_t)(end - pattern.data) - at - 1});
    return (size_t)(end - pattern.data) + 1;
}

/* Recursion is bounded by PATTERN_DEPTH_MAX. */
static void print_pattern(Buffer *out, Slice pattern, const Arguments *arguments, const char *number, int depth)
{
    if (depth > PATTERN_DEPTH_MAX)
        return;
    for (size_t at = 0; at < pattern.size;) {
        char c = pattern.data[at];

        if (c == '{') {
            size_t close = closing(pattern, at);

            print_argument(out, slice_part(pattern, at + 1, close), arguments, depth);
            at = close + 1;
        } else if (c == '\'') {
            at = print_apostrophe(out, pattern, at);
        } else if (c == '#' && number != NULL) {
            buffer_add_string(out, number);
            at++;
        } else {
            buffer_add_byte(out, c);
            at++;
        }
    }
}

static void print_in(Buffer *out, const MessageTable *table, const char *id, int count, const char *const names[], const char *const values[])
{
    const char *text = text_in(table, id);
    Arguments   arguments = {count, names, values, table};

    print_pattern(out, slice_from(text != NULL ? text : id), &arguments, NULL, 0);
}

void message_print_arguments(Buffer *out, const char *id, int count, const char *const names[], const char *const values[])
{
    print_in(out, in_use, id, count, names, values);
}

void message_print_arguments_in(Buffer *out, const char *language, const char *id, int count, const char *const names[], const char *const values[])
{
    bool pseudo = strcmp(language, message_pseudo_language) == 0;

    if (pseudo)
        buffer_add_string(out, "\xE2\x9F\xA6"); /* U+27E6 */
    print_in(out, table_of(language), id, count, names, values);
    if (pseudo)
        buffer_add_string(out, "\xE2\x9F\xA7");
}

const char message_pseudo_language[] = "qps";

/* Pairs of name and value up to NULL; returns their number. */
static int take_pairs(va_list pairs, const char *names[PROBLEM_ARGUMENTS_MAX], const char *values[PROBLEM_ARGUMENTS_MAX])
{
    int         count = 0;
    const char *name;

    while ((name = va_arg(pairs, const char *)) != NULL) {
        REQUIRE(count < PROBLEM_ARGUMENTS_MAX);
        names[count] = name;
        values[count] = va_arg(pairs, const char *);
        count++;
    }
    return count;
}

void message_print(Buffer *out, const char *id, ...)
{
    const char *names[PROBLEM_ARGUMENTS_MAX], *values[PROBLEM_ARGUMENTS_MAX];
    va_list     pairs;
    int         count;

    va_start(pairs, id);
    count = take_pairs(pairs, names, values);
    va_end(pairs);
    message_print_arguments(out, id, count, names, values);
}

void message_print_in(Buffer *out, const char *language, const char *id, ...)
{
    const char *names[PROBLEM_ARGUMENTS_MAX], *values[PROBLEM_ARGUMENTS_MAX];
    va_list     pairs;
    int         count;

    va_start(pairs, id);
    count = take_pairs(pairs, names, values);
    va_end(pairs);
    message_print_arguments_in(out, language, id, count, names, values);
}

const char *decimal(char text[DECIMAL_MAX], int64_t number)
{
    (void)snprintf(text, DECIMAL_MAX, "%lld", (long long)number);
    return text;
}
