using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Events;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Trends;
using StackBench.Core.Verdicts;
using StackBench.Machine.Doctor;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>What happens to the screen. Closed: these records.</summary>
internal abstract record ScreenEvent;

/// <param name="Key">A character, or <c>Up</c>, <c>Down</c>, <c>Left</c>, <c>Right</c>, <c>PageUp</c>, <c>PageDown</c>, <c>Home</c>,
/// <c>End</c>, <c>Enter</c>, <c>Esc</c>, <c>Tab</c>, <c>BackTab</c>, <c>Backspace</c>, <c>Ctrl+C</c>.</param>
internal sealed record KeyPressed(string Key) : ScreenEvent;

internal sealed record Resized(int Width, int Height) : ScreenEvent;

/// <summary>Left button; 0-based cells.</summary>
internal sealed record Clicked(int Column, int Row) : ScreenEvent;

/// <param name="Lines">Downwards above zero.</param>
internal sealed record Wheeled(int Lines) : ScreenEvent;

internal sealed record RunsListed(ImmutableArray<RunSummary> Runs, bool HasMore) : ScreenEvent;

internal sealed record RunLoaded(Run Run) : ScreenEvent;

/// <param name="Comparison">Null where the run has nothing to be held against.</param>
/// <param name="Why">Why it is null.</param>
/// <param name="Reference">What it is compared with: <c>the baseline</c>, <c>the run before</c>; null for a run that was chosen.</param>
internal sealed record RunCompared(RunComparison? Comparison, string? Why, string? Reference = null) : ScreenEvent
{
    /// <summary>What was asked; null where it does not matter.</summary>
    public CompareRun? Question { get; init; }

    public bool Answers(ScreenState state) =>
        Question is not { } question || (question.Run.Id == state.Run?.Id && question.Against == state.Against);
}

/// <summary>The machine has a baseline of other runs than the one that shall be it.</summary>
/// <param name="Count">Its runs; null where it is always the newest ones.</param>
internal sealed record BaselineAsked(Run Run, int? Count) : ScreenEvent;

internal sealed record TrendsRead(ImmutableArray<SeriesTrend> Trends) : ScreenEvent;

/// <param name="Best">Null where it cannot be read.</param>
internal sealed record BestRead(string RunId, OwnBest? Best) : ScreenEvent;

/// <param name="Gpus">PCI addresses.</param>
/// <param name="Totals">As <see cref="ScreenState.Totals"/>.</param>
internal sealed record MachineRead(
    ImmutableArray<FactSheet> Sheets, ImmutableArray<string> Gpus, ImmutableDictionary<string, double> Totals) : ScreenEvent;

internal sealed record Diagnosed(Diagnosis Diagnosis) : ScreenEvent;

internal sealed record TelemetryRead(ImmutableArray<TelemetryLevel> Levels) : ScreenEvent;

/// <summary>What a page asked for by <see cref="Ask"/>.</summary>
internal sealed record Answered(string Page, object Answer) : ScreenEvent;

/// <summary>The run that the screen started says something.</summary>
internal sealed record RunHappened(RunEvent Event) : ScreenEvent;

/// <summary>The run that the screen started is over.</summary>
/// <param name="Trouble">Why nothing was measured; null where something was.</param>
internal sealed record RunEnded(string? Trouble) : ScreenEvent;

internal sealed record Noticed(string Text, bool IsError = false) : ScreenEvent;
