using StackBench.Core.Results;

namespace StackBench.Machine.Software;

/// <summary>Facts <c>software.*</c> of a run: of the interpreter a user would start, never of others that happen to lie about.</summary>
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
            yield return Fact($"software.{family}",
                software.ActivePython is { } python ? Installed(python, family, names) : Fact<string>.Unknown(NoPython));
        if (software.ActivePython?.Packages.ContainsKey("torch") == true)
            yield return Fact("software.torch-build", software.ActivePython.TorchBuild);
    }

    private static Fact<string> Installed(PythonFacts python, string family, IEnumerable<string> names)
    {
        if (!python.Version.IsKnown) return python.Version;
        return names.FirstOrDefault(python.Packages.ContainsKey) is { } name
            ? python.Packages[name].Then<string>(version => name == family ? version : $"{name} {version}")
            : Absent;
    }

    private static FingerprintFact Fact(string name, Fact<string> fact) => fact.IsKnown
        ? new(name, fact.Value, FactRole.Cause)
        : new(name, null, FactRole.Cause, fact.UnknownReason);
}
