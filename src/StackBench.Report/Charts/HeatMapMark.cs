namespace StackBench.Report.Charts;

/// <summary>What is said of a place in a heat map beside its colour. What matters more has the larger number.</summary>
public enum HeatMapMark
{
    /// <summary>There is no such device.</summary>
    Blank,

    /// <summary>Measured, and not judged slow.</summary>
    None,

    /// <summary>It should have a value and has none.</summary>
    Absent,

    Suspected,

    Confirmed,
}
