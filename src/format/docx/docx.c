/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_read: from the bytes of a file to a Docx. The order of things: package, main part by relationship type, styles and numbering, the body, notes,
 * what stands beside it, the parts themselves where they are asked for.
 */
#include "format/docx/read_internal.h"

enum { POOL_MAX = 1024 * 1024 * 1024 };

Slice docx_slice(const Docx *docx, DocxSlice part)
{
    REQUIRE(part.at <= docx->pool_size && part.size <= docx->pool_size - part.at);
    return part.size != 0 ? (Slice){docx->pool + part.at, part.size} : (Slice){NULL, 0};
}

const DocxPart *docx_part(const Docx *docx, Slice name)
{
    for (size_t i = 0; i < docx->part_count; i++)
        if (slice_equal(docx_slice(docx, docx->parts[i].name), name))
            return &docx->parts[i];
    return NULL;
}

void docx_free(Docx *docx)
{
    if (docx == NULL)
        return;
    memory_free(docx->pool);
    memory_free(docx->nodes);
    memory_free(docx->revisions);
    memory_free(docx->paragraphs);
    memory_free(docx->objects);
    memory_free(docx->notes);
    memory_free(docx->numbers);
    memory_free(docx->parts);
    memory_free(docx->styles);
    memory_free(docx);
}

/* A part is named by a relationship; when the package lacks it, there is nothing to read. */
Status read_part(Reading *reading, Slice name, PartReader read, void *context)
{
    long       index = package_find(reading->package, name);
    Xml       *outer = reading->xml;
    Relations  relations = {NULL, 0, 0}, outer_relations = reading->relations;
    Buffer     bytes;
    Xml       *xml;
    Status     status;

    if (index < 0)
        return OK;
    xml = memory_new_zeroed(1, sizeof *xml);
    if (xml == NULL)
        return build_memory(reading->problem);
    buffer_init(&bytes, reading->limits->part_size);
    TRY_OR(done, package_relations(reading->package, package_name(reading->package, (size_t)index), &relations, reading->problem));
    TRY_OR(done, package_read(reading->package, (size_t)index, &bytes, reading->problem));
    TRY_OR(done, xml_open(xml, buffer_slice(&bytes), package_name(reading->package, (size_t)index).data, reading->limits->depth,
                          reading->problem));
    reading->xml = xml;
    reading->relations = relations;
    TRY_OR(done, read(reading, context));
    TRY_OR(done, build_flush(reading));
done:
    reading->xml = outer;
    reading->relations = outer_relations;
    relations_clear(&relations);
    status = xml_close(xml, status);
    memory_free(xml);
    buffer_clear(&bytes);
    return status;
}

/* The main part's root: kept up to where its body begins, so a page background stays. */
static Status read_main(Reading *reading, void *context)
{
    Xml       *xml = reading->xml;
    XmlElement here;
    Buffer     root;
    RawSink    sink = {.reading = reading, .out = &root, .inside = 1};
    bool       body = false;
    Status     status = OK;

    (void)context;
    if (xml->name != W_DOCUMENT)
        return problem_set(reading->problem, ERR_SYNTAX, MSG("docx.not_word"), NULL);
    buffer_init(&root, reading->limits->part_size);
    raw_root(reading, &root);
    here = xml_enter(xml);
    while (xml_child(xml, &here)) {
        if (xml->name == W_BACKGROUND && !body)
            TRY_OR(done, raw_element(&sink));
        if (xml->name == W_BODY && !body) {
            body = true;
            TRY_OR(done, build_bytes(reading, buffer_slice(&root), &reading->docx->main_root));
            TRY_OR(done, read_children(reading, IN_BLOCKS));
        }
    }
    TRY_OR(done, xml->status);
    if (!body)
        status = problem_set(reading->problem, ERR_SYNTAX, MSG("docx.not_word"), NULL);
done:
    buffer_clear(&root);
    return status;
}

static Status keep_part_name(Reading *reading, const Relations *relations, const char *type, DocxSlice *out)
{
    const Relation *relation = relations_by_type(relations, type);

    if (relation == NULL || package_find(reading->package, relation->target) < 0)
        return OK;
    return build_bytes(reading, relation->target, out);
}

static Status keep_parts(Reading *reading)
{
    for (size_t i = 0; i < package_count(reading->package); i++) {
        Slice    name = package_name(reading->package, i);
        DocxPart part;
        Status   status;

        if (slice_ends(name, "/"))
            continue;
        TRY(build_bytes(reading, name, &part.name));
        part.bytes.at = (uint32_t)reading->pool.size;
        status = package_read(reading->package, i, &reading->pool, reading->problem);
        TRY(status);
        part.bytes.size = (uint32_t)(reading->pool.size - part.bytes.at);
        TRY(build_part(reading, &part));
    }
    return OK;
}

static Status keep_language(Reading *reading)
{
    const struct Tally *most = NULL;
    Slice               language;

    for (size_t i = 0; i < LANGUAGES_TALLIED; i++)
        if (reading->languages[i].weight != 0 && (most == NULL || reading->languages[i].weight > most->weight))
            most = &reading->languages[i];
    language = most != NULL ? slice_from(most->name) : sheet_language(reading->sheet, "val");
    return build_bytes(reading, language, &reading->docx->language);
}

static Status read_all(Reading *reading, Slice main_part, const Relations *relations)
{
    Docx *docx = reading->docx;

    TRY(build_bytes(reading, main_part, &docx->main_part));
    TRY(sheet_read(reading, relations));
    TRY(read_part(reading, main_part, read_main, NULL));
    TRY(notes_read(reading, relations));
    TRY(saved_restore(reading));
    TRY(repair_all(reading));
    TRY(comments_read(reading, relations));
    TRY(headers_read(reading, relations));
    TRY(custom_read(reading));
    TRY(keep_part_name(reading, relations, "settings", &docx->settings_part));
    TRY(keep_part_name(reading, relations, "people", &docx->people_part));
    TRY(keep_language(reading));
    return reading->limits->keep_parts ? keep_parts(reading) : OK;
}

static Status read_package(Reading *reading)
{
    Relations       package = {NULL, 0, 0}, relations = {NULL, 0, 0};
    const Relation *main_part;
    Slice           name;
    Status          status;

    TRY_OR(done, package_relations(reading->package, SLICE(""), &package, reading->problem));
    main_part = relations_by_type(&package, "officeDocument");
    if (main_part == NULL || package_find(reading->package, main_part->target) < 0) {
        status = problem_set(reading->problem, ERR_SYNTAX, MSG("docx.not_word"), NULL);
        goto done;
    }
    name = package_name(reading->package, (size_t)package_find(reading->package, main_part->target));
    TRY_OR(done, package_relations(reading->package, name, &relations, reading->problem));
    TRY_OR(done, saved_read_program(reading, &package));
    TRY_OR(done, read_all(reading, name, &relations));
done:
    relations_clear(&package);
    relations_clear(&relations);
    return status;
}

static Status reading_init(Reading *reading, const DocxLimits *limits, Problem *problem)
{
    DocxRevision unused = {.kind = REVISION_NONE};
    uint32_t     index;

    *reading = (Reading){.limits = limits, .problem = problem, .paragraph = UINT32_MAX};
    buffer_init(&reading->pool, POOL_MAX);
    buffer_init(&reading->scratch, limits->part_size);
    buffer_init(&reading->pending.text, limits->part_size);
    reading->docx = memory_new_zeroed(1, sizeof *reading->docx);
    if (reading->docx == NULL)
        return build_memory(problem);
    return build_revision_like(reading, &unused, &index);
}

static void reading_clear(Reading *reading)
{
    package_close(reading->package);
    sheet_free(reading->sheet);
    buffer_clear(&reading->pool);
    buffer_clear(&reading->scratch);
    buffer_clear(&reading->pending.text);
    memory_free(reading->part_hashes);
    memory_free(reading->interns.slots);
    memory_free(reading->hints);
    memory_free(reading->named);
    memory_free(reading->saved);
    docx_free(reading->docx);
}

Status docx_read(Slice file, const DocxLimits *limits, Docx **out, Problem *problem)
{
    Reading reading;
    Status  status;

    REQUIRE(out != NULL && *out == NULL);
    TRY_OR(done, reading_init(&reading, limits != NULL ? limits : &docx_limits_default, problem));
    TRY_OR(done, package_open(file, reading.limits, &reading.package, problem));
    TRY_OR(done, read_package(&reading));
    build_finish(&reading);
    *out = reading.docx;
    reading.docx = NULL;
done:
    reading_clear(&reading);
    return status;
}
