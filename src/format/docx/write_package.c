/* SPDX-License-Identifier: Apache-2.0
 *
 * The package: changed parts replaced, new ones added with their content types and relations, all others copied, always in the same order and with the
 * same date, so that equal input gives equal bytes.
 */
#include <jansson.h>
#include <zip.h>

#include "format/docx/write_internal.h"
#include "format/docx/write_relations_internal.h"

enum {
    LIST_BYTES_MAX = 64 * 1024 * 1024,
    LEVEL = 6 /* of deflate; libzip's own is 9: files a twentieth smaller, for three times the time */
};

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define WORDML "application/vnd.openxmlformats-officedocument.wordprocessingml."

typedef struct Package {
    Writer      *writer;
    PackagePart *parts;
    size_t       count, capacity;
    Buffer       types, relations; /* what is added to the two lists */
    Buffer       custom, item, comments, relations_name;
} Package;

static Status add_part(Package *package, Slice name, Slice bytes)
{
    void  *block = package->parts;
    Status status = memory_reserve(&block, &package->capacity, package->count + 1, sizeof *package->parts);

    package->parts = block;
    TRY(status);
    package->parts[package->count++] = (PackagePart){name, bytes};
    return OK;
}

static PackagePart *find_part(Package *package, Slice name)
{
    for (size_t i = 0; i < package->count; i++)
        if (slice_equal(package->parts[i].name, name))
            return &package->parts[i];
    return NULL;
}

static Status put_part(Package *package, Slice name, Slice bytes)
{
    PackagePart *part = find_part(package, name);

    if (part == NULL)
        return add_part(package, name, bytes);
    part->bytes = bytes;
    return OK;
}

static void add_type(Package *package, Slice name, const char *type)
{
    buffer_add_string(&package->types, "<Override PartName=\"/");
    buffer_add_xml(&package->types, name);
    buffer_add_format(&package->types, "\" ContentType=\"%s\"/>", type);
}

static void add_relation(Package *package, const char *id, const char *type, Slice target, bool from_root)
{
    buffer_add_format(&package->relations, "<Relationship Id=\"%s\" Type=\"%s\" Target=\"", id, type);
    if (from_root)
        buffer_add_byte(&package->relations, '/');
    buffer_add_xml(&package->relations, target);
    buffer_add_string(&package->relations, "\"/>");
}

/* A part that the base may lack: replaced where it is, else added with its type and relation. */
static Status put_or_add(Package *package, Slice have, const char *name, Slice bytes, const char *kind, const char *type)
{
    char id[64], relation[160];

    if (bytes.size == 0)
        return OK;
    if (have.size != 0)
        return put_part(package, have, bytes);
    (void)snprintf(id, sizeof id, "rIdRapporteur-%s", kind);
    (void)snprintf(relation, sizeof relation, OFFICE "%s", kind);
    add_type(package, slice_from(name), type);
    add_relation(package, id, relation, slice_from(name), true);
    return add_part(package, slice_from(name), bytes);
}

/* Puts `more` before the end tag of a list. */
static Status extend_list(Package *package, Slice name, Slice more, Buffer *out)
{
    PackagePart *part = find_part(package, name);
    size_t       at;

    if (more.size == 0)
        return OK;
    if (part == NULL)
        return problem_set(package->writer->problem, ERR_SYNTAX, MSG("docx.no_list"), NULL);
    for (at = part->bytes.size; at > 0; at--)
        if (at + 1 < part->bytes.size && part->bytes.data[at - 1] == '<' && part->bytes.data[at] == '/')
            break;
    buffer_add(out, slice_part(part->bytes, 0, at > 0 ? at - 1 : 0));
    buffer_add(out, more);
    buffer_add(out, slice_part(part->bytes, at > 0 ? at - 1 : 0, part->bytes.size));
    part->bytes = buffer_slice(out);
    return out->status;
}

/* ---- our own part, and the comment that lists long author names ---- */

static Status write_authors(Package *package, json_t *authors)
{
    const Writer *writer = package->writer;

    for (size_t i = 0; i < writer->author_count; i++) {
        json_t *names, *name;

        if (!writer->authors[i].shortened)
            continue;
        names = json_array();
        name = json_from_slice(writer->authors[i].name);
        if (names == NULL || name == NULL || json_object_set_new(authors, json_string_value(name), names) != 0) {
            json_decref(name);
            return ERR_MEMORY;
        }
        json_decref(name);
        for (uint32_t k = 0; k < writer->authors[i].parties.count; k++)
            if (json_array_append_new(names, json_from_slice(writer->compilation->parties[writer->authors[i].parties.parties[k]].name)) != 0)
                return ERR_MEMORY;
    }
    return OK;
}

/* {"authors":{…},"compilation":{…},"format":"rapporteur/custom/v1"}: the compilation is spliced in as it is printed. */
static Status write_custom(Package *package)
{
    json_t *authors = json_object();
    Buffer  json;
    Status  status = authors != NULL ? write_authors(package, authors) : ERR_MEMORY;

    buffer_init(&json, LIST_BYTES_MAX);
    buffer_add_string(&json, "{\"authors\":");
    if (status == OK)
        json_print(authors, &json);
    buffer_add_string(&json, ",\"compilation\":");
    if (status == OK)
        status = compilation_encode(package->writer->compilation, &json, package->writer->problem);
    buffer_add_string(&json, ",\"format\":\"rapporteur/custom/v1\"}");
    buffer_add_string(&package->custom, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<r:compilation xmlns:r=\"" RAPPORTEUR_NAMESPACE "\">");
    buffer_add_xml(&package->custom, buffer_slice(&json));
    buffer_add_string(&package->custom, "</r:compilation>");
    if (status == OK)
        status = json.status != OK ? json.status : package->custom.status;
    json_decref(authors);
    buffer_clear(&json);
    return status;
}

static Status add_custom(Package *package)
{
    Slice have = docx_slice(package->writer->base, package->writer->base->custom_part);

    if (!package->writer->options->custom)
        return OK;
    TRY(write_custom(package));
    if (have.size != 0)
        return put_part(package, have, buffer_slice(&package->custom));
    TRY(add_part(package, SLICE("customXml/item9001.xml"), buffer_slice(&package->custom)));
    TRY(add_part(package, SLICE("customXml/itemProps9001.xml"),
                 SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<ds:datastoreItem ds:itemID=\"{5B0F6B1C-7A0B-4E52-9C0A-"
                       "2F6D7E1A7524}\" xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\"><ds:schemaRefs><ds:schemaRef "
                       "ds:uri=\"" RAPPORTEUR_NAMESPACE "\"/></ds:schemaRefs></ds:datastoreItem>")));
    TRY(add_part(package, SLICE("customXml/_rels/item9001.xml.rels"),
                 SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                       "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                       "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps\" "
                       "Target=\"itemProps9001.xml\"/></Relationships>")));
    add_type(package, SLICE("customXml/item9001.xml"), "application/xml");
    add_type(package, SLICE("customXml/itemProps9001.xml"), "application/vnd.openxmlformats-officedocument.customXmlProperties+xml");
    add_relation(package, "rIdRapporteur-custom", OFFICE "customXml", SLICE("customXml/item9001.xml"), true);
    return OK;
}

/* One comment, a paragraph for each shortened name: "NAME +16 = first; second; … ¶". */
static void write_comment(const Writer *writer, Buffer *out)
{
    bool begun = false;

    for (size_t i = 0; i < writer->author_count; i++) {
        Buffer list;

        if (!writer->authors[i].shortened || writer->options->marks != DOCX_TRACKED)
            continue;
        if (!begun)
            buffer_add_format(out, "<w:comment w:id=\"%d\" w:author=\"Rapporteur\" w:initials=\"R\">", COMMENT_ID);
        begun = true;
        buffer_init(&list, LIST_BYTES_MAX);
        buffer_add(&list, writer->authors[i].name);
        buffer_add_string(&list, " = ");
        party_set_print(writer->compilation, writer->authors[i].parties, "; ", 0, &list);
        buffer_add_string(&list, " \xC2\xB6");
        buffer_add_string(out, "<w:p><w:r><w:t xml:space=\"preserve\">");
        buffer_add_xml(out, buffer_slice(&list));
        buffer_add_string(out, "</w:t></w:r></w:p>");
        buffer_clear(&list);
    }
    if (begun)
        buffer_add_string(out, "</w:comment>");
}

static Status add_comment(Package *package)
{
    Slice        have = docx_slice(package->writer->base, package->writer->base->comments_part), end = SLICE("</w:comments>"), old = {NULL, 0};
    PackagePart *part = have.size != 0 ? find_part(package, have) : NULL;
    size_t       start;

    if (part != NULL && slice_ends(slice_trim(part->bytes), "</w:comments>"))
        old = slice_part(slice_trim(part->bytes), 0, slice_trim(part->bytes).size - end.size);
    if (old.size != 0)
        buffer_add(&package->comments, old);
    else
        buffer_add_string(&package->comments, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments "
                                              "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">");
    start = package->comments.size;
    write_comment(package->writer, &package->comments);
    if (package->comments.size == start)
        return package->comments.status;
    buffer_add(&package->comments, end);
    if (package->comments.status != OK)
        return package->comments.status;
    return put_or_add(package, old.size != 0 ? have : (Slice){NULL, 0}, "word/comments.xml", buffer_slice(&package->comments), "comments", WORDML "comments+xml");
}

/* ---- all parts ---- */

static Status add_brought(Package *package)
{
    Writer *writer = package->writer;

    for (size_t i = 0; i < writer->part_count; i++) {
        NewPart *part = &writer->parts[i];
        char    *id = slice_string(writer->arena, part->relation_id), *relation = slice_string(writer->arena, part->relation_type);
        char    *type = slice_string(writer->arena, part->type);

        if (id == NULL || relation == NULL || type == NULL)
            return ERR_MEMORY;
        TRY(add_part(package, part->name, part->bytes));
        if (part->type.size != 0)
            add_type(package, part->name, type);
        add_relation(package, id, relation, part->name, true);
    }
    return OK;
}

static bool is_left_out(Slice name)
{
    return slice_ends(name, "/") || slice_ends(name, "vbaProject.bin") || slice_ends(name, "vbaData.xml") || slice_starts(name, "_xmlsignatures/");
}

static Status copy_base(Package *package)
{
    const Docx *base = package->writer->base;

    for (size_t i = 0; i < base->part_count; i++) {
        Slice name = docx_slice(base, base->parts[i].name);

        if (!is_left_out(name) && find_part(package, name) == NULL)
            TRY(add_part(package, name, docx_slice(base, base->parts[i].bytes)));
    }
    return OK;
}

static Status fill(Package *package, Slice document, Slice footnotes, Slice endnotes)
{
    const Docx *base = package->writer->base;
    Buffer     *name = &package->relations_name;

    TRY(copy_base(package));
    TRY(put_part(package, docx_slice(base, base->main_part), document));
    TRY(put_or_add(package, docx_slice(base, base->footnotes_part), "word/footnotes.xml", footnotes, "footnotes", WORDML "footnotes+xml"));
    TRY(put_or_add(package, docx_slice(base, base->endnotes_part), "word/endnotes.xml", endnotes, "endnotes", WORDML "endnotes+xml"));
    TRY(add_comment(package));
    TRY(add_custom(package));
    TRY(add_brought(package));
    relations_part_name(docx_slice(base, base->main_part), name);
    if (find_part(package, buffer_slice(name)) == NULL && package->relations.size != 0)
        TRY(add_part(package, buffer_slice(name),
                     SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                           "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>")));
    return package->types.status != OK ? package->types.status : package->relations.status;
}

Status package_write(Writer *writer, Slice document, Slice footnotes, Slice endnotes, Buffer *out)
{
    Package package = {.writer = writer};
    Buffer  types, relations;
    Buffer *const buffers[] = {&package.types, &package.relations, &package.custom, &package.item, &package.comments, &package.relations_name, &types, &relations};
    Status  status;

    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buffer_init(buffers[i], LIST_BYTES_MAX);
    TRY_OR(done, fill(&package, document, footnotes, endnotes));
    TRY_OR(done, extend_list(&package, SLICE("[Content_Types].xml"), buffer_slice(&package.types), &types));
    TRY_OR(done, extend_list(&package, buffer_slice(&package.relations_name), buffer_slice(&package.relations), &relations));
    status = package_zip(package.parts, package.count, out, writer->problem);
done:
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buffer_clear(buffers[i]);
    memory_free(package.parts);
    return status;
}

/* ---- ZIP ---- */

static Status zip_failed(Problem *problem, zip_t *archive)
{
    if (archive != NULL)
        zip_discard(archive);
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status fill_zip(zip_t *archive, const PackagePart *parts, size_t count, Arena *names)
{
    const time_t date = 946684800; /* 1 January 2000, UTC: ZIP has no "no date" */

    for (size_t i = 0; i < count; i++) {
        char         *name = slice_string(names, parts[i].name);
        zip_source_t *source = name != NULL ? zip_source_buffer(archive, parts[i].bytes.size != 0 ? parts[i].bytes.data : "", parts[i].bytes.size, 0) : NULL;
        zip_int64_t   index = source != NULL ? zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) : -1;

        if (index < 0) {
            zip_source_free(source);
            return ERR_MEMORY;
        }
        if (zip_file_set_mtime(archive, (zip_uint64_t)index, date, 0) != 0 || zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_DEFLATE, LEVEL) != 0)
            return ERR_MEMORY;
    }
    return OK;
}

static Status take_bytes(zip_source_t *memory, Buffer *out)
{
    zip_stat_t stat;
    char       block[65536];
    zip_int64_t size;

    zip_stat_init(&stat);
    if (zip_source_stat(memory, &stat) != 0 || zip_source_open(memory) != 0)
        return ERR_MEMORY;
    while ((size = zip_source_read(memory, block, sizeof block)) > 0)
        buffer_add(out, (Slice){block, (size_t)size});
    zip_source_close(memory);
    return size < 0 ? ERR_MEMORY : out->status;
}

Status package_zip(const PackagePart *parts, size_t count, Buffer *out, Problem *problem)
{
    zip_error_t   error;
    zip_source_t *memory;
    zip_t        *archive;
    Arena        *names = arena_new(16 * 1024 * 1024);
    Status        status;

    zip_error_init(&error);
    memory = names != NULL ? zip_source_buffer_create(NULL, 0, 0, &error) : NULL;
    archive = memory != NULL ? zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    if (archive == NULL) {
        zip_source_free(memory);
        arena_free(names);
        return zip_failed(problem, NULL);
    }
    zip_source_keep(memory);
    status = fill_zip(archive, parts, count, names);
    if (status == OK && zip_close(archive) == 0)
        status = take_bytes(memory, out);
    else
        status = zip_failed(problem, archive);
    zip_source_free(memory);
    arena_free(names);
    zip_error_fini(&error);
    return status;
}
