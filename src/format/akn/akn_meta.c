/* SPDX-License-Identifier: Apache-2.0
 *
 * The head of a document: who it is (work, expression, manifestation, with names of AKN4UN's shape), the delegations, and what the text says of itself.
 */
#include <unicode/uloc.h>

#include "format/akn/akn_internal.h"

/* ---- the name of the work ---- */

static const struct {
    const char *start, *author, *words;
} authors[] = {
    {"A/", "unga", "General Assembly"}, {"S/", "unsc", "Security Council"}, {"E/", "ecosoc", "Economic and Social Council"}, {"T/", "untc", "Trusteeship Council"}, {"ST/", "unsec", "Secretariat"},
};
enum { AUTHORS = sizeof authors / sizeof *authors };

static size_t author_of(Slice symbol)
{
    size_t i = 0;

    while (i < AUTHORS && !slice_starts(symbol, authors[i].start))
        i++;
    return i;
}

static const char *author_name(Slice symbol)
{
    return author_of(symbol) < AUTHORS ? authors[author_of(symbol)].author : "un";
}

static bool is_date(Slice date)
{
    bool good = date.size == 10;

    for (size_t i = 0; good && i < 10; i++)
        good = i == 4 || i == 7 ? date.data[i] == '-' : date.data[i] >= '0' && date.data[i] <= '9';
    if (good) {
        Moment moment = {.year = (date.data[0] - '0') * 1000 + (date.data[1] - '0') * 100 + (date.data[2] - '0') * 10 + date.data[3] - '0',
                         .month = (date.data[5] - '0') * 10 + date.data[6] - '0',
                         .day = (date.data[8] - '0') * 10 + date.data[9] - '0'};

        good = moment_valid(&moment);
    }
    return good;
}

static Slice date_of(const Instrument *instrument)
{
    if (is_date(instrument->adopted))
        return instrument->adopted;
    return is_date(instrument->issued) ? instrument->issued : (Slice){NULL, 0};
}

/* "75-240" of A/RES/75/240, "C-1-73-L-27" of A/C.1/73/L.27. */
static void add_number(Buffer *out, Slice symbol)
{
    size_t start = out->size, from = author_of(symbol) < AUTHORS ? strlen(authors[author_of(symbol)].start) : 0;

    if (slice_starts(slice_part(symbol, from, symbol.size), "RES/"))
        from += 4;
    for (size_t i = from; i < symbol.size; i++) {
        char sign = symbol.data[i];
        bool word = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');

        if (word)
            buffer_add_byte(out, sign);
        else if (out->size > start && out->data[out->size - 1] != '-')
            buffer_add_byte(out, '-');
    }
    if (out->size == start)
        buffer_add_string(out, "unnumbered");
}

static void add_work(Buffer *out, const AknMeta *meta)
{
    Slice date = date_of(meta->instrument);

    buffer_add_format(out, meta->statement ? "/akn/un/statement/deliberation/%s/" : "/akn/un/doc/%s/", author_name(meta->instrument->symbol));
    if (date.size != 0)
        buffer_add(out, date);
    else
        buffer_add_string(out, "undated");
    buffer_add_byte(out, '/');
    add_number(out, meta->instrument->symbol);
}

/* Three letters (ISO 639-2); "und" where it is not known. */
static const char *three_letters(const char *language)
{
    const char *three = language[0] != '\0' ? uloc_getISO3Language(language) : "";

    return three[0] != '\0' ? three : "und";
}

/* ---- identification ---- */

typedef enum Frbr { FRBR_WORK, FRBR_EXPRESSION, FRBR_MANIFESTATION } Frbr;

static void add_iri(Buffer *out, const AknMeta *meta, Frbr level, bool whole)
{
    add_work(out, meta);
    if (level != FRBR_WORK)
        buffer_add_format(out, "/%s@", three_letters(meta->language));
    if (!whole)
        buffer_add_string(out, "/!main");
    if (level == FRBR_MANIFESTATION)
        buffer_add_string(out, ".xml");
}

static void add_core(Buffer *out, const AknMeta *meta, Frbr level)
{
    Slice date = date_of(meta->instrument);

    buffer_add_string(out, "<FRBRthis value=\"");
    add_iri(out, meta, level, false);
    buffer_add_string(out, "\"/><FRBRuri value=\"");
    add_iri(out, meta, level, true);
    buffer_add_string(out, "\"/><FRBRdate date=\"");
    if (date.size != 0)
        buffer_add(out, date);
    else
        buffer_add_string(out, "0001-01-01");
    buffer_add_format(out, "\" name=\"%s\"/><FRBRauthor href=\"#%s\"/>", date.size == 0 ? "unknown" : is_date(meta->instrument->adopted) ? "adoption" : "issue", author_name(meta->instrument->symbol));
}

static void add_identification(Buffer *out, const AknMeta *meta)
{
    buffer_add_string(out, "<identification source=\"#rapporteur\">\n<FRBRWork>");
    add_core(out, meta, FRBR_WORK);
    buffer_add_string(out, "<FRBRcountry value=\"un\"/>");
    if (meta->statement)
        buffer_add_string(out, "<FRBRsubtype value=\"deliberation\"/>");
    if (meta->instrument->symbol.size != 0) {
        buffer_add_string(out, "<FRBRnumber");
        akn_words_attribute(out, "value", meta->instrument->symbol);
        buffer_add_string(out, "/>");
    }
    buffer_add_format(out, "<FRBRname value=\"%s\"/></FRBRWork>\n<FRBRExpression>", meta->name);
    add_core(out, meta, FRBR_EXPRESSION);
    buffer_add_format(out, "<FRBRlanguage language=\"%s\"/></FRBRExpression>\n<FRBRManifestation>", three_letters(meta->language));
    add_core(out, meta, FRBR_MANIFESTATION);
    buffer_add_string(out, "<FRBRformat value=\"application/akn+xml\"/></FRBRManifestation>\n</identification>\n");
}

static void add_references(Buffer *out, const AknMeta *meta)
{
    size_t author = author_of(meta->instrument->symbol);

    buffer_add_string(out, "<references source=\"#rapporteur\">\n");
    buffer_add_format(out, "<TLCOrganization eId=\"%s\" href=\"/akn/ontology/organization/un/%s\" showAs=\"%s\"/>\n", author_name(meta->instrument->symbol), author_name(meta->instrument->symbol),
                      author < AUTHORS ? authors[author].words : "United Nations");
    buffer_add_string(out, "<TLCObject eId=\"rapporteur\" href=\"/akn/ontology/object/un/rapporteur\" showAs=\"Rapporteur\"/>\n");
    for (size_t i = 0; meta->compilation != NULL && i < meta->compilation->party_count; i++) {
        buffer_add_format(out, "<TLCOrganization eId=\"party_%zu\" href=\"/akn/ontology/organization/un/party_%zu\"", i + 1, i + 1);
        akn_words_attribute(out, "showAs", meta->compilation->parties[i].name);
        buffer_add_string(out, "/>\n");
    }
    buffer_add_string(out, "</references>\n");
}

/* ---- what is our own ---- */

static void add_own_text(Buffer *out, const AknMeta *meta)
{
    const Instrument *instrument = meta->instrument;
    const struct {
        const char *name;
        Slice       value;
    } rows[] = {
        {"symbol", instrument->symbol},           {"title", instrument->title},     {"session", instrument->session},         {"agenda_item", instrument->agenda_item},   {"agenda_title", instrument->agenda_title},
        {"adopted", instrument->adopted},         {"source_line", instrument->source_line}, {"distribution", instrument->distribution}, {"issued", instrument->issued},
    };

    buffer_add_string(out, "<r:text version=\"1\"");
    akn_words_attribute(out, "language", slice_from(meta->language));
    buffer_add_format(out, " resolution=\"%s\"", instrument->is_resolution ? "true" : "false");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value.size != 0)
            akn_words_attribute(out, rows[i].name, rows[i].value);
    buffer_add_string(out, "/>\n");
}

/* In pieces, between code points; what XML cannot hold as JSON's own escape. */
static void add_pieces(Buffer *out, Slice json)
{
    buffer_add_string(out, "<r:compilation>\n<r:piece>");
    for (size_t at = 0, from = 0, piece = 0; at <= json.size; at++) {
        bool special = json.size - at >= 3 && memcmp(json.data + at, "\xEF\xBF", 2) == 0 && (unsigned char)json.data[at + 2] >= 0xBE;

        if (!special && at != json.size && !(at - piece >= AKN_PIECE_MAX && ((unsigned char)json.data[at] & 0xC0) != 0x80))
            continue;
        buffer_add_xml(out, slice_part(json, from, at));
        from = at;
        if (special) {
            buffer_add_string(out, (unsigned char)json.data[at + 2] == 0xBE ? "\\ufffe" : "\\uffff");
            at += 2;
            from = at + 1;
        } else if (at != json.size) {
            buffer_add_string(out, "</r:piece>\n<r:piece>");
            piece = at;
        }
    }
    buffer_add_string(out, "</r:piece>\n</r:compilation>\n");
}

static void add_proprietary(AknWriter *writer, const AknMeta *meta)
{
    Buffer json;

    if (!meta->text)
        return;
    buffer_add_string(writer->out, "<proprietary source=\"#rapporteur\">\n");
    if (meta->compilation != NULL) {
        buffer_init(&json, AKN_BYTES_MAX);
        writer->status = compilation_encode(meta->compilation, &json, writer->problem);
        if (writer->status == OK)
            add_pieces(writer->out, buffer_slice(&json));
        buffer_clear(&json);
    }
    add_own_text(writer->out, meta);
    buffer_add_string(writer->out, "</proprietary>\n");
}

void akn_meta(AknWriter *writer, const AknMeta *meta)
{
    buffer_add_string(writer->out, "<meta>\n");
    add_identification(writer->out, meta);
    add_references(writer->out, meta);
    add_proprietary(writer, meta);
    buffer_add_string(writer->out, "</meta>\n");
}
