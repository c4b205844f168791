import gc
import unittest

from stackbench_worker.devices import Device
from stackbench_worker.family import Case, Family
from stackbench_worker.loop import Loop
from tests.workers import measure, prepare


class _Watched(Case):
    """Notes whether the garbage collector is on while samples are taken."""

    backend = "none"
    seen = []

    def run(self):
        self.seen.append(gc.isenabled())
        if self.params.flag("fails"):
            raise ValueError("it went wrong in mid-sample")

    def first(self):
        pass

    def check(self):
        return 0.0, 0.0


class _Channel:
    def __init__(self, *requests):
        self.requests = list(requests)
        self.sent = []

    def receive(self):
        return self.requests.pop(0) if self.requests else None

    def send(self, kind, **fields):
        self.sent.append(kind)


class GarbageCollectorTests(unittest.TestCase):
    def setUp(self):
        self.addCleanup(gc.enable)
        _Watched.seen.clear()

    def test_it_is_off_while_samples_are_taken_and_on_again_after_them(self):
        self.assertEqual(self._talk(prepare(op="watched"), measure(iterations=2, samples=3)), ["prepared", "samples"])
        self.assertEqual(set(_Watched.seen), {False})
        self.assertGreaterEqual(len(_Watched.seen), 6)
        self.assertTrue(gc.isenabled())

    def test_it_is_on_again_after_a_failure(self):
        self.assertEqual(self._talk(prepare(op="watched", fails=True), measure()), ["prepared", "error"])
        self.assertEqual((set(_Watched.seen), gc.isenabled()), ({False}, True))

    @staticmethod
    def _talk(*requests):
        channel = _Channel(*requests)
        Loop(channel, Family("watched", "1", {}, [Device("cpu", "cpu")], {"watched": _Watched})).run()
        return channel.sent


if __name__ == "__main__":
    unittest.main()
