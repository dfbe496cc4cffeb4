/* SPDX-License-Identifier: Apache-2.0
 *
 * official_pdf_maker text FILE LANGUAGE OUT | KIND FILE LANGUAGE OUT | report|tables FILE LANGUAGE OUT PARTS [LANGUAGE FILE…] | hostile FILE LANGUAGE OUT
 *
 * Writes OUT.pdf; OUT.plain, what official_print_plain says of it; and OUT.marked, the same words with what a printed page adds: a line each, `M` of the masthead, `B` of the body with its labels and the
 * numbers of its notes, `C` of the contents, `N` of a note with its number. FILE gives the words; `report` takes those of its parts from all files in turn, with notes; `tables` has tables too.
 */
#include "format/format.h"
#include "format/html/html.h"
#include "format/pdf/pdf.h"

enum { FILE_MAX = 16 * 1024 * 1024, PARTS_MAX = 4000, FILES_MAX = 8 };
static const char object[] = "\xEF\xBF\xBC";

static _Noreturn void fail(const char *what, const Problem *problem)
{
    Buffer told;

    buffer_init(&told, FILE_MAX);
    if (problem != NULL)
        problem_print(problem, &told);
    (void)fprintf(stderr, "official_pdf_maker: %s: %.*s\n", what, (int)told.size, told.size != 0 ? told.data : "");
    exit(1);
}

static void read_file(const char *path, Buffer *out)
{
    char   bytes[65536];
    size_t got;
    FILE  *file = fopen(path, "rb");

    buffer_init(out, FILE_MAX);
    if (file == NULL)
        fail(path, NULL);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_add(out, (Slice){bytes, got});
    (void)fclose(file);
}

static Text *read_text(const char *path, const char *language)
{
    Buffer           bytes;
    Problem          problem = {.status = OK};
    Text            *text = NULL;
    const FormatRow *row;

    read_file(path, &bytes);
    row = format_find(FORMAT_OF_COMMANDS, slice_from(path), buffer_slice(&bytes));
    if (row->read(buffer_slice(&bytes), &text, &problem) != OK)
        fail(path, &problem);
    (void)snprintf(text->language, sizeof text->language, "%s", language);
    buffer_clear(&bytes);
    return text;
}

static void check(Status status)
{
    if (status != OK)
        fail("no memory", NULL);
}

/* ---- what is made ---- */

static uint32_t new_note(Text *text, size_t paragraph)
{
    uint32_t story;

    check(text_add_story(text, &(Story){STORY_FOOTNOTE, (uint32_t)paragraph, 0}, &story));
    return story;
}

static void add_marked(Text *text, const Paragraph *from, uint32_t story, uint32_t second)
{
    Buffer    words;
    Anchor    anchors[2] = {{.kind = ANCHOR_FOOTNOTE, .story = story}, {.kind = ANCHOR_FOOTNOTE, .story = second}};
    Paragraph paragraph = *from;

    buffer_init(&words, FILE_MAX);
    buffer_add(&words, from->text);
    for (int i = 0; i < 1 + (second != 0); i++) {
        anchors[i].at = (uint32_t)words.size;
        buffer_add_string(&words, object);
    }
    paragraph.text = buffer_slice(&words);
    paragraph.anchors = anchors;
    paragraph.anchor_count = second != 0 ? 2 : 1;
    check(text_add(text, &paragraph, NULL));
    buffer_clear(&words);
}

static void add_table(Text *text, const Text *words, uint32_t rows)
{
    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t column = 0; column < 3; column++) {
            const Paragraph *from = &words->paragraphs[(row * 3 + column) % words->count];
            size_t           cut = column == 1 ? from->text.size : utf8_offset(from->text, 24);

            check(text_add(text, &(Paragraph){.kind = KIND_CELL, .table = 0, .row = row, .column = column, .text = slice_part(from->text, 0, cut)}, NULL));
        }
}

/* The paragraphs of `words` from `first` on, numbered, every third with a note, some of them long; one note is marked again. */
static Text *make_part(const Text *words, size_t first, size_t count, bool table)
{
    Text    *text = text_new(words->language);
    char     label[DECIMAL_MAX + 2];
    uint32_t stories[512], note_count = 0;
    size_t   long_note = first % 7;

    if (text == NULL)
        fail("no memory", NULL);
    for (size_t i = 0; i < count; i++) {
        Paragraph paragraph = words->paragraphs[(first + i) % words->count];

        paragraph = (Paragraph){.kind = paragraph.kind == KIND_HEADING ? KIND_HEADING : i % 5 == 4 ? KIND_SUB : KIND_PLAIN, .level = paragraph.kind == KIND_HEADING ? 2 : 1 + i % 3, .text = paragraph.text, .table = NO_TABLE};
        if (paragraph.kind == KIND_SUB)
            (void)snprintf(label, sizeof label, "(%c)", (int)('a' + i % 26));
        else
            (void)snprintf(label, sizeof label, "%zu.", i + 1);
        paragraph.label = paragraph.kind == KIND_HEADING ? (Slice){NULL, 0} : slice_from(label);
        if (i % 3 == 1 && note_count < 511) {
            stories[note_count] = new_note(text, i);
            add_marked(text, &paragraph, stories[note_count], note_count % 4 == 3 ? stories[note_count - 1] : 0);
            note_count++;
        } else {
            check(text_add(text, &paragraph, NULL));
        }
    }
    if (table)
        add_table(text, words, 12);
    for (uint32_t i = 0; i < note_count; i++)
        for (size_t n = 0; n < (i == long_note ? 14 : 1); n++)
            check(text_add(text, &(Paragraph){.kind = KIND_FOOTNOTE, .story = stories[i], .table = NO_TABLE, .text = words->paragraphs[(i * 3 + n + 2) % words->count].text}, NULL));
    return text;
}

typedef struct Made {
    Text  *texts[FILES_MAX]; /* the words of parts, in turn */
    size_t text_count;
    bool   hostile, tables;
} Made;

static Text *make_hostile(void)
{
    Text  *text = text_new("");
    Buffer words;

    buffer_init(&words, FILE_MAX);
    for (int i = 0; i < 30000; i++)
        buffer_add_string(&words, i % 977 == 0 ? "\xE2\x80\xAE" : "\xD8\xB9w");
    check(text_add(text, &(Paragraph){.kind = KIND_PLAIN, .table = NO_TABLE, .text = buffer_slice(&words)}, NULL)); /* one word of 90 KB */
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        check(text_add(text, &(Paragraph){.kind = (ParagraphKind)kind, .level = 9, .table = NO_TABLE, .label = SLICE("1234567890123456789012345678901234567890.")}, NULL));
        check(text_add(text, &(Paragraph){.kind = (ParagraphKind)kind, .level = 0, .table = NO_TABLE, .text = SLICE("\n\n\t\n \xE2\x80\xA8 e\xCC\x81\xCC\x81 \xF0\x9F\x98\x80 a/b/c/1/2//// \xEF\xBF\xBC \xE2\x81\xA6")}, NULL));
    }
    for (uint32_t i = 0; i < 60; i++)
        check(text_add(text, &(Paragraph){.kind = KIND_CELL, .table = 1, .row = i / 30, .column = i % 30 * 1000000, .text = SLICE("wide")}, NULL));
    for (uint32_t i = 0; i < 4; i++)
        check(text_add(text, &(Paragraph){.kind = KIND_CELL, .table = 2, .row = 0, .column = i % 2, .text = slice_part(buffer_slice(&words), 0, 12000)}, NULL));
    buffer_clear(&words);
    return text;
}

static Status give(void *context, size_t part, Text **out, Problem *problem)
{
    const Made *made = context;
    const Text *words = made->texts[part % made->text_count];

    (void)problem;
    *out = made->hostile ? make_hostile() : make_part(words, part * 5, part == 0 ? 5 : 6 + part * 7 % 40, made->tables && part % 4 == 2);
    return *out != NULL ? OK : ERR_MEMORY;
}

/* ---- the words of the fictional ones ---- */

typedef struct Words {
    const char *language, *organ, *session, *item, *title, *summary, *cover, *introduction, *replies, *delegation, *original, *annex, *distribution, *languages, *report;
} Words;

static const Words words_of[] = {
    {"en", "General Assembly", "Ninety-ninth session", "Exchange of views on the marking of paths", "Exchange of views on the marking of paths\nReport of the Secretary-General", "The present report contains the replies received from delegations pursuant to paragraph 5 of resolution 99/999.\nReplies received after its submission will be issued as addenda.", "Replies are reproduced as received.", "I. Introduction", "II. Replies received from delegations", "Delegation", "[Original: English]\n[20 July 2026]", "Annex", "General", "English/French/Spanish", "A/99/100"},
    {"fr", "Assemblée générale", "Quatre-vingt-dix-neuvième session", "Échange de vues sur le balisage des sentiers", "Échange de vues sur le balisage des sentiers\nRapport du Secrétaire général", "Le présent rapport contient les réponses reçues des délégations en application du paragraphe 5 de la résolution 99/999.\nLes réponses reçues après sa soumission seront publiées sous forme d’additifs.", "Les réponses sont reproduites telles qu’elles ont été reçues.", "I. Introduction", "II. Réponses reçues des délégations", "Délégation", "[Original : anglais]\n[20 juillet 2026]", "Annexe", "générale", "anglais/espagnol/français", "A/99/100"},
    {"es", "Asamblea General", "Nonagésimo noveno período de sesiones", "Intercambio de opiniones sobre la señalización de senderos", "Intercambio de opiniones sobre la señalización de senderos\nInforme del Secretario General", "El presente informe contiene las respuestas recibidas de las delegaciones en cumplimiento del párrafo 5 de la resolución 99/999.\nLas respuestas recibidas después de su presentación se publicarán como adiciones.", "Las respuestas se reproducen tal como se recibieron.", "I. Introducción", "II. Respuestas recibidas de las delegaciones", "Delegación", "[Original: inglés]\n[20 de julio de 2026]", "Anexo", "general", "español/francés/inglés", "A/99/100"},
    {"ru", "Генеральная Ассамблея", "Девяносто девятая сессия", "Обмен мнениями о разметке троп", "Обмен мнениями о разметке троп\nДоклад Генерального секретаря", "Настоящий доклад содержит ответы, полученные от делегаций в соответствии с пунктом 5 резолюции 99/999.\nОтветы, полученные после его представления, будут изданы в виде добавлений.", "Ответы воспроизводятся в том виде, в каком они были получены.", "I. Введение", "II. Ответы, полученные от делегаций", "Делегация", "[Подлинный текст на английском языке]\n[20 июля 2026 года]", "Приложение", "общее", "английский/испанский/французский", "A/99/100"},
    {"zh", "大会", "第九十九届会议", "就步道标记交换意见", "就步道标记交换意见\n秘书长的报告", "本报告载有各代表团根据第99/999号决议第5段提交的答复。\n提交本报告后收到的答复将作为增编印发。", "答复按收到时的原样转载。", "一. 导言", "二. 各代表团的答复", "代表团", "[原件：英文]\n[2026年7月20日]", "附件", "普遍", "英文/法文/西班牙文", "A/99/100"},
    {"ar", "الجمعية العامة", "الدورة التاسعة والتسعون", "تبادل الآراء بشأن وضع علامات على الدروب", "تبادل الآراء بشأن وضع علامات على الدروب\nتقرير الأمين العام", "يتضمن هذا التقرير الردود الواردة من الوفود عملا بالفقرة 5 من القرار 99/999.\nوستصدر الردود التي ترد بعد تقديمه في شكل إضافات.", "تُستنسخ الردود بالصيغة التي وردت بها.", "أولا - مقدمة", "ثانيا - الردود الواردة من الوفود", "الوفد", "[الأصل: بالإنكليزية]\n[20 تموز/يوليه 2026]", "المرفق", "عام", "الإسبانية/الإنكليزية/الفرنسية", "A/99/100"},
};

static const Words *find_words(const char *language)
{
    for (size_t i = 0; i < sizeof words_of / sizeof *words_of; i++)
        if (strcmp(words_of[i].language, language) == 0)
            return &words_of[i];
    fail(language, NULL);
}

static Official fictional(const Words *words, OfficialKind kind)
{
    return (Official){.kind = kind, .language = words->language, .fictional = true, .organ = slice_from(words->organ), .symbol = slice_from(words->report), .distribution = slice_from(words->distribution), .issued = SLICE("2026-07-20"), .original = slice_from(words->languages), .session = slice_from(words->session), .agenda_item = SLICE("94"), .agenda_title = slice_from(words->item), .job = SLICE("26-99999")};
}

static void make_parts(const Words *words, OfficialPart *parts, size_t count, char (*names)[64])
{
    parts[0] = (OfficialPart){.heading = slice_from(words->introduction), .level = 1, .listed = true, .has_text = true};
    parts[1] = (OfficialPart){.heading = slice_from(words->replies), .level = 1, .listed = true};
    for (size_t i = 2; i < count; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s %02zu", words->delegation, i - 1);
        parts[i] = (OfficialPart){.heading = slice_from(names[i]), .level = 2, .listed = true, .lines = slice_from(words->original), .has_text = true};
    }
    parts[count - 1] = (OfficialPart){.id = SLICE("annex"), .heading = slice_from(words->annex), .level = 1, .listed = true, .new_page = true, .has_text = true};
}

/* ---- what a printed page adds to the plain form ---- */

static uint32_t number_of(uint32_t *numbers, uint32_t story, uint32_t *next)
{
    return numbers[story] != 0 ? numbers[story] : (numbers[story] = ++*next);
}

static void print_words(const Paragraph *paragraph, uint32_t *numbers, uint32_t *next, Buffer *out)
{
    size_t from = 0;

    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];
        bool          note = anchor->story != 0;

        buffer_add(out, slice_part(paragraph->text, from, anchor->at));
        if (note && i > 0 && paragraph->anchors[i - 1].at + 3 == anchor->at)
            buffer_add_byte(out, ',');
        if (note)
            buffer_add_number(out, number_of(numbers, anchor->story, next));
        else
            buffer_add(out, anchor->alt);
        from = anchor->at + 3;
    }
    buffer_add(out, slice_part(paragraph->text, from, paragraph->text.size));
}

static void print_line(Buffer *out, char kind, Slice line)
{
    buffer_add_byte(out, kind);
    buffer_add_byte(out, '\t');
    for (size_t i = 0; i < line.size; i++)
        buffer_add_byte(out, line.data[i] == '\n' || line.data[i] == '\t' ? ' ' : line.data[i]);
    buffer_add_byte(out, '\n');
}

static void print_text(const Text *text, uint32_t *next, Buffer *out)
{
    uint32_t *numbers = memory_new_zeroed(text->story_count + 1, sizeof *numbers);
    Buffer    line;

    buffer_init(&line, FILE_MAX);
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];
        bool             first = i == 0 || text->paragraphs[i - 1].story != paragraph->story;

        buffer_reset(&line);
        if (paragraph->story != 0 && first)
            buffer_add_format(&line, "%u ", numbers[paragraph->story]);
        if (paragraph->story == 0 && !paragraph->label_in_text && paragraph->table == NO_TABLE)
            buffer_add(&line, paragraph->label);
        print_words(paragraph, numbers, next, &line);
        print_line(out, paragraph->story != 0 ? 'N' : 'B', buffer_slice(&line));
    }
    buffer_clear(&line);
    memory_free(numbers);
}

static void print_marked(const Official *official, Buffer *out)
{
    Arena        *arena = arena_new(FILE_MAX);
    OfficialLine *lines;
    size_t        count;
    uint32_t      next = 0;
    Problem       problem;
    Buffer        line;

    if (official_front(official, arena, &lines, &count, &problem) != OK)
        fail("front", &problem);
    buffer_init(&line, FILE_MAX);
    for (size_t i = 0; i < count; i++) {
        OfficialRole role = lines[i].role;

        buffer_reset(&line);
        if (role == OFFICIAL_COVER_NOTE)
            buffer_add_string(&line, "* ");
        buffer_add(&line, lines[i].words);
        if (role == OFFICIAL_TITLE && official->cover_note.size != 0)
            buffer_add_byte(&line, '*');
        print_line(out, role == OFFICIAL_COVER_NOTE ? 'N' : role == OFFICIAL_CONTENTS_LINE ? 'C' : role <= OFFICIAL_ORIGINAL ? 'M' : 'B', buffer_slice(&line));
    }
    buffer_clear(&line);
    for (size_t i = 0; i < official->part_count; i++) {
        const OfficialPart *part = &official->parts[i];
        Text               *text = NULL;

        if (part->heading.size != 0)
            print_line(out, 'B', part->heading);
        if (part->lines.size != 0)
            print_line(out, 'B', part->lines);
        if (part->has_text && official->text(official->context, i, &text, &problem) != OK)
            fail("text", &problem);
        if (text != NULL)
            print_text(text, &next, out);
        text_free(text);
    }
    arena_free(arena);
}

static void write_file(const char *out, const char *ending, const Buffer *bytes)
{
    char  path[1024];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s.%s", out, ending);
    file = fopen(path, "wb");
    if (file == NULL || bytes->status != OK || fwrite(bytes->data, 1, bytes->size, file) != bytes->size || fclose(file) != 0)
        fail(path, NULL);
}

static void write_all(const Official *official, const char *out)
{
    Problem      problem = {.status = OK};
    Buffer       bytes;
    OfficialSink sink;

    buffer_init(&bytes, (size_t)1 << 30);
    sink = official_to_buffer(&bytes);
    if (pdf_write(official, &sink, &problem) != OK)
        fail("pdf", &problem);
    write_file(out, "pdf", &bytes);
    buffer_reset(&bytes);
    if (official_print_plain(official, &sink, &problem) != OK)
        fail("plain", &problem);
    write_file(out, "plain", &bytes);
    buffer_reset(&bytes);
    print_marked(official, &bytes);
    write_file(out, "marked", &bytes);
    buffer_clear(&bytes);
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"resolution", "decision", "report", "agenda", "letter", "note"};
    static OfficialPart      parts[PARTS_MAX];
    static char              names[PARTS_MAX][64];
    Made                     made = {.text_count = 0};
    Official                 official;
    Text                    *text, *body;
    Problem                  problem;

    memory_adopt_libraries();
    if (argc < 5)
        fail("usage", NULL);
    text = read_text(argv[2], argv[3]);
    if (strcmp(argv[1], "text") == 0) {
        if (official_from_text(text, OFFICIAL_RESOLUTION, &official, parts, &body, &problem) != OK)
            fail("text", &problem);
        write_all(&official, argv[4]);
        text_free(body);
    } else {
        const Words *words = find_words(argv[3]);
        size_t       kind = 0, count = argc > 5 ? (size_t)strtoul(argv[5], NULL, 10) : 1;

        while (kind < sizeof kinds / sizeof *kinds && strcmp(kinds[kind], argv[1]) != 0)
            kind++;
        official = fictional(words, strcmp(argv[1], "tables") == 0 ? OFFICIAL_REPORT : kind < sizeof kinds / sizeof *kinds ? (OfficialKind)kind : OFFICIAL_OTHER);
        made.texts[made.text_count++] = text;
        for (int i = 6; i + 1 < argc && made.text_count < FILES_MAX; i += 2)
            made.texts[made.text_count++] = read_text(argv[i + 1], argv[i]);
        official.parts = parts;
        official.part_count = count > 2 && count < PARTS_MAX ? count : 1;
        official.text = give;
        official.context = &made;
        official.title = slice_from(words->title);
        made.hostile = strcmp(argv[1], "hostile") == 0;
        made.tables = strcmp(argv[1], "tables") == 0;
        if (official.part_count > 1)
            make_parts(words, parts, official.part_count, names);
        else
            parts[0] = (OfficialPart){.has_text = true};
        if (official.kind == OFFICIAL_REPORT) {
            official.contents = true;
            official.summary = slice_from(words->summary);
            official.cover_note = slice_from(words->cover);
        }
        write_all(&official, argv[4]);
    }
    for (size_t i = 0; i < made.text_count; i++)
        text_free(made.texts[i]);
    if (made.text_count == 0)
        text_free(text);
    return 0;
}
