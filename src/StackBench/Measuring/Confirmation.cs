using System.Collections.Immutable;
using System.Security.Cryptography;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Running;
using StackBench.Workloads.Llm;

namespace StackBench.Measuring;

/// <summary>Some results of a run, to be measured once more in the state that the run was measured in.</summary>
/// <param name="Run">The run that is confirmed.</param>
internal sealed record Confirmation(Run Run, ImmutableArray<ResultKey> Results)
{
    private const string UserModelParameter = "sha256";

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

    /// <summary>A run keeps what it measured, not the file or the options that made it so.</summary>
    /// <exception cref="UserErrorException">A result was measured with a model or a load that the plan does not have.</exception>
    public void RequirePlan(Plan plan, LlmModel? model)
    {
        foreach (var result in Run.Results.Where(result => Results.Contains(result.Key)))
        {
            if (plan.Skipped.Any(skipped => skipped.Key == result.Key)
                || plan.Workloads.Any(one => one.Key == result.Key && one.Workload.Parameters.Equals(result.Parameters))) continue;
            if (ModelOf(result.Parameters) is { } sha256 && sha256 != (model is null ? null : ModelOf(model.Identity)))
                throw new UserErrorException(
                    $"{result.Key.Benchmark} {result.Key.Workload} was measured with {(model is null ? "a" : "another")} model of your own "
                        + $"(SHA-256 {sha256[..Math.Min(sha256.Length, 12)]}...)",
                    "Name its file or folder: --confirm --model PATH", ExitCode.Usage);
            throw new UserErrorException(
                $"{result.Key.Benchmark} {result.Key.Workload} was measured under options that run {Run.Id} does not keep",
                $"Measure it again with the same options and --label again, then: stackbench compare BASE {Run.Id},again", ExitCode.Usage);
        }
    }

    private static string? ModelOf(Parameters parameters) => parameters.TryGet(UserModelParameter, out var sha256) ? sha256.Text : null;
}
