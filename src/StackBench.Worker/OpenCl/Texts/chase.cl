// Each load needs the one before it; c[0] is where it starts and then where it ended, c[1] only the latter.
// Without a required group size AMD's compiler cannot tell that all invocations load from one place: it would take the scalar unit's loads,
// which go through another cache.
kernel void run(global const uint* a, global uint* c, uint rounds) {
    uint place = c[get_local_id(0)];
    for (uint round = 0; round < rounds; round++) {
        #pragma unroll
        for (uint hop = 0; hop < 8; hop++) place = a[place];
    }
    c[0] = place;
    c[1] = place;
}
