// Bits that depend on the place and a seed, so that no hardware can compress them.
ENTRY run(global uint4* c, uint seed) {
    const uint first = get_group_id(0) * (GROUP * 8) + get_local_id(0);
    #pragma unroll
    for (uint k = 0; k < 8; k++) {
        const uint place = first + k * GROUP;
        c[place] = (uint4)(place * 0x9E3779B1u + seed) ^ (uint4)(0u, 0x85EBCA6Bu, 0xC2B2AE35u, 0x27D4EB2Fu);
    }
}
