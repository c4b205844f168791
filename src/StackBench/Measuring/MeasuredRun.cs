using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Measuring;

/// <summary>What a measurement came to.</summary>
/// <param name="Run">Null where nothing can run here.</param>
/// <param name="Skipped">Why nothing can, where nothing can.</param>
/// <param name="Loss">What of the run is not kept, and why; null where all is.</param>
internal sealed record MeasuredRun(Run? Run, ImmutableArray<BenchmarkResult> Skipped, RunLoss? Loss)
{
    public ExitCode Code
    {
        get
        {
            if (Run is null) return ExitCode.NothingToRun;
            if (Run.Status == RunStatus.Interrupted) return ExitCode.Interrupted;
            if (Loss is not null) return Loss.IsTotal ? ExitCode.Failed : ExitCode.Partial;
            var isAnyOk = Run.Results.Any(result => result.Outcome is Ok);
            if (Run.Results.Any(result => result.Outcome is Failed or Implausible)) return isAnyOk ? ExitCode.Partial : ExitCode.Failed;
            return isAnyOk ? ExitCode.Ok : ExitCode.NothingToRun;
        }
    }
}
