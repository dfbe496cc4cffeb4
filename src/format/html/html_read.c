/* SPDX-License-Identifier: Apache-2.0
 *
 * Web pages as people save them, read with libgumbo.
 *
 * The parser cannot be told that memory ran out, and frees its tree by recursion; so it gets the system's allocator through a list of its
 * blocks, which are freed one by one. The page's size is bounded before, its nesting by html_scan, all else by the sandbox.
 */
#include "format/html/html_read_internal.h"

#include "format/html/html.h"
#include "format/plain/plain.h"

enum {
    ARENA_MAX = 12 * HTML_FILE_MAX,
    CHARSET_WITHIN = 4096, /* bytes of the page in which it says its encoding */
    CHARSET_MAX = 40,
    MEGABYTE = 1024 * 1024
};

/* ---- the parser's memory ---- */

typedef struct Block {
    struct Block *before, *after;
} Block;

static void *block_new(void *list, size_t size)
{
    Block *head = list;
    Block *block = size < SIZE_MAX - sizeof *block ? kGumboDefaultOptions.allocator(NULL, sizeof *block + size) : NULL;

    if (block == NULL)
        return NULL;
    block->before = head;
    block->after = head->after;
    if (head->after != NULL)
        head->after->before = block;
    head->after = block;
    return block + 1;
}

static void block_free(void *list, void *memory)
{
    Block *block = memory;

    (void)list;
    if (block == NULL)
        return;
    block--;
    block->before->after = block->after;
    if (block->after != NULL)
        block->after->before = block->before;
    kGumboDefaultOptions.deallocator(NULL, block);
}

static void blocks_free(Block *head)
{
    while (head->after != NULL)
        block_free(head, head->after + 1);
}

/* ---- encoding ---- */

/* The encoding that the page names for itself, or "". Names of Unicode are left to plain_decode; Latin-1 is, as in browsers, Windows-1252. */
static void read_charset(Slice file, char out[CHARSET_MAX])
{
    Slice       head = slice_part(file, 0, file.size < CHARSET_WITHIN ? file.size : CHARSET_WITHIN);
    const char *found = head.size != 0 ? memmem(head.data, head.size, "charset=", 8) : NULL;
    size_t      at = found != NULL ? (size_t)(found - head.data) + 8 : head.size, size = 0;

    while (at < head.size && strchr(" \"'", head.data[at]) != NULL)
        at++;
    while (at < head.size && size + 1 < CHARSET_MAX && strchr(" \"'>;/\n\r\t", head.data[at]) == NULL && (unsigned char)head.data[at] > ' ')
        out[size++] = head.data[at++];
    out[size] = '\0';
    if (strncasecmp(out, "utf", 3) == 0 || strncasecmp(out, "unicode", 7) == 0)
        out[0] = '\0';
    else if (strcasecmp(out, "iso-8859-1") == 0)
        (void)snprintf(out, CHARSET_MAX, "windows-1252");
}

/* ---- the parser ---- */

/* NULL without memory. The tree is freed with the blocks. */
static GumboOutput *parse(Slice page, Arena *arena, Block *blocks)
{
    GumboOptions options = kGumboDefaultOptions;
    GumboOutput *output;
    Slice        tame;

    if (html_references_tame(page, arena, &tame) != OK)
        return NULL;
    options.allocator = block_new;
    options.deallocator = block_free;
    options.userdata = blocks;
    options.max_errors = 0;
    output = gumbo_parse_with_options(&options, tame.data, tame.size);
    return output != NULL && html_references_restore(output->root, tame, page, arena) == OK ? output : NULL;
}

static Status check_size(Slice page, Problem *problem)
{
    char most[DECIMAL_MAX];

    return page.size <= HTML_FILE_MAX ? OK : problem_set(problem, ERR_LIMIT, MSG("html.too_large"), "size", decimal(most, HTML_FILE_MAX / MEGABYTE), NULL);
}

/* ---- language ---- */

static void take_language(const GumboNode *top, Text *text)
{
    for (const GumboNode *node = top; node != NULL; node = html_tree_next(node, top, true)) {
        const char *language = html_tree_attribute(node, "lang");

        if (language == NULL)
            language = html_tree_attribute(node, "xml:lang");
        if (language != NULL && language[0] != '\0' && strlen(language) < sizeof text->language &&
            (html_tree_is(node, GUMBO_TAG_HTML) || html_tree_is(node, GUMBO_TAG_BODY))) {
            memcpy(text->language, language, strlen(language) + 1);
            return;
        }
        if (html_tree_is(node, GUMBO_TAG_BODY))
            return;
    }
}

/* A page can say anything: what is no language tag is no language. */
static void check_language(Text *text)
{
    for (size_t i = 0; text->language[i] != '\0'; i++) {
        char c = text->language[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && (i == 0 || (c != '-' && (c < '0' || c > '9')))) {
            text->language[0] = '\0';
            return;
        }
        /* The first part is written small everywhere in this program. */
        if (letter && memchr(text->language, '-', i) == NULL)
            text->language[i] = (char)(c | 0x20);
    }
}

/* ---- reading ---- */

static Status read_page(Slice page, Arena *arena, Text *text, Problem *problem)
{
    Block        head = {NULL, NULL};
    GumboOutput *output = parse(page, arena, &head);
    HtmlNotes    notes;
    Status       status = OK;

    if (output != NULL) {
        const GumboNode *root = html_tree_root(output->root);

        take_language(output->root, text);
        check_language(text);
        status = html_notes_find(root, arena, &notes);
        if (status == OK)
            status = html_flow(root, &notes, arena, text);
    } else {
        status = ERR_MEMORY;
    }
    blocks_free(&head);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

Status html_read(Slice file, Text **out, Problem *problem)
{
    Arena *arena = arena_new(ARENA_MAX);
    Text  *text = text_new(NULL);
    Slice  page = {NULL, 0};
    char   charset[CHARSET_MAX];
    Status status = OK;

    if (arena == NULL || text == NULL) {
        status = problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
        goto done;
    }
    TRY_OR(done, check_size(file, problem));
    read_charset(file, charset);
    TRY_OR(done, plain_decode(file, charset[0] != '\0' ? charset : NULL, arena, &page, problem));
    TRY_OR(done, html_scan(page, problem));
    TRY_OR(done, read_page(page, arena, text, problem));
    TRY_OR(done, anatomy_classify(text, problem));
    *out = text;
    text = NULL;
done:
    text_free(text);
    arena_free(arena);
    return status;
}

/* ---- fragments ---- */

static Status read_fragment(Slice html, const char *mark, Arena *arena, Text *out)
{
    Block            head = {NULL, NULL};
    GumboOutput     *output = parse(html, arena, &head);
    const GumboNode *body = output != NULL ? output->root : NULL;
    Status           status = ERR_MEMORY;

    while (body != NULL && !html_tree_is(body, GUMBO_TAG_BODY))
        body = html_tree_next(body, output->root, true);
    if (output != NULL)
        status = html_flow_fragment(body != NULL ? body : output->root, mark, arena, out);
    blocks_free(&head);
    return status;
}

Status html_read_fragment(Slice html, const char *mark, Text *out, Problem *problem)
{
    Arena *arena = arena_new(ARENA_MAX);
    Status status = arena != NULL ? OK : ERR_MEMORY;

    TRY_OR(done, status);
    TRY_OR(done, check_size(html, problem));
    TRY_OR(done, html_scan(html, problem));
    status = read_fragment(html, mark, arena, out);
done:
    arena_free(arena);
    return problem_plain(problem, status);
}
