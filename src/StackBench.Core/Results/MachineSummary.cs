namespace StackBench.Core.Results;

/// <summary>
/// A machine in one line, from the facts of a fingerprint that are known, and as the user of <c>import</c> named it:
/// <c>AMD EPYC 9B45 (2 cores), Radeon PRO W7900, Debian 12</c>.
/// </summary>
public static class MachineSummary
{
    public const string Unknown = "unknown machine";

    private const string GpuPrefix = "gpu.";
    private const string NameSuffix = ".name";

    public static string Of(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        var gpus = fingerprint.Facts
            .Where(fact =>
                fact.Name.StartsWith(GpuPrefix, StringComparison.Ordinal) && fact.Name.EndsWith(NameSuffix, StringComparison.Ordinal))
            .Select(fact => fact.Value ?? fingerprint[fact.Name[..^NameSuffix.Length] + ".device-id"] ?? "unknown GPU")
            .CountBy(name => name)
            .Select(gpu => gpu.Value == 1 ? gpu.Key : $"{gpu.Value} x {gpu.Key}");
        var parts = new[] { fingerprint["import.machine"], Cpu(fingerprint) }.Concat(gpus).Append(fingerprint["os.name"]).OfType<string>();
        var summary = string.Join(", ", parts);
        return summary.Length > 0 ? summary : Unknown;
    }

    private static string? Cpu(Fingerprint fingerprint) => (fingerprint["cpu.model"], fingerprint["cpu.cores"]) switch
    {
        ({ } model, "1") => $"{model} (1 core)",
        ({ } model, { } cores) => $"{model} ({cores} cores)",
        var (model, _) => model,
    };
}
