/* SPDX-License-Identifier: Apache-2.0
 *
 * From an address as people write it ("127.0.0.1:0", "[::1]:8080", "localhost:8080") to a socket that listens. A port is always said: a server on a port that
 * nobody named is a surprise.
 */
#include "http/server_internal.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HOST_MAX = 255, PORT_MAX = 5, BACKLOG = 1024 };

static bool is_port(const char *text)
{
    size_t size = strspn(text, "0123456789");

    return size != 0 && size <= PORT_MAX && text[size] == '\0' && strtoul(text, NULL, 10) <= 65535;
}

static bool split(const char *address, char host[HOST_MAX + 1], const char **port)
{
    const char *colon = address != NULL ? strrchr(address, ':') : NULL, *end = colon;

    if (colon == NULL || !is_port(colon + 1))
        return false;
    if (*address == '[') {
        if (colon[-1] != ']')
            return false;
        address++;
        end = colon - 1;
    } else if (memchr(address, ':', (size_t)(colon - address)) != NULL) {
        return false; /* an IPv6 address without its brackets */
    }
    if (end <= address || end - address > HOST_MAX)
        return false;
    memcpy(host, address, (size_t)(end - address));
    host[end - address] = '\0';
    *port = colon + 1;
    return true;
}

static int listen_on(const struct addrinfo *at)
{
    int yes = 1, file = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
    int error;

    if (file < 0)
        return -1;
    /* A restart must not wait for old connections to time out. Accepted sockets inherit TCP_NODELAY on Linux. */
    if (setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 && setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0 &&
        bind(file, at->ai_addr, at->ai_addrlen) == 0 && listen(file, BACKLOG) == 0)
        return file;
    error = errno;
    close(file);
    errno = error;
    return -1;
}

static uint16_t port_of(int file)
{
    struct sockaddr_storage at = {0};
    socklen_t               size = sizeof at;

    if (getsockname(file, (struct sockaddr *)&at, &size) != 0)
        return 0;
    return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port : ((struct sockaddr_in *)&at)->sin_port);
}

static Status listen_failed(const char *address, int error, Problem *problem)
{
    if (error == EADDRINUSE)
        return problem_set(problem, ERR_BUSY, MSG("http.address_taken"), "address", address, NULL);
    if (error == EACCES || error == EPERM)
        return problem_set(problem, ERR_FORBIDDEN, MSG("http.address_forbidden"), "address", address, NULL);
    return problem_set(problem, ERR_STORAGE, MSG("http.address_failed"), "address", address, "why", strerror(error), NULL);
}

Status listen_open(const char *address, int *socket_out, uint16_t *port, Problem *problem)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
    char            host[HOST_MAX + 1];
    const char     *service;
    int             file = -1, error = 0;

    if (!split(address, host, &service))
        return problem_set(problem, ERR_SYNTAX, MSG("http.address_form"), "address", address, NULL);
    if (getaddrinfo(host, service, &hints, &found) != 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("http.address_unknown"), "address", address, NULL);
    for (const struct addrinfo *at = found; at != NULL && file < 0; at = at->ai_next) {
        file = listen_on(at);
        if (file < 0 && error == 0)
            error = errno; /* the first is the one people mean */
    }
    freeaddrinfo(found);
    if (file < 0)
        return listen_failed(address, error, problem);
    *socket_out = file;
    *port = port_of(file);
    return OK;
}
