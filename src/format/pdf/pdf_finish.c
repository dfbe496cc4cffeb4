/* SPDX-License-Identifier: Apache-2.0
 *
 * What the file says when all pages are there: around the text of each its running head and its number, as an artifact; pages in their order; the outline; fonts; title, language and metadata.
 */
#include "format/pdf/pdf_internal.h"

/* ---- pages ---- */

/* Where the n-th page that was drawn comes to stand, from 0. */
static size_t place_of(const PdfWriter *writer, size_t drawn)
{
    size_t body = writer->page_count - writer->front_pages;

    return drawn < body ? drawn + writer->front_pages : drawn - body;
}

static void put_around(PdfWriter *writer)
{
    PdfInk *ink = &writer->ink;

    for (size_t i = 0; i < writer->page_count && writer->file.status == OK; i++) {
        size_t number = place_of(writer, i) + 1;
        int    form = number == 1 ? PDF_AROUND_FIRST : number % 2 == 0 ? PDF_AROUND_EVEN : PDF_AROUND_ODD;

        buffer_add(&ink->content, SLICE("/Artifact BMC\nq\n0 Tr\n"));
        if (number != 1)
            pdf_front_number(writer, number, writer->page_count);
        buffer_add_format(&ink->content, "/A%d Do\nQ\nEMC\n", form);
        pdf_file_fail(&writer->file, ink->content.status);
        pdf_file_stream(&writer->file, writer->pages[i].around, (Slice){NULL, 0}, buffer_slice(&ink->content));
        buffer_clear(&ink->content);
        pdf_ink_init(ink);
    }
}

static void put_pages(PdfWriter *writer)
{
    size_t body = writer->page_count - writer->front_pages;
    Buffer out;

    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add_format(&out, "<</Type/Pages/Count %zu/Kids[", writer->page_count);
    for (size_t i = 0; i < writer->page_count; i++)
        pdf_add_reference(&out, writer->pages[(i + body) % writer->page_count].object);
    buffer_add(&out, SLICE("]>>"));
    pdf_file_object(&writer->file, writer->pages_root, &out);
    buffer_clear(&out);
}

static void put_resources(PdfWriter *writer, const uint32_t forms[PDF_AROUND_COUNT])
{
    Buffer out;

    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add(&out, SLICE("<</Font<<"));
    pdf_fonts_resources(&writer->fonts, &out);
    buffer_add(&out, SLICE(">>/XObject<<"));
    for (int i = 0; i < PDF_AROUND_COUNT; i++)
        buffer_add_format(&out, "/A%d %u 0 R", i, (unsigned)forms[i]);
    buffer_add(&out, SLICE(">>>>"));
    pdf_file_object(&writer->file, writer->resources, &out);
    buffer_clear(&out);
}

/* ---- the outline ---- */

/* Each entry below the nearest one before it of a lesser level. [0] is the root. */
static void link_outline(PdfOutline *entries, size_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t parent = i - 1;

        while (parent != 0 && entries[parent].level >= entries[i].level)
            parent = entries[parent].parent;
        entries[i].parent = parent;
        entries[i].previous = entries[parent].last;
        if (entries[parent].last != 0)
            entries[entries[parent].last].next = i;
        else
            entries[parent].first = i;
        entries[parent].last = i;
        entries[parent].count++;
    }
}

static void add_relative(Buffer *out, const char *key, uint32_t which, const uint32_t *objects)
{
    if (which != 0)
        buffer_add_format(out, "/%s %u 0 R", key, (unsigned)objects[which]);
}

static void put_entry(PdfWriter *writer, const PdfOutline *entry, uint32_t object, const uint32_t *objects)
{
    Buffer out;

    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add(&out, SLICE("<<"));
    if (entry->title != NULL) {
        buffer_add(&out, SLICE("/Title"));
        pdf_add_text(&out, slice_from(entry->title));
        buffer_add_format(&out, "/Parent %u 0 R/Dest[%u 0 R/XYZ 0 %.2f 0]", (unsigned)objects[entry->parent], (unsigned)writer->pages[entry->at.page].object, PAGE_HEIGHT - entry->at.y + 6);
    }
    add_relative(&out, "First", entry->first, objects);
    add_relative(&out, "Last", entry->last, objects);
    add_relative(&out, "Prev", entry->previous, objects);
    add_relative(&out, "Next", entry->next, objects);
    if (entry->count != 0) /* closed, but the root */
        buffer_add_format(&out, "/Count %s%u", entry->title != NULL ? "-" : "", (unsigned)entry->count);
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(&writer->file, object, &out);
    buffer_clear(&out);
}

/* In the order of the pages: the front's entries were made last. */
static PdfOutline *ordered(const PdfWriter *writer)
{
    PdfOutline *entries = memory_new_zeroed(writer->outline_count + 1, sizeof *entries);
    size_t      body = writer->page_count - writer->front_pages, front = 0, at = 1;

    if (entries == NULL)
        return NULL;
    while (front < writer->outline_count && writer->outlines[front].at.page < body)
        front++;
    for (size_t i = 0; i < writer->outline_count; i++)
        entries[at++] = writer->outlines[(i + front) % writer->outline_count];
    return entries;
}

static uint32_t put_outline(PdfWriter *writer)
{
    PdfOutline *entries = writer->outline_count != 0 ? ordered(writer) : NULL;
    uint32_t   *objects = entries != NULL ? memory_new_zeroed(writer->outline_count + 1, sizeof *objects) : NULL, root = 0;

    if (objects != NULL) {
        link_outline(entries, writer->outline_count);
        for (size_t i = 0; i <= writer->outline_count; i++)
            objects[i] = pdf_file_number(&writer->file);
        for (size_t i = 0; i <= writer->outline_count; i++)
            put_entry(writer, &entries[i], objects[i], objects);
        root = objects[0];
    } else if (writer->outline_count != 0) {
        pdf_file_fail(&writer->file, ERR_MEMORY);
    }
    memory_free(entries);
    memory_free(objects);
    return root;
}

/* ---- names of places ---- */

typedef struct Name {
    Buffer         id;
    PdfPlaceOnPage at;
} Name;

static int by_id(const void *a, const void *b)
{
    return slice_compare(buffer_slice(&((const Name *)a)->id), buffer_slice(&((const Name *)b)->id));
}

/* Each part by the name that it has in every format: "report.pdf#nameddest=delegation-01". 0: there is none. */
static uint32_t put_names(PdfWriter *writer)
{
    size_t   count = writer->official->part_count, used = 0;
    Name    *names = memory_new_zeroed(count + 1, sizeof *names);
    uint32_t number = pdf_file_number(&writer->file);
    Buffer   out;

    if (names == NULL) {
        pdf_file_fail(&writer->file, ERR_MEMORY);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (writer->part_places[i].page >= writer->page_count)
            continue;
        buffer_init(&names[used].id, PDF_WORDS_MAX);
        official_part_id(writer->official, i, &names[used].id);
        names[used++].at = writer->part_places[i];
    }
    qsort(names, used, sizeof *names, by_id);
    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add(&out, SLICE("<</Names["));
    for (size_t i = 0; i < used; i++) {
        pdf_file_fail(&writer->file, names[i].id.status);
        pdf_add_ascii(&out, buffer_slice(&names[i].id));
        buffer_add_format(&out, "[%u 0 R/XYZ 0 %.2f 0]", (unsigned)writer->pages[names[i].at.page].object, PAGE_HEIGHT - names[i].at.y + 6);
        buffer_clear(&names[i].id);
    }
    buffer_add(&out, SLICE("]>>"));
    pdf_file_object(&writer->file, number, &out);
    buffer_clear(&out);
    memory_free(names);
    return used != 0 ? number : 0;
}

/* ---- the document ---- */

/* "2026-07-20": the only date that a document may say of itself. */
static bool is_date(Slice date)
{
    for (size_t i = 0; i < date.size; i++)
        if (i == 4 || i == 7 ? date.data[i] != '-' : date.data[i] < '0' || date.data[i] > '9')
            return false;
    return date.size == 10;
}

static uint32_t put_metadata(PdfWriter *writer)
{
    const Official *official = writer->official;
    uint32_t        number = pdf_file_number(&writer->file);
    Buffer          xmp;

    buffer_init(&xmp, PDF_WORDS_MAX);
    buffer_add(&xmp, SLICE("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                           "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:format>application/pdf</dc:format>\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"));
    buffer_add_xml(&xmp, writer->short_title);
    buffer_add(&xmp, SLICE("</rdf:li></rdf:Alt></dc:title>\n<dc:identifier>"));
    buffer_add_xml(&xmp, official->symbol);
    buffer_add(&xmp, SLICE("</dc:identifier>\n<dc:language><rdf:Bag><rdf:li>"));
    buffer_add_xml(&xmp, slice_from(writer->type.languages[0].tag));
    buffer_add(&xmp, SLICE("</rdf:li></rdf:Bag></dc:language>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"));
    pdf_file_fail(&writer->file, xmp.status);
    pdf_file_stream(&writer->file, number, SLICE("/Type/Metadata/Subtype/XML"), buffer_slice(&xmp));
    buffer_clear(&xmp);
    return number;
}

static uint32_t put_about(PdfWriter *writer)
{
    const Official *official = writer->official;
    uint32_t        number = pdf_file_number(&writer->file);
    Buffer          out;

    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, official->symbol);
    if (official->symbol.size != 0 && writer->short_title.size != 0)
        pdf_words_add(&writer->words, SLICE(", "));
    pdf_words_add(&writer->words, writer->short_title);
    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add(&out, SLICE("<</Title"));
    pdf_add_text(&out, buffer_slice(&writer->words.text));
    buffer_add(&out, SLICE("/Producer(Rapporteur)"));
    if (is_date(official->issued))
        buffer_add_format(&out, "/CreationDate(D:%.4s%.2s%.2s000000Z)", official->issued.data, official->issued.data + 5, official->issued.data + 8);
    buffer_add(&out, SLICE(">>"));
    pdf_file_fail(&writer->file, writer->words.text.status);
    pdf_file_object(&writer->file, number, &out);
    buffer_clear(&out);
    return number;
}

static uint32_t put_catalogue(PdfWriter *writer, uint32_t outline, uint32_t names, uint32_t metadata)
{
    uint32_t number = pdf_file_number(&writer->file);
    Buffer   out;

    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add_format(&out, "<</Type/Catalog/Pages %u 0 R/StructTreeRoot %u 0 R/MarkInfo<</Marked true>>/Metadata %u 0 R/ViewerPreferences<</DisplayDocTitle true%s>>/Lang", (unsigned)writer->pages_root, (unsigned)writer->tree.root,
                      (unsigned)metadata, writer->mirrored ? "/Direction/R2L" : "");
    pdf_add_ascii(&out, slice_from(writer->type.languages[0].tag));
    if (outline != 0)
        buffer_add_format(&out, "/Outlines %u 0 R/PageMode/UseOutlines", (unsigned)outline);
    if (names != 0)
        buffer_add_format(&out, "/Names<</Dests %u 0 R>>", (unsigned)names);
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(&writer->file, number, &out);
    buffer_clear(&out);
    return number;
}

Status pdf_finish(PdfWriter *writer)
{
    uint32_t forms[PDF_AROUND_COUNT], outline, names, metadata;

    pdf_tree_end(writer);
    TRY(pdf_front_around(writer, forms));
    put_around(writer);
    put_pages(writer);
    put_resources(writer, forms);
    pdf_fonts_write(&writer->fonts);
    outline = put_outline(writer);
    names = put_names(writer);
    metadata = put_metadata(writer);
    return pdf_file_end(&writer->file, put_catalogue(writer, outline, names, metadata), put_about(writer));
}
