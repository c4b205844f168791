using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Store;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>compare</c>: a run against its baseline, metric by metric.</summary>
internal static class CompareCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var baseline = new Argument<string>("base")
        {
            Description =
                "What to compare with: 'baseline' (default; 'baseline:NAME' for another), an id, a label (all its runs) or a run document.",
            DefaultValueFactory = _ => RunSource.BaselineWord,
            HelpName = "BASE",
        };
        var candidate = new Argument<string[]>("new")
        {
            Description = "The run that is judged: 'latest' (default), an id, a label (its newest run) or a run document. Several, "
                + "also as ID,ID, must agree.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [RunStore.Latest],
            HelpName = "NEW",
        };
        baseline.CompletionSources.Add(_ => Completions.Runs(surroundings));
        candidate.CompletionSources.Add(_ => Completions.Runs(surroundings));
        var confirm = new Option<bool>("--confirm")
        {
            Description = "Measure once more now what looks slower, on a machine that is still in the state of NEW.",
        };
        var (python, libtorch) = (SharedOptions.Python(), SharedOptions.Libtorch());
        var model = new Option<string?>("--model")
        {
            Description = "With --confirm: the language model of your own that NEW was measured with.",
            HelpName = "PATH",
        };
        var sideBySide = new Option<bool>("--side-by-side")
        {
            Description = "Show the runs in columns without verdicts (default for runs of several machines).",
        };
        var thresholds = ThresholdOption.Create();
        var failOn = FailOnOption.Create();
        var format = FormatOption.Create("Form of the result (table).", ComparisonOutput.Formats);
        var all = new Option<bool>("--all", "-a") { Description = "Also the metrics besides the headline of each workload." };
        var command = new Command("compare", "Compare a run with its baseline: what became slower or faster, and what may have caused it.")
        {
            baseline, candidate, sideBySide, confirm, thresholds, failOn, format, all, python, libtorch, model,
        };
        command.Validators.Add(result =>
        {
            foreach (var option in (Option[])[python, libtorch, model])
            {
                if (result.GetResult(option) is not null && !result.GetValue(confirm))
                    result.AddError($"{option.Name} belongs to --confirm");
            }
        });
        command.SetAction(async (parse, cancellation) =>
        {
            using var store = surroundings.OpenStore();
            var source = new RunSource(store, surroundings.Note);
            var candidates = source.Candidates(parse.GetRequiredValue(candidate));
            if (candidates.FirstOrDefault(run => run.Status == RunStatus.Running) is { } run)
                throw new UserErrorException(
                    $"run {run.Id} is still being measured", "Wait for its end, or name another run: stackbench history", ExitCode.Usage);
            var named = parse.GetRequiredValue(baseline);
            var wantsVerdicts = parse.GetValue(format) is not (null or OutputFormat.Table) || parse.GetValue(failOn) is not null
                || parse.GetValue(confirm) || parse.GetValue(all) || parse.GetResult(thresholds) is { Implicit: false };
            if (parse.GetValue(sideBySide) || (!wantsVerdicts && SideBySideRuns.AreOfSeveralMachines(candidates)))
            {
                if (wantsVerdicts)
                    throw new UserErrorException(
                        "runs side by side have no verdicts, so no --format, --fail-on, --confirm, --threshold and --all",
                        "Name the runs of one machine as NEW, or write a page: stackbench report RUN RUN", ExitCode.Usage);
                SideBySideView.Write(
                    surroundings.Out, SideBySideRuns.Of(source, named, parse.GetRequiredValue(candidate), candidates));
                return (int)ExitCode.Ok;
            }

            var runs = source.Baseline(named, candidates);
            var options = source.Options(runs, candidates, ThresholdOption.Read(parse, thresholds));
            var comparison = Comparer.Compare(runs, candidates, options);
            if (parse.GetValue(confirm))
            {
                var request = new MeasuringRequest
                {
                    Settings = candidates[0].Settings,
                    Python = parse.GetValue(python),
                    LibtorchFolder = parse.GetValue(libtorch),
                    Model = parse.GetValue(model) is { } path ? UserModel.Read(path, surroundings.Note) : null,
                };
                comparison = await ConfirmedComparison.OfAsync(comparison, runs, candidates, options, request, surroundings, cancellation);
            }

            comparison = comparison with { BaselineText = named };
            var gate = parse.GetValue(failOn) ?? FailOn.Never;
            ComparisonOutput.Write(surroundings, comparison, parse.GetValue(format) ?? OutputFormat.Table, parse.GetValue(all), gate);
            return (int)ComparisonOutput.Code(surroundings, comparison, gate);
        });
        return command;
    }
}
