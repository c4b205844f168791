"""A linear layer without bias on M tokens, its weight N x K in 16 bits or in fewer, quantized by a library. Entries of the input are N(0,1), those of the
weight N(0,1/K), so that the result is N(0,1). Each call makes a fresh result."""
import contextlib
import math

from .. import buildtools, checks, dtypes, inductor, inductorsettings, kernels, quantizedlinear, seeds, switches
from ..errors import CheckFailed, Unsupported, first_line, is_device_lost, is_out_of_memory
from ..family import Case

_COMPILE_SECONDS = 600.0
_ROWS = 64  # tokens and outputs that are compared
_MOST, _LEAST = 2.0, 0.25  # times the error that the format costs


def flop(params):
    """2 M N K."""
    return 2 * params.size("m") * params.size("n") * params.size("k")


class QuantizedLinear(Case):
    """Parameters m, n, k, dtype (bf16, fp16: of input, result and the weight that is quantized), scheme (torch, or one of quantizedlinear.SCHEMES),
    compiled (by torch.compile, for schemes whose kernels it makes)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.m, self.n, self.k = params.size("m"), params.size("n"), params.size("k")
        self.dtype = dtypes.read(params, "bf16", "fp16")
        self.name = params.required_choice("scheme", *quantizedlinear.SCHEMES)
        self.scheme = quantizedlinear.SCHEMES[self.name]
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        self.x = seeds.normals(torch, source, (self.m, self.k), dtype, device.id)
        self.weight = seeds.normals(torch, source, (self.n, self.k), dtype, "cpu", 1 / math.sqrt(self.k))
        self.bytes = self.dtype.size * self.m * (self.k + self.n) + self.scheme.bits * self.n * self.k // 8
        self.activate()
        self.settings = inductorsettings.Borrowed(torch)
        with context.alive(_COMPILE_SECONDS), self.settings.making() if self.scheme.package else contextlib.nullcontext():
            self.title, layer = quantizedlinear.make(torch, self.name, self.weight, device)
        self.compiled = params.flag("compiled")
        if self.compiled:
            if not hasattr(torch, "compile"):
                raise Unsupported("this PyTorch has no torch.compile", "install PyTorch 2")
            inductor.forget(torch)
            layer, self.title = torch.compile(layer, fullgraph=True, dynamic=False), f"{self.title}, compiled"
        x = self.x
        self.run = lambda: layer(x)

    @property
    def uses_triton(self):
        return self.compiled and not self.device.is_cpu

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, False)

    def first(self):
        with self.context.alive(_COMPILE_SECONDS):
            if self.compiled:
                self._compile()
            else:
                quantizedlinear.require(self.name, self.run)
            self.device.synchronize()

    @property
    def backend(self):
        return kernels.describe(self.torch, self.device, self.title, self.run)

    def check(self):
        """Rows and columns against double precision with the weight as it was before it was quantized. The root mean square of the error is what the
        format costs: more is a wrong result, much less is a layer that was not quantized."""
        torch, random = self.torch, seeds.sampler(self.seed)
        rows, columns = (torch.tensor(sorted(random.sample(range(count), min(count, _ROWS)))) for count in (self.m, self.n))
        with self.context.alive():
            found = self.run()[rows.to(self.device.id)].cpu().double()[:, columns]
            expected = self.x[rows.to(self.device.id)].cpu().double() @ self.weight[columns].double().t()
        error = checks.deviation((found - expected).flatten().tolist())
        if self.scheme.error is None:
            return checks.Check(error, 4 * self.dtype.roundoff + 4 * math.sqrt(self.k) * self.dtype.sum_roundoff)
        if error < _LEAST * self.scheme.error:
            raise CheckFailed(f"{self.name} has an error of {error:.2g}, its format costs {self.scheme.error:.2g}: the layer was not quantized")
        return checks.Check(error, _MOST * self.scheme.error, f"root mean square of {found.numel()} errors")

    def close(self):
        self.run = None
        if self.compiled:
            with contextlib.suppress(Exception):
                self.torch._dynamo.reset()

    def _compile(self):
        try:
            with self.settings.compiling():
                self.run()
        except Exception as error:  # the compiler's own types, by version
            if is_out_of_memory(error) or is_device_lost(error):
                raise
            raise buildtools.missing(error) or Unsupported(
                f"{self.name} does not compile here: {type(error).__name__}: {first_line(error)}") from None
        inductor.require_compiled(self.torch)
