/* SPDX-License-Identifier: Apache-2.0
 *
 * zlib with memory of ours, so that it can be made to fail.
 */
#ifndef FORMAT_DEFLATE_H
#define FORMAT_DEFLATE_H

#include <zlib.h>

/* A stream that is not yet opened. */
z_stream deflate_stream(void);

#endif
