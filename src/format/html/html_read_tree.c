/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about elements of a page: which make paragraphs, which are no text, what styles they add.
 */
#include "format/html/html_read_internal.h"

enum { TABLE_NODES_MAX = 20000 /* looked at to tell a table of data from a page's layout */ };

const GumboNode *html_tree_next(const GumboNode *node, const GumboNode *within, bool children)
{
    if (children && (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) && node->v.element.children.length != 0)
        return node->v.element.children.data[0];
    while (node != within && node->parent != NULL) {
        const GumboVector *siblings = node->parent->type == GUMBO_NODE_DOCUMENT ? &node->parent->v.document.children : &node->parent->v.element.children;

        if (node->index_within_parent + 1 < siblings->length)
            return siblings->data[node->index_within_parent + 1];
        node = node->parent;
    }
    return NULL;
}

bool html_tree_is(const GumboNode *node, GumboTag tag)
{
    return node != NULL && node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

const char *html_tree_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute;

    if (node == NULL || node->type != GUMBO_NODE_ELEMENT)
        return NULL;
    attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute != NULL ? attribute->value : NULL;
}

static bool is_one_of(GumboTag tag, const GumboTag *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == tag)
            return true;
    return false;
}
#define IS_ONE_OF(tag, list) is_one_of(tag, list, sizeof(list) / sizeof *(list))

bool html_tree_is_block(const GumboNode *node)
{
    static const GumboTag inlines[] = {
        GUMBO_TAG_A,      GUMBO_TAG_ABBR, GUMBO_TAG_ACRONYM, GUMBO_TAG_B,    GUMBO_TAG_BDI,  GUMBO_TAG_BDO,    GUMBO_TAG_BIG,   GUMBO_TAG_BR,
        GUMBO_TAG_CITE,   GUMBO_TAG_CODE, GUMBO_TAG_DATA,    GUMBO_TAG_DEL,  GUMBO_TAG_DFN,  GUMBO_TAG_EM,     GUMBO_TAG_FONT,  GUMBO_TAG_I,
        GUMBO_TAG_IMG,    GUMBO_TAG_INS,  GUMBO_TAG_KBD,     GUMBO_TAG_MARK, GUMBO_TAG_NOBR, GUMBO_TAG_Q,      GUMBO_TAG_RUBY,  GUMBO_TAG_RB,
        GUMBO_TAG_RT,     GUMBO_TAG_RP,   GUMBO_TAG_S,       GUMBO_TAG_SAMP, GUMBO_TAG_SMALL, GUMBO_TAG_SPAN,  GUMBO_TAG_STRIKE, GUMBO_TAG_STRONG,
        GUMBO_TAG_SUB,    GUMBO_TAG_SUP,  GUMBO_TAG_TIME,    GUMBO_TAG_TT,   GUMBO_TAG_U,    GUMBO_TAG_VAR,    GUMBO_TAG_WBR,   GUMBO_TAG_LABEL,
        GUMBO_TAG_MATH,   GUMBO_TAG_UNKNOWN};

    return node->type == GUMBO_NODE_ELEMENT && !IS_ONE_OF(node->v.element.tag, inlines) && node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

static bool has_word(const char *value, const char *word)
{
    return value != NULL && strcasestr(value, word) != NULL;
}

/* "display:none", with or without spaces. */
static bool is_hidden_by_style(const char *style)
{
    const char *found = style != NULL ? strcasestr(style, "display") : NULL;

    if (found != NULL) {
        found += strlen("display");
        found += strspn(found, " \t:");
        if (strncasecmp(found, "none", 4) == 0)
            return true;
    }
    return has_word(style, "mso-hide:all") || has_word(style, "mso-hide: all");
}

static bool has_role_of_page(const char *role)
{
    return role != NULL && (strcmp(role, "navigation") == 0 || strcmp(role, "search") == 0 || strcmp(role, "banner") == 0 || strcmp(role, "contentinfo") == 0 ||
                            strcmp(role, "menu") == 0 || strcmp(role, "menubar") == 0 || strcmp(role, "toolbar") == 0);
}

bool html_tree_is_skipped(const GumboNode *node)
{
    static const GumboTag skipped[] = {
        GUMBO_TAG_HEAD,   GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,  GUMBO_TAG_NAV,    GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_IFRAME,
        GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED,  GUMBO_TAG_SVG,    GUMBO_TAG_BUTTON, GUMBO_TAG_SELECT,   GUMBO_TAG_INPUT,    GUMBO_TAG_TEXTAREA,
        GUMBO_TAG_CANVAS, GUMBO_TAG_AUDIO,  GUMBO_TAG_VIDEO,  GUMBO_TAG_MENU,   GUMBO_TAG_DATALIST, GUMBO_TAG_RT,       GUMBO_TAG_RP};
    const char *hidden;

    if (node->type == GUMBO_NODE_TEMPLATE)
        return true;
    if (node->type != GUMBO_NODE_ELEMENT)
        return false;
    if (IS_ONE_OF(node->v.element.tag, skipped) || html_tree_attribute(node, "hidden") != NULL)
        return true;
    /* A page's foot; the foot of an article can hold its notes. */
    if (node->v.element.tag == GUMBO_TAG_FOOTER && html_tree_is(node->parent, GUMBO_TAG_BODY))
        return true;
    hidden = html_tree_attribute(node, "aria-hidden");
    return (hidden != NULL && strcmp(hidden, "true") == 0) || is_hidden_by_style(html_tree_attribute(node, "style")) ||
           has_role_of_page(html_tree_attribute(node, "role"));
}

static uint32_t tag_style(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_B:
    case GUMBO_TAG_STRONG: return STYLE_BOLD;
    case GUMBO_TAG_I:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_VAR: return STYLE_ITALIC;
    case GUMBO_TAG_U: return STYLE_UNDERLINE;
    case GUMBO_TAG_S:
    case GUMBO_TAG_STRIKE: return STYLE_STRIKE;
    case GUMBO_TAG_SUP: return STYLE_SUPERSCRIPT;
    case GUMBO_TAG_SUB: return STYLE_SUBSCRIPT;
    default: return 0;
    }
}

uint32_t html_tree_styles(const GumboNode *node)
{
    const char *style = html_tree_attribute(node, "style");
    uint32_t    styles = node->type == GUMBO_NODE_ELEMENT ? tag_style(node->v.element.tag) : 0;

    if (style == NULL)
        return styles;
    if (has_word(style, "font-weight:bold") || has_word(style, "font-weight: bold") || has_word(style, "font-weight:700") ||
        has_word(style, "font-weight: 700"))
        styles |= STYLE_BOLD;
    if (has_word(style, "font-style:italic") || has_word(style, "font-style: italic"))
        styles |= STYLE_ITALIC;
    if (has_word(style, "vertical-align:super") || has_word(style, "vertical-align: super"))
        styles |= STYLE_SUPERSCRIPT;
    if (has_word(style, "line-through"))
        styles |= STYLE_STRIKE;
    if (has_word(style, "decoration:underline") || has_word(style, "decoration: underline"))
        styles |= STYLE_UNDERLINE;
    return styles;
}

/* A table that holds another, has a single row or column, or says that it is no table lays the page out. */
bool html_tree_is_data_table(const GumboNode *table)
{
    const char *role = html_tree_attribute(table, "role");
    size_t      rows = 0, cells = 0, looked = 0;
    bool        heads = false;

    if (role != NULL && (strcmp(role, "presentation") == 0 || strcmp(role, "none") == 0))
        return false;
    for (const GumboNode *node = html_tree_next(table, table, true); node != NULL && looked < TABLE_NODES_MAX; node = html_tree_next(node, table, true)) {
        looked++;
        if (html_tree_is(node, GUMBO_TAG_TABLE))
            return false;
        rows += html_tree_is(node, GUMBO_TAG_TR);
        cells += html_tree_is(node, GUMBO_TAG_TD) || html_tree_is(node, GUMBO_TAG_TH);
        heads = heads || html_tree_is(node, GUMBO_TAG_TH) || html_tree_is(node, GUMBO_TAG_CAPTION);
    }
    return heads || (rows >= 2 && cells > rows);
}

long html_tree_number(const GumboNode *node, const char *name, long otherwise)
{
    const char *value = html_tree_attribute(node, name);
    char       *end = NULL;
    long        number;

    if (value == NULL)
        return otherwise;
    number = strtol(value, &end, 10);
    return end != value && number > -1000000 && number < 1000000 ? number : otherwise;
}

const GumboNode *html_tree_root(const GumboNode *top)
{
    const GumboNode *body = top, *found = NULL;

    for (const GumboNode *node = top; node != NULL; node = html_tree_next(node, top, true)) {
        if (html_tree_is(node, GUMBO_TAG_BODY))
            body = node;
        if (html_tree_is(node, GUMBO_TAG_MAIN) && found == NULL && !html_tree_is_skipped(node))
            found = node;
    }
    return found != NULL ? found : body;
}
