using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>around -- COMMAND</c>: measures, lets a command change the machine (an upgrade), measures again, compares.</summary>
internal static class AroundCommand
{
    private const string Before = "before";
    private const string After = "after";

    public static Command Create(Surroundings surroundings)
    {
        var program = new Argument<string[]>("command")
        {
            Description = "The command that changes something, after --; its exit code becomes this one's where it fails.",
            Arity = ArgumentArity.OneOrMore,
            HelpName = "command",
        };
        var benchmarks = new Option<string[]>("--benchmark")
        {
            Description = "Benchmark or group to measure; default everything that can run. Repeatable.",
            HelpName = "BENCHMARK",
            DefaultValueFactory = _ => [],
        };
        benchmarks.Validators.Add(SharedOptions.RejectUnknown);
        var measuring = new MeasuringOptions(SuiteDefaults.Launches, ComparisonOutput.Formats);
        var runs = new Option<int?>("--runs")
        {
            Description = "Runs before the command (1); 2 are recommended, as they find smaller changes.",
            HelpName = "N",
            CustomParser = OptionParsers.Count("--runs", 1, 20),
        };
        var failOn = FailOnOption.Create();
        var thresholds = ThresholdOption.Create();
        var command = new Command("around", "Measure, run a command that changes something (an upgrade), "
            + "measure again and compare.") { program, benchmarks, runs, thresholds, failOn };
        measuring.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            WatchedCommand.RequireProgram(parse.GetValue(program)![0], surroundings);
            var count = parse.GetValue(runs) ?? 1;
            var request = measuring.ReadWithModel(parse, parse.GetValue(benchmarks)!, surroundings.Note);
            async Task<MeasuredRun> Measure(string when)
            {
                surroundings.Note($"measuring {when} the command");
                // Each run draws an order of its own, unless the user settled it.
                var seed = parse.GetResult("--seed") is null ? RandomNumberGenerator.GetInt32(int.MaxValue) : request.Settings.Seed;
                var labelled = request with
                {
                    Settings = request.Settings with { Seed = seed },
                    Label = request.Label is { } label ? $"{label} {when}" : when,
                };
                var measured = await Measurement.RunAsync(
                    labelled, RunPresenter.Create(OutputFormat.Table, surroundings).Show, surroundings, cancellation);
                if (measured.Run is null) SkipNotes.Write(surroundings, measured.Skipped);
                else if (measured.Loss is { } loss) StoreRescue.Explain(surroundings, [measured.Run], loss);
                return measured;
            }

            var before = ImmutableArray.CreateBuilder<Run>();
            while (before.Count < count)
            {
                var measured = await Measure(Before);
                if (measured.Run is not { Status: RunStatus.Complete } run) return Ended(surroundings, "the command was not run", measured);
                before.Add(run);
            }

            using var store = surroundings.OpenStore();
            var code = await WatchedCommand.RunAsync(parse.GetValue(program)!, Path.Combine(store.Location.LogFolder,
                "around-" + surroundings.Time.GetUtcNow().ToString(
                    "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + ".txt"), surroundings, cancellation);
            if (code != 0)
            {
                surroundings.Note(
                    string.Create(CultureInfo.InvariantCulture, $"the command ended with exit code {code}: not measured again"));
                return code;
            }

            var after = await Measure(After);
            if (after.Run is not { Status: RunStatus.Complete } candidate) return Ended(surroundings, "there is nothing to compare", after);
            var machine = MachineKey.Of(candidate.Fingerprint);
            // The runs of this call alone: those of an earlier one may stand before another change.
            var baseline = BaselineRuns.Of(before.Where(run => MachineKey.Of(run.Fingerprint) == machine), count);
            if (baseline.IsEmpty)
                throw new UserErrorException("the machine itself is another since the command: nothing can be compared",
                    "See the two runs: stackbench history", ExitCode.Usage);
            var options = new RunSource(store, surroundings.Note).Options(baseline, [candidate], ThresholdOption.Read(parse, thresholds));
            var comparison = Comparer.Compare(baseline, candidate, options);
            if (!DecidingCommand.Losses(comparison).IsEmpty)
                comparison =
                    await ConfirmedComparison.OfAsync(comparison, baseline, [candidate], options, request, surroundings, cancellation);
            ComparisonOutput.Write(
                surroundings, comparison, measuring.Format(parse), showAll: false, parse.GetValue(failOn) ?? FailOn.Never);
            return (int)ComparisonOutput.Code(surroundings, comparison, parse.GetValue(failOn) ?? FailOn.Never);
        });
        return command;
    }

    private static int Ended(Surroundings surroundings, string consequence, MeasuredRun measured)
    {
        surroundings.Note($"the run did not complete: {consequence}");
        return (int)(measured.Code == ExitCode.Interrupted ? ExitCode.Interrupted : ExitCode.Failed);
    }
}
