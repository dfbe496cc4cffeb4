/* SPDX-License-Identifier: Apache-2.0 */
#include "interop/official_maker.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/format.h"

enum { FILE_LIMIT = 64 * 1024 * 1024, PATH_LIMIT = 1024, FILES_MAX = 256, NAME_LIMIT = 256 };

const char *const maker_languages[6] = {"ar", "zh", "en", "fr", "ru", "es"};

/* ---- the words of the report ---- */

typedef struct Words {
    const char *organ, *distribution, *original, *session, *agenda_title, *title, *summary, *cover_note, *first, *second, *delegation, *line, *date;
} Words;

static const Words words[6] = {
    {"الجمعية العامة", "عام", "الإنكليزية/العربية", "الدورة السابعة والسبعون", "بند مختلق للاختبار", "ردود الوفود المختلقة", "يتضمن هذا التقرير المختلق ردودا من وفود مختلقة.\nوهو لا يمثل أي دولة.", "تُنشر الردود كما وردت.", "أولا - مقدمة",
     "ثانيا - الردود الواردة", "الوفد", "[الأصل: بالعربية]", "[27 أيار/مايو 2026]"},
    {"大会", "普遍", "阿拉伯文/中文", "第七十七届会议", "供测试的虚构项目", "虚构代表团的答复", "本虚构报告载有虚构代表团的答复。\n它不代表任何国家。", "答复按收到的原样转载。", "一、导言", "二、收到的答复", "代表团", "[原件：中文]", "[2026年5月27日]"},
    {"General Assembly", "General", "Arabic/English", "Seventy-seventh session", "An invented item for tests", "Replies of invented delegations", "This invented report holds replies of invented delegations.\nIt speaks for no State.", "Replies are reproduced as received.",
     "I. Introduction", "II. Replies received", "Delegation", "[Original: English]", "[27 May 2026]"},
    {"Assemblée générale", "générale", "anglais/français", "Soixante-dix-septième session", "Un point inventé pour les essais", "Réponses de délégations inventées",
     "Ce rapport inventé contient des réponses de délégations inventées.\nIl ne parle au nom d’aucun État.", "Les réponses sont reproduites telles qu’elles ont été reçues.", "I. Introduction", "II. Réponses reçues", "Délégation", "[Original : français]", "[27 mai 2026]"},
    {"Генеральная Ассамблея", "общее", "английский/русский", "Семьдесят седьмая сессия", "Вымышленный пункт для проверки", "Ответы вымышленных делегаций", "В этом вымышленном докладе собраны ответы вымышленных делегаций.\nОн не говорит ни за одно государство.",
     "Ответы воспроизводятся в полученном виде.", "I. Введение", "II. Полученные ответы", "Делегация", "[Язык оригинала: русский]", "[27 мая 2026 года]"},
    {"Asamblea General", "general", "español/inglés", "Septuagésimo séptimo período de sesiones", "Un tema inventado para las pruebas", "Respuestas de delegaciones inventadas",
     "Este informe inventado contiene respuestas de delegaciones inventadas.\nNo habla en nombre de ningún Estado.", "Las respuestas se reproducen como se recibieron.", "I. Introducción", "II. Respuestas recibidas", "Delegación", "[Original: español]", "[27 de mayo de 2026]"},
};

static unsigned place_of(const char *language)
{
    unsigned i = 0;

    while (i < 5 && strcmp(maker_languages[i], language) != 0)
        i++;
    return i;
}

/* ---- reading files ---- */

static bool read_file(const char *path, Buffer *out)
{
    FILE  *file = fopen(path, "rb");
    char   chunk[64 * 1024];
    size_t size;

    if (file == NULL)
        return false;
    while ((size = fread(chunk, 1, sizeof chunk, file)) != 0)
        buffer_add(out, (Slice){chunk, size});
    (void)fclose(file);
    return out->status == OK;
}

static Text *read_text(const char *path)
{
    Buffer           bytes;
    Text            *text = NULL;
    const FormatRow *row;

    buffer_init(&bytes, FILE_LIMIT);
    if (read_file(path, &bytes)) {
        row = format_find(FORMAT_OF_COMMANDS, slice_from(path), buffer_slice(&bytes));
        if (row->read != NULL && (row->read(buffer_slice(&bytes), &text, NULL) != OK || text_identify(text) != OK)) {
            text_free(text);
            text = NULL;
        }
    }
    buffer_clear(&bytes);
    return text;
}

/* ---- the report ---- */

struct MakerReport {
    Official      official;
    OfficialPart *parts;
    Arena        *arena;
    Text         *declarations[6];
    size_t        paragraphs;
};

/* Another's paragraph, with its notes' words taken off. */
static Status add_plain(Text *text, const Paragraph *from)
{
    Paragraph paragraph = *from;

    if (from->story != 0 || from->anchor_count != 0 || from->table != NO_TABLE)
        return OK;
    return text_add(text, &paragraph, NULL);
}

static Status add_noted(Text *text, Slice before, uint32_t *story)
{
    Buffer    joined;
    Anchor    anchor = {.kind = ANCHOR_FOOTNOTE};
    Paragraph paragraph = {.kind = KIND_PLAIN, .table = NO_TABLE};
    Status    status;

    buffer_init(&joined, FILE_LIMIT);
    buffer_add(&joined, before);
    anchor.at = (uint32_t)joined.size;
    buffer_add_string(&joined, "\xEF\xBF\xBC \xE2\x80\x94");
    status = *story == 0 ? text_add_story(text, &(Story){STORY_FOOTNOTE, (uint32_t)text->count, 0}, story) : OK;
    anchor.story = *story;
    paragraph.text = buffer_slice(&joined);
    paragraph.anchors = &anchor;
    paragraph.anchor_count = 1;
    if (status == OK)
        status = text_add(text, &paragraph, NULL);
    buffer_clear(&joined);
    return status;
}

static Status add_table(Text *text, const Text *from)
{
    for (uint32_t i = 0; i < 6 && i < from->count; i++) {
        Paragraph cell = {.kind = KIND_CELL, .text = slice_part(from->paragraphs[i].text, 0, utf8_offset(from->paragraphs[i].text, 40)), .table = 0, .row = i / 2, .column = i % 2};

        if (memmem(cell.text.data, cell.text.size, "\xEF\xBF\xBC", 3) == NULL)
            TRY(text_add(text, &cell, NULL));
    }
    return OK;
}

static Status fill_reply(const MakerReport *report, size_t part, const Text *from, Text *text)
{
    const Words *say = &words[place_of(text->language)];
    uint32_t     story = 0;
    Paragraph    note = {.kind = KIND_FOOTNOTE, .text = SLICE("A/RES/75/240."), .table = NO_TABLE};

    for (size_t i = 0; i < report->paragraphs; i++)
        TRY(add_plain(text, &from->paragraphs[(i + part * 7) % from->count]));
    TRY(add_noted(text, slice_from(say->cover_note), &story));
    if (part % 3 == 0)
        TRY(add_noted(text, slice_from(say->title), &story));
    if (part % 2 == 0)
        TRY(add_table(text, from));
    note.story = story;
    TRY(text_add(text, &note, NULL));
    return text_identify(text);
}

static Status give(void *context, size_t part, Text **out, Problem *problem)
{
    const MakerReport *report = context;
    unsigned           tongue = part % 4 == 3 ? (unsigned)(part % 6) : place_of(report->official.language);
    Text              *text = text_new(maker_languages[tongue]);
    Status             status = text != NULL ? fill_reply(report, part, report->declarations[tongue], text) : ERR_MEMORY;

    if (status != OK) {
        text_free(text);
        return problem_set(problem, status, status_face(status)->message, NULL);
    }
    *out = text;
    return OK;
}

static Slice print_name(Arena *arena, const Words *say, size_t number)
{
    char  name[256];
    Slice copy = {NULL, 0};

    (void)snprintf(name, sizeof name, "%s %02zu", say->delegation, number);
    return slice_copy(arena, slice_from(name), &copy) == OK ? copy : (Slice){NULL, 0};
}

MakerReport *maker_report(const char *source, const char *language, size_t replies, size_t paragraphs)
{
    MakerReport *report = memory_new_zeroed(1, sizeof *report);
    const Words *say = &words[place_of(language)];

    report->arena = arena_new(FILE_LIMIT);
    report->parts = memory_new_zeroed(replies + 2, sizeof *report->parts);
    report->paragraphs = paragraphs;
    for (int i = 0; i < 6; i++) {
        char path[PATH_LIMIT];

        (void)snprintf(path, sizeof path, "%s/tests/cases/udhr/%s.html", source, maker_languages[i]);
        report->declarations[i] = read_text(path);
        if (report->declarations[i] == NULL)
            exit(1);
    }
    report->parts[0] = (OfficialPart){.id = SLICE("introduction"), .heading = slice_from(say->first), .level = 1, .listed = true, .has_text = true};
    report->parts[1] = (OfficialPart){.id = SLICE("replies"), .heading = slice_from(say->second), .level = 1, .listed = true, .new_page = true};
    for (size_t i = 0; i < replies; i++)
        report->parts[i + 2] = (OfficialPart){.heading = print_name(report->arena, say, i + 1), .level = 2, .lines = slice_from(i % 2 == 0 ? say->line : say->date), .listed = i + 1 != replies, .has_text = true};
    report->official = (Official){.kind = OFFICIAL_REPORT, .language = maker_languages[place_of(language)], .fictional = true, .organ = slice_from(say->organ), .symbol = SLICE("A/77/999/Add.1"), .distribution = slice_from(say->distribution),
                                  .issued = SLICE("2026-07-20"), .original = slice_from(say->original), .session = slice_from(say->session), .agenda_item = SLICE("94"), .agenda_title = slice_from(say->agenda_title),
                                  .title = slice_from(say->title), .summary = slice_from(say->summary), .cover_note = slice_from(say->cover_note), .job = SLICE("26-01234 (E)"), .contents = true, .parts = report->parts,
                                  .part_count = replies + 2, .text = give, .context = report};
    return report;
}

const Official *maker_report_official(const MakerReport *report)
{
    return &report->official;
}

void maker_report_free(MakerReport *report)
{
    for (int i = 0; i < 6; i++)
        text_free(report->declarations[i]);
    arena_free(report->arena);
    memory_free(report->parts);
    memory_free(report);
}

/* ---- documents of one text ---- */

static void one_text(const char *path, OfficialKind kind, const char *name, MakerEach each, void *context)
{
    Text        *text = read_text(path), *body = NULL;
    Official     official;
    OfficialPart part;

    if (text == NULL || official_from_text(text, kind, &official, &part, &body, NULL) != OK)
        exit(1);
    each(&official, name, context);
    text_free(body);
    text_free(text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool each_resolution(const char *source, MakerEach each, void *context)
{
    char           folder[PATH_LIMIT], names[FILES_MAX][NAME_LIMIT] = {{0}};
    size_t         count = 0;
    DIR           *listing;
    struct dirent *entry;

    (void)snprintf(folder, sizeof folder, "%s/tests/cases/texts", source);
    listing = opendir(folder);
    while (listing != NULL && count < FILES_MAX && (entry = readdir(listing)) != NULL)
        if (strncmp(entry->d_name, "A_RES", 5) == 0 && !slice_ends(slice_from(entry->d_name), ".tsv"))
            (void)snprintf(names[count++], NAME_LIMIT, "%s", entry->d_name);
    if (listing != NULL)
        (void)closedir(listing);
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        char path[PATH_LIMIT * 2];

        (void)snprintf(path, sizeof path, "%s/%.*s", folder, NAME_LIMIT - 1, names[i]);
        *strrchr(names[i], '.') = '\0';
        one_text(path, OFFICIAL_RESOLUTION, names[i], each, context);
    }
    return count != 0;
}

bool maker_all(const char *source, MakerEach each, void *context)
{
    if (!each_resolution(source, each, context))
        return false;
    for (int i = 0; i < 6; i++) {
        char         path[PATH_LIMIT], name[32];
        MakerReport *report = maker_report(source, maker_languages[i], 7, 9);

        (void)snprintf(path, sizeof path, "%s/tests/cases/udhr/%s.html", source, maker_languages[i]);
        (void)snprintf(name, sizeof name, "udhr.%s", maker_languages[i]);
        one_text(path, OFFICIAL_OTHER, name, each, context);
        (void)snprintf(name, sizeof name, "report.%s", maker_languages[i]);
        each(maker_report_official(report), name, context);
        maker_report_free(report);
    }
    return true;
}
