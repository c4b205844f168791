import importlib.util
import os
import sys
import tempfile
import time
import unittest
from unittest import mock

from stackbench_worker import zero
from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, RankFailed, Unsupported, text_of
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
    if FAULT == "ninja":  # its communication over shared memory is compiled now
        try:
            raise RuntimeError("Ninja is required to load C++ extensions (pip install ninja to get it)")
        except RuntimeError as error:
            raise RuntimeError("Unable to JIT load the deepspeed_shm_comm op due to ninja not being installed.") from error
    torch.distributed.init_process_group(dist_backend, init_method=init_method, rank=rank, world_size=world_size)


class Optimizer:
    """What version 0.19.6 holds: stage 0 Adam of the parameters; 1 and 2 a flat copy of the own share in fp32 and Adam of it, and its
    gradients after backward; 3 the own shares of parameters, too, and small parameters whole beside them."""

    def __init__(self, module, stage, settings, lr):
        self.stage, self.parameters, self.ranks = stage, list(module.parameters()), torch.distributed.get_world_size()
        self.rank, self.ipg_buffer = torch.distributed.get_rank(), [torch.zeros(10_000_000)]
        flat = torch.cat([p.detach().reshape(-1) for p in self.parameters])
        flat = torch.cat([flat, flat.new_zeros(-flat.numel() % self.ranks)])
        torch.distributed.broadcast(flat, 0)
        if stage == 0:
            self.optimizer = torch.optim.AdamW(self.parameters, lr=lr)
            return
        size = flat.numel() // self.ranks
        self.own = slice(self.rank * size, (self.rank + 1) * size)
        self.single_partition_of_fp32_groups = [flat[self.own].clone().requires_grad_(True)]
        self.optimizer = torch.optim.AdamW(self.single_partition_of_fp32_groups, lr=lr)
        self.averaged_gradients = {}
        self.flat = flat if stage < 3 else flat[self.own].clone()
        self.most = settings.get("stage3_param_persistence_threshold", 100_000)
        self.write(flat)
        self.free()

    def write(self, flat):
        at = 0
        for parameter in self.parameters:
            view = flat[at:at + parameter.ds_numel] if hasattr(parameter, "ds_numel") else flat[at:at + parameter.numel()]
            parameter.ds_numel, parameter.ds_shape = view.numel(), getattr(parameter, "ds_shape", parameter.shape)
            parameter.data = view.view(parameter.ds_shape) if self.stage < 3 else view.view(parameter.ds_shape).clone()
            at += view.numel()

    def gather(self):
        parts = [torch.empty_like(self.flat) for _ in range(self.ranks)]
        torch.distributed.all_gather(parts, self.flat)
        self.write(torch.cat(parts))

    def free(self):
        for parameter in self.parameters if self.stage == 3 else []:
            if parameter.ds_numel > self.most:
                parameter.data = parameter.data.new_empty(0)

    def reduce(self):
        for parameter in self.parameters:
            torch.distributed.all_reduce(parameter.grad)
            parameter.grad /= self.ranks
        if self.stage == 0:
            return
        flat = torch.cat([p.grad.reshape(-1) for p in self.parameters])
        flat = torch.cat([flat, flat.new_zeros(-flat.numel() % self.ranks)])
        if FAULT != "whole":
            self.averaged_gradients[0] = [flat[self.own].clone()]
            for parameter in self.parameters:
                parameter.grad = None
        else:  # nothing is shared out, whatever the stage
            self.averaged_gradients[0] = [flat[self.own].clone(), flat, flat.clone()]
        self.free()

    def step(self):
        if self.stage:
            self.single_partition_of_fp32_groups[0].grad = self.averaged_gradients.pop(0)[0]
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.stage in (1, 2):
            parts = [torch.empty_like(self.single_partition_of_fp32_groups[0].data) for _ in range(self.ranks)]
            torch.distributed.all_gather(parts, self.single_partition_of_fp32_groups[0].data)
            self.flat.copy_(torch.cat(parts))
        elif self.stage == 3:
            self.flat.copy_(self.single_partition_of_fp32_groups[0].data)
        for parameter in self.parameters:
            parameter.grad = None


class Engine:
    def __init__(self, module, config):
        assert set(config) <= {"train_micro_batch_size_per_gpu", "gradient_accumulation_steps", "steps_per_print", "wall_clock_breakdown",
                               "zero_optimization", "zero_allow_untested_optimizer", "optimizer", "bf16", "fp16"}, config
        parameters = config["optimizer"]["params"]
        assert config["optimizer"]["type"] == "AdamW" and parameters["torch_adam"] is True
        self.module, self.config, self.stage = module, config, config["zero_optimization"]["stage"]
        self.optimizer = Optimizer(module, self.stage, config["zero_optimization"], 0.0 if FAULT == "loss" else parameters["lr"])
        self.micro, self.steps = 0, 0

    def __call__(self, *inputs, **kwargs):
        if FAULT == "death" and self.steps == 3 and os.environ["RANK"] == "1":
            os._exit(9)
        if self.stage == 3:
            self.optimizer.gather()
        return self.module(*inputs, **kwargs) * (float("nan") if FAULT == "nan" and self.steps > 4 else 1)

    @property
    def last(self):
        return self.micro % self.config["gradient_accumulation_steps"] == self.config["gradient_accumulation_steps"] - 1

    def backward(self, loss, retain_graph=False, scale_wrt_gas=True):
        (loss / self.config["gradient_accumulation_steps"]).backward(retain_graph=retain_graph)
        if self.last:
            self.optimizer.reduce()

    def step(self, lr_kwargs=None):
        if self.last:
            self.optimizer.step()
            self.steps += 1
        self.micro += 1

    def zero_optimization_stage(self):
        return 0 if FAULT == "stage" else self.stage


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
            self.assertAlmostEqual(zero.paper_bytes(stage, 7.5e9, 64, "bf16") / 1e9, expected, delta=0.05)

    def test_model_state_that_deepspeed_0_19_6_was_measured_to_hold(self):
        """d256 l2 in fp32, MB between backward and step."""
        count, whole = zero.parameters(256, 2), zero.persistent(256, 2)
        for ranks, stage, measured in ((2, 0, 25.27), (2, 1, 18.96), (2, 2, 18.96), (2, 3, 16.35), (6, 3, 5.82)):
            with self.subTest(ranks=ranks, stage=stage):
                self.assertAlmostEqual(zero.model_state_bytes(stage, count, ranks, "fp32", whole) / 1e6, measured, delta=0.02)

    def test_model_state_in_bytes_a_parameter(self):
        for dtype, expected in (("bf16", (16, 9, 9, 8)), ("fp32", (16, 12, 12, 10))):
            self.assertEqual(tuple(zero.model_state_bytes(stage, 1, 2, dtype) for stage in range(4)), expected)
        self.assertEqual(zero.model_state_bytes(3, 100, 4, "bf16", whole=10), 100 * 16 / 4 + 2 * 10)

    def test_a_right_engine_is_right_with_any_number_of_ranks_and_a_stage_less_is_noticed(self):
        count, whole = zero.parameters(256, 2), zero.persistent(256, 2)
        for dtype in ("fp32", "bf16"):
            for ranks in (2, 3, 6, 12, 64):
                held = [zero.model_state_bytes(stage, count, ranks, dtype, whole) for stage in range(4)]
                for stage in range(4):
                    self.assertIsNone(zero.complaint_of_memory(1.04 * held[stage], held[stage], f"stage {stage}"))
                    self.assertIsNone(zero.note_of_memory(1.04 * held[stage], held[stage]))
                self.assertRegex(zero.complaint_of_memory(held[0], held[1], "stage 1"), "stage 1 promises")
                if ranks > 3:  # else they differ by a fifth: what the engine reports must tell
                    self.assertRegex(zero.complaint_of_memory(held[2], held[3], "stage 3"), "stage 3 promises")

    def test_bytes_that_are_not_the_formulas_are_said(self):
        note = zero.note_of_memory(1.1e6, 1e6)
        self.assertEqual(note["code"], "model-state-differs")
        self.assertIn("1.10 MB", note["message"])
        self.assertIn("1.10 times the 1.00 MB", note["message"])
        self.assertIsNotNone(zero.note_of_memory(0.5e6, 1e6))

    def test_losses(self):
        for losses, complaint in (
            ([1.0, 0.9], None), ([1.0, 1.1, 0.9], None), ([1.0, 1.0], "does not fall"), ([1.0, 1.2], "does not fall"),
            ([1.0, float("nan")], "not finite"), ([float("inf"), 1.0], "not finite"),
        ):
            found = zero.complaint_of_losses(losses)
            self.assertTrue(found is None if complaint is None else complaint in found, (losses, found))

    def test_parameters(self):
        self.assertEqual(zero.parameters(768, 12), 85_054_464)  # the layers of GPT-2 small
        self.assertEqual(zero.persistent(256, 2), 2 * (13 * 256 + 256 * 256))  # the projection is below the threshold, too


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
