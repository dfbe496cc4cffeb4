/* SPDX-License-Identifier: Apache-2.0
 *
 * Shrinking by leaving out: delegations, edits, paragraphs of the base, edits to the base; as long as the same law stays broken.
 */
#include "property/shrink.h"

#include <sys/wait.h>
#include <unistd.h>

enum { TRIALS_MAX = 600, CASE_SECONDS_MAX = 60, STATUS_BASE = 100, TOLD_MAX = 16 * 1024 * 1024 };

int case_run(const Case *one, int only, volatile int *law, Buffer *why)
{
    Work work;
    int  broken = LAW_HOLDS;

    alarm(CASE_SECONDS_MAX);
    *law = LAW_UNMADE;
    if (!work_make(one, &work, why))
        broken = LAW_UNMADE;
    for (int i = 0; broken == LAW_HOLDS && law_at(i) != NULL; i++) {
        *law = i;
        if (only != i && only >= 0 && strcmp(law_at(i)->name, "P1 docx") != 0) /* which also writes the file for others */
            continue;
        if (!law_at(i)->holds(&work, why) && (only < 0 || only == i))
            broken = i;
    }
    work_clear(&work);
    alarm(0);
    return broken;
}

static int run_apart(const Case *one, int only)
{
    int   status;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        volatile int law;
        Buffer       why;
        int          broken;

        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(1);
        buffer_init(&why, TOLD_MAX);
        broken = case_run(one, only, &law, &why);
        _exit(broken == LAW_HOLDS ? 0 : broken == LAW_UNMADE ? STATUS_BASE - 1 : STATUS_BASE + broken);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return LAW_HOLDS;
    if (!WIFEXITED(status))
        return LAW_DIED;
    status = WEXITSTATUS(status);
    return status == 0 ? LAW_HOLDS : status == STATUS_BASE - 1 ? LAW_UNMADE : status >= STATUS_BASE ? status - STATUS_BASE : LAW_DIED;
}

typedef struct Shrinking {
    Case *best;
    int   failure;
    int   trials;
    bool  smaller;
} Shrinking;

static bool try_case(Shrinking *work, const Case *trial)
{
    if (work->trials++ >= TRIALS_MAX || run_apart(trial, work->failure >= 0 ? work->failure : -1) != work->failure)
        return false;
    *work->best = *trial;
    work->smaller = true;
    return true;
}

static void drop_edits(Shrinking *work, size_t offset)
{
    const CaseParty *party = (const CaseParty *)(const void *)((const char *)work->best + offset);

    for (uint32_t i = party->count; i-- > 0;) {
        Case       trial = *work->best;
        CaseParty *less = (CaseParty *)(void *)((char *)&trial + offset);

        memmove(&less->edits[i], &less->edits[i + 1], (less->count - i - 1) * sizeof less->edits[0]);
        less->count--;
        (void)try_case(work, &trial);
    }
}

static void drop_parties(Shrinking *work)
{
    for (uint32_t i = work->best->party_count; i-- > 0 && work->best->party_count > 1;) {
        Case trial = *work->best;

        memmove(&trial.parties[i], &trial.parties[i + 1], (trial.party_count - i - 1) * sizeof trial.parties[0]);
        trial.party_count--;
        (void)try_case(work, &trial);
    }
}

static void drop_paragraphs(Shrinking *work)
{
    for (size_t i = sizeof work->best->dropped; i-- > 0;) {
        Case trial = *work->best;

        if (trial.dropped[i] || i > 2 * trial.paragraphs)
            continue;
        trial.dropped[i] = true;
        (void)try_case(work, &trial);
    }
}

void case_shrink(Case *one, int failure)
{
    Shrinking work = {.best = one, .failure = failure, .smaller = true};

    while (work.smaller && work.trials < TRIALS_MAX) {
        work.smaller = false;
        drop_parties(&work);
        for (uint32_t i = 0; i < one->party_count; i++)
            drop_edits(&work, (size_t)((char *)&one->parties[i] - (char *)one));
        drop_edits(&work, offsetof(Case, roughening));
        drop_paragraphs(&work);
    }
}

/* ---- telling ---- */

static void tell_text(const Text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        printf("      %2zu ", i);
        if (paragraph->story != 0)
            printf("(note %u) ", paragraph->story);
        if (paragraph->table != NO_TABLE)
            printf("(cell %d %u %u) ", paragraph->table, paragraph->row, paragraph->column);
        printf("\"%.*s\"\n", (int)paragraph->text.size, paragraph->text.data != NULL ? paragraph->text.data : "");
    }
}

static void tell_changes(const Text *base, const Text *revised)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    Buffer     bytes;

    buffer_init(&bytes, TOLD_MAX);
    if (comparer != NULL && amendment_between(comparer, revised, &amendment, NULL) == OK && amendment_encode(base, amendment, &bytes, NULL) == OK)
        printf("      changes %.*s\n", (int)bytes.size, bytes.data);
    buffer_clear(&bytes);
    amendment_free(amendment);
    comparer_free(comparer);
}

void case_tell(const Case *one, int failure)
{
    volatile int law;
    Texts        texts;
    Buffer       why;

    texts_make(one, &texts);
    printf("    base (%s, %s):\n", base_kind_names[one->kind], case_languages[one->language]);
    tell_text(texts.base);
    for (size_t i = 0; i < texts.count; i++) {
        printf("    %.*s:", (int)texts_party_name(i).size, texts_party_name(i).data);
        for (uint32_t k = 0; k < one->parties[i].count; k++)
            printf(" %s;", edit_name(&one->parties[i].edits[k]));
        printf("\n");
        tell_text(texts.revised[i]);
        if (failure != LAW_DIED)
            tell_changes(texts.base, texts.revised[i]);
    }
    texts_clear(&texts);
    if (failure == LAW_DIED)
        return;
    buffer_init(&why, TOLD_MAX);
    (void)case_run(one, failure >= 0 ? failure : -1, &law, &why);
    printf("    %.*s\n", (int)(why.size < 3000 ? why.size : 3000), why.data != NULL ? why.data : "");
    buffer_clear(&why);
}
