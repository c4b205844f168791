"""A training step by PyTorch alone: DistributedDataParallel (ddp), or parameters, gradients and Adam's state shared out by fully_shard (fsdp2)."""
from .. import checks, trainingreference
from ..errors import CheckFailed, Unsupported
from .training import Training

_DIFFERENCE = 1e-9  # of sums over all parameters: replicas compute the same from the same


class TorchTraining(Training):
    """Parameters of Training, and strategy (ddp, fsdp2). In 16 bits weights, gradients and Adam's state stay in fp32: DDP computes under autocast,
    FSDP2 by its policy of types."""

    module = "torchrank"
    types = ("fp32", "bf16")

    def own(self):
        self.strategy = self.params.required_choice("strategy", "ddp", "fsdp2")
        if self.device.is_cpu and self.dtype.name != "fp32":
            raise Unsupported("on the CPU training is measured in fp32", "use dtype fp32")
        self.title = {"ddp": "DDP", "fsdp2": "FSDP2"}[self.strategy]
        return {"strategy": self.strategy}

    def promise(self):
        """Parameters, gradients, and two moments of Adam in fp32: 16 P, and 16 P/n where they are shared out."""
        return 16.0 * self.count / (self.ranks if self.strategy == "fsdp2" else 1)

    def require(self, answer, rank):
        if self.strategy == "fsdp2" and answer["parameters"] != ["DTensor"]:
            raise CheckFailed(f"parameters of rank {rank} are {', '.join(answer['parameters'])}: nothing is shared out")
        self.sum = answer["sum"] if rank == 0 else self.sum
        if self.strategy == "ddp" and not abs(answer["sum"] - self.sum) <= _DIFFERENCE * self.sum:
            raise CheckFailed(f"rank {rank} has other parameters than rank 0 after the same steps")

    def compare(self):
        """Losses of rank 0 over the warm-up, and the norm of a gradient, whose scale Adam does not show: against the same training in one process and
        in double precision, as many steps of it as take seconds."""
        count, looked_at = trainingreference.affordable(self.setup, len(self.warm_up[0])), 1 + trainingreference.LOOK  # after the first step
        self.is_compared = count > looked_at
        if not self.is_compared:
            return super().compare()
        with self.context.alive():
            losses, norms = zip(*trainingreference.steps(self.torch, self.setup, count))
        tolerance = trainingreference.TOLERANCE[self.dtype.name]
        norm = norms[looked_at]
        return checks.worst([
            checks.compare(self.warm_up[0][:count], losses, 1.0, tolerance),
            checks.compare([self.answers[0]["gradient"]], [norm], norm, 10 * tolerance)])

    @property
    def backend(self):
        how = {"ddp": "DistributedDataParallel", "fsdp2": "fully_shard (FSDP2)"}[self.strategy]
        unsaid = "" if self.is_compared else ", losses not compared with a reference"
        return f"torch {how}, {self.setup['library']}, {self.suffix}{unsaid}"
