"""A step of training on several processes: forward, loss, backward, AdamW, of the same model, weights and data for every engine. A step's time is
that of the slowest rank. One rank shows only what the machinery costs: there is nobody to share the state with."""
import math
import time

from .. import checks, dtypes, ranks, zero
from ..clocks import Taken
from ..errors import CheckFailed, Unsupported
from ..family import Case

_START_SECONDS = 900.0  # the first start of a new installation compiles its communication
STEPS = 10  #: of the warm-up, after the first


class Training(Case):
    """Parameters width, layers, heads, tokens and batch (of each rank and micro-batch), accumulation (micro-batches of a step), checkpointing, ranks,
    dtype (fp32, bf16, fp16), devices (of the ranks, where they are not the first), threads (of all ranks together). An engine names its module of
    ranks and says what is its own."""

    module = None
    types = ("fp32", "bf16", "fp16")

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.ranks, self.dtype = params.size("ranks", 1), dtypes.read(params, *self.types)
        width, layers, heads = params.size("width"), params.size("layers"), params.size("heads")
        if width % heads:
            raise Unsupported("parameter 'width' must be a multiple of 'heads'")
        if not hasattr(self.torch.nn.functional, "scaled_dot_product_attention"):
            raise Unsupported("this training needs PyTorch 2", "install a newer PyTorch")
        self.count = zero.parameters(width, layers)
        self.setup = {
            "width": width, "layers": layers, "heads": heads, "tokens": params.size("tokens"), "batch": params.size("batch"),
            "accumulation": params.size("accumulation", 1), "checkpointing": params.flag("checkpointing"), "dtype": self.dtype.torch_name,
            "ranks": self.ranks, "seed": seed & 0x7FFFFFFF, "threads": max((context.threads or 1) // self.ranks, 1),
            "device": "cpu" if device.is_cpu else device.id.split(":")[0], "library": ranks.library(self.torch, device),
        }
        self.setup.update(self.own())
        self.promised = self.promise()
        self.bytes = int(self.promised) * self.ranks
        self.clock, self.losses, self.held, self.peak = _Ranks(self), [], None, None
        indices = ranks.devices(params, device, self.ranks)
        self.processes = None
        try:
            self.processes = ranks.Ranks(
                self.module, [{**self.setup, "index": index} for index in indices], [self.environment(rank, index) for rank, index in enumerate(indices)])
            with context.alive(_START_SECONDS):
                self.processes.ask({"hello": True})
        except BaseException:
            self.close()
            raise

    def own(self):
        """What the ranks need beside the rest. Raises Unsupported."""
        return {}

    def promise(self):
        """Bytes of model state that a rank should hold between backward and step."""
        raise NotImplementedError

    def require(self, answer, rank):
        """Raises CheckFailed where an answer of a rank shows another training than was asked for."""

    def environment(self, rank, index):
        """Variables of a rank."""
        return {}

    def first(self):
        with self.context.alive(_START_SECONDS):
            self.answers = self.processes.ask({"steps": 1})

    def check(self):
        """The model has the parameters it should, its loss falls over the warm-up, no rank holds what would have been shared out, and the engine
        says of itself what it was asked for."""
        with self.context.alive():
            answers = self.processes.ask({"steps": STEPS})
        self.warm_up = [first["losses"] + later["losses"] for first, later in zip(self.answers, answers)]
        for rank, (answer, losses) in enumerate(zip(answers, self.warm_up)):
            if answer["count"] != self.count:
                raise CheckFailed(f"the model has {answer['count']} parameters instead of {self.count}")
            self.require(answer, rank)
            complaint = zero.complaint_of_losses(losses) or zero.complaint_of_memory(answer["held"], self.promised, self.title)
            if complaint:
                raise CheckFailed(f"{complaint} (rank {rank})")
        self.answers, self.held = answers, max(answer["held"] for answer in answers)
        peaks = [answer["peak"] for answer in answers if answer["peak"] is not None]
        self.peak = max(peaks) if peaks else None
        return self.compare()

    def compare(self):
        """The losses of the warm-up against others; without a reference they are only required to fall."""
        return checks.Check(0.0, 0.0)

    def sample(self, clock, iterations, samples, tick):
        return clock.sample(None, iterations, samples, tick)

    def extra(self):
        """``loss`` after each batch of samples; bytes of model state the fullest rank holds between backward and step, those of the formula, and
        the most that was allocated on a device."""
        return {
            "loss": self.losses, "model-state-bytes": [float(self.held)], "model-state-formula-bytes": [float(self.promised)],
            **({} if self.peak is None else {"peak-memory": [float(self.peak)]})}

    def notes(self):
        note = zero.note_of_memory(self.held, self.promised)
        return [] if note is None else [note]

    def close(self):
        if self.processes is not None:
            self.processes.close()

    @property
    def suffix(self):
        """What every engine says of its step."""
        more = [f"{self.setup['accumulation']} micro-batches"] if self.setup["accumulation"] > 1 else []
        more += ["activation checkpointing"] if self.setup["checkpointing"] else []
        return ", ".join([self.answers[0]["optimizer"], f"{self.ranks} rank{'s' * (self.ranks > 1)}", *more])


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
