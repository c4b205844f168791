using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace StackBench.Running.Engines;

/// <summary>
/// What an engine started, wherever it went: in its session, with its mark in the environment, or left to this process by a parent that
/// ended. While engines run this process takes in such orphans (PR_SET_CHILD_SUBREAPER), so that no daemon escapes; nothing else that it
/// starts meanwhile leaves any. Only on Linux.
/// </summary>
internal static partial class EngineDescendants
{
    /// <summary>Variable that marks an engine and all that inherits from it.</summary>
    public const string Variable = "STACKBENCH_ENGINE_MARK";

    private const int SetChildSubreaper = 36;
    private const int NoHang = 1;
    private const int Rounds = 5;

    private static readonly Lock Turn = new();

    /// <summary>Children that the runtime waits for: to take their exit status away would abort this process. Never fewer.</summary>
    private static readonly HashSet<int> Known = [];

    private static int Engines;

    /// <summary>Starts processes of an engine with nobody looking for orphans, to which they would seem to belong.</summary>
    /// <param name="start">Tells <see cref="Know"/> of each process.</param>
    public static T Start<T>(Func<T> start)
    {
        lock (Turn)
        {
            if (++Engines == 1 && OperatingSystem.IsLinux()) _ = ProcessControl(SetChildSubreaper, 1, 0, 0, 0);
            try
            {
                return start();
            }
            catch
            {
                Left();
                throw;
            }
        }
    }

    /// <summary>Takes note of a child that <see cref="Start"/> started.</summary>
    public static void Know(int id)
    {
        lock (Turn) Known.Add(id);
    }

    /// <summary>Kills what is left of an engine that has ended.</summary>
    /// <param name="leader">Its process, which led a session.</param>
    public static void End(int leader, string mark)
    {
        lock (Turn)
        {
            if (OperatingSystem.IsLinux()) Kill(leader, mark, areAllOrphansIts: Engines == 1);
            Left();
        }
    }

    /// <summary>Kills what is left of an engine that others may still talk about.</summary>
    public static void Kill(int leader, string mark)
    {
        if (!OperatingSystem.IsLinux()) return;
        lock (Turn) Kill(leader, mark, areAllOrphansIts: false);
    }

    private static void Left()
    {
        if (--Engines == 0 && OperatingSystem.IsLinux()) _ = ProcessControl(SetChildSubreaper, 0, 0, 0, 0);
    }

    // Whoever forks faster than it is killed needs another round.
    private static void Kill(int leader, string mark, bool areAllOrphansIts)
    {
        if (ProcessEntry.Read(Environment.ProcessId) is not { } self) return;
        var needle = Encoding.UTF8.GetBytes($"{Variable}={mark}\0");
        for (var round = 0; round < Rounds; round++)
        {
            var found = 0;
            foreach (var process in ProcessEntry.All())
            {
                var isOrphan = process.Parent == self.Id && process.Session != self.Session && !Known.Contains(process.Id);
                if (process.IsZombie)
                {
                    if (isOrphan) _ = WaitProcess(process.Id, 0, NoHang);
                    continue;
                }

                if (process.Id == leader || process.Id == self.Id || Known.Contains(process.Id)) continue;
                if (process.Session != leader && !(isOrphan && areAllOrphansIts) && !process.HasInEnvironment(needle)) continue;
                found++;
                ProcessGroup.KillOne(process.Id);
            }

            if (found == 0) return;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitProcess(int pid, nint status, int options);

    /// <summary>A line of the process table.</summary>
    private sealed record ProcessEntry(int Id, int Parent, int Session, bool IsZombie)
    {
        public static IEnumerable<ProcessEntry> All() => Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Select(Read).OfType<ProcessEntry>();

        public static ProcessEntry? Read(int id)
        {
            if (ReadFile(id, "stat") is not { } bytes) return null;
            var stat = Encoding.ASCII.GetString(bytes);
            // The command, in parentheses, may hold anything: state, parent, group and session come behind it (proc_pid_stat(5)).
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5);
            return new ProcessEntry(id, Number(fields[1]), Number(fields[3]), fields[0] is "Z" or "X");
        }

        public bool HasInEnvironment(ReadOnlySpan<byte> text) =>
            ReadFile(Id, "environ") is { } environment && environment.AsSpan().IndexOf(text) >= 0;

        private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

        private static byte[]? ReadFile(int id, string name)
        {
            try
            {
                return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{name}"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended, or is another user's.
                return null;
            }
        }
    }
}
