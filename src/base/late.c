/* SPDX-License-Identifier: Apache-2.0
 *
 * ICU's second library, loaded by the first call of it: the order of names and the plurals of messages. Nobody gets past ucol_open and uplrules_open without it.
 * A function that is not here does not link: add its row.
 */
#define U_EXPORT /* else the headers say that everybody sees these functions */
#include <unicode/ucol.h>
#include <unicode/upluralrules.h>

#include "base/base.h"

/* Its name holds the version of the headers, as those of its functions do. */
#define LIBRARY_OF(version) LIBRARY_NAME(version)
#define LIBRARY_NAME(version) "libicui18n.so." #version
#define LIBRARY LIBRARY_OF(U_ICU_VERSION_MAJOR_NUM)

LIBRARY_CALL(LIBRARY, UCollator *, NULL, ucol_open, (const char *language, UErrorCode *error), (language, error))
LIBRARY_CALL_VOID(LIBRARY, ucol_close, (UCollator * order), (order))
LIBRARY_CALL_VOID(LIBRARY, ucol_setAttribute, (UCollator * order, UColAttribute what, UColAttributeValue value, UErrorCode *error), (order, what, value, error))
LIBRARY_CALL(LIBRARY, UCollationResult, UCOL_EQUAL, ucol_strcollUTF8,
             (const UCollator *order, const char *a, int32_t a_size, const char *b, int32_t b_size, UErrorCode *error), (order, a, a_size, b, b_size, error))

LIBRARY_CALL(LIBRARY, UPluralRules *, NULL, uplrules_open, (const char *language, UErrorCode *error), (language, error))
LIBRARY_CALL(LIBRARY, int32_t, 0, uplrules_select, (const UPluralRules *rules, double number, UChar *keyword, int32_t room, UErrorCode *error),
             (rules, number, keyword, room, error))
LIBRARY_CALL_VOID(LIBRARY, uplrules_close, (UPluralRules * rules), (rules))
