using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Simulation;

/// <summary>A fleet that is made up, with faults that are known.</summary>
/// <param name="History">Nights before the one that is judged.</param>
internal sealed record SimulatedFleet(SimulatedPopulation Population, int Nodes, int Slots, int Metrics, int History)
{
    /// <summary>Units that lost in the judged night what they had before, as a logarithm.</summary>
    public ImmutableDictionary<int, double> Losses { get; init; } = ImmutableDictionary<int, double>.Empty;

    /// <summary>Whether the losses are as old as the device.</summary>
    public bool IsLossOld { get; init; }

    /// <summary>Whether every device is measured again in a fresh job.</summary>
    public bool HasAgain { get; init; }

    public FleetRecord Draw(SplitMix64 random)
    {
        var count = Nodes * Slots;
        ImmutableArray<FleetUnit> units = [.. Enumerable.Range(0, count).Select(Unit)];
        ImmutableArray<int> all = [.. Enumerable.Range(0, count)];
        double[] devices = [.. all.Select(unit =>
            Population.Device(random) + ((unit / Slots) % 2 == 1 ? Population.SecondFirmware : 0))];
        // Other work disturbs a whole run of a device, not one of its metrics.
        var nights = Enumerable.Range(0, History + (HasAgain ? 2 : 1)).Select(_ => Disturbances(count, random)).ToArray();
        return new FleetRecord(
            "simulated", units, [.. Enumerable.Range(0, Metrics).Select(metric => Series(metric, all, devices, nights, random))],
            ImmutableDictionary<string, ImmutableArray<Core.Results.FingerprintFact>>.Empty);
    }

    /// <summary>Whether other work disturbed the judged night of a unit is not known to the rules, but to whoever made it up.</summary>
    public FleetUnit Unit(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"node{number / Slots}"),
        string.Create(CultureInfo.InvariantCulture, $"cuda:{number % Slots}"));

    private double[] Disturbances(int count, SplitMix64 random)
    {
        var found = new double[count];
        if (Population.Disturbed == 0) return found;
        for (var unit = 0; unit < count; unit++)
            if (random.NextDouble() < Population.Disturbed) found[unit] = Math.Log(1 - 0.05 - (0.25 * random.NextDouble()));
        return found;
    }

    private FleetSeries Series(int metric, ImmutableArray<int> units, double[] devices, double[][] nights, SplitMix64 random)
    {
        var count = units.Length;
        double[] Night(int night, bool isLost)
        {
            var values = new double[count];
            for (var unit = 0; unit < count; unit++)
            {
                values[unit] = 5 + devices[unit] + nights[night][unit] + (SimulatedPopulation.RunNoise * random.NextNormal())
                    + (isLost ? Losses.GetValueOrDefault(unit) : 0);
            }

            return values;
        }

        var history = new double[History * count];
        for (var night = 0; night < History; night++) Night(night, IsLossOld).CopyTo(history, night * count);
        var key = new FleetSeriesKey(
            "simulated", "simulated", string.Create(CultureInfo.InvariantCulture, $"workload {metric}"), null, "compute", Better.Higher,
            Parameters.None, 1);
        return new FleetSeries(key, units, history, Night(History, true), HasAgain ? Night(History + 1, true) : null);
    }
}
