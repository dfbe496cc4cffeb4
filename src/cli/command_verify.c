/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur record verify|prove|check: everything about a record, or one act of it, without trusting who holds it. These give a verdict: exit 0 verified, 1 failed, 2 wrong use, 3 something is
 * missing that the verdict needs.
 */
#include "cli/record_internal.h"

#include <time.h>
#include <unistd.h>

static const OptionRow verify_options[] = {{"--from", 0, true, false, NULL}, {"--policy", 0, true, false, NULL}, {"--token", 0, true, false, NULL},
                                           {"--party", 0, true, false, NULL}, {0}};
static const OptionRow prove_options[] = {{"--token", 0, true, false, NULL}, {"--host", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow check_options[] = {{"--key", 0, true, false, NULL}, {"--policy", 0, true, false, NULL}, {0}};

/* ---- verify ---- */

enum { PROGRESS_EVERY_MS = 200, ESTIMATE_AFTER_MS = 2000 /* before, the rate says little */ };

typedef struct Progress {
    int64_t began, shown;
} Progress;

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void show_progress(void *context, uint64_t done, uint64_t size)
{
    Progress *progress = context;
    int64_t   now = now_ms(), gone = now - progress->began;
    char      a[DECIMAL_MAX], b[DECIMAL_MAX], left[DECIMAL_MAX];
    Buffer    text;

    if (!isatty(STDERR_FILENO) || now - progress->shown < PROGRESS_EVERY_MS)
        return;
    progress->shown = now;
    buffer_init(&text, 4096);
    buffer_add_byte(&text, '\r');
    message_print(&text, MSG("verify.progress"), "done", decimal(a, (int64_t)done), "size", decimal(b, (int64_t)size), NULL);
    if (gone > ESTIMATE_AFTER_MS && done != 0 && done < size)
        message_print(&text, MSG("verify.progress_left"), "seconds", decimal(left, (int64_t)((double)gone * (double)(size - done) / (double)done / 1000.0) + 1), NULL);
    buffer_add_string(&text, "\033[K");
    if (text.status == OK)
        (void)fwrite(text.data, 1, text.size, stderr);
    buffer_clear(&text);
}

static void end_progress(const Progress *progress)
{
    if (progress->shown != 0)
        (void)fputs("\r\033[K", stderr);
}

/* Both, as they are: whoever has them can show them to anybody (record.md, section 12). */
static Status print_both(Reach *reach, Slice held, Buffer *out, Problem *problem)
{
    Problem why = *problem;

    buffer_add(out, held);
    buffer_add_byte(out, '\n');
    TRY(reach_get(reach, "checkpoint", NOTE_BYTES_MAX, out, problem));
    buffer_add_byte(out, '\n');
    *problem = why;
    return OK;
}

static Status record_verify_run(const OptionSet *options, Problem *problem)
{
    const char   *from = options_value(options, "--from"), *policy = options_value(options, "--policy"), *party = options_value(options, "--party");
    Progress      progress = {.began = now_ms()};
    VerifyOptions judged = {.progress = show_progress, .context = &progress};
    VerifyReport  report = {0};
    Reach         reach = {0};
    Slice         text;
    Buffer        out;
    Status        status;

    buffer_init(&out, 65536 + 2 * NOTE_BYTES_MAX);
    if (party != NULL && (!options_has(options, "--token") || !reach_is_url(options->operands[0])))
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("verify.party_of_token"), NULL));
    judged.party = slice_from(party != NULL ? party : "");
    if (from != NULL)
        TRY_OR(done, file_read(from, options->arena, &judged.from, problem));
    if (policy != NULL) {
        TRY_OR(done, file_read(policy, options->arena, &text, problem));
        judged.policy = slice_string(options->arena, text);
    }
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    status = service_verify(reach.files.files, &judged, &report, problem);
    end_progress(&progress);
    TRY_OR(done, status);
    if (!report.verified && problem->status == ERR_CONFLICT && judged.from.size != 0)
        TRY_OR(done, print_both(&reach, judged.from, &out, problem));
    verify_report_print(&report, &out);
    status = print_buffer(&out, problem);
    if (status == OK && !report.verified)
        status = report.incomplete ? ERR_NOT_FOUND : ERR_SIGNATURE;
done:
    reach_close(&reach);
    buffer_clear(&out);
    return status;
}

/* ---- prove ---- */

/* "17" or an act id. */
static bool index_parse(const char *text, uint64_t *out)
{
    char *end = NULL;

    if (text[0] < '0' || text[0] > '9' || strlen(text) > 18)
        return false;
    *out = strtoull(text, &end, 10);
    return *end == '\0';
}

/* The place of an act, and its bytes. */
static Status find_act(Reach *reach, const char *which, uint64_t *index, Buffer *entry, Problem *problem)
{
    Hash    act;
    ActRow  row;
    char    path[2 * HASH_SIZE + 32];
    Buffer  bytes;
    Receipt receipt;
    Service *service;
    Status  status;

    if (hash_parse_hex(slice_from(which), &act) != OK)
        return problem_set(problem, ERR_REFUSED, MSG("prove.which"), NULL);
    if (reach->is_installation) {
        TRY(reach_service(reach, &service, problem));
        status = service_act(service, &act, &row, entry, problem);
        *index = row.index;
        return status == ERR_NOT_FOUND ? problem_set(problem, ERR_NOT_FOUND, MSG("act.not_there"), NULL) : status;
    }
    (void)snprintf(path, sizeof path, "act/%s", which);
    TRY(reach_get(reach, path, ENTRY_MAX, entry, problem));
    (void)snprintf(path, sizeof path, "act/%s/receipt", which);
    buffer_init(&bytes, RECEIPT_BYTES_MAX);
    status = reach_get(reach, path, RECEIPT_BYTES_MAX, &bytes, problem);
    if (status == OK)
        status = receipt_parse(buffer_slice(&bytes), &receipt, problem);
    if (status == OK)
        *index = receipt.index;
    buffer_clear(&bytes);
    return status;
}

/* A receipt carries its entry where it fits: one file is then enough for `record check`. It vouches for nothing; the proof does. */
static Status print_receipt(Reach *reach, const Sight *sight, uint64_t index, const Buffer *entry, Buffer *out, Problem *problem)
{
    Receipt    receipt = {.index = index, .checkpoint = buffer_slice(&sight->note)};
    TileSource source;
    TileCache *tiles = NULL;
    HashSource hashes;
    Buffer     extra;
    Status     status;

    buffer_init(&extra, 2 * RECEIPT_EXTRA_MAX);
    TRY_OR(done, reach_tiles(reach, sight->size, &source, &tiles, problem));
    hashes = tile_cache_source(tiles);
    TRY_OR(done, proof_inclusion(&hashes, index, sight->size, &receipt.proof, problem));
    if (entry->size != 0 && entry->size <= RECEIPT_EXTRA_MAX)
        base64_print(buffer_slice(entry), &extra);
    receipt.extra = buffer_slice(&extra);
    receipt_print(&receipt, out);
    status = out->status;
done:
    tile_cache_free(tiles);
    buffer_clear(&extra);
    return status;
}

/* What is about to be handed out must hold. */
static Status check_own(const Buffer *entry, const Buffer *receipt, const Sight *sight, Problem *problem)
{
    Entry      decoded;
    Receipt    parsed;
    Checkpoint checkpoint;

    if (entry->size == 0)
        return OK;
    TRY(entry_decode(buffer_slice(entry), &decoded, problem));
    return receipt_check(buffer_slice(receipt), &decoded, &sight->host, &parsed, &checkpoint, problem);
}

static Status record_prove_run(const OptionSet *options, Problem *problem)
{
    const char *which = options->operands[1];
    Reach       reach = {0};
    Sight       sight = {0};
    uint64_t    index = 0;
    Buffer      entry, receipt;
    Problem     without = {0};
    Status      status;

    buffer_init(&entry, ENTRY_MAX);
    buffer_init(&receipt, RECEIPT_BYTES_MAX);
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    TRY_OR(done, sight_take(&reach, options, &sight, problem));
    if (!index_parse(which, &index))
        TRY_OR(done, find_act(&reach, which, &index, &entry, problem));
    if (index >= sight.size)
        TRY_OR(done, problem_set(problem, ERR_NOT_FOUND, MSG("store.beyond"), NULL));
    if (entry.size == 0 && reach_entry(&reach, index, sight.size, &entry, &without) != OK)
        buffer_reset(&entry); /* a receipt is for everyone, an entry for its audience */
    TRY_OR(done, print_receipt(&reach, &sight, index, &entry, &receipt, problem));
    TRY_OR(done, check_own(&entry, &receipt, &sight, problem));
    if (entry.size == 0 || entry.size > RECEIPT_EXTRA_MAX)
        say(MSG("prove.without_entry"), NULL);
    status = file_write(output_path(options), buffer_slice(&receipt), problem);
done:
    reach_close(&reach);
    sight_clear(&sight);
    buffer_clear(&entry);
    buffer_clear(&receipt);
    return status;
}

/* ---- check ---- */

typedef struct Checked {
    Receipt    receipt;
    Checkpoint checkpoint;
    Entry      entry;
    Key        host;
    Policy    *policy; /* NULL: none given */
    Judgement  judgement;
} Checked;

/* The entry in a file of its own, or carried by the receipt. */
static Status entry_for(const OptionSet *options, const Receipt *receipt, uint8_t carried[RECEIPT_EXTRA_MAX], Entry *out, Problem *problem)
{
    Slice  bytes;
    size_t size = 0;

    if (options->operand_count > 1) {
        TRY(file_read(options->operands[1], options->arena, &bytes, problem));
        return fault_at(problem, entry_decode(bytes, out, problem), options->operands[1]);
    }
    if (receipt->extra.size == 0 || !base64_parse(receipt->extra, carried, RECEIPT_EXTRA_MAX, &size))
        return problem_set(problem, ERR_REFUSED, MSG("check.no_entry"), NULL);
    return entry_decode((Slice){(const char *)carried, size}, out, problem);
}

/* --key, else the `log` line of the policy for this origin. */
static Status host_for(const OptionSet *options, Slice origin, Checked *checked, Problem *problem)
{
    const char *key = options_value(options, "--key"), *policy = options_value(options, "--policy");
    Slice       text;

    if (key == NULL && policy == NULL)
        return needs_option("--key", problem);
    if (policy != NULL) {
        TRY(file_read(policy, options->arena, &text, problem));
        TRY(fault_at(problem, policy_parse(text, &checked->policy, problem), policy));
    }
    if (key != NULL)
        return key_argument(key, options->arena, &checked->host, problem);
    for (size_t i = 0; i < policy_log_count(checked->policy); i++)
        if (slice_is(origin, policy_log(checked->policy, i)->name)) {
            checked->host = *policy_log(checked->policy, i);
            return OK;
        }
    return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("check.no_log"), NULL), policy);
}

static Status judge_time(Checked *checked, Problem *problem)
{
    if (checked->policy == NULL)
        return OK;
    TRY(checkpoint_judge(&checked->checkpoint, &checked->host, NULL, checked->policy, (Slice){NULL, 0}, &checked->judgement, problem));
    return checked->judgement.quorum || !policy_has_quorum(checked->policy) ? OK : problem_set(problem, ERR_SIGNATURE, MSG("check.no_quorum"), NULL);
}

static void print_verdict(const Checked *checked, Buffer *out)
{
    char   act[2 * HASH_SIZE + 1], index[DECIMAL_MAX], size[DECIMAL_MAX], time[ACT_TIME_SIZE + 1], text[KIND_MAX + KEY_NAME_MAX + 8];
    Buffer quorum;

    hash_print_hex(&checked->entry.act, act);
    buffer_init(&quorum, 4096);
    (void)snprintf(text, sizeof text, "%.*s", (int)checked->entry.origin.size, checked->entry.origin.data);
    row_print(out, MSG("row.record"), text);
    (void)snprintf(text, sizeof text, "%s / %s", decimal(index, (int64_t)checked->receipt.index), decimal(size, (int64_t)checked->checkpoint.size));
    row_print(out, MSG("row.index"), text);
    row_print(out, MSG("row.act"), act);
    (void)snprintf(text, sizeof text, "%.*s", (int)checked->entry.kind.size, checked->entry.kind.data);
    row_print(out, MSG("row.kind"), text);
    (void)snprintf(text, sizeof text, "%.*s", (int)checked->entry.by.size, checked->entry.by.data);
    row_print(out, MSG("row.author"), text);
    message_print(&quorum, MSG("check.host"), NULL);
    if (checked->policy != NULL && policy_has_quorum(checked->policy)) {
        act_time_print(checked->judgement.time, time);
        message_print(&quorum, MSG("check.quorum"), "time", time, NULL);
        policy_quorum_describe(checked->policy, &quorum);
    }
    buffer_add_byte(&quorum, '\0');
    row_print(out, MSG("row.host"), quorum.status == OK ? quorum.data : "");
    if (checked->policy == NULL || !policy_has_quorum(checked->policy)) {
        message_print(out, MSG("check.no_witnesses"), NULL);
        buffer_add_byte(out, '\n');
    }
    message_print(out, MSG("check.no_word"), NULL);
    buffer_add_byte(out, '\n');
    message_print(out, MSG("check.verified"), NULL);
    buffer_add_byte(out, '\n');
    buffer_clear(&quorum);
}

static Status record_check_run(const OptionSet *options, Problem *problem)
{
    Checked checked = {0};
    uint8_t carried[RECEIPT_EXTRA_MAX];
    Slice   bytes;
    Buffer  out;
    Status  status;

    buffer_init(&out, 65536);
    if (!options_has(options, "--key") && !options_has(options, "--policy"))
        return needs_option("--key", problem);
    TRY_OR(done, file_read(options->operands[0], options->arena, &bytes, problem));
    TRY_OR(done, fault_at(problem, receipt_parse(bytes, &checked.receipt, problem), options->operands[0]));
    TRY_OR(done, entry_for(options, &checked.receipt, carried, &checked.entry, problem));
    TRY_OR(done, host_for(options, checked.entry.origin, &checked, problem));
    TRY_OR(done, fault_at(problem, receipt_check(bytes, &checked.entry, &checked.host, &checked.receipt, &checked.checkpoint, problem), options->operands[0]));
    TRY_OR(done, judge_time(&checked, problem));
    print_verdict(&checked, &out);
    status = print_buffer(&out, problem);
done:
    policy_free(checked.policy);
    buffer_clear(&out);
    return status;
}

/* ---- rows ---- */

const Command record_verify_command = {"record verify", "DIR|URL [--from FILE] [--policy FILE] [--token FILE] [--party PARTY]", MSG("help.record.verify.summary"), MSG("help.record.verify"), verify_options, 1, 1,
                                       record_verify_run, EXITS_BY_VERDICT};
const Command record_prove_command = {"record prove", "DIR|URL ACT|INDEX [-o FILE.tlog-proof]", MSG("help.record.prove.summary"), MSG("help.record.prove"), prove_options, 2, 2, record_prove_run,
                                      EXITS_BY_STATUS};
const Command record_check_command = {"record check", "FILE.tlog-proof [FILE.act] (--key VKEY | --policy FILE)", MSG("help.record.check.summary"), MSG("help.record.check"), check_options, 1, 2,
                                      record_check_run, EXITS_BY_VERDICT};
