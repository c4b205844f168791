"""One rank of a collective: answers the worker's questions, lines of JSON, on stdin and stdout; ends with the worker."""
import os
import sys

_output = os.dup(1)
os.dup2(2, 1)
_input = os.dup(0)
_null = os.open(os.devnull, os.O_RDONLY)
os.dup2(_null, 0)
_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != _here]  # the modules beside this file are no top-level modules

import json
import queue
import threading
import time

_questions = queue.Queue()


# A thread, so that a rank ends with the worker even when it waits for another rank.
def _read():
    with os.fdopen(_input, "rb") as lines:
        for line in lines:
            _questions.put(json.loads(line))
    os._exit(0)


def _answer(**fields):
    data = memoryview(json.dumps(fields).encode() + b"\n")
    while data:
        data = data[os.write(_output, data):]


class Rank:
    def __init__(self, setup):
        import torch
        import torch.distributed as distributed

        self.torch, self.distributed, self.setup = torch, distributed, setup
        torch.set_num_threads(setup["threads"])
        self.rank, self.ranks, self.kind = setup["rank"], setup["ranks"], setup["kind"]
        self.module = None
        device = "cpu"
        if setup["device"] != "cpu":
            self.module = getattr(torch, setup["device"])
            self.module.set_device(self.rank)
            device = f"{setup['device']}:{self.rank}"
        distributed.init_process_group(setup["library"], init_method=setup["rendezvous"], rank=self.rank, world_size=self.ranks)
        count, dtype = setup["count"], getattr(torch, setup["dtype"])
        part = count // self.ranks
        self.sources = [
            torch.randn(part if self.kind == "all-gather" else count, generator=torch.Generator().manual_seed((setup["seed"] + rank) & (2**63 - 1))).to(dtype)
            for rank in range(self.ranks)]
        self.source = self.sources[self.rank].to(device)
        self.buffer = self.source.clone()
        self.output = torch.full((part if self.kind == "reduce-scatter" else count,), -77, dtype=dtype, device=device)
        self.name = self.call = None

    def _ways(self):
        d = self.distributed
        if self.kind == "all-reduce":
            return [("all_reduce", lambda: d.all_reduce(self.buffer))]
        new, old = {"all-gather": ("all_gather_into_tensor", "_all_gather_base"), "reduce-scatter": ("reduce_scatter_tensor", "_reduce_scatter_base")}[self.kind]
        parts = list((self.output if self.kind == "all-gather" else self.buffer).chunk(self.ranks))
        lists = (
            ("all_gather (list of views)", lambda: d.all_gather(parts, self.buffer)) if self.kind == "all-gather"
            else ("reduce_scatter (list of views)", lambda: d.reduce_scatter(self.output, parts)))
        whole = getattr(d, new, None) or getattr(d, old, None)
        return ([(new, lambda: whole(self.output, self.buffer))] if whole else []) + [lists]

    # Which of them a backend knows differs between versions: the first that works is taken, on all ranks alike.
    def first(self):
        refusals = []
        for self.name, self.call in self._ways():
            try:
                self.call()
                self._wait()
                return {}
            except (RuntimeError, NotImplementedError, ValueError, AttributeError) as error:
                if type(error).__name__ == "OutOfMemoryError":
                    raise
                refusals.append(str(error).splitlines()[0][:300])
        raise NotImplementedError("; ".join(refusals))

    def _wait(self):
        if self.module is not None:
            self.module.synchronize()

    def sample(self, iterations, samples):
        seconds = []
        for _ in range(samples):
            self.buffer.copy_(self.source)  # sums in place grow
            self._wait()
            self.distributed.barrier()
            if self.module is None:
                start = time.perf_counter_ns()
                for _ in range(iterations):
                    self.call()
                seconds.append((time.perf_counter_ns() - start) / (1e9 * iterations))
            else:
                first, last = self.module.Event(enable_timing=True), self.module.Event(enable_timing=True)
                first.record()
                for _ in range(iterations):
                    self.call()
                last.record()
                last.synchronize()
                seconds.append(first.elapsed_time(last) / (1e3 * iterations))
        return {"seconds": seconds, "clock": "host" if self.module is None else "device"}

    def check(self):
        """Largest error of all entries, relative to the deviation of a sum of N(0,1) numbers; a copy must be exact."""
        self.buffer.copy_(self.source)
        self.call()
        self._wait()
        if self.kind == "all-gather":
            expected, typical, tolerance = self.torch.cat(self.sources).double(), 1.0, 0.0
        else:
            expected = sum(source.double() for source in self.sources)
            typical, tolerance = self.ranks**0.5, 4 * self.ranks * self.setup["roundoff"]
            if self.kind == "reduce-scatter":
                expected = expected.chunk(self.ranks)[self.rank]
        result = (self.buffer if self.kind == "all-reduce" else self.output).cpu().double()
        error = float((result - expected).abs().max()) / typical
        return {"error": error if error == error else 1e300, "tolerance": tolerance, "call": self.name}


def main():
    threading.Thread(target=_read, daemon=True).start()
    try:
        rank = Rank(_questions.get())
        while True:
            question = _questions.get()
            if "check" in question:
                _answer(**rank.check())
            elif "first" in question:
                _answer(**rank.first())
            elif "samples" in question:
                _answer(**rank.sample(question["iterations"], question["samples"]))
            else:
                _answer(ready=True)
    except NotImplementedError as error:
        _answer(unsupported=str(error)[:1000])
    except BaseException as error:
        memory = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
        _answer(**{"error-text": f"{type(error).__name__} on a rank: {str(error)[:1500]}", "memory": memory})
    sys.stderr.flush()
    os._exit(0)


main()
