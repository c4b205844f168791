using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;
using StackBench.Fleet.Outliers;

namespace StackBench.Tests.Fleet;

/// <summary>
/// Six nodes of one device with five nights behind them, four metrics that go up and down together by 0.4 %: many devices look noisy by
/// chance.
/// </summary>
public sealed class SmallFleetTests
{
    private const int Nodes = 6, Nights = 5, Metrics = 4, Fleets = 1000;
    private const double Noise = 0.004;

    private static readonly FleetSeriesKey Key = new("kind", "gemm", "bf16", null, "flop-rate", Better.Higher, Parameters.None, 1);

    [Theory]
    [InlineData(0.20)]
    [InlineData(0.10)]
    public void A_clear_loss_is_found(double loss) => Assert.InRange(Found(loss, 1), 0.99 * Fleets, Fleets);

    /// <summary>A device that scatters by 1.2 or 4 % each night, where others scatter by 0.4 %.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void A_noisy_device_is_hardly_suspected(double factor) => Assert.InRange(Found(0, factor), 0, 0.03 * Fleets);

    /// <summary>Fleets in which device 2 is found by its own history.</summary>
    private static int Found(double loss, double factor) => Enumerable.Range(1, Fleets).Count(seed =>
    {
        var random = new SplitMix64((ulong)seed);
        double Value(int node) => Math.Log(100) + (Noise * (node == 2 ? factor : 1) * random.NextNormal());
        double[] history = [.. Enumerable.Range(0, Nights * Nodes).Select(at => Value(at % Nodes))];
        double[] judged = [.. Enumerable.Range(0, Nodes).Select(node => Value(node) + (node == 2 ? Math.Log(1 - loss) : 0))];
        var record = new FleetRecord(
            "night", [.. Enumerable.Range(0, Nodes).Select(node => new FleetUnit(FleetRuns.Node(node), "cpu"))],
            [.. Enumerable.Repeat(new FleetSeries(Key, [.. Enumerable.Range(0, Nodes)], history, judged), Metrics)],
            ImmutableDictionary<string, ImmutableArray<FingerprintFact>>.Empty);
        return FleetOutliers.Of(record).Findings.Any(finding => finding.Rule == OutlierRule.Changed && finding.Node == "node2");
    });
}
