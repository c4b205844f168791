// A closed loop of chat requests, measured by the definitions that `vllm bench serve` publishes.
//
// Usage: vllm_client HOST:PORT CONCURRENCY REQUESTS TOKENS PROMPTS.jsonl; prints one JSON object, times in seconds.
//
// TTFT: the first event with choices - the time of sending. TPOT: (last event with choices - first) / (output tokens - 1). Output rate:
// output tokens of all requests / time from the first to the end of the last. Connections stay open for the next request, as that client's
// do. Output tokens are usage's, from whatever event has it: vLLM's client looks only into events without choices, where llama-server's
// chat has it. In C, because a slower client sends its next request later than ours, and four users of one server then meet differently.
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_requests = 4096, most_line = 1 << 20 };

typedef struct {
    int socket; // -1: closed
    char buffer[65536];
    size_t begin, end;
    char *line;
} connection;

static const char *host, *port;
static int tokens;
static char *prompts[most_requests];
static int left;
static double ttft[most_requests], tpot[most_requests];
static int done;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *why) { fprintf(stderr, "%s\n", why); exit(1); }

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec + at.tv_nsec * 1e-9;
}

static void open_to(connection *one) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(host, port, &hints, &found)) fail("no such host");
    one->socket = socket(found->ai_family, SOCK_STREAM, 0);
    if (connect(one->socket, found->ai_addr, found->ai_addrlen)) fail("the server does not take the connection");
    int yes = 1;
    setsockopt(one->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    freeaddrinfo(found);
    one->begin = one->end = 0;
}

static void close_of(connection *one) {
    if (one->socket >= 0) close(one->socket);
    one->socket = -1;
}

static int byte_of(connection *one) {
    if (one->begin == one->end) {
        ssize_t got = recv(one->socket, one->buffer, sizeof one->buffer, 0);
        if (got <= 0) return -1;
        one->begin = 0, one->end = (size_t)got;
    }
    return (unsigned char)one->buffer[one->begin++];
}

// A line without its end; null where the connection ended.
static char *line_of(connection *one) {
    size_t length = 0;
    for (int byte; (byte = byte_of(one)) >= 0;) {
        if (byte == '\n') {
            if (length && one->line[length - 1] == '\r') length--;
            one->line[length] = 0;
            return one->line;
        }
        if (length + 1 >= most_line) fail("a line is too long");
        one->line[length++] = (char)byte;
    }
    return NULL;
}

static void send_all(connection *one, const char *text, size_t length) {
    while (length) {
        ssize_t sent = send(one->socket, text, length, MSG_NOSIGNAL);
        if (sent <= 0) return; // its end is seen by the reader
        text += sent, length -= (size_t)sent;
    }
}

static void ask(connection *one, const char *prompt, int counts) {
    static __thread char body[1 << 17], request[1 << 18];
    int size = snprintf(body, sizeof body,
        "{\"model\": \"\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": %d, \"temperature\": 0, \"stream\": true, "
        "\"stream_options\": {\"include_usage\": true}, \"ignore_eos\": true}", prompt, tokens);
    int all = snprintf(request, sizeof request,
        "POST /v1/chat/completions HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", host, port, size, body);
    double start = now(), first = 0, last = 0;
    char *line = NULL;
    while (!line) {
        int was_open = one->socket >= 0;
        if (!was_open) open_to(one);
        send_all(one, request, (size_t)all);
        line = line_of(one);
        // A server may close what it kept at any moment: then, and only then, the request is sent once more.
        if (!line) close_of(one);
        if (!line && !was_open) fail("the server closed the connection");
    }
    if (!strstr(line, " 200 ")) fail(line);
    int closes = 0, count = 0;
    while ((line = line_of(one)) && *line) closes |= !strncasecmp(line, "connection: close", 17);
    if (!line) fail("the server closed the connection within the headers");
    // Chunks: a length, the bytes with whole lines in them, an empty line; the last is of length 0.
    for (;;) {
        if (!(line = line_of(one))) fail("the answer was cut");
        long length = strtol(line, NULL, 16);
        if (length == 0) break;
        while (length > 0) {
            if (!(line = line_of(one))) fail("the answer was cut");
            length -= (long)strlen(line) + 1;
            if (!strncmp(line, "data: ", 6) && strncmp(line, "data: [DONE]", 12)) {
                double at = now();
                if (strstr(line, "\"choices\":[{")) first = first ? first : at, last = at;
                char *usage = strstr(line, "\"completion_tokens\":");
                if (usage) count = atoi(usage + 20);
            }
        }
        if (!line_of(one)) fail("the answer was cut");
    }
    line_of(one);
    if (closes) close_of(one);
    if (count != tokens) fail("another number of tokens came");
    if (!counts) return;
    pthread_mutex_lock(&lock);
    ttft[done] = first - start, tpot[done++] = (last - first) / (count - 1);
    pthread_mutex_unlock(&lock);
}

static char *next(void) {
    pthread_mutex_lock(&lock);
    char *prompt = left > 0 ? prompts[--left] : NULL;
    pthread_mutex_unlock(&lock);
    return prompt;
}

static void *warm(void *one) { ask(one, next(), 0); return NULL; }
static void *user(void *one) { for (char *prompt; (prompt = next());) ask(one, prompt, 1); return NULL; }

static void together(connection *all, int count, void *(*what)(void *)) {
    pthread_t threads[count];
    for (int i = 0; i < count; i++) pthread_create(&threads[i], NULL, what, &all[i]);
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

static int order(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, order);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int argc, char **argv) {
    if (argc != 6) fail("usage: vllm_client HOST:PORT CONCURRENCY REQUESTS TOKENS PROMPTS.jsonl");
    char *colon = strrchr(argv[1], ':');
    *colon = 0, host = argv[1], port = colon + 1;
    int concurrency = atoi(argv[2]), requests = atoi(argv[3]);
    tokens = atoi(argv[4]);
    FILE *file = fopen(argv[5], "r");
    static char line[1 << 17];
    // As vllm.py writes them: {"prompt": "words of letters"}.
    while (file && left < requests + concurrency && fgets(line, sizeof line, file)) {
        char *text = strstr(line, "\": \""), *end = strrchr(line, '"');
        if (!text || end <= text + 4) fail("a line of prompts cannot be read");
        *end = 0;
        prompts[left++] = strdup(text + 4);
    }
    connection *all = calloc((size_t)concurrency, sizeof *all);
    for (int i = 0; i < concurrency; i++) all[i].socket = -1, all[i].line = malloc(most_line);
    together(all, concurrency, warm);
    double start = now();
    together(all, concurrency, user);
    double seconds = now() - start;
    printf("{\"ttft\": %.9g, \"tpot\": %.9g, \"rate\": %.9g}\n", median(ttft, done), median(tpot, done), (double)done * tokens / seconds);
    return 0;
}
