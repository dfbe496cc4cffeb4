/* SPDX-License-Identifier: Apache-2.0
 *
 * What somebody writes in answer to a call: from the boxes of a form, or from a file taken apart by its questions, into a private draft; and from the draft to the text and the act.
 */
#include "service/answer_text.h"
#include "web/answer_internal.h"

#include <stdlib.h>

enum { NAME_MAX_OF_FIELD = 40, ANSWER_KEPT_MAX = 600 * 1024 /* of a file's text beside its words: a draft has a megabyte */ };

const char *answer_key(Slice letter, char out[ANSWER_KEY_MAX])
{
    (void)snprintf(out, ANSWER_KEY_MAX, letter.size != 0 ? "q.%.*s" : "q%.*s", (int)(letter.size < 8 ? letter.size : 8), letter.size != 0 ? letter.data : "");
    return out;
}

Slice answer_value(const AnswerRoom *room, const char *key)
{
    const json_t *standing = private_draft_standing(room->content, key);

    return standing != NULL && json_is_string(standing) ? json_slice(standing) : SLICE("");
}

const char *answer_language(const AnswerRoom *room)
{
    Slice written = answer_value(room, "language");

    for (size_t i = 0; i < WEB_LANGUAGES; i++)
        if (slice_is(written, web_languages[i].code))
            return web_languages[i].code;
    return room->language->code;
}

static Status type(AnswerRoom *room, const char *key, Slice words, bool settles, Problem *problem)
{
    return private_draft_type(room->content, key, words.data != NULL ? words : SLICE(""), slice_from(room->visitor.person.account.name), settles, problem);
}

/* Of two wordings one may have been picked, or what is written in the box. */
static Status take_pick(AnswerRoom *room, const char *key, Slice written, bool *taken, Problem *problem)
{
    const json_t *list = private_draft_wordings(room->content, key);
    char          name[NAME_MAX_OF_FIELD], digits[DECIMAL_MAX] = {0};
    Slice         choice;

    *taken = false;
    (void)snprintf(name, sizeof name, "pick.%s", key);
    choice = http_form_value(room->form, name);
    if (json_array_size(list) < 2 || choice.size == 0 || choice.size >= sizeof digits)
        return OK;
    *taken = true;
    if (slice_is(choice, "write"))
        return type(room, key, written, true, problem);
    memcpy(digits, choice.data, choice.size);
    return type(room, key, json_slice(json_object_get(json_array_get(list, strtoul(digits, NULL, 10)), "words")), true, problem);
}

/* What was not touched is not typed. */
static Status take_box(AnswerRoom *room, const char *key, Problem *problem)
{
    const HttpFormField *field = http_form_field(room->form, key);
    bool                 picked;

    if (field == NULL || field->is_file)
        return OK;
    TRY(take_pick(room, key, slice_trim(field->value), &picked, problem));
    if (picked || slice_equal(slice_trim(field->value), slice_trim(answer_value(room, key))))
        return OK;
    return type(room, key, slice_trim(field->value), false, problem);
}

Status answer_take_form(AnswerRoom *room, Problem *problem)
{
    const json_t *question;
    size_t        i;
    char          key[ANSWER_KEY_MAX];

    TRY(take_box(room, "language", problem));
    TRY(take_box(room, "summary", problem));
    TRY(take_box(room, answer_key((Slice){NULL, 0}, key), problem));
    json_array_foreach(json_object_get(room->answer, "questions"), i, question) TRY(take_box(room, answer_key(json_slice(json_object_get(question, "letter")), key), problem));
    return OK;
}

static Status take_parts(AnswerRoom *room, Problem *problem)
{
    const char *letter;
    json_t     *words;
    char        key[ANSWER_KEY_MAX];

    json_object_foreach(json_object_get(room->matched, "parts"), letter, words)
        if (json_slice(words).size != 0)
            TRY(type(room, answer_key(slice_from(letter), key), json_slice(words), true, problem));
    return OK;
}

/* ---- files whose words stand ---- */

typedef struct Kept {
    AnswerFile files[ANSWER_FILES_MAX];
    Text      *texts[ANSWER_FILES_MAX];
    json_t    *answers[ANSWER_FILES_MAX];
    size_t     count;
} Kept;

static void kept_clear(Kept *kept)
{
    for (size_t i = 0; i < kept->count; i++) {
        text_free(kept->texts[i]);
        json_decref(kept->answers[i]);
    }
    kept->count = 0;
}

/* What cannot be read is left out: its words stand in the boxes. */
static Status open_kept(const AnswerRoom *room, Kept *kept, Problem *problem)
{
    const char *key;
    json_t     *list;

    *kept = (Kept){0};
    json_object_foreach(json_object_get(room->content, "entries"), key, list)
    {
        size_t at = kept->count;

        if (at == ANSWER_FILES_MAX || strncmp(key, ANSWER_FILE, strlen(ANSWER_FILE)) != 0 || text_decode(answer_value(room, key), &kept->texts[at], NULL) != OK)
            continue;
        kept->count++;
        TRY(service_answer_match(kept->texts[at], json_object_get(room->answer, "questions"), &kept->answers[at], problem));
        kept->files[at] = (AnswerFile){kept->texts[at], kept->answers[at]};
    }
    return OK;
}

/* Files before this one go: their words were replaced. */
static Status keep_file(AnswerRoom *room, Slice text, Problem *problem)
{
    uint8_t     digest[SHA256_SIZE];
    char        key[ANSWER_KEY_MAX] = ANSWER_FILE;
    const char *other;
    json_t     *list;
    void       *next;

    sha256_parts(&text, 1, digest);
    hex_print(digest, (ANSWER_KEY_MAX - sizeof ANSWER_FILE) / 2, key + strlen(ANSWER_FILE));
    json_object_foreach_safe(json_object_get(room->content, "entries"), next, other, list) if (strncmp(other, ANSWER_FILE, strlen(ANSWER_FILE)) == 0 && strcmp(other, key) != 0)
        TRY(private_draft_type(room->content, other, (Slice){NULL, 0}, slice_from(room->visitor.person.account.name), true, problem));
    return type(room, key, text, true, problem);
}

Status answer_take_file(AnswerRoom *room, const HttpFormField *file, Problem *problem)
{
    TRY(service_answer_file(file->file_name, file->value, json_object_get(room->answer, "questions"), &room->matched, problem));
    TRY(take_parts(room, problem));
    if (json_object_get(room->matched, "text") == NULL)
        return OK;
    TRY(keep_file(room, json_slice(json_object_get(room->matched, "text")), problem));
    (void)json_object_set_new(room->matched, "kept", json_true());
    (void)json_object_del(room->matched, "text");
    return OK;
}

Status answer_take_ours(AnswerRoom *room, Problem *problem)
{
    Asker   asker = web_asker_for_service(&room->visitor.asker);
    Buffer  bytes;
    Text   *text = NULL;
    Hash    name;
    Status  status = OK;

    TRY(type(room, "language", json_slice(json_object_get(room->ours, "language")), true, problem));
    TRY(type(room, "summary", json_slice(json_object_get(room->ours, "summary")), true, problem));
    if (hash_parse_hex(json_slice(json_object_get(room->ours, "text")), &name) != OK)
        return OK;
    buffer_init(&bytes, BLOB_MAX);
    if (service_blob_bytes(room->web->service, &name, &asker, &bytes, NULL) == OK && text_decode(buffer_slice(&bytes), &text, NULL) == OK) {
        const json_t *question, *answers = json_object_get(room->ours, "answers");
        size_t        i;
        Buffer        words;
        char          key[ANSWER_KEY_MAX];

        buffer_init(&words, BLOB_MAX);
        service_answer_words(text, answers, (Slice){NULL, 0}, &words);
        status = type(room, answer_key((Slice){NULL, 0}, key), buffer_slice(&words), true, problem);
        json_array_foreach(json_object_get(room->answer, "questions"), i, question)
        {
            buffer_reset(&words);
            service_answer_words(text, answers, json_slice(json_object_get(question, "letter")), &words);
            if (status == OK && words.size != 0)
                status = type(room, answer_key(json_slice(json_object_get(question, "letter")), key), buffer_slice(&words), true, problem);
        }
        buffer_clear(&words);
        if (status == OK && bytes.size <= ANSWER_KEPT_MAX)
            status = keep_file(room, buffer_slice(&bytes), problem);
    }
    text_free(text);
    buffer_clear(&bytes);
    return status;
}

/* ---- the text and the act ---- */

/* In the language of the answer, else in English, else in what there is. */
static Slice words_in(const json_t *words, const char *language)
{
    const char *wanted[] = {language, "en"}, *code;
    json_t     *said;

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (json_object_get(words, wanted[i]) != NULL)
            return json_slice(json_object_get(words, wanted[i]));
    json_object_foreach((json_t *)(uintptr_t)words, code, said) return json_slice(said);
    return (Slice){NULL, 0};
}

Status answer_text_of(const AnswerRoom *room, Text **text, json_t **answers, Problem *problem)
{
    AnswerPart    parts[ANSWER_QUESTIONS_MAX + 1] = {{.words = answer_value(room, "q")}};
    const json_t *question;
    size_t        i, count = 1;
    char          key[ANSWER_KEY_MAX];
    Kept          kept;
    Status        status;

    json_array_foreach(json_object_get(room->answer, "questions"), i, question) if (count <= ANSWER_QUESTIONS_MAX)
    {
        Slice letter = json_slice(json_object_get(question, "letter"));

        parts[count++] = (AnswerPart){letter, words_in(json_object_get(question, "words"), answer_language(room)), answer_value(room, answer_key(letter, key))};
    }
    status = open_kept(room, &kept, problem);
    if (status == OK)
        status = service_answer_joined(parts, count, kept.files, kept.count, answer_language(room), text, answers, problem);
    kept_clear(&kept);
    TRY(status);
    if ((*text)->count != 0)
        return OK;
    text_free(*text);
    *text = NULL;
    return OK;
}

static Status keep_text(AnswerRoom *room, json_t *object, Problem *problem)
{
    Text   *text = NULL;
    json_t *answers = NULL;
    Buffer  stored;
    Hash    name;
    char    hex[2 * HASH_SIZE + 1];
    Status  status;

    buffer_init(&stored, BLOB_MAX);
    TRY_OR(done, answer_text_of(room, &text, &answers, problem));
    if (text == NULL)
        goto done;
    TRY_OR(done, text_encode(text, &stored, problem));
    TRY_OR(done, service_keep_blob(room->web->service, buffer_slice(&stored), &name, problem));
    hash_print_hex(&name, hex);
    people_set(object, "text", slice_from(hex));
    if (json_array_size(answers) != 0)
        (void)json_object_set(object, "answers", answers);
done:
    json_decref(answers);
    text_free(text);
    buffer_clear(&stored);
    return status;
}

/* Annexes of what is corrected stay where they are asked to. */
static void keep_annexes(const AnswerRoom *room, json_t *annexes)
{
    json_t *annex;
    size_t  i;

    if (strcmp(room->kind, "submission.correct") != 0)
        return;
    json_array_foreach(json_object_get(room->ours, "annexes"), i, annex)
        for (size_t at = 0; at < http_form_count(room->form); at++)
            if (slice_is(http_form_at(room->form, at)->name, "keep") && slice_equal(http_form_at(room->form, at)->value, json_slice(json_object_get(annex, "blob"))))
                (void)json_array_append(annexes, annex);
}

static Status add_annex(const AnswerRoom *room, int number, json_t *annexes, Problem *problem)
{
    char                 name[NAME_MAX_OF_FIELD], hex[2 * HASH_SIZE + 1];
    const HttpFormField *file;
    Slice                title;
    Upload               upload;
    const char          *language = answer_language(room);

    (void)snprintf(name, sizeof name, "annex.%d", number);
    file = http_form_field(room->form, name);
    if (file == NULL || !file->is_file || file->value.size == 0)
        return OK;
    TRY(service_upload(room->web->service, file->file_name, file->value, slice_from(language), &upload, problem));
    (void)snprintf(name, sizeof name, "annex_name.%d", number);
    title = slice_trim(http_form_value(room->form, name));
    if (title.size == 0)
        title = slice_part(file->file_name, 0, utf8_offset(file->file_name, 200));
    hash_print_hex(&upload.blob, hex);
    return json_array_append_new(annexes, json_pack("{s:{s:s%}, s:s, s:s, s:I, s:s}", "names", language, title.size != 0 ? title.data : "1", title.size != 0 ? title.size : 1, "language", language, "blob",
                                                    hex, "size", (json_int_t)upload.size, "media", upload.media)) == 0
               ? OK
               : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

Status answer_object(AnswerRoom *room, json_t **out, Problem *problem)
{
    json_t *object = json_object(), *annexes = json_array();
    bool    corrects = strcmp(room->kind, "submission.correct") == 0;
    Status  status = OK;

    if (corrects)
        (void)json_object_set(object, "submission", json_object_get(room->ours, "act"));
    else
        people_set(object, "call", room->call);
    if (!corrects && room->group.size != 0)
        people_set(object, "group", room->group);
    if (!corrects && room->ours != NULL)
        (void)json_object_set(object, "adds", json_object_get(room->ours, "act"));
    people_set(object, "language", slice_from(answer_language(room)));
    if (slice_trim(answer_value(room, "summary")).size != 0)
        people_set(object, "summary", slice_trim(answer_value(room, "summary")));
    TRY_OR(failed, keep_text(room, object, problem));
    if (room->form != NULL) {
        keep_annexes(room, annexes);
        for (int i = 1; i <= ANSWER_ANNEXES; i++)
            TRY_OR(failed, add_annex(room, i, annexes, problem));
    }
    if (json_array_size(annexes) != 0)
        (void)json_object_set(object, "annexes", annexes);
    json_decref(annexes);
    *out = object;
    return OK;
failed:
    json_decref(annexes);
    json_decref(object);
    return status;
}
