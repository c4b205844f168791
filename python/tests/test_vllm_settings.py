import importlib.util
import os
import tempfile
import types
import unittest
from unittest import mock

from stackbench_worker import wordtokenizer
from stackbench_worker.devices import Device
from tests.vllmstub import Named, Stub, case


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
