ENTRY run(global uint* c) { c[0] += 1; }
