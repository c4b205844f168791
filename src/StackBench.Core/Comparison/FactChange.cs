using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>A fact that differs between two runs.</summary>
/// <param name="Before">Null when the baseline does not have it.</param>
/// <param name="After">Null when the candidate does not have it.</param>
public sealed record FactChange(string Name, string? Before, string? After, FactRole Role)
{
    private const string GpuPrefix = "gpu.";
    private const string EnginePrefix = "engine.";

    /// <summary>The GPU it belongs to; null for facts of the whole machine.</summary>
    public string? Device =>
        Name.StartsWith(GpuPrefix, StringComparison.Ordinal) && Name.LastIndexOf('.') is var end && end > GpuPrefix.Length
            ? Name[GpuPrefix.Length..end]
            : null;

    /// <summary>The engine it belongs to; null for facts of the machine.</summary>
    public string? Engine =>
        Name.StartsWith(EnginePrefix, StringComparison.Ordinal) && Name.IndexOf('.', EnginePrefix.Length) is var end && end > 0
            ? Name[EnginePrefix.Length..end]
            : null;

    /// <summary>Whether it can have to do with a result (<see cref="FactScope"/>).</summary>
    public bool Concerns(ResultKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return FactScope.Concerns(this, key);
    }

    /// <summary><c>os.kernel: 6.1.0-25 -> 6.1.0-26</c>.</summary>
    public override string ToString() => $"{Name}: {Before ?? "not set"} -> {After ?? "not set"}";
}
