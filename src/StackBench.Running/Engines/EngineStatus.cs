using StackBench.Protocol;

namespace StackBench.Running.Engines;

/// <summary>What a short trial start of an engine found.</summary>
/// <param name="Ready">What it can do; null when it did not come up.</param>
/// <param name="Reason">Why it did not come up.</param>
public sealed record EngineStatus(EngineDefinition Definition, Ready? Ready, string? Reason = null, string? Remedy = null);
