/* The floor: the least that a server can do to bring the same bytes to every reader.
 *
 * Prints "port N". Each connection is answered a fixed 101 or 200 and kept. Standard input brings
 * broadcasts: four bytes of length (big-endian), then the bytes; they go to every reader by a plain
 * send() loop. Ends with its standard input. No ticker code, no queue, no check of anything.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READERS_MAX = 65536, BROADCAST_MAX = 1 << 20 };

static int readers[READERS_MAX];
static int count;
static char broadcast[BROADCAST_MAX];

static const char SOCKET_ANSWER[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static const char STREAM_ANSWER[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    "Cache-Control: no-store, no-transform\r\nConnection: close\r\n\r\n";

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, 4096) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) < 0)
        fail("listen");
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

/* Swallow the request, answer, keep the socket. A request comes whole and at once from this client. */
static void take_in(int listener) {
    char request[4096];
    size_t have = 0;
    int on = 1;
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
        return;
    while (have < sizeof request - 1) {
        ssize_t got = recv(fd, request + have, sizeof request - 1 - have, 0);
        if (got <= 0) {
            close(fd);
            return;
        }
        have += (size_t)got;
        request[have] = '\0';
        if (strstr(request, "\r\n\r\n"))
            break;
    }
    int is_socket = strstr(request, "Upgrade: websocket") != NULL;
    const char *answer = is_socket ? SOCKET_ANSWER : STREAM_ANSWER;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (count == READERS_MAX || send(fd, answer, strlen(answer), 0) < 0) {
        close(fd);
        return;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    readers[count++] = fd;
}

static int read_fully(char *into, size_t length) {
    while (length) {
        ssize_t got = read(STDIN_FILENO, into, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        into += got;
        length -= (size_t)got;
    }
    return 1;
}

static int send_to_all(void) {
    uint32_t length;
    if (!read_fully((char *)&length, sizeof length))
        return 0;
    length = ntohl(length);
    if (length > BROADCAST_MAX || !read_fully(broadcast, length))
        return 0;
    for (int i = 0; i < count; i++)
        if (send(readers[i], broadcast, length, 0) != (ssize_t)length) {
            fprintf(stderr, "floor: a reader is full; this rate is too high\n");
            return 0;
        }
    return 1;
}

int main(void) {
    struct rlimit descriptors;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* the bench ends the floor, by closing its input */
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
        descriptors.rlim_cur = descriptors.rlim_max;
        setrlimit(RLIMIT_NOFILE, &descriptors);
    }
    int listener = listen_on_loopback();
    struct pollfd watched[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR)
            fail("poll");
        if (watched[1].revents & POLLIN)
            take_in(listener);
        if ((watched[0].revents & (POLLIN | POLLHUP)) && !send_to_all())
            return 0;
    }
}
