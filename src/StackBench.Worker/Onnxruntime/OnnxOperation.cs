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
    private readonly BoundRun _run;
    private readonly double _sessionSeconds;
    private readonly ProviderNodes? _fallen;

    /// <param name="fallen">Who ran the nodes, where some fell back to the CPU; else null.</param>
    public OnnxOperation(Owned owned, BoundRun run, Prepared description, double sessionSeconds, ProviderNodes? fallen)
    {
        (_owned, _run, Description, _sessionSeconds, _fallen) = (owned, run, description, sessionSeconds, fallen);
    }

    public Prepared Description { get; }

    public Task<Samples> MeasureAsync(long iterations, int samples, CancellationToken cancellation)
    {
        var seconds = new double[samples];
        var ends = new long[(int)Math.Min(iterations, 1 + (MostCallTimes / samples))];
        var callTimes = new List<double>(ends.Length * samples);
        var begin = Stopwatch.GetTimestamp();
        var end = begin;
        for (var sample = 0; sample < samples; sample++)
        {
            var start = Stopwatch.GetTimestamp();
            for (long i = 0; i < iterations; i++)
            {
                _run.Invoke();
                if (i < ends.Length) ends[i] = Stopwatch.GetTimestamp();
            }

            end = Stopwatch.GetTimestamp();
            seconds[sample] = HostClock.Seconds(end - start) / iterations;
            for (var i = 0; i < ends.Length; i++) callTimes.Add(HostClock.Seconds(ends[i] - (i == 0 ? start : ends[i - 1])));
        }

        var series = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal)
        {
            [SessionTimeSeries] = [_sessionSeconds],
            [FirstRunSeries] = [Description.FirstCallSeconds!.Value],
            [CallTimesSeries] = callTimes,
        };
        if (_fallen is not null) series.Add(FallbackSeries, [_fallen.OnCpu]);
        return Task.FromResult(new Samples(
            Description.Id, seconds, "host", HostClock.Seconds(begin), HostClock.Seconds(end), series,
            _fallen is null ? null : [new SampleNote(FallbackSeries, _fallen.FallbackText, FallbackRemedy)]));
    }

    public void Dispose() => _owned.Dispose();
}
