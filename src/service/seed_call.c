/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls in a script: answers question by question become a stored text as on the page of an answer; annexes, translations, tags and reports name what was sent before by its call and party. And a row that
 * files the record's newest checkpoint, so that what follows has a time: what comes to a call that is over is then late.
 */
#include "service/answer_text.h"
#include "service/founding_internal.h"
#include "service/service_internal.h"

#include <jansson.h>

enum { PARTS_MAX = 27 };
static const char *const members[] = {"$answer", "$translates", "$annexes", "$clock"};
enum { AT_ANSWER, AT_TRANSLATES, AT_ANNEXES, AT_CLOCK };
#define SENT      "$sent:"
#define PARAGRAPH "$paragraph:"

static bool is_call_word(const json_t *value)
{
    return json_is_string(value) && (slice_starts(json_slice(value), SENT) || slice_starts(json_slice(value), PARAGRAPH));
}

bool seed_call_has(const json_t *object)
{
    const char *name;
    json_t     *value;

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (json_object_get(object, members[i]) != NULL)
            return true;
    json_object_foreach((json_t *)(uintptr_t)object, name, value) if (is_call_word(value) || is_call_word(json_array_get(value, 0)))
        return true;
    return false;
}

static Status ask(const SeedTexts *texts, const char *query, const Slice *arguments, size_t count, json_t **out, Problem *problem)
{
    return service_query(texts->service, query, arguments, count, &(Asker){.standing = STANDING_SECRETARIAT}, texts->now, out, problem);
}

static Status no_row(Problem *problem)
{
    return problem_set(problem, ERR_SYNTAX, MSG("seed.row"), NULL);
}

static bool set_name(json_t *object, const char *member, const Hash *name)
{
    char hex[2 * HASH_SIZE + 1];

    hash_print_hex(name, hex);
    return json_object_set_new(object, member, json_string(hex)) == 0;
}

/* ---- acts by their call and party ---- */

static Status sent_by(const SeedTexts *texts, Slice word, json_t **out, Problem *problem)
{
    Slice         named = slice_part(word, sizeof SENT - 1, word.size), arguments[2];
    const char   *blank = named.size != 0 ? memchr(named.data, ' ', named.size) : NULL;
    json_t       *answer = NULL;
    const json_t *act;

    if (blank == NULL)
        return no_row(problem);
    arguments[0] = (Slice){named.data, (size_t)(blank - named.data)};
    arguments[1] = slice_part(named, arguments[0].size + 1, named.size);
    TRY(ask(texts, "submission.list", arguments, 2, &answer, problem));
    act = json_object_get(json_array_get(json_object_get(answer, "submissions"), 0), "act");
    *out = act != NULL ? json_incref((json_t *)(uintptr_t)act) : NULL;
    json_decref(answer);
    return *out != NULL ? OK : no_row(problem);
}

/* Of the text that `owner` names: a submission, or a document. */
static Status paragraph_of(const SeedTexts *texts, const json_t *object, Slice word, json_t **out, Problem *problem)
{
    Slice         owner = json_slice(json_object_get(object, "owner")), arguments[2] = {owner, json_slice(json_object_get(object, "language"))};
    size_t        number = (size_t)strtoul(word.data + sizeof PARAGRAPH - 1, NULL, 10);
    json_t       *answer = NULL;
    const json_t *id;

    TRY(ask(texts, owner.size == 2 * HASH_SIZE ? "submission.show" : "document.show", arguments, 2, &answer, problem));
    id = json_object_get(json_array_get(json_object_get(answer, "paragraphs"), number - 1), "id");
    *out = id != NULL ? json_incref((json_t *)(uintptr_t)id) : NULL;
    json_decref(answer);
    return *out != NULL ? OK : no_row(problem);
}

static Status resolve_words(const SeedTexts *texts, json_t *object, Problem *problem)
{
    const char *name;
    json_t     *value, *item, *found;
    size_t      i;

    json_object_foreach(object, name, value)
    {
        found = NULL;
        if (json_is_string(value) && slice_starts(json_slice(value), SENT)) {
            TRY(sent_by(texts, json_slice(value), &found, problem));
            (void)json_object_set_new(object, name, found);
        }
        json_array_foreach(value, i, item)
        {
            found = NULL;
            if (!json_is_string(item) || !slice_starts(json_slice(item), SENT))
                continue;
            TRY(sent_by(texts, json_slice(item), &found, problem));
            (void)json_array_set_new(value, i, found);
        }
    }
    value = json_object_get(object, "paragraph");
    if (!json_is_string(value) || !slice_starts(json_slice(value), PARAGRAPH))
        return OK;
    found = NULL;
    TRY(paragraph_of(texts, object, json_slice(value), &found, problem));
    return json_object_set_new(object, "paragraph", found) == 0 ? OK : no_row(problem);
}

/* ---- answers ---- */

/* The questions that the words are for: of the call, or of the submission that is translated. */
static Status questions_of(const SeedTexts *texts, const json_t *object, json_t **out, Problem *problem)
{
    Slice   call = json_slice(json_object_get(object, "call")), submission = json_slice(json_object_get(object, "submission"));
    json_t *answer = NULL;

    if (call.size != 0)
        TRY(ask(texts, "call.show", &call, 1, &answer, problem));
    else
        TRY(ask(texts, "submission.show", &submission, 1, &answer, problem));
    *out = json_incref(json_object_get(answer, "questions"));
    json_decref(answer);
    return *out != NULL ? OK : no_row(problem);
}

static Slice words_in(const json_t *words, const char *language)
{
    Slice said = json_slice(json_object_get(words, language));

    return said.size != 0 ? said : json_slice(json_object_get(words, "en"));
}

static Status keep_text(const SeedTexts *texts, const Text *text, json_t *object, Problem *problem)
{
    Buffer stored;
    Hash   name;
    Status status;

    buffer_init(&stored, BLOB_MAX);
    status = text_encode(text, &stored, problem);
    if (status == OK)
        status = service_keep_blob(texts->service, buffer_slice(&stored), &name, problem);
    if (status == OK && !set_name(object, "text", &name))
        status = no_row(problem);
    buffer_clear(&stored);
    return status;
}

static Status add_answer(const SeedTexts *texts, json_t *object, const json_t *said, bool marks, Problem *problem)
{
    const char *language = json_string_value(json_object_get(object, "language"));
    AnswerPart  parts[PARTS_MAX] = {{.words = json_slice(json_object_get(said, ""))}};
    size_t      count = 1;
    json_t     *questions = NULL, *answers = NULL, *asked;
    Text       *text = NULL;
    Status      status;

    TRY(questions_of(texts, object, &questions, problem));
    for (size_t i = 0; i < json_array_size(questions) && count < PARTS_MAX; i++) {
        asked = json_array_get(questions, i);
        parts[count].question = json_slice(json_object_get(asked, "letter"));
        parts[count].heading = words_in(json_object_get(asked, "words"), language != NULL ? language : "en");
        parts[count++].words = json_slice(json_object_get(said, json_string_value(json_object_get(asked, "letter"))));
    }
    TRY_OR(done, service_answer_text(parts, count, language != NULL ? language : "", &text, &answers, problem));
    TRY_OR(done, keep_text(texts, text, object, problem));
    if (marks && json_object_set(object, "answers", answers) != 0)
        status = no_row(problem);
done:
    json_decref(answers);
    json_decref(questions);
    text_free(text);
    return status;
}

static Status add_annexes(const SeedTexts *texts, json_t *object, const json_t *annexes, Problem *problem)
{
    json_t *list = json_array(), *annex;
    size_t  i;
    Hash    name;
    Status  status = OK;

    json_array_foreach((json_t *)(uintptr_t)annexes, i, annex)
    {
        Slice   words = json_slice(json_object_get(annex, "$words"));
        json_t *made = json_pack("{s:O, s:O, s:I, s:s}", "names", json_object_get(annex, "names"), "language", json_object_get(annex, "language"), "size", (json_int_t)words.size, "media", "text/plain");

        if (status == OK)
            status = service_keep_blob(texts->service, words, &name, problem);
        if (status == OK && (made == NULL || !set_name(made, "blob", &name) || json_array_append(list, made) != 0))
            status = no_row(problem);
        json_decref(made);
    }
    if (status == OK && json_object_set(object, "annexes", list) != 0)
        status = no_row(problem);
    json_decref(list);
    return status;
}

/* ---- the clock ---- */

static Status add_checkpoint(const SeedTexts *texts, json_t *object, Problem *problem)
{
    Buffer note;
    Status status;

    buffer_init(&note, CHECKPOINT_MAX);
    status = service_checkpoint(texts->service, &note, problem);
    if (status == OK && json_object_set_new(object, "checkpoint", json_pack("s%", note.data, note.size)) != 0)
        status = no_row(problem);
    buffer_clear(&note);
    return status;
}

Status seed_call(const SeedTexts *texts, json_t *object, Problem *problem)
{
    json_t *given[sizeof members / sizeof members[0]];
    Status  status;

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        given[i] = json_incref(json_object_get(object, members[i]));
        (void)json_object_del(object, members[i]);
    }
    status = resolve_words(texts, object, problem);
    if (status == OK && given[AT_ANSWER] != NULL)
        status = add_answer(texts, object, given[AT_ANSWER], true, problem);
    if (status == OK && given[AT_TRANSLATES] != NULL)
        status = add_answer(texts, object, given[AT_TRANSLATES], false, problem);
    if (status == OK && given[AT_ANNEXES] != NULL)
        status = add_annexes(texts, object, given[AT_ANNEXES], problem);
    if (status == OK && given[AT_CLOCK] != NULL)
        status = add_checkpoint(texts, object, problem);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        json_decref(given[i]);
    return status;
}
