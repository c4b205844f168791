#!/usr/bin/env bash
# measure.sh [METRICS] [RUNS] [ROUNDS] -- time of a comparison, as Native AOT code, with stored runs; each round is a process of its own, as it is for
# a user. The goal is 10,000 metrics against 20 runs in under 1 s.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
linker=()
command -v clang >/dev/null 2>&1 || linker=(-p:CppCompilerAndLinker=gcc)
dotnet publish "$here/CompareBench" -c Release -o "$folder" -v quiet "${linker[@]}"
for _ in $(seq "${3:-5}"); do "$folder/CompareBench" "${1:-10000}" "${2:-20}" 1; done
