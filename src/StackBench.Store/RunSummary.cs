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

    /// <summary>Name of the machine among others (<see cref="NodeName"/>); null where it is not known, or was not asked for.</summary>
    public string? Node { get; init; }

    internal static RunSummary Of(Run run) => new(
        run.Id, run.StartedAt, run.FinishedAt, run.Status, run.Label, run.Settings.Suite, MachineSummary.Of(run.Fingerprint),
        OutcomeCounts.Of(run.Results))
    {
        Purpose = run.Purpose,
    };
}
