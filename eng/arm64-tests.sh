#!/usr/bin/env bash
# arm64-tests.sh [NAMESPACE...] -- publishes the tests for linux-arm64 and runs them under qemu-user (Debian's qemu-user-static): the kernels of the
# worker compute right with AdvSimd, the statistics give the same numbers. Rates under an emulator mean nothing and are not asserted.
# NAMESPACE is below StackBench.Tests; by default what needs no program and no library of this machine. Debian's arm64 libraries are unpacked below
# artifacts/; nothing of the system changes.
set -euo pipefail
cd "$(dirname "$0")/.."
namespaces=("$@")
[ $# -gt 0 ] || namespaces=(Worker.Native Worker.Spirv Units Assessments Verdicts Text)
command -v qemu-aarch64-static >/dev/null || { echo "arm64-tests.sh: there is no qemu-aarch64-static: apt install qemu-user-static" >&2; exit 1; }

target=$PWD/artifacts/arm64-tests libraries=$PWD/artifacts/arm64-root
dotnet publish test/StackBench.Tests -r linux-arm64 --self-contained -v quiet -o "$target"

if [ ! -e "$libraries/done" ]; then
  rm -rf "$libraries"
  apt=$libraries/apt
  mkdir -p "$apt"/{lists/partial,archives/partial,none}
  : >"$apt/status"
  # A private apt, which thinks that it runs on arm64 and that nothing is installed.
  options=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State=$apt" -o "Dir::State::lists=$apt/lists" -o "Dir::State::status=$apt/status"
    -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives" -o Acquire::Languages=none -o Acquire::Retries=5 -o "APT::Sandbox::User=$(id -un)"
    -o APT::Install-Recommends=false -o Debug::NoLocking=true)
  apt-get "${options[@]}" -qq update
  apt-get "${options[@]}" -qq -y --download-only install libc6 libstdc++6 libssl3 zlib1g
  for package in "$apt"/archives/*.deb; do dpkg-deb -x "$package" "$libraries"; done
  touch "$libraries/done"
fi

# Code that is patched while other threads run it, as tiers and a concurrent collector do, is more than the emulator bears.
export DOTNET_TieredCompilation=0 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0 DOTNET_GCHeapHardLimit=40000000 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
filters=()
for name in "${namespaces[@]}"; do filters+=(-namespace "StackBench.Tests.$name" -namespace "StackBench.Tests.$name.*"); done
timeout 600 qemu-aarch64-static -L "$libraries" "$target/StackBench.Tests" -noColor -parallel none "${filters[@]}"
