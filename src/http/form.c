/* SPDX-License-Identifier: Apache-2.0
 *
 * What a browser sends of a form: application/x-www-form-urlencoded and multipart/form-data (RFC 7578), each taken apart over the whole, bounded body. Files borrow the body; names and other
 * values are copied, decoded, with line ends as LF.
 *
 * A body that is not wholly in the form is refused, not guessed at: two readers of one body must not see two forms.
 */
#include "http/http.h"

#include <strings.h>

enum { BOUNDARY_MAX = 70 /* RFC 2046 */, PART_HEAD_MAX = 4096, PART_LINES_MAX = 8 };

struct HttpForm {
    Arena        *arena;
    HttpFormField fields[HTTP_FORM_FIELDS_MAX];
    size_t        count;
};

static Status malformed(Problem *problem)
{
    return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A copy with line ends as LF; `decode`: "+" and percent signs too. Not UTF-8, or a control character beside tab and line end: refused. */
static Status take_text(HttpForm *form, Slice raw, bool decode, Slice *out, Problem *problem)
{
    char  *text = arena_take(form->arena, raw.size + 1);
    size_t size = 0;

    if (text == NULL)
        return problem_set(problem, ERR_LIMIT, MSG("http.form_large"), NULL);
    for (size_t i = 0; i < raw.size; i++) {
        char byte = raw.data[i];

        if (decode && byte == '+') {
            byte = ' ';
        } else if (decode && byte == '%') {
            int high = i + 2 < raw.size ? hex_digit(raw.data[i + 1]) : -1, low = high >= 0 ? hex_digit(raw.data[i + 2]) : -1;

            if (low < 0)
                return malformed(problem);
            byte = (char)(high * 16 + low);
            i += 2;
        }
        if (byte == '\n' && size != 0 && text[size - 1] == '\r')
            size--;
        text[size++] = byte;
    }
    text[size] = '\0';
    *out = (Slice){text, size};
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t') || text[i] == 0x7F)
            return malformed(problem);
    return utf8_valid(*out) ? OK : malformed(problem);
}

static Status add(HttpForm *form, const HttpFormField *field, Problem *problem)
{
    if (form->count == HTTP_FORM_FIELDS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("http.form_large"), NULL);
    if (field->name.size == 0 || field->name.size > HTTP_FORM_NAME_MAX)
        return malformed(problem);
    form->fields[form->count++] = *field;
    return OK;
}

/* The bytes before the first `byte`, and *rest what stands behind it; without it, all and nothing. */
static Slice before(Slice text, char byte, Slice *rest)
{
    const char *at = text.size != 0 ? memchr(text.data, byte, text.size) : NULL;

    *rest = at != NULL ? slice_part(text, (size_t)(at - text.data) + 1, text.size) : (Slice){NULL, 0};
    return at != NULL ? (Slice){text.data, (size_t)(at - text.data)} : text;
}

/* ---- name=value&… ---- */

static Status read_urlencoded(HttpForm *form, Slice body, Problem *problem)
{
    while (body.size != 0) {
        Slice         rest, value, pair = before(body, '&', &rest), name = before(pair, '=', &value);
        HttpFormField field = {0};

        body = rest;
        if (pair.size == 0)
            continue;
        TRY(take_text(form, name, true, &field.name, problem));
        TRY(take_text(form, value, true, &field.value, problem));
        TRY(add(form, &field, problem));
    }
    return OK;
}

/* ---- multipart ---- */

/* The value of a parameter, `; name="value"` or `; name=value`; empty when it is not there. Browsers write a quote in a value as %22 and a backslash as it stands. */
static bool parameter(Slice line, const char *name, Slice *out)
{
    size_t size = strlen(name);
    Slice  rest;

    (void)before(line, ';', &rest);
    while (rest.size != 0) {
        Slice one = rest, value;

        while (one.size != 0 && (one.data[0] == ' ' || one.data[0] == '\t'))
            one = slice_part(one, 1, one.size);
        if (one.size > size + 1 && strncasecmp(one.data, name, size) == 0 && one.data[size] == '=') {
            value = slice_part(one, size + 1, one.size);
            if (value.data[0] != '"') {
                *out = slice_trim(before(value, ';', &rest));
                return true;
            }
            value = slice_part(value, 1, value.size);
            *out = before(value, '"', &rest);
            return out->size < value.size;
        }
        value = before(one, '"', &rest); /* over a quoted value, semicolons in it and all */
        if (value.size < one.size && memchr(value.data, ';', value.size) == NULL) {
            (void)before(rest, '"', &rest);
            (void)before(rest, ';', &rest);
        } else {
            (void)before(one, ';', &rest);
        }
    }
    return false;
}

/* Names in heads: %22, %0D, %0A as browsers write them (WHATWG, "multipart/form-data encoding algorithm"). Of a file's name only the last step of a path. */
static Status take_name(HttpForm *form, Slice raw, bool is_file, Slice *out, Problem *problem)
{
    TRY(take_text(form, raw, false, out, problem));
    for (size_t i = out->size; is_file && i > 0; i--)
        if (out->data[i - 1] == '/' || out->data[i - 1] == '\\') {
            *out = slice_part(*out, i, out->size);
            break;
        }
    return out->size <= HTTP_FORM_NAME_MAX || is_file ? OK : malformed(problem);
}

static Status take_head(HttpForm *form, Slice head, HttpFormField *field, Problem *problem)
{
    bool disposed = false;

    for (size_t lines = 0; head.size != 0; lines++) {
        Slice rest, value, line = before(head, '\n', &rest), name, raw;

        head = rest;
        line = slice_ends(line, "\r") ? slice_part(line, 0, line.size - 1) : line;
        name = before(line, ':', &value);
        if (lines == PART_LINES_MAX)
            return malformed(problem);
        if (name.size == strlen("content-type") && strncasecmp(name.data, "content-type", name.size) == 0)
            TRY(take_text(form, slice_trim(value), false, &field->media, problem));
        if (name.size != strlen("content-disposition") || strncasecmp(name.data, "content-disposition", name.size) != 0)
            continue;
        if (disposed || !slice_starts(slice_trim(value), "form-data") || !parameter(value, "name", &raw))
            return malformed(problem);
        disposed = true;
        TRY(take_name(form, raw, false, &field->name, problem));
        if (parameter(value, "filename", &raw)) {
            field->is_file = true;
            TRY(take_name(form, raw, true, &field->file_name, problem));
        }
    }
    return disposed ? OK : malformed(problem);
}

static Status read_part(HttpForm *form, Slice part, Problem *problem)
{
    const char   *end = part.size != 0 ? memmem(part.data, part.size, "\r\n\r\n", 4) : NULL;
    HttpFormField field = {0};
    Slice         value;

    if (end == NULL || (size_t)(end - part.data) > PART_HEAD_MAX)
        return malformed(problem);
    TRY(take_head(form, (Slice){part.data, (size_t)(end - part.data)}, &field, problem));
    value = slice_part(part, (size_t)(end - part.data) + 4, part.size);
    if (field.is_file)
        field.value = value;
    else
        TRY(take_text(form, value, false, &field.value, problem));
    return add(form, &field, problem);
}

/* "--b" CRLF part CRLF "--b" … CRLF "--b--". The body is read as if a CRLF stood before it. */
static Status read_multipart(HttpForm *form, Slice boundary, Slice body, Problem *problem)
{
    char        between[BOUNDARY_MAX + 5];
    size_t      size = (size_t)snprintf(between, sizeof between, "\r\n--%.*s", (int)boundary.size, boundary.data);
    const char *next;

    if (!slice_starts(body, between + 2))
        return malformed(problem);
    body = slice_part(body, size - 2, body.size);
    while (slice_starts(body, "\r\n")) {
        body = slice_part(body, 2, body.size);
        next = body.size != 0 ? memmem(body.data, body.size, between, size) : NULL;
        if (next == NULL)
            return malformed(problem);
        TRY(read_part(form, (Slice){body.data, (size_t)(next - body.data)}, problem));
        body = slice_part(body, (size_t)(next - body.data) + size, body.size);
    }
    return slice_is(body, "--") || slice_is(body, "--\r\n") ? OK : malformed(problem);
}

/* bchars of RFC 2046, without the space. */
static bool good_boundary(Slice boundary)
{
    for (size_t i = 0; i < boundary.size; i++)
        if (strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=?", boundary.data[i]) == NULL || boundary.data[i] == '\0')
            return false;
    return boundary.size != 0 && boundary.size <= BOUNDARY_MAX;
}

/* ---- the form ---- */

Status http_form_read(Slice content_type, Slice body, HttpForm **out, Problem *problem)
{
    Slice     rest, boundary = {NULL, 0}, type = slice_trim(before(content_type, ';', &rest));
    HttpForm *form;
    Status    status;

    REQUIRE(*out == NULL);
    form = memory_new_zeroed(1, sizeof *form);
    if (form != NULL)
        form->arena = arena_new(HTTP_FORM_TEXT_MAX);
    if (form == NULL || form->arena == NULL)
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    else if (slice_is(type, "application/x-www-form-urlencoded"))
        status = read_urlencoded(form, body, problem);
    else if (slice_is(type, "multipart/form-data") && parameter(content_type, "boundary", &boundary) && good_boundary(boundary))
        status = read_multipart(form, boundary, body, problem);
    else
        status = malformed(problem);
    if (status == OK)
        *out = form;
    else
        http_form_free(form);
    return status;
}

void http_form_free(HttpForm *form)
{
    if (form == NULL)
        return;
    arena_free(form->arena);
    memory_free(form);
}

size_t http_form_count(const HttpForm *form)
{
    return form->count;
}

const HttpFormField *http_form_at(const HttpForm *form, size_t index)
{
    return index < form->count ? &form->fields[index] : NULL;
}

const HttpFormField *http_form_field(const HttpForm *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (slice_is(form->fields[i].name, name))
            return &form->fields[i];
    return NULL;
}

Slice http_form_value(const HttpForm *form, const char *name)
{
    const HttpFormField *field = http_form_field(form, name);

    return field != NULL && !field->is_file ? field->value : (Slice){NULL, 0};
}
