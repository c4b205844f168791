// Peer of the operation fma-peak in C intrinsics. Usage: fma fp32|fp64 128|256|512 THREADS. Prints the best rate of ten in GFLOP/s;
// exit code 3 where this processor has no vectors of that width.
#include <immintrin.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { Chains = 12, Rounds = 1000000 };

#define KERNEL(name, vector, type, set1, fmadd, loadu, storeu)                              \
    static double name(int seed) {                                                          \
        vector x[Chains], m = set1(1.37), n = set1((type)(1 / 1.37)), c = set1((type)(-1.37 * 1.37)); \
        for (int i = 0; i < Chains; i++) x[i] = set1((type)(2 + 0.05 * i + 0.001 * seed));  \
        for (int round = 0; round < Rounds / 2; round++) {                                  \
            _Pragma("GCC unroll 12") for (int i = 0; i < Chains; i++) x[i] = fmadd(x[i], m, c); \
            _Pragma("GCC unroll 12") for (int i = 0; i < Chains; i++) x[i] = fmadd(x[i], n, m); \
        }                                                                                   \
        type all[sizeof(vector) / sizeof(type)];                                            \
        double sum = 0;                                                                     \
        for (int i = 0; i < Chains; i++) { storeu(all, x[i]); sum += all[0]; }              \
        return sum;                                                                         \
    }

#ifdef __AVX512F__
KERNEL(fp32_512, __m512, float, _mm512_set1_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_storeu_ps)
KERNEL(fp64_512, __m512d, double, _mm512_set1_pd, _mm512_fmadd_pd, _mm512_loadu_pd, _mm512_storeu_pd)
#else
#define fp32_512 ((double (*)(int))0)
#define fp64_512 fp32_512
#endif
KERNEL(fp32_256, __m256, float, _mm256_set1_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_storeu_ps)
KERNEL(fp64_256, __m256d, double, _mm256_set1_pd, _mm256_fmadd_pd, _mm256_loadu_pd, _mm256_storeu_pd)
KERNEL(fp32_128, __m128, float, _mm_set1_ps, _mm_fmadd_ps, _mm_loadu_ps, _mm_storeu_ps)
KERNEL(fp64_128, __m128d, double, _mm_set1_pd, _mm_fmadd_pd, _mm_loadu_pd, _mm_storeu_pd)

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    int fp64 = !strcmp(argv[1], "fp64"), width = atoi(argv[2]), threads = atoi(argv[3]);
    double (*kernel)(int) = width == 512 ? fp64 ? fp64_512 : fp32_512 : width == 256 ? fp64 ? fp64_256 : fp32_256 : fp64 ? fp64_128 : fp32_128;
    if (!kernel) return 3;
    double best = 1e9;
    volatile double sink = 0;
    omp_set_num_threads(threads);
    for (int sample = 0; sample < 11; sample++) {
        double seconds = omp_get_wtime();
        #pragma omp parallel
        sink = kernel(omp_get_thread_num());
        seconds = omp_get_wtime() - seconds;
        if (sample > 0 && seconds < best) best = seconds;
    }
    printf("%.2f\n", 2.0 * Chains * Rounds * threads * (width / 8 / (fp64 ? 8 : 4)) / best * 1e-9);
    return sink > 0 ? 0 : 1;
}
