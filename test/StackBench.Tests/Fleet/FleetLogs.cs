using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Tests.Fleet;

/// <summary>Nights of a made-up fleet, without documents.</summary>
internal static class FleetLogs
{
    public const string DriverFact = "gpu.0000:03:00.0.driver-version";

    /// <param name="value">By night, node, device and workload; NaN where there is none. A node without any was absent.</param>
    /// <param name="facts">By night and node.</param>
    /// <param name="card">UUID of the card by night, node and device; null where cards are unknown.</param>
    public static FleetLog Of(
        int nights, int nodes, int devices, int workloads, Func<int, int, int, int, double> value,
        Func<int, int, FingerprintFact[]>? facts = null, Func<int, int, int, string>? card = null)
    {
        ImmutableArray<FleetUnit> units =
        [
            .. Enumerable.Range(0, nodes * devices).Select(unit => new FleetUnit(FleetRuns.Node(unit / devices), Slot(unit % devices))),
        ];
        ImmutableArray<LoggedSeries> series =
        [
            .. Enumerable.Range(0, workloads).Select(workload => new LoggedSeries(Key(workload), Unit.FlopPerSecond, units,
                [
                    .. Enumerable.Range(0, nights * units.Length).Select(at => Math.Log(value(
                        at / units.Length, at % units.Length / devices, at % devices, workload))),
                ])),
        ];
        return new FleetLog([.. Enumerable.Range(0, nights).Select(Night)], series);

        FleetNight Night(int night) => new(FleetRuns.Night(night), Enumerable.Range(0, nodes).Where(node => IsThere(night, node))
            .ToImmutableDictionary(FleetRuns.Node, node => Node(night, node), StringComparer.Ordinal));

        bool IsThere(int night, int node) => Enumerable.Range(0, devices)
            .Any(device => series.Any(one => !double.IsNaN(one.At(night, (node * devices) + device))));

        NodeNight Node(int night, int node) => new(
            card is null
                ? []
                : [.. Enumerable.Range(0, devices).Select(device => new GpuCard(Slot(device), card(night, node, device), null))],
            facts is null ? [] : [.. facts(night, node)]);
    }

    public static string Slot(int device) => string.Create(CultureInfo.InvariantCulture, $"0000:{device + 3:x2}:00.0");

    public static FingerprintFact Driver(string version) => new(DriverFact, version, FactRole.Cause);

    private static FleetSeriesKey Key(int workload) => new(
        "kind", "gemm", string.Create(CultureInfo.InvariantCulture, $"workload{workload}"), "pytorch", "flop-rate", Better.Higher,
        Parameters.None, 1);
}
