using System.Collections.Immutable;

namespace StackBench.Machine.Doctor;

/// <summary>What one check found, and what it could not look at. Neither: all is well.</summary>
internal sealed record CheckResult(ImmutableArray<Finding> Findings, ImmutableArray<NotChecked> NotChecked)
{
    public static CheckResult Fine { get; } = new([], []);

    public static implicit operator CheckResult(Finding finding) => new([finding], []);

    public static implicit operator CheckResult(NotChecked notChecked) => new([], [notChecked]);

    public static CheckResult Of(IEnumerable<Finding> findings) => new([.. findings], []);

    public CheckResult And(CheckResult other) => new([.. Findings, .. other.Findings], [.. NotChecked, .. other.NotChecked]);

    /// <summary>A check done for each of several devices.</summary>
    public static CheckResult ForEach<T>(IEnumerable<T> items, Func<T, CheckResult> examine) =>
        items.Select(examine).Aggregate(Fine, (all, one) => all.And(one));

    /// <summary>Judges a fact where it is known.</summary>
    public static CheckResult When<T>(string id, Fact<T> fact, Func<T, CheckResult> judge) =>
        fact.IsKnown ? judge(fact.Value) : new NotChecked(id, fact.UnknownReason);
}
