"""Convolution without bias, dilation and groups. Input entries are N(0,1), weights N(0, 1/(C R S)), incoming gradients N(0,1). torch has no
variant with a given output: each call makes one."""
import math

from .. import checks, dtypes, kernels, seeds, switches
from ..errors import Unsupported, first_line, is_device_lost, is_out_of_memory
from ..family import Case

_SAMPLED_ENTRIES = 128
_TUNING_SECONDS = 600.0  # MIOpen and cuDNN compile and time many kernels at the first call
_TF32_ERROR = 2.0**-15  # between the errors of tf32 and of fp32, root mean square of results of deviation 1


def output_size(params):
    """Height P and width Q of the output."""
    stride, pad = params.size("stride"), params.number("pad")
    return tuple((params.size(size) + 2 * pad - params.size(taps)) // stride + 1 for size, taps in (("h", "r"), ("w", "s")))


def flop(params):
    """2 N K P Q C R S, taps on the padding included; twice that for the gradients of input and weights."""
    p, q = output_size(params)
    product = 2 * params.size("n") * params.size("k") * p * q * params.size("c") * params.size("r") * params.size("s")
    return product * (2 if params.choice("pass", "forward", "backward") == "backward" else 1)


class Conv2d(Case):
    """Parameters n, c, h, w, k, r, s, stride, pad, dtype, layout (nchw, nhwc), pass (forward, backward: gradients of input and weights)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.n, self.c, self.h, self.w, self.k, self.r, self.s = (params.size(name) for name in ("n", "c", "h", "w", "k", "r", "s"))
        self.stride, self.pad = params.size("stride"), params.number("pad")
        self.dtype = dtypes.read(params, "fp64", "fp32", "tf32", "bf16", "fp16")
        self.backward = params.choice("pass", "forward", "backward") == "backward"
        channels_last = params.choice("layout", "nchw", "nhwc") == "nhwc"
        if self.dtype.name == "tf32" and not device.is_cuda:
            raise Unsupported("TF32 is a type of NVIDIA and AMD matrix units", "use fp32")
        if self.pad < 0 or self.h + 2 * self.pad < self.r or self.w + 2 * self.pad < self.s:
            raise Unsupported("the filter is larger than the padded image")
        self.p, self.q = output_size(params)
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)

        def tensor(shape, deviation=1.0):
            made = seeds.normals(torch, source, shape, dtype, device.id, deviation)
            return made.contiguous(memory_format=torch.channels_last) if channels_last else made

        self.input = tensor((self.n, self.c, self.h, self.w))
        self.weight = tensor((self.k, self.c, self.r, self.s), 1 / math.sqrt(self.c * self.r * self.s))
        self.gradient = tensor((self.n, self.k, self.p, self.q)) if self.backward else None
        held = (self.input.numel() + self.weight.numel()) * (2 if self.backward else 1) + self.n * self.k * self.p * self.q
        self.bytes = held * self.input.element_size()
        self.operation = "torch.ops.aten.convolution_backward" if self.backward else "torch.conv2d"
        self.call = self._backward_call() if self.backward else self._forward_call()

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, self.dtype.name == "tf32")
        self.torch.backends.cudnn.benchmark = True  # the algorithm is chosen at the first call, by measurement

    def run(self):
        self.call()

    def first(self):
        try:
            with self.context.alive(_TUNING_SECONDS):
                self.call()
                self.device.synchronize()
        except (RuntimeError, NotImplementedError) as error:
            if is_out_of_memory(error) or is_device_lost(error):
                raise
            raise Unsupported(f"{self.operation} refuses {self.dtype.name}: {first_line(error)}") from None

    @property
    def backend(self):
        how = "fresh output, algorithm chosen by measurement" if self.device.is_cuda else "fresh output"
        return kernels.describe(self.torch, self.device, f"{self.operation} ({how})", self.call)

    def check(self):
        with self.context.alive():
            return self._check()

    def _check(self):
        random = seeds.sampler(self.seed)
        if not self.backward:
            terms = self.c * self.r * self.s
            return self._compare(self.call(), lambda at: self._output(*at), random, terms, 1.0)
        input_gradient, weight_gradient, _ = self.call()
        return checks.worst([
            self._compare(input_gradient, lambda at: self._input_gradient(*at), random, self.k * self.r * self.s),
            self._compare(weight_gradient, lambda at: self._weight_gradient(*at), random, self.n * self.p * self.q),
        ])

    def _forward_call(self):
        conv2d, image, weight, stride, pad = self.torch.conv2d, self.input, self.weight, self.stride, self.pad
        return lambda: conv2d(image, weight, None, stride, pad)

    def _backward_call(self):
        backward = getattr(self.torch.ops.aten, "convolution_backward", None)
        if backward is None:
            raise Unsupported("this PyTorch has no aten::convolution_backward", "install a newer PyTorch")
        gradient, image, weight, stride, pad = self.gradient, self.input, self.weight, [self.stride] * 2, [self.pad] * 2
        return lambda: backward(gradient, image, weight, None, stride, pad, [1, 1], False, [0, 0], 1, [True, True, False])

    def _compare(self, result, reference, random, terms, typical=None):
        """As of a matrix product, with room for the transforms of Winograd's algorithm, which a library may choose. Of tf32 both inputs of each
        product are rounded, or cut off: the largest of many errors is several times that of one."""
        entries = [tuple(random.randrange(size) for size in result.shape) for _ in range(_SAMPLED_ENTRIES)]
        index = self.torch.tensor(entries, device=result.device).unbind(1)
        results = result[index].cpu().double().tolist()
        references = [reference(entry) for entry in entries]
        tf32 = self.dtype.name == "tf32"
        tolerance = (8 if tf32 else 2) * self.dtype.roundoff + 16 * math.sqrt(terms) * self.dtype.sum_roundoff
        typical = typical or checks.deviation(references)
        if tf32:
            checks.require_rounding(results, references, _TF32_ERROR * typical)
        if self.dtype.size == 2 and not self.device.is_cpu:
            tolerance += 2 * self.dtype.roundoff
        return checks.compare(results, references, typical, tolerance)

    # The convolution and its gradients by their definition (cross-correlation, as in every ML library).
    def _output(self, n, k, p, q):
        patch, taps = self._patch(n, p, q)
        return _dot(patch, self.weight[k][:, taps[0], taps[1]])

    def _patch(self, n, p, q):
        top, left = p * self.stride - self.pad, q * self.stride - self.pad
        rows = slice(max(top, 0), min(top + self.r, self.h))
        columns = slice(max(left, 0), min(left + self.s, self.w))
        taps = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
        return self.input[n, :, rows, columns], taps

    def _input_gradient(self, n, c, h, w):
        total = 0.0
        for r in range(self.r):
            for s in range(self.s):
                (p, p_rest), (q, q_rest) = divmod(h + self.pad - r, self.stride), divmod(w + self.pad - s, self.stride)
                if p_rest == q_rest == 0 and 0 <= p < self.p and 0 <= q < self.q:
                    total += _dot(self.gradient[n, :, p, q], self.weight[:, c, r, s])
        return total

    def _weight_gradient(self, k, c, r, s):
        rows = [(p, p * self.stride - self.pad + r) for p in range(self.p) if 0 <= p * self.stride - self.pad + r < self.h]
        columns = [(q, q * self.stride - self.pad + s) for q in range(self.q) if 0 <= q * self.stride - self.pad + s < self.w]
        if not rows or not columns:
            return 0.0
        (p, h), (q, w) = zip(*rows), zip(*columns)
        step = self.stride
        return _dot(self.gradient[:, k, p[0]:p[-1] + 1, q[0]:q[-1] + 1], self.input[:, c, h[0]:h[-1] + 1:step, w[0]:w[-1] + 1:step])


def _dot(first, second):
    return float((first.cpu().double() * second.cpu().double()).sum())
