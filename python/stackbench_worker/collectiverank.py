"""One rank of a collective of torch.distributed."""
import math
import time

from .errors import Unsupported

_BLOCK = 1_048_573  # a prime: parts that end up in the wrong place do not look right
_LARGEST_INPUT = 8.0  # of so many N(0,1) numbers none is beyond


def rounds(largest, ranks):
    """How often ranks may sum their own sums in place before the ``largest`` number of the type is passed: each time they grow by ``ranks``."""
    return max(int(math.log(largest / _LARGEST_INPUT) / math.log(ranks)), 1)


class Rank:
    """A buffer of a rank holds a block of N(0,1) numbers of the rank's own, over and over: what others hold is known without holding it too."""

    def __init__(self, setup):
        import torch
        import torch.distributed as distributed

        self.torch, self.distributed, self.setup = torch, distributed, setup
        torch.set_num_threads(setup["threads"])
        self.rank, self.ranks, self.kind = setup["rank"], setup["ranks"], setup["kind"]
        self.module, self.device = None, "cpu"
        if setup["device"] != "cpu":
            self.module = getattr(torch, setup["device"])
            self.module.set_device(setup["index"])
            self.device = f"{setup['device']}:{setup['index']}"
        distributed.init_process_group(setup["library"], init_method=setup["rendezvous"], rank=self.rank, world_size=self.ranks)
        self.dtype = getattr(torch, setup["dtype"])
        self.count = setup["count"]
        self.part = self.count // self.ranks
        self.block = self._block(self.rank).to(self.device)
        self.buffer = torch.empty(self.part if self.kind == "all-gather" else self.count, dtype=self.dtype, device=self.device)
        self._fill()
        self.output = self.buffer
        if self.kind not in ("all-reduce", "broadcast"):
            self.output = torch.full((self.part if self.kind == "reduce-scatter" else self.count,), -77, dtype=self.dtype, device=self.device)
        self.name = self.call = None

    def answer(self, question):
        if "check" in question:
            return self.check()
        if "first" in question:
            return self.first()
        if "samples" in question:
            return self.sample(question["iterations"], question["samples"])
        return {"ready": True}

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
        library = self.setup["library"]
        raise Unsupported(f"{library} has no {self.kind} of this type here: {'; '.join(refusals)}", "use another backend, kind or type")

    def check(self):
        """Largest error of all entries, relative to the deviation of a sum of N(0,1) numbers; a copy must be exact."""
        self._fill()
        self.call()
        self._wait()
        blocks = [self._block(rank).double() for rank in range(self.ranks)]
        if self.kind in ("all-gather", "all-to-all"):  # of each rank its whole input, or the part that is meant for this one
            offset = self.rank * self.part if self.kind == "all-to-all" else 0
            error = max(self._error(self.output[rank * self.part:(rank + 1) * self.part], block, offset) for rank, block in enumerate(blocks))
            return {"error": error, "tolerance": 0.0, "call": self.name}
        if self.kind in ("broadcast", "send-recv"):
            sender = 0 if self.kind == "broadcast" else (self.rank - 1) % self.ranks
            return {"error": self._error(self.output, blocks[sender], 0), "tolerance": 0.0, "call": self.name}
        expected = sum(blocks)
        error = self._error(self.output, expected, self.rank * self.part if self.kind == "reduce-scatter" else 0) / self.ranks**0.5
        return {"error": error, "tolerance": 4 * self.ranks * self.setup["roundoff"], "call": self.name}

    def sample(self, iterations, samples):
        grows = self.kind == "all-reduce"
        longest = rounds(self.torch.finfo(self.dtype).max, self.ranks) if grows else iterations
        seconds = []
        for _ in range(samples):
            total, left = 0.0, iterations
            while left > 0:
                if grows:
                    self._fill()
                self._wait()
                self.distributed.barrier()
                calls = min(left, longest)
                total += self._time(calls)
                left -= calls
            seconds.append(total / iterations)
        return {"seconds": seconds, "clock": "host" if self.module is None else "device"}

    def _time(self, calls):
        if self.module is None:
            start = time.perf_counter_ns()
            for _ in range(calls):
                self.call()
            return (time.perf_counter_ns() - start) / 1e9
        first, last = self.module.Event(enable_timing=True), self.module.Event(enable_timing=True)
        first.record()
        for _ in range(calls):
            self.call()
        last.record()
        last.synchronize()
        return first.elapsed_time(last) / 1e3

    def _ways(self):
        d = self.distributed
        if self.kind == "all-reduce":
            return [("all_reduce", lambda: d.all_reduce(self.buffer))]
        if self.kind == "broadcast":
            return [("broadcast", lambda: d.broadcast(self.buffer, 0))]
        if self.kind == "send-recv":
            return [("batch_isend_irecv (ring)", self._ring)]
        if self.kind == "all-to-all":
            sent, received = list(self.buffer.chunk(self.ranks)), list(self.output.chunk(self.ranks))
            return [("all_to_all_single", lambda: d.all_to_all_single(self.output, self.buffer)),
                    ("all_to_all (list of views)", lambda: d.all_to_all(received, sent))]
        # As newer and older versions name it.
        names = {"all-gather": ("all_gather_single", "all_gather_into_tensor", "_all_gather_base"),
                 "reduce-scatter": ("reduce_scatter_single", "reduce_scatter_tensor", "_reduce_scatter_base")}[self.kind]
        parts = list((self.output if self.kind == "all-gather" else self.buffer).chunk(self.ranks))
        lists = (
            ("all_gather (list of views)", lambda: d.all_gather(parts, self.buffer)) if self.kind == "all-gather"
            else ("reduce_scatter (list of views)", lambda: d.reduce_scatter(self.output, parts)))
        name = next((name for name in names if hasattr(d, name)), None)
        whole = getattr(d, name) if name else None
        return ([(name, lambda: whole(self.output, self.buffer))] if whole else []) + [lists]

    def _ring(self):
        d, after, before = self.distributed, (self.rank + 1) % self.ranks, (self.rank - 1) % self.ranks
        for work in d.batch_isend_irecv([d.P2POp(d.isend, self.buffer, after), d.P2POp(d.irecv, self.output, before)]):
            work.wait()

    def _wait(self):
        if self.module is not None:
            self.module.synchronize()

    def _block(self, rank):
        source = self.torch.Generator().manual_seed((self.setup["seed"] + rank) & (2**63 - 1))
        return self.torch.randn(min(_BLOCK, self.count), generator=source).to(self.dtype)

    def _fill(self):
        for piece in self.buffer.split(self.block.numel()):
            piece.copy_(self.block[:piece.numel()])

    # ``block``: what the whole buffer repeats; ``offset``: where in it the result begins. NaN is an error beyond every tolerance.
    def _error(self, result, block, offset):
        expected = block.roll(-(offset % block.numel()))
        worst = 0.0
        for piece in result.split(block.numel()):
            error = float((piece.cpu().double() - expected[:piece.numel()]).abs().max())
            worst = max(worst, error if error == error else 1e300)
        return worst
