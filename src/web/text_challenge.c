/* SPDX-License-Identifier: Apache-2.0
 *
 * Challenging the closing of a silence: somebody brings a receipt or a checkpoint, as a file or as text, and the page says what it proves, or in one sentence why it changes nothing; then it is recorded,
 * if wanted. Two steps and no script: the second form carries what the first one was given. What was brought is read by the bounded parsers of the record alone.
 */
#include "web/house_internal.h"
#include "web/people_internal.h"

enum { PROOF_FORM_MAX = 512 * 1024 };

static const char *kind_of(const TextRoom *room)
{
    (void)room;
    return "room:challenge";
}

/* What stands now: the newest silence, with its closing. */
static void say_silence(const TextRoom *room, json_t *json)
{
    static const char *const members[] = {"deadline", "closed_size", "closed_time", "closing", "challenge_until", "challenged"};
    const json_t            *silence = json_array_get(json_object_get(room->answer, "silences"), 0);

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (json_object_get(silence, "closing") != NULL && json_object_get(silence, members[i]) != NULL)
            (void)json_object_set(json, members[i], json_object_get(silence, members[i]));
    if (json_object_get(silence, "closing") != NULL && json_object_get(silence, "challenge_until") != NULL)
        (void)json_object_set_new(json, "open", json_true());
}

static Slice proof_of(const TextRoom *room)
{
    const HttpFormField *file = http_form_field(room->form, "file");

    return file != NULL && file->is_file && file->value.size != 0 ? file->value : http_form_value(room->form, "proof");
}

/* Is it text at all? What is not is never put back into the page. */
static bool is_text(Slice proof)
{
    return utf8_valid(proof) && (proof.size == 0 || memchr(proof.data, '\0', proof.size) == NULL);
}

/* `found`: what it proves; NULL: nothing was brought yet. `answer`: it was recorded. */
static void render(TextRoom *room, json_t *found, const SubmitAnswer *answer, const Problem *refusal)
{
    static const char *const kept[] = {"process", "names", "language", "version_name"};
    json_t                  *json = json_object();
    char                     act[2 * HASH_SIZE + 1];

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (json_object_get(room->answer, kept[i]) != NULL)
            (void)json_object_set(json, kept[i], json_object_get(room->answer, kept[i]));
    say_silence(room, json);
    people_set(json, "form", slice_from(room->visitor.form_token));
    if (room->form != NULL && answer == NULL && is_text(proof_of(room)))
        people_set(json, "proof", proof_of(room));
    if (found != NULL && json_object_size(found) != 0)
        (void)json_object_set(json, "found", found);
    if (found != NULL && refusal == NULL && answer == NULL)
        (void)json_object_set_new(json, "proves", json_true());
    if (refusal != NULL)
        people_say(json, "refusal", room->language, refusal);
    if (answer != NULL) {
        hash_print_hex(&answer->act, act);
        (void)json_object_set_new(json, "filed", json_pack("{s:s, s:I}", "act", act, "entry", (json_int_t)answer->index));
    }
    web_render(room->web, room->exchange,
               &(WebPage){.template = "challenge", .title = MSG("title.challenge"), .section = "texts", .status = refusal != NULL ? status_face(refusal->status)->http : answer != NULL ? 201 : 200}, json,
               &room->visitor.asker);
    json_decref(json);
}

static void show(TextRoom *room, const Problem *refusal)
{
    render(room, NULL, NULL, refusal);
}

static void take(TextRoom *room)
{
    bool             records = slice_is(http_form_value(room->form, "step"), "record");
    Asker            asker = text_room_asker(room);
    ServiceChallenge challenge = {room->process, proof_of(room)};
    SubmitAnswer     answer = {0};
    json_t          *found = NULL;
    Problem          problem = {0};
    Status           status = service_challenge(room->web->service, &challenge, &asker, text_room_now(room), &found, records ? &answer : NULL, &problem);

    render(room, found, status == OK && records ? &answer : NULL, status == OK ? NULL : &problem);
    json_decref(found);
}

static void get_challenge(HttpExchange *exchange, void *context)
{
    text_room_get(context, exchange, kind_of, show);
}

static void post_challenge(HttpExchange *exchange, void *context)
{
    text_room_post(context, exchange, kind_of, take, show);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/texts/*/challenge", 0, get_challenge},
    {HTTP_POST, "*/texts/*/challenge", PROOF_FORM_MAX, post_challenge},
};
const WebRoutes web_challenge_routes = {routes, sizeof routes / sizeof routes[0]};
