"""A transformer of our own (pre-norm blocks of attention and a four times wider network, no weights shared), eager and compiled."""
from .. import checks, dtypes, seeds, switches
from ..errors import Unsupported
from ..family import Case
from ..inductor import Compiled

_SAMPLED_ENTRIES = 4096
_WIDENING = 4


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
        self.compiled = Compiled(torch, device, context, self.model) if self.mode == "inductor" else None
        self.call = self.compiled.call if self.compiled else self.model

    @property
    def uses_triton(self):
        return self.mode == "inductor" and not self.device.is_cpu

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, False)

    def run(self):
        self.call(self.input)

    def first(self):
        if self.compiled:
            self.compile_seconds = self.compiled.first(self.run)
        else:
            self.run()

    @property
    def backend(self):
        return self.compiled.backend if self.compiled else "torch eager"

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
        self.call = None
        if self.compiled:
            self.compiled.close()

    def _double_model(self):
        import copy

        return copy.deepcopy(self.model).cpu().double()


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
