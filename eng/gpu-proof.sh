#!/usr/bin/env bash
# gpu-proof.sh FOLDER PYTHON [OUT] -- what StackBench measures on this machine's GPU, beside the same operations timed by hand in torch, in one table
# of ratios and shares of the published peaks. Takes less than eight minutes and leaves everything in OUT (proof-<time>).
#   FOLDER   what eng/publish.sh made with STACKBENCH_WITHOUT_LIBTORCH=1; carried to a bare machine with python/ in it, it needs nothing else
#   PYTHON   an interpreter with torch, and whatever else of triton and flash-attn it has
# PROOF_DEVICE=cpu proves the way on a machine without a GPU; a device's id (cuda:1) picks one of several. PROOF_SECONDS: how long the run and the
# comparison may take together (400). Exit code 3: a ratio beyond 3 %; 2: nothing was compared or measured; any other: it failed.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-} python=${2:-}
if [ -z "$folder" ] || [ -z "$python" ]; then sed -n '2,8s/^# //p' "$0" >&2; exit 2; fi
out=${3:-proof-$(date -u +%Y%m%d-%H%M%S)}
device=${PROOF_DEVICE:-gpu}
export PROOF_SECONDS=${PROOF_SECONDS:-400}
mkdir -p "$out"
out=$(cd "$out" && pwd)
export STACKBENCH_HOME=$out/store
program=$folder/stackbench started=$SECONDS

step() { # name, seconds it may take, command...
  local name=$1 limit=$2
  shift 2
  timeout "$limit" "$@" >"$out/$name.txt" 2>"$out/$name.log"
  local code=$?
  echo "$name: exit code $code, $((SECONDS - started)) s since the start"
}

step version 10 "$program" --version
step detect 20 "$program" detect
step detect-json 20 "$program" detect --format json
step doctor 40 "$program" doctor
step run $((PROOF_SECONDS / 2 + 30)) "$program" run device-memory tensor-core gemm attention triton compile autograd --suite quick --launches 1 --budget $((PROOF_SECONDS / 2))s \
  --python "$python" --device "$device" --output "$out/run.json"
step report 30 "$program" report latest --output "$out/report.html"
"$python" -B "$here/gpu-proof.py" "$folder/python/stackbench_worker" "$device" "$out/run.json" 2>"$out/table.log" | tee "$out/table.txt"
code=${PIPESTATUS[0]}
case $code in 0|3) ;; *) echo "the comparison failed (exit code $code):"; tail -n 40 "$out/table.log" ;; esac
echo "$((SECONDS - started)) s in all, everything in $out"
exit "$code"
