namespace StackBench.Fleet.Outliers;

/// <summary>How far a finding reaches.</summary>
public enum OutlierLevel
{
    /// <summary>One device of a node.</summary>
    Device,

    /// <summary>More than half of the devices of a node.</summary>
    Node,

    /// <summary>At least half of the nodes below the same switches.</summary>
    Place,
}
