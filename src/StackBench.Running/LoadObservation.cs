using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Telemetry;
using StackBench.Core.Workloads;
using StackBench.Machine.Doctor;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;

namespace StackBench.Running;

/// <summary>Watches a device at rest, then under the load of a workload.</summary>
internal sealed class LoadObservation(LoadTest test, string device, TelemetrySources telemetry, TimeProvider time)
{
    private const int MostRests = 5;

    /// <summary>Power that falls by less from one look to the next has come to rest.</summary>
    private const double Settled = 0.95;

    private TelemetrySeries _rest = TelemetrySeries.Empty;
    private Task<ImmutableArray<Finding>>? _examination;

    /// <summary>
    /// Reads telemetry for a while in which the engine does nothing, again while the power of what ran before still falls.
    /// </summary>
    public async Task RestAsync(int? engineGroup, CancellationToken cancellation)
    {
        var before = double.PositiveInfinity;
        for (var look = 0; look < MostRests; look++)
        {
            using var sampler = telemetry.Open(device, engineGroup);
            sampler.Start();
            await Task.Delay(TimeSpan.FromSeconds(test.RestSeconds), time, cancellation);
            _rest = sampler.Stop().Series;
            if (IdleWatts(_rest) is not { } watts || watts >= Settled * before) return;
            before = watts;
        }
    }

    private double? IdleWatts(TelemetrySeries rest) =>
        LoadReadings.Of(telemetry.NameOf(device), rest, TelemetrySeries.Empty).TryGetValue(MetricDefinitions.IdlePower.Name, out var watts)
            ? Quantile.Median(watts.AsSpan())
            : null;

    /// <summary>Looks at the GPU beside the work that now begins: links and clocks wake up.</summary>
    public void BeginLoad()
    {
        if (telemetry.FindGpu(device) is { } gpu) _examination ??= Task.Run(() => Checkup.OfGpu(MachineReader.Read(), gpu.PciAddress));
    }

    /// <param name="load">Telemetry since the load began.</param>
    /// <returns>Series of metrics by name, and what was found.</returns>
    public async Task<(ImmutableSortedDictionary<string, ImmutableArray<double>> Series, ImmutableArray<Note> Notes)> EndAsync(
        TelemetrySeries load)
    {
        var gpu = telemetry.FindGpu(device);
        ImmutableArray<Finding> findings =
        [
            .. _examination is null ? [] : await _examination,
            .. gpu is null ? [] : LoadFindings.Of(gpu, load),
        ];
        return (LoadReadings.Of(telemetry.NameOf(device), _rest, load),
            [.. findings.Select(finding => new Note(finding.Id, finding.Cause, finding.Remedy))]);
    }
}
