# Sourced: sets $program, the bench compiled as the host is (Native AOT) where the tools for it are here, else by the JIT.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
if [ -z "${STACKBENCH_JIT:-}" ] && dotnet publish "$root/bench/serving/ServingBench" -c Release -r linux-x64 -p:PublishAot=true -p:CppCompilerAndLinker="${CC:-gcc}" -o "$folder/bin" -v quiet >"$folder/log" 2>&1; then
  echo "Native AOT"; program=$folder/bin/ServingBench
else
  echo "JIT"; dotnet build "$root/bench/serving/ServingBench" -c Release -v quiet; program=$root/artifacts/bin/ServingBench/release/ServingBench
fi
