using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Fleet.Rollout;

/// <summary>The answer in a sentence, and what it rests on.</summary>
public static class RolloutText
{
    private const int MostPairs = 3;

    /// <summary><c>driver 560 against 550: gemm bf16 3.1 % slower on 24 nodes, -3.4 to -2.8 %</c>.</summary>
    public static string Answer(RolloutComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var question = comparison.Fact.Question;
        var all = comparison.Workloads;
        ImmutableArray<WorkloadChange> Those(Verdict verdict) => [.. all.Where(one => one.Verdict == verdict)];
        var (slower, suspected, faster, small, same) = (
            Those(Verdict.Regression), Those(Verdict.Suspected), Those(Verdict.Improvement), Those(Verdict.SmallChange),
            Those(Verdict.NoChange));
        var answer = slower is [var worst, ..] ? Said(worst) + More(slower.Length - 1, "more slower") + More(faster.Length, "faster")
            : suspected is [var suspect, ..] ? $"{Said(suspect)}: suspected ({suspect.Reason})"
            : faster.LastOrDefault() is { } best ? Said(best) + More(faster.Length - 1, "more faster")
            : small.MaxBy(one => Math.Abs(one.Change)) is { } most
                ? $"{Said(most)}: less than the {NumberText.Share(most.Gap)} that matters"
            : same.Length == all.Length
                ? $"no change of {NumberText.Share(all.Max(one => one.Gap))} or more on {Nodes(all[0].Judged)}"
            : Undecided(comparison);
        return $"{question.Fact} {question.With} against {question.Against}: {answer}";
    }

    /// <summary>What is compared with what.</summary>
    public static string Basis(RolloutComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.Design switch
        {
            RolloutDesign.ChangeAgainstChange =>
                $"Change of the nodes that went over ({Pairs(comparison)}), less that of the nodes that did not change between the same "
                + "nights. A node counts once, with the median of its devices.",
            RolloutDesign.SideBySide =>
                $"Nodes of one night ({Pairs(comparison)}), as too few are known before and after. Racks are not excluded, so nothing is "
                + "more than suspected.",
            _ => $"Change of the nodes that went over ({Pairs(comparison)}). No node stayed as it was between the same nights, so a change "
                + "of the whole fleet is not excluded.",
        };
    }

    /// <summary>How likely a false verdict is.</summary>
    public static string ErrorRate(RolloutComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Workloads.All(one => one.AdjustedPValue is null)) return "No workload could be tested.";
        return comparison.Design == RolloutDesign.ChangeAgainstChange
            ? $"Chance of any false verdict: at most {NumberText.Share(comparison.Alpha)} (rank test over nodes; Holm's correction)."
            : "A suspicion has no error rate.";
    }

    /// <summary><c>-3.4 to -2.8 %</c>; empty without interval.</summary>
    public static string Range(Interval? interval) =>
        interval is { } known ? $"{Percent(known.Low)} to {Percent(known.High)} %" : "";

    /// <summary><c>3.1 % slower</c>.</summary>
    public static string Size(WorkloadChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var isSpeed = change.Unit == Unit.Second || change.Unit.Symbol.EndsWith("/s", StringComparison.Ordinal);
        var word = (change.Change < 0, isSpeed) switch
        {
            (true, true) => "slower",
            (false, true) => "faster",
            (true, false) => "worse",
            _ => "better",
        };
        return $"{NumberText.Share(Math.Abs(change.Change))} {word}";
    }

    private static string Undecided(RolloutComparison comparison)
    {
        var all = comparison.Workloads;
        var (judged, needed) = (Nodes(all.Max(one => one.Judged)), all.Max(one => one.Needed));
        if (comparison.Design == RolloutDesign.BeforeAfter)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"undecided: {RolloutVerdicts.WholeFleet}; a verdict needs {needed} nodes or more that do not change");
        if (all.All(one => one.Verdict == Verdict.TooFew))
            return string.Create(
                CultureInfo.InvariantCulture,
                $"undecided on {judged} against {all.Max(one => one.Others)}; a verdict needs {needed} or more a side");
        var same = all.Count(one => one.Verdict == Verdict.NoChange);
        return $"undecided on {judged}"
            + (comparison.Design == RolloutDesign.SideBySide ? $": {RolloutVerdicts.Racks}"
                : same > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {same} of {all.Length} workloads did not change") : "");
    }

    private static string Said(WorkloadChange change) =>
        $"{change.Series} {Size(change)} on {Nodes(change.Judged)}" + (change.Interval is null ? "" : $", {Range(change.Interval)}");

    private static string More(int count, string word) =>
        count > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {count} {word}") : "";

    private static string Pairs(RolloutComparison comparison)
    {
        var nights = comparison.Nights;
        var text = string.Join(", ", nights.OrderByDescending(one => one.Nodes).Take(MostPairs)
            .Select(one => (one.Before is null ? one.After : $"{one.Before} to {one.After}") + $": {Nodes(one.Nodes)}"));
        return nights.Length > MostPairs
            ? string.Create(CultureInfo.InvariantCulture, $"{text}, and {nights.Length - MostPairs} more pairs of nights")
            : text;
    }

    private static string Nodes(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} node{(count == 1 ? "" : "s")}");

    private static string Percent(double share) => (100 * share).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
