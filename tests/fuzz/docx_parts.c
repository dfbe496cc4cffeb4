/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_read over the parts of a package: the bytes are document, styles, numbering, footnotes, our own custom part, who saved it and a header, divided by form feeds, and
 * are put into a package without compression. A fuzzer that changes packed bytes hardly ever gets past their checksums; here it does.
 */
#include "docx_check.h"

static const char *const part_names[] = {"word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml",
                                         "customXml/item1.xml", "docProps/app.xml", "word/header1.xml"};

enum { PARTS = sizeof part_names / sizeof part_names[0] };

#define RELATIONSHIPS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define RELATIONSHIP(id, type, target)                                                                                            \
    "<Relationship Id=\"" id "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type                \
    "\" Target=\"" target "\"/>"

static const char package_relationships[] = RELATIONSHIPS RELATIONSHIP("a", "officeDocument", "word/document.xml")
    RELATIONSHIP("b", "extended-properties", "docProps/app.xml") "</Relationships>";
static const char document_relationships[] = RELATIONSHIPS RELATIONSHIP("a", "styles", "styles.xml") RELATIONSHIP(
    "b", "numbering", "numbering.xml") RELATIONSHIP("c", "footnotes", "footnotes.xml") RELATIONSHIP("d", "customXml", "../customXml/item1.xml")
    RELATIONSHIP("e", "header", "header1.xml")
    "</Relationships>";
static const char content_types[] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" "
                                    "ContentType=\"application/xml\"/></Types>";

typedef struct Packing {
    Buffer   file, directory;
    unsigned entries;
} Packing;

/* CRC-32 of ZIP, bit by bit. */
static uint32_t crc32_of(Slice bytes)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < bytes.size; i++) {
        crc ^= (uint8_t)bytes.data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static void add_u16(Buffer *out, unsigned value)
{
    buffer_add_u8(out, (uint8_t)value);
    buffer_add_u8(out, (uint8_t)(value >> 8));
}

/* What the local header and the directory say alike of a stored entry. */
static void add_common(Buffer *out, const char *name, Slice bytes)
{
    add_u16(out, 20);          /* version needed */
    buffer_add_u32(out, 0);    /* flags, stored */
    buffer_add_u32(out, 0x5C210000); /* 1 January 2026 */
    buffer_add_u32(out, crc32_of(bytes));
    buffer_add_u32(out, (uint32_t)bytes.size);
    buffer_add_u32(out, (uint32_t)bytes.size);
    add_u16(out, (unsigned)strlen(name));
    add_u16(out, 0);
}

static void pack(Packing *packing, const char *name, Slice bytes)
{
    uint32_t at = (uint32_t)packing->file.size;

    buffer_add_u32(&packing->file, 0x04034B50);
    add_common(&packing->file, name, bytes);
    buffer_add_string(&packing->file, name);
    buffer_add(&packing->file, bytes);
    buffer_add_u32(&packing->directory, 0x02014B50);
    add_u16(&packing->directory, 20);
    add_common(&packing->directory, name, bytes);
    add_u16(&packing->directory, 0);      /* comment */
    add_u16(&packing->directory, 0);      /* disk */
    add_u16(&packing->directory, 0);      /* attributes inside */
    buffer_add_u32(&packing->directory, 0); /* and outside */
    buffer_add_u32(&packing->directory, at);
    buffer_add_string(&packing->directory, name);
    packing->entries++;
}

static void pack_end(Packing *packing)
{
    uint32_t at = (uint32_t)packing->file.size;

    buffer_add(&packing->file, buffer_slice(&packing->directory));
    buffer_add_u32(&packing->file, 0x06054B50);
    buffer_add_u32(&packing->file, 0);
    add_u16(&packing->file, packing->entries);
    add_u16(&packing->file, packing->entries);
    buffer_add_u32(&packing->file, (uint32_t)packing->directory.size);
    buffer_add_u32(&packing->file, at);
    add_u16(&packing->file, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice   rest = {(const char *)data, size};
    Packing packing = {0};

    buffer_init(&packing.file, FUZZ_BUFFER_MAX);
    buffer_init(&packing.directory, FUZZ_BUFFER_MAX);
    pack(&packing, "[Content_Types].xml", slice_from(content_types));
    pack(&packing, "_rels/.rels", slice_from(package_relationships));
    pack(&packing, "word/_rels/document.xml.rels", slice_from(document_relationships));
    for (int i = 0; i < PARTS; i++)
        pack(&packing, part_names[i], fuzz_part(&rest, '\f'));
    pack_end(&packing);
    REQUIRE(packing.file.status == OK && packing.directory.status == OK);
    fuzz_check_docx(buffer_slice(&packing.file));
    buffer_clear(&packing.file);
    buffer_clear(&packing.directory);
    return 0;
}
