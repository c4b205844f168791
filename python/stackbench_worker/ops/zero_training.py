"""A training step under DeepSpeed's ZeRO, with the stage that the engine itself reports."""
from .. import checks, zero
from ..errors import CheckFailed, Unsupported
from .training import Training


class ZeroTraining(Training):
    """Parameters of Training, and stage (0 to 3), offload (none)."""

    module = "zerorank"

    def own(self):
        self.stage = self.params.number("stage")
        if not 0 <= self.stage <= 3:
            raise Unsupported("ZeRO has the stages 0 to 3")
        self.params.choice("offload", "none")
        if self.device.is_cpu and self.dtype.name != "fp32":
            raise Unsupported("gloo does not send 16-bit types: on the CPU DeepSpeed is measured in fp32", "use dtype fp32")
        self.title = f"stage {self.stage}"
        return {"settings": zero.settings(self.stage, self.setup["batch"], self.dtype.name, self.setup["accumulation"])}

    def promise(self):
        whole = zero.persistent(self.setup["width"], self.setup["layers"])
        return zero.model_state_bytes(self.stage, self.count, self.ranks, self.dtype.name, whole)

    def require(self, answer, rank):
        if answer["stage"] != self.stage:
            raise CheckFailed(f"the engine of rank {rank} runs ZeRO stage {answer['stage']}, asked for {self.stage}")

    def compare(self):
        return checks.Check(float(abs(self.answers[0]["stage"] - self.stage)), 0.0)

    @property
    def backend(self):
        return f"DeepSpeed ZeRO stage {self.stage}, {self.suffix}"

    # DeepSpeed takes the device of the local rank, whatever is selected.
    def environment(self, rank, index):
        accelerator = {"DS_ACCELERATOR": "cpu"} if self.device.is_cpu else {}
        return {
            "RANK": str(rank), "LOCAL_RANK": str(index), "WORLD_SIZE": str(self.ranks), "LOCAL_SIZE": str(self.ranks), "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": "0", **accelerator}
