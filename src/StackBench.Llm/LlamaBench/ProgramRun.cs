using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace StackBench.Llm.LlamaBench;

/// <summary>What a program printed until it ended.</summary>
/// <param name="Output">Its stdout, up to <see cref="MostCharacters"/>.</param>
/// <param name="LastWords">The last lines of its stderr.</param>
public sealed record ProgramRun(int ExitCode, string Output, ImmutableArray<string> LastWords)
{
    public const int MostCharacters = 16 << 20;

    private const int MostLines = 20;

    private const int LongestLine = 500;

    /// <summary>Runs a program to its end; it is killed with all it started when time is up or the work is cancelled.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static async Task<ProgramRun> RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(limit);
        process.Start();
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, ending.Token);
            var words = LastLinesAsync(process.StandardError, ending.Token);
            await Task.WhenAll(output, words, process.WaitForExitAsync(ending.Token));
            return new ProgramRun(process.ExitCode, await output, await words);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{Path.GetFileName(program)} did not end within {Core.Units.NumberText.Duration(limit.TotalSeconds)}", exception);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        while (await reader.ReadAsync(buffer, cancellation) is var count and > 0)
            if (text.Length < MostCharacters) text.Append(buffer, 0, count);
        return text.ToString();
    }

    private static async Task<ImmutableArray<string>> LastLinesAsync(StreamReader reader, CancellationToken cancellation)
    {
        var lines = new Queue<string>();
        var line = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            foreach (var character in buffer.AsMemory(0, count).ToArray())
            {
                if (character != '\n')
                {
                    if (line.Length < LongestLine) line.Append(character);
                    continue;
                }

                Keep();
            }
        }

        Keep();
        return [.. lines];

        void Keep()
        {
            if (line.Length > 0) lines.Enqueue(line.ToString());
            if (lines.Count > MostLines) lines.Dequeue();
            line.Clear();
        }
    }
}
