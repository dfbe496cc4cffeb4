/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a text as one open amendment would have them, for who amends it: a proposal on a proposal begins with the words of that one.
 */
#include "service/text_internal.h"

static const json_t *amendment_named(const json_t *answer, Slice act)
{
    const json_t *row, *list = json_object_get(answer, "amendments");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, row) if (slice_equal(json_slice(json_object_get(row, "act")), act)) return row;
    return NULL;
}

/* {"party", "words": {paragraph: words without the label}}; a paragraph that it deletes has none. */
static Status words_of(const Text *base, const Text *revised, const json_t *amendment, json_t **out, Problem *problem)
{
    json_t *words = json_object();

    for (size_t i = 0; i < base->count; i++) {
        long             at = text_find(revised, slice_from(base->paragraphs[i].id));
        const Paragraph *paragraph = at >= 0 ? &revised->paragraphs[at] : NULL;

        (void)json_object_set_new(words, base->paragraphs[i].id,
                                  paragraph != NULL ? json_from_slice(slice_trim(slice_part(paragraph->text, paragraph_label_size(paragraph), paragraph->text.size))) : json_string(""));
    }
    *out = json_pack("{s:O, s:o}", "party", json_object_get(amendment, "party"), "words", words);
    return *out != NULL ? OK : text_no_memory(problem);
}

Status service_text_wording(Service *service, Slice process, Slice act, const Asker *asker, int64_t now, json_t **out, Problem *problem)
{
    json_t       *answer = NULL;
    const json_t *amendment;
    Text         *base = NULL, *revised = NULL;
    Amendment    *read = NULL;
    Status        status;

    TRY(service_query_view(service, "text.show", &process, 1, asker, now, &answer, problem));
    amendment = amendment_named(answer, act);
    if (amendment == NULL)
        TRY_OR(done, problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"), NULL));
    TRY_OR(done, text_of_version(service, json_object_get(answer, "sha256"), &base, problem));
    TRY_OR(done, text_amendment_of(base, json_object_get(amendment, "changes"), &read, problem));
    TRY_OR(done, amendment_apply(base, read, &revised, problem));
    status = words_of(base, revised, amendment, out, problem);
done:
    amendment_free(read);
    text_free(revised);
    text_free(base);
    json_decref(answer);
    return status;
}
