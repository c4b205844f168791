namespace StackBench.Core.Results;

/// <summary>Something a reader must know about a result, with its remedy.</summary>
/// <param name="Code">Stable name: <c>unconverged</c>, <c>noisy</c>, <c>contended</c>.</param>
public sealed record Note(string Code, string Message, string? Remedy = null)
{
    /// <summary>The code of a result whose values are those of the client that measured, not of what it measured.</summary>
    public const string Invalid = "invalid";
}
