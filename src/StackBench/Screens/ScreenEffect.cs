using StackBench.Core.Results;
using StackBench.Report.Html;
using StackBench.Store;

namespace StackBench.Screens;

/// <summary>What the screen asks of the world; the answer comes back as an event. Closed: these records.</summary>
internal abstract record ScreenEffect;

internal sealed record ListRuns(int Limit) : ScreenEffect;

/// <param name="Id">An id, or <c>latest</c>.</param>
internal sealed record LoadRun(string Id) : ScreenEffect;

/// <param name="Against">Id of a run; null for the baseline of its machine, or else the run before it.</param>
internal sealed record CompareRun(Run Run, string? Against = null) : ScreenEffect;

/// <summary>The best that its machine gave before it.</summary>
internal sealed record ReadBest(Run Run) : ScreenEffect;

internal sealed record ReadTrends : ScreenEffect;

internal sealed record ReadMachine : ScreenEffect;

/// <param name="Label">Null for none.</param>
/// <param name="Python">Interpreter; null for the usual one.</param>
internal sealed record StartRun(RunSettings Settings, string? Label, string? Python) : ScreenEffect;

internal sealed record StopRun : ScreenEffect;

/// <summary>Makes a run the baseline of its machine; where there is one of other runs the answer is <see cref="BaselineAsked"/>.</summary>
/// <param name="Way">How to do it, from the user's answer to that; null before he was asked.</param>
internal sealed record PinBaseline(Run Run, PinWay? Way = null) : ScreenEffect;

/// <param name="Format">Name of an exporter.</param>
/// <param name="Report">What goes into a report; null for other formats.</param>
internal sealed record ExportRun(Run Run, string Format, string Path, ReportContent? Report) : ScreenEffect;

/// <summary>Tells from now on what other processes write to the store, as <see cref="RunsListed"/>.</summary>
internal sealed record WatchStore : ScreenEffect;

/// <summary>Reads for a page what the store has for it; the answer is <see cref="Answered"/>.</summary>
internal sealed record Ask(string Page, Func<RunStore, object> Read) : ScreenEffect;

internal sealed record Quit : ScreenEffect;
