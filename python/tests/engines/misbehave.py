"""What engines do at their worst, for tests of whoever has to bear it."""
import ctypes
import os
import time

from stackbench_worker.checks import Check
from stackbench_worker.errors import Unsupported
from stackbench_worker.family import Case


class Misbehave(Case):
    """Parameter ``kind``: what happens; ``when``: at ``prepare`` or at ``measure``."""

    bytes = 8
    backend = "misbehaviour"
    printed = False

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.act = getattr(self, "_" + params.required_choice(
            "kind", "none", "segfault", "exit", "loop", "print", "noise", "memory", "wrong", "nan", "raise", "system_exit", "unsupported", "slow"))
        if params.choice("when", "measure", "prepare") == "prepare":
            self.act()

    def run(self):
        pass

    def check(self):
        kind = self.params.text("kind")
        return Check({"wrong": 1.0, "nan": float("nan")}.get(kind, 0.0), 1e-6, "0 instead of 1")

    def sample(self, clock, iterations, samples, tick):
        self.act()
        return super().sample(clock, iterations, samples, tick)

    def _none(self):
        pass

    _wrong = _nan = _none

    def _segfault(self):
        ctypes.string_at(0)

    def _exit(self):
        os._exit(7)

    def _loop(self):
        while True:
            pass

    def _print(self):
        # Once: what takes seconds in every sample, and is in none, is an engine that reports too little time.
        if self.printed:
            return
        self.printed = True
        block = b"x" * 1023 + b"\n"
        for _ in range(self.params.size("bytes", 2 << 30) // len(block)):
            os.write(1, block)

    def _noise(self):
        print("python noise", flush=True)
        os.write(1, b"C noise without an end of line")
        os.system("echo noise of a child")

    def _memory(self):
        raise MemoryError("no memory left")

    def _raise(self):
        raise ValueError("it went wrong " * 1000)

    def _system_exit(self):
        raise SystemExit(5)

    def _unsupported(self):
        raise Unsupported("not to be had", "have another")

    def _slow(self):
        with self.context.alive():
            time.sleep(self.params.size("seconds", 5))
