/* SPDX-License-Identifier: Apache-2.0 */
#include "raw.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

int raw_connect(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    REQUIRE(file >= 0 && connect(file, (struct sockaddr *)&at, sizeof at) == 0);
    return file;
}

bool raw_send(int file, Slice bytes)
{
    while (bytes.size != 0) {
        ssize_t size = send(file, bytes.data, bytes.size, MSG_NOSIGNAL);

        if (size <= 0)
            return false;
        bytes = slice_part(bytes, (size_t)size, bytes.size);
    }
    return true;
}

int raw_read(int file, Buffer *out, int wait_ms)
{
    struct pollfd poll_for = {.fd = file, .events = POLLIN};
    char          block[4096];

    while (poll(&poll_for, 1, wait_ms) == 1) {
        ssize_t size = recv(file, block, sizeof block, 0);

        if (size <= 0)
            return 0;
        buffer_add(out, (Slice){block, (size_t)size});
    }
    return -1;
}

int raw_status(Slice answer)
{
    char digits[4] = "";

    if (answer.size <= 12 || !slice_starts(answer, "HTTP/1.1 "))
        return 0;
    memcpy(digits, answer.data + 9, 3); /* the answer itself does not end in a zero byte */
    return (int)strtol(digits, NULL, 10);
}

int raw_exchange(uint16_t port, Slice bytes, Buffer *out)
{
    int file = raw_connect(port);

    (void)raw_send(file, bytes);
    (void)raw_read(file, out, 500);
    close(file);
    return raw_status(buffer_slice(out));
}
