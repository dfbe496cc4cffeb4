/* SPDX-License-Identifier: Apache-2.0
 *
 * A view that was lost is made anew without computing again the signatures that this node judged before. Then everything hangs on the root that it published: what does not come to that root is refused, and
 * nothing of it is shown; and where the node has no such memory, signatures are computed.
 */
#include "records.h"

#include <sqlite3.h>
#include <unistd.h>

enum { SIZE = 300, CHANGED = 50, SQL_SIZE = 4096 };

static Problem problem;

static void lose(const char *name, const char *what)
{
    records_run("rm -f '%s'/%s.sqlite '%s'/%s.sqlite-wal '%s'/%s.sqlite-shm", records_path(name), what, records_path(name), what, records_path(name), what);
}

static Status open_to_read(const char *name)
{
    Service *service = NULL;
    Status   status = service_open(&(ServiceOptions){.folder = records_path(name), .workers = 1, .read_only = true, .no_duties = true}, &service, &problem);

    service_close(service);
    return status;
}

static Hash digest_of(const char *name)
{
    char  path[PLACE_SIZE + 16];
    View *view = NULL;
    Hash  digest;

    (void)snprintf(path, sizeof path, "%s/view.sqlite", records_path(name));
    assert_ok(view_open_reader(path, &process_schema, &view, &problem));
    assert_ok(view_digest(view, &digest, &problem));
    view_close(view);
    return digest;
}

/* An act says something else, and its row has the leaf that goes with that; the tree has not. */
static void change_entry(const char *name)
{
    char          path[PLACE_SIZE + 16];
    sqlite3      *db = NULL;
    sqlite3_stmt *statement = NULL;
    Buffer        bytes;
    Entry         entry;
    char         *found;

    buffer_init(&bytes, ENTRY_MAX);
    (void)snprintf(path, sizeof path, "%s/record.sqlite", records_path(name));
    assert_number(sqlite3_open(path, &db), SQLITE_OK);
    assert_number(sqlite3_prepare_v2(db, "SELECT bytes FROM entry WHERE idx = ?", -1, &statement, NULL), SQLITE_OK);
    (void)sqlite3_bind_int(statement, 1, CHANGED);
    assert_number(sqlite3_step(statement), SQLITE_ROW);
    buffer_add(&bytes, (Slice){sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0)});
    (void)sqlite3_finalize(statement);
    found = memmem(bytes.data, bytes.size, "\"Paper ", 7);
    assert_non_null(found);
    found[1] = 'T';
    assert_ok(entry_decode(buffer_slice(&bytes), &entry, &problem));
    assert_number(sqlite3_prepare_v2(db, "UPDATE entry SET leaf = ?, bytes = ? WHERE idx = ?", -1, &statement, NULL), SQLITE_OK);
    (void)sqlite3_bind_blob(statement, 1, entry.leaf.bytes, HASH_SIZE, SQLITE_TRANSIENT);
    (void)sqlite3_bind_blob(statement, 2, bytes.data, (int)bytes.size, SQLITE_TRANSIENT);
    (void)sqlite3_bind_int(statement, 3, CHANGED);
    assert_number(sqlite3_step(statement), SQLITE_DONE);
    (void)sqlite3_finalize(statement);
    assert_number(sqlite3_close(db), SQLITE_OK);
    buffer_clear(&bytes);
}

static void a_lost_view_is_made_anew(void **state)
{
    Hash before, after;

    (void)state;
    records_made("lost", SIZE);
    assert_ok(open_to_read("lost"));
    before = digest_of("lost");
    lose("lost", "view");
    assert_ok(open_to_read("lost"));
    after = digest_of("lost");
    assert_true(hash_equal(&before, &after));
}

/* By the leaves, which do not come to the root; by the signature, where the node does not remember that it published one. */
static void what_was_changed_since_is_refused(void **state)
{
    static const struct {
        const char *name;
        bool        remembers;
        Status      want;
    } rows[] = {{"changed", true, ERR_CONFLICT}, {"changed-unknown", false, ERR_SIGNATURE}};
    Hash     root;
    uint64_t size = 1;
    char     path[PLACE_SIZE + 16];
    View    *view = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        records_made(rows[i].name, SIZE);
        lose(rows[i].name, "view");
        change_entry(rows[i].name);
        if (!rows[i].remembers)
            lose(rows[i].name, "node");
        assert_number(open_to_read(rows[i].name), rows[i].want);
        (void)snprintf(path, sizeof path, "%s/view.sqlite", records_path(rows[i].name));
        assert_ok(view_open(path, &process_schema, &view, &problem));
        assert_ok(view_state(view, &size, &root, &problem));
        assert_number(size, 0);
        view_close(view);
        view = NULL;
    }
}

static int clear(void **state)
{
    (void)state;
    records_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lost_view_is_made_anew), cmocka_unit_test(what_was_changed_since_is_refused)};

    return cmocka_run_group_tests(tests, NULL, clear);
}
