using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary><c>ab</c>: two states of the stack in interleaved pairs of fresh processes, the comparison whose error rate is guaranteed.</summary>
internal static class AbCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (a, b) = (new SideOptions("a"), new SideOptions("b"));
        var benchmarks = SharedOptions.Benchmarks();
        var pairs = new PairOptions(new PairedPlan());
        var failOn = new Option<FailOn>("--fail-on") { Description = "Exit with code 3 on regressions, or on suspected ones too.", HelpName = "regression|suspected", CustomParser = OptionParsers.OneOf<FailOn>("--fail-on") };
        var format = FormatOption.Create("Form of the result (table).", OutputFormat.Table, OutputFormat.Json, OutputFormat.Md, OutputFormat.Csv);
        var thresholds = ThresholdOption.Create();
        var command = new Command("ab", "Compare two states of the stack, A and B, in interleaved pairs of fresh processes.") { benchmarks };
        a.AddTo(command);
        b.AddTo(command);
        pairs.AddTo(command);
        foreach (var option in (Option[])[thresholds, failOn, format]) command.Add(option);
        command.SetAction(async (parse, cancellation) =>
        {
            var request = pairs.Read(parse, parse.GetValue(benchmarks)!) with
            {
                A = a.Read(parse),
                B = b.Read(parse),
                Thresholds = parse.GetValue(thresholds)!,
                Format = parse.GetValue(format) ?? OutputFormat.Table,
            };
            if (request.A.IsSameAs(request.B))
                throw new UserErrorException("A and B are the same", "Say in what they differ, e.g. --b-env OMP_NUM_THREADS=1; 'stackbench aa' measures the noise between equal sides.", ExitCode.Usage);
            if (await PairVerb.ExecuteAsync(request, surroundings, cancellation) is not { } outcome) return (int)ExitCode.NothingToRun;
            var comparison = outcome.ToComparison();
            ComparisonOutput.Write(surroundings, comparison, request.Format, showAll: false);
            surroundings.Note($"kept as runs {outcome.Ended.Baseline.Id} (A) and {outcome.Ended.Candidate.Id} (B)");
            return outcome.IsInterrupted ? (int)ExitCode.Interrupted : (int)Code(surroundings, comparison, parse.GetValue(failOn));
        });
        return command;
    }

    // A side that broke is worth an exit code of its own, as with run; a gate that fails says more.
    private static ExitCode Code(Surroundings surroundings, RunComparison comparison, FailOn failOn)
    {
        var gate = ComparisonOutput.Code(surroundings, comparison, failOn);
        if (gate == ExitCode.Regression) return gate;
        var isBroken = comparison.OutcomeChanges.Any(change => change.After is Failed or Implausible || change.Before is Failed or Implausible);
        return comparison.Metrics.Any(metric => metric.BaselineCount > 0)
            ? isBroken ? ExitCode.Partial : gate
            : isBroken ? ExitCode.Failed : ExitCode.NothingToRun;
    }
}
