/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of a private draft when a new version is issued: its words are compared with the version that they are about, and the changes carried as those of any proposal are. A new paragraph stays one.
 */
#include "service/draft_internal.h"

static json_t *outcome_row(const Amendment *amendment, const Carried *carried)
{
    const Change *change = &amendment->changes[carried->change];
    Slice         now = change->op == CHANGE_INSERT || change->op == CHANGE_MOVE ? change->unit.paragraphs[0].text : change->now;
    json_t       *row = json_pack("{s:s}", "outcome", carry_outcome_name(carried->outcome));

    if (row == NULL)
        return NULL;
    if (change->was.size != 0)
        (void)json_object_set_new(row, "was", text_words(change->was));
    if (now.size != 0)
        (void)json_object_set_new(row, "now", text_words(now));
    if (carried->words_changed)
        (void)json_object_set_new(row, "words_changed", json_true());
    if (carried->outcome == IN_CONFLICT)
        (void)json_object_set_new(row, "new_words", text_words(carried->new_words));
    return row;
}

static Status put_file(const Text *next, const Amendment *amendment, json_t *content, Problem *problem)
{
    Buffer  printed;
    json_t *stored = NULL, *file = NULL;
    Status  status;

    buffer_init(&printed, BLOB_MAX);
    TRY_OR(done, amendment_encode(next, amendment, &printed, problem));
    TRY_OR(done, json_read(buffer_slice(&printed), &stored, problem));
    file = json_pack("{s:O}", "changes", json_object_get(stored, "changes"));
    buffer_reset(&printed);
    json_print(file, &printed);
    TRY_OR(done, printed.status == OK ? OK : text_no_memory(problem));
    status = private_draft_type(content, DRAFT_FILE, buffer_slice(&printed), (Slice){NULL, 0}, true, problem);
done:
    json_decref(file);
    json_decref(stored);
    buffer_clear(&printed);
    return status;
}

/* ---- new paragraphs stay what they are ---- */

typedef struct Kept {
    const json_t *content;             /* of the draft before */
    const char  **keys;                /* of its new paragraphs */
    bool         *used;
    size_t        count;
} Kept;

static Status kept_init(Kept *kept, const json_t *content)
{
    DraftParagraph *list;

    *kept = (Kept){.content = content, .count = draft_paragraphs_count(content)};
    list = memory_new_zeroed(kept->count + 1, sizeof *list);
    kept->keys = memory_new_zeroed(kept->count + 1, sizeof *kept->keys);
    kept->used = memory_new_zeroed(kept->count + 1, sizeof *kept->used);
    if (list != NULL)
        draft_paragraphs_list(content, list);
    for (size_t i = 0; list != NULL && kept->keys != NULL && i < kept->count; i++)
        kept->keys[i] = list[i].key;
    memory_free(list);
    return list != NULL && kept->keys != NULL && kept->used != NULL ? OK : ERR_MEMORY;
}

static void kept_clear(Kept *kept)
{
    memory_free(kept->keys);
    memory_free(kept->used);
}

/* The new paragraph with these words that is not spoken for yet, or NULL. */
static const char *kept_take(Kept *kept, Slice words)
{
    for (size_t i = 0; i < kept->count; i++) {
        if (kept->used[i] || !slice_equal(json_slice(private_draft_standing(kept->content, kept->keys[i])), words))
            continue;
        kept->used[i] = true;
        return kept->keys[i];
    }
    return NULL;
}

/* Is every paragraph of this unit one of ours? */
static bool is_ours(Kept *kept, const Change *change)
{
    bool *before = memory_new_zeroed(kept->count + 1, sizeof *before), ours = before != NULL && change->op == CHANGE_INSERT;

    if (ours)
        memcpy(before, kept->used, kept->count * sizeof *before);
    for (uint32_t i = 0; ours && i < change->unit.paragraph_count; i++)
        ours = change->unit.paragraphs[i].table == NO_TABLE && kept_take(kept, change->unit.paragraphs[i].text) != NULL;
    if (!ours && before != NULL)
        memcpy(kept->used, before, kept->count * sizeof *before);
    memory_free(before);
    return ours;
}

/* `whole` with all that was carried, `filed` with what did not come from new paragraphs: each of `whole` that `filed` has not is one of ours, and stands behind the last that both have. */
static Status put_kept(Kept *kept, const Text *whole, const Text *filed, json_t *content)
{
    size_t at = 0;
    Slice  by = {NULL, 0};

    memset(kept->used, 0, kept->count * sizeof *kept->used);
    for (size_t i = 0; i < whole->count; i++) {
        const char *key;
        size_t      before = at;

        if (at < filed->count && slice_equal(whole->paragraphs[i].text, filed->paragraphs[at].text)) {
            at++;
            continue;
        }
        key = kept_take(kept, whole->paragraphs[i].text);
        if (key == NULL)
            return ERR_CONFLICT;
        while (before > 0 && !draft_text_has_place(filed, slice_from(filed->paragraphs[before - 1].id)))
            before--;
        TRY(draft_paragraphs_put(content, key, before != 0 ? slice_from(filed->paragraphs[before - 1].id) : (Slice){NULL, 0}, by, true, NULL));
        if (json_object_set(json_object_get(content, "entries"), key, private_draft_wordings(kept->content, key)) != 0)
            return ERR_MEMORY;
    }
    return at == filed->count ? OK : ERR_CONFLICT;
}

static bool reads_alike(const Text *a, const Text *b)
{
    bool alike = a->count == b->count;

    for (size_t i = 0; alike && i < a->count; i++)
        alike = slice_equal(a->paragraphs[i].text, b->paragraphs[i].text) && a->paragraphs[i].story == b->paragraphs[i].story;
    return alike;
}

/* The changes of the file without the units that are ours. */
static Status put_rest(Kept *kept, const Text *next, Amendment *rest, json_t *content)
{
    size_t left = 0;

    for (size_t i = 0; i < rest->count; i++)
        if (!is_ours(kept, &rest->changes[i]))
            rest->changes[left++] = rest->changes[i];
    rest->count = left;
    return left != 0 ? put_file(next, rest, content, NULL) : OK;
}

/* New paragraphs of the page are those of the new version's page, to be written in and moved as before. Not OK: they could not be told from other changes, and `content` is good for nothing. */
static Status put_with_new(const Text *next, const CarryResult *result, const json_t *old, json_t *content)
{
    Kept       kept;
    Text      *whole = NULL, *filed = NULL, *written = NULL;
    json_t    *aside = json_array();
    Amendment  rest = *result->amendment;
    Status     status = kept_init(&kept, old);

    rest.changes = memory_new_zeroed(rest.count + 1, sizeof *rest.changes);
    TRY_OR(done, rest.changes != NULL && aside != NULL ? status : ERR_MEMORY);
    memcpy(rest.changes, result->amendment->changes, rest.count * sizeof *rest.changes);
    TRY_OR(done, amendment_apply(next, result->amendment, &whole, NULL));
    TRY_OR(done, put_rest(&kept, next, &rest, content));
    TRY_OR(done, draft_text_with_file(next, content, &filed, NULL));
    TRY_OR(done, put_kept(&kept, whole, filed, content));
    TRY_OR(done, draft_text_written(filed, content, aside, &written, NULL));
    status = reads_alike(written, whole) ? OK : ERR_CONFLICT;
done:
    memory_free(rest.changes);
    kept_clear(&kept);
    text_free(whole);
    text_free(filed);
    text_free(written);
    json_decref(aside);
    return status;
}

static Status put_carried(const Text *next, const CarryResult *result, const json_t *old, json_t **content, Problem *problem)
{
    json_t *tried = json_deep_copy(*content);

    if (tried != NULL && put_with_new(next, result, old, tried) == OK) {
        json_decref(*content);
        *content = tried;
        return OK;
    }
    json_decref(tried);
    return put_file(next, result->amendment, *content, problem);
}

/* The draft's words become changes of the new version; what has no place there stays among the entries, aside. */
static Status carry_onto(const Text *base, const Text *next, const json_t *version, const json_t *content, json_t **out, Problem *problem)
{
    Text        *filed = NULL, *wanted = NULL;
    Amendment   *amendment = NULL;
    CarryResult *result = NULL;
    json_t      *aside = json_array(), *made = private_draft_content(json_slice(version)), *rows = json_array(), *row;
    size_t       i;
    Status       status = aside != NULL && made != NULL && rows != NULL ? OK : text_no_memory(problem);

    TRY_OR(done, status);
    TRY_OR(done, draft_text_wanted(base, content, &filed, &wanted, aside, problem));
    TRY_OR(done, draft_text_compare(base, wanted, &amendment, problem));
    TRY_OR(done, amendment_carry(base, amendment, next, &result, problem));
    for (size_t k = 0; k < result->count; k++)
        (void)json_array_append_new(rows, outcome_row(amendment, &result->changes[k]));
    if (result->amendment->count != 0)
        TRY_OR(done, put_carried(next, result, content, &made, problem));
    if (private_draft_wordings(content, DRAFT_RATIONALE) != NULL)
        (void)json_object_set(json_object_get(made, "entries"), DRAFT_RATIONALE, private_draft_wordings(content, DRAFT_RATIONALE));
    json_array_foreach(aside, i, row)
        (void)json_object_set(json_object_get(made, "entries"), json_string_value(json_object_get(row, "key")), private_draft_wordings(content, json_string_value(json_object_get(row, "key"))));
    (void)json_object_set(made, "outcomes", rows);
    *out = json_incref(made);
done:
    json_decref(rows);
    json_decref(made);
    json_decref(aside);
    carry_result_free(result);
    amendment_free(amendment);
    text_free(wanted);
    text_free(filed);
    return status;
}

Status service_draft_carry(Service *service, Slice process, const json_t *content, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL, *next = NULL;
    Status  status;

    if (private_draft_unsettled(content))
        return problem_set(problem, ERR_REFUSED, MSG("draft.unsettled"), NULL);
    TRY(draft_text_show(service, process, asker, now, &answer, problem));
    TRY_OR(done, text_of_version(service, json_object_get(content, "version"), &base, problem));
    TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &next, problem));
    status = carry_onto(base, next, json_object_get(answer, "sha256"), content, out, problem);
done:
    text_free(next);
    text_free(base);
    json_decref(answer);
    return status;
}
