/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiled reports: the introduction recites the paragraph that invited and says when, then each reply as it was received, States in the alphabetical order of the edition's language, then who answered for a
 * group or is none. A compendium of statements or of explanations of position has the same shape without a call.
 */
#include "service/report_internal.h"

typedef struct Reply {
    const json_t *row;
    Slice         name;
    bool          government;
} Reply;

typedef struct Replies {
    ServiceLayout *layout;
    Collator      *collator;
    Reply         *rows;
    size_t         count;
} Replies;

/* ---- the introduction ---- */

/* In the edition's language where the document is held in it, else in English, else as it is held. */
static const char *language_of(const json_t *rows, const char *wanted)
{
    const json_t *row;
    const char   *best = NULL;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)rows, i, row)
    {
        const char *language = json_string_value(json_object_get(row, "language"));

        if (language == NULL || strcmp(language, wanted) == 0)
            return language;
        if (best == NULL || strcmp(language, "en") == 0)
            best = language;
    }
    return best;
}

static void put_questions(ServiceLayout *layout, const json_t *questions)
{
    const json_t *question;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)questions, i, question)
    {
        char letter[16];

        (void)snprintf(letter, sizeof letter, "(%s)", json_string_value(json_object_get(question, "letter")));
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_SUB, .level = 1, .label = layout_keep(layout, slice_from(letter)), .words = layout_name(layout, json_object_get(question, "words"))});
    }
}

/* What follows is in that language, and runs and is heard as it is. */
static void text_of_its_own(ServiceLayout *layout, const char *language)
{
    if (layout_part(layout, 1, (Slice){NULL, 0}, false) != NULL)
        layout->texts[layout->count - 1].language = language;
}

/* The paragraph with what is lettered under it; a call of its own wording, or on a paragraph that letters nothing, has its questions behind it. */
void layout_invitation(ServiceLayout *layout, const json_t *call)
{
    const json_t *row, *rows = json_object_get(call, "invitation");
    const char   *language = language_of(rows, layout->official.language);
    bool          lettered = false, other = language != NULL && strcmp(language, layout->official.language) != 0;
    size_t        i;

    if (other)
        text_of_its_own(layout, language);
    json_array_foreach((json_t *)(uintptr_t)rows, i, row)
    {
        bool sub = slice_is(json_slice(json_object_get(row, "kind")), "sub");

        if (!slice_is(json_slice(json_object_get(row, "language")), language))
            continue;
        lettered |= sub;
        layout_paragraph(layout, (MadeParagraph){.kind = sub ? KIND_SUB : KIND_PLAIN, .level = sub, .label = sub ? json_slice(json_object_get(row, "label")) : (Slice){NULL, 0},
                                                 .words = json_slice(json_object_get(row, "text"))});
    }
    if (other)
        text_of_its_own(layout, layout->official.language);
    if (json_array_size(rows) == 0)
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_name(layout, json_object_get(call, "wording"))});
    if (!lettered)
        put_questions(layout, json_object_get(call, "questions"));
}

/* 1. Which paragraph invited, and how it reads. 2. When it was sent on, and what becomes of later replies. */
static void introduce(ServiceLayout *layout, const json_t *call)
{
    Slice document = json_slice(json_object_get(call, "document")), noted = json_slice(json_object_get(call, "noted"));

    (void)layout_part(layout, 1, layout_say(layout, MSG("report.introduction"), "number", layout_value(layout, layout_numeral(layout, 1, false)), NULL), true);
    layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .label = SLICE("1."),
                                             .words = document.size != 0 ? layout_say(layout, MSG("report.invited"), "paragraph", layout_value(layout, json_slice(json_object_get(call, "paragraph"))), "document",
                                                                                      layout_value(layout, document), NULL)
                                                                         : layout_say(layout, MSG("report.asked"), NULL)});
    layout_invitation(layout, call);
    layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .label = SLICE("2."),
                                             .words = noted.size != 0 ? layout_say(layout, MSG("report.noted"), "date", layout_value(layout, layout_date(layout, noted)), NULL) : layout_say(layout, MSG("report.later"), NULL)});
}

/* ---- the replies ---- */

static int by_name(const void *a, const void *b, void *context)
{
    const Reply   *left = a, *right = b;
    const Replies *replies = context;
    int            order;

    if (left->government != right->government)
        return left->government ? -1 : 1;
    order = slice_equal(left->name, right->name) ? 0 : collator_compare(replies->collator, left->name, right->name);
    if (order == 0)
        order = json_integer_value(json_object_get(left->row, "index")) < json_integer_value(json_object_get(right->row, "index")) ? -1 : 1;
    return order;
}

/* Under whose name: the group for which it was said, else the party. */
static Reply reply_of(const ServiceLayout *layout, const json_t *row)
{
    const json_t *group = json_object_get(row, "group"), *party = json_object_get(row, "party");

    return (Reply){row, layout_party(layout, group != NULL ? group : party), group == NULL && slice_is(json_slice(json_object_get(row, "class")), "state")};
}

/* [640 words; at most 2,500 words]: of what was sent, where the call has a limit. */
static void add_length(ServiceLayout *layout, const json_t *row, Buffer *lines)
{
    const json_t *counted = json_object_get(row, "words_counted"), *most = json_object_get(row, "words_most");
    char          count[DECIMAL_MAX], limit[DECIMAL_MAX];
    Slice         words, limit_words;

    if (counted == NULL || json_object_get(row, "withdrawn") != NULL)
        return;
    words = layout_say(layout, MSG("views.words"), "count", decimal(count, (int64_t)json_integer_value(counted)), NULL);
    limit_words = layout_say(layout, MSG("views.words_most"), "count", decimal(limit, (int64_t)json_integer_value(most)), NULL);
    buffer_add_string(lines, lines->size != 0 ? "\n" : "");
    buffer_add(lines, layout_say(layout, MSG("report.length"), "words", layout_value(layout, words), "most", layout_value(layout, limit_words), NULL));
}

/* [Original: Spanish], [27 May 2010], how long, and for whom. */
static Slice lines_of(ServiceLayout *layout, const Reply *reply)
{
    char        id[sizeof "language.name.xx"];
    const char *language = json_string_value(json_object_get(reply->row, "language"));
    Slice       date = json_slice(json_object_get(reply->row, "time")), kept;
    Buffer      lines;

    buffer_init(&lines, 4096);
    if (json_object_get(reply->row, "group") != NULL)
        buffer_add(&lines, layout_say(layout, MSG("report.for_group"), "party", layout_value(layout, layout_party(layout, json_object_get(reply->row, "party"))), NULL));
    if (language != NULL) {
        (void)snprintf(id, sizeof id, "language.name.%.2s", language);
        buffer_add_string(&lines, lines.size != 0 ? "\n" : "");
        buffer_add(&lines, layout_say(layout, MSG("report.original"), "language", layout_value(layout, layout_say(layout, id, NULL)), NULL));
    }
    if (date.size != 0) {
        buffer_add_string(&lines, lines.size != 0 ? "\n" : "");
        buffer_add(&lines, layout_say(layout, MSG("report.dated"), "date", layout_value(layout, layout_date(layout, date)), NULL));
    }
    add_length(layout, reply->row, &lines);
    kept = layout_keep(layout, buffer_slice(&lines));
    buffer_clear(&lines);
    return kept;
}

static void put_summary(ServiceLayout *layout, Slice summary, const char *language)
{
    if (summary.size == 0 || layout_part(layout, 3, layout_say(layout, MSG("report.executive_summary"), NULL), false) == NULL)
        return;
    layout->texts[layout->count - 1].language = language;
    layout_lines(layout, summary);
}

/* A translation into the edition's language where there is one, else what was sent. Several acts of one name stand under one heading. */
static void put_reply(ServiceLayout *layout, const Reply *reply, bool again)
{
    const json_t *translation = json_object_get(json_object_get(reply->row, "translations"), layout->official.language), *from = translation != NULL ? translation : reply->row;
    const char   *language = translation != NULL ? layout->official.language : json_string_value(json_object_get(reply->row, "language"));
    Slice         words = json_slice(json_object_get(reply->row, "words"));
    OfficialPart *part = layout_part(layout, 2, again ? (Slice){NULL, 0} : reply->name, !again);

    if (part == NULL)
        return;
    part->lines = lines_of(layout, reply);
    if (json_object_get(reply->row, "withdrawn") != NULL) {
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_say(layout, MSG("report.withdrawn"), NULL)});
        return;
    }
    language = language != NULL ? language : layout->official.language;
    if (words.size != 0) {
        layout->texts[layout->count - 1].language = language;
        layout_lines(layout, words);
    }
    put_summary(layout, json_slice(json_object_get(from, "summary")), language);
    if (json_object_get(from, "text") != NULL && layout_part(layout, 2, (Slice){NULL, 0}, false) != NULL)
        layout_blob(layout, json_object_get(from, "text"));
}

static void put_section(Replies *replies, unsigned *number, bool governments, const char *id)
{
    ServiceLayout *layout = replies->layout;
    Slice          before = {NULL, 0};
    bool           begun = false;

    for (size_t i = 0; i < replies->count; i++) {
        if (replies->rows[i].government != governments)
            continue;
        if (!begun)
            (void)layout_part(layout, 1, layout_say(layout, id, "number", layout_value(layout, layout_numeral(layout, (*number)++, false)), NULL), true);
        put_reply(layout, &replies->rows[i], begun && slice_equal(before, replies->rows[i].name));
        before = replies->rows[i].name;
        begun = true;
    }
}

static Status put_replies(ServiceLayout *layout, unsigned number, const char *governments, const char *others, Problem *problem)
{
    const json_t *parts = json_object_get(layout->facts, "parts");
    Replies       replies = {.layout = layout, .collator = collator_new(layout->official.language), .count = json_array_size(parts)};
    Status        status = OK;

    replies.rows = memory_new_zeroed(replies.count + 1, sizeof *replies.rows);
    if (replies.collator == NULL || replies.rows == NULL)
        status = text_no_memory(problem);
    for (size_t i = 0; status == OK && i < replies.count; i++)
        replies.rows[i] = reply_of(layout, json_array_get(parts, i));
    if (status == OK) {
        qsort_r(replies.rows, replies.count, sizeof *replies.rows, by_name, &replies);
        put_section(&replies, &number, true, governments);
        put_section(&replies, &number, false, others);
    }
    memory_free(replies.rows);
    collator_free(replies.collator);
    return status;
}

/* Which languages came in, on the cover. */
static void note_originals(ServiceLayout *layout)
{
    static const char *const order[] = {"ar", "zh", "en", "fr", "ru", "es"};
    const json_t            *row, *parts = json_object_get(layout->facts, "parts");
    Buffer                   names;
    size_t                   i;

    buffer_init(&names, 4096);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        json_array_foreach((json_t *)(uintptr_t)parts, i, row) if (slice_is(json_slice(json_object_get(row, "language")), order[k]))
        {
            char id[sizeof "language.name.xx"];

            (void)snprintf(id, sizeof id, "language.name.%s", order[k]);
            buffer_add_string(&names, names.size != 0 ? "/" : "");
            buffer_add(&names, layout_say(layout, id, NULL));
            break;
        }
    layout->official.original = layout_keep(layout, buffer_slice(&names));
    buffer_clear(&names);
}

/* What a corrigendum corrects, in the words of the act. */
static void put_note(ServiceLayout *layout)
{
    Slice note = json_slice(json_object_get(layout->facts, "note"));

    if (note.size == 0 || layout_part(layout, 1, (Slice){NULL, 0}, false) == NULL)
        return;
    layout_lines(layout, note);
}

Status layout_compiled(ServiceLayout *layout, Problem *problem)
{
    Slice   call = json_slice(json_object_get(layout->facts, "call")), form = json_slice(json_object_get(layout->facts, "form"));
    json_t *facts = NULL;

    note_originals(layout);
    layout->official.cover_note = layout_say(layout, MSG("report.as_received"), NULL);
    if (call.size == 0) {
        put_note(layout);
        return put_replies(layout, 1, MSG("report.of_states"), MSG("report.of_others"), problem);
    }
    TRY(layout_ask(layout, 0, "call.show", call, &facts, problem));
    if (slice_is(form, "report"))
        introduce(layout, facts);
    put_note(layout);
    return put_replies(layout, slice_is(form, "report") ? 2 : 1, MSG("report.replies"), MSG("report.replies_others"), problem);
}
