"""Whole networks, eager and compiled: inference, and steps of training."""
import contextlib
import copy
import math
import time

from .. import checks, dtypes, kernels, modelstate, peak, seeds, switches
from ..errors import CheckFailed
from ..family import Case
from ..inductor import Compiled
from ..models import networks
from ..models.step import Step, as_tuple

_SMALL_BATCH = 2
_SMALL_TRAINING_BATCH = 4  # statistics of two inputs alone would be ill-conditioned
_ROUNDING = {"fp32": 2.0**-16, "bf16": 2.0**-5}  #: of a layer, relative to the norm of its output; errors of layers add up as a walk does
_GRADIENT_ROUNDING = {"fp32": 1e-2, "bf16": 0.5}  #: where a sign behind a norm turns over, a part of a gradient is another; wrong ones differ by 1


def flop(params):
    """Forward, and for a step of training twice as much again backward, less the gradient of the input that nobody asks for."""
    network = networks.ALL[params.required_choice("network", *networks.ALL)]
    is_training = params.choice("pass", "inference", "training") == "training"
    return params.size("batch") * (3 * network.flop() - network.data_flop() if is_training else network.flop())


class Models(Case):
    """Parameters network, batch, dtype (fp32; bf16 by autocast), mode (eager, inductor), pass (inference, training), model-seed (of the weights)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.network = networks.ALL[params.required_choice("network", *networks.ALL)]
        self.mode, self.training = params.choice("mode", "eager", "inductor"), params.choice("pass", "inference", "training") == "training"
        self.dtype, self.batch = dtypes.read(params, "fp32", "bf16"), params.size("batch")
        self.dtype.of(torch)
        self.model_seed = params.number("model-seed", 1)
        with context.alive():
            self.module = self._made(self.network.shape)
        self.inputs = self._fed(self.network.inputs, self.batch)
        self.compiled = Compiled(torch, device, context, self.module) if self.mode == "inductor" else None
        self.call = self.compiled.call if self.compiled else self.module
        self.step = self._step(self.module, self.call, self.inputs, self._cast) if self.training else None
        self.run = self.step or self._infer
        self.outputs = self.compile_seconds = self.peak_memory = None
        self.bytes = modelstate.bytes_of([*self.module.parameters(), *self.module.buffers(), *self.inputs])
        self.call_times = []

    @property
    def uses_triton(self):
        return self.mode == "inductor" and not self.device.is_cpu

    def activate(self):
        switches.set_gradients(self.torch, self.training)
        switches.set_tf32(self.torch, False)
        self.torch.backends.cudnn.benchmark = True  # algorithms are chosen at the first call, by measurement

    def first(self):
        if self.compiled:
            self.compile_seconds = self.compiled.first(self.run)
        else:
            with self.context.alive():
                self.run()
                self.device.synchronize()

    @property
    def backend(self):
        what = f"forward, loss, backward, {type(self.step.optimizer).__name__}" if self.training else "forward under no_grad"
        how = self.compiled.backend if self.compiled else "torch eager"
        cast = ", bf16 autocast" if self.dtype.name == "bf16" else ""
        with self.context.alive():
            return kernels.describe(self.torch, self.device, f"{how}{cast}, {what}", self.run)

    def check(self):
        """The network has the parameters it should. A small one agrees with double precision, and what is measured with eager fp32: outputs of the
        first and the last input, or the gradients of all."""
        count = sum(weight.numel() for weight in self.module.parameters())
        if count != self.network.parameters:
            raise CheckFailed(f"the network has {count} parameters instead of {self.network.parameters}")
        with self.context.alive():
            found = self._check_training() if self.training else self._check_inference()
            needed = peak.of(self.device, self.run, 0)
        if needed is not None:
            self.peak_memory = needed + modelstate.bytes_of(self._held())
        return found

    def sample(self, clock, iterations, samples, tick):
        if not self.device.is_cpu:  # calls are queued there, and have no time of their own
            return clock.sample(self.run, iterations, samples, tick)
        run, now, times = self.run, time.perf_counter, []

        def timed():
            start = now()
            run()
            times.append(now() - start)

        taken = clock.sample(timed, iterations, samples, tick)
        self.call_times = times
        return taken

    def extra(self):
        return {
            **({"call-times": self.call_times} if self.call_times else {}),
            **({} if self.compile_seconds is None else {"compile-time": [self.compile_seconds]}),
            **({} if self.peak_memory is None else {"peak-memory": [float(self.peak_memory)]})}

    def close(self):
        self.call = self.run = self.step = None
        if self.compiled:
            self.compiled.close()

    def _infer(self):
        with self._cast():
            self.outputs = self.call(*self.inputs)

    def _cast(self):
        return self.torch.autocast(self.device.id.split(":")[0], dtype=self.torch.bfloat16) if self.dtype.name == "bf16" else contextlib.nullcontext()

    def _made(self, shape):
        from ..models import seeded

        module = self.network.build(shape)
        seeded.fill(module, self.model_seed)
        return module.train(self.training).to(self.device.id)

    def _fed(self, inputs, batch):
        return tuple(tensor.to(self.device.id) for tensor in inputs(self.torch, seeds.generator(self.torch, self.seed), batch))

    def _step(self, module, call, inputs, cast=contextlib.nullcontext):
        return Step(self.torch, module, call, self.network.optimizer, inputs, self.seed, cast)

    # Reference implementations are chosen by no library: a CPU computes in double precision.
    def _small(self, batch):
        is_own = not self.training and self.network.relative == self.network.shape  # steps would change it
        module, inputs = self.module if is_own else self._made(self.network.relative), self._fed(self.network.small_inputs, batch)
        reference = copy.deepcopy(module).cpu().double()
        return module, inputs, reference, tuple(tensor.cpu().double() if tensor.is_floating_point() else tensor.cpu() for tensor in inputs)

    def _check_inference(self):
        module, inputs, reference, references = self._small(_SMALL_BATCH)
        found = [self._compare(module(*inputs), reference(*references), "fp32")]
        ends = [0, self.batch - 1]
        plain = self.module(*(tensor[ends] for tensor in self.inputs))
        found.append(self._compare(tuple(output[ends] for output in as_tuple(self.outputs)), plain, self.dtype.name))
        self.outputs = None
        return checks.worst(found)

    def _check_training(self):
        module, inputs, reference, references = self._small(_SMALL_TRAINING_BATCH)
        small, exact = self._step(module, module, inputs), self._step(reference, reference, references)
        small()
        exact()
        found = [checks.Check(small.error_of_gradients(exact), _GRADIENT_ROUNDING["fp32"], "gradients of a small network")]
        if self.compiled or self.dtype.name != "fp32":
            module = self._made(self.network.shape)
            plain = self._step(module, module, self.inputs)
            for _ in range(self.step.steps):
                plain()
            found.append(checks.Check(self.step.error_of_gradients(plain), _GRADIENT_ROUNDING[self.dtype.name], "gradients"))
        if not self.step.has_stepped:
            raise CheckFailed(f"{type(self.step.optimizer).__name__} took no step")
        before = float(self.step.loss)
        self.step()
        if not float(self.step.loss) < before:
            raise CheckFailed(f"the loss does not fall: {before:.6g} and after a step {float(self.step.loss):.6g}")
        return checks.worst(found)

    # Of each input by itself: of one that was not computed nothing would agree.
    def _compare(self, outputs, references, type_name):
        found = []
        for output, reference in zip(as_tuple(outputs), as_tuple(references)):
            output, reference = (tensor.detach().cpu().double().flatten(1) for tensor in (output, reference))
            error = float(((output - reference).norm(dim=1) / reference.norm(dim=1)).max())
            found.append(checks.Check(error, math.sqrt(self.network.depth) * _ROUNDING[type_name], "outputs"))
        return checks.worst(found)

    def _held(self):
        tensors = [*self.module.parameters(), *self.module.buffers(), *self.inputs]
        if self.step:
            tensors += [weight.grad for weight in self.step.weights if weight.grad is not None]
            tensors += modelstate.tensors_of(dict(self.step.optimizer.state), self.torch)
        return tensors
