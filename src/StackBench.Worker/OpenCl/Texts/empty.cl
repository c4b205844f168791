ENTRY run(void) {}
