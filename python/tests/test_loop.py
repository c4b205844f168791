import gc
import os
import unittest
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.family import Case, Context, Family
from stackbench_worker.loop import Loop
from tests.workers import measure, prepare


class _Watched(Case):
    """Notes whether the garbage collector is on while samples are taken."""

    backend = "none"
    seen = []

    def run(self):
        self.seen.append(gc.isenabled())
        if self.params.flag("fails"):
            raise ValueError("it went wrong in mid-sample")

    def first(self):
        pass

    def check(self):
        return 0.0, 0.0


class _Channel:
    def __init__(self, *requests):
        self.requests = list(requests)
        self.sent, self.fields = [], []

    def receive(self):
        return self.requests.pop(0) if self.requests else None

    def send(self, kind, **fields):
        self.sent.append(kind)
        self.fields.append(fields)


class GarbageCollectorTests(unittest.TestCase):
    def setUp(self):
        self.addCleanup(gc.enable)
        _Watched.seen.clear()

    def test_it_is_off_while_samples_are_taken_and_on_again_after_them(self):
        self.assertEqual(self._talk(prepare(op="watched"), measure(iterations=2, samples=3)), ["prepared", "samples"])
        self.assertEqual(set(_Watched.seen), {False})
        self.assertGreaterEqual(len(_Watched.seen), 6)
        self.assertTrue(gc.isenabled())

    def test_it_is_on_again_after_a_failure(self):
        self.assertEqual(self._talk(prepare(op="watched", fails=True), measure()), ["prepared", "error"])
        self.assertEqual((set(_Watched.seen), gc.isenabled()), ({False}, True))

    @staticmethod
    def _talk(*requests):
        channel = _Channel(*requests)
        Loop(channel, Family("watched", "1", {}, [Device("cpu", "cpu")], {"watched": _Watched})).run()
        return channel.sent


class AnswerTests(unittest.TestCase):
    def answer(self, case, *requests):
        channel = _Channel(*requests)
        Loop(channel, Family("told", "1", {}, [Device("cpu", "cpu")], {"told": case})).run()
        return channel.sent[-1], channel.fields[-1]

    def test_notes_travel_with_the_samples(self):
        note = {"code": "interpreted", "message": "no rate", "noValue": True}

        class Told(_Watched):
            def notes(self):
                return [note]

        self.assertEqual(self.answer(Told, prepare(op="told"), measure())[1]["notes"], [note])
        self.assertNotIn("notes", self.answer(_Watched, prepare(op="told"), measure())[1])

    def test_no_rate_comes_of_tritons_interpreter(self):
        class Uses(_Watched):
            uses_triton = True

        for value, case, expected in (("1", Uses, [True]), ("0", Uses, []), ("1", _Watched, [])):
            with self.subTest(value), mock.patch.dict(os.environ, {"TRITON_INTERPRET": value}):
                told = self.answer(case, prepare(op="told"), measure())[1].get("notes", [])
                self.assertEqual([note["noValue"] for note in told], expected)
        self.assertFalse(_Watched(None, Device("cuda:0", "cuda", module=object()), 1, Context(None)).uses_triton)  # GEMM runs as without it

    def test_what_torch_compile_makes_for_gpus_is_triton(self):
        from stackbench_worker.ops.attention import Attention
        from stackbench_worker.ops.compile import Compile
        from stackbench_worker.ops.gemm import Gemm
        from stackbench_worker.ops.linear import QuantizedLinear
        from stackbench_worker.ops.models import Models

        cpu, gpu = Device("cpu", "cpu"), Device("cuda:0", "cuda", module=object())
        for op, fields, expected in (
            (Compile, {"mode": "inductor"}, True), (Compile, {"mode": "eager"}, False), (Models, {"mode": "inductor"}, True),
            (Models, {"mode": "eager"}, False), (Attention, {"kernel": "flex"}, True), (Attention, {"kernel": "flash"}, False),
            (QuantizedLinear, {"compiled": True}, True), (QuantizedLinear, {"compiled": False}, False), (Gemm, {}, False),
        ):
            with self.subTest(op=op.__name__, **fields):
                made = object.__new__(op)
                made.__dict__.update(fields, device=gpu)
                self.assertEqual(made.uses_triton, expected)
                made.device = cpu
                self.assertFalse(made.uses_triton)  # C++ there

    def test_a_missing_build_tool_is_unsupported_and_other_failures_are_not(self):
        class Builds(_Watched):
            def first(self):
                raise RuntimeError(self.params.text("words"))

        for words, expected in (("Ninja is required to load C++ extensions (pip install ninja to get it)", "unsupported"), ("ninja: build stopped", "error")):
            kind, fields = self.answer(Builds, prepare(op="told", words=words))
            self.assertEqual(kind, expected)
            self.assertEqual(fields.get("remedy"), "pip install ninja" if kind == "unsupported" else None)


if __name__ == "__main__":
    unittest.main()
