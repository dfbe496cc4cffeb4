/* SPDX-License-Identifier: Apache-2.0
 *
 * The consensus map, and one paragraph of it. The map: paragraphs down, across only the parties that have said something against the words, proposed others or reserved, or the groups that they are in. An empty cell means that nothing was said; nothing is added up.
 */
#include "service/text_internal.h"

/* What a cell shows, the gravest first. */
static const char *const marks[] = {"object", "stale", "reserve", "competing", "change"};
enum { MARK_COUNT = sizeof marks / sizeof marks[0] };

typedef struct Mapping {
    json_t *answer, *parties; /* by name: the columns as answers have them */
    json_t *folds;            /* by party: the groups that stand for it; NULL: each party has a column of its own */
    json_t *cells;            /* by paragraph id: {column: {"mark": number of the gravest, "of": {party: {"party", "names", "mark"}}}} */
    Collator *collator;       /* of the text's language; NULL: as they come */
} Mapping;

/* The gravest of a party's marks stays. */
static void keep_gravest(json_t *there, int mark)
{
    if (json_object_get(there, "mark") == NULL || json_integer_value(json_object_get(there, "mark")) > mark)
        (void)json_object_set_new(there, "mark", json_integer(mark));
}

/* The one of that name; made when it is not there. Borrowed. */
static json_t *member_of(json_t *object, const char *name)
{
    if (json_object_get(object, name) == NULL)
        (void)json_object_set_new(object, name, json_object());
    return json_object_get(object, name);
}

static void name_it(json_t *object, const json_t *party)
{
    static const char *const members[] = {"party", "names", "other"};

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (json_object_get(party, members[i]) != NULL)
            (void)json_object_set(object, members[i], json_object_get(party, members[i]));
}

/* `member`: who in the group `column`; NULL: the column is a party's own. */
static void put_column(const Mapping *work, json_t *row, const json_t *column, int mark, const json_t *member)
{
    const char *name = json_string_value(json_object_get(column, "party"));
    json_t     *cell = member_of(row, name);

    keep_gravest(cell, mark);
    name_it(member_of(work->parties, name), column);
    if (member == NULL)
        return;
    cell = member_of(member_of(cell, "of"), json_string_value(json_object_get(member, "party")));
    name_it(cell, member);
    keep_gravest(cell, mark);
}

static void put_mark(const Mapping *work, const json_t *paragraph, const json_t *party, int mark)
{
    const char   *name = json_string_value(json_object_get(party, "party")), *id = json_string_value(json_object_get(paragraph, "id"));
    json_t       *row = json_object_get(work->cells, id != NULL ? id : "");
    const json_t *groups, *group;
    size_t        i;

    if (name == NULL || row == NULL)
        return;
    if (work->folds == NULL) {
        put_column(work, row, party, mark, NULL);
        return;
    }
    groups = json_object_get(work->folds, name);
    json_array_foreach((json_t *)(uintptr_t)groups, i, group) put_column(work, row, group, mark, party);
    if (json_array_size(groups) == 0)
        put_column(work, row, json_object_get(work->folds, ""), mark, party);
}

static void mark_by(const Mapping *work, const json_t *paragraph, const json_t *list, int mark)
{
    const json_t *party;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, party) put_mark(work, paragraph, party, mark);
}

static void mark_wordings(const Mapping *work, const json_t *paragraph)
{
    static const struct {
        const char *member;
        int         mark;
    } kinds[] = {{"change", 4}, {"competing", 3}, {"alternatives", 3}};
    const json_t *run, *variant;
    size_t        i, j;

    json_array_foreach(json_object_get(paragraph, "runs"), i, run)
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            json_array_foreach(json_object_get(json_object_get(run, kinds[k].member), "of"), j, variant) mark_by(work, paragraph, json_object_get(variant, "by"), kinds[k].mark);
    json_array_foreach(json_object_get(json_object_get(paragraph, "new"), "units"), i, run)
        mark_by(work, paragraph, json_object_get(run, "by"), json_object_get(run, "alternative") != NULL ? 3 : 4);
    mark_by(work, paragraph, json_object_get(json_object_get(paragraph, "deletion"), "by"), 4);
    mark_by(work, paragraph, json_object_get(json_object_get(paragraph, "move"), "by"), 4);
}

static void mark_positions(const Mapping *work, const json_t *paragraph)
{
    const json_t *position;
    size_t        i;

    json_array_foreach(json_object_get(paragraph, "positions"), i, position)
    {
        Slice stance = json_slice(json_object_get(position, "position"));

        if (json_object_get(position, "stale") != NULL && !slice_is(stance, "support") && !slice_is(stance, "can_live_with"))
            put_mark(work, paragraph, json_object_get(position, "party"), 1);
        else if (slice_is(stance, "object"))
            put_mark(work, paragraph, json_object_get(position, "party"), 0);
        else if (slice_is(stance, "reserve"))
            put_mark(work, paragraph, json_object_get(position, "party"), 2);
    }
}

static const char *language_of(const json_t *answer)
{
    const char *language = json_string_value(json_object_get(answer, "language"));

    return language != NULL ? language : "en";
}

typedef struct Column {
    Slice       name;
    const char *party;
    json_t     *value;
} Column;

static int by_name(const void *a, const void *b, void *collator)
{
    const Column *left = a, *right = b;
    bool          left_last = left->party[0] == '\0', right_last = right->party[0] == '\0'; /* who is in no group */
    int           order = left_last != right_last ? left_last - right_last : slice_equal(left->name, right->name) ? 0 : collator_compare(collator, left->name, right->name);

    return order != 0 ? order : strcmp(left->party, right->party);
}

/* What an object has by party, in the order of the text's language. The caller frees. */
static Column *columns_of(const Mapping *work, json_t *by_party, size_t *count)
{
    const char *language = language_of(work->answer), *name;
    Column     *columns = memory_new_zeroed(json_object_size(by_party) + 1, sizeof *columns);
    json_t     *value;

    *count = 0;
    json_object_foreach(by_party, name, value) if (columns != NULL) columns[(*count)++] = (Column){text_party_name(value, language), name, value};
    if (columns != NULL && work->collator != NULL)
        qsort_r(columns, *count, sizeof *columns, by_name, work->collator);
    return columns;
}

/* Who in the group made which mark. */
static json_t *members_of(const Mapping *work, json_t *by_party)
{
    json_t *of = json_array();
    size_t  count;
    Column *members = columns_of(work, by_party, &count);

    for (size_t i = 0; members != NULL && i < count; i++) {
        json_t *row = json_object();

        name_it(row, members[i].value);
        (void)json_object_set_new(row, "mark", json_string(marks[json_integer_value(json_object_get(members[i].value, "mark"))]));
        (void)json_array_append_new(of, row);
    }
    memory_free(members);
    return of;
}

/* What a cell says: the gravest mark, and of a group, whose. */
static json_t *cell_of(const Mapping *work, const json_t *marked, json_t *column)
{
    json_t *cell = json_pack("{s:s, s:O}", "mark", marks[json_integer_value(json_object_get(marked, "mark"))], "party", column);

    if (json_object_get(marked, "of") != NULL)
        (void)json_object_set_new(cell, "of", members_of(work, json_object_get(marked, "of")));
    return cell;
}

static json_t *row_of(const Mapping *work, const json_t *paragraph, const Column *columns, size_t count)
{
    static const char *const kept[] = {"id", "label", "name", "kind", "state"};
    const json_t *marked = json_object_get(work->cells, json_string_value(json_object_get(paragraph, "id")));
    json_t       *row = json_object(), *cells = json_array();

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (json_object_get(paragraph, kept[i]) != NULL)
            (void)json_object_set(row, kept[i], json_object_get(paragraph, kept[i]));
    for (size_t i = 0; i < count; i++) {
        const json_t *mark = json_object_get(marked, columns[i].party);

        (void)json_array_append_new(cells, mark != NULL ? cell_of(work, mark, columns[i].value) : json_object());
    }
    (void)json_object_set_new(row, "cells", cells);
    return row;
}

static Status make_map(const Mapping *work, Problem *problem)
{
    json_t *rows = json_array(), *parties = json_array(), *paragraph, *paragraphs = json_object_get(work->answer, "paragraphs");
    size_t  i, count;
    Column *columns;

    json_array_foreach(paragraphs, i, paragraph)
    {
        (void)json_object_set_new(work->cells, json_string_value(json_object_get(paragraph, "id")), json_object());
        mark_wordings(work, paragraph);
        mark_positions(work, paragraph);
    }
    columns = columns_of(work, work->parties, &count);
    for (i = 0; columns != NULL && i < count; i++)
        (void)json_array_append(parties, columns[i].value);
    json_array_foreach(paragraphs, i, paragraph) if (columns != NULL && json_object_get(paragraph, "name") != NULL)
        (void)json_array_append_new(rows, row_of(work, paragraph, columns, count));
    memory_free(columns);
    return columns != NULL && json_object_set_new(work->answer, "rows", rows) == 0 && json_object_set_new(work->answer, "parties", parties) == 0
               ? OK
               : text_no_memory(problem);
}

/* ---- as it stood ---- */

/* What became of the amendments under the version shown, as its act says; NULL: nothing, or it cannot be read. */
static json_t *outcomes_then(Service *service, const json_t *answer)
{
    const json_t *version = json_array_get(json_object_get(answer, "versions"), (size_t)(json_integer_value(json_object_get(answer, "shown")) - 1));
    Hash          name;
    Buffer        bytes;
    json_t       *out = NULL;

    if (hash_parse_hex(json_slice(json_object_get(version, "outcomes")), &name) != OK)
        return NULL;
    buffer_init(&bytes, BLOB_MAX);
    if (blobs_get(service->blobs, &name, &bytes, NULL) == OK)
        (void)!json_read(buffer_slice(&bytes), &out, NULL);
    buffer_clear(&bytes);
    return out;
}

static json_t *changes_in_blob(Service *service, Slice hex)
{
    Hash    name;
    Buffer  bytes;
    json_t *read = NULL, *out = NULL;

    if (hash_parse_hex(hex, &name) != OK)
        return NULL;
    buffer_init(&bytes, BLOB_MAX);
    if (blobs_get(service->blobs, &name, &bytes, NULL) == OK && json_read(buffer_slice(&bytes), &read, NULL) == OK)
        out = json_incref(json_object_get(read, "changes"));
    buffer_clear(&bytes);
    json_decref(read);
    return out;
}

/* Amendments that were carried onto later versions since: on the version shown they are what its outcomes say, or what was first proposed. */
static void restore_changes(Service *service, json_t *answer)
{
    json_t *root = outcomes_then(service, answer), *row, *item;
    size_t  i, j;

    json_array_foreach(json_object_get(answer, "amendments"), i, row)
    {
        json_t *changes = NULL;

        if (json_object_get(row, "carried_since") == NULL)
            continue;
        json_array_foreach(json_object_get(root, "amendments"), j, item) if (json_equal(json_object_get(item, "act"), json_object_get(row, "act"))) changes = json_incref(json_object_get(item, "changes"));
        if (changes == NULL && json_object_get(row, "changes") == NULL)
            changes = changes_in_blob(service, json_slice(json_object_get(row, "blob")));
        if (changes != NULL)
            (void)json_object_set_new(row, "changes", changes);
    }
    json_decref(root);
}

/* As it stood with an entry of the record as its last: nothing of that is kept. */
static Status show_then(Service *service, const Question *question, json_t **out, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = named_query_find("text.map")->run(handle->view, question, out, problem);
    handle_give(service, handle);
    if (status == OK)
        restore_changes(service, *out);
    if (status == OK)
        status = text_compile(service, *out, problem);
    return status == OK ? text_standing(*out, problem) : status;
}

static Status show_now(Service *service, const Question *question, json_t **out, Problem *problem)
{
    Question now = *question;

    now.arguments[1] = (Slice){NULL, 0};
    return text_show(service, &now, out, problem);
}

static void leave_out(json_t *answer, const char *const *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)json_object_del(answer, members[i]);
}

/* Which groups stand for which party, when the map is asked for by groups. */
static Status take_folds(Service *service, const Question *question, Mapping *work, Problem *problem)
{
    Handle *handle;
    Status  status;

    if (!slice_is(question->arguments[2], "regions") && !slice_is(question->arguments[2], "groups"))
        return OK;
    TRY(handle_take(service, &handle, problem));
    status = party_folds(handle->view, question, slice_is(question->arguments[2], "regions"), &work->folds, problem);
    handle_give(service, handle);
    if (status == OK && json_object_set_new(work->answer, "across", json_from_slice(question->arguments[2])) != 0)
        return text_no_memory(problem);
    return status;
}

Status text_map(Service *service, const Question *question, json_t **out, Problem *problem)
{
    static const char *const left_out[] = {"paragraphs", "amendments", "positions", "outcomes", "before", "explanations", "explained_whole", "asked", "room_objections", "silences", "silence_steps", "now", "zone",
                                           "readings", "reading_steps", "comments", "commented_whole", "sections", "floor"};
    Mapping work = {.parties = json_object(), .cells = json_object()};
    Status  status = work.parties != NULL && work.cells != NULL ? (question->arguments[1].size != 0 ? show_then : show_now)(service, question, out, problem) : text_no_memory(problem);

    work.answer = *out;
    if (status == OK)
        status = take_folds(service, question, &work, problem);
    if (status == OK) {
        work.collator = collator_new(language_of(*out));
        status = make_map(&work, problem);
        collator_free(work.collator);
    }
    leave_out(*out, left_out, sizeof left_out / sizeof left_out[0]);
    json_decref(work.parties);
    json_decref(work.folds);
    json_decref(work.cells);
    return status;
}

/* ---- one paragraph ---- */

static void keep_neighbours(json_t *answer, const json_t *paragraphs, size_t at)
{
    for (size_t i = at; i-- > 0 && json_object_get(answer, "previous") == NULL;)
        if (json_object_get(json_array_get(paragraphs, i), "name") != NULL)
            (void)json_object_set_new(answer, "previous", json_pack("{s:O, s:O}", "id", json_object_get(json_array_get(paragraphs, i), "id"), "name", json_object_get(json_array_get(paragraphs, i), "name")));
    for (size_t i = at + 1; i < json_array_size(paragraphs) && json_object_get(answer, "next_one") == NULL; i++)
        if (json_object_get(json_array_get(paragraphs, i), "name") != NULL)
            (void)json_object_set_new(answer, "next_one", json_pack("{s:O, s:O}", "id", json_object_get(json_array_get(paragraphs, i), "id"), "name", json_object_get(json_array_get(paragraphs, i), "name")));
}

/* What the view says of the paragraph, from which the answer has its wordings and its history. */
static Status ask_history(Service *service, const Question *question, json_t **out, Problem *problem)
{
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = named_query_find("text.paragraph")->run(handle->view, question, out, problem);
    handle_give(service, handle);
    return status;
}

Status text_paragraph_show(Service *service, const Question *question, json_t **out, Problem *problem)
{
    static const char *const left_out[] = {"paragraphs", "amendments", "positions", "on_whole", "before", "between", "versions", "explanations", "explained_whole", "asked", "room_objections", "shown",
                                           "outcomes", "silences", "silence_steps", "now", "zone", "readings", "reading_steps", "comments", "commented_whole", "sections"};
    json_t *history = NULL, *paragraph, *paragraphs;
    size_t  i;
    Status  status = ask_history(service, question, &history, problem);

    if (status == OK)
        status = show_now(service, question, out, problem);
    if (status == OK)
        (void)json_object_update(*out, history);
    json_decref(history);
    TRY(status);
    paragraphs = json_object_get(*out, "paragraphs");
    json_array_foreach(paragraphs, i, paragraph)
    {
        if (!json_equal(json_object_get(paragraph, "id"), json_object_get(*out, "paragraph")))
            continue;
        (void)json_object_set(*out, "here", paragraph);
        keep_neighbours(*out, paragraphs, i);
        break;
    }
    leave_out(*out, left_out, sizeof left_out / sizeof left_out[0]);
    return OK;
}
