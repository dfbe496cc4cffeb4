/* SPDX-License-Identifier: Apache-2.0
 *
 * TextRoom changes to a text under negotiation: the words edited in the page, or a Word file; then what exactly will be on record, as a redline; then the act. Two steps and no script: the second
 * form carries the changes that the first one was told, and the rules judge them again. The compilation as a file is here as well.
 */
#include "service/rights.h"
#include "web/house_internal.h"
#include "web/people_internal.h"

#include <stdlib.h>

enum { WORDS_ROWS_MAX = 24, ROW_LETTERS = 80, NEW_LINES_MAX = 4000, FILE_NAME_MAX_TEXT = 80 };
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* ---- the first form ---- */

static Slice words_of(const json_t *paragraph)
{
    Slice text = json_slice(json_object_get(paragraph, "text")), label = json_slice(json_object_get(paragraph, "label"));

    if (label.size == 0 || !slice_starts(text, json_string_value(json_object_get(paragraph, "label"))))
        return text;
    return slice_trim(slice_part(text, label.size, text.size));
}

/* A paragraph with a note or another object in it (U+FFFC) is changed in a file. */
static bool can_edit(const json_t *paragraph)
{
    Slice kind = json_slice(json_object_get(paragraph, "kind")), text = json_slice(json_object_get(paragraph, "text"));

    return json_object_get(paragraph, "closed") == NULL && !slice_is(kind, "footnote") && !slice_is(kind, "cell") && memmem(text.data, text.size, "\xEF\xBF\xBC", 3) == NULL;
}

/* ---- new paragraphs ---- */

typedef struct Box {
    Slice words, after;
} Box;

/* What is typed in the boxes for new paragraphs, those that are empty left out. The caller frees *out. */
static size_t boxes_of(const TextRoom *work, Box **out)
{
    size_t fields = work->form != NULL ? http_form_count(work->form) : 0, words = 0, places = 0, count = 0;
    Box   *boxes = memory_new_zeroed(fields + 1, sizeof *boxes);

    *out = boxes;
    for (size_t i = 0; boxes != NULL && i < fields; i++) {
        const HttpFormField *field = http_form_at(work->form, i);

        if (!field->is_file && slice_is(field->name, "new"))
            boxes[words++].words = slice_trim(field->value);
        else if (!field->is_file && slice_is(field->name, "after"))
            boxes[places++].after = slice_trim(field->value);
    }
    for (size_t i = 0; i < words; i++)
        if (boxes[i].words.size != 0)
            boxes[count++] = boxes[i];
    return count;
}

/* "up.2": the second box before the first; "down.1" is the same. */
static void move_box(const TextRoom *work, Box *boxes, size_t count)
{
    char   move[24] = "";
    Slice  typed = work->form != NULL ? http_form_value(work->form, "move") : (Slice){NULL, 0};
    size_t lower; /* the lower one of the two, counted from 0 */
    Box    box;

    if (typed.size < sizeof move)
        (void)snprintf(move, sizeof move, "%.*s", (int)typed.size, typed.size != 0 ? typed.data : "");
    if (slice_starts(typed, "up."))
        lower = strtoul(move + strlen("up."), NULL, 10) - 1;
    else
        lower = slice_starts(typed, "down.") ? strtoul(move + strlen("down."), NULL, 10) : 0;
    if (lower == 0 || lower >= count)
        return;
    box = boxes[lower];
    boxes[lower] = boxes[lower - 1];
    boxes[lower - 1] = box;
}

/* What a new paragraph may stand behind. */
static json_t *places_of(const TextRoom *work)
{
    const json_t *paragraph;
    json_t       *list = json_array();
    size_t        i;

    json_array_foreach(json_object_get(work->answer, "paragraphs"), i, paragraph)
    {
        Slice kind = json_slice(json_object_get(paragraph, "kind"));

        if (!slice_is(kind, "footnote") && !slice_is(kind, "cell") && !slice_is(kind, "closing") && words_of(paragraph).size != 0)
            (void)json_array_append_new(list, json_pack("{s:O, s:o, s:o}", "id", json_object_get(paragraph, "id"), "label", json_from_slice(json_slice(json_object_get(paragraph, "label"))), "text", json_from_slice(words_of(paragraph))));
    }
    return list;
}

static void set_rows(json_t *row, Slice words)
{
    unsigned rows = (unsigned)(words.size / ROW_LETTERS + 1);

    people_set(row, "words", words.data != NULL ? words : SLICE(""));
    (void)json_object_set_new(row, "rows", json_integer(rows < WORDS_ROWS_MAX ? rows : WORDS_ROWS_MAX));
}

static void show_words(const TextRoom *work, json_t *paragraph, const json_t *amended, Slice only)
{
    const json_t *wanted = json_object_get(amended, json_string_value(json_object_get(paragraph, "id")));
    Slice         words = wanted != NULL ? json_slice(wanted) : words_of(paragraph), typed = work->form != NULL ? http_form_value(work->form, json_string_value(json_object_get(paragraph, "id"))) : (Slice){NULL, 0};

    if (!can_edit(paragraph) || (only.size != 0 && !slice_equal(only, json_slice(json_object_get(paragraph, "id")))))
        return;
    (void)json_object_set_new(paragraph, "asked", json_true());
    set_rows(paragraph, typed.data != NULL ? typed : words);
}

/* Those that have words, and an empty one. */
static void show_boxes(const TextRoom *work, json_t *json, Slice only)
{
    Box    *boxes;
    size_t  count = boxes_of(work, &boxes);
    json_t *list = json_array(), *places = places_of(work);

    move_box(work, boxes, count);
    for (size_t i = 0; i <= count && boxes != NULL; i++) {
        Box     box = i < count ? boxes[i] : (Box){.after = only};
        json_t *row = json_pack("{s:I, s:o}", "number", (json_int_t)i + 1, "places", text_room_places(places, work->answer, box.after));

        set_rows(row, box.words);
        if (i > 0 && i < count)
            (void)json_object_set_new(row, "up", json_true());
        if (i + 1 < count)
            (void)json_object_set_new(row, "down", json_true());
        (void)json_array_append_new(list, row);
    }
    (void)json_object_set_new(json, "boxes", list);
    json_decref(places);
    memory_free(boxes);
}

static void keep_address(const TextRoom *work, json_t *json)
{
    Buffer query;

    buffer_init(&query, HTTP_PATH_MAX);
    text_room_back(work, &query);
    if (query.status == OK)
        people_set(json, "back", buffer_slice(&query));
    buffer_clear(&query);
}

/* The proposal that is amended, when the address names one: whose it is, and its words in place of the base's. */
static json_t *amended_words(const TextRoom *work, json_t *json)
{
    Asker   asker = text_room_asker(work);
    json_t *wording = NULL, *words = NULL;
    Slice   act;

    if (http_query(work->exchange, "amends", &act) && act.size != 0 &&
        service_text_wording(work->web->service, work->process, act, &asker, text_room_now(work), &wording, NULL) == OK) {
        (void)json_object_set(json, "amended", json_object_get(wording, "party"));
        words = json_incref(json_object_get(wording, "words"));
    }
    json_decref(wording);
    return words;
}

static void render(TextRoom *work, json_t *preview, const json_t *object, const Problem *refusal)
{
    json_t *json = work->answer, *paragraph, *amended = amended_words(work, json);
    size_t  i;
    Slice   only = {NULL, 0};
    Buffer  changes;

    (void)http_query(work->exchange, "paragraph", &only);
    if (preview == NULL)
        json_array_foreach(json_object_get(json, "paragraphs"), i, paragraph) show_words(work, paragraph, amended, only);
    if (preview == NULL)
        show_boxes(work, json, only);
    json_decref(amended);
    buffer_init(&changes, FORM_BODY_MAX);
    if (preview != NULL) {
        json_print(json_object_get(object, "changes"), &changes);
        people_set(json, "changes", buffer_slice(&changes));
        (void)json_object_set(json, "preview", preview);
    }
    buffer_clear(&changes);
    (void)json_object_set(json, "version", json_object_get(json, "sha256"));
    (void)json_object_set_new(json, "direction", json_string(text_direction(json)));
    people_set(json, "form", slice_from(work->visitor.form_token));
    keep_address(work, json);
    text_room_say(work);
    if (rights_see("room:drafts", work->visitor.asker.standing) == SEES_OWN)
        (void)json_object_set_new(json, "drafts", json_true());
    if (preview == NULL && work->form != NULL)
        people_set(json, "prose", http_form_value(work->form, "prose")); /* what was typed is not lost */
    if (refusal != NULL)
        people_say(json, "refusal", work->language, refusal);
    web_render(work->web, work->exchange,
               &(WebPage){.template = "propose", .title = MSG("title.propose"), .section = "texts", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, json, &work->visitor.asker);
}

static void show_form(TextRoom *work, const Problem *refusal)
{
    render(work, NULL, NULL, refusal);
}

/* ---- from the form ---- */

/* Each line of a box is a paragraph of its own. */
static size_t take_new(const TextRoom *work, TextEdit *edits, size_t count, size_t room)
{
    Box   *boxes;
    size_t box_count = boxes_of(work, &boxes);
    Slice  line;

    for (size_t i = 0; i < box_count; i++)
        while (count < room && slice_line(&boxes[i].words, &line))
            if (slice_trim(line).size != 0)
                edits[count++] = (TextEdit){.words = slice_trim(line), .after = boxes[i].after};
    memory_free(boxes);
    return count;
}

static size_t take_edits(const TextRoom *work, TextEdit *edits, size_t room)
{
    const json_t *paragraph;
    size_t        i, count = 0;

    json_array_foreach(json_object_get(work->answer, "paragraphs"), i, paragraph)
    {
        const HttpFormField *field = http_form_field(work->form, json_string_value(json_object_get(paragraph, "id")));

        if (field != NULL && !field->is_file && count < room && !slice_equal(slice_trim(field->value), slice_trim(words_of(paragraph))))
            edits[count++] = (TextEdit){.paragraph = json_slice(json_object_get(paragraph, "id")), .words = slice_trim(field->value)};
    }
    return take_new(work, edits, count, room);
}

/* As many as paragraphs and lines can be. */
static Status look_at_words(TextRoom *work, const Asker *asker, json_t **object, json_t **preview, Problem *problem)
{
    size_t    room = json_array_size(json_object_get(work->answer, "paragraphs")) + NEW_LINES_MAX;
    TextEdit *edits = memory_new_zeroed(room, sizeof *edits);
    Status    status = edits != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK)
        status = service_text_amend(work->web->service, work->process, edits, take_edits(work, edits, room), NULL, asker, text_room_now(work), object, preview, problem);
    memory_free(edits);
    return status;
}

static Status look(TextRoom *work, json_t **object, json_t **preview, Problem *problem)
{
    const HttpFormField *file = http_form_field(work->form, "file");
    Asker                asker = text_room_asker(work);
    Slice                prose = slice_trim(http_form_value(work->form, "prose"));

    if (file != NULL && file->is_file && file->value.size != 0)
        return service_text_amend_file(work->web->service, work->process, &(TextFile){file->file_name, file->value}, &asker, text_room_now(work), object, preview, problem);
    if (prose.size != 0)
        return service_text_amend_prose(work->web->service, work->process, prose, &asker, text_room_now(work), object, preview, problem);
    return look_at_words(work, &asker, object, preview, problem);
}

static void look_at(TextRoom *work)
{
    json_t *object = NULL, *preview = NULL;
    Problem problem = {0};
    Status  status = look(work, &object, &preview, &problem);

    render(work, status == OK ? preview : NULL, object, status == OK ? NULL : &problem);
    json_decref(object);
    json_decref(preview);
}

/* Who presides, or serves the Chair, offers wording, unless the address says "for" the own party; everyone else proposes for its own party. */
static bool is_for_party(const TextRoom *work)
{
    Standing standing = work->visitor.asker.standing;
    Slice    asked;

    if (http_query(work->exchange, "for", &asked) && asked.size != 0)
        return !slice_is(asked, "chair");
    return standing != STANDING_CHAIR && standing != STANDING_SECRETARIAT;
}

static const char *kind_of(const TextRoom *work)
{
    return is_for_party(work) ? "text.amendment.propose" : "text.bridge.propose";
}

/* Of the form; or as it stood on the page on which it was to be signed. */
static Status act_of(TextRoom *work, json_t **object, Problem *problem)
{
    json_t *changes = NULL;
    Slice   version = http_form_value(work->form, "version"), rationale = slice_trim(http_form_value(work->form, "rationale")), amends;

    if (http_form_value(work->form, "begun").size != 0)
        return text_room_begun(work, object, problem);
    TRY(json_read(http_form_value(work->form, "changes"), &changes, problem));
    *object = json_pack("{s:s%, s:s%, s:o}", "process", work->process.data, work->process.size, "version", version.data != NULL ? version.data : "", version.size, "changes", changes);
    if (*object == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (http_query(work->exchange, "amends", &amends) && amends.size != 0)
        people_set(*object, "amends", amends);
    if (rationale.size != 0)
        people_set(*object, "rationale", rationale);
    return OK;
}

static void record_it(TextRoom *work)
{
    json_t *object = NULL;
    Problem problem = {0};
    Status  status = act_of(work, &object, &problem);

    if (status == OK)
        status = text_room_file(work, "propose/", object, &problem);
    if (status != OK)
        show_form(work, &problem);
    json_decref(object);
}

static void take(TextRoom *work)
{
    Slice step = http_form_value(work->form, "step");

    if (slice_is(step, "record"))
        record_it(work);
    else if (slice_is(step, "more") || http_form_value(work->form, "move").size != 0)
        show_form(work, NULL);
    else
        look_at(work);
}

/* ---- requests ---- */

static void get_propose(HttpExchange *exchange, void *context)
{
    text_room_get(context, exchange, kind_of, show_form);
}

static void post_propose(HttpExchange *exchange, void *context)
{
    text_room_post(context, exchange, kind_of, take, show_form);
}

/* The compilation, of what the asker may see, as a Word file. */
static void send_file(HttpExchange *exchange, void *context, bool brackets)
{
    Web     *web = context;
    WebAsker asker;
    Slice    name = http_wild(exchange, 0);
    char     disposition[FILE_NAME_MAX_TEXT + 40];
    Buffer   bytes;
    Problem  problem = {0};
    Asker    whose;
    Status   status = web_asker(web, exchange, &asker);

    if (status != OK || name.size > FILE_NAME_MAX_TEXT) {
        web_not_found(web, exchange, &(WebAsker){0});
        return;
    }
    whose = web_asker_for_service(&asker);
    buffer_init(&bytes, BLOB_MAX);
    status = service_text_file(web->service, name, brackets, &whose, (int64_t)time(NULL), &bytes, &problem);
    if (status == OK) {
        HttpHeader header = {"Content-Disposition", disposition};

        (void)snprintf(disposition, sizeof disposition, "attachment; filename=\"%.*s.docx\"", (int)name.size, name.data);
        http_reply(exchange, &(HttpReply){.status = 200, .content_type = DOCX, .cache_control = "private, no-store", .headers = &header, .header_count = 1, .give = &bytes});
    } else {
        web_refuse(web, exchange, &asker, status, &problem);
    }
    buffer_clear(&bytes);
}

static void get_plain(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    WebAsker asker;
    Buffer   bytes;
    Problem  problem = {0};
    Asker    whose;
    Status   status = web_asker(web, exchange, &asker);

    if (status != OK) {
        web_not_found(web, exchange, &(WebAsker){0});
        return;
    }
    whose = web_asker_for_service(&asker);
    buffer_init(&bytes, BLOB_MAX);
    status = service_text_plain(web->service, http_wild(exchange, 0), &whose, (int64_t)time(NULL), &bytes, &problem);
    if (status == OK)
        http_reply(exchange, &(HttpReply){.status = 200, .content_type = "text/plain; charset=utf-8", .cache_control = "private, no-store", .give = &bytes});
    else
        web_refuse(web, exchange, &asker, status, &problem);
    buffer_clear(&bytes);
}

static void get_tracked(HttpExchange *exchange, void *context)
{
    send_file(exchange, context, false);
}

static void get_brackets(HttpExchange *exchange, void *context)
{
    send_file(exchange, context, true);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/propose/*", 0, get_propose},
    {HTTP_POST, "*/propose/*", FORM_BODY_MAX, post_propose},
    {HTTP_GET, "texts/*/text.txt", 0, get_plain},
    {HTTP_GET, "texts/*/tracked.docx", 0, get_tracked},
    {HTTP_GET, "texts/*/brackets.docx", 0, get_brackets},
};
const WebRoutes web_text_routes = {routes, sizeof routes / sizeof routes[0]};
