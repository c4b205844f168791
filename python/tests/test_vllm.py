import importlib.util
import json
import os
import sys
import tempfile
import types
import unittest
from unittest import mock

from stackbench_worker import libraries, wordtokenizer
from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.families import vllm as family
from stackbench_worker.family import Context
from stackbench_worker.ops.vllm_bench import VllmBench
from stackbench_worker.ops.vllm_offline import VllmOffline, parameters
from stackbench_worker.params import Params

VALUES = {"hidden": 64, "intermediate": 128, "layers": 2, "heads": 4, "kv_heads": 2, "vocabulary": 100, "prompts": 8, "input": 5, "output": 6, "dtype": "bf16"}


def tokenizer_files(folder):
    """Words of the tokenizer beside the model, without which vLLM does not start."""
    with open(os.path.join(folder, "tokenizer.json"), encoding="ascii") as file:
        return len(json.load(file)["model"]["vocab"])


class Named:
    """A setting or a backend of vLLM, by name."""

    def __init__(self, name):
        self.name = name

    def get_name(self):
        return self.name


class Stub(types.ModuleType):
    """vllm as far as it is used, with its real signatures: an unknown keyword is a TypeError."""

    def __init__(self, **faults):
        super().__init__("vllm")
        self.__version__ = "0.0.stub"
        stub = self
        self.faults, self.opened, self.generated = faults, [], []

        class SamplingParams:
            def __init__(self, *, n=1, temperature=1.0, top_p=1.0, seed=None, stop=None, ignore_eos=False, max_tokens=16, min_tokens=0, detokenize=True):
                self.ignore_eos, self.max_tokens, self.detokenize = ignore_eos, max_tokens, detokenize

        class LLM:
            def __init__(self, model, *, tokenizer=None, skip_tokenizer_init=False, trust_remote_code=False, tensor_parallel_size=1, dtype="auto",
                         quantization=None, seed=None, gpu_memory_utilization=0.9, enforce_eager=False, load_format="auto", max_model_len=None,
                         max_num_seqs=None, enable_prefix_caching=None):
                with open(os.path.join(model, "config.json"), encoding="ascii") as file:
                    stub.opened.append({**{k: v for k, v in locals().items() if k not in ("self", "file")}, "config": json.load(file)})
                config = types.SimpleNamespace(
                    model_config=types.SimpleNamespace(enforce_eager=faults.get("eager", enforce_eager)),
                    cache_config=types.SimpleNamespace(enable_prefix_caching=faults.get("cache", enable_prefix_caching)))
                if faults.get("tokenizer") == "at start" and skip_tokenizer_init:
                    raise ValueError("Unable to get tokenizer because `skip_tokenizer_init=True`")
                self.words = tokenizer_files(model) if not skip_tokenizer_init else None
                self.without = skip_tokenizer_init
                if "told" in faults:
                    config.compilation_config = faults["told"]
                core = types.SimpleNamespace(shutdown=lambda: stub.end("engine_core"))
                executor = types.SimpleNamespace(shutdown=lambda: stub.end("model_executor"))
                self.llm_engine = types.SimpleNamespace(**({"model_executor": executor} if faults.get("old") else {"vllm_config": config, "engine_core": core}))

            def generate(self, prompts, sampling_params=None, *, use_tqdm=True, lora_request=None, priority=None):
                if faults.get("tokenizer") == "at requests" and self.without:  # as version 0.10.0
                    raise AttributeError("'NoneType' object has no attribute 'get_lora_tokenizer'")
                stub.generated.append(prompts)
                count = sampling_params.max_tokens - (faults.get("missing", 0) if len(stub.generated) > faults.get("good_calls", 0) else 0)
                token = (lambda i: 7) if faults.get("constant") else (lambda i: i + faults.get("shift", 0))
                return [
                    types.SimpleNamespace(outputs=[types.SimpleNamespace(token_ids=tuple(token(i + n) for i in range(count)))], num_cached_tokens=faults.get("cached"))
                    for n in range(len(prompts) - faults.get("lost", 0))]

        self.LLM, self.SamplingParams = LLM, SamplingParams
        self.ended = []
        self.state = types.ModuleType("vllm.distributed.parallel_state")
        self.state.destroy_model_parallel = lambda: self.end("model_parallel")
        self.state.destroy_distributed_environment = lambda: self.end("distributed_environment")

    def end(self, what):
        self.ended.append(what)
        if self.faults.get("stubborn") == what:
            raise RuntimeError("it does not end")


def case(stub, seed=1, **values):
    with mock.patch.dict(sys.modules, {"vllm": stub}):
        return VllmOffline(Params({**VALUES, **values}), Device("cuda:0", "cuda"), seed, Context(None))


class OfflineTests(unittest.TestCase):
    def test_opens_the_engine_as_specified(self):
        stub = Stub()
        opened = case(stub)
        arguments = stub.opened[0]
        self.assertEqual(
            {key: arguments[key] for key in ("load_format", "skip_tokenizer_init", "enforce_eager", "enable_prefix_caching", "max_model_len", "dtype", "gpu_memory_utilization")},
            {"load_format": "dummy", "skip_tokenizer_init": True, "enforce_eager": False, "enable_prefix_caching": False, "max_model_len": 11, "dtype": "bfloat16",
             "gpu_memory_utilization": 0.9})
        config = arguments["config"]
        self.assertEqual((config["architectures"], config["num_key_value_heads"], config["vocab_size"]), (["LlamaForCausalLM"], 2, 100))
        self.assertEqual((opened.sampling.ignore_eos, opened.sampling.max_tokens, opened.sampling.detokenize), (True, 6, False))
        self.assertTrue(case(stub, eager=True).eager and stub.opened[1]["enforce_eager"])
        opened.close()
        self.assertFalse(os.path.exists(arguments["model"]))

    def test_the_engine_ends_between_workloads(self):
        for faults, first in (({}, "engine_core"), ({"old": True}, "model_executor"), ({"stubborn": "engine_core"}, "engine_core"), ({"stubborn": "model_parallel"}, "engine_core")):
            stub = Stub(**faults)
            opened = case(stub)
            self.assertEqual(stub.ended, [])
            with self.subTest(faults), mock.patch.dict(sys.modules, {"vllm.distributed.parallel_state": stub.state}):
                opened.close()
                opened.close()
                self.assertEqual(stub.ended[:3], [first, "model_parallel", "distributed_environment"])
                self.assertEqual(stub.ended.count(first), 1)
            self.assertIsNone(opened.llm)
            self.assertFalse(os.path.exists(opened.folder))

    def test_what_is_refused_leaves_no_folder(self):
        with mock.patch("tempfile.mkdtemp", side_effect=AssertionError("a folder")), self.assertRaises(Unsupported):
            case(Stub(), dtype="fp8")

    def test_parameters_of_known_models(self):
        for hidden, intermediate, layers, heads, kv_heads, vocabulary, expected in (
            (4096, 11008, 32, 32, 32, 32000, 6_738_415_616),  # Llama 2 7B
            (4096, 14336, 32, 32, 8, 128256, 8_030_261_248),  # Llama 3 8B
        ):
            values = dict(hidden=hidden, intermediate=intermediate, layers=layers, heads=heads, kv_heads=kv_heads, vocabulary=vocabulary)
            self.assertEqual(parameters(Params(values)), expected)

    def test_prompts_are_unique_seeded_and_as_long_as_asked(self):
        stub = Stub()
        one, same, other = case(stub), case(stub), case(stub, seed=2)
        ids = [tuple(prompt["prompt_token_ids"]) for prompt in one.prompts]
        self.assertEqual((len(set(ids)), {len(of) for of in ids}), (8, {5}))
        self.assertTrue(all(3 <= token < 100 for of in ids for token in of))
        self.assertEqual(one.prompts, same.prompts)
        self.assertNotEqual(one.prompts, other.prompts)

    def test_warms_up_once_and_measures_whole_generates(self):
        stub = Stub()
        opened = case(stub)
        opened.first()
        self.assertEqual(opened.check()[:2], (0.0, 0.0))
        taken = opened.sample(opened.clock, 1, 3, lambda done: None)
        # One prompt shows that it does without a tokenizer.
        self.assertEqual((len(taken.seconds), taken.clock, [len(prompts) for prompts in stub.generated]), (3, "host", [1] + [8] * 4))
        self.assertEqual(opened.extra(), {"output-tokens": [48.0], "prompt-tokens": [40.0]})

    def test_what_is_not_exactly_as_asked_fails(self):
        for faults, text in (
            ({"missing": 1}, "request 0 yielded 5 tokens instead of 6"), ({"missing": -1}, "yielded 7 tokens"), ({"lost": 2}, "answered 6 of 8 requests"),
            ({"cached": 16}, "took 16 tokens from a cache"),
        ):
            with self.subTest(faults), self.assertRaisesRegex(CheckFailed, text):
                case(Stub(**faults)).first()

    def test_too_few_tokens_in_a_later_call_fail_too(self):
        opened = case(Stub(missing=1, good_calls=2))
        opened.first()
        with self.assertRaisesRegex(CheckFailed, "5 tokens instead of 6"):
            opened.sample(opened.clock, 1, 1, lambda done: None)

    def test_tokens_that_are_none_fail(self):
        opened = case(Stub(constant=True))
        opened.first()
        with self.assertRaisesRegex(CheckFailed, "computes nothing"):
            opened.check()
        opened = case(Stub(shift=95))
        opened.first()
        self.assertFalse(opened.check().passed)

    def test_settings_the_engine_overrides_fail_and_leave_no_folder(self):
        for faults, text in (({"eager": True}, "enforce_eager=True"), ({"cache": True}, "prefix cache is on")):
            stub = Stub(**faults)
            with self.subTest(faults), self.assertRaisesRegex(CheckFailed, text):
                case(stub)
            self.assertFalse(os.path.exists(stub.opened[0]["model"]))
        case(Stub(old=True))  # an engine that does not tell is believed


class TokenizerTests(unittest.TestCase):
    def test_a_vllm_that_cannot_do_without_gets_one(self):
        for fault in ("at start", "at requests"):
            stub = Stub(tokenizer=fault)
            with self.subTest(fault):
                opened = case(stub)
                self.assertEqual([arguments["skip_tokenizer_init"] for arguments in stub.opened], [True, False])
                self.assertEqual(opened.llm.words, 100)
                self.assertIn("a tokenizer of made-up words", opened.backend)
                self.assertEqual(stub.ended.count("engine_core"), 0 if fault == "at start" else 1)  # two engines do not fit into one device
                opened.first()
        self.assertNotIn("tokenizer", case(Stub()).backend)

    def test_other_failures_at_the_start_are_told(self):
        with self.assertRaisesRegex(RuntimeError, "no memory for the cache"), mock.patch.object(Stub, "end"):
            stub = Stub()
            stub.LLM.generate = mock.Mock(side_effect=RuntimeError("no memory for the cache"))
            case(stub)

    @unittest.skipUnless(importlib.util.find_spec("tokenizers"), "needs tokenizers: eng/ml-stack.sh")
    def test_words_are_ids(self):
        from tokenizers import Tokenizer  # what transformers reads it with, without the seconds of its import

        with tempfile.TemporaryDirectory() as folder:
            wordtokenizer.write(folder, 100)
            tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        ids = [3, 99, 50, 3]
        self.assertEqual((tokenizer.get_vocab_size(), tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")), (100, 1, 2))
        self.assertEqual(tokenizer.decode(ids), "w3 w99 w50 w3")
        self.assertEqual(tokenizer.encode("w3 w99 w50 w3").ids, ids)


class SettingsTests(unittest.TestCase):
    """What is said of the engine is what it says itself."""

    def told(self, device="cuda:0", **compilation):
        opened = case(Stub(told=types.SimpleNamespace(**compilation)))
        opened.device = Device(device, device.split(":")[0], module=None if device == "cpu" else object())
        return opened.backend

    def test_table(self):
        layers = {"layers.0": types.SimpleNamespace(get_attn_backend=lambda: Named("FLASH_ATTN")), "layers.1": types.SimpleNamespace(attn_backend=Named("TRITON_ATTN"))}
        graphs = Named("FULL_AND_PIECEWISE")
        for more, expected in (
            ({"static_forward_context": layers, "mode": Named("VLLM_COMPILE"), "cudagraph_mode": graphs},
             "compiled, attention FLASH_ATTN/TRITON_ATTN, compilation VLLM_COMPILE, graphs FULL_AND_PIECEWISE, prefix"),
            ({"static_forward_context": layers, "mode": Named("VLLM_COMPILE"), "cudagraph_mode": graphs, "device": "cpu"},
             "compiled, attention FLASH_ATTN/TRITON_ATTN, compilation VLLM_COMPILE, prefix"),  # a CPU has no graphs
            ({"level": 3, "use_cudagraph": True}, "compiled, compilation level 3, graphs PIECEWISE, prefix"),
            ({}, "vLLM LLM.generate, compiled, prefix"),
        ):
            with self.subTest(expected):
                self.assertIn(expected, self.told(**more))


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


class OpenTests(unittest.TestCase):
    @unittest.skipIf(importlib.util.find_spec("vllm"), "vLLM is installed here")
    def test_absent(self):
        with self.assertRaises(Unsupported) as caught:
            family.open()
        self.assertRegex(caught.exception.reason, "vLLM is not installed for ")
        self.assertRegex(caught.exception.remedy, "pip install vllm")

    def test_what_an_import_raises_is_installed_but_unusable(self):
        for body, text, remedy in (
            ("raise RuntimeError('no libcudart')", "installed but unusable: RuntimeError: no libcudart", "reinstall"),
            ("raise SystemExit(3)", "SystemExit", "reinstall"),
            ("import module_nobody_has", "ModuleNotFoundError", "pip install module_nobody_has"),
        ):
            with self.subTest(body), tempfile.TemporaryDirectory() as folder, mock.patch.object(sys, "path", [folder, *sys.path]):
                with open(os.path.join(folder, "broken_library.py"), "w", encoding="ascii") as file:
                    file.write(body)
                libraries.find("broken_library", "It", "get it")
                with self.assertRaises(Unsupported) as caught:
                    libraries.load("broken_library", "It")
                self.assertIn(text, caught.exception.reason)
                self.assertIn(remedy, caught.exception.remedy)


if __name__ == "__main__":
    unittest.main()
