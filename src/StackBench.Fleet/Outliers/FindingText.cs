using System.Globalization;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Fleet.Outliers;

/// <summary>What a judged night says, in words: the same in the terminal and on a page.</summary>
public static class FindingText
{
    private const int MostNodes = 6, LongestName = 120;

    public const string NoVerdict =
        "No verdict: it needs 5 earlier nights of at least 5 devices, or 5 devices of a kind in the same slot.";

    /// <summary><c>night5: 6 nodes, 24 devices. Judged by their own history: 24 of 24 values; by their siblings: 24.</c></summary>
    public static string Measured(FleetJudgement judgement)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Cut(judgement.Night)}: {Count(judgement.Nodes, "node")}, {Count(judgement.Devices, "device")}. Judged by their own history: "
            + $"{judgement.ChangedTests} of {Count(judgement.Values, "value")}; by their siblings: {judgement.SlowTests}.");
    }

    /// <summary><c>s0.rack1 (2 nodes)</c>, <c>node5</c> or <c>node5 cuda:2</c>.</summary>
    public static string Who(FleetFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Level switch
        {
            OutlierLevel.Place => $"{Cut(finding.Place!)} ({Count(finding.Nodes.Length, "node")})",
            OutlierLevel.Node => Cut(finding.Node!),
            _ => Device(finding.Node!, finding.Slot!),
        };
    }

    /// <summary><c>node5 cuda:2</c>.</summary>
    public static string Device(string node, string slot) => $"{Cut(node)} {Cut(slot)}";

    /// <summary><c>gemm bf16 8192x8192x8192</c>.</summary>
    public static string Series(FleetSeriesKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Cut(key.ToString());
    }

    public static string Verdict(OutlierState state) => state switch
    {
        OutlierState.Confirmed => "confirmed",
        OutlierState.Suspected => "suspected",
        _ => "not confirmed",
    };

    /// <summary>What a rule compares with.</summary>
    public static string Against(OutlierRule rule) => rule == OutlierRule.Changed ? "own history" : "siblings";

    /// <summary>How many times the noise: <c>14x</c>.</summary>
    public static string Noise(FleetFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return $"{NumberText.Number(finding.Z, 2)}x";
    }

    /// <summary>The series that shows it most clearly, and how many more do.</summary>
    public static string SeenIn(FleetFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Metrics > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{Series(finding.Evidence)} and {finding.Metrics - 1} more")
            : Series(finding.Evidence);
    }

    public static string Populations(FleetPopulations two)
    {
        ArgumentNullException.ThrowIfNull(two);
        var nodes = string.Join(", ", two.Low.Take(MostNodes).Select(Cut)) + (two.Low.Length > MostNodes ? ", ..." : "");
        var facts = two.Suspects.IsEmpty
            ? "No recorded fact explains the split."
            : "Split the same way by " + string.Join("; ", two.Suspects.Select(
                fact => $"{Cut(fact.Name)}: {Cut(fact.OfLow ?? "other")} there, {Cut(fact.OfHigh ?? "other")} elsewhere")) + ".";
        return string.Create(CultureInfo.InvariantCulture,
            $"Two populations: {two.Low.Length} of {two.Of} nodes {(two.IsOfChange ? "lost" : "are")} {NumberText.Share(two.Loss)} "
            + $"{(two.IsOfChange ? "more than the rest" : "slower")} ({Series(two.Series)}): {nodes}. {facts}");
    }

    public static string Shift(FleetShift shift)
    {
        ArgumentNullException.ThrowIfNull(shift);
        return $"The whole fleet changed in {Series(shift.Series)}: {SignedShare.Of(shift.Change)} against the nights before.";
    }

    /// <summary>A text that a document brought, no longer than one can read.</summary>
    public static string Cut(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= LongestName ? text : text[..LongestName] + "...";
    }

    /// <summary><c>1 node</c>, <c>2 nodes</c>.</summary>
    public static string Count(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
