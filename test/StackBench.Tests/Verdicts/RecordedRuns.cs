using System.Collections.Immutable;
using StackBench.Core.Json;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Tests.Expectations;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Verdicts;

/// <summary>
/// Five machines. Healthy is a record of <c>stackbench run</c> on a two-core virtual machine (2026-11-29; samples beyond the third of a
/// launch and telemetry's series cut off). In the second its GEMM is that of another record of the same
/// machine (2026-11-30), with MKL kept to its oldest kernels by MKL_CBWR=COMPATIBLE. The others have no record here: they are made of
/// records, with only that changed which the fault changes.
/// </summary>
internal static class RecordedRuns
{
    public static Run Healthy { get; } = Read("test/StackBench.Tests/Verdicts/Runs/healthy.json");

    public static Run SlowBlas { get; } = Read("test/StackBench.Tests/Verdicts/Runs/slow-blas.json");

    /// <summary>
    /// The model of a recorded laptop (i7-1370P), which is no virtual machine, and the memory rates of the record scaled so that the best
    /// is that of one DIMM of DDR4-3200: 85 % of 25.6 GB/s.
    /// </summary>
    public static Run OneDimm { get; } = Scaled(
        OnHardware(Healthy, "13th Gen Intel(R) Core(TM) i7-1370P"),
        result => result.Benchmark == "memory-bandwidth" && result.Headline?.Unit == Unit.BytePerSecond,
        0.85 * 25.6e9 / Healthy.Results.Where(result => result.Layer.Provides == "memory.bandwidth").Max(result => result.Headline!.Value));

    /// <summary>
    /// The record as a CPU with counters of throttling would have given it: from the second launch on they rise, the clock is read at
    /// 2.4 of 4.6 GHz at 97 °C, and every rate of arithmetic is lower by that factor, in all layers alike.
    /// </summary>
    public static Run Throttled { get; } = Scaled(
        OnHardware(Healthy, "13th Gen Intel(R) Core(TM) i7-1370P"),
        result => result.Headline?.Unit == Unit.FlopPerSecond, 2.4 / 4.6) is var run
        ? run with { Results = [.. run.Results.Select(result => result with { Launches = [.. result.Launches.Select(Held)] })] }
        : null!;

    /// <summary>
    /// A published record of an RX 7900 XTX, with the link of a slot that has eight lanes: half of the 26.1 and 26.8 GB/s that sixteen
    /// gave.
    /// </summary>
    public static Run NarrowLink { get; } = OfCard(lanes: 8, h2d: 13.1e9, d2h: 13.4e9);

    public static Run WideLink { get; } = OfCard(lanes: 16, h2d: 26.1e9, d2h: 26.8e9);

    private static Run Read(string path) => RunDocument.Read(File.ReadAllBytes(RepositoryFile.Path(path)), path);

    private static Run OfCard(int lanes, double h2d, double d2h)
    {
        var record = Read("test/StackBench.Tests/Commands/Runs/rx-7900-xtx-rocm-7.0.json");
        return record with
        {
            Fingerprint = record.Fingerprint.With(Gpus.Link(lanes, "16 GT/s x16")),
            Results = [.. record.Results, Gpus.Transfer(h2d), Gpus.Transfer(d2h, "d2h")],
        };
    }

    private static Run OnHardware(Run run, string model) => run with
    {
        Fingerprint = run.Fingerprint.With(
        [
            new("cpu.model", model, FactRole.Identity), new("os.virtualization", "none", FactRole.Cause),
        ]),
    };

    private static Run Scaled(Run run, Func<BenchmarkResult, bool> isScaled, double factor) => run with
    {
        Results = [.. run.Results.Select(result => isScaled(result) && result.Outcome is Ok ok
            ? result with
            {
                Outcome = ok with { Metrics = [.. ok.Metrics.Select(metric => Scaled(metric, factor))] },
                Launches = [.. result.Launches.Select(launch => launch with
                {
                    Values = launch.Values.ToImmutableSortedDictionary(pair => pair.Key, pair =>
                        ok.Metrics.FirstOrDefault(metric => metric.Metric == pair.Key)?.Better == Better.Lower
                            ? pair.Value / factor
                            : pair.Value * factor),
                })],
            }
            : result)],
    };

    private static MetricValue Scaled(MetricValue metric, double factor) =>
        metric with { Value = metric.Better == Better.Lower ? metric.Value / factor : metric.Value * factor, Interval = null };

    private static Launch Held(Launch launch) => launch.Number == 1 ? launch : launch with
    {
        Samples = [.. launch.Samples.Select(sample => sample with { Tags = sample.Tags | SampleTags.Throttled })],
        Telemetry = launch.Telemetry is { } telemetry
            ? telemetry with
            {
                Summary = telemetry.Summary with
                {
                    Channels =
                    [
                        .. telemetry.Summary.Channels, new ChannelSummary("cpu.frequency", 12, 2.1e9, 2.4e9, 4.6e9, 4.6e9),
                        new ChannelSummary("cpu.temperature", 12, 88, 95, 97, 97),
                    ],
                    Devices = [new DeviceSummary(TelemetryQuantities.CpuDevice, ThrottledShare: 0.8)],
                },
            }
            : null,
    };
}
