/* SPDX-License-Identifier: Apache-2.0
 *
 * Mirroring made records, from folders of files: growing, resuming, forks, hostile remotes, restored backups.
 */
#include "records.h"

#include <sys/wait.h>
#include <unistd.h>

static MirrorReport report;
static Problem      problem;

static Status mirror(const char *files, const char *folder)
{
    problem = (Problem){0};
    return service_mirror(records_path(files), NULL, records_path(folder), NULL, &report, NULL, NULL, &problem);
}

static void assert_size(const char *folder, uint64_t size)
{
    VerifyReport verified;

    problem = (Problem){0};
    assert_ok(records_verify(records_path(folder), &verified, &problem));
    assert_true(verified.verified);
    assert_number(verified.size, size);
    assert_number(verified.blobs_missing, 0);
}

static void mirrors_and_catches_up(void **state)
{
    static const uint64_t sizes[] = {1, 2, 7, 255, 256, 257, 511, 1000};
    char                  name[32];

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        (void)snprintf(name, sizeof name, "size-%u", (unsigned)sizes[i]);
        records_made(name, sizes[i]);
        (void)snprintf(name, sizeof name, "size-%u", (unsigned)sizes[i]);
        records_run("rm -rf '%s'", records_path("files"));
        records_files(name, "files");
        assert_ok(mirror("files", "grown"));
        assert_number(report.from, i == 0 ? 0 : sizes[i - 1]);
        assert_number(report.size, sizes[i]);
        assert_size("grown", sizes[i]);
        assert_ok(mirror("files", "grown")); /* nothing new */
        assert_number(report.from, sizes[i]);
        assert_number(report.blobs, 0);
        assert_size("grown", sizes[i]);
    }
}

static Status count_one(void *context, Slice what, Slice bytes, Problem *unused)
{
    (void)what;
    (void)bytes;
    (void)unused;
    ++*(int *)context;
    return OK;
}

static int evidence(const char *folder)
{
    char       path[2 * PLACE_SIZE + 16];
    NodeStore *node = NULL;
    int        count = 0;

    (void)snprintf(path, sizeof path, "%s/node.sqlite", records_path(folder));
    assert_ok(node_open(path, &node, NULL));
    assert_ok(node_evidence_each(node, count_one, &count, NULL));
    node_close(node);
    return count;
}

static void fork_names_the_first_entry_that_differs(void **state)
{
    static const struct {
        const char *name;
        uint64_t    ours, theirs, from;
        const char *place;
    } rows[] = {
        {"same size", 300, 300, 290, "entry 290"},    {"larger", 300, 700, 256, "entry 256"},       {"smaller", 300, 260, 10, "entry 10"},
        {"last of ours", 300, 301, 299, "entry 299"}, {"behind, no fork", 300, 280, 0, "entry 280"}, {"power of two", 512, 600, 511, "entry 511"},
    };
    char name[64];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        (void)snprintf(name, sizeof name, "fork-%zu-ours", i);
        records_made(name, rows[i].ours);
        (void)snprintf(name, sizeof name, "fork-%zu-theirs", i);
        records_made_other(name, rows[i].theirs, rows[i].from);
        records_run("rm -rf '%s'", records_path("fork-files"));
        records_files(name, "fork-files");
        (void)snprintf(name, sizeof name, "fork-%zu-ours", i);
        assert_number(mirror("fork-files", name), ERR_CONFLICT);
        assert_slice(slice_from(problem.place), rows[i].place);
        assert_number(evidence(name), 2);
        assert_size(name, rows[i].ours);
    }
}

/* An installation restored from an older copy: record and view are old, what the node published is not; or only the view is newer. */
static void brings_a_restored_installation_up_to_date(void **state)
{
    (void)state;
    records_made("whole", 900);
    records_files("whole", "whole-files");
    records_made("old", 400);
    records_run("cp -r '%s' '%s' && cp '%s/record.sqlite' '%s/'", records_path("whole"), records_path("restored"), records_path("old"), records_path("restored"));
    records_run("rm -f '%s'/*-wal '%s'/*-shm", records_path("restored"), records_path("restored"));
    assert_ok(mirror("whole-files", "restored"));
    assert_number(report.from, 400);
    assert_size("restored", 900);
}

static void lost_view_is_made_again(void **state)
{
    VerifyReport verified;
    View        *view = NULL;
    Hash         digest;
    char         path[2 * PLACE_SIZE + 16];

    (void)state;
    records_made("viewless", 600);
    records_files("viewless", "viewless-files");
    records_run("rm '%s'/view.sqlite*", records_path("viewless"));
    assert_ok(mirror("viewless-files", "viewless"));
    assert_ok(records_verify(records_path("viewless"), &verified, &problem));
    (void)snprintf(path, sizeof path, "%s/view.sqlite", records_path("viewless"));
    assert_ok(view_open(path, &process_schema, &view, &problem));
    assert_ok(view_digest(view, &digest, &problem));
    assert_true(hash_equal(&digest, &verified.view));
    view_close(view);
}

/* Nothing of a remote that lies enters the folder beyond what its checkpoint vouches for. */
static void refuses_a_changed_bundle_or_checkpoint(void **state)
{
    static const char *const files[] = {"checkpoint", "tile/entries/000", "tile/0/000", "tile/entries/001.p/44"};
    char                     path[2 * PLACE_SIZE + 64];

    (void)state;
    records_made("liar", 300);
    records_files("liar", "liar-files");
    for (size_t i = 0; i < COUNT(files); i++) {
        Buffer bytes;

        ROW(files[i]);
        (void)snprintf(path, sizeof path, "%s/%s", records_path("liar-files"), files[i]);
        bytes = records_read(path);
        bytes.data[bytes.size / 2] ^= 1;
        records_write(path, buffer_slice(&bytes));
        assert_number(mirror("liar-files", "credulous") == OK, 0);
        assert_true(problem.place[0] != '\0' || problem.message != NULL);
        bytes.data[bytes.size / 2] ^= 1;
        records_write(path, buffer_slice(&bytes));
        buffer_clear(&bytes);
    }
    assert_ok(mirror("liar-files", "credulous"));
    assert_size("credulous", 300);
}

/* The host's keys change in entry 300: before that round, during it, and for who comes later. */
static void follows_the_hosts_new_keys(void **state)
{
    MakerOptions options = {.seed = 1, .rotate_at = 300};
    VerifyReport verified;
    KeySecret    key;

    (void)state;
    options.folder = records_path("rotate-before");
    options.size = 290;
    assert_ok(record_make(&options, &problem));
    options.folder = records_path("rotate-after");
    options.size = 600;
    assert_ok(record_make(&options, &problem));
    records_files("rotate-before", "before-files");
    records_files("rotate-after", "after-files");
    assert_ok(records_verify(records_path("after-files"), &verified, &problem));
    assert_true(verified.verified);
    assert_ok(maker_key(1, "log-2", &key, NULL));
    assert_true(key_equal(&verified.host, &key.key));
    assert_ok(mirror("before-files", "following"));
    assert_ok(mirror("after-files", "following"));
    assert_number(report.from, 290);
    assert_size("following", 600);
    assert_ok(mirror("after-files", "following"));
    assert_ok(mirror("after-files", "latecomer"));
    assert_size("latecomer", 600);
}

static uint64_t kept_of(const char *name)
{
    char         file[512];
    StoreOptions options = {.where = file, .mode = STORE_READ};
    Store       *store = NULL;
    Tree         head;

    (void)snprintf(file, sizeof file, "%s/record.sqlite", records_path(name));
    assert_ok(store_open(store_driver("sqlite"), &options, &store, &problem));
    assert_ok(store_head(store, &head, &problem));
    store_close(store);
    return head.size;
}

static void die(void *context, uint64_t done, uint64_t size)
{
    (void)size;
    if (done >= *(const uint64_t *)context)
        _exit(0);
}

/* Rounds that die: before the view's first commit, and behind it. The next one goes on from what was committed of the record, and the view from less than that. */
static void takes_up_a_round_that_died(void **state)
{
    uint64_t deaths[] = {21000, 34000}, kept = 0;

    (void)state;
    records_made("long", 35000);
    records_files("long", "long-files");
    for (size_t i = 0; i < COUNT(deaths); i++) {
        pid_t child = fork();
        int   ended;

        if (child == 0) {
            Status status = service_mirror(records_path("long-files"), NULL, records_path("dying"), NULL, &report, die, &deaths[i], NULL);

            _exit(status == OK ? 1 : 2);
        }
        assert_number(waitpid(child, &ended, 0), child);
        assert_number(ended, 0);
        kept = kept_of("dying");
        assert_true(kept > 0 && kept <= deaths[i] && deaths[i] - kept < 20000);
    }
    assert_ok(mirror("long-files", "dying"));
    assert_number(report.from, kept);
    assert_number(report.size, 35000);
    assert_size("dying", 35000);
}

static void pins_the_host(void **state)
{
    KeySecret other;

    (void)state;
    records_made("pinned", 20);
    records_files("pinned", "pinned-files");
    assert_ok(maker_key(2, "log", &other, &problem));
    assert_number(service_mirror(records_path("pinned-files"), NULL, records_path("pinning"), &other.key, &report, NULL, NULL, &problem), ERR_SIGNATURE);
    assert_ok(maker_key(1, "log", &other, &problem));
    assert_ok(service_mirror(records_path("pinned-files"), NULL, records_path("pinning"), &other.key, &report, NULL, NULL, &problem));
}

static int clean(void **state)
{
    (void)state;
    records_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirrors_and_catches_up),
        cmocka_unit_test(fork_names_the_first_entry_that_differs),
        cmocka_unit_test(brings_a_restored_installation_up_to_date),
        cmocka_unit_test(lost_view_is_made_again),
        cmocka_unit_test(refuses_a_changed_bundle_or_checkpoint),
        cmocka_unit_test(follows_the_hosts_new_keys),
        cmocka_unit_test(takes_up_a_round_that_died),
        cmocka_unit_test(pins_the_host),
    };

    return cmocka_run_group_tests_name("service mirror", tests, NULL, clean);
}
