using System.Collections.Immutable;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>The kernel's counters at one moment.</summary>
/// <param name="Processes">By process id.</param>
/// <param name="CpuTicks">Null where the machine does not tell.</param>
internal sealed record ActivitySnapshot(
    ImmutableDictionary<int, (string Name, ProcessTicks Ticks)> Processes, CpuTicks? CpuTicks, Fact<long> ThrottleEvents)
{
    /// <summary>The kernel shows times in hundredths of a second on every architecture .NET runs on, whatever its own tick.</summary>
    private const double TicksPerSecond = 100;

    public static ActivitySnapshot Take(SystemTree tree)
    {
        var processes = ImmutableDictionary.CreateBuilder<int, (string, ProcessTicks)>();
        Span<byte> buffer = stackalloc byte[ProcessTicks.LongestText];
        foreach (var id in ProcessTicks.Ids(tree))
        {
            var text = tree.Begin(ProcessTicks.Path(id), buffer);
            if (ProcessTicks.Parse(text) is { } ticks) processes.Add(id, (ProcessTicks.Name(text), ticks));
        }

        return new(processes.ToImmutable(), Cpu.CpuTicks.Read(tree), CpuThrottleCheck.CountEvents(tree));
    }

    /// <summary>What happened between two moments; a process that began in between counts from its beginning.</summary>
    /// <param name="self">Processes not to count: this one.</param>
    public static Activity Between(ActivitySnapshot before, ActivitySnapshot after, double seconds, IReadOnlyCollection<int> self) => new(
        seconds,
        [
            .. after.Processes.Where(process => !self.Contains(process.Key))
                .Select(process =>
                    new ProcessTime(process.Key, process.Value.Name,
                        Math.Max(0, process.Value.Ticks.Own - TicksBefore(before, process.Key, process.Value.Ticks)) / TicksPerSecond))
                .Where(process => process.CpuSeconds > 0).OrderByDescending(process => process.CpuSeconds).ThenBy(process => process.Id),
        ],
        StolenShare(before.CpuTicks, after.CpuTicks),
        before.ThrottleEvents.Then(first => after.ThrottleEvents.Then<long>(last => Math.Max(0, last - first))));

    /// <summary>Part of all time that was stolen between two readings, or since start-up when there is no first.</summary>
    public static Fact<double> StolenShare(CpuTicks? before, CpuTicks? after)
    {
        if (after is not { } last) return Fact<double>.Unknown("/proc/stat tells no stolen time");
        var first = before ?? default;
        return last.Total > first.Total ? last.StolenShare(first) : Fact<double>.Unknown("/proc/stat did not move");
    }

    // A process id may have been given anew. Names prove nothing: kernel threads take that of their work.
    private static long TicksBefore(ActivitySnapshot before, int id, ProcessTicks now) =>
        before.Processes.TryGetValue(id, out var then) && then.Ticks.Start == now.Start ? then.Ticks.Own : 0;
}
