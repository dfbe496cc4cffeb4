/* SPDX-License-Identifier: Apache-2.0
 *
 * Who a revision is by: sets of parties become author names, joined by "; " up to 255 characters; beyond that "NAME +16", unique in the document, with
 * the full list in a comment and in the custom part.
 */
#include "format/docx/write_internal.h"

bool marks_equal(PartySet a, PartySet b)
{
    return a.count == b.count && (a.count == 0 || a.parties == b.parties || memcmp(a.parties, b.parties, a.count * sizeof *a.parties) == 0);
}

Status marks_union(Writer *writer, PartySet a, PartySet b, PartySet *out)
{
    uint32_t *both, i = 0, j = 0, count = 0;

    if (a.count == 0 || b.count == 0) {
        *out = a.count == 0 ? b : a;
        return OK;
    }
    both = arena_take(writer->arena, (a.count + b.count) * sizeof *both);
    if (both == NULL)
        return ERR_MEMORY;
    while (i < a.count || j < b.count) {
        uint32_t next = j == b.count || (i < a.count && a.parties[i] <= b.parties[j]) ? a.parties[i] : b.parties[j];

        i += i < a.count && a.parties[i] == next;
        j += j < b.count && b.parties[j] == next;
        both[count++] = next;
    }
    *out = (PartySet){both, count};
    return OK;
}

/* In place of `a`'s memory when it may be shared, so it takes room of its own; without memory the answer is empty, which asks less. */
PartySet marks_common(Writer *writer, PartySet a, PartySet b)
{
    uint32_t *common = arena_take(writer->arena, (a.count + 1) * sizeof *common), count = 0;

    for (uint32_t i = 0; common != NULL && i < a.count; i++)
        if (party_set_has(b, a.parties[i]))
            common[count++] = a.parties[i];
    return (PartySet){common, count};
}

static bool name_taken(const Writer *writer, Slice name)
{
    for (size_t i = 0; i < writer->author_count; i++)
        if (slice_equal(writer->authors[i].name, name))
            return true;
    return false;
}

/* A name that cannot be cut at "; " again must be looked up, as must a list that is too long. */
static bool must_shorten(const Writer *writer, PartySet parties, Slice joined)
{
    if (utf8_count(joined) > AUTHOR_CHARACTERS_MAX)
        return true;
    for (uint32_t i = 0; i < parties.count; i++) {
        Slice name = writer->compilation->parties[parties.parties[i]].name;

        if (memchr(name.data, ';', name.size) != NULL)
            return true;
    }
    return false;
}

static Status name_author(Writer *writer, PartySet parties, Author *out)
{
    Buffer name;
    Status status;

    buffer_init(&name, 1 << 20);
    party_set_print(writer->compilation, parties, "; ", 0, &name);
    out->shortened = must_shorten(writer, parties, buffer_slice(&name));
    for (unsigned n = 1; out->shortened && (n == 1 || name_taken(writer, buffer_slice(&name))); n++) {
        Slice first = writer->compilation->parties[parties.parties[0]].name;

        buffer_reset(&name);
        buffer_add(&name, slice_part(first, 0, utf8_offset(first, AUTHOR_CHARACTERS_MAX - 40)));
        buffer_add_format(&name, " +%u", parties.count - 1);
        if (n > 1)
            buffer_add_format(&name, " (%u)", n);
    }
    status = name.status == OK ? slice_copy(writer->arena, buffer_slice(&name), &out->name) : name.status;
    buffer_clear(&name);
    return status;
}

Status marks_author(Writer *writer, PartySet parties, const Author **out)
{
    void  *block = writer->authors;
    Author author = {.parties = parties};
    Status status;

    for (size_t i = writer->author_count; i > 0; i--) {
        if (marks_equal(writer->authors[i - 1].parties, parties)) {
            *out = &writer->authors[i - 1];
            return OK;
        }
    }
    TRY(name_author(writer, parties, &author));
    status = memory_reserve(&block, &writer->author_capacity, writer->author_count + 1, sizeof author);
    writer->authors = block;
    TRY(status);
    writer->authors[writer->author_count] = author;
    *out = &writer->authors[writer->author_count++];
    return OK;
}

Status marks_attributes(Writer *writer, PartySet parties, Buffer *out)
{
    const Author *author;

    TRY(marks_author(writer, parties, &author));
    buffer_add_format(out, " w:id=\"%u\" w:author=\"", writer->next_id++);
    buffer_add_xml(out, author->name);
    buffer_add_byte(out, '"');
    if (writer->options->date != NULL)
        buffer_add_format(out, " w:date=\"%s\"", writer->options->date);
    return out->status;
}
