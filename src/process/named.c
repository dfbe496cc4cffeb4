/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of named queries: who may see what. A row's function stands with its family.
 */
#include "process/process_internal.h"

const NamedQuery *const named_queries[] = {&house_live_query, NULL};

const NamedQuery *named_query_find(const char *name)
{
    for (size_t i = 0; named_queries[i] != NULL; i++)
        if (strcmp(named_queries[i]->name, name) == 0)
            return named_queries[i];
    return NULL;
}
