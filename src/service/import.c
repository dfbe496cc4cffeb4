/* SPDX-License-Identifier: Apache-2.0
 *
 * Files into the registry: "KEN_76_2021.txt" is a statement of the party ken; "A_RES_75_240.en.md" is the English text of A/RES/75/240.
 */
#include "service/import.h"

#include "service/account.h"
#include "service/service_internal.h"
#include "text/text.h"

#include <jansson.h>

enum { SYMBOL_NAME_MAX = 120 };

typedef struct Import {
    Service         *service;
    const ImportAsk *ask;
    Slice            name, bytes;
    char             language[12];
    Upload           upload;
} Import;

static const Asker host_asks = {.standing = STANDING_SECRETARIAT};

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status file_act(Import *import, const char *kind, json_t *object, Problem *problem)
{
    SubmitAnswer answer;
    Buffer       json;
    Status       status;

    if (object == NULL)
        return no_memory(problem);
    buffer_init(&json, BODY_MAX);
    json_print(object, &json);
    status = json.status == OK ? service_host_act(import->service, USE_ATTEST, slice_from(kind), buffer_slice(&json), &answer, problem) : no_memory(problem);
    buffer_clear(&json);
    json_decref(object);
    return status;
}

/* The file as every upload is read; its words are in the language that its name says. */
static Status take_file(Import *import, json_t *object, Problem *problem)
{
    char hex[2 * HASH_SIZE + 1];

    TRY(service_upload(import->service, import->name, import->bytes, slice_from(import->language), &import->upload, problem));
    hash_print_hex(&import->upload.blob, hex);
    (void)json_object_set_new(object, "blob", json_string(hex));
    (void)json_object_set_new(object, "size", json_integer((json_int_t)import->upload.size));
    (void)json_object_set_new(object, "media", json_string(import->upload.media));
    if (import->upload.has_text) {
        hash_print_hex(&import->upload.text, hex);
        (void)json_object_set_new(object, "text", json_string(hex));
    }
    return json_object_set_new(object, "language", json_string(import->language)) == 0 ? OK : no_memory(problem);
}

/* ".en" before the last ending. *stem: what is before it. */
static void read_language(Import *import, Slice *stem)
{
    static const char *const codes[] = {".ar", ".zh", ".en", ".fr", ".ru", ".es"};
    const char              *dot = memrchr(import->name.data, '.', import->name.size);

    *stem = dot != NULL ? slice_part(import->name, 0, (size_t)(dot - import->name.data)) : import->name;
    (void)snprintf(import->language, sizeof import->language, "%s", import->ask->language);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (slice_ends(*stem, codes[i])) {
            (void)snprintf(import->language, sizeof import->language, "%s", codes[i] + 1);
            *stem = slice_part(*stem, 0, stem->size - 3);
            return;
        }
}

/* ---- statements ---- */

static Status party_of(const Import *import, Slice stem, char out[PARTY_NAME_MAX + 1], Problem *problem)
{
    const char *line = stem.size != 0 ? memchr(stem.data, '_', stem.size) : NULL;
    size_t      size = line != NULL ? (size_t)(line - stem.data) : stem.size;
    json_t     *party = NULL;
    Status      status;

    if (size == 0 || size > PARTY_NAME_MAX)
        return problem_set(problem, ERR_REFUSED, MSG("import.no_party"), NULL);
    for (size_t i = 0; i < size; i++)
        out[i] = (char)(stem.data[i] >= 'A' && stem.data[i] <= 'Z' ? stem.data[i] | 0x20 : stem.data[i]);
    out[size] = '\0';
    status = service_query(import->service, "party.show", (const Slice[]){slice_from(out)}, 1, &host_asks, 0, &party, problem);
    json_decref(party);
    return status == ERR_NOT_FOUND ? problem_set(problem, ERR_NOT_FOUND, MSG("house.party_unknown"), "name", out, NULL) : status;
}

/* The same bytes by the same party, at the same place. */
static Status is_there(const Import *import, const char *party, bool *out, Problem *problem)
{
    const Slice arguments[] = {import->ask->body, import->ask->session, {NULL, 0}, slice_from(party)};
    json_t     *list = NULL, *row;
    size_t      i;
    Hash        found;
    Hash        wanted;

    hash_of(import->bytes, &wanted);
    *out = false;
    TRY(service_query(import->service, "statement.list", arguments, 4, &host_asks, 0, &list, problem));
    json_array_foreach(json_object_get(list, "statements"), i, row)
    {
        json_t *whole = NULL;
        Slice   act = json_slice(json_object_get(row, "act"));
        Status  status = service_query(import->service, "statement.show", &act, 1, &host_asks, 0, &whole, problem);

        *out |= status == OK && hash_parse_hex(json_slice(json_object_get(whole, "blob")), &found) == OK && hash_equal(&found, &wanted);
        json_decref(whole);
    }
    json_decref(list);
    return OK;
}

static Status import_statement(Import *import, Slice stem, Imported *out, Buffer *what, Problem *problem)
{
    char    party[PARTY_NAME_MAX + 1];
    bool    there;
    json_t *object;
    Status  status;

    TRY(party_of(import, stem, party, problem));
    buffer_add_string(what, party);
    TRY(is_there(import, party, &there, problem));
    *out = there ? IMPORT_THERE : IMPORT_TAKEN;
    if (there)
        return OK;
    object = json_pack("{s:s, s:s%, s:s, s:{s:s, s:s%}}", "for", party, "body", import->ask->body.data, import->ask->body.size, "how", "written", "evidence", "kind", "import", "source", import->ask->source.data,
                       import->ask->source.size);
    status = object != NULL ? take_file(import, object, problem) : no_memory(problem);
    if (status == OK && import->ask->session.size != 0)
        (void)json_object_set_new(object, "session", json_from_slice(import->ask->session));
    if (status == OK && import->ask->title.size != 0)
        (void)json_object_set_new(object, "names", json_pack("{s:s%}", import->language, import->ask->title.data, import->ask->title.size));
    if (status == OK)
        return file_act(import, "statement.deliver", object, problem);
    json_decref(object);
    return status;
}

/* ---- documents ---- */

/* "A_RES_75_240" is A/RES/75/240. */
static Status symbol_of(Slice stem, char out[SYMBOL_NAME_MAX + 1], Problem *problem)
{
    Symbol symbol;

    if (stem.size == 0 || stem.size > SYMBOL_NAME_MAX)
        return problem_set(problem, ERR_REFUSED, MSG("import.no_symbol"), NULL);
    for (size_t i = 0; i < stem.size; i++)
        out[i] = stem.data[i] == '_' ? '/' : stem.data[i];
    out[stem.size] = '\0';
    return symbol_parse(slice_from(out), &symbol) && symbol.segment_count > 1 ? OK : problem_set(problem, ERR_REFUSED, MSG("import.no_symbol"), NULL);
}

/* What the text says of itself. */
static Status instrument_of(const Import *import, Text **out, Problem *problem)
{
    Buffer stored;
    Status status;

    if (!import->upload.has_text)
        return OK;
    buffer_init(&stored, BLOB_MAX);
    status = service_blob_bytes(import->service, &import->upload.text, &host_asks, &stored, problem);
    if (status == ERR_NOT_FOUND) /* no act names it yet: it is only in the store */
        status = blobs_get(import->service->blobs, &import->upload.text, &stored, problem);
    if (status == OK)
        status = text_decode(buffer_slice(&stored), out, problem);
    if (status == OK)
        status = anatomy_classify(*out, problem);
    buffer_clear(&stored);
    return status;
}

static Status issue(Import *import, const char *symbol, const Text *text, Problem *problem)
{
    const ImportAsk *ask = import->ask;
    bool             resolution = strstr(symbol, "/RES/") != NULL;
    Slice            title = text != NULL && text->instrument.title.size != 0 ? text->instrument.title : slice_from(symbol), date = text != NULL ? text->instrument.adopted : (Slice){NULL, 0};
    json_t          *object;

    if (title.size > 400)
        title.size = 400;
    while (title.size != 0 && !utf8_valid(title))
        title.size--;
    date = date.size == 10 ? date : ask->date;
    if (date.size == 0)
        return problem_set(problem, ERR_REFUSED, MSG("import.no_date"), NULL);
    object = json_pack("{s:s, s:{s:s%}, s:s, s:s, s:s%, s:s%}", "symbol", symbol, "names", import->language, title.data, title.size, "nature", resolution ? "resolution" : "other", "distribution", "general",
                       "date", date.data, date.size, "source_note", ask->source.data, ask->source.size);
    if (object != NULL && ask->body.size != 0)
        (void)json_object_set_new(object, "body", json_from_slice(ask->body));
    if (object != NULL && ask->fictional)
        (void)json_object_set_new(object, "fictional", json_integer(1));
    return file_act(import, "document.issue", object, problem);
}

static bool has_language(const json_t *document, const char *language)
{
    const json_t *row, *languages = json_object_get(document, "languages");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)languages, i, row) if (slice_is(json_slice(json_object_get(row, "language")), language)) return true;
    return false;
}

static Status import_document(Import *import, Slice stem, Imported *out, Buffer *what, Problem *problem)
{
    char    symbol[SYMBOL_NAME_MAX + 1];
    Slice   asked = {symbol, 0};
    Text   *text = NULL;
    json_t *document = NULL, *object = json_object();
    Status  status = object != NULL ? symbol_of(stem, symbol, problem) : no_memory(problem);
    bool    issued = false;

    TRY_OR(done, status);
    asked.size = strlen(symbol);
    buffer_add_string(what, symbol);
    status = service_query(import->service, "document.show", &asked, 1, &host_asks, 0, &document, problem);
    if (status != OK && status != ERR_NOT_FOUND)
        TRY_OR(done, status);
    status = OK;
    issued = document != NULL && json_object_get(document, "unheld") == NULL;
    *out = issued && has_language(document, import->language) ? IMPORT_THERE : IMPORT_TAKEN;
    if (*out == IMPORT_THERE)
        TRY_OR(done, OK);
    TRY_OR(done, take_file(import, object, problem));
    TRY_OR(done, instrument_of(import, &text, problem));
    if (!issued)
        TRY_OR(done, issue(import, symbol, text, problem));
    (void)json_object_set_new(object, "symbol", json_string(symbol));
    status = *out == IMPORT_TAKEN ? file_act(import, "document.language", json_incref(object), problem) : OK;
done:
    text_free(text);
    json_decref(document);
    json_decref(object);
    return status;
}

Status service_import_file(Service *service, const ImportAsk *ask, Slice name, Slice bytes, Imported *out, Buffer *what, Problem *problem)
{
    Import import = {.service = service, .ask = ask, .name = name, .bytes = bytes};
    Slice  stem;

    read_language(&import, &stem);
    return ask->documents ? import_document(&import, stem, out, what, problem) : import_statement(&import, stem, out, what, problem);
}
