"""Scaled dot-product attention, scale 1/sqrt(D), by one kernel pinned alone; inputs are dense B x H x S x D tensors with N(0,1) entries. Each call
makes a fresh output."""

from .. import attentionlibraries, attentionreference, buildtools, checks, dtypes, flexattention, kernels, peak, sdpa, seeds, switches
from ..errors import Unsupported, first_line, is_device_lost, is_out_of_memory
from ..family import Case

_SAMPLED_ENTRIES = 4096
_COMPILE_SECONDS = 600.0
_SINGLE = 4  # bytes
_MARKS = {"flash": ("flash",), "efficient": ("efficient",), "cudnn": ("cudnn",), "math": ("attention_math",)}


def flop(params):
    """4 Hq D operations for every pair of a query and a key it sees, softmax not counted; twice that for the gradients: the scores that flash kernels
    compute anew are no work asked for, and the composition keeps them."""
    queries, keys = params.size("sq"), params.size("sk")
    pairs = queries * (queries + 1) // 2 if params.flag("causal") else queries * keys
    outside = max(queries - params.size("window", queries), 0)  # queries that see less than all before them
    pairs -= outside * (outside + 1) // 2
    forward = 4 * params.size("b") * params.size("hq") * params.size("d") * pairs
    return forward * 2 if params.choice("pass", "forward", "backward") == "backward" else forward


class Attention(Case):
    """Parameters b, hq, hkv, sq, sk, d, causal, window (keys that a causal query sees, its own included), dtype, kernel (flash, math, efficient,
    cudnn of torch; flex, compiled; flash-attn, flash-attn-3, flash-attn-4, xformers, flashinfer, aiter), pass (forward, backward)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.b, self.hq, self.hkv, self.sq, self.sk, self.d = (params.size(name) for name in ("b", "hq", "hkv", "sq", "sk", "d"))
        self.causal = params.flag("causal")
        self.dtype = dtypes.read(params, "fp64", "fp32", "bf16", "fp16")
        self.kernel = params.choice("kernel", "flash", "math", "efficient", "cudnn", "flex", *attentionlibraries.LIBRARIES)
        self.window = params.size("window", None)
        self.backward = params.choice("pass", "forward", "backward") == "backward"
        if self.hq % self.hkv:
            raise Unsupported("parameter 'hq' must be a multiple of 'hkv'")
        if self.causal and self.sq != self.sk:
            raise Unsupported("causal attention needs sq = sk: libraries align other masks differently")
        if self.window is not None and not self.causal:
            raise Unsupported("parameter 'window' needs causal attention")
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        self.query, self.key, self.value = (
            seeds.normals(torch, source, (self.b, heads, length, self.d), dtype, device.id)
            for heads, length in ((self.hq, self.sq), (self.hkv, self.sk), (self.hkv, self.sk)))
        self.gradient = seeds.normals(torch, source, (self.b, self.hq, self.sq, self.d), dtype, device.id) if self.backward else None
        self.activate()
        self.note = ""
        self.pinned = None
        if self.kernel == "math":
            self._require_memory()
        self.inputs = self.query, self.key, self.value
        self.by_position = self.kernel in attentionlibraries.LIBRARIES  # B x S x H x D
        self.title, self.attend = self._library() if self.by_position else self._flex() if self.kernel == "flex" else self._sdpa()
        self.bytes = self._size(self.query) * 2 + self._size(self.key) + self._size(self.value)
        if self.backward:
            self.bytes += self._size(self.query) + sum(map(self._size, self.inputs))
        self.call = self.attend
        self.peak_memory = None

    @property
    def uses_triton(self):
        return self.kernel == "flex" and not self.device.is_cpu

    def activate(self):
        switches.set_gradients(self.torch, self.backward)
        switches.set_tf32(self.torch, False)

    def run(self):
        self.call()

    def first(self):
        with self.context.alive(_COMPILE_SECONDS):  # some libraries compile or try kernels now
            if self.backward:
                self._record()
            self.require(self.call)
            self.device.synchronize()

    def sample(self, clock, iterations, samples, tick):
        if self.pinned is None:
            return super().sample(clock, iterations, samples, tick)
        with self.pinned():
            return clock.sample(self.call, iterations, samples, tick)

    @property
    def backend(self):
        return f"{self.title} ({'backward' if self.backward else 'fresh output'}{self.note})"

    def check(self):
        with self.context.alive():
            self._require_kernel()
            check = self._check()
        fresh = sum(map(self._size, self.inputs)) if self.backward else self._size(self.query)
        self.peak_memory = peak.of(self.device, self._within(self.call), fresh)
        return check

    def extra(self):
        return {} if self.peak_memory is None else {"peak-memory": [self.peak_memory]}

    @property
    def tolerance(self):
        """Rounding of inputs of the second product and of the result; the exponential's approximations; twice as many products backwards. The
        composition rounds the scores, too, which may be several times larger than what comes of them."""
        rounded = 256 if self.dtype.size > 2 else 16 if self.kernel == "math" else 8
        return rounded * self.dtype.roundoff * (2 if self.backward else 1)

    # The composition holds the scores and their softmax, and backward the gradients of both: newer versions in single precision whatever the type.
    def _require_memory(self):
        told = getattr(self.device.module, "mem_get_info", None)
        if told is None:
            return
        size = max(self.dtype.size, _SINGLE) if hasattr(self.torch.backends.cuda, "allow_fp16_bf16_reduction_math_sdp") else self.dtype.size
        needed = (4 if self.backward else 2) * size * self.b * self.hq * self.sq * self.sk
        free = told(self.device.index)[0]
        if needed > free:
            raise Unsupported(
                f"the composition needs {needed / 1e9:.1f} GB for its scores, {free / 1e9:.1f} GB of the device are free", "use a GPU with more memory")

    def _sdpa(self):
        if self.window is not None:
            raise Unsupported("scaled_dot_product_attention has no window of its own", "use kernel flex, flash-attn or aiter")
        kernel = sdpa.Kernel(self.torch, self.kernel)
        groups = self.hq // self.hkv
        more = {}
        if groups > 1:
            with self.context.alive(_COMPILE_SECONDS):
                takes = kernel.takes_groups(*self.inputs, self.causal)
            if not takes:  # keys and values repeated beforehand would be other work under the same name
                raise Unsupported(
                    f"torch's {self.kernel} kernel takes no key head for several query heads here", "use another kernel, or a newer PyTorch")
            more, self.note = {"enable_gqa": True}, ", enable_gqa"
        self._differentiable()
        raw, (query, key, value), causal = kernel.raw, self.inputs, self.causal
        self.pinned = kernel.pinned
        self.require = kernel.require
        return kernel.title, lambda: raw(query, key, value, causal, **more)

    def _library(self):
        library, module = attentionlibraries.load(self.kernel)
        for asked, has, what in ((self.backward, library.has_backward, "backward"), (self.window is not None, library.has_window, "sliding window")):
            if asked and not has:
                raise Unsupported(f"{self.kernel} has no {what} here", "use another kernel")
        self.inputs = tuple(tensor.transpose(1, 2).contiguous() for tensor in self.inputs)
        self._differentiable()
        self.require = lambda call: attentionlibraries.require(self.kernel, call)
        version = attentionlibraries.version(module)
        bound = self.require(lambda: library.bind(module, self.inputs, self.causal, self.window))
        return f"{library.module}.{library.function}" + (f" {version}" if version else ""), bound

    def _flex(self):
        self._differentiable()
        self.require = _require_compiled
        with self.context.alive(_COMPILE_SECONDS):
            call = flexattention.bind(self.torch, self.inputs, self.causal, self.window, self.hq != self.hkv)
        return "torch flex_attention, compiled", call

    def _differentiable(self):
        if self.backward:
            for tensor in self.inputs:
                tensor.requires_grad_(True)

    # Backward is timed alone, on a result that is recorded once.
    def _record(self):
        self.result = self.require(self.attend)
        gradient = self.gradient.transpose(1, 2) if self.by_position else self.gradient
        differentiate, result, inputs = self.torch.autograd.grad, self.result, self.inputs
        self.call = lambda: differentiate(result, inputs, gradient, retain_graph=True)

    def _within(self, call):
        def pinned_call():
            if self.pinned is None:
                return call()
            with self.pinned():
                return call()

        return pinned_call

    def _require_kernel(self):
        if self.pinned is not None:
            ran = [name for name in kernels.aten_ops(self.torch, self._within(self.attend)) if "_scaled_dot_product" in name]
            if ran and not any(mark in name for name in ran for mark in _MARKS[self.kernel]):
                raise Unsupported(f"torch ran {', '.join(dict.fromkeys(ran))} instead of the {self.kernel} kernel")
            if ran:
                self.title = f"aten::{next(name for name in ran if any(mark in name for mark in _MARKS[self.kernel]))}"
        if not self.device.is_cpu:
            names = kernels.of_device(self.torch, self._within(self.call))
            self.title += f": {', '.join(names[:3])}" if names else ""

    def _check(self):
        torch, random = self.torch, seeds.sampler(self.seed)
        batch, head = random.randrange(self.b), random.randrange(self.hkv)
        size = self.hq // self.hkv
        heads = slice(head * size, (head + 1) * size)
        incoming = self.gradient[batch, heads].detach().cpu() if self.backward else None
        with torch.no_grad():
            reference, gradients = attentionreference.group(
                torch, self.query[batch, heads].detach().cpu(), self.key[batch, head].detach().cpu(), self.value[batch, head].detach().cpu(),
                self.causal, incoming, self.window)
            result = self._within(self.attend)().detach() if not self.backward else self.result.detach()
            found = [(self._heads(result)[batch, heads], reference)]
            if self.backward:
                made = [self._heads(tensor) for tensor in self._gradients()]
                found.append((made[0][batch, heads], gradients[0]))
                found += [(tensor[batch, head], expected) for tensor, expected in zip(made[1:], gradients[1:])]
        return checks.worst([self._compare(result, reference, random) for result, reference in found])

    def _gradients(self):
        with self.torch.enable_grad():
            return self.call()

    def _heads(self, tensor):
        return tensor.transpose(1, 2) if self.by_position else tensor

    def _compare(self, result, reference, random):
        result, reference = result.cpu().double().flatten(), reference.flatten()
        count = result.numel()
        entries = self.torch.tensor(
            range(count) if count <= _SAMPLED_ENTRIES else [random.randrange(count) for _ in range(_SAMPLED_ENTRIES)])
        references = reference[entries].tolist()
        return checks.compare(result[entries].tolist(), references, checks.deviation(references), self.tolerance)

    @staticmethod
    def _size(tensor):
        return tensor.numel() * tensor.element_size()


def _require_compiled(call):
    try:
        return call()
    except Exception as error:  # the compiler's own types, by version
        if is_out_of_memory(error) or is_device_lost(error):
            raise
        raise buildtools.missing(error) or Unsupported(f"flex_attention does not compile here: {type(error).__name__}: {first_line(error)}") from None
