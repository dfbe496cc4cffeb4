/* SPDX-License-Identifier: Apache-2.0
 *
 * styles.xml: what a paragraph is (title, heading of which level) and by what it is numbered, through the chain of styles; which character styles
 * are bold, italic and so on; the default language.
 */
#include "format/docx/sheet_internal.h"

enum { OUTLINE_NONE = 9, OUTLINE_TITLE = 10 };

static const char *const language_kinds[LANGUAGE_KINDS] = {"val", "eastAsia", "bidi"};

void sheet_string(char *to, size_t room, Slice from)
{
    size_t size = from.size < room ? from.size : room - 1;

    if (size != 0)
        memcpy(to, from.data, size);
    to[size] = '\0';
}

Slice sheet_language(const StyleSheet *sheet, const char *which)
{
    for (size_t i = 0; sheet != NULL && i < LANGUAGE_KINDS; i++)
        if (strcmp(language_kinds[i], which) == 0)
            return slice_from(sheet->languages[i]);
    return (Slice){NULL, 0};
}

/* ---- styles ---- */

Status direct_take(Reading *reading, DirectStyle *direct)
{
    const Xml *xml = reading->xml;

    switch (xml->name) {
    case W_P_STYLE:
        sheet_string(direct->style, sizeof direct->style, xml_value(xml));
        break;
    case W_OUTLINE_LVL:
        direct->outline = xml_number(xml_value(xml), OUTLINE_NONE);
        direct->outline_set = true;
        break;
    case W_NUM_ID:
        direct->numbering = xml_number(xml_value(xml), 0);
        direct->numbering_set = true;
        break;
    case W_ILVL:
        direct->level = xml_number(xml_value(xml), 0);
        direct->level_set = true;
        break;
    default:
        break;
    }
    return xml->status;
}

static uint32_t vertical_bits(Slice value)
{
    return slice_is(value, "superscript") ? STYLE_SUPERSCRIPT : slice_is(value, "subscript") ? STYLE_SUBSCRIPT : 0;
}

/* What one child of a style's w:rPr turns on or off. */
static void take_run_property(const Xml *xml, Style *style)
{
    static const struct {
        Name     name;
        uint32_t bit;
    } toggles[] = {{W_B, STYLE_BOLD}, {W_I, STYLE_ITALIC}, {W_STRIKE, STYLE_STRIKE}, {W_DSTRIKE, STYLE_STRIKE}, {W_U, STYLE_UNDERLINE}};
    Slice value = xml_value(xml);

    if (xml->name == W_VERT_ALIGN)
        style->given |= vertical_bits(value);
    for (size_t i = 0; i < sizeof toggles / sizeof toggles[0]; i++) {
        bool on = xml->name == W_U ? !slice_is(value, "none") : xml_is_on(value);

        if (toggles[i].name == xml->name)
            *(on ? &style->given : &style->off) |= toggles[i].bit;
    }
}

static uint8_t named_outline(Slice name)
{
    char lower[16];

    if (name.size >= sizeof lower)
        return 0;
    for (size_t i = 0; i < name.size; i++)
        lower[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] + 32) : name.data[i];
    if (slice_is((Slice){lower, name.size}, "title"))
        return OUTLINE_TITLE;
    if (name.size == 9 && memcmp(lower, "heading ", 8) == 0 && lower[8] >= '1' && lower[8] <= '9')
        return (uint8_t)(lower[8] - '0');
    return 0;
}

/* Everything below w:style that matters, at whatever depth it stands. */
static Status read_style_children(Reading *reading, Style *style, bool in_run)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here)) {
        if (xml->name == W_NAME)
            style->named = named_outline(xml_value(xml));
        else if (xml->name == W_BASED_ON)
            sheet_string(style->based_on, sizeof style->based_on, xml_value(xml));
        else if (xml->name == W_P_PR || xml->name == W_NUM_PR)
            TRY(read_style_children(reading, style, false));
        else if (xml->name == W_R_PR)
            TRY(read_style_children(reading, style, true));
        else if (in_run && !xml->is_text)
            take_run_property(xml, style);
        else if (!xml->is_text)
            TRY(direct_take(reading, &style->direct));
    }
    return xml->status;
}

static Status read_style(Reading *reading)
{
    StyleSheet *sheet = reading->sheet;
    Xml        *xml = reading->xml;
    Slice       type = xml_attribute(xml, NS_WORD, "type"), is_default = xml_attribute(xml, NS_WORD, "default");
    void       *block = sheet->styles;
    Style      *style;

    if (sheet->style_count >= STYLES_MAX)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    if (memory_reserve(&block, &sheet->style_capacity, sheet->style_count + 1, sizeof *style) != OK)
        return build_memory(reading->problem);
    sheet->styles = block;
    style = &sheet->styles[sheet->style_count];
    *style = (Style){.character = slice_is(type, "character")};
    if (!style->character && type.size != 0 && !slice_is(type, "paragraph"))
        return OK; /* tables and lists: unread, so skipped */
    sheet_string(style->id, sizeof style->id, xml_attribute(xml, NS_WORD, "styleId"));
    if (!style->character && is_default.data != NULL && xml_is_on(is_default))
        memcpy(sheet->normal, style->id, sizeof sheet->normal);
    sheet->style_count++;
    return read_style_children(reading, style, false);
}

static Status read_defaults(Reading *reading)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here)) {
        if (xml->name == W_R_PR_DEFAULT || xml->name == W_R_PR)
            TRY(read_defaults(reading));
        else if (xml->name == W_LANG)
            for (size_t i = 0; i < LANGUAGE_KINDS; i++)
                sheet_string(reading->sheet->languages[i], LANGUAGE_MAX, xml_attribute(xml, NS_WORD, language_kinds[i]));
    }
    return xml->status;
}

static int compare_styles(const void *a, const void *b)
{
    const Style *left = a, *right = b;

    return left->character != right->character ? left->character - right->character : strcmp(left->id, right->id);
}

static const Style *find_style(const StyleSheet *sheet, const char *id, bool character)
{
    Style key = {.character = character};

    if (id[0] == '\0' || sheet->style_count == 0)
        return NULL;
    memcpy(key.id, id, sizeof key.id);
    return bsearch(&key, sheet->styles, sheet->style_count, sizeof key, compare_styles);
}

static Status keep_character_styles(Reading *reading)
{
    const StyleSheet *sheet = reading->sheet;

    for (size_t i = 0; i < sheet->style_count; i++) {
        const Style *style = &sheet->styles[i];
        uint32_t     off = 0;
        DocxStyle    kept = {.styles = 0};

        if (!style->character || style->id[0] == '\0')
            continue;
        for (int links = 0; style != NULL && links < STYLE_CHAIN_MAX; links++) {
            kept.styles |= style->given & ~off;
            off |= style->off | style->given;
            style = find_style(sheet, style->based_on, true);
        }
        if (kept.styles == 0)
            continue;
        TRY(build_intern(reading, slice_from(sheet->styles[i].id), &kept.id));
        TRY(build_style(reading, &kept));
    }
    return OK;
}

Status sheet_read_styles(Reading *reading, void *context)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    (void)context;
    while (xml_child(xml, &here)) {
        if (xml->name == W_STYLE)
            TRY(read_style(reading));
        else if (xml->name == W_DOC_DEFAULTS)
            TRY(read_defaults(reading));
    }
    TRY(xml->status);
    if (reading->sheet->style_count > 1)
        qsort(reading->sheet->styles, reading->sheet->style_count, sizeof *reading->sheet->styles, compare_styles);
    return keep_character_styles(reading);
}

/* ---- what a paragraph is ---- */

static uint32_t level_of_style(const StyleSheet *sheet, uint32_t numbering, const char *style)
{
    for (size_t i = 0; i < sheet->number_style_count; i++)
        if (sheet->number_styles[i].numbering == numbering && strcmp(sheet->number_styles[i].style, style) == 0)
            return sheet->number_styles[i].level;
    return 0;
}

/* Takes from a style what nothing nearer has said. */
static void inherit(const StyleSheet *sheet, DirectStyle *in_force, const Style *style, uint8_t *named)
{
    if (*named == 0)
        *named = style->named;
    if (!in_force->outline_set && style->direct.outline_set) {
        in_force->outline = style->direct.outline;
        in_force->outline_set = true;
    }
    if (!in_force->level_set && !in_force->numbering_set && style->direct.level_set) {
        in_force->level = style->direct.level;
        in_force->level_set = true;
    }
    if (!in_force->numbering_set && style->direct.numbering_set) {
        in_force->numbering = style->direct.numbering;
        in_force->numbering_set = true;
        if (!in_force->level_set)
            in_force->level = level_of_style(sheet, in_force->numbering, style->id);
        in_force->level_set = true;
    }
}

void sheet_resolve(const StyleSheet *sheet, const DirectStyle *direct, DocxParagraph *paragraph)
{
    DirectStyle  in_force = *direct;
    const Style *style = find_style(sheet, direct->style[0] != '\0' ? direct->style : sheet->normal, false);
    uint8_t      named = 0;

    for (int links = 0; style != NULL && links < STYLE_CHAIN_MAX; links++) {
        inherit(sheet, &in_force, style, &named);
        style = find_style(sheet, style->based_on, false);
    }
    paragraph->outline = named;
    if (in_force.outline_set && named != OUTLINE_TITLE)
        paragraph->outline = in_force.outline < OUTLINE_NONE ? (uint8_t)(in_force.outline + 1) : 0;
    paragraph->numbering = in_force.numbering_set ? in_force.numbering : 0;
    paragraph->level = in_force.level < LEVELS ? (uint8_t)in_force.level : LEVELS - 1;
}

Status sheet_read(Reading *reading, const Relations *relations)
{
    const Relation *styles = relations_by_type(relations, "styles"), *numbering = relations_by_type(relations, "numbering");

    reading->sheet = memory_new_zeroed(1, sizeof *reading->sheet);
    if (reading->sheet == NULL)
        return build_memory(reading->problem);
    if (styles != NULL)
        TRY(read_part(reading, styles->target, sheet_read_styles, NULL));
    if (numbering != NULL)
        TRY(read_part(reading, numbering->target, sheet_read_numbering, NULL));
    return OK;
}

void sheet_free(StyleSheet *sheet)
{
    if (sheet == NULL)
        return;
    memory_free(sheet->styles);
    memory_free(sheet->abstracts);
    memory_free(sheet->number_styles);
    memory_free(sheet);
}
