/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_write: the parts of the package that change, made anew; the others are copied by write_package.c.
 */
#include "format/docx/write_internal.h"

enum { PART_BYTES_MAX = 512 * 1024 * 1024 };

static Status index_paragraphs(Writer *writer)
{
    const Docx *base = writer->base;

    writer->paragraph_at = memory_new((base->node_count + 1) * sizeof *writer->paragraph_at);
    writer->unit_written = memory_new_zeroed(writer->compilation->unit_count + 1, sizeof(bool));
    if (writer->paragraph_at == NULL || writer->unit_written == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i <= base->node_count; i++)
        writer->paragraph_at[i] = -1;
    for (size_t i = 0; i < writer->text->count; i++) {
        REQUIRE(writer->text->paragraphs[i].source < base->node_count);
        writer->paragraph_at[writer->text->paragraphs[i].source] = (int32_t)i;
    }
    return OK;
}

static uint32_t body_end(const Docx *base)
{
    for (uint32_t i = 0; i < base->node_count; i++)
        if (base->nodes[i].type == NODE_STORY || base->nodes[i].type == NODE_NOTE_RAW)
            return i;
    return (uint32_t)base->node_count;
}

static Status write_document(Writer *writer, Buffer *out)
{
    Slice root = docx_slice(writer->base, writer->base->main_root);

    buffer_add_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    buffer_add(out, root);
    buffer_add_string(out, "<w:body>");
    writer->last = BEFORE_FIRST;
    writer->story = 0;
    TRY(body_container(writer, 0, body_end(writer->base), NULL, out));
    buffer_add_string(out, "</w:body></w:document>");
    return out->status;
}

/* Every unit must have found its place. */
static Status check_units(const Writer *writer)
{
    for (size_t i = 0; i < writer->compilation->unit_count; i++) {
        char place[PROBLEM_VALUE_MAX];

        if (writer->unit_written[i])
            continue;
        (void)snprintf(place, sizeof place, "%.*s", (int)writer->compilation->units[i].label.size, writer->compilation->units[i].label.data);
        return problem_set(writer->problem, ERR_CONFLICT, MSG("docx.unit_lost"), "label", place, NULL);
    }
    return OK;
}

static Status write(Writer *writer, Buffer *out)
{
    Buffer document, footnotes, endnotes;
    Status status;

    buffer_init(&document, PART_BYTES_MAX);
    buffer_init(&footnotes, PART_BYTES_MAX);
    buffer_init(&endnotes, PART_BYTES_MAX);
    TRY_OR(done, write_document(writer, &document));
    TRY_OR(done, notes_part(writer, STORY_FOOTNOTE, &footnotes));
    TRY_OR(done, notes_part(writer, STORY_ENDNOTE, &endnotes));
    TRY_OR(done, check_units(writer));
    status = package_write(writer, buffer_slice(&document), buffer_slice(&footnotes), buffer_slice(&endnotes), out);
done:
    buffer_clear(&document);
    buffer_clear(&footnotes);
    buffer_clear(&endnotes);
    return status;
}

Status docx_write(const Docx *base, const Text *text, const Compilation *compilation, const DocxWriteOptions *options, Buffer *out,
                  Problem *problem)
{
    Writer writer = {.base = base, .text = text, .compilation = compilation, .options = options, .problem = problem, .next_id = 1};
    Status status;

    writer.arena = arena_new(PART_BYTES_MAX);
    status = writer.arena != NULL ? index_paragraphs(&writer) : ERR_MEMORY;
    if (status == OK)
        status = controls_choose(&writer);
    if (status == OK)
        status = fields_find(&writer);
    if (status == OK)
        status = objects_find(&writer);
    if (status == OK)
        status = write(&writer, out);
    memory_free(writer.paragraph_at);
    memory_free(writer.unit_written);
    memory_free(writer.fields);
    memory_free(writer.objects);
    memory_free(writer.authors);
    memory_free(writer.notes);
    memory_free(writer.parts);
    arena_free(writer.arena);
    return status == OK ? OK : problem_at(problem, status, NULL);
}
