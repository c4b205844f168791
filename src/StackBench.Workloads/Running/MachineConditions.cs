using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Workloads.Running;

/// <summary>
/// How much other work disturbed a stretch of time, from the kernel's own counters (pressure stall information, steal time).
/// A machine that does not tell leaves the condition out.
/// </summary>
public sealed class MachineConditions
{
    /// <summary>Share of the time in which some task waited for a processor.</summary>
    public const string CpuPressure = "cpu-pressure";

    /// <summary>Share of all processors' time the hypervisor gave to others.</summary>
    public const string CpuSteal = "cpu-steal";

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly double? _stallMicroseconds;
    private readonly (double Steal, double Total)? _ticks;

    private MachineConditions(string root, TimeProvider time)
    {
        _root = root;
        _time = time;
        _start = time.GetTimestamp();
        _stallMicroseconds = ReadStall(root);
        _ticks = ReadTicks(root);
    }

    public static MachineConditions Begin(TimeProvider time, string root = "/") => new(root, time);

    /// <summary>Conditions since <see cref="Begin"/>, by name, as shares of 1.</summary>
    public ImmutableSortedDictionary<string, double> End()
    {
        var conditions = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var elapsed = _time.GetElapsedTime(_start).TotalMicroseconds;
        if (_stallMicroseconds is { } before && ReadStall(_root) is { } after && elapsed > 0)
            conditions.Add(CpuPressure, Math.Clamp((after - before) / elapsed, 0, 1));
        if (_ticks is { } first && ReadTicks(_root) is { } last && last.Total > first.Total)
            conditions.Add(CpuSteal, Math.Clamp((last.Steal - first.Steal) / (last.Total - first.Total), 0, 1));
        return conditions.ToImmutable();
    }

    // some avg10=1.53 avg60=0.87 avg300=0.80 total=123456
    private static double? ReadStall(string root) =>
        FirstLine(Path.Combine(root, "proc/pressure/cpu"))?.Split("total=") is [_, var total]
        && double.TryParse(total, NumberStyles.Integer, CultureInfo.InvariantCulture, out var microseconds)
            ? microseconds
            : null;

    // cpu  user nice system idle iowait irq softirq steal guest guest_nice
    private static (double Steal, double Total)? ReadTicks(string root)
    {
        var fields = FirstLine(Path.Combine(root, "proc/stat"))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", ..] || fields.Length < 9) return null;
        var ticks = fields.Skip(1).Take(8).Select(field => double.TryParse(field, CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
        return ticks.Any(double.IsNaN) ? null : (ticks[7], ticks.Sum());
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
