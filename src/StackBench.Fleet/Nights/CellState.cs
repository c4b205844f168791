namespace StackBench.Fleet.Nights;

/// <summary>What is known of a device in a workload.</summary>
public enum CellState
{
    /// <summary>Judged, and not slow; or cleared by a fresh job.</summary>
    Ok,

    /// <summary>It has a value, but too few siblings and nights for a verdict.</summary>
    Unjudged,

    Suspected,

    Confirmed,

    /// <summary>It should have a value and has none.</summary>
    Absent,
}
