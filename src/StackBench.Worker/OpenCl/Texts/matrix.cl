// A subgroup holds two tiles of A, two of B and their four products, to each of which a round adds A B once. What a tile is, how it is
// loaded, multiplied and stored, is in the text of a maker's instructions that stands before this one.
ENTRY run(global const FACTOR* a, global const FACTOR* b, global SUM* c, uint rounds) {
    const uint lane = get_local_id(0) % SUBGROUP;
    const factors a0 = load_a(a, lane), a1 = load_a(a + M * K, lane);
    const factors_b b0 = load_b(b, lane), b1 = load_b(b + K * N, lane);
    sums c00 = no_sums(), c01 = no_sums(), c10 = no_sums(), c11 = no_sums();
    for (uint round = 0; round < rounds; round++) {
        c00 = multiply(a0, b0, c00);
        c01 = multiply(a0, b1, c01);
        c10 = multiply(a1, b0, c10);
        c11 = multiply(a1, b1, c11);
    }
    c += (get_group_id(0) * (GROUP / SUBGROUP) + get_local_id(0) / SUBGROUP) * (4 * M * N);
    store(c, lane, c00);
    store(c + M * N, lane, c01);
    store(c + 2 * M * N, lane, c10);
    store(c + 3 * M * N, lane, c11);
}
