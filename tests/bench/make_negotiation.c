/* SPDX-License-Identifier: Apache-2.0
 *
 * make_negotiation FOLDER [DELEGATIONS AMENDMENTS PARAGRAPHS VERSIONS [SEED]]: a whole negotiation as an installation in FOLDER, which must not be there. See negotiation_maker.h.
 */
#include "negotiation_maker.h"

static bool number_of(const char *text, unsigned most, unsigned *out)
{
    char         *end;
    unsigned long number = strtoul(text, &end, 10);

    *out = (unsigned)number;
    return *end == '\0' && end != text && number >= 1 && number <= most;
}

static bool read_options(int argc, char **argv, NegotiationOptions *out)
{
    char *end;

    if (argc != 2 && argc != 6 && argc != 7)
        return false;
    *out = (NegotiationOptions){argv[1], 1, NEGOTIATION_WHOLE};
    if (argc == 2)
        return true;
    if (argc == 7)
        out->seed = strtoull(argv[6], &end, 10);
    return number_of(argv[2], NEGOTIATION_DELEGATIONS_MAX, &out->delegations) && number_of(argv[3], NEGOTIATION_AMENDMENTS_MAX, &out->amendments) &&
           number_of(argv[4], NEGOTIATION_PARAGRAPHS_MAX, &out->paragraphs) && out->paragraphs >= NEGOTIATION_PARAGRAPHS_LEAST && number_of(argv[5], NEGOTIATION_VERSIONS_MAX, &out->versions) &&
           (argc == 6 || *end == '\0');
}

int main(int argc, char **argv)
{
    NegotiationOptions options;
    Problem            problem = {0};
    Buffer             words;

    if (!read_options(argc, argv, &options)) {
        (void)fprintf(stderr, "usage: make_negotiation FOLDER [DELEGATIONS AMENDMENTS PARAGRAPHS VERSIONS [SEED]]\n");
        return 2;
    }
    if (negotiation_make(&options, &problem) == OK)
        return 0;
    buffer_init(&words, 4000);
    problem_print(&problem, &words);
    (void)fprintf(stderr, "make_negotiation: %.*s\n", (int)words.size, words.size != 0 ? words.data : "");
    buffer_clear(&words);
    return 1;
}
