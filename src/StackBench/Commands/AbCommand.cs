using System.CommandLine;
using StackBench.Commands.Options;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// <c>ab</c>: two states of the stack in interleaved pairs of fresh processes, the comparison whose error rate is guaranteed.
/// </summary>
internal static class AbCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (a, b) = (new SideOptions("a"), new SideOptions("b"));
        var benchmarks = SharedOptions.Benchmarks();
        var plan = new PairedPlan();
        var measuring = new MeasuringOptions(plan, ComparisonOutput.Formats);
        var failOn = FailOnOption.Create();
        var thresholds = ThresholdOption.Create();
        var command =
            new Command("ab", "Compare two states of the stack, A and B, in interleaved pairs of fresh processes.") { benchmarks };
        a.AddTo(command);
        b.AddTo(command);
        measuring.AddTo(command);
        foreach (var option in (Option[])[thresholds, failOn]) command.Add(option);
        command.SetAction(async (parse, cancellation) =>
        {
            var shared = measuring.ReadWithModel(parse, parse.GetValue(benchmarks)!, surroundings.Note);
            var request = new PairRequest(
                shared, a.Read(parse), b.Read(parse), plan with { ScreeningPairs = shared.Settings.Launches },
                ThresholdOption.Read(parse, thresholds));
            if (request.A.IsSameAs(request.B))
                throw new UserErrorException("A and B are the same",
                    "Say in what they differ, e.g. --b-env OMP_NUM_THREADS=1; 'stackbench aa' measures the noise between equal sides.",
                    ExitCode.Usage);
            if (await MeasureAsync(request, surroundings, cancellation) is not { } outcome) return (int)ExitCode.NothingToRun;
            var comparison = outcome.ToComparison();
            ComparisonOutput.Write(
                surroundings, comparison, measuring.Format(parse), showAll: false, parse.GetValue(failOn) ?? FailOn.Never);
            if (outcome.Loss is null)
                surroundings.Note($"kept as runs {outcome.Ended.Baseline.Id} (A) and {outcome.Ended.Candidate.Id} (B)");
            else StoreRescue.Explain(surroundings, [outcome.Ended.Baseline, outcome.Ended.Candidate], outcome.Loss);
            if (outcome.IsInterrupted) return (int)ExitCode.Interrupted;
            var code = Code(surroundings, comparison, parse.GetValue(failOn) ?? FailOn.Never);
            return (int)(outcome.Loss is null || code == ExitCode.Regression ? code
                : outcome.Loss.IsTotal ? ExitCode.Failed : ExitCode.Partial);
        });
        return command;
    }

    /// <returns>Null when nothing can be measured on both sides, which was said.</returns>
    public static async Task<PairOutcome?> MeasureAsync(PairRequest request, Surroundings surroundings, CancellationToken cancellation)
    {
        var (outcome, a, b) = await Measurement.PairsAsync(request, new PairProgress(surroundings).Show, surroundings, cancellation);
        if (outcome is null) SkipNotes.Write(surroundings, a, b);
        return outcome;
    }

    // A side that broke is worth an exit code of its own, as with run; a gate that fails says more.
    private static ExitCode Code(Surroundings surroundings, RunComparison comparison, FailOn failOn)
    {
        var gate = ComparisonOutput.Code(surroundings, comparison, failOn);
        if (gate == ExitCode.Regression) return gate;
        var isBroken =
            comparison.OutcomeChanges.Any(change => change.After is Failed or Implausible || change.Before is Failed or Implausible);
        return comparison.Metrics.Any(metric => metric.BaselineCount > 0)
            ? isBroken ? ExitCode.Partial : gate
            : isBroken ? ExitCode.Failed : ExitCode.NothingToRun;
    }
}
