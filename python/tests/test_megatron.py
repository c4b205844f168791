import importlib.util
import sys
import types
import unittest
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.families import megatron as family
from stackbench_worker.family import Context
from stackbench_worker.ops import megatron_block
from stackbench_worker.params import Params

VALUES = {"hidden": 32, "heads": 4, "layers": 2, "tokens": 12, "batch": 3, "dtype": "bf16"}


def stub(torch, fault=""):
    """megatron.core as far as it is used, with its real signatures, names and layouts."""
    nn = torch.nn

    class TransformerConfig:
        def __init__(self, *, num_layers, hidden_size, num_attention_heads, ffn_hidden_size=None, hidden_dropout=0.1, attention_dropout=0.1,
                     layernorm_epsilon=1e-5, params_dtype=torch.float32, bf16=False, fp16=False, use_cpu_initialization=False):
            self.__dict__.update({key: value for key, value in locals().items() if key != "self"})

    class Layer(nn.Module):
        def __init__(self, c):
            super().__init__()
            h, f = c.hidden_size, c.ffn_hidden_size
            self.heads = c.num_attention_heads
            self.input_layernorm, self.pre_mlp_layernorm = nn.LayerNorm(h), nn.LayerNorm(h)
            self.self_attention, self.mlp = nn.Module(), nn.Module()
            self.self_attention.linear_qkv, self.self_attention.linear_proj = nn.Linear(h, 3 * h), nn.Linear(h, h)
            self.mlp.linear_fc1, self.mlp.linear_fc2 = nn.Linear(h, f), nn.Linear(f, h)

        def forward(self, x, mask):
            s, b, h = x.shape
            mixed = self.self_attention.linear_qkv(self.input_layernorm(x)).view(s, b, self.heads, 3 * h // self.heads)
            q, k, v = (part.permute(1, 2, 0, 3) for part in mixed.split(h // self.heads, -1))
            if fault == "no-mask":
                mask = mask & False
            a = ((q @ k.transpose(2, 3)) * (h // self.heads) ** -0.5).masked_fill(mask, -10000.0).softmax(-1)
            x = x + self.self_attention.linear_proj((a @ v).permute(2, 0, 1, 3).reshape(s, b, h))
            if fault == "no-mlp":
                return x
            return x + self.mlp.linear_fc2(nn.functional.gelu(self.mlp.linear_fc1(self.pre_mlp_layernorm(x))))

    class TransformerBlock(nn.Module):
        def __init__(self, config, spec, post_layer_norm=True, pre_process=True, post_process=True):
            super().__init__()
            assert (spec, config.hidden_dropout, config.attention_dropout, config.bf16) == ("local spec", 0.0, 0.0, config.params_dtype is torch.bfloat16)
            assert config.use_cpu_initialization
            self.layers = nn.ModuleList([Layer(config) for _ in range(config.num_layers - (fault == "layers"))])
            self.final_layernorm = nn.LayerNorm(config.hidden_size)

        def forward(self, hidden_states, attention_mask, context=None, context_mask=None, rotary_pos_emb=None):
            for layer in self.layers:
                hidden_states = layer(hidden_states, attention_mask)
            return self.final_layernorm(hidden_states)

    calls, TESpecProvider = [], None
    names = {
        "megatron": {}, "megatron.core": {"__version__": "0.0.stub"}, "megatron.core.transformer": {}, "megatron.core.tensor_parallel": {},
        "megatron.core.models": {}, "megatron.core.models.gpt": {},
        "megatron.core.transformer.transformer_block": {"TransformerBlock": TransformerBlock},
        "megatron.core.transformer.transformer_config": {"TransformerConfig": TransformerConfig},
        "megatron.core.models.gpt.gpt_layer_specs": {
            "get_gpt_layer_local_spec": lambda num_experts=None, moe_grouped_gemm=False, qk_layernorm=False: "local spec",
            # Version 0.20: without Transformer Engine its provider is None, and the spec calls it.
            "get_gpt_layer_with_transformer_engine_spec": lambda num_experts=None, moe_grouped_gemm=False, qk_layernorm=False: TESpecProvider()},
        "megatron.core.tensor_parallel.random": {
            "initialize_rng_tracker": lambda use_te_rng_tracker=False, inference_rng_tracker=False: calls.append("tracker" if inference_rng_tracker else "?"),
            "model_parallel_cuda_manual_seed": lambda seed: calls.append("seed")},
        "megatron.core.parallel_state": {
            "initialize_model_parallel": lambda tensor_model_parallel_size=1, pipeline_model_parallel_size=1: calls.append("initialize"),
            "destroy_model_parallel": lambda: calls.append("destroy")},
    }
    modules = {}
    for name, members in names.items():
        modules[name] = types.ModuleType(name)
        modules[name].__path__ = []
        modules[name].__dict__.update(members)
    return modules, calls


class FormulaTests(unittest.TestCase):
    def test_flop(self):
        # One token sees itself only: 24 h^2 + 4 h forward, three times that in all.
        self.assertEqual(megatron_block.flop(Params({**VALUES, "layers": 1, "tokens": 1, "batch": 1})), 3 * (24 * 32 * 32 + 4 * 32))
        self.assertEqual(megatron_block.flop(Params(VALUES)), 3 * 2 * 3 * (24 * 12 * 1024 + 4 * 32 * 78))

    def test_parameters(self):
        self.assertEqual(megatron_block.parameters(768, 12), 85_054_464 + 1536)  # GPT-2 small without its embedding

    @unittest.skipIf(importlib.util.find_spec("megatron"), "Megatron is installed here")
    def test_absent(self):
        with self.assertRaises(Unsupported) as caught:
            family.open()
        self.assertRegex(caught.exception.reason, "Megatron-core is not installed for ")
        self.assertRegex(caught.exception.remedy, "pip install megatron-core")


@unittest.skipUnless(importlib.util.find_spec("torch"), "needs torch: eng/ml-stack.sh")
class BlockTests(unittest.TestCase):
    def case(self, fault="", **values):
        import torch

        self.addCleanup(torch.set_grad_enabled, True)
        modules, self.calls = stub(torch, fault)
        patch = mock.patch.dict(sys.modules, modules)
        patch.start()
        self.addCleanup(patch.stop)
        case = megatron_block.MegatronBlock(Params({**VALUES, **values}), Device("cpu", "cpu"), 1, Context(torch))
        self.addCleanup(case.close)
        case.activate()
        return case

    def test_result_and_gradient_agree_with_double_precision(self):
        case = self.case()
        case.first()
        check = case.check()
        self.assertTrue(check.passed and check.max_error > 0, check)
        self.assertEqual(case.backend, "megatron-core TransformerBlock, local spec, forward and backward")
        case.run()
        again = case.check()
        self.assertEqual(again.max_error, check.max_error)  # gradients are not summed over calls
        case.close()
        self.assertEqual(self.calls, ["initialize", "tracker", "destroy"])  # there are no random states of a GPU

    def test_the_reference_is_that_of_autograd(self):
        """A layer and a head at a time, as against all at once."""
        import torch

        case = self.case()
        held = {name: parameter.detach().double() for name, parameter in case.block.named_parameters()}
        block = case.block.double()
        x = torch.randn(12, 1, 32, dtype=torch.float64, generator=torch.Generator().manual_seed(3)).requires_grad_(True)
        cotangent = torch.randn(12, 1, 32, dtype=torch.float64, generator=torch.Generator().manual_seed(4))
        result = block(hidden_states=x, attention_mask=case.mask)
        (gradient,) = torch.autograd.grad(result, x, cotangent)
        found = megatron_block.reference(torch, held.get, x[:, 0].detach(), cotangent[:, 0], 2, 4)
        for got, expected in zip(found, (result, gradient)):
            self.assertLess(float((got - expected[:, 0]).detach().abs().max()), 1e-12)

    def test_a_block_that_computes_something_else_fails(self):
        for fault in ("no-mask", "no-mlp"):
            with self.subTest(fault):
                case = self.case(fault)
                case.first()
                self.assertFalse(case.check().passed)
                case.close()
        with self.assertRaisesRegex(CheckFailed, "parameters instead of"):
            self.case("layers")
        self.assertEqual(self.calls[-1], "destroy")

    def test_refuses_what_cannot_be(self):
        for values in ({"spec": "te"}, {"dtype": "fp64"}, {"heads": 5}):
            with self.subTest(values), self.assertRaises(Unsupported):
                self.case(**values)

    @unittest.skipIf(importlib.util.find_spec("transformer_engine"), "Transformer Engine is installed here")
    def test_layers_of_transformer_engine_need_it(self):
        import torch

        modules, calls = stub(torch)
        with mock.patch.dict(sys.modules, modules), self.assertRaises(Unsupported) as caught:
            megatron_block.MegatronBlock(Params({**VALUES, "spec": "te"}), Device("cuda:0", "cuda"), 1, Context(torch))
        self.assertRegex(caught.exception.reason, "Transformer Engine is not installed")
        self.assertRegex(caught.exception.remedy, "pip install transformer-engine")
        self.assertEqual(calls, [])

    def test_single_precision_on_the_cpu(self):
        case = self.case(dtype="fp32")
        case.first()
        check = case.check()
        self.assertTrue(check.passed and check.max_error > 0, check)


if __name__ == "__main__":
    unittest.main()
