using StackBench.Core.Results;
using StackBench.Running;

namespace StackBench.Terminal;

/// <summary>Says why nothing can be measured: once for each benchmark.</summary>
internal static class SkipNotes
{
    public static void Write(Surroundings surroundings, IEnumerable<BenchmarkResult> skipped)
    {
        surroundings.Note("nothing to run:");
        foreach (var reason in Reasons(skipped)) surroundings.Note($"  {reason}");
    }

    public static void Write(Surroundings surroundings, Plan a, Plan b)
    {
        surroundings.Note("nothing to run on both sides:");
        foreach (var (plan, name) in new[] { (a, "A"), (b, "B") })
        {
            // One library against another is no pair, such as where one interpreter lacks torch.
            foreach (var engine in plan.Workloads.Select(planned => planned.Engine.Name).Distinct())
                surroundings.Note($"  {name} would be measured with {engine}");
            foreach (var reason in Reasons(plan.Skipped)) surroundings.Note($"  {name}: {reason}");
        }
    }

    /// <summary><c>triton: engine triton: not installed; pip install triton</c>.</summary>
    public static IEnumerable<string> Reasons(IEnumerable<BenchmarkResult> skipped)
    {
        foreach (var result in skipped.DistinctBy(result => result.Benchmark))
            if (result.Outcome is Skipped outcome)
                yield return $"{result.Benchmark}: {outcome.Reason}{(outcome.Remedy is null ? "" : "; " + outcome.Remedy)}";
    }
}
