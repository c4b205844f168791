using System.Collections.Immutable;

namespace StackBench.Running.Engines;

/// <summary>How an engine is started: any program that speaks the worker protocol on its standard streams.</summary>
public sealed record EngineDefinition
{
    public required string Name { get; init; }

    /// <summary>Program and arguments.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Why it need not be tried: known from files, without starting anything; null when only a start can tell.</summary>
    public (string Reason, string Remedy)? Missing { get; init; }

    /// <summary>Port of this machine whose server works for the engine, and so is not other work; null for none.</summary>
    public int? CalledPort { get; init; }

    /// <summary>Variables set for the engine on top of the host's environment.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;
}
