"""Collective operations of torch.distributed over processes on this machine. ``bytes`` is the whole buffer: what all-reduce sums, what all-gather
yields, what reduce-scatter takes. A call's time is that of the slowest rank."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from .. import checks
from ..clocks import Taken
from ..dtypes import read
from ..errors import Unsupported
from ..family import Case

_SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "rank.py")
_START_SECONDS = 300.0


class Collective(Case):
    """Parameters kind (all-reduce, all-gather, reduce-scatter), bytes, ranks, dtype, backend (gloo, nccl), threads (of all ranks together)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.kind = params.required_choice("kind", "all-reduce", "all-gather", "reduce-scatter")
        self.ranks = params.size("ranks")
        self.library = params.choice("backend", "gloo", "nccl")
        dtype = read(params, "fp64", "fp32", "bf16", "fp16")
        dtype.of(torch)
        count = params.size("bytes") // dtype.size
        if self.ranks < 2:
            raise Unsupported("a collective needs at least 2 ranks")
        if count < 1 or count % self.ranks:
            raise Unsupported("parameter 'bytes' must be a multiple of ranks and element size")
        self._require_library(device)
        self.bytes = count * dtype.size * self.ranks * (2 if self.kind == "all-reduce" else 1)
        self.clock = _Ranks(self)
        self.folder = tempfile.mkdtemp(prefix="stackbench-ranks-")
        self.processes = []
        threads = max((context.threads or 1) // self.ranks, 1)
        setup = {
            "kind": self.kind, "count": count, "dtype": dtype.torch_name, "roundoff": dtype.roundoff, "ranks": self.ranks, "library": self.library,
            "device": device.kind if device.is_cpu else device.id.split(":")[0], "seed": seed, "threads": threads,
            "rendezvous": "file://" + os.path.join(self.folder, "rendezvous"),
        }
        try:
            self._start(setup)
        except BaseException:
            self.close()
            raise

    @property
    def backend(self):
        return f"torch.distributed.{self.call_name}, {self.library}, {self.ranks} processes"

    def first(self):
        self.ask({"first": True})

    def check(self):
        """Every rank holds its result against the sum, or the parts, of all ranks' inputs."""
        with self.context.alive():
            answers = self.ask({"check": True})
        self.call_name = answers[0]["call"]
        return checks.worst([checks.Check(answer["error"], answer["tolerance"], f"on rank {rank}") for rank, answer in enumerate(answers)])

    def sample(self, clock, iterations, samples, tick):
        return clock.sample(None, iterations, samples, tick)

    def close(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
            process.stdin.close()
            process.stdout.close()
        self.processes = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, question):
        """Puts a question to all ranks and returns their answers in order; a rank that fails or dies takes the others with it."""
        line = json.dumps(question).encode() + b"\n"
        for process in self.processes:
            try:
                process.stdin.write(line)
                process.stdin.flush()
            except BrokenPipeError:
                break
        answers = [None] * self.ranks
        first_failure = []

        def wait(rank):
            line = self.processes[rank].stdout.readline()
            answers[rank] = json.loads(line) if line else {"error-text": f"rank {rank} died with exit code {self.processes[rank].wait()}"}
            if "error-text" in answers[rank] or "unsupported" in answers[rank]:
                first_failure.append(answers[rank])
                for process in self.processes:  # the others would wait for it for ever
                    process.kill()

        waiting = [threading.Thread(target=wait, args=(rank,), daemon=True) for rank in range(self.ranks)]
        for thread in waiting:
            thread.start()
        for thread in waiting:
            thread.join()
        if first_failure:
            failure = first_failure[0]
            if "unsupported" in failure:
                raise Unsupported(f"{self.library} has no {self.kind} of this type here: {failure['unsupported']}", "use another backend, kind or type")
            raise (MemoryError if failure.get("memory") else RuntimeError)(failure["error-text"])
        return answers

    def _require_library(self, device):
        try:
            import torch.distributed as distributed
        except ImportError as error:
            raise Unsupported(f"this PyTorch has no torch.distributed: {error}") from None
        if not distributed.is_available():
            raise Unsupported("this PyTorch is built without torch.distributed", "install another build of PyTorch")
        probe = getattr(distributed, f"is_{self.library}_available", None)
        if probe is not None and not probe():
            raise Unsupported(f"this PyTorch is built without {self.library}", "use backend gloo" if self.library == "nccl" else None)
        if self.library == "nccl":
            if not device.is_cuda:
                raise Unsupported("nccl works on GPUs only", "use backend gloo")
            if device.module.device_count() < self.ranks:
                raise Unsupported(f"{self.ranks} ranks need as many GPUs, here are {device.module.device_count()}")
        elif not device.is_cpu:
            raise Unsupported("gloo is measured on the CPU", "use backend nccl")

    def _start(self, setup):
        environment = dict(os.environ, USE_LIBUV="0")
        loopback = "lo" if sys.platform.startswith("linux") else "lo0"
        environment.update({"GLOO_SOCKET_IFNAME": loopback, "NCCL_SOCKET_IFNAME": loopback, "OMP_NUM_THREADS": str(setup["threads"])})
        with self.context.alive(_START_SECONDS):
            for rank in range(self.ranks):
                self.processes.append(subprocess.Popen(
                    [sys.executable, "-u", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment))
            for rank, process in enumerate(self.processes):
                process.stdin.write(json.dumps({**setup, "rank": rank}).encode() + b"\n")
                process.stdin.flush()
            self.ask({"hello": True})


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
