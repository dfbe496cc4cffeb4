/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages, a row each: address, named query, template. A page of the house is added here, in web/pages/ and nowhere else; openapi.c and the tests walk these rows.
 */
#include "web/pages_internal.h"

const PageRow page_rows[] = {
    {.pattern = "", .query = "house.front", .template = "front", .title = MSG("title.front"), .section = "front", .keep = KEEP_MINUTE, .more = front_more},
    {.pattern = "bodies/*", .query = "body.show", .wilds = {"body"}, .template = "body", .title = MSG("title.named"), .name = "names", .section = "front", .keep = KEEP_MINUTE},
    {.pattern = "bodies/*/about", .query = "body.about", .wilds = {"body"}, .template = "about", .title = MSG("title.about"), .name = "names", .section = "front", .sorts = {"listed"}},
    {.pattern = "bodies/*/composition", .query = "body.composition", .wilds = {"body"}, .template = "composition", .title = MSG("title.composition"), .name = "names", .section = "front"},
    {.pattern = "sessions/*", .query = "session.show", .wilds = {"session"}, .template = "session", .title = MSG("title.named"), .name = "names", .section = "front", .keep = KEEP_MINUTE},
    {.pattern = "sessions/*/*", .query = "meeting.show", .wilds = {"session", "meeting"}, .template = "meeting", .title = MSG("title.meeting"), .name = "meeting", .section = "front",
     .keep = KEEP_MINUTE},
    {.pattern = "sessions/*/*/proceedings", .query = "meeting.proceedings", .wilds = {"session", "meeting"}, .template = "proceedings", .title = MSG("title.proceedings"), .section = "front",
     .more = proceedings_more},
    {.pattern = "documents", .query = "document.list", .template = "documents", .title = MSG("title.documents"), .section = "documents"},
    {.pattern = "documents/*", .query = "document.show", .wilds = {"symbol"}, .template = "document", .title = MSG("title.document"), .name = "symbol", .section = "documents",
     .more = document_more, .also = {"beside"}},
    {.pattern = "chain/*", .query = "document.chain", .wilds = {"symbol"}, .template = "chain", .title = MSG("title.chain"), .name = "symbol", .section = "documents", .more = chain_more,
     .slow = MSG("chain.too_long")},
    {.pattern = "compare", .query = "compare.show", .template = "compare", .title = MSG("title.compare"), .section = "documents", .more = compare_more, .whole = true, .slow = MSG("compare.too_long")},
    {.pattern = "statements", .query = "statement.list", .template = "statements", .title = MSG("title.statements"), .section = "statements"},
    {.pattern = "statements/*", .query = "statement.show", .wilds = {"act"}, .template = "statement", .title = MSG("title.statement"), .section = "statements", .more = statement_more},
    {.pattern = "parties", .query = "party.list", .template = "parties", .title = MSG("title.parties"), .section = "parties", .sorts = {"parties"}},
    {.pattern = "parties/*", .query = "party.show", .wilds = {"party"}, .template = "party", .title = MSG("title.named"), .name = "names", .section = "parties", .more = party_more},
    {.pattern = "calls", .query = "call.list", .template = "calls", .title = MSG("title.calls"), .section = "views", .keep = KEEP_MINUTE, .more = calls_more},
    {.pattern = "calls/*", .query = "call.show", .wilds = {"call"}, .template = "call", .title = MSG("title.named"), .name = "names", .section = "views", .keep = KEEP_MINUTE, .more = call_more, .also = {"by"}},
    {.pattern = "calls/*/across", .query = "call.across", .wilds = {"call"}, .template = "across", .title = MSG("title.across"), .name = "names", .section = "views", .more = across_more},
    {.pattern = "submissions/*", .query = "submission.show", .wilds = {"act"}, .template = "submission", .title = MSG("title.submission"), .name = "party", .section = "views", .more = submission_more},
    {.pattern = "concepts", .query = "concept.list", .template = "concepts", .title = MSG("title.concepts"), .section = "views", .sorts = {"concepts"}},
    {.pattern = "concepts/*", .query = "concept.show", .wilds = {"concept"}, .template = "concept", .title = MSG("title.named"), .name = "names", .section = "views", .more = concept_more},
    {.pattern = "initiatives", .query = "initiative.list", .template = "initiatives", .title = MSG("title.initiatives"), .section = "initiatives"},
    {.pattern = "initiatives/*", .query = "initiative.show", .wilds = {"initiative"}, .template = "initiative", .title = MSG("title.named"), .name = "names", .section = "initiatives"},
    {.pattern = "texts", .query = "text.list", .template = "texts", .title = MSG("title.texts"), .section = "texts", .more = texts_more},
    {.pattern = "texts/*", .query = "text.show", .wilds = {"process"}, .template = "text", .title = MSG("title.named"), .name = "names", .section = "texts", .keep = KEEP_MINUTE, .more = text_more,
     .also = {"part", "view", "state", "party", "section", "comments"}, .sorts = {"who_spoke"}},
    {.pattern = "texts/*/map", .query = "text.map", .wilds = {"process"}, .template = "map", .title = MSG("title.map"), .name = "names", .section = "texts", .more = map_more},
    {.pattern = "texts/*/letter", .query = "text.silence", .wilds = {"process"}, .template = "letter", .title = MSG("title.letter"), .section = "texts", .more = letter_more},
    {.pattern = "texts/*/*", .query = "text.paragraph", .wilds = {"process", "paragraph"}, .template = "paragraph", .title = MSG("title.named"), .name = "names", .section = "texts", .more = paragraph_more},
    {.pattern = "acts", .query = "act.list", .template = "acts", .title = MSG("title.acts"), .section = "record"},
    {.pattern = "acts/*", .query = "act.show", .wilds = {"act"}, .template = "act", .title = MSG("title.act"), .section = "record", .more = act_more},
    {.pattern = "record", .query = "record.show", .template = "record", .title = MSG("title.record"), .section = "record"},
    {.pattern = "search", .query = "search", .template = "search", .title = MSG("title.search"), .section = "search"},
    {.pattern = "quote", .query = "quote", .template = "quote", .title = MSG("title.quote"), .section = "search", .keep = KEEP_NEVER, .more = quote_more},
};
const size_t page_row_count = sizeof page_rows / sizeof page_rows[0];

/* The segment before the next "/" of *rest, which moves behind it. False at the end. */
static bool next_segment(Slice *rest, Slice *out)
{
    const char *slash;

    if (rest->data == NULL)
        return false;
    slash = rest->size != 0 ? memchr(rest->data, '/', rest->size) : NULL;
    *out = slash != NULL ? (Slice){rest->data, (size_t)(slash - rest->data)} : *rest;
    *rest = slash != NULL ? slice_part(*rest, out->size + 1, rest->size) : (Slice){NULL, 0};
    return true;
}

/* How particular the row is: more segments first, then those that are no asterisk. 0: it does not match. */
static unsigned match(const char *pattern, Slice path, Slice wilds[PAGE_WILDS_MAX])
{
    Slice    want_rest = slice_from(pattern), got_rest = path, want, got;
    unsigned segments = 0, exact = 0;
    size_t   wild = 0;

    while (next_segment(&want_rest, &want)) {
        const char *start = got_rest.data;

        if (!next_segment(&got_rest, &got))
            return 0;
        segments++;
        if (!slice_is(want, "*")) {
            if (!slice_equal(want, got))
                return 0;
            exact++;
            continue;
        }
        if (want_rest.data == NULL) {
            got = (Slice){start, (size_t)(path.data + path.size - start)};
            got_rest = (Slice){NULL, 0};
        }
        if (got.size == 0 || wild == PAGE_WILDS_MAX)
            return 0;
        wilds[wild++] = got;
    }
    return got_rest.data == NULL ? segments * 16 + exact + 1 : 0;
}

const PageRow *page_find(Slice path, Slice wilds[PAGE_WILDS_MAX])
{
    const PageRow *found = NULL;
    unsigned       best = 0;

    if (path.data == NULL)
        path = SLICE("");
    for (size_t i = 0; i < page_row_count; i++) {
        Slice    taken[PAGE_WILDS_MAX] = {{NULL, 0}};
        unsigned score = match(page_rows[i].pattern, path, taken);

        if (score <= best)
            continue;
        best = score;
        found = &page_rows[i];
        memcpy(wilds, taken, sizeof taken);
    }
    return found;
}

bool page_argument(const PageRow *row, const Slice wilds[PAGE_WILDS_MAX], const HttpExchange *exchange, const char *name, Slice *value)
{
    for (size_t i = 0; i < PAGE_WILDS_MAX && row->wilds[i] != NULL; i++)
        if (strcmp(row->wilds[i], name) == 0) {
            *value = wilds[i];
            return true;
        }
    return http_query(exchange, name, value) && value->size != 0;
}
