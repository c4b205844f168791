"""What one rank of every training does; an engine's rank says how it starts, steps and what it holds."""
import time

from . import modelstate
from .decoder import data, decoder
from .trainingreference import LOOK


class TrainingRank:
    """``start(model)`` makes the engine, ``micro(index)`` is forward and backward of a micro-batch and yields its loss, ``advance()`` steps,
    ``state()`` is what holds tensors of the model, ``describe()`` what the engine says of itself."""

    def __init__(self, setup):
        import torch

        self.torch, self.setup = torch, setup
        torch.set_num_threads(setup["threads"])
        torch.manual_seed(setup["seed"])  # the weights of all ranks and engines are the same
        self.module, self.device = None, "cpu"
        if setup["device"] != "cpu":
            self.module = getattr(torch, setup["device"])
            self.module.set_device(setup["index"])
            self.device = f"{setup['device']}:{setup['index']}"
        model = decoder(torch, setup["width"], setup["layers"], setup["heads"], setup["checkpointing"])
        self.count = sum(parameter.numel() for parameter in model.parameters())
        self.start(model)
        self.inputs, self.targets = (tensor.to(self.input_type).to(self.device) for tensor in data(torch, setup, setup["rank"]))
        self.held = self.gradient = None

    @property
    def input_type(self):
        return self.torch.float32

    def loss(self, output, target):
        return self.torch.nn.functional.mse_loss(output.float(), target.float())

    def step(self, look=False):
        losses = [self.micro(index) for index in range(self.setup["accumulation"])]
        if look:  # here the gradients are held as well
            self.held = modelstate.bytes_of(tensor for part in self.state() for tensor in modelstate.tensors_of(part, self.torch))
            self.gradient = self.gradient_norm()
        self.advance()
        return sum(losses) / len(losses)

    def gradient_norm(self):
        """Of the mean gradient of all ranks, in double precision; None where an engine keeps it out of reach."""
        return None

    def wait(self):
        if self.module is not None:
            self.module.synchronize()

    def answer(self, question):
        if "steps" in question:
            losses = [float(self.step(look=index == LOOK)) for index in range(question["steps"])]
            return {"losses": losses, "held": self.held, "gradient": self.gradient, "count": self.count, "peak": self._peak(), **self.describe()}
        if "samples" in question:
            return self.sample(question["iterations"], question["samples"])
        return {"ready": True}

    def sample(self, iterations, samples):
        seconds, loss = [], None
        for _ in range(samples):
            self.wait()
            self.torch.distributed.barrier()
            start = time.perf_counter_ns()
            for _ in range(iterations):
                loss = self.step()
            self.wait()
            seconds.append((time.perf_counter_ns() - start) / (1e9 * iterations))
        return {"seconds": seconds, "loss": float(loss)}

    # Of the device's allocator since its start; a CPU has none that tells.
    def _peak(self):
        most = getattr(self.module, "max_memory_allocated", None)
        return None if most is None else most(self.setup["index"])
