using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Telemetry;
using StackBench.Machine.Cpu;
using StackBench.Machine.Telemetry;
using StackBench.Machine.Vendors;
using StackBench.Running.Engines;
using Sample = StackBench.Core.Results.Sample;

namespace StackBench.Running;

/// <summary>What is seen of the machine beside a launch: telemetry, other work, and a device at rest and under its load.</summary>
internal sealed class LaunchWatch(PlannedWorkload planned, EngineSession session, TelemetrySources? telemetry, TimeProvider time)
    : IDisposable
{
    private readonly LoadObservation? _load =
        planned.Workload.Load is { } test && telemetry is not null ? new(test, planned.Device, telemetry, time) : null;

    private IReadOnlySet<int>? _called;
    private MachineConditions? _conditions;
    private TelemetrySampler? _sampler;
    private double? _originSeconds;
    private ImmutableArray<TelemetryLevel> _toldLevels = [];

    public Task RestAsync(CancellationToken cancellation) => _load?.RestAsync(session.ProcessGroup, cancellation) ?? Task.CompletedTask;

    /// <summary>Before the warm-up: between it and the first sample nothing may let the machine rest.</summary>
    public void Open()
    {
        _called = planned.Engine.CalledPort is { } port ? ListeningProcesses.On(port) : null;
        _sampler = telemetry?.Open(planned.Device, session.ProcessGroup, _called);
    }

    /// <summary>From here on it counts.</summary>
    public void Begin()
    {
        _conditions = MachineConditions.Begin(time, session.ProcessGroup, called: _called);
        _sampler?.Start();
        _load?.BeginLoad();
    }

    /// <summary>Where the first sample lies on the clock of the telemetry; later ones are ignored.</summary>
    /// <param name="beginSeconds">What the engine says of it.</param>
    /// <param name="asked">When it was asked for.</param>
    public void Place(double? beginSeconds, long asked) => _originSeconds ??= SampleOrigin.Of(
        beginSeconds, TelemetrySampler.Seconds(time, asked), TelemetrySampler.Seconds(time, time.GetTimestamp()));

    /// <summary>Adds what the device showed under its load.</summary>
    public async Task EndLoadAsync(SampleLog log)
    {
        if (_load is not null && _sampler?.Stop() is { } outcome) log.Add(await _load.EndAsync(outcome.Series));
    }

    public LaunchTelemetry? EndTelemetry() =>
        _sampler?.Stop() is { } outcome && _originSeconds is { } origin
            ? LaunchTelemetry.Of(outcome.Series, origin, outcome.CpuShare)
            : null;

    /// <summary>Samples with what telemetry says of each.</summary>
    public ImmutableArray<Sample> Tagged(ImmutableArray<Sample> samples, long calls, LaunchTelemetry? seen) =>
        seen is null ? samples : SampleTagging.Of(samples, calls, seen.Series, telemetry!.NameOf(planned.Device));

    public ImmutableSortedDictionary<string, double> EndConditions() => _conditions!.End();

    /// <summary>Readings of telemetry since the last call; empty when there are none.</summary>
    public ImmutableArray<TelemetryLevel> NewLevels()
    {
        var levels = _sampler?.Levels ?? [];
        if (levels == _toldLevels) return [];
        return _toldLevels = levels;
    }

    public void Dispose() => _sampler?.Dispose();
}
