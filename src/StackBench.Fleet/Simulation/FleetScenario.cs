using System.Collections.Immutable;
using StackBench.Core.Statistics;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Simulation;

/// <summary>A large fleet with some faults: what is found of them, and what else.</summary>
/// <param name="Faults">Slow devices and slow nodes.</param>
/// <param name="Found">Those found, at their own level.</param>
/// <param name="False">Confirmed findings of anything else.</param>
/// <param name="JudgingSeconds">Time of the judgement, without making the numbers up.</param>
public sealed record FleetScenario(int Nodes, long Values, int Faults, int Found, int False, double JudgingSeconds)
{
    private const int Slots = 8, Metrics = 20, History = 6, SlowDevices = 30, SlowNodes = 20;

    /// <summary>At least 99 % of the faults found, and at most one false.</summary>
    public bool IsKept => Found >= 0.99 * Faults && False <= 1;

    /// <summary>
    /// 8 GPUs a node, 20 metrics, 7 nights: 30 GPUs lost 6 % and 20 nodes 10 % in the last, and all were measured again.
    /// </summary>
    public static FleetScenario Run(int nodes, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, SlowDevices + SlowNodes);
        var step = nodes / (SlowDevices + SlowNodes);
        var devices = Enumerable.Range(0, SlowDevices).Select(fault => (fault * step * Slots) + (fault % Slots)).ToArray();
        var slow = Enumerable.Range(SlowDevices, SlowNodes).Select(fault => fault * step).ToArray();
        var losses = devices.Select(unit => (unit, Math.Log(0.94)))
            .Concat(slow.SelectMany(node => Enumerable.Range(node * Slots, Slots)).Select(unit => (unit, Math.Log(0.90))));
        var fleet = new SimulatedFleet(SimulatedPopulation.Field, nodes, Slots, Metrics, History)
        {
            Losses = losses.ToImmutableDictionary(loss => loss.unit, loss => loss.Item2),
            HasAgain = true,
        };
        var record = fleet.Draw(new SplitMix64(25));
        var start = time.GetTimestamp();
        var judgement = FleetOutliers.Of(record);
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        var expected = devices.Select(fleet.Unit).Select(unit => (unit.Node, (string?)unit.Slot))
            .Concat(slow.Select(node => (fleet.Unit(node * Slots).Node, (string?)null))).ToHashSet();
        var confirmed = judgement.Findings.Where(finding => finding.State == OutlierState.Confirmed)
            .Select(finding => (finding.Node!, finding.Slot)).ToHashSet();
        return new FleetScenario(
            nodes, (long)nodes * Slots * Metrics * (History + 1), expected.Count, expected.Count(confirmed.Contains),
            confirmed.Count(one => !expected.Contains(one)), seconds);
    }
}
