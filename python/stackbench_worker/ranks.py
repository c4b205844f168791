"""Processes of one operation on this machine: lines of JSON to and from each. They end with the worker."""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading

from .errors import RankFailed, RankOutOfMemory, Unsupported

_SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rank.py")
_LOOPBACK = "lo" if sys.platform.startswith("linux") else "lo0"
# USE_LIBUV: some builds of torch have none, and then find no other rank.
_ENVIRONMENT = {"USE_LIBUV": "0", "GLOO_SOCKET_IFNAME": _LOOPBACK, "NCCL_SOCKET_IFNAME": _LOOPBACK}


def devices(params, device, count):
    """Indices of the devices that the ranks compute on: those of parameter ``devices`` (ids, separated by commas), else the first ``count``, and
    for one rank its own. Raises Unsupported where there are too few."""
    if device.is_cpu:
        return list(range(count))
    ids = params.text("devices", None)
    prefix = device.id.split(":")[0]
    if ids is None:
        indices = [device.index] if count == 1 else list(range(count))
    else:
        parts = [id.split(":") for id in ids.split(",")]
        if any(len(part) != 2 or part[0] != prefix or not (part[1].isascii() and part[1].isdigit()) for part in parts):
            raise Unsupported(f"parameter 'devices' must be devices of kind {prefix}")
        indices = [int(part[1]) for part in parts]
    if len(set(indices)) != count:
        raise Unsupported(f"{count} ranks need as many devices, '{ids}' names {len(set(indices))}")
    there = device.module.device_count()
    if max(indices) >= there:
        raise Unsupported(f"{count} ranks need as many GPUs, here are {there}" if ids is None else f"there is no device {prefix}:{max(indices)}")
    return indices


def library(torch, device):
    """What torch calls the library by which devices of this kind speak to each other. Raises Unsupported where this torch is built without it."""
    name = "gloo" if device.is_cpu else "nccl" if device.is_cuda else "xccl"
    try:
        import torch.distributed as distributed
    except ImportError as error:
        raise Unsupported(f"this PyTorch has no torch.distributed: {error}") from None
    if not distributed.is_available():
        raise Unsupported("this PyTorch is built without torch.distributed", "install another build of PyTorch")
    probe = getattr(distributed, f"is_{name}_available", None)
    if (probe is None and name == "xccl") or (probe is not None and not probe()):
        raise Unsupported(f"this PyTorch is built without {name}", "install another build of PyTorch")
    return name


class Ranks:
    """Starts a rank for each setup, with its own environment, and puts the same question to all. ``module``: of this package, with the class
    Rank. The setups are completed: rank, rendezvous, and the modules the worker sees."""

    def __init__(self, module, setups, environments):
        self._processes = []
        self._folder = tempfile.mkdtemp(prefix="stackbench-ranks-")
        common = {"path": sys.path, "rendezvous": "file://" + os.path.join(self._folder, "rendezvous")}
        try:
            for rank, (setup, environment) in enumerate(zip(setups, environments)):
                process = subprocess.Popen(
                    [sys.executable, "-u", _SCRIPT, module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **_ENVIRONMENT, **environment})
                self._processes.append(process)
                self._write(process, {**setup, **common, "rank": rank})
        except BaseException:
            self.close()
            raise

    def ask(self, question):
        """The answers in order of ranks. A rank that fails or dies takes the others with it, which would wait for it for ever. Raises
        Unsupported, RankOutOfMemory or RankFailed as the first of them to fail says."""
        answers, failures = [None] * len(self._processes), []
        for process in self._processes:
            self._write(process, question)

        def wait(rank):
            process = self._processes[rank]
            line = process.stdout.readline()
            answers[rank] = json.loads(line) if line else {"failure": f"rank {rank} died with exit code {process.wait()}"}
            if "failure" in answers[rank]:
                failures.append(answers[rank])
                for other in self._processes:
                    other.kill()

        waiting = [threading.Thread(target=wait, args=(rank,), daemon=True) for rank in range(len(self._processes))]
        for thread in waiting:
            thread.start()
        for thread in waiting:
            thread.join()
        if failures:
            first = failures[0]
            if first.get("kind") == "unsupported":
                raise Unsupported(first["failure"], first.get("remedy"))
            raise (RankOutOfMemory if first.get("kind") == "memory" else RankFailed)(first["failure"])
        return answers

    def close(self):
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what was still to be written to a dead rank
                    stream.close()
        self._processes = []
        shutil.rmtree(self._folder, ignore_errors=True)

    @staticmethod
    def _write(process, message):
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # its end shows when it is read
