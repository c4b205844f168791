import math
import unittest
from unittest import mock

from stackbench_worker import attentionreference, checks, seeds
from stackbench_worker.errors import CheckFailed
from stackbench_worker.loop import Loop
from stackbench_worker.ops import attention, autograd, conv2d, gemm, memory
from tests.operations import ATTENTION, CONV, GEMM, MLP, WHY, case, prepared, torch


@unittest.skipIf(torch is None, WHY)
class WrongResultTests(unittest.TestCase):
    """A fast wrong kernel is not measured."""

    def _fails(self, op, params):
        with self.assertRaisesRegex(CheckFailed, "the result is wrong"):
            prepared(op, params)

    def test_gemm(self):
        real = torch.mm

        def wrong(a, b, out):
            real(a, b, out=out).mul_(1 + 1e-4)

        for params in (GEMM, {**GEMM, "m": 100, "n": 90, "layout": "nt"}):
            with mock.patch.object(torch, "mm", wrong):
                self._fails(gemm.Gemm, params)

    def test_a_gemm_that_does_nothing(self):
        with mock.patch.object(torch, "mm", lambda a, b, out: None):
            self._fails(gemm.Gemm, GEMM)

    def test_conv2d(self):
        real = torch.conv2d
        with mock.patch.object(torch, "conv2d", lambda *arguments: real(*arguments) * (1 + 1e-3)):
            self._fails(conv2d.Conv2d, CONV)

    def test_conv2d_that_ignores_the_padding(self):
        real = torch.conv2d

        def wrong(image, weight, bias, stride, pad):
            return real(torch.nn.functional.pad(image, (pad,) * 4, value=0.5), weight, bias, stride, 0)

        with mock.patch.object(torch, "conv2d", wrong):
            self._fails(conv2d.Conv2d, CONV)

    def test_attention(self):
        name = "scaled_dot_product_attention"
        real = getattr(torch.nn.functional, name, None)
        if real is None:
            self.skipTest(f"this PyTorch has no {name}")
        causal = {**ATTENTION, "causal": True}
        with mock.patch.object(torch.nn.functional, name, lambda q, k, v, mask, dropout, is_causal, **more: real(q, k, v)):
            self._fails(attention.Attention, causal)
            self._fails(attention.Attention, {**causal, "pass": "backward"})

    def test_attention_with_wrong_gradients_only(self):
        real = torch.autograd.grad

        def wrong(*arguments, **more):
            query, key, value = real(*arguments, **more)
            return query, key * 1.01, value

        with mock.patch.object(torch.autograd, "grad", wrong):
            self._fails(attention.Attention, {**ATTENTION, "pass": "backward"})

    def test_autograd(self):
        real = torch.nn.functional.gelu
        with mock.patch.object(torch.nn.functional, "gelu", lambda x, *arguments, **more: real(x * 1.001)):
            made = case(autograd.Autograd, {**MLP, "mode": "inference"})
            made.reference_model[1] = _ExactGelu()
            with self.assertRaisesRegex(CheckFailed, "the result is wrong"):
                Loop._first_call(made, made.device)

    def test_memory(self):
        made = case(memory.Memory, {"kind": "copy", "bytes": 4096})
        made.call = lambda: None
        with self.assertRaisesRegex(CheckFailed, "the result is wrong"):
            Loop._first_call(made, made.device)


class _ExactGelu(torch.nn.Module if torch is not None else object):
    def forward(self, x):
        return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


@unittest.skipIf(torch is None, WHY)
class AttentionReferenceTests(unittest.TestCase):
    def test_gradients_are_those_of_autograd(self):
        for causal in (False, True):
            with self.subTest(causal=causal), torch.enable_grad():
                source = seeds.generator(torch, 5)
                query, key, value, incoming = (
                    seeds.normals(torch, source, shape, torch.float64, "cpu") for shape in ((2, 600, 8), (600, 8), (600, 8), (2, 600, 8)))
                for tensor in (query, key, value):
                    tensor.requires_grad_(True)
                scores = query @ key.t() / math.sqrt(8)
                if causal:
                    scores = scores.masked_fill(torch.ones(600, 600).triu(1).bool(), -math.inf)
                expected = scores.softmax(-1) @ value
                gradients = torch.autograd.grad(expected, (query, key, value), incoming)
                with torch.no_grad():
                    result, found = attentionreference.group(torch, query.detach(), key.detach(), value.detach(), causal, incoming)
                for got, wanted in zip((result, *found), (expected, *gradients)):
                    check = checks.compare(got.flatten().tolist(), wanted.detach().flatten().tolist(), 1.0, 1e-12)
                    self.assertTrue(check.passed, check)


if __name__ == "__main__":
    unittest.main()
