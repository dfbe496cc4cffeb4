/* SPDX-License-Identifier: Apache-2.0
 *
 * Receipts: C2SP tlog-proof. A first line that names the format, perhaps extra data, the index, the proof's hashes, an empty line, and the signed checkpoint as
 * it was issued. Whether the proof holds is for proof_includes to say, with the checkpoint's size and root.
 */
#include "record/line_internal.h"

static Status malformed(Problem *problem, size_t number, const char *message)
{
    char place[PROBLEM_PLACE_MAX];

    (void)problem_set(problem, ERR_SYNTAX, message, NULL);
    (void)snprintf(place, sizeof place, "line %zu", number);
    (void)problem_at(problem, ERR_SYNTAX, place);
    return ERR_SYNTAX;
}

static bool parse_extra(Slice line, Slice *out)
{
    uint8_t bytes[RECEIPT_EXTRA_MAX];
    size_t  size;

    *out = slice_part(line, strlen("extra "), line.size);
    return base64_parse(*out, bytes, sizeof bytes, &size) && size != 0;
}

static bool parse_index(Slice line, uint64_t *out)
{
    return slice_starts(line, "index ") && line_number(slice_part(line, strlen("index "), line.size), out) && *out < TREE_SIZE_MAX;
}

/* The hashes and the empty line after them; what follows is left in *rest. */
static bool parse_hashes(Slice *rest, Proof *out)
{
    Slice line;

    while (line_take(rest, &line)) {
        if (line.size == 0)
            return true;
        if (out->count == PROOF_MAX || hash_parse_base64(line, &out->hashes[out->count]) != OK)
            return false;
        out->count++;
    }
    return false;
}

Status receipt_parse(Slice bytes, Receipt *out, Problem *problem)
{
    Slice  line;
    size_t number = 1;

    *out = (Receipt){0};
    if (!line_take(&bytes, &line) || !slice_is(line, "c2sp.org/tlog-proof@v1"))
        return malformed(problem, number, MSG("receipt.format"));
    number++;
    if (!line_take(&bytes, &line))
        return malformed(problem, number, MSG("receipt.index"));
    if (slice_starts(line, "extra ")) {
        if (!parse_extra(line, &out->extra))
            return malformed(problem, number, MSG("receipt.extra"));
        number++;
        if (!line_take(&bytes, &line))
            return malformed(problem, number, MSG("receipt.index"));
    }
    if (!parse_index(line, &out->index))
        return malformed(problem, number, MSG("receipt.index"));
    if (!parse_hashes(&bytes, &out->proof))
        return malformed(problem, number + out->proof.count + 1, MSG("receipt.hash"));
    if (bytes.size == 0)
        return malformed(problem, number + out->proof.count + 2, MSG("receipt.no_checkpoint"));
    out->checkpoint = bytes;
    return OK;
}

void receipt_print(const Receipt *receipt, Buffer *out)
{
    char text[DECIMAL_MAX], base64[45];

    REQUIRE(receipt->index < TREE_SIZE_MAX);
    buffer_add_string(out, "c2sp.org/tlog-proof@v1\n");
    if (receipt->extra.size != 0) {
        buffer_add_string(out, "extra ");
        buffer_add(out, receipt->extra);
        buffer_add_byte(out, '\n');
    }
    buffer_add_string(out, "index ");
    buffer_add_string(out, decimal(text, (int64_t)receipt->index));
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < receipt->proof.count; i++) {
        hash_print_base64(&receipt->proof.hashes[i], base64);
        buffer_add_string(out, base64);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
    buffer_add(out, receipt->checkpoint);
}
