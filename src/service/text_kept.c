/* SPDX-License-Identifier: Apache-2.0
 *
 * Which texts a service keeps compiled, and the answers that are completed from them. A text is kept under its process, its version and whose eyes it is for: who may see more sees other rows.
 *
 * A text is used by one thread at a time; others that ask for the same one wait for it, which is shorter than to compile it again. An answer is of one state of the view, and what it has from a kept
 * text is never changed, so it may be used for as long as it is liked.
 */
#include "service/text_internal.h"
#include "service/text_making.h"

typedef struct Slot {
    KeptText *text;              /* NULL: to be made */
    json_t   *outcomes;          /* of its version */
    int64_t   names;             /* of parties, as they were when it was made */
    char      process[PARTY_NAME_MAX + 1];
    Hash      version;
    Audience  reach;
    bool      busy;
    uint64_t  turn;              /* when it was asked for */
} Slot;

struct TextKeep {
    pthread_mutex_t lock;
    pthread_cond_t  given;
    uint64_t        turns;
    Slot            slots[TEXTS_KEPT_MAX];
};

static void empty(Slot *slot)
{
    kept_text_free(slot->text);
    json_decref(slot->outcomes);
    slot->text = NULL;
    slot->outcomes = NULL;
}

TextKeep *text_keep_new(void)
{
    TextKeep *keep = memory_new_zeroed(1, sizeof *keep);

    if (keep == NULL)
        return NULL;
    (void)pthread_mutex_init(&keep->lock, NULL);
    (void)pthread_cond_init(&keep->given, NULL);
    return keep;
}

void text_keep_free(TextKeep *keep)
{
    if (keep == NULL)
        return;
    for (size_t i = 0; i < TEXTS_KEPT_MAX; i++)
        empty(&keep->slots[i]);
    (void)pthread_mutex_destroy(&keep->lock);
    (void)pthread_cond_destroy(&keep->given);
    memory_free(keep);
}

/* ---- taking and giving back ---- */

static bool is_of(const Slot *slot, const Slot *key)
{
    return strcmp(slot->process, key->process) == 0 && hash_equal(&slot->version, &key->version) && slot->reach == key->reach;
}

/* That of the key, else the one that was not asked for longest; NULL: all are in use. */
static Slot *find(TextKeep *keep, const Slot *key)
{
    Slot *oldest = NULL;

    for (size_t i = 0; i < TEXTS_KEPT_MAX; i++) {
        Slot *slot = &keep->slots[i];

        if (slot->process[0] != '\0' && is_of(slot, key))
            return slot;
        if (!slot->busy && (oldest == NULL || slot->turn < oldest->turn))
            oldest = slot;
    }
    return oldest;
}

/* Its text is NULL when it has to be made. */
static Slot *take(TextKeep *keep, const Slot *key)
{
    Slot *slot;

    (void)pthread_mutex_lock(&keep->lock);
    for (slot = find(keep, key); slot == NULL || slot->busy; slot = find(keep, key))
        (void)pthread_cond_wait(&keep->given, &keep->lock);
    if (!is_of(slot, key)) {
        empty(slot);
        *slot = *key;
    }
    slot->busy = true;
    slot->turn = ++keep->turns;
    (void)pthread_mutex_unlock(&keep->lock);
    return slot;
}

static void give(TextKeep *keep, Slot *slot)
{
    (void)pthread_mutex_lock(&keep->lock);
    slot->busy = false;
    (void)pthread_cond_broadcast(&keep->given);
    (void)pthread_mutex_unlock(&keep->lock);
}

/* ---- answers ---- */

Status text_of_version(Service *service, const json_t *hex, Text **out, Problem *problem)
{
    Hash   name;
    Buffer bytes;
    Status status;

    if (hash_parse_hex(json_slice(hex), &name) != OK)
        return ERR_NOT_FOUND;
    buffer_init(&bytes, BLOB_MAX);
    status = blobs_get(service->blobs, &name, &bytes, problem);
    if (status == OK)
        status = text_decode(buffer_slice(&bytes), out, problem);
    buffer_clear(&bytes);
    return status;
}

Status text_ask(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    return service_query_view(service, "text.show", (const Slice[]){process, SLICE("")}, 2, asker, now, out, problem);
}

Status text_sent(Service *service, const Hash *sent, Text **out, Problem *problem)
{
    char    hex[2 * HASH_SIZE + 1];
    json_t *name;
    Status  status;

    hash_print_hex(sent, hex);
    name = json_string(hex);
    status = text_of_version(service, name, out, problem);
    json_decref(name);
    if (status == OK)
        text_annex_drop(*out);
    return status;
}

/* The version shown: its own name among "versions". NULL: nothing was issued yet. */
static const json_t *shown_version(const json_t *answer)
{
    const json_t *row, *list = json_object_get(answer, "versions");
    size_t        i;

    json_array_foreach(list, i, row) if (json_equal(json_object_get(row, "number"), json_object_get(answer, "shown"))) return json_object_get(row, "sha256");
    return NULL;
}

static Status make_text(Service *service, const json_t *version, KeptText **out, Problem *problem)
{
    Text *base = NULL;

    TRY(text_of_version(service, version, &base, problem));
    *out = kept_text_new(base, KEEP_PARAGRAPHS);
    if (*out != NULL)
        return OK;
    text_free(base);
    return text_no_memory(problem);
}

Status text_compile(Service *service, json_t *answer, Problem *problem)
{
    const json_t *version = shown_version(answer);
    KeptText     *text = NULL;
    Status        status;

    if (version == NULL)
        return OK;
    TRY(make_text(service, version, &text, problem));
    status = kept_text_bring(text, &(KeptRows){.list = json_object_get(answer, "past") == NULL ? json_object_get(answer, "amendments") : NULL}, problem);
    if (status == OK)
        status = kept_text_tell(text, answer, problem);
    kept_text_free(text);
    return status;
}

/* ---- answers from what is kept ---- */

typedef struct Asking {
    Service        *service;
    View           *view;
    const Question *question;
    json_t         *answer;
} Asking;

static Status ask_row(void *context, json_int_t index, json_t **out, Problem *problem)
{
    const Asking *asking = context;

    return text_show_amendment(asking->view, asking->question, index, out, problem);
}

/* Nothing is kept yet: all rows at once. */
static Status make_slot(const Asking *asking, Slot *slot, int64_t names, Problem *problem)
{
    TRY(text_show_amendments(asking->view, asking->question, asking->answer, problem));
    TRY(text_show_outcomes(asking->view, asking->question, asking->answer, problem));
    TRY(make_text(asking->service, shown_version(asking->answer), &slot->text, problem));
    TRY(kept_text_bring(slot->text, &(KeptRows){.list = json_object_get(asking->answer, "amendments")}, problem));
    slot->outcomes = json_incref(json_object_get(asking->answer, "outcomes"));
    slot->names = names;
    return OK;
}

static Status bring_slot(const Asking *asking, Slot *slot, Problem *problem)
{
    int64_t names;

    TRY(text_show_names(asking->view, &names, problem));
    if (slot->text != NULL && slot->names != names)
        empty(slot);
    if (slot->text == NULL)
        return make_slot(asking, slot, names, problem);
    TRY(text_show_open(asking->view, asking->question, asking->answer, problem));
    (void)json_object_set(asking->answer, "outcomes", slot->outcomes);
    return kept_text_bring(slot->text, &(KeptRows){json_object_get(asking->answer, "amendments"), ask_row, (void *)(uintptr_t)asking}, problem);
}

static Status complete_kept(const Asking *asking, const Slot *key, Problem *problem)
{
    TextKeep *keep = asking->service->texts;
    Slot     *slot = take(keep, key);
    Status    status = bring_slot(asking, slot, problem);

    if (status == OK)
        status = kept_text_tell(slot->text, asking->answer, problem);
    if (status != OK)
        empty(slot);
    give(keep, slot);
    return status;
}

static Status complete(const Asking *asking, Problem *problem)
{
    const json_t *version = shown_version(asking->answer);
    Slot          key = {.reach = asking->question->reach};

    if (version != NULL && json_object_get(asking->answer, "past") == NULL && hash_parse_hex(json_slice(version), &key.version) == OK) {
        (void)snprintf(key.process, sizeof key.process, "%s", json_string_value(json_object_get(asking->answer, "process")));
        return complete_kept(asking, &key, problem);
    }
    TRY(text_show_amendments(asking->view, asking->question, asking->answer, problem));
    TRY(text_show_outcomes(asking->view, asking->question, asking->answer, problem));
    return text_compile(asking->service, asking->answer, problem);
}

static Status ask(Asking *asking, json_t **out, Problem *problem)
{
    TRY(view_hold(asking->view, problem));
    TRY(text_show_rest(asking->view, asking->question, out, problem));
    asking->answer = *out;
    return complete(asking, problem);
}

Status text_show(Service *service, const Question *question, json_t **out, Problem *problem)
{
    Asking  asking = {.service = service, .question = question};
    Handle *handle;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    asking.view = handle->view;
    status = ask(&asking, out, problem);
    view_release(handle->view);
    handle_give(service, handle);
    return status == OK ? text_standing(*out, problem) : status;
}
