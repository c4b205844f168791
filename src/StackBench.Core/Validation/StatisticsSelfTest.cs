namespace StackBench.Core.Validation;

/// <summary>
/// Simulates what the verdicts promise: error rates without a change and power with one. Seeded: every run gives the same counts.
/// </summary>
public static class StatisticsSelfTest
{
    /// <summary>The checks one by one, each computed when it is asked for.</summary>
    public static IEnumerable<StatisticsCheck> Run() => RankSimulation.Run()
        .Concat(DriftSimulation.Run())
        .Concat(VerdictSimulation.Run())
        .Concat(StoredSimulation.Run())
        .Concat(FamilySimulation.Run())
        .Concat(ChangePointSimulation.Run());
}
