using System.Collections.Immutable;
using StackBench.Llm.LlamaBench;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>Runs llama-bench and believes only what it can verify.</summary>
/// <param name="program">Path of llama-bench.</param>
internal sealed class LlamaBenchDriver(string program)
{
    private static readonly TimeSpan HelpLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(10);

    private LlamaBenchOptions? _options;

    /// <summary>Version in its own words; <c>unknown</c> where it does not tell.</summary>
    /// <exception cref="IOException">It does not run.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellation)
    {
        var help = await RunAsync(["--help"], HelpLimit, cancellation);
        if (help.ExitCode != 0) throw new IOException(Failure("llama-bench does not run", help));
        _options = LlamaBenchOptions.Of(help.Output + "\n" + string.Join('\n', help.LastWords));
        var version = await RunAsync(["--version"], HelpLimit, cancellation);
        return LlamaBenchVersion.Of(version.Output + "\n" + string.Join('\n', version.LastWords)) ?? "unknown";
    }

    /// <summary>Runs one test.</summary>
    /// <exception cref="IOException">It failed, or its result is not what was asked for.</exception>
    /// <exception cref="UnsupportedRequestException">This version cannot be asked that.</exception>
    public async Task<LlamaBenchResult> MeasureAsync(LlamaBenchTest test, string model, int repetitions, CancellationToken cancellation)
    {
        if (_options is null) await VersionAsync(cancellation);
        ImmutableArray<string> arguments;
        try
        {
            arguments = test.Arguments(model, repetitions, _options!);
        }
        catch (NotSupportedException exception)
        {
            throw new UnsupportedRequestException(exception.Message, "install a newer llama.cpp");
        }

        var run = await RunAsync(arguments, TestLimit, cancellation);
        if (run.ExitCode != 0) throw new IOException(Failure("llama-bench failed", run));
        try
        {
            var results = LlamaBenchOutput.Parse(run.Output);
            return test.Flaw(results, repetitions) is { } flaw ? throw new IOException(flaw) : results[0];
        }
        catch (FormatException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private async Task<ProgramRun> RunAsync(ImmutableArray<string> arguments, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return await ProgramRun.RunAsync(program, arguments, limit, cancellation);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"llama-bench cannot be started: {exception.Message}", exception);
        }
        catch (TimeoutException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static string Failure(string what, ProgramRun run) => FormattableString.Invariant($"{what} (exit code {run.ExitCode})") + (run.LastWords is [.., var last] ? $": {last}" : "");
}
