"""A step of training: forward, mean square of the distance to fixed targets, backward, optimizer."""
from .. import seeds

# So small that a network keeps the size of its weights over thousands of steps on one batch: gradients that vanish would be denormal numbers,
# which processors compute slowly.
_RATES = {"sgd": 1e-4, "adamw": 1e-5}
_MOMENTUM = 0.9


class Step:
    """Trains a module on one batch. ``call``: the module, or what is compiled of it; ``cast``: makes the context of the forward pass."""

    def __init__(self, torch, module, call, optimizer, inputs, seed, cast):
        self._torch, self._call, self._inputs, self._cast, self._seed = torch, call, inputs, cast, seed
        self.weights = list(module.parameters())
        rate = _RATES[optimizer]
        self.optimizer = (
            torch.optim.AdamW(self.weights, lr=rate) if optimizer == "adamw" else torch.optim.SGD(self.weights, lr=rate, momentum=_MOMENTUM))
        self.loss, self.steps, self._targets = None, 0, None

    def __call__(self):
        for weight in self.weights:
            weight.grad = None
        with self._cast():
            outputs = as_tuple(self._call(*self._inputs))
        if self._targets is None:
            self._targets = self._draw(outputs)
        loss = sum(self._torch.nn.functional.mse_loss(output.to(target.dtype), target) for output, target in zip(outputs, self._targets))
        loss.backward()
        self.optimizer.step()
        self.loss, self.steps = loss.detach(), self.steps + 1

    def error_of_gradients(self, reference):
        """Norm of the difference of all gradients to those of another's last step, relative to theirs."""
        wrong = size = 0.0
        for weight, other in zip(self.weights, reference.weights):
            expected = other.grad.double().cpu()
            wrong += float((weight.grad.double().cpu() - expected).square().sum())
            size += float(expected.square().sum())
        return (wrong / size) ** 0.5

    @property
    def has_stepped(self):
        """Whether the optimizer keeps the state of a step for every weight."""
        return all(any(self._torch.is_tensor(value) for value in self.optimizer.state.get(weight, {}).values()) for weight in self.weights)

    # Equal on every device and in every type: of single precision, as many as the type has.
    def _draw(self, outputs):
        torch, source = self._torch, seeds.generator(self._torch, self._seed)
        dtype = torch.float64 if outputs[0].dtype is torch.float64 else torch.float32
        return [seeds.normals(torch, source, tuple(output.shape), torch.float32, output.device).to(dtype) for output in outputs]


def as_tuple(outputs):
    """The outputs of a module that has one or several."""
    return outputs if isinstance(outputs, tuple) else (outputs,)
