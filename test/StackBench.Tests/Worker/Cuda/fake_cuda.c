// A libcuda.so.1 that computes on the CPU what the kernels of a PTX text ask by their names, and lies.
// A launch is done when it is handed over, and lasts as long as its work would on a slow device: rounds are counted, not executed.
// FAKE_CUDA says how it lies:
//   crash     dies in cuInit
//   old       a driver of CUDA 10.2; d122 one of 12.2
//   idle      kernels and copies do nothing, and take a millisecond
//   half      the first half of the groups is executed
//   short     loops stop after 16 rounds
//   constant  events are a millisecond apart, whatever ran; equal: at one time
//   deaf      the second stream of a device copies nothing
//   jit       assembles nothing, and says so in the log
//   apart     devices do not reach each other's memory; oneway: the second does not reach the first's
//   mute      what is copied between devices never arrives
//   lost      FAKE_CUDA_AFTER launches after the first copy all calls answer CUDA_ERROR_ILLEGAL_ADDRESS
// FAKE_CUDA_CONTROL names a file of "function code": that function answers that code, as long as the file says so.
// FAKE_CUDA_DEVICES is how many devices there are. FAKE_CUDA_FREED names a file that grows by a letter with what is freed, or waited for,
// after the device was lost. FAKE_CUDA_COUNT grows by a letter with a launch l, a copy c, an event e.
// FAKE_CUDA_KEPT grows by + with a graph or an access that is made, by - with one that is ended.
// A launch that fails while it is recorded, other than by 1, spoils the recording.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { GROUP = 256, VECTORS = 8, WORDS = 4, COMPUTED_ROUNDS = 16, MOST_NODES = 4096 };

typedef struct { char name[128]; } module_t;
typedef struct { const char *name; uint32_t groups, size; uint64_t arguments[8]; } launch_t;
typedef struct { int number; } stream_t;
typedef struct { double seconds; } event_t;
typedef struct { int count, is_spoilt; launch_t nodes[MOST_NODES]; } graph_t;

static int copies, launches, streams, is_lost, enabled;
static graph_t *recorded;

static int lies(const char *how) {
    const char *mode = getenv("FAKE_CUDA");
    return mode && !strcmp(mode, how);
}

static void note(const char *variable, char letter) {
    const char *path = getenv(variable);
    if (!path) return;
    int file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (write(file, &letter, 1) != 1) abort();
    close(file);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void last_until(double end) {
    while (now() < end) continue;
}

// The code that a function is told to answer.
static int told(const char *function) {
    static const char *control;
    if (!control) {
        const char *path = getenv("FAKE_CUDA_CONTROL");
        int file = path ? open(path, O_RDONLY) : -1;
        control = file < 0 ? "" : mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
    }
    size_t length = strlen(function);
    if (!strncmp(control, function, length) && control[length] == ' ') return atoi(control + length + 1);
    return is_lost ? 700 : 0;
}

#define ENTER() do { int code = told(__func__); if (code) return code; } while (0)

static int freed(char letter) {
    if (is_lost) note("FAKE_CUDA_FREED", letter);
    return 0;
}

static float half_of(uint16_t bits) { _Float16 value; memcpy(&value, &bits, 2); return (float)value; }
static uint16_t half_bits(float value) { _Float16 half = (_Float16)value; uint16_t bits; memcpy(&bits, &half, 2); return bits; }
static float float_of(uint32_t bits) { float value; memcpy(&value, &bits, 4); return value; }
static uint32_t float_bits(float value) { uint32_t bits; memcpy(&bits, &value, 4); return bits; }
static float bf16_of(uint16_t bits) { return float_of((uint32_t)bits << 16); }
static uint16_t bf16_bits(float value) { return (uint16_t)((float_bits(value) + 0x8000) >> 16); }

static double power(int exponent) {
    double value = 1;
    for (; exponent > 0; exponent--) value *= 2;
    for (; exponent < 0; exponent++) value /= 2;
    return value;
}

static double fp8_of(uint8_t bits) {
    int exponent = bits >> 3 & 15, mantissa = bits & 7;
    double value = exponent ? (1 + mantissa / 8.0) * power(exponent - 7) : mantissa / 8.0 * power(-6);
    return bits & 0x80 ? -value : value;
}

static double factor_at(const char *type, const void *values, long place) {
    if (!strcmp(type, "fp16")) return half_of(((const uint16_t *)values)[place]);
    if (!strcmp(type, "bf16")) return bf16_of(((const uint16_t *)values)[place]);
    if (!strcmp(type, "fp8")) return fp8_of(((const uint8_t *)values)[place]);
    if (!strcmp(type, "int8")) return ((const int8_t *)values)[place];
    if (!strcmp(type, "fp64")) return ((const double *)values)[place];
    return ((const float *)values)[place];
}

static int put_sum(const char *type, void *values, long place, double sum) {
    if (!strcmp(type, "fp16")) { ((uint16_t *)values)[place] = half_bits((float)sum); return 2; }
    if (!strcmp(type, "fp64")) { ((double *)values)[place] = sum; return 8; }
    if (!strcmp(type, "int32")) ((int32_t *)values)[place] = (int32_t)sum;
    else ((float *)values)[place] = (float)sum;
    return 4;
}

// Every group computes the same: the first is copied to the others.
static void repeat(void *output, size_t bytes, uint32_t groups) {
    for (uint32_t group = 1; group < groups; group++) memcpy((char *)output + group * bytes, output, bytes);
}

static double matrix(const launch_t *launch, uint32_t groups, uint32_t rounds) {
    char factor[8], sum[8];
    int m, n, k, size, warps, bytes = 4;
    if (sscanf(launch->name, "matrix_%7[a-z0-9]_%7[a-z0-9]_%dx%dx%d_%dx%d", factor, sum, &m, &n, &k, &size, &warps) != 7) abort();
    const void *a = (void *)launch->arguments[0], *b = (void *)launch->arguments[1];
    void *c = (void *)launch->arguments[2];
    double left[2 * 16 * 32], right[2 * 32 * 128];
    for (int i = 0; i < 2 * m * k; i++) left[i] = factor_at(factor, a, i);
    for (int i = 0; i < 2 * k * n; i++) right[i] = factor_at(factor, b, i);
    for (int product = 0; product < 4; product++)
        for (int row = 0; row < m; row++)
            for (int column = 0; column < n; column++) {
                double value = 0;
                for (int i = 0; i < k; i++) value += left[(product / 2 * m + row) * k + i] * right[(product % 2 * k + i) * n + column];
                bytes = put_sum(sum, c, (product * m + row) * n + column, value * rounds);
            }
    repeat(c, 4 * (size_t)(m * n * bytes), groups * warps);
    return 5e-6;
}

static double rounded(const char *type, double value) {
    return !strcmp(type, "fma_fp64") ? value : !strcmp(type, "fma_fp32") ? (float)value
        : !strcmp(type, "fma_fp16x2") ? half_of(half_bits((float)value)) : bf16_of(bf16_bits((float)value));
}

static double fma_input(const char *type, const void *values, long place) {
    return !strcmp(type, "fma_fp64") ? ((const double *)values)[place] : !strcmp(type, "fma_fp32") ? ((const float *)values)[place]
        : !strcmp(type, "fma_fp16x2") ? half_of(((const uint16_t *)values)[place]) : bf16_of(((const uint16_t *)values)[place]);
}

static double multiply_add(const launch_t *launch, uint32_t groups, uint32_t rounds) {
    static const int seeds[8] = { 2, 3, 4, 5, 3, 4, 5, 2 };
    const char *type = launch->name;
    const void *a = (void *)launch->arguments[0];
    char *c = (char *)launch->arguments[1];
    int is_packed = strstr(type, "x2") != 0, lanes = GROUP * (is_packed ? 2 : 1), bytes = strstr(type, "64") ? 8 : is_packed ? 2 : 4;
    for (int lane = 0; lane < lanes; lane++) {
        double s = fma_input(type, a, lane), t = fma_input(type, a, lanes + lane), x[8], sum = 0;
        for (int i = 0; i < 8; i++) x[i] = fma_input(type, a, seeds[i] * lanes + lane);
        for (uint32_t step = 0; step < 4 * rounds; step++) {
            for (int i = 0; i < 8; i += 2) x[i] = rounded(type, x[i + 1] * s + x[i]);
            for (int i = 1; i < 8; i += 2) x[i] = rounded(type, x[i - 1] * t + x[i]);
        }
        for (int i = 0; i < 8; i++) sum = rounded(type, sum + x[i]);
        if (bytes == 8) ((double *)c)[lane] = sum;
        else if (bytes == 4) ((float *)c)[lane] = (float)sum;
        else ((uint16_t *)c)[lane] = strstr(type, "bf16") ? bf16_bits((float)sum) : half_bits((float)sum);
    }
    repeat(c, (size_t)lanes * bytes, groups);
    return 2e-5;
}

static double dot(const launch_t *launch, uint32_t groups, uint32_t rounds) {
    const int32_t *a = (void *)launch->arguments[0];
    int32_t *c = (void *)launch->arguments[1];
    for (int lane = 0; lane < GROUP; lane++) {
        c[lane] = 0;
        for (int chain = 1; chain <= 4; chain++) {
            uint32_t x = (uint32_t)a[chain * GROUP + lane];
            for (uint32_t step = 0; step < 8 * rounds; step++) {
                int32_t sum = 0;
                for (int shift = 0; shift < 32; shift += 8) sum += (int8_t)(x >> shift) * (int8_t)((uint32_t)a[lane] >> shift);
                x += (uint32_t)sum;
            }
            c[lane] ^= (int32_t)x;
        }
    }
    repeat(c, GROUP * sizeof *c, groups);
    return 2e-5;
}

static void read_blocks(const launch_t *launch, uint32_t groups) {
    const uint32_t *a = (void *)launch->arguments[0];
    uint32_t *c = (void *)launch->arguments[1];
    uint32_t blocks = launch->arguments[2], stride = launch->arguments[3], steps = launch->arguments[4], place = launch->arguments[5];
    for (uint32_t group = 0; group < groups; group++, c += GROUP * WORDS) {
        memset(c, 0, GROUP * WORDS * 4);
        uint32_t block = (group + place) * stride % blocks;
        for (uint32_t step = 0; step < steps; step++, block = block + 1 == blocks ? 0 : block + 1)
            for (int word = 0; word < GROUP * VECTORS * WORDS; word++)
                c[word % (GROUP * WORDS)] ^= a[(size_t)block * GROUP * VECTORS * WORDS + word];
    }
}

static void stream(const launch_t *launch, uint32_t groups) {
    size_t words = (size_t)groups * GROUP * VECTORS * WORDS;
    const uint64_t *arguments = launch->arguments;
    if (!strcmp(launch->name, "copy")) memcpy((void *)arguments[1], (void *)arguments[0], words * 4);
    else if (!strcmp(launch->name, "write")) {
        static const uint32_t masks[4] = { 0, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F };
        for (size_t i = 0; i < words; i++)
            ((uint32_t *)arguments[0])[i] = ((uint32_t)(i / 4) * 0x9E3779B1u + (uint32_t)arguments[1]) ^ masks[i % 4];
    } else {
        const float *a = (void *)arguments[0], *b = (void *)arguments[1];
        for (size_t i = 0; i < words; i++) ((float *)arguments[2])[i] = a[i] + float_of((uint32_t)arguments[3]) * b[i];
    }
}

static void execute(const launch_t *launch) {
    double begin = now();
    note("FAKE_CUDA_COUNT", 'l');
    if (lies("idle")) { last_until(begin + 1e-3); return; }
    uint32_t groups = lies("half") ? launch->groups / 2 : launch->groups;
    const char *name = launch->name;
    int is_matrix = !strncmp(name, "matrix_", 7), is_fma = !strncmp(name, "fma_", 4);
    if (is_matrix || is_fma || !strcmp(name, "dot_int8")) {
        uint32_t rounds = (uint32_t)launch->arguments[is_matrix ? 3 : 2], done = rounds > COMPUTED_ROUNDS ? COMPUTED_ROUNDS : rounds;
        double seconds = is_matrix ? matrix(launch, groups, done) : is_fma ? multiply_add(launch, groups, done) : dot(launch, groups, done);
        last_until(begin + 2e-6 + seconds * (lies("short") ? done : rounds));
    } else if (!strcmp(name, "chase")) {
        uint32_t *c = (void *)launch->arguments[1], place = c[0], hops = 8 * (uint32_t)launch->arguments[2];
        for (uint32_t hop = 0; hop < hops; hop++) place = ((uint32_t *)launch->arguments[0])[place];
        c[0] = c[1] = place;
        last_until(begin + hops * 6e-9);
    } else if (!strcmp(name, "read")) read_blocks(launch, groups);
    else if (!strcmp(name, "count")) ++*(uint32_t *)launch->arguments[0];
    else if (strcmp(name, "empty")) stream(launch, groups);
    last_until(begin + 2e-6);
}

int cuInit(unsigned flags) { if (lies("crash")) abort(); ENTER(); return 0; }
int cuDriverGetVersion(int *version) { ENTER(); *version = lies("old") ? 10020 : lies("d122") ? 12020 : 12040; return 0; }

int cuGetErrorName(int code, const char **name) {
    *name = code == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : code == 100 ? "CUDA_ERROR_NO_DEVICE" : code == 218 ? "CUDA_ERROR_INVALID_PTX"
        : code == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : code == 719 ? "CUDA_ERROR_LAUNCH_FAILED" : code == 802 ? "CUDA_ERROR_SYSTEM_NOT_READY" : 0;
    return *name ? 0 : 1;
}

int cuDeviceGetCount(int *count) { ENTER(); const char *devices = getenv("FAKE_CUDA_DEVICES"); *count = devices ? atoi(devices) : 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { ENTER(); *device = ordinal; return 0; }
int cuDeviceGetName(char *name, int length, int device) { ENTER(); snprintf(name, length, "Imaginary H100 %d", device); return 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { ENTER(); *bytes = 1ul << 30; return 0; }
int cuDeviceGetPCIBusId(char *address, int length, int device) { ENTER(); snprintf(address, length, "0000:%02X:00.0", 0xAB + device); return 0; }
int cuDeviceGetUuid(unsigned char *uuid, int device) { ENTER(); memset(uuid, 0x10 + device, 16); return 0; }
int cuDeviceGetUuid_v2(unsigned char *uuid, int device) { ENTER(); memset(uuid, 0x20 + device, 16); return 0; }

int cuDeviceGetAttribute(int *value, int attribute, int device) {
    ENTER();
    *value = attribute == 16 ? 1 : attribute == 40 ? 2 : attribute == 75 ? 9 : 0;
    return 0;
}

int cuDeviceCanAccessPeer(int *can, int device, int peer) { ENTER(); *can = !lies("apart") && !(lies("oneway") && device == 1); return 0; }
int cuDevicePrimaryCtxRetain(intptr_t *context, int device) { ENTER(); *context = device + 1; return 0; }
int cuDevicePrimaryCtxRelease_v2(int device) { return freed('x'); }
int cuCtxSetCurrent(intptr_t context) { ENTER(); return 0; }
int cuCtxEnablePeerAccess(intptr_t peer, unsigned flags) {
    ENTER();
    if (enabled & 1 << peer) return 704;
    enabled |= 1 << peer;
    note("FAKE_CUDA_KEPT", '+');
    return 0;
}

int cuCtxDisablePeerAccess(intptr_t peer) {
    ENTER();
    if (!(enabled & 1 << peer)) return 705;
    enabled &= ~(1 << peer);
    note("FAKE_CUDA_KEPT", '-');
    return 0;
}

int cuMemGetInfo_v2(size_t *free, size_t *total) { ENTER(); *free = *total = 1ul << 30; return 0; }
int cuMemAlloc_v2(void **memory, size_t bytes) { ENTER(); *memory = malloc(bytes); return 0; }
int cuMemFree_v2(void *memory) { if (!is_lost) free(memory); return freed('m'); }
int cuMemHostAlloc(void **memory, size_t bytes, unsigned flags) { ENTER(); *memory = malloc(bytes); return 0; }
int cuMemFreeHost(void *memory) { if (!is_lost) free(memory); return freed('h'); }

int cuMemcpyAsync(void *to, const void *from, size_t bytes, stream_t *stream) {
    ENTER();
    copies++;
    note("FAKE_CUDA_COUNT", 'c');
    if (!lies("idle") && !(lies("deaf") && stream->number == 1)) memcpy(to, from, bytes);
    return 0;
}

int cuMemcpyPeerAsync(void *to, intptr_t to_context, const void *from, intptr_t from_context, size_t bytes, stream_t *stream) {
    ENTER();
    note("FAKE_CUDA_COUNT", 'c');
    if (to_context == from_context) return 1;
    if (!lies("mute")) memcpy(to, from, bytes);
    return 0;
}

int cuStreamCreate(stream_t **stream, unsigned flags) { ENTER(); *stream = malloc(sizeof **stream); (*stream)->number = streams++ % 2; return 0; }
int cuStreamSynchronize(stream_t *stream) { if (is_lost) note("FAKE_CUDA_FREED", 'w'); ENTER(); return 0; }
int cuStreamDestroy_v2(stream_t *stream) { free(stream); return freed('s'); }
int cuEventCreate(event_t **event, unsigned flags) { ENTER(); *event = malloc(sizeof **event); return 0; }
int cuEventRecord(event_t *event, stream_t *stream) { ENTER(); note("FAKE_CUDA_COUNT", 'e'); event->seconds = now(); return 0; }
int cuEventDestroy_v2(event_t *event) { free(event); return freed('e'); }

int cuEventElapsedTime(float *milliseconds, event_t *begin, event_t *end) {
    ENTER();
    *milliseconds = lies("constant") ? 1 : lies("equal") ? 0 : (float)((end->seconds - begin->seconds) * 1e3);
    return 0;
}

int cuModuleLoadDataEx(module_t **module, const char *text, unsigned count, int *names, void **values) {
    ENTER();
    const char *entry = strstr(text, ".visible .entry ");
    if (lies("jit") || strncmp(text, ".version ", 9) || !entry) {
        if (count == 2 && names[0] == 5 && names[1] == 6)
            snprintf(values[0], (size_t)values[1], "ptxas application ptx input, line 7; error   : Arguments mismatch for instruction 'mma'\n");
        return 218;
    }
    *module = calloc(1, sizeof **module);
    sscanf(entry, ".visible .entry %127[a-z0-9_]", (*module)->name);
    return 0;
}

int cuModuleGetFunction(const char **function, module_t *module, const char *name) {
    ENTER();
    *function = module->name;
    return strcmp(name, module->name) ? 500 : 0;
}

int cuModuleUnload(module_t *module) { free(module); return freed('u'); }

static int launch(const char *name, unsigned x, unsigned size, void **arguments) {
    const char *after = getenv("FAKE_CUDA_AFTER");
    if (lies("lost") && copies && launches++ >= (after ? atoi(after) : 0)) is_lost = 1;
    int code = told("cuLaunchKernel");
    if (code) return code;
    launch_t launch = { .name = name, .groups = x, .size = size };
    int count = !strcmp(name, "empty") ? 0 : !strcmp(name, "count") ? 1 : !strcmp(name, "copy") || !strcmp(name, "write") ? 2
        : !strcmp(name, "read") ? 6 : !strcmp(name, "triad") || !strncmp(name, "matrix_", 7) ? 4 : 3;
    for (int i = 0; i < count; i++) memcpy(&launch.arguments[i], arguments[i], 8);
    if (recorded && recorded->count == MOST_NODES) return 1;
    if (recorded) recorded->nodes[recorded->count++] = launch;
    else execute(&launch);
    return 0;
}

int cuLaunchKernel(const char *name, unsigned x, unsigned y, unsigned z, unsigned size, unsigned size_y, unsigned size_z, unsigned shared,
    stream_t *stream, void **arguments, void **extra) {
    int code = launch(name, x, size, arguments);
    if (code > 1 && recorded) recorded->is_spoilt = 1;
    return code;
}

int cuStreamBeginCapture_v2(stream_t *stream, int mode) { ENTER(); recorded = calloc(1, sizeof *recorded); return 0; }

// However it ends, nothing is recorded any more.
int cuStreamEndCapture(stream_t *stream, graph_t **graph) {
    int code = told(__func__);
    if (!code && recorded->is_spoilt) code = 901;
    *graph = code ? 0 : recorded;
    if (code) free(recorded);
    else note("FAKE_CUDA_KEPT", '+');
    recorded = 0;
    return code;
}

int cuGraphInstantiateWithFlags(graph_t **executable, const graph_t *graph, uint64_t flags) {
    ENTER();
    *executable = malloc(sizeof *graph);
    memcpy(*executable, graph, sizeof *graph);
    note("FAKE_CUDA_KEPT", '+');
    return 0;
}

int cuGraphLaunch(graph_t *graph, stream_t *stream) {
    ENTER();
    for (int i = 0; i < graph->count; i++) execute(&graph->nodes[i]);
    return 0;
}

int cuGraphExecDestroy(graph_t *graph) { free(graph); note("FAKE_CUDA_KEPT", '-'); return freed('g'); }
int cuGraphDestroy(graph_t *graph) { free(graph); note("FAKE_CUDA_KEPT", '-'); return freed('g'); }
