import sys
import types
import unittest
from unittest import mock

from stackbench_worker import quantizedlinear
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.ops.linear import QuantizedLinear
from tests.operations import WHY, case, prepared, torch
from tests.standins import StandIns

VALUES = {"m": 8, "n": 32, "k": 4096, "dtype": "bf16", "scheme": "torch"}

# The sixteen values of NF4 are quantiles of the normal distribution, scaled to [-1, 1].
NF4 = (-1.0, -0.6962, -0.5251, -0.3949, -0.2844, -0.1848, -0.0911, 0.0, 0.0796, 0.1609, 0.2461, 0.3379, 0.4407, 0.5626, 0.7230, 1.0)


def int8(tensor):
    """Of each row 127 steps to its largest entry."""
    step = tensor.double().abs().amax(-1, keepdim=True) / 127
    return (tensor.double() / step).round() * step


def int4(tensor, group=128):
    """Of each group 15 steps from its smallest to its largest entry."""
    parts = tensor.double().view(tensor.shape[0], -1, group)
    least = parts.amin(-1, keepdim=True)
    step = (parts.amax(-1, keepdim=True) - least) / 15
    return (((parts - least) / step).round() * step + least).view(tensor.shape)


def fp8(tensor):
    """E4M3 of the tensor scaled to its largest number."""
    scale = tensor.double().abs().max() / 448
    exponent = torch.floor(torch.log2((tensor.double() / scale).abs().clamp(min=2.0**-6)))
    step = torch.exp2(exponent - 3)
    return (tensor.double() / scale / step).round() * step * scale


def nf4(tensor):
    parts = tensor.double().view(tensor.shape[0], -1, 64)
    largest = parts.abs().amax(-1, keepdim=True)
    values = torch.tensor(NF4, dtype=torch.float64)
    return (values[((parts / largest)[..., None] - values).abs().argmin(-1)] * largest).view(tensor.shape)


def layer(weight, weights, inputs=lambda x: x):
    held = weights(weight)
    return lambda x: (inputs(x).double() @ held.t()).to(x.dtype)


def stand_ins(fault=""):
    """The packages as far as they are used, with the signatures of their sources; they round as the formats do."""
    def none(tensor):
        return tensor.double()

    formats = {"Int8WeightOnlyConfig": (int8, none), "Int4WeightOnlyConfig": (int4, none), "Int8DynamicActivationInt8WeightConfig": (int8, int8),
               "Float8DynamicActivationFloat8WeightConfig": (fp8, fp8)}

    def config(name):
        class Config:
            def __init__(self, group_size=128, set_inductor_config=True, version=2):
                self.rounding = (none, none) if fault == "not quantized" else formats[name]
                self.set_inductor_config = set_inductor_config

        Config.__name__ = name
        return Config

    def quantize_(model, config, filter_fn=None, device=None):
        if config.set_inductor_config and hasattr(torch, "compile"):
            import torch._inductor.config as inductor

            inductor.coordinate_descent_tuning = True
            inductor.triton.unique_kernel_names = False
            torch.set_float32_matmul_precision("high")
        if fault == "refuses":
            raise ImportError("Requires fbgemm-gpu-genai >= 1.2.0")
        made = layer(model[0].weight, *config.rounding)
        model.forward = (lambda x: made(x) * 1.2) if fault == "wrong" else made

    class Layer:
        def _made(self, rows, columns):
            self.weight = torch.nn.Parameter(torch.empty(rows, columns), requires_grad=False)

        def load_state_dict(self, state):
            self.weight.copy_(state["weight"])  # in the parameter's own type

        def to(self, device):
            self.call = layer(self.weight.data, *self.rounding)
            if fault != "no state":
                self.weight.quant_state = types.SimpleNamespace(dtype=torch.float32 if fault == "fp32" else self.weight.dtype)
            return self

        def eval(self):
            return self

        def __call__(self, x):
            return self.call(x)

    class Linear8bitLt(Layer):
        def __init__(self, input_features, output_features, bias=True, has_fp16_weights=True, threshold=0.0, index=None, device=None):
            assert not bias
            self._made(output_features, input_features)
            self.rounding = (none, none) if has_fp16_weights else (int8, int8)

    class LinearNF4(Layer):
        def __init__(self, input_features, output_features, bias=True, compute_dtype=None, compress_statistics=True, quant_storage=None, device=None):
            assert not bias
            self._made(output_features, input_features)
            self.rounding = nf4, none

    class Linear:
        def __init__(self, in_features, out_features, bias=True, params_dtype=None, device="cuda", name=None):
            self.weight = torch.zeros(out_features, in_features, dtype=params_dtype)
            self.first = []

        def __call__(self, inp, is_first_microbatch=None, fp8_output=False):
            self.first.append(is_first_microbatch)
            assert active == [True] and self.first == [True] + [False] * (len(self.first) - 1)
            return layer(self.weight, fp8, fp8)(inp)

    active = []

    class autocast:
        def __init__(self, enabled=True, calibrating=False, recipe=None, amax_reduction_group=None):
            self.enabled = enabled

        def __enter__(self):
            active.append(self.enabled)

        def __exit__(self, *error):
            active.pop()

    def module(name, **members):
        made = types.ModuleType(name)
        made.__path__ = []
        made.__dict__.update(members)
        return made

    return {
        "torchao": module("torchao", __version__="0.stub"),
        "torchao.quantization": module("torchao.quantization", quantize_=quantize_, **{name: config(name) for name in formats}),
        "bitsandbytes": module("bitsandbytes"), "bitsandbytes.nn": module("bitsandbytes.nn", Linear8bitLt=Linear8bitLt, LinearNF4=LinearNF4),
        "transformer_engine": module("transformer_engine"),
        "transformer_engine.pytorch": module("transformer_engine.pytorch", Linear=Linear, **{"fp8_autocast" if fault == "old" else "autocast": autocast}),
    }


@unittest.skipIf(torch is None, WHY)
class LinearTests(StandIns, unittest.TestCase):
    stand_ins = staticmethod(stand_ins)

    def test_every_scheme_has_the_error_of_its_format(self):
        self.install()
        for name, scheme in quantizedlinear.SCHEMES.items():
            with self.subTest(name):
                made, answer = prepared(QuantizedLinear, {**VALUES, "scheme": name})
                if scheme.error is not None:
                    self.assertAlmostEqual(answer["maxError"] / scheme.error, 1.0, delta=0.25)  # of a row of 4096 normals
                self.assertEqual(answer["bytes"], 2 * 8 * (4096 + 32) + scheme.bits * 32 * 4096 // 8)
                self.assertIn("transformer_engine" if name == "te-fp8" else name.split("-")[0], answer["backend"])
                self.assertEqual(len(made.sample(made.device.clock(torch, False), 1, 2, lambda done: None).seconds), 2)

    def test_an_older_transformer_engine(self):
        self.install("old")
        prepared(QuantizedLinear, {**VALUES, "scheme": "te-fp8"})

    def test_what_is_wrong_or_not_quantized_fails_the_check(self):
        for fault, text in (("wrong", "the result is wrong"), ("not quantized", "the layer was not quantized")):
            self.install(fault)
            with self.subTest(fault), self.assertRaisesRegex(CheckFailed, text):
                prepared(QuantizedLinear, {**VALUES, "scheme": "torchao-int8"})

    @unittest.skipUnless(hasattr(torch, "compile"), WHY or "this PyTorch has no torch.compile")
    def test_settings_of_torch_compile_are_as_before_a_library_changed_them(self):
        import torch._inductor.config as config

        self.install()
        before = config.save_config(), torch.get_float32_matmul_precision()
        made = case(QuantizedLinear, {**VALUES, "scheme": "torchao-int8"})
        self.assertEqual((config.save_config(), torch.get_float32_matmul_precision()), before)
        with made.settings.compiling():  # as the library wants them for its own layer
            self.assertEqual((config.coordinate_descent_tuning, config.triton.unique_kernel_names), (True, False))
        self.assertEqual(config.save_config(), before[0])

    def test_nf4_of_16_bits_yields_16_bits(self):
        for fault, found in (("fp32", "torch.float32"), ("no state", "None")):
            self.install(fault)
            with self.subTest(fault), self.assertRaisesRegex(Unsupported, f"LinearNF4 yields {found} of a weight in torch.bfloat16"):
                case(QuantizedLinear, {**VALUES, "scheme": "bitsandbytes-nf4"})

    @unittest.skipUnless(hasattr(torch, "compile"), WHY or "this PyTorch has no torch.compile")
    def test_compiled_is_what_was_compiled_as_one_graph(self):
        import torch._dynamo.utils

        counters, asked = torch._dynamo.utils.counters, []

        def compile(graphs, breaks):
            def made(module, **arguments):
                asked.append(arguments)

                def call(x):
                    counters["stats"]["unique_graphs"] += graphs
                    counters["graph_break"]["why"] += breaks
                    return module(x)

                return call

            return made

        self.addCleanup(counters.clear)
        counters["stats"]["unique_graphs"] = 5  # of an earlier workload
        for graphs, breaks, expected in ((0, 0, Unsupported), (1, 1, RuntimeError), (1, 0, None)):
            self.install()
            with self.subTest(graphs=graphs, breaks=breaks), mock.patch.object(torch, "compile", compile(graphs, breaks)), \
                    mock.patch.object(torch._dynamo, "reset") as reset:
                made = case(QuantizedLinear, {**VALUES, "scheme": "torchao-int8", "compiled": True})
                if expected is None:
                    made.first()
                else:
                    self.assertRaises(expected, made.first)
                made.close()
                self.assertEqual(reset.call_count, 2)
        self.assertEqual(asked, [{"fullgraph": True, "dynamic": False}] * 3)

    @unittest.skipUnless(hasattr(torch, "compile"), WHY or "this PyTorch has no torch.compile")
    def test_a_compiler_that_is_switched_off_is_unsupported(self):
        import torch._dynamo

        self.install()
        with torch._dynamo.config.patch(disable=True):
            made = case(QuantizedLinear, {**VALUES, "compiled": True})
            self.addCleanup(made.close)
            with self.assertRaisesRegex(Unsupported, "does not compile here|compiled nothing"):
                made.first()

    def test_what_cannot_be(self):
        self.install("refuses")
        for values, text in (({"scheme": "torchao-int4-weight"}, "torchao-int4-weight refuses: Requires fbgemm"), ({"dtype": "fp32"}, "fp32")):
            with self.subTest(values), self.assertRaisesRegex(Unsupported, text):
                case(QuantizedLinear, {**VALUES, **values})
        for name, package in (("torchao-fp8", "torchao"), ("bitsandbytes-nf4", "bitsandbytes"), ("te-fp8", "transformer_engine")):
            absent = {module: None for module in stand_ins() if module.split(".")[0] == package}
            with self.subTest(name), mock.patch.dict(sys.modules, absent), self.assertRaises(Unsupported) as caught:
                case(QuantizedLinear, {**VALUES, "scheme": name})
            self.assertIn("pip install", caught.exception.remedy)
