using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Measuring;
using StackBench.Terminal;

namespace StackBench.Commands;

/// <summary>
/// Measures once more what a comparison flags, and judges both runs; <c>compare --confirm</c> and <c>around</c> share it.
/// </summary>
internal static class ConfirmedComparison
{
    /// <summary>Why what could not be measured again is no regression.</summary>
    private const string NotRepeated = "it was not measured once more";

    private const int MostNamed = 3;

    /// <param name="comparison">Of the same runs, not confirmed.</param>
    /// <param name="request">How the candidates were measured.</param>
    /// <exception cref="UserErrorException">The machine is not in the state of the candidates any more.</exception>
    public static async Task<RunComparison> OfAsync(
        RunComparison comparison, ImmutableArray<Run> baseline, ImmutableArray<Run> candidates, ComparisonOptions options,
        MeasuringRequest request, Surroundings surroundings, CancellationToken cancellation)
    {
        if (candidates.Any(run => run.IsImported))
            throw new UserErrorException("what was imported cannot be measured once more by stackbench",
                "Measure again with the tool it came from, and import that too.", ExitCode.Usage);
        var flagged = DecidingCommand.Losses(comparison) is { IsEmpty: false } losses ? losses : DecidingCommand.Open(comparison);
        if (flagged.IsEmpty)
        {
            surroundings.Note("nothing to confirm: nothing looks changed by more than the threshold");
            return comparison;
        }

        surroundings.Note($"measuring once more what looks changed: {string.Join(", ", flagged.Take(MostNamed))}"
            + (flagged.Length > MostNamed ? $" and {flagged.Length - MostNamed} more" : ""));
        var measured = await Measurement.RunAsync(
            new Confirmation(candidates[0], flagged).Of(request), RunPresenter.Create(OutputFormat.Table, surroundings).Show, surroundings,
            cancellation);
        if (measured is { Run: { } kept, Loss: { } loss }) StoreRescue.Explain(surroundings, [kept], loss);
        if (measured.Run is { Status: RunStatus.Complete } run) return Comparer.Compare(baseline, [.. candidates, run], options);
        if (measured.Run is null) SkipNotes.Write(surroundings, measured.Skipped);
        surroundings.Note("the confirming run did not complete: what looks slower is suspected at most");
        return Comparer.Compare(
            baseline, candidates, options with { OnlySuspectedBecause = options.OnlySuspectedBecause ?? NotRepeated });
    }
}
