/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose resolution a number is: said by the organ named beside it, or by the shape of the number.
 *
 * An organ counts where nothing stands between it and the noun or the number but the word "of" of its language and, behind the number, the
 * date: "sa résolution 75/240 et le rapport du Conseil de sécurité" says nothing of the Council's resolutions.
 */
#include "text/citation_internal.h"

enum { ORGAN_BEFORE = 90 /* bytes before a noun in which its organ is named */ };

static size_t before_space(Slice text, size_t end)
{
    while (end > 0 && (text.data[end - 1] == ' ' || text.data[end - 1] == '\n'))
        end--;
    return end;
}

static size_t word_start(Slice text, size_t end)
{
    while (end > 0 && (unsigned char)text.data[end - 1] > ' ' && strchr("()[],;:.", text.data[end - 1]) == NULL)
        end--;
    return end;
}

static bool is_capital_at(Slice text, size_t at)
{
    return at < text.size && text.data[at] >= 'A' && text.data[at] <= 'Z';
}

static bool is_capitalized(Slice text, size_t end)
{
    size_t start = word_start(text, end);

    return start < end && is_capital_at(text, start);
}

/* The word that ends at `end` begins with a capital and opens no sentence. */
static bool is_name_before(Slice text, size_t end)
{
    size_t before = before_space(text, word_start(text, end));

    return is_capitalized(text, end) && before > 0 && strchr(".:;", text.data[before - 1]) == NULL;
}

/* "AGUN" does not name the UN. */
static bool ends_in_a_word(Slice window, const char *name)
{
    size_t before = window.size - strlen(name);

    return is_capital_at(slice_from(name), 0) && before > 0 && (is_capital_at(window, before - 1) || (window.data[before - 1] >= 'a' && window.data[before - 1] <= 'z'));
}

long citation_organ_before(Slice text, size_t noun, long own)
{
    size_t end = before_space(text, noun), from = end > ORGAN_BEFORE ? end - ORGAN_BEFORE : 0, word = word_start(text, end);
    Slice  window = slice_part(text, from, end);

    for (size_t i = 0; i < words_organ_count; i++) {
        const char *name = words_organ[i][ORGAN_NAME];

        if (!slice_ends(window, name) || ends_in_a_word(window, name))
            continue;
        /* Another body's assembly, whose name ends in the same word. */
        if (strcmp(name, "Assembly") == 0 && is_capitalized(text, before_space(text, end - strlen(name))))
            return ROW_UNKNOWN;
        return (long)i;
    }
    if (is_name_before(text, end))
        return ROW_UNKNOWN;
    return word < end && citation_skip_words(text, word, "own") == end ? own : ROW_UNSAID;
}

/* Where the name needs no word before it: Russian has the genitive; in Arabic it follows its noun, but not a number. */
static bool stands_bare(const char *language, OrganPlace place)
{
    return strcmp(language, "ru") == 0 || (strcmp(language, "ar") == 0 && place == ORGAN_BEHIND_NOUN);
}

size_t citation_organ_behind(Slice text, size_t at, OrganPlace place, long *row)
{
    size_t start = citation_skip_space(text, at), whose = citation_skip_words(text, start, "whose");
    size_t link = whose != start ? whose : citation_skip_words(text, start, "by"), name = citation_skip_space(text, link);
    size_t united = link != start ? citation_skip_words(text, name, "united") : name;
    bool   of_all = united != name;

    name = citation_skip_space(text, united);
    for (size_t i = 0; i < words_organ_count; i++) {
        const char *language = words_organ[i][ORGAN_LANGUAGE];
        size_t      size;

        if (strcmp(language, "zh") == 0 || (link == start && !stands_bare(language, place)))
            continue;
        size = words_match(text, name, slice_from(words_organ[i][ORGAN_NAME]), true);
        if (size != 0) {
            *row = (long)i;
            return name + size;
        }
    }
    if (of_all && citation_match_number(text, name).shape != NUMBER_NONE) { /* "la résolution de l’ONU 53/70" */
        *row = citation_organ_row("A/RES/");
        return united;
    }
    if (whose == start || !is_capital_at(text, name))
        return at;
    *row = ROW_UNKNOWN;
    return name;
}

long citation_organ_row(const char *resolutions)
{
    for (size_t i = 0; i < words_organ_count; i++)
        if (strcmp(words_organ[i][ORGAN_RESOLUTIONS], resolutions) == 0)
            return (long)i;
    return ROW_UNKNOWN;
}

long citation_organ_for(long row, NumberShape shape)
{
    const char *of = row >= 0 ? words_organ[row][ORGAN_SHAPE] : "";

    switch (shape) {
    case NUMBER_SERIAL: return citation_organ_row("S/RES/");
    case NUMBER_YEAR: return strcmp(of, "session") == 0 || row < 0 ? citation_organ_row("E/RES/") : row;
    case NUMBER_ASSEMBLY: return strcmp(of, "assembly") == 0 ? row : ROW_UNKNOWN;
    case NUMBER_ROMAN: return strcmp(of, "serial") == 0 ? citation_organ_row("A/RES/") : row;
    default: return strcmp(of, "serial") == 0 || strcmp(of, "assembly") == 0 ? ROW_UNKNOWN : row;
    }
}
