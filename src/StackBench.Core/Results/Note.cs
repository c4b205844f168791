using System.Text.Json.Serialization;

namespace StackBench.Core.Results;

/// <summary>Something a reader must know about a result, with its remedy.</summary>
/// <param name="Code">Stable name: <c>unconverged</c>, <c>noisy</c>, <c>contended</c>.</param>
/// <param name="IsFact">Whether it tells what the device is, and is no reason to trust the values less.</param>
public sealed record Note(
    string Code, string Message, string? Remedy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsFact = false)
{
    /// <summary>The code of a result whose values are those of the client that measured, not of what it measured.</summary>
    public const string Invalid = "invalid";

    /// <summary>The code of a result that a driver of GPUs computed on the CPU.</summary>
    public const string CpuDriver = "cpu-driver";
}
