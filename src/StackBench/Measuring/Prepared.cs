using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Running;
using StackBench.Running.Pairing;

namespace StackBench.Measuring;

/// <summary>What is known before the first sample.</summary>
/// <param name="Unmatched">Patterns of <see cref="MeasuringRequest.Only"/> that no workload has the name of.</param>
/// <param name="Names">Every workload there is, for a message; empty where all patterns have matched.</param>
internal sealed record Prepared(Plan Plan, Fingerprint Fingerprint, ImmutableArray<string> Unmatched, ImmutableArray<ResultKey> Names)
{
    public PairSide Begin(string? label, RunPurpose purpose, DateTimeOffset startedAt) => new(
        Plan,
        new Run
        {
            Id = RunId.Create(startedAt),
            Status = RunStatus.Running,
            StartedAt = startedAt,
            Label = label,
            Purpose = purpose,
            Tool = ProgramVersion.Tool,
            Settings = Plan.Settings,
            Fingerprint = Fingerprint,
        });
}
