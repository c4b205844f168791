using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>One fact of the machine or its software.</summary>
/// <param name="Name">Dotted path, e.g. <c>cpu.model</c>, <c>software.libtorch</c>, <c>env.OMP_NUM_THREADS</c>.</param>
/// <param name="Value">Null when it could not be found out.</param>
/// <param name="UnknownReason">Why there is no value.</param>
public sealed record FingerprintFact(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Value,
    FactRole Role,
    string? UnknownReason = null)
{
    /// <summary>Value of a variable that is a secret by its name: only that it is set.</summary>
    public const string Undisclosed = "set";
}
