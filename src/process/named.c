/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of named queries. Who may ask which stands in service/rights.c. A row's function stands with its family.
 */
#include "process/process_internal.h"

const NamedQuery *const named_queries[] = {&act_list_query,        &act_show_query, &act_unanswered_query,     &body_about_query,      &body_composition_query, &body_show_query,      &calendar_query,        &call_across_query,     &call_list_query,        &call_show_query,
                                           &compare_show_query,    &concept_list_query,    &concept_show_query,     &document_chain_query,
                                           &document_list_query,   &document_show_query, &house_front_query,    &house_live_query,       &initiative_list_query, &initiative_show_query,
                                           &meeting_proceedings_query, &meeting_show_query,    &party_list_query,   &party_show_query,      &quote_query,           &record_show_query,      &report_show_query,      &search_query,         &session_show_query,
                                           &statement_list_query,  &statement_show_query, &submission_list_query, &submission_show_query, &text_list_query,       &text_map_query, &text_paragraph_query,  &text_show_query,        &text_silence_query, &text_silences_query, NULL};

const NamedQuery *named_query_find(const char *name)
{
    for (size_t i = 0; named_queries[i] != NULL; i++)
        if (strcmp(named_queries[i]->name, name) == 0)
            return named_queries[i];
    return NULL;
}
