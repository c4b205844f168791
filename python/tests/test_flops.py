import math
import unittest

from stackbench_worker import sdpa
from stackbench_worker.ops import attention, autograd, compile, conv2d, gemm, linear, memory, paged_decode
from stackbench_worker.params import Params
from tests.operations import ATTENTION, CONV, GEMM, MLP, WHY, case, torch


class FlopTests(unittest.TestCase):
    """The counts of the host's catalog, by hand."""

    def test_table(self):
        for op, params, flop in (
            (gemm, GEMM, 2 * 48 * 40 * 72),
            (conv2d, CONV, 2 * 2 * 8 * 7 * 6 * 6 * 3 * 2),
            (conv2d, {**CONV, "pass": "backward"}, 2 * 2 * 2 * 8 * 7 * 6 * 6 * 3 * 2),
            (attention, ATTENTION, 4 * 2 * 4 * 16 * 40 * 40),
            (attention, {**ATTENTION, "causal": True}, 4 * 2 * 4 * 16 * 40 * 41 // 2),
            (attention, {**ATTENTION, "causal": True, "window": 3}, 4 * 2 * 4 * 16 * (1 + 2 + 38 * 3)),
            (attention, {**ATTENTION, "causal": True, "window": 99}, 4 * 2 * 4 * 16 * 40 * 41 // 2),
            (attention, {**ATTENTION, "sq": 1, "hkv": 2}, 4 * 2 * 4 * 16 * 40),
            (attention, {**ATTENTION, "pass": "backward"}, 8 * 2 * 4 * 16 * 40 * 40),
            (paged_decode, {"b": 2, "hq": 4, "d": 16, "sk": 40}, 4 * 2 * 4 * 16 * 40),
            (linear, {"m": 3, "n": 5, "k": 7}, 2 * 3 * 5 * 7),
            (autograd, {**MLP, "mode": "inference"}, 4 * 8 * 32 * 48),
            (autograd, {**MLP, "mode": "step"}, 10 * 8 * 32 * 48),
            (compile, {"d": 8, "layers": 3, "tokens": 5, "batch": 2}, 2 * 3 * (24 * 5 * 64 + 4 * 25 * 8)),
        ):
            with self.subTest(op=op.__name__, params=params):
                self.assertEqual(op.flop(Params(params)), flop)

    def test_bytes_a_call_moves(self):
        for kind, arrays in (("copy", 2), ("triad", 3), ("read", 1), ("write", 1), ("h2d", 1), ("d2h", 1), ("p2p", 1)):
            self.assertEqual(memory.moved(Params({"kind": kind, "bytes": 4096})), arrays * 4096)


@unittest.skipIf(torch is None, WHY)
class FlopCounterTests(unittest.TestCase):
    """The counts are those of torch.utils.flop_counter."""

    def setUp(self):
        try:
            from torch.utils.flop_counter import FlopCounterMode
        except ImportError:
            self.skipTest("this PyTorch has no torch.utils.flop_counter")
        self.counter = FlopCounterMode(display=False)

    def test_equal(self):
        transformer = {"d": 32, "layers": 2, "heads": 4, "tokens": 16, "batch": 2, "dtype": "fp32", "mode": "eager"}
        for op, kind, params in (
            (gemm, gemm.Gemm, GEMM),
            (gemm, gemm.Gemm, {**GEMM, "layout": "nt", "dtype": "bf16"}),
            (conv2d, conv2d.Conv2d, CONV),
            (conv2d, conv2d.Conv2d, {**CONV, "stride": 1, "layout": "nhwc"}),
            (conv2d, conv2d.Conv2d, {**CONV, "pass": "backward"}),
            (attention, attention.Attention, ATTENTION),
            (attention, attention.Attention, {**ATTENTION, "sq": 1, "hkv": 2}),
            (autograd, autograd.Autograd, {**MLP, "mode": "forward"}),
            (autograd, autograd.Autograd, {**MLP, "mode": "step"}),
            (compile, compile.Compile, transformer),
        ):
            with self.subTest(op=op.__name__, params=params):
                made = case(kind, params)
                made.activate()
                pinned = sdpa._pin(torch, "math") if kind in (attention.Attention, compile.Compile) else None
                with (pinned() if pinned else torch.enable_grad() if kind is autograd.Autograd else torch.no_grad()), self.counter:
                    made.run()
                self.assertEqual(self.counter.get_total_flops(), op.flop(made.params))
