/* SPDX-License-Identifier: Apache-2.0
 *
 * make_record FOLDER N [SEED]: a signed record of N entries as an installation in FOLDER, which must not be there. See record_maker.h.
 */
#include "record_maker.h"

int main(int argc, char **argv)
{
    MakerOptions options = {0};
    Problem      problem = {0};
    Buffer       words;

    if (argc < 3 || argc > 4 || strtoull(argv[2], NULL, 10) == 0) {
        (void)fprintf(stderr, "usage: make_record FOLDER N [SEED]\n");
        return 2;
    }
    options.folder = argv[1];
    options.size = strtoull(argv[2], NULL, 10);
    options.seed = argc == 4 ? strtoull(argv[3], NULL, 10) : 1;
    if (record_make(&options, &problem) == OK)
        return 0;
    buffer_init(&words, 4000);
    problem_print(&problem, &words);
    (void)fprintf(stderr, "make_record: %.*s\n", (int)words.size, words.size != 0 ? words.data : "");
    buffer_clear(&words);
    return 1;
}
