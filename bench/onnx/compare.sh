#!/bin/sh
# Holds the onnxruntime engine against peer.c on the same library and model: the two take turns, and the ratios of their median times are printed.
# usage: bench/onnx/compare.sh [NETWORK] [ROUNDS] [SAMPLES]; needs gcc, python3 and a build (dotnet build -c Release)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=${STACKBENCH_BIN:-$here/../../artifacts/bin}
configuration=${STACKBENCH_CONFIGURATION:-release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
network=${1:-resnet50}
include=$(cd "$here/../.." && dotnet msbuild src/StackBench.Worker -getProperty:PkgMicrosoft_ML_OnnxRuntime)/build/native/include
gcc -O2 -I"$include" -o "$work/peer" "$here/peer.c" -ldl
"$bin/StackBench/$configuration/stackbench" model make "$network" --format onnx --output "$work" >/dev/null
python3 - "$bin/StackBench.Worker/$configuration/StackBench.Worker.dll" "$work/peer" "$work/$network-seed1.onnx" "$network" "${2:-7}" "${3:-15}" <<'PYTHON'
import glob, json, os, re, statistics, subprocess, sys

worker, peer, model, network, rounds, samples = *sys.argv[1:5], *map(int, sys.argv[5:])
folder = os.environ.get("STACKBENCH_ONNXRUNTIME") or json.load(open(re.sub(r"\.dll$", ".runtimeconfig.json", worker)))[
    "runtimeOptions"]["configProperties"]["StackBench.OnnxruntimeFolder"]
library = min(glob.glob(f"{folder}/libonnxruntime.so*"), key=len)
threads = len(os.sched_getaffinity(0))


def of_worker():
    with subprocess.Popen(["dotnet", worker, "onnxruntime"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        def tell(**message):
            process.stdin.write("\x1e" + json.dumps(message) + "\n")
            process.stdin.flush()

        def ask(**message):
            tell(**message)
            while (answer := json.loads(process.stdout.readline().lstrip("\x1e")))["type"] == "progress":
                pass
            return answer if answer["type"] in ("prepared", "samples") else sys.exit(f"worker: {answer}")

        ask(type="prepare", id="g", op="onnx", device="cpu", seed=1,
            params={"network": network, "batch": 1, "model-seed": 1, "threads": threads})
        seconds = ask(type="measure", id="g", iterations=1, samples=samples)["seconds"]
        tell(type="shutdown")
        return seconds


def of_peer():
    run = subprocess.run([peer, library, model, str(threads), str(samples + 2)], capture_output=True, text=True, check=True)
    return [float(line) for line in run.stdout.split()][2:]  # the worker has run twice before, too


pairs = [(of_worker(), of_peer()) for _ in range(rounds)]
for name, statistic in (("best", min), ("median", statistics.median)):
    ratios = [statistic(a) / statistic(b) for a, b in pairs]
    least = lambda which: 1e3 * min(statistic(pair[which]) for pair in pairs)
    print(f"{network} {name}: worker/peer {statistics.median(ratios):.3f} (of {', '.join(f'{r:.3f}' for r in ratios)}); "
          f"least worker {least(0):.2f}, peer {least(1):.2f} ms")
PYTHON
