// A group owns a contiguous stretch; all vectors of an invocation are loaded before the first is stored.
ENTRY run(global const uint4* a, global uint4* c) {
    const uint first = get_group_id(0) * (GROUP * 8) + get_local_id(0);
    uint4 loaded[8];
    #pragma unroll
    for (uint k = 0; k < 8; k++) loaded[k] = a[first + k * GROUP];
    #pragma unroll
    for (uint k = 0; k < 8; k++) c[first + k * GROUP] = loaded[k];
}
