using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>around -- COMMAND</c>: measures, lets a command change the machine (an upgrade), measures again, compares.</summary>
internal static class AroundCommand
{
    private const string Before = "before";
    private const string After = "after";

    /// <summary>Fewer launches a run allow not even a suspicion.</summary>
    private const int LeastLaunches = 5;

    public static Command Create(Surroundings surroundings)
    {
        var program = new Argument<string[]>("command") { Description = "The command that changes something, after --; its exit code becomes this one's where it fails.", Arity = ArgumentArity.OneOrMore, HelpName = "command" };
        var benchmarks = new Option<string[]>("--benchmark") { Description = "Benchmark or group to measure; default everything that can run. Repeatable.", HelpName = "BENCHMARK", DefaultValueFactory = _ => [] };
        benchmarks.Validators.Add(SharedOptions.RejectUnknown);
        var suite = new Option<Suite>("--suite", "-s") { Description = "How much to measure: quick (about 2 min a run), standard or full.", HelpName = "quick|standard|full", CustomParser = OptionParsers.OneOf<Suite>("--suite") };
        var runs = new Option<int?>("--runs") { Description = "Runs before the command (1). One tells a suspicion at most; with 5 there are verdicts.", HelpName = "N", CustomParser = OptionParsers.Count("--runs", 1, 20) };
        var label = new Option<string?>("--label", "-l") { Description = "Name to find the runs by; 'before' and 'after' is put behind it.", HelpName = "TEXT" };
        var failOn = new Option<FailOn>("--fail-on") { Description = "Exit with code 3 on regressions, or on suspected ones too.", HelpName = "regression|suspected", CustomParser = OptionParsers.OneOf<FailOn>("--fail-on") };
        var thresholds = ThresholdOption.Create();
        var command = new Command("around", "Measure, run a command that changes something (an upgrade), measure again and compare.") { program, benchmarks, suite, runs, label, thresholds, failOn };
        command.SetAction(async (parse, cancellation) =>
        {
            WatchedCommand.RequireProgram(parse.GetValue(program)![0], surroundings);
            var count = parse.GetValue(runs) ?? 1;
            async Task<Run?> Measure(string when)
            {
                var request = new RunRequest
                {
                    Settings = new RunSettings
                    {
                        Suite = parse.GetValue(suite),
                        Benchmarks = [.. parse.GetValue(benchmarks)!],
                        Launches = Math.Max(LeastLaunches, SuiteDefaults.Launches(parse.GetValue(suite))),
                        Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
                    },
                    Label = Label(parse.GetValue(label), when),
                };
                surroundings.Note($"measuring {when} the command");
                var (run, _) = await RunVerb.MeasureAsync(request, RunPresenter.Create(OutputFormat.Table, surroundings).Show, surroundings, cancellation);
                return run is { Status: RunStatus.Complete } ? run : null;
            }

            var before = ImmutableArray.CreateBuilder<Run>();
            while (before.Count < count)
            {
                if (await Measure(Before) is not { } measured) return Ended(surroundings, "the command was not run", cancellation);
                before.Add(measured);
            }

            using var store = surroundings.OpenStore();
            var code = await WatchedCommand.RunAsync(parse.GetValue(program)!, Path.Combine(store.Location.LogFolder, "around-" + surroundings.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + ".txt"), surroundings, cancellation);
            if (code != 0)
            {
                surroundings.Note(string.Create(CultureInfo.InvariantCulture, $"the command ended with exit code {code}: not measured again"));
                return code;
            }

            if (await Measure(After) is not { } candidate) return Ended(surroundings, "there is nothing to compare", cancellation);
            var machine = MachineKey.Of(candidate.Fingerprint);
            var options = new ComparisonOptions(ThresholdOption.Thresholds(parse.GetValue(thresholds)!, store.NoiseFloors(machine)));
            // The runs of this call alone: those of an earlier one may stand before another change.
            var baseline = BaselineRuns.Of(before.Where(run => MachineKey.Of(run.Fingerprint) == machine), count);
            if (baseline.IsEmpty) throw new UserErrorException("the machine itself is another since the command: nothing can be compared", "See the two runs: stackbench history", ExitCode.Usage);
            var comparison = Comparer.Compare(baseline, candidate, options);
            ComparisonOutput.Write(surroundings, comparison, OutputFormat.Table, showAll: false);
            return (int)ComparisonOutput.Code(surroundings, comparison, parse.GetValue(failOn));
        });
        return command;
    }

    private static int Ended(Surroundings surroundings, string consequence, CancellationToken cancellation)
    {
        surroundings.Note($"the run did not complete: {consequence}");
        return (int)(cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Failed);
    }

    private static string Label(string? text, string when) => text is null ? when : $"{text} {when}";
}
