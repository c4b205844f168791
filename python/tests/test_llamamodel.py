import unittest

from stackbench_worker.llamamodel import parameters, prompts, strange
from stackbench_worker.params import Params


class LlamaModelTests(unittest.TestCase):
    def test_parameters_of_known_models(self):
        for hidden, intermediate, layers, heads, kv_heads, vocabulary, expected in (
            (4096, 11008, 32, 32, 32, 32000, 6_738_415_616),  # Llama 2 7B
            (4096, 14336, 32, 32, 8, 128256, 8_030_261_248),  # Llama 3 8B
        ):
            values = dict(hidden=hidden, intermediate=intermediate, layers=layers, heads=heads, kv_heads=kv_heads, vocabulary=vocabulary)
            self.assertEqual(parameters(Params(values)), expected)

    def test_prompts_are_of_the_vocabulary_and_without_reserved_ids(self):
        made = prompts(Params({"vocabulary": 5, "input": 50, "prompts": 4}), 1)
        self.assertEqual(({len(ids) for ids in made}, {id for ids in made for id in ids}), ({50}, {3, 4}))

    def test_what_a_model_that_computes_nothing_yields(self):
        self.assertIsNone(strange([7] * 16, 100))
        self.assertEqual((strange([7] * 15, 100), strange([0, 99, 100, -1], 100)), (0, 2))
