#!/usr/bin/env bash
# mutate.sh [Comparison|Statistics|Running]... -- the share of small faults, put into the code one by one, that a test notices.
# For the night: it takes hours. A score below 85 % ends with 1; reports lie in artifacts/mutation/PART.
set -euo pipefail
cd "$(dirname "$0")/.."
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(Comparison Statistics Running)
root=$PWD status=0
dotnet tool restore >/dev/null

# Most mutants of Core are reached by every test of the program: only the tests beside the mutated code run, built on their own.
core_tests() {
  cat <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <AssemblyName>StackBench.Tests</AssemblyName>
    <RunAnalyzers>false</RunAnalyzers>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Pragmastat" />
    <PackageReference Include="xunit.v3.mtp-v2" />
    <Using Include="Xunit" />
    <ProjectReference Include="$root/src/StackBench.Core/StackBench.Core.csproj" />
    <ProjectReference Include="$root/src/StackBench.Running/StackBench.Running.csproj" />
    <Compile Include="$root/test/StackBench.Tests/Comparison/*.cs;$root/test/StackBench.Tests/Statistics/*.cs" />
    <Compile Include="$root/test/StackBench.Tests/Fixtures/Example*.cs" />
  </ItemGroup>
</Project>
EOF
}

for part in "${parts[@]}"; do
  report=$root/artifacts/mutation/$part
  rm -rf "$report"
  mkdir -p "$report"
  case $part in
    Comparison | Statistics)
      folder=$report project=StackBench.Core mutate="**/$part/*.cs"
      core_tests >"$folder/Mutation.csproj"
      ;;
    Running) folder=$root/test/StackBench.Tests project=StackBench.Running mutate='**/*.cs' ;;
    *) echo "mutate.sh: unknown part '$part': choose Comparison, Statistics or Running" >&2; exit 2 ;;
  esac
  (cd "$folder" && dotnet stryker --project "$project.csproj" --mutate "$mutate" --test-runner mtp --skip-version-check \
    --threshold-high 90 --threshold-low 86 --break-at 85 --reporter cleartext --reporter json --output "$report") || status=1
done
exit "$status"
