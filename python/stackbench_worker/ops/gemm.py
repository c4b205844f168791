"""C = A B into a preallocated C: A is M x K and row-major; B is K x N, row-major (layout nn) or the transposed view of a row-major N x K
weight, as a linear layer has it (layout nt). Entries of A are N(0,1), those of B N(0,1/K), so that C is N(0,1); int8 inputs have deviation 32."""
import math

from .. import checks, dtypes, kernels, seeds, switches
from ..errors import Unsupported, first_line, is_device_lost, is_out_of_memory
from ..family import Case

_INTEGER_DEVIATION = 32.0
_FULL_CHECK_ENTRIES = 4096
_SAMPLED_ENTRIES = 128
_TF32_ERROR = 2.0**-15  # between the errors of tf32 (2^-12) and of fp32 (2^-20 for K = 4096), root mean square


def flop(params):
    """2 M N K."""
    return 2 * params.size("m") * params.size("n") * params.size("k")


class Gemm(Case):
    """Parameters m, n, k, dtype (fp64 fp32 tf32 bf16 fp16 int8 fp8), layout (nn, nt)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.m, self.n, self.k = params.size("m"), params.size("n"), params.size("k")
        self.dtype = dtypes.read(params, "fp64", "fp32", "tf32", "bf16", "fp16", "int8", "fp8")
        transposed = params.choice("layout", "nn", "nt") == "nt"
        if self.dtype.name == "tf32" and not device.is_cuda:
            raise Unsupported("TF32 is a type of NVIDIA and AMD matrix units", "use fp32")
        name, self._make_call = {"int8": ("torch._int_mm", self._int8_call), "fp8": ("torch._scaled_mm", self._fp8_call)}.get(
            self.dtype.name, ("torch.mm", self._plain_call))
        self.operation = name
        if not hasattr(torch, name.split(".")[1]):
            raise Unsupported(f"this PyTorch has no {name}", "install a newer PyTorch")
        if self.dtype.name == "fp8" and not transposed:
            raise Unsupported("libraries multiply fp8 matrices only when the second is transposed", "use layout nt")
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        first, second = (_INTEGER_DEVIATION,) * 2 if self.dtype.name == "int8" else (1.0, 1 / math.sqrt(self.k))
        if self.dtype.name == "fp8":
            second = 1.0  # entries of deviation 1/sqrt(K) would be denormals of fp8: the scale of B divides instead
        self.a = seeds.normals(torch, source, (self.m, self.k), dtype, device.id, first)
        stored = seeds.normals(torch, source, (self.n, self.k) if transposed else (self.k, self.n), dtype, device.id, second)
        self.b = stored.t() if transposed else stored
        self.scale = 1 / math.sqrt(self.k) if self.dtype.name == "fp8" else 1.0
        result = {"int8": torch.int32, "fp8": torch.bfloat16}.get(self.dtype.name, dtype)
        self.c = torch.full((self.m, self.n), -77, dtype=result, device=device.id)  # no result is ever all of this
        self.bytes = sum(tensor.numel() * tensor.element_size() for tensor in (self.a, self.b, self.c))
        self.run = self._make_call()

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, self.dtype.name == "tf32")

    @property
    def backend(self):
        return kernels.describe(self.torch, self.device, self.operation, self.run)

    @property
    def tolerance(self):
        """Rounding of the result plus what sums of K terms of size 1/sqrt(K) pick up: errors grow with sqrt(K). Integers are exact. Libraries of
        devices may add partial sums in the 16-bit type."""
        if self.dtype.name == "int8":
            return 0.0
        # Of tf32 both inputs of each product are rounded, or cut off: the largest of many errors is several times that of one.
        roundings = 8 if self.dtype.name == "tf32" else 4 if self.dtype.size == 2 and not self.device.is_cpu else 2
        return roundings * self.dtype.roundoff + 4 * math.sqrt(self.k) * self.dtype.sum_roundoff

    def check(self):
        torch, count = self.torch, self.m * self.n
        random = seeds.sampler(self.seed)
        entries = range(count) if count <= _FULL_CHECK_ENTRIES else [random.randrange(count) for _ in range(_SAMPLED_ENTRIES)]
        rows = torch.tensor([entry // self.n for entry in entries], device=self.device.id)
        columns = torch.tensor([entry % self.n for entry in entries], device=self.device.id)
        results = self.c[rows, columns].cpu().double().tolist()
        references = ((_rows(torch, self.a, rows) * _rows(torch, self.b.t(), columns)).sum(1) * self.scale).tolist()
        if self.dtype.name == "tf32":
            checks.require_rounding(results, references, _TF32_ERROR)
        return checks.compare(results, references, 1.0, self.tolerance)

    def _plain_call(self):
        mm, a, b, c = self.torch.mm, self.a, self.b, self.c
        return lambda: mm(a, b, out=c)

    def _int8_call(self):
        mm, a, b, c = self.torch._int_mm, self.a, self.b, self.c
        return lambda: mm(a, b, out=c)

    def _fp8_call(self):
        torch, mm, a, b = self.torch, self.torch._scaled_mm, self.a, self.b
        one = torch.ones((), device=self.device.id)
        scale = torch.full((), self.scale, device=self.device.id)

        def call():
            self.c = mm(a, b, scale_a=one, scale_b=scale, out_dtype=torch.bfloat16)

        return call

    # Types and shapes a library does not multiply show at the first call, with its own reason.
    def first(self):
        try:
            self.run()
            if isinstance(self.c, tuple):
                raise Unsupported("this PyTorch's torch._scaled_mm has an older interface", "install PyTorch 2.5 or newer")
        except (RuntimeError, NotImplementedError, TypeError, ValueError) as error:
            if is_out_of_memory(error) or is_device_lost(error):
                raise
            raise Unsupported(f"{self.operation} refuses {self.dtype.name}: {first_line(error)}") from None


def _rows(torch, matrix, rows):
    # One-byte floats cannot be gathered everywhere: their bits can.
    if matrix.element_size() == 1 and matrix.dtype.is_floating_point:
        return matrix.view(torch.uint8)[rows].view(matrix.dtype).cpu().float().double()
    return matrix[rows].cpu().double()
