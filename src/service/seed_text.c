/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts under negotiation in a script: a first version and delegations' Word files that come with the program, positions and comments on the words of the version in
 * force, and readings of its parts.
 */
#include "format/docx/docx.h"
#include "service/founding_internal.h"
#include "service/text_internal.h"

static const char *const members[] = {"$base", "$sent", "$at", "$wording", "$first", "$last", "$reading"};
enum { AT_BASE, AT_SENT, AT_PLACE, AT_WORDING, AT_FIRST, AT_LAST, AT_READING };

bool seed_text_has(const json_t *object)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (json_object_get(object, members[i]) != NULL)
            return true;
    return false;
}

static Status read_word(Slice bytes, Text **out, Problem *problem)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED};
    Docx                 *docx = NULL;
    Status                status;

    TRY(docx_read(bytes, &docx_limits_default, &docx, problem));
    status = docx_text(docx, &accepted, out, problem);
    docx_free(docx);
    return status;
}

/* The file's words, kept as a stored text. */
static Status keep_words(const SeedTexts *texts, Slice name, Hash *out, Problem *problem)
{
    const SeedFile *file = NULL;
    Text           *text = NULL;
    char            called[PROBLEM_VALUE_MAX];
    Buffer          stored;
    Status          status;

    for (size_t i = 0; i < texts->file_count; i++)
        if (slice_is(name, texts->files[i].name))
            file = &texts->files[i];
    (void)snprintf(called, sizeof called, "%.*s", (int)name.size, name.data);
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("seed.file"), "file", called, NULL);
    buffer_init(&stored, BLOB_MAX);
    TRY_OR(done, read_word(file->bytes, &text, problem));
    TRY_OR(done, text_identify(text));
    TRY_OR(done, text_encode(text, &stored, problem));
    status = service_keep_blob(texts->service, buffer_slice(&stored), out, problem);
done:
    text_free(text);
    buffer_clear(&stored);
    return status;
}

static Slice process_of(const json_t *object)
{
    return json_slice(json_object_get(object, "process"));
}

static Status put_base(const SeedTexts *texts, json_t *object, Slice name, const Asker *asker, Problem *problem)
{
    Hash    sent;
    json_t *made = NULL;

    TRY(keep_words(texts, name, &sent, problem));
    TRY(service_text_version(texts->service, process_of(object), NULL, &sent, asker, texts->now, &made, problem));
    (void)json_object_update_missing(object, made);
    json_decref(made);
    return OK;
}

static Status put_sent(const SeedTexts *texts, json_t *object, Slice name, const Asker *asker, Problem *problem)
{
    Hash    sent;
    json_t *made = NULL, *preview = NULL;

    TRY(keep_words(texts, name, &sent, problem));
    TRY(service_text_amend(texts->service, process_of(object), NULL, 0, &sent, asker, texts->now, &made, &preview, problem));
    (void)json_object_update_missing(object, made);
    json_decref(made);
    json_decref(preview);
    return OK;
}

/* The paragraph with these words; no words: none is named. */
static Status put_place(json_t *object, const char *member, const json_t *answer, Slice words, Problem *problem)
{
    const json_t *row, *paragraphs = json_object_get(answer, "paragraphs");
    size_t        i;

    if (words.size == 0)
        return OK;
    json_array_foreach((json_t *)(uintptr_t)paragraphs, i, row)
    {
        Slice text = json_slice(json_object_get(row, "text"));

        if (memmem(text.data, text.size, words.data, words.size) != NULL)
            return json_object_set(object, member, json_object_get(row, "id")) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"), NULL);
}

/* The reading of the text that runs. */
static Status put_running(json_t *object, const json_t *answer, Problem *problem)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(json_object_get(answer, "readings"), i, row) if (slice_is(json_slice(json_object_get(row, "state")), "running"))
        return json_object_set(object, "opened", json_object_get(row, "act")) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.reading_unknown"), NULL);
}

static Status put_wording(json_t *object, const json_t *answer, Slice party, Problem *problem)
{
    const json_t *row, *amendments = json_object_get(answer, "amendments");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)amendments, i, row)
    {
        if (!slice_equal(json_slice(json_object_get(json_object_get(row, "party"), "party")), party))
            continue;
        return json_object_set(object, "wording", json_object_get(row, "act")) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"), NULL);
}

/* What the text's answer says of the members that were named; `named` is in the order of `members`. */
static Status put_named(json_t *object, json_t *const named[], const json_t *answer, Problem *problem)
{
    if (named[AT_READING] != NULL) {
        (void)json_object_del(object, "process");
        return put_running(object, answer, problem);
    }
    (void)json_object_set(object, "version", json_object_get(answer, "sha256"));
    TRY(put_place(object, "paragraph", answer, json_slice(named[AT_PLACE]), problem));
    TRY(put_place(object, "first", answer, json_slice(named[AT_FIRST]), problem));
    TRY(put_place(object, "last", answer, json_slice(named[AT_LAST]), problem));
    return json_slice(named[AT_WORDING]).size != 0 ? put_wording(object, answer, json_slice(named[AT_WORDING]), problem) : OK;
}

static Status put_answer(const SeedTexts *texts, json_t *object, json_t *const named[], const Asker *asker, Problem *problem)
{
    json_t *answer = NULL, *process = json_incref(json_object_get(object, "process"));
    Status  status = service_query_view(texts->service, "text.show", (const Slice[]){json_slice(process)}, 1, asker, texts->now, &answer, problem);

    if (status == OK)
        status = put_named(object, named, answer, problem);
    json_decref(process);
    json_decref(answer);
    return status;
}

Status seed_text(const SeedTexts *texts, json_t *object, Slice party, Problem *problem)
{
    Asker   asker = {.party = party, .standing = party.size == 0 ? STANDING_SECRETARIAT : STANDING_HEAD, .account = SLICE("demonstration")};
    json_t *named[sizeof members / sizeof members[0]];
    Status  status = OK;

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        named[i] = json_incref(json_object_get(object, members[i]));
        (void)json_object_del(object, members[i]);
    }
    if (named[AT_BASE] != NULL)
        status = put_base(texts, object, json_slice(named[AT_BASE]), &asker, problem);
    else if (named[AT_SENT] != NULL)
        status = put_sent(texts, object, json_slice(named[AT_SENT]), &asker, problem);
    else
        status = put_answer(texts, object, named, &asker, problem);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        json_decref(named[i]);
    return status;
}
