/* Joins as fast as it can: connect, ask, read the first thing that is said, leave with a reset, and again.
 *
 *     flood PORT PATH SECONDS WIDTH HELD
 *
 * WIDTH connections are under way at once. The HELD newest readers stay; 0: each leaves at once. Says one line of JSON:
 * how many joins were offered (a whole request was written), admitted, refused (a close frame, a stream that says only
 * `retry:`, or a status that is no success), broken, and how long those that were told something took.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 512, AT_ONCE = 256, TIMES_MAX = 1 << 20 };

struct joining {
    int fd;
    int asked;
    size_t got;
    double since;
    char answer[ANSWER_MAX + 1];
};

static struct sockaddr_in server;
static char request[1024];
static size_t request_size;
static int poller;
static long offered, admitted, refused, broken;
static double *took_ms;
static long times;
static int *held;
static int held_max, held_at;

static double now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1e3 + at.tv_nsec / 1e6;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* A reset leaves no TIME_WAIT behind: the ports of one address would be gone within seconds. */
static void reset(int fd) {
    struct linger at_once = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static int begin(struct joining *one) {
    struct epoll_event wanted = {.events = EPOLLOUT, .data.ptr = one};
    int yes = 1;
    one->asked = 0;
    one->got = 0;
    one->since = now_ms();
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0) return 0;
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(one->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
        close(one->fd);
        one->fd = -1;
        return 0;
    }
    epoll_ctl(poller, EPOLL_CTL_ADD, one->fd, &wanted);
    return 1;
}

static void again(struct joining *one) {
    while (!begin(one)) {
        if (errno != EADDRNOTAVAIL && errno != EMFILE) perror("flood"), exit(1);
        broken++;
        struct timespec moment = {0, 1000000};
        nanosleep(&moment, NULL);
    }
}

static void leave(struct joining *one, int stays) {
    epoll_ctl(poller, EPOLL_CTL_DEL, one->fd, NULL);
    if (stays && held_max) {
        if (held[held_at] >= 0) reset(held[held_at]);
        held[held_at] = one->fd;
        held_at = (held_at + 1) % held_max;
    } else {
        reset(one->fd);
    }
}

/* 1 admitted, -1 refused, 0 not clear yet. */
static int verdict(const struct joining *one) {
    const char *body = strstr(one->answer, "\r\n\r\n");
    if (!body) return 0;
    if (!strncmp(one->answer, "HTTP/1.1 101", 12)) {
        if (body + 4 == one->answer + one->got) return 0;
        return (unsigned char)body[4] == 0x81 ? 1 : -1;
    }
    if (strncmp(one->answer, "HTTP/1.1 200", 12)) return -1;
    if (body + 4 == one->answer + one->got) return 0;
    const char *block = strstr(body + 4, "\r\n"); /* behind the size of its chunk */
    if (!block || !block[2]) return 0;
    return block[2] == ':' ? 1 : -1;
}

static void serve(struct joining *one, unsigned what) {
    if (!one->asked && what & EPOLLOUT) {
        if (send(one->fd, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size) goto failed;
        struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = one};
        epoll_ctl(poller, EPOLL_CTL_MOD, one->fd, &wanted);
        one->asked = 1;
        offered++;
        return;
    }
    if (what & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        ssize_t got = recv(one->fd, one->answer + one->got, ANSWER_MAX - one->got, 0);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) goto failed;
        one->got += got;
        one->answer[one->got] = 0;
        int said = verdict(one);
        if (!said && one->got < ANSWER_MAX) return;
        if (said > 0) admitted++;
        else refused++;
        if (times < TIMES_MAX) took_ms[times++] = now_ms() - one->since;
        leave(one, said > 0);
        again(one);
        return;
    }
    return;
failed:
    broken++;
    leave(one, 0);
    again(one);
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "flood PORT PATH SECONDS WIDTH HELD\n"), 2;
    int width = atoi(argv[4]);
    held_max = atoi(argv[5]);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    server.sin_family = AF_INET;
    server.sin_port = htons(atoi(argv[1]));
    inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);
    request_size = snprintf(request, sizeof request,
                            "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", argv[2],
                            strstr(argv[2], "socket") ? "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                                        "Sec-WebSocket-Version: 13\r\n"
                                                      : "");
    struct joining *all = calloc(width, sizeof *all);
    took_ms = malloc(TIMES_MAX * sizeof *took_ms);
    held = malloc((held_max + 1) * sizeof *held);
    for (int at = 0; at < held_max; at++) held[at] = -1;
    poller = epoll_create1(0);
    double started = now_ms(), until = started + atof(argv[3]) * 1e3;
    for (int at = 0; at < width; at++) again(&all[at]);
    struct epoll_event ready[AT_ONCE];
    while (now_ms() < until) {
        int count = epoll_wait(poller, ready, AT_ONCE, 100);
        for (int at = 0; at < count; at++) serve(ready[at].data.ptr, ready[at].events);
    }
    double passed_s = (now_ms() - started) / 1e3;
    qsort(took_ms, times, sizeof *took_ms, by_size);
    printf("{\"seconds\":%.3f,\"offered\":%ld,\"admitted\":%ld,\"refused\":%ld,\"broken\":%ld,"
           "\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"peak\":%d}\n",
           passed_s, offered, admitted, refused, broken, times ? took_ms[times / 2] : 0.0,
           times ? took_ms[times * 99 / 100] : 0.0, width + held_max);
    return 0;
}
