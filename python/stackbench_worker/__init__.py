"""The Python worker of StackBench: measures the ML libraries of the interpreter it runs in (docs/worker-protocol.md)."""
