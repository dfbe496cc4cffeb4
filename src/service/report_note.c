/* SPDX-License-Identifier: Apache-2.0
 *
 * The note verbale that sends a call on: third person, unsigned, with the paragraph that invites, the questions, the deadline with its zone, the limits, and the languages that are asked for.
 */
#include "service/report_internal.h"

static void say_limits(ServiceLayout *layout, const json_t *call)
{
    char    words[DECIMAL_MAX], summary[DECIMAL_MAX];
    int64_t most = json_integer_value(json_object_get(call, "words")), summary_most = json_integer_value(json_object_get(call, "summary_words"));

    if (most != 0)
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_say(layout, MSG("note.words"), "count", decimal(words, most), NULL)});
    if (summary_most != 0)
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_say(layout, MSG("note.summary_words"), "count", decimal(summary, summary_most), NULL)});
}

/* "31 May 2026, 18:00 (America/New_York; 22:00 UTC)" */
static Slice deadline_of(ServiceLayout *layout, const json_t *call)
{
    const char *until = json_string_value(json_object_get(call, "until")), *zone = json_string_value(json_object_get(call, "zone"));
    int64_t     seconds;
    Moment      local;
    char        date[16], time[8], utc[8];

    if (until == NULL || zone == NULL || !act_time_parse(slice_from(until), &seconds))
        return (Slice){NULL, 0};
    (void)snprintf(utc, sizeof utc, "%.5s", until + 11);
    if (!zone_moment(zone, seconds, &local, NULL)) {
        moment_from(seconds, &local);
        zone = "UTC";
    }
    (void)snprintf(date, sizeof date, "%04d-%02d-%02d", local.year % 10000, local.month % 100, local.day % 100);
    (void)snprintf(time, sizeof time, "%02d:%02d", local.hour % 100, local.minute % 100);
    return layout_say(layout, MSG("note.deadline"), "date", layout_value(layout, layout_date(layout, slice_from(date))), "time", time, "zone", zone, "utc", utc, NULL);
}

Status service_layout_note(const LayoutAsk *ask, Slice call, ServiceLayout **out, Problem *problem)
{
    ServiceLayout *layout = layout_new(ask);
    json_t        *facts = NULL;
    Slice          document;
    Status         status;

    if (layout == NULL)
        return text_no_memory(problem);
    status = layout_ask(layout, 0, "call.show", call, &facts, problem);
    if (status != OK) {
        service_layout_free(layout);
        return status;
    }
    document = json_slice(json_object_get(facts, "document"));
    layout->official.kind = OFFICIAL_NOTE_VERBALE;
    layout->official.fictional = json_object_get(facts, "fictional") != NULL;
    layout->official.title = layout_name(layout, json_object_get(facts, "names"));
    layout->official.issued = json_slice(json_object_get(facts, "noted"));
    (void)layout_part(layout, 1, (Slice){NULL, 0}, false);
    layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_say(layout, MSG("note.compliments"), NULL)});
    layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN,
                                             .words = document.size != 0 ? layout_say(layout, MSG("report.invited"), "paragraph", layout_value(layout, json_slice(json_object_get(facts, "paragraph"))), "document",
                                                                                      layout_value(layout, document), NULL)
                                                                         : layout_say(layout, MSG("report.asked"), NULL)});
    layout_invitation(layout, facts);
    layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = deadline_of(layout, facts)});
    say_limits(layout, facts);
    layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .words = layout_say(layout, MSG("note.published"), NULL)});
    status = layout_done(layout, problem);
    if (status == OK)
        *out = layout;
    else
        service_layout_free(layout);
    return status;
}
