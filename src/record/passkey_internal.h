/* SPDX-License-Identifier: Apache-2.0
 *
 * The form of a passkey's key material, for reading vkeys.
 */
#ifndef RECORD_PASSKEY_INTERNAL_H
#define RECORD_PASSKEY_INTERNAL_H

#include "record/record.h"

/* "rapporteur/passkey/v1" 0x00, an algorithm that we know, and an SPKI of its form. Whether the SPKI is a key at all is seen when it is used. */
bool passkey_material_valid(Slice material);

#endif
