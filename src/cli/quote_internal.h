/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of `quote` share: files in which a passage is looked for.
 */
#ifndef CLI_QUOTE_INTERNAL_H
#define CLI_QUOTE_INTERNAL_H

#include "cli/cli.h"
#include "service/quote_ask.h"

/* One file, or its lines. */
typedef struct QuoteFile {
    const Source   *source;
    Slice           name;            /* its symbol, else what the file is called */
    QuoteParagraph *paragraphs;
    size_t          count;
    bool            lines;
} QuoteFile;

typedef struct QuoteFiles {
    Source     *sources;
    QuoteFile  *files;
    QuoteIndex *index;
    size_t      count, capacity, file_count, file_capacity, words;
    Slice       attributed_to;
    Arena      *arena;
} QuoteFiles;

/* Files, and the files of folders. Close it also when this fails. */
Status quote_files_open(const char *const *paths, size_t count, QuoteFiles *out, Problem *problem) MUST_USE;
Status quote_files_ask(QuoteFiles *files, Slice text, Slice attributed_to, struct json_t **out, Problem *problem) MUST_USE;
void   quote_files_close(QuoteFiles *files);

/* A form with a passage and whom it is attributed to, percent-encoded; as=json. */
void   quote_form_print(const Slice arguments[2], Buffer *out);
/* --receipt: asks the house of --house, and writes FILE, FILE.minisig and FILE.pub. */
Status quote_receipt_get(const OptionSet *options, const Slice arguments[2], Problem *problem) MUST_USE;
/* --check: judges FILE and FILE.minisig by --key, and what it says is printed. */
Status quote_receipt_judge(const OptionSet *options, Problem *problem) MUST_USE;

#endif
