// Four pairs turn on a circle, so that values stay bounded and no compiler can fold the chain: d = a * b + d throughout.
#define TURN \
    x0 = fma(y0, s, x0); x1 = fma(y1, s, x1); x2 = fma(y2, s, x2); x3 = fma(y3, s, x3); \
    y0 = fma(x0, t, y0); y1 = fma(x1, t, y1); y2 = fma(x2, t, y2); y3 = fma(x3, t, y3);

ENTRY run(global const T* a, global T* c, uint rounds) {
    const uint lane = get_local_id(0);
    const T s = a[lane], t = a[lane + GROUP];
    // No two chains begin alike, else they would be merged.
    T x0 = a[lane + 2 * GROUP], y0 = a[lane + 3 * GROUP], x1 = a[lane + 4 * GROUP], y1 = a[lane + 5 * GROUP];
    T x2 = y0, y2 = x1, x3 = y1, y3 = x0;
    for (uint round = 0; round < rounds; round++) { TURN TURN TURN TURN }
    c[get_group_id(0) * GROUP + lane] = x0 + y0 + x1 + y1 + x2 + y2 + x3 + y3;
}
