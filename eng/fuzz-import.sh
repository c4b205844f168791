#!/bin/bash
# 20,000 mutated files over all importers, with a managed heap of 256 MiB: eng/fuzz-import.sh [FILES]
set -euo pipefail
cd "$(dirname "$0")/.."
export STACKBENCH_FUZZ_FILES="${1:-20000}" DOTNET_GCHeapHardLimit=10000000
exec timeout 3600 dotnet test --project test/StackBench.Tests -- --filter-class '*ImportFuzzTests'
