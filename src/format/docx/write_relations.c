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

static Status add_value(NamedValues *values, Slice name, Slice value)
{
    void  *list = values->list;
    Status status = memory_reserve(&list, &values->capacity, values->count + 1, sizeof *values->list);

    values->list = list;
    TRY(status);
    values->list[values->count] = (NamedValue){name, value, values->count};
    values->count++;
    return OK;
}

static int by_name(const void *a, const void *b)
{
    const NamedValue *x = a, *y = b;
    int               order = slice_compare(x->name, y->name);

    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static void sort_values(NamedValues *values)
{
    if (values->count != 0)
        qsort(values->list, values->count, sizeof *values->list, by_name);
}

/* The first of that name, or NULL. */
static const NamedValue *find_value(const NamedValues *values, Slice name)
{
    size_t low = 0, high = values->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (slice_compare(values->list[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < values->count && slice_equal(values->list[low].name, name) ? &values->list[low] : NULL;
}

/* Of each tag that has attribute `key`: its attribute `wanted`. */
static Status list_tags(Slice xml, const char *key, const char *wanted, NamedValues *out)
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
        if (found.size != 0)
            TRY(add_value(out, found, attribute_in(xml, from, to, wanted)));
        at = to;
    }
    return OK;
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

static Slice part_bytes(const PartIndex *index, Slice name)
{
    Slice bytes;

    return relations_find_part(index, name, &bytes) ? bytes : (Slice){NULL, 0};
}

bool relations_find_part(const PartIndex *index, Slice name, Slice *bytes)
{
    const NamedValue *part = find_value(&index->parts, name);

    *bytes = part != NULL ? part->value : (Slice){NULL, 0};
    return part != NULL;
}

static Status index_lists(const Docx *docx, PartIndex *out)
{
    Slice  types = part_bytes(out, SLICE("[Content_Types].xml"));
    Buffer name;
    Status status;

    buffer_init(&name, 4096);
    relations_part_name(docx_slice(docx, docx->main_part), &name);
    status = list_tags(part_bytes(out, buffer_slice(&name)), "Id", "Type", &out->relations);
    buffer_clear(&name);
    TRY(status);
    TRY(list_tags(types, "PartName", "ContentType", &out->overrides));
    for (size_t i = 0; i < out->overrides.count; i++)
        if (out->overrides.list[i].name.data[0] == '/')
            out->overrides.list[i].name = slice_part(out->overrides.list[i].name, 1, out->overrides.list[i].name.size);
    return list_tags(types, "Extension", "ContentType", &out->defaults);
}

Status relations_index(const Docx *docx, PartIndex *out)
{
    *out = (PartIndex){.parts = {NULL, 0, 0}};
    for (size_t i = 0; i < docx->part_count; i++)
        TRY(add_value(&out->parts, docx_slice(docx, docx->parts[i].name), docx_slice(docx, docx->parts[i].bytes)));
    sort_values(&out->parts);
    TRY(index_lists(docx, out));
    sort_values(&out->relations);
    sort_values(&out->overrides);
    sort_values(&out->defaults);
    return OK;
}

void relations_index_clear(PartIndex *index)
{
    memory_free(index->relations.list);
    memory_free(index->overrides.list);
    memory_free(index->defaults.list);
    memory_free(index->parts.list);
    *index = (PartIndex){.parts = {NULL, 0, 0}};
}

static Slice ending(Slice name)
{
    for (size_t at = name.size; at > 0; at--)
        if (name.data[at - 1] == '.')
            return slice_part(name, at, name.size);
    return (Slice){NULL, 0};
}

static Slice value_of(const NamedValues *values, Slice name)
{
    const NamedValue *found = find_value(values, name);

    return found != NULL ? found->value : (Slice){NULL, 0};
}

void relations_add_types(const PartIndex *index, Slice id, Slice name, Buffer *out)
{
    Slice type = value_of(&index->overrides, name);

    if (type.size == 0)
        type = value_of(&index->defaults, ending(name));
    buffer_add_sized(out, value_of(&index->relations, id));
    buffer_add_sized(out, type);
}
