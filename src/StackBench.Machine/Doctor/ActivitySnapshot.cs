using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>The kernel's counters at one moment.</summary>
/// <param name="Processes">Name, ticks used so far and start in ticks after the machine's, by process id.</param>
/// <param name="CpuTicks">Ticks of all processors by kind, as the first line of <c>/proc/stat</c> orders them: user, nice, system, idle, iowait, irq, softirq, steal, ...</param>
internal sealed record ActivitySnapshot(ImmutableDictionary<int, (string Name, long Ticks, long Start)> Processes, ImmutableArray<long> CpuTicks, Fact<long> ThrottleEvents)
{
    /// <summary>The kernel shows times in hundredths of a second on every architecture .NET runs on, whatever its own tick.</summary>
    private const double TicksPerSecond = 100;

    private const int Kinds = 8;
    private const int Steal = 7;

    // Of the fields after the name.
    private const int User = 11;
    private const int System = 12;
    private const int Start = 19;

    public static ActivitySnapshot Take(SystemTree tree) => new(
        tree.Names("/proc").Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)
            .Select(id => (Id: id, Stat: ParseStat(tree.Text($"/proc/{id}/stat").Or("")))).Where(entry => entry.Stat is not null)
            .ToImmutableDictionary(entry => entry.Id, entry => entry.Stat!.Value),
        ReadCpuTicks(tree),
        CpuThrottleCheck.CountEvents(tree));

    /// <summary>What happened between two moments; a process that began in between counts from its beginning.</summary>
    /// <param name="self">Processes not to count: this one.</param>
    public static Activity Between(ActivitySnapshot before, ActivitySnapshot after, double seconds, IReadOnlyCollection<int> self) => new(
        seconds,
        [
            .. after.Processes.Where(process => !self.Contains(process.Key))
                .Select(process => new ProcessTime(process.Key, process.Value.Name, Math.Max(0, process.Value.Ticks - TicksBefore(before, process.Key, process.Value)) / TicksPerSecond))
                .Where(process => process.CpuSeconds > 0).OrderByDescending(process => process.CpuSeconds).ThenBy(process => process.Id),
        ],
        StolenShare(before.CpuTicks, after.CpuTicks),
        before.ThrottleEvents.Then(first => after.ThrottleEvents.Then<long>(last => Math.Max(0, last - first))));

    /// <summary>Part of all time that was stolen between two readings, or since start-up when the first is empty.</summary>
    public static Fact<double> StolenShare(ImmutableArray<long> before, ImmutableArray<long> after)
    {
        if (after.Length < Kinds) return Fact<double>.Unknown("/proc/stat tells no stolen time");
        // Guests' time is part of user time and must not count twice.
        var total = after.Take(Kinds).Sum() - before.Take(Kinds).Sum();
        var stolen = after[Steal] - before.ElementAtOrDefault(Steal);
        return total > 0 ? Math.Clamp((double)stolen / total, 0, 1) : Fact<double>.Unknown("/proc/stat did not move");
    }

    public static ImmutableArray<long> ReadCpuTicks(SystemTree tree)
    {
        var words = tree.Text("/proc/stat").Or("").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["cpu", ..]) return [];
        var ticks = words.Skip(1).Select(word => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToImmutableArray();
        return ticks.Contains(-1) ? [] : ticks;
    }

    /// <summary>Name, user plus system ticks and start of <c>/proc/PID/stat</c>; the name may hold blanks and parentheses.</summary>
    public static (string Name, long Ticks, long Start)? ParseStat(string text)
    {
        var (open, close) = (text.IndexOf('(', StringComparison.Ordinal), text.LastIndexOf(')'));
        if (open < 0 || close < open) return null;
        var fields = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > Start && Number(fields[User]) is { } user && Number(fields[System]) is { } system && Number(fields[Start]) is { } start
            ? (PlainText.OneLine(text[(open + 1)..close]), user + system, start)
            : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A process id may have been given anew. Names prove nothing: kernel threads take that of their work.
    private static long TicksBefore(ActivitySnapshot before, int id, (string Name, long Ticks, long Start) now) =>
        before.Processes.TryGetValue(id, out var then) && then.Start == now.Start ? then.Ticks : 0;
}
