/* SPDX-License-Identifier: Apache-2.0
 *
 * A new version before it is issued: the one in force with proposals taken up, or a file that came back. What becomes of every open amendment under it is computed beside it (text_outcomes.c).
 */
#include "service/text_making.h"
#include "service/text_internal.h"

static bool is_taken(const json_t *takes, const json_t *row)
{
    const json_t *item;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)takes, i, item) if (json_equal(item, json_object_get(row, "act"))) return true;
    return false;
}

/* The first places at which amendments have other words, as many as a sentence holds. */
static Status say_places(Slice places, Problem *problem)
{
    char said[PROBLEM_VALUE_MAX] = "";

    while (places.size != 0) {
        const char *end = memchr(places.data, '\n', places.size);
        Slice       line = slice_part(places, 0, end != NULL ? (size_t)(end - places.data) : places.size);
        size_t      used = strlen(said);

        places = slice_part(places, end != NULL ? line.size + 1 : line.size, places.size);
        if (used + line.size + 8 > sizeof said) {
            (void)snprintf(said + used, sizeof said - used, " \xE2\x80\xA6");
            break;
        }
        (void)snprintf(said + used, sizeof said - used, "%s%.*s", used != 0 ? "; " : "", (int)line.size, line.data);
    }
    return problem_set(problem, ERR_CONFLICT, MSG("text.competing"), "places", said, NULL);
}

/* The version in force with the amendments of `takes` in it. Where two of them have other words for one place: the sentence has the places. */
static Status with_taken(const Text *base, const json_t *answer, const json_t *takes, Text **out, Problem *problem)
{
    const json_t *row, *list = json_object_get(answer, "amendments");
    size_t        i, count = 0, total = json_array_size(list);
    Amendment   **amendments = memory_new_zeroed(total + 1, sizeof *amendments);
    Submission   *submissions = memory_new_zeroed(total + 1, sizeof *submissions);
    Slice        *names = memory_new_zeroed(total + 1, sizeof *names);
    Compilation  *compilation = NULL;
    Buffer        places;
    Status        status = amendments != NULL && submissions != NULL && names != NULL ? OK : text_no_memory(problem);

    buffer_init(&places, BODY_MAX);
    json_array_foreach((json_t *)(uintptr_t)list, i, row)
    {
        if (status != OK || !is_taken(takes, row) || json_array_size(json_object_get(row, "changes")) == 0)
            continue;
        status = text_amendment_of(base, json_object_get(row, "changes"), &amendments[count], problem);
        if (status == OK) {
            names[count] = json_slice(json_object_get(row, "act"));
            submissions[count] = (Submission){names[count], amendments[count]};
            count++;
        }
    }
    if (status == OK && count != json_array_size(takes))
        status = problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"), NULL);
    if (status == OK)
        status = compilation_make(base, submissions, count, &compilation, problem);
    if (status == OK)
        status = compilation_extract(compilation, names, count, out, &places, problem);
    if (status == ERR_CONFLICT && places.size != 0)
        status = say_places(buffer_slice(&places), problem);
    compilation_free(compilation);
    for (i = 0; i < count; i++)
        amendment_free(amendments[i]);
    memory_free(amendments);
    memory_free(submissions);
    memory_free(names);
    buffer_clear(&places);
    return status;
}

/* A file that came back has its own ids, or none: what stands where the old version has a paragraph is that paragraph. */
/* What the changes between the two come to is the file, paragraph by paragraph; only the ids are the base's. Labels, styles and all else are as the file has them. */
static void take_ids(Text *to, const Text *from)
{
    for (size_t i = 0; i < to->count && i < from->count; i++)
        memcpy(to->paragraphs[i].id, from->paragraphs[i].id, PARAGRAPH_ID_SIZE);
}

static Status with_ids(const Text *base, const Text *sent, Text **out, Problem *problem)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    Text      *applied = NULL;
    Status     status;

    if (comparer == NULL)
        return text_no_memory(problem);
    TRY_OR(done, amendment_between(comparer, sent, &amendment, problem));
    TRY_OR(done, amendment_apply(base, amendment, &applied, problem));
    REQUIRE(applied->count == sent->count);
    status = text_copy(sent, out);
    if (status == OK)
        take_ids(*out, applied);
    else
        (void)problem_set(problem, status, status_face(status)->message, NULL);
done:
    text_free(applied);
    amendment_free(amendment);
    comparer_free(comparer);
    return status;
}

/* ---- numbers of the next version ---- */

/* "7." of 7: its digits, and what stands behind them. -1: no number. */
static long number_of(Slice label, Slice *behind)
{
    size_t at = 0;
    long   number = 0;

    while (at < label.size && at < 6 && label.data[at] >= '0' && label.data[at] <= '9')
        number = 10 * number + (label.data[at++] - '0');
    *behind = slice_part(label, at, label.size);
    return at != 0 ? number : -1;
}

/* The operative paragraphs of the base are numbered 1, 2, 3 …: the next version's can be so too. *behind: "." of "1." */
static bool is_numbered(const Text *base, Slice *behind)
{
    long expected = 0;

    for (size_t i = 0; i < base->count; i++) {
        Slice rest;

        if (base->paragraphs[i].kind != KIND_OPERATIVE || base->paragraphs[i].story != 0)
            continue;
        if (number_of(base->paragraphs[i].label, &rest) != ++expected || (expected > 1 && !slice_equal(rest, *behind)))
            return false;
        *behind = rest;
    }
    return expected != 0;
}

/* Operative paragraphs go on being numbered in order where the base's were; positions and closings are on the words behind the number, so nothing goes stale by it. */
static Status number(const Text *base, Text *next, Problem *problem)
{
    Slice  behind = {NULL, 0};
    bool   in_text = false;
    long   count = 0;
    char   label[32];
    Status status = OK;

    if (!is_numbered(base, &behind) || behind.size > 8)
        return OK;
    for (size_t i = 0; i < base->count; i++)
        in_text |= base->paragraphs[i].kind == KIND_OPERATIVE && base->paragraphs[i].label_in_text;
    for (size_t i = 0; status == OK && i < next->count; i++) {
        if (next->paragraphs[i].kind != KIND_OPERATIVE || next->paragraphs[i].story != 0)
            continue;
        (void)snprintf(label, sizeof label, "%ld%.*s", ++count, (int)behind.size, behind.data);
        if (!slice_is(next->paragraphs[i].label, label))
            status = paragraph_relabel(next, &next->paragraphs[i], slice_from(label), in_text);
    }
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static Status next_words(const Text *base, const json_t *answer, const json_t *takes, const Text *file, Text **out, Problem *problem)
{
    Status status;

    if (file == NULL)
        return base == NULL ? problem_set(problem, ERR_REFUSED, MSG("negotiation.no_version"), NULL) : with_taken(base, answer, takes, out, problem);
    if (base != NULL)
        return with_ids(base, file, out, problem);
    status = text_copy(file, out);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

Status text_next(const Text *base, const json_t *answer, const json_t *takes, const Text *file, Text **out, Problem *problem)
{
    const char *language = json_string_value(json_object_get(answer, "language"));
    Text       *next = NULL;
    Status      status;

    TRY_OR(done, next_words(base, answer, takes, file, &next, problem));
    if (file == NULL)
        TRY_OR(done, number(base, next, problem));
    if (language != NULL)
        (void)snprintf(next->language, sizeof next->language, "%s", language);
    TRY_OR(done, text_identify(next));
    *out = next;
    next = NULL;
done:
    text_free(next);
    return status;
}

/* ---- for who works in pages ---- */

static Status keep(Service *service, const Buffer *bytes, const char *member, json_t *object, Problem *problem)
{
    char hex[2 * HASH_SIZE + 1];
    Hash name;

    if (bytes->size == 0)
        return OK;
    TRY(service_keep_blob(service, buffer_slice(bytes), &name, problem));
    hash_print_hex(&name, hex);
    return json_object_set_new(object, member, json_string(hex)) == 0 ? OK : text_no_memory(problem);
}

static Status keep_all(Service *service, const Text *base, const Text *next, const json_t *answer, json_t *object, Problem *problem)
{
    Buffer stored, outcomes;
    Status status;

    buffer_init(&stored, BLOB_MAX);
    buffer_init(&outcomes, BLOB_MAX);
    TRY_OR(done, text_encode(next, &stored, problem));
    if (base != NULL)
        TRY_OR(done, text_outcomes(base, next, answer, &outcomes, problem));
    TRY_OR(done, keep(service, &stored, "version", object, problem));
    status = keep(service, &outcomes, "outcomes", object, problem);
done:
    buffer_clear(&stored);
    buffer_clear(&outcomes);
    return status;
}

Status service_text_version(Service *service, Slice process, const json_t *takes, const Hash *sent, const Asker *asker, int64_t now, json_t **object, Problem *problem)
{
    json_t *answer = NULL;
    Text   *base = NULL, *file = NULL, *next = NULL;
    Status  status;

    TRY(text_ask(service, process, asker, now, &answer, problem));
    if (json_object_get(answer, "sha256") != NULL)
        TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &base, problem));
    if (sent != NULL)
        TRY_OR(done, text_sent(service, sent, &file, problem));
    TRY_OR(done, text_next(base, answer, takes, file, &next, problem));
    *object = json_pack("{s:O}", "process", json_object_get(answer, "process"));
    if (*object == NULL)
        TRY_OR(done, text_no_memory(problem));
    status = keep_all(service, base, next, answer, *object, problem);
done:
    text_free(next);
    text_free(file);
    text_free(base);
    json_decref(answer);
    return status;
}
