#!/usr/bin/env bash
# publish.sh [DIR] -- makes a folder that runs: the Native AOT host `stackbench`, the worker beside it, libtorch and ONNX Runtime beside that.
# STACKBENCH_WITHOUT_LIBTORCH=1 leaves out libtorch's 490 MB; the engine then needs `run --libtorch DIR`.
# STACKBENCH_WITHOUT_ONNXRUNTIME=1 leaves out ONNX Runtime's 30 MB.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target=${1:-$root/artifacts/stackbench}
case $(uname -s)-$(uname -m) in
  Linux-x86_64) rid=linux-x64 ;;
  Linux-aarch64) rid=linux-arm64 ;;
  Darwin-arm64) rid=osx-arm64 ;;
  Darwin-x86_64) rid=osx-x64 ;;
  *) echo "publish.sh: no runtime identifier known for $(uname -s) $(uname -m)" >&2; exit 1 ;;
esac

# Native AOT links with clang; a machine that has gcc only can use that.
linker=()
command -v clang >/dev/null 2>&1 || linker=(-p:CppCompilerAndLinker=gcc)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish "$root/src/StackBench" -c Release -r "$rid" -o "$work/host" -v quiet "${linker[@]}" -p:DebugSymbols=false -p:DebugType=none
# The worker keeps the JIT: ahead-of-time code has no AVX-512. NamesLibtorch=false: the folder must not remember this machine's paths.
dotnet publish "$root/src/StackBench.Worker" -c Release -r "$rid" --self-contained -o "$work/worker" -v quiet -p:NamesLibtorch=false
torch=$(dotnet msbuild "$root/src/StackBench.Worker" -getProperty:LibtorchFolder)
onnx=$(dotnet msbuild "$root/src/StackBench.Worker" -getProperty:OnnxruntimeFolder)

mkdir -p "$target"
rm -rf "$target/worker" "$target/libtorch" "$target/onnxruntime"
find "$work" -type f \( -name '*.pdb' -o -name '*.dbg' -o -name '*.xml' \) -delete
# Part of a library that draws code in colours, which nothing here does.
rm -f "$work"/host/libonigwrap.*
cp -R "$work/host/." "$target/"
cp -R "$work/worker" "$target/worker"
if [ -z "${STACKBENCH_WITHOUT_LIBTORCH:-}" ] && [ -d "$torch" ]; then
  mkdir -p "$target/libtorch"
  cp "$torch"/* "$target/libtorch/"
fi
if [ -z "${STACKBENCH_WITHOUT_ONNXRUNTIME:-}" ] && [ -d "$onnx" ]; then
  mkdir -p "$target/onnxruntime"
  cp "$onnx"/libonnxruntime.* "$target/onnxruntime/"
fi
echo "$target"
