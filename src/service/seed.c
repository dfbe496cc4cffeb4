/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts from a script: how a new installation is filled with what its makers know already, the Member States and, for a demonstration, documents and a fictional meeting.
 *
 * A script is a JSON array of {"kind", "object"} with "by": "admit" where it is not the attestation key, and "for" where a party's act is attested. In an object
 *   "$file": "name"          stands for the members that name a document's blob: blob, size, media and, where its words can be read, text
 *   "$words": "…"            the same for words that stand in the script
 *   "$day:N", "$day:N 15:00 Zone" (whole strings) stand for a date, or a time at a place, N days after the Monday of the week of `now`
 *
 *   "$base": "name"          (of text.version.issue) stands for the file's words as the first version
 *   "$sent": "name"          (of text.amendment.propose) stands for the changes between the version in force and the file that a delegation sent
 *   "$at": "words"           stands for `version` and `paragraph`: the paragraph of the version in force that has these words
 *   "$wording": "party"      stands for `wording`: the open amendment of that party
 *   "$first", "$last": "words" (of text.reading.open) stand for `version`, `first` and `last`: the paragraphs with these words
 *   "$reading": ""           (of what is done about a reading) stands for `opened`: the reading of `process` that runs
 *
 *   "$answer": {"a": "…"}    (of submission.send) stands for `text` and `answers`: words by the questions of `call`, "" those before them; a line is a paragraph
 *   "$translates": {…}       (of submission.translate) stands for `text`, likewise
 *   "$annexes": [{"names", "language", "$words"}] stands for `annexes`
 *   "$clock": ""             (of record.checkpoint) stands for `checkpoint`: the newest, so that later acts have a time
 *   "$sent:CALL PARTY"       (a whole string) stands for the id of what that party sent last to that call
 *   "$paragraph:N"           (a whole string, beside `owner`) stands for the id of the N-th paragraph of that text
 *
 * Scripts come with the program, not from outside: what is wrong in one is said with the row's number, and nothing goes on. Acts are judged in the order of the script, but filed without waiting
 * for one another; the service must have been opened with one worker.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "format/html/html.h"
#include "format/plain/plain.h"
#include "service/founding_internal.h"
#include "service/service_internal.h"

#include <jansson.h>

enum { DAY_S = 86400, EPOCH_WEEKDAY = 3 /* 1 January 1970 was a Thursday: days from Monday */, SEED_IN_FLIGHT = 500 };

typedef struct Seed {
    Service       *service;
    const SeedFile *files;
    size_t          file_count;
    int64_t         monday;      /* its first second, UTC */
    int64_t         now;
    size_t          row;         /* at hand */
    pthread_mutex_t lock;
    pthread_cond_t  ready;
    size_t          in_flight;
    Status          status;      /* of the first refusal */
    Problem         problem;
} Seed;

static Status wait_for(Seed *seed, size_t most, Problem *problem);

/* ---- documents ---- */

typedef struct MediaRow {
    const char *ending, *media;
    Status (*read)(Slice file, Text **out, Problem *problem); /* NULL: kept, not read */
} MediaRow;

static const MediaRow media_rows[] = {{".md", "text/markdown", markdown_read}, {".html", "text/html", html_read}, {".txt", "text/plain", plain_read}, {".pdf", "application/pdf", NULL}};

static const MediaRow *media_of(Slice name)
{
    for (size_t i = 0; i < sizeof media_rows / sizeof *media_rows; i++)
        if (slice_ends(name, media_rows[i].ending))
            return &media_rows[i];
    return NULL;
}

static bool set_hash(json_t *object, const char *member, const Hash *name)
{
    char hex[2 * HASH_SIZE + 1];

    hash_print_hex(name, hex);
    return json_object_set_new(object, member, json_string(hex)) == 0;
}

static Status keep_text(Seed *seed, const MediaRow *row, Slice bytes, json_t *object, Problem *problem)
{
    const char *language = json_string_value(json_object_get(object, "language"));
    Text       *text = NULL;
    Buffer      stored;
    Hash        name;
    Status      status;

    buffer_init(&stored, BLOB_MAX);
    TRY_OR(done, row->read(bytes, &text, problem));
    if (language != NULL)
        (void)snprintf(text->language, sizeof text->language, "%s", language);
    TRY_OR(done, text_identify(text));
    TRY_OR(done, text_encode(text, &stored, problem));
    TRY_OR(done, service_keep_blob(seed->service, buffer_slice(&stored), &name, problem));
    status = set_hash(object, "text", &name) ? OK : ERR_MEMORY;
done:
    text_free(text);
    buffer_clear(&stored);
    return status;
}

static Status add_document(Seed *seed, const MediaRow *row, Slice bytes, json_t *object, Problem *problem)
{
    Hash name;

    TRY(service_keep_blob(seed->service, bytes, &name, problem));
    if (!set_hash(object, "blob", &name) || json_object_set_new(object, "size", json_integer((json_int_t)bytes.size)) != 0 ||
        json_object_set_new(object, "media", json_string(row->media)) != 0)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return row->read != NULL ? keep_text(seed, row, bytes, object, problem) : OK;
}

static const SeedFile *file_of(const Seed *seed, Slice name)
{
    for (size_t i = 0; i < seed->file_count; i++)
        if (slice_is(name, seed->files[i].name))
            return &seed->files[i];
    return NULL;
}

static Status resolve_document(Seed *seed, json_t *object, Problem *problem)
{
    json_t         *named = json_incref(json_object_get(object, "$file")), *words = json_incref(json_object_get(object, "$words"));
    const SeedFile *file = named != NULL ? file_of(seed, json_slice(named)) : NULL;
    const MediaRow *row = media_of(named != NULL ? json_slice(named) : SLICE(".txt"));
    Status          status = OK;

    (void)json_object_del(object, "$file");
    (void)json_object_del(object, "$words");
    if (named != NULL)
        status = file != NULL && row != NULL ? add_document(seed, row, file->bytes, object, problem)
                                             : problem_set(problem, ERR_NOT_FOUND, MSG("seed.file"), "file", json_string_value(named), NULL);
    else if (words != NULL)
        status = add_document(seed, row, json_slice(words), object, problem);
    json_decref(named);
    json_decref(words);
    return status;
}

/* ---- texts under negotiation ---- */

/* What is computed from the record so far waits for what was filed before. */
static Status resolve_text(Seed *seed, json_t *object, const char *party, Problem *problem)
{
    if (seed_call_has(object)) {
        TRY(wait_for(seed, 0, problem));
        TRY(seed_call(&(SeedTexts){seed->service, seed->files, seed->file_count, seed->now}, object, problem));
    }
    if (!seed_text_has(object))
        return OK;
    TRY(wait_for(seed, 0, problem));
    return seed_text(&(SeedTexts){seed->service, seed->files, seed->file_count, seed->now}, object, party != NULL ? slice_from(party) : SLICE(""), problem);
}

/* ---- days ---- */

/* "$day:8", "$day:8 15:00" or "$day:8 10:00 America/New_York"; NULL when it is none of them. */
static json_t *resolve_day(const Seed *seed, const char *text)
{
    char    out[32], zone[64] = "UTC", end = 0;
    int     days, hour = 0, minute = 0, read = sscanf(text, "$day:%d %2d:%2d %63s%c", &days, &hour, &minute, zone, &end);
    int64_t time;
    Moment  moment;

    if (read != 1 && read != 3 && read != 4)
        return NULL;
    moment_from(seed->monday + (int64_t)days * DAY_S, &moment);
    if (read == 1) {
        (void)snprintf(out, sizeof out, "%04d-%02d-%02d", moment.year, moment.month, moment.day);
        return json_string(out);
    }
    moment.hour = hour;
    moment.minute = minute;
    if (!zone_seconds(zone, &moment, &time))
        return NULL;
    moment_from(time, &moment);
    (void)snprintf(out, sizeof out, "%04d-%02d-%02dT%02d:%02d:%02dZ", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second);
    return json_string(out);
}

/* The depth of a script is that of its parser's limit. */
static void resolve_days(const Seed *seed, json_t *value)
{
    const char *name;
    size_t      i;
    json_t     *item, *day;
    void       *next;

    if (json_is_object(value))
        json_object_foreach_safe(value, next, name, item) {
            day = json_is_string(item) && slice_starts(json_slice(item), "$day:") ? resolve_day(seed, json_string_value(item)) : NULL;
            if (day != NULL)
                (void)json_object_set_new(value, name, day);
            else
                resolve_days(seed, item);
        }
    json_array_foreach(value, i, item) {
        day = json_is_string(item) && slice_starts(json_slice(item), "$day:") ? resolve_day(seed, json_string_value(item)) : NULL;
        if (day != NULL)
            (void)json_array_set_new(value, i, day);
        else
            resolve_days(seed, item);
    }
}

/* ---- filing ---- */

static void filed(void *context, const SubmitAnswer *answer)
{
    Seed *seed = context;

    (void)pthread_mutex_lock(&seed->lock);
    seed->in_flight--;
    if (answer->status != OK && seed->status == OK) {
        seed->status = answer->status;
        seed->problem = *answer->problem;
    }
    (void)pthread_cond_signal(&seed->ready);
    (void)pthread_mutex_unlock(&seed->lock);
}

/* Waits until no more than `most` are under way; gives the first refusal. */
static Status wait_for(Seed *seed, size_t most, Problem *problem)
{
    Status status;

    (void)pthread_mutex_lock(&seed->lock);
    while (seed->in_flight > most)
        (void)pthread_cond_wait(&seed->ready, &seed->lock);
    status = seed->status;
    if (status != OK && problem != NULL)
        *problem = seed->problem;
    (void)pthread_mutex_unlock(&seed->lock);
    return status;
}

static Status file_object(Seed *seed, Slice kind, bool admit, const json_t *object, Problem *problem)
{
    Buffer json, entry;
    Status status;

    buffer_init(&json, BODY_MAX);
    buffer_init(&entry, ENTRY_MAX);
    json_print(object, &json);
    TRY_OR(done, json.status);
    TRY_OR(done, service_host_entry(seed->service, admit ? USE_ADMIT : USE_ATTEST, kind, buffer_slice(&json), &entry, problem));
    TRY_OR(done, wait_for(seed, SEED_IN_FLIGHT, problem));
    (void)pthread_mutex_lock(&seed->lock);
    seed->in_flight++;
    (void)pthread_mutex_unlock(&seed->lock);
    status = service_submit(seed->service, buffer_slice(&entry), filed, seed, problem);
    if (status != OK)
        filed(seed, &(SubmitAnswer){.status = status, .problem = problem});
done:
    buffer_clear(&json);
    buffer_clear(&entry);
    return status;
}

static Status file_row(Seed *seed, const json_t *row, Problem *problem)
{
    json_t     *object = json_deep_copy(json_object_get(row, "object"));
    const char *party = json_string_value(json_object_get(row, "for"));
    Status      status = OK;

    if (!json_is_object(object) || !json_is_string(json_object_get(row, "kind")))
        TRY_OR(done, problem_set(problem, ERR_SYNTAX, MSG("seed.row"), NULL));
    resolve_days(seed, object);
    TRY_OR(done, resolve_document(seed, object, problem));
    TRY_OR(done, resolve_text(seed, object, party, problem));
    if (party != NULL && (json_object_set_new(object, "for", json_string(party)) != 0 || json_object_set_new(object, "evidence", json_pack("{s:s}", "kind", "demonstration")) != 0))
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    status = file_object(seed, json_slice(json_object_get(row, "kind")), slice_is(json_slice(json_object_get(row, "by")), "admit"), object, problem);
done:
    json_decref(object);
    return status;
}

static int64_t monday_of(int64_t now)
{
    int64_t day = now / DAY_S;

    return (day - (day + EPOCH_WEEKDAY) % 7) * DAY_S;
}

Status service_seed(Service *service, const json_t *script, const SeedFile *files, size_t file_count, int64_t now, Problem *problem)
{
    Seed    seed = {.service = service, .files = files, .file_count = file_count, .monday = monday_of(now), .now = now, .lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER};
    Status  status = OK, last;
    json_t *row;
    char    place[DECIMAL_MAX + 16];

    json_array_foreach((json_t *)(uintptr_t)script, seed.row, row) {
        status = file_row(&seed, row, problem);
        if (status != OK)
            break;
    }
    last = wait_for(&seed, 0, status == OK ? problem : NULL);
    (void)pthread_mutex_destroy(&seed.lock);
    (void)pthread_cond_destroy(&seed.ready);
    if (status == OK)
        return last;
    (void)snprintf(place, sizeof place, "row %zu", seed.row + 1);
    return problem_at(problem, status, place);
}
