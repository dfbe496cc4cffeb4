/* SPDX-License-Identifier: Apache-2.0
 *
 * The agenda of a session, provisional or as adopted, as its acts say.
 */
#include "service/report_internal.h"

Status service_layout_agenda(const LayoutAsk *ask, Slice session, ServiceLayout **out, Problem *problem)
{
    ServiceLayout *layout = layout_new(ask);
    json_t        *facts = NULL, *item, *items;
    Status         status;
    size_t         i;

    if (layout == NULL)
        return text_no_memory(problem);
    status = layout_ask(layout, 0, "session.show", session, &facts, problem);
    items = json_object_get(facts, "items");
    if (status == OK && json_array_size(items) == 0)
        status = ERR_NOT_FOUND;
    if (status != OK) {
        service_layout_free(layout);
        return status;
    }
    layout->official.kind = OFFICIAL_AGENDA;
    layout->official.fictional = json_object_get(json_object_get(facts, "body"), "fictional") != NULL;
    layout->official.organ = layout_name(layout, json_object_get(json_object_get(facts, "body"), "names"));
    layout->official.session = layout_name(layout, json_object_get(facts, "names"));
    layout->official.title = layout_say(layout, slice_is(json_slice(json_object_get(facts, "agenda")), "adopted") ? MSG("session.agenda.adopted") : MSG("session.agenda.provisional"), NULL);
    (void)layout_part(layout, 1, (Slice){NULL, 0}, false);
    json_array_foreach(items, i, item)
    {
        char label[64];

        (void)snprintf(label, sizeof label, "%s.", json_string_value(json_object_get(item, "item")));
        layout_paragraph(layout, (MadeParagraph){.kind = KIND_PLAIN, .label = layout_keep(layout, slice_from(label)), .words = layout_name(layout, json_object_get(item, "names"))});
    }
    status = layout_done(layout, problem);
    if (status == OK)
        *out = layout;
    else
        service_layout_free(layout);
    return status;
}
