/* SPDX-License-Identifier: Apache-2.0
 *
 * numbering.xml: the levels of every numbering, with what it overrides, flattened to one record each.
 */
#include "format/docx/sheet_internal.h"

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
            sheet_string(level->style, sizeof level->style, xml_value(xml));
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
            sheet_string(abstract->style_link, sizeof abstract->style_link, xml_value(xml));
        else if (xml->name == W_NUM_STYLE_LINK)
            sheet_string(abstract->num_style_link, sizeof abstract->num_style_link, xml_value(xml));
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

Status sheet_read_numbering(Reading *reading, void *context)
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

