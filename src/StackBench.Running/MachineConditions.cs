using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Machine.Cpu;

namespace StackBench.Running;

/// <summary>
/// How much other work disturbed a stretch of time, from the kernel's own counters. A machine that does not tell leaves the condition out.
/// </summary>
internal sealed class MachineConditions
{
    /// <summary>Share of the time in which some task waited for a processor; an engine's own threads count too.</summary>
    public const string CpuPressure = "cpu-pressure";

    /// <summary>Share of all processors' time the hypervisor gave to others.</summary>
    public const string CpuSteal = "cpu-steal";

    private readonly string _root;
    private readonly int? _engineGroup;
    private readonly IReadOnlySet<int>? _called;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CpuUse _before;

    private MachineConditions(string root, int? engineGroup, TimeProvider time, IReadOnlySet<int>? called)
    {
        _root = root;
        _engineGroup = engineGroup;
        _called = called;
        _time = time;
        _start = time.GetTimestamp();
        _before = CpuUse.Read(engineGroup, root, called);
    }

    /// <param name="engineGroup">Process group of the engine, which is not "other work"; null when unknown,
    /// then others are not told.</param>
    /// <param name="called">Processes that work for the engine outside its group, such as a server of the user's.</param>
    public static MachineConditions Begin(
        TimeProvider time, int? engineGroup, string root = "/", IReadOnlySet<int>? called = null) =>
        new(root, engineGroup, time, called);

    /// <summary>Conditions since <see cref="Begin"/>, by name, as shares of 1.</summary>
    public ImmutableSortedDictionary<string, double> End()
    {
        var conditions = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var elapsedMicroseconds = _time.GetElapsedTime(_start).TotalMicroseconds;
        var after = CpuUse.Read(_engineGroup, _root, _called);
        if (after.StallMicroseconds - _before.StallMicroseconds is { } stall && elapsedMicroseconds > 0)
            conditions.Add(CpuPressure, Math.Clamp(stall / elapsedMicroseconds, 0, 1));
        if (_before.All is { } first && after.All is { } last && last.Total > first.Total)
        {
            conditions.Add(CpuSteal, last.StolenShare(first));
            if (_engineGroup is not null) conditions.Add(LaunchFacts.CpuOthers, last.OthersShare(first, after.Own - _before.Own));
        }

        return conditions.ToImmutable();
    }
}
