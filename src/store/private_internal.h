/* SPDX-License-Identifier: Apache-2.0
 *
 * The format of private.sqlite, which two handles open: the private store (tokens, sealed payloads) and the accounts. Whichever comes first upgrades the file.
 */
#ifndef STORE_PRIVATE_INTERNAL_H
#define STORE_PRIVATE_INTERNAL_H

#include "base/base.h"

enum { PRIVATE_APPLICATION_ID = 0x52707250 /* "RprP" */ };
extern const char *const private_steps[]; /* as DatabaseFormat has them */

#endif
