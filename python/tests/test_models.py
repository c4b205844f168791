import unittest
from unittest import mock

from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.models import networks, shapes
from stackbench_worker.models.step import as_tuple
from stackbench_worker.ops import models
from stackbench_worker.params import Params
from tests.operations import WHY, case, prepared, torch

SMALL = {"network": "small", "batch": 3, "dtype": "fp32"}
#: Trained by a benchmark, and counted there by torch, which takes the backward pass of a depthwise convolution for a dense one's.
_TRAINED = ("resnet50", "bert-base", "vit-b-16")
_VIT = shapes.Vit(2, 48, 3, 16, 48, 10)
_BERT = shapes.Bert(2, 48, 3, 100, 64)


def small(parameters=None, **other):
    """A network of each kind that computes in an instant, by the names ``small`` and ``words``."""
    made = {"small": networks.ALL["vit-b-16"]._replace(shape=_VIT, inputs=networks._images(48), relative=_VIT, small_inputs=networks._images(48)),
            "words": networks.ALL["bert-base"]._replace(shape=_BERT, inputs=networks._tokens(_BERT, 7), relative=_BERT, small_inputs=networks._tokens(_BERT, 7))}
    counted = {name: network._replace(parameters=parameters or sum(weight.numel() for weight in network.build(network.shape).parameters()), **other)
               for name, network in made.items()}
    return mock.patch.dict(networks.ALL, counted)


class FlopTests(unittest.TestCase):
    """By hand, or as published (multiply-adds of torchvision, two operations each)."""

    def test_forward(self):
        for name, published in (("resnet50", 2 * 4.089e9), ("mobilenetv3-large", 2 * 0.217e9), ("vit-b-16", 2 * 17.564e9)):
            with self.subTest(name=name):
                self.assertAlmostEqual(networks.ALL[name].flop() / published, 1, delta=0.005)
        self.assertEqual(networks.ALL["sd15-unet"].flop() / 2, 401_636_720_640)
        self.assertEqual(networks.ALL["llama2-7b-block-decode"].flop(), 2 * (4 * 4096**2 + 3 * 4096 * 11008) + 4 * 4096 * 513)
        self.assertEqual(networks.ALL["bert-base"].flop(), 12 * (24 * 128 * 768**2 + 4 * 128**2 * 768) + 2 * 768**2)

    def test_a_step_asks_for_no_gradient_of_the_input(self):
        params = {"network": "resnet50", "batch": 2, "pass": "training"}
        self.assertEqual(models.flop(Params(params)), 2 * (3 * networks.ALL["resnet50"].flop() - 2 * 64 * 3 * 49 * 112 * 112))
        self.assertEqual(models.flop(Params({**params, "network": "bert-base"})), 2 * 3 * networks.ALL["bert-base"].flop())

    def test_a_network_that_is_none_is_refused(self):
        with self.assertRaises(Unsupported):
            models.flop(Params({"network": "small", "batch": 1}))


@unittest.skipIf(torch is None, WHY)
class NetworkTests(unittest.TestCase):
    """Counted by torch on modules without memory."""

    def setUp(self):
        if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
            self.skipTest("this PyTorch has no scaled_dot_product_attention")
        from torch.utils.flop_counter import FlopCounterMode

        self.counter = FlopCounterMode(display=False)

    def test_parameters_and_operations(self):
        for name, network in networks.ALL.items():
            with self.subTest(network=name):
                with torch.device("meta"):
                    module = network.build(network.shape)
                self.assertEqual(sum(weight.numel() for weight in module.parameters()), network.parameters)
                inputs = [tensor.to("meta") for tensor in network.inputs(torch, torch.Generator().manual_seed(1), 2)]
                for way in ("inference", "training"):
                    is_training = way == "training"
                    if is_training and name not in _TRAINED:
                        continue
                    with self.counter, (torch.enable_grad() if is_training else torch.no_grad()):
                        outputs = as_tuple(module.train(is_training)(*inputs))
                        if is_training:
                            sum(output.sum() for output in outputs).backward()
                    self.assertEqual(self.counter.get_total_flops(), models.flop(Params({"network": name, "batch": 2, "pass": way})))


@unittest.skipIf(torch is None, WHY)
class SeededTests(unittest.TestCase):
    def test_values_follow_from_name_and_seed_as_integers_say(self):
        from stackbench_worker.models import seeded

        mask = (1 << 64) - 1
        count = seeded._CHUNK + 3  # two parts
        state, expected = seeded._mix(5) ^ seeded._mix(seeded._hash("layers.0.weight")), []
        for _ in range(count):
            state = state + seeded._STEP & mask
            bits = seeded._mix(state)
            expected.append(sum(bits >> shift & 0xFFFF for shift in (0, 16, 32, 48)) - seeded._CENTRE)
        drawn = seeded.values("layers.0.weight", (count,), 0.0, seeded._SUM_DEVIATION, 5)
        self.assertEqual(drawn.tolist(), [float(value) for value in expected])
        drawn = seeded.values("a", (200, 500), 1.0, 0.25, 5)
        self.assertAlmostEqual(float(drawn.mean()), 1.0, delta=0.005)
        self.assertAlmostEqual(float(drawn.std()), 0.25, delta=0.005)
        for other in (seeded.values("b", (200, 500), 1.0, 0.25, 5), seeded.values("a", (200, 500), 1.0, 0.25, 6)):
            self.assertFalse(torch.equal(drawn, other))

    def test_the_hash_is_fnv_1a(self):
        from stackbench_worker.models import seeded

        for text, hashed in (("", 0xCBF29CE484222325), ("a", 0xAF63DC4C8601EC8C), ("foobar", 0x85944171F73967E8)):
            self.assertEqual(seeded._hash(text), hashed)

    def test_a_layer_without_a_rule_is_an_error(self):
        from stackbench_worker.models import seeded

        with self.assertRaises(TypeError):
            seeded.fill(torch.nn.PReLU(), 1)


@unittest.skipIf(torch is None, WHY)
class ModelsTests(unittest.TestCase):
    def setUp(self):
        if not hasattr(torch.nn.functional, "scaled_dot_product_attention"):
            self.skipTest("this PyTorch has no scaled_dot_product_attention")
        self.addCleanup(torch.set_grad_enabled, torch.is_grad_enabled())
        self.enter(small())

    def enter(self, context):
        context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def test_all_passes_and_types_are_checked(self):
        for network in ("small", "words"):
            for dtype in ("fp32", "bf16"):
                for way in ("inference", "training"):
                    with self.subTest(network=network, dtype=dtype, way=way):
                        made, answer = prepared(models.Models, {**SMALL, "network": network, "dtype": dtype, "pass": way})
                        self.assertIn("AdamW" if way == "training" else "no_grad", answer["backend"])
                        self.assertEqual("autocast" in answer["backend"], dtype == "bf16")
                        self.assertGreater(made.extra()["peak-memory"][0], answer["bytes"])
                        taken = made.sample(made.device.clock(torch, False), 2, 3, lambda done: None)
                        self.assertEqual((len(taken.seconds), len(made.extra()["call-times"])), (3, 6))
                        made.close()

    def test_another_number_of_parameters_is_another_network(self):
        with small(parameters=7), self.assertRaisesRegex(CheckFailed, "parameters instead of 7"):
            prepared(models.Models, SMALL)

    def test_a_last_input_that_is_not_computed_is_found(self):
        made = case(models.Models, SMALL)
        made.activate()
        made.first()
        self.assertTrue(made.check().passed)
        made.first()
        made.outputs[-1] = made.outputs[0]
        self.assertFalse(made.check().passed)

    def test_wrong_gradients_are_found(self):
        made = case(models.Models, {**SMALL, "dtype": "bf16", "pass": "training"})
        made.activate()
        made.first()
        for weight in made.step.weights:
            weight.grad = torch.zeros_like(weight.grad)
        self.assertFalse(made.check().passed)

    def test_an_optimizer_that_does_nothing_is_found(self):
        made = case(models.Models, {**SMALL, "pass": "training"})
        made.activate()
        with mock.patch.object(made.step.optimizer, "step", lambda: None):
            made.first()
            with self.assertRaisesRegex(CheckFailed, "took no step"):
                made.check()

    def test_a_step_that_leads_up_is_found(self):
        made = case(models.Models, {**SMALL, "pass": "training"})
        made.step.optimizer.param_groups[0]["maximize"] = True
        made.activate()
        made.first()
        with self.assertRaisesRegex(CheckFailed, "does not fall"):
            made.check()

    def test_what_is_compiled_agrees_with_eager(self):
        try:
            made, answer = prepared(models.Models, {**SMALL, "mode": "inductor"})
        except Unsupported as error:
            self.skipTest(error.reason)
        self.assertIn("inductor", answer["backend"])
        self.assertGreater(made.extra()["compile-time"][0], 0)
        made.close()


@unittest.skipIf(torch is None or hasattr(torch.nn.functional, "scaled_dot_product_attention"), "for a PyTorch before 2")
class OldTests(unittest.TestCase):
    def test_what_it_has_not_is_refused_with_the_reason(self):
        for params, words in (({"network": "bert-base"}, "scaled_dot_product_attention"), ({"network": "mobilenetv3-large", "mode": "inductor"}, "torch.compile")):
            with self.assertRaisesRegex(Unsupported, words):
                case(models.Models, {**SMALL, "batch": 1, **params})
