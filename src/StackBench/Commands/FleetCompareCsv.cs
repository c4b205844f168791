using StackBench.Core.Text;
using StackBench.Exchange.Export;
using StackBench.Fleet.Rollout;

namespace StackBench.Commands;

/// <summary>A comparison of nodes as rows, one per workload.</summary>
internal static class FleetCompareCsv
{
    public static void Write(TextWriter writer, RolloutComparison comparison)
    {
        CsvLine.Write(
            writer, "fact", "with", "against", "design", "kind", "benchmark", "workload", "engine", "metric", "verdict", "nodes", "others",
            "change", "low", "high", "p", "adjusted_p", "threshold", "needed");
        foreach (var one in comparison.Workloads)
        {
            CsvLine.Write(
                writer, comparison.Fact.Name, comparison.Fact.Question.With, comparison.Fact.Question.Against,
                EnumText.Of(comparison.Design), one.Series.Kind, one.Series.Benchmark, one.Series.Workload, one.Series.Engine,
                one.Series.Metric, EnumText.Of(one.Verdict), one.Judged, one.Others, one.Change, one.Interval?.Low, one.Interval?.High,
                one.PValue, one.AdjustedPValue, one.Gap, (double?)one.Needed);
        }
    }
}
