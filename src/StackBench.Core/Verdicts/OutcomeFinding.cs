using StackBench.Core.Results;

namespace StackBench.Core.Verdicts;

/// <summary>Workloads that gave no value, or one that cannot be.</summary>
internal static class OutcomeFinding
{
    public static SummarySentence? Of(Run run)
    {
        var lost = run.Results.Where(result => result.Outcome is Failed or Implausible).ToArray();
        if (lost.Length == 0) return null;
        var tried = run.Results.Count(result => result.Outcome is not Skipped);
        var first = lost[0];
        var why = first.Outcome is Failed failed ? failed.Reason : "a value above what physics allows";
        return new SummarySentence("failed", SentenceKind.Problem, FormattableString.Invariant(
            $"{lost.Length} of {tried} workloads gave no value: {first.Benchmark} {first.Workload}: {why}")
                + (lost.Length > 1 ? FormattableString.Invariant($", and {lost.Length - 1} more.") : "."),
            $"See what they printed: stackbench show {run.Id} --verbose");
    }
}
