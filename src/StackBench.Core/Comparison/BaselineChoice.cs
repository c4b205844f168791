using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>The runs that stand together as one baseline, and how many could not join them.</summary>
/// <param name="Runs">Newest first; empty when there is none.</param>
/// <param name="Contended">Left out beside quiet ones.</param>
/// <param name="Older">Could have joined, but newer ones were enough.</param>
public sealed record BaselineChoice(
    ImmutableArray<Run> Runs, int Empty, int Incomplete, int Contended, int OtherMethod, int OtherMachine, int Older)
{
    /// <summary>How many were left out for what they are; <see cref="Older"/> do not count.</summary>
    public int LeftOut => Empty + Incomplete + Contended + OtherMethod + OtherMachine;

    /// <summary>Why runs were left out, e.g. <c>1 incomplete, 2 contended</c>; empty where none was.</summary>
    public string Reasons
    {
        get
        {
            (int Count, string Why)[] reasons =
            [
                (Empty, "without a value"), (Incomplete, "incomplete"), (Contended, "contended beside quiet runs"),
                (OtherMethod, "measured by another method than the newest"), (OtherMachine, "of another machine than the newest"),
            ];
            return string.Join(", ", reasons.Where(reason => reason.Count > 0)
                .Select(reason => FormattableString.Invariant($"{reason.Count} {reason.Why}")));
        }
    }
}
