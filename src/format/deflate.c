/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include "format/deflate.h"

static void *take(void *context, unsigned count, unsigned size)
{
    (void)context;
    return memory_new_zeroed(count, size);
}

static void give_back(void *context, void *block)
{
    (void)context;
    memory_free(block);
}

z_stream deflate_stream(void)
{
    return (z_stream){.zalloc = take, .zfree = give_back};
}
