using StackBench.Core.Results;

namespace StackBench.Running;

/// <summary>
/// Rates that a run has reached so far. They correct what the trial of a small shape predicts: libraries choose other kernels for
/// larger shapes, and a trial of 256 x 256 x 256 was 17 times off.
/// </summary>
internal sealed class ReachedRates
{
    private readonly List<(PlannedWorkload Workload, double Rate)> _rates = [];

    public void Add(PlannedWorkload planned, Launch launch)
    {
        if (launch.Samples.IsEmpty) return;
        _rates.Add((planned, planned.Workload.Cost.Flop / launch.Samples.Min(sample => sample.DurationSeconds)));
    }

    /// <summary>The best rate of a workload alike and larger than the trial, in operations a second; zero where there is none.</summary>
    public double Of(PlannedWorkload planned) => _rates
        .Where(reached => AreAlike(reached.Workload, planned) && reached.Workload.Workload.Cost.Flop > planned.Workload.Probe?.Cost.Flop)
        .Select(reached => reached.Rate).DefaultIfEmpty(0).Max();

    /// <summary>Whether both are the same operation on the same type, by the same engine on the same device.</summary>
    public static bool AreAlike(PlannedWorkload one, PlannedWorkload other) =>
        one.Engine.Name == other.Engine.Name && one.Device == other.Device && one.Workload.Op == other.Workload.Op
        && Type(one) == Type(other);

    private static string? Type(PlannedWorkload planned) =>
        planned.Workload.Parameters.TryGet("dtype", out var type) ? type.ToString() : null;
}
