/* SPDX-License-Identifier: Apache-2.0
 *
 * A text as a QR code (ISO/IEC 18004), drawn as the path of an SVG picture: beside the secret of one-time codes, which a telephone then need not be told letter by letter. libqrencode is loaded by the first
 * call of it, as only invitations need it; where it is missing, the secret stands there alone.
 */
#include "web/people_internal.h"

#include <qrencode.h>

#define LIBRARY "libqrencode.so.4"

LIBRARY_CALL(LIBRARY, QRcode *, NULL, QRcode_encodeString8bit, (const char *text, int version, QRecLevel level), (text, version, level))
LIBRARY_CALL_VOID(LIBRARY, QRcode_free, (QRcode * code), (code))

enum { QUIET = 4 /* modules of the empty margin that the standard asks for */ };

/* Each run of dark modules of a row is one rectangle. */
static void add_row(Buffer *path, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int start = x;

        while (x < width && (row[x] & 1) != 0)
            x++;
        if (x > start)
            buffer_add_format(path, "M%d %dh%dv1h-%dz", start + QUIET, y + QUIET, x - start, x - start);
    }
}

int qr_path(const char *text, Buffer *path)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    int     side = 0;

    if (code == NULL)
        return 0;
    for (int y = 0; y < code->width; y++)
        add_row(path, code->data + (size_t)y * (size_t)code->width, code->width, y);
    side = path->status == OK ? code->width + 2 * QUIET : 0;
    QRcode_free(code);
    return side;
}
