using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace StackBench.Machine.Nvidia;

/// <summary>Asks the command-line tool where the library cannot be loaded.</summary>
internal static class NvidiaSmiCommand
{
    // A driver in trouble makes the tool hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Nothing where the tool is absent, fails or hangs: the facts then stay with what sysfs tells.</summary>
    public static ImmutableArray<GpuFacts> Read(string command = "nvidia-smi")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, [$"--query-gpu={NvidiaSmiCsv.Columns}",
                "--format=csv"])
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null) return [];
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return [];
            }

            return process.ExitCode == 0 ? NvidiaSmiCsv.Parse(output.GetAwaiter().GetResult()) : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
