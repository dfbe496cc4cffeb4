/* SPDX-License-Identifier: Apache-2.0
 *
 * Receipts of quotations, made and checked. A receipt is JSON: it begins with "{", as no act, note or checkpoint does; and what its key signs is a digest of 64 bytes, or 64 bytes of a signature with a
 * comment behind it, which none of those is either.
 */
#include "service/quote_receipt.h"

#include "format/docx/docx_write.h"
#include "service/service_internal.h"

#include <jansson.h>

#define SAFE_INTEGER_MAX (((json_int_t)1 << 53) - 1)

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- its key ---- */

Status receipts_key_print(const Service *service, Buffer *out, Problem *problem)
{
    MinisignKey key;
    char        comment[ORIGIN_MAX + 80];

    if (service->signer == NULL)
        return ERR_NOT_FOUND;
    minisign_key_of(signer_key(service->signer, SIGNER_RECEIPTS)->material, &key);
    (void)snprintf(comment, sizeof comment, "minisign public key of receipts of quotations, %.*s", ORIGIN_MAX, signer_key(service->signer, SIGNER_LOG)->name);
    minisign_key_print(&key, slice_from(comment), out);
    return out->status == OK ? OK : no_memory(problem);
}

static Status sign(Service *service, QuoteReceipt *receipt, Problem *problem)
{
    MinisignKey key;
    Buffer      message;
    char        comment[ORIGIN_MAX + 80];
    uint8_t     digest[MINISIGN_DIGEST], signature[ED25519_SIZE], comment_signature[ED25519_SIZE];
    Status      status;

    minisign_key_of(signer_key(service->signer, SIGNER_RECEIPTS)->material, &key);
    (void)snprintf(comment, sizeof comment, QUOTE_RECEIPT_FORMAT " %.*s", ORIGIN_MAX, signer_key(service->signer, SIGNER_LOG)->name);
    minisign_digest(buffer_slice(&receipt->text), digest);
    TRY(signer_sign(service->signer, SIGNER_RECEIPTS, (Slice){(const char *)digest, sizeof digest}, signature, problem));
    buffer_init(&message, ED25519_SIZE + sizeof comment);
    minisign_comment_message(signature, slice_from(comment), &message);
    status = signer_sign(service->signer, SIGNER_RECEIPTS, buffer_slice(&message), comment_signature, problem);
    buffer_clear(&message);
    TRY(status);
    minisign_print(&key, signature, slice_from(comment), comment_signature, &receipt->signature);
    return receipt->signature.status == OK ? OK : no_memory(problem);
}

/* ---- making ---- */

Status quote_passage_hash(Slice passage, Hash *out)
{
    Buffer text;
    Status status;

    passage = slice_trim(passage);
    buffer_init(&text, passage.size + 1);
    for (size_t i = 0; i < passage.size; i++)
        if (passage.data[i] != '\r')
            buffer_add_byte(&text, passage.data[i]);
        else if (i + 1 == passage.size || passage.data[i + 1] != '\n')
            buffer_add_byte(&text, '\n');
    hash_of(buffer_slice(&text), out);
    status = text.status;
    buffer_clear(&text);
    return status;
}

void quote_place_print(const json_t *place, Buffer *out)
{
    static const char *const members[] = {"act", "language", "paragraph"};

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        buffer_add(out, json_slice(json_object_get(place, members[i])));
        buffer_add_byte(out, '/');
    }
    buffer_add_number(out, (int64_t)json_integer_value(json_object_get(place, "start")));
}

static const json_t *find_place(const json_t *answer, Slice wanted)
{
    const json_t *place, *found = NULL;
    size_t        i;

    json_array_foreach(json_object_get(answer, "places"), i, place)
    {
        Buffer name;

        buffer_init(&name, QUOTE_PLACE_MAX);
        quote_place_print(place, &name);
        if (found == NULL && (wanted.size == 0 || slice_equal(buffer_slice(&name), wanted)))
            found = place;
        buffer_clear(&name);
    }
    return found;
}

/* What is said of the place, but its words: the receipt holds a quotation by its hash alone. */
static json_t *receipt_object(const char *origin, const json_t *answer, const json_t *place, const Hash *quote)
{
    static const char *const of_place[] = {"symbol", "statement", "submission", "date", "language", "found", "attributed", "paragraph", "label", "until", "until_label", "start", "end", "grade", "act", "leaf", "index", "fictional"};
    static const char *const of_answer[] = {"verdict", "also", "attributed_to", "record"};
    char    hex[2 * HASH_SIZE + 1];
    json_t *object;

    hash_print_hex(quote, hex);
    object = json_pack("{s:s, s:s, s:s}", "format", QUOTE_RECEIPT_FORMAT, "origin", origin, "quote", hex);
    for (size_t i = 0; i < sizeof of_place / sizeof of_place[0]; i++)
        if (json_object_get(place, of_place[i]) != NULL)
            (void)json_object_set(object, of_place[i], json_object_get(place, of_place[i]));
    for (size_t i = 0; i < sizeof of_answer / sizeof of_answer[0]; i++)
        if (json_object_get(answer, of_answer[i]) != NULL)
            (void)json_object_set(object, of_answer[i], json_object_get(answer, of_answer[i]));
    if (json_object_get(json_object_get(place, "party"), "party") != NULL)
        (void)json_object_set(object, "party", json_object_get(json_object_get(place, "party"), "party"));
    return object;
}

static Status add_proof(Service *service, json_t *object, Problem *problem)
{
    Buffer  bytes;
    Receipt receipt;
    json_t *hashes = json_array();
    Status  status;

    buffer_init(&bytes, QUOTE_RECEIPT_MAX);
    status = service_receipt(service, (uint64_t)json_integer_value(json_object_get(object, "index")), &bytes, problem);
    if (status == ERR_NOT_FOUND)
        status = problem_set(problem, ERR_BUSY, MSG("quote.receipt_soon"), NULL);
    TRY_OR(done, status);
    TRY_OR(done, receipt_parse(buffer_slice(&bytes), &receipt, problem));
    for (size_t i = 0; i < receipt.proof.count; i++) {
        char hash[45];

        hash_print_base64(&receipt.proof.hashes[i], hash);
        (void)json_array_append_new(hashes, json_string(hash));
    }
    if (json_object_set_new(object, "checkpoint", json_from_slice(receipt.checkpoint)) != 0 || json_object_set(object, "proof", hashes) != 0 || json_array_size(hashes) != receipt.proof.count)
        status = no_memory(problem);
done:
    json_decref(hashes);
    buffer_clear(&bytes);
    return status;
}

static Status make(Service *service, const QuoteReceiptAsk *ask, const json_t *answer, QuoteReceipt *out, Problem *problem)
{
    const json_t *place = find_place(answer, ask->place);
    json_t       *object;
    Hash          quote;
    Status        status;

    if (place == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("quote.receipt_nowhere"), NULL);
    if (quote_passage_hash(ask->passage, &quote) != OK)
        return no_memory(problem);
    object = receipt_object(signer_key(service->signer, SIGNER_LOG)->name, answer, place, &quote);
    status = object != NULL ? add_proof(service, object, problem) : no_memory(problem);
    if (status == OK) {
        json_print_pretty(object, &out->text);
        buffer_add_byte(&out->text, '\n');
        status = out->text.status == OK ? sign(service, out, problem) : no_memory(problem);
    }
    json_decref(object);
    return status == OK ? receipts_key_print(service, &out->key, problem) : status;
}

Status service_quote_receipt(Service *service, const QuoteReceiptAsk *ask, const Asker *asker, int64_t now, QuoteReceipt *out, Problem *problem)
{
    Slice   arguments[] = {ask->passage, ask->attributed_to};
    json_t *answer = NULL;
    Status  status;

    buffer_init(&out->text, QUOTE_RECEIPT_MAX);
    buffer_init(&out->signature, QUOTE_RECEIPT_MAX);
    buffer_init(&out->key, KEY_FILE_MAX);
    if (service->signer == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("quote.receipt_no_key"), NULL);
    status = service_query(service, "quote", arguments, sizeof arguments / sizeof arguments[0], asker, now, &answer, problem);
    if (status == OK)
        status = make(service, ask, answer, out, problem);
    json_decref(answer);
    return status;
}

void quote_receipt_clear(QuoteReceipt *receipt)
{
    buffer_clear(&receipt->text);
    buffer_clear(&receipt->signature);
    buffer_clear(&receipt->key);
}

Status quote_receipt_zip(const QuoteReceipt *receipt, Buffer *out, Problem *problem)
{
    const ZipFile files[] = {{"quote-receipt.json", buffer_slice(&receipt->text)}, {"quote-receipt.json.minisig", buffer_slice(&receipt->signature)}, {"receipts.pub", buffer_slice(&receipt->key)}};

    return zip_files(files, sizeof files / sizeof files[0], out, problem);
}

/* ---- checking ---- */

static Status no_receipt(Problem *problem)
{
    return problem_set(problem, ERR_SYNTAX, MSG("quote.receipt_form"), NULL);
}

static bool proof_of(const json_t *object, Proof *out)
{
    const json_t *hash;
    size_t        i;

    out->count = 0;
    json_array_foreach(json_object_get(object, "proof"), i, hash)
    {
        if (out->count == PROOF_MAX || hash_parse_base64(json_slice(hash), &out->hashes[out->count]) != OK)
            return false;
        out->count++;
    }
    return json_is_array(json_object_get(object, "proof"));
}

/* Does the leaf lie under the checkpoint, and is that of this record and, where the host's key is given, well signed? */
static Status check_place(const QuoteReceiptCheck *check, const json_t *object, Problem *problem)
{
    const json_t *index = json_object_get(object, "index");
    Checkpoint    checkpoint;
    Proof         proof;
    Hash          leaf;

    if (!json_is_integer(index) || json_integer_value(index) < 0 || json_integer_value(index) > SAFE_INTEGER_MAX || hash_parse_hex(json_slice(json_object_get(object, "leaf")), &leaf) != OK || !proof_of(object, &proof))
        return no_receipt(problem);
    TRY(checkpoint_parse(json_slice(json_object_get(object, "checkpoint")), &checkpoint, problem));
    if (!slice_equal(checkpoint.origin, json_slice(json_object_get(object, "origin"))))
        return problem_set(problem, ERR_CONFLICT, MSG("checkpoint.other_record"), NULL);
    if ((uint64_t)json_integer_value(index) >= checkpoint.size || !proof_includes((uint64_t)json_integer_value(index), checkpoint.size, &leaf, &proof, &checkpoint.root))
        return problem_set(problem, ERR_CONFLICT, MSG("receipt.not_included"), NULL);
    return check->host == NULL ? OK : checkpoint_judge(&checkpoint, check->host, NULL, NULL, (Slice){NULL, 0}, &(Judgement){0}, problem);
}

static Status check_passage(Slice passage, const json_t *object, Problem *problem)
{
    Hash asked, said;

    if (passage.size == 0)
        return OK;
    if (quote_passage_hash(passage, &asked) != OK)
        return no_memory(problem);
    if (hash_parse_hex(json_slice(json_object_get(object, "quote")), &said) != OK)
        return no_receipt(problem);
    return hash_equal(&asked, &said) ? OK : problem_set(problem, ERR_CONFLICT, MSG("quote.receipt_other_passage"), NULL);
}

Status quote_receipt_check(const QuoteReceiptCheck *check, json_t **out, Problem *problem)
{
    Slice  comment;
    Status status;

    TRY(minisign_check(check->text, check->signature, check->key, &comment, problem));
    if (!slice_starts(comment, QUOTE_RECEIPT_FORMAT " "))
        return no_receipt(problem);
    TRY(json_read(check->text, out, problem));
    status = json_member_is(*out, "format", QUOTE_RECEIPT_FORMAT) ? check_place(check, *out, problem) : no_receipt(problem);
    if (status == OK)
        status = check_passage(check->passage, *out, problem);
    if (status == OK)
        return OK;
    json_decref(*out);
    *out = NULL;
    return status;
}
