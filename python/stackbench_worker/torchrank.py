"""One rank of a training by torch.distributed alone: DistributedDataParallel, or fully_shard (FSDP2)."""
import contextlib

from . import modelstate
from .errors import Unsupported
from .trainingrank import TrainingRank


def fully_shard(torch):
    """FSDP2 and its policy of types. Raises Unsupported."""
    for name in ("torch.distributed.fsdp", "torch.distributed._composable.fsdp"):
        with contextlib.suppress(Exception):  # PyTorch 1.13 cannot import its own under Python 3.11
            module = __import__(name, fromlist=["fully_shard"])
            if hasattr(module, "fully_shard") and hasattr(module, "MixedPrecisionPolicy"):
                return module.fully_shard, module.MixedPrecisionPolicy
    raise Unsupported("this PyTorch has no fully_shard (FSDP2)", "install PyTorch 2.6 or newer")


class Rank(TrainingRank):
    def start(self, model):
        torch, setup = self.torch, self.setup
        distributed = torch.distributed
        distributed.init_process_group(
            setup["library"], init_method=setup["rendezvous"], rank=setup["rank"], world_size=setup["ranks"])
        self.low = None if setup["dtype"] == "float32" else getattr(torch, setup["dtype"])
        model = model.to(self.device)
        if setup["strategy"] == "ddp":
            devices = None if self.module is None else [setup["index"]]
            self.model = torch.nn.parallel.DistributedDataParallel(model, device_ids=devices)
        else:
            shard, policy = fully_shard(torch)
            from torch.distributed.device_mesh import init_device_mesh

            mesh = init_device_mesh(setup["device"], (setup["ranks"],))
            types = policy(param_dtype=self.low, reduce_dtype=torch.float32) if self.low else policy()
            for layer in model:
                shard(layer, mesh=mesh, mp_policy=types)
            self.model = shard(model, mesh=mesh, mp_policy=types)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3)

    def micro(self, index):
        last = index == self.setup["accumulation"] - 1
        ddp = self.setup["strategy"] == "ddp"
        # FSDP2 casts by its own policy, and reduces each micro-batch: whole gradients would be held else.
        with contextlib.nullcontext() if last or not ddp else self.model.no_sync():
            with self.torch.autocast(self.setup["device"], self.low) if ddp and self.low else contextlib.nullcontext():
                output = self.model(self.inputs[index])
            loss = self.loss(output, self.targets[index])
            (loss / self.setup["accumulation"]).backward()
        return loss.detach()

    def advance(self):
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)

    def state(self):
        return [list(self.model.parameters()), self.optimizer.state, self.optimizer.param_groups]

    def gradient_norm(self):
        squares = sum(modelstate.local(parameter.grad).double().square().sum() for parameter in self.model.parameters())
        if self.setup["strategy"] == "fsdp2":
            self.torch.distributed.all_reduce(squares)
        return float(squares**0.5)

    def describe(self):
        kinds = {type(parameter).__name__ for parameter in self.model.parameters()}
        return {"parameters": sorted(kinds), "model": type(self.model).__name__, "optimizer": type(self.optimizer).__name__, "sum": self._sum()}

    # Of all parameters, in double precision: replicas that have not the same took different gradients.
    def _sum(self):
        if self.setup["strategy"] != "ddp":
            return None
        with self.torch.no_grad():
            return float(sum(parameter.double().abs().sum() for parameter in self.model.parameters()))
