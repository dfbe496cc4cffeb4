/* SPDX-License-Identifier: Apache-2.0
 *
 * A look at a page before the parser sees it.
 *
 * libgumbo keeps every open element and opens emphasis anew in every block ("<b><i><u>…" before "<p><p><p>"), so a small page can grow
 * without bound. This counts open elements as a browser roughly would; it need not be exact, for the sandbox bounds time and memory of
 * what it misses. End tags in comments and scripts close nothing.
 */
#include "format/html/html_read_internal.h"

enum {
    EMPHASIS_MAX = 200,     /* emphasis open at once */
    REOPENED_MAX = 1000000, /* elements that the parser would make anew */
    NAME_MAX = 16,
    SLOTS = 256             /* counters of open elements, by a hash of their names */
};

typedef struct Scan {
    Slice  page;
    size_t at;
    size_t depth, emphasis, reopened;
    size_t open[SLOTS];
} Scan;

static const char *const no_content[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
                                         /* these end by themselves when the next begins */
                                         "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",
                                         "caption", "rt", "rp", "html", "head", "body", "frame"};
static const char *const emphasis[] = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"};
static const char *const raw[] = {"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"};

static bool is_one_of(Slice name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, list[i]))
            return true;
    return false;
}
#define IS_ONE_OF(name, list) is_one_of(name, list, sizeof(list) / sizeof *(list))

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The tag's name in small letters, cut at NAME_MAX. */
static Slice read_name(Scan *scan, char room[NAME_MAX])
{
    size_t size = 0;

    while (scan->at < scan->page.size && strchr(" \t\n\f/>", scan->page.data[scan->at]) == NULL) {
        char c = scan->page.data[scan->at++];

        if (size < NAME_MAX)
            room[size++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (Slice){room, size};
}

/* To the end of the tag, over quoted values. */
static bool skip_tag(Scan *scan)
{
    char quote = '\0', before = '\0';

    for (; scan->at < scan->page.size; scan->at++) {
        char c = scan->page.data[scan->at];

        if (quote != '\0') {
            if (c == quote)
                quote = '\0';
        } else if ((c == '"' || c == '\'') && before == '=') {
            quote = c;
        } else if (c == '>') {
            scan->at++;
            return scan->at >= 2 && scan->page.data[scan->at - 2] == '/';
        }
        if (c != ' ' && c != '\t' && c != '\n')
            before = c;
    }
    return false;
}

static void skip_to(Scan *scan, const char *end)
{
    const char *found = memmem(scan->page.data + scan->at, scan->page.size - scan->at, end, strlen(end));

    scan->at = found != NULL ? (size_t)(found - scan->page.data) + strlen(end) : scan->page.size;
}

/* To the end tag of an element whose content is no markup. */
static void skip_raw(Scan *scan, Slice name)
{
    while (scan->at < scan->page.size) {
        const char *found = memmem(scan->page.data + scan->at, scan->page.size - scan->at, "</", 2);
        char        room[NAME_MAX];

        if (found == NULL) {
            scan->at = scan->page.size;
            return;
        }
        scan->at = (size_t)(found - scan->page.data) + 2;
        if (slice_equal(read_name(scan, room), name))
            return;
    }
}

static void open_element(Scan *scan, Slice name)
{
    scan->reopened += scan->emphasis;
    if (IS_ONE_OF(name, no_content))
        return;
    scan->open[hash_fast(name, 0) % SLOTS]++;
    scan->depth++;
    if (IS_ONE_OF(name, emphasis))
        scan->emphasis++;
}

static void close_element(Scan *scan, Slice name)
{
    size_t *open = &scan->open[hash_fast(name, 0) % SLOTS];

    if (IS_ONE_OF(name, no_content) || *open == 0)
        return;
    --*open;
    scan->depth--;
    if (IS_ONE_OF(name, emphasis) && scan->emphasis != 0)
        scan->emphasis--;
}

static void read_tag(Scan *scan)
{
    char  room[NAME_MAX];
    bool  closing = scan->at < scan->page.size && scan->page.data[scan->at] == '/';
    Slice name;

    scan->at += closing;
    if (scan->at >= scan->page.size || !is_name_start(scan->page.data[scan->at]))
        return;
    name = read_name(scan, room);
    if (closing)
        close_element(scan, name);
    else
        open_element(scan, name);
    (void)skip_tag(scan);
    if (!closing && IS_ONE_OF(name, raw)) {
        skip_raw(scan, name);
        close_element(scan, name);
    }
}

Status html_scan(Slice page, Problem *problem)
{
    Scan scan = {.page = page};

    while (scan.at < page.size) {
        const char *tag = memchr(page.data + scan.at, '<', page.size - scan.at);

        if (tag == NULL)
            return OK;
        scan.at = (size_t)(tag - page.data) + 1;
        if (slice_starts(slice_part(page, scan.at, page.size), "!--"))
            skip_to(&scan, "-->");
        else
            read_tag(&scan);
        if (scan.depth > HTML_DEPTH_MAX || scan.emphasis > EMPHASIS_MAX || scan.reopened > REOPENED_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("html.too_deep"), NULL);
    }
    return OK;
}
