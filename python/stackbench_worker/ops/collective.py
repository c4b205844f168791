"""Collective operations of torch.distributed over processes on this machine. ``bytes`` is the whole buffer: what all-reduce sums, what all-gather
yields, what reduce-scatter and all-to-all take, what broadcast and each member of a ring send. A call's time is that of the slowest rank."""
import time

from .. import checks, ranks
from ..clocks import Taken
from ..dtypes import read
from ..errors import Unsupported
from ..family import Case

_START_SECONDS = 300.0
_KINDS = ("all-reduce", "all-gather", "reduce-scatter", "all-to-all", "broadcast", "send-recv")


class Collective(Case):
    """Parameters kind (all-reduce, all-gather, reduce-scatter, all-to-all, broadcast from the first rank, send-recv to the next in a ring), bytes,
    ranks, dtype, backend (gloo, nccl, xccl), devices (of the ranks, where they are not the first), threads (of all ranks together)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.kind = params.required_choice("kind", *_KINDS)
        self.ranks = params.size("ranks")
        wanted = params.choice("backend", "gloo", "nccl", "xccl")
        dtype = read(params, "fp64", "fp32", "bf16", "fp16")
        dtype.of(torch)
        count = params.size("bytes") // dtype.size
        if self.ranks < 2:
            raise Unsupported("a collective needs at least 2 ranks")
        if count < 1 or count % self.ranks:
            raise Unsupported("parameter 'bytes' must be a multiple of ranks and element size")
        self.library = ranks.library(torch, device)
        if wanted != self.library:
            raise Unsupported(f"{wanted} is not what devices of kind {device.kind} use", f"use backend {self.library}")
        indices = ranks.devices(params, device, self.ranks)
        # In place one buffer a rank; else two, or a whole and a part.
        buffers = {"all-reduce": self.ranks, "broadcast": self.ranks, "all-to-all": 2 * self.ranks, "send-recv": 2 * self.ranks}
        self.bytes = count * dtype.size * buffers.get(self.kind, self.ranks + 1)
        self.clock = _Ranks(self)
        threads = max((context.threads or 1) // self.ranks, 1)
        setup = {
            "kind": self.kind, "count": count, "dtype": dtype.torch_name, "roundoff": dtype.roundoff, "ranks": self.ranks, "library": self.library,
            "device": device.kind if device.is_cpu else device.id.split(":")[0], "seed": seed, "threads": threads,
        }
        self.processes = None
        try:
            with context.alive(_START_SECONDS):
                self.processes = ranks.Ranks(
                    "collectiverank", [{**setup, "index": index} for index in indices], [{"OMP_NUM_THREADS": str(threads)}] * self.ranks)
                self.ask({"hello": True})
        except BaseException:
            self.close()
            raise

    @property
    def backend(self):
        library = "nccl (RCCL)" if self.device.kind == "hip" else self.library
        return f"torch.distributed.{self.call_name}, {library}, {self.ranks} processes"

    def first(self):
        with self.context.alive(_START_SECONDS):  # the ranks connect to each other
            self.ask({"first": True})

    def check(self):
        """Every rank holds its result against the sum, or the parts, of all ranks' inputs."""
        with self.context.alive():
            answers = self.ask({"check": True})
        self.call_name = answers[0]["call"]
        return checks.worst([checks.Check(answer["error"], answer["tolerance"], f"on rank {rank}") for rank, answer in enumerate(answers)])

    def sample(self, clock, iterations, samples, tick):
        return clock.sample(None, iterations, samples, tick)

    def ask(self, question):
        """Answers of all ranks, see ranks.Ranks."""
        return self.processes.ask(question)

    def close(self):
        if self.processes is not None:
            self.processes.close()


class _Ranks:
    """The ranks take their own samples, one at a time and together."""

    def __init__(self, case):
        self._case = case

    def sample(self, run, iterations, samples, tick):
        seconds, clock = [], "host"
        begin = time.perf_counter()
        while len(seconds) < samples:
            batch = self._case.ask({"iterations": iterations, "samples": min(samples - len(seconds), self._batch(seconds, iterations))})
            clock = batch[0]["clock"]
            seconds.extend(max(of_ranks) for of_ranks in zip(*(answer["seconds"] for answer in batch)))
            tick(len(seconds))
        return Taken(seconds, clock, begin, time.perf_counter())

    # About a second at a time, so that signs of life can be given in between.
    @staticmethod
    def _batch(seconds, iterations):
        return max(int(1.0 / max(seconds[-1] * iterations, 1e-4)), 1) if seconds else 1
