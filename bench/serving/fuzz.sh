#!/usr/bin/env bash
# fuzz.sh [STREAMS] -- mutated streams over sockets to the load generator (20000): none is lost or hangs, and the memory stays below 256 MiB.
set -euo pipefail
. "$(dirname "$0")/build.sh"
timeout "${STACKBENCH_FUZZ_LIMIT:-1200}" "$program" fuzz "${1:-20000}"
