import math
import unittest

from stackbench_worker import channel, checks, errors, kernels, threads, variables
from stackbench_worker.errors import ProtocolError, Unsupported
from stackbench_worker.params import Params


class ChannelTests(unittest.TestCase):
    def test_a_record_is_framed_compact_ascii_json(self):
        self.assertEqual(channel.encode({"a": 1, "b": "é\x1e\n"}), b'\x1e{"a":1,"b":"\\u00e9\\u001e\\n"}\n')

    def test_what_is_no_json_is_refused(self):
        for value in (math.nan, math.inf, -math.inf):
            with self.subTest(value), self.assertRaises(ValueError):
                channel.encode({"seconds": [value]})

    def test_a_message_has_at_most_16_MiB(self):
        with self.assertRaises(ValueError):
            channel.encode({"a": "x" * channel.LARGEST})

    def test_decode(self):
        for line, expected in (
            (b'\x1e{"type":"hello"}\n', {"type": "hello"}),
            (b'{"type":"hello"}\r\n', {"type": "hello"}),
            (b"\x1e\n", None),
            (b"\n", None),
        ):
            with self.subTest(line):
                self.assertEqual(channel.decode(line), expected)

    def test_what_is_no_message_is_refused(self):
        for line in (b"hello", b"\x1e{", b"\x1e[1]", b"\x1e3", b"\x1enull", b'\x1e{"a":"\xff"}', b"[" * 100_000):
            with self.subTest(line[:20]), self.assertRaises(ProtocolError):
                channel.decode(line)


class VariablesTests(unittest.TestCase):
    def test_those_of_ML_libraries_are_named_and_no_secret(self):
        environment = {"ONEDNN_MAX_CPU_ISA": "SSE41", "HSA_ENABLE_SDMA": "0", "HOME": "/root", "VLLM_API_KEY": "x", "NCCL_auth_file": "y",
                       "OMP_X": "a\udcff"}
        self.assertEqual(variables.named(environment), {"env.HSA_ENABLE_SDMA": "0", "env.OMP_X": "a?", "env.ONEDNN_MAX_CPU_ISA": "SSE41"})


class ParamsTests(unittest.TestCase):
    def setUp(self):
        self.params = Params({"n": 3, "zero": 0, "text": "nn", "yes": True})

    def test_reads(self):
        p = self.params
        self.assertEqual((p.number("zero"), p.size("n"), p.size("none", 7), p.size("none", None)), (0, 3, 7, None))
        self.assertEqual((p.text("text"), p.choice("text", "nt", "nn"), p.choice("none", "nt", "nn")), ("nn", "nn", "nt"))
        self.assertEqual((p.flag("yes"), p.flag("none")), (True, False))

    def test_refuses(self):
        p = self.params
        for call in (
            lambda: p.number("none"), lambda: p.number("text"), lambda: p.number("yes"), lambda: p.size("zero"), lambda: p.text("n"),
            lambda: p.choice("text", "nt"), lambda: p.required_choice("none", "a"), lambda: p.flag("n"), lambda: p.flag("text"),
        ):
            with self.assertRaises(Unsupported):
                call()


class CheckTests(unittest.TestCase):
    def test_table(self):
        for results, references, typical, tolerance, error in (
            ([1.0, 2.0], [1.0, 2.0], 1.0, 0.1, 0.0),
            ([1.1, 2.0], [1.0, 2.0], 1.0, 0.2, 0.1),
            ([0.1], [0.0], 1.0, 0.2, 0.1),  # near zero: relative to a typical entry
            ([11.0], [10.0], 1.0, 0.2, 0.1),  # large: relative to itself
            ([3.0], [1.0], 100.0, 0.0, 2.0),  # exactness: absolute
            ([math.nan], [1.0], 1.0, 0.2, math.inf),
            ([1.0], [math.nan], 1.0, 0.2, math.inf),
            ([math.inf], [1.0], 1.0, 0.2, math.inf),
        ):
            with self.subTest(results=results, references=references):
                check = checks.compare(results, references, typical, tolerance)
                self.assertAlmostEqual(check.max_error, error, places=12) if math.isfinite(error) else self.assertEqual(check.max_error, error)
                self.assertEqual(check.passed, error <= tolerance)

    def test_needs_as_many_results_as_references(self):
        for results, references in (([], []), ([1.0], [])):
            with self.assertRaises(ValueError):
                checks.compare(results, references, 1.0, 0.1)

    def test_worst_is_nearest_to_its_tolerance(self):
        a, b, exact = checks.Check(1e-3, 1e-2), checks.Check(1e-5, 1.1e-5), checks.Check(0.0, 0.0)
        self.assertIs(checks.worst([a, b, exact]), b)
        wrong = checks.Check(1.0, 0.0)
        self.assertIs(checks.worst([a, wrong, b]), wrong)


class ThreadsTests(unittest.TestCase):
    def test_table(self):
        cores = threads.physical_cores()
        for params, variable, expected in (
            ({"threads": 4}, "", 4), ({"threads": 4}, "2", 2), ({"threads": 1}, "8", 1), ({"threads": 4}, "x", 4), ({"threads": 4}, "0", 4),
            ({}, "", cores), ({}, "1", 1),
        ):
            with self.subTest(params=params, variable=variable):
                self.assertEqual(threads.wanted(Params(params), {"OMP_NUM_THREADS": variable} if variable else {}), expected)


class ErrorTests(unittest.TestCase):
    def test_kinds(self):
        class OutOfMemoryError(RuntimeError):
            pass

        for error, memory, lost in (
            (MemoryError(), True, False),
            (OutOfMemoryError("CUDA out of memory. Tried to allocate"), True, False),
            (RuntimeError("[enforce fail at alloc_cpu.cpp:83] err == 0. DefaultCPUAllocator: can't allocate memory: you tried"), True, False),
            (RuntimeError("CUDA error: out of memory"), True, False),
            (RuntimeError("CUDA error: an illegal memory access was encountered"), False, True),
            (RuntimeError("HIP error: unspecified launch failure"), False, True),
            (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False, False),
        ):
            with self.subTest(error):
                self.assertEqual((errors.is_out_of_memory(error), errors.is_device_lost(error)), (memory, lost))

    def test_refusals(self):
        for error, refusal in (
            (NotImplementedError("Could not run 'aten::x' with arguments from the 'CPU' backend"), True),
            (RuntimeError("\"mse_cpu\" not implemented for 'BFloat16'"), True),
            (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
            (ValueError("not implemented for 'x'"), False),
        ):
            with self.subTest(error):
                self.assertEqual(errors.is_refusal(error), refusal)

    def test_a_trace_has_at_most_4_kB(self):
        try:
            raise ValueError("ä" * 10_000)
        except ValueError as error:
            self.assertLessEqual(len(errors.trace_of(error).encode()), errors.TRACE_LIMIT + 2)
            self.assertLessEqual(len(errors.text_of(error)), errors.MESSAGE_LIMIT)


class KernelNameTests(unittest.TestCase):
    def test_names_of_verbose_output(self):
        for text, expected in (
            ("onednn_verbose,v1,primitive,exec,cpu,matmul,brg_matmul:avx512_core_bf16,undef,src", ["oneDNN matmul brg_matmul:avx512_core_bf16"]),
            ("dnnl_verbose,exec,cpu,convolution,jit:avx2,forward_training,x\n" * 2, ["oneDNN convolution jit:avx2"]),
            ("onednn_verbose,v1,info,cpu,runtime:OpenMP,nthr:2", []),
            ("MKL_VERBOSE SGEMM(N,N,512,512,512) 1.2ms\nMKL_VERBOSE Intel(R) oneAPI", ["MKL SGEMM"]),
            ("noise, exec, cpu", []),
            ("onednn_verbose,exec", []),
        ):
            with self.subTest(text[:40]):
                self.assertEqual(kernels.names_of_output(text), expected)
