using System.Diagnostics;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>Runs a command of the user, shows what it prints on stderr as it comes, and keeps it in a file.</summary>
internal static class WatchedCommand
{
    /// <returns>Its exit code.</returns>
    /// <exception cref="UserErrorException">It cannot be started.</exception>
    public static async Task<int> RunAsync(string[] program, string logPath, Surroundings surroundings, CancellationToken cancellation)
    {
        surroundings.Note($"running: {string.Join(' ', program)}");
        Directory.CreateDirectory(Path.GetDirectoryName(logPath)!);
        await using var log = TextWriter.Synchronized(File.CreateText(logPath));
        var start = new ProcessStartInfo(program[0], program[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            void Take(string? line)
            {
                if (line is null) return;
                log.WriteLine(line);
                surroundings.Note(line);
            }

            process.OutputDataReceived += (_, data) => Take(data.Data);
            process.ErrorDataReceived += (_, data) => Take(data.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(cancellation);
            await log.WriteLineAsync($"exit code {process.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
            surroundings.Note($"its output is kept in {logPath}");
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new UserErrorException($"'{program[0]}' cannot be started: {exception.Message}", "Give a program after --; for shell syntax: -- sh -c '...'", ExitCode.Usage);
        }
    }
}
