using System.Collections.Immutable;
using StackBench.Llm.Devices;
using StackBench.Llm.LlamaBench;
using StackBench.Llm.Programs;
using StackBench.Protocol.Engines;

namespace StackBench.Llm.Engine;

/// <summary>Runs llama-bench and believes only what it can verify.</summary>
/// <param name="program">Path of llama-bench.</param>
internal sealed class LlamaBenchDriver(string program)
{
    private const string LogOption = "-v";

    private static readonly TimeSpan HelpLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(10);

    private LlamaBenchOptions? _options;
    private string _help = "";

    /// <summary>Version in its own words; <c>unknown</c> where it does not tell.</summary>
    /// <exception cref="IOException">It does not run.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellation)
    {
        var help = await RunAsync(["--help"], HelpLimit, cancellation);
        if (help.ExitCode != 0) throw new IOException(Failure("llama-bench does not run", help));
        _help = help.Output + "\n" + string.Join('\n', help.LastWords);
        _options = LlamaBenchOptions.Of(_help);
        var version = await RunAsync(["--version"], HelpLimit, cancellation);
        return LlamaBenchVersion.Of(version.Output + "\n" + string.Join('\n', version.LastWords)) ?? "unknown";
    }

    /// <summary>GPUs it can be given, none where it could not tell that it used one; <see cref="VersionAsync"/> comes first.</summary>
    /// <param name="models">Folder of synthetic models.</param>
    /// <exception cref="IOException">It does not run.</exception>
    public async Task<ImmutableArray<LlamaDevice>> GpusAsync(string models, CancellationToken cancellation) =>
        _options is { HasDevice: true, HasLog: true }
            ? await new LlamaGpuSearch(program, _help, models, LoadAsync).FindAsync(cancellation)
            : [];

    /// <summary>Runs one test, and believes that it ran on a GPU only if the log says that every layer is there.</summary>
    /// <remarks>Writing the log takes time, also while samples are taken: they are none to keep.</remarks>
    /// <inheritdoc cref="MeasureAsync"/>
    public Task<LlamaBenchResult> TryAsync(LlamaBenchTest test, string model, CancellationToken cancellation) =>
        RunTestAsync(test, model, 1, test.Device, cancellation);

    /// <summary>Runs one test.</summary>
    /// <exception cref="IOException">It failed, or its result is not what was asked for.</exception>
    /// <exception cref="UnsupportedException">This version cannot be asked that.</exception>
    public Task<LlamaBenchResult> MeasureAsync(LlamaBenchTest test, string model, int repetitions, CancellationToken cancellation) =>
        RunTestAsync(test, model, repetitions, null, cancellation);

    private async Task<LlamaBenchResult> RunTestAsync(
        LlamaBenchTest test, string model, int repetitions, LlamaDevice? verified, CancellationToken cancellation)
    {
        if (_options is null) await VersionAsync(cancellation);
        ImmutableArray<string> arguments;
        try
        {
            arguments = test.Arguments(model, repetitions, _options!);
        }
        catch (NotSupportedException exception)
        {
            throw new UnsupportedException(exception.Message, "install a newer llama.cpp");
        }

        var run = await RunAsync(verified is null ? arguments : arguments.Add(LogOption), TestLimit, cancellation);
        if (run.ExitCode != 0) throw new IOException(Failure("llama-bench failed", run));
        try
        {
            var results = LlamaBenchOutput.Parse(run.Output);
            if (test.Flaw(results, repetitions) is { } flaw)
                throw new IOException(test.Device is null ? flaw : $"{flaw}: {LlamaDevices.NothingMeasured}");
            if (verified is not null && LlamaDevices.Flaw(verified, run.Remarks) is { } elsewhere)
                throw new IOException($"llama-bench {elsewhere}: {LlamaDevices.NothingMeasured}");
            return results[0];
        }
        catch (FormatException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private async Task<ImmutableArray<string>> LoadAsync(string model, ImmutableArray<string> devices, CancellationToken cancellation)
    {
        var test = new LlamaBenchTest(1, 0, 0, 1, 1, "auto", new LlamaDevice(string.Join('/', devices), ""));
        return (await RunAsync(test.Arguments(model, 1, _options!).Add(LogOption), LlamaGpuSearch.Limit, cancellation)).Remarks;
    }

    private async Task<ProgramRun> RunAsync(ImmutableArray<string> arguments, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return await ProgramRun.RunAsync(program, arguments, limit, cancellation, LlamaDevices.IsTelling);
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

    private static string Failure(string what, ProgramRun run) =>
        FormattableString.Invariant($"{what} (exit code {run.ExitCode})") + (run.LastWords is [.., var last] ? $": {last}" : "");
}
