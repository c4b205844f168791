using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StackBench.Running.Engines;

/// <summary>Starts a program as leader of its own process group, so that it can be killed with everything it started.</summary>
internal static partial class ProcessGroup
{
    private const string SetSid = "/usr/bin/setsid";
    private const int SigKill = 9;

    // A child of ours is never a group leader, so setsid(1) does not fork: the pid stays that of the program.
    public static bool CanLead { get; } = OperatingSystem.IsLinux() && File.Exists(SetSid);

    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(CanLead ? SetSid : command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in CanLead ? command : command.Skip(1)) start.ArgumentList.Add(argument);
        return start;
    }

    public static void Kill(Process process)
    {
        KillGroup(process.Id);
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It exited between the two calls, which is what we wanted.
        }
    }

    /// <summary>Kills what is left of a group whose leader may be gone.</summary>
    public static void KillGroup(int leader)
    {
        // Fails only when the whole group is gone already.
        if (CanLead) _ = Kill(-leader, SigKill);
    }

    public static void KillOne(int pid) => _ = Kill(pid, SigKill);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
