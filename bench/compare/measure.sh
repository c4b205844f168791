#!/usr/bin/env bash
# measure.sh [METRICS] [RUNS] [ROUNDS] -- time of a comparison with stored runs; the goal is 10,000 metrics against 20 runs in under 1 s.
set -euo pipefail
dotnet run --project "$(cd "$(dirname "$0")" && pwd)/CompareBench" -c Release -- "$@"
