/* SPDX-License-Identifier: Apache-2.0 */
#include "round.h"

static const char *const names[ROUND_PARTIES] = {"Delegation 01", "Delegation 02", "Delegation 03"};

bool round_init(Round *round, Slice *rest)
{
    Comparer *comparer;
    bool      whole = true;

    *round = (Round){.base = fuzz_text(fuzz_part(rest, '\f'))};
    for (int i = 0; i < ROUND_PARTIES; i++) {
        round->sent[i] = fuzz_text(fuzz_part(rest, '\f'));
        whole = whole && round->sent[i] != NULL;
    }
    if (!whole || round->base == NULL)
        return false;
    comparer = comparer_new(round->base);
    for (int i = 0; i < ROUND_PARTIES; i++) {
        REQUIRE(amendment_between(comparer, round->sent[i], &round->amendments[i], NULL) == OK);
        round->submissions[i] = (Submission){slice_from(names[i]), round->amendments[i]};
    }
    comparer_free(comparer);
    REQUIRE(compilation_make(round->base, round->submissions, ROUND_PARTIES, &round->compilation, NULL) == OK);
    return true;
}

void round_clear(Round *round)
{
    compilation_free(round->compilation);
    text_free(round->base);
    for (int i = 0; i < ROUND_PARTIES; i++) {
        text_free(round->sent[i]);
        amendment_free(round->amendments[i]);
    }
}

void round_check_extracts(const Round *round, RoundExtract extract, const void *from)
{
    Text *text = NULL;

    for (int i = 0; i < ROUND_PARTIES; i++) {
        Slice name = slice_from(names[i]);

        REQUIRE(extract(from, &name, 1, &text) == OK);
        REQUIRE(fuzz_texts_equal(text, round->sent[i]));
        text_free(text);
        text = NULL;
    }
    REQUIRE(extract(from, NULL, 0, &text) == OK);
    REQUIRE(fuzz_texts_equal(text, round->base));
    text_free(text);
}
