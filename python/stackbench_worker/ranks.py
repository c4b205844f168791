"""Processes of one operation on this machine: lines of JSON to and from each. They end with the worker."""
import json
import os
import subprocess
import sys
import threading

from .errors import Unsupported


class Ranks:
    """Starts a script several times, each with its own environment, and puts the same question to all."""

    def __init__(self, script, setups, environments):
        self._processes = []
        try:
            for setup, environment in zip(setups, environments):
                process = subprocess.Popen(
                    [sys.executable, "-u", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **environment})
                self._processes.append(process)
                self._write(process, setup)
        except BaseException:
            self.close()
            raise

    def ask(self, question):
        """The answers in order of ranks. A rank that fails or dies takes the others with it, which would wait for it for ever. Raises
        Unsupported, MemoryError or RuntimeError as the first of them to fail says."""
        answers, failures = [None] * len(self._processes), []
        for process in self._processes:
            self._write(process, question)

        def wait(rank):
            process = self._processes[rank]
            line = process.stdout.readline()
            answers[rank] = json.loads(line) if line else {"error": f"rank {rank} died with exit code {process.wait()}"}
            if "error" in answers[rank]:
                failures.append(answers[rank])
                for other in self._processes:
                    other.kill()

        waiting = [threading.Thread(target=wait, args=(rank,), daemon=True) for rank in range(len(self._processes))]
        for thread in waiting:
            thread.start()
        for thread in waiting:
            thread.join()
        if failures:
            kind = {"unsupported": Unsupported, "memory": MemoryError}.get(failures[0].get("kind"), RuntimeError)
            raise kind(failures[0]["error"])
        return answers

    def close(self):
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
            process.stdin.close()
            process.stdout.close()
        self._processes = []

    @staticmethod
    def _write(process, message):
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # its end shows when it is read
