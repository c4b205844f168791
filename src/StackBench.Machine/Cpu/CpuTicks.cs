using System.Buffers.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Time of all CPUs together since start-up, in clock ticks. Two readings show where the time in between went.</summary>
/// <param name="Total">Idle time included.</param>
/// <param name="Busy">Total without idle time.</param>
/// <param name="Stolen">Time the hypervisor gave to other machines.</param>
public readonly record struct CpuTicks(double Total, double Busy, double Stolen)
{
    // user nice system idle iowait irq softirq steal; guests' time, which follows, is part of user time and must not count twice.
    private const int Kinds = 8, Idle = 3, Wait = 4, Steal = 7;
    private const int LongestLine = 512;
    internal const string Path = "/proc/stat";

    /// <summary>The first line of <c>/proc/stat</c>, <c>cpu  user nice system idle ...</c>; null for any other text.</summary>
    public static CpuTicks? Parse(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("cpu "u8)) return null;
        var (total, idle, stolen) = (0.0, 0.0, 0.0);
        text = text[3..];
        for (var kind = 0; kind < Kinds; kind++)
        {
            text = text.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(text, out ulong ticks, out var used)) return null;
            text = text[used..];
            total += ticks;
            if (kind is Idle or Wait) idle += ticks;
            if (kind is Steal) stolen = ticks;
        }

        return new CpuTicks(total, total - idle, stolen);
    }

    internal static CpuTicks? Read(SystemTree tree) => Parse(tree.Begin(Path, stackalloc byte[LongestLine]));

    /// <summary>Share of the time since an earlier reading in which the CPUs worked, 0 to 1.</summary>
    public double BusyShare(CpuTicks before) => Share(before, Busy - before.Busy);

    /// <summary>Share of the time since an earlier reading that the hypervisor gave to other machines, 0 to 1.</summary>
    public double StolenShare(CpuTicks before) => Share(before, Stolen - before.Stolen);

    /// <summary>Share of the time since an earlier reading that others used, 0 to 1.</summary>
    /// <param name="own">Ticks since then that the engine and this process used.</param>
    public double OthersShare(CpuTicks before, double own) => Share(before, Busy - before.Busy - own);

    private double Share(CpuTicks before, double ticks) => Math.Clamp(ticks / (Total - before.Total), 0, 1);
}
