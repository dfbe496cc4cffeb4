/* SPDX-License-Identifier: Apache-2.0
 *
 * Files for the suites of format/docx.
 */
#include "unit/suite.h"

#include "unit/docx/files.h"

#include <dirent.h>
#include <zip.h>

enum { FILE_LIMIT = 256 * 1024 * 1024, PATH_LIMIT = 1024 };

static void print_path(const char *name, Buffer *out)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");

    buffer_init(out, PATH_LIMIT);
    buffer_add_format(out, "%s/tests/cases/docx/%s", source != NULL ? source : ".", name);
    buffer_add_byte(out, '\0');
    assert_int_equal(out->status, OK);
}

bool files_case(const char *name, Buffer *out)
{
    Buffer path;
    FILE  *file;
    char   chunk[64 * 1024];
    size_t size;

    print_path(name, &path);
    file = fopen(path.data, "rb");
    buffer_clear(&path);
    if (file == NULL)
        return false;
    while ((size = fread(chunk, 1, sizeof chunk, file)) != 0)
        buffer_add(out, (Slice){chunk, size});
    fclose(file);
    return out->status == OK;
}

static size_t each_in(const char *folder, FilesEach each, void *context)
{
    Buffer         path;
    DIR           *listing;
    struct dirent *entry;
    size_t         count = 0;

    print_path(folder, &path);
    listing = opendir(path.data);
    buffer_clear(&path);
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        char name[PATH_LIMIT];

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof name, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", entry->d_name);
        if (slice_ends(slice_from(name), ".docx")) {
            each(name, context);
            count++;
        } else if (folder[0] == '\0' && strchr(entry->d_name, '.') == NULL) {
            count += each_in(name, each, context);
        }
    }
    if (listing != NULL)
        closedir(listing);
    return count;
}

size_t files_each_docx(FilesEach each, void *context)
{
    return each_in("", each, context);
}

void files_package(const PackagePart *parts, size_t count, Buffer *out)
{
    zip_error_t   error;
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t        *zip = zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, &error);
    char          chunk[64 * 1024];
    zip_int64_t   size;

    assert_non_null(zip);
    zip_source_keep(whole);
    for (size_t i = 0; i < count; i++)
        assert_true(zip_file_add(zip, parts[i].name, zip_source_buffer(zip, parts[i].bytes.data, parts[i].bytes.size, 0), 0) >= 0);
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(whole), 0);
    while ((size = zip_source_read(whole, chunk, sizeof chunk)) > 0)
        buffer_add(out, (Slice){chunk, (size_t)size});
    zip_source_close(whole);
    zip_source_free(whole);
    assert_int_equal(out->status, OK);
}

static const char package_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
    "</Relationships>";

static const char document_start[] =
    "<w:document xmlns:w=\"" FILES_WORD "\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
    "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:v=\"urn:schemas-microsoft-com:vml\"><w:body>";

/* "word/styles.xml" is of type "styles", "word/media/one.png" of type "media". */
static void print_rels(const PackagePart *beside, Buffer *out)
{
    buffer_add_string(out, "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (size_t i = 0; beside != NULL && beside[i].name != NULL; i++) {
        const char *name = beside[i].name + strlen("word/");

        if (!slice_starts(slice_from(beside[i].name), "word/"))
            continue;
        buffer_add_format(out,
                          "<Relationship Id=\"rId%zu\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/%.*s\" "
                          "Target=\"%s\"/>",
                          i + 1, (int)strcspn(name, "./"), name, name);
    }
    buffer_add_string(out, "</Relationships>");
}

void files_docx(const char *body, const PackagePart *beside, Buffer *out)
{
    PackagePart parts[16] = {{"_rels/.rels", SLICE(package_rels)}};
    size_t      count = 3;
    Buffer      document, rels;

    buffer_init(&document, FILE_LIMIT);
    buffer_init(&rels, FILE_LIMIT);
    buffer_add_string(&document, document_start);
    buffer_add_string(&document, body);
    buffer_add_string(&document, "</w:body></w:document>");
    print_rels(beside, &rels);
    parts[1] = (PackagePart){"word/document.xml", buffer_slice(&document)};
    parts[2] = (PackagePart){"word/_rels/document.xml.rels", buffer_slice(&rels)};
    for (; beside != NULL && beside->name != NULL; beside++)
        parts[count++] = *beside;
    files_package(parts, count, out);
    buffer_clear(&document);
    buffer_clear(&rels);
}

void files_view(Slice file, DocxViewMode mode, Buffer *out)
{
    DocxView view = {.mode = mode};
    Docx    *docx = NULL;
    Text    *text = NULL;
    Problem  problem = {.status = OK};

    if (docx_read(file, &docx_limits_default, &docx, &problem) != OK || docx_text(docx, &view, &text, &problem) != OK) {
        buffer_add_string(out, "refused: ");
        problem_print(&problem, out);
    } else {
        text_print_plain(text, out);
    }
    text_free(text);
    docx_free(docx);
}

void files_refusal(Slice file, Status *status, Buffer *out)
{
    Docx   *docx = NULL;
    Problem problem = {.status = OK};

    *status = docx_read(file, &docx_limits_default, &docx, &problem);
    if (*status != OK)
        problem_print(&problem, out);
    docx_free(docx);
}
