using StackBench.Core.Results;

namespace StackBench.Core.Trends;

/// <summary>What a history needs to know of a run.</summary>
/// <param name="Method">Of measurement (<see cref="ToolVersion"/>).</param>
public sealed record ObservedRun(string Id, DateTimeOffset StartedAt, int Method, Fingerprint Fingerprint);
