using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Report.Html;

/// <summary>What the sections of a report share.</summary>
/// <param name="Brevity">0 shows everything; each step up leaves more of the bulk to the run document, so that a page of many
/// results can still be mailed.</param>
internal sealed record ReportPage(ReportContent Content, RunTable Table, int Brevity)
{
    public const int MostBrevity = 3;

    private ImmutableDictionary<ResultKey, int> Anchors { get; } =
        Table.Rows.Index().ToImmutableDictionary(row => row.Item.Result.Key, row => row.Index);

    private ImmutableDictionary<ResultKey, MetricComparison> Compared { get; } = Content.Comparison is not { } comparison
        ? ImmutableDictionary<ResultKey, MetricComparison>.Empty
        : ComparisonText.ByResult(comparison);

    public Run Run => Content.Run;

    /// <summary>Points that one line of a chart may have.</summary>
    public int PointsPerLine => Brevity switch { 0 => 160, 1 => 40, 2 => 16, _ => 12 };

    /// <summary>Channels of telemetry under the samples of a result.</summary>
    public int TelemetryPanels => MostBrevity - Brevity;

    public bool ShowsLaunches => Brevity < 2;

    /// <summary>Bytes that the embedded document may take.</summary>
    public int DocumentBytes => Brevity switch { 0 => 140_000, 1 => 100_000, 2 => 60_000, _ => 30_000 };

    /// <summary>The fragment that names the detail of a result; null when the run lacks it.</summary>
    public string? AnchorOf(ResultKey key) => Anchors.TryGetValue(key, out var index) ? $"r{index}" : null;

    /// <summary>Whether the samples of a result are drawn: in the briefest page only where something is to be seen.</summary>
    public bool ShowsSamples(RunRow row) => Brevity < MostBrevity || row.Assessment.Mark != Mark.Sound
        || ComparisonOf(row.Result.Key)?.Verdict is Verdict.Regression or Verdict.Suspected;

    /// <summary>The metric that a result counts by in the comparison; null where there is none.</summary>
    public MetricComparison? ComparisonOf(ResultKey key) => Compared.GetValueOrDefault(key);
}
