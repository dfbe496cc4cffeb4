/* SPDX-License-Identifier: Apache-2.0
 *
 * The key of receipts: every installation has one, an older one gets it when it is opened; its public half stands beside the record under an act of the host, once; and a receipt is judged whole: another passage, another
 * record's checkpoint, a proof of another leaf are refused although the signature is good. Receipts themselves: tests/cli/quote.py.
 */
#include "service/quote_receipt.h"
#include "records.h"

#include <jansson.h>
#include <unistd.h>

enum { DAY_S = 86400, NOW = 1804624920 };

static const Asker stranger = {.standing = STANDING_STRANGER};

static Service *open_new(const char *folder)
{
    Service *service = NULL;
    Problem  problem = {0};

    if (service_open(&(ServiceOptions){.folder = folder, .no_duties = true}, &service, &problem) != OK)
        fail_msg("%s", problem.message);
    return service;
}

static Status file_of(Service *service, const char *path, Buffer *out)
{
    FileFacts facts;

    return service_file(service, slice_from(path), (Slice){NULL, 0}, out, &facts, NULL);
}

static void the_key_is_announced_once(void **state)
{
    const char  *folder = records_path("announced");
    ServiceSetup setup = {.folder = folder, .origin = "demonstration.example", .audience = AUDIENCE_PUBLIC, .demonstration = true};
    Service     *service;
    RecordFacts  facts = {0};
    MinisignKey  key;
    Buffer       served, blob;
    Hash         name;
    char         path[100] = "blob/";
    ServiceHealth before, after;

    (void)state;
    assert_ok(service_setup(&setup, NULL));
    service = open_new(folder);
    buffer_init(&served, 4096);
    buffer_init(&blob, 4096);
    assert_ok(file_of(service, "receipts.pub", &served));
    assert_ok(minisign_key_parse(buffer_slice(&served), &key, NULL));
    hash_of(buffer_slice(&served), &name);
    hash_print_hex(&name, path + 5);
    assert_number(file_of(service, path, &blob), ERR_NOT_FOUND);
    assert_ok(service_duties(service, (int64_t)time(NULL) + DAY_S, NULL));
    assert_ok(file_of(service, path, &blob));
    assert_slices(buffer_slice(&blob), buffer_slice(&served));
    service_health(service, &before);
    assert_ok(service_duties(service, (int64_t)time(NULL) + DAY_S, NULL));
    assert_ok(service_facts(service, &facts, NULL));
    service_health(service, &after);
    assert_true(after.size <= before.size + 1); /* perhaps the day's checkpoint; no second key */
    record_facts_clear(&facts);
    service_close(service);
    assert_ok(records_verify(folder, &(VerifyReport){0}, NULL));
    buffer_clear(&served);
    buffer_clear(&blob);
}

/* ---- a receipt is judged whole ---- */

static KeySecret secret;

/* Signs what stands in `object`, well; what is wrong in it must be found by other means. */
static Status judge(const json_t *object, const Key *host, const char *passage)
{
    Buffer            text, message, signature;
    MinisignKey       key;
    uint8_t           digest[MINISIGN_DIGEST], first[4 + ED25519_SIZE], second[4 + ED25519_SIZE];
    static const char comment[] = QUOTE_RECEIPT_FORMAT " record.example";
    json_t           *out = NULL;
    size_t            size;
    Status            status;

    buffer_init(&text, QUOTE_RECEIPT_MAX);
    buffer_init(&message, 4096);
    buffer_init(&signature, 4096);
    json_print_pretty(object, &text);
    minisign_digest(buffer_slice(&text), digest);
    key_secret_sign(&secret, (Slice){(const char *)digest, sizeof digest}, 0, &message);
    assert_true(base64_parse(slice_part(buffer_slice(&message), message.size - 93, message.size - 1), first, sizeof first, &size) && size == sizeof first);
    buffer_reset(&message);
    minisign_comment_message(first + 4, slice_from(comment), &message);
    key_secret_sign(&secret, buffer_slice(&message), 0, &signature);
    assert_true(base64_parse(slice_part(buffer_slice(&signature), signature.size - 93, signature.size - 1), second, sizeof second, &size) && size == sizeof second);
    buffer_reset(&signature);
    minisign_key_of(secret.key.material, &key);
    minisign_print(&key, first + 4, slice_from(comment), second + 4, &signature);
    status = quote_receipt_check(&(QuoteReceiptCheck){buffer_slice(&text), buffer_slice(&signature), &key, host, slice_from(passage)}, &out, NULL);
    assert_number(out != NULL, status == OK);
    json_decref(out);
    buffer_clear(&text);
    buffer_clear(&message);
    buffer_clear(&signature);
    return status;
}

static json_t *receipt_of(Service *service)
{
    Buffer     proof, bytes;
    Receipt    receipt;
    ActRow     row;
    Checkpoint checkpoint;
    Hash       quote;
    char       leaf[2 * HASH_SIZE + 1], hash[45], hex[2 * HASH_SIZE + 1];
    json_t    *object, *hashes = json_array();

    buffer_init(&proof, QUOTE_RECEIPT_MAX);
    buffer_init(&bytes, ENTRY_MAX);
    assert_ok(service_receipt(service, 3, &proof, NULL));
    assert_ok(receipt_parse(buffer_slice(&proof), &receipt, NULL));
    assert_ok(checkpoint_parse(receipt.checkpoint, &checkpoint, NULL));
    for (size_t i = 0; i < receipt.proof.count; i++) {
        hash_print_base64(&receipt.proof.hashes[i], hash);
        (void)json_array_append_new(hashes, json_string(hash));
    }
    {
        TileId    tile = {0, 0, tile_width(0, 0, checkpoint.size)};
        char      path[TILE_PATH_MAX];
        FileFacts facts;

        tile_path_print(&tile, path);
        assert_ok(service_file(service, slice_from(path), (Slice){NULL, 0}, &bytes, &facts, NULL));
        memcpy(row.leaf.bytes, bytes.data + (size_t)3 * HASH_SIZE, HASH_SIZE);
    }
    hash_print_hex(&row.leaf, leaf);
    assert_ok(quote_passage_hash(SLICE("four words of it"), &quote));
    hash_print_hex(&quote, hex);
    object = json_pack("{s:s, s:o, s:s, s:i, s:s, s:o, s:o}", "format", QUOTE_RECEIPT_FORMAT, "origin", json_from_slice(checkpoint.origin), "leaf", leaf, "index", 3, "quote", hex, "checkpoint",
                       json_from_slice(receipt.checkpoint), "proof", hashes);
    assert_non_null(object);
    buffer_clear(&proof);
    buffer_clear(&bytes);
    return object;
}

static void what_a_good_signature_does_not_make_good(void **state)
{
    static const struct {
        const char *member, *value; /* set in a good receipt; NULL: taken out */
        Status      status;
    } rows[] = {
        {"format", "rapporteur/act/v1", ERR_SYNTAX},
        {"format", NULL, ERR_SYNTAX},
        {"origin", "other.example", ERR_CONFLICT},
        {"leaf", "0000000000000000000000000000000000000000000000000000000000000000", ERR_CONFLICT},
        {"leaf", NULL, ERR_SYNTAX},
        {"leaf", "x", ERR_SYNTAX},
        {"index", NULL, ERR_SYNTAX},
        {"index", "3", ERR_SYNTAX},
        {"proof", NULL, ERR_SYNTAX},
        {"checkpoint", NULL, ERR_SYNTAX},
        {"quote", NULL, ERR_SYNTAX},
        {"quote", "0000000000000000000000000000000000000000000000000000000000000000", ERR_CONFLICT},
    };
    uint8_t      seed[SEED_SIZE] = {9};
    Service     *service;
    RecordFacts  facts = {0};
    json_t      *good;
    Key          other;

    (void)state;
    records_made("receipts", 12);
    service = open_new(records_path("receipts"));
    assert_ok(key_secret_from_seed(SLICE("record.example/receipts"), KEY_ED25519, seed, &secret, NULL));
    assert_ok(service_facts(service, &facts, NULL));
    good = receipt_of(service);
    assert_ok(judge(good, &facts.host, "four words of it"));
    assert_ok(judge(good, NULL, ""));
    assert_ok(judge(good, NULL, "\r\n four words of it\n"));
    assert_number(judge(good, NULL, "five words of it"), ERR_CONFLICT);
    assert_ok(key_make(slice_from(facts.host.name), KEY_ED25519, (Slice){(const char *)secret.key.material, MINISIGN_PUBLIC}, &other, NULL));
    assert_int_not_equal(judge(good, &other, ""), OK); /* a checkpoint of somebody else's host */
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *object = json_deep_copy(good);

        ROW(rows[i].member);
        (void)(rows[i].value != NULL ? json_object_set_new(object, rows[i].member, json_string(rows[i].value)) : json_object_del(object, rows[i].member));
        assert_number(judge(object, &facts.host, "four words of it"), rows[i].status);
        json_decref(object);
    }
    json_decref(good);
    record_facts_clear(&facts);
    service_close(service);
    key_secret_wipe(&secret);
}

static void an_older_installation_gets_a_key(void **state)
{
    const char  *folder = records_path("older");
    ServiceSetup setup = {.folder = folder, .origin = "demonstration.example", .audience = AUDIENCE_PUBLIC, .demonstration = true};
    QuoteReceipt receipt;
    Service     *service;
    char         path[PLACE_SIZE + 40];
    Buffer       served;

    (void)state;
    assert_ok(service_setup(&setup, NULL));
    (void)snprintf(path, sizeof path, "%s/keys/receipts.key", folder);
    assert_int_equal(unlink(path), 0);
    service = open_new(folder);
    buffer_init(&served, 4096);
    assert_ok(file_of(service, "receipts.pub", &served));
    assert_int_equal(access(path, R_OK), 0);
    assert_number(service_quote_receipt(service, &(QuoteReceiptAsk){.passage = SLICE("nothing of this is said in it")}, &stranger, NOW, &receipt, NULL), ERR_NOT_FOUND);
    quote_receipt_clear(&receipt);
    service_close(service);
    buffer_clear(&served);
    service = NULL;
    assert_ok(service_open(&(ServiceOptions){.folder = folder, .no_duties = true, .read_only = true}, &service, NULL)); /* as a mirror is */
    assert_number(service_quote_receipt(service, &(QuoteReceiptAsk){.passage = SLICE("nothing of this is said in it")}, &stranger, NOW, &receipt, NULL), ERR_REFUSED);
    quote_receipt_clear(&receipt);
    assert_number(file_of(service, "receipts.pub", &served), ERR_NOT_FOUND);
    service_close(service);
}

static int teardown(void **state)
{
    (void)state;
    records_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_is_announced_once),
        cmocka_unit_test(what_a_good_signature_does_not_make_good),
        cmocka_unit_test(an_older_installation_gets_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, teardown);
}
