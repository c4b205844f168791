using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Expectations;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>
/// What a run says about its machine, in few sentences: what holds it down, which layers lose, and how it stands to others of its kind.
/// </summary>
public static class MachineVerdict
{
    /// <summary>More sentences are no answer.</summary>
    public const int Most = 5;

    /// <summary>First words of the sentence of code <c>layers</c> where nothing is wrong.</summary>
    public const string NoLoss = "No layer loses.";

    // Those of the CPU and of a GPU; on a machine of eight GPUs they would leave no place for what is wrong with one.
    private const int FirstLadders = 2;

    /// <summary>What is wrong first, the greatest loss before smaller ones; then what each layer gives. Empty without a value.</summary>
    /// <param name="best">Of earlier runs of the machine; null where they are not at hand.</param>
    /// <param name="table">What others publish; null for what ships with the program.</param>
    public static ImmutableArray<SummarySentence> Of(Run run, OwnBest? best = null, ExpectationTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var steps = LayerStep.Of(run);
        var judgements = ExpectationJudge.Of(run, table);
        SummarySentence[] links = [.. LinkFinding.Of(run, judgements)];
        bool IsNarrow(string device) => GpuIdentity.Of(run.Fingerprint, device)?.Link is { IsNarrow: true };
        SummarySentence?[] wrong =
        [
            Contended(run),
            .. ThrottlingFinding.Of(run),
            MemoryFinding.Of(run),
            .. links,
            .. LayerFindings.Losses(run, steps),
            .. ExpectationFindings.Losses(judgements, IsNarrow),
            OutcomeFinding.Of(run),
            best?.Losses(steps),
        ];
        // While others use the machine, what is low is not its fault.
        var isContended = wrong[0] is not null;
        SummarySentence[] found = [.. wrong.OfType<SummarySentence>()
            .Where(sentence => !isContended || sentence.Code is not ("layer-loss" or "memory-channels" or "below-its-best"))];
        SummarySentence[] ladders = [.. LayerFindings.Ladders(steps, found.Length == 0)];
        SummarySentence[] rest =
        [
            .. ladders.Take(FirstLadders),
            .. ExpectationFindings.Doubts(judgements),
            .. isContended || EngineFinding.Of(run) is not { } disagreement ? (SummarySentence[])[] : [disagreement],
            .. ExpectationFindings.Agreements(judgements),
            .. ladders.Skip(FirstLadders),
        ];
        // One place is kept for the ladder, without which a loss has no measure.
        return [.. found.Take(rest.Length > 0 ? Most - 1 : Most), .. rest.Take(Most - Math.Min(found.Length, Most - 1))];
    }

    private static SummarySentence? Contended(Run run) => RunContention.Of(run) is { IsContended: true } contention
        ? new SummarySentence("contended", SentenceKind.Problem,
            $"Contended: {NumberText.Share(contention.Share)} of the CPU went to other processes; values are lower than on a machine at "
                + "rest, and comparisons with this run are suspicions only.",
            "Stop what else runs (stackbench doctor names it), then measure again.")
        : null;
}
