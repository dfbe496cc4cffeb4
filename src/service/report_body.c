/* SPDX-License-Identifier: Apache-2.0
 *
 * The reports of a body: progress and final reports, put together from what it adopted, with a procedural part that is written from the record alone (session, officers, agenda, meetings, documents, how a
 * text was adopted: as the acts say it, never inferred); and the report of an expert group, with its letter of transmittal, its members and its outcome.
 */
#include "service/report_internal.h"

enum { ASKED_SESSION, ASKED_BODY, ASKED_ABOUT };

typedef struct Numbered {
    ServiceLayout *layout;
    unsigned       section, paragraph;
} Numbered;

static void section(Numbered *numbered, Slice words)
{
    Slice numeral = layout_numeral(numbered->layout, ++numbered->section, false);

    (void)layout_part(numbered->layout, 1, layout_say(numbered->layout, MSG("report.section"), "number", layout_value(numbered->layout, numeral), "title", layout_value(numbered->layout, words), NULL), true);
}

static void say(Numbered *numbered, Slice words)
{
    char label[DECIMAL_MAX + 1];

    if (words.size == 0)
        return;
    (void)snprintf(label, sizeof label, "%u.", ++numbered->paragraph);
    layout_paragraph(numbered->layout, (MadeParagraph){.kind = KIND_PLAIN, .label = layout_keep(numbered->layout, slice_from(label)), .words = words});
}

/* ---- the procedural part ---- */

static void say_session(Numbered *numbered, const json_t *session)
{
    ServiceLayout *layout = numbered->layout;
    Slice          place = layout_name(layout, json_object_get(session, "place")), names = layout_name(layout, json_object_get(session, "names"));
    Slice          from = layout_date(layout, json_slice(json_object_get(session, "from"))), until = layout_date(layout, json_slice(json_object_get(session, "until")));

    if (names.size != 0)
        say(numbered, layout_say(layout, MSG("report.session"), "session", layout_value(layout, names), "from", layout_value(layout, from), "until", layout_value(layout, until), "place", layout_value(layout, place), NULL));
}

static void say_officers(Numbered *numbered, const json_t *body)
{
    ServiceLayout *layout = numbered->layout;
    const json_t  *officer, *officers = json_object_get(body, "officers");
    size_t         i;

    json_array_foreach((json_t *)(uintptr_t)officers, i, officer)
    {
        char        id[64];
        const char *office = json_string_value(json_object_get(officer, "office"));

        (void)snprintf(id, sizeof id, "body.office.%s", office != NULL ? office : "");
        for (char *at = id; *at != '\0'; at++)
            *at = *at == '-' ? '_' : *at;
        say(numbered, layout_say(layout, MSG("report.officer"), "name", layout_value(layout, json_slice(json_object_get(officer, "name"))), "party",
                                 layout_value(layout, layout_party(layout, json_object_get(officer, "party"))), "office", layout_value(layout, layout_say(layout, id, NULL)), NULL));
    }
}

static void say_agenda(Numbered *numbered, const json_t *session)
{
    ServiceLayout *layout = numbered->layout;
    const json_t  *item, *items = json_object_get(session, "items");
    size_t         i;

    if (json_array_size(items) == 0)
        return;
    say(numbered, layout_say(layout, slice_is(json_slice(json_object_get(session, "agenda")), "adopted") ? MSG("report.agenda_adopted") : MSG("report.agenda_provisional"), NULL));
    json_array_foreach((json_t *)(uintptr_t)items, i, item)
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_SUB, .level = 1, .label = json_slice(json_object_get(item, "item")), .words = layout_name(layout, json_object_get(item, "names"))});
}

static bool was_held(const json_t *meeting)
{
    Slice state = json_slice(json_object_get(meeting, "state"));

    return slice_is(state, "closed") || slice_is(state, "open") || slice_is(state, "suspended");
}

static void say_meetings(Numbered *numbered, const json_t *session)
{
    const json_t *meeting, *meetings = json_object_get(session, "meetings");
    size_t        i, held = 0;
    char          count[DECIMAL_MAX];

    json_array_foreach((json_t *)(uintptr_t)meetings, i, meeting) held += was_held(meeting);
    if (held != 0)
        say(numbered, layout_say(numbered->layout, MSG("report.meetings_held"), "count", decimal(count, (int64_t)held), NULL));
}

/* How each text was adopted, as its act says. */
static void say_adoptions(Numbered *numbered)
{
    ServiceLayout *layout = numbered->layout;
    const json_t  *row, *parts = json_object_get(layout->facts, "parts");
    size_t         i;

    json_array_foreach((json_t *)(uintptr_t)parts, i, row)
    {
        Slice       manner = json_slice(json_object_get(row, "manner"));
        const char *id = slice_is(manner, "without_vote") ? MSG("report.adopted_without_vote") : slice_is(manner, "vote_elsewhere") ? MSG("report.adopted_vote") : MSG("report.adopted");

        if (slice_is(json_slice(json_object_get(row, "kind")), "adoption"))
            say(numbered, layout_say(layout, id, "text", layout_value(layout, layout_name(layout, json_object_get(row, "text_names"))), "date",
                                     layout_value(layout, layout_date(layout, json_slice(json_object_get(row, "time")))), NULL));
    }
}

static void say_outcome(Numbered *numbered)
{
    Slice outcome = json_slice(json_object_get(numbered->layout->facts, "outcome"));

    if (outcome.size != 0)
        say(numbered, layout_say(numbered->layout, slice_is(outcome, "consensus") ? MSG("report.consensus") : MSG("report.no_consensus"), NULL));
}

/* ---- what was adopted, and what was said about it ---- */

static void put_adopted(Numbered *numbered)
{
    ServiceLayout *layout = numbered->layout;
    const json_t  *row, *parts = json_object_get(layout->facts, "parts");
    size_t         i;

    json_array_foreach((json_t *)(uintptr_t)parts, i, row)
    {
        if (!slice_is(json_slice(json_object_get(row, "kind")), "adoption"))
            continue;
        section(numbered, layout_name(layout, json_object_get(row, "text_names")));
        layout_blob(layout, json_object_get(row, "text"));
    }
}

static void put_explanations(Numbered *numbered)
{
    ServiceLayout *layout = numbered->layout;
    const json_t  *row, *parts = json_object_get(layout->facts, "parts");
    bool           begun = false;
    size_t         i;

    json_array_foreach((json_t *)(uintptr_t)parts, i, row)
    {
        const char *language = json_string_value(json_object_get(row, "language"));

        if (!slice_is(json_slice(json_object_get(row, "kind")), "explanation"))
            continue;
        if (!begun)
            section(numbered, layout_say(layout, MSG("report.explanations"), NULL));
        begun = true;
        if (layout_part(layout, 2, layout_party(layout, json_object_get(row, "party")), true) == NULL)
            return;
        layout->texts[layout->count - 1].language = language != NULL ? language : layout->official.language;
        layout_lines(layout, json_slice(json_object_get(row, "words")));
    }
}

/* ---- annexes ---- */

static void annex(ServiceLayout *layout, unsigned number, const char *id)
{
    OfficialPart *part;
    Slice         heading = layout_say(layout, MSG("report.annex"), "number", layout_value(layout, layout_numeral(layout, number, true)), "title", layout_value(layout, layout_say(layout, id, NULL)), NULL);

    part = layout_part(layout, 1, heading, true);
    if (part != NULL)
        part->new_page = number == 1;
}

static void list_documents(ServiceLayout *layout, const json_t *session, unsigned *number)
{
    const json_t *document, *documents = json_object_get(session, "documents");
    size_t        i;

    if (json_array_size(documents) == 0)
        return;
    annex(layout, ++*number, MSG("report.documents"));
    json_array_foreach((json_t *)(uintptr_t)documents, i, document)
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_SUB, .level = 1, .label = json_slice(json_object_get(document, "symbol")), .words = layout_name(layout, json_object_get(document, "names"))});
}

static void list_meetings(ServiceLayout *layout, const json_t *session, unsigned *number)
{
    const json_t *meeting, *meetings = json_object_get(session, "meetings");
    bool          begun = false;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)meetings, i, meeting)
    {
        char        form[64], ordinal[DECIMAL_MAX];
        const char *written = json_string_value(json_object_get(meeting, "form"));

        if (!was_held(meeting))
            continue;
        if (!begun)
            annex(layout, ++*number, MSG("report.meetings"));
        begun = true;
        (void)snprintf(form, sizeof form, "meeting.form.%s", written != NULL ? written : "");
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_SUB, .level = 1, .label = layout_keep(layout, slice_from(decimal(ordinal, json_integer_value(json_object_get(meeting, "number"))))),
                                                 .words = layout_say(layout, MSG("report.meeting"), "date", layout_value(layout, layout_date(layout, json_slice(json_object_get(meeting, "begin")))), "form",
                                                                     layout_value(layout, layout_say(layout, form, NULL)), NULL)});
    }
}

static void list_members(ServiceLayout *layout, const json_t *about, unsigned *number)
{
    const json_t *member, *members = json_object_get(about, "listed");
    size_t        i;

    if (json_array_size(members) == 0)
        return;
    annex(layout, ++*number, MSG("report.members"));
    json_array_foreach((json_t *)(uintptr_t)members, i, member)
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_party(layout, json_object_get(member, "party") != NULL && json_is_object(json_object_get(member, "party")) ? json_object_get(member, "party") : member)});
}

Status layout_body(ServiceLayout *layout, Problem *problem)
{
    Slice    session = json_slice(json_object_get(layout->facts, "session")), body = json_slice(json_object_get(layout->facts, "body"));
    Numbered numbered = {.layout = layout};
    unsigned annexes = 0;
    json_t  *held = NULL, *served = NULL, *about = NULL;

    if (session.size != 0)
        TRY(layout_ask(layout, ASKED_SESSION, "session.show", session, &held, problem));
    TRY(layout_ask(layout, ASKED_BODY, "body.show", body, &served, problem));
    TRY(layout_ask(layout, ASKED_ABOUT, "body.about", body, &about, problem));
    if (json_object_get(layout->facts, "letter") != NULL && layout_part(layout, 1, layout_say(layout, MSG("report.letter"), NULL), true) != NULL)
        layout_blob(layout, json_object_get(layout->facts, "letter"));
    section(&numbered, layout_say(layout, MSG("report.organization"), NULL));
    say_session(&numbered, held);
    say_officers(&numbered, served);
    say_agenda(&numbered, held);
    say_meetings(&numbered, held);
    say_adoptions(&numbered);
    say_outcome(&numbered);
    put_adopted(&numbered);
    put_explanations(&numbered);
    list_documents(layout, held, &annexes);
    list_meetings(layout, held, &annexes);
    if (json_object_get(layout->facts, "outcome") != NULL)
        list_members(layout, about, &annexes);
    return OK;
}
