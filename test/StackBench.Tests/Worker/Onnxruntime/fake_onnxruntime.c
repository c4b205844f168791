// A library that lists CUDA, takes it for a session and leaves every node to the CPU of the real library (REAL), as one does whose
// provider finds no device; with REFUSES it says that it cannot be loaded, with LIES the profile names CUDA for what the CPU ran,
// and bound runs fail. Places in the table are those of the C API. A provider that is added with an argument it does not take is refused;
// those that are added are counted.
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    void **(*get_api)(unsigned version);
    const char *(*get_version)(void);
} api_base;

enum { create_status = 0, end_profiling = 110, get_providers = 125, release_providers = 126, run_bound = 133,
       append_cuda = 204, create_cuda = 205, update_cuda = 206,
       release_cuda = 208, functions = 300 };

static void *table[functions];
static api_base base;
static char *names[] = {"CUDAExecutionProvider", "ROCMExecutionProvider", "DnnlExecutionProvider", "CPUExecutionProvider"};

static void *list(char ***out, int *count) { *out = names; *count = 4; return NULL; }
static void *release_list(char **list, int count) { return NULL; }
static void *create(void **out) { *out = table; return NULL; }
static void *update(void *options, const char *const *keys, const char *const *values, size_t count) {
    return count == 1 && !strcmp(keys[0], "device_id") && !strcmp(values[0], "0") ? NULL : (void *)1;
}
static void release(void *options) {}
static void *fail(const char *why) { return ((void *(*)(int, const char *))table[create_status])(1, why); }
int appended;
static void *append(void *session, void *options) {
    appended++;
#ifdef REFUSES
    return fail("OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library");
#else
    const char *tf32 = getenv("NVIDIA_TF32_OVERRIDE");
    return tf32 && !strcmp(tf32, "0") ? NULL : fail("fp32 would be computed in TF32");
#endif
}

#ifndef ARENA
#define ARENA 1
#endif
void *OrtSessionOptionsAppendExecutionProvider_Dnnl(void *session, int use_arena) {
    appended++;
    return use_arena == ARENA ? NULL : fail("another use_arena");
}
void *OrtSessionOptionsAppendExecutionProvider_ROCM(void *session, int device) {
    appended++;
    return device == 0 ? NULL : fail("another device");
}

#ifdef LIES
static void *bound(void *session, void *options, void *binding) { return fail("CUDA failure 700: an illegal memory access"); }
static void *(*real_end_profiling)(void *session, void *allocator, char **path);
static void *end(void *session, void *allocator, char **path) {
    void *status = real_end_profiling(session, allocator, path);
    static char text[1 << 24];
    FILE *file = status ? NULL : fopen(*path, "r");
    if (!file) return status;
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    if (!(file = fopen(*path, "w"))) return status;
    const char *at = text, *next;
    for (; (next = strstr(at, "\"CPUExec")); at = next + 8) fprintf(file, "%.*s\"CUDAExec", (int)(next - at), at);
    fputs(at, file);
    fclose(file);
    return status;
}
#endif

static void **get_api(unsigned version) {
    void *real = dlopen(REAL, RTLD_NOW);
    if (!real) return NULL;
    void **from = ((const api_base *(*)(void))dlsym(real, "OrtGetApiBase"))()->get_api(version);
    if (!from) return NULL;
    memcpy(table, from, sizeof table);
    table[get_providers] = list;
    table[release_providers] = release_list;
    table[create_cuda] = create;
    table[update_cuda] = update;
    table[append_cuda] = append;
    table[release_cuda] = release;
#ifdef LIES
    real_end_profiling = table[end_profiling];
    table[end_profiling] = end;
    table[run_bound] = bound;
#endif
    return table;
}

static const char *get_version(void) { return "stand-in"; }

const api_base *OrtGetApiBase(void) {
    base.get_api = get_api;
    base.get_version = get_version;
    return &base;
}
