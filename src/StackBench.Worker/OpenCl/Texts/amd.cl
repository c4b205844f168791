// MFMA and WMMA: a lane holds COUNT consecutive values of a row of A or of a column of B, and SUMS values of a column of C. Which of the K
// values a lane has is the same for A and B, and more the sum over them does not ask.
typedef union { FACTOR values[COUNT]; OPERAND operand; } factors;
typedef factors factors_b;
typedef ACCUMULATOR sums;

static factors load_a(global const FACTOR* a, uint lane) {
    factors loaded;
    #pragma unroll
    for (uint i = 0; i < COUNT; i++) loaded.values[i] = a[lane % M * K + lane / M * COUNT % K + i];
    return loaded;
}

static factors load_b(global const FACTOR* b, uint lane) {
    factors loaded;
    #pragma unroll
    for (uint i = 0; i < COUNT; i++) loaded.values[i] = b[(lane / N * COUNT % K + i) * N + lane % N];
    return loaded;
}

static sums no_sums(void) { return (sums)(0); }

static sums multiply(factors a, factors b, sums c) { return PRODUCT(a.operand, b.operand, c); }

static void store(global SUM* c, uint lane, sums found) {
    #pragma unroll
    for (uint i = 0; i < SUMS; i++) c[ROW(i, lane) * N + lane % N] = SCALE found[PLACE(i)];
}
