/* SPDX-License-Identifier: Apache-2.0
 *
 * Running git merge-file.
 */
#include "property/carry_git.h"

#include <sys/wait.h>
#include <unistd.h>

enum { MERGED_MAX = 4 * 1024 * 1024, SEPARATORS = 6, NAME_ROOM = 32, TROUBLE = 128 };

static const char *const names[] = {"base", "ours", "theirs"};
static char              folder[1024];

static void path_of(const char *name, char out[sizeof folder + NAME_ROOM])
{
    (void)snprintf(out, sizeof folder + NAME_ROOM, "%s/%s", folder, name);
}

/* No settings of whoever runs this. */
bool git_open(void)
{
    const char *under = getenv("TMPDIR");

    (void)snprintf(folder, sizeof folder, "%s/carry-merge-XXXXXX", under != NULL ? under : "/tmp");
    (void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    (void)setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    if (mkdtemp(folder) != NULL)
        return true;
    fprintf(stderr, "no folder can be made as %s\n", folder);
    return false;
}

void git_close(void)
{
    char path[sizeof folder + NAME_ROOM];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(names[i], path);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

static bool write_file(const char *name, const Tokens *const *of, uint32_t count)
{
    char  path[sizeof folder + NAME_ROOM];
    FILE *file;

    path_of(name, path);
    file = fopen(path, "wb");
    if (file == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < SEPARATORS; k++)
            fprintf(file, "# %u %u\n", i, k);
        for (uint32_t k = 0; k < of[i]->count; k++)
            fprintf(file, "%u:%.*s\n", i, (int)of[i]->list[k].size, of[i]->list[k].data);
    }
    return fclose(file) == 0;
}

static bool write_files(const MergeCase *cases, uint32_t count)
{
    static Tokens  made[2][GIT_BATCH];
    const Tokens  *base[GIT_BATCH], *ours[GIT_BATCH], *theirs[GIT_BATCH];

    for (uint32_t i = 0; i < count; i++) {
        side_edits_make(&cases[i], &cases[i].ours, &made[0][i]);
        side_edits_make(&cases[i], &cases[i].theirs, &made[1][i]);
        base[i] = &cases[i].base;
        ours[i] = &made[0][i];
        theirs[i] = &made[1][i];
    }
    return write_file("base", base, count) && write_file("ours", ours, count) && write_file("theirs", theirs, count);
}

static void run_git(int output)
{
    if (chdir(folder) == 0 && dup2(output, STDOUT_FILENO) >= 0)
        (void)execlp("git", "git", "merge-file", "-p", "-q", "ours", "base", "theirs", (char *)NULL);
    fprintf(stderr, "git cannot be run\n");
    _exit(TROUBLE);
}

static bool read_merged(Buffer *out)
{
    int   ends[2], status = 0;
    pid_t child;
    char  bytes[64 * 1024];

    if (pipe(ends) != 0)
        return false;
    fflush(NULL);
    child = fork();
    if (child == 0)
        run_git(ends[1]);
    close(ends[1]);
    for (ssize_t got = 1; child > 0 && got > 0;) {
        got = read(ends[0], bytes, sizeof bytes);
        if (got > 0)
            buffer_add(out, (Slice){bytes, (size_t)got});
    }
    close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) < TROUBLE && out->status == OK;
}

/* A line "# 3 0" begins case 3; "3:word" is one of its tokens; all else is a mark of conflict or stands between two. */
static void read_line(Slice line, uint32_t count, GitMerge *out, uint32_t *at, bool *in_conflict)
{
    if (slice_starts(line, "<<<<<<<")) {
        *in_conflict = out[*at].conflict = true;
    } else if (slice_starts(line, ">>>>>>>")) {
        *in_conflict = false;
    } else if (slice_starts(line, "# ")) {
        uint32_t number = (uint32_t)strtoul(line.data + 2, NULL, 10);

        *at = number < count ? number : *at;
    } else if (!*in_conflict) {
        const char *colon = memchr(line.data, ':', line.size);
        Tokens     *tokens = &out[*at].tokens;

        REQUIRE(colon != NULL && tokens->count < TOKENS_MAX);
        tokens->list[tokens->count++] = slice_part(line, (size_t)(colon + 1 - line.data), line.size);
    }
}

bool git_merge(const MergeCase *cases, uint32_t count, Buffer *merged, GitMerge *out)
{
    uint32_t at = 0;
    bool     in_conflict = false;

    buffer_clear(merged);
    buffer_init(merged, MERGED_MAX);
    if (!write_files(cases, count) || !read_merged(merged))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        out[i].conflict = false;
        out[i].tokens.count = 0;
    }
    for (Slice rest = buffer_slice(merged); rest.size != 0;) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t      size = end != NULL ? (size_t)(end - rest.data) : rest.size;

        read_line(slice_part(rest, 0, size), count, out, &at, &in_conflict);
        rest = slice_part(rest, size + (end != NULL), rest.size);
    }
    return true;
}
