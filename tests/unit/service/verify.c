/* SPDX-License-Identifier: Apache-2.0
 *
 * Verifying: the example record's report to the byte, made records at the sizes where tiles begin and end, what the caller holds, what is missing, and every byte of every file changed.
 */
#include "records.h"

#include <stdlib.h>

static Problem problem;

static const char *source(const char *path)
{
    static char whole[PLACE_SIZE * 2];

    (void)snprintf(whole, sizeof whole, "%s/%s", getenv("RAPPORTEUR_SOURCE"), path);
    return whole;
}

static void example_record_gives_its_report(void **state)
{
    VerifyReport report;
    Buffer       want = records_read(source("tests/cases/record/example-report.txt")), got;

    (void)state;
    buffer_init(&got, 10000);
    assert_ok(records_verify(source("tests/vectors/record/example-record"), &report, &problem));
    verify_report_print(&report, &got);
    assert_slices(buffer_slice(&got), buffer_slice(&want));
    buffer_clear(&got);
    buffer_clear(&want);
}

/* The page has the digest as a worked value: whoever writes a verifier from it compares. */
static void the_page_has_the_example_records_digest(void **state)
{
    VerifyReport report;
    Buffer       page = records_read(source("docs/formats/record.md"));
    char         digest[2 * HASH_SIZE + 1];

    (void)state;
    assert_ok(records_verify(source("tests/vectors/record/example-record"), &report, &problem));
    hash_print_hex(&report.view, digest);
    buffer_add_byte(&page, '\0');
    assert_ok(page.status);
    assert_non_null(strstr(page.data, digest));
    buffer_clear(&page);
}

static void made_records_verify(void **state)
{
    static const uint64_t sizes[] = {1, 2, 7, 255, 256, 257, 511, 1000};
    VerifyReport          installed, unpacked;
    char                  name[32], files[32];

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        (void)snprintf(name, sizeof name, "made-%u", (unsigned)sizes[i]);
        (void)snprintf(files, sizeof files, "files-%u", (unsigned)sizes[i]);
        ROW(name);
        records_made(name, sizes[i]);
        records_files(name, files);
        assert_ok(records_verify(records_path(name), &installed, &problem));
        assert_ok(records_verify(records_path(files), &unpacked, &problem));
        assert_true(installed.verified && unpacked.verified);
        assert_number(unpacked.good, sizes[i]);
        assert_number(unpacked.size, sizes[i]);
        assert_number(unpacked.blobs_good, sizes[i] > 7);
        assert_true(hash_equal(&installed.view, &unpacked.view));
    }
}

static Status verify(const char *name, const VerifyOptions *options, VerifyReport *report)
{
    ServiceFiles files;
    Status       status;

    problem = (Problem){0};
    assert_ok(service_files(records_path(name), NULL, &files, &problem));
    status = service_verify(files.files, options, report, &problem);
    service_files_close(&files);
    return status;
}

static void workers_make_no_difference(void **state)
{
    VerifyReport one, many;

    (void)state;
    assert_ok(verify("made-1000", &(VerifyOptions){.workers = 1}, &one));
    assert_ok(verify("made-1000", &(VerifyOptions){.workers = 7}, &many));
    assert_true(one.verified && many.verified && hash_equal(&one.view, &many.view));
    assert_ok(verify("made-1000", &(VerifyOptions){.without_rules = true}, &many));
    assert_true(many.verified && many.without_rules);
    assert_number(many.good, 1000);
    assert_number(many.tiles, one.tiles);
}

/* ---- what the caller holds ---- */

static Buffer checkpoint_of(uint64_t seed, const char *name, uint64_t size)
{
    KeySecret    log, clock;
    VerifyReport report;
    Buffer       out;

    buffer_init(&out, 10000);
    assert_ok(records_verify(records_path(name), &report, &problem));
    assert_ok(maker_key(seed, "log", &log, NULL));
    assert_ok(maker_key(seed, "clock", &clock, NULL));
    maker_checkpoint(&log, &clock, size != 0 ? size : report.size, &report.root, 1800000000, &out);
    return out;
}

static void held_checkpoint_is_compared(void **state)
{
    static const struct {
        const char *name, *made;
        uint64_t    size, other_from;
        uint64_t    seed;
        uint64_t    said;          /* 0: its own size */
        const char *message;       /* NULL: it is consistent */
    } rows[] = {
        {"an older one", "held-1", 300, 0, 1, 0, NULL},
        {"the same", "held-2", 511, 0, 1, 0, NULL},
        {"same size, other root", "held-3", 511, 400, 1, 0, "verify.two_roots"},
        {"an older one of another history", "held-4", 420, 400, 1, 0, "verify.other_history"},
        {"a larger one", "held-5", 600, 0, 1, 0, "verify.smaller"},
        {"by another host", "held-6", 300, 0, 2, 0, "checkpoint.no_host"},
    };
    VerifyReport report;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer held;

        ROW(rows[i].name);
        records_made_other(rows[i].made, rows[i].size, rows[i].other_from);
        held = checkpoint_of(rows[i].seed, rows[i].made, rows[i].said);
        assert_ok(verify("made-511", &(VerifyOptions){.from = buffer_slice(&held)}, &report));
        assert_number(report.verified, rows[i].message == NULL);
        if (rows[i].message != NULL)
            assert_slice(slice_from(problem.message), rows[i].message);
        buffer_clear(&held);
    }
}

static void fork_prints_both_roots(void **state)
{
    VerifyReport report, other;
    Buffer       held = checkpoint_of(1, "held-3", 0), words;
    char         root[45];

    (void)state;
    buffer_init(&words, 10000);
    assert_ok(verify("made-511", &(VerifyOptions){.from = buffer_slice(&held)}, &report));
    assert_ok(records_verify(records_path("held-3"), &other, NULL));
    problem_print(&problem, &words);
    buffer_add_byte(&words, '\0');
    hash_print_base64(&report.root, root);
    assert_non_null(strstr(words.data, root));
    hash_print_base64(&other.root, root);
    assert_non_null(strstr(words.data, root));
    buffer_clear(&held);
    buffer_clear(&words);
}

static const char *vkey_of(uint64_t seed, const char *which, Buffer *out)
{
    KeySecret secret;

    assert_ok(maker_key(seed, which, &secret, NULL));
    buffer_reset(out);
    key_print(&secret.key, out);
    buffer_add_byte(out, '\0');
    return out->data;
}

static void callers_policy_pins_and_asks(void **state)
{
    VerifyReport report;
    Buffer       vkey;
    char         policy[2 * VKEY_MAX];

    (void)state;
    buffer_init(&vkey, VKEY_MAX);
    (void)snprintf(policy, sizeof policy, "log %s\nquorum none\n", vkey_of(1, "log", &vkey));
    assert_ok(verify("made-511", &(VerifyOptions){.policy = policy}, &report));
    assert_true(report.verified);
    (void)snprintf(policy, sizeof policy, "log %s\nquorum none\n", vkey_of(2, "log", &vkey));
    assert_ok(verify("made-511", &(VerifyOptions){.policy = policy}, &report));
    assert_false(report.verified);
    assert_slice(slice_from(problem.message), "verify.pinned");
    (void)snprintf(policy, sizeof policy, "witness w %s\nquorum w\n", vkey_of(2, "clock", &vkey));
    assert_ok(verify("made-511", &(VerifyOptions){.policy = policy}, &report));
    assert_false(report.verified);
    assert_slice(slice_from(problem.message), "verify.no_quorum");
    assert_number(verify("made-511", &(VerifyOptions){.policy = "nonsense\n"}, &report), ERR_SYNTAX);
    buffer_clear(&vkey);
}

/* ---- what is missing ---- */

static void missing_parts_are_incomplete_not_wrong(void **state)
{
    static const struct {
        const char *file;
        bool        verified;
    } rows[] = {{"checkpoint", false}, {"tile/entries/001.p/255", false}, {"tile/0/000", false}, {"tile/1/000.p/1", false}, {"blob", true}};
    VerifyReport report;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].file);
        records_run("rm -rf '%s' && cp -r '%s' '%s' && rm -r '%s/%s'", records_path("holes"), records_path("files-511"), records_path("holes"), records_path("holes"), rows[i].file);
        problem = (Problem){0};
        assert_ok(records_verify(records_path("holes"), &report, &problem));
        assert_number(report.verified, rows[i].verified);
        assert_number(report.incomplete, !rows[i].verified);
        assert_number(report.blobs_missing, rows[i].verified);
        if (!rows[i].verified)
            assert_slice(slice_from(problem.place), rows[i].file);
    }
    assert_number(records_verify(records_path("nowhere"), &report, &problem), OK);
    assert_true(report.incomplete);
}

static void full_tile_stands_for_a_partial_one(void **state)
{
    VerifyReport report;

    (void)state;
    records_run("cp -r '%s' '%s'", records_path("files-1000"), records_path("wider"));
    records_run("cp '%s/checkpoint' '%s/checkpoint'", records_path("files-511"), records_path("wider"));
    assert_ok(records_verify(records_path("wider"), &report, &problem));
    assert_number(report.size, 511);
    assert_true(report.incomplete); /* level 1 has no full tile */
    records_run("mkdir -p '%s/tile/1/000.p' && cp '%s/tile/1/000.p/1' '%s/tile/1/000.p/1'", records_path("wider"), records_path("files-511"), records_path("wider"));
    assert_ok(records_verify(records_path("wider"), &report, &problem));
    assert_true(report.verified);
}

/* ---- mutations ---- */

/* Where an entry lies in a bundle. */
static uint64_t entry_at(Slice bundle, size_t at, uint64_t first)
{
    Slice rest = bundle, entry;

    while (bundle_next(&rest, &entry) && bundle.size - rest.size <= at)
        first++;
    return first;
}

enum { STRIDE = SANITIZED ? 7 : 1 };

/* Changes bits of `file` in place, every `step` bytes, and verifies; the check says what must be named. */
static void mutate(const char *folder, const char *file, size_t step, void (*check)(const char *file, Slice good, size_t at, const VerifyReport *report))
{
    char         path[4 * PLACE_SIZE];
    VerifyReport report;
    Buffer       good;

    (void)snprintf(path, sizeof path, "%s/%s", records_path(folder), file);
    good = records_read(path);
    step *= STRIDE;
    for (size_t at = 0; at < good.size; at += step) {
        char was = good.data[at];

        good.data[at] = (char)(was ^ (1 << (at / step % 8)));
        records_write(path, buffer_slice(&good));
        good.data[at] = was;
        problem = (Problem){0};
        assert_ok(records_verify(records_path(folder), &report, &problem));
        check(file, buffer_slice(&good), at, &report);
    }
    records_write(path, buffer_slice(&good));
    buffer_clear(&good);
}

static void names_the_entry(const char *file, Slice good, size_t at, const VerifyReport *report)
{
    uint64_t first = strstr(file, "000") != NULL ? 0 : TILE_WIDTH, want = entry_at(good, at, first);

    assert_false(report->verified);
    if (report->incomplete) /* entry 0 says another host */
        assert_number(want, 0);
    else if (report->failed_index != want) {
        print_error("%s, byte %zu: entry %llu is named, not %llu (%s: %s)\n", file, at, (unsigned long long)report->failed_index, (unsigned long long)want, problem.place, problem.message);
        fail();
    }
}

static void names_the_tile(const char *file, Slice good, size_t at, const VerifyReport *report)
{
    (void)good;
    assert_false(report->verified || report->incomplete);
    assert_slice(slice_from(problem.place), file);
    if (strncmp(file, "tile/0", 6) == 0)
        assert_number(report->failed_index, at / HASH_SIZE + (strstr(file, "001") != NULL ? TILE_WIDTH : 0));
}

/* Another size asks for other files; another name or key id of a cosigner makes a line that nobody knows, which a note may have. */
static void is_refused(const char *file, Slice good, size_t at, const VerifyReport *report)
{
    size_t lines = 0;

    (void)file;
    for (size_t i = 0; i < at; i++)
        lines += good.data[i] == '\n';
    if (report->verified && lines > 4 && (report->judgement.cosigners < 3 || !report->judgement.clock))
        return;
    if (report->verified) {
        print_error("checkpoint, byte %zu: a change is accepted\n", at);
        fail();
    }
    if (!report->incomplete && !slice_starts(slice_from(problem.place), "checkpoint")) {
        print_error("checkpoint, byte %zu: %s is named\n", at, problem.place);
        fail();
    }
}

static void every_change_of_the_example_is_refused(void **state)
{
    (void)state;
    records_run("cp -r '%s' '%s'", source("tests/vectors/record/example-record"), records_path("example"));
    records_run("chmod -R u+w '%s'", records_path("example"));
    mutate("example", "checkpoint", 1, is_refused);
    mutate("example", "tile/0/000.p/18", 1, names_the_tile);
    mutate("example", "tile/entries/000.p/18", 3, names_the_entry);
}

static void every_kind_of_change_of_a_made_record_is_refused(void **state)
{
    (void)state;
    records_run("cp -r '%s' '%s'", records_path("files-257"), records_path("changed"));
    mutate("changed", "checkpoint", 7, is_refused);
    mutate("changed", "tile/0/000", 251, names_the_tile);
    mutate("changed", "tile/0/001.p/1", 5, names_the_tile);
    mutate("changed", "tile/1/000.p/1", 5, names_the_tile);
    mutate("changed", "tile/entries/000", 997, names_the_entry);
    mutate("changed", "tile/entries/001.p/1", 31, names_the_entry);
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
        cmocka_unit_test(example_record_gives_its_report),
        cmocka_unit_test(the_page_has_the_example_records_digest),
        cmocka_unit_test(made_records_verify),
        cmocka_unit_test(workers_make_no_difference),
        cmocka_unit_test(held_checkpoint_is_compared),
        cmocka_unit_test(fork_prints_both_roots),
        cmocka_unit_test(callers_policy_pins_and_asks),
        cmocka_unit_test(missing_parts_are_incomplete_not_wrong),
        cmocka_unit_test(full_tile_stands_for_a_partial_one),
        cmocka_unit_test(every_change_of_the_example_is_refused),
        cmocka_unit_test(every_kind_of_change_of_a_made_record_is_refused),
    };

    return cmocka_run_group_tests_name("service verify", tests, NULL, clean);
}
