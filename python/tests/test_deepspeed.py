import importlib.util
import os
import shutil
import sys
import tempfile
import time
import unittest
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, RankFailed, Unsupported, text_of
from stackbench_worker.families import deepspeed as family
from stackbench_worker.family import Context
from stackbench_worker.params import Params
from tests.workers import PATIENCE, prepare, record, start

VALUES = {"stage": 1, "width": 32, "layers": 2, "heads": 4, "tokens": 8, "batch": 2, "ranks": 1, "dtype": "fp32"}
STUB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "deepspeedstub.py")


def alive(process):
    """Whether it runs: an ended one that nobody has collected yet does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class OpenTests(unittest.TestCase):
    @unittest.skipIf(importlib.util.find_spec("deepspeed"), "DeepSpeed is installed here")
    def test_absent(self):
        with self.assertRaises(Unsupported) as caught:
            family.open()
        self.assertRegex(caught.exception.reason, "DeepSpeed is not installed for ")
        self.assertRegex(caught.exception.remedy, "pip install deepspeed")


@unittest.skipUnless(importlib.util.find_spec("torch"), "needs torch: eng/ml-stack.sh")
class TrainingTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        shutil.copy(STUB, os.path.join(folder.name, "deepspeed.py"))
        self.folder = folder.name
        path = mock.patch.object(sys, "path", [folder.name, *sys.path])
        path.start()
        self.addCleanup(path.stop)
        self.addCleanup(sys.modules.pop, "deepspeed", None)
        import torch

        if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
            self.skipTest("DeepSpeed needs PyTorch 2")
        self.torch = torch

    def case(self, fault="", **values):
        from stackbench_worker.ops.zero_training import ZeroTraining

        with mock.patch.dict(os.environ, {"FAULT": fault}):
            case = ZeroTraining(Params({**VALUES, **values}), Device("cpu", "cpu"), 1, Context(self.torch, 1))
        self.addCleanup(case.close)
        return case

    def test_two_ranks_train_and_hold_what_the_formula_says(self):
        from stackbench_worker import trainingreference

        case = self.case(ranks=2, stage=3, width=256, layers=1, accumulation=2)
        case.first()
        self.assertEqual(case.check()[:2], (0.0, 0.0))
        self.assertEqual(case.backend, "DeepSpeed ZeRO stage 3, Optimizer, 2 ranks, 2 micro-batches")
        taken = case.sample(case.clock, 2, 3, lambda done: None)
        extra = case.extra()
        self.assertEqual((len(taken.seconds), len(extra["loss"]), taken.clock), (3, 3, "host"))
        # Every number of the model, and a step counter; no buffers of communication.
        self.assertAlmostEqual(extra["model-state-bytes"][0] / extra["model-state-formula-bytes"][0], 1.0, delta=0.001)
        self.assertEqual(case.notes(), [])
        self.assertLess(extra["loss"][-1], extra["loss"][0])
        for found, (expected, _) in zip(case.warm_up[0], trainingreference.steps(self.torch, case.setup, 11)):
            self.assertAlmostEqual(found, expected, delta=1e-5)

    def test_what_is_not_the_training_asked_for_fails_the_check(self):
        for fault, values, text in (
            ("stage", {}, "runs ZeRO stage 0, asked for 1"), ("loss", {}, "does not fall"), ("nan", {}, "not finite"),
            ("whole", {"stage": 2, "ranks": 2}, "stage 2 promises"),
        ):
            with self.subTest(fault=fault, **values):
                case = self.case(fault, **values)
                case.first()
                with self.assertRaisesRegex(CheckFailed, text):
                    case.check()

    def test_a_missing_build_tool_is_no_failure(self):
        with self.assertRaises(Unsupported) as caught:
            self.case("ninja")
        self.assertRegex(caught.exception.reason, "ninja is missing")
        self.assertEqual(caught.exception.remedy, "pip install ninja")

    def test_a_rank_that_dies_takes_the_others_with_it(self):
        case = self.case("death", ranks=2)
        case.first()
        with self.assertRaisesRegex(RankFailed, "rank 1 died with exit code 9|on rank 0") as caught:
            case.check()
        self.assertFalse(text_of(caught.exception).startswith("RankFailed"))  # the message names the type of the rank's own error

    @unittest.skipUnless(os.path.exists(f"/proc/{os.getpid()}/task/{os.getpid()}/children"), "needs the kernel's list of children")
    def test_the_ranks_end_with_the_worker(self):
        with start("deepspeed", self.folder) as worker:
            worker.stdin.write(record(**prepare(op="training", **{**VALUES, "ranks": 2})))
            worker.stdin.flush()
            while b"prepared" not in worker.stdout.readline():
                self.assertIsNone(worker.poll())
            with open(f"/proc/{worker.pid}/task/{worker.pid}/children", encoding="ascii") as file:
                ranks = [rank for rank in file.read().split() if os.path.exists(f"/proc/{rank}")]
            self.assertEqual(len(ranks), 2)
            worker.kill()
            worker.wait(PATIENCE)
            for stream in (worker.stdin, worker.stdout, worker.stderr):
                stream.close()
        until = time.monotonic() + PATIENCE
        while any(alive(rank) for rank in ranks):
            self.assertLess(time.monotonic(), until, "ranks outlive their worker")
            time.sleep(0.05)

    def test_what_deepspeed_raises_at_import_is_told(self):
        with mock.patch.dict(os.environ, {"FAULT": "import"}), self.assertRaises(Unsupported) as caught:
            family.open()
        self.assertIn("installed but unusable: RuntimeError: infer_schema", caught.exception.reason)

    def test_opens_with_the_devices_of_torch(self):
        opened = family.open()
        self.assertEqual((opened.version, opened.software["deepspeed"], sorted(opened.ops)), ("0.0.stub", "0.0.stub", ["training"]))
        self.assertEqual(opened.devices[0].id, "cpu")

    def test_refuses_what_cannot_be(self):
        for values in ({"stage": 4}, {"stage": -1}, {"dtype": "bf16"}, {"width": 30}, {"offload": "cpu"}):
            with self.subTest(values), self.assertRaises(Unsupported):
                self.case(**values)


if __name__ == "__main__":
    unittest.main()
