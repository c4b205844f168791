using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace StackBench.Llm.Programs;

/// <summary>What a program printed until it ended.</summary>
/// <param name="Output">Its stdout, up to <see cref="MostCharacters"/>.</param>
/// <param name="LastWords">The last lines of its stderr.</param>
/// <param name="Remarks">The lines of its stderr that were asked for, the first of them.</param>
public sealed record ProgramRun(int ExitCode, string Output, ImmutableArray<string> LastWords, ImmutableArray<string> Remarks)
{
    public const int MostCharacters = 16 << 20;

    /// <summary>Runs a program to its end; it is killed with all it started when time is up or the work is cancelled.</summary>
    /// <param name="isRemark">Which lines of its stderr are kept beside the last ones.</param>
    /// <param name="environment">Variables it is given beside those of this process.</param>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static async Task<ProgramRun> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellation, Func<string, bool>? isRemark = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) process.StartInfo.Environment[name] = value;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(limit);
        process.Start();
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, ending.Token);
            var words = new LastWords(isRemark);
            await Task.WhenAll(output, words.ReadAsync(process.StandardError, ending.Token), process.WaitForExitAsync(ending.Token));
            return new ProgramRun(process.ExitCode, await output, words.Lines, words.Remarks);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{Path.GetFileName(program)} did not end within {Core.Units.NumberText.Duration(limit.TotalSeconds)}", exception);
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
}
