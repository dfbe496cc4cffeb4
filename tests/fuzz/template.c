/* SPDX-License-Identifier: Apache-2.0
 *
 * Templates: a source, a form feed, a JSON value. What parses renders within its limits and never to half an escape: no "<" of a value comes through, whatever the template.
 */
#include "fuzz.h"

#include <jansson.h>

#include "web/house_internal.h"

enum { OUT_MAX = 1024 * 1024 };

static const Filter *no_filter(Slice name)
{
    (void)name;
    return NULL;
}

static const char *one_message(Slice id)
{
    return slice_is(id, "json.invalid") ? "json.invalid" : NULL;
}

static size_t count_of(Slice text, char c)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == c;
    return count;
}

/* Without sections and partials nothing of the source is printed twice: there cannot be more "<" than it has. */
static void check_render(const TemplateSet *set, Slice source, const json_t *value)
{
    bool   once = memmem(source.data, source.size, "{{#", 3) == NULL && memmem(source.data, source.size, "{{>", 3) == NULL && memmem(source.data, source.size, "{{ ", 3) == NULL;
    Buffer out;
    Status status;

    buffer_init(&out, OUT_MAX);
    status = template_render(template_set_find(set, SLICE("fuzz")), value, &(RenderOptions){.language = "en"}, &out);
    REQUIRE(status == OK || status == ERR_LIMIT || status == ERR_MEMORY);
    REQUIRE(!once || count_of(buffer_slice(&out), '<') <= count_of(source, '<'));
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const TemplateNames names = {no_filter, one_message, true};
    Slice                      rest = {(const char *)data, size}, source = fuzz_part(&rest, '\f');
    TemplateSet               *set = NULL;
    json_t                    *value = NULL;

    if (template_set_new(&names, &set, NULL) != OK)
        return 0;
    if (template_set_add(set, SLICE("fuzz"), source, NULL) == OK && template_set_link(set, NULL) == OK && json_read(rest, &value, NULL) == OK)
        check_render(set, source, value);
    json_decref(value);
    template_set_free(set);
    return 0;
}
