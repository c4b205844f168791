import dataclasses
import importlib.util
import json
import os
import sys
import types
import unittest
from unittest import mock

from stackbench_worker.devices import Device
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.families import sglang as family
from stackbench_worker.family import Context
from stackbench_worker.ops.sglang_offline import SglangOffline
from stackbench_worker.params import Params
from tests.generation import GenerationChecks

VALUES = {"hidden": 64, "intermediate": 128, "layers": 2, "heads": 4, "kv_heads": 2, "vocabulary": 100, "prompts": 8, "input": 5, "output": 6, "dtype": "bf16"}


def server_args(*missing):
    """ServerArgs as far as it is used: Engine takes its fields as keywords."""
    fields = (("model_path", str), ("tokenizer_path", str, None), ("load_format", str, "auto"), ("skip_tokenizer_init", bool, False), ("dtype", str, "auto"),
              ("random_seed", int, None), ("context_length", int, None), ("mem_fraction_static", float, None), ("disable_radix_cache", bool, False),
              ("disable_cuda_graph", bool, False), ("disable_piecewise_cuda_graph", bool, False),
              ("cuda_graph_max_bs", int, None), ("cuda_graph_max_bs_decode", int, None), ("attention_backend", str, None), ("device", str, None),
              ("log_level", str, "info"))
    return dataclasses.make_dataclass("ServerArgs", [field for field in fields if field[0] not in missing])


class Stub:
    """sglang's engine with the signatures of its source: an unknown argument is a TypeError, a dictionary for each request is the answer."""

    def __init__(self, missing=("cuda_graph_max_bs_decode",), **faults):
        stub = self
        self.opened, self.generated, self.ended = [], [], 0
        self.ServerArgs = server_args(*missing)

        class Engine:
            def __init__(self, **kwargs):
                self.server_args = stub.ServerArgs(**kwargs)
                with open(os.path.join(self.server_args.model_path, "config.json"), encoding="ascii") as file:
                    stub.opened.append({**kwargs, "config": json.load(file)})

            def generate(self, prompt=None, sampling_params=None, input_ids=None, image_data=None, return_logprob=False, stream=False):
                stub.generated.append(input_ids)
                count = sampling_params["max_new_tokens"] - (faults.get("cut", 0) if len(stub.generated) > faults.get("good_calls", 0) else 0)
                token = (lambda i: 7) if faults.get("constant") else (lambda i: i + faults.get("shift", 0))
                return [{faults.get("ids", "output_ids"): [token(i + n) for i in range(count)],
                         "meta_info": {"prompt_tokens": len(input_ids[n]), "completion_tokens": count, "cached_tokens": faults.get("cached", 0)}}
                        for n in range(len(input_ids) - faults.get("lost", 0))]

            def get_server_info(self):
                return {**dataclasses.asdict(self.server_args), "attention_backend": "fa3", "internal_states": [{}], **faults.get("told", {})}

            def shutdown(self):
                stub.ended += 1

        self.modules = {name: types.ModuleType(name) for name in ("sglang", "sglang.srt", "sglang.srt.entrypoints", "sglang.srt.entrypoints.engine",
                                                                  "sglang.srt.server_args")}
        self.modules["sglang.srt.entrypoints.engine"].Engine = Engine
        self.modules["sglang.srt.server_args"].ServerArgs = self.ServerArgs


def case(stub, seed=1, device="cuda:0", **values):
    with mock.patch.dict(sys.modules, stub.modules):
        return SglangOffline(
            Params({**VALUES, **values}), Device(device, device.split(":")[0], module=None if device == "cpu" else object()), seed, Context(None))


class OfflineTests(GenerationChecks, unittest.TestCase):
    opened = staticmethod(lambda **faults: case(Stub(**faults)))
    short_later = {"cut": 1, "good_calls": 1}

    def test_opens_the_engine_as_specified(self):
        stub = Stub()
        opened = case(stub)
        found = stub.opened[0]
        self.assertEqual(
            {name: found[name] for name in ("load_format", "skip_tokenizer_init", "dtype", "context_length", "mem_fraction_static", "disable_radix_cache",
                                            "disable_cuda_graph", "device", "log_level")},
            {"load_format": "dummy", "skip_tokenizer_init": True, "dtype": "bfloat16", "context_length": 75, "mem_fraction_static": 0.9,
             "disable_radix_cache": True, "disable_cuda_graph": False, "device": "cuda", "log_level": "error"})
        self.assertEqual((found["config"]["num_key_value_heads"], found["config"]["max_position_embeddings"]), (2, 75))
        self.assertEqual(opened.sampling, {"temperature": 1.0, "max_new_tokens": 6, "ignore_eos": True})
        self.assertTrue(case(stub, eager=True).eager and stub.opened[1]["disable_cuda_graph"] and stub.opened[1]["disable_piecewise_cuda_graph"])
        opened.close()
        opened.close()
        self.assertEqual((stub.ended, os.path.exists(found["model_path"])), (1, False))

    def test_prompts_are_those_of_vllm_for_the_same_seed(self):
        from tests import vllmstub

        stub = vllmstub.Stub()
        self.assertEqual([prompt["prompt_token_ids"] for prompt in vllmstub.case(stub).prompts], case(Stub()).prompts)

    def test_measures_whole_generates(self):
        stub = Stub()
        opened = case(stub)
        opened.first()
        self.assertEqual(opened.check()[:2], (0.0, 0.0))
        taken = opened.sample(opened.clock, 1, 3, lambda done: None)
        self.assertEqual((len(taken.seconds), taken.clock, [len(prompts) for prompts in stub.generated]), (3, "host", [8] * 4))
        self.assertEqual(opened.extra(), {"output-tokens": [48.0], "prompt-tokens": [40.0]})

    def test_what_is_said_of_the_engine_is_what_it_says(self):
        for told, device, expected in (
            ({}, "cuda:0", "SGLang Engine.generate, device graphs, attention fa3, radix cache off, dummy weights"),
            ({"decode_attention_backend": "flashinfer"}, "cuda:0", "attention fa3/flashinfer,"),
            ({"attention_backend": None}, "cuda:0", "device graphs, radix cache off"),
            ({}, "cpu", "SGLang Engine.generate, attention fa3, radix"),
        ):
            with self.subTest(expected):
                self.assertIn(expected, case(Stub(told=told), device=device).backend)

    def test_graphs_are_captured_for_all_prompts_or_it_is_said_that_they_are_not(self):
        for missing, name in ((["cuda_graph_max_bs_decode"], "cuda_graph_max_bs"), (["cuda_graph_max_bs"], "cuda_graph_max_bs_decode"), ([], "cuda_graph_max_bs_decode")):
            with self.subTest(missing):
                stub = Stub(missing=missing)
                self.assertIn(", device graphs,", case(stub).backend)
                self.assertEqual([stub.opened[0].get(key) for key in ("cuda_graph_max_bs", "cuda_graph_max_bs_decode")],
                                 [8 if key == name else None for key in ("cuda_graph_max_bs", "cuda_graph_max_bs_decode")])
        for told, expected in (
            ({"cuda_graph_max_bs": 4}, "no device graphs for 8 requests at once, only for 4,"), ({"cuda_graph_bs": [1, 2]}, "only for 2,"),
            ({"cuda_graph_max_bs": None}, "device graphs asked for,"), ({"cuda_graph_bs": [1, 8]}, ", device graphs,"),
        ):
            with self.subTest(told):
                self.assertIn(expected, case(Stub(told=told)).backend)
        self.assertIn(", no device graphs,", case(Stub(), eager=True).backend)

    def test_what_is_not_exactly_as_asked_fails(self):
        for faults, text in (
            ({"cut": 1}, "request 0 yielded 5 tokens instead of 6"), ({"cut": -1}, "yielded 7 tokens"), ({"lost": 2}, "answered 6 of 8 requests"),
            ({"cached": 16}, "took 16 tokens from a cache"), ({"ids": "text"}, "tells no tokens"),
        ):
            with self.subTest(faults), self.assertRaisesRegex(CheckFailed, text):
                case(Stub(**faults)).first()
        case(Stub(ids="token_ids")).first()  # an older version

    def test_settings_the_engine_overrides_fail_and_leave_nothing(self):
        for told, text in (({"disable_radix_cache": False}, "radix cache is on"), ({"disable_cuda_graph": True}, "disable_cuda_graph=True, asked for False")):
            stub = Stub(told=told)
            with self.subTest(told), self.assertRaisesRegex(CheckFailed, text):
                case(stub)
            self.assertEqual((stub.ended, os.path.exists(stub.opened[0]["model_path"])), (1, False))

    def test_a_version_without_an_argument_that_decides_is_unsupported(self):
        with self.assertRaisesRegex(Unsupported, "no argument disable_radix_cache"):
            case(Stub(missing=["disable_radix_cache"]))
        stub = Stub(missing=["disable_piecewise_cuda_graph"])
        case(stub)
        self.assertNotIn("disable_piecewise_cuda_graph", stub.opened[0])


class OpenTests(unittest.TestCase):
    @unittest.skipIf(importlib.util.find_spec("sglang"), "SGLang is installed here")
    def test_absent(self):
        with self.assertRaises(Unsupported) as caught:
            family.open()
        self.assertRegex(caught.exception.reason, "SGLang is not installed for ")
        self.assertRegex(caught.exception.remedy, "pip install sglang")

    @unittest.skipUnless(importlib.util.find_spec("torch"), "needs torch: eng/ml-stack.sh")
    def test_the_cpu_only_where_its_build_is_said_to_be_for_it(self):
        stub = Stub()
        stub.modules["sglang"].__version__ = "0.0.stub"
        stub.modules["sglang"].__spec__ = object()
        with mock.patch.dict(sys.modules, stub.modules), mock.patch("stackbench_worker.devices.find", return_value=([Device("cpu", "cpu")], {})):
            with mock.patch.dict(os.environ, {"SGLANG_USE_CPU_ENGINE": "0"}), self.assertRaisesRegex(Unsupported, "needs a GPU"):
                family.open()
            with mock.patch.dict(os.environ, {"SGLANG_USE_CPU_ENGINE": "1"}):
                opened = family.open()
        self.assertEqual((opened.version, [device.id for device in opened.devices], sorted(opened.ops)), ("0.0.stub", ["cpu"], ["sglang-offline"]))
        self.assertEqual(opened.software["sglang"], "0.0.stub")
