using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Store;

/// <summary>A run as the history shows it, without its results.</summary>
/// <param name="Status">A run whose process has died without finishing it is interrupted.</param>
/// <param name="Machine">One line (<see cref="MachineSummary"/>).</param>
public sealed record RunSummary(
    string Id,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    RunStatus Status,
    string? Label,
    Suite Suite,
    string Machine,
    OutcomeCounts Outcomes)
{
    public RunPurpose Purpose { get; init; }
}
