"""Forward and backward of Megatron-core's TransformerBlock in a parallel state of one rank. ``spec`` names what its layers are made of: local
(Megatron's own modules) or te (Transformer Engine)."""
import importlib
import os
import shutil
import tempfile

from .. import attentionreference, checks, dtypes, libraries, ranks, seeds, switches
from ..errors import CheckFailed, Unsupported, text_of
from ..family import Case

_ENTRIES = 4096
_EPSILON = 1e-5
_CHECK_SECONDS = 1500.0
_SPECS = {"local": "get_gpt_layer_local_spec", "te": "get_gpt_layer_with_transformer_engine_spec"}


def parameters(hidden, layers):
    """Weights and biases: 12 h^2 + 13 h a layer, and the last norm."""
    return layers * (12 * hidden * hidden + 13 * hidden) + 2 * hidden


def flop(params):
    """Model operations of forward and backward (twice forward): 24 T h^2 a layer for the products with weights, 4 h for each pair of a token and
    one it sees, itself included."""
    hidden, tokens, batch = params.size("hidden"), params.size("tokens"), params.size("batch")
    return 3 * params.size("layers") * batch * (24 * tokens * hidden * hidden + 4 * hidden * (tokens * (tokens + 1) // 2))


def reference(torch, weights, x, cotangent, layers, heads):
    """The block in plain tensor operations: its result and the gradient of ``x``, tokens x hidden of one sequence. ``weights``: gives a tensor by
    Megatron's name, of either spec, or None; rows of linear_qkv are ordered by head, then query, key and value. A layer at a time is held."""
    functional, (tokens, hidden) = torch.nn.functional, x.shape

    def norm(value, *names):
        name = next(name for name in names if weights(name + "weight") is not None)
        return functional.layer_norm(value, (hidden,), weights(name + "weight"), weights(name + "bias"), _EPSILON)

    def linear(value, name):
        return functional.linear(value, weights(name + ".weight"), weights(name + ".bias"))

    def layer(x, index):
        p = f"layers.{index}."
        qkv = linear(norm(x, p + "input_layernorm.", p + "self_attention.linear_qkv.layer_norm_"), p + "self_attention.linear_qkv")
        q, k, v = qkv.view(tokens, heads, 3, hidden // heads).permute(2, 1, 0, 3)
        mixed = attentionreference.causal(torch)(q, k, v).permute(1, 0, 2).reshape(tokens, hidden)
        x = x + linear(mixed, p + "self_attention.linear_proj")
        inner = functional.gelu(linear(norm(x, p + "pre_mlp_layernorm.", p + "mlp.linear_fc1.layer_norm_"), p + "mlp.linear_fc1"))
        return x + linear(inner, p + "mlp.linear_fc2")

    steps = [lambda x, index=index: layer(x, index) for index in range(layers)] + [lambda x: norm(x, "final_layernorm.")]
    values = [x]
    with torch.no_grad():
        for step in steps:
            values.append(step(values[-1]))
    result, gradient = values.pop(), cotangent
    for step in reversed(steps):
        value = values.pop().detach().requires_grad_(True)
        with torch.enable_grad():
            (gradient,) = torch.autograd.grad(step(value), value, gradient)
    return result, gradient


class _HostBuffer:
    """Megatron's buffer for inputs of products, kept by name and type, in the memory of the CPU."""

    def __init__(self, torch):
        self._torch, self._held = torch, {}

    def get_tensor(self, tensor_shape, dtype, name, *more):
        count = 1
        for size in tensor_shape:
            count *= size
        held = self._held.get((name, dtype))
        if held is None or held.numel() < count:
            held = self._held[name, dtype] = self._torch.empty(count, dtype=dtype)
        return held[:count].view(*tensor_shape)


class MegatronBlock(Case):
    """Parameters hidden, heads, layers, tokens, batch, dtype (bf16, fp16; on the CPU fp32, too), spec (local, te)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.hidden, self.heads, self.layers = params.size("hidden"), params.size("heads"), params.size("layers")
        self.spec, self.dtype = params.choice("spec", "local", "te"), dtypes.read(params, "bf16", "fp16", *(["fp32"] if device.is_cpu else []))
        if self.hidden % self.heads:
            raise Unsupported("parameter 'hidden' must be a multiple of 'heads'")
        if self.spec == "te":
            self._require_transformer_engine()
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        self.folder = self.block = None
        try:
            self._start(device, seed)
            self._prepare(params, device, dtype, source)
        except BaseException:
            self.close()
            raise

    def _prepare(self, params, device, dtype, source):
        torch = self.torch
        self.block = self._build(dtype).to(device=device.id, dtype=dtype)
        count = sum(parameter.numel() for parameter in self.block.parameters())
        if count != parameters(self.hidden, self.layers):
            raise CheckFailed(f"the block has {count} parameters instead of {parameters(self.hidden, self.layers)}")
        tokens, batch = params.size("tokens"), params.size("batch")
        with torch.no_grad():
            for name, parameter in self.block.named_parameters():
                drawn = seeds.normals(torch, source, tuple(parameter.shape), torch.float32, "cpu", parameter.shape[-1] ** -0.5 if parameter.dim() == 2 else 0.1)
                parameter.copy_(drawn + (1 if name.endswith(("norm.weight", "norm_weight")) else 0))
        self.x, self.cotangent = (seeds.normals(torch, source, (tokens, batch, self.hidden), dtype, device.id) for _ in range(2))
        self.x.requires_grad_(True)
        self.mask = torch.ones(1, 1, tokens, tokens, dtype=torch.bool, device=device.id).triu(1)  # true: not seen
        self.bytes = self.dtype.size * (2 * count + 4 * self.x.numel())

    def activate(self):
        switches.set_gradients(self.torch, True)
        switches.set_tf32(self.torch, False)

    def run(self):
        self.x.grad = None
        for parameter in self.block.parameters():
            parameter.grad = None
        self.output = self.block(hidden_states=self.x, attention_mask=self.mask)
        self.output.backward(self.cotangent)

    def first(self):
        with self.context.alive(_CHECK_SECONDS):  # Transformer Engine builds what it lacks
            self.run()
            self.device.synchronize()

    def check(self):
        """Result and gradient of the input for one sequence, against the same block in double precision."""
        torch, random = self.torch, seeds.sampler(self.seed)
        held = dict(self.block.named_parameters())

        def weights(name):
            return held[name].detach().cpu().double() if name in held else None

        sequence = random.randrange(self.x.shape[1])
        x, cotangent, result, gradient = (
            tensor[:, sequence].detach().cpu().double() for tensor in (self.x, self.cotangent, self.output, self.x.grad))
        with self.context.alive(_CHECK_SECONDS):
            expected = reference(torch, weights, x, cotangent, self.layers, self.heads)
        terms = 4 * self.hidden  # of the longest sums
        tolerance = (16 * self.dtype.roundoff + 4 * terms**0.5 * self.dtype.sum_roundoff) * self.layers**0.5
        return checks.worst([self._compare(*pair, tolerance, random) for pair in zip((result, gradient), expected)])

    @property
    def backend(self):
        return f"megatron-core TransformerBlock, {self.spec} spec, forward and backward"

    def close(self):
        self.block = self.output = None
        if self.folder is not None:
            folder, self.folder = self.folder, None
            shutil.rmtree(folder, ignore_errors=True)
            if self.torch.distributed.is_initialized():
                self.state.destroy_model_parallel()
                self.torch.distributed.destroy_process_group()

    def _start(self, device, seed):
        self.state = importlib.import_module("megatron.core.parallel_state")
        distributed = self.torch.distributed
        if not distributed.is_initialized():
            self.folder = tempfile.mkdtemp(prefix="stackbench-ranks-")
            distributed.init_process_group(
                ranks.library(self.torch, device), init_method="file://" + os.path.join(self.folder, "rendezvous"), rank=0, world_size=1)
            self.state.initialize_model_parallel(tensor_model_parallel_size=1, pipeline_model_parallel_size=1)
        random = importlib.import_module("megatron.core.tensor_parallel.random")
        if device.is_cpu:  # two places ask for a GPU: the tracker of its random states (that of inference tracks none), and a buffer of products
            random.initialize_rng_tracker(inference_rng_tracker=True)
            self.state._GLOBAL_MEMORY_BUFFER = _HostBuffer(self.torch)
        else:
            random.model_parallel_cuda_manual_seed(seed & 0x7FFFFFFF)

    # Without it Megatron imports all the same, and its layers of it are None.
    def _require_transformer_engine(self):
        libraries.find("transformer_engine", "Transformer Engine", "pip install transformer-engine[pytorch]")
        libraries.load("transformer_engine.pytorch", "Transformer Engine")
        if self.device.is_cpu:
            raise Unsupported("Transformer Engine computes on GPUs only", "use spec local")

    def _build(self, dtype):
        from megatron.core.transformer.transformer_block import TransformerBlock
        from megatron.core.transformer.transformer_config import TransformerConfig

        try:
            spec = getattr(importlib.import_module("megatron.core.models.gpt.gpt_layer_specs"), _SPECS[self.spec])()
        except (ImportError, AttributeError, NameError, AssertionError, TypeError) as error:
            raise Unsupported(f"this Megatron-core has no {self.spec} spec: {text_of(error)}", "install a newer megatron-core") from None
        config = TransformerConfig(
            num_layers=self.layers, hidden_size=self.hidden, num_attention_heads=self.heads, ffn_hidden_size=4 * self.hidden, hidden_dropout=0.0,
            attention_dropout=0.0, layernorm_epsilon=_EPSILON, params_dtype=dtype, bf16=self.dtype.name == "bf16", fp16=self.dtype.name == "fp16",
            use_cpu_initialization=self.device.is_cpu)
        return TransformerBlock(config=config, spec=spec)

    def _compare(self, result, expected, tolerance, random):
        result, expected = result.detach().cpu().double().flatten(), expected.detach().flatten()
        at = self.torch.tensor([random.randrange(expected.numel()) for _ in range(min(expected.numel(), _ENTRIES))])
        references = expected[at].tolist()
        return checks.compare(result[at].tolist(), references, checks.deviation(references), tolerance)
