// Four chains x += x . b of four packed bytes each, whose operand is the chain itself.
#ifndef DOT
// Where the language has none: composed of multiplications.
#define BYTE(x, n) ((int)(char)((x) >> (8 * n)))
#define DOT(x, y, sum) \
    ((sum) + (BYTE(x, 0) * BYTE(y, 0) + BYTE(x, 1) * BYTE(y, 1) + BYTE(x, 2) * BYTE(y, 2) + BYTE(x, 3) * BYTE(y, 3)))
#endif
#define STEP x0 = DOT(x0, b, x0); x1 = DOT(x1, b, x1); x2 = DOT(x2, b, x2); x3 = DOT(x3, b, x3);

ENTRY run(global const int* a, global int* c, uint rounds) {
    const uint lane = get_local_id(0);
    const int b = a[lane];
    int x0 = a[lane + GROUP], x1 = a[lane + 2 * GROUP], x2 = a[lane + 3 * GROUP], x3 = a[lane + 4 * GROUP];
    for (uint round = 0; round < rounds; round++) { STEP STEP STEP STEP STEP STEP STEP STEP }
    c[get_group_id(0) * GROUP + lane] = x0 ^ x1 ^ x2 ^ x3;
}
