/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls for views, what was sent, and concepts: what their pages need beside the query's answer. Rows stand in the order of the reader's language, by regional group or by language; answers to one question
 * become a card for each party; a submission's words carry the questions that they answer and the concepts that they were tagged with. Nothing is counted or ranked.
 */
#include "service/rights.h"
#include "web/formats_internal.h"
#include "web/pages_internal.h"

#include <jansson.h>

enum { CALLS_OF_FRONT = 5 };

/* ---- helpers ---- */

/* The language of the address. */
static const WebLanguage *reader_of(const Web *web, const HttpExchange *exchange)
{
    Slice              path = http_path(exchange);
    const char        *slash = path.size != 0 ? memchr(path.data, '/', path.size) : NULL;
    const WebLanguage *found = web_language_find(web, slash != NULL ? (Slice){path.data, (size_t)(slash - path.data)} : path);

    return found != NULL ? found : &web_languages[0];
}

static Status ask(Web *web, const WebAsker *asker, const char *query, const Slice *arguments, size_t count, json_t **out)
{
    Asker asking = web_asker_for_service(asker);

    return service_query(web->service, query, arguments, count, &asking, house_now(web->house), out, NULL);
}

static void set_direction(json_t *row)
{
    (void)json_object_set_new(row, "direction", json_string(slice_is(json_slice(json_object_get(row, "language")), "ar") ? "rtl" : "ltr"));
}

static void set_flag(json_t *object, const char *member)
{
    (void)json_object_set_new(object, member, json_true());
}

/* ---- the deadline ---- */

static void set_left(json_t *call, int64_t now)
{
    int64_t until = 0, seconds;

    if (json_object_get(call, "withdrawn") != NULL || json_object_get(call, "over") != NULL || !formats_parse(json_slice(json_object_get(call, "until")), &until) || until <= now)
        return;
    seconds = until - now;
    set_flag(call, "open");
    (void)json_object_set_new(call, "left", json_pack("{s:b, s:b, s:I, s:I, s:I}", "in_days", seconds >= 86400, "in_hours", seconds < 86400, "days", (json_int_t)(seconds / 86400), "hours",
                                                      (json_int_t)(seconds % 86400 / 3600), "minutes", (json_int_t)(seconds % 3600 / 60)));
}

Status calls_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *call;
    size_t  i;

    (void)exchange, (void)asker, (void)problem;
    json_array_foreach(json_object_get(answer, "calls"), i, call) set_left(call, house_now(web->house));
    return OK;
}

/* ---- the board of a call ---- */

/* The section of a row: its region or its language; made when it is not there. */
static json_t *section_of(json_t *sections, const json_t *row, bool by_language)
{
    const json_t *key = by_language ? json_object_get(row, "language") : json_object_get(row, "region");
    const char   *member = by_language ? "language" : "party"; /* house_sort reads names of `party` */
    json_t       *section;
    size_t        i;

    json_array_foreach(sections, i, section) if (key == NULL ? json_object_get(section, member) == NULL : json_equal(json_object_get(section, member), key)) return section;
    section = json_pack("{s:[]}", "rows");
    if (key != NULL)
        (void)json_object_set(section, member, (json_t *)(uintptr_t)key);
    (void)json_array_append_new(sections, section);
    return section;
}

/* What nobody is of stands last. */
static void last_without(json_t *sections, const char *member)
{
    json_t *section;
    size_t  i, count = json_array_size(sections);

    for (i = 0; i < count; i++) {
        section = json_array_get(sections, i);
        if (json_object_get(section, member) != NULL)
            continue;
        json_incref(section);
        (void)json_array_remove(sections, i);
        (void)json_array_append_new(sections, section);
        return;
    }
}

static json_t *sections_by_language(const json_t *sections)
{
    json_t *ordered = json_array(), *section;
    size_t  i;

    for (size_t at = 0; at < WEB_LANGUAGES; at++)
        json_array_foreach((json_t *)(uintptr_t)sections, i, section) if (slice_is(json_slice(json_object_get(section, "language")), web_languages[at].code))
            (void)json_array_append(ordered, section);
    json_array_foreach((json_t *)(uintptr_t)sections, i, section) if (json_object_get(section, "language") == NULL)
        (void)json_array_append(ordered, section);
    return ordered;
}

/* `list` in sections, each in the order of the reader's language. */
static void add_sections(const Web *web, const WebLanguage *language, json_t *answer, const char *list, const char *under, bool by_language)
{
    json_t *sections = json_array(), *row, *ordered;
    size_t  i;

    house_sort(web->house, language, list, answer);
    json_array_foreach(json_object_get(answer, list), i, row) (void)json_array_append(json_object_get(section_of(sections, row, by_language), "rows"), row);
    if (by_language) {
        ordered = sections_by_language(sections);
        json_decref(sections);
        sections = ordered;
    }
    (void)json_object_set(answer, under, sections);
    if (!by_language) {
        house_sort(web->house, language, under, answer);
        last_without(json_object_get(answer, under), "party");
    }
    if (json_array_size(json_object_get(answer, under)) == 1 && json_object_get(json_array_get(json_object_get(answer, under), 0), "party") == NULL && !by_language)
        set_flag(json_array_get(json_object_get(answer, under), 0), "alone"); /* nobody has a region here: no heading */
    json_decref(sections);
}

/* The inviting paragraph in the reader's language where it is held, else in English, else in what there is. */
static void choose_invitation(json_t *answer, const WebLanguage *language)
{
    const json_t *held = json_object_get(answer, "invitation");
    const char   *wanted[] = {language->code, "en", json_string_value(json_object_get(json_array_get(held, 0), "language"))};
    json_t       *shown = json_array(), *row;
    size_t        i;

    for (size_t at = 0; at < 3 && json_array_size(shown) == 0; at++)
        json_array_foreach((json_t *)(uintptr_t)held, i, row) if (wanted[at] != NULL && slice_is(json_slice(json_object_get(row, "language")), wanted[at]))
        {
            (void)json_array_append(shown, row);
            set_direction(row);
        }
    if (json_array_size(shown) != 0) {
        (void)json_object_set_new(answer, "invited", json_pack("{s:O, s:O, s:O}", "paragraphs", shown, "language", json_object_get(json_array_get(shown, 0), "language"), "direction",
                                                               json_object_get(json_array_get(shown, 0), "direction")));
    }
    json_decref(shown);
}

/* Deadlines before the one in force. */
static void earlier_deadlines(json_t *answer)
{
    json_t *all = json_object_get(answer, "deadlines"), *earlier = json_array();

    for (size_t i = 0; i + 1 < json_array_size(all); i++)
        (void)json_array_append(earlier, json_array_get(all, i));
    if (json_array_size(earlier) != 0)
        (void)json_object_set_new(answer, "moved", json_pack("{s:O, s:O*}", "earlier", earlier, "note", json_object_get(json_array_get(all, json_array_size(all) - 1), "note")));
    json_decref(earlier);
}

/* What the asker's party has to do with the call. */
static void our_part(const WebAsker *asker, json_t *answer)
{
    json_t *row;
    size_t  i;

    if (!asker->signed_in || asker->party[0] == '\0')
        return;
    json_array_foreach(json_object_get(answer, "sent"), i, row) if (slice_is(json_slice(json_object_get(json_object_get(row, "party"), "party")), asker->party))
        (void)json_object_set(answer, "ours", row);
    if (json_object_get(answer, "withdrawn") == NULL && slice_is(json_slice(json_object_get(answer, "purpose")), "views"))
        set_flag(answer, "may_answer");
}

Status call_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const WebLanguage *language = reader_of(web, exchange);
    Slice              by = {NULL, 0};

    (void)problem;
    (void)http_query(exchange, "by", &by);
    set_left(answer, house_now(web->house));
    earlier_deadlines(answer);
    choose_invitation(answer, language);
    add_sections(web, language, answer, "sent", "sections", slice_is(by, "language"));
    add_sections(web, language, answer, "silent", "waiting", false);
    (void)json_object_set_new(answer, slice_is(by, "language") ? "by_language" : "by_region", json_true());
    (void)json_object_set_new(answer, "silent_count", json_integer((json_int_t)json_array_size(json_object_get(answer, "silent"))));
    our_part(asker, answer);
    return OK;
}

/* ---- all answers to one question ---- */

static void add_to_cards(json_t *cards, const json_t *row)
{
    json_t *last = json_array_get(cards, json_array_size(cards) - 1), *paragraph;

    if (last == NULL || !json_equal(json_object_get(last, "act"), json_object_get(row, "act"))) {
        last = json_deep_copy(row);
        (void)json_object_del(last, "text");
        (void)json_object_del(last, "label");
        (void)json_object_set_new(last, "paragraphs", json_array());
        set_direction(last);
        (void)json_array_append_new(cards, last);
    }
    if (slice_is(json_slice(json_object_get(row, "kind")), "heading"))
        return; /* the question, which stands above them all */
    paragraph = json_pack("{s:O*, s:O*, s:O*}", "id", json_object_get(row, "paragraph"), "label", json_object_get(row, "label"), "text", json_object_get(row, "text"));
    (void)json_array_append_new(json_object_get(last, "paragraphs"), paragraph);
}

/* Groups of parties to choose from. */
static void add_groups(Web *web, const WebAsker *asker, const WebLanguage *language, Slice chosen, json_t *answer)
{
    json_t *list = NULL, *group;
    size_t  i;

    if (ask(web, asker, "party.list", (const Slice[]){SLICE("group")}, 1, &list) != OK)
        return;
    house_sort(web->house, language, "parties", list);
    json_array_foreach(json_object_get(list, "parties"), i, group) if (slice_equal(json_slice(json_object_get(group, "party")), chosen)) set_flag(group, "selected");
    (void)json_object_set(answer, "groups", json_object_get(list, "parties"));
    json_decref(list);
}

Status across_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const WebLanguage *language = reader_of(web, exchange);
    const json_t      *asked = json_object_get(json_object_get(answer, "question"), "letter");
    json_t            *cards = json_array(), *row, *other;
    Slice              group = {NULL, 0};
    size_t             i;

    (void)problem;
    (void)http_query(exchange, "group", &group);
    json_array_foreach(json_object_get(answer, "answers"), i, row) add_to_cards(cards, row);
    (void)json_object_set_new(answer, "cards", cards);
    house_sort(web->house, language, "cards", answer);
    json_array_foreach(json_object_get(answer, "questions"), i, other) if (json_equal(json_object_get(other, "letter"), asked)) set_flag(other, "current");
    add_groups(web, asker, language, group, answer);
    return OK;
}

/* ---- one submission ---- */

static const json_t *question_with(const json_t *answer, const json_t *letter)
{
    json_t *question;
    size_t  i;

    json_array_foreach(json_object_get(answer, "questions"), i, question) if (json_equal(json_object_get(question, "letter"), letter)) return question;
    return NULL;
}

static json_t *names_of_concept(const json_t *concepts, const json_t *concept)
{
    json_t *row;
    size_t  i;

    json_array_foreach((json_t *)(uintptr_t)concepts, i, row) if (json_equal(json_object_get(row, "concept"), concept)) return json_object_get(row, "names");
    return NULL;
}

/* The authors' tags, and readers' apart. */
static void dress_concepts(json_t *shown, const json_t *tags, const json_t *concepts)
{
    json_t *tag, *own = json_array(), *readers = json_array();
    size_t  i;

    json_array_foreach((json_t *)(uintptr_t)tags, i, tag)
    {
        json_t *made = json_pack("{s:O, s:O*}", "concept", json_object_get(tag, "concept"), "names", names_of_concept(concepts, json_object_get(tag, "concept")));

        (void)json_array_append_new(json_integer_value(json_object_get(tag, "own")) != 0 ? own : readers, made);
    }
    text_list_under(shown, own, "own_concepts");
    text_list_under(shown, readers, "reader_concepts");
    json_decref(own);
    json_decref(readers);
}

/* Marks of the query's paragraphs onto those of the stored text. */
static void dress_words(json_t *words, const json_t *answer, const json_t *concepts)
{
    json_t *shown, *known;
    size_t  i, j;

    json_array_foreach(json_object_get(words, "paragraphs"), i, shown)
        json_array_foreach(json_object_get(answer, "paragraphs"), j, known) if (json_equal(json_object_get(shown, "id"), json_object_get(known, "id")))
        {
            const json_t *question = question_with(answer, json_object_get(known, "question"));

            if (question != NULL)
                (void)json_object_set(shown, "answers", (json_t *)(uintptr_t)question);
            if (json_array_size(json_object_get(known, "concepts")) != 0)
                dress_concepts(shown, json_object_get(known, "concepts"), concepts);
        }
}

/* The original and its translations, in the order of the bar, with the one that is shown. */
static void add_tongues(json_t *answer)
{
    json_t       *list = json_array(), *row;
    const json_t *shown = json_object_get(answer, "shown"), *own = json_object_get(answer, "language");
    size_t        i;

    for (size_t at = 0; at < WEB_LANGUAGES; at++) {
        bool original = slice_is(json_slice(own), web_languages[at].code), there = original;

        json_array_foreach(json_object_get(answer, "translations"), i, row) there = there || slice_is(json_slice(json_object_get(row, "language")), web_languages[at].code);
        if (there)
            (void)json_array_append_new(list, json_pack("{s:s, s:b, s:b}", "language", web_languages[at].code, "original", original, "current", slice_is(json_slice(shown), web_languages[at].code)));
    }
    if (json_array_size(list) > 1)
        text_list_under(answer, list, "tongues");
    json_decref(list);
}

/* The stored text and the summary of what is shown: of the original, or of a translation. */
static const json_t *shown_of(json_t *answer)
{
    json_t *row, *shown = answer;
    size_t  i;

    if (json_equal(json_object_get(answer, "shown"), json_object_get(answer, "language")))
        return answer;
    json_array_foreach(json_object_get(answer, "translations"), i, row) if (json_equal(json_object_get(row, "language"), json_object_get(answer, "shown"))) shown = row;
    (void)json_object_set(answer, "translation", shown);
    return shown;
}

/* Its lines, called as searches and quotations call them (src/process/words.c). */
static void add_summary(Slice summary, json_t *answer)
{
    json_t *lines = json_array();
    Slice   line;

    while (slice_line(&summary, &line)) {
        char id[40];

        line = slice_trim(line);
        (void)snprintf(id, sizeof id, "summary-%zu", json_array_size(lines) + 1);
        if (line.size != 0)
            (void)json_array_append_new(lines, json_pack("{s:s, s:s%}", "id", id, "line", line.data, line.size));
    }
    if (json_array_size(lines) != 0)
        text_list_under(answer, lines, "shown_summary");
    json_decref(lines);
}

static bool is_theirs(const WebAsker *asker, const json_t *party)
{
    return asker->signed_in && asker->party[0] != '\0' && slice_is(json_slice(json_object_get(party, "party")), asker->party);
}

/* What may be done with it: translated by its party and by the secretariat, the rest by its party alone. Of what is not to be published there is nothing to translate. */
static void our_submission(const WebAsker *asker, json_t *answer)
{
    bool  ours = is_theirs(asker, json_object_get(answer, "party"));
    MayDo translates = asker->signed_in ? rights_do(SLICE("submission.translate"), asker->standing) : DOES_NOT;

    if (json_object_get(answer, "withdrawn") != NULL)
        return;
    if (json_object_get(answer, "reserved") == NULL && (translates == FOR_THE_HOUSE || (translates == FOR_ITS_PARTY && ours)))
        set_flag(answer, "may_translate");
    if (!ours)
        return;
    set_flag(answer, "is_ours");
    set_flag(answer, json_object_get(answer, "report") != NULL ? "may_add" : "may_correct");
}

static void word_limit(json_t *answer)
{
    const json_t *words = json_object_get(answer, "words_counted"), *most = json_object_get(answer, "words_most");

    if (words != NULL && most != NULL && json_integer_value(words) > json_integer_value(most))
        set_flag(answer, "over_limit");
}

Status submission_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t       *words = NULL, *concepts = NULL;
    const json_t *shown = shown_of(answer);

    (void)exchange, (void)problem;
    (void)json_object_set(answer, "words_counted", json_object_get(answer, "words")); /* a number; `words` is what templates print */
    (void)json_object_del(answer, "words");
    add_summary(json_slice(json_object_get(shown, "summary")), answer);
    (void)json_object_set_new(answer, "direction", json_string(slice_is(json_slice(json_object_get(answer, "shown")), "ar") ? "rtl" : "ltr"));
    (void)json_object_set(answer, "newest", json_object_get(answer, json_object_get(answer, "correction") != NULL ? "correction" : "act"));
    add_tongues(answer);
    our_submission(asker, answer);
    word_limit(answer);
    if (document_words(web, asker, json_slice(json_object_get(shown, "text")), NULL, &words) != OK)
        return OK;
    if (ask(web, asker, "concept.list", NULL, 0, &concepts) == OK)
        dress_words(words, answer, json_object_get(concepts, "concepts"));
    json_decref(concepts);
    return json_object_set_new(answer, "words", words) == 0 ? OK : ERR_MEMORY;
}

/* ---- concepts ---- */

/* Whoever acts for the party that tagged a passage may take the tag back. */
static void dress_passages(const WebAsker *asker, json_t *list)
{
    bool    untags = rights_do(SLICE("concept.untag"), asker->standing) == FOR_ITS_PARTY;
    json_t *row;
    size_t  i;

    json_array_foreach(list, i, row)
    {
        set_direction(row);
        if (untags && is_theirs(asker, json_object_get(row, "tagged_by")))
            set_flag(row, "may_untag");
        (void)json_object_set_new(row, json_string_value(json_object_get(row, "of")) != NULL ? json_string_value(json_object_get(row, "of")) : "submission", json_true());
        if (json_object_get(row, "author") != NULL)
            (void)json_object_set(row, "party", json_object_get(row, "author"));
    }
}

Status concept_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const WebLanguage *language = reader_of(web, exchange);

    (void)problem;
    dress_passages(asker, json_object_get(answer, "passages"));
    dress_passages(asker, json_object_get(answer, "readers"));
    house_sort(web->house, language, "passages", answer);
    house_sort(web->house, language, "readers", answer);
    return OK;
}

/* ---- on other pages ---- */

/* Open calls, on the front page. */
Status front_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *list = NULL, *open = json_array(), *call;
    size_t  i;

    (void)exchange, (void)problem;
    if (ask(web, asker, "call.list", NULL, 0, &list) == OK)
        json_array_foreach(json_object_get(list, "calls"), i, call)
        {
            set_left(call, house_now(web->house));
            if (json_object_get(call, "open") != NULL && json_array_size(open) < CALLS_OF_FRONT)
                (void)json_array_append(open, call);
        }
    (void)json_object_set_new(answer, "calls", open);
    json_decref(list);
    return OK;
}

/* What a party sent, on its page. */
Status party_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *list = NULL;

    (void)exchange, (void)problem;
    if (ask(web, asker, "submission.list", (const Slice[]){{NULL, 0}, json_slice(json_object_get(answer, "party"))}, 2, &list) == OK)
        (void)json_object_set(answer, "submissions", json_object_get(list, "submissions"));
    json_decref(list);
    return OK;
}

/* Calls that ask this party, whether they are open, and what it sent: on the desk. */
void views_desk(Web *web, const WebAsker *asker, json_t *json)
{
    json_t *list = NULL, *party = NULL, *asked = json_array(), *call;
    Slice   own = slice_from(asker->party);
    size_t  i;

    if (own.size != 0 && ask(web, asker, "party.show", &own, 1, &party) == OK && ask(web, asker, "call.list", NULL, 0, &list) == OK)
        json_array_foreach(json_object_get(list, "calls"), i, call)
        {
            json_t *class, *sent = NULL;
            size_t  j;
            bool    addressed = false;

            json_array_foreach(json_object_get(call, "addressees"), j, class) addressed = addressed || json_equal(class, json_object_get(party, "class"));
            set_left(call, house_now(web->house));
            if (!addressed || json_object_get(call, "open") == NULL)
                continue;
            if (ask(web, asker, "submission.list", (const Slice[]){json_slice(json_object_get(call, "call")), own}, 2, &sent) == OK && json_array_size(json_object_get(sent, "submissions")) != 0)
                (void)json_object_set(call, "answered", json_array_get(json_object_get(sent, "submissions"), 0));
            (void)json_array_append(asked, call);
            json_decref(sent);
        }
    (void)json_object_set_new(json, "calls", asked);
    json_decref(list);
    json_decref(party);
}
