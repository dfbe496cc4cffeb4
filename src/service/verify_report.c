/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of a verification, a line for each step (record.md, section 10). What cannot be vouched for is said in the line before the last, never left out.
 */
#include "service/verify_internal.h"

enum { LABEL_WIDTH = 11 };

typedef struct Number {
    char text[DECIMAL_MAX];
} Number;

static const char *plain(uint64_t number, Number *out)
{
    return decimal(out->text, (int64_t)number);
}

/* Labels stand in a column of their own, whatever the language. */
static void begin_line(const char *label, Buffer *out)
{
    size_t start = out->size;

    message_print(out, label, NULL);
    for (size_t width = utf8_count(slice_part(buffer_slice(out), start, out->size)); width < LABEL_WIDTH - 1; width++)
        buffer_add_byte(out, ' ');
    buffer_add_byte(out, ' ');
}

static void end_line(Buffer *out)
{
    buffer_add_byte(out, '\n');
}

static void print_record(const VerifyReport *report, Buffer *out)
{
    begin_line(MSG("verify.label_record"), out);
    message_print(out, MSG("verify.line_record"), "origin", report->origin, "audience", audience_names[report->audience], NULL);
    if (report->demonstration) {
        buffer_add_string(out, ", ");
        message_print(out, MSG("verify.demonstration"), NULL);
    }
    end_line(out);
}

static void print_size(const VerifyReport *report, Buffer *out)
{
    Number size;
    char   root[45];

    hash_print_base64(&report->root, root);
    begin_line(MSG("verify.label_size"), out);
    message_print(out, MSG("verify.line_size"), "size", plain(report->size, &size), NULL);
    buffer_add_string(out, "  ");
    message_print(out, MSG("verify.line_size_root"), "root", root, NULL);
    end_line(out);
}

static void print_time(const VerifyReport *report, Buffer *out)
{
    Number cosigners;
    char   time[ACT_TIME_SIZE + 1];

    begin_line(MSG("verify.label_host"), out);
    message_print(out, MSG("verify.line_host"), NULL);
    end_line(out);
    act_time_print(report->judgement.time, time);
    begin_line(MSG("verify.label_time"), out);
    if (report->quorum[0] != '\0')
        message_print(out, MSG("verify.line_time"), "time", time, "quorum", report->quorum, "cosigners", plain(report->judgement.cosigners, &cosigners), NULL);
    else if (report->judgement.clock)
        message_print(out, MSG("verify.line_time_host"), "time", time, NULL);
    else
        message_print(out, MSG("verify.line_time_none"), NULL);
    end_line(out);
    if (report->quorum[0] == '\0') {
        message_print(out, MSG("verify.no_witnesses"), NULL);
        end_line(out);
    }
}

static void print_acts(const VerifyReport *report, Buffer *out)
{
    Number good, bad, uninterpreted;

    begin_line(MSG("verify.label_acts"), out);
    message_print(out, MSG("verify.line_acts"), "good", plain(report->good, &good), "bad", plain(report->bad, &bad), "uninterpreted", plain(report->uninterpreted, &uninterpreted), NULL);
    end_line(out);
}

static void print_tree(const VerifyReport *report, Buffer *out)
{
    Number entries, bundles, tiles;

    begin_line(MSG("verify.label_tree"), out);
    message_print(out, MSG("verify.line_tree"), "entries", plain(report->size, &entries), "bundles", plain(report->bundles, &bundles), "tiles", plain(report->tiles, &tiles), NULL);
    end_line(out);
}

static void print_grades(const RecordCounts *counts, Buffer *out)
{
    Number own, passkey, attested, confirmed, disavowed, unanswered, contested;

    begin_line(MSG("verify.label_grades"), out);
    message_print(out, MSG("verify.line_grades"), "own", plain(counts->grades[GRADE_OWN_KEY], &own), "passkey", plain(counts->grades[GRADE_PASSKEY], &passkey), "attested",
                  plain(counts->confirmed + counts->disavowed + counts->unanswered, &attested), "confirmed", plain(counts->confirmed, &confirmed), "disavowed",
                  plain(counts->disavowed, &disavowed), "unanswered", plain(counts->unanswered, &unanswered), NULL);
    if (counts->contested != 0) {
        buffer_add_string(out, ", ");
        message_print(out, MSG("verify.contested"), "contested", plain(counts->contested, &contested), NULL);
    }
    end_line(out);
}

static uint64_t confidential(const VerifyReport *report)
{
    return report->counts.sealed - report->counts.opened - report->counts.erased - report->withheld;
}

static void print_sealed(const VerifyReport *report, Buffer *out)
{
    Number opened, closed, erased, withheld;

    begin_line(MSG("verify.label_sealed"), out);
    message_print(out, MSG("verify.line_sealed"), "opened", plain(report->counts.opened, &opened), "confidential", plain(confidential(report), &closed), "erased",
                  plain(report->counts.erased, &erased), "withheld", plain(report->withheld, &withheld), NULL);
    end_line(out);
}

static void print_deadlines(const RecordCounts *counts, Buffer *out)
{
    Number quorum, host, challenge, open;

    begin_line(MSG("verify.label_deadlines"), out);
    message_print(out, MSG("verify.line_deadlines"), "quorum", plain(counts->deadlines_quorum, &quorum), "host", plain(counts->deadlines_host, &host), "challenge",
                  plain(counts->deadlines_challenge, &challenge), "open", plain(counts->deadlines_open, &open), NULL);
    end_line(out);
}

static void print_blobs(const VerifyReport *report, Buffer *out)
{
    Number named, good, missing;

    if (report->blobs_named == 0)
        return;
    begin_line(MSG("verify.label_blobs"), out);
    message_print(out, MSG("verify.line_blobs"), "named", plain(report->blobs_named, &named), "good", plain(report->blobs_good, &good), "missing", plain(report->blobs_missing, &missing), NULL);
    end_line(out);
}

/* A new item of the list of what is not vouched for. */
static void begin_item(Buffer *out, bool *any)
{
    if (*any) {
        buffer_add_string(out, ", ");
    } else {
        message_print(out, MSG("verify.no_word"), NULL);
        buffer_add_byte(out, ' ');
    }
    *any = true;
}

static void add_count(const char *message, uint64_t count, bool *any, Buffer *out)
{
    Number number;

    if (count == 0)
        return;
    begin_item(out, any);
    message_print(out, message, "count", plain(count, &number), NULL);
}

static void print_no_word(const VerifyReport *report, Buffer *out)
{
    const RecordCounts *counts = &report->counts;
    bool                any = false;

    add_count(MSG("verify.no_word_attested"), counts->confirmed + counts->disavowed + counts->unanswered, &any, out);
    add_count(MSG("verify.no_word_payloads"), confidential(report) + report->withheld - report->payloads_seen, &any, out);
    add_count(MSG("verify.no_word_blobs"), report->blobs_missing, &any, out);
    add_count(MSG("verify.no_word_outcomes"), report->uninterpreted, &any, out);
    if (report->without_rules) {
        begin_item(out, &any);
        message_print(out, MSG("verify.no_word_rules"), NULL);
    }
    if (report->quorum[0] == '\0') {
        begin_item(out, &any);
        message_print(out, MSG("verify.no_word_quorum"), NULL);
    }
    if (any)
        end_line(out);
}

static void print_view(const VerifyReport *report, Buffer *out)
{
    char view[2 * HASH_SIZE + 1];

    print_grades(&report->counts, out);
    print_sealed(report, out);
    print_deadlines(&report->counts, out);
    print_blobs(report, out);
    hash_print_hex(&report->view, view);
    begin_line(MSG("verify.label_view"), out);
    message_print(out, MSG("verify.line_view"), "view", view, NULL);
    end_line(out);
}

void verify_report_print(const VerifyReport *report, Buffer *out)
{
    if (!report->verified) {
        if (report->size != 0) {
            print_size(report, out);
            print_acts(report, out);
        }
        message_print(out, report->incomplete ? MSG("verify.end_incomplete") : MSG("verify.end_failed"), NULL);
        end_line(out);
        return;
    }
    if (!report->without_rules)
        print_record(report, out);
    print_size(report, out);
    print_time(report, out);
    print_tree(report, out);
    print_acts(report, out);
    if (!report->without_rules)
        print_view(report, out);
    print_no_word(report, out);
    message_print(out, MSG("verify.end_verified"), NULL);
    end_line(out);
}
