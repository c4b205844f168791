#!/usr/bin/env bash
# accuracy.sh -- latencies as the load generator reports them, against the send times of a null server with known timing in another process, for 64
# to 2,000 streams at once. Bounds: p50 within 1 ms, p99 within 3 ms. Takes two minutes; on a machine that does nothing else.
set -euo pipefail
. "$(dirname "$0")/build.sh"
"$program" accuracy
