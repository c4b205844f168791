"""compare.py [ROUNDS] [OP...]: the worker against torch.utils.benchmark.Timer(...).adaptive_autorange() on the same operations, alternating."""
import json
import os
import statistics
import subprocess
import sys

WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python", "stackbench_worker")
SAMPLE_SECONDS = 0.02  # about what the host asks for
SAMPLES = 15
TURNS = 5  # a round: both are prepared and take turns this often, as the load of a machine changes within seconds
# The worker keeps freed memory from the start. A fresh process pays page faults for large outputs at every call until it has freed a block as
# large, so that torch's timer in it measures the kernel's page faults as well (a small convolution: seven times longer). Equal terms for both.
KEEP_FREED_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
CASES = [
    ("gemm", dict(m=1024, n=1024, k=1024, dtype="fp32", layout="nn")),
    ("gemm", dict(m=1024, n=1024, k=1024, dtype="bf16", layout="nn")),
    ("conv2d", {"n": 1, "c": 64, "h": 56, "w": 56, "k": 64, "r": 3, "s": 3, "stride": 1, "pad": 1, "dtype": "fp32", "layout": "nchw"}),
    ("attention", dict(b=1, hq=8, hkv=8, sq=512, sk=512, d=64, causal=False, dtype="fp32", kernel="flash")),
    *(("models", dict(network=network, batch=1, dtype="fp32", mode="eager", peer=peer))
      for network, others in (("resnet50", "torchvision"), ("bert-base", "transformers")) for peer in ("ours", others)),
]


def peer(op, params, threads):
    """Prints the median seconds of torch's own timer for every line it reads."""
    import torch
    from torch.utils.benchmark import Timer

    torch.manual_seed(0)
    torch.set_grad_enabled(False)
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[params["dtype"]]

    def normal(*shape):
        return torch.randn(*shape).to(dtype)

    if op == "gemm":
        a, b = normal(params["m"], params["k"]), normal(params["k"], params["n"])
        names, statement = dict(a=a, b=b, c=torch.empty(params["m"], params["n"], dtype=dtype)), "torch.mm(a, b, out=c)"
    elif op == "conv2d":
        image, weight = normal(params["n"], params["c"], params["h"], params["w"]), normal(params["k"], params["c"], params["r"], params["s"])
        names, statement = dict(image=image, weight=weight), f"torch.conv2d(image, weight, None, {params['stride']}, {params['pad']})"
    elif op == "models":
        names, statement = network(torch, params), "module(*inputs)"
    else:
        shape = params["b"], params["hq"], params["sq"], params["d"]
        names = dict(q=normal(*shape), k=normal(*shape), v=normal(*shape), attend=torch.nn.functional.scaled_dot_product_attention)
        statement = "attend(q, k, v)"
    timer = Timer(statement, globals={"torch": torch, **names}, num_threads=threads)
    for _ in sys.stdin:
        print(repr(timer.adaptive_autorange(min_run_time=0.3, max_run_time=3.0).median), flush=True)


def network(torch, params):
    """The same module as the worker's, or the one of its maker, with inputs of the same shapes."""
    sys.path.insert(0, os.path.dirname(WORKER))
    from stackbench_worker.models import networks, seeded

    asked = networks.ALL[params["network"]]
    inputs = asked.inputs(torch, torch.Generator().manual_seed(1), params["batch"])
    if params["peer"] == "torchvision":
        import torchvision

        module = torchvision.models.resnet50()
    elif params["peer"] == "transformers":
        import transformers

        module = transformers.BertModel(transformers.BertConfig())
    else:
        module = asked.build(asked.shape)
        seeded.fill(module, 1)
    return {"module": module.eval(), "inputs": inputs}


class Peer:
    """Torch's own timer, in a process of its own."""

    def __init__(self, op, params, threads):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "peer", op, json.dumps(params), str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env={**os.environ, **KEEP_FREED_MEMORY})

    def median(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline() or sys.exit("the peer died"))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Worker:
    """The worker, in a process of its own."""

    def __init__(self, op, params, threads):
        self.process = subprocess.Popen([sys.executable, "-u", WORKER, "pytorch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.ask(type="prepare", id="a", op=op, params={**params, "threads": threads}, device="cpu", seed=1)

    def median(self):
        probe = min(self.ask(type="measure", id="a", iterations=1, samples=5)["seconds"])
        return statistics.median(self.ask(type="measure", id="a", iterations=max(round(SAMPLE_SECONDS / probe), 1), samples=SAMPLES)["seconds"])

    def close(self):
        self.tell(type="shutdown")
        self.process.wait()

    def tell(self, **message):
        self.process.stdin.write(b"\x1e" + json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, **message):
        self.tell(**message)
        while True:
            answer = json.loads(self.process.stdout.readline().lstrip(b"\x1e") or sys.exit("the worker died"))
            if answer["type"] != "progress":
                return answer if answer["type"] in ("prepared", "samples") else sys.exit(f"worker: {answer}")


def main():
    if sys.argv[1:2] == ["peer"]:
        peer(sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4]))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    threads = len(os.sched_getaffinity(0))
    for op, params in CASES:
        if sys.argv[2:] and op not in sys.argv[2:]:
            continue
        ratios, best = [], [float("inf")] * 2
        for index in range(rounds):
            sides = [Worker(op, {name: value for name, value in params.items() if name != "peer"}, threads), Peer(op, params, threads)]
            times = [[], []]
            for turn in range(TURNS):
                for side in ((0, 1) if (index + turn) % 2 == 0 else (1, 0)):
                    times[side].append(sides[side].median())
            for side in sides:
                side.close()
            best = [min(before, *now) for before, now in zip(best, times)]
            ratios.append(statistics.median(times[0]) / statistics.median(times[1]))
        shape = " ".join(f"{name}={value}" for name, value in params.items())
        print(f"{op} {shape}, {threads} threads: worker/peer {statistics.median(ratios):.3f} (of {', '.join(f'{ratio:.3f}' for ratio in ratios)}); "
              f"fastest worker {best[0] * 1e6:.1f}, peer {best[1] * 1e6:.1f} us", flush=True)


main()
