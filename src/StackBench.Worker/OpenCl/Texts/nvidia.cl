// mma.sync: registers of 32 bits, which hold PACKED values of A or B. A lane has rows lane / 4 and lane / 4 + 8 of A and C, and column
// lane / 4 of B.
#define PACKED (4 / (int)sizeof(FACTOR))
#define ROWS(r) (lane / 4 + 8 * ((r) & 1))
typedef struct { uint r[K / PACKED / 2]; } factors;
typedef struct { uint r[K / PACKED / 4]; } factors_b;
typedef struct { REGISTER r[SUMS]; } sums;

static factors load_a(global const FACTOR* a, uint lane) {
    factors loaded;
    #pragma unroll
    for (int r = 0; r < K / PACKED / 2; r++)
        loaded.r[r] = *(global const uint*)(a + ROWS(r) * K + (lane % 4 + r / 2 * 4) * PACKED);
    return loaded;
}

static factors_b load_b(global const FACTOR* b, uint lane) {
    factors_b loaded;
    #pragma unroll
    for (int r = 0; r < K / PACKED / 4; r++) {
        loaded.r[r] = 0;
        #pragma unroll
        for (int i = 0; i < PACKED; i++)
            loaded.r[r] |= (uint)b[((lane % 4 + r * 4) * PACKED + i) * N + lane / 4] << (32 / PACKED * i);
    }
    return loaded;
}

static sums no_sums(void) {
    sums none;
    #pragma unroll
    for (int r = 0; r < SUMS; r++) none.r[r] = 0;
    return none;
}

static sums multiply(factors a, factors_b b, sums c) {
    PRODUCT
    return c;
}

static void store(global SUM* c, uint lane, sums found) {
    // Neighbours of a row: two registers of 32 bits, or one that holds both.
    #pragma unroll
    for (int row = 0; row < 2; row++) {
        global SUM* place = c + ROWS(row) * N + lane % 4 * 2;
        #pragma unroll
        for (int i = 0; i < SUMS / 2; i++) ((global REGISTER*)place)[i] = found.r[row * (SUMS / 2) + i];
    }
}
