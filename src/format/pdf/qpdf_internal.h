/* SPDX-License-Identifier: Apache-2.0
 *
 * qpdf's declarations for functions that late.c defines: hidden, and with a prototype each.
 */
#ifndef FORMAT_PDF_QPDF_INTERNAL_H
#define FORMAT_PDF_QPDF_INTERNAL_H

#include <qpdf/DLL.h>

#undef QPDF_DLL
#define QPDF_DLL
#include <qpdf/qpdf-c.h>

qpdf_data qpdf_init(void);

#endif
