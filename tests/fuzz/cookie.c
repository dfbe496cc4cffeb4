/* SPDX-License-Identifier: Apache-2.0
 *
 * The Cookie header: up to the first line feed the name that is looked for, then the header. What is found stands in the header behind its name and an equals sign, and ends before a semicolon; without such
 * a place nothing is found.
 */
#include "fuzz.h"
#include "web/web_internal.h"

enum { NAME_MAX_SIZE = 64 };

/* Looked for in the plainest way: the header cut at its semicolons. */
static Slice expected(Slice header, const char *name)
{
    size_t size = strlen(name);

    while (header.size != 0) {
        Slice pair = slice_trim(fuzz_part(&header, ';'));

        if (pair.size > size && memcmp(pair.data, name, size) == 0 && pair.data[size] == '=')
            return slice_part(pair, size + 1, pair.size);
    }
    return (Slice){NULL, 0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice header = {(const char *)data, size}, line = fuzz_part(&header, '\n'), found, want;
    char  name[NAME_MAX_SIZE];

    if (line.size == 0 || line.size >= sizeof name || memchr(line.data, '\0', line.size) != NULL)
        return 0;
    memcpy(name, line.data, line.size);
    name[line.size] = '\0';
    found = web_cookie_in(header, name);
    want = expected(header, name);
    REQUIRE(found.size == want.size && (found.size == 0 || found.data == want.data));
    REQUIRE(found.size == 0 || memchr(found.data, ';', found.size) == NULL);
    return 0;
}
