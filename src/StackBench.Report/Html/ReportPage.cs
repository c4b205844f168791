using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Report.Writing;

namespace StackBench.Report.Html;

/// <summary>What the sections of a report share.</summary>
/// <param name="Brevity">0 shows everything; each step up leaves more of the bulk to the run document, so that a page of many
/// results can still be mailed.</param>
internal sealed record ReportPage(ReportContent Content, RunTable Table, int Brevity)
{
    public const int MostBrevity = 3;

    /// <summary>Results that are listed, and those that are told in detail. A page of tens of thousands opens in no browser.</summary>
    public const int MostRows = 3000, MostDetails = 500;

    private readonly Lazy<ImmutableArray<RunRow>> _listed = new(() => Most(Content, Tried(Table), MostRows));
    private readonly Lazy<ImmutableArray<RunRow>> _detailed = new(() => Most(Content, Tried(Table), MostDetails));
    private readonly Lazy<ImmutableDictionary<ResultKey, int>> _anchors = new(() =>
        Most(Content, Tried(Table), MostDetails).Index().ToImmutableDictionary(row => row.Item.Result.Key, row => row.Index));
    private readonly Lazy<CommonFindings> _common = new(() => CommonFindings.Of(Table));

    private ImmutableDictionary<ResultKey, MetricComparison> Compared { get; } = Content.Comparison is not { } comparison
        ? ImmutableDictionary<ResultKey, MetricComparison>.Empty
        : ComparisonText.ByResult(comparison);

    public Run Run => Content.Run;

    /// <summary>What holds for most results, so that a row need not say it.</summary>
    public CommonFindings Common => _common.Value;

    /// <summary>What was not skipped, in the order of the run; of too many those that ask for a look.</summary>
    public ImmutableArray<RunRow> Listed => _listed.Value;

    /// <inheritdoc cref="Listed"/>
    public ImmutableArray<RunRow> Detailed => _detailed.Value;

    /// <summary>Points that one line of a chart may have.</summary>
    public int PointsPerLine => Brevity switch { 0 => 160, 1 => 40, 2 => 16, _ => 12 };

    /// <summary>Channels of telemetry under the samples of a result.</summary>
    public int TelemetryPanels => MostBrevity - Brevity;

    /// <summary>Whether each point of a history says its run and value; in the bulkiest pages the table has the newest.</summary>
    public bool ExplainsPoints => Brevity < MostBrevity;

    public bool ShowsLaunches => Brevity < 2;

    /// <summary>Bytes that the embedded document may take.</summary>
    public int DocumentBytes => Brevity switch { 0 => 140_000, 1 => 100_000, 2 => 60_000, _ => 30_000 };

    /// <summary>The fragment that names the detail of a result; null when the page has none.</summary>
    public string? AnchorOf(ResultKey key) => _anchors.Value.TryGetValue(key, out var index) ? $"r{index}" : null;

    /// <summary>The fragment a name of a result leads to.</summary>
    public string TargetOf(ResultKey key) => AnchorOf(key) ?? "results";

    /// <summary>Whether the samples of a result are drawn: in the briefest page only where something is to be seen.</summary>
    public bool ShowsSamples(RunRow row) => Brevity < MostBrevity || row.Assessment.Mark != Mark.Sound
        || ComparisonOf(row.Result.Key)?.Verdict is Verdict.Regression or Verdict.Suspected;

    /// <summary>What is said where rows are left out; empty where all are there.</summary>
    public Markup LeftOut(int shown) => Tried(Table).Length - shown is > 0 and var left
        ? Markup.Of($"<p class=\"muted\">{left} further results are in the run document: stackbench export {Run.Id}</p>")
        : Markup.Empty;

    private static ImmutableArray<RunRow> Tried(RunTable table) => table.Rows.RemoveAll(row => row.Result.Outcome is Skipped);

    private static ImmutableArray<RunRow> Most(ReportContent content, ImmutableArray<RunRow> rows, int most)
    {
        if (rows.Length <= most) return rows;
        var worse = content.Comparison is { } comparison
            ? comparison.Metrics.Where(metric => metric.Verdict is Verdict.Regression or Verdict.Suspected).Select(metric => metric.Key)
            .ToHashSet()
            : [];
        int Place(RunRow row) =>
            worse.Contains(row.Result.Key) ? 0 : row.Assessment.Mark is Mark.Failed ? 1 : row.Assessment.Mark is Mark.Sound ? 3 : 2;
        return [.. rows.Index().OrderBy(row => Place(row.Item)).Take(most).OrderBy(row => row.Index).Select(row => row.Item)];
    }

    /// <summary>The metric that a result counts by in the comparison; null where there is none.</summary>
    public MetricComparison? ComparisonOf(ResultKey key) => Compared.GetValueOrDefault(key);
}
