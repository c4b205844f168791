"""compare.py WORKER: the engine vulkan against clpeak, vkpeak or torch on the first GPU; see compare.sh."""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

MEBIBYTE = 1 << 20
ARRAY_BYTES = 512 * MEBIBYTE
SAMPLES, ROUNDS = 10, 3
ALLOWED_SECONDS = 60  # of a peer that is a program


class Worker:
    """The engine in a process of its own."""

    def __init__(self, path):
        command = ["dotnet", path] if path.endswith(".dll") else [path]
        self.process = subprocess.Popen([*command, "vulkan"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def tell(self, **message):
        self.process.stdin.write(b"\x1e" + json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, **message):
        self.tell(**message)
        while True:
            line = self.process.stdout.readline()
            if not line:
                return {"type": "error", "message": "the worker died"}
            answer = json.loads(line.lstrip(b"\x1e"))
            if answer["type"] != "progress":
                return answer

    def seconds(self, device, op, params, iterations):
        """Median seconds of a call and the backend; None with the reason where it is not measured."""
        prepared = self.ask(type="prepare", id="a", op=op, device=device, seed=1, params=params)
        if prepared["type"] != "prepared":
            return None, prepared.get("reason") or prepared.get("message")
        try:
            for _ in range(ROUNDS):  # the last one counts: clocks have risen
                taken = self.ask(type="measure", id="a", iterations=iterations, samples=SAMPLES)
                if taken["type"] != "samples":
                    return None, taken.get("message")
        finally:
            self.tell(type="release", id="a")
        return statistics.median(taken["seconds"]), prepared["backend"]


def program(name, *arguments):
    """What a peer prints; empty where it is not installed or fails."""
    if not shutil.which(name):
        return ""
    try:
        return subprocess.run([name, *arguments], capture_output=True, text=True, timeout=ALLOWED_SECONDS).stdout
    except subprocess.TimeoutExpired as expired:
        return (expired.stdout or b"").decode(errors="replace")


def clpeak():
    """Rates of the first GPU by kind: GB/s and GFLOP/s, the best of the vector widths."""
    text, rates = program("clpeak", "--global-bandwidth", "--compute-sp", "--compute-hp", "--compute-dp"), {}
    section = None
    for line in text.splitlines():
        heading = re.search(r"(Global memory bandwidth|Single-precision compute|Half-precision compute|Double-precision compute)", line)
        if heading:
            section = {"G": "bandwidth", "S": "fp32", "H": "fp16", "D": "fp64"}[heading[1][0]]
        value = re.match(r"\s*(?:float|half|double)\d*\s*:\s*([\d.]+)", line)
        if value and section:
            rates[section] = max(rates.get(section, 0), float(value[1]))
    return rates


def vkpeak():
    """Rates of device 0 by kind in GFLOP/s."""
    names = {"fp32": r"fp32-(?:scalar|vec4)", "fp64": r"fp64-(?:scalar|vec4)", "fp16": r"fp16-(?:scalar|vec4)", "matrix": r"fp16-matrix"}
    text, rates = program("vkpeak", "0"), {}
    for kind, pattern in names.items():
        found = [float(value) for value in re.findall(pattern + r"\s*=\s*([\d.]+)\s*G", text)]
        if found:
            rates[kind] = max(found)
    return rates


def torch_events(pci):
    """Copy in GB/s and the product of fp16 matrices in GFLOP/s between events of torch, on the device at that address."""
    try:
        import torch
    except ImportError:
        return {}
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        found = torch.cuda.get_device_properties(index)
        if pci and hasattr(found, "pci_bus_id") and found.pci_bus_id != int(pci.split(":")[1], 16):
            continue
        torch.cuda.set_device(index)
        source = torch.randint(-2 ** 31, 2 ** 31 - 1, (ARRAY_BYTES // 4,), dtype=torch.int32, device="cuda")
        target = torch.empty_like(source)
        a, b = torch.randn(8192, 8192, dtype=torch.float16, device="cuda"), torch.randn(8192, 8192, dtype=torch.float16, device="cuda")

        def timed(call, calls):
            times = []
            for _ in range(SAMPLES + 3):
                begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
                begin.record()
                for _ in range(calls):
                    call()
                end.record()
                torch.cuda.synchronize()
                times.append(begin.elapsed_time(end) / 1e3 / calls)
            return statistics.median(times[3:])

        return {"bandwidth": 2 * ARRAY_BYTES / timed(lambda: target.copy_(source), 10) / 1e9,
                "matrix": 2 * 8192 ** 3 / timed(lambda: torch.mm(a, b), 4) / 1e9}
    return {}


def main():
    worker = Worker(sys.argv[1])
    ready = worker.ask(type="hello", protocol=1)
    if ready["type"] != "ready":
        print(f"no comparison: {ready.get('message')}; {ready.get('remedy') or ''}")
        return
    gpus = [device for device in ready["devices"] if device["kind"] == "vulkan"]
    if not gpus:
        seen = ", ".join(f"{device['id']} {device.get('name')} ({device['kind']})" for device in ready["devices"]) or "nothing"
        print(f"no comparison: Vulkan has no GPU here, it sees {seen}")
        return
    gpu = gpus[0]
    print(f"GPU: {gpu.get('name')} at {gpu.get('pci') or gpu['id']}, {ready['software']}")
    peers = {"clpeak": clpeak(), "vkpeak": vkpeak()}
    if not any(peers.values()):
        peers["torch events"] = torch_events(gpu.get("pci"))
    if not any(peers.values()):
        print("no peer: install clpeak or vkpeak, or name a python whose torch sees the GPU; the engine alone:")
    for kind, op, params, unit, iterations, work in CASES:
        seconds, backend = worker.seconds(gpu["id"], op, params, iterations)
        if seconds is None:
            print(f"{kind:10} vulkan: not measured: {backend}")
            continue
        rate = work / seconds / 1e9
        against = [f"{name} {rates[kind]:.0f}, ratio {rate / rates[kind]:.3f}" for name, rates in peers.items() if rates.get(kind)]
        print(f"{kind:10} vulkan {rate:.0f} {unit}; {'; '.join(against) or 'no peer'}; {backend}")
    worker.tell(type="shutdown")
    worker.process.wait(timeout=10)


WORK = 1 << 27  # operations of a call of device-peak


def peak(kind, unit, iterations, **params):
    return kind, "device-peak", {"unit": unit, "work": WORK, **params}, "GFLOP/s", iterations, WORK


# Kind, operation, parameters, unit, calls of a sample, bytes or operations of a call. A peer's bandwidth is that of the kernel it has:
# clpeak reads, torch copies.
CASES = [
    ("bandwidth", "memory", {"kind": "copy", "bytes": ARRAY_BYTES}, "GB/s (copy)", 8, 2 * ARRAY_BYTES),
    ("bandwidth", "memory", {"kind": "read", "bytes": ARRAY_BYTES}, "GB/s (read)", 16, ARRAY_BYTES),
    peak("fp32", "vector", 4000, dtype="fp32"),
    peak("fp16", "vector", 4000, dtype="fp16"),
    peak("fp64", "vector", 200, dtype="fp64"),
    peak("matrix", "matrix", 20000, dtype="fp16", sum="fp32"),
]

if __name__ == "__main__":
    main()
