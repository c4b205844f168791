using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;

namespace StackBench.Report.Html;

/// <summary>All that a report shows.</summary>
public sealed record ReportContent(Run Run)
{
    /// <summary>The run held against its baseline; null for a run on its own.</summary>
    public RunComparison? Comparison { get; init; }

    /// <summary>Newest run of the baseline, for the facts and values of before.</summary>
    public Run? Baseline { get; init; }

    /// <summary>Histories of headline metrics; those the run has no result of are left out.</summary>
    public ImmutableArray<SeriesTrend> Trends { get => field.IsDefault ? [] : field; init; } = [];

    public string? Title { get; init; }

    /// <summary>What the author adds; each line is a paragraph.</summary>
    public string? Notes { get; init; }
}
