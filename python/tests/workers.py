"""A worker process to talk to."""
import json
import os
import subprocess
import sys

_TESTS = os.path.dirname(os.path.abspath(__file__))
WORKER = os.path.join(os.path.dirname(_TESTS), "stackbench_worker")
ENGINES = os.path.join(_TESTS, "engines")  # the same, with engines for tests
PATIENCE = 120

_WITH_FOLDER = "import runpy, sys; sys.path.insert(0, {folder!r}); sys.argv = [{worker!r}, {family!r}]; runpy.run_path({worker!r}, run_name='__main__')"


def record(**message):
    return b"\x1e" + json.dumps(message).encode() + b"\n"


def prepare(id="a", op="misbehave", device="cpu", seed=1, **params):
    return {"type": "prepare", "id": id, "op": op, "params": params, "device": device, "seed": seed}


def measure(id="a", iterations=1, samples=3):
    return {"type": "measure", "id": id, "iterations": iterations, "samples": samples}


def messages(output):
    """All records of what a worker wrote, and the rest, which must be nothing."""
    found, noise = [], b""
    for line in output.splitlines(keepends=True):
        if line.startswith(b"\x1e"):
            found.append(json.loads(line[1:]))
        else:
            noise += line
    return found, noise


def command(family="selftest", folder=None):
    """``folder``: comes first in the path of modules."""
    if folder is None:
        return [sys.executable, "-u", ENGINES, family]
    return [sys.executable, "-u", "-c", _WITH_FOLDER.format(folder=folder, worker=ENGINES, family=family)]


def environment(**more):
    return {**os.environ, **more}


def start(family="selftest", folder=None, **more):
    return subprocess.Popen(
        command(family, folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**more))


def talk(*requests, family="selftest", folder=None, **more):
    """Writes all requests (objects or bytes) in advance, ends stdin, and returns (messages, noise on stdout, log, exit code)."""
    text = b"".join(request if isinstance(request, bytes) else record(**request) for request in requests)
    done = subprocess.run(command(family, folder), input=text, capture_output=True, timeout=PATIENCE, env=environment(**more))
    found, noise = messages(done.stdout)
    return found, noise, done.stderr.decode(errors="replace"), done.returncode
