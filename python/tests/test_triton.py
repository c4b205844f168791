import importlib.util
import os
import sys
import types
import unittest
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.errors import Unsupported
from stackbench_worker.family import Context
from stackbench_worker.params import Params

SMALL = {
    "vector-add": {"count": 2500, "dtype": "fp32"},
    "softmax": {"rows": 5, "columns": 37, "dtype": "fp32"},
    "layernorm": {"rows": 5, "columns": 37, "dtype": "bf16"},
    "matmul": {"m": 150, "n": 300, "k": 70, "dtype": "fp16"},
    "attention": {"batch": 1, "heads": 2, "tokens": 100, "width": 16, "dtype": "bf16"},
}


def interpreter(torch):
    """As much of triton as the kernels use, over tensors on the CPU: every program of the grid runs after the other."""
    triton, tl, program = types.ModuleType("triton"), types.ModuleType("triton.language"), [0, 0]

    class Pointer:
        def __init__(self, tensor, at=0):
            self.tensor, self.at = tensor, at
            self.dtype = types.SimpleNamespace(element_ty=tensor.dtype)

        def __add__(self, offset):
            return Pointer(self.tensor, self.at + offset)

    class Id(int):
        def to(self, dtype):
            return self

    def load(pointer, mask=None, other=None):
        mask = mask.expand(pointer.at.shape)
        flat, result = pointer.tensor.view(-1), torch.full(pointer.at.shape, other, dtype=pointer.tensor.dtype)
        result[mask] = flat[pointer.at[mask]]  # outside of the tensor: IndexError, and with it the test fails
        return result

    def store(pointer, value, mask=None):
        assert value.dtype == pointer.tensor.dtype and value.shape == pointer.at.shape
        mask = mask.expand(pointer.at.shape)
        pointer.tensor.view(-1)[pointer.at[mask]] = value[mask]

    def dot(left, right):
        assert left.dtype == right.dtype and all(size >= 16 and size & (size - 1) == 0 for size in (*left.shape, *right.shape))
        return left.float() @ right.float()

    def arange(first, last):
        assert first == 0 and last & (last - 1) == 0, "Triton's ranges are powers of two"
        return torch.arange(first, last)

    class Jit:
        def __init__(self, function):
            self.function = function

        def __getitem__(self, grid):
            def launch(*arguments, num_warps=4, num_stages=3, **constants):
                arguments = [Pointer(a) if torch.is_tensor(a) else a for a in arguments]
                for program[1] in range(grid[1] if len(grid) > 1 else 1):
                    for program[0] in range(grid[0]):
                        self.function(*arguments, **constants)

            return launch

    triton.jit, triton.language, triton.__version__ = Jit, tl, "0.0.stub"
    tl.constexpr, tl.float32, tl.int64, tl.load, tl.store, tl.dot, tl.arange = int, torch.float32, torch.int64, load, store, dot, arange
    tl.program_id, tl.exp, tl.sqrt, tl.trans = lambda axis: Id(program[axis]), torch.exp, torch.sqrt, torch.t
    tl.max, tl.sum = lambda x, axis: x.amax(axis), lambda x, axis: x.sum(axis)
    tl.zeros, tl.full = lambda shape, dtype: torch.zeros(shape, dtype=dtype), lambda shape, value, dtype: torch.full(shape, value, dtype=dtype)
    tl.cdiv, tl.where = lambda a, b: -(-a // b), lambda c, a, b: torch.where(c, a, torch.tensor(b))
    tl.minimum, tl.maximum = min, torch.maximum
    return {"triton": triton, "triton.language": tl}


class OpenTests(unittest.TestCase):
    @unittest.skipUnless(importlib.util.find_spec("torch"), "needs torch: eng/ml-stack.sh")
    def test_an_interpreter_computes_on_the_cpu_alone(self):
        import torch
        from stackbench_worker import libraries
        from stackbench_worker.families import triton as family

        if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
            self.skipTest("needs PyTorch 2")
        self.addCleanup(torch.set_grad_enabled, True)
        self.addCleanup(sys.modules.pop, "stackbench_worker.tritonsource", None)
        sys.modules.pop("stackbench_worker.tritonsource", None)
        with mock.patch.dict(sys.modules, interpreter(torch)), mock.patch.object(libraries, "find"), mock.patch.dict(os.environ, {"TRITON_INTERPRET": "1"}):
            self.assertEqual([device.id for device in family.open().devices], ["cpu"])

    @unittest.skipUnless(importlib.util.find_spec("torch"), "needs torch: eng/ml-stack.sh")
    def test_without_a_gpu_it_says_so(self):
        import torch
        from stackbench_worker.families import triton as family

        if torch.cuda.is_available():
            self.skipTest("there is a GPU")
        with self.assertRaises(Unsupported) as caught:
            family.open()
        self.assertEqual(caught.exception.reason, "triton needs a GPU")
        self.assertTrue(caught.exception.remedy)


@unittest.skipUnless(importlib.util.find_spec("torch"), "needs torch: eng/ml-stack.sh")
class KernelTests(unittest.TestCase):
    def setUp(self):
        import torch

        if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
            self.skipTest("needs PyTorch 2")
        self.torch = torch
        self.addCleanup(torch.set_grad_enabled, True)  # process-wide, and cases switch it off
        modules = mock.patch.dict(sys.modules, interpreter(torch))
        modules.start()
        self.addCleanup(modules.stop)
        self.addCleanup(sys.modules.pop, "stackbench_worker.tritonsource", None)
        sys.modules.pop("stackbench_worker.tritonsource", None)

    def case(self, kernel, implementation="triton", **values):
        from stackbench_worker.ops.triton_kernels import TritonKernel

        case = TritonKernel(Params({"kernel": kernel, "implementation": implementation, **SMALL[kernel], **values}), Device("cpu", "cpu"), 1, Context(self.torch))
        self.addCleanup(case.close)
        return case

    def test_compile_time_is_that_of_compiling(self):
        """The caches of each kernel are new and empty, and what was compiled for another is not found in memory."""
        with mock.patch.dict(os.environ, {"TRITON_CACHE_DIR": "the user's"}):
            folders, functions = [], []
            for _ in range(2):
                case = self.case("softmax")
                functions.append(sys.modules["stackbench_worker.tritonsource"].softmax)
                folders.append(os.path.dirname(os.environ["TRITON_CACHE_DIR"]))
                self.assertEqual(os.listdir(folders[-1]), [])
                case.close()
                self.assertFalse(os.path.exists(folders[-1]))
                self.assertEqual(os.environ["TRITON_CACHE_DIR"], "the user's")
        self.assertEqual((len(set(folders)), functions[0] is functions[1]), (2, False))

    def test_a_large_result_is_checked_by_parts(self):
        """A reference of all of it would take the memory and the minutes of a machine."""
        from stackbench_worker import attentionreference

        seen = []
        real = attentionreference.group
        with mock.patch.object(attentionreference, "group", lambda torch, query, *rest: seen.append(tuple(query.shape)) or real(torch, query, *rest)):
            for kernel, values in (("attention", {"batch": 3, "heads": 5}), ("matmul", {"m": 300, "n": 310}), ("softmax", {"rows": 500})):
                case = self.case(kernel, "pytorch", **values)
                case.activate()
                case.first()
                self.assertTrue(case.check().passed)
                self.assertLessEqual(max(tensor.numel() for tensor in case.part()), 64 * max(64, 37) if kernel != "attention" else 100 * 16)
        self.assertEqual(set(seen), {(1, 100, 16)})

    def test_every_kernel_agrees_with_double_precision_also_where_blocks_do_not_fit(self):
        for kernel, values in (*((kernel, {}) for kernel in SMALL), ("attention", {"causal": True}), ("attention", {"tokens": 64}), ("matmul", {"m": 1300, "k": 16})):
            with self.subTest(kernel, **values):
                case = self.case(kernel, **values)
                case.activate()
                case.first()
                check = case.check()
                self.assertTrue(check.passed, check)
                self.assertEqual(case.backend, f"triton 0.0.stub: {kernel}")
                self.assertGreaterEqual(case.extra()["compile-time"][0], 0)

    def test_pytorch_does_the_same_work(self):
        for kernel in SMALL:
            with self.subTest(kernel):
                case = self.case(kernel, "pytorch")
                case.activate()
                case.first()
                self.assertTrue(case.check().passed)
                self.assertEqual(case.extra(), {})

    def test_a_result_that_is_wrong_fails(self):
        for kernel in SMALL:
            with self.subTest(kernel):
                case = self.case(kernel)
                self.assertFalse(case.check().passed)  # nothing has run
                case.first()
                case.output.view(-1)[::2] += 1
                self.assertFalse(case.check().passed)

    def test_what_an_interpreter_computes_is_checked_and_is_no_rate(self):
        with mock.patch.dict(os.environ, {"TRITON_INTERPRET": "1"}):
            case = self.case("softmax")
            case.first()
            self.assertTrue(case.check().passed)
            self.assertIn(", interpreted", case.backend)
            self.assertTrue(case.uses_triton)
            self.assertEqual(case.extra(), {})
            self.assertFalse(self.case("softmax", "pytorch").uses_triton)

    def test_flop(self):
        from stackbench_worker.ops.triton_kernels import flop

        for kernel, values, expected in (
            ("vector-add", {}, 2500), ("softmax", {}, 925), ("layernorm", {}, 1480), ("matmul", {}, 6_300_000),
            ("attention", {}, 1_280_000), ("attention", {"causal": True}, 646_400),
        ):
            self.assertEqual(flop(Params({"kernel": kernel, **SMALL[kernel], **values})), expected)

    def test_refuses_what_cannot_be(self):
        for kernel, values in (("matmul", {"dtype": "fp32"}), ("attention", {"width": 48}), ("softmax", {"columns": 1 << 17})):
            with self.subTest(kernel), self.assertRaises(Unsupported):
                self.case(kernel, **values)


if __name__ == "__main__":
    unittest.main()
