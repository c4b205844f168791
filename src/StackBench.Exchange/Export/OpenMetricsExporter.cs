using System.Globalization;
using System.Text;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;

namespace StackBench.Exchange.Export;

/// <summary>
/// OpenMetrics 1.0 text, which the textfile collector of Prometheus' node exporter reads too. A result without value has no sample.
/// </summary>
internal sealed class OpenMetricsExporter : IRunExporter
{
    public string Name => "openmetrics";

    public string Extension => ".prom";

    public void Write(Run run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        var text = new StringBuilder();
        Family(text, "stackbench_run_start_time_seconds", "seconds", "Start of the run.");
        Sample(text, "stackbench_run_start_time_seconds", [("run", run.Id)], run.StartedAt.ToUnixTimeSeconds());
        Family(text, "stackbench_results", null, "Results of the run by outcome.");
        var counts = OutcomeCounts.Of(run.Results);
        foreach (var (outcome, count) in new[] { ("ok", counts.Ok), (
            "skipped", counts.Skipped), ("failed", counts.Failed), ("implausible", counts.Implausible) })
            Sample(text, "stackbench_results", [("run", run.Id), ("outcome", outcome)], count);
        var samples = run.Results.Where(result => result.Outcome is Ok)
            .SelectMany(result => ((Ok)result.Outcome).Metrics, (result, metric) => (Result: result, Metric: metric));
        foreach (var family in samples.GroupBy(sample => (Name: FamilyName(sample.Metric), Unit: UnitName(sample.Metric.Unit))))
        {
            Family(text, family.Key.Name, family.Key.Unit, "Median over launches.");
            foreach (var (result, metric) in family)
                Sample(text, family.Key.Name, [("benchmark", result.Benchmark), ("workload", result.Workload), ("device", result.Device), (
                    "engine", result.Engine ?? ""), ("metric", metric.Metric)], metric.Value);
        }

        writer.Write(text.Append("# EOF\n").ToString());
    }

    private static void Family(StringBuilder text, string name, string? unit, string help)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n");
        if (unit is not null) text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n");
    }

    private static void Sample(StringBuilder text, string name, (string Name, string Value)[] labels, double value) =>
        text.Append(CultureInfo.InvariantCulture,
            $"{name}{{{string.Join(',', labels.Select(label => $"{label.Name}=\"{Escape(label.Value)}\""))}}} {NumberText.Exact(value)}\n");

    private static string Escape(string value) =>
        SafeText.OneLine(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>
    /// A name must end in its unit; <c>value</c> stands before it so that a metric of a hostile name cannot meet a family of the run.
    /// </summary>
    private static string FamilyName(MetricValue metric)
    {
        var name = new string([.. metric.Metric.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_')]);
        var unit = UnitName(metric.Unit);
        return $"stackbench_value_{name}{(unit is null ? "_ratio" : $"_{unit}")}";
    }

    private static string? UnitName(Unit unit) => unit.Symbol switch
    {
        "%" => "percent",
        "s" => "seconds",
        "B" => "bytes",
        "B/s" => "bytes_per_second",
        "FLOP/s" => "flop_per_second",
        "OP/s" => "operations_per_second",
        "token/s" => "tokens_per_second",
        "req/s" => "requests_per_second",
        "sample/s" => "samples_per_second",
        "Hz" => "hertz",
        "W" => "watts",
        "J" => "joules",
        "°C" => "celsius",
        _ => null,
    };
}
