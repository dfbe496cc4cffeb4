/* SPDX-License-Identifier: Apache-2.0
 *
 * Relation and content types of a package's parts.
 *
 * The lists are flat: elements with attributes, no text. They are scanned for one attribute's value and then for another within the same tag; what is not found is
 * empty, and the object is then written without that part.
 */
#include "format/docx/write_relations_internal.h"

/* The value of `attribute` in the tag that spans from..to of `xml`; empty when it is not there. */
static Slice attribute_in(Slice xml, size_t from, size_t to, const char *attribute)
{
    char   key[32];
    int    size = snprintf(key, sizeof key, " %s=\"", attribute);
    char  *found = memmem(xml.data + from, to - from, key, (size_t)size), *end;
    size_t start;

    if (found == NULL)
        return (Slice){NULL, 0};
    start = (size_t)(found - xml.data) + (size_t)size;
    end = memchr(xml.data + start, '"', to - start);
    return end != NULL ? slice_part(xml, start, (size_t)(end - xml.data)) : (Slice){NULL, 0};
}

/* Of the first tag whose `key` is (or, with suffix, ends as) `value`: its attribute `wanted`. */
static Slice look_up(Slice xml, const char *key, Slice value, const char *wanted, bool leading_slash)
{
    for (size_t at = 0; at < xml.size;) {
        const char *open = memchr(xml.data + at, '<', xml.size - at), *close;
        size_t      from, to;
        Slice       found;

        if (open == NULL)
            break;
        from = (size_t)(open - xml.data);
        close = memchr(open, '>', xml.size - from);
        to = close != NULL ? (size_t)(close - xml.data) : xml.size;
        found = attribute_in(xml, from, to, key);
        if (leading_slash && found.size != 0 && found.data[0] == '/')
            found = slice_part(found, 1, found.size);
        if (found.size != 0 && slice_equal(found, value))
            return attribute_in(xml, from, to, wanted);
        at = to;
    }
    return (Slice){NULL, 0};
}

void relations_part_name(Slice part, Buffer *out)
{
    size_t at = part.size;

    while (at > 0 && part.data[at - 1] != '/')
        at--;
    buffer_add(out, slice_part(part, 0, at));
    buffer_add_string(out, "_rels/");
    buffer_add(out, slice_part(part, at, part.size));
    buffer_add_string(out, ".rels");
}

static Slice part_bytes(const Docx *docx, Slice name)
{
    const DocxPart *part = docx_part(docx, name);

    return part != NULL ? docx_slice(docx, part->bytes) : (Slice){NULL, 0};
}

static Slice ending(Slice name)
{
    for (size_t at = name.size; at > 0; at--)
        if (name.data[at - 1] == '.')
            return slice_part(name, at, name.size);
    return (Slice){NULL, 0};
}

void relations_add_types(const Docx *docx, Slice id, Slice name, Buffer *out)
{
    Slice  types = part_bytes(docx, SLICE("[Content_Types].xml")), type;
    Buffer relations;

    buffer_init(&relations, 4096);
    relations_part_name(docx_slice(docx, docx->main_part), &relations);
    buffer_add_sized(out, look_up(part_bytes(docx, buffer_slice(&relations)), "Id", id, "Type", false));
    type = look_up(types, "PartName", name, "ContentType", true);
    if (type.size == 0)
        type = look_up(types, "Extension", ending(name), "ContentType", false);
    buffer_add_sized(out, type);
    buffer_clear(&relations);
}
