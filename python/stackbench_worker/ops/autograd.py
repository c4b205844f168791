"""A two-layer network, out = W2 gelu(W1 x), against a mean-square loss: inference, forward with recording, backward, and a whole training step."""
import copy

from .. import checks, dtypes, kernels, seeds, switches
from ..family import Case

_SAMPLED_ENTRIES = 4096


def flop(params):
    """Matrix products only: 4 B W H forward; backward twice that less the gradient of the input, which nobody asks for."""
    product = 2 * params.size("batch") * params.size("width") * params.size("hidden")
    return product * {"inference": 2, "forward": 2, "backward": 3, "step": 5}[params.choice("mode", "step", "inference", "forward", "backward")]


class Autograd(Case):
    """Parameters model (mlp), batch, width, hidden, dtype, mode (step: forward, loss, backward, AdamW; inference, forward, backward)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        params.choice("model", "mlp")
        batch, width, hidden = params.size("batch"), params.size("width"), params.size("hidden")
        self.mode = params.choice("mode", "step", "inference", "forward", "backward")
        self.dtype = dtypes.read(params, "fp64", "fp32", "bf16", "fp16")
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        self.input, self.target = (seeds.normals(torch, source, (batch, width), dtype, device.id) for _ in range(2))
        self.model = torch.nn.Sequential(torch.nn.Linear(width, hidden, bias=False), torch.nn.GELU(), torch.nn.Linear(hidden, width, bias=False))
        with torch.no_grad():
            for layer in (self.model[0], self.model[2]):
                layer.weight.data = seeds.normals(torch, source, tuple(layer.weight.shape), dtype, device.id, layer.in_features**-0.5)
        self.weights = list(self.model.parameters())
        self.reference_model = copy.deepcopy(self.model).to("cpu").double()
        self.optimizer = torch.optim.AdamW(self.weights, lr=1e-4) if self.mode == "step" else None
        self.loss = torch.nn.functional.mse_loss
        held = sum(t.numel() for t in self.weights)
        copies = {"inference": 1, "forward": 1, "backward": 2, "step": 4}[self.mode]
        self.bytes = self.dtype.size * (held * copies + self.input.numel() * (2 if self.mode in ("inference", "forward") else 3))
        self.run = getattr(self, "_" + self.mode)
        self.recorded = None

    def activate(self):
        switches.set_gradients(self.torch, self.mode != "inference")
        switches.set_tf32(self.torch, False)

    def first(self):
        if self.mode == "backward":
            self.recorded = self.loss(self.model(self.input), self.target)
        self.run()

    @property
    def backend(self):
        what = {"step": "forward, loss, backward, AdamW", "inference": "forward under no_grad", "forward": "forward, recorded",
                "backward": "torch.autograd.grad"}[self.mode]
        return kernels.describe(self.torch, self.device, f"torch.nn: {what}", self.run)

    def check(self):
        """The result, and the gradients that the mode computes, against the same network in double precision on the CPU."""
        torch, random = self.torch, seeds.sampler(self.seed)
        with torch.enable_grad(), self.context.alive():
            reference = self.reference_model(self.input.cpu().double())
            gradients = torch.autograd.grad(self.loss(reference, self.target.cpu().double()), list(self.reference_model.parameters()))
            if self.mode in ("inference", "forward"):
                found = [(self.model(self.input), reference)]
            elif self.mode == "backward":
                found = list(zip(self._backward(), gradients))
            else:
                found = list(zip((weight.grad for weight in self.weights), gradients))
                self._require_step()
        del self.reference_model
        return checks.worst([self._compare(result, expected, random) for result, expected in found])

    @property
    def tolerance(self):
        """Two products and an activation forward, two more backward, each rounded to the type."""
        terms = max(self.model[0].in_features, self.model[0].out_features, self.input.shape[0])
        return 16 * self.dtype.roundoff + 16 * terms**0.5 * self.dtype.sum_roundoff

    def _inference(self):
        self.model(self.input)

    _forward = _inference

    def _backward(self):
        return self.torch.autograd.grad(self.recorded, self.weights, retain_graph=True)

    def _step(self):
        for weight in self.weights:
            weight.grad = None
        self.loss(self.model(self.input), self.target).backward()
        self.optimizer.step()

    def _require_step(self):
        states = [self.optimizer.state.get(weight, {}) for weight in self.weights]
        if not all(float(state.get("step", 0)) >= 1 and "exp_avg_sq" in state for state in states):
            raise RuntimeError("AdamW took no step")

    def _compare(self, result, reference, random):
        result, reference = result.detach().cpu().double().flatten(), reference.detach().flatten()
        count = result.numel()
        entries = self.torch.tensor([random.randrange(count) for _ in range(min(count, _SAMPLED_ENTRIES))])
        references = reference[entries].tolist()
        return checks.compare(result[entries].tolist(), references, checks.deviation(references), self.tolerance)
