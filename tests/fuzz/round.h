/* SPDX-License-Identifier: Apache-2.0
 *
 * A round of negotiation made of fuzzed bytes: a base and what three delegations sent, divided by form feeds.
 */
#ifndef TESTS_FUZZ_ROUND_H
#define TESTS_FUZZ_ROUND_H

#include "fuzz.h"

enum { ROUND_PARTIES = 3 };

typedef struct Round {
    Text       *base, *sent[ROUND_PARTIES];
    Amendment  *amendments[ROUND_PARTIES];
    Submission  submissions[ROUND_PARTIES];
    Compilation *compilation;
} Round;

/* Takes its parts off *rest. False when there is no memory. */
bool round_init(Round *round, Slice *rest);
void round_clear(Round *round);

/* Takes the text of these parties out of something; NULL names: of nobody, the base. */
typedef Status (*RoundExtract)(const void *from, const Slice *names, size_t count, Text **out);
/* Crashes unless each party's text comes out as it was sent, and the base as it was. */
void round_check_extracts(const Round *round, RoundExtract extract, const void *from);

#endif
