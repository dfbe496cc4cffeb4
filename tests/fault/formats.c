/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing and reading documents without memory: Akoma Ntoso both ways, official documents in every format.
 */
#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"
#include "format/plain/plain.h"
#include "walk.h"

typedef struct Inputs {
    Text        *text;
    Buffer       akn, compiled;
    Compilation *compilation;
} Inputs;

static Status text_is_written(const void *input, Buffer *out)
{
    return akn_write_text(((const Inputs *)input)->text, out, NULL);
}

static Status text_is_read(const void *input, Buffer *out)
{
    Text  *text = NULL;
    Status status;

    TRY(akn_read(buffer_slice(&((const Inputs *)input)->akn), &text, NULL));
    status = text_encode(text, out, NULL);
    text_free(text);
    return status;
}

static Status compilation_is_written(const void *input, Buffer *out)
{
    return akn_write_compilation(((const Inputs *)input)->compilation, out, NULL);
}

static Status compilation_is_read(const void *input, Buffer *out)
{
    StoredCompilation *stored = NULL;

    TRY(akn_read_compilation(buffer_slice(&((const Inputs *)input)->compiled), &stored, NULL));
    buffer_add(out, stored->names[0]);
    stored_compilation_free(stored);
    return out->status;
}

typedef Status (*WriteOfficial)(const Official *official, const OfficialSink *sink, Problem *problem);

static Status official_by(WriteOfficial write, const void *input, Buffer *out)
{
    Official     official;
    OfficialPart part;
    Text        *body = NULL;
    OfficialSink sink = official_to_buffer(out);
    Status       status = official_from_text(((const Inputs *)input)->text, OFFICIAL_RESOLUTION, &official, &part, &body, NULL);

    official.contents = status == OK;
    if (status == OK)
        status = write(&official, &sink, NULL);
    text_free(body);
    return status;
}

static Status official_word_file(const void *input, Buffer *out)
{
    return official_by(docx_write_official, input, out);
}

static Status official_page(const void *input, Buffer *out)
{
    return official_by(html_write_official, input, out);
}

static Status official_akn(const void *input, Buffer *out)
{
    return official_by(akn_write_official, input, out);
}

static Text *text_of(const char *words)
{
    Text *text = NULL;

    REQUIRE(plain_read(slice_from(words), &text, NULL) == OK && text_identify(text) == OK);
    return text;
}

int main(void)
{
    int         failed;
    Inputs      inputs = {0};
    Text       *revised;
    Comparer   *comparer;
    Amendment  *amendment = NULL;
    Submission  submission;
    const Walk  walks[] = {
        {"akn: a text is written", text_is_written, &inputs},
        {"akn: a text is read", text_is_read, &inputs},
        {"akn: a compilation is written", compilation_is_written, &inputs},
        {"akn: a compilation is read", compilation_is_read, &inputs},
        {"an official Word file", official_word_file, &inputs},
        {"an official page", official_page, &inputs},
        {"an official document as Akoma Ntoso", official_akn, &inputs},
    };

    memory_adopt_libraries();
    inputs.text = text_of("The Assembly of Lamps,\n\nRecalling its resolution 75/240 of 31 December 2020,[1]\n\n1. Decides that lamps shall be lit:\n\n(a) At dusk;\n\n[1] A/70/174.\n");
    revised = text_of("The Assembly of Lamps,\n\nRecalling its resolution 75/240 of 31 December 2020,[1]\n\n1. Decides that lamps may be lit:\n\n(a) At dusk;\n\n2. Requests oil.\n\n[1] A/70/174.\n");
    buffer_init(&inputs.akn, WALK_OUTPUT_MAX);
    buffer_init(&inputs.compiled, WALK_OUTPUT_MAX);
    comparer = comparer_new(inputs.text);
    REQUIRE(comparer != NULL && amendment_between(comparer, revised, &amendment, NULL) == OK);
    submission = (Submission){SLICE("Delegation 01"), amendment};
    REQUIRE(compilation_make(inputs.text, &submission, 1, &inputs.compilation, NULL) == OK);
    REQUIRE(akn_write_text(inputs.text, &inputs.akn, NULL) == OK && akn_write_compilation(inputs.compilation, &inputs.compiled, NULL) == OK);
    failed = walk_all("fault formats", walks, sizeof walks / sizeof *walks);
    compilation_free(inputs.compilation);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(inputs.text);
    text_free(revised);
    buffer_clear(&inputs.akn);
    buffer_clear(&inputs.compiled);
    return failed;
}
