namespace StackBench.Core.Results;

/// <summary>A machine in one line, from the facts of a fingerprint that are known: <c>AMD EPYC 9B45, Radeon PRO W7900, Debian 12</c>.</summary>
public static class MachineSummary
{
    public const string Unknown = "unknown machine";

    public static string Of(Fingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        var gpus = fingerprint.Facts
            .Where(fact => fact.Name.StartsWith("gpu", StringComparison.Ordinal) && fact.Name.EndsWith(".name", StringComparison.Ordinal))
            .Select(fact => fact.Value)
            .OfType<string>()
            .CountBy(name => name)
            .Select(gpu => gpu.Value == 1 ? gpu.Key : $"{gpu.Value} x {gpu.Key}");
        var parts = new[] { fingerprint["cpu.model"] }.Concat(gpus).Append(fingerprint["os.name"]).OfType<string>();
        var summary = string.Join(", ", parts);
        return summary.Length > 0 ? summary : Unknown;
    }
}
