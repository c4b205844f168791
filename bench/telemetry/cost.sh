#!/usr/bin/env bash
# cost.sh [SECONDS] [ROUNDS] [DEVICE] -- CPU time of the telemetry sampler at 10 Hz, as a share of one core; the goal is below 1 %.
# Compiled as the host is (Native AOT) where the tools for it are here, else by the JIT, whose own work counts in short runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
seconds=${1:-30}; rounds=${2:-3}; device=${3:-cpu}
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
if dotnet publish "$here/SamplerCost" -c Release -r linux-x64 -p:PublishAot=true -p:CppCompilerAndLinker="${CC:-gcc}" -o "$folder" -v quiet >"$folder/log" 2>&1; then
  echo "Native AOT"; program=$folder/SamplerCost
else
  echo "JIT (no AOT tools)"; dotnet build "$here/SamplerCost" -c Release -v quiet; program=$root/artifacts/bin/SamplerCost/release/SamplerCost
fi
for _ in $(seq "$rounds"); do "$program" "$seconds" "$device"; done
