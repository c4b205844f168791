using System.Collections.Immutable;

namespace StackBench.Fleet.Launchers;

/// <summary>What became of a wish to end jobs.</summary>
/// <param name="Left">Ids of jobs that were not told to end.</param>
/// <param name="Complaint">Why not; null where all were.</param>
public sealed record Cancellation(ImmutableHashSet<string> Left, string? Complaint)
{
    public static Cancellation Complete { get; } = new([], null);
}
