using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// Reads the channels of a measurement ten times a second on a thread of its own, from <see cref="Start"/> to <see cref="Stop"/>,
/// with a reading at both ends. What it costs is measured and told.
/// </summary>
public sealed class TelemetrySampler : IDisposable
{
    /// <summary>Vendors' counters refresh no faster, and more readings would cost more than they tell.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TelemetryRecorder _recorder;
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private ImmutableArray<TelemetryLevel> _levels = [];
    private SamplerOutcome? _outcome;
    private bool _isStarted;

    internal TelemetrySampler(ImmutableArray<ITelemetrySource> sources, TimeProvider time)
    {
        (_recorder, _time) = (new TelemetryRecorder(sources), time);
        _thread = new Thread(Run) { IsBackground = true, Name = "telemetry" };
    }

    /// <summary>The latest reading of each channel; empty before the first tick. A new array after each tick.</summary>
    public ImmutableArray<TelemetryLevel> Levels
    {
        get
        {
            lock (_stop) return _levels;
        }
    }

    /// <summary>The monotonic clock in seconds, which a worker's <c>beginSeconds</c> are of too.</summary>
    public static double Seconds(TimeProvider time, long timestamp)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (double)timestamp / time.TimestampFrequency;
    }

    public void Start()
    {
        _isStarted = true;
        _thread.Start();
    }

    /// <summary>Takes a last reading and ends.</summary>
    public SamplerOutcome Stop()
    {
        if (!_isStarted) return new SamplerOutcome(TelemetrySeries.Empty, null);
        _stop.Set();
        _thread.Join();
        return _outcome!;
    }

    public void Dispose()
    {
        Stop();
        _recorder.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        ThreadCost.GiveWay();
        var (begin, beginCpu) = (_time.GetTimestamp(), ThreadCost.Seconds());
        for (var due = Interval; ; due += Interval)
        {
            Tick();
            // Ticks keep to the clock: a late one does not delay the next, and a missed one is left out.
            var passed = _time.GetElapsedTime(begin);
            while (due <= passed) due += Interval;
            if (_stop.Wait(due - passed)) break;
        }

        Tick();
        var elapsed = _time.GetElapsedTime(begin).TotalSeconds;
        _outcome = new SamplerOutcome(_recorder.Series(), ThreadCost.Seconds() - beginCpu is { } cpu && elapsed > 0 ? cpu / elapsed : null);
    }

    private void Tick()
    {
        _recorder.Tick(Seconds(_time, _time.GetTimestamp()));
        var levels = _recorder.Levels();
        lock (_stop) _levels = levels;
    }
}
