using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Exchange.Import;

/// <summary>One reading of clpeak.</summary>
/// <param name="Value">In the unprefixed unit of the quantity; null where there is none.</param>
/// <param name="Quantity">As clpeak names it: <c>flops</c>, <c>ops</c>, <c>bytes_per_second</c>, <c>seconds</c> and others.</param>
/// <param name="Status">Null or <c>ok</c> for a reading that succeeded.</param>
internal sealed record ClpeakReading(ClpeakDevice Device, string Workload, double? Value, string Quantity, string? Status, string? Reason)
{
    public string? Driver { get; init; }

    public static ImmutableArray<FingerprintFact> Facts(IEnumerable<ClpeakReading> readings) =>
    [
        .. ImportedRun.Fact(
            "gpu.name", GpuNames.Of(readings.Select(reading => reading.Device.Name.Trim()).Distinct(StringComparer.Ordinal)),
            FactRole.Identity),
        .. ImportedRun.Fact("software.gpu-driver", string.Join(", ",
            readings.Select(
                reading => reading.Driver).Where(driver => driver is { Length: > 0 }).Distinct(StringComparer.Ordinal)), FactRole.Cause),
    ];

    /// <summary>Quantity and factor of a unit of version 2.</summary>
    public static (string Quantity, double Scale) Unit(string unit) => unit.ToLowerInvariant() switch
    {
        "gflops" => ("flops", 1e9),
        "tflops" => ("flops", 1e12),
        "giops" => ("ops", 1e9),
        "tiops" => ("ops", 1e12),
        "tbps" => ("bytes_per_second", 1e12),
        "gops" => ("ops", 1e9),
        "tops" => ("ops", 1e12),
        "gbps" => ("bytes_per_second", 1e9),
        "us" => ("seconds", 1e-6),
        "ns" => ("seconds", 1e-9),
        _ => ("unknown", 1),
    };

    public BenchmarkResult In(ImportedRun run)
    {
        if (Value is not { } value || Status is not (null or "ok"))
        {
            var reason = Reason ?? Status ?? "no value";
            return run.Result("clpeak", Workload, Device.ToString(),
                Status == "error" ? new Failed(FailureStage.Measure, reason, []) : new Skipped($"clpeak: {reason}"));
        }

        // clpeak writes 0 for steps too short for its clock.
        return value <= 0
            ? run.Result("clpeak", Workload, Device.ToString(), new Skipped("clpeak: below its resolution"))
            : run.Result("clpeak", Workload, Device.ToString(), [Metric(value)], []);
    }

    private MetricValue Metric(double value) => Quantity switch
    {
        "flops" => ImportedRun.Value(MetricDefinitions.FlopRate, value),
        "ops" => ImportedRun.Value(MetricDefinitions.OperationRate, value),
        "bytes_per_second" => ImportedRun.Value(MetricDefinitions.Bandwidth, value),
        "seconds" => ImportedRun.Value(MetricDefinitions.Latency, value),
        _ => new MetricValue("reading", value, Core.Units.Unit.One, Better.Higher),
    };
}
