using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Verdicts;
using StackBench.Report;
using StackBench.Store;

namespace StackBench.Screens;

/// <summary>What an event makes of the state, and what it asks of the world. Pure.</summary>
internal static class Reducer
{
    private const int WheelLines = 3;

    public static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Step(ScreenState state, ScreenEvent happening) =>
        happening switch
        {
            KeyPressed pressed => KeyReducer.Step(state, pressed.Key),
            Resized resized => (state with { Width = resized.Width, Height = resized.Height }, []),
            Clicked clicked => Click(state, clicked),
            Wheeled wheeled => Wheel(state, wheeled.Lines * WheelLines),
            RunsListed listed => Listed(state, listed),
            RunLoaded loaded =>
                (WithHeadlines(Loaded(state, loaded.Run)), [new CompareRun(loaded.Run, state.Against), new ReadBest(loaded.Run)]),
            RunCompared compared => (WithHeadlines(Compared(state, compared)), []),
            TrendsRead read => (WithHeadlines(state with
            {
                Trends = read.Trends,
                SelectedTrend = Math.Clamp(state.SelectedTrend, 0, Math.Max(0, read.Trends.Length - 1)),
            }), []),
            BaselineAsked asked => (state with { BaselineQuestion = asked }, []),
            BestRead read => (read.RunId == state.Run?.Id ? WithBest(state, read.Best) : state, []),
            MachineRead read =>
                (state with { Sheets = read.Sheets, Form = state.Form with { Gpus = read.Gpus }, Totals = read.Totals }, []),
            Diagnosed diagnosed => (state with { Diagnosis = diagnosed.Diagnosis }, []),
            TelemetryRead read => (state with { Telemetry = Traces(state, read.Levels) }, []),
            Answered answered => (state with { Own = state.Own.SetItem(answered.Page, answered.Answer) }, []),
            RunHappened happened => Happened(state, happened.Event),
            RunEnded ended => Ended(state, ended),
            Noticed noticed => (state with { Notice = noticed }, []),
            _ => throw new InvalidOperationException($"unknown event {happening}"),
        };

    private static ScreenState Loaded(ScreenState state, Run run) => state.Uncompared() with
    {
        Table = RunTable.Of(run),
        Ladder = LadderRung.Of(run),
        Best = null,
        SelectedResult = 0,
        Scroll = 0,
    };

    // Answers come in any order: one to an older question is dropped.
    private static ScreenState Compared(ScreenState state, RunCompared compared) => !compared.Answers(state) ? state : state with
    {
        Comparison = compared.Comparison,
        NoComparison = compared.Why,
        Reference = compared.Reference,
        Changes = compared.Comparison is { } comparison && comparison.CandidateRun == state.Run?.Id
            ? ComparisonText.ByResult(comparison)
            : ImmutableDictionary<ResultKey, MetricComparison>.Empty,
    };

    private static ScreenState WithBest(ScreenState state, OwnBest? best) => WithHeadlines(state with
    {
        Best = best,
        Table = state.Table! with { Summary = MachineVerdict.Of(state.Table.Run, best) },
    });

    // Once for each thing that becomes known, and not for each frame.
    private static ScreenState WithHeadlines(ScreenState state) => state.Run is not { } run ? state : state with
    {
        Headlines = Headline.Of(run, state.Ladder, state.Comparison, state.Trends, state.Best),
    };

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Listed(ScreenState state, RunsListed listed)
    {
        var isFirst = state.Runs is null;
        // A longer list was asked for on History; a shorter one tells only what is new at its head.
        var runs = listed.HasMore && state.Runs is { } known && known.Length > listed.Runs.Length
            ? [.. listed.Runs, .. After(known, listed.Runs)]
            : listed.Runs;
        var listedState = state with
        {
            Runs = runs,
            HasMoreRuns = runs.Length > listed.Runs.Length ? state.HasMoreRuns : listed.HasMore,
        };
        if (Newer(state, listed) is { } newer)
            return (listedState with { Notice = new Noticed($"run {newer} has ended and is shown now") },
                [new LoadRun(newer), new ReadTrends()]);
        // Without any run there is nothing to show but how to make one; whoever opened another page meanwhile stays there.
        return (isFirst && listed.Runs.IsEmpty && state.Page == PageName.Home ? listedState with { Page = PageName.Run } : listedState,
            []);
    }

    // The list puts runs of the future last, so that no time tells what is missing.
    private static IEnumerable<RunSummary> After(ImmutableArray<RunSummary> known, ImmutableArray<RunSummary> listed)
    {
        var ids = listed.Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        var last = known.ToList().FindLastIndex(run => ids.Contains(run.Id));
        return known.Skip(last + 1);
    }

    /// <summary>
    /// A run that another process finished, where the newest was shown before; null where there is none. Only on Home: elsewhere the user
    /// reads, or writes a report of, the run that he sees.
    /// </summary>
    private static string? Newer(ScreenState state, RunsListed listed)
    {
        static string? Newest(ImmutableArray<RunSummary> runs) =>
            runs.FirstOrDefault(run => run is { Status: not RunStatus.Running, Purpose: RunPurpose.Measure })?.Id;
        var newest = Newest(listed.Runs);
        return state is { Live: null, Page: PageName.Home, Runs: { } before, Run: { } shown } && newest is not null && newest != shown.Id
            && Newest(before) == shown.Id ? newest : null;
    }

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Happened(ScreenState state, RunEvent happening)
    {
        var live = (state.Live ?? LiveRun.Starting).With(happening);
        return (state with { Live = live, Telemetry = happening is TelemetryTaken taken ? Traces(state, taken.Levels) : state.Telemetry },
            []);
    }

    // A channel that is no longer read has no level now.
    private static ImmutableSortedDictionary<string, TelemetryTrace> Traces(ScreenState state, ImmutableArray<TelemetryLevel> levels) =>
        levels.DistinctBy(level => level.Channel).ToImmutableSortedDictionary(level =>
            level.Channel, level => TelemetryTrace.Of(state.Telemetry.GetValueOrDefault(level.Channel), level), StringComparer.Ordinal);

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Ended(ScreenState state, RunEnded ended)
    {
        var run = state.Live?.Run;
        var idle = state with { Live = null, IsAskedToQuit = false };
        if (ended.Trouble is { } trouble)
            return (idle with { Notice = new Noticed(trouble, IsError: true) }, [new ListRuns(HistoryLimits.First)]);
        return (
            idle with
            {
                Page = state.Page == PageName.Run ? PageName.Home : state.Page,
                Notice = new Noticed(run is null ? "nothing was measured" : $"kept as run {run.Id}"),
            },
            run is null ? [] : [new LoadRun(run.Id), new ListRuns(HistoryLimits.First), new ReadTrends()]);
    }

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Click(ScreenState state, Clicked clicked)
    {
        if (Layout.PageAt(state, clicked.Column, clicked.Row) is { } page) return KeyReducer.Open(state, page);
        if (state.IsHelpOpen) return (state with { IsHelpOpen = false }, []);
        var line = clicked.Row - Layout.HeaderLines;
        return (line >= 0 && line < Layout.BodyHeight(state) ? state.OpenPage.Click(state, line, Layout.BodyHeight(state)) : state, []);
    }

    private static (ScreenState State, ImmutableArray<ScreenEffect> Effects) Wheel(ScreenState state, int lines)
    {
        var effects = ImmutableArray.CreateBuilder<ScreenEffect>();
        for (var i = 0; i < Math.Abs(lines); i++)
        {
            (state, var more) = KeyReducer.Step(state, lines > 0 ? "Down" : "Up");
            effects.AddRange(more);
        }

        return (state, effects.ToImmutable());
    }
}
