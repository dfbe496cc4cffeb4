/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries: a body of seven lines, an empty line, one to sixteen signature lines. One pass takes an entry apart; it allocates nothing and looks at every byte, so what it accepts has
 * one spelling and is what entry_body_print and note_line_print would write.
 *
 * Lines 1 to 6 are a table. The seventh is the act's object. Whoever is named in it under `with` signs too, in that order, and nobody else: so no signature can be added or
 * taken away without a trace.
 */
#include "record/note_internal.h"

enum { SIZE_DIGITS_MAX = 19, BASE64_HASH = 44, JSON_LINE = 7, FIRST_SIGNATURE_LINE = 9 };

static bool take_first(Slice line, Entry *entry)
{
    (void)entry;
    return slice_is(line, "rapporteur/act/v1");
}

static bool take_origin(Slice line, Entry *entry)
{
    entry->origin = line;
    return origin_valid(line);
}

static bool take_kind(Slice line, Entry *entry)
{
    entry->kind = line;
    return kind_valid(line);
}

/* The rest of a line that begins with `word`; empty when it does not, and nothing that follows a word may be empty. */
static Slice after(Slice line, const char *word)
{
    return slice_starts(line, word) ? slice_part(line, strlen(word), line.size) : (Slice){NULL, 0};
}

static bool take_by(Slice line, Entry *entry)
{
    entry->by = after(line, "by ");
    return act_key_name_valid(entry->by);
}

/* size SP root; 19 digits fit into 64 bits. */
static bool take_seen(Slice line, Entry *entry)
{
    Slice  seen = after(line, "seen ");
    size_t at = 0;

    entry->seen_size = 0;
    while (at < seen.size && at <= SIZE_DIGITS_MAX && seen.data[at] >= '0' && seen.data[at] <= '9')
        entry->seen_size = entry->seen_size * 10 + (uint64_t)(seen.data[at++] - '0');
    if (at == 0 || at > SIZE_DIGITS_MAX || (at > 1 && seen.data[0] == '0') || at == seen.size || seen.data[at] != ' ')
        return false;
    return hash_parse_base64(slice_part(seen, at + 1, seen.size), &entry->seen_root) == OK;
}

static bool take_at(Slice line, Entry *entry)
{
    entry->at_text = after(line, "at ");
    return act_time_parse(entry->at_text, &entry->at);
}

typedef struct LineRule {
    bool (*take)(Slice line, Entry *entry);
    const char *message;
} LineRule;

static const LineRule line_rules[] = {
    {take_first, MSG("entry.first_line")}, {take_origin, MSG("entry.origin")}, {take_kind, MSG("entry.kind")},
    {take_by, MSG("entry.by")},            {take_seen, MSG("entry.seen")},     {take_at, MSG("entry.at")},
};

enum { RULES = sizeof line_rules / sizeof line_rules[0] };

/* The next line without its LF, not empty. */
static Status next_line(Slice *rest, size_t number, Slice *line, Problem *problem)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL;

    if (end == NULL || end == rest->data)
        return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.lines"), NULL), number);
    *line = slice_part(*rest, 0, (size_t)(end - rest->data));
    *rest = slice_part(*rest, line->size + 1, rest->size);
    return OK;
}

/* The checker of JSON counts bytes from the start of the line. */
static Status check_json(Slice json, Slice *with, Problem *problem)
{
    Status status = act_json_check(json, ACT_DEPTH_MAX, with, problem);
    char   place[PROBLEM_PLACE_MAX + 16];

    if (status == OK || problem == NULL)
        return status;
    (void)snprintf(place, sizeof place, "line %d, %s", JSON_LINE, problem->place);
    problem->place[0] = '\0';
    return problem_at(problem, status, place);
}

static Status take_body(Slice *rest, Entry *entry, Slice *with, Problem *problem)
{
    Slice line;
    char  limit[DECIMAL_MAX];

    for (size_t i = 0; i < RULES; i++) {
        TRY(next_line(rest, i + 1, &line, problem));
        if (!line_rules[i].take(line, entry))
            return note_at_line(problem, problem_set(problem, ERR_SYNTAX, line_rules[i].message, NULL), i + 1);
    }
    TRY(next_line(rest, JSON_LINE, &entry->json, problem));
    entry->body = slice_part(entry->bytes, 0, entry->bytes.size - rest->size);
    if (entry->body.size > BODY_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("entry.body_size"), "limit", decimal(limit, BODY_MAX), NULL);
    TRY(check_json(entry->json, with, problem));
    if (!slice_starts(*rest, "\n"))
        return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.blank"), NULL), JSON_LINE + 1);
    *rest = slice_part(*rest, 1, rest->size);
    return OK;
}

/* Takes one name off the inside of a canonical array, with the comma before it when it is not the first. */
static bool take_name(Slice *rest, bool first, Slice *name)
{
    const char *end;
    size_t      start = first ? 1 : 2;

    if (!slice_starts(*rest, first ? "\"" : ",\""))
        return false;
    end = memchr(rest->data + start, '"', rest->size - start);
    if (end == NULL)
        return false;
    *name = slice_part(*rest, start, (size_t)(end - rest->data));
    *rest = slice_part(*rest, start + name->size + 1, rest->size);
    return act_key_name_valid(*name);
}

/* The signature lines: `by` first, then those of `with`. */
static Status check_signers(const Entry *entry, Slice with, Problem *problem)
{
    Slice  name;
    size_t line = 1;

    if (!slice_equal(entry->line[0].name, entry->by))
        return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.signer_first"), NULL), FIRST_SIGNATURE_LINE);
    if (with.size != 0 && (with.data[0] != '[' || with.size < 2))
        return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.with"), NULL), JSON_LINE);
    with = with.size != 0 ? slice_part(with, 1, with.size - 1) : with;
    for (; with.size != 0; line++) {
        if (!take_name(&with, line == 1, &name))
            return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.with"), NULL), JSON_LINE);
        if (line >= entry->lines || !slice_equal(entry->line[line].name, name))
            return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.signers"), NULL), FIRST_SIGNATURE_LINE + line);
    }
    if (line != entry->lines)
        return note_at_line(problem, problem_set(problem, ERR_SYNTAX, MSG("entry.signers"), NULL), FIRST_SIGNATURE_LINE + line);
    return OK;
}

static Status take_signatures(Slice rest, Entry *entry, Problem *problem)
{
    char limit[DECIMAL_MAX];

    if (rest.size == 0)
        return problem_set(problem, ERR_SYNTAX, MSG("note.no_signature"), NULL);
    for (entry->lines = 0; rest.size != 0; entry->lines++) {
        Status status;

        if (entry->lines == ENTRY_SIGNATURES_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("note.signatures"), "limit", decimal(limit, ENTRY_SIGNATURES_MAX), NULL);
        status = note_line_parse(&rest, &entry->line[entry->lines], problem);
        if (status == OK && !act_key_name_valid(entry->line[entry->lines].name))
            status = problem_set(problem, ERR_SYNTAX, MSG("entry.by"), NULL);
        if (status != OK)
            return note_at_line(problem, status, FIRST_SIGNATURE_LINE + entry->lines);
    }
    return OK;
}

Status entry_decode(Slice bytes, Entry *out, Problem *problem)
{
    Slice rest = bytes, with;
    char  limit[DECIMAL_MAX];

    if (bytes.size > ENTRY_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("entry.size"), "limit", decimal(limit, ENTRY_MAX), NULL);
    out->bytes = bytes;
    TRY(take_body(&rest, out, &with, problem));
    TRY(take_signatures(rest, out, problem));
    TRY(check_signers(out, with, problem));
    hash_of(out->body, &out->act);
    hash_leaf(bytes, &out->leaf);
    return OK;
}

Status entry_object(const Entry *entry, struct json_t **out, Problem *problem)
{
    return json_read(entry->json, out, problem);
}

void entry_body_print(const EntryDraft *draft, Buffer *out)
{
    char root[BASE64_HASH + 1], at[ACT_TIME_SIZE + 1];

    hash_print_base64(&draft->seen_root, root);
    act_time_print(draft->at, at);
    buffer_add_string(out, "rapporteur/act/v1\n");
    buffer_add(out, draft->origin);
    buffer_add_byte(out, '\n');
    buffer_add(out, draft->kind);
    buffer_add_string(out, "\nby ");
    buffer_add(out, draft->by);
    buffer_add_format(out, "\nseen %llu %s\nat %s\n", (unsigned long long)draft->seen_size, root, at);
    buffer_add(out, draft->json);
    buffer_add_byte(out, '\n');
}
