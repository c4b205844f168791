using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using StackBench.Core.Units;
using StackBench.Llm.Programs;
using StackBench.Protocol.Engines;

namespace StackBench.NcclTests;

/// <summary>Runs the programs of nccl-tests and believes only what it can verify.</summary>
/// <param name="probeLimit">For the whole probe; null: less than a host waits for the answer to hello.</param>
internal sealed partial class NcclTestsDriver(Func<string, string?> variable, TimeSpan? probeLimit = null)
{
    private const string AnyCollective = "all_reduce_perf";

    /// <summary>Number of the first GPU, for both of the tests.</summary>
    private const string FirstVariable = "NCCL_TESTS_DEVICE";

    /// <summary>More GPUs than a process has: what counts them says how many there are.</summary>
    private const int TooMany = 1024;

    private const string RcclCycles = "-s";

    /// <summary>Of a version that does not say it.</summary>
    private const int Most = 16;

    private const string TooOld = "build nccl-tests 2.13.10 or newer, or rccl-tests since August 2022";

    private readonly TimeSpan _probeLimit = probeLimit ?? TimeSpan.FromSeconds(75);
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(10);

    private string? _cycleOption;

    private string Cycles => _cycleOption ?? throw new InvalidOperationException("nothing was probed");

    /// <summary>The GPUs that the tests see, and their versions.</summary>
    /// <exception cref="UnsupportedException">There are no tests, or they see no GPU.</exception>
    /// <exception cref="IOException">They do not run.</exception>
    public async Task<NcclOutput> ProbeAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_probeLimit);
        try
        {
            return await ProbeWithinAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(
                $"{AnyCollective} did not list its GPUs within {NumberText.Duration(_probeLimit.TotalSeconds)}", exception);
        }
    }

    private async Task<NcclOutput> ProbeWithinAsync(CancellationToken cancellation)
    {
        var help = await StartAsync(AnyCollective, ["--help"], 0, RunLimit, cancellation);
        if (!help.Output.Contains("USAGE", StringComparison.Ordinal))
            throw new UnsupportedException($"{AnyCollective} does not start: {Last(help)}", "run it by hand");
        _cycleOption = CycleOption(help.Output) ?? throw new UnsupportedException(
            $"this {AnyCollective} cannot repeat its measurement: it would start once for each sample", TooOld);
        var refused = await TryAsync(TooMany, cancellation);
        if (Count(refused) is { } count && count > 0 && await TryAsync(count, cancellation) is { ExitCode: 0 } all)
            return Probed(all);
        // An older version only fails.
        ProgramRun? best = null;
        var (works, fails) = (0, Most + 1);
        while (fails - works > 1)
        {
            var middle = works == 0 ? 1 : (works + fails) / 2;
            var run = await TryAsync(middle, cancellation);
            if (run.ExitCode == 0) (works, best) = (middle, run);
            else if (works == 0) throw new UnsupportedException($"{AnyCollective} finds no GPU: {Last(run)}", "run it by hand");
            else fails = middle;
        }

        return Probed(best!);
    }

    // Before March 2024 rccl-tests printed no version: their option says what they are.
    private NcclOutput Probed(ProgramRun run)
    {
        var output = Parsed(run);
        return output with { IsOfRccl = output.IsOfRccl || _cycleOption == RcclCycles };
    }

    /// <summary>Runs a collective, <paramref name="samples"/> times so many iterations.</summary>
    /// <exception cref="IOException">It failed, or its output is not what was asked for.</exception>
    /// <exception cref="UnsupportedException">The program is missing.</exception>
    public async Task<NcclOutput> RunAsync(
        NcclRequest asked, int iterations, int samples, bool isChecked, CancellationToken cancellation)
    {
        var arguments = asked.Arguments(iterations, samples, isChecked, Cycles);
        var run = await StartAsync(asked.Collective.Program, arguments, asked.First, RunLimit, cancellation);
        // A wrong result ends it with a code, too: the table says so better.
        var output = Parsed(run);
        if (run.ExitCode != 0 && !output.Rows.Any(row => asked.Wrong(row) > 0))
            throw new IOException(
                FormattableString.Invariant($"{asked.Collective.Program} failed (exit code {run.ExitCode}): {Last(run)}"));
        return asked.Flaw(output, samples) is { } flaw ? throw new IOException(flaw) : output;
    }

    private Task<ProgramRun> TryAsync(int gpus, CancellationToken cancellation) => StartAsync(
        AnyCollective,
        ["-g", gpus.ToString(CultureInfo.InvariantCulture), "-b", "64K", "-e", "64K", "-n", "1", "-w", "1", "-c", "0"], 0, RunLimit,
        cancellation);

    private async Task<ProgramRun> StartAsync(
        string name, ImmutableArray<string> arguments, int first, TimeSpan limit, CancellationToken cancellation)
    {
        var environment = ImmutableDictionary<string, string>.Empty.Add(FirstVariable, first.ToString(CultureInfo.InvariantCulture));
        try
        {
            return await ProgramRun.RunAsync(
                NcclProgram.Find(name, variable), arguments, limit, cancellation, environment: environment);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"{name} cannot be started: {exception.Message}", exception);
        }
        catch (TimeoutException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static NcclOutput Parsed(ProgramRun run)
    {
        try
        {
            return NcclOutput.Parse(run.Output);
        }
        catch (FormatException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static string? CycleOption(string help) => help.Contains("run_cycles", StringComparison.Ordinal) ? "-N"
        : help.Contains("stress_cycles", StringComparison.Ordinal) ? RcclCycles : null;

    private static int? Count(ProgramRun run) => run.LastWords.Prepend(run.Output).Select(text => Available().Match(text))
        .Where(match => match.Success).Select(match => (int?)int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static string Last(ProgramRun run) => run.LastWords is [.., var last] ? last
        : Core.Text.SafeText.OneLine(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it prints nothing");

    [GeneratedRegex(
        @"but only (?<count>\d{1,4}) were found|greater than the number of GPUs available \((?<count>\d{1,4})\)", RegexOptions.None, 1000)]
    private static partial Regex Available();
}
