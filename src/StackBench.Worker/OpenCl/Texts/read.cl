// A group starts at a block of its own and goes on to the next, round the array; what it read is stored as an exclusive or.
ENTRY run(global const uint4* a, global uint4* c, uint blocks, uint stride, uint steps, uint place) {
    uint block = ((uint)get_group_id(0) + place) * stride % blocks;
    uint4 sum = (uint4)(0);
    for (uint step = 0; step < steps; step++) {
        const uint first = block * (GROUP * 8) + get_local_id(0);
        uint4 loaded[8];
        #pragma unroll
        for (uint k = 0; k < 8; k++) loaded[k] = a[first + k * GROUP];
        #pragma unroll
        for (uint k = 0; k < 8; k++) sum ^= loaded[k];
        block = block + 1 == blocks ? 0 : block + 1;
    }
    c[get_group_id(0) * GROUP + get_local_id(0)] = sum;
}
