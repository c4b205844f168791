#!/bin/sh
# Holds the worker's native kernels against the same kernels in C, alternating, so that noise of the machine hits both.
# Usage: compare.sh [ROUNDS]      needs gcc with OpenMP and an AVX-512 processor
# STREAM_SOURCE=other.c           another STREAM peer; it must print "triadNT <GB/s>" and take MIB_ELEMENTS THREADS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
rounds=${1:-5}
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
export OMP_PROC_BIND=true

dotnet build "$root/src/StackBench.Worker" -v q >/dev/null
worker=$root/artifacts/bin/StackBench.Worker/debug/StackBench.Worker.dll
gcc -O3 -march=native -fopenmp "${STREAM_SOURCE:-$here/stream.c}" -o "$built/stream"
gcc -O3 -march=native -fopenmp "$here/fma.c" -o "$built/fma"

# seconds OP PARAMS ITERATIONS SAMPLES: the shortest time per call
seconds() {
    {
        printf '{"type":"hello","protocol":1}\n'
        printf '{"type":"prepare","id":"a","op":"%s","params":%s,"device":"cpu","seed":1}\n' "$1" "$2"
        printf '{"type":"measure","id":"a","iterations":%s,"samples":%s}\n{"type":"shutdown"}\n' "$3" "$4"
    } | dotnet "$worker" native | sed -n 's/.*"seconds":\[\([^]]*\)\].*/\1/p' | tr , '\n' | sort -g | head -1
}

# rate AMOUNT SECONDS: in units of 10^9 per second
rate() { awk -v amount="$1" -v seconds="$2" 'BEGIN { printf "%.2f", amount / seconds * 1e-9 }'; }

# report NAME FILE: FILE holds "peer own" a line
report() {
    awk '{ printf "%s %s %.3f\n", $1, $2, $2 / $1 }' "$2" | sort -k3 -g |
        awk -v name="$1" '{ own[NR] = $2; peer[NR] = $1; ratio[NR] = $3 } END {
            printf "%-28s ratio own/C: median %.3f  low %.3f  high %.3f", name, ratio[int((NR + 1) / 2)], ratio[1], ratio[NR]
            for (i = 1; i <= NR; i++) { if (own[i] > o) o = own[i]; if (peer[i] > p) p = peer[i] }
            printf "   best own %.1f  C %.1f  ratio of bests %.3f\n", o, p, o / p }'
}

elements=32
bytes=$((elements * 1048576 * 8))
for threads in 1 2; do
    : >"$built/triad"
    for _ in $(seq "$rounds"); do
        peer=$("$built/stream" $elements $threads | sed 's/.*triadNT \([0-9.]*\).*/\1/')
        own=$(seconds memory-bandwidth "{\"pattern\":\"triad\",\"store\":\"non-temporal\",\"threads\":$threads,\"bytes\":$bytes}" 1 7)
        echo "$peer $(rate $((3 * bytes)) "$own")" >>"$built/triad"
    done
    report "triad non-temporal, $threads thr" "$built/triad"
done

for threads in 1 2; do
    for dtype in fp32 fp64; do
        for width in 512 256 128; do
            : >"$built/peak"
            case $dtype in fp64) lanes=$((width / 64)) ;; *) lanes=$((width / 32)) ;; esac
            for _ in $(seq "$rounds"); do
                peer=$("$built/fma" $dtype $width $threads | cut -d' ' -f1)
                own=$(seconds fma-peak "{\"dtype\":\"$dtype\",\"width\":$width,\"threads\":$threads,\"rounds\":1000000}" 1 10)
                echo "$peer $(rate $((threads * 1000000 * 12 * lanes * 2)) "$own")" >>"$built/peak"
            done
            report "$dtype $width-bit FMA, $threads thr" "$built/peak"
        done
    done
done
