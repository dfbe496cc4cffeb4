/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of a page: the label that a browser would show before each item.
 */
#include "format/html/html_read_internal.h"

static void print_roman(char *out, size_t size, long number, bool capital)
{
    static const struct {
        long        value;
        const char *small, *large;
    } parts[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"}, {100, "c", "C"}, {90, "xc", "XC"}, {50, "l", "L"},
                 {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"}, {5, "v", "V"},     {4, "iv", "IV"}, {1, "i", "I"}};
    size_t used = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (; number >= parts[i].value && used + 4 < size; number -= parts[i].value)
            used += (size_t)snprintf(out + used, size - used, "%s", capital ? parts[i].large : parts[i].small);
    (void)snprintf(out + used, size - used, ".");
}

static void print_letters(char *out, size_t size, long number, char first)
{
    char   letters[8];
    size_t count = 0;

    for (; number > 0 && count < sizeof letters; number = (number - 1) / 26)
        letters[count++] = (char)(first + (number - 1) % 26);
    for (size_t i = 0; i < count && i + 2 < size; i++)
        out[i] = letters[count - 1 - i];
    out[count] = '.';
    out[count + 1] = '\0';
}

static char list_type(const GumboNode *node)
{
    const char *style = html_tree_attribute(node, "style"), *type = html_tree_attribute(node, "type");

    if (style != NULL && strcasestr(style, "list-style") != NULL) {
        if (strcasestr(style, "none") != NULL)
            return '\0';
        if (strcasestr(style, "lower-alpha") != NULL || strcasestr(style, "lower-latin") != NULL)
            return 'a';
        if (strcasestr(style, "upper-alpha") != NULL || strcasestr(style, "upper-latin") != NULL)
            return 'A';
        if (strcasestr(style, "lower-roman") != NULL)
            return 'i';
        if (strcasestr(style, "upper-roman") != NULL)
            return 'I';
    }
    return type != NULL && type[0] != '\0' && strchr("1aAiI", type[0]) != NULL ? type[0] : '1';
}

static long count_items(const GumboNode *list)
{
    long count = 0;

    for (unsigned i = 0; i < list->v.element.children.length; i++)
        count += html_tree_is(list->v.element.children.data[i], GUMBO_TAG_LI);
    return count;
}

static void print_label(char *out, size_t size, const HtmlList *list, long number)
{
    bool letters = number > 0 && (list->type == 'a' || list->type == 'A');

    if (!list->ordered || list->type == '\0')
        (void)snprintf(out, size, "%s", list->type == '\0' ? "" : "\xE2\x80\xA2");
    else if (letters)
        print_letters(out, size, number, list->type);
    else if (number > 0 && number < 4000 && (list->type == 'i' || list->type == 'I'))
        print_roman(out, size, number, list->type == 'I');
    else
        (void)snprintf(out, size, "%ld.", number);
}

HtmlList html_lists_open(const GumboNode *node)
{
    HtmlList list = {.ordered = html_tree_is(node, GUMBO_TAG_OL), .type = list_type(node)};

    list.backwards = html_tree_attribute(node, "reversed") != NULL;
    list.next = html_tree_number(node, "start", list.backwards ? count_items(node) : 1);
    return list;
}

void html_lists_label(HtmlList *list, const GumboNode *item, char *out, size_t size)
{
    long number = html_tree_number(item, "value", list->next);

    out[0] = '\0';
    if (list_type(item) != '\0') /* editors put lists into items that show nothing themselves */
        print_label(out, size, list, number);
    list->next = number + (list->backwards ? -1 : 1);
}
