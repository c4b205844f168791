using System.Collections.Immutable;

namespace StackBench.Core.Comparison;

/// <summary>A fact of machine or software in which runs differ.</summary>
/// <param name="Values">One for each run; null where it is not known.</param>
public sealed record SideFact(string Name, ImmutableArray<string?> Values);
