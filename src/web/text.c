/* SPDX-License-Identifier: Apache-2.0
 *
 * What the templates of a text under negotiation need beside the answer: which sign stands for what, what is empty, the deadline as a time.
 */
#include "web/pages_internal.h"

#include <jansson.h>

/* The signs of web/pages/marks.html. */
static const struct {
    const char *value, *sign;
} signs[] = {{"object", "objected"}, {"stale", "stale"}, {"reserve", "reserved"}, {"competing", "contested"}, {"change", "changed"}, {"support", "tick"}, {"can_live_with", "tick"}};

static const char *sign_of(Slice value)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (slice_is(value, signs[i].value))
            return signs[i].sign;
    return "open";
}

static void dress_positions(json_t *paragraph)
{
    json_t *position;
    size_t  i;

    json_array_foreach(json_object_get(paragraph, "positions"), i, position)
        (void)json_object_set_new(position, "mark", json_string(json_object_get(position, "stale") != NULL ? "stale" : sign_of(json_slice(json_object_get(position, "position")))));
    if (i != 0)
        (void)json_object_set_new(paragraph, "has_positions", json_true());
    else if (slice_is(json_slice(json_object_get(paragraph, "state")), "open"))
        (void)json_object_set_new(paragraph, "quiet", json_true());
}

static void dress_silences(json_t *answer)
{
    json_t *silence;
    size_t  i;

    json_array_foreach(json_object_get(answer, "silences"), i, silence)
    {
        if (!slice_is(json_slice(json_object_get(silence, "state")), "open"))
            continue;
        (void)json_object_set_new(silence, "now_open", json_true());
        (void)json_object_set(silence, "deadline_text", json_object_get(silence, "deadline"));
    }
}

/* Nothing is left out of the page: what has no place in the text has one under it. */
static void list_unshown(json_t *answer)
{
    json_t *amendment, *unshown = json_array();
    size_t  i;

    json_array_foreach(json_object_get(answer, "amendments"), i, amendment) if (json_object_get(amendment, "not_shown") != NULL)
        (void)json_array_append(unshown, amendment);
    (void)json_object_set_new(answer, "unshown", unshown);
}

Status text_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *paragraph;
    size_t  i;

    (void)web, (void)asker, (void)problem;
    json_array_foreach(json_object_get(answer, "paragraphs"), i, paragraph) dress_positions(paragraph);
    dress_silences(answer);
    if (json_object_get(answer, "past") == NULL)
        list_unshown(answer);
    if (json_array_size(json_object_get(answer, "explanations")) != 0)
        (void)json_object_set_new(answer, "explained", json_true());
    return text_parts(exchange, answer);
}

Status map_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *row, *cell;
    size_t  i, j;

    (void)web, (void)exchange, (void)asker, (void)problem;
    json_array_foreach(json_object_get(answer, "rows"), i, row)
        json_array_foreach(json_object_get(row, "cells"), j, cell)
            if (json_object_get(cell, "mark") != NULL)
                (void)json_object_set_new(cell, "sign", json_string(sign_of(json_slice(json_object_get(cell, "mark")))));
    return OK;
}
