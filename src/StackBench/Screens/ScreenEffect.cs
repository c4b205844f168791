using StackBench.Core.Results;
using StackBench.Store;

namespace StackBench.Screens;

/// <summary>What the screen asks of the world; the answer comes back as an event. Closed: these records.</summary>
internal abstract record ScreenEffect;

internal sealed record ListRuns(int Limit) : ScreenEffect;

/// <param name="Id">An id, or <c>latest</c>.</param>
internal sealed record LoadRun(string Id) : ScreenEffect;

/// <summary>Against the baseline of its machine, or else the run before it.</summary>
internal sealed record CompareRun(Run Run) : ScreenEffect;

/// <summary>The best that its machine gave before it.</summary>
internal sealed record ReadBest(Run Run) : ScreenEffect;

internal sealed record ReadTrends : ScreenEffect;

internal sealed record ReadMachine : ScreenEffect;

internal sealed record StartRun(RunSettings Settings) : ScreenEffect;

internal sealed record StopRun : ScreenEffect;

internal sealed record PinBaseline(Run Run) : ScreenEffect;

/// <param name="Format">Name of an exporter.</param>
internal sealed record ExportRun(Run Run, string Format) : ScreenEffect;

/// <summary>Reads for a page what the store has for it; the answer is <see cref="Answered"/>.</summary>
internal sealed record Ask(string Page, Func<RunStore, object> Read) : ScreenEffect;

internal sealed record Quit : ScreenEffect;
