using System.Globalization;
using StackBench.Core.Results;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;
using StackBench.Fleet.Reading;
using StackBench.Report.Nights;

namespace StackBench.Tests.Fleet;

/// <summary>Six nights of 24 nodes of four GPUs: one node confirmed slow, one device suspected, two nodes and a device absent.</summary>
internal static class FleetNights
{
    public const int Nodes = 24, Nights = 6, SlowNode = 5, SlowDevice = 9, AbsentNode = 13, PlannedNode = 99, LostDevice = 17;

    public static string Night { get; } = FleetRuns.Night(Nights - 1);

    public static FleetRecord Record { get; } = Builder().Build()!;

    public static FleetJudgement Judgement { get; } = FleetOutliers.Of(Record);

    public static FleetMatrix Matrix { get; } = FleetMatrix.Of(Record, Judgement);

    public static NightContent Content { get; } = NightContents.Of(Record, Judgement, Matrix);

    public static FleetRecordBuilder Builder()
    {
        var builder = new FleetRecordBuilder();
        foreach (var run in Runs()) builder.Add(run);
        for (var node = 0; node < Nodes; node++) builder.Plan(Night, FleetRuns.Node(node), "lost: its program was killed by signal 9");
        builder.Plan(Night, FleetRuns.Node(PlannedNode), "queued");
        return builder;
    }

    /// <summary>Every document of the fleet.</summary>
    public static IEnumerable<Run> Runs()
    {
        for (var night = 0; night < Nights; night++)
        {
            for (var node = 0; node < Nodes; node++)
            {
                var isLast = night == Nights - 1;
                if (isLast && node == AbsentNode) continue;
                var run = FleetRuns.Of(node, night, slot => Factor(node, slot, isLast), null, Facts(node));
                yield return isLast && node == LostDevice ? run with { Results = run.Results[..^1] } : run;
            }
        }

        yield return FleetRuns.Of(SlowNode, Nights, _ => 0.92, NightName.Again(Night), Facts(SlowNode));
    }

    public static string Text(NightContent content)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        NightReport.Write(content, writer);
        return writer.ToString();
    }

    private static double Factor(int node, int slot, bool isLast) => !isLast ? 1
        : node == SlowNode ? 0.92
        : node == SlowDevice && slot == 2 ? 0.93
        : 1;

    /// <summary>A driver that only the slow node has, and a value that every node has of its own.</summary>
    private static FingerprintFact[] Facts(int node) =>
    [
        new("gpu.0000:03:00.0.driver-version", node == SlowNode ? "580.95" : "570.12", FactRole.Cause),
        new("env.OWN", FleetRuns.Node(node), FactRole.Cause),
    ];
}
