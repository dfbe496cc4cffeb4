/* SPDX-License-Identifier: Apache-2.0
 *
 * A document in its official layout: which one it is, what its masthead says, and its texts one at a time.
 */
#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"
#include "format/pdf/pdf.h"
#include "service/report_internal.h"

#include <stdarg.h>

enum { LAYOUT_BYTES_MAX = 256 * 1024 * 1024, SAID_BYTES_MAX = 64 * 1024, SAID_VALUES_MAX = 8 };

/* ---- formats ---- */

const DocumentFormat document_formats[] = {{"pdf", "application/pdf", pdf_write},
                                           {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_write_official},
                                           {"html", "text/html; charset=utf-8", html_write_official},
                                           {"akn", "application/akn+xml", akn_write_official},
                                           {"txt", "text/plain; charset=utf-8", official_print_plain},
                                           {0}};

const DocumentFormat *document_format_find(Slice name)
{
    for (const DocumentFormat *format = document_formats; format->name != NULL; format++)
        if (slice_is(name, format->name))
            return format;
    return NULL;
}

/* ---- putting together ---- */

ServiceLayout *layout_new(const LayoutAsk *ask)
{
    ServiceLayout *layout = memory_new_zeroed(1, sizeof *layout);

    if (layout == NULL)
        return NULL;
    layout->ask = *ask;
    layout->official.language = ask->language;
    layout->arena = arena_new(LAYOUT_BYTES_MAX);
    if (layout->arena == NULL) {
        service_layout_free(layout);
        return NULL;
    }
    return layout;
}

void service_layout_free(ServiceLayout *layout)
{
    if (layout == NULL)
        return;
    for (size_t i = 0; i < sizeof layout->more / sizeof *layout->more; i++)
        json_decref(layout->more[i]);
    json_decref(layout->facts);
    text_free(layout->text);
    text_free(layout->body);
    memory_free(layout->parts);
    memory_free(layout->texts);
    arena_free(layout->arena);
    memory_free(layout);
}

const Official *service_layout_official(const ServiceLayout *layout)
{
    return &layout->official;
}

Slice layout_keep(ServiceLayout *layout, Slice words)
{
    Slice kept = {NULL, 0};

    if (layout->status == OK)
        layout->status = slice_copy(layout->arena, words, &kept);
    return kept;
}

const char *layout_value(ServiceLayout *layout, Slice words)
{
    Slice kept = layout_keep(layout, words);

    return kept.data != NULL ? kept.data : "";
}

Slice layout_say(ServiceLayout *layout, const char *id, ...)
{
    const char *names[SAID_VALUES_MAX], *values[SAID_VALUES_MAX];
    int         count = 0;
    va_list     pairs;
    Buffer      words;
    Slice       kept;

    va_start(pairs, id);
    while (count < SAID_VALUES_MAX && (names[count] = va_arg(pairs, const char *)) != NULL)
        values[count++] = va_arg(pairs, const char *);
    va_end(pairs);
    buffer_init(&words, SAID_BYTES_MAX);
    message_print_arguments_in(&words, layout->official.language, id, count, names, values);
    layout->status = layout->status == OK ? words.status : layout->status;
    kept = layout_keep(layout, buffer_slice(&words));
    buffer_clear(&words);
    return kept;
}

Slice layout_date(ServiceLayout *layout, Slice date)
{
    Buffer words;
    Slice  kept;

    buffer_init(&words, SAID_BYTES_MAX);
    official_date(slice_part(date, 0, date.size < 10 ? date.size : 10), layout->official.language, &words);
    kept = layout_keep(layout, buffer_slice(&words));
    buffer_clear(&words);
    return kept;
}

Slice layout_name(const ServiceLayout *layout, const json_t *names)
{
    const char *language;
    json_t     *name;
    Slice       own = json_slice(json_object_get(names, layout->official.language));

    if (own.size == 0)
        own = json_slice(json_object_get(names, "en"));
    if (own.size == 0)
        json_object_foreach((json_t *)(uintptr_t)names, language, name) own = json_slice(name);
    return own;
}

Slice layout_party(const ServiceLayout *layout, const json_t *party)
{
    Slice name = layout_name(layout, json_object_get(party, "names"));

    return name.size != 0 ? name : json_slice(json_object_get(party, "party"));
}

/* As the organization numbers sections ("II", "二", "ثانيا") and annexes ("المرفق الثاني") in its documents. */
static const char *const numerals_ar[] = {"أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا", "حادي عشر", "ثاني عشر", "ثالث عشر", "رابع عشر", "خامس عشر", "سادس عشر", "سابع عشر", "ثامن عشر", "تاسع عشر", "عشرون"};
static const char *const annexes_ar[] = {"الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"};
static const char *const numerals_zh[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"};

Slice layout_numeral(ServiceLayout *layout, unsigned number, bool annex)
{
    static const char *const ones[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}, *const tens[] = {"", "X", "XX", "XXX"};
    bool                     arabic = strcmp(layout->official.language, "ar") == 0;
    char                     roman[16];

    if (arabic && annex && number <= sizeof annexes_ar / sizeof *annexes_ar)
        return slice_from(annexes_ar[number - 1]);
    if (arabic && !annex && number <= sizeof numerals_ar / sizeof *numerals_ar)
        return slice_from(numerals_ar[number - 1]);
    if (strcmp(layout->official.language, "zh") == 0 && number <= sizeof numerals_zh / sizeof *numerals_zh)
        return slice_from(numerals_zh[number - 1]);
    (void)snprintf(roman, sizeof roman, "%s%s", tens[number / 10 % 4], ones[number % 10]);
    return layout_keep(layout, slice_from(roman));
}

OfficialPart *layout_part(ServiceLayout *layout, uint8_t level, Slice heading, bool listed)
{
    size_t count = layout->count;

    if (layout->status == OK && layout->count == layout->capacity) {
        size_t parts = layout->capacity, texts = layout->capacity;

        layout->status = memory_reserve((void **)&layout->parts, &parts, count + 1, sizeof *layout->parts);
        if (layout->status == OK)
            layout->status = memory_reserve((void **)&layout->texts, &texts, count + 1, sizeof *layout->texts);
        layout->capacity = parts < texts ? parts : texts;
    }
    if (layout->status != OK)
        return NULL;
    layout->count++;
    layout->texts[count] = (PartText){.language = layout->official.language};
    layout->parts[count] = (OfficialPart){.heading = heading, .level = level, .listed = listed};
    return &layout->parts[count];
}

void layout_blob(ServiceLayout *layout, const json_t *hex)
{
    if (layout->status != OK || hex == NULL)
        return;
    layout->texts[layout->count - 1].blob = hex;
    layout->parts[layout->count - 1].has_text = true;
}

void layout_paragraph(ServiceLayout *layout, MadeParagraph paragraph)
{
    PartText *text;

    if (layout->status != OK || paragraph.words.size == 0)
        return;
    text = &layout->texts[layout->count - 1];
    if (text->made_count == text->made_capacity) {
        size_t         capacity = text->made_capacity == 0 ? 8 : 2 * text->made_capacity;
        MadeParagraph *made = arena_take(layout->arena, capacity * sizeof *made);

        if (made == NULL) {
            layout->status = ERR_MEMORY;
            return;
        }
        if (text->made_count != 0)
            memcpy(made, text->made, text->made_count * sizeof *made);
        text->made = made;
        text->made_capacity = capacity;
    }
    text->made[text->made_count++] = paragraph;
    layout->parts[layout->count - 1].has_text = true;
}

void layout_lines(ServiceLayout *layout, Slice text)
{
    for (size_t at = 0, end; at < text.size; at = end + 1) {
        for (end = at; end < text.size && text.data[end] != '\n'; end++)
            ;
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = slice_trim(slice_part(text, at, end))});
    }
}

Status layout_ask(ServiceLayout *layout, size_t more, const char *query, Slice argument, json_t **out, Problem *problem)
{
    const LayoutAsk *ask = &layout->ask;

    TRY(service_query_view(ask->service, query, &argument, 1, ask->asker, ask->now, &layout->more[more], problem));
    *out = layout->more[more];
    return OK;
}

/* ---- texts, one at a time ---- */

static Status put_made(Text *text, const PartText *part, Problem *problem)
{
    for (size_t i = 0; i < part->made_count; i++) {
        const MadeParagraph *made = &part->made[i];
        Span                 italic = {0, (uint32_t)made->words.size, STYLE_ITALIC};
        Status status = text_add(text, &(Paragraph){.kind = made->kind, .level = made->level, .label = made->label, .text = made->words, .table = NO_TABLE, .spans = made->italic ? &italic : NULL, .span_count = made->italic}, NULL);

        if (status != OK)
            return problem_set(problem, status, status_face(status)->message, NULL);
    }
    return OK;
}

static Status give_text(void *context, size_t index, Text **out, Problem *problem)
{
    const ServiceLayout *layout = context;
    const PartText      *part = &layout->texts[index];
    Status               status;

    if (part->blob != NULL)
        return text_of_version(layout->ask.service, part->blob, out, problem);
    *out = text_new(part->language);
    status = *out != NULL ? put_made(*out, part, problem) : text_no_memory(problem);
    if (status != OK) {
        text_free(*out);
        *out = NULL;
    }
    return status;
}

Status layout_done(ServiceLayout *layout, Problem *problem)
{
    if (layout->status != OK)
        return problem_set(problem, layout->status, status_face(layout->status)->message, NULL);
    layout->official.parts = layout->parts;
    layout->official.part_count = layout->count;
    layout->official.text = give_text;
    layout->official.context = layout;
    return OK;
}

Status service_layout_write(const ServiceLayout *layout, const DocumentFormat *format, const OfficialSink *sink, Problem *problem)
{
    return format->write(&layout->official, sink, problem);
}

/* ---- which document ---- */

static const struct {
    const char  *nature;
    OfficialKind kind;
} natures[] = {{"resolution", OFFICIAL_RESOLUTION}, {"decision", OFFICIAL_DECISION}, {"report", OFFICIAL_REPORT}, {"letter", OFFICIAL_LETTER}, {"programme", OFFICIAL_AGENDA}, {NULL, OFFICIAL_OTHER}};

static OfficialKind kind_of(Slice nature)
{
    size_t i = 0;

    while (natures[i].nature != NULL && !slice_is(nature, natures[i].nature))
        i++;
    return natures[i].kind;
}

/* What a document's facts say of its masthead, where its own text does not. */
static void head(ServiceLayout *layout, const json_t *facts)
{
    Official *official = &layout->official;
    Slice     distribution = json_slice(json_object_get(facts, "distribution"));
    Slice     session = layout_name(layout, json_object_get(facts, "session_names")), item = json_slice(json_array_get(json_object_get(facts, "items"), 0));

    official->symbol = json_slice(json_object_get(facts, "symbol"));
    official->fictional = json_object_get(facts, "fictional") != NULL;
    if (slice_is(slice_part(official->symbol, 0, official->symbol.size < 2 ? official->symbol.size : 2), "A/") && !official->fictional)
        official->organ = layout_say(layout, MSG("official.organ.assembly"), NULL);
    if (distribution.size != 0 && official->distribution.size == 0)
        official->distribution = layout_say(layout, slice_is(distribution, "limited") ? MSG("official.distribution.limited") : MSG("official.distribution.general"), NULL);
    if (official->issued.size == 0)
        official->issued = json_slice(json_object_get(facts, "date"));
    if (official->session.size == 0)
        official->session = session;
    if (official->agenda_item.size == 0)
        official->agenda_item = item;
}

/* The edition in this language, else none. */
static const json_t *edition_of(const json_t *facts, const char *language)
{
    const json_t *row, *languages = json_object_get(facts, "languages");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)languages, i, row) if (slice_is(json_slice(json_object_get(row, "language")), language) && json_object_get(row, "text") != NULL) return row;
    return NULL;
}

static Status one_text(ServiceLayout *layout, Slice symbol, Problem *problem)
{
    json_t       *facts;
    const json_t *edition;
    OfficialKind  kind;
    Slice         title;

    TRY(layout_ask(layout, 0, "document.show", symbol, &facts, problem));
    if (json_object_get(facts, "unheld") != NULL)
        return ERR_NOT_FOUND;
    edition = edition_of(facts, layout->official.language);
    if (edition == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("document.no_words"), NULL);
    TRY(text_of_version(layout->ask.service, json_object_get(edition, "text"), &layout->text, problem));
    TRY(anatomy_classify(layout->text, problem)); /* what is stored has no masthead of its own: it is read out of the words again */
    kind = kind_of(json_slice(json_object_get(facts, "nature")));
    TRY(official_from_text(layout->text, kind, &layout->official, &layout->only, &layout->body, problem));
    layout->official.language = layout->ask.language;
    title = layout_name(layout, json_object_get(facts, "names"));
    head(layout, facts);
    if (layout->official.title.size == 0 && layout->body->count != 0 && layout->body->paragraphs[0].kind != KIND_TITLE)
        layout->official.title = title;
    return layout->status == OK ? OK : problem_set(problem, layout->status, status_face(layout->status)->message, NULL);
}

static Status of_report(ServiceLayout *layout, Problem *problem)
{
    Official *official = &layout->official;
    bool      of_body = json_object_get(layout->facts, "body") != NULL && json_object_get(layout->facts, "call") == NULL;

    official->kind = OFFICIAL_REPORT;
    official->contents = true;
    official->title = layout_name(layout, json_object_get(layout->facts, "names"));
    official->summary = layout_name(layout, json_object_get(layout->facts, "summary"));
    head(layout, layout->facts);
    TRY(of_body ? layout_body(layout, problem) : layout_compiled(layout, problem));
    return layout_done(layout, problem);
}

Status service_layout_document(const LayoutAsk *ask, Slice symbol, ServiceLayout **out, Problem *problem)
{
    ServiceLayout *layout = layout_new(ask);
    Status         status;

    if (layout == NULL)
        return text_no_memory(problem);
    status = service_query_view(ask->service, "report.show", &symbol, 1, ask->asker, ask->now, &layout->facts, problem);
    if (status == OK)
        status = of_report(layout, problem);
    else if (status == ERR_NOT_FOUND)
        status = one_text(layout, symbol, problem);
    if (status == OK)
        *out = layout;
    else
        service_layout_free(layout);
    return status;
}
