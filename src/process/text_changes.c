/* SPDX-License-Identifier: Apache-2.0
 *
 * Judging changes against the version that they are made for: a change that names words which are not there is never recorded. Nothing is compared or merged here.
 *
 * Each change is judged by itself; that is what every replay asks. Whether they can be read together (no two of one place, nothing behind what is not there) is asked by whoever submits, through the
 * reader that everybody has: a replay takes the few that were recorded before it was asked.
 */
#include "process/text_internal.h"

Status text_of_blob(const Act *act, const Hash *name, const Text **out, Problem *problem)
{
    Process *process = act->process;
    Slice    bytes;
    Status   status;

    if (process->base == NULL || !hash_equal(&process->base_name, name)) {
        text_forget(process);
        TRY(act_blob(act, name, &bytes, problem));
        status = text_decode(bytes, &process->base, problem);
        if (status == ERR_SYNTAX || status == ERR_LIMIT)
            return act_refuse(problem, ERR_SYNTAX, MSG("house.text_unreadable"));
        TRY(status);
        process->base_name = *name;
    }
    *out = process->base;
    return OK;
}

void text_forget(Process *process)
{
    text_free(process->base);
    process->base = NULL;
}

/* ---- changes ---- */

typedef struct Judge {
    const Text   *base;
    const json_t *item;
    size_t        index;
    Utf8Cursor   *cursor; /* over the paragraph of the last change: they mostly come in order of place */
    Problem      *problem;
} Judge;

static Status wrong(const Judge *judge, const char *what)
{
    char number[DECIMAL_MAX];

    return problem_set(judge->problem, ERR_SYNTAX, MSG("amendment.damaged"), "change", decimal(number, (int64_t)judge->index + 1), "what", what, NULL);
}

static Status other_words(const Judge *judge)
{
    char number[DECIMAL_MAX];

    return problem_set(judge->problem, ERR_CONFLICT, MSG("amendment.other_base"), "change", decimal(number, (int64_t)judge->index + 1), NULL);
}

static Slice member_of(const Judge *judge, const char *name)
{
    return json_slice(json_object_get(judge->item, name));
}

static Status find_paragraph(const Judge *judge, const Paragraph **out)
{
    long at = text_find(judge->base, member_of(judge, "paragraph"));

    if (at < 0)
        return wrong(judge, "paragraph");
    *out = &judge->base->paragraphs[at];
    return OK;
}

/* start and end count code points; end may be one more than there are, for the paragraph mark. */
static Status check_words(const Judge *judge, Slice text, bool mark)
{
    const json_t *from = json_object_get(judge->item, "start"), *to = json_object_get(judge->item, "end");
    json_int_t    start = json_integer_value(from), end = json_integer_value(to);
    Slice         was = member_of(judge, "was");
    Utf8Cursor   *cursor = judge->cursor;
    size_t        start_byte;
    bool          takes_mark;

    if (cursor->text.data != text.data || cursor->text.size != text.size)
        *cursor = (Utf8Cursor){.text = text};
    if (!json_is_integer(from) || !json_is_integer(to) || start < 0 || start > end || !utf8_seek(cursor, (size_t)start))
        return wrong(judge, "start");
    start_byte = cursor->byte;
    takes_mark = !utf8_seek(cursor, (size_t)end);
    if (takes_mark && (!mark || (size_t)end != cursor->point + 1))
        return wrong(judge, "start");
    if (takes_mark && !slice_ends(was, "\xE2\x80\xA9"))
        return other_words(judge);
    if (takes_mark)
        was.size -= 3;
    return slice_equal(was, slice_part(text, start_byte, cursor->byte)) ? OK : other_words(judge);
}

static Status judge_replace(const Judge *judge)
{
    const Paragraph *paragraph;

    TRY(find_paragraph(judge, &paragraph));
    if (paragraph->story != 0)
        return wrong(judge, "paragraph");
    if (!json_is_string(json_object_get(judge->item, "now")))
        return wrong(judge, "now");
    return check_words(judge, paragraph->text, paragraph + 1 < judge->base->paragraphs + judge->base->count);
}

static Status judge_whole(const Judge *judge)
{
    const Paragraph *paragraph;

    TRY(find_paragraph(judge, &paragraph));
    return slice_equal(member_of(judge, "was"), paragraph->text) ? OK : other_words(judge);
}

/* `after`: an id, "" or a key of this amendment, which whoever reads it finds or not. */
static Status judge_insert(const Judge *judge)
{
    return json_is_string(json_object_get(judge->item, "after")) && json_is_string(json_object_get(judge->item, "key")) ? OK : wrong(judge, "after");
}

static Status judge_insert_paragraph(const Judge *judge)
{
    ParagraphKind kind;

    TRY(judge_insert(judge));
    if (!paragraph_kind_parse(member_of(judge, "kind"), &kind))
        return wrong(judge, "kind");
    return json_is_string(json_object_get(judge->item, "now")) ? OK : wrong(judge, "now");
}

static Status judge_move(const Judge *judge)
{
    TRY(judge_insert(judge));
    return judge_whole(judge);
}

static Status judge_inside(const Judge *judge)
{
    const Paragraph *paragraph;

    return find_paragraph(judge, &paragraph); /* the note's words are looked at by whoever reads the amendment */
}

static const struct {
    const char *op;
    Status (*judge)(const Judge *judge);
} op_rows[] = {{"replace", judge_replace},         {"insert_paragraph", judge_insert_paragraph}, {"delete_paragraph", judge_whole}, {"move_paragraph", judge_move}, {"insert_row", judge_insert},
               {"insert_table", judge_insert},     {"replace_note", judge_inside},               {"replace_box", judge_inside},     {"format", judge_inside}};

static Status judge_one(const Judge *judge)
{
    Slice op = member_of(judge, "op");

    for (size_t i = 0; i < sizeof op_rows / sizeof *op_rows; i++)
        if (slice_is(op, op_rows[i].op))
            return op_rows[i].judge(judge);
    return wrong(judge, "op");
}

Status changes_check(const Text *base, const json_t *changes, size_t *count, Problem *problem)
{
    Utf8Cursor cursor = {0};

    *count = json_array_size(changes);
    if (*count == 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("negotiation.no_changes"));
    if (*count > CHANGES_OF_ACT_MAX)
        return act_refuse(problem, ERR_LIMIT, MSG("negotiation.too_many_changes"));
    for (size_t i = 0; i < *count; i++) {
        Judge judge = {base, json_array_get(changes, i), i, &cursor, problem};

        TRY(judge_one(&judge));
    }
    return OK;
}

Status changes_readable(const Act *act, const Text *base, const json_t *changes, Problem *problem)
{
    const ProcessSupport *support = &act->process->support;
    size_t                count;

    if (act->mode != PROCESS_SUBMIT || support->changes == NULL)
        return OK;
    TRY(support->changes(support->context, base, changes, &count, problem));
    return count <= CHANGES_OF_ACT_MAX ? OK : act_refuse(problem, ERR_LIMIT, MSG("negotiation.too_many_changes"));
}

/* A blob has the same JSON as an amendment's stored form: {"changes", "version"}. */
static Status changes_of_blob(const Act *act, json_t **own, const json_t **out, Problem *problem)
{
    Hash  name, version, said;
    Slice bytes;

    (void)act_hash(act, "blob", &name);
    TRY(act_blob(act, &name, &bytes, problem));
    TRY(json_read(bytes, own, problem));
    if (!act_hash(act, "version", &version) || hash_parse_hex(json_slice(json_object_get(*own, "version")), &said) != OK || !hash_equal(&version, &said))
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.version_old"));
    *out = json_object_get(*own, "changes");
    return OK;
}

Status changes_of(const Act *act, json_t **own, const json_t **out, Problem *problem)
{
    if (act_has(act, "changes") == act_has(act, "blob"))
        return act_refuse(problem, ERR_SYNTAX, MSG("negotiation.changes_or_blob"));
    if (act_has(act, "blob"))
        return changes_of_blob(act, own, out, problem);
    *out = json_object_get(act->object, "changes");
    return OK;
}
