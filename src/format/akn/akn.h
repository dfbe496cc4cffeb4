/* SPDX-License-Identifier: Apache-2.0
 *
 * format/akn: Akoma Ntoso 1.0 in the shape that the United Nations use (AKN4UN): texts, compilations and official documents out, texts and compilations in.
 *
 * What AKN has no element for stands in attributes of a namespace of our own (docs/formats/akn.md), so that reading back gives the stored form to the byte. Others' documents are read by their
 * structure alone.
 *
 * Not here: what a text means; the search for citations.
 *
 * Invariants
 * - What is written is valid by the OASIS schema, and says the words of the text as they stand, in their order.
 * - akn_read(akn_write_text(t)) has the stored form of t; akn_read_compilation(akn_write_compilation(c)) has the stored form of c.
 * - Bytes from outside: no DOCTYPE, no entity, no network; size, depth and attributes have limits that are looked at before the XML is parsed.
 * - Equal input gives equal bytes.
 */
#ifndef FORMAT_AKN_AKN_H
#define FORMAT_AKN_AKN_H

#include "compare/compare.h"
#include "format/official.h"

/* Is the root element of Akoma Ntoso? */
bool   akn_recognize(Slice file);
/* And does it hold a compilation of ours? */
bool   akn_compilation_recognize(Slice file);

/* A resolution as `statement`, everything else as `doc`. Dress and source are left out. */
Status akn_write_text(const Text *text, Buffer *out, Problem *problem) MUST_USE;
/* Any document of one text or of many. Of a compilation of ours: its base. */
Status akn_read(Slice file, Text **out, Problem *problem) MUST_USE;

/* The base with what is asked of it as ins and del; each delegation is a TLCOrganization; wordings that compete are alternatives to one another. */
Status akn_write_compilation(const Compilation *compilation, Buffer *out, Problem *problem) MUST_USE;
/* Base and amendments of a compilation of ours, to be freed by stored_compilation_free. Where the words shown are not those of the base that is carried along: ERR_CONFLICT. */
Status akn_read_compilation(Slice file, StoredCompilation **out, Problem *problem) MUST_USE;

/* Part by part, with no more than one text in memory. */
Status akn_write_official(const Official *official, const OfficialSink *sink, Problem *problem) MUST_USE;

#endif
