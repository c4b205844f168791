using System.ComponentModel;
using System.Diagnostics;

namespace StackBench.Fleet.Launchers;

/// <summary>Runs programs of this machine, without a shell.</summary>
public sealed class SystemCommands : ICommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public CommandResult Run(string program, params IReadOnlyCollection<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new LauncherException($"{program} did not answer within {Patience.TotalSeconds:0} s");
            }

            return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            throw new LauncherException($"{program} cannot be run: {exception.Message}");
        }
    }
}
