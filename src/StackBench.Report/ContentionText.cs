using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Report;

/// <summary>What a run says of itself where other processes used the CPU while it measured.</summary>
public static class ContentionText
{
    /// <summary>A sentence; null where the run had the CPU to itself.</summary>
    public static string? Of(Run run) => RunContention.Of(run) is { IsContended: true } contention
        ? $"Contended: {NumberText.Share(contention.Share)} of the CPU went to other processes; comparisons with this "
        + $"run are suspicions only."
        : null;
}
