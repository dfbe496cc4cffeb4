/* SPDX-License-Identifier: Apache-2.0
 *
 * Official documents for the suites: the resolutions and declarations of tests/cases, and a report that is made up, of fictional delegations, in each of the six languages.
 */
#ifndef TESTS_INTEROP_OFFICIAL_MAKER_H
#define TESTS_INTEROP_OFFICIAL_MAKER_H

#include "format/official.h"

extern const char *const maker_languages[6];

/* Calls `each` with every document and its name ("A_RES_73_266.en", "udhr.ar", "report.fr"). False when a file cannot be read. */
typedef void (*MakerEach)(const Official *official, const char *name, void *context);
bool maker_all(const char *source, MakerEach each, void *context);
/* The report, with this many replies of so many paragraphs. */
typedef struct MakerReport MakerReport;
MakerReport    *maker_report(const char *source, const char *language, size_t replies, size_t paragraphs);
const Official *maker_report_official(const MakerReport *report);
void            maker_report_free(MakerReport *report);

#endif
