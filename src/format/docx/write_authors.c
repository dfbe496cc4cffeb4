/* SPDX-License-Identifier: Apache-2.0
 *
 * Our own compilations, read back: who is behind an author name, and the text with the revisions of some parties accepted.
 *
 * The document itself is the authority: what is accepted is what stands in it, also after another program has opened and saved it. The custom part (or, without it, the
 * comments) only says who "Delegation 01 +16" is, and where wordings compete.
 */
#include <jansson.h>

#include "format/docx/docx_write.h"

enum { NAMES_MAX = 100000, CUSTOM_MAX = 256 * 1024 * 1024 };

typedef struct NamedList {
    Slice  author;
    Slice *names;
    size_t count;
} NamedList;

struct DocxAuthors {
    Arena     *arena;
    NamedList *lists;
    size_t     list_count, list_capacity;
    Slice     *parties;
    size_t     party_count, party_capacity;
    Slice      compilation;
};

/* ---- lists ---- */

static Status add_name(DocxAuthors *authors, Slice name)
{
    void  *block = authors->parties;
    Status status;

    for (size_t i = 0; i < authors->party_count; i++)
        if (slice_equal(authors->parties[i], name))
            return OK;
    if (authors->party_count >= NAMES_MAX)
        return ERR_LIMIT;
    status = memory_reserve(&block, &authors->party_capacity, authors->party_count + 1, sizeof name);
    authors->parties = block;
    TRY(status);
    TRY(slice_copy(authors->arena, name, &authors->parties[authors->party_count]));
    authors->party_count++;
    return OK;
}

/* Cuts "a; b; c". */
static Status cut_names(Arena *arena, Slice joined, Slice **out, size_t *count)
{
    size_t most = 1;

    for (size_t i = 0; i < joined.size; i++)
        most += joined.data[i] == ';';
    *count = 0;
    *out = arena_take_zeroed(arena, most, sizeof **out);
    if (*out == NULL)
        return ERR_MEMORY;
    for (;;) {
        const char *end = memmem(joined.data, joined.size, "; ", 2);
        size_t      size = end != NULL ? (size_t)(end - joined.data) : joined.size;

        TRY(slice_copy(arena, slice_part(joined, 0, size), &(*out)[(*count)++]));
        if (end == NULL)
            return OK;
        joined = slice_part(joined, size + 2, joined.size);
    }
}

static Status add_list(DocxAuthors *authors, Slice author, NamedList **out)
{
    void  *block = authors->lists;
    Status status = memory_reserve(&block, &authors->list_capacity, authors->list_count + 1, sizeof **out);

    authors->lists = block;
    TRY(status);
    *out = &authors->lists[authors->list_count];
    **out = (NamedList){0};
    TRY(slice_copy(authors->arena, author, &(*out)->author));
    authors->list_count++;
    return OK;
}

static const NamedList *find_list(const DocxAuthors *authors, Slice author)
{
    for (size_t i = 0; i < authors->list_count; i++)
        if (slice_equal(authors->lists[i].author, author))
            return &authors->lists[i];
    return NULL;
}

/* ---- the custom part ---- */

static const struct {
    const char *entity;
    char        character;
} entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

/* The text of the one element of the part. It was written by us; another program may only have written its escapes differently. */
static void unescape_text(Slice xml, Buffer *out)
{
    const char *root = memmem(xml.data, xml.size, "compilation", 11), *start, *end;

    start = root != NULL ? memchr(root, '>', xml.size - (size_t)(root - xml.data)) : NULL;
    end = start != NULL ? memchr(start, '<', xml.size - (size_t)(start - xml.data)) : NULL;
    if (end == NULL)
        return;
    for (const char *at = start + 1; at < end; at++) {
        size_t left = (size_t)(end - at), skipped = 0;

        for (size_t i = 0; *at == '&' && i < sizeof entities / sizeof *entities && skipped == 0; i++) {
            size_t size = strlen(entities[i].entity);

            if (left >= size && memcmp(at, entities[i].entity, size) == 0) {
                buffer_add_byte(out, entities[i].character);
                skipped = size;
            }
        }
        if (skipped == 0 && *at == '&' && left > 3 && at[1] == '#') {
            char *stop;
            long  rune = at[2] == 'x' ? strtol(at + 3, &stop, 16) : strtol(at + 2, &stop, 10);

            if (stop < end && *stop == ';' && rune > 0 && rune <= 0x10FFFF) {
                buffer_add_rune(out, (uint32_t)rune);
                skipped = (size_t)(stop - at) + 1;
            }
        }
        if (skipped == 0)
            buffer_add_byte(out, *at);
        else
            at += skipped - 1;
    }
}

static Status take_lists(DocxAuthors *authors, const json_t *lists)
{
    const char *author;
    json_t     *names, *name;
    size_t      index;

    json_object_foreach((json_t *)(uintptr_t)lists, author, names)
    {
        NamedList *list;

        TRY(add_list(authors, slice_from(author), &list));
        list->names = arena_take_zeroed(authors->arena, json_array_size(names), sizeof(Slice));
        if (list->names == NULL)
            return ERR_MEMORY;
        json_array_foreach(names, index, name)
            TRY(slice_copy(authors->arena, json_slice(name), &list->names[list->count++]));
    }
    return OK;
}

static Status take_compilation(DocxAuthors *authors, const json_t *compilation)
{
    const json_t *parties = json_object_get(compilation, "parties");
    Buffer        printed;
    Status        status;

    if (!json_is_object(compilation))
        return OK;
    for (size_t i = 0; i < json_array_size(parties); i++) {
        Slice name = json_slice(json_object_get(json_array_get(parties, i), "name"));

        if (name.size != 0)
            TRY(add_name(authors, name));
    }
    buffer_init(&printed, CUSTOM_MAX);
    json_print(compilation, &printed);
    status = printed.status == OK ? slice_copy(authors->arena, buffer_slice(&printed), &authors->compilation) : printed.status;
    buffer_clear(&printed);
    return status;
}

static Status read_custom(DocxAuthors *authors, const Docx *docx)
{
    Slice   xml = docx_slice(docx, docx->custom_bytes);
    Buffer  json;
    json_t *root = NULL;
    Status  status = OK;

    if (xml.size == 0)
        return OK;
    buffer_init(&json, CUSTOM_MAX);
    unescape_text(xml, &json);
    /* A part that is damaged is as good as none: the document is the authority. */
    if (json.status == OK && json_read(buffer_slice(&json), &root, NULL) == OK) {
        status = take_lists(authors, json_object_get(root, "authors"));
        if (status == OK)
            status = take_compilation(authors, json_object_get(root, "compilation"));
    }
    json_decref(root);
    buffer_clear(&json);
    return status;
}

/* ---- the comment: "NAME +16 = first; second; … ¶ NAME +17 = … ¶" by Rapporteur ---- */

static Status read_entry(DocxAuthors *authors, Slice entry)
{
    const char *equals = memmem(entry.data, entry.size, " = ", 3);
    NamedList  *list;

    if (equals == NULL || find_list(authors, (Slice){entry.data, (size_t)(equals - entry.data)}) != NULL)
        return OK;
    TRY(add_list(authors, (Slice){entry.data, (size_t)(equals - entry.data)}, &list));
    return cut_names(authors->arena, slice_part(entry, (size_t)(equals - entry.data) + 3, entry.size), &list->names, &list->count);
}

static Status read_comment(DocxAuthors *authors, Slice line)
{
    static const char mark[] = " \xC2\xB6";
    const char       *tab = memchr(line.data, '\t', line.size), *end;
    Slice             rest;

    if (tab == NULL || !slice_is((Slice){line.data, (size_t)(tab - line.data)}, "Rapporteur"))
        return OK;
    rest = slice_part(line, (size_t)(tab - line.data) + 1, line.size);
    while ((end = memmem(rest.data, rest.size, mark, sizeof mark - 1)) != NULL) {
        TRY(read_entry(authors, slice_trim((Slice){rest.data, (size_t)(end - rest.data)})));
        rest = slice_part(rest, (size_t)(end - rest.data) + sizeof mark - 1, rest.size);
    }
    return OK;
}

static Status read_comments(DocxAuthors *authors, const Docx *docx)
{
    Slice rest = docx_slice(docx, docx->comments);

    while (rest.size != 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t      size = end != NULL ? (size_t)(end - rest.data) : rest.size;

        TRY(read_comment(authors, slice_part(rest, 0, size)));
        rest = slice_part(rest, size + (end != NULL), rest.size);
    }
    return OK;
}

/* ---- all ---- */

static Status collect_parties(DocxAuthors *authors, const Docx *docx)
{
    for (size_t i = 1; i < docx->revision_count; i++) {
        Slice            author = docx_slice(docx, docx->revisions[i].author), *names;
        const NamedList *list = find_list(authors, author);
        size_t           count;

        if (list == NULL) {
            TRY(cut_names(authors->arena, author, &names, &count));
            for (size_t k = 0; k < count; k++)
                TRY(add_name(authors, names[k]));
            continue;
        }
        for (size_t k = 0; k < list->count; k++)
            TRY(add_name(authors, list->names[k]));
    }
    return OK;
}

Status docx_authors_new(const Docx *docx, DocxAuthors **out, Problem *problem)
{
    DocxAuthors *authors = memory_new_zeroed(1, sizeof *authors);
    Status       status = ERR_MEMORY;

    if (authors != NULL)
        authors->arena = arena_new(CUSTOM_MAX);
    if (authors != NULL && authors->arena != NULL)
        status = read_custom(authors, docx);
    if (status == OK)
        status = read_comments(authors, docx);
    if (status == OK)
        status = collect_parties(authors, docx);
    if (status != OK) {
        docx_authors_free(authors);
        return problem_set(problem, status, status_face(status)->message, NULL);
    }
    *out = authors;
    return OK;
}

void docx_authors_free(DocxAuthors *authors)
{
    if (authors == NULL)
        return;
    arena_free(authors->arena);
    memory_free(authors->lists);
    memory_free(authors->parties);
    memory_free(authors);
}

bool docx_authors_has(const DocxAuthors *authors, Slice author, Slice party)
{
    const NamedList *list = find_list(authors, author);

    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (slice_equal(list->names[i], party))
            return true;
    if (list != NULL)
        return false;
    for (;;) {
        const char *end = memmem(author.data, author.size, "; ", 2);
        size_t      size = end != NULL ? (size_t)(end - author.data) : author.size;

        if (slice_equal(slice_part(author, 0, size), party))
            return true;
        if (end == NULL)
            return false;
        author = slice_part(author, size + 2, author.size);
    }
}

const Slice *docx_authors_parties(const DocxAuthors *authors, size_t *count)
{
    *count = authors->party_count;
    return authors->parties;
}

Slice docx_authors_compilation(const DocxAuthors *authors)
{
    return authors->compilation;
}

/* ---- extracting ---- */

typedef struct Choosing {
    const DocxAuthors *authors;
    const Slice       *names;
    size_t             count;
} Choosing;

static bool is_chosen(const void *context, Slice author)
{
    const Choosing *choosing = context;

    for (size_t i = 0; i < choosing->count; i++)
        if (docx_authors_has(choosing->authors, author, choosing->names[i]))
            return true;
    return false;
}

static Status check_names(const Choosing *choosing, Problem *problem)
{
    for (size_t i = 0; i < choosing->count; i++) {
        bool known = false;
        char name[PROBLEM_VALUE_MAX];

        for (size_t k = 0; k < choosing->authors->party_count; k++)
            known = known || slice_equal(choosing->authors->parties[k], choosing->names[i]);
        if (!known) {
            (void)snprintf(name, sizeof name, "%.*s", (int)choosing->names[i].size, choosing->names[i].data);
            return problem_set(problem, ERR_NOT_FOUND, MSG("extract.unknown_party"), "name", name, NULL);
        }
    }
    return OK;
}

/* By the compilation in the custom part: do the wordings of these parties compete anywhere? */
static Status check_compilation(const Choosing *choosing, Buffer *places, Problem *problem)
{
    StoredCompilation *stored = NULL;
    Compilation       *compilation = NULL;
    Submission        *submissions = NULL;
    Text              *text = NULL;
    Status             status;

    TRY_OR(done, compilation_decode(choosing->authors->compilation, &stored, problem));
    submissions = memory_new((stored->count + 1) * sizeof *submissions);
    status = submissions != NULL ? OK : ERR_MEMORY;
    for (size_t i = 0; status == OK && i < stored->count; i++)
        submissions[i] = (Submission){stored->names[i], stored->amendments[i]};
    if (status == OK)
        status = compilation_make(stored->base, submissions, stored->count, &compilation, problem);
    if (status == OK)
        status = compilation_extract(compilation, choosing->names, choosing->count, &text, places, problem);
done:
    text_free(text);
    compilation_free(compilation);
    memory_free(submissions);
    stored_compilation_free(stored);
    return status;
}

static bool shares_party(const Choosing *choosing, Slice a, Slice b)
{
    for (size_t i = 0; i < choosing->count; i++)
        if (docx_authors_has(choosing->authors, a, choosing->names[i]) && docx_authors_has(choosing->authors, b, choosing->names[i]))
            return true;
    return false;
}

static Slice inserter(const Docx *docx, uint32_t revision)
{
    for (; revision != 0; revision = docx->revisions[revision].outer)
        if (docx->revisions[revision].kind == REVISION_INSERTED || docx->revisions[revision].kind == REVISION_MOVED_TO)
            return docx_slice(docx, docx->revisions[revision].author);
    return (Slice){NULL, 0};
}

/* Without the custom part: two accepted insertions side by side, of parties that share neither, both of which are in the deletion before them (or none
   is), are two wordings for one place. */
static Status check_neighbours(const Docx *docx, const Choosing *choosing, const DocxView *view, Buffer *places, Problem *problem)
{
    Slice  last = {NULL, 0}, words = {NULL, 0};
    size_t conflicts = 0;
    char   count[DECIMAL_MAX];

    for (size_t i = 0; i < docx->node_count; i++) {
        const DocxNode *node = &docx->nodes[i];
        Slice           by;

        if (node->type != NODE_TEXT && node->type != NODE_PARAGRAPH_END)
            continue;
        if (!docx_visible(docx, node->revision, view))
            continue;
        by = node->type == NODE_TEXT ? inserter(docx, node->revision) : (Slice){NULL, 0};
        if (by.size != 0 && last.size != 0 && !slice_equal(by, last) && !shares_party(choosing, by, last)) {
            conflicts++;
            if (places != NULL) {
                buffer_add_byte(places, '"');
                buffer_add(places, words);
                buffer_add_string(places, "\" / \"");
                buffer_add(places, docx_slice(docx, node->text));
                buffer_add_string(places, "\"\n");
            }
        }
        last = by;
        words = docx_slice(docx, node->text);
    }
    return conflicts == 0 ? OK
                          : problem_set(problem, ERR_CONFLICT, MSG("extract.compete"), "count", decimal(count, (int64_t)conflicts), NULL);
}

Status docx_extract(const Docx *docx, const DocxAuthors *authors, const Slice *names, size_t count, Text **out, Buffer *places, Problem *problem)
{
    Choosing choosing = {authors, names, count};
    DocxView view = {VIEW_AUTHORS, is_chosen, &choosing};

    TRY(check_names(&choosing, problem));
    if (count > 1 && authors->compilation.size != 0)
        TRY(check_compilation(&choosing, places, problem));
    else if (count > 1)
        TRY(check_neighbours(docx, &choosing, &view, places, problem));
    return docx_text(docx, &view, out, problem);
}
