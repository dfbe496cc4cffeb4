/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of quote share.
 */
#ifndef TEXT_QUOTE_INTERNAL_H
#define TEXT_QUOTE_INTERNAL_H

#include "text/quote.h"

bool quote_same(const QuoteToken *a, const QuoteToken *b);

#endif
