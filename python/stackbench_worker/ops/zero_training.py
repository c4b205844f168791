"""A training step under DeepSpeed's ZeRO: forward, loss, backward, AdamW, with the stage that the engine itself reports. A step's time is that of the
slowest rank. One rank shows only what the machinery costs: there is nobody to share the state with."""
import math
import time

from .. import checks, dtypes, ranks, zero
from ..clocks import Taken
from ..errors import CheckFailed, Unsupported
from ..family import Case

_START_SECONDS = 900.0  # the first start of a new installation compiles its communication
_STEPS = 10


class ZeroTraining(Case):
    """Parameters stage (0 to 3), width, layers, heads, tokens and batch (of each rank), ranks, dtype (fp32, bf16, fp16), offload (none), devices (of
    the ranks, where they are not the first), threads (of all ranks together)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.stage, self.ranks = params.number("stage"), params.size("ranks", 1)
        self.dtype = dtypes.read(params, "fp32", "bf16", "fp16")
        width, layers, heads = params.size("width"), params.size("layers"), params.size("heads")
        if not 0 <= self.stage <= 3:
            raise Unsupported("ZeRO has the stages 0 to 3")
        params.choice("offload", "none")
        if width % heads:
            raise Unsupported("parameter 'width' must be a multiple of 'heads'")
        if device.is_cpu and self.dtype.name != "fp32":
            raise Unsupported("gloo does not send 16-bit types: on the CPU DeepSpeed is measured in fp32", "use dtype fp32")
        indices = ranks.devices(params, device, self.ranks)
        self.count = zero.parameters(width, layers)
        self.promised = zero.model_state_bytes(self.stage, self.count, self.ranks, self.dtype.name)
        self.bytes = int(self.promised) * self.ranks
        self.clock, self.losses, self.held = _Ranks(self), [], None
        setup = {
            "width": width, "layers": layers, "heads": heads, "tokens": params.size("tokens"), "batch": params.size("batch"), "dtype": self.dtype.torch_name,
            "ranks": self.ranks, "seed": seed & 0x7FFFFFFF, "threads": max((context.threads or 1) // self.ranks, 1),
            "device": "cpu" if device.is_cpu else device.id.split(":")[0], "library": ranks.library(self.torch, device), "settings": zero.settings(self.stage, params.size("batch"), self.dtype.name),
        }
        self.processes = None
        try:
            self.processes = ranks.Ranks(
                "zerorank", [{**setup, "index": index} for index in indices], [self._environment(rank, index) for rank, index in enumerate(indices)])
            with context.alive(_START_SECONDS):
                self.processes.ask({"hello": True})
        except BaseException:
            self.close()
            raise

    def first(self):
        with self.context.alive(_START_SECONDS):
            self.answers = self.processes.ask({"steps": 1})

    def check(self):
        """The stage is what the engine reports, the model has the parameters it should, its loss falls over the warm-up, and no rank holds what
        the stage would have shared out."""
        with self.context.alive():
            answers = self.processes.ask({"steps": _STEPS})
        for rank, answer in enumerate(answers):
            if answer["stage"] != self.stage:
                raise CheckFailed(f"the engine of rank {rank} runs ZeRO stage {answer['stage']}, asked for {self.stage}")
            if answer["count"] != self.count:
                raise CheckFailed(f"the model has {answer['count']} parameters instead of {self.count}")
            complaint = zero.complaint_of_losses(self.answers[rank]["losses"] + answer["losses"])
            complaint = complaint or zero.complaint_of_memory(answer["held"], self.promised, self.stage)
            if complaint:
                raise CheckFailed(f"{complaint} (rank {rank})")
        self.answers, self.held = answers, max(answer["held"] for answer in answers)
        return checks.Check(float(abs(answers[0]["stage"] - self.stage)), 0.0)

    @property
    def backend(self):
        return f"DeepSpeed ZeRO stage {self.stage}, {self.answers[0]['optimizer']}, {self.ranks} rank{'s' * (self.ranks > 1)}"

    def sample(self, clock, iterations, samples, tick):
        return clock.sample(None, iterations, samples, tick)

    def extra(self):
        """``loss`` after each batch of samples; bytes of model state the fullest rank holds, and those of the formula. Fewer than three quarters
        of the formula were not all found, and are not reported."""
        found = {"loss": self.losses, "model-state-formula-bytes": [self.promised]}
        return {**found, "model-state-bytes": [float(self.held)]} if self.held >= 0.75 * self.promised else found

    def close(self):
        if self.processes is not None:
            self.processes.close()

    # DeepSpeed takes the device of the local rank, whatever is selected.
    def _environment(self, rank, index):
        accelerator = {"DS_ACCELERATOR": "cpu"} if self.device.is_cpu else {}
        return {
            "RANK": str(rank), "LOCAL_RANK": str(index), "WORLD_SIZE": str(self.ranks), "LOCAL_SIZE": str(self.ranks), "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": "0", **accelerator}


class _Ranks:
    """The ranks take their own samples, one at a time and together."""

    def __init__(self, case):
        self._case = case

    def sample(self, run, iterations, samples, tick):
        seconds, begin, self._case.losses = [], time.perf_counter(), []
        while len(seconds) < samples:
            answers = self._case.processes.ask({"iterations": iterations, "samples": 1})
            seconds.append(max(answer["seconds"][0] for answer in answers))
            self._case.losses.append(answers[0]["loss"])
            if not math.isfinite(answers[0]["loss"]):
                raise CheckFailed("the loss is not finite any more")
            tick(len(seconds))
        return Taken(seconds, "host", begin, time.perf_counter())
