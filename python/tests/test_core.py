import math
import types
import unittest
import unittest.mock

from stackbench_worker import channel, checks, clocks, devices, errors, kernels, threads
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


class HostClockTests(unittest.TestCase):
    def test_takes_as_many_samples_of_as_many_calls(self):
        calls, ticks = [], []
        taken = clocks.HostClock().sample(lambda: calls.append(1), 7, 5, ticks.append)
        self.assertEqual((len(calls), len(taken.seconds), ticks, taken.clock), (35, 5, [1, 2, 3, 4, 5], "host"))
        self.assertTrue(all(seconds > 0 for seconds in taken.seconds))
        self.assertLessEqual(7 * sum(taken.seconds), taken.end - taken.begin)


class FakeDevice:
    """A device whose calls take a thousandth of a second each, whatever the host needs to queue them."""

    def __init__(self, log, spins_per_second=None):
        self.log = log
        self.now = 0.0
        self.spun = []
        device = self

        class Event:
            def __init__(self, enable_timing):
                assert enable_timing

            def record(self):
                device.log.append("event")
                self.at = device.now

            def synchronize(self):
                device.log.append("wait")

            def elapsed_time(self, later):
                return later.at - self.at

        self.Event = Event
        if spins_per_second is not None:
            self._sleep = lambda cycles: self.spin(cycles, spins_per_second)

    def synchronize(self, index):
        pass

    def run(self):
        self.log.append("run")
        self.now += 1.0  # ms

    def flush(self):
        self.log.append("flush")
        self.now += 5.0

    def spin(self, cycles, per_second):
        self.log.append("hold")
        self.spun.append(cycles)
        self.now += 1e3 * cycles / per_second


class FakeHost:
    """A host whose time passes only where it is said to."""

    def __init__(self):
        self.now = 0

    def perf_counter_ns(self):
        return self.now

    def busy(self, seconds):
        self.now += round(1e9 * seconds)


class DeviceClockTests(unittest.TestCase):
    def test_a_sample_is_an_event_pair_around_its_calls(self):
        log = []
        device = FakeDevice(log)
        taken = clocks.DeviceClock(device, 0).sample(device.run, 2, 2, lambda done: log.append("tick"))
        one, part = ["event", "run", "event", "wait"], ["event", "run", "run", "event", "wait"]
        self.assertEqual(log, one + part + [*part, "tick"] * 2)  # the first two calibrate
        self.assertEqual((taken.seconds, taken.clock), ([1e-3, 1e-3], "device"))
        self.assertEqual(len(taken.extra["host-seconds"]), 2)
        self.assertEqual(taken.extra["launch-bound"], [0.0])

    def test_caches_are_overwritten_before_each_call_and_outside_its_events(self):
        log = []
        device = FakeDevice(log)
        taken = clocks.DeviceClock(device, 0, device.flush).sample(device.run, 3, 2, lambda done: log.append("tick"))
        call = ["flush", "event", "run", "event"]
        self.assertEqual(log, [*call, "wait"] + [*call * 3, "wait"] + [*call * 3, "wait", "tick"] * 2)
        self.assertEqual(taken.seconds, [1e-3, 1e-3])  # the 5 ms of each flush are in none

    def busy_device(self, seconds, **more):
        """A device, and a call that takes so long to queue."""
        device, host = FakeDevice([], **more), FakeHost()
        patch = unittest.mock.patch.object(clocks, "time", host)
        patch.start()
        self.addCleanup(patch.stop)

        def run():
            host.busy(seconds)
            device.run()

        return device, host, run

    def test_is_launch_bound_where_the_host_is_slower_than_the_device(self):
        for seconds, bound in ((3e-3, 1.0), (1.6e-3, 1.0), (1.4e-3, 0.0), (1e-4, 0.0)):
            device, _, run = self.busy_device(seconds, spins_per_second=2e9)
            self.assertEqual(clocks.DeviceClock(device, 0).sample(run, 1, 3, lambda done: None).extra["launch-bound"], [bound], seconds)

    def test_a_call_that_waits_for_the_device_is_not_held(self):
        device, host, _ = self.busy_device(0, spins_per_second=2e9)
        seen = [0.0]

        def run():
            device.run()
            host.busy(1e-3 * (device.now - seen[0]))
            seen[0] = device.now

        taken = clocks.DeviceClock(device, 0).sample(run, 2, 1, lambda done: None)
        self.assertEqual((taken.seconds, taken.extra["launch-bound"]), ([1e-3], [0.0]))
        self.assertEqual(device.log[-8:], ["event", "run", "event", "wait"] * 2)

    def test_holds_the_stream_before_the_first_event_where_it_can(self):
        log = []
        device = FakeDevice(log, 2e9)
        clock = clocks.DeviceClock(device, 0)
        clock.sample(device.run, 1, 1, lambda done: None)
        del log[:]
        clock.sample(device.run, 1, 1, lambda done: None)  # how fast it spins is known now
        sample = ["event", "run", "event", "wait"]
        self.assertEqual(log, sample * 2 + ["hold", *sample] * 2)

    def test_how_long_a_device_spins_is_measured_never_assumed(self):
        for per_second in (1e8, 2e9, 3e9):  # a constant clock of 100 MHz, and core clocks
            device = FakeDevice([], per_second)
            clock = clocks.DeviceClock(device, 0)
            with self.subTest(per_second):
                self.assertAlmostEqual(clock._cycles(0.01) / per_second, 0.01, places=6)
                self.assertAlmostEqual(clock._cycles(99.0) / per_second, clocks._LONGEST_HOLD, places=6)
                self.assertLess(sum(device.spun) / per_second, 0.01)

    def test_a_device_that_spins_in_no_time_is_not_held(self):
        device = FakeDevice([], 1e30)
        self.assertEqual(clocks.DeviceClock(device, 0)._cycles(0.01), 0)
        self.assertLessEqual(max(device.spun), clocks._MOST_SPIN)

    def test_a_part_is_no_longer_than_a_queue(self):
        device, _, run = self.busy_device(1e-3, spins_per_second=2e9)  # what takes so long to queue may be 500 kernels
        clocks.DeviceClock(device, 0).sample(run, 4, 1, lambda done: None)
        text = " ".join(device.log)
        self.assertNotIn("run run", text)
        self.assertTrue(text.endswith(" ".join(["hold event run event wait"] * 4)), text)

    def test_a_call_that_is_queued_in_no_time_shares_its_events_with_hundreds(self):
        device = FakeDevice([])
        with unittest.mock.patch.object(clocks, "_QUICKEST_LAUNCH", 1.0):
            taken = clocks.DeviceClock(device, 0).sample(device.run, 1200, 1, lambda done: None)
        text = " ".join(device.log).split("wait")[2:]
        self.assertEqual([part.count("run") for part in text], [500, 500, 200, 0])
        self.assertAlmostEqual(taken.seconds[0], 1e-3)


class CacheSizeTests(unittest.TestCase):
    def test_table(self):
        mebibyte = 1 << 20
        for kind, facts, expected in (
            ("cuda", {"L2_cache_size": 50 * mebibyte}, 50), ("cuda", {}, None), ("xpu", {"last_level_cache_size": 18 * mebibyte}, 18),
            ("hip", {"L2_cache_size": 4 * mebibyte, "gcnArchName": "gfx942:sramecc+:xnack-"}, 256),
            ("hip", {"L2_cache_size": 6 * mebibyte, "gcnArchName": "gfx1100"}, 96),
            ("hip", {"L2_cache_size": 8 * mebibyte, "gcnArchName": "gfx90a:sramecc+:xnack-"}, 8),
            ("hip", {"L2_cache_size": 4 * mebibyte, "gcnArchName": "gfx1310"}, 256), ("hip", {}, 256),
        ):
            with self.subTest(kind=kind, **facts):
                found = devices.last_level_cache(kind, types.SimpleNamespace(**facts))
                self.assertEqual(found, None if expected is None else expected * mebibyte)


if __name__ == "__main__":
    unittest.main()
