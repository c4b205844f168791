#!/bin/sh
# Holds the libtorch engine against gemm_peer.c: the two take turns, and the ratio of their best and median times is printed.
# usage: bench/libtorch/compare.sh [SIZE] [ROUNDS] [SAMPLES]; needs gcc, python3 and a built worker (dotnet build src/StackBench.Worker -c Release)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
worker="${STACKBENCH_WORKER:-$here/../../artifacts/bin/StackBench.Worker/release/StackBench.Worker.dll}"
peer=$(mktemp)
trap 'rm -f "$peer"' EXIT
gcc -O2 -o "$peer" "$here/gemm_peer.c" -ldl -lm
exec python3 - "$worker" "$peer" "${1:-2048}" "${2:-5}" "${3:-15}" <<'PYTHON'
import json, os, re, statistics, subprocess, sys

worker, peer, size, rounds, samples = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
folder = os.environ.get("STACKBENCH_LIBTORCH") or json.load(open(re.sub(r"\.dll$", ".runtimeconfig.json", worker)))[
    "runtimeOptions"]["configProperties"]["StackBench.LibtorchFolder"]
threads = len(os.sched_getaffinity(0))


def of_worker(dtype):
    with subprocess.Popen(["dotnet", worker, "libtorch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        def tell(**message):
            process.stdin.write("\x1e" + json.dumps(message) + "\n")
            process.stdin.flush()

        def ask(**message):
            tell(**message)
            answer = json.loads(process.stdout.readline().lstrip("\x1e"))
            return answer if answer["type"] in ("prepared", "samples") else sys.exit(f"worker: {answer}")

        ask(type="prepare", id="g", op="gemm", device="cpu", seed=1, params=dict(m=size, n=size, k=size, dtype=dtype, threads=threads))
        seconds = ask(type="measure", id="g", iterations=1, samples=samples)["seconds"]
        tell(type="shutdown")
        return seconds


def of_peer(dtype):
    run = subprocess.run([peer, f"{folder}/libtorch_cpu.so", dtype, str(size), str(threads), str(samples + 3)],
                         capture_output=True, text=True, check=True)
    return [float(line) for line in run.stdout.split()][3:]  # the worker has run three calls before, too


for dtype in ("fp32", "bf16"):
    pairs = [(of_worker(dtype), of_peer(dtype)) for _ in range(rounds)]
    for name, statistic in (("best", min), ("median", statistics.median)):
        ratios = [statistic(a) / statistic(b) for a, b in pairs]
        rate = lambda which: max(2 * size**3 / statistic(pair[which]) for pair in pairs) / 1e9
        print(f"{dtype} {size} {name}: worker/peer {statistics.median(ratios):.3f} (of {', '.join(f'{r:.3f}' for r in ratios)}); "
              f"highest rate worker {rate(0):.0f}, peer {rate(1):.0f} GFLOP/s")
PYTHON
