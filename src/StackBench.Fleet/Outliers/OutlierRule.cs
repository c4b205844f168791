namespace StackBench.Fleet.Outliers;

/// <summary>What an outlier differs from.</summary>
public enum OutlierRule
{
    /// <summary>From its own history, by more than the fleet changed.</summary>
    Changed,

    /// <summary>From its siblings: the devices of the same kind in the same slot of other nodes.</summary>
    Slow,
}
