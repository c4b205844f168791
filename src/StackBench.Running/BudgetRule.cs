namespace StackBench.Running;

/// <summary>
/// What a budget allows: fewer launches at first, down to those a verdict needs, then shorter ones, then fewer workloads. Pure.
/// </summary>
internal static class BudgetRule
{
    /// <summary>Launches below which a comparison can hardly say anything; a budget drops workloads before it goes below them.</summary>
    public const int LeastLaunches = 3;

    /// <summary>Least time of a step that is worth taking: inputs, check, warm-up and a few samples.</summary>
    private const double LeastStepSeconds = 0.6;

    /// <summary>Share of a step's time left for measuring once inputs are made and checked.</summary>
    private const double MeasuringShare = 0.5;

    /// <param name="budgetSeconds">Null for no limit.</param>
    /// <returns>Workloads, launches of each, and how they are sampled.</returns>
    public static (int Workloads, int Launches, SamplingPolicy Sampling) Apply(
        double? budgetSeconds, int workloads, int launches, SamplingPolicy sampling)
    {
        if (budgetSeconds is not { } budget || workloads == 0) return (workloads, launches, sampling);
        var steps = budget / LeastStepSeconds;
        var least = Math.Min(LeastLaunches, launches);
        var affordable = (int)Math.Clamp(steps / workloads, least, launches);
        var held = (int)Math.Clamp(steps / affordable, 1, workloads);
        return (held, affordable, sampling.Within(MeasuringShare * budget / (held * affordable)));
    }

    /// <summary>
    /// Until when a workload may be started. The first launch has the share of one that a verdict needs: a slow one leaves out workloads,
    /// and not the launches after it.
    /// </summary>
    public static double EndSeconds(double budgetSeconds, int launch, int launches) =>
        launch > 1 ? budgetSeconds : budgetSeconds / Math.Min(LeastLaunches, launches);

    /// <summary>Whether there is time for one more launch; one half done would leave workloads with unequal evidence.</summary>
    /// <param name="elapsedSeconds">Of the launches before it, of which the first also tried what is too slow.</param>
    public static bool Holds(double budgetSeconds, double elapsedSeconds, int launch) =>
        budgetSeconds - elapsedSeconds >= (launch <= LeastLaunches ? 0.7 : 0.9) * elapsedSeconds / (launch - 1);
}
