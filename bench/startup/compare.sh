#!/usr/bin/env bash
# compare.sh PUBLISHED_FOLDER [ROUNDS] -- start-up of the Native AOT host against the JIT build of the same sources, alternating.
# Prints medians in ms and the ratio AOT / JIT for `--help`, and for `history` and `trend` of 45 metrics over 1,000 stored runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
aot=$1/stackbench; rounds=${2:-15}
dotnet build "$root/src/StackBench" -c Release -v quiet
jit=$root/artifacts/bin/StackBench/release/stackbench
STACKBENCH_HOME=$(mktemp -d); export STACKBENCH_HOME
trap 'rm -rf "$STACKBENCH_HOME"' EXIT
dotnet run --project "$here/FillStore" -c Release -- "$STACKBENCH_HOME" 1000

time_ms() { local start; start=$(date +%s%N); "$@" >/dev/null; echo $((($(date +%s%N) - start) / 1000)); }
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) / 1000 }'; }
for verb in --help history "trend gemm"; do
  : >"$STACKBENCH_HOME/a"; : >"$STACKBENCH_HOME/j"
  for _ in $(seq "$rounds"); do time_ms "$aot" $verb >>"$STACKBENCH_HOME/a"; time_ms "$jit" $verb >>"$STACKBENCH_HOME/j"; done
  a=$(median <"$STACKBENCH_HOME/a"); j=$(median <"$STACKBENCH_HOME/j")
  awk -v v="$verb" -v a="$a" -v j="$j" 'BEGIN { printf "%-22s AOT %.1f ms  JIT %.1f ms  ratio %.2f\n", v, a, j, a / j }'
done
