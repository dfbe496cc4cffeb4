/* SPDX-License-Identifier: Apache-2.0
 *
 * libstemmer, loaded by the first call of it: only searches need it, and its tables would be put in place at every start. Nobody gets past sb_stemmer_new without it, which then fails as it does
 * without memory. A function that is not here does not link: add its row.
 */
#include "base/base.h"

#include <libstemmer.h>

#define LIBRARY "libstemmer.so.0d"

typedef struct sb_stemmer Stemmer;

LIBRARY_CALL(LIBRARY, Stemmer *, NULL, sb_stemmer_new, (const char *algorithm, const char *charenc), (algorithm, charenc))
LIBRARY_CALL_VOID(LIBRARY, sb_stemmer_delete, (Stemmer * stemmer), (stemmer))
LIBRARY_CALL(LIBRARY, const sb_symbol *, NULL, sb_stemmer_stem, (Stemmer * stemmer, const sb_symbol *word, int size), (stemmer, word, size))
LIBRARY_CALL(LIBRARY, int, 0, sb_stemmer_length, (Stemmer * stemmer), (stemmer))
