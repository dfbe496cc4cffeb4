/* SPDX-License-Identifier: Apache-2.0
 *
 * The compound files of older programs ([MS-CFB]), by their directory alone: what is such a file that is sent as a Word document?
 *
 * A password turns a .docx into one that holds a stream "EncryptedPackage". One without is a document of an older program: Word's has a
 * stream "WordDocument". A directory is a chain of sectors; the chain is looked up in sectors of their own, which the head lists. Every
 * place is checked against the file, and the chain is followed so far only.
 */
#include "format/docx/package_internal.h"

enum {
    SHIFT_AT = 30,             /* u16: a sector has 1 << shift bytes */
    DIRECTORY_AT = 48,         /* u32: its first sector */
    MORE_AT = 68,              /* u32: the first sector of further lists of sectors of chains */
    MORE_MAX = 100,            /* of these: files of 512 MB have 65 */
    CHAINS_AT = 76,            /* u32 each: sectors of chains, the first ones */
    CHAINS_IN_HEAD = 109,
    SHIFT_MIN = 9,
    SHIFT_MAX = 12,
    SECTORS_MAX = 1024,        /* of a directory: documents have one to five */
    ENTRY_SIZE = 128,
    NAME_SIZE_AT = 64,         /* u16: in bytes, with the zero at its end */
    TYPE_AT = 66,
    TYPE_STREAM = 2
};

typedef struct Ole {
    Slice    file;
    unsigned shift;
} Ole;

static uint32_t number_at(Slice bytes, uint64_t at)
{
    Reader in = reader_from(at < bytes.size ? slice_part(bytes, (size_t)at, bytes.size) : (Slice){NULL, 0});

    return reader_u32(&in);
}

/* Empty: it is not in the file. The last one may be cut short. */
static Slice sector(const Ole *ole, uint32_t index)
{
    uint64_t start = ((uint64_t)index + 1) << ole->shift, end = start + (1U << ole->shift);

    if (start >= ole->file.size)
        return (Slice){NULL, 0};
    return slice_part(ole->file, (size_t)start, end < ole->file.size ? (size_t)end : ole->file.size);
}

/* The sector that holds so many-th part of all chains. */
static uint32_t chains_sector(const Ole *ole, uint32_t which)
{
    uint32_t in_each = (1U << (ole->shift - 2)) - 1, more = number_at(ole->file, MORE_AT);

    if (which < CHAINS_IN_HEAD)
        return number_at(ole->file, CHAINS_AT + 4 * (uint64_t)which);
    which -= CHAINS_IN_HEAD;
    for (unsigned count = 0; which >= in_each && count < MORE_MAX; count++, which -= in_each)
        more = number_at(sector(ole, more), 4 * (uint64_t)in_each); /* the last is the next list */
    return which < in_each ? number_at(sector(ole, more), 4 * (uint64_t)which) : UINT32_MAX;
}

/* The sector behind this one in its chain, or one that no file has. */
static uint32_t next_sector(const Ole *ole, uint32_t index)
{
    uint32_t in_each = 1U << (ole->shift - 2);
    Slice    chains = sector(ole, chains_sector(ole, index / in_each));

    return 4 * (size_t)(index % in_each) + 4 <= chains.size ? number_at(chains, 4 * (uint64_t)(index % in_each)) : UINT32_MAX;
}

/* Names are UTF-16, little-endian. */
static bool is_stream(Slice entry, const char *name)
{
    Reader in = reader_from(slice_part(entry, NAME_SIZE_AT, entry.size));
    size_t size = strlen(name);

    if (reader_u16(&in) != 2 * (size + 1) || entry.data[TYPE_AT] != TYPE_STREAM)
        return false;
    for (size_t i = 0; i < size; i++)
        if (entry.data[2 * i] != name[i] || entry.data[2 * i + 1] != '\0')
            return false;
    return true;
}

bool ole_has_stream(Slice file, const char *name)
{
    Ole      ole = {.file = file};
    Reader   in = reader_from(slice_part(file, file.size < SHIFT_AT ? file.size : SHIFT_AT, file.size));
    uint32_t index = number_at(file, DIRECTORY_AT);

    ole.shift = reader_u16(&in);
    if (ole.shift < SHIFT_MIN || ole.shift > SHIFT_MAX)
        return false;
    for (unsigned count = 0; count < SECTORS_MAX; count++, index = next_sector(&ole, index)) {
        Slice directory = sector(&ole, index);

        if (directory.size == 0)
            return false;
        for (size_t at = 0; at + ENTRY_SIZE <= directory.size; at += ENTRY_SIZE)
            if (is_stream(slice_part(directory, at, at + ENTRY_SIZE), name))
                return true;
    }
    return false;
}
