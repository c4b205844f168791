using System.Diagnostics;
using StackBench.Protocol;
using StackBench.Protocol.Engines;
using StackBench.Worker.Libtorch;
using StackBench.Worker.Sampling;

namespace StackBench.Worker.Onnxruntime;

/// <summary>A model that was loaded, run, checked and is ready to be timed.</summary>
internal sealed class OnnxOperation : IOperation
{
    public const string SessionTimeSeries = "session-time";
    public const string FirstRunSeries = "first-run";
    public const string CallTimesSeries = "call-times";
    public const string FallbackSeries = "fallback-nodes";

    private const string FallbackRemedy = "see docs/engines.md: such a time is a metric of its own, and compares with its like only";

    /// <summary>Calls of an answer whose own times are told: enough for quantiles, and no burden to keep.</summary>
    private const int MostCallTimes = 50;

    private readonly Owned _owned;
    private readonly ConcurrentRuns _runs;
    private readonly int _sessions;
    private readonly double _sessionSeconds;
    private readonly (int Nodes, string Text)? _fallen;

    /// <param name="fallen">Nodes that another provider ran than the one that was asked for, and who in words; null for none.</param>
    public OnnxOperation(
        Owned owned, IReadOnlyList<BoundRun> runs, Prepared description, double sessionSeconds,
        (int Nodes, string Text)? fallen)
    {
        (_owned, _runs, _sessions) = (owned, new ConcurrentRuns(runs), runs.Count);
        (Description, _sessionSeconds, _fallen) = (description, sessionSeconds, fallen);
    }

    public Prepared Description { get; }

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        var seconds = new double[samples];
        var callTimes = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        var end = begin;
        for (var sample = 0; sample < samples; sample++)
        {
            var (perCall, times) = _runs.Take(iterations, 1 + (MostCallTimes / samples / _sessions));
            end = Stopwatch.GetTimestamp();
            seconds[sample] = perCall;
            callTimes.AddRange(times);
        }

        var series = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal)
        {
            [SessionTimeSeries] = [_sessionSeconds],
            [FirstRunSeries] = [Description.FirstCallSeconds!.Value],
            [CallTimesSeries] = callTimes,
        };
        if (_fallen is { } fallen) series.Add(FallbackSeries, [fallen.Nodes]);
        return Task.FromResult(new Samples(
            Description.Id, seconds, "host", HostClock.Seconds(begin), HostClock.Seconds(end), series,
            _fallen is { Text: var text } ? [new SampleNote(FallbackSeries, text, FallbackRemedy)] : null));
    }

    public void Dispose() => _owned.Dispose();
}
