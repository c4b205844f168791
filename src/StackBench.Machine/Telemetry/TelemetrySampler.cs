using System.Collections.Immutable;
using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>
/// Reads the channels of a measurement ten times a second on a thread of its own (but for the first reading), from <see cref="Start"/> to
/// <see cref="Stop"/>, with a reading at both ends. What it costs is measured and told.
/// </summary>
public sealed class TelemetrySampler : IDisposable
{
    /// <summary>Vendors' counters refresh no faster, and more readings would cost more than they tell.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TelemetryRecorder _recorder;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // The kernel's event: the slim one spins before it sleeps, which cost more than the readings.
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private ImmutableArray<TelemetryLevel> _levels = [];
    private SamplerOutcome? _outcome;
    private long _begin;
    private double? _firstCpu;
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
            lock (_gate) return _levels;
        }
    }

    /// <summary>The monotonic clock in seconds, which a worker's <c>beginSeconds</c> are of too.</summary>
    public static double Seconds(TimeProvider time, long timestamp)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (double)timestamp / time.TimestampFrequency;
    }

    /// <summary>Takes the first reading at once, so that no sample can come before it, and the others on a thread.</summary>
    public void Start()
    {
        var cpu = ThreadCost.Seconds();
        _begin = _time.GetTimestamp();
        Tick();
        _firstCpu = ThreadCost.Seconds() - cpu;
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
        var cpu = ThreadCost.Seconds();
        for (var due = Interval; ; due += Interval)
        {
            // Ticks keep to the clock: a late one does not delay the next, and a missed one is left out.
            var passed = _time.GetElapsedTime(_begin);
            while (due <= passed) due += Interval;
            if (_stop.WaitOne(due - passed)) break;
            Tick();
        }

        Tick();
        var elapsed = _time.GetElapsedTime(_begin).TotalSeconds;
        _outcome = new SamplerOutcome(
            _recorder.Series(), ThreadCost.Seconds() - cpu + _firstCpu is { } used && elapsed > 0 ? used / elapsed : null);
    }

    private void Tick()
    {
        _recorder.Tick(Seconds(_time, _time.GetTimestamp()));
        var levels = _recorder.Levels();
        lock (_gate) _levels = levels;
    }
}
