/* SPDX-License-Identifier: Apache-2.0
 *
 * P13: whatever bytes of a file are changed, reading it ends in a clean refusal with a sentence, or in a valid text that can be compared, stored and
 * written; in bounded memory and time. Changed are the file itself, and the parts inside it, packed anew so that the change gets past the check sums.
 */
#include <sys/resource.h>
#include <unistd.h>
#include <zip.h>

#include "compare/compare.h"
#include "format/docx/docx_write.h"

#include "property/random.h"

enum { FILE_MAX = 16 * 1024 * 1024, CASES = 2000, CASES_LONG = 100000, SECONDS_MAX = 60, PARTS_MAX = 64, MEGABYTES_MAX = 2048 };

static const char *const files[] = {"delegations/delegation-03.docx", "oxpt-WC/WC006-Table-Delete-Row.docx", "poi/footnotes.docx", "oxpt-WC/WC013-Image-After.docx",
                                    "libreoffice/redline-para-join.docx", "libreoffice/testTrackChangesInsertedTableCell.docx"};

typedef struct Part {
    char  *name;
    Buffer bytes;
} Part;

typedef struct File {
    Buffer bytes;
    Part   parts[PARTS_MAX];
    size_t count;
} File;

/* ---- packages ---- */

static bool read_file(const char *path, Buffer *out)
{
    char   chunk[65536];
    size_t size;
    FILE  *file = fopen(path, "rb");

    buffer_init(out, FILE_MAX);
    while (file != NULL && (size = fread(chunk, 1, sizeof chunk, file)) != 0)
        buffer_add(out, (Slice){chunk, size});
    if (file != NULL)
        fclose(file);
    return out->size != 0 && out->status == OK;
}

static void unpack(File *file)
{
    zip_error_t error;
    zip_t      *zip = zip_open_from_source(zip_source_buffer_create(file->bytes.data, file->bytes.size, 0, &error), ZIP_RDONLY, &error);

    REQUIRE(zip != NULL);
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0) && file->count < PARTS_MAX; i++) {
        zip_file_t *entry = zip_fopen_index(zip, (zip_uint64_t)i, 0);
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        Part       *part = &file->parts[file->count++];
        char        chunk[65536];
        zip_int64_t size;

        buffer_init(&part->bytes, FILE_MAX);
        part->name = memory_new(strlen(name) + 1);
        REQUIRE(part->name != NULL && entry != NULL);
        memcpy(part->name, name, strlen(name) + 1);
        while ((size = zip_fread(entry, chunk, sizeof chunk)) > 0)
            buffer_add(&part->bytes, (Slice){chunk, (size_t)size});
        zip_fclose(entry);
    }
    zip_discard(zip);
}

static void pack(const File *file, size_t changed, Slice instead, Buffer *out)
{
    zip_error_t   error;
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t        *zip = zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, &error);
    char          chunk[65536];
    zip_int64_t   size;

    REQUIRE(zip != NULL);
    zip_source_keep(whole);
    for (size_t i = 0; i < file->count; i++) {
        Slice        bytes = i == changed ? instead : buffer_slice(&file->parts[i].bytes);
        zip_int64_t  index = zip_file_add(zip, file->parts[i].name, zip_source_buffer(zip, bytes.data, bytes.size, 0), 0);

        REQUIRE(index >= 0 && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
    }
    REQUIRE(zip_close(zip) == 0 && zip_source_open(whole) == 0);
    while ((size = zip_source_read(whole, chunk, sizeof chunk)) > 0)
        buffer_add(out, (Slice){chunk, (size_t)size});
    zip_source_close(whole);
    zip_source_free(whole);
}

/* ---- mutations ---- */

/* Changes one to eight places: a byte, a run taken out, a run said twice, a run from elsewhere. */
static void mutate(Random *random, Slice from, Buffer *out)
{
    uint32_t times = 1 + random_below(random, 8);

    buffer_reset(out);
    buffer_add(out, from);
    for (uint32_t i = 0; i < times && out->size > 1; i++) {
        size_t at = random_below(random, out->size), size = 1 + random_below(random, random_chance(random, 30) ? 400 : 8), other;

        size = at + size <= out->size ? size : out->size - at;
        other = random_below(random, out->size - size + 1);
        switch (random_below(random, 4)) {
        case 0: out->data[at] = (char)random_next(random); break;
        case 1:
            memmove(out->data + at, out->data + at + size, out->size - at - size);
            out->size -= size;
            break;
        case 2: memmove(out->data + other, out->data + at, size); break;
        default: out->data[at] = "<>/&\"=w:\0\xFF"[random_below(random, 10)]; break;
        }
    }
}

/* ---- what must hold ---- */

static bool text_is_sound(const Text *text)
{
    Buffer frame;
    Text  *again = NULL;
    Status status;

    buffer_init(&frame, FILE_MAX * 8);
    text_pack(text, &frame);
    status = text_unpack(buffer_slice(&frame), &again, NULL); /* which checks every invariant */
    text_free(again);
    buffer_clear(&frame);
    return status == OK;
}

static bool survives(const Text *base, const Text *text)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    Text      *applied = NULL;
    bool       same = comparer != NULL && amendment_between(comparer, text, &amendment, NULL) == OK && amendment_apply(base, amendment, &applied, NULL) == OK;

    for (size_t i = 0; same && i < text->count; i++)
        same = i < applied->count && slice_equal(applied->paragraphs[i].text, text->paragraphs[i].text);
    text_free(applied);
    amendment_free(amendment);
    comparer_free(comparer);
    return same;
}

static bool holds(Slice bytes, const Text *base, uint64_t *read)
{
    static const DocxView views[] = {{.mode = VIEW_ACCEPTED}, {.mode = VIEW_REJECTED}};
    Docx                 *docx = NULL;
    Problem               problem = {.status = OK};
    Status                status = docx_read(bytes, &docx_limits_default, &docx, &problem);
    bool                  sound = status == OK || (problem.message != NULL && message_text(problem.message) != NULL);

    for (int i = 0; status == OK && i < 2; i++) {
        Text *text = NULL;

        status = docx_text(docx, &views[i], &text, &problem);
        sound = sound && (status == OK ? text_is_sound(text) && survives(base, text) : problem.message != NULL);
        text_free(text);
        *read += status == OK && i == 0;
    }
    docx_free(docx);
    return sound;
}

static void load(File *file, const char *name, Text **base)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");
    DocxView    accepted = {.mode = VIEW_ACCEPTED};
    char        path[1024];
    Docx       *docx = NULL;

    (void)snprintf(path, sizeof path, "%s/tests/cases/docx/%s", source != NULL ? source : ".", name);
    if (!read_file(path, &file->bytes)) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    unpack(file);
    REQUIRE(docx_read(buffer_slice(&file->bytes), &docx_limits_default, &docx, NULL) == OK && docx_text(docx, &accepted, base, NULL) == OK);
    docx_free(docx);
}

static void unload(File *file, Text *base)
{
    for (size_t i = 0; i < file->count; i++) {
        memory_free(file->parts[i].name);
        buffer_clear(&file->parts[i].bytes);
    }
    buffer_clear(&file->bytes);
    text_free(base);
}

static void make_case(Random *random, const File *file, Buffer *part, Buffer *out)
{
    size_t which = random_below(random, file->count + 1);

    buffer_reset(out);
    if (which == file->count) {
        mutate(random, buffer_slice(&file->bytes), out);
        return;
    }
    mutate(random, buffer_slice(&file->parts[which].bytes), part);
    pack(file, which, buffer_slice(part), out);
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *value = getenv(variable);

    return value != NULL && *value != '\0' ? strtoull(value, NULL, 10) : otherwise;
}

int main(void)
{
    bool     is_long = number_from("RAPPORTEUR_LONG", 0) != 0;
    uint64_t seed = number_from("RAPPORTEUR_SEED", is_long ? (uint64_t)time(NULL) : 1), count = is_long ? CASES_LONG : CASES;
    uint64_t passed = 0, failed = 0, read = 0;
    Buffer   part, bytes;
    struct rusage used;

    printf("seed %llu\n", (unsigned long long)seed);
    buffer_init(&part, FILE_MAX);
    buffer_init(&bytes, FILE_MAX);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        File  file = {0};
        Text *base = NULL;

        load(&file, files[i], &base);
        for (uint64_t k = i; k < count; k += sizeof files / sizeof *files) {
            Random random = {random_seed_of(seed + i, k)};
            bool   sound;

            alarm(SECONDS_MAX); /* a reader that does not end is a failure */
            make_case(&random, &file, &part, &bytes);
            sound = holds(buffer_slice(&bytes), base, &read);
            passed += sound;
            failed += !sound;
            if (!sound)
                printf("  case %llu of %s\n", (unsigned long long)k, files[i]);
        }
        unload(&file, base);
    }
    buffer_clear(&part);
    buffer_clear(&bytes);
    getrusage(RUSAGE_SELF, &used);
    printf("  %llu of %llu were still read; %ld MB at most\n", (unsigned long long)read, (unsigned long long)(passed + failed), used.ru_maxrss / 1024);
    failed += used.ru_maxrss / 1024 > MEGABYTES_MAX;
    printf("mutations: %llu passed, %llu failed\n", (unsigned long long)passed, (unsigned long long)failed);
    return failed != 0;
}
