// The yardstick of the libtorch engine: one GEMM through the same C ABI, without .NET.
// usage: gemm_peer LIBTORCH_CPU.SO fp32|bf16 SIZE THREADS SAMPLES -> one time per call in seconds a line
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static double seconds(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }

int main(int argc, char **argv)
{
    void *lib = argc == 6 ? dlopen(argv[1], RTLD_NOW) : NULL;
    if (!lib) { fprintf(stderr, "%s\n", argc == 6 ? dlerror() : "usage: gemm_peer LIB TYPE SIZE THREADS SAMPLES"); return 2; }
    int bf16 = !strcmp(argv[2], "bf16"), element = bf16 ? 2 : 4, samples = atoi(argv[5]);
    int64_t n = atoll(argv[3]), sizes[] = {n, n}, strides[] = {n, 1};
    int (*wrap)(void *, int64_t, int64_t *, int64_t *, int64_t, int32_t, int32_t, int32_t, void **) = dlsym(lib, "aoti_torch_create_tensor_from_blob");
    int (*multiply)(void *, void *, void *) = dlsym(lib, "aoti_torch_cpu_mm_out");
    int32_t type = ((int32_t(*)(void))dlsym(lib, bf16 ? "aoti_torch_dtype_bfloat16" : "aoti_torch_dtype_float32"))();
    ((void (*)(int))dlsym(lib, "_ZN2at15set_num_threadsEi"))(atoi(argv[4]));
    void *tensor[3];
    for (int i = 0; i < 3; i++) {
        size_t bytes = (size_t)(n * n * element + (2 << 20) - 1) >> 21 << 21;
        char *data = aligned_alloc(2 << 20, bytes);
        madvise(data, bytes, MADV_HUGEPAGE);
        for (int64_t k = 0; k < n * n; k++) {
            double normal = sqrt(-2 * log(1 - drand48())) * cos(2 * M_PI * drand48());
            float value = (float)(normal / (i == 1 ? sqrt((double)n) : 1));
            memcpy(data + k * element, (char *)&value + (4 - element), element);
        }
        if (wrap(data, 2, sizes, strides, 0, type, 0, -1, &tensor[i])) return 1;
    }
    for (int i = 0; i < samples; i++) {
        double start = seconds();
        if (multiply(tensor[2], tensor[0], tensor[1])) return 1;
        printf("%.9f\n", seconds() - start);
    }
    return 0;
}
