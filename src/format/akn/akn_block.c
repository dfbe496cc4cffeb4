/* SPDX-License-Identifier: Apache-2.0
 *
 * One paragraph as one block. Its number stands in num where the element around it has one and nothing but the number is in it; else beside it, in an attribute.
 */
#include "format/akn/akn_internal.h"

static bool begins_with_label(const Paragraph *paragraph)
{
    return paragraph->label_in_text && paragraph->text.size >= paragraph->label.size && (paragraph->label.size == 0 || memcmp(paragraph->text.data, paragraph->label.data, paragraph->label.size) == 0);
}

uint32_t akn_block_num_size(const AknWriter *writer, const AknItem *item, bool *apart)
{
    const Paragraph *paragraph = item->paragraph;
    uint32_t         size = (uint32_t)paragraph_label_size(paragraph);

    *apart = item->unit != NULL ? item->label.size != 0 : paragraph->label.size != 0 && !begins_with_label(paragraph);
    if (item->unit != NULL || *apart || size == 0)
        return 0;
    if ((paragraph->span_count != 0 && paragraph->spans[0].start < size) || (paragraph->anchor_count != 0 && paragraph->anchors[0].at < size))
        return 0;
    return writer->compilation != NULL && item->index >= 0 && akn_changes_touch(writer, item->index, size) ? 0 : size;
}

void akn_block_num(AknWriter *writer, const AknItem *item)
{
    bool     apart;
    uint32_t size = akn_block_num_size(writer, item, &apart);
    Slice    label = item->unit != NULL ? item->label : item->paragraph->label;

    if (!apart && size == 0)
        return;
    buffer_add_string(writer->out, "<num");
    if (!apart)
        akn_words_attribute(writer->out, "r:gap", slice_part(item->paragraph->text, label.size, size));
    buffer_add_byte(writer->out, '>');
    akn_words_plain(writer->out, label);
    buffer_add_string(writer->out, "</num>");
}

static void add_label(const AknWriter *writer, const AknItem *item, bool num, uint32_t in_num)
{
    const Paragraph *paragraph = item->paragraph;
    bool             apart;

    if (paragraph->label.size == 0 || in_num != 0 || item->unit != NULL)
        return;
    (void)akn_block_num_size(writer, item, &apart);
    if (!apart)
        akn_words_attribute(writer->out, "r:label", paragraph->label);
    else if (!num)
        akn_words_attribute(writer->out, "r:number", paragraph->label);
}

static void add_opening(AknWriter *writer, const Paragraph *paragraph)
{
    if (paragraph->opening_end > paragraph->opening_start && paragraph->opening_end <= paragraph->text.size)
        buffer_add_format(writer->out, " r:opening=\"%zu %zu\"", utf8_count(slice_part(paragraph->text, 0, paragraph->opening_start)), utf8_count(slice_part(paragraph->text, 0, paragraph->opening_end)));
}

/* Elements of the preface for what the text says of itself there. */
static const char *title_element(const AknWriter *writer, const AknItem *item, const AknPlace *place)
{
    const Instrument *instrument = &writer->text->instrument;
    Slice             words = slice_trim(item->paragraph->text);

    if (place->region != REGION_PREFACE || place->story != STORY_BODY || words.size == 0 || item->unit != NULL)
        return NULL;
    if (place->tag == TAG_TITLE)
        return "docTitle";
    if (slice_equal(words, instrument->symbol))
        return "docNumber";
    if (slice_equal(words, instrument->session))
        return "session";
    return NULL;
}

static void add_content(AknWriter *writer, const AknItem *item, uint32_t from)
{
    const Paragraph *paragraph = item->paragraph;

    if (item->unit != NULL) {
        buffer_add_string(writer->out, "<ins");
        akn_changes_refers(writer, item->unit->by);
        buffer_add_byte(writer->out, '>');
        akn_words_new_part(writer, paragraph, item->new_anchors, from, (uint32_t)paragraph->text.size);
        buffer_add_string(writer->out, "</ins>");
    } else if (writer->compilation != NULL && item->index >= 0) {
        akn_changes_words(writer, item->index, from);
    } else {
        akn_words_base(writer, paragraph, from, (uint32_t)paragraph->text.size);
    }
}

void akn_block(AknWriter *writer, const AknItem *item, const AknPlace *place)
{
    const Paragraph *paragraph = item->paragraph;
    uint8_t          level;
    bool             num = place->holder == HOLDER_PARAGRAPH || place->holder == HOLDER_POINT || place->tag == TAG_HEADING, apart;
    bool             same = akn_place_kind(place, &level) == paragraph->kind;
    uint32_t         in_num = num ? akn_block_num_size(writer, item, &apart) : 0;
    const char      *element = place->tag == TAG_HEADING ? "heading" : same ? "p" : "block", *inner = title_element(writer, item, place);

    REQUIRE(place->tag != TAG_HEADING || same);
    buffer_add_format(writer->out, "<%s", element);
    if (!same)
        buffer_add_format(writer->out, " name=\"%s\"", paragraph_kind_name(paragraph->kind));
    if (paragraph->id[0] != '\0' && item->unit == NULL)
        akn_words_attribute(writer->out, "wId", slice_from(paragraph->id));
    if ((same ? level : 0) != paragraph->level)
        buffer_add_format(writer->out, " r:level=\"%u\"", paragraph->level);
    add_label(writer, item, num, in_num);
    add_opening(writer, paragraph);
    if (item->unit != NULL)
        buffer_add_string(writer->out, " r:new=\"true\"");
    buffer_add_byte(writer->out, '>');
    if (inner != NULL)
        buffer_add_format(writer->out, "<%s>", inner);
    add_content(writer, item, in_num);
    if (inner != NULL)
        buffer_add_format(writer->out, "</%s>", inner);
    buffer_add_format(writer->out, "</%s>", element);
}
