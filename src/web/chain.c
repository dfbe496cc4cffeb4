/* SPDX-License-Identifier: Apache-2.0
 *
 * What the page of a chain adds to its answer: which document and paragraph the reader came from, what may be left out of an address, and at each document whether there are words, a redline, or neither.
 */
#include "web/pages_internal.h"

#include <jansson.h>

/* A member of that name says what happened, for the template. */
static void dress_state(json_t *link)
{
    const char *state = json_string_value(json_object_get(link, "state"));

    json_set_flag(link, "is_same", strcmp(state, "same") == 0);
    json_set_flag(link, "is_dropped", strcmp(state, "dropped") == 0);
    json_set_flag(link, "is_absent", strcmp(state, "absent") == 0);
}

static void mark_asked(const json_t *documents, json_t *list)
{
    json_t *link;
    size_t  i;

    json_array_foreach(list, i, link)
    {
        dress_state(link);
        json_set_flag(link, "here", json_is_true(json_object_get(json_array_get(documents, i), "asked")));
        json_set_flag(link, "altered", json_object_get(link, "redline") != NULL);
        json_set_flag(link, "there", json_array_size(json_object_get(link, "paragraphs")) != 0);
        if (json_object_get(json_array_get(json_object_get(link, "paragraphs"), 0), "id") != NULL)
            (void)json_object_set(link, "anchor", json_object_get(json_array_get(json_object_get(link, "paragraphs"), 0), "id"));
    }
}

Status chain_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const json_t *documents = json_object_get(answer, "documents");
    json_t       *row;
    size_t        i;

    (void)web, (void)exchange, (void)asker, (void)problem;
    mark_asked(documents, json_object_get(answer, "links"));
    json_array_foreach(json_object_get(answer, "rows"), i, row) mark_asked(documents, json_object_get(row, "cells"));
    json_set_flag(answer, "alone", json_array_size(documents) < 2);
    json_set_flag(answer, "one", json_object_get(answer, "links") != NULL);
    json_set_flag(answer, "overview", json_object_get(answer, "rows") != NULL);
    return OK;
}
