/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes a whole negotiation quickly, as an installation that `rapporteur serve` serves: delegations and groups, a text, their amendments and positions, paragraphs that are closed, and new versions
 * whose outcomes the service itself computes. For benchmarks and for the scene that plays at full size. Everything follows from the seed; nothing reads the clock.
 *
 * Every third delegation has a root, a mission key and a delegate's key ("text.*") and signs for itself; what the others and the groups do is attested by the host. All is fictional and marked so.
 * Beside the installation's own files the folder has party/<delegation>.key, plain: test keys.
 */
#ifndef TESTS_BENCH_NEGOTIATION_MAKER_H
#define TESTS_BENCH_NEGOTIATION_MAKER_H

#include "service/service.h"

#define NEGOTIATION_PROCESS "lanterns-and-gardens"
#define NEGOTIATION_BODY "lantern-conference"

typedef struct NegotiationOptions {
    const char *folder;          /* made; must not be there */
    uint64_t    seed;
    unsigned    delegations, amendments, paragraphs, versions;
} NegotiationOptions;
#define NEGOTIATION_WHOLE 193, 2000, 60, 3
enum { NEGOTIATION_DELEGATIONS_MAX = 999, NEGOTIATION_AMENDMENTS_MAX = 50000, NEGOTIATION_PARAGRAPHS_LEAST = 5, NEGOTIATION_PARAGRAPHS_MAX = 1000, NEGOTIATION_VERSIONS_MAX = 20 };

Status negotiation_make(const NegotiationOptions *options, Problem *problem) MUST_USE;

#endif
