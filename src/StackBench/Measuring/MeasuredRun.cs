using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Store;

namespace StackBench.Measuring;

/// <summary>What a measurement came to.</summary>
/// <param name="Run">Null where nothing can run here.</param>
/// <param name="Skipped">Why nothing can, where nothing can.</param>
/// <param name="Loss">Why the run is not kept; null where it is.</param>
internal sealed record MeasuredRun(Run? Run, ImmutableArray<BenchmarkResult> Skipped, StoreException? Loss)
{
    public ExitCode Code
    {
        get
        {
            if (Run is null) return ExitCode.NothingToRun;
            if (Run.Status == RunStatus.Interrupted) return ExitCode.Interrupted;
            if (Loss is not null) return ExitCode.Failed;
            var isAnyOk = Run.Results.Any(result => result.Outcome is Ok);
            if (Run.Results.Any(result => result.Outcome is Failed or Implausible)) return isAnyOk ? ExitCode.Partial : ExitCode.Failed;
            return isAnyOk ? ExitCode.Ok : ExitCode.NothingToRun;
        }
    }
}
