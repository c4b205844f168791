"""What every engine that generates tokens is held to."""
from stackbench_worker.errors import CheckFailed


class GenerationChecks:
    """Of a test case: ``opened(**faults)`` opens a workload of a stand-in with faults, ``short_later`` are those of too few tokens in a later call."""

    def test_too_few_tokens_in_a_later_call_fail_too(self):
        opened = self.opened(**self.short_later)
        opened.first()
        with self.assertRaisesRegex(CheckFailed, "5 tokens instead of 6"):
            opened.sample(opened.clock, 1, 1, lambda done: None)

    def test_tokens_that_are_none_fail(self):
        opened = self.opened(constant=True)
        opened.first()
        with self.assertRaisesRegex(CheckFailed, "computes nothing"):
            opened.check()
        opened = self.opened(shift=95)
        opened.first()
        self.assertFalse(opened.check().passed)
