using System.Diagnostics;
using System.Globalization;
using StackBench.Terminal;
using StackBench.Workloads;

namespace StackBench.Measuring;

/// <summary>Runs a command of the user on the user's terminal, passes on what it prints as it comes, and keeps it in a file.</summary>
internal static class WatchedCommand
{
    /// <summary>What a command left running in the background may hold its streams open; its own last words come at once.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <returns>Its exit code.</returns>
    /// <exception cref="UserErrorException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; Ctrl-C has reached the command too, and it was
    /// given time to end.</exception>
    public static async Task<int> RunAsync(string[] program, string logPath, Surroundings surroundings, CancellationToken cancellation)
    {
        using var interruption = new Interruption(cancellation);
        surroundings.Note($"running: {string.Join(' ', program)}");
        Directory.CreateDirectory(Path.GetDirectoryName(logPath)!);
        await using var log = new FileStream(logPath, FileMode.Create, FileAccess.Write, FileShare.Read);
        var (turn, isKept) = (new Lock(), true);
        using var process = Start(program);
        using var reading = new CancellationTokenSource();
        var output = Task.WhenAll(PassOnAsync(process.StandardOutput.BaseStream), PassOnAsync(process.StandardError.BaseStream));
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(interruption.Token);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), Task.Delay(LastWords, CancellationToken.None));
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            await Task.WhenAny(output, Task.Delay(LastWords, surroundings.Time, CancellationToken.None));
            await reading.CancelAsync();
        }

        try
        {
            await output;
        }
        catch (OperationCanceledException)
        {
            surroundings.Note("something that the command started still runs; what it prints from now on is not shown");
        }

        Keep(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}\n")));
        if (isKept) surroundings.Note($"its output is kept in {logPath}");
        return process.ExitCode;

        // As bytes come, not line by line: a question waits for its answer without a line feed.
        async Task PassOnAsync(Stream stream)
        {
            var decoder = System.Text.Encoding.UTF8.GetDecoder();
            var (buffer, text) = (new byte[4096], new char[4097]);
            while (await stream.ReadAsync(buffer, reading.Token) is > 0 and var count)
            {
                var length = decoder.GetChars(buffer, 0, count, text, 0);
                lock (turn)
                {
                    Keep(buffer.AsSpan(0, count));
                    surroundings.PassOn(text.AsSpan(0, length));
                }
            }
        }

        // A full disk is no reason to stop an upgrade half-way.
        void Keep(ReadOnlySpan<byte> bytes)
        {
            if (!isKept) return;
            try
            {
                log.Write(bytes);
                log.Flush();
            }
            catch (IOException exception)
            {
                isKept = false;
                surroundings.Note($"its output cannot be kept in {logPath}: {exception.Message}");
            }
        }
    }

    /// <summary>Before minutes of measuring, not after: whether there is such a program.</summary>
    /// <exception cref="UserErrorException">There is none, or it is an option that no verb has.</exception>
    public static void RequireProgram(string name, Surroundings surroundings)
    {
        if (name.StartsWith('-'))
            throw new UserErrorException($"around has no option '{name}'",
                "Options stand before --, the command behind it: stackbench around --runs 5 -- sudo apt upgrade", ExitCode.Usage);
        var folders = name.Contains(Path.DirectorySeparatorChar) ? [""] : (surroundings.Variable("PATH") ?? "").Split(Path.PathSeparator);
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        if (!folders.Any(folder => endings.Any(ending => File.Exists(Path.Combine(folder, name + ending)))))
            throw new UserErrorException(
                $"there is no program '{name}'", Catalog.IsKnown(name)
                    ? $"Benchmarks are chosen with --benchmark {name}, before the --."
                    : "Give a program after --; for shell syntax: -- sh -c '...'", ExitCode.Usage);
    }

    private static Process Start(string[] program)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program[0], program[1..])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new UserErrorException($"'{program[0]}' cannot be started: {exception.Message}",
                "Give a program after --; for shell syntax: -- sh -c '...'", ExitCode.Usage);
        }
    }
}
