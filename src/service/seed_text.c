/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts under negotiation in a script: a first version and delegations' Word files that come with the program, and positions on the words of the version in force.
 */
#include "format/docx/docx.h"
#include "service/founding_internal.h"
#include "service/text_internal.h"

static const char *const members[] = {"$base", "$sent", "$at", "$wording"};

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

static Status put_place(json_t *object, const json_t *answer, Slice words, Problem *problem)
{
    const json_t *row, *paragraphs = json_object_get(answer, "paragraphs");
    size_t        i;

    (void)json_object_set(object, "version", json_object_get(answer, "sha256"));
    json_array_foreach((json_t *)(uintptr_t)paragraphs, i, row)
    {
        Slice text = json_slice(json_object_get(row, "text"));

        if (words.size != 0 && memmem(text.data, text.size, words.data, words.size) == NULL)
            continue;
        if (words.size != 0)
            (void)json_object_set(object, "paragraph", json_object_get(row, "id"));
        return OK;
    }
    return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"), NULL);
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

static Status put_position(const SeedTexts *texts, json_t *object, Slice words, Slice wording, const Asker *asker, Problem *problem)
{
    json_t *answer = NULL;
    Status  status;

    TRY(service_query_view(texts->service, "text.show", (const Slice[]){process_of(object)}, 1, asker, texts->now, &answer, problem));
    status = put_place(object, answer, words, problem);
    if (status == OK && wording.size != 0)
        status = put_wording(object, answer, wording, problem);
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
    if (named[0] != NULL)
        status = put_base(texts, object, json_slice(named[0]), &asker, problem);
    else if (named[1] != NULL)
        status = put_sent(texts, object, json_slice(named[1]), &asker, problem);
    else
        status = put_position(texts, object, json_slice(named[2]), json_slice(named[3]), &asker, problem);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        json_decref(named[i]);
    return status;
}
