/* SPDX-License-Identifier: Apache-2.0
 *
 * Our own page, read back: whose changes are wanted, and where they compete.
 *
 * A page may have been edited by anyone. It is refused when it is nested more deeply than ours ever are, before it is parsed, so
 * that no walk over it needs a bound of its own; numbers that name no party, place or story mean nothing.
 */
#include "format/html/html_extract_internal.h"
#include "format/html/html_read_internal.h"

enum { DEPTH_MAX = 200, NODES_LOOKED_AT = 4096, TOLD_WORDS_MAX = 60, NAMES_TOLD_MAX = 150, EXTRACT_BYTES_MAX = 512 * 1024 * 1024 };

/* ---- attributes ---- */

bool html_extract_has(const GumboNode *node, const char *name)
{
    return node->type == GUMBO_NODE_ELEMENT && gumbo_get_attribute(&node->v.element.attributes, name) != NULL;
}

Slice html_extract_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *found = node->type == GUMBO_NODE_ELEMENT ? gumbo_get_attribute(&node->v.element.attributes, name) : NULL;

    return found != NULL ? slice_from(found->value) : (Slice){0};
}

bool html_extract_accepts(const Extraction *extraction, const GumboNode *node, const char *name)
{
    Slice  list = html_extract_attribute(node, name);
    size_t number = 0;

    for (size_t i = 0; i <= list.size; i++) {
        if (i < list.size && list.data[i] >= '0' && list.data[i] <= '9' && number <= extraction->party_count) {
            number = number * 10 + (size_t)(list.data[i] - '0');
            continue;
        }
        if (number > 0 && number <= extraction->party_count && extraction->accepted[number - 1])
            return true;
        number = 0;
    }
    return false;
}

void html_extract_tell(Extraction *extraction, Slice name, Slice words)
{
    size_t size = words.size < TOLD_WORDS_MAX ? words.size : TOLD_WORDS_MAX;

    extraction->conflicts++;
    if (extraction->told == NULL)
        return;
    while (size < words.size && size > 0 && ((unsigned char)words.data[size] & 0xc0) == 0x80)
        size--;
    buffer_add(extraction->told, name);
    buffer_add_string(extraction->told, ": \"");
    buffer_add(extraction->told, slice_part(words, 0, size));
    buffer_add_string(extraction->told, "\"\n");
}

/* ---- before parsing ---- */

static bool is_name(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_void(Slice name)
{
    static const char *const names[] = {"meta", "br", "input", "link", "img", "hr", "path", "circle", "use"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_is(name, names[i]))
            return true;
    return false;
}

/* Counts start tags less end tags: on a page of ours that is the depth, on another at most more than it. Our script and style have no tag in them. */
static bool is_shallow(Slice file)
{
    long depth = 0;

    for (size_t at = 0; at + 1 < file.size; at++) {
        size_t end = at + 1;

        if (file.data[at] != '<')
            continue;
        if (file.data[end] == '/') {
            depth -= depth > 0;
            continue;
        }
        if (!is_name(file.data[end]))
            continue;
        while (end < file.size && is_name(file.data[end]))
            end++;
        if (!is_void(slice_part(file, at + 1, end)) && ++depth > DEPTH_MAX)
            return false;
        at = end - 1;
    }
    return true;
}

bool html_page_recognize(Slice file)
{
    static const char mark[] = "<meta name=rapporteur-format content=\"" HTML_PAGE_FORMAT "\">";
    size_t            head = file.size < NODES_LOOKED_AT ? file.size : NODES_LOOKED_AT;

    return head != 0 && memmem(file.data, head, mark, sizeof mark - 1) != NULL;
}

/* What the page says of itself stands before its title, its parties too, however many. */
bool html_page_is_text(Slice file)
{
    static const char party[] = "<meta name=\"rapporteur-party\" ", title[] = "<title>";
    const char       *end = html_page_recognize(file) ? memmem(file.data, file.size, title, sizeof title - 1) : NULL;

    return end != NULL && memmem(file.data, (size_t)(end - file.data), party, sizeof party - 1) == NULL;
}

/* ---- what the page says of itself ---- */

typedef struct InstrumentRow {
    const char *name;
    size_t      offset;
} InstrumentRow;

static const InstrumentRow instrument_rows[] = {
    {"rapporteur-symbol", offsetof(Instrument, symbol)},
    {"rapporteur-title", offsetof(Instrument, title)},
    {"rapporteur-session", offsetof(Instrument, session)},
    {"rapporteur-agenda-item", offsetof(Instrument, agenda_item)},
    {"rapporteur-agenda-title", offsetof(Instrument, agenda_title)},
    {"rapporteur-adopted", offsetof(Instrument, adopted)},
    {"rapporteur-source-line", offsetof(Instrument, source_line)},
    {"rapporteur-distribution", offsetof(Instrument, distribution)},
    {"rapporteur-issued", offsetof(Instrument, issued)},
};

static Status take_meta(Extraction *extraction, const GumboNode *node)
{
    Slice name = html_extract_attribute(node, "name"), content = html_extract_attribute(node, "content");

    if (slice_is(name, "rapporteur-party")) {
        void  *block = extraction->parties;
        size_t capacity = extraction->party_count;
        Status status = memory_reserve(&block, &capacity, extraction->party_count + 1, sizeof(Slice));

        extraction->parties = block;
        TRY(status);
        extraction->parties[extraction->party_count++] = content;
    }
    if (slice_is(name, "rapporteur-resolution"))
        extraction->text->instrument.is_resolution = true;
    for (size_t i = 0; i < sizeof instrument_rows / sizeof *instrument_rows; i++)
        if (slice_is(name, instrument_rows[i].name))
            return slice_copy(extraction->text->arena, content,
                              (Slice *)((char *)&extraction->text->instrument + instrument_rows[i].offset));
    return OK;
}

static Status take_story(Extraction *extraction, const GumboNode *node, Slice id)
{
    void  *block = extraction->stories;
    Status status;

    if (slice_is(id, "0")) {
        extraction->body = node;
        return OK;
    }
    status = memory_reserve(&block, &extraction->story_capacity, extraction->story_count + 1, sizeof(StoryNode));
    extraction->stories = block;
    TRY(status);
    extraction->stories[extraction->story_count++] = (StoryNode){id, node, 0};
    return OK;
}

/* Gumbo's tree is as deep as is_shallow allows. */
static Status look(Extraction *extraction, const GumboNode *node)
{
    const GumboVector *children;
    Slice              language;

    if (node->type != GUMBO_NODE_ELEMENT)
        return OK;
    if (node->v.element.tag == GUMBO_TAG_META)
        return take_meta(extraction, node);
    language = html_extract_attribute(node, "data-lang");
    if (language.size != 0 && language.size < sizeof extraction->text->language)
        memcpy(extraction->text->language, language.data, language.size + 1);
    if (html_extract_has(node, "data-story"))
        TRY(take_story(extraction, node, html_extract_attribute(node, "data-story")));
    children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++)
        TRY(look(extraction, children->data[i]));
    return OK;
}

static int by_id(const void *a, const void *b)
{
    return slice_compare(((const StoryNode *)a)->id, ((const StoryNode *)b)->id);
}

/* ---- parties ---- */

static Status unknown(const Extraction *extraction, Slice name, Problem *problem)
{
    char   asked[PROBLEM_VALUE_MAX];
    Buffer names;
    Status status;

    buffer_init(&names, EXTRACT_BYTES_MAX);
    for (size_t i = 0; i < extraction->party_count && names.size < NAMES_TOLD_MAX; i++) {
        if (i != 0)
            buffer_add_string(&names, ", ");
        buffer_add(&names, extraction->parties[i]);
    }
    if (names.size >= NAMES_TOLD_MAX)
        buffer_add_string(&names, " …");
    buffer_add_byte(&names, '\0');
    (void)snprintf(asked, sizeof asked, "%.*s", (int)(name.size < sizeof asked ? name.size : sizeof asked - 1), name.size != 0 ? name.data : "");
    status = names.status != OK ? names.status
                                : problem_set(problem, ERR_NOT_FOUND, MSG("page.extract_unknown"), "name", asked, "names", names.data, NULL);
    buffer_clear(&names);
    return status;
}

static Status accept(Extraction *extraction, const Slice *names, size_t count, Problem *problem)
{
    extraction->accepted = arena_take_zeroed(extraction->arena, extraction->party_count + 1, sizeof(bool));
    if (extraction->accepted == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        bool found = false;

        for (size_t party = 0; party < extraction->party_count; party++)
            if (slice_equal(extraction->parties[party], names[i]))
                extraction->accepted[party] = found = true;
        if (!found)
            return unknown(extraction, names[i], problem);
    }
    return OK;
}

static Status extract(Extraction *extraction, const GumboNode *root, const Slice *names, size_t count, Problem *problem)
{
    char digits[DECIMAL_MAX];

    TRY(look(extraction, root));
    if (extraction->body == NULL)
        return problem_set(problem, ERR_SYNTAX, MSG("page.extract_not_ours"), "what", "data-story", NULL);
    if (extraction->story_count != 0)
        qsort(extraction->stories, extraction->story_count, sizeof(StoryNode), by_id);
    TRY(accept(extraction, names, count, problem));
    TRY(html_extract_text(extraction));
    if (extraction->conflicts != 0)
        return problem_set(problem, ERR_CONFLICT, MSG("extract.compete"), "count", decimal(digits, (int64_t)extraction->conflicts), NULL);
    return text_identify(extraction->text);
}

Status html_extract(Slice file, const Slice *names, size_t count, Text **out, Buffer *places, Problem *problem)
{
    Extraction   extraction = {.told = places};
    GumboOptions options = kGumboDefaultOptions;
    GumboOutput *parsed = NULL;
    Status       status = OK;

    if (!html_page_recognize(file))
        return problem_set(problem, ERR_SYNTAX, MSG("page.extract_not_ours"), "what", HTML_PAGE_FORMAT, NULL);
    if (!is_shallow(file))
        return problem_set(problem, ERR_LIMIT, MSG("page.extract_deep"), NULL);
    options.max_errors = 0;
    extraction.arena = arena_new(EXTRACT_BYTES_MAX);
    extraction.text = text_new("");
    TRY_OR(done, extraction.arena != NULL && extraction.text != NULL ? OK : ERR_MEMORY);
    TRY_OR(done, html_references_tame(file, extraction.arena, &file));
    parsed = gumbo_parse_with_options(&options, file.data, file.size);
    TRY_OR(done, parsed != NULL ? OK : ERR_MEMORY);
    TRY_OR(done, extract(&extraction, parsed->root, names, count, problem));
    *out = extraction.text;
    extraction.text = NULL;
done:
    if (parsed != NULL)
        gumbo_destroy_output(&options, parsed);
    text_free(extraction.text);
    arena_free(extraction.arena);
    memory_free(extraction.parties);
    memory_free(extraction.stories);
    memory_free(extraction.places.chosen);
    memory_free(extraction.groups.chosen);
    return status == OK || (problem != NULL && problem->status != OK) ? status : problem_set(problem, status, status_face(status)->message, NULL);
}

Status html_page_read(Slice file, Text **out, Problem *problem)
{
    return html_extract(file, NULL, 0, out, NULL, problem);
}
