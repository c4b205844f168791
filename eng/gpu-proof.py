"""gpu-proof.py WORKER DEVICE RUN: the Python worker beside the same operations timed by hand, taking turns; see gpu-proof.sh."""
import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS, TURNS, SAMPLES = 3, 15, 9  # fresh processes; a round's turns; samples of a turn
LEAST_TURNS = 4
SAMPLE_SECONDS = 0.02  # on a GPU; on a CPU a sample is one call, which fits between two other programs' turns
TOLERANCE = 0.03
NOTHING, BEYOND = 2, 3  # exit codes: nothing was compared or measured, a ratio beyond the tolerance
PATIENCE_SECONDS = float(os.environ.get("PROOF_SECONDS", 400)) / 2  # of the whole table, shared out among the cases that are left
# The worker keeps freed memory; by glibc's own rule a fresh process pays page faults for each large result.
EQUAL_TERMS = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
MEBIBYTE = 1 << 20


def cases(is_cpu):
    """(family, operation, parameters): on a CPU of a few milliseconds at most, as it is the way that is proved there."""
    transformer = dict(d=128, layers=1, heads=4, tokens=64, batch=1) if is_cpu else dict(d=1024, layers=8, heads=16, tokens=512, batch=8)
    low = "fp32" if is_cpu else "bf16"
    size, length, network = (192, 128, 256) if is_cpu else (8192, 4096, 8192)
    heads = dict(b=1, hq=4, hkv=4, d=64) if is_cpu else dict(b=4, hq=32, hkv=32, d=128)
    yield "pytorch", "memory", {"kind": "copy", "bytes": (16 if is_cpu else 4096) * MEBIBYTE}
    yield "pytorch", "memory", {"kind": "triad", "bytes": (16 if is_cpu else 4096) * MEBIBYTE}
    for dtype in ("fp32", "bf16") if is_cpu else ("bf16", "fp16", "fp32"):
        yield "pytorch", "gemm", {"m": size, "n": size, "k": size, "dtype": dtype, "layout": "nn"}
    yield "pytorch", "attention", {**heads, "sq": length, "sk": length, "causal": True, "dtype": low, "kernel": "flash"}
    yield "pytorch", "autograd", {"model": "mlp", "batch": 16 if is_cpu else 4096, "width": network, "hidden": 2 * network, "dtype": low, "mode": "step"}
    for mode in ("eager", "inductor"):
        yield "pytorch", "compile", {**transformer, "dtype": low, "mode": mode}
    if not is_cpu:
        yield "pytorch", "attention", {**heads, "sq": length, "sk": length, "causal": True, "dtype": low, "kernel": "flash-attn"}
        yield "triton", "triton", {"kernel": "vector-add", "count": 256 * MEBIBYTE, "dtype": "fp32", "implementation": "triton"}
        yield "triton", "triton", {"kernel": "matmul", "m": 8192, "n": 8192, "k": 8192, "dtype": "fp16", "implementation": "triton"}


# What anybody would write: no more than the operation, and the events around it.
def by_hand(torch, op, p, device, worker):
    """The call."""
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[p.get("dtype", "fp32")]
    normal = lambda *shape: torch.randn(*shape, device=device, dtype=dtype)  # noqa: E731
    if op == "memory":
        a, b, c = (torch.rand(p["bytes"] // 4, device=device) for _ in range(3))
        return (lambda: c.copy_(a)) if p["kind"] == "copy" else (lambda: torch.add(a, b, alpha=3.0, out=c))
    if op == "gemm":
        a, b, c = normal(p["m"], p["k"]), normal(p["k"], p["n"]), normal(p["m"], p["n"])
        return lambda: torch.mm(a, b, out=c)
    if op == "attention" and p["kernel"] == "flash-attn":
        from flash_attn import flash_attn_func
        q, k, v = (normal(p["b"], p["sq"], p["hq"], p["d"]) for _ in range(3))
        return lambda: flash_attn_func(q, k, v, causal=p["causal"])
    if op == "attention":
        from torch.nn.attention import SDPBackend, sdpa_kernel
        q, k, v = (normal(p["b"], p["hq"], p["sq"], p["d"]) for _ in range(3))
        sdpa_kernel(SDPBackend.FLASH_ATTENTION).__enter__()
        return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=p["causal"])
    if op == "autograd":
        torch.set_grad_enabled(True)
        linear, x, y = torch.nn.Linear, normal(p["batch"], p["width"]), normal(p["batch"], p["width"])
        net = torch.nn.Sequential(linear(p["width"], p["hidden"], False), torch.nn.GELU(), linear(p["hidden"], p["width"], False)).to(device, dtype)
        adam = torch.optim.AdamW(net.parameters(), lr=1e-4)

        def step():
            adam.zero_grad(set_to_none=True)
            torch.nn.functional.mse_loss(net(x), y).backward()
            adam.step()

        return step
    sys.path.insert(0, os.path.dirname(worker))
    if op == "compile":
        from stackbench_worker.ops.compile import _transformer
        net, x = _transformer(torch, p["d"], p["layers"], p["heads"]).to(device, dtype), normal(p["batch"], p["tokens"], p["d"])
        call = torch.compile(net, fullgraph=True, dynamic=False) if p["mode"] == "inductor" else net
        return lambda: call(x)
    from stackbench_worker import tritonsource
    if p["kernel"] == "vector-add":
        a, b, c = (normal(p["count"]) for _ in range(3))
        return lambda: tritonsource.vector_add[(-(-p["count"] // 1024),)](a, b, c, p["count"], BLOCK=1024)
    a, b, c = normal(p["m"], p["k"]), normal(p["k"], p["n"]), normal(p["m"], p["n"])
    tiles = -(-p["m"] // 128) * -(-p["n"] // 128)
    return lambda: tritonsource.matmul[(tiles,)](a, b, c, p["m"], p["n"], p["k"], BLOCK_M=128, BLOCK_N=128, BLOCK_K=32, GROUP=8, num_warps=8)


def peer(op, params, device, worker):
    """Prints the median seconds of a call for every number of calls it reads."""
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(int(os.environ["PROOF_THREADS"]))
    torch.set_grad_enabled(False)
    call, module = by_hand(torch, op, params, device, worker), getattr(torch, device.split(":")[0], None) if device != "cpu" else None
    call()
    for line in sys.stdin:
        times = []
        for _ in range(SAMPLES):
            if module is None:
                start = time.perf_counter()
                for _ in range(int(line)):
                    call()
                times.append((time.perf_counter() - start) / int(line))
                continue
            first, last = module.Event(enable_timing=True), module.Event(enable_timing=True)
            first.record()
            for _ in range(int(line)):
                call()
            last.record()
            module.synchronize()
            times.append(first.elapsed_time(last) / 1e3 / int(line))
        print(repr(typical(times, device)), flush=True)


def typical(times, device):
    """The median of events of a device; on a CPU the fastest, as other programs only make a call longer."""
    return min(times) if device == "cpu" else statistics.median(times)


class Died(Exception):
    pass


class Process:
    def __init__(self, command, **more):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, **more)

    def line(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise Died("a process died: see table.log")
        return answer

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Peer(Process):
    def __init__(self, op, params, device, worker, threads):
        super().__init__([sys.executable, __file__, "peer", op, json.dumps(params), device, worker],
                         env={**os.environ, **(EQUAL_TERMS if device == "cpu" else {}), "PROOF_THREADS": str(threads)})

    def median(self, calls):
        return float(self.line(b"%d\n" % calls))


class Worker(Process):
    def __init__(self, family, op, params, device, worker, threads):
        super().__init__([sys.executable, "-B", "-u", worker, family])
        self.device, threads = device, {"threads": threads} if device == "cpu" else {}
        self.prepared = self.ask(type="prepare", id="a", op=op, params={**params, **threads}, device=device, seed=1)

    def median(self, calls):
        answer = self.ask(type="measure", id="a", iterations=calls, samples=SAMPLES)
        if answer["type"] != "samples":
            raise Died(str(answer.get("message"))[:200])
        return typical(answer["seconds"], self.device)

    def ask(self, **message):
        answer = json.loads(self.line(b"\x1e" + json.dumps(message).encode() + b"\n").lstrip(b"\x1e"))
        while answer["type"] == "progress":
            answer = json.loads(self.process.stdout.readline().lstrip(b"\x1e") or b'{"type": "error"}')
        return answer


def ratio(case, device, worker, threads, until):
    """(median over the rounds of the ratio of the fastest turns, seconds of the fastest by hand, backend), or (None, why, ""). Other load only
    makes a turn longer: the fastest of each side had the least of it."""
    family, op, params = case
    ratios, fastest = [], float("inf")
    for index in range(ROUNDS):
        if ratios and time.monotonic() > until:
            break
        sides = []
        try:
            sides.append(Worker(family, op, params, device, worker, threads))
            prepared = sides[0].prepared
            if prepared["type"] != "prepared":
                return None, str(prepared.get("reason") or prepared.get("message"))[:120], ""
            sides.append(Peer(op, params, device, worker, threads))
            calls = 1 if device == "cpu" else max(round(SAMPLE_SECONDS / max(sides[1].median(1), 1e-7)), 1)
            best = [float("inf")] * 2
            for turn in range(TURNS):
                if turn >= LEAST_TURNS and time.monotonic() > until:
                    break
                for side in (0, 1) if (index + turn) % 2 == 0 else (1, 0):
                    best[side] = min(best[side], sides[side].median(calls))
            ratios.append(best[0] / best[1])
            fastest = min(fastest, best[1])
        except Died as error:
            return None, str(error), ""
        finally:
            for side in sides:
                side.close()
    return statistics.median(ratios), fastest, prepared["backend"]


def shares(path):
    """Prints of the run: name, headline and percent of the published peak of what was measured, and why the rest was not. Returns how many values."""
    try:
        with open(path, encoding="utf-8") as file:
            results = json.load(file)["results"]
    except (OSError, ValueError, KeyError) as error:
        print(f"the run was not kept: {error}")
        return 0
    values = 0
    for result in results:
        outcome, name = result["outcome"], f"{result['benchmark']} {result['workload']}"
        if outcome["kind"] != "ok":
            print(f"  {name}: {outcome['kind']}: {outcome.get('reason', '')}"[:150])
            continue
        head = outcome["metrics"][0]
        share = next((f", {metric['value']:.1f} % of published" for metric in outcome["metrics"] if metric["metric"] == "published-share"), "")
        print(f"  {name}: {head['value']:.4g} {head['unit']}{share}")
        values += 1
    return values


def main():
    if sys.argv[1:2] == ["peer"]:
        peer(sys.argv[2], json.loads(sys.argv[3]), sys.argv[4], sys.argv[5])
        return 0
    worker, device, run = sys.argv[1:4]
    if device == "gpu":
        import torch

        names = [name for name in ("cuda", "xpu") if getattr(torch, name, None) is not None and getattr(torch, name).is_available()]
        if not names:
            print("torch sees no GPU here: PROOF_DEVICE=cpu proves the way on the CPU")
            return NOTHING
        device = f"{names[0]}:0"
    threads = 1  # on a CPU: several wait for the one that another program holds
    print("worker / by hand, taking turns:")
    end, beyond, compared, all_cases = time.monotonic() + PATIENCE_SECONDS, 0, 0, list(cases(device == "cpu"))
    for index, case in enumerate(all_cases):
        title = f"{case[1]} {' '.join(f'{name}={value}' for name, value in case[2].items())}"
        now = time.monotonic()
        if now > end:
            print(f"  {title}: no time", flush=True)
            continue
        found, seconds, backend = ratio(case, device, worker, threads, now + (end - now) / (len(all_cases) - index))
        if found is None:
            print(f"  {title}: not compared: {seconds}", flush=True)
            continue
        compared, beyond = compared + 1, beyond + (abs(found - 1) > TOLERANCE)
        print(f"  {found:.3f}{' !' if abs(found - 1) > TOLERANCE else ''}  {title}: by hand {seconds * 1e6:.1f} us; {backend[:100]}", flush=True)
    print("the run:")
    values = shares(run)
    print(f"{beyond} of {compared} ratios beyond {TOLERANCE:.0%}, {values} results of the run")
    return verdict(beyond, compared, values)


def verdict(beyond, compared, values):
    """The exit code; Python's own for an exception is 1."""
    return NOTHING if compared == 0 or values == 0 else BEYOND if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
