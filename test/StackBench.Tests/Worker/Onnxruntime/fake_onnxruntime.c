// A library that lists CUDA, takes it for a session and leaves every node to the CPU of the real library (REAL), as one does whose
// provider finds no device; with REFUSES it says that it cannot be loaded. Places in the table are those of the C API.
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

typedef struct {
    void **(*get_api)(unsigned version);
    const char *(*get_version)(void);
} api_base;

enum { create_status = 0, get_providers = 125, release_providers = 126, append_cuda = 204, create_cuda = 205, update_cuda = 206,
       release_cuda = 208, functions = 300 };

static void *table[functions];
static api_base base;
static char *names[] = {"CUDAExecutionProvider", "CPUExecutionProvider"};

static void *list(char ***out, int *count) { *out = names; *count = 2; return NULL; }
static void *release_list(char **list, int count) { return NULL; }
static void *create(void **out) { *out = table; return NULL; }
static void *update(void *options, const char *const *keys, const char *const *values, size_t count) {
    return count == 1 && !strcmp(keys[0], "device_id") && !strcmp(values[0], "0") ? NULL : (void *)1;
}
static void release(void *options) {}
static void *append(void *session, void *options) {
#ifdef REFUSES
    return ((void *(*)(int, const char *))table[create_status])(
        1, "Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file");
#else
    return NULL;
#endif
}

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
    return table;
}

static const char *get_version(void) { return "stand-in"; }

const api_base *OrtGetApiBase(void) {
    base.get_api = get_api;
    base.get_version = get_version;
    return &base;
}
