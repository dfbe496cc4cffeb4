/* SPDX-License-Identifier: Apache-2.0
 *
 * A segment of the index of quotations: sorted keys in blocks, the pages that they name, the texts of the pages. Bytes on the disk:
 *
 *   "RAPPQIX1"
 *   blocks:   differences of keys, Rice coded, least bit first; each block begins on a byte
 *   tables:   u32 texts, sized name each; u32 pages, u32 text, u32 first, u32 count each; u8 page_bits; u64 keys; u32 blocks, u64 first key, u64 offset, u8 rice, u32 check each
 *   trailer:  u64 offset of tables, 32 bytes SHA-256 of tables, "RAPPQIX1"
 *
 * A key is gram << page_bits | page. The check of a block is the first four bytes of its SHA-256.
 */
#ifndef SERVICE_QUOTE_INDEX_INTERNAL_H
#define SERVICE_QUOTE_INDEX_INTERNAL_H

#include "service/quote_index.h"

enum { BLOCK_KEYS = 256, SEGMENT_NAME_MAX = 48 };

typedef struct Page {
    uint32_t text, first, count;
} Page;

typedef struct Block {
    uint64_t first, offset;
    uint32_t check;
    uint8_t  rice;
    bool     checked;
} Block;

typedef struct Segment {
    char        name[SEGMENT_NAME_MAX];
    const char *map;                   /* the file; NULL: none */
    size_t      map_size, data_end;
    Buffer      names;                 /* of texts, one after the other */
    uint32_t   *name_ends;
    Page       *pages;
    Block      *blocks;
    size_t      text_count, page_count, block_count;
    uint64_t    keys;
    unsigned    page_bits;
    size_t      text_capacity, page_capacity; /* while it is being added to */
} Segment;

void   segment_clear(Segment *segment);
Status segment_open(const char *folder, const char *name, Segment *out, Problem *problem) MUST_USE;
Slice  segment_text(const Segment *segment, uint32_t text);
Status segment_add_text(Segment *segment, Slice name, uint32_t *out) MUST_USE;
Status segment_add_page(Segment *segment, Page page, uint32_t *out) MUST_USE;

/* Keys in order, gram << 32 | page: from a segment on the disk, or from memory. */
typedef struct KeyReader {
    Segment        *segment;           /* NULL: of memory */
    const uint64_t *memory;
    uint64_t        left;              /* after the one at hand */
    size_t          block, in_block;   /* the next block; keys left in the one at hand */
    uint64_t        bit, key;          /* key: as the segment packs it */
    uint32_t        gram, page;
    bool            there;
} KeyReader;
/* The first key of the segment, or the first of gram. */
Status key_reader_start(Segment *segment, KeyReader *out, Problem *problem) MUST_USE;
Status key_reader_at(Segment *segment, uint32_t gram, KeyReader *out, Problem *problem) MUST_USE;
void   key_reader_memory(const uint64_t *keys, uint64_t count, KeyReader *out);
Status key_reader_next(KeyReader *reader, Problem *problem) MUST_USE;

/* Writes the two as one, pages of the second behind those of the first. `b` may be NULL. */
Status segment_write(const char *folder, const char *name, Segment *a, KeyReader *from_a, Segment *b, KeyReader *from_b, Problem *problem) MUST_USE;

#endif
