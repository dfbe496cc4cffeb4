/* SPDX-License-Identifier: Apache-2.0
 *
 * write_cases SEED COUNT FOLDER: generated cases as files, for other people's programs (tests/interop/laws.py). A folder a case: base.docx and base.txt,
 * 0.docx and 0.txt … for each delegation, names.txt, compilation.docx, and redline.docx with the changes of the first delegation alone.
 */
#include <sys/stat.h>

#include "format/docx/docx_write.h"

#include "property/laws.h"

enum { FILE_LIMIT = 64 * 1024 * 1024 };

const Law *law_at(int number)
{
    (void)number;
    return NULL;
}

static bool put(const char *folder, const char *name, Slice bytes)
{
    char  path[1024];
    FILE *file;
    bool  good;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    good = file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size;
    return file != NULL && fclose(file) == 0 && good;
}

/* The file is written from the text as it was made, its words are those that are read back from it. */
static bool put_text(const char *folder, const char *stem, const Text *made, const Text *read)
{
    char   name[64];
    Buffer bytes, plain;
    bool   good;

    buffer_init(&bytes, FILE_LIMIT);
    buffer_init(&plain, FILE_LIMIT);
    text_print_plain(read, &plain);
    good = docx_write_base(made, &bytes, NULL) == OK;
    (void)snprintf(name, sizeof name, "%s.docx", stem);
    good = good && put(folder, name, buffer_slice(&bytes));
    (void)snprintf(name, sizeof name, "%s.txt", stem);
    good = good && put(folder, name, buffer_slice(&plain));
    buffer_clear(&bytes);
    buffer_clear(&plain);
    return good;
}

static bool put_compilation(const char *folder, const char *name, const Work *files, size_t parties)
{
    DocxView         view = {.mode = VIEW_ACCEPTED};
    DocxWriteOptions options = {.marks = DOCX_TRACKED, .view = &view, .custom = true};
    DocxLimits       limits = docx_limits_default;
    Compilation     *compilation = NULL;
    Docx            *base = NULL;
    Buffer           bytes;
    bool             good;

    limits.keep_parts = true;
    buffer_init(&bytes, FILE_LIMIT);
    good = compilation_make(files->texts.base, files->submissions, parties, &compilation, NULL) == OK &&
           docx_read(buffer_slice(&files->docx), &limits, &base, NULL) == OK &&
           docx_write(base, files->texts.base, compilation, &options, &bytes, NULL) == OK && put(folder, name, buffer_slice(&bytes));
    compilation_free(compilation);
    docx_free(base);
    buffer_clear(&bytes);
    return good;
}

static bool put_case(const Work *work, const char *folder)
{
    const Work *files = work->files;
    Buffer      names;
    bool        good = put_text(folder, "base", work->texts.base, files->texts.base);

    buffer_init(&names, FILE_LIMIT);
    for (size_t i = 0; good && i < files->texts.count; i++) {
        char stem[32];

        (void)snprintf(stem, sizeof stem, "%zu", i);
        buffer_add(&names, texts_party_name(i));
        buffer_add_byte(&names, '\n');
        good = put_text(folder, stem, work->texts.revised[i], files->texts.revised[i]);
    }
    good = good && put(folder, "names.txt", buffer_slice(&names)) && put_compilation(folder, "compilation.docx", files, files->texts.count) &&
           put_compilation(folder, "redline.docx", files, 1);
    buffer_clear(&names);
    return good;
}

int main(int argc, char **argv)
{
    uint64_t seed = argc == 4 ? strtoull(argv[1], NULL, 10) : 0, count = argc == 4 ? strtoull(argv[2], NULL, 10) : 0;

    if (argc != 4 || !sources_load())
        return 64;
    for (uint64_t index = 0, written = 0; written < count; index++) {
        char   folder[512];
        Case   one;
        Work   work;
        Buffer why;
        bool   good = true;

        buffer_init(&why, FILE_LIMIT);
        case_draw(random_seed_of(seed, index), (uint32_t)(index % LANGUAGE_COUNT), &one);
        (void)snprintf(folder, sizeof folder, "%s/%llu", argv[3], (unsigned long long)index);
        if (work_make(&one, &work, &why) && work.files != NULL) {
            good = mkdir(folder, 0777) == 0 && put_case(&work, folder);
            written++;
        }
        work_clear(&work);
        buffer_clear(&why);
        if (!good) {
            fprintf(stderr, "%s cannot be written\n", folder);
            return 74;
        }
    }
    sources_free();
    return 0;
}
