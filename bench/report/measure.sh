#!/usr/bin/env bash
# measure.sh PUBLISHED_FOLDER [ROUNDS] -- time of `report` for a run of 1,000 workloads and for one with a history of 10,000 runs, and the size of the pages.
# Beside each, `--version` of the same program in the same rounds, as a measure of the machine. Needs 1 GB in the folder for temporary files; takes some minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); aot=$1/stackbench; rounds=${2:-7}
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) / 1000 }'; }
time_us() { local start; start=$(date +%s%N); "$@" >/dev/null 2>&1; echo $((($(date +%s%N) - start) / 1000)); }
measure() {
  STACKBENCH_HOME=$folder/$1; export STACKBENCH_HOME
  dotnet run --project "$here/../startup/FillStore" -c Release -- "$STACKBENCH_HOME" "$2" "$3"
  : >"$folder/report"; : >"$folder/version"
  for _ in $(seq "$rounds"); do
    time_us "$aot" report latest --output "$folder/page.html" >>"$folder/report"
    time_us "$aot" --version >>"$folder/version"
  done
  awk -v what="$1" -v report="$(median <"$folder/report")" -v version="$(median <"$folder/version")" -v size="$(stat -c %s "$folder/page.html")" \
    'BEGIN { printf "%-24s report %.0f ms, --version %.0f ms, page %.0f kB\n", what, report, version, size / 1000 }'
  rm -rf "$STACKBENCH_HOME"
}
measure 1000-workloads 1 1000
measure 10000-runs 10000 10
