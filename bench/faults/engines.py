"""Engines that lie, die, hang or shout, started in place of a Python interpreter: the run goes on, and says what happened."""
import json
import sys
from concurrent.futures import ThreadPoolExecutor

from program import Program, left_over

READY = {"type": "ready", "protocol": 1, "engine": "pytorch", "version": "9", "devices": [{"id": "cpu", "kind": "cpu"}],
         "ops": ["gemm"], "software": {}}
PREPARED = {"type": "prepared", "backend": "fake", "bytes": 1, "firstCallSeconds": 0.001, "checked": True, "maxError": 0, "tolerance": 1}
SAMPLES = {"type": "samples", "clock": "host"}

# Name: what is put in place of fields of ready, prepared and samples; or code run at that moment.
LIES = {
    "ready-devices": [None, [], [None], [1], ["cpu"], {}, "cpu", [{"id": "cpu", "kind": "cpu"}] * 2,
                      [{"id": f"cuda:{i}", "kind": "cuda"} for i in range(100_000)], [{"id": "", "kind": "cpu"}], [{"id": "cpu", "kind": ""}],
                      [{"id": "cpu", "kind": "cpu", "memoryBytes": -1}], [{"id": "cpu", "kind": "cpu", "name": "x" * 10_000_000}]],
    "ready-ops": [None, [None], "gemm", [], ["gemm"] * 100_000, [7]],
    "ready-version": [None, 7, "v" * 10_000_000, "", "\x1b[2J\u202e"],
    "ready-software": [None, {"a": 1}, {"": ""}, {str(i): "x" for i in range(100_000)}, {"torch": "x" * 5_000_000}],
    "ready-protocol": [0, 2, -1, "1", None],
    "prepared-backend": [None, "", "b" * 10_000_000, "\x1b]0;x\x07", 5],
    "prepared-bytes": [-1, 1 << 62, "many", None],
    "prepared-firstCallSeconds": [1e12, -1, 0, "soon", 1e-320],
    "prepared-maxError": [2, -1, "none", 1e308],
    "prepared-threads": [-5, 1 << 31, 0],
    "samples-seconds": [[], [0], [-1], [1e-30], [1e12], ["a"], None, [0.001] * 100_000, [[0.001]]],
    "samples-clock": [None, "sundial", 3],
    "samples-extra": [{"x": ["a"]}, {"": []}, {"x": [0.001] * 100_000}, 7],
    "samples-notes": [[{"code": "x", "message": "m" * 5_000_000}], [None], [{}], 5],
    "deed-ready": ["exit", "hang", "noise", "half", "abort", "deep", "endless"],
    "deed-prepare": ["exit", "hang", "noise", "half", "abort", "deep", "child", "endless", "progress", "utf8"],
    "deed-measure": ["exit", "hang", "noise", "half", "abort", "child", "endless"],
}
CASES = [(name, index) for name, values in LIES.items() for index in range(len(values))]


def one(path, folder, name, index):
    program = Program(path, folder / f"engine-{name}-{index}")
    fake = program.home / "python"
    fake.write_text(f"#!/bin/sh\nexec {sys.executable} {__file__} {name} {index}\n")
    fake.chmod(0o755)
    # What a budget promises: its time and 30 s at most; the rest is the machine's.
    done = program.run(
        "run", "gemm", "--engine", "pytorch", "--python", fake, "--launches", "1", "--only", "fp32 1024*", "--budget", "3s", limit=60)
    shown = program.run("show", "-v", "latest", limit=20)
    return [f"{name} {index}: {fault}" for fault in done.faults() + shown.faults()]


def attack(path, folder, count, seed):
    step = max(1, len(CASES) // count)
    chosen = CASES[seed % step::step][:count]
    with ThreadPoolExecutor(4) as pool:
        faults = [fault for found in pool.map(lambda case: one(path, folder, *case), chosen) for fault in found]
    faults += [f"still alive: {orphan}" for orphan in left_over()]
    return {"cases": len(chosen), "faults": faults, "note": f"of {len(CASES)} there are"}


def send(message):
    sys.stdout.write("\x1e" + json.dumps(message) + "\n")
    sys.stdout.flush()


def deed(what):
    import os
    import subprocess
    import time
    if what == "exit":
        sys.exit(3)
    if what == "abort":
        os.abort()
    if what == "half":
        sys.stdout.write('\x1e{"type":"rea')
        sys.stdout.flush()
        sys.exit(0)
    if what == "noise":
        sys.stdout.write("\x00\xff noise\n" * 100_000)
    if what == "deep":
        sys.stdout.write("\x1e" + "[" * 200_000 + "\n")
    if what == "utf8":
        sys.stdout.flush()
        sys.stdout.buffer.write(b'\x1e{"type":"prepared","backend":"\xff\xfe\xc0"}\n')
    if what == "child":
        subprocess.Popen(["sleep", "60"], start_new_session=True)
        sys.exit(3)
    if what == "endless":
        while True:
            sys.stdout.write("x" * 65536)
    if what == "progress":
        while True:
            send({"type": "progress", "id": LAST["id"], "done": 1, "total": 2})
            time.sleep(0.01)
    if what == "hang":
        time.sleep(600)


LAST = {}


def fake(name, index):
    where, field = name.split("-")
    lie = LIES[name][index]

    def told(kind, message, **more):
        message = {**message, **more}
        return {**message, field: lie} if where == kind else message

    for line in sys.stdin:
        message = json.loads(line.strip("\x1e\n"))
        LAST.update(message)
        kind = message["type"]
        if where == "deed" and {"ready": "hello"}.get(field, field) == kind:
            deed(lie)
        if kind == "hello":
            send(told("ready", READY))
        elif kind == "prepare":
            send(told("prepared", PREPARED, id=message["id"]))
        elif kind == "measure":
            send(told("samples", SAMPLES, id=message["id"], seconds=[1e-6] * message["samples"]))
        elif kind == "shutdown":
            return


if __name__ == "__main__":
    fake(sys.argv[1], int(sys.argv[2]))
