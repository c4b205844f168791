"""A transformer of our own (pre-norm blocks of attention and a four times wider network, no weights shared), eager and compiled."""
import contextlib
import os
import shutil
import time

from .. import checks, dtypes, seeds, switches
from ..errors import Unsupported, first_line, is_device_lost, is_out_of_memory
from ..family import Case
from ..freshcaches import FreshCaches

_SAMPLED_ENTRIES = 4096
_WIDENING = 4
_COMPILE_SECONDS = 1500.0


def flop(params):
    """Matrix products only, forward: layers x (24 T d^2 + 4 T^2 d) a sequence."""
    d, tokens = params.size("d"), params.size("tokens")
    return params.size("batch") * params.size("layers") * (24 * tokens * d * d + 4 * tokens * tokens * d)


class Compile(Case):
    """Parameters d (width), layers, heads, tokens, batch, dtype, mode (eager, inductor)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.mode = params.choice("mode", "eager", "inductor")
        self.dtype = dtypes.read(params, "fp64", "fp32", "bf16", "fp16")
        d, layers, heads = params.size("d"), params.size("layers"), params.size("heads")
        if d % heads:
            raise Unsupported("parameter 'd' must be a multiple of 'heads'")
        if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
            raise Unsupported("this PyTorch has no scaled_dot_product_attention", "install PyTorch 2.0 or newer")
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        self.input = seeds.normals(torch, source, (params.size("batch"), params.size("tokens"), d), dtype, device.id)
        self.model = _transformer(torch, d, layers, heads)
        with torch.no_grad():
            for weight in self.model.parameters():
                if weight.dim() == 2:
                    weight.copy_(seeds.normals(torch, source, tuple(weight.shape), torch.float32, "cpu", weight.shape[1] ** -0.5))
        self.model = self.model.to(device=device.id, dtype=dtype)
        self.bytes = self.dtype.size * (sum(weight.numel() for weight in self.model.parameters()) + 2 * self.input.numel())
        self.layers = layers
        self.compile_seconds = None
        self.caches = None
        self.call = self.model
        if self.mode == "inductor":
            self._prepare_inductor()

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, False)

    def run(self):
        self.call(self.input)

    def first(self):
        if self.mode == "eager":
            self.run()
            return
        start = time.perf_counter()
        try:
            with self.context.alive(_COMPILE_SECONDS):
                self.run()
                self.device.synchronize()
        except Exception as error:
            if is_out_of_memory(error) or is_device_lost(error):
                raise
            raise self._refusal(error) from None
        first = time.perf_counter() - start
        start = time.perf_counter()
        self.run()
        self.device.synchronize()
        self.compile_seconds = max(first - (time.perf_counter() - start), 0.0)
        self._require_compiled()

    @property
    def backend(self):
        if self.mode == "eager":
            return "torch eager"
        return f"torch.compile inductor, full graph, {'C++' if self.device.is_cpu else 'Triton'} kernels"

    def check(self):
        """Against the same network, eager, in double precision."""
        torch, random = self.torch, seeds.sampler(self.seed)
        with self.context.alive():
            result = self.call(self.input).cpu().double().flatten()
            reference = self._double_model()(self.input.cpu().double()).flatten()
        count = result.numel()
        entries = torch.tensor([random.randrange(count) for _ in range(min(count, _SAMPLED_ENTRIES))])
        references = reference[entries].tolist()
        terms = _WIDENING * self.input.shape[-1]
        tolerance = self.layers**0.5 * (16 * self.dtype.roundoff + 16 * terms**0.5 * self.dtype.sum_roundoff)
        return checks.compare(result[entries].tolist(), references, checks.deviation(references), tolerance)

    def extra(self):
        return {} if self.compile_seconds is None else {"compile-time": [self.compile_seconds]}

    def close(self):
        if self.mode != "inductor":
            return
        self.call = None
        with contextlib.suppress(Exception):
            self.torch._dynamo.reset()
        if self.caches is not None:
            self.caches.close()

    def _double_model(self):
        import copy

        return copy.deepcopy(self.model).cpu().double()

    def _prepare_inductor(self):
        torch = self.torch
        if not hasattr(torch, "compile"):
            raise Unsupported("this PyTorch has no torch.compile", "install PyTorch 2.0 or newer")
        if not self.device.is_cpu:
            try:
                import triton  # noqa: F401
            except Exception as error:
                raise Unsupported(f"inductor needs Triton for GPUs: {first_line(error)}", "pip install triton") from None
        elif not any(shutil.which(name) for name in (os.environ.get("CXX", "g++"), "g++", "clang++", "c++", "cl")):
            raise Unsupported("inductor needs a C++ compiler, and there is none", "apt install g++")
        self.caches = FreshCaches()
        os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
        try:
            import torch._dynamo
            import torch._dynamo.utils
            import torch._inductor.config as config

            torch._dynamo.reset()
            torch._dynamo.utils.counters.clear()
            _forget_compiled()
            for switch, value in (("compile_threads", 1), ("fx_graph_cache", False), ("force_disable_caches", True)):
                if hasattr(config, switch):
                    setattr(config, switch, value)
            if self.device.is_cpu:
                with contextlib.suppress(ImportError, AttributeError):  # what is compiled once a process to know the processor is no time of the model
                    from torch._inductor.cpu_vec_isa import pick_vec_isa

                    with self.context.alive():
                        pick_vec_isa()
            self.call = torch.compile(self.model, backend="inductor", fullgraph=True, dynamic=False)
        except BaseException as error:
            self.caches.close()
            if not isinstance(error, Exception) or is_out_of_memory(error):
                raise
            raise self._refusal(error) from None

    def _refusal(self, error):
        text = f"{type(error).__name__}: {first_line(error)}"
        compiler = "ompiler" in str(error) or "CppCompileError" in text
        return Unsupported(f"torch.compile does not work here: {text}", "install a C++ compiler and the headers of this Python" if compiler else None)

    # fullgraph=True raises at a break of the graph; the counters say that something was compiled at all.
    def _require_compiled(self):
        counters = self.torch._dynamo.utils.counters
        if sum(counters.get("graph_break", {}).values()):
            raise RuntimeError(f"the graph breaks: {dict(counters['graph_break'])}")
        if not counters.get("stats", {}).get("unique_graphs", 0):
            raise Unsupported("torch.compile compiled nothing: it is switched off", "unset TORCHDYNAMO_DISABLE and TORCH_COMPILE_DISABLE")


# What was compiled in this process is found in its memory, too; newer versions name the function anew.
def _forget_compiled():
    import torch._inductor.utils as utils

    for name in ("clear_caches", "clear_inductor_caches"):
        if hasattr(utils, name):
            getattr(utils, name)()
            return


def _transformer(torch, d, layers, heads):
    nn, attend = torch.nn, torch.nn.functional.scaled_dot_product_attention

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.before_attention, self.before_network = nn.LayerNorm(d), nn.LayerNorm(d)
            self.project, self.merge = nn.Linear(d, 3 * d), nn.Linear(d, d)
            self.widen, self.narrow = nn.Linear(d, _WIDENING * d), nn.Linear(_WIDENING * d, d)
            self.activation = nn.GELU()

        def forward(self, x):
            batch, tokens, _ = x.shape
            split = self.project(self.before_attention(x)).view(batch, tokens, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
            mixed = attend(split[0], split[1], split[2]).transpose(1, 2).reshape(batch, tokens, d)
            x = x + self.merge(mixed)
            return x + self.narrow(self.activation(self.widen(self.before_network(x))))

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)  # biases
        return nn.Sequential(*(Block() for _ in range(layers))).eval()
