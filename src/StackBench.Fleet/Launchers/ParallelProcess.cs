using System.Globalization;

namespace StackBench.Fleet.Launchers;

/// <summary>The process that reaches the nodes of a batch, as it wrote of itself before it began: <c>PID START HOST</c>.</summary>
/// <param name="Start">When it started, in ticks: a later process of the same number is another. Null where unknown.</param>
internal sealed record ParallelProcess(string Id, string? Start, string Host)
{
    private const int StartField = 19; // Of those after the name, in /proc/PID/stat.

    /// <summary>Null where a text is not one.</summary>
    public static ParallelProcess? Parse(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var id, .. var middle, var host]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new ParallelProcess(id, middle is [var start] ? start : null, host)
            : null;

    public bool IsHere => Host ==
        (OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/hostname").Trim() : Environment.MachineName);

    /// <summary>Of one on this machine.</summary>
    public bool IsAlive
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return true;
            try
            {
                var stat = File.ReadAllText($"/proc/{Id}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return Start is null || fields[StartField] == Start;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
