/* SPDX-License-Identifier: Apache-2.0
 *
 * Libraries that are loaded when they are first asked for. Never unloaded: what they began stays.
 */
#include "base/base.h"

#include <dlfcn.h>

void *library_find(const char *library, const char *function)
{
    void *loaded = dlopen(library, RTLD_LAZY | RTLD_LOCAL);

    return loaded != NULL ? dlsym(loaded, function) : NULL;
}
