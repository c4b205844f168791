using StackBench.Core.Comparison;

namespace StackBench.Terminal;

/// <summary>Says on stderr which runs are compared.</summary>
internal static class ComparisonHeader
{
    public static void Note(Surroundings surroundings, RunComparison comparison) => surroundings.Note(comparison.BaselineRuns switch
    {
        [var only] => $"run {comparison.CandidateRun} against run {only}",
        var several => $"run {comparison.CandidateRun} against {several.Length} runs, the newest {several[0]}",
    });
}
