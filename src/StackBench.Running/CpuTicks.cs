using System.Globalization;

namespace StackBench.Running;

/// <summary>Processor time since boot in clock ticks, from /proc. Two readings tell who used the processors in between.</summary>
/// <param name="Total">All processors, idle time included.</param>
/// <param name="Busy">All processors without idle time.</param>
/// <param name="Steal">What the hypervisor gave to others.</param>
/// <param name="Own">What an engine's process group and this process used.</param>
internal readonly record struct CpuTicks(double Total, double Busy, double Steal, double Own)
{
    private const int GroupField = 2, UserField = 11, SystemField = 12, ChildrenUserField = 13, ChildrenSystemField = 14;

    /// <summary>Null where the machine does not tell.</summary>
    public static CpuTicks? Read(string root, int? engineGroup)
    {
        // cpu  user nice system idle iowait irq softirq steal guest guest_nice
        var fields = ProcText.FirstLine(Path.Combine(root, "proc/stat"))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", ..] || fields.Length < 9) return null;
        double[] ticks = [.. fields.Skip(1).Take(8).Select(ProcText.Number)];
        if (ticks.Any(double.IsNaN)) return null;
        var idle = ticks[3] + ticks[4];
        return new CpuTicks(ticks.Sum(), ticks.Sum() - idle, ticks[7], OwnTicks(root, engineGroup));
    }

    private static double OwnTicks(string root, int? engineGroup)
    {
        var sum = 0.0;
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "proc")))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;

            // pid (name that may hold anything) state ppid pgrp ...: fields are counted behind the last parenthesis
            var text = ProcText.FirstLine(Path.Combine(folder, "stat"));
            var fields = text?[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is null || fields.Length <= SystemField) continue;
            if (pid == Environment.ProcessId || ProcText.Number(fields[GroupField]) == engineGroup)
                sum += ProcText.Number(fields[UserField]) + ProcText.Number(fields[SystemField]);
            // A program that an engine ran and that has ended is found nowhere but in the times of its parent.
            if (ProcText.Number(fields[GroupField]) == engineGroup && fields.Length > ChildrenSystemField)
                sum += ProcText.Number(fields[ChildrenUserField]) + ProcText.Number(fields[ChildrenSystemField]);
        }

        return sum;
    }
}
