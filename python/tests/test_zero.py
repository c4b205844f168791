import unittest

from stackbench_worker import zero


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
