using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Statistics;
using StackBench.Core.Validation;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Simulation;

/// <summary>Simulates what <c>fleet outliers</c> promises. Seeded: every run gives the same counts.</summary>
public static class FleetSelfTest
{
    private const int Nodes = 64, Slots = 8, Metrics = 6, History = 7, Campaigns = 8, Faults = 16;

    private static readonly ImmutableArray<int> SmallGroups = [5, 8, 12];

    private static readonly Thresholds NoThreshold = Thresholds.Default with
    {
        Wanted = ImmutableDictionary<string, double>.Empty.Add("compute", 0.000_001),
    };

    /// <summary>The checks one by one, each computed when it is asked for.</summary>
    public static IEnumerable<StatisticsCheck> Run() =>
        SimulatedPopulation.All.SelectMany(Healthy)
            .Concat(SimulatedPopulation.All.Select(Found))
            .Concat(Levels())
            .Concat(SmallGroups.Select(SmallGroup))
            .Concat(Populations());

    private static IEnumerable<StatisticsCheck> Healthy(SimulatedPopulation population)
    {
        var random = new SplitMix64(1);
        var fleet = new SimulatedFleet(population, Nodes, Slots, Metrics, History) { HasAgain = true };
        var (suspicions, confirmed, slow, suspects, again) = (0, 0, 0, 0, 0);
        for (var campaign = 0; campaign < Campaigns; campaign++)
        {
            var findings = FleetOutliers.Of(fleet.Draw(random)).Findings;
            var changed = findings.Where(finding => finding.Rule == OutlierRule.Changed).ToArray();
            if (changed.Length > 0) suspicions++;
            if (changed.Any(IsConfirmed)) confirmed++;
            if (findings.Any(finding => finding.Rule == OutlierRule.Slow && IsConfirmed(finding))) slow++;
            suspects += findings.Length;
            again += findings.Count(IsConfirmed);
        }

        const string group = "nothing wrong, 512 GPUs, 6 metrics";
        if (population.Disturbed > 0)
        {
            // A run that other work disturbed did lose; the fresh job is disturbed as rarely.
            yield return new StatisticsCheck(group, $"{population.Name}: a suspicion is confirmed", Promise.AtMost, 0.03, again, suspects);
            yield break;
        }

        yield return new StatisticsCheck(
            group, $"{population.Name}: any suspicion of a change", Promise.AtMost, 0.05, suspicions, Campaigns);
        yield return new StatisticsCheck(
            group, $"{population.Name}: any confirmed change", Promise.AtMost, 0.005, confirmed, Campaigns);
        // Of the skewed and the heavy-tailed, those named are slow indeed: a list for people.
        if (population == SimulatedPopulation.Tight || population == SimulatedPopulation.Field)
            yield return new StatisticsCheck(
                group, $"{population.Name}: any confirmed slow device", Promise.AtMost, 0.005, slow, Campaigns);
    }

    private static StatisticsCheck Found(SimulatedPopulation population)
    {
        var (found, count) = (0, 0);
        var random = new SplitMix64(2);
        int[] slow = [.. Enumerable.Range(0, Faults).Select(fault => (fault * 4 * Slots) + (fault % Slots))];
        var fleet = new SimulatedFleet(population, Nodes, Slots, Metrics, History)
        {
            Losses = slow.ToImmutableDictionary(unit => unit, _ => Math.Log(0.94)),
            HasAgain = true,
        };
        for (var campaign = 0; campaign < 5; campaign++)
        {
            var findings = FleetOutliers.Of(fleet.Draw(random)).Findings;
            found += slow.Count(unit => findings.Any(finding => IsConfirmed(finding) && finding.Node == fleet.Unit(unit).Node
                && finding.Slot == fleet.Unit(unit).Slot));
            count += slow.Length;
        }

        return new StatisticsCheck("lost 6 %, found by its own history", population.Name, Promise.AtLeast, 0.99, found, count);
    }

    private static IEnumerable<StatisticsCheck> Levels()
    {
        foreach (var level in (OutlierLevel[])[OutlierLevel.Device, OutlierLevel.Node])
        {
            var (right, count) = (0, 0);
            var random = new SplitMix64(3);
            int[] nodes = [.. Enumerable.Range(0, Faults / 2).Select(fault => fault * 8)];
            var units = nodes.SelectMany(node => Enumerable.Range(node * Slots, level == OutlierLevel.Device ? 1 : Slots));
            var fleet = new SimulatedFleet(SimulatedPopulation.Field, Nodes, Slots, Metrics, History)
            {
                Losses = units.ToImmutableDictionary(unit => unit, _ => Math.Log(0.90)),
            };
            for (var campaign = 0; campaign < 5; campaign++)
            {
                var findings = FleetOutliers.Of(fleet.Draw(random)).Findings;
                right += nodes.Count(node => findings.Any(finding =>
                    finding.Node == fleet.Unit(node * Slots).Node && finding.Level == level));
                count += nodes.Length;
            }

            yield return new StatisticsCheck(
                "lost 10 %, told at its level", level == OutlierLevel.Device ? "one GPU of eight" : "the whole node", Promise.AtLeast, 0.99,
                right, count);
        }
    }

    private static StatisticsCheck SmallGroup(int siblings)
    {
        const int groups = 1000;
        var alarms = 0;
        var random = new SplitMix64(4);
        var fleet = new SimulatedFleet(SimulatedPopulation.Field, siblings, 1, 1, 0);
        var options = new OutlierOptions { SlowGap = 0.000_001, Thresholds = NoThreshold };
        for (var group = 0; group < groups; group++)
            if (!FleetOutliers.Of(fleet.Draw(random), options).Findings.IsEmpty) alarms++;
        return new StatisticsCheck(
            "nothing wrong, few siblings, no gap asked", $"any suspicion among {siblings}", Promise.AtMost, 0.01, alarms, groups);
    }

    private static IEnumerable<StatisticsCheck> Populations()
    {
        const int fleets = 100;
        foreach (var population in SimulatedPopulation.All.Where(population => population.Disturbed == 0))
        {
            var isTwo = population.SecondFirmware < 0;
            foreach (var nodes in isTwo ? (int[])[64, 256] : [20, 200])
            {
                var told = 0;
                var random = new SplitMix64(5);
                var fleet = new SimulatedFleet(population, nodes, 1, 1, 0);
                for (var i = 0; i < fleets; i++)
                    if (!FleetOutliers.Of(fleet.Draw(random)).Populations.IsEmpty) told++;
                yield return new StatisticsCheck(
                    isTwo ? "two populations are told" : "two populations where there is one", $"{population.Name}, {nodes} nodes",
                    isTwo ? Promise.AtLeast : Promise.AtMost, isTwo ? 0.95 : 0.01, told, fleets);
            }
        }
    }

    private static bool IsConfirmed(FleetFinding finding) => finding.State == OutlierState.Confirmed;
}
