#!/bin/sh
# Compares the engine vulkan with a hand-written peer on the same GPU: clpeak and vkpeak where they are installed, else kernels of torch between
# its own events. Prints the ratio of the rates; takes less than five minutes. Without a GPU it says so and measures nothing.
# usage: bench/gpu/compare.sh [PYTHON]; PYTHON (python3) runs the script and is where torch is looked for
set -eu
here=$(cd "$(dirname "$0")" && pwd)
worker=${STACKBENCH_WORKER:-}
if [ -z "$worker" ]; then
    dotnet build "$here/../../src/StackBench.Worker" -c Release -v q >/dev/null
    worker=$here/../../artifacts/bin/StackBench.Worker/release/StackBench.Worker.dll
fi
exec "${1:-python3}" "$here/compare.py" "$worker"
