using StackBench.Core.Results;

namespace StackBench.Machine.Software;

/// <summary>Facts <c>software.*</c> of a run: of the interpreter that is measured, else of the one a user would start.</summary>
internal static class SoftwareFingerprint
{
    private const string Absent = "absent";

    public static IEnumerable<FingerprintFact> Of(SoftwareFacts software)
    {
        if (ReferenceEquals(software, SoftwareFacts.Unread)) yield break;
        yield return Fact("software.amdgpu", software.AmdgpuDriver);
        yield return Fact("software.nvidia", software.NvidiaDriver);
        yield return Fact("software.rocm", software.Rocm.Default);
        yield return Fact("software.cuda", software.Cuda.Default);
        yield return Fact("software.llama.cpp", software.LlamaCpp.Version);
        yield return Fact("software.postgresql", software.PostgreSql.Version);
        yield return Fact("software.slurm", software.Slurm.Version);
        const string NoPython = "no Python is on the path";
        yield return Fact("software.python", software.ActivePython?.Version ?? Fact<string>.Unknown(NoPython));
        foreach (var (family, names) in MlPackages.Families)
            if (software.ActivePython is not { } python)
            {
                if (MlPackages.Expected.Contains(family)) yield return Fact($"software.{family}", Fact<string>.Unknown(NoPython));
            }
            else if (MlPackages.Installed(names, python.Packages.Keys) is { } name)
            {
                yield return Fact($"software.{family}",
                    python.Packages[name].Then<string>(version => name == family ? version : $"{name} {version}"));
            }
            else if (MlPackages.Expected.Contains(family))
            {
                yield return Fact($"software.{family}", python.Version.IsKnown ? Absent : python.Version);
            }

        if (software.ActivePython?.Packages.ContainsKey("torch") == true)
            yield return Fact("software.torch-build", software.ActivePython.TorchBuild);
    }

    private static FingerprintFact Fact(string name, Fact<string> fact) => fact.IsKnown
        ? new(name, fact.Value, FactRole.Cause)
        : new(name, null, FactRole.Cause, fact.UnknownReason);
}
