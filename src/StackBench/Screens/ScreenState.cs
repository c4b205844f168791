using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Verdicts;
using StackBench.Machine.Doctor;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>Everything the screen shows, and nothing else decides what it shows.</summary>
internal sealed record ScreenState
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public Glyphs Glyphs { get; init; } = Glyphs.Unicode;

    public Palette Palette { get; init; }

    /// <summary>Every page there is.</summary>
    public required ImmutableArray<IPage> Pages { get; init; }

    /// <summary>Name of the open page.</summary>
    public string Page { get; init; } = PageName.Home;

    public int PageIndex => Math.Max(0, Pages.IndexOf(OpenPage));

    public IPage OpenPage => Pages.First(page => page.Name == Page);

    /// <summary>What a page keeps for itself, by its name: what it asked for, what is chosen on it.</summary>
    public ImmutableDictionary<string, object> Own { get; init; } = ImmutableDictionary<string, object>.Empty;

    public bool IsHelpOpen { get; init; }

    public bool IsFrozen { get; init; }

    /// <summary>Whether the charts of the page take all of it.</summary>
    public bool IsZoomed { get; init; }

    /// <summary>Whether the user was asked to quit although a run is in progress.</summary>
    public bool IsAskedToQuit { get; init; }

    public Noticed? Notice { get; init; }

    public string Filter { get; init; } = "";

    public bool IsTypingFilter { get; init; }

    /// <summary>First line shown of a page that is longer than the screen.</summary>
    public int Scroll { get; init; }

    public RunTable? Table { get; init; }

    /// <summary>The ladder of the shown run.</summary>
    public ImmutableArray<LadderRung> Ladder { get; init; } = [];

    /// <summary>The best of the machine before the shown run; null before it was read.</summary>
    public OwnBest? Best { get; init; }

    /// <summary>Lines of the first page: <see cref="Ladder"/> with what else is known by now.</summary>
    public ImmutableArray<Headline> Headlines { get; init; } = [];

    public ResultOrder Order { get; init; }

    /// <summary>What is drawn of the selected result.</summary>
    public ChartKind Chart { get; init; }

    public int SelectedResult { get; init; }

    public RunComparison? Comparison { get; init; }

    /// <summary>Id of the run that the shown one is compared with; null for its baseline, or else the run before it.</summary>
    public string? Against { get; init; }

    /// <summary>What <see cref="Comparison"/> is against: <c>the baseline</c>; null for a run that was chosen.</summary>
    public string? Reference { get; init; }

    /// <summary>What the user is asked about the baseline; null while he is not.</summary>
    public BaselineAsked? BaselineQuestion { get; init; }

    /// <summary>The metric that each result of the shown run counts by in <see cref="Comparison"/>.</summary>
    public ImmutableDictionary<ResultKey, MetricComparison> Changes { get; init; } =
        ImmutableDictionary<ResultKey, MetricComparison>.Empty;

    /// <summary>Why there is no comparison.</summary>
    public string? NoComparison { get; init; }

    /// <summary>Null before they were read.</summary>
    public ImmutableArray<RunSummary>? Runs { get; init; }

    public bool HasMoreRuns { get; init; }

    public int SelectedRun { get; init; }

    public ImmutableArray<SeriesTrend> Trends { get; init; } = [];

    public int SelectedTrend { get; init; }

    public ImmutableArray<FactSheet> Sheets { get; init; } = [];

    public Diagnosis? Diagnosis { get; init; }

    /// <summary>Latest values of each telemetry channel, oldest first.</summary>
    public ImmutableSortedDictionary<string, TelemetryTrace> Telemetry { get; init; } =
        ImmutableSortedDictionary<string, TelemetryTrace>.Empty;

    /// <summary>What there is of what a channel counts, such as memory in bytes, by channel.</summary>
    public ImmutableDictionary<string, double> Totals { get; init; } = ImmutableDictionary<string, double>.Empty;

    public RunForm Form { get; init; } = RunForm.Initial;

    /// <summary>Null while nothing is measured.</summary>
    public LiveRun? Live { get; init; }

    public ReportForm Report { get; init; } = ReportForm.Initial;

    /// <summary>Rows of the results page: filtered and sorted.</summary>
    public ImmutableArray<ResultEntry> Rows => Table is null ? [] : ResultRows.Of(Table.Rows, Filter, Order, Changes);

    /// <summary>Runs of the history page that pass the filter.</summary>
    public ImmutableArray<RunSummary> ListedRuns => Runs is not { } runs ? [] : Filter.Length == 0 ? runs
        : [.. runs.Where(run => Filters.Passes(Filter, $"{run.Id} {run.Label} {run.Machine}"))];

    public Run? Run => Table?.Run;

    /// <summary>The same without a comparison, and without what was taken from it.</summary>
    public ScreenState Uncompared() => this with
    {
        Comparison = null,
        NoComparison = null,
        Changes = ImmutableDictionary<ResultKey, MetricComparison>.Empty,
    };

    /// <summary>Why no run is shown.</summary>
    /// <param name="remedy">Where there is none at all.</param>
    public string WithoutRun(string remedy) => Runs switch
    {
        null => "Reading the newest run...",
        { IsEmpty: true } => $"No runs yet. {remedy}",
        _ => "The newest run is not read, or cannot be. Open one on History.",
    };
}
