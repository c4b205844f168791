#!/usr/bin/env bash
# compare.sh PYTHON [ROUNDS] [STREAMS] -- token events per second of the load generator and of a straightforward asyncio and httpx client, on the same
# null server that streams as fast as it can, alternating; medians and their ratio, with one event in a write and with 16; then the same for each
# second of the client's processor time, where the server is no limit. PYTHON has httpx: of pip, or of Debian's python3-httpx. STACKBENCH_JIT=1
# leaves out Native AOT.
set -euo pipefail
. "$(dirname "$0")/build.sh"
here=$root/bench/serving; python=$1; rounds=${2:-5}; streams=${3:-64}; tokens=256
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
for bundle in 1 16; do
  exec {server}> >(exec "$program" serve tokens=$tokens per-write=$bundle >"$folder/url")
  until [ -s "$folder/url" ]; do sleep 0.1; done
  url=$(cat "$folder/url"); : >"$folder/own"; : >"$folder/python"
  for _ in $(seq "$rounds"); do
    "$program" rate "$url" "$streams" 4000 $tokens >>"$folder/own"
    "$python" "$here/client.py" "$url" "$streams" 200 $tokens >>"$folder/python"
  done
  exec {server}>&-; : >"$folder/url"
  a=$(median <"$folder/own"); p=$(median <"$folder/python")
  per_core() { sed -E 's/^([0-9]+) events.*CPU ([0-9.]+) cores.*/\1 \2/' | awk '{ print $1 / $2 }' | median; }
  ac=$(per_core <"$folder/own"); pc=$(per_core <"$folder/python")
  awk -v b=$bundle -v a="$a" -v p="$p" -v n="$rounds" 'BEGIN { printf "%2d events in a write: load generator %.0f events/s, Python %.0f events/s, ratio of medians %.1f (n = %d)\n", b, a, p, a / p, n }'
  awk -v a="$ac" -v p="$pc" 'BEGIN { printf "   for each second of the client\047s processor time: load generator %.0f events, Python %.0f events, ratio %.1f\n", a, p, a / p }'
done
