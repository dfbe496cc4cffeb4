/* SPDX-License-Identifier: Apache-2.0
 *
 * The package: libzip over the file's bytes. Every entry's declared size and compression ratio is checked before inflating, and what
 * comes out is checked against what was declared, so a small file cannot become a large one unseen.
 */
#include "format/docx/package_internal.h"
#include "format/docx/xml_internal.h"

#include <zip.h>

enum {
    NAME_MAX_BYTES = 1024,
    NAMES_ARENA_MAX = 64 * 1024 * 1024,
    RATIO_FREE_SIZE = 8 * 1024 * 1024, /* below this an entry may be compressed as well as it likes */
    RELATIONS_MAX = 100000
};

typedef struct Entry {
    Slice    name;
    uint64_t size;
} Entry;

struct Package {
    zip_t            *zip;
    Arena            *arena;
    Entry            *entries;
    size_t            count;
    uint32_t         *slots; /* open addressing over folded names: index + 1 */
    size_t            slot_count;
    const DocxLimits *limits;
};

static Status out_of_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

bool docx_recognize(Slice file)
{
    return slice_starts(file, "PK\x03\x04") || slice_starts(file, "\xD0\xCF\x11\xE0");
}

/* What kind of file it is, before libzip sees it: a password turns a .docx into a compound file, which Word's older files are too. */
static Status check_head(Slice file, Problem *problem)
{
    if (slice_starts(file, "\xD0\xCF\x11\xE0"))
        return problem_set(problem, ERR_REFUSED, ole_has_stream(file, "EncryptedPackage") ? MSG("docx.protected") : MSG("docx.old_word"), NULL);
    if (!slice_starts(file, "PK\x03\x04"))
        return problem_set(problem, ERR_SYNTAX, MSG("docx.not_zip"), NULL);
    return OK;
}

static Status open_zip(Package *package, Slice file, Problem *problem)
{
    zip_error_t   error;
    zip_source_t *source;

    zip_error_init(&error);
    source = zip_source_buffer_create(file.data, file.size, 0, &error);
    if (source != NULL)
        package->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (package->zip == NULL) {
        bool memory = zip_error_code_zip(&error) == ZIP_ER_MEMORY;

        zip_source_free(source);
        zip_error_fini(&error);
        return memory ? out_of_memory(problem) : problem_set(problem, ERR_SYNTAX, MSG("docx.damaged_zip"), NULL);
    }
    zip_error_fini(&error);
    return OK;
}

static Status check_entry(const Package *package, const zip_stat_t *entry, uint64_t *total, Problem *problem)
{
    const DocxLimits *limits = package->limits;
    char              number[DECIMAL_MAX];

    if ((entry->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && entry->encryption_method != ZIP_EM_NONE)
        return problem_set(problem, ERR_REFUSED, MSG("docx.protected"), NULL);
    if (entry->size > limits->part_size)
        return problem_set(problem, ERR_LIMIT, MSG("docx.part_too_large"), "part", entry->name, "megabytes",
                           decimal(number, (int64_t)(limits->part_size >> 20)), NULL);
    if (entry->size > RATIO_FREE_SIZE && entry->size / limits->ratio > entry->comp_size)
        return problem_set(problem, ERR_LIMIT, MSG("docx.ratio"), "part", entry->name, NULL);
    *total += entry->size;
    if (*total > limits->total_size)
        return problem_set(problem, ERR_LIMIT, MSG("docx.too_large"), "megabytes", decimal(number, (int64_t)(limits->total_size >> 20)),
                           NULL);
    return OK;
}

static uint64_t folded_hash(Slice name)
{
    char   folded[NAME_MAX_BYTES];
    size_t size = name.size < sizeof folded ? name.size : sizeof folded;

    for (size_t i = 0; i < size; i++)
        folded[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] + 32) : name.data[i];
    return hash_fast((Slice){folded, size}, 0);
}

/* The slot where the name stands, or the free one where it would. */
static size_t slot_of(const Package *package, Slice name)
{
    size_t slot = folded_hash(name) & (package->slot_count - 1);

    while (package->slots[slot] != 0) {
        Slice other = package->entries[package->slots[slot] - 1].name;

        if (other.size == name.size && strncasecmp(other.data, name.data, name.size) == 0)
            break;
        slot = (slot + 1) & (package->slot_count - 1);
    }
    return slot;
}

static Status make_tables(Package *package, Problem *problem)
{
    package->slot_count = 16;
    while (package->slot_count < package->count * 2)
        package->slot_count *= 2;
    package->entries = arena_take_zeroed(package->arena, package->count, sizeof *package->entries);
    package->slots = arena_take_zeroed(package->arena, package->slot_count, sizeof *package->slots);
    return package->entries == NULL || package->slots == NULL ? out_of_memory(problem) : OK;
}

static Status list_entries(Package *package, Problem *problem)
{
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    uint64_t    total = 0;
    char        number[DECIMAL_MAX];

    if (count < 0 || (size_t)count > package->limits->entries)
        return problem_set(problem, ERR_LIMIT, MSG("docx.too_many_parts"), "limit", decimal(number, (int64_t)package->limits->entries),
                           NULL);
    package->count = (size_t)count;
    TRY(make_tables(package, problem));
    for (size_t i = 0; i < package->count; i++) {
        zip_stat_t entry;
        size_t     slot;

        if (zip_stat_index(package->zip, i, 0, &entry) != 0 || (entry.valid & ZIP_STAT_SIZE) == 0 || entry.name == NULL ||
            strlen(entry.name) >= NAME_MAX_BYTES)
            return problem_set(problem, ERR_SYNTAX, MSG("docx.damaged_zip"), NULL);
        TRY(check_entry(package, &entry, &total, problem));
        package->entries[i].size = entry.size;
        if (slice_copy(package->arena, slice_from(entry.name), &package->entries[i].name) != OK)
            return out_of_memory(problem);
        slot = slot_of(package, package->entries[i].name);
        if (package->slots[slot] == 0)
            package->slots[slot] = (uint32_t)i + 1;
    }
    return OK;
}

Status package_open(Slice file, const DocxLimits *limits, Package **out, Problem *problem)
{
    Package *package;
    Status   status;

    REQUIRE(out != NULL && *out == NULL);
    TRY(check_head(file, problem));
    package = memory_new_zeroed(1, sizeof *package);
    if (package == NULL)
        return out_of_memory(problem);
    package->limits = limits;
    package->arena = arena_new(NAMES_ARENA_MAX);
    if (package->arena == NULL) {
        memory_free(package);
        return out_of_memory(problem);
    }
    TRY_OR(done, open_zip(package, file, problem));
    TRY_OR(done, list_entries(package, problem));
    *out = package;
    package = NULL;
done:
    package_close(package);
    return status;
}

void package_close(Package *package)
{
    if (package == NULL)
        return;
    if (package->zip != NULL)
        zip_discard(package->zip);
    arena_free(package->arena);
    memory_free(package);
}

size_t package_count(const Package *package)
{
    return package->count;
}

Slice package_name(const Package *package, size_t index)
{
    REQUIRE(index < package->count);
    return package->entries[index].name;
}

long package_find(const Package *package, Slice name)
{
    return name.size == 0 || name.size >= NAME_MAX_BYTES ? -1 : (long)package->slots[slot_of(package, name)] - 1;
}

Status package_read(Package *package, size_t index, Buffer *out, Problem *problem)
{
    const Entry *entry = &package->entries[index];
    zip_file_t  *file = zip_fopen_index(package->zip, index, 0);
    char         chunk[16 * 1024];
    uint64_t     size = 0;
    zip_int64_t  got = -1;

    if (file == NULL)
        return problem_set(problem, ERR_SYNTAX, MSG("docx.damaged_part"), "part", entry->name.data, NULL);
    while ((got = zip_fread(file, chunk, sizeof chunk)) > 0) {
        size += (uint64_t)got;
        if (size > entry->size || out->status != OK)
            break;
        buffer_add(out, (Slice){chunk, (size_t)got});
    }
    zip_fclose(file);
    if (out->status == ERR_MEMORY)
        return out_of_memory(problem);
    if (out->status != OK)
        return problem_set(problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    if (got != 0 || size != entry->size)
        return problem_set(problem, ERR_SYNTAX, MSG("docx.damaged_part"), "part", entry->name.data, NULL);
    return OK;
}

/* ---- relationships ---- */

/* "word/document.xml" gives "word/_rels/document.xml.rels", "" gives "_rels/.rels". */
static void print_rels_name(Slice part, Buffer *out)
{
    size_t slash = part.size;

    while (slash > 0 && part.data[slash - 1] != '/')
        slash--;
    buffer_add(out, slice_part(part, 0, slash));
    buffer_add_string(out, "_rels/");
    buffer_add(out, slice_part(part, slash, part.size));
    buffer_add_string(out, ".rels");
}

static void drop_last_segment(Buffer *path)
{
    if (path->size != 0)
        path->size--; /* its closing slash */
    while (path->size != 0 && path->data[path->size - 1] != '/')
        path->size--;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A target is a URI: %20 is a space in the part's name. */
static void add_decoded(Buffer *out, Slice segment)
{
    for (size_t i = 0; i < segment.size; i++) {
        int high = i + 2 < segment.size && segment.data[i] == '%' ? hex_value(segment.data[i + 1]) : -1;
        int low = high >= 0 ? hex_value(segment.data[i + 2]) : -1;

        if (low >= 0 && (high != 0 || low != 0)) {
            buffer_add_byte(out, (char)(high * 16 + low));
            i += 2;
        } else {
            buffer_add_byte(out, segment.data[i]);
        }
    }
}

/* Resolves a target against the folder of the part that names it, as RFC 3986 has it. */
static void resolve(Slice part, Slice target, Buffer *out)
{
    size_t start = 0;

    if (target.size != 0 && target.data[0] == '/') {
        start = 1;
    } else {
        buffer_add(out, part);
        while (out->size != 0 && out->data[out->size - 1] != '/')
            out->size--;
    }
    while (start < target.size) {
        const char *slash = memchr(target.data + start, '/', target.size - start);
        size_t      end = slash != NULL ? (size_t)(slash - target.data) : target.size;
        Slice       segment = slice_part(target, start, end);

        if (slice_is(segment, "..")) {
            drop_last_segment(out);
        } else if (segment.size != 0 && !slice_is(segment, ".")) {
            add_decoded(out, segment);
            if (end < target.size)
                buffer_add_byte(out, '/');
        }
        start = end + 1;
    }
}

static Status add_relation(Package *package, Slice part, const Xml *xml, Relations *out)
{
    Slice    type = xml_attribute(xml, NS_NONE, "Type"), target = xml_attribute(xml, NS_NONE, "Target");
    size_t   slash = type.size;
    Relation relation = {.external = slice_is(xml_attribute(xml, NS_NONE, "TargetMode"), "External")};
    Buffer   path;
    void    *items = out->items;
    Status   status;

    while (slash > 0 && type.data[slash - 1] != '/')
        slash--;
    if (out->count >= RELATIONS_MAX)
        return ERR_LIMIT;
    TRY(memory_reserve(&items, &out->capacity, out->count + 1, sizeof *out->items));
    out->items = items;
    buffer_init(&path, NAME_MAX_BYTES);
    if (!relation.external) {
        resolve(part, target, &path);
        target = path.status == OK ? buffer_slice(&path) : SLICE("");
    }
    TRY_OR(done, slice_copy(package->arena, xml_attribute(xml, NS_NONE, "Id"), &relation.id));
    TRY_OR(done, slice_copy(package->arena, slice_part(type, slash, type.size), &relation.type));
    TRY_OR(done, slice_copy(package->arena, target, &relation.target));
    out->items[out->count++] = relation;
done:
    buffer_clear(&path);
    return status;
}

static Status parse_relations(Package *package, Slice part, Slice bytes, const char *name, Relations *out, Problem *problem)
{
    Xml        xml;
    XmlElement here;
    Status     status = xml_open(&xml, bytes, name, package->limits->depth, problem);

    if (status == OK) {
        here = xml_enter(&xml);
        while (xml_child(&xml, &here))
            if (xml.name == PACKAGE_RELATIONSHIP && add_relation(package, part, &xml, out) != OK)
                xml_fail(&xml, out_of_memory(problem));
        status = xml.status;
    }
    return xml_close(&xml, status);
}

Status package_relations(Package *package, Slice part, Relations *out, Problem *problem)
{
    Buffer name, bytes;
    Status status = OK;
    long   index;

    buffer_init(&name, 2 * NAME_MAX_BYTES);
    buffer_init(&bytes, package->limits->part_size);
    print_rels_name(part, &name);
    if (name.status != OK) {
        status = out_of_memory(problem);
        goto done;
    }
    index = package_find(package, buffer_slice(&name));
    if (index >= 0) {
        TRY_OR(done, package_read(package, (size_t)index, &bytes, problem));
        TRY_OR(done, parse_relations(package, part, buffer_slice(&bytes), package->entries[index].name.data, out, problem));
    }
done:
    buffer_clear(&name);
    buffer_clear(&bytes);
    return status;
}

void relations_clear(Relations *relations)
{
    memory_free(relations->items);
    *relations = (Relations){NULL, 0, 0};
}

const Relation *relations_by_type(const Relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->count; i++)
        if (!relations->items[i].external && slice_is(relations->items[i].type, type))
            return &relations->items[i];
    return NULL;
}

const Relation *relations_by_id(const Relations *relations, Slice id)
{
    for (size_t i = 0; i < relations->count; i++)
        if (slice_equal(relations->items[i].id, id))
            return &relations->items[i];
    return NULL;
}
