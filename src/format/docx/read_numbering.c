/* SPDX-License-Identifier: Apache-2.0
 *
 * styles.xml and numbering.xml: what a paragraph is (title, heading of which level) and by what it is numbered, through the chain of styles; which
 * character styles are bold, italic and so on; the levels of every numbering, flattened to one record each.
 */
#include "format/docx/read_internal.h"

enum { STYLES_MAX = 100000, LANGUAGE_KINDS = 3, OUTLINE_NONE = 9, OUTLINE_TITLE = 10 };

typedef struct Style {
    char        id[64], based_on[64];
    DirectStyle direct;
    uint8_t     named;      /* by its name: 1 to 9 "heading n", 10 "Title" */
    bool        character, is_default;
    uint32_t    given, off; /* STYLE_… bits that its run properties turn on and off */
} Style;

/* A level as w:lvl gives it, of an abstract numbering or of an override. */
typedef struct Level {
    bool      set;
    uint32_t  start, format, restart;
    DocxSlice pattern;
    char      style[64];    /* w:pStyle: paragraphs of this style are at this level */
} Level;

typedef struct Abstract {
    uint32_t id;
    char     style_link[64], num_style_link[64];
    Level    levels[LEVELS];
} Abstract;

typedef struct NumberStyle { /* which level of a numbering a style stands for */
    uint32_t numbering, level;
    char     style[64];
} NumberStyle;

struct StyleSheet {
    Style       *styles;
    size_t       style_count, style_capacity;
    Abstract    *abstracts;
    size_t       abstract_count, abstract_capacity;
    NumberStyle *number_styles;
    size_t       number_style_count, number_style_capacity;
    char         languages[LANGUAGE_KINDS][LANGUAGE_MAX];
};

static const char *const language_kinds[LANGUAGE_KINDS] = {"val", "eastAsia", "bidi"};

static void take_string(char *to, size_t room, Slice from)
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
        take_string(direct->style, sizeof direct->style, xml_value(xml));
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
            take_string(style->based_on, sizeof style->based_on, xml_value(xml));
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
    *style = (Style){.character = slice_is(type, "character"), .is_default = is_default.data != NULL && xml_is_on(is_default)};
    if (!style->character && type.size != 0 && !slice_is(type, "paragraph"))
        return OK; /* tables and lists: unread, so skipped */
    take_string(style->id, sizeof style->id, xml_attribute(xml, NS_WORD, "styleId"));
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
                take_string(reading->sheet->languages[i], LANGUAGE_MAX, xml_attribute(xml, NS_WORD, language_kinds[i]));
    }
    return xml->status;
}

static const Style *find_style(const StyleSheet *sheet, const char *id, bool character)
{
    for (size_t i = 0; i < sheet->style_count; i++) {
        const Style *style = &sheet->styles[i];

        if (style->character == character && (id[0] != '\0' ? strcmp(style->id, id) == 0 : style->is_default))
            return style;
    }
    return NULL;
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
            style = style->based_on[0] != '\0' ? find_style(sheet, style->based_on, true) : NULL;
        }
        if (kept.styles == 0)
            continue;
        TRY(build_intern(reading, slice_from(sheet->styles[i].id), &kept.id));
        TRY(build_style(reading, &kept));
    }
    return OK;
}

static Status read_styles(Reading *reading, void *context)
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
    return keep_character_styles(reading);
}

/* ---- numbering ---- */

static const struct {
    const char      *name;
    DocxNumberFormat format;
} formats[] = {
    {"decimal", NUMBER_DECIMAL},
    {"decimalZero", NUMBER_DECIMAL_ZERO},
    {"lowerLetter", NUMBER_LOWER_LETTER},
    {"upperLetter", NUMBER_UPPER_LETTER},
    {"lowerRoman", NUMBER_LOWER_ROMAN},
    {"upperRoman", NUMBER_UPPER_ROMAN},
    {"ordinal", NUMBER_ORDINAL},
    {"bullet", NUMBER_BULLET},
    {"none", NUMBER_NONE},
    {"arabicAbjad", NUMBER_ARABIC_ABJAD},
    {"arabicAlpha", NUMBER_ARABIC_ALPHA},
    {"chineseCounting", NUMBER_CHINESE},
    {"chineseCountingThousand", NUMBER_CHINESE},
    {"taiwaneseCounting", NUMBER_CHINESE},
    {"taiwaneseCountingThousand", NUMBER_CHINESE},
    {"ideographDigital", NUMBER_CHINESE},
    {"japaneseCounting", NUMBER_CHINESE},
    {"russianLower", NUMBER_RUSSIAN_LOWER},
    {"russianUpper", NUMBER_RUSSIAN_UPPER},
};

static uint32_t format_of(Slice name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (slice_is(name, formats[i].name))
            return formats[i].format;
    return NUMBER_DECIMAL;
}

static Status read_level(Reading *reading, uint32_t ilvl, Level *level)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    bool       legal = false;

    *level = (Level){.set = true, .start = 0, .restart = ilvl};
    while (xml_child(xml, &here)) {
        if (xml->name == W_START)
            level->start = xml_number(xml_value(xml), 0);
        else if (xml->name == W_NUM_FMT)
            level->format = format_of(xml_value(xml));
        else if (xml->name == W_LVL_RESTART)
            level->restart = xml_number(xml_value(xml), ilvl) & NUMBER_RESTART_MASK;
        else if (xml->name == W_IS_LGL)
            legal = xml_is_on(xml_value(xml));
        else if (xml->name == W_P_STYLE)
            take_string(level->style, sizeof level->style, xml_value(xml));
        else if (xml->name == W_LVL_TEXT)
            TRY(build_intern(reading, xml_value(xml), &level->pattern));
        else if (xml->name == MC_ALTERNATE)
            level->format = NUMBER_DECIMAL; /* a custom format: its digits are decimal ones */
    }
    if (legal)
        level->restart |= NUMBER_IS_LEGAL;
    return xml->status;
}

static Status read_abstract(Reading *reading)
{
    StyleSheet *sheet = reading->sheet;
    Xml        *xml = reading->xml;
    uint32_t    id = xml_number(xml_attribute(xml, NS_WORD, "abstractNumId"), 0);
    XmlElement  here = xml_enter(xml);
    void       *block = sheet->abstracts;
    Abstract   *abstract;

    if (sheet->abstract_count >= STYLES_MAX)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    if (memory_reserve(&block, &sheet->abstract_capacity, sheet->abstract_count + 1, sizeof *abstract) != OK)
        return build_memory(reading->problem);
    sheet->abstracts = block;
    abstract = &sheet->abstracts[sheet->abstract_count++];
    *abstract = (Abstract){.id = id};
    while (xml_child(xml, &here)) {
        uint32_t ilvl = xml->name == W_LVL ? xml_number(xml_attribute(xml, NS_WORD, "ilvl"), LEVELS) : LEVELS;

        if (ilvl < LEVELS)
            TRY(read_level(reading, ilvl, &abstract->levels[ilvl]));
        else if (xml->name == W_STYLE_LINK)
            take_string(abstract->style_link, sizeof abstract->style_link, xml_value(xml));
        else if (xml->name == W_NUM_STYLE_LINK)
            take_string(abstract->num_style_link, sizeof abstract->num_style_link, xml_value(xml));
    }
    return xml->status;
}

static const Abstract *find_abstract(const StyleSheet *sheet, uint32_t id)
{
    const Abstract *found = NULL;

    for (size_t i = 0; i < sheet->abstract_count && found == NULL; i++)
        if (sheet->abstracts[i].id == id)
            found = &sheet->abstracts[i];
    if (found == NULL || found->num_style_link[0] == '\0')
        return found;
    for (size_t i = 0; i < sheet->abstract_count; i++)
        if (strcmp(sheet->abstracts[i].style_link, found->num_style_link) == 0)
            return &sheet->abstracts[i];
    return found;
}

/* One w:num: its abstract numbering and what it overrides. */
typedef struct Instance {
    uint32_t id, abstract;
    Level    levels[LEVELS];
    uint32_t starts[LEVELS];
    bool     overridden[LEVELS];
} Instance;

static Status read_override(Reading *reading, Instance *instance)
{
    Xml       *xml = reading->xml;
    uint32_t   ilvl = xml_number(xml_attribute(xml, NS_WORD, "ilvl"), LEVELS);
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here)) {
        if (ilvl < LEVELS && xml->name == W_LVL) {
            TRY(read_level(reading, ilvl, &instance->levels[ilvl]));
        } else if (ilvl < LEVELS && xml->name == W_START_OVERRIDE) {
            instance->starts[ilvl] = xml_number(xml_value(xml), 0);
            instance->overridden[ilvl] = true;
        }
    }
    return xml->status;
}

static Status keep_number_style(Reading *reading, uint32_t numbering, uint32_t level, const char *style)
{
    StyleSheet *sheet = reading->sheet;
    void       *block = sheet->number_styles;
    NumberStyle kept = {.numbering = numbering, .level = level};

    if (style[0] == '\0')
        return OK;
    if (memory_reserve(&block, &sheet->number_style_capacity, sheet->number_style_count + 1, sizeof kept) != OK)
        return build_memory(reading->problem);
    sheet->number_styles = block;
    memcpy(kept.style, style, sizeof kept.style);
    sheet->number_styles[sheet->number_style_count++] = kept;
    return OK;
}

static Status keep_instance(Reading *reading, const Instance *instance)
{
    const Abstract *abstract = find_abstract(reading->sheet, instance->abstract);

    for (uint32_t ilvl = 0; ilvl < LEVELS; ilvl++) {
        const Level *level = &instance->levels[ilvl];
        DocxNumber   number = {.numbering = instance->id, .level = ilvl};

        if (!level->set && abstract != NULL)
            level = &abstract->levels[ilvl];
        if (!level->set)
            continue;
        number.abstract = abstract != NULL ? abstract->id : instance->abstract;
        number.start = instance->overridden[ilvl] ? instance->starts[ilvl] : level->start;
        number.format = level->format;
        number.restart = level->restart | (instance->overridden[ilvl] ? (uint32_t)NUMBER_IS_OVERRIDDEN : 0);
        number.pattern = level->pattern;
        TRY(build_number(reading, &number));
        TRY(keep_number_style(reading, instance->id, ilvl, level->style));
    }
    return OK;
}

static Status read_instance(Reading *reading)
{
    Xml       *xml = reading->xml;
    Instance   instance = {.id = xml_number(xml_attribute(xml, NS_WORD, "numId"), 0)};
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here)) {
        if (xml->name == W_ABSTRACT_NUM_ID)
            instance.abstract = xml_number(xml_value(xml), 0);
        else if (xml->name == W_LVL_OVERRIDE)
            TRY(read_override(reading, &instance));
    }
    TRY(xml->status);
    return keep_instance(reading, &instance);
}

static Status read_numbering(Reading *reading, void *context)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    (void)context;
    while (xml_child(xml, &here)) {
        if (xml->name == W_ABSTRACT_NUM)
            TRY(read_abstract(reading));
        else if (xml->name == W_NUM)
            TRY(read_instance(reading));
    }
    return xml->status;
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
    const Style *style = find_style(sheet, direct->style, false);
    uint8_t      named = 0;

    for (int links = 0; style != NULL && links < STYLE_CHAIN_MAX; links++) {
        inherit(sheet, &in_force, style, &named);
        style = style->based_on[0] != '\0' ? find_style(sheet, style->based_on, false) : NULL;
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
        TRY(read_part(reading, styles->target, read_styles, NULL));
    if (numbering != NULL)
        TRY(read_part(reading, numbering->target, read_numbering, NULL));
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
