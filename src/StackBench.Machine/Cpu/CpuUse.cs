using System.Buffers.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>What used the CPUs up to a moment. Two readings show who used them in between.</summary>
/// <param name="All">Null where the machine does not tell.</param>
/// <param name="Own">Ticks of this process, of the engine's process group, and of what the engine calls.</param>
/// <param name="StallMicroseconds">Time in which some task waited for a CPU; null where the kernel does not count it.</param>
public sealed record CpuUse(CpuTicks? All, double Own, double? StallMicroseconds)
{
    private const int LongestLine = 256;

    /// <param name="engineGroup">Null when unknown.</param>
    /// <param name="root">A recorded tree, or <c>/</c>.</param>
    /// <param name="called">Processes that work for the engine outside its group: a server that it puts loads on.</param>
    public static CpuUse Read(int? engineGroup, string root = "/", IReadOnlySet<int>? called = null)
    {
        var tree = new SystemTree(root);
        return new CpuUse(
            CpuTicks.Read(tree), OwnTicks(tree, engineGroup, called),
            Stall(tree.Begin("/proc/pressure/cpu", stackalloc byte[LongestLine])));
    }

    private static double OwnTicks(SystemTree tree, int? engineGroup, IReadOnlySet<int>? called)
    {
        var sum = 0.0;
        Span<byte> buffer = stackalloc byte[ProcessTicks.LongestText];
        foreach (var id in ProcessTicks.Ids(tree))
        {
            if (ProcessTicks.Parse(tree.Begin(ProcessTicks.Path(id), buffer)) is not { } process) continue;
            if (id == Environment.ProcessId || process.Group == engineGroup || called?.Contains(id) == true) sum += process.Own;
            // A program that an engine ran and that has ended is found nowhere but in the times of its parent.
            if (process.Group == engineGroup) sum += process.OfChildren;
        }

        return sum;
    }

    // some avg10=1.53 avg60=0.87 avg300=0.80 total=123456
    private static double? Stall(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOf("total="u8);
        return start >= 0 && Utf8Parser.TryParse(text[(start + "total="u8.Length)..], out long microseconds, out _) ? microseconds : null;
    }
}
