#!/bin/sh
# Holds the worker's native kernels against the same kernels in C, alternating, so that noise of the machine hits both.
# Usage: compare.sh [ROUNDS] [NAME...]   names: triad-nt triad copy-nt copy read fp32 fp64 (default: triad-nt fp32 fp64)
# Needs gcc with OpenMP and a processor with AVX2; widths that the processor lacks are left out. MIB=256 is the size of each array, SAMPLES=10 the passes per process.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
rounds=${1:-5}
[ $# -gt 0 ] && shift
mib=${MIB:-256}
samples=${SAMPLES:-10}
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
export OMP_PROC_BIND=true

dotnet build "$root/src/StackBench.Worker" -v q >/dev/null
worker=$root/artifacts/bin/StackBench.Worker/debug/StackBench.Worker.dll
gcc -O3 -march=native -fopenmp "$here/stream.c" -o "$built/stream"
gcc -O3 -march=native -fopenmp "$here/fma.c" -o "$built/fma"

# own OP PARAMS AMOUNT: the worker's best rate in 10^9 of AMOUNT per second
own() {
    {
        printf '{"type":"hello","protocol":1}\n'
        printf '{"type":"prepare","id":"a","op":"%s","params":%s,"device":"cpu","seed":1}\n' "$1" "$2"
        printf '{"type":"measure","id":"a","iterations":1,"samples":%s}\n{"type":"shutdown"}\n' "$samples"
    } | dotnet "$worker" native | sed -n 's/.*"seconds":\[\([^]]*\)\].*/\1/p' | tr , '\n' | sort -g |
        awk -v amount="$3" 'NR == 1 { printf "%.2f\n", amount / $1 * 1e-9 }'
}

# report NAME: reads lines of "C own"
report() {
    awk '{ print $1, $2, $2 / $1 }' "$built/rates" | sort -k3 -g | awk -v name="$1" '
        { ratio[NR] = $3; if ($1 > c) c = $1; if ($2 > own) own = $2 }
        END { printf "%-28s own/C median %.3f  (%.3f .. %.3f, n = %d)   best: own %.1f, C %.1f, own/C %.3f\n",
                     name, (ratio[int((NR + 1) / 2)] + ratio[int(NR / 2) + 1]) / 2, ratio[1], ratio[NR], NR, own, c, own / c }'
}

# stream NAME: one memory kernel with one and with two threads
stream() {
    case $1 in *-nt) store=non-temporal ;; *) store=plain ;; esac
    case $1 in read) arrays=1 ;; copy*) arrays=2 ;; *) arrays=3 ;; esac
    bytes=$((mib * 1048576))
    for threads in 1 2; do
        for _ in $(seq "$rounds"); do
            peer=$("$built/stream" "$1" "$mib" $threads "$samples")
            echo "$peer $(own memory-bandwidth "{\"pattern\":\"${1%-nt}\",\"store\":\"$store\",\"threads\":$threads,\"bytes\":$bytes}" $((arrays * bytes)))"
        done >"$built/rates"
        report "$1, $threads threads, GB/s"
    done
}

# peak TYPE: the FMA peak at every width with one and with two threads
peak() {
    for threads in 1 2; do
        for width in 512 256 128; do
            lanes=$((width / ${1#fp}))
            "$built/fma" "$1" $width $threads >/dev/null || { echo "$1 $width-bit: not on this processor"; continue; }
            for _ in $(seq "$rounds"); do
                peer=$("$built/fma" "$1" $width $threads)
                echo "$peer $(own fma-peak "{\"dtype\":\"$1\",\"width\":$width,\"threads\":$threads,\"rounds\":1000000}" $((threads * 1000000 * 12 * lanes * 2)))"
            done >"$built/rates"
            report "$1 $width-bit, $threads threads, GFLOP/s"
        done
    done
}

for name in ${*:-triad-nt fp32 fp64}; do
    case $name in
        fp32 | fp64) peak "$name" ;;
        triad-nt | triad | copy-nt | copy | read) stream "$name" ;;
        *) echo "unknown kernel '$name'" >&2; exit 2 ;;
    esac
done
