using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Running.Engines;

/// <summary>An engine died, fell silent, broke the protocol or reported an error.</summary>
internal sealed class EngineFailureException(FailureStage stage, string message, ImmutableArray<string> logTail, string? remedy = null)
    : Exception(message)
{
    public FailureStage Stage { get; } = stage;

    /// <summary>What the engine says helps; null where it does not say.</summary>
    public string? Remedy { get; } = remedy;

    /// <summary>Last lines the engine printed.</summary>
    public ImmutableArray<string> LogTail { get; } = logTail;
}
