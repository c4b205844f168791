import os
import sys
import tempfile
import unittest
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.family import Context
from stackbench_worker.ops.vllm_bench import VllmBench
from stackbench_worker.params import Params
from tests.vllmstub import VALUES

# ``vllm`` as far as it is used, with the options of its source: an unknown one ends it.
PROGRAM = """#!%s
import argparse, json, os, sys
parser = argparse.ArgumentParser()
for name in ("--model", "--load-format", "--dtype"):
    parser.add_argument(name)
for name in ("--seed", "--max-model-len", "--batch-size", "--input-len", "--output-len", "--num-iters-warmup", "--num-iters"):
    parser.add_argument(name, type=int)
parser.add_argument("--gpu-memory-utilization", type=float)
parser.add_argument("--enable-prefix-caching", action=argparse.BooleanOptionalAction)
for name in ("--disable-detokenize", "--enforce-eager"):
    parser.add_argument(name, action="store_true")
parser.add_argument("--output-json")
assert sys.argv[1:3] == ["bench", "latency"]
args = parser.parse_args(sys.argv[3:])
assert args.enable_prefix_caching is False and args.load_format == "dummy" and os.path.exists(os.path.join(args.model, "tokenizer.json"))
fault = os.environ.get("FAULT")
if fault == "dies":
    sys.exit("no memory for the cache")
times = [0.001 * (index + 1) for index in range(args.num_iters - (fault == "few"))]
if fault == "zero":
    times[0] = 0.0
if fault != "silent":
    with open(args.output_json, "w") as file:
        json.dump({"avg_latency": sum(times) / len(times) if times else 0, "latencies": times, "percentiles": {}}, file)
"""


class BenchTests(unittest.TestCase):
    """The user's own vllm bench latency, as a program."""

    VALUES = {**VALUES, "vocabulary": 10_000}

    def case(self, **values):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "vllm")
        with open(path, "w", encoding="ascii") as file:
            file.write(PROGRAM % sys.executable)
        os.chmod(path, 0o755)
        with mock.patch.dict(os.environ, {"PATH": folder.name}):
            made = VllmBench(Params({**self.VALUES, **values}), Device("cpu", "cpu"), 1, Context(None))
        self.addCleanup(made.close)
        return made

    def test_a_measurement_is_one_process_and_its_calls_are_the_samples(self):
        case = self.case(eager=True)
        case.first()
        self.assertTrue(case.check().passed)
        taken = case.sample(case.clock, 2, 3, lambda done: None)
        for found, expected in zip(taken.seconds, (0.0015, 0.0035, 0.0055)):
            self.assertAlmostEqual(found, expected)
        self.assertEqual((len(taken.seconds), taken.clock, case.extra()["output-tokens"]), (3, "host", [48.0]))
        self.assertEqual(case.backend, "vllm bench latency, eager, prefix cache off, dummy weights")
        case.close()
        self.assertFalse(os.path.exists(case.folder))

    def test_what_it_does_not_tell_is_no_time(self):
        for fault, kind, text in (("dies", RuntimeError, "exit code 1: no memory for the cache"), ("silent", RuntimeError, "exit code 0"),
                                  ("few", CheckFailed, "asked for 2 calls and tells of 1"), ("zero", CheckFailed, "times that are none")):
            case = self.case()
            with self.subTest(fault), mock.patch.dict(os.environ, {"FAULT": fault}), self.assertRaisesRegex(kind, text):
                case.measure(2)

    def test_a_small_vocabulary_is_refused(self):
        with self.assertRaisesRegex(Unsupported, "prompts of 10000 ids"):
            self.case(vocabulary=100)
