/* SPDX-License-Identifier: Apache-2.0
 *
 * The report, for people and as JSON.
 */
#include <jansson.h>

#include "cli/report_internal.h"

static const ReportRow *row_of(const ReportRow *rows, size_t count, Slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static void line(Buffer *out, const char *message, size_t number)
{
    char text[DECIMAL_MAX];

    message_print(out, message, "count", decimal(text, (int64_t)number), NULL);
    buffer_add_byte(out, '\n');
}

static void print_silent(const Party *party, const Text *base, Buffer *out)
{
    for (size_t i = 0; i < party->amendment->count; i++) {
        const Change *change = &party->amendment->changes[i];

        if (!change->silent)
            continue;
        buffer_add_string(out, "      \"");
        if (change->op == CHANGE_INSERT)
            paragraph_print_plain(&change->unit.paragraphs[0], out);
        else
            buffer_add(out, change->was);
        buffer_add_string(out, change->op == CHANGE_REPLACE ? "\" \xE2\x86\x92 \"" : "");
        buffer_add(out, change->now);
        buffer_add_string(out, "\"  ");
        if (change->op != CHANGE_INSERT) {
            Slice text = base->paragraphs[change->paragraph].text;

            buffer_add_string(out, "\xE2\x80\xA6");
            buffer_add(out, slice_part(text, 0, utf8_offset(text, 40)));
            buffer_add_string(out, "\xE2\x80\xA6");
        }
        buffer_add_byte(out, '\n');
    }
}

static void put_aside(Buffer *out, const char *message, size_t number)
{
    char text[DECIMAL_MAX];

    if (number == 0)
        return;
    buffer_add_string(out, "    ");
    message_print(out, message, "count", decimal(text, (int64_t)number), NULL);
    buffer_add_byte(out, '\n');
}

static void print_party(const Compilation *compilation, const Party *party, const ReportRow *row, Buffer *out)
{
    char received[DECIMAL_MAX], shown[DECIMAL_MAX];

    buffer_add(out, party->name);
    buffer_add_string(out, "\n    ");
    message_print(out, row->tracked ? MSG("report.tracked") : MSG("report.clean"), "received", decimal(received, party->received), "shown",
                  decimal(shown, party->shown), NULL);
    buffer_add_byte(out, '\n');
    put_aside(out, MSG("report.silent"), row->silent);
    if (row->silent != 0)
        print_silent(party, compilation->base, out);
    put_aside(out, MSG("report.formats"), party->formats);
    put_aside(out, MSG("report.objects"), row->objects);
    put_aside(out, MSG("report.numbers"), row->numbers);
    put_aside(out, MSG("report.comments"), row->comments);
    put_aside(out, MSG("report.properties"), row->properties);
    put_aside(out, MSG("report.headers"), row->headers);
    put_aside(out, MSG("report.running"), row->running);
    put_aside(out, MSG("report.pages"), row->pages);
    put_aside(out, MSG("report.foreign"), row->foreign);
    put_aside(out, MSG("report.hand_marked"), row->hand_marked);
}

static const char *const not_taken_messages[NOT_TAKEN_WHYS] = {
    [NOT_TAKEN_NO_DOCX] = MSG("compile.not_docx"),
    [NOT_TAKEN_COMPILATION] = MSG("compile.not_submission"),
};

static void print_not_taken(const ReportOf *of, Buffer *out)
{
    for (size_t i = 0; i < of->not_taken_count; i++) {
        buffer_add_string(out, i == 0 ? "\n" : "");
        message_print(out, not_taken_messages[of->not_taken[i].why], "file", of->not_taken[i].path, NULL);
        buffer_add_byte(out, '\n');
    }
}

Status report_print(const ReportOf *of, Buffer *out)
{
    const Compilation *compilation = of->compilation;
    const ReportRow   *rows = of->rows;
    size_t             count = of->count;
    CompilationCounts counts = compilation_count(compilation);
    size_t            received = 0, shown = 0;
    char              a[DECIMAL_MAX], b[DECIMAL_MAX];

    for (size_t i = 0; i < compilation->party_count; i++) {
        received += compilation->parties[i].received;
        shown += compilation->parties[i].shown;
    }
    line(out, MSG("report.delegations"), compilation->party_count);
    message_print(out, MSG("report.balance"), "received", decimal(a, (int64_t)received), "shown", decimal(b, (int64_t)shown), NULL);
    buffer_add_byte(out, '\n');
    line(out, MSG("report.places"), counts.places);
    line(out, MSG("report.contested"), counts.contested);
    line(out, MSG("report.inserted"), counts.inserted);
    line(out, MSG("report.deleted"), counts.deleted);
    line(out, MSG("report.moved"), counts.moved);
    for (size_t i = 0; i < compilation->party_count; i++) {
        const ReportRow *row = row_of(rows, count, compilation->parties[i].name);

        buffer_add_byte(out, '\n');
        if (row != NULL)
            print_party(compilation, &compilation->parties[i], row, out);
    }
    print_not_taken(of, out);
    return out->status;
}

static json_t *not_taken_list(const ReportOf *of)
{
    static const char *const whys[NOT_TAKEN_WHYS] = {[NOT_TAKEN_NO_DOCX] = "no_docx", [NOT_TAKEN_COMPILATION] = "compilation"};
    json_t                  *list = json_array();

    for (size_t i = 0; list != NULL && i < of->not_taken_count; i++) {
        if (json_array_append_new(list, json_pack("{soss}", "file", json_from_slice(slice_from(of->not_taken[i].path)), "why", whys[of->not_taken[i].why])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

Status report_print_json(const ReportOf *of, Buffer *out)
{
    const Compilation *compilation = of->compilation;
    const ReportRow   *rows = of->rows;
    size_t             count = of->count;
    CompilationCounts counts = compilation_count(compilation);
    json_t           *list = json_array();
    json_t *root = json_pack("{sosIsIsIsIsIsO}", "not_taken", not_taken_list(of), "places", (json_int_t)counts.places, "contested", (json_int_t)counts.contested, "inserted",
                             (json_int_t)counts.inserted, "deleted", (json_int_t)counts.deleted, "moved", (json_int_t)counts.moved, "delegations", list);
    Status  status = root != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < compilation->party_count; i++) {
        const Party     *party = &compilation->parties[i];
        const ReportRow *row = row_of(rows, count, party->name);
        json_t          *item;

        if (row == NULL)
            continue;
        item = json_pack("{sosbsIsIsIsIsIsIsIsIsIsIsIsIsI}", "name", json_from_slice(party->name), "tracked", row->tracked, "received", (json_int_t)party->received,
                         "shown", (json_int_t)party->shown, "silent", (json_int_t)row->silent, "formatting", (json_int_t)party->formats, "objects",
                         (json_int_t)row->objects, "comments", (json_int_t)row->comments, "properties", (json_int_t)row->properties, "headers",
                         (json_int_t)row->headers, "hand_marked", (json_int_t)row->hand_marked, "numbers", (json_int_t)row->numbers, "running", (json_int_t)row->running, "pages", (json_int_t)row->pages, "foreign",
                         (json_int_t)row->foreign);
        if (item == NULL || json_array_append_new(list, item) != 0)
            status = ERR_MEMORY;
    }
    if (status == OK) {
        json_print_pretty(root, out);
        buffer_add_byte(out, '\n');
        status = out->status;
    }
    json_decref(list);
    json_decref(root);
    return status;
}

static void warn_of(const ReportRow *row)
{
    char name[PROBLEM_VALUE_MAX], number[DECIMAL_MAX];

    (void)snprintf(name, sizeof name, "%.*s", (int)(row->name.size < 150 ? row->name.size : 150), row->name.data);
    if (row->silent != 0)
        say(MSG("compile.silent"), "name", name, "count", decimal(number, (int64_t)row->silent), NULL);
    if (row->hand_marked != 0)
        say(MSG("read.hand_marked"), "file", row->path, "count", decimal(number, (int64_t)row->hand_marked), NULL);
    if (row->taken_changes != 0)
        say(MSG("read.taken_changes"), "file", row->path, "count", decimal(number, (int64_t)row->taken_changes), NULL);
}

/* Other files of one folder in one sentence, from `at` on; the report names them all. Returns where the next sentence begins. */
static size_t warn_of_others(const ReportOf *of, size_t at)
{
    enum { NAMED = 3 };
    const char *first = of->not_taken[at].path;
    int         folder = (int)(file_name(first) - first) - 1;
    char        names[PROBLEM_VALUE_MAX] = "", where[PROBLEM_VALUE_MAX], number[DECIMAL_MAX];
    size_t      end = at, used = 0;

    for (; end < of->not_taken_count && of->not_taken[end].why == NOT_TAKEN_NO_DOCX && strncmp(of->not_taken[end].path, first, (size_t)folder + 1) == 0; end++)
        if (end - at < NAMED && used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", end == at ? "" : ", ", file_name(of->not_taken[end].path));
    if (end - at > NAMED && used < sizeof names)
        (void)snprintf(names + used, sizeof names - used, " \xE2\x80\xA6");
    (void)snprintf(where, sizeof where, "%.*s", folder, first);
    say(MSG("compile.not_docx_of"), "folder", where, "names", names, "count", decimal(number, (int64_t)(end - at)), NULL);
    return end;
}

void report_warn(const ReportOf *of)
{
    for (size_t i = 0; i < of->count; i++)
        warn_of(&of->rows[i]);
    for (size_t i = 0; i < of->not_taken_count;) {
        if (of->not_taken[i].why == NOT_TAKEN_NO_DOCX) {
            i = warn_of_others(of, i);
        } else {
            say(not_taken_messages[of->not_taken[i].why], "file", of->not_taken[i].path, NULL);
            i++;
        }
    }
}
