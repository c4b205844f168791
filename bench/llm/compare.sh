#!/bin/sh
# Holds prefill and decode as `stackbench run llm` tells them against llama-bench by hand, alternating, so that noise of the machine hits both.
# Usage: compare.sh STACKBENCH [ROUNDS]   STACKBENCH: the built program; needs STACKBENCH_LLAMA, the folder of llama-bench, and jq.
set -eu
stackbench=$1
rounds=${2:-7}
bench=$STACKBENCH_LLAMA/llama-bench
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export STACKBENCH_HOME=$made/home

model=$("$stackbench" model make small 2>/dev/null)
threads=$(nproc)

# median of the numbers on stdin
median() { sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

# by_hand PROMPT GENERATED: tokens per second of the median repetition of a fresh process
by_hand() {
    "$bench" -m "$model" -p "$1" -n "$2" -r 10 -t "$threads" -ngl 0 -dev none -o jsonl 2>/dev/null |
        jq '.samples_ns[]' | median | awk -v tokens=$(($1 + $2)) '{ print tokens / $1 * 1e9 }'
}

# own: the launch's values of every workload of the small model, "NAME<tab>RATE"
own() {
    "$stackbench" run llm --model "$model" --launches 1 --format json 2>/dev/null |
        jq -r '.results[] | select(.outcome.kind == "ok") | [.workload, (.outcome.metrics[] | select(.metric == "token-rate") | .value)] | @tsv'
}

for _ in $(seq "$rounds"); do
    for test in "prefill 128:128 0" "prefill 512:512 0" "decode 32:0 32" "decode 128:0 128"; do
        # shellcheck disable=SC2086
        by_hand ${test#*:} >>"$made/hand ${test%%:*}"
    done
    own | while IFS="$(printf '\t')" read -r name rate; do echo "$rate" >>"$made/own ${name#* * }"; done
done

for name in "prefill 128" "prefill 512" "decode 32" "decode 128"; do
    hand=$(median <"$made/hand $name")
    mine=$(median <"$made/own $name")
    awk -v name="$name" -v hand="$hand" -v mine="$mine" -v n="$rounds" \
        'BEGIN { printf "%-12s by hand %8.0f t/s   stackbench %8.0f t/s   ratio of medians %.3f (n = %d)\n", name, hand, mine, mine / hand, n }'
done
