// Peer of the operation memory-bandwidth: the same passes in C with OpenMP, on huge pages, STREAM counting.
// Usage: stream MIB_ELEMENTS THREADS  (33554432 elements of 8 bytes for 32). Prints the best of seven passes each.
#define _GNU_SOURCE
#include <immintrin.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { Rounds = 8, Kernels = 5 };

static double *array(size_t n) {
    double *p = aligned_alloc(2 << 20, n * sizeof(double));
    if (!p) exit(1);
    madvise(p, n * sizeof(double), MADV_HUGEPAGE);
    return p;
}

static double pass(int kernel, double *restrict a, double *restrict b, double *restrict c, size_t n) {
    double sum = 0;
    switch (kernel) {
    case 0:
        #pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i++) c[i] = a[i];
        break;
    case 1:
        #pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i++) c[i] = a[i] + 3 * b[i];
        break;
    case 2:
        #pragma omp parallel for simd schedule(static) reduction(+ : sum)
        for (size_t i = 0; i < n; i++) sum += a[i];
        break;
    case 3:
        #pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i += 8) _mm512_stream_pd(c + i, _mm512_load_pd(a + i));
        break;
    default:
        #pragma omp parallel for schedule(static)
        for (size_t i = 0; i < n; i += 8)
            _mm512_stream_pd(c + i, _mm512_fmadd_pd(_mm512_set1_pd(3), _mm512_load_pd(b + i), _mm512_load_pd(a + i)));
    }
    return sum;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    size_t n = strtoul(argv[1], 0, 10) << 20;
    omp_set_num_threads(atoi(argv[2]));
    double *a = array(n), *b = array(n), *c = array(n), best[Kernels];
    #pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) { a[i] = i; b[i] = 2; c[i] = 0; }
    volatile double sink = 0;
    for (int round = 0; round < Rounds; round++)
        for (int kernel = 0; kernel < Kernels; kernel++) {
            double begin = omp_get_wtime();
            sink += pass(kernel, a, b, c, n);
            double seconds = omp_get_wtime() - begin;
            if (round < 2 || seconds < best[kernel]) best[kernel] = seconds;
        }
    double gigabytes = 1e-9 * sizeof(double) * n;
    printf("copy %.2f triad %.2f read %.2f copyNT %.2f triadNT %.2f GB/s\n", 2 * gigabytes / best[0], 3 * gigabytes / best[1],
           gigabytes / best[2], 2 * gigabytes / best[3], 3 * gigabytes / best[4]);
    return c[n / 2] == a[n / 2] + 6 ? 0 : 1;
}
