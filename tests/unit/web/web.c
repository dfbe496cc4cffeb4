/* SPDX-License-Identifier: Apache-2.0
 *
 * The record's paths over HTTP, with a real service: who gets what, how it may be cached, and what filing answers.
 *
 * The record is a `parties` one with these entries: 0 origin; 1 an act of a kind that nobody here knows, so for parties only (appended before the start, as filing it is refused); then what
 * the tests file.
 */
#include "suite.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "signer/signer.h"
#include "web/web.h"

enum { ANSWER_MAX = 1 << 20 };
#define ORIGIN "record.example.org/web"
#define ATTEST "secretariat/registry-1"
#define PARTY "delegation-01"

static char        folder[64], inside[80], token[TOKEN_SIZE + 1];
static Service    *service;
static Web        *web;
static HttpClient *client;
static Buffer      body, entry;
static HttpAnswer  answer;
static KeySecret   attest;
static Hash        hidden_act, hidden_leaf;

/* ---- entries ---- */

static void make_entry(const char *kind, const char *json, uint64_t size, const Hash *root, Buffer *out)
{
    Buffer text;

    buffer_init(&text, BODY_MAX);
    entry_body_print(&(EntryDraft){.origin = SLICE(ORIGIN), .kind = slice_from(kind), .by = SLICE(ATTEST), .json = slice_from(json), .seen_size = size, .seen_root = *root, .at = 1800000000}, &text);
    buffer_reset(out);
    buffer_add(out, buffer_slice(&text));
    buffer_add_byte(out, '\n');
    key_secret_sign(&attest, buffer_slice(&text), 0, out);
    buffer_clear(&text);
}

static void make_now(const char *kind, const char *json)
{
    uint64_t size;
    Hash     root;

    service_seen(service, &size, &root);
    make_entry(kind, json, size, &root, &entry);
}

/* Straight into the storage, as another program's newer rules would have. */
static void append_unknown(void)
{
    char         path[128];
    StoreOptions options = {.where = path, .mode = STORE_WRITE};
    Store       *store = NULL;
    Tree         head;
    Hash         root;
    Entry        decoded;

    (void)snprintf(path, sizeof path, "%s/record.sqlite", inside);
    assert_ok(store_open(store_driver("sqlite"), &options, &store, NULL));
    assert_ok(store_begin(store, &head, NULL));
    tree_root(&head, &root);
    make_entry("text.future.open", "{\"position\":\"object\"}", head.size, &root, &entry);
    assert_ok(entry_decode(buffer_slice(&entry), &decoded, NULL));
    hidden_act = decoded.act;
    hidden_leaf = decoded.leaf;
    assert_ok(store_append(store, &(StoreRow){decoded.leaf, buffer_slice(&entry)}, 1, NULL));
    assert_ok(store_commit(store, NULL));
    assert_ok(store_cosignatures_put(store, 1, SLICE("line\n"), NULL));
    store_close(store);
}

/* ---- requests ---- */

static int ask(const char *method, const char *path, Slice bytes, const char *bearer)
{
    char url[HTTP_URL_MAX];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/web/%s", web_port(web), path);
    assert_ok(http_fetch(client, &(HttpFetch){.method = method, .url = url, .body = bytes, .bearer = bearer, .limit = ANSWER_MAX}, &body, &answer, NULL));
    return answer.status;
}

static int get(const char *path, const char *bearer)
{
    return ask("GET", path, (Slice){NULL, 0}, bearer);
}

static int post_now(const char *kind, const char *json)
{
    make_now(kind, json);
    return ask("POST", "act", buffer_slice(&entry), NULL);
}

/* ---- the whole ---- */

static int group_setup(void **state)
{
    char         path[128];
    SubmitAnswer submitted;

    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/rapporteur-web-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(inside, sizeof inside, "%s/r", folder);
    buffer_init(&body, ANSWER_MAX);
    buffer_init(&entry, ENTRY_MAX);
    assert_ok(service_setup(&(ServiceSetup){.folder = inside, .origin = ORIGIN, .title = "Test", .audience = AUDIENCE_PARTIES, .demonstration = true}, NULL));
    (void)snprintf(path, sizeof path, "%s/keys/attest.key", inside);
    assert_ok(key_file_read(path, (Slice){NULL, 0}, &attest, NULL));
    append_unknown();
    assert_ok(service_open(&(ServiceOptions){.folder = inside, .workers = 2, .no_duties = true}, &service, NULL));
    assert_ok(service_host_act(service, USE_ADMIT, SLICE("record.party.admit"),
                               SLICE("{\"class\":\"state\",\"name\":\"Delegation 01\",\"party\":\"" PARTY "\",\"roots\":[],\"threshold\":0}"), &submitted, NULL));
    assert_ok(service_token_new(service, SLICE(PARTY), token, NULL));
    assert_ok(web_record_open(&(WebOptions){.listen = "127.0.0.1:0", .prefix = "/web", .service = service, .threads = 2}, &web, NULL));
    client = http_client_new();
    assert_non_null(client);
    return 0;
}

static void remove_tree(const char *path, int depth)
{
    DIR           *open = opendir(path);
    struct dirent *item;
    char           name[512];

    while (open != NULL && (item = readdir(open)) != NULL) {
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, item->d_name);
        if (unlink(name) != 0 && depth > 0)
            remove_tree(name, depth - 1);
    }
    if (open != NULL)
        (void)closedir(open);
    (void)rmdir(path);
}

static int group_teardown(void **state)
{
    (void)state;
    http_client_free(client);
    web_close(web);
    service_close(service);
    buffer_clear(&body);
    buffer_clear(&entry);
    remove_tree(folder, 4);
    return 0;
}

/* ---- reading ---- */

static void every_path_answers_as_its_row_says(void **state)
{
    static const struct {
        const char *path;
        bool        party;
        int         want;
        const char *type;
    } rows[] = {
        {"checkpoint", false, 200, "text/plain"},
        {"tile/0/000.p/2", false, 200, "application/octet-stream"},
        {"tile/0/000.p/200", false, 404, NULL},
        {"tile/0/0", false, 404, NULL},
        {"tile/entries/000.p/2", true, 200, "application/octet-stream"},
        {"tile/entries/000.p/2", false, 403, NULL},
        {"receipt/1", false, 200, "text/plain"},
        {"receipt/99999", false, 404, NULL},
        {"receipt/01", false, 404, NULL},
        {"cosignatures/1", false, 200, "text/plain"},
        {"cosignatures/01", false, 404, NULL},
        {"cosignatures/99", false, 404, NULL},
        {"blob/00", false, 404, NULL},
        {"sealed/00", true, 404, NULL},
        {"evidence", false, 200, "text/plain"},
        {"nothing", false, 404, NULL},
        {"act/xyz", false, 404, NULL},
        {"act/xyz/receipt", false, 404, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        assert_number(get(rows[i].path, rows[i].party ? token : NULL), rows[i].want);
        if (rows[i].type != NULL)
            assert_true(slice_starts(slice_from(answer.content_type), rows[i].type));
    }
}

static void the_checkpoint_is_the_records_and_has_a_tag(void **state)
{
    Checkpoint checkpoint;
    char       tag[HTTP_ETAG_MAX + 5], url[128];

    (void)state;
    assert_number(get("checkpoint", NULL), 200);
    assert_ok(checkpoint_parse(buffer_slice(&body), &checkpoint, NULL));
    assert_slice(checkpoint.origin, ORIGIN);
    assert_true(checkpoint.size >= 3);
    (void)snprintf(tag, sizeof tag, "%s", answer.etag);
    assert_true(tag[0] == '"');
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/web/checkpoint", web_port(web));
    assert_ok(http_fetch(client, &(HttpFetch){.url = url, .if_none_match = tag, .limit = ANSWER_MAX}, &body, &answer, NULL));
    assert_number(answer.status, 304);
}

static void a_token_that_is_not_known_is_refused(void **state)
{
    (void)state;
    assert_number(get("checkpoint", "rAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 403);
    assert_number(get("checkpoint", token), 200);
}

static void path_of_act(const Hash *id, const char *after, char out[128])
{
    char hex[2 * HASH_SIZE + 1];

    hash_print_hex(id, hex);
    (void)snprintf(out, 128, "act/%s%s", hex, after);
}

/* By act id and by leaf hash; the entry and its receipt. */
static void a_withheld_act_looks_like_one_that_is_not_there(void **state)
{
    static const char *const after[] = {"", "/receipt"};
    const Hash               absent = {{1, 2, 3}};
    Buffer                   nothing;
    char                     path[128], type[100];

    (void)state;
    buffer_init(&nothing, ANSWER_MAX);
    for (size_t i = 0; i < COUNT(after); i++) {
        path_of_act(&absent, after[i], path);
        assert_number(get(path, NULL), 404);
        buffer_reset(&nothing);
        buffer_add(&nothing, buffer_slice(&body));
        (void)snprintf(type, sizeof type, "%s", answer.content_type);
        path_of_act(&hidden_act, after[i], path);
        assert_number(get(path, NULL), 404);
        assert_slices(buffer_slice(&body), buffer_slice(&nothing));
        assert_string_equal(answer.content_type, type);
        assert_number(get(path, token), 200);
        path_of_act(&hidden_leaf, after[i], path);
        assert_number(get(path, NULL), 404);
        assert_slices(buffer_slice(&body), buffer_slice(&nothing));
        assert_number(get(path, token), 200);
    }
    buffer_clear(&nothing);
}

static void a_public_act_is_for_everyone_and_its_receipt_holds(void **state)
{
    Entry      decoded;
    Receipt    receipt;
    Checkpoint checkpoint;
    char       path[128];

    (void)state;
    assert_number(post_now("record.blob", "{\"media\":\"text/plain\",\"sha256\":\"1111111111111111111111111111111111111111111111111111111111111111\",\"size\":5}"), 201);
    assert_ok(entry_decode(buffer_slice(&entry), &decoded, NULL));
    path_of_act(&decoded.act, "", path);
    assert_number(get(path, NULL), 200);
    assert_slices(buffer_slice(&body), buffer_slice(&entry));
    path_of_act(&decoded.act, "/receipt", path);
    assert_number(get(path, NULL), 200);
    assert_ok(receipt_parse(buffer_slice(&body), &receipt, NULL));
    assert_ok(checkpoint_parse(receipt.checkpoint, &checkpoint, NULL));
    assert_true(proof_includes(receipt.index, checkpoint.size, &decoded.leaf, &receipt.proof, &checkpoint.root));
}

/* ---- filing ---- */

static void filing_answers_with_each_status(void **state)
{
    static char large[ENTRY_MAX + 1];
    const Hash  other = {{9}};
    Receipt     receipt;

    (void)state;
    assert_number(post_now("record.blob", "{\"media\":\"text/plain\",\"sha256\":\"2222222222222222222222222222222222222222222222222222222222222222\",\"size\":5}"), 201);
    assert_ok(receipt_parse(buffer_slice(&body), &receipt, NULL));
    assert_number(ask("POST", "act", buffer_slice(&entry), NULL), 200);
    assert_ok(receipt_parse(buffer_slice(&body), &receipt, NULL));
    assert_number(ask("POST", "act", SLICE("nonsense"), NULL), 400);
    assert_number(post_now("record.blob", "{\"media\":\"text/plain\"}"), 400);
    make_now("record.blob", "{\"media\":\"text/plain\",\"sha256\":\"3333333333333333333333333333333333333333333333333333333333333333\",\"size\":5}");
    entry.data[entry.size - 8] = entry.data[entry.size - 8] == 'A' ? 'B' : 'A';
    assert_number(ask("POST", "act", buffer_slice(&entry), NULL), 403);
    assert_number(post_now("record.confirm", "{\"act\":\"3333333333333333333333333333333333333333333333333333333333333333\"}"), 403);
    assert_number(post_now("record.open", "{\"commit\":\"4444444444444444444444444444444444444444444444444444444444444444\",\"payload\":\"x\",\"salt\":"
                                          "\"4444444444444444444444444444444444444444444444444444444444444444\"}"), 404);
    make_entry("record.blob", "{\"media\":\"text/plain\",\"sha256\":\"5555555555555555555555555555555555555555555555555555555555555555\",\"size\":5}", 1, &other, &entry);
    assert_number(ask("POST", "act", buffer_slice(&entry), NULL), 409);
    memset(large, 'x', sizeof large);
    assert_number(ask("POST", "act", (Slice){large, sizeof large}, NULL), 413);
    assert_number(post_now("text.future.open", "{}"), 422);
    assert_number(get("evidence", NULL), 200);
    assert_true(slice_starts(buffer_slice(&body), "act "));
}

static void blobs_are_put_when_an_act_names_them_or_by_a_party(void **state)
{
    char path[128], json[256], hex[2 * HASH_SIZE + 1];
    Hash name, unnamed;

    (void)state;
    hash_of(SLICE("hello"), &name);
    hash_print_hex(&name, hex);
    (void)snprintf(path, sizeof path, "blob/%s", hex);
    assert_number(ask("PUT", path, SLICE("hello"), NULL), 403);
    (void)snprintf(json, sizeof json, "{\"media\":\"text/plain\",\"sha256\":\"%s\",\"size\":5}", hex);
    assert_number(post_now("record.blob", json), 201);
    assert_number(get(path, NULL), 404);
    assert_number(ask("PUT", path, SLICE("hullo"), NULL), 400);
    assert_number(ask("PUT", path, SLICE("hello"), NULL), 204);
    assert_number(get(path, NULL), 200);
    assert_slice(buffer_slice(&body), "hello");
    hash_of(SLICE("draft"), &unnamed);
    hash_print_hex(&unnamed, hex);
    (void)snprintf(path, sizeof path, "blob/%s", hex);
    assert_number(ask("PUT", path, SLICE("draft"), token), 204);
    assert_number(get(path, token), 404); /* no act names it, so nobody may have it */
    assert_number(ask("PUT", "blob/xyz", SLICE("draft"), token), 404);
}

static void sealed_payloads_are_for_their_readers(void **state)
{
    uint8_t both[SALT_SIZE + 5] = {1};
    char    path[128], json[400], hex[2 * HASH_SIZE + 1];
    Hash    commit;

    (void)state;
    memcpy(both + SALT_SIZE, "+0555", 5);
    commitment_of(SLICE("contact.phone"), both, SLICE("+0555"), &commit);
    hash_print_hex(&commit, hex);
    (void)snprintf(path, sizeof path, "sealed/%s", hex);
    assert_number(ask("PUT", path, (Slice){(const char *)both, sizeof both}, NULL), 404);
    (void)snprintf(json, sizeof json, "{\"class\":\"contact.phone\",\"commit\":\"%s\",\"readers\":[\"" PARTY "\"],\"size\":256}", hex);
    assert_number(post_now("record.seal", json), 201);
    assert_number(ask("PUT", path, SLICE("short"), NULL), 400);
    both[SALT_SIZE] = '-';
    assert_number(ask("PUT", path, (Slice){(const char *)both, sizeof both}, NULL), 422);
    both[SALT_SIZE] = '+';
    assert_number(ask("PUT", path, (Slice){(const char *)both, sizeof both}, NULL), 204);
    assert_number(get(path, NULL), 404);
    assert_number(get(path, token), 200);
    assert_slice(buffer_slice(&body),
                 "{\"class\":\"contact.phone\",\"payload\":\"KzA1NTU=\",\"salt\":\"0100000000000000000000000000000000000000000000000000000000000000\"}");
}

static void a_sealed_entry_is_taken_for_a_batch(void **state)
{
    (void)state;
    make_now("text.future.open", "{\"position\":\"support\"}");
    assert_number(ask("POST", "sealed", buffer_slice(&entry), NULL), 202);
    assert_true(slice_starts(buffer_slice(&body), "{\"commit\":\""));
    assert_number(body.size, 11 + 64 + 10 + 64 + 2);
    assert_number(ask("POST", "sealed", SLICE("nonsense"), NULL), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path_answers_as_its_row_says),
        cmocka_unit_test(the_checkpoint_is_the_records_and_has_a_tag),
        cmocka_unit_test(a_token_that_is_not_known_is_refused),
        cmocka_unit_test(a_withheld_act_looks_like_one_that_is_not_there),
        cmocka_unit_test(a_public_act_is_for_everyone_and_its_receipt_holds),
        cmocka_unit_test(filing_answers_with_each_status),
        cmocka_unit_test(blobs_are_put_when_an_act_names_them_or_by_a_party),
        cmocka_unit_test(sealed_payloads_are_for_their_readers),
        cmocka_unit_test(a_sealed_entry_is_taken_for_a_batch),
    };

    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
