import json
import os
import subprocess
import sys
import unittest

from stackbench_worker import trainingreference, zero
from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.family import Context
from stackbench_worker.params import Params
from tests.operations import WHY, torch
from tests.workers import PATIENCE

VALUES = {"width": 32, "layers": 2, "heads": 4, "tokens": 8, "batch": 2, "ranks": 2, "dtype": "fp32"}
SETUP = {**VALUES, "dtype": "float32", "accumulation": 1, "checkpointing": False, "seed": 1, "threads": 1, "device": "cpu", "library": "gloo"}
_PYTHON = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def has_fsdp2():
    if torch is None:
        return False
    from stackbench_worker import torchrank

    try:
        torchrank.fully_shard(torch)
        return True
    except Unsupported:
        return False


@unittest.skipUnless(has_fsdp2(), WHY or "this PyTorch has no FSDP2")
class StrategyTests(unittest.TestCase):
    """Real ranks over gloo: the same training, whoever shares it out."""

    def test_losses_are_equal_over_strategies_ranks_and_the_reference(self):
        setups = [{**SETUP, "accumulation": 2, "checkpointing": True}, {**SETUP, "ranks": 4}]
        done = subprocess.run(
            [sys.executable, "-m", "tests.forkedranks", *map(json.dumps, setups)], cwd=_PYTHON, capture_output=True, timeout=PATIENCE,
            env={**os.environ, "GLOO_SOCKET_IFNAME": "lo", "USE_LIBUV": "0"})
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"[{")]
        self.assertEqual(len(found), len(setups))
        for setup, answers in zip(setups, found):
            with self.subTest(ranks=setup["ranks"]):
                expected, norms = zip(*trainingreference.steps(torch, setup, 10))
                count, ranks = zero.parameters(32, 2), setup["ranks"]
                for rank, answer in enumerate(answers):
                    self.assertNotIn("failure", answer)
                    for ddp, fsdp in zip(answer["ddp"]["losses"], answer["fsdp2"]["losses"]):
                        self.assertAlmostEqual(ddp, fsdp, delta=1e-5)
                    # Parameters, gradients, and two moments, whole or shared out; a step counter each.
                    self.assertAlmostEqual(answer["ddp"]["held"] / (16 * count), 1.0, delta=0.01)
                    self.assertAlmostEqual(answer["fsdp2"]["held"] / (16 * count / ranks), 1.0, delta=0.05)
                    for strategy in ("ddp", "fsdp2"):  # Adam takes the same step whatever the scale
                        self.assertAlmostEqual(answer[strategy]["gradient"] / norms[1], 1.0, delta=1e-5)
                    self.assertEqual((answer["ddp"]["sum"], answer["fsdp2"]["parameters"]), (answers[0]["ddp"]["sum"], ["DTensor"]))
                for found, reference in zip(answers[0]["ddp"]["losses"], expected):
                    self.assertAlmostEqual(found, reference, delta=1e-5)
                self.assertNotAlmostEqual(answers[1]["ddp"]["losses"][0], expected[0], delta=1e-5)  # every rank has data of its own

    def test_two_ranks_of_an_operation(self):
        from stackbench_worker.ops.torch_training import TorchTraining

        case = TorchTraining(Params({**VALUES, "strategy": "fsdp2", "checkpointing": True}), Device("cpu", "cpu"), 1, Context(torch, 1))
        self.addCleanup(case.close)
        case.first()
        self.assertTrue(case.check().passed)
        self.assertEqual(case.backend, "torch fully_shard (FSDP2), gloo, AdamW, 2 ranks, activation checkpointing")
        taken = case.sample(case.clock, 2, 3, lambda done: None)
        self.assertEqual((len(taken.seconds), len(case.extra()["loss"]), case.notes()), (3, 3, []))


class UncomparedTests(unittest.TestCase):
    def test_it_is_said_that_losses_were_not_compared(self):
        from stackbench_worker.ops.torch_training import TorchTraining

        case = object.__new__(TorchTraining)
        case.setup, case.strategy, case.ranks = {**SETUP, "ranks": 8, "width": 2048, "layers": 16}, "ddp", 8
        case.warm_up, case.answers = [[1.0] * 11], [{"optimizer": "AdamW"}]
        self.assertTrue(case.compare().passed)
        self.assertEqual(case.backend, "torch DistributedDataParallel, gloo, AdamW, 8 ranks, losses not compared with a reference")


class ReferenceTests(unittest.TestCase):
    def test_as_many_steps_as_take_seconds(self):
        catalog = {"width": 256, "layers": 2, "tokens": 128, "batch": 4}
        for more, expected in (({"ranks": 2, "accumulation": 1}, 11), ({"ranks": 2, "accumulation": 4}, 7), ({"ranks": 4, "accumulation": 4}, 3),
                               ({"ranks": 8, "accumulation": 1, "width": 2048, "layers": 16}, 0)):
            with self.subTest(more):
                self.assertEqual(trainingreference.affordable({**catalog, **more}, 11), expected)


@unittest.skipIf(torch is None, WHY)
class CheckTests(unittest.TestCase):
    """Answers of ranks that did something else than they were asked for."""

    def case(self, strategy, answers):
        from stackbench_worker.ops.torch_training import TorchTraining

        case = object.__new__(TorchTraining)
        case.torch, case.context, case.strategy, case.ranks = torch, Context(torch), strategy, 2
        case.setup, case.count, case.title = {**SETUP, "width": 4096, "layers": 32, "tokens": 4096}, 100, strategy.upper()
        case.promised = 1600.0 if strategy == "ddp" else 800.0
        case.answers = [{"losses": [1.0]}] * 2
        case.processes = type("Ranks", (), {"ask": lambda self, question: answers, "close": lambda self: None})()
        return case

    def test_table(self):
        good = {"losses": [0.9, 0.8], "held": 800, "count": 100, "peak": None, "parameters": ["DTensor"], "sum": 5.0}
        for strategy, bad, text in (
            ("fsdp2", {"held": 1600}, "holds 1600 bytes of model state, FSDP2 promises 800"), ("fsdp2", {"parameters": ["Parameter"]}, "nothing is shared out"),
            ("ddp", {"sum": 5.1}, "rank 1 has other parameters than rank 0"), ("ddp", {"sum": float("nan")}, "other parameters"),
            ("ddp", {"losses": [1.0, 1.1]}, "does not fall"), ("ddp", {"count": 99}, "99 parameters instead of 100"),
        ):
            with self.subTest(strategy=strategy, **bad), self.assertRaisesRegex(CheckFailed, text):
                self.case(strategy, [good, {**good, **bad}]).check()
        for strategy in ("ddp", "fsdp2"):
            self.assertTrue(self.case(strategy, [good, good]).check().passed)

    def test_refuses_what_cannot_be(self):
        from stackbench_worker.ops.torch_training import TorchTraining

        for values in ({}, {"strategy": "fsdp"}, {"strategy": "ddp", "dtype": "bf16"}, {"strategy": "ddp", "width": 30}):
            with self.subTest(values), self.assertRaises(Unsupported):
                TorchTraining(Params({**VALUES, **values}), Device("cpu", "cpu"), 1, Context(torch, 1))


if __name__ == "__main__":
    unittest.main()
