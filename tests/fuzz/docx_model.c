/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_decode: what comes back from the sandboxed child. A file that is a package is read first, so that packages are seeds here too; the last
 * bytes of the input then say how its model is spoilt.
 */
#include "docx_check.h"

enum { SPOILING_MAX = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice      bytes = {(const char *)data, size};
    Slice      how = slice_part(bytes, size > SPOILING_MAX ? size - SPOILING_MAX : 0, size);
    DocxLimits limits = docx_limits_default;
    Docx      *docx = NULL;
    Buffer     model;

    limits.keep_parts = true;
    fuzz_check_docx_model(bytes);
    buffer_init(&model, FUZZ_BUFFER_MAX);
    if (docx_recognize(bytes) && docx_read(bytes, &limits, &docx, NULL) == OK) {
        docx_encode(docx, &model);
        fuzz_spoil(model.data, model.size, how);
        fuzz_check_docx_model(buffer_slice(&model));
    }
    buffer_clear(&model);
    docx_free(docx);
    return 0;
}
