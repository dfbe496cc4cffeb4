/* SPDX-License-Identifier: Apache-2.0
 *
 * The laws. Each looks at one case and says whether it holds there; `why` gets one line of what was found instead.
 */
#ifndef TESTS_PROPERTY_LAWS_H
#define TESTS_PROPERTY_LAWS_H

#include "compare/compare.h"

#include "property/cases.h"

/* One case worked through: what all laws look at. */
typedef struct Work {
    const Case  *one;
    Texts        texts;
    Comparer    *comparer;
    Amendment   *amendments[CASE_PARTIES_MAX];
    Submission   submissions[CASE_PARTIES_MAX];
    Compilation *compilation;
    struct Work *files; /* the same case once its texts have been through .docx; NULL where it cannot (images without a file) */
    Buffer       docx;  /* of files: the base as written, */
    Buffer       tracked; /* and the compilation */
} Work;

typedef struct Law {
    const char *name, *promise;
    bool (*holds)(Work *work, Buffer *why);
} Law;

/* Each ends with a NULL name. */
extern const Law laws_of_model[], laws_of_docx[], laws_of_html[], laws_of_words[], laws_of_carrying[];

/* The number-th law of all tables; NULL past the last. */
const Law *law_at(int number);

/* False: the case could not even be compared and compiled, which is a failure of its own. */
bool work_make(const Case *one, Work *out, Buffer *why);
void work_clear(Work *work);
/* Compares and compiles out->texts. */
bool work_compile(Work *out, Buffer *why);

/* Same words, objects, notes and cells, in the same order. */
bool text_same(const Text *got, const Text *want, Buffer *why);

/* The same changes at the same places; changes of format are left out, which no extraction makes. */
bool amendment_same(const Amendment *a, const Amendment *b);

/* Says what failed. Always false. */
bool law_broken(Buffer *why, const char *what, Status status, const Problem *problem);

#endif
