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
        var candidate = new Argument<string>("new")
        {
            Description = "The run that is judged: 'latest' (default), an id, a label (its newest run) or a run document.",
            DefaultValueFactory = _ => RunStore.Latest,
            HelpName = "NEW",
        };
        var thresholds = ThresholdOption.Create();
        var failOn = FailOnOption.Create();
        var format = FormatOption.Create("Form of the result (table).", ComparisonOutput.Formats);
        var all = new Option<bool>("--all", "-a") { Description = "Also the metrics besides the headline of each workload." };
        var command = new Command("compare", "Compare a run with its baseline: what became slower or faster, and what may have caused it.")
        {
            baseline, candidate, thresholds, failOn, format, all,
        };
        command.SetAction(parse =>
        {
            using var store = surroundings.OpenStore();
            var source = new RunSource(store, surroundings.Note);
            var run = source.One(parse.GetRequiredValue(candidate));
            if (run.Status == RunStatus.Running)
                throw new UserErrorException(
                    $"run {run.Id} is still being measured", "Wait for its end, or name another run: stackbench history", ExitCode.Usage);
            var runs = source.Baseline(parse.GetRequiredValue(baseline), run);
            var options = new ComparisonOptions(
                MachineThresholds.Of(ThresholdOption.Read(parse, thresholds), store.NoiseFloors(MachineKey.Of(run.Fingerprint))));
            var comparison = Comparer.Compare(runs, run, options);
            var gate = parse.GetValue(failOn) ?? FailOn.Never;
            ComparisonOutput.Write(surroundings, comparison, parse.GetValue(format) ?? OutputFormat.Table, parse.GetValue(all), gate);
            return (int)ComparisonOutput.Code(surroundings, comparison, gate);
        });
        return command;
    }
}
