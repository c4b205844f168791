import os
import runpy
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
from unittest import mock

from tests.workers import PATIENCE, WORKER, measure, messages, prepare, record, start, talk

HELLO = {"type": "hello", "protocol": 1}
SHUTDOWN = {"type": "shutdown"}


class ConversationTests(unittest.TestCase):
    def test_requests_written_in_advance_are_all_answered_in_order(self):
        found, noise, _, code = talk(HELLO, prepare(kind="none"), measure(samples=3), measure(samples=2), {"type": "release", "id": "a"}, measure())
        self.assertEqual([message["type"] for message in found], ["ready", "prepared", "samples", "samples", "error"])
        self.assertEqual([len(message["seconds"]) for message in found[2:4]], [3, 2])
        self.assertEqual((found[0]["protocol"], found[0]["engine"], found[0]["ops"]), (1, "selftest", ["misbehave"]))
        self.assertEqual(found[0]["devices"], [{"id": "cpu", "kind": "cpu"}])
        self.assertEqual(found[4]["stage"], "protocol")
        self.assertEqual((noise, code), (b"", 0))

    def test_shutdown_ends_it_and_nothing_after_is_answered(self):
        found, _, _, code = talk(HELLO, SHUTDOWN, HELLO)
        self.assertEqual((len(found), code), (1, 0))

    def test_prepared_tells_what_was_checked(self):
        (prepared,), _, _, _ = talk(prepare(kind="none", threads=1))
        self.assertEqual(
            {key: prepared[key] for key in ("id", "backend", "bytes", "checked", "maxError", "tolerance")},
            {"id": "a", "backend": "misbehaviour", "bytes": 8, "checked": True, "maxError": 0.0, "tolerance": 1e-6})
        self.assertGreaterEqual(prepared["firstCallSeconds"], 0)

    def test_broken_requests_are_errors_of_protocol_and_do_no_harm(self):
        for request, id in (
            (b"what\n", None),
            (b"\x1e{\n", None),
            (record(type="dance"), None),
            (record(nothing=1), None),
            (record(type=3), None),
            (record(type="hello", protocol=2), None),
            (record(type="hello"), None),
            (record(type="prepare", op="misbehave"), None),
            (record(type="prepare", id=3), None),
            (record(type="prepare", id="x"), "x"),
            (record(**{**prepare("x"), "seed": "1"}), "x"),
            (record(**{**prepare("x"), "params": [1]}), "x"),
            (record(**prepare("x", kind=[1])), "x"),
            (record(**prepare("x", kind=1.5)), "x"),
            (record(**measure("x")), "x"),
            (record(**measure("a", iterations=0)), "a"),
            (record(**measure("a", samples=0)), "a"),
            (record(**measure("a", samples=True)), "a"),
            (record(**prepare("a", kind="none")), "a"),
        ):
            with self.subTest(request):
                found, noise, _, code = talk(prepare("a", kind="none"), request, HELLO)
                self.assertEqual([message["type"] for message in found], ["prepared", "error", "ready"])
                self.assertEqual((found[1]["stage"], found[1]["id"], noise, code), ("protocol", id, b"", 0))

    def test_what_it_has_not_is_unsupported(self):
        for request in (prepare(op="nothing"), prepare(op="_test"), prepare(device="cuda:0", kind="none"), prepare(), prepare(kind="dance"), prepare(kind="none", threads=0)):
            with self.subTest(request):
                (answer,), _, _, _ = talk(request)
                self.assertEqual((answer["type"], answer["id"]), ("unsupported", "a"))
                self.assertTrue(answer["reason"])

    def test_unsupported_carries_reason_and_remedy(self):
        (answer,), _, _, _ = talk(prepare(kind="unsupported", when="prepare"))
        self.assertEqual(answer, {"type": "unsupported", "id": "a", "reason": "not to be had", "remedy": "have another"})

    def test_a_family_that_is_none_is_an_error_at_start(self):
        for family in ("nothing", "", "../ops", "os"):
            with self.subTest(family):
                (answer,), _, _, code = talk(HELLO, family=family)
                self.assertEqual((answer["type"], answer["id"], answer["stage"], code), ("error", None, "start", 1))

    def test_noise_of_python_c_and_children_goes_to_the_log(self):
        found, noise, log, code = talk(prepare(kind="noise", when="prepare"), prepare("b", kind="noise"), measure("b"))
        self.assertEqual([message["type"] for message in found], ["prepared", "prepared", "samples"])
        self.assertEqual((noise, code), (b"", 0))
        for text in ("python noise", "C noise", "noise of a child"):
            self.assertEqual(log.count(text), 2)

    def test_failures_are_told_apart_and_survived(self):
        for kind, stage, text in (
            ("memory", None, "out of memory: "), ("raise", None, "ValueError: it went wrong"), ("system_exit", None, "SystemExit: 5"),
            ("wrong", "check", "error 1, tolerance 1e-06; worst: 0 instead of 1"), ("nan", "check", "error nan")):
            for when in ("prepare", "measure"):
                with self.subTest(kind=kind, when=when):
                    found, _, _, code = talk(prepare(kind=kind, when=when), measure(), prepare("b", kind="none"))
                    error = next(message for message in found if message["type"] == "error")
                    self.assertEqual(error["stage"], stage or when)
                    self.assertIn(text, error["message"])
                    self.assertLessEqual(len(error.get("trace", "")), 4096)
                    self.assertEqual((found[-1]["type"], found[-1]["id"], code), ("prepared", "b", 0))

    def test_crashes_end_it_without_an_answer(self):
        for kind, code in (("segfault", -signal.SIGSEGV), ("exit", 7)):
            with self.subTest(kind):
                found, noise, log, actual = talk(prepare(kind=kind), measure())
                self.assertEqual(([message["type"] for message in found], noise, actual), (["prepared"], b"", code))
                if kind == "segfault":
                    self.assertIn("Segmentation fault", log)

    def test_tools_beside_the_interpreter_come_first(self):
        """As in a venv that is activated: ninja, ptxas."""
        start = runpy.run_path(os.path.join(WORKER, "__main__.py"), run_name="worker")["_tools_of_the_interpreter"]
        for path, expected in (("/usr/bin:/bin", "/venv/bin:/usr/bin:/bin"), ("/usr/bin:/venv/bin", "/venv/bin:/usr/bin"), ("/venv/bin:/bin", "/venv/bin:/bin")):
            with mock.patch.dict(os.environ, {"PATH": path}), mock.patch.object(sys, "executable", "/venv/bin/python"):
                start()
                self.assertEqual(os.environ["PATH"], expected)

    def test_a_long_phase_shows_life(self):
        found, _, _, _ = talk(prepare(kind="slow", when="prepare", seconds=5))
        self.assertEqual(found[-1]["type"], "prepared")
        self.assertEqual({message["type"] for message in found[:-1]}, {"progress"})
        self.assertTrue(all(message["id"] == "a" and 0 < message["done"] <= message["total"] for message in found[:-1]))


class HostTests(unittest.TestCase):
    def test_a_flood_of_prints_does_not_reach_the_messages(self):
        with start() as worker:
            worker.stdin.write(record(**prepare(kind="print", when="prepare", bytes=64 << 20)))
            worker.stdin.close()
            flood = 0
            while block := worker.stderr.read(1 << 20):
                flood += len(block)
            found, noise = messages(worker.stdout.read())
            self.assertEqual((found[0]["type"], noise, worker.wait(PATIENCE)), ("prepared", b"", 0))
            self.assertGreaterEqual(flood, (64 << 20) - 1024)

    def test_it_ends_when_nobody_can_read_its_answers_even_in_an_endless_loop(self):
        with start() as worker:
            self.addCleanup(worker.kill)
            worker.stdin.write(record(**prepare(kind="none")) + record(**prepare("b", kind="loop")) + record(**measure("b")))
            worker.stdin.flush()
            for _ in range(2):
                self.assertIn(b"prepared", worker.stdout.readline())
            worker.stdout.close()
            worker.stdin.close()
            worker.wait(PATIENCE)
            worker.stderr.close()

    def test_the_end_of_stdin_alone_cuts_nothing_short(self):
        found, _, _, code = talk(prepare(kind="slow", seconds=4), measure())
        self.assertEqual((found[-1]["type"], code), ("samples", 0))


class ImportTests(unittest.TestCase):
    def test_a_torch_that_cannot_be_imported_is_installed_but_unusable(self):
        for body, text in (
            ("raise RuntimeError('libcudart.so.12 is missing')", "installed but unusable: RuntimeError: libcudart.so.12 is missing"),
            ("raise SystemExit(3)", "installed but unusable: SystemExit: 3"),
            ("raise KeyboardInterrupt", "installed but unusable: KeyboardInterrupt"),
            ("import missing_module_of_torch", "installed but unusable: ModuleNotFoundError"),
            ("", "installed but unusable: AttributeError"),
        ):
            with self.subTest(body):
                found, noise, _, code = self._talk(body)
                self.assertEqual((len(found), found[0]["type"], found[0]["id"], found[0]["stage"], noise, code), (1, "error", None, "start", b"", 1))
                self.assertIn(text, found[0]["message"])
                self.assertTrue(found[0]["remedy"])

    def test_what_a_torch_prints_from_c_at_import_goes_to_the_log(self):
        found, noise, log, _ = self._talk("""
            import ctypes, os, sys
            c = ctypes.CDLL(None)
            c.printf(b"from C, buffered\\n"); c.fflush(None); c.write(1, b"\\x1e{half", 6); print("from Python")
            sys.__stdout__.write("raw")
            raise RuntimeError("after the noise")
            """)
        self.assertEqual((len(found), noise), (1, b""))
        for text in ("from C, buffered", "from Python", "raw"):
            self.assertIn(text, log)

    def test_no_torch_says_how_to_get_one(self):
        with tempfile.TemporaryDirectory() as folder:
            variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
            command = [sys.executable, "-S", "-u", WORKER, "pytorch"]
            done = subprocess.run(command, input=b"", capture_output=True, timeout=PATIENCE, cwd=folder, env=variables)
            (answer,), _ = messages(done.stdout)
            self.assertRegex(answer["message"], r"^PyTorch is not installed for ")
            self.assertIn("pip install torch", answer["remedy"])

    @staticmethod
    def _talk(body):
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "torch"))
            with open(os.path.join(folder, "torch", "__init__.py"), "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(body))
            return talk(HELLO, family="pytorch", folder=folder)


if __name__ == "__main__":
    unittest.main()
