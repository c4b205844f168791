import importlib.util
import os
import sys
import tempfile
import time
import unittest
from unittest import mock

from stackbench_worker import zero
from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.families import deepspeed as family
from stackbench_worker.family import Context
from stackbench_worker.params import Params
from tests.workers import PATIENCE, prepare, record, start

VALUES = {"stage": 1, "width": 32, "layers": 2, "heads": 4, "tokens": 8, "batch": 2, "ranks": 1, "dtype": "fp32"}

# DeepSpeed as far as it is used, with its real signatures; FAULT in the environment makes it misbehave.
STUB = '''
import os
import torch

__version__ = "0.0.stub"
FAULT = os.environ.get("FAULT", "")
if FAULT == "import":
    raise RuntimeError("infer_schema: unsupported type list[int]")


def init_distributed(dist_backend=None, auto_mpi_discovery=True, distributed_port=29500, verbose=True, timeout=None, init_method=None,
                     dist_init_required=None, config=None, rank=-1, world_size=-1):
    assert auto_mpi_discovery is False and os.environ["MASTER_ADDR"] == "127.0.0.1" and os.environ["USE_LIBUV"] == "0"
    print("[INFO] [comm.py] initialising on stdout, as the real one does")
    torch.distributed.init_process_group(dist_backend, init_method=init_method, rank=rank, world_size=world_size)


class Optimizer:
    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.ipg_buffer = [torch.zeros(10_000_000)]


class Engine:
    def __init__(self, module, config):
        assert set(config) <= {"train_micro_batch_size_per_gpu", "gradient_accumulation_steps", "steps_per_print", "wall_clock_breakdown",
                               "zero_optimization", "zero_allow_untested_optimizer", "optimizer", "bf16", "fp16"}, config
        parameters = config["optimizer"]["params"]
        assert config["optimizer"]["type"] == "AdamW" and parameters["torch_adam"] is True
        self.module, self.config = module, config
        self.optimizer = Optimizer(torch.optim.AdamW(module.parameters(), lr=0.0 if FAULT == "loss" else parameters["lr"]))
        self.steps = 0

    def __call__(self, *inputs, **kwargs):
        if FAULT == "death" and self.steps == 3 and os.environ["RANK"] == "1":
            os._exit(9)
        return self.module(*inputs, **kwargs) * (float("nan") if FAULT == "nan" and self.steps > 4 else 1)

    def backward(self, loss, retain_graph=False, scale_wrt_gas=True):
        loss.backward(retain_graph=retain_graph)

    def step(self, lr_kwargs=None):
        for parameter in self.module.parameters():
            torch.distributed.all_reduce(parameter.grad)
            parameter.grad /= torch.distributed.get_world_size()
        self.optimizer.optimizer.step()
        self.optimizer.optimizer.zero_grad(set_to_none=True)
        self.steps += 1

    def zero_optimization_stage(self):
        return 0 if FAULT == "stage" else self.config["zero_optimization"]["stage"]


def initialize(args=None, model=None, optimizer=None, model_parameters=None, training_data=None, lr_scheduler=None, distributed_port=29500,
               mpu=None, dist_init_required=None, collate_fn=None, config=None, mesh_param=None, config_params=None):
    engine = Engine(model, config)
    return engine, engine.optimizer, None, None
'''


def alive(process):
    """Whether it runs: an ended one that nobody has collected yet does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class FormulaTests(unittest.TestCase):
    def test_model_state_of_the_paper(self):
        # "7.5B parameters on 64 devices": 120, 31.4, 16.6 and 1.9 GB, figure 1 of the paper.
        for stage, expected in enumerate((120.0, 31.4, 16.6, 1.9)):
            self.assertAlmostEqual(zero.model_state_bytes(stage, 7.5e9, 64, "bf16") / 1e9, expected, delta=0.05)

    def test_model_state_in_bytes_a_parameter(self):
        for dtype, expected in (("bf16", (16, 10, 9, 8)), ("fp32", (16, 12, 10, 8))):
            self.assertEqual(tuple(zero.model_state_bytes(stage, 1, 2, dtype) for stage in range(4)), expected)
            self.assertEqual([zero.model_state_bytes(stage, 1, 1, dtype) for stage in range(4)], [16] * 4)

    def test_one_stage_less_is_noticed_from_two_ranks_on(self):
        for dtype, stage, held in (("bf16", 1, 16), ("bf16", 2, 16), ("bf16", 3, 16), ("fp32", 2, 16), ("fp32", 3, 16)):
            with self.subTest(dtype=dtype, stage=stage):
                promised = zero.model_state_bytes(stage, 1000, 2, dtype)
                self.assertIsNone(zero.complaint_of_memory(1.25 * promised, promised, stage))
                self.assertRegex(zero.complaint_of_memory(held * 1000, promised, stage), "promises") if held * 1000 > 1.5 * promised else None
        self.assertIsNotNone(zero.complaint_of_memory(16, zero.model_state_bytes(3, 1, 2, "fp32"), 3))
        self.assertIsNotNone(zero.complaint_of_memory(16, zero.model_state_bytes(1, 1, 2, "bf16"), 1))

    def test_losses(self):
        for losses, complaint in (
            ([1.0, 0.9], None), ([1.0, 1.1, 0.9], None), ([1.0, 1.0], "does not fall"), ([1.0, 1.2], "does not fall"),
            ([1.0, float("nan")], "not finite"), ([float("inf"), 1.0], "not finite"),
        ):
            found = zero.complaint_of_losses(losses)
            self.assertTrue(found is None if complaint is None else complaint in found, (losses, found))

    def test_parameters(self):
        self.assertEqual(zero.parameters(768, 12), 85_054_464)  # the layers of GPT-2 small


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
        with open(os.path.join(folder.name, "deepspeed.py"), "w", encoding="ascii") as file:
            file.write(STUB)
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

    def test_two_ranks_train_and_report_what_they_hold(self):
        case = self.case(ranks=2, stage=1)
        case.first()
        self.assertEqual(case.check()[:2], (0.0, 0.0))
        self.assertEqual(case.backend, "DeepSpeed ZeRO stage 1, Optimizer, 2 ranks")
        taken = case.sample(case.clock, 2, 3, lambda done: None)
        extra = case.extra()
        self.assertEqual((len(taken.seconds), len(extra["loss"]), taken.clock), (3, 3, "host"))
        count = zero.parameters(32, 2)
        self.assertEqual(extra["model-state-formula-bytes"], [count * 12.0])
        # The stub shares nothing out: parameters, gradients and two moments in fp32, a step counter each, no buffers of communication.
        self.assertAlmostEqual(extra["model-state-bytes"][0] / count, 16.0, delta=0.02)
        self.assertLess(extra["loss"][-1], extra["loss"][0])

    def test_what_is_not_the_training_asked_for_fails_the_check(self):
        for fault, values, text in (
            ("stage", {}, "runs ZeRO stage 0, asked for 1"), ("loss", {}, "does not fall"), ("nan", {}, "not finite"),
            ("", {"stage": 3, "ranks": 2}, "stage 3 promises"),
        ):
            with self.subTest(fault=fault, **values):
                case = self.case(fault, **values)
                case.first()
                with self.assertRaisesRegex(CheckFailed, text):
                    case.check()

    def test_a_rank_that_dies_takes_the_others_with_it(self):
        case = self.case("death", ranks=2)
        case.first()
        with self.assertRaisesRegex(RuntimeError, "rank 1 died with exit code 9|on rank 0"):
            case.check()

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
