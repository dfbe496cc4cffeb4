/* SPDX-License-Identifier: Apache-2.0
 *
 * Signed notes (C2SP signed-note): a text, an empty line, signature lines. The last empty line separates, so a text may hold empty lines itself.
 * One signature of a note against one key: Ed25519 over the text, an Ed25519 cosignature with its time, or a passkey's assertion.
 */
#include <sodium.h>

#include "record/note_internal.h"

#define DASH "\xE2\x80\x94 " /* U+2014 and a space begin a signature line */

enum { ID_SIZE = 4, COSIGNATURE_HEAD_MAX = 64 };

Status note_at_line(Problem *problem, Status status, size_t line)
{
    char number[DECIMAL_MAX], place[DECIMAL_MAX + 8];

    if (problem == NULL)
        return status;
    (void)snprintf(place, sizeof place, "line %s", decimal(number, (int64_t)line));
    return problem_at(problem, status, place);
}

Status note_line_parse(Slice *rest, NoteLine *out, Problem *problem)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL, *space;
    uint8_t     bytes[ID_SIZE + SIGNATURE_MAX];
    size_t      size, name;

    if (end == NULL || !slice_starts(*rest, DASH))
        return problem_set(problem, ERR_SYNTAX, MSG("note.line"), NULL);
    out->line = slice_part(*rest, 0, (size_t)(end - rest->data) + 1);
    name = sizeof DASH - 1;
    space = memchr(out->line.data + name, ' ', out->line.size - name);
    if (space == NULL)
        return problem_set(problem, ERR_SYNTAX, MSG("note.line"), NULL);
    out->name = slice_part(out->line, name, (size_t)(space - out->line.data));
    out->base64 = slice_part(out->line, name + out->name.size + 1, out->line.size - 1);
    if (!key_name_valid(out->name))
        return problem_set(problem, ERR_SYNTAX, MSG("key.name"), NULL);
    if (!base64_parse(out->base64, bytes, sizeof bytes, &size) || size <= ID_SIZE)
        return problem_set(problem, ERR_SYNTAX, MSG("note.base64"), NULL);
    memcpy(out->id, bytes, ID_SIZE);
    *rest = slice_part(*rest, out->line.size, rest->size);
    return OK;
}

static bool characters_allowed(Slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if ((unsigned char)bytes.data[i] < 0x20 && bytes.data[i] != '\n')
            return false;
    return utf8_valid(bytes);
}

/* The text's size with its last LF: up to the last empty line; 0 when there is none. */
static size_t text_size(Slice bytes)
{
    for (size_t i = bytes.size; i >= 2; i--)
        if (bytes.data[i - 1] == '\n' && bytes.data[i - 2] == '\n')
            return i - 1;
    return 0;
}

static size_t lines_in(Slice text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    return lines;
}

Status note_parse(Slice bytes, size_t lines_max, Note *out, Problem *problem)
{
    Slice rest;
    char  limit[DECIMAL_MAX];

    REQUIRE(lines_max <= NOTE_SIGNATURES_MAX);
    if (bytes.size > NOTE_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("note.size"), "limit", decimal(limit, NOTE_MAX), NULL);
    if (!characters_allowed(bytes))
        return problem_set(problem, ERR_SYNTAX, MSG("note.characters"), NULL);
    out->text = slice_part(bytes, 0, text_size(bytes));
    if (out->text.size == 0 || out->text.size + 1 == bytes.size)
        return problem_set(problem, ERR_SYNTAX, MSG("note.no_signature"), NULL);
    rest = slice_part(bytes, out->text.size + 1, bytes.size);
    for (out->count = 0; rest.size != 0; out->count++) {
        Status status;

        if (out->count == lines_max)
            return problem_set(problem, ERR_LIMIT, MSG("note.signatures"), "limit", decimal(limit, (int64_t)lines_max), NULL);
        status = note_line_parse(&rest, &out->lines[out->count], problem);
        if (status != OK)
            return note_at_line(problem, status, lines_in(out->text) + 2 + out->count);
    }
    return OK;
}

Status note_line_signature(const NoteLine *line, uint8_t *out, size_t *size, Problem *problem)
{
    uint8_t bytes[ID_SIZE + SIGNATURE_MAX];

    if (!base64_parse(line->base64, bytes, sizeof bytes, size) || *size <= ID_SIZE)
        return problem_set(problem, ERR_SYNTAX, MSG("note.base64"), NULL);
    *size -= ID_SIZE;
    memcpy(out, bytes + ID_SIZE, *size);
    return OK;
}

void note_line_print(Slice name, const uint8_t id[4], Slice signature, Buffer *out)
{
    uint8_t bytes[ID_SIZE + SIGNATURE_MAX];

    REQUIRE(signature.size != 0 && signature.size <= SIGNATURE_MAX);
    memcpy(bytes, id, ID_SIZE);
    memcpy(bytes + ID_SIZE, signature.data, signature.size);
    buffer_add_string(out, DASH);
    buffer_add(out, name);
    buffer_add_byte(out, ' ');
    base64_print((Slice){(const char *)bytes, ID_SIZE + signature.size}, out);
    buffer_add_byte(out, '\n');
}

bool note_line_by(const NoteLine *line, const Key *key)
{
    return memcmp(line->id, key->id, ID_SIZE) == 0 && slice_is(line->name, key->name);
}

static Status bad(const Key *key, Problem *problem)
{
    return problem_set(problem, ERR_SIGNATURE, MSG("signature.bad"), "name", key->name, NULL);
}

static Status check_ed25519(const Key *key, Slice text, Slice signature, Problem *problem)
{
    if (signature.size != ED25519_SIZE ||
        crypto_sign_verify_detached((const uint8_t *)signature.data, (const uint8_t *)text.data, text.size, key->material) != 0)
        return bad(key, problem);
    return OK;
}

/* u64be time || 64 bytes. */
static Status check_cosignature(const Key *key, Slice text, Slice signature, uint64_t *time, Problem *problem)
{
    Reader   in = reader_from(signature);
    uint64_t said = reader_u64be(&in);
    Slice    ed25519 = reader_take(&in, ED25519_SIZE);
    Buffer   message;
    Status   status;

    if (!reader_done(&in))
        return bad(key, problem);
    if (said == 0)
        return problem_set(problem, ERR_SIGNATURE, MSG("signature.time"), "name", key->name, NULL);
    buffer_init(&message, text.size + COSIGNATURE_HEAD_MAX);
    cosignature_message(said, text, &message);
    if (message.status != OK)
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    else
        status = check_ed25519(key, buffer_slice(&message), ed25519, problem);
    buffer_clear(&message);
    *time = said;
    return status;
}

Status note_line_check(const NoteLine *line, Slice text, const Key *key, const PasskeyTerms *terms, SignatureFacts *facts, Problem *problem)
{
    uint8_t        bytes[SIGNATURE_MAX];
    Slice          signature = {(const char *)bytes, 0};
    SignatureFacts found = {0};

    if (!note_line_by(line, key))
        return problem_set(problem, ERR_SIGNATURE, MSG("signature.other_key"), "name", key->name, NULL);
    TRY(note_line_signature(line, bytes, &signature.size, problem));
    switch (key->type) {
    case KEY_ED25519: TRY(check_ed25519(key, text, signature, problem)); break;
    case KEY_COSIGNER: TRY(check_cosignature(key, text, signature, &found.time, problem)); break;
    case KEY_PASSKEY: TRY(passkey_check(key, text, signature, terms, &found.passkey, problem)); break;
    default: return bad(key, problem);
    }
    if (facts != NULL)
        *facts = found;
    return OK;
}
