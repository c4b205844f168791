using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Machine.Vendors;
using StackBench.Protocol;
using StackBench.Running.Engines;
using Sample = StackBench.Core.Results.Sample;

namespace StackBench.Running;

/// <summary>
/// Measures one workload in one engine process, a step at a time:
/// probe -> prepare -> calibrate -> warm up -> sample until the stopping rule is content.
/// Ends with a <see cref="Launch"/>, or with an outcome that says why there is none.
/// </summary>
/// <param name="knownRate">Operations a second that the run has reached with its like, which the trial may undercut; infinite where
/// nothing has to be predicted.</param>
internal sealed class LaunchMeasurement(
    PlannedWorkload planned, EngineSession session, SamplingPolicy usual, long seed, int number, TimeProvider time,
    TelemetrySources? telemetry = null, double knownRate = 0)
    : IDisposable
{
    private const int SamplesPerBatch = 5;
    private const double CalibrationPatience = 30;
    private const long MaximumCallsPerSample = 1L << 30;

    private readonly SamplingPolicy _policy = usual.For(planned.Workload);
    private readonly StoppingRule _rule = new(usual.For(planned.Workload));
    private readonly TimeLimit _limit = new(usual.For(planned.Workload), planned.Workload.SlowRemedy);
    private readonly SampleLog _log = new();
    private readonly ClaimCheck _claims = new(time);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    private readonly LaunchWatch _watch = new(planned, session, telemetry, time);

    private Prepared? _prepared;
    private WarmUp _warmUp = new(0, 0);
    private long _calls = 1;
    private double _callSeconds;
    private long? _samplingStart;

    /// <summary>The launch, once it is complete.</summary>
    public Launch? Launch { get; private set; }

    /// <summary>Why there is no launch.</summary>
    public Outcome? Ended { get; private set; }

    /// <summary>Whether it ended as too slow by a trial of another shape: a guess, which what is measured later may correct.</summary>
    public bool IsPredictedTooSlow { get; private set; }

    /// <summary>Everything up to the first sample.</summary>
    /// <returns>False when it ended before a sample could be taken.</returns>
    public async Task<bool> BeginAsync(CancellationToken cancellation)
    {
        try
        {
            if (planned.Workload.Probe is { } probe && !await IsAffordableAsync(probe, cancellation)) return false;
            await _watch.RestAsync(cancellation);
            if (!await PrepareAsync(cancellation)) return false;
            if (!planned.Workload.IsSingleCall) await CalibrateAsync(cancellation);
            if (Ended is not null) return false;
            _watch.Open();
            if (!planned.Workload.IsSingleCall) await WarmUpAsync(cancellation);
            _watch.Begin();
            return true;
        }
        catch (EngineFailureException exception)
        {
            Fail(exception);
            return false;
        }
    }

    /// <summary>Takes one batch of samples; empty when the launch ended.</summary>
    public async Task<ImmutableArray<double>> SampleAsync(CancellationToken cancellation)
    {
        try
        {
            var batch = _log.Count == 0 ? _policy.MinimumSamples : SamplesPerBatch;
            _samplingStart ??= time.GetTimestamp();
            var longest =
                Math.Max(1, (int)((_policy.MaximumSeconds - ElapsedSeconds(_samplingStart.Value)) / Math.Max(_callSeconds * _calls, 1e-9)));
            var asked = time.GetTimestamp();
            var answer = await MeasureAsync(
                Math.Min(batch, Math.Max(longest, _policy.MinimumSamples - _log.Count)), FailureStage.Measure, cancellation);
            _claims.Add(answer.Seconds.Sum() * _calls, ElapsedSeconds(asked));
            _watch.Place(answer.BeginSeconds, asked);
            _log.Add(answer, _calls);
            if (planned.Workload.IsSingleCall) Launch = Build(StopReason.SingleCall);
            else if (_rule.Add(answer.Seconds, ElapsedSeconds(_samplingStart.Value)) is { } reason)
            {
                await _watch.EndLoadAsync(_log);
                var launch = Build(reason);
                await RequireHonestClockAsync(cancellation);
                Launch = launch;
            }

            return [.. answer.Seconds];
        }
        catch (EngineFailureException exception)
        {
            Fail(exception);
            return [];
        }
    }

    /// <summary>Keeps what was sampled before the user stopped the run, where it is enough to mean something.</summary>
    public void Interrupt()
    {
        if (Launch is null && Ended is null && _log.Count >= _policy.MinimumSamples && !_claims.IsDoubted)
            Launch = Build(StopReason.Interrupted);
    }

    /// <summary>Frees what was prepared, however it ended: the next workload may need the memory.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        _prepared is not null && session.IsUsable ? session.ReleaseAsync(_prepared.Id, cancellation) : Task.CompletedTask;

    /// <summary>Readings of telemetry since the last call; empty when there are none.</summary>
    public ImmutableArray<TelemetryLevel> NewLevels() => _watch.NewLevels();

    public void Dispose() => _watch.Dispose();

    private async Task<bool> IsAffordableAsync(Workload probe, CancellationToken cancellation)
    {
        var flop = planned.Workload.Cost.Flop;
        // Where this is too optimistic, its own first calls say so.
        if (_limit.Holds(flop / knownRate)) return true;
        // What the probe cannot do, the workload itself reports in its own words.
        if (await Trial.ShortestSecondsAsync(
            session, probe, planned, seed, seconds => _limit.Holds(flop / probe.Cost.Flop * seconds), time,
            cancellation) is not { } seconds)
            return true;
        var rate = probe.Cost.Flop / seconds;
        var unit = planned.Workload.Metrics[0].Definition.Unit == Unit.OperationPerSecond ? Unit.OperationPerSecond : Unit.FlopPerSecond;
        if (Affords(flop / rate, $"{new Quantity(rate, unit)} in a trial of {probe.Name}")) return true;
        IsPredictedTooSlow = true;
        return false;
    }

    private async Task<bool> PrepareAsync(CancellationToken cancellation)
    {
        switch (await session.PrepareAsync(planned.Workload, planned.EngineDevice, seed, cancellation))
        {
            case Unsupported unsupported:
                Ended = new Skipped(unsupported.Reason, unsupported.Remedy);
                return false;
            case Prepared prepared:
                _prepared = prepared;
                return true;
            default:
                throw new InvalidOperationException("a session answers prepare with prepared or unsupported");
        }
    }

    private async Task CalibrateAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var start = time.GetTimestamp();
            var answer = await MeasureAsync(1, FailureStage.WarmUp, cancellation);
            _callSeconds = answer.Seconds[0];
            Count(answer);
            if (_calls == 1 && !Affords(await ShortestCallAsync(cancellation), "timed by its first calls")) return;
            if (_callSeconds * _calls >= _policy.MinimumSampleSeconds && await IsConfirmedAsync(cancellation)) return;
            if (_calls >= MaximumCallsPerSample) return;

            // An engine that claims far less time than passed would be asked for ever more calls.
            if (ElapsedSeconds(start) > CalibrationPatience * _policy.MinimumSampleSeconds) return;

            // Aim a little beyond the minimum, but never trust one short timing for more than a factor of ten.
            var wanted = (long)Math.Ceiling(_policy.MinimumSampleSeconds * 1.1 / _callSeconds);
            _calls = Math.Clamp(wanted, _calls + 1, Math.Min(_calls * 10, MaximumCallsPerSample));
        }
    }

    // A call that was disturbed once looks long enough: only what is long twice is.
    private async Task<bool> IsConfirmedAsync(CancellationToken cancellation)
    {
        var again = await MeasureAsync(1, FailureStage.WarmUp, cancellation);
        Count(again);
        _callSeconds = Math.Min(_callSeconds, again.Seconds[0]);
        return _callSeconds * _calls >= _policy.MinimumSampleSeconds;
    }

    // The first call may pay for what later ones do not: one that looks too slow gets a second and a third chance.
    private async Task<double> ShortestCallAsync(CancellationToken cancellation)
    {
        for (var chance = 0; chance < 2 && !_limit.Holds(_callSeconds); chance++)
        {
            var answer = await MeasureAsync(1, FailureStage.WarmUp, cancellation);
            Count(answer);
            _callSeconds = Math.Min(_callSeconds, answer.Seconds[0]);
        }

        return _callSeconds;
    }

    private async Task WarmUpAsync(CancellationToken cancellation)
    {
        // By the host's clock, as every length is: an engine's claims decide only what they are about.
        var start = time.GetTimestamp();
        while (ElapsedSeconds(start) is var elapsed && (elapsed < _policy.WarmUpSeconds || _warmUp.Calls < _policy.MinimumWarmUpCalls))
        {
            var left = (_policy.WarmUpSeconds - elapsed) / Math.Max(_callSeconds * _calls, 1e-9);
            var answer = await MeasureAsync((int)Math.Clamp(left, 1, 50), FailureStage.WarmUp, cancellation);
            _callSeconds = answer.Seconds[^1];
            Count(answer);
        }
    }

    private Task<Samples> MeasureAsync(int count, FailureStage stage, CancellationToken cancellation)
    {
        // Of a call that was not measured yet only the first one tells how long it may take.
        var callSeconds = _callSeconds > 0 ? _callSeconds : _prepared!.FirstCallSeconds ?? 0;
        return session.MeasureAsync(_prepared!.Id, _calls, count, callSeconds * _calls * count, stage, cancellation);
    }

    private async Task RequireHonestClockAsync(CancellationToken cancellation)
    {
        // Of a program that is started anew for each answer, or a load on a server, the rest of the time is no measure.
        if (KnownEngine.NamesOf(EngineKind.Driver, EngineKind.Endpoint).Contains(planned.Engine.Name)) return;
        if (!_claims.IsSuspicious || (_log.Clock == SampleClock.Device && !session.IsOfCpu(planned.EngineDevice))) return;
        var flaw = await _claims.FlawAsync(_calls, async calls =>
        {
            var asked = time.GetTimestamp();
            var answer = await session.MeasureAsync(
                _prepared!.Id, calls, 1, ElapsedSeconds(_samplingStart!.Value), FailureStage.Measure, cancellation);
            return (answer.Seconds[0] * calls, ElapsedSeconds(asked));
        });
        if (flaw is not null) throw new EngineFailureException(FailureStage.Protocol, flaw, []);
    }

    private void Count(Samples answer) =>
        _warmUp = new WarmUp(_warmUp.Calls + (_calls * answer.Seconds.Count), _warmUp.DurationSeconds + (answer.Seconds.Sum() * _calls));

    private Launch Build(StopReason reason)
    {
        var seen = _watch.EndTelemetry();
        return Build(reason, _watch.Tagged(_log.Samples, _calls, seen)) with { Telemetry = seen };
    }

    private Launch Build(StopReason reason, ImmutableArray<Sample> samples) => new()
    {
        Number = number,
        StartedAt = _startedAt,
        Backend = _prepared!.Backend,
        Threads = _prepared.Threads,
        CallsPerSample = _calls,
        Clock = _log.Clock,
        FirstCallSeconds = _prepared.FirstCallSeconds,
        WarmUp = _warmUp,
        StopReason = reason,
        Check = _prepared is { Checked: true, MaxError: { } error, Tolerance: { } tolerance } ? new ReferenceCheck(error, tolerance) : null,
        Samples = samples,
        Series = _log.Series,
        Conditions = _watch.EndConditions(),
        Notes = _log.Notes,
        NoValue = _log.NoValue,
    };

    private bool Affords(double callSeconds, string ground)
    {
        Ended = _limit.Refusal(callSeconds, ground);
        return Ended is null;
    }

    private double ElapsedSeconds(long start) => time.GetElapsedTime(start).TotalSeconds;

    private void Fail(EngineFailureException exception) => Ended = new Failed(exception.Stage, exception.Message, exception.LogTail);
}
