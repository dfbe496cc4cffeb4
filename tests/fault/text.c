/* SPDX-License-Identifier: Apache-2.0
 *
 * The text wing without memory: reading, storing, comparing, compiling, extracting, carrying.
 */
#include "compare/compare.h"
#include "format/docx/docx.h"
#include "service/text_internal.h"
#include "walk.h"

typedef struct Inputs {
    Text      *base, *tracked, *clean;
    Amendment *first, *second;
    Buffer     file, model, stored;
    json_t    *rows;                 /* of both amendments, as a text under negotiation has them */
} Inputs;

static Status add_stored(Text *text, Buffer *out)
{
    Status status = text_encode(text, out, NULL);

    text_free(text);
    return status;
}

/* ---- operations ---- */

static Status text_is_read(const void *input, Buffer *out)
{
    Text *text = NULL;

    TRY(text_decode(buffer_slice(&((const Inputs *)input)->stored), &text, NULL));
    return add_stored(text, out);
}

static Status text_is_copied(const void *input, Buffer *out)
{
    Text *text = NULL;

    TRY(text_copy(((const Inputs *)input)->base, &text));
    return add_stored(text, out);
}

static Status citations_are_found(const void *input, Buffer *out)
{
    Arena    *arena = arena_new(16 * 1024 * 1024);
    Citation *citations;
    size_t    count = 0;
    Status    status = arena != NULL ? citations_find(((const Inputs *)input)->base, arena, &citations, &count, NULL) : ERR_MEMORY;

    if (status == OK)
        buffer_add_number(out, (int64_t)count);
    arena_free(arena);
    return status != OK ? status : out->status;
}

/* Digits of other scripts are found in a copy. */
static Status citations_in_other_digits_are_found(const void *input, Buffer *out)
{
    Paragraph paragraph = {.kind = KIND_PLAIN, .table = NO_TABLE, .text = SLICE("قرارها ٧٥/٢٤٠ و٧٤/٢٨")};
    Arena    *arena = arena_new(1 << 20);
    Text     *text = text_new("ar");
    Citation *citations;
    size_t    count = 0;
    Status    status = arena != NULL && text != NULL ? text_add(text, &paragraph, NULL) : ERR_MEMORY;

    (void)input;
    if (status == OK)
        status = citations_find(text, arena, &citations, &count, NULL);
    if (status == OK)
        buffer_add_number(out, (int64_t)count);
    text_free(text);
    arena_free(arena);
    return status != OK ? status : out->status;
}

static Status docx_is_read(const void *input, Buffer *out)
{
    Docx *docx = NULL;

    TRY(docx_read(buffer_slice(&((const Inputs *)input)->file), &docx_limits_default, &docx, NULL));
    docx_encode(docx, out);
    docx_free(docx);
    return out->status;
}

static Status view_of(Slice model, DocxViewMode mode, Text **out)
{
    const DocxView view = {.mode = mode};
    Docx          *docx = NULL;
    Status         status = docx_decode(model, &docx, NULL);

    if (status == OK)
        status = docx_text(docx, &view, out, NULL);
    docx_free(docx);
    return status;
}

static Status views_are_made(const void *input, Buffer *out)
{
    for (DocxViewMode mode = VIEW_ACCEPTED; mode <= VIEW_REJECTED; mode++) {
        Text *text = NULL;

        TRY(view_of(buffer_slice(&((const Inputs *)input)->model), mode, &text));
        TRY(add_stored(text, out));
    }
    return OK;
}

static Status changes_are_found(const void *input, Buffer *out)
{
    const Inputs *inputs = input;
    Comparer     *comparer = comparer_new(inputs->base);
    Amendment    *amendment = NULL;
    size_t        differences;
    Status        status = comparer != NULL ? OK : ERR_MEMORY;

    if (status == OK)
        status = amendment_between(comparer, inputs->clean, &amendment, NULL);
    if (status == OK)
        status = amendment_mark_silent(comparer, amendment, inputs->tracked, &differences, NULL);
    if (status == OK)
        status = amendment_encode(inputs->base, amendment, out, NULL);
    amendment_free(amendment);
    comparer_free(comparer);
    return status;
}

static Status changes_are_made(const void *input, Buffer *out)
{
    const Inputs *inputs = input;
    Amendment    *amendment = NULL;
    Text         *text = NULL;
    Buffer        stored;
    Status        status;

    buffer_init(&stored, WALK_OUTPUT_MAX);
    TRY_OR(done, amendment_encode(inputs->base, inputs->first, &stored, NULL));
    TRY_OR(done, amendment_decode(inputs->base, buffer_slice(&stored), &amendment, NULL));
    TRY_OR(done, amendment_apply(inputs->base, amendment, &text, NULL));
    TRY_OR(done, text_encode(text, out, NULL));
done:
    text_free(text);
    amendment_free(amendment);
    buffer_clear(&stored);
    return status;
}

static Status a_compilation_is_made(const void *input, Buffer *out)
{
    const Inputs    *inputs = input;
    const Submission submissions[] = {{SLICE("Delegation 02"), inputs->second}, {SLICE("Delegation 01"), inputs->first}};
    const Slice      name = SLICE("Delegation 02");
    Compilation     *compilation = NULL;
    Text            *text = NULL;
    Status           status;

    TRY_OR(done, compilation_make(inputs->base, submissions, 2, &compilation, NULL));
    TRY_OR(done, compilation_encode(compilation, out, NULL));
    TRY_OR(done, compilation_extract(compilation, &name, 1, &text, NULL, NULL));
    TRY_OR(done, text_encode(text, out, NULL));
done:
    text_free(text);
    compilation_free(compilation);
    return status;
}

static Status a_compilation_is_read(const void *input, Buffer *out)
{
    StoredCompilation *stored = NULL;
    Status             status = compilation_decode(*(const Slice *)input, &stored, NULL);

    if (status == OK)
        buffer_add_number(out, (int64_t)stored->count);
    stored_compilation_free(stored);
    return status != OK ? status : out->status;
}

static Status changes_are_carried(const void *input, Buffer *out)
{
    const Inputs *inputs = input;
    CarryResult  *result = NULL;
    Status        status = amendment_carry(inputs->base, inputs->first, inputs->clean, &result, NULL);

    if (status == OK)
        status = carry_result_encode(inputs->clean, result, out, NULL);
    carry_result_free(result);
    return status;
}

static Status tell(KeptText *kept, const Inputs *inputs, Buffer *out)
{
    json_t *answer = json_pack("{s:[{},{},{},{},{},{},{},{}]}", "paragraphs");
    Status  status = answer != NULL ? kept_text_bring(kept, &(KeptRows){.list = inputs->rows}, NULL) : ERR_MEMORY;

    if (status == OK)
        status = kept_text_tell(kept, answer, NULL);
    if (status == OK)
        json_print(answer, out);
    json_decref(answer);
    return status != OK ? status : out->status;
}

static Status a_text_is_kept(const void *input, Buffer *out)
{
    const Inputs *inputs = input;
    Text         *base = NULL;
    KeptText     *kept;
    Status        status;

    TRY(text_copy(inputs->base, &base));
    kept = kept_text_new(base, KEEP_PARAGRAPHS);
    if (kept == NULL) {
        text_free(base);
        return ERR_MEMORY;
    }
    status = tell(kept, inputs, out);
    kept_text_free(kept);
    return status;
}

/* ---- inputs ---- */

static json_t *row_of(const Text *base, const Amendment *amendment, int index)
{
    Buffer  printed;
    json_t *whole = NULL, *row;

    buffer_init(&printed, WALK_OUTPUT_MAX);
    REQUIRE(amendment_encode(base, amendment, &printed, NULL) == OK && json_read(buffer_slice(&printed), &whole, NULL) == OK);
    row = json_pack("{s:s, s:i, s:{s:s, s:{s:s}}, s:s, s:O}", "act", index == 1 ? "a1" : "a2", "index", index, "party", "party", "d", "names", "en", "Delegation", "state", "open", "changes",
                    json_object_get(whole, "changes"));
    json_decref(whole);
    buffer_clear(&printed);
    return row;
}

static void read_docx(const char *path, Buffer *file, Buffer *model)
{
    Docx *docx = NULL;

    walk_read_file(path, file);
    buffer_init(model, WALK_OUTPUT_MAX);
    REQUIRE(docx_read(buffer_slice(file), &docx_limits_default, &docx, NULL) == OK);
    docx_encode(docx, model);
    REQUIRE(model->status == OK);
    docx_free(docx);
}

static Text *read_text(const char *path)
{
    Buffer file, model;
    Text  *text = NULL;

    read_docx(path, &file, &model);
    REQUIRE(view_of(buffer_slice(&model), VIEW_ACCEPTED, &text) == OK);
    buffer_clear(&file);
    buffer_clear(&model);
    return text;
}

static void inputs_init(Inputs *inputs)
{
    Comparer *comparer;

    read_docx("examples/demonstration/Delegation 13.docx", &inputs->file, &inputs->model);
    inputs->base = read_text("examples/demonstration/base.docx");
    inputs->tracked = read_text("examples/demonstration/Delegation 13.docx");
    inputs->clean = read_text("examples/demonstration/Delegation 10.docx");
    buffer_init(&inputs->stored, WALK_OUTPUT_MAX);
    REQUIRE(text_encode(inputs->base, &inputs->stored, NULL) == OK);
    comparer = comparer_new(inputs->base);
    REQUIRE(amendment_between(comparer, inputs->tracked, &inputs->first, NULL) == OK);
    REQUIRE(amendment_between(comparer, inputs->clean, &inputs->second, NULL) == OK);
    comparer_free(comparer);
    inputs->rows = json_pack("[o, o]", row_of(inputs->base, inputs->first, 1), row_of(inputs->base, inputs->second, 2));
    REQUIRE(inputs->rows != NULL);
}

static void inputs_clear(Inputs *inputs)
{
    json_decref(inputs->rows);
    amendment_free(inputs->first);
    amendment_free(inputs->second);
    text_free(inputs->base);
    text_free(inputs->tracked);
    text_free(inputs->clean);
    buffer_clear(&inputs->file);
    buffer_clear(&inputs->model);
    buffer_clear(&inputs->stored);
}

static void store_compilation(const Inputs *inputs, Buffer *out)
{
    const Submission submission = {SLICE("Delegation 01"), inputs->first};
    Compilation     *compilation = NULL;

    buffer_init(out, WALK_OUTPUT_MAX);
    REQUIRE(compilation_make(inputs->base, &submission, 1, &compilation, NULL) == OK);
    REQUIRE(compilation_encode(compilation, out, NULL) == OK);
    compilation_free(compilation);
}

int main(void)
{
    Inputs inputs = {0};
    Buffer compilation;
    Slice  stored;
    int    result;

    memory_adopt_libraries();
    inputs_init(&inputs);
    store_compilation(&inputs, &compilation);
    stored = buffer_slice(&compilation);
    result = walk_all("fault text",
                      (const Walk[]){
                          {"a stored text is read", text_is_read, &inputs},
                          {"a text is copied", text_is_copied, &inputs},
                          {"citations are found", citations_are_found, &inputs},
                          {"citations are found", citations_in_other_digits_are_found, &inputs},
                          {"a Word file is read", docx_is_read, &inputs},
                          {"its views are made", views_are_made, &inputs},
                          {"changes are found", changes_are_found, &inputs},
                          {"changes are made", changes_are_made, &inputs},
                          {"a compilation is made", a_compilation_is_made, &inputs},
                          {"a stored compilation is read", a_compilation_is_read, &stored},
                          {"changes are carried", changes_are_carried, &inputs},
                          {"a text is kept", a_text_is_kept, &inputs},
                      },
                      11);
    buffer_clear(&compilation);
    inputs_clear(&inputs);
    return result;
}
