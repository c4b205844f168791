import os
import time
import unittest

from tests.operations import GEMM, WHY, torch
from tests.workers import PATIENCE, measure, prepare, record, start, talk


def _children(pid):
    found = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
            found += file.read().split()
    return found


def _is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@unittest.skipIf(torch is None, WHY)
class WorkerTests(unittest.TestCase):
    """The whole worker with the real library."""

    def test_measures_with_the_threads_it_reports(self):
        found, noise, _, code = talk(
            {"type": "hello", "protocol": 1}, prepare(op="gemm", threads=2, **GEMM), measure(iterations=2, samples=4), family="pytorch", OMP_NUM_THREADS="1")
        self.assertEqual([message["type"] for message in found], ["ready", "prepared", "samples"])
        self.assertEqual((found[1]["threads"], len(found[2]["seconds"]), found[2]["clock"], noise, code), (1, 4, "host", b"", 0))
        self.assertEqual(found[0]["version"], torch.__version__)
        for op in ("gemm", "conv2d", "attention", "autograd", "memory", "compile", "collective"):
            self.assertIn(op, found[0]["ops"])

    def test_out_of_memory_is_an_error_of_its_own_and_survived(self):
        huge = 1 << 22
        found, _, _, code = talk(
            prepare(op="gemm", m=huge, n=huge, k=1, dtype="fp32"), prepare("b", op="gemm", **GEMM), prepare("c", op="_test", kind="none"), family="pytorch")
        self.assertEqual([message["type"] for message in found], ["error", "prepared", "prepared"])
        self.assertTrue(found[0]["message"].startswith("out of memory: "), found[0]["message"])
        self.assertEqual((found[0]["stage"], code), ("prepare", 0))

    def test_collectives_of_two_processes(self):
        requests = []
        for index, kind in enumerate(("all-reduce", "all-gather", "reduce-scatter")):
            id = str(index)
            requests += [prepare(id, op="collective", kind=kind, bytes=1 << 16, ranks=2, dtype="fp32", backend="gloo", threads=2), measure(id, 2, 3), {"type": "release", "id": id}]
        found, noise, _, code = talk(*requests, family="pytorch")
        answers = {}
        for message in found:
            answers.setdefault(message["id"], []).append(message)
        for id, of_id in answers.items():
            of_id = [message for message in of_id if message["type"] != "progress"]
            if of_id[0]["type"] == "unsupported":
                self.assertEqual(id, "2", of_id)  # gloo of older versions scatters no sums
                continue
            self.assertEqual([message["type"] for message in of_id], ["prepared", "samples"], of_id)
            self.assertEqual(len(of_id[1]["seconds"]), 3)
        self.assertEqual((noise, code), (b"", 0))

    @unittest.skipUnless(os.path.isdir("/proc/self/task"), "children are found in /proc")
    def test_ranks_die_with_the_worker(self):
        with start("pytorch") as worker:
            self.addCleanup(worker.kill)
            worker.stderr.close()
            worker.stdin.write(record(**prepare(op="collective", kind="all-reduce", bytes=1 << 16, ranks=2, dtype="fp32", backend="gloo")))
            worker.stdin.flush()
            while b'"prepared"' not in (line := worker.stdout.readline()):
                self.assertIn(b'"progress"', line)
            ranks = _children(worker.pid)
            self.assertEqual(len(ranks), 2)
            worker.kill()
            worker.wait()
            until = time.monotonic() + PATIENCE
            while any(map(_is_alive, ranks)):
                self.assertLess(time.monotonic(), until, "a rank outlives its worker")
                time.sleep(0.05)

    def test_inductor_compiles_and_tells_the_time_apart(self):
        found, noise, _, code = talk(
            prepare(op="compile", d=32, layers=1, heads=4, tokens=16, batch=1, dtype="fp32", mode="inductor"), measure(), family="pytorch")
        found = [message for message in found if message["type"] != "progress"]
        if found[0]["type"] == "unsupported":
            self.skipTest(found[0]["reason"])
        self.assertEqual([message["type"] for message in found], ["prepared", "samples"], found)
        self.assertGreater(found[1]["extra"]["compile-time"][0], 0)
        self.assertIn("inductor", found[0]["backend"])
        self.assertEqual((noise, code), (b"", 0))


if __name__ == "__main__":
    unittest.main()
