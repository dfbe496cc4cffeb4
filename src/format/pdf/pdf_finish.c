/* SPDX-License-Identifier: Apache-2.0
 *
 * qpdf: what cairo's file lacks. Pages in their order; around the text of each page its running head, number and rules, as one artifact; the structure tree with a document, a
 * section for each part and whole paragraphs where a page broke them; languages, title, metadata.
 *
 * What cairo 1.16 writes, and this file relies on: the children of the root stand in the order in which they were drawn, an element's K is the number of its marked content on its
 * page, an element below it, or an array of these; the tree of parents has an array for each page, in order, without gaps; fonts of Latin words are encoded as their text.
 *
 * Errors of qpdf stick in it and are asked for at the end of each step; calls after an error give nulls.
 */
#include "format/pdf/qpdf_internal.h"

#include "format/pdf/pdf_internal.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AROUND_EVEN, AROUND_ODD, AROUND_FIRST, AROUND_SIGNS, AROUND_COUNT, COPY_BYTES = 64 * 1024 };

typedef struct Finish {
    PdfWriter       *writer;
    const PdfFinish *around;
    qpdf_data        pdf;
    qpdf_oh          root, tree, pages, forms[AROUND_COUNT], sign_font, parents;
    qpdf_oh         *elements; /* of the root, in the order drawn */
    size_t           total;    /* pages */
} Finish;

static qpdf_oh name(Finish *finish, const char *text)
{
    return qpdf_oh_new_name(finish->pdf, text);
}

static void set(Finish *finish, qpdf_oh object, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(finish->pdf, object, key, value);
}

static void set_name(Finish *finish, qpdf_oh object, const char *key, const char *text)
{
    qpdf_oh value = name(finish, text);

    set(finish, object, key, value);
    qpdf_oh_release(finish->pdf, value);
}

static void set_language(Finish *finish, qpdf_oh object, size_t language)
{
    const char *tag = finish->writer->type.languages[language].tag;

    if (tag[0] != '\0')
        set(finish, object, "/Lang", qpdf_oh_new_string(finish->pdf, tag));
}

/* ---- around the text ---- */

/* The content of a page, as a form of its size. */
static qpdf_oh form_of(Finish *finish, int which)
{
    qpdf_oh page = qpdf_oh_get_array_item(finish->pdf, finish->pages, (int)finish->total + which);
    qpdf_oh stream = qpdf_oh_get_key(finish->pdf, page, "/Contents"), about = qpdf_oh_get_dict(finish->pdf, stream);

    set_name(finish, about, "/Type", "/XObject");
    set_name(finish, about, "/Subtype", "/Form");
    set(finish, about, "/BBox", qpdf_oh_get_key(finish->pdf, page, "/MediaBox"));
    set(finish, about, "/Resources", qpdf_oh_get_key(finish->pdf, page, "/Resources"));
    set(finish, about, "/Group", qpdf_oh_get_key(finish->pdf, page, "/Group"));
    return stream;
}

static void take_around(Finish *finish)
{
    qpdf_oh page = qpdf_oh_get_array_item(finish->pdf, finish->pages, (int)finish->total + AROUND_SIGNS);
    qpdf_oh fonts = qpdf_oh_get_key(finish->pdf, qpdf_oh_get_key(finish->pdf, page, "/Resources"), "/Font");

    for (int i = 0; i < AROUND_SIGNS; i++)
        finish->forms[i] = form_of(finish, i);
    qpdf_oh_begin_dict_key_iter(finish->pdf, fonts);
    if (qpdf_oh_dict_more_keys(finish->pdf))
        finish->sign_font = qpdf_oh_get_key(finish->pdf, fonts, qpdf_oh_dict_next_key(finish->pdf));
}

static void add_number(const Finish *finish, Buffer *out, size_t number)
{
    const PdfWriter *writer = finish->writer;
    char             text[2 * DECIMAL_MAX + 2];
    double           width = 0;

    (void)snprintf(text, sizeof text, "%zu/%zu", number, finish->total);
    for (const char *at = text; *at != '\0'; at++)
        width += finish->around->digits[*at == '/' ? 10 : *at - '0'];
    buffer_add_format(out, "BT /RapporteurNumber %.3f Tf 1 0 0 1 %.3f %.3f Tm (%s) Tj ET\n", finish->around->size,
                      pdf_flow_x(writer, number % 2 == 0 ? EDGE_START : EDGE_END - width, width), PAGE_HEIGHT - FOOT_BASELINE, text);
}

/* The dictionary under the key, made where there is none. */
static qpdf_oh inner(Finish *finish, qpdf_oh object, const char *key)
{
    qpdf_oh found = qpdf_oh_get_key(finish->pdf, object, key);

    if (!qpdf_oh_is_dictionary(finish->pdf, found)) {
        qpdf_oh_release(finish->pdf, found);
        found = qpdf_oh_new_dictionary(finish->pdf);
        set(finish, object, key, found);
    }
    return found;
}

static void put_around(Finish *finish, qpdf_oh page, Slice operators, int form)
{
    qpdf_data pdf = finish->pdf;
    qpdf_oh   resources = qpdf_oh_get_key(pdf, page, "/Resources"), fonts = inner(finish, resources, "/Font"), objects = inner(finish, resources, "/XObject");
    qpdf_oh   contents = qpdf_oh_new_array(pdf), stream = qpdf_oh_new_stream(pdf), none = qpdf_oh_new_null(pdf), text = qpdf_oh_get_key(pdf, page, "/Contents");

    qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)operators.data, operators.size, none, none);
    qpdf_oh_append_item(pdf, contents, stream);
    qpdf_oh_append_item(pdf, contents, text);
    set(finish, page, "/Contents", contents);
    set(finish, fonts, "/RapporteurNumber", finish->sign_font);
    set(finish, objects, "/RapporteurAround", finish->forms[form]);
    const qpdf_oh used[] = {resources, fonts, objects, contents, stream, none, text};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++)
        qpdf_oh_release(pdf, used[i]);
}

/* Where the n-th page that was drawn comes to stand, from 0. */
static size_t place_of(const Finish *finish, size_t drawn)
{
    size_t front = finish->writer->front_pages, body = finish->total - front;

    return drawn < body ? drawn + front : drawn - body;
}

static Status put_pages(Finish *finish)
{
    PdfWriter *writer = finish->writer;
    size_t     from = 0;
    Buffer     out;
    Status     status;

    buffer_init(&out, PDF_WORDS_MAX);
    for (size_t i = 0; i < finish->total; i++) {
        size_t  number = place_of(finish, i) + 1;
        qpdf_oh page = qpdf_oh_get_array_item(finish->pdf, finish->pages, (int)i);

        buffer_reset(&out);
        buffer_add(&out, SLICE("/Artifact BMC\nq\n0 G 0 g\n"));
        buffer_add(&out, slice_part(buffer_slice(&writer->rules), from, writer->rule_ends[i]));
        if (number != 1)
            add_number(finish, &out, number);
        buffer_add(&out, SLICE("/RapporteurAround Do\nQ\nEMC\n"));
        if (out.status == OK)
            put_around(finish, page, buffer_slice(&out), number == 1 ? AROUND_FIRST : number % 2 == 0 ? AROUND_EVEN : AROUND_ODD);
        qpdf_oh_release(finish->pdf, page);
        from = writer->rule_ends[i];
    }
    status = out.status;
    buffer_clear(&out);
    return status;
}

static void order_pages(Finish *finish)
{
    qpdf_oh kids = qpdf_oh_new_array(finish->pdf), root = qpdf_oh_get_key(finish->pdf, finish->root, "/Pages");
    size_t  body = finish->total - finish->writer->front_pages;

    for (size_t i = 0; i < finish->total; i++) {
        qpdf_oh page = qpdf_oh_get_array_item(finish->pdf, finish->pages, (int)((i + body) % finish->total));

        qpdf_oh_append_item(finish->pdf, kids, page);
        qpdf_oh_release(finish->pdf, page);
    }
    set(finish, root, "/Kids", kids);
    set(finish, root, "/Count", qpdf_oh_new_integer(finish->pdf, (long long)finish->total));
}

/* ---- structure ---- */

/* The content of `end`, which stands on a page of its own, becomes content of `whole`. */
static void join_content(Finish *finish, qpdf_oh whole_kids, qpdf_oh whole, qpdf_oh page, qpdf_oh kid)
{
    qpdf_data pdf = finish->pdf;

    if (qpdf_oh_is_integer(pdf, kid)) {
        qpdf_oh   content = qpdf_oh_new_dictionary(pdf), place = qpdf_oh_get_key(pdf, page, "/StructParents"), list;
        long long mark = qpdf_oh_get_int_value(pdf, kid);

        set_name(finish, content, "/Type", "/MCR");
        set(finish, content, "/Pg", page);
        set(finish, content, "/MCID", kid);
        qpdf_oh_append_item(pdf, whole_kids, content);
        list = qpdf_oh_get_array_item(pdf, finish->parents, (int)(2 * qpdf_oh_get_int_value(pdf, place) + 1));
        if (mark >= 0 && mark < qpdf_oh_get_array_n_items(pdf, list))
            qpdf_oh_set_array_item(pdf, list, (int)mark, whole);
        qpdf_oh_release(pdf, list);
        qpdf_oh_release(pdf, place);
        qpdf_oh_release(pdf, content);
    } else {
        set(finish, kid, "/P", whole);
        qpdf_oh_append_item(pdf, whole_kids, kid);
    }
}

static void join(Finish *finish, qpdf_oh whole, qpdf_oh end)
{
    qpdf_data pdf = finish->pdf;
    qpdf_oh   kids = qpdf_oh_get_key(pdf, whole, "/K"), more = qpdf_oh_get_key(pdf, end, "/K"), page = qpdf_oh_get_key(pdf, end, "/Pg");

    if (!qpdf_oh_is_array(pdf, kids)) {
        qpdf_oh array = qpdf_oh_wrap_in_array(pdf, kids);

        set(finish, whole, "/K", array);
        qpdf_oh_release(pdf, kids);
        kids = array;
    }
    if (!qpdf_oh_is_array(pdf, more)) {
        join_content(finish, kids, whole, page, more);
    } else {
        for (int i = 0, count = qpdf_oh_get_array_n_items(pdf, more); i < count; i++) {
            qpdf_oh kid = qpdf_oh_get_array_item(pdf, more, i);

            join_content(finish, kids, whole, page, kid);
            qpdf_oh_release(pdf, kid);
        }
    }
    qpdf_oh_release(pdf, kids);
    qpdf_oh_release(pdf, more);
    qpdf_oh_release(pdf, page);
}

static qpdf_oh new_element(Finish *finish, const char *type, qpdf_oh parent, qpdf_oh *kids)
{
    qpdf_oh made = qpdf_make_indirect_object(finish->pdf, qpdf_oh_new_dictionary(finish->pdf));

    *kids = qpdf_oh_new_array(finish->pdf);
    set_name(finish, made, "/Type", "/StructElem");
    set_name(finish, made, "/S", type);
    set(finish, made, "/P", parent);
    set(finish, made, "/K", *kids);
    return made;
}

typedef struct Section {
    qpdf_oh element, kids;
} Section;

static void make_sections(Finish *finish, qpdf_oh document, qpdf_oh document_kids, Section *sections)
{
    PdfWriter *writer = finish->writer;
    bool      *used = (bool *)(void *)(sections + writer->section_count);

    for (size_t i = 0; i < writer->element_count; i++)
        used[writer->elements[i].section] = true;
    for (size_t i = 0; i < writer->section_count; i++) {
        if (!used[i])
            continue;
        sections[i].element = new_element(finish, "/Sect", document, &sections[i].kids);
        if (writer->section_languages[i] != 0)
            set_language(finish, sections[i].element, writer->section_languages[i]);
        qpdf_oh_append_item(finish->pdf, document_kids, sections[i].element);
    }
}

static Status put_structure(Finish *finish)
{
    PdfWriter *writer = finish->writer;
    qpdf_data  pdf = finish->pdf;
    qpdf_oh    document, document_kids, list = qpdf_oh_get_key(pdf, finish->tree, "/K");
    Section   *sections = memory_new_zeroed(writer->section_count, sizeof *sections + 1);
    bool       single = !qpdf_oh_is_array(pdf, list);

    if (sections == NULL)
        return ERR_MEMORY;
    finish->parents = qpdf_oh_get_key(pdf, qpdf_oh_get_key(pdf, finish->tree, "/ParentTree"), "/Nums");
    document = new_element(finish, "/Document", finish->tree, &document_kids);
    make_sections(finish, document, document_kids, sections);
    for (size_t i = 0; i < writer->element_count; i++) {
        const PdfElement *about = &writer->elements[i];
        qpdf_oh           element = finish->elements[i] = single ? list : qpdf_oh_get_array_item(pdf, list, (int)i);

        if (about->continues != NO_ELEMENT) {
            join(finish, finish->elements[about->continues], element);
            continue;
        }
        set(finish, element, "/P", sections[about->section].element);
        if (about->language != writer->section_languages[about->section])
            set_language(finish, element, about->language);
        qpdf_oh_append_item(pdf, sections[about->section].kids, element);
    }
    set(finish, finish->tree, "/K", document);
    memory_free(sections);
    return OK;
}

/* ---- the document ---- */

static Status put_metadata(Finish *finish)
{
    PdfWriter  *writer = finish->writer;
    qpdf_data   pdf = finish->pdf;
    qpdf_oh     info = qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Info"), stream = qpdf_oh_new_stream(pdf), none = qpdf_oh_new_null(pdf), about;
    const char *tag = writer->type.languages[0].tag;
    Buffer      xmp;
    Status      status;

    if (writer->official->issued.size != 10 && qpdf_oh_is_dictionary(pdf, info))
        qpdf_oh_remove_key(pdf, info, "/CreationDate");
    buffer_init(&xmp, PDF_WORDS_MAX);
    buffer_add(&xmp, SLICE("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                           "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:format>application/pdf</dc:format>\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"));
    buffer_add_xml(&xmp, writer->short_title);
    buffer_add(&xmp, SLICE("</rdf:li></rdf:Alt></dc:title>\n<dc:identifier>"));
    buffer_add_xml(&xmp, writer->official->symbol);
    buffer_add(&xmp, SLICE("</dc:identifier>\n<dc:language><rdf:Bag><rdf:li>"));
    buffer_add_xml(&xmp, slice_from(tag));
    buffer_add(&xmp, SLICE("</rdf:li></rdf:Bag></dc:language>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"));
    status = xmp.status;
    if (status == OK)
        qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)xmp.data, xmp.size, none, none);
    buffer_clear(&xmp);
    about = qpdf_oh_get_dict(pdf, stream);
    set_name(finish, about, "/Type", "/Metadata");
    set_name(finish, about, "/Subtype", "/XML");
    set(finish, finish->root, "/Metadata", stream);
    return status;
}

static void put_catalogue(Finish *finish)
{
    qpdf_data pdf = finish->pdf;
    qpdf_oh   marks = qpdf_oh_new_dictionary(pdf), viewer = qpdf_oh_new_dictionary(pdf);

    set(finish, marks, "/Marked", qpdf_oh_new_bool(pdf, QPDF_TRUE));
    set(finish, finish->root, "/MarkInfo", marks);
    set(finish, viewer, "/DisplayDocTitle", qpdf_oh_new_bool(pdf, QPDF_TRUE));
    if (finish->writer->mirrored)
        set_name(finish, viewer, "/Direction", "/R2L");
    set(finish, finish->root, "/ViewerPreferences", viewer);
    if (finish->writer->outline_count != 0)
        set_name(finish, finish->root, "/PageMode", "/UseOutlines");
    set_language(finish, finish->root, 0);
}

static Status refused(const Finish *finish)
{
    return problem_set(finish->writer->problem, ERR_STORAGE, MSG("pdf.not_written"), NULL);
}

static Status change(Finish *finish)
{
    PdfWriter *writer = finish->writer;
    qpdf_data  pdf = finish->pdf;
    Status     status;

    finish->total = writer->page;
    finish->root = qpdf_get_root(pdf);
    finish->tree = qpdf_oh_get_key(pdf, finish->root, "/StructTreeRoot");
    finish->pages = qpdf_oh_get_key(pdf, qpdf_oh_get_key(pdf, finish->root, "/Pages"), "/Kids");
    if (!qpdf_oh_is_array(pdf, finish->pages) || qpdf_oh_get_array_n_items(pdf, finish->pages) != (int)finish->total + AROUND_COUNT)
        return refused(finish);
    take_around(finish);
    status = put_pages(finish);
    if (status == OK && writer->element_count != 0)
        status = put_structure(finish);
    order_pages(finish);
    if (status == OK)
        status = put_metadata(finish);
    if (status != OK)
        return problem_set(writer->problem, status, status_face(status)->message, NULL);
    put_catalogue(finish);
    qpdf_oh_release_all(pdf);
    return qpdf_has_error(pdf) ? refused(finish) : OK;
}

static Status give(int file, const OfficialSink *sink, Problem *problem)
{
    char   *bytes = memory_new(COPY_BYTES);
    off_t   at = 0;
    ssize_t got = 0;
    Status  status = OK;

    if (bytes == NULL)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    while (status == OK && (got = pread(file, bytes, COPY_BYTES, at)) > 0) {
        status = official_put(sink, (Slice){bytes, (size_t)got}, problem);
        at += got;
    }
    memory_free(bytes);
    return status == OK && got < 0 ? problem_set(problem, ERR_STORAGE, MSG("pdf.not_written"), NULL) : status;
}

static Status write_out(Finish *finish, int file)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if ((qpdf_init_write(finish->pdf, path) & QPDF_ERRORS) != 0)
        return refused(finish);
    qpdf_set_deterministic_ID(finish->pdf, QPDF_TRUE);
    qpdf_set_stream_data_mode(finish->pdf, qpdf_s_preserve);
    qpdf_set_object_stream_mode(finish->pdf, qpdf_o_generate);
    qpdf_set_minimum_pdf_version(finish->pdf, "1.7");
    return (qpdf_write(finish->pdf) & QPDF_ERRORS) != 0 ? refused(finish) : OK;
}

/* qpdf jumps about in what it reads: in a mapped file that costs no calls. */
static Status map_file(PdfWriter *writer, Slice *out)
{
    struct stat about;
    void       *bytes = fstat(writer->file, &about) == 0 && about.st_size > 0 ? mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, writer->file, 0) : MAP_FAILED;

    if (bytes == MAP_FAILED)
        return problem_set(writer->problem, ERR_STORAGE, MSG("pdf.not_written"), NULL);
    *out = (Slice){bytes, (size_t)about.st_size};
    return OK;
}

Status pdf_finish(PdfWriter *writer, const PdfFinish *around, const OfficialSink *sink)
{
    Finish finish = {.writer = writer, .around = around, .pdf = qpdf_init()};
    Slice  bytes = {NULL, 0};
    int    out = pdf_temporary();
    Status status = OK;

    finish.elements = memory_new_zeroed(writer->element_count + 1, sizeof *finish.elements);
    if (finish.elements == NULL || finish.pdf == NULL)
        status = problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    else if (out < 0)
        status = refused(&finish);
    TRY_OR(done, status);
    qpdf_silence_errors(finish.pdf);
    qpdf_set_suppress_warnings(finish.pdf, QPDF_TRUE);
    TRY_OR(done, map_file(writer, &bytes));
    TRY_OR(done, (qpdf_read_memory(finish.pdf, "document", bytes.data, bytes.size, NULL) & QPDF_ERRORS) != 0 ? refused(&finish) : OK);
    TRY_OR(done, change(&finish));
    TRY_OR(done, write_out(&finish, out));
    status = give(out, sink, writer->problem);
done:
    if (finish.pdf != NULL)
        qpdf_cleanup(&finish.pdf);
    if (bytes.data != NULL)
        (void)munmap((void *)(uintptr_t)bytes.data, bytes.size);
    memory_free(finish.elements);
    if (out >= 0)
        (void)close(out);
    return status;
}
