/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes over a bare socket, for what no honest client sends.
 */
#ifndef TESTS_UNIT_HTTP_RAW_H
#define TESTS_UNIT_HTTP_RAW_H

#include "base/base.h"

int  raw_connect(uint16_t port);
bool raw_send(int file, Slice bytes);               /* false when the line is cut */
/* Everything until the server ends the line, or wait_ms of silence. -1 when it was not ended. Closes nothing. */
int  raw_read(int file, Buffer *out, int wait_ms);
/* One exchange on a line of its own: the answer's bytes. Returns its status, 0 without an answer. */
int  raw_exchange(uint16_t port, Slice bytes, Buffer *out);
int  raw_status(Slice answer);

#endif
