/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that come with the program for new installations: states.tsv, house.json and the documents that it names.
 */
#ifndef SERVICE_FOUNDING_INTERNAL_H
#define SERVICE_FOUNDING_INTERNAL_H

#include "service/service.h"

extern const SeedFile house_files[];
extern const size_t   house_files_count;

#endif
