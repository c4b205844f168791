using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Exchange.Export;
using StackBench.Machine.Doctor;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;
using StackBench.Measuring;
using StackBench.Report.Html;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Screens.Host;

/// <summary>The world of the screen: the store, this machine and its engines. What fails becomes a notice.</summary>
/// <param name="settled">What a run measures besides what its form says.</param>
internal sealed class StoreWorld(
    Surroundings surroundings, MeasuringRequest settled, Action<ScreenEvent> post, Action<ScreenEvent> postOfRun) : IScreenWorld
{
    private const int BeatsOfRun = 5;
    private static readonly TimeSpan TelemetryPace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StorePace = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenSource? _stop;
    private Task _run = Task.CompletedTask;

    public void Do(ScreenEffect effect)
    {
        switch (effect)
        {
            case StartRun start:
                if (!_run.IsCompleted) return;
                _stop?.Dispose();
                _stop = new CancellationTokenSource();
                _run = Task.Run(() => MeasureAsync(start, _stop.Token));
                return;
            case StopRun:
                _stop?.Cancel();
                return;
            case ReadMachine:
                _ = Task.Run(() => Guarded(WatchMachineAsync));
                return;
            case WatchStore:
                _ = Task.Run(() => Guarded(WatchStoreAsync));
                return;
            default:
                _ = Task.Run(() => Guarded(() =>
                {
                    Answer(effect);
                    return Task.CompletedTask;
                }));
                return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_stop is { } stop) await stop.CancelAsync();
        await _run;
        _stop?.Dispose();
        _end.Dispose();
    }

    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The screen is closed.
        }
        catch (Exception exception)
        {
            post(new Noticed(Explain(exception), IsError: true));
        }
    }

    // The store is opened for every question, and says the same each time.
    private void NoteOnce(string text)
    {
        lock (_noted)
            if (!_noted.Add(text)) return;
        post(new Noticed(text, IsError: true));
    }

    private void Answer(ScreenEffect effect)
    {
        using var store = surroundings.OpenStore(NoteOnce);
        switch (effect)
        {
            case ListRuns list:
                var runs = store.List(list.Limit);
                post(new RunsListed(runs, runs.Length == list.Limit));
                break;
            case LoadRun load:
                if (load.Id != RunStore.Latest || !store.List(1).IsEmpty) post(new RunLoaded(store.Load(store.Find(load.Id).Id)));
                break;
            case CompareRun compare:
                post(ScreenComparison.Of(store, compare));
                break;
            case ReadBest read:
                post(new BestRead(read.Run.Id, MachineBest.Of(read.Run, surroundings)));
                break;
            case ReadTrends:
                post(new TrendsRead(Trends(store)));
                break;
            case PinBaseline { Run.Status: not RunStatus.Complete } pin:
                post(new Noticed(
                    $"run {pin.Run.Id} is {EnumText.Of(pin.Run.Status)}: only a complete one can be the baseline", IsError: true));
                break;
            case PinBaseline pin:
                Pin(store, pin);
                break;
            case Ask ask:
                post(new Answered(ask.Page, ask.Read(store)));
                break;
            case ExportRun export:
                post(new Noticed($"written: {Export(export)}"));
                break;
        }
    }

    private void Pin(RunStore store, PinBaseline pin)
    {
        var machine = NodeKey.Of(pin.Run.Fingerprint);
        var known = store.FindBaseline(Baseline.DefaultName, machine);
        var isOther = known is not null && !(known.Rolling is null && known.RunIds.SequenceEqual([pin.Run.Id]));
        if (isOther && pin.Way is null)
        {
            post(new BaselineAsked(pin.Run, known!.Rolling is null ? known.RunIds.Length : null));
            return;
        }

        ImmutableArray<string> runs = pin.Way == PinWay.Add && known is not null
            ? [.. known.RunIds.Append(pin.Run.Id).Distinct(StringComparer.Ordinal)]
            : [pin.Run.Id];
        store.Save(new Baseline(Baseline.DefaultName, machine, runs, null, surroundings.Time.GetUtcNow()));
        post(new Noticed(runs.Length == 1
            ? $"run {pin.Run.Id} is the baseline of this machine; b on further runs adds them, and more runs find smaller changes"
            : $"the baseline of this machine has {NumberText.Exact(runs.Length)} runs now"));
    }

    private static ImmutableArray<SeriesTrend> Trends(RunStore store)
    {
        var observations = store.Observations(null, null, null, HistoryLimits.Trends);
        if (observations.IsEmpty) return [];
        var machine = MachineObservations.Newest(observations);
        return SeriesTrends.Of(MachineObservations.Of(observations, machine), MachineThresholds.Of(store.NoiseFloors(machine)));
    }

    private static string Export(ExportRun export)
    {
        var path = Path.GetFullPath(export.Path);
        using var text = new StringWriter();
        if (export.Report is { } report) HtmlReport.Write(report, text);
        else Exporters.All.Named(export.Format)!.Write(export.Run, text);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        return path;
    }

    /// <summary>
    /// Lists the runs again where another process wrote to the store, and while one is measured: its process may die without a word.
    /// </summary>
    private async Task WatchStoreAsync()
    {
        var end = _end.Token;
        var location = StoreLocation.Of(surroundings.Variable);
        var (known, isMeasuring, beats) = (StoreStamp.Of(location), false, 0);
        while (true)
        {
            await Task.Delay(StorePace, surroundings.Time, end);
            // What the run of this screen writes is told by its events; looking would only disturb it.
            if (!_run.IsCompleted) continue;
            var now = StoreStamp.Of(location);
            if (now == known && !(isMeasuring && ++beats % BeatsOfRun == 0)) continue;
            try
            {
                using var store = surroundings.OpenStore(NoteOnce);
                var runs = store.List(HistoryLimits.First);
                isMeasuring = runs.Any(run => run.Status == RunStatus.Running);
                post(new RunsListed(runs, runs.Length == HistoryLimits.First));
                known = now;
            }
            catch (StoreException exception)
            {
                // Busy, or being rebuilt: looked at again.
                NoteOnce(Explain(exception));
            }
        }
    }

    private async Task WatchMachineAsync()
    {
        var end = _end.Token;
        var facts = MachineReader.Read(variable: surroundings.Variable);
        post(new MachineRead(
            [.. MachineSheets.Of(MachineDocument.Of(facts), showAll: false)], [.. facts.Gpus.Select(gpu => gpu.PciAddress)],
            MachineTotals.Of(facts)));
        post(new Diagnosed(await Checkup.RunAsync(facts, "/", surroundings.Variable, surroundings.Time, end)));
        using var sources = new TelemetrySources(facts.Gpus, surroundings.Time);
        while (!end.IsCancellationRequested)
        {
            // A run has telemetry of its own; a second reader would only disturb it.
            await _run.WaitAsync(end);
            using var sampler = sources.Open(facts.Gpus is [var gpu, ..] ? gpu.PciAddress : "cpu", engineGroup: null);
            sampler.Start();
            while (_run.IsCompleted)
            {
                await Task.Delay(TelemetryPace, surroundings.Time, end);
                post(new TelemetryRead(sampler.Levels));
            }
        }
    }

    private async Task MeasureAsync(StartRun start, CancellationToken stop)
    {
        // Notes would tear the screen.
        var silence = Consoles.Create(TextWriter.Null, isRedirected: true);
        var quiet = surroundings with { Out = silence, Error = silence };
        var request = settled with
        {
            Settings = start.Settings with { Seed = RandomNumberGenerator.GetInt32(int.MaxValue) },
            Interface = MeasuringRequest.FullScreen,
            Label = start.Label,
            Python = start.Python,
        };
        try
        {
            var measured = await Measurement.RunAsync(request, happening => postOfRun(new RunHappened(happening)), quiet, stop);
            postOfRun(new RunEnded(Trouble(measured)));
        }
        catch (Exception exception)
        {
            postOfRun(new RunEnded(exception is OperationCanceledException ? "stopped before anything was measured" : Explain(exception)));
        }
    }

    private static string? Trouble(MeasuredRun measured) => measured switch
    {
        { Run: null } => $"nothing to run: {string.Join("; ", SkipNotes.Reasons(measured.Skipped))}",
        { Loss: { } loss } => $"{loss.Text("the run")}: {Explain(loss.Cause)}",
        _ => null,
    };

    private static string Explain(Exception exception) => exception switch
    {
        UserErrorException { Remedy: { } remedy } error => $"{error.Message}: {remedy}",
        StoreException { Remedy: { } remedy } error => $"{error.Message}: {remedy}",
        _ => exception.Message,
    };
}
