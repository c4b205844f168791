using System.Diagnostics;
using System.Globalization;

namespace StackBench.Store;

/// <summary>
/// Which process records a run. A process id alone may be reused, so its start time and the boot belong to it:
/// <c>pid:start:boot:host</c>.
/// </summary>
internal sealed record ProcessIdentity(int ProcessId, string StartTime, string Boot, string Host)
{
    private const string Proc = "/proc";
    private const int StartTimeField = 22, StateField = 3;

    public static ProcessIdentity Current(string proc = Proc) =>
        new(Environment.ProcessId, StartTimeOf(Environment.ProcessId, proc) ?? "", BootOf(proc), Environment.MachineName);

    /// <summary>Null when the text is not an identity.</summary>
    public static ProcessIdentity? Parse(string? text) =>
        text?.Split(':', 4) is [var pid, var start, var boot, var host]
            && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ProcessIdentity(number, start, boot, host)
            : null;

    /// <summary>Whether the process has surely ended; of another host nothing is known, so false.</summary>
    public bool HasEnded(string proc = Proc)
    {
        if (Host != Environment.MachineName) return false;
        return Boot != BootOf(proc) || StartTimeOf(ProcessId, proc) != StartTime;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessId}:{StartTime}:{Boot}:{Host}");

    private static string BootOf(string proc)
    {
        var path = Path.Combine(proc, "sys", "kernel", "random", "boot_id");
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }

    /// <summary>Null when there is no such process, or only its exit status is left.</summary>
    private static string? StartTimeOf(int processId, string proc)
    {
        if (!Directory.Exists(Path.Combine(proc, "self"))) return StartTimeOf(processId);
        try
        {
            var stat = File.ReadAllText(Path.Combine(proc, processId.ToString(CultureInfo.InvariantCulture), "stat"));
            // The second field is the command in parentheses, which may hold spaces and parentheses itself (proc_pid_stat(5)).
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[StartTimeField - StateField];
        }
        catch (Exception exception) when (
            exception is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoSuchProcess })
        {
            return null;
        }
    }

    /// <summary>errno ESRCH: the process ended between opening and reading its file.</summary>
    private const int NoSuchProcess = 3;

    private static string? StartTimeOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
