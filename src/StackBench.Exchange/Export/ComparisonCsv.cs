using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>
/// Tidy data: a line per metric. Values are in unprefixed units; ratio and interval are oriented so that above 1 is worse.
/// </summary>
internal sealed class ComparisonCsv : IComparisonExporter
{
    public string Name => "csv";

    public void Write(RunComparison comparison, FailOn failOn, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        CsvLine.Write(
            writer,
            "baseline", "candidate", "benchmark", "workload", "device", "engine", "metric", "unit", "better", "baseline_value",
            "candidate_value",
            "worse_ratio", "ratio_low", "ratio_high", "level", "verdict", "reason", "evidence", "baseline_count", "candidate_count",
            "needed_more", "threshold", "noise_floor", "p_value", "adjusted_p_value", "result_verdict");
        var verdicts = ComparisonText.ByResult(comparison);
        var candidates = string.Join(' ', comparison.CandidateRuns);
        foreach (var metric in comparison.Metrics)
        {
            CsvLine.Write(
                writer,
                string.Join(' ', comparison.BaselineRuns),
                candidates,
                metric.Key.Benchmark,
                metric.Key.Workload,
                metric.Key.Device,
                metric.Key.Engine,
                metric.Metric,
                metric.Unit.Symbol,
                metric.Better == Better.Higher ? "higher" : "lower",
                metric.Baseline,
                metric.Candidate,
                metric.Ratio,
                metric.Interval?.Low,
                metric.Interval?.High,
                metric.Interval?.Level,
                EnumText.Of(metric.Verdict),
                metric.Reason,
                EnumText.Of(metric.Evidence),
                metric.BaselineCount,
                metric.CandidateCount,
                metric.NeededMore,
                metric.Threshold,
                metric.NoiseFloor,
                metric.PValue,
                metric.AdjustedPValue,
                EnumText.Of(verdicts[metric.Key].Verdict));
        }
    }
}
