// Peer of the operation memory-bandwidth: the same passes in C with OpenMP on huge pages.
// Usage: stream read|copy|copy-nt|triad|triad-nt MIB THREADS SAMPLES, with MIB of each fp64 array.
// Prints the best rate in GB/s, STREAM counting. OMP_PROC_BIND=true pins the threads.
#define _GNU_SOURCE
#include <immintrin.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static double *array(size_t n) {
    double *p = aligned_alloc(2 << 20, n * sizeof(double));
    if (!p) exit(1);
    madvise(p, n * sizeof(double), MADV_HUGEPAGE);
    return p;
}

static void copy(double *restrict c, const double *restrict a, size_t n) {
    #pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) c[i] = a[i];
}

static void triad(double *restrict c, const double *restrict a, const double *restrict b, size_t n) {
    #pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) c[i] = a[i] + 3 * b[i];
}

// The widest vectors there are.
#ifdef __AVX512F__
typedef __m512d vector;
#define LOAD _mm512_load_pd
#define STREAM _mm512_stream_pd
#define THREE_TIMES_PLUS(b, a) _mm512_fmadd_pd(_mm512_set1_pd(3), b, a)
#else
typedef __m256d vector;
#define LOAD _mm256_load_pd
#define STREAM _mm256_stream_pd
#define THREE_TIMES_PLUS(b, a) _mm256_fmadd_pd(_mm256_set1_pd(3), b, a)
#endif
enum { Lanes = sizeof(vector) / sizeof(double), Sums = 8 };

// One sum, which is what a compiler makes of a reduction, waits for each addition: 16 GB/s where eight read 22.
static double read(const double *restrict a, size_t n) {
    double total = 0;
    #pragma omp parallel reduction(+ : total)
    {
        vector sums[Sums] = {{0}};
        #pragma omp for schedule(static)
        for (size_t i = 0; i < n; i += Sums * Lanes)
            for (int sum = 0; sum < Sums; sum++) sums[sum] += LOAD(a + i + sum * Lanes);
        for (int sum = 0; sum < Sums; sum++)
            for (int lane = 0; lane < Lanes; lane++) total += sums[sum][lane];
    }
    return total;
}

static void copy_nt(double *restrict c, const double *restrict a, size_t n) {
    #pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i += Lanes) STREAM(c + i, LOAD(a + i));
}

static void triad_nt(double *restrict c, const double *restrict a, const double *restrict b, size_t n) {
    #pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i += Lanes) STREAM(c + i, THREE_TIMES_PLUS(LOAD(b + i), LOAD(a + i)));
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    const char *kernel = argv[1];
    size_t n = (strtoul(argv[2], 0, 10) << 20) / sizeof(double);
    int samples = atoi(argv[4]);
    omp_set_num_threads(atoi(argv[3]));
    double *a = array(n), *b = array(n), *c = array(n), best = 1e9;
    #pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) { a[i] = i; b[i] = 2; c[i] = 0; }
    volatile double sink = 0;
    for (int sample = -1; sample < samples; sample++) {
        double seconds = omp_get_wtime();
        if (!strcmp(kernel, "read")) sink += read(a, n);
        else if (!strcmp(kernel, "copy")) copy(c, a, n);
        else if (!strcmp(kernel, "copy-nt")) copy_nt(c, a, n);
        else if (!strcmp(kernel, "triad")) triad(c, a, b, n);
        else triad_nt(c, a, b, n);
        seconds = omp_get_wtime() - seconds;
        if (sample >= 0 && seconds < best) best = seconds;
    }
    int arrays = kernel[0] == 'r' ? 1 : kernel[0] == 'c' ? 2 : 3;
    printf("%.2f\n", 1e-9 * arrays * sizeof(double) * n / best);
    return 0;
}
