using System.Collections.Immutable;

namespace StackBench.Store;

/// <summary>What later runs of a machine are held against: pinned runs, or the newest ones.</summary>
/// <param name="Name">Chosen by the user; <see cref="DefaultName"/> where none was.</param>
/// <param name="Machine">Of which it is (<see cref="Core.Results.NodeKey"/>): every machine has its own baseline of a name.</param>
/// <param name="RunIds">Pinned runs; empty for a rolling baseline.</param>
/// <param name="Rolling">How many of the newest runs before the candidate; null for a pinned baseline.</param>
public sealed record Baseline(string Name, string Machine, ImmutableArray<string> RunIds, int? Rolling, DateTimeOffset CreatedAt)
{
    public const string DefaultName = "default";
}
