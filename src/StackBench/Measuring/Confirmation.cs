using System.Collections.Immutable;
using System.Security.Cryptography;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Measuring;

/// <summary>Some results of a run, to be measured once more in the state that the run was measured in.</summary>
/// <param name="Run">The run that is confirmed.</param>
internal sealed record Confirmation(Run Run, ImmutableArray<ResultKey> Results)
{
    /// <param name="shared">How the run was measured: settings, interpreter, libraries, model.</param>
    public MeasuringRequest Of(MeasuringRequest shared) => shared with
    {
        Settings = shared.Settings with
        {
            Benchmarks = [.. Results.Select(result => result.Benchmark).Distinct(StringComparer.Ordinal)],
            Devices = [.. Results.Select(result => result.Device).Distinct(StringComparer.Ordinal)],
            Engines = [.. Results.Select(result => result.Engine).OfType<string>().Distinct(StringComparer.Ordinal)],
            // An order of its own; the few workloads need no budget.
            Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
            BudgetSeconds = null,
        },
        Only = [.. Results.Select(result => WorkloadFilter.Exactly(result.Benchmark, result.Workload)).Distinct(StringComparer.Ordinal)],
        Label = $"confirms {Run.Label ?? Run.Id}",
        Confirmation = this,
    };

    /// <exception cref="UserErrorException">The machine or its software is no longer what the run was measured on.</exception>
    public void RequireState(Fingerprint now)
    {
        var differences = FingerprintDiff.Of(Run.Fingerprint, now);
        var changed = differences.Identity.Concat(differences.Causes).FirstOrDefault(change => Results.Any(change.Concerns))?.ToString();
        if (changed is null && Run.Tool.Method != ToolVersion.CurrentMethod) changed = "stackbench measures by another method now";
        if (changed is null) return;
        throw new UserErrorException(
            $"this machine is not in the state of run {Run.Id} any more: {changed}",
            "Restore that state, or measure a new run and confirm that: stackbench run", ExitCode.Usage);
    }
}
