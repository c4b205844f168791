namespace StackBench.Running;

/// <summary>What a budget allows: fewer launches first, then shorter ones. Pure.</summary>
internal static class BudgetRule
{
    /// <summary>Least time of a step that is worth taking: inputs, check, warm-up and a few samples.</summary>
    private const double LeastStepSeconds = 0.6;

    /// <summary>Share of a step's time left for measuring once inputs are made and checked.</summary>
    private const double MeasuringShare = 0.5;

    /// <param name="budgetSeconds">Null for no limit.</param>
    public static (int Launches, SamplingPolicy Sampling) Apply(double? budgetSeconds, int workloads, int launches, SamplingPolicy sampling)
    {
        if (budgetSeconds is not { } budget || workloads == 0) return (launches, sampling);
        var affordable = Math.Clamp((int)(budget / (workloads * LeastStepSeconds)), 1, launches);
        return (affordable, sampling.Within(MeasuringShare * budget / (workloads * affordable)));
    }
}
