namespace StackBench.Fleet.Outliers;

/// <summary>How sure a finding is: one job alone raises a suspicion.</summary>
public enum OutlierState
{
    /// <summary>Not measured again.</summary>
    Suspected,

    /// <summary>A fresh job found it again.</summary>
    Confirmed,

    /// <summary>A fresh job did not find it again.</summary>
    NotConfirmed,
}
