/* SPDX-License-Identifier: Apache-2.0
 *
 * Who asks. So far everyone is a stranger, or the party of a bearer token.
 */
#include "web/web_internal.h"

Status web_asker(Web *web, const HttpExchange *exchange, WebAsker *out)
{
    Slice  token = http_bearer(exchange);
    Buffer party;
    Status status;

    *out = (WebAsker){0};
    if (token.size == 0)
        return OK;
    buffer_init(&party, PARTY_NAME_MAX);
    status = service_party_of_token(web->service, token, &party, NULL);
    if (status == OK) {
        memcpy(out->party, party.data, party.size);
        out->signed_in = true;
    }
    buffer_clear(&party);
    return status;
}

Asker web_asker_for_service(const WebAsker *asker)
{
    return (Asker){.party = slice_from(asker->party), .secretariat = asker->secretariat, .account = slice_from(asker->account)};
}
