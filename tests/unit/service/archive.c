/* SPDX-License-Identifier: Apache-2.0
 *
 * Archives: out and in again, and hostile ones.
 */
#include "records.h"

#include <sys/stat.h>

static Problem problem;

static void goes_out_and_in_again(void **state)
{
    static const uint64_t sizes[] = {1, 2, 256, 257, 511};
    char                  name[32], file[32], back[32];
    VerifyReport          report, again;

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        (void)snprintf(name, sizeof name, "out-%zu", i);
        (void)snprintf(file, sizeof file, "out-%zu.tar", i);
        (void)snprintf(back, sizeof back, "back-%zu", i);
        records_made(name, sizes[i]);
        assert_ok(service_export(records_path(name), records_path(file), &problem));
        assert_ok(service_import(records_path(file), records_path(back), &report, &problem));
        assert_true(report.verified);
        assert_ok(records_verify(records_path(back), &again, &problem));
        assert_true(again.verified);
        assert_number(again.size, sizes[i]);
        assert_true(hash_equal(&report.view, &again.view));
        assert_number(again.blobs_missing, 0);
    }
}

static void same_record_gives_the_same_bytes(void **state)
{
    (void)state;
    records_made("twice", 300);
    assert_ok(service_export(records_path("twice"), records_path("first.tar"), &problem));
    assert_ok(service_export(records_path("twice"), records_path("second.tar"), &problem));
    records_run("cmp '%s' '%s'", records_path("first.tar"), records_path("second.tar"));
}

static bool there(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0;
}

/* Each is a shell line that runs in a copy of the unpacked record and leaves ../bad.tar. */
static void refuses_what_is_no_record(void **state)
{
    static const struct {
        const char *name, *command;
    } rows[] = {
        {"a path that leaves the folder", "tar -cPf ../bad.tar checkpoint ../first.tar"},
        {"an absolute path", "tar -cPf ../bad.tar checkpoint /etc/hostname"},
        {"a link", "ln -s /etc/hostname blob/link && tar -cf ../bad.tar checkpoint blob"},
        {"a blob that is a link", "mv blob/* ../was && ln -s /etc/hostname blob/$(sha256sum < ../was | cut -c1-64) && tar -cf ../bad.tar *"},
        {"another file", "touch notes && tar -cf ../bad.tar *"},
        {"a checkpoint that is too large", "head -c 1000001 /dev/zero > checkpoint && tar -cf ../bad.tar *"},
        {"a tile that is too large", "head -c 8193 /dev/zero > tile/0/000 && tar -cf ../bad.tar *"},
        {"a member twice", "tar -cf ../bad.tar checkpoint && tar -rf ../bad.tar checkpoint"},
        {"an archive that is cut", "tar -cf - * | head -c 5000 > ../bad.tar"},
        {"no archive", "echo nothing > ../bad.tar"},
    };
    VerifyReport report;

    (void)state;
    records_made("good", 300);
    records_files("good", "good-files");
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        records_run("cd '%s' && rm -rf bad bad.tar && cp -r good-files bad && touch first.tar && cd bad && { %s; } 2> ../words", records_path(""), rows[i].command);
        problem = (Problem){0};
        assert_number(service_import(records_path("bad.tar"), records_path("imported"), &report, &problem) == OK, 0);
        assert_false(there(records_path("imported")));
        records_run("cd '%s' && ! ls -d imported.import-* 2> words", records_path(""));
    }
}

static void damaged_record_makes_no_folder(void **state)
{
    VerifyReport report;
    Buffer       bytes;

    (void)state;
    bytes = records_read(records_path("good-files/tile/entries/000"));
    bytes.data[bytes.size - 100] ^= 4;
    records_write(records_path("good-files/tile/entries/000"), buffer_slice(&bytes));
    buffer_clear(&bytes);
    records_run("cd '%s' && tar -cf ../damaged.tar *", records_path("good-files"));
    problem = (Problem){0};
    assert_ok(service_import(records_path("damaged.tar"), records_path("imported"), &report, &problem));
    assert_false(report.verified);
    assert_number(report.failed_index, 255);
    assert_true(slice_starts(slice_from(problem.place), "entry 255"));
    assert_false(there(records_path("imported")));
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
        cmocka_unit_test(goes_out_and_in_again),
        cmocka_unit_test(same_record_gives_the_same_bytes),
        cmocka_unit_test(refuses_what_is_no_record),
        cmocka_unit_test(damaged_record_makes_no_folder),
    };

    return cmocka_run_group_tests_name("service archive", tests, NULL, clean);
}
