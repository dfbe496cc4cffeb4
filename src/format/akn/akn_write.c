/* SPDX-License-Identifier: Apache-2.0
 *
 * One text, or one compilation, as a document: the writer's state, the root, the whole.
 */
#include "format/akn/akn_internal.h"

/* ---- the writer ---- */

static Status index_stories(AknWriter *writer)
{
    const Text *text = writer->text;
    int32_t    *last = arena_take(writer->arena, text->story_count * sizeof *last);

    writer->story_first = arena_take(writer->arena, text->story_count * sizeof *writer->story_first);
    writer->story_next = arena_take(writer->arena, (text->count + 1) * sizeof *writer->story_next);
    writer->note_number = arena_take_zeroed(writer->arena, text->story_count, sizeof *writer->note_number);
    if (last == NULL || writer->story_first == NULL || writer->story_next == NULL || writer->note_number == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < text->story_count; i++)
        last[i] = writer->story_first[i] = AKN_NONE;
    for (int32_t i = 0; i < (int32_t)text->count; i++) {
        uint32_t story = text->paragraphs[i].story;

        writer->story_next[i] = AKN_NONE;
        if (last[story] == AKN_NONE)
            writer->story_first[story] = i;
        else
            writer->story_next[last[story]] = i;
        last[story] = i;
    }
    return OK;
}

Status akn_writer_init(AknWriter *writer, const Text *text, Buffer *out, Problem *problem)
{
    *writer = (AknWriter){.text = text, .out = out, .problem = problem, .statement = text->instrument.is_resolution, .arena = arena_new(TEXT_BYTES_MAX)};
    return writer->arena != NULL ? index_stories(writer) : ERR_MEMORY;
}

void akn_writer_clear(AknWriter *writer)
{
    akn_names_clear(&writer->ids);
    arena_free(writer->arena);
    writer->arena = NULL;
}

Status akn_writer_status(const AknWriter *writer)
{
    Status status = writer->status != OK ? writer->status : writer->out->status;

    return status == OK ? OK : problem_at(writer->problem, status, NULL);
}

void akn_writer_id(AknWriter *writer, Slice wanted, Slice *kept)
{
    Buffer name;
    bool   found = true;

    buffer_init(&name, AKN_PIECE_MAX);
    buffer_add(&name, wanted);
    while (writer->status == OK && name.status == OK) {
        writer->status = akn_names_add(&writer->ids, buffer_slice(&name), 0, &found);
        if (!found)
            break;
        buffer_reset(&name);
        buffer_add(&name, wanted);
        buffer_add_format(&name, "-n%u", ++writer->blocks);
    }
    if (writer->status == OK)
        writer->status = name.status;
    buffer_add_string(writer->out, " eId=\"");
    buffer_add(writer->out, writer->prefix);
    buffer_add(writer->out, buffer_slice(&name));
    buffer_add_byte(writer->out, '"');
    if (writer->status == OK && kept != NULL)
        writer->status = slice_copy(writer->arena, buffer_slice(&name), kept);
    buffer_clear(&name);
}

/* ---- the document ---- */

static Status write_document(AknWriter *writer)
{
    const Text *text = writer->text;
    const char *name = writer->statement ? "resolution" : "document", *element = writer->statement ? "statement" : "doc";
    AknMeta     meta = {.instrument = &text->instrument, .language = text->language, .name = name, .statement = writer->statement, .compilation = writer->compilation, .text = true};
    AknItem    *items;
    size_t      count;

    TRY(akn_changes_items(writer, &items, &count));
    buffer_add_string(writer->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"" AKN_NAMESPACE "\" xmlns:r=\"" AKN_OWN_NAMESPACE "\">\n");
    buffer_add_format(writer->out, "<%s name=\"%s\"%s>\n", element, name, writer->compilation != NULL ? " contains=\"multipleVersions\"" : "");
    akn_meta(writer, &meta);
    akn_structure(writer, items, count);
    buffer_add_format(writer->out, "</%s>\n</akomaNtoso>\n", element);
    return writer->status;
}

static Status write_whole(const Text *text, const Compilation *compilation, Buffer *out, Problem *problem)
{
    AknWriter writer;
    Status    status = akn_writer_init(&writer, text, out, problem);

    writer.compilation = compilation;
    if (status == OK)
        status = write_document(&writer);
    if (status == OK)
        status = akn_writer_status(&writer);
    akn_writer_clear(&writer);
    return status == OK ? OK : problem_at(problem, status, NULL);
}

Status akn_write_text(const Text *text, Buffer *out, Problem *problem)
{
    return write_whole(text, NULL, out, problem);
}

Status akn_write_compilation(const Compilation *compilation, Buffer *out, Problem *problem)
{
    return write_whole(compilation->base, compilation, out, problem);
}
