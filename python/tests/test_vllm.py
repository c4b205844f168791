import importlib.util
import os
import sys
import tempfile
import unittest
from unittest import mock

from stackbench_worker import libraries
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.families import vllm as family
from tests.generation import GenerationChecks
from tests.vllmstub import Stub, case


class OfflineTests(GenerationChecks, unittest.TestCase):
    opened = staticmethod(lambda **faults: case(Stub(**faults)))
    short_later = {"missing": 1, "good_calls": 2}

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

    def test_settings_the_engine_overrides_fail_and_leave_no_folder(self):
        for faults, text in (({"eager": True}, "enforce_eager=True"), ({"cache": True}, "prefix cache is on")):
            stub = Stub(**faults)
            with self.subTest(faults), self.assertRaisesRegex(CheckFailed, text):
                case(stub)
            self.assertFalse(os.path.exists(stub.opened[0]["model"]))
        case(Stub(old=True))  # an engine that does not tell is believed


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
