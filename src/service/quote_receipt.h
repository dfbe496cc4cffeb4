/* SPDX-License-Identifier: Apache-2.0
 *
 * Receipts of quotations: for a place that a quotation check found, a file that says what was asked (by its hash), what was found and where, with the leaf of the act, its proof and the checkpoint that it
 * hangs under; and a signature beside it by a key that signs nothing else, as minisign checks them without a network. docs/formats/quote-receipt.md has every member.
 *
 * A receipt is an answer, not an act: nothing of it is recorded, kept or logged. The passage is in it by its hash alone.
 */
#ifndef SERVICE_QUOTE_RECEIPT_H
#define SERVICE_QUOTE_RECEIPT_H

#include "service/service.h"

#define QUOTE_RECEIPT_FORMAT "rapporteur/quote-receipt/v1"
enum { QUOTE_RECEIPT_MAX = 256 * 1024 /* bytes: a checkpoint with a hundred lines, a proof, and words of ours */, QUOTE_PLACE_MAX = 400 };

typedef struct QuoteReceiptAsk {
    Slice passage, attributed_to;      /* as the query `quote` takes them */
    Slice place;                       /* as quote_place_print has it; empty: the first place of the answer */
} QuoteReceiptAsk;

/* The three files. quote_receipt_clear when done, also after a failure. */
typedef struct QuoteReceipt {
    Buffer text, signature, key;       /* FILE, FILE.minisig, and the public key as receipts.pub */
} QuoteReceipt;

/* ERR_NOT_FOUND: nothing was found there; ERR_REFUSED: this node has no key for it (a mirror); ERR_BUSY: the checkpoint with the act is not yet published; and as `quote`. */
Status service_quote_receipt(Service *service, const QuoteReceiptAsk *ask, const Asker *asker, int64_t now, QuoteReceipt *out, Problem *problem) MUST_USE;
void   quote_receipt_clear(QuoteReceipt *receipt);
/* What names a place of an answer, in forms: act/language/paragraph/start. At most QUOTE_PLACE_MAX bytes. */
void   quote_place_print(const struct json_t *place, Buffer *out);
/* The three files as one ZIP: quote-receipt.json, quote-receipt.json.minisig, receipts.pub. */
Status quote_receipt_zip(const QuoteReceipt *receipt, Buffer *out, Problem *problem) MUST_USE;

/* The SHA-256 of a passage: line ends as LF, without white space around it. */
Status quote_passage_hash(Slice passage, Hash *out) MUST_USE;

typedef struct QuoteReceiptCheck {
    Slice              text, signature;
    const MinisignKey *key;
    const Key         *host;           /* of the record; NULL: the checkpoint's signature is not looked at */
    Slice              passage;        /* empty: not compared */
} QuoteReceiptCheck;
/* Signature, form, that the leaf lies under the checkpoint, that the checkpoint is this record's and the host's, and the passage's hash. *out: the receipt's object, given only when all holds. ERR_SYNTAX: no receipt;
   ERR_SIGNATURE: not by this key, or changed; ERR_CONFLICT: of another passage, or its parts do not fit. Pure. */
Status quote_receipt_check(const QuoteReceiptCheck *check, struct json_t **out, Problem *problem) MUST_USE;

#endif
