using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>
/// Tidy data: a line per metric of each result, and one with the reason for each result without value. Values are in unprefixed units.
/// </summary>
public sealed class CsvExporter : IRunExporter
{
    public string Name => "csv";

    public string Extension => ".csv";

    public void Write(Run run, TextWriter writer) => Write(RunTable.Of(run), writer);

    public static void Write(RunTable table, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(table);
        CsvLine.Write(
            writer,
            "run", "started_at", "label", "benchmark", "workload", "parameters", "device", "engine", "outcome", "stage", "reason",
            "metric", "value", "unit", "better", "interval_low", "interval_high", "interval_level", "share_of_below", "launches",
            "launch_values");
        foreach (var row in table.Rows)
        {
            if (row.Result.Outcome is not Ok ok)
            {
                WriteLine(writer, table.Run, row, null);
                continue;
            }

            foreach (var metric in ok.Metrics) WriteLine(writer, table.Run, row, metric);
        }
    }

    private static void WriteLine(TextWriter writer, Run run, RunRow row, MetricValue? metric)
    {
        var result = row.Result;
        var (outcome, stage, reason) = Outcome(row);
        CsvLine.Write(
            writer,
            run.Id,
            (DateTimeOffset?)run.StartedAt,
            run.Label,
            result.Benchmark,
            result.Workload,
            result.Parameters.ToString(),
            result.Device,
            result.Engine,
            outcome,
            stage,
            reason,
            metric?.Metric,
            metric?.Value,
            metric?.Unit.Symbol,
            metric is null ? null : metric.Better == Better.Higher ? "higher" : "lower",
            metric?.Interval?.Low,
            metric?.Interval?.High,
            metric?.Interval?.Level,
            metric is not null && metric == result.Headline ? row.ShareOfBelow : null,
            result.Launches.Length,
            metric is null ? null : LaunchValues(result, metric.Metric));
    }

    private static (string Outcome, string? Stage, string? Reason) Outcome(RunRow row) => row.Result.Outcome switch
    {
        Ok => ("ok", null, null),
        Skipped skipped => ("skipped", null, skipped.Reason),
        Failed failed => ("failed", EnumText.Of(failed.Stage), failed.Reason),
        _ => ("implausible", null, row.Assessment.Text),
    };

    private static string LaunchValues(BenchmarkResult result, string metric) =>
        string.Join(';', result.Launches.Select(launch => launch.Values.TryGetValue(metric, out var value) ? NumberText.Exact(value) : ""));
}
