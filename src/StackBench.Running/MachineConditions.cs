using System.Collections.Immutable;

namespace StackBench.Running;

/// <summary>
/// How much other work disturbed a stretch of time, from the kernel's own counters. A machine that does not tell leaves the condition out.
/// </summary>
public sealed class MachineConditions
{
    /// <summary>Share of the time in which some task waited for a processor; an engine's own threads count too.</summary>
    public const string CpuPressure = "cpu-pressure";

    /// <summary>Share of all processors' time that went to processes other than the engine and this one.</summary>
    public const string CpuOthers = "cpu-others";

    /// <summary>Share of all processors' time the hypervisor gave to others.</summary>
    public const string CpuSteal = "cpu-steal";

    private readonly string _root;
    private readonly int? _engineGroup;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly double? _stallMicroseconds;
    private readonly CpuTicks? _ticks;

    private MachineConditions(string root, int? engineGroup, TimeProvider time)
    {
        _root = root;
        _engineGroup = engineGroup;
        _time = time;
        _start = time.GetTimestamp();
        _stallMicroseconds = ReadStall(root);
        _ticks = CpuTicks.Read(root, engineGroup);
    }

    /// <param name="engineGroup">Process group of the engine, which is not "other work"; null when unknown, then others are not told.</param>
    public static MachineConditions Begin(TimeProvider time, int? engineGroup, string root = "/") => new(root, engineGroup, time);

    /// <summary>Conditions since <see cref="Begin"/>, by name, as shares of 1.</summary>
    public ImmutableSortedDictionary<string, double> End()
    {
        var conditions = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var elapsedMicroseconds = _time.GetElapsedTime(_start).TotalMicroseconds;
        if (_stallMicroseconds is { } before && ReadStall(_root) is { } after && elapsedMicroseconds > 0)
            conditions.Add(CpuPressure, Math.Clamp((after - before) / elapsedMicroseconds, 0, 1));
        if (_ticks is { } first && CpuTicks.Read(_root, _engineGroup) is { } last && last.Total > first.Total)
        {
            var total = last.Total - first.Total;
            conditions.Add(CpuSteal, Math.Clamp((last.Steal - first.Steal) / total, 0, 1));
            if (_engineGroup is not null) conditions.Add(CpuOthers, Math.Clamp((last.Busy - first.Busy - (last.Own - first.Own)) / total, 0, 1));
        }

        return conditions.ToImmutable();
    }

    // some avg10=1.53 avg60=0.87 avg300=0.80 total=123456
    private static double? ReadStall(string root) =>
        ProcText.FirstLine(Path.Combine(root, "proc/pressure/cpu"))?.Split("total=") is [_, var total] && ProcText.Number(total) is var stall && !double.IsNaN(stall)
            ? stall
            : null;
}
