/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines and numbers of the record's texts: each line ends with LF, and a number has one spelling.
 */
#include "record/line_internal.h"

enum { DIGITS_MAX = 19 }; /* 2^62 has as many, and no number of so many overflows */

bool line_take(Slice *rest, Slice *line)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL;

    if (end == NULL)
        return false;
    *line = (Slice){rest->data, (size_t)(end - rest->data)};
    *rest = slice_part(*rest, line->size + 1, rest->size);
    return true;
}

bool line_number(Slice text, uint64_t *out)
{
    uint64_t number = 0;

    if (text.size == 0 || text.size > DIGITS_MAX || (text.data[0] == '0' && text.size != 1))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    }
    *out = number;
    return true;
}
