namespace StackBench.Fleet.Rollout;

/// <summary>What nodes are compared with.</summary>
public enum RolloutDesign
{
    /// <summary>Nodes that changed against those that did not, between the same nights.</summary>
    ChangeAgainstChange,

    /// <summary>Nodes with one value against nodes with the other, in one night: racks are not excluded.</summary>
    SideBySide,

    /// <summary>All nodes changed between the same nights: a change of the whole fleet is not excluded.</summary>
    BeforeAfter,
}
